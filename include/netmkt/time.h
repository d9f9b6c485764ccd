/** @file time.h  Moments as text: ISO 8601 dates and times. No locale, no time zone of the process. */
#ifndef NETMKT_TIME_H
#define NETMKT_TIME_H

#include <netmkt/status.h>

NETMKT_BEGIN_DECLS

/** Read a date (2024-02-29) or a time (2024-02-29T13:45, a blank for the T, seconds and up to 9 digits of a fraction,
 *  then Z, +hh:mm, +hhmm, +hh or nothing).
 *  @param[in]  text                The text, of @p length bytes; blanks around it are not allowed.
 *  @param[in]  length              Bytes.
 *  @param[in]  utc_offset_minutes  For a time without offset, and for a date: minutes east of UTC, -1439 to 1439.
 *  @param[out] time_ms             Milliseconds since 1970-01-01 UTC (a date: its first moment; fractions beyond are cut).
 *  @param[out] is_date             1 for a date, 0 for a time; may be NULL.
 *  @retval NETMKT_OK         Read.
 *  @retval NETMKT_E_INVALID  A NULL, or an offset of a day or more.
 *  @retval NETMKT_E_FORMAT   No date or time; the message says what was expected where.
 *  @retval NETMKT_E_RANGE    Such a day, hour or offset does not exist, or the year is not 0001 to 9999.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_time_parse(const char *text, size_t length, int32_t utc_offset_minutes, int64_t *time_ms, int32_t *is_date);

/** The moment to judge at that a text means: a date means the end of that day in a store with that day offset, a time
 *  means that instant, one without offset in the store's shifted clock. Failures as netmkt_time_parse().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_time_parse_as_of(const char *text, int32_t day_offset_minutes, int64_t *as_of_ms);

/** Write a moment as 2024-02-29T13:45:00.250Z, without the fraction if it is 0.
 *  @param[in]  time_ms   #NETMKT_TIME_MIN to #NETMKT_TIME_MAX.
 *  @param[out] buffer    Filled, with a NUL; 32 bytes always suffice.
 *  @param[in]  capacity  Bytes in it.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    The time is out of range or the buffer too small.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_time_format(int64_t time_ms, char *buffer, size_t capacity);

/** Read decimal money without going through floating point: -1234.50 in a currency of 2 digits is -123450. Digits,
 *  an optional sign before them, an optional '.' and digits behind; no exponent, no blanks, no group separators.
 *  @param[in]  text      The text, of @p length bytes.
 *  @param[in]  length    Bytes.
 *  @param[in]  exponent  Digits of the minor unit, 0 to 9.
 *  @param[out] minor     Minor units; more digits than the currency has are rounded, a half away from zero.
 *  @param[out] rounded   1 if it had to be rounded, else 0; may be NULL.
 *  @retval NETMKT_OK         Read.
 *  @retval NETMKT_E_INVALID  A NULL or a wrong exponent.
 *  @retval NETMKT_E_FORMAT   No decimal number.
 *  @retval NETMKT_E_RANGE    Too large.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_money_parse(const char *text, size_t length, int32_t exponent, int64_t *minor, int32_t *rounded);

/** Write money as a decimal number: -123450 in a currency of 2 digits is "-1234.50". 24 bytes always suffice.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_INVALID  A NULL or a wrong exponent.
 *  @retval NETMKT_E_RANGE    The buffer is too small.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_money_format(int64_t minor, int32_t exponent, char *buffer, size_t capacity);

NETMKT_END_DECLS
#endif
