/* Texts of attributes, each stored once, with the number of its uses.
 *
 * Number 0 is no text, 1 the empty text, 2 + i string i of the map. A text that nobody uses stays until the dictionary
 * is compacted, so that a rollback finds it. */
#ifndef NETMKT_RECORD_DICTIONARY_H
#define NETMKT_RECORD_DICTIONARY_H

#include "base/map.h"

typedef struct netmkt__dictionary {
    netmkt__map map;
    uint32_t *uses;   /* by string of the map */
    size_t capacity;
    uint32_t mark;    /* strings at the last commit */
} netmkt__dictionary;

void netmkt__dictionary_init(netmkt__dictionary *dictionary, netmkt_context *context);
void netmkt__dictionary_free(netmkt__dictionary *dictionary);
/* Room for one more text. NETMKT_E_NOMEM: unchanged. */
netmkt_status netmkt__dictionary_reserve(netmkt__dictionary *dictionary, size_t length);
/* The text's number; it is added, within reserved room, if it is not there. */
uint32_t netmkt__dictionary_put(netmkt__dictionary *dictionary, const char *text, size_t length);
void netmkt__dictionary_use(netmkt__dictionary *dictionary, uint32_t number);    /* one more use; 0 and 1 are not counted */
void netmkt__dictionary_unuse(netmkt__dictionary *dictionary, uint32_t number);
const char *netmkt__dictionary_text(const netmkt__dictionary *dictionary, uint32_t number, size_t *length);
void netmkt__dictionary_truncate(netmkt__dictionary *dictionary, uint32_t strings);
/* Into an empty one: the texts in use, with their uses. numbers[old] is the new number; room for strings + 2. */
netmkt_status netmkt__dictionary_compact(const netmkt__dictionary *from, netmkt__dictionary *to, uint32_t *numbers);
netmkt_status netmkt__dictionary_load(netmkt__dictionary *dictionary, const char *bytes, uint64_t size, const uint64_t *offsets, uint64_t count);

#endif
