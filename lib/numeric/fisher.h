/* Fisher's exact test of two rates. */
#ifndef NETMKT_NUMERIC_FISHER_H
#define NETMKT_NUMERIC_FISHER_H

#include <stdint.h>

/* Two-sided: the probability, given the margins, of all tables not likelier than this one (but for a relative 1e-7, as R has it). k <= n each.
 * Costs some dozen standard deviations of steps; 0 for less than 1e-280. */
double netmkt__fisher_two_sided(uint64_t k1, uint64_t n1, uint64_t k2, uint64_t n2);

#endif
