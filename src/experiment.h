/* What the files of netmkt experiment share. */
#ifndef NETMKT_TOOL_EXPERIMENT_H
#define NETMKT_TOOL_EXPERIMENT_H

#include "common.h"

/* A sentence on how the traffic split; `weights` NULL: equal shares were meant. */
void experiment_split(const uint64_t *trials, size_t n, const double *weights);
/* The table, as text with a sentence on each variant. */
int experiment_show(const struct session *session, const netmkt_table *table, bool money);

/* The shares of --split: `count` of them, or none; a message if they are wrong. */
int experiment_shares(const struct arguments *arguments, size_t n, double *weights, bool *given);

int experiment_store(struct session *session);
int experiment_plan(const struct session *session);

#endif
