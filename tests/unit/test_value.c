/* Values from a store: one customer, all customers, words; RFM of a store; fits; what cannot be fitted. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)

static const double bgnbd[] = {.243, 4.414, .793, 2.426}, gammagamma[] = {6.25, 3.74, 15.44};

typedef struct shop {
    netmkt_store *store;
    netmkt_model *purchase, *spend;
} shop;

static void order(netmkt_store *store, const char *key, int64_t day, int64_t amount)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.kind = NETMKT_KIND_ORDER;
    event.time_ms = day * DAY;
    event.amount = amount;
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

/* regular: 4 purchase days; once: 1; nobody: none. Judged on day 272. */
static void open_shop(shop *s)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &s->store), NETMKT_OK);
    order(s->store, "regular", 0, 2000);
    order(s->store, "regular", 100, 2500);
    order(s->store, "regular", 180, 3000);
    order(s->store, "regular", 260, 3500);
    order(s->store, "once", 30, 4000);
    ck_assert_int_eq(netmkt_customer_put(s->store, "nobody", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, bgnbd, &s->purchase), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, 3, gammagamma, &s->spend), NETMKT_OK);
}

static void close_shop(shop *s)
{
    netmkt_model_free(s->purchase);
    netmkt_model_free(s->spend);
    netmkt_store_close(s->store);
}

START_TEST(test_one_customer)
{
    shop s;
    netmkt_value v = {.struct_size = sizeof v};
    double p, e, spend, clv;

    open_shop(&s);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 1, 272 * DAY, &v), NETMKT_OK);
    ck_assert_uint_eq(v.customer, 1);
    test_close(v.x, 3, 0, 1, "x");
    test_close(v.t_x, 260 / 7.0, 1e-15, 0, "t_x");
    test_close(v.T, 272 / 7.0, 1e-15, 0, "T");
    test_close(v.m, 30, 1e-15, 0, "m");
    test_close(v.revenue, 110, 1e-15, 0, "revenue");
    ck_assert_int_eq(netmkt_model_score(s.purchase, 1, 1, &v.x, &v.t_x, &v.T, 52.0, NULL, &p, &e), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_spend(s.spend, 1, &v.x, &v.m, NULL, &spend), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_clv(s.purchase, s.spend, NULL, 1, &v.x, &v.t_x, &v.T, &v.m, NULL, &clv), NETMKT_OK);
    ck_assert(v.p_alive == p && v.expected_purchases == e && v.expected_spend == spend && v.clv == clv);
    ck_assert(p > 0.5 && p < 1.0 && e > 1.0);
    /* p (gamma + m x) / (p x + q - 1) */
    test_close(spend, 6.25 * (15.44 + 90.0) / (18.75 + 2.74), 1e-12, 0, "expected spend");
    ck_assert(clv > 0.0 && clv < e * spend);
    close_shop(&s);
}
END_TEST

START_TEST(test_one_without_purchase)
{
    shop s;
    netmkt_value v = {.struct_size = sizeof v};
    char text[256];

    open_shop(&s);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 3, 272 * DAY, &v), NETMKT_OK);
    ck_assert(v.x == 0.0 && v.t_x == 0.0 && v.T == 0.0 && v.m == 0.0 && v.expected_purchases == 0.0 && v.clv == 0.0 && v.revenue == 0.0);
    ck_assert(isnan(v.p_alive) && isnan(v.expected_spend));
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "has not bought yet: there is nothing to value\n");
    close_shop(&s);
}
END_TEST

/* Ann's orders of 110 net cost 55, and a message cost 3: her own share is a half, believed as her mean spend is: p n / (p n + q - 1) of n = 4 days. */
START_TEST(test_margins_of_orders)
{
    shop s;
    netmkt_value v = {.struct_size = sizeof v}, plain = {.struct_size = sizeof plain};
    netmkt_settings *settings;
    netmkt_event event;
    netmkt_table *table;
    const void *margin, *clv;
    char text[1024];
    double weight = 6.25 * 4 / (6.25 * 4 + 3.74 - 1), want = 0.2 + weight * (0.5 - 0.2);

    open_shop(&s);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    netmkt_event_init(&event);
    event.customer = 1;
    event.kind = NETMKT_KIND_ORDER;
    event.time_ms = 0;
    event.cost = 5500;
    ck_assert_int_eq(netmkt_event_append(s.store, &event, sizeof event, 1, NULL), NETMKT_OK); /* a free order on a day with one, which cost */
    event.kind = NETMKT_KIND_MESSAGE;
    event.cost = 300;
    ck_assert_int_eq(netmkt_event_append(s.store, &event, sizeof event, 1, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.margin", 0.2), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, settings, 1, 272 * DAY, &plain), NETMKT_OK);
    test_close(plain.margin, 0.2, 0, 1, "margin of the store");
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.order_costs", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, settings, 1, 272 * DAY, &v), NETMKT_OK);
    test_close(v.margin, want, 1e-14, 0, "margin of his orders");
    test_close(v.clv, plain.clv / 0.2 * want, 1e-12, 0, "clv");
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, settings, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(text, "a margin of 47.0 % (population: 20.0 %)"));
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.purchase, s.spend, settings, 272 * DAY, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "margin", NULL, &margin), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "clv", NULL, &clv), NETMKT_OK);
    ck_assert(((const double *)margin)[0] == v.margin);
    test_close(((const double *)clv)[0], v.clv, 1e-14, 0, "clv of all");
    test_close(((const double *)margin)[1], 0.2 + (1 - 0.2) * 6.25 / (6.25 + 2.74), 1e-14, 0, "one purchase day without cost");
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    close_shop(&s);
}
END_TEST

START_TEST(test_misuse)
{
    shop s;
    netmkt_value v = {.struct_size = sizeof v, .clv = 7}, small = {.struct_size = 16};
    netmkt_settings *daily;
    netmkt_table *table;
    netmkt_model *model;
    char text[512];

    open_shop(&s);
    ck_assert_int_eq(netmkt_settings_new(NULL, &daily), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(daily, "time.unit_days", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score(NULL, s.purchase, s.spend, NULL, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, NULL, s.spend, NULL, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, NULL, NULL, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, s.spend, s.spend, NULL, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.purchase, NULL, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, daily, 1, 0, &v), NETMKT_E_INVALID);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "time.unit_days"));
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 1, 0, &small), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 9, 0, &v), NETMKT_E_NOT_FOUND);
    ck_assert(v.clv == 7.0);
    ck_assert_int_eq(netmkt_value_score_all(NULL, s.purchase, s.spend, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.spend, s.spend, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.purchase, s.spend, daily, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.purchase, s.spend, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_all(NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_all(s.store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_store(s.store, NETMKT_MODEL_BGBB, NULL, 0, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_store(s.store, 99, NULL, 0, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_store(NULL, NETMKT_MODEL_BGNBD, NULL, 0, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_fit_store(s.store, NETMKT_MODEL_BGNBD, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_explain(NULL, s.purchase, s.spend, NULL, text, sizeof text, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_explain(&v, NULL, s.spend, NULL, text, sizeof text, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, NULL, NULL, text, sizeof text, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, NULL, 5, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_explain(&small, s.purchase, s.spend, NULL, text, sizeof text, NULL), NETMKT_E_UNSUPPORTED);
    netmkt_settings_free(daily);
    close_shop(&s);
}
END_TEST

START_TEST(test_all_customers)
{
    shop s;
    netmkt_table *table;
    netmkt_value v = {.struct_size = sizeof v};
    const void *clv, *share, *revenue_share, *segment, *id;
    netmkt_settings *settings;

    open_shop(&s);
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.purchase, s.spend, NULL, 272 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_uint_eq(netmkt_table_columns(table), 18);
    ck_assert_int_eq(netmkt_table_column(table, "id", NULL, &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "clv", NULL, &clv), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "clv_share", NULL, &share), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "revenue_share", NULL, &revenue_share), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "segment", NULL, &segment), NETMKT_OK);
    for (size_t i = 0; i < 2; i++) {
        ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, (netmkt_customer_id)((const int64_t *)id)[i], 272 * DAY, &v),
                         NETMKT_OK);
        test_close(((const double *)clv)[i], v.clv, 1e-14, 0, "clv");
        test_close(((const double *)revenue_share)[i], v.revenue / 150.0, 1e-14, 0, "revenue share");
        ck_assert_ptr_nonnull(((const char *const *)segment)[i]);
    }
    test_close(((const double *)share)[0] + ((const double *)share)[1], 1.0, 1e-14, 0, "shares");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.draws", 20.0), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score_all(s.store, s.purchase, s.spend, settings, 272 * DAY, &table), NETMKT_E_DATA); /* given, so without covariance */
    ck_assert_ptr_null(table);
    netmkt_settings_free(settings);
    close_shop(&s);
}
END_TEST

START_TEST(test_nobody_came_back)
{
    netmkt_store *store;
    netmkt_table *table;
    netmkt_model *model = NULL;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_fit_store(store, NETMKT_MODEL_BGNBD, NULL, NETMKT_LATEST, &model), NETMKT_E_DATA);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(netmkt_value_score_all(store, NULL, NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_DATA);
    order(store, "a", 0, 100);
    order(store, "b", 50, 100);
    ck_assert_int_eq(netmkt_model_fit_store(store, NETMKT_MODEL_GAMMAGAMMA, NULL, NETMKT_LATEST, &model), NETMKT_E_DATA);
    ck_assert_ptr_null(model);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "second day"));
    ck_assert_int_eq(netmkt_value_score_all(store, NULL, NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_DATA);
    ck_assert_ptr_null(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_rfm_table)
{
    shop s;
    netmkt_table *table;
    char text[512];

    open_shop(&s);
    ck_assert_int_eq(netmkt_rfm_all(s.store, NULL, 272 * DAY, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "id,customer,recency_days,frequency,money,r,f,m,segment\n"
                           "1,regular,12,4,110.00,3,3,3,need attention\n"
                           "2,once,242,1,40.00,1,1,1,lost\n");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_rfm_all(s.store, NULL, -DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    close_shop(&s);
}
END_TEST

START_TEST(test_alive_path)
{
    static const double WANT_X[] = {0, 0, 1, 1, 2, 3};
    shop s;
    netmkt_customer_id regular, nobody;
    netmkt_model *bgbb;
    netmkt_table *table;
    const void *alive, *x, *time;

    open_shop(&s);
    ck_assert_int_eq(netmkt_customer_find(s.store, "regular", &regular), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_find(s.store, "nobody", &nobody), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, regular, 10 * DAY, 285 * DAY, 50 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 6);
    ck_assert_int_eq(netmkt_table_column(table, "p_alive", NULL, &alive), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "x", NULL, &x), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "time", NULL, &time), NETMKT_OK);
    for (int i = 0; i < 6; i++) {
        netmkt_value v = {.struct_size = sizeof v};

        ck_assert_int_eq(((const int64_t *)time)[i], (10 + 50 * i) * DAY);
        ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, regular, (10 + 50 * i) * DAY, &v), NETMKT_OK);
        ck_assert_double_eq(((const double *)alive)[i], v.p_alive);
        ck_assert_double_eq((double)((const int64_t *)x)[i], WANT_X[i]);
    }
    ck_assert(((const double *)alive)[3] < ((const double *)alive)[2]); /* silent since day 100 */
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, nobody, 0, NETMKT_LATEST, 1000 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    ck_assert_int_eq(netmkt_table_column(table, "p_alive", NULL, &alive), NETMKT_OK);
    ck_assert(isnan(((const double *)alive)[0]));
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_value_alive_path(NULL, s.purchase, NULL, regular, 0, DAY, DAY, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, NULL, NULL, regular, 0, DAY, DAY, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, regular, 0, DAY, DAY, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.spend, NULL, regular, 0, DAY, DAY, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGBB, NULL, 4, bgnbd, &bgbb), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, bgbb, NULL, regular, 0, DAY, DAY, &table), NETMKT_E_INVALID);
    netmkt_model_free(bgbb);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, regular, DAY, 0, DAY, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, regular, 0, DAY, 0, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, regular, 0, DAY, 1, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_value_alive_path(s.store, s.purchase, NULL, 77, 0, DAY, DAY, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    close_shop(&s);
}
END_TEST

START_TEST(test_left_out)
{
    shop s;
    netmkt_table *table;
    const void *customer, *reason, *x;

    open_shop(&s);
    order(s.store, "free", 10, 1000);
    order(s.store, "free", 20, 0);
    ck_assert_int_eq(netmkt_value_left_out(s.store, NULL, 272 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(netmkt_table_column(table, "customer", NULL, &customer), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "reason", NULL, &reason), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "x", NULL, &x), NETMKT_OK);
    ck_assert_str_eq(((const char *const *)customer)[0], "once");
    ck_assert_str_eq(((const char *const *)reason)[0], "no repeat purchase");
    ck_assert_str_eq(((const char *const *)customer)[1], "free");
    ck_assert_str_eq(((const char *const *)reason)[1], "nothing paid on repeat days");
    ck_assert_int_eq(((const int64_t *)x)[1], 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_value_left_out(s.store, NULL, 15 * DAY, &table), NETMKT_OK); /* regular and free came once */
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_value_left_out(NULL, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_value_left_out(s.store, NULL, 0, NULL), NETMKT_E_INVALID);
    close_shop(&s);
}
END_TEST

START_TEST(test_explain)
{
    shop s;
    netmkt_value v = {.struct_size = sizeof v};
    char text[1024], again[1024];
    size_t length;

    open_shop(&s);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, s.spend, NULL, 1, 272 * DAY, &v), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, text, sizeof text, &length), NETMKT_OK);
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_ptr_nonnull(strstr(text, "bought on 4 days, last 12 days ago, first 272 days ago\n"));
    ck_assert_ptr_nonnull(strstr(text, "net revenue so far 110.00\n"));
    ck_assert_ptr_nonnull(strstr(text, "in the next 52 weeks (a new customer: "));
    /* the population's mean: p gamma / (q - 1) */
    ck_assert_ptr_nonnull(strstr(text, " each (population: 35.22; his own mean: 30.00)\n"));
    ck_assert_ptr_nonnull(strstr(text, " at 10.0 % a year and a margin of 100.0 % (a new customer: "));
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, again, length, &length), NETMKT_E_RANGE);
    ck_assert_str_eq(again, "");
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, s.spend, NULL, again, length + 1, NULL), NETMKT_OK);
    ck_assert_str_eq(again, text);
    close_shop(&s);
}
END_TEST

START_TEST(test_explain_an_infinite_mean)
{
    static const double heavy[] = {6.0, 0.9, 15.0};
    shop s;
    netmkt_value v = {.struct_size = sizeof v};
    netmkt_model *spend;
    char text[1024];

    open_shop(&s);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, 3, heavy, &spend), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, spend, NULL, 1, 272 * DAY, &v), NETMKT_OK);
    ck_assert_int_eq(netmkt_value_explain(&v, s.purchase, spend, NULL, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(text, "(population: no mean exists; his own mean: 30.00)"));
    ck_assert_int_eq(netmkt_value_score(s.store, s.purchase, spend, NULL, 2, 272 * DAY, &v), NETMKT_E_DATA);
    netmkt_model_free(spend);
    close_shop(&s);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("value");
    TCase *tests = tcase_create("value");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_one_customer);
    tcase_add_test(tests, test_one_without_purchase);
    tcase_add_test(tests, test_margins_of_orders);
    tcase_add_test(tests, test_misuse);
    tcase_add_test(tests, test_all_customers);
    tcase_add_test(tests, test_left_out);
    tcase_add_test(tests, test_alive_path);
    tcase_add_test(tests, test_nobody_came_back);
    tcase_add_test(tests, test_rfm_table);
    tcase_add_test(tests, test_explain);
    tcase_add_test(tests, test_explain_an_infinite_mean);
    suite_add_tcase(suite, tests);
    return suite;
}
