/* Cursors: filters, columns, and stores that change under them. */
#include <netmkt/event.h>
#include <string.h>

#include "support/store_digest.h"
#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    static const char *const keys[] = {"a", "b", "c"};

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (size_t i = 0; i < 3; i++)
        ck_assert_int_eq(netmkt_customer_put(store, keys[i], NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_put(store, "tea", NULL, NULL), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

static void append(netmkt_customer_id customer, int64_t from, int64_t end)
{
    for (int64_t t = from; t < end; t++) {
        netmkt_event e = store_event(customer, t, t % 2 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT, t % 5);

        e.channel = (netmkt_channel_id)(t % 3);
        e.campaign = (netmkt_campaign_id)(t % 7 == 0);
        e.offer = (netmkt_offer_id)(t % 11 == 0);
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
}

static size_t count_with(const netmkt_event_filter *filter)
{
    netmkt_event_cursor *cursor;
    netmkt_event e;
    size_t count = 0;
    netmkt_status status;

    ck_assert_int_eq(netmkt_event_cursor_open(store, filter, &cursor), NETMKT_OK);
    while ((status = netmkt_event_cursor_next(cursor, &e)) == NETMKT_OK)
        count++;
    ck_assert_int_eq(status, NETMKT_DONE);
    ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e), NETMKT_DONE);
    netmkt_event_cursor_close(cursor);
    return count;
}

START_TEST(filters)
{
    netmkt_event_filter f;

    append(1, 0, 300);
    append(3, 100, 400);
    netmkt_event_filter_init(NULL);
    netmkt_event_filter_init(&f);
    ck_assert_uint_eq(count_with(NULL), 600);
    ck_assert_uint_eq(count_with(&f), 600);
    f.customer = 3;
    ck_assert_uint_eq(count_with(&f), 300);
    f.customer = 2;
    ck_assert_uint_eq(count_with(&f), 0);
    f.customer = 0;
    f.kind = NETMKT_KIND_ORDER;
    ck_assert_uint_eq(count_with(&f), 300);
    f.channel = 2;
    ck_assert_uint_eq(count_with(&f), 100);
    netmkt_event_filter_init(&f);
    f.campaign = 1;
    ck_assert_uint_eq(count_with(&f), 43 + 43);
    netmkt_event_filter_init(&f);
    f.offer = 1;
    ck_assert_uint_eq(count_with(&f), 28 + 27);
    netmkt_event_filter_init(&f);
    f.from_ms = 299;
    f.to_ms = 300;
    ck_assert_uint_eq(count_with(&f), 3);
    f.to_ms = 299;
    ck_assert_uint_eq(count_with(&f), 2);
    f.kind = 999;
    ck_assert_uint_eq(count_with(&f), 0);
}
END_TEST

START_TEST(wrong)
{
    netmkt_event_filter f;
    netmkt_event_cursor *cursor = (netmkt_event_cursor *)&f;
    netmkt_event e;
    size_t count = 5;

    netmkt_event_filter_init(&f);
    ck_assert_int_eq(netmkt_event_cursor_open(NULL, &f, &cursor), NETMKT_E_INVALID);
    ck_assert_ptr_null(cursor);
    ck_assert_int_eq(netmkt_event_cursor_open(store, &f, NULL), NETMKT_E_INVALID);
    f.struct_size = 8;
    ck_assert_int_eq(netmkt_event_cursor_open(store, &f, &cursor), NETMKT_E_UNSUPPORTED);
    netmkt_event_filter_init(&f);
    f.from_ms = 2;
    f.to_ms = 1;
    ck_assert_int_eq(netmkt_event_cursor_open(store, &f, &cursor), NETMKT_E_INVALID);
    netmkt_event_filter_init(&f);
    f.customer = 4;
    ck_assert_int_eq(netmkt_event_cursor_open(store, &f, &cursor), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(cursor);
    ck_assert_int_eq(netmkt_event_cursor_next(NULL, &e), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_next(cursor, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_event_cursor_next_columns(cursor, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                     NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_event_cursor_next_columns(NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &count),
                     NETMKT_E_INVALID);
    ck_assert_uint_eq(count, 0);
    netmkt_event_cursor_close(cursor);
    netmkt_event_cursor_close(NULL);
}
END_TEST

START_TEST(in_columns)
{
    netmkt_event_cursor *one, *many;
    netmkt_customer_id customer[7];
    int64_t time_ms[7], amount[7], cost[7];
    netmkt_kind_id kind[7];
    netmkt_channel_id channel[7];
    netmkt_campaign_id campaign[7];
    netmkt_offer_id offer[7];
    uint16_t variant[7];
    uint8_t initiator[7];
    int32_t rating[7];
    uint64_t reference[14];
    size_t count, total = 0;
    netmkt_event e;
    netmkt_status status;

    append(1, 0, 50);
    append(2, 10, 40);
    append(1, 20, 30); /* equal to others */
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &many), NETMKT_OK);
    while ((status = netmkt_event_cursor_next_columns(many, 7, customer, time_ms, kind, channel, amount, cost, campaign, offer, variant,
                                                      initiator, rating, reference, &count)) == NETMKT_OK) {
        ck_assert(count >= 1 && count <= 7);
        for (size_t i = 0; i < count; i++) {
            ck_assert_int_eq(netmkt_event_cursor_next(one, &e), NETMKT_OK);
            ck_assert_uint_eq(e.customer, customer[i]);
            ck_assert_int_eq(e.time_ms, time_ms[i]);
            ck_assert_uint_eq(e.kind, kind[i]);
            ck_assert_uint_eq(e.channel, channel[i]);
            ck_assert_int_eq(e.amount, amount[i]);
            ck_assert_int_eq(e.cost, cost[i]);
            ck_assert_uint_eq(e.campaign, campaign[i]);
            ck_assert_uint_eq(e.offer, offer[i]);
            ck_assert_uint_eq(e.variant, variant[i]);
            ck_assert_uint_eq(e.initiator, initiator[i]);
            ck_assert_int_eq(e.initiator, NETMKT_INITIATOR_CUSTOMER);
            ck_assert_int_eq(e.rating, rating[i]);
            ck_assert_mem_eq(e.reference, reference + 2 * i, 16);
        }
        total += count;
    }
    ck_assert_int_eq(status, NETMKT_DONE);
    ck_assert_uint_eq(count, 0);
    ck_assert_uint_eq(total, 90);
    ck_assert_int_eq(netmkt_event_cursor_next(one, &e), NETMKT_DONE);
    netmkt_event_cursor_close(one);
    netmkt_event_cursor_close(many);
}
END_TEST

START_TEST(both_ways)
{
    netmkt_event_cursor *cursor;
    int64_t time_ms[1000];
    size_t count, total = 0;
    netmkt_event e;

    append(1, 0, 300);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    for (int64_t i = 0; i < 5; i++, total++) {
        ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e), NETMKT_OK);
        ck_assert_int_eq(e.time_ms, i);
    }
    while (netmkt_event_cursor_next_columns(cursor, 1000, NULL, time_ms, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &count) == NETMKT_OK) {
        for (size_t i = 0; i < count; i++)
            ck_assert_int_eq(time_ms[i], (int64_t)(total + i));
        total += count;
    }
    ck_assert_uint_eq(total, 300);
    netmkt_event_cursor_close(cursor);
}
END_TEST

/* One event at a time, so that the cursor stops everywhere; what was there when it was opened comes exactly once. */
START_TEST(changes_meanwhile)
{
    netmkt_event_cursor *cursor;
    size_t count, first = 0, second = 0;
    netmkt_customer_id customer;
    int64_t time_ms, last = -1;

    append(1, 100, 130);
    append(1, 110, 120); /* equal pairs */
    append(2, 0, 10);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next_columns(cursor, 1, &customer, &time_ms, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &count) == NETMKT_OK) {
        if (customer == 1) {
            ck_assert(time_ms >= last);
            last = time_ms;
            first++;
            append(1, (int64_t)first % 50, (int64_t)first % 50 + 1); /* before the cursor: not to be given */
            append(2, 50 + (int64_t)first, 51 + (int64_t)first);     /* of somebody it has not come to */
        } else {
            second++;
        }
        if (first % 10 == 3)
            ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    }
    ck_assert_uint_eq(first, 40);
    ck_assert_uint_eq(second, 50);
    netmkt_event_cursor_close(cursor);
}
END_TEST

START_TEST(events_taken_away)
{
    netmkt_event_cursor *cursor;
    size_t count = 0, given = 0;
    netmkt_customer_id customer;

    append(1, 0, 10);
    append(2, 0, 10);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    append(1, 10, 20);
    append(3, 0, 10);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    for (int i = 0; i < 15; i++)
        ck_assert_int_eq(netmkt_event_cursor_next_columns(cursor, 1, &customer, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &count),
                         NETMKT_OK);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    while (netmkt_event_cursor_next_columns(cursor, 3, &(netmkt_customer_id[3]){0}[0], NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                                            NULL, &count) == NETMKT_OK) {
        given += count;
        if (given == 3)
            ck_assert_int_eq(netmkt_customer_erase(store, 2, 0), NETMKT_OK);
    }
    ck_assert_uint_eq(given, 3);
    netmkt_event_cursor_close(cursor);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("cursor");
    TCase *tests = tcase_create("cursor");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, filters);
    tcase_add_test(tests, wrong);
    tcase_add_test(tests, in_columns);
    tcase_add_test(tests, both_ways);
    tcase_add_test(tests, changes_meanwhile);
    tcase_add_test(tests, events_taken_away);
    suite_add_tcase(suite, tests);
    return suite;
}
