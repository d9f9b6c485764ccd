/* netmkt validate: a model calibrated to a date, and how well it foresaw the rest. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "models.h"

enum { ROWS_SHOWN = 20, FIGURES = 9 };

struct wanted {
    bool all;              /* all models side by side */
    int32_t model;
    int32_t table;         /* NETMKT_VALIDATION_...; 0: the figures */
    const char *from, *to; /* days as they were given; `to` NULL: the latest */
};

static int show_option(const struct arguments *arguments, int32_t *table)
{
    static const char *const names[] = {"figures", "frequency", "recency", "tracking", "customers"};
    const char *value = option_value(arguments, "show");

    for (int32_t i = 0; value != NULL && i < (int32_t)(sizeof names / sizeof names[0]); i++) {
        if (strcmp(value, names[i]) == 0) {
            *table = i;
            return STATUS_GOOD;
        }
    }
    if (value == NULL)
        return STATUS_GOOD;
    return usage_error(arguments->command, "--show is figures, frequency, recency, tracking or customers, not \"%.64s\"", value);
}

static int read_options(const struct arguments *arguments, struct wanted *wanted)
{
    const char *model = option_value(arguments, "model");
    int64_t moment;
    int status = STATUS_GOOD;

    wanted->all = model != NULL && strcmp(model, "all") == 0;
    if (!wanted->all)
        status = model_option(arguments, NETMKT_MODEL_BGNBD, &wanted->model);
    else if (option_given(arguments, "show"))
        return usage_error(arguments->command, "--model all compares figures; --show is of one model");

    if (status == STATUS_GOOD && (wanted->model == NETMKT_MODEL_BGBB || wanted->model == NETMKT_MODEL_GAMMAGAMMA))
        return usage_error(arguments->command, "--model is bgnbd, mbgnbd, paretonbd or all");
    if (status == STATUS_GOOD)
        status = show_option(arguments, &wanted->table);
    if (status != STATUS_GOOD)
        return status;
    wanted->from = option_value(arguments, "calibrate-to");
    wanted->to = option_value(arguments, "to");
    if (wanted->from == NULL)
        return usage_error(arguments->command, "needs --calibrate-to DATE, the last day the model may know of");
    if (netmkt_time_parse_as_of(wanted->from, 0, &moment) != NETMKT_OK)
        return usage_error(arguments->command, "--calibrate-to: %s", netmkt_last_error());
    if (wanted->to != NULL && netmkt_time_parse_as_of(wanted->to, 0, &moment) != NETMKT_OK)
        return usage_error(arguments->command, "--to: %s", netmkt_last_error());
    return STATUS_GOOD;
}

static int read_span(const struct session *session, const struct wanted *wanted, int64_t *from, int64_t *to)
{
    int32_t offset = session->facts.day_offset_minutes;

    *to = NETMKT_LATEST;
    if (netmkt_time_parse_as_of(wanted->from, offset, from) != NETMKT_OK ||
        (wanted->to != NULL && netmkt_time_parse_as_of(wanted->to, offset, to) != NETMKT_OK))
        return fail_library(NULL);
    return STATUS_GOOD;
}

/* All models side by side. */
static int compare(const struct session *session, const struct wanted *wanted)
{
    netmkt_table *table = NULL;
    int64_t from, to;
    int status = read_span(session, wanted, &from, &to);

    if (status == STATUS_GOOD && netmkt_validation_models(session->store, session->settings, from, to, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int make_validation(const struct session *session, const struct wanted *wanted, netmkt_validation **out)
{
    int64_t from = 0, to = NETMKT_LATEST;

    if (read_span(session, wanted, &from, &to) != STATUS_GOOD)
        return STATUS_FAILED;
    if (netmkt_validation_new(session->store, wanted->model, session->settings, from, to, out) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static int make_figures(const netmkt_validation_figures *f, netmkt_table **out)
{
    static const char *const names[FIGURES] = {"customers", "actual", "predicted", "mae", "rmse", "bias", "correlation", "rank_correlation", "top_decile"};
    const double values[FIGURES] = {(double)f->customers, f->actual, f->predicted, f->mae, f->rmse, f->bias, f->correlation, f->rank_correlation, f->top_decile};
    const double best[FIGURES] = {(double)f->customers, f->actual, f->actual, 0.0, 0.0, 0.0, 1.0, 1.0, f->top_decile_best};

    if (netmkt_table_new(NULL, FIGURES, 0, out) != NETMKT_OK || netmkt_table_add(*out, "figure", NETMKT_COLUMN_TEXT, names) != NETMKT_OK ||
        netmkt_table_add(*out, "value", NETMKT_COLUMN_REAL, values) != NETMKT_OK ||
        netmkt_table_add(*out, "perfect", NETMKT_COLUMN_REAL, best) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static void show_title(const struct wanted *wanted, const netmkt_validation_figures *f, const struct session *session)
{
    char buffer[32];

    printf("%s calibrated to %s: of the purchase days of %llu customers from then to %s\n", netmkt_model_name(wanted->model), wanted->from,
           (unsigned long long)f->customers, wanted->to != NULL ? wanted->to : moment_text(session, buffer));
    printf("%.0f came, %.1f were predicted; a customer's error is %.3f on average\n", f->actual, f->predicted, f->mae);
    printf("the tenth predicted highest made %.1f %% of them, the tenth that did most %.1f %%\n\n", f->top_decile * 100.0, f->top_decile_best * 100.0);
}

static int show(const struct session *session, const struct wanted *wanted, const netmkt_validation *validation)
{
    netmkt_validation_figures figures = {.struct_size = sizeof figures};
    netmkt_table *table = NULL;
    int status;

    if (netmkt_validation_get(validation, &figures) != NETMKT_OK)
        return fail_library(NULL);
    status = make_figures(&figures, &table);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        show_title(wanted, &figures, session);
    if (status == STATUS_GOOD && wanted->table == 0)
        status = show_table(session, table);
    else if (status == STATUS_GOOD)
        status = show_columns(session, netmkt_validation_table(validation, wanted->table), NULL, 0, NULL, 0,
                              rows_wanted(session, wanted->table == NETMKT_VALIDATION_CUSTOMERS ? ROWS_SHOWN : 0));
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct wanted wanted = {0};
    netmkt_validation *validation = NULL;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = read_options(arguments, &wanted);
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && wanted.all)
        status = compare(&session, &wanted);
    if (status == STATUS_GOOD && !wanted.all)
        status = make_validation(&session, &wanted, &validation);
    if (status == STATUS_GOOD && !wanted.all)
        status = show(&session, &wanted, validation);
    netmkt_validation_free(validation);
    session_close(&session);
    return status;
}

const struct command command_validate = {
    .name = "validate",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_UNIT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"calibrate-to", "DATE", "The last day the model may know of."},
                                       {"to", "DATE", "The last day that is compared; default: the store's latest day."},
                                       {"model", "NAME", "bgnbd (default), mbgnbd, paretonbd, or all: side by side."},
                                       {"show", "WHAT", "figures (default), frequency, recency, tracking or customers."},
                                       {"all", NULL, "Every customer as text, not only the first 20."},
                                       {"limit", "N", "Only the first N rows."},
                                       {NULL, NULL, NULL}},
    .brief = "Calibrate a model to a date, and compare what it predicts with what came.",
    .details = "The figures are mean absolute error, root mean squared error, bias, correlation, rank correlation, and the\n"
               "share of all purchases that the tenth of the customers predicted highest made. With --model all the model\n"
               "of the smallest root mean squared error comes first, with log-likelihood, AIC and BIC of the calibration.",
    .run = run,
};
