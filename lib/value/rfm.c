/* RFM scores by rank, and names of their segments.
 *
 * A score rises by one at each border: border k (1 <= k < scores) is the value of which ceil(k n / scores) values are no
 * larger, found by counting where values are few and by selection where they are many, so that nothing is ever sorted.
 * A value above the border has at least that many strictly below it, which is the rule of netmkt_rfm_score() in integers;
 * equal values are on the same side of every border. */
#include <netmkt/value.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "numeric/quantile.h"

#define MOST_SCORES 10
#define COUNTED_RANGE 65536 /* values within such a range are counted instead of selected */

typedef struct ranking {
    netmkt_context *context;
    size_t n, scores, groups;
    const uint8_t *group;  /* of each customer, or NULL for one group */
    int64_t *gathered;     /* room for n values, group by group */
    uint64_t *count;       /* room for COUNTED_RANGE counts */
    size_t start[MOST_SCORES * MOST_SCORES + 1];
    int64_t border[MOST_SCORES * MOST_SCORES * (MOST_SCORES - 1)];
} ranking;

/* Better is larger: the time since the last purchase is turned round, which no value overflows. */
static inline int64_t worth(int64_t value, int64_t mask)
{
    return value ^ mask;
}

static void gather(ranking *r, const int64_t *values, int64_t mask)
{
    size_t next[MOST_SCORES * MOST_SCORES + 1] = {0};

    for (size_t i = 0; i < r->n; i++)
        next[r->group != NULL ? r->group[i] + 1 : 1]++;
    for (size_t g = 1; g <= r->groups; g++)
        next[g] += next[g - 1];
    for (size_t g = 0; g <= r->groups; g++)
        r->start[g] = next[g];
    for (size_t i = 0; i < r->n; i++)
        r->gathered[next[r->group != NULL ? r->group[i] : 0]++] = worth(values[i], mask);
}

/* The rank, from 0, of border k among n values. */
static size_t border_rank(size_t n, size_t k, size_t scores)
{
    return (k * n + scores - 1) / scores - 1;
}

static void borders_by_counting(ranking *r, const int64_t *values, size_t n, int64_t least, size_t range, int64_t *border)
{
    uint64_t below = 0;
    size_t k = 1;

    for (size_t i = 0; i <= range; i++)
        r->count[i] = 0;
    for (size_t i = 0; i < n; i++)
        r->count[values[i] - least]++;
    for (size_t i = 0; i <= range && k < r->scores; i++) {
        below += r->count[i];
        for (; k < r->scores && below > border_rank(n, k, r->scores); k++)
            border[k - 1] = least + (int64_t)i;
    }
}

/* Borders from k to before end, whose ranks lie in [low, high): the middle one first, which halves the rest. */
static void borders_by_selection(const ranking *r, int64_t *values, size_t n, size_t low, size_t high, size_t k, size_t end, int64_t *border)
{
    size_t middle = k + (end - k) / 2, rank = border_rank(n, middle, r->scores);

    if (k >= end)
        return;
    if (rank >= low && rank < high) /* else it equals a neighbour's rank, and stands where that was selected */
        border[middle - 1] = netmkt__select_int64(values + low, high - low, rank - low);
    else
        border[middle - 1] = values[rank];
    borders_by_selection(r, values, n, low, rank, k, middle, border);
    borders_by_selection(r, values, n, rank + 1, high, middle + 1, end, border);
}

static void find_borders(ranking *r, size_t group)
{
    int64_t *values = r->gathered + r->start[group], *border = r->border + group * (r->scores - 1);
    size_t n = r->start[group + 1] - r->start[group];
    int64_t least, most;
    uint64_t range;

    if (n == 0)
        return;
    least = most = values[0];
    for (size_t i = 1; i < n; i++) {
        least = values[i] < least ? values[i] : least;
        most = values[i] > most ? values[i] : most;
    }
    range = (uint64_t)most - (uint64_t)least;
    if (range < COUNTED_RANGE && range / 8 <= n)
        borders_by_counting(r, values, n, least, (size_t)range, border);
    else
        borders_by_selection(r, values, n, 0, n, 1, r->scores, border);
}

static void score(ranking *r, const int64_t *values, int64_t mask, uint8_t *out)
{
    size_t borders = r->scores - 1;

    gather(r, values, mask);
    for (size_t g = 0; g < r->groups; g++)
        find_borders(r, g);
    for (size_t i = 0; i < r->n; i++) {
        const int64_t *border = r->border + (r->group != NULL ? r->group[i] * borders : 0);
        int64_t value = worth(values[i], mask);
        unsigned above = 1;

        for (size_t k = 0; k < borders; k++)
            above += border[k] < value;
        out[i] = (uint8_t)above;
    }
}

/* The next scores are given within the groups that these scores make of the present ones. */
static void refine(ranking *r, uint8_t *group, const uint8_t *scored)
{
    for (size_t i = 0; i < r->n; i++)
        group[i] = (uint8_t)((r->group != NULL ? group[i] * r->scores : 0) + scored[i] - 1);
    r->group = group;
    r->groups *= r->scores;
}

static netmkt_status ranking_new(netmkt_context *context, size_t n, const netmkt_settings *settings, ranking **out)
{
    ranking *r = netmkt__calloc(context, 1, sizeof *r);

    *out = r;
    if (r == NULL)
        return netmkt__nomem();
    r->context = context;
    r->n = n;
    r->groups = 1;
    r->scores = (size_t)netmkt__setting(settings, NETMKT__SET_RFM_SCORES);
    r->gathered = netmkt__alloc(context, n, sizeof *r->gathered);
    r->count = netmkt__alloc(context, COUNTED_RANGE, sizeof *r->count);
    return r->gathered != NULL && r->count != NULL ? NETMKT_OK : netmkt__nomem();
}

static void ranking_free(ranking *r)
{
    if (r == NULL)
        return;
    netmkt__free(r->context, r->gathered);
    netmkt__free(r->context, r->count);
    netmkt__free(r->context, r);
}

/* What is scored: idle time, frequency, money; a NULL result is not asked for. */
typedef struct scoring {
    netmkt_context *context;
    const netmkt_settings *settings;
    size_t n;
    const int64_t *values[3];
    uint8_t *scores[3];
} scoring;

/* A task: one of the three, by itself. */
static netmkt_status score_one(void *argument, size_t task)
{
    const scoring *s = argument;
    ranking *r = NULL;
    netmkt_status status = NETMKT_OK;

    if (s->scores[task] == NULL)
        return NETMKT_OK;
    status = ranking_new(s->context, s->n, s->settings, &r);
    if (status == NETMKT_OK)
        score(r, s->values[task], task == 0 ? -1 : 0, s->scores[task]);
    ranking_free(r);
    return status;
}

/* Each within the groups that the scores before it make. */
static netmkt_status score_nested(const scoring *s)
{
    uint8_t *scored = netmkt__alloc(s->context, s->n, 2), *group = scored != NULL ? scored + s->n : NULL; /* scores, then groups */
    ranking *r = NULL;
    netmkt_status status = scored != NULL ? ranking_new(s->context, s->n, s->settings, &r) : netmkt__nomem();

    for (int i = 0; i < 3 && status == NETMKT_OK; i++) {
        uint8_t *to = s->scores[i] != NULL ? s->scores[i] : scored;

        if (i < 2 || s->scores[i] != NULL)
            score(r, s->values[i], i == 0 ? -1 : 0, to);
        if (i < 2)
            refine(r, group, to);
    }
    ranking_free(r);
    netmkt__free(s->context, scored);
    return status;
}

netmkt_status netmkt_rfm_score(netmkt_context *context, const netmkt_settings *settings, size_t n, const int64_t *idle,
                               const int64_t *frequency, const int64_t *money, uint8_t *r, uint8_t *f, uint8_t *m)
{
    scoring s = {context, settings, n, {idle, frequency, money}, {r, f, m}};

    if (n > 0 && (idle == NULL || frequency == NULL || money == NULL))
        return netmkt__misuse("idle, frequency and money are needed");
    if (n == 0)
        return NETMKT_OK;
    if (netmkt__setting(settings, NETMKT__SET_RFM_NESTED) != 0.0)
        return score_nested(&s);
    return netmkt__parallel(netmkt__setting_threads(settings), 3, score_one, &s);
}

/* A score of 1..scores on the scale 1..5: the ends stay the ends. */
static uint32_t fifth(uint32_t score_of, uint32_t scores)
{
    return scores < 2 ? 1 : 1 + (8 * (score_of - 1) + (scores - 1)) / (2 * (scores - 1));
}

const char *netmkt_rfm_segment(uint32_t r, uint32_t f, uint32_t m, uint32_t scores)
{
    /* docs/value.md has the same table; the last two rows leave no score out */
    static const struct {
        const char *name;
        uint8_t r_least, r_most, f_least, f_most, m_least, m_most;
    } segment[] = {
        {"champions", 4, 5, 4, 5, 4, 5},
        {"loyal", 3, 5, 4, 5, 1, 5},
        {"potential loyalists", 4, 5, 2, 3, 1, 5},
        {"new", 5, 5, 1, 1, 1, 5},
        {"promising", 4, 4, 1, 1, 1, 5},
        {"need attention", 3, 3, 2, 3, 3, 5},
        {"about to sleep", 3, 3, 1, 3, 1, 5},
        {"cannot lose them", 1, 2, 4, 5, 4, 5},
        {"at risk", 1, 2, 3, 5, 2, 5},
        {"hibernating", 2, 2, 1, 5, 1, 5},
        {"lost", 1, 1, 1, 5, 1, 5},
    };

    if (r < 1 || f < 1 || m < 1 || r > scores || f > scores || m > scores || scores > 1000)
        return NULL;
    r = fifth(r, scores);
    f = fifth(f, scores);
    m = fifth(m, scores);
    for (size_t i = 0; i < sizeof segment / sizeof segment[0]; i++)
        if (r >= segment[i].r_least && r <= segment[i].r_most && f >= segment[i].f_least && f <= segment[i].f_most &&
            m >= segment[i].m_least && m <= segment[i].m_most)
            return segment[i].name;
    return NULL;
}
