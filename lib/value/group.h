/* Equal rows of up to three columns of numbers become one group with a count. This is what makes fits and scores of
 * millions of customers cheap: their summaries repeat. */
#ifndef NETMKT_VALUE_GROUP_H
#define NETMKT_VALUE_GROUP_H

#include <netmkt/context.h>

enum { NETMKT__GROUP_COLUMNS = 3 };

typedef struct netmkt__groups {
    netmkt_context *context;
    size_t count;                        /* groups */
    double *key[NETMKT__GROUP_COLUMNS];  /* count values of each column; NULL beyond the columns given */
    double *weight;                      /* count sums of weights: exact, as weights are whole */
    uint32_t *member;                    /* the group of each row, where asked for */
} netmkt__groups;

/* Group n rows of `columns` columns of finite numbers. `weight` NULL counts 1 a row; rows of weight 0 are left out.
 * With `members`, every row gets its group's number (rows of weight 0 too, in groups of their own if need be).
 * The groups' order depends on the set of rows alone, not on their order. Expected time O(n).
 * NETMKT_E_NOMEM, or NETMKT_E_RANGE for more than 2^31 groups; *out is then empty. */
netmkt_status netmkt__group(netmkt_context *context, size_t n, int columns, const double *const *column,
                            const double *weight, int members, netmkt__groups *out);

void netmkt__groups_free(netmkt__groups *groups); /* an empty one too */

#endif
