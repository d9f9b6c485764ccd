/* Histories, timelines, transitions, prospects and trackers: small cases by hand, every documented error, failing memory. */
#include "support/faulty_memory.h"
#include "support/cells.h"
#include "support/support.h"

#include <math.h>
#include <netmkt/netmkt.h>
#include <string.h>


#define DAY INT64_C(86400000)

static void add(netmkt_store *store, const char *key, int day, netmkt_kind_id kind)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = kind;
    event.channel = NETMKT_CHANNEL_WEBSITE;
    event.time_ms = day * DAY + 1000;
    event.amount = kind == NETMKT_KIND_ORDER ? 1000 : kind == NETMKT_KIND_RETURN ? -1000 : 0;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

/* 1: visits, orders, gives back, withdraws; 2: nothing; 3: visits once. */
static netmkt_store *shop(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    add(store, "a", 10, NETMKT_KIND_VISIT);
    add(store, "a", 12, NETMKT_KIND_SUBSCRIBE);
    add(store, "a", 14, NETMKT_KIND_ORDER);
    add(store, "a", 16, NETMKT_KIND_RETURN);
    add(store, "a", 18, NETMKT_KIND_UNSUBSCRIBE);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
    add(store, "c", 20, NETMKT_KIND_VISIT);
    return store;
}

START_TEST(a_history_names_each_change_and_its_cause)
{
    static const struct { const char *axis, *from, *to, *cause, *kind; int day; } want[] = {
        {"lifecycle", "none", "introduction", "event", "visit", 10},     {"readiness", "unaware", "know", "event", "visit", 10},
        {"readiness", "know", "trust", "event", "subscribe", 12},        {"readiness", "trust", "buy", "event", "order", 14},
        {"readiness", "buy", "trust", "event", "return", 16},            {"readiness", "trust", "know", "event", "unsubscribe", 18},
        {"lifecycle", "introduction", "decline", "time", "", 0}};
    netmkt_store *store = shop(NULL);
    const char *const *axis, *const *from, *const *to, *const *cause, *const *kind, *const *reason;
    netmkt_stage before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
    const int64_t *time;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_stage_history(store, NULL, NULL, 1, 400 * DAY, &table), NETMKT_OK);
    time = cells(table, "time");
    axis = cells(table, "axis");
    from = cells(table, "from");
    to = cells(table, "to");
    cause = cells(table, "cause");
    kind = cells(table, "kind");
    reason = cells(table, "reason");
    ck_assert_uint_eq(netmkt_table_rows(table), sizeof want / sizeof *want);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        ck_assert_str_eq(axis[i], want[i].axis);
        ck_assert_str_eq(from[i], want[i].from);
        ck_assert_str_eq(to[i], want[i].to);
        ck_assert_str_eq(cause[i], want[i].cause);
        ck_assert_str_eq(kind[i], want[i].kind);
        if (want[i].day > 0)
            ck_assert_int_eq(time[i], want[i].day * DAY + 1000);
        ck_assert(reason[i][0] != '\0');
    }
    ck_assert_str_eq(reason[6], "P(active) fell below the threshold");
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, time[6] - 1, &before), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, time[6], &after), NETMKT_OK);
    ck_assert(before.lifecycle == NETMKT_LIFECYCLE_INTRODUCTION && after.lifecycle == NETMKT_LIFECYCLE_DECLINE && time[6] % DAY == 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_history(store, NULL, NULL, 2, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(questions_of_some_customers_count_those)
{
    const uint64_t third = 3;
    netmkt_store *store = shop(NULL);
    netmkt_settings *settings;
    const int64_t *customers;
    netmkt_table *table;
    int64_t sum = 0;
    uint8_t lifecycle[5] = {9, 9, 9, 9, 9}, readiness[5];
    netmkt_stage_columns columns = {.struct_size = sizeof columns, .lifecycle = lifecycle, .readiness = readiness};

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &third, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, settings, NETMKT_PERIOD_DAY, 20 * DAY, 22 * DAY - 1, &table), NETMKT_OK);
    customers = cells(table, "customers");
    ck_assert_uint_eq(netmkt_table_rows(table), 24);
    for (int i = 0; i < 5; i++)
        sum += customers[i];
    ck_assert_int_eq(sum, 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_fill(store, NULL, settings, NETMKT_LATEST, 5, &columns), NETMKT_OK);
    ck_assert(lifecycle[0] == NETMKT_STAGE_NOBODY && lifecycle[1] == NETMKT_STAGE_NOBODY && lifecycle[2] == NETMKT_LIFECYCLE_INTRODUCTION);
    ck_assert(lifecycle[3] == 9 && readiness[2] == NETMKT_READINESS_KNOW);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(columns_are_what_each_customer_is)
{
    netmkt_store *store = shop(NULL);
    double p[4][3], active[3], recent[3], before[3];
    uint8_t lifecycle[3], readiness[3], rule[3];
    int64_t evidence[3];
    const netmkt_stage_columns columns = {sizeof columns, 0, lifecycle, readiness, rule, p[0], p[1], p[2], p[3], active, recent, before, evidence};
    netmkt_stage_columns none = {.struct_size = sizeof none};

    ck_assert_int_eq(netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 3, &columns), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 3, &none), NETMKT_OK);
    for (netmkt_customer_id id = 1; id <= 3; id++) {
        netmkt_stage s = {.struct_size = sizeof s};
        size_t i = (size_t)id - 1;

        ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, id, NETMKT_LATEST, &s), NETMKT_OK);
        ck_assert(s.lifecycle == lifecycle[i] && s.readiness == readiness[i] && s.rule == rule[i] && s.evidence_ms == evidence[i]);
        ck_assert(s.p_introduction == p[0][i] && s.p_growth == p[1][i] && s.p_maturity == p[2][i] && s.p_decline == p[3][i]);
        ck_assert((s.p_active == active[i] || (isnan(s.p_active) && isnan(active[i]))) && s.rate_recent == recent[i] && s.rate_before == before[i]);
    }
    ck_assert_int_eq(netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 2, &columns), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_stage_fill(NULL, NULL, NULL, NETMKT_LATEST, 3, &columns), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 3, NULL), NETMKT_E_INVALID);
    none.struct_size = 8;
    ck_assert_int_eq(netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 3, &none), NETMKT_E_UNSUPPORTED);
    netmkt_store_close(store);
}
END_TEST

START_TEST(wrong_questions_are_refused)
{
    netmkt_store *store = shop(NULL);
    netmkt_stage_tracker *tracker;
    netmkt_model *bgnbd;
    netmkt_table *table;
    static const double parameter[4] = {1.0, 1.0, 1.0, 1.0};

    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_BGNBD, NULL, 4, parameter, &bgnbd), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_history(NULL, NULL, NULL, 1, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_history(store, NULL, NULL, 1, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_history(store, bgnbd, NULL, 1, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_history(store, NULL, NULL, 4, NETMKT_LATEST, &table), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_stage_history(store, NULL, NULL, 1, NETMKT_TIME_MIN - 1, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_stage_timeline(NULL, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 0, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 6, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 3, NETMKT_TIME_MIN - 1, NETMKT_LATEST, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 1, NETMKT_TIME_MIN, 20000 * DAY, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "10000 are the most"));
    ck_assert_int_eq(netmkt_stage_transitions(store, bgnbd, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_transitions(store, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_prospects(store, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, 0, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_stage_prospects(store, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, 7, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_stage_prospects(NULL, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, 4, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_prospects(store, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, 4, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_tracker_new(store, NULL, NULL, &tracker), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_tracker_new(store, bgnbd, NULL, &tracker), NETMKT_E_INVALID);
    ck_assert_ptr_null(tracker);
    ck_assert_int_eq(netmkt_stage_tracker_new(store, bgnbd, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_tracker_update(NULL, 0, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_stage_tracker_get(NULL, 1, NULL, NULL, NULL), NETMKT_E_INVALID);
    netmkt_stage_tracker_free(NULL);
    netmkt_stage_tracker_forget(NULL);
    netmkt_model_free(bgnbd);
    netmkt_store_close(store);
}
END_TEST

START_TEST(an_empty_store_and_no_period_give_empty_tables)
{
    netmkt_store *store;
    netmkt_table *table;
    const double *chance;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 3, 0, 10 * DAY, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_transitions(store, NULL, NULL, 3, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_timeline(store, NULL, NULL, 3, 100 * DAY, 10 * DAY, &table), NETMKT_OK);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_prospects(store, NULL, NULL, 3, 0, 100 * DAY, NETMKT_READINESS_BUY, &table), NETMKT_OK);
    chance = cells(table, "chance");
    ck_assert(netmkt_table_rows(table) == 4 && isnan(chance[0]) && isnan(chance[3]));
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(prospects_of_who_stays_for_ever)
{
    netmkt_store *store = shop(NULL);
    const double *chance, *periods;
    netmkt_table *table;

    /* days 20 to 22: "c" knows on day 20 and stays; "b" is unaware and stays */
    ck_assert_int_eq(netmkt_stage_prospects(store, NULL, NULL, NETMKT_PERIOD_DAY, 20 * DAY, 23 * DAY, NETMKT_READINESS_BUY, &table), NETMKT_OK);
    chance = cells(table, "chance");
    periods = cells(table, "periods");
    ck_assert(chance[0] == 0.0 && chance[1] == 0.0 && isnan(periods[0]) && isnan(periods[1]) && isnan(chance[2]));
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(a_tracker_tells_what_changed)
{
    netmkt_store *store = shop(NULL);
    netmkt_stage_tracker *tracker;
    netmkt_model *model;
    const char *const *customer, *const *before, *const *now;
    netmkt_table *table;
    uint64_t looked;
    int32_t readiness;

    ck_assert_int_eq(netmkt_stage_model(store, NULL, NETMKT_LATEST, &model), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_tracker_new(store, model, NULL, &tracker), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_tracker_get(tracker, 1, NULL, NULL, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_stage_tracker_update(tracker, NETMKT_LATEST, &looked, &table), NETMKT_OK);
    ck_assert(looked == 3 && netmkt_table_rows(table) == 3);
    ck_assert_str_eq(((const char *const *)cells(table, "readiness_before"))[0], "");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_stage_tracker_update(tracker, NETMKT_LATEST, &looked, &table), NETMKT_OK);
    ck_assert(looked == 0 && netmkt_table_rows(table) == 0);
    netmkt_table_free(table);
    add(store, "c", 21, NETMKT_KIND_CART);
    add(store, "d", 21, NETMKT_KIND_ORDER);
    ck_assert_int_eq(netmkt_stage_tracker_update(tracker, NETMKT_LATEST, &looked, &table), NETMKT_OK);
    customer = cells(table, "customer");
    before = cells(table, "readiness_before");
    now = cells(table, "readiness");
    ck_assert(looked == 2 && netmkt_table_rows(table) == 2);
    ck_assert(strcmp(customer[0], "c") == 0 && strcmp(before[0], "know") == 0 && strcmp(now[0], "like") == 0);
    ck_assert(strcmp(customer[1], "d") == 0 && strcmp(before[1], "") == 0 && strcmp(now[1], "buy") == 0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_customer_erase(store, 3, 0), NETMKT_OK);
    netmkt_stage_tracker_forget(tracker);
    ck_assert_int_eq(netmkt_stage_tracker_update(tracker, NETMKT_LATEST, &looked, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_tracker_get(tracker, 4, NULL, &readiness, NULL), NETMKT_OK);
    ck_assert_int_eq(readiness, NETMKT_READINESS_BUY);
    ck_assert_int_eq(netmkt_stage_tracker_update(tracker, NETMKT_TIME_MAX + 1, NULL, &table), NETMKT_E_RANGE);
    netmkt_stage_tracker_free(tracker);
    netmkt_model_free(model);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status ask(netmkt_store *store, netmkt_stage_tracker *tracker, int question)
{
    uint8_t stage[3];
    netmkt_stage_columns columns = {.struct_size = sizeof columns, .lifecycle = stage};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (question == 0)
        status = netmkt_stage_history(store, NULL, NULL, 1, NETMKT_LATEST, &table);
    else if (question == 1)
        status = netmkt_stage_timeline(store, NULL, NULL, NETMKT_PERIOD_WEEK, NETMKT_TIME_MIN, NETMKT_LATEST, &table);
    else if (question == 2)
        status = netmkt_stage_transitions(store, NULL, NULL, NETMKT_PERIOD_WEEK, NETMKT_TIME_MIN, NETMKT_LATEST, &table);
    else if (question == 3)
        status = netmkt_stage_prospects(store, NULL, NULL, NETMKT_PERIOD_WEEK, NETMKT_TIME_MIN, NETMKT_LATEST, NETMKT_READINESS_BUY, &table);
    else if (question == 4)
        status = netmkt_stage_fill(store, NULL, NULL, NETMKT_LATEST, 3, &columns);
    else
        status = netmkt_stage_tracker_update(tracker, NETMKT_LATEST, NULL, &table);
    ck_assert(status == NETMKT_OK || table == NULL);
    netmkt_table_free(table);
    return status;
}

START_TEST(each_failed_allocation_is_survived)
{
    faulty_memory memory = {0, 0, 0, 0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_stage_tracker *tracker;
    netmkt_model *model;
    netmkt_store *store;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    store = shop(context);
    ck_assert_int_eq(netmkt_stage_model(store, NULL, NETMKT_LATEST, &model), NETMKT_OK);
    for (int question = 0; question < 6; question++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t fail = 1; status == NETMKT_E_NOMEM; fail++) {
            int64_t before = memory.blocks;

            ck_assert_int_eq(netmkt_stage_tracker_new(store, model, NULL, &tracker), NETMKT_OK);
            memory.fail_at = memory.calls + fail;
            status = ask(store, tracker, question);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
            if (question == 5 && status == NETMKT_E_NOMEM) { /* it finds its way back */
                ck_assert_int_eq(ask(store, tracker, question), NETMKT_OK);
                ck_assert_int_eq(netmkt_stage_tracker_get(tracker, 3, NULL, NULL, NULL), NETMKT_OK);
            }
            netmkt_stage_tracker_free(tracker);
            ck_assert_int_eq(memory.blocks, before);
        }
    }
    memory.fail_at = memory.calls + 1;
    ck_assert_int_eq(netmkt_stage_tracker_new(store, model, NULL, &tracker), NETMKT_E_NOMEM);
    memory.fail_at = 0;
    netmkt_model_free(model);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("history");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, a_history_names_each_change_and_its_cause);
    tcase_add_test(tcase, questions_of_some_customers_count_those);
    tcase_add_test(tcase, columns_are_what_each_customer_is);
    tcase_add_test(tcase, wrong_questions_are_refused);
    tcase_add_test(tcase, an_empty_store_and_no_period_give_empty_tables);
    tcase_add_test(tcase, prospects_of_who_stays_for_ever);
    tcase_add_test(tcase, a_tracker_tells_what_changed);
    tcase_add_test(tcase, each_failed_allocation_is_survived);
    suite_add_tcase(suite, tcase);
    return suite;
}
