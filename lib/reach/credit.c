/* Credit by conversion: paths are read and weighed one by one. */
#include "reach/credit.h"

#include <math.h>

#include "base/context.h"
#include "base/status.h"
#include "reach/credits.h"
#include "store/store.h"

struct netmkt__credit {
    netmkt_context *context;
    const netmkt_store *store;
    netmkt__path_rules rules;
    netmkt__rule rule;
    netmkt_attribution *state; /* what channels are worth together; NULL with a rule */
    double *factor;            /* by channel of the state - 1 */
};

/* Count all paths, and judge the channels. */
static netmkt_status judge(netmkt__credit *credit, const netmkt_settings *settings, int64_t as_of_ms, int32_t model)
{
    netmkt__credits credits = {.context = credit->context};
    netmkt_status status = netmkt_attribution_new(credit->context, netmkt__store_exponent(credit->store), settings, UINT32_C(1) << model, &credit->state);

    if (status == NETMKT_OK)
        status = netmkt__attribution_gather(credit->state, credit->store, settings, as_of_ms);
    if (status == NETMKT_OK)
        status = netmkt__credits_new(credit->state, model, settings, &credits);
    if (status == NETMKT_OK) {
        credit->factor = netmkt__calloc(credit->context, credit->state->names.count, sizeof *credit->factor);
        if (credit->factor == NULL)
            status = netmkt__nomem();
    }
    for (uint32_t i = 0; status == NETMKT_OK && i < credits.ranks.count; i++)
        credit->factor[credits.ranks.channel[i] - 1] =
            fmax(0.0, model == NETMKT_ATTRIBUTION_MARKOV ? credits.extra[0][i] : credits.amount[0][i]);
    netmkt__credits_free(&credits);
    return status;
}

netmkt_status netmkt__credit_new(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int32_t model, netmkt__credit **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt__credit *credit = netmkt__calloc(context, 1, sizeof *credit);
    int together;
    netmkt_status status;

    *out = NULL;
    if (credit == NULL)
        return netmkt__nomem();
    credit->context = context;
    credit->store = store;
    together = model == NETMKT_ATTRIBUTION_MARKOV || model == NETMKT_ATTRIBUTION_SHAPLEY_RATE;
    status = netmkt__rule_init(settings, together ? NETMKT_ATTRIBUTION_SHAPLEY : model, &credit->rule);
    if (status == NETMKT_OK)
        status = netmkt__path_rules_init(store, settings, as_of_ms, &credit->rules);
    if (status == NETMKT_OK && together)
        status = judge(credit, settings, as_of_ms, model);
    if (status == NETMKT_OK)
        *out = credit;
    else
        netmkt__credit_free(credit);
    return status;
}

void netmkt__credit_free(netmkt__credit *credit)
{
    if (credit == NULL)
        return;
    netmkt_attribution_free(credit->state);
    netmkt__free(credit->context, credit->factor);
    netmkt__free(credit->context, credit);
}

const netmkt__path_rules *netmkt__credit_rules(const netmkt__credit *credit)
{
    return &credit->rules;
}

void netmkt__credit_room_free(netmkt__credit_room *room)
{
    netmkt__free(room->context, room->weight);
    netmkt__free(room->context, room->factor);
    netmkt__free(room->context, room->sorted);
    netmkt__free(room->context, room->direct);
    *room = (netmkt__credit_room){.context = room->context};
}

static double factor_of(const netmkt__credit *credit, uint64_t step)
{
    char name[NETMKT__STEP_NAME];
    size_t length = netmkt__step_name(credit->store, &credit->rules, step, name, sizeof name);
    uint32_t number = netmkt__map_find(&credit->state->names, name, length);

    return number != NETMKT__MAP_NONE ? credit->factor[number] : 0.0;
}

/* Equal shares of distinct channels, times what the channels are worth. */
static void weigh_together(const netmkt__credit *credit, const netmkt__path *path, netmkt__credit_room *room)
{
    double sum = 0.0;

    for (size_t i = 0; i < path->n; i++) {
        room->factor[i] = room->weight[i] * factor_of(credit, path->step[i]);
        sum += room->factor[i];
    }
    for (size_t i = 0; sum > 0.0 && i < path->n; i++)
        room->weight[i] = room->factor[i] / sum;
}

netmkt_status netmkt__credit_of(const netmkt__credit *credit, const netmkt__path *path, netmkt__credit_room *room, const double **weight)
{
    size_t need = path->n > 0 ? path->n : 1;
    netmkt_status status = netmkt__grow(room->context, &room->weight, &room->weight_capacity, need, sizeof *room->weight);

    if (status == NETMKT_OK)
        status = netmkt__grow(room->context, &room->factor, &room->factor_capacity, need, sizeof *room->factor);
    if (status == NETMKT_OK)
        status = netmkt__grow(room->context, &room->sorted, &room->sorted_capacity, need, sizeof *room->sorted);
    if (status == NETMKT_OK)
        status = netmkt__grow(room->context, &room->direct, &room->direct_capacity, need, sizeof *room->direct);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < path->n; i++)
        room->direct[i] = (uint8_t)netmkt__step_direct(path->step[i]);
    if (path->n > 0)
        netmkt__rule_weights(&credit->rule, path->n, path->step, path->time_ms, room->direct, room->sorted, room->weight);
    if (credit->state != NULL)
        weigh_together(credit, path, room);
    *weight = room->weight;
    return NETMKT_OK;
}
