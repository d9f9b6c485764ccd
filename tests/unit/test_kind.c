/* Kinds of events. */
#include <netmkt/event.h>
#include <math.h>
#include <string.h>

#include "store/view.h"
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

START_TEST(built_in)
{
    netmkt_kind kind = {.struct_size = sizeof kind};
    netmkt_kind_id id = 0, found;
    const char *name;
    int count = 0;

    while (netmkt_kind_next(store, id, &id) == NETMKT_OK) {
        count++;
        ck_assert_int_eq(id, count);
        ck_assert_int_eq(netmkt_kind_get(store, id, &name, &kind), NETMKT_OK);
        ck_assert_str_eq(netmkt_kind_name(id), name);
        ck_assert_int_eq(netmkt_kind_by_name(store, name, &found), NETMKT_OK);
        ck_assert_uint_eq(found, id);
        ck_assert_int_ge(kind.function, NETMKT_FUNCTION_BRAND);
        ck_assert(kind.initiator >= NETMKT_INITIATOR_CUSTOMER && kind.initiator <= NETMKT_INITIATOR_THIRD);
    }
    ck_assert_int_eq(count, 26);
    ck_assert_ptr_null(netmkt_kind_name(0));
    ck_assert_ptr_null(netmkt_kind_name(27));
    ck_assert_int_eq(netmkt_kind_get(store, NETMKT_KIND_MESSAGE, NULL, &kind), NETMKT_OK);
    ck_assert_int_eq(kind.initiator, NETMKT_INITIATOR_BUSINESS);
    ck_assert_double_eq(kind.weight, 0.0);
    ck_assert_int_eq(netmkt_kind_get(store, NETMKT_KIND_OPEN, NULL, &kind), NETMKT_OK);
    ck_assert_double_eq(kind.weight, 0.5);
    ck_assert_int_eq(netmkt_kind_get(store, NETMKT_KIND_ORDER, &name, &kind), NETMKT_OK);
    ck_assert_double_eq(kind.weight, 3.0);
    ck_assert_int_eq(kind.function, NETMKT_FUNCTION_ONLINE_SALES);
}
END_TEST

START_TEST(engagement)
{
    static const netmkt_kind_id engaged[] = {NETMKT_KIND_CLICK, NETMKT_KIND_VISIT, NETMKT_KIND_SEARCH, NETMKT_KIND_INQUIRY, NETMKT_KIND_REPLY,
                                             NETMKT_KIND_REGISTER, NETMKT_KIND_SUBSCRIBE, NETMKT_KIND_DOWNLOAD, NETMKT_KIND_CART,
                                             NETMKT_KIND_ORDER, NETMKT_KIND_PAYMENT, NETMKT_KIND_REVIEW, NETMKT_KIND_SURVEY,
                                             NETMKT_KIND_REFERRAL, NETMKT_KIND_SHARE, NETMKT_KIND_SERVICE};
    size_t count = 0;

    ck_assert_int_eq(netmkt__store_read(store, 0), NETMKT_OK);
    for (size_t i = 0; i < sizeof engaged / sizeof *engaged; i++)
        ck_assert(netmkt__store_weight(store, engaged[i]) >= 1.0);
    for (netmkt_kind_id id = 1; id <= 26; id++)
        count += netmkt__store_weight(store, id) >= 1.0;
    ck_assert_uint_eq(count, sizeof engaged / sizeof *engaged);
    ck_assert_double_eq(netmkt__store_weight(store, 300), 0.0);
    ck_assert_uint_eq(netmkt__store_kinds(store), 27);
    ck_assert_str_eq(netmkt__store_kind_name(store, 300), "");
    netmkt__store_read_end(store);
}
END_TEST

START_TEST(registered)
{
    netmkt_kind kind, back = {.struct_size = sizeof back};
    netmkt_kind_id id, again;
    const char *name;

    netmkt_kind_init(NULL);
    netmkt_kind_init(&kind);
    ck_assert_uint_eq(kind.struct_size, sizeof kind);
    ck_assert_int_eq(kind.initiator, NETMKT_INITIATOR_CUSTOMER);
    ck_assert_double_eq(kind.weight, 1.0);
    kind.function = NETMKT_FUNCTION_BRAND;
    kind.weight = 100.0;
    ck_assert_int_eq(netmkt_kind_define(store, "tasting", &kind, &id), NETMKT_OK);
    ck_assert_uint_eq(id, NETMKT_KIND_CUSTOM);
    ck_assert_int_eq(netmkt_kind_define(store, "tasting", &kind, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
    ck_assert_int_eq(netmkt_kind_get(store, id, &name, &back), NETMKT_OK);
    ck_assert_str_eq(name, "tasting");
    ck_assert_mem_eq(&kind, &back, sizeof kind);
    kind.weight = 99.0;
    ck_assert_int_eq(netmkt_kind_define(store, "tasting", &kind, &again), NETMKT_E_EXISTS);
    ck_assert_uint_eq(again, 0);
    ck_assert_int_eq(netmkt_kind_define(store, "order", &kind, &again), NETMKT_E_EXISTS);
    ck_assert_int_eq(netmkt_kind_next(store, 26, &again), NETMKT_OK);
    ck_assert_uint_eq(again, id);
    ck_assert_int_eq(netmkt_kind_next(store, id, &again), NETMKT_DONE);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_kind_get(store, id, &name, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(name);
}
END_TEST

START_TEST(wrong)
{
    netmkt_kind kind, good;
    netmkt_kind_id id;

    netmkt_kind_init(&good);
    kind = good;
    kind.struct_size = 4;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_kind_get(store, 1, NULL, &kind), NETMKT_E_UNSUPPORTED);
    kind = good;
    kind.reserved = 1;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind = good;
    kind.function = 9;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind = good;
    kind.initiator = NETMKT_INITIATOR_DEFAULT;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind.initiator = 4;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind = good;
    kind.weight = 100.5;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind.weight = -0.5;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    kind.weight = (double)NAN;
    ck_assert_int_eq(netmkt_kind_define(store, "a", &kind, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_define(store, "a,b", &good, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_define(store, "", &good, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_define(store, "a", NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_define(store, NULL, &good, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_define(NULL, "a", &good, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_by_name(store, "ordr", &id), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "order"));
    ck_assert_int_eq(netmkt_kind_by_name(store, NULL, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_by_name(NULL, "order", &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_by_name(store, "order", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_get(NULL, 1, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_get(store, 0, NULL, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_kind_next(NULL, 0, &id), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_next(store, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_kind_by_name(store, "a", &id), NETMKT_E_NOT_FOUND); /* none of them was registered */
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("kind");
    TCase *tests = tcase_create("kind");

    tcase_add_checked_fixture(tests, open_store, close_store);
    tcase_add_test(tests, built_in);
    tcase_add_test(tests, engagement);
    tcase_add_test(tests, registered);
    tcase_add_test(tests, wrong);
    suite_add_tcase(suite, tests);
    return suite;
}
