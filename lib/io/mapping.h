/* Which column of a file holds what: said by the caller, or known by the columns' usual names. */
#ifndef NETMKT_IO_MAPPING_H
#define NETMKT_IO_MAPPING_H

#include <netmkt/event.h>

#include "io/csv.h"

/* Fields of a row, in the order of the list of names in mapping.c. */
enum {
    NETMKT__FIELD_CUSTOMER,
    NETMKT__FIELD_TIME,
    NETMKT__FIELD_KIND,
    NETMKT__FIELD_CHANNEL,
    NETMKT__FIELD_CAMPAIGN,
    NETMKT__FIELD_OFFER,
    NETMKT__FIELD_VARIANT,
    NETMKT__FIELD_INITIATOR,
    NETMKT__FIELD_AMOUNT,
    NETMKT__FIELD_COST,
    NETMKT__FIELD_RATING,
    NETMKT__FIELD_REFERENCE,
    NETMKT__FIELD_ORDER,
    NETMKT__FIELD_COUNT
};

#define NETMKT__NO_COLUMN UINT32_MAX
#define NETMKT__COLUMNS_MOST 4096 /* in a file */

/* A field's column; with a second one, the product of the two. */
typedef struct netmkt__place {
    uint32_t column, second; /* NETMKT__NO_COLUMN: none */
} netmkt__place;

/* A column that holds an attribute of the customer. */
typedef struct netmkt__attribute_place {
    netmkt_attribute_id id;
    int32_t type;
    uint32_t column;
    uint32_t personal;            /* NETMKT_PERSONAL_... */
} netmkt__attribute_place;

/* What the caller said: a field (or an attribute) is in a column. */
typedef struct netmkt__mapped {
    uint32_t field;               /* NETMKT__FIELD_COUNT: the attribute */
    netmkt_attribute_id attribute;
    char *column;                 /* "": none */
} netmkt__mapped;

typedef struct netmkt__mapping {
    netmkt_context *context;
    netmkt__mapped *said;
    size_t said_count, said_capacity;
    char **names;                 /* of the columns, from the header */
    size_t columns, names_capacity;
    netmkt__place places[NETMKT__FIELD_COUNT];
    int fixed_channel;            /* rows without channel have one all the same */
    netmkt__attribute_place *attributes;
    size_t attribute_count, attribute_capacity;
} netmkt__mapping;

const char *netmkt__field_name(uint32_t field);

void netmkt__mapping_free(netmkt__mapping *mapping);
/* As netmkt_import_map(). */
netmkt_status netmkt__mapping_say(netmkt__mapping *mapping, netmkt_store *store, const char *field, const char *column);
/* Take in the header's fields: the columns' names. */
netmkt_status netmkt__mapping_names(netmkt__mapping *mapping, const netmkt__csv_field *fields, size_t count);
/* Find every field's place. NETMKT_E_NOT_FOUND, NETMKT_E_FORMAT: a column is missing, or two might be meant. */
netmkt_status netmkt__mapping_find(netmkt__mapping *mapping, netmkt_store *store);

#endif
