/* Whether counts that came as bytes can be those of paths: what each model counted adds up to the totals, and the chain flows. */
#include <stdlib.h>

#include "base/status.h"
#include "reach/attribution_bytes.h"

static netmkt_status corrupt(const char *what)
{
    return netmkt__fail(NETMKT_E_CORRUPT, "the state of attribution cannot be: %s", what);
}

static int counts(const netmkt_attribution *a, int model)
{
    return (int)(a->models >> model & 1);
}

/* Every state that is there is reached from the start: found by going along edges from it. The list is as long as the states. */
static int all_reached(const netmkt__chain *c, uint32_t *list, uint8_t *reached)
{
    uint32_t n = 0, at = 0;

    list[n++] = 0;
    reached[0] = 1;
    while (at < n) {
        uint32_t s = list[at++];

        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++) {
            if (!reached[c->to[e]]) {
                reached[c->to[e]] = 1;
                list[n++] = c->to[e];
            }
        }
    }
    return n == c->states;
}

/* As many go into each state as come out; into the start, all paths. `in`: of each state, zeroed. */
static int flows(const netmkt_attribution *a, const netmkt__chain *c, uint64_t *in)
{
    uint64_t sum[NETMKT__TOTALS] = {0, 0, 0};

    in[0] = a->totals.n[NETMKT__CONVERSIONS] + a->totals.n[NETMKT__NULLS];
    for (uint32_t e = 0; e < c->edges; e++)
        in[c->to[e]] += c->passed[e]; /* they add up to no more than totals.steps */
    for (uint32_t s = 0; s < c->states; s++) {
        if (in[s] != c->out[s])
            return 0;
        for (int k = 0; k < NETMKT__TOTALS; k++)
            if (c->ends[s][k] > a->totals.n[k] - sum[k])
                return 0;
            else
                sum[k] += c->ends[s][k];
    }
    for (int k = 0; k < NETMKT__TOTALS; k++)
        if (sum[k] != a->totals.n[k])
            return 0;
    return 1;
}

static netmkt_status check_chain(const netmkt_attribution *a, const netmkt__chain *c)
{
    uint64_t *in = netmkt__calloc(a->context, c->states, sizeof *in);
    uint32_t *list = netmkt__alloc(a->context, c->states, sizeof *list);
    uint8_t *reached = netmkt__calloc(a->context, c->states, sizeof *reached);
    netmkt_status status = NETMKT_OK;

    if (in == NULL || list == NULL || reached == NULL)
        status = netmkt__nomem();
    else if (c->key[0] != 0 || !all_reached(c, list, reached))
        status = corrupt("a state of the chain is not reached");
    else if (!flows(a, c, in))
        status = corrupt("more or fewer paths come into a state of the chain than leave it");
    netmkt__free(a->context, in);
    netmkt__free(a->context, list);
    netmkt__free(a->context, reached);
    return status;
}

/* Rules of one kind and length together. */
typedef struct summed {
    uint64_t what, number;
    uint64_t n[2];
} summed;

static int compare(const void *a, const void *b)
{
    const summed *x = a, *y = b;

    if (x->what != y->what)
        return x->what > y->what ? 1 : -1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Sums by kind and length, in order; *count of them. A kind's sums are at most all steps. */
static netmkt_status sum_rules(const netmkt_attribution *a, summed *list, size_t *count)
{
    uint64_t sum[NETMKT__RULE_DISTINCT + 1][2] = {{0, 0}};
    size_t n = 0;

    for (uint32_t i = 0; i < a->rules.rows; i++) {
        const netmkt__tally_row *row = &a->rules.row[i];
        uint64_t what = row->key >> 56, number = row->key & ((UINT64_C(1) << NETMKT__RULE_NUMBER_BITS) - 1);

        if (what < NETMKT__RULE_FIRST || (number == 0) != (what == NETMKT__RULE_LAST_NON_DIRECT) ||
            (what == NETMKT__RULE_DISTINCT && number > a->names.count))
            return corrupt("a rule's length");
        if (row->n[0] > a->totals.steps - sum[what][0] || row->n[1] > a->totals.value_steps - sum[what][1])
            return corrupt("its rules count more steps than there are");
        sum[what][0] += row->n[0];
        sum[what][1] += row->n[1];
        list[n++] = (summed){what, number, {row->n[0], row->n[1]}};
    }
    if (n > 0)
        qsort(list, n, sizeof *list, compare);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        if (*count == 0 || compare(&list[*count - 1], &list[i]) != 0) {
            list[(*count)++] = list[i];
        } else {
            list[*count - 1].n[0] += list[i].n[0];
            list[*count - 1].n[1] += list[i].n[1];
        }
    }
    return NETMKT_OK;
}

/* How often a conversion is counted under a rule of that length. */
static uint64_t times(const summed *s)
{
    return s->what == NETMKT__RULE_LENGTH || s->what == NETMKT__RULE_DISTINCT ? s->number : 1;
}

/* Every kind that is counted has all conversions and values; first, last and each step the same of every length. */
static int rules_add_up(const netmkt_attribution *a, const summed *list, size_t n)
{
    int position = counts(a, NETMKT_ATTRIBUTION_POSITION);
    const int wanted[] = {0, position || counts(a, NETMKT_ATTRIBUTION_FIRST), position || counts(a, NETMKT_ATTRIBUTION_LAST),
                          counts(a, NETMKT_ATTRIBUTION_LAST_NON_DIRECT), position || counts(a, NETMKT_ATTRIBUTION_LINEAR), counts(a, NETMKT_ATTRIBUTION_SHAPLEY)};
    uint64_t sum[NETMKT__RULE_DISTINCT + 1][2] = {{0, 0}};
    size_t begin[NETMKT__RULE_DISTINCT + 2] = {0};

    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < 2; k++) {
            if (list[i].n[k] % times(&list[i]) != 0)
                return 0;
            sum[list[i].what][k] += list[i].n[k] / times(&list[i]);
        }
        begin[list[i].what + 1] = i + 1;
    }
    for (int what = NETMKT__RULE_FIRST; what <= NETMKT__RULE_DISTINCT; what++) {
        if (begin[what + 1] < begin[what])
            begin[what + 1] = begin[what];
        if (sum[what][0] != (wanted[what] ? a->totals.n[NETMKT__CONVERSIONS] : 0) || sum[what][1] != (wanted[what] ? a->totals.n[NETMKT__VALUE] : 0))
            return 0;
    }
    for (size_t i = 0; wanted[NETMKT__RULE_FIRST] && wanted[NETMKT__RULE_LAST] && wanted[NETMKT__RULE_LENGTH] && i < begin[2] - begin[1]; i++) {
        const summed *first = &list[begin[1] + i], *last = &list[begin[2] + i], *each = &list[begin[4] + i];

        if (begin[2] + i >= begin[3] || begin[4] + i >= begin[5] || last->number != first->number || each->number != first->number)
            return 0;
        for (int k = 0; k < 2; k++)
            if (last->n[k] != first->n[k] || each->n[k] / each->number != first->n[k])
                return 0;
    }
    return 1;
}

/* On paths of two steps and more, a channel is no more often first and last than it is on them at all. */
static int ends_within(const netmkt_attribution *a)
{
    for (uint32_t i = 0; counts(a, NETMKT_ATTRIBUTION_POSITION) && i < a->rules.rows; i++) {
        uint64_t key = a->rules.row[i].key, rest = key & ((UINT64_C(1) << 56) - 1), number = rest & ((UINT64_C(1) << NETMKT__RULE_NUMBER_BITS) - 1);
        uint32_t found[2];

        if (key >> 56 != NETMKT__RULE_FIRST && key >> 56 != NETMKT__RULE_LAST)
            continue;
        found[0] = netmkt__tally_find(&a->rules, (uint64_t)NETMKT__RULE_LENGTH << 56 | rest);
        found[1] = key >> 56 == NETMKT__RULE_FIRST ? netmkt__tally_find(&a->rules, (uint64_t)NETMKT__RULE_LAST << 56 | rest) : NETMKT__TALLY_NONE;
        if (found[0] == NETMKT__TALLY_NONE)
            return 0;
        for (int k = 0; k < 2; k++) {
            uint64_t ends = a->rules.row[i].n[k] + (number > 1 && found[1] != NETMKT__TALLY_NONE ? a->rules.row[found[1]].n[k] : 0);

            if (ends > a->rules.row[found[0]].n[k])
                return 0;
        }
    }
    return 1;
}

static netmkt_status check_rules(const netmkt_attribution *a)
{
    summed *list = netmkt__alloc(a->context, a->rules.rows, sizeof *list);
    size_t n = 0;
    netmkt_status status = list != NULL ? sum_rules(a, list, &n) : netmkt__nomem();

    if (status == NETMKT_OK && (!rules_add_up(a, list, n) || !ends_within(a)))
        status = corrupt("its rules count more or fewer conversions than there are");
    netmkt__free(a->context, list);
    return status;
}

static int wide_equals(netmkt__wide sum, uint64_t total)
{
    return sum.high == total >> 2 && sum.low == total << 62;
}

static netmkt_status check_decay(const netmkt_attribution *a)
{
    netmkt__wide conversions = {0, 0}, value = {0, 0};

    for (uint32_t i = 0; i < a->names.count; i++) {
        const netmkt__decayed *more = &a->decayed[i];

        netmkt__wide_add(&conversions, more->conversions);
        netmkt__wide_add(&value, more->value);
        if (conversions.high > a->totals.n[NETMKT__CONVERSIONS] || value.high > a->totals.n[NETMKT__VALUE] ||
            more->conversions.high > a->totals.n[NETMKT__CONVERSIONS] || more->value.high > a->totals.n[NETMKT__VALUE])
            return corrupt("a channel has more than all");
    }
    return wide_equals(conversions, a->totals.n[NETMKT__CONVERSIONS]) && wide_equals(value, a->totals.n[NETMKT__VALUE])
               ? NETMKT_OK
               : corrupt("time decay gives more or less than there is");
}

static netmkt_status check_sets(const netmkt_attribution *a)
{
    uint64_t sum[NETMKT__TOTALS] = {0, 0, 0};

    for (uint32_t i = 0; i < a->set_names.count; i++) {
        for (int k = 0; k < NETMKT__TOTALS; k++) {
            if (a->set[i][k] > a->totals.n[k] - sum[k])
                return corrupt("its sets count more paths than there are");
            sum[k] += a->set[i][k];
        }
    }
    for (int k = 0; k < NETMKT__TOTALS; k++)
        if (sum[k] != a->totals.n[k])
            return corrupt("its sets count fewer paths than there are");
    return NETMKT_OK;
}

netmkt_status netmkt__attribution_check(const netmkt_attribution *a)
{
    int markov = counts(a, NETMKT_ATTRIBUTION_MARKOV), paths = a->totals.n[NETMKT__CONVERSIONS] + a->totals.n[NETMKT__NULLS] > 0;
    netmkt__ranks ranks = {.context = a->context};
    netmkt__chain chain = {.context = a->context};
    netmkt_status status = check_rules(a);

    if (status == NETMKT_OK && counts(a, NETMKT_ATTRIBUTION_TIME_DECAY))
        status = check_decay(a);
    if (status == NETMKT_OK && counts(a, NETMKT_ATTRIBUTION_SHAPLEY_RATE))
        status = check_sets(a);
    if (status == NETMKT_OK && ((!markov && a->edges.rows > 0) || (markov && paths && a->edges.rows == 0) ||
                                (!counts(a, NETMKT_ATTRIBUTION_SHAPLEY_RATE) && a->set_names.count > 0) || (!paths && a->names.count > 0)))
        status = corrupt("it has what it does not count, or lacks what it does");
    if (status == NETMKT_OK && markov && paths) {
        status = netmkt__ranks_new(a, &ranks);
        if (status == NETMKT_OK)
            status = netmkt__chain_new(a, &ranks, &chain);
        if (status == NETMKT_OK)
            status = check_chain(a, &chain);
    }
    netmkt__chain_free(&chain);
    netmkt__ranks_free(&ranks);
    return status;
}
