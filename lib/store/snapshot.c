/* The tables as sections of the file, and back. */
#include "store/snapshot.h"

#include <string.h>

#include "base/status.h"

/* --- Making */

void netmkt__image_free(netmkt__image *image)
{
    netmkt__free(image->context, image->sections);
    netmkt__buffer_free(&image->lists);
    image->sections = NULL;
    image->count = image->capacity = 0;
}

static netmkt_status add(netmkt__image *image, uint32_t type, const void *data, uint64_t size)
{
    netmkt_status status;

    if (size == 0)
        return NETMKT_OK;
    status = netmkt__grow(image->context, &image->sections, &image->capacity, image->count + 1, sizeof *image->sections);
    if (status == NETMKT_OK)
        image->sections[image->count++] = (netmkt__section){.type = type, .data = data, .size = size};
    return status;
}

static size_t lists_size(const netmkt__records *records)
{
    size_t size = 64 + (size_t)netmkt__attribute_count(&records->attributes) * NETMKT__SAID_SIZE;

    for (uint32_t i = 0; i < records->attributes.names.map.count; i++)
        size += netmkt__attribute_size(&records->attributes, NETMKT__ATTRIBUTE_BUILT_IN + i);
    for (uint32_t i = 0; i < records->kinds.names.map.count; i++)
        size += netmkt__kind_size(&records->kinds, i);
    for (uint32_t i = 0; i < records->channels.names.map.count; i++)
        size += netmkt__channel_size(&records->channels, i);
    for (uint32_t i = 0; i < records->campaigns.names.map.count; i++)
        size += netmkt__campaign_size(&records->campaigns, i);
    for (uint32_t i = 0; i < records->offers.names.map.count; i++)
        size += netmkt__offer_size(&records->offers, i);
    for (size_t i = 0; i < records->notes.count; i++)
        if (records->notes.entries[i] != NULL)
            size += netmkt__note_size(records->notes.entries[i]->name_length, records->notes.entries[i]->text_length);
    for (size_t i = 0; i < records->consents.count; i++) {
        netmkt__consent_facts facts;

        netmkt__consent_facts_of(&records->consents, &records->consents.entries[i], &facts);
        size += netmkt__consent_size(&facts);
    }
    for (size_t i = 0; i < records->disclosures.count; i++) {
        netmkt__disclosure_facts facts;

        netmkt__disclosure_facts_of(&records->disclosures, &records->disclosures.entries[i], &facts);
        size += netmkt__disclosure_size(&facts);
    }
    size += netmkt__suppressions_size(&records->suppressions);
    return size + (size_t)records->spends.keys.count * NETMKT__SPEND_SIZE;
}

/* The list that was written from `from` on. */
static netmkt_status add_list(netmkt__image *image, uint32_t type, size_t from)
{
    return add(image, type, image->lists.bytes + from, image->lists.size - from);
}

static netmkt_status add_customers(const netmkt__customers *customers, netmkt__image *image)
{
    const netmkt__map *keys = &customers->keys;
    netmkt_status status = add(image, NETMKT__IN_KEY_BYTES, keys->bytes, netmkt__map_bytes(keys));

    if (status == NETMKT_OK && keys->count != 0)
        status = add(image, NETMKT__IN_KEY_OFFSETS, keys->offsets, ((uint64_t)keys->count + 1) * sizeof *keys->offsets);
    if (status == NETMKT_OK)
        status = add(image, NETMKT__IN_REDIRECT, customers->redirect, (uint64_t)customers->redirect_count * sizeof *customers->redirect);
    return status;
}

static netmkt_status add_texts(const netmkt__attributes *attributes, netmkt__image *image)
{
    const netmkt__map *texts = &attributes->texts.map;
    size_t from = image->lists.size;
    netmkt_status status;

    for (uint32_t i = 0; i < attributes->names.map.count; i++)
        netmkt__attribute_encode(attributes, NETMKT__ATTRIBUTE_BUILT_IN + i, &image->lists);
    status = add_list(image, NETMKT__IN_ATTRIBUTES, from);
    if (status == NETMKT_OK)
        status = add(image, NETMKT__IN_TEXT_BYTES, texts->bytes, netmkt__map_bytes(texts));
    if (status == NETMKT_OK && texts->count != 0)
        status = add(image, NETMKT__IN_TEXT_OFFSETS, texts->offsets, ((uint64_t)texts->count + 1) * sizeof *texts->offsets);
    return status;
}

static netmkt_status add_consents(const netmkt__consents *consents, netmkt__image *image)
{
    size_t from = image->lists.size;

    for (size_t i = 0; i < consents->count; i++) {
        netmkt__consent_facts facts;

        netmkt__consent_facts_of(consents, &consents->entries[i], &facts);
        netmkt__consent_encode(&image->lists, &facts);
    }
    return add_list(image, NETMKT__IN_CONSENTS, from);
}

static netmkt_status add_disclosures(const netmkt__disclosures *disclosures, netmkt__image *image)
{
    size_t from = image->lists.size;

    for (size_t i = 0; i < disclosures->count; i++) {
        netmkt__disclosure_facts facts;

        netmkt__disclosure_facts_of(disclosures, &disclosures->entries[i], &facts);
        netmkt__disclosure_encode(&image->lists, &facts);
    }
    return add_list(image, NETMKT__IN_DISCLOSURES, from);
}

static netmkt_status add_suppressions(const netmkt__suppressions *suppressions, netmkt__image *image)
{
    size_t from = image->lists.size;

    if (suppressions->secret_size != 0)
        netmkt__suppressions_encode_secret(suppressions, &image->lists);
    for (uint32_t i = 0; i < suppressions->entries.count; i++)
        netmkt__suppression_encode(suppressions, i, &image->lists);
    return add_list(image, NETMKT__IN_SUPPRESSIONS, from);
}

static netmkt_status add_definitions(const netmkt__records *records, netmkt__image *image)
{
    size_t from = image->lists.size;
    netmkt_status status;

    for (uint32_t i = 0; i < records->kinds.names.map.count; i++)
        netmkt__kind_encode(&records->kinds, i, &image->lists);
    status = add_list(image, NETMKT__IN_KINDS, from);
    from = image->lists.size;
    for (uint32_t i = 0; i < records->channels.names.map.count; i++)
        netmkt__channel_encode(&records->channels, i, &image->lists);
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_CHANNELS, from);
    from = image->lists.size;
    for (uint32_t i = 0; i < records->campaigns.names.map.count; i++)
        netmkt__campaign_encode(&records->campaigns, i, &image->lists);
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_CAMPAIGNS, from);
    from = image->lists.size;
    for (uint32_t i = 0; i < records->offers.names.map.count; i++)
        netmkt__offer_encode(&records->offers, i, &image->lists);
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_OFFERS, from);
    from = image->lists.size;
    for (size_t i = 0; i < records->notes.count; i++) {
        const netmkt__note *note = records->notes.entries[i];

        if (note != NULL)
            netmkt__note_encode(&image->lists, note->kind, note->texts, note->name_length, netmkt__note_text(note), note->text_length);
    }
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_NOTES, from);
    if (status == NETMKT_OK)
        status = add_consents(&records->consents, image);
    if (status == NETMKT_OK)
        status = add_suppressions(&records->suppressions, image);
    from = image->lists.size;
    for (uint32_t i = 0; i < records->spends.keys.count; i++)
        if (records->spends.entries[i].amount != 0)
            netmkt__spend_encode(&image->lists, &records->spends.entries[i]);
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_SPENDS, from);
    if (status == NETMKT_OK)
        status = add_disclosures(&records->disclosures, image);
    from = image->lists.size;
    for (uint32_t rank = 0; rank < netmkt__attribute_count(&records->attributes); rank++)
        if (netmkt__attribute_column_of(&records->attributes, rank)->personal != NETMKT_PERSONAL_UNSAID)
            netmkt__attribute_encode_said(&records->attributes, rank, &image->lists);
    if (status == NETMKT_OK)
        status = add_list(image, NETMKT__IN_SAID, from);
    return status;
}

static netmkt_status add_events(const netmkt__event_base *base, netmkt__image *image)
{
    netmkt_status status = NETMKT_OK;

    if (base->n == 0)
        return NETMKT_OK;
    status = add(image, NETMKT__IN_EVENT_OFFSETS, base->offsets, ((uint64_t)base->customers + 1) * sizeof *base->offsets);
    for (uint32_t c = 0; c < NETMKT__EVENT_COLUMNS && status == NETMKT_OK; c++)
        if (base->column[c] != NULL)
            status = add(image, NETMKT__IN_EVENT_COLUMNS + c, base->column[c], (uint64_t)base->n * netmkt__event_width[c]);
    return status;
}

/* Columns cover more customers than there are; what is beyond is not written. */
static netmkt_status add_values(const netmkt__records *records, uint32_t first, netmkt__image *image)
{
    const netmkt__attributes *attributes = &records->attributes;
    size_t most = ((size_t)records->customers.keys.count + 63) & ~(size_t)63;
    netmkt_status status = NETMKT_OK;

    for (uint32_t rank = 0; rank < netmkt__attribute_count(attributes) && status == NETMKT_OK; rank++) {
        const netmkt__attribute_column *column = netmkt__attribute_column_of(attributes, rank);
        size_t count = column->count < most ? column->count : most;
        uint64_t width = column->type == NETMKT_TYPE_TEXT ? sizeof(uint32_t) : sizeof(uint64_t);

        if (first == NETMKT__IN_VALUES)
            status = add(image, NETMKT__IN_VALUES + netmkt__attribute_id(rank), column->values, count * width);
        else if (column->type != NETMKT_TYPE_TEXT)
            status = add(image, NETMKT__IN_PRESENT + netmkt__attribute_id(rank), column->present, count / 8);
    }
    return status;
}

netmkt_status netmkt__image_make(const netmkt__records *records, netmkt__image *image)
{
    netmkt_status status;

    memset(image, 0, sizeof *image);
    image->context = image->lists.context = records->context;
    status = netmkt__buffer_reserve(&image->lists, lists_size(records)); /* it never moves again */
    if (status == NETMKT_OK) {
        netmkt__records_encode_store(records, &image->lists);
        status = add_list(image, NETMKT__IN_STORE, 0);
    }
    if (status == NETMKT_OK)
        status = add_customers(&records->customers, image);
    if (status == NETMKT_OK)
        status = add_texts(&records->attributes, image);
    if (status == NETMKT_OK)
        status = add_definitions(records, image);
    if (status == NETMKT_OK)
        status = add_events(&records->events.base, image);
    if (status == NETMKT_OK)
        status = add_values(records, NETMKT__IN_VALUES, image);
    if (status == NETMKT_OK)
        status = add_values(records, NETMKT__IN_PRESENT, image);
    if (status != NETMKT_OK)
        netmkt__image_free(image);
    return status;
}

/* --- Loading */

typedef struct sections {
    const netmkt__section *first;
    size_t count;
} sections;

static const netmkt__section *find(const sections *all, uint32_t type)
{
    static const netmkt__section none;

    for (size_t i = 0; i < all->count; i++)
        if (all->first[i].type == type)
            return &all->first[i];
    return &none;
}

static int known(uint32_t type)
{
    return type == NETMKT__IN_STORE || (type >= NETMKT__IN_KEY_BYTES && type <= NETMKT__IN_REDIRECT) ||
           (type >= NETMKT__IN_ATTRIBUTES && type <= NETMKT__IN_TEXT_OFFSETS) || (type >= NETMKT__IN_KINDS && type <= NETMKT__IN_SAID) ||
           (type >= NETMKT__IN_EVENT_OFFSETS && type < NETMKT__IN_EVENT_COLUMNS_END) || (type > NETMKT__IN_VALUES && type < NETMKT__IN_END);
}

static netmkt_status check_types(const sections *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (!known(all->first[i].type) || (i > 0 && all->first[i].type <= all->first[i - 1].type))
            return netmkt__fail(NETMKT_E_CORRUPT, "a section of type %u is unknown or out of order", all->first[i].type);
    return NETMKT_OK;
}

/* The strings of a map: bytes and offsets, both or neither. */
static netmkt_status check_strings(const netmkt__section *bytes, const netmkt__section *offsets)
{
    if ((bytes->size == 0) != (offsets->size == 0) || offsets->size % sizeof(uint64_t) != 0 || offsets->size == sizeof(uint64_t))
        return netmkt__fail(NETMKT_E_CORRUPT, "sections %u and %u do not fit", bytes->type, offsets->type);
    return NETMKT_OK;
}

static uint64_t strings_in(const netmkt__section *offsets)
{
    return offsets->size == 0 ? 0 : offsets->size / sizeof(uint64_t) - 1;
}

static netmkt_status load_customers(netmkt__records *records, const sections *all)
{
    const netmkt__section *bytes = find(all, NETMKT__IN_KEY_BYTES), *offsets = find(all, NETMKT__IN_KEY_OFFSETS);
    const netmkt__section *redirect = find(all, NETMKT__IN_REDIRECT);
    netmkt_status status = check_strings(bytes, offsets);

    if (status == NETMKT_OK && redirect->size % sizeof(uint32_t) != 0)
        status = netmkt__fail(NETMKT_E_CORRUPT, "the section of redirections has a wrong size");
    if (status != NETMKT_OK)
        return status;
    return netmkt__customers_load(&records->customers, bytes->data, bytes->size, offsets->data, strings_in(offsets), redirect->data,
                                  redirect->size / sizeof(uint32_t));
}

/* One that is there, and was not before. */
static netmkt_status load_note(netmkt__notes *notes, netmkt__reader *reader)
{
    size_t count = notes->count;
    netmkt_status status = netmkt__note_decode(notes, reader);

    if (status == NETMKT_OK && notes->count != count + 1)
        return netmkt__fail(NETMKT_E_CORRUPT, "a saved text is there twice, or is none");
    return status;
}

static netmkt_status load_lists(netmkt__records *records, const sections *all)
{
    static const uint32_t types[] = {NETMKT__IN_ATTRIBUTES, NETMKT__IN_KINDS, NETMKT__IN_CHANNELS, NETMKT__IN_CAMPAIGNS,
                                     NETMKT__IN_OFFERS,     NETMKT__IN_NOTES,  NETMKT__IN_CONSENTS, NETMKT__IN_SUPPRESSIONS,
                                     NETMKT__IN_SPENDS,     NETMKT__IN_DISCLOSURES, NETMKT__IN_SAID};
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const netmkt__section *section = find(all, types[i]);
        netmkt__reader reader = netmkt__reader_of(section->data, (size_t)section->size);

        while (status == NETMKT_OK && reader.at != reader.end) {
            if (types[i] == NETMKT__IN_ATTRIBUTES)
                status = netmkt__attribute_decode(&records->attributes, &reader);
            else if (types[i] == NETMKT__IN_KINDS)
                status = netmkt__kind_decode(&records->kinds, &reader);
            else if (types[i] == NETMKT__IN_CHANNELS)
                status = netmkt__channel_decode(&records->channels, &reader);
            else if (types[i] == NETMKT__IN_CAMPAIGNS)
                status = netmkt__campaign_decode(&records->campaigns, &records->channels, &reader);
            else if (types[i] == NETMKT__IN_OFFERS)
                status = netmkt__offer_decode(&records->offers, &reader);
            else if (types[i] == NETMKT__IN_CONSENTS)
                status = netmkt__consent_decode(&records->consents, &records->customers, &records->channels, &reader, 1);
            else if (types[i] == NETMKT__IN_SUPPRESSIONS)
                status = netmkt__suppression_decode(&records->suppressions, &records->customers, &records->channels, &reader);
            else if (types[i] == NETMKT__IN_DISCLOSURES)
                status = netmkt__disclosure_decode(&records->disclosures, &records->customers, &reader);
            else if (types[i] == NETMKT__IN_SPENDS)
                status = netmkt__spends_decode(&records->spends, &records->channels, records->campaigns.names.map.count, &reader, 1);
            else if (types[i] == NETMKT__IN_SAID)
                status = netmkt__attribute_decode_said(&records->attributes, &reader, 1);
            else
                status = load_note(&records->notes, &reader);
        }
    }
    if (status == NETMKT_OK && records->campaigns.undo_count + records->offers.undo_count != 0)
        return netmkt__fail(NETMKT_E_CORRUPT, "a campaign or an offer is there twice");
    return status;
}

/* Only who is there may have a value: not a gap in the numbers, and not somebody who is yet to come and would find it. */
static netmkt_status check_holders(const netmkt__records *records, uint32_t rank, size_t count)
{
    const netmkt__customers *customers = &records->customers;
    uint64_t value;

    for (size_t c = 1; c <= count; c++) {
        if (c == (size_t)customers->redirect_count + 1 && c <= customers->keys.count)
            c = (size_t)customers->keys.count + 1; /* all between are alive */
        if (c <= count && !netmkt__customer_alive(customers, c) && netmkt__attribute_get(&records->attributes, rank, c, &value))
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %zu is not there, but has a value of attribute %u", c, netmkt__attribute_id(rank));
    }
    return NETMKT_OK;
}

static netmkt_status load_column(netmkt__records *records, const sections *all, const netmkt__section *values)
{
    uint32_t rank = netmkt__attribute_rank(&records->attributes, values->type - NETMKT__IN_VALUES);
    const netmkt__section *present = find(all, values->type - NETMKT__IN_VALUES + NETMKT__IN_PRESENT);
    size_t most = ((size_t)records->customers.keys.count + 63) & ~(size_t)63, width = sizeof(uint64_t), count;
    netmkt_status status;
    int text;

    if (rank == NETMKT__ATTRIBUTE_NONE)
        return netmkt__fail(NETMKT_E_CORRUPT, "values of attribute %u, which is not there", values->type - NETMKT__IN_VALUES);
    text = netmkt__attribute_column_of(&records->attributes, rank)->type == NETMKT_TYPE_TEXT;
    if (text)
        width = sizeof(uint32_t);
    count = (size_t)(values->size / width);
    if (values->size % width != 0 || count % 64 != 0 || count > most || present->size != (text ? 0 : count / 8))
        return netmkt__fail(NETMKT_E_CORRUPT, "the column of attribute %u has a wrong size", values->type - NETMKT__IN_VALUES);
    status = netmkt__attribute_load(&records->attributes, rank, values->data, count, present->data);
    return status == NETMKT_OK ? check_holders(records, rank, count) : status;
}

static netmkt_status load_attributes(netmkt__records *records, const sections *all)
{
    const netmkt__section *bytes = find(all, NETMKT__IN_TEXT_BYTES), *offsets = find(all, NETMKT__IN_TEXT_OFFSETS);
    netmkt_status status = check_strings(bytes, offsets);

    if (status == NETMKT_OK)
        status = netmkt__dictionary_load(&records->attributes.texts, bytes->data, bytes->size, offsets->data, strings_in(offsets));
    for (size_t i = 0; i < all->count && status == NETMKT_OK; i++) {
        uint32_t type = all->first[i].type;

        if (type > NETMKT__IN_VALUES && type < NETMKT__IN_PRESENT)
            status = load_column(records, all, &all->first[i]);
        else if (type > NETMKT__IN_PRESENT && find(all, type - NETMKT__IN_PRESENT + NETMKT__IN_VALUES)->size == 0)
            status = netmkt__fail(NETMKT_E_CORRUPT, "attribute %u has no values", type - NETMKT__IN_PRESENT);
    }
    return status;
}

/* NETMKT_E_CORRUPT unless every column has as many values as there are times. */
static netmkt_status event_rows(const sections *all, netmkt__event_rows *rows)
{
    memset(rows, 0, sizeof *rows);
    rows->n = (size_t)(find(all, NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_TIME)->size / sizeof(int64_t));
    for (uint32_t c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        const netmkt__section *section = find(all, NETMKT__IN_EVENT_COLUMNS + c);
        int needed = c == NETMKT__EVENT_TIME || c == NETMKT__EVENT_KIND || c == NETMKT__EVENT_INITIATOR;

        if ((section->size != 0 || needed) && section->size != (uint64_t)rows->n * netmkt__event_width[c])
            return netmkt__fail(NETMKT_E_CORRUPT, "column %u of the events has a wrong size", c);
        rows->column[c] = section->data;
    }
    return NETMKT_OK;
}

static netmkt_status load_events(netmkt__records *records, const sections *all)
{
    const netmkt__section *offsets = find(all, NETMKT__IN_EVENT_OFFSETS);
    netmkt__event_world world = netmkt__records_world(records);
    netmkt__event_rows rows;
    netmkt_status status = event_rows(all, &rows);

    if (status != NETMKT_OK)
        return status;
    if (offsets->size % sizeof(uint64_t) != 0 || (offsets->size == 0) != (rows.n == 0))
        return netmkt__fail(NETMKT_E_CORRUPT, "the offsets of the events have a wrong size");
    if (rows.n == 0)
        return NETMKT_OK;
    return netmkt__events_map(&records->events, &world, offsets->data, (size_t)(offsets->size / sizeof(uint64_t)), &rows);
}

netmkt_status netmkt__records_load(netmkt__records *records, const netmkt__section *first, size_t count)
{
    sections all = {first, count};
    const netmkt__section *store = find(&all, NETMKT__IN_STORE);
    netmkt__reader reader = netmkt__reader_of(store->data, (size_t)store->size);
    netmkt_status status = check_types(&all);

    if (status == NETMKT_OK)
        status = netmkt__records_decode_store(records, &reader);
    if (status == NETMKT_OK)
        status = netmkt__reader_end(&reader, "the section of settings");
    if (status == NETMKT_OK)
        status = load_customers(records, &all);
    if (status == NETMKT_OK)
        status = load_lists(records, &all);
    if (status == NETMKT_OK)
        status = load_attributes(records, &all);
    if (status == NETMKT_OK)
        status = load_events(records, &all);
    if (status == NETMKT_OK)
        netmkt__records_mark(records);
    return status;
}

void netmkt__records_remap(netmkt__records *records, const netmkt__section *first, size_t count)
{
    sections all = {first, count};
    netmkt__event_rows rows;

    if (records->events.base.n != 0 && event_rows(&all, &rows) == NETMKT_OK)
        netmkt__events_remap(&records->events, find(&all, NETMKT__IN_EVENT_OFFSETS)->data, &rows);
}

/* --- Reading a file */

static netmkt_status say_where(const netmkt__records *records, netmkt_status status)
{
    if (status != NETMKT_E_CORRUPT || records->source == NULL)
        return status;
    return netmkt__prefix(status, "%s: impossible contents: ", records->source);
}

static netmkt_status read_snapshot(void *user, const netmkt__section *first, size_t count)
{
    return count == 0 ? NETMKT_OK : say_where(user, netmkt__records_load(user, first, count));
}

static netmkt_status read_record(void *user, uint32_t type, const void *payload, size_t size)
{
    return say_where(user, netmkt__records_apply(user, type, payload, size));
}

static netmkt_status read_committed(void *user)
{
    netmkt__records_mark(user);
    return NETMKT_OK;
}

netmkt__journal_reader netmkt__records_reader(netmkt__records *records)
{
    netmkt__journal_reader reader = {records, read_snapshot, read_record, read_committed};

    return reader;
}
