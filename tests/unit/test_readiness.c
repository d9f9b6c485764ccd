/* Readiness: each rule, what takes evidence back, and what a result names, on hand-made events. */
#include "support/support.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "stage/readiness.h"
#include "stage/returns.h"

#define DAY NETMKT__DAY_MS
#define MOST 16
#define MOMENT 100 /* day judged at */
#define NONE NETMKT_NO_RATING

typedef struct entry {
    int day;
    uint16_t kind;
    int32_t rating; /* whole points, or NONE */
} entry;

static netmkt_stage judge(const entry *entries, size_t n, double p_active, const netmkt_settings *settings)
{
    int64_t time[MOST], amount[MOST];
    uint16_t kind[MOST], channel[MOST];
    int32_t rating[MOST];
    netmkt__events events = {.n = n, .time_ms = time, .kind = kind, .channel = channel, .amount = amount, .rating = rating};
    netmkt__readiness_view view;
    netmkt__returns room = {0};
    const uint8_t *lost;
    netmkt_stage stage;

    ck_assert_uint_le(n, MOST);
    for (size_t i = 0; i < n; i++) {
        time[i] = entries[i].day * DAY + (int64_t)i;
        kind[i] = entries[i].kind;
        channel[i] = (uint16_t)(i + 1);
        amount[i] = kind[i] == NETMKT_KIND_ORDER ? 100 : kind[i] == NETMKT_KIND_RETURN ? -100 : 0;
        rating[i] = entries[i].rating == NONE ? NONE : entries[i].rating * 1000;
    }
    memset(&stage, 0x55, sizeof stage);
    netmkt__readiness_view_init(&view, settings, 0);
    view.as_of_day = MOMENT;
    ck_assert_int_eq(netmkt__orders_lost(&room, &events, &lost), NETMKT_OK);
    netmkt__readiness_judge(&view, &events, lost, p_active, &stage);
    netmkt__returns_free(&room);
    return stage;
}

/* The stage, the number of the event that decided (-1: none), and the count. */
static void expect(const char *what, const entry *entries, size_t n, int32_t stage, int decided, uint32_t count)
{
    netmkt_stage s = judge(entries, n, 1.0, NULL);

    ck_assert_msg(s.readiness == stage, "%s: %s, not %s", what, netmkt_readiness_name(s.readiness), netmkt_readiness_name(stage));
    ck_assert_msg(s.evidence_count == count, "%s: count %u, not %u", what, s.evidence_count, count);
    if (decided < 0) {
        ck_assert_int_eq(s.rule, 0);
        ck_assert(s.evidence_ms == INT64_MIN && s.evidence_kind == 0 && s.evidence_channel == 0);
        return;
    }
    ck_assert_ptr_nonnull(netmkt_readiness_rule(NULL, s.rule));
    ck_assert_msg(s.evidence_kind == entries[decided].kind, "%s: decided by kind %u", what, s.evidence_kind);
    ck_assert_msg(s.evidence_channel == decided + 1, "%s: decided by event %d, not %d", what, s.evidence_channel - 1, decided);
    ck_assert_int_eq(s.evidence_ms, entries[decided].day * DAY + decided);
}

#define EXPECT(what, stage, decided, count, ...)                                                     \
    do {                                                                                             \
        static const entry list[] = {__VA_ARGS__};                                                   \
        expect(what, list, sizeof list / sizeof *list, NETMKT_READINESS_##stage, decided, count);    \
    } while (0)
#define E(day, kind) {day, NETMKT_KIND_##kind, NONE}
#define R(day, kind, rating) {day, NETMKT_KIND_##kind, rating}

START_TEST(nothing_is_unaware)
{
    netmkt_stage s = judge(NULL, 0, (double)NAN, NULL);

    ck_assert_int_eq(s.readiness, NETMKT_READINESS_UNAWARE);
    ck_assert_int_eq(s.rule, 0);
    EXPECT("a bounce alone", UNAWARE, -1, 0, E(0, BOUNCE));
    EXPECT("a message that bounced", UNAWARE, -1, 0, E(0, MESSAGE), E(0, BOUNCE));
}
END_TEST

START_TEST(reached_or_came_is_know)
{
    EXPECT("impression", KNOW, 0, 1, E(0, IMPRESSION));
    EXPECT("second message", KNOW, 2, 1, E(0, MESSAGE), E(0, BOUNCE), E(1, MESSAGE));
    EXPECT("shown, and a bounce", KNOW, 0, 1, E(0, IMPRESSION), E(0, MESSAGE), E(0, BOUNCE));
    EXPECT("open", KNOW, 1, 1, E(0, MESSAGE), E(1, OPEN));
    EXPECT("click", KNOW, 0, 1, E(0, CLICK));
    EXPECT("visit", KNOW, 1, 1, E(0, MESSAGE), E(1, VISIT));
    EXPECT("view", KNOW, 0, 1, E(0, VIEW));
    EXPECT("search", KNOW, 0, 1, E(0, SEARCH));
    EXPECT("a kind of the embedder's own", KNOW, 0, 1, {0, 300, NONE});
    EXPECT("a delivery", KNOW, 0, 1, E(0, DELIVERY));
}
END_TEST

START_TEST(contact_is_trust)
{
    EXPECT("came back", TRUST, 2, 2, E(0, VISIT), E(0, VISIT), E(1, VIEW));
    EXPECT("download", TRUST, 0, 1, E(0, DOWNLOAD));
    EXPECT("reply", TRUST, 0, 1, E(0, REPLY));
    EXPECT("inquiry", TRUST, 0, 1, E(0, INQUIRY));
    EXPECT("service", TRUST, 0, 1, E(0, SERVICE));
    EXPECT("register", TRUST, 0, 1, E(0, REGISTER));
    EXPECT("subscribe", TRUST, 0, 1, E(0, SUBSCRIBE), E(1, MESSAGE));
    EXPECT("withdrawn", KNOW, 1, 2, E(0, SUBSCRIBE), E(1, UNSUBSCRIBE));
    EXPECT("given again", TRUST, 2, 1, E(0, SUBSCRIBE), E(1, UNSUBSCRIBE), E(2, SUBSCRIBE));
}
END_TEST

START_TEST(interest_is_like)
{
    EXPECT("cart", LIKE, 1, 1, E(0, REGISTER), E(0, CART));
    EXPECT("good review", LIKE, 0, 1, R(0, REVIEW, 4));
    EXPECT("bad review", KNOW, 0, 1, R(0, REVIEW, 3));
    EXPECT("review without rating", KNOW, 0, 1, E(0, REVIEW));
    EXPECT("five views in a day", LIKE, 5, 5, E(0, VIEW), E(1, VIEW), E(1, VIEW), E(1, VIEW), E(1, VIEW), E(1, VIEW), E(2, VIEW));
    EXPECT("five views in two days", TRUST, 4, 2, E(0, VIEW), E(0, VIEW), E(0, VIEW), E(0, VIEW), E(1, VIEW));
}
END_TEST

START_TEST(kept_orders_are_buy)
{
    EXPECT("order", BUY, 0, 1, E(0, ORDER), E(3, VISIT));
    EXPECT("two orders of a day, and another", BUY, 2, 3, E(0, ORDER), E(0, ORDER), E(1, ORDER));
    EXPECT("returned", LIKE, 0, 1, E(0, CART), E(1, ORDER), E(2, RETURN));
    EXPECT("the second returned", BUY, 0, 1, E(0, ORDER), E(1, ORDER), E(2, RETURN));
}
END_TEST

START_TEST(repeat_orders_of_an_active_customer_are_loyal)
{
    static const entry three[] = {E(0, ORDER), E(1, ORDER), E(2, ORDER)};

    EXPECT("three days", LOYAL, 2, 3, E(0, ORDER), E(1, ORDER), E(2, ORDER));
    EXPECT("one of three returned", BUY, 1, 2, E(0, ORDER), E(1, ORDER), E(2, ORDER), E(3, RETURN));
    ck_assert_int_eq(judge(three, 3, 0.5, NULL).readiness, NETMKT_READINESS_LOYAL);
    ck_assert_int_eq(judge(three, 3, 0.49, NULL).readiness, NETMKT_READINESS_BUY);
    ck_assert_int_eq(judge(three, 3, (double)NAN, NULL).readiness, NETMKT_READINESS_BUY);
}
END_TEST

START_TEST(recommending_is_advocate_until_a_quarrel)
{
    EXPECT("referral", ADVOCATE, 1, 1, E(0, ORDER), E(1, REFERRAL));
    EXPECT("share", ADVOCATE, 0, 1, E(0, SHARE));
    EXPECT("promoter", ADVOCATE, 0, 1, R(0, SURVEY, 9));
    EXPECT("passive", KNOW, 0, 1, R(0, SURVEY, 8));
    EXPECT("promoter no more", KNOW, 1, 2, R(0, SURVEY, 9), R(1, SURVEY, 7));
    EXPECT("a survey without rating says nothing", ADVOCATE, 0, 1, R(0, SURVEY, 9), E(1, SURVEY));
    EXPECT("complained since", BUY, 0, 1, E(0, ORDER), E(1, REFERRAL), E(2, COMPLAINT));
    EXPECT("resolved", ADVOCATE, 1, 1, E(0, ORDER), E(1, REFERRAL), E(2, COMPLAINT), E(3, RESOLUTION));
    EXPECT("complained before", ADVOCATE, 1, 1, E(0, COMPLAINT), E(1, REFERRAL));
    EXPECT("detractor since", BUY, 0, 1, E(0, ORDER), E(1, REFERRAL), R(2, SURVEY, 6));
    EXPECT("passive since a referral", ADVOCATE, 1, 1, E(0, ORDER), E(1, REFERRAL), R(2, SURVEY, 7));
    EXPECT("referral after the quarrel", ADVOCATE, 2, 2, E(0, REFERRAL), E(1, COMPLAINT), E(2, REFERRAL));
    EXPECT("share after, referral before", ADVOCATE, 2, 1, E(0, REFERRAL), E(1, COMPLAINT), E(2, SHARE));
}
END_TEST

START_TEST(thresholds_are_settings)
{
    static const entry looks[] = {E(0, VIEW), E(0, VIEW), E(1, VIEW)}, reviews[] = {R(0, REVIEW, 3)};
    static const entry orders[] = {E(0, ORDER), E(1, ORDER)}, survey[] = {R(0, SURVEY, 8)}, quarrel[] = {E(0, SHARE), R(1, SURVEY, 7)};
    static const entry visits[] = {E(0, VISIT), E(1, VISIT)};
    static const struct { const char *name; double value; const entry *entries; size_t n; int32_t before, after; } cases[] = {
        {"readiness.long_look_views", 2.0, looks, 3, NETMKT_READINESS_TRUST, NETMKT_READINESS_LIKE},
        {"readiness.good_rating", 3.0, reviews, 1, NETMKT_READINESS_KNOW, NETMKT_READINESS_LIKE},
        {"readiness.loyal_purchase_days", 2.0, orders, 2, NETMKT_READINESS_BUY, NETMKT_READINESS_LOYAL},
        {"readiness.promoter_rating", 8.0, survey, 1, NETMKT_READINESS_KNOW, NETMKT_READINESS_ADVOCATE},
        {"readiness.detractor_rating", 7.0, quarrel, 2, NETMKT_READINESS_ADVOCATE, NETMKT_READINESS_KNOW},
        {"readiness.trust_visit_days", 3.0, visits, 2, NETMKT_READINESS_TRUST, NETMKT_READINESS_KNOW}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        netmkt_settings *settings;

        ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
        ck_assert_int_eq(judge(cases[i].entries, cases[i].n, 0.6, settings).readiness, cases[i].before);
        ck_assert_int_eq(netmkt_settings_set_real(settings, cases[i].name, cases[i].value), NETMKT_OK);
        ck_assert_msg(judge(cases[i].entries, cases[i].n, 0.6, settings).readiness == cases[i].after, "%s", cases[i].name);
        netmkt_settings_free(settings);
    }
}
END_TEST

START_TEST(rules_and_stages_have_names)
{
    int32_t stage = NETMKT_READINESS_KNOW;

    ck_assert_ptr_null(netmkt_readiness_rule(NULL, 0));
    ck_assert_ptr_null(netmkt_readiness_rule(NULL, -1));
    ck_assert_ptr_null(netmkt_readiness_rule(NULL, netmkt_readiness_rules_count(NULL) + 1));
    for (int32_t i = 1; i <= netmkt_readiness_rules_count(NULL); i++) {
        netmkt_readiness_rule_description rule = {.struct_size = sizeof rule};

        ck_assert_ptr_nonnull(netmkt_readiness_rule(NULL, i));
        ck_assert_int_eq(netmkt_readiness_rules_describe(NULL, i, &rule), NETMKT_OK);
        ck_assert_int_ge(rule.stage, stage); /* lowest stage first */
        stage = rule.stage;
    }
    ck_assert_int_eq(stage, NETMKT_READINESS_ADVOCATE);
    ck_assert_str_eq(netmkt_readiness_name(NETMKT_READINESS_UNAWARE), "unaware");
    ck_assert_str_eq(netmkt_readiness_name(NETMKT_READINESS_ADVOCATE), "advocate");
    ck_assert_ptr_null(netmkt_readiness_name(-1));
    ck_assert_ptr_null(netmkt_readiness_name(NETMKT_READINESS_ADVOCATE + 1));
    ck_assert_str_eq(netmkt_lifecycle_name(NETMKT_LIFECYCLE_NONE), "none");
    ck_assert_str_eq(netmkt_lifecycle_name(NETMKT_LIFECYCLE_DECLINE), "decline");
    ck_assert_ptr_null(netmkt_lifecycle_name(-1));
    ck_assert_ptr_null(netmkt_lifecycle_name(NETMKT_LIFECYCLE_DECLINE + 1));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("readiness");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, nothing_is_unaware);
    tcase_add_test(tcase, reached_or_came_is_know);
    tcase_add_test(tcase, contact_is_trust);
    tcase_add_test(tcase, interest_is_like);
    tcase_add_test(tcase, kept_orders_are_buy);
    tcase_add_test(tcase, repeat_orders_of_an_active_customer_are_loyal);
    tcase_add_test(tcase, recommending_is_advocate_until_a_quarrel);
    tcase_add_test(tcase, thresholds_are_settings);
    tcase_add_test(tcase, rules_and_stages_have_names);
    suite_add_tcase(suite, tcase);
    return suite;
}
