/** @file returns.h  What channels, campaigns, offers and months have cost, and what they have brought.
 *
 *  Costs are those of events and of spend records (spend.h); orders are credited to the touches before them by a model of attribution (attribution.h).
 *  docs/reach.md has each figure's formula and an example. */
#ifndef NETMKT_RETURNS_H
#define NETMKT_RETURNS_H

#include <netmkt/settings.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** What returns are told apart by. */
enum {
    NETMKT_RETURNS_BY_CHANNEL = 1,  /**< Channels of touches; path.by is as 0. */
    NETMKT_RETURNS_BY_CAMPAIGN = 2, /**< Campaigns of touches; path.by is as 1. */
    NETMKT_RETURNS_BY_OFFER = 3,    /**< Offers of touches. Spend records say nothing of offers. */
    NETMKT_RETURNS_BY_MONTH = 4     /**< Months of the events, an order its own: no model matters. */
};

/** Costs and returns of a time. A table, a row a group that has any: in order of their names, then "(none)", of what has no group or no touch before it,
 *  then "all". Sums over the groups and "(none)" equal "all". Columns:
 *
 *  | column | type | what it is |
 *  |---|---|---|
 *  | group | text | name of a channel, a campaign or an offer, a month such as 2026-11, "(none)", "all" |
 *  | impressions, touches, visits | int | events of the kind impression, of the kinds that are touches (path.touches), of the kind visit |
 *  | orders | real | credits of the orders (path.conversion_kind), not wholly returned |
 *  | revenue | real | what is left of them after returns |
 *  | margin | real | revenue times value.margin; with value.order_costs 1 revenue less the orders' costs, of what was returned none |
 *  | cost | real | cost of events (with value.order_costs 1 without orders and returns) and spend records |
 *  | touch_rate, touch_rate_low, touch_rate_high | real | orders over touches, with Wilson's interval |
 *  | visit_rate, visit_rate_low, visit_rate_high | real | orders over visits, the same |
 *  | return_on_spend | real | revenue over cost |
 *  | profit | real | margin less cost |
 *  | cost_per_order | real | cost over orders |
 *  | acquired | real | credits of orders that were their customers' first ever |
 *  | cost_per_acquired | real | cost over acquired |
 *  | clv | real | lifetime value to come of the acquired, by their credits; NaN unless returns.clv is 1 |
 *  | clv_to_cost | real | clv over cost |
 *  | payback_days | real | days after their first orders in which the margin of the acquired has covered the cost |
 *
 *  Money is in whole units of the currency. What would be divided by 0 is NaN, as are intervals of rates above 1 and a payback that has not come.
 *
 *  Of those about whom the settings ask, events and orders count; they bear the part of each group's spend records that they have of the group's
 *  touches and impressions (where it has none, of the customers).
 *  @param[in]  store     The store.
 *  @param[in]  settings  path.*, attribution.*, returns.clv, value.*, time.*, run.threads, customers asked about; or NULL.
 *  @param[in]  model     NETMKT_ATTRIBUTION_...; those of Markov and of the conversion-rate game give each order's credit to the channels on its path in
 *                        proportion to their removal effects or values.
 *  @param[in]  by        NETMKT_RETURNS_BY_...
 *  @param[in]  from_ms   Events, orders and days from this moment on count (#NETMKT_TIME_MIN: all); touches before it may earn later orders.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST; later ones do not count, spend records of its day do.
 *  @param[out] out       Owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK          Made.
 *  @retval NETMKT_E_INVALID   A NULL, an unknown model or grouping.
 *  @retval NETMKT_E_RANGE     A moment not in the years 0001 to 9999, one that ends before it begins, shares of the position model above 1, a customer's money overflows.
 *  @retval NETMKT_E_CONVERGE  Markov's chain, or with returns.clv a model of value, has no solution.
 *  @retval NETMKT_E_NOMEM     Out of memory. With returns.clv others as netmkt_value_score_all().
 *  @par Complexity  O(events); Markov's chain and the conversion-rate game read the paths twice. The result does not depend on run.threads.
 *  @par Source  Intervals: Wilson (1927), at attribution.confidence.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_returns(netmkt_store *store, const netmkt_settings *settings, int32_t model, int32_t by, int64_t from_ms, int64_t as_of_ms,
                                        netmkt_table **out);

/** The same for each saved segment (segment.h): a row each, in the order they were saved, of its members alone at the moment, then "all". Members may overlap, and need not be everybody:
 *  rows do not add up. A segment bears of the spend records the part that it has of each channel's touches and impressions. A writer may come between two segments.
 *  Parameters as netmkt_returns(); failures, too, and those of netmkt_segment_limit() with the segment's name.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_returns_by_segment(netmkt_store *store, const netmkt_settings *settings, int32_t model, int64_t from_ms, int64_t as_of_ms,
                                                   netmkt_table **out);

NETMKT_END_DECLS
#endif
