/* Rows of an export: what is defined, customers, events. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/number_text.h"
#include "base/status.h"
#include "io/export_state.h"
#include "io/records.h"
#include "store/store.h"

#define MOST_CHANNELS 64
#define MOST_TEXT 4096

static void begin(netmkt_export *e, const char *record)
{
    netmkt__csv_row_begin(&e->row);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_RECORD, record);
}

static netmkt_status end(netmkt_export *e)
{
    netmkt__csv_row_end(&e->row);
    return e->row.status;
}

/* Money and times of which 0 means: not given. */
static void put_money(netmkt_export *e, size_t column, int64_t minor)
{
    if (minor != 0)
        netmkt__csv_row_money(&e->row, column, minor, e->stats.currency_exponent);
}

static void put_time(netmkt_export *e, size_t column, int64_t time_ms)
{
    if (time_ms != 0)
        netmkt__csv_row_time(&e->row, column, time_ms);
}

static void put_real(netmkt_export *e, size_t column, double value)
{
    char text[40];

    netmkt__csv_row_put(&e->row, column, text, netmkt__real_text(value, text));
}

static netmkt_status store_row(netmkt_export *e)
{
    if (e->next++ > 0)
        return NETMKT_DONE;
    begin(e, "store");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CURRENCY, e->stats.currency);
    netmkt__csv_row_whole(&e->row, NETMKT__EXPORT_EXPONENT, e->stats.currency_exponent);
    netmkt__csv_row_whole(&e->row, NETMKT__EXPORT_DAY_OFFSET, e->stats.day_offset_minutes);
    return end(e);
}

int netmkt__export_may_tell(const netmkt_export *e, netmkt_attribute_id attribute)
{
    uint32_t personal;

    return !e->pseudonymous || (netmkt_attribute_personal(e->store, attribute, &personal) == NETMKT_OK && personal == NETMKT_PERSONAL_NO);
}

/* What was said of an attribute; NULL where nothing was. */
static const char *said_of(netmkt_store *store, netmkt_attribute_id id)
{
    const netmkt__attributes *attributes = &store->records.attributes;
    uint32_t said;

    netmkt__store_lock_read(store);
    said = netmkt__attribute_column_of(attributes, netmkt__attribute_rank(attributes, id))->personal;
    netmkt__store_unlock(store);
    return netmkt__personal_name(said);
}

/* The custom ones, and of the others those of which something was said. */
static netmkt_status attribute_row(netmkt_export *e)
{
    const char *said;
    netmkt_attribute_id id;
    const char *name;
    int32_t type;

    do {
        if (netmkt_attribute_describe(e->store, (uint32_t)e->next++, &id, &type, &name) != NETMKT_OK)
            return NETMKT_DONE;
        said = said_of(e->store, id);
    } while ((id < NETMKT_ATTRIBUTE_CUSTOM && said == NULL) || !netmkt__export_may_tell(e, id));
    begin(e, "attribute");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_NAME, name);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_TYPE, netmkt__type_name(type));
    if (said != NULL)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_PROPERTIES, said);
    return end(e);
}

static netmkt_status kind_row(netmkt_export *e)
{
    netmkt_kind kind = {.struct_size = sizeof kind};
    netmkt_kind_id id = (netmkt_kind_id)(e->next >= NETMKT_KIND_CUSTOM ? e->next : NETMKT_KIND_CUSTOM - 1);
    const char *name;
    netmkt_status status = netmkt_kind_next(e->store, id, &id);

    if (status == NETMKT_OK)
        status = netmkt_kind_get(e->store, id, &name, &kind);
    if (status != NETMKT_OK)
        return status;
    e->next = id;
    begin(e, "kind");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_NAME, name);
    if (kind.function != NETMKT_FUNCTION_NONE)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_FUNCTION, netmkt_function_name(kind.function));
    put_real(e, NETMKT__EXPORT_WEIGHT, kind.weight);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_INITIATOR, netmkt__initiator_name((uint8_t)kind.initiator));
    return end(e);
}

static netmkt_status channel_row(netmkt_export *e)
{
    netmkt_channel_id id = (netmkt_channel_id)(e->next >= NETMKT_CHANNEL_CUSTOM ? e->next : NETMKT_CHANNEL_CUSTOM - 1);
    const char *name, *property;
    char properties[128] = "";
    uint32_t bits, bit;
    netmkt_status status = netmkt_channel_next(e->store, id, &id);

    if (status == NETMKT_OK)
        status = netmkt_channel_get(e->store, id, &name, &bits);
    if (status != NETMKT_OK)
        return status;
    e->next = id;
    for (size_t i = 0; (bit = netmkt__property(i, &property)) != 0; i++) {
        size_t length = strlen(properties);

        if (bits & bit)
            (void)snprintf(properties + length, sizeof properties - length, "%s%s", length > 0 ? " " : "", property);
    }
    begin(e, "channel");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_NAME, name);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_PROPERTIES, properties);
    return end(e);
}

/* The names of channels, with commas between: no name has one. */
static netmkt_status put_channels(netmkt_export *e, const netmkt_channel_id *channels, size_t count)
{
    char text[MOST_CHANNELS * 64 + 1] = "";
    size_t length = 0;

    for (size_t i = 0; i < count; i++) {
        const char *name;
        netmkt_status status = netmkt_channel_get(e->store, channels[i], &name, NULL);

        if (status != NETMKT_OK)
            return status;
        length += (size_t)snprintf(text + length, sizeof text - length, "%s%s", i > 0 ? "," : "", name);
    }
    netmkt__csv_row_put(&e->row, NETMKT__EXPORT_CHANNELS, text, length);
    return NETMKT_OK;
}

static netmkt_status campaign_row(netmkt_export *e)
{
    netmkt_campaign campaign = {.struct_size = sizeof campaign};
    netmkt_channel_id channels[MOST_CHANNELS];
    const char *name, *audience, *content;
    size_t count;
    netmkt_status status = netmkt_campaign_get(e->store, (netmkt_campaign_id)++e->next, &campaign, &name, &audience, &content, channels,
                                               MOST_CHANNELS, &count);

    if (status != NETMKT_OK)
        return status;
    begin(e, "campaign");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_NAME, name);
    if (campaign.function != NETMKT_FUNCTION_NONE)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_FUNCTION, netmkt_function_name(campaign.function));
    put_money(e, NETMKT__EXPORT_BUDGET, campaign.budget);
    put_time(e, NETMKT__EXPORT_START, campaign.start_ms);
    put_time(e, NETMKT__EXPORT_END, campaign.end_ms);
    status = put_channels(e, channels, count);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_AUDIENCE, audience);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CONTENT, content);
    return status == NETMKT_OK ? end(e) : status;
}

static netmkt_status offer_row(netmkt_export *e)
{
    netmkt_offer offer = {.struct_size = sizeof offer};
    const char *name;
    netmkt_status status = netmkt_offer_get(e->store, (netmkt_offer_id)++e->next, &offer, &name);

    if (status != NETMKT_OK)
        return status;
    begin(e, "offer");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_NAME, name);
    put_money(e, NETMKT__EXPORT_PRICE, offer.price);
    put_money(e, NETMKT__EXPORT_UNIT_COST, offer.unit_cost);
    put_time(e, NETMKT__EXPORT_START, offer.start_ms);
    put_time(e, NETMKT__EXPORT_END, offer.end_ms);
    return end(e);
}

/* A day's spend; the column of times has the day. */
static netmkt_status spend_row(netmkt_export *e)
{
    const void *channel, *campaign, *day, *amount;
    netmkt_status status = NETMKT_OK;
    size_t i = (size_t)e->next++;

    if (e->spends == NULL)
        status = netmkt_spend_list(e->store, &e->spends);
    if (status != NETMKT_OK)
        return status;
    if (i >= netmkt_table_rows(e->spends))
        return NETMKT_DONE;
    if ((status = netmkt_table_column(e->spends, "channel", NULL, &channel)) != NETMKT_OK ||
        (status = netmkt_table_column(e->spends, "campaign", NULL, &campaign)) != NETMKT_OK ||
        (status = netmkt_table_column(e->spends, "day", NULL, &day)) != NETMKT_OK ||
        (status = netmkt_table_column(e->spends, "amount", NULL, &amount)) != NETMKT_OK)
        return status;
    begin(e, "spend");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_TIME, ((const char *const *)day)[i]);
    if (((const char *const *)channel)[i][0] != '\0')
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CHANNEL, ((const char *const *)channel)[i]);
    if (((const char *const *)campaign)[i][0] != '\0')
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CAMPAIGN, ((const char *const *)campaign)[i]);
    netmkt__csv_row_money(&e->row, NETMKT__EXPORT_AMOUNT, ((const int64_t *)amount)[i], e->stats.currency_exponent);
    return end(e);
}

netmkt_status netmkt__export_definition(netmkt_export *e)
{
    switch (e->phase) {
    case NETMKT__EXPORT_STORE_ROW: return store_row(e);
    case NETMKT__EXPORT_ATTRIBUTE_ROWS: return attribute_row(e);
    case NETMKT__EXPORT_KIND_ROWS: return kind_row(e);
    case NETMKT__EXPORT_CHANNEL_ROWS: return channel_row(e);
    case NETMKT__EXPORT_CAMPAIGN_ROWS: return campaign_row(e);
    case NETMKT__EXPORT_OFFER_ROWS: return offer_row(e);
    default: return spend_row(e);
    }
}

/* --- Customers. */

static int is_anonymous(netmkt_store *store, netmkt_customer_id customer)
{
    int anonymous;

    (void)pthread_rwlock_rdlock(&store->lock);
    anonymous = netmkt__customer_redirect(&store->records.customers, customer) == NETMKT__CUSTOMER_ANONYMOUS;
    (void)pthread_rwlock_unlock(&store->lock);
    return anonymous;
}

/* 128 bits of HMAC-SHA-256, as 32 hexadecimal digits; the domain keeps keys and references apart. */
static void pseudonym(const netmkt_export *e, char domain, const void *bytes, size_t size, char text[40])
{
    unsigned char hash[NETMKT__SHA256_SIZE];

    netmkt__hmac(&e->secret, &domain, 1, bytes, size, hash);
    netmkt__hex_write(hash, 16, text);
}

/* e->key as it is told. */
static void disguise(netmkt_export *e)
{
    char text[40];

    if (!e->pseudonymous)
        return;
    pseudonym(e, 'k', e->key, strlen(e->key), text);
    memcpy(e->key, text, sizeof text);
}

static void anonymous_key(netmkt_export *e, uint64_t number)
{
    (void)snprintf(e->key, sizeof e->key, "anonymous-%llu", (unsigned long long)number);
}

/* Give a customer without key one that nobody has. */
static netmkt_status name_anonymous(netmkt_export *e, netmkt_customer_id customer)
{
    netmkt_customer_id other;
    netmkt_status status = netmkt__grow(e->context, &e->anonymous, &e->anonymous_capacity, e->anonymous_count + 1, sizeof *e->anonymous);

    if (status != NETMKT_OK)
        return status;
    do
        anonymous_key(e, ++e->anonymous_number);
    while (netmkt_customer_find(e->store, e->key, &other) == NETMKT_OK);
    e->anonymous[e->anonymous_count++] = (netmkt__anonymous){customer, e->anonymous_number};
    return NETMKT_OK;
}

static netmkt_status put_attribute(netmkt_export *e, netmkt_customer_id customer, size_t i)
{
    const netmkt__export_attribute *attribute = &e->attributes[i];
    size_t column = NETMKT__EXPORT_COLUMNS + i;
    char text[MOST_TEXT];
    netmkt_status status;
    size_t length;
    int64_t whole;
    double real;

    switch (attribute->type) {
    case NETMKT_TYPE_REAL:
        status = netmkt_customer_get_real(e->store, customer, attribute->id, &real);
        if (status == NETMKT_OK)
            put_real(e, column, real);
        break;
    case NETMKT_TYPE_TEXT:
        status = netmkt_customer_get_text(e->store, customer, attribute->id, text, sizeof text, &length);
        if (status == NETMKT_OK)
            netmkt__csv_row_put(&e->row, column, text, length);
        break;
    default:
        status = netmkt_customer_get_int(e->store, customer, attribute->id, &whole);
        if (status == NETMKT_OK && attribute->type == NETMKT_TYPE_TIME)
            netmkt__csv_row_time(&e->row, column, whole);
        else if (status == NETMKT_OK)
            netmkt__csv_row_whole(&e->row, column, whole);
        break;
    }
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

netmkt_status netmkt__export_customer(netmkt_export *e)
{
    netmkt_status status = NETMKT_E_NOT_FOUND;
    int anonymous = 0;

    while (status != NETMKT_OK && !anonymous) {
        if (e->next == e->customers)
            return NETMKT_DONE;
        status = netmkt_customer_key(e->store, ++e->next, e->key, sizeof e->key, NULL);
        anonymous = status != NETMKT_OK && is_anonymous(e->store, e->next);
    }
    if (anonymous)
        status = name_anonymous(e, e->next);
    if (status != NETMKT_OK)
        return status;
    disguise(e);
    begin(e, "customer");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CUSTOMER, e->key);
    for (size_t i = 0; i < e->attribute_count && status == NETMKT_OK && !anonymous; i++)
        status = put_attribute(e, e->next, i);
    return status == NETMKT_OK ? end(e) : status;
}

/* --- Events. */

/* The key of an event's customer, as it is told, into e->key. */
static netmkt_status find_key(netmkt_export *e, netmkt_customer_id customer)
{
    size_t low = 0, high = e->anonymous_count;
    netmkt_status status = NETMKT_OK;

    if (e->key_of == customer)
        return NETMKT_OK;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (e->anonymous[middle].customer < customer)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < e->anonymous_count && e->anonymous[low].customer == customer)
        anonymous_key(e, e->anonymous[low].number);
    else
        status = netmkt_customer_key(e->store, customer, e->key, sizeof e->key, NULL);
    if (status != NETMKT_OK)
        return status;
    e->key_of = customer;
    disguise(e);
    return NETMKT_OK;
}

static netmkt_status fetch(netmkt_export *e)
{
    netmkt__export_columns *c = &e->events;

    e->event = 0;
    return netmkt_event_cursor_next_columns(e->cursor, NETMKT__EXPORT_EVENTS, c->customer, c->time_ms, c->kind, c->channel, c->amount, c->cost,
                                            c->campaign, c->offer, c->variant, c->initiator, c->rating, c->reference, &e->event_count);
}

/* The cells that name something in the store. */
static netmkt_status put_names(netmkt_export *e, size_t i)
{
    const netmkt__export_columns *c = &e->events;
    const char *name;
    netmkt_status status = netmkt_kind_get(e->store, c->kind[i], &name, NULL);

    if (status != NETMKT_OK)
        return status;
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_KIND, name);
    if (c->channel[i] != 0 && (status = netmkt_channel_get(e->store, c->channel[i], &name, NULL)) == NETMKT_OK)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CHANNEL, name);
    if (status == NETMKT_OK && c->campaign[i] != 0 &&
        (status = netmkt_campaign_get(e->store, c->campaign[i], NULL, &name, NULL, NULL, NULL, 0, NULL)) == NETMKT_OK)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CAMPAIGN, name);
    if (status == NETMKT_OK && c->offer[i] != 0 && (status = netmkt_offer_get(e->store, c->offer[i], NULL, &name)) == NETMKT_OK)
        netmkt__csv_row_text(&e->row, NETMKT__EXPORT_OFFER, name);
    return status;
}

static void put_figures(netmkt_export *e, size_t i)
{
    const netmkt__export_columns *c = &e->events;
    const uint64_t *reference = &c->reference[2 * i];
    char text[40];

    if (c->variant[i] != 0)
        netmkt__csv_row_whole(&e->row, NETMKT__EXPORT_VARIANT, c->variant[i]);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_INITIATOR, netmkt__initiator_name(c->initiator[i]));
    if (c->amount[i] != 0 || c->kind[i] == NETMKT_KIND_ORDER || c->kind[i] == NETMKT_KIND_RETURN)
        netmkt__csv_row_money(&e->row, NETMKT__EXPORT_AMOUNT, c->amount[i], e->stats.currency_exponent);
    put_money(e, NETMKT__EXPORT_COST, c->cost[i]);
    if (c->rating[i] != NETMKT_NO_RATING)
        netmkt__csv_row_thousandths(&e->row, NETMKT__EXPORT_RATING, c->rating[i]);
    if (reference[0] == 0 && reference[1] == 0)
        return;
    (void)snprintf(text, sizeof text, "%016llx%016llx", (unsigned long long)reference[0], (unsigned long long)reference[1]);
    if (e->pseudonymous)
        pseudonym(e, 'r', text, strlen(text), text);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_REFERENCE, text);
}

netmkt_status netmkt__export_event(netmkt_export *e)
{
    netmkt_status status = NETMKT_OK;
    size_t i;

    if (e->cursor == NULL)
        status = netmkt_event_cursor_open(e->store, NULL, &e->cursor);
    if (status == NETMKT_OK && e->event == e->event_count)
        status = fetch(e);
    if (status == NETMKT_OK)
        status = find_key(e, e->events.customer[e->event]);
    if (status != NETMKT_OK)
        return status;
    i = e->event++;
    begin(e, "event");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CUSTOMER, e->key);
    netmkt__csv_row_time(&e->row, NETMKT__EXPORT_TIME, e->events.time_ms[i]);
    status = put_names(e, i);
    put_figures(e, i);
    return status == NETMKT_OK ? end(e) : status;
}
