#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz_require(int holds, const char *condition, const char *file, int line)
{
    if (holds)
        return;
    (void)fprintf(stderr, "%s:%d: does not hold: %s (last error: %s)\n", file, line, condition, netmkt_last_error());
    abort();
}

int fuzz_allowed(netmkt_status status, const netmkt_status *allowed, const char *what)
{
    if (status == NETMKT_OK)
        return 1;
    for (; *allowed != NETMKT_OK; allowed++)
        if (*allowed == status)
            return 0;
    (void)fprintf(stderr, "%s: unexpected %s: %s\n", what, netmkt_status_name(status), netmkt_last_error());
    abort();
}

uint8_t fuzz_take_byte(fuzz_input *input)
{
    return input->size > 0 ? input->data[--input->size] : 0;
}

uint64_t fuzz_take_number(fuzz_input *input, int bytes)
{
    uint64_t number = 0;

    for (int i = 0; i < bytes; i++)
        number = number << 8 | fuzz_take_byte(input);
    return number;
}
