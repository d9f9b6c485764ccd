/* Recovery: records of the journal and single events, taken as far as they apply to what there is. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "store/rescue.h"
#include "store/snapshot.h"

size_t netmkt__rescue_key(const netmkt__customers *customers, uint64_t number, char key[64])
{
    int length = snprintf(key, 64, "recovered customer %llu", (unsigned long long)number);

    for (unsigned i = 2; netmkt__map_find(&customers->keys, key, (size_t)length) != NETMKT__MAP_NONE; i++)
        length = snprintf(key, 64, "recovered customer %llu (%u)", (unsigned long long)number, i);
    return (size_t)length;
}

/* So many customers there must have been: those missing at the end get made-up keys. *there: they are there. */
static netmkt_status have_customers(netmkt__rescue *r, uint64_t count, int *there)
{
    netmkt__customers *customers = &r->records.customers;
    netmkt_status status = NETMKT_OK;
    char key[64];

    *there = count <= customers->keys.count;
    if (*there || !r->incomplete || count > r->most_customers)
        return NETMKT_OK;
    while (customers->keys.count < count && status == NETMKT_OK) {
        size_t length = netmkt__rescue_key(customers, (uint64_t)customers->keys.count + 1, key);

        status = netmkt__map_reserve(&customers->keys, 1, length);
        if (status == NETMKT_OK) {
            (void)netmkt__customer_add(customers, key, length);
            r->made_up++;
        }
    }
    *there = status == NETMKT_OK;
    return status;
}

/* --- Events */

static int number_known(const netmkt__rescue *r, uint32_t type, uint32_t custom)
{
    return r->known[type] == NETMKT__RESCUE_ALL || custom < r->known[type];
}

/* What the event refers to that cannot be proved any more is taken away from it. */
static void clear_unknown(netmkt__rescue *r, uint16_t *channel, uint32_t *campaign, uint32_t *offer)
{
    if (*channel >= NETMKT_CHANNEL_CUSTOM && !number_known(r, NETMKT__RECORD_CHANNEL, (uint32_t)*channel - NETMKT_CHANNEL_CUSTOM)) {
        *channel = 0;
        r->cleared++;
    }
    if (*campaign != 0 && !number_known(r, NETMKT__RECORD_CAMPAIGN, *campaign - 1)) {
        *campaign = 0;
        r->cleared++;
    }
    if (*offer != 0 && !number_known(r, NETMKT__RECORD_OFFER, *offer - 1)) {
        *offer = 0;
        r->cleared++;
    }
}

static int may_have_events(const netmkt__customers *customers, netmkt_customer_id customer)
{
    uint32_t redirect = netmkt__customer_redirect(customers, customer);

    return customer - 1 < customers->keys.count && (redirect == 0 || redirect == NETMKT__CUSTOMER_ANONYMOUS);
}

netmkt_status netmkt__rescue_event(netmkt__rescue *r, const netmkt__event_rows *rows, size_t i, netmkt_customer_id customer, int stored)
{
    netmkt__records *records = &r->records;
    netmkt__event_world world = netmkt__records_world(records);
    uint64_t values[NETMKT__EVENT_COLUMNS][2];
    netmkt__event_rows row = {.n = 1};
    uint16_t kind, channel;
    uint32_t campaign, offer, columns = 0;
    netmkt_status status;
    int there = 1;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS; c++) {
        size_t width = netmkt__event_width[c];

        if (rows->column[c] != NULL)
            memcpy(values[c], (const char *)rows->column[c] + i * width, width);
        else
            netmkt__event_fill(c, values[c], 0, 1);
        row.column[c] = values[c];
    }
    memcpy(&kind, values[NETMKT__EVENT_KIND], sizeof kind);
    memcpy(&channel, values[NETMKT__EVENT_CHANNEL], sizeof channel);
    memcpy(&campaign, values[NETMKT__EVENT_CAMPAIGN], sizeof campaign);
    memcpy(&offer, values[NETMKT__EVENT_OFFER], sizeof offer);
    clear_unknown(r, &channel, &campaign, &offer);
    memcpy(values[NETMKT__EVENT_CHANNEL], &channel, sizeof channel);
    memcpy(values[NETMKT__EVENT_CAMPAIGN], &campaign, sizeof campaign);
    memcpy(values[NETMKT__EVENT_OFFER], &offer, sizeof offer);
    status = have_customers(r, customer, &there);
    if (status != NETMKT_OK)
        return status;
    if (!there || (stored && !may_have_events(&records->customers, customer)) ||
        (kind >= NETMKT_KIND_CUSTOM && !number_known(r, NETMKT__RECORD_KIND, (uint32_t)kind - NETMKT_KIND_CUSTOM)) ||
        netmkt__events_check(&world, &row, stored ? NULL : &customer, 0, &columns) != NETMKT_OK) {
        r->left_events++;
        return NETMKT_OK;
    }
    status = netmkt__events_reserve(&records->events, 1, columns, records->customers.keys.count, 0);
    if (status == NETMKT_OK)
        netmkt__events_add(&records->events, &records->kinds, &row, &customer, 0, NULL);
    return status;
}

static netmkt_status take_events(netmkt__rescue *r, const void *payload, size_t size)
{
    const netmkt_customer_id *customer;
    netmkt__event_rows rows;
    netmkt_status status = NETMKT_OK;

    if ((uintptr_t)payload % sizeof(uint64_t) != 0 || netmkt__events_block(payload, size, &rows, &customer) != NETMKT_OK) {
        r->left_records++;
        return NETMKT_OK;
    }
    for (size_t i = 0; i < rows.n && status == NETMKT_OK; i++)
        status = netmkt__rescue_event(r, &rows, i, customer[i], 0);
    return status;
}

/* --- The others */

/* One by one: a key that cannot be (any more) leaves its number to a made-up one. */
static netmkt_status take_customers(netmkt__rescue *r, const void *payload, size_t size)
{
    netmkt__customers *customers = &r->records.customers;
    netmkt__reader reader = netmkt__reader_of(payload, size);
    uint64_t first = netmkt__reader_u64(&reader);
    uint32_t count = netmkt__reader_u32(&reader);
    netmkt_status status;
    int there = 0;

    if (reader.failed || first == 0 || first <= customers->keys.count) {
        r->left_records++;
        return NETMKT_OK;
    }
    status = have_customers(r, first - 1, &there);
    if (!there)
        r->left_records++;
    for (uint32_t i = 0; i < count && there && status == NETMKT_OK; i++) {
        size_t length = netmkt__reader_u8(&reader);
        const char *key = netmkt__reader_bytes(&reader, length);
        char made_up[64];

        if (key == NULL)
            break;
        if (netmkt__key_check(key, length) != NETMKT_OK || netmkt__map_find(&customers->keys, key, length) != NETMKT__MAP_NONE) {
            length = netmkt__rescue_key(customers, first + i, made_up);
            key = made_up;
            r->made_up++;
        }
        status = netmkt__map_reserve(&customers->keys, 1, length);
        if (status == NETMKT_OK)
            status = netmkt__suppressions_reserve(&r->records.suppressions, customers, 1);
        if (status == NETMKT_OK)
            netmkt__suppressions_meet(&r->records.suppressions, customers, netmkt__customer_add(customers, key, length));
    }
    return status;
}

static uint32_t number_at(const void *payload, size_t size, size_t offset)
{
    uint32_t number = 0;

    if (size >= offset + sizeof number)
        memcpy(&number, (const char *)payload + offset, sizeof number);
    return number;
}

/* Does a campaign use a channel whose number cannot be proved? */
static int channels_unsure(const netmkt__rescue *r, const void *payload, size_t size)
{
    enum { COUNT_AT = 28, CHANNELS_AT = 32 };
    uint32_t count = number_at(payload, size, COUNT_AT);

    for (uint32_t i = 0; i < count && (uint64_t)CHANNELS_AT + 2 * ((uint64_t)i + 1) <= size; i++) {
        uint16_t channel;

        memcpy(&channel, (const char *)payload + CHANNELS_AT + 2 * (size_t)i, sizeof channel);
        if (channel >= NETMKT_CHANNEL_CUSTOM && !number_known(r, NETMKT__RECORD_CHANNEL, (uint32_t)channel - NETMKT_CHANNEL_CUSTOM))
            return 1;
    }
    return 0;
}

/* May the record be applied as it is? Values: of a known attribute, and of a customer who is there, if with a made-up key. */
static netmkt_status sure(netmkt__rescue *r, uint32_t type, const void *payload, size_t size, int *is)
{
    uint32_t attribute = number_at(payload, size, sizeof(uint64_t));
    uint64_t customer = 0;

    *is = 1;
    if (type == NETMKT__RECORD_CAMPAIGN)
        *is = !channels_unsure(r, payload, size);
    if (type == NETMKT__RECORD_SAID) {
        attribute = number_at(payload, size, 0);
        *is = attribute < NETMKT_ATTRIBUTE_CUSTOM || number_known(r, NETMKT__RECORD_ATTRIBUTE, attribute - NETMKT_ATTRIBUTE_CUSTOM);
    }
    if (type != NETMKT__RECORD_VALUE)
        return NETMKT_OK;
    if (attribute >= NETMKT_ATTRIBUTE_CUSTOM && !number_known(r, NETMKT__RECORD_ATTRIBUTE, attribute - NETMKT_ATTRIBUTE_CUSTOM)) {
        *is = 0;
        return NETMKT_OK;
    }
    if (size >= sizeof customer)
        memcpy(&customer, payload, sizeof customer);
    return have_customers(r, customer, is);
}

static int references_sure(const netmkt__rescue *r)
{
    return r->known[NETMKT__RECORD_KIND] == NETMKT__RESCUE_ALL && r->known[NETMKT__RECORD_CHANNEL] == NETMKT__RESCUE_ALL &&
           r->known[NETMKT__RECORD_CAMPAIGN] == NETMKT__RESCUE_ALL && r->known[NETMKT__RECORD_OFFER] == NETMKT__RESCUE_ALL;
}

static netmkt_status take_spends(netmkt__rescue *r, const void *bytes, size_t size, uint64_t *left)
{
    netmkt__records *records = &r->records;
    size_t n = size / NETMKT__SPEND_SIZE;
    netmkt_status status = netmkt__spends_reserve(&records->spends, n);

    for (size_t i = 0; i < n && status == NETMKT_OK; i++) {
        netmkt__spend spend;
        int64_t total;
        int taken = netmkt__spend_at((const char *)bytes + i * NETMKT__SPEND_SIZE, &spend) == NETMKT_OK;

        taken = taken && (spend.channel < NETMKT_CHANNEL_CUSTOM || number_known(r, NETMKT__RECORD_CHANNEL, (uint32_t)spend.channel - NETMKT_CHANNEL_CUSTOM)) &&
                (spend.campaign == 0 || number_known(r, NETMKT__RECORD_CAMPAIGN, spend.campaign - 1)) &&
                netmkt__spend_put(&records->spends, &records->channels, records->campaigns.names.map.count, &spend, 0, &total) == NETMKT_OK;
        *left += !taken;
    }
    return status;
}

static netmkt_status take_consents(netmkt__rescue *r, const void *bytes, size_t size, uint64_t *left)
{
    netmkt__records *records = &r->records;
    netmkt__reader reader = netmkt__reader_of(bytes, size);
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK && reader.at != reader.end) {
        netmkt__consent_facts facts;
        int added = 0, there = 0;

        if (netmkt__consent_read(&reader, &facts) != NETMKT_OK) {
            ++*left;
            return NETMKT_OK; /* where the next one begins is not known */
        }
        status = have_customers(r, facts.customer, &there);
        if (status != NETMKT_OK)
            break;
        if (there && (facts.channel < NETMKT_CHANNEL_CUSTOM || number_known(r, NETMKT__RECORD_CHANNEL, (uint32_t)facts.channel - NETMKT_CHANNEL_CUSTOM)))
            status = netmkt__consent_add(&records->consents, &records->customers, &records->channels, &facts, &added);
        *left += !added;
        status = status == NETMKT_E_NOMEM ? status : NETMKT_OK;
    }
    return status;
}

static netmkt_status take_disclosures(netmkt__rescue *r, const void *bytes, size_t size, uint64_t *left)
{
    netmkt__records *records = &r->records;
    netmkt__reader reader = netmkt__reader_of(bytes, size);
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK && reader.at != reader.end) {
        netmkt__disclosure_facts facts;
        int there = 1;

        if (netmkt__disclosure_read(&reader, &facts) != NETMKT_OK) {
            ++*left;
            return NETMKT_OK; /* where the next one begins is not known */
        }
        if (facts.customer != 0)
            status = have_customers(r, facts.customer, &there);
        if (status == NETMKT_OK && there)
            status = netmkt__disclosure_add(&records->disclosures, &records->customers, &facts);
        *left += !there || status != NETMKT_OK;
        status = status == NETMKT_E_NOMEM ? status : NETMKT_OK;
    }
    return status;
}

/* A hash stays, also where its customer is lost. */
static netmkt_status take_suppressions(netmkt__rescue *r, const void *bytes, size_t size, uint64_t *left)
{
    netmkt__records *records = &r->records;
    netmkt__reader reader = netmkt__reader_of(bytes, size);
    netmkt_status status = NETMKT_OK;

    while (status == NETMKT_OK && reader.at != reader.end) {
        netmkt__suppression_facts facts;
        const char *secret;
        size_t secret_size;
        int added = 0, there = 0;

        if (netmkt__suppression_read(&reader, &facts, &secret, &secret_size) != NETMKT_OK) {
            ++*left;
            return NETMKT_OK; /* where the next one begins is not known */
        }
        if (secret != NULL) {
            *left += netmkt__suppressions_set_secret(&records->suppressions, secret, secret_size) != NETMKT_OK;
            continue;
        }
        if (facts.customer != 0)
            status = have_customers(r, facts.customer, &there);
        if (!there || netmkt__map_length(&records->customers.keys, (uint32_t)facts.customer - 1) == 0)
            facts.customer = 0;
        if (status == NETMKT_OK && (facts.channel < NETMKT_CHANNEL_CUSTOM || number_known(r, NETMKT__RECORD_CHANNEL, (uint32_t)facts.channel - NETMKT_CHANNEL_CUSTOM)))
            status = netmkt__suppression_add(&records->suppressions, &records->customers, &records->channels, &facts, &added);
        *left += !added;
        status = status == NETMKT_E_NOMEM ? status : NETMKT_OK;
    }
    return status;
}

const netmkt__rescued_list netmkt__rescued_lists[NETMKT__RESCUED_LISTS] = {
    {NETMKT__RECORD_SPEND, NETMKT__IN_SPENDS, "spend records", take_spends},
    {NETMKT__RECORD_CONSENT, NETMKT__IN_CONSENTS, "consents", take_consents},
    {NETMKT__RECORD_SUPPRESSION, NETMKT__IN_SUPPRESSIONS, "suppressions", take_suppressions},
    {NETMKT__RECORD_DISCLOSURE, NETMKT__IN_DISCLOSURES, "disclosures", take_disclosures},
};

/* NULL: the type is none that is taken one by one. */
static const netmkt__rescued_list *list_of(uint32_t type)
{
    for (size_t i = 0; i < NETMKT__RESCUED_LISTS; i++)
        if (netmkt__rescued_lists[i].record == type)
            return &netmkt__rescued_lists[i];
    return NULL;
}

/* Is there nothing in the record that refers to what may be lost? Of spend records that is seen one by one. */
static int all_sure(const netmkt__rescue *r, uint32_t type)
{
    if (type == NETMKT__RECORD_CONSENT)
        return r->known[NETMKT__RECORD_CHANNEL] == NETMKT__RESCUE_ALL;
    if (type == NETMKT__RECORD_SPEND)
        return r->known[NETMKT__RECORD_CHANNEL] == NETMKT__RESCUE_ALL && r->known[NETMKT__RECORD_CAMPAIGN] == NETMKT__RESCUE_ALL;
    return type != NETMKT__RECORD_EVENTS || references_sure(r);
}

netmkt_status netmkt__rescue_record(netmkt__rescue *r, uint32_t type, const void *payload, size_t size)
{
    netmkt_status status = NETMKT_OK;
    const netmkt__rescued_list *list = list_of(type);
    int is_sure = all_sure(r, type);

    if (type != NETMKT__RECORD_EVENTS && list == NULL)
        status = sure(r, type, payload, size, &is_sure);
    if (status != NETMKT_OK)
        return status;
    status = is_sure ? netmkt__records_apply(&r->records, type, payload, size) : NETMKT_E_CORRUPT;
    if (status != NETMKT_OK) {
        if (status != NETMKT_E_CORRUPT)
            return status;
        netmkt__records_rollback(&r->records);
        status = NETMKT_OK;
        if (type == NETMKT__RECORD_EVENTS) {
            status = take_events(r, payload, size);
        } else if (type == NETMKT__RECORD_CUSTOMERS) {
            status = take_customers(r, payload, size);
        } else if (list != NULL) {
            status = list->take(r, payload, size, &r->left_records);
        } else {
            r->left_records++;
            netmkt__rescue_lose(r, type);
        }
    }
    netmkt__records_mark(&r->records);
    r->taken++;
    return status;
}
