/* Kinds of events: the built-in ones, and those the embedder registers. Definitions are only ever added. */
#ifndef NETMKT_RECORD_KIND_H
#define NETMKT_RECORD_KIND_H

#include <netmkt/event.h>

#include "record/encode.h"
#include "record/names.h"

#define NETMKT__KIND_BUILT_IN 26 /* numbers 1 to this */

typedef struct netmkt__kind_properties {
    int32_t function;
    int32_t initiator;
    double weight;
} netmkt__kind_properties;

typedef struct netmkt__kinds {
    netmkt__names names;    /* of the registered ones: number i is kind NETMKT_KIND_CUSTOM + i */
    netmkt__kind_properties *properties;
    size_t capacity;
    uint32_t mark;
} netmkt__kinds;

void netmkt__kinds_init(netmkt__kinds *kinds, netmkt_context *context);
void netmkt__kinds_free(netmkt__kinds *kinds);

static inline int netmkt__kind_known(const netmkt__kinds *kinds, uint32_t id)
{
    return id - 1 < NETMKT__KIND_BUILT_IN || id - NETMKT_KIND_CUSTOM < kinds->names.map.count;
}

const char *netmkt__kind_name_of(const netmkt__kinds *kinds, uint32_t id); /* NULL if unknown */
const netmkt__kind_properties *netmkt__kind_properties_of(const netmkt__kinds *kinds, uint32_t id); /* NULL if unknown */
netmkt_kind_id netmkt__kind_find(const netmkt__kinds *kinds, const char *name, size_t length); /* 0: none */
uint32_t netmkt__kind_end(const netmkt__kinds *kinds); /* beyond the highest number */

/* Find or add: *added tells which. NETMKT_E_INVALID, NETMKT_E_EXISTS, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__kind_put(netmkt__kinds *kinds, const char *name, size_t length, const netmkt__kind_properties *properties,
                               netmkt_kind_id *out, int *added);
void netmkt__kinds_truncate(netmkt__kinds *kinds, uint32_t count);

/* Definition number i of the registered ones, as bytes: in reserved room, or read and added. */
size_t netmkt__kind_size(const netmkt__kinds *kinds, uint32_t i);
void netmkt__kind_encode(const netmkt__kinds *kinds, uint32_t i, netmkt__buffer *buffer);
netmkt_status netmkt__kind_decode(netmkt__kinds *kinds, netmkt__reader *reader);

#endif
