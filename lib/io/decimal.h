/* Exact decimal numbers, so that products and sums of money are rounded once, at the end. */
#ifndef NETMKT_IO_DECIMAL_H
#define NETMKT_IO_DECIMAL_H

#include <netmkt/status.h>

#define NETMKT__DECIMAL_SCALE 18

/* mantissa / 10^scale, scale 0 to 18; no trailing zeros behind the point. */
typedef struct netmkt__decimal {
    int64_t mantissa;
    int32_t scale;
    int32_t reserved; /* 0 */
} netmkt__decimal;

/* Digits, with a sign before and a point within, as netmkt_money_parse() reads them. NETMKT_E_FORMAT, NETMKT_E_RANGE. */
netmkt_status netmkt__decimal_parse(const char *text, size_t length, netmkt__decimal *out);

/* Exact, or NETMKT_E_RANGE where more than 18 digits would be needed. */
netmkt_status netmkt__decimal_multiply(netmkt__decimal a, netmkt__decimal b, netmkt__decimal *out);
netmkt_status netmkt__decimal_add(netmkt__decimal a, netmkt__decimal b, netmkt__decimal *out);

/* In units of 10^-exponent, a half away from zero; *rounded is 1 if digits were lost. */
netmkt_status netmkt__decimal_round(netmkt__decimal a, int32_t exponent, int64_t *out, int32_t *rounded);

/* A whole number within int64_t. */
netmkt_status netmkt__whole_parse(const char *text, size_t length, int64_t *out);

#endif
