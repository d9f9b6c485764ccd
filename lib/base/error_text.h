/* The system's words for an errno value, safe with threads. */
#ifndef NETMKT_BASE_ERROR_TEXT_H
#define NETMKT_BASE_ERROR_TEXT_H

#include <stdint.h>

enum { NETMKT__ERROR_TEXT_SIZE = 128 };

/* Fills the buffer and returns it, for use as an argument of a message. */
const char *netmkt__error_text(int32_t error, char buffer[NETMKT__ERROR_TEXT_SIZE]);

#endif
