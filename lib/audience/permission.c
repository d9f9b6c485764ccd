/* Asking for permission: of one customer, of many, of everybody. Segments of the rules are found first, without the lock, since they lock themselves. */
#include <string.h>

#include <netmkt/customer.h>

#include "audience/permission.h"
#include "base/context.h"
#include "base/status.h"
#include "base/table.h"
#include "base/thread.h"
#include "base/words.h"
#include "summary/customers.h"

enum { ROWS_A_TASK = 4096 };

static const char *const names[NETMKT_AGAINST_COUNT] = {"consent",       "suppressed", "day",         "week",      "month",     "channel_day", "channel_week",
                                                        "channel_month", "campaign",   "quiet_hours", "quiet_day", "complaint", "request",     "age"};

const char *netmkt_against_name(uint32_t reason)
{
    if (reason == 0 || (reason & (reason - 1)) != 0 || reason >> NETMKT_AGAINST_COUNT != 0)
        return NULL;
    return names[__builtin_ctz(reason)];
}

netmkt_status netmkt__contact_moment(netmkt_store *store, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign, int64_t *when_ms)
{
    netmkt__contact contact;
    netmkt_status status = netmkt__store_read(store, 0);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__contact_ask(store, channel, purpose, campaign, *when_ms, &contact);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK)
        *when_ms = contact.when_ms;
    return status;
}

netmkt_status netmkt_may_contact(netmkt_store *store, const netmkt_settings *settings, netmkt_customer_id customer, netmkt_channel_id channel,
                                 int32_t purpose, netmkt_campaign_id campaign, int64_t when_ms, netmkt_permission *out)
{
    netmkt__scratch scratch = {.capacity = 0};
    netmkt__contact contact;
    netmkt__contact_limits limits;
    netmkt__contact_verdict verdict;
    uint32_t members = 0;
    netmkt_status status = NETMKT_OK;

    if (store == NULL || out == NULL)
        return netmkt__misuse("store and out are needed");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_permission of %u bytes, this library knows %zu", out->struct_size, sizeof *out);
    if (netmkt__permission_rules_of(settings) != NULL) {
        status = netmkt__contact_moment(store, channel, purpose, campaign, &when_ms);
        if (status == NETMKT_OK)
            status = netmkt__permission_member(store, settings, channel, customer, when_ms, &members);
    }
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    scratch.context = netmkt__store_context(store);
    status = netmkt__contact_ask(store, channel, purpose, campaign, when_ms, &contact);
    if (status == NETMKT_OK && !netmkt__store_has(store, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (status == NETMKT_OK) {
        netmkt__contact_limits_of(settings, &contact, members, &limits);
        status = netmkt__contact_judge(&contact, &limits, customer, &scratch, 1, &verdict);
    }
    netmkt__store_read_end(store);
    netmkt__scratch_free(&scratch);
    if (status == NETMKT_OK)
        netmkt__contact_answer(&contact, &verdict, out);
    return status;
}

void netmkt__contact_answer(const netmkt__contact *contact, const netmkt__contact_verdict *verdict, netmkt_permission *out)
{
    *out = (netmkt_permission){
        .struct_size = sizeof *out,
        .allowed = verdict->reasons == 0,
        .reasons = verdict->reasons,
        .offset_minutes = verdict->offset_minutes,
        .when_ms = contact->when_ms,
        .earliest_ms = verdict->earliest_ms,
    };
}

/* --- many --- */

typedef struct many {
    netmkt__contact contact;
    const netmkt_settings *settings;
    const netmkt_customer_id *customers; /* NULL: 1, 2, ... */
    size_t n;
    const uint32_t *members;             /* of the first `known`; the others are in no segment */
    size_t known;
    netmkt__contact_limits limits;       /* of those in none */
    uint32_t *reasons;
    int64_t *earliest_ms;
} many;

static netmkt_status judge_rows(void *argument, size_t task)
{
    const many *m = argument;
    netmkt__scratch scratch = {.context = netmkt__store_context(m->contact.store)};
    netmkt__contact_limits limits = m->limits;
    uint32_t members = 0;
    size_t end = (task + 1) * ROWS_A_TASK < m->n ? (task + 1) * ROWS_A_TASK : m->n;
    netmkt_status status = NETMKT_OK;

    for (size_t i = task * ROWS_A_TASK; i < end && status == NETMKT_OK; i++) {
        netmkt_customer_id customer = m->customers != NULL ? m->customers[i] : i + 1;
        netmkt__contact_verdict verdict;

        if (m->customers == NULL && !(netmkt__store_has(m->contact.store, customer) && netmkt__setting_wants(m->settings, customer)))
            continue;
        if (!netmkt__store_has(m->contact.store, customer)) {
            status = netmkt__fail(NETMKT_E_NOT_FOUND, "place %zu: no customer %llu", i, (unsigned long long)customer);
            break;
        }
        if ((i < m->known ? m->members[i] : 0) != members) {
            members = i < m->known ? m->members[i] : 0;
            netmkt__contact_limits_of(m->settings, &m->contact, members, &limits);
        }
        status = netmkt__contact_judge(&m->contact, &limits, customer, &scratch, m->earliest_ms != NULL, &verdict);
        if (m->reasons != NULL)
            m->reasons[i] = verdict.reasons;
        if (m->earliest_ms != NULL)
            m->earliest_ms[i] = verdict.earliest_ms;
    }
    netmkt__scratch_free(&scratch);
    return status;
}

/* With the read lock held. */
static netmkt_status judge_many(many *m)
{
    netmkt__contact_limits_of(m->settings, &m->contact, 0, &m->limits);
    return netmkt__parallel(netmkt__setting_threads(m->settings), (m->n + ROWS_A_TASK - 1) / ROWS_A_TASK, judge_rows, m);
}

/* The members of the rules' segments among the first m->known, to be freed. */
static netmkt_status find_members(many *m, netmkt_store *store, netmkt_channel_id channel, int64_t when_ms, uint32_t **members)
{
    if (netmkt__permission_rules_of(m->settings) == NULL) {
        m->known = 0;
        return NETMKT_OK;
    }
    *members = netmkt__alloc(netmkt__store_context(store), m->known, sizeof **members);
    m->members = *members;
    return *members != NULL ? netmkt__permission_members(store, m->settings, channel, when_ms, m->known, m->customers, *members) : netmkt__nomem();
}

netmkt_status netmkt_permit(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose, netmkt_campaign_id campaign,
                            int64_t when_ms, size_t n, const netmkt_customer_id *customers, uint32_t *reasons, int64_t *earliest_ms)
{
    many m = {.settings = settings, .customers = customers, .n = n, .known = n, .reasons = reasons, .earliest_ms = earliest_ms};
    netmkt_context *context;
    uint32_t *members = NULL;
    netmkt_status status;

    if (store == NULL || (n > 0 && customers == NULL))
        return netmkt__misuse("store and customers are needed");
    context = netmkt__store_context(store);
    status = netmkt__contact_moment(store, channel, purpose, campaign, &when_ms);
    if (status == NETMKT_OK)
        status = find_members(&m, store, channel, when_ms, &members);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 1);
    if (status == NETMKT_OK) {
        status = netmkt__contact_ask(store, channel, purpose, campaign, when_ms, &m.contact);
        if (status == NETMKT_OK)
            status = judge_many(&m);
        netmkt__store_read_end(store);
    }
    netmkt__free(context, members);
    return status;
}

/* --- everybody --- */

void netmkt__say_against(netmkt__words *words, uint32_t reasons)
{
    for (uint32_t left = reasons; left != 0; left &= left - 1) {
        if (left != reasons)
            netmkt__say(words, " ");
        netmkt__say(words, names[__builtin_ctz(left)]);
    }
}

netmkt_status netmkt__against_cell(netmkt_table *table, uint32_t reasons, const char **out)
{
    char text[256]; /* all names together fit */
    netmkt__words words = {.buffer = text, .capacity = sizeof text};

    netmkt__say_against(&words, reasons);
    (void)netmkt__say_end(&words, NULL);
    *out = netmkt__table_copy(table, text, strlen(text));
    return *out != NULL ? NETMKT_OK : netmkt__nomem();
}

/* Rows of everybody, with masks and moments found. */
static netmkt_status fill_rows(const many *m, netmkt_table *table)
{
    int64_t *allowed, *mask, *earliest;
    const char **reasons;
    const netmkt__column_plan plan[] = {{"allowed", &allowed, NETMKT_COLUMN_INT, 0},
                                        {"reasons", &reasons, NETMKT_COLUMN_TEXT, 0},
                                        {"mask", &mask, NETMKT_COLUMN_INT, 0},
                                        {"earliest", &earliest, NETMKT_COLUMN_TIME, 0}};
    netmkt_status status = netmkt__table_add_all(table, plan, sizeof plan / sizeof plan[0]);

    for (size_t i = 0; status == NETMKT_OK && i < m->n; i++) {
        mask[i] = m->reasons[i];
        allowed[i] = m->reasons[i] == 0;
        earliest[i] = m->earliest_ms[i] == NETMKT_NEVER ? INT64_MIN : m->earliest_ms[i];
        if (m->reasons[i] != 0 && i > 0 && m->reasons[i] == m->reasons[i - 1])
            reasons[i] = reasons[i - 1];
        else if (m->reasons[i] != 0)
            status = netmkt__against_cell(table, m->reasons[i], &reasons[i]);
    }
    return status;
}

/* Those asked about who have a key. */
static netmkt_status keep_rows(const many *m, netmkt_table *table)
{
    const netmkt_store *store = m->contact.store;
    uint8_t *keep = netmkt__alloc(netmkt__store_context(store), m->n, 1);
    netmkt_status status;

    if (keep == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < m->n; i++) {
        size_t length;

        (void)netmkt__store_key(store, i + 1, &length);
        keep[i] = length > 0 && netmkt__store_has(store, i + 1) && netmkt__setting_wants(m->settings, i + 1);
    }
    status = netmkt__customer_table_end(store, table, keep);
    netmkt__free(netmkt__store_context(store), keep);
    return status;
}

/* With the read lock held. */
static netmkt_status permit_everybody(many *m, netmkt_store *store, netmkt_table **table)
{
    netmkt_context *context = netmkt__store_context(store);
    netmkt_status status = netmkt__customer_table_new(store, table);

    if (status != NETMKT_OK)
        return status;
    m->n = netmkt_table_rows(*table);
    m->reasons = netmkt__calloc(context, m->n, sizeof *m->reasons);
    m->earliest_ms = netmkt__calloc(context, m->n, sizeof *m->earliest_ms);
    status = m->reasons != NULL && m->earliest_ms != NULL ? judge_many(m) : netmkt__nomem();
    if (status == NETMKT_OK)
        status = fill_rows(m, *table);
    if (status == NETMKT_OK)
        status = keep_rows(m, *table);
    netmkt__free(context, m->reasons);
    netmkt__free(context, m->earliest_ms);
    return status;
}

netmkt_status netmkt__permit_first(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose, int64_t when_ms,
                                   size_t n, uint8_t *allowed)
{
    many m = {.settings = settings, .n = n, .known = n};
    netmkt_context *context = netmkt__store_context(store);
    uint32_t *members = NULL;
    netmkt_status status = find_members(&m, store, channel, when_ms, &members);

    m.reasons = netmkt__calloc(context, n, sizeof *m.reasons);
    if (status == NETMKT_OK && m.reasons == NULL)
        status = netmkt__nomem();
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 1);
    if (status == NETMKT_OK) {
        status = netmkt__contact_ask(store, channel, purpose, 0, when_ms, &m.contact);
        if (status == NETMKT_OK)
            status = judge_many(&m);
        for (size_t i = 0; status == NETMKT_OK && i < n; i++)
            allowed[i] = netmkt__store_has(store, i + 1) ? m.reasons[i] == 0 : 2;
        netmkt__store_read_end(store);
    }
    netmkt__free(context, m.reasons);
    netmkt__free(context, members);
    return status;
}

netmkt_status netmkt_permit_table(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose,
                                  netmkt_campaign_id campaign, int64_t when_ms, netmkt_table **out)
{
    many m = {.settings = settings};
    netmkt_context *context;
    netmkt_table *table = NULL;
    uint32_t *members = NULL;
    uint64_t customers = 0;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    context = netmkt__store_context(store);
    status = netmkt__contact_moment(store, channel, purpose, campaign, &when_ms);
    if (status == NETMKT_OK)
        status = netmkt_customer_count(store, &customers);
    m.known = (size_t)customers;
    if (status == NETMKT_OK)
        status = find_members(&m, store, channel, when_ms, &members);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 1);
    if (status == NETMKT_OK) {
        status = netmkt__contact_ask(store, channel, purpose, campaign, when_ms, &m.contact);
        if (status == NETMKT_OK)
            status = permit_everybody(&m, store, &table);
        netmkt__store_read_end(store);
    }
    netmkt__free(context, members);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
