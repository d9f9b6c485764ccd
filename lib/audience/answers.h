/* What messages to a customer brought, by channel: each is a trial, answered or not.
 *
 * A message is an event of kind message that the customer did not start, on a one-to-one channel. An act is an event that he started, of a kind with an engagement
 * weight. An act answers the latest message on its channel, or else the latest of its campaign, if that is at most the answer time old and has no answer yet: a
 * message is over once the next one on its channel is sent. The latest, without an answer and younger than the answer time, is undecided, and no trial. */
#ifndef NETMKT_AUDIENCE_ANSWERS_H
#define NETMKT_AUDIENCE_ANSWERS_H

#include "store/view.h"

typedef struct netmkt__answer_rules {
    const uint8_t *acts;    /* by kind: has an engagement weight; borrowed */
    const uint8_t *channel; /* by channel: its properties; borrowed */
    int64_t from_ms, as_of_ms, answer_ms;
} netmkt__answer_rules;

typedef struct netmkt__channel_answers {
    uint32_t messages, responses;
    uint32_t own;       /* acts on it that answer nothing: he uses it himself */
    uint32_t campaign;  /* of the latest message */
    int64_t latest_ms;  /* of the latest message, while `messages` > 0 */
    int open;           /* the latest message has no answer */
    int touched;        /* it is in the list */
} netmkt__channel_answers;

/* Room for one customer after another. */
typedef struct netmkt__answers {
    netmkt__channel_answers *channel; /* by channel number, zeroed to begin with */
    uint16_t *touched;                /* those that are not all zero, in order of first use; room for all channels */
    size_t count;
} netmkt__answers;

netmkt_status netmkt__answers_init(netmkt_context *context, uint32_t channels, netmkt__answers *out);
void netmkt__answers_free(netmkt_context *context, netmkt__answers *answers);

/* Take a customer's events up to the moment, in place of those of the customer before. */
void netmkt__answers_read(const netmkt__answer_rules *rules, const netmkt__events *events, netmkt__answers *answers);

#endif
