/* Offers on sale by delivered value, as a customer sees them: his own ratings and weights where he gave some, else the segment's. */
#include "audience/recommend.h"

#include <math.h>
#include <stdlib.h>

#include "base/settings.h"
#include "store/store.h"
#include "value/delivered.h"

static int on_sale(const netmkt_store *store, netmkt_offer_id offer, int64_t time_ms)
{
    const netmkt__offers *offers = &store->records.offers;
    const netmkt__offer *o;

    if (offer - 1 >= offers->names.map.count)
        return 0;
    o = &offers->entries[offer - 1];
    return o->start_ms <= time_ms && (o->end_ms == 0 || o->end_ms >= time_ms);
}

/* A part that nobody rated is taken to be as the mean of the offers on which it was rated: it decides nothing. */
static void fill_gaps(const netmkt_recommender *r, double *fill)
{
    for (int part = 0; part < NETMKT_PARTS; part++) {
        double sum = 0.0, count = 0.0;

        for (size_t i = 0; i < r->offer_count; i++) {
            if (isnan(r->offers[i].level[part]))
                continue;
            sum += r->offers[i].level[part];
            count += 1.0;
        }
        fill[part] = count > 0.0 ? sum / count : 0.0;
    }
}

static netmkt__offer_choice judge(const netmkt__offer_view *view, const netmkt__opinions *own, size_t *next, const double *fill, const double *weights)
{
    netmkt__offer_choice choice = {.offer = view->offer};
    double level[NETMKT_PARTS];

    for (int part = 0; part < NETMKT_PARTS; part++) {
        level[part] = isnan(view->level[part]) ? fill[part] : view->level[part];
        choice.rated += !isnan(view->level[part]);
    }
    while (*next < own->n && own->list[*next].offer < view->offer)
        ++*next;
    for (; *next < own->n && own->list[*next].offer == view->offer; ++*next) {
        level[own->list[*next].part] = own->list[*next].value;
        choice.rated += isnan(view->level[own->list[*next].part]) != 0;
        choice.own++;
    }
    choice.value = netmkt__delivered_value(level, weights);
    choice.cost = netmkt__delivered_cost(level, weights);
    choice.delivered = choice.value - choice.cost;
    return choice;
}

static int most_likely(const void *a, const void *b)
{
    const netmkt__offer_choice *x = a, *y = b;

    if (x->delivered < y->delivered || x->delivered > y->delivered)
        return x->delivered > y->delivered ? -1 : 1;
    return (x->offer > y->offer) - (x->offer < y->offer);
}

netmkt_status netmkt__choose_offers(netmkt__choosing *choosing, const netmkt__events *events)
{
    const netmkt_recommender *r = choosing->recommender;
    netmkt__opinions *own = &choosing->opinions;
    double fill[NETMKT_PARTS];
    const double *weights;
    size_t next = 0;
    netmkt_status status = NETMKT_OK;

    choosing->offer_count = 0;
    own->n = 0;
    own->weighed = 0;
    if (events != NULL)
        status = netmkt__opinions_read(events, (uint32_t)netmkt__setting(r->settings, NETMKT__SET_DELIVERED_SURVEY), own);
    if (status != NETMKT_OK)
        return status;
    fill_gaps(r, fill);
    weights = own->weighed > 0 ? own->weights : r->weights;
    for (size_t i = 0; i < r->offer_count; i++)
        if (on_sale(choosing->profile->store, r->offers[i].offer, choosing->profile->as_of_ms))
            choosing->offers[choosing->offer_count++] = judge(&r->offers[i], own, &next, fill, weights);
    if (choosing->offer_count > 1)
        qsort(choosing->offers, choosing->offer_count, sizeof *choosing->offers, most_likely);
    for (size_t i = 0; i < choosing->offer_count; i++)
        choosing->room[i] = choosing->offers[i].delivered;
    netmkt__choice_shares(choosing->offer_count, netmkt__setting(r->settings, NETMKT__SET_DELIVERED_SCALE), choosing->room);
    for (size_t i = 0; i < choosing->offer_count; i++)
        choosing->offers[i].share = choosing->room[i];
    return NETMKT_OK;
}
