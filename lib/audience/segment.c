/* The public functions on segments. Each reads the expression anew under the lock under which it is matched, so that no name, and no named
 * segment, is of another moment than the customers. */
#include "audience/segment.h"

#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "summary/customers.h"

static netmkt_status segment_of(netmkt_context *context, const netmkt__segment_tree *tree, netmkt_segment **out)
{
    netmkt__words words = {.buffer = NULL};
    netmkt_segment *segment;

    netmkt__segment_say(tree->root, &words);
    segment = netmkt__alloc(context, 1, sizeof *segment + words.length + 1);
    if (segment == NULL)
        return netmkt__nomem();
    segment->context = context;
    segment->length = words.length;
    words = (netmkt__words){.buffer = segment->text, .capacity = segment->length + 1};
    netmkt__segment_say(tree->root, &words);
    segment->text[segment->length] = '\0';
    *out = segment;
    return NETMKT_OK;
}

netmkt_status netmkt_segment_parse(netmkt_store *store, const char *text, netmkt_segment **out, uint64_t *error_at)
{
    netmkt__segment_tree tree;
    netmkt_segment *segment = NULL;
    netmkt_status status;
    size_t at = 0;

    if (error_at != NULL)
        *error_at = 0;
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || text == NULL)
        return netmkt__misuse("store and text are needed");
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__segment_read(store, text, NULL, netmkt__store_as_of(store, NETMKT_LATEST), &tree, &at);
    if (status == NETMKT_OK)
        status = segment_of(netmkt__store_context(store), &tree, &segment);
    netmkt__tree_free(&tree);
    netmkt__store_read_end(store);
    if (error_at != NULL && (status == NETMKT_E_FORMAT || status == NETMKT_E_NOT_FOUND))
        *error_at = at;
    *out = segment;
    return status;
}

void netmkt_segment_free(netmkt_segment *segment)
{
    if (segment != NULL)
        netmkt__free(segment->context, segment);
}

const char *netmkt_segment_text(const netmkt_segment *segment)
{
    return segment != NULL ? segment->text : NULL;
}

/* --- evaluation --- */

static netmkt_status read_again(netmkt__evaluation *e, const netmkt_segment *segment, int64_t as_of_ms)
{
    size_t at;
    netmkt_status status = netmkt__segment_read(e->store, segment->text, NULL, as_of_ms, &e->tree, &at);

    if (status == NETMKT_E_FORMAT || status == NETMKT_E_NOT_FOUND)
        return netmkt__prefix(status, "the segment's ");
    return status;
}

/* Which judgements are needed, and the moment that NETMKT_LATEST is. */
static netmkt_status look_ahead(netmkt__evaluation *e, const netmkt_segment *segment, const netmkt_settings *settings, int64_t *as_of_ms, uint32_t *judged,
                                netmkt__segment_permits *permits)
{
    netmkt__moment moment;
    netmkt_status status = netmkt__store_read(e->store, 0);

    if (status != NETMKT_OK)
        return status;
    status = netmkt__moment_of(e->store, settings, *as_of_ms, &moment);
    if (status == NETMKT_OK) {
        *as_of_ms = moment.as_of_ms;
        status = read_again(e, segment, moment.as_of_ms);
    }
    *judged = e->tree.judged;
    *permits = e->tree.permits;
    netmkt__tree_free(&e->tree);
    netmkt__store_read_end(e->store);
    return status;
}

/* A judgement is among everybody, whomever the settings ask about. */
static netmkt_status judge(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, uint32_t judged,
                           const netmkt__segment_permits *permits, netmkt__segment_judgements *out)
{
    netmkt_settings *unlimited = NULL;
    netmkt_status status = NETMKT_OK;

    if ((judged != 0 || permits->count > 0) && netmkt__setting_limits(settings))
        status = netmkt__settings_unlimited(settings, &unlimited);
    if (status == NETMKT_OK)
        status = netmkt__judgements_find(store, unlimited != NULL ? unlimited : settings, as_of_ms, judged, permits, out);
    netmkt_settings_free(unlimited);
    return status;
}

/* In the same places? */
static int same_permits(const netmkt__segment_permits *a, const netmkt__segment_permits *b)
{
    int same = a->count == b->count;

    for (uint32_t i = 0; same && i < a->count; i++)
        same = a->channel[i] == b->channel[i] && a->purpose[i] == b->purpose[i];
    return same;
}

netmkt_status netmkt__evaluation_begin(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                       int all, netmkt__evaluation *out)
{
    netmkt__segment_permits permits;
    uint32_t judged = 0;
    netmkt_status status;

    *out = (netmkt__evaluation){.store = store};
    if (store == NULL || segment == NULL)
        return netmkt__misuse("store and segment are needed");
    status = look_ahead(out, segment, settings, &as_of_ms, &judged, &permits);
    if (status == NETMKT_OK)
        status = judge(store, settings, as_of_ms, judged, &permits, &out->judgements);
    if (status == NETMKT_OK)
        status = netmkt__store_read(store, all);
    if (status != NETMKT_OK)
        return status;
    out->locked = 1;
    status = read_again(out, segment, as_of_ms);
    if (status == NETMKT_OK && ((out->tree.judged & ~judged) != 0 || !same_permits(&out->tree.permits, &permits))) /* a named segment was changed between the two */
        return netmkt__fail(NETMKT_E_STATE, "a named segment was changed while it was evaluated; ask again");
    netmkt__matching_init(&out->matching, store, settings, &out->tree, &out->judgements);
    return status;
}

void netmkt__evaluation_end(netmkt__evaluation *e)
{
    netmkt__tree_free(&e->tree);
    netmkt__judgements_free(&e->judgements);
    if (e->locked)
        netmkt__store_read_end(e->store);
    e->locked = 0;
}

netmkt_status netmkt_segment_test(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, netmkt_customer_id customer,
                                  int64_t as_of_ms, int32_t *result)
{
    uint64_t mask[NETMKT__MATCH_WORDS] = {0};
    size_t place = (size_t)(customer - 1) % NETMKT__MATCH_BLOCK, word = place / 64, bit = place % 64;
    netmkt__matcher *matcher = NULL;
    netmkt__matches matches;
    netmkt__evaluation e;
    netmkt_status status;

    if (result == NULL)
        return netmkt__misuse("result is NULL");
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 0, &e);
    if (status == NETMKT_OK && !netmkt__store_has(store, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (status == NETMKT_OK)
        status = netmkt__matcher_new(&e.matching, &matcher);
    mask[word] = UINT64_C(1) << bit;
    if (status == NETMKT_OK)
        status = netmkt__match_node(&e.matching, matcher, e.tree.root, customer - place, mask, &matches);
    if (status == NETMKT_OK)
        *result = (matches.yes[word] >> bit & 1) != 0 ? NETMKT_SEGMENT_YES : (matches.no[word] >> bit & 1) != 0 ? NETMKT_SEGMENT_NO : NETMKT_SEGMENT_UNKNOWN;
    netmkt__matcher_free(&e.matching, matcher);
    netmkt__evaluation_end(&e);
    return status;
}

/* Bits of everybody, with the evaluation still open; to be freed with the store's context. */
static netmkt_status match_everybody(netmkt__evaluation *e, uint64_t **bits, uint64_t *members)
{
    size_t words = (size_t)((netmkt__store_customers(e->store) + 63) / 64);
    netmkt_status status;

    *members = 0;
    *bits = netmkt__calloc(netmkt__store_context(e->store), words, sizeof **bits);
    status = *bits != NULL ? netmkt__match_all(&e->matching, *bits) : netmkt__nomem();
    for (size_t w = 0; status == NETMKT_OK && w < words; w++)
        *members += (uint64_t)__builtin_popcountll((*bits)[w]);
    return status;
}

netmkt_status netmkt_segment_count(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                   uint64_t *count)
{
    netmkt__evaluation e;
    uint64_t *bits = NULL, members = 0;
    netmkt_status status;

    if (count == NULL)
        return netmkt__misuse("count is NULL");
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 1, &e);
    if (status == NETMKT_OK) {
        status = match_everybody(&e, &bits, &members);
        netmkt__free(netmkt__store_context(store), bits);
    }
    netmkt__evaluation_end(&e);
    if (status == NETMKT_OK)
        *count = members;
    return status;
}

static void list_ids(const uint64_t *bits, uint64_t customers, netmkt_customer_id *ids)
{
    size_t n = 0;

    for (uint64_t w = 0; w < (customers + 63) / 64; w++)
        for (uint64_t left = bits[w]; left != 0; left &= left - 1)
            ids[n++] = w * 64 + (uint64_t)__builtin_ctzll(left) + 1;
}

netmkt_status netmkt_segment_ids(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                 size_t capacity, netmkt_customer_id *ids, size_t *count)
{
    netmkt__evaluation e;
    uint64_t *bits = NULL, members = 0;
    netmkt_status status;

    if (capacity > 0 && ids == NULL)
        return netmkt__misuse("ids are needed where there is a capacity");
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 1, &e);
    if (status != NETMKT_OK)
        goto done;
    status = match_everybody(&e, &bits, &members);
    if (status == NETMKT_OK && count != NULL)
        *count = (size_t)members;
    if (status == NETMKT_OK && members > capacity)
        status = netmkt__fail(NETMKT_E_RANGE, "%llu members, but room for %zu", (unsigned long long)members, capacity);
    if (status == NETMKT_OK)
        list_ids(bits, netmkt__store_customers(store), ids);
    netmkt__free(netmkt__store_context(store), bits);
done:
    netmkt__evaluation_end(&e);
    return status;
}

netmkt_status netmkt_segment_members(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                     netmkt_table **out)
{
    netmkt_table *table = NULL;
    uint64_t *bits = NULL, members = 0;
    uint8_t *keep = NULL;
    netmkt__evaluation e;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 1, &e);
    if (status != NETMKT_OK)
        goto done;
    status = match_everybody(&e, &bits, &members);
    if (status == NETMKT_OK)
        status = netmkt__customer_table_new(store, &table);
    if (status == NETMKT_OK) {
        keep = netmkt__alloc(netmkt__store_context(store), netmkt_table_rows(table), 1);
        status = keep != NULL ? NETMKT_OK : netmkt__nomem();
    }
    if (status == NETMKT_OK) {
        for (size_t i = 0; i < netmkt_table_rows(table); i++)
            keep[i] = bits[i / 64] >> i % 64 & 1;
        status = netmkt__customer_table_end(store, table, keep);
    }
    netmkt__free(netmkt__store_context(store), bits);
    netmkt__free(netmkt__store_context(store), keep);
done:
    netmkt__evaluation_end(&e);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}

netmkt_status netmkt_segment_limit(netmkt_store *store, const netmkt_segment *segment, netmkt_settings *settings, int64_t as_of_ms)
{
    netmkt_customer_id *ids = NULL;
    uint64_t *bits = NULL, members = 0;
    netmkt__evaluation e;
    netmkt_context *context;
    netmkt_status status;

    if (settings == NULL)
        return netmkt__misuse("settings is NULL");
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 1, &e);
    if (status != NETMKT_OK) {
        netmkt__evaluation_end(&e);
        return status;
    }
    context = netmkt__store_context(store);
    status = match_everybody(&e, &bits, &members);
    if (status == NETMKT_OK) {
        ids = netmkt__alloc(context, (size_t)members, sizeof *ids);
        status = ids != NULL ? NETMKT_OK : netmkt__nomem();
    }
    if (status == NETMKT_OK)
        list_ids(bits, netmkt__store_customers(store), ids);
    netmkt__evaluation_end(&e);
    if (status == NETMKT_OK)
        status = netmkt_settings_set_customers(settings, ids, (size_t)members);
    netmkt__free(context, bits);
    netmkt__free(context, ids);
    return status;
}
