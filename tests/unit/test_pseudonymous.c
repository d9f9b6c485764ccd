/* Exports that name nobody: what is replaced, what is left out, what stays true. */
#include <netmkt/netmkt.h>

#include <stdlib.h>
#include <string.h>

#include "support/faulty_memory.h"
#include "support/support.h"

static const char secret[] = "0123456789abcdef"; /* 16 bytes */

static netmkt_status fill(netmkt_store *store)
{
    static const char *const keys[] = {"anna", "bert", "cleo"};
    netmkt_attribute_id tier, nickname;
    netmkt_status status = netmkt_attribute_define(store, "tier", NETMKT_TYPE_INT, &tier);

    if (status == NETMKT_OK)
        status = netmkt_attribute_define(store, "nickname", NETMKT_TYPE_TEXT, &nickname);
    if (status == NETMKT_OK)
        status = netmkt_attribute_mark(store, tier, NETMKT_PERSONAL_NO);
    for (int i = 0; i < 3 && status == NETMKT_OK; i++) {
        netmkt_customer_id id;
        netmkt_event e;

        netmkt_event_init(&e);
        if ((status = netmkt_customer_put(store, keys[i], &id)) != NETMKT_OK ||
            (status = netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_EMAIL, "mail@example.org")) != NETMKT_OK ||
            (status = netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_COUNTRY, "Norway")) != NETMKT_OK ||
            (status = netmkt_customer_set_text(store, id, nickname, "Nick")) != NETMKT_OK ||
            (status = netmkt_customer_set_int(store, id, tier, 4711)) != NETMKT_OK)
            break;
        e.customer = id;
        e.kind = NETMKT_KIND_ORDER;
        for (int k = 0; k <= i && status == NETMKT_OK; k++) {
            e.time_ms = 86400000 * (int64_t)(10 * k + i);
            e.amount = 100 + k;
            e.reference[0] = 0xabc;
            e.reference[1] = (uint64_t)(10 * i + k + 1);
            status = netmkt_event_append(store, &e, sizeof e, 1, NULL);
        }
    }
    return status == NETMKT_OK ? netmkt_store_commit(store) : status;
}

static netmkt_store *filled(void)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(fill(store), NETMKT_OK);
    return store;
}

static char *take(netmkt_export *e)
{
    char *text = malloc(65536);
    size_t length = 0, part = 0;

    while (netmkt_export_next(e, text + length, 65535 - length, &part) == NETMKT_OK)
        length += part;
    text[length] = '\0';
    netmkt_export_free(e);
    return text;
}

static char *pseudonymous(netmkt_store *store, const char *with)
{
    netmkt_export *e;

    ck_assert_int_eq(netmkt_export_pseudonymous(store, with, strlen(with), &e), NETMKT_OK);
    return take(e);
}

START_TEST(nobody_is_named)
{
    static const char *const gone[] = {"anna", "bert", "cleo", "mail@example.org", "Nick", "nickname", "email", "0000000000000abc"};
    netmkt_store *store = filled();
    char *text = pseudonymous(store, secret);

    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        ck_assert_msg(strstr(text, gone[i]) == NULL, "%s is there", gone[i]);
    ck_assert_ptr_nonnull(strstr(text, "Norway"));
    ck_assert_ptr_nonnull(strstr(text, "4711"));
    /* HMAC-SHA-256 of "k" and the key, of "r" and the reference's digits, by Python's hmac */
    ck_assert_ptr_nonnull(strstr(text, "customer,,,,,,,,,,,,,,,,,62a2d05dddbf084bc040371e6f1ea22b"));
    ck_assert_ptr_nonnull(strstr(text, "bffb0d172a8f77631e14b1804004448b"));
    free(text);
    netmkt_store_close(store);
}
END_TEST

/* The same secret names the same person the same, another one another. */
START_TEST(secrets)
{
    netmkt_store *store = filled();
    char *one = pseudonymous(store, secret), *again = pseudonymous(store, secret), *other = pseudonymous(store, "0123456789abcdeg");

    ck_assert_str_eq(one, again);
    ck_assert_str_ne(one, other);
    ck_assert_ptr_null(strstr(other, "62a2d05dddbf084bc040371e6f1ea22b"));
    free(one);
    free(again);
    free(other);
    netmkt_store_close(store);
}
END_TEST

static void import(netmkt_store *store, const char *text)
{
    netmkt_import *import;

    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, text, strlen(text)) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
}

/* Judgements stay what they were, the order of customers too; and read twice it adds nothing. */
START_TEST(judgements_stay)
{
    netmkt_store *store = filled(), *back;
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    char *text;

    ck_assert_int_eq(netmkt_customer_erase(store, 2, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    text = pseudonymous(store, secret);
    ck_assert_ptr_null(strstr(text, "anonymous"));
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &back), NETMKT_OK);
    import(back, text);
    import(back, text);
    ck_assert_int_eq(netmkt_store_stats(back, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.customers, 3);
    for (netmkt_customer_id id = 1; id <= 3; id += 2) {
        netmkt_summary a = {.struct_size = sizeof a}, b = {.struct_size = sizeof b};

        ck_assert_int_eq(netmkt_summary_get(store, NULL, id, NETMKT_LATEST, &a), NETMKT_OK);
        ck_assert_int_eq(netmkt_summary_get(back, NULL, id, NETMKT_LATEST, &b), NETMKT_OK);
        ck_assert_uint_eq(a.x, b.x);
        ck_assert_int_eq(a.revenue, b.revenue);
        ck_assert_uint_eq(a.events, b.events);
        ck_assert_int_eq(a.last_ms, b.last_ms);
    }
    free(text);
    netmkt_store_close(store);
    netmkt_store_close(back);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = filled();
    netmkt_export *e = (netmkt_export *)store;

    ck_assert_int_eq(netmkt_export_pseudonymous(store, secret, 16, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_pseudonymous(NULL, secret, 16, &e), NETMKT_E_INVALID);
    ck_assert_ptr_null(e);
    ck_assert_int_eq(netmkt_export_pseudonymous(store, NULL, 16, &e), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_export_pseudonymous(store, secret, 15, &e), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_export_pseudonymous(store, secret, 4097, &e), NETMKT_E_RANGE);
    ck_assert_ptr_null(e);
    netmkt_store_close(store);
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
        netmkt_export *e;
        char buffer[4096];
        size_t length;

        netmkt_context_options_init(&world);
        world.allocate = faulty_memory_allocate;
        world.allocate_user = &memory;
        ck_assert_int_eq(netmkt_context_new(&world, &context), NETMKT_OK);
        netmkt_store_options_init(&options);
        options.context = context;
        ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
        ck_assert_int_eq(fill(store), NETMKT_OK);
        memory.fail_at = memory.calls + n;
        status = netmkt_export_pseudonymous(store, secret, 16, &e);
        while (status == NETMKT_OK)
            status = netmkt_export_next(e, buffer, sizeof buffer, &length);
        memory.fail_at = 0;
        netmkt_export_free(e);
        netmkt_store_close(store);
        netmkt_context_free(context);
        ck_assert_int_eq(memory.blocks, 0);
    }
    ck_assert_int_eq(status, NETMKT_DONE);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("pseudonymous");
    TCase *tcase = tcase_create("pseudonymous");

    tcase_add_test(tcase, nobody_is_named);
    tcase_add_test(tcase, secrets);
    tcase_add_test(tcase, judgements_stay);
    tcase_add_test(tcase, misuse);
    tcase_add_test(tcase, memory_runs_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
