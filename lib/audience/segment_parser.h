/* What the parts of the parser share. All of them hold the read lock, stop at the first mistake, and say where it is. */
#ifndef NETMKT_AUDIENCE_SEGMENT_PARSER_H
#define NETMKT_AUDIENCE_SEGMENT_PARSER_H

#include "audience/segment_lex.h"
#include "audience/segment_tree.h"

/* A named segment that is being read, and the one it was named in. */
typedef struct netmkt__segment_chain {
    const struct netmkt__segment_chain *above;
    const char *name;
    size_t length;
} netmkt__segment_chain;

typedef struct netmkt__parser {
    const netmkt_store *store;
    netmkt__segment_tree *tree;
    const char *text;
    size_t length;
    netmkt__token now;   /* the next token */
    size_t *error_at;
    const netmkt__segment_chain *chain;
    int depth;
} netmkt__parser;

void netmkt__parser_next(netmkt__parser *p);
int netmkt__parser_at(const netmkt__parser *p, const char *word); /* is the next token this word? */
int netmkt__parser_sign(const netmkt__parser *p, int32_t sign);
/* Take the word, or the sign, if it is next: 1 if so. */
int netmkt__parser_take(netmkt__parser *p, const char *word);
int netmkt__parser_take_sign(netmkt__parser *p, int32_t sign);

/* NETMKT_E_FORMAT: something else was expected than the next token. */
netmkt_status netmkt__parser_expected(const netmkt__parser *p, const char *what);
/* NETMKT_E_FORMAT, about what stands at a byte. */
netmkt_status netmkt__parser_wrong(const netmkt__parser *p, size_t at, const char *what);
/* NETMKT_E_NOT_FOUND: no such thing by the name at a byte; the nearest of `count` names is suggested. */
netmkt_status netmkt__parser_unknown(const netmkt__parser *p, size_t at, const char *thing, const char *name, const char *const *names, size_t count);

/* A NAME's or TEXT's characters without quotes, in the arena; NULL when out of memory. */
char *netmkt__parser_word(netmkt__parser *p, size_t *length);
/* "= != < <= > >=" if one is next: 1, and taken. */
int netmkt__parser_comparison(netmkt__parser *p, int32_t *op);

/* segment_names.c: what a condition looks at. */
netmkt_status netmkt__parser_term(netmkt__parser *p, netmkt__term **out);
/* segment_permission.c: behind "may_contact". */
netmkt_status netmkt__parser_permission(netmkt__parser *p, netmkt__term *term);
/* segment_values.c: a value to compare a term of a type with (`term` may be NULL for type TIME and NUMBER). */
netmkt_status netmkt__parser_value(netmkt__parser *p, const netmkt__term *term, int32_t type, netmkt__segment_value *out);
/* A number of units of time; `ago` 1: behind the moment. */
netmkt_status netmkt__parser_span(netmkt__parser *p, netmkt__segment_value *out);
/* segment_filter.c: what stands between the brackets of a count; the opening one is taken. `kind_first`: a kind may stand alone. */
netmkt_status netmkt__parser_filter(netmkt__parser *p, netmkt__event_filter *filter);

#endif
