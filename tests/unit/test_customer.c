/* Customers: keys and ids, many at once, merging and erasing in memory. */
#include <netmkt/customer.h>
#include <stdio.h>
#include <string.h>

#include "store/view.h"
#include "support/store_digest.h"
#include "support/support.h"

static netmkt_store *store;

static void open_store(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
}

static void close_store(void)
{
    netmkt_store_close(store);
}

START_TEST(put_and_find)
{
    netmkt_customer_id a, b, again;
    uint64_t count;

    ck_assert_int_eq(netmkt_customer_put(store, "anna", &a), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b\xc3\xa9rt", &b), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "anna", &again), NETMKT_OK);
    ck_assert_uint_eq(a, 1);
    ck_assert_uint_eq(b, 2);
    ck_assert_uint_eq(again, 1);
    ck_assert_int_eq(netmkt_customer_find(store, "b\xc3\xa9rt", &again), NETMKT_OK);
    ck_assert_uint_eq(again, 2);
    ck_assert_int_eq(netmkt_customer_find(store, "nobody", &again), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(again, 0);
    ck_assert_int_eq(netmkt_customer_find(store, "", &again), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_count(store, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(netmkt_customer_put(store, "carl", NULL), NETMKT_OK);
}
END_TEST

START_TEST(wrong_keys)
{
    char key[258];
    netmkt_customer_id id = 7;
    uint64_t count;

    memset(key, 'k', sizeof key);
    key[256] = '\0';
    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_E_FORMAT); /* 256 bytes */
    ck_assert_uint_eq(id, 0);
    ck_assert_int_eq(netmkt_customer_put(store, "", &id), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_customer_put(store, "\xff", &id), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_customer_put(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_put(NULL, "a", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_find(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_find(NULL, "a", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_find(store, "a", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_count(NULL, &count), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_count(store, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_count(store, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 0);
    key[255] = '\0';
    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK); /* 255 bytes */
    ck_assert_int_eq(netmkt_customer_put(store, "k", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2);
}
END_TEST

START_TEST(keys_back)
{
    char buffer[8] = "";
    size_t length = 9;

    ck_assert_int_eq(netmkt_customer_put(store, "1000042", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_key(store, 1, buffer, sizeof buffer, &length), NETMKT_OK);
    ck_assert_str_eq(buffer, "1000042");
    ck_assert_uint_eq(length, 7);
    ck_assert_int_eq(netmkt_customer_key(store, 1, buffer, 7, &length), NETMKT_E_RANGE);
    ck_assert_uint_eq(length, 7);
    ck_assert_int_eq(netmkt_customer_key(store, 1, NULL, 0, &length), NETMKT_E_RANGE);
    ck_assert_uint_eq(length, 7);
    ck_assert_int_eq(netmkt_customer_key(store, 2, buffer, sizeof buffer, &length), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_key(store, 0, buffer, sizeof buffer, &length), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_key(store, UINT64_MAX, buffer, sizeof buffer, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_key(NULL, 1, buffer, sizeof buffer, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_key(store, 1, NULL, 8, NULL), NETMKT_E_INVALID);
}
END_TEST

#define MANY 70000

START_TEST(many)
{
    static char bytes[MANY * 8];
    static uint64_t offsets[MANY + 1];
    static netmkt_customer_id ids[MANY];
    uint64_t count;

    for (size_t i = 0; i < MANY; i++)
        offsets[i + 1] = offsets[i] + (uint64_t)snprintf(bytes + offsets[i], 8, "%zu", i % 60000);
    ck_assert_int_eq(netmkt_customer_put_many(store, MANY, bytes, offsets, ids), NETMKT_OK);
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(ids[i], i % 60000 + 1);
    ck_assert_int_eq(netmkt_customer_put_many(store, MANY, bytes, offsets, ids), NETMKT_OK);
    for (size_t i = 0; i < MANY; i++)
        ck_assert_uint_eq(ids[i], i % 60000 + 1);
    ck_assert_int_eq(netmkt_customer_count(store, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 60000);
    ck_assert_int_eq(netmkt_customer_put_many(store, 0, NULL, NULL, NULL), NETMKT_OK);
}
END_TEST

START_TEST(many_or_none)
{
    const uint64_t offsets[] = {0, 1, 2, 2, 3}, backwards[] = {0, 2, 1};
    netmkt_customer_id ids[4] = {9, 9, 9, 9};
    uint64_t count;

    ck_assert_int_eq(netmkt_customer_put_many(store, 4, "abc", offsets, ids), NETMKT_E_FORMAT); /* the third is empty */
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "key 2"));
    ck_assert_uint_eq(ids[0] | ids[1] | ids[2] | ids[3], 0);
    ck_assert_int_eq(netmkt_customer_put_many(store, 1, "\xfe\xff", (const uint64_t[]){0, 2}, ids), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_customer_put_many(store, 2, "abc", backwards, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_put_many(store, 1, "a\0b", (const uint64_t[]){0, 3}, ids), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_customer_put_many(store, 1, NULL, offsets, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_put_many(store, 1, "a", NULL, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_put_many(store, 1, "a", offsets, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_put_many(NULL, 1, "a", offsets, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_count(store, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(found_in_batches)
{
    const char *keys[] = {"b", "nobody", "a", ""};
    const uint32_t lengths[] = {1, 6, 1, 0};
    netmkt_customer_id ids[4];

    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_read(store, 0), NETMKT_OK);
    netmkt__customers_find_batch(store, 4, keys, lengths, ids);
    ck_assert_uint_eq(ids[0], 2);
    ck_assert_uint_eq(ids[1], 0);
    ck_assert_uint_eq(ids[2], 1);
    ck_assert_uint_eq(ids[3], 0);
    netmkt__store_read_end(store);
}
END_TEST

static size_t events_of(netmkt_customer_id id)
{
    netmkt__scratch scratch = {0};
    netmkt__events events;

    ck_assert_int_eq(netmkt__store_read(store, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt__store_events(store, id, &scratch, &events), NETMKT_OK);
    netmkt__store_read_end(store);
    netmkt__scratch_free(&scratch);
    return events.n;
}

static void three_with_events(void)
{
    const char *names[] = {"a", "b", "c"};
    netmkt_event e;

    for (netmkt_customer_id i = 1; i <= 3; i++) {
        ck_assert_int_eq(netmkt_customer_put(store, names[i - 1], NULL), NETMKT_OK);
        for (int k = 0; k < 3; k++) {
            e = store_event(i, 100 - k * 10 + (int64_t)i, NETMKT_KIND_VISIT, 0);
            e.reference[0] = i * 10 + (uint64_t)k;
            ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
        }
    }
}

START_TEST(merged)
{
    netmkt_customer_id id;
    int64_t value;
    netmkt_event e;
    char key[8];
    netmkt_store_statistics s = {.struct_size = sizeof s};

    three_with_events();
    ck_assert_int_eq(netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_INCOME, 10), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 3, NETMKT_ATTRIBUTE_INCOME, 30), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, 3, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1970), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_merge(NULL, 1, 2), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_merge(store, 2, 2), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_merge(store, 1, 4), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_merge(store, 0, 1), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_merge(store, 1, 3), NETMKT_OK);
    ck_assert_uint_eq(events_of(1), 6);
    ck_assert_uint_eq(events_of(2), 3);
    ck_assert_uint_eq(events_of(3), 0);
    ck_assert_int_eq(netmkt_customer_find(store, "c", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_customer_put(store, "c", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 1);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_OK);
    ck_assert_int_eq(value, 10);
    ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_BIRTH_YEAR, &value), NETMKT_OK);
    ck_assert_int_eq(value, 1970);
    ck_assert_int_eq(netmkt_customer_key(store, 3, key, sizeof key, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_get_int(store, 3, NETMKT_ATTRIBUTE_INCOME, &value), NETMKT_E_NOT_FOUND);
    e = store_event(3, 1, NETMKT_KIND_VISIT, 0);
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_store_stats(store, &s), NETMKT_OK);
    ck_assert_uint_eq(s.customers, 2);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK); /* it was committed */
    ck_assert_uint_eq(events_of(1), 6);
    ck_assert_int_eq(netmkt_customer_merge(store, 2, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_find(store, "c", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 2); /* through both */
}
END_TEST

START_TEST(erased)
{
    netmkt_customer_id id;
    netmkt_event e;
    size_t added;

    three_with_events();
    ck_assert_int_eq(netmkt_customer_erase(NULL, 1, 0), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 8), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_customer_erase(store, 0, 0), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_merge(store, 1, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_find(store, "a", &id), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_find(store, "c", &id), NETMKT_E_NOT_FOUND); /* it led to him */
    ck_assert_uint_eq(events_of(1), 0);
    ck_assert_uint_eq(events_of(2), 3);
    ck_assert_int_eq(netmkt_customer_erase(store, 2, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    ck_assert_uint_eq(events_of(2), 3);
    ck_assert_int_eq(netmkt_customer_erase(store, 2, 0), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt__store_read(store, 0), NETMKT_OK);
    ck_assert(!netmkt__store_has(store, 1) && netmkt__store_has(store, 2) && !netmkt__store_has(store, 3));
    ck_assert_str_eq(netmkt__store_key(store, 2, NULL), "");
    netmkt__store_read_end(store);
    ck_assert_int_eq(netmkt_customer_put(store, "d", &id), NETMKT_OK);
    ck_assert_uint_eq(id, 4);
    e = store_event(4, 1, NETMKT_KIND_VISIT, 0);
    e.reference[0] = 20; /* the reference of an event made anonymous is forgotten */
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 1);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("customer");
    TCase *tests = tcase_create("customer");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, put_and_find);
    tcase_add_test(tests, wrong_keys);
    tcase_add_test(tests, keys_back);
    tcase_add_test(tests, many);
    tcase_add_test(tests, many_or_none);
    tcase_add_test(tests, found_in_batches);
    tcase_add_test(tests, merged);
    tcase_add_test(tests, erased);
    suite_add_tcase(suite, tests);
    return suite;
}
