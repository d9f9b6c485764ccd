/* Curves of response for the tool: read from a file, or fitted to a store's or a file's periods. */
#ifndef NETMKT_TOOL_CURVES_H
#define NETMKT_TOOL_CURVES_H

#include "common.h"

/* Periods with their return and the spend by channel. */
struct periods {
    size_t count, channels;
    const double *returns;
    const double **spend; /* by channel; owned, as are the names */
    const char **names;
    netmkt_table *table;  /* that they are columns of */
};

/* From the store, or from the file that --data names. STATUS_...; periods_free() in any case. */
int periods_read(struct session *session, struct periods *periods);
void periods_free(struct periods *periods);

/* Fitted curves with their names; the table of the fit where `table` is not NULL. */
struct curve_list {
    size_t count;
    netmkt_curve *curves;
    char **names;
};

int curves_fit(struct session *session, struct curve_list *list, netmkt_curves_fit *fit, netmkt_table **table);
/* From a CSV file: channel, top, half, shape, and where they are there carry, least, most, today. */
int curves_read(const char *path, struct curve_list *list);
void curves_free(struct curve_list *list);

#endif
