/* Which attributes are personal: by themselves, as it is said, through commits, rollbacks, files, erasing, and exports. */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/support.h"

static uint32_t said(netmkt_store *store, netmkt_attribute_id attribute)
{
    uint32_t personal = 99;

    ck_assert_int_eq(netmkt_attribute_personal(store, attribute, &personal), NETMKT_OK);
    return personal;
}

START_TEST(by_themselves)
{
    static const netmkt_attribute_id not_personal[] = {NETMKT_ATTRIBUTE_COUNTRY, NETMKT_ATTRIBUTE_REGION, NETMKT_ATTRIBUTE_LANGUAGE,
                                                       NETMKT_ATTRIBUTE_UTC_OFFSET, NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL,
                                                       NETMKT_ATTRIBUTE_ACQUIRED_CAMPAIGN, NETMKT_ATTRIBUTE_SINCE};
    netmkt_attribute_id own;
    netmkt_store *store;
    uint32_t personal;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (netmkt_attribute_id a = 1; a <= NETMKT_ATTRIBUTE_SINCE; a++) {
        uint32_t want = NETMKT_PERSONAL_YES;

        for (size_t i = 0; i < sizeof not_personal / sizeof *not_personal; i++)
            want = not_personal[i] == a ? NETMKT_PERSONAL_NO : want;
        ck_assert_uint_eq(said(store, a), want);
    }
    ck_assert_int_eq(netmkt_attribute_define(store, "own", NETMKT_TYPE_INT, &own), NETMKT_OK);
    ck_assert_uint_eq(said(store, own), NETMKT_PERSONAL_UNSAID);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_uint_eq(said(store, own), NETMKT_PERSONAL_YES);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CITY, NETMKT_PERSONAL_NO), NETMKT_OK);
    ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_CITY), NETMKT_PERSONAL_NO);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CITY, NETMKT_PERSONAL_UNSAID), NETMKT_OK);
    ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_CITY), NETMKT_PERSONAL_YES);

    ck_assert_int_eq(netmkt_attribute_mark(NULL, own, NETMKT_PERSONAL_YES), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, 3), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_mark(store, 0, NETMKT_PERSONAL_YES), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_attribute_mark(store, own + 1, NETMKT_PERSONAL_YES), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(said(store, own), NETMKT_PERSONAL_YES);
    ck_assert_int_eq(netmkt_attribute_personal(store, own, NULL), NETMKT_E_INVALID);
    personal = 7;
    ck_assert_int_eq(netmkt_attribute_personal(NULL, own, &personal), NETMKT_E_INVALID);
    ck_assert_uint_eq(personal, NETMKT_PERSONAL_UNSAID);
    ck_assert_int_eq(netmkt_attribute_personal(store, own + 1, &personal), NETMKT_E_NOT_FOUND);
    netmkt_store_close(store);
}
END_TEST

/* Undone in the order it was said, with values set between. */
START_TEST(rolled_back)
{
    netmkt_attribute_id own, later;
    netmkt_store *store;
    char text[16];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "own", NETMKT_TYPE_TEXT, &own), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_NO), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, own, "x"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, own, "y"), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_UNSAID), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "later", NETMKT_TYPE_TEXT, &later), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, later, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_uint_eq(said(store, own), NETMKT_PERSONAL_NO);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, own, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "x");
    ck_assert_int_eq(netmkt_attribute_define(store, "later", NETMKT_TYPE_TEXT, &later), NETMKT_OK);
    ck_assert_uint_eq(said(store, later), NETMKT_PERSONAL_UNSAID);
    netmkt_store_close(store);
}
END_TEST

static void say_all(netmkt_store *store, netmkt_attribute_id own)
{
    ck_assert_uint_eq(said(store, own), NETMKT_PERSONAL_YES);
    ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_CITY), NETMKT_PERSONAL_NO);
    ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_COUNTRY), NETMKT_PERSONAL_YES);
    ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_EMAIL), NETMKT_PERSONAL_YES);
}

static netmkt_store *open_file(const char *path, uint32_t flags)
{
    netmkt_store_options options;
    netmkt_store *store = NULL;

    netmkt_store_options_init(&options);
    options.flags = flags;
    ck_assert_msg(netmkt_store_open(path, &options, &store) == NETMKT_OK, "%s", netmkt_last_error());
    return store;
}

/* From the journal, from a snapshot, after erasing and merging, and through recovery. */
START_TEST(in_a_file)
{
    char path[600], to[600];
    netmkt_attribute_id own;
    netmkt_store *store;

    (void)snprintf(path, sizeof path, "%s/personal", test_directory());
    (void)snprintf(to, sizeof to, "%s/recovered", test_directory());
    store = open_file(path, 0);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(netmkt_customer_put(store, (const char *const[]){"a", "b", "c", "d"}[i], NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "own", NETMKT_TYPE_INT, &own), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_NO), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CITY, NETMKT_PERSONAL_NO), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_COUNTRY, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    for (int round = 0; round < 3; round++) {
        netmkt_store_close(store);
        store = open_file(path, 0);
        say_all(store, own);
        if (round == 0)
            ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
        else
            ck_assert_int_eq(netmkt_customer_erase(store, (netmkt_customer_id)round, 0), NETMKT_OK);
        say_all(store, own);
    }
    ck_assert_int_eq(netmkt_customer_merge(store, 3, 4), NETMKT_OK);
    say_all(store, own);
    netmkt_store_close(store);
    ck_assert_int_eq(netmkt_store_recover(path, to, NULL, NULL), NETMKT_OK);
    store = open_file(to, NETMKT_STORE_READ_ONLY);
    say_all(store, own);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_NO), NETMKT_E_READ_ONLY);
    netmkt_store_close(store);
}
END_TEST

/* What was said goes into an export, and comes out of it. */
START_TEST(exported)
{
    netmkt_store *store, *back;
    netmkt_attribute_id own;
    netmkt_import *import;
    netmkt_export *e;
    char bytes[4096];
    size_t length;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "own", NETMKT_TYPE_INT, &own), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "silent", NETMKT_TYPE_INT, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, own, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CITY, NETMKT_PERSONAL_NO), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_COUNTRY, NETMKT_PERSONAL_YES), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_export_new(store, &e), NETMKT_OK);
    ck_assert_int_eq(netmkt_export_next(e, bytes, sizeof bytes, &length), NETMKT_OK);
    netmkt_export_free(e);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &back), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(back, NULL, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, bytes, length) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    say_all(back, own);
    ck_assert(store_digest(store) == store_digest(back));
    netmkt_store_close(store);
    netmkt_store_close(back);
}
END_TEST

static const char *message_of(uint32_t flags, const char *csv)
{
    netmkt_import_options options;
    netmkt_import *import;
    netmkt_store *store;
    netmkt_status status;

    netmkt_import_options_init(&options);
    options.flags = flags;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
    status = netmkt_import_feed(import, csv, strlen(csv));
    if (status == NETMKT_OK)
        status = netmkt_import_finish(import, NULL);
    ck_assert_int_eq(status, NETMKT_E_FORMAT);
    netmkt_import_free(import);
    netmkt_store_close(store);
    return netmkt_last_error();
}

START_TEST(in_no_message)
{
    static const char born[] = "customer,time,birth_year,utc_offset\nann,2026-01-01,secret,0\n", offset[] = "customer,time,utc_offset\nann,2026-01-01,open\n";

    ck_assert_ptr_null(strstr(message_of(0, born), "secret"));
    ck_assert_ptr_nonnull(strstr(message_of(0, born), "line 2, column birth_year"));
    ck_assert_ptr_nonnull(strstr(message_of(NETMKT_IMPORT_PERSONAL, born), "\"secret\""));
    ck_assert_ptr_nonnull(strstr(message_of(0, offset), "\"open\""));
}
END_TEST

START_TEST(memory_runs_out)
{
    netmkt_status status = NETMKT_E_NOMEM;

    for (uint64_t n = 1; status == NETMKT_E_NOMEM; n++) {
        faulty_memory memory = {0};
        netmkt_store_options options;
        netmkt_context_options world;
        netmkt_context *context;
        netmkt_store *store;

        netmkt_context_options_init(&world);
        world.allocate = faulty_memory_allocate;
        world.allocate_user = &memory;
        ck_assert_int_eq(netmkt_context_new(&world, &context), NETMKT_OK);
        netmkt_store_options_init(&options);
        options.context = context;
        ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
        memory.fail_at = memory.calls + n;
        status = netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CITY, NETMKT_PERSONAL_NO);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
        ck_assert_uint_eq(said(store, NETMKT_ATTRIBUTE_CITY), status == NETMKT_OK ? NETMKT_PERSONAL_NO : NETMKT_PERSONAL_YES);
        netmkt_store_close(store);
        netmkt_context_free(context);
        ck_assert_int_eq(memory.blocks, 0);
    }
    ck_assert_int_eq(status, NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("personal");
    TCase *tcase = tcase_create("personal");

    tcase_add_test(tcase, by_themselves);
    tcase_add_test(tcase, rolled_back);
    tcase_add_test(tcase, in_a_file);
    tcase_add_test(tcase, exported);
    tcase_add_test(tcase, in_no_message);
    tcase_add_test(tcase, memory_runs_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
