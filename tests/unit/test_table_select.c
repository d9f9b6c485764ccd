/* Tables of the caller's own, and parts of tables. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/context.h>
#include <netmkt/table.h>

#include "support/support.h"

static const int64_t ids[] = {1, 2, 3};
static const double reals[] = {0.5, 1.25, 3.0};
static const char *const names[] = {"a", "b,c", ""};
static const int64_t money[] = {100, -250, 0};

static netmkt_table *sample(void)
{
    netmkt_table *table;

    ck_assert_int_eq(netmkt_table_new(NULL, 3, 2, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_add(table, "id", NETMKT_COLUMN_INT, ids), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_add(table, "name", NETMKT_COLUMN_TEXT, names), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_add(table, "real", NETMKT_COLUMN_REAL, reals), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_add(table, "money", NETMKT_COLUMN_MONEY, money), NETMKT_OK);
    return table;
}

static void written(const netmkt_table *table, const char *want)
{
    char buffer[512];

    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, buffer, sizeof buffer, NULL), NETMKT_OK);
    ck_assert_str_eq(buffer, want);
}

START_TEST(holds_what_was_added)
{
    netmkt_table *table = sample();

    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_uint_eq(netmkt_table_columns(table), 4);
    written(table, "id,name,real,money\n1,a,0.5,1.00\n2,\"b,c\",1.25,-2.50\n3,,3,0.00\n");
    netmkt_table_free(table);
}
END_TEST

START_TEST(selects_columns_in_the_order_given)
{
    static const char *const columns[] = {"money", "id"};
    netmkt_table *table = sample(), *part;

    ck_assert_int_eq(netmkt_table_select(table, columns, 2, NULL, SIZE_MAX, &part), NETMKT_OK);
    netmkt_table_free(table); /* the part stands alone */
    written(part, "money,id\n1.00,1\n-2.50,2\n0.00,3\n");
    netmkt_table_free(part);
}
END_TEST

START_TEST(selects_rows_in_the_order_given)
{
    static const char *const columns[] = {"name"};
    static const uint64_t rows[] = {2, 1, 1};
    netmkt_table *table = sample(), *part;

    ck_assert_int_eq(netmkt_table_select(table, columns, 1, rows, 3, &part), NETMKT_OK);
    written(part, "name\n\"\"\n\"b,c\"\n\"b,c\"\n");
    netmkt_table_free(part);
    ck_assert_int_eq(netmkt_table_select(table, NULL, 0, NULL, 1, &part), NETMKT_OK);
    written(part, "id,name,real,money\n1,a,0.5,1.00\n");
    netmkt_table_free(part);
    ck_assert_int_eq(netmkt_table_select(table, NULL, 0, rows, 0, &part), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(part), 0);
    ck_assert_uint_eq(netmkt_table_columns(part), 4);
    netmkt_table_free(part);
    netmkt_table_free(table);
}
END_TEST

START_TEST(refuses_what_is_wrong_and_stays_as_it_was)
{
    static const char *const broken[] = {"a", "\xff", "c"}, *const missing[] = {"a", NULL, "c"};
    netmkt_table *table = (netmkt_table *)1;

    ck_assert_int_eq(netmkt_table_new(NULL, 3, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_new(NULL, 3, 10, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    table = sample();
    ck_assert_int_eq(netmkt_table_add(NULL, "x", NETMKT_COLUMN_INT, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, NULL, NETMKT_COLUMN_INT, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "", NETMKT_COLUMN_INT, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "\xff", NETMKT_COLUMN_INT, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "x", NETMKT_COLUMN_INT, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "x", 0, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "x", 6, ids), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_add(table, "real", NETMKT_COLUMN_REAL, reals), NETMKT_E_EXISTS);
    ck_assert_int_eq(netmkt_table_add(table, "x", NETMKT_COLUMN_TEXT, broken), NETMKT_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "row 1"));
    ck_assert_int_eq(netmkt_table_add(table, "x", NETMKT_COLUMN_TEXT, missing), NETMKT_E_FORMAT);
    ck_assert_uint_eq(netmkt_table_columns(table), 4);
    netmkt_table_free(table);
}
END_TEST

START_TEST(select_refuses_what_is_not_there)
{
    static const char *const columns[] = {"nam"};
    static const uint64_t rows[] = {3};
    netmkt_table *table = sample(), *part = (netmkt_table *)1;

    ck_assert_int_eq(netmkt_table_select(NULL, NULL, 0, NULL, 1, &part), NETMKT_E_INVALID);
    ck_assert_ptr_null(part);
    ck_assert_int_eq(netmkt_table_select(table, NULL, 0, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_select(table, NULL, 1, NULL, 1, &part), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_table_select(table, columns, 1, NULL, 1, &part), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "\"name\""));
    ck_assert_int_eq(netmkt_table_select(table, NULL, 0, rows, 1, &part), NETMKT_E_RANGE);
    ck_assert_ptr_null(part);
    netmkt_table_free(table);
}
END_TEST

/* An allocator that fails its call number `fail_at` and counts what is out. */
struct failing {
    int calls, fail_at, out;
};

static void *failing_allocate(void *user, void *pointer, size_t size)
{
    struct failing *f = user;

    if (size == 0) {
        f->out -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    if (++f->calls == f->fail_at)
        return NULL;
    f->out += pointer == NULL;
    return realloc(pointer, size);
}

START_TEST(out_of_memory_leaves_the_table)
{
    netmkt_status status = NETMKT_E_NOMEM;

    for (int n = 1; status == NETMKT_E_NOMEM; n++) {
        struct failing f = {0};
        netmkt_context_options options;
        netmkt_context *context;
        netmkt_table *table, *part;

        netmkt_context_options_init(&options);
        options.allocate = failing_allocate;
        options.allocate_user = &f;
        ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_new(context, 3, 2, &table), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(table, "name", NETMKT_COLUMN_TEXT, names), NETMKT_OK);
        f.fail_at = f.calls + n;
        status = netmkt_table_add(table, "id", NETMKT_COLUMN_INT, ids);
        ck_assert_uint_eq(netmkt_table_columns(table), status == NETMKT_OK ? 2 : 1);
        if (status == NETMKT_OK)
            status = netmkt_table_select(table, NULL, 0, NULL, 3, &part);
        if (status == NETMKT_OK)
            netmkt_table_free(part);
        else
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
        netmkt_table_free(table);
        netmkt_context_free(context);
        ck_assert_int_eq(f.out, 0);
        ck_assert_int_lt(n, 100);
    }
    ck_assert_int_eq(status, NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("table_select");
    TCase *one = tcase_create("all");

    tcase_add_test(one, holds_what_was_added);
    tcase_add_test(one, selects_columns_in_the_order_given);
    tcase_add_test(one, selects_rows_in_the_order_given);
    tcase_add_test(one, refuses_what_is_wrong_and_stays_as_it_was);
    tcase_add_test(one, select_refuses_what_is_not_there);
    tcase_add_test(one, out_of_memory_leaves_the_table);
    suite_add_tcase(suite, one);
    return suite;
}
