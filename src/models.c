/* Models named on the command line. */
#include "models.h"

#include <errno.h>
#include <string.h>

enum { PARAMETERS_MOST = 8, TEXT_MOST = 8192 };

int model_option(const struct arguments *arguments, int32_t standard, int32_t *model)
{
    const char *value = option_value(arguments, "model");
    char names[160] = "";

    *model = value != NULL ? netmkt_model_by_name(value) : standard;
    if (*model != 0)
        return STATUS_GOOD;
    for (int32_t i = 1; i <= NETMKT_MODEL_GAMMAGAMMA; i++)
        if (netmkt_model_name(i) != NULL)
            (void)snprintf(names + strlen(names), sizeof names - strlen(names), "%s%s", *names != '\0' ? ", " : "", netmkt_model_name(i));
    return usage_error(arguments->command, "no model \"%.64s\"; there are %s", value, names);
}

/* Which parameter a word of `length` bytes names; PARAMETERS_MOST for none. */
static size_t parameter_named(int32_t kind, const char *word, size_t length)
{
    const char *name;

    for (uint32_t i = 0; (name = netmkt_model_parameter_name(kind, i)) != NULL; i++)
        if (strlen(name) == length && memcmp(name, word, length) == 0)
            return i;
    return PARAMETERS_MOST;
}

/* One NAME=NUMBER of `length` bytes. */
static int read_parameter(const struct command *command, const char *option, int32_t kind, const char *word, size_t length, double *values,
                          bool *given)
{
    const char *equals = memchr(word, '=', length);
    size_t named = equals != NULL ? (size_t)(equals - word) : length, index = parameter_named(kind, word, named);
    char number[64] = "";

    if (index == PARAMETERS_MOST)
        return usage_error(command, "--%s: %s has no parameter \"%.*s\"", option, netmkt_model_name(kind), (int)(named < 40 ? named : 40), word);
    if (given[index])
        return usage_error(command, "--%s: %.*s is given twice", option, (int)named, word);
    if (equals != NULL && length - named - 1 < sizeof number)
        memcpy(number, equals + 1, length - named - 1);
    if (!read_real(number, &values[index]))
        return usage_error(command, "--%s: %.*s needs a number, as in %.*s=0.5", option, (int)named, word, (int)named, word);
    given[index] = true;
    return STATUS_GOOD;
}

int model_from_parameters(const struct session *session, const char *option, int32_t kind, netmkt_model **out)
{
    const struct command *command = session->arguments->command;
    const char *text = option_value(session->arguments, option), *name;
    double values[PARAMETERS_MOST] = {0};
    bool given[PARAMETERS_MOST] = {false};
    uint32_t n = 0;

    while (*text != '\0') {
        size_t length = strcspn(text, ",");

        if (read_parameter(command, option, kind, text, length, values, given) != STATUS_GOOD)
            return STATUS_USAGE;
        text += length + (text[length] == ',');
    }
    for (; (name = netmkt_model_parameter_name(kind, n)) != NULL; n++)
        if (!given[n])
            return usage_error(command, "--%s: %s needs %s too", option, netmkt_model_name(kind), name);
    if (netmkt_model_new(NULL, kind, session->settings, n, values, out) != NETMKT_OK)
        return usage_error(command, "--%s: %s", option, netmkt_last_error());
    return STATUS_GOOD;
}

int model_from_file(const struct arguments *arguments, const char *option, bool spend, netmkt_model **out)
{
    const char *path = option_value(arguments, option);
    FILE *file = fopen(path, "rb");
    netmkt_fit fit = {.struct_size = sizeof fit};
    char text[TEXT_MOST];
    size_t length;
    bool unread;

    if (file == NULL)
        return fail("cannot open %s: %s", path, strerror(errno));
    length = fread(text, 1, sizeof text, file);
    unread = ferror(file) != 0;
    (void)fclose(file);
    if (unread)
        return fail("cannot read %s: %s", path, strerror(errno));
    if (length == sizeof text)
        return fail("%s is too long for a model; 'netmkt fit --save FILE' writes one", path);
    if (netmkt_model_load(NULL, text, length, out) != NETMKT_OK || netmkt_model_fit_get(*out, &fit) != NETMKT_OK)
        return fail_library(path);
    if ((fit.model == NETMKT_MODEL_GAMMAGAMMA) == spend)
        return STATUS_GOOD;
    netmkt_model_free(*out);
    *out = NULL;
    return fail("%s holds %s, which is %s", path, netmkt_model_name(fit.model), spend ? "a purchase model" : "the spend model");
}

int model_to_file(const netmkt_model *model, const char *path)
{
    struct sink sink;
    char text[TEXT_MOST];
    size_t length;
    int status;

    if (netmkt_model_save(model, text, sizeof text, &length) != NETMKT_OK)
        return fail_library(path);
    status = sink_open(&sink, path);
    if (status == STATUS_GOOD)
        status = sink_write(&sink, text, length);
    return sink_close(&sink, status == STATUS_GOOD);
}
