/** @file stage.h  In which stage of the relationship a customer is: lifecycle and readiness, with the evidence.
 *
 *  docs/stages.md has the rules, the thresholds, the derivation of the probabilities, and how often the stages are right. */
#ifndef NETMKT_STAGE_H
#define NETMKT_STAGE_H

#include <netmkt/model.h>
#include <netmkt/readiness.h>
#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** Lifecycle: where the trend of his engagement puts him. */
enum {
    NETMKT_LIFECYCLE_NONE = 0,         /**< No engagement yet. */
    NETMKT_LIFECYCLE_INTRODUCTION = 1,
    NETMKT_LIFECYCLE_GROWTH = 2,
    NETMKT_LIFECYCLE_MATURITY = 3,
    NETMKT_LIFECYCLE_DECLINE = 4
};

/** Readiness: know, trust, like, buy, with one stage before and two after. */
enum {
    NETMKT_READINESS_UNAWARE = 0,
    NETMKT_READINESS_KNOW = 1,
    NETMKT_READINESS_TRUST = 2,
    NETMKT_READINESS_LIKE = 3,
    NETMKT_READINESS_BUY = 4,
    NETMKT_READINESS_LOYAL = 5,
    NETMKT_READINESS_ADVOCATE = 6
};

/** The name of a lifecycle, such as "growth"; NULL for an unknown number. Borrowed for ever.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_lifecycle_name(int32_t lifecycle);
/** The name of a readiness, such as "trust"; NULL for an unknown number. Borrowed for ever.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_readiness_name(int32_t readiness);

/** A customer's stage at a moment. */
typedef struct netmkt_stage {
    uint32_t struct_size;         /**< sizeof(netmkt_stage); set by the caller. */
    int32_t lifecycle;            /**< NETMKT_LIFECYCLE_... */
    netmkt_customer_id customer;  /**< Whose. */
    int64_t as_of_ms;             /**< The moment judged at. */
    double p_introduction;        /**< Probability of introduction. The four add up to 1, or are all 0 without engagement; the largest is the stage's, unless lifecycle.hysteresis holds another. */
    double p_growth;              /**< Probability of growth. */
    double p_maturity;            /**< Probability of maturity. */
    double p_decline;             /**< Probability of decline. */
    double p_active;              /**< P(active), from MBG/NBD on engagement days; NaN without engagement. */
    double age_days;              /**< Days from the first engagement day to the day of the moment. */
    double window_days;           /**< Recent window: the shorter of lifecycle.window_days and half of age_days. */
    double before_days;           /**< Time before it: age_days less window_days. */
    double rate_recent;           /**< Posterior mean engagement days per 30 days in the recent window. */
    double rate_before;           /**< The same in the time before it. */
    uint32_t days_recent;         /**< Engagement days in the recent window. */
    uint32_t days_before;         /**< Engagement days in the time before it, the first among them. */
    int32_t readiness;            /**< NETMKT_READINESS_... */
    int32_t rule;                 /**< Number of the readiness rule that decided, 0 if none; netmkt_readiness_rule() has its text. */
    int64_t evidence_ms;          /**< Time of the event that decided; INT64_MIN if none. */
    netmkt_kind_id evidence_kind; /**< Its kind; 0 if none. */
    netmkt_channel_id evidence_channel; /**< Its channel; 0 if none. */
    uint32_t evidence_count;      /**< How many events, days or views the rule counted. */
} netmkt_stage;

/** What a readiness rule means, by its number from 1, such as "ordered, and kept it"; NULL if there is none.
 *  @param[in] settings  Those that the customer was judged by, for their rules; NULL: the default rules.
 *  @param[in] rule      netmkt_stage.rule.
 *  @return Borrowed until the settings are freed or get other rules.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_readiness_rule(const netmkt_settings *settings, int32_t rule);

/** The engagement model behind P(active): MBG/NBD fitted to the engagement days of all customers at a moment, or of a sample of
 *  about lifecycle.fit_sample where there are more; with fewer than
 *  lifecycle.fit_customers of them, or without an optimum, the default parameters of docs/stages.md (its fit then is #NETMKT_FIT_GIVEN).
 *  Its time unit is 7 days, whatever time.unit_days says.
 *  @param[in]  store     The store.
 *  @param[in]  settings  lifecycle.fit_customers, lifecycle.fit_sample, lifecycle.engagement_weight, model.ridge, run.threads; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_model_free(). NULL after a failure.
 *  @retval NETMKT_OK         Fitted, or the default.
 *  @retval NETMKT_E_INVALID  @p store or @p out is NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  All events once, then the fit.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_model(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_model **out);

/** Classify one customer.
 *  @param[in]     store     The store.
 *  @param[in]     model     From netmkt_stage_model(), or another MBG/NBD in any time unit; NULL: it is fitted for this call, which reads all
 *                           customers. Give one to classify many, and to compare moments by one measure.
 *  @param[in]     settings  lifecycle.*, readiness.*; or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Classified.
 *  @retval NETMKT_E_INVALID      A NULL, or a model that is not MBG/NBD.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory. After any failure @p out is as it was.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  With a model: the customer's events.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_classify(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                               netmkt_customer_id customer, int64_t as_of_ms, netmkt_stage *out);

/** Classify all customers: a table with id (int), customer (text), lifecycle (text), p_introduction, p_growth, p_maturity, p_decline, p_active,
 *  rate_recent, rate_before (real), readiness (text), reason (text: the evidence in words), since (time: of the deciding event).
 *  @param[in]  store     The store.
 *  @param[in]  model     As in netmkt_stage_classify().
 *  @param[in]  settings  lifecycle.*, readiness.*, run.threads, customers asked about; or NULL. The table does not depend on the number of threads.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_table_free(). NULL after a failure; failures as netmkt_stage_classify().
 *  @par Threads     Any; reads the store.
 *  @par Complexity  All events: about 0.6 us a customer of ten events, besides the fit of a model not given.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_classify_all(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                                   int64_t as_of_ms, netmkt_table **out);

/** In a column of netmkt_stage_columns. */
enum {
    NETMKT_STAGE_NOBODY = 255 /**< No such customer, or not one asked about. */
};

/** Columns to fill, the caller's own: entry i is of the customer with id i + 1. Any may be NULL. */
typedef struct netmkt_stage_columns {
    uint32_t struct_size;   /**< sizeof(netmkt_stage_columns). */
    uint32_t reserved;      /**< 0. */
    uint8_t *lifecycle;     /**< NETMKT_LIFECYCLE_..., or #NETMKT_STAGE_NOBODY. */
    uint8_t *readiness;     /**< NETMKT_READINESS_..., or #NETMKT_STAGE_NOBODY. */
    uint8_t *rule;          /**< Number of the readiness rule that decided; 0: none. */
    double *p_introduction; /**< Probability of introduction, as in netmkt_stage. */
    double *p_growth;       /**< The same of growth. */
    double *p_maturity;     /**< The same of maturity. */
    double *p_decline;      /**< The same of decline. */
    double *p_active;       /**< P(active); NaN without engagement. */
    double *rate_recent;    /**< Engagement days per 30 days in the recent window. */
    double *rate_before;    /**< The same in the time before it. */
    int64_t *evidence_ms;   /**< Time of the event that decided the readiness; INT64_MIN if none. */
} netmkt_stage_columns;

/** Classify all customers into the caller's arrays: the fastest way, and the one that takes least memory.
 *  @param[in] store     The store.
 *  @param[in] model     As in netmkt_stage_classify().
 *  @param[in] settings  lifecycle.*, readiness.*, rules of readiness, run.threads, customers asked about; or NULL.
 *  @param[in] as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in] n         Rows of the columns: at least the highest id, netmkt_customer_count(). Rows beyond are left as they are.
 *  @param[in] columns   The columns to fill. After a failure their contents are unspecified.
 *  @retval NETMKT_OK     Filled.
 *  @retval NETMKT_E_RANGE  Too few rows, or the moment is not in the years 0001 to 9999. Other failures as netmkt_stage_classify().
 *  @par Threads     Any; reads the store.
 *  @par Complexity  All events: about 0.5 us a customer of ten events, besides the fit of a model not given.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_fill(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int64_t as_of_ms,
                                           size_t n, const netmkt_stage_columns *columns);

/** How many customers are in each stage: a table with axis ("lifecycle" or "readiness"), stage (text), customers (int), share (real):
 *  a row for every stage of either axis, also where nobody is in it. Parameters and failures as netmkt_stage_classify_all().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_counts(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                             int64_t as_of_ms, netmkt_table **out);

/** The evidence in words: a line for the lifecycle and one for the readiness, in English, the same in every locale.
 *  @param[in]  store     The store, for names.
 *  @param[in]  settings  Those that the stage was judged by, for their rules; or NULL.
 *  @param[in]  stage     As netmkt_stage_classify() filled it.
 *  @param[out] buffer    UTF-8 and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes of the buffer; 1,024 always suffice.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK             Written.
 *  @retval NETMKT_E_RANGE        The buffer is too small; @p length says what is needed, less the NUL. The buffer is as it was.
 *  @retval NETMKT_E_INVALID      A NULL, or a stage that netmkt_stage_classify() did not fill.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_explain(netmkt_store *store, const netmkt_settings *settings, const netmkt_stage *stage, char *buffer,
                                              size_t capacity, size_t *length);

NETMKT_END_DECLS
#endif
