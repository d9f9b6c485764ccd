/* One customer in words and tables: what `netmkt customer` and `netmkt demo` share. */
#ifndef NETMKT_TOOL_PORTRAIT_H
#define NETMKT_TOOL_PORTRAIT_H

#include "common.h"

/* Stage, value and their reasons in words. A part that the data cannot answer says so instead. The models may be NULL:
 * they are fitted for this. `indent` goes before every line. */
int portrait_words(const struct session *session, netmkt_customer_id customer, const netmkt_model *engagement,
                   const netmkt_model *purchase, const netmkt_model *spend, const char *indent);

/* The value of an attribute as text; NULL if the customer has none. `buffer` holds `capacity` bytes. */
const char *attribute_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int32_t type, char *buffer,
                           size_t capacity);

#endif
