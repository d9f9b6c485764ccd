/* A decision in words: a row for every limit that is in force for the question, whether it forbids or not. */
#include <string.h>

#include <netmkt/consent.h>
#include <netmkt/time.h>

#include "audience/permission.h"
#include "base/calendar.h"
#include "base/open_hours.h"
#include "base/status.h"
#include "base/table.h"
#include "base/words.h"
#include "store/store.h"

typedef struct rows {
    netmkt_table *table;
    const char **reason, **evidence;
    int64_t *against, *count, *limit, *since, *until;
    size_t n;
    netmkt_status status;
} rows;

static const char *const cap_spans[NETMKT__CAPS] = {"within 24 hours",  "within 7 days",  "within 30 days", "within 24 hours on this channel",
                                                    "within 7 days on this channel", "within 30 days on this channel", "of this campaign"};

static void add(rows *r, int bit, const netmkt__contact_verdict *v, int64_t count, int64_t limit, netmkt__words *words, char *text)
{
    size_t row = r->n++;

    (void)netmkt__say_end(words, NULL); /* always fits */
    r->reason[row] = netmkt_against_name(UINT32_C(1) << bit);
    r->against[row] = v->reasons >> bit & 1;
    r->evidence[row] = netmkt__table_copy(r->table, text, strlen(text));
    if (r->evidence[row] == NULL) {
        r->evidence[row] = "";
        r->status = netmkt__nomem();
    }
    r->count[row] = count;
    r->limit[row] = limit;
    r->since[row] = v->since_ms[bit];
    r->until[row] = r->against[row] && v->until_ms[bit] != NETMKT_NEVER ? v->until_ms[bit] : INT64_MIN;
}

static void say_minute(netmkt__words *words, int64_t ms)
{
    int32_t minute = (int32_t)(ms / 60000);
    char text[6] = {(char)('0' + minute / 600), (char)('0' + minute / 60 % 10), ':', (char)('0' + minute % 60 / 10), (char)('0' + minute % 10), '\0'};

    netmkt__say(words, text);
}

static void say_offset(netmkt__words *words, int32_t minutes)
{
    netmkt__say(words, "UTC");
    netmkt__say(words, minutes < 0 ? "-" : "+");
    say_minute(words, (int64_t)(minutes < 0 ? -minutes : minutes) * 60000);
}

static void say_since(netmkt__words *words, int64_t time_ms)
{
    char text[32];

    netmkt__say(words, " of ");
    if (netmkt_time_format(time_ms, text, sizeof text) == NETMKT_OK)
        netmkt__say(words, text);
}

static void explain_consent(rows *r, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    char text[160];
    netmkt__words words = {.buffer = text, .capacity = sizeof text};
    int64_t since_ms = v->since_ms[NETMKT__BIT_CONSENT];

    netmkt__say(&words, since_ms != INT64_MIN ? netmkt_consent_name(v->consent) : "nothing was said");
    if (since_ms != INT64_MIN)
        say_since(&words, since_ms);
    if (limits->consent)
        netmkt__say(&words, limits->confirmed ? "; a confirmed consent is needed" : "; consent is needed");
    else
        netmkt__say(&words, limits->named ? "; the purpose needs none" : "; none is needed");
    if (limits->consent && limits->consent_ms > 0) {
        netmkt__say(&words, ", for ");
        netmkt__say_count(&words, (double)limits->consent_ms / (double)NETMKT__DAY_MS, " day", " days");
    }
    add(r, NETMKT__BIT_CONSENT, v, -1, -1, &words, text);
}

static void explain_suppressed(rows *r, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    char text[160];
    netmkt__words words = {.buffer = text, .capacity = sizeof text};
    int64_t limit = -1;

    if (v->suppressed == 0) {
        netmkt__say(&words, limits->bounces > 0 ? "not on the suppression list, and messages arrive" : "not on the suppression list");
    } else if (v->suppressed_by_event) {
        limit = v->suppressed == NETMKT_SUPPRESSED_BOUNCE ? limits->bounces : limits->complaints;
        if (v->suppressed == NETMKT_SUPPRESSED_BOUNCE)
            netmkt__say_count(&words, (double)limit, " bounce", " bounces");
        else
            netmkt__say_count(&words, (double)limit, " complaint", " complaints");
    } else {
        netmkt__say(&words, "on the suppression list (");
        netmkt__say(&words, netmkt_suppressed_name(v->suppressed));
        netmkt__say(&words, ")");
    }
    if (v->suppressed != 0)
        say_since(&words, v->since_ms[NETMKT__BIT_SUPPRESSED]);
    add(r, NETMKT__BIT_SUPPRESSED, v, -1, limit, &words, text);
}

static void explain_caps(rows *r, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    for (int c = 0; c < NETMKT__CAPS; c++) {
        char text[160];
        netmkt__words words = {.buffer = text, .capacity = sizeof text};

        if (limits->cap[c] < 0)
            continue;
        netmkt__say_count(&words, v->count[c], " message ", " messages ");
        netmkt__say(&words, cap_spans[c]);
        netmkt__say(&words, ", at most ");
        netmkt__say_number(&words, (double)limits->cap[c], 0);
        add(r, NETMKT__BIT_DAY + c, v, v->count[c], limits->cap[c], &words, text);
    }
}

static void explain_quiet(rows *r, const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    int64_t local_ms = contact->when_ms + (int64_t)v->offset_minutes * 60000, day = netmkt__day_of(local_ms, 0);
    char text[160];
    netmkt__words words = {.buffer = text, .capacity = sizeof text};

    if (limits->quiet_from_ms != limits->quiet_to_ms) {
        netmkt__say(&words, "local time ");
        say_minute(&words, local_ms - day * NETMKT__DAY_MS);
        netmkt__say(&words, " (");
        say_offset(&words, v->offset_minutes);
        netmkt__say(&words, "), quiet from ");
        say_minute(&words, limits->quiet_from_ms);
        netmkt__say(&words, " to ");
        say_minute(&words, limits->quiet_to_ms);
        add(r, NETMKT__BIT_QUIET_HOURS, v, -1, -1, &words, text);
    }
    if (limits->quiet_days != 0) {
        words = (netmkt__words){.buffer = text, .capacity = sizeof text};
        netmkt__say(&words, "local day ");
        netmkt__say(&words, days[netmkt__weekday(day)]);
        netmkt__say(&words, (v->reasons & NETMKT_AGAINST_QUIET_DAY) != 0 ? ", a quiet day" : ", no quiet day");
        add(r, NETMKT__BIT_QUIET_DAY, v, -1, -1, &words, text);
    }
}

static void explain_waiting(rows *r, const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    char text[160];
    netmkt__words words = {.buffer = text, .capacity = sizeof text};

    if (limits->complaint_ms > 0) {
        netmkt__say(&words, v->since_ms[NETMKT__BIT_COMPLAINT] != INT64_MIN ? "complaint" : "no complaint within ");
        if (v->since_ms[NETMKT__BIT_COMPLAINT] != INT64_MIN)
            say_since(&words, v->since_ms[NETMKT__BIT_COMPLAINT]);
        else
            netmkt__say_count(&words, (double)limits->complaint_ms / (double)NETMKT__DAY_MS, " day", " days");
        add(r, NETMKT__BIT_COMPLAINT, v, -1, -1, &words, text);
    }
    if (limits->request_ms > 0) {
        words = (netmkt__words){.buffer = text, .capacity = sizeof text};
        netmkt__say(&words, v->request != 0 ? netmkt__store_kind_name(contact->store, v->request) : "no open request");
        if (v->request != 0) {
            say_since(&words, v->since_ms[NETMKT__BIT_REQUEST]);
            netmkt__say(&words, ", not answered");
        }
        add(r, NETMKT__BIT_REQUEST, v, -1, -1, &words, text);
    }
}

static void explain_age(rows *r, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v)
{
    char text[160], when[32];
    netmkt__words words = {.buffer = text, .capacity = sizeof text};

    if (limits->age == 0)
        return;
    if (v->birthday_ms == INT64_MIN) {
        netmkt__say(&words, "age unknown, at least ");
        netmkt__say_number(&words, limits->age, 0);
    } else {
        netmkt__say_number(&words, limits->age, 0);
        netmkt__say(&words, " years old ");
        if (netmkt_time_format(v->birthday_ms, when, sizeof when) == NETMKT_OK) {
            netmkt__say(&words, "from ");
            netmkt__say(&words, when);
        }
    }
    add(r, NETMKT__BIT_AGE, v, -1, limits->age, &words, text);
}

/* With the read lock held. */
static netmkt_status make_rows(const netmkt__contact *contact, const netmkt__contact_limits *limits, const netmkt__contact_verdict *v, netmkt_table **out)
{
    rows r = {.n = 0};
    const netmkt__column_plan plan[] = {
        {"reason", &r.reason, NETMKT_COLUMN_TEXT, 0}, {"against", &r.against, NETMKT_COLUMN_INT, 0}, {"evidence", &r.evidence, NETMKT_COLUMN_TEXT, 0},
        {"count", &r.count, NETMKT_COLUMN_INT, 0},    {"limit", &r.limit, NETMKT_COLUMN_INT, 0},     {"since", &r.since, NETMKT_COLUMN_TIME, 0},
        {"until", &r.until, NETMKT_COLUMN_TIME, 0},
    };
    uint8_t keep[NETMKT_AGAINST_COUNT] = {0};
    netmkt_status status = netmkt__table_new(netmkt__store_context(contact->store), NETMKT_AGAINST_COUNT, netmkt__store_exponent(contact->store), out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    if (status != NETMKT_OK)
        return status;
    r.table = *out;
    explain_consent(&r, limits, v);
    explain_suppressed(&r, limits, v);
    explain_caps(&r, limits, v);
    explain_quiet(&r, contact, limits, v);
    explain_waiting(&r, contact, limits, v);
    explain_age(&r, limits, v);
    memset(keep, 1, r.n);
    netmkt__table_keep(*out, keep);
    return r.status;
}

netmkt_status netmkt_contact_explain(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, netmkt_channel_id channel,
                                     int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms, netmkt_table **out)
{
    netmkt__scratch scratch = {.capacity = 0};
    netmkt__contact contact;
    netmkt__contact_limits limits;
    netmkt__contact_verdict verdict;
    netmkt_table *table = NULL;
    uint32_t members = 0;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__contact_moment(store, channel, purpose, campaign, &when_ms);
    if (status == NETMKT_OK)
        status = netmkt__permission_member(store, settings, channel, customer, when_ms, &members);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    scratch.context = netmkt__store_context(store);
    status = netmkt__contact_ask(store, channel, purpose, campaign, when_ms, &contact);
    if (status == NETMKT_OK && !netmkt__store_has(store, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (status == NETMKT_OK) {
        netmkt__contact_limits_of(settings, &contact, members, &limits);
        status = netmkt__contact_judge(&contact, &limits, customer, &scratch, 1, &verdict);
    }
    if (status == NETMKT_OK)
        status = make_rows(&contact, &limits, &verdict, &table);
    netmkt__store_read_end(store);
    netmkt__scratch_free(&scratch);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
