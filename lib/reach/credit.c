/* Credit by conversion: paths are read and weighed one by one. */
#include "reach/credit.h"

#include "base/context.h"
#include "base/status.h"

struct netmkt__credit {
    netmkt_context *context;
    netmkt__path_rules rules;
    netmkt__rule rule;
};

netmkt_status netmkt__credit_new(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int32_t model, netmkt__credit **out)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt__credit *credit = netmkt__calloc(context, 1, sizeof *credit);
    netmkt_status status;

    *out = NULL;
    if (credit == NULL)
        return netmkt__nomem();
    credit->context = context;
    status = netmkt__rule_init(settings, model, &credit->rule);
    if (status == NETMKT_OK)
        status = netmkt__path_rules_init(store, settings, as_of_ms, &credit->rules);
    if (status == NETMKT_OK)
        *out = credit;
    else
        netmkt__credit_free(credit);
    return status;
}

void netmkt__credit_free(netmkt__credit *credit)
{
    if (credit != NULL)
        netmkt__free(credit->context, credit);
}

const netmkt__path_rules *netmkt__credit_rules(const netmkt__credit *credit)
{
    return &credit->rules;
}

void netmkt__credit_room_free(netmkt__credit_room *room)
{
    netmkt__free(room->context, room->weight);
    netmkt__free(room->context, room->sorted);
    netmkt__free(room->context, room->direct);
    *room = (netmkt__credit_room){.context = room->context};
}

netmkt_status netmkt__credit_of(const netmkt__credit *credit, const netmkt__path *path, netmkt__credit_room *room, const double **weight)
{
    size_t need = path->n > 0 ? path->n : 1;
    netmkt_status status = netmkt__grow(room->context, &room->weight, &room->weight_capacity, need, sizeof *room->weight);

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
    *weight = room->weight;
    return NETMKT_OK;
}
