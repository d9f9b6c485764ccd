/* What an export says of a store besides its events. Records come in the order store, attribute, kind, channel, campaign,
 * offer, spend, secret, suppression, customer, consent, disclosure, so that what a record names is there when it is read; then the events, as ordinary rows. */
#include "io/restore_state.h"

#include <netmkt/spend.h>
#include <netmkt/time.h>

#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/number_text.h"
#include "base/status.h"
#include "base/text.h"
#include "io/records.h"

#define MOST_CHANNELS 64 /* of a campaign */

/* The events of an export are ordinary rows of these columns. */
static void map_events(netmkt__mapping *mapping, const uint32_t *places)
{
    static const uint8_t columns[NETMKT__FIELD_COUNT] = {
        [NETMKT__FIELD_CUSTOMER] = NETMKT__EXPORT_CUSTOMER, [NETMKT__FIELD_TIME] = NETMKT__EXPORT_TIME,
        [NETMKT__FIELD_KIND] = NETMKT__EXPORT_KIND,         [NETMKT__FIELD_CHANNEL] = NETMKT__EXPORT_CHANNEL,
        [NETMKT__FIELD_CAMPAIGN] = NETMKT__EXPORT_CAMPAIGN, [NETMKT__FIELD_OFFER] = NETMKT__EXPORT_OFFER,
        [NETMKT__FIELD_VARIANT] = NETMKT__EXPORT_VARIANT,   [NETMKT__FIELD_INITIATOR] = NETMKT__EXPORT_INITIATOR,
        [NETMKT__FIELD_AMOUNT] = NETMKT__EXPORT_AMOUNT,     [NETMKT__FIELD_COST] = NETMKT__EXPORT_COST,
        [NETMKT__FIELD_RATING] = NETMKT__EXPORT_RATING,     [NETMKT__FIELD_REFERENCE] = NETMKT__EXPORT_REFERENCE,
    };

    for (uint32_t f = 0; f < NETMKT__FIELD_COUNT; f++) {
        mapping->places[f].column = f == NETMKT__FIELD_ORDER ? NETMKT__NO_COLUMN : places[columns[f]];
        mapping->places[f].second = NETMKT__NO_COLUMN;
    }
}

netmkt_status netmkt__restore_new(netmkt__applying *applying, netmkt__restore **out)
{
    netmkt__mapping *mapping = &applying->reading->mapping;
    netmkt__restore *restore = netmkt__calloc(applying->context, 1, sizeof *restore);

    *out = NULL;
    if (restore == NULL)
        return netmkt__nomem();
    restore->applying = applying;
    restore->store = applying->reading->store;
    restore->fields = netmkt__alloc(applying->context, mapping->columns, sizeof *restore->fields);
    if (restore->fields == NULL) {
        netmkt__restore_free(restore);
        return netmkt__nomem();
    }
    for (size_t c = 0; c < NETMKT__EXPORT_COLUMNS; c++) {
        restore->places[c] = 0;
        while (restore->places[c] < mapping->columns && strcmp(mapping->names[restore->places[c]], netmkt__export_column(c)) != 0)
            restore->places[c]++;
        if (restore->places[c] < mapping->columns)
            continue;
        netmkt__restore_free(restore);
        return netmkt__fail(NETMKT_E_NOT_FOUND, "line 1: the column \"%s\" of an export is missing; if this is none, rename the column \"record\"",
                            netmkt__export_column(c));
    }
    map_events(mapping, restore->places);
    applying->reading->export = 1;
    *out = restore;
    return NETMKT_OK;
}

void netmkt__restore_free(netmkt__restore *restore)
{
    if (restore == NULL)
        return;
    netmkt__free(restore->applying->context, restore->fields);
    netmkt__free(restore->applying->context, restore->entry);
    netmkt__free(restore->applying->context, restore->hash);
    netmkt__free(restore->applying->context, restore);
}

static netmkt_status whole(netmkt__restore *r, size_t column, int64_t *out)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, column);

    *out = 0;
    return field->length > 0 ? netmkt__whole_parse(field->text, field->length, out) : NETMKT_OK;
}

static netmkt_status money(netmkt__restore *r, size_t column, int64_t *out)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, column);

    *out = 0;
    return field->length > 0 ? netmkt_money_parse(field->text, field->length, r->applying->reading->exponent, out, NULL) : NETMKT_OK;
}

static netmkt_status function(netmkt__restore *r, int32_t *out)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, NETMKT__EXPORT_FUNCTION);

    *out = field->length > 0 ? netmkt_function_by_name(field->text) : NETMKT_FUNCTION_NONE;
    return *out >= 0 ? NETMKT_OK : netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no function", field->text);
}

static netmkt_status put_store(netmkt__restore *r)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    int64_t exponent, day_offset;
    netmkt_status status = netmkt_store_stats(r->store, &stats);

    if (status == NETMKT_OK && strcmp(netmkt__restore_cell(r, NETMKT__EXPORT_CURRENCY)->text, stats.currency) != 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the export's currency is %.3s, the store's %s: import it into a store opened with that currency",
                            netmkt__restore_cell(r, NETMKT__EXPORT_CURRENCY)->text, stats.currency);
    if (status == NETMKT_OK)
        status = whole(r, NETMKT__EXPORT_DAY_OFFSET, &day_offset);
    if (status == NETMKT_OK && day_offset != stats.day_offset_minutes)
        return netmkt__fail(NETMKT_E_FORMAT, "the export's day offset is %lld minutes, the store's %d: import it into a store opened with that offset",
                            (long long)day_offset, stats.day_offset_minutes);
    if (status == NETMKT_OK)
        status = whole(r, NETMKT__EXPORT_EXPONENT, &exponent);
    if (status == NETMKT_OK && exponent != stats.currency_exponent)
        return netmkt__fail(NETMKT_E_FORMAT, "the export's currency has %lld digits, the store's %d: import it into a store opened with as many",
                            (long long)exponent, stats.currency_exponent);
    return status;
}

static netmkt_status put_attribute(netmkt__restore *r)
{
    const netmkt__csv_field *type = netmkt__restore_cell(r, NETMKT__EXPORT_TYPE);
    int32_t number = netmkt__type_by_name(type->text);
    const netmkt__csv_field *said;
    netmkt_attribute_id id;
    netmkt_status status;

    if (number == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no type of attributes", type->text);
    status = netmkt_attribute_define(r->store, netmkt__restore_cell(r, NETMKT__EXPORT_NAME)->text, number, &id);
    said = netmkt__restore_cell(r, NETMKT__EXPORT_PROPERTIES);
    if (status == NETMKT_OK && said->length > 0) {
        uint32_t personal = netmkt__personal_by_name(said->text);

        status = personal != NETMKT_PERSONAL_UNSAID ? netmkt_attribute_mark(r->store, id, personal)
                                                    : netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no property of attributes", said->text);
    }
    return status;
}

static netmkt_status put_kind(netmkt__restore *r)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, NETMKT__EXPORT_INITIATOR);
    netmkt_kind_id id = 0;
    uint8_t initiator = 0;
    netmkt_kind kind;
    netmkt_status status;

    netmkt_kind_init(&kind);
    status = netmkt__initiator_read(field->text, field->length, &initiator);
    kind.initiator = initiator;
    if (status == NETMKT_OK)
        status = function(r, &kind.function);
    field = netmkt__restore_cell(r, NETMKT__EXPORT_WEIGHT);
    if (status == NETMKT_OK)
        status = netmkt__real_parse(field->text, field->length, &kind.weight);
    field = netmkt__restore_cell(r, NETMKT__EXPORT_NAME);
    if (status == NETMKT_OK)
        status = netmkt_kind_define(r->store, field->text, &kind, &id);
    return status == NETMKT_OK ? netmkt__glossary_set(&r->applying->reading->kinds, field->text, field->length, id, 0) : status;
}

static netmkt_status put_channel(netmkt__restore *r)
{
    const netmkt__csv_field *field = netmkt__restore_cell(r, NETMKT__EXPORT_PROPERTIES);
    const char *at = field->text;
    uint32_t properties = 0;
    netmkt_channel_id id;
    netmkt_status status;

    while (*at != '\0') {
        size_t length = strcspn(at, " ");
        const char *name;
        uint32_t bit;
        size_t i = 0;

        while ((bit = netmkt__property(i, &name)) != 0 && (strlen(name) != length || memcmp(at, name, length) != 0))
            i++;
        if (bit == 0)
            return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no property of channels", at);
        properties |= bit;
        at += length + (at[length] == ' ');
    }
    field = netmkt__restore_cell(r, NETMKT__EXPORT_NAME);
    status = netmkt_channel_define(r->store, field->text, properties, &id);
    return status == NETMKT_OK ? netmkt__glossary_set(&r->applying->reading->channels, field->text, field->length, id, 0) : status;
}

/* Names of channels, separated by commas. */
static netmkt_status read_channels(netmkt__restore *r, netmkt_channel_id *channels, size_t *count)
{
    const char *at = netmkt__restore_cell(r, NETMKT__EXPORT_CHANNELS)->text;

    for (*count = 0; *at != '\0'; (*count)++) {
        size_t length = strcspn(at, ",");
        uint32_t number = netmkt__glossary_get(&r->applying->reading->channels, at, length);

        if (number == NETMKT__MEANS_NOTHING || number == NETMKT__MEANS_OUT || *count == MOST_CHANNELS)
            return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no channel, or one too many", (int)(length < 64 ? length : 64), at);
        channels[*count] = (netmkt_channel_id)number;
        at += length + (at[length] == ',');
    }
    return NETMKT_OK;
}

static netmkt_status put_campaign(netmkt__restore *r)
{
    netmkt_channel_id channels[MOST_CHANNELS];
    const netmkt__csv_field *name;
    netmkt_campaign campaign;
    netmkt_campaign_id id;
    netmkt_status status;
    size_t count;

    netmkt_campaign_init(&campaign);
    if ((status = function(r, &campaign.function)) != NETMKT_OK ||
        (status = money(r, NETMKT__EXPORT_BUDGET, &campaign.budget)) != NETMKT_OK ||
        (status = netmkt__restore_moment(r, NETMKT__EXPORT_START, &campaign.start_ms)) != NETMKT_OK ||
        (status = netmkt__restore_moment(r, NETMKT__EXPORT_END, &campaign.end_ms)) != NETMKT_OK ||
        (status = read_channels(r, channels, &count)) != NETMKT_OK)
        return status;
    name = netmkt__restore_cell(r, NETMKT__EXPORT_NAME);
    status = netmkt_campaign_put(r->store, name->text, &campaign, channels, count, r->fields[r->places[NETMKT__EXPORT_AUDIENCE]].text,
                                 r->fields[r->places[NETMKT__EXPORT_CONTENT]].text, &id);
    return status == NETMKT_OK ? netmkt__glossary_set(&r->applying->reading->campaigns, name->text, name->length, id, 0) : status;
}

static netmkt_status put_offer(netmkt__restore *r)
{
    const netmkt__csv_field *name;
    netmkt_offer offer;
    netmkt_offer_id id;
    netmkt_status status;

    netmkt_offer_init(&offer);
    if ((status = money(r, NETMKT__EXPORT_PRICE, &offer.price)) != NETMKT_OK ||
        (status = money(r, NETMKT__EXPORT_UNIT_COST, &offer.unit_cost)) != NETMKT_OK ||
        (status = netmkt__restore_moment(r, NETMKT__EXPORT_START, &offer.start_ms)) != NETMKT_OK ||
        (status = netmkt__restore_moment(r, NETMKT__EXPORT_END, &offer.end_ms)) != NETMKT_OK)
        return status;
    name = netmkt__restore_cell(r, NETMKT__EXPORT_NAME);
    status = netmkt_offer_put(r->store, name->text, &offer, &id);
    return status == NETMKT_OK ? netmkt__glossary_set(&r->applying->reading->offers, name->text, name->length, id, 0) : status;
}

static netmkt_status put_spend(netmkt__restore *r)
{
    netmkt__reading *reading = r->applying->reading;
    const netmkt__csv_field *channel = netmkt__restore_cell(r, NETMKT__EXPORT_CHANNEL), *campaign;
    uint32_t number = channel->length > 0 ? netmkt__glossary_get(&reading->channels, channel->text, channel->length) : 0;
    int64_t day_ms = 0;
    netmkt_spend spend;
    netmkt_status status;

    netmkt_spend_init(&spend);
    if (number == NETMKT__MEANS_NOTHING || number == NETMKT__MEANS_OUT)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no channel", channel->text);
    spend.channel = (netmkt_channel_id)number;
    campaign = netmkt__restore_cell(r, NETMKT__EXPORT_CAMPAIGN);
    spend.campaign = campaign->length > 0 ? netmkt__glossary_get(&reading->campaigns, campaign->text, campaign->length) : 0;
    if (spend.campaign == NETMKT__MEANS_NOTHING || spend.campaign == NETMKT__MEANS_OUT)
        return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no campaign", campaign->text);
    if ((status = money(r, NETMKT__EXPORT_AMOUNT, &spend.amount)) != NETMKT_OK || (status = netmkt__restore_moment(r, NETMKT__EXPORT_TIME, &day_ms)) != NETMKT_OK)
        return status;
    spend.day = (int32_t)netmkt__day_of(day_ms, 0);
    return netmkt_spend_put(r->store, &spend, sizeof spend, 1);
}

/* The attributes that the header names; those of the store's own are defined by the first customer. */
static netmkt_status find_attributes(netmkt__restore *r)
{
    netmkt__mapping *mapping = &r->applying->reading->mapping;
    const size_t prefix = strlen(NETMKT__EXPORT_ATTRIBUTE);
    netmkt_status status = NETMKT_OK;

    r->attributes_known = 1;
    for (uint32_t c = 0; c < mapping->columns && status == NETMKT_OK; c++) {
        netmkt__attribute_place place = {.column = c};
        const char *name;

        if (strncmp(mapping->names[c], NETMKT__EXPORT_ATTRIBUTE, prefix) != 0)
            continue;
        status = netmkt_attribute_by_name(r->store, mapping->names[c] + prefix, &place.id);
        for (uint32_t rank = 0; status == NETMKT_OK; rank++) {
            netmkt_attribute_id id;

            status = netmkt_attribute_describe(r->store, rank, &id, &place.type, &name);
            if (status != NETMKT_OK || id == place.id)
                break;
        }
        if (status == NETMKT_OK)
            status = netmkt__grow(r->applying->context, &mapping->attributes, &mapping->attribute_capacity, mapping->attribute_count + 1, sizeof place);
        if (status == NETMKT_OK)
            status = netmkt_attribute_personal(r->store, place.id, &place.personal);
        if (status == NETMKT_OK)
            mapping->attributes[mapping->attribute_count++] = place;
    }
    return status;
}

static netmkt_status put_customer(netmkt__restore *r)
{
    netmkt__mapping *mapping = &r->applying->reading->mapping;
    netmkt_customer_id customer;
    netmkt_status status = r->attributes_known ? NETMKT_OK : find_attributes(r);

    if (status == NETMKT_OK)
        status = netmkt_customer_put(r->store, netmkt__restore_cell(r, NETMKT__EXPORT_CUSTOMER)->text, &customer);
    if (status == NETMKT_OK)
        status = netmkt__apply_seen(r->applying, customer);
    r->blame = NETMKT__EXPORT_COLUMNS;
    for (size_t i = 0; i < mapping->attribute_count && status == NETMKT_OK; i++) {
        const netmkt__attribute_place *place = &mapping->attributes[i];
        const netmkt__csv_field *field = &r->fields[place->column];
        netmkt__cell value;

        if (field->length == 0)
            continue;
        status = netmkt__cell_read(place->type, 0, field->text, field->length, &value);
        if (status == NETMKT_OK)
            status = netmkt__apply_attribute(r->store, customer, place->id, place->type, &value);
        status = netmkt__rows_redact(r->applying->reading, place, status);
        if (status != NETMKT_OK)
            return netmkt__prefix(status, "attribute %.64s: ", mapping->names[place->column] + strlen(NETMKT__EXPORT_ATTRIBUTE));
    }
    return status;
}

static const struct {
    const char *name;
    netmkt_status (*put)(netmkt__restore *restore);
} records[] = {
    {"store", put_store},     {"attribute", put_attribute}, {"kind", put_kind},         {"channel", put_channel},
    {"campaign", put_campaign}, {"offer", put_offer},       {"spend", put_spend},
    {"secret", netmkt__restore_secret}, {"suppression", netmkt__restore_suppression},
    {"customer", put_customer}, {"consent", netmkt__restore_consent}, {"disclosure", netmkt__restore_disclosure},
};

/* Check the row as a row, and end each field with a NUL. */
static netmkt_status check_row(netmkt__restore *r, size_t count)
{
    size_t columns = r->applying->reading->mapping.columns;

    if (count != columns)
        return netmkt__fail(NETMKT_E_FORMAT, "%zu fields, the header has %zu", count, columns);
    for (size_t i = 0; i < count; i++) {
        if (r->fields[i].fault != NETMKT__CSV_GOOD || !netmkt__utf8_valid(r->fields[i].text, r->fields[i].length))
            return netmkt__fail(NETMKT_E_FORMAT, r->fields[i].fault != NETMKT__CSV_GOOD ? "wrong quotes" : "not UTF-8");
        r->fields[i].text[r->fields[i].length] = '\0';
    }
    return NETMKT_OK;
}

static netmkt_status put_record(netmkt__restore *r)
{
    const char *name = netmkt__restore_cell(r, NETMKT__EXPORT_RECORD)->text;

    netmkt_status status = r->waiting > 0 && strcmp(name, "suppression") != 0 ? netmkt__restore_suppressions(r) : NETMKT_OK;

    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++)
        if (strcmp(records[i].name, name) == 0)
            return records[i].put(r);
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.64s\" is no record of an export", name);
}

static int is_event(const char *bytes, size_t size)
{
    return size > 6 && memcmp(bytes, "event", 5) == 0 && bytes[5] != '"' && (unsigned char)bytes[5] < 'A' && bytes[5] != '_';
}

netmkt_status netmkt__restore_rows(netmkt__restore *r, char *bytes, size_t size, size_t *used, int *done)
{
    netmkt__applying *a = r->applying;
    netmkt_status status = NETMKT_OK;
    netmkt__csv csv;
    size_t count;

    *done = 0;
    netmkt__csv_begin(&csv, bytes, size, a->reading->delimiter);
    while (status == NETMKT_OK && csv.at < size) {
        uint64_t line = a->line + csv.line + 1;

        if (is_event(bytes + csv.at, size - csv.at)) {
            *done = 1;
            break;
        }
        (void)netmkt__csv_next(&csv, r->fields, a->reading->mapping.columns, &count);
        if (count == 1 && r->fields[0].length == 0)
            continue; /* an empty line */
        r->blame = NETMKT__EXPORT_COLUMNS;
        status = check_row(r, count);
        if (status == NETMKT_OK)
            status = put_record(r);
        if (status == NETMKT_E_INVALID) /* what the store does not allow: the file's fault, not the caller's */
            status = NETMKT_E_FORMAT;
        a->report.rows++;
        if (status != NETMKT_OK && status != NETMKT_E_NOMEM)
            status = r->blame < NETMKT__EXPORT_COLUMNS
                         ? netmkt__prefix(status, "line %llu, column %s: ", (unsigned long long)line, netmkt__export_column(r->blame))
                         : netmkt__prefix(status, "line %llu: ", (unsigned long long)line);
    }
    if (status == NETMKT_OK)
        status = netmkt__restore_suppressions(r);
    a->line += csv.line;
    *used = csv.at < size ? csv.at : size;
    return status;
}
