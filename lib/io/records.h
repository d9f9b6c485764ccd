/* The form of an export: its columns, and the words in them. Export and import share it. */
#ifndef NETMKT_IO_RECORDS_H
#define NETMKT_IO_RECORDS_H

#include <stddef.h>
#include <stdint.h>

/* The columns before those of the attributes, in their order. */
enum {
    NETMKT__EXPORT_RECORD,
    NETMKT__EXPORT_NAME,
    NETMKT__EXPORT_TYPE,
    NETMKT__EXPORT_CURRENCY,
    NETMKT__EXPORT_EXPONENT,
    NETMKT__EXPORT_DAY_OFFSET,
    NETMKT__EXPORT_FUNCTION,
    NETMKT__EXPORT_WEIGHT,
    NETMKT__EXPORT_PROPERTIES,
    NETMKT__EXPORT_BUDGET,
    NETMKT__EXPORT_PRICE,
    NETMKT__EXPORT_UNIT_COST,
    NETMKT__EXPORT_START,
    NETMKT__EXPORT_END,
    NETMKT__EXPORT_CHANNELS,
    NETMKT__EXPORT_AUDIENCE,
    NETMKT__EXPORT_CONTENT,
    NETMKT__EXPORT_CUSTOMER,
    NETMKT__EXPORT_TIME,
    NETMKT__EXPORT_KIND,
    NETMKT__EXPORT_CHANNEL,
    NETMKT__EXPORT_CAMPAIGN,
    NETMKT__EXPORT_OFFER,
    NETMKT__EXPORT_VARIANT,
    NETMKT__EXPORT_INITIATOR,
    NETMKT__EXPORT_AMOUNT,
    NETMKT__EXPORT_COST,
    NETMKT__EXPORT_RATING,
    NETMKT__EXPORT_REFERENCE,
    NETMKT__EXPORT_COLUMNS
};

#define NETMKT__EXPORT_ATTRIBUTE "attribute." /* before an attribute's name in the header */

const char *netmkt__export_column(size_t column);

/* Types of attributes by name; 0 and NULL for an unknown one. */
int32_t netmkt__type_by_name(const char *name);
const char *netmkt__type_name(int32_t type);

/* What is said of an attribute, NETMKT_PERSONAL_..., by name; UNSAID and NULL for anything else. */
uint32_t netmkt__personal_by_name(const char *name);
const char *netmkt__personal_name(uint32_t personal);

/* A channel's property of rank i: its bit and name; 0 and NULL beyond the last. */
uint32_t netmkt__property(size_t i, const char **name);

/* An initiator's name; "" for the default. */
const char *netmkt__initiator_name(uint8_t initiator);

#endif
