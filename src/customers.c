/* netmkt customers: the list of all customers with their activity. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

enum { ROWS_SHOWN = 20, KEY_MOST = 256 };

/* Columns under way; the keys lie one behind the other in `bytes`, row i's at offset[i]. */
struct list {
    size_t rows, used, capacity;
    char *bytes;
    size_t *offset;
    const char **key;
    int64_t *first, *last, *events, *orders, *revenue;
};

static void list_free(struct list *list)
{
    free(list->bytes);
    free(list->offset);
    free(list->key);
    free(list->first);
    free(list->last);
    free(list->events);
    free(list->orders);
    free(list->revenue);
}

static bool list_alloc(struct list *list, size_t n)
{
    list->offset = malloc(n * sizeof *list->offset);
    list->key = malloc(n * sizeof *list->key);
    list->first = malloc(n * sizeof *list->first);
    list->last = malloc(n * sizeof *list->last);
    list->events = malloc(n * sizeof *list->events);
    list->orders = malloc(n * sizeof *list->orders);
    list->revenue = malloc(n * sizeof *list->revenue);
    return list->offset != NULL && list->key != NULL && list->first != NULL && list->last != NULL && list->events != NULL &&
           list->orders != NULL && list->revenue != NULL;
}

static int list_add(struct list *list, const struct session *session, netmkt_customer_id customer)
{
    netmkt_summary summary = {.struct_size = sizeof summary};
    size_t i = list->rows, length = 0;
    netmkt_status found;

    if (list->capacity - list->used < KEY_MOST) {
        size_t capacity = list->capacity * 2 + 64 * KEY_MOST;
        char *bytes = realloc(list->bytes, capacity);

        if (bytes == NULL)
            return fail("out of memory");
        list->bytes = bytes;
        list->capacity = capacity;
    }
    found = netmkt_customer_key(session->store, customer, list->bytes + list->used, KEY_MOST, &length);
    if (found == NETMKT_E_NOT_FOUND)
        return STATUS_GOOD; /* erased, or merged into another */
    if (found != NETMKT_OK || netmkt_summary_get(session->store, session->settings, customer, session->as_of, &summary) != NETMKT_OK)
        return fail_library(NULL);
    list->offset[i] = list->used;
    list->used += length + 1;
    list->first[i] = summary.first_event_ms;
    list->last[i] = summary.last_event_ms;
    list->events[i] = (int64_t)summary.events;
    list->orders[i] = (int64_t)summary.orders;
    list->revenue[i] = summary.revenue;
    list->rows++;
    return STATUS_GOOD;
}

static int list_show(struct list *list, const struct session *session)
{
    netmkt_table *table = NULL;
    int status;

    for (size_t i = 0; i < list->rows; i++)
        list->key[i] = list->bytes + list->offset[i];
    if (netmkt_table_new(NULL, list->rows, session->facts.currency_exponent, &table) != NETMKT_OK ||
        netmkt_table_add(table, "customer", NETMKT_COLUMN_TEXT, list->key) != NETMKT_OK ||
        netmkt_table_add(table, "first", NETMKT_COLUMN_TIME, list->first) != NETMKT_OK ||
        netmkt_table_add(table, "last", NETMKT_COLUMN_TIME, list->last) != NETMKT_OK ||
        netmkt_table_add(table, "events", NETMKT_COLUMN_INT, list->events) != NETMKT_OK ||
        netmkt_table_add(table, "orders", NETMKT_COLUMN_INT, list->orders) != NETMKT_OK ||
        netmkt_table_add(table, "revenue", NETMKT_COLUMN_MONEY, list->revenue) != NETMKT_OK)
        status = fail_library(NULL);
    else
        status = show_columns(session, table, NULL, 0, NULL, 0, rows_wanted(session, ROWS_SHOWN));
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct list list = {0};
    uint64_t count = 0;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_customer_count(session.store, &count) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && !list_alloc(&list, (size_t)count + 1))
        status = fail("out of memory for %llu customers", (unsigned long long)count);
    for (netmkt_customer_id id = 1; id <= count && status == STATUS_GOOD; id++)
        if (netmkt_settings_asks_about(session.settings, id))
            status = list_add(&list, &session, id);
    if (status == STATUS_GOOD)
        status = list_show(&list, &session);
    list_free(&list);
    session_close(&session);
    return status;
}

const struct command command_customers = {
    .name = "customers",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SEGMENT | SHARE_SETTINGS,
    .options = (const struct option[]){{"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N customers."},
                                       {NULL, NULL, NULL}},
    .brief = "List the customers: first and last event, events, orders, revenue.",
    .run = run,
};
