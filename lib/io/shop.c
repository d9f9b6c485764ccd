/* Figures of the made-up shop. They are invented, but of the sizes that shops report. */
#include "io/shop.h"

#include "base/calendar.h"

const netmkt__shop_channel netmkt__shop_channels[NETMKT__SHOP_CHANNELS] = {
    {NETMKT_CHANNEL_SEO, 0, 0.21, 0.52, 0, 0},
    {NETMKT_CHANNEL_SEM, 1, 0.19, 0.50, 0, 48},
    {NETMKT_CHANNEL_SOCIAL, 1, 0.15, 0.33, 600, 27},
    {NETMKT_CHANNEL_ADVERTISING, 1, 0.11, 0.27, 400, 35},
    {NETMKT_CHANNEL_AFFILIATE, 1, 0.09, 0.46, 0, 22},
    {NETMKT_CHANNEL_DIRECT, 0, 0.09, 0.66, 0, 0},
    {NETMKT_CHANNEL_BLOG, 0, 0.04, 0.41, 0, 2},
    {NETMKT_CHANNEL_EMAIL, 0, 0.03, 0.58, 0, 3},
    {NETMKT_CHANNEL_APP, 0, 0.03, 0.57, 0, 0},
    {NETMKT_CHANNEL_IM, 0, 0.02, 0.50, 0, 5},
    {NETMKT_CHANNEL_TELEPHONE, 0, 0.02, 0.55, 0, 310},
    {NETMKT_CHANNEL_FACE_TO_FACE, 0, 0.02, 0.70, 0, 150},
};

const netmkt__shop_offer netmkt__shop_offers[NETMKT__SHOP_OFFERS] = {
    {"espresso beans", 0.17}, {"filter coffee", 0.14}, {"green tea", 0.12},    {"black tea", 0.10},   {"gift box", 0.10},     {"subscription", 0.09},
    {"hand grinder", 0.07},   {"moka pot", 0.06},      {"teapot", 0.05},       {"cups, set of 4", 0.05}, {"milk frother", 0.03}, {"barista course", 0.02},
};

static const netmkt__shop_city cities[] = {
    {"DE", "Berlin", 0.16},   {"DE", "Hamburg", 0.11}, {"DE", "M\xc3\xbcnchen", 0.10}, {"DE", "K\xc3\xb6ln", 0.08}, {"AT", "Wien", 0.08},
    {"AT", "Graz", 0.03},     {"CH", "Z\xc3\xbcrich", 0.07}, {"CH", "Bern", 0.03},  {"FR", "Paris", 0.07},          {"FR", "Lyon", 0.03},
    {"NL", "Amsterdam", 0.06}, {"NL", "Utrecht", 0.03}, {"GB", "London", 0.08},    {"PL", "Krak\xc3\xb3w", 0.04},    {"US", "Boston", 0.03},
};

/* Share of a day's business in each hour. */
static const double hours[24] = {0.012, 0.006, 0.004, 0.003, 0.003, 0.006, 0.015, 0.028, 0.040, 0.050, 0.056, 0.057,
                                 0.058, 0.055, 0.052, 0.050, 0.051, 0.055, 0.063, 0.075, 0.085, 0.080, 0.060, 0.036};

#define CITY_COUNT (sizeof cities / sizeof cities[0])

size_t netmkt__shop_draw_channel(netmkt__random *random)
{
    double u = netmkt__random_uniform(random);
    size_t i = 0;

    for (; i + 1 < NETMKT__SHOP_CHANNELS && u >= netmkt__shop_channels[i].share; i++)
        u -= netmkt__shop_channels[i].share;
    return i;
}

size_t netmkt__shop_draw_offer(netmkt__random *random)
{
    double u = netmkt__random_uniform(random);
    size_t i = 0;

    for (; i + 1 < NETMKT__SHOP_OFFERS && u >= netmkt__shop_offers[i].share; i++)
        u -= netmkt__shop_offers[i].share;
    return i;
}

const netmkt__shop_city *netmkt__shop_draw_city(netmkt__random *random)
{
    double u = netmkt__random_uniform(random);
    size_t i = 0;

    for (; i + 1 < CITY_COUNT && u >= cities[i].share; i++)
        u -= cities[i].share;
    return &cities[i];
}

int64_t netmkt__shop_draw_clock(netmkt__random *random)
{
    double u = netmkt__random_uniform(random);
    int64_t hour = 0;

    for (; hour < 23 && u >= hours[hour]; hour++)
        u -= hours[hour];
    return hour * 3600000 + (int64_t)netmkt__random_below(random, 3600) * 1000;
}

const char *netmkt__shop_campaign(int64_t time_ms, int32_t *year)
{
    static const char *const names[] = {"winter sale", "spring blends", "summer cold brew", "christmas gifts"};
    int32_t month, day;

    netmkt__civil_from_days(netmkt__day_of(time_ms, 0), year, &month, &day);
    return names[(month - 1) / 3];
}
