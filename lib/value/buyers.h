/* The summaries of all customers of a store with a purchase day, as the arrays that models and RFM take. */
#ifndef NETMKT_VALUE_BUYERS_H
#define NETMKT_VALUE_BUYERS_H

#include <netmkt/value.h>

typedef struct netmkt__buyers {
    netmkt_context *context;
    size_t n;
    netmkt_table *keys;    /* id and customer, n rows: the beginning of a result */
    netmkt_table *columns; /* holds what follows */
    double *x, *t_x, *T, *m;
    int64_t *revenue, *idle_days, *purchase_days;
    int64_t *order_cost;   /* NULL unless orders have margins of their own */
    double money_unit;     /* minor units in a whole one */
    int64_t as_of_ms;      /* the moment */
} netmkt__buyers;

/* Read them all at one moment of the store; the store is not needed afterwards. netmkt__buyers_free() also after a failure. */
netmkt_status netmkt__buyers_read(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt__buyers *out);
void netmkt__buyers_free(netmkt__buyers *buyers);

/* Fit a model to them. */
netmkt_status netmkt__buyers_fit(const netmkt__buyers *buyers, int32_t model, const netmkt_settings *settings, netmkt_model **out);

/* Add the columns r, f, `money_name` (int) and segment (text) to a table with a row for each buyer. */
netmkt_status netmkt__buyers_add_scores(const netmkt__buyers *buyers, const netmkt_settings *settings, const char *money_name,
                                        netmkt_table *table);

#endif
