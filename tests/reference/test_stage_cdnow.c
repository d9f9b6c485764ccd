/* Stages against what CDNOW's customers did next: judged on 1997-09-30 from purchases alone, those in decline buy far
 * less in the following 180 days than those in growth or maturity. */
#include "support/support.h"

#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY INT64_C(86400000)
#define MOST_CUSTOMERS 30000
#define JUDGED_DAY 10134 /* 1997-09-30 */
#define FUTURE_DAYS 180

typedef struct purchase {
    netmkt_customer_id customer;
    int64_t day;
} purchase;

static int64_t day_number(int year, int month, int day)
{
    static const int before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};

    return 9862 + (year - 1997) * 365 + before[month - 1] + day - 1; /* 1997 and 1998 have no leap day */
}

/* Reads the log into a store; purchase days after the judged one into future[], by customer. */
static netmkt_store *read_log(const char *path, uint32_t *future)
{
    static int64_t last_day[MOST_CUSTOMERS];
    netmkt_store *store;
    FILE *file = fopen(path, "r");
    char line[128];

    memset(last_day, 0, sizeof last_day);
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file) != NULL) {
        char key[16];
        int year, month, day, dollars, cents;
        netmkt_event event;
        int64_t number;

        ck_assert_int_eq(sscanf(line, "%15[^,],%d-%d-%d,%*d,%d.%d", key, &year, &month, &day, &dollars, &cents), 6);
        number = day_number(year, month, day);
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        ck_assert_uint_lt(event.customer, MOST_CUSTOMERS);
        event.kind = NETMKT_KIND_ORDER;
        event.time_ms = number * DAY;
        event.amount = dollars * 100 + cents;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
        if (number > JUDGED_DAY && number <= JUDGED_DAY + FUTURE_DAYS && number != last_day[event.customer])
            future[event.customer]++;
        last_day[event.customer] = number;
    }
    (void)fclose(file);
    return store;
}

typedef struct group {
    double customers, purchases;
} group;

static double mean(const group *g)
{
    return g->customers > 0.0 ? g->purchases / g->customers : 0.0;
}

START_TEST(decline_buys_far_less_than_growth_and_maturity)
{
    static uint32_t future[MOST_CUSTOMERS];
    const char *path = test_shared("data/cdnow_full.csv");
    group groups[5] = {{0.0, 0.0}};
    const char *const *lifecycle;
    const int64_t *id;
    netmkt_store *store;
    netmkt_table *table;

    if (path == NULL)
        return;
    memset(future, 0, sizeof future);
    store = read_log(path, future);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, (JUDGED_DAY + 1) * DAY - 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 23570);
    ck_assert_int_eq(netmkt_table_column(table, "id", NULL, (const void **)&id), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "lifecycle", NULL, (const void **)&lifecycle), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        for (int32_t k = 0; k < 5; k++) {
            if (strcmp(lifecycle[row], netmkt_lifecycle_name(k)) == 0) {
                groups[k].customers += 1.0;
                groups[k].purchases += future[id[row]];
            }
        }
    }
    ck_assert(groups[NETMKT_LIFECYCLE_NONE].customers == 0.0);
    ck_assert(groups[NETMKT_LIFECYCLE_INTRODUCTION].customers == 0.0); /* the last of them came half a year before */
    ck_assert(groups[NETMKT_LIFECYCLE_GROWTH].customers > 200.0);
    ck_assert(groups[NETMKT_LIFECYCLE_MATURITY].customers > 2000.0);
    ck_assert(mean(&groups[NETMKT_LIFECYCLE_DECLINE]) < 0.4);
    ck_assert(mean(&groups[NETMKT_LIFECYCLE_MATURITY]) > 1.6);
    ck_assert(mean(&groups[NETMKT_LIFECYCLE_GROWTH]) > 2.5);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("stage_cdnow");
    TCase *tcase = tcase_create("all");

    tcase_set_timeout(tcase, 120.0);
    tcase_add_test(tcase, decline_buys_far_less_than_growth_and_maturity);
    suite_add_tcase(suite, tcase);
    return suite;
}
