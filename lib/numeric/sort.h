/* Sorting plain arrays by their digits: linear, and faster than comparing from some hundred values on. */
#ifndef NETMKT_NUMERIC_SORT_H
#define NETMKT_NUMERIC_SORT_H

#include <stddef.h>

/* Sort n finite values, the least first. `room`: n more values of scratch. -0 comes before 0. */
void netmkt__sort_real(double *values, double *room, size_t n);

#endif
