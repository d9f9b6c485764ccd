/* Paths from a store or a file. */
#include "source.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feed.h"
#include "lists.h"

enum { PIECE = 1 << 18 };

static const char *const STORE_ONLY[] = {"by", "window", "touches", "conversion", "segment", "as-of"};
static const char *const STEPS[] = {"channel", "campaign", "both"};

static int set(struct source *source, const char *name, double value)
{
    return netmkt_settings_set_real(source->session.settings, name, value) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

/* --touches: built-in kinds as bits; of registered ones there is room for one. */
static int read_touches(struct source *source, const char *text)
{
    double bits = 0.0, registered = 0.0;

    while (*text != '\0') {
        size_t length = strcspn(text, ",");
        char name[64];
        netmkt_kind_id kind;

        if (length == 0 || length >= sizeof name)
            return usage_error(source->session.arguments->command, "--touches needs kinds with commas between them, not \"%.64s\"", text);
        memcpy(name, text, length);
        name[length] = '\0';
        if (netmkt_kind_by_name(source->session.store, name, &kind) != NETMKT_OK)
            return fail_library("--touches");
        if (kind < NETMKT_KIND_CUSTOM)
            bits += ((uint32_t)bits >> kind & 1) != 0 ? 0.0 : (double)(UINT32_C(1) << kind);
        else if (registered > 0.0 && registered != kind)
            return usage_error(source->session.arguments->command, "--touches takes one registered kind; --set path.touches has them all with 1");
        else
            registered = kind;
        text += length + (text[length] == ',');
    }
    return set(source, "path.touches", bits) == STATUS_GOOD ? set(source, "path.touch_kind", registered) : STATUS_FAILED;
}

static int read_store_options(struct source *source)
{
    const struct arguments *arguments = source->session.arguments;
    const char *touches = option_value(arguments, "touches"), *conversion = option_value(arguments, "conversion");
    size_t by = 0;
    netmkt_kind_id kind;
    int status = STATUS_GOOD;

    if (option_given(arguments, "by")) {
        if (!read_choice(arguments, "by", STEPS, sizeof STEPS / sizeof STEPS[0], &by))
            return STATUS_USAGE;
        status = set(source, "path.by", (double)by);
    }
    if (status == STATUS_GOOD)
        status = setting_option(&source->session, "window", "path.window_days");
    if (status == STATUS_GOOD && touches != NULL)
        status = read_touches(source, touches);
    if (status == STATUS_GOOD && conversion != NULL) {
        if (netmkt_kind_by_name(source->session.store, conversion, &kind) != NETMKT_OK)
            return fail_library("--conversion");
        status = set(source, "path.conversion_kind", kind);
    }
    return status;
}

int source_open(struct source *source, const struct arguments *arguments)
{
    long long digits = 2;
    int status;

    memset(source, 0, sizeof *source);
    source->file = option_value(arguments, "paths");
    status = session_begin(&source->session, arguments);
    if (status != STATUS_GOOD)
        return status;
    if ((source->file != NULL) == (arguments->operand_count > 0))
        return usage_error(arguments->command, "give a STORE or --paths FILE.csv");
    for (size_t i = 0; source->file != NULL && i < sizeof STORE_ONLY / sizeof STORE_ONLY[0]; i++)
        if (option_given(arguments, STORE_ONLY[i]))
            return usage_error(arguments->command, "--%s is about a store's paths, not those of a file", STORE_ONLY[i]);
    if (option_given(arguments, "digits") && (source->file == NULL || !read_whole(option_value(arguments, "digits"), 0, 9, &digits)))
        return usage_error(arguments->command, "--digits is 0 to 9, and of a file's money");
    source->exponent = (int32_t)digits;
    if (source->file != NULL)
        return STATUS_GOOD;
    status = session_store(&source->session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = read_store_options(source);
    source->exponent = source->session.facts.currency_exponent;
    return status;
}

void source_close(struct source *source)
{
    session_close(&source->session);
}

static int feed_paths(netmkt_path_import *import, int file, const char *name)
{
    char *buffer = malloc(PIECE);
    ssize_t got = 1;
    int status = STATUS_GOOD;

    if (buffer == NULL)
        return fail("out of memory");
    while (status == STATUS_GOOD && got > 0) {
        got = read(file, buffer, PIECE);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            status = fail("cannot read %s: %s", name, strerror(errno));
        else if (netmkt_path_import_feed(import, buffer, (size_t)got) != NETMKT_OK)
            status = fail_library(name);
    }
    if (status == STATUS_GOOD && netmkt_path_import_finish(import, NULL) != NETMKT_OK)
        status = fail_library(name);
    free(buffer);
    return status;
}

static int read_file(const struct source *source, netmkt_attribution *attribution, netmkt_paths *paths)
{
    const char *name = strcmp(source->file, "-") == 0 ? "standard input" : source->file;
    netmkt_path_import *import = NULL;
    int file = feed_open(source->file), status;

    if (file < 0)
        return STATUS_FAILED;
    status = netmkt_path_import_new(attribution, paths, &import) == NETMKT_OK ? feed_paths(import, file, name) : fail_library(NULL);
    netmkt_path_import_free(import);
    if (file > STDIN_FILENO)
        (void)close(file);
    return status;
}

int source_count(struct source *source, uint32_t models, netmkt_attribution **out)
{
    if (netmkt_attribution_new(NULL, source->exponent, source->session.settings, models, out) != NETMKT_OK)
        return fail_library(NULL);
    if (source->file != NULL)
        return read_file(source, *out, NULL);
    return netmkt_attribution_update_store(*out, source->session.store, source->session.settings, source->session.as_of) == NETMKT_OK ? STATUS_GOOD
                                                                                                                                       : fail_library(NULL);
}

int source_list(struct source *source, netmkt_paths **out)
{
    if (netmkt_paths_new(NULL, source->exponent, out) != NETMKT_OK)
        return fail_library(NULL);
    if (source->file != NULL)
        return read_file(source, NULL, *out);
    return netmkt_paths_add_store(*out, source->session.store, source->session.settings, source->session.as_of) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}
