/* Fuzz target: models as text, and states as bytes.
 *
 * Property: no bytes crash a reader. What is taken is written again as a text or bytes that read back as the same; a model scores one
 * customer without NaN where it may not; a state with right sums holds what it says, merges with itself to twice of it, and a fit to it ends with a
 * status.
 *
 * Input: the last byte says which: even a model's text, odd a state's bytes without its checksum, which the target puts behind. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/model.h>
#include <netmkt/state.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "fuzz/fuzz.h"

enum { TEXT = 4096, MOST_CUSTOMERS = 1000 };

static void check_model(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_FORMAT, NETMKT_E_VERSION, NETMKT_OK};
    netmkt_model *model = NULL, *again = NULL;
    char first[TEXT], second[TEXT];
    size_t length = 0, other = 0;

    if (!fuzz_allowed(netmkt_model_load(NULL, (const char *)data, size, &model), allowed, "load")) {
        REQUIRE(model == NULL);
        return;
    }
    REQUIRE(netmkt_model_save(model, first, sizeof first, &length) == NETMKT_OK);
    REQUIRE(netmkt_model_load(NULL, first, length, &again) == NETMKT_OK);
    REQUIRE(netmkt_model_save(again, second, sizeof second, &other) == NETMKT_OK);
    REQUIRE(length == other && memcmp(first, second, length) == 0);
    REQUIRE(strcmp(netmkt_model_origin(model), netmkt_model_origin(again)) == 0 && strcmp(netmkt_model_note(model), netmkt_model_note(again)) == 0);
    netmkt_model_free(model);
    netmkt_model_free(again);
}

/* The bytes of a state, owned by the caller. */
static uint8_t *bytes_of(const netmkt_state *state, size_t *size)
{
    uint8_t *bytes;

    REQUIRE(netmkt_state_serialize(state, NULL, 0, size) == NETMKT_E_RANGE);
    bytes = malloc(*size);
    REQUIRE(bytes != NULL);
    REQUIRE(netmkt_state_serialize(state, bytes, *size, NULL) == NETMKT_OK);
    return bytes;
}

static void check_fit(const netmkt_state *state)
{
    static const netmkt_status allowed[] = {NETMKT_E_DATA, NETMKT_E_CONVERGE, NETMKT_E_RANGE, NETMKT_OK};
    netmkt_model *model = NULL;

    for (int32_t kind = 1; kind <= 2; kind++) {
        if (fuzz_allowed(netmkt_state_fit(state, kind, NULL, &model), allowed, "fit"))
            REQUIRE(strcmp(netmkt_model_origin(model), "state") == 0);
        netmkt_model_free(model);
        model = NULL;
    }
}

static void check_state(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_CORRUPT, NETMKT_E_VERSION, NETMKT_OK}, full[] = {NETMKT_E_RANGE, NETMKT_OK};
    uint8_t *sealed = malloc(size + 4), *again;
    netmkt_state *state = NULL;
    uint64_t customers;
    size_t length;

    REQUIRE(sealed != NULL);
    memcpy(sealed, data, size);
    netmkt__put_u32(sealed + size, netmkt__crc32c(0, sealed, size));
    if (!fuzz_allowed(netmkt_state_deserialize(NULL, sealed, size + 4, &state), allowed, "deserialize")) {
        REQUIRE(state == NULL);
        free(sealed);
        return;
    }
    again = bytes_of(state, &length);
    REQUIRE(length == size + 4 && memcmp(again, sealed, length) == 0);
    free(again);
    customers = netmkt_state_customers(state);
    if (customers <= MOST_CUSTOMERS)
        check_fit(state);
    if (fuzz_allowed(netmkt_state_merge(state, state), full, "merge"))
        REQUIRE(netmkt_state_customers(state) == 2 * customers);
    netmkt_state_free(state);
    free(sealed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};

    if (fuzz_take_byte(&input) % 2 == 0)
        check_model(input.data, input.size);
    else
        check_state(input.data, input.size);
    return 0;
}
