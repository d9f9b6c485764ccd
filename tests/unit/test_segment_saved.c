/* Saved segments: names, replacing, commits, rollbacks, snapshots, recovery, segments within segments, failing memory. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/faulty_memory.h"
#include "support/support.h"

static const char *path_of(const char *name)
{
    static char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    return path;
}

static netmkt_store *open_store(const char *path)
{
    netmkt_store *store = NULL;

    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    return store;
}

static netmkt_status save(netmkt_store *store, const char *name, const char *text)
{
    netmkt_segment *segment;
    netmkt_status status = netmkt_segment_parse(store, text, &segment, NULL);

    if (status == NETMKT_OK)
        status = netmkt_segment_save(store, name, segment);
    netmkt_segment_free(segment);
    return status;
}

/* "name: expression; name: expression" */
static const char *list(netmkt_store *store)
{
    static char text[2][1024];
    static int turn;
    netmkt_table *table;
    const void *name, *expression;
    char *out = text[turn ^= 1];

    out[0] = '\0';
    ck_assert_int_eq(netmkt_segment_list(store, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "name", NULL, &name), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "expression", NULL, &expression), NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++) {
        strcat(out, i > 0 ? "; " : "");
        strcat(out, ((const char *const *)name)[i]);
        strcat(out, ": ");
        strcat(out, ((const char *const *)expression)[i]);
    }
    netmkt_table_free(table);
    return out;
}

START_TEST(test_save_load_list_remove)
{
    netmkt_store *store = open_store(NULL);
    netmkt_segment *segment;

    ck_assert_str_eq(list(store), "");
    ck_assert_int_eq(save(store, "vip", "orders>5"), NETMKT_OK);
    ck_assert_int_eq(save(store, "late", "last(visit) < 30 days ago"), NETMKT_OK);
    ck_assert_int_eq(save(store, "vip", "orders>6"), NETMKT_OK);
    ck_assert_str_eq(list(store), "vip: orders > 6; late: last(visit) < 30 days ago");
    ck_assert_int_eq(netmkt_segment_load(store, "vip", &segment), NETMKT_OK);
    ck_assert_str_eq(netmkt_segment_text(segment), "orders > 6");
    netmkt_segment_free(segment);
    ck_assert_int_eq(netmkt_segment_remove(store, "vip"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_remove(store, "vip"), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_segment_load(store, "vip", &segment), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(segment);
    ck_assert_str_eq(list(store), "late: last(visit) < 30 days ago");
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_names)
{
    static const char *const wrong[] = {"", "a,b", "a=b", "a\nb", "0123456789012345678901234567890123456789012345678901234567890123"};
    netmkt_store *store = open_store(NULL);

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_int_eq(save(store, wrong[i], "true"), NETMKT_E_INVALID);
    ck_assert_int_eq(save(store, "best \"of\" all", "orders > 1"), NETMKT_OK);
    ck_assert_int_eq(save(store, "x", "segment('best \"of\" all')"), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(list(store), "x: segment(\"best \"\"of\"\" all\")"));
    ck_assert_int_eq(save(NULL, "x", "true"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_save(store, "x", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_remove(store, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_list(store, NULL), NETMKT_E_INVALID);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_no_segment_contains_itself)
{
    netmkt_store *store = open_store(NULL);
    netmkt_segment *segment;
    uint64_t at;
    char name[16], text[64];

    ck_assert_int_eq(save(store, "a", "true"), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "segment(a)"), NETMKT_E_FORMAT);
    ck_assert_int_eq(save(store, "b", "segment(a) or orders > 1"), NETMKT_OK);
    ck_assert_int_eq(save(store, "c", "not segment(b)"), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "orders = 0 and segment(c)"), NETMKT_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "contain itself"));
    ck_assert_int_eq(netmkt_segment_remove(store, "a"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(store, "true and segment(c)", &segment, &at), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(at, 17);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "in segment(c), in segment(b), column 9: there is no saved segment \"a\""));
    ck_assert_int_eq(save(store, "s0", "true"), NETMKT_OK); /* a chain is as deep as brackets are, and no deeper */
    for (int i = 1; i <= 64; i++) {
        (void)snprintf(name, sizeof name, "s%d", i);
        (void)snprintf(text, sizeof text, "segment(s%d)", i - 1);
        ck_assert_int_eq(save(store, name, text), NETMKT_OK);
    }
    ck_assert_int_eq(save(store, "s65", "segment(s64)"), NETMKT_E_FORMAT);
    ck_assert_int_eq(save(store, "d0", "true or false"), NETMKT_OK); /* and a tree no larger than it may be */
    for (int i = 1; i < 30; i++) {
        netmkt_status status;

        (void)snprintf(name, sizeof name, "d%d", i);
        (void)snprintf(text, sizeof text, "segment(d%d) or segment(d%d)", i - 1, i - 1);
        status = save(store, name, text);
        ck_assert(status == NETMKT_OK || (i > 8 && (status == NETMKT_E_FORMAT || status == NETMKT_E_NOT_FOUND)));
        ck_assert(i < 12 || status != NETMKT_OK);
    }
    {
        static char large[16384];
        size_t used = (size_t)sprintf(large, "key in (x");

        for (int i = 0; i < 900; i++)
            used += (size_t)sprintf(large + used, ", 'value %d'", i);
        strcpy(large + used, ")");
        ck_assert_int_eq(save(store, "large", large), NETMKT_OK);
        used = (size_t)sprintf(large, "segment(large)");
        for (int i = 0; i < 120; i++)
            used += (size_t)sprintf(large + used, " or segment(large)");
        ck_assert_int_eq(save(store, "larger", large), NETMKT_E_FORMAT); /* too much to read */
    }
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_members_follow_what_is_saved)
{
    netmkt_store *store = open_store(NULL);
    netmkt_segment *segment;
    uint64_t count;

    ck_assert_int_eq(netmkt_customer_put(store, "ann", NULL), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "orders = 0"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(store, "not segment(a)", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_count(store, segment, NULL, NETMKT_LATEST, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(save(store, "a", "orders > 0"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_count(store, segment, NULL, NETMKT_LATEST, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 1);
    netmkt_segment_free(segment);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_commit_and_rollback)
{
    netmkt_store *store = open_store(path_of("rollback"));

    ck_assert_int_eq(save(store, "a", "orders = 1"), NETMKT_OK);
    ck_assert_int_eq(save(store, "b", "orders = 2"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "orders = 3"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_remove(store, "a"), NETMKT_OK);
    ck_assert_int_eq(save(store, "c", "orders = 4"), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "orders = 5"), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_remove(store, "b"), NETMKT_OK);
    ck_assert_str_eq(list(store), "c: orders = 4; a: orders = 5");
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_str_eq(list(store), "a: orders = 1; b: orders = 2");
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_str_eq(list(store), "a: orders = 1; b: orders = 2");
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_reopened_from_journal_and_snapshot)
{
    netmkt_store *store = open_store(path_of("reopen")), *saved = NULL;
    netmkt_store_options options;
    netmkt_table *report = NULL;
    char want[256];

    ck_assert_int_eq(netmkt_customer_put(store, "ann", NULL), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "country = \"\xc3\x96sterreich\""), NETMKT_OK);
    ck_assert_int_eq(save(store, "b", "orders = 2"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_remove(store, "b"), NETMKT_OK);
    ck_assert_int_eq(save(store, "c", "segment(a)"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    (void)snprintf(want, sizeof want, "%s", list(store));
    ck_assert_int_eq(save(store, "lost", "true"), NETMKT_OK);
    netmkt_store_close(store);
    store = open_store(path_of("reopen"));
    ck_assert_str_eq(list(store), want);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    ck_assert_str_eq(list(store), want);
    netmkt_store_close(store);
    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_READ_ONLY;
    ck_assert_int_eq(netmkt_store_open(path_of("reopen"), &options, &store), NETMKT_OK);
    ck_assert_str_eq(list(store), want);
    ck_assert_int_eq(save(store, "d", "true"), NETMKT_E_READ_ONLY);
    netmkt_store_close(store);
    {
        char damaged[512], new_file[512];

        (void)snprintf(damaged, sizeof damaged, "%s", path_of("reopen"));
        (void)snprintf(new_file, sizeof new_file, "%s", path_of("rescued"));
        ck_assert_int_eq(netmkt_store_recover(damaged, new_file, NULL, &report), NETMKT_OK);
        netmkt_table_free(report);
        saved = open_store(new_file);
    }
    ck_assert_str_eq(list(saved), want);
    netmkt_store_close(saved);
}
END_TEST

/* Erasing rewrites the store; what is saved stays. */
START_TEST(test_erasing_keeps_them)
{
    netmkt_store *store = open_store(path_of("erase"));
    netmkt_customer_id ann;

    ck_assert_int_eq(netmkt_customer_put(store, "ann", &ann), NETMKT_OK);
    ck_assert_int_eq(save(store, "a", "orders = 1"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, ann, 0), NETMKT_OK);
    ck_assert_str_eq(list(store), "a: orders = 1");
    netmkt_store_close(store);
    store = open_store(path_of("erase"));
    ck_assert_str_eq(list(store), "a: orders = 1");
    netmkt_store_close(store);
}
END_TEST

/* Everything that allocates, once with the n-th allocation failing: it says so, and the saved segments are as they were. */
static netmkt_status session(netmkt_store *store)
{
    netmkt_segment *segment = NULL;
    netmkt_table *table = NULL;
    netmkt_customer_id ids[4];
    uint64_t count;
    int32_t result;
    char text[512];
    netmkt_status status = netmkt_segment_parse(store, "(country in (DE, AT) or not key like 'x%') and orders(channel = email, last 3 days) >= 0 and segment(a)", &segment, NULL);

    if (status == NETMKT_OK)
        status = netmkt_segment_save(store, "b", segment);
    if (status == NETMKT_OK)
        status = netmkt_segment_count(store, segment, NULL, NETMKT_LATEST, &count);
    if (status == NETMKT_OK)
        status = netmkt_segment_ids(store, segment, NULL, NETMKT_LATEST, 4, ids, NULL);
    if (status == NETMKT_OK)
        status = netmkt_segment_test(store, segment, NULL, 1, NETMKT_LATEST, &result);
    if (status == NETMKT_OK)
        status = netmkt_segment_explain(store, segment, NULL, 1, NETMKT_LATEST, text, sizeof text, NULL);
    if (status == NETMKT_OK)
        status = netmkt_segment_members(store, segment, NULL, NETMKT_LATEST, &table);
    netmkt_table_free(table);
    table = NULL;
    if (status == NETMKT_OK)
        status = netmkt_segment_list(store, &table);
    netmkt_table_free(table);
    netmkt_segment_free(segment);
    segment = NULL;
    if (status == NETMKT_OK)
        status = netmkt_segment_parse(store, "tier = 1 or relationship > 5", &segment, NULL);
    if (status == NETMKT_OK)
        status = netmkt_segment_count(store, segment, NULL, NETMKT_LATEST, &count);
    netmkt_segment_free(segment);
    return status;
}

START_TEST(test_failing_memory)
{
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1;; n += test_slow() ? 7 : 1) {
        netmkt_store_options store_options;
        netmkt_store *store;
        netmkt_event event;
        netmkt_status status;

        netmkt_store_options_init(&store_options);
        store_options.context = context;
        ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, "ann", &event.customer), NETMKT_OK);
        event.kind = NETMKT_KIND_ORDER;
        event.amount = 100;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        ck_assert_int_eq(save(store, "a", "orders > 0"), NETMKT_OK);
        memory.fail_at = memory.calls + n;
        status = session(store);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
        ck_assert_int_eq(strncmp(list(store), "a: orders > 0", 13), 0);
        ck_assert_int_eq(session(store), NETMKT_OK);
        netmkt_store_close(store);
        if (status == NETMKT_OK)
            break;
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("segment_saved");
    TCase *saved = tcase_create("saved");

    tcase_set_timeout(saved, 60);
    tcase_add_test(saved, test_save_load_list_remove);
    tcase_add_test(saved, test_names);
    tcase_add_test(saved, test_no_segment_contains_itself);
    tcase_add_test(saved, test_members_follow_what_is_saved);
    tcase_add_test(saved, test_commit_and_rollback);
    tcase_add_test(saved, test_reopened_from_journal_and_snapshot);
    tcase_add_test(saved, test_erasing_keeps_them);
    tcase_add_test(saved, test_failing_memory);
    suite_add_tcase(suite, saved);
    return suite;
}
