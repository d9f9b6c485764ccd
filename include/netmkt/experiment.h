/** @file experiment.h  Experiments: variants against a control, by conversion or by money; how sure, how long, how many.
 *
 *  The first variant is the control: differences, ratios and tests are of each other variant against it. Figures come from given counts (netmkt_experiment_rates()),
 *  from means and deviations (netmkt_experiment_means()), from single values (netmkt_experiment_values()), or from a store (netmkt_experiment_read()).
 *
 *  Sources of the formulas: interval of a difference of rates, Newcombe (1998), method 10, of Wilson's intervals; of a ratio, Katz et al. (1978); Welch (1947); Fisher's exact
 *  test two-sided, as the sum of the tables not likelier than the one seen; Holm (1979); bias-corrected and accelerated bootstrap, Efron (1987); always-valid inference by the mixture
 *  sequential probability ratio, Johari, Pekelis and Walsh (2015); power of tests, as in R's power.prop.test and power.t.test, the noncentral t exact.
 *
 *  Probabilities to be best are those of independent rates with beta distributions behind experiment.prior successes and failures each, computed by quadrature, not by simulation. */
#ifndef NETMKT_EXPERIMENT_H
#define NETMKT_EXPERIMENT_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Most variants of one comparison. */
#define NETMKT_VARIANTS_MOST 64

/** Two rates compared. Confidence is experiment.confidence. */
typedef struct netmkt_rates {
    uint32_t struct_size;   /**< sizeof(netmkt_rates); set by the caller. */
    uint32_t reserved;      /**< 0. */
    double rate[2];         /**< Of the control, and of the other; NaN without trials, as all below then. */
    double difference;      /**< rate[1] - rate[0]. */
    double difference_low;  /**< Its interval. */
    double difference_high; /**< Its interval. */
    double ratio;           /**< rate[1] / rate[0]; NaN if the control has no conversions. */
    double ratio_low;       /**< Its interval; NaN if either has none. */
    double ratio_high;      /**< Its interval. */
    double z;               /**< Difference over its standard error, the rates pooled; NaN if all or none convert. */
    double p;               /**< Two-sided, of z. */
    double chi_square;      /**< Pearson's, one degree of freedom: the square of z. */
    double chi_square_corrected; /**< With Yates' correction. */
    double p_corrected;     /**< Of that. */
    double p_exact;         /**< Fisher's, two-sided. 0 for less than 1e-280. */
    double p_always;        /**< Valid at any moment one looks: never below the truth by looking often. */
    double always_low;      /**< Interval of the difference that is valid at any moment, within -1 and 1. */
    double always_high;     /**< Its upper end. */
    double p_better;        /**< Probability that the other's rate is the higher one. */
    double loss[2];         /**< Expected loss of rate by choosing the control, and the other. */
} netmkt_rates;

/** Compare two rates.
 *  @param[in]     conversions  Of control and other, 0 to trials.
 *  @param[in]     trials       0 to 2^53.
 *  @param[in]     settings     experiment.*, or NULL.
 *  @param[in,out] out          struct_size set by the caller; the rest is filled. Unchanged after a failure.
 *  @retval NETMKT_OK             Compared.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_RANGE        More conversions than trials, or too many trials.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads     Any.
 *  @par Complexity  Some microseconds to a millisecond (the exact test of a thousand million trials).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_rates_compare(const uint64_t conversions[2], const uint64_t trials[2], const netmkt_settings *settings, netmkt_rates *out);

/** Count, mean and standard deviation of some values. */
typedef struct netmkt_sample {
    double n;         /**< Values, 0 to 2^53. */
    double mean;      /**< Of them. */
    double deviation; /**< With n - 1; 0 or more. */
} netmkt_sample;

/** A sample from sums: of the values, and of their squares. Loses digits where the deviation is far smaller than the mean: rather netmkt_sample_of().
 *  @retval NETMKT_OK         Filled.
 *  @retval NETMKT_E_INVALID  @p out is NULL.
 *  @retval NETMKT_E_RANGE    n < 1, a sum that is not finite, or squares that are less than the sum needs.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_sample_from_sums(double n, double sum, double sum_of_squares, netmkt_sample *out);
/** A sample of values, in two passes. n of 0 gives NaNs; one value has no deviation (NaN).
 *  @retval NETMKT_OK         Filled.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    A value that is not finite; the message has its number.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_sample_of(const double *values, size_t n, netmkt_sample *out);

/** Two means compared (Welch). */
typedef struct netmkt_means {
    uint32_t struct_size;   /**< sizeof(netmkt_means); set by the caller. */
    uint32_t reserved;      /**< 0. */
    double difference;      /**< Mean of the other less that of the control. */
    double difference_low;  /**< Its interval. */
    double difference_high; /**< Its interval. */
    double t;               /**< Difference over its standard error; NaN if neither varies. */
    double df;              /**< Degrees of freedom. */
    double p;               /**< Two-sided. */
    double p_always;        /**< Valid at any moment one looks. */
    double always_low;      /**< Interval of the difference that is valid at any moment. */
    double always_high;     /**< Its upper end. */
} netmkt_means;

/** Compare two means: at least 2 values each.
 *  @retval NETMKT_OK             Compared.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_RANGE        Fewer than 2 values, a figure that is not finite, a deviation below 0.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_means_compare(const netmkt_sample *control, const netmkt_sample *other, const netmkt_settings *settings, netmkt_means *out);

/** The difference of two means by bootstrap, for values with many zeros and a few large ones. experiment.replicates of each, seed experiment.seed, on run.threads:
 *  the result depends on the seed alone.
 *  @param[in]  control   Values, finite.
 *  @param[in]  n         How many, at least 2.
 *  @param[in]  other     Values of the other variant.
 *  @param[in]  m         How many.
 *  @param[in]  settings  Or NULL.
 *  @param[out] low       Lower end of the bias-corrected and accelerated interval.
 *  @param[out] high      Its upper end.
 *  @param[out] p         Two-sided p-value: twice the share of replicates on the far side of 0, at least 2 / (replicates + 1).
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    Fewer than 2 values, or one that is not finite.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  experiment.replicates times (n + m).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_means_bootstrap(const double *control, size_t n, const double *other, size_t m, const netmkt_settings *settings,
                                                double *low, double *high, double *p);

/** Several variants by conversion: a table with a row each: variant (int, from 1), trials, conversions (int), rate, low, high (real: Wilson), difference,
 *  difference_low, difference_high, ratio, ratio_low, ratio_high, z, p, p_holm (real: p corrected for all variants together), p_corrected, p_exact, p_always,
 *  always_low, always_high, p_best (real: probability to be the best of all), loss (real: expected loss of rate by choosing it). Comparisons of the control with itself are NaN.
 *  @param[in]  context      For memory; or NULL.
 *  @param[in]  n            Variants, 2 to #NETMKT_VARIANTS_MOST.
 *  @param[in]  conversions  Of each.
 *  @param[in]  trials       Of each.
 *  @param[in]  settings     experiment.*, or NULL.
 *  @param[out] out          The table, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK  Made. Failures as netmkt_rates_compare(), and NETMKT_E_RANGE for n, NETMKT_E_NOMEM.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_experiment_rates(netmkt_context *context, size_t n, const uint64_t *conversions, const uint64_t *trials,
                                                 const netmkt_settings *settings, netmkt_table **out);

/** Several variants by their means: variant (int), n (int), mean, deviation, difference, difference_low, difference_high, t, df, p, p_holm, p_always, always_low,
 *  always_high (real). Parameters and failures as netmkt_experiment_rates() and netmkt_means_compare().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_experiment_means(netmkt_context *context, size_t n, const netmkt_sample *samples, const netmkt_settings *settings, netmkt_table **out);

/** Does the traffic split as it was meant to? Pearson's chi-square of the trials against the weights. A small p (below .001, say) means that assignment or recording is broken,
 *  and that no result of the experiment is to be believed.
 *  @param[in]  n        Variants, 2 or more.
 *  @param[in]  trials   Of each.
 *  @param[in]  weights  Intended shares, above 0, in any unit; NULL for equal ones.
 *  @param[out] chi_square  n - 1 degrees of freedom; NaN without trials. May be NULL.
 *  @param[out] p           Its p-value. May be NULL.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  @p trials is NULL.
 *  @retval NETMKT_E_RANGE    Fewer than 2 variants, or a weight that is not above 0 and finite.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_split_check(size_t n, const uint64_t *trials, const double *weights, double *chi_square, double *p);

/** Power of the test of two rates with n trials each, two-sided at 1 - experiment.confidence (normal approximation, as power.prop.test).
 *  One of @p n and @p power is NaN on the way in, and is found; both given: @p other is NaN, and is found: the least rate above @p rate that has that power.
 *  @param[in]     rate      Of the control, above 0, below 1.
 *  @param[in,out] other     Of the other.
 *  @param[in,out] n         Trials of each; found: a real number, to be rounded up; of means never below 2, the least that has a deviation.
 *  @param[in,out] power     Above the significance level, below 1.
 *  @param[in]     settings  experiment.confidence, or NULL.
 *  @retval NETMKT_OK         Found.
 *  @retval NETMKT_E_INVALID  A NULL, or not just one NaN.
 *  @retval NETMKT_E_RANGE    A figure out of range, equal rates, or no rate below 1 has that power.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_power_rates(double rate, double *other, double *n, double *power, const netmkt_settings *settings);

/** The same of two means (as power.t.test): @p difference, above 0, in the unit of the standard deviation @p deviation.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_power_means(double deviation, double *difference, double *n, double *power, const netmkt_settings *settings);

/** An experiment read from a store: who met which variant of a campaign, or of a kind of event, first, and what he did then. Immutable; any number of threads may use it. */
typedef struct netmkt_experiment netmkt_experiment;

/** One variant of it. */
typedef struct netmkt_variant {
    uint32_t struct_size;  /**< sizeof(netmkt_variant); set by the caller. */
    uint32_t variant;      /**< Its number in the events, 1 to 65535. */
    uint64_t customers;    /**< Who count. */
    uint64_t conversions;  /**< Those of them with an event of the goal's kind within the window. */
    uint64_t undecided;    /**< Whose window is not over: they count only with experiment.open. */
    uint64_t mixed;        /**< Who met another variant, too: they count only with experiment.mixed. */
    netmkt_sample money;   /**< What each customer who counts brought within the window, in whole units of the currency. */
} netmkt_variant;

/** Read an experiment. A customer belongs to the variant (not 0) of his first event of the campaign and of the kind that exposes him. What he does behind that event, within
 *  experiment.window_days, counts: a conversion is an event of the goal's kind; his money is the amounts of those and, where the goal is an order, of returns.
 *  @param[in]  store     The store.
 *  @param[in]  settings  experiment.*, run.threads, customers asked about; or NULL.
 *  @param[in]  campaign  The campaign; 0: events of any, and of none.
 *  @param[in]  exposure  The kind of event that exposes a customer to a variant; 0: any.
 *  @param[in]  goal      A kind; 0 for #NETMKT_KIND_ORDER.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       Owned by the caller: netmkt_experiment_free(). Variants are in ascending order; it may have none. NULL after a failure.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    A NULL, or an unknown kind.
 *  @retval NETMKT_E_NOT_FOUND  No such campaign.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999, a customer's money overflows, or more than #NETMKT_VARIANTS_MOST variants.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once; 16 bytes for each customer of the campaign.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_experiment_read(netmkt_store *store, const netmkt_settings *settings, netmkt_campaign_id campaign, netmkt_kind_id exposure,
                                                netmkt_kind_id goal, int64_t as_of_ms, netmkt_experiment **out);
/** Release it. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_experiment_free(netmkt_experiment *experiment);
/** How many variants it has; 0 for NULL.
 *  @since 0.1 */
NETMKT_API size_t netmkt_experiment_variants(const netmkt_experiment *experiment);
/** Variant number @p index, from 0.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_DONE           No such variant.
 *  @retval NETMKT_E_INVALID      A NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_experiment_variant(const netmkt_experiment *experiment, size_t index, netmkt_variant *out);
/** What each of its customers brought, in whole units of the currency, in the order of their ids; @p n may be NULL. NULL if there is no such variant.
 *  Borrowed until the experiment is freed.
 *  @since 0.1 */
NETMKT_API const double *netmkt_experiment_values(const netmkt_experiment *experiment, size_t index, size_t *n);

/** What netmkt_experiment_compare() compares. */
enum {
    NETMKT_METRIC_RATE = 0, /**< Who converts. */
    NETMKT_METRIC_MONEY = 1 /**< What each brought. */
};

/** Compare the variants of a read experiment: the table of netmkt_experiment_rates(), or of netmkt_experiment_means(), with the variants' own numbers, and behind it undecided and
 *  mixed (int). By money also boot_low, boot_high, boot_p (real): netmkt_means_bootstrap() against the control.
 *  @param[in]  experiment  With 2 variants or more; by money with 2 customers in each.
 *  @param[in]  metric      NETMKT_METRIC_...
 *  @param[in]  settings    experiment.*, run.threads; or NULL.
 *  @param[out] out         The table, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or an unknown metric.
 *  @retval NETMKT_E_DATA     Fewer than 2 variants.
 *  @retval NETMKT_E_RANGE    As netmkt_experiment_means().
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_experiment_compare(const netmkt_experiment *experiment, int32_t metric, const netmkt_settings *settings, netmkt_table **out);

NETMKT_END_DECLS
#endif
