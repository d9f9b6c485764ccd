/* Maturity of a programme: each indicator by hand, under, at and above its threshold; stages; limits; threads; errors; failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20454) * DAY) /* 2026-01-01 */

enum { FUNCTIONS, CHANNELS, MEASURED, TWO_WAY, ANSWERED, PERMISSION, AFTER_SALES, ATTRIBUTED, RETENTION, TESTED, INDICATORS };

static const char *const names[INDICATORS] = {"functions",  "channels",    "measured",   "two_way",   "answered",
                                              "permission", "after_sales", "attributed", "retention", "tested"};

typedef struct extra {
    netmkt_campaign_id campaign;
    uint16_t variant;
    uint8_t initiator;
} extra;

static void put(netmkt_store *store, const char *key, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel, extra x)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.campaign = x.campaign;
    e.variant = x.variant;
    e.initiator = x.initiator;
    if (kind == NETMKT_KIND_ORDER)
        e.amount = 1000;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

static netmkt_campaign_id campaign_of(netmkt_store *store, const char *name, int32_t function)
{
    netmkt_campaign campaign;
    netmkt_campaign_id id;

    netmkt_campaign_init(&campaign);
    campaign.function = function;
    ck_assert_int_eq(netmkt_campaign_put(store, name, &campaign, NULL, 0, NULL, NULL, &id), NETMKT_OK);
    return id;
}

#define PLAIN ((extra){0, 0, NETMKT_INITIATOR_DEFAULT})

static netmkt_store *open_store(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    return store;
}

static netmkt_settings *settings_of(const char *name, double value)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    if (name != NULL)
        ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
    return settings;
}

typedef struct answer {
    double value[INDICATORS], missing[INDICATORS];
    int64_t reached[INDICATORS];
    char evidence[INDICATORS][400], advice[INDICATORS][400];
    int32_t stage;
} answer;

static answer judge(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms)
{
    netmkt_table *table;
    answer a;

    ck_assert_int_eq(netmkt_maturity(store, settings, as_of_ms, &a.stage, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), INDICATORS);
    for (size_t i = 0; i < INDICATORS; i++) {
        ck_assert_str_eq(text(table, "indicator", i), names[i]);
        ck_assert_str_eq(text(table, "stage", i), netmkt_maturity_name(i < 3 ? 1 : i < 7 ? 2 : 3));
        a.value[i] = real(table, "value", i);
        a.missing[i] = real(table, "missing", i);
        a.reached[i] = whole(table, "reached", i);
        snprintf(a.evidence[i], sizeof a.evidence[i], "%s", text(table, "evidence", i));
        snprintf(a.advice[i], sizeof a.advice[i], "%s", text(table, "advice", i));
        ck_assert_int_eq(a.reached[i], a.value[i] >= real(table, "threshold", i));
        ck_assert_int_eq(a.advice[i][0] == '\0', a.reached[i] == 1);
        ck_assert(!a.reached[i] || a.missing[i] == 0.0);
    }
    netmkt_table_free(table);
    return a;
}

START_TEST(nothing_is_known)
{
    netmkt_store *store = open_store();
    answer a = judge(store, NULL, NETMKT_LATEST);

    ck_assert_int_eq(a.stage, NETMKT_MATURITY_NONE);
    ck_assert(a.value[FUNCTIONS] == 0.0 && a.value[CHANNELS] == 0.0 && a.missing[FUNCTIONS] == 5.0 && a.missing[CHANNELS] == 3.0);
    for (int i = MEASURED; i < INDICATORS; i++) {
        ck_assert_msg(isnan(a.value[i]) && isnan(a.missing[i]), "%s", names[i]);
        ck_assert(a.evidence[i][0] == 'n' && a.advice[i][0] != '\0'); /* "no ...", "nobody ..." */
    }
    netmkt_store_close(store);
}
END_TEST

/* Ten events serve a function, nine do not; a campaign's function goes before its kind's. */
START_TEST(functions_and_channels)
{
    netmkt_settings *settings = settings_of("maturity.functions", 3);
    netmkt_store *store = open_store();
    netmkt_campaign_id brand;
    answer a;

    brand = campaign_of(store, "fair", NETMKT_FUNCTION_BRAND);
    for (int i = 0; i < 10; i++) {
        put(store, "a", NETMKT_KIND_VISIT, START + i * HOUR, NETMKT_CHANNEL_WEBSITE, PLAIN);
        put(store, "a", NETMKT_KIND_CLICK, START + i * HOUR, NETMKT_CHANNEL_EMAIL, (extra){brand, 0, NETMKT_INITIATOR_DEFAULT});
    }
    for (int i = 0; i < 9; i++)
        put(store, "b", NETMKT_KIND_SURVEY, START + i * HOUR, 0, PLAIN);
    a = judge(store, settings, NETMKT_LATEST);
    ck_assert(a.value[FUNCTIONS] == 2.0 && a.missing[FUNCTIONS] == 1.0);
    ck_assert_ptr_nonnull(strstr(a.evidence[FUNCTIONS], "brand 10, website_promotion 10, information_release 0"));
    ck_assert_ptr_nonnull(strstr(a.evidence[FUNCTIONS], "online_research 9"));
    ck_assert_ptr_nonnull(strstr(a.advice[FUNCTIONS], "online_research"));
    ck_assert_ptr_null(strstr(a.advice[FUNCTIONS], "brand"));
    ck_assert(a.value[CHANNELS] == 2.0 && a.missing[CHANNELS] == 1.0);
    ck_assert(fabs(a.value[MEASURED] - 20.0 / 29.0) < 1e-15);
    ck_assert(a.missing[MEASURED] == 4.0); /* 24 of 29 are 82.8 %, 23 are 79.3 % */
    put(store, "b", NETMKT_KIND_SURVEY, START + 9 * HOUR, 0, PLAIN);
    a = judge(store, settings, NETMKT_LATEST);
    ck_assert(a.value[FUNCTIONS] == 3.0 && a.reached[FUNCTIONS]);
    /* one contact of 21 is 4.8 %: real use at 4 %, none at 5 % */
    put(store, "b", NETMKT_KIND_VISIT, START, NETMKT_CHANNEL_SEO, PLAIN);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "maturity.channel_share", 0.04), NETMKT_OK);
    ck_assert(judge(store, settings, NETMKT_LATEST).value[CHANNELS] == 3.0);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "maturity.channel_share", 0.05), NETMKT_OK);
    ck_assert(judge(store, settings, NETMKT_LATEST).value[CHANNELS] == 2.0);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Requests answered in time, late, never; open for less than the target: not counted. */
START_TEST(requests)
{
    netmkt_store *store = open_store();
    answer a;

    put(store, "in-time", NETMKT_KIND_INQUIRY, START, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "in-time", NETMKT_KIND_REPLY, START + HOUR, NETMKT_CHANNEL_EMAIL, (extra){0, 0, NETMKT_INITIATOR_BUSINESS});
    put(store, "late", NETMKT_KIND_COMPLAINT, START, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "late", NETMKT_KIND_RESOLUTION, START + 3 * DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "never", NETMKT_KIND_SERVICE, START, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "waiting", NETMKT_KIND_SERVICE, START + 10 * DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    a = judge(store, NULL, START + 10 * DAY + HOUR);
    ck_assert(fabs(a.value[ANSWERED] - 1.0 / 3.0) < 1e-15);
    ck_assert(a.missing[ANSWERED] == 7.0); /* 8 of 10 */
    ck_assert(a.value[AFTER_SALES] == 0.5 && a.missing[AFTER_SALES] == 1.0);
    a = judge(store, NULL, START + 12 * DAY); /* it waits for longer than the target now */
    ck_assert(a.value[ANSWERED] == 0.25);
    ck_assert(fabs(a.value[AFTER_SALES] - 1.0 / 3.0) < 1e-15);
    netmkt_store_close(store);
}
END_TEST

/* In force: given, and not withdrawn later on the same channel or at large. */
START_TEST(permissions)
{
    netmkt_settings *settings = settings_of("maturity.window_days", 30);
    netmkt_store *store = open_store();
    int64_t before = START - 100 * DAY;
    static const char *const keys[] = {"given", "withdrawn", "again", "another", "all", "same", "none"};
    answer a;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        put(store, keys[i], NETMKT_KIND_VISIT, START, NETMKT_CHANNEL_WEBSITE, PLAIN);
    for (size_t i = 0; i < 6; i++)
        put(store, keys[i], NETMKT_KIND_SUBSCRIBE, before, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "withdrawn", NETMKT_KIND_UNSUBSCRIBE, before + DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "again", NETMKT_KIND_UNSUBSCRIBE, before + DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "again", NETMKT_KIND_SUBSCRIBE, before + 2 * DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "another", NETMKT_KIND_UNSUBSCRIBE, before + DAY, NETMKT_CHANNEL_SMS, PLAIN);
    put(store, "all", NETMKT_KIND_UNSUBSCRIBE, before + DAY, 0, PLAIN);
    put(store, "same", NETMKT_KIND_UNSUBSCRIBE, before, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "long-gone", NETMKT_KIND_SUBSCRIBE, before, NETMKT_CHANNEL_EMAIL, PLAIN); /* no contact in the window */
    a = judge(store, settings, START + DAY);
    ck_assert(fabs(a.value[PERMISSION] - 3.0 / 7.0) < 1e-15);
    ck_assert(a.missing[PERMISSION] == 1.0);
    ck_assert_str_eq(a.evidence[PERMISSION], "3 of 7 customers with a contact have given a permission that is in force");
    ck_assert_str_eq(a.advice[PERMISSION], "win the permission of 1 more customers");
    ck_assert(a.value[TWO_WAY] == 1.0); /* the website */
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void say(netmkt_store *store, const char *key, int64_t time_ms, netmkt_channel_id channel, int32_t purpose, int32_t status)
{
    netmkt_consent c;

    netmkt_consent_init(&c);
    ck_assert_int_eq(netmkt_customer_put(store, key, &c.customer), NETMKT_OK);
    c.time_ms = time_ms;
    c.channel = channel;
    c.purpose = purpose;
    c.status = status;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
}

/* Recorded consents count as well: granted or confirmed, and not taken back by a record or an event of the same channel or of all. */
START_TEST(consents)
{
    static const char *const keys[] = {"granted", "requested", "withdrawn", "other", "unsubscribed", "taken", "disclosure", "later"};
    netmkt_store *store = open_store();
    answer a;

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        put(store, keys[i], NETMKT_KIND_VISIT, START, NETMKT_CHANNEL_WEBSITE, PLAIN);
    say(store, "granted", START - DAY, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_SALES_PROMOTION, NETMKT_CONSENT_GRANTED);
    say(store, "requested", START - DAY, 0, 0, NETMKT_CONSENT_REQUESTED);
    say(store, "withdrawn", START - 2 * DAY, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_BRAND, NETMKT_CONSENT_CONFIRMED);
    say(store, "withdrawn", START - DAY, 0, 0, NETMKT_CONSENT_WITHDRAWN);
    say(store, "other", START - 2 * DAY, NETMKT_CHANNEL_EMAIL, NETMKT_FUNCTION_BRAND, NETMKT_CONSENT_CONFIRMED);
    say(store, "other", START - DAY, NETMKT_CHANNEL_SMS, NETMKT_FUNCTION_BRAND, NETMKT_CONSENT_WITHDRAWN);
    say(store, "unsubscribed", START - 2 * DAY, NETMKT_CHANNEL_EMAIL, 0, NETMKT_CONSENT_GRANTED);
    put(store, "unsubscribed", NETMKT_KIND_UNSUBSCRIBE, START - DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "taken", NETMKT_KIND_SUBSCRIBE, START - 2 * DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    say(store, "taken", START - DAY, NETMKT_CHANNEL_EMAIL, 0, NETMKT_CONSENT_WITHDRAWN);
    say(store, "disclosure", START - DAY, 0, NETMKT_PURPOSE_DISCLOSURE, NETMKT_CONSENT_GRANTED);
    say(store, "later", START + 9 * DAY, 0, 0, NETMKT_CONSENT_GRANTED);
    a = judge(store, NULL, START + DAY);
    ck_assert_str_eq(a.evidence[PERMISSION], "2 of 8 customers with a contact have given a permission that is in force");
    a = judge(store, NULL, START + 9 * DAY);
    ck_assert(a.value[PERMISSION] == 0.375);
    netmkt_store_close(store);
}
END_TEST

/* Orders behind a touch on a known channel; the order's own channel is none. Months: active in March, and in April. */
START_TEST(orders_and_months)
{
    netmkt_store *store = open_store();
    int64_t march = (START / DAY + 59) * DAY, april = march + 31 * DAY, may = april + 30 * DAY;
    answer a;

    put(store, "touched", NETMKT_KIND_CLICK, march, NETMKT_CHANNEL_EMAIL, PLAIN);
    put(store, "touched", NETMKT_KIND_ORDER, march + HOUR, NETMKT_CHANNEL_WEBSITE, PLAIN);
    put(store, "touched", NETMKT_KIND_ORDER, april, NETMKT_CHANNEL_WEBSITE, PLAIN); /* its touch went to the first */
    put(store, "unknown", NETMKT_KIND_VISIT, april - 1, 0, PLAIN);
    put(store, "unknown", NETMKT_KIND_ORDER, april + HOUR, NETMKT_CHANNEL_WEBSITE, PLAIN);
    put(store, "left", NETMKT_KIND_VISIT, march + DAY, NETMKT_CHANNEL_SEO, PLAIN);
    put(store, "left", NETMKT_KIND_MESSAGE, april + DAY, NETMKT_CHANNEL_EMAIL, PLAIN); /* not his own act */
    put(store, "new", NETMKT_KIND_VISIT, may - 1, NETMKT_CHANNEL_SEO, PLAIN);
    put(store, "late", NETMKT_KIND_VISIT, march + DAY, NETMKT_CHANNEL_SEO, PLAIN);
    put(store, "late", NETMKT_KIND_VISIT, may, NETMKT_CHANNEL_SEO, PLAIN);
    a = judge(store, NULL, may - 1); /* the last moment of April: April is complete */
    ck_assert(fabs(a.value[ATTRIBUTED] - 1.0 / 3.0) < 1e-15);
    ck_assert(a.value[RETENTION] == 0.5 && a.reached[RETENTION]); /* of touched, unknown, left, late: the first two */
    a = judge(store, NULL, may - 2); /* March is the last complete one: nobody was active in February */
    ck_assert(isnan(a.value[RETENTION]));
    a = judge(store, NULL, may + 40 * DAY); /* May: of touched, unknown, new nobody came */
    ck_assert(a.value[RETENTION] == 0.0 && a.missing[RETENTION] == 1.0);
    netmkt_store_close(store);
}
END_TEST

START_TEST(variants)
{
    netmkt_store *store = open_store();
    netmkt_campaign_id id[3];
    static const char *const keys[] = {"one", "two", "plain"};
    answer a;

    for (int i = 0; i < 3; i++)
        id[i] = campaign_of(store, keys[i], NETMKT_FUNCTION_NONE);
    for (int i = 0; i < 40; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        put(store, key, NETMKT_KIND_MESSAGE, START, NETMKT_CHANNEL_EMAIL, (extra){id[0], 7, NETMKT_INITIATOR_DEFAULT});
        put(store, key, NETMKT_KIND_MESSAGE, START + DAY, NETMKT_CHANNEL_EMAIL, (extra){id[1], (uint16_t)(1 + (i == 39)), NETMKT_INITIATOR_DEFAULT});
        put(store, key, NETMKT_KIND_MESSAGE, START + 2 * DAY, NETMKT_CHANNEL_EMAIL, (extra){id[2], 0, NETMKT_INITIATOR_DEFAULT});
    }
    a = judge(store, NULL, NETMKT_LATEST);
    ck_assert(fabs(a.value[TESTED] - 1.0 / 3.0) < 1e-15);
    a = judge(store, NULL, START + DAY - 1); /* of one campaign seen so far, none */
    ck_assert(a.value[TESTED] == 0.0 && a.missing[TESTED] == 1.0);
    netmkt_store_close(store);
}
END_TEST

/* All thresholds at 0 but one, in turn: the stage ends before the one that fails. */
START_TEST(stages)
{
    static const char *const settings_names[] = {"maturity.channels", "maturity.answered", "maturity.tested"};
    netmkt_store *store = open_store();

    ck_assert_str_eq(netmkt_maturity_name(3), "operation_mode");
    ck_assert_ptr_null(netmkt_maturity_name(4));
    ck_assert_ptr_null(netmkt_maturity_name(-1));
    for (int i = 0; i < 2; i++) {
        netmkt_campaign_id id = campaign_of(store, "c", NETMKT_FUNCTION_NONE);

        put(store, "a", NETMKT_KIND_VISIT, START + i * 31 * DAY, NETMKT_CHANNEL_WEBSITE, (extra){id, 1, NETMKT_INITIATOR_DEFAULT});
        put(store, "a", NETMKT_KIND_ORDER, START + i * 31 * DAY, NETMKT_CHANNEL_WEBSITE, PLAIN);
        put(store, "a", NETMKT_KIND_COMPLAINT, START + i * 31 * DAY, NETMKT_CHANNEL_EMAIL, PLAIN);
    }
    for (int level = 0; level < 4; level++) {
        netmkt_settings *settings = settings_of(NULL, 0);
        size_t count = netmkt_settings_count();

        for (size_t i = 0; i < count; i++) {
            netmkt_setting_description described = {.struct_size = sizeof described};
            const char *name;

            ck_assert_int_eq(netmkt_settings_describe(i, &described), NETMKT_OK);
            name = described.name;
            if (strncmp(name, "maturity.", 9) == 0 && strcmp(name, "maturity.window_days") != 0 && strcmp(name, "maturity.function_events") != 0)
                ck_assert_int_eq(netmkt_settings_set_real(settings, name, 0.0), NETMKT_OK);
        }
        if (level < 3)
            ck_assert_int_eq(netmkt_settings_set_real(settings, settings_names[level], level == 0 ? 3 : 1), NETMKT_OK);
        ck_assert_int_eq(judge(store, settings, START + 60 * DAY).stage, level);
        netmkt_settings_free(settings);
    }
    netmkt_store_close(store);
}
END_TEST

/* 3,001 customers, or the odd ones alone; the ids of those that are odd. */
static netmkt_store *crowd(int odd_alone, netmkt_customer_id *odd, size_t *odds)
{
    netmkt_store *store = open_store();
    netmkt_campaign_id id[5];

    for (int i = 0; i < 5; i++) {
        char name[16];

        snprintf(name, sizeof name, "k%d", i);
        id[i] = campaign_of(store, name, i);
    }
    *odds = 0;
    for (int i = 0; i < 20000; i++) {
        int who = i % 3001, odd_one = who % 2;
        char key[16];

        if (odd_alone && !odd_one)
            continue;
        snprintf(key, sizeof key, "c%d", who);
        put(store, key, (netmkt_kind_id)(1 + i % 26), START + (i * INT64_C(7919)) % 2400 * HOUR, (netmkt_channel_id)(i % 20),
            (extra){i % 7 < 5 ? id[i % 7] : 0, (uint16_t)(i % 7 < 2 ? i % 4 : 0), NETMKT_INITIATOR_DEFAULT});
        if (i < 3001 && odd_one) {
            ck_assert_int_eq(netmkt_customer_find(store, key, &odd[*odds]), NETMKT_OK);
            (*odds)++;
        }
    }
    return store;
}

START_TEST(threads_and_limits)
{
    static netmkt_customer_id odd[3001];
    netmkt_settings *settings = settings_of("run.threads", 7);
    size_t odds;
    netmkt_store *store = crowd(0, odd, &odds);
    answer one = judge(store, NULL, NETMKT_LATEST), seven = judge(store, settings, NETMKT_LATEST), half;

    ck_assert_mem_eq(one.value, seven.value, sizeof one.value);
    for (int i = 0; i < INDICATORS; i++) {
        ck_assert_str_eq(one.evidence[i], seven.evidence[i]);
        ck_assert_str_eq(one.advice[i], seven.advice[i]);
    }
    /* the limited answer is that of a store without the others */
    ck_assert_int_eq(netmkt_settings_set_customers(settings, odd, odds), NETMKT_OK);
    half = judge(store, settings, START + 90 * DAY);
    netmkt_store_close(store);
    store = crowd(1, odd, &odds);
    one = judge(store, NULL, START + 90 * DAY);
    for (int i = 0; i < INDICATORS; i++)
        ck_assert_str_eq(one.evidence[i], half.evidence[i]);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_settings *settings = settings_of("response.open_minute", 600);
    netmkt_store *store = open_store();
    netmkt_table *table = (netmkt_table *)store;
    int32_t stage = 7;

    ck_assert_int_eq(netmkt_maturity(NULL, NULL, NETMKT_LATEST, &stage, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(stage, 0);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_maturity(store, NULL, NETMKT_LATEST, &stage, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_maturity(store, NULL, INT64_MAX - 1, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "response.close_minute", 500), NETMKT_OK);
    ck_assert_int_eq(netmkt_maturity(store, settings, START, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_maturity(store, NULL, NETMKT_LATEST, NULL, &table), NETMKT_OK);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(failing_memory)
{
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_store *store;
    int done = 0;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    {
        netmkt_store_options store_options;

        netmkt_store_options_init(&store_options);
        store_options.context = context;
        ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
    }
    for (int i = 0; i < 30; i++) {
        put(store, i % 2 ? "a" : "b", (netmkt_kind_id)(1 + i % 26), START + i * HOUR, (netmkt_channel_id)(i % 9), PLAIN);
        put(store, "b", NETMKT_KIND_INQUIRY, START + i * HOUR, NETMKT_CHANNEL_EMAIL, PLAIN);
    }
    for (uint64_t at = 1; !done; at++) {
        netmkt_table *table;
        int64_t blocks = memory.blocks;
        netmkt_status status;

        memory.fail_at = memory.calls + at;
        status = netmkt_maturity(store, NULL, NETMKT_LATEST, NULL, &table);
        done = memory.calls < memory.fail_at;
        memory.fail_at = 0;
        ck_assert_int_eq(status, done ? NETMKT_OK : NETMKT_E_NOMEM);
        netmkt_table_free(table);
        ck_assert(at == 1 || memory.blocks == blocks || done);
        ck_assert(at < 1000);
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("maturity");
    TCase *cases = tcase_create("maturity");

    tcase_add_test(cases, nothing_is_known);
    tcase_add_test(cases, functions_and_channels);
    tcase_add_test(cases, requests);
    tcase_add_test(cases, permissions);
    tcase_add_test(cases, consents);
    tcase_add_test(cases, orders_and_months);
    tcase_add_test(cases, variants);
    tcase_add_test(cases, stages);
    tcase_add_test(cases, threads_and_limits);
    tcase_add_test(cases, misuse);
    tcase_add_test(cases, failing_memory);
    suite_add_tcase(suite, cases);
    return suite;
}
