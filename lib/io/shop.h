/* The made-up shop: who it sells to, on which channels, what; and the people who come to it. */
#ifndef NETMKT_IO_SHOP_H
#define NETMKT_IO_SHOP_H

#include <netmkt/event.h>

#include "numeric/random.h"

#define NETMKT__SHOP_CHANNELS 12
#define NETMKT__SHOP_OFFERS 12

/* A channel on which people are reached. Money in cents. */
typedef struct netmkt__shop_channel {
    netmkt_channel_id id;
    uint16_t shown;       /* 1: with impressions before the click */
    double share;         /* of the people who come first on it */
    double buyers;        /* of those, who ever buy */
    int64_t impression;   /* cost of one, in thousandths of a cent */
    int64_t click;        /* cost of a visit */
} netmkt__shop_channel;

typedef struct netmkt__shop_offer {
    const char *name;
    double share; /* of the orders */
} netmkt__shop_offer;

typedef struct netmkt__shop_city {
    const char *country, *city;
    double share;
} netmkt__shop_city;

extern const netmkt__shop_channel netmkt__shop_channels[NETMKT__SHOP_CHANNELS];
extern const netmkt__shop_offer netmkt__shop_offers[NETMKT__SHOP_OFFERS];

/* Ranks drawn by share. */
size_t netmkt__shop_draw_channel(netmkt__random *random);
size_t netmkt__shop_draw_offer(netmkt__random *random);
const netmkt__shop_city *netmkt__shop_draw_city(netmkt__random *random);
/* Moment of a day at which people shop, in milliseconds. */
int64_t netmkt__shop_draw_clock(netmkt__random *random);

/* The campaign that runs at a moment, a quarter of a year each: its year, and its name without it. */
const char *netmkt__shop_campaign(int64_t time_ms, int32_t *year);

/* What a person does. Offers count from 1; 0: none. */
typedef struct netmkt__deed {
    int64_t time_ms, amount, cost;
    int32_t rating;
    uint16_t kind, channel;
    uint8_t offer, campaign; /* campaign 1: of the one that runs then */
    uint16_t order;          /* deeds of one moment keep the order in which they were done */
} netmkt__deed;

/* One person, from first to last. */
typedef struct netmkt__person {
    netmkt_context *context;
    netmkt__random random;
    int64_t start_ms, end_ms;      /* of the simulation */
    const netmkt__shop_city *city;
    int32_t birth_year;
    char gender;                   /* 'f', 'm', 0: not said */
    size_t channel;                /* on which he came first */
    int subscribed, registered, uses_app;
    int64_t subscribed_ms;
    netmkt__deed *deeds;
    size_t count, capacity;
    netmkt_status status;          /* NETMKT_E_NOMEM: some deeds are lost */
} netmkt__person;

/* Live the life of person number `number`; his deeds come sorted by time, within the simulation. */
netmkt_status netmkt__person_live(netmkt__person *person, uint64_t seed, uint64_t number);

#endif
