/* Numbers as text, whatever the locale. Every function that writes returns the length, writes a NUL behind it, and needs
 * at most NETMKT__NUMBER_TEXT bytes. */
#ifndef NETMKT_BASE_NUMBER_TEXT_H
#define NETMKT_BASE_NUMBER_TEXT_H

#include <netmkt/status.h>

#define NETMKT__NUMBER_TEXT 32

/* Shortest decimal text that reads back as the same double, the nearest one among several; NaN is written as nothing,
 * infinity as "inf". Plain digits for 1e-5 <= |value| < 1e16, else as 1.5e-07. */
size_t netmkt__real_text(double value, char *buffer);
size_t netmkt__int_text(int64_t value, char *buffer);
/* Minor units as a decimal number; exponent 0 to 9. */
size_t netmkt__money_text(int64_t minor, int32_t exponent, char *buffer);
/* Rounded to 0 to 9 decimals, for a person: a value that would show as 0 keeps two digits (2.1e-05), a very large one seven. */
size_t netmkt__rounded_text(double value, int32_t decimals, char *buffer);

/* A finite real number, read to the nearest double: digits, a point, an exponent; at most 128 bytes. NETMKT_E_FORMAT, or
 * NETMKT_E_RANGE beyond the range of numbers; *out is set on success alone. */
netmkt_status netmkt__real_parse(const char *text, size_t length, double *out);

#endif
