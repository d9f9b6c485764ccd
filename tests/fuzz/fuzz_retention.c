/* Fuzz target: rules of retention, and of permission.
 *
 * Property: no text crashes a parser. What is taken as rules of retention erases what a dry run says, keeps the store whole, and erases nothing of an empty
 * store; what is taken as rules of permission answers for a customer as it answers for all.
 *
 * Input: the text; a small store with a bit of everything stands behind it. */
#include <netmkt/netmkt.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(20500) * DAY)

enum { CUSTOMERS = 4 };

static netmkt_store *make_store(void)
{
    static const char *const keys[CUSTOMERS] = {"ann", "bob", "cid", "dee"};
    netmkt_store *store = NULL;
    netmkt_segment *vip = NULL;
    netmkt_event e;

    REQUIRE(netmkt_store_open(NULL, NULL, &store) == NETMKT_OK);
    for (int i = 0; i < CUSTOMERS; i++) {
        netmkt_event_init(&e);
        REQUIRE(netmkt_customer_put(store, keys[i], &e.customer) == NETMKT_OK);
        REQUIRE(netmkt_customer_set_text(store, e.customer, NETMKT_ATTRIBUTE_CITY, keys[i]) == NETMKT_OK);
        for (int n = 0; n < 2 * i; n++) {
            e.kind = n % 2 == 0 ? NETMKT_KIND_VIEW : NETMKT_KIND_MESSAGE;
            e.channel = n % 3 == 0 ? NETMKT_CHANNEL_EMAIL : NETMKT_CHANNEL_WEBSITE;
            e.time_ms = NOW - (int64_t)(1 + n * n * n * 10) * DAY;
            REQUIRE(netmkt_event_append(store, &e, sizeof e, 1, NULL) == NETMKT_OK);
        }
    }
    REQUIRE(netmkt_segment_parse(store, "views >= 1", &vip, NULL) == NETMKT_OK && netmkt_segment_save(store, "vip", vip) == NETMKT_OK);
    netmkt_segment_free(vip);
    return store;
}

/* Fits take too long for a fuzzer. */
static int is_dear(const uint8_t *data, size_t size)
{
    static const char *const words[] = {"lifecycle", "readiness", "p_", "clv", "expected_"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t at = 0; at + strlen(words[i]) <= size; at++)
            if (memcmp(data + at, words[i], strlen(words[i])) == 0)
                return 1;
    return 0;
}

static void compare(const netmkt_table *a, const netmkt_table *b)
{
    static const char *const names[] = {"customers", "events", "values", "consents"};

    REQUIRE(netmkt_table_rows(a) == netmkt_table_rows(b) && netmkt_table_rows(a) > 0);
    for (size_t c = 0; c < sizeof names / sizeof names[0]; c++) {
        const void *one, *other;

        REQUIRE(netmkt_table_column(a, names[c], NULL, &one) == NETMKT_OK && netmkt_table_column(b, names[c], NULL, &other) == NETMKT_OK);
        REQUIRE(memcmp(one, other, netmkt_table_rows(a) * sizeof(int64_t)) == 0);
    }
}

static int64_t sum(const netmkt_table *table, const char *name)
{
    const void *cells;
    int64_t total = 0;

    REQUIRE(netmkt_table_column(table, name, NULL, &cells) == NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++)
        total += ((const int64_t *)cells)[i];
    return total;
}

static void retain(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_FORMAT, NETMKT_E_NOT_FOUND, NETMKT_OK}, failures[] = {NETMKT_E_RANGE, NETMKT_E_NOT_FOUND, NETMKT_OK};
    netmkt_store_statistics before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
    netmkt_store *store = make_store();
    netmkt_retention *retention = NULL;
    netmkt_table *dry = NULL, *done = NULL;

    if (!fuzz_allowed(netmkt_retention_parse(store, size > 0 ? (const char *)data : "", size, &retention), allowed, "parse")) {
        REQUIRE(retention == NULL);
    } else if (!is_dear(data, size)) {
        REQUIRE(netmkt_store_stats(store, &before) == NETMKT_OK);
        if (fuzz_allowed(netmkt_retain(store, retention, NULL, NOW, NETMKT_RETAIN_DRY_RUN, &dry), failures, "dry run")) {
            REQUIRE(netmkt_store_stats(store, &after) == NETMKT_OK && before.events == after.events && before.customers == after.customers);
            REQUIRE(netmkt_retain(store, retention, NULL, NOW, 0, &done) == NETMKT_OK);
            compare(dry, done);
            REQUIRE(netmkt_store_stats(store, &after) == NETMKT_OK && (int64_t)(before.events - after.events) == sum(done, "events"));
        }
    }
    netmkt_table_free(dry);
    netmkt_table_free(done);
    netmkt_retention_free(retention);
    netmkt_store_close(store);
}

static void permit(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_FORMAT, NETMKT_E_RANGE, NETMKT_OK}, failures[] = {NETMKT_E_NOT_FOUND, NETMKT_OK};
    static const netmkt_customer_id ids[CUSTOMERS] = {1, 2, 3, 4};
    static netmkt_store *store;
    netmkt_permission_rules *rules = NULL;
    netmkt_settings *settings = NULL;
    uint32_t reasons[CUSTOMERS];
    int64_t earliest[CUSTOMERS];

    if (store == NULL)
        store = make_store();
    if (!fuzz_allowed(netmkt_permission_rules_parse(store, size > 0 ? (const char *)data : "", size, &rules), allowed, "parse")) {
        REQUIRE(rules == NULL);
        return;
    }
    REQUIRE(netmkt_settings_new(NULL, &settings) == NETMKT_OK && netmkt_settings_set_permission_rules(settings, rules) == NETMKT_OK);
    if (fuzz_allowed(netmkt_permit(store, settings, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_BRAND, 0, NOW, CUSTOMERS, ids, reasons, earliest), failures, "permit"))
        for (size_t i = 0; i < CUSTOMERS; i++) {
            netmkt_permission p = {.struct_size = sizeof p};

            REQUIRE(netmkt_may_contact(store, settings, ids[i], NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_BRAND, 0, NOW, &p) == NETMKT_OK);
            REQUIRE(p.reasons == reasons[i] && p.earliest_ms == earliest[i] && p.earliest_ms >= NOW && p.allowed == (reasons[i] == 0));
        }
    netmkt_settings_free(settings);
    netmkt_permission_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    retain(data, size);
    permit(data, size);
    return 0;
}
