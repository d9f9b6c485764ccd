/* What the valuing functions share. */
#ifndef NETMKT_VALUE_CUSTOMER_VALUE_H
#define NETMKT_VALUE_CUSTOMER_VALUE_H

#include <netmkt/value.h>

/* NETMKT_E_INVALID: `purchase` is no purchase model from continuous time or of another time unit than the settings', or
 * `spend` is no spend model. Either may be NULL: then it is not looked at. */
netmkt_status netmkt__value_check_models(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings);

#endif
