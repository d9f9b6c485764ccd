/* States of fits: parts merged in any order give the bytes and the fits of the whole, and damaged bytes give none. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "numeric/random.h"
#include "support/support.h"

enum { ROWS = 150000, PARTS = 5 };

#define DAY INT64_C(86400000)

static int64_t x[ROWS], t_x[ROWS], T[ROWS], money[ROWS];
static uint64_t count[ROWS];
static double rx[ROWS], rt[ROWS], rT[ROWS], rm[ROWS];

/* Customers who differ in rate and life; few distinct, so that many are alike. */
static void make_rows(uint64_t seed)
{
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (size_t i = 0; i < ROWS; i++) {
        int64_t life;

        T[i] = 150 + (int64_t)netmkt__random_below(&random, 30);
        life = 1 + (int64_t)netmkt__random_below(&random, (uint64_t)T[i]);
        x[i] = (int64_t)netmkt__random_poisson(&random, (double)life / (20.0 + 400.0 * (double)(i % 3)));
        t_x[i] = x[i] > 0 ? 1 + (int64_t)netmkt__random_below(&random, (uint64_t)life) : 0;
        if (x[i] > life)
            x[i] = life;
        money[i] = x[i] * (500 + (int64_t)netmkt__random_below(&random, 40) * 50) + (int64_t)(i % 3);
        rx[i] = (double)x[i];
        rt[i] = (double)t_x[i] / 7.0;
        rT[i] = (double)T[i] / 7.0;
        rm[i] = x[i] > 0 ? (double)money[i] / (double)x[i] / 100.0 : 0.0;
        count[i] = i % 4;
    }
}

static netmkt_state *new_state(int32_t exponent)
{
    netmkt_state *state;

    ck_assert_int_eq(netmkt_state_new(NULL, exponent, &state), NETMKT_OK);
    return state;
}

static unsigned char *bytes_of(const netmkt_state *state, size_t *size)
{
    unsigned char *bytes;

    ck_assert_int_eq(netmkt_state_serialize(state, NULL, 0, size), NETMKT_E_RANGE);
    bytes = malloc(*size);
    ck_assert_ptr_nonnull(bytes);
    ck_assert_int_eq(netmkt_state_serialize(state, bytes, *size, size), NETMKT_OK);
    return bytes;
}

static void same_states(const netmkt_state *a, const netmkt_state *b)
{
    size_t na, nb;
    unsigned char *one = bytes_of(a, &na), *other = bytes_of(b, &nb);

    ck_assert_uint_eq(na, nb);
    ck_assert_mem_eq(one, other, na);
    free(one);
    free(other);
}

/* A model's text without the line that says where it comes from, which is another thing than what it is. */
static void without_origin(char *text)
{
    char *from = strstr(text, "\norigin "), *end = from != NULL ? strchr(from + 1, '\n') : NULL;

    if (end != NULL)
        memmove(from, end, strlen(end) + 1);
}

/* Every figure of two models, and of their fits, has the same bits: their texts do. */
static void same_models(const netmkt_model *a, const netmkt_model *b)
{
    char one[2048], other[2048];

    ck_assert_int_eq(netmkt_model_save(a, one, sizeof one, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_save(b, other, sizeof other, NULL), NETMKT_OK);
    without_origin(one);
    without_origin(other);
    ck_assert_str_eq(one, other);
}

static netmkt_model *fit(const netmkt_state *state, int32_t kind)
{
    netmkt_model *model;

    ck_assert_msg(netmkt_state_fit(state, kind, NULL, &model) == NETMKT_OK, "%s", netmkt_last_error());
    return model;
}

START_TEST(merged_parts_are_the_whole)
{
    static const int ORDER[3][PARTS] = {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}};
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_GAMMAGAMMA};
    netmkt_state *whole = new_state(2);

    make_rows(1);
    ck_assert_int_eq(netmkt_state_update(whole, ROWS, x, t_x, T, money, NULL), NETMKT_OK);
    ck_assert_uint_eq(netmkt_state_customers(whole), ROWS);
    for (int o = 0; o < 3; o++) {
        netmkt_state *merged = new_state(2);

        for (int k = 0; k < PARTS; k++) {
            netmkt_state *part = new_state(2), *read;
            size_t from = (size_t)ORDER[o][k] * (ROWS / PARTS), size;
            unsigned char *bytes;

            ck_assert_int_eq(netmkt_state_update(part, ROWS / PARTS, x + from, t_x + from, T + from, money + from, NULL), NETMKT_OK);
            bytes = bytes_of(part, &size);
            ck_assert_int_eq(netmkt_state_deserialize(NULL, bytes, size, &read), NETMKT_OK);
            same_states(part, read);
            ck_assert_int_eq(netmkt_state_merge(merged, read), NETMKT_OK);
            free(bytes);
            netmkt_state_free(part);
            netmkt_state_free(read);
        }
        same_states(merged, whole);
        for (size_t k = 0; o > 0 && k < sizeof KINDS / sizeof KINDS[0]; k++) {
            netmkt_model *a = fit(merged, KINDS[k]), *b = fit(whole, KINDS[k]), *c;

            same_models(a, b);
            ck_assert_int_eq(netmkt_model_fit_summaries(NULL, KINDS[k], NULL, ROWS, rx, rt, rT, rm, NULL, &c), NETMKT_OK);
            same_models(a, c);
            netmkt_model_free(a);
            netmkt_model_free(b);
            netmkt_model_free(c);
        }
        netmkt_state_free(merged);
    }
    netmkt_state_free(whole);
}
END_TEST

START_TEST(counts_are_customers_alike)
{
    netmkt_state *once = new_state(2), *counted = new_state(2), *doubled = new_state(2), *empty = new_state(2);

    make_rows(2);
    ck_assert_int_eq(netmkt_state_update(counted, 1000, x, t_x, T, money, count), NETMKT_OK);
    for (uint64_t k = 0; k < 4; k++)
        for (size_t i = 0; i < 1000; i++)
            if (k < count[i])
                ck_assert_int_eq(netmkt_state_update(once, 1, x + i, t_x + i, T + i, money + i, NULL), NETMKT_OK);
    ck_assert_uint_eq(netmkt_state_customers(once), 1500);
    same_states(once, counted);
    ck_assert_int_eq(netmkt_state_merge(once, once), NETMKT_OK);
    ck_assert_int_eq(netmkt_state_merge(doubled, counted), NETMKT_OK);
    ck_assert_int_eq(netmkt_state_merge(doubled, counted), NETMKT_OK);
    same_states(once, doubled);
    ck_assert_int_eq(netmkt_state_merge(once, empty), NETMKT_OK);
    same_states(once, doubled);
    netmkt_state_free(once);
    netmkt_state_free(counted);
    netmkt_state_free(doubled);
    netmkt_state_free(empty);
}
END_TEST

START_TEST(opportunities)
{
    static const int64_t bx[] = {6, 5, 5, 2, 1, 0, 0, 3}, bt[] = {6, 6, 5, 4, 1, 0, 0, 6}, bT[] = {6, 6, 6, 6, 6, 6, 6, 6};
    static const uint64_t bn[] = {1203, 728, 335, 100, 600, 3464, 1, 604};
    static const double dx[] = {6, 5, 5, 2, 1, 0, 0, 3}, dt[] = {6, 6, 5, 4, 1, 0, 0, 6}, dT[] = {6, 6, 6, 6, 6, 6, 6, 6};
    static const double dn[] = {1203, 728, 335, 100, 600, 3464, 1, 604};
    netmkt_state *state = new_state(0);
    netmkt_model *a, *b;

    ck_assert_int_eq(netmkt_state_update(state, 8, bx, bt, bT, NULL, bn), NETMKT_OK);
    a = fit(state, NETMKT_MODEL_BGBB);
    ck_assert_int_eq(netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGBB, NULL, 8, dx, dt, dT, NULL, dn, &b), NETMKT_OK);
    same_models(a, b);
    netmkt_model_free(a);
    ck_assert_int_eq(netmkt_state_fit(state, NETMKT_MODEL_GAMMAGAMMA, NULL, &a), NETMKT_E_DATA); /* no money was given */
    ck_assert_ptr_null(a);
    netmkt_model_free(b);
    netmkt_state_free(state);
}
END_TEST

static void order(netmkt_store *store, netmkt_customer_id customer, int64_t day, int64_t amount, netmkt_kind_id kind)
{
    netmkt_event event;

    netmkt_event_init(&event);
    event.kind = kind;
    event.time_ms = day * DAY;
    event.amount = amount;
    event.customer = customer;
    ck_assert_msg(netmkt_event_append(store, &event, sizeof event, 1, NULL) == NETMKT_OK, "%s", netmkt_last_error());
}

START_TEST(a_store_fits_the_same)
{
    netmkt_store *store;
    netmkt_state *state = new_state(2), *other = new_state(3);
    netmkt_model *a, *b;
    netmkt_fit figures = {.struct_size = sizeof figures};
    int64_t as_of = 400 * DAY;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (int i = 0; i < 300; i++) {
        char key[16];
        netmkt_customer_id id;

        (void)snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
        for (int k = 0; k < i % 5; k++)
            order(store, id, 10 + i % 60 + k * (9 + i % 31), 1000 + i % 17 * 100 + k, NETMKT_KIND_ORDER);
        if (i % 11 == 3)
            order(store, id, 390, -1200, NETMKT_KIND_RETURN);
    }
    ck_assert_int_eq(netmkt_state_update_store(state, store, as_of), NETMKT_OK);
    for (int k = 0; k < 2; k++) {
        int32_t kind = k == 0 ? NETMKT_MODEL_MBGNBD : NETMKT_MODEL_GAMMAGAMMA;

        a = fit(state, kind);
        ck_assert_int_eq(netmkt_model_fit_store(store, kind, NULL, as_of, &b), NETMKT_OK);
        ck_assert_int_eq(netmkt_model_fit_get(b, &figures), NETMKT_OK);
        ck_assert_uint_eq(netmkt_state_customers(state), figures.customers + figures.left_out);
        same_models(a, b);
        netmkt_model_free(a);
        netmkt_model_free(b);
    }
    ck_assert_int_eq(netmkt_state_update_store(other, store, as_of), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update_store(NULL, store, as_of), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update_store(state, NULL, as_of), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update_store(state, store, INT64_MAX - 1), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_state_merge(state, other), NETMKT_E_INVALID);
    netmkt_state_free(state);
    netmkt_state_free(other);
    netmkt_store_close(store);
}
END_TEST

static void refuse_row(int64_t x_, int64_t t_, int64_t T_, uint64_t n)
{
    netmkt_state *state = new_state(2);
    int64_t xs[2] = {1, x_}, ts[2] = {1, t_}, Ts[2] = {2, T_};
    uint64_t ns[2] = {1, n};

    ck_assert_int_eq(netmkt_state_update(state, 2, xs, ts, Ts, NULL, ns), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 1"));
    ck_assert_uint_eq(netmkt_state_customers(state), 0);
    netmkt_state_free(state);
}

START_TEST(what_is_refused)
{
    const int64_t most = INT64_C(1000000000000000);
    const uint64_t customers = UINT64_C(9007199254740992);
    netmkt_state *state = (netmkt_state *)x;
    netmkt_model *model = (netmkt_model *)x;
    int64_t one[1] = {1}, big[1] = {most};
    uint64_t full[1] = {customers};
    unsigned char byte = 0;

    ck_assert_int_eq(netmkt_state_new(NULL, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_new(NULL, 10, &state), NETMKT_E_INVALID);
    ck_assert_ptr_null(state);
    ck_assert_int_eq(netmkt_state_new(NULL, -1, &state), NETMKT_E_INVALID);
    netmkt_state_free(NULL);
    ck_assert_uint_eq(netmkt_state_customers(NULL), 0);
    refuse_row(-1, 0, 1, 1);
    refuse_row(most + 1, 1, 1, 1);
    refuse_row(1, -1, 1, 1);
    refuse_row(1, 2, 1, 1);
    refuse_row(1, 1, most + 1, 1);
    refuse_row(0, 1, 1, 1);
    refuse_row(1, 1, 1, customers);
    state = new_state(9);
    ck_assert_int_eq(netmkt_state_update(NULL, 1, one, one, one, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update(state, 1, NULL, one, one, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update(state, 1, one, NULL, one, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update(state, 1, one, one, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_update(state, 0, NULL, NULL, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_state_update(state, 1, big, big, big, NULL, full), NETMKT_OK);
    ck_assert_int_eq(netmkt_state_update(state, 1, one, one, one, NULL, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_state_merge(state, state), NETMKT_E_RANGE);
    ck_assert_uint_eq(netmkt_state_customers(state), customers);
    ck_assert_int_eq(netmkt_state_merge(NULL, state), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_merge(state, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_fit(state, NETMKT_MODEL_BGNBD, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_fit(NULL, NETMKT_MODEL_BGNBD, NULL, &model), NETMKT_E_INVALID);
    ck_assert_ptr_null(model);
    ck_assert_int_eq(netmkt_state_fit(state, 99, NULL, &model), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_fit(state, NETMKT_MODEL_BGNBD, NULL, &model), NETMKT_E_DATA); /* all alike */
    ck_assert_int_eq(netmkt_state_serialize(NULL, &byte, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_serialize(state, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_serialize(state, &byte, 1, NULL), NETMKT_E_RANGE);
    netmkt_state_free(state);
    state = new_state(2);
    ck_assert_int_eq(netmkt_state_fit(state, NETMKT_MODEL_BGNBD, NULL, &model), NETMKT_E_DATA);
    netmkt_state_free(state);
}
END_TEST

static void refuse_bytes(const unsigned char *bytes, size_t size, netmkt_status want)
{
    netmkt_state *state = (netmkt_state *)x;
    unsigned char *copy = malloc(size > 0 ? size : 1); /* of its very size, for the sanitizers */

    ck_assert_ptr_nonnull(copy);
    memcpy(copy, bytes, size);
    ck_assert_int_eq(netmkt_state_deserialize(NULL, copy, size, &state), want);
    ck_assert_ptr_null(state);
    free(copy);
}

/* Bytes with one number changed, and a checksum that agrees. */
static void refuse_number(const unsigned char *bytes, size_t size, size_t at, uint64_t value)
{
    unsigned char copy[512];

    ck_assert_uint_le(size, sizeof copy);
    memcpy(copy, bytes, size);
    netmkt__put_u64(copy + at, value);
    netmkt__put_u32(copy + size - 4, netmkt__crc32c(0, copy, size - 4));
    refuse_bytes(copy, size, NETMKT_E_CORRUPT);
}

START_TEST(damaged_bytes)
{
    static const int64_t sx[] = {0, 1, 2}, st[] = {0, 3, 4}, sT[] = {9, 9, 9}, sm[] = {0, -50, 70};
    netmkt_state *state = new_state(2), *read;
    unsigned char *bytes;
    size_t size;

    ck_assert_int_eq(netmkt_state_update(state, 3, sx, st, sT, sm, NULL), NETMKT_OK);
    bytes = bytes_of(state, &size);
    ck_assert_uint_eq(size, 32 + 3 * 32 + 3 * 24 + 4);
    ck_assert_mem_eq(bytes, "NMKTSTAT\1\0\0\0\2\0\0\0\3\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 32);
    ck_assert_int_eq(netmkt_state_deserialize(NULL, bytes, size, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_state_deserialize(NULL, NULL, 0, &read), NETMKT_E_INVALID);
    ck_assert_ptr_null(read);
    for (size_t n = 0; n < size; n++)
        refuse_bytes(bytes, n, NETMKT_E_CORRUPT);
    for (size_t i = 0; i < size; i++) {
        bytes[i] ^= 0x40;
        ck_assert_int_ne(netmkt_state_deserialize(NULL, bytes, size, &read), NETMKT_OK);
        ck_assert_ptr_null(read);
        bytes[i] ^= 0x40;
    }
    bytes[8] = 2;
    refuse_bytes(bytes, size, NETMKT_E_VERSION);
    bytes[8] = 1;
    refuse_number(bytes, size, 8, UINT64_C(10) << 32 | 1);     /* exponent */
    refuse_number(bytes, size, 8, UINT64_C(2) << 32);          /* version 0 */
    refuse_number(bytes, size, 16, 4);                         /* rows */
    refuse_number(bytes, size, 16, UINT64_C(1) << 59);         /* rows whose bytes overflow */
    refuse_number(bytes, size, 24, UINT64_C(1) << 61);
    refuse_number(bytes, size, 32, 5);                         /* out of order */
    refuse_number(bytes, size, 32, UINT64_MAX);                /* x below 0 */
    refuse_number(bytes, size, 40, 1);                         /* t_x with x = 0 */
    refuse_number(bytes, size, 48, UINT64_C(1) << 60);         /* T */
    refuse_number(bytes, size, 56, 0);                         /* count */
    refuse_number(bytes, size, 56, UINT64_C(9007199254740992)); /* with the others more than 2^53 */
    refuse_number(bytes, size, 56, UINT64_MAX);
    refuse_number(bytes, size, 72, 10);                        /* t_x > T */
    refuse_number(bytes, size, 136, 1);                        /* money with x = 0 */
    refuse_number(bytes, size, 144, 0);                        /* count of a spend row */
    free(bytes);
    netmkt_state_free(state);
}
END_TEST

typedef struct failing {
    long left, live;
} failing;

static void *fail_later(void *user, void *pointer, size_t size)
{
    failing *f = user;

    if (size == 0) {
        f->live -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    if (f->left-- <= 0)
        return NULL;
    f->live += pointer == NULL;
    return realloc(pointer, size);
}

START_TEST(every_allocation_may_fail)
{
    failing f = {1000000, 0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_state *state, *read = NULL;
    netmkt_status status = NETMKT_E_NOMEM;
    unsigned char *bytes;
    size_t size;

    make_rows(3);
    netmkt_context_options_init(&options);
    options.allocate = fail_later;
    options.allocate_user = &f;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    ck_assert_int_eq(netmkt_state_new(context, 2, &state), NETMKT_OK);
    for (long n = 0; status == NETMKT_E_NOMEM; n++) {
        ck_assert_int_lt(n, 1000);
        f.left = n;
        status = netmkt_state_update(state, ROWS, x, t_x, T, money, NULL);
        ck_assert_uint_eq(netmkt_state_customers(state), status == NETMKT_OK ? ROWS : 0);
    }
    ck_assert_int_eq(status, NETMKT_OK);
    bytes = bytes_of(state, &size);
    status = NETMKT_E_NOMEM;
    for (long n = 0; status == NETMKT_E_NOMEM; n++) {
        f.left = n;
        status = netmkt_state_deserialize(context, bytes, size, &read);
        ck_assert_int_eq(read != NULL, status == NETMKT_OK);
    }
    ck_assert_int_eq(status, NETMKT_OK);
    free(bytes);
    netmkt_state_free(read);
    netmkt_state_free(state);
    netmkt_context_free(context);
    ck_assert_int_eq(f.live, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("state");
    TCase *state = tcase_create("state");

    tcase_set_timeout(state, 60);
    tcase_add_test(state, merged_parts_are_the_whole);
    tcase_add_test(state, counts_are_customers_alike);
    tcase_add_test(state, opportunities);
    tcase_add_test(state, a_store_fits_the_same);
    tcase_add_test(state, what_is_refused);
    tcase_add_test(state, damaged_bytes);
    tcase_add_test(state, every_allocation_may_fail);
    suite_add_tcase(suite, state);
    return suite;
}
