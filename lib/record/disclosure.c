/* Disclosures: entries in order, with their texts interned. */
#include "record/disclosure.h"

#include <netmkt/event.h>

#include "base/status.h"
#include "base/text.h"

static const char *const grounds[] = {"", "consent", "contract", "law", "vital", "public", "interest"};

void netmkt_disclosure_init(netmkt_disclosure *disclosure)
{
    if (disclosure == NULL)
        return;
    memset(disclosure, 0, sizeof *disclosure);
    disclosure->struct_size = sizeof *disclosure;
}

const char *netmkt_ground_name(int32_t ground)
{
    return ground >= NETMKT_GROUND_CONSENT && ground <= NETMKT_GROUND_INTEREST ? grounds[ground] : NULL;
}

int32_t netmkt_ground_by_name(const char *name)
{
    for (int32_t i = NETMKT_GROUND_CONSENT; name != NULL && i <= NETMKT_GROUND_INTEREST; i++)
        if (strcmp(grounds[i], name) == 0)
            return i;
    return -1;
}

void netmkt__disclosures_init(netmkt__disclosures *disclosures, netmkt_context *context)
{
    memset(disclosures, 0, sizeof *disclosures);
    netmkt__map_init(&disclosures->texts, context);
}

void netmkt__disclosures_free(netmkt__disclosures *disclosures)
{
    netmkt_context *context = disclosures->texts.context;

    netmkt__free(context, disclosures->entries);
    netmkt__map_free(&disclosures->texts);
    netmkt__disclosures_init(disclosures, context);
}

void netmkt__disclosures_mark(netmkt__disclosures *disclosures)
{
    disclosures->mark = disclosures->count;
    disclosures->text_mark = disclosures->texts.count;
}

void netmkt__disclosures_rewind(netmkt__disclosures *disclosures, size_t count, uint32_t texts)
{
    disclosures->count = count;
    netmkt__map_truncate(&disclosures->texts, texts);
}

void netmkt__disclosures_rollback(netmkt__disclosures *disclosures)
{
    netmkt__disclosures_rewind(disclosures, disclosures->mark, disclosures->text_mark);
}

/* --- adding --- */

static netmkt_status check_text(const char *what, const char *text, size_t length, size_t most)
{
    if (length == 0 || length > most)
        return netmkt__fail(NETMKT_E_RANGE, "the %s of a disclosure has 1 to %zu bytes, not %zu", what, most, length);
    if (!netmkt__utf8_valid(text, length) || netmkt__has_control(text, length))
        return netmkt__fail(NETMKT_E_FORMAT, "the %s of a disclosure is not UTF-8, or has control characters", what);
    return NETMKT_OK;
}

static netmkt_status check(const netmkt__customers *customers, const netmkt__disclosure_facts *facts)
{
    netmkt_status status;

    if (facts->customer != 0 && !netmkt__customer_alive(customers, facts->customer))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "there is no customer %llu", (unsigned long long)facts->customer);
    if (netmkt_ground_name(facts->ground) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "there is no ground %d: consent, contract, law, vital, public, interest", (int)facts->ground);
    if (facts->time_ms < NETMKT_TIME_MIN || facts->time_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the time %lld of a disclosure is not in the years 0001 to 9999", (long long)facts->time_ms);
    status = check_text("recipient", facts->text[0], facts->length[0], NETMKT__RECIPIENT_MOST);
    return status == NETMKT_OK ? check_text("description", facts->text[1], facts->length[1], NETMKT__DISCLOSED_MOST) : status;
}

static uint32_t intern(netmkt__map *texts, const char *text, size_t length)
{
    uint32_t number = netmkt__map_find(texts, text, length);

    return number != NETMKT__MAP_NONE ? number : netmkt__map_add(texts, text, length);
}

/* Room for one more, and the entry in it: whoever it is about. */
static netmkt_status append(netmkt__disclosures *disclosures, const netmkt__disclosure_facts *facts)
{
    netmkt_context *context = disclosures->texts.context;
    netmkt_status status = netmkt__map_reserve(&disclosures->texts, 2, facts->length[0] + facts->length[1]);

    if (disclosures->count >= NETMKT__MAP_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a store holds at most %u disclosures", (unsigned)NETMKT__MAP_MOST);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &disclosures->entries, &disclosures->capacity, disclosures->count + 1, sizeof *disclosures->entries);
    if (status != NETMKT_OK)
        return status;
    disclosures->entries[disclosures->count++] = (netmkt__disclosure){
        .time_ms = facts->time_ms,
        .customer = (uint32_t)facts->customer,
        .recipient = intern(&disclosures->texts, facts->text[0], facts->length[0]),
        .data = intern(&disclosures->texts, facts->text[1], facts->length[1]),
        .ground = facts->ground,
    };
    return NETMKT_OK;
}

netmkt_status netmkt__disclosure_add(netmkt__disclosures *disclosures, const netmkt__customers *customers, const netmkt__disclosure_facts *facts)
{
    netmkt_status status = check(customers, facts);

    return status == NETMKT_OK ? append(disclosures, facts) : status;
}

void netmkt__disclosure_facts_of(const netmkt__disclosures *disclosures, const netmkt__disclosure *disclosure, netmkt__disclosure_facts *out)
{
    *out = (netmkt__disclosure_facts){.time_ms = disclosure->time_ms, .customer = disclosure->customer, .ground = disclosure->ground};
    out->text[0] = netmkt__map_text(&disclosures->texts, disclosure->recipient);
    out->length[0] = netmkt__map_length(&disclosures->texts, disclosure->recipient);
    out->text[1] = netmkt__map_text(&disclosures->texts, disclosure->data);
    out->length[1] = netmkt__map_length(&disclosures->texts, disclosure->data);
}

netmkt_status netmkt__disclosures_changed(const netmkt__disclosures *from, const netmkt__fates *fates, netmkt_customer_id drop, netmkt_customer_id keep, netmkt__disclosures *to)
{
    netmkt_status status = NETMKT_OK;

    netmkt__disclosures_init(to, from->texts.context);
    for (size_t i = 0; i < from->count && status == NETMKT_OK; i++) {
        netmkt__disclosure_facts facts;

        netmkt__disclosure_facts_of(from, &from->entries[i], &facts);
        facts.customer = netmkt__fate(fates, facts.customer) != NETMKT__STAYS ? 0 : facts.customer == drop ? keep : facts.customer;
        status = append(to, &facts);
    }
    netmkt__disclosures_mark(to);
    if (status != NETMKT_OK)
        netmkt__disclosures_free(to);
    return status;
}

/* --- In a file: customer (0: erased), time, ground (4 bytes), recipient, description. */

size_t netmkt__disclosure_size(const netmkt__disclosure_facts *facts)
{
    return 8 + 8 + 4 + 2 * 4 + facts->length[0] + facts->length[1];
}

void netmkt__disclosure_encode(netmkt__buffer *buffer, const netmkt__disclosure_facts *facts)
{
    netmkt__buffer_u64(buffer, facts->customer);
    netmkt__buffer_u64(buffer, (uint64_t)facts->time_ms);
    netmkt__buffer_u32(buffer, (uint32_t)facts->ground);
    for (size_t i = 0; i < 2; i++)
        netmkt__buffer_text(buffer, facts->text[i], facts->length[i]);
}

netmkt_status netmkt__disclosure_read(netmkt__reader *reader, netmkt__disclosure_facts *out)
{
    out->customer = netmkt__reader_u64(reader);
    out->time_ms = (int64_t)netmkt__reader_u64(reader);
    out->ground = (int32_t)netmkt__reader_u32(reader);
    out->text[0] = netmkt__reader_text(reader, NETMKT__RECIPIENT_MOST, &out->length[0]);
    out->text[1] = netmkt__reader_text(reader, NETMKT__DISCLOSED_MOST, &out->length[1]);
    return reader->failed ? netmkt__fail(NETMKT_E_CORRUPT, "a disclosure ends within, or has a text that is too long") : NETMKT_OK;
}

netmkt_status netmkt__disclosure_decode(netmkt__disclosures *disclosures, const netmkt__customers *customers, netmkt__reader *reader)
{
    netmkt__disclosure_facts facts;
    netmkt_status status = netmkt__disclosure_read(reader, &facts);

    if (status == NETMKT_OK)
        status = netmkt__disclosure_add(disclosures, customers, &facts);
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored disclosure: ");
}
