/* Why a customer is in a segment or not, line by line. */
#include <math.h>
#include <string.h>

#include <netmkt/time.h>

#include "audience/segment.h"
#include "base/number_text.h"
#include "base/status.h"
#include "store/store.h"

typedef struct account {
    netmkt__evaluation *evaluation;
    netmkt__matcher *matcher;
    netmkt__words *words;
    netmkt_customer_id customer, first; /* he, and the first of his block */
    uint64_t mask[NETMKT__MATCH_WORDS];
} account;

static int bit_of(const account *a, const uint64_t *bits)
{
    size_t place = (size_t)(a->customer - a->first);

    return (int)(bits[place / 64] >> place % 64 & 1);
}

static void say_text_value(const account *a, const netmkt__term *term)
{
    const netmkt__attributes *attributes = &a->evaluation->store->records.attributes;
    const char *text;
    uint64_t code = 0;
    size_t length = 0;

    if (term->from == NETMKT__FROM_KEY)
        text = netmkt__store_key(a->evaluation->store, a->customer, &length);
    else if (netmkt__attribute_get(attributes, term->index, a->customer, &code))
        text = netmkt__dictionary_text(&attributes->texts, (uint32_t)code, &length);
    else
        text = NULL;
    if (text == NULL || (term->from == NETMKT__FROM_KEY && length == 0)) {
        netmkt__say(a->words, "missing");
        return;
    }
    netmkt__say(a->words, "\"");
    netmkt__say(a->words, text);
    netmkt__say(a->words, "\"");
}

static void say_number_value(const account *a, const netmkt__term *term, double value)
{
    char text[NETMKT__NUMBER_TEXT + 8] = "";

    switch (term->type) {
    case NETMKT__IS_TIME:
        if (netmkt_time_format((int64_t)value, text, sizeof text) != NETMKT_OK)
            (void)netmkt__int_text((int64_t)value, text);
        break;
    case NETMKT__IS_MONEY:
        (void)netmkt__money_text((int64_t)value, netmkt__store_exponent(a->evaluation->store), text);
        break;
    case NETMKT__IS_BOOL:
        netmkt__say(a->words, value != 0.0 ? "yes" : "no");
        return;
    case NETMKT__IS_WORD:
    case NETMKT__IS_RANK:
        netmkt__say(a->words, value >= 0.0 && value < (double)term->word_count ? term->words[(size_t)value] : "something else");
        return;
    default:
        (void)netmkt__rounded_text(value, value == floor(value) ? 0 : 4, text);
        break;
    }
    netmkt__say(a->words, text);
}

static netmkt_status say_value(const account *a, const netmkt__term *term)
{
    netmkt_status status;

    netmkt__segment_say_term(term, a->words);
    netmkt__say(a->words, " is ");
    if (term->type == NETMKT__IS_TEXT) {
        say_text_value(a, term);
        return NETMKT_OK;
    }
    status = netmkt__measure_term(&a->evaluation->matching, a->matcher, term, a->first, a->mask, a->matcher->value[0], a->matcher->present[0]);
    if (status != NETMKT_OK)
        return status;
    if (bit_of(a, a->matcher->present[0]))
        say_number_value(a, term, a->matcher->value[0][a->customer - a->first]);
    else
        netmkt__say(a->words, "missing");
    return NETMKT_OK;
}

static netmkt_status say_node(const account *a, const netmkt__segment_node *node, int depth)
{
    netmkt__matches matches;
    netmkt_status status = netmkt__match_node(&a->evaluation->matching, a->matcher, node, a->first, a->mask, &matches);

    if (status != NETMKT_OK)
        return status;
    for (int i = 0; i < depth; i++)
        netmkt__say(a->words, "  ");
    netmkt__say(a->words, bit_of(a, matches.yes) ? "yes: " : bit_of(a, matches.no) ? "no: " : "unknown: ");
    netmkt__segment_say(node, a->words);
    if (node->kind == NETMKT__NODE_TEST) {
        netmkt__say(a->words, "; ");
        status = say_value(a, node->term);
        if (status == NETMKT_OK && node->other != NULL) {
            netmkt__say(a->words, ", ");
            status = say_value(a, node->other);
        }
    }
    netmkt__say(a->words, "\n");
    for (const netmkt__segment_node *child = node->child; child != NULL && status == NETMKT_OK; child = child->next)
        status = say_node(a, child, depth + 1);
    return status;
}

netmkt_status netmkt_segment_explain(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, netmkt_customer_id customer,
                                     int64_t as_of_ms, char *buffer, size_t capacity, size_t *length)
{
    netmkt__words words = {.buffer = buffer, .capacity = capacity};
    size_t place = (size_t)(customer - 1) % NETMKT__MATCH_BLOCK;
    netmkt__evaluation e;
    account a = {.evaluation = &e, .words = &words, .customer = customer, .first = customer - place};
    netmkt_status status;

    if (capacity > 0 && buffer == NULL)
        return netmkt__misuse("buffer is NULL");
    status = netmkt__evaluation_begin(store, segment, settings, as_of_ms, 0, &e);
    if (status == NETMKT_OK && !netmkt__store_has(store, customer))
        status = netmkt__fail(NETMKT_E_NOT_FOUND, "no customer %llu", (unsigned long long)customer);
    if (status == NETMKT_OK)
        status = netmkt__matcher_new(&e.matching, &a.matcher);
    a.mask[place / 64] = UINT64_C(1) << place % 64;
    if (status == NETMKT_OK)
        status = say_node(&a, e.tree.root, 0);
    netmkt__matcher_free(&e.matching, a.matcher);
    netmkt__evaluation_end(&e);
    return status == NETMKT_OK ? netmkt__say_end(&words, length) : status;
}
