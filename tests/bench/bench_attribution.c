/* How fast paths are attributed: from a CSV (the file named first, or one made as large) and from a store of 10 million events.
 * Arguments: CSV or "" to make one of a million paths; events of the store (default 10,000,000; 0: none); threads. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"

enum { PIECE = 1 << 18, PATHS = 1000000, CHANNELS = 12, BATCH = 65536, REPEATS = 3 };

static void need(netmkt_status status)
{
    if (status != NETMKT_OK) {
        (void)fprintf(stderr, "%s\n", netmkt_last_error());
        exit(EXIT_FAILURE);
    }
}

static double seconds(clockid_t clock)
{
    struct timespec t;

    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* An allocator that knows how many bytes live at most. */
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

/* Paths of mean length 4 over 12 channels, one in eight converts. */
static FILE *make_csv(void)
{
    static const char *const names[CHANNELS] = {"search", "email", "display", "social", "affiliate", "direct", "video", "retarget", "referral", "organic", "partner", "offline"};
    FILE *file = tmpfile();
    netmkt__random random;

    if (file == NULL)
        need(NETMKT_E_IO);
    netmkt__random_seed(&random, 21);
    fputs("path,total_conversions,total_conversion_value,total_null\n", file);
    for (int p = 0; p < PATHS; p++) {
        int converted;

        fputs(names[netmkt__random_below(&random, CHANNELS)], file);
        while (netmkt__random_uniform(&random) < 0.75)
            fprintf(file, " > %s", names[netmkt__random_below(&random, CHANNELS)]);
        converted = netmkt__random_uniform(&random) < 0.126;
        fprintf(file, ",%d,%.2f,%d\n", converted, converted ? 10.0 + 50.0 * netmkt__random_uniform(&random) : 0.0, !converted);
    }
    return file;
}

static void measure_csv(FILE *file, netmkt_context *context, heap *h, int32_t model, int order)
{
    double best = 1e9, solved = 0.0;
    netmkt_attribution_check check = {.struct_size = sizeof check};
    char *buffer = malloc(PIECE);
    netmkt_settings *settings;
    uint64_t rows = 0;
    size_t peak = 0;

    if (buffer == NULL)
        need(NETMKT_E_NOMEM);
    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_real(settings, "attribution.order", order));
    for (int r = 0; r < REPEATS; r++) {
        netmkt_attribution *state;
        netmkt_path_import *import;
        netmkt_table *table;
        double start = seconds(CLOCK_PROCESS_CPUTIME_ID), counted;
        size_t got, before = h->live;

        rewind(file);
        h->peak = h->live;
        need(netmkt_attribution_new(context, 2, settings, UINT32_C(1) << model, &state));
        need(netmkt_path_import_new(state, NULL, &import));
        while ((got = fread(buffer, 1, PIECE, file)) > 0)
            need(netmkt_path_import_feed(import, buffer, got));
        need(netmkt_path_import_finish(import, &rows));
        netmkt_path_import_free(import);
        counted = seconds(CLOCK_PROCESS_CPUTIME_ID);
        need(netmkt_attribution_credit(state, model, settings, &table, &check));
        if (seconds(CLOCK_PROCESS_CPUTIME_ID) - start < best) {
            best = seconds(CLOCK_PROCESS_CPUTIME_ID) - start;
            solved = seconds(CLOCK_PROCESS_CPUTIME_ID) - counted;
        }
        peak = h->peak - before;
        netmkt_table_free(table);
        netmkt_attribution_free(state);
    }
    printf("  %-12s order %d: %.3f s of CPU for %llu rows of CSV (of it solving %.4f), %zu KiB of memory at most\n", netmkt_attribution_model_name(model), order,
           best, (unsigned long long)rows, solved, peak / 1024);
    netmkt_settings_free(settings);
    free(buffer);
}

/* Customers of ten events each over a year, two of five visits, one in ten an order. */
static netmkt_store *fill(uint64_t events)
{
    static netmkt_event batch[BATCH];
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_VISIT,   NETMKT_KIND_CLICK,
                                           NETMKT_KIND_CLICK, NETMKT_KIND_VIEW,  NETMKT_KIND_OPEN,  NETMKT_KIND_MESSAGE, NETMKT_KIND_ORDER};
    netmkt_store *store;
    netmkt_customer_id customer = 0;
    netmkt__random random;
    size_t n = 0;

    need(netmkt_store_open(NULL, NULL, &store));
    netmkt__random_seed(&random, 3);
    for (uint64_t i = 0; i < events; i++) {
        netmkt_event *e = &batch[n++];
        char key[32];

        if (i % 10 == 0) {
            (void)snprintf(key, sizeof key, "customer-%llu", (unsigned long long)i);
            need(netmkt_customer_put(store, key, &customer));
        }
        netmkt_event_init(e);
        e->customer = customer;
        e->kind = kinds[netmkt__random_below(&random, 10)];
        e->channel = (netmkt_channel_id)(1 + netmkt__random_below(&random, CHANNELS));
        e->time_ms = (int64_t)(netmkt__random_uniform(&random) * 365.0 * 86400000.0);
        e->amount = e->kind == NETMKT_KIND_ORDER ? (int64_t)netmkt__random_below(&random, 10000) : 0;
        if (n == BATCH || i + 1 == events) {
            need(netmkt_event_append(store, batch, sizeof *batch, n, NULL));
            n = 0;
        }
    }
    return store;
}

static void measure_store(netmkt_store *store, uint64_t events, uint32_t threads, uint32_t models, const char *what)
{
    double best = 1e9, cpu = 0.0;
    netmkt_settings *settings;

    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_real(settings, "run.threads", threads));
    for (int r = 0; r < REPEATS; r++) {
        netmkt_attribution *state;
        netmkt_attribution_check check = {.struct_size = sizeof check};
        double start = seconds(CLOCK_MONOTONIC), cpu_start = seconds(CLOCK_PROCESS_CPUTIME_ID), took;

        need(netmkt_attribution_new(NULL, 2, settings, models, &state));
        need(netmkt_attribution_update_store(state, store, settings, NETMKT_LATEST));
        for (int32_t model = 1; netmkt_attribution_model_name(model) != NULL; model++) {
            netmkt_table *table;

            if ((models >> model & 1) == 0)
                continue;
            need(netmkt_attribution_credit(state, model, settings, &table, &check));
            netmkt_table_free(table);
        }
        took = seconds(CLOCK_MONOTONIC) - start;
        if (took < best) {
            best = took;
            cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_start;
        }
        netmkt_attribution_free(state);
    }
    printf("  %s from a store of %llu events, %u threads: %.3f s (%.3f of CPU)\n", what, (unsigned long long)events, (unsigned)threads, best, cpu);
    netmkt_settings_free(settings);
}

int main(int count, char **words)
{
    heap h = {0, 0};
    netmkt_context_options options;
    netmkt_context *context;
    FILE *file = count > 1 && *words[1] != '\0' ? fopen(words[1], "rb") : make_csv();
    uint64_t events = count > 2 ? strtoull(words[2], NULL, 10) : 10000000;
    uint32_t threads = count > 3 ? (uint32_t)strtoul(words[3], NULL, 10) : 1;

    if (file == NULL) {
        (void)fprintf(stderr, "cannot read %s\n", words[1]);
        return EXIT_FAILURE;
    }
    netmkt_context_options_init(&options);
    options.allocate = heap_allocate;
    options.allocate_user = &h;
    need(netmkt_context_new(&options, &context));
    for (int order = 1; order <= 4; order++)
        measure_csv(file, context, &h, NETMKT_ATTRIBUTION_MARKOV, order);
    measure_csv(file, context, &h, NETMKT_ATTRIBUTION_LINEAR, 1);
    measure_csv(file, context, &h, NETMKT_ATTRIBUTION_SHAPLEY_RATE, 1);
    netmkt_context_free(context);
    (void)fclose(file);
    if (events > 0) {
        netmkt_store *store = fill(events);

        measure_store(store, events, threads, 1 << NETMKT_ATTRIBUTION_MARKOV, "markov");
        measure_store(store, events, threads, 0, "all models");
        netmkt_store_close(store);
    }
    return EXIT_SUCCESS;
}
