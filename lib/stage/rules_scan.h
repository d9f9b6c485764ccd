/* Words of the language of rules, one at a time, each also written to the rules' canonical text. */
#ifndef NETMKT_STAGE_RULES_SCAN_H
#define NETMKT_STAGE_RULES_SCAN_H

#include <netmkt/context.h>

enum { NETMKT__SCAN_END, NETMKT__SCAN_LINE, NETMKT__SCAN_WORD, NETMKT__SCAN_QUOTED, NETMKT__SCAN_COMMA, NETMKT__SCAN_COLON };

typedef struct netmkt__scan {
    netmkt_context *context;
    const char *at, *end;
    size_t line;       /* of the token, from 1; of a line's end, the line that ended */
    size_t passed;     /* lines passed since */
    int type;          /* of the token */
    int open;          /* the line goes on: the token before asks for another */
    const char *token; /* without quotes */
    size_t length;
    char *text;        /* what was accepted since netmkt__scan_text() */
    size_t text_size, text_capacity;
} netmkt__scan;

/* Read the next token. NETMKT_E_FORMAT: an open quote, or bytes that are no text. */
netmkt_status netmkt__scan_next(netmkt__scan *scan);
/* Write the token to the canonical text, and read the next. */
netmkt_status netmkt__scan_accept(netmkt__scan *scan);
/* 1 if the token is this word. */
int netmkt__scan_is(const netmkt__scan *scan, const char *word);
/* "line N: WHAT is expected, not TOKEN". */
netmkt_status netmkt__scan_wants(const netmkt__scan *scan, const char *what);
/* Append bytes, or a NUL. */
netmkt_status netmkt__scan_write(netmkt__scan *scan, const char *bytes, size_t size);

#endif
