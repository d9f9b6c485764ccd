/* The monthly cohorts of all of CDNOW (cdnow_full.csv) against sets of customers and months made by an independent program. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

static netmkt_store *full_store(void)
{
    const char *path = test_shared("data/cdnow_full.csv");
    static char block[65536];
    netmkt_import *import;
    netmkt_store *store;
    size_t got;
    FILE *file;

    if (path == NULL)
        return NULL;
    file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_map(import, "time", "date"), NETMKT_OK);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        ck_assert_int_eq(netmkt_import_feed(import, block, got), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(import, NULL), NETMKT_OK);
    netmkt_import_free(import);
    (void)fclose(file);
    return store;
}

static const int64_t *column(const netmkt_table *table, const char *name)
{
    const void *data;

    ck_assert_int_eq(netmkt_table_column(table, name, NULL, &data), NETMKT_OK);
    return data;
}

START_TEST(monthly_cohorts)
{
    static const struct {
        size_t cohort;
        int64_t age, customers, active, revenue;
    } want[] = {{0, 0, 7846, 7846, 29906017}, {0, 1, 7846, 1157, 6104169}, {0, 15, 7846, 472, 2198890}, {1, 1, 8476, 1312, 6258703}, {1, 5, 8476, 786, 4319489},
                {1, 11, 8476, 545, 2643535}, {2, 0, 7248, 7248, 27988449}, {2, 2, 7248, 752, 3465318}, {2, 15, 7248, 457, 2150967}};
    netmkt_store *store = full_store();
    netmkt_table *table;
    const size_t first[] = {0, 18, 35}; /* rows where the cohorts begin: 18, 17 and 16 ages to June 1998 */

    if (store == NULL)
        return;
    ck_assert_int_eq(netmkt_cohort_table(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 51);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        size_t row = first[want[i].cohort] + (size_t)want[i].age;

        ck_assert_int_eq(column(table, "age")[row], want[i].age);
        ck_assert_int_eq(column(table, "customers")[row], want[i].customers);
        ck_assert_int_eq(column(table, "observed")[row], want[i].customers);
        ck_assert_int_eq(column(table, "active")[row], want[i].active);
        ck_assert_int_eq(column(table, "revenue")[row], want[i].revenue);
    }
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_cohort_movements(store, NULL, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 18);
    ck_assert(column(table, "new")[3] == 0 && column(table, "retained")[3] == 1773 && column(table, "resurrected")[3] == 1049 && column(table, "dormant")[3] == 7751);
    ck_assert(column(table, "retained")[17] == 446 && column(table, "resurrected")[17] == 1060 && column(table, "dormant")[17] == 1042);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("cohorts of CDNOW");
    TCase *tests = tcase_create("cohorts of CDNOW");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, monthly_cohorts);
    suite_add_tcase(suite, tests);
    return suite;
}
