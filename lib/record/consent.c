/* Consents: entries chained by customer, with their texts interned. */
#include "record/consent.h"

#include <netmkt/event.h>

#include "base/status.h"
#include "base/text.h"

void netmkt_consent_init(netmkt_consent *consent)
{
    if (consent == NULL)
        return;
    memset(consent, 0, sizeof *consent);
    consent->struct_size = sizeof *consent;
}

static const char *const names[] = {"unknown", "requested", "granted", "confirmed", "withdrawn"};

const char *netmkt_consent_name(int32_t status)
{
    return status >= NETMKT_CONSENT_UNKNOWN && status <= NETMKT_CONSENT_WITHDRAWN ? names[status] : NULL;
}

int32_t netmkt_consent_by_name(const char *name)
{
    for (int32_t i = 0; name != NULL && i <= NETMKT_CONSENT_WITHDRAWN; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

const char *netmkt_purpose_name(int32_t purpose)
{
    return purpose == NETMKT_PURPOSE_DISCLOSURE ? "disclosure" : purpose > 0 ? netmkt_function_name(purpose) : NULL;
}

int32_t netmkt_purpose_by_name(const char *name)
{
    int32_t function = name != NULL ? netmkt_function_by_name(name) : -1;

    return name != NULL && strcmp(name, "disclosure") == 0 ? NETMKT_PURPOSE_DISCLOSURE : function > 0 ? function : -1;
}

void netmkt__consents_init(netmkt__consents *consents, netmkt_context *context)
{
    memset(consents, 0, sizeof *consents);
    netmkt__map_init(&consents->texts, context);
}

void netmkt__consents_free(netmkt__consents *consents)
{
    netmkt_context *context = consents->texts.context;

    netmkt__free(context, consents->entries);
    netmkt__free(context, consents->head);
    netmkt__map_free(&consents->texts);
    netmkt__consents_init(consents, context);
}

void netmkt__consents_mark(netmkt__consents *consents)
{
    consents->mark = consents->count;
    consents->text_mark = consents->texts.count;
}

void netmkt__consents_rewind(netmkt__consents *consents, size_t count, uint32_t texts)
{
    while (consents->count > count) { /* the newest of all is the newest of its customer */
        const netmkt__consent *last = &consents->entries[--consents->count];

        consents->head[last->customer - 1] = last->next;
    }
    netmkt__map_truncate(&consents->texts, texts);
}

void netmkt__consents_rollback(netmkt__consents *consents)
{
    netmkt__consents_rewind(consents, consents->mark, consents->text_mark);
}

const char *netmkt__consent_text(const netmkt__consents *consents, uint32_t number, size_t *length)
{
    *length = number != 0 ? netmkt__map_length(&consents->texts, number - 1) : 0;
    return number != 0 ? netmkt__map_text(&consents->texts, number - 1) : "";
}

/* --- adding --- */

static netmkt_status check_text(const char *what, const char *text, size_t length, size_t most)
{
    if (length > most)
        return netmkt__fail(NETMKT_E_RANGE, "the %s of a consent has %zu bytes; %zu are the most", what, length, most);
    if (!netmkt__utf8_valid(text, length) || netmkt__has_control(text, length))
        return netmkt__fail(NETMKT_E_FORMAT, "the %s of a consent is not UTF-8, or has control characters", what);
    return NETMKT_OK;
}

static netmkt_status check(const netmkt__customers *customers, const netmkt__channels *channels, const netmkt__consent_facts *facts)
{
    static const char *const what[3] = {"source", "proof", "policy"};
    netmkt_status status = NETMKT_OK;

    if (!netmkt__customer_alive(customers, facts->customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)facts->customer);
    if (facts->channel != 0 && !netmkt__channel_known(channels, facts->channel))
        return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u", (unsigned)facts->channel);
    if (facts->purpose < 0 || facts->purpose > NETMKT_PURPOSE_DISCLOSURE)
        return netmkt__fail(NETMKT_E_INVALID, "there is no purpose %d", (int)facts->purpose);
    if (facts->status < NETMKT_CONSENT_UNKNOWN || facts->status > NETMKT_CONSENT_WITHDRAWN)
        return netmkt__fail(NETMKT_E_INVALID, "there is no status %d of a consent", (int)facts->status);
    if (facts->time_ms < NETMKT_TIME_MIN || facts->time_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the time %lld of a consent is not in the years 0001 to 9999", (long long)facts->time_ms);
    for (size_t i = 0; i < 3 && status == NETMKT_OK; i++)
        status = check_text(what[i], facts->text[i], facts->length[i], i == 1 ? NETMKT__CONSENT_PROOF : NETMKT__CONSENT_SHORT);
    return status;
}

static netmkt_status reserve(netmkt__consents *consents, const netmkt__customers *customers, const netmkt__consent_facts *facts)
{
    netmkt_context *context = consents->texts.context;
    size_t before = consents->head_count;
    netmkt_status status = netmkt__map_reserve(&consents->texts, 3, facts->length[0] + facts->length[1] + facts->length[2]);

    if (consents->count >= NETMKT__MAP_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a store holds at most %u consents", (unsigned)NETMKT__MAP_MOST);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &consents->entries, &consents->capacity, consents->count + 1, sizeof *consents->entries);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &consents->head, &consents->head_count, customers->keys.count, sizeof *consents->head);
    if (consents->head_count > before)
        memset(consents->head + before, 0, (consents->head_count - before) * sizeof *consents->head);
    return status;
}

static uint32_t intern(netmkt__map *texts, const char *text, size_t length)
{
    uint32_t number;

    if (length == 0)
        return 0;
    number = netmkt__map_find(texts, text, length);
    return (number != NETMKT__MAP_NONE ? number : netmkt__map_add(texts, text, length)) + 1;
}

static int is_there(const netmkt__consents *consents, const netmkt__consent *consent)
{
    for (const netmkt__consent *c = netmkt__consent_first(consents, consent->customer); c != NULL; c = netmkt__consent_next(consents, c))
        if (c->time_ms == consent->time_ms && c->channel == consent->channel && c->purpose == consent->purpose && c->status == consent->status &&
            c->source == consent->source && c->proof == consent->proof && c->policy == consent->policy)
            return 1;
    return 0;
}

netmkt_status netmkt__consent_add(netmkt__consents *consents, const netmkt__customers *customers, const netmkt__channels *channels,
                                  const netmkt__consent_facts *facts, int *added)
{
    netmkt__consent consent = {
        .time_ms = facts->time_ms,
        .customer = (uint32_t)facts->customer,
        .channel = facts->channel,
        .purpose = (uint8_t)facts->purpose,
        .status = (uint8_t)facts->status,
    };
    netmkt_status status = check(customers, channels, facts);

    *added = 0;
    if (status == NETMKT_OK)
        status = reserve(consents, customers, facts);
    if (status != NETMKT_OK)
        return status;
    consent.source = intern(&consents->texts, facts->text[0], facts->length[0]);
    consent.proof = intern(&consents->texts, facts->text[1], facts->length[1]);
    consent.policy = intern(&consents->texts, facts->text[2], facts->length[2]);
    if (is_there(consents, &consent)) /* with the same texts, so that none is new */
        return NETMKT_OK;
    consent.next = consents->head[consent.customer - 1];
    consents->entries[consents->count++] = consent;
    consents->head[consent.customer - 1] = (uint32_t)consents->count;
    *added = 1;
    return NETMKT_OK;
}

void netmkt__consent_facts_of(const netmkt__consents *consents, const netmkt__consent *consent, netmkt__consent_facts *out)
{
    *out = (netmkt__consent_facts){
        .time_ms = consent->time_ms,
        .customer = consent->customer,
        .channel = consent->channel,
        .purpose = consent->purpose,
        .status = consent->status,
    };
    out->text[0] = netmkt__consent_text(consents, consent->source, &out->length[0]);
    out->text[1] = netmkt__consent_text(consents, consent->proof, &out->length[1]);
    out->text[2] = netmkt__consent_text(consents, consent->policy, &out->length[2]);
}

/* The checks were made when they came; so nothing can fail but memory. */
netmkt_status netmkt__consents_changed(const netmkt__consents *from, const netmkt__fates *fates, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__consents *to)
{
    netmkt_context *context = from->texts.context;
    netmkt_status status = NETMKT_OK;

    netmkt__consents_init(to, context);
    if (from->count == 0)
        return NETMKT_OK;
    to->entries = netmkt__alloc(context, from->count, sizeof *to->entries);
    to->head = netmkt__calloc(context, from->head_count, sizeof *to->head);
    if (to->entries == NULL || to->head == NULL)
        status = netmkt__nomem();
    to->capacity = to->entries != NULL ? from->count : 0;
    to->head_count = to->head != NULL ? from->head_count : 0;
    for (size_t i = 0; i < from->count && status == NETMKT_OK; i++) {
        netmkt__consent consent = from->entries[i];
        netmkt__consent_facts facts;

        if (netmkt__fate(fates, consent.customer) != NETMKT__STAYS)
            continue;
        netmkt__consent_facts_of(from, &consent, &facts);
        consent.customer = consent.customer == drop ? (uint32_t)keep : consent.customer;
        status = netmkt__map_reserve(&to->texts, 3, facts.length[0] + facts.length[1] + facts.length[2]);
        if (status != NETMKT_OK)
            break;
        consent.source = intern(&to->texts, facts.text[0], facts.length[0]);
        consent.proof = intern(&to->texts, facts.text[1], facts.length[1]);
        consent.policy = intern(&to->texts, facts.text[2], facts.length[2]);
        if (is_there(to, &consent)) /* both of two merged ones said so */
            continue;
        consent.next = to->head[consent.customer - 1];
        to->entries[to->count++] = consent;
        to->head[consent.customer - 1] = (uint32_t)to->count;
    }
    netmkt__consents_mark(to);
    if (status != NETMKT_OK)
        netmkt__consents_free(to);
    return status;
}

/* --- In a file: customer, time, channel (2 bytes), purpose, status (a byte each), source, proof, policy. */

size_t netmkt__consent_size(const netmkt__consent_facts *facts)
{
    return 8 + 8 + 4 + 3 * 4 + facts->length[0] + facts->length[1] + facts->length[2];
}

void netmkt__consent_encode(netmkt__buffer *buffer, const netmkt__consent_facts *facts)
{
    netmkt__buffer_u64(buffer, facts->customer);
    netmkt__buffer_u64(buffer, (uint64_t)facts->time_ms);
    netmkt__buffer_u16(buffer, facts->channel);
    netmkt__buffer_u8(buffer, (uint8_t)facts->purpose);
    netmkt__buffer_u8(buffer, (uint8_t)facts->status);
    for (size_t i = 0; i < 3; i++)
        netmkt__buffer_text(buffer, facts->text[i], facts->length[i]);
}

netmkt_status netmkt__consent_read(netmkt__reader *reader, netmkt__consent_facts *out)
{
    out->customer = netmkt__reader_u64(reader);
    out->time_ms = (int64_t)netmkt__reader_u64(reader);
    out->channel = netmkt__reader_u16(reader);
    out->purpose = netmkt__reader_u8(reader);
    out->status = netmkt__reader_u8(reader);
    for (size_t i = 0; i < 3; i++)
        out->text[i] = netmkt__reader_text(reader, i == 1 ? NETMKT__CONSENT_PROOF : NETMKT__CONSENT_SHORT, &out->length[i]);
    return reader->failed ? netmkt__fail(NETMKT_E_CORRUPT, "a consent ends within, or has a text that is too long") : NETMKT_OK;
}

netmkt_status netmkt__consent_decode(netmkt__consents *consents, const netmkt__customers *customers, const netmkt__channels *channels, netmkt__reader *reader,
                                     int fresh)
{
    netmkt__consent_facts facts;
    int added = 0;
    netmkt_status status = netmkt__consent_read(reader, &facts);

    if (status == NETMKT_OK)
        status = netmkt__consent_add(consents, customers, channels, &facts, &added);
    if (status == NETMKT_OK && fresh && !added)
        status = netmkt__fail(NETMKT_E_CORRUPT, "it is there twice");
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored consent: ");
}
