/* Weights and ratings of parts from survey events: a customer's latest answers, and means over customers. */
#include <netmkt/delivered.h>

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"
#include "summary/survey.h"
#include "value/block_sum.h"
#include "value/crowd.h"

/* A customer's latest answers about an offer (0: on importance); -1 where there is none. */
static int read_answers(const netmkt__events *events, netmkt_offer_id offer, uint32_t base, double *answer)
{
    int answers = 0;

    for (int i = 0; i < NETMKT_PARTS; i++)
        answer[i] = -1.0;
    if (events->variant == NULL || events->rating == NULL)
        return 0;
    for (size_t i = 0; i < events->n; i++) {
        int part;

        if (events->kind[i] != NETMKT_KIND_SURVEY || events->rating[i] < 0 || (events->offer != NULL ? events->offer[i] : 0) != offer)
            continue;
        part = netmkt__survey_part(events, i, base);
        if (part < 0)
            continue;
        answers += answer[part] < 0.0;
        answer[part] = (double)events->rating[i] / 1000.0;
    }
    return answers;
}

/* Answers become weights of mean 1; how many answers there were, 0 if they say nothing. */
static int read_weights(const netmkt__events *events, uint32_t base, double *answer, double *weight)
{
    int answers = read_answers(events, 0, base, answer);
    double sum = 0.0;

    for (int i = 0; i < NETMKT_PARTS; i++)
        sum += fmax(answer[i], 0.0);
    if (!(sum > 0.0))
        return 0;
    for (int i = 0; i < NETMKT_PARTS; i++)
        weight[i] = answer[i] >= 0.0 ? answer[i] * (double)answers / sum : 1.0;
    return answers;
}

typedef struct part_sums {
    netmkt__sum sum[NETMKT_PARTS];
    uint64_t answers[NETMKT_PARTS];
    uint64_t customers;
} part_sums;

typedef struct poll {
    part_sums *sums; /* one a part of the crowd */
    netmkt_offer_id offer;
    uint32_t base;
} poll;

static netmkt_status ask(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const poll *p = argument;
    part_sums *sums = &p->sums[part];
    double answer[NETMKT_PARTS], weight[NETMKT_PARTS];
    int answers = p->offer != 0 ? read_answers(events, p->offer, p->base, answer) : read_weights(events, p->base, answer, weight);

    (void)customer;
    if (answers == 0)
        return NETMKT_OK;
    sums->customers++;
    for (int i = 0; i < NETMKT_PARTS; i++) {
        sums->answers[i] += answer[i] >= 0.0;
        if (p->offer == 0)
            netmkt__sum_add(&sums->sum[i], weight[i]);
        else if (answer[i] >= 0.0)
            netmkt__sum_add(&sums->sum[i], answer[i]);
    }
    return NETMKT_OK;
}

static netmkt_status ask_some(const netmkt_store *store, size_t n, const netmkt_customer_id *customers, int64_t as_of_ms, poll *p)
{
    netmkt__scratch scratch = {.context = netmkt__store_context(store)};
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        netmkt__events events;

        if (!netmkt__store_has(store, customers[i]))
            status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customers[i]);
        else
            status = netmkt__store_events(store, customers[i], &scratch, &events);
        if (status != NETMKT_OK)
            break;
        events.n = netmkt__events_until(&events, as_of_ms);
        status = ask(p, 0, customers[i], &events);
    }
    netmkt__scratch_free(&scratch);
    return status;
}

/* With the read lock held. All parts of the crowd are added up in order. */
static netmkt_status take_poll(const netmkt_store *store, const netmkt_settings *settings, netmkt_offer_id offer, size_t n,
                               const netmkt_customer_id *customers, int64_t as_of_ms, part_sums *out)
{
    part_sums sums[NETMKT__CROWD_PARTS];
    poll p = {sums, offer, (uint32_t)netmkt__setting(settings, NETMKT__SET_DELIVERED_SURVEY)};
    size_t parts = customers != NULL ? 1 : netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    memset(sums, 0, sizeof sums);
    memset(out, 0, sizeof *out);
    if (status != NETMKT_OK)
        return status;
    if (customers != NULL)
        status = ask_some(store, n, customers, moment.as_of_ms, &p);
    else
        status = netmkt__crowd_walk_wanted(store, settings, parts, moment.as_of_ms, ask, &p);
    for (size_t k = 0; k < parts; k++) {
        out->customers += sums[k].customers;
        for (int i = 0; i < NETMKT_PARTS; i++) {
            out->answers[i] += sums[k].answers[i];
            netmkt__sum_add(&out->sum[i], sums[k].sum[i].sum);
            netmkt__sum_add(&out->sum[i], sums[k].sum[i].rest);
        }
    }
    return status;
}

static netmkt_status poll_means(netmkt_store *store, const netmkt_settings *settings, netmkt_offer_id offer, size_t n,
                                const netmkt_customer_id *customers, int64_t as_of_ms, double *means, uint64_t *answers)
{
    part_sums sums;
    netmkt_status status;

    if (store == NULL || means == NULL)
        return netmkt__misuse("store and numbers to fill are needed");
    status = netmkt__store_read(store, customers == NULL);
    if (status != NETMKT_OK)
        return status;
    status = take_poll(store, settings, offer, n, customers, as_of_ms, &sums);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK && sums.customers == 0)
        status = netmkt__fail(NETMKT_E_DATA, "no survey has an answer on the parts of %s; see delivered.survey_variant",
                              offer == 0 ? "offers in general" : "this offer");
    if (status != NETMKT_OK)
        return status;
    for (int i = 0; i < NETMKT_PARTS; i++) {
        uint64_t count = offer == 0 ? sums.customers : sums.answers[i];

        means[i] = count > 0 ? netmkt__sum_total(&sums.sum[i]) / (double)count : NAN;
        if (answers != NULL)
            answers[i] = sums.answers[i];
    }
    return NETMKT_OK;
}

netmkt_status netmkt_delivered_weights(netmkt_store *store, const netmkt_settings *settings, size_t n, const netmkt_customer_id *customers,
                                       int64_t as_of_ms, double *weights, uint64_t *answers)
{
    return poll_means(store, settings, 0, n, customers, as_of_ms, weights, answers);
}

netmkt_status netmkt_delivered_levels(netmkt_store *store, const netmkt_settings *settings, netmkt_offer_id offer, size_t n,
                                      const netmkt_customer_id *customers, int64_t as_of_ms, double *levels, uint64_t *answers)
{
    if (offer == 0)
        return netmkt__misuse("an offer is needed");
    return poll_means(store, settings, offer, n, customers, as_of_ms, levels, answers);
}

typedef struct sheet {
    double *weight[NETMKT_PARTS];
    int64_t *answers;
    uint8_t *answered;
    uint32_t base;
    uint32_t reserved;
} sheet;

static netmkt_status note_weights(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const sheet *s = argument;
    double answer[NETMKT_PARTS], weight[NETMKT_PARTS];
    int answers = read_weights(events, s->base, answer, weight);

    (void)part;
    s->answered[customer - 1] = answers > 0;
    s->answers[customer - 1] = answers;
    for (int i = 0; answers > 0 && i < NETMKT_PARTS; i++)
        s->weight[i][customer - 1] = weight[i];
    return NETMKT_OK;
}

static netmkt_status weights_all(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_context *context = netmkt__store_context(store);
    sheet s = {.base = (uint32_t)netmkt__setting(settings, NETMKT__SET_DELIVERED_SURVEY)};
    netmkt_table *table = NULL;
    netmkt__moment moment;
    netmkt_status status = netmkt__moment_of(store, settings, as_of_ms, &moment);

    if (status != NETMKT_OK)
        return status;
    s.answered = netmkt__calloc(context, (size_t)netmkt__store_customers(store), 1);
    status = s.answered != NULL ? netmkt__customer_table_new(store, &table) : netmkt__nomem();
    for (int i = 0; status == NETMKT_OK && i < NETMKT_PARTS; i++)
        status = netmkt__table_add(table, netmkt_part_name(i), NETMKT_COLUMN_REAL, &s.weight[i]);
    if (status == NETMKT_OK)
        status = netmkt__table_add(table, "answers", NETMKT_COLUMN_INT, &s.answers);
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, netmkt__crowd_parts(store, NETMKT__CROWD_PARTS), moment.as_of_ms,
                                    note_weights, &s);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(store, table, s.answered);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    netmkt__free(context, s.answered);
    return status;
}

netmkt_status netmkt_delivered_weights_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = weights_all(store, settings, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}
