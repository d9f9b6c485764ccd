/* Names in an expression: what is built in, counts of events by kind, attributes. */
#include "audience/segment_parser.h"

#include <stdio.h>
#include <string.h>

#include <netmkt/stage.h>

#include "base/status.h"
#include "store/store.h"

enum { COST_COLUMN = 1, COST_KEY = 4, COST_COUNT = 20, COST_FILTER = 40, COST_PURCHASES = 100 };

static const char *const lifecycles[] = {"none", "introduction", "growth", "maturity", "decline"};
static const char *const readinesses[] = {"unaware", "know", "trust", "like", "buy", "loyal", "advocate"};
const char *const netmkt__segment_rfm[NETMKT__SEGMENT_RFM] = {"champions",      "loyal",           "potential loyalists", "new",     "promising",   "need attention",
                                       "about to sleep", "cannot lose them", "at risk",            "hibernating", "lost"};

#define WORDS(list) list, sizeof list / sizeof list[0]

/* A kind of brackets that a name takes. */
enum { NO_BRACKETS, MAY_FILTER, MUST_FILTER };

static const struct {
    const char *name;
    int32_t from, type;
    uint32_t index;
    int brackets;
    netmkt_kind_id kinds[2]; /* whose events count, 0: all */
    const char *const *words;
    uint32_t word_count;
} fields[] = {
    {"age", NETMKT__FROM_AGE, NETMKT__IS_NUMBER, 0, NO_BRACKETS, {0, 0}, NULL, 0},
    {"key", NETMKT__FROM_KEY, NETMKT__IS_TEXT, 0, NO_BRACKETS, {0, 0}, NULL, 0},
    {"events", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_COUNT, MAY_FILTER, {0, 0}, NULL, 0},
    {"revenue", NETMKT__FROM_EVENTS, NETMKT__IS_MONEY, NETMKT__EVENTS_SUM, MAY_FILTER, {NETMKT_KIND_ORDER, NETMKT_KIND_RETURN}, NULL, 0},
    {"ordered", NETMKT__FROM_EVENTS, NETMKT__IS_MONEY, NETMKT__EVENTS_SUM, MAY_FILTER, {NETMKT_KIND_ORDER, 0}, NULL, 0},
    {"returned", NETMKT__FROM_EVENTS, NETMKT__IS_MONEY, NETMKT__EVENTS_TAKEN, MAY_FILTER, {NETMKT_KIND_RETURN, 0}, NULL, 0},
    {"cost", NETMKT__FROM_EVENTS, NETMKT__IS_MONEY, NETMKT__EVENTS_COST, MAY_FILTER, {0, 0}, NULL, 0},
    {"amount", NETMKT__FROM_EVENTS, NETMKT__IS_MONEY, NETMKT__EVENTS_SUM, MUST_FILTER, {0, 0}, NULL, 0},
    {"first", NETMKT__FROM_EVENTS, NETMKT__IS_TIME, NETMKT__EVENTS_FIRST, MUST_FILTER, {0, 0}, NULL, 0},
    {"last", NETMKT__FROM_EVENTS, NETMKT__IS_TIME, NETMKT__EVENTS_LAST, MUST_FILTER, {0, 0}, NULL, 0},
    {"days", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_DAYS, MUST_FILTER, {0, 0}, NULL, 0},
    {"rating", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_RATING, MUST_FILTER, {0, 0}, NULL, 0},
    {"purchase_days", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_PURCHASE_DAYS, NO_BRACKETS, {0, 0}, NULL, 0},
    {"orders_kept", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_KEPT, NO_BRACKETS, {0, 0}, NULL, 0},
    {"idle_days", NETMKT__FROM_EVENTS, NETMKT__IS_NUMBER, NETMKT__EVENTS_IDLE, NO_BRACKETS, {0, 0}, NULL, 0},
    {"lifecycle", NETMKT__FROM_JUDGEMENT, NETMKT__IS_WORD, NETMKT__JUDGED_LIFECYCLE, NO_BRACKETS, {0, 0}, WORDS(lifecycles)},
    {"readiness", NETMKT__FROM_JUDGEMENT, NETMKT__IS_RANK, NETMKT__JUDGED_READINESS, NO_BRACKETS, {0, 0}, WORDS(readinesses)},
    {"p_introduction", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_INTRODUCTION, NO_BRACKETS, {0, 0}, NULL, 0},
    {"p_growth", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_GROWTH, NO_BRACKETS, {0, 0}, NULL, 0},
    {"p_maturity", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_MATURITY, NO_BRACKETS, {0, 0}, NULL, 0},
    {"p_decline", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_DECLINE, NO_BRACKETS, {0, 0}, NULL, 0},
    {"p_active", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_ACTIVE, NO_BRACKETS, {0, 0}, NULL, 0},
    {"p_alive", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_P_ALIVE, NO_BRACKETS, {0, 0}, NULL, 0},
    {"expected_purchases", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_PURCHASES, NO_BRACKETS, {0, 0}, NULL, 0},
    {"expected_spend", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_SPEND, NO_BRACKETS, {0, 0}, NULL, 0},
    {"clv", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_CLV, NO_BRACKETS, {0, 0}, NULL, 0},
    {"rfm", NETMKT__FROM_JUDGEMENT, NETMKT__IS_WORD, NETMKT__JUDGED_RFM, NO_BRACKETS, {0, 0}, netmkt__segment_rfm, NETMKT__SEGMENT_RFM},
    {"r", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_R, NO_BRACKETS, {0, 0}, NULL, 0},
    {"f", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_F, NO_BRACKETS, {0, 0}, NULL, 0},
    {"m", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_M, NO_BRACKETS, {0, 0}, NULL, 0},
    {"tier", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_TIER, NO_BRACKETS, {0, 0}, NULL, 0},
    {"attention", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_ATTENTION, NO_BRACKETS, {0, 0}, NULL, 0},
    {"relationship", NETMKT__FROM_JUDGEMENT, NETMKT__IS_NUMBER, NETMKT__JUDGED_RELATIONSHIP, NO_BRACKETS, {0, 0}, NULL, 0},
};

enum { FIELDS = sizeof fields / sizeof fields[0], PLURAL_MOST = 72 };

/* The name of a count of a kind's events: visits, deliveries, searches. */
static void plural(const char *kind, char *out)
{
    size_t n = strlen(kind);
    char end = n > 0 ? kind[n - 1] : '\0', before = n > 1 ? kind[n - 2] : '\0';

    if (n + 3 >= PLURAL_MOST) {
        out[0] = '\0';
        return;
    }
    memcpy(out, kind, n + 1);
    if (end == 'y' && n > 1 && strchr("aeiou", before) == NULL)
        memcpy(out + n - 1, "ies", 4);
    else if (end == 's' || end == 'x' || (end == 'h' && (before == 'c' || before == 's')))
        memcpy(out + n, "es", 3);
    else
        memcpy(out + n, "s", 2);
}

static netmkt_kind_id kind_of_plural(const netmkt__parser *p, const char *name)
{
    char text[PLURAL_MOST];

    for (uint32_t kind = 1; kind < netmkt__store_kinds(p->store); kind++) {
        plural(netmkt__store_kind_name(p->store, (netmkt_kind_id)kind), text);
        if (text[1] != '\0' && strcmp(text, name) == 0)
            return (netmkt_kind_id)kind;
    }
    return 0;
}

/* Every name there is, for what is nearest to one that there is not. */
static netmkt_status unknown_name(netmkt__parser *p, size_t at, const char *name)
{
    const netmkt__attributes *attributes = &p->store->records.attributes;
    uint32_t kinds = netmkt__store_kinds(p->store);
    size_t count = 0, most = FIELDS + kinds + netmkt__attribute_count(attributes) + 1;
    const char **names = netmkt__tree_room(p->tree, most * sizeof *names);

    if (names == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < FIELDS; i++)
        names[count++] = fields[i].name;
    for (uint32_t i = 0; i < netmkt__attribute_count(attributes); i++)
        names[count++] = netmkt__attribute_name(attributes, i);
    for (uint32_t kind = 1; kind < kinds; kind++) {
        char text[PLURAL_MOST];

        plural(netmkt__store_kind_name(p->store, (netmkt_kind_id)kind), text);
        if (text[1] != '\0')
            names[count] = netmkt__tree_copy(p->tree, text, strlen(text));
        count += text[1] != '\0' && names[count] != NULL;
    }
    return netmkt__parser_unknown(p, at, "attribute, count or judgement", name, names, count);
}

static netmkt_status attribute_term(netmkt__parser *p, size_t at, const char *name, size_t length, netmkt__term *term)
{
    const netmkt__attributes *attributes = &p->store->records.attributes;
    uint32_t rank = netmkt__attribute_find(attributes, name, length);

    if (rank == NETMKT__ATTRIBUTE_NONE)
        return unknown_name(p, at, name);
    term->from = NETMKT__FROM_ATTRIBUTE;
    term->index = rank;
    term->cost = COST_COLUMN;
    switch (netmkt__attribute_column_of(attributes, rank)->type) {
    case NETMKT_TYPE_TEXT:
        term->type = NETMKT__IS_TEXT;
        break;
    case NETMKT_TYPE_TIME:
        term->type = NETMKT__IS_TIME;
        break;
    case NETMKT_TYPE_BOOL:
        term->type = NETMKT__IS_BOOL;
        break;
    default:
        term->type = netmkt__attribute_id(rank) == NETMKT_ATTRIBUTE_INCOME ? NETMKT__IS_MONEY : NETMKT__IS_NUMBER;
        break;
    }
    return NETMKT_OK;
}

/* Which channels all parts of a filter let through. */
static netmkt_status find_channels(netmkt__parser *p, netmkt__event_filter *filter)
{
    uint32_t count = netmkt__store_channels(p->store);
    uint8_t *table = NULL;

    for (const netmkt__filter_part *part = filter->parts; part != NULL; part = part->next) {
        if (part->what != NETMKT__PART_CHANNEL)
            continue;
        if (table == NULL) {
            table = netmkt__tree_room(p->tree, count);
            if (table == NULL)
                return netmkt__nomem();
            memset(table, 1, count);
        }
        for (uint32_t channel = 0; channel < count; channel++)
            table[channel] &= part->numbers[channel];
    }
    filter->channels = table;
    return NETMKT_OK;
}

/* Only these kinds count, and what the filter lets through. */
static netmkt_status events_term(netmkt__parser *p, const netmkt_kind_id kinds[2], int brackets, netmkt__term *term)
{
    netmkt__event_filter *filter = netmkt__tree_room(p->tree, sizeof *filter);
    uint32_t count = netmkt__store_kinds(p->store), passing = 0;
    netmkt_status status = NETMKT_OK;
    uint8_t *table;

    if (filter == NULL)
        return netmkt__nomem();
    p->tree->events = 1;
    term->filter = filter;
    filter->from_ms = INT64_MIN;
    filter->to_ms = p->tree->as_of_ms;
    filter->plain = 1;
    if (brackets != NO_BRACKETS && netmkt__parser_take_sign(p, '(')) {
        term->brackets = 1;
        status = netmkt__parser_filter(p, filter);
    } else if (brackets == MUST_FILTER) {
        return netmkt__parser_expected(p, "\"(\" with a kind of event, as in last(visit)");
    }
    if (status != NETMKT_OK)
        return status;
    table = netmkt__tree_room(p->tree, count);
    if (table == NULL)
        return netmkt__nomem();
    for (uint32_t kind = 1; kind < count; kind++) {
        int pass = kinds[0] == 0 || kind == kinds[0] || kind == kinds[1];

        for (const netmkt__filter_part *part = filter->parts; part != NULL; part = part->next)
            pass &= part->what != NETMKT__PART_KIND || part->numbers[kind];
        table[kind] = (uint8_t)pass;
        passing += (uint32_t)pass;
        filter->one_kind = pass ? kind : filter->one_kind;
    }
    filter->kinds = passing + 1 < count ? table : NULL;
    filter->one_kind = passing == 1 ? filter->one_kind : 0;
    term->brackets = brackets == MUST_FILTER || filter->parts != NULL;
    term->cost = filter->parts != NULL ? COST_FILTER : COST_COUNT;
    return find_channels(p, filter);
}

static netmkt_status field_term(netmkt__parser *p, size_t i, netmkt__term *term)
{
    term->from = fields[i].from;
    term->type = fields[i].type;
    term->index = fields[i].index;
    term->words = fields[i].words;
    term->word_count = fields[i].word_count;
    term->name = fields[i].name;
    term->cost = fields[i].from == NETMKT__FROM_KEY ? COST_KEY : COST_COLUMN;
    if (fields[i].from == NETMKT__FROM_JUDGEMENT)
        p->tree->judged |= UINT32_C(1) << fields[i].index;
    if (fields[i].from == NETMKT__FROM_EVENTS) {
        netmkt_status status = events_term(p, fields[i].kinds, fields[i].brackets, term);

        if (term->index >= NETMKT__EVENTS_PURCHASE_DAYS)
            term->cost = COST_PURCHASES;
        return status;
    }
    return NETMKT_OK;
}

/* attribute("a name"): for one that is no word, or the name of something else. */
static netmkt_status quoted_attribute(netmkt__parser *p, netmkt__term *term)
{
    size_t length, at;
    netmkt_status status;

    if (!netmkt__parser_take_sign(p, '('))
        return netmkt__parser_expected(p, "\"(\" and the attribute's name in quotes");
    at = p->now.at;
    if (p->now.kind != NETMKT__TOKEN_TEXT && p->now.kind != NETMKT__TOKEN_NAME)
        return netmkt__parser_expected(p, "the attribute's name in quotes");
    term->name = netmkt__parser_word(p, &length);
    if (term->name == NULL)
        return netmkt__nomem();
    term->brackets = 1;
    status = attribute_term(p, at, term->name, length, term);
    if (status == NETMKT_OK && !netmkt__parser_take_sign(p, ')'))
        return netmkt__parser_expected(p, "\")\"");
    return status;
}

netmkt_status netmkt__parser_term(netmkt__parser *p, netmkt__term **out)
{
    netmkt__term *term = netmkt__tree_room(p->tree, sizeof *term);
    netmkt__token token = p->now;
    netmkt_kind_id kinds[2] = {0, 0};
    size_t length;
    char *name;

    *out = term;
    if (token.kind != NETMKT__TOKEN_NAME || netmkt__parser_at(p, "and") || netmkt__parser_at(p, "or"))
        return netmkt__parser_expected(p, "a condition, such as country = \"DE\" or orders(last 90 days) >= 2");
    name = netmkt__parser_word(p, &length);
    if (term == NULL || name == NULL)
        return netmkt__nomem();
    term->name = name;
    if (netmkt__token_is(p->text, &token, "attribute") && netmkt__parser_sign(p, '('))
        return quoted_attribute(p, term);
    if (netmkt__token_is(p->text, &token, "may_contact") && netmkt__parser_sign(p, '(')) {
        term->cost = COST_COLUMN;
        return netmkt__parser_permission(p, term);
    }
    for (size_t i = 0; i < FIELDS; i++)
        if (netmkt__token_is(p->text, &token, fields[i].name))
            return field_term(p, i, term);
    kinds[0] = kind_of_plural(p, name);
    if (kinds[0] == 0)
        return attribute_term(p, token.at, name, length, term);
    term->from = NETMKT__FROM_EVENTS;
    term->index = NETMKT__EVENTS_COUNT;
    term->type = NETMKT__IS_NUMBER;
    return events_term(p, kinds, MAY_FILTER, term);
}
