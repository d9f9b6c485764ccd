/* Fuzz target: CSV of aggregated paths, and states of attribution as bytes.
 *
 * Property: no bytes crash the reader. However the file is cut, the outcome is the same; a failure changes nothing; a list of the paths gives the same
 * state, and its table read back the same list. Credits add up to the totals, the chain converts as often as the paths; a state's bytes
 * make the same state, twice itself merged is twice the counts. Bytes that make a state make one that can be solved.
 *
 * Input: the CSV, or what follows "NMKTATTR" in a state without its checksum; then, from the end: order of the chain (1), size of pieces (1). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/path.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "fuzz/fuzz.h"

static const netmkt_status refused[] = {NETMKT_E_FORMAT, NETMKT_E_RANGE, NETMKT_E_INVALID, NETMKT_OK};

static netmkt_settings *settings_of(int order)
{
    netmkt_settings *settings;

    REQUIRE(netmkt_settings_new(NULL, &settings) == NETMKT_OK);
    REQUIRE(netmkt_settings_set_real(settings, "attribution.order", order) == NETMKT_OK);
    REQUIRE(netmkt_settings_set_real(settings, "attribution.samples", 100) == NETMKT_OK);
    REQUIRE(netmkt_settings_set_real(settings, "attribution.folds", 2) == NETMKT_OK);
    REQUIRE(netmkt_settings_set_real(settings, "attribution.replicates", 10) == NETMKT_OK);
    return settings;
}

static netmkt_status read_csv(netmkt_attribution *state, netmkt_paths *paths, const char *text, size_t size, size_t piece)
{
    netmkt_path_import *import;
    netmkt_status status = netmkt_path_import_new(state, paths, &import);

    for (size_t at = 0; status == NETMKT_OK && at < size; at += piece)
        status = netmkt_path_import_feed(import, text + at, size - at < piece ? size - at : piece);
    if (status == NETMKT_OK)
        status = netmkt_path_import_finish(import, NULL);
    netmkt_path_import_free(import);
    return status;
}

static uint8_t *bytes_of(const netmkt_attribution *state, size_t *size)
{
    uint8_t *bytes;

    REQUIRE(netmkt_attribution_serialize(state, NULL, 0, size) == NETMKT_E_RANGE);
    bytes = malloc(*size);
    REQUIRE(bytes != NULL && netmkt_attribution_serialize(state, bytes, *size, NULL) == NETMKT_OK);
    return bytes;
}

static int same(const netmkt_attribution *a, const netmkt_attribution *b)
{
    size_t na, nb;
    uint8_t *x = bytes_of(a, &na), *y = bytes_of(b, &nb);
    int equal = na == nb && memcmp(x, y, na) == 0;

    free(x);
    free(y);
    return equal;
}

static int near(double got, double want)
{
    return fabs(got - want) <= 1e-9 * fmax(1.0, fabs(want));
}

static void check_credits(const netmkt_attribution *state, const netmkt_settings *settings)
{
    static const netmkt_status allowed[] = {NETMKT_E_INVALID, NETMKT_E_CONVERGE, NETMKT_OK};

    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
        netmkt_attribution_check check = {.struct_size = sizeof check};
        netmkt_table *table;

        if (!fuzz_allowed(netmkt_attribution_credit(state, model, settings, &table, &check), allowed, "credit"))
            continue;
        REQUIRE(check.channels == netmkt_table_rows(table));
        REQUIRE(model == NETMKT_ATTRIBUTION_SHAPLEY_RATE || near(check.credited, (double)check.conversions));
        REQUIRE(model == NETMKT_ATTRIBUTION_SHAPLEY_RATE || near(check.credited_value, (double)check.value));
        if (model == NETMKT_ATTRIBUTION_MARKOV && check.channels > 0)
            REQUIRE(near(check.chain_probability, check.probability) && near(check.chain_mean_value, check.mean_value));
        netmkt_table_free(table);
    }
}

static void check_bytes(const netmkt_attribution *state)
{
    size_t size;
    uint8_t *bytes = bytes_of(state, &size);
    netmkt_attribution *read;
    netmkt_status status;

    REQUIRE(netmkt_attribution_deserialize(NULL, bytes, size, &read) == NETMKT_OK && same(read, state));
    status = netmkt_attribution_merge(read, read);
    REQUIRE(status == NETMKT_OK || status == NETMKT_E_RANGE);
    if (status != NETMKT_OK)
        REQUIRE(same(read, state));
    netmkt_attribution_free(read);
    free(bytes);
}

static void check_list(netmkt_paths *paths, const netmkt_attribution *state, const netmkt_settings *settings)
{
    static const netmkt_status allowed[] = {NETMKT_E_DATA, NETMKT_E_RANGE, NETMKT_E_CONVERGE, NETMKT_OK};
    netmkt_attribution *listed;
    netmkt_paths *again;
    netmkt_table *table;
    char *text;
    size_t length = 0;

    REQUIRE(netmkt_attribution_new(NULL, 2, settings, 0, &listed) == NETMKT_OK);
    REQUIRE(netmkt_attribution_update_paths(listed, paths) == NETMKT_OK && same(listed, state));
    netmkt_attribution_free(listed);
    if (fuzz_allowed(netmkt_paths_orders(paths, settings, &table), allowed, "orders"))
        netmkt_table_free(table);
    if (fuzz_allowed(netmkt_paths_intervals(paths, NETMKT_ATTRIBUTION_MARKOV, settings, &table), allowed, "intervals"))
        netmkt_table_free(table);
    REQUIRE(netmkt_paths_table(paths, &table) == NETMKT_OK);
    (void)netmkt_table_text(table, NETMKT_FORMAT_CSV, NULL, 0, &length);
    text = malloc(length + 1);
    REQUIRE(text != NULL && netmkt_table_text(table, NETMKT_FORMAT_CSV, text, length + 1, &length) == NETMKT_OK);
    REQUIRE(netmkt_paths_new(NULL, 2, &again) == NETMKT_OK && read_csv(NULL, again, text, length, length) == NETMKT_OK);
    REQUIRE(netmkt_paths_count(again) == netmkt_table_rows(table));
    REQUIRE(netmkt_attribution_new(NULL, 2, settings, 0, &listed) == NETMKT_OK);
    REQUIRE(netmkt_attribution_update_paths(listed, again) == NETMKT_OK && same(listed, state));
    netmkt_attribution_free(listed);
    netmkt_paths_free(again);
    netmkt_table_free(table);
    free(text);
}

static void check_csv(const char *text, size_t size, size_t piece, const netmkt_settings *settings)
{
    netmkt_attribution *whole = NULL, *cut = NULL, *empty = NULL;
    netmkt_paths *paths = NULL;
    netmkt_status status;

    REQUIRE(netmkt_attribution_new(NULL, 2, settings, 0, &whole) == NETMKT_OK && netmkt_attribution_new(NULL, 2, settings, 0, &cut) == NETMKT_OK);
    REQUIRE(netmkt_attribution_new(NULL, 2, settings, 0, &empty) == NETMKT_OK && netmkt_paths_new(NULL, 2, &paths) == NETMKT_OK);
    status = read_csv(whole, NULL, text, size, size > 0 ? size : 1);
    (void)fuzz_allowed(status, refused, "csv");
    REQUIRE(read_csv(cut, NULL, text, size, piece) == status && same(whole, cut));
    REQUIRE(status == NETMKT_OK || same(whole, empty));
    if (status == NETMKT_OK) {
        check_credits(whole, settings);
        check_bytes(whole);
        REQUIRE(read_csv(NULL, paths, text, size, piece) == NETMKT_OK);
        check_list(paths, whole, settings);
    }
    netmkt_paths_free(paths);
    netmkt_attribution_free(whole);
    netmkt_attribution_free(cut);
    netmkt_attribution_free(empty);
}

static void check_state(const uint8_t *data, size_t size, const netmkt_settings *settings)
{
    static const netmkt_status allowed[] = {NETMKT_E_CORRUPT, NETMKT_E_VERSION, NETMKT_OK};
    uint8_t *bytes = malloc(size + 12);
    netmkt_attribution *state;
    netmkt_table *table;

    REQUIRE(bytes != NULL);
    memcpy(bytes, "NMKTATTR", 8);
    memcpy(bytes + 8, data, size);
    netmkt__put_u32(bytes + 8 + size, netmkt__crc32c(0, bytes, size + 8));
    if (fuzz_allowed(netmkt_attribution_deserialize(NULL, bytes, size + 12, &state), allowed, "state")) {
        check_credits(state, settings);
        check_bytes(state);
        if (netmkt_attribution_transitions(state, &table) == NETMKT_OK)
            netmkt_table_free(table);
        netmkt_attribution_free(state);
    }
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    size_t piece = (size_t)fuzz_take_byte(&input) + 1;
    netmkt_settings *settings = settings_of(1 + fuzz_take_byte(&input) % 4);

    if (input.size >= 8 && memcmp(input.data, "NMKTATTR", 8) == 0)
        check_state(input.data + 8, input.size - 8, settings);
    else
        check_csv((const char *)input.data, input.size, piece, settings);
    netmkt_settings_free(settings);
    return 0;
}
