/* Summaries from a store: the fields of one customer, the columns of all, activity by kind and channel, misuse. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)

static netmkt_store *open_store(int32_t day_offset)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.day_offset_minutes = day_offset;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    return store;
}

static int64_t moment(const char *text)
{
    int64_t ms;

    ck_assert_int_eq(netmkt_time_parse(text, strlen(text), 0, &ms, NULL), NETMKT_OK);
    return ms;
}

static netmkt_customer_id put(netmkt_store *store, const char *key)
{
    netmkt_customer_id id;

    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
    return id;
}

static void add(netmkt_store *store, netmkt_customer_id customer, netmkt_kind_id kind, netmkt_channel_id channel, int64_t time_ms,
                int64_t amount, int64_t cost)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.customer = customer;
    event.kind = kind;
    event.channel = channel;
    event.time_ms = time_ms;
    event.amount = amount;
    event.cost = cost;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

static void buy(netmkt_store *store, netmkt_customer_id customer, const char *when, int64_t amount)
{
    add(store, customer, NETMKT_KIND_ORDER, 0, moment(when), amount, 0);
}

static netmkt_settings *daily(void)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "time.unit_days", 1.0), NETMKT_OK);
    return settings;
}

/* Six customers of January and February 2015, given by hand; the last line's second purchase of a day where asked. */
static netmkt_store *six(int second_on_a_day)
{
    static const struct {
        const char *customer, *day;
        int64_t cents;
    } log[] = {
        {"1", "2015-01-01", 100}, {"1", "2015-02-06", 200}, {"2", "2015-01-01", 200}, {"3", "2015-01-01", 300},
        {"3", "2015-01-02", 100}, {"3", "2015-01-05", 500}, {"4", "2015-01-16", 600}, {"4", "2015-02-02", 300},
        {"4", "2015-02-05", 300}, {"5", "2015-01-16", 300}, {"5", "2015-01-17", 100}, {"5", "2015-01-18", 800},
        {"6", "2015-02-02", 500}, {"4", "2015-02-05T12:00", 600},
    };
    netmkt_store *store = open_store(0);

    for (size_t i = 0; i + !second_on_a_day < sizeof log / sizeof log[0]; i++)
        buy(store, put(store, log[i].customer), log[i].day, log[i].cents);
    return store;
}

static void check_columns(netmkt_store *store, const char *end, const double want[][4], size_t n)
{
    double x[6], t_x[6], T[6], m[6];
    netmkt_settings *settings = daily();
    int64_t as_of;

    ck_assert_int_eq(netmkt_time_parse_as_of(end, 0, &as_of), NETMKT_OK);
    ck_assert_int_eq(netmkt_summary_columns(store, settings, as_of, 6, x, t_x, T, m, NULL, NULL), NETMKT_OK);
    for (size_t i = 0; i < n; i++) {
        test_close(x[i], want[i][0], 0, 1, "x");
        test_close(t_x[i], want[i][1], 0, 1, "t_x");
        test_close(T[i], want[i][2], 0, 1, "T");
        test_close(m[i], want[i][3], 1e-15, 1, "m");
    }
    for (size_t i = n; i < 6; i++) {
        ck_assert(isnan(T[i]));
        ck_assert(x[i] == 0.0 && t_x[i] == 0.0 && m[i] == 0.0);
    }
    netmkt_settings_free(settings);
}

START_TEST(test_six_customers_by_hand)
{
    const double want[][4] = {{1, 36, 37, 2}, {0, 0, 37, 0}, {2, 4, 37, 3}, {2, 20, 22, 3}, {2, 2, 22, 4.5}, {0, 0, 5, 0}};
    netmkt_store *store = six(0);

    check_columns(store, "2015-02-07", want, 6);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_two_orders_of_a_day_are_one_purchase)
{
    const double want[][4] = {{1, 36, 37, 2}, {0, 0, 37, 0}, {2, 4, 37, 3}, {2, 20, 22, 6}, {2, 2, 22, 4.5}, {0, 0, 5, 0}};
    netmkt_store *store = six(1);

    check_columns(store, "2015-02-07", want, 6);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_a_moment_leaves_out_what_came_later)
{
    const double before[][4] = {{0, 0, 34, 0}, {0, 0, 34, 0}, {2, 4, 34, 3}, {1, 17, 19, 3}, {2, 2, 19, 4.5}, {0, 0, 2, 0}};
    const double calibration[][4] = {{0, 0, 31, 0}, {0, 0, 31, 0}, {2, 4, 31, 3}, {0, 0, 16, 0}, {2, 2, 16, 4.5}};
    netmkt_store *store = six(0);

    check_columns(store, "2015-02-04", before, 6);
    check_columns(store, "2015-02-01", calibration, 5);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_idle_and_revenue_columns)
{
    netmkt_store *store = six(0);
    int64_t revenue[7], idle[7];

    (void)put(store, "7"); /* never bought */
    ck_assert_int_eq(netmkt_summary_columns(store, NULL, moment("2015-02-07"), 7, NULL, NULL, NULL, NULL, revenue, idle), NETMKT_OK);
    ck_assert_int_eq(revenue[0], 300);
    ck_assert_int_eq(revenue[4], 1200);
    ck_assert_int_eq(revenue[6], 0);
    ck_assert_int_eq(idle[0], 1);
    ck_assert_int_eq(idle[1], 37);
    ck_assert_int_eq(idle[2], 33);
    ck_assert_int_eq(idle[3], 2);
    ck_assert_int_eq(idle[4], 20);
    ck_assert_int_eq(idle[5], 5);
    ck_assert_int_eq(idle[6], -1);
    netmkt_store_close(store);
}
END_TEST

/* One customer with everything: visits, orders, returns, costs. */
static netmkt_store *rich(netmkt_customer_id *id)
{
    netmkt_store *store = open_store(0);

    *id = put(store, "rich");
    add(store, *id, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEM, 1 * DAY + 5, 0, 40);
    add(store, *id, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 2 * DAY + 7, 1000, 0);
    add(store, *id, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 2 * DAY + 9, 500, 0);
    add(store, *id, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL, 12 * DAY, 3000, 10);
    add(store, *id, NETMKT_KIND_ORDER, 0, 14 * DAY, 700, 0);
    add(store, *id, NETMKT_KIND_RETURN, NETMKT_CHANNEL_EMAIL, 15 * DAY, -1200, 100);
    add(store, *id, NETMKT_KIND_COMPLAINT, 0, 16 * DAY, 0, 0);
    return store;
}

START_TEST(test_every_field)
{
    netmkt_customer_id id;
    netmkt_store *store = rich(&id);
    netmkt_settings *settings = daily();
    netmkt_summary s = {.struct_size = sizeof s};

    ck_assert_int_eq(netmkt_summary_get(store, settings, id, 20 * DAY, &s), NETMKT_OK);
    /* the return takes all of the last order and 500 of the one before */
    ck_assert_uint_eq(s.struct_size, sizeof s);
    ck_assert_uint_eq(s.customer, id);
    ck_assert_uint_eq(s.x, 1);
    test_close(s.t_x, 10, 0, 1, "t_x");
    test_close(s.T, 18, 0, 1, "T");
    test_close(s.m, 25, 0, 1, "m");
    ck_assert_int_eq(s.first_ms, 2 * DAY + 7);
    ck_assert_int_eq(s.last_ms, 12 * DAY);
    ck_assert_int_eq(s.revenue, 4000);
    ck_assert_int_eq(s.ordered, 5200);
    ck_assert_int_eq(s.returned, 1200);
    ck_assert_uint_eq(s.orders, 4);
    ck_assert_uint_eq(s.orders_kept, 3);
    ck_assert_uint_eq(s.returns, 1);
    ck_assert_uint_eq(s.purchase_days, 2);
    ck_assert_uint_eq(s.events, 7);
    ck_assert_int_eq(s.first_event_ms, DAY + 5);
    ck_assert_int_eq(s.last_event_ms, 16 * DAY);
    test_close(s.gap_mean, 10, 0, 1, "gap_mean");
    test_close(s.gap_max, 10, 0, 1, "gap_max");
    test_close(s.idle, 8, 0, 1, "idle");
    ck_assert_int_eq(s.cost, 150);
    ck_assert_int_eq(netmkt_summary_get(store, settings, id, 14 * DAY, &s), NETMKT_OK);
    ck_assert_uint_eq(s.x, 2);
    test_close(s.m, 18.5, 0, 1, "m");
    test_close(s.gap_mean, 6, 0, 1, "gap_mean");
    test_close(s.gap_max, 10, 0, 1, "gap_max");
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_without_purchase)
{
    netmkt_store *store = open_store(0);
    netmkt_customer_id id = put(store, "visitor");
    netmkt_summary s = {.struct_size = sizeof s};

    add(store, id, NETMKT_KIND_VISIT, 0, DAY, 0, 5);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, NETMKT_LATEST, &s), NETMKT_OK);
    ck_assert_uint_eq(s.purchase_days, 0);
    ck_assert(s.x == 0 && s.t_x == 0.0 && s.T == 0.0 && s.m == 0.0);
    ck_assert_int_eq(s.first_ms, INT64_MIN);
    ck_assert_int_eq(s.last_ms, INT64_MIN);
    ck_assert(isnan(s.gap_mean) && isnan(s.gap_max) && isnan(s.idle));
    ck_assert_uint_eq(s.events, 1);
    ck_assert_int_eq(s.cost, 5);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, 0, &s), NETMKT_OK);
    ck_assert_uint_eq(s.events, 0);
    ck_assert_int_eq(s.first_event_ms, INT64_MIN);
    ck_assert_int_eq(s.last_event_ms, INT64_MIN);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_latest_is_the_end_of_the_last_day)
{
    netmkt_store *store = open_store(60); /* the day begins at 23:00 UTC */
    netmkt_customer_id a = put(store, "a"), b = put(store, "b");
    netmkt_summary s = {.struct_size = sizeof s};

    buy(store, a, "2020-03-01T22:00", 100);
    buy(store, a, "2020-03-01T23:30", 100);
    buy(store, b, "2020-03-10T08:00", 100);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, a, NETMKT_LATEST, &s), NETMKT_OK);
    ck_assert_uint_eq(s.x, 1);
    test_close(s.t_x, 1.0 / 7.0, 1e-15, 0, "t_x");
    test_close(s.T, 9.0 / 7.0, 1e-15, 0, "T");
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_all_as_a_table)
{
    netmkt_customer_id id;
    netmkt_store *store = rich(&id);
    netmkt_table *table;
    char text[2048];

    (void)put(store, "nobody");
    buy(store, put(store, "other"), "1970-01-20", 250);
    ck_assert_int_eq(netmkt_summary_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text,
                     "id,customer,x,t_x,T,m,first,last,revenue,ordered,returned,orders,orders_kept,returns,purchase_days,events,gap_mean,"
                     "gap_max,idle,cost,order_cost\n"
                     "1,rich,1,1.4285714285714286,2.4285714285714284,25,1970-01-03T00:00:00.007Z,1970-01-13T00:00:00Z,40.00,52.00,12.00,"
                     "4,3,1,2,7,10,10,7,1.50,1.10\n"
                     "3,other,0,0,0,0,1970-01-20T00:00:00Z,1970-01-20T00:00:00Z,2.50,2.50,0.00,1,1,0,1,1,,,0,0.00,0.00\n");
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_kinds)
{
    netmkt_customer_id id;
    netmkt_store *store = rich(&id);
    netmkt_table *table;
    char text[1024];

    ck_assert_int_eq(netmkt_summary_kinds(store, id, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "kind,events,first,last,amount,cost\n"
                           "visit,1,1970-01-02T00:00:00.005Z,1970-01-02T00:00:00.005Z,0.00,0.40\n"
                           "order,4,1970-01-03T00:00:00.007Z,1970-01-15T00:00:00Z,52.00,0.10\n"
                           "return,1,1970-01-16T00:00:00Z,1970-01-16T00:00:00Z,-12.00,1.00\n"
                           "complaint,1,1970-01-17T00:00:00Z,1970-01-17T00:00:00Z,0.00,0.00\n");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_summary_kinds(store, id, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_channels)
{
    netmkt_customer_id id, other;
    netmkt_store *store = rich(&id);
    netmkt_table *table;
    char text[1024];

    ck_assert_int_eq(netmkt_summary_channels(store, NULL, id, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "channel,events,first,last,orders,revenue,cost\n"
                           "sem,1,1970-01-02T00:00:00.005Z,1970-01-02T00:00:00.005Z,0,0.00,0.40\n"
                           "email,2,1970-01-13T00:00:00Z,1970-01-16T00:00:00Z,1,18.00,1.10\n"
                           "website,2,1970-01-03T00:00:00.007Z,1970-01-03T00:00:00.009Z,2,15.00,0.00\n"
                           ",2,1970-01-15T00:00:00Z,1970-01-17T00:00:00Z,1,7.00,0.00\n");
    netmkt_table_free(table);
    other = put(store, "other");
    add(store, other, NETMKT_KIND_VISIT, NETMKT_CHANNEL_EMAIL, 0, 0, 0);
    add(store, other, NETMKT_KIND_CLICK, NETMKT_CHANNEL_EMAIL, 1, 0, 0);
    ck_assert_int_eq(netmkt_summary_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "channel,customers,events,first,last,orders,revenue,cost\n"
                           "sem,1,1,1970-01-02T00:00:00.005Z,1970-01-02T00:00:00.005Z,0,0.00,0.40\n"
                           "email,2,4,1970-01-01T00:00:00Z,1970-01-16T00:00:00Z,1,18.00,1.10\n"
                           "website,1,2,1970-01-03T00:00:00.007Z,1970-01-03T00:00:00.009Z,2,15.00,0.00\n"
                           ",1,2,1970-01-15T00:00:00Z,1970-01-17T00:00:00Z,1,7.00,0.00\n");
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_misuse)
{
    netmkt_customer_id id;
    netmkt_store *store = rich(&id);
    netmkt_summary s = {.struct_size = sizeof s}, small = {.struct_size = 8};
    netmkt_table *table = (netmkt_table *)&s;
    double x[1];

    ck_assert_int_eq(netmkt_summary_get(NULL, NULL, id, 0, &s), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, 0, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, 0, 0, &s), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, 2, 0, &s), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, NETMKT_TIME_MAX + 1, &s), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, id, NETMKT_TIME_MIN - 1, &s), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_summary_all(NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_summary_all(store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_columns(NULL, NULL, 0, 1, x, NULL, NULL, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_columns(store, NULL, 0, 0, x, NULL, NULL, NULL, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_summary_columns(store, NULL, 0, 1, NULL, NULL, NULL, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_summary_kinds(NULL, id, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_kinds(store, id, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_kinds(store, 9, 0, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_summary_kinds(store, 0, 0, &table), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_summary_channels(NULL, NULL, id, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_channels(store, NULL, id, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_summary_channels(store, NULL, 9, 0, &table), NETMKT_E_NOT_FOUND);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_sums_that_overflow)
{
    netmkt_store *store = open_store(0);
    netmkt_customer_id good = put(store, "good"), bad = put(store, "bad");
    netmkt_summary s = {.struct_size = sizeof s, .x = 77};
    netmkt_table *table;
    double x[2];

    add(store, good, NETMKT_KIND_ORDER, 0, 0, INT64_MAX, 0);
    add(store, bad, NETMKT_KIND_ORDER, 0, 0, INT64_MAX, 0);
    add(store, bad, NETMKT_KIND_ORDER, 0, 1, 1, 0);
    ck_assert_int_eq(netmkt_summary_get(store, NULL, good, NETMKT_LATEST, &s), NETMKT_OK);
    s.x = 77;
    ck_assert_int_eq(netmkt_summary_get(store, NULL, bad, NETMKT_LATEST, &s), NETMKT_E_RANGE);
    ck_assert_uint_eq(s.x, 77);
    ck_assert_int_eq(netmkt_summary_columns(store, NULL, NETMKT_LATEST, 2, x, NULL, NULL, NULL, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "customer 2"));
    ck_assert_int_eq(netmkt_summary_all(store, NULL, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_summary_kinds(store, bad, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_summary_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_empty_store)
{
    netmkt_store *store = open_store(0);
    netmkt_table *table;

    ck_assert_int_eq(netmkt_summary_columns(store, NULL, NETMKT_LATEST, 0, NULL, NULL, NULL, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_summary_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    ck_assert_uint_eq(netmkt_table_columns(table), 21);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_summary_channels(store, NULL, 0, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("summary");
    TCase *tests = tcase_create("summary");

    tcase_add_test(tests, test_six_customers_by_hand);
    tcase_add_test(tests, test_two_orders_of_a_day_are_one_purchase);
    tcase_add_test(tests, test_a_moment_leaves_out_what_came_later);
    tcase_add_test(tests, test_idle_and_revenue_columns);
    tcase_add_test(tests, test_every_field);
    tcase_add_test(tests, test_without_purchase);
    tcase_add_test(tests, test_latest_is_the_end_of_the_last_day);
    tcase_add_test(tests, test_all_as_a_table);
    tcase_add_test(tests, test_kinds);
    tcase_add_test(tests, test_channels);
    tcase_add_test(tests, test_misuse);
    tcase_add_test(tests, test_sums_that_overflow);
    tcase_add_test(tests, test_empty_store);
    suite_add_tcase(suite, tests);
    return suite;
}
