/* Copies of attributes for erasing and merging, and columns from a snapshot. */
#include "base/status.h"
#include "record/attribute.h"

static size_t width_of(const netmkt__attribute_column *column)
{
    return column->type == NETMKT_TYPE_TEXT ? sizeof(uint32_t) : sizeof(uint64_t);
}

static netmkt_status copy_column(netmkt_context *context, const netmkt__attribute_column *from, netmkt__attribute_column *to)
{
    if (from->values == NULL)
        return NETMKT_OK;
    to->values = netmkt__alloc(context, from->count, width_of(from));
    if (to->values == NULL)
        return netmkt__nomem();
    memcpy(to->values, from->values, from->count * width_of(from));
    if (from->present != NULL) {
        to->present = netmkt__alloc(context, from->count / 64, sizeof *to->present);
        if (to->present == NULL)
            return netmkt__nomem();
        memcpy(to->present, from->present, from->count / 8);
    }
    to->count = from->count;
    return NETMKT_OK;
}

static netmkt_status copy_definitions(const netmkt__attributes *from, netmkt__attributes *to)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; i < from->names.map.count && status == NETMKT_OK; i++) {
        uint32_t rank;
        int added;

        status = netmkt__attribute_put(to, from->names.texts[i], strlen(from->names.texts[i]), from->custom[i].type, &rank, &added);
    }
    return status;
}

static void copy_said(const netmkt__attributes *from, netmkt__attributes *to)
{
    for (size_t i = 0; i < NETMKT__ATTRIBUTE_BUILT_IN; i++)
        to->built_in[i].personal = from->built_in[i].personal;
    for (uint32_t i = 0; i < from->names.map.count; i++)
        to->custom[i].personal = from->custom[i].personal;
}

static netmkt_status copy_values(const netmkt__attributes *from, netmkt__attributes *to)
{
    netmkt_context *context = from->names.map.context;
    netmkt_status status = NETMKT_OK;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(from) && status == NETMKT_OK; rank++)
        status = copy_column(context, netmkt__attribute_column_of(from, rank),
                             rank < NETMKT__ATTRIBUTE_BUILT_IN ? &to->built_in[rank] : &to->custom[rank - NETMKT__ATTRIBUTE_BUILT_IN]);
    return status;
}

static void count_uses(netmkt__attributes *attributes)
{
    if (attributes->texts.map.count != 0)
        memset(attributes->texts.uses, 0, attributes->texts.map.count * sizeof *attributes->texts.uses);
    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes); rank++) {
        const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);

        for (size_t i = 0; column->type == NETMKT_TYPE_TEXT && i < column->count; i++)
            netmkt__dictionary_use(&attributes->texts, ((const uint32_t *)column->values)[i]);
    }
}

/* The copied dictionary has every text; those in use move to a new one, and the columns' numbers with them. */
static netmkt_status compact(netmkt__attributes *attributes)
{
    netmkt__dictionary used;
    uint32_t *numbers = netmkt__alloc(attributes->names.map.context, (size_t)attributes->texts.map.count + 2, sizeof *numbers);
    netmkt_status status;

    if (numbers == NULL)
        return netmkt__nomem();
    status = netmkt__dictionary_compact(&attributes->texts, &used, numbers);
    for (uint32_t rank = 0; status == NETMKT_OK && rank < netmkt__attribute_count(attributes); rank++) {
        const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);
        uint32_t *values = column->values;

        for (size_t i = 0; column->type == NETMKT_TYPE_TEXT && i < column->count; i++)
            values[i] = numbers[values[i]];
    }
    if (status == NETMKT_OK) {
        netmkt__dictionary_free(&attributes->texts);
        attributes->texts = used;
    }
    netmkt__free(attributes->names.map.context, numbers);
    return status;
}

static netmkt_status copy_texts(const netmkt__dictionary *from, netmkt__dictionary *to)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; i < from->map.count && status == NETMKT_OK; i++) {
        status = netmkt__dictionary_reserve(to, netmkt__map_length(&from->map, i));
        if (status == NETMKT_OK)
            (void)netmkt__dictionary_put(to, netmkt__map_text(&from->map, i), netmkt__map_length(&from->map, i));
    }
    return status;
}

static netmkt_status move_values(netmkt__attributes *attributes, netmkt_customer_id drop, netmkt_customer_id keep)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes) && status == NETMKT_OK; rank++) {
        uint64_t value, other;

        if (!netmkt__attribute_get(attributes, rank, drop, &value))
            continue;
        status = netmkt__attribute_reserve(attributes, rank, keep > drop ? keep : drop);
        if (status == NETMKT_OK && !netmkt__attribute_get(attributes, rank, keep, &other)) {
            netmkt__attribute_set(attributes, rank, keep, 1, value);
            status = netmkt__attribute_reserve(attributes, rank, drop);
        }
        if (status == NETMKT_OK)
            netmkt__attribute_set(attributes, rank, drop, 0, 0);
    }
    return status;
}

/* Take away the values of those who go, and those that `gone` tells, by rank and customer - 1. A column may be longer than there are customers. */
static netmkt_status take_values(netmkt__attributes *attributes, const netmkt__fates *fates, uint8_t *const *gone)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes); rank++) {
        size_t count = netmkt__attribute_column_of(attributes, rank)->count;
        const uint8_t *mine = gone != NULL ? gone[rank] : NULL;

        for (size_t c = 0; c < count && c < fates->count && status == NETMKT_OK; c++) {
            uint64_t value;

            if ((netmkt__fate(fates, c + 1) == NETMKT__STAYS && (mine == NULL || mine[c] == 0)) || !netmkt__attribute_get(attributes, rank, c + 1, &value))
                continue;
            status = netmkt__attribute_reserve(attributes, rank, c + 1);
            if (status == NETMKT_OK)
                netmkt__attribute_set(attributes, rank, c + 1, 0, 0);
        }
    }
    return status;
}

static netmkt_status copy(const netmkt__attributes *from, netmkt__attributes *to)
{
    netmkt_status status;

    netmkt__attributes_init(to, from->names.map.context);
    status = copy_definitions(from, to);
    if (status == NETMKT_OK)
        status = copy_texts(&from->texts, &to->texts);
    if (status == NETMKT_OK)
        status = copy_values(from, to);
    if (status == NETMKT_OK) {
        copy_said(from, to);
        count_uses(to);
    }
    return status;
}

/* Whatever came of it: the copy is whole, or gone. */
static netmkt_status finish(netmkt__attributes *to, netmkt_status status)
{
    if (status == NETMKT_OK)
        status = compact(to);
    if (status != NETMKT_OK)
        netmkt__attributes_free(to);
    else
        netmkt__attributes_mark(to);
    return status;
}

netmkt_status netmkt__attributes_merged(const netmkt__attributes *from, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__attributes *to)
{
    netmkt_status status = copy(from, to);

    return finish(to, status == NETMKT_OK ? move_values(to, drop, keep) : status);
}

netmkt_status netmkt__attributes_erased(const netmkt__attributes *from, const netmkt__fates *fates, uint8_t *const *gone, netmkt__attributes *to)
{
    netmkt_status status = copy(from, to);

    return finish(to, status == NETMKT_OK ? take_values(to, fates, gone) : status);
}

/* --- From a snapshot */

static netmkt_status check_texts(const netmkt__attributes *attributes, const uint32_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (numbers[i] >= attributes->texts.map.count + 2)
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %zu has an attribute with text %u, which is not there", i + 1, numbers[i]);
    return NETMKT_OK;
}

static netmkt_status check_numbers(uint32_t rank, int32_t type, const uint64_t *values, const uint64_t *present, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if ((present[i / 64] >> (i % 64) & 1) != 0 && netmkt__attribute_check(rank, type, values[i]) != NETMKT_OK)
            return netmkt__prefix(NETMKT_E_CORRUPT, "attribute %u of customer %zu: ", netmkt__attribute_id(rank), i + 1);
    return NETMKT_OK;
}

netmkt_status netmkt__attribute_load(netmkt__attributes *attributes, uint32_t rank, const void *values, size_t count, const uint64_t *present)
{
    const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);
    netmkt__attribute_column *to;
    netmkt_status status;

    if (column->values != NULL || count % 64 != 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "the column of attribute %u is there twice, or has a wrong length", netmkt__attribute_id(rank));
    if (column->type == NETMKT_TYPE_TEXT)
        status = check_texts(attributes, values, count);
    else
        status = check_numbers(rank, column->type, values, present, count);
    if (status == NETMKT_OK && count != 0)
        status = netmkt__attribute_reserve(attributes, rank, count);
    if (status != NETMKT_OK || count == 0)
        return status;
    to = rank < NETMKT__ATTRIBUTE_BUILT_IN ? &attributes->built_in[rank] : &attributes->custom[rank - NETMKT__ATTRIBUTE_BUILT_IN];
    memcpy(to->values, values, count * width_of(to));
    if (to->type != NETMKT_TYPE_TEXT) {
        memcpy(to->present, present, count / 8);
        return NETMKT_OK;
    }
    for (size_t i = 0; i < count; i++)
        netmkt__dictionary_use(&attributes->texts, ((const uint32_t *)values)[i]);
    return NETMKT_OK;
}
