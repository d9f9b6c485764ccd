/* CLV inside. */
#ifndef NETMKT_VALUE_CLV_H
#define NETMKT_VALUE_CLV_H

#include "value/model.h"

/* netmkt_model_clv(); where `unbounded`, a customer whose expected spend is infinite has an infinite value instead of failing. */
netmkt_status netmkt__clv(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, int unbounded, size_t n,
                          const double *x, const double *t_x, const double *T, const double *m, const double *margin, double *clv);

/* Whether its models, settings and summaries are what it needs; the message has the row. */
netmkt_status netmkt__clv_check(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, size_t n, const double *x,
                                const double *t_x, const double *T, const double *m, const double *margin);

#endif
