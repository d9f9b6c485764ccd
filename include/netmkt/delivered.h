/** @file delivered.h  What an offer is worth to a customer: delivered value (Kotler), against rival offers.
 *
 *  An offer has four parts of value (product, service, personnel, image) and four of cost (money, time, energy, psychic). With a weight
 *  w for each part, delivered value = sum of w * value parts - sum of w * cost parts. A customer who compares offers takes one with the
 *  probability of the multinomial logit (McFadden 1974): exp(delivered / scale) over the sum of that of all offers, where setting delivered.scale
 *  says which difference makes one offer e times as likely as another.
 *
 *  The unit is the caller's: money where parts are what the customer would pay for them (weights 1), points where they are ratings.
 *
 *  Weights and ratings from surveys: an event of kind survey whose variant is delivered.survey_variant + 1 (product) to + 8 (psychic) and
 *  whose rating is 0 or more answers a question on that part: without an offer, how important the part is to the customer; with an
 *  offer, how much of it that offer has. His latest answer counts. */
#ifndef NETMKT_DELIVERED_H
#define NETMKT_DELIVERED_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** The parts of an offer, and their places in every array of #NETMKT_PARTS numbers. */
enum {
    NETMKT_PART_PRODUCT = 0,   /**< value: the thing itself */
    NETMKT_PART_SERVICE = 1,   /**< value: delivery, training, repair */
    NETMKT_PART_PERSONNEL = 2, /**< value: competence, kindness */
    NETMKT_PART_IMAGE = 3,     /**< value: the name and what it stands for */
    NETMKT_PART_MONEY = 4,     /**< cost: the price */
    NETMKT_PART_TIME = 5,      /**< cost: of finding, buying, waiting */
    NETMKT_PART_ENERGY = 6,    /**< cost: effort */
    NETMKT_PART_PSYCHIC = 7    /**< cost: doubt, worry */
};

/** How many parts there are; those from #NETMKT_PART_MONEY on are costs. */
#define NETMKT_PARTS 8

/** Name of a part, such as "psychic"; NULL if there is none. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_part_name(int32_t part);
/** Number of a part by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_part_by_name(const char *name);

/** Measure offers as one customer, or one segment, sees them.
 *  @param[in]  settings   delivered.scale; or NULL.
 *  @param[in]  offers     How many offers compete.
 *  @param[in]  parts      #NETMKT_PARTS finite numbers an offer, offer after offer.
 *  @param[in]  weights    #NETMKT_PARTS weights, 0 or more; or NULL for 1 each.
 *  @param[out] value      Total value of each offer; or NULL.
 *  @param[out] cost       Total cost; or NULL.
 *  @param[out] delivered  Value less cost; or NULL.
 *  @param[out] ratio      Value over cost, NaN where the cost is not above 0; or NULL.
 *  @param[out] share      Choice share: 0 to 1, together 1; or NULL.
 *  @retval NETMKT_OK         Measured.
 *  @retval NETMKT_E_INVALID  @p parts is NULL.
 *  @retval NETMKT_E_RANGE    A part or a sum that is not finite, or a weight that is not 0 or more; nothing is written.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_measure(const netmkt_settings *settings, size_t offers, const double *parts, const double *weights,
                                                  double *value, double *cost, double *delivered, double *ratio, double *share);

/** The same as a table: offer (text), value, cost, delivered, ratio, share, equal_price (real: see netmkt_delivered_equal_price(), against the
 *  best of the other offers; NaN for an only one, and where the weight of money is 0), in the order given.
 *  @param[in]  context  Context, or NULL. Must outlive the table.
 *  @param[in]  names    @p offers names, or NULL for "1", "2", ... Copied.
 *  @param[out] out      The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK        Made.
 *  @retval NETMKT_E_FORMAT  A name is NULL or no UTF-8. Others as netmkt_delivered_measure().
 *  @retval NETMKT_E_NOMEM   Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_compare(netmkt_context *context, const netmkt_settings *settings, size_t offers,
                                                  const char *const *names, const double *parts, const double *weights, netmkt_table **out);

/** The price at which an offer is chosen as often as a rival: the money part for which both deliver the same. Below 0 if even as a gift it would not be.
 *  @param[in]  offer    #NETMKT_PARTS numbers; the money part does not matter.
 *  @param[in]  rival    The same of the rival.
 *  @param[in]  weights  #NETMKT_PARTS weights, 0 or more; or NULL for 1 each.
 *  @param[out] price    The price. Unchanged after a failure.
 *  @retval NETMKT_OK         Found.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    As netmkt_delivered_measure().
 *  @retval NETMKT_E_DATA     The weight of money is 0: no price matters.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_equal_price(const double *offer, const double *rival, const double *weights, double *price);

/** Which part of an offer to improve: a table with part (text), weight, level, step, delivered_gain, share_gain, share_slope (real), rank (int: 1 is the
 *  largest gain), in the order of parts. An improvement raises a part of value, or lowers a part of cost, by its step, a cost by no
 *  more than there is of it. share_slope is the change of share per unit of the part.
 *  @param[in]  context   Context, or NULL. Must outlive the table.
 *  @param[in]  settings  delivered.scale; or NULL.
 *  @param[in]  offers    How many offers compete.
 *  @param[in]  parts     As in netmkt_delivered_measure().
 *  @param[in]  weights   As there.
 *  @param[in]  offer     Rank (0-based) of the offer to improve.
 *  @param[in]  steps     #NETMKT_PARTS steps, 0 or more: what the same effort achieves in each part; or NULL for 1 each.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or no such offer.
 *  @retval NETMKT_E_RANGE    A step that is not 0 or more; others as netmkt_delivered_measure().
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_improve(netmkt_context *context, const netmkt_settings *settings, size_t offers, const double *parts,
                                                  const double *weights, size_t offer, const double *steps, netmkt_table **out);

/** Shares of a market of customers who weigh the parts differently: the mean of their choice shares.
 *  @param[in]  context    Context, or NULL.
 *  @param[in]  settings   delivered.scale; or NULL.
 *  @param[in]  offers     How many offers compete, at least 1.
 *  @param[in]  parts      As in netmkt_delivered_measure().
 *  @param[in]  customers  How many customers, at least 1.
 *  @param[in]  weights    #NETMKT_PARTS weights a customer, customer after customer.
 *  @param[out] share      @p offers shares of the market, together 1; or NULL.
 *  @param[out] best       Rank (0-based) of the offer that each customer most likely takes (the first of several); or NULL.
 *  @retval NETMKT_OK         Found.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_DATA     No offers, or no customers.
 *  @retval NETMKT_E_RANGE    As netmkt_delivered_measure(), with the customer's row; @p best is unspecified then.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_market(netmkt_context *context, const netmkt_settings *settings, size_t offers, const double *parts,
                                                 size_t customers, const double *weights, double *share, uint32_t *best);

/** Weights of a segment from its customers' survey answers on importance: each customer's answers over their mean, so that his mean weight is 1 and a part
 *  he was not asked about weighs 1; the mean over those who answered anything.
 *  @param[in]  store      The store.
 *  @param[in]  settings   delivered.survey_variant, run.threads, customers asked about; or NULL.
 *  @param[in]  n          Customers in the segment.
 *  @param[in]  customers  Their ids; or NULL for all customers of the store (@p n is ignored).
 *  @param[in]  as_of_ms   The moment, or #NETMKT_LATEST.
 *  @param[out] weights    #NETMKT_PARTS weights. Unchanged after a failure, as @p answers.
 *  @param[out] answers    #NETMKT_PARTS counts of customers who answered on the part; or NULL.
 *  @retval NETMKT_OK           Found.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_DATA       Nobody has answered (only with 0, which says nothing).
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_weights(netmkt_store *store, const netmkt_settings *settings, size_t n, const netmkt_customer_id *customers,
                                                  int64_t as_of_ms, double *weights, uint64_t *answers);

/** The same of an offer's parts: the mean of the segment's ratings of each, NaN where nobody rated it.
 *  @param[in]  offer   The offer, not 0.
 *  @param[out] levels  #NETMKT_PARTS means, as the ratings are.
 *  @retval NETMKT_E_INVALID  A NULL, or offer 0.
 *  @retval NETMKT_E_DATA     Nobody has rated it. Others as netmkt_delivered_weights().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_levels(netmkt_store *store, const netmkt_settings *settings, netmkt_offer_id offer, size_t n,
                                                 const netmkt_customer_id *customers, int64_t as_of_ms, double *levels, uint64_t *answers);

/** Weights of every customer who answered a survey on importance: a table with id (int), customer (text: key), product, service, personnel, image, money, time,
 *  energy, psychic (real: weights), answers (int: parts he answered on).
 *  @param[in]  store     The store.
 *  @param[in]  settings  delivered.survey_variant, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_delivered_weights(), but none where nobody answered.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_delivered_weights_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
