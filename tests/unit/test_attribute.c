/* Attributes: definitions, values of each type, their limits, rollback. */
#include <netmkt/event.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

START_TEST(built_in)
{
    static const char *const names[] = {"name", "email", "phone", "country", "region", "city", "postal_code", "language", "birth_year", "gender",
                                        "income", "occupation", "education", "interests", "company", "utc_offset", "acquired_channel",
                                        "acquired_campaign", "since"};
    netmkt_attribute_id id;
    const char *name;
    int32_t type;

    for (uint32_t i = 0; i < 19; i++) {
        ck_assert_int_eq(netmkt_attribute_describe(store, i, &id, &type, &name), NETMKT_OK);
        ck_assert_uint_eq(id, i + 1);
        ck_assert_str_eq(name, names[i]);
        ck_assert_int_eq(netmkt_attribute_by_name(store, name, &id), NETMKT_OK);
        ck_assert_uint_eq(id, i + 1);
    }
    ck_assert_int_eq(netmkt_attribute_describe(store, 10, NULL, &type, NULL), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_TYPE_INT);
    ck_assert_int_eq(netmkt_attribute_describe(store, 18, NULL, &type, NULL), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_TYPE_TIME);
    ck_assert_int_eq(netmkt_attribute_describe(store, 19, &id, &type, &name), NETMKT_DONE);
    ck_assert_int_eq(netmkt_attribute_describe(NULL, 0, &id, &type, &name), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "contry", &id), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "country"));
    ck_assert_int_eq(netmkt_attribute_by_name(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_by_name(NULL, "a", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "city", NULL), NETMKT_E_INVALID);
}
END_TEST

START_TEST(defined)
{
    netmkt_attribute_id id, again;
    const char *name, *later;
    char text[66];
    int32_t type;

    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, &id), NETMKT_OK);
    ck_assert_uint_eq(id, NETMKT_ATTRIBUTE_CUSTOM);
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_INT, &again), NETMKT_E_EXISTS);
    ck_assert_uint_eq(again, 0);
    ck_assert_int_eq(netmkt_attribute_define(store, "city", NETMKT_TYPE_TEXT, &again), NETMKT_OK);
    ck_assert_uint_eq(again, NETMKT_ATTRIBUTE_CITY);
    ck_assert_int_eq(netmkt_attribute_define(store, "city", NETMKT_TYPE_INT, NULL), NETMKT_E_EXISTS);
    ck_assert_int_eq(netmkt_attribute_describe(store, 19, &id, &type, &name), NETMKT_OK);
    ck_assert_str_eq(name, "score");
    memset(text, 'x', sizeof text);
    text[64] = '\0';
    ck_assert_int_eq(netmkt_attribute_define(store, text, NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    text[63] = '\0';
    ck_assert_int_eq(netmkt_attribute_define(store, text, NETMKT_TYPE_INT, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "", NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, "1st", NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, "a b", NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, "\xc3\xa9", NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, "a", 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, "a", 6, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(store, NULL, NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribute_define(NULL, "a", NETMKT_TYPE_INT, NULL), NETMKT_E_INVALID);
    for (int i = 0; i < 300; i++) {
        snprintf(text, sizeof text, "more_%d", i);
        ck_assert_int_eq(netmkt_attribute_define(store, text, NETMKT_TYPE_BOOL, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_attribute_describe(store, 19, NULL, NULL, &later), NETMKT_OK);
    ck_assert_ptr_eq(later, name); /* names do not move */
}
END_TEST

START_TEST(texts)
{
    char text[4097], back[4097];
    size_t length;

    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, sizeof back, &length), NETMKT_DONE);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "K\xc3\xb6ln"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, 6, &length), NETMKT_OK);
    ck_assert_str_eq(back, "K\xc3\xb6ln");
    ck_assert_uint_eq(length, 5);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, 5, &length), NETMKT_E_RANGE);
    ck_assert_uint_eq(length, 5);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, ""), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, sizeof back, &length), NETMKT_OK);
    ck_assert_uint_eq(length, 0);
    memset(text, 't', sizeof text);
    text[4096] = '\0';
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, text), NETMKT_E_FORMAT);
    text[4095] = '\0';
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, text), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, sizeof back, &length), NETMKT_OK);
    ck_assert_str_eq(back, text);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "\xc3"), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_INCOME, "5"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_INCOME, back, sizeof back, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, NULL, 3, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_text(NULL, 1, NETMKT_ATTRIBUTE_CITY, back, 3, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, sizeof back, NULL), NETMKT_OK);
    ck_assert_str_eq(back, text); /* no failure changed it */
}
END_TEST

START_TEST(numbers)
{
    netmkt_attribute_id real, flag, whole;
    int64_t value;
    double number;

    ck_assert_int_eq(netmkt_attribute_define(store, "real", NETMKT_TYPE_REAL, &real), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "flag", NETMKT_TYPE_BOOL, &flag), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "whole", NETMKT_TYPE_INT, &whole), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 2, whole, INT64_MIN), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_int(store, 2, whole, &value), NETMKT_OK);
    ck_assert_int_eq(value, INT64_MIN);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, whole, &value), NETMKT_DONE);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, whole, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, whole, &value), NETMKT_OK); /* 0 is a value */
    ck_assert_int_eq(netmkt_customer_set_real(store, 1, real, -0.5), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_real(store, 1, real, &number), NETMKT_OK);
    ck_assert_double_eq(number, -0.5);
    ck_assert_int_eq(netmkt_customer_set_real(store, 1, real, (double)NAN), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_real(store, 1, real, (double)INFINITY), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, real, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_set_real(store, 1, whole, 1.0), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, real, &value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_real(store, 1, whole, &number), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, flag, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, flag, 2), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, flag, -1), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_UTC_OFFSET, -1439), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_UTC_OFFSET, 1440), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_SINCE, NETMKT_TIME_MAX), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_SINCE, NETMKT_TIME_MAX + 1), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_SINCE, &value), NETMKT_OK);
    ck_assert_int_eq(value, NETMKT_TIME_MAX);
}
END_TEST

START_TEST(nobody)
{
    int64_t value;
    double number;

    ck_assert_int_eq(netmkt_customer_set_int(store, 3, NETMKT_ATTRIBUTE_INCOME, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_set_int(store, 0, NETMKT_ATTRIBUTE_INCOME, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, 20, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, 0, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_CUSTOM, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_get_int(store, 3, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_INCOME, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_real(store, 1, NETMKT_ATTRIBUTE_INCOME, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_int(NULL, 1, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_get_real(NULL, 1, NETMKT_ATTRIBUTE_INCOME, &number), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_set_int(NULL, 1, NETMKT_ATTRIBUTE_INCOME, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_unset(NULL, 1, NETMKT_ATTRIBUTE_INCOME), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_unset(store, 3, NETMKT_ATTRIBUTE_INCOME), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_unset(store, 1, NETMKT_ATTRIBUTE_INCOME), NETMKT_OK);
}
END_TEST

START_TEST(rolled_back)
{
    char back[32];
    int64_t value;
    netmkt_attribute_id id;

    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Oslo"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_INCOME, 5), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Bergen"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Bod\xc3\xb8"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_unset(store, 1, NETMKT_ATTRIBUTE_INCOME), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 2, NETMKT_ATTRIBUTE_INCOME, 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "mine", NETMKT_TYPE_TEXT, &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, 2, id, "Bergen"), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, back, sizeof back, NULL), NETMKT_OK);
    ck_assert_str_eq(back, "Oslo");
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_OK);
    ck_assert_int_eq(value, 5);
    ck_assert_int_eq(netmkt_customer_get_int(store, 2, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_DONE);
    ck_assert_int_eq(netmkt_attribute_by_name(store, "mine", &id), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_set_text(store, 2, NETMKT_ATTRIBUTE_CITY, "Bergen"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 2, NETMKT_ATTRIBUTE_CITY, back, sizeof back, NULL), NETMKT_OK);
    ck_assert_str_eq(back, "Bergen");
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("attribute");
    TCase *tests = tcase_create("attribute");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, built_in);
    tcase_add_test(tests, defined);
    tcase_add_test(tests, texts);
    tcase_add_test(tests, numbers);
    tcase_add_test(tests, nobody);
    tcase_add_test(tests, rolled_back);
    suite_add_tcase(suite, tests);
    return suite;
}
