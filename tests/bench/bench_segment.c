/* How long segments of everybody take, in a store in memory: attributes, counts, filters, patterns. Arguments: customers (default 1,000,000), events
 * a customer (10), threads (1). Prints the fastest of five runs each. */
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

static void add_customer(netmkt_store *store, uint64_t number, uint64_t bits)
{
    static const char *const countries[] = {"DE", "FR", "AT", "CH", "IT", "ES", "NL", "PL"};
    netmkt_customer_id id;
    char text[32];

    (void)snprintf(text, sizeof text, "customer-%llu", (unsigned long long)number);
    need(netmkt_customer_put(store, text, &id));
    need(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_COUNTRY, countries[bits & 7]));
    (void)snprintf(text, sizeof text, "city %llu", (unsigned long long)(bits >> 3 & 8191));
    need(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_CITY, text));
    need(netmkt_customer_set_int(store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1930 + (int64_t)(bits >> 20) % 80));
}

static void fill(netmkt_store *store, uint64_t customers, uint64_t each)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_VIEW,  NETMKT_KIND_MESSAGE,
                                           NETMKT_KIND_ORDER, NETMKT_KIND_VISIT, NETMKT_KIND_CLICK, NETMKT_KIND_VIEW};
    enum { BATCH = 65536 };
    static netmkt_event events[BATCH];
    uint64_t state = 1;
    size_t n = 0;

    for (uint64_t i = 0; i < customers * each; i++) {
        uint64_t bits = random_bits(&state);
        netmkt_event *e = &events[n++];

        if (i % each == 0)
            add_customer(store, i / each, bits);
        netmkt_event_init(e);
        e->customer = i / each + 1;
        e->kind = kinds[bits & 7];
        e->channel = (netmkt_channel_id)(1 + (bits >> 3) % 26);
        e->time_ms = (int64_t)(bits >> 10) % (1000 * DAY);
        e->amount = e->kind == NETMKT_KIND_ORDER ? (int64_t)(bits >> 20) % 100000 : 0;
        if (n == BATCH || i + 1 == customers * each) {
            need(netmkt_event_append(store, events, sizeof *events, n, NULL));
            n = 0;
        }
    }
}

static void measure(netmkt_store *store, const netmkt_settings *settings, const char *text)
{
    netmkt_segment *segment;
    double best = 1e9;
    uint64_t count = 0;

    need(netmkt_segment_parse(store, text, &segment, NULL));
    for (int i = 0; i < 5; i++) {
        double start = now(), took;

        need(netmkt_segment_count(store, segment, settings, NETMKT_LATEST, &count));
        took = now() - start;
        best = took < best ? took : best;
    }
    printf("%8.1f ms  %8llu members  %s\n", best * 1e3, (unsigned long long)count, text);
    netmkt_segment_free(segment);
}

int main(int argc, char **argv)
{
    static const char *const texts[] = {
        "country = \"DE\"",
        "country = \"DE\" and age >= 25",
        "country = \"DE\" and age >= 25 and orders >= 2",
        "orders >= 2",
        "orders(last 90 days) >= 1",
        "revenue > 500",
        "last(visit) < 100 days ago",
        "visits(channel = email) >= 1",
        "city like \"%99\"",
        "key like \"%99\"",
    };
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000, each = argc > 2 ? strtoull(argv[2], NULL, 10) : 10;
    netmkt_settings *settings;
    netmkt_store *store;

    need(netmkt_store_open(NULL, NULL, &store));
    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_real(settings, "run.threads", argc > 3 ? strtod(argv[3], NULL) : 1.0));
    fill(store, customers, each);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        measure(store, settings, texts[i]);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    return 0;
}
