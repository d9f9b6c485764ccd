/* Simulated customers whose true phase is known: visits of a Poisson process that is steady, rises or falls in the last
 * 40 % of 200 to 500 days, or began less than 90 days ago. Shared by the property test and the benchmark of stages. */
#ifndef NETMKT_TESTS_PHASES_H
#define NETMKT_TESTS_PHASES_H

#include <netmkt/netmkt.h>
#include <stdio.h>

#include "numeric/random.h"

#define PHASES_NOW 1000 /* day of judgement */
#define PHASES_DAY_MS 86400000.0

/* One visit; 0 if the store refused it. */
static inline int phases_visit(netmkt_store *store, netmkt_customer_id customer, double day)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.customer = customer;
    event.kind = NETMKT_KIND_VISIT;
    event.time_ms = (int64_t)(day * PHASES_DAY_MS);
    return netmkt_event_append(store, &event, sizeof event, 1, NULL) == NETMKT_OK;
}

/* By how much a week is livelier than usual: Gamma with mean 1 and this coefficient of variation. */
static inline double phases_week(netmkt__random *random, double noise)
{
    return noise > 0.0 ? netmkt__random_gamma(random, 1.0 / (noise * noise), 1.0 / (noise * noise)) : 1.0;
}

/* One customer in this phase (NETMKT_LIFECYCLE_...), whose rate becomes factor times as high at the change, and differs from week to
 * week by `noise` (a coefficient of variation; 0: not at all); his id, or 0. */
static inline netmkt_customer_id phases_customer(netmkt_store *store, netmkt__random *random, int32_t phase, double a_month, double factor, double noise)
{
    double lively = phases_week(random, noise), week = noise > 0.0 ? 7.0 : 2.0 * PHASES_NOW;
    double age = phase == NETMKT_LIFECYCLE_INTRODUCTION ? 90.0 * netmkt__random_uniform(random) : 200.0 + 300.0 * netmkt__random_uniform(random);
    int changes = phase == NETMKT_LIFECYCLE_GROWTH || phase == NETMKT_LIFECYCLE_DECLINE;
    double start = PHASES_NOW - age, change = changes ? PHASES_NOW - 0.4 * age : PHASES_NOW, day = start, week_end = start + week;
    netmkt_customer_id customer;
    uint64_t count;
    char key[32];

    if (netmkt_customer_count(store, &count) != NETMKT_OK)
        return 0;
    (void)snprintf(key, sizeof key, "c%llu", (unsigned long long)count);
    if (netmkt_customer_put(store, key, &customer) != NETMKT_OK || !phases_visit(store, customer, day))
        return 0;
    for (;;) {
        double next = day + netmkt__random_exponential(random, lively * a_month / 30.0 * (day < change ? 1.0 : factor));
        int at_change = day < change && next >= change && change <= week_end;

        if (at_change || next >= week_end) { /* the process has no memory: begin anew at the change, and each week */
            day = at_change ? change : week_end;
            if (day >= PHASES_NOW)
                return customer;
            if (day >= week_end) {
                lively = phases_week(random, noise);
                week_end += week;
            }
            continue;
        }
        if (next >= PHASES_NOW)
            return customer;
        day = next;
        if (!phases_visit(store, customer, day))
            return 0;
    }
}

/* Judge everybody of a simulated population at the day of judgement; confusion[true phase][stage]. The customers' phases
 * go round: id 1 is in introduction, 2 in growth, and so on, and their rates after every fourth. */
static inline netmkt_status phases_judge(netmkt_store *store, const netmkt_settings *settings, int rates, double confusion[][5][5])
{
    netmkt_model *model = NULL;
    netmkt_stage stage = {.struct_size = sizeof stage};
    int64_t now = (int64_t)(PHASES_NOW * PHASES_DAY_MS) - 1;
    uint64_t count = 0;
    netmkt_status status = netmkt_stage_model(store, settings, now, &model);

    if (status == NETMKT_OK)
        status = netmkt_customer_count(store, &count);
    for (uint64_t id = 1; id <= count && status == NETMKT_OK; id++) {
        status = netmkt_stage_classify(store, model, settings, id, now, &stage);
        if (status == NETMKT_OK)
            confusion[(id - 1) / 4 % (uint64_t)rates][1 + (id - 1) % 4][stage.lifecycle] += 1.0;
    }
    netmkt_model_free(model);
    return status;
}

/* Share of the diagonal. */
static inline double phases_right(double confusion[5][5])
{
    double right = 0.0, all = 0.0;

    for (int phase = 1; phase < 5; phase++) {
        for (int stage = 0; stage < 5; stage++)
            all += confusion[phase][stage];
        right += confusion[phase][phase];
    }
    return right / all;
}

#endif
