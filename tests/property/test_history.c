/* Histories, censuses and trackers against the plain judgement of every customer at every moment; hysteresis. */
#include "support/cells.h"
#include "support/support.h"

#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "numeric/random.h"

#define DAY INT64_C(86400000)
#define CUSTOMERS 60
#define DAYS 500

static void random_event(netmkt__random *random, netmkt_event *event, int64_t day)
{
    static const netmkt_kind_id usual[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_MESSAGE};

    netmkt_event_init(event);
    event->customer = 1 + netmkt__random_below(random, CUSTOMERS);
    event->kind = netmkt__random_below(random, 3) > 0 ? usual[netmkt__random_below(random, 4)] : (netmkt_kind_id)(1 + netmkt__random_below(random, NETMKT_KIND_BOUNCE));
    event->channel = (netmkt_channel_id)netmkt__random_below(random, 5);
    event->time_ms = day * DAY + (int64_t)netmkt__random_below(random, (uint64_t)DAY);
    event->rating = netmkt__random_below(random, 3) == 0 ? NETMKT_NO_RATING : (int32_t)netmkt__random_below(random, 11) * 1000;
    event->amount = event->kind == NETMKT_KIND_ORDER ? (int64_t)netmkt__random_below(random, 4) * 10
                    : event->kind == NETMKT_KIND_RETURN ? -(int64_t)netmkt__random_below(random, 4) * 10 : 0;
}

static netmkt_store *empty_store(void)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.day_offset_minutes = 90;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    for (int i = 1; i <= CUSTOMERS; i++) {
        char key[32];

        (void)snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, NULL), NETMKT_OK);
    }
    return store;
}

/* About one event a customer in ten days, some customers for a short time only. */
static void add_day(netmkt_store *store, netmkt__random *random, int64_t day)
{
    for (int i = 0; i < CUSTOMERS / 10; i++) {
        netmkt_event event;

        random_event(random, &event, day);
        if (event.customer % 3 == 0 && (int64_t)event.customer * 8 < day)
            continue;
        if (event.customer % 3 == 1 && (int64_t)event.customer * 5 > day)
            continue;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
}

static const char windows[] = "know \"any\": any\n"
                              "trust \"often\": at least 2 days of visit within 20 days\n"
                              "like \"not served\": visit and no service within 45 days and no later complaint\n"
                              "buy \"order\": order kept within 60 days\n"
                              "loyal \"fading\": at least 2 order kept and active below 0.4\n"
                              "advocate \"two\": at least 2 order kept within 90 days and active at least 0.7\n";

static netmkt_settings *settings_of(double hysteresis, const char *text)
{
    netmkt_readiness_rules *rules = NULL;
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "lifecycle.hysteresis", hysteresis), NETMKT_OK);
    if (text != NULL) {
        ck_assert_msg(netmkt_readiness_rules_parse(NULL, text, strlen(text), &rules) == NETMKT_OK, "%s", netmkt_last_error());
        ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, rules), NETMKT_OK);
        netmkt_readiness_rules_free(rules);
    }
    return settings;
}

static netmkt_model *usual_model(void)
{
    static const double parameter[4] = {0.9, 3.0, 0.6, 2.0};
    netmkt_model *model;

    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_MBGNBD, NULL, 4, parameter, &model), NETMKT_OK);
    return model;
}

static void compare(netmkt_stage_tracker *tracker, netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int64_t as_of)
{
    uint8_t lifecycle[CUSTOMERS], readiness[CUSTOMERS], rule[CUSTOMERS];
    netmkt_stage_columns columns = {.struct_size = sizeof columns, .lifecycle = lifecycle, .readiness = readiness, .rule = rule};

    ck_assert_int_eq(netmkt_stage_fill(store, model, settings, as_of, CUSTOMERS, &columns), NETMKT_OK);
    for (netmkt_customer_id id = 1; id <= CUSTOMERS; id++) {
        int32_t l, r, by;

        ck_assert_int_eq(netmkt_stage_tracker_get(tracker, id, &l, &r, &by), NETMKT_OK);
        ck_assert_msg(l == lifecycle[id - 1] && r == readiness[id - 1] && by == rule[id - 1], "customer %d at %.3f: tracked %s, %s; judged %s, %s", (int)id,
                      (double)as_of / (double)DAY, netmkt_lifecycle_name(l), netmkt_readiness_name(r), netmkt_lifecycle_name(lifecycle[id - 1]),
                      netmkt_readiness_name(readiness[id - 1]));
    }
}

START_TEST(a_tracker_knows_what_judging_everybody_says)
{
    static const struct { double hysteresis; const char *rules; } cases[] = {{0.0, NULL}, {0.0, windows}, {0.2, NULL}};
    int days = test_slow() ? 150 : DAYS;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        netmkt_settings *settings = settings_of(cases[i].hysteresis, cases[i].rules);
        netmkt_model *model = usual_model();
        netmkt_store *store = empty_store();
        netmkt_stage_tracker *tracker;
        netmkt__random random;
        uint64_t looked, sum = 0;

        netmkt__random_seed(&random, 11 + i);
        ck_assert_int_eq(netmkt_stage_tracker_new(store, model, settings, &tracker), NETMKT_OK);
        for (int day = 0; day < days; day++) {
            int64_t as_of = day * DAY + (int64_t)netmkt__random_below(&random, (uint64_t)DAY);

            add_day(store, &random, day);
            if (day % 50 == 20)
                add_day(store, &random, day - 15); /* late */
            if (day % 50 == 30)
                add_day(store, &random, day + 9); /* early */
            ck_assert_int_eq(netmkt_stage_tracker_update(tracker, as_of, &looked, NULL), NETMKT_OK);
            compare(tracker, store, model, settings, as_of);
            sum += day > 0 ? looked : 0;
        }
        if (cases[i].hysteresis == 0.0)
            ck_assert_msg(sum * 2 < (uint64_t)days * CUSTOMERS, "looked %d times at %d customers in %d days", (int)sum, CUSTOMERS, days);
        ck_assert_int_eq(netmkt_stage_tracker_update(tracker, 30 * DAY, &looked, NULL), NETMKT_OK); /* back */
        ck_assert_uint_eq(looked, CUSTOMERS);
        compare(tracker, store, model, settings, 30 * DAY);
        netmkt_stage_tracker_free(tracker);
        netmkt_store_close(store);
        netmkt_model_free(model);
        netmkt_settings_free(settings);
    }
}
END_TEST

static int32_t stage_number(const char *(*name)(int32_t), const char *text)
{
    for (int32_t k = 0; name(k) != NULL; k++)
        if (strcmp(name(k), text) == 0)
            return k;
    ck_abort_msg("no stage %s", text);
}

/* Every hour of his life, judged by itself, is what the history says. */
static void follow(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, netmkt_customer_id id, int64_t as_of)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    int32_t lifecycle = 0, readiness = 0;
    const char *const *axis, *const *from, *const *to, *const *cause;
    const int64_t *time;
    netmkt_table *table;
    size_t row = 0;

    ck_assert_int_eq(netmkt_stage_history(store, model, settings, id, as_of, &table), NETMKT_OK);
    time = cells(table, "time");
    axis = cells(table, "axis");
    from = cells(table, "from");
    to = cells(table, "to");
    cause = cells(table, "cause");
    for (int64_t ms = -DAY; ms <= as_of; ms += DAY / 4) {
        for (; row < netmkt_table_rows(table) && time[row] <= ms; row++) {
            int first = strcmp(axis[row], "lifecycle") == 0;
            const char *(*name)(int32_t) = first ? netmkt_lifecycle_name : netmkt_readiness_name;
            int32_t *now = first ? &lifecycle : &readiness;

            ck_assert_int_eq(stage_number(name, from[row]), *now);
            *now = stage_number(name, to[row]);
            if (strcmp(cause[row], "time") == 0)
                ck_assert_int_eq((time[row] + 90 * 60000) % DAY, 0);
        }
        ck_assert_int_eq(netmkt_stage_classify(store, model, settings, id, ms, &stage), NETMKT_OK);
        ck_assert_msg(stage.lifecycle == lifecycle && stage.readiness == readiness, "customer %d, %.2f: %s %s, by history %s %s", (int)id,
                      (double)ms / (double)DAY, netmkt_lifecycle_name(stage.lifecycle), netmkt_readiness_name(stage.readiness),
                      netmkt_lifecycle_name(lifecycle), netmkt_readiness_name(readiness));
    }
    netmkt_table_free(table);
}

static netmkt_store *lived(uint64_t seed, int days)
{
    netmkt_store *store = empty_store();
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (int day = 0; day < days; day++)
        add_day(store, &random, day);
    return store;
}

START_TEST(a_history_is_what_each_moment_says)
{
    netmkt_settings *plain = settings_of(0.0, NULL), *window = settings_of(0.0, windows), *slow = settings_of(0.15, NULL);
    netmkt_model *model = usual_model();
    netmkt_store *store = lived(5, 300);
    int step = test_slow() ? 20 : 1;

    for (int id = 1; id <= CUSTOMERS; id += step) {
        follow(store, model, plain, (netmkt_customer_id)id, 400 * DAY);
        follow(store, model, window, (netmkt_customer_id)id, 400 * DAY);
        if (id % 4 == 1)
            follow(store, model, slow, (netmkt_customer_id)id, 400 * DAY);
    }
    netmkt_store_close(store);
    netmkt_model_free(model);
    netmkt_settings_free(plain);
    netmkt_settings_free(window);
    netmkt_settings_free(slow);
}
END_TEST

static char *as_text(netmkt_table *table)
{
    size_t length;
    char *text;

    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length), NETMKT_E_RANGE);
    text = malloc(length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, length + 1, NULL), NETMKT_OK);
    netmkt_table_free(table);
    return text;
}

START_TEST(a_timeline_counts_what_each_moment_counts)
{
    netmkt_store *store = lived(6, 200);
    netmkt_model *model = usual_model();
    netmkt_table *timeline, *steps, *counts;
    const int64_t *end, *customers, *count, *went;
    const char *const *axis, *const *stage, *const *period, *const *step_period, *const *to;
    const double *probability;

    ck_assert_int_eq(netmkt_stage_timeline(store, model, NULL, NETMKT_PERIOD_MONTH, NETMKT_TIME_MIN, 200 * DAY, &timeline), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_transitions(store, model, NULL, NETMKT_PERIOD_MONTH, NETMKT_TIME_MIN, 200 * DAY, &steps), NETMKT_OK);
    end = cells(timeline, "end");
    customers = cells(timeline, "customers");
    axis = cells(timeline, "axis");
    stage = cells(timeline, "stage");
    period = cells(timeline, "period");
    step_period = cells(steps, "period");
    to = cells(steps, "to");
    went = cells(steps, "customers");
    probability = cells(steps, "probability");
    ck_assert_uint_eq(netmkt_table_rows(timeline), 6 * 12); /* January to June of 1970: July is not over */
    ck_assert_str_eq(period[0], "1970-01");
    ck_assert_str_eq(period[71], "1970-06");
    for (size_t row = 0; row < netmkt_table_rows(timeline); row++) {
        int64_t arrived = 0;

        ck_assert_int_eq(netmkt_stage_counts(store, model, NULL, end[row], &counts), NETMKT_OK);
        count = cells(counts, "customers");
        ck_assert_str_eq(((const char *const *)cells(counts, "stage"))[row % 12], stage[row]);
        ck_assert_str_eq(((const char *const *)cells(counts, "axis"))[row % 12], axis[row]);
        ck_assert_int_eq(count[row % 12], customers[row]);
        netmkt_table_free(counts);
        for (size_t i = 0; i < netmkt_table_rows(steps); i++)
            if (strcmp(step_period[i], period[row]) == 0 && strcmp(to[i], stage[row]) == 0)
                arrived += went[i];
        ck_assert_int_eq(arrived, customers[row]);
    }
    for (size_t i = 0; i < netmkt_table_rows(steps); i++)
        ck_assert(went[i] > 0 && probability[i] > 0.0 && probability[i] <= 1.0);
    netmkt_table_free(timeline);
    netmkt_table_free(steps);
    netmkt_model_free(model);
    netmkt_store_close(store);
}
END_TEST

/* The chain counted from plain judgements, and followed step by step instead of solved. */
START_TEST(prospects_are_those_of_the_chain_followed_step_by_step)
{
    enum { GOAL = NETMKT_READINESS_BUY, DAYS_HERE = 203 }; /* weeks: 1970-01-01 was a Thursday */
    netmkt_store *store = lived(9, DAYS_HERE);
    netmkt_model *model = usual_model();
    double step[GOAL][GOAL + 2] = {{0.0}}; /* to each stage, the goal, loss */
    const int64_t *observed;
    const double *chance, *periods, *in_trust;
    netmkt_table *table;
    int64_t seen[GOAL] = {0};

    for (netmkt_customer_id id = 1; id <= CUSTOMERS; id++) {
        netmkt_stage from = {.struct_size = sizeof from}, to = {.struct_size = sizeof to};

        for (int64_t monday = -3; (monday + 7) <= DAYS_HERE; monday += 7) {
            int64_t shift = -90 * 60000 - 1;

            ck_assert_int_eq(netmkt_stage_classify(store, model, NULL, id, monday * DAY + shift, &from), NETMKT_OK);
            ck_assert_int_eq(netmkt_stage_classify(store, model, NULL, id, (monday + 7) * DAY + shift, &to), NETMKT_OK);
            if (from.lifecycle == NETMKT_LIFECYCLE_DECLINE || from.readiness >= GOAL)
                continue;
            seen[from.readiness]++;
            step[from.readiness][to.readiness >= GOAL ? GOAL : to.lifecycle == NETMKT_LIFECYCLE_DECLINE ? GOAL + 1 : to.readiness] += 1.0;
        }
    }
    ck_assert_int_eq(netmkt_stage_prospects(store, model, NULL, NETMKT_PERIOD_WEEK, NETMKT_TIME_MIN, DAYS_HERE * DAY - 90 * 60000 - 1, GOAL, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), GOAL);
    observed = cells(table, "observed");
    chance = cells(table, "chance");
    periods = cells(table, "periods");
    in_trust = cells(table, "in_trust");
    for (int row = 0; row < GOAL; row++) {
        double now[GOAL] = {0.0}, reached = 0.0, time = 0.0, trust = 0.0;

        ck_assert_int_eq(observed[row], seen[row]);
        ck_assert_int_gt(seen[row], 0);
        now[row] = 1.0;
        for (int k = 0; k < 100000; k++) {
            double then[GOAL] = {0.0};

            for (int i = 0; i < GOAL; i++) {
                for (int j = 0; j < GOAL; j++)
                    then[j] += now[i] * step[i][j] / (double)seen[i];
                reached += now[i] * step[i][GOAL] / (double)seen[i];
                time += now[i];
            }
            trust += now[NETMKT_READINESS_TRUST];
            memcpy(now, then, sizeof now);
        }
        test_close(chance[row], reached, 1e-9, 1e-9, "chance");
        test_close(periods[row], time, 1e-9, 1e-9, "periods");
        test_close(in_trust[row], trust, 1e-9, 1e-9, "in_trust");
    }
    netmkt_table_free(table);
    netmkt_model_free(model);
    netmkt_store_close(store);
}
END_TEST

START_TEST(threads_do_not_matter)
{
    netmkt_store *store = lived(7, 100);
    netmkt_settings *settings = settings_of(0.0, NULL);
    netmkt_table *table;
    char *one, *four;

    for (netmkt_customer_id i = CUSTOMERS + 1; i <= 40000; i++) { /* three blocks */
        netmkt_event event;
        char key[32];

        (void)snprintf(key, sizeof key, "c%d", (int)i);
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        event.kind = (netmkt_kind_id)(1 + i % NETMKT_KIND_BOUNCE);
        event.time_ms = (int64_t)(i % 100) * DAY;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_stage_transitions(store, NULL, settings, NETMKT_PERIOD_MONTH, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_OK);
    one = as_text(table);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 4), NETMKT_OK);
    ck_assert_int_eq(netmkt_stage_transitions(store, NULL, settings, NETMKT_PERIOD_MONTH, NETMKT_TIME_MIN, NETMKT_LATEST, &table), NETMKT_OK);
    four = as_text(table);
    ck_assert_str_eq(one, four);
    free(one);
    free(four);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Changes of lifecycle of all customers. */
static int changes(netmkt_store *store, const netmkt_model *model, double hysteresis)
{
    netmkt_settings *settings = settings_of(hysteresis, NULL);
    int n = 0;

    for (netmkt_customer_id id = 1; id <= CUSTOMERS; id++) {
        const char *const *axis;
        netmkt_table *table;

        ck_assert_int_eq(netmkt_stage_history(store, model, settings, id, 300 * DAY, &table), NETMKT_OK);
        axis = cells(table, "axis");
        for (size_t row = 0; row < netmkt_table_rows(table); row++)
            n += strcmp(axis[row], "lifecycle") == 0;
        netmkt_table_free(table);
    }
    netmkt_settings_free(settings);
    return n;
}

START_TEST(hysteresis_makes_stages_flicker_less)
{
    netmkt_store *store = lived(8, 300);
    netmkt_model *model = usual_model();
    int off = changes(store, model, 0.0), little = changes(store, model, 0.1), much = changes(store, model, 0.3);

    ck_assert_msg(little < off && much < little && much > CUSTOMERS / 2, "changes: %d without, %d with 0.1, %d with 0.3", off, little, much);
    netmkt_model_free(model);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("history_properties");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 120.0);
    tcase_add_test(tcase, a_tracker_knows_what_judging_everybody_says);
    tcase_add_test(tcase, a_history_is_what_each_moment_says);
    tcase_add_test(tcase, a_timeline_counts_what_each_moment_counts);
    tcase_add_test(tcase, prospects_are_those_of_the_chain_followed_step_by_step);
    tcase_add_test(tcase, threads_do_not_matter);
    tcase_add_test(tcase, hysteresis_makes_stages_flicker_less);
    suite_add_tcase(suite, tcase);
    return suite;
}
