/* How long permission takes, in a store in memory: many at once, one by one, reserved; with consents of most, 100,000 suppressed, caps, quiet hours.
 * Arguments: customers (default 1,000,000), events a customer (10), threads (1). Prints the fastest of five runs each. */
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DAY INT64_C(86400000)
#define START INT64_C(1767225600000) /* 2026-01-01 */
#define EMAIL NETMKT_CHANNEL_EMAIL
#define PROMOTION NETMKT_FUNCTION_SALES_PROMOTION

enum { RUNS = 5, SUPPRESSED = 100000, BATCH = 65536 };

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

static void *memory(size_t count, size_t size)
{
    void *block = calloc(count, size);

    if (block == NULL)
        need(NETMKT_E_NOMEM);
    return block;
}

static uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static void add_customers(netmkt_store *store, size_t customers)
{
    char key[32];

    for (size_t i = 0; i < customers; i++) {
        (void)snprintf(key, sizeof key, "customer-%zu", i);
        need(netmkt_customer_put(store, key, NULL));
    }
}

static void add_events(netmkt_store *store, size_t customers, size_t each)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT,   NETMKT_KIND_VISIT, NETMKT_KIND_VIEW,  NETMKT_KIND_MESSAGE,
                                           NETMKT_KIND_MESSAGE, NETMKT_KIND_ORDER, NETMKT_KIND_CLICK, NETMKT_KIND_VIEW};
    static netmkt_event events[BATCH];
    uint64_t state = 1;
    size_t n = 0;

    for (size_t i = 0; i < customers * each; i++) {
        uint64_t bits = random_bits(&state);
        netmkt_event *e = &events[n++];

        netmkt_event_init(e);
        e->customer = 1 + i % customers;
        e->kind = bits >> 20 & 1023 ? kinds[bits & 7] : NETMKT_KIND_BOUNCE;
        e->channel = bits >> 3 & 1 ? EMAIL : NETMKT_CHANNEL_WEBSITE;
        e->time_ms = START + (int64_t)(bits >> 24) % (90 * DAY);
        if (n == BATCH || i + 1 == customers * each) {
            need(netmkt_event_append(store, events, sizeof *events, n, NULL));
            n = 0;
        }
    }
}

static void add_consents(netmkt_store *store, size_t customers)
{
    netmkt_consent c;

    for (size_t i = 0; i < customers; i++) {
        netmkt_consent_init(&c);
        c.customer = i + 1;
        c.channel = EMAIL;
        c.status = NETMKT_CONSENT_CONFIRMED;
        c.time_ms = START - DAY;
        c.source = "checkout";
        if (i % 10 < 7)
            need(netmkt_consent_add(store, &c, sizeof c, 1, NULL));
    }
}

static void add_suppressed(netmkt_store *store, size_t customers)
{
    netmkt_suppression *list = memory(SUPPRESSED, sizeof *list);
    char (*key)[32] = memory(SUPPRESSED, sizeof *key);
    size_t step = customers / SUPPRESSED > 0 ? customers / SUPPRESSED : 1;
    double begun;

    for (size_t i = 0; i < SUPPRESSED; i++) {
        (void)snprintf(key[i], sizeof key[i], "customer-%zu", i * step);
        netmkt_suppression_init(&list[i]);
        list[i].key = key[i];
        list[i].time_ms = START;
        list[i].channel = i % 2 == 0 ? EMAIL : 0;
        list[i].reason = NETMKT_SUPPRESSED_ASKED;
    }
    begun = now();
    need(netmkt_suppression_add(store, list, sizeof *list, SUPPRESSED, NULL));
    printf("%d suppressed                  %8.1f ms\n", SUPPRESSED, 1e3 * (now() - begun));
    free(key);
    free(list);
}

static void limit(netmkt_settings *settings, double threads)
{
    static const struct {
        const char *name;
        double value;
    } limits[] = {{"permission.day", 1},          {"permission.week", 3},          {"permission.month", 8},
                  {"permission.channel_week", 2}, {"permission.quiet_from", 1320}, {"permission.quiet_to", 420}};

    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        need(netmkt_settings_set_real(settings, limits[i].name, limits[i].value));
    need(netmkt_settings_set_real(settings, "run.threads", threads));
}

static void many(netmkt_store *store, netmkt_settings *settings, size_t n, const char *what, int earliest)
{
    netmkt_customer_id *ids = memory(n, sizeof *ids);
    uint32_t *reasons = memory(n, sizeof *reasons);
    int64_t *earliest_ms = memory(n, sizeof *earliest_ms);
    double best = 1e9;
    size_t allowed = 0;

    for (size_t i = 0; i < n; i++)
        ids[i] = i + 1;
    for (int run = 0; run < RUNS; run++) {
        double begun = now(), took;

        need(netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START + 90 * DAY + DAY / 2, n, ids, reasons, earliest ? earliest_ms : NULL));
        took = now() - begun;
        best = took < best ? took : best;
    }
    for (size_t i = 0; i < n; i++)
        allowed += reasons[i] == 0;
    printf("%-30s %8.1f ms  %6.2f million a second, %zu of %zu allowed\n", what, 1e3 * best, 1e-6 * (double)n / best, allowed, n);
    free(earliest_ms);
    free(reasons);
    free(ids);
}

static void one_by_one(netmkt_store *store, netmkt_settings *settings, size_t n)
{
    netmkt_permission p = {.struct_size = sizeof p};
    double best = 1e9;

    for (int run = 0; run < RUNS; run++) {
        double begun = now(), took;

        for (size_t i = 0; i < n; i++)
            need(netmkt_may_contact(store, settings, 1 + i * 7919 % n, EMAIL, PROMOTION, 0, START + 90 * DAY + DAY / 2, &p));
        took = now() - begun;
        best = took < best ? took : best;
    }
    printf("%-30s %8.3f us each\n", "one, here and there", 1e6 * best / (double)n);
}

static void reserve(netmkt_store *store, netmkt_settings *settings, size_t n)
{
    netmkt_permission p = {.struct_size = sizeof p};
    netmkt_event message;
    double begun = now();
    size_t passed = 0;

    for (size_t i = 0; i < n; i++) {
        netmkt_event_init(&message);
        message.customer = i + 1;
        message.channel = EMAIL;
        message.time_ms = START + 90 * DAY + DAY / 2;
        need(netmkt_contact_reserve(store, settings, &message, PROMOTION, &p));
        passed += (size_t)p.allowed;
    }
    printf("%-30s %8.3f us each, %zu passed\n", "reserve", 1e6 * (now() - begun) / (double)n, passed);
}

int main(int count, char **words)
{
    size_t customers = count > 1 ? strtoull(words[1], NULL, 10) : 1000000, each = count > 2 ? strtoull(words[2], NULL, 10) : 10;
    double threads = count > 3 ? strtod(words[3], NULL) : 1;
    netmkt_settings *settings;
    netmkt_store *store;

    need(netmkt_store_open(NULL, NULL, &store));
    need(netmkt_settings_new(NULL, &settings));
    add_customers(store, customers);
    add_events(store, customers, each);
    add_consents(store, customers);
    add_suppressed(store, customers);
    need(netmkt_store_checkpoint(store));
    need(netmkt_settings_set_real(settings, "run.threads", threads));
    many(store, settings, customers, "many, no caps", 0);
    limit(settings, threads);
    many(store, settings, customers, "many, caps and quiet hours", 0);
    many(store, settings, customers, "the same with earliest moments", 1);
    one_by_one(store, settings, customers);
    reserve(store, settings, customers < SUPPRESSED ? customers : SUPPRESSED);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
    return 0;
}
