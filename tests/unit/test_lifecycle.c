/* Engagement days, lost orders and the lifecycle's judgement, on hand-made data. */
#include "support/support.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "stage/engagement.h"
#include "stage/lifecycle.h"
#include "stage/returns.h"
#include "stage/trend.h"
#include "summary/purchases.h"

#define DAY NETMKT__DAY_MS
#define KINDS 32

static uint8_t counts[KINDS];

static netmkt__engagement_rules engagement_rules(int64_t as_of_day)
{
    memset(counts, 0, sizeof counts);
    counts[NETMKT_KIND_VISIT] = 1;
    counts[NETMKT_KIND_ORDER] = 1;
    return (netmkt__engagement_rules){.as_of_day = as_of_day, .kinds = KINDS, .counts = counts, .window_days = 90.0};
}

START_TEST(engagement_of_nobody_is_none)
{
    netmkt__engagement_rules rules = engagement_rules(100);
    netmkt__events events = {.n = 0};
    netmkt__engagement e = {1, 1, 1, 1, 1};

    netmkt__engagement_read(&rules, &events, NULL, &e);
    ck_assert_uint_eq(e.days, 0);
    ck_assert_uint_eq(e.recent, 0);
}
END_TEST

START_TEST(engagement_counts_days_not_events)
{
    const int64_t time[] = {0, 1, DAY - 1, DAY, 5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY};
    const uint16_t kind[] = {NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_VISIT, NETMKT_KIND_VISIT,
                             NETMKT_KIND_MESSAGE, 300, NETMKT_KIND_ORDER, NETMKT_KIND_ORDER};
    const uint8_t lost[] = {0, 0, 0, 0, 0, 0, 0, 1};
    netmkt__engagement_rules rules = engagement_rules(10);
    netmkt__events events = {.n = 8, .time_ms = time, .kind = kind};
    netmkt__engagement e;

    netmkt__engagement_read(&rules, &events, lost, &e);
    ck_assert_uint_eq(e.days, 3);
    ck_assert_int_eq(e.first_day, 0);
    ck_assert_int_eq(e.last_day, 7);
    ck_assert_uint_eq(e.recent, 1); /* the window is half of 10 days: days 6 to 10 */
    netmkt__engagement_read(&rules, &events, NULL, &e);
    ck_assert_uint_eq(e.days, 4);
    ck_assert_int_eq(e.last_day, 8);
}
END_TEST

START_TEST(engagement_days_follow_the_day_offset)
{
    const int64_t time[] = {-1, 0, DAY - 61 * 60000, DAY - 60 * 60000};
    const uint16_t kind[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_VISIT, NETMKT_KIND_VISIT};
    netmkt__engagement_rules rules = engagement_rules(3);
    netmkt__events events = {.n = 4, .time_ms = time, .kind = kind};
    netmkt__engagement e;

    netmkt__engagement_read(&rules, &events, NULL, &e);
    ck_assert_uint_eq(e.days, 2);
    ck_assert_int_eq(e.first_day, -1);
    rules.day_offset = 60;
    netmkt__engagement_read(&rules, &events, NULL, &e);
    ck_assert_uint_eq(e.days, 2);
    ck_assert_int_eq(e.first_day, 0);
    ck_assert_int_eq(e.last_day, 1);
}
END_TEST

START_TEST(recent_window_has_exact_borders)
{
    const uint16_t kind[] = {NETMKT_KIND_VISIT, NETMKT_KIND_VISIT};
    netmkt__engagement e;

    /* 200 days: the window is 90 days, days 111 to 200; 7 days: 3.5, days 4 to 7, as 7 - 3 > 3.5. */
    const struct { int64_t as_of, day; uint32_t recent; } cases[] = {
        {200, 110, 0}, {200, 111, 1}, {200, 200, 1}, {180, 90, 0}, {180, 91, 1}, {7, 3, 0}, {7, 4, 1}, {1, 1, 1}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const int64_t time[] = {0, cases[i].day * DAY};
        netmkt__engagement_rules rules = engagement_rules(cases[i].as_of);
        netmkt__events events = {.n = 2, .time_ms = time, .kind = kind};

        netmkt__engagement_read(&rules, &events, NULL, &e);
        ck_assert_msg(e.recent == cases[i].recent, "as of %d, day %d", (int)cases[i].as_of, (int)cases[i].day);
    }
}
END_TEST

START_TEST(returns_take_the_latest_orders_first)
{
    const int64_t time[] = {1, 2, 3, 4, 5, 6};
    const uint16_t kind[] = {NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN};
    const int64_t amount[] = {100, 50, 0, -60, 30, -1000};
    const uint8_t want_first[] = {0, 1, 0, 0, 0};
    const uint8_t want_all[] = {1, 1, 0, 0, 1, 0};
    netmkt__events events = {.n = 5, .time_ms = time, .kind = kind, .amount = amount};
    netmkt__returns room = {0};
    const uint8_t *lost;

    ck_assert_int_eq(netmkt__orders_lost(&room, &events, &lost), NETMKT_OK);
    ck_assert_mem_eq(lost, want_first, 5);
    events.n = 6;
    ck_assert_int_eq(netmkt__orders_lost(&room, &events, &lost), NETMKT_OK);
    ck_assert_mem_eq(lost, want_all, 6);
    events.n = 3;
    ck_assert_int_eq(netmkt__orders_lost(&room, &events, &lost), NETMKT_OK);
    ck_assert_ptr_null(lost);
    netmkt__returns_free(&room);
}
END_TEST

/* The summaries of purchases net returns by themselves: both must keep the same orders. */
START_TEST(returns_agree_with_the_purchase_summary)
{
    uint64_t seed = 12345;
    netmkt__returns room = {0};
    netmkt__netting netting = {0};

    for (int round = 0; round < 2000; round++) {
        int64_t time[12], amount[12];
        uint16_t kind[12];
        netmkt__events events = {.n = 12, .time_ms = time, .kind = kind, .amount = amount};
        netmkt__purchases purchases;
        const uint8_t *lost;
        uint64_t kept = 0;

        for (int i = 0; i < 12; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            kind[i] = seed >> 62 == 0 ? NETMKT_KIND_RETURN : NETMKT_KIND_ORDER;
            amount[i] = (int64_t)(seed >> 40 & 7) * (kind[i] == NETMKT_KIND_RETURN ? -2 : 1);
            time[i] = i * DAY;
        }
        ck_assert_int_eq(netmkt__orders_lost(&room, &events, &lost), NETMKT_OK);
        ck_assert_int_eq(netmkt__purchases_of(&events, INT64_MAX, 0, &netting, &purchases), NETMKT_OK);
        for (int i = 0; i < 12; i++)
            kept += kind[i] == NETMKT_KIND_ORDER && (lost == NULL || !lost[i]);
        ck_assert_uint_eq(kept, purchases.orders_kept);
    }
    netmkt__returns_free(&room);
    netmkt__netting_free(&netting);
}
END_TEST

static netmkt_stage judge(const netmkt__lifecycle_rules *rules, int64_t age, uint32_t before, uint32_t recent, double p_active)
{
    netmkt__engagement e = {.first_day = 0, .last_day = age, .days = before + recent, .recent = recent};
    netmkt_stage stage;

    netmkt__lifecycle_judge(rules, &e, age, p_active, netmkt__lifecycle_trend(rules, recent, before, age), &stage);
    return stage;
}

START_TEST(stages_follow_the_documented_thresholds)
{
    netmkt__lifecycle_rules rules;

    netmkt__lifecycle_rules_init(&rules, NULL, 0.524843, 6.183086);
    ck_assert_int_eq(judge(&rules, 89, 1, 0, 0.25).lifecycle, NETMKT_LIFECYCLE_INTRODUCTION);
    ck_assert_int_eq(judge(&rules, 89, 1, 0, 0.24).lifecycle, NETMKT_LIFECYCLE_DECLINE);
    ck_assert_int_eq(judge(&rules, 90, 5, 5, 0.99).lifecycle, NETMKT_LIFECYCLE_MATURITY);
    ck_assert_int_eq(judge(&rules, 400, 3, 20, 0.99).lifecycle, NETMKT_LIFECYCLE_GROWTH);
    ck_assert_int_eq(judge(&rules, 400, 60, 17, 0.99).lifecycle, NETMKT_LIFECYCLE_MATURITY);
    ck_assert_int_eq(judge(&rules, 400, 60, 2, 0.99).lifecycle, NETMKT_LIFECYCLE_DECLINE);
    ck_assert_int_eq(judge(&rules, 400, 60, 17, 0.49).lifecycle, NETMKT_LIFECYCLE_DECLINE);
    ck_assert_int_eq(judge(&rules, 400, 3, 20, 0.49).lifecycle, NETMKT_LIFECYCLE_DECLINE);
}
END_TEST

START_TEST(thresholds_are_settings)
{
    static const struct { const char *name; double value; int64_t age; uint32_t before, recent; double p; int32_t stage; } cases[] = {
        {"lifecycle.introduction_days", 91.0, 90, 5, 5, 0.99, NETMKT_LIFECYCLE_INTRODUCTION},
        {"lifecycle.introduction_p_active", 0.9, 50, 5, 5, 0.8, NETMKT_LIFECYCLE_MATURITY},
        {"lifecycle.decline_p_active", 0.9, 400, 60, 17, 0.8, NETMKT_LIFECYCLE_DECLINE},
        {"lifecycle.decline_ratio", 0.05, 400, 60, 2, 0.99, NETMKT_LIFECYCLE_MATURITY},
        {"lifecycle.growth_ratio", 50.0, 400, 3, 20, 0.99, NETMKT_LIFECYCLE_MATURITY},
        {"lifecycle.certainty", 1.0, 400, 3, 20, 0.99, NETMKT_LIFECYCLE_MATURITY},
        {"lifecycle.window_days", 10.0, 400, 60, 8, 0.99, NETMKT_LIFECYCLE_GROWTH},
        {"lifecycle.prior_days", 1000.0, 400, 3, 20, 0.99, NETMKT_LIFECYCLE_MATURITY}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        netmkt_settings *settings;
        netmkt__lifecycle_rules rules, standard;
        int32_t without, with;

        ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, cases[i].name, cases[i].value), NETMKT_OK);
        netmkt__lifecycle_rules_init(&rules, settings, 500.0, 3000.0);
        netmkt__lifecycle_rules_init(&standard, NULL, 500.0, 3000.0);
        without = judge(&standard, cases[i].age, cases[i].before, cases[i].recent, cases[i].p).lifecycle;
        with = judge(&rules, cases[i].age, cases[i].before, cases[i].recent, cases[i].p).lifecycle;
        ck_assert_msg(with == cases[i].stage && with != without, "%s: %s, by default %s", cases[i].name,
                      netmkt_lifecycle_name(with), netmkt_lifecycle_name(without));
        netmkt_settings_free(settings);
    }
}
END_TEST

/* With shapes of whole numbers the trend is a finite sum: P(Gamma(a, 1/one) > Gamma(b, 1/zero)) by counting which comes first. */
START_TEST(trend_agrees_with_a_finite_sum)
{
    netmkt__lifecycle_rules rules = {.prior_days = 1.0, .r = 15.0, .alpha = 10.0, .window_days = 70.0, .growth_ratio = 1.2, .decline_ratio = 0.8};
    netmkt__trend trend = netmkt__lifecycle_trend(&rules, 3, 2, 210);
    double one = 1.2 * 12.0, zero = 22.0, /* the prior's share: (10 + 30) / (15 + 5) = 2 weeks, 1 day */
            q = zero / (one + zero), sum = 0.0, term = pow(q, 3.0);

    /* rise: of two Poisson streams, 3 events of the one (b = 3) come before 4 of the other (a = 4) */
    for (int j = 0; j < 4; j++) {
        sum += term;
        term *= (3.0 + j) / (j + 1.0) * (1.0 - q);
    }
    test_close(trend.rise, sum, 1e-12, 0.0, "rise");
    one = 0.8 * 12.0;
    q = one / (one + zero);
    sum = 0.0;
    term = pow(q, 4.0);
    for (int j = 0; j < 3; j++) {
        sum += term;
        term *= (4.0 + j) / (j + 1.0) * (1.0 - q);
    }
    test_close(trend.fall, sum, 1e-12, 0.0, "fall");
}
END_TEST

static int32_t likeliest(const netmkt_stage *s)
{
    const double p[] = {0.0, s->p_introduction, s->p_growth, s->p_maturity, s->p_decline};
    int32_t best = 1;

    for (int32_t k = 2; k <= 4; k++)
        if (p[k] > p[best])
            best = k;
    return best;
}

START_TEST(probabilities_add_up_and_the_largest_is_the_stage)
{
    netmkt__lifecycle_rules rules;

    netmkt__lifecycle_rules_init(&rules, NULL, 0.9, 4.0);
    for (int64_t age = 0; age <= 400; age += 7) {
        for (uint32_t before = 1; before < 200; before = before * 3 / 2 + 1) {
            for (uint32_t recent = 0; recent < 60; recent = recent * 3 / 2 + 1) {
                for (double p = 0.0; p <= 1.0; p += 0.0625) {
                    netmkt_stage s = judge(&rules, age, before, recent, p);
                    double least = fmin(fmin(s.p_introduction, s.p_growth), fmin(s.p_maturity, s.p_decline));

                    ck_assert(least >= 0.0);
                    ck_assert(fabs(s.p_introduction + s.p_growth + s.p_maturity + s.p_decline - 1.0) < 1e-14);
                    if (p != 0.25 && p != 0.5) /* at a threshold two stages are equally likely */
                        ck_assert_msg(likeliest(&s) == s.lifecycle, "age %d, %u before, %u recent, P(active) %g", (int)age, before, recent, p);
                }
            }
        }
    }
}
END_TEST

START_TEST(certainty_comes_out_as_certainty)
{
    netmkt__lifecycle_rules rules;
    netmkt_stage s;

    netmkt__lifecycle_rules_init(&rules, NULL, 0.5, 6.0);
    s = judge(&rules, 0, 1, 0, 1.0);
    test_close(s.p_introduction, 1.0, 1e-15, 0.0, "new");
    s = judge(&rules, 1000, 10, 0, 0.0);
    test_close(s.p_decline, 1.0, 1e-15, 0.0, "gone");
    s = judge(&rules, 1000, 1, 90, 1.0);
    ck_assert(s.p_growth > 0.999);
    s = judge(&rules, 1000, 900, 1, 1.0);
    ck_assert(s.p_decline > 0.999);
    s = judge(&rules, 1000, 910, 90, 1.0);
    ck_assert(s.p_maturity > 0.85);
}
END_TEST

/* Who keeps his pace has no trend, be he heavier or lighter than the population. */
START_TEST(steady_customers_of_any_rate_have_no_trend)
{
    netmkt__lifecycle_rules rules;

    netmkt__lifecycle_rules_init(&rules, NULL, 0.5, 6.0);
    for (uint32_t recent = 1; recent <= 85; recent += 7) {
        netmkt__trend trend = netmkt__lifecycle_trend(&rules, recent, recent * 3, 360);

        ck_assert_msg(fabs(trend.rise - trend.fall) < 0.12, "%u: rise %g, fall %g", recent, trend.rise, trend.fall);
    }
}
END_TEST

START_TEST(nobody_has_no_lifecycle)
{
    netmkt__lifecycle_rules rules;
    netmkt__engagement none = {0, 0, 0, 0, 0};
    netmkt_stage s;

    memset(&s, 1, sizeof s);
    netmkt__lifecycle_rules_init(&rules, NULL, 0.5, 6.0);
    netmkt__lifecycle_judge(&rules, &none, 100, (double)NAN, (netmkt__trend){0.0, 0.0}, &s);
    ck_assert_int_eq(s.lifecycle, NETMKT_LIFECYCLE_NONE);
    ck_assert(s.p_introduction == 0.0 && s.p_growth == 0.0 && s.p_maturity == 0.0 && s.p_decline == 0.0);
    ck_assert(isnan(s.p_active));
}
END_TEST

START_TEST(rates_are_posterior_means_per_30_days)
{
    netmkt__lifecycle_rules rules;
    netmkt_stage s;

    netmkt__lifecycle_rules_init(&rules, NULL, 2.0, 6.0); /* overall (2 + 13) / (6 + 30) a week: half a day takes 1.2 weeks */
    s = judge(&rules, 210, 4, 9, 0.9);
    ck_assert(s.window_days == 90.0 && s.before_days == 120.0 && s.age_days == 210.0);
    ck_assert_uint_eq(s.days_recent, 9);
    ck_assert_uint_eq(s.days_before, 4);
    test_close(s.rate_recent, 30.0 * 9.5 / (1.2 * 7.0 + 90.0), 1e-14, 0.0, "recent");
    test_close(s.rate_before, 30.0 * 4.5 / (1.2 * 7.0 + 120.0), 1e-14, 0.0, "before");
}
END_TEST

START_TEST(remembered_trends_are_the_same_bits)
{
    static netmkt__trend_slot slots[NETMKT__TREND_SLOTS];
    netmkt__lifecycle_rules rules;

    netmkt__lifecycle_rules_init(&rules, NULL, 0.5, 6.0);
    netmkt__trend_slots_init(slots);
    for (int round = 0; round < 2; round++) {
        for (uint32_t days = 1; days < 40; days++) {
            for (uint32_t recent = 0; recent < days; recent++) {
                for (int64_t first = -300; first <= 0; first += 30) {
                    netmkt__engagement e = {.first_day = first, .last_day = 0, .days = days, .recent = recent};
                    netmkt__trend remembered = netmkt__trend_of(slots, &rules, &e, 0);
                    netmkt__trend computed = netmkt__lifecycle_trend(&rules, recent, days - recent, -first);

                    ck_assert_mem_eq(&remembered, &computed, sizeof computed);
                }
            }
        }
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("lifecycle");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, engagement_of_nobody_is_none);
    tcase_add_test(tcase, engagement_counts_days_not_events);
    tcase_add_test(tcase, engagement_days_follow_the_day_offset);
    tcase_add_test(tcase, recent_window_has_exact_borders);
    tcase_add_test(tcase, returns_take_the_latest_orders_first);
    tcase_add_test(tcase, returns_agree_with_the_purchase_summary);
    tcase_add_test(tcase, stages_follow_the_documented_thresholds);
    tcase_add_test(tcase, thresholds_are_settings);
    tcase_add_test(tcase, trend_agrees_with_a_finite_sum);
    tcase_add_test(tcase, probabilities_add_up_and_the_largest_is_the_stage);
    tcase_add_test(tcase, certainty_comes_out_as_certainty);
    tcase_add_test(tcase, steady_customers_of_any_rate_have_no_trend);
    tcase_add_test(tcase, nobody_has_no_lifecycle);
    tcase_add_test(tcase, rates_are_posterior_means_per_30_days);
    tcase_add_test(tcase, remembered_trends_are_the_same_bits);
    suite_add_tcase(suite, tcase);
    return suite;
}
