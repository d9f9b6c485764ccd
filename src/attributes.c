/* netmkt attributes: what is known of customers, which of it is personal, and to say so. */
#include <stdlib.h>

#include "commands.h"
#include "common.h"

static const char *const types[] = {"", "int", "real", "text", "time", "bool"};
static const char *const answers[] = {"", "yes", "no"};

static const struct {
    const char *option;
    uint32_t personal;
} marks[] = {{"personal", NETMKT_PERSONAL_YES}, {"impersonal", NETMKT_PERSONAL_NO}, {"unsaid", NETMKT_PERSONAL_UNSAID}};

enum { MARKS = sizeof marks / sizeof marks[0] };

static bool is_change(const struct arguments *arguments)
{
    for (size_t i = 0; i < MARKS; i++)
        if (option_given(arguments, marks[i].option))
            return true;
    return false;
}

static int mark_all(const struct session *session)
{
    const char *name;
    netmkt_attribute_id id;

    for (size_t i = 0; i < MARKS; i++)
        for (size_t k = 0; (name = option_repeated(session->arguments, marks[i].option, k)) != NULL; k++)
            if (netmkt_attribute_by_name(session->store, name, &id) != NETMKT_OK ||
                netmkt_attribute_mark(session->store, id, marks[i].personal) != NETMKT_OK)
                return fail_library(NULL);
    return netmkt_store_commit(session->store) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

static int show(const struct session *session)
{
    const size_t n = session->facts.attributes;
    const char **name = calloc(n + 1, sizeof *name), **type = calloc(n + 1, sizeof *type), **personal = calloc(n + 1, sizeof *personal);
    netmkt_table *table = NULL;
    int status = name != NULL && type != NULL && personal != NULL ? STATUS_GOOD : fail("out of memory");

    for (uint32_t i = 0; i < n && status == STATUS_GOOD; i++) {
        netmkt_attribute_id id = 0;
        uint32_t said = 0;
        int32_t number = 0;

        if (netmkt_attribute_describe(session->store, i, &id, &number, &name[i]) != NETMKT_OK ||
            netmkt_attribute_personal(session->store, id, &said) != NETMKT_OK)
            status = fail_library(NULL);
        type[i] = types[number];
        personal[i] = answers[said];
    }
    if (status == STATUS_GOOD && (netmkt_table_new(NULL, n, 0, &table) != NETMKT_OK ||
                                  netmkt_table_add(table, "attribute", NETMKT_COLUMN_TEXT, name) != NETMKT_OK ||
                                  netmkt_table_add(table, "type", NETMKT_COLUMN_TEXT, type) != NETMKT_OK ||
                                  netmkt_table_add(table, "personal", NETMKT_COLUMN_TEXT, personal) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    free(name);
    free(type);
    free(personal);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    int status = session_open(&session, arguments, arguments->operands[0], is_change(arguments) ? NETMKT_STORE_MUST_EXIST : NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && is_change(arguments))
        status = mark_all(&session);
    else if (status == STATUS_GOOD)
        status = show(&session);
    session_close(&session);
    return status;
}

const struct command command_attributes = {
    .name = "attributes",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_WAIT,
    .options = (const struct option[]){{"personal", "NAME", "Mark an attribute as personal; may be given again, as the next two."},
                                       {"impersonal", "NAME", "Mark it as not personal."},
                                       {"unsaid", "NAME", "Take back what was said of it."},
                                       {NULL, NULL, NULL}},
    .brief = "The attributes of customers, and which are personal.",
    .details = "Values of personal attributes are in no report and no message unless asked for, and in no pseudonymous export.",
    .run = run,
};
