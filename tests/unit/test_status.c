/* Statuses, their names, and messages. */
#include "base/status.h"

#include <pthread.h>
#include <string.h>

#include "support/support.h"

START_TEST(names)
{
    static const struct {
        netmkt_status status;
        const char *name;
    } cases[] = {
        {0, "NETMKT_OK"}, {1, "NETMKT_DONE"}, {-1, "NETMKT_E_INVALID"}, {-2, "NETMKT_E_NOMEM"}, {-3, "NETMKT_E_IO"},
        {-4, "NETMKT_E_LOCKED"}, {-5, "NETMKT_E_CORRUPT"}, {-6, "NETMKT_E_FORMAT"}, {-7, "NETMKT_E_VERSION"},
        {-8, "NETMKT_E_NOT_FOUND"}, {-9, "NETMKT_E_EXISTS"}, {-10, "NETMKT_E_RANGE"}, {-11, "NETMKT_E_READ_ONLY"},
        {-12, "NETMKT_E_STATE"}, {-13, "NETMKT_E_DATA"}, {-14, "NETMKT_E_CONVERGE"}, {-15, "NETMKT_E_UNSUPPORTED"},
        {-16, "NETMKT_E_CANCELLED"}, {-17, "unknown status"}, {2, "unknown status"}, {INT32_MIN, "unknown status"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(netmkt_status_name(cases[i].status), cases[i].name);
}
END_TEST

START_TEST(messages)
{
    ck_assert_str_eq(netmkt_last_error(), "");
    ck_assert_int_eq(netmkt__fail(NETMKT_E_RANGE, "%d is no %s", 7, "day"), NETMKT_E_RANGE);
    ck_assert_str_eq(netmkt_last_error(), "7 is no day");
    ck_assert_int_eq(netmkt__prefix(NETMKT_E_FORMAT, "row %d: ", 3), NETMKT_E_FORMAT);
    ck_assert_str_eq(netmkt_last_error(), "row 3: 7 is no day");
    ck_assert_int_eq(netmkt__nomem(), NETMKT_E_NOMEM);
    ck_assert_str_eq(netmkt_last_error(), "out of memory");
    ck_assert_int_eq(netmkt__misuse("100%"), NETMKT_E_INVALID);
    ck_assert_str_eq(netmkt_last_error(), "100%");
}
END_TEST

/* One printable line, whatever comes from outside. */
START_TEST(one_line)
{
    char text[2000];

    netmkt__fail(NETMKT_E_FORMAT, "found \"%s\"", "a\nb\x1b[31m\x7f\xc3\xa9");
    ck_assert_str_eq(netmkt_last_error(), "found \"a?b?[31m?\xc3\xa9\"");
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    netmkt__fail(NETMKT_E_FORMAT, "%s", text);
    ck_assert_uint_eq(strlen(netmkt_last_error()), 511);
    netmkt__prefix(NETMKT_E_FORMAT, "line %d: ", 1);
    ck_assert_uint_eq(strlen(netmkt_last_error()), 511);
    ck_assert_mem_eq(netmkt_last_error(), "line 1: xxx", 11);
    netmkt__prefix(NETMKT_E_FORMAT, "%s", text);
    ck_assert_uint_eq(strlen(netmkt_last_error()), 511);
}
END_TEST

static void *fail_elsewhere(void *argument)
{
    (void)argument;
    ck_assert_str_eq(netmkt_last_error(), "");
    netmkt__fail(NETMKT_E_IO, "elsewhere");
    ck_assert_str_eq(netmkt_last_error(), "elsewhere");
    return NULL;
}

START_TEST(each_thread_has_its_own)
{
    pthread_t thread;

    netmkt__fail(NETMKT_E_IO, "here");
    ck_assert_int_eq(pthread_create(&thread, NULL, fail_elsewhere, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    ck_assert_str_eq(netmkt_last_error(), "here");
}
END_TEST

START_TEST(version)
{
    ck_assert_uint_eq(netmkt_version_number(), NETMKT_VERSION_NUMBER);
    ck_assert_uint_eq(NETMKT_VERSION_NUMBER, NETMKT_VERSION_MAJOR * 10000 + NETMKT_VERSION_MINOR * 100 + NETMKT_VERSION_PATCH);
    ck_assert_ptr_nonnull(strchr(netmkt_version(), '.'));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("status");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, names);
    tcase_add_test(tests, messages);
    tcase_add_test(tests, one_line);
    tcase_add_test(tests, each_thread_has_its_own);
    tcase_add_test(tests, version);
    suite_add_tcase(suite, tests);
    return suite;
}
