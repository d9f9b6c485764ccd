/* From rows to facts. Customers are added in the order of rows, so that their ids depend neither on the number of threads
 * nor on how the file was cut. */
#include "io/apply.h"

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"

#define MOST_NAME 255
#define MOST_TEXT 4095

void netmkt__applying_free(netmkt__applying *applying)
{
    netmkt__orders_free(&applying->orders);
    netmkt__problems_free(&applying->problems);
    netmkt__free(applying->context, applying->seen);
    netmkt__free(applying->context, applying->keys);
    netmkt__free(applying->context, applying->offsets);
    netmkt__free(applying->context, applying->ids);
}

/* A row that turned out bad is marked, and dropped later. */
static void mark_dropped(netmkt__batch *batch, size_t row)
{
    batch->key_length[row] = 0;
}

static int is_dropped(const netmkt__batch *batch, size_t row)
{
    return batch->key_length[row] == 0;
}

/* Add a name to the store. */
static netmkt_status define(netmkt_store *store, uint32_t field, const char *name, uint32_t *out)
{
    uint16_t id = 0;
    netmkt_offer offer;
    netmkt_kind kind;
    netmkt_status status;

    switch (field) {
    case NETMKT__FIELD_KIND:
        netmkt_kind_init(&kind);
        status = netmkt_kind_define(store, name, &kind, &id);
        *out = id;
        return status;
    case NETMKT__FIELD_CHANNEL:
        status = netmkt_channel_define(store, name, 0, &id);
        *out = id;
        return status;
    case NETMKT__FIELD_CAMPAIGN:
        return netmkt_campaign_put(store, name, NULL, NULL, 0, NULL, NULL, out);
    default:
        netmkt_offer_init(&offer);
        return netmkt_offer_put(store, name, &offer, out);
    }
}

static netmkt__glossary *glossary_of(netmkt__reading *reading, uint32_t field)
{
    switch (field) {
    case NETMKT__FIELD_KIND: return &reading->kinds;
    case NETMKT__FIELD_CHANNEL: return &reading->channels;
    case NETMKT__FIELD_CAMPAIGN: return &reading->campaigns;
    default: return &reading->offers;
    }
}

static void set_number(netmkt__batch *batch, const netmkt__unknown *unknown, uint32_t number)
{
    switch (unknown->field) {
    case NETMKT__FIELD_KIND: batch->kind[unknown->row] = (uint16_t)number; break;
    case NETMKT__FIELD_CHANNEL: batch->channel[unknown->row] = (uint16_t)number; break;
    case NETMKT__FIELD_CAMPAIGN: batch->campaign[unknown->row] = number; break;
    default: batch->offer[unknown->row] = number; break;
    }
}

static netmkt_status resolve_one(netmkt__applying *a, netmkt__batch *batch, const netmkt__unknown *unknown)
{
    netmkt__glossary *glossary = glossary_of(a->reading, unknown->field);
    uint32_t number = netmkt__glossary_get(glossary, unknown->text, unknown->length);
    netmkt_status status = NETMKT_OK;
    char name[MOST_NAME + 1];

    if (number == NETMKT__MEANS_NOTHING) {
        memcpy(name, unknown->text, unknown->length);
        name[unknown->length] = '\0';
        status = define(a->reading->store, unknown->field, name, &number);
        if (status == NETMKT_E_INVALID) /* a name that the store does not allow: the file's fault, not the caller's */
            status = NETMKT_E_FORMAT;
        if (status == NETMKT_OK)
            status = netmkt__glossary_set(glossary, unknown->text, unknown->length, number, 0);
    }
    if (status == NETMKT_OK)
        set_number(batch, unknown, number);
    return status;
}

/* Drop the marked rows. */
static void compact(netmkt__batch *batch, const netmkt__mapping *mapping)
{
    size_t kept = 0;

    for (size_t row = 0; row < batch->rows; row++) {
        if (is_dropped(batch, row))
            continue;
        if (kept < row)
            netmkt__batch_copy_row(batch, mapping, kept, row);
        kept++;
    }
    batch->rows = kept;
}

/* Names that the store gets to know now; a row with an impossible one is bad. */
static netmkt_status resolve_names(netmkt__applying *a, netmkt__batch *batch)
{
    const netmkt__mapping *mapping = &a->reading->mapping;
    netmkt_status status = NETMKT_OK;
    int dropped = 0;

    for (size_t i = 0; i < batch->unknown_count && status == NETMKT_OK; i++) {
        const netmkt__unknown *unknown = &batch->unknown[i];

        if (is_dropped(batch, unknown->row))
            continue;
        status = resolve_one(a, batch, unknown);
        if (status == NETMKT_OK)
            continue;
        status = netmkt__rows_bad(a->reading, batch, batch->line[unknown->row], status, mapping->names[mapping->places[unknown->field].column]);
        mark_dropped(batch, unknown->row);
        dropped = 1;
    }
    if (dropped && status == NETMKT_OK)
        compact(batch, mapping);
    return status;
}

/* Add the customers that are not in the store, and fill in their ids. */
static netmkt_status put_customers(netmkt__applying *a, netmkt__batch *batch)
{
    netmkt_status status = NETMKT_OK;
    size_t n = 0, size = 0, next = 0;

    for (size_t row = 0; row < batch->rows; row++) {
        if (batch->customer[row] == 0) {
            n++;
            size += batch->key_length[row];
        }
    }
    if (n == 0)
        return NETMKT_OK;
    if ((status = netmkt__grow(a->context, &a->keys, &a->keys_capacity, size, 1)) != NETMKT_OK ||
        (status = netmkt__grow(a->context, &a->offsets, &a->offsets_capacity, n + 1, sizeof *a->offsets)) != NETMKT_OK ||
        (status = netmkt__grow(a->context, &a->ids, &a->ids_capacity, n, sizeof *a->ids)) != NETMKT_OK)
        return status;
    a->offsets[0] = 0;
    for (size_t row = 0; row < batch->rows; row++) {
        if (batch->customer[row] != 0)
            continue;
        memcpy(a->keys + a->offsets[next], batch->key[row], batch->key_length[row]);
        a->offsets[next + 1] = a->offsets[next] + batch->key_length[row];
        next++;
    }
    status = netmkt_customer_put_many(a->reading->store, n, a->keys, a->offsets, a->ids);
    next = 0;
    for (size_t row = 0; row < batch->rows && status == NETMKT_OK; row++)
        if (batch->customer[row] == 0)
            batch->customer[row] = a->ids[next++];
    return status;
}

netmkt_status netmkt__apply_seen(netmkt__applying *a, netmkt_customer_id customer)
{
    size_t word = (size_t)(customer >> 6);
    uint64_t bit = UINT64_C(1) << (customer & 63);

    if (word >= a->seen_capacity) {
        size_t before = a->seen_capacity;
        netmkt_status status = netmkt__grow(a->context, &a->seen, &a->seen_capacity, word + 1, sizeof *a->seen);

        if (status != NETMKT_OK)
            return status;
        memset(a->seen + before, 0, (a->seen_capacity - before) * sizeof *a->seen);
    }
    a->report.customers += (a->seen[word] & bit) == 0;
    a->seen[word] |= bit;
    return NETMKT_OK;
}

netmkt_status netmkt__apply_attribute(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int32_t type,
                                      const netmkt__cell *cell)
{
    char text[MOST_TEXT + 1], before[MOST_TEXT + 1];
    size_t length = type == NETMKT_TYPE_TEXT ? (size_t)cell->value.whole : 0;
    size_t length_before;
    int64_t whole;
    double real;

    if (type == NETMKT_TYPE_REAL)
        return netmkt_customer_get_real(store, customer, attribute, &real) == NETMKT_OK && memcmp(&real, &cell->value.real, sizeof real) == 0
                   ? NETMKT_OK : netmkt_customer_set_real(store, customer, attribute, cell->value.real);
    if (type != NETMKT_TYPE_TEXT)
        return netmkt_customer_get_int(store, customer, attribute, &whole) == NETMKT_OK && whole == cell->value.whole
                   ? NETMKT_OK : netmkt_customer_set_int(store, customer, attribute, cell->value.whole);
    if (netmkt_customer_get_text(store, customer, attribute, before, sizeof before, &length_before) == NETMKT_OK && length_before == length &&
        memcmp(before, cell->text, length) == 0)
        return NETMKT_OK;
    memcpy(text, cell->text, length);
    text[length] = '\0';
    return netmkt_customer_set_text(store, customer, attribute, text);
}

static netmkt_status set_attributes(netmkt__applying *a, netmkt__batch *batch)
{
    const netmkt__mapping *mapping = &a->reading->mapping;
    netmkt_status status = NETMKT_OK;
    int dropped = 0;

    for (size_t row = 0; row < batch->rows && status == NETMKT_OK; row++) {
        for (size_t i = 0; i < mapping->attribute_count && status == NETMKT_OK && !is_dropped(batch, row); i++) {
            const netmkt__attribute_place *place = &mapping->attributes[i];
            const netmkt__cell *cell = &batch->cells[row * mapping->attribute_count + i];

            if (cell->text == NULL)
                continue;
            status = netmkt__apply_attribute(a->reading->store, batch->customer[row], place->id, place->type, cell);
            if (status == NETMKT_OK)
                continue;
            status = netmkt__rows_bad(a->reading, batch, batch->line[row], status, mapping->names[place->column]);
            mark_dropped(batch, row);
            dropped = 1;
        }
    }
    if (dropped && status == NETMKT_OK)
        compact(batch, mapping);
    return status;
}

/* Lines of orders go to their orders; the other rows move together. */
static netmkt_status take_orders(netmkt__applying *a, netmkt__batch *batch)
{
    const netmkt__mapping *mapping = &a->reading->mapping;
    netmkt_status status = NETMKT_OK;
    size_t kept = 0;

    for (size_t row = 0; row < batch->rows && status == NETMKT_OK; row++) {
        if (batch->order_length[row] == 0) {
            if (kept < row)
                netmkt__batch_copy_row(batch, mapping, kept, row);
            kept++;
            continue;
        }
        status = netmkt__orders_add(&a->orders, batch, row);
        if (status != NETMKT_OK)
            status = netmkt__rows_bad(a->reading, batch, batch->line[row], status,
                                      mapping->names[mapping->places[NETMKT__FIELD_ORDER].column]);
    }
    if (status == NETMKT_OK)
        batch->rows = kept;
    return status;
}

static netmkt_status append(netmkt__applying *a, const netmkt__batch *b, size_t from, size_t n, uint64_t *count)
{
    size_t added = 0;
    netmkt_status status = netmkt_event_append_columns(
        a->reading->store, n, b->customer + from, b->time_ms + from, b->kind + from, b->channel != NULL ? b->channel + from : NULL,
        b->amount != NULL ? b->amount + from : NULL, b->cost != NULL ? b->cost + from : NULL, b->campaign != NULL ? b->campaign + from : NULL,
        b->offer != NULL ? b->offer + from : NULL, b->variant != NULL ? b->variant + from : NULL,
        b->initiator != NULL ? b->initiator + from : NULL, b->rating != NULL ? b->rating + from : NULL,
        b->reference != NULL ? b->reference + 2 * from : NULL, &added);

    *count += added;
    a->report.events += added;
    a->report.repeated += n - added;
    return status;
}

/* Without references every row is new. With them, orders and returns go in runs of their own, so that it is known how
 * many of them were new. */
static netmkt_status append_events(netmkt__applying *a, const netmkt__batch *batch)
{
    netmkt_status status = NETMKT_OK;
    uint64_t others = 0;

    if (batch->reference == NULL) {
        if (batch->rows > 0)
            status = append(a, batch, 0, batch->rows, &others);
        for (size_t row = 0; row < batch->rows; row++) {
            a->report.orders += batch->kind[row] == NETMKT_KIND_ORDER;
            a->report.returns += batch->kind[row] == NETMKT_KIND_RETURN;
        }
        return status;
    }
    for (size_t from = 0, to; from < batch->rows && status == NETMKT_OK; from = to) {
        uint16_t kind = batch->kind[from];
        int counted = kind == NETMKT_KIND_ORDER || kind == NETMKT_KIND_RETURN;

        for (to = from + 1; to < batch->rows; to++)
            if (counted ? batch->kind[to] != kind : batch->kind[to] == NETMKT_KIND_ORDER || batch->kind[to] == NETMKT_KIND_RETURN)
                break;
        status = append(a, batch, from, to - from,
                        kind == NETMKT_KIND_ORDER ? &a->report.orders : kind == NETMKT_KIND_RETURN ? &a->report.returns : &others);
    }
    return status;
}

static netmkt_status apply_rows(netmkt__applying *a, netmkt__batch *batch)
{
    netmkt_status status = put_customers(a, batch);

    for (size_t row = 0; row < batch->rows && status == NETMKT_OK; row++)
        status = netmkt__apply_seen(a, batch->customer[row]);
    if (status == NETMKT_OK && batch->cells != NULL)
        status = set_attributes(a, batch);
    if (status == NETMKT_OK && batch->order != NULL)
        status = take_orders(a, batch);
    if (status == NETMKT_OK)
        status = append_events(a, batch);
    return status;
}

netmkt_status netmkt__apply_names(netmkt__applying *a, netmkt__batch *batch)
{
    batch->read = batch->status;
    batch->named = resolve_names(a, batch);
    return batch->named;
}

netmkt_status netmkt__apply(netmkt__applying *a, netmkt__batch *batch)
{
    netmkt_status status = batch->named;

    if (status == NETMKT_OK)
        status = apply_rows(a, batch);
    if (status == NETMKT_OK)
        status = batch->read;
    if (status != NETMKT_OK && status == batch->status)
        return netmkt__fail(status, "line %llu%s%s", (unsigned long long)(a->line + batch->failed_line + 1),
                            strncmp(batch->message, "column ", 7) == 0 ? ", " : ": ", batch->message);
    if (status == NETMKT_OK)
        status = netmkt__problems_move(&a->problems, &batch->problems, a->line + 1);
    a->report.rows += batch->rows_read;
    a->report.left_out += batch->left_out;
    a->report.skipped += batch->skipped;
    a->report.without_customer += batch->without_customer;
    a->report.rounded += batch->rounded;
    a->line += batch->lines;
    return status;
}
