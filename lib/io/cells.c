/* Single cells: references, ratings, initiators, variants and attributes from their text. */
#include <netmkt/time.h>

#include <string.h>

#include "base/hex.h"
#include "base/hash.h"
#include "base/number_text.h"
#include "base/status.h"
#include "io/records.h"
#include "io/rows.h"

#define SHOWN(length) ((int)((length) < 40 ? (length) : 40))
#define MOST_TEXT 4095 /* bytes of a text attribute */

static int text_is(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && memcmp(text, word, length) == 0;
}

netmkt_status netmkt__initiator_read(const char *text, size_t length, uint8_t *out)
{
    for (uint8_t i = NETMKT_INITIATOR_DEFAULT; i <= NETMKT_INITIATOR_THIRD; i++) {
        if (text_is(text, length, netmkt__initiator_name(i))) {
            *out = i;
            return NETMKT_OK;
        }
    }
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no initiator: customer, business or third", SHOWN(length), text);
}

netmkt_status netmkt__variant_read(const char *text, size_t length, uint16_t *out)
{
    int64_t value = 0;
    netmkt_status status = length > 0 ? netmkt__whole_parse(text, length, &value) : NETMKT_OK;

    if (status != NETMKT_OK)
        return status;
    if (value < 0 || value > UINT16_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "variant %.*s is out of range: 0 to 65535", SHOWN(length), text);
    *out = (uint16_t)value;
    return NETMKT_OK;
}

netmkt_status netmkt__rating_read(const char *text, size_t length, int32_t *out)
{
    int64_t thousandths;
    netmkt__decimal decimal;
    int32_t rounded;
    netmkt_status status;

    *out = NETMKT_NO_RATING;
    if (length == 0)
        return NETMKT_OK;
    status = netmkt__decimal_parse(text, length, &decimal);
    if (status == NETMKT_OK)
        status = netmkt__decimal_round(decimal, 3, &thousandths, &rounded);
    if (status != NETMKT_OK)
        return status;
    if (thousandths <= INT32_MIN || thousandths > INT32_MAX)
        return netmkt__fail(NETMKT_E_RANGE, "the rating %.*s is out of range", SHOWN(length), text);
    *out = (int32_t)thousandths;
    return NETMKT_OK;
}

netmkt_status netmkt__reference_read(const char *text, size_t length, int exact, uint64_t out[2])
{
    out[0] = out[1] = 0;
    if (length == 0)
        return NETMKT_OK;
    if (!exact) {
        netmkt__hash128(text, length, out);
        if (out[0] == 0 && out[1] == 0)
            out[1] = 1; /* as netmkt_reference_from_text() */
        return NETMKT_OK;
    }
    for (size_t i = 0; i < length; i++) {
        int digit = netmkt__hex_value(text[i]);

        if (length != 32 || digit < 0)
            return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is no reference of 32 hexadecimal digits", SHOWN(length), text);
        out[i / 16] = out[i / 16] << 4 | (uint64_t)digit;
    }
    return NETMKT_OK;
}

static netmkt_status bool_read(const char *text, size_t length, int64_t *out)
{
    static const char *const words[] = {"0", "1", "no", "yes", "false", "true"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (text_is(text, length, words[i])) {
            *out = i % 2 == 1;
            return NETMKT_OK;
        }
    }
    return netmkt__fail(NETMKT_E_FORMAT, "\"%.*s\" is neither yes nor no (1 or 0, true or false)", SHOWN(length), text);
}

netmkt_status netmkt__cell_read(int32_t type, int32_t utc_offset_minutes, const char *text, size_t length, netmkt__cell *out)
{
    out->text = text;
    switch (type) {
    case NETMKT_TYPE_INT:
        return netmkt__whole_parse(text, length, &out->value.whole);
    case NETMKT_TYPE_REAL:
        return netmkt__real_parse(text, length, &out->value.real);
    case NETMKT_TYPE_TIME:
        return netmkt_time_parse(text, length, utc_offset_minutes, &out->value.whole, NULL);
    case NETMKT_TYPE_BOOL:
        return bool_read(text, length, &out->value.whole);
    default:
        out->value.whole = (int64_t)length;
        if (length > MOST_TEXT)
            return netmkt__fail(NETMKT_E_FORMAT, "a text of %zu bytes; at most %d are kept", length, MOST_TEXT);
        return NETMKT_OK;
    }
}
