/* The parser of segments: recursive descent, of bounded depth. docs/segments.md has the grammar. */
#include "audience/segment_parser.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "base/text.h"
#include "store/store.h"

enum { LIST_MOST = 1000 };

static int compare_codes(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

/* The numbers of the texts that a test looks for. */
static netmkt_status sort_codes(netmkt__parser *p, netmkt__segment_node *node)
{
    if (node->term->type != NETMKT__IS_TEXT || node->values == NULL)
        return NETMKT_OK;
    node->codes = netmkt__tree_room(p->tree, node->count * sizeof *node->codes);
    if (node->codes == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < node->count; i++)
        node->codes[i] = node->values[i].code;
    qsort(node->codes, node->count, sizeof *node->codes, compare_codes);
    return NETMKT_OK;
}

static netmkt_status new_node(netmkt__parser *p, int32_t kind, netmkt__segment_node **out)
{
    *out = NULL;
    if (p->tree->nodes == NETMKT__SEGMENT_NODES)
        return netmkt__parser_wrong(p, p->now.at, "the expression has too many parts, named segments included: at most 4096");
    *out = netmkt__tree_room(p->tree, sizeof **out);
    if (*out == NULL)
        return netmkt__nomem();
    p->tree->nodes++;
    (*out)->kind = kind;
    return NETMKT_OK;
}

/* Values of a test, one behind the other in the arena. */
static netmkt_status read_list(netmkt__parser *p, netmkt__segment_node *node)
{
    size_t capacity = 0;

    if (!netmkt__parser_take_sign(p, '('))
        return netmkt__parser_expected(p, "\"(\" and a list");
    do {
        netmkt_status status;

        if (node->count == LIST_MOST)
            return netmkt__parser_wrong(p, p->now.at, "a list has at most 1000 values");
        if (node->count == capacity) {
            netmkt__segment_value *grown = netmkt__tree_room(p->tree, (2 * capacity + 2) * sizeof *grown);

            if (grown == NULL)
                return netmkt__nomem();
            if (node->count > 0)
                memcpy(grown, node->values, node->count * sizeof *grown);
            node->values = grown;
            capacity = 2 * capacity + 2;
        }
        status = netmkt__parser_value(p, node->term, node->term->type, &node->values[node->count]);
        if (status != NETMKT_OK)
            return status;
        node->count++;
    } while (netmkt__parser_take_sign(p, ','));
    return netmkt__parser_take_sign(p, ')') ? NETMKT_OK : netmkt__parser_expected(p, "\",\" or \")\"");
}

static netmkt_status read_values(netmkt__parser *p, netmkt__segment_node *node, size_t count)
{
    netmkt_status status = NETMKT_OK;

    node->values = netmkt__tree_room(p->tree, count * sizeof *node->values);
    if (node->values == NULL)
        return netmkt__nomem();
    for (; node->count < count && status == NETMKT_OK; node->count++) {
        if (node->count > 0 && !netmkt__parser_take(p, "and"))
            return netmkt__parser_expected(p, "\"and\"");
        status = netmkt__parser_value(p, node->term, node->term->type, &node->values[node->count]);
    }
    return status;
}

/* Does a name follow that is no value but something else to compare with? */
static int term_follows(const netmkt__parser *p, const netmkt__term *term)
{
    static const char *const values[] = {"now", "today"};

    if (p->now.kind != NETMKT__TOKEN_NAME || term->type > NETMKT__IS_TIME)
        return 0;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (netmkt__parser_at(p, values[i]))
            return 0;
    return 1;
}

static netmkt_status read_comparison(netmkt__parser *p, netmkt__segment_node *node)
{
    netmkt_status status;
    size_t at = p->now.at;

    if (node->term->type == NETMKT__IS_WORD && node->op != NETMKT__OP_EQ && node->op != NETMKT__OP_NE)
        return netmkt__parser_wrong(p, at, "its names have no order: compare them with =, != or in");
    if (node->term->type == NETMKT__IS_BOOL && node->op != NETMKT__OP_EQ && node->op != NETMKT__OP_NE)
        return netmkt__parser_wrong(p, at, "yes and no are compared with = or !=");
    if (!term_follows(p, node->term))
        return read_values(p, node, 1);
    status = netmkt__parser_term(p, &node->other);
    if (status == NETMKT_OK && node->other->type != node->term->type)
        return netmkt__parser_wrong(p, at, "a number, money and a time do not compare with each other");
    return status;
}

/* A yes or no, or a count, which then must not be 0. */
static int stands_alone(const netmkt__term *term)
{
    return term->type == NETMKT__IS_BOOL ||
           (term->from == NETMKT__FROM_EVENTS && (term->index == NETMKT__EVENTS_COUNT || term->index == NETMKT__EVENTS_DAYS));
}

/* What stands behind a term. */
static netmkt_status read_test(netmkt__parser *p, netmkt__segment_node *node)
{
    int not_taken;

    if (netmkt__parser_comparison(p, &node->op))
        return read_comparison(p, node);
    if (netmkt__parser_take(p, "is")) {
        node->op = NETMKT__OP_MISSING;
        node->negated = netmkt__parser_take(p, "not");
        return netmkt__parser_take(p, "missing") ? NETMKT_OK : netmkt__parser_expected(p, "\"missing\"");
    }
    not_taken = node->negated = netmkt__parser_take(p, "not");
    if (netmkt__parser_take(p, "in")) {
        node->op = NETMKT__OP_IN;
        return read_list(p, node);
    }
    if (node->term->type != NETMKT__IS_WORD && node->term->type != NETMKT__IS_BOOL && netmkt__parser_take(p, "between")) {
        node->op = NETMKT__OP_BETWEEN;
        return read_values(p, node, 2);
    }
    if (node->term->type == NETMKT__IS_TEXT && netmkt__parser_take(p, "like")) {
        node->op = NETMKT__OP_LIKE;
        return read_values(p, node, 1);
    }
    if (node->term->type == NETMKT__IS_TEXT && netmkt__parser_take(p, "has")) {
        node->op = NETMKT__OP_HAS;
        return read_values(p, node, 1);
    }
    node->op = NETMKT__OP_TRUE;
    if (stands_alone(node->term) && !not_taken)
        return NETMKT_OK;
    return netmkt__parser_expected(p, node->term->type == NETMKT__IS_TEXT ? "a comparison, in, between, like, has or is missing"
                                                                            : "a comparison, in, between or is missing");
}

static netmkt_status read_or(netmkt__parser *p, netmkt__segment_node **out);

static netmkt_status deeper(netmkt__parser *p)
{
    if (++p->depth > NETMKT__SEGMENT_DEPTH)
        return netmkt__parser_wrong(p, p->now.at, "the expression is nested too deep, named segments included: at most 64 levels");
    return NETMKT_OK;
}

static netmkt_status read_whole(netmkt__parser *p, netmkt__segment_node **out)
{
    netmkt_status status;

    netmkt__parser_next(p);
    status = read_or(p, out);
    if (status == NETMKT_OK && p->now.kind != NETMKT__TOKEN_END)
        status = netmkt__parser_expected(p, "\"and\", \"or\" or the end");
    return status;
}

static netmkt_status no_such_segment(netmkt__parser *p, size_t at, const char *name)
{
    const netmkt__notes *notes = &p->store->records.notes;
    const char **names = netmkt__tree_room(p->tree, (notes->count + 1) * sizeof *names);
    size_t count = 0;

    if (names == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < notes->count; i++)
        if (notes->entries[i] != NULL && notes->entries[i]->kind == NETMKT__NOTE_SEGMENT)
            names[count++] = notes->entries[i]->texts;
    return netmkt__parser_unknown(p, at, "saved segment", name, names, count);
}

/* The expression that is saved under a name, as a part of this one. */
static netmkt_status read_saved(netmkt__parser *p, size_t at, const char *name, size_t length, netmkt__segment_node *node)
{
    const netmkt__note *note = netmkt__note_find(&p->store->records.notes, NETMKT__NOTE_SEGMENT, name, length);
    netmkt__segment_chain chain = {p->chain, name, length};
    size_t within;
    netmkt__parser inner = {.store = p->store, .tree = p->tree, .error_at = &within, .chain = &chain, .depth = p->depth};
    netmkt_status status;

    for (const netmkt__segment_chain *above = p->chain; above != NULL; above = above->above)
        if (above->length == length && memcmp(above->name, name, length) == 0)
            return netmkt__parser_wrong(p, at, "the segment would contain itself");
    if (note == NULL)
        return no_such_segment(p, at, name);
    p->tree->read += note->text_length;
    if (p->tree->read > NETMKT__SEGMENT_READ)
        return netmkt__parser_wrong(p, at, "the named segments are too much to read: at most 1048576 bytes together");
    inner.text = netmkt__note_text(note);
    inner.length = note->text_length;
    node->name = name;
    status = read_whole(&inner, &node->child);
    if (status != NETMKT_E_FORMAT && status != NETMKT_E_NOT_FOUND)
        return status;
    *p->error_at = at;
    return netmkt__prefix(status, "in segment(%.64s), ", name);
}

/* segment(vip). */
static netmkt_status read_named(netmkt__parser *p, netmkt__segment_node **out)
{
    size_t length, at;
    const char *name;
    netmkt_status status;

    netmkt__parser_next(p);
    if (!netmkt__parser_take_sign(p, '('))
        return netmkt__parser_expected(p, "\"(\" and the name of a saved segment");
    at = p->now.at;
    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "the name of a saved segment");
    name = netmkt__parser_word(p, &length);
    if (name == NULL)
        return netmkt__nomem();
    status = deeper(p);
    if (status == NETMKT_OK)
        status = new_node(p, NETMKT__NODE_SEGMENT, out);
    if (status == NETMKT_OK)
        status = read_saved(p, at, name, length, *out);
    p->depth--;
    if (status == NETMKT_OK && !netmkt__parser_take_sign(p, ')'))
        return netmkt__parser_expected(p, "\")\"");
    if (status == NETMKT_OK)
        (*out)->cost = (*out)->child->cost;
    return status;
}

/* Is the next token a word with a bracket behind it? */
static int opens(const netmkt__parser *p, const char *word)
{
    netmkt__token then = netmkt__segment_token(p->text, p->length, p->now.at + p->now.length);

    return netmkt__parser_at(p, word) && then.kind == NETMKT__TOKEN_SIGN && then.sign == '(';
}

static netmkt_status read_primary(netmkt__parser *p, netmkt__segment_node **out)
{
    netmkt_status status;

    if (netmkt__parser_take_sign(p, '(')) {
        status = deeper(p);
        if (status == NETMKT_OK)
            status = read_or(p, out);
        p->depth--;
        if (status == NETMKT_OK && !netmkt__parser_take_sign(p, ')'))
            return netmkt__parser_expected(p, "\")\", \"and\" or \"or\"");
        return status;
    }
    if (opens(p, "segment"))
        return read_named(p, out);
    if (netmkt__parser_at(p, "true") || netmkt__parser_at(p, "false")) {
        status = new_node(p, netmkt__parser_at(p, "true") ? NETMKT__NODE_TRUE : NETMKT__NODE_FALSE, out);
        netmkt__parser_next(p);
        return status;
    }
    status = new_node(p, NETMKT__NODE_TEST, out);
    if (status == NETMKT_OK)
        status = netmkt__parser_term(p, &(*out)->term);
    if (status == NETMKT_OK)
        status = read_test(p, *out);
    if (status == NETMKT_OK)
        status = sort_codes(p, *out);
    if (status == NETMKT_OK)
        (*out)->cost = (*out)->term->cost + ((*out)->other != NULL ? (*out)->other->cost : 0) + ((*out)->op == NETMKT__OP_LIKE || (*out)->op == NETMKT__OP_HAS ? 10 : 0);
    return status;
}

static netmkt_status read_not(netmkt__parser *p, netmkt__segment_node **out)
{
    netmkt_status status;

    if (!netmkt__parser_take(p, "not"))
        return read_primary(p, out);
    status = deeper(p);
    if (status == NETMKT_OK)
        status = new_node(p, NETMKT__NODE_NOT, out);
    if (status == NETMKT_OK)
        status = read_not(p, &(*out)->child);
    p->depth--;
    if (status == NETMKT_OK)
        (*out)->cost = (*out)->child->cost;
    return status;
}

typedef netmkt_status (*read_level)(netmkt__parser *p, netmkt__segment_node **out);

/* Put a child where it is tried: behind those that cost no more. */
static void try_in_turn(netmkt__segment_node *joined, netmkt__segment_node *child)
{
    netmkt__segment_node **at = &joined->first_tried;

    while (*at != NULL && (*at)->cost <= child->cost)
        at = &(*at)->tried_next;
    child->tried_next = *at;
    *at = child;
    joined->cost = child->cost > joined->cost ? child->cost : joined->cost;
}

/* One or more of a level, joined by a word. */
static netmkt_status read_joined(netmkt__parser *p, const char *word, int32_t kind, read_level below, netmkt__segment_node **out)
{
    netmkt__segment_node *first, *joined, *last;
    netmkt_status status = below(p, &first);

    *out = first;
    if (status != NETMKT_OK || !netmkt__parser_at(p, word))
        return status;
    status = new_node(p, kind, &joined);
    if (status != NETMKT_OK)
        return status;
    *out = joined;
    joined->child = last = first;
    try_in_turn(joined, first);
    while (netmkt__parser_take(p, word)) {
        status = below(p, &last->next);
        if (status != NETMKT_OK)
            return status;
        last = last->next;
        try_in_turn(joined, last);
    }
    return NETMKT_OK;
}

static netmkt_status read_and(netmkt__parser *p, netmkt__segment_node **out)
{
    return read_joined(p, "and", NETMKT__NODE_AND, read_not, out);
}

static netmkt_status read_or(netmkt__parser *p, netmkt__segment_node **out)
{
    return read_joined(p, "or", NETMKT__NODE_OR, read_and, out);
}

netmkt_status netmkt__segment_read(const netmkt_store *store, const char *text, const char *saved_as, int64_t as_of_ms, netmkt__segment_tree *out,
                                   size_t *error_at)
{
    netmkt__segment_chain chain = {NULL, saved_as, saved_as != NULL ? strlen(saved_as) : 0};
    netmkt__parser p = {.store = store, .tree = out, .text = text, .length = strlen(text), .error_at = error_at, .chain = saved_as != NULL ? &chain : NULL};

    *out = (netmkt__segment_tree){.context = netmkt__store_context(store), .as_of_ms = as_of_ms};
    *error_at = 0;
    if (p.length > NETMKT__SEGMENT_BYTES)
        return netmkt__fail(NETMKT_E_FORMAT, "the expression has %zu bytes; at most %d are allowed", p.length, NETMKT__SEGMENT_BYTES);
    if (!netmkt__utf8_valid(text, p.length))
        return netmkt__fail(NETMKT_E_FORMAT, "the expression is no valid UTF-8");
    return read_whole(&p, &out->root);
}
