/* Tables: columns by name, the three formats, numbers as text. */
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/event.h>
#include <netmkt/table.h>

#include "base/table.h"
#include "numeric/random.h"
#include "support/support.h"

static netmkt_table *sample(void)
{
    netmkt_table *table;
    int64_t *id, *when, *money;
    double *real;
    const char **name;

    ck_assert_int_eq(netmkt__table_new(NULL, 3, 2, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "id", NETMKT_COLUMN_INT, &id), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "customer", NETMKT_COLUMN_TEXT, &name), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "t_x", NETMKT_COLUMN_REAL, &real), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "first", NETMKT_COLUMN_TIME, &when), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "revenue", NETMKT_COLUMN_MONEY, &money), NETMKT_OK);
    for (int64_t i = 0; i < 3; i++)
        id[i] = i + 1;
    id[2] = INT64_C(9007199254740993);
    name[0] = netmkt__table_copy(table, "Zo\xc3\xab, \"Z\"", 9);
    name[2] = netmkt__table_copy(table, "a\nb\x01", 4);
    real[0] = 0.1;
    real[1] = NAN;
    real[2] = 30.428571428571427;
    when[0] = INT64_C(1709164800000);
    when[1] = INT64_MIN;
    when[2] = INT64_C(1709214300250);
    money[0] = 5;
    money[1] = -123450;
    money[2] = INT64_MIN;
    return table;
}

static void written(const netmkt_table *table, int32_t format, const char *want)
{
    char buffer[4096];
    size_t length;

    ck_assert_int_eq(netmkt_table_text(table, format, buffer, sizeof buffer, &length), NETMKT_OK);
    ck_assert_str_eq(buffer, want);
    ck_assert_uint_eq(length, strlen(want));
}

static const char csv[] = "id,customer,t_x,first,revenue\n"
                          "1,\"Zo\xc3\xab, \"\"Z\"\"\",0.1,2024-02-29T00:00:00Z,0.05\n"
                          "2,,,,-1234.50\n"
                          "9007199254740993,\"a\nb\x01\",30.428571428571427,2024-02-29T13:45:00.250Z,-92233720368547758.08\n";

START_TEST(test_columns)
{
    netmkt_table *table = sample();
    const void *data;
    int32_t type;

    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_uint_eq(netmkt_table_columns(table), 5);
    ck_assert_str_eq(netmkt_table_column_name(table, 1), "customer");
    ck_assert_ptr_null(netmkt_table_column_name(table, 5));
    ck_assert_int_eq(netmkt_table_column(table, "id", &type, &data), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_COLUMN_INT);
    ck_assert_int_eq(((const int64_t *)data)[1], 2);
    ck_assert_int_eq(netmkt_table_column(table, "t_x", NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "custmer", NULL, &data), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(data);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "\"customer\""));
    ck_assert_int_eq(netmkt_table_column(table, NULL, NULL, &data), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_column(NULL, "id", NULL, &data), NETMKT_E_INVALID);
    ck_assert_uint_eq(netmkt_table_rows(NULL), 0);
    ck_assert_uint_eq(netmkt_table_columns(NULL), 0);
    ck_assert_ptr_null(netmkt_table_column_name(NULL, 0));
    netmkt_table_free(table);
    netmkt_table_free(NULL);
}
END_TEST

START_TEST(test_keep)
{
    netmkt_table *table = sample();
    const uint8_t keep[] = {0, 1, 1}, none[] = {0, 0};

    netmkt__table_keep(table, keep);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    written(table, NETMKT_FORMAT_CSV,
            "id,customer,t_x,first,revenue\n2,,,,-1234.50\n"
            "9007199254740993,\"a\nb\x01\",30.428571428571427,2024-02-29T13:45:00.250Z,-92233720368547758.08\n");
    netmkt__table_keep(table, none);
    written(table, NETMKT_FORMAT_CSV, "id,customer,t_x,first,revenue\n");
    written(table, NETMKT_FORMAT_JSON, "[]\n");
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_formats)
{
    netmkt_table *table = sample();

    written(table, NETMKT_FORMAT_CSV, csv);
    written(table, NETMKT_FORMAT_JSON,
            "[\n"
            "{\"id\":1,\"customer\":\"Zo\xc3\xab, \\\"Z\\\"\",\"t_x\":0.1,\"first\":\"2024-02-29T00:00:00Z\",\"revenue\":0.05},\n"
            "{\"id\":2,\"customer\":null,\"t_x\":null,\"first\":null,\"revenue\":-1234.50},\n"
            "{\"id\":9007199254740993,\"customer\":\"a\\nb\\u0001\",\"t_x\":30.428571428571427,\"first\":\"2024-02-29T13:45:00.250Z\","
            "\"revenue\":-92233720368547758.08}\n"
            "]\n");
    written(table, NETMKT_FORMAT_TEXT,
            "              id  customer     t_x  first                              revenue\n"
            "----------------  --------  ------  -------------------  ---------------------\n"
            "               1  Zo\xc3\xab, \"Z\"   0.100  2024-02-29 00:00:00                   0.05\n"
            "               2                                                      -1234.50\n"
            "9007199254740993  a?b?      30.429  2024-02-29 13:45:00  -92233720368547758.08\n");
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_text_shapes)
{
    netmkt_table *table;
    const char **name;
    double *small, *whole;
    int64_t *day;

    ck_assert_int_eq(netmkt__table_new(NULL, 2, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "name", NETMKT_COLUMN_TEXT, &name), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "small", NETMKT_COLUMN_REAL, &small), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "whole", NETMKT_COLUMN_REAL, &whole), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "day", NETMKT_COLUMN_TIME, &day), NETMKT_OK);
    name[0] = "\xe6\xbc\xa2\xe5\xad\x97\xe5\xad\x97"; /* three wide characters */
    name[1] = "e\xcc\x81\xc2\x85";                    /* a combining accent, a C1 control */
    small[0] = 0.5;
    small[1] = -0.00000213;
    whole[0] = 3.0;
    whole[1] = -12.0;
    day[0] = 0;
    day[1] = INT64_C(-86400000);
    written(table, NETMKT_FORMAT_TEXT,
            "name       small  whole  day\n"
            "------  --------  -----  ----------\n"
            "\xe6\xbc\xa2\xe5\xad\x97\xe5\xad\x97    0.5000      3  1970-01-01\n"
            "e\xcc\x81?      -2.1e-06    -12  1969-12-31\n");
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_lone_text_column_has_no_empty_line)
{
    netmkt_table *table;
    const char **name;

    ck_assert_int_eq(netmkt__table_new(NULL, 2, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "name", NETMKT_COLUMN_TEXT, &name), NETMKT_OK);
    name[1] = "=1+1";
    written(table, NETMKT_FORMAT_CSV, "name\n\"\"\n=1+1\n");
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_buffer_sizes)
{
    netmkt_table *table = sample();
    char buffer[512];
    size_t length = 7;

    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_uint_eq(length, sizeof csv - 1);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, buffer, sizeof csv - 1, NULL), NETMKT_E_RANGE);
    ck_assert_str_eq(buffer, "");
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, buffer, sizeof csv, NULL), NETMKT_OK);
    ck_assert_str_eq(buffer, csv);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_text(NULL, NETMKT_FORMAT_CSV, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_text(table, 0, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_text(table, 4, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    netmkt_table_free(table);
}
END_TEST

static int32_t stop_at_once(void *user, const char *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    ++*(int *)user;
    return 1;
}

START_TEST(test_writer_that_stops_is_not_called_again)
{
    netmkt_table *table;
    int64_t *value;
    int calls;

    ck_assert_int_eq(netmkt__table_new(NULL, 20000, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "value", NETMKT_COLUMN_INT, &value), NETMKT_OK);
    for (int32_t format = NETMKT_FORMAT_TEXT; format <= NETMKT_FORMAT_JSON; format++) {
        calls = 0;
        ck_assert_int_eq(netmkt_table_write(table, format, stop_at_once, &calls), NETMKT_E_CANCELLED);
        ck_assert_int_eq(calls, 1);
    }
    ck_assert_int_eq(netmkt_table_write(table, NETMKT_FORMAT_CSV, NULL, NULL), NETMKT_E_INVALID);
    netmkt_table_free(table);
}
END_TEST

static void real_is(double value, const char *want)
{
    char text[NETMKT__NUMBER_TEXT];

    ck_assert_uint_eq(netmkt__real_text(value, text), strlen(want));
    ck_assert_str_eq(text, want);
}

START_TEST(test_real_text)
{
    real_is(0.0, "0");
    real_is(-0.0, "-0");
    real_is(NAN, "");
    real_is(INFINITY, "inf");
    real_is(-INFINITY, "-inf");
    real_is(1.0, "1");
    real_is(-12.5, "-12.5");
    real_is(0.1, "0.1");
    real_is(0.3, "0.3");
    real_is(0.1 + 0.2, "0.30000000000000004");
    real_is(1.0 / 3.0, "0.3333333333333333");
    real_is(2.0 / 3.0, "0.6666666666666666");
    real_is(100.0, "100");
    real_is(123456789012345.6, "123456789012345.6");
    real_is(9007199254740991.0, "9007199254740991");
    real_is(9007199254740992.0, "9007199254740992");
    real_is(9007199254740994.0, "9007199254740994");
    real_is(1e16, "1e+16");
    real_is(1.7976931348623157e308, "1.7976931348623157e+308");
    real_is(1e-5, "0.00001");
    real_is(1.5e-6, "1.5e-06");
    real_is(1e-11, "1e-11");
    real_is(9.5e-12, "9.5e-12");
    real_is(1e23, "1e+23");
    real_is(5e-324, "5e-324");
    real_is(2.2250738585072014e-308, "2.2250738585072014e-308");
    real_is(0.5, "0.5");
    real_is(2251799813685248.5, "2251799813685248.5");
    real_is(4.35, "4.35");
}
END_TEST

/* The C library's shortest of %.1g to %.17g, for comparison. */
static size_t digits_needed(double value)
{
    char text[64];

    for (size_t digits = 1; digits < 17; digits++) {
        double back;

        snprintf(text, sizeof text, "%.*e", (int)digits - 1, value);
        back = strtod(text, NULL);
        if (memcmp(&back, &value, sizeof back) == 0)
            return digits;
    }
    return 17;
}

static void check_round_trip(double value)
{
    char text[NETMKT__NUMBER_TEXT];
    size_t length = netmkt__real_text(value, text), digits = 0, zeros = 0;
    double back = strtod(text, NULL);

    ck_assert_uint_eq(length, strlen(text));
    ck_assert_msg(memcmp(&back, &value, sizeof back) == 0, "%.17g was written as %s", value, text);
    for (const char *p = text; *p != '\0' && *p != 'e'; p++) {
        if (*p < '0' || *p > '9' || (digits == 0 && *p == '0'))
            continue;
        digits++;
        zeros = *p == '0' ? zeros + 1 : 0;
    }
    ck_assert_msg(digits - zeros <= digits_needed(value), "%.17g was written as %s", value, text);
}

START_TEST(test_real_text_reads_back_and_is_shortest)
{
    netmkt__random random;

    netmkt__random_seed(&random, 7);
    for (int i = 0; i < 20000; i++) {
        double value = ldexp(netmkt__random_uniform(&random), (int)netmkt__random_below(&random, 100) - 45);
        uint64_t bits = netmkt__random_bits(&random);
        double any;

        check_round_trip(value);
        check_round_trip(round(value * 1e6) / 1e6);
        check_round_trip(ldexp(1.0, i % 120 - 60));
        memcpy(&any, &bits, sizeof any);
        if (isfinite(any) && i % 20 == 0)
            check_round_trip(any);
    }
}
END_TEST

START_TEST(test_rounded_text)
{
    char text[NETMKT__NUMBER_TEXT];

    netmkt__rounded_text(1.23456, 4, text);
    ck_assert_str_eq(text, "1.2346");
    netmkt__rounded_text(-0.5, 0, text);
    ck_assert_str_eq(text, "-1");
    netmkt__rounded_text(0.0, 2, text);
    ck_assert_str_eq(text, "0.00");
    netmkt__rounded_text(0.00001, 2, text);
    ck_assert_str_eq(text, "1.0e-05");
    netmkt__rounded_text(1.23456789e20, 2, text);
    ck_assert_str_eq(text, "1.234568e+20");
    netmkt__rounded_text(NAN, 2, text);
    ck_assert_str_eq(text, "");
    netmkt__rounded_text(INFINITY, 2, text);
    ck_assert_str_eq(text, "inf");
}
END_TEST

START_TEST(test_locale_does_not_matter)
{
    static const char *const comma[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE"};
    size_t i = 0;

    while (i < sizeof comma / sizeof comma[0] && setlocale(LC_NUMERIC, comma[i]) == NULL)
        i++;
    real_is(1.5e-300, "1.5e-300");
    real_is(0.25, "0.25");
    real_is(1.25e200, "1.25e+200");
    setlocale(LC_NUMERIC, "C");
}
END_TEST

START_TEST(test_long_texts_and_many)
{
    netmkt_table *table;
    const char **name;
    char *longer = malloc(200000);
    size_t length;

    ck_assert_ptr_nonnull(longer);
    memset(longer, 'x', 200000);
    ck_assert_int_eq(netmkt__table_new(NULL, 5000, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt__table_add(table, "name", NETMKT_COLUMN_TEXT, &name), NETMKT_OK);
    for (size_t i = 0; i < 5000; i++)
        name[i] = netmkt__table_copy(table, longer, i == 77 ? 199999 : i % 60);
    for (size_t i = 0; i < 5000; i++)
        ck_assert_uint_eq(strlen(name[i]), i == 77 ? 199999 : i % 60);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_uint_gt(length, 199999);
    netmkt_table_free(table);
    free(longer);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *tests = tcase_create("table");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_columns);
    tcase_add_test(tests, test_keep);
    tcase_add_test(tests, test_formats);
    tcase_add_test(tests, test_text_shapes);
    tcase_add_test(tests, test_lone_text_column_has_no_empty_line);
    tcase_add_test(tests, test_buffer_sizes);
    tcase_add_test(tests, test_writer_that_stops_is_not_called_again);
    tcase_add_test(tests, test_real_text);
    tcase_add_test(tests, test_real_text_reads_back_and_is_shortest);
    tcase_add_test(tests, test_rounded_text);
    tcase_add_test(tests, test_locale_does_not_matter);
    tcase_add_test(tests, test_long_texts_and_many);
    suite_add_tcase(suite, tests);
    return suite;
}
