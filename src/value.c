/* netmkt value: what each customer is worth. */
#include <stdlib.h>

#include "commands.h"
#include "models.h"

static const char *const full[] = {"customer", "x",         "t_x",           "T", "m", "p_alive", "expected_purchases", "expected_spend", "clv",
                                   "revenue",  "clv_share", "revenue_share", "margin", "r", "f", "m_score", "segment"};
static const char *const brief[] = {"customer", "p_alive", "expected_purchases", "expected_spend", "clv", "clv_share", "revenue", "segment"};
static const char *const full_sure[] = {"customer", "x",       "t_x",      "T",       "m",         "p_alive",       "expected_purchases", "expected_spend", "clv",
                                        "clv_low",  "clv_high", "revenue", "clv_share", "revenue_share", "margin", "r",                  "f",              "m_score", "segment"};
static const char *const brief_sure[] = {"customer", "p_alive", "expected_purchases", "expected_spend", "clv", "clv_low", "clv_high", "clv_share", "segment"};

enum { ROWS_SHOWN = 20 };

struct wanted {
    int32_t model; /* of purchases */
    uint64_t top;  /* 0: not given */
};

static int value_options(struct session *session, struct wanted *wanted)
{
    const char *model = option_value(session->arguments, "model");
    const char *top = option_value(session->arguments, "top");
    long long number = 0;
    int status = setting_option(session, "horizon", "value.horizon");

    if (status == STATUS_GOOD)
        status = setting_option(session, "discount", "value.discount_rate");
    if (status == STATUS_GOOD)
        status = setting_option(session, "margin", "value.margin");
    if (status == STATUS_GOOD)
        status = setting_option(session, "interval", "value.confidence");
    if (status == STATUS_GOOD && option_given(session->arguments, "infinite") && netmkt_settings_set_real(session->settings, "value.infinite", 1.0) != NETMKT_OK)
        status = fail_library(NULL);
    if (status != STATUS_GOOD)
        return status;
    if (top != NULL && !read_whole(top, 1, INT64_MAX, &number))
        return usage_error(session->arguments->command, "--top needs a whole number of customers, not \"%.64s\"", top);
    wanted->top = (uint64_t)number;
    wanted->model = model != NULL ? netmkt_model_by_name(model) : NETMKT_MODEL_BGNBD;
    if (model != NULL && option_given(session->arguments, "purchase-model"))
        return usage_error(session->arguments->command, "--model is fitted; the file of --purchase-model says which model it is");
    if (wanted->model != NETMKT_MODEL_BGNBD && wanted->model != NETMKT_MODEL_MBGNBD && wanted->model != NETMKT_MODEL_PARETONBD)
        return usage_error(session->arguments->command, "--model is bgnbd, mbgnbd or paretonbd, not \"%.64s\"", model);
    return STATUS_GOOD;
}

static void show_head(const struct session *session)
{
    double horizon = 0.0, infinite = 0.0, rate = 0.0, margin = 0.0;
    char buffer[32], unit[48], currency[8];

    (void)netmkt_settings_get_real(session->settings, "value.horizon", &horizon);
    (void)netmkt_settings_get_real(session->settings, "value.discount_rate", &rate);
    (void)netmkt_settings_get_real(session->settings, "value.margin", &margin);
    (void)netmkt_settings_get_real(session->settings, "value.infinite", &infinite);
    if (infinite != 0.0)
        printf("Value of all the future");
    else
        printf("Value of the next %g %s", horizon, unit_text(session, unit));
    printf(" as of %s, discounted at %g %% a year, margin %g %%%s%s\n\n", moment_text(session, buffer), rate * 100.0, margin * 100.0, *currency_text(session, currency) != '\0' ? "; money in" : "", currency);
}

static int show_values(const struct session *session, const netmkt_table *table, uint64_t top)
{
    bool text = session->format == NETMKT_FORMAT_TEXT, sure = netmkt_table_column(table, "clv_low", NULL, NULL) == NETMKT_OK;
    const char *const *columns = text ? (sure ? brief_sure : brief) : sure ? full_sure : full;
    size_t column_count = text ? (sure ? sizeof brief_sure / sizeof brief_sure[0] : sizeof brief / sizeof brief[0])
                               : (sure ? sizeof full_sure / sizeof full_sure[0] : sizeof full / sizeof full[0]);
    uint64_t count = netmkt_table_rows(table);
    uint64_t *rows = NULL;
    int status;

    if (text)
        show_head(session);
    if (top != 0 || text) {
        rows = rows_by(table, "clv");
        if (rows == NULL)
            return STATUS_FAILED;
    }
    status = show_columns(session, table, columns, column_count, rows,
                          top != 0 && top < count ? top : count, top != 0 ? 0 : rows_wanted(session, ROWS_SHOWN));
    free(rows);
    return status;
}

/* Times in the model's own unit. */
static int take_unit(const struct session *session, const netmkt_model *model)
{
    netmkt_fit fit = {.struct_size = sizeof fit};

    if (netmkt_model_fit_get(model, &fit) != NETMKT_OK ||
        netmkt_settings_set_real(session->settings, "time.unit_days", fit.unit_days) != NETMKT_OK)
        return fail_library("purchase model");
    return STATUS_GOOD;
}

/* The models of the files given; a purchase model fitted to the store where there is none. */
static int find_models(const struct session *session, int32_t kind, netmkt_model **purchase, netmkt_model **spend)
{
    const struct arguments *arguments = session->arguments;
    int status = STATUS_GOOD;

    if (option_given(arguments, "spend-model"))
        status = model_from_file(arguments, "spend-model", true, spend);
    if (status != STATUS_GOOD)
        return status;
    if (option_given(arguments, "purchase-model")) {
        status = model_from_file(arguments, "purchase-model", false, purchase);
        return status == STATUS_GOOD && !option_given(arguments, "unit") ? take_unit(session, *purchase) : status;
    }
    if (netmkt_model_fit_store(session->store, kind, session->settings, session->as_of, purchase) != NETMKT_OK)
        return fail_library("purchase model");
    return STATUS_GOOD;
}

/* clv_low and clv_high behind the other columns, and those of the total. Fits the spend model that was not given. */
static int add_interval(const struct session *session, const netmkt_model *purchase, const netmkt_model *spend, netmkt_table *table, double *total)
{
    size_t n = (size_t)netmkt_table_rows(table);
    double *x = calloc(n + 1, sizeof *x), *low = calloc(n + 1, sizeof *low), *high = calloc(n + 1, sizeof *high);
    const void *whole, *t_x, *T, *m, *margin;
    netmkt_model *fitted = NULL;
    int status = STATUS_GOOD;

    if (x == NULL || low == NULL || high == NULL) {
        status = fail("out of memory");
    } else if ((spend == NULL && n > 0 &&
                netmkt_model_fit_store(session->store, NETMKT_MODEL_GAMMAGAMMA, session->settings, session->as_of, &fitted) != NETMKT_OK) ||
               netmkt_table_column(table, "x", NULL, &whole) != NETMKT_OK || netmkt_table_column(table, "t_x", NULL, &t_x) != NETMKT_OK ||
               netmkt_table_column(table, "T", NULL, &T) != NETMKT_OK || netmkt_table_column(table, "m", NULL, &m) != NETMKT_OK || netmkt_table_column(table, "margin", NULL, &margin) != NETMKT_OK) {
        status = fail_library("interval");
    } else {
        for (size_t i = 0; i < n; i++)
            x[i] = (double)((const int64_t *)whole)[i];
        if (netmkt_model_clv_interval(purchase, spend != NULL ? spend : fitted, session->settings, n, x, t_x, T, m, margin, low, high, &total[0],
                                      &total[1]) != NETMKT_OK ||
            netmkt_table_add(table, "clv_low", NETMKT_COLUMN_REAL, low) != NETMKT_OK || netmkt_table_add(table, "clv_high", NETMKT_COLUMN_REAL, high) != NETMKT_OK)
            status = fail_library("interval");
    }
    netmkt_model_free(fitted);
    free(x);
    free(low);
    free(high);
    return status;
}

/* --interval computes the intervals here, with that of the total, and so not twice. */
static int score(const struct session *session, const netmkt_model *purchase, const netmkt_model *spend, netmkt_table **out)
{
    bool interval = option_given(session->arguments, "interval");
    double draws = 0.0;
    int status = STATUS_GOOD;

    if (interval && (netmkt_settings_get_real(session->settings, "value.draws", &draws) != NETMKT_OK ||
                     netmkt_settings_set_real(session->settings, "value.draws", 0.0) != NETMKT_OK))
        return fail_library(NULL);
    if (netmkt_value_score_all(session->store, purchase, spend, session->settings, session->as_of, out) != NETMKT_OK)
        status = fail_library(NULL);
    if (interval && status == STATUS_GOOD && netmkt_settings_set_real(session->settings, "value.draws", draws) != NETMKT_OK)
        status = fail_library(NULL);
    return status;
}

static void show_total(const struct session *session, const netmkt_table *table, const double *total)
{
    const void *clv = NULL;
    double sum = 0.0, confidence = 0.0;

    (void)netmkt_table_column(table, "clv", NULL, &clv);
    (void)netmkt_settings_get_real(session->settings, "value.confidence", &confidence);
    for (uint64_t i = 0; clv != NULL && i < netmkt_table_rows(table); i++)
        sum += ((const double *)clv)[i];
    printf("\nall %llu customers: %.2f, with %g %% probability %.2f to %.2f, as sure as the parameters are\n",
           (unsigned long long)netmkt_table_rows(table), sum, confidence * 100.0, total[0], total[1]);
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct wanted wanted = {0};
    netmkt_model *purchase = NULL, *spend = NULL;
    netmkt_table *table = NULL;
    double total[2] = {0.0, 0.0};
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = value_options(&session, &wanted);
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = find_models(&session, wanted.model, &purchase, &spend);
    if (status == STATUS_GOOD)
        status = score(&session, purchase, spend, &table);
    if (status == STATUS_GOOD && option_given(arguments, "interval"))
        status = add_interval(&session, purchase, spend, table, total);
    if (status == STATUS_GOOD)
        status = show_values(&session, table, wanted.top);
    if (status == STATUS_GOOD && option_given(arguments, "interval") && session.format == NETMKT_FORMAT_TEXT)
        show_total(&session, table, total);
    netmkt_table_free(table);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    session_close(&session);
    return status;
}

const struct command command_value = {
    .name = "value",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_JUDGEMENT | SHARE_SEGMENT,
    .options = (const struct option[]){{"horizon", "N", "Length of the future in time units; default 52."},
                                       {"discount", "RATE", "Discount rate a year; default 0.1."},
                                       {"margin", "SHARE", "Share of spend that is profit; default 1."},
                                       {"model", "NAME", "Purchase model: bgnbd (default), mbgnbd or paretonbd."},
                                       {"purchase-model", "FILE", "Instead of a fit, the model that 'netmkt fit --save FILE' wrote."},
                                       {"spend-model", "FILE", "The same for the spend model."},
                                       {"infinite", NULL, "All the future, discounted, instead of the horizon."},
                                       {"interval", "SHARE", "An interval of this probability, as 0.95, for each CLV and as text the total."},
                                       {"top", "N", "Only the N customers of the highest value, the highest first."},
                                       {"all", NULL, "Every customer as text, not only the first 20."},
                                       {"limit", "N", "Only the first N rows."},
                                       {NULL, NULL, NULL}},
    .brief = "What each customer is worth: P(alive), expected purchases, spend, CLV.",
    .details = "Fits a purchase model and the Gamma-Gamma spend model to the store, then scores every customer with a\n"
               "purchase. As text, and with --top, the most valuable come first; csv and json otherwise keep the store's order.",
    .run = run,
};
