/* Columns to fields. Names are compared without case, blanks, '_' and '-'; a column that the caller gave to one field is
 * not found for another, but he may give one column to several. */
#include "io/mapping.h"

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/nearest.h"
#include "base/status.h"

#define NAME_MOST 256

/* A field: its name, and the usual names of its column, plain, each between bars. */
static const struct {
    const char *name;
    const char *usual;
} fields[NETMKT__FIELD_COUNT] = {
    [NETMKT__FIELD_CUSTOMER] = {"customer", "|customer|customerid|client|clientid|user|userid|cust|"},
    [NETMKT__FIELD_TIME] = {"time", "|time|timestamp|date|datetime|eventtime|invoicedatetime|invoicedate|orderdate|createdat|"},
    [NETMKT__FIELD_KIND] = {"kind", "|kind|event|eventtype|type|"},
    [NETMKT__FIELD_CHANNEL] = {"channel", "|channel|"},
    [NETMKT__FIELD_CAMPAIGN] = {"campaign", "|campaign|"},
    [NETMKT__FIELD_OFFER] = {"offer", "|offer|product|"},
    [NETMKT__FIELD_VARIANT] = {"variant", "|variant|"},
    [NETMKT__FIELD_INITIATOR] = {"initiator", "|initiator|"},
    [NETMKT__FIELD_AMOUNT] = {"amount", "|amount|total|revenue|value|"},
    [NETMKT__FIELD_COST] = {"cost", "|cost|"},
    [NETMKT__FIELD_RATING] = {"rating", "|rating|"},
    [NETMKT__FIELD_REFERENCE] = {"reference", "|reference|eventid|"},
    [NETMKT__FIELD_ORDER] = {"order", "|"}, /* never by itself: it changes what a row is */
};

const char *netmkt__field_name(uint32_t field)
{
    return fields[field].name;
}

void netmkt__mapping_free(netmkt__mapping *mapping)
{
    netmkt_context *context = mapping->context;

    for (size_t i = 0; i < mapping->said_count; i++)
        netmkt__free(context, mapping->said[i].column);
    for (size_t i = 0; i < mapping->columns; i++)
        netmkt__free(context, mapping->names[i]);
    netmkt__free(context, mapping->said);
    netmkt__free(context, mapping->names);
    netmkt__free(context, mapping->attributes);
    *mapping = (netmkt__mapping){.context = context};
}

static char *copy_text(netmkt_context *context, const char *text, size_t length)
{
    char *copy = netmkt__alloc(context, length + 1, 1);

    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

/* Names of fields, then of attributes, for the nearest one. */
static const char *name_at(const void *argument, size_t i)
{
    netmkt_store *const *store = argument;
    const char *name = NULL;

    if (i < NETMKT__FIELD_COUNT)
        return fields[i].name;
    return netmkt_attribute_describe(*store, (uint32_t)(i - NETMKT__FIELD_COUNT), NULL, NULL, &name) == NETMKT_OK ? name : NULL;
}

/* The field or attribute of that name. */
static netmkt_status find_field(netmkt_store *store, const char *name, netmkt__mapped *out)
{
    const char *nearest;

    out->attribute = 0;
    for (out->field = 0; out->field < NETMKT__FIELD_COUNT; out->field++)
        if (strcmp(fields[out->field].name, name) == 0)
            return NETMKT_OK;
    if (netmkt_attribute_by_name(store, name, &out->attribute) == NETMKT_OK)
        return NETMKT_OK;
    nearest = netmkt__nearest(name, name_at, &store);
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no field or attribute \"%.64s\"; the nearest is \"%s\"", name, nearest);
    return netmkt__fail(NETMKT_E_NOT_FOUND, "no field or attribute \"%.64s\"; fields are customer, time, kind, channel, campaign, offer, "
                        "variant, initiator, amount, cost, rating, reference, order", name);
}

netmkt_status netmkt__mapping_say(netmkt__mapping *mapping, netmkt_store *store, const char *field, const char *column)
{
    netmkt__mapped said;
    netmkt_status status = find_field(store, field, &said);

    if (status != NETMKT_OK)
        return status;
    said.column = copy_text(mapping->context, column, strlen(column));
    if (said.column == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < mapping->said_count; i++) {
        if (mapping->said[i].field == said.field && mapping->said[i].attribute == said.attribute) {
            netmkt__free(mapping->context, mapping->said[i].column);
            mapping->said[i] = said;
            return NETMKT_OK;
        }
    }
    status = netmkt__grow(mapping->context, &mapping->said, &mapping->said_capacity, mapping->said_count + 1, sizeof said);
    if (status != NETMKT_OK) {
        netmkt__free(mapping->context, said.column);
        return status;
    }
    mapping->said[mapping->said_count++] = said;
    return NETMKT_OK;
}

netmkt_status netmkt__mapping_names(netmkt__mapping *mapping, const netmkt__csv_field *header, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        netmkt_status status = netmkt__grow(mapping->context, &mapping->names, &mapping->names_capacity, mapping->columns + 1,
                                            sizeof *mapping->names);
        char *name = copy_text(mapping->context, header[i].text, header[i].length);

        if (status != NETMKT_OK || name == NULL) {
            netmkt__free(mapping->context, name);
            return netmkt__nomem();
        }
        mapping->names[mapping->columns++] = name;
    }
    return NETMKT_OK;
}

/* Between bars: small letters without blanks, '_' and '-'. */
static void plain(const char *name, size_t length, char out[NAME_MOST])
{
    size_t n = 0;

    out[n++] = '|';
    for (size_t i = 0; i < length && n < NAME_MOST - 2; i++) {
        char c = name[i];

        if (c == ' ' || c == '_' || c == '-' || c == '|')
            continue;
        out[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    out[n++] = '|';
    out[n] = '\0';
}

/* The columns' names for a message, as many as fit. */
static const char *list_columns(const netmkt__mapping *mapping, char *buffer, size_t capacity)
{
    size_t at = 0;

    buffer[0] = '\0';
    for (size_t i = 0; i < mapping->columns; i++) {
        size_t length = strlen(mapping->names[i]);

        if (at + length + 8 > capacity) {
            (void)snprintf(buffer + at, capacity - at, ", ...");
            break;
        }
        at += (size_t)snprintf(buffer + at, capacity - at, "%s%s", i > 0 ? ", " : "", mapping->names[i]);
    }
    return buffer;
}

/* The column that the caller names: exactly so, else written a little differently. */
static netmkt_status find_said(const netmkt__mapping *mapping, const char *field, const char *name, size_t length, uint32_t *out)
{
    char wanted[NAME_MOST], here[NAME_MOST], columns[256];
    uint32_t found = NETMKT__NO_COLUMN;

    for (int exactly = 1; exactly >= 0 && found == NETMKT__NO_COLUMN; exactly--) {
        plain(name, length, wanted);
        for (uint32_t i = 0; i < mapping->columns; i++) {
            plain(mapping->names[i], strlen(mapping->names[i]), here);
            if (exactly ? strlen(mapping->names[i]) != length || memcmp(mapping->names[i], name, length) != 0 : strcmp(wanted, here) != 0)
                continue;
            if (found != NETMKT__NO_COLUMN)
                return netmkt__fail(NETMKT_E_FORMAT, "two columns are named \"%.*s\", meant for %s", (int)(length < 64 ? length : 64), name, field);
            found = i;
        }
    }
    if (found == NETMKT__NO_COLUMN)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no column \"%.*s\" for %s; the columns are %s", (int)(length < 64 ? length : 64), name, field,
                            list_columns(mapping, columns, sizeof columns));
    *out = found;
    return NETMKT_OK;
}

/* The place that the caller gave to a field: a column, none, or "A*B". */
static netmkt_status place_said(const netmkt__mapping *mapping, const netmkt__mapped *said, netmkt__place *place)
{
    const char *name = said->field < NETMKT__FIELD_COUNT ? fields[said->field].name : "the attribute";
    const char *times = strchr(said->column, '*');
    netmkt_status status;

    *place = (netmkt__place){NETMKT__NO_COLUMN, NETMKT__NO_COLUMN};
    if (said->column[0] == '\0')
        return NETMKT_OK;
    status = find_said(mapping, name, said->column, strlen(said->column), &place->column);
    if (status == NETMKT_OK || times == NULL)
        return status;
    if (said->field != NETMKT__FIELD_AMOUNT && said->field != NETMKT__FIELD_COST)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "no column \"%.64s\" for %s; only amount and cost can be products", said->column, name);
    status = find_said(mapping, name, said->column, (size_t)(times - said->column), &place->column);
    if (status == NETMKT_OK)
        status = find_said(mapping, name, times + 1, strlen(times + 1), &place->second);
    return status;
}

static const netmkt__mapped *said_of(const netmkt__mapping *mapping, uint32_t field, netmkt_attribute_id attribute)
{
    for (size_t i = 0; i < mapping->said_count; i++)
        if (mapping->said[i].field == field && mapping->said[i].attribute == attribute)
            return &mapping->said[i];
    return NULL;
}

/* The one column not in use whose plain name is one of the usual ones. */
static netmkt_status find_usual(const netmkt__mapping *mapping, const char *field, const char *usual, const uint8_t *taken, uint32_t *out)
{
    char name[NAME_MOST];

    *out = NETMKT__NO_COLUMN;
    for (uint32_t i = 0; i < mapping->columns; i++) {
        plain(mapping->names[i], strlen(mapping->names[i]), name);
        if (taken[i] || strlen(name) < 3 || strstr(usual, name) == NULL)
            continue;
        if (*out != NETMKT__NO_COLUMN)
            return netmkt__fail(NETMKT_E_FORMAT, "columns \"%.64s\" and \"%.64s\" may both be the %s: say which (--map %s=COLUMN)",
                                mapping->names[*out], mapping->names[i], field, field);
        *out = i;
    }
    return NETMKT_OK;
}

static netmkt_status find_fields(netmkt__mapping *mapping, uint8_t *taken)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t f = 0; f < NETMKT__FIELD_COUNT && status == NETMKT_OK; f++) {
        const netmkt__mapped *said = said_of(mapping, f, 0);

        mapping->places[f] = (netmkt__place){NETMKT__NO_COLUMN, NETMKT__NO_COLUMN};
        if (said != NULL)
            status = place_said(mapping, said, &mapping->places[f]);
    }
    for (size_t i = 0; i < mapping->attribute_count; i++)
        taken[mapping->attributes[i].column] = 1;
    for (uint32_t f = 0; f < NETMKT__FIELD_COUNT && status == NETMKT_OK; f++) {
        if (mapping->places[f].column != NETMKT__NO_COLUMN)
            taken[mapping->places[f].column] = 1;
        if (mapping->places[f].second != NETMKT__NO_COLUMN)
            taken[mapping->places[f].second] = 1;
    }
    for (uint32_t f = 0; f < NETMKT__FIELD_COUNT && status == NETMKT_OK; f++)
        if (said_of(mapping, f, 0) == NULL)
            status = find_usual(mapping, fields[f].name, fields[f].usual, taken, &mapping->places[f].column);
    for (uint32_t f = 0; f < NETMKT__FIELD_COUNT && status == NETMKT_OK; f++)
        if (mapping->places[f].column != NETMKT__NO_COLUMN)
            taken[mapping->places[f].column] = 1;
    return status;
}

static netmkt_status add_attribute(netmkt__mapping *mapping, netmkt_store *store, netmkt__attribute_place place)
{
    netmkt_status status = netmkt__grow(mapping->context, &mapping->attributes, &mapping->attribute_capacity, mapping->attribute_count + 1,
                                        sizeof place);

    if (status == NETMKT_OK)
        status = netmkt_attribute_personal(store, place.id, &place.personal);
    if (status == NETMKT_OK)
        mapping->attributes[mapping->attribute_count++] = place;
    return status;
}

/* Attributes: those that the caller placed (`usual` 0), then those whose names are columns. */
static netmkt_status find_attributes(netmkt__mapping *mapping, netmkt_store *store, int usual, const uint8_t *taken)
{
    netmkt__attribute_place place;
    netmkt_status status = NETMKT_OK;
    const char *attribute;
    char name[NAME_MOST];

    for (uint32_t rank = 0; status == NETMKT_OK && netmkt_attribute_describe(store, rank, &place.id, &place.type, &attribute) == NETMKT_OK; rank++) {
        const netmkt__mapped *said = said_of(mapping, NETMKT__FIELD_COUNT, place.id);
        netmkt__place where = {NETMKT__NO_COLUMN, NETMKT__NO_COLUMN};

        plain(attribute, strlen(attribute), name);
        if (said != NULL && !usual)
            status = place_said(mapping, said, &where);
        if (said == NULL && usual)
            status = find_usual(mapping, attribute, name, taken, &where.column);
        place.column = where.column;
        if (status == NETMKT_OK && place.column != NETMKT__NO_COLUMN)
            status = add_attribute(mapping, store, place);
    }
    return status;
}

netmkt_status netmkt__mapping_find(netmkt__mapping *mapping, netmkt_store *store)
{
    static const uint32_t needed[] = {NETMKT__FIELD_CUSTOMER, NETMKT__FIELD_TIME};
    uint8_t taken[NETMKT__COLUMNS_MOST] = {0};
    char columns[256];
    netmkt_status status = find_attributes(mapping, store, 0, taken);

    if (status == NETMKT_OK)
        status = find_fields(mapping, taken);
    if (status == NETMKT_OK)
        status = find_attributes(mapping, store, 1, taken);
    for (size_t i = 0; i < sizeof needed / sizeof needed[0] && status == NETMKT_OK; i++)
        if (mapping->places[needed[i]].column == NETMKT__NO_COLUMN)
            status = netmkt__fail(NETMKT_E_NOT_FOUND, "no column is known as the %s: say which (--map %s=COLUMN); the columns are %s",
                                  fields[needed[i]].name, fields[needed[i]].name, list_columns(mapping, columns, sizeof columns));
    return status;
}
