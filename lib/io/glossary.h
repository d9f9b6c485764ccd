/* Names to numbers: what the names in a file mean. Read by any number of threads while nobody adds. */
#ifndef NETMKT_IO_GLOSSARY_H
#define NETMKT_IO_GLOSSARY_H

#include "base/map.h"

/* Meanings other than a number of the store. */
#define NETMKT__MEANS_NOTHING UINT32_MAX       /* not in the glossary */
#define NETMKT__MEANS_OUT (UINT32_MAX - 1)     /* leave such rows out */

typedef struct netmkt__glossary {
    netmkt__map names;
    uint32_t *meanings; /* of name i */
    size_t capacity;
} netmkt__glossary;

void netmkt__glossary_init(netmkt__glossary *glossary, netmkt_context *context);
void netmkt__glossary_free(netmkt__glossary *glossary);
/* Set what a name (not empty) means, anew or instead of before; `keep` not 0: only if it has no meaning yet. */
netmkt_status netmkt__glossary_set(netmkt__glossary *glossary, const char *name, size_t length, uint32_t meaning, int keep);
uint32_t netmkt__glossary_get(const netmkt__glossary *glossary, const char *name, size_t length);

#endif
