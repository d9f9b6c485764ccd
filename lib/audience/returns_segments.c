/* Returns of each saved segment: those of its members alone, a segment after the other. */
#include <netmkt/returns.h>
#include <netmkt/segment.h>

#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/view.h"

typedef struct question {
    netmkt_store *store;
    const netmkt_settings *settings;
    int32_t model;
    int64_t from_ms, as_of_ms;
} question;

/* Settings about an expression's members alone: found by the caller's own settings, since a copy has not what is attached to them, such as rules of readiness. */
static netmkt_status limit(const question *q, const char *expression, netmkt_settings **out)
{
    netmkt_context *context = netmkt__store_context(q->store);
    netmkt_segment *segment = NULL;
    netmkt_customer_id *ids = NULL;
    uint64_t customers = 0;
    size_t members = 0;
    netmkt_status status = netmkt_segment_parse(q->store, expression, &segment, NULL);

    if (status == NETMKT_OK)
        status = netmkt_customer_count(q->store, &customers);
    if (status == NETMKT_OK) {
        ids = netmkt__alloc(context, (size_t)customers + 1, sizeof *ids);
        status = ids != NULL ? netmkt_segment_ids(q->store, segment, q->settings, q->as_of_ms, (size_t)customers, ids, &members) : netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = netmkt__settings_copy(q->settings, context, out);
    if (status == NETMKT_OK)
        status = netmkt_settings_set_customers(*out, ids, members);
    netmkt__free(context, ids);
    netmkt_segment_free(segment);
    return status;
}

/* The returns of all members of an expression, or (NULL) of everybody asked about. */
static netmkt_status ask(const question *q, const char *expression, netmkt_table **out)
{
    netmkt_settings *limited = NULL;
    netmkt_status status = expression != NULL ? limit(q, expression, &limited) : NETMKT_OK;

    if (status == NETMKT_OK)
        status = netmkt_returns(q->store, limited != NULL ? limited : q->settings, q->model, NETMKT_RETURNS_BY_CHANNEL, q->from_ms, q->as_of_ms, out);
    netmkt_settings_free(limited);
    return status;
}

/* The columns of a table of returns, for so many rows. */
static netmkt_status like(const netmkt_table *pattern, netmkt_context *context, size_t rows, netmkt_table **out)
{
    netmkt_status status = netmkt__table_new(context, rows, 0, out);

    for (size_t c = 0; c < netmkt_table_columns(pattern) && status == NETMKT_OK; c++) {
        const char *name = netmkt_table_column_name(pattern, c);
        const void *values;
        int32_t type;
        void *cells;

        status = netmkt_table_column(pattern, name, &type, &values);
        if (status == NETMKT_OK)
            status = netmkt__table_add(*out, name, type, &cells);
    }
    return status;
}

/* The last row of `from`, of all, as row `row`, under a name. */
static netmkt_status take_all(netmkt_table *table, size_t row, const char *name, const netmkt_table *from)
{
    size_t last = netmkt_table_rows(from) - 1;

    for (size_t c = 0; c < netmkt_table_columns(table); c++) {
        const void *values;
        char *cells; /* texts, whole numbers and real ones are all of 8 bytes */
        int32_t type;
        netmkt_status status = netmkt_table_column(from, netmkt_table_column_name(table, c), &type, &values);

        if (status != NETMKT_OK)
            return status;
        netmkt__table_cells(table, c, &cells);
        if (type == NETMKT_COLUMN_TEXT) {
            const char *copy = netmkt__table_copy(table, name, strlen(name));

            if (copy == NULL)
                return netmkt__nomem();
            memcpy(cells + row * sizeof copy, &copy, sizeof copy);
        } else {
            memcpy(cells + row * 8, (const char *)values + last * 8, 8);
        }
    }
    return NETMKT_OK;
}

static netmkt_status answer(const question *q, const netmkt_table *segments, netmkt_table **out)
{
    size_t n = netmkt_table_rows(segments);
    netmkt_table *everybody = NULL;
    const void *names, *expressions;
    netmkt_status status = netmkt_table_column(segments, "name", NULL, &names);

    if (status == NETMKT_OK)
        status = netmkt_table_column(segments, "expression", NULL, &expressions);
    if (status == NETMKT_OK)
        status = ask(q, NULL, &everybody);
    if (status == NETMKT_OK)
        status = like(everybody, netmkt__store_context(q->store), n + 1, out);
    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        const char *name = ((const char *const *)names)[i];
        netmkt_table *members = NULL;

        status = ask(q, ((const char *const *)expressions)[i], &members);
        if (status == NETMKT_OK)
            status = take_all(*out, i, name, members);
        else
            (void)netmkt__prefix(status, "segment %s: ", name);
        netmkt_table_free(members);
    }
    if (status == NETMKT_OK)
        status = take_all(*out, n, "all", everybody);
    netmkt_table_free(everybody);
    return status;
}

netmkt_status netmkt_returns_by_segment(netmkt_store *store, const netmkt_settings *settings, int32_t model, int64_t from_ms, int64_t as_of_ms,
                                        netmkt_table **out)
{
    const question q = {store, settings, model, from_ms, as_of_ms};
    netmkt_table *segments = NULL, *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt_segment_list(store, &segments);
    if (status == NETMKT_OK)
        status = answer(&q, segments, &table);
    netmkt_table_free(segments);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    *out = table;
    return NETMKT_OK;
}
