/* netmkt attribute: which channels have earned the conversions and their money. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "lists.h"
#include "source.h"

enum { ORDERS = 4, NAME = 64 };

/* Columns that csv, json and text have without --all. */
static const char *const credit_columns[] = {"channel", "conversions", "value", "removal_effect"};

struct wanted {
    int32_t model;  /* 0: all */
    int32_t order;  /* 0: the likeliest */
    bool whole;
};

/* Why the text's last lines are there: what was counted, and that the credits agree with it. */
static void show_check(const struct source *source, const netmkt_attribution_check *c)
{
    double unit = pow(10.0, source->exponent);

    printf("\n%llu conversions worth %.*f%s on paths with a step, %llu paths without a conversion\n", (unsigned long long)c->conversions, (int)source->exponent,
           (double)c->value / unit, source->file == NULL ? currency_text(&source->session, (char[8]){0}) : "", (unsigned long long)c->nulls);
    if (c->unattributed > 0)
        printf("%llu conversions worth %.*f had no step, and are credited to none\n", (unsigned long long)c->unattributed, (int)source->exponent,
               (double)c->unattributed_value / unit);
    printf("check: credits add up to %.10g conversions and %.10g\n", c->credited, c->credited_value / unit);
    if (c->order > 0)
        printf("check: the chain of order %d (%u states, %llu transitions) converts with probability %.10g, paths with %.10g\n", (int)c->order,
               (unsigned)c->states, (unsigned long long)c->transitions, c->chain_probability, c->probability);
}

/* The columns of a table among the wanted ones. */
static size_t present(const netmkt_table *table, const char **out)
{
    size_t n = 0;

    for (size_t i = 0; i < sizeof credit_columns / sizeof credit_columns[0]; i++)
        if (netmkt_table_column(table, credit_columns[i], NULL, NULL) == NETMKT_OK)
            out[n++] = credit_columns[i];
    return n;
}

static int show_credit(struct source *source, const struct wanted *wanted, const netmkt_attribution *state)
{
    const struct session *session = &source->session;
    netmkt_attribution_check check = {.struct_size = sizeof check};
    const char *columns[sizeof credit_columns / sizeof credit_columns[0]];
    netmkt_table *table = NULL;
    uint64_t *rows = NULL;
    size_t count;
    int status = STATUS_GOOD;

    if (netmkt_attribution_credit(state, wanted->model, session->settings, &table, &check) != NETMKT_OK)
        return fail_library(NULL);
    count = option_given(session->arguments, "all") ? 0 : present(table, columns);
    if (session->format == NETMKT_FORMAT_TEXT) {
        rows = rows_by(table, wanted->whole ? "value" : "conversions");
        if (rows == NULL)
            status = STATUS_FAILED;
        else
            printf("Attribution by %s\n\n", netmkt_attribution_model_name(wanted->model));
    }
    if (status == STATUS_GOOD)
        status = show_columns(session, table, columns, count, rows, rows != NULL ? netmkt_table_rows(table) : 0, 0);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        show_check(source, &check);
    free(rows);
    netmkt_table_free(table);
    return status;
}

/* --- all models beside each other --- */

static netmkt_status add_column(netmkt_table *table, const netmkt_table *credit, const char *from, const char *to)
{
    const void *data;
    int32_t type;
    netmkt_status status = netmkt_table_column(credit, from, &type, &data);

    return status == NETMKT_OK ? netmkt_table_add(table, to, type, data) : status;
}

static netmkt_status join_models(const struct source *source, const netmkt_attribution *state, netmkt_table **out)
{
    netmkt_status status = NETMKT_OK;

    for (int32_t model = 1; status == NETMKT_OK && netmkt_attribution_model_name(model) != NULL; model++) {
        netmkt_table *credit = NULL;
        char name[NAME];

        status = netmkt_attribution_credit(state, model, source->session.settings, &credit, NULL);
        if (status == NETMKT_OK && *out == NULL) {
            status = netmkt_table_new(NULL, netmkt_table_rows(credit), source->exponent, out);
            if (status == NETMKT_OK)
                status = add_column(*out, credit, "channel", "channel");
        }
        if (status == NETMKT_OK)
            status = add_column(*out, credit, "conversions", netmkt_attribution_model_name(model));
        (void)snprintf(name, sizeof name, "%s_value", netmkt_attribution_model_name(model));
        if (status == NETMKT_OK)
            status = add_column(*out, credit, "value", name);
        netmkt_table_free(credit);
    }
    return status;
}

static int show_models(struct source *source, const netmkt_attribution *state)
{
    const struct session *session = &source->session;
    const char *columns[16] = {"channel"};
    netmkt_table *table = NULL;
    size_t count = 1;
    int status = join_models(source, state, &table) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);

    for (int32_t model = 1; netmkt_attribution_model_name(model) != NULL; model++)
        columns[count++] = netmkt_attribution_model_name(model);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT && !option_given(session->arguments, "all")) {
        printf("Conversions by model\n\n");
        status = show_columns(session, table, columns, count, NULL, 0, 0);
    } else if (status == STATUS_GOOD) {
        status = show_table(session, table);
    }
    netmkt_table_free(table);
    return status;
}

/* --- lists: intervals and orders --- */

/* The likeliest order into the settings; the table is shown if `shown`. */
static int find_order(struct source *source, const netmkt_paths *paths, bool shown)
{
    netmkt_table *table = NULL;
    const int64_t *best, *order;
    int status = STATUS_GOOD;

    if (netmkt_paths_orders(paths, source->session.settings, &table) != NETMKT_OK)
        return fail_library("the order");
    best = column_values(table, "best");
    order = column_values(table, "order");
    for (size_t i = 0; best != NULL && order != NULL && i < netmkt_table_rows(table); i++)
        if (best[i] && netmkt_settings_set_real(source->session.settings, "attribution.order", (double)order[i]) != NETMKT_OK)
            status = fail_library(NULL);
    if (status == STATUS_GOOD && shown)
        status = show_table(&source->session, table);
    netmkt_table_free(table);
    return status;
}

static int show_intervals(struct source *source, const struct wanted *wanted, const netmkt_paths *paths)
{
    const struct session *session = &source->session;
    netmkt_table *table = NULL;
    uint64_t *rows = NULL;
    int status = STATUS_GOOD;

    if (netmkt_paths_intervals(paths, wanted->model, session->settings, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT) {
        rows = rows_by(table, "conversions");
        if (rows == NULL)
            status = STATUS_FAILED;
        else
            printf("Attribution by %s, with bootstrap intervals\n\n", netmkt_attribution_model_name(wanted->model));
    }
    if (status == STATUS_GOOD)
        status = show_columns(session, table, NULL, 0, rows, rows != NULL ? netmkt_table_rows(table) : 0, 0);
    free(rows);
    netmkt_table_free(table);
    return status;
}

/* --- the command --- */

static int read_model(const struct arguments *arguments, struct wanted *wanted)
{
    const char *names[16] = {"all"};
    size_t count = 1, model = NETMKT_ATTRIBUTION_MARKOV;
    const char *order = option_value(arguments, "order");
    long long number = 1;

    while (netmkt_attribution_model_name((int32_t)count) != NULL) {
        names[count] = netmkt_attribution_model_name((int32_t)count);
        count++;
    }
    if (option_given(arguments, "model") && !read_choice(arguments, "model", names, count, &model))
        return STATUS_USAGE;
    if (order != NULL && strcmp(order, "auto") == 0)
        number = 0;
    else if (order != NULL && !read_whole(order, 1, ORDERS, &number))
        return usage_error(arguments->command, "--order is 1 to 4 or auto, not \"%.64s\"", order);
    wanted->model = (int32_t)model;
    wanted->order = (int32_t)number;
    wanted->whole = option_given(arguments, "whole");
    if (order != NULL && wanted->model != NETMKT_ATTRIBUTION_MARKOV && wanted->model != 0)
        return usage_error(arguments->command, "--order is markov's alone");
    if (option_given(arguments, "intervals") && wanted->model == 0)
        return usage_error(arguments->command, "--intervals are of one model");
    if (option_given(arguments, "intervals") + option_given(arguments, "transitions") + option_given(arguments, "orders") > 1)
        return usage_error(arguments->command, "give one of --intervals, --transitions and --orders");
    if (option_given(arguments, "transitions") && wanted->model != NETMKT_ATTRIBUTION_MARKOV)
        return usage_error(arguments->command, "--transitions are of markov's chain");
    return STATUS_GOOD;
}

static int apply(struct source *source, const struct wanted *wanted)
{
    const struct arguments *arguments = source->session.arguments;

    if (option_given(arguments, "order") && wanted->order > 0 &&
        netmkt_settings_set_real(source->session.settings, "attribution.order", wanted->order) != NETMKT_OK)
        return fail_library(NULL);
    if (wanted->whole && netmkt_settings_set_real(source->session.settings, "attribution.whole", 1.0) != NETMKT_OK)
        return fail_library(NULL);
    return setting_option(&source->session, "half-life", "attribution.half_life_days");
}

static int show_state(struct source *source, const struct wanted *wanted, const netmkt_attribution *state)
{
    netmkt_table *table = NULL;
    int status;

    if (!option_given(source->session.arguments, "transitions"))
        return wanted->model != 0 ? show_credit(source, wanted, state) : show_models(source, state);
    status = netmkt_attribution_transitions(state, &table) == NETMKT_OK ? show_table(&source->session, table) : fail_library(NULL);
    netmkt_table_free(table);
    return status;
}

static uint32_t models_of(const struct wanted *wanted)
{
    return wanted->model != 0 ? UINT32_C(1) << wanted->model : 0;
}

/* What needs a list of paths. */
static int with_list(struct source *source, const struct wanted *wanted)
{
    const struct arguments *arguments = source->session.arguments;
    bool orders = option_given(arguments, "orders");
    netmkt_attribution *state = NULL;
    netmkt_paths *paths = NULL;
    int status = source_list(source, &paths);

    if (status == STATUS_GOOD && (orders || wanted->order == 0))
        status = find_order(source, paths, orders);
    if (status == STATUS_GOOD && option_given(arguments, "intervals"))
        status = show_intervals(source, wanted, paths);
    else if (status == STATUS_GOOD && !orders)
        status = netmkt_attribution_new(NULL, source->exponent, source->session.settings, models_of(wanted), &state) == NETMKT_OK &&
                         netmkt_attribution_update_paths(state, paths) == NETMKT_OK
                     ? show_state(source, wanted, state)
                     : fail_library(NULL);
    netmkt_attribution_free(state);
    netmkt_paths_free(paths);
    return status;
}

static int with_state(struct source *source, const struct wanted *wanted)
{
    netmkt_attribution *state = NULL;
    int status = source_count(source, models_of(wanted), &state);

    if (status == STATUS_GOOD)
        status = show_state(source, wanted, state);
    netmkt_attribution_free(state);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct source source = {.file = NULL};
    struct wanted wanted;
    int status = read_model(arguments, &wanted);

    if (status != STATUS_GOOD)
        return status;
    status = source_open(&source, arguments);
    if (status == STATUS_GOOD)
        status = apply(&source, &wanted);
    if (status == STATUS_GOOD && (wanted.order == 0 || option_given(arguments, "orders") || option_given(arguments, "intervals")))
        status = with_list(&source, &wanted);
    else if (status == STATUS_GOOD)
        status = with_state(&source, &wanted);
    source_close(&source);
    return status;
}

const struct command command_attribute = {
    .name = "attribute",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"model", "NAME", "first, last, last_non_direct, linear, position, time_decay, markov, shapley, shapley_rate or all; default markov."},
                                       {"order", "N|auto", "Order of Markov's chain, 1 to 4, or the likeliest; default 1."},
                                       {"half-life", "DAYS", "In which a touch's weight halves, with time_decay; default 7."},
                                       {"whole", NULL, "Whole conversions and minor units, by largest remainders."},
                                       {"intervals", NULL, "Intervals by bootstrap over customers."},
                                       {"orders", NULL, "Chains of order 1 to 4 by cross-validated likelihood."},
                                       {"transitions", NULL, "The chain's transitions, with counts and probabilities."},
                                       {"all", NULL, "All columns: the money's removal effects, errors of sampling; of all models the money too."},
                                       SOURCE_OPTIONS,
                                       {NULL, NULL, NULL}},
    .brief = "Which channels have earned the conversions and their money.",
    .details = "From a store, or with --paths from a file. As csv: channel,conversions,value, and removal_effect of markov.",
    .run = run,
};
