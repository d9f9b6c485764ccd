/* Channels and functions. */
#include <netmkt/channel.h>
#include <stdio.h>
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

START_TEST(functions)
{
    static const char *const names[] = {"none", "brand", "website_promotion", "information_release", "sales_promotion", "online_sales",
                                        "customer_service", "customer_relationship", "online_research"};

    for (int32_t i = 0; i < 9; i++) {
        ck_assert_str_eq(netmkt_function_name(i), names[i]);
        ck_assert_int_eq(netmkt_function_by_name(names[i]), i);
    }
    ck_assert_ptr_null(netmkt_function_name(9));
    ck_assert_ptr_null(netmkt_function_name(-1));
    ck_assert_int_eq(netmkt_function_by_name("sales"), -1);
    ck_assert_int_eq(netmkt_function_by_name(NULL), -1);
}
END_TEST

START_TEST(built_in)
{
    netmkt_channel_id id = 0;
    uint32_t properties;
    const char *name;
    int count = 0;

    while (netmkt_channel_next(store, id, &id) == NETMKT_OK) {
        netmkt_channel_id found;

        count++;
        ck_assert_int_eq(netmkt_channel_get(store, id, &name, &properties), NETMKT_OK);
        ck_assert_str_eq(netmkt_channel_name(id), name);
        ck_assert_int_eq(netmkt_channel_by_name(store, name, &found), NETMKT_OK);
        ck_assert_uint_eq(found, id);
    }
    ck_assert_int_eq(count, 26);
    ck_assert_uint_eq(id, 0);
    ck_assert_int_eq(netmkt_channel_get(store, NETMKT_CHANNEL_TELEPHONE, NULL, &properties), NETMKT_OK);
    ck_assert_uint_eq(properties, 31); /* pushed, two-way, to one person, traditional, in real time */
    ck_assert_int_eq(netmkt_channel_get(store, NETMKT_CHANNEL_SEO, NULL, &properties), NETMKT_OK);
    ck_assert_uint_eq(properties, 0);
    ck_assert_ptr_null(netmkt_channel_name(0));
    ck_assert_ptr_null(netmkt_channel_name(27));
    ck_assert_ptr_null(netmkt_channel_name(NETMKT_CHANNEL_CUSTOM));
}
END_TEST

START_TEST(registered)
{
    netmkt_channel_id id, again;
    const char *name, *later;
    uint32_t properties;
    char text[70];

    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", NETMKT_CHANNEL_TWO_WAY, &id), NETMKT_OK);
    ck_assert_uint_eq(id, NETMKT_CHANNEL_CUSTOM);
    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", NETMKT_CHANNEL_TWO_WAY, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", 0, &again), NETMKT_E_EXISTS);
    ck_assert_uint_eq(again, 0);
    ck_assert_int_eq(netmkt_channel_define(store, "seo", 0, &again), NETMKT_OK);
    ck_assert_uint_eq(again, NETMKT_CHANNEL_SEO);
    ck_assert_int_eq(netmkt_channel_define(store, "seo", 1, NULL), NETMKT_E_EXISTS);
    ck_assert_int_eq(netmkt_channel_get(store, id, &name, &properties), NETMKT_OK);
    ck_assert_str_eq(name, "kiosk");
    ck_assert_uint_eq(properties, NETMKT_CHANNEL_TWO_WAY);
    ck_assert_int_eq(netmkt_channel_next(store, 26, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
    ck_assert_int_eq(netmkt_channel_next(store, id, &again), NETMKT_DONE);
    ck_assert_int_eq(netmkt_channel_next(store, UINT16_MAX, &again), NETMKT_DONE);
    for (int i = 0; i < 100; i++) {
        snprintf(text, sizeof text, "channel %d", i);
        ck_assert_int_eq(netmkt_channel_define(store, text, 0, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_channel_get(store, id, &later, NULL), NETMKT_OK);
    ck_assert_ptr_eq(later, name);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_by_name(store, "kiosk", &again), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_channel_define(store, "other", 0, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
}
END_TEST

START_TEST(wrong)
{
    netmkt_channel_id id;
    uint32_t properties;
    const char *name = "";
    char text[65];

    memset(text, 'c', sizeof text);
    text[64] = '\0';
    ck_assert_int_eq(netmkt_channel_define(store, text, 0, NULL), NETMKT_E_INVALID);
    text[63] = '\0';
    ck_assert_int_eq(netmkt_channel_define(store, text, 31, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, "a,b", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, "a=b", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, "a\nb", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, "\xff", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, "a", 32, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(store, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_define(NULL, "a", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_by_name(store, "emial", &id), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "email"));
    ck_assert_int_eq(netmkt_channel_by_name(NULL, "email", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_by_name(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_by_name(store, "email", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_get(store, 0, &name, &properties), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(name);
    ck_assert_int_eq(netmkt_channel_get(store, 27, &name, &properties), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_channel_get(NULL, 1, &name, &properties), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_next(NULL, 0, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_channel_next(store, 0, NULL), NETMKT_E_INVALID);
}
END_TEST

START_TEST(as_many_as_there_can_be)
{
    netmkt_channel_id id = 0;
    char name[32];

    for (int i = 0; i < 65279; i++) {
        snprintf(name, sizeof name, "c%d", i);
        ck_assert_int_eq(netmkt_channel_define(store, name, 0, &id), NETMKT_OK);
    }
    ck_assert_uint_eq(id, 65534);
    ck_assert_int_eq(netmkt_channel_define(store, "one more", 0, &id), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_channel_define(store, "c5", 0, &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_next(store, 65534, &id), NETMKT_DONE);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("channel");
    TCase *tests = tcase_create("channel");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, functions);
    tcase_add_test(tests, built_in);
    tcase_add_test(tests, registered);
    tcase_add_test(tests, wrong);
    tcase_add_test(tests, as_many_as_there_can_be);
    suite_add_tcase(suite, tests);
    return suite;
}
