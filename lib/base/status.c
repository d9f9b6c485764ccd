/* The calling thread's last message, and names of statuses. The message lives in thread storage, so that
 * out of memory can be reported without memory. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MESSAGE_SIZE 512

static _Thread_local char message[MESSAGE_SIZE];

const char *netmkt_last_error(void)
{
    return message;
}

static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = '?';
}

netmkt_status netmkt__fail(netmkt_status status, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    make_printable(message);
    return status;
}

netmkt_status netmkt__prefix(netmkt_status status, const char *format, ...)
{
    char old[MESSAGE_SIZE];
    va_list arguments;
    size_t length;

    memcpy(old, message, sizeof old);
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    make_printable(message);
    length = strlen(message);
    (void)snprintf(message + length, sizeof message - length, "%s", old);
    return status;
}

netmkt_status netmkt__nomem(void)
{
    return netmkt__fail(NETMKT_E_NOMEM, "out of memory");
}

netmkt_status netmkt__misuse(const char *what)
{
    return netmkt__fail(NETMKT_E_INVALID, "%s", what);
}

const char *netmkt_status_name(netmkt_status status)
{
    switch (status) {
    case NETMKT_OK: return "NETMKT_OK";
    case NETMKT_DONE: return "NETMKT_DONE";
    case NETMKT_E_INVALID: return "NETMKT_E_INVALID";
    case NETMKT_E_NOMEM: return "NETMKT_E_NOMEM";
    case NETMKT_E_IO: return "NETMKT_E_IO";
    case NETMKT_E_LOCKED: return "NETMKT_E_LOCKED";
    case NETMKT_E_CORRUPT: return "NETMKT_E_CORRUPT";
    case NETMKT_E_FORMAT: return "NETMKT_E_FORMAT";
    case NETMKT_E_VERSION: return "NETMKT_E_VERSION";
    case NETMKT_E_NOT_FOUND: return "NETMKT_E_NOT_FOUND";
    case NETMKT_E_EXISTS: return "NETMKT_E_EXISTS";
    case NETMKT_E_RANGE: return "NETMKT_E_RANGE";
    case NETMKT_E_READ_ONLY: return "NETMKT_E_READ_ONLY";
    case NETMKT_E_STATE: return "NETMKT_E_STATE";
    case NETMKT_E_DATA: return "NETMKT_E_DATA";
    case NETMKT_E_CONVERGE: return "NETMKT_E_CONVERGE";
    case NETMKT_E_UNSUPPORTED: return "NETMKT_E_UNSUPPORTED";
    case NETMKT_E_CANCELLED: return "NETMKT_E_CANCELLED";
    default: return "unknown status";
    }
}
