/* Learning: one walk over everybody gathers trials, ratings, weights and the segment's day; then they are put together. */
#include "audience/recommender.h"

#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "value/block_sum.h"
#include "value/crowd.h"

/* Sums of weights over customers who gave some. */
typedef struct weight_sums {
    netmkt__sum sum[NETMKT_PARTS];
    double customers;
} weight_sums;

typedef struct part_list {
    netmkt__trial_record *trials;
    netmkt__rating_record *ratings;
    size_t trial_count, trial_capacity, rating_count, rating_capacity;
    netmkt__answers answers;
    netmkt__opinions opinions;
    netmkt__profile_tally day;     /* of the segment */
    weight_sums weights[2];        /* everybody's, and the segment's */
} part_list;

typedef struct learning {
    netmkt_recommender *to;
    const netmkt__profile_rules *profile;
    netmkt__answer_rules rules;
    uint32_t survey;
    uint32_t reserved;
    part_list part[NETMKT__CROWD_PARTS];
} learning;

netmkt_status netmkt__recommender_moment(const netmkt_recommender *recommender, const netmkt_store *store, int64_t as_of_ms, netmkt__profile_rules *out)
{
    netmkt_status status = netmkt__profile_rules_init(store, recommender->settings, as_of_ms, out);

    out->from_ms = out->as_of_ms - llround(netmkt__setting(recommender->settings, NETMKT__SET_RECOMMEND_WINDOW) * (double)NETMKT__DAY_MS) + 1;
    return status;
}

netmkt__answer_rules netmkt__recommender_rules(const netmkt_recommender *recommender, const netmkt__profile_rules *profile)
{
    return (netmkt__answer_rules){profile->acts, profile->channel, profile->from_ms, profile->as_of_ms,
                                  llround(netmkt__setting(recommender->settings, NETMKT__SET_RECOMMEND_ANSWER) * (double)NETMKT__DAY_MS)};
}

static netmkt_status learn_trials(const learning *l, part_list *p, int wanted)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < p->answers.count && status == NETMKT_OK; i++) {
        const netmkt__channel_answers *c = &p->answers.channel[p->answers.touched[i]];

        if (c->messages == 0)
            continue;
        status = netmkt__grow(l->to->context, &p->trials, &p->trial_capacity, p->trial_count + 1, sizeof *p->trials);
        if (status == NETMKT_OK)
            p->trials[p->trial_count++] = (netmkt__trial_record){p->answers.touched[i], c->own > 0, (uint8_t)wanted, c->messages, c->responses};
    }
    return status;
}

static void add_weights(const double *weights, weight_sums *to)
{
    to->customers += 1.0;
    for (int i = 0; i < NETMKT_PARTS; i++)
        netmkt__sum_add(&to->sum[i], weights[i]);
}

static netmkt_status learn_opinions(const learning *l, part_list *p, int wanted)
{
    const netmkt__opinions *o = &p->opinions;
    netmkt_status status = netmkt__grow(l->to->context, &p->ratings, &p->rating_capacity, p->rating_count + o->n, sizeof *p->ratings);

    for (size_t i = 0; i < o->n && status == NETMKT_OK; i++)
        p->ratings[p->rating_count++] = (netmkt__rating_record){o->list[i].offer, o->list[i].part, (uint16_t)wanted, o->list[i].value};
    if (o->weighed == 0)
        return status;
    add_weights(o->weights, &p->weights[0]);
    if (wanted)
        add_weights(o->weights, &p->weights[1]);
    return status;
}

static netmkt_status learn_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    learning *l = argument;
    part_list *p = &l->part[part];
    int wanted = netmkt__setting_wants(l->to->settings, customer);
    netmkt_status status;

    netmkt__answers_read(&l->rules, events, &p->answers);
    status = learn_trials(l, p, wanted);
    if (status == NETMKT_OK)
        status = netmkt__opinions_read(events, l->survey, &p->opinions);
    if (status == NETMKT_OK && (p->opinions.n > 0 || p->opinions.weighed > 0))
        status = learn_opinions(l, p, wanted);
    if (wanted)
        netmkt__profile_count(l->profile, customer, events, &p->day);
    return status;
}

static void add_days(const learning *l, size_t parts)
{
    double *day = l->to->day, sum = 0.0;

    for (size_t k = 0; k < parts; k++)
        for (size_t h = 0; h < NETMKT__WEEK_HOURS; h++)
            day[h % 24] += (double)l->part[k].day.week[h];
    for (size_t h = 0; h < 24; h++)
        sum += day[h];
    for (size_t h = 0; h < 24 && sum > 0.0; h++)
        day[h] /= sum;
}

/* The segment's weights, shrunk to everybody's as ratings are; 1 each where nobody gave any. */
static void settle_weights(const learning *l, size_t parts)
{
    double shrink = netmkt__setting(l->to->settings, NETMKT__SET_RECOMMEND_OFFERS), count[2] = {0.0, 0.0};

    for (size_t k = 0; k < parts; k++)
        for (int g = 0; g < 2; g++)
            count[g] += l->part[k].weights[g].customers;
    l->to->weighed = count[0] > 0.0;
    for (int i = 0; i < NETMKT_PARTS; i++) {
        netmkt__sum sum[2] = {{0.0, 0.0}, {0.0, 0.0}};

        for (size_t k = 0; k < parts; k++) {
            for (int g = 0; g < 2; g++) {
                netmkt__sum_add(&sum[g], l->part[k].weights[g].sum[i].sum);
                netmkt__sum_add(&sum[g], l->part[k].weights[g].sum[i].rest);
            }
        }
        l->to->weights[i] = count[0] > 0.0 ? (netmkt__sum_total(&sum[1]) + shrink * netmkt__sum_total(&sum[0]) / count[0]) / (count[1] + shrink) : 1.0;
    }
}

/* The parts' lists as one each, then what they say. */
static netmkt_status put_together(learning *l, size_t parts)
{
    netmkt_recommender *r = l->to;
    netmkt__trial_record *trials;
    netmkt__rating_record *ratings;
    size_t n = 0, m = 0;
    netmkt_status status = NETMKT_OK;

    for (size_t k = 0; k < parts; k++) {
        n += l->part[k].trial_count;
        m += l->part[k].rating_count;
    }
    trials = netmkt__alloc(r->context, n, sizeof *trials);
    ratings = netmkt__alloc(r->context, m, sizeof *ratings);
    if (trials == NULL || ratings == NULL) {
        status = netmkt__nomem();
        goto done;
    }
    n = m = 0;
    for (size_t k = 0; k < parts; k++) {
        const part_list *p = &l->part[k];

        if (p->trial_count > 0)
            memcpy(trials + n, p->trials, p->trial_count * sizeof *trials);
        if (p->rating_count > 0)
            memcpy(ratings + m, p->ratings, p->rating_count * sizeof *ratings);
        n += p->trial_count;
        m += p->rating_count;
    }
    status = netmkt__recommender_fit(r, trials, n);
    if (status == NETMKT_OK)
        status = netmkt__recommender_see(r, ratings, m);
done:
    netmkt__free(r->context, trials);
    netmkt__free(r->context, ratings);
    return status;
}

static netmkt_status part_init(const netmkt_recommender *r, part_list *p)
{
    netmkt_status status = netmkt__answers_init(r->context, r->channels, &p->answers);

    p->opinions.context = r->context;
    p->day.used = netmkt__calloc(r->context, r->channels, 1);
    return status == NETMKT_OK && p->day.used == NULL ? netmkt__nomem() : status;
}

static void part_free(netmkt_context *context, part_list *p)
{
    netmkt__answers_free(context, &p->answers);
    netmkt__free(context, p->opinions.list);
    netmkt__free(context, p->day.used);
    netmkt__free(context, p->trials);
    netmkt__free(context, p->ratings);
}

/* With the read lock held. */
static netmkt_status learn(const netmkt_store *store, const netmkt__profile_rules *profile, netmkt_recommender *r)
{
    size_t parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS), made = 0;
    learning *l = netmkt__calloc(r->context, 1, sizeof *l);
    netmkt_status status = l != NULL ? NETMKT_OK : netmkt__nomem();

    if (status != NETMKT_OK)
        return status;
    l->to = r;
    l->profile = profile;
    l->rules = netmkt__recommender_rules(r, profile);
    l->survey = (uint32_t)netmkt__setting(r->settings, NETMKT__SET_DELIVERED_SURVEY);
    while (made < parts && status == NETMKT_OK)
        status = part_init(r, &l->part[made++]);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk(store, netmkt__setting_threads(r->settings), parts, profile->as_of_ms, learn_customer, l);
    if (status == NETMKT_OK)
        status = put_together(l, parts);
    if (status == NETMKT_OK) {
        add_days(l, parts);
        settle_weights(l, parts);
    }
    for (size_t k = 0; k < made; k++)
        part_free(r->context, &l->part[k]);
    netmkt__free(r->context, l);
    return status;
}

static netmkt_status make(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_recommender *r)
{
    netmkt__profile_rules profile;
    netmkt_status status = netmkt__settings_copy(settings, r->context, &r->settings);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__recommender_moment(r, store, as_of_ms, &profile);
    r->channels = profile.channels;
    if (status == NETMKT_OK) {
        r->rates = netmkt__calloc(r->context, r->channels, sizeof *r->rates);
        status = r->rates != NULL ? learn(store, &profile, r) : netmkt__nomem();
    }
    netmkt__profile_rules_free(&profile);
    return status;
}

netmkt_status netmkt_recommender_new(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_recommender **out)
{
    netmkt_recommender *r;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    r = netmkt__calloc(netmkt__store_context(store), 1, sizeof *r);
    status = r != NULL ? NETMKT_OK : netmkt__nomem();
    if (status == NETMKT_OK) {
        r->context = netmkt__store_context(store);
        status = make(store, settings, as_of_ms, r);
    }
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = r;
        r = NULL;
    }
    netmkt_recommender_free(r);
    return status;
}

void netmkt_recommender_free(netmkt_recommender *recommender)
{
    if (recommender == NULL)
        return;
    netmkt_settings_free(recommender->settings);
    netmkt_settings_free(recommender->permission);
    netmkt__free(recommender->context, recommender->rates);
    netmkt__free(recommender->context, recommender->offers);
    netmkt__free(recommender->context, recommender);
}
