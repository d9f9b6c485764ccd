/* Returns: each figure of a small store by hand; models, groupings, times, limits; sums; order of arrival, threads; lifetime values; errors; failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define FIRST_DAY 20454 /* 2026-01-01 */
#define START (INT64_C(20454) * DAY)

typedef struct row {
    const char *key;
    netmkt_kind_id kind;
    int day;
    netmkt_channel_id channel;
    int64_t amount, cost;
    int campaign, offer; /* 1: "spring"; "sofa" */
} row;

/* a: an impression and a click by email, a visit from a search, an order; another order ten days on, which no touch led to.
 * b: a visit from a search, a click by email, an order a third of which comes back. c: a visit. d: an order out of nowhere. e: an order wholly returned. */
static const row shop[] = {
    {"a", NETMKT_KIND_IMPRESSION, 0, NETMKT_CHANNEL_EMAIL, 0, 10, 0, 0}, {"a", NETMKT_KIND_CLICK, 1, NETMKT_CHANNEL_EMAIL, 0, 50, 1, 0},
    {"a", NETMKT_KIND_VISIT, 2, NETMKT_CHANNEL_SEO, 0, 0, 0, 0},         {"a", NETMKT_KIND_ORDER, 3, NETMKT_CHANNEL_WEBSITE, 10000, 4000, 0, 0},
    {"a", NETMKT_KIND_ORDER, 13, NETMKT_CHANNEL_WEBSITE, 5000, 2000, 0, 0},
    {"b", NETMKT_KIND_VISIT, 1, NETMKT_CHANNEL_SEO, 0, 0, 0, 0},         {"b", NETMKT_KIND_CLICK, 5, NETMKT_CHANNEL_EMAIL, 0, 50, 1, 1},
    {"b", NETMKT_KIND_ORDER, 6, NETMKT_CHANNEL_WEBSITE, 6000, 3000, 0, 0},
    {"b", NETMKT_KIND_RETURN, 8, NETMKT_CHANNEL_WEBSITE, -2000, 0, 0, 0},
    {"c", NETMKT_KIND_VISIT, 2, NETMKT_CHANNEL_SEO, 0, 0, 0, 0},         {"d", NETMKT_KIND_ORDER, 40, 0, 3000, 1000, 0, 0},
    {"e", NETMKT_KIND_VISIT, 1, NETMKT_CHANNEL_WEBSITE, 0, 0, 0, 0},     {"e", NETMKT_KIND_ORDER, 2, NETMKT_CHANNEL_WEBSITE, 8000, 0, 0, 0},
    {"e", NETMKT_KIND_RETURN, 4, NETMKT_CHANNEL_WEBSITE, -8000, 0, 0, 0},
};

enum { EVENTS = sizeof shop / sizeof shop[0] };

static void put_spend(netmkt_store *store, netmkt_channel_id channel, netmkt_campaign_id campaign, int32_t day, int64_t amount)
{
    netmkt_spend spend;

    netmkt_spend_init(&spend);
    spend.channel = channel;
    spend.campaign = campaign;
    spend.day = FIRST_DAY + day;
    spend.amount = amount;
    ck_assert_int_eq(netmkt_spend_put(store, &spend, sizeof spend, 1), NETMKT_OK);
}

static void fill(netmkt_store *store, int backwards)
{
    netmkt_campaign campaign;
    netmkt_campaign_id spring;
    netmkt_offer offer;
    netmkt_offer_id sofa;

    netmkt_campaign_init(&campaign);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", &campaign, NULL, 0, NULL, NULL, &spring), NETMKT_OK);
    netmkt_offer_init(&offer);
    ck_assert_int_eq(netmkt_offer_put(store, "sofa", &offer, &sofa), NETMKT_OK);
    for (int k = 0; k < 5; k++) {
        char key[2] = {(char)('a' + k), '\0'};
        netmkt_customer_id id;

        ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
    }
    for (int k = 0; k < EVENTS; k++) {
        const row *r = &shop[backwards ? EVENTS - 1 - k : k];
        netmkt_event e;

        netmkt_event_init(&e);
        ck_assert_int_eq(netmkt_customer_put(store, r->key, &e.customer), NETMKT_OK);
        e.kind = r->kind;
        e.time_ms = START + r->day * DAY;
        e.channel = r->channel;
        e.amount = r->amount;
        e.cost = r->cost;
        e.campaign = r->campaign ? spring : 0;
        e.offer = r->offer ? sofa : 0;
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
    put_spend(store, NETMKT_CHANNEL_EMAIL, spring, 3, 1000);
    put_spend(store, NETMKT_CHANNEL_SEO, 0, 10, 5000);
    put_spend(store, 0, 0, 5, 300);
    put_spend(store, NETMKT_CHANNEL_SEO, 0, 41, 900000); /* after the latest event's day */
}

static netmkt_store *open_shop(int backwards)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store, backwards);
    return store;
}

static netmkt_settings *settings_of(const char *name, double value)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
    return settings;
}

static netmkt_table *returns(netmkt_store *store, const netmkt_settings *settings, int32_t model, int32_t by)
{
    netmkt_table *table;

    ck_assert_msg(netmkt_returns(store, settings, model, by, NETMKT_TIME_MIN, NETMKT_LATEST, &table) == NETMKT_OK, "%s", netmkt_last_error());
    return table;
}

#define NEAR(table, column, at, value) ck_assert_msg(fabs(real(table, column, at) - (value)) < 1e-9, "%s[%d] is %.17g", column, (int)(at), real(table, column, at))
#define NONE(table, column, at) ck_assert_msg(isnan(real(table, column, at)), "%s[%d] is %.17g", column, (int)(at), real(table, column, at))

static void groups_are(const netmkt_table *table, size_t n, const char *const *names)
{
    ck_assert_uint_eq(netmkt_table_rows(table), n);
    for (size_t i = 0; i < n; i++)
        ck_assert_str_eq(text(table, "group", i), names[i]);
}

static void counts_are(const netmkt_table *table, size_t i, int64_t impressions, int64_t touches, int64_t visits)
{
    ck_assert_int_eq(whole(table, "impressions", i), impressions);
    ck_assert_int_eq(whole(table, "touches", i), touches);
    ck_assert_int_eq(whole(table, "visits", i), visits);
}

static void money_is(const netmkt_table *table, size_t i, double orders, double revenue, double margin, double cost, double acquired)
{
    NEAR(table, "orders", i, orders);
    NEAR(table, "revenue", i, revenue);
    NEAR(table, "margin", i, margin);
    NEAR(table, "cost", i, cost);
    NEAR(table, "profit", i, margin - cost);
    NEAR(table, "acquired", i, acquired);
}

static void sums_hold(const netmkt_table *table)
{
    static const char *const wholes[] = {"impressions", "touches", "visits"};
    static const char *const reals[] = {"orders", "revenue", "margin", "cost", "profit", "acquired"};
    size_t all = netmkt_table_rows(table) - 1;

    for (size_t c = 0; c < sizeof wholes / sizeof wholes[0]; c++) {
        int64_t sum = 0;

        for (size_t i = 0; i < all; i++)
            sum += whole(table, wholes[c], i);
        ck_assert_int_eq(sum, whole(table, wholes[c], all));
    }
    for (size_t c = 0; c < sizeof reals / sizeof reals[0]; c++) {
        double sum = 0.0;

        for (size_t i = 0; i < all; i++)
            sum += real(table, reals[c], i);
        ck_assert_msg(fabs(sum - real(table, reals[c], all)) <= 1e-9 * fmax(1.0, fabs(sum)), "%s: %.17g", reals[c], sum);
    }
}

/* Half of a's first order and half of b's are email's, half are the search's. Of b's order 40 are left, whose goods cost 20. */
START_TEST(channels_by_hand)
{
    static const char *const names[] = {"email", "seo", "website", "(none)", "all"};
    netmkt_settings *settings = settings_of("value.order_costs", 1);
    netmkt_store *store = open_shop(0);
    netmkt_table *t = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL);

    groups_are(t, 5, names);
    counts_are(t, 0, 1, 2, 0);
    counts_are(t, 1, 0, 3, 3);
    counts_are(t, 2, 0, 1, 1);
    counts_are(t, 3, 0, 0, 0);
    counts_are(t, 4, 1, 6, 4);
    money_is(t, 0, 1, 70, 40, 11.10, 1);
    money_is(t, 1, 1, 70, 40, 50, 1);
    money_is(t, 2, 1, 50, 30, 0, 0);
    money_is(t, 3, 1, 30, 20, 3, 1);
    money_is(t, 4, 4, 220, 130, 64.10, 3);
    NEAR(t, "touch_rate", 0, 0.5);
    NEAR(t, "touch_rate_low", 0, 0.0945312057342307);
    NEAR(t, "touch_rate_high", 0, 0.905468794265769);
    NONE(t, "visit_rate", 0);
    NONE(t, "visit_rate_low", 0);
    NEAR(t, "visit_rate", 1, 1.0 / 3.0);
    NEAR(t, "visit_rate_low", 1, 0.0614919447203963);
    NEAR(t, "visit_rate_high", 1, 0.792340399197952);
    NEAR(t, "visit_rate", 2, 1.0);
    NEAR(t, "visit_rate_low", 2, 0.206549314377237);
    NEAR(t, "visit_rate_high", 2, 1.0);
    NEAR(t, "touch_rate", 4, 4.0 / 6.0);
    NEAR(t, "touch_rate_low", 4, 0.299993315138392);
    NEAR(t, "touch_rate_high", 4, 0.90322858889422);
    NEAR(t, "return_on_spend", 0, 70 / 11.10);
    NEAR(t, "return_on_spend", 1, 1.4);
    NONE(t, "return_on_spend", 2);
    NEAR(t, "cost_per_order", 1, 50.0);
    NEAR(t, "cost_per_order", 4, 64.10 / 4);
    NEAR(t, "cost_per_acquired", 0, 11.10);
    NONE(t, "cost_per_acquired", 2);
    NEAR(t, "cost_per_acquired", 4, 64.10 / 3);
    /* the search's 50: 30 and 10 at once, 15 more with a's second order after ten days */
    NEAR(t, "payback_days", 0, 0.0);
    NEAR(t, "payback_days", 1, 10.0);
    NONE(t, "payback_days", 2);
    NEAR(t, "payback_days", 4, 0.0);
    NONE(t, "clv", 4);
    NONE(t, "clv_to_cost", 4);
    netmkt_table_free(t);
    put_spend(store, NETMKT_CHANNEL_SEO, 0, 10, 5501); /* 55 do not cover it */
    t = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL);
    NONE(t, "payback_days", 1);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Without order_costs all costs of events are costs, and the margin is a share of revenue. */
START_TEST(one_margin)
{
    netmkt_settings *settings = settings_of("value.margin", 0.4);
    netmkt_store *store = open_shop(0);
    netmkt_table *t = returns(store, settings, NETMKT_ATTRIBUTION_LAST, NETMKT_RETURNS_BY_CHANNEL);

    money_is(t, 0, 1, 40, 16, 11.10, 1);  /* b's */
    money_is(t, 1, 1, 100, 40, 50, 1);    /* a's */
    money_is(t, 2, 1, 50, 20, 90, 0);
    money_is(t, 3, 1, 30, 12, 13, 1);
    money_is(t, 4, 4, 220, 88, 164.10, 3);
    sums_hold(t);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Removal effects by hand: email 1/3, the search 3/8. So of two orders that both are on, email has 8/17 each. */
START_TEST(models)
{
    netmkt_store *store = open_shop(0);

    for (int32_t model = 1; netmkt_attribution_model_name(model) != NULL; model++) {
        netmkt_table *t = returns(store, NULL, model, NETMKT_RETURNS_BY_CHANNEL);

        sums_hold(t);
        NEAR(t, "orders", 4, 4.0);
        NEAR(t, "revenue", 4, 220.0);
        if (model == NETMKT_ATTRIBUTION_FIRST)
            NEAR(t, "revenue", 0, 100.0);
        if (model == NETMKT_ATTRIBUTION_MARKOV) {
            NEAR(t, "orders", 0, 16.0 / 17.0);
            NEAR(t, "revenue", 1, 140.0 * 9.0 / 17.0);
        }
        if (model == NETMKT_ATTRIBUTION_SHAPLEY)
            NEAR(t, "revenue", 0, 70.0);
        netmkt_table_free(t);
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(other_groups)
{
    static const char *const campaigns[] = {"spring", "(none)", "all"}, *const offers[] = {"sofa", "(none)", "all"};
    static const char *const months[] = {"2026-01", "2026-02", "(none)", "all"};
    netmkt_settings *settings = settings_of("value.order_costs", 1);
    netmkt_store *store = open_shop(0);
    netmkt_table *t = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CAMPAIGN);

    groups_are(t, 3, campaigns);
    counts_are(t, 0, 0, 2, 0);
    counts_are(t, 1, 1, 4, 4);
    money_is(t, 0, 1, 70, 40, 11, 1);
    money_is(t, 1, 3, 150, 90, 53.10, 2);
    sums_hold(t);
    netmkt_table_free(t);
    t = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_OFFER);
    groups_are(t, 3, offers);
    money_is(t, 0, 0.5, 20, 10, 0.50, 0.5);
    money_is(t, 1, 3.5, 200, 120, 63.60, 2.5);
    sums_hold(t);
    netmkt_table_free(t);
    t = returns(store, settings, NETMKT_ATTRIBUTION_LAST, NETMKT_RETURNS_BY_MONTH);
    groups_are(t, 4, months);
    counts_are(t, 0, 1, 6, 4);
    money_is(t, 0, 3, 190, 110, 64.10, 2);
    money_is(t, 1, 1, 30, 20, 0, 1);
    money_is(t, 2, 0, 0, 0, 0, 0);
    NEAR(t, "payback_days", 0, 0.0); /* 60 and 20 of 64.10: at once */
    sums_hold(t);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(times)
{
    static const char *const late[] = {"seo", "website", "(none)", "all"};
    netmkt_settings *settings = settings_of("value.order_costs", 1);
    netmkt_store *store = open_shop(0);
    netmkt_table *t;

    ck_assert_int_eq(netmkt_returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL, START + 10 * DAY, NETMKT_LATEST, &t), NETMKT_OK);
    groups_are(t, 4, late);
    money_is(t, 0, 0, 0, 0, 50, 0);
    money_is(t, 1, 1, 50, 30, 0, 0); /* not his first order */
    money_is(t, 2, 1, 30, 20, 0, 1);
    NONE(t, "cost_per_order", 0);
    NONE(t, "payback_days", 0);
    netmkt_table_free(t);
    /* the moment before a's order; e's is not yet returned */
    ck_assert_int_eq(netmkt_returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL, NETMKT_TIME_MIN, START + 3 * DAY - 1, &t), NETMKT_OK);
    groups_are(t, 5, (const char *const[]){"email", "seo", "website", "(none)", "all"});
    money_is(t, 0, 0, 0, 0, 0.60, 0);
    money_is(t, 2, 1, 80, 80, 0, 1);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* a alone: of the search's three touches one, of email's three touches and impressions two, of five customers one. */
START_TEST(limited)
{
    netmkt_settings *settings = settings_of("value.order_costs", 1);
    netmkt_store *store = open_shop(0);
    netmkt_customer_id a;
    netmkt_table *t;
    double cost;

    ck_assert_int_eq(netmkt_customer_find(store, "a", &a), NETMKT_OK);
    {
        uint64_t wanted = a;

        ck_assert_int_eq(netmkt_settings_set_customers(settings, &wanted, 1), NETMKT_OK);
    }
    t = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL);
    counts_are(t, 0, 1, 1, 0);
    counts_are(t, 1, 0, 1, 1);
    money_is(t, 0, 0.5, 50, 30, 0.60 + 20.0 / 3.0, 0.5);
    money_is(t, 1, 0.5, 50, 30, 50.0 / 3.0, 0.5);
    NEAR(t, "cost", 3, 0.60);
    cost = 0.60 + 20.0 / 3.0 + 50.0 / 3.0 + 0.60;
    money_is(t, 4, 2, 150, 90, cost, 1);
    sums_hold(t);
    netmkt_table_free(t);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void same(const netmkt_table *a, const netmkt_table *b)
{
    ck_assert_uint_eq(netmkt_table_rows(a), netmkt_table_rows(b));
    for (size_t c = 0; c < netmkt_table_columns(a); c++) {
        const char *name = netmkt_table_column_name(a, c);

        for (size_t i = 0; c > 0 && i < netmkt_table_rows(a); i++)
            ck_assert_msg(memcmp((const char *)cells(a, name) + 8 * i, (const char *)cells(b, name) + 8 * i, 8) == 0, "%s[%zu]", name, i);
    }
}

START_TEST(order_of_arrival)
{
    netmkt_store *one = open_shop(0), *other = open_shop(1);
    netmkt_table *a = returns(one, NULL, NETMKT_ATTRIBUTION_MARKOV, NETMKT_RETURNS_BY_CHANNEL);
    netmkt_table *b = returns(other, NULL, NETMKT_ATTRIBUTION_MARKOV, NETMKT_RETURNS_BY_CHANNEL);

    same(a, b);
    netmkt_table_free(a);
    netmkt_table_free(b);
    netmkt_store_close(one);
    netmkt_store_close(other);
}
END_TEST

static netmkt_customer_id visitor(netmkt_store *store, int who, int64_t time_ms, netmkt_kind_id kind, netmkt_channel_id channel, int64_t amount)
{
    netmkt_event e;
    char key[16];

    netmkt_event_init(&e);
    snprintf(key, sizeof key, "c%d", who);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.amount = amount;
    e.cost = kind == NETMKT_KIND_CLICK ? 30 : 0;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

/* Many customers: any threads say the same, sums hold, and revenue is the store's; the acquired have a lifetime value. */
START_TEST(threads_and_value)
{
    netmkt_settings *settings = settings_of("returns.clv", 1);
    netmkt_store *store;
    netmkt_table *one, *many;
    int64_t revenue = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 12000; i++) {
        int who = (i * 7919) % 3001;
        int64_t time_ms = START + (i * 48271LL % 3000) * (DAY / 8);

        (void)visitor(store, who, time_ms, i % 3 == 0 ? NETMKT_KIND_CLICK : NETMKT_KIND_VISIT, (netmkt_channel_id)(1 + i % 5), 0);
        if (i % 2 == 0) {
            (void)visitor(store, who, time_ms + DAY, NETMKT_KIND_ORDER, 0, 1000 + i % 700);
            revenue += 1000 + i % 700;
        }
    }
    one = returns(store, settings, NETMKT_ATTRIBUTION_MARKOV, NETMKT_RETURNS_BY_CHANNEL);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    many = returns(store, settings, NETMKT_ATTRIBUTION_MARKOV, NETMKT_RETURNS_BY_CHANNEL);
    same(one, many);
    sums_hold(one);
    NEAR(one, "revenue", netmkt_table_rows(one) - 1, (double)revenue / 100.0);
    ck_assert(real(one, "clv", netmkt_table_rows(one) - 1) > 0.0 && real(one, "clv_to_cost", 0) > 0.0);
    netmkt_table_free(one);
    netmkt_table_free(many);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Each saved segment alone is what the settings limited to its members say. */
START_TEST(by_segment)
{
    netmkt_settings *settings = settings_of("value.order_costs", 1);
    netmkt_store *store = open_shop(0);
    netmkt_segment *visitors;
    netmkt_table *t, *alone;

    ck_assert_int_eq(netmkt_segment_parse(store, "clicks >= 1", &visitors, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(store, "clickers", visitors), NETMKT_OK);
    ck_assert_int_eq(netmkt_returns_by_segment(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_OK);
    groups_are(t, 2, (const char *const[]){"clickers", "all"});
    money_is(t, 1, 4, 220, 130, 64.10, 3);
    ck_assert_int_eq(netmkt_segment_limit(store, visitors, settings, NETMKT_LATEST), NETMKT_OK);
    alone = returns(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_RETURNS_BY_CHANNEL);
    NEAR(t, "revenue", 0, 190.0); /* a and b */
    NEAR(t, "cost", 0, real(alone, "cost", netmkt_table_rows(alone) - 1));
    NEAR(t, "margin", 0, real(alone, "margin", netmkt_table_rows(alone) - 1));
    netmkt_table_free(t);
    netmkt_table_free(alone);
    { /* members are judged by the rules that the settings have: those who clicked, not those whom the default rules would take */
        static const char rules_text[] = "advocate \"clicked\": click\n";
        netmkt_readiness_rules *rules;

        ck_assert_int_eq(netmkt_settings_set_customers(settings, NULL, 0), NETMKT_OK);
        ck_assert_int_eq(netmkt_readiness_rules_parse(store, rules_text, sizeof rules_text - 1, &rules), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_readiness_rules(settings, rules), NETMKT_OK);
        netmkt_readiness_rules_free(rules);
        netmkt_segment_free(visitors);
        ck_assert_int_eq(netmkt_segment_parse(store, "readiness = advocate", &visitors, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_segment_save(store, "clickers", visitors), NETMKT_OK);
        ck_assert_int_eq(netmkt_returns_by_segment(store, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_OK);
        NEAR(t, "revenue", 0, 190.0);
        netmkt_table_free(t);
    }
    ck_assert_int_eq(netmkt_returns_by_segment(NULL, settings, NETMKT_ATTRIBUTION_LINEAR, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_returns_by_segment(store, settings, 99, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_ptr_null(t);
    netmkt_segment_free(visitors);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(errors)
{
    netmkt_store *store = open_shop(0);
    netmkt_table *t = (netmkt_table *)store;

    ck_assert_int_eq(netmkt_returns(NULL, NULL, NETMKT_ATTRIBUTION_LAST, 1, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_ptr_null(t);
    ck_assert_int_eq(netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_LAST, 1, NETMKT_TIME_MIN, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_LAST, 0, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_LAST, 5, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_returns(store, NULL, 99, 1, NETMKT_TIME_MIN, NETMKT_LATEST, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_LAST, 1, NETMKT_TIME_MIN, INT64_MAX - 1, &t), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_LAST, 1, START, START - 1, &t), NETMKT_E_RANGE);
    ck_assert_ptr_null(t);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK); /* of nothing: nothing */
    t = returns(store, NULL, NETMKT_ATTRIBUTION_MARKOV, NETMKT_RETURNS_BY_CHANNEL);
    ck_assert_str_eq(text(t, "group", netmkt_table_rows(t) - 1), "all");
    NONE(t, "touch_rate", netmkt_table_rows(t) - 1);
    netmkt_table_free(t);
    netmkt_store_close(store);
}
END_TEST

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store, 0);
    for (int32_t by = NETMKT_RETURNS_BY_CHANNEL; by <= NETMKT_RETURNS_BY_MONTH; by++) {
        netmkt_status status = NETMKT_E_NOMEM;

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            netmkt_table *table;

            memory.fail_at = memory.calls + n;
            status = netmkt_returns(store, NULL, NETMKT_ATTRIBUTION_MARKOV, by, NETMKT_TIME_MIN, NETMKT_LATEST, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
        }
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("returns");
    TCase *tests = tcase_create("returns");

    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, channels_by_hand);
    tcase_add_test(tests, one_margin);
    tcase_add_test(tests, models);
    tcase_add_test(tests, other_groups);
    tcase_add_test(tests, times);
    tcase_add_test(tests, limited);
    tcase_add_test(tests, order_of_arrival);
    tcase_add_test(tests, threads_and_value);
    tcase_add_test(tests, by_segment);
    tcase_add_test(tests, errors);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
