/* The CDNOW sample calibrated to 1997-09-30 and held out to 1998-06-30: customer by customer against the sample's own summary, figures
 * against an independent computation (BG/NBD at its published parameters by the formulas of Fader, Hardie and Lee 2005; mean ranks
 * by sorting; sums exact). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/support.h"

enum { CUSTOMERS = 2357, DAYS = 546 };

/* Split a line of plain CSV in place. */
static size_t split(char *line, char **field, size_t most)
{
    size_t n = 0;

    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = strtok(line, ","); at != NULL && n < most; at = strtok(NULL, ","))
        field[n++] = at;
    return n;
}

static int64_t day_of(const char *date)
{
    int64_t ms;

    ck_assert_int_eq(netmkt_time_parse(date, strlen(date), 0, &ms, NULL), NETMKT_OK);
    return ms / 86400000;
}

/* The sample in a store; and the days of each customer's purchases, counted here: repeats by day since 1997-01-01. */
static netmkt_store *sample_store(int64_t *repeats)
{
    const char *path = test_shared("data/cdnow_sample.csv");
    char line[128], *field[4], last[32] = "";
    int64_t start = day_of("1997-01-01"), last_day = -1;
    netmkt_store *store;
    FILE *file;

    if (path == NULL)
        return NULL;
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) { /* by customer, then date */
        netmkt_event event;
        int64_t day;

        ck_assert_uint_eq(split(line, field, 4), 4);
        day = day_of(field[1]);
        if (strcmp(last, field[0]) == 0 && day != last_day)
            repeats[day - start]++;
        (void)snprintf(last, sizeof last, "%s", field[0]);
        last_day = day;
        netmkt_event_init(&event);
        event.kind = NETMKT_KIND_ORDER;
        event.time_ms = day * 86400000;
        ck_assert_int_eq(netmkt_customer_put(store, field[0], &event.customer), NETMKT_OK);
        ck_assert_int_eq(netmkt_money_parse(field[3], strlen(field[3]), 2, &event.amount, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
    (void)fclose(file);
    return store;
}

static netmkt_validation *calibrated(netmkt_store *store)
{
    int64_t from, to;
    netmkt_validation *v;

    ck_assert_int_eq(netmkt_time_parse_as_of("1997-09-30", 0, &from), NETMKT_OK);
    ck_assert_int_eq(netmkt_time_parse_as_of("1998-06-30", 0, &to), NETMKT_OK);
    ck_assert_msg(netmkt_validation_new(store, NETMKT_MODEL_BGNBD, NULL, from, to, &v) == NETMKT_OK, "%s", netmkt_last_error());
    return v;
}

static int64_t repeats[DAYS];

START_TEST(test_customers)
{
    const char *path;
    netmkt_store *store = sample_store(repeats);
    netmkt_validation *v;
    const netmkt_table *table;
    char line[256], *field[6];
    static size_t row_of[30000]; /* by customer number */
    size_t rows = 0;
    FILE *file;

    if (store == NULL)
        return;
    v = calibrated(store);
    table = netmkt_validation_table(v, NETMKT_VALIDATION_CUSTOMERS);
    ck_assert_uint_eq(netmkt_table_rows(table), CUSTOMERS);
    for (size_t i = 0; i < CUSTOMERS; i++)
        row_of[atoi(((const char *const *)cells(table, "customer"))[i])] = i;
    path = test_shared("data/cdnow_sample_summary.csv");
    ck_assert_ptr_nonnull(path);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file) != NULL; rows++) {
        size_t row;

        ck_assert_uint_eq(split(line, field, 6), 6);
        row = row_of[atoi(field[0])];
        ck_assert_str_eq(((const char *const *)cells(table, "customer"))[row], field[0]);
        ck_assert_int_eq(((const int64_t *)cells(table, "x"))[row], atoll(field[1]));
        ck_assert_int_eq(((const int64_t *)cells(table, "actual"))[row], atoll(field[5]));
        if (strcmp(field[0], "00004") == 0) /* the note of Fader, Hardie and Lee works this customer out */
            test_close(((const double *)cells(table, "predicted"))[row], 1.226, 5e-4, 0, "E[Y(39) | 2, 30.43, 38.86]");
    }
    (void)fclose(file);
    ck_assert_uint_eq(rows, CUSTOMERS);
    netmkt_validation_free(v);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_figures)
{
    static const double class_actual[] = {334, 306, 298, 156, 157, 112, 112, 407};
    static const double class_predicted[] = {317.5982165929239, 229.65458505483193, 223.44470197191, 152.0279512461423,
                                             134.15967951211323, 100.84614359171161, 101.61722662509482, 394.06019237038004};
    static const double recency_actual[] = {623, 303, 178, 328, 450, 0};
    static const int64_t class_customers[] = {1411, 439, 214, 100, 62, 38, 29, 64}, recency_customers[] = {168, 129, 112, 310, 1638, 0};
    netmkt_validation_figures f = {.struct_size = sizeof f};
    netmkt_store *store = sample_store(repeats);
    netmkt_validation *v;
    const netmkt_table *table;

    if (store == NULL)
        return;
    v = calibrated(store);
    ck_assert_int_eq(netmkt_validation_get(v, &f), NETMKT_OK);
    ck_assert_uint_eq(f.customers, CUSTOMERS);
    test_close(f.actual, 1882, 0, 0, "actual");
    test_close(f.predicted, 1653.4086969651134, 1e-7, 0, "predicted");
    test_close(f.mae, 0.7854542364065925, 1e-7, 0, "mae");
    test_close(f.rmse, 1.6079820107537395, 1e-7, 0, "rmse");
    test_close(f.bias, -0.0969840063788257, 1e-6, 0, "bias");
    test_close(f.correlation, 0.6256474513513868, 1e-7, 0, "correlation");
    test_close(f.rank_correlation, 0.4492874191607326, 1e-6, 0, "rank correlation");
    test_close(f.top_decile, 0.4692879914984059, 1e-12, 0, "top decile");
    test_close(f.top_decile_best, 0.6840595111583423, 1e-12, 0, "best top decile");
    table = netmkt_validation_table(v, NETMKT_VALIDATION_FREQUENCY);
    for (int k = 0; k < 8; k++) {
        ck_assert_int_eq(((const int64_t *)cells(table, "customers"))[k], class_customers[k]);
        test_close(((const double *)cells(table, "actual"))[k], class_actual[k], 0, 0, "actual of a class");
        test_close(((const double *)cells(table, "predicted"))[k], class_predicted[k], 1e-6, 0, "predicted of a class");
    }
    table = netmkt_validation_table(v, NETMKT_VALIDATION_RECENCY);
    for (int k = 0; k < 6; k++) {
        ck_assert_int_eq(((const int64_t *)cells(table, "customers"))[k], recency_customers[k]);
        test_close(((const double *)cells(table, "actual"))[k], recency_actual[k], 0, 0, "actual of a class");
    }
    netmkt_validation_free(v);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_tracking)
{
    netmkt_store *store = sample_store(repeats);
    netmkt_validation *v;
    const netmkt_table *table;
    const int64_t *week, *actual;
    const double *sum;

    if (store == NULL)
        return;
    v = calibrated(store);
    table = netmkt_validation_table(v, NETMKT_VALIDATION_TRACKING);
    ck_assert_uint_eq(netmkt_table_rows(table), 78); /* 39 weeks, and 39 more */
    week = cells(table, "week");
    actual = cells(table, "actual");
    sum = cells(table, "predicted_sum");
    for (int w = 0; w < 78; w++) {
        int64_t want = 0;

        for (int day = 0; day < 7; day++)
            want += repeats[w * 7 + day];
        ck_assert_int_eq(week[w], w - 38);
        ck_assert_int_eq(actual[w], want);
    }
    ck_assert_int_eq(((const int64_t *)cells(table, "actual_sum"))[38], 2457);
    ck_assert_int_eq(((const int64_t *)cells(table, "actual_sum"))[77], 2457 + 1882);
    test_close(sum[38], 2493.9568856047476, 1e-6, 0, "expected in 39 weeks");
    test_close(sum[77], 4160.609204420188, 1e-6, 0, "expected in 78 weeks");
    netmkt_validation_free(v);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("validation of the CDNOW sample");
    TCase *sample = tcase_create("sample");

    tcase_set_timeout(sample, 60);
    tcase_add_test(sample, test_customers);
    tcase_add_test(sample, test_figures);
    tcase_add_test(sample, test_tracking);
    suite_add_tcase(suite, sample);
    return suite;
}
