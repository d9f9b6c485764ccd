/* Recovery: a consistent set of sections is made of those that are good, and loaded as every snapshot is.
 *
 * Offsets of strings are found again from the strings, lost keys are made up, lost definitions and columns are left out. Where
 * contents contradict each other though their checksums are right, more is left out, step by step. Events are
 * added one by one, since an absent column may change their order. */
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "store/rescue.h"
#include "store/snapshot.h"

/* What to do without, in steps. */
enum { NO_CAMPAIGNS = 1, NO_VALUES = 2, NO_REDIRECT = 4, NO_KEYS = 8 };

enum { EXTRA = 8 }; /* sections that may be made up */

typedef struct parts {
    netmkt__rescue *r;
    const netmkt__salvage_section *all;
    size_t count;
    netmkt__section *kept;
    size_t kept_count;
    int without, quiet; /* quiet: what is damaged was said before */
    unsigned char store[NETMKT__STORE_RECORD_SIZE];
    netmkt__buffer keys, key_offsets, redirect, text_offsets; /* made up */
} parts;

static const netmkt__salvage_section *listed(const parts *p, uint32_t type)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->all[i].type == type)
            return &p->all[i];
    return NULL;
}

static const netmkt__salvage_section *good(const parts *p, uint32_t type)
{
    const netmkt__salvage_section *section = listed(p, type);

    return section != NULL && section->good ? section : NULL;
}

static void keep(parts *p, uint32_t type, const void *data, uint64_t size)
{
    if (size != 0)
        p->kept[p->kept_count++] = (netmkt__section){.type = type, .data = data, .size = size};
}

static void keep_good(parts *p, uint32_t type)
{
    const netmkt__salvage_section *section = good(p, type);

    if (section != NULL)
        keep(p, type, section->data, section->size);
}

static netmkt_status say_lost(const parts *p, uint32_t type, const char *name, const char *consequence)
{
    const netmkt__salvage_section *section = listed(p, type);

    if (p->quiet || section == NULL || section->good)
        return NETMKT_OK;
    return netmkt__rescue_say(p->r, section->offset, 0, name, "damaged: %s", consequence);
}

/* --- Strings */

static netmkt_status find_offsets(const netmkt__salvage_section *bytes, netmkt__buffer *offsets)
{
    const char *text = bytes->data;
    uint64_t count = 0;
    netmkt_status status;

    for (uint64_t i = 0; i < bytes->size; i++)
        count += text[i] == '\0';
    offsets->size = 0;
    status = netmkt__buffer_reserve(offsets, (size_t)(count + 1) * sizeof(uint64_t));
    if (status != NETMKT_OK)
        return status;
    netmkt__buffer_u64(offsets, 0);
    for (uint64_t i = 0; i < bytes->size; i++)
        if (text[i] == '\0')
            netmkt__buffer_u64(offsets, i + 1);
    return NETMKT_OK;
}

static uint32_t redirect_at(const netmkt__salvage_section *redirect, uint64_t i)
{
    uint32_t to = 0;

    if (redirect != NULL && (i + 1) * sizeof to <= redirect->size)
        memcpy(&to, (const char *)redirect->data + i * sizeof to, sizeof to);
    return to;
}

static netmkt_status make_up_keys(parts *p, uint64_t count, const netmkt__salvage_section *redirect)
{
    netmkt_status status;

    p->keys.size = p->key_offsets.size = 0;
    status = netmkt__buffer_reserve(&p->key_offsets, (size_t)(count + 1) * sizeof(uint64_t));
    if (status == NETMKT_OK)
        netmkt__buffer_u64(&p->key_offsets, 0);
    for (uint64_t i = 0; i < count && status == NETMKT_OK; i++) {
        uint32_t to = redirect_at(redirect, i);
        char key[64] = "";

        if (to != NETMKT__CUSTOMER_ERASED && to != NETMKT__CUSTOMER_ANONYMOUS) {
            (void)netmkt__rescue_key(&p->r->records.customers, i + 1, key); /* the table is empty yet */
            p->r->made_up++;
        }
        status = netmkt__buffer_reserve(&p->keys, strlen(key) + 1);
        if (status == NETMKT_OK) {
            netmkt__buffer_bytes(&p->keys, key, strlen(key) + 1);
            netmkt__buffer_u64(&p->key_offsets, p->keys.size);
        }
    }
    return status;
}

/* Who was erased has no key; whether his events stayed is not known, so that they may. */
static netmkt_status make_up_redirect(parts *p, const char *keys, uint64_t size)
{
    netmkt_status status = NETMKT_OK;

    p->redirect.size = 0;
    for (uint64_t i = 0; i < size && status == NETMKT_OK; i++) {
        int empty = keys[i] == '\0' && (i == 0 || keys[i - 1] == '\0');

        if (keys[i] != '\0')
            continue;
        status = netmkt__buffer_reserve(&p->redirect, sizeof(uint32_t));
        if (status == NETMKT_OK)
            netmkt__buffer_u32(&p->redirect, empty ? NETMKT__CUSTOMER_ANONYMOUS : 0);
    }
    return status;
}

static netmkt_status keep_customers(parts *p)
{
    const netmkt__salvage_section *bytes = good(p, NETMKT__IN_KEY_BYTES), *offsets = listed(p, NETMKT__IN_KEY_OFFSETS);
    const netmkt__salvage_section *redirect = good(p, NETMKT__IN_REDIRECT);
    int redirect_lost = (p->without & NO_REDIRECT) != 0 || (redirect == NULL && listed(p, NETMKT__IN_REDIRECT) != NULL);
    netmkt__salvage_section keys = {0};
    netmkt_status status = NETMKT_OK;

    p->r->made_up = 0;
    if (redirect_lost)
        redirect = NULL;
    if (bytes != NULL && (p->without & NO_KEYS) == 0) {
        keys = *bytes;
        status = find_offsets(bytes, &p->key_offsets); /* as they were */
    } else if (offsets != NULL) {
        uint64_t count = offsets->size / sizeof(uint64_t) - (offsets->size >= sizeof(uint64_t));

        status = make_up_keys(p, count <= p->r->most_customers ? count : 0, redirect);
        keys.data = p->keys.bytes;
        keys.size = p->keys.size;
    }
    if (status == NETMKT_OK && redirect_lost && keys.size != 0)
        status = make_up_redirect(p, keys.data, keys.size);
    if (status != NETMKT_OK || keys.size == 0)
        return status;
    keep(p, NETMKT__IN_KEY_BYTES, keys.data, keys.size);
    keep(p, NETMKT__IN_KEY_OFFSETS, p->key_offsets.bytes, p->key_offsets.size);
    if (redirect_lost)
        keep(p, NETMKT__IN_REDIRECT, p->redirect.bytes, p->redirect.size);
    else if (redirect != NULL)
        keep(p, NETMKT__IN_REDIRECT, redirect->data, redirect->size);
    return NETMKT_OK;
}

/* --- The rest but the events */

static netmkt_status say_lists(parts *p)
{
    static const struct {
        uint32_t type;
        const char *name, *consequence;
    } lists[] = {
        {NETMKT__IN_STORE, "settings", "left out"},
        {NETMKT__IN_KEY_BYTES, "keys of customers", "made up anew"},
        {NETMKT__IN_KEY_OFFSETS, "offsets of keys", "found again from the keys"},
        {NETMKT__IN_REDIRECT, "merged and erased customers", "merged ones stand for themselves, without events"},
        {NETMKT__IN_ATTRIBUTES, "definitions of attributes", "left out, with all that refers to them"},
        {NETMKT__IN_TEXT_BYTES, "texts of attributes", "left out, with all attributes that are texts"},
        {NETMKT__IN_TEXT_OFFSETS, "offsets of texts", "found again from the texts"},
        {NETMKT__IN_KINDS, "definitions of kinds", "left out, with all events of them"},
        {NETMKT__IN_CHANNELS, "definitions of channels", "left out, with all that refers to them"},
        {NETMKT__IN_CAMPAIGNS, "campaigns", "left out, with all that refers to them"},
        {NETMKT__IN_OFFERS, "offers", "left out, with all that refers to them"},
        {NETMKT__IN_NOTES, "saved texts", "left out"},
        {NETMKT__IN_CONSENTS, "consents", "left out: nobody who gave one may be taken to have"},
        {NETMKT__IN_SUPPRESSIONS, "the suppression list", "left out: who is on it is not known"},
        {NETMKT__IN_SPENDS, "spend records", "left out"},
        {NETMKT__IN_DISCLOSURES, "disclosures", "left out: who got what is not known"},
        {NETMKT__IN_SAID, "what is said of attributes", "left out: mark again which are personal"},
    };
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof lists / sizeof *lists && status == NETMKT_OK; i++)
        status = say_lost(p, lists[i].type, lists[i].name, lists[i].consequence);
    return status;
}

static void keep_definitions(parts *p, uint32_t section, uint32_t record)
{
    if (good(p, section) != NULL && !(section == NETMKT__IN_CAMPAIGNS && (p->without & NO_CAMPAIGNS) != 0))
        keep_good(p, section);
    else if (listed(p, section) != NULL)
        netmkt__rescue_lose(p->r, record);
}

static netmkt_status keep_texts(parts *p)
{
    const netmkt__salvage_section *bytes = good(p, NETMKT__IN_TEXT_BYTES);
    netmkt_status status;

    if (bytes == NULL || (p->without & NO_VALUES) != 0)
        return NETMKT_OK;
    status = find_offsets(bytes, &p->text_offsets);
    if (status == NETMKT_OK) {
        keep(p, NETMKT__IN_TEXT_BYTES, bytes->data, bytes->size);
        keep(p, NETMKT__IN_TEXT_OFFSETS, p->text_offsets.bytes, p->text_offsets.size);
    }
    return status;
}

/* A column of values: with its bits, or, of a text, with the dictionary; of a custom attribute, with the definitions. */
static int column_stands(const parts *p, uint32_t attribute)
{
    int text = listed(p, NETMKT__IN_PRESENT + attribute) == NULL;

    if ((p->without & NO_VALUES) != 0 || good(p, NETMKT__IN_VALUES + attribute) == NULL)
        return 0;
    if (attribute >= NETMKT_ATTRIBUTE_CUSTOM && good(p, NETMKT__IN_ATTRIBUTES) == NULL)
        return 0;
    return text ? good(p, NETMKT__IN_TEXT_BYTES) != NULL || listed(p, NETMKT__IN_TEXT_BYTES) == NULL
                : good(p, NETMKT__IN_PRESENT + attribute) != NULL;
}

static netmkt_status keep_values(parts *p)
{
    netmkt_status status = NETMKT_OK;
    char name[48];

    for (size_t i = 0; i < p->count && status == NETMKT_OK; i++) {
        uint32_t type = p->all[i].type;

        if (type <= NETMKT__IN_VALUES || type >= NETMKT__IN_PRESENT)
            continue;
        if (column_stands(p, type - NETMKT__IN_VALUES)) {
            keep_good(p, type);
        } else if (!p->quiet) {
            (void)snprintf(name, sizeof name, "values of attribute %u", type - NETMKT__IN_VALUES);
            status = netmkt__rescue_say(p->r, p->all[i].offset, 0, name, "damaged, or mean nothing without what is: left out");
        }
    }
    for (size_t i = 0; i < p->count; i++)
        if (p->all[i].type > NETMKT__IN_PRESENT && p->all[i].type < NETMKT__IN_END && column_stands(p, p->all[i].type - NETMKT__IN_PRESENT))
            keep_good(p, p->all[i].type);
    return status;
}

static netmkt_status choose(parts *p)
{
    netmkt__buffer store = {.bytes = p->store, .capacity = sizeof p->store};
    netmkt_status status = say_lists(p);

    p->kept_count = 0;
    if (good(p, NETMKT__IN_STORE) != NULL) {
        keep_good(p, NETMKT__IN_STORE);
    } else {
        netmkt__records_encode_store(&p->r->records, &store);
        keep(p, NETMKT__IN_STORE, p->store, sizeof p->store);
    }
    if (status == NETMKT_OK)
        status = keep_customers(p);
    keep_definitions(p, NETMKT__IN_ATTRIBUTES, NETMKT__RECORD_ATTRIBUTE);
    if (status == NETMKT_OK)
        status = keep_texts(p);
    keep_definitions(p, NETMKT__IN_KINDS, NETMKT__RECORD_KIND);
    keep_definitions(p, NETMKT__IN_CHANNELS, NETMKT__RECORD_CHANNEL);
    keep_definitions(p, NETMKT__IN_CAMPAIGNS, NETMKT__RECORD_CAMPAIGN);
    keep_definitions(p, NETMKT__IN_OFFERS, NETMKT__RECORD_OFFER);
    if (good(p, NETMKT__IN_NOTES) != NULL && (p->without & NO_CAMPAIGNS) == 0)
        keep_good(p, NETMKT__IN_NOTES);
    if (good(p, NETMKT__IN_ATTRIBUTES) != NULL || listed(p, NETMKT__IN_ATTRIBUTES) == NULL)
        keep_good(p, NETMKT__IN_SAID);
    return status == NETMKT_OK ? keep_values(p) : status;
}

static void start_again(netmkt__rescue *r)
{
    netmkt__records_free(&r->records);
    netmkt__records_init(&r->records, r->context);
    memcpy(r->records.currency, "XXX", 4);
    r->records.exponent = 2;
}

static netmkt_status load(parts *p)
{
    static const int steps[] = {0, NO_CAMPAIGNS, NO_CAMPAIGNS | NO_VALUES, NO_CAMPAIGNS | NO_VALUES | NO_REDIRECT,
                                NO_CAMPAIGNS | NO_VALUES | NO_REDIRECT | NO_KEYS};
    netmkt_status status = NETMKT_E_CORRUPT;

    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == NETMKT_E_CORRUPT; i++) {
        p->without = steps[i];
        p->quiet = i > 0;
        status = choose(p);
        if (status != NETMKT_OK)
            return status;
        status = netmkt__records_load(&p->r->records, p->kept, p->kept_count);
        if (status == NETMKT_E_CORRUPT) {
            status = netmkt__rescue_say(p->r, 0, 0, "snapshot", "impossible: %.120s", netmkt_last_error());
            if (status == NETMKT_OK)
                status = NETMKT_E_CORRUPT;
        }
        if (status != NETMKT_OK)
            start_again(p->r);
    }
    if (status == NETMKT_OK && good(p, NETMKT__IN_STORE) == NULL)
        p->r->records.settled = 0;
    p->r->taken += status == NETMKT_OK && p->kept_count > 1;
    return status;
}

/* --- Events */

static const netmkt__salvage_section *column(const parts *p, int c, uint64_t n)
{
    const netmkt__salvage_section *section = good(p, NETMKT__IN_EVENT_COLUMNS + (uint32_t)c);

    return section != NULL && section->size == n * netmkt__event_width[c] ? section : NULL;
}

/* The columns that are good; those that are not are at their default. */
static netmkt_status take_columns(const parts *p, netmkt__event_rows *rows)
{
    static const char *const names[NETMKT__EVENT_COLUMNS] = {"times",     "kinds",      "channels", "campaigns", "offers",    "variants",
                                                             "initiators", "amounts", "costs",     "ratings", "references"};
    netmkt_status status = NETMKT_OK;

    for (int c = 0; c < NETMKT__EVENT_COLUMNS && status == NETMKT_OK; c++) {
        const netmkt__salvage_section *section = column(p, c, rows->n), *wanted = listed(p, NETMKT__IN_EVENT_COLUMNS + (uint32_t)c);
        char name[48];

        rows->column[c] = section != NULL ? section->data : NULL;
        if (section != NULL || wanted == NULL)
            continue;
        (void)snprintf(name, sizeof name, "%s of events", names[c]);
        status = netmkt__rescue_say(p->r, wanted->offset, rows->n, name, "damaged: the events are there without them");
    }
    return status;
}

static netmkt_status add_events(const parts *p, const netmkt__event_rows *rows, const netmkt__salvage_section *offsets)
{
    uint64_t from = 0, end, customers = offsets->size / sizeof(uint64_t) - 1;
    netmkt__rescue *r = p->r;
    netmkt_status status = NETMKT_OK;

    for (uint64_t customer = 1; customer <= customers && status == NETMKT_OK; customer++, from = end) {
        memcpy(&end, (const char *)offsets->data + customer * sizeof end, sizeof end);
        if (end < from || end > rows->n)
            break;
        for (uint64_t i = from; i < end && status == NETMKT_OK; i++)
            status = netmkt__rescue_event(r, rows, (size_t)i, customer, 1);
    }
    r->left_events += rows->n - from;
    r->taken += from != 0;
    netmkt__records_mark(&r->records);
    if (status == NETMKT_OK && r->left_events != 0)
        status = netmkt__rescue_say(r, offsets->offset, r->left_events, "events", "refer to what is lost, or are impossible");
    r->left_events = 0;
    return status;
}

static netmkt_status take_events(const parts *p)
{
    const netmkt__salvage_section *time = listed(p, NETMKT__IN_EVENT_COLUMNS + NETMKT__EVENT_TIME);
    const netmkt__salvage_section *offsets = good(p, NETMKT__IN_EVENT_OFFSETS);
    netmkt__event_rows rows = {0};
    netmkt_status status;

    if (time == NULL)
        return NETMKT_OK;
    rows.n = (size_t)(time->size / sizeof(int64_t));
    if (offsets == NULL || offsets->size < sizeof(uint64_t) || column(p, NETMKT__EVENT_TIME, rows.n) == NULL ||
        column(p, NETMKT__EVENT_KIND, rows.n) == NULL)
        return netmkt__rescue_say(p->r, time->offset, rows.n, "events of the snapshot", "lost: their offsets, times or kinds are damaged");
    status = take_columns(p, &rows);
    return status == NETMKT_OK ? add_events(p, &rows, offsets) : status;
}

/* What is taken one by one, without what refers to what is lost: spend, consents, suppressions, disclosures. */
static netmkt_status take_lists(const parts *p)
{
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < NETMKT__RESCUED_LISTS && status == NETMKT_OK; i++) {
        const netmkt__rescued_list *list = &netmkt__rescued_lists[i];
        const netmkt__salvage_section *section = good(p, list->section);
        uint64_t left = 0;

        if (section == NULL)
            continue;
        status = list->take(p->r, section->data, (size_t)section->size, &left);
        if (status == NETMKT_OK && left != 0)
            status = netmkt__rescue_say(p->r, section->offset, 0, list->what, "%llu refer to what is lost, or are impossible: left out", (unsigned long long)left);
    }
    return status;
}

/* Nothing is damaged: as a store is opened. NETMKT_E_CORRUPT where something is. */
static netmkt_status load_whole(parts *p)
{
    netmkt_status status;

    p->kept_count = 0;
    for (size_t i = 0; i < p->count; i++) {
        if (!p->all[i].good)
            return NETMKT_E_CORRUPT;
        keep(p, p->all[i].type, p->all[i].data, p->all[i].size);
    }
    status = netmkt__records_load(&p->r->records, p->kept, p->kept_count);
    if (status == NETMKT_OK)
        p->r->taken++;
    else
        start_again(p->r);
    return status;
}

netmkt_status netmkt__rescue_snapshot(netmkt__rescue *r, const netmkt__salvage_section *sections, size_t count)
{
    parts p = {.r = r, .all = sections, .count = count};
    netmkt_status status;

    p.keys.context = p.key_offsets.context = p.redirect.context = p.text_offsets.context = r->context;
    p.kept = netmkt__alloc(r->context, count + EXTRA, sizeof *p.kept);
    if (p.kept == NULL)
        return netmkt__nomem();
    status = load_whole(&p);
    if (status == NETMKT_E_CORRUPT) {
        status = load(&p);
        if (status == NETMKT_OK)
            status = take_lists(&p);
        if (status == NETMKT_OK)
            status = take_events(&p);
    }
    if (status == NETMKT_E_CORRUPT) {
        netmkt__rescue_lose_all(r);
        status = netmkt__rescue_say(r, 0, 0, "snapshot", "its sections do not fit together: nothing of it was taken");
    }
    netmkt__free(r->context, p.kept);
    netmkt__buffer_free(&p.keys);
    netmkt__buffer_free(&p.key_offsets);
    netmkt__buffer_free(&p.redirect);
    netmkt__buffer_free(&p.text_offsets);
    return status;
}
