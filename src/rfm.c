/* netmkt rfm: recency, frequency and money scores, and their segments. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

static const char *const columns[] = {"customer", "recency_days", "frequency", "money", "r", "f", "m", "segment"};

enum { ROWS_SHOWN = 20, SEGMENTS_MOST = 1001, CUTS_MOST = 9, FILE_MOST = 1 << 20 };

/* Rules of the user's own; NULL and count 0 where the usual ones are wanted. */
struct rules {
    int64_t idle[CUTS_MOST], frequency[CUTS_MOST], money[CUTS_MOST];
    netmkt_rfm_cuts cuts;
    netmkt_rfm_segments *segments;
};

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

/* --NAME A,B,C: up to CUTS_MOST numbers, `money` in whole currency units. */
static int read_cuts(const struct session *session, const char *option, bool money, int64_t *cuts, size_t *count)
{
    const char *text = option_value(session->arguments, option);
    int32_t exponent = money ? session->facts.currency_exponent : 0;

    for (*count = 0; text != NULL; text = *text == ',' ? text + 1 : NULL) {
        size_t length = strcspn(text, ",");
        int32_t rounded = 0;

        if (*count == CUTS_MOST)
            return usage_error(session->arguments->command, "--%s takes at most %d numbers", option, (int)CUTS_MOST);
        if (netmkt_money_parse(text, length, exponent, &cuts[(*count)++], &rounded) != NETMKT_OK || rounded != 0)
            return usage_error(session->arguments->command, "--%s needs numbers such as %s, not \"%.*s\"", option, money ? "50,100,200" : "2,5,10",
                               (int)(length < 40 ? length : 40), text);
        text += length;
    }
    return STATUS_GOOD;
}

static int read_segments(const char *path, netmkt_rfm_segments **out)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(FILE_MOST);
    size_t length = file != NULL && text != NULL ? fread(text, 1, FILE_MOST, file) : 0;
    int status = STATUS_GOOD;

    if (file == NULL || ferror(file))
        status = fail("cannot read %s: %s", path, strerror(errno));
    else if (text == NULL)
        status = fail("out of memory");
    else if (length == FILE_MOST)
        status = fail("%s is too long for a table of segments", path);
    else if (netmkt_rfm_segments_parse(NULL, text, length, out) != NETMKT_OK)
        status = fail_library(path);
    if (file != NULL)
        (void)fclose(file);
    free(text);
    return status;
}

static int read_rules(const struct session *session, struct rules *rules)
{
    const char *path = option_value(session->arguments, "segments");
    size_t idle = 0, frequency = 0, money = 0;
    int status = read_cuts(session, "recency-cuts", false, rules->idle, &idle);

    if (status == STATUS_GOOD)
        status = read_cuts(session, "frequency-cuts", false, rules->frequency, &frequency);
    if (status == STATUS_GOOD)
        status = read_cuts(session, "money-cuts", true, rules->money, &money);
    if (status == STATUS_GOOD && (idle != frequency || idle != money))
        status = usage_error(session->arguments->command, "--recency-cuts, --frequency-cuts and --money-cuts need as many numbers each");
    if (status != STATUS_GOOD)
        return status;
    rules->cuts = (netmkt_rfm_cuts){sizeof rules->cuts, (uint32_t)idle, rules->idle, rules->frequency, rules->money};
    return path != NULL ? read_segments(path, &rules->segments) : STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct rules rules = {.segments = NULL};
    netmkt_table *table = NULL;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD)
        status = read_rules(&session, &rules);
    if (status == STATUS_GOOD && netmkt_rfm_by_rules(session.store, session.settings, rules.cuts.count > 0 ? &rules.cuts : NULL, rules.segments,
                                                     session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT)
        status = show_segments(&session, table);
    if (status == STATUS_GOOD)
        status = show_columns(&session, table, columns, sizeof columns / sizeof columns[0], NULL, 0, rows_wanted(&session, ROWS_SHOWN));
    netmkt_table_free(table);
    netmkt_rfm_segments_free(rules.segments);
    session_close(&session);
    return status;
}

const struct command command_rfm = {
    .name = "rfm",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"recency-cuts", "LIST", "Days since the last purchase that cut the scores, such as 30,90,180,365."},
                                       {"frequency-cuts", "LIST", "Purchase days from which the next score begins, such as 2,3,5,10."},
                                       {"money-cuts", "LIST", "Sums from which the next score begins, such as 50,100,200,500."},
                                       {"segments", "FILE", "Segments of your own: lines of R, F and M ranges and a name, as 4-5 4-5 * loyal."},
                                       {"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       {NULL, NULL, NULL}},
    .brief = "Recency, frequency and money scores of each customer, and segments.",
    .details = "Scores run from 1 to setting rfm.scores (5), the best, by rank or, with cuts, by given cut points.\n"
               "Customers alike always get the same score.",
    .run = run,
};
