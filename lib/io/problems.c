/* The list of bad rows. Messages lie one behind the other, each with its NUL. */
#include "io/problems.h"

#include <stdlib.h>
#include <string.h>

#include "base/status.h"

void netmkt__problems_free(netmkt__problems *problems)
{
    netmkt__free(problems->context, problems->list);
    netmkt__free(problems->context, problems->texts);
    *problems = (netmkt__problems){.context = problems->context};
}

void netmkt__problems_clear(netmkt__problems *problems)
{
    problems->count = 0;
    problems->given = 0;
    problems->text_size = 0;
}

netmkt_status netmkt__problems_add(netmkt__problems *problems, uint64_t line, const char *message)
{
    size_t size = strlen(message) + 1;
    netmkt_status status;

    if (problems->count - problems->given >= NETMKT__PROBLEMS_MOST)
        return NETMKT_OK;
    status = netmkt__grow(problems->context, &problems->list, &problems->capacity, problems->count + 1, sizeof *problems->list);
    if (status == NETMKT_OK)
        status = netmkt__grow(problems->context, &problems->texts, &problems->text_capacity, problems->text_size + size, 1);
    if (status != NETMKT_OK)
        return status;
    memcpy(problems->texts + problems->text_size, message, size);
    problems->list[problems->count++] = (netmkt__problem){line, problems->text_size};
    problems->text_size += size;
    return NETMKT_OK;
}

static int by_line(const void *a, const void *b)
{
    const netmkt__problem *x = a, *y = b;

    return (x->line > y->line) - (x->line < y->line);
}

netmkt_status netmkt__problems_move(netmkt__problems *to, netmkt__problems *from, uint64_t line)
{
    netmkt_status status = NETMKT_OK;

    if (to->given == to->count)
        netmkt__problems_clear(to);
    if (from->count > 1) /* what only the store could tell came later than what the rows told */
        qsort(from->list, from->count, sizeof *from->list, by_line);
    for (size_t i = 0; i < from->count && status == NETMKT_OK; i++)
        status = netmkt__problems_add(to, line + from->list[i].line, from->texts + from->list[i].text);
    netmkt__problems_clear(from);
    return status;
}
