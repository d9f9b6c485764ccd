/* Conditions on texts: by their numbers in the dictionary where equality is all that is asked, else by the texts themselves. */
#include <string.h>

#include "audience/segment_match.h"
#include "store/store.h"

enum { WORDS = NETMKT__MATCH_WORDS, BLOCK = NETMKT__MATCH_BLOCK, MEMO = 256 };

static int text_fits(const netmkt__segment_node *node, const char *text)
{
    const char *value = node->count > 0 ? node->values[0].text : "";
    int order;

    switch (node->op) {
    case NETMKT__OP_LIKE:
        return netmkt__text_like(text, value);
    case NETMKT__OP_HAS:
        return netmkt__text_has(text, value);
    case NETMKT__OP_IN:
        for (size_t i = 0; i < node->count; i++)
            if (strcmp(text, node->values[i].text) == 0)
                return 1;
        return 0;
    default:
        break;
    }
    order = strcmp(text, value);
    switch (node->op) {
    case NETMKT__OP_EQ:
        return order == 0;
    case NETMKT__OP_NE:
        return order != 0;
    case NETMKT__OP_LT:
        return order < 0;
    case NETMKT__OP_LE:
        return order <= 0;
    case NETMKT__OP_GT:
        return order > 0;
    case NETMKT__OP_GE:
        return order >= 0;
    case NETMKT__OP_BETWEEN:
        return order >= 0 && strcmp(text, node->values[1].text) <= 0;
    default:
        return 0;
    }
}

/* Keys are no dictionary's: each is looked at. */
void netmkt__match_keys(const netmkt__matching *m, const netmkt__segment_node *node, netmkt_customer_id first, const uint64_t *mask, uint64_t *yes,
                       uint64_t *present)
{
    for (size_t w = 0; w < WORDS; w++) {
        present[w] = 0;
        for (uint64_t left = mask[w]; left != 0; left &= left - 1) {
            size_t k = (size_t)__builtin_ctzll(left), length;
            const char *key = netmkt__store_key(m->store, first + w * 64 + k, &length);

            present[w] |= (uint64_t)(length > 0) << k;
            yes[w] |= (uint64_t)(length > 0 && node->op != NETMKT__OP_MISSING && text_fits(node, key)) << k;
        }
    }
}

static int code_among(const uint32_t *codes, size_t count, uint32_t code)
{
    size_t low = 0;

    while (count > 0) {
        size_t half = count / 2;

        if (codes[low + half] < code) {
            low += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return codes[low] == code; /* the caller has put one more behind the last */
}

/* By the numbers of the texts alone. */
static void match_codes(const netmkt__segment_node *node, const uint32_t *codes, size_t n, uint64_t *yes)
{
    for (size_t w = 0; w * 64 < n; w++) {
        uint64_t bits = 0;

        if (node->count == 1) {
            uint32_t wanted = node->codes[0];

            for (size_t k = 0; k < 64; k++)
                bits |= (uint64_t)(codes[w * 64 + k] == wanted) << k;
        } else {
            for (size_t k = 0; k < 64; k++)
                bits |= (uint64_t)(codes[w * 64 + k] != 0 && code_among(node->codes, node->count - 1, codes[w * 64 + k])) << k;
        }
        yes[w] = node->op == NETMKT__OP_NE ? ~bits : bits;
    }
}

/* By the texts themselves: each looked at once while its number stays in the memo. */
static void match_words(const netmkt__matching *m, const netmkt__segment_node *node, const uint32_t *codes, size_t n, const uint64_t *mask, uint64_t *yes)
{
    const netmkt__dictionary *texts = &m->store->records.attributes.texts;
    uint32_t known[MEMO] = {0};
    uint8_t fits[MEMO] = {0};

    for (size_t w = 0; w * 64 < n; w++) {
        for (uint64_t left = mask[w]; left != 0; left &= left - 1) {
            size_t k = (size_t)__builtin_ctzll(left);
            uint32_t code = codes[w * 64 + k], slot = code % MEMO;
            size_t length;

            if (code == 0)
                continue;
            if (known[slot] != code) {
                known[slot] = code;
                fits[slot] = (uint8_t)text_fits(node, netmkt__dictionary_text(texts, code, &length));
            }
            yes[w] |= (uint64_t)fits[slot] << k;
        }
    }
}

void netmkt__match_texts(const netmkt__matching *m, const netmkt__segment_node *node, netmkt_customer_id first, const uint64_t *mask, uint64_t *yes,
                            uint64_t *present)
{
    const netmkt__attribute_column *column = netmkt__attribute_column_of(&m->store->records.attributes, node->term->index);
    size_t from = (size_t)first - 1, n = column->values == NULL || column->count <= from ? 0 : column->count - from;
    const uint32_t *codes = n > 0 ? (const uint32_t *)column->values + from : NULL;

    n = n < BLOCK ? n : BLOCK;
    memset(present, 0, WORDS * sizeof *present);
    for (size_t w = 0; w * 64 < n; w++)
        for (size_t k = 0; k < 64; k++)
            present[w] |= (uint64_t)(codes[w * 64 + k] != 0) << k;
    if (node->op == NETMKT__OP_MISSING)
        return;
    if (node->op == NETMKT__OP_EQ || node->op == NETMKT__OP_NE || node->op == NETMKT__OP_IN)
        match_codes(node, codes, n, yes);
    else
        match_words(m, node, codes, n, mask, yes);
}
