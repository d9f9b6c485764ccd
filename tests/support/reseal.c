#include "support/reseal.h"

#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "journal/format.h"

static uint32_t seal_frames(unsigned char *bytes, const unsigned char *layout, size_t size, uint32_t salt)
{
    size_t at = (size_t)netmkt__get_u64(layout + 24);
    uint32_t check = salt;

    while (at + NETMKT__FRAME_HEADER <= size && netmkt__get_u32(layout + at + 4) != 0) {
        uint32_t length = netmkt__get_u32(layout + at);
        uint32_t crc;

        if (netmkt__frame_bytes(length) > size - at)
            break;
        crc = netmkt__frame_check(bytes + at, length, check);
        check = crc;
        netmkt__put_u32(bytes + at + 16, check);
        netmkt__put_u32(bytes + at + 20, netmkt__crc32c(salt, bytes + at, 20));
        at += (size_t)netmkt__frame_bytes(length);
    }
    return check;
}

void reseal(unsigned char *bytes, const unsigned char *layout, size_t size)
{
    uint32_t sections = netmkt__get_u32(layout + 20), salt, check;
    size_t table = (size_t)netmkt__round_up((uint64_t)sections * NETMKT__TABLE_ENTRY, NETMKT__SECTION_ALIGNMENT);

    for (uint32_t i = 0; i < sections; i++) {
        size_t entry = NETMKT__PREFIX + (size_t)i * NETMKT__TABLE_ENTRY;
        size_t length = (size_t)netmkt__round_up(netmkt__get_u64(layout + entry + 16), NETMKT__SECTION_ALIGNMENT);

        netmkt__put_u32(bytes + entry + 4, netmkt__crc32c(0, bytes + netmkt__get_u64(layout + entry + 8), length));
    }
    if (sections != 0)
        netmkt__put_u32(bytes + 48, netmkt__crc32c(0, bytes + NETMKT__PREFIX, table));
    salt = netmkt__crc32c(0, bytes, NETMKT__PAGE - 4);
    netmkt__put_u32(bytes + NETMKT__PAGE - 4, salt);
    check = seal_frames(bytes, layout, size, salt);
    for (size_t slot = NETMKT__PAGE; slot < NETMKT__PREFIX; slot += NETMKT__PAGE) {
        int at_end = netmkt__get_u64(layout + slot + 8) == size;

        if (memcmp(bytes + slot + 24, layout + slot + 24, 4) == 0) /* else it was what was changed */
            netmkt__put_u32(bytes + slot + 24, at_end ? check : salt);
        netmkt__put_u32(bytes + slot + NETMKT__PAGE - 4, netmkt__crc32c(salt, bytes + slot, NETMKT__PAGE - 4));
    }
}
