/* Recovery: from every single damage all is saved that the damage does not touch, what is lost is said, and what is saved is a
 * whole store. */
#include <netmkt/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/format.h"
#include "base/endian.h"
#include "store/snapshot.h"
#include "support/faulty_io.h"
#include "support/faulty_memory.h"
#include "support/store_complete.h"
#include "support/store_digest.h"
#include "support/support.h"

#define FROM "damaged"
#define TO "new"

typedef struct rig {
    faulty_disk *disk;
    faulty_memory memory;
    netmkt_context *context;
} rig;

/* What a recovery gave. */
typedef struct result {
    netmkt_status status;
    size_t lines;
    char text[8192]; /* the report as CSV */
    uint64_t digest, customers, events;
} result;

static unsigned char *complete[2]; /* as journal, with snapshot */
static size_t complete_size[2];
static uint64_t complete_digest[2];

static unsigned char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = malloc(1 << 20);

    ck_assert(file != NULL && bytes != NULL);
    *size = fread(bytes, 1, 1 << 20, file);
    ck_assert(*size > 0 && *size < 1 << 20);
    ck_assert_int_eq(fclose(file), 0);
    return bytes;
}

static void make_complete(void)
{
    for (int i = 0; i < 2; i++) {
        char path[512];
        netmkt_store *store;

        snprintf(path, sizeof path, "%s/complete-%d", test_directory(), i);
        ck_assert_msg(store_complete_make(path, i) == NETMKT_OK, "%s", netmkt_last_error());
        complete[i] = read_whole(path, &complete_size[i]);
        ck_assert_int_eq(store_complete_in_memory(i, STORE_COMPLETE_COMMITS, &store), NETMKT_OK);
        complete_digest[i] = store_digest(store);
        netmkt_store_close(store);
        ck_assert_int_eq(remove(path), 0);
    }
}

static void free_complete(void)
{
    free(complete[0]);
    free(complete[1]);
}

static void rig_up(rig *r)
{
    netmkt_context_options options;

    memset(r, 0, sizeof *r);
    r->disk = faulty_disk_new();
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &r->memory;
    options.io = faulty_disk_io(r->disk);
    ck_assert_int_eq(netmkt_context_new(&options, &r->context), NETMKT_OK);
}

static void rig_down(rig *r)
{
    netmkt_context_free(r->context);
    ck_assert_int_eq(r->memory.blocks, 0);
    ck_assert_uint_eq(faulty_disk_open_count(r->disk), 0);
    faulty_disk_free(r->disk);
}

/* What the new store holds, which must be whole. */
static void look(rig *r, result *out)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    netmkt_store_options options;
    netmkt_store *store;

    ck_assert_msg(netmkt_store_check(TO, r->context) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_store_options_init(&options);
    options.context = r->context;
    options.flags = NETMKT_STORE_READ_ONLY;
    ck_assert_int_eq(netmkt_store_open(TO, &options, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &figures), NETMKT_OK);
    out->digest = store_digest(store);
    out->customers = figures.customers;
    out->events = figures.events;
    netmkt_store_close(store);
}

static result recover(const void *bytes, size_t size)
{
    netmkt_table *report = NULL;
    result out = {.lines = 0};
    size_t length;
    rig r;

    rig_up(&r);
    faulty_disk_put(r.disk, FROM, bytes, size);
    out.status = netmkt_store_recover(FROM, TO, r.context, &report);
    if (out.status == NETMKT_OK) {
        out.lines = netmkt_table_rows(report);
        ck_assert_int_eq(netmkt_table_text(report, NETMKT_FORMAT_CSV, out.text, sizeof out.text, &length), NETMKT_OK);
        netmkt_table_free(report);
        look(&r, &out);
    } else {
        ck_assert_ptr_null(report);
        ck_assert_ptr_null(faulty_disk_get(r.disk, TO, &length));
    }
    rig_down(&r);
    return out;
}

START_TEST(arguments)
{
    netmkt_table *report = (netmkt_table *)&report;
    rig r;

    ck_assert_int_eq(netmkt_store_recover(NULL, TO, NULL, &report), NETMKT_E_INVALID);
    ck_assert_ptr_null(report);
    ck_assert_int_eq(netmkt_store_recover(FROM, "", NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_store_recover("", TO, NULL, NULL), NETMKT_E_INVALID);
    rig_up(&r);
    ck_assert_int_eq(netmkt_store_recover(FROM, TO, r.context, &report), NETMKT_E_NOT_FOUND);
    faulty_disk_put(r.disk, FROM, complete[1], complete_size[1]);
    ck_assert_int_eq(netmkt_store_recover(FROM, FROM, r.context, &report), NETMKT_E_EXISTS);
    ck_assert_int_eq(netmkt_store_recover(FROM, TO, r.context, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_recover(FROM, TO, r.context, &report), NETMKT_E_EXISTS);
    rig_down(&r);
}
END_TEST

START_TEST(no_store)
{
    unsigned char newer[NETMKT__PAGE];
    netmkt__file_header header = {.version = 2, .journal_start = 12288, .generation = 1};
    result got = recover("", 0);

    ck_assert_int_eq(got.status, NETMKT_E_CORRUPT);
    got = recover("a text of somebody else", 23);
    ck_assert_int_eq(got.status, NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "not a netmkt store"));
    netmkt__header_encode(newer, &header);
    got = recover(newer, sizeof newer);
    ck_assert_int_eq(got.status, NETMKT_E_VERSION);
    got = recover(complete[1], 4096); /* a good header, and nothing else */
    ck_assert_int_eq(got.status, NETMKT_E_CORRUPT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "nothing was saved"));
}
END_TEST

START_TEST(nothing_damaged)
{
    for (int i = 0; i < 2; i++) {
        result got = recover(complete[i], complete_size[i]);

        ck_assert_int_eq(got.status, NETMKT_OK);
        ck_assert_uint_eq(got.lines, 0);
        ck_assert_uint_eq(got.digest, complete_digest[i]);
    }
}
END_TEST

/* --- One section */


/* Events of the first part: 6 of each customer but the erased one's. */
enum { STORED = 24, ADDED = 16 };

static uint64_t events_after(uint32_t type)
{
    switch (type) {
    case NETMKT__IN_EVENT_OFFSETS:
    case NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_TIME:
    case NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_KIND:
        return ADDED;
    case NETMKT__IN_KINDS:
        return STORED - 8 + ADDED - 4; /* without those of the registered kind */
    default:
        return STORED + ADDED;
    }
}

START_TEST(one_section)
{
    uint32_t sections = netmkt__get_u32(complete[1] + 20);
    unsigned char *bytes = malloc(complete_size[1]);

    ck_assert_ptr_nonnull(bytes);
    ck_assert_uint_gt(sections, 25);
    for (uint32_t i = 0; i < sections; i++) {
        const unsigned char *entry = complete[1] + NETMKT__PREFIX + i * NETMKT__TABLE_ENTRY;
        uint32_t type = netmkt__get_u32(entry);
        uint64_t offset = netmkt__get_u64(entry + 8), size = netmkt__get_u64(entry + 16);
        result got;

        memcpy(bytes, complete[1], complete_size[1]);
        bytes[offset + size / 2] ^= 1;
        got = recover(bytes, complete_size[1]);
        ck_assert_int_eq(got.status, NETMKT_OK);
        ck_assert_uint_ge(got.lines, 1);
        if (type == NETMKT__IN_KEY_OFFSETS || type == NETMKT__IN_TEXT_OFFSETS)
            ck_assert_uint_eq(got.digest, complete_digest[1]);
        else if (type != NETMKT__IN_STORE && type != NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_INITIATOR)
            ck_assert_msg(got.digest != complete_digest[1], "section %u", type);
        ck_assert_msg(got.events == events_after(type), "section %u: %llu events\n%s", type, (unsigned long long)got.events, got.text);
        if (type == NETMKT__IN_REDIRECT)
            ck_assert_uint_eq(got.customers, 5); /* the merged one stands for himself */
        else
            ck_assert_uint_eq(got.customers, 4);
        if (type == NETMKT__IN_KEY_BYTES)
            ck_assert_ptr_nonnull(strstr(got.text, "3 keys are lost"));
        if (type == NETMKT__IN_STORE)
            ck_assert_ptr_nonnull(strstr(got.text, "it is XXX now"));
        if (type == NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_AMOUNT)
            ck_assert_ptr_nonnull(strstr(got.text, "amounts of events,24"));
    }
    free(bytes);
}
END_TEST

/* --- The journal */

static size_t commit_at(const unsigned char *bytes, size_t size, int commit, size_t *length)
{
    size_t at = (size_t)netmkt__get_u64(bytes + 24), begin = at;

    while (at + NETMKT__FRAME_HEADER <= size) {
        uint32_t type = netmkt__get_u32(bytes + at + 4);

        at += (size_t)netmkt__frame_bytes(netmkt__get_u32(bytes + at));
        if (type != NETMKT__COMMIT_TYPE)
            continue;
        *length = at - begin;
        if (commit-- == 0)
            return begin;
        begin = at;
    }
    ck_abort_msg("there is no such commit");
    return 0;
}

/* A payload, or a whole commit, is destroyed. What follows applies as far as it can. */
START_TEST(one_commit)
{
    unsigned char *bytes = malloc(complete_size[1]);

    ck_assert_ptr_nonnull(bytes);
    for (int commit = 0; commit < STORE_COMPLETE_COMMITS; commit++)
        for (int all = 0; all < 2; all++) {
            size_t length, at = commit_at(complete[1], complete_size[1], commit, &length);
            netmkt_store *before;
            result got;

            memcpy(bytes, complete[1], complete_size[1]);
            memset(bytes + at + (all ? 0 : NETMKT__FRAME_HEADER + 1), 0xa5, all ? length : 3);
            got = recover(bytes, complete_size[1]);
            ck_assert_int_eq(got.status, NETMKT_OK);
            ck_assert_uint_ge(got.lines, 1);
            ck_assert_ptr_nonnull(strstr(got.text, ",commit"));
            if (commit == 3) {
                ck_assert_int_eq(store_complete_in_memory(1, 3, &before), NETMKT_OK);
                ck_assert_uint_eq(got.digest, store_digest(before));
                netmkt_store_close(before);
                ck_assert_uint_eq(got.events, STORED + 6);
            } else if (commit == 0 && !all) { /* customers 6 and 7 are gone, 7 has events later */
                ck_assert_uint_eq(got.customers, 4);
                ck_assert_uint_eq(got.events, STORED + 10);
                ck_assert_ptr_nonnull(strstr(got.text, "2 keys are lost"));
            } else if (!all) {
                ck_assert_uint_eq(got.events, STORED + 16);
            }
        }
    free(bytes);
}
END_TEST

/* Kind, channel, campaign, offer and attribute of this name, each the next of its numbers. */
static void define(netmkt_store *store, const char *name)
{
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    ck_assert_int_eq(netmkt_kind_define(store, name, &kind, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, name, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, name, NULL, NULL, 0, "", "", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_put(store, name, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, name, NETMKT_TYPE_INT, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
}

static netmkt_store *open_on(rig *r, const char *path, uint32_t flags)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.context = r->context;
    options.flags = flags;
    ck_assert_int_eq(netmkt_store_open(path, &options, &store), NETMKT_OK);
    return store;
}

/* The commit that defined the first of all is lost: later numbers may mean something else, and are not believed. */
START_TEST(numbers_that_cannot_be_proved)
{
    netmkt_event_cursor *cursor;
    netmkt_customer_id anna;
    netmkt_kind_id kind;
    netmkt_event e[4];
    netmkt_store *store;
    const unsigned char *now;
    unsigned char *bytes;
    int64_t value;
    size_t size, at, length;
    rig r;

    rig_up(&r);
    store = open_on(&r, FROM, NETMKT_STORE_NO_AUTO_CHECKPOINT);
    ck_assert_int_eq(netmkt_customer_put(store, "anna", &anna), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    define(store, "lost");
    define(store, "kept");
    for (int i = 0; i < 4; i++)
        e[i] = store_event(anna, i, NETMKT_KIND_ORDER, 5);
    e[0].kind = NETMKT_KIND_CUSTOM; /* that of the lost commit */
    e[0].amount = 0;
    e[1].kind = NETMKT_KIND_CUSTOM + 1;
    e[1].amount = 0;
    e[2].channel = NETMKT_CHANNEL_CUSTOM + 1;
    e[2].campaign = 2;
    e[2].offer = 1;
    ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 4, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, anna, NETMKT_ATTRIBUTE_CUSTOM, 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, anna, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1970), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    netmkt_store_close(store);
    bytes = malloc(1 << 20);
    ck_assert_ptr_nonnull(bytes);
    now = faulty_disk_get(r.disk, FROM, &size);
    memcpy(bytes, now, size);
    at = commit_at(bytes, size, 2, &length);
    bytes[at + NETMKT__FRAME_HEADER] ^= 1;
    faulty_disk_put(r.disk, FROM, bytes, size);
    free(bytes);
    ck_assert_int_eq(netmkt_store_recover(FROM, TO, r.context, NULL), NETMKT_OK);
    store = open_on(&r, TO, NETMKT_STORE_READ_ONLY);
    ck_assert_int_eq(netmkt_kind_by_name(store, "lost", &kind), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_kind_by_name(store, "kept", &kind), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_int(store, anna, NETMKT_ATTRIBUTE_CUSTOM, &value), NETMKT_DONE);
    ck_assert_int_eq(netmkt_customer_get_int(store, anna, NETMKT_ATTRIBUTE_BIRTH_YEAR, &value), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    for (int i = 2; i < 4; i++) {
        ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e[0]), NETMKT_OK);
        ck_assert_int_eq(e[0].time_ms, i);
        ck_assert_uint_eq(e[0].channel + e[0].campaign + e[0].offer, 0);
    }
    ck_assert_int_ne(netmkt_event_cursor_next(cursor, &e[0]), NETMKT_OK);
    netmkt_event_cursor_close(cursor);
    netmkt_store_close(store);
    rig_down(&r);
}
END_TEST

/* --- Every place */

/* A store from which one bit was taken can be recovered, and nothing is lost in silence. */
START_TEST(every_byte)
{
    unsigned char *bytes[2] = {malloc(complete_size[0]), malloc(complete_size[1])};
    size_t step = test_slow() ? 97 : 3, same = 0, tried = 0;

    ck_assert(bytes[0] != NULL && bytes[1] != NULL);
    for (int i = 0; i < 2; i++) {
        memcpy(bytes[i], complete[i], complete_size[i]);
        for (size_t at = 0; at < complete_size[i]; at += at < 64 || at % NETMKT__PAGE < 64 ? 1 : step) {
            unsigned char bit = (unsigned char)(1u << (at / step % 8));
            result got;

            bytes[i][at] ^= bit;
            got = recover(bytes[i], complete_size[i]);
            bytes[i][at] ^= bit;
            tried++;
            ck_assert_msg(got.status == NETMKT_OK, "byte %zu: %s", at, netmkt_last_error());
            ck_assert_msg(got.lines != 0 || got.digest == complete_digest[i], "byte %zu: lost in silence", at);
            same += got.digest == complete_digest[i];
        }
    }
    printf("recovered %zu stores with a wrong bit, %zu of them with all their contents\n", tried, same);
    free(bytes[0]);
    free(bytes[1]);
}
END_TEST

START_TEST(every_length)
{
    size_t step = test_slow() ? 501 : 8;

    for (int i = 0; i < 2; i++)
        for (size_t size = 0; size < complete_size[i]; size += step) {
            result got = recover(complete[i], size);

            ck_assert(got.status == NETMKT_OK || got.status == NETMKT_E_CORRUPT);
            if (got.status == NETMKT_OK) /* a cut at the end of a commit may only lose the slots' word for it */
                ck_assert_msg(got.lines != 0, "%zu bytes", size);
        }
}
END_TEST

/* Sectors of garbage and zeros, several at a time. */
START_TEST(many_damages)
{
    uint64_t seed = 1;

    for (int round = 0; round < (test_slow() ? 20 : 1500); round++) {
        int i = round % 2;
        unsigned char *bytes = malloc(complete_size[i]);
        result got;

        ck_assert_ptr_nonnull(bytes);
        memcpy(bytes, complete[i], complete_size[i]);
        for (int n = 0; n <= round % 5; n++) {
            size_t at, length;

            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            at = (size_t)(seed >> 16) % complete_size[i];
            length = 1 + (size_t)(seed >> 40) % 512;
            for (size_t k = at; k < at + length && k < complete_size[i]; k++)
                bytes[k] = (unsigned char)(seed % 3 == 0 ? 0 : seed >> (k % 50));
        }
        got = recover(bytes, complete_size[i]);
        ck_assert(got.status == NETMKT_OK || got.status == NETMKT_E_CORRUPT);
        if (got.status == NETMKT_OK)
            ck_assert(got.lines != 0 || got.digest == complete_digest[i]);
        free(bytes);
    }
}
END_TEST

/* --- Failures */

START_TEST(failing_calls)
{
    unsigned char *bytes = malloc(complete_size[1]);
    int failed = 1;

    ck_assert_ptr_nonnull(bytes);
    memcpy(bytes, complete[1], complete_size[1]);
    bytes[complete_size[1] - 30] ^= 1;
    for (uint64_t n = 1; failed; n++) {
        failed = 0;
        for (int what = 0; what < 3; what++) {
            netmkt_table *report = NULL;
            netmkt_status status;
            size_t size;
            rig r;

            rig_up(&r);
            faulty_disk_put(r.disk, FROM, bytes, complete_size[1]);
            r.disk->fail_at = what < 2 ? n : 0;
            r.disk->fail_on = what == 1;
            r.memory.calls = 0;
            r.memory.fail_at = what == 2 ? n : 0;
            status = netmkt_store_recover(FROM, TO, r.context, &report);
            failed += what < 2 ? r.disk->calls >= n : r.memory.calls >= n;
            r.disk->fail_at = r.memory.fail_at = 0;
            if (status != NETMKT_OK) {
                ck_assert_int_eq(status, what < 2 ? NETMKT_E_IO : NETMKT_E_NOMEM);
                ck_assert_ptr_null(report);
                if (faulty_disk_get(r.disk, TO, &size) != NULL) /* whole, though its name may not be durable */
                    ck_assert_int_eq(netmkt_store_check(TO, r.context), NETMKT_OK);
            } else {
                ck_assert_int_eq(netmkt_store_check(TO, r.context), NETMKT_OK);
            }
            netmkt_table_free(report);
            rig_down(&r);
        }
    }
    free(bytes);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store_recover");
    TCase *tcase = tcase_create("all");

    tcase_add_unchecked_fixture(tcase, make_complete, free_complete);
    tcase_set_timeout(tcase, 300);
    tcase_add_test(tcase, arguments);
    tcase_add_test(tcase, no_store);
    tcase_add_test(tcase, nothing_damaged);
    tcase_add_test(tcase, one_section);
    tcase_add_test(tcase, one_commit);
    tcase_add_test(tcase, numbers_that_cannot_be_proved);
    tcase_add_test(tcase, every_byte);
    tcase_add_test(tcase, every_length);
    tcase_add_test(tcase, many_damages);
    tcase_add_test(tcase, failing_calls);
    suite_add_tcase(suite, tcase);
    return suite;
}
