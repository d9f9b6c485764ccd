/* States as bytes, little-endian:
 *
 *     0   8   "NMKTSTAT"
 *     8   4   version, 1
 *     12  4   exponent
 *     16  8   purchase rows P
 *     24  8   spend rows S
 *     32      P times x, t_x, T, count (8 bytes each), then S times x, money, count
 *     end 4   CRC-32C of all before
 *
 * Rows ascend strictly, so that equal states have equal bytes. A reader checks every invariant of value/state.h. */
#include <string.h>

#include "base/context.h"
#include "base/crc32c.h"
#include "base/endian.h"
#include "base/status.h"
#include "value/state.h"

enum { VERSION = 1, HEAD = 32, TAIL = 4 };

static const char MAGIC[8] = {'N', 'M', 'K', 'T', 'S', 'T', 'A', 'T'};
static const int NUMBERS[NETMKT__HISTOGRAMS] = {4, 3}; /* in a row */

netmkt_status netmkt_state_serialize(const netmkt_state *state, void *buffer, size_t capacity, size_t *size)
{
    unsigned char *at = buffer;
    size_t need = HEAD + TAIL;

    if (size != NULL)
        *size = 0;
    if (state == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("state is needed, and a buffer where its capacity is not 0");
    for (int h = 0; h < NETMKT__HISTOGRAMS; h++) /* the rows are in memory with no less bytes, so this cannot overflow */
        need += state->histogram[h].rows * (size_t)NUMBERS[h] * 8;
    if (size != NULL)
        *size = need;
    if (capacity < need)
        return netmkt__fail(NETMKT_E_RANGE, "the state has %zu bytes, the buffer holds %zu", need, capacity);
    memcpy(at, MAGIC, sizeof MAGIC);
    netmkt__put_u32(at + 8, VERSION);
    netmkt__put_u32(at + 12, (uint32_t)state->exponent);
    netmkt__put_u64(at + 16, state->histogram[NETMKT__PURCHASES].rows);
    netmkt__put_u64(at + 24, state->histogram[NETMKT__SPENDS].rows);
    at += HEAD;
    for (int h = 0; h < NETMKT__HISTOGRAMS; h++) {
        for (size_t i = 0; i < state->histogram[h].rows; i++) {
            const netmkt__state_row *row = &state->histogram[h].row[i];

            for (int k = 0; k < NUMBERS[h] - 1; k++, at += 8)
                netmkt__put_u64(at, (uint64_t)row->key[k]);
            netmkt__put_u64(at, row->count);
            at += 8;
        }
    }
    netmkt__put_u32(at, netmkt__crc32c(0, buffer, need - TAIL));
    return NETMKT_OK;
}

static netmkt_status corrupt(const char *what)
{
    return netmkt__fail(NETMKT_E_CORRUPT, "%s", what);
}

static netmkt_status check_head(const unsigned char *bytes, size_t size)
{
    uint64_t purchases, spends;

    if (size < HEAD + TAIL || memcmp(bytes, MAGIC, sizeof MAGIC) != 0)
        return corrupt("these bytes are no state: netmkt_state_serialize() writes one");
    if (netmkt__get_u32(bytes + 8) > VERSION)
        return netmkt__fail(NETMKT_E_VERSION, "a state of version %u; this library knows %d", netmkt__get_u32(bytes + 8), VERSION);
    if (netmkt__get_u32(bytes + size - TAIL) != netmkt__crc32c(0, bytes, size - TAIL))
        return corrupt("the state is damaged: its checksum is wrong");
    purchases = netmkt__get_u64(bytes + 16);
    spends = netmkt__get_u64(bytes + 24);
    if (netmkt__get_u32(bytes + 8) != VERSION || netmkt__get_u32(bytes + 12) > 9)
        return corrupt("the state has no such version or exponent");
    if (purchases > size / 32 || spends > size / 24 || HEAD + TAIL + purchases * 32 + spends * 24 != size)
        return corrupt("the state's rows do not fill its bytes");
    return NETMKT_OK;
}

static int possible(int histogram, const netmkt__state_row *row)
{
    int64_t x = row->key[0];

    if (x < 0 || x > NETMKT__STATE_MOST)
        return 0;
    if (histogram == NETMKT__SPENDS)
        return x > 0 || row->key[1] == 0;
    return row->key[1] >= 0 && row->key[1] <= row->key[2] && row->key[2] <= NETMKT__STATE_MOST && (x > 0 || row->key[1] == 0);
}

static netmkt_status read_rows(netmkt_state *state, int h, const unsigned char *at, size_t rows)
{
    netmkt__histogram *out = &state->histogram[h];

    out->row = netmkt__alloc(state->context, rows, sizeof *out->row);
    if (out->row == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < rows; i++) {
        netmkt__state_row *row = &out->row[i];

        *row = (netmkt__state_row){{0, 0, 0}, 0};
        for (int k = 0; k < NUMBERS[h] - 1; k++, at += 8) {
            uint64_t bits = netmkt__get_u64(at);

            memcpy(&row->key[k], &bits, sizeof bits);
        }
        row->count = netmkt__get_u64(at);
        at += 8;
        if (!possible(h, row) || row->count == 0 || row->count > NETMKT__STATE_CUSTOMERS - out->customers ||
            (i > 0 && netmkt__state_compare(row - 1, row) >= 0))
            return netmkt__fail(NETMKT_E_CORRUPT, "%s row %zu of the state is not possible", h == NETMKT__SPENDS ? "spend" : "purchase", i);
        out->customers += row->count;
        out->rows++;
    }
    return NETMKT_OK;
}

netmkt_status netmkt_state_deserialize(netmkt_context *context, const void *bytes, size_t size, netmkt_state **out)
{
    const unsigned char *from = bytes;
    netmkt_state *state = NULL;
    size_t purchases;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (bytes == NULL)
        return netmkt__misuse("bytes is NULL");
    status = check_head(from, size);
    if (status == NETMKT_OK)
        status = netmkt_state_new(context, (int32_t)netmkt__get_u32(from + 12), &state);
    if (status != NETMKT_OK)
        return status;
    purchases = (size_t)netmkt__get_u64(from + 16);
    status = read_rows(state, NETMKT__PURCHASES, from + HEAD, purchases);
    if (status == NETMKT_OK)
        status = read_rows(state, NETMKT__SPENDS, from + HEAD + purchases * 32, (size_t)netmkt__get_u64(from + 24));
    if (status == NETMKT_OK) {
        *out = state;
        state = NULL;
    }
    netmkt_state_free(state);
    return status;
}
