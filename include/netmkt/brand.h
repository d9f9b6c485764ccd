/** @file brand.h  The brand by month: who comes for its name, what people say of it; and the novelty of what is sold.
 *
 *  Months are those of the calendar, in days shifted by the store's day offset.
 *
 *  A visit (event of kind visit) is direct if its channel is "direct", and branded if he searched for the name: its channel is sem, seo or search_engine and
 *  its campaign's name begins with "brand" (capitals or not), or its channel's name does, as that of a registered channel "brand_search".
 *
 *  Net promoter score: of the surveys with a rating of 0 to 10 that ask about no part of an offer (see setting delivered.survey_variant), the share of
 *  promoters (readiness.promoter_rating and more) less that of detractors (readiness.detractor_rating and less), times 100. Its interval is
 *  the score interval for the difference of two proportions of one sample (Tango 1998), at setting brand.confidence: unlike the usual
 *  one it is right for few answers, and never leaves -100 to 100. */
#ifndef NETMKT_BRAND_H
#define NETMKT_BRAND_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** A net promoter score. */
typedef struct netmkt_promoters {
    uint32_t struct_size; /**< sizeof(netmkt_promoters); set by the caller. */
    uint32_t reserved;    /**< 0. */
    uint64_t promoters;   /**< Answers that recommend. */
    uint64_t passives;    /**< Answers between. */
    uint64_t detractors;  /**< Answers that do not. */
    double score;         /**< -100 to 100; NaN without answers, as the limits. */
    double low;           /**< Lower limit of the interval. */
    double high;          /**< Upper limit. */
} netmkt_promoters;

/** The net promoter score of counts.
 *  @param[in]     settings  brand.confidence; or NULL.
 *  @param[in,out] out       struct_size and the three counts set by the caller; score, low and high are filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      @p out is NULL.
 *  @retval NETMKT_E_RANGE        Counts that together are more than 2^53.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_promoters_from_counts(const netmkt_settings *settings, netmkt_promoters *out);

/** The net promoter score of ratings.
 *  @param[in]     settings  readiness.promoter_rating, readiness.detractor_rating, brand.confidence; or NULL.
 *  @param[in]     n         Answers.
 *  @param[in]     ratings   n ratings; those that are NaN or not 0 to 10 do not count.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK         Filled.
 *  @retval NETMKT_E_INVALID  A NULL. Others as netmkt_promoters_from_counts().
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_promoters_from_ratings(const netmkt_settings *settings, size_t n, const double *ratings, netmkt_promoters *out);

/** The brand by month: a table with month (text: "2024-03"; a last row "all"), active (int: customers who started an event), visits, direct, branded
 *  (int), direct_share, branded_share (real: of the visits), referrals, shares (int: events), referral_rate, share_rate (real: per active customer),
 *  reviews (int), review_mean (real), promoters, passives, detractors (int), nps, nps_low, nps_high (real), orders, complaints (int),
 *  complaint_rate (real: complaints per order). Rates and means of nothing are NaN. Every month from that of the first event to that of the
 *  last is there.
 *  @param[in]  store     The store.
 *  @param[in]  settings  As above, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  The events of all customers, over run.threads threads; the result does not depend on them.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_brand_months(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** Revenue from new offers by month: a table with month (text; a last row "all"), orders, new_orders (int), revenue, offer_revenue, new_revenue (money),
 *  share (real: new_revenue of offer_revenue; NaN without it). An order is new if it is placed less than novelty.days after its offer's
 *  beginning: its start if that is known, else its first order. offer_revenue is that of orders that carry an offer. Amounts are as ordered,
 *  returns not taken off.
 *  @param[in]  store     The store.
 *  @param[in]  settings  novelty.days, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK       Made.
 *  @retval NETMKT_E_RANGE  A sum of money overflows. Others as netmkt_brand_months().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_novelty_months(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** Revenue from new offers by offer: a table with offer (text), since (time: its beginning), orders, new_orders (int), revenue, new_revenue (money), share
 *  (real: new_revenue of revenue; NaN without it), last (time: its last order), of the offers ordered, in the order of their numbers.
 *  Parameters and failures as netmkt_novelty_months().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_novelty_offers(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

/** The share of new offers in the caller's own sales.
 *  @param[in]  settings  novelty.days; or NULL.
 *  @param[in]  n         Sales.
 *  @param[in]  time_ms   n times of sale.
 *  @param[in]  since_ms  n beginnings of what was sold.
 *  @param[in]  money     n amounts, finite, 0 or more.
 *  @param[out] share     The share of the money; NaN if there is none.
 *  @retval NETMKT_OK         Found.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    An amount that is negative or not finite (its row is in the message), or a sum that is not.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_novelty_measure(const netmkt_settings *settings, size_t n, const int64_t *time_ms, const int64_t *since_ms,
                                                const double *money, double *share);

NETMKT_END_DECLS
#endif
