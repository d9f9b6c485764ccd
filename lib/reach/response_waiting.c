/* Who waits now: the open requests, longest first. */
#include <stdlib.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "reach/response_time.h"

#define HOUR_MS 3600000.0

typedef struct columns {
    int64_t *id, *since, *late;
    const char **customer, **kind, **channel;
    double *waited;
} columns;

static int longest_first(const void *a, const void *b)
{
    const netmkt__request *x = a, *y = b;

    if (x->wait_ms != y->wait_ms)
        return x->wait_ms > y->wait_ms ? -1 : 1;
    if (x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->channel > y->channel) - (x->channel < y->channel);
}

/* The open ones to the front, in their order. */
static size_t keep_open(netmkt__requests *requests)
{
    size_t n = 0;

    for (size_t i = 0; i < requests->n; i++)
        if (!requests->list[i].answered)
            requests->list[n++] = requests->list[i];
    if (n > 1)
        qsort(requests->list, n, sizeof *requests->list, longest_first);
    return n;
}

static netmkt_status copy(netmkt_table *table, const char *text, const char **to)
{
    *to = netmkt__table_copy(table, text, strlen(text));
    return *to != NULL ? NETMKT_OK : netmkt__nomem();
}

static netmkt_status fill_row(const netmkt_store *store, const netmkt__requests *requests, netmkt_table *table, const columns *c, size_t row)
{
    const netmkt__request *r = &requests->list[row];
    size_t length;
    netmkt_status status = copy(table, netmkt__store_key(store, r->customer, &length), &c->customer[row]);

    c->id[row] = (int64_t)r->customer;
    c->since[row] = r->time_ms;
    c->waited[row] = (double)r->wait_ms / HOUR_MS;
    c->late[row] = r->wait_ms > requests->target_ms;
    if (status == NETMKT_OK)
        status = copy(table, netmkt__store_kind_name(store, r->kind), &c->kind[row]);
    if (status == NETMKT_OK)
        status = copy(table, netmkt__store_channel_name(store, r->channel), &c->channel[row]);
    return status;
}

static netmkt_status make_table(const netmkt_store *store, netmkt__requests *requests, netmkt_table **out)
{
    columns c;
    const netmkt__column_plan plan[] = {
        {"id", &c.id, NETMKT_COLUMN_INT, 0},         {"customer", &c.customer, NETMKT_COLUMN_TEXT, 0},
        {"kind", &c.kind, NETMKT_COLUMN_TEXT, 0},    {"channel", &c.channel, NETMKT_COLUMN_TEXT, 0},
        {"since", &c.since, NETMKT_COLUMN_TIME, 0},  {"waited_hours", &c.waited, NETMKT_COLUMN_REAL, 0},
        {"late", &c.late, NETMKT_COLUMN_INT, 0},
    };
    size_t rows = keep_open(requests);
    netmkt_status status = netmkt__table_new(requests->context, rows, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t row = 0; row < rows && status == NETMKT_OK; row++)
        status = fill_row(store, requests, *out, &c, row);
    return status;
}

netmkt_status netmkt_response_waiting(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt__requests requests = {.list = NULL};
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__requests_read(store, settings, as_of_ms, &requests);
    if (status == NETMKT_OK)
        status = make_table(store, &requests, &table);
    netmkt__requests_free(&requests);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
