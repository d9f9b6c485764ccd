/* One pass over a customer's events fills the tallies; the rules are then read from the highest stage down. */
#include "stage/readiness.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "summary/survey.h"

static int32_t thousandths(double rating)
{
    return (int32_t)lround(rating * 1000.0);
}

void netmkt__readiness_thresholds_init(netmkt__readiness_thresholds *thresholds, const netmkt_settings *settings, int32_t day_offset)
{
    thresholds->day_offset = day_offset;
    thresholds->good_rating = thousandths(netmkt__setting(settings, NETMKT__SET_READINESS_GOOD_REVIEW));
    thresholds->promoter_rating = thousandths(netmkt__setting(settings, NETMKT__SET_READINESS_PROMOTER));
    thresholds->detractor_rating = thousandths(netmkt__setting(settings, NETMKT__SET_READINESS_DETRACTOR));
    thresholds->survey_variant = (uint32_t)netmkt__setting(settings, NETMKT__SET_DELIVERED_SURVEY);
    thresholds->loyal_p_active = netmkt__setting(settings, NETMKT__SET_READINESS_LOYAL_ACTIVE);
    for (int32_t i = 0; i < netmkt__readiness_rule_count; i++) {
        int32_t setting = netmkt__readiness_rules[i].setting;

        thresholds->least[i] = setting >= 0 ? (uint32_t)netmkt__setting(settings, setting) : 1;
    }
}

/* Where a pass stands. */
typedef struct pass {
    const netmkt__readiness_thresholds *thresholds;
    const netmkt__events *events;
    netmkt__tallies *tallies;
    int64_t visit_day, view_day, order_day; /* the last of each; INT64_MIN: none */
    uint32_t views;                         /* on view_day */
    size_t complaint, detractor;            /* unresolved; last; + 1 */
    size_t shown;                           /* last impression + 1 */
    uint32_t messages;                      /* not bounced */
} pass;

static void add(pass *p, int tally, size_t i)
{
    p->tallies->of[tally].count++;
    p->tallies->of[tally].last = i + 1;
}

static void add_if_new_day(pass *p, int tally, int64_t day, int64_t *last_day, size_t i)
{
    if (day != *last_day)
        p->tallies->of[tally].count++;
    p->tallies->of[tally].last = i + 1;
    *last_day = day;
}

static void reset(pass *p, int tally)
{
    p->tallies->of[tally] = (netmkt__tally){0, 0};
}

static int64_t day_of_event(const pass *p, size_t i)
{
    return netmkt__day_of(p->events->time_ms[i], p->thresholds->day_offset);
}

static void tally_visit(pass *p, size_t i)
{
    add(p, NETMKT__TALLY_CAME, i);
    add_if_new_day(p, NETMKT__TALLY_VISIT_DAYS, day_of_event(p, i), &p->visit_day, i);
}

static void tally_view(pass *p, size_t i)
{
    int64_t day = day_of_event(p, i);
    netmkt__tally *look = &p->tallies->of[NETMKT__TALLY_LONG_LOOK];

    p->views = day == p->view_day ? p->views + 1 : 1;
    p->view_day = day;
    if (p->views >= look->count)
        *look = (netmkt__tally){p->views, i + 1};
    tally_visit(p, i);
}

static void tally_order(pass *p, size_t i)
{
    add(p, NETMKT__TALLY_ORDERED, i);
    add_if_new_day(p, NETMKT__TALLY_ORDER_DAYS, day_of_event(p, i), &p->order_day, i);
}

static int32_t rating_of(const pass *p, size_t i)
{
    return p->events->rating != NULL ? p->events->rating[i] : NETMKT_NO_RATING;
}

static void tally_survey(pass *p, size_t i)
{
    int32_t rating = rating_of(p, i);

    if (rating == NETMKT_NO_RATING || netmkt__survey_part(p->events, i, p->thresholds->survey_variant) >= 0)
        return;
    if (rating >= p->thresholds->promoter_rating)
        add(p, NETMKT__TALLY_PROMOTED, i);
    else
        reset(p, NETMKT__TALLY_PROMOTED);
    if (rating <= p->thresholds->detractor_rating)
        p->detractor = i + 1;
}

static void tally_review(pass *p, size_t i)
{
    int32_t rating = rating_of(p, i);

    if (rating != NETMKT_NO_RATING && rating >= p->thresholds->good_rating)
        add(p, NETMKT__TALLY_PRAISED, i);
}

/* A bounce takes back one message; what was shown stays shown. */
static void tally_reach(pass *p, uint16_t kind, size_t i)
{
    netmkt__tally *reached = &p->tallies->of[NETMKT__TALLY_REACHED];

    if (kind == NETMKT_KIND_BOUNCE) {
        if (p->messages == 0)
            return;
        p->messages--;
        reached->count--;
        if (p->messages == 0)
            reached->last = p->shown;
        return;
    }
    add(p, NETMKT__TALLY_REACHED, i);
    if (kind == NETMKT_KIND_MESSAGE)
        p->messages++;
    else
        p->shown = i + 1;
}

/* Kinds that serve one tally, and no more than being counted. */
static int simple_tally(uint16_t kind)
{
    static const int8_t tally[] = {
        [NETMKT_KIND_OPEN] = NETMKT__TALLY_REACTED,
        [NETMKT_KIND_CLICK] = NETMKT__TALLY_REACTED,
        [NETMKT_KIND_INQUIRY] = NETMKT__TALLY_ASKED,
        [NETMKT_KIND_REPLY] = NETMKT__TALLY_ANSWERED,
        [NETMKT_KIND_REGISTER] = NETMKT__TALLY_REGISTERED,
        [NETMKT_KIND_SUBSCRIBE] = NETMKT__TALLY_PERMITTED,
        [NETMKT_KIND_DOWNLOAD] = NETMKT__TALLY_DOWNLOADED,
        [NETMKT_KIND_CART] = NETMKT__TALLY_CART,
        [NETMKT_KIND_SERVICE] = NETMKT__TALLY_ASKED,
        [NETMKT_KIND_REFERRAL] = NETMKT__TALLY_REFERRED,
        [NETMKT_KIND_SHARE] = NETMKT__TALLY_SHARED,
    };

    return kind < sizeof tally ? tally[kind] : NETMKT__TALLY_ANYTHING;
}

static void tally_event(pass *p, uint16_t kind, size_t i, int lost)
{
    int simple;

    switch (kind) {
    case NETMKT_KIND_IMPRESSION:
    case NETMKT_KIND_MESSAGE:
    case NETMKT_KIND_BOUNCE:
        tally_reach(p, kind, i);
        return;
    case NETMKT_KIND_VISIT:
    case NETMKT_KIND_SEARCH:
        tally_visit(p, i);
        break;
    case NETMKT_KIND_VIEW:
        tally_view(p, i);
        break;
    case NETMKT_KIND_ORDER:
        if (!lost)
            tally_order(p, i);
        break;
    case NETMKT_KIND_UNSUBSCRIBE:
        reset(p, NETMKT__TALLY_PERMITTED);
        break;
    case NETMKT_KIND_REVIEW:
        tally_review(p, i);
        break;
    case NETMKT_KIND_SURVEY:
        tally_survey(p, i);
        break;
    case NETMKT_KIND_COMPLAINT:
        p->complaint = i + 1;
        break;
    case NETMKT_KIND_RESOLUTION:
        p->complaint = 0;
        break;
    default:
        simple = simple_tally(kind);
        if (simple != NETMKT__TALLY_ANYTHING)
            add(p, simple, i);
        break;
    }
    add(p, NETMKT__TALLY_ANYTHING, i);
}

void netmkt__readiness_tally(const netmkt__readiness_thresholds *thresholds, const netmkt__events *events, const uint8_t *lost,
                             netmkt__tallies *out)
{
    pass p = {.thresholds = thresholds, .events = events, .tallies = out,
              .visit_day = INT64_MIN, .view_day = INT64_MIN, .order_day = INT64_MIN};

    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < events->n; i++)
        tally_event(&p, events->kind[i], i, lost != NULL && lost[i]);
    out->quarrel = p.complaint > p.detractor ? p.complaint : p.detractor;
}

static int holds(const netmkt__readiness_thresholds *thresholds, int32_t rank, const netmkt__tallies *tallies, double p_active)
{
    const netmkt__readiness_rule *rule = &netmkt__readiness_rules[rank];
    const netmkt__tally *tally = &tallies->of[rule->tally];

    if (tally->count < thresholds->least[rank])
        return 0;
    if ((rule->conditions & NETMKT__RULE_ACTIVE) != 0 && !(p_active >= thresholds->loyal_p_active))
        return 0;
    return (rule->conditions & NETMKT__RULE_NO_QUARREL) == 0 || tally->last > tallies->quarrel;
}

void netmkt__readiness_judge(const netmkt__readiness_thresholds *thresholds, const netmkt__tallies *tallies,
                             const netmkt__events *events, double p_active, netmkt_stage *out)
{
    const netmkt__tally *tally;
    int32_t rank = netmkt__readiness_rule_count - 1;
    size_t i;

    while (rank >= 0 && !holds(thresholds, rank, tallies, p_active))
        rank--;
    out->rule = rank + 1;
    if (rank < 0) {
        out->readiness = NETMKT_READINESS_UNAWARE;
        out->evidence_ms = INT64_MIN;
        out->evidence_kind = 0;
        out->evidence_channel = 0;
        out->evidence_count = 0;
        return;
    }
    tally = &tallies->of[netmkt__readiness_rules[rank].tally];
    i = tally->last - 1;
    out->readiness = netmkt__readiness_rules[rank].stage;
    out->evidence_ms = events->time_ms[i];
    out->evidence_kind = events->kind[i];
    out->evidence_channel = events->channel != NULL ? events->channel[i] : 0;
    out->evidence_count = tally->count;
}
