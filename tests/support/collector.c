#include "support/collector.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

static void add(collector *c, const char *bytes, size_t size)
{
    ck_assert_uint_lt(size, sizeof c->text - c->length);
    if (size > 0)
        memcpy(c->text + c->length, bytes, size);
    c->length += size;
    c->text[c->length] = '\0';
}

static void add_item(collector *c, uint32_t type, char between, const void *bytes, size_t size)
{
    char head[32];

    add(c, head, (size_t)snprintf(head, sizeof head, " %u%c", type, between));
    if (size > 256) /* only its size and its ends */
        add(c, head, (size_t)snprintf(head, sizeof head, "<%zu %d %d>", size, *(const unsigned char *)bytes, ((const unsigned char *)bytes)[size - 1]));
    else
        add(c, bytes, size);
}

static netmkt_status result(collector *c)
{
    return ++c->calls == c->stop_after ? c->stop : NETMKT_OK;
}

static netmkt_status on_snapshot(void *user, const netmkt__section *sections, size_t count)
{
    collector *c = user;

    add(c, "S", 1);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq((uintptr_t)sections[i].data % 64, 0);
        add_item(c, sections[i].type, '=', sections[i].data, (size_t)sections[i].size);
    }
    add(c, ";", 1);
    return result(c);
}

static netmkt_status on_record(void *user, uint32_t type, const void *payload, size_t size)
{
    ck_assert_uint_eq((uintptr_t)payload % 8, 0);
    add_item(user, type, ':', payload, size);
    return result(user);
}

static netmkt_status on_committed(void *user)
{
    add(user, "|", 1);
    return result(user);
}

void collector_clear(collector *c)
{
    memset(c, 0, sizeof *c);
}

netmkt__journal_reader collector_reader(collector *c)
{
    return (netmkt__journal_reader){c, on_snapshot, on_record, on_committed};
}
