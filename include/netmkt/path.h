/** @file path.h  Paths: customers' touches up to each conversion, or to none, kept as a list.
 *
 *  A list is for what must see single paths: the paths themselves as a table, intervals by bootstrap, the choice of the chain's order. Its size goes
 *  by the paths; the states of attribution.h need none. */
#ifndef NETMKT_PATH_H
#define NETMKT_PATH_H

#include <netmkt/attribution.h>

NETMKT_BEGIN_DECLS

/** A list of paths. One thread at a time while it is changed; any number may read one that nobody changes. */
typedef struct netmkt_paths netmkt_paths;

/** Make an empty list.
 *  @param[in]  context   Context, or NULL.
 *  @param[in]  exponent  Digits of the minor unit of its money, 0 to 9.
 *  @param[out] out       The list, owned by the caller: netmkt_paths_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  @p out is NULL, or a wrong exponent.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_paths_new(netmkt_context *context, int32_t exponent, netmkt_paths **out);

/** Release a list. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_paths_free(netmkt_paths *paths);

/** Entries of a list: paths of a store, rows of a file; 0 for NULL.
 *  @since 0.1 */
NETMKT_API size_t netmkt_paths_count(const netmkt_paths *paths);

/** Add the paths of a store's customers, as they were at a moment.
 *  @param[in] paths     The list. Unchanged after a failure.
 *  @param[in] store     The store.
 *  @param[in] settings  path.*, and about whom is asked; or NULL.
 *  @param[in] as_of_ms  The moment, or #NETMKT_LATEST.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, or the store's money has another exponent than the list's.
 *  @retval NETMKT_E_RANGE    The moment, more than 65,535 steps of different name, or a sum of money that overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(events).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_paths_add_store(netmkt_paths *paths, netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms);

/** Equal paths together.
 *  @param[in]  paths  The list.
 *  @param[out] out    A row a different path, the most frequent first: path (text, steps separated by " > "), total_conversions (int),
 *                     total_conversion_value (money), total_null (int). Owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    A sum that overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(steps), and sorting the different paths.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_paths_table(const netmkt_paths *paths, netmkt_table **out);

/** Add a list's paths to a state of attribution.
 *  @param[in] attribution  The state. Unchanged after a failure.
 *  @param[in] paths        The list.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, or the exponents differ.
 *  @retval NETMKT_E_RANGE    As netmkt_attribution_update().
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_update_paths(netmkt_attribution *attribution, const netmkt_paths *paths);

/** How sure the credits are: bootstrap over customers. In each replicate every customer counts as often as a draw of Poisson(1) says; a row of a
 *  file stands for as many customers as it has conversions and paths without, its conversions of equal value.
 *  @param[in]  paths     The list.
 *  @param[in]  model     NETMKT_ATTRIBUTION_...
 *  @param[in]  settings  attribution.*, run.threads; or NULL.
 *  @param[out] out       A row a channel, in order of their names: channel (text), conversions, conversions_low, conversions_high, value,
 *                        value_low, value_high (real), the interval of attribution.confidence by percentiles. Owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made. The same seed gives the same figures, with any number of threads.
 *  @retval NETMKT_E_INVALID  A NULL, or no such model. Others as netmkt_attribution_credit().
 *  @par Complexity  attribution.replicates times that of the credit and of adding the list.
 *  @par Source  Chamandy, Muralidharan, Najmi, Naidu (2012), the Poisson bootstrap.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_paths_intervals(const netmkt_paths *paths, int32_t model, const netmkt_settings *settings, netmkt_table **out);

/** Which order the chain should have, by cross-validated likelihood: chains of order 1 to 4, each smoothed by the order below, foretell the steps and
 *  ends of paths held out, customer by customer.
 *  @param[in]  paths     The list.
 *  @param[in]  settings  attribution.folds, attribution.seed; or NULL.
 *  @param[out] out       Four rows: order (int), states, transitions (int), log_likelihood (real, of what was held out), per_path (real), error (real,
 *                        the standard error of the mean difference to the best order, by fold), best (int: 1 for the likeliest). Owned by the caller.
 *                        NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_DATA     Fewer paths than folds.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(steps).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_paths_orders(const netmkt_paths *paths, const netmkt_settings *settings, netmkt_table **out);

/** Reads aggregated paths from CSV: the columns path (steps separated by " > "), total_conversions, total_conversion_value and total_null in any
 *  order, the last two may be missing; other columns are passed over. One thread at a time. */
typedef struct netmkt_path_import netmkt_path_import;

/** Begin reading.
 *  @param[in]  attribution  Where the paths are counted, or NULL.
 *  @param[in]  paths        Where they are listed, or NULL; not both. It outlives the reading, and is changed at its end.
 *  @param[out] out          Owned by the caller: netmkt_path_import_free(). NULL after a failure.
 *  @retval NETMKT_OK         Begun.
 *  @retval NETMKT_E_INVALID  @p out is NULL, or not one of the others.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_path_import_new(netmkt_attribution *attribution, netmkt_paths *paths, netmkt_path_import **out);

/** The next bytes, cut anywhere. A path may be of any length.
 *  @retval NETMKT_OK         Taken.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_FORMAT   A column is missing, a field is no number, a step is empty; the message has line and reason.
 *  @retval NETMKT_E_RANGE    As netmkt_attribution_update(); the message has the line.
 *  @retval NETMKT_E_STATE    An earlier call failed.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_path_import_feed(netmkt_path_import *import, const char *bytes, size_t size);

/** The end: now the paths are added, all or none.
 *  @param[in]  import  The reading. Only netmkt_path_import_free() may follow.
 *  @param[out] rows    Rows read; may be NULL.
 *  @retval NETMKT_OK  Added. Failures as netmkt_path_import_feed().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_path_import_finish(netmkt_path_import *import, uint64_t *rows);

/** End reading; what was not finished is dropped. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_path_import_free(netmkt_path_import *import);

NETMKT_END_DECLS
#endif
