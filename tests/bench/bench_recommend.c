/* How long it takes to learn from everybody, and to recommend for everybody and for one, in a store in memory. Arguments: customers (default 1,000,000), events
 * a customer (10), threads (1). Prints the fastest of three runs each. */
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY INT64_C(86400000)

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(netmkt_status status)
{
    if (status != NETMKT_OK) {
        (void)fprintf(stderr, "%s\n", netmkt_last_error());
        exit(EXIT_FAILURE);
    }
}

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Half of the events are messages on four channels; the others are clicks there, and visits. */
static void fill(netmkt_store *store, uint64_t customers, uint64_t each)
{
    static const netmkt_channel_id channels[] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_SMS, NETMKT_CHANNEL_LETTER, NETMKT_CHANNEL_APP};
    enum { BATCH = 65536 };
    static netmkt_event events[BATCH];
    uint64_t state = 1;
    size_t n = 0;

    for (uint64_t i = 0; i < customers * each; i++) {
        uint64_t bits = random_bits(&state);
        netmkt_event *e = &events[n++];

        if (i % each == 0) {
            netmkt_customer_id id;
            char key[32];

            (void)snprintf(key, sizeof key, "customer-%llu", (unsigned long long)(i / each));
            need(netmkt_customer_put(store, key, &id));
        }
        netmkt_event_init(e);
        e->customer = i / each + 1;
        e->kind = (bits & 1) != 0 ? NETMKT_KIND_MESSAGE : (bits & 2) != 0 ? NETMKT_KIND_CLICK : NETMKT_KIND_VISIT;
        e->channel = e->kind == NETMKT_KIND_VISIT ? NETMKT_CHANNEL_WEBSITE : channels[bits >> 3 & 3];
        e->time_ms = (int64_t)(bits >> 10) % (300 * DAY);
        if (n == BATCH || i + 1 == customers * each) {
            need(netmkt_event_append(store, events, sizeof *events, n, NULL));
            n = 0;
        }
    }
}

int main(int argc, char **argv)
{
    enum { ONES = 20000 };
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000, each = argc > 2 ? strtoull(argv[2], NULL, 10) : 10;
    double learning = 1e9, everybody = 1e9, start;
    netmkt_settings *settings;
    netmkt_recommender *r = NULL;
    netmkt_store *store;
    netmkt_table *table;
    size_t rows = 0;

    need(netmkt_store_open(NULL, NULL, &store));
    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_real(settings, "run.threads", argc > 3 ? strtod(argv[3], NULL) : 1.0));
    fill(store, customers, each);
    for (int i = 0; i < 3; i++) {
        netmkt_recommender_free(r);
        start = now();
        need(netmkt_recommender_new(store, settings, NETMKT_LATEST, &r));
        learning = now() - start < learning ? now() - start : learning;
        start = now();
        need(netmkt_recommender_all(r, store, NETMKT_LATEST, &table));
        everybody = now() - start < everybody ? now() - start : everybody;
        rows = netmkt_table_rows(table);
        netmkt_table_free(table);
    }
    printf("%8.1f ms  learn from %llu customers\n", learning * 1e3, (unsigned long long)customers);
    printf("%8.1f ms  recommend for %zu customers\n", everybody * 1e3, rows);
    start = now();
    for (uint64_t i = 0; i < ONES; i++) {
        need(netmkt_recommender_channels(r, store, 1 + i % customers, NETMKT_LATEST, &table));
        netmkt_table_free(table);
    }
    printf("%8.1f us  the channels of one customer, with intervals\n", (now() - start) / ONES * 1e6);
    netmkt_recommender_free(r);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    return 0;
}
