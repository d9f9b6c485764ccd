/* What the parts of the parser share: the next token, and mistakes with their places. */
#include "audience/segment_parser.h"

#include <string.h>

#include "base/nearest.h"
#include "base/status.h"

void netmkt__parser_next(netmkt__parser *p)
{
    p->now = netmkt__segment_token(p->text, p->length, p->now.at + p->now.length);
}

int netmkt__parser_at(const netmkt__parser *p, const char *word)
{
    return netmkt__token_is(p->text, &p->now, word);
}

int netmkt__parser_sign(const netmkt__parser *p, int32_t sign)
{
    return p->now.kind == NETMKT__TOKEN_SIGN && p->now.sign == sign;
}

int netmkt__parser_take(netmkt__parser *p, const char *word)
{
    if (!netmkt__parser_at(p, word))
        return 0;
    netmkt__parser_next(p);
    return 1;
}

int netmkt__parser_take_sign(netmkt__parser *p, int32_t sign)
{
    if (!netmkt__parser_sign(p, sign))
        return 0;
    netmkt__parser_next(p);
    return 1;
}

/* Characters before a byte, and one. */
static unsigned column_of(const netmkt__parser *p, size_t at)
{
    unsigned column = 1;

    for (size_t i = 0; i < at; i++)
        column += ((unsigned char)p->text[i] & 0xc0) != 0x80;
    return column;
}

netmkt_status netmkt__parser_wrong(const netmkt__parser *p, size_t at, const char *what)
{
    *p->error_at = at;
    return netmkt__fail(NETMKT_E_FORMAT, "column %u: %s", column_of(p, at), what);
}

netmkt_status netmkt__parser_expected(const netmkt__parser *p, const char *what)
{
    const netmkt__token *now = &p->now;
    size_t shown = now->length < 24 ? now->length : 24;

    *p->error_at = now->at;
    if (now->kind == NETMKT__TOKEN_END)
        return netmkt__fail(NETMKT_E_FORMAT, "column %u: the expression ends where %s is expected", column_of(p, now->at), what);
    if (now->kind == NETMKT__TOKEN_BAD && (p->text[now->at] == '"' || p->text[now->at] == '\''))
        return netmkt__fail(NETMKT_E_FORMAT, "column %u: the text does not end: its closing quote is missing", column_of(p, now->at));
    while (shown > 0 && shown < now->length && ((unsigned char)p->text[now->at + shown] & 0xc0) == 0x80)
        shown--;
    return netmkt__fail(NETMKT_E_FORMAT, "column %u: expected %s, not %.*s", column_of(p, now->at), what, (int)shown, p->text + now->at);
}

typedef struct name_list {
    const char *const *names;
    size_t count;
} name_list;

static const char *name_at(const void *argument, size_t i)
{
    const name_list *list = argument;

    return i < list->count ? list->names[i] : NULL;
}

netmkt_status netmkt__parser_unknown(const netmkt__parser *p, size_t at, const char *thing, const char *name, const char *const *names, size_t count)
{
    name_list list = {names, count};
    const char *nearest = strlen(name) > 2 ? netmkt__nearest(name, name_at, &list) : NULL; /* to one or two letters everything is near */

    *p->error_at = at;
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_NOT_FOUND, "column %u: there is no %s \"%.64s\"; did you mean \"%s\"?", column_of(p, at), thing, name, nearest);
    return netmkt__fail(NETMKT_E_NOT_FOUND, "column %u: there is no %s \"%.64s\"", column_of(p, at), thing, name);
}

char *netmkt__parser_word(netmkt__parser *p, size_t *length)
{
    const char *from = p->text + p->now.at;
    size_t n = p->now.length, used = 0;
    char *word = netmkt__tree_room(p->tree, n + 1);

    if (word == NULL)
        return NULL;
    if (p->now.kind == NETMKT__TOKEN_TEXT) {
        for (size_t i = 1; i + 1 < n; i++) {
            word[used++] = from[i];
            i += from[i] == from[0]; /* the second of two quotes */
        }
    } else {
        memcpy(word, from, n);
        used = n;
    }
    if (length != NULL)
        *length = used;
    netmkt__parser_next(p);
    return word;
}

int netmkt__parser_comparison(netmkt__parser *p, int32_t *op)
{
    static const struct {
        int32_t sign, op;
    } signs[] = {{'=', NETMKT__OP_EQ},
                 {'!', NETMKT__OP_NE},
                 {'<', NETMKT__OP_LT},
                 {'<' + NETMKT__SIGN_OR_EQUAL, NETMKT__OP_LE},
                 {'>', NETMKT__OP_GT},
                 {'>' + NETMKT__SIGN_OR_EQUAL, NETMKT__OP_GE}};

    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (netmkt__parser_take_sign(p, signs[i].sign)) {
            *op = signs[i].op;
            return 1;
        }
    }
    return 0;
}
