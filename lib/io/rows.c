/* The loop over the rows of a piece: what a row is, its names, its customer and what is known of him. */
#include "io/row.h"

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/text.h"
#include "io/records.h"

#define MOST_KEY 255     /* bytes of a customer's key */
#define MOST_NAME 255    /* bytes of a campaign's or an offer's name */
#define MOST_OFFSET 1439 /* minutes */
#define ROW_OUT 1        /* of a kind that is left out; not a netmkt_status of its own */

/* A row ends the batch, and the import. */
static netmkt_status end_batch(netmkt__batch *batch, uint32_t line, netmkt_status failure, const char *message)
{
    batch->status = failure;
    batch->failed_line = line;
    (void)snprintf(batch->message, sizeof batch->message, "%s", message);
    return failure;
}

netmkt_status netmkt__rows_redact(const netmkt__reading *reading, const netmkt__attribute_place *place, netmkt_status failure)
{
    if (failure >= NETMKT_OK || failure == NETMKT_E_NOMEM || place->personal != NETMKT_PERSONAL_YES ||
        (reading->options.flags & NETMKT_IMPORT_PERSONAL) != 0)
        return failure;
    return netmkt__fail(failure, "the personal value, which is not shown, is not of type %s, or out of its range", netmkt__type_name(place->type));
}

netmkt_status netmkt__rows_bad(const netmkt__reading *reading, netmkt__batch *batch, uint32_t line, netmkt_status failure, const char *column)
{
    char message[512];

    if (failure == NETMKT_E_NOMEM)
        return failure;
    if (column != NULL)
        (void)snprintf(message, sizeof message, "column %.64s: %s", column, netmkt_last_error());
    else
        (void)snprintf(message, sizeof message, "%s", netmkt_last_error());
    if ((reading->options.flags & NETMKT_IMPORT_SKIP) == 0)
        return end_batch(batch, line, failure, message);
    batch->skipped++;
    return netmkt__problems_add(&batch->problems, line, message);
}

static netmkt_status unknown_name(netmkt__row *r, uint32_t field, const netmkt__csv_field *cell)
{
    netmkt__batch *b = r->batch;
    netmkt_status status;
    char name[MOST_NAME + 1];
    uint16_t id;

    if (cell->length > MOST_NAME)
        return netmkt__fail(NETMKT_E_FORMAT, "a name of %u bytes; at most %d are allowed", cell->length, MOST_NAME);
    memcpy(name, cell->text, cell->length);
    name[cell->length] = '\0';
    if ((r->reading->options.flags & NETMKT_IMPORT_REGISTER) == 0) { /* fails, with the nearest name in the message */
        if (field == NETMKT__FIELD_KIND && (status = netmkt_kind_by_name(r->reading->store, name, &id)) != NETMKT_OK)
            return status;
        if (field == NETMKT__FIELD_CHANNEL && (status = netmkt_channel_by_name(r->reading->store, name, &id)) != NETMKT_OK)
            return status;
    }
    status = netmkt__grow(b->context, &b->unknown, &b->unknown_capacity, b->unknown_count + 1, sizeof *b->unknown);
    if (status == NETMKT_OK)
        b->unknown[b->unknown_count++] = (netmkt__unknown){(uint32_t)b->rows, field, cell->text, cell->length};
    return status;
}

/* The number of a name; 0 for now if only the store can tell. */
static netmkt_status read_name(netmkt__row *r, uint32_t field, const netmkt__glossary *names, uint32_t standard, uint32_t *out)
{
    uint32_t column = netmkt__row_column(r, field);
    const netmkt__csv_field *cell;

    *out = standard;
    if (column == NETMKT__NO_COLUMN)
        return NETMKT_OK;
    cell = netmkt__row_take(r, column);
    if (cell->length == 0)
        return NETMKT_OK;
    *out = netmkt__glossary_get(names, cell->text, cell->length);
    if (*out != NETMKT__MEANS_NOTHING)
        return NETMKT_OK;
    *out = 0;
    return unknown_name(r, field, cell);
}

static netmkt_status read_customer(netmkt__row *r)
{
    const netmkt__csv_field *cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_CUSTOMER));
    netmkt__batch *b = r->batch;

    if (cell->length == 0 || cell->length > MOST_KEY) {
        b->without_customer += cell->length == 0;
        return cell->length == 0 ? netmkt__fail(NETMKT_E_FORMAT, "the customer is missing")
                                 : netmkt__fail(NETMKT_E_FORMAT, "a key of %u bytes; at most %d are allowed", cell->length, MOST_KEY);
    }
    b->key[b->rows] = cell->text;
    b->key_length[b->rows] = cell->length;
    return NETMKT_OK;
}

/* The kind, and whether the row is a line of an order. */
static netmkt_status read_kind(netmkt__row *r, int *implied)
{
    netmkt__batch *b = r->batch;
    uint32_t column = netmkt__row_column(r, NETMKT__FIELD_KIND);
    uint32_t kind;
    netmkt_status status = read_name(r, NETMKT__FIELD_KIND, &r->reading->kinds, r->reading->options.kind, &kind);

    if (status != NETMKT_OK)
        return status;
    if (kind == NETMKT__MEANS_OUT)
        return ROW_OUT;
    *implied = column == NETMKT__NO_COLUMN || r->fields[column].length == 0;
    b->kind[b->rows] = (uint16_t)kind;
    if (b->order != NULL) {
        const netmkt__csv_field *cell = &r->fields[netmkt__row_column(r, NETMKT__FIELD_ORDER)];

        b->order[b->rows] = cell->text;
        b->order_length[b->rows] = kind == NETMKT_KIND_ORDER || kind == NETMKT_KIND_RETURN ? cell->length : 0;
    }
    return NETMKT_OK;
}

static netmkt_status read_names(netmkt__row *r)
{
    netmkt__batch *b = r->batch;
    uint32_t number;
    netmkt_status status;

    status = read_name(r, NETMKT__FIELD_CHANNEL, &r->reading->channels, r->reading->options.channel, &number);
    if (b->channel != NULL)
        b->channel[b->rows] = (uint16_t)(number == NETMKT__MEANS_OUT ? 0 : number);
    if (status == NETMKT_OK && b->campaign != NULL) {
        status = read_name(r, NETMKT__FIELD_CAMPAIGN, &r->reading->campaigns, 0, &number);
        b->campaign[b->rows] = number;
    }
    if (status == NETMKT_OK && b->offer != NULL) {
        status = read_name(r, NETMKT__FIELD_OFFER, &r->reading->offers, 0, &number);
        b->offer[b->rows] = number;
    }
    return status;
}

/* The columns that few files have. */
static netmkt_status read_rest(netmkt__row *r)
{
    netmkt__batch *b = r->batch;
    const netmkt__csv_field *cell;
    netmkt_status status = NETMKT_OK;

    if (b->variant != NULL) {
        cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_VARIANT));
        b->variant[b->rows] = 0;
        status = netmkt__variant_read(cell->text, cell->length, &b->variant[b->rows]);
    }
    if (status == NETMKT_OK && b->initiator != NULL) {
        cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_INITIATOR));
        status = netmkt__initiator_read(cell->text, cell->length, &b->initiator[b->rows]);
    }
    if (status == NETMKT_OK && b->rating != NULL) {
        cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_RATING));
        status = netmkt__rating_read(cell->text, cell->length, &b->rating[b->rows]);
    }
    if (status == NETMKT_OK && b->reference != NULL) {
        cell = netmkt__row_take(r, netmkt__row_column(r, NETMKT__FIELD_REFERENCE));
        status = netmkt__reference_read(cell->text, cell->length, r->reading->export, &b->reference[2 * b->rows]);
    }
    return status;
}

/* The name of a channel is translated here as it is in the channel's own column. */
static void translate_channel(const netmkt__row *r, netmkt__cell *cell)
{
    uint32_t number = netmkt__glossary_get(&r->reading->channels, cell->text, (size_t)cell->value.whole);
    const char *name;

    if (number == NETMKT__MEANS_NOTHING || number == NETMKT__MEANS_OUT ||
        netmkt_channel_get(r->reading->store, (netmkt_channel_id)number, &name, NULL) != NETMKT_OK)
        return;
    cell->text = name;
    cell->value.whole = (int64_t)strlen(name);
}

static netmkt_status read_attributes(netmkt__row *r)
{
    const netmkt__mapping *mapping = &r->reading->mapping;
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < mapping->attribute_count && status == NETMKT_OK; i++) {
        netmkt__cell *cell = &r->batch->cells[r->batch->rows * mapping->attribute_count + i];
        const netmkt__csv_field *field = netmkt__row_take(r, mapping->attributes[i].column);

        cell->text = NULL;
        if (field->length > 0)
            status = netmkt__rows_redact(r->reading, &mapping->attributes[i],
                                         netmkt__cell_read(mapping->attributes[i].type, r->reading->options.utc_offset_minutes, field->text,
                                                           field->length, cell));
        if (status == NETMKT_OK && cell->text != NULL && mapping->attributes[i].id == NETMKT_ATTRIBUTE_UTC_OFFSET &&
            (cell->value.whole < -MOST_OFFSET || cell->value.whole > MOST_OFFSET))
            status = netmkt__fail(NETMKT_E_RANGE, "a UTC offset of %lld minutes; it must be less than a day", (long long)cell->value.whole);
        if (status == NETMKT_OK && cell->text != NULL && mapping->attributes[i].id == NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL)
            translate_channel(r, cell);
    }
    return status;
}

/* What is wrong with the row as a row. */
static netmkt_status check_row(netmkt__row *r, size_t count)
{
    size_t columns = r->reading->mapping.columns;

    for (size_t i = 0; i < count && i < columns; i++) {
        r->blame = (uint32_t)i;
        if (r->fields[i].fault == NETMKT__CSV_AFTER_QUOTE)
            return netmkt__fail(NETMKT_E_FORMAT, "text behind a closing quote; a quote within is written twice");
        if (!r->valid && !netmkt__utf8_valid(r->fields[i].text, r->fields[i].length))
            return netmkt__fail(NETMKT_E_FORMAT, memchr(r->fields[i].text, 0, r->fields[i].length) != NULL ? "a NUL byte" : "not UTF-8");
    }
    r->blame = NETMKT__NO_COLUMN;
    if (count != columns)
        return netmkt__fail(NETMKT_E_FORMAT, "%zu fields, the header has %zu", count, columns);
    if (r->reading->export && (r->fields[0].length != 5 || memcmp(r->fields[0].text, "event", 5) != 0))
        return netmkt__fail(NETMKT_E_FORMAT, "behind the events of an export only events may follow");
    return NETMKT_OK;
}

static netmkt_status read_row(netmkt__row *r)
{
    netmkt__batch *b = r->batch;
    int implied;
    netmkt_status status = read_kind(r, &implied);

    if (status == NETMKT_OK)
        status = read_customer(r);
    if (status == NETMKT_OK)
        status = b->order != NULL && b->order_length[b->rows] > 0 ? netmkt__row_line_amounts(r) : netmkt__row_amounts(r, implied);
    if (status == NETMKT_OK)
        status = netmkt__row_time(r);
    if (status == NETMKT_OK)
        status = read_names(r);
    if (status == NETMKT_OK)
        status = read_rest(r);
    if (status == NETMKT_OK && r->reading->mapping.attribute_count > 0)
        status = read_attributes(r);
    return status;
}

static uint32_t faults_of(const netmkt__csv_field *fields, size_t count)
{
    uint32_t faults = 0;

    for (size_t i = 0; i < count; i++)
        faults |= fields[i].fault;
    return faults;
}

/* One row: into the batch, left out, or noted as bad. A status ends the batch. */
static netmkt_status add_row(netmkt__row *r, size_t count, uint32_t line)
{
    const netmkt__mapping *mapping = &r->reading->mapping;
    netmkt__batch *b = r->batch;
    size_t unknown = b->unknown_count;
    uint32_t faults = faults_of(r->fields, count < mapping->columns ? count : mapping->columns);
    netmkt_status status = NETMKT_OK;

    if (faults & NETMKT__CSV_UNCLOSED) /* nobody can tell where the next row begins */
        return end_batch(b, line, NETMKT_E_FORMAT, "a quote that is opened in this row is never closed");
    b->rows_read++;
    if (b->rows == b->capacity)
        status = netmkt__batch_grow(b, mapping);
    if (status == NETMKT_OK && (count != mapping->columns || !r->valid || faults != 0 || r->reading->export))
        status = check_row(r, count);
    if (status == NETMKT_OK)
        status = read_row(r);
    if (status == NETMKT_OK) {
        b->line[b->rows++] = line;
        return NETMKT_OK;
    }
    b->unknown_count = unknown;
    if (status == ROW_OUT) {
        b->left_out++;
        return NETMKT_OK;
    }
    return netmkt__rows_bad(r->reading, b, line, status, r->blame != NETMKT__NO_COLUMN ? mapping->names[r->blame] : NULL);
}

netmkt_status netmkt__rows_read(const netmkt__reading *reading, char *bytes, size_t size, netmkt__batch *batch)
{
    size_t columns = reading->mapping.columns;
    netmkt__csv_field *fields = netmkt__alloc(batch->context, columns, sizeof *fields);
    netmkt__row r = {.reading = reading, .batch = batch, .fields = fields, .time_text = ""};
    netmkt_status status = NETMKT_OK;
    netmkt__csv csv;
    size_t count;

    if (fields == NULL)
        return netmkt__nomem();
    r.valid = netmkt__utf8_valid(bytes, size);
    netmkt__csv_begin(&csv, bytes, size, reading->delimiter);
    for (;;) {
        uint32_t line = (uint32_t)csv.line;

        if (!netmkt__csv_next(&csv, fields, columns, &count))
            break;
        if (count == 1 && fields[0].length == 0 && fields[0].fault == 0 && columns > 1)
            continue; /* an empty line */
        r.blame = NETMKT__NO_COLUMN;
        status = add_row(&r, count, line);
        if (status != NETMKT_OK)
            break;
    }
    batch->lines = csv.line;
    netmkt__free(batch->context, fields);
    return status == NETMKT_E_NOMEM ? status : NETMKT_OK;
}
