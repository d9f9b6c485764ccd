/* A recommendation in words. */
#include <netmkt/time.h>

#include "audience/recommend_ask.h"
#include "audience/recommend_permit.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/words.h"
#include "numeric/beta_binomial.h"
#include "store/store.h"

enum { LEFT_OUT_SAID = 2 };

static void say_percent(netmkt__words *w, double share)
{
    netmkt__say_number(w, 100.0 * share, 1);
    netmkt__say(w, " %");
}

static void say_trials(netmkt__words *w, const netmkt__choice *best, const netmkt__rate_group *group, netmkt_customer_id customer)
{
    netmkt__say(w, customer != 0 ? "; he answered " : "; they answered ");
    netmkt__say_number(w, (double)best->responses, 0);
    netmkt__say(w, " of ");
    netmkt__say_count(w, (double)best->messages, " message", " messages");
    netmkt__say(w, customer == 0 ? ", all customers " : best->uses ? ", those like him, who use it by themselves, " : ", those like him ");
    say_percent(w, best->prior);
    netmkt__say(w, " (");
    netmkt__say_count(w, (double)group->customers, " customer, ", " customers, ");
    if (!group->fitted)
        netmkt__say(w, "too few for a fit, ");
    netmkt__say(w, "weighing as much as ");
    netmkt__say_count(w, group->strength, " message to one)\n", " messages to one)\n");
}

static void say_channels(netmkt__words *w, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    const netmkt_recommender *r = choosing->recommender;
    const netmkt__choice *best = &choosing->list[0];
    const netmkt__channel_rates *rates = &r->rates[best->channel];
    double confidence = netmkt__setting(r->settings, NETMKT__SET_RECOMMEND_CONFIDENCE), tail = 0.5 * (1.0 - confidence);
    double a = best->expected * best->strength, b = best->strength - a;

    netmkt__say(w, netmkt__store_channel_name(store, best->channel));
    netmkt__say(w, ": ");
    say_percent(w, best->expected);
    netmkt__say(w, " of messages answered within ");
    netmkt__say_count(w, netmkt__setting(r->settings, NETMKT__SET_RECOMMEND_ANSWER), " day", " days");
    netmkt__say(w, ", ");
    say_percent(w, netmkt__beta_quantile(a, b, tail));
    netmkt__say(w, " to ");
    say_percent(w, netmkt__beta_quantile(a, b, 1.0 - tail));
    netmkt__say(w, " at confidence ");
    netmkt__say_number(w, confidence, 2);
    say_trials(w, best, customer != 0 ? &rates->group[best->uses] : &rates->all, customer);
    if (choosing->count > 1) {
        netmkt__say(w, "  next ");
        netmkt__say(w, netmkt__store_channel_name(store, choosing->list[1].channel));
        netmkt__say(w, ": ");
        say_percent(w, choosing->list[1].expected);
        netmkt__say(w, "\n");
    }
}

/* What permission says of one channel: of a customer the reasons against it, and until when; of the segment how many it allows. */
static void say_permission(netmkt__words *w, const netmkt__choosing *choosing, const netmkt__choice *choice, netmkt_customer_id customer)
{
    char text[32];

    if (customer == 0) {
        say_percent(w, choice->permitted);
        netmkt__say(w, " of ");
        netmkt__say_count(w, (double)choosing->permits->customers, " customer", " customers");
        netmkt__say(w, " may be contacted\n");
        return;
    }
    netmkt__say_against(w, choice->reasons);
    if (choice->earliest_ms == NETMKT_NEVER) {
        netmkt__say(w, "; never, as things stand\n");
    } else if (netmkt_time_format(choice->earliest_ms, text, sizeof text) == NETMKT_OK) {
        netmkt__say(w, "; permitted from ");
        netmkt__say(w, text);
        netmkt__say(w, "\n");
    }
}

/* Why no better channel is recommended, and what still stands against the one that is. */
static void say_permissions(netmkt__words *w, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    const netmkt__choice *best = choosing->count > 0 ? &choosing->list[0] : NULL, *left = choosing->list + choosing->count;
    size_t better = 0;

    if (best != NULL && (customer == 0 || best->reasons != 0)) {
        netmkt__say(w, customer != 0 ? "  not at this moment: " : "  permission: ");
        say_permission(w, choosing, best, customer);
    }
    while (better < choosing->left_out && (best == NULL || left[better].expected > best->expected))
        better++;
    for (size_t i = 0; i < better && i < LEFT_OUT_SAID; i++) {
        netmkt__say(w, "  left out ");
        netmkt__say(w, netmkt__store_channel_name(store, left[i].channel));
        netmkt__say(w, ", ");
        say_percent(w, left[i].expected);
        netmkt__say(w, ": ");
        say_permission(w, choosing, &left[i], customer);
    }
    if (better > LEFT_OUT_SAID) {
        netmkt__say(w, "  left out ");
        netmkt__say_count(w, (double)(better - LEFT_OUT_SAID), " more\n", " more\n");
    }
}

static void say_hour(netmkt__words *w, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    int32_t hour = choosing->count > 0 ? choosing->list[0].hour : choosing->hour;

    netmkt__say(w, "hour: ");
    if (hour < 0) {
        netmkt__say(w, choosing->hour < 0 ? "unknown, nobody asked about has been active\n" : "none, no whole hour is free of quiet times\n");
        return;
    }
    netmkt__say_number(w, hour, 0);
    netmkt__say(w, " to ");
    netmkt__say_number(w, hour + 1, 0);
    netmkt__say(w, customer != 0 ? " o'clock of his local time, " : " o'clock of their local time, ");
    say_percent(w, choosing->shares[hour]);
    netmkt__say(w, " of the day's activity");
    if (hour != choosing->hour) {
        netmkt__say(w, " (the busiest, ");
        netmkt__say_number(w, choosing->hour, 0);
        netmkt__say(w, " to ");
        netmkt__say_number(w, choosing->hour + 1, 0);
        netmkt__say(w, ", is quiet)");
    }
    if (customer != 0) {
        netmkt__say(w, "; known of him: ");
        netmkt__say_count(w, (double)choosing->activity, " event", " events");
    }
    netmkt__say(w, "\n");
}

static void say_offer(netmkt__words *w, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    const netmkt__offer_choice *best = &choosing->offers[0];

    netmkt__say(w, "offer: ");
    if (choosing->offer_count == 0) {
        netmkt__say(w, "unknown, no survey has rated the parts of one on sale\n");
        return;
    }
    netmkt__say(w, store->records.offers.names.texts[best->offer - 1]);
    netmkt__say(w, ", chosen with ");
    say_percent(w, best->share);
    netmkt__say(w, " of ");
    netmkt__say_count(w, (double)choosing->offer_count, " offer", " offers");
    netmkt__say(w, ": value ");
    netmkt__say_number(w, best->value, 2);
    netmkt__say(w, " less cost ");
    netmkt__say_number(w, best->cost, 2);
    if (choosing->opinions.weighed > 0)
        netmkt__say(w, ", by his own weights");
    else if (choosing->recommender->weighed)
        netmkt__say(w, customer != 0 ? ", by weights of those like him" : ", by their weights");
    if (best->own > 0) {
        netmkt__say(w, ", he rated ");
        netmkt__say_count(w, best->own, " part", " parts");
    }
    netmkt__say(w, "\n");
}

static netmkt_status explain(void *argument, const netmkt_store *store, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    netmkt__words *w = argument;

    if (choosing->count > 0)
        say_channels(w, store, choosing, customer);
    else if (choosing->left_out > 0)
        netmkt__say(w, "channel: none is permitted\n");
    else
        netmkt__say(w, "channel: unknown, nobody was sent a message on a one-to-one channel\n");
    if (choosing->permits != NULL)
        say_permissions(w, store, choosing, customer);
    say_hour(w, choosing, customer);
    say_offer(w, store, choosing, customer);
    return NETMKT_OK;
}

netmkt_status netmkt_recommender_explain(const netmkt_recommender *recommender, netmkt_store *store, netmkt_customer_id customer, int64_t as_of_ms,
                                         char *buffer, size_t capacity, size_t *length)
{
    netmkt__words w = {buffer, capacity, 0};
    netmkt_status status;

    if (buffer == NULL && capacity > 0)
        return netmkt__misuse("a buffer is needed where capacity is above 0");
    status = netmkt__recommend_ask(recommender, store, customer, as_of_ms, explain, &w);
    return status == NETMKT_OK ? netmkt__say_end(&w, length) : status;
}
