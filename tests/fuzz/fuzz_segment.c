/* Fuzz target: expressions of segments.
 *
 * Property: no text crashes the parser or the matcher. What is taken is written in one form, which reads back as the same form; the form and the text
 * have the same members; one customer after another is told as all are; a mistake is within the text. What is saved under a name can be
 * named.
 *
 * Input: the text; a small store with a bit of everything stands behind it. */
#include <stdlib.h>
#include <string.h>

#include <netmkt/segment.h>

#include "fuzz/fuzz.h"

enum { CUSTOMERS = 5, TEXT = 4096 };

static void add_event(netmkt_store *store, netmkt_customer_id customer, netmkt_kind_id kind, int64_t day, int64_t amount)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.customer = customer;
    event.kind = kind;
    event.channel = (netmkt_channel_id)(1 + day % 20);
    event.time_ms = INT64_C(1767225600000) + day * INT64_C(86400000);
    event.amount = amount;
    event.rating = kind == NETMKT_KIND_REVIEW ? 4500 : NETMKT_NO_RATING;
    REQUIRE(netmkt_event_append(store, &event, sizeof event, 1, NULL) == NETMKT_OK);
}

static netmkt_store *make_store(void)
{
    static const char *const keys[CUSTOMERS] = {"ann", "bob", "cid", "dee", "eve"};
    netmkt_store *store = NULL;
    netmkt_segment *vip = NULL;

    REQUIRE(netmkt_store_open(NULL, NULL, &store) == NETMKT_OK);
    for (netmkt_customer_id id = 1; id <= CUSTOMERS; id++) {
        REQUIRE(netmkt_customer_put(store, keys[id - 1], NULL) == NETMKT_OK);
        add_event(store, id, NETMKT_KIND_VISIT, (int64_t)id, 0);
        for (int64_t day = 0; day < (int64_t)id; day++)
            add_event(store, id, day % 3 == 2 ? NETMKT_KIND_REVIEW : NETMKT_KIND_ORDER, 20 * day, day % 3 == 2 ? 0 : 1000 * (day + 1));
    }
    REQUIRE(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_COUNTRY, "DE") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_text(store, 2, NETMKT_ATTRIBUTE_COUNTRY, "") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_text(store, 3, NETMKT_ATTRIBUTE_INTERESTS, "golf; wine ;") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_int(store, 4, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1980) == NETMKT_OK);
    REQUIRE(netmkt_segment_parse(store, "orders >= 2", &vip, NULL) == NETMKT_OK);
    REQUIRE(netmkt_segment_save(store, "vip", vip) == NETMKT_OK);
    netmkt_segment_free(vip);
    REQUIRE(netmkt_customer_erase(store, 5, 0) == NETMKT_OK);
    return store;
}

/* Bits of the members; `settings` NULL. -1 if a judgement cannot be made. */
static int members(netmkt_store *store, const netmkt_segment *segment)
{
    static const netmkt_status allowed[] = {NETMKT_E_DATA, NETMKT_E_CONVERGE, NETMKT_OK};
    netmkt_customer_id ids[CUSTOMERS];
    size_t n = 0;
    int bits = 0;

    if (!fuzz_allowed(netmkt_segment_ids(store, segment, NULL, NETMKT_LATEST, CUSTOMERS, ids, &n), allowed, "ids"))
        return -1;
    for (size_t i = 0; i < n; i++)
        bits |= 1 << ids[i];
    return bits;
}

/* Fits take too long for a fuzzer: such expressions are parsed alone. */
static int is_dear(const char *text)
{
    static const char *const words[] = {"lifecycle", "readiness", "p_", "clv", "expected_"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strstr(text, words[i]) != NULL)
            return 1;
    return 0;
}

static void check_members(netmkt_store *store, const netmkt_segment *segment, const netmkt_segment *again)
{
    int bits = members(store, segment);
    char why[8 * TEXT];

    REQUIRE(bits == members(store, again));
    for (netmkt_customer_id id = 1; bits >= 0 && id < CUSTOMERS; id++) {
        int32_t result;
        size_t length;
        netmkt_status status;

        REQUIRE(netmkt_segment_test(store, segment, NULL, id, NETMKT_LATEST, &result) == NETMKT_OK);
        REQUIRE((result == NETMKT_SEGMENT_YES) == ((bits >> id & 1) != 0));
        status = netmkt_segment_explain(store, segment, NULL, id, NETMKT_LATEST, why, sizeof why, &length);
        REQUIRE(status == NETMKT_OK ? strlen(why) == length : status == NETMKT_E_RANGE && length >= sizeof why);
        REQUIRE(status != NETMKT_OK || strncmp(why, result == NETMKT_SEGMENT_YES ? "yes: " : result == NETMKT_SEGMENT_NO ? "no: " : "unknown: ", 4) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_FORMAT, NETMKT_E_NOT_FOUND, NETMKT_OK};
    static netmkt_store *store;
    netmkt_segment *segment = NULL, *again = NULL;
    uint64_t at = 0;
    char text[TEXT];

    if (store == NULL)
        store = make_store();
    size = size < sizeof text - 1 ? size : sizeof text - 1;
    memcpy(text, data, size);
    text[size] = '\0';
    if (!fuzz_allowed(netmkt_segment_parse(store, text, &segment, &at), allowed, "parse")) {
        REQUIRE(segment == NULL && at <= strlen(text));
        return 0;
    }
    REQUIRE(netmkt_segment_parse(store, netmkt_segment_text(segment), &again, NULL) == NETMKT_OK ||
            strlen(netmkt_segment_text(segment)) > 16384); /* the form may be longer than the text */
    if (again != NULL) {
        REQUIRE(strcmp(netmkt_segment_text(segment), netmkt_segment_text(again)) == 0);
        if (!is_dear(netmkt_segment_text(segment)))
            check_members(store, segment, again);
        REQUIRE(netmkt_segment_save(store, "saved", segment) == NETMKT_OK || strstr(text, "saved") != NULL);
    }
    netmkt_segment_free(segment);
    netmkt_segment_free(again);
    return 0;
}
