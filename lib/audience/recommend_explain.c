/* A recommendation in words. */
#include "audience/recommend_ask.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/words.h"
#include "numeric/beta_binomial.h"
#include "store/store.h"

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

static void say_hour(netmkt__words *w, const netmkt__choosing *choosing, netmkt_customer_id customer)
{
    netmkt__say(w, "hour: ");
    if (choosing->hour < 0) {
        netmkt__say(w, "unknown, nobody asked about has been active\n");
        return;
    }
    netmkt__say_number(w, choosing->hour, 0);
    netmkt__say(w, " to ");
    netmkt__say_number(w, choosing->hour + 1, 0);
    netmkt__say(w, customer != 0 ? " o'clock of his local time, " : " o'clock of their local time, ");
    say_percent(w, choosing->shares[choosing->hour]);
    netmkt__say(w, " of the day's activity");
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
    else
        netmkt__say(w, "channel: unknown, nobody was sent a message on a one-to-one channel\n");
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
