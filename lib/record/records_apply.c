/* What records of the journal do to the tables. Each is checked as a call of the embedder would be. */
#include <string.h>

#include "base/status.h"
#include "record/records.h"

#define TEXT_MOST 4095

void netmkt__records_encode_store(const netmkt__records *records, netmkt__buffer *buffer)
{
    netmkt__buffer_bytes(buffer, records->currency, sizeof records->currency);
    netmkt__buffer_u32(buffer, (uint32_t)records->exponent);
    netmkt__buffer_u32(buffer, (uint32_t)records->day_offset);
    netmkt__buffer_u32(buffer, 0);
}

netmkt_status netmkt__records_decode_store(netmkt__records *records, netmkt__reader *reader)
{
    const char *currency = netmkt__reader_bytes(reader, sizeof records->currency);
    int32_t exponent = (int32_t)netmkt__reader_u32(reader), day_offset = (int32_t)netmkt__reader_u32(reader);
    uint32_t reserved = netmkt__reader_u32(reader);
    int good = !reader->failed && currency[3] == '\0' && reserved == 0;

    for (size_t i = 0; good && i < 3; i++)
        good = currency[i] >= 'A' && currency[i] <= 'Z';
    if (!good || exponent < 0 || exponent > 9 || day_offset < -1439 || day_offset > 1439 || records->settled)
        return netmkt__fail(NETMKT_E_CORRUPT, "the store's settings are not valid, or there twice");
    memcpy(records->currency, currency, sizeof records->currency);
    records->exponent = exponent;
    records->day_offset = day_offset;
    records->settled = 1;
    return NETMKT_OK;
}

static netmkt_status apply_customers(netmkt__records *records, netmkt__reader *reader)
{
    netmkt__customers *customers = &records->customers;
    uint64_t first = netmkt__reader_u64(reader);
    uint32_t count = netmkt__reader_u32(reader);

    if (reader->failed || first != (uint64_t)customers->keys.count + 1)
        return netmkt__fail(NETMKT_E_CORRUPT, "new customers do not follow those there are");
    for (uint32_t i = 0; i < count; i++) {
        size_t length = netmkt__reader_u8(reader);
        const char *key = netmkt__reader_bytes(reader, length);
        netmkt_status status;

        if (key == NULL || netmkt__key_check(key, length) != NETMKT_OK || netmkt__customer_by_key(customers, key, length) != 0)
            return netmkt__fail(NETMKT_E_CORRUPT, "the key of customer %llu is not valid, or there twice", (unsigned long long)(first + i));
        status = netmkt__map_reserve(&customers->keys, 1, length);
        if (status == NETMKT_OK)
            status = netmkt__suppressions_reserve(&records->suppressions, customers, 1);
        if (status != NETMKT_OK)
            return status;
        netmkt__suppressions_meet(&records->suppressions, customers, netmkt__customer_add(customers, key, length));
    }
    return NETMKT_OK;
}

static netmkt_status set_text(netmkt__attributes *attributes, uint32_t rank, netmkt_customer_id customer, netmkt__reader *reader)
{
    size_t length;
    const char *text = netmkt__reader_text(reader, TEXT_MOST, &length);
    netmkt_status status;

    if (reader->failed || netmkt__text_check(text, length) != NETMKT_OK)
        return netmkt__fail(NETMKT_E_CORRUPT, "a text of customer %llu is not valid", (unsigned long long)customer);
    status = netmkt__attribute_reserve(attributes, rank, customer);
    if (status == NETMKT_OK)
        status = netmkt__dictionary_reserve(&attributes->texts, length);
    if (status == NETMKT_OK)
        netmkt__attribute_set(attributes, rank, customer, 1, netmkt__dictionary_put(&attributes->texts, text, length));
    return status;
}

static netmkt_status apply_value(netmkt__records *records, netmkt__reader *reader)
{
    netmkt__attributes *attributes = &records->attributes;
    netmkt_customer_id customer = netmkt__reader_u64(reader);
    uint32_t rank = netmkt__attribute_rank(attributes, netmkt__reader_u32(reader));
    uint32_t present = netmkt__reader_u32(reader);
    uint64_t value = 0;
    netmkt_status status;
    int32_t type;

    if (reader->failed || rank == NETMKT__ATTRIBUTE_NONE || present > 1 || !netmkt__customer_alive(&records->customers, customer))
        return netmkt__fail(NETMKT_E_CORRUPT, "a value of a customer or attribute that is not there");
    type = netmkt__attribute_column_of(attributes, rank)->type;
    if (present && type == NETMKT_TYPE_TEXT)
        return set_text(attributes, rank, customer, reader);
    if (present) {
        value = netmkt__reader_u64(reader);
        if (netmkt__attribute_check(rank, type, value) != NETMKT_OK)
            return netmkt__prefix(NETMKT_E_CORRUPT, "stored attribute of customer %llu: ", (unsigned long long)customer);
    }
    status = netmkt__attribute_reserve(attributes, rank, customer);
    if (status == NETMKT_OK)
        netmkt__attribute_set(attributes, rank, customer, (int)present, value);
    return status;
}

static netmkt_status apply(netmkt__records *records, uint32_t type, netmkt__reader *reader)
{
    switch (type) {
    case NETMKT__RECORD_STORE:
        return netmkt__records_decode_store(records, reader);
    case NETMKT__RECORD_CUSTOMERS:
        return apply_customers(records, reader);
    case NETMKT__RECORD_ATTRIBUTE:
        return netmkt__attribute_decode(&records->attributes, reader);
    case NETMKT__RECORD_VALUE:
        return apply_value(records, reader);
    case NETMKT__RECORD_KIND:
        return netmkt__kind_decode(&records->kinds, reader);
    case NETMKT__RECORD_CHANNEL:
        return netmkt__channel_decode(&records->channels, reader);
    case NETMKT__RECORD_CAMPAIGN:
        return netmkt__campaign_decode(&records->campaigns, &records->channels, reader);
    case NETMKT__RECORD_OFFER:
        return netmkt__offer_decode(&records->offers, reader);
    case NETMKT__RECORD_NOTE:
        return netmkt__note_decode(&records->notes, reader);
    case NETMKT__RECORD_CONSENT:
        return netmkt__consent_decode(&records->consents, &records->customers, &records->channels, reader, 0);
    case NETMKT__RECORD_SUPPRESSION:
        return netmkt__suppression_decode(&records->suppressions, &records->customers, &records->channels, reader);
    case NETMKT__RECORD_DISCLOSURE:
        return netmkt__disclosure_decode(&records->disclosures, &records->customers, reader);
    case NETMKT__RECORD_SPEND:
        return netmkt__spends_decode(&records->spends, &records->channels, records->campaigns.names.map.count, reader, 0);
    case NETMKT__RECORD_SAID:
        return netmkt__attribute_decode_said(&records->attributes, reader, 0);
    default:
        return netmkt__fail(NETMKT_E_CORRUPT, "a record of unknown type %u", type);
    }
}

netmkt_status netmkt__records_apply(netmkt__records *records, uint32_t type, const void *payload, size_t size)
{
    netmkt__reader reader = netmkt__reader_of(payload, size);
    netmkt_status status;

    if (!records->settled && type != NETMKT__RECORD_STORE)
        return netmkt__fail(NETMKT_E_CORRUPT, "the store's settings are missing");
    if (type == NETMKT__RECORD_EVENTS) {
        netmkt__event_world world = netmkt__records_world(records);

        return netmkt__events_decode(&records->events, &world, payload, size);
    }
    status = apply(records, type, &reader);
    return status == NETMKT_OK ? netmkt__reader_end(&reader, "a record") : status;
}
