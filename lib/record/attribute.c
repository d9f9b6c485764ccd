/* Attributes: definitions, values, undoing. */
#include "record/attribute.h"

#include <math.h>

#include "base/status.h"
#include "base/text.h"
#include "record/event.h"

#define NAME_MOST 63
#define CUSTOM_MOST 65280u
#define TEXT_MOST 4095
#define OFFSET_MOST 1439

#define YES NETMKT_PERSONAL_YES
#define NO NETMKT_PERSONAL_NO

static const struct {
    const char *name;
    int32_t type;
    uint32_t personal;
} built_in[NETMKT__ATTRIBUTE_BUILT_IN] = {
    [NETMKT_ATTRIBUTE_NAME - 1] = {"name", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_EMAIL - 1] = {"email", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_PHONE - 1] = {"phone", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_COUNTRY - 1] = {"country", NETMKT_TYPE_TEXT, NO},
    [NETMKT_ATTRIBUTE_REGION - 1] = {"region", NETMKT_TYPE_TEXT, NO},
    [NETMKT_ATTRIBUTE_CITY - 1] = {"city", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_POSTAL_CODE - 1] = {"postal_code", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_LANGUAGE - 1] = {"language", NETMKT_TYPE_TEXT, NO},
    [NETMKT_ATTRIBUTE_BIRTH_YEAR - 1] = {"birth_year", NETMKT_TYPE_INT, YES},
    [NETMKT_ATTRIBUTE_GENDER - 1] = {"gender", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_INCOME - 1] = {"income", NETMKT_TYPE_INT, YES},
    [NETMKT_ATTRIBUTE_OCCUPATION - 1] = {"occupation", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_EDUCATION - 1] = {"education", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_INTERESTS - 1] = {"interests", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_COMPANY - 1] = {"company", NETMKT_TYPE_TEXT, YES},
    [NETMKT_ATTRIBUTE_UTC_OFFSET - 1] = {"utc_offset", NETMKT_TYPE_INT, NO},
    [NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL - 1] = {"acquired_channel", NETMKT_TYPE_TEXT, NO},
    [NETMKT_ATTRIBUTE_ACQUIRED_CAMPAIGN - 1] = {"acquired_campaign", NETMKT_TYPE_TEXT, NO},
    [NETMKT_ATTRIBUTE_SINCE - 1] = {"since", NETMKT_TYPE_TIME, NO},
};

void netmkt__attributes_init(netmkt__attributes *attributes, netmkt_context *context)
{
    memset(attributes, 0, sizeof *attributes);
    netmkt__names_init(&attributes->names, context);
    netmkt__dictionary_init(&attributes->texts, context);
    for (size_t i = 0; i < NETMKT__ATTRIBUTE_BUILT_IN; i++)
        attributes->built_in[i].type = built_in[i].type;
}

static netmkt__attribute_column *column_of(netmkt__attributes *attributes, uint32_t rank)
{
    return rank < NETMKT__ATTRIBUTE_BUILT_IN ? &attributes->built_in[rank] : &attributes->custom[rank - NETMKT__ATTRIBUTE_BUILT_IN];
}

const netmkt__attribute_column *netmkt__attribute_column_of(const netmkt__attributes *attributes, uint32_t rank)
{
    return rank < NETMKT__ATTRIBUTE_BUILT_IN ? &attributes->built_in[rank] : &attributes->custom[rank - NETMKT__ATTRIBUTE_BUILT_IN];
}

static void free_column(netmkt_context *context, netmkt__attribute_column *column)
{
    netmkt__free(context, column->values);
    netmkt__free(context, column->present);
    column->values = NULL;
    column->present = NULL;
    column->count = 0;
}

void netmkt__attributes_free(netmkt__attributes *attributes)
{
    netmkt_context *context = attributes->names.map.context;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes); rank++)
        free_column(context, column_of(attributes, rank));
    netmkt__free(context, attributes->custom);
    netmkt__free(context, attributes->undo);
    netmkt__names_free(&attributes->names);
    netmkt__dictionary_free(&attributes->texts);
    netmkt__attributes_init(attributes, context);
}

size_t netmkt__attributes_memory(const netmkt__attributes *attributes)
{
    const netmkt__map *texts = &attributes->texts.map;
    size_t bytes = texts->bytes_capacity + texts->offsets_capacity * 8 + texts->slot_count * 8 + attributes->texts.capacity * 4;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes); rank++) {
        const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);

        bytes += column->type == NETMKT_TYPE_TEXT ? column->count * 4 : column->count * 8 + column->count / 8;
    }
    return bytes;
}

/* --- Definitions */

uint32_t netmkt__attribute_count(const netmkt__attributes *attributes)
{
    return NETMKT__ATTRIBUTE_BUILT_IN + attributes->names.map.count;
}

netmkt_attribute_id netmkt__attribute_id(uint32_t rank)
{
    return rank < NETMKT__ATTRIBUTE_BUILT_IN ? rank + 1 : rank - NETMKT__ATTRIBUTE_BUILT_IN + NETMKT_ATTRIBUTE_CUSTOM;
}

uint32_t netmkt__attribute_rank(const netmkt__attributes *attributes, netmkt_attribute_id id)
{
    if (id - 1 < NETMKT__ATTRIBUTE_BUILT_IN)
        return id - 1;
    if (id - NETMKT_ATTRIBUTE_CUSTOM < attributes->names.map.count)
        return id - NETMKT_ATTRIBUTE_CUSTOM + NETMKT__ATTRIBUTE_BUILT_IN;
    return NETMKT__ATTRIBUTE_NONE;
}

const char *netmkt__attribute_name(const netmkt__attributes *attributes, uint32_t rank)
{
    return rank < NETMKT__ATTRIBUTE_BUILT_IN ? built_in[rank].name : attributes->names.texts[rank - NETMKT__ATTRIBUTE_BUILT_IN];
}

uint32_t netmkt__attribute_find(const netmkt__attributes *attributes, const char *name, size_t length)
{
    uint32_t number = netmkt__map_find(&attributes->names.map, name, length);

    for (uint32_t i = 0; i < NETMKT__ATTRIBUTE_BUILT_IN; i++)
        if (strlen(built_in[i].name) == length && memcmp(built_in[i].name, name, length) == 0)
            return i;
    return number == NETMKT__MAP_NONE ? NETMKT__ATTRIBUTE_NONE : number + NETMKT__ATTRIBUTE_BUILT_IN;
}

static int letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static netmkt_status check_name(const char *name, size_t length)
{
    int good = length >= 1 && length <= NAME_MOST && letter(name[0]);

    for (size_t i = 1; good && i < length; i++)
        good = letter(name[i]) || (name[i] >= '0' && name[i] <= '9') || name[i] == '_';
    if (!good)
        return netmkt__fail(NETMKT_E_INVALID, "'%.*s' is no name of an attribute: a letter, then letters, digits, '_', at most %d",
                            length > NAME_MOST ? NAME_MOST : (int)length, name, NAME_MOST);
    return NETMKT_OK;
}

static netmkt_status add(netmkt__attributes *attributes, const char *name, size_t length, int32_t type, uint32_t *rank)
{
    uint32_t number = attributes->names.map.count;
    netmkt_status status;

    if (number >= CUSTOM_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%u attributes are defined already; there can be no more", CUSTOM_MOST);
    status = netmkt__grow(attributes->names.map.context, &attributes->custom, &attributes->custom_capacity, (size_t)number + 1,
                          sizeof *attributes->custom);
    if (status == NETMKT_OK)
        status = netmkt__names_add(&attributes->names, name, length);
    if (status != NETMKT_OK)
        return status;
    memset(&attributes->custom[number], 0, sizeof attributes->custom[number]);
    attributes->custom[number].type = type;
    *rank = number + NETMKT__ATTRIBUTE_BUILT_IN;
    return NETMKT_OK;
}

netmkt_status netmkt__attribute_put(netmkt__attributes *attributes, const char *name, size_t length, int32_t type, uint32_t *rank, int *added)
{
    netmkt_status status = check_name(name, length);
    uint32_t there;

    *added = 0;
    if (status != NETMKT_OK)
        return status;
    if (type < NETMKT_TYPE_INT || type > NETMKT_TYPE_BOOL)
        return netmkt__fail(NETMKT_E_INVALID, "unknown type %d of attribute '%.*s'", type, (int)length, name);
    there = netmkt__attribute_find(attributes, name, length);
    if (there == NETMKT__ATTRIBUTE_NONE) {
        status = add(attributes, name, length, type, rank);
        *added = status == NETMKT_OK;
        return status;
    }
    if (column_of(attributes, there)->type != type)
        return netmkt__fail(NETMKT_E_EXISTS, "attribute '%.*s' is there with type %d, not %d", (int)length, name,
                            column_of(attributes, there)->type, type);
    *rank = there;
    return NETMKT_OK;
}

size_t netmkt__attribute_size(const netmkt__attributes *attributes, uint32_t rank)
{
    return 8 + netmkt__map_length(&attributes->names.map, rank - NETMKT__ATTRIBUTE_BUILT_IN);
}

void netmkt__attribute_encode(const netmkt__attributes *attributes, uint32_t rank, netmkt__buffer *buffer)
{
    netmkt__buffer_u32(buffer, (uint32_t)netmkt__attribute_column_of(attributes, rank)->type);
    netmkt__buffer_text(buffer, netmkt__attribute_name(attributes, rank), strlen(netmkt__attribute_name(attributes, rank)));
}

netmkt_status netmkt__attribute_decode(netmkt__attributes *attributes, netmkt__reader *reader)
{
    int32_t type = (int32_t)netmkt__reader_u32(reader);
    size_t length;
    const char *name = netmkt__reader_text(reader, NAME_MOST, &length);
    netmkt_status status;
    uint32_t rank;
    int added;

    if (reader->failed)
        return netmkt__fail(NETMKT_E_CORRUPT, "an attribute's definition is cut short");
    status = netmkt__attribute_put(attributes, name, length, type, &rank, &added);
    if (status == NETMKT_E_NOMEM)
        return status;
    if (status != NETMKT_OK || !added)
        return netmkt__fail(NETMKT_E_CORRUPT, "an attribute's definition is not valid, or there twice");
    return NETMKT_OK;
}

/* --- Personal or not */

uint32_t netmkt__attribute_personal(const netmkt__attributes *attributes, uint32_t rank)
{
    uint32_t said = netmkt__attribute_column_of(attributes, rank)->personal;

    return said != NETMKT_PERSONAL_UNSAID || rank >= NETMKT__ATTRIBUTE_BUILT_IN ? said : built_in[rank].personal;
}

netmkt_status netmkt__attribute_say(netmkt__attributes *attributes, uint32_t rank, uint32_t personal)
{
    netmkt_status status = netmkt__grow(attributes->names.map.context, &attributes->undo, &attributes->undo_capacity, attributes->undo_count + 1,
                                        sizeof *attributes->undo);

    if (status != NETMKT_OK)
        return status;
    if (personal > NETMKT_PERSONAL_NO)
        return netmkt__fail(NETMKT_E_INVALID, "%u says nothing of attribute '%s'; see NETMKT_PERSONAL_YES and kin", personal,
                            netmkt__attribute_name(attributes, rank));
    attributes->undo[attributes->undo_count++] = (netmkt__attribute_undo){.old = column_of(attributes, rank)->personal, .rank = rank};
    column_of(attributes, rank)->personal = personal;
    return NETMKT_OK;
}

void netmkt__attribute_encode_said(const netmkt__attributes *attributes, uint32_t rank, netmkt__buffer *buffer)
{
    netmkt__buffer_u32(buffer, netmkt__attribute_id(rank));
    netmkt__buffer_u32(buffer, netmkt__attribute_column_of(attributes, rank)->personal);
}

netmkt_status netmkt__attribute_decode_said(netmkt__attributes *attributes, netmkt__reader *reader, int once)
{
    uint32_t rank = netmkt__attribute_rank(attributes, netmkt__reader_u32(reader)), personal = netmkt__reader_u32(reader);

    if (reader->failed || rank == NETMKT__ATTRIBUTE_NONE || personal > NETMKT_PERSONAL_NO ||
        (once && (personal == NETMKT_PERSONAL_UNSAID || column_of(attributes, rank)->personal != NETMKT_PERSONAL_UNSAID)))
        return netmkt__fail(NETMKT_E_CORRUPT, "what is said of an attribute is impossible, or there twice");
    return netmkt__attribute_say(attributes, rank, personal);
}

/* --- Values */

netmkt_status netmkt__attribute_check(uint32_t rank, int32_t type, uint64_t value)
{
    int64_t whole = (int64_t)value;
    double real;

    memcpy(&real, &value, sizeof real);
    if (type == NETMKT_TYPE_REAL && !isfinite(real))
        return netmkt__fail(NETMKT_E_RANGE, "the value is not finite");
    if (type == NETMKT_TYPE_BOOL && value > 1)
        return netmkt__fail(NETMKT_E_RANGE, "the value %lld is neither 0 nor 1", (long long)whole);
    if (type == NETMKT_TYPE_TIME && (whole < NETMKT_TIME_MIN || whole > NETMKT_TIME_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "time %lld is not within the years 1 to 9999", (long long)whole);
    if (rank == NETMKT_ATTRIBUTE_UTC_OFFSET - 1 && (whole < -OFFSET_MOST || whole > OFFSET_MOST))
        return netmkt__fail(NETMKT_E_RANGE, "an offset of %lld minutes is not within -%d to %d", (long long)whole, OFFSET_MOST, OFFSET_MOST);
    return NETMKT_OK;
}

netmkt_status netmkt__text_check(const char *text, size_t length)
{
    if (length > TEXT_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "a text of %zu bytes; at most %d are allowed", length, TEXT_MOST);
    if (!netmkt__utf8_valid(text, length))
        return netmkt__fail(NETMKT_E_FORMAT, "the text is no UTF-8");
    return NETMKT_OK;
}

/* Cover at least `customers`, those new without a value. */
static netmkt_status cover(netmkt_context *context, netmkt__attribute_column *column, size_t customers)
{
    size_t width = column->type == NETMKT_TYPE_TEXT ? sizeof(uint32_t) : sizeof(uint64_t);
    size_t count = column->count + column->count / 2;
    void *values, *present;

    if (customers <= column->count)
        return NETMKT_OK;
    count = ((count > customers ? count : customers) + 63) & ~(size_t)63;
    values = netmkt__realloc(context, column->values, count, width);
    if (values == NULL)
        return netmkt__nomem();
    column->values = values;
    memset((char *)values + column->count * width, 0, (count - column->count) * width);
    if (column->type != NETMKT_TYPE_TEXT) {
        present = netmkt__realloc(context, column->present, count / 64, sizeof *column->present);
        if (present == NULL)
            return netmkt__nomem();
        column->present = present;
        memset(column->present + column->count / 64, 0, (count - column->count) / 8);
    }
    column->count = count;
    return NETMKT_OK;
}

netmkt_status netmkt__attribute_reserve(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer)
{
    netmkt_context *context = attributes->names.map.context;
    netmkt_status status = netmkt__grow(context, &attributes->undo, &attributes->undo_capacity, attributes->undo_count + 1, sizeof *attributes->undo);

    return status == NETMKT_OK ? cover(context, column_of(attributes, rank), (size_t)customer) : status;
}

int netmkt__attribute_get(const netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, uint64_t *value)
{
    const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);
    size_t i = (size_t)customer - 1;

    *value = 0;
    if (i >= column->count)
        return 0;
    if (column->type == NETMKT_TYPE_TEXT) {
        *value = ((const uint32_t *)column->values)[i];
        return *value != 0;
    }
    if ((column->present[i / 64] >> (i % 64) & 1) == 0)
        return 0;
    *value = ((const uint64_t *)column->values)[i];
    return 1;
}

static void write_value(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, int present, uint64_t value)
{
    netmkt__attribute_column *column = column_of(attributes, rank);
    size_t i = (size_t)customer - 1;

    if (column->type == NETMKT_TYPE_TEXT) {
        uint32_t *numbers = column->values;

        netmkt__dictionary_unuse(&attributes->texts, numbers[i]);
        numbers[i] = present ? (uint32_t)value : 0;
        netmkt__dictionary_use(&attributes->texts, numbers[i]);
        return;
    }
    ((uint64_t *)column->values)[i] = present ? value : 0;
    if (present)
        column->present[i / 64] |= UINT64_C(1) << (i % 64);
    else
        column->present[i / 64] &= ~(UINT64_C(1) << (i % 64));
}

void netmkt__attribute_set(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, int present, uint64_t value)
{
    netmkt__attribute_undo *undo = &attributes->undo[attributes->undo_count++];

    undo->customer = (uint32_t)customer;
    undo->rank = rank;
    undo->present = netmkt__attribute_get(attributes, rank, customer, &undo->old);
    write_value(attributes, rank, customer, present, value);
}

void netmkt__attributes_mark(netmkt__attributes *attributes)
{
    netmkt__free(attributes->names.map.context, attributes->undo);
    attributes->undo = NULL;
    attributes->undo_count = attributes->undo_capacity = 0;
    attributes->mark = attributes->names.map.count;
    attributes->texts.mark = attributes->texts.map.count;
}

void netmkt__attributes_rollback(netmkt__attributes *attributes)
{
    netmkt_context *context = attributes->names.map.context;

    while (attributes->undo_count > 0) {
        const netmkt__attribute_undo *undo = &attributes->undo[--attributes->undo_count];

        if (undo->customer == 0)
            column_of(attributes, undo->rank)->personal = (uint32_t)undo->old;
        else
            write_value(attributes, undo->rank, undo->customer, undo->present, undo->old);
    }
    for (uint32_t i = attributes->mark; i < attributes->names.map.count; i++)
        free_column(context, &attributes->custom[i]);
    netmkt__names_truncate(&attributes->names, attributes->mark);
    netmkt__dictionary_truncate(&attributes->texts, attributes->texts.mark);
    netmkt__attributes_mark(attributes);
}
