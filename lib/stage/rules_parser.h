/* What the two halves of the parser of rules share. */
#ifndef NETMKT_STAGE_RULES_PARSER_H
#define NETMKT_STAGE_RULES_PARSER_H

#include "stage/rules.h"
#include "stage/rules_scan.h"

typedef struct netmkt__parser {
    netmkt__scan scan;
    netmkt_store *store; /* for registered names; NULL: none */
    netmkt__rule *rule;
    size_t count, capacity;
} netmkt__parser;

/* Each reads one piece, and passes it. NETMKT_E_FORMAT: something else is there; the message has the line. */

/* KIND {"," KIND}, or with `channel` channels. */
netmkt_status netmkt__parse_ids(netmkt__parser *p, int channel, netmkt__id_set *set);
/* This word. */
netmkt_status netmkt__parse_word(netmkt__parser *p, const char *word);
/* A number in the range, or the name of a setting. */
netmkt_status netmkt__parse_number(netmkt__parser *p, double least, double most, int whole, netmkt__rule_number *out);
/* A stage, which is not written to the canonical text. */
netmkt_status netmkt__parse_stage(netmkt__parser *p, int32_t *stage);

#endif
