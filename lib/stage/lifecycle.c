/* The lifecycle's judgement. Two questions: is he still there (P(active)), and does his engagement rise or fall
 * (posterior rates of a recent window and of the time before it)? docs/stages.md derives what is computed here. */
#include "stage/lifecycle.h"

#include <math.h>

#include "base/settings.h"
#include "numeric/special.h"

#define DAYS_PER_UNIT 7.0   /* of the engagement model */
#define RATE_DAYS 30.0      /* rates are reported per this many days */

void netmkt__lifecycle_rules_init(netmkt__lifecycle_rules *rules, const netmkt_settings *settings, double r, double alpha)
{
    rules->introduction_days = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_INTRODUCTION);
    rules->introduction_p_active = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_ACTIVE_INTRODUCTION);
    rules->decline_p_active = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_ACTIVE);
    rules->decline_ratio = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_FALL);
    rules->growth_ratio = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_RISE);
    rules->certainty = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_CERTAINTY);
    rules->window_days = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_WINDOW);
    rules->prior_days = netmkt__setting(settings, NETMKT__SET_LIFECYCLE_PRIOR);
    rules->r = r;
    rules->alpha = alpha;
}

/* Engagement days and weeks of the recent window and of the time before, each with the prior's share: Gamma(days, weeks)
 * is what is known of the rate. The prior has the customer's own overall rate (itself drawn to the population's) for its
 * mean, so that it favours no trend, and weighs prior_days, so that a population all alike does not rule out a change. */
typedef struct posterior {
    double recent_days, recent_weeks;
    double before_days, before_weeks;
} posterior;

static posterior posterior_of(const netmkt__lifecycle_rules *rules, uint32_t recent, uint32_t before, int64_t age_days)
{
    double window = netmkt__recent_window(rules->window_days, age_days);
    double days = (double)recent + (double)before;
    double prior_weeks = rules->prior_days * (rules->alpha + (double)age_days / DAYS_PER_UNIT) / (rules->r + days);

    return (posterior){rules->prior_days + recent, prior_weeks + window / DAYS_PER_UNIT,
                       rules->prior_days + before, prior_weeks + ((double)age_days - window) / DAYS_PER_UNIT};
}

/* P(recent rate > k times the rate before): the ratio of two Gamma variables has a Beta distribution. */
static double p_above(const posterior *p, double k)
{
    return netmkt__beta_inc(p->before_days, p->recent_days, p->before_weeks / (p->before_weeks + k * p->recent_weeks));
}

static double p_below(const posterior *p, double k)
{
    return netmkt__beta_inc(p->recent_days, p->before_days, k * p->recent_weeks / (p->before_weeks + k * p->recent_weeks));
}

netmkt__trend netmkt__lifecycle_trend(const netmkt__lifecycle_rules *rules, uint32_t recent, uint32_t before, int64_t age_days)
{
    posterior p = posterior_of(rules, recent, before, age_days);

    return (netmkt__trend){p_above(&p, rules->growth_ratio), p_below(&p, rules->decline_ratio)};
}

/* Bend [0, 1] so that the threshold lands on one half. */
static double around_half(double p, double threshold)
{
    if (p >= threshold)
        return threshold < 1.0 ? 0.5 + 0.5 * (p - threshold) / (1.0 - threshold) : 1.0;
    return 0.5 * p / threshold;
}

/* 1 for a new customer, one half at the end of the introduction, 0 after twice that time. */
static double newness(const netmkt__lifecycle_rules *rules, double age_days)
{
    if (age_days >= 2.0 * rules->introduction_days)
        return 0.0;
    return 1.0 - age_days / (2.0 * rules->introduction_days);
}

static void assign_probabilities(const netmkt__lifecycle_rules *rules, double p_active, netmkt__trend trend, netmkt_stage *out)
{
    double likelier = fmax(trend.rise, trend.fall), certainty = rules->certainty;
    double steady = likelier <= certainty ? certainty : certainty * (1.0 - likelier) / (1.0 - certainty);
    double active = around_half(p_active, rules->decline_p_active);
    double best = fmax(likelier, steady);
    double fresh = fmin(newness(rules, out->age_days), around_half(p_active, rules->introduction_p_active));
    double growth = active * trend.rise, maturity = active * steady;
    double decline = fmax(active * trend.fall, (1.0 - active) * best);
    double introduction = fresh * fmax(fmax(growth, maturity), decline);
    double sum = introduction + (1.0 - fresh) * (growth + maturity + decline);

    out->p_introduction = introduction / sum;
    out->p_growth = (1.0 - fresh) * growth / sum;
    out->p_maturity = (1.0 - fresh) * maturity / sum;
    out->p_decline = (1.0 - fresh) * decline / sum;
}

static int32_t stage_by_thresholds(const netmkt__lifecycle_rules *rules, double age_days, double p_active, netmkt__trend trend)
{
    if (age_days < rules->introduction_days && p_active >= rules->introduction_p_active)
        return NETMKT_LIFECYCLE_INTRODUCTION;
    if (p_active < rules->decline_p_active || trend.fall > rules->certainty)
        return NETMKT_LIFECYCLE_DECLINE;
    return trend.rise > rules->certainty ? NETMKT_LIFECYCLE_GROWTH : NETMKT_LIFECYCLE_MATURITY;
}

static void judge_nobody(netmkt_stage *out)
{
    out->lifecycle = NETMKT_LIFECYCLE_NONE;
    out->p_introduction = out->p_growth = out->p_maturity = out->p_decline = 0.0;
    out->p_active = (double)NAN;
    out->age_days = out->window_days = out->before_days = 0.0;
    out->rate_recent = out->rate_before = 0.0;
    out->days_recent = out->days_before = 0;
}

void netmkt__lifecycle_judge(const netmkt__lifecycle_rules *rules, const netmkt__engagement *engagement, int64_t as_of_day,
                             double p_active, netmkt__trend trend, netmkt_stage *out)
{
    int64_t age_days = as_of_day - engagement->first_day;
    uint32_t before = engagement->days - engagement->recent;
    posterior p;

    if (engagement->days == 0) {
        judge_nobody(out);
        return;
    }
    p = posterior_of(rules, engagement->recent, before, age_days);
    out->p_active = p_active;
    out->age_days = (double)age_days;
    out->window_days = netmkt__recent_window(rules->window_days, age_days);
    out->before_days = out->age_days - out->window_days;
    out->days_recent = engagement->recent;
    out->days_before = before;
    out->rate_recent = p.recent_days / p.recent_weeks * (RATE_DAYS / DAYS_PER_UNIT);
    out->rate_before = p.before_days / p.before_weeks * (RATE_DAYS / DAYS_PER_UNIT);
    out->lifecycle = stage_by_thresholds(rules, out->age_days, p_active, trend);
    assign_probabilities(rules, p_active, trend, out);
}
