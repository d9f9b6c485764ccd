/* Memory of a batch: one list of its columns serves growing, copying and releasing. */
#include "io/batch.h"

#include <string.h>

#include "base/context.h"
#include "base/status.h"

#define FIRST_CAPACITY 1024

/* One column: where its pointer is, the size of a value, the field it needs (NETMKT__FIELD_COUNT: always there). */
typedef struct column {
    size_t pointer, size;
    uint32_t field;
} column;

#define COLUMN(member, field) {offsetof(netmkt__batch, member), sizeof *((netmkt__batch *)0)->member, field}

static const column columns[] = {
    COLUMN(line, NETMKT__FIELD_COUNT),
    COLUMN(key, NETMKT__FIELD_COUNT),
    COLUMN(key_length, NETMKT__FIELD_COUNT),
    COLUMN(customer, NETMKT__FIELD_COUNT),
    COLUMN(time_ms, NETMKT__FIELD_COUNT),
    COLUMN(kind, NETMKT__FIELD_COUNT),
    COLUMN(channel, NETMKT__FIELD_CHANNEL),
    COLUMN(variant, NETMKT__FIELD_VARIANT),
    COLUMN(amount, NETMKT__FIELD_AMOUNT),
    COLUMN(cost, NETMKT__FIELD_COST),
    COLUMN(campaign, NETMKT__FIELD_CAMPAIGN),
    COLUMN(offer, NETMKT__FIELD_OFFER),
    COLUMN(initiator, NETMKT__FIELD_INITIATOR),
    COLUMN(rating, NETMKT__FIELD_RATING),
    COLUMN(order, NETMKT__FIELD_ORDER),
    COLUMN(order_length, NETMKT__FIELD_ORDER),
    COLUMN(exact_amount, NETMKT__FIELD_ORDER),
    COLUMN(exact_cost, NETMKT__FIELD_ORDER),
};

#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

static void *get_pointer(const netmkt__batch *batch, size_t offset)
{
    void *pointer;

    memcpy(&pointer, (const char *)batch + offset, sizeof pointer);
    return pointer;
}

static void set_pointer(netmkt__batch *batch, size_t offset, void *pointer)
{
    memcpy((char *)batch + offset, &pointer, sizeof pointer);
}

static int has_field(const netmkt__mapping *mapping, uint32_t field)
{
    return field == NETMKT__FIELD_COUNT || mapping->places[field].column != NETMKT__NO_COLUMN ||
           (field == NETMKT__FIELD_CHANNEL && mapping->fixed_channel);
}

/* Resize the column at `offset`; a failure leaves it as it was. */
static netmkt_status resize(netmkt__batch *batch, size_t offset, size_t count, size_t size)
{
    void *pointer = netmkt__realloc(batch->context, get_pointer(batch, offset), count, size);

    if (pointer == NULL)
        return netmkt__nomem();
    set_pointer(batch, offset, pointer);
    return NETMKT_OK;
}

netmkt_status netmkt__batch_grow(netmkt__batch *batch, const netmkt__mapping *mapping)
{
    size_t capacity = batch->capacity > 0 ? batch->capacity * 2 : FIRST_CAPACITY;
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < COLUMN_COUNT && status == NETMKT_OK; i++)
        if (has_field(mapping, columns[i].field))
            status = resize(batch, columns[i].pointer, capacity, columns[i].size);
    if (status == NETMKT_OK && has_field(mapping, NETMKT__FIELD_REFERENCE))
        status = resize(batch, offsetof(netmkt__batch, reference), capacity * 2, sizeof *batch->reference);
    if (status == NETMKT_OK && mapping->attribute_count > 0)
        status = resize(batch, offsetof(netmkt__batch, cells), capacity * mapping->attribute_count, sizeof *batch->cells);
    if (status == NETMKT_OK)
        batch->capacity = capacity;
    return status;
}

void netmkt__batch_copy_row(netmkt__batch *batch, const netmkt__mapping *mapping, size_t to, size_t from)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        char *pointer = get_pointer(batch, columns[i].pointer);

        if (pointer != NULL)
            memcpy(pointer + to * columns[i].size, pointer + from * columns[i].size, columns[i].size);
    }
    if (batch->reference != NULL)
        memcpy(&batch->reference[2 * to], &batch->reference[2 * from], 2 * sizeof *batch->reference);
    for (size_t i = 0; i < mapping->attribute_count; i++)
        batch->cells[to * mapping->attribute_count + i] = batch->cells[from * mapping->attribute_count + i];
}

void netmkt__batch_clear(netmkt__batch *batch)
{
    netmkt__problems_clear(&batch->problems);
    batch->rows = 0;
    batch->unknown_count = 0;
    batch->lines = batch->rows_read = batch->left_out = batch->skipped = batch->without_customer = batch->rounded = 0;
    batch->status = batch->read = batch->named = NETMKT_OK;
}

void netmkt__batch_free(netmkt__batch *batch)
{
    netmkt_context *context = batch->context;

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        netmkt__free(context, get_pointer(batch, columns[i].pointer));
    netmkt__free(context, batch->reference);
    netmkt__free(context, batch->cells);
    netmkt__free(context, batch->unknown);
    netmkt__problems_free(&batch->problems);
    memset(batch, 0, sizeof *batch);
    batch->context = context;
}
