/** @file attribution.h  Attribution: which channels have earned the conversions, and their money. */
#ifndef NETMKT_ATTRIBUTION_H
#define NETMKT_ATTRIBUTION_H

#include <netmkt/settings.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Models of attribution. Their numbers never change. */
enum {
    NETMKT_ATTRIBUTION_FIRST = 1,           /**< "first": the first step has it all. */
    NETMKT_ATTRIBUTION_LAST = 2,            /**< "last": the last one. */
    NETMKT_ATTRIBUTION_LAST_NON_DIRECT = 3, /**< "last_non_direct": the last one that is not "direct"; where there is no other, the last. */
    NETMKT_ATTRIBUTION_LINEAR = 4,          /**< "linear": all steps the same. */
    NETMKT_ATTRIBUTION_POSITION = 5,        /**< "position": first, last, and the rest among those between (40, 40, 20 %). */
    NETMKT_ATTRIBUTION_TIME_DECAY = 6,      /**< "time_decay": a weight that halves with the time before the conversion. */
    NETMKT_ATTRIBUTION_MARKOV = 7,          /**< "markov": removal effects in a Markov chain of order 1 to 4, solved exactly. */
    NETMKT_ATTRIBUTION_SHAPLEY = 8,         /**< "shapley": Shapley's value of the game whose coalitions win the paths that they cover. */
    NETMKT_ATTRIBUTION_SHAPLEY_RATE = 9     /**< "shapley_rate": of the game whose coalitions win the conversion rate of those paths. */
};

/** Name of a model, such as "markov"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_attribution_model_name(int32_t model);
/** Number of a model by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_attribution_model_by_name(const char *name);

NETMKT_END_DECLS
#endif
