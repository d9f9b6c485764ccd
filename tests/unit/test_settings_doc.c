/* docs/settings.md names every setting, in the order of netmkt_settings_describe(), with its default. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/settings.h>

#include "support/support.h"

START_TEST(test_every_setting_is_documented)
{
    FILE *file = fopen("docs/settings.md", "r");
    static char text[65536];
    const char *at = text;

    if (file == NULL) {
        printf("skipped: docs/settings.md is not here\n");
        return;
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    for (size_t i = 0; i < netmkt_settings_count(); i++) {
        netmkt_setting_description d = {.struct_size = sizeof d};
        const char *end;
        char row[128], *cell;

        ck_assert_int_eq(netmkt_settings_describe(i, &d), NETMKT_OK);
        snprintf(row, sizeof row, "| `%s` | %s |", d.name, d.type == NETMKT_SETTING_INT ? "int" : "real");
        at = strstr(at, row);
        ck_assert_msg(at != NULL, "docs/settings.md has no row \"%s\" in its place", row);
        end = strchr(at, '\n');
        ck_assert_ptr_nonnull(end);
        snprintf(row, sizeof row, "%.*s", (int)(end - at < 127 ? end - at : 127), at);
        cell = row;
        for (int k = 0; k < 3; k++) /* behind name, type and range */ {
            cell = strchr(cell + 1, '|');
            ck_assert_ptr_nonnull(cell);
        }
        ck_assert_msg(strtod(cell + 1, NULL) >= d.standard && strtod(cell + 1, NULL) <= d.standard, "default of %s is %g, documented as%s",
                      d.name, d.standard, cell + 1);
        ck_assert_msg(strstr(at, d.meaning) != NULL && strstr(at, d.meaning) < end, "the meaning of %s is documented otherwise", d.name);
    }
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("settings_doc");
    TCase *tests = tcase_create("settings_doc");

    tcase_add_test(tests, test_every_setting_is_documented);
    suite_add_tcase(suite, tests);
    return suite;
}
