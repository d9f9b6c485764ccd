/* Experiments inside: what the comparisons share. */
#ifndef NETMKT_REACH_EXPERIMENT_H
#define NETMKT_REACH_EXPERIMENT_H

#include <netmkt/experiment.h>

/* Standard normal quantile of the settings' two-sided confidence. */
double netmkt__experiment_z(const netmkt_settings *settings);

/* A normal estimate with its variance, against an effect of prior standard deviation `tau`: mixture sequential probability ratio. */
void netmkt__always_valid(double difference, double variance, double tau, double confidence, double *p, double *low, double *high);

/* For each of n rates with beta distributions of successes a[i] and failures b[i], all above 0: the probability to be the best, and the expected loss by
 * choosing it. */
void netmkt__beta_best(size_t n, const double *a, const double *b, double *best, double *loss);

/* Holm's correction of n p-values in place; NaNs stay, and do not count. n <= NETMKT_VARIANTS_MOST. */
void netmkt__holm(size_t n, double *p);

/* netmkt_rates_compare() without its checks. */
void netmkt__rates_fill(const uint64_t conversions[2], const uint64_t trials[2], const netmkt_settings *settings, netmkt_rates *out);
/* NETMKT_E_RANGE, the message naming variant number `variant`. */
netmkt_status netmkt__rate_check(uint64_t conversions, uint64_t trials, size_t variant);

netmkt_context *netmkt__experiment_context(const netmkt_experiment *experiment);

#endif
