/* Text written piece by piece into a buffer of fixed size; what does not fit is only counted. The same in every locale. */
#ifndef NETMKT_BASE_WORDS_H
#define NETMKT_BASE_WORDS_H

#include <netmkt/status.h>

typedef struct netmkt__words {
    char *buffer;     /* may be NULL if capacity is 0 */
    size_t capacity;
    size_t length;    /* of all that was said, without the NUL */
} netmkt__words;

void netmkt__say(netmkt__words *words, const char *text);
void netmkt__say_number(netmkt__words *words, double value, int32_t decimals);
/* The number, whole or with a decimal, and the fitting word: "1 day", "2 days", "2.5 days". The words bring their blank. */
void netmkt__say_count(netmkt__words *words, double count, const char *one, const char *more);

/* End with a NUL, and tell the length. NETMKT_E_RANGE: the buffer is too small; it then holds "", *length what is needed. */
netmkt_status netmkt__say_end(netmkt__words *words, size_t *length);

#endif
