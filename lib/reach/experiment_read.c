/* An experiment from a store: each customer who met a variant with his first one, and what he did behind it. Gathered by parts of customers that do not depend on
 * threads, and joined in their order. */
#include <math.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "reach/experiment.h"
#include "store/store.h"
#include "summary/customers.h"
#include "summary/purchases.h"
#include "value/crowd.h"

/* One customer who met a variant. */
typedef struct subject {
    int64_t money; /* minor units */
    uint16_t variant;
    uint8_t converted, open, mixed, reserved;
} subject;

typedef struct part_list {
    subject *list;
    size_t n, capacity;
} part_list;

typedef struct reading {
    netmkt_context *context;
    netmkt_campaign_id campaign;
    netmkt_kind_id exposure, goal;
    int64_t window_ms, as_of_ms;
    part_list part[NETMKT__CROWD_PARTS];
} reading;

struct netmkt_experiment {
    netmkt_context *context;
    size_t count;
    netmkt_variant variant[NETMKT_VARIANTS_MOST];
    size_t begin[NETMKT_VARIANTS_MOST + 1]; /* of each variant's values */
    double *values;
};

/* Does event i expose him to a variant? */
static int exposes(const reading *r, const netmkt__events *e, size_t i)
{
    return e->variant[i] != 0 && (r->campaign == 0 || e->campaign[i] == r->campaign) && (r->exposure == 0 || e->kind[i] == r->exposure);
}

/* What he did behind event `first`, until the window ends. */
static netmkt_status follow(const reading *r, const netmkt__events *e, size_t first, subject *s)
{
    for (size_t i = first + 1; i < e->n; i++) {
        int within = e->time_ms[i] - e->time_ms[first] <= r->window_ms, is_goal = e->kind[i] == r->goal;

        if (exposes(r, e, i) && e->variant[i] != s->variant)
            s->mixed = 1;
        if (!within)
            continue;
        s->converted = (uint8_t)(s->converted | is_goal);
        if ((is_goal || (r->goal == NETMKT_KIND_ORDER && e->kind[i] == NETMKT_KIND_RETURN)) && e->amount != NULL && netmkt__add_overflows(&s->money, e->amount[i]))
            return netmkt__fail(NETMKT_E_RANGE, "the money of the window overflows");
    }
    return NETMKT_OK;
}

static netmkt_status read_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *e)
{
    reading *r = argument;
    part_list *p = &r->part[part];
    subject s = {0};
    size_t first = 0;
    netmkt_status status;

    (void)customer;
    if (e->variant == NULL || (r->campaign != 0 && e->campaign == NULL))
        return NETMKT_OK;
    while (first < e->n && !exposes(r, e, first))
        first++;
    if (first == e->n)
        return NETMKT_OK;
    s.variant = e->variant[first];
    s.open = r->as_of_ms - e->time_ms[first] < r->window_ms;
    status = follow(r, e, first, &s);
    if (status == NETMKT_OK)
        status = netmkt__grow(r->context, &p->list, &p->capacity, p->n + 1, sizeof *p->list);
    if (status == NETMKT_OK)
        p->list[p->n++] = s;
    return status;
}

/* The place of a variant, found or made, in ascending order. */
static netmkt_status place_of(netmkt_experiment *out, uint16_t variant, size_t *place)
{
    size_t k = 0;

    while (k < out->count && out->variant[k].variant < variant)
        k++;
    *place = k;
    if (k < out->count && out->variant[k].variant == variant)
        return NETMKT_OK;
    if (out->count == NETMKT_VARIANTS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "there are more than %d variants", NETMKT_VARIANTS_MOST);
    memmove(&out->variant[k + 1], &out->variant[k], (out->count - k) * sizeof out->variant[0]);
    out->variant[k] = (netmkt_variant){.struct_size = sizeof out->variant[0], .variant = variant};
    out->count++;
    return NETMKT_OK;
}

typedef struct choice {
    int open, mixed;
} choice;

static int counts(const choice *c, const subject *s)
{
    return (c->open || !s->open) && (c->mixed || !s->mixed);
}

static netmkt_status count_all(const reading *r, size_t parts, const choice *c, netmkt_experiment *out)
{
    for (size_t part = 0; part < parts; part++) {
        for (size_t i = 0; i < r->part[part].n; i++) {
            const subject *s = &r->part[part].list[i];
            size_t place;
            netmkt_status status = place_of(out, s->variant, &place);

            if (status != NETMKT_OK)
                return status;
            out->variant[place].customers += (uint64_t)counts(c, s);
            out->variant[place].conversions += (uint64_t)(counts(c, s) && s->converted);
            out->variant[place].undecided += s->open;
            out->variant[place].mixed += s->mixed;
        }
    }
    return NETMKT_OK;
}

static netmkt_status fill_values(const reading *r, size_t parts, const choice *c, double unit, netmkt_experiment *out)
{
    size_t at[NETMKT_VARIANTS_MOST];
    netmkt_status status = NETMKT_OK;

    for (size_t k = 0; k < out->count; k++) {
        at[k] = out->begin[k];
        out->begin[k + 1] = out->begin[k] + (size_t)out->variant[k].customers;
    }
    out->values = netmkt__alloc(r->context, out->begin[out->count], sizeof *out->values);
    if (out->values == NULL)
        return netmkt__nomem();
    for (size_t part = 0; part < parts && status == NETMKT_OK; part++) {
        for (size_t i = 0; i < r->part[part].n && status == NETMKT_OK; i++) {
            const subject *s = &r->part[part].list[i];
            size_t place;

            if (!counts(c, s))
                continue;
            status = place_of(out, s->variant, &place);
            out->values[at[place]++] = (double)s->money / unit;
        }
    }
    for (size_t k = 0; k < out->count && status == NETMKT_OK; k++)
        status = netmkt_sample_of(out->values + out->begin[k], (size_t)out->variant[k].customers, &out->variant[k].money);
    return status;
}

static netmkt_status read_store(const netmkt_store *store, const netmkt_settings *settings, netmkt_campaign_id campaign, netmkt_kind_id exposure,
                                netmkt_kind_id goal, int64_t as_of_ms, netmkt_experiment *out)
{
    reading r = {.context = out->context, .campaign = campaign, .exposure = exposure, .goal = goal != 0 ? goal : NETMKT_KIND_ORDER};
    const choice c = {netmkt__setting(settings, NETMKT__SET_EXPERIMENT_OPEN) > 0.0, netmkt__setting(settings, NETMKT__SET_EXPERIMENT_MIXED) > 0.0};
    size_t parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    if (!netmkt__kind_known(&store->records.kinds, r.goal))
        return netmkt__fail(NETMKT_E_INVALID, "there is no kind %u", (unsigned)r.goal);
    if (exposure != 0 && !netmkt__kind_known(&store->records.kinds, exposure))
        return netmkt__fail(NETMKT_E_INVALID, "there is no kind %u", (unsigned)exposure);
    if (campaign > store->records.campaigns.names.map.count)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no campaign %u", (unsigned)campaign);
    r.as_of_ms = moment.as_of_ms;
    r.window_ms = llround(netmkt__setting(settings, NETMKT__SET_EXPERIMENT_WINDOW) * (double)NETMKT__DAY_MS);
    status = netmkt__crowd_walk_wanted(store, settings, parts, r.as_of_ms, read_customer, &r);
    if (status == NETMKT_OK)
        status = count_all(&r, parts, &c, out);
    if (status == NETMKT_OK)
        status = fill_values(&r, parts, &c, moment.money_unit, out);
    for (size_t part = 0; part < parts; part++)
        netmkt__free(r.context, r.part[part].list);
    return status;
}

netmkt_status netmkt_experiment_read(netmkt_store *store, const netmkt_settings *settings, netmkt_campaign_id campaign, netmkt_kind_id exposure,
                                     netmkt_kind_id goal, int64_t as_of_ms, netmkt_experiment **out)
{
    netmkt_experiment *experiment;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    experiment = netmkt__calloc(netmkt__store_context(store), 1, sizeof *experiment);
    if (experiment != NULL) {
        experiment->context = netmkt__store_context(store);
        status = read_store(store, settings, campaign, exposure, goal, as_of_ms, experiment);
    } else {
        status = netmkt__nomem();
    }
    netmkt__store_read_end(store);
    if (status != NETMKT_OK) {
        netmkt_experiment_free(experiment);
        return status;
    }
    *out = experiment;
    return NETMKT_OK;
}

void netmkt_experiment_free(netmkt_experiment *experiment)
{
    if (experiment == NULL)
        return;
    netmkt__free(experiment->context, experiment->values);
    netmkt__free(experiment->context, experiment);
}

size_t netmkt_experiment_variants(const netmkt_experiment *experiment)
{
    return experiment != NULL ? experiment->count : 0;
}

netmkt_status netmkt_experiment_variant(const netmkt_experiment *experiment, size_t index, netmkt_variant *out)
{
    if (experiment == NULL || out == NULL)
        return netmkt__misuse("experiment and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "variant of %u bytes, this library knows %zu; set struct_size", out->struct_size, sizeof *out);
    if (index >= experiment->count)
        return NETMKT_DONE;
    *out = experiment->variant[index];
    return NETMKT_OK;
}

const double *netmkt_experiment_values(const netmkt_experiment *experiment, size_t index, size_t *n)
{
    int there = experiment != NULL && index < experiment->count;

    if (n != NULL)
        *n = there ? (size_t)experiment->variant[index].customers : 0;
    return there ? experiment->values + experiment->begin[index] : NULL;
}

netmkt_context *netmkt__experiment_context(const netmkt_experiment *experiment)
{
    return experiment->context;
}
