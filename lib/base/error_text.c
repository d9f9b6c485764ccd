/* strerror_r() of POSIX, with a number where it has no words. */
#include "base/error_text.h"

#include <stdio.h>
#include <string.h>

const char *netmkt__error_text(int32_t error, char buffer[NETMKT__ERROR_TEXT_SIZE])
{
    buffer[0] = '\0';
    if (strerror_r(error, buffer, NETMKT__ERROR_TEXT_SIZE) != 0 && buffer[0] == '\0')
        (void)snprintf(buffer, NETMKT__ERROR_TEXT_SIZE, "error %d", (int)error);
    return buffer;
}
