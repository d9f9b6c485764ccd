/** @file validation.h  How good is a model: calibrate it to a date, let it predict the rest, and compare.
 *
 *  Rules:
 *   1. The customers are those with a purchase day up to the day of calibrate_to, with the summaries of that moment.
 *   2. The holdout is the days after it up to the day of to. What a customer really did is his purchase days in it, returns netted up
 *      to that end.
 *   3. What is predicted is E[Y(t)] with the length of the holdout, given his summary. Tracking, which begins with the first
 *      purchase, compares with what is expected of new customers from their first purchase on, E[X(t)], summed over all. */
#ifndef NETMKT_VALIDATION_H
#define NETMKT_VALIDATION_H

#include <netmkt/model.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** A model calibrated, with what it predicted and what came. Immutable: any number of threads may use it. */
typedef struct netmkt_validation netmkt_validation;

/** How predictions and facts agree. */
typedef struct netmkt_validation_figures {
    uint32_t struct_size;    /**< sizeof(netmkt_validation_figures); set by the caller. */
    uint32_t reserved;       /**< 0. */
    uint64_t customers;      /**< Compared. */
    double actual;           /**< Sum of what came. */
    double predicted;        /**< Sum of what was predicted. */
    double mae;              /**< Mean absolute error of a customer. */
    double rmse;             /**< Root of the mean squared error. */
    double bias;             /**< Mean of predicted less actual: above 0 where too much was predicted. */
    double correlation;      /**< Pearson's; NaN where either is constant. */
    double rank_correlation; /**< Spearman's, equal ones with their mean rank; NaN where either is constant. */
    double top_decile;       /**< Share of all that came from the tenth of the customers predicted highest; NaN if nothing came. */
    double top_decile_best;  /**< The same of the tenth that really did most: the largest possible. */
} netmkt_validation_figures;

/** Tables of a validation. */
enum {
    NETMKT_VALIDATION_FREQUENCY = 1, /**< By repeat purchase days in the calibration: class (text: 0 to 6, 7+), customers (int), actual, predicted, actual_mean, predicted_mean, mae (real). */
    NETMKT_VALIDATION_RECENCY = 2,   /**< By days without purchase at its end: the same columns; classes 0-29, 30-59, 60-89, 90-179, 180-364, 365+. */
    NETMKT_VALIDATION_TRACKING = 3,  /**< By week: week (int: 0 is the last of the calibration), end (time), actual (int), predicted (real), actual_sum (int), predicted_sum (real), of repeat purchase days. */
    NETMKT_VALIDATION_CUSTOMERS = 4  /**< id (int), customer (text), x (int), t_x, T (real), actual (int), predicted (real). */
};

/** Calibrate a model to a store's past, and compare with what came after.
 *  @param[in]  store            The store.
 *  @param[in]  model            NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD or NETMKT_MODEL_PARETONBD.
 *  @param[in]  settings         model.ridge, time.unit_days, run.threads, customers asked about; or NULL.
 *  @param[in]  calibrate_to_ms  End of the calibration.
 *  @param[in]  to_ms            End of the holdout, or #NETMKT_LATEST; on a later day.
 *  @param[out] out              The result, owned by the caller: netmkt_validation_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or no purchase model for continuous time.
 *  @retval NETMKT_E_RANGE    The holdout has no day, a moment is not in the years 0001 to 9999, or a sum of money overflows.
 *  @retval NETMKT_E_DATA     Nobody bought in the calibration. Others as netmkt_model_fit_summaries().
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  The events of all customers, a fit, and weeks times different days of a first purchase.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_validation_new(netmkt_store *store, int32_t model, const netmkt_settings *settings, int64_t calibrate_to_ms,
                                               int64_t to_ms, netmkt_validation **out);

/** Release a validation with its tables and model. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_validation_free(netmkt_validation *validation);

/** Its figures over all customers.
 *  @param[in]     validation  The validation.
 *  @param[in,out] out         struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_validation_get(const netmkt_validation *validation, netmkt_validation_figures *out);

/** One of its tables, NETMKT_VALIDATION_...; borrowed until the validation is freed. NULL for NULL or no such table.
 *  @since 0.1 */
NETMKT_API const netmkt_table *netmkt_validation_table(const netmkt_validation *validation, int32_t table);

/** The calibrated model; borrowed until the validation is freed. NULL for NULL.
 *  @since 0.1 */
NETMKT_API const netmkt_model *netmkt_validation_model(const netmkt_validation *validation);

/** The choice of a model: BG/NBD, MBG/NBD and Pareto/NBD calibrated to the same past and compared with the same future, the smallest root mean squared error
 *  first. A table with model (text), log_likelihood, aic, bic (real: of the calibration), actual, predicted, mae, rmse, bias, rank_correlation, top_decile (real: of
 *  the holdout, as in netmkt_validation_figures), ended (text: "converged", "border", or why it could not be fitted: then its numbers are NaN, and it comes last).
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK      Made.
 *  @retval NETMKT_E_DATA  No model could be fitted. Parameters and other failures as netmkt_validation_new().
 *  @par Complexity  As netmkt_validation_new(), three times.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_validation_models(netmkt_store *store, const netmkt_settings *settings, int64_t calibrate_to_ms, int64_t to_ms,
                                                  netmkt_table **out);

/** The figures of any predictions: of purchases, of spend, of a model's or the caller's own.
 *  @param[in]     context    Context, or NULL.
 *  @param[in]     n          Customers.
 *  @param[in]     predicted  n finite numbers. Borrowed for the call, as the others.
 *  @param[in]     actual     n finite numbers.
 *  @param[in,out] out        struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_DATA         No customers.
 *  @retval NETMKT_E_RANGE        A number is not finite or beyond 1e150; the message has its row.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_validation_compare(netmkt_context *context, size_t n, const double *predicted, const double *actual,
                                                   netmkt_validation_figures *out);

NETMKT_END_DECLS
#endif
