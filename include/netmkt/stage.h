/** @file stage.h  In which stage of the relationship a customer is: lifecycle and readiness, with the evidence. */
#ifndef NETMKT_STAGE_H
#define NETMKT_STAGE_H

#include <netmkt/model.h>
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

/** Names such as "growth" and "trust"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 @{ */
NETMKT_API const char *netmkt_lifecycle_name(int32_t lifecycle);
NETMKT_API const char *netmkt_readiness_name(int32_t readiness);
/** @} */

/** A customer's stage at a moment. */
typedef struct netmkt_stage {
    uint32_t struct_size;         /**< sizeof(netmkt_stage); set by the caller. */
    int32_t lifecycle;            /**< NETMKT_LIFECYCLE_... */
    netmkt_customer_id customer;  /**< Whose. */
    int64_t as_of_ms;             /**< The moment judged at. */
    double p_introduction, p_growth, p_maturity, p_decline; /**< Probabilities; they add up to 1, or are all 0 without engagement. */
    double p_active;              /**< P(active), from MBG/NBD on engagement days; NaN without engagement. */
    double age_days;              /**< Days since the first engagement. */
    double window_days;           /**< Recent window, tau1. */
    double before_days;           /**< Time before it, tau0. */
    double rate_recent, rate_before; /**< Posterior mean engagement days per 30 days in each. */
    uint32_t days_recent, days_before; /**< Engagement days in each. */
    int32_t readiness;            /**< NETMKT_READINESS_... */
    int32_t rule;                 /**< Number of the readiness rule that decided, 0 if none; netmkt_readiness_rule() has its text. */
    int64_t evidence_ms;          /**< Time of the event that decided; INT64_MIN if none. */
    netmkt_kind_id evidence_kind; /**< Its kind; 0 if none. */
    netmkt_channel_id evidence_channel; /**< Its channel; 0 if none. */
    uint32_t evidence_count;      /**< How many events or days the rule counted. */
} netmkt_stage;

/** The text of a readiness rule, such as "ordered, and kept it"; NULL if there is none. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_readiness_rule(int32_t rule);

/** The engagement model behind P(active): MBG/NBD fitted to the engagement days of all customers at a moment; with fewer than
 *  lifecycle.fit_customers of them, or without an optimum, the documented default parameters. Time unit: days / 7 whatever time.unit_days.
 *  @param[out] out  Owned by the caller: netmkt_model_free().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_model(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_model **out);

/** Classify one customer.
 *  @param[in]     store     The store.
 *  @param[in]     model     From netmkt_stage_model(), or NULL: it is fitted for this call, which reads all customers.
 *  @param[in]     settings  lifecycle.*, readiness.*; or NULL.
 *  @param[in]     customer  His id.
 *  @param[in]     as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[in,out] out       struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Classified.
 *  @retval NETMKT_E_INVALID      A NULL, or a model that is not MBG/NBD.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_classify(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                               netmkt_customer_id customer, int64_t as_of_ms, netmkt_stage *out);

/** Classify all customers: a table with id (int), customer (text), lifecycle (text), p_introduction, p_growth, p_maturity, p_decline, p_active,
 *  rate_recent, rate_before (real), readiness (text), reason (text: the evidence in words), since (time: of the deciding event).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_classify_all(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                                   int64_t as_of_ms, netmkt_table **out);

/** How many customers are in each stage: a table with axis ("lifecycle" or "readiness"), stage (text), customers (int), share (real).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_counts(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings,
                                             int64_t as_of_ms, netmkt_table **out);

/** The evidence in words, one sentence for the lifecycle and one for the readiness.
 *  @param[in]  store     The store, for names.
 *  @param[in]  stage     As netmkt_stage_classify() filled it.
 *  @param[out] buffer    UTF-8 and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_stage_explain(netmkt_store *store, const netmkt_stage *stage, char *buffer, size_t capacity, size_t *length);

NETMKT_END_DECLS
#endif
