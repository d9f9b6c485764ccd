/** @file privacy.h  What a person may ask for: all that is known of him. docs/privacy.md is the guide; erasing is in customer.h. */
#ifndef NETMKT_PRIVACY_H
#define NETMKT_PRIVACY_H

#include <netmkt/customer.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Write all that is known of one person as one JSON object. What was put in comes as it was put in: his key and those of customers merged
 *  into him, every attribute he has, every event with every column. What the library concludes stands apart, under "derived", as of a
 *  moment: summary, stages with their reasons in words, value; null and a reason where the data allow none. docs/privacy.md lists the members.
 *
 *  Money is a decimal number of whole currency units, a time is text as of netmkt_time_format(), what is not there is null.
 *  @param[in] store     The store; nobody should change it meanwhile.
 *  @param[in] settings  Of the derived part; or NULL.
 *  @param[in] customer  Whose.
 *  @param[in] as_of_ms  Moment of the derived part, or #NETMKT_LATEST; what was put in is complete whatever the moment.
 *  @param[in] write     Takes the bytes in pieces; anything but 0 stops. It may use the store.
 *  @param[in] user      Passed to @p write.
 *  @retval NETMKT_OK           Written, to the end.
 *  @retval NETMKT_E_NOT_FOUND  No such customer; nothing was written.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999; nothing was written.
 *  @retval NETMKT_E_CANCELLED  @p write said stop.
 *  @retval NETMKT_E_NOMEM      Out of memory. What was written before a failure is no whole JSON.
 *  @par Threads     The store may be read meanwhile.
 *  @par Complexity  His events; the value fits two models to the whole store first.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_person_write(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer,
                                             int64_t as_of_ms, netmkt_write_function write, void *user);

NETMKT_END_DECLS
#endif
