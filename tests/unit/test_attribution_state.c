/* States of attribution and lists of paths: parts in any order are the whole, from file, arrays, list and store alike; damaged bytes give none. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "numeric/random.h"
#include "reach/attribution.h"
#include "support/faulty_memory.h"
#include "support/support.h"

enum { CUSTOMERS = 400, SIZE = 1 << 16 };

#define DAY INT64_C(86400000)

static netmkt_settings *settings;

static void setup(void)
{
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
}

static void teardown(void)
{
    netmkt_settings_free(settings);
}

static void set(const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

static netmkt_attribution *new_state(netmkt_context *context)
{
    netmkt_attribution *state;

    ck_assert_int_eq(netmkt_attribution_new(context, 2, settings, 0, &state), NETMKT_OK);
    return state;
}

/* Rows of aggregated paths, some of them alike, some of none. */
static size_t make_rows(char rows[][128], size_t n, uint64_t seed)
{
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (size_t i = 0; i < n; i++) {
        size_t at = 0;
        uint64_t steps = 1 + netmkt__random_below(&random, 6), conversions = netmkt__random_below(&random, 4);

        for (uint64_t k = 0; k < steps; k++)
            at += (size_t)snprintf(rows[i] + at, 128 - at, "%schannel %c", k > 0 ? " > " : "", (char)('a' + netmkt__random_below(&random, 7)));
        (void)snprintf(rows[i] + at, 128 - at, ",%u,%u.%02u,%u\n", (unsigned)conversions, conversions > 0 ? (unsigned)netmkt__random_below(&random, 90) : 0,
                       conversions > 0 ? (unsigned)netmkt__random_below(&random, 100) : 0, (unsigned)netmkt__random_below(&random, 5));
    }
    return n;
}

static const char HEAD[] = "path,total_conversions,total_conversion_value,total_null\n";

/* Feed the text in pieces of `piece` bytes. */
static netmkt_status feed(netmkt_attribution *state, netmkt_paths *paths, const char *text, size_t size, size_t piece)
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

static unsigned char *bytes_of(const netmkt_attribution *state, size_t *size)
{
    unsigned char *bytes;

    ck_assert_int_eq(netmkt_attribution_serialize(state, NULL, 0, size), NETMKT_E_RANGE);
    bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(netmkt_attribution_serialize(state, bytes, *size - 1, size), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attribution_serialize(state, bytes, *size, NULL), NETMKT_OK);
    return bytes;
}

/* Both states are the same, and give the same credits to the last bit. */
static void same_states(const netmkt_attribution *a, const netmkt_attribution *b)
{
    size_t na, nb;
    unsigned char *x = bytes_of(a, &na), *y = bytes_of(b, &nb);

    ck_assert_uint_eq(na, nb);
    ck_assert_mem_eq(x, y, na);
    free(x);
    free(y);
    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
        char text[2][4096];

        for (int k = 0; k < 2; k++) {
            netmkt_table *table;

            ck_assert_int_eq(netmkt_attribution_credit(k == 0 ? a : b, model, settings, &table, NULL), NETMKT_OK);
            ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text[k], sizeof text[k], NULL), NETMKT_OK);
            netmkt_table_free(table);
        }
        ck_assert_str_eq(text[0], text[1]);
    }
}

static size_t join(char rows[][128], size_t n, char *out)
{
    size_t at = (size_t)snprintf(out, SIZE, "%s", HEAD);

    for (size_t i = 0; i < n; i++)
        at += (size_t)snprintf(out + at, SIZE - at, "%s", rows[i]);
    return at;
}

START_TEST(merged_parts_are_the_whole)
{
    static char rows[200][128], text[SIZE], moved[128];
    netmkt_attribution *whole, *merged, *part, *read;
    netmkt__random random;
    size_t n = make_rows(rows, 200, 1), size = join(rows, n, text);
    unsigned char *bytes;

    netmkt__random_seed(&random, 9);
    for (int order = 1; order <= 4; order++) {
        set("attribution.order", order);
        whole = new_state(NULL);
        merged = new_state(NULL);
        ck_assert_int_eq(feed(whole, NULL, text, join(rows, n, text), SIZE), NETMKT_OK);
        for (size_t i = n; i > 1; i--) { /* another order of rows */
            size_t k = (size_t)netmkt__random_below(&random, i);

            memcpy(moved, rows[i - 1], sizeof moved);
            memcpy(rows[i - 1], rows[k], sizeof moved);
            memcpy(rows[k], moved, sizeof moved);
        }
        for (size_t from = 0; from < n; from += 40) {
            part = new_state(NULL);
            size = join(rows + from, 40, text);
            ck_assert_int_eq(feed(part, NULL, text, size, 1 + from), NETMKT_OK);
            bytes = bytes_of(part, &size);
            ck_assert_int_eq(netmkt_attribution_deserialize(NULL, bytes, size, &read), NETMKT_OK);
            same_states(part, read);
            ck_assert_int_eq(netmkt_attribution_merge(merged, read), NETMKT_OK);
            free(bytes);
            netmkt_attribution_free(read);
            netmkt_attribution_free(part);
        }
        same_states(whole, merged);
        ck_assert_int_eq(netmkt_attribution_merge(merged, merged), NETMKT_OK); /* doubled */
        ck_assert_int_eq(netmkt_attribution_merge(whole, merged), NETMKT_OK);
        part = new_state(NULL);
        size = join(rows, n, text);
        for (int k = 0; k < 3; k++)
            ck_assert_int_eq(feed(part, NULL, text, size, SIZE), NETMKT_OK);
        same_states(whole, part);
        netmkt_attribution_free(part);
        netmkt_attribution_free(whole);
        netmkt_attribution_free(merged);
    }
}
END_TEST

START_TEST(a_list_is_as_good)
{
    static char rows[150][128], text[SIZE], again[SIZE];
    netmkt_attribution *direct = new_state(NULL), *listed = new_state(NULL);
    netmkt_paths *paths;
    netmkt_table *table;
    size_t n = make_rows(rows, 150, 4), size = join(rows, n, text);

    ck_assert_int_eq(feed(direct, NULL, text, size, 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(feed(NULL, paths, text, size, 11), NETMKT_OK);
    ck_assert_uint_eq(netmkt_paths_count(paths), n);
    ck_assert_int_eq(netmkt_attribution_update_paths(listed, paths), NETMKT_OK);
    same_states(direct, listed);
    ck_assert_int_eq(netmkt_paths_table(paths, &table), NETMKT_OK); /* its table is a file of the same paths */
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, again, sizeof again, &size), NETMKT_OK);
    netmkt_table_free(table);
    netmkt_attribution_free(listed);
    listed = new_state(NULL);
    ck_assert_int_eq(feed(listed, NULL, again, size, SIZE), NETMKT_OK);
    same_states(direct, listed);
    netmkt_paths_free(paths);
    netmkt_attribution_free(direct);
    netmkt_attribution_free(listed);
}
END_TEST

/* --- a store --- */

static netmkt_store *make_store(uint64_t seed, int backwards)
{
    netmkt_store *store;
    netmkt__random random;
    netmkt_event event[CUSTOMERS * 8];
    size_t n = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt__random_seed(&random, seed);
    for (int c = 0; c < CUSTOMERS; c++) {
        uint64_t count = netmkt__random_below(&random, 9);

        for (uint64_t i = 0; i < count; i++) {
            netmkt_event *e = &event[n++];

            netmkt_event_init(e);
            e->customer = (netmkt_customer_id)c; /* his number, for now */
            e->kind = netmkt__random_below(&random, 4) == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
            e->channel = (netmkt_channel_id)(1 + netmkt__random_below(&random, 6));
            e->time_ms = (int64_t)netmkt__random_below(&random, 90) * DAY;
            e->amount = e->kind == NETMKT_KIND_ORDER ? (int64_t)netmkt__random_below(&random, 5000) : 0;
        }
    }
    for (size_t i = 0; i < n; i++) {
        netmkt_event *e = &event[backwards ? n - 1 - i : i];
        char key[32];

        (void)snprintf(key, sizeof key, "customer %d", (int)e->customer);
        ck_assert_int_eq(netmkt_customer_put(store, key, &e->customer), NETMKT_OK);
        ck_assert_int_eq(netmkt_event_append(store, e, sizeof *e, 1, NULL), NETMKT_OK);
    }
    return store;
}

static netmkt_table *of_list(netmkt_store *store, int32_t model)
{
    netmkt_paths *paths;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(netmkt_paths_add_store(paths, store, settings, NETMKT_LATEST), NETMKT_OK);
    if (model != 0)
        ck_assert_int_eq(netmkt_paths_intervals(paths, model, settings, &table), NETMKT_OK);
    else
        ck_assert_int_eq(netmkt_paths_orders(paths, settings, &table), NETMKT_OK);
    netmkt_paths_free(paths);
    return table;
}

static void same_tables(netmkt_table *a, netmkt_table *b)
{
    static char text[2][8192];

    ck_assert_int_eq(netmkt_table_text(a, NETMKT_FORMAT_CSV, text[0], sizeof text[0], NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(b, NETMKT_FORMAT_CSV, text[1], sizeof text[1], NULL), NETMKT_OK);
    ck_assert_str_eq(text[0], text[1]);
    netmkt_table_free(a);
    netmkt_table_free(b);
}

START_TEST(a_store_in_any_order_on_any_threads)
{
    netmkt_store *store = make_store(2, 0), *other = make_store(2, 1);
    netmkt_attribution *a = new_state(NULL), *b = new_state(NULL), *c = new_state(NULL);
    netmkt_paths *paths;
    netmkt_table *intervals, *orders;

    ck_assert_int_eq(netmkt_attribution_update_store(a, store, settings, NETMKT_LATEST), NETMKT_OK);
    intervals = of_list(store, NETMKT_ATTRIBUTION_MARKOV);
    orders = of_list(store, 0);
    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(netmkt_paths_add_store(paths, store, settings, NETMKT_LATEST), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_update_paths(c, paths), NETMKT_OK);
    same_states(a, c);
    set("run.threads", 3);
    ck_assert_int_eq(netmkt_attribution_update_store(b, other, settings, NETMKT_LATEST), NETMKT_OK);
    same_states(a, b);
    same_tables(intervals, of_list(other, NETMKT_ATTRIBUTION_MARKOV));
    same_tables(orders, of_list(other, 0));
    netmkt_paths_free(paths);
    netmkt_attribution_free(a);
    netmkt_attribution_free(b);
    netmkt_attribution_free(c);
    netmkt_store_close(store);
    netmkt_store_close(other);
}
END_TEST

START_TEST(some_customers_alone)
{
    netmkt_store *store = make_store(6, 0);
    netmkt_attribution *all = new_state(NULL), *halves = new_state(NULL);
    uint64_t some[CUSTOMERS], rest[CUSTOMERS];
    size_t n[2] = {0, 0};

    for (uint64_t id = 1; id <= CUSTOMERS; id++)
        (id % 3 == 0 ? some : rest)[n[id % 3 != 0]++] = id;
    ck_assert_int_eq(netmkt_attribution_update_store(all, store, settings, NETMKT_LATEST), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, some, n[0]), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_update_store(halves, store, settings, NETMKT_LATEST), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, rest, n[1]), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_update_store(halves, store, settings, NETMKT_LATEST), NETMKT_OK);
    same_states(all, halves);
    netmkt_attribution_free(all);
    netmkt_attribution_free(halves);
    netmkt_store_close(store);
}
END_TEST

START_TEST(conversions_without_a_step)
{
    netmkt_store *store = make_store(6, 0);
    netmkt_attribution *state = new_state(NULL);
    netmkt_attribution_check check = {.struct_size = sizeof check};
    netmkt_table *table;

    set("path.order_step", 0);
    ck_assert_int_eq(netmkt_attribution_update_store(state, store, settings, NETMKT_LATEST), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_credit(state, NETMKT_ATTRIBUTION_FIRST, NULL, &table, &check), NETMKT_OK);
    ck_assert_uint_gt(check.unattributed, 0);
    ck_assert_int_gt(check.unattributed_value, 0);
    netmkt_table_free(table);
    netmkt_attribution_free(state);
    netmkt_store_close(store);
}
END_TEST

/* --- CSV --- */

static void read_as(const char *text, const char *want)
{
    netmkt_paths *paths;
    netmkt_table *table;
    char got[1024];

    for (size_t piece = 1; piece < 80; piece += 13) {
        ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
        ck_assert_msg(feed(NULL, paths, text, strlen(text), piece) == NETMKT_OK, "%s", netmkt_last_error());
        ck_assert_int_eq(netmkt_paths_table(paths, &table), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, got, sizeof got, NULL), NETMKT_OK);
        ck_assert_str_eq(got + strlen(HEAD), want);
        netmkt_table_free(table);
        netmkt_paths_free(paths);
    }
}

START_TEST(forms_of_csv)
{
    read_as("path,total_conversions\na,2", "a,2,0.00,0\n");
    read_as("\xef\xbb\xbfpath;total_null;total_conversions;total_conversion_value\r\na > b;1;2;3.5\r\n\r\n", "a > b,2,3.50,1\n");
    read_as("x\ttotal_conversions\tpath\ty\n1\t2\ta>b >c\t\n", "a > b > c,2,0.00,0\n");
    read_as("path,total_conversions\n\"a, b > \"\"c\"\"\",2\n", "\"a, b > \"\"c\"\"\",2,0.00,0\n");
    read_as("path,total_conversions,total_conversion_value,total_null\na,1e+05, 1.5e+03 ,\nb,3.0,0.005,2\n", "a,100000,1500.00,0\nb,3,0.01,2\n");
    read_as("path,total_conversions,total_conversion_value\na,1,12\nb,1,0.126\nc,1,.5\nd,1,+7.1\n", "a,1,12.00,0\nb,1,0.13,0\nc,1,0.50,0\nd,1,7.10,0\n");
    read_as("path,total_conversions\nb,1\na,1\na > a,1\nb,1\n", "b,2,0.00,0\na,1,0.00,0\na > a,1,0.00,0\n");
    read_as("path,total_conversions\nabcdefg,1\nabcdefgh,1\nabcdefghi,1\nabcdefghijklmnop,1\nabcdefghijklmnopq,1\nabcdefgh,1\n",
            "abcdefgh,2,0.00,0\nabcdefg,1,0.00,0\nabcdefghi,1,0.00,0\nabcdefghijklmnop,1,0.00,0\nabcdefghijklmnopq,1,0.00,0\n");
}
END_TEST

static void refuse(const char *text, netmkt_status want, const char *message)
{
    netmkt_attribution *state = new_state(NULL), *empty = new_state(NULL);
    netmkt_paths *paths;

    ck_assert_int_eq(feed(state, NULL, text, strlen(text), 5), want);
    ck_assert_msg(strstr(netmkt_last_error(), message) != NULL, "\"%s\" for %s", netmkt_last_error(), text);
    same_states(state, empty);
    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(feed(NULL, paths, text, strlen(text), 1000), want);
    ck_assert_uint_eq(netmkt_paths_count(paths), 0);
    netmkt_paths_free(paths);
    netmkt_attribution_free(state);
    netmkt_attribution_free(empty);
}

START_TEST(wrong_csv)
{
    refuse("", NETMKT_E_FORMAT, "empty");
    refuse("path\n", NETMKT_E_FORMAT, "line 1: no column total_conversions");
    refuse("total_conversions\n", NETMKT_E_FORMAT, "no column path");
    refuse("path,path,total_conversions\n", NETMKT_E_FORMAT, "twice");
    refuse("path,total_conversions\na,1\nb\n", NETMKT_E_FORMAT, "line 3: 1 fields");
    refuse("path,total_conversions\na,1,2\n", NETMKT_E_FORMAT, "line 2: 3 fields");
    refuse("path,total_conversions\n,1\n", NETMKT_E_FORMAT, "line 2: the path is empty");
    refuse("path,total_conversions\na > ,1\n", NETMKT_E_FORMAT, "no name");
    refuse("path,total_conversions\n> a,1\n", NETMKT_E_FORMAT, "no name");
    refuse("path,total_conversions\na,x\n", NETMKT_E_FORMAT, "\"x\" is no number");
    refuse("path,total_conversions\na,1.5\n", NETMKT_E_FORMAT, "whole number");
    refuse("path,total_conversions\na,-1\n", NETMKT_E_FORMAT, "whole number");
    refuse("path,total_conversions\na,1e30\n", NETMKT_E_FORMAT, "whole number");
    refuse("path,total_conversions,total_null\na,1,nan\n", NETMKT_E_FORMAT, "total_null");
    refuse("path,total_conversions,total_conversion_value\na,1,x\n", NETMKT_E_FORMAT, "amount of money");
    refuse("path,total_conversions,total_conversion_value\na,1,-5\n", NETMKT_E_FORMAT, "from 0");
    refuse("path,total_conversions,total_conversion_value\na,1,1e30\n", NETMKT_E_FORMAT, "fits");
    refuse("path,total_conversions,total_conversion_value\na,0,5\n", NETMKT_E_RANGE, "line 2: a path with");
    refuse("path,total_conversions\n\"a,1\n", NETMKT_E_FORMAT, "not closed");
    refuse("path,total_conversions\n\"a\"b,1\n", NETMKT_E_FORMAT, "behind a closing quote");
    refuse("path,total_conversions\na\xff,1\n", NETMKT_E_INVALID, "no UTF-8");
    refuse("path,total_conversions\na\x01,1\n", NETMKT_E_INVALID, "control");
}
END_TEST

START_TEST(sums_too_large)
{
    netmkt_attribution *state = new_state(NULL);
    const char *most = "path,total_conversions,total_conversion_value\na,9007199254740992,92233720368547758.07\n";
    const char *more = "path,total_conversions\na,1\n", *money = "path,total_conversions,total_conversion_value\na,0,0\nb,0,\na,1,0.01\n";

    ck_assert_int_eq(feed(state, NULL, most, strlen(most), 100), NETMKT_OK);
    ck_assert_int_eq(feed(state, NULL, more, strlen(more), 100), NETMKT_E_RANGE);
    ck_assert_int_eq(feed(state, NULL, money, strlen(money), 100), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attribution_merge(state, state), NETMKT_E_RANGE);
    netmkt_attribution_free(state);
    state = new_state(NULL);
    most = "path,total_conversions,total_conversion_value\na > a,1,92233720368547758.07\n";
    ck_assert_int_eq(feed(state, NULL, most, strlen(most), 100), NETMKT_E_RANGE);
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(misuse)
{
    netmkt_attribution *state = new_state(NULL), *three;
    netmkt_store *store = make_store(1, 0);
    netmkt_path_import *import;
    netmkt_paths *paths;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_paths_new(NULL, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_new(NULL, 10, &paths), NETMKT_E_INVALID);
    ck_assert_ptr_null(paths);
    ck_assert_int_eq(netmkt_paths_new(NULL, 3, &paths), NETMKT_OK);
    ck_assert_int_eq(netmkt_path_import_new(NULL, NULL, &import), NETMKT_E_INVALID);
    ck_assert_ptr_null(import);
    ck_assert_int_eq(netmkt_path_import_new(state, paths, &import), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_path_import_new(state, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_path_import_new(state, NULL, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_path_import_feed(NULL, "", 0), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_path_import_feed(import, NULL, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_path_import_feed(import, "x\n", 2), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_path_import_feed(import, HEAD, 4), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_path_import_finish(import, NULL), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_path_import_finish(NULL, NULL), NETMKT_E_INVALID);
    netmkt_path_import_free(import);
    netmkt_path_import_free(NULL);
    ck_assert_int_eq(netmkt_paths_add_store(paths, NULL, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_add_store(NULL, store, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_add_store(paths, store, NULL, NETMKT_LATEST), NETMKT_E_INVALID); /* exponents */
    ck_assert_int_eq(netmkt_attribution_update_paths(state, paths), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_update_paths(state, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_update_store(state, NULL, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_update_store(NULL, store, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_update_store(state, store, NULL, NETMKT_TIME_MAX + 1), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 3, NULL, 0, &three), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_update_store(three, store, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_table(NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_table(paths, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_intervals(paths, 0, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_intervals(NULL, 1, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_intervals(paths, 1, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_orders(paths, NULL, &table), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_paths_orders(NULL, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_paths_orders(paths, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_paths_intervals(paths, 1, NULL, &table), NETMKT_OK); /* of nothing: no row */
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    ck_assert_uint_eq(netmkt_paths_count(NULL), 0);
    netmkt_paths_free(NULL);
    netmkt_paths_free(paths);
    netmkt_attribution_free(three);
    netmkt_attribution_free(state);
    netmkt_store_close(store);
}
END_TEST

/* --- intervals and orders --- */

START_TEST(intervals_cover_as_often_as_they_say)
{
    int covered = 0, samples = test_slow() ? 6 : 60;

    set("attribution.confidence", 0.8);
    set("attribution.replicates", 100);
    for (int s = 0; s < samples; s++) {
        netmkt__random random;
        netmkt_paths *paths;
        netmkt_table *table;
        char text[SIZE];
        size_t at = (size_t)snprintf(text, sizeof text, "path,total_conversions\n");
        const void *low, *high;

        netmkt__random_seed(&random, 1000 + (uint64_t)s);
        for (int i = 0; i < 100; i++) /* 100 paths of one conversion, three in ten of them by a */
            at += (size_t)snprintf(text + at, sizeof text - at, "%s,1\n", netmkt__random_uniform(&random) < 0.3 ? "a" : "b");
        set("attribution.seed", s);
        ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
        ck_assert_int_eq(feed(NULL, paths, text, at, SIZE), NETMKT_OK);
        ck_assert_int_eq(netmkt_paths_intervals(paths, NETMKT_ATTRIBUTION_LINEAR, settings, &table), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_column(table, "conversions_low", NULL, &low), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_column(table, "conversions_high", NULL, &high), NETMKT_OK);
        covered += ((const double *)low)[0] <= 30.0 && ((const double *)high)[0] >= 30.0;
        netmkt_table_free(table);
        netmkt_paths_free(paths);
    }
    if (!test_slow())
        ck_assert_msg(covered >= 37 && covered <= 57, "%d of %d", covered, samples); /* 48 plus or minus 3.1 times 3 */
}
END_TEST

/* Paths of which the next channel depends on the last `order`. */
static int64_t likeliest(int order, uint64_t seed)
{
    netmkt_paths *paths;
    netmkt_table *table;
    netmkt__random random;
    const int64_t *best = NULL;
    int64_t found = 0;
    const void *data;
    char *text = malloc(1 << 20);
    size_t at = (size_t)snprintf(text, 1 << 20, "path,total_conversions,total_null\n");

    netmkt__random_seed(&random, seed);
    for (int p = 0; p < 4000; p++) {
        uint32_t past = 0;
        int n = 0;

        do {
            uint32_t bits = past & ((1u << order) - 1), odd = (bits ^ bits >> 1 ^ bits >> 2 ^ bits >> 3) & 1;
            uint32_t next = netmkt__random_uniform(&random) < (order == 0 ? 0.4 : odd ? 0.2 : 0.8);

            at += (size_t)snprintf(text + at, (1 << 20) - at, "%s%c", n++ > 0 ? ">" : "", next ? 'a' : 'b');
            past = past << 1 | next;
        } while (netmkt__random_uniform(&random) < 0.85);
        at += (size_t)snprintf(text + at, (1 << 20) - at, ",%d,%d\n", p % 5 == 0, p % 5 != 0);
    }
    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(feed(NULL, paths, text, at, 1 << 20), NETMKT_OK);
    ck_assert_int_eq(netmkt_paths_orders(paths, settings, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "best", NULL, &data), NETMKT_OK);
    best = data;
    for (int i = 0; i < 4; i++)
        found += best[i] ? i + 1 : 0;
    netmkt_table_free(table);
    netmkt_paths_free(paths);
    free(text);
    return found;
}

START_TEST(the_order_is_found)
{
    ck_assert_int_eq(likeliest(0, 1), 1);
    ck_assert_int_eq(likeliest(1, 2), 1);
    ck_assert_int_eq(likeliest(2, 3), 2);
    ck_assert_int_eq(likeliest(3, 4), 3);
    ck_assert_int_eq(likeliest(4, 5), 4);
}
END_TEST

START_TEST(likelihood_by_hand)
{
    /* Two parts of one path each, "a" with a conversion. What one part foretells of the other, with C = 1 channel: order 0, from even chances of 1/3
     * each: of a (1 + 2/3) / 4 = 5/12, of the conversion the same. Order 1: behind the start (1 + 1 * 5/12) / 2 = 17/24, behind a the same. */
    static const char text[] = "path,total_conversions\na,2\n";
    netmkt_paths *paths;
    netmkt_table *table;
    const void *data;

    set("attribution.folds", 2);
    ck_assert_int_eq(netmkt_paths_new(NULL, 2, &paths), NETMKT_OK);
    ck_assert_int_eq(feed(NULL, paths, text, strlen(text), 9), NETMKT_OK);
    ck_assert_int_eq(netmkt_paths_orders(paths, settings, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "log_likelihood", NULL, &data), NETMKT_OK);
    test_close(((const double *)data)[0], 4.0 * log(17.0 / 24.0), 1e-14, 1, "order 1");
    test_close(((const double *)data)[1], 4.0 * log(41.0 / 48.0), 1e-14, 1, "order 2");
    netmkt_table_free(table);
    netmkt_paths_free(paths);
}
END_TEST

/* --- bytes --- */

static void reseal(unsigned char *bytes, size_t size)
{
    netmkt__put_u32(bytes + size - 4, netmkt__crc32c(0, bytes, size - 4));
}

START_TEST(damaged_bytes)
{
    static const char text[] = "path,total_conversions,total_conversion_value,total_null\na > b > a,3,30,1\na > c,1,10,1\nb,2,5,0\n";
    netmkt_attribution *state, *read;
    unsigned char *bytes;
    size_t size, taken = 0;

    set("attribution.order", 2);
    state = new_state(NULL);
    ck_assert_int_eq(feed(state, NULL, text, strlen(text), 9), NETMKT_OK);
    bytes = bytes_of(state, &size);
    ck_assert_mem_eq(bytes, "NMKTATTR\1\0\0\0\xfe\3\0\0\2\0\0\0\2\0\0\0", 24);
    ck_assert_int_eq(netmkt_attribution_deserialize(NULL, bytes, size, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_deserialize(NULL, NULL, 0, &read), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_serialize(NULL, NULL, 0, NULL), NETMKT_E_INVALID);
    for (size_t n = 0; n < size; n++) {
        ck_assert_int_eq(netmkt_attribution_deserialize(NULL, bytes, n, &read), NETMKT_E_CORRUPT);
        ck_assert_ptr_null(read);
    }
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x10;
        ck_assert_int_ne(netmkt_attribution_deserialize(NULL, bytes, size, &read), NETMKT_OK);
        bytes[i] ^= 0x10;
    }
    for (size_t i = 0; i + 4 < size; i++) { /* with a right checksum: refused, or a state that can be solved */
        static const unsigned char flips[] = {1, 0x80, 0xff};

        for (size_t k = 0; k < sizeof flips; k++) {
            bytes[i] ^= flips[k];
            reseal(bytes, size);
            if (netmkt_attribution_deserialize(NULL, bytes, size, &read) == NETMKT_OK) {
                for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
                    netmkt_table *table;

                    ck_assert_int_eq(netmkt_attribution_credit(read, model, settings, &table, NULL),
                                     (read->models >> model & 1) != 0 ? NETMKT_OK : NETMKT_E_INVALID);
                    netmkt_table_free(table);
                }
                ck_assert_int_eq(netmkt_attribution_merge(read, state) == NETMKT_OK || i < 40, 1);
                netmkt_attribution_free(read);
                taken++;
            }
            bytes[i] ^= flips[k];
        }
    }
    ck_assert_uint_gt(taken, 0); /* a name, a half-life */
    bytes[8] = 2;
    ck_assert_int_eq(netmkt_attribution_deserialize(NULL, bytes, size, &read), NETMKT_E_VERSION);
    free(bytes);
    netmkt_attribution_free(state);
}
END_TEST

/* --- memory --- */

typedef netmkt_status (*job)(netmkt_context *context, netmkt_store *store);

static netmkt_status use_state(netmkt_context *context, netmkt_store *store)
{
    static const char text[] = "path,total_conversions,total_conversion_value,total_null\na > b > a,3,30,1\na > c,1,10,1\nb,2,5,0\n";
    netmkt_attribution *state = NULL, *read = NULL;
    netmkt_table *table = NULL;
    unsigned char bytes[8192];
    size_t size;
    netmkt_status status = netmkt_attribution_new(context, 2, settings, 0, &state);

    (void)store;
    if (status == NETMKT_OK)
        status = feed(state, NULL, text, strlen(text), 40);
    if (status == NETMKT_OK)
        status = netmkt_attribution_serialize(state, bytes, sizeof bytes, &size);
    if (status == NETMKT_OK)
        status = netmkt_attribution_deserialize(context, bytes, size, &read);
    if (status == NETMKT_OK)
        status = netmkt_attribution_merge(state, read);
    for (int32_t model = 1; status == NETMKT_OK && model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
        status = netmkt_attribution_credit(state, model, settings, &table, NULL);
        netmkt_table_free(table);
        table = NULL;
    }
    if (status == NETMKT_OK)
        status = netmkt_attribution_transitions(state, &table);
    netmkt_table_free(table);
    netmkt_attribution_free(state);
    netmkt_attribution_free(read);
    return status;
}

static netmkt_status use_list(netmkt_context *context, netmkt_store *store)
{
    netmkt_paths *paths = NULL;
    netmkt_attribution *state = NULL;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_paths_new(context, 2, &paths);

    if (status == NETMKT_OK)
        status = netmkt_paths_add_store(paths, store, settings, NETMKT_LATEST);
    if (status == NETMKT_OK)
        status = netmkt_paths_table(paths, &table);
    netmkt_table_free(table);
    table = NULL;
    if (status == NETMKT_OK)
        status = netmkt_paths_orders(paths, settings, &table);
    netmkt_table_free(table);
    table = NULL;
    if (status == NETMKT_OK)
        status = netmkt_paths_intervals(paths, NETMKT_ATTRIBUTION_MARKOV, settings, &table);
    netmkt_table_free(table);
    if (status == NETMKT_OK)
        status = netmkt_attribution_new(context, 2, settings, 0, &state);
    if (status == NETMKT_OK)
        status = netmkt_attribution_update_paths(state, paths);
    if (status == NETMKT_OK)
        status = netmkt_attribution_update_store(state, store, settings, NETMKT_LATEST);
    netmkt_attribution_free(state);
    netmkt_paths_free(paths);
    return status;
}

static void fail_each(job run, netmkt_store *store)
{
    faulty_memory memory = {0, 0, 0, 0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_status status = NETMKT_E_NOMEM;
    uint64_t step = test_slow() ? 17 : 1;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n += step) {
        ck_assert_uint_lt(n, 200000);
        memory.fail_at = memory.calls + n;
        status = run(context, store);
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}

START_TEST(every_allocation_may_fail)
{
    netmkt_store *store;
    netmkt_event event;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 12; i++) {
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, i < 6 ? "ann" : "bob", &event.customer), NETMKT_OK);
        event.kind = i % 3 == 2 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
        event.channel = (netmkt_channel_id)(1 + i % 4);
        event.time_ms = i * DAY;
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
    set("attribution.folds", 2);
    set("attribution.replicates", 10);
    set("attribution.order", 2);
    fail_each(use_state, store);
    fail_each(use_list, store);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("attribution_state");
    TCase *tests = tcase_create("attribution_state");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, merged_parts_are_the_whole);
    tcase_add_test(tests, a_list_is_as_good);
    tcase_add_test(tests, a_store_in_any_order_on_any_threads);
    tcase_add_test(tests, some_customers_alone);
    tcase_add_test(tests, conversions_without_a_step);
    tcase_add_test(tests, forms_of_csv);
    tcase_add_test(tests, wrong_csv);
    tcase_add_test(tests, sums_too_large);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, intervals_cover_as_often_as_they_say);
    tcase_add_test(tests, the_order_is_found);
    tcase_add_test(tests, likelihood_by_hand);
    tcase_add_test(tests, damaged_bytes);
    tcase_add_test(tests, every_allocation_may_fail);
    suite_add_tcase(suite, tests);
    return suite;
}
