/* Permission in random stores at random moments: the bulk answer is that of a naive reading of every limit from the exported events, each reason of
 * its own; the earliest moment is really the first yes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define MINUTE INT64_C(60000)
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20454) * DAY)
#define SPAN (90 * DAY)

enum { CUSTOMERS = 40, MOMENTS = 25, CHANNELS = 3, ROUNDS = 25 };

static uint64_t state;

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

/* What is asked of everybody, or of a segment's members. */
typedef struct limits {
    int cap[7]; /* day, week, month, the same of a channel, campaign */
    int quiet_from, quiet_to, quiet_days, age, complaint_days, request_days;
} limits;

static const char *const names[] = {"day", "week", "month", "channel_day", "channel_week", "channel_month", "campaign", "quiet_from", "quiet_to", "quiet_days",
                                    "age", "complaint_days", "request_days"};

static const netmkt_channel_id channels[CHANNELS] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_SMS, NETMKT_CHANNEL_TELEPHONE};

typedef struct world {
    netmkt_store *store;
    netmkt_settings *settings;
    limits everybody, segment;
    netmkt_event *events; /* as exported: by customer */
    size_t n;
    int32_t offset[CUSTOMERS]; /* minutes */
    int32_t born[CUSTOMERS];   /* 0: unknown */
    int32_t function[3];       /* of campaigns 1, 2 */
    netmkt_consent consent[CUSTOMERS * 3];
    netmkt_suppression listed[CUSTOMERS * 2];
    char listed_key[CUSTOMERS * 2][16];
    int32_t needed, confirmed, consent_days, consent_exempt, bounces, complaints, suppression_exempt;
    int32_t day_offset, exempt, quiet_exempt;
} world;

static limits random_limits(void)
{
    limits l;

    for (int i = 0; i < 7; i++)
        l.cap[i] = below(3) == 0 ? (int)below(6) : -1;
    for (int i = 0; i < 7; i++) /* a cap of nothing would hide the rest */
        l.cap[i] = l.cap[i] == 0 && below(4) > 0 ? 1 : l.cap[i];
    l.quiet_from = below(3) == 0 ? 0 : (int)below(1440);
    l.quiet_to = below(3) == 0 ? l.quiet_from : (int)below(1441);
    l.quiet_days = below(2) == 0 ? 0 : below(20) == 0 ? 127 : (int)below(128);
    l.age = below(2) == 0 ? 0 : 10 + (int)below(30);
    l.complaint_days = below(2) == 0 ? 0 : (int)below(20);
    l.request_days = below(2) == 0 ? 0 : (int)below(20);
    return l;
}

static int value_of(const limits *l, size_t i)
{
    const int rest[] = {l->quiet_from, l->quiet_to, l->quiet_days, l->age, l->complaint_days, l->request_days};

    return i < 7 ? l->cap[i] : rest[i - 7];
}

/* --- a random store --- */

static void fill_events(world *w)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_MESSAGE, NETMKT_KIND_MESSAGE, NETMKT_KIND_MESSAGE, NETMKT_KIND_INQUIRY, NETMKT_KIND_REPLY,
                                           NETMKT_KIND_COMPLAINT, NETMKT_KIND_SERVICE, NETMKT_KIND_RESOLUTION, NETMKT_KIND_VISIT,
                                           NETMKT_KIND_BOUNCE, NETMKT_KIND_SUBSCRIBE, NETMKT_KIND_UNSUBSCRIBE};

    for (int i = 0; i < CUSTOMERS * 15; i++) {
        netmkt_event e;

        netmkt_event_init(&e);
        e.customer = below(CUSTOMERS) + 1;
        e.kind = kinds[below(sizeof kinds / sizeof kinds[0])];
        e.channel = below(5) == 0 ? 0 : channels[below(CHANNELS)];
        e.initiator = (uint8_t)(below(3) == 0 ? 1 + below(3) : 0);
        e.campaign = below(3);
        e.time_ms = START + (int64_t)below(SPAN / HOUR) * HOUR; /* whole hours: many meet at the limits */
        ck_assert_int_eq(netmkt_event_append(w->store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
}

static void fill_customers(world *w)
{
    char key[16];

    for (uint32_t i = 0; i < CUSTOMERS; i++) {
        netmkt_customer_id id;

        snprintf(key, sizeof key, "%s%u", i % 3 == 0 ? "vip" : "k", i);
        ck_assert_int_eq(netmkt_customer_put(w->store, key, &id), NETMKT_OK);
        w->offset[i] = w->day_offset;
        if (below(2) == 0) {
            w->offset[i] = (int32_t)below(1440) - 720;
            ck_assert_int_eq(netmkt_customer_set_int(w->store, id, NETMKT_ATTRIBUTE_UTC_OFFSET, w->offset[i]), NETMKT_OK);
        }
        w->born[i] = below(4) == 0 ? 0 : 1985 + (int32_t)below(30);
        if (w->born[i] != 0)
            ck_assert_int_eq(netmkt_customer_set_int(w->store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, w->born[i]), NETMKT_OK);
    }
}

static void fill_campaigns(world *w)
{
    for (int i = 1; i <= 2; i++) {
        netmkt_campaign c;
        netmkt_campaign_id id;

        netmkt_campaign_init(&c);
        w->function[i] = c.function = (int32_t)below(9);
        ck_assert_int_eq(netmkt_campaign_put(w->store, i == 1 ? "one" : "two", &c, NULL, 0, NULL, NULL, &id), NETMKT_OK);
    }
}

static void fill_consents(world *w)
{
    for (int i = 0; i < CUSTOMERS * 3; i++) {
        netmkt_consent *c = &w->consent[i];

        netmkt_consent_init(c);
        c->customer = 1 + below(CUSTOMERS);
        c->status = below(3) == 0 ? (int32_t)below(5) : NETMKT_CONSENT_GRANTED;
        c->time_ms = START + (int64_t)below(SPAN / HOUR) * HOUR - SPAN / 2;
        c->purpose = below(2) == 0 ? 0 : 1 + (int32_t)below(8);
        c->channel = below(2) == 0 ? 0 : channels[below(CHANNELS)];
    }
    ck_assert_int_eq(netmkt_consent_add(w->store, w->consent, sizeof *w->consent, CUSTOMERS * 3, NULL), NETMKT_OK);
}

/* Before there are customers, and after. */
static void fill_suppressions(world *w, int from, int to)
{
    for (int i = from; i < to; i++) {
        netmkt_suppression *s = &w->listed[i];
        uint32_t c = below(CUSTOMERS);

        snprintf(w->listed_key[i], sizeof w->listed_key[i], "%s%u", c % 3 == 0 ? "vip" : "k", c);
        netmkt_suppression_init(s);
        s->key = w->listed_key[i];
        s->reason = 1 + (int32_t)below(6);
        s->time_ms = START + (int64_t)below(SPAN / HOUR) * HOUR;
        s->channel = below(3) == 0 ? 0 : channels[below(CHANNELS)];
        s->lifted = below(2) == 0;
    }
    ck_assert_int_eq(netmkt_suppression_add(w->store, &w->listed[from], sizeof *w->listed, (size_t)(to - from), NULL), NETMKT_OK);
}

static void set_all(world *w)
{
    char text[1024] = "segment vip: ", name[64];
    netmkt_permission_rules *rules;
    netmkt_segment *segment;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(name, sizeof name, "permission.%s", names[i]);
        ck_assert_int_eq(netmkt_settings_set_real(w->settings, name, value_of(&w->everybody, i)), NETMKT_OK);
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s %d", i > 0 ? ", " : "", names[i], value_of(&w->segment, i));
    }
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.exempt", w->exempt), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.quiet_exempt", w->quiet_exempt), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.consent", w->needed), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.confirmed", w->confirmed), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.consent_days", w->consent_days), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.consent_exempt", w->consent_exempt), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.bounces", w->bounces), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.bounce_days", 10), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.complaints", w->complaints), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(w->settings, "permission.suppression_exempt", w->suppression_exempt), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(w->store, "key like \"vip%\"", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(w->store, "vip", segment), NETMKT_OK);
    netmkt_segment_free(segment);
    ck_assert_int_eq(netmkt_permission_rules_parse(w->store, text, strlen(text), &rules), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_permission_rules(w->settings, rules), NETMKT_OK);
    netmkt_permission_rules_free(rules);
}

static void read_events(world *w)
{
    netmkt_event_cursor *cursor;

    w->events = malloc(CUSTOMERS * 15 * sizeof *w->events);
    w->n = 0;
    ck_assert_int_eq(netmkt_event_cursor_open(w->store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &w->events[w->n]) == NETMKT_OK)
        w->n++;
    netmkt_event_cursor_close(cursor);
}

static void make(world *w)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.day_offset_minutes = w->day_offset = (int32_t)below(600) - 300;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &w->store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &w->settings), NETMKT_OK);
    w->everybody = random_limits();
    w->segment = random_limits();
    w->exempt = (int32_t)below(256);
    w->quiet_exempt = (int32_t)below(256);
    w->needed = (int32_t)below(3);
    w->confirmed = below(5) == 0;
    w->consent_days = below(2) == 0 ? 0 : 10 + (int32_t)below(60);
    w->consent_exempt = (int32_t)below(256);
    w->bounces = (int32_t)below(3);
    w->complaints = (int32_t)below(3);
    w->suppression_exempt = (int32_t)below(256);
    fill_suppressions(w, 0, CUSTOMERS);
    fill_customers(w);
    fill_suppressions(w, CUSTOMERS, 2 * CUSTOMERS);
    fill_campaigns(w);
    fill_events(w);
    fill_consents(w);
    set_all(w);
    read_events(w);
}

static void unmake(world *w)
{
    free(w->events);
    netmkt_settings_free(w->settings);
    netmkt_store_close(w->store);
}

/* --- the naive reading --- */

static const int64_t spans[] = {DAY, 7 * DAY, 30 * DAY, DAY, 7 * DAY, 30 * DAY, INT64_MAX};

/* How many contacts of a cap there are at `at`, of what is known at `when`. */
static int contacts(const world *w, netmkt_customer_id customer, int cap, netmkt_channel_id channel, netmkt_campaign_id campaign, int64_t when, int64_t at)
{
    int count = 0;

    for (size_t i = 0; i < w->n; i++) {
        const netmkt_event *e = &w->events[i];
        int32_t function = e->campaign != 0 ? w->function[e->campaign] : 0;

        if (e->customer != customer || e->kind != NETMKT_KIND_MESSAGE || e->initiator != NETMKT_INITIATOR_BUSINESS || e->time_ms > when)
            continue;
        if (function != 0 && (w->exempt >> (function - 1) & 1) != 0)
            continue;
        if ((cap >= 3 && cap < 6 && e->channel != channel) || (cap == 6 && e->campaign != campaign))
            continue;
        count += at - e->time_ms < spans[cap];
    }
    return count;
}

static int complained(const world *w, netmkt_customer_id customer, int days, int64_t when, int64_t at)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->events[i].customer == customer && w->events[i].kind == NETMKT_KIND_COMPLAINT && w->events[i].initiator != NETMKT_INITIATOR_BUSINESS &&
            w->events[i].time_ms <= when && at < w->events[i].time_ms + days * DAY)
            return 1;
    return 0;
}

static int waits(const world *w, netmkt_customer_id customer, int days, int64_t when, int64_t at)
{
    for (size_t i = 0; i < w->n; i++) {
        const netmkt_event *request = &w->events[i];
        int answered = 0;

        if (request->customer != customer || request->initiator == NETMKT_INITIATOR_BUSINESS || request->time_ms > when || at >= request->time_ms + days * DAY)
            continue;
        if (request->kind != NETMKT_KIND_INQUIRY && request->kind != NETMKT_KIND_SERVICE && request->kind != NETMKT_KIND_COMPLAINT)
            continue;
        for (size_t k = 0; k < w->n; k++) {
            const netmkt_event *answer = &w->events[k];

            answered |= answer->customer == customer && answer->time_ms >= request->time_ms && answer->time_ms <= when &&
                        (answer->kind == NETMKT_KIND_RESOLUTION || (answer->kind == NETMKT_KIND_REPLY && answer->initiator != NETMKT_INITIATOR_CUSTOMER));
        }
        if (!answered)
            return 1;
    }
    return 0;
}

static uint32_t quiet(const limits *l, int32_t offset, int64_t at)
{
    int64_t local = at + offset * MINUTE, day = local / DAY, in_day = local % DAY; /* after 1970 */
    uint32_t reasons = 0;
    int weekday = (int)((day + 3) % 7);

    if ((l->quiet_days >> weekday & 1) != 0)
        reasons |= NETMKT_AGAINST_QUIET_DAY;
    if (l->quiet_from < l->quiet_to ? in_day >= l->quiet_from * MINUTE && in_day < l->quiet_to * MINUTE
                                    : l->quiet_from > l->quiet_to && (in_day >= l->quiet_from * MINUTE || in_day < l->quiet_to * MINUTE))
        reasons |= NETMKT_AGAINST_QUIET_HOURS;
    return reasons;
}

static int too_young(const world *w, size_t i, int age, int64_t at)
{
    int64_t old_enough;
    char text[16];

    if (age == 0)
        return 0;
    if (w->born[i] == 0)
        return 1;
    snprintf(text, sizeof text, "%04d-01-01", (w->born[i] + age + 1) % 10000);
    ck_assert_int_eq(netmkt_time_parse(text, 10, w->offset[i], &old_enough, NULL), NETMKT_OK);
    return at < old_enough;
}

/* What was said last, the strictest of a moment: 0 (confirmed) to 4 (withdrawn) as a number that grows with strictness; -1: nothing. */
static int said(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int named, int64_t when, int64_t *since)
{
    static const int strictness[] = {3, 2, 1, 0, 4};
    int strictest = -1;

    *since = INT64_MIN;
    for (size_t i = 0; i < CUSTOMERS * 3 + w->n; i++) {
        int record = i < CUSTOMERS * 3, found;
        const netmkt_consent *c = &w->consent[record ? i : 0];
        const netmkt_event *e = &w->events[record ? 0 : i - CUSTOMERS * 3];
        int64_t time = record ? c->time_ms : e->time_ms;

        if (record ? c->customer != customer || (c->channel != 0 && c->channel != channel) || (c->purpose != purpose && (named || c->purpose != 0))
                   : named || e->customer != customer || (e->channel != 0 && e->channel != channel) ||
                         (e->kind != NETMKT_KIND_SUBSCRIBE && e->kind != NETMKT_KIND_UNSUBSCRIBE))
            continue;
        if (time > when || time < *since)
            continue;
        found = strictness[record ? c->status : e->kind == NETMKT_KIND_SUBSCRIBE ? NETMKT_CONSENT_GRANTED : NETMKT_CONSENT_WITHDRAWN];
        strictest = time > *since || found > strictest ? found : strictest;
        *since = time;
    }
    return strictest;
}

static int no_consent(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t when, int64_t at)
{
    int named = w->consent_exempt >> (purpose - 1) & 1;
    int64_t since;
    int strictest = said(w, customer, channel, purpose, named, when, &since);

    if (named || w->needed == 0) /* all three channels are push */
        return strictest == 4;
    return strictest < 0 || strictest > (w->confirmed ? 0 : 1) || (w->consent_days > 0 && at >= since + w->consent_days * DAY);
}

/* Are there enough bounces that count, none before an act of the customer on the channel? */
static int bounced(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int64_t when, int64_t at, int64_t lifted)
{
    int64_t act = INT64_MIN;
    int count = 0;

    for (size_t i = 0; i < w->n; i++)
        if (w->events[i].customer == customer && w->events[i].channel == channel && w->events[i].kind != NETMKT_KIND_BOUNCE &&
            w->events[i].initiator == NETMKT_INITIATOR_CUSTOMER && w->events[i].time_ms <= when)
            act = w->events[i].time_ms;
    for (size_t i = 0; i < w->n; i++)
        count += w->events[i].customer == customer && w->events[i].channel == channel && w->events[i].kind == NETMKT_KIND_BOUNCE &&
                 w->events[i].time_ms <= when && w->events[i].time_ms >= act && w->events[i].time_ms > lifted && at < w->events[i].time_ms + 10 * DAY;
    return w->bounces > 0 && count >= w->bounces;
}

/* Did he agree to the channel after a moment? */
static int agreed_after(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t after, int64_t when)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->events[i].customer == customer && w->events[i].kind == NETMKT_KIND_SUBSCRIBE && (w->events[i].channel == 0 || w->events[i].channel == channel) &&
            w->events[i].time_ms > after && w->events[i].time_ms <= when)
            return 1;
    for (int i = 0; i < CUSTOMERS * 3; i++) {
        const netmkt_consent *c = &w->consent[i];

        if (c->customer == customer && (c->status == NETMKT_CONSENT_GRANTED || c->status == NETMKT_CONSENT_CONFIRMED) && (c->channel == 0 || c->channel == channel) &&
            (c->purpose == 0 || c->purpose == purpose) && c->time_ms > after && c->time_ms <= when)
            return 1;
    }
    return 0;
}

static int suppressed(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t when, int64_t at)
{
    int exempt = (w->suppression_exempt >> (purpose - 1) & 1) != 0, count = 0;
    int64_t lifted = INT64_MIN;
    char key[16];

    snprintf(key, sizeof key, "%s%u", (customer - 1) % 3 == 0 ? "vip" : "k", (unsigned)customer - 1);
    for (int i = 0; i < 2 * CUSTOMERS; i++) {
        const netmkt_suppression *s = &w->listed[i];

        if (strcmp(s->key, key) == 0 && (s->channel == 0 || s->channel == channel) && s->time_ms <= when && s->lifted && s->time_ms > lifted)
            lifted = s->time_ms;
    }
    for (int i = 0; i < 2 * CUSTOMERS; i++) {
        const netmkt_suppression *s = &w->listed[i];
        int soft = s->reason == NETMKT_SUPPRESSED_WITHDRAWN || s->reason == NETMKT_SUPPRESSED_COMPLAINT;

        if (strcmp(s->key, key) == 0 && (s->channel == 0 || s->channel == channel) && s->time_ms <= when && !s->lifted && s->time_ms >= lifted &&
            (s->reason == NETMKT_SUPPRESSED_BOUNCE || !exempt) && !(soft && agreed_after(w, customer, channel, purpose, s->time_ms, when)))
            return 1;
    }
    for (size_t i = 0; i < w->n; i++)
        count += w->events[i].customer == customer && w->events[i].kind == NETMKT_KIND_COMPLAINT && w->events[i].channel == channel &&
                 w->events[i].initiator != NETMKT_INITIATOR_BUSINESS && w->events[i].time_ms <= when && w->events[i].time_ms > lifted &&
                 !agreed_after(w, customer, channel, purpose, w->events[i].time_ms, when);
    return (w->complaints > 0 && !exempt && count >= w->complaints) || bounced(w, customer, channel, when, at, lifted);
}

static uint32_t naive(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t when,
                      int64_t at)
{
    const limits *l = (customer - 1) % 3 == 0 ? &w->segment : &w->everybody;
    uint32_t reasons = 0;

    if (no_consent(w, customer, channel, purpose, when, at))
        reasons |= NETMKT_AGAINST_CONSENT;
    if (suppressed(w, customer, channel, purpose, when, at))
        reasons |= NETMKT_AGAINST_SUPPRESSED;
    if ((w->exempt >> (purpose - 1) & 1) == 0) {
        for (int c = 0; c < 7; c++)
            if (l->cap[c] >= 0 && (c < 6 || campaign != 0) && contacts(w, customer, c, channel, campaign, when, at) >= l->cap[c])
                reasons |= (uint32_t)NETMKT_AGAINST_DAY << c;
        if (complained(w, customer, l->complaint_days, when, at))
            reasons |= NETMKT_AGAINST_COMPLAINT;
        if (waits(w, customer, l->request_days, when, at))
            reasons |= NETMKT_AGAINST_REQUEST;
    }
    if ((w->quiet_exempt >> (purpose - 1) & 1) == 0)
        reasons |= quiet(l, w->offset[customer - 1], at);
    if (too_young(w, customer - 1, l->age, at))
        reasons |= NETMKT_AGAINST_AGE;
    return reasons;
}

static void check_earliest(const world *w, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t when,
                           int64_t earliest)
{
    int64_t end = earliest == NETMKT_NEVER ? when + 40000 * DAY : earliest;

    if (earliest != NETMKT_NEVER)
        ck_assert_uint_eq(naive(w, customer, channel, purpose, campaign, when, earliest), 0);
    if (end > when)
        ck_assert_uint_ne(naive(w, customer, channel, purpose, campaign, when, end - 1), 0);
    for (int i = 0; i < 20 && end > when; i++) {
        int64_t at = when + (int64_t)((uint64_t)below(1 << 30) * (uint64_t)((end - when) >> 10) >> 20) % (end - when);

        ck_assert_uint_ne(naive(w, customer, channel, purpose, campaign, when, at), 0);
    }
}

START_TEST(as_a_naive_reading)
{
    netmkt_customer_id ids[CUSTOMERS];
    uint32_t reasons[CUSTOMERS];
    int64_t earliest[CUSTOMERS];
    uint64_t allowed = 0, later = 0, never = 0;
    world w;

    state = UINT64_C(88172645463325252) + (uint64_t)_i * UINT64_C(0x9e3779b97f4a7c15);
    make(&w);
    for (netmkt_customer_id i = 0; i < CUSTOMERS; i++)
        ids[i] = i + 1;
    for (int k = 0; k < MOMENTS; k++) {
        int64_t when = START + (int64_t)below(SPAN / HOUR) * HOUR + (int64_t)below(3) - 1; /* at the limits, just before, just after */
        netmkt_channel_id channel = channels[below(CHANNELS)];
        int32_t purpose = 1 + (int32_t)below(8);
        netmkt_campaign_id campaign = below(3);

        ck_assert_int_eq(netmkt_permit(w.store, w.settings, channel, purpose, campaign, when, CUSTOMERS, ids, reasons, earliest), NETMKT_OK);
        for (int i = 0; i < CUSTOMERS; i++) {
            ck_assert_uint_eq(reasons[i], naive(&w, ids[i], channel, purpose, campaign, when, when));
            check_earliest(&w, ids[i], channel, purpose, campaign, when, earliest[i]);
            allowed += reasons[i] == 0;
            later += reasons[i] != 0 && earliest[i] != NETMKT_NEVER;
            never += earliest[i] == NETMKT_NEVER;
        }
    }
    ck_assert_uint_eq(allowed + later + never, CUSTOMERS * MOMENTS);
    unmake(&w);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("permission by random");
    TCase *tests = tcase_create("random");

    tcase_add_loop_test(tests, as_a_naive_reading, 0, ROUNDS);
    tcase_set_timeout(tests, 60);
    suite_add_tcase(suite, tests);
    return suite;
}
