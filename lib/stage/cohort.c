/* Options and periods of cohorts. */
#include "stage/cohort.h"

#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/period.h"
#include "base/settings.h"
#include "base/status.h"
#include "store/store.h"
#include "summary/customers.h"

#define ALL_FLAGS (NETMKT_COHORT_FROM_ORDER | NETMKT_COHORT_BY_ORDERS)

void netmkt_cohort_options_init(netmkt_cohort_options *options)
{
    if (options == NULL)
        return;
    memset(options, 0, sizeof *options);
    options->struct_size = sizeof *options;
    options->by = NETMKT_COHORT_PERIOD;
    options->period = NETMKT_PERIOD_MONTH;
}

static netmkt_status check(const netmkt_cohort_options *o)
{
    if (o->struct_size != sizeof *o)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "cohort options of %u bytes, this library knows %zu; use netmkt_cohort_options_init()", o->struct_size,
                            sizeof *o);
    if ((o->flags & ~(uint32_t)ALL_FLAGS) != 0 || o->reserved != 0)
        return netmkt__fail(NETMKT_E_INVALID, "unknown flags 0x%x of cohorts", (unsigned)(o->flags & ~(uint32_t)ALL_FLAGS));
    if (o->by < NETMKT_COHORT_PERIOD || o->by > NETMKT_COHORT_ALL)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no grouping of cohorts: period, channel, campaign, all", (int)o->by);
    if (o->period < NETMKT_PERIOD_DAY || o->period > NETMKT_PERIOD_YEAR)
        return netmkt__fail(NETMKT_E_INVALID, "%d is no period: day, week, month, quarter, year", (int)o->period);
    return NETMKT_OK;
}

/* The periods of the events up to the moment, and the last one that is over. */
static void set_periods(const netmkt__moment *moment, netmkt__cohort_rules *r)
{
    int64_t first_ms = r->store->records.events.first_ms, next = netmkt__day_of(moment->as_of_ms + 1, moment->day_offset);

    r->last = netmkt__period_of(r->options.period, moment->day);
    r->complete = netmkt__period_of(r->options.period, next) - 1; /* the day after the moment is of a later period, or this one is not over */
    r->first = first_ms <= moment->as_of_ms ? netmkt__period_of(r->options.period, netmkt__day_of(first_ms, moment->day_offset)) : r->last + 1;
}

netmkt_status netmkt__cohort_rules_init(const netmkt_store *store, const netmkt_settings *settings, const netmkt_cohort_options *options,
                                        int64_t as_of_ms, netmkt__cohort_rules *out)
{
    uint32_t kinds = netmkt__store_kinds(store);
    netmkt__moment moment;
    netmkt_status status;

    *out = (netmkt__cohort_rules){.store = store, .context = netmkt__store_context(store), .settings = settings};
    netmkt_cohort_options_init(&out->options);
    if (options != NULL)
        out->options = *options;
    status = check(&out->options);
    if (status == NETMKT_OK)
        status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status != NETMKT_OK)
        return status;
    out->as_of_ms = moment.as_of_ms;
    out->day_offset = moment.day_offset;
    out->money_unit = moment.money_unit;
    out->confidence = netmkt__setting(settings, NETMKT__SET_COHORT_CONFIDENCE);
    set_periods(&moment, out);
    out->acts = netmkt__alloc(out->context, kinds, 1);
    if (out->acts == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 0; kind < kinds; kind++)
        out->acts[kind] = (out->options.flags & NETMKT_COHORT_BY_ORDERS) != 0 ? kind == NETMKT_KIND_ORDER
                                                                              : netmkt__store_weight(store, (netmkt_kind_id)kind) > 0.0;
    return NETMKT_OK;
}

void netmkt__cohort_rules_free(netmkt__cohort_rules *rules)
{
    netmkt__free(rules->context, rules->acts);
    rules->acts = NULL;
}

int64_t netmkt__period_step(const netmkt__cohort_rules *rules, netmkt__period_walk *walk, int64_t time_ms)
{
    if (time_ms < walk->end_ms)
        return walk->number;
    walk->number = netmkt__period_of(rules->options.period, netmkt__day_of(time_ms, rules->day_offset));
    walk->end_ms = netmkt__period_first_day(rules->options.period, walk->number + 1) * NETMKT__DAY_MS - (int64_t)rules->day_offset * 60000;
    return walk->number;
}
