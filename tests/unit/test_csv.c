/* The CSV tokenizer: records, quotes, line ends, cutting at ends of records. */
#include "io/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

/* The records of a text, one a line, fields in brackets; a field with a fault ends with '!'. */
static const char *tokens(const char *text, char delimiter)
{
    static char out[4096];
    char copy[2048];
    netmkt__csv_field fields[8];
    netmkt__csv csv;
    size_t count, at = 0;

    ck_assert_uint_lt(strlen(text), sizeof copy);
    strcpy(copy, text);
    out[0] = '\0';
    netmkt__csv_begin(&csv, copy, strlen(text), delimiter);
    while (netmkt__csv_next(&csv, fields, 8, &count)) {
        for (size_t i = 0; i < count && i < 8; i++)
            at += (size_t)snprintf(out + at, sizeof out - at, "[%.*s]%s", (int)fields[i].length, fields[i].text, fields[i].fault != 0 ? "!" : "");
        at += (size_t)snprintf(out + at, sizeof out - at, "\n");
    }
    return out;
}

START_TEST(records)
{
    ck_assert_str_eq(tokens("", ','), "");
    ck_assert_str_eq(tokens("a", ','), "[a]\n");
    ck_assert_str_eq(tokens("a,b\n", ','), "[a][b]\n");
    ck_assert_str_eq(tokens("a,b\nc,d", ','), "[a][b]\n[c][d]\n");
    ck_assert_str_eq(tokens("a,,\n,b\n", ','), "[a][][]\n[][b]\n");
    ck_assert_str_eq(tokens("a;b,c\n", ';'), "[a][b,c]\n");
    ck_assert_str_eq(tokens("a\tb\n", '\t'), "[a][b]\n");
    ck_assert_str_eq(tokens("\n\na\n", ','), "[]\n[]\n[a]\n");
}
END_TEST

START_TEST(line_ends)
{
    ck_assert_str_eq(tokens("a,b\r\nc,d\r\n", ','), "[a][b]\n[c][d]\n");
    ck_assert_str_eq(tokens("a,b\r", ','), "[a][b]\n");
    ck_assert_str_eq(tokens("a\rb,c\n", ','), "[a\rb][c]\n");
    ck_assert_str_eq(tokens("\"a\"\r\n\"b\"\r\n", ','), "[a]\n[b]\n");
    ck_assert_str_eq(tokens("\"a\r\",b\n", ','), "[a\r][b]\n");
    ck_assert_str_eq(tokens("\r\n", ','), "[]\n");
}
END_TEST

START_TEST(quotes)
{
    ck_assert_str_eq(tokens("\"a,b\",c\n", ','), "[a,b][c]\n");
    ck_assert_str_eq(tokens("\"a\nb\",c\nd,e\n", ','), "[a\nb][c]\n[d][e]\n");
    ck_assert_str_eq(tokens("\"\",\"\"\n", ','), "[][]\n");
    ck_assert_str_eq(tokens("\"a\"\"b\",\"\"\"\"\n", ','), "[a\"b][\"]\n");
    ck_assert_str_eq(tokens("\"\"\"a\"\"\"\n", ','), "[\"a\"]\n");
    ck_assert_str_eq(tokens("5\" nail,b\n", ','), "[5\" nail][b]\n");
    ck_assert_str_eq(tokens("a\"b\"c\n", ','), "[a\"b\"c]\n");
}
END_TEST

START_TEST(faults)
{
    ck_assert_str_eq(tokens("\"a\"b,c\nd,e\n", ','), "[a]![c]\n[d][e]\n");
    ck_assert_str_eq(tokens("\"a\" ,c\n", ','), "[a]![c]\n");
    ck_assert_str_eq(tokens("a,\"b\nc,d\n", ','), "[a][b\nc,d\n]!\n");
    ck_assert_str_eq(tokens("\"", ','), "[]!\n");
}
END_TEST

START_TEST(lines_are_counted)
{
    char text[] = "a,b\n\"x\ny\nz\",2\nc,d\n";
    netmkt__csv_field fields[2];
    netmkt__csv csv;
    size_t count;

    netmkt__csv_begin(&csv, text, strlen(text), ',');
    ck_assert_uint_eq(csv.line, 0);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 1);
    ck_assert_uint_eq(csv.line, 1);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 1);
    ck_assert_uint_eq(csv.line, 4);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 1);
    ck_assert_uint_eq(csv.line, 5);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 0);
}
END_TEST

START_TEST(more_fields_than_room_are_counted)
{
    char text[] = "a,b,\"c\",d\n";
    netmkt__csv_field fields[2];
    netmkt__csv csv;
    size_t count = 0;

    netmkt__csv_begin(&csv, text, strlen(text), ',');
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 1);
    ck_assert_uint_eq(count, 4);
    ck_assert_int_eq(strncmp(fields[1].text, "b", 1), 0);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 2, &count), 0);
}
END_TEST

/* Text made at random of the bytes that matter, read whole and in the pieces that netmkt__csv_cut() makes: the same. */
START_TEST(pieces_read_like_the_whole)
{
    static const char alphabet[] = "ab,,\n\n\"\"\r;0";
    char text[3000], whole[3000], piece[3000];
    netmkt__csv_field wanted[4], fields[4];
    uint32_t seed = 1;

    for (int round = 0; round < (test_slow() ? 40 : 400); round++) {
        size_t size = 1 + (size_t)(round * 7) % 2900, ends[3001], count, n, m, from = 0, step = 1 + (size_t)round % 200;
        netmkt__csv a, b;

        for (size_t i = 0; i < size; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = alphabet[(seed >> 24) % (sizeof alphabet - 1)];
        }
        count = netmkt__csv_cut(text, size, ',', step, ends, 3001);
        ck_assert_uint_le(count, size / step + 1);
        memcpy(whole, text, size);
        netmkt__csv_begin(&a, whole, size, ',');
        for (size_t p = 0; p < count; p++) {
            ck_assert_uint_gt(ends[p], from);
            ck_assert_int_eq(text[ends[p] - 1], '\n');
            memcpy(piece, text + from, ends[p] - from);
            netmkt__csv_begin(&b, piece, ends[p] - from, ',');
            while (netmkt__csv_next(&b, fields, 4, &n)) {
                ck_assert_int_eq(netmkt__csv_next(&a, wanted, 4, &m), 1);
                ck_assert_uint_eq(n, m);
                for (size_t i = 0; i < n && i < 4; i++) {
                    ck_assert_uint_eq(fields[i].length, wanted[i].length);
                    ck_assert_uint_eq(fields[i].fault, wanted[i].fault);
                    ck_assert_int_eq(memcmp(fields[i].text, wanted[i].text, fields[i].length), 0);
                }
            }
            ck_assert_uint_eq(a.at, ends[p]);
            from = ends[p];
        }
        if (netmkt__csv_next(&a, wanted, 4, &m)) /* what is left is one record without its end */
            ck_assert_uint_ge(a.at, size);
    }
}
END_TEST

/* Fields longer than the tokenizer's window and steps. */
START_TEST(long_fields)
{
    size_t size = 100000;
    char *text = malloc(size);
    netmkt__csv_field fields[3];
    netmkt__csv csv;
    size_t count;

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size);
    text[0] = '"';
    for (size_t i = 1; i < 50000; i += 2)
        text[i] = ',';
    text[50001] = '"';
    text[50002] = ',';
    text[size - 1] = '\n';
    netmkt__csv_begin(&csv, text, size, ',');
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 3, &count), 1);
    ck_assert_uint_eq(count, 2);
    ck_assert_uint_eq(fields[0].length, 50000);
    ck_assert_uint_eq(fields[1].length, size - 1 - 50003);
    ck_assert_int_eq(netmkt__csv_next(&csv, fields, 3, &count), 0);
    free(text);
}
END_TEST

START_TEST(delimiters)
{
    ck_assert_int_eq(netmkt__csv_delimiter("a,b", 3), ',');
    ck_assert_int_eq(netmkt__csv_delimiter("a;b;c,d", 7), ';');
    ck_assert_int_eq(netmkt__csv_delimiter("a\tb", 3), '\t');
    ck_assert_int_eq(netmkt__csv_delimiter("\"a;b;c\",d", 9), ',');
    ck_assert_int_eq(netmkt__csv_delimiter("a", 1), ',');
    ck_assert_int_eq(netmkt__csv_delimiter("", 0), ',');
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("csv");
    TCase *tcase = tcase_create("csv");

    tcase_add_test(tcase, records);
    tcase_add_test(tcase, line_ends);
    tcase_add_test(tcase, quotes);
    tcase_add_test(tcase, faults);
    tcase_add_test(tcase, lines_are_counted);
    tcase_add_test(tcase, more_fields_than_room_are_counted);
    tcase_add_test(tcase, pieces_read_like_the_whole);
    tcase_add_test(tcase, long_fields);
    tcase_add_test(tcase, delimiters);
    suite_add_tcase(suite, tcase);
    return suite;
}
