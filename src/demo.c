/* netmkt demo: the library's main job in a screenful or two, on a made-up shop or on the user's own file. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chart.h"
#include "commands.h"
#include "feed.h"
#include "portrait.h"

/* A store that the demo made has this attribute: only such a one is replaced when the demo runs again. */
#define DEMO_MARK "netmkt_demo"

enum { BAR_WIDTH = 36, TOP_CUSTOMERS = 10, PROBLEMS_SHOWN = 5, CHANNELS_SHOWN = 12 };

/* The models and tables that several parts of the picture share; NULL where the data cannot give them. */
struct picture {
    netmkt_model *engagement, *purchase, *spend;
    netmkt_table *stages, *values;
};

/* Take away a store of an earlier demo; refuse any other file. */
static int clear_store(const char *path)
{
    netmkt_store_options options;
    netmkt_store *store = NULL;
    netmkt_attribute_id mark;
    bool is_demo;

    if (path == NULL || access(path, F_OK) != 0)
        return STATUS_GOOD;
    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_READ_ONLY;
    is_demo = netmkt_store_open(path, &options, &store) == NETMKT_OK && netmkt_attribute_by_name(store, DEMO_MARK, &mark) == NETMKT_OK;
    netmkt_store_close(store);
    if (!is_demo)
        return fail("%s is there and was not made by netmkt demo; name another --store, or remove it", path);
    return unlink(path) == 0 ? STATUS_GOOD : fail("cannot replace %s", path);
}

static int open_store(struct session *session, const char *path)
{
    netmkt_store_options options;
    int status = creation_options(session->arguments, &options);

    if (status == STATUS_GOOD)
        status = clear_store(path);
    if (status != STATUS_GOOD)
        return status;
    if (netmkt_store_open(path, &options, &session->store) != NETMKT_OK ||
        netmkt_attribute_define(session->store, DEMO_MARK, NETMKT_TYPE_BOOL, NULL) != NETMKT_OK ||
        netmkt_store_commit(session->store) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

/* `file`: the user's own, or -1 for a simulation. */
static int fill_store(struct session *session, struct feed *feed, int file, netmkt_import_report *report)
{
    const char *data = option_value(session->arguments, "data");
    netmkt_simulation_options simulation;
    netmkt_import *import = NULL;
    int status = feed_import(feed, session->store, &import);

    netmkt_simulation_options_init(&simulation);
    if (status == STATUS_GOOD)
        status = data == NULL ? feed_simulation(import, &simulation) : feed_file(feed, import, file, data);
    if (status == STATUS_GOOD)
        status = feed_finish(feed, import, data != NULL ? data : "simulation", report);
    netmkt_import_free(import);
    session->facts.struct_size = sizeof session->facts;
    if (status == STATUS_GOOD && netmkt_store_stats(session->store, &session->facts) != NETMKT_OK)
        status = fail_library(NULL);
    return status;
}

static void show_arrivals(const struct session *session, const struct feed *feed, const netmkt_import_report *report, const char *path)
{
    const char *data = option_value(session->arguments, "data");
    char first[32], last[32];

    if (data != NULL)
        printf("What came in from %s\n", data);
    else
        puts("What came in from a made-up shop (your own: make demo DATA=file.csv)");
    printf("  rows %llu: events %llu, customers %llu, orders %llu, returns %llu\n", (unsigned long long)report->rows,
           (unsigned long long)report->events, (unsigned long long)report->customers, (unsigned long long)report->orders,
           (unsigned long long)report->returns);
    if (report->skipped > 0)
        printf("  %llu bad rows left out (%llu without customer)\n", (unsigned long long)report->skipped,
               (unsigned long long)report->without_customer);
    if (feed->problems_shown > feed->problems_most)
        printf("  %llu of them are told above; 'netmkt import --on-error skip' tells all\n", (unsigned long long)feed->problems_most);
    if (session->facts.events > 0 && netmkt_time_format(session->facts.first_ms, first, sizeof first) == NETMKT_OK &&
        netmkt_time_format(session->facts.last_ms, last, sizeof last) == NETMKT_OK)
        printf("  from %.10s to %.10s%s%s\n", first, last, path != NULL ? "; kept in " : "", path != NULL ? path : "");
}

/* Bars of the table of netmkt_stage_counts(): lifecycle by stage, readiness as a funnel. */
static int show_counts(const netmkt_table *counts)
{
    const char *const *axis = column_values(counts, "axis"), *const *stage = column_values(counts, "stage");
    const int64_t *customers = column_values(counts, "customers");
    const double *share = column_values(counts, "share");
    size_t rows = netmkt_table_rows(counts);
    int64_t reached = 0, all = 0;
    char figure[64];

    if (axis == NULL || stage == NULL || customers == NULL || share == NULL)
        return STATUS_FAILED;
    puts("\nLifecycle: where each customer's trend puts him");
    for (size_t i = 0; i < rows; i++) {
        if (strcmp(axis[i], "lifecycle") != 0) {
            all += customers[i];
            continue;
        }
        if (customers[i] == 0 && strcmp(stage[i], "none") == 0)
            continue;
        (void)snprintf(figure, sizeof figure, "%8lld  %5.1f %%", (long long)customers[i], share[i] * 100.0);
        chart_bar(stage[i], share[i], BAR_WIDTH, figure);
    }
    puts("\nReadiness: customers who came at least so far");
    for (size_t i = 0; i < rows; i++) {
        if (strcmp(axis[i], "readiness") != 0)
            continue;
        (void)snprintf(figure, sizeof figure, "%8lld  %5.1f %%", (long long)(all - reached), 100.0 * (double)(all - reached) / (double)(all > 0 ? all : 1));
        chart_bar(stage[i], (double)(all - reached) / (double)(all > 0 ? all : 1), BAR_WIDTH, figure);
        reached += customers[i];
    }
    return STATUS_GOOD;
}

static int show_stages(const struct session *session, struct picture *picture)
{
    netmkt_table *counts = NULL;
    int status;

    if (netmkt_stage_model(session->store, session->settings, session->as_of, &picture->engagement) != NETMKT_OK ||
        netmkt_stage_counts(session->store, picture->engagement, session->settings, session->as_of, &counts) != NETMKT_OK ||
        netmkt_stage_classify_all(session->store, picture->engagement, session->settings, session->as_of, &picture->stages) != NETMKT_OK) {
        netmkt_table_free(counts);
        return fail_library("stages");
    }
    status = show_counts(counts);
    netmkt_table_free(counts);
    return status;
}

/* Share of revenue by the top fifth of the buyers. */
static double top_share(const netmkt_table *values, const int64_t *revenue)
{
    uint64_t *rows = rows_by(values, "revenue");
    size_t n = netmkt_table_rows(values), fifth = (n + 4) / 5;
    double top = 0.0, total = 0.0;

    for (size_t i = 0; rows != NULL && i < n; i++) {
        total += (double)revenue[rows[i]];
        if (i < fifth)
            top += (double)revenue[rows[i]];
    }
    free(rows);
    return total > 0.0 ? top / total : 0.0;
}

static int show_top(const struct session *session, const struct picture *picture, const uint64_t *rows)
{
    static const char *const columns[] = {"customer", "p_alive", "expected_purchases", "expected_spend", "clv", "revenue", "segment"};
    const double *clv = column_values(picture->values, "clv");
    const int64_t *revenue = column_values(picture->values, "revenue");
    size_t n = netmkt_table_rows(picture->values);
    double total = 0.0, earned = 0.0;
    char money[32], currency[8];

    if (clv == NULL || revenue == NULL)
        return STATUS_FAILED;
    for (size_t i = 0; i < n; i++) {
        total += clv[i];
        earned += (double)revenue[i];
    }
    (void)netmkt_money_format((int64_t)earned, session->facts.currency_exponent, money, sizeof money);
    printf("\nValue: the next 52 weeks of %zu buyers are worth %.0f%s (discounted at 10 %% a year)\n", n, total, currency_text(session, currency));
    printf("  revenue so far %s; the top 20 %% of buyers made %.1f %% of it\n", money, 100.0 * top_share(picture->values, revenue));
    return show_columns(session, picture->values, columns, sizeof columns / sizeof columns[0], rows,
                        n < TOP_CUSTOMERS ? n : TOP_CUSTOMERS, 0);
}

static int show_values(const struct session *session, struct picture *picture, netmkt_customer_id *best)
{
    const int64_t *id;
    uint64_t *rows;
    int status;

    if (netmkt_model_fit_store(session->store, NETMKT_MODEL_BGNBD, session->settings, session->as_of, &picture->purchase) != NETMKT_OK ||
        netmkt_model_fit_store(session->store, NETMKT_MODEL_GAMMAGAMMA, session->settings, session->as_of, &picture->spend) != NETMKT_OK ||
        netmkt_value_score_all(session->store, picture->purchase, picture->spend, session->settings, session->as_of, &picture->values) != NETMKT_OK) {
        printf("\nValue: not known; %s\n", netmkt_last_error());
        return STATUS_GOOD;
    }
    rows = rows_by(picture->values, "clv");
    id = column_values(picture->values, "id");
    if (rows == NULL || id == NULL)
        status = STATUS_FAILED;
    else
        status = show_top(session, picture, rows);
    if (status == STATUS_GOOD && netmkt_table_rows(picture->values) > 0)
        *best = (netmkt_customer_id)id[rows[0]];
    free(rows);
    return status;
}

static int show_channels(const struct session *session)
{
    static const char *const columns[] = {"channel", "customers", "events", "orders", "revenue", "cost"};
    netmkt_table *channels = NULL;
    uint64_t *rows = NULL;
    const char *const *name;
    size_t n;
    int status = STATUS_GOOD;

    if (netmkt_summary_channels(session->store, session->settings, 0, session->as_of, &channels) != NETMKT_OK)
        return fail_library(NULL);
    n = netmkt_table_rows(channels);
    name = column_values(channels, "channel");
    if (n > 1 || (n == 1 && name[0][0] != '\0')) {
        puts("\nChannels: reached, and what orders came over them");
        rows = rows_by(channels, "revenue");
        status = rows == NULL ? STATUS_FAILED
                              : show_columns(session, channels, columns, sizeof columns / sizeof columns[0], rows,
                                             n < CHANNELS_SHOWN ? n : CHANNELS_SHOWN, 0);
        if (n > CHANNELS_SHOWN)
            printf("... and %zu more (netmkt channels lists all)\n", n - CHANNELS_SHOWN);
    }
    free(rows);
    netmkt_table_free(channels);
    return status;
}

/* The most valuable customer, else the first. */
static int show_one(const struct session *session, const struct picture *picture, netmkt_customer_id customer)
{
    char key[256];

    if (customer == 0 && netmkt_table_rows(picture->stages) > 0)
        customer = (netmkt_customer_id)((const int64_t *)column_values(picture->stages, "id"))[0];
    if (customer == 0)
        return STATUS_GOOD;
    if (netmkt_customer_key(session->store, customer, key, sizeof key, NULL) != NETMKT_OK)
        return fail_library(NULL);
    printf("\nOne customer explained: %s\n", printable(key));
    return portrait_words(session, customer, picture->engagement, picture->purchase, picture->spend, "  ");
}

static int show_picture(const struct session *session)
{
    struct picture picture = {0};
    netmkt_customer_id best = 0;
    int status = show_stages(session, &picture);

    if (status == STATUS_GOOD)
        status = show_values(session, &picture, &best);
    if (status == STATUS_GOOD)
        status = show_channels(session);
    if (status == STATUS_GOOD)
        status = show_one(session, &picture, best);
    netmkt_table_free(picture.stages);
    netmkt_table_free(picture.values);
    netmkt_model_free(picture.engagement);
    netmkt_model_free(picture.purchase);
    netmkt_model_free(picture.spend);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *path = option_value(arguments, "store"), *data = option_value(arguments, "data");
    netmkt_import_report report;
    struct session session;
    struct feed feed;
    int file = -1;
    int status = feed_begin(&feed, arguments, true);

    if (status != STATUS_GOOD)
        return status;
    feed.options.flags |= NETMKT_IMPORT_REGISTER;
    feed.problems_most = PROBLEMS_SHOWN;
    status = session_begin(&session, arguments);
    if (status == STATUS_GOOD && data != NULL) {
        file = feed_open(data);
        status = file >= 0 ? STATUS_GOOD : STATUS_FAILED;
    }
    if (status == STATUS_GOOD)
        status = open_store(&session, path);
    if (status == STATUS_GOOD)
        status = fill_store(&session, &feed, file, &report);
    if (status != STATUS_GOOD && session.store != NULL && path != NULL)
        discard_store(path);
    if (file > STDIN_FILENO)
        (void)close(file);
    if (status == STATUS_GOOD) {
        show_arrivals(&session, &feed, &report, path);
        status = show_picture(&session);
    }
    if (status == STATUS_GOOD && path != NULL)
        printf("\nGo on: netmkt stage %s, netmkt value %s --top 20, netmkt customer %s KEY, netmkt help\n", path, path, path);
    session_close(&session);
    return status;
}

const struct command command_demo = {
    .name = "demo",
    .operands = "",
    .options = (const struct option[]){{"data", "FILE", "Your own CSV; default: a simulated shop of 20,000 customers over two years."},
                                       {"store", "FILE", "Keep the store here; one that a demo made before is replaced. Default: in memory."},
                                       FEED_OPTIONS,
                                       CREATION_OPTIONS,
                                       {NULL, NULL, NULL}},
    .brief = "Show what it does: stages, values, channels of a made-up shop or of your file.",
    .details = "Unknown kinds and channels are registered, and bad rows left out (--on-error stop: not).",
    .run = run,
};
