/* Settings by name, and the nearest name to a wrong one. */
#include "base/settings.h"

#include <math.h>
#include <string.h>

#include "base/nearest.h"
#include "support/faulty_memory.h"
#include "support/support.h"

static netmkt_setting_description describe(size_t index)
{
    netmkt_setting_description d = {.struct_size = sizeof d};

    ck_assert_int_eq(netmkt_settings_describe(index, &d), NETMKT_OK);
    return d;
}

/* For each one: its default, both limits, what lies beyond, fractions of whole numbers. */
START_TEST(every_setting)
{
    netmkt_settings *settings;
    double value;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_uint_gt(netmkt_settings_count(), 10);
    for (size_t i = 0; i < netmkt_settings_count(); i++) {
        netmkt_setting_description d = describe(i);
        const double bad[] = {nextafter(d.least, -INFINITY), nextafter(d.most, INFINITY), NAN, INFINITY, -INFINITY};

        ck_assert(d.type == NETMKT_SETTING_REAL || d.type == NETMKT_SETTING_INT);
        ck_assert(d.least < d.most && d.standard >= d.least && d.standard <= d.most);
        ck_assert_ptr_nonnull(strchr(d.name, '.'));
        ck_assert_uint_gt(strlen(d.meaning), 10);
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(describe(k).name, d.name);
        ck_assert_int_eq(netmkt_settings_get_real(settings, d.name, &value), NETMKT_OK);
        ck_assert(value == d.standard);
        ck_assert_int_eq(netmkt_settings_get_real(NULL, d.name, &value), NETMKT_OK);
        ck_assert(value == d.standard);
        ck_assert_int_eq(netmkt_settings_set_real(settings, d.name, d.least), NETMKT_OK);
        ck_assert_int_eq(netmkt_settings_set_real(settings, d.name, d.most), NETMKT_OK);
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
            ck_assert_int_eq(netmkt_settings_set_real(settings, d.name, bad[k]), NETMKT_E_RANGE);
        if (d.type == NETMKT_SETTING_INT)
            ck_assert_int_eq(netmkt_settings_set_real(settings, d.name, d.least + 0.5), NETMKT_E_RANGE);
        ck_assert_ptr_nonnull(strstr(netmkt_last_error(), d.name));
        ck_assert_int_eq(netmkt_settings_get_real(settings, d.name, &value), NETMKT_OK);
        ck_assert(value == d.most); /* a refused value changed nothing */
    }
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(text)
{
    netmkt_settings *settings;
    double value;
    static const char *const bad[] = {"", "x", "1x", "1 ", "yess", "--1", " 1", "0x10", "inf", "nan", "1,5"};

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_text(settings, "value.horizon", "12.5"), NETMKT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_int_eq(netmkt_settings_set_text(settings, "value.horizon", bad[i]), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_settings_set_text(settings, "value.horizon", "-1"), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_settings_get_real(settings, "value.horizon", &value), NETMKT_OK);
    ck_assert(value == 12.5);
    ck_assert_int_eq(netmkt_settings_set_text(settings, "rfm.nested", "yes"), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_get_real(settings, "rfm.nested", &value), NETMKT_OK);
    ck_assert(value == 1.0);
    ck_assert_int_eq(netmkt_settings_set_text(settings, "rfm.nested", "no"), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_get_real(settings, "rfm.nested", &value), NETMKT_OK);
    ck_assert(value == 0.0);
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(unknown_names)
{
    netmkt_settings *settings;
    double value;
    char long_name[300];

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "value.horizn", 1.0), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "\"value.horizon\""));
    ck_assert_int_eq(netmkt_settings_set_real(settings, "completely different words", 1.0), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "netmkt_settings_describe()"));
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    ck_assert_int_eq(netmkt_settings_get_real(settings, long_name, &value), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_settings_get_real(settings, "", &value), NETMKT_E_NOT_FOUND);
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(misuse)
{
    netmkt_settings *settings;
    netmkt_setting_description d = {.struct_size = sizeof d};
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    double value;

    ck_assert_int_eq(netmkt_settings_new(NULL, NULL), NETMKT_E_INVALID);
    netmkt_settings_free(NULL);
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    memory.fail_at = 2;
    ck_assert_int_eq(netmkt_settings_new(context, &settings), NETMKT_E_NOMEM);
    ck_assert_ptr_null(settings);
    ck_assert_int_eq(netmkt_settings_new(context, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(NULL, "value.horizon", 1.0), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_set_real(settings, NULL, 1.0), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_set_text(NULL, "value.horizon", "1"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_set_text(settings, NULL, "1"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_set_text(settings, "value.horizon", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_get_real(settings, NULL, &value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_get_real(settings, "value.horizon", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_settings_describe(0, NULL), NETMKT_E_INVALID);
    d.struct_size = 4;
    ck_assert_int_eq(netmkt_settings_describe(0, &d), NETMKT_E_UNSUPPORTED);
    d.struct_size = sizeof d;
    ck_assert_int_eq(netmkt_settings_describe(netmkt_settings_count(), &d), NETMKT_DONE);
    ck_assert_int_eq(netmkt_settings_describe(SIZE_MAX, &d), NETMKT_DONE);
    netmkt_settings_free(settings);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

START_TEST(customers)
{
    const uint64_t ids[] = {64, 3, 3, 700}, wrong[] = {3, 0}, large[] = {UINT64_C(1) << 32};
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_settings *settings;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(context, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt__setting_wants(NULL, 1), 1);
    ck_assert_int_eq(netmkt__setting_wants(settings, 1), 1);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, ids, 4), NETMKT_OK);
    memory.fail_at = memory.calls + 1;
    ck_assert_int_eq(netmkt_settings_set_customers(settings, ids, 1), NETMKT_E_NOMEM);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, wrong, 2), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, large, 1), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_settings_set_customers(NULL, ids, 1), NETMKT_E_INVALID);
    for (uint64_t id = 1; id < 2000; id++)
        ck_assert_int_eq(netmkt__setting_wants(settings, id), id == 64 || id == 3 || id == 700);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, ids, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt__setting_wants(settings, 3), 0);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, NULL, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt__setting_wants(settings, 3), 1);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, ids, 4), NETMKT_OK);
    netmkt_settings_free(settings);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

static const char *month(const void *unused, size_t i)
{
    static const char *const names[] = {"january", "february", "march", "april", "may", "june", "july"};

    (void)unused;
    return i < sizeof names / sizeof *names ? names[i] : NULL;
}

START_TEST(nearest)
{
    ck_assert_str_eq(netmkt__nearest("januray", month, NULL), "january");
    ck_assert_str_eq(netmkt__nearest("febuary", month, NULL), "february");
    ck_assert_str_eq(netmkt__nearest("mai", month, NULL), "may");
    ck_assert_str_eq(netmkt__nearest("july", month, NULL), "july");
    ck_assert_ptr_null(netmkt__nearest("christmas", month, NULL));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("settings");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, every_setting);
    tcase_add_test(tests, text);
    tcase_add_test(tests, unknown_names);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, customers);
    tcase_add_test(tests, nearest);
    suite_add_tcase(suite, tests);
    return suite;
}
