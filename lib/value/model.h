/* The model object, and checks of summaries that fit, scores and CLV share. */
#ifndef NETMKT_VALUE_MODEL_H
#define NETMKT_VALUE_MODEL_H

#include <netmkt/model.h>

#include "value/purchase_model.h"

struct netmkt_model {
    netmkt_context *context;
    const netmkt__purchase_model *purchase; /* NULL: Gamma-Gamma */
    double p[NETMKT__MODEL_PARAMETERS];     /* in the caller's units */
    double covariance[NETMKT__MODEL_PARAMETERS * NETMKT__MODEL_PARAMETERS]; /* n x n row major; NaN where unknown */
    netmkt_fit fit;
    char origin[48];
    char note[224];
};

/* Say where a model comes from. */
void netmkt__model_comes_from(netmkt_model *model, const char *origin);

/* A model of kind `number` with its counts set and nothing known of a fit; NETMKT_E_INVALID for no such kind. */
netmkt_status netmkt__model_blank(netmkt_context *context, int32_t number, const netmkt_settings *settings, netmkt_model **out);

/* NETMKT_E_RANGE with row and value for a summary that no customer can have. */
netmkt_status netmkt__summaries_check(const netmkt__purchase_model *model, size_t n, const double *x, const double *t_x, const double *T);
/* NETMKT_E_RANGE for a length of the future that a model cannot look ahead. */
netmkt_status netmkt__horizon_check(const netmkt__purchase_model *model, double t);
/* The same for repeat purchases and spend: x whole and >= 0, m finite where x > 0. */
netmkt_status netmkt__spends_check(size_t n, const double *x, const double *m);

/* A function of some of a summary's columns, computed once for each distinct row of them and given to every row that is
 * like it: out[i] = function(argument, {column[0][i], column[1][i], ...}). */
typedef double (*netmkt__row_function)(const void *argument, const double *row);
netmkt_status netmkt__each_distinct(netmkt_context *context, uint32_t threads, size_t n, int columns, const double *const *column,
                                    netmkt__row_function function, const void *argument, double *out);

/* P(alive) of n customers; *out is n doubles. */
netmkt_status netmkt__alive(const netmkt_model *model, uint32_t threads, size_t n, const double *x, const double *t_x, const double *T, double *out);

#endif
