/* Answers are gathered, sorted by offer, part and time, and the last of each kept. */
#include "audience/opinion.h"

#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "summary/survey.h"

static int by_offer(const void *a, const void *b)
{
    const netmkt__opinion *x = a, *y = b;

    if (x->offer != y->offer)
        return x->offer < y->offer ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

static netmkt_status gather(const netmkt__events *events, uint32_t base, netmkt__opinions *out)
{
    netmkt_status status = NETMKT_OK;

    out->n = 0;
    if (events->variant == NULL || events->rating == NULL)
        return NETMKT_OK;
    for (size_t i = 0; i < events->n && status == NETMKT_OK; i++) {
        int part;

        if (events->kind[i] != NETMKT_KIND_SURVEY || events->rating[i] < 0)
            continue;
        part = netmkt__survey_part(events, i, base);
        if (part < 0)
            continue;
        status = netmkt__grow(out->context, &out->list, &out->capacity, out->n + 1, sizeof *out->list);
        if (status == NETMKT_OK)
            out->list[out->n++] = (netmkt__opinion){events->offer != NULL ? events->offer[i] : 0, (uint16_t)part, 0, i, (double)events->rating[i] / 1000.0};
    }
    return status;
}

/* Answers without offer, the first in the list, become weights; a part he was not asked about weighs 1. How many there were. */
static size_t weigh(netmkt__opinions *out)
{
    double sum = 0.0;
    size_t answers = 0;

    for (; answers < out->n && out->list[answers].offer == 0; answers++)
        sum += out->list[answers].value;
    out->weighed = sum > 0.0 ? (int)answers : 0;
    for (int i = 0; i < NETMKT_PARTS; i++)
        out->weights[i] = 1.0;
    for (size_t i = 0; i < answers && sum > 0.0; i++)
        out->weights[out->list[i].part] = out->list[i].value * (double)answers / sum;
    return answers;
}

netmkt_status netmkt__opinions_read(const netmkt__events *events, uint32_t base, netmkt__opinions *out)
{
    netmkt_status status = gather(events, base, out);
    size_t kept = 0, general;

    out->weighed = 0;
    if (status != NETMKT_OK || out->n == 0)
        return status;
    if (out->n > 1)
        qsort(out->list, out->n, sizeof *out->list, by_offer);
    for (size_t i = 0; i < out->n; i++) {
        if (i + 1 < out->n && out->list[i + 1].offer == out->list[i].offer && out->list[i + 1].part == out->list[i].part)
            continue;
        out->list[kept++] = out->list[i];
    }
    out->n = kept;
    general = weigh(out);
    out->n -= general;
    for (size_t i = 0; i < out->n; i++)
        out->list[i] = out->list[i + general];
    return NETMKT_OK;
}
