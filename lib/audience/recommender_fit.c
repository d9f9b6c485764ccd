/* Rates of channels: everybody's trials sorted, equal ones counted, and fitted; those of the segment shrunk to them. */
#include "audience/recommender.h"

#include <stdlib.h>

#include "base/context.h"
#include "base/settings.h"
#include "numeric/beta_binomial.h"

static int by_channel(const void *a, const void *b)
{
    const netmkt__trial_record *x = a, *y = b;

    if (x->channel != y->channel)
        return x->channel < y->channel ? -1 : 1;
    if (x->uses != y->uses)
        return x->uses < y->uses ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    return (x->k > y->k) - (x->k < y->k);
}

static void add(netmkt__rate_group *group, const netmkt__trial_record *r)
{
    group->customers++;
    group->messages += r->n;
    group->responses += r->k;
    if (r->wanted) {
        group->segment_messages += r->n;
        group->segment_responses += r->k;
    }
}

/* The segment's rate, shrunk to everybody's. Trials of one customer are alike, the more the lower the strength: n of them tell as much about the mean as
 * n / (1 + (n - 1) / (strength + 1)) of as many customers. */
static void settle_segment(const netmkt__trial_record *list, size_t n, const netmkt_settings *settings, netmkt__rate_group *group)
{
    int limited = netmkt__setting_limits(settings);
    double shrink = limited ? netmkt__setting(settings, NETMKT__SET_RECOMMEND_SEGMENT) : group->fitted ? 0.0 : group->strength;
    double trials = 0.0, hits = 0.0;

    for (size_t i = 0; i < n; i++) {
        double alike = 1.0 + ((double)list[i].n - 1.0) / (group->strength + 1.0);

        if (!list[i].wanted)
            continue;
        trials += (double)list[i].n / alike;
        hits += (double)list[i].k / alike;
    }
    group->segment_trials = trials + shrink;
    group->segment_mean = limited ? (hits + shrink * group->mean) / (trials + shrink) : group->mean;
}

/* Equal trials of a sorted run as one row with a count; `rows` has room for all. */
static size_t group_trials(const netmkt__trial_record *list, size_t n, netmkt__trials *rows)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        if (count > 0 && rows[count - 1].n == list[i].n && rows[count - 1].k == list[i].k)
            rows[count - 1].count++;
        else
            rows[count++] = (netmkt__trials){list[i].n, list[i].k, 1};
    }
    return count;
}

/* Fit, or take the rate above for as many messages as `strength` says. */
static void settle(const netmkt__trial_record *list, size_t n, netmkt__trials *rows, const netmkt_settings *settings, double above, double strength,
                   netmkt__rate_group *group)
{
    group->fitted = (double)group->customers >= netmkt__setting(settings, NETMKT__SET_RECOMMEND_FIT) &&
                    netmkt__beta_binomial_fit(rows, group_trials(list, n, rows), &group->mean, &group->strength);
    if (!group->fitted) {
        group->mean = ((double)group->responses + strength * above) / ((double)group->messages + strength);
        group->strength = strength;
    }
    settle_segment(list, n, settings, group);
}

static void fit_channel(const netmkt__trial_record *list, size_t n, const netmkt_settings *settings, double overall, netmkt__trials *rows, netmkt__channel_rates *out)
{
    double prior = netmkt__setting(settings, NETMKT__SET_RECOMMEND_PRIOR);
    size_t border = 0;

    for (size_t i = 0; i < n; i++) {
        add(&out->all, &list[i]);
        add(&out->group[list[i].uses], &list[i]);
        border += !list[i].uses;
    }
    settle(list, n, rows, settings, overall, prior, &out->all);
    settle(list, border, rows, settings, out->all.mean, out->all.strength, &out->group[0]);
    settle(list + border, n - border, rows, settings, out->all.mean, out->all.strength, &out->group[1]);
}

netmkt_status netmkt__recommender_fit(netmkt_recommender *recommender, netmkt__trial_record *list, size_t n)
{
    netmkt__trials *rows = netmkt__alloc(recommender->context, n, sizeof *rows);
    double messages = 0.0, responses = 0.0;

    if (rows == NULL)
        return netmkt__nomem();
    if (n > 1)
        qsort(list, n, sizeof *list, by_channel);
    for (size_t i = 0; i < n; i++) {
        messages += list[i].n;
        responses += list[i].k;
    }
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin; end < n && list[end].channel == list[begin].channel; end++)
            continue;
        fit_channel(list + begin, end - begin, recommender->settings, (responses + 1.0) / (messages + 2.0), rows,
                    &recommender->rates[list[begin].channel]);
    }
    netmkt__free(recommender->context, rows);
    return NETMKT_OK;
}
