/* Permission to contact: each limit by hand with its boundary moments, rules, reserving and cancelling, threads, words, errors, failing memory. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define MINUTE INT64_C(60000)
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20454) * DAY) /* 2026-01-01, a Thursday */
#define EMAIL NETMKT_CHANNEL_EMAIL
#define PROMOTION NETMKT_FUNCTION_SALES_PROMOTION

static void event(netmkt_store *store, netmkt_customer_id customer, netmkt_kind_id kind, int64_t time_ms, netmkt_channel_id channel, uint8_t initiator,
                  netmkt_campaign_id campaign)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = customer;
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.initiator = initiator;
    e.campaign = campaign;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

static void message(netmkt_store *store, netmkt_customer_id customer, int64_t time_ms, netmkt_channel_id channel)
{
    event(store, customer, NETMKT_KIND_MESSAGE, time_ms, channel, NETMKT_INITIATOR_DEFAULT, 0);
}

static netmkt_customer_id customer(netmkt_store *store, const char *key)
{
    netmkt_customer_id id;

    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
    return id;
}

static netmkt_store *open_store(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    (void)customer(store, "ann");
    return store;
}

static netmkt_settings *with(const char *name, double value)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.consent", 0), NETMKT_OK); /* which has its own tests */
    if (name != NULL)
        ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
    return settings;
}

static void set(netmkt_settings *settings, const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

static netmkt_permission ask(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id id, netmkt_channel_id channel, int32_t purpose,
                             netmkt_campaign_id campaign, int64_t when_ms)
{
    netmkt_permission p = {.struct_size = sizeof p};

    ck_assert_int_eq(netmkt_may_contact(store, settings, id, channel, purpose, campaign, when_ms, &p), NETMKT_OK);
    ck_assert_int_eq(p.allowed, p.reasons == 0);
    ck_assert_int_eq(p.when_ms, when_ms);
    return p;
}

/* What forbids a sales promotion by e-mail to the first customer, and until when. */
static void expect(netmkt_store *store, const netmkt_settings *settings, int64_t when_ms, uint32_t reasons, int64_t earliest_ms)
{
    netmkt_permission p = ask(store, settings, 1, EMAIL, PROMOTION, 0, when_ms);

    ck_assert_uint_eq(p.reasons, reasons);
    ck_assert_int_eq(p.earliest_ms, earliest_ms);
}

static void set_int(netmkt_store *store, netmkt_attribute_id attribute, int64_t value)
{
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, attribute, value), NETMKT_OK);
}

START_TEST(caps_roll_and_end_at_their_moment)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.day", 2);

    message(store, 1, START, EMAIL);
    message(store, 1, START + 3 * HOUR, NETMKT_CHANNEL_SMS);
    event(store, 1, NETMKT_KIND_MESSAGE, START + 4 * HOUR, EMAIL, NETMKT_INITIATOR_CUSTOMER, 0); /* his own is no contact */
    event(store, 1, NETMKT_KIND_IMPRESSION, START + 4 * HOUR, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    expect(store, settings, START - 1, 0, START - 1);
    expect(store, settings, START, 0, START);
    expect(store, settings, START + 3 * HOUR - 1, 0, START + 3 * HOUR - 1);
    expect(store, settings, START + 3 * HOUR, NETMKT_AGAINST_DAY, START + DAY);
    expect(store, settings, START + DAY - 1, NETMKT_AGAINST_DAY, START + DAY);
    expect(store, settings, START + DAY, 0, START + DAY);
    set(settings, "permission.week", 1);
    expect(store, settings, START + DAY, NETMKT_AGAINST_WEEK, START + 3 * HOUR + 7 * DAY);
    expect(store, settings, START + 3 * HOUR + 7 * DAY - 1, NETMKT_AGAINST_WEEK, START + 3 * HOUR + 7 * DAY);
    expect(store, settings, START + 3 * HOUR + 7 * DAY, 0, START + 3 * HOUR + 7 * DAY);
    set(settings, "permission.month", 2);
    expect(store, settings, START + 10 * DAY, NETMKT_AGAINST_MONTH, START + 30 * DAY);
    set(settings, "permission.month", 0);
    expect(store, settings, START + 100 * DAY, NETMKT_AGAINST_MONTH, NETMKT_NEVER);
    netmkt_settings_free(settings);
    settings = with("permission.channel_day", 1);
    set(settings, "permission.channel_week", 1);
    set(settings, "permission.channel_month", 1);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, START + 4 * HOUR).reasons,
                      NETMKT_AGAINST_CHANNEL_DAY | NETMKT_AGAINST_CHANNEL_WEEK | NETMKT_AGAINST_CHANNEL_MONTH);
    ck_assert_int_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, START + 4 * HOUR).earliest_ms, START + 30 * DAY);
    ck_assert_int_eq(ask(store, settings, 1, NETMKT_CHANNEL_SMS, PROMOTION, 0, START + 4 * HOUR).earliest_ms, START + 3 * HOUR + 30 * DAY);
    ck_assert_int_eq(ask(store, settings, 1, NETMKT_CHANNEL_LETTER, PROMOTION, 0, START + 4 * HOUR).allowed, 1);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static netmkt_campaign_id campaign(netmkt_store *store, const char *name, int32_t function)
{
    netmkt_campaign c;
    netmkt_campaign_id id;

    netmkt_campaign_init(&c);
    c.function = function;
    ck_assert_int_eq(netmkt_campaign_put(store, name, &c, NULL, 0, NULL, NULL, &id), NETMKT_OK);
    return id;
}

START_TEST(campaigns_and_exempt_purposes)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.campaign", 1);
    netmkt_campaign_id spring = campaign(store, "spring", PROMOTION), service = campaign(store, "parcels", NETMKT_FUNCTION_CUSTOMER_SERVICE);

    event(store, 1, NETMKT_KIND_MESSAGE, START, EMAIL, NETMKT_INITIATOR_DEFAULT, service);
    event(store, 1, NETMKT_KIND_MESSAGE, START, NETMKT_CHANNEL_SMS, NETMKT_INITIATOR_DEFAULT, spring);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, spring, START + 3000 * DAY).reasons, NETMKT_AGAINST_CAMPAIGN);
    ck_assert_int_eq(ask(store, settings, 1, EMAIL, PROMOTION, spring, START + 3000 * DAY).earliest_ms, NETMKT_NEVER);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, service, START + DAY).reasons, 0); /* it does not count */
    expect(store, settings, START + DAY, 0, START + DAY);
    set(settings, "permission.day", 1);
    expect(store, settings, START, NETMKT_AGAINST_DAY, START + DAY);
    set(settings, "permission.day", 2); /* the service message does not count */
    expect(store, settings, START, 0, START);
    set(settings, "permission.exempt", 0);
    expect(store, settings, START, NETMKT_AGAINST_DAY, START + DAY);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, NETMKT_FUNCTION_CUSTOMER_SERVICE, 0, START).reasons, NETMKT_AGAINST_DAY);
    set(settings, "permission.exempt", 32);
    set(settings, "permission.day", 0);
    event(store, 1, NETMKT_KIND_COMPLAINT, START, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, NETMKT_FUNCTION_CUSTOMER_SERVICE, 0, START).reasons, 0);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(quiet_hours_in_local_time)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.quiet_from", 21 * 60);

    set(settings, "permission.quiet_to", 8 * 60);
    expect(store, settings, START + 21 * HOUR - 1, 0, START + 21 * HOUR - 1);
    expect(store, settings, START + 21 * HOUR, NETMKT_AGAINST_QUIET_HOURS, START + DAY + 8 * HOUR);
    expect(store, settings, START + DAY + 8 * HOUR - 1, NETMKT_AGAINST_QUIET_HOURS, START + DAY + 8 * HOUR);
    expect(store, settings, START + DAY + 8 * HOUR, 0, START + DAY + 8 * HOUR);
    set_int(store, NETMKT_ATTRIBUTE_UTC_OFFSET, 330); /* UTC+5:30 */
    expect(store, settings, START + 15 * HOUR + 30 * MINUTE - 1, 0, START + 15 * HOUR + 30 * MINUTE - 1);
    expect(store, settings, START + 15 * HOUR + 30 * MINUTE, NETMKT_AGAINST_QUIET_HOURS, START + DAY + 2 * HOUR + 30 * MINUTE);
    ck_assert_int_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, START).offset_minutes, 330);
    set_int(store, NETMKT_ATTRIBUTE_UTC_OFFSET, 0);
    set(settings, "permission.quiet_days", 96); /* the weekend; 2026-01-03 is a Saturday */
    expect(store, settings, START + 2 * DAY, NETMKT_AGAINST_QUIET_DAY | NETMKT_AGAINST_QUIET_HOURS, START + 4 * DAY + 8 * HOUR);
    expect(store, settings, START + 2 * DAY + 12 * HOUR, NETMKT_AGAINST_QUIET_DAY, START + 4 * DAY + 8 * HOUR);
    expect(store, settings, START + 2 * DAY - 1, NETMKT_AGAINST_QUIET_HOURS, START + 4 * DAY + 8 * HOUR);
    set(settings, "permission.quiet_days", 127);
    expect(store, settings, START + 12 * HOUR, NETMKT_AGAINST_QUIET_DAY, NETMKT_NEVER);
    set(settings, "permission.quiet_exempt", 8);
    expect(store, settings, START, 0, START);
    set(settings, "permission.quiet_exempt", 0);
    set(settings, "permission.quiet_days", 0);
    set(settings, "permission.quiet_from", 9 * 60); /* within a day */
    set(settings, "permission.quiet_to", 10 * 60);
    expect(store, settings, START + 9 * HOUR, NETMKT_AGAINST_QUIET_HOURS, START + 10 * HOUR);
    expect(store, settings, START + 10 * HOUR, 0, START + 10 * HOUR);
    set(settings, "permission.quiet_from", 0);
    set(settings, "permission.quiet_to", 1440);
    expect(store, settings, START + 9 * HOUR, NETMKT_AGAINST_QUIET_HOURS, NETMKT_NEVER);
    set(settings, "permission.quiet_to", 0);
    expect(store, settings, START, 0, START);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(the_day_offset_is_local_time_without_attribute)
{
    netmkt_store_options options;
    netmkt_settings *settings = with("permission.quiet_days", 8); /* Thursday */
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.day_offset_minutes = -120;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    (void)customer(store, "ann");
    expect(store, settings, START + 2 * HOUR - 1, 0, START + 2 * HOUR - 1);
    expect(store, settings, START + 2 * HOUR, NETMKT_AGAINST_QUIET_DAY, START + DAY + 2 * HOUR);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(complaints_requests_and_age)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with(NULL, 0);
    netmkt_attribute_id birth;
    int64_t t = START + 40 * DAY;

    event(store, 1, NETMKT_KIND_INQUIRY, START, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    event(store, 1, NETMKT_KIND_INQUIRY, START + HOUR, EMAIL, NETMKT_INITIATOR_BUSINESS, 0); /* the business asks: no request */
    expect(store, settings, START - 1, 0, START - 1);
    expect(store, settings, START, NETMKT_AGAINST_REQUEST, START + 30 * DAY);
    expect(store, settings, START + 30 * DAY - 1, NETMKT_AGAINST_REQUEST, START + 30 * DAY);
    expect(store, settings, START + 30 * DAY, 0, START + 30 * DAY);
    event(store, 1, NETMKT_KIND_REPLY, START + 2 * HOUR, EMAIL, NETMKT_INITIATOR_BUSINESS, 0);
    expect(store, settings, START + 2 * HOUR - 1, NETMKT_AGAINST_REQUEST, START + 30 * DAY);
    expect(store, settings, START + 2 * HOUR, 0, START + 2 * HOUR);
    event(store, 1, NETMKT_KIND_COMPLAINT, t, NETMKT_CHANNEL_TELEPHONE, NETMKT_INITIATOR_DEFAULT, 0); /* on email it would suppress that */
    event(store, 1, NETMKT_KIND_RESOLUTION, t, EMAIL, NETMKT_INITIATOR_DEFAULT, 0); /* at the same moment */
    expect(store, settings, t, NETMKT_AGAINST_COMPLAINT, t + 30 * DAY);
    set(settings, "permission.complaint_days", 0);
    expect(store, settings, t, 0, t);
    event(store, 1, NETMKT_KIND_SERVICE, t + 1, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    expect(store, settings, t + 1, NETMKT_AGAINST_REQUEST, t + 1 + 30 * DAY);
    set(settings, "permission.request_days", 0);
    set(settings, "permission.age", 18);
    expect(store, settings, t, NETMKT_AGAINST_AGE, NETMKT_NEVER);
    set(settings, "permission.age_unknown", 1);
    expect(store, settings, t, 0, t);
    set_int(store, NETMKT_ATTRIBUTE_BIRTH_YEAR, 2010); /* 18 for certain from 2029-01-01 */
    ck_assert_int_eq(netmkt_time_parse("2029-01-01", 10, 0, &t, NULL), NETMKT_OK);
    expect(store, settings, t - 900 * DAY, NETMKT_AGAINST_AGE, t);
    expect(store, settings, t - 1, NETMKT_AGAINST_AGE, t);
    expect(store, settings, t, 0, t);
    ck_assert_int_eq(netmkt_attribute_define(store, "birth_date", NETMKT_TYPE_TIME, &birth), NETMKT_OK);
    ck_assert_int_eq(netmkt_time_parse("2008-02-29", 10, 0, &t, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, birth, t), NETMKT_OK);
    set_int(store, NETMKT_ATTRIBUTE_UTC_OFFSET, 60);
    ck_assert_int_eq(netmkt_time_parse("2026-03-01", 10, 0, &t, NULL), NETMKT_OK); /* no leap year */
    expect(store, settings, t - HOUR - 1, NETMKT_AGAINST_AGE, t - HOUR);
    expect(store, settings, t - HOUR, 0, t - HOUR);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* --- rules --- */

static void use_rules(netmkt_store *store, netmkt_settings *settings, const char *text)
{
    netmkt_permission_rules *rules;

    ck_assert_msg(netmkt_permission_rules_parse(store, text, strlen(text), &rules) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_settings_set_permission_rules(settings, rules), NETMKT_OK);
    netmkt_permission_rules_free(rules);
}

static void save_segment(netmkt_store *store, const char *name, const char *expression)
{
    netmkt_segment *segment;

    ck_assert_int_eq(netmkt_segment_parse(store, expression, &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(store, name, segment), NETMKT_OK);
    netmkt_segment_free(segment);
}

START_TEST(rules_change_settings_for_segments_and_channels)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.day", 1);
    netmkt_customer_id bob = customer(store, "bob"), both[2] = {1, 2};
    uint32_t reasons[2];
    int64_t t = START + HOUR;

    for (netmkt_customer_id id = 1; id <= bob; id++) {
        message(store, id, START, EMAIL);
        message(store, id, START, NETMKT_CHANNEL_SMS);
    }
    save_segment(store, "vip", "key = \"bob\"");
    save_segment(store, "my friends", "key = \"bob\"");
    use_rules(store, settings, "# two a day for those who like it\nsegment vip: day none, week 3\nsegment \"my friends\" on sms: channel_day 1,\n  quiet_from 0:30, quiet_to 1:30\n");
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, t).reasons, NETMKT_AGAINST_DAY);
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, PROMOTION, 0, t).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, 1, NETMKT_CHANNEL_SMS, PROMOTION, 0, t).reasons, NETMKT_AGAINST_DAY);
    ck_assert_uint_eq(ask(store, settings, bob, NETMKT_CHANNEL_SMS, PROMOTION, 0, t).reasons, NETMKT_AGAINST_CHANNEL_DAY | NETMKT_AGAINST_QUIET_HOURS);
    ck_assert_int_eq(ask(store, settings, bob, NETMKT_CHANNEL_SMS, PROMOTION, 0, t).earliest_ms, START + DAY);
    ck_assert_int_eq(netmkt_permit(store, settings, NETMKT_CHANNEL_SMS, PROMOTION, 0, t, 2, both, reasons, NULL), NETMKT_OK);
    ck_assert_uint_eq(reasons[0], NETMKT_AGAINST_DAY);
    ck_assert_uint_eq(reasons[1], NETMKT_AGAINST_CHANNEL_DAY | NETMKT_AGAINST_QUIET_HOURS);
    use_rules(store, settings, "segment vip: day 5\neverybody: day 1"); /* the last one wins */
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, PROMOTION, 0, t).reasons, NETMKT_AGAINST_DAY);
    use_rules(store, settings, "segment nobody_saved_it: day 5");
    {
        netmkt_permission p = {.struct_size = sizeof p, .reasons = 77};

        ck_assert_int_eq(netmkt_may_contact(store, settings, bob, EMAIL, PROMOTION, 0, t, &p), NETMKT_E_NOT_FOUND);
        ck_assert_uint_eq(p.reasons, 77);
    }
    ck_assert_int_eq(netmkt_settings_set_permission_rules(settings, NULL), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, PROMOTION, 0, t).reasons, NETMKT_AGAINST_DAY);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(mistakes_in_rules)
{
    static const struct {
        const char *text, *message;
        netmkt_status status;
    } cases[] = {
        {"", "no rule: a rule is a line such as segment vip on email: channel_day 3", NETMKT_E_FORMAT},
        {"\n# nothing\n", "no rule: a rule is a line such as segment vip on email: channel_day 3", NETMKT_E_FORMAT},
        {"vip: day 3", "line 1: \"everybody\" or \"segment\" is expected, not \"vip\"", NETMKT_E_FORMAT},
        {"everybody day 3", "line 1: \"on\" or a colon is expected, not \"day\"", NETMKT_E_FORMAT},
        {"everybody: day 3\n\nsegment vip on emial: day 2", "line 3: there is no channel \"emial\"; the nearest is \"email\"", NETMKT_E_FORMAT},
        {"segment: day 3", "line 1: the name of a saved segment is expected, not \":\"", NETMKT_E_FORMAT},
        {"everybody: dayy 3", "line 1: there is no setting \"dayy\"; the nearest is \"day\"", NETMKT_E_FORMAT},
        {"everybody: permission.day 3", "line 1: a setting such as day, without \"permission.\", is expected, not \"permission.day\"", NETMKT_E_FORMAT},
        {"everybody: day", "line 1: a number or \"none\" is expected, and the line ends", NETMKT_E_FORMAT},
        {"everybody: day many", "line 1: a number or \"none\" is expected, not \"many\"", NETMKT_E_FORMAT},
        {"everybody: age none", "line 1: a number is expected, not \"none\"", NETMKT_E_FORMAT},
        {"everybody: day 1.5", "line 1: permission.day = 1.5 must be a whole number", NETMKT_E_RANGE},
        {"everybody: day 1,\n age 200", "line 2: permission.age = 200 is out of range: 0 to 150", NETMKT_E_RANGE},
        {"everybody: quiet_from 25:00", "line 1: permission.quiet_from = 1500 is out of range: 0 to 1439", NETMKT_E_RANGE},
        {"everybody: quiet_from 5:7", "line 1: minutes, two digits, is expected, not \"7\"", NETMKT_E_FORMAT},
        {"everybody: quiet_from soon", "line 1: a time such as 21:30 is expected, not \"soon\"", NETMKT_E_FORMAT},
        {"everybody: day 1 week 2", "line 1: a comma, or the end of the line, is expected, not \"week\"", NETMKT_E_FORMAT},
        {"everybody: day 1, ", "line 1: a setting such as day, without \"permission.\", is expected, and the line ends", NETMKT_E_FORMAT},
    };
    netmkt_permission_rules *rules = (netmkt_permission_rules *)(uintptr_t)1;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_msg(netmkt_permission_rules_parse(NULL, cases[i].text, strlen(cases[i].text), &rules) == cases[i].status, "%s", cases[i].text);
        ck_assert_str_eq(netmkt_last_error(), cases[i].message);
        ck_assert_ptr_null(rules);
    }
    {
        char many[17 * 32] = "";

        for (int i = 0; i < 17; i++)
            snprintf(many + strlen(many), sizeof many - strlen(many), "segment s%d: day 1\n", i);
        ck_assert_int_eq(netmkt_permission_rules_parse(NULL, many, strlen(many), &rules), NETMKT_E_FORMAT);
        ck_assert_str_eq(netmkt_last_error(), "line 17: more than 16 segments");
    }
}
END_TEST

static uint64_t members(netmkt_store *store, const netmkt_settings *settings, const char *expression, int64_t as_of_ms)
{
    netmkt_segment *segment;
    uint64_t count = 0;

    ck_assert_msg(netmkt_segment_parse(store, expression, &segment, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_segment_count(store, segment, settings, as_of_ms, &count) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_segment_free(segment);
    return count;
}

START_TEST(in_segments)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.channel_day", 1);
    netmkt_customer_id bob = customer(store, "bob"), cid = customer(store, "cid");
    netmkt_segment *segment;
    netmkt_permission p = {.struct_size = sizeof p};
    uint64_t at;
    int32_t result;

    message(store, bob, START, EMAIL);
    message(store, cid, START, NETMKT_CHANNEL_SMS);
    ck_assert_uint_eq(members(store, settings, "may_contact(email, sales_promotion)", START), 2);
    ck_assert_uint_eq(members(store, settings, "may_contact(email, sales_promotion)", START - 1), 3);
    ck_assert_uint_eq(members(store, settings, "may_contact(email, sales_promotion)", START + DAY), 3);
    ck_assert_uint_eq(members(store, settings, "not may_contact(email, brand) or may_contact(sms, brand) = no", START), 2);
    ck_assert_uint_eq(members(store, settings, "may_contact(email, customer_service)", START), 3);
    ck_assert_int_eq(netmkt_segment_parse(store, "MAY_CONTACT ( \"email\" ,sales_promotion )", &segment, NULL), NETMKT_OK);
    ck_assert_str_eq(netmkt_segment_text(segment), "may_contact(email, sales_promotion)");
    ck_assert_int_eq(netmkt_segment_test(store, segment, settings, bob, START, &result), NETMKT_OK);
    ck_assert_int_eq(result, NETMKT_SEGMENT_NO);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &bob, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_test(store, segment, settings, cid, START, &result), NETMKT_OK);
    ck_assert_int_eq(result, NETMKT_SEGMENT_YES); /* whomever the settings ask about */
    ck_assert_int_eq(netmkt_settings_set_customers(settings, NULL, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(store, "free", segment), NETMKT_OK);
    netmkt_segment_free(segment);
    ck_assert_uint_eq(members(store, settings, "segment(free) and not may_contact(sms, brand)", START), 1);
    use_rules(store, settings, "segment free: day 0"); /* a rule for whom a rule permits would have no end */
    ck_assert_int_eq(netmkt_may_contact(store, settings, 1, EMAIL, PROMOTION, 0, START, &p), NETMKT_E_FORMAT);
    ck_assert_str_eq(netmkt_last_error(), "rules of permission, segment free: it asks may_contact() itself; rules need segments that do not");
    ck_assert_int_eq(netmkt_segment_parse(store, "may_contact(emial, brand)", &segment, &at), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(at, 12);
    ck_assert_int_eq(netmkt_segment_parse(store, "may_contact(email, brands)", &segment, &at), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(at, 19);
    ck_assert_int_eq(netmkt_segment_parse(store, "may_contact(email)", &segment, &at), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_segment_parse(store, "may_contact(email, brand", &segment, &at), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_segment_parse(store, "may_contact() ", &segment, &at), NETMKT_E_FORMAT);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* --- reserving --- */

static netmkt_status reserve(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id id, int64_t time_ms, uint64_t reference,
                             netmkt_permission *p)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = id;
    e.channel = EMAIL;
    e.time_ms = time_ms;
    e.reference[0] = reference;
    *p = (netmkt_permission){.struct_size = sizeof *p};
    return netmkt_contact_reserve(store, settings, &e, PROMOTION, p);
}

static uint64_t events_of(netmkt_store *store)
{
    netmkt_store_statistics statistics = {.struct_size = sizeof statistics};

    ck_assert_int_eq(netmkt_store_stats(store, &statistics), NETMKT_OK);
    return statistics.events;
}

START_TEST(reserving_counts)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.day", 2);
    netmkt_permission p;
    netmkt_event_cursor *cursor;
    netmkt_event e;

    ck_assert_int_eq(reserve(store, settings, 1, START, 7, &p), NETMKT_OK);
    ck_assert_int_eq(p.allowed, 1);
    ck_assert_int_eq(reserve(store, settings, 1, START, 7, &p), NETMKT_E_EXISTS);
    ck_assert_int_eq(reserve(store, settings, 1, START + HOUR, 0, &p), NETMKT_OK);
    ck_assert_int_eq(p.allowed, 1);
    ck_assert_int_eq(reserve(store, settings, 1, START + 2 * HOUR, 0, &p), NETMKT_OK);
    ck_assert_uint_eq(p.reasons, NETMKT_AGAINST_DAY);
    ck_assert_int_eq(p.earliest_ms, START + DAY);
    ck_assert_uint_eq(events_of(store), 2);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e), NETMKT_OK);
    ck_assert_uint_eq(e.kind, NETMKT_KIND_MESSAGE);
    ck_assert_uint_eq(e.initiator, NETMKT_INITIATOR_BUSINESS);
    ck_assert_uint_eq(e.channel, EMAIL);
    ck_assert_int_eq(e.time_ms, START);
    ck_assert_uint_eq(e.reference[0], 7);
    netmkt_event_cursor_close(cursor);
    ck_assert_int_eq(reserve(store, settings, 1, START - HOUR, 0, &p), NETMKT_OK); /* before two that are there: a third within 24 hours */
    ck_assert_uint_eq(p.reasons, NETMKT_AGAINST_DAY);
    ck_assert_int_eq(p.earliest_ms, START + DAY);
    ck_assert_int_eq(reserve(store, settings, 1, START + HOUR - DAY, 0, &p), NETMKT_OK); /* within 24 hours of one of them alone */
    ck_assert_int_eq(p.allowed, 1);
    ck_assert_uint_eq(events_of(store), 3);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void cancel(netmkt_store *store, uint64_t reference, netmkt_status want)
{
    uint64_t r[2] = {reference, 0};

    ck_assert_int_eq(netmkt_contact_cancel(store, r), want);
}

START_TEST(cancelling_before_the_commit)
{
    netmkt_store *store;
    netmkt_settings *settings = with("permission.day", 1);
    netmkt_permission p;
    netmkt_store_statistics statistics = {.struct_size = sizeof statistics};
    char path[512];
    uint32_t reasons;
    netmkt_customer_id one = 1;

    snprintf(path, sizeof path, "%s/cancel.netmkt", test_directory());
    for (int settled = 0; settled < 2; settled++) {
        ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
        (void)customer(store, "ann");
        (void)customer(store, "bob");
        ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
        for (uint64_t i = 0; i < 70; i++) {
            int64_t t = START + (int64_t)(i + (uint64_t)settled * 1000) * DAY;

            ck_assert_int_eq(reserve(store, settings, 1, t, 100 * (uint64_t)settled + i + 1, &p), NETMKT_OK);
            ck_assert_int_eq(p.allowed, 1);
            message(store, 2, t, EMAIL);
        }
        if (settled) /* a bulk question sorts them in */
            ck_assert_int_eq(netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START, 1, &one, &reasons, NULL), NETMKT_OK);
        for (uint64_t i = 0; i < 70; i += 3)
            cancel(store, 100 * (uint64_t)settled + i + 1, NETMKT_OK);
        cancel(store, 100 * (uint64_t)settled + 1, NETMKT_E_NOT_FOUND);
        ck_assert_uint_eq(events_of(store), (uint64_t)(settled + 1) * (140 - 24));
        for (uint64_t i = 0; i < 70; i++) { /* their days are free again, and so are their references */
            int64_t t = START + (int64_t)(i + (uint64_t)settled * 1000) * DAY;

            ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, t).reasons, i % 3 == 0 ? 0 : NETMKT_AGAINST_DAY);
            ck_assert_uint_eq(ask(store, settings, 2, EMAIL, PROMOTION, 0, t).reasons, NETMKT_AGAINST_DAY);
        }
        ck_assert_int_eq(reserve(store, settings, 1, START + (int64_t)settled * 1000 * DAY, 100 * (uint64_t)settled + 1, &p), NETMKT_OK);
        ck_assert_int_eq(p.allowed, 1);
        cancel(store, 100 * (uint64_t)settled + 1, NETMKT_OK);
        ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
        cancel(store, 100 * (uint64_t)settled + 2, NETMKT_E_NOT_FOUND); /* committed: a fact */
        netmkt_store_close(store);
    }
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK); /* what was cancelled never was in the file */
    ck_assert_int_eq(netmkt_store_stats(store, &statistics), NETMKT_OK);
    ck_assert_uint_eq(statistics.events, 2 * (140 - 24));
    ck_assert_int_eq(statistics.first_ms, START);
    ck_assert_int_eq(statistics.last_ms, START + 1069 * DAY);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, START + 3 * DAY).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, 1, EMAIL, PROMOTION, 0, START + 4 * DAY).reasons, NETMKT_AGAINST_DAY);
    netmkt_store_close(store);
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(cancelling_the_last_event_moves_the_end)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with(NULL, 0);
    netmkt_permission p;
    netmkt_store_statistics statistics = {.struct_size = sizeof statistics};

    message(store, 1, START, EMAIL);
    ck_assert_int_eq(reserve(store, settings, 1, START + 9 * DAY, 5, &p), NETMKT_OK);
    cancel(store, 5, NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &statistics), NETMKT_OK);
    ck_assert_int_eq(statistics.last_ms, START);
    event(store, 1, NETMKT_KIND_MESSAGE, START, EMAIL, NETMKT_INITIATOR_CUSTOMER, 0);
    cancel(store, 5, NETMKT_E_NOT_FOUND);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

enum { THREADS = 8, CUSTOMERS = 20, TRIES = 20, CAP = 7 };

typedef struct racer {
    netmkt_store *store;
    const netmkt_settings *settings;
    int passed[CUSTOMERS];
    int number;
} racer;

static void *race(void *argument)
{
    racer *r = argument;

    for (int k = 0; k < TRIES; k++) {
        for (int c = 0; c < CUSTOMERS; c++) {
            int64_t t = START + (int64_t)((k * 7 + r->number * 3) % TRIES) * HOUR; /* every thread in its own order of times */
            netmkt_permission p = {.struct_size = sizeof p};
            netmkt_event e;

            netmkt_event_init(&e);
            e.customer = (netmkt_customer_id)c + 1;
            e.channel = EMAIL;
            e.time_ms = t;
            if (netmkt_contact_reserve(r->store, r->settings, &e, PROMOTION, &p) == NETMKT_OK)
                r->passed[c] += p.allowed;
            if (k % 4 == 0)
                (void)netmkt_may_contact(r->store, r->settings, e.customer, EMAIL, PROMOTION, 0, t, &p);
        }
    }
    return NULL;
}

START_TEST(of_many_threads_exactly_as_many_pass)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.day", CAP);
    pthread_t thread[THREADS];
    racer racers[THREADS];
    char key[16];

    for (int c = 0; c < CUSTOMERS; c++) {
        snprintf(key, sizeof key, "c%d", c);
        (void)customer(store, key);
    }
    for (int i = 0; i < THREADS; i++) {
        racers[i] = (racer){.store = store, .settings = settings, .number = i};
        ck_assert_int_eq(pthread_create(&thread[i], NULL, race, &racers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(thread[i], NULL), 0);
    for (int c = 0; c < CUSTOMERS; c++) {
        int passed = 0;

        for (int i = 0; i < THREADS; i++)
            passed += racers[i].passed[c];
        ck_assert_int_eq(passed, CAP);
    }
    ck_assert_uint_eq(events_of(store), CAP * CUSTOMERS);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* --- many, tables, words --- */

START_TEST(many_as_each)
{
    enum { N = 9000 };
    netmkt_store *store;
    netmkt_settings *settings = with("permission.day", 1);
    netmkt_customer_id *ids = malloc(N * sizeof *ids);
    uint32_t *reasons = malloc(2 * N * sizeof *reasons);
    int64_t *earliest = malloc(2 * N * sizeof *earliest);
    netmkt_table *table;
    size_t row = 0;
    char key[16];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (size_t i = 0; i < N; i++) {
        snprintf(key, sizeof key, "k%zu", i);
        ids[N - 1 - i] = customer(store, key);
        if (i % 3 == 0)
            message(store, i + 1, START + (int64_t)i, EMAIL);
        if (i % 5 == 0)
            event(store, i + 1, NETMKT_KIND_COMPLAINT, START + (int64_t)i, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    }
    ck_assert_int_eq(netmkt_customer_erase(store, 11, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START + HOUR, N, ids, reasons, earliest), NETMKT_E_NOT_FOUND);
    ids[N - 11] = 12;
    ck_assert_int_eq(netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START + HOUR, N, ids, reasons, earliest), NETMKT_OK);
    set(settings, "run.threads", 4);
    ck_assert_int_eq(netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START + HOUR, N, ids, reasons + N, earliest + N), NETMKT_OK);
    ck_assert_mem_eq(reasons, reasons + N, N * sizeof *reasons);
    ck_assert_mem_eq(earliest, earliest + N, N * sizeof *earliest);
    for (size_t i = 0; i < N; i++) {
        netmkt_permission p = ask(store, settings, ids[i], EMAIL, PROMOTION, 0, START + HOUR);

        ck_assert_uint_eq(reasons[i], p.reasons);
        ck_assert_int_eq(earliest[i], p.earliest_ms);
    }
    ck_assert_int_eq(netmkt_permit_table(store, settings, EMAIL, PROMOTION, 0, START + HOUR, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), N - 1);
    ck_assert_str_eq(text(table, "customer", 0), "k0");
    ck_assert_str_eq(text(table, "reasons", 0), "suppressed day complaint request");
    ck_assert_int_eq(whole(table, "allowed", 0), 0);
    ck_assert_int_eq(whole(table, "allowed", 1), 1);
    ck_assert_str_eq(text(table, "reasons", 1), "");
    ck_assert_int_eq(whole(table, "earliest", 1), START + HOUR);
    for (; row < netmkt_table_rows(table); row++) {
        size_t i = N - (size_t)whole(table, "id", row);

        ck_assert_int_eq(whole(table, "mask", row), reasons[i]);
        ck_assert_int_eq(whole(table, "earliest", row), earliest[i] == NETMKT_NEVER ? INT64_MIN : earliest[i]);
    }
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, ids, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_permit_table(store, settings, EMAIL, PROMOTION, 0, START + HOUR, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    netmkt_table_free(table);
    free(ids);
    free(reasons);
    free(earliest);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void row_is(const netmkt_table *table, const char *reason, int64_t against, const char *evidence, int64_t until_ms)
{
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        if (strcmp(text(table, "reason", row), reason) != 0)
            continue;
        ck_assert_int_eq(whole(table, "against", row), against);
        ck_assert_str_eq(text(table, "evidence", row), evidence);
        ck_assert_int_eq(whole(table, "until", row), until_ms);
        return;
    }
    ck_abort_msg("no row \"%s\"", reason);
}

START_TEST(in_words)
{
    netmkt_store *store = open_store();
    netmkt_settings *settings = with("permission.day", 1);
    netmkt_table *table;

    set(settings, "permission.channel_week", 5);
    set(settings, "permission.quiet_from", 21 * 60);
    set(settings, "permission.quiet_to", 8 * 60);
    set(settings, "permission.quiet_days", 8);
    set(settings, "permission.age", 16);
    set_int(store, NETMKT_ATTRIBUTE_UTC_OFFSET, -90);
    message(store, 1, START + HOUR, EMAIL);
    event(store, 1, NETMKT_KIND_COMPLAINT, START + HOUR, EMAIL, NETMKT_INITIATOR_DEFAULT, 0);
    ck_assert_int_eq(netmkt_contact_explain(store, settings, 1, EMAIL, PROMOTION, 0, START + 2 * HOUR, &table), NETMKT_OK);
    row_is(table, "day", 1, "1 message within 24 hours, at most 1", START + HOUR + DAY);
    row_is(table, "channel_week", 0, "1 message within 7 days on this channel, at most 5", INT64_MIN);
    row_is(table, "quiet_hours", 1, "local time 00:30 (UTC-01:30), quiet from 21:00 to 08:00", START + 9 * HOUR + 30 * MINUTE);
    row_is(table, "quiet_day", 1, "local day Thursday, a quiet day", START + DAY + 90 * MINUTE);
    row_is(table, "complaint", 1, "complaint of 2026-01-01T01:00:00Z", START + HOUR + 30 * DAY);
    row_is(table, "request", 1, "complaint of 2026-01-01T01:00:00Z, not answered", START + HOUR + 30 * DAY);
    row_is(table, "age", 1, "age unknown, at least 16", INT64_MIN);
    row_is(table, "consent", 0, "nothing was said; none is needed", INT64_MIN);
    row_is(table, "suppressed", 1, "1 complaint of 2026-01-01T01:00:00Z", INT64_MIN);
    ck_assert_int_eq(whole(table, "count", 2), 1);
    ck_assert_int_eq(whole(table, "limit", 2), 1);
    ck_assert_int_eq(whole(table, "since", 2), START + HOUR);
    netmkt_table_free(table);
    set_int(store, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1980);
    ck_assert_int_eq(netmkt_contact_explain(store, settings, 1, EMAIL, PROMOTION, 0, START + 41 * DAY + 12 * HOUR, &table), NETMKT_OK);
    row_is(table, "quiet_day", 0, "local day Wednesday, no quiet day", INT64_MIN);
    row_is(table, "complaint", 0, "no complaint within 30 days", INT64_MIN);
    row_is(table, "request", 0, "no open request", INT64_MIN);
    row_is(table, "age", 0, "16 years old from 1997-01-01T01:30:00Z", INT64_MIN);
    netmkt_table_free(table);
    ck_assert_str_eq(netmkt_against_name(NETMKT_AGAINST_CONSENT), "consent");
    ck_assert_str_eq(netmkt_against_name(NETMKT_AGAINST_AGE), "age");
    ck_assert_ptr_null(netmkt_against_name(0));
    ck_assert_ptr_null(netmkt_against_name(3));
    ck_assert_ptr_null(netmkt_against_name(1u << NETMKT_AGAINST_COUNT));
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = open_store();
    netmkt_permission p = {.struct_size = sizeof p};
    netmkt_permission_rules *rules;
    netmkt_customer_id one = 1;
    netmkt_table *table;
    netmkt_event e;
    uint64_t none[2] = {0, 0};

    ck_assert_int_eq(netmkt_may_contact(NULL, NULL, 1, EMAIL, PROMOTION, 0, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, PROMOTION, 0, START, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, 0, PROMOTION, 0, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, 999, PROMOTION, 0, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, 0, 0, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, 9, 0, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, PROMOTION, 1, START, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 2, EMAIL, PROMOTION, 0, START, &p), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 0, EMAIL, PROMOTION, 0, START, &p), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, PROMOTION, 0, NETMKT_TIME_MAX + 1, &p), NETMKT_E_RANGE);
    p.struct_size = 8;
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, PROMOTION, 0, START, &p), NETMKT_E_UNSUPPORTED);
    netmkt_event_init(&e);
    e.customer = 1;
    e.channel = EMAIL;
    e.time_ms = START;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_UNSUPPORTED);
    p.struct_size = sizeof p;
    ck_assert_int_eq(netmkt_contact_reserve(NULL, NULL, &e, PROMOTION, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, NULL, PROMOTION, &p), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, 0, &p), NETMKT_E_INVALID);
    e.kind = NETMKT_KIND_ORDER;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_INVALID);
    e.kind = 0;
    e.initiator = NETMKT_INITIATOR_CUSTOMER;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_INVALID);
    e.initiator = 0;
    e.customer = 2;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_NOT_FOUND);
    e.customer = 1;
    e.offer = 9;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, NETMKT_FUNCTION_CUSTOMER_SERVICE, &p), NETMKT_E_INVALID);
    e.offer = 0;
    e.time_ms = NETMKT_LATEST;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_RANGE);
    e.struct_size = 1;
    ck_assert_int_eq(netmkt_contact_reserve(store, NULL, &e, PROMOTION, &p), NETMKT_E_UNSUPPORTED);
    ck_assert_uint_eq(events_of(store), 0);
    ck_assert_int_eq(netmkt_contact_cancel(store, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_contact_cancel(store, none), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permit(NULL, NULL, EMAIL, PROMOTION, 0, START, 1, &one, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permit(store, NULL, EMAIL, PROMOTION, 0, START, 1, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permit(store, NULL, EMAIL, PROMOTION, 0, START, 0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_permit(store, NULL, EMAIL, PROMOTION, 0, START, 1, &one, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_permit_table(store, NULL, EMAIL, PROMOTION, 0, START, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permit_table(store, NULL, 0, PROMOTION, 0, START, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_contact_explain(store, NULL, 2, EMAIL, PROMOTION, 0, START, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_contact_explain(store, NULL, 1, EMAIL, PROMOTION, 0, START, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permission_rules_parse(store, NULL, 0, &rules), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_permission_rules_parse(store, "", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_set_permission_rules(NULL, NULL), NETMKT_E_INVALID);
    netmkt_permission_rules_free(NULL);
    ck_assert_int_eq(netmkt_may_contact(store, NULL, 1, EMAIL, PROMOTION, 0, NETMKT_LATEST, &p), NETMKT_OK); /* without events: the calendar's beginning */
    ck_assert_int_eq(p.when_ms, NETMKT_TIME_MIN);
    netmkt_store_close(store);
}
END_TEST

/* One of the calls, with what it makes released. */
static netmkt_status call(int which, netmkt_store *store, netmkt_context *context)
{
    static const char text[] = "everybody: week 9, consent 0\nsegment vip: day 3";
    netmkt_permission_rules *rules = NULL;
    netmkt_settings *settings = NULL;
    netmkt_permission p = {.struct_size = sizeof p};
    netmkt_customer_id ids[3] = {1, 2, 3};
    netmkt_table *table = NULL;
    uint32_t reasons[3];
    netmkt_event e;
    netmkt_status status = netmkt_settings_new(context, &settings);

    if (status == NETMKT_OK)
        status = netmkt_permission_rules_parse(store, text, sizeof text - 1, &rules);
    if (status == NETMKT_OK)
        status = netmkt_settings_set_permission_rules(settings, rules);
    netmkt_event_init(&e);
    e.customer = 1;
    e.channel = EMAIL;
    e.time_ms = START;
    e.reference[0] = 99;
    if (status == NETMKT_OK && which == 0)
        status = netmkt_may_contact(store, settings, 1, EMAIL, PROMOTION, 0, START, &p);
    if (status == NETMKT_OK && which == 1)
        status = netmkt_permit(store, settings, EMAIL, PROMOTION, 0, START, 3, ids, reasons, NULL);
    if (status == NETMKT_OK && which == 2)
        status = netmkt_permit_table(store, settings, EMAIL, PROMOTION, 0, START, &table);
    if (status == NETMKT_OK && which == 3)
        status = netmkt_contact_explain(store, settings, 1, EMAIL, PROMOTION, 0, START, &table);
    if (status == NETMKT_OK && which == 4)
        status = netmkt_contact_reserve(store, settings, &e, PROMOTION, &p);
    if (status != NETMKT_OK)
        ck_assert_ptr_null(table);
    netmkt_table_free(table);
    netmkt_permission_rules_free(rules);
    netmkt_settings_free(settings);
    return status;
}

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    char key[8];

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    for (int which = 0; which < 5; which++) {
        ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
        for (netmkt_customer_id id = 1; id <= 3; id++) {
            snprintf(key, sizeof key, "k%d", (int)id);
            (void)customer(store, key);
            message(store, id, START - HOUR, EMAIL);
        }
        save_segment(store, "vip", "messages >= 1");
        for (uint64_t n = 1;; n++) {
            netmkt_status status;

            memory.fail_at = memory.calls + n;
            status = call(which, store, context);
            memory.fail_at = 0;
            if (status == NETMKT_OK)
                break;
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_uint_eq(events_of(store), 3);
        }
        ck_assert_uint_eq(events_of(store), which == 4 ? 4 : 3);
        netmkt_store_close(store);
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("permission");
    TCase *tests = tcase_create("permission");

    tcase_add_test(tests, caps_roll_and_end_at_their_moment);
    tcase_add_test(tests, campaigns_and_exempt_purposes);
    tcase_add_test(tests, quiet_hours_in_local_time);
    tcase_add_test(tests, the_day_offset_is_local_time_without_attribute);
    tcase_add_test(tests, complaints_requests_and_age);
    tcase_add_test(tests, rules_change_settings_for_segments_and_channels);
    tcase_add_test(tests, mistakes_in_rules);
    tcase_add_test(tests, in_segments);
    tcase_add_test(tests, reserving_counts);
    tcase_add_test(tests, cancelling_before_the_commit);
    tcase_add_test(tests, cancelling_the_last_event_moves_the_end);
    tcase_add_test(tests, of_many_threads_exactly_as_many_pass);
    tcase_add_test(tests, many_as_each);
    tcase_add_test(tests, in_words);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
