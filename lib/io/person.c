/* The life of one person with the shop: how he hears of it, comes, looks, asks, registers, buys, and what follows.
 *
 * Purchases follow the story of the BG/NBD model (Fader, Hardie and Lee, Marketing Science 2005): a rate from a gamma
 * distribution, and after each purchase a chance from a beta distribution that it was the last; spend follows the
 * Gamma-Gamma model (Fader and Hardie, 2013). Days are then moved a little for the week's rhythm and for December. */
#include "io/shop.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"

#define HOUR INT64_C(3600000)
#define MINUTE INT64_C(60000)
#define DAY NETMKT__DAY_MS
#define WEEK_DAYS 7.0

/* Purchases, in weeks, and spend, in cents. */
#define RATE_SHAPE 0.65
#define RATE_SCALE 9.0
#define DROP_A 0.8
#define DROP_B 2.4
#define SPEND_P 6.0
#define SPEND_Q 3.75
#define SPEND_SCALE 2060.0

static int chance(netmkt__person *p, double probability)
{
    return netmkt__random_uniform(&p->random) < probability;
}

static int64_t within(netmkt__person *p, int64_t least, int64_t most)
{
    return least + (int64_t)netmkt__random_below(&p->random, (uint64_t)(most - least + 1));
}

/* A deed at a moment; those before the first and behind the last moment of the simulation are not seen. */
static netmkt__deed *did(netmkt__person *p, int64_t time_ms, uint16_t kind, uint16_t channel)
{
    static const netmkt__deed nothing = {.rating = NETMKT_NO_RATING};
    netmkt__deed *deed;

    if (p->status == NETMKT_OK)
        p->status = netmkt__grow(p->context, &p->deeds, &p->capacity, p->count + 2, sizeof *p->deeds);
    if (p->status != NETMKT_OK)
        return NULL;
    deed = &p->deeds[p->count];
    *deed = nothing;
    deed->time_ms = time_ms / 1000 * 1000;
    deed->kind = kind;
    deed->channel = channel;
    deed->order = (uint16_t)p->count;
    if (time_ms >= p->start_ms && time_ms < p->end_ms && p->count < UINT16_MAX)
        p->count++;
    return deed; /* of one that is not seen too: to be filled in vain */
}

static void did_offer(netmkt__person *p, int64_t time_ms, uint16_t kind, uint16_t channel, size_t offer)
{
    netmkt__deed *deed = did(p, time_ms, kind, channel);

    if (deed != NULL)
        deed->offer = (uint8_t)(offer + 1);
}

static void did_cost(netmkt__person *p, int64_t time_ms, uint16_t kind, uint16_t channel, int64_t cost, int campaign)
{
    netmkt__deed *deed = did(p, time_ms, kind, channel);

    if (deed == NULL)
        return;
    deed->cost = cost;
    deed->campaign = (uint8_t)campaign;
}

static void did_rating(netmkt__person *p, int64_t time_ms, uint16_t kind, uint16_t channel, size_t offer, int32_t rating)
{
    netmkt__deed *deed = did(p, time_ms, kind, channel);

    if (deed == NULL)
        return;
    deed->rating = rating * 1000;
    deed->offer = (uint8_t)(offer + 1);
}

/* A day's moment at which people shop, with the week's rhythm: some wait for Sunday or Monday. */
static int64_t shopping_time(netmkt__person *p, int64_t time_ms)
{
    int64_t day = netmkt__day_of(time_ms, 0);
    int64_t weekday = ((day + 3) % 7 + 7) % 7; /* Monday 0 */

    if (weekday >= 2 && chance(p, 0.28))
        day += 6 - weekday + (chance(p, 0.4) ? 1 : 0);
    return day * DAY + netmkt__shop_draw_clock(&p->random);
}

/* What is wanted in October and November is often bought for Christmas. */
static int64_t with_season(netmkt__person *p, int64_t time_ms)
{
    int32_t year, month, day;

    netmkt__civil_from_days(netmkt__day_of(time_ms, 0), &year, &month, &day);
    if ((month == 10 || (month == 11 && day < 20)) && chance(p, 0.35))
        return (netmkt__days_from_civil(year, 11, 20) + within(p, 0, 32)) * DAY;
    return time_ms;
}

/* Where a visit comes from, later on. */
static uint16_t later_channel(netmkt__person *p)
{
    double u = netmkt__random_uniform(&p->random);

    if (p->uses_app && u < 0.35)
        return NETMKT_CHANNEL_APP;
    if (u < 0.40)
        return netmkt__shop_channels[p->channel].id;
    if (u < 0.68)
        return NETMKT_CHANNEL_DIRECT;
    return u < 0.86 ? NETMKT_CHANNEL_SEO : NETMKT_CHANNEL_SEM;
}

static int64_t visit_cost(uint16_t channel)
{
    for (size_t i = 0; i < NETMKT__SHOP_CHANNELS; i++)
        if (netmkt__shop_channels[i].id == channel)
            return netmkt__shop_channels[i].click;
    return 0;
}

/* A visit with what is looked at; returns the offer that was looked at last. */
static size_t visit(netmkt__person *p, int64_t time_ms, uint16_t channel, int campaign)
{
    uint64_t views = netmkt__random_below(&p->random, 3);
    size_t offer = netmkt__shop_draw_offer(&p->random);

    did_cost(p, time_ms, NETMKT_KIND_VISIT, channel, visit_cost(channel), campaign);
    if (chance(p, 0.22))
        did(p, time_ms + within(p, 10, 60) * 1000, NETMKT_KIND_SEARCH, NETMKT_CHANNEL_WEBSITE);
    for (uint64_t i = 0; i <= views; i++) {
        did_offer(p, time_ms + (int64_t)(i + 1) * within(p, 30, 120) * 1000, NETMKT_KIND_VIEW, NETMKT_CHANNEL_WEBSITE, offer);
        if (i < views)
            offer = netmkt__shop_draw_offer(&p->random);
    }
    return offer;
}

static void ask(netmkt__person *p, int64_t time_ms)
{
    uint16_t channel = chance(p, 0.5) ? NETMKT_CHANNEL_EMAIL : chance(p, 0.5) ? NETMKT_CHANNEL_IM : NETMKT_CHANNEL_TELEPHONE;
    int64_t wait = channel == NETMKT_CHANNEL_EMAIL ? within(p, 30, 1800) : within(p, 1, 60);

    did(p, time_ms, NETMKT_KIND_INQUIRY, channel);
    if (chance(p, 0.93))
        did_cost(p, time_ms + wait * MINUTE, NETMKT_KIND_REPLY, channel, 120, 0);
}

/* How he first hears of the shop. Returns when he comes. */
static int64_t first_contact(netmkt__person *p, int64_t time_ms)
{
    const netmkt__shop_channel *channel = &netmkt__shop_channels[p->channel];
    uint64_t impressions = channel->shown ? netmkt__random_below(&p->random, 4) : 0;

    for (uint64_t i = 0; i < impressions; i++) {
        did_cost(p, time_ms, NETMKT_KIND_IMPRESSION, channel->id, (channel->impression + 500) / 1000, 1);
        time_ms += within(p, 1, 72) * HOUR;
    }
    if (channel->id == NETMKT_CHANNEL_EMAIL) {
        did_cost(p, time_ms, NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 1, 1);
        time_ms += within(p, 1, 40) * HOUR;
        did_cost(p, time_ms, NETMKT_KIND_OPEN, NETMKT_CHANNEL_EMAIL, 0, 1);
    }
    if (impressions > 0 || channel->id == NETMKT_CHANNEL_EMAIL) {
        did_cost(p, time_ms, NETMKT_KIND_CLICK, channel->id, 0, 1);
        return time_ms + within(p, 2, 20) * 1000;
    }
    return time_ms;
}

static void subscribe(netmkt__person *p, int64_t time_ms)
{
    if (p->subscribed)
        return;
    p->subscribed = 1;
    p->subscribed_ms = time_ms;
    did(p, time_ms, NETMKT_KIND_SUBSCRIBE, NETMKT_CHANNEL_WEBSITE);
}

/* The visits before he decides; returns when the last one was. */
static int64_t get_to_know(netmkt__person *p, int64_t time_ms, int buyer)
{
    uint64_t visits = 1 + netmkt__random_poisson(&p->random, buyer ? 1.6 : 0.9);

    for (uint64_t i = 0; i < visits; i++) {
        uint16_t channel = i == 0 ? netmkt__shop_channels[p->channel].id : later_channel(p);

        (void)visit(p, time_ms, channel, i == 0 && netmkt__shop_channels[p->channel].shown);
        if (chance(p, 0.06))
            ask(p, time_ms + within(p, 3, 30) * MINUTE);
        if (chance(p, 0.03))
            did(p, time_ms + within(p, 4, 20) * MINUTE, NETMKT_KIND_DOWNLOAD, NETMKT_CHANNEL_WEBSITE);
        if (!p->registered && chance(p, buyer ? 0.25 : 0.12)) {
            p->registered = 1;
            did(p, time_ms + within(p, 5, 15) * MINUTE, NETMKT_KIND_REGISTER, NETMKT_CHANNEL_WEBSITE);
        }
        if (chance(p, buyer ? 0.18 : 0.14))
            subscribe(p, time_ms + within(p, 6, 20) * MINUTE);
        if (!buyer && chance(p, 0.08))
            did_offer(p, time_ms + within(p, 6, 20) * MINUTE, NETMKT_KIND_CART, NETMKT_CHANNEL_WEBSITE, netmkt__shop_draw_offer(&p->random));
        if (i + 1 < visits)
            time_ms = shopping_time(p, time_ms + (int64_t)(netmkt__random_exponential(&p->random, 1.0 / 6.0) * (double)DAY) + DAY);
    }
    return time_ms;
}

/* What comes after an order was delivered. */
static void after_sale(netmkt__person *p, int64_t delivered, int64_t amount, size_t offer, uint16_t channel)
{
    int content = chance(p, 0.88);

    if (chance(p, 0.04)) {
        netmkt__deed *deed = did(p, delivered + within(p, 1, 20) * DAY, NETMKT_KIND_RETURN, channel);

        if (deed != NULL) {
            deed->amount = -(chance(p, 0.6) ? amount : amount / 2);
            deed->cost = 490;
            deed->offer = (uint8_t)(offer + 1);
        }
        content = chance(p, 0.4);
    }
    if (chance(p, content ? 0.03 : 0.25)) {
        int64_t asked = delivered + within(p, 2, 200) * HOUR;

        did_offer(p, asked, NETMKT_KIND_SERVICE, chance(p, 0.6) ? NETMKT_CHANNEL_EMAIL : NETMKT_CHANNEL_TELEPHONE, offer);
        if (chance(p, 0.92))
            did_cost(p, asked + within(p, 1, 60) * HOUR, NETMKT_KIND_RESOLUTION, NETMKT_CHANNEL_EMAIL, 350, 0);
    }
    if (!content && chance(p, 0.12))
        did_offer(p, delivered + within(p, 1, 10) * DAY, NETMKT_KIND_COMPLAINT, NETMKT_CHANNEL_EMAIL, offer);
    if (chance(p, 0.11))
        did_rating(p, delivered + within(p, 2, 21) * DAY, NETMKT_KIND_REVIEW, NETMKT_CHANNEL_WEBSITE, offer,
                   content ? 4 + (int32_t)chance(p, 0.6) : 1 + (int32_t)within(p, 0, 2));
    if (chance(p, 0.05))
        did_rating(p, delivered + within(p, 3, 30) * DAY, NETMKT_KIND_SURVEY, NETMKT_CHANNEL_EMAIL, offer,
                   content ? 7 + (int32_t)within(p, 0, 3) : (int32_t)within(p, 0, 7));
    if (content && chance(p, 0.02))
        did(p, delivered + within(p, 1, 40) * DAY, NETMKT_KIND_REFERRAL, NETMKT_CHANNEL_SOCIAL);
    if (content && chance(p, 0.025))
        did_offer(p, delivered + within(p, 1, 15) * DAY, NETMKT_KIND_SHARE, NETMKT_CHANNEL_SOCIAL, offer);
}

static void buy(netmkt__person *p, int64_t time_ms, double spend_rate, int first)
{
    uint16_t channel = first ? netmkt__shop_channels[p->channel].id : later_channel(p);
    size_t offer = visit(p, time_ms, channel, 0);
    int64_t ordered = time_ms + within(p, 6, 25) * MINUTE;
    int64_t delivered = ordered + within(p, 1, 5) * DAY;
    double spend = netmkt__random_gamma(&p->random, SPEND_P, spend_rate);
    int64_t amount = spend < 100.0 ? 100 : spend < 5e7 ? (int64_t)spend : 50000000;
    netmkt__deed *deed;

    did_offer(p, ordered - within(p, 2, 5) * MINUTE, NETMKT_KIND_CART, NETMKT_CHANNEL_WEBSITE, offer);
    if (!p->registered && chance(p, 0.7)) {
        p->registered = 1;
        did(p, ordered - MINUTE, NETMKT_KIND_REGISTER, NETMKT_CHANNEL_WEBSITE);
    }
    deed = did(p, ordered, NETMKT_KIND_ORDER, channel);
    if (deed != NULL) {
        deed->amount = amount;
        deed->offer = (uint8_t)(offer + 1);
    }
    deed = did(p, chance(p, 0.8) ? ordered + MINUTE : ordered + within(p, 1, 14) * DAY, NETMKT_KIND_PAYMENT, NETMKT_CHANNEL_WEBSITE);
    if (deed != NULL)
        deed->amount = amount;
    did_cost(p, delivered, NETMKT_KIND_DELIVERY, 0, 390, 0);
    if (chance(p, 0.2))
        subscribe(p, ordered + 2 * MINUTE);
    after_sale(p, delivered, amount, offer, channel);
}

/* First and repeat purchases, until he stays away. */
static void buy_for_life(netmkt__person *p, int64_t time_ms)
{
    double rate = netmkt__random_gamma(&p->random, RATE_SHAPE, RATE_SCALE);                    /* a week */
    double drop = netmkt__random_beta(&p->random, DROP_A, DROP_B);
    double spend_rate = netmkt__random_gamma(&p->random, SPEND_Q, 1.0) / SPEND_SCALE;
    int first = 1;

    while (time_ms < p->end_ms) {
        double gap = netmkt__random_exponential(&p->random, rate > 1e-6 ? rate : 1e-6) * WEEK_DAYS;

        buy(p, shopping_time(p, with_season(p, time_ms)), spend_rate, first);
        first = 0;
        if (chance(p, drop) || gap > 36500.0)
            return;
        time_ms += (int64_t)(gap * (double)DAY) + HOUR;
    }
}

/* The newsletter: until he has enough of it. */
static void read_messages(netmkt__person *p)
{
    double opens = netmkt__random_beta(&p->random, 1.5, 3.0);

    for (int64_t time_ms = p->subscribed_ms + within(p, 5, 25) * DAY; time_ms < p->end_ms; time_ms += within(p, 24, 60) * DAY) {
        int64_t sent = netmkt__day_of(time_ms, 0) * DAY + 9 * HOUR;
        int64_t opened = sent + within(p, 1, 2000) * MINUTE;

        did_cost(p, sent, NETMKT_KIND_MESSAGE, NETMKT_CHANNEL_EMAIL, 1, 1);
        if (chance(p, 0.008)) {
            did_cost(p, sent + MINUTE, NETMKT_KIND_BOUNCE, NETMKT_CHANNEL_EMAIL, 0, 1);
            return;
        }
        if (!chance(p, opens))
            continue;
        did_cost(p, opened, NETMKT_KIND_OPEN, NETMKT_CHANNEL_EMAIL, 0, 1);
        if (chance(p, 0.04)) {
            did(p, opened + MINUTE, NETMKT_KIND_UNSUBSCRIBE, NETMKT_CHANNEL_EMAIL);
            return;
        }
        if (chance(p, 0.18)) {
            did_cost(p, opened + MINUTE, NETMKT_KIND_CLICK, NETMKT_CHANNEL_EMAIL, 0, 1);
            (void)visit(p, opened + MINUTE + 5000, NETMKT_CHANNEL_EMAIL, 1);
        }
    }
}

static int by_time(const void *a, const void *b)
{
    const netmkt__deed *x = a, *y = b;

    if (x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

netmkt_status netmkt__person_live(netmkt__person *p, uint64_t seed, uint64_t number)
{
    double age;
    int64_t time_ms;
    int buyer;

    netmkt__random_seed(&p->random, (seed ^ UINT64_C(0x9e3779b97f4a7c15)) + number * UINT64_C(0xd1342543de82ef95));
    p->count = 0;
    p->status = NETMKT_OK;
    p->registered = p->subscribed = 0;
    p->city = netmkt__shop_draw_city(&p->random);
    age = 40.0 + 13.0 * netmkt__random_normal(&p->random);
    p->birth_year = 2023 - (int32_t)(age < 18.0 ? 18.0 : age > 85.0 ? 85.0 : age);
    p->gender = (char)(chance(p, 0.08) ? 0 : chance(p, 0.55) ? 'f' : 'm');
    p->channel = netmkt__shop_draw_channel(&p->random);
    p->uses_app = chance(p, 0.2);
    buyer = chance(p, netmkt__shop_channels[p->channel].buyers);

    time_ms = p->start_ms + (int64_t)(netmkt__random_uniform(&p->random) * 0.92 * (double)(p->end_ms - p->start_ms));
    time_ms = first_contact(p, shopping_time(p, time_ms));
    time_ms = get_to_know(p, time_ms, buyer);
    if (buyer)
        buy_for_life(p, time_ms + (chance(p, 0.4) ? HOUR : within(p, 1, 10) * DAY));
    if (p->subscribed)
        read_messages(p);
    if (p->status == NETMKT_OK && p->count > 1)
        qsort(p->deeds, p->count, sizeof *p->deeds, by_time);
    return p->status;
}
