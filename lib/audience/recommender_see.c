/* How offers are seen: means of everybody's ratings, and those of the segment shrunk to them. */
#include "audience/recommender.h"

#include <math.h>
#include <stdlib.h>

#include "base/context.h"
#include "base/settings.h"

static int by_offer(const void *a, const void *b)
{
    const netmkt__rating_record *x = a, *y = b;

    if (x->offer != y->offer)
        return x->offer < y->offer ? -1 : 1;
    if (x->part != y->part)
        return x->part < y->part ? -1 : 1;
    if (x->value < y->value || x->value > y->value)
        return x->value < y->value ? -1 : 1;
    return (x->wanted > y->wanted) - (x->wanted < y->wanted);
}

/* The segment's mean of one part of one offer. */
static double see(const netmkt__rating_record *list, size_t n, double shrink)
{
    double all = 0.0, sum = 0.0, count = 0.0;

    for (size_t i = 0; i < n; i++) {
        all += list[i].value;
        sum += list[i].wanted ? list[i].value : 0.0;
        count += list[i].wanted;
    }
    return (sum + shrink * all / (double)n) / (count + shrink);
}

netmkt_status netmkt__recommender_see(netmkt_recommender *recommender, netmkt__rating_record *list, size_t n)
{
    double shrink = netmkt__setting(recommender->settings, NETMKT__SET_RECOMMEND_OFFERS);
    size_t offers = 0;

    if (n > 1)
        qsort(list, n, sizeof *list, by_offer);
    for (size_t i = 0; i < n; i++)
        offers += i == 0 || list[i].offer != list[i - 1].offer;
    recommender->offers = netmkt__alloc(recommender->context, offers, sizeof *recommender->offers);
    if (recommender->offers == NULL)
        return netmkt__nomem();
    for (size_t begin = 0, end; begin < n; begin = end) {
        netmkt__offer_view *view;

        if (begin == 0 || list[begin].offer != list[begin - 1].offer) {
            view = &recommender->offers[recommender->offer_count++];
            *view = (netmkt__offer_view){.offer = list[begin].offer};
            for (int part = 0; part < NETMKT_PARTS; part++)
                view->level[part] = NAN;
        }
        view = &recommender->offers[recommender->offer_count - 1];
        for (end = begin; end < n && list[end].offer == list[begin].offer && list[end].part == list[begin].part; end++)
            continue;
        view->level[list[begin].part] = see(list + begin, end - begin, shrink);
    }
    return NETMKT_OK;
}
