/* The log of disclosures: refused without consent, kept through commit, rollback, opening, merging and erasing; misuse; failing memory. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)

static netmkt_disclosure about(netmkt_customer_id customer, int64_t time_ms, int32_t ground, const char *recipient)
{
    netmkt_disclosure d;

    netmkt_disclosure_init(&d);
    d.customer = customer;
    d.time_ms = time_ms;
    d.ground = ground;
    d.recipient = recipient;
    d.data = "name and address";
    return d;
}

static void say(netmkt_store *store, netmkt_customer_id customer, int64_t time_ms, int32_t purpose, int32_t status)
{
    netmkt_consent c;

    netmkt_consent_init(&c);
    c.customer = customer;
    c.time_ms = time_ms;
    c.purpose = purpose;
    c.status = status;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
}

static int32_t permitted(netmkt_store *store, netmkt_customer_id customer, int64_t when_ms)
{
    int32_t out = 7;

    ck_assert_int_eq(netmkt_disclosure_permitted(store, customer, when_ms, &out), NETMKT_OK);
    return out;
}

START_TEST(by_consent)
{
    netmkt_disclosure d[2];
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id ann, bob;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &ann), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "bob", &bob), NETMKT_OK);
    ck_assert_int_eq(permitted(store, ann, DAY), 0);
    say(store, ann, DAY, 0, NETMKT_CONSENT_CONFIRMED); /* to every purpose: not to pass data on */
    ck_assert_int_eq(permitted(store, ann, 2 * DAY), 0);
    say(store, ann, 2 * DAY, NETMKT_PURPOSE_DISCLOSURE, NETMKT_CONSENT_GRANTED);
    ck_assert_int_eq(permitted(store, ann, 2 * DAY - 1), 0);
    ck_assert_int_eq(permitted(store, ann, 2 * DAY), 1);
    say(store, ann, 3 * DAY, NETMKT_FUNCTION_BRAND, NETMKT_CONSENT_WITHDRAWN); /* of something else */
    ck_assert_int_eq(permitted(store, ann, 3 * DAY), 1);
    say(store, ann, 4 * DAY, 0, NETMKT_CONSENT_WITHDRAWN); /* of everything */
    ck_assert_int_eq(permitted(store, ann, 4 * DAY), 0);
    say(store, ann, 5 * DAY, NETMKT_PURPOSE_DISCLOSURE, NETMKT_CONSENT_WITHDRAWN); /* at one moment the stricter holds, whichever came first */
    say(store, ann, 5 * DAY, NETMKT_PURPOSE_DISCLOSURE, NETMKT_CONSENT_GRANTED);
    ck_assert_int_eq(permitted(store, ann, 5 * DAY), 0);
    say(store, ann, 6 * DAY, NETMKT_PURPOSE_DISCLOSURE, NETMKT_CONSENT_CONFIRMED);
    ck_assert_int_eq(permitted(store, ann, 6 * DAY), 1);
    /* refused as a whole, and nothing is logged */
    d[0] = about(ann, 7 * DAY, NETMKT_GROUND_CONSENT, "partner");
    d[1] = about(bob, 7 * DAY, NETMKT_GROUND_CONSENT, "partner");
    ck_assert_int_eq(netmkt_disclose(store, d, sizeof *d, 2), NETMKT_E_STATE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "disclosure 1: customer 2"));
    ck_assert_int_eq(netmkt_disclosure_list(store, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    d[1].ground = NETMKT_GROUND_CONTRACT; /* what a contract needs asks nobody */
    ck_assert_int_eq(netmkt_disclose(store, d, sizeof *d, 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_disclosure_list(store, bob, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    ck_assert_str_eq(text(table, "customer", 0), "bob");
    ck_assert_str_eq(text(table, "recipient", 0), "partner");
    ck_assert_str_eq(text(table, "data", 0), "name and address");
    ck_assert_str_eq(text(table, "ground", 0), "contract");
    ck_assert_int_eq(whole(table, "time", 0), 7 * DAY);
    netmkt_table_free(table);
    ck_assert_str_eq(netmkt_purpose_name(NETMKT_PURPOSE_DISCLOSURE), "disclosure");
    ck_assert_int_eq(netmkt_purpose_by_name("sales_promotion"), NETMKT_FUNCTION_SALES_PROMOTION);
    ck_assert_int_eq(netmkt_purpose_by_name("none"), -1);
    ck_assert_ptr_null(netmkt_purpose_name(0));
    netmkt_store_close(store);
}
END_TEST

/* Rows of the log, and the key in the first one. */
static size_t log_of(netmkt_store *store, char *first)
{
    netmkt_table *table;
    size_t rows;

    ck_assert_int_eq(netmkt_disclosure_list(store, 0, &table), NETMKT_OK);
    rows = netmkt_table_rows(table);
    if (first != NULL)
        (void)strcpy(first, text(table, "customer", 0));
    netmkt_table_free(table);
    return rows;
}

START_TEST(kept)
{
    char path[4096], first[64];
    netmkt_disclosure d;
    netmkt_store *store;
    netmkt_customer_id ann, bob;

    snprintf(path, sizeof path, "%s/log.netmkt", test_directory());
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &ann), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "bob", &bob), NETMKT_OK);
    d = about(ann, DAY, NETMKT_GROUND_LAW, "tax office of Nowhere");
    ck_assert_int_eq(netmkt_disclose(store, &d, 0, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    d = about(bob, 2 * DAY, NETMKT_GROUND_VITAL, "hospital");
    ck_assert_int_eq(netmkt_disclose(store, &d, 0, 1), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, NULL), 2);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, NULL), 1);
    ck_assert_int_eq(netmkt_disclose(store, &d, 0, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK); /* from the journal */
    ck_assert_uint_eq(log_of(store, first), 2);
    ck_assert_str_eq(first, "ann");
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK); /* from the snapshot */
    ck_assert_uint_eq(log_of(store, NULL), 2);
    ck_assert_int_eq(netmkt_customer_merge(store, bob, ann), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, first), 2);
    ck_assert_str_eq(first, "bob");
    ck_assert_int_eq(netmkt_customer_erase(store, bob, 0), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, first), 2);
    ck_assert_str_eq(first, "");
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, first), 2);
    ck_assert_str_eq(first, "");
    ck_assert_int_eq(netmkt_customer_put(store, "cid", &ann), NETMKT_OK);
    d.customer = ann;
    ck_assert_int_eq(netmkt_disclose(store, &d, 0, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    netmkt_store_close(store);
    {
        char rescued[4096 + 8];

        snprintf(rescued, sizeof rescued, "%s.saved", path);
        ck_assert_msg(netmkt_store_recover(path, rescued, NULL, NULL) == NETMKT_OK, "%s", netmkt_last_error());
        ck_assert_int_eq(netmkt_store_open(rescued, NULL, &store), NETMKT_OK);
        ck_assert_uint_eq(log_of(store, NULL), 3);
        netmkt_store_close(store);
    }
}
END_TEST

START_TEST(misuse)
{
    char longest[1100];
    int32_t out = 7;
    netmkt_disclosure d, bad;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id ann;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &ann), NETMKT_OK);
    d = about(ann, DAY, NETMKT_GROUND_INTEREST, "partner");
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
#define REFUSED(change, status)                                                   \
    do {                                                                          \
        bad = d;                                                                  \
        change;                                                                   \
        ck_assert_int_eq(netmkt_disclose(store, &bad, sizeof bad, 1), status);    \
    } while (0)
    REFUSED(bad.struct_size = 8, NETMKT_E_UNSUPPORTED);
    REFUSED(bad.ground = 0, NETMKT_E_INVALID);
    REFUSED(bad.ground = 7, NETMKT_E_INVALID);
    REFUSED(bad.customer = 9, NETMKT_E_NOT_FOUND);
    REFUSED(bad.customer = 0, NETMKT_E_NOT_FOUND);
    REFUSED(bad.time_ms = INT64_MAX, NETMKT_E_RANGE);
    REFUSED(bad.recipient = NULL, NETMKT_E_INVALID);
    REFUSED(bad.recipient = "", NETMKT_E_RANGE);
    REFUSED(bad.data = longest, NETMKT_E_RANGE);
    REFUSED(bad.recipient = longest + 1099 - 256, NETMKT_E_RANGE);
    REFUSED(bad.data = "a\nb", NETMKT_E_FORMAT);
    REFUSED(bad.data = "\xff", NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_disclose(NULL, &d, sizeof d, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_disclose(store, NULL, sizeof d, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_disclose(store, &d, 3, 2), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_disclose(store, NULL, 0, 0), NETMKT_OK);
    ck_assert_uint_eq(log_of(store, NULL), 0);
    ck_assert_int_eq(netmkt_disclosure_permitted(store, 9, DAY, &out), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(out, 0);
    ck_assert_int_eq(netmkt_disclosure_permitted(store, ann, INT64_MAX, &out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_disclosure_permitted(store, ann, DAY, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_disclosure_list(store, 9, &table), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_disclosure_list(NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_disclosure_list(store, 0, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_str_eq(netmkt_ground_name(NETMKT_GROUND_PUBLIC), "public");
    ck_assert_ptr_null(netmkt_ground_name(0));
    ck_assert_int_eq(netmkt_ground_by_name("law"), NETMKT_GROUND_LAW);
    ck_assert_int_eq(netmkt_ground_by_name(""), -1);
    netmkt_disclosure_init(NULL);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status work(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_store *store = NULL;
    netmkt_table *table = NULL;
    netmkt_disclosure d;
    netmkt_customer_id ann;
    netmkt_status status;

    netmkt_store_options_init(&options);
    options.context = context;
    status = netmkt_store_open(NULL, &options, &store);
    if (status == NETMKT_OK)
        status = netmkt_customer_put(store, "ann", &ann);
    if (status == NETMKT_OK) {
        d = about(ann, DAY, NETMKT_GROUND_LAW, "office");
        status = netmkt_disclose(store, &d, sizeof d, 1);
        if (status != NETMKT_OK) {
            netmkt_status listed = netmkt_disclosure_list(store, 0, &table);

            ck_assert(listed != NETMKT_OK || netmkt_table_rows(table) == 0);
        }
    }
    if (status == NETMKT_OK)
        status = netmkt_disclosure_list(store, 0, &table);
    netmkt_table_free(table);
    if (status == NETMKT_OK)
        status = netmkt_customer_erase(store, ann, 0);
    netmkt_store_close(store);
    return status;
}

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = work(context);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("disclosure");
    TCase *tests = tcase_create("disclosure");

    tcase_add_test(tests, by_consent);
    tcase_add_test(tests, kept);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
