/* From a customer's events to the figures of his relationship. */
#ifndef NETMKT_VALUE_RELATIONSHIP_H
#define NETMKT_VALUE_RELATIONSHIP_H

#include <netmkt/engagement.h>

#include "store/view.h"

/* Settings, resolved once. */
typedef struct netmkt__bond_rules {
    double window_days, tenure_days, gap_days, channels, permissions, answer_hours;
    double weight[5]; /* tenure, rhythm, reciprocity, breadth, answers */
} netmkt__bond_rules;

/* Where a worker marks the channels of one customer after another: a mark is the number of the walk that made it. Zeroed to begin with. */
typedef struct netmkt__bond_marks {
    uint64_t *used, *permitted; /* `channels` each */
    uint64_t use, permission;   /* the present numbers */
} netmkt__bond_marks;

void netmkt__bond_rules_init(netmkt__bond_rules *rules, const netmkt_settings *settings);

/* Fill the figures. `since_ms`: first moment known of, INT64_MAX if the events tell. `counts`: by kind, 1 where it has an engagement weight. */
void netmkt__bond_read(const netmkt__bond_rules *rules, const netmkt__events *events, const uint8_t *counts, int64_t since_ms, int64_t as_of_ms,
                       int32_t day_offset, netmkt__bond_marks *marks, netmkt_relationship *out);
/* Fill the parts and the score. */
void netmkt__bond_rate(const netmkt__bond_rules *rules, netmkt_relationship *out);

#endif
