/* netmkt rfm: recency, frequency and money scores, and their segments. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

static const char *const columns[] = {"customer", "recency_days", "frequency", "money", "r", "f", "m", "segment"};

enum { ROWS_SHOWN = 20, SEGMENTS_MOST = 32 };

struct segment {
    const char *name;
    int64_t customers, money;
};

static int by_customers(const void *a, const void *b)
{
    const struct segment *left = a, *right = b;

    if (left->customers != right->customers)
        return left->customers > right->customers ? -1 : 1;
    return strcmp(left->name, right->name);
}

static size_t count_segments(const netmkt_table *table, const char *const *names, const int64_t *money, struct segment *segments)
{
    size_t count = 0;

    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        size_t i = 0;

        while (i < count && strcmp(segments[i].name, names[row]) != 0)
            i++;
        if (i == SEGMENTS_MOST)
            continue;
        if (i == count)
            segments[count++] = (struct segment){names[row], 0, 0};
        segments[i].customers++;
        segments[i].money += money[row];
    }
    qsort(segments, count, sizeof *segments, by_customers);
    return count;
}

/* As text the segments come first. */
static int show_segments(const struct session *session, const netmkt_table *table)
{
    struct segment segments[SEGMENTS_MOST];
    const char *names[SEGMENTS_MOST];
    int64_t customers[SEGMENTS_MOST], money[SEGMENTS_MOST];
    const char *const *name = column_values(table, "segment");
    const int64_t *spent = column_values(table, "money");
    netmkt_table *counts = NULL;
    char buffer[32];
    size_t count;
    int status = STATUS_FAILED;

    if (name == NULL || spent == NULL)
        return STATUS_FAILED;
    count = count_segments(table, name, spent, segments);
    for (size_t i = 0; i < count; i++) {
        names[i] = segments[i].name;
        customers[i] = segments[i].customers;
        money[i] = segments[i].money;
    }
    if (netmkt_table_new(NULL, count, session->facts.currency_exponent, &counts) != NETMKT_OK ||
        netmkt_table_add(counts, "segment", NETMKT_COLUMN_TEXT, names) != NETMKT_OK ||
        netmkt_table_add(counts, "customers", NETMKT_COLUMN_INT, customers) != NETMKT_OK ||
        netmkt_table_add(counts, "money", NETMKT_COLUMN_MONEY, money) != NETMKT_OK)
        status = fail_library(NULL);
    else {
        printf("RFM as of %s\n\n", moment_text(session, buffer));
        status = show_table(session, counts);
        puts("");
    }
    netmkt_table_free(counts);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_rfm_all(session.store, session.settings, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        status = show_segments(&session, table);
    if (status == STATUS_GOOD)
        status = show_columns(&session, table, columns, sizeof columns / sizeof columns[0], NULL, 0, rows_wanted(&session, ROWS_SHOWN));
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_rfm = {
    .name = "rfm",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS,
    .options = (const struct option[]){{"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       {NULL, NULL, NULL}},
    .brief = "Recency, frequency and money scores of each customer, and segments.",
    .details = "Scores run from 1 to setting rfm.scores (5), the best. Customers alike always get the same score.",
    .run = run,
};
