/* A recommender inside: for each channel, with and without own use, how response rates are distributed; the segment's day; and how offers are seen.
 *
 * Invariants:
 *  1. It depends on the store's events, the settings and the moment alone: lists are sorted whole before they are added up.
 *  2. It is never changed once it is made. */
#ifndef NETMKT_AUDIENCE_RECOMMENDER_H
#define NETMKT_AUDIENCE_RECOMMENDER_H

#include <netmkt/recommend.h>

#include "audience/answers.h"
#include "audience/opinion.h"
#include "audience/profile.h"

/* Customers who use the channel by themselves [1], and the others [0]. */
typedef struct netmkt__rate_group {
    uint64_t customers, messages, responses;
    uint64_t segment_messages, segment_responses;
    double mean, strength, segment_mean;
    double segment_trials; /* single trials that the segment's mean is worth */
    int32_t fitted;
    int32_t reserved;
} netmkt__rate_group;

typedef struct netmkt__channel_rates {
    netmkt__rate_group group[2];
    netmkt__rate_group all;
} netmkt__channel_rates;

/* An offer that anybody rated, as the segment sees it. */
typedef struct netmkt__offer_view {
    netmkt_offer_id offer;
    uint32_t reserved;
    double level[NETMKT_PARTS]; /* NaN: nobody rated the part */
} netmkt__offer_view;

struct netmkt_recommender {
    netmkt_context *context;
    netmkt_settings *settings;    /* a copy */
    netmkt__channel_rates *rates; /* by channel number; messages 0 where nothing is known */
    netmkt__offer_view *offers;   /* by number */
    size_t offer_count;
    uint32_t channels;
    uint32_t weighed;             /* 1: weights come from answers */
    double day[24];               /* the segment's activity by local hour, as shares; all 0 if there was none */
    double weights[NETMKT_PARTS]; /* the segment's */
    netmkt_settings *permission;  /* a copy, with rules; NULL: permission is not asked for */
    int32_t purpose, which;       /* NETMKT_FUNCTION_..., NETMKT_RECOMMEND_... */
    netmkt_campaign_id campaign;
    uint32_t reserved;
};

/* One customer's trials on one channel, as they were learned. */
typedef struct netmkt__trial_record {
    uint16_t channel;
    uint8_t uses, wanted;
    uint32_t n, k;
} netmkt__trial_record;

/* One customer's rating of one part of an offer. */
typedef struct netmkt__rating_record {
    netmkt_offer_id offer;
    uint16_t part, wanted;
    double value;
} netmkt__rating_record;

/* Rates from all records, which are put in order; views of offers from all ratings, the same. NETMKT_E_NOMEM. */
netmkt_status netmkt__recommender_fit(netmkt_recommender *recommender, netmkt__trial_record *list, size_t n);
netmkt_status netmkt__recommender_see(netmkt_recommender *recommender, netmkt__rating_record *list, size_t n);

/* What counting contacts needs up to a moment, within the recommender's window. As netmkt__profile_rules_init(). */
netmkt_status netmkt__recommender_moment(const netmkt_recommender *recommender, const netmkt_store *store, int64_t as_of_ms, netmkt__profile_rules *out);
/* How trials are counted then; borrows from `profile`. */
netmkt__answer_rules netmkt__recommender_rules(const netmkt_recommender *recommender, const netmkt__profile_rules *profile);

/* Shares of a day's activity to expect (24), of a customer with so much activity by hour of the week: smoothed over neighbouring hours, shrunk to the segment's
 * day. The best hour, the earliest of equal ones; -1 and all 0 if nothing is known. */
int32_t netmkt__recommender_day(const netmkt_recommender *recommender, const uint64_t *week, double *shares);

#endif
