/* Who was where at the end of each period, and who went where in it: counts of all customers asked about. */
#ifndef NETMKT_STAGE_CENSUS_H
#define NETMKT_STAGE_CENSUS_H

#include <netmkt/history.h>

#include "stage/judge.h"

#define NETMKT__LIFECYCLES 5
#define NETMKT__READINESSES 7

/* The counts of one period, from [beginning] to [end]. Who was in a stage at the end is the sum over where he came from. */
typedef struct netmkt__census_period {
    int64_t lifecycle[NETMKT__LIFECYCLES][NETMKT__LIFECYCLES];
    int64_t readiness[NETMKT__READINESSES][NETMKT__READINESSES];
    int64_t alive[NETMKT__READINESSES][NETMKT__READINESSES]; /* of those not in decline at the beginning: not at the end either */
    int64_t gone[NETMKT__READINESSES][NETMKT__READINESSES];  /* of the same: in decline at the end */
} netmkt__census_period;

typedef struct netmkt__census {
    netmkt_context *context;
    int32_t period;      /* NETMKT_PERIOD_... */
    int32_t day_offset;
    int64_t first;       /* number of the first period */
    size_t periods;
    netmkt__census_period *of; /* a period each */
} netmkt__census;

/* The moment at which period number `first + rank` ends: its last millisecond. rank -1: the one before the first. */
int64_t netmkt__census_end(const netmkt__census *census, int64_t rank);

/* Count. Takes and gives back the store's read lock. Free in every case. */
netmkt_status netmkt__census_take(netmkt_store *store, const netmkt_model *model, const netmkt_settings *settings, int32_t period, int64_t first_ms,
                                  int64_t as_of_ms, netmkt__census *out);
void netmkt__census_free(netmkt__census *census);
/* All periods in one. */
void netmkt__census_sum(const netmkt__census *census, netmkt__census_period *out);

#endif
