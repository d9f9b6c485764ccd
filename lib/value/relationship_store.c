/* Relationships with the customers of a store: one, and all. */
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "summary/customers.h"
#include "value/crowd.h"
#include "value/relationship.h"

/* What the reading of every customer needs. */
typedef struct bonds {
    const netmkt_store *store;
    netmkt_context *context;
    netmkt__moment moment;
    netmkt__bond_rules rules;
    uint8_t *counts; /* by kind */
} bonds;

static netmkt_status bonds_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, bonds *out)
{
    uint32_t kinds = netmkt__store_kinds(store);
    netmkt_status status;

    *out = (bonds){.store = store, .context = netmkt__store_context(store)};
    status = netmkt__moment_of(store, settings, as_of_ms, &out->moment);
    if (status != NETMKT_OK)
        return status;
    netmkt__bond_rules_init(&out->rules, settings);
    out->counts = netmkt__alloc(out->context, kinds, 1);
    if (out->counts == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 0; kind < kinds; kind++)
        out->counts[kind] = netmkt__store_weight(store, (netmkt_kind_id)kind) > 0.0;
    return NETMKT_OK;
}

static void bonds_free(bonds *b)
{
    netmkt__free(b->context, b->counts);
    b->counts = NULL;
}

static netmkt_status marks_init(const bonds *b, netmkt__bond_marks *marks)
{
    uint32_t channels = netmkt__store_channels(b->store);

    marks->used = netmkt__calloc(b->context, channels, 2 * sizeof *marks->used);
    marks->permitted = marks->used != NULL ? marks->used + channels : NULL;
    marks->use = marks->permission = 0;
    return marks->used != NULL ? NETMKT_OK : netmkt__nomem();
}

static int64_t since(const netmkt_store *store, netmkt_customer_id customer)
{
    const netmkt__attributes *attributes = &store->records.attributes;
    uint64_t value;

    if (!netmkt__attribute_get(attributes, netmkt__attribute_rank(attributes, NETMKT_ATTRIBUTE_SINCE), customer, &value))
        return INT64_MAX;
    return (int64_t)value > NETMKT_TIME_MIN ? (int64_t)value : NETMKT_TIME_MIN;
}

/* Events up to the moment. */
static void judge(const bonds *b, netmkt_customer_id customer, const netmkt__events *events, netmkt__bond_marks *marks, netmkt_relationship *out)
{
    out->customer = customer;
    netmkt__bond_read(&b->rules, events, b->counts, since(b->store, customer), b->moment.as_of_ms, b->moment.day_offset, marks, out);
    netmkt__bond_rate(&b->rules, out);
}

static netmkt_status get(const netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                         netmkt_relationship *out)
{
    netmkt__scratch scratch = {.context = netmkt__store_context(store)};
    netmkt__bond_marks marks = {.used = NULL};
    netmkt__events events;
    netmkt_status status;
    bonds b;

    if (!netmkt__store_has(store, customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    status = bonds_init(store, settings, as_of_ms, &b);
    if (status == NETMKT_OK)
        status = marks_init(&b, &marks);
    if (status == NETMKT_OK)
        status = netmkt__store_events(store, customer, &scratch, &events);
    if (status == NETMKT_OK) {
        events.n = netmkt__events_until(&events, b.moment.as_of_ms);
        judge(&b, customer, &events, &marks, out);
    }
    netmkt__free(b.context, marks.used);
    bonds_free(&b);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt_relationship_get(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, int64_t as_of_ms,
                                      netmkt_relationship *out)
{
    netmkt_status status;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "relationship of %u bytes, this library knows %zu; set struct_size", out->struct_size,
                            sizeof *out);
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = get(store, settings, customer, as_of_ms, out);
    netmkt__store_read_end(store);
    return status;
}

typedef struct bond_columns {
    const bonds *bonds;
    netmkt__bond_marks *marks; /* one a part of the crowd */
    double *score, *tenure, *rhythm, *reciprocity, *breadth, *answers, *tenure_days, *gap_days, *idle_days, *wait_hours;
    int64_t *acts, *messages, *requests, *channels, *permissions;
    uint8_t *any;
} bond_columns;

static netmkt_status judge_row(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const bond_columns *c = argument;
    size_t row = (size_t)customer - 1;
    netmkt_relationship r;

    if (events->n == 0)
        return NETMKT_OK;
    judge(c->bonds, customer, events, &c->marks[part], &r);
    c->any[row] = 1;
    c->score[row] = r.score;
    c->tenure[row] = r.tenure;
    c->rhythm[row] = r.rhythm;
    c->reciprocity[row] = r.reciprocity;
    c->breadth[row] = r.breadth;
    c->answers[row] = r.answers;
    c->tenure_days[row] = r.tenure_days;
    c->gap_days[row] = r.gap_days;
    c->idle_days[row] = r.idle_days;
    c->wait_hours[row] = r.wait_hours;
    c->acts[row] = (int64_t)r.acts;
    c->messages[row] = (int64_t)r.messages;
    c->requests[row] = (int64_t)r.requests;
    c->channels[row] = r.channels;
    c->permissions[row] = r.permissions;
    return NETMKT_OK;
}

static netmkt_status new_table(const netmkt_store *store, bond_columns *c, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"score", &c->score, NETMKT_COLUMN_REAL, 0},
        {"tenure", &c->tenure, NETMKT_COLUMN_REAL, 0},
        {"rhythm", &c->rhythm, NETMKT_COLUMN_REAL, 0},
        {"reciprocity", &c->reciprocity, NETMKT_COLUMN_REAL, 0},
        {"breadth", &c->breadth, NETMKT_COLUMN_REAL, 0},
        {"answers", &c->answers, NETMKT_COLUMN_REAL, 0},
        {"tenure_days", &c->tenure_days, NETMKT_COLUMN_REAL, 0},
        {"gap_days", &c->gap_days, NETMKT_COLUMN_REAL, 0},
        {"idle_days", &c->idle_days, NETMKT_COLUMN_REAL, 0},
        {"wait_hours", &c->wait_hours, NETMKT_COLUMN_REAL, 0},
        {"acts", &c->acts, NETMKT_COLUMN_INT, 0},
        {"messages", &c->messages, NETMKT_COLUMN_INT, 0},
        {"requests", &c->requests, NETMKT_COLUMN_INT, 0},
        {"channels", &c->channels, NETMKT_COLUMN_INT, 0},
        {"permissions", &c->permissions, NETMKT_COLUMN_INT, 0},
    };
    netmkt_status status = netmkt__customer_table_new(store, out);

    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

static netmkt_status all(const netmkt_store *store, const netmkt_settings *settings, const bonds *b, netmkt_table **out)
{
    size_t parts = netmkt__crowd_parts(store, NETMKT__CROWD_PARTS);
    netmkt__bond_marks marks[NETMKT__CROWD_PARTS];
    bond_columns c = {.bonds = b, .marks = marks};
    netmkt_status status = new_table(store, &c, out);

    memset(marks, 0, sizeof marks);
    for (size_t i = 0; status == NETMKT_OK && i < parts; i++)
        status = marks_init(b, &marks[i]);
    if (status == NETMKT_OK) {
        c.any = netmkt__calloc(b->context, (size_t)netmkt__store_customers(store), 1);
        status = c.any != NULL ? NETMKT_OK : netmkt__nomem();
    }
    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, parts, b->moment.as_of_ms, judge_row, &c);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_end(store, *out, c.any);
    for (size_t i = 0; i < parts; i++)
        netmkt__free(b->context, marks[i].used);
    netmkt__free(b->context, c.any);
    return status;
}

netmkt_status netmkt_relationship_all(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;
    bonds b;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = bonds_init(store, settings, as_of_ms, &b);
    if (status == NETMKT_OK)
        status = all(store, settings, &b, &table);
    bonds_free(&b);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
