/* A store's customers cut in two: what a model may know of each, and what came after. */
#ifndef NETMKT_VALUE_HOLDOUT_H
#define NETMKT_VALUE_HOLDOUT_H

#include <netmkt/validation.h>

/* A row for each customer with a purchase day up to the calibration's. */
typedef struct netmkt__holdout {
    netmkt_context *context;
    netmkt_table *customers;  /* id, customer, x, t_x, T, actual, predicted; the columns below but for the days */
    netmkt_table *hidden;     /* holds the days */
    size_t n;
    double *t_x, *T, *predicted;
    int64_t *x, *actual;
    int64_t *first_day, *last_day; /* as the calibration knows them */
    int64_t *repeats;         /* repeat purchase days on each day from `start` to `to_day`, by those asked about */
    int64_t start, day, to_day; /* the first purchase of all; the calibration's day; the holdout's last */
    int32_t day_offset;
} netmkt__holdout;

/* Read them at one moment of the store. netmkt__holdout_free() also after a failure. */
netmkt_status netmkt__holdout_read(netmkt_store *store, const netmkt_settings *settings, int64_t calibrate_to_ms, int64_t to_ms, netmkt__holdout *out);
void netmkt__holdout_free(netmkt__holdout *holdout);
/* Once `predicted` is filled: keep the rows of those alone about whom the settings ask. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__holdout_limit(const netmkt_settings *settings, netmkt__holdout *holdout);

/* Tables of NETMKT_VALIDATION_..., once `predicted` is filled. */
netmkt_status netmkt__holdout_by_frequency(const netmkt__holdout *holdout, netmkt_table **out);
netmkt_status netmkt__holdout_by_recency(const netmkt__holdout *holdout, netmkt_table **out);
netmkt_status netmkt__holdout_tracking(const netmkt__holdout *holdout, const netmkt_model *model, netmkt_table **out);

#endif
