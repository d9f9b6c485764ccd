/* The engagement model, fitted under the store's read lock. */
#ifndef NETMKT_STAGE_ENGAGEMENT_MODEL_H
#define NETMKT_STAGE_ENGAGEMENT_MODEL_H

#include "stage/judge.h"

/* MBG/NBD on the engagement days of all customers, or the default parameters. *out is owned by the caller. */
netmkt_status netmkt__engagement_model(const netmkt__judge *judge, const netmkt_settings *settings, netmkt_model **out);

/* Make `judge` judge with `model`, or, where it is NULL, with one fitted for it, which goes to *fitted for the caller to free. */
netmkt_status netmkt__judge_use_or_fit(netmkt__judge *judge, const netmkt_model *model, const netmkt_settings *settings,
                                       netmkt_model **fitted);

#endif
