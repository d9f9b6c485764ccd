/* Engagement days: the days on which a customer did something that counts, up to a moment.
 *
 * Invariants:
 *  1. An event counts if its kind's engagement weight reaches the setting, unless it is an order wholly returned.
 *  2. Several events of one day are one engagement day; a day is a UTC day shifted by the store's day offset.
 *  3. The recent window is the shorter of the setting and half of the age: the first day never lies in it. */
#ifndef NETMKT_STAGE_ENGAGEMENT_H
#define NETMKT_STAGE_ENGAGEMENT_H

#include "store/view.h"

typedef struct netmkt__engagement {
    int64_t first_day, last_day; /* numbers of the first and last engagement day; 0 if days is 0 */
    uint32_t days;               /* engagement days */
    uint32_t recent;             /* those in the recent window */
    int64_t first_recent;        /* number of the first of those; 0 if recent is 0 */
} netmkt__engagement;

/* What counts, resolved once for many customers. */
typedef struct netmkt__engagement_rules {
    int64_t as_of_day;       /* number of the day judged at */
    int32_t day_offset;      /* minutes */
    uint32_t kinds;          /* length of `counts` */
    const uint8_t *counts;   /* by kind: 1 if such an event counts */
    double window_days;      /* longest recent window */
} netmkt__engagement_rules;

/* Length in days of the recent window of a customer of this age. */
double netmkt__recent_window(double window_days, int64_t age_days);

/* First day of the recent window of a customer whose first engagement day this is. */
int64_t netmkt__recent_from(double window_days, int64_t as_of_day, int64_t first_day);

/* Read the engagement days of a view that ends at the moment judged at. `lost`: as netmkt__orders_lost(), or NULL. */
void netmkt__engagement_read(const netmkt__engagement_rules *rules, const netmkt__events *events, const uint8_t *lost,
                             netmkt__engagement *out);

#endif
