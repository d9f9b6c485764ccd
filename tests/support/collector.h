/* A journal's owner that writes down what it receives, as text: "S 1=abc 2=; 7:hello 8:you| 7:again|". */
#ifndef NETMKT_TESTS_COLLECTOR_H
#define NETMKT_TESTS_COLLECTOR_H

#include "journal/journal.h"

typedef struct collector {
    char text[1 << 16];
    size_t length;
    netmkt_status stop;     /* returned instead of NETMKT_OK ... */
    int stop_after;         /* ... by this call, counted from 1 */
    int calls;
} collector;

void collector_clear(collector *c);
netmkt__journal_reader collector_reader(collector *c);

#endif
