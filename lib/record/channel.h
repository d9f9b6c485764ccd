/* Channels: the built-in ones, and those the embedder registers. Definitions are only ever added. */
#ifndef NETMKT_RECORD_CHANNEL_H
#define NETMKT_RECORD_CHANNEL_H

#include <netmkt/channel.h>

#include "record/encode.h"
#include "record/names.h"

#define NETMKT__CHANNEL_BUILT_IN 26 /* numbers 1 to this */

typedef struct netmkt__channels {
    netmkt__names names;    /* of the registered ones: number i is channel NETMKT_CHANNEL_CUSTOM + i */
    uint32_t *properties;
    size_t capacity;
    uint32_t mark;
} netmkt__channels;

void netmkt__channels_init(netmkt__channels *channels, netmkt_context *context);
void netmkt__channels_free(netmkt__channels *channels);

static inline int netmkt__channel_known(const netmkt__channels *channels, uint32_t id)
{
    return id - 1 < NETMKT__CHANNEL_BUILT_IN || id - NETMKT_CHANNEL_CUSTOM < channels->names.map.count;
}

const char *netmkt__channel_name_of(const netmkt__channels *channels, uint32_t id); /* NULL if unknown */
uint32_t netmkt__channel_properties_of(const netmkt__channels *channels, uint32_t id); /* 0 if unknown */
netmkt_channel_id netmkt__channel_find(const netmkt__channels *channels, const char *name, size_t length); /* 0: none */
uint32_t netmkt__channel_end(const netmkt__channels *channels); /* beyond the highest number */

/* Find or add: *added tells which. NETMKT_E_INVALID, NETMKT_E_EXISTS, NETMKT_E_RANGE, NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__channel_put(netmkt__channels *channels, const char *name, size_t length, uint32_t properties, netmkt_channel_id *out, int *added);
void netmkt__channels_truncate(netmkt__channels *channels, uint32_t count);

/* Definition number i of the registered ones, as bytes: in reserved room, or read and added. */
size_t netmkt__channel_size(const netmkt__channels *channels, uint32_t i);
void netmkt__channel_encode(const netmkt__channels *channels, uint32_t i, netmkt__buffer *buffer);
netmkt_status netmkt__channel_decode(netmkt__channels *channels, netmkt__reader *reader);

#endif
