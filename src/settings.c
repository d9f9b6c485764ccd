/* netmkt settings: every setting with range, default and meaning. */
#include <stdlib.h>

#include "commands.h"
#include "common.h"

struct list {
    const char **names, **types, **meanings;
    double *least, *most, *standard;
};

static int make_table(struct list *list, size_t count, netmkt_table **out)
{
    for (size_t i = 0; i < count; i++) {
        netmkt_setting_description d = {.struct_size = sizeof d};

        if (netmkt_settings_describe(i, &d) != NETMKT_OK)
            return fail_library(NULL);
        list->names[i] = d.name;
        list->types[i] = d.type == NETMKT_SETTING_INT ? "int" : "real";
        list->meanings[i] = d.meaning;
        list->least[i] = d.least;
        list->most[i] = d.most;
        list->standard[i] = d.standard;
    }
    if (netmkt_table_new(NULL, count, 0, out) != NETMKT_OK || netmkt_table_add(*out, "name", NETMKT_COLUMN_TEXT, list->names) != NETMKT_OK ||
        netmkt_table_add(*out, "type", NETMKT_COLUMN_TEXT, list->types) != NETMKT_OK ||
        netmkt_table_add(*out, "least", NETMKT_COLUMN_REAL, list->least) != NETMKT_OK ||
        netmkt_table_add(*out, "most", NETMKT_COLUMN_REAL, list->most) != NETMKT_OK ||
        netmkt_table_add(*out, "default", NETMKT_COLUMN_REAL, list->standard) != NETMKT_OK ||
        netmkt_table_add(*out, "meaning", NETMKT_COLUMN_TEXT, list->meanings) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static int show_text(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        netmkt_setting_description d = {.struct_size = sizeof d};

        if (netmkt_settings_describe(i, &d) != NETMKT_OK)
            return fail_library(NULL);
        printf("%s = %g   (%s, %g to %g)\n    %s\n", d.name, d.standard, d.type == NETMKT_SETTING_INT ? "whole" : "real", d.least, d.most,
               d.meaning);
    }
    return STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    size_t count = netmkt_settings_count();
    struct session session;
    struct list list = {0};
    netmkt_table *table = NULL;
    int status = session_begin(&session, arguments);

    if (status != STATUS_GOOD)
        goto done;
    if (session.format == NETMKT_FORMAT_TEXT) {
        status = show_text(count);
        goto done;
    }
    list = (struct list){calloc(count, sizeof(char *)), calloc(count, sizeof(char *)), calloc(count, sizeof(char *)),
                         calloc(count, sizeof(double)), calloc(count, sizeof(double)), calloc(count, sizeof(double))};
    if (!list.names || !list.types || !list.meanings || !list.least || !list.most || !list.standard)
        status = fail("out of memory");
    else
        status = make_table(&list, count, &table);
    if (status == STATUS_GOOD)
        status = show_table(&session, table);
done:
    free(list.names);
    free(list.types);
    free(list.meanings);
    free(list.least);
    free(list.most);
    free(list.standard);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_settings = {
    .name = "settings",
    .operands = "",
    .shared = SHARE_FORMAT,
    .brief = "Every setting, with type, range, default and meaning.",
    .details = "Set them with --set NAME=VALUE where a command judges.",
    .run = run,
};
