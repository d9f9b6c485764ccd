/* Erasing: key, attributes, references and events of a person are in no file afterwards, whatever the way they came there. */
#include <netmkt/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/store_digest.h"
#include "support/support.h"

#define AMOUNT INT64_C(0x0000123456789abc)
#define INCOME INT64_C(0x0011223344556677)
#define REFERENCE_LOW UINT64_C(0xfedcba9876543210)
#define REFERENCE_HIGH UINT64_C(0x0f1e2d3c4b5a6978)

static const char *const texts[] = {"key-of-anna", "key-merged-into-anna", "first@anna.example", "second@anna.example", "Annaville",
                                    "only-for-merged"};

enum { TEXTS = sizeof texts / sizeof *texts };

static const char *path_of(const char *name, const char *suffix)
{
    static char path[512];

    snprintf(path, sizeof path, "%s/%s%s", test_directory(), name, suffix);
    return path;
}

static int holds(const char *path, const void *what, size_t length)
{
    FILE *file = fopen(path, "rb");
    static char bytes[1 << 21];
    size_t size;

    if (file == NULL)
        return 0;
    size = fread(bytes, 1, sizeof bytes, file);
    ck_assert_int_eq(fclose(file), 0);
    for (size_t i = 0; i + length <= size; i++)
        if (memcmp(bytes + i, what, length) == 0)
            return 1;
    return 0;
}

static int holds_number(const char *path, uint64_t number)
{
    return holds(path, &number, sizeof number);
}

static void good(netmkt_status status)
{
    ck_assert_msg(status == NETMKT_OK, "%s", netmkt_last_error());
}

static netmkt_event told(netmkt_customer_id customer, int64_t time_ms)
{
    netmkt_event e = store_event(customer, time_ms, NETMKT_KIND_ORDER, AMOUNT);

    e.reference[0] = REFERENCE_LOW;
    e.reference[1] = REFERENCE_HIGH + (uint64_t)time_ms;
    return e;
}

/* Anna, with a history: values that were replaced, events, somebody who was merged into her; beside Bert, who shares a text. */
static netmkt_store *history(const char *path, int checkpoint, netmkt_customer_id *anna)
{
    netmkt_store_options options;
    netmkt_customer_id bert, other;
    netmkt_store *store;
    netmkt_event e[2];

    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_MUST_CREATE | NETMKT_STORE_NO_AUTO_CHECKPOINT;
    good(netmkt_store_open(path, &options, &store));
    good(netmkt_customer_put(store, texts[0], anna));
    good(netmkt_customer_put(store, "key-of-bert", &bert));
    good(netmkt_customer_put(store, texts[1], &other));
    good(netmkt_customer_set_text(store, *anna, NETMKT_ATTRIBUTE_EMAIL, texts[2]));
    good(netmkt_customer_set_text(store, *anna, NETMKT_ATTRIBUTE_CITY, texts[4]));
    good(netmkt_customer_set_text(store, *anna, NETMKT_ATTRIBUTE_COUNTRY, "Sharedland"));
    good(netmkt_customer_set_text(store, bert, NETMKT_ATTRIBUTE_COUNTRY, "Sharedland"));
    good(netmkt_customer_set_text(store, other, NETMKT_ATTRIBUTE_COMPANY, texts[5]));
    good(netmkt_customer_set_int(store, *anna, NETMKT_ATTRIBUTE_INCOME, INCOME));
    good(netmkt_store_commit(store));
    if (checkpoint)
        good(netmkt_store_checkpoint(store));
    good(netmkt_customer_merge(store, *anna, other));
    good(netmkt_customer_set_text(store, *anna, NETMKT_ATTRIBUTE_EMAIL, texts[3]));
    good(netmkt_customer_unset(store, *anna, NETMKT_ATTRIBUTE_CITY));
    e[0] = told(*anna, 1000);
    e[1] = store_event(bert, 2000, NETMKT_KIND_ORDER, 5);
    good(netmkt_event_append(store, e, sizeof *e, 2, NULL));
    good(netmkt_store_commit(store));
    if (checkpoint)
        good(netmkt_store_checkpoint(store));
    e[0] = told(*anna, 3000);
    good(netmkt_event_append(store, e, sizeof *e, 1, NULL));
    good(netmkt_store_commit(store));
    return store;
}

static void expect_nothing(const char *name, int events_stay)
{
    static const char *const suffixes[] = {"", "-new", "-lock"};

    for (size_t s = 0; s < 3; s++) {
        const char *path = path_of(name, suffixes[s]);

        for (size_t i = 0; i < TEXTS; i++)
            ck_assert_msg(!holds(path, texts[i], strlen(texts[i])), "%s has %s", path, texts[i]);
        ck_assert(!holds_number(path, (uint64_t)INCOME));
        ck_assert(!holds_number(path, REFERENCE_LOW));
        ck_assert(!holds_number(path, REFERENCE_HIGH + 1000) && !holds_number(path, REFERENCE_HIGH + 3000));
        if (s == 0)
            ck_assert_int_eq(holds_number(path, (uint64_t)AMOUNT), events_stay);
    }
    ck_assert(holds(path_of(name, ""), "key-of-bert", 11));
    ck_assert(holds(path_of(name, ""), "Sharedland", 10));
}

static void erase_once(const char *name, int checkpoint, int pending, uint32_t flags)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    netmkt_customer_id anna, found;
    netmkt_store *store = history(path_of(name, ""), checkpoint, &anna);
    netmkt_event e = told(anna, 4000);

    for (size_t i = 0; i < 4; i++) /* else the test would prove nothing */
        ck_assert_msg(holds(path_of(name, ""), texts[i], strlen(texts[i])), "%s is not there", texts[i]);
    ck_assert(holds_number(path_of(name, ""), REFERENCE_LOW));
    if (pending) { /* not committed yet */
        good(netmkt_event_append(store, &e, sizeof e, 1, NULL));
        good(netmkt_customer_set_text(store, anna, NETMKT_ATTRIBUTE_CITY, texts[4]));
    }
    good(netmkt_customer_erase(store, anna, flags));
    expect_nothing(name, flags != 0);
    good(netmkt_store_stats(store, &figures));
    ck_assert_uint_eq(figures.events, flags != 0 ? 3 + (uint64_t)pending : 1);
    ck_assert_int_eq(netmkt_customer_find(store, texts[0], &found), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_find(store, texts[1], &found), NETMKT_E_NOT_FOUND);
    good(netmkt_customer_put(store, "next", NULL)); /* what is in memory does not come back */
    good(netmkt_store_commit(store));
    good(netmkt_store_checkpoint(store));
    expect_nothing(name, flags != 0);
    netmkt_store_close(store);
    expect_nothing(name, flags != 0);
    good(netmkt_store_check(path_of(name, ""), NULL));
}

START_TEST(nowhere)
{
    for (int i = 0; i < 8; i++) {
        char name[32];

        snprintf(name, sizeof name, "erased-%d", i);
        erase_once(name, i & 1, i >> 1 & 1, (i & 4) != 0 ? NETMKT_ERASE_KEEP_EVENTS : 0);
    }
}
END_TEST

/* A checkpoint that was killed half way left a file beside the store, with the person in it: gone with the erasure. */
START_TEST(left_over_draft)
{
    const char *store_path;
    netmkt_customer_id anna;
    netmkt_store *store;
    FILE *file;

    store = history(path_of("draft", ""), 1, &anna);
    file = fopen(path_of("draft", "-new"), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(texts[2], file), 0);
    ck_assert_int_eq(fclose(file), 0);
    good(netmkt_customer_erase(store, anna, 0));
    netmkt_store_close(store);
    expect_nothing("draft", 0);
    store_path = path_of("draft", "-new");
    file = fopen(store_path, "rb");
    ck_assert_ptr_null(file);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store_erasure");
    TCase *tcase = tcase_create("all");

    tcase_add_test(tcase, nowhere);
    tcase_add_test(tcase, left_over_draft);
    suite_add_tcase(suite, tcase);
    return suite;
}
