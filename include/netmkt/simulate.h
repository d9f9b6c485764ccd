/** @file simulate.h  A made-up shop as CSV, from a seed: for demonstrations, tests, benchmarks. */
#ifndef NETMKT_SIMULATE_H
#define NETMKT_SIMULATE_H

#include <netmkt/context.h>

NETMKT_BEGIN_DECLS

/** A simulation under way. One thread at a time. */
typedef struct netmkt_simulation netmkt_simulation;

/** Options of netmkt_simulation_new(); fill with netmkt_simulation_options_init(). */
typedef struct netmkt_simulation_options {
    uint32_t struct_size; /**< sizeof(netmkt_simulation_options). */
    uint32_t days;        /**< Length, 30 to 3,650; default 730. */
    uint64_t customers;   /**< 1 to 10,000,000; default 20,000. */
    uint64_t seed;        /**< The same seed gives the same bytes on every platform; default 1. */
    int64_t start_ms;     /**< First moment; default 2023-01-01. */
} netmkt_simulation_options;

/** Fill @p options with the size and the defaults. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_simulation_options_init(netmkt_simulation_options *options);

/** Begin a simulation: people are reached on a dozen channels, some come, register, ask, subscribe, buy (BG/NBD-like purchases,
 *  Gamma-Gamma spend, seasons), return, review, recommend, complain; rows by customer, then time. Columns: customer, time, kind,
 *  channel, campaign, offer, amount, cost, rating, reference, country, city, birth_year, gender, which netmkt_import_new() knows by itself.
 *  @retval NETMKT_OK             Begun; owned by the caller: netmkt_simulation_free().
 *  @retval NETMKT_E_INVALID      @p out is NULL.
 *  @retval NETMKT_E_RANGE        An option out of range.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_simulation_new(netmkt_context *context, const netmkt_simulation_options *options, netmkt_simulation **out);
/** The next bytes of the CSV.
 *  @param[in]  simulation  The simulation.
 *  @param[out] buffer      Filled with @p length bytes, without a NUL.
 *  @param[in]  capacity    Bytes in it, at least 1.
 *  @param[out] length      How many were written; 0 at the end and after a failure.
 *  @retval NETMKT_OK         Some were written.
 *  @retval NETMKT_DONE       That was all.
 *  @retval NETMKT_E_INVALID  A NULL, or a capacity of 0.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_simulation_next(netmkt_simulation *simulation, char *buffer, size_t capacity, size_t *length);
/** Release a simulation. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_simulation_free(netmkt_simulation *simulation);

NETMKT_END_DECLS
#endif
