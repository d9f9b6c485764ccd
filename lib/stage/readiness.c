/* The rules are read from the highest stage down; each looks at the events itself, since most need none or few of them. */
#include "stage/readiness.h"

#include <math.h>

#include "base/calendar.h"
#include "base/settings.h"
#include "summary/survey.h"

void netmkt__readiness_view_init(netmkt__readiness_view *view, const netmkt_settings *settings, int32_t day_offset)
{
    view->rules = netmkt__rules_of(settings);
    view->settings = settings;
    view->day_offset = day_offset;
    view->survey_variant = (uint32_t)netmkt__setting(settings, NETMKT__SET_DELIVERED_SURVEY);
    view->as_of_day = 0;
}

static double number_of(const netmkt__readiness_view *view, const netmkt__rule_number *n)
{
    return n->setting >= 0 ? netmkt__setting(view->settings, n->setting) : n->value;
}

/* What a pass over a customer's events needs. */
typedef struct pass {
    const netmkt__readiness_view *view;
    const netmkt__events *events;
    const uint8_t *lost;
} pass;

/* A matcher with its numbers resolved, ratings in thousandths. */
typedef struct filter {
    const netmkt__matcher *matcher;
    int32_t low, high;
} filter;

static int32_t thousandths(double rating)
{
    return (int32_t)lround(fmin(fmax(rating, -1e6), 1e6) * 1000.0);
}

static filter resolve(const pass *p, const netmkt__matcher *m)
{
    return (filter){m, thousandths(number_of(p->view, &m->low)), thousandths(number_of(p->view, &m->high))};
}

static int rating_fits(const pass *p, const filter *f, size_t i)
{
    uint32_t flags = f->matcher->flags;
    int32_t rating = p->events->rating != NULL ? p->events->rating[i] : NETMKT_NO_RATING;

    if (rating == NETMKT_NO_RATING)
        return 0;
    if (p->events->kind[i] == NETMKT_KIND_SURVEY && netmkt__survey_part(p->events, i, p->view->survey_variant) >= 0)
        return 0; /* it rates a part of an offer */
    return !((flags & NETMKT__MATCH_LEAST) != 0 && rating < f->low) && !((flags & NETMKT__MATCH_ABOVE) != 0 && rating <= f->low) &&
           !((flags & NETMKT__MATCH_MOST) != 0 && rating > f->high) && !((flags & NETMKT__MATCH_BELOW) != 0 && rating >= f->high);
}

enum { RATED = NETMKT__MATCH_LEAST | NETMKT__MATCH_ABOVE | NETMKT__MATCH_MOST | NETMKT__MATCH_BELOW };

static int details_fit(const pass *p, const filter *f, size_t i)
{
    uint32_t flags = f->matcher->flags;

    if ((flags & NETMKT__MATCH_KEPT) != 0 && p->lost != NULL && p->lost[i])
        return 0;
    if ((flags & NETMKT__MATCH_CHANNEL) != 0 && !netmkt__id_in(&f->matcher->channels, p->events->channel != NULL ? p->events->channel[i] : 0))
        return 0;
    if ((flags & NETMKT__MATCH_CUSTOMER) != 0 && p->events->initiator[i] != NETMKT_INITIATOR_CUSTOMER)
        return 0;
    if ((flags & NETMKT__MATCH_BUSINESS) != 0 && p->events->initiator[i] != NETMKT_INITIATOR_BUSINESS)
        return 0;
    return (flags & RATED) == 0 || rating_fits(p, f, i);
}

static int fits(const pass *p, const filter *f, size_t i)
{
    return netmkt__id_in(&f->matcher->kinds, p->events->kind[i]) && (f->matcher->flags == 0 || details_fit(p, f, i));
}

/* What a condition counted, and the last event of it, + 1. */
typedef struct counted {
    uint32_t count;
    uint32_t in_day; /* on `day` */
    size_t last;
    int64_t day;     /* the last counted */
} counted;

static void count_event(const pass *p, int32_t unit, size_t i, counted *c)
{
    int64_t day;

    if (unit == NETMKT__COUNT_EVENTS) {
        c->count++;
        c->last = i + 1;
        return;
    }
    day = netmkt__day_of(p->events->time_ms[i], p->view->day_offset);
    c->in_day = day == c->day ? c->in_day + 1 : 1;
    c->day = day;
    if (unit == NETMKT__COUNT_DAYS) {
        c->count += c->in_day == 1;
        c->last = i + 1;
    } else if (c->in_day >= c->count) {
        c->count = c->in_day;
        c->last = i + 1;
    }
}

static void take_back(counted *c)
{
    if (c->count > 0 && --c->count == 0)
        c->last = 0;
}

static int64_t window_start(const pass *p, const netmkt__condition *c)
{
    double days = number_of(p->view, &c->within);

    if (!(days > 0.0))
        return INT64_MIN;
    return (p->view->as_of_day - (int64_t)days + 1) * NETMKT__DAY_MS - (int64_t)p->view->day_offset * 60000;
}

static counted count(const pass *p, const netmkt__condition *c)
{
    filter of = resolve(p, &c->of), after = resolve(p, &c->after);
    int64_t from = window_start(p, c);
    counted result = {0, 0, 0, INT64_MIN};

    for (size_t i = 0; i < p->events->n; i++) {
        if (c->after.given && fits(p, &after, i))
            result = (counted){0, 0, 0, INT64_MIN};
        else if (c->takes_back && netmkt__id_in(&c->less, p->events->kind[i]))
            take_back(&result);
        else if (p->events->time_ms[i] >= from && fits(p, &of, i))
            count_event(p, c->unit, i, &result);
    }
    return result;
}

/* Bits of the kinds that are there, 63 standing for all from there on. */
static uint64_t kinds_there(const netmkt__events *events)
{
    uint64_t there = 0;

    for (size_t i = 0; i < events->n; i++)
        there |= UINT64_C(1) << (events->kind[i] < 63 ? events->kind[i] : 63);
    return there;
}

static int can_hold(const netmkt__rule *rule, uint64_t there)
{
    const netmkt__id_set *kinds = &rule->condition[0].of.kinds;

    return kinds->all_but != 0 || (kinds->low & there) != 0 || (kinds->others > 0 && there >> 63 != 0);
}

static int condition_holds(const pass *p, const netmkt__condition *c, size_t evidence, double p_active)
{
    double number = number_of(p->view, &c->number);

    if (c->what == NETMKT__ACTIVE_LEAST)
        return p_active >= number;
    if (c->what == NETMKT__ACTIVE_BELOW)
        return p_active < number;
    if (c->what == NETMKT__HAS)
        return count(p, c).count >= number;
    return c->what == NETMKT__HAS_NO ? count(p, c).count == 0 : count(p, c).last <= evidence;
}

static int holds(const pass *p, const netmkt__rule *rule, double p_active, counted *evidence)
{
    *evidence = count(p, &rule->condition[0]);
    if (evidence->count == 0 || evidence->count < number_of(p->view, &rule->condition[0].number))
        return 0;
    for (int32_t k = 1; k < rule->conditions; k++)
        if (!condition_holds(p, &rule->condition[k], evidence->last, p_active))
            return 0;
    return 1;
}

void netmkt__readiness_judge(const netmkt__readiness_view *view, const netmkt__events *events, const uint8_t *lost, double p_active,
                             netmkt_stage *out)
{
    const pass p = {view, events, lost};
    uint64_t there = kinds_there(events);
    size_t rank = events->n > 0 ? view->rules->count : 0;
    counted evidence = {0, 0, 0, 0};
    size_t i;

    while (rank > 0 && !(can_hold(&view->rules->rule[rank - 1], there) && holds(&p, &view->rules->rule[rank - 1], p_active, &evidence)))
        rank--;
    out->rule = (int32_t)rank;
    if (rank == 0) {
        out->readiness = NETMKT_READINESS_UNAWARE;
        out->evidence_ms = INT64_MIN;
        out->evidence_kind = 0;
        out->evidence_channel = 0;
        out->evidence_count = 0;
        return;
    }
    i = evidence.last - 1;
    out->readiness = view->rules->rule[rank - 1].stage;
    out->evidence_ms = events->time_ms[i];
    out->evidence_kind = events->kind[i];
    out->evidence_channel = events->channel != NULL ? events->channel[i] : 0;
    out->evidence_count = evidence.count;
}

/* The first day on which an event leaves the condition's window. */
static int64_t window_next(const pass *p, const netmkt__condition *c)
{
    int64_t from = window_start(p, c);

    for (size_t i = 0; from != INT64_MIN && i < p->events->n; i++)
        if (p->events->time_ms[i] >= from && netmkt__id_in(&c->of.kinds, p->events->kind[i]))
            return netmkt__day_of(p->events->time_ms[i], p->view->day_offset) + (int64_t)number_of(p->view, &c->within);
    return INT64_MAX;
}

int64_t netmkt__readiness_next_day(const netmkt__readiness_view *view, const netmkt__events *events, netmkt__day_below below, const void *argument)
{
    const pass p = {view, events, NULL};
    int64_t next = INT64_MAX;

    for (size_t i = 0; i < view->rules->count; i++) {
        const netmkt__rule *rule = &view->rules->rule[i];

        for (int32_t k = 0; k < rule->conditions; k++) {
            const netmkt__condition *c = &rule->condition[k];
            int active = c->what == NETMKT__ACTIVE_LEAST || c->what == NETMKT__ACTIVE_BELOW;
            int64_t day = active ? below(argument, number_of(view, &c->number)) : window_next(&p, c);

            next = day < next ? day : next;
        }
    }
    return next > view->as_of_day ? next : view->as_of_day + 1; /* INT64_MAX: never */
}
