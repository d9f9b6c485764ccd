/* Suppressions: persons by hash, entries chained by person, persons chained by customer. */
#include "record/suppression.h"

#include <netmkt/event.h>

#include <unistd.h>

#include "base/status.h"

enum { RANDOM_SIZE = 32, ITEM_SECRET = 1, ITEM_ENTRY = 2 };

_Static_assert(sizeof(netmkt__suppression) == 16, "an entry's bytes are compared");

static const char *const reasons[] = {"", "asked", "bounce", "complaint", "withdrawn", "list", "other"};

void netmkt_suppression_init(netmkt_suppression *suppression)
{
    if (suppression == NULL)
        return;
    memset(suppression, 0, sizeof *suppression);
    suppression->struct_size = sizeof *suppression;
}

const char *netmkt_suppressed_name(int32_t reason)
{
    return reason >= NETMKT_SUPPRESSED_ASKED && reason <= NETMKT_SUPPRESSED_OTHER ? reasons[reason] : NULL;
}

int32_t netmkt_suppressed_by_name(const char *name)
{
    for (int32_t i = NETMKT_SUPPRESSED_ASKED; name != NULL && i <= NETMKT_SUPPRESSED_OTHER; i++)
        if (strcmp(reasons[i], name) == 0)
            return i;
    return -1;
}

void netmkt__suppressions_init(netmkt__suppressions *s, netmkt_context *context)
{
    memset(s, 0, sizeof *s);
    netmkt__map_init(&s->hashes, context);
    netmkt__map_init(&s->entries, context);
}

void netmkt__suppressions_free(netmkt__suppressions *s)
{
    netmkt_context *context = s->hashes.context;

    netmkt__free(context, s->persons);
    netmkt__free(context, s->next);
    netmkt__free(context, s->head);
    netmkt__map_free(&s->hashes);
    netmkt__map_free(&s->entries);
    netmkt__suppressions_init(s, context);
}

/* --- the secret --- */

netmkt_status netmkt__suppressions_set_secret(netmkt__suppressions *s, const void *secret, size_t size)
{
    if (size < NETMKT_SUPPRESSION_SECRET_LEAST || size > NETMKT_SUPPRESSION_SECRET_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "a secret of %zu bytes; %d to %d are wanted", size, NETMKT_SUPPRESSION_SECRET_LEAST, NETMKT_SUPPRESSION_SECRET_MOST);
    if (s->secret_size == size && memcmp(s->secret, secret, size) == 0)
        return NETMKT_OK;
    if (s->entries.count > 0)
        return netmkt__fail(NETMKT_E_STATE, "the suppression list has entries under another secret, whose hashes cannot be compared with these; begin with an empty store, or take the entries by key");
    if (s->secret_size != 0 && s->secret_mark != 0)
        return netmkt__fail(NETMKT_E_STATE, "the store has another secret of suppression already");
    memcpy(s->secret, secret, size);
    s->secret_size = (uint32_t)size;
    netmkt__hmac_key_init(&s->key, s->secret, size);
    return NETMKT_OK;
}

netmkt_status netmkt__suppressions_need_secret(netmkt__suppressions *s)
{
    unsigned char secret[RANDOM_SIZE];
    netmkt_status status;

    if (s->secret_size != 0)
        return NETMKT_OK;
    if (getentropy(secret, sizeof secret) != 0)
        return netmkt__fail(NETMKT_E_IO, "the system gave no random bytes for the secret of the suppression list");
    status = netmkt__suppressions_set_secret(s, secret, sizeof secret);
    explicit_bzero(secret, sizeof secret); /* memset() before the end of its life may be left out */
    return status;
}

void netmkt__suppression_hash(const netmkt__suppressions *s, const char *key, size_t length, unsigned char hash[NETMKT__SHA256_SIZE])
{
    netmkt__hmac(&s->key, key, length, NULL, 0, hash);
}

/* --- marks --- */

void netmkt__suppressions_mark(netmkt__suppressions *s)
{
    s->person_mark = s->hashes.count;
    s->entry_mark = s->entries.count;
    s->secret_mark = s->secret_size;
}

int netmkt__suppressions_changed(const netmkt__suppressions *s)
{
    return s->entries.count != s->entry_mark || s->secret_size != s->secret_mark;
}

/* Chain persons by the customers that keys lead to now; there is room. */
static void link_all(netmkt__suppressions *s, const netmkt__customers *customers)
{
    if (s->head_count > 0)
        memset(s->head, 0, s->head_count * sizeof *s->head);
    for (uint32_t p = 0; p < s->hashes.count; p++) {
        netmkt__person *person = &s->persons[p];
        uint32_t to = person->customer <= customers->keys.count ? person->customer : 0;
        uint32_t redirect = to != 0 ? netmkt__customer_redirect(customers, to) : 0;

        if (to == 0 || redirect == NETMKT__CUSTOMER_ERASED || redirect == NETMKT__CUSTOMER_ANONYMOUS) {
            person->customer = 0;
            continue;
        }
        to = redirect != 0 ? redirect : to;
        person->sibling = s->head[to - 1];
        s->head[to - 1] = p + 1;
    }
}

void netmkt__suppressions_rewind(netmkt__suppressions *s, const netmkt__customers *customers, uint32_t persons, uint32_t entries)
{
    for (uint32_t e = s->entries.count; e-- > entries;)
        s->persons[netmkt__suppression_at(s, e).person].first = s->next[e];
    netmkt__map_truncate(&s->entries, entries);
    netmkt__map_truncate(&s->hashes, persons);
    link_all(s, customers);
}

void netmkt__suppressions_rollback(netmkt__suppressions *s, const netmkt__customers *customers)
{
    netmkt__suppressions_rewind(s, customers, s->person_mark, s->entry_mark);
    s->secret_size = s->secret_mark; /* a committed one is never replaced */
}

/* --- customers --- */

/* Heads for so many customers, the new ones empty. */
static netmkt_status grow_heads(netmkt__suppressions *s, size_t need)
{
    size_t count = s->head_count;
    netmkt_status status = netmkt__grow(s->hashes.context, &s->head, &s->head_count, need, sizeof *s->head);

    if (status == NETMKT_OK && s->head_count > count)
        memset(s->head + count, 0, (s->head_count - count) * sizeof *s->head);
    return status;
}

netmkt_status netmkt__suppressions_reserve(netmkt__suppressions *s, const netmkt__customers *customers, size_t more)
{
    return s->hashes.count == 0 ? NETMKT_OK : grow_heads(s, (size_t)customers->keys.count + more);
}

/* The person is this customer, by his own key. */
static void link_one(netmkt__suppressions *s, const netmkt__customers *customers, uint32_t person, netmkt_customer_id customer)
{
    uint32_t to = netmkt__customer_redirect(customers, customer);

    to = to != 0 ? to : (uint32_t)customer;
    s->persons[person].customer = (uint32_t)customer;
    s->persons[person].sibling = s->head[to - 1];
    s->head[to - 1] = person + 1;
}

void netmkt__suppressions_meet(netmkt__suppressions *s, const netmkt__customers *customers, netmkt_customer_id customer)
{
    unsigned char hash[NETMKT__SHA256_SIZE];
    size_t length = netmkt__map_length(&customers->keys, (uint32_t)customer - 1);
    uint32_t person;

    if (s->hashes.count == 0 || length == 0)
        return;
    netmkt__suppression_hash(s, netmkt__map_text(&customers->keys, (uint32_t)customer - 1), length, hash);
    person = netmkt__suppressed_person(s, hash);
    if (person != 0 && s->persons[person - 1].customer == 0)
        link_one(s, customers, person - 1, customer);
}

void netmkt__suppressions_search(netmkt__suppressions *s, const netmkt__customers *customers)
{
    for (uint32_t c = 0; s->hashes.count > 0 && c < customers->keys.count; c++)
        netmkt__suppressions_meet(s, customers, (netmkt_customer_id)c + 1);
}

uint32_t netmkt__suppressed_person(const netmkt__suppressions *s, const unsigned char hash[NETMKT__SHA256_SIZE])
{
    uint32_t number = netmkt__map_find(&s->hashes, (const char *)hash, NETMKT__SHA256_SIZE);

    return number == NETMKT__MAP_NONE ? 0 : number + 1;
}

/* --- entries --- */

netmkt__suppression netmkt__suppression_at(const netmkt__suppressions *s, uint32_t entry)
{
    netmkt__suppression at;

    memcpy(&at, netmkt__map_text(&s->entries, entry), sizeof at);
    return at;
}

static void hear(netmkt__said *said, const netmkt__suppression *at, int64_t agreed_ms)
{
    int softened = at->reason == NETMKT_SUPPRESSED_WITHDRAWN || at->reason == NETMKT_SUPPRESSED_COMPLAINT;

    if (at->lifted) {
        said->lifted_ms = at->time_ms > said->lifted_ms ? at->time_ms : said->lifted_ms;
    } else if (at->reason == NETMKT_SUPPRESSED_BOUNCE) {
        said->bounce_ms = at->time_ms > said->bounce_ms ? at->time_ms : said->bounce_ms;
    } else if ((at->time_ms > said->wish_ms || (at->time_ms == said->wish_ms && at->reason < said->wish)) && !(softened && at->time_ms < agreed_ms)) {
        said->wish_ms = at->time_ms;
        said->wish = at->reason;
    }
}

netmkt__said netmkt__suppression_find(const netmkt__suppressions *s, uint32_t person, int siblings, netmkt_channel_id channel, int64_t when_ms, int64_t agreed_ms)
{
    netmkt__said said = {INT64_MIN, INT64_MIN, INT64_MIN, 0, 0};

    for (; person != 0; person = siblings ? s->persons[person - 1].sibling : 0)
        for (uint32_t e = s->persons[person - 1].first; e != 0; e = s->next[e - 1]) {
            netmkt__suppression at = netmkt__suppression_at(s, e - 1);

            if (at.time_ms <= when_ms && (at.channel == 0 || at.channel == channel))
                hear(&said, &at, agreed_ms);
        }
    if (said.bounce_ms < said.lifted_ms) /* of one moment what suppresses holds */
        said.bounce_ms = INT64_MIN;
    if (said.wish_ms < said.lifted_ms) {
        said.wish_ms = INT64_MIN;
        said.wish = 0;
    }
    return said;
}

static netmkt_status check(const netmkt__suppressions *s, const netmkt__customers *customers, const netmkt__channels *channels, const netmkt__suppression_facts *facts)
{
    if (netmkt_suppressed_name(facts->reason) == NULL)
        return netmkt__fail(NETMKT_E_INVALID, "there is no reason %d to suppress: asked, bounce, complaint, withdrawn, list, other", (int)facts->reason);
    if (facts->lifted != 0 && facts->lifted != 1)
        return netmkt__fail(NETMKT_E_INVALID, "lifted is 0 or 1, not %d", (int)facts->lifted);
    if (facts->channel != 0 && !netmkt__channel_known(channels, facts->channel))
        return netmkt__fail(NETMKT_E_INVALID, "there is no channel %u", (unsigned)facts->channel);
    if (facts->time_ms < NETMKT_TIME_MIN || facts->time_ms > NETMKT_TIME_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the time %lld of a suppression is not in the years 0001 to 9999", (long long)facts->time_ms);
    if (s->secret_size == 0)
        return netmkt__fail(NETMKT_E_STATE, "the suppression list has no secret");
    if (facts->customer > customers->keys.count || (facts->customer != 0 && netmkt__map_length(&customers->keys, (uint32_t)facts->customer - 1) == 0))
        return netmkt__fail(NETMKT_E_INVALID, "there is no customer %llu", (unsigned long long)facts->customer);
    return NETMKT_OK;
}

/* Room for one more person and entry. */
static netmkt_status make_room(netmkt__suppressions *s, const netmkt__customers *customers)
{
    netmkt_context *context = s->hashes.context;
    netmkt_status status = netmkt__map_reserve(&s->hashes, 1, NETMKT__SHA256_SIZE);

    if (status == NETMKT_OK)
        status = netmkt__map_reserve(&s->entries, 1, sizeof(netmkt__suppression));
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &s->persons, &s->person_capacity, (size_t)s->hashes.count + 1, sizeof *s->persons);
    if (status == NETMKT_OK)
        status = netmkt__grow(context, &s->next, &s->next_capacity, (size_t)s->entries.count + 1, sizeof *s->next);
    return status == NETMKT_OK ? grow_heads(s, customers->keys.count) : status;
}

netmkt_status netmkt__suppression_add(netmkt__suppressions *s, const netmkt__customers *customers, const netmkt__channels *channels,
                                      const netmkt__suppression_facts *facts, int *added)
{
    netmkt__suppression entry = {.time_ms = facts->time_ms, .channel = facts->channel, .reason = (uint8_t)facts->reason, .lifted = (uint8_t)facts->lifted};
    netmkt_status status = check(s, customers, channels, facts);
    uint32_t person;

    *added = 0;
    if (status == NETMKT_OK)
        status = make_room(s, customers);
    if (status != NETMKT_OK)
        return status;
    person = netmkt__suppressed_person(s, facts->hash);
    if (person != 0 && facts->customer != 0 && s->persons[person - 1].customer != 0 && s->persons[person - 1].customer != facts->customer)
        return netmkt__fail(NETMKT_E_INVALID, "one person is said to be the customers %u and %llu", s->persons[person - 1].customer, (unsigned long long)facts->customer);
    if (person == 0) {
        person = netmkt__map_add(&s->hashes, (const char *)facts->hash, NETMKT__SHA256_SIZE) + 1;
        s->persons[person - 1] = (netmkt__person){0, 0, 0};
    }
    if (facts->customer != 0 && s->persons[person - 1].customer == 0)
        link_one(s, customers, person - 1, facts->customer);
    entry.person = person - 1;
    if (netmkt__map_find(&s->entries, (const char *)&entry, sizeof entry) != NETMKT__MAP_NONE)
        return NETMKT_OK;
    s->next[s->entries.count] = s->persons[person - 1].first;
    s->persons[person - 1].first = netmkt__map_add(&s->entries, (const char *)&entry, sizeof entry) + 1;
    *added = 1;
    return NETMKT_OK;
}

/* --- copies --- */

netmkt_status netmkt__suppressions_copy(const netmkt__suppressions *from, const netmkt__customers *customers, netmkt__suppressions *to)
{
    netmkt_context *context = from->hashes.context;
    netmkt_status status = NETMKT_OK;

    netmkt__suppressions_init(to, context);
    to->key = from->key;
    to->secret_size = from->secret_size;
    memcpy(to->secret, from->secret, sizeof to->secret);
    for (uint32_t p = 0; p < from->hashes.count && status == NETMKT_OK; p++) {
        status = make_room(to, customers);
        if (status != NETMKT_OK)
            break;
        (void)netmkt__map_add(&to->hashes, netmkt__map_text(&from->hashes, p), NETMKT__SHA256_SIZE);
        to->persons[p] = from->persons[p];
    }
    for (uint32_t e = 0; e < from->entries.count && status == NETMKT_OK; e++) {
        status = make_room(to, customers);
        if (status != NETMKT_OK)
            break;
        (void)netmkt__map_add(&to->entries, netmkt__map_text(&from->entries, e), sizeof(netmkt__suppression));
        to->next[e] = from->next[e];
    }
    if (status != NETMKT_OK) {
        netmkt__suppressions_free(to);
        return status;
    }
    link_all(to, customers);
    netmkt__suppressions_mark(to);
    return NETMKT_OK;
}

/* --- in a file --- */

size_t netmkt__suppressions_size(const netmkt__suppressions *s)
{
    return (s->secret_size != 0 ? 8 + s->secret_size : 0) + (size_t)s->entries.count * NETMKT__SUPPRESSION_SIZE;
}

void netmkt__suppressions_encode_secret(const netmkt__suppressions *s, netmkt__buffer *buffer)
{
    netmkt__buffer_u32(buffer, ITEM_SECRET);
    netmkt__buffer_text(buffer, (const char *)s->secret, s->secret_size);
}

void netmkt__suppression_encode(const netmkt__suppressions *s, uint32_t entry, netmkt__buffer *buffer)
{
    netmkt__suppression at = netmkt__suppression_at(s, entry);

    netmkt__buffer_u32(buffer, ITEM_ENTRY);
    netmkt__buffer_bytes(buffer, netmkt__map_text(&s->hashes, at.person), NETMKT__SHA256_SIZE);
    netmkt__buffer_u64(buffer, s->persons[at.person].customer);
    netmkt__buffer_u64(buffer, (uint64_t)at.time_ms);
    netmkt__buffer_u16(buffer, at.channel);
    netmkt__buffer_u8(buffer, at.reason);
    netmkt__buffer_u8(buffer, at.lifted);
}

netmkt_status netmkt__suppression_read(netmkt__reader *reader, netmkt__suppression_facts *out, const char **secret, size_t *secret_size)
{
    uint32_t item = netmkt__reader_u32(reader);
    const void *hash;

    memset(out, 0, sizeof *out);
    *secret = NULL;
    *secret_size = 0;
    if (item == ITEM_SECRET) {
        *secret = netmkt__reader_text(reader, NETMKT_SUPPRESSION_SECRET_MOST, secret_size);
    } else {
        hash = netmkt__reader_bytes(reader, NETMKT__SHA256_SIZE);
        out->customer = netmkt__reader_u64(reader);
        out->time_ms = (int64_t)netmkt__reader_u64(reader);
        out->channel = netmkt__reader_u16(reader);
        out->reason = netmkt__reader_u8(reader);
        out->lifted = netmkt__reader_u8(reader);
        if (hash != NULL)
            memcpy(out->hash, hash, sizeof out->hash);
    }
    if (reader->failed || (item != ITEM_SECRET && item != ITEM_ENTRY))
        return netmkt__fail(NETMKT_E_CORRUPT, "a suppression ends within, or is of an unknown sort");
    return NETMKT_OK;
}

netmkt_status netmkt__suppression_decode(netmkt__suppressions *s, const netmkt__customers *customers, const netmkt__channels *channels, netmkt__reader *reader)
{
    netmkt__suppression_facts facts;
    const char *secret;
    size_t size;
    int added;
    netmkt_status status = netmkt__suppression_read(reader, &facts, &secret, &size);

    if (status == NETMKT_OK && secret != NULL)
        status = netmkt__suppressions_set_secret(s, secret, size);
    else if (status == NETMKT_OK)
        status = netmkt__suppression_add(s, customers, channels, &facts, &added);
    if (status == NETMKT_E_NOMEM || status == NETMKT_OK)
        return status;
    return netmkt__prefix(NETMKT_E_CORRUPT, "stored suppression: ");
}
