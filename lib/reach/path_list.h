/* A list of paths inside: columns, channels numbered from 1 as they come.
 *
 * Invariants: path i has the steps begin[i] to begin[i + 1] - 1, at least one; conversions and paths without are at most 2^53, values at most
 * 2^63 - 1, and 0 where there is no conversion. */
#ifndef NETMKT_REACH_PATH_LIST_H
#define NETMKT_REACH_PATH_LIST_H

#include <netmkt/path.h>

#include "base/map.h"
#include "reach/attribution.h"

#define NETMKT__NO_TIME INT64_MIN

typedef struct netmkt__listed {
    uint64_t begin;
    uint64_t unit; /* whose: a hash of the customer's key, or the number of a row */
    uint64_t n[NETMKT__TOTALS];
} netmkt__listed;

struct netmkt_paths {
    netmkt_context *context;
    int32_t exponent;
    int32_t reserved;
    netmkt__map names;
    netmkt__listed *path;  /* count + 1, the last with `begin` alone; NULL without one */
    uint16_t *step;
    int64_t *time_ms;      /* of each step, NETMKT__NO_TIME without one; NULL in a list without times */
    size_t count, steps;
    size_t path_capacity, step_capacity, time_capacity;
    uint64_t unit;         /* of paths that are added */
    uint64_t without[2];   /* conversions without a step, and their value */
};

netmkt_status netmkt__paths_channel(netmkt_paths *paths, const char *name, size_t length, uint16_t *out);
/* Add one path of the unit paths->unit. NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. `time_ms` may be NULL. */
netmkt_status netmkt__paths_add(netmkt_paths *paths, size_t n, const uint16_t *step, const int64_t *time_ms, uint64_t conversions, uint64_t nulls,
                                uint64_t value);
/* Add all of another list behind. */
netmkt_status netmkt__paths_join(netmkt_paths *paths, const netmkt_paths *more);
/* The times of path i, or NULL. */
static inline const int64_t *netmkt__paths_times(const netmkt_paths *paths, size_t i)
{
    const int64_t *times = paths->time_ms != NULL ? paths->time_ms + paths->path[i].begin : NULL;

    return times != NULL && *times != NETMKT__NO_TIME ? times : NULL;
}
/* A state that counts for `models` with the list's channels, numbered as there. */
netmkt_status netmkt__paths_state(const netmkt_paths *paths, const netmkt_settings *settings, uint32_t models, netmkt_attribution **out);

#endif
