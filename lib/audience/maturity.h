/* What the maturity of a programme is judged by: counts from one pass over the events, and one over the requests. */
#ifndef NETMKT_AUDIENCE_MATURITY_H
#define NETMKT_AUDIENCE_MATURITY_H

#include <netmkt/maturity.h>

#include "reach/path.h"
#include "summary/customers.h"

enum { NETMKT__FUNCTIONS = 9 }; /* by number; 0: none */

/* What counting needs of a store, looked up once under its read lock. */
typedef struct netmkt__maturity_rules {
    const netmkt_store *store;
    netmkt_context *context;
    const netmkt_settings *settings;
    netmkt__path_rules path;
    int64_t as_of_ms, from_ms;
    int64_t month_before_ms, month_ms, month_end_ms; /* the last complete month and the one before; the end is exclusive */
    uint32_t channels, campaigns;                    /* numbers */
    uint8_t *acts;      /* by kind: 1 with an engagement weight */
    int8_t *function;   /* by kind */
    uint8_t *two_way;   /* by channel */
    int32_t offset;     /* minutes */
    int32_t reserved;
} netmkt__maturity_rules;

/* A campaign's variants: none (0), the only one seen, or NETMKT__VARIANTS for several; and whether it was seen at all. */
#define NETMKT__VARIANTS UINT32_C(0x10000)
typedef struct netmkt__campaign_use {
    uint32_t seen, variants;
} netmkt__campaign_use;

typedef struct netmkt__maturity_counts {
    uint64_t function[NETMKT__FUNCTIONS];    /* events */
    uint64_t contacts, with_channel, two_way;
    uint64_t customers, permitted;           /* with a contact in the window */
    uint64_t conversions, attributed;
    uint64_t month_before, retained;         /* customers */
    uint64_t requests, within;               /* decided ones */
    uint64_t after_sales, closed;
    uint64_t *channel;                       /* contacts by channel */
    netmkt__campaign_use *campaign;
} netmkt__maturity_counts;

/* NETMKT_E_RANGE: the moment. Free them in every case. */
netmkt_status netmkt__maturity_rules_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__maturity_rules *out);
void netmkt__maturity_rules_free(netmkt__maturity_rules *rules);

/* Count everybody asked about. Free them in every case. */
netmkt_status netmkt__maturity_count(const netmkt__maturity_rules *rules, netmkt__maturity_counts *out);
void netmkt__maturity_counts_free(const netmkt__maturity_rules *rules, netmkt__maturity_counts *counts);

/* What the counts say. */
netmkt_status netmkt__maturity_table(const netmkt__maturity_rules *rules, const netmkt__maturity_counts *counts, int32_t *stage, netmkt_table **out);

#endif
