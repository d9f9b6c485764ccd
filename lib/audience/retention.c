/* Retention: what the rules find is marked in one pass each, counted for the first that finds it, and erased in one step. */
#include "audience/retention.h"

#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/erase.h"

enum { ATTEMPTS = 10 };

typedef struct counts {
    int64_t customers, events, values, consents;
} counts;

typedef struct work {
    netmkt_store *store;
    const netmkt_retention *retention;
    const netmkt_settings *settings;
    netmkt_context *context;
    int64_t when_ms;
    size_t customers;
    uint64_t *member; /* by customer - 1: a bit for each rule in whose segment he is; NULL: no rule has one */
    uint8_t *fate;    /* by customer - 1 */
    uint8_t *event;   /* by row */
    uint8_t **value;  /* by rank, by customer - 1 */
    uint32_t ranks;
    counts counted[NETMKT_RETENTION_RULES];
} work;

/* --- members, without a lock --- */

static netmkt_status find_members(work *w, size_t rule, netmkt_customer_id *ids)
{
    size_t count = 0;
    netmkt_status status = netmkt_segment_ids(w->store, w->retention->rule[rule].where, w->settings, w->when_ms, w->customers, ids, &count);

    if (status != NETMKT_OK)
        return netmkt__prefix(status, "line %zu: ", w->retention->rule[rule].line);
    for (size_t i = 0; i < count; i++)
        if (ids[i] <= w->customers) /* who came meanwhile: then all is found again */
            w->member[ids[i] - 1] |= UINT64_C(1) << rule;
    return NETMKT_OK;
}

static netmkt_status find_all_members(work *w)
{
    netmkt_customer_id *ids = NULL;
    netmkt_status status = NETMKT_OK;

    for (size_t r = 0; r < w->retention->count && status == NETMKT_OK; r++) {
        if (w->retention->rule[r].where == NULL)
            continue;
        if (w->member == NULL)
            w->member = netmkt__calloc(w->context, w->customers, sizeof *w->member);
        if (ids == NULL)
            ids = netmkt__alloc(w->context, w->customers, sizeof *ids);
        status = w->member == NULL || ids == NULL ? netmkt__nomem() : find_members(w, r, ids);
    }
    netmkt__free(w->context, ids);
    return status;
}

/* --- ages --- */

/* What is before it is older than the rule's age. */
static int64_t cutoff_of(const work *w, const netmkt__retain_rule *rule)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t offset = netmkt__store_day_offset(w->store), year, month, day, last;
    int64_t today = netmkt__day_of(w->when_ms, offset), in_day, months;

    if (rule->unit == NETMKT__RETAIN_DAYS)
        return w->when_ms - (int64_t)rule->age * NETMKT__DAY_MS;
    in_day = w->when_ms - (today * NETMKT__DAY_MS - (int64_t)offset * 60000);
    netmkt__civil_from_days(today, &year, &month, &day);
    months = (int64_t)year * 12 + (month - 1) - rule->age;
    if (months < 12)
        return NETMKT_TIME_MIN; /* before the year 1: nothing is older */
    year = (int32_t)(months / 12);
    month = (int32_t)(months % 12) + 1;
    last = days[month - 1] + (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    return netmkt__days_from_civil(year, month, day < last ? day : last) * NETMKT__DAY_MS - (int64_t)offset * 60000 + in_day;
}

/* --- marking, with the lock --- */

typedef struct row_range {
    size_t from, end;
} row_range;

static row_range rows_of(const work *w, size_t customer)
{
    const netmkt__event_base *base = &w->store->records.events.base;
    row_range rows = {0, 0};

    if (base->n != 0 && customer <= base->customers) {
        rows.from = (size_t)base->offsets[customer - 1];
        rows.end = (size_t)base->offsets[customer];
    }
    return rows;
}

static int is_member(const work *w, size_t rule, size_t customer)
{
    return netmkt__setting_wants(w->settings, customer) && (w->retention->rule[rule].where == NULL || (w->member[customer - 1] >> rule & 1) != 0);
}

static int listed(const uint16_t *names, size_t count, uint16_t name)
{
    for (size_t i = 0; i < count; i++)
        if (names[i] == name)
            return 1;
    return 0;
}

/* What says whether somebody may be written to goes only by its name: else "all" would make those permitted who said no long ago. */
static int kind_goes(const netmkt__retain_rule *rule, uint16_t kind)
{
    if (rule->kinds > 0)
        return listed(rule->kind, rule->kinds, kind);
    return kind != NETMKT_KIND_SUBSCRIBE && kind != NETMKT_KIND_UNSUBSCRIBE && kind != NETMKT_KIND_BOUNCE && kind != NETMKT_KIND_COMPLAINT;
}

static int channel_goes(const netmkt__retain_rule *rule, uint16_t channel)
{
    return rule->channels == 0 || listed(rule->channel, rule->channels, channel);
}

/* His events are in the order of time. */
static void mark_events(work *w, size_t r, size_t customer, int64_t cutoff_ms)
{
    const netmkt__retain_rule *rule = &w->retention->rule[r];
    const netmkt__event_base *base = &w->store->records.events.base;
    const int64_t *time_ms = base->column[NETMKT__EVENT_TIME];
    const uint16_t *kind = base->column[NETMKT__EVENT_KIND], *channel = base->column[NETMKT__EVENT_CHANNEL];
    row_range rows = rows_of(w, customer);
    int64_t count = 0;

    for (size_t i = rows.from; i < rows.end && time_ms[i] < cutoff_ms; i++) {
        if (w->event[i] || !kind_goes(rule, kind[i]) || !channel_goes(rule, channel != NULL ? channel[i] : 0))
            continue;
        w->event[i] = 1;
        count++;
    }
    w->counted[r].events += count;
    w->counted[r].customers += count > 0;
}

static int is_meant(const work *w, const netmkt__retain_rule *rule, size_t customer, int64_t cutoff_ms)
{
    const int64_t *time_ms = w->store->records.events.base.column[NETMKT__EVENT_TIME];
    row_range rows = rows_of(w, customer);

    if (!netmkt__customer_alive(&w->store->records.customers, customer) || w->fate[customer - 1] != NETMKT__STAYS)
        return 0;
    if (rule->whom == NETMKT__RETAIN_NEVER)
        return rows.from == rows.end;
    return rule->whom == NETMKT__RETAIN_ANYBODY || (rows.from < rows.end && time_ms[rows.end - 1] < cutoff_ms);
}

static int has_value(const work *w, uint32_t rank, size_t customer)
{
    uint64_t value;

    return (w->value[rank] == NULL || w->value[rank][customer - 1] == 0) && netmkt__attribute_get(&w->store->records.attributes, rank, customer, &value);
}

static void mark_customer(work *w, size_t r, size_t customer)
{
    const netmkt__consents *consents = &w->store->records.consents;
    int anonymous = w->retention->rule[r].anonymous;
    row_range rows = rows_of(w, customer);

    w->fate[customer - 1] = anonymous ? NETMKT__GOES_ANONYMOUS : NETMKT__GOES;
    w->counted[r].customers++;
    for (size_t i = rows.from; !anonymous && i < rows.end; i++) {
        w->counted[r].events += w->event[i] == 0;
        w->event[i] = 1; /* a later rule does not count it again */
    }
    for (uint32_t rank = 0; rank < w->ranks; rank++)
        w->counted[r].values += has_value(w, rank, customer);
    for (const netmkt__consent *c = netmkt__consent_first(consents, customer); c != NULL; c = netmkt__consent_next(consents, c))
        w->counted[r].consents++;
}

static void mark_value(work *w, size_t r, uint32_t rank, size_t customer)
{
    if (!has_value(w, rank, customer))
        return;
    w->value[rank][customer - 1] = 1;
    w->counted[r].values++;
    w->counted[r].customers++;
}

static netmkt_status apply_rule(work *w, size_t r)
{
    const netmkt__retain_rule *rule = &w->retention->rule[r];
    int64_t cutoff_ms = cutoff_of(w, rule);
    uint32_t rank = 0;

    if (rule->what == NETMKT__RETAIN_ATTRIBUTE) {
        rank = netmkt__attribute_rank(&w->store->records.attributes, rule->attribute);
        if (rank >= w->ranks)
            return netmkt__fail(NETMKT_E_NOT_FOUND, "line %zu: the store has no attribute %u any more", rule->line, rule->attribute);
        if (w->value[rank] == NULL)
            w->value[rank] = netmkt__calloc(w->context, w->customers, sizeof *w->value[rank]);
        if (w->value[rank] == NULL)
            return netmkt__nomem();
    }
    for (size_t c = 1; c <= w->customers; c++) {
        if (!is_member(w, r, c))
            continue;
        if (rule->what == NETMKT__RETAIN_EVENTS)
            mark_events(w, r, c, cutoff_ms);
        else if (is_meant(w, rule, c, cutoff_ms) && rule->what == NETMKT__RETAIN_CUSTOMERS)
            mark_customer(w, r, c);
        else if (is_meant(w, rule, c, cutoff_ms))
            mark_value(w, r, rank, c);
    }
    return NETMKT_OK;
}

/* --- the report --- */

static netmkt_status make_report(const work *w, netmkt_table **out)
{
    const char **rule;
    int64_t *line, *customers, *events, *values, *consents;
    const netmkt__column_plan plan[] = {{"line", &line, NETMKT_COLUMN_INT, 0},     {"rule", &rule, NETMKT_COLUMN_TEXT, 0},
                                        {"customers", &customers, NETMKT_COLUMN_INT, 0}, {"events", &events, NETMKT_COLUMN_INT, 0},
                                        {"values", &values, NETMKT_COLUMN_INT, 0}, {"consents", &consents, NETMKT_COLUMN_INT, 0}};
    netmkt_status status = netmkt__table_new(w->context, w->retention->count, netmkt__store_exponent(w->store), out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (size_t r = 0; r < w->retention->count && status == NETMKT_OK; r++) {
        line[r] = (int64_t)w->retention->rule[r].line;
        rule[r] = netmkt__table_copy(*out, w->retention->rule[r].text, strlen(w->retention->rule[r].text));
        customers[r] = w->counted[r].customers;
        events[r] = w->counted[r].events;
        values[r] = w->counted[r].values;
        consents[r] = w->counted[r].consents;
        if (rule[r] == NULL)
            status = netmkt__nomem();
    }
    return status;
}

/* --- the whole --- */

static netmkt_status make_marks(work *w)
{
    w->ranks = netmkt__attribute_count(&w->store->records.attributes);
    w->fate = netmkt__calloc(w->context, w->customers, 1);
    w->event = netmkt__calloc(w->context, w->store->records.events.base.n, 1);
    w->value = netmkt__calloc(w->context, w->ranks, sizeof *w->value);
    return w->fate != NULL && w->event != NULL && w->value != NULL ? NETMKT_OK : netmkt__nomem();
}

static int is_nothing(const work *w)
{
    for (size_t r = 0; r < w->retention->count; r++)
        if (w->counted[r].customers > 0)
            return 0;
    return 1;
}

static netmkt_status retain(work *w, int dry, netmkt_table **out)
{
    netmkt_status status = make_marks(w);

    for (size_t r = 0; r < w->retention->count && status == NETMKT_OK; r++)
        status = apply_rule(w, r);
    if (status == NETMKT_OK && out != NULL)
        status = make_report(w, out);
    if (status == NETMKT_OK && !dry && !is_nothing(w)) {
        netmkt__erasure what = {{w->fate, w->customers}, w->event, w->value};

        status = netmkt__store_erase(w->store, &what);
    }
    return status;
}

static void free_work(work *w)
{
    for (uint32_t rank = 0; w->value != NULL && rank < w->ranks; rank++)
        netmkt__free(w->context, w->value[rank]);
    netmkt__free(w->context, w->value);
    netmkt__free(w->context, w->event);
    netmkt__free(w->context, w->fate);
    netmkt__free(w->context, w->member);
}

/* How many customers there are, what the moment is, and how often the store was changed. */
static netmkt_status look(work *w, int64_t as_of_ms, uint64_t *version)
{
    netmkt_status status = netmkt__store_read(w->store, 1);

    if (status != NETMKT_OK)
        return status;
    w->customers = (size_t)netmkt__store_customers(w->store);
    w->when_ms = netmkt__store_as_of(w->store, as_of_ms);
    *version = w->store->version;
    netmkt__store_read_end(w->store);
    return NETMKT_OK;
}

/* Sorted, and locked; a dry run needs the lock for sorting alone, which a store that was opened for reading allows. */
static netmkt_status lock(work *w, int dry)
{
    netmkt_status status = NETMKT_OK;

    if (dry)
        netmkt__store_lock_write(w->store);
    else
        status = netmkt__store_write(w->store);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__events_settle(&w->store->records.events, w->store->records.customers.keys.count);
    if (status != NETMKT_OK)
        netmkt__store_unlock(w->store);
    return status;
}

static int changed_since(netmkt_store *store, uint64_t version)
{
    int changed;

    netmkt__store_lock_read(store);
    changed = store->version != version;
    netmkt__store_unlock(store);
    return changed;
}

/* Once; *again: the store was changed between finding segments and locking it, and nothing was done. */
static netmkt_status attempt(work *w, int64_t as_of_ms, int dry, netmkt_table **out, int *again)
{
    uint64_t version = 0;
    netmkt_status status = look(w, as_of_ms, &version);

    *again = 0;
    if (status == NETMKT_OK) {
        status = find_all_members(w);
        if (status == NETMKT_E_RANGE && changed_since(w->store, version)) { /* more customers than there is room for */
            *again = 1;
            return NETMKT_OK;
        }
    }
    if (status == NETMKT_OK)
        status = lock(w, dry);
    if (status != NETMKT_OK)
        return status;
    *again = w->store->version != version;
    if (!*again)
        status = retain(w, dry, out);
    if (dry)
        netmkt__store_unlock(w->store);
    else
        netmkt__store_write_end(w->store);
    return status;
}

netmkt_status netmkt_retain(netmkt_store *store, const netmkt_retention *retention, const netmkt_settings *settings, int64_t as_of_ms, uint32_t flags,
                            netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status = NETMKT_OK;
    int again = 1;

    if (out != NULL)
        *out = NULL;
    if (store == NULL || retention == NULL)
        return netmkt__misuse("store and retention are needed");
    if ((flags & ~(uint32_t)NETMKT_RETAIN_DRY_RUN) != 0)
        return netmkt__fail(NETMKT_E_INVALID, "unknown flags 0x%x for retention", flags & ~(uint32_t)NETMKT_RETAIN_DRY_RUN);
    if (as_of_ms != NETMKT_LATEST && (as_of_ms < NETMKT_TIME_MIN || as_of_ms > NETMKT_TIME_MAX))
        return netmkt__fail(NETMKT_E_RANGE, "the moment %lld is not in the years 0001 to 9999", (long long)as_of_ms);
    for (int i = 0; i < ATTEMPTS && again && status == NETMKT_OK; i++) {
        work w = {.store = store, .retention = retention, .settings = settings, .context = netmkt__store_context(store)};

        status = attempt(&w, as_of_ms, (flags & NETMKT_RETAIN_DRY_RUN) != 0, out != NULL ? &table : NULL, &again);
        free_work(&w);
    }
    if (status == NETMKT_OK && again)
        status = netmkt__fail(NETMKT_E_STATE, "the store is being changed again and again while rules of retention look at it; try when it is quiet");
    if (status == NETMKT_OK && out != NULL) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
