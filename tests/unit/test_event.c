/* Events: references, appending records and columns, every rule, views, order. */
#include <netmkt/event.h>
#include <stdlib.h>
#include <string.h>

#include "store/view.h"
#include "support/store_digest.h"
#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

static uint64_t count_events(void)
{
    netmkt_store_statistics s = {.struct_size = sizeof s};

    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_OK);
    return s.events;
}

static netmkt_status append(netmkt_event e)
{
    size_t added = 9;
    netmkt_status status = netmkt_event_append(store, &e, sizeof e, 1, &added);

    if (status != NETMKT_OK)
        ck_assert_uint_eq(added, 0);
    return status;
}

START_TEST(init)
{
    netmkt_event e;

    ck_assert_uint_eq(sizeof e, 72);
    netmkt_event_init(NULL);
    netmkt_event_init(&e);
    ck_assert_uint_eq(e.struct_size, sizeof e);
    ck_assert_int_eq(e.rating, NETMKT_NO_RATING);
    ck_assert_uint_eq(e.customer + e.kind + e.reference[0] + e.reference[1], 0);
}
END_TEST

START_TEST(references)
{
    uint64_t a[2], b[2];

    ck_assert_int_eq(netmkt_reference_from_text("order-1", a), NETMKT_OK);
    ck_assert_int_eq(netmkt_reference_from_text("order-1", b), NETMKT_OK);
    ck_assert_mem_eq(a, b, sizeof a);
    ck_assert_int_eq(netmkt_reference_from_text("order-2", b), NETMKT_OK);
    ck_assert_int_ne(memcmp(a, b, sizeof a), 0);
    ck_assert_uint_ne(a[0] | a[1], 0);
    ck_assert_int_eq(netmkt_reference_from_text("", a), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_reference_from_text(NULL, a), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_reference_from_text("a", NULL), NETMKT_E_INVALID);
}
END_TEST

START_TEST(once)
{
    netmkt_event e[300];
    size_t added;

    for (size_t i = 0; i < 300; i++) {
        e[i] = store_event(1 + i % 2, (int64_t)(i * 37 % 100), NETMKT_KIND_VISIT, 0);
        e[i].reference[i % 2] = 1 + i % 200; /* each of 200 references; the last hundred are there already */
    }
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 300, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 200);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 300, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 0);
    ck_assert_int_eq(netmkt__store_read(store, 1), NETMKT_OK); /* settled: the references moved */
    netmkt__store_read_end(store);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 300, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 0);
    for (size_t i = 0; i < 300; i++)
        e[i].reference[0] = e[i].reference[1] = 0;
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 300, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 300);
    ck_assert_uint_eq(count_events(), 500);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_uint_eq(count_events(), 0);
}
END_TEST

START_TEST(rolled_back_references)
{
    netmkt_event e = store_event(1, 1, NETMKT_KIND_VISIT, 0);
    size_t added;

    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    e.reference[0] = 5;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, &added), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 1);
}
END_TEST

START_TEST(rules)
{
    netmkt_event good = store_event(1, 0, NETMKT_KIND_VISIT, 0), e;

#define REFUSED(field, value, status)                    \
    do {                                                 \
        e = good;                                        \
        e.field = value;                                 \
        ck_assert_int_eq(append(e), status);             \
    } while (0)
    REFUSED(struct_size, 71, NETMKT_E_UNSUPPORTED);
    REFUSED(reserved, 1, NETMKT_E_INVALID);
    REFUSED(kind, 0, NETMKT_E_INVALID);
    REFUSED(kind, 27, NETMKT_E_INVALID);
    REFUSED(kind, 256, NETMKT_E_INVALID);
    REFUSED(channel, 27, NETMKT_E_INVALID);
    REFUSED(channel, 256, NETMKT_E_INVALID);
    REFUSED(campaign, 1, NETMKT_E_INVALID);
    REFUSED(offer, 1, NETMKT_E_INVALID);
    REFUSED(initiator, 4, NETMKT_E_INVALID);
    REFUSED(customer, 0, NETMKT_E_NOT_FOUND);
    REFUSED(customer, 3, NETMKT_E_NOT_FOUND);
    REFUSED(customer, UINT64_MAX, NETMKT_E_NOT_FOUND);
    REFUSED(time_ms, NETMKT_TIME_MIN - 1, NETMKT_E_RANGE);
    REFUSED(time_ms, NETMKT_TIME_MAX + 1, NETMKT_E_RANGE);
    REFUSED(time_ms, INT64_MIN, NETMKT_E_RANGE);
    REFUSED(time_ms, INT64_MAX, NETMKT_E_RANGE);
    good.kind = NETMKT_KIND_ORDER;
    REFUSED(amount, -1, NETMKT_E_RANGE);
    good.kind = NETMKT_KIND_RETURN;
    REFUSED(amount, 1, NETMKT_E_RANGE);
#undef REFUSED
    ck_assert_uint_eq(count_events(), 0);
    good = store_event(2, NETMKT_TIME_MIN, NETMKT_KIND_ORDER, INT64_MAX);
    ck_assert_int_eq(append(good), NETMKT_OK);
    good = store_event(2, NETMKT_TIME_MAX, NETMKT_KIND_RETURN, INT64_MIN);
    ck_assert_int_eq(append(good), NETMKT_OK);
    good = store_event(2, 0, NETMKT_KIND_PAYMENT, -5);
    good.channel = 26;
    good.initiator = NETMKT_INITIATOR_THIRD;
    ck_assert_int_eq(append(good), NETMKT_OK);
    ck_assert_uint_eq(count_events(), 3);
}
END_TEST

START_TEST(all_or_none)
{
    static netmkt_event e[200];
    size_t added = 3;

    for (size_t i = 0; i < 200; i++)
        e[i] = store_event(1, (int64_t)i, NETMKT_KIND_VISIT, 0);
    e[170].kind = 99;
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 200, &added), NETMKT_E_INVALID);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "event 170"));
    ck_assert_uint_eq(added, 0);
    ck_assert_uint_eq(count_events(), 0);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 170, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, NULL, 0, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, e, 2 * sizeof *e, 50, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 50);
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e - 1, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_event_append(store, NULL, sizeof *e, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_event_append(NULL, e, sizeof *e, 2, NULL), NETMKT_E_INVALID);
    ck_assert_uint_eq(count_events(), 220);
}
END_TEST

START_TEST(columns)
{
    const netmkt_customer_id customer[] = {2, 1, 2}, nobody[] = {1, 3, 1};
    const int64_t time_ms[] = {30, 20, 10}, amount[] = {7, 0, 8}, negative[] = {0, 0, -1}, late[] = {0, INT64_MAX, 0};
    const netmkt_kind_id kind[] = {NETMKT_KIND_ORDER, NETMKT_KIND_MESSAGE, NETMKT_KIND_ORDER}, strange[] = {1, 1, 1000};
    const uint8_t initiator[] = {0, 0, 3};
    const int32_t rating[] = {NETMKT_NO_RATING, 4500, NETMKT_NO_RATING};
    netmkt__scratch scratch = {0};
    netmkt__events v;
    size_t added;

#define COLUMNS(c, t, k, a) netmkt_event_append_columns(store, 3, c, t, k, NULL, a, NULL, NULL, NULL, NULL, initiator, rating, NULL, &added)
    ck_assert_int_eq(COLUMNS(nobody, time_ms, kind, amount), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "event 1"));
    ck_assert_int_eq(COLUMNS(customer, late, kind, amount), NETMKT_E_RANGE);
    ck_assert_int_eq(COLUMNS(customer, time_ms, strange, amount), NETMKT_E_INVALID);
    ck_assert_int_eq(COLUMNS(customer, time_ms, kind, negative), NETMKT_E_RANGE);
    ck_assert_int_eq(COLUMNS(NULL, time_ms, kind, amount), NETMKT_E_INVALID);
    ck_assert_int_eq(COLUMNS(customer, NULL, kind, amount), NETMKT_E_INVALID);
    ck_assert_int_eq(COLUMNS(customer, time_ms, NULL, amount), NETMKT_E_INVALID);
    ck_assert_uint_eq(added, 0);
    ck_assert_uint_eq(count_events(), 0);
    ck_assert_int_eq(COLUMNS(customer, time_ms, kind, amount), NETMKT_OK);
    ck_assert_uint_eq(added, 3);
#undef COLUMNS
    for (int all = 0; all < 2; all++) {
        ck_assert_int_eq(netmkt__store_read(store, all), NETMKT_OK); /* gathered, then settled */
        ck_assert_int_eq(netmkt__store_events(store, 2, &scratch, &v), NETMKT_OK);
        ck_assert_uint_eq(v.n, 2);
        ck_assert_int_eq(v.time_ms[0], 10);
        ck_assert_int_eq(v.amount[0], 8);
        ck_assert_int_eq(v.initiator[0], NETMKT_INITIATOR_THIRD);
        ck_assert_int_eq(v.initiator[1], NETMKT_INITIATOR_CUSTOMER);
        ck_assert_ptr_null(v.channel);
        ck_assert_ptr_null(v.cost);
        ck_assert_ptr_null(v.reference);
        ck_assert_int_eq(netmkt__store_events(store, 1, &scratch, &v), NETMKT_OK);
        ck_assert_uint_eq(v.n, 1);
        ck_assert_int_eq(v.initiator[0], NETMKT_INITIATOR_BUSINESS);
        ck_assert_int_eq(v.rating[0], 4500);
        netmkt__store_read_end(store);
    }
    netmkt__scratch_free(&scratch);
}
END_TEST

/* The same events in any order, in any batches, settled at any moment, make equal stores. */
START_TEST(any_order)
{
    static netmkt_event e[500];
    uint64_t digest = 0;

    for (size_t i = 0; i < 500; i++) {
        e[i] = store_event(1 + i % 2, (int64_t)(i % 23), (netmkt_kind_id)(1 + i % 5), (int64_t)(i % 3));
        e[i].variant = (uint16_t)(i % 7 == 0);
        e[i].reference[1] = i % 4 == 0 ? i + 1 : 0;
    }
    srand(7);
    for (int round = 0; round < 20; round++) {
        for (size_t i = 499; i > 0; i--) {
            size_t j = (size_t)rand() % (i + 1);
            netmkt_event swap = e[i];

            e[i] = e[j];
            e[j] = swap;
        }
        close_store();
        open_store();
        for (size_t i = 0, n; i < 500; i += n) {
            n = 1 + (size_t)rand() % 120;
            n = n < 500 - i ? n : 500 - i;
            ck_assert_int_eq(netmkt_event_append(store, e + i, sizeof *e, n, NULL), NETMKT_OK);
            if (rand() % 3 == 0) {
                ck_assert_int_eq(netmkt__store_read(store, rand() % 2), NETMKT_OK);
                netmkt__store_read_end(store);
            }
        }
        if (round == 0)
            digest = store_digest(store);
        ck_assert_uint_eq(store_digest(store), digest);
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("event");
    TCase *tests = tcase_create("event");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, init);
    tcase_add_test(tests, references);
    tcase_add_test(tests, once);
    tcase_add_test(tests, rolled_back_references);
    tcase_add_test(tests, rules);
    tcase_add_test(tests, all_or_none);
    tcase_add_test(tests, columns);
    tcase_add_test(tests, any_order);
    suite_add_tcase(suite, tests);
    return suite;
}
