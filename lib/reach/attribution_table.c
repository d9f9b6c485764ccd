/* Credits and transitions as tables. */
#include <math.h>
#include <string.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "reach/credits.h"

static double money_unit(const netmkt_attribution *a)
{
    double unit = 1.0;

    for (int32_t i = 0; i < a->exponent; i++)
        unit *= 10.0;
    return unit;
}

static netmkt_status name_rows(const netmkt_attribution *a, const netmkt__ranks *ranks, netmkt_table *table, const char **names)
{
    for (uint32_t i = 0; i < ranks->count; i++) {
        size_t length;
        const char *name = netmkt__ranked_name(a, ranks, i + 1, &length), *copy = netmkt__table_copy(table, name, length);

        if (copy == NULL)
            return netmkt__nomem();
        names[i] = copy;
    }
    return NETMKT_OK;
}

static int64_t total_of(const netmkt_attribution *a, int measure)
{
    return (int64_t)a->totals.n[measure == NETMKT__OF_VALUE ? NETMKT__VALUE : NETMKT__CONVERSIONS];
}

static netmkt_status fill_amounts(const netmkt_attribution *a, const netmkt__credits *credits, int whole, netmkt_table *table)
{
    int32_t type[NETMKT__MEASURES] = {whole ? NETMKT_COLUMN_INT : NETMKT_COLUMN_REAL, whole ? NETMKT_COLUMN_MONEY : NETMKT_COLUMN_REAL};
    const char *const name[NETMKT__MEASURES] = {"conversions", "value"};
    double unit = money_unit(a);

    for (int k = 0; k < NETMKT__MEASURES; k++) {
        int64_t *integers;
        double *reals;
        netmkt_status status = netmkt__table_add(table, name[k], type[k], whole ? (void *)&integers : (void *)&reals);

        if (status == NETMKT_OK && whole)
            status = netmkt__largest_remainders(a->context, credits->ranks.count, credits->amount[k], total_of(a, k), integers);
        if (status != NETMKT_OK)
            return status;
        for (uint32_t i = 0; !whole && i < credits->ranks.count; i++)
            reals[i] = credits->amount[k][i] / (k == NETMKT__OF_VALUE ? unit : 1.0);
    }
    return NETMKT_OK;
}

static netmkt_status fill_extras(const netmkt_attribution *a, int32_t model, const netmkt__credits *credits, netmkt_table *table)
{
    int markov = model == NETMKT_ATTRIBUTION_MARKOV;
    const char *const name[NETMKT__MEASURES] = {markov ? "removal_effect" : "conversions_error", markov ? "removal_effect_value" : "value_error"};

    if (!markov && model != NETMKT_ATTRIBUTION_SHAPLEY_RATE)
        return NETMKT_OK;
    for (int k = 0; k < NETMKT__MEASURES; k++) {
        double *reals, unit = !markov && k == NETMKT__OF_VALUE ? money_unit(a) : 1.0;
        netmkt_status status = netmkt__table_add(table, name[k], NETMKT_COLUMN_REAL, &reals);

        if (status != NETMKT_OK)
            return status;
        for (uint32_t i = 0; i < credits->ranks.count; i++)
            reals[i] = credits->extra[k] != NULL ? credits->extra[k][i] / unit : 0.0;
    }
    return NETMKT_OK;
}

static void fill_check(const netmkt_attribution *a, const netmkt__credits *credits, netmkt_attribution_check *check)
{
    const netmkt__path_totals *t = &a->totals;
    double paths = (double)(t->n[NETMKT__CONVERSIONS] + t->n[NETMKT__NULLS]);

    *check = (netmkt_attribution_check){
        .struct_size = sizeof *check,
        .order = credits->order,
        .channels = credits->ranks.count,
        .states = credits->states,
        .transitions = credits->edges,
        .conversions = t->n[NETMKT__CONVERSIONS],
        .nulls = t->n[NETMKT__NULLS],
        .value = (int64_t)t->n[NETMKT__VALUE],
        .unattributed = t->without[0],
        .unattributed_value = (int64_t)t->without[1],
        .probability = paths > 0.0 ? (double)t->n[NETMKT__CONVERSIONS] / paths : NAN,
        .chain_probability = credits->whole[NETMKT__OF_CONVERSIONS],
        .mean_value = paths > 0.0 ? (double)t->n[NETMKT__VALUE] / paths : NAN,
        .chain_mean_value = credits->whole[NETMKT__OF_VALUE],
    };
    for (uint32_t i = 0; i < credits->ranks.count; i++) {
        check->credited += credits->amount[NETMKT__OF_CONVERSIONS][i];
        check->credited_value += credits->amount[NETMKT__OF_VALUE][i];
    }
}

netmkt_status netmkt_attribution_credit(const netmkt_attribution *attribution, int32_t model, const netmkt_settings *settings, netmkt_table **out,
                                        netmkt_attribution_check *check)
{
    netmkt__credits credits = {.context = NULL};
    netmkt_table *table = NULL;
    const char **names;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (attribution == NULL)
        return netmkt__misuse("attribution is NULL");
    if (check != NULL && check->struct_size != sizeof *check)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "check of %u bytes, this library knows %zu; set struct_size", check->struct_size, sizeof *check);
    status = netmkt__credits_new(attribution, model, settings, &credits);
    if (status == NETMKT_OK)
        status = netmkt__table_new(attribution->context, credits.ranks.count, attribution->exponent, &table);
    if (status == NETMKT_OK)
        status = netmkt__table_add(table, "channel", NETMKT_COLUMN_TEXT, &names);
    if (status == NETMKT_OK)
        status = name_rows(attribution, &credits.ranks, table, names);
    if (status == NETMKT_OK)
        status = fill_amounts(attribution, &credits, netmkt__setting(settings, NETMKT__SET_ATTRIBUTION_WHOLE) > 0.0, table);
    if (status == NETMKT_OK)
        status = fill_extras(attribution, model, &credits, table);
    if (status == NETMKT_OK && check != NULL)
        fill_check(attribution, &credits, check);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    netmkt__credits_free(&credits);
    return status;
}

/* --- transitions --- */

typedef struct transition_rows {
    netmkt_table *table;
    const char **from, **to;
    int64_t *count;
    double *probability;
    size_t at;
} transition_rows;

/* The channels of a state, the newest last, as text of the table's own. */
static const char *state_text(const netmkt_attribution *a, const netmkt__ranks *ranks, uint64_t key, netmkt_table *table)
{
    char *text;
    size_t size = 1, at = 0, length;
    const char *copy;

    if (key == 0)
        return "(start)";
    for (int shift = 0; shift < 64; shift += 16)
        if ((key >> shift & 0xffff) != 0) {
            (void)netmkt__ranked_name(a, ranks, (uint32_t)(key >> shift & 0xffff), &length);
            size += length + 3;
        }
    text = netmkt__alloc(a->context, size, 1);
    if (text == NULL)
        return NULL;
    for (int shift = 48; shift >= 0; shift -= 16) {
        const char *name;

        if ((key >> shift & 0xffff) == 0)
            continue;
        if (at > 0) {
            memcpy(text + at, " > ", 3);
            at += 3;
        }
        name = netmkt__ranked_name(a, ranks, (uint32_t)(key >> shift & 0xffff), &length);
        memcpy(text + at, name, length);
        at += length;
    }
    copy = netmkt__table_copy(table, text, at);
    netmkt__free(a->context, text);
    return copy;
}

static void put_transition(transition_rows *r, const char *from, const char *to, uint64_t count, uint64_t out)
{
    if (count == 0)
        return;
    r->from[r->at] = from;
    r->to[r->at] = to;
    r->count[r->at] = (int64_t)count;
    r->probability[r->at++] = (double)count / (double)out;
}

static netmkt_status fill_transitions(const netmkt_attribution *a, const netmkt__ranks *ranks, const netmkt__chain *c, transition_rows *r)
{
    const char **text = netmkt__alloc(a->context, c->states, sizeof *text);
    netmkt_status status = text != NULL ? NETMKT_OK : netmkt__nomem();

    for (uint32_t s = 0; status == NETMKT_OK && s < c->states; s++) {
        text[s] = state_text(a, ranks, c->key[s], r->table);
        if (text[s] == NULL)
            status = netmkt__nomem();
    }
    for (uint32_t s = 0; status == NETMKT_OK && s < c->states; s++) {
        for (uint32_t e = c->begin[s]; e < c->begin[s + 1]; e++)
            put_transition(r, text[s], text[c->to[e]], c->passed[e], c->out[s]);
        put_transition(r, text[s], "(conversion)", c->ends[s][NETMKT__CONVERSIONS], c->out[s]);
        put_transition(r, text[s], "(null)", c->ends[s][NETMKT__NULLS], c->out[s]);
    }
    netmkt__free(a->context, text);
    return status;
}

static netmkt_status transitions(const netmkt_attribution *a, const netmkt__ranks *ranks, const netmkt__chain *c, netmkt_table **out)
{
    transition_rows r = {.table = NULL};
    const netmkt__column_plan plan[] = {
        {"from", &r.from, NETMKT_COLUMN_TEXT, 0},
        {"to", &r.to, NETMKT_COLUMN_TEXT, 0},
        {"count", &r.count, NETMKT_COLUMN_INT, 0},
        {"probability", &r.probability, NETMKT_COLUMN_REAL, 0},
    };
    size_t rows = c->edges;
    netmkt_status status;

    for (uint32_t s = 0; s < c->states; s++)
        rows += (size_t)(c->ends[s][NETMKT__CONVERSIONS] > 0) + (size_t)(c->ends[s][NETMKT__NULLS] > 0);
    status = netmkt__table_new(a->context, rows, a->exponent, out);
    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    r.table = *out;
    return status == NETMKT_OK ? fill_transitions(a, ranks, c, &r) : status;
}

netmkt_status netmkt_attribution_transitions(const netmkt_attribution *attribution, netmkt_table **out)
{
    netmkt__ranks ranks = {.context = NULL};
    netmkt__chain chain = {.context = NULL};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (attribution == NULL)
        return netmkt__misuse("attribution is NULL");
    if ((attribution->models >> NETMKT_ATTRIBUTION_MARKOV & 1) == 0)
        return netmkt__fail(NETMKT_E_INVALID, "the state does not count for markov");
    status = netmkt__ranks_new(attribution, &ranks);
    if (status == NETMKT_OK)
        status = netmkt__chain_new(attribution, &ranks, &chain);
    if (status == NETMKT_OK)
        status = transitions(attribution, &ranks, &chain, &table);
    netmkt__chain_free(&chain);
    netmkt__ranks_free(&ranks);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
