/* A discounted stream as a weighted sum of its running total at few times. */
#ifndef NETMKT_VALUE_STREAM_H
#define NETMKT_VALUE_STREAM_H

#include <netmkt/context.h>

/* Sum over units i = 1, 2, ... up to the horizon of (E(i) - E(i-1)) exp(-i log_discount), E(0) = 0, a last part of a unit
 * at its end, is the sum of weight[k] E(time[k]). */
typedef struct netmkt__stream {
    netmkt_context *context;
    size_t count;
    double *time, *weight;
} netmkt__stream;

/* horizon > 0, log_discount >= 0. `from` > 0: E is analytic but for t + from on the negative axis; the times are then the
 * nodes of a Gauss rule for the weights, exact to rounding, the more the larger `growth` (of ln |E| near that axis).
 * from = 0: all units. NETMKT_E_NOMEM leaves *out empty. */
netmkt_status netmkt__stream_new(netmkt_context *context, double horizon, double log_discount, double from, double growth, netmkt__stream *out);
/* The same for the integral over t > 0 of exp(-t log_discount) dE, log_discount > 0. */
netmkt_status netmkt__stream_endless(netmkt_context *context, double log_discount, double from, double growth, netmkt__stream *out);
void netmkt__stream_free(netmkt__stream *stream); /* an empty one too */

#endif
