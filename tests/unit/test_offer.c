/* Offers. */
#include <netmkt/event.h>
#include <string.h>

#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

START_TEST(put_and_get)
{
    netmkt_offer offer, back = {.struct_size = sizeof back};
    netmkt_offer_id id;
    const char *name;

    netmkt_offer_init(NULL);
    netmkt_offer_init(&offer);
    offer.price = 1990;
    offer.unit_cost = 800;
    offer.start_ms = 7;
    ck_assert_int_eq(netmkt_offer_put(store, "tea = good, strong", &offer, &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_offer_get(store, 1, &back, &name), NETMKT_OK);
    ck_assert_mem_eq(&back, &offer, sizeof back);
    ck_assert_str_eq(name, "tea = good, strong");
    ck_assert_int_eq(netmkt_offer_put(store, "cup", NULL, &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2);
    ck_assert_int_eq(netmkt_offer_by_name(store, "cup", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2);
    ck_assert_int_eq(netmkt_offer_by_name(store, "pot", &id), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(id, 0);
    ck_assert_int_eq(netmkt_offer_get(store, 3, &back, &name), NETMKT_DONE);
    ck_assert_ptr_null(name);
    ck_assert_int_eq(netmkt_offer_get(store, 0, NULL, NULL), NETMKT_DONE);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    offer.price = 2090;
    ck_assert_int_eq(netmkt_offer_put(store, "tea = good, strong", &offer, &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_offer_put(store, "pot", &offer, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_get(store, 1, &back, NULL), NETMKT_OK);
    ck_assert_int_eq(back.price, 2090);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_get(store, 1, &back, &name), NETMKT_OK);
    ck_assert_int_eq(back.price, 1990);
    ck_assert_int_eq(netmkt_offer_get(store, 3, NULL, NULL), NETMKT_DONE);
}
END_TEST

START_TEST(wrong)
{
    netmkt_offer offer, good;
    netmkt_offer_id id;
    char text[257];

    netmkt_offer_init(&good);
    offer = good;
    offer.struct_size++;
    ck_assert_int_eq(netmkt_offer_put(store, "x", &offer, NULL), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_offer_get(store, 1, &offer, NULL), NETMKT_E_UNSUPPORTED);
    offer = good;
    offer.reserved = 1;
    ck_assert_int_eq(netmkt_offer_put(store, "x", &offer, NULL), NETMKT_E_INVALID);
    offer = good;
    offer.price = -1;
    ck_assert_int_eq(netmkt_offer_put(store, "x", &offer, NULL), NETMKT_E_INVALID);
    offer = good;
    offer.start_ms = 2;
    offer.end_ms = 1;
    ck_assert_int_eq(netmkt_offer_put(store, "x", &offer, NULL), NETMKT_E_INVALID);
    offer = good;
    offer.start_ms = NETMKT_TIME_MIN - 1;
    ck_assert_int_eq(netmkt_offer_put(store, "x", &offer, NULL), NETMKT_E_INVALID);
    memset(text, 'o', sizeof text);
    text[256] = '\0';
    ck_assert_int_eq(netmkt_offer_put(store, text, &good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_put(store, "", &good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_put(store, "\xc0\x80", &good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_put(store, NULL, &good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_put(NULL, "x", &good, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_by_name(store, "x", &id), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_offer_by_name(NULL, "x", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_by_name(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_by_name(store, "x", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_offer_get(NULL, 1, NULL, NULL), NETMKT_E_INVALID);
    text[255] = '\0';
    ck_assert_int_eq(netmkt_offer_put(store, text, &good, NULL), NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("offer");
    TCase *tests = tcase_create("offer");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, put_and_get);
    tcase_add_test(tests, wrong);
    suite_add_tcase(suite, tests);
    return suite;
}
