/* One customer's purchases from hand-made views: days, netting of returns, sums, moments. */
#include <string.h>

#include "base/calendar.h"
#include "support/support.h"
#include "summary/purchases.h"

#define ORDER NETMKT_KIND_ORDER
#define RETURN NETMKT_KIND_RETURN
#define MOST 16

typedef struct line {
    double day;
    uint16_t kind;
    int64_t amount;
} line;

typedef struct journal {
    int64_t time_ms[MOST], amount[MOST];
    uint16_t kind[MOST];
    uint8_t initiator[MOST];
    netmkt__events events;
} journal;

static void fill(journal *l, const line *lines, size_t n)
{
    memset(l, 0, sizeof *l);
    for (size_t i = 0; i < n; i++) {
        l->time_ms[i] = (int64_t)(lines[i].day * (double)NETMKT__DAY_MS);
        l->kind[i] = lines[i].kind;
        l->amount[i] = lines[i].amount;
        l->initiator[i] = NETMKT_INITIATOR_CUSTOMER;
    }
    l->events = (netmkt__events){.n = n, .time_ms = l->time_ms, .kind = l->kind, .amount = l->amount, .initiator = l->initiator};
}

static netmkt__purchases purchases(const line *lines, size_t n, int32_t offset)
{
    netmkt__netting netting = {NULL, NULL, 0};
    netmkt__purchases out;
    journal l;

    fill(&l, lines, n);
    ck_assert_int_eq(netmkt__purchases_of(&l.events, NETMKT_TIME_MAX, offset, &netting, &out), NETMKT_OK);
    netmkt__netting_free(&netting);
    return out;
}

#define PURCHASES(lines) purchases(lines, sizeof(lines) / sizeof((lines)[0]), 0)

START_TEST(test_days_and_money)
{
    const line lines[] = {{0.1, NETMKT_KIND_VISIT, 0}, {0.2, ORDER, 300}, {0.9, ORDER, 50}, {1.5, ORDER, 100}, {4.0, ORDER, 400}, {4.5, ORDER, 100}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.events, 6);
    ck_assert_uint_eq(p.orders, 5);
    ck_assert_uint_eq(p.orders_kept, 5);
    ck_assert_uint_eq(p.returns, 0);
    ck_assert_uint_eq(p.days, 3);
    ck_assert_int_eq(p.first_day, 0);
    ck_assert_int_eq(p.last_day, 4);
    ck_assert_int_eq(p.longest_gap, 3);
    ck_assert_int_eq(p.ordered, 950);
    ck_assert_int_eq(p.returned, 0);
    ck_assert_int_eq(p.repeat_money, 600);
    ck_assert_int_eq(p.first_ms, (int64_t)(0.2 * (double)NETMKT__DAY_MS));
    ck_assert_int_eq(p.last_ms, (int64_t)(4.5 * (double)NETMKT__DAY_MS));
}
END_TEST

START_TEST(test_day_offset_moves_the_border)
{
    const line lines[] = {{0.9, ORDER, 1}, {1.1, ORDER, 1}};

    ck_assert_uint_eq(purchases(lines, 2, 0).days, 2);
    ck_assert_uint_eq(purchases(lines, 2, 720).days, 1);
    ck_assert_int_eq(purchases(lines, 2, 720).first_day, 1);
    ck_assert_int_eq(purchases(lines, 2, -720).first_day, 0);
}
END_TEST

START_TEST(test_wholly_returned_order_is_no_day)
{
    const line lines[] = {{0, ORDER, 100}, {3, ORDER, 250}, {5, RETURN, -250}, {9, ORDER, 70}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.orders, 3);
    ck_assert_uint_eq(p.orders_kept, 2);
    ck_assert_uint_eq(p.returns, 1);
    ck_assert_uint_eq(p.days, 2);
    ck_assert_int_eq(p.longest_gap, 9);
    ck_assert_int_eq(p.repeat_money, 70);
    ck_assert_int_eq(p.returned, 250);
}
END_TEST

START_TEST(test_returns_take_from_the_latest_first)
{
    const line lines[] = {{0, ORDER, 100}, {1, ORDER, 100}, {2, ORDER, 100}, {3, RETURN, -150}, {4, ORDER, 10}, {5, RETURN, -20}};
    netmkt__purchases p = PURCHASES(lines);

    /* the third is gone, half of the second; then the fourth, and 10 more of the second */
    ck_assert_uint_eq(p.orders_kept, 2);
    ck_assert_uint_eq(p.days, 2);
    ck_assert_int_eq(p.last_day, 1);
    ck_assert_int_eq(p.repeat_money, 40);
    ck_assert_int_eq(p.ordered - p.returned, 140);
}
END_TEST

START_TEST(test_return_at_the_same_moment_comes_after_the_order)
{
    const line lines[] = {{0, ORDER, 100}, {2, ORDER, 60}, {2, RETURN, -60}};

    ck_assert_uint_eq(PURCHASES(lines).days, 1);
}
END_TEST

START_TEST(test_return_before_every_order)
{
    const line lines[] = {{0, RETURN, -500}, {1, ORDER, 100}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.days, 1);
    ck_assert_int_eq(p.ordered - p.returned, -400);
}
END_TEST

START_TEST(test_return_beyond_all_orders)
{
    const line lines[] = {{0, ORDER, 100}, {1, ORDER, 50}, {2, RETURN, -1000}, {3, ORDER, 5}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.orders_kept, 1);
    ck_assert_int_eq(p.first_day, 3);
    ck_assert_int_eq(p.returned, 1000);
}
END_TEST

START_TEST(test_free_orders_stay)
{
    const line lines[] = {{0, ORDER, 0}, {1, ORDER, 100}, {2, ORDER, 0}, {3, RETURN, -100}, {3.5, RETURN, 0}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.orders_kept, 2);
    ck_assert_uint_eq(p.returns, 2);
    ck_assert_uint_eq(p.days, 2);
    ck_assert_int_eq(p.last_day, 2);
    ck_assert_int_eq(p.repeat_money, 0);
}
END_TEST

START_TEST(test_nothing_kept)
{
    const line lines[] = {{0, ORDER, 100}, {1, RETURN, -100}};
    netmkt__purchases p = PURCHASES(lines);

    ck_assert_uint_eq(p.days, 0);
    ck_assert_int_eq(p.first_ms, INT64_MIN);
    ck_assert_int_eq(p.last_ms, INT64_MIN);
    ck_assert_int_eq(p.repeat_money, 0);
    ck_assert_uint_eq(purchases(NULL, 0, 0).events, 0);
}
END_TEST

START_TEST(test_as_of_cuts)
{
    const line lines[] = {{0, ORDER, 10}, {1, ORDER, 20}, {2, RETURN, -20}, {3, ORDER, 30}};
    const struct {
        int64_t as_of;
        uint64_t events, days;
        int64_t revenue;
    } want[] = {
        {-1, 0, 0, 0},
        {0, 1, 1, 10},
        {NETMKT__DAY_MS - 1, 1, 1, 10},
        {NETMKT__DAY_MS, 2, 2, 30},
        {2 * NETMKT__DAY_MS, 3, 1, 10},
        {3 * NETMKT__DAY_MS - 1, 3, 1, 10},
        {3 * NETMKT__DAY_MS, 4, 2, 40},
    };
    netmkt__netting netting = {NULL, NULL, 0};
    journal l;

    fill(&l, lines, 4);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        netmkt__purchases p;

        ck_assert_int_eq(netmkt__purchases_of(&l.events, want[i].as_of, 0, &netting, &p), NETMKT_OK);
        ck_assert_uint_eq(p.events, want[i].events);
        ck_assert_uint_eq(p.days, want[i].days);
        ck_assert_int_eq(p.ordered - p.returned, want[i].revenue);
    }
    netmkt__netting_free(&netting);
}
END_TEST

static netmkt_status status_of(const line *lines, size_t n)
{
    netmkt__netting netting = {NULL, NULL, 0};
    netmkt__purchases out;
    netmkt_status status;
    journal l;

    fill(&l, lines, n);
    status = netmkt__purchases_of(&l.events, NETMKT_TIME_MAX, 0, &netting, &out);
    netmkt__netting_free(&netting);
    return status;
}

START_TEST(test_sums_that_overflow)
{
    const line orders[] = {{0, ORDER, INT64_MAX}, {1, ORDER, 1}};
    const line netted[] = {{0, RETURN, -1}, {0.5, ORDER, INT64_MAX}, {1, ORDER, 1}};
    const line returns[] = {{0, RETURN, -INT64_MAX}, {1, RETURN, -1}};
    const line least[] = {{0, ORDER, 1}, {1, RETURN, INT64_MIN}};
    const line fits[] = {{0, ORDER, INT64_MAX - 1}, {1, ORDER, 1}, {2, RETURN, -INT64_MAX}};
    int64_t money[] = {INT64_MIN, INT64_MAX, 1, -1}, sum = 5;

    ck_assert_int_eq(status_of(orders, 2), NETMKT_E_RANGE);
    ck_assert_int_eq(status_of(netted, 3), NETMKT_E_RANGE);
    ck_assert_int_eq(status_of(returns, 2), NETMKT_E_RANGE);
    ck_assert_int_eq(status_of(least, 2), NETMKT_E_RANGE);
    ck_assert_int_eq(status_of(fits, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt__money_sum(money, 4, &sum), NETMKT_OK);
    ck_assert_int_eq(sum, -1);
    ck_assert_int_eq(netmkt__money_sum(NULL, 4, &sum), NETMKT_OK);
    ck_assert_int_eq(sum, 0);
    ck_assert_int_eq(netmkt__money_sum(money + 1, 2, &sum), NETMKT_E_RANGE);
}
END_TEST

START_TEST(test_missing_amounts_are_free_orders)
{
    const line lines[] = {{0, ORDER, 9}, {1, ORDER, 9}, {2, RETURN, -9}};
    netmkt__netting netting = {NULL, NULL, 0};
    netmkt__purchases p;
    journal l;

    fill(&l, lines, 3);
    l.events.amount = NULL;
    ck_assert_int_eq(netmkt__purchases_of(&l.events, NETMKT_TIME_MAX, 0, &netting, &p), NETMKT_OK);
    ck_assert_uint_eq(p.days, 2);
    ck_assert_int_eq(p.ordered, 0);
    netmkt__netting_free(&netting);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("purchases");
    TCase *tests = tcase_create("purchases");

    tcase_add_test(tests, test_days_and_money);
    tcase_add_test(tests, test_day_offset_moves_the_border);
    tcase_add_test(tests, test_wholly_returned_order_is_no_day);
    tcase_add_test(tests, test_returns_take_from_the_latest_first);
    tcase_add_test(tests, test_return_at_the_same_moment_comes_after_the_order);
    tcase_add_test(tests, test_return_before_every_order);
    tcase_add_test(tests, test_return_beyond_all_orders);
    tcase_add_test(tests, test_free_orders_stay);
    tcase_add_test(tests, test_nothing_kept);
    tcase_add_test(tests, test_as_of_cuts);
    tcase_add_test(tests, test_sums_that_overflow);
    tcase_add_test(tests, test_missing_amounts_are_free_orders);
    suite_add_tcase(suite, tests);
    return suite;
}
