/* Matching blocks of customers with conditions. */
#include "audience/segment_match.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/thread.h"
#include "store/store.h"

enum { WORDS = NETMKT__MATCH_WORDS, BLOCK = NETMKT__MATCH_BLOCK, BLOCKS_A_TASK = 16 };

void netmkt__matching_init(netmkt__matching *matching, const netmkt_store *store, const netmkt_settings *settings, const netmkt__segment_tree *tree,
                           const netmkt__segment_judgements *judgements)
{
    int32_t month, day;

    *matching = (netmkt__matching){.store = store, .settings = settings, .tree = tree, .judgements = judgements};
    netmkt__civil_from_days(netmkt__day_of(tree->as_of_ms, netmkt__store_day_offset(store)), &matching->year, &month, &day);
}

netmkt_status netmkt__matcher_new(const netmkt__matching *matching, netmkt__matcher **out)
{
    netmkt_context *context = netmkt__store_context(matching->store);

    *out = netmkt__calloc(context, 1, sizeof **out);
    if (*out == NULL)
        return netmkt__nomem();
    (*out)->scratch.context = (*out)->netting.context = context;
    return NETMKT_OK;
}

void netmkt__matcher_free(const netmkt__matching *matching, netmkt__matcher *matcher)
{
    if (matcher == NULL)
        return;
    netmkt__scratch_free(&matcher->scratch);
    netmkt__netting_free(&matcher->netting);
    netmkt__free(netmkt__store_context(matching->store), matcher);
}

/* --- numbers --- */

/* CONDITION on v, number i of the block, for all of it. */
#define EACH(condition)                                                \
    for (size_t w = 0; w < WORDS; w++) {                               \
        uint64_t bits = 0;                                             \
        if (present[w] == 0)                                           \
            continue;                                                  \
        for (size_t k = 0; k < 64; k++) {                              \
            double v = value[w * 64 + k];                              \
            bits |= (uint64_t)(condition) << k;                        \
        }                                                              \
        yes[w] |= bits;                                                \
    }

/* Add to `yes` those whose value stands so to low and high. */
static void compare(int32_t op, const double *value, const uint64_t *present, double low, double high, uint64_t *yes)
{
    switch (op) {
    case NETMKT__OP_LT:
        EACH(v < low)
        break;
    case NETMKT__OP_LE:
        EACH(v <= high)
        break;
    case NETMKT__OP_GT:
        EACH(v > high)
        break;
    case NETMKT__OP_GE:
        EACH(v >= low)
        break;
    case NETMKT__OP_NE:
        EACH((v < low) | (v > high))
        break;
    default: /* equal, within */
        EACH((v >= low) & (v <= high))
        break;
    }
}

static void compare_terms(int32_t op, const double *value, const double *other, const uint64_t *present, uint64_t *yes)
{
    for (size_t i = 0; i < BLOCK; i++) {
        double a = value[i], b = other[i];
        int so = op == NETMKT__OP_EQ ? a == b : op == NETMKT__OP_NE ? a != b : op == NETMKT__OP_LT ? a < b : op == NETMKT__OP_LE ? a <= b : op == NETMKT__OP_GT ? a > b : a >= b;

        yes[i / 64] |= (uint64_t)so << i % 64;
    }
    for (size_t w = 0; w < WORDS; w++)
        yes[w] &= present[w];
}

static netmkt_status match_numbers(const netmkt__matching *m, netmkt__matcher *matcher, const netmkt__segment_node *node, netmkt_customer_id first,
                                   const uint64_t *mask, uint64_t *yes, uint64_t *present)
{
    double *value = matcher->value[0];
    netmkt_status status = netmkt__measure_term(m, matcher, node->term, first, mask, value, present);

    if (status == NETMKT_OK && node->other != NULL) {
        status = netmkt__measure_term(m, matcher, node->other, first, mask, matcher->value[1], matcher->present[1]);
        for (size_t w = 0; w < WORDS; w++)
            present[w] &= matcher->present[1][w];
        compare_terms(node->op, value, matcher->value[1], present, yes);
        return status;
    }
    if (status != NETMKT_OK)
        return status;
    switch (node->op) {
    case NETMKT__OP_MISSING:
        break;
    case NETMKT__OP_TRUE:
        compare(NETMKT__OP_NE, value, present, 0.0, 0.0, yes);
        break;
    case NETMKT__OP_IN:
        for (size_t i = 0; i < node->count; i++)
            compare(NETMKT__OP_EQ, value, present, node->values[i].low, node->values[i].high, yes);
        break;
    case NETMKT__OP_BETWEEN:
        compare(NETMKT__OP_EQ, value, present, node->values[0].low, node->values[1].high, yes);
        break;
    default:
        compare(node->op, value, present, node->values[0].low, node->values[0].high, yes);
        break;
    }
    return NETMKT_OK;
}

/* --- conditions --- */

static netmkt_status match_test(const netmkt__matching *m, netmkt__matcher *matcher, const netmkt__segment_node *node, netmkt_customer_id first,
                                const uint64_t *mask, netmkt__matches *out)
{
    uint64_t *present = matcher->present[0];
    netmkt_status status = NETMKT_OK;

    memset(out, 0, sizeof *out);
    if (node->term->type != NETMKT__IS_TEXT)
        status = match_numbers(m, matcher, node, first, mask, out->yes, present);
    else if (node->term->from == NETMKT__FROM_KEY)
        netmkt__match_keys(m, node, first, mask, out->yes, present);
    else
        netmkt__match_texts(m, node, first, mask, out->yes, present);
    for (size_t w = 0; status == NETMKT_OK && w < WORDS; w++) {
        uint64_t known = node->op == NETMKT__OP_MISSING ? mask[w] : mask[w] & present[w];
        uint64_t yes = (node->op == NETMKT__OP_MISSING ? ~present[w] : out->yes[w]) & known;

        out->yes[w] = node->negated ? known & ~yes : yes;
        out->no[w] = known & ~out->yes[w];
    }
    return status;
}

static int any(const uint64_t *bits)
{
    uint64_t all = 0;

    for (size_t w = 0; w < WORDS; w++)
        all |= bits[w];
    return all != 0;
}

static void change_over(netmkt__matches *m)
{
    for (size_t w = 0; w < WORDS; w++) {
        uint64_t yes = m->yes[w];

        m->yes[w] = m->no[w];
        m->no[w] = yes;
    }
}

/* "and"; with `either`, "or", which is "and" with yes and no changed over. */
static netmkt_status match_group(const netmkt__matching *m, netmkt__matcher *matcher, const netmkt__segment_node *node, netmkt_customer_id first,
                                 const uint64_t *mask, int either, netmkt__matches *out)
{
    netmkt__matches part;
    uint64_t open[WORDS];

    memcpy(open, mask, sizeof open);
    memcpy(out->yes, mask, sizeof out->yes);
    memset(out->no, 0, sizeof out->no);
    for (const netmkt__segment_node *child = node->first_tried; child != NULL && any(open); child = child->tried_next) {
        netmkt_status status = netmkt__match_node(m, matcher, child, first, open, &part);

        if (status != NETMKT_OK)
            return status;
        if (either)
            change_over(&part);
        for (size_t w = 0; w < WORDS; w++) {
            out->yes[w] &= part.yes[w];
            out->no[w] |= part.no[w];
            open[w] &= ~part.no[w];
        }
    }
    if (either)
        change_over(out);
    return NETMKT_OK;
}

netmkt_status netmkt__match_node(const netmkt__matching *m, netmkt__matcher *matcher, const netmkt__segment_node *node, netmkt_customer_id first,
                                 const uint64_t *mask, netmkt__matches *out)
{
    netmkt_status status;

    switch (node->kind) {
    case NETMKT__NODE_AND:
    case NETMKT__NODE_OR:
        return match_group(m, matcher, node, first, mask, node->kind == NETMKT__NODE_OR, out);
    case NETMKT__NODE_NOT:
        status = netmkt__match_node(m, matcher, node->child, first, mask, out);
        change_over(out);
        return status;
    case NETMKT__NODE_SEGMENT:
        return netmkt__match_node(m, matcher, node->child, first, mask, out);
    case NETMKT__NODE_TEST:
        return match_test(m, matcher, node, first, mask, out);
    default:
        memset(out, 0, sizeof *out);
        memcpy(node->kind == NETMKT__NODE_TRUE ? out->yes : out->no, mask, sizeof out->yes);
        return NETMKT_OK;
    }
}

/* --- everybody --- */

/* Customers of a block who are there and asked about; none beyond the last. */
static void mask_of(const netmkt__matching *m, netmkt_customer_id first, uint64_t customers, uint64_t *mask)
{
    size_t n = customers - (first - 1) < BLOCK ? (size_t)(customers - (first - 1)) : BLOCK;
    int all = m->store->records.customers.redirect_count < first && !netmkt__setting_limits(m->settings);

    memset(mask, 0, WORDS * sizeof *mask);
    for (size_t i = 0; i < n; i++)
        mask[i / 64] |= (uint64_t)(all || (netmkt__store_has(m->store, first + i) && netmkt__setting_wants(m->settings, first + i))) << i % 64;
}

typedef struct everybody {
    const netmkt__matching *matching;
    uint64_t *bits;
    uint64_t customers;
} everybody;

static netmkt_status match_blocks(void *argument, size_t task)
{
    const everybody *e = argument;
    uint64_t mask[WORDS], words = (e->customers + 63) / 64;
    netmkt__matcher *matcher;
    netmkt_status status = netmkt__matcher_new(e->matching, &matcher);

    for (uint64_t block = (uint64_t)task * BLOCKS_A_TASK; status == NETMKT_OK && block < ((uint64_t)task + 1) * BLOCKS_A_TASK; block++) {
        netmkt_customer_id first = block * BLOCK + 1;
        uint64_t word = block * WORDS;
        netmkt__matches matches;

        if (first > e->customers)
            break;
        mask_of(e->matching, first, e->customers, mask);
        status = netmkt__match_node(e->matching, matcher, e->matching->tree->root, first, mask, &matches);
        if (status == NETMKT_OK)
            memcpy(e->bits + word, matches.yes, (words - word < WORDS ? (size_t)(words - word) : WORDS) * sizeof *e->bits);
    }
    netmkt__matcher_free(e->matching, matcher);
    return status;
}

netmkt_status netmkt__match_all(const netmkt__matching *matching, uint64_t *bits)
{
    everybody e = {matching, bits, netmkt__store_customers(matching->store)};
    size_t tasks = (size_t)((e.customers + (uint64_t)BLOCK * BLOCKS_A_TASK - 1) / ((uint64_t)BLOCK * BLOCKS_A_TASK));

    return netmkt__parallel(netmkt__setting_threads(matching->settings), tasks, match_blocks, &e);
}
