/* netmkt value: what each customer is worth. */
#include <stdlib.h>

#include "commands.h"
#include "models.h"

static const char *const full[] = {"customer", "x",         "t_x",           "T", "m", "p_alive", "expected_purchases", "expected_spend", "clv",
                                   "revenue",  "clv_share", "revenue_share", "r", "f", "m_score", "segment"};
static const char *const brief[] = {"customer", "p_alive", "expected_purchases", "expected_spend", "clv", "clv_share", "revenue", "segment"};

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
    double horizon = 0.0, rate = 0.0, margin = 0.0;
    char buffer[32], unit[48], currency[8];

    (void)netmkt_settings_get_real(session->settings, "value.horizon", &horizon);
    (void)netmkt_settings_get_real(session->settings, "value.discount_rate", &rate);
    (void)netmkt_settings_get_real(session->settings, "value.margin", &margin);
    printf("Value of the next %g %s as of %s, discounted at %g %% a year, margin %g %%%s%s\n\n", horizon, unit_text(session, unit),
           moment_text(session, buffer), rate * 100.0, margin * 100.0, *currency_text(session, currency) != '\0' ? "; money in" : "", currency);
}

static int show_values(const struct session *session, const netmkt_table *table, uint64_t top)
{
    bool text = session->format == NETMKT_FORMAT_TEXT;
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
    status = show_columns(session, table, text ? brief : full, text ? sizeof brief / sizeof brief[0] : sizeof full / sizeof full[0], rows,
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

static int run(const struct arguments *arguments)
{
    struct session session;
    struct wanted wanted = {0};
    netmkt_model *purchase = NULL, *spend = NULL;
    netmkt_table *table = NULL;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = value_options(&session, &wanted);
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = find_models(&session, wanted.model, &purchase, &spend);
    if (status == STATUS_GOOD &&
        netmkt_value_score_all(session.store, purchase, spend, session.settings, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_values(&session, table, wanted.top);
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
    .shared = SHARE_JUDGEMENT,
    .options = (const struct option[]){{"horizon", "N", "Length of the future in time units; default 52."},
                                       {"discount", "RATE", "Discount rate a year; default 0.1."},
                                       {"margin", "SHARE", "Share of spend that is profit; default 1."},
                                       {"model", "NAME", "Purchase model: bgnbd (default), mbgnbd or paretonbd."},
                                       {"purchase-model", "FILE", "Instead of a fit, the model that 'netmkt fit --save FILE' wrote."},
                                       {"spend-model", "FILE", "The same for the spend model."},
                                       {"top", "N", "Only the N customers of the highest value, the highest first."},
                                       {"all", NULL, "Every customer as text, not only the first 20."},
                                       {"limit", "N", "Only the first N rows."},
                                       {NULL, NULL, NULL}},
    .brief = "What each customer is worth: P(alive), expected purchases, spend, CLV.",
    .details = "Fits a purchase model and the Gamma-Gamma spend model to the store, then scores every customer with a\n"
               "purchase. As text, and with --top, the most valuable come first; csv and json otherwise keep the store's order.",
    .run = run,
};
