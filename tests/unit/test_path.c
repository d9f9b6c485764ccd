/* Paths of customers, and the rules that weigh their steps. */
#include <stdio.h>

#include <netmkt/netmkt.h>

#include "reach/credit.h"
#include "store/view.h"
#include "support/support.h"

#define DAY INT64_C(86400000)

static netmkt_store *store;
static netmkt_settings *settings;

static void setup(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
}

static void teardown(void)
{
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}

static void set(const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

static void add(netmkt_kind_id kind, netmkt_channel_id channel, double day, int64_t amount)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &event.customer), NETMKT_OK);
    event.kind = kind;
    event.channel = channel;
    event.time_ms = (int64_t)(day * (double)DAY);
    event.amount = amount;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

static void visit(netmkt_channel_id channel, double day)
{
    add(NETMKT_KIND_VISIT, channel, day, 0);
}

/* All paths of the one customer as text: "email seo=500; sem=0 null;", with a conversion's value, or "null". */
static const char *paths(int64_t as_of_ms)
{
    static char text[1024];
    netmkt__path_reader reader = {.context = NULL};
    netmkt__scratch scratch = {.context = NULL};
    netmkt__path_rules rules;
    netmkt__events events;
    netmkt__path path;
    netmkt_status status;
    size_t at = 0;

    ck_assert_int_eq(netmkt__store_read(store, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt__path_rules_init(store, settings, as_of_ms, &rules), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_events(store, 1, &scratch, &events), NETMKT_OK);
    events.n = netmkt__events_until(&events, rules.as_of_ms);
    ck_assert_int_eq(netmkt__path_begin(&reader, &rules, &events), NETMKT_OK);
    text[0] = '\0';
    while ((status = netmkt__path_next(&reader, &path)) == NETMKT_OK) {
        char name[NETMKT__STEP_NAME];

        for (size_t i = 0; i < path.n; i++) {
            netmkt__step_name(store, &rules, path.step[i], name, sizeof name);
            at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i > 0 ? " " : "", name);
            ck_assert(events.time_ms[path.event[i]] == path.time_ms[i]);
        }
        if (path.conversion != NETMKT__NO_EVENT)
            at += (size_t)snprintf(text + at, sizeof text - at, "=%d;", (int)path.value);
        else
            at += (size_t)snprintf(text + at, sizeof text - at, " null;");
    }
    ck_assert_int_eq(status, NETMKT_DONE);
    netmkt__path_reader_free(&reader);
    netmkt__scratch_free(&scratch);
    netmkt__store_read_end(store);
    return text;
}

START_TEST(up_to_a_conversion_or_to_none)
{
    visit(NETMKT_CHANNEL_EMAIL, 1);
    visit(NETMKT_CHANNEL_SEO, 2);
    add(NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE, 3, 500);
    visit(NETMKT_CHANNEL_SEM, 4);
    visit(NETMKT_CHANNEL_SEM, 35); /* more than 30 days of silence */
    ck_assert_str_eq(paths(NETMKT_LATEST), "email seo=500;sem null;sem null;");
    set("path.open", 0); /* the last may yet convert */
    ck_assert_str_eq(paths(NETMKT_LATEST), "email seo=500;sem null;");
    ck_assert_str_eq(paths(66 * DAY), "email seo=500;sem null;sem null;");
    ck_assert_str_eq(paths(65 * DAY), "email seo=500;sem null;"); /* exactly the window: open still */
}
END_TEST

START_TEST(window_cuts_what_is_too_old)
{
    visit(NETMKT_CHANNEL_EMAIL, 0);
    visit(NETMKT_CHANNEL_SEO, 20);
    add(NETMKT_KIND_ORDER, 0, 30.5, 100);
    ck_assert_str_eq(paths(NETMKT_LATEST), "seo=100;");
    set("path.window_days", 30.5);
    ck_assert_str_eq(paths(NETMKT_LATEST), "email seo=100;");
    set("path.window_days", 5);
    ck_assert_str_eq(paths(NETMKT_LATEST), "email null;seo null;(none)=100;");
}
END_TEST

START_TEST(touches_of_one_moment_come_before_its_conversions)
{
    netmkt_kind_id walk;
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    ck_assert_int_eq(netmkt_kind_define(store, "walk-in", &kind, &walk), NETMKT_OK);
    set("path.touches", 32 + 1);
    add(NETMKT_KIND_ORDER, 0, 5, 100);
    add(NETMKT_KIND_ORDER, 0, 5, 40);
    add(walk, NETMKT_CHANNEL_FACE_TO_FACE, 5, 0); /* its number is above the order's */
    visit(NETMKT_CHANNEL_SOCIAL, 5);
    ck_assert_str_eq(paths(NETMKT_LATEST), "social face_to_face=40;social face_to_face=100;");
    set("path.touches", 0);
    set("path.touch_kind", walk);
    ck_assert_str_eq(paths(NETMKT_LATEST), "face_to_face=40;face_to_face=100;");
}
END_TEST

START_TEST(conversions_without_a_touch)
{
    add(NETMKT_KIND_ORDER, NETMKT_CHANNEL_APP, 1, 7);
    visit(NETMKT_CHANNEL_SEO, 2);
    add(NETMKT_KIND_ORDER, NETMKT_CHANNEL_APP, 3, 8);
    ck_assert_str_eq(paths(NETMKT_LATEST), "app=7;seo=8;");
    set("path.order_step", 0);
    ck_assert_str_eq(paths(NETMKT_LATEST), "=7;seo=8;");
    set("path.order_step", 2);
    ck_assert_str_eq(paths(NETMKT_LATEST), "app=7;seo app=8;");
}
END_TEST

START_TEST(paths_that_do_not_restart)
{
    set("path.restart", 0);
    visit(NETMKT_CHANNEL_EMAIL, 1);
    add(NETMKT_KIND_ORDER, 0, 2, 1);
    visit(NETMKT_CHANNEL_SEO, 20);
    add(NETMKT_KIND_ORDER, 0, 25, 2);
    add(NETMKT_KIND_ORDER, 0, 40, 3);
    visit(NETMKT_CHANNEL_SEM, 41);
    ck_assert_str_eq(paths(NETMKT_LATEST), "email=1;email seo=2;seo=3;sem null;");
}
END_TEST

START_TEST(equal_steps_in_a_row)
{
    set("path.collapse", 1);
    set("path.order_step", 2);
    visit(NETMKT_CHANNEL_SEO, 1);
    visit(NETMKT_CHANNEL_SEO, 2);
    visit(NETMKT_CHANNEL_EMAIL, 3);
    visit(NETMKT_CHANNEL_SEO, 4);
    add(NETMKT_KIND_ORDER, NETMKT_CHANNEL_SEO, 5, 9);
    ck_assert_str_eq(paths(NETMKT_LATEST), "seo email seo=9;");
}
END_TEST

START_TEST(returned_orders)
{
    visit(NETMKT_CHANNEL_SEO, 1);
    add(NETMKT_KIND_ORDER, 0, 2, 100);
    add(NETMKT_KIND_RETURN, 0, 3, -100); /* it never was */
    visit(NETMKT_CHANNEL_EMAIL, 4);
    add(NETMKT_KIND_ORDER, 0, 5, 80);
    add(NETMKT_KIND_RETURN, 0, 6, -30);
    ck_assert_str_eq(paths(NETMKT_LATEST), "seo email=50;");
    ck_assert_str_eq(paths(2 * DAY), "seo=100;"); /* as it was known then */
}
END_TEST

START_TEST(other_conversions_and_campaigns)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &event.customer), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, &event.campaign), NETMKT_OK);
    event.kind = NETMKT_KIND_CLICK;
    event.channel = NETMKT_CHANNEL_EMAIL;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    visit(NETMKT_CHANNEL_DIRECT, 1);
    add(NETMKT_KIND_REGISTER, 0, 2, 0);
    set("path.conversion_kind", NETMKT_KIND_REGISTER);
    ck_assert_str_eq(paths(NETMKT_LATEST), "email direct=0;");
    set("path.by", 1);
    ck_assert_str_eq(paths(NETMKT_LATEST), "spring (none)=0;");
    set("path.by", 2);
    ck_assert_str_eq(paths(NETMKT_LATEST), "email/spring direct=0;");
}
END_TEST

/* --- rules --- */

static int64_t moment = 0;

static void weights(int32_t model, size_t n, const uint64_t *step, const int64_t *time_ms, const double *want)
{
    netmkt__credit *credit;
    netmkt__credit_room room = {.context = NULL};
    netmkt__path path = {n, step, time_ms, NULL, 0, 0, 0};
    const double *got;

    ck_assert_int_eq(netmkt__store_read(store, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt__credit_new(store, settings, moment, model, &credit), NETMKT_OK);
    ck_assert_int_eq(netmkt__credit_of(credit, &path, &room, &got), NETMKT_OK);
    for (size_t i = 0; i < n; i++)
        test_close(got[i], want[i], 1e-15, 1, netmkt_attribution_model_name(model));
    netmkt__credit_room_free(&room);
    netmkt__credit_free(credit);
    netmkt__store_read_end(store);
}

static void weights_as_of(int32_t model, size_t n, const uint64_t *step, const int64_t *time_ms, const double *want)
{
    moment = NETMKT_LATEST;
    weights(model, n, step, time_ms, want);
    moment = 0;
}

START_TEST(rules)
{
    const uint64_t a = NETMKT__STEP(NETMKT_CHANNEL_EMAIL, 0), b = NETMKT__STEP(NETMKT_CHANNEL_SEO, 0), direct = NETMKT__STEP(NETMKT_CHANNEL_DIRECT, 0);
    const uint64_t step[] = {a, b, a, direct};
    const int64_t time[] = {0, 7 * DAY, 14 * DAY, 14 * DAY};

    weights(NETMKT_ATTRIBUTION_FIRST, 4, step, time, (const double[]){1, 0, 0, 0});
    weights(NETMKT_ATTRIBUTION_LAST, 4, step, time, (const double[]){0, 0, 0, 1});
    weights(NETMKT_ATTRIBUTION_LAST_NON_DIRECT, 4, step, time, (const double[]){0, 0, 1, 0});
    weights(NETMKT_ATTRIBUTION_LAST_NON_DIRECT, 1, step + 3, time, (const double[]){1});
    weights(NETMKT_ATTRIBUTION_LINEAR, 4, step, time, (const double[]){.25, .25, .25, .25});
    weights(NETMKT_ATTRIBUTION_POSITION, 4, step, time, (const double[]){.4, .1, .1, .4});
    weights(NETMKT_ATTRIBUTION_POSITION, 2, step, time, (const double[]){.5, .5});
    weights(NETMKT_ATTRIBUTION_POSITION, 1, step, time, (const double[]){1});
    weights(NETMKT_ATTRIBUTION_TIME_DECAY, 4, step, time, (const double[]){1.0 / 11, 2.0 / 11, 4.0 / 11, 4.0 / 11});
    weights(NETMKT_ATTRIBUTION_SHAPLEY, 4, step, time, (const double[]){1.0 / 6, 1.0 / 3, 1.0 / 6, 1.0 / 3});
    set("attribution.position_first", 0.25);
    set("attribution.position_last", 0.5);
    weights(NETMKT_ATTRIBUTION_POSITION, 4, step, time, (const double[]){.25, .125, .125, .5});
    weights(NETMKT_ATTRIBUTION_POSITION, 2, step, time, (const double[]){1.0 / 3, 2.0 / 3});
    set("attribution.half_life_days", 3.5);
    weights(NETMKT_ATTRIBUTION_TIME_DECAY, 3, step, time, (const double[]){1.0 / 21, 4.0 / 21, 16.0 / 21});
}
END_TEST

/* Four customers who came by email then seo, of whom three bought, and two by email then social, of whom one did: removal effects 1, 3/4, 1/4. */
START_TEST(channels_judged_together)
{
    const uint64_t email = NETMKT__STEP(NETMKT_CHANNEL_EMAIL, 0), seo = NETMKT__STEP(NETMKT_CHANNEL_SEO, 0), unknown = NETMKT__STEP(NETMKT_CHANNEL_SMS, 0);
    const uint64_t step[] = {email, seo, email}, strange[] = {unknown, unknown};
    const int64_t time[] = {0, 0, 0};

    for (int i = 0; i < 6; i++) {
        netmkt_event event;
        char key[32];

        (void)snprintf(key, sizeof key, "customer %d", i);
        for (int k = 0; k < 3; k++) {
            netmkt_event_init(&event);
            ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
            event.kind = k == 2 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
            event.channel = k == 0 ? NETMKT_CHANNEL_EMAIL : i < 4 ? NETMKT_CHANNEL_SEO : NETMKT_CHANNEL_SOCIAL;
            event.time_ms = k * DAY;
            if (k < 2 || (i != 3 && i != 5))
                ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        }
    }
    weights_as_of(NETMKT_ATTRIBUTION_MARKOV, 3, step, time, (const double[]){2.0 / 7, 3.0 / 7, 2.0 / 7});
    weights_as_of(NETMKT_ATTRIBUTION_MARKOV, 2, strange, time, (const double[]){.5, .5});
    weights_as_of(NETMKT_ATTRIBUTION_SHAPLEY_RATE, 2, step, time, (const double[]){31.0 / 44, 13.0 / 44});
}
END_TEST

START_TEST(models_by_name)
{
    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++)
        ck_assert_int_eq(netmkt_attribution_model_by_name(netmkt_attribution_model_name(model)), model);
    ck_assert_ptr_null(netmkt_attribution_model_name(0));
    ck_assert_ptr_null(netmkt_attribution_model_name(10));
    ck_assert_ptr_null(netmkt_attribution_model_name(INT32_MIN));
    ck_assert_int_eq(netmkt_attribution_model_by_name("best"), -1);
    ck_assert_int_eq(netmkt_attribution_model_by_name(NULL), -1);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("path");
    TCase *tests = tcase_create("path");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, up_to_a_conversion_or_to_none);
    tcase_add_test(tests, window_cuts_what_is_too_old);
    tcase_add_test(tests, touches_of_one_moment_come_before_its_conversions);
    tcase_add_test(tests, conversions_without_a_touch);
    tcase_add_test(tests, paths_that_do_not_restart);
    tcase_add_test(tests, equal_steps_in_a_row);
    tcase_add_test(tests, returned_orders);
    tcase_add_test(tests, other_conversions_and_campaigns);
    tcase_add_test(tests, rules);
    tcase_add_test(tests, channels_judged_together);
    tcase_add_test(tests, models_by_name);
    suite_add_tcase(suite, tests);
    return suite;
}
