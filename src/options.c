/* Reading command lines by the tables of options.h, and writing the help from them. */
#include "options.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 64, OPTIONS_MOST = 48 };

static const struct {
    unsigned group;
    struct option option;
} shared_options[] = {
    {SHARE_MOMENT, {"as-of", "DATE|TIME", "Judge as of the end of this day, or at this time; default: the store's latest day."}},
    {SHARE_SEGMENT, {"segment", "EXPRESSION|@NAME", "Only the customers of whom this is true, or of a saved segment; see 'netmkt help segment'."}},
    {SHARE_UNIT, {"unit", "day|week|month|year|N", "Time unit, N in days; default: week."}},
    {SHARE_SETTINGS, {"set", "NAME=VALUE", "Set any setting that 'netmkt settings' lists; may be given again."}},
    {SHARE_THREADS, {"threads", "N", "Worker threads, 0 for one a core; default 1. Results do not depend on it."}},
    {SHARE_FORMAT, {"format", "text|csv|json", "Form of the answer; default text."}},
    {SHARE_WAIT, {"wait", "SECONDS", "Wait so long while another process writes to the store; default 0: fail at once."}},
    {~0u, {"help", NULL, "Show this help."}},
};

/* The option of rank `index`: the command's own ones first, then the shared ones it takes. */
static const struct option *option_at(const struct command *command, size_t index)
{
    size_t own = 0;

    while (command->options != NULL && command->options[own].name != NULL) {
        if (own == index)
            return &command->options[own];
        own++;
    }
    for (size_t i = 0; i < sizeof shared_options / sizeof shared_options[0]; i++) {
        if ((shared_options[i].group & (command->shared | ~(unsigned)SHARE_ANY)) == 0)
            continue;
        if (own == index)
            return &shared_options[i].option;
        own++;
    }
    return NULL;
}

static const struct option *find_option(const struct command *command, const char *name, size_t length)
{
    const struct option *option;

    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++)
        if (strlen(option->name) == length && memcmp(option->name, name, length) == 0)
            return option;
    return NULL;
}

static int unknown_option(const struct command *command, const char *word, size_t length)
{
    const char *names[OPTIONS_MOST];
    char name[NAME_MOST];
    const struct option *option;
    const char *nearest;
    size_t count = 0;

    (void)snprintf(name, sizeof name, "%.*s", (int)(length < sizeof name ? length : sizeof name - 1), word);
    while (count < OPTIONS_MOST && (option = option_at(command, count)) != NULL)
        names[count++] = option->name;
    nearest = nearest_name(name, names, count);
    if (nearest != NULL)
        return usage_error(command, "unknown option --%s; the nearest is --%s", name, nearest);
    return usage_error(command, "unknown option --%s; 'netmkt help %s' lists them", name, command->name);
}

static int read_option(struct arguments *out, int count, char **words, int *at)
{
    const char *name = words[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
    const struct option *option = find_option(out->command, name, length);
    const char *value = NULL;

    if (option == NULL)
        return unknown_option(out->command, name, length);
    if (option->argument == NULL && equals != NULL)
        return usage_error(out->command, "--%s takes no value", option->name);
    if (option->argument != NULL) {
        if (equals == NULL && *at + 1 >= count)
            return usage_error(out->command, "--%s needs a value: --%s %s", option->name, option->name, option->argument);
        value = equals != NULL ? equals + 1 : words[++*at];
    }
    out->given[out->given_count].option = option;
    out->given[out->given_count++].value = value;
    if (strcmp(option->name, "help") == 0)
        out->help = true;
    return STATUS_GOOD;
}

static int check_operands(const struct arguments *arguments)
{
    const struct command *command = arguments->command;

    if (arguments->help || arguments->operand_count >= command->least)
        return STATUS_GOOD;
    return usage_error(command, "needs %s: netmkt %s %s", command->operands, command->name, command->operands);
}

int arguments_read(const struct command *command, int count, char **words, struct arguments *out)
{
    bool options_ended = false;

    *out = (struct arguments){.command = command};
    out->given = calloc((size_t)count + 1, sizeof *out->given);
    if (out->given == NULL) {
        fputs("netmkt: out of memory\n", stderr);
        return STATUS_FAILED;
    }
    for (int i = 0; i < count; i++) {
        const char *word = words[i];
        int status = STATUS_GOOD;

        if (!options_ended && strcmp(word, "--") == 0)
            options_ended = true;
        else if (!options_ended && strcmp(word, "-h") == 0)
            out->help = true;
        else if (!options_ended && strncmp(word, "--", 2) == 0)
            status = read_option(out, count, words, &i);
        else if (!options_ended && word[0] == '-' && word[1] != '\0')
            status = usage_error(command, "unknown option %.64s; options begin with two dashes", word);
        else if (out->operand_count >= command->most)
            status = usage_error(command, "\"%.64s\" is too much: netmkt %s %s", word, command->name, command->operands);
        else
            out->operands[out->operand_count++] = word;
        if (status != STATUS_GOOD)
            return status;
    }
    return check_operands(out);
}

void arguments_free(struct arguments *arguments)
{
    free(arguments->given);
    arguments->given = NULL;
}

const char *option_repeated(const struct arguments *arguments, const char *name, size_t rank)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, name) == 0 && rank-- == 0)
            return arguments->given[i].value;
    return NULL;
}

const char *option_value(const struct arguments *arguments, const char *name)
{
    for (size_t i = arguments->given_count; i-- > 0;)
        if (strcmp(arguments->given[i].option->name, name) == 0)
            return arguments->given[i].value;
    return NULL;
}

bool option_given(const struct arguments *arguments, const char *name)
{
    for (size_t i = 0; i < arguments->given_count; i++)
        if (strcmp(arguments->given[i].option->name, name) == 0)
            return true;
    return false;
}

bool read_whole(const char *text, long long least, long long most, long long *out)
{
    char *end;

    if ((*text < '0' || *text > '9') && *text != '-' && *text != '+')
        return false;
    errno = 0;
    *out = strtoll(text, &end, 10);
    return end != text && *end == '\0' && errno == 0 && *out >= least && *out <= most;
}

bool read_real(const char *text, double *out)
{
    char *end;

    if ((*text < '0' || *text > '9') && *text != '-' && *text != '+' && *text != '.')
        return false;
    *out = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*out);
}

int usage_error(const struct command *command, const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "netmkt %s: ", command->name);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return STATUS_USAGE;
}

void command_help(const struct command *command, FILE *to)
{
    const struct option *option;
    size_t width = 0;

    fprintf(to, "netmkt %s%s%s [options]\n%s\n", command->name, *command->operands != '\0' ? " " : "", command->operands,
            command->brief);
    if (command->details != NULL)
        fprintf(to, "\n%s\n", command->details);
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
        size_t length = strlen(option->name) + (option->argument != NULL ? strlen(option->argument) + 1 : 0);

        if (length > width)
            width = length;
    }
    fputs("\nOptions:\n", to);
    for (size_t i = 0; (option = option_at(command, i)) != NULL; i++) {
        const char *argument = option->argument != NULL ? option->argument : "";
        size_t length = strlen(option->name) + strlen(argument) + (*argument != '\0');

        fprintf(to, "  --%s%s%s%*s  %s\n", option->name, *argument != '\0' ? " " : "", argument, (int)(width - length), "", option->help);
    }
}

/* Levenshtein's distance, for words shorter than NAME_MOST. */
static size_t distance(const char *a, const char *b)
{
    size_t row[NAME_MOST + 1];
    size_t length = strlen(b);

    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t shorter = row[j] < row[j - 1] ? row[j] : row[j - 1];

            diagonal = row[j];
            row[j] = change < shorter + 1 ? change : shorter + 1;
        }
    }
    return row[length];
}

const char *nearest_name(const char *word, const char *const *names, size_t count)
{
    const char *nearest = NULL;
    size_t least = 3; /* farther away is no typing error */

    if (strlen(word) >= NAME_MOST)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t d = strlen(names[i]) < NAME_MOST ? distance(word, names[i]) : least;

        if (d < least && d < strlen(word)) {
            least = d;
            nearest = names[i];
        }
    }
    return nearest;
}
