/* One customer's channels, hour and offers, ranked, before they become tables or words. */
#ifndef NETMKT_AUDIENCE_RECOMMEND_H
#define NETMKT_AUDIENCE_RECOMMEND_H

#include "audience/recommender.h"

typedef struct netmkt__recommend_permits netmkt__recommend_permits; /* recommend_permit.h */

typedef struct netmkt__choice {
    netmkt_channel_id channel;
    uint16_t uses;
    uint32_t reasons; /* against a contact at the moment, if permission is asked for */
    uint64_t messages, responses;
    double expected, prior, strength; /* of the posterior: the beta distribution has mean `expected` */
    int64_t earliest_ms;              /* NETMKT_NEVER */
    double permitted;                 /* share of the segment */
    int32_t hour;                     /* the best that is not quiet; -1: none */
    int32_t out;                      /* left out, for want of permission */
} netmkt__choice;

/* An offer as a customer sees it. */
typedef struct netmkt__offer_choice {
    netmkt_offer_id offer;
    int32_t rated, own; /* parts that anybody, and that he rated */
    uint32_t reserved;
    double value, cost, delivered, share;
} netmkt__offer_choice;

/* What one thread needs to judge customers one after another. */
typedef struct netmkt__choosing {
    const netmkt_recommender *recommender;
    const netmkt__profile_rules *profile; /* borrowed */
    netmkt__answer_rules rules;
    netmkt__answers answers;
    netmkt__profile_tally tally;
    netmkt__opinions opinions;
    const netmkt__recommend_permits *permits;       /* NULL: permission is not asked for */
    netmkt__scratch permit_scratch;
    netmkt__choice *list; /* room for all channels of the recommender; behind `count` those left out */
    netmkt__offer_choice *offers; /* room for all its offers */
    double *room;                 /* a number an offer */
    size_t count, left_out, offer_count;
    double shares[24]; /* of his activity to expect, by local hour */
    uint64_t activity; /* counted */
    int32_t hour;      /* -1: nothing known */
    int32_t reserved;
} netmkt__choosing;

/* NETMKT_E_NOMEM. Free it in every case. */
netmkt_status netmkt__choosing_init(const netmkt_recommender *recommender, const netmkt__profile_rules *profile, netmkt__choosing *out);
void netmkt__choosing_free(netmkt__choosing *choosing);

/* Rank the channels, and find the hour, of a customer by his events up to the moment; of the segment as a whole with events NULL. Highest expected rate first,
 * then by number; those left out behind the others. NETMKT_E_NOMEM. */
netmkt_status netmkt__choose(netmkt__choosing *choosing, netmkt_customer_id customer, const netmkt__events *events);

/* Rank the offers on sale, the most likely chosen first, then by number; of the segment with events NULL. NETMKT_E_NOMEM. */
netmkt_status netmkt__choose_offers(netmkt__choosing *choosing, const netmkt__events *events);

#endif
