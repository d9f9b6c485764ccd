/* Rates with intervals. */
#ifndef NETMKT_NUMERIC_RATE_H
#define NETMKT_NUMERIC_RATE_H

#include <stdint.h>

/* Wilson score interval for `successes` of `trials` at a confidence such as .95; 0..1 when trials is 0. */
void netmkt__wilson_interval(uint64_t successes, uint64_t trials, double confidence, double *low, double *high);

/* The same of sums of parts of successes, 0 <= successes <= trials. */
void netmkt__wilson_interval_of(double successes, double trials, double confidence, double *low, double *high);

#endif
