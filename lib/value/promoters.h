/* Net promoter scores inside. */
#ifndef NETMKT_VALUE_PROMOTERS_H
#define NETMKT_VALUE_PROMOTERS_H

#include <netmkt/brand.h>

/* Ratings, in thousandths, from which and down to which an answer counts. */
typedef struct netmkt__promoter_rules {
    int32_t promoter, detractor;
    double confidence;
} netmkt__promoter_rules;

void netmkt__promoter_rules_init(netmkt__promoter_rules *rules, const netmkt_settings *settings);

/* Fill score, low and high from the counts. */
void netmkt__promoters_fill(double confidence, netmkt_promoters *out);

#endif
