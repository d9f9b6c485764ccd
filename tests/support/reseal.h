/* Put the checksums of a store file right again after its bytes were changed on purpose, as somebody would who wants a reader
 * to believe them. */
#ifndef NETMKT_TESTS_RESEAL_H
#define NETMKT_TESTS_RESEAL_H

#include <stddef.h>

/* `layout`: the file as it was, by which sections and frames are found; as long as `bytes`. */
void reseal(unsigned char *bytes, const unsigned char *layout, size_t size);

#endif
