/* How long questions about everybody take, in a store in memory: concentration, attention, relationship, brand, novelty. Arguments: customers
 * (default 1,000,000), events a customer (10), threads (1). */
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

static void fill(netmkt_store *store, uint64_t customers, uint64_t each)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT,   NETMKT_KIND_VIEW,      NETMKT_KIND_MESSAGE,
                                           NETMKT_KIND_ORDER, NETMKT_KIND_INQUIRY, NETMKT_KIND_SURVEY,    NETMKT_KIND_REVIEW};
    enum { BATCH = 65536 };
    static netmkt_event events[BATCH];
    netmkt_offer_id offers[50];
    uint64_t state = 1;
    size_t n = 0;

    for (int i = 0; i < 50; i++) {
        char name[16];

        (void)snprintf(name, sizeof name, "offer-%d", i);
        need(netmkt_offer_put(store, name, NULL, &offers[i]));
    }
    for (uint64_t i = 0; i < customers * each; i++) {
        uint64_t bits = random_bits(&state);
        netmkt_event *e = &events[n++];
        char key[32];

        netmkt_event_init(e);
        e->customer = i / each + 1;
        if (i % each == 0) {
            (void)snprintf(key, sizeof key, "customer-%llu", (unsigned long long)(i / each));
            need(netmkt_customer_put(store, key, NULL));
        }
        e->kind = kinds[bits & 7];
        e->channel = (netmkt_channel_id)(1 + (bits >> 3) % 26);
        e->time_ms = (int64_t)(bits >> 10) % (1000 * DAY);
        e->amount = e->kind == NETMKT_KIND_ORDER ? (int64_t)(bits >> 20) % 100000 : 0;
        e->offer = e->kind == NETMKT_KIND_ORDER ? offers[(bits >> 40) % 50] : 0;
        e->rating = e->kind == NETMKT_KIND_SURVEY || e->kind == NETMKT_KIND_REVIEW ? (int32_t)((bits >> 50) % 11) * 1000 : NETMKT_NO_RATING;
        if (n == BATCH || i + 1 == customers * each) {
            need(netmkt_event_append(store, events, sizeof *events, n, NULL));
            n = 0;
        }
    }
}

typedef netmkt_status (*question)(netmkt_store *, const netmkt_settings *, int64_t, netmkt_table **);

static netmkt_status worth(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_concentration_values(store, settings, NETMKT_WORTH_MARGIN, as_of_ms, out);
}

static netmkt_status channels(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_attention_channels(store, settings, 0, as_of_ms, out);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        question ask;
    } questions[] = {
        {"margins of customers", worth},        {"attention of customers", netmkt_attention_all}, {"attention by channel", channels},
        {"relationships", netmkt_relationship_all}, {"brand by month", netmkt_brand_months},      {"novelty by month", netmkt_novelty_months},
        {"weights from surveys", netmkt_delivered_weights_all},
    };
    uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000, each = argc > 2 ? strtoull(argv[2], NULL, 10) : 10;
    netmkt_settings *settings;
    netmkt_store *store;

    need(netmkt_settings_new(NULL, &settings));
    need(netmkt_settings_set_text(settings, "run.threads", argc > 3 ? argv[3] : "1"));
    need(netmkt_store_open(NULL, NULL, &store));
    fill(store, customers, each);
    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        double best = 1e9;

        for (int round = 0; round < 3; round++) {
            netmkt_table *table;
            double begin = now();

            need(questions[i].ask(store, settings, NETMKT_LATEST, &table));
            best = now() - begin < best ? now() - begin : best;
            if (i == 0 && round == 0) {
                netmkt_concentration c = {.struct_size = sizeof c};
                const void *values;

                need(netmkt_table_column(table, "value", NULL, &values));
                begin = now();
                need(netmkt_concentration_measure(NULL, netmkt_table_rows(table), values, &c));
                printf("%-24s %7.3f s (%llu customers)\n", "their concentration", now() - begin, (unsigned long long)c.customers);
            }
            netmkt_table_free(table);
        }
        printf("%-24s %7.3f s (%llu events)\n", questions[i].name, best, (unsigned long long)(customers * each));
    }
    netmkt_store_close(store);
    netmkt_settings_free(settings);
    return 0;
}
