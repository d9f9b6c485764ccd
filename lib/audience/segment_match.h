/* Matching customers with a segment's tree, by blocks of neighbouring ids.
 *
 * A condition is true, false, or unknown where a value is missing: two bits a customer. "and" is false where one part is, "or" true
 * where one is, and "not" changes the two; so a part need only look at customers about whom the cheaper ones have not decided. */
#ifndef NETMKT_AUDIENCE_SEGMENT_MATCH_H
#define NETMKT_AUDIENCE_SEGMENT_MATCH_H

#include <netmkt/settings.h>

#include "audience/segment_tree.h"
#include "summary/purchases.h"

enum { NETMKT__MATCH_WORDS = 16, NETMKT__MATCH_BLOCK = 64 * NETMKT__MATCH_WORDS };

/* Judgements on all customers, by id - 1; NaN: none. */
typedef struct netmkt__segment_judgements {
    netmkt_context *context;
    size_t n;
    double *column[NETMKT__JUDGED_COUNT];
    uint8_t *permit[NETMKT__SEGMENT_PERMITS]; /* 1 or 0; 2: nobody there */
} netmkt__segment_judgements;

/* segment_judge.c, without the lock: find those of the bits `judged`, and permissions. netmkt__judgements_free() also after a failure. */
netmkt_status netmkt__judgements_find(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, uint32_t judged,
                                      const netmkt__segment_permits *permits, netmkt__segment_judgements *out);
/* segment_permission.c: the permissions of them, of out->n customers. */
netmkt_status netmkt__permits_find(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, const netmkt__segment_permits *permits,
                                   netmkt__segment_judgements *out);
void netmkt__judgements_free(netmkt__segment_judgements *judgements);

/* Customers of a block, a bit each: those for whom a condition is true, and those for whom it is false. */
typedef struct netmkt__matches {
    uint64_t yes[NETMKT__MATCH_WORDS], no[NETMKT__MATCH_WORDS];
} netmkt__matches;

/* What matching needs, for any number of threads. */
typedef struct netmkt__matching {
    const netmkt_store *store;
    const netmkt_settings *settings;
    const netmkt__segment_tree *tree;
    const netmkt__segment_judgements *judgements;
    int32_t year; /* of the moment */
    int32_t reserved;
} netmkt__matching;

/* What one thread needs: zeroed, but for the contexts of scratch and netting. */
typedef struct netmkt__matcher {
    netmkt__scratch scratch;
    netmkt__netting netting;
    double value[2][NETMKT__MATCH_BLOCK];
    uint64_t present[2][NETMKT__MATCH_WORDS];
} netmkt__matcher;

/* With the read lock held, as all below. */
void netmkt__matching_init(netmkt__matching *matching, const netmkt_store *store, const netmkt_settings *settings, const netmkt__segment_tree *tree,
                           const netmkt__segment_judgements *judgements);
netmkt_status netmkt__matcher_new(const netmkt__matching *matching, netmkt__matcher **out);
void netmkt__matcher_free(const netmkt__matching *matching, netmkt__matcher *matcher);

/* Match a node with the customers first, first + 1, ... whose bits are in `mask`; `first` - 1 is a multiple of the block. NETMKT_E_RANGE: a sum
 * of money overflows. */
netmkt_status netmkt__match_node(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__segment_node *node, netmkt_customer_id first,
                                 const uint64_t *mask, netmkt__matches *out);
/* Everybody asked about: bits by id - 1, whole words; for any number of threads the same. */
netmkt_status netmkt__match_all(const netmkt__matching *matching, uint64_t *bits);

/* segment_measure.c: the values of a term, of the customers in `mask`, into value and present. */
netmkt_status netmkt__measure_term(const netmkt__matching *matching, netmkt__matcher *matcher, const netmkt__term *term, netmkt_customer_id first,
                                   const uint64_t *mask, double *value, uint64_t *present);

/* segment_match_text.c: a test of keys, or of a text attribute; who has one into `present`, of whom it is true into `yes`, which is 0. */
void netmkt__match_keys(const netmkt__matching *matching, const netmkt__segment_node *node, netmkt_customer_id first, const uint64_t *mask, uint64_t *yes,
                        uint64_t *present);
void netmkt__match_texts(const netmkt__matching *matching, const netmkt__segment_node *node, netmkt_customer_id first, const uint64_t *mask, uint64_t *yes,
                         uint64_t *present);

/* segment_like.c: does the text fit the pattern: % any characters, _ one, \ the next one itself; ASCII letters in capitals or not. */
int netmkt__text_like(const char *text, const char *pattern);
/* Is `item` one of the parts of a text that are separated by ';', blanks around them and capitals aside? */
int netmkt__text_has(const char *text, const char *item);

#endif
