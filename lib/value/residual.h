/* The discounted purchases of all the future, for DERT and for CLV without a horizon. */
#ifndef NETMKT_VALUE_RESIDUAL_H
#define NETMKT_VALUE_RESIDUAL_H

#include "value/model.h"
#include "value/stream.h"

typedef struct netmkt__residual {
    const netmkt_model *model;
    double discount; /* per unit: continuous, or of the model's opportunities */
    netmkt__stream stream;
} netmkt__residual;

/* NETMKT_OK or NETMKT_E_NOMEM; netmkt__residual_end() also after a failure. discount > 0. */
netmkt_status netmkt__residual_begin(const netmkt_model *model, double discount, netmkt__residual *out);
/* Of one who is alive; row is x and T. Fits netmkt__each_distinct(). */
double netmkt__residual_of(const void *residual, const double *row);
void netmkt__residual_end(netmkt__residual *residual);

#endif
