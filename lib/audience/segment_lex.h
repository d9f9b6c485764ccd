/* The words of a segment's expression. */
#ifndef NETMKT_AUDIENCE_SEGMENT_LEX_H
#define NETMKT_AUDIENCE_SEGMENT_LEX_H

#include <stddef.h>
#include <stdint.h>

enum {
    NETMKT__TOKEN_END,
    NETMKT__TOKEN_NAME,   /* letters, digits, '_', and whatever is not ASCII; begins with no digit */
    NETMKT__TOKEN_NUMBER, /* digits with or without a point, and a sign */
    NETMKT__TOKEN_DATE,   /* 2026-01-31, or with a time behind a T */
    NETMKT__TOKEN_TEXT,   /* in ' or ", which doubled stand for themselves */
    NETMKT__TOKEN_SIGN,   /* ( ) , and comparisons */
    NETMKT__TOKEN_BAD     /* a byte that begins none, or a text that does not end */
};

typedef struct netmkt__token {
    int32_t kind;
    int32_t sign;      /* of a SIGN: its byte; '<' + 256 and '>' + 256 with "=", '!' for "!=" and "<>" */
    size_t at, length; /* bytes of the expression; a text's quotes included */
} netmkt__token;

#define NETMKT__SIGN_OR_EQUAL 256

/* The token that begins at or behind `at`. */
netmkt__token netmkt__segment_token(const char *text, size_t length, size_t at);

/* Is it the word, in capitals or not? */
int netmkt__token_is(const char *text, const netmkt__token *token, const char *word);

#endif
