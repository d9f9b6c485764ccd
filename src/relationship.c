/* netmkt relationship: how close the relationship with each customer is, and his attention. */
#include <stdlib.h>

#include "commands.h"
#include "common.h"
#include "lists.h"

enum { ROWS_SHOWN = 20 };

enum answer { SCORE, ATTENTION, CHANNELS };

static const char *const answers[] = {"score", "attention", "channels"};
static const char *const brief[] = {"customer", "score", "tenure", "rhythm", "reciprocity", "breadth", "answers"};
static const char *const full[] = {"customer",    "score",    "tenure",    "rhythm",     "reciprocity", "breadth",  "answers",  "tenure_days",
                                   "gap_days",    "idle_days", "wait_hours", "acts",     "messages",    "requests", "channels", "permissions"};
static const char *const attention[] = {"customer", "attention", "share", "events", "last"};

/* Customers, as text those of the highest figure first. */
static int show_customers(const struct session *session, const netmkt_table *table, const char *figure, const char *const *columns, size_t count)
{
    uint64_t *rows = NULL;
    int status;

    if (session->format == NETMKT_FORMAT_TEXT) {
        rows = rows_by(table, figure);
        if (rows == NULL)
            return STATUS_FAILED;
    }
    status = show_columns(session, table, columns, count, rows, netmkt_table_rows(table), rows_wanted(session, ROWS_SHOWN));
    free(rows);
    return status;
}

static int show_all(const struct session *session, enum answer answer)
{
    bool text = session->format == NETMKT_FORMAT_TEXT;
    netmkt_table *table = NULL;
    netmkt_status made;
    int status;

    if (answer == ATTENTION)
        made = netmkt_attention_all(session->store, session->settings, session->as_of, &table);
    else if (answer == CHANNELS)
        made = netmkt_attention_channels(session->store, session->settings, 0, session->as_of, &table);
    else
        made = netmkt_relationship_all(session->store, session->settings, session->as_of, &table);
    if (made != NETMKT_OK)
        return fail_library(NULL);
    if (answer == ATTENTION)
        status = show_customers(session, table, "attention", attention, sizeof attention / sizeof attention[0]);
    else if (answer == CHANNELS)
        status = show_table(session, table);
    else
        status = show_customers(session, table, "score", text ? brief : full, text ? sizeof brief / sizeof brief[0] : sizeof full / sizeof full[0]);
    netmkt_table_free(table);
    return status;
}

/* One customer as csv and json: his row of the table of all would cost a look at all. */
static int show_row(const struct session *session, const netmkt_relationship *r, const char *key)
{
    const double reals[] = {r->score, r->tenure, r->rhythm, r->reciprocity, r->breadth, r->answers, r->tenure_days, r->gap_days, r->idle_days, r->wait_hours};
    const int64_t counts[] = {(int64_t)r->acts, (int64_t)r->messages, (int64_t)r->requests, r->channels, r->permissions};
    enum { REALS = sizeof reals / sizeof reals[0], COUNTS = sizeof counts / sizeof counts[0] };
    netmkt_table *table = NULL;
    netmkt_status made = netmkt_table_new(NULL, 1, 0, &table);
    int status;

    if (made == NETMKT_OK)
        made = netmkt_table_add(table, "customer", NETMKT_COLUMN_TEXT, &key);
    for (size_t i = 0; made == NETMKT_OK && i < REALS; i++)
        made = netmkt_table_add(table, full[1 + i], NETMKT_COLUMN_REAL, &reals[i]);
    for (size_t i = 0; made == NETMKT_OK && i < COUNTS; i++)
        made = netmkt_table_add(table, full[1 + REALS + i], NETMKT_COLUMN_INT, &counts[i]);
    status = made == NETMKT_OK ? show_table(session, table) : fail_library(NULL);
    netmkt_table_free(table);
    return status;
}

static int show_one(const struct session *session, const char *key, enum answer answer)
{
    netmkt_relationship r = {.struct_size = sizeof r};
    netmkt_customer_id customer;
    netmkt_table *channels = NULL;
    char words[1024];
    int status = STATUS_FAILED;

    if (netmkt_customer_find(session->store, key, &customer) != NETMKT_OK ||
        netmkt_relationship_get(session->store, session->settings, customer, session->as_of, &r) != NETMKT_OK ||
        netmkt_relationship_explain(&r, session->settings, words, sizeof words, NULL) != NETMKT_OK ||
        netmkt_attention_channels(session->store, session->settings, customer, session->as_of, &channels) != NETMKT_OK)
        return fail_library(NULL);
    if (answer == CHANNELS) {
        status = show_table(session, channels);
    } else if (session->format != NETMKT_FORMAT_TEXT) {
        status = show_row(session, &r, key);
    } else {
        double sum = 0.0;

        (void)netmkt_attention_get(session->store, session->settings, customer, session->as_of, &sum);
        printf("%s\nattention %.2f\n\n", words, sum);
        status = show_table(session, channels);
    }
    netmkt_table_free(channels);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    size_t answer = SCORE;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = setting_option(&session, "half-life", "attention.half_life_days");
    if (status == STATUS_GOOD && option_given(arguments, "show") &&
        !read_choice(arguments, "show", answers, sizeof answers / sizeof answers[0], &answer))
        status = STATUS_USAGE;
    if (status == STATUS_GOOD && arguments->operand_count > 1 && answer == ATTENTION)
        status = usage_error(arguments->command, "--show attention is of all customers; one customer's answer has it in any case");
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = arguments->operand_count > 1 ? show_one(&session, arguments->operands[1], (enum answer)answer)
                                              : show_all(&session, (enum answer)answer);
    session_close(&session);
    return status;
}

const struct command command_relationship = {
    .name = "relationship",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"show", "score|attention|channels", "What is shown; default score. channels: attention by channel."},
                                       {"half-life", "DAYS", "Days after which attention has halved; default 30."},
                                       {"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       {NULL, NULL, NULL}},
    .brief = "How close the relationship with each customer is, and his attention.",
    .details = "The score of 0 to 100 is the mean of tenure, rhythm kept, reciprocity, breadth of channels and permissions,\n"
               "and speed of answers. With KEY one customer, explained. As text the highest come first.",
    .run = run,
};
