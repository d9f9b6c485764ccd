/* Which surveys ask about the parts of an offer, and not how likely a recommendation is. */
#ifndef NETMKT_SUMMARY_SURVEY_H
#define NETMKT_SUMMARY_SURVEY_H

#include <netmkt/delivered.h>

#include "store/view.h"

/* The part that event i, a survey, asks about; -1 if it asks about something else. `base`: setting delivered.survey_variant. */
static inline int netmkt__survey_part(const netmkt__events *events, size_t i, uint32_t base)
{
    uint32_t variant = events->variant != NULL ? events->variant[i] : 0;

    return variant > base && variant - base <= NETMKT_PARTS ? (int)(variant - base) - 1 : -1;
}

#endif
