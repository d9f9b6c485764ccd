/* RFM by cut points and segments of the caller's own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/support.h"

#define DAY INT64_C(86400000)

static const int64_t idle_cuts[] = {30, 90}, frequency_cuts[] = {2, 5}, money_cuts[] = {0, 10000};
static const netmkt_rfm_cuts three = {sizeof three, 2, idle_cuts, frequency_cuts, money_cuts};

START_TEST(cuts_by_hand)
{
    static const int64_t idle[] = {0, 30, 31, 90, 91, INT64_MAX}, frequency[] = {1, 2, 4, 5, 6, 0}, money[] = {-1, 0, 9999, 10000, INT64_MAX, INT64_MIN};
    static const uint8_t want_r[] = {3, 3, 2, 2, 1, 1}, want_f[] = {1, 2, 2, 3, 3, 1}, want_m[] = {1, 2, 2, 3, 3, 1};
    uint8_t r[6], f[6], m[6];

    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 6, idle, frequency, money, r, f, m), NETMKT_OK);
    ck_assert_mem_eq(r, want_r, 6);
    ck_assert_mem_eq(f, want_f, 6);
    ck_assert_mem_eq(m, want_m, 6);
    memset(f, 0, sizeof f);
    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 6, idle, frequency, money, NULL, f, NULL), NETMKT_OK);
    ck_assert_mem_eq(f, want_f, 6);
    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 0, NULL, NULL, NULL, r, f, m), NETMKT_OK);
}
END_TEST

static void refuse_cuts(netmkt_rfm_cuts cuts, netmkt_status want)
{
    int64_t one[1] = {1};
    uint8_t r[1];
    netmkt_store *store;
    netmkt_table *table = (netmkt_table *)(void *)one;

    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&cuts, 1, one, one, one, r, NULL, NULL), want);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, &cuts, NULL, NETMKT_LATEST, &table), want);
    ck_assert_ptr_null(table);
    netmkt_store_close(store);
}

START_TEST(cuts_refuse)
{
    static const int64_t falling[] = {5, 4}, equal[] = {5, 5}, ten[10] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    int64_t one[1] = {1};
    netmkt_rfm_cuts cuts = three;

    ck_assert_int_eq(netmkt_rfm_score_by_cuts(NULL, 1, one, one, one, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 1, NULL, one, one, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 1, one, NULL, one, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_score_by_cuts(&three, 1, one, one, NULL, NULL, NULL, NULL), NETMKT_E_INVALID);
    cuts.struct_size = 8;
    refuse_cuts(cuts, NETMKT_E_UNSUPPORTED);
    cuts = three;
    cuts.count = 0;
    refuse_cuts(cuts, NETMKT_E_RANGE);
    cuts = (netmkt_rfm_cuts){sizeof cuts, 10, ten, ten, ten};
    refuse_cuts(cuts, NETMKT_E_RANGE);
    cuts = three;
    cuts.idle = falling;
    refuse_cuts(cuts, NETMKT_E_RANGE);
    cuts = three;
    cuts.money = equal;
    refuse_cuts(cuts, NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "money"));
    cuts = three;
    cuts.frequency = NULL;
    refuse_cuts(cuts, NETMKT_E_INVALID);
}
END_TEST

static netmkt_rfm_segments *parse(const char *text)
{
    netmkt_rfm_segments *segments;

    ck_assert_msg(netmkt_rfm_segments_parse(NULL, text, strlen(text), &segments) == NETMKT_OK, "%s", netmkt_last_error());
    return segments;
}

START_TEST(the_first_line_that_matches)
{
    netmkt_rfm_segments *segments = parse("# mine\n\n3 3 3 the best\r\n  2-3\t* 1-3   good ones  \n1 1-10 * caf\xc3\xa9 visitors");

    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 3, 3, 3), "the best");
    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 3, 3, 2), "good ones");
    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 2, 10, 1), "good ones");
    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 2, 1, 4), "");
    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 1, 10, 9), "caf\xc3\xa9 visitors");
    ck_assert_str_eq(netmkt_rfm_segments_name(segments, 0, 0, 0), "");
    ck_assert_str_eq(netmkt_rfm_segments_name(NULL, 1, 1, 1), "");
    netmkt_rfm_segments_free(segments);
    netmkt_rfm_segments_free(NULL);
}
END_TEST

static void refuse(const char *text, const char *part)
{
    netmkt_rfm_segments *segments = (netmkt_rfm_segments *)(void *)&part;

    ck_assert_int_eq(netmkt_rfm_segments_parse(NULL, text, strlen(text), &segments), NETMKT_E_FORMAT);
    ck_assert_ptr_null(segments);
    ck_assert_msg(strstr(netmkt_last_error(), part) != NULL, "\"%s\" does not say \"%s\"", netmkt_last_error(), part);
}

START_TEST(segments_refuse)
{
    netmkt_rfm_segments *segments;
    char *many = malloc(1001 * 8 + 1), hostile[] = "1 1 1 a\0b\n";

    ck_assert_int_eq(netmkt_rfm_segments_parse(NULL, "1 1 1 a", 7, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_segments_parse(NULL, NULL, 0, &segments), NETMKT_E_INVALID);
    ck_assert_ptr_null(segments);
    refuse("", "line 1: the text names no segment");
    refuse("# nothing\n", "no segment");
    refuse("1 1 1 a\n1 1 b\n", "line 2");
    refuse("1 1 1\n", "line 1");
    refuse("0 1 1 a\n", "line 1");
    refuse("11 1 1 a\n", "line 1");
    refuse("4294967297 1 1 a\n", "line 1");
    refuse("3-2 1 1 a\n", "line 1");
    refuse("3- 1 1 a\n", "line 1");
    refuse("-3 1 1 a\n", "line 1");
    refuse("1 1 1-2-3 a\n", "line 1");
    refuse("** 1 1 a\n", "line 1");
    refuse("\n\n1 1 1 a\tb\n", "line 3: a name");
    refuse("1 1 1 \xff\n", "line 1: a name");
    refuse("1 1 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", "line 1: a name"); /* 64 */
    netmkt_rfm_segments_free(parse("1 1 1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"));      /* 63 */
    ck_assert_int_eq(netmkt_rfm_segments_parse(NULL, hostile, sizeof hostile - 1, &segments), NETMKT_E_FORMAT);
    ck_assert_ptr_nonnull(many);
    many[0] = '\0';
    for (int i = 0; i < 1001; i++)
        memcpy(many + 8 * i, "1 1 1 a\n", 9);
    refuse(many, "line 1001");
    many[8 * 1000] = '\0';
    netmkt_rfm_segments_free(parse(many));
    free(many);
}
END_TEST

START_TEST(a_store_by_rules)
{
    netmkt_rfm_segments *segments = parse("3 * * here\n* 2-3 * back again\n");
    netmkt_store *store;
    netmkt_table *table, *all;
    const char *const *segment;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 60; i++) { /* customer i buys on i % 6 + 1 days, the last one 2 i days ago */
        char key[16];
        netmkt_event event;

        (void)snprintf(key, sizeof key, "c%d", i);
        netmkt_event_init(&event);
        event.kind = NETMKT_KIND_ORDER;
        event.amount = 100 * i;
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        for (int k = 0; k <= i % 6; k++) {
            event.time_ms = (200 - 2 * i - k) * DAY;
            ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        }
    }
    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, &three, segments, 200 * DAY, &table), NETMKT_OK);
    netmkt_rfm_segments_free(segments); /* the table keeps its own names */
    segment = cells(table, "segment");
    ck_assert_uint_eq(netmkt_table_rows(table), 60);
    for (int i = 0; i < 60; i++) {
        int64_t r = 2 * i <= 30 ? 3 : 2 * i <= 90 ? 2 : 1, f = i % 6 + 1 >= 5 ? 3 : i % 6 + 1 >= 2 ? 2 : 1;

        ck_assert_int_eq(((const int64_t *)cells(table, "r"))[i], r);
        ck_assert_int_eq(((const int64_t *)cells(table, "f"))[i], f);
        ck_assert_int_eq(((const int64_t *)cells(table, "m"))[i], 100 * i * (i % 6 + 1) >= 10000 ? 3 : 2);
        ck_assert_str_eq(segment[i], r == 3 ? "here" : f > 1 ? "back again" : "");
    }
    netmkt_table_free(table);

    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, NULL, NULL, 200 * DAY, &table), NETMKT_OK); /* no rules: the usual ones */
    ck_assert_int_eq(netmkt_rfm_all(store, NULL, 200 * DAY, &all), NETMKT_OK);
    ck_assert_mem_eq(cells(table, "r"), cells(all, "r"), 60 * sizeof(int64_t));
    ck_assert_mem_eq(cells(table, "m"), cells(all, "m"), 60 * sizeof(int64_t));
    for (int i = 0; i < 60; i++)
        ck_assert_str_eq(((const char *const *)cells(table, "segment"))[i], ((const char *const *)cells(all, "segment"))[i]);
    netmkt_table_free(table);
    netmkt_table_free(all);

    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, &three, NULL, 200 * DAY, &table), NETMKT_OK); /* default segments, on three scores */
    ck_assert_str_eq(((const char *const *)cells(table, "segment"))[0], netmkt_rfm_segment(3, 1, 2, 3));
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, NULL, NULL, 200 * DAY, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_by_rules(NULL, NULL, NULL, NULL, 200 * DAY, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_rfm_by_rules(store, NULL, NULL, NULL, NETMKT_TIME_MAX + 1, &table), NETMKT_E_RANGE);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("rfm_rules");
    TCase *rules = tcase_create("rules");

    tcase_add_test(rules, cuts_by_hand);
    tcase_add_test(rules, cuts_refuse);
    tcase_add_test(rules, the_first_line_that_matches);
    tcase_add_test(rules, segments_refuse);
    tcase_add_test(rules, a_store_by_rules);
    suite_add_tcase(suite, rules);
    return suite;
}
