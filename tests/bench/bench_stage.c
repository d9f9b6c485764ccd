/* How right and how fast stages are: simulated customers whose true phase is known, and a store of many customers.
 * Arguments: customers of the speed run (default 1,000,000; 0: none), and events a customer (default 10). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/phases.h"

#define EACH 4000 /* simulated customers a phase and rate */
#define RATES 4

/* CPU seconds, so that what else the machine does matters little. */
static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(netmkt_status status)
{
    if (status != NETMKT_OK) {
        (void)fprintf(stderr, "%s\n", netmkt_last_error());
        exit(EXIT_FAILURE);
    }
}

static void measure_right(double up, double down, double noise, double window)
{
    netmkt_settings *settings;
    static const double a_month[RATES] = {1.0, 2.0, 4.0, 8.0};
    double confusion[RATES][5][5] = {{{0.0}}};
    const double factor[5] = {1.0, 1.0, up, 1.0, down};
    netmkt__random random;
    netmkt_store *store;

    need(netmkt_store_open(NULL, NULL, &store));
    netmkt__random_seed(&random, 1);
    for (int i = 0; i < EACH; i++)
        for (int rate = 0; rate < RATES; rate++)
            for (int32_t phase = 1; phase < 5; phase++)
                if (phases_customer(store, &random, phase, a_month[rate], factor[phase], noise) == 0)
                    need(NETMKT_E_NOMEM);
    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_real(settings, "lifecycle.window_days", window));
    need(phases_judge(store, settings, RATES, confusion));
    printf("rate x %g or x %g in the last 40 %%, weeks varying by %g, window of %g days; true phase by stage, %% of %d customers each\n", up, down,
           noise, window, EACH);
    for (int rate = 0; rate < RATES; rate++) {
        printf("  %g a month: right %.1f %%\n", a_month[rate], 100.0 * phases_right(confusion[rate]));
        for (int phase = 1; phase < 5; phase++) {
            printf("    %-12s", netmkt_lifecycle_name(phase));
            for (int stage = 1; stage < 5; stage++)
                printf(" %6.1f", 100.0 * confusion[rate][phase][stage] / EACH);
            printf("\n");
        }
    }
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}

/* Customers of different rates who came over three years, and who stop at some time; a fifth of what they do are orders. */
static void fill(netmkt_store *store, uint64_t customers, uint64_t each)
{
    enum { BATCH = 65536 };
    static netmkt_event events[BATCH];
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_MESSAGE, NETMKT_KIND_CLICK, NETMKT_KIND_VIEW};
    const double day = 86400000.0;
    netmkt__random random;
    size_t n = 0;

    netmkt__random_seed(&random, 2);
    for (uint64_t i = 0; i < customers; i++) {
        double start = 1000.0 * netmkt__random_uniform(&random), life = (1000.0 - start) * netmkt__random_uniform(&random);
        uint64_t count = 1 + netmkt__random_poisson(&random, netmkt__random_gamma(&random, 1.0, 1.0 / ((double)each - 1.0)));
        netmkt_customer_id customer;
        char key[32];

        (void)snprintf(key, sizeof key, "customer-%llu", (unsigned long long)i);
        need(netmkt_customer_put(store, key, &customer));
        for (uint64_t k = 0; k < count; k++) {
            netmkt_event *e = &events[n++];

            netmkt_event_init(e);
            e->customer = customer;
            e->kind = kinds[netmkt__random_below(&random, 5)];
            e->channel = (netmkt_channel_id)(1 + netmkt__random_below(&random, 20));
            e->time_ms = (int64_t)((start + life * netmkt__random_uniform(&random)) * day);
            e->amount = e->kind == NETMKT_KIND_ORDER ? 1000 : 0;
            if (n == BATCH) {
                need(netmkt_event_append(store, events, sizeof *events, n, NULL));
                n = 0;
            }
        }
    }
    need(netmkt_event_append(store, events, sizeof *events, n, NULL));
}

/* An allocator that knows how many bytes live, and how many lived at most. */
typedef struct heap {
    size_t live, peak;
} heap;

static void *heap_allocate(void *user, void *pointer, size_t size)
{
    heap *h = user;
    size_t *block = pointer != NULL ? (size_t *)pointer - 2 : NULL, *made;

    if (size == 0) {
        h->live -= block != NULL ? *block : 0;
        free(block);
        return NULL;
    }
    size += 2 * sizeof *block;
    h->live -= block != NULL ? *block : 0;
    made = realloc(block, size);
    if (made == NULL) {
        h->live += block != NULL ? *block : 0;
        return NULL;
    }
    *made = size;
    h->live += size;
    h->peak = h->live > h->peak ? h->live : h->peak;
    return made + 2;
}

/* Both stages of everybody into arrays, with the fit of the model. */
static void measure_fill(netmkt_store *store, heap *h, uint64_t customers, const char *when, int64_t as_of)
{
    uint8_t *stage = calloc(customers, 2);
    netmkt_stage_columns columns = {.struct_size = sizeof columns, .lifecycle = stage, .readiness = stage + customers};
    size_t before = h->live;
    double start;

    if (stage == NULL)
        need(NETMKT_E_NOMEM);
    h->peak = h->live;
    start = now();
    need(netmkt_stage_fill(store, NULL, NULL, as_of, customers, &columns));
    printf("  fit, and classify all into arrays, %s: %.3f s; peak memory %.1f bytes a customer above the store and the arrays\n", when, now() - start,
           (double)(h->peak - before) / (double)customers);
    free(stage);
}

/* A day's events, then everybody's stage: by a tracker, and by looking at everybody. */
static void measure_tracker(netmkt_store *store, const netmkt_model *model, uint64_t customers, uint64_t events)
{
    uint8_t *stage = calloc(customers, 2);
    netmkt_stage_columns columns = {.struct_size = sizeof columns, .lifecycle = stage, .readiness = stage + customers};
    netmkt_stage_tracker *tracker;
    netmkt__random random;
    uint64_t looked;
    double start = now();

    if (stage == NULL)
        need(NETMKT_E_NOMEM);
    netmkt__random_seed(&random, 3);
    need(netmkt_stage_tracker_new(store, model, NULL, &tracker));
    need(netmkt_stage_tracker_update(tracker, INT64_C(1000) * 86400000 - 1, &looked, NULL));
    printf("  tracker: first look at everybody %.3f s\n", now() - start);
    for (int64_t day = 1000; day < 1004; day++) {
        int64_t as_of = (day + 1) * 86400000 - 1;
        double tracked, full;

        for (uint64_t i = 0; i < events; i++) {
            netmkt_event e;

            netmkt_event_init(&e);
            e.customer = 1 + netmkt__random_below(&random, customers);
            e.kind = NETMKT_KIND_VISIT;
            e.time_ms = day * 86400000 + (int64_t)netmkt__random_below(&random, 86400000);
            need(netmkt_event_append(store, &e, sizeof e, 1, NULL));
        }
        start = now();
        need(netmkt_stage_tracker_update(tracker, as_of, &looked, NULL));
        tracked = now() - start;
        start = now();
        need(netmkt_stage_fill(store, model, NULL, as_of, customers, &columns));
        full = now() - start;
        for (uint64_t id = 1; id <= customers; id++) {
            int32_t lifecycle, readiness;

            need(netmkt_stage_tracker_get(tracker, id, &lifecycle, &readiness, NULL));
            if (lifecycle != stage[id - 1] || readiness != stage[customers + id - 1])
                need(netmkt_stage_tracker_update(NULL, 0, NULL, NULL));
        }
        printf("  day %d, %llu events: tracker %.4f s, which looked at %llu customers; everybody %.3f s; %.0f times as fast\n", (int)(day - 999),
               (unsigned long long)events, tracked, (unsigned long long)looked, full, full / tracked);
    }
    netmkt_stage_tracker_free(tracker);
    free(stage);
}

static void measure_speed(uint64_t customers, uint64_t each)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_fit fit = {.struct_size = sizeof fit};
    netmkt_model *model;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_context_options context_options;
    netmkt_store_options options;
    netmkt_context *context;
    heap h = {0, 0};
    double start;

    netmkt_context_options_init(&context_options);
    context_options.allocate = heap_allocate;
    context_options.allocate_user = &h;
    need(netmkt_context_new(&context_options, &context));
    netmkt_store_options_init(&options);
    options.context = context;
    need(netmkt_store_open(NULL, &options, &store));
    fill(store, customers, each);
    need(netmkt_store_stats(store, &stats));
    printf("%llu customers, %llu events; CPU seconds of one thread\n", (unsigned long long)stats.customers, (unsigned long long)stats.events);
    start = now();
    need(netmkt_stage_counts(store, NULL, NULL, 0, &table)); /* before all events: sorts what came */
    netmkt_table_free(table);
    printf("  sort, and look at every customer before his first event: %.3f s\n", now() - start);
    start = now();
    need(netmkt_stage_model(store, NULL, NETMKT_LATEST, &model));
    need(netmkt_model_fit_get(model, &fit));
    printf("  fit the engagement model (%llu different summaries): %.3f s\n", (unsigned long long)fit.distinct, now() - start);
    start = now();
    need(netmkt_stage_counts(store, model, NULL, NETMKT_LATEST, &table));
    printf("  classify all, and count: %.3f s\n", now() - start);
    netmkt_table_free(table);
    start = now();
    need(netmkt_stage_classify_all(store, model, NULL, NETMKT_LATEST, &table));
    printf("  classify all into a table: %.3f s\n", now() - start);
    netmkt_table_free(table);
    start = now();
    for (uint64_t id = 1; id <= 10000; id++)
        need(netmkt_stage_classify(store, model, NULL, 1 + id * 7919 % customers, NETMKT_LATEST, &stage));
    printf("  classify one: %.2f us\n", (now() - start) * 1e6 / 10000.0);
    measure_fill(store, &h, customers, "as of now", NETMKT_LATEST);
    measure_fill(store, &h, customers, "as of a past day", INT64_C(700) * 86400000 - 1);
    measure_tracker(store, model, customers, customers / 100);
    netmkt_model_free(model);
    netmkt_store_close(store);
    netmkt_context_free(context);
}

int main(int argc, char **argv)
{
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    uint64_t each = argc > 2 ? strtoull(argv[2], NULL, 10) : 10;

    measure_right(4.0, 0.25, 0.0, 90.0);
    measure_right(3.0, 1.0 / 3.0, 0.0, 90.0);
    measure_right(4.0, 0.1, 0.0, 90.0);
    measure_right(4.0, 0.25, 0.5, 90.0);
    measure_right(4.0, 0.25, 1.0, 90.0);
    measure_right(4.0, 0.25, 0.0, 120.0);
    measure_right(3.0, 1.0 / 3.0, 0.0, 120.0);
    if (customers > 0)
        measure_speed(customers, each > 1 ? each : 2);
    return EXIT_SUCCESS;
}
