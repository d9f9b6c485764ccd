/* Fuzz target: the file's container: header, slots, section table, frames; with good checksums or bad ones.
 *
 * Property: whatever the file, opening it is NETMKT_OK, _CORRUPT or _VERSION, takes memory in proportion to the file, and
 * leaves the file as it is. An intact file opens and gives just what it was built of; a damaged one, unless its sums were
 * made good again, gives that or its whole commits up to some later than the slots', or is reported. What opens gives the
 * same to a writer, a reader and a check; takes another commit and another snapshot; and opens again with all of it.
 *
 * Input: the small form of container.h; then, from the end, a byte of what the I/O table can: DISK_MAPS, DISK_ALLOCATES. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/container.h"
#include "fuzz/disk.h"
#include "fuzz/fuzz.h"
#include "journal/journal.h"

static const netmkt_status file_errors[] = {NETMKT_E_CORRUPT, NETMKT_E_VERSION, NETMKT_OK};
static const netmkt_status exhausted[] = {NETMKT_E_RANGE, NETMKT_OK}; /* a made-up slot has used all numbers up */

static netmkt_status on_snapshot(void *user, const netmkt__section *sections, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        REQUIRE((uintptr_t)sections[i].data % 64 == 0);
        contents_section(user, sections[i].type, sections[i].data, (size_t)sections[i].size);
    }
    return NETMKT_OK;
}

static netmkt_status on_record(void *user, uint32_t type, const void *payload, size_t size)
{
    REQUIRE((uintptr_t)payload % 8 == 0);
    contents_record(user, type, payload, size);
    return NETMKT_OK;
}

static netmkt_status on_committed(void *user)
{
    contents_commit(user);
    return NETMKT_OK;
}

static netmkt__journal_reader reader_into(bytes *b)
{
    return (netmkt__journal_reader){b, on_snapshot, on_record, on_committed};
}

/* Open, and require that the file gives `want` (NULL: whatever it is, into `got`). */
static netmkt_status open_journal(disk *d, uint32_t flags, const bytes *want, bytes *got, netmkt__journal **journal)
{
    netmkt__journal_reader reader = reader_into(got);
    netmkt_status status;

    got->size = 0;
    status = netmkt__journal_open(d->context, "s", flags, &reader, journal);
    REQUIRE((status == NETMKT_OK) == (*journal != NULL));
    if (want != NULL)
        REQUIRE(status == NETMKT_OK && bytes_equal(want, got));
    return status;
}

/* Another commit, then the same once more as a snapshot; each time all of it is there for a reader. */
static void go_on(disk *d, netmkt__journal *journal, bytes *held, bytes *got)
{
    const netmkt__section section = {7, 0, "snapshot", 8}, *sections;
    netmkt__journal *reading;
    netmkt_status status;
    size_t count;

    REQUIRE(netmkt__journal_add(journal, 3, "hello", 5) == NETMKT_OK && netmkt__journal_add(journal, 4, NULL, 0) == NETMKT_OK);
    status = netmkt__journal_commit(journal);
    if (!fuzz_allowed(status, exhausted, "commit")) {
        netmkt__journal_close(journal);
        (void)open_journal(d, NETMKT__JOURNAL_READ_ONLY, held, got, &reading);
        netmkt__journal_close(reading);
        return;
    }
    contents_record(held, 3, "hello", 5);
    contents_record(held, 4, NULL, 0);
    contents_commit(held);
    (void)open_journal(d, NETMKT__JOURNAL_READ_ONLY, held, got, &reading);
    netmkt__journal_close(reading);
    netmkt__journal_close(journal);

    (void)open_journal(d, NETMKT__JOURNAL_MUST_EXIST, held, got, &journal);
    REQUIRE(netmkt__journal_replace(journal, &section, 1) == NETMKT_OK);
    REQUIRE(netmkt__journal_sections(journal, &sections, &count) == NETMKT_OK && count == 1);
    REQUIRE(memcmp(sections[0].data, "snapshot", 8) == 0);
    netmkt__journal_release_old(journal);
    netmkt__journal_close(journal);
    held->size = 0;
    contents_section(held, 7, "snapshot", 8);
    (void)open_journal(d, NETMKT__JOURNAL_READ_ONLY, held, got, &reading);
    netmkt__journal_close(reading);
}

/* What a damaged file gave is what it was built of, but for commits behind the slots. */
static int is_beginning(const bytes *held, const container *c)
{
    if (held->size < c->durable || held->size > c->contents.size)
        return 0;
    if (held->size > 0 && memcmp(held->at, c->contents.at, held->size) != 0)
        return 0;
    return held->size == c->durable || held->at[held->size - 1] == 'C';
}

static void require_unchanged(const disk *d, const bytes *file)
{
    size_t size;
    const uint8_t *now = disk_get(d, "s", &size);

    REQUIRE(now != NULL && size == file->size && (size == 0 || memcmp(now, file->at, size) == 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    int abilities = fuzz_take_byte(&input);
    bytes held = {0}, got = {0};
    netmkt__journal *journal, *reading;
    netmkt__journal_reader reader = reader_into(&got);
    netmkt_status status;
    container c;
    disk d;

    container_build(&c, input.data, input.size);
    disk_init(&d, c.file.at, c.file.size, abilities, 256 * 1024 + 8 * c.file.size);
    status = open_journal(&d, NETMKT__JOURNAL_READ_ONLY, c.intact ? &c.contents : NULL, &held, &reading);
    if (fuzz_allowed(status, file_errors, "open to read") && !c.summed)
        REQUIRE(is_beginning(&held, &c));
    netmkt__journal_close(reading);
    REQUIRE(netmkt__journal_check(d.context, "s", &reader) == status);
    require_unchanged(&d, &c.file);
    REQUIRE(open_journal(&d, NETMKT__JOURNAL_MUST_EXIST, status == NETMKT_OK ? &held : NULL, &got, &journal) == status);
    require_unchanged(&d, &c.file);
    if (status == NETMKT_OK)
        go_on(&d, journal, &held, &got);
    REQUIRE(!d.refused);
    disk_end(&d);
    container_free(&c);
    bytes_free(&held);
    bytes_free(&got);
    return 0;
}
