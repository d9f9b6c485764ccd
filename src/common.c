/* Messages, and the open store with what the shared options say about it. */
#include "common.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((format(printf, 1, 0))) static void say(const char *format, va_list arguments)
{
    fputs("netmkt: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

int fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
    return STATUS_FAILED;
}

void note(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}

int fail_library(const char *what)
{
    if (what != NULL)
        return fail("%s: %s", what, netmkt_last_error());
    return fail("%s", netmkt_last_error());
}

int format_option(const struct arguments *arguments, int32_t *format)
{
    static const char *const names[] = {"text", "csv", "json"};
    static const int32_t formats[] = {NETMKT_FORMAT_TEXT, NETMKT_FORMAT_CSV, NETMKT_FORMAT_JSON};
    const char *value = option_value(arguments, "format");

    *format = NETMKT_FORMAT_TEXT;
    if (value == NULL)
        return STATUS_GOOD;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(value, names[i]) == 0) {
            *format = formats[i];
            return STATUS_GOOD;
        }
    }
    return usage_error(arguments->command, "--format is text, csv or json, not \"%.64s\"", value);
}

int setting_option(struct session *session, const char *option, const char *setting)
{
    const char *value = option_value(session->arguments, option);
    double number;

    if (value == NULL)
        return STATUS_GOOD;
    if (!read_real(value, &number))
        return usage_error(session->arguments->command, "--%s needs a number, not \"%.64s\"", option, value);
    if (netmkt_settings_set_real(session->settings, setting, number) != NETMKT_OK)
        return usage_error(session->arguments->command, "--%s: %s", option, netmkt_last_error());
    return STATUS_GOOD;
}

static const struct {
    const char *name;
    double days;
} units[] = {{"day", 1.0}, {"week", 7.0}, {"month", 30.4375}, {"year", 365.25}};

static int unit_option(struct session *session)
{
    const char *value = option_value(session->arguments, "unit");
    double days = 0.0;

    if (value == NULL)
        return STATUS_GOOD;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (strcmp(value, units[i].name) == 0)
            days = units[i].days;
    if (days == 0.0 && !read_real(value, &days))
        return usage_error(session->arguments->command, "--unit is day, week, month, year or a number of days, not \"%.64s\"", value);
    if (netmkt_settings_set_real(session->settings, "time.unit_days", days) != NETMKT_OK)
        return usage_error(session->arguments->command, "--unit: %s", netmkt_last_error());
    return STATUS_GOOD;
}

static int set_options(struct session *session)
{
    const char *pair;

    for (size_t i = 0; (pair = option_repeated(session->arguments, "set", i)) != NULL; i++) {
        const char *equals = strchr(pair, '=');
        char name[128];

        if (equals == NULL || equals == pair || (size_t)(equals - pair) >= sizeof name)
            return usage_error(session->arguments->command, "--set needs NAME=VALUE, not \"%.64s\"", pair);
        memcpy(name, pair, (size_t)(equals - pair));
        name[equals - pair] = '\0';
        if (netmkt_settings_set_text(session->settings, name, equals + 1) != NETMKT_OK)
            return usage_error(session->arguments->command, "--set: %s", netmkt_last_error());
    }
    return STATUS_GOOD;
}

static int moment_option(struct session *session)
{
    const char *value = option_value(session->arguments, "as-of");

    session->as_of = NETMKT_LATEST;
    if (value == NULL || netmkt_time_parse_as_of(value, session->facts.day_offset_minutes, &session->as_of) == NETMKT_OK)
        return STATUS_GOOD;
    return usage_error(session->arguments->command, "--as-of: %s", netmkt_last_error());
}

static int limit_option(struct session *session)
{
    const char *value = option_value(session->arguments, "limit");
    long long number = 0;

    if (value != NULL && !read_whole(value, 0, INT64_MAX, &number))
        return usage_error(session->arguments->command, "--limit needs a whole number of rows (0: all), not \"%.64s\"", value);
    session->limited = value != NULL;
    session->limit = (uint64_t)number;
    return STATUS_GOOD;
}

int wait_option(const struct arguments *arguments, uint32_t *milliseconds)
{
    const char *value = option_value(arguments, "wait");
    double seconds = 0.0;

    *milliseconds = 0;
    if (value != NULL && (!read_real(value, &seconds) || !(seconds >= 0.0 && seconds <= 86400.0)))
        return usage_error(arguments->command, "--wait needs seconds, 0 to 86400, not \"%.64s\"", value);
    *milliseconds = (uint32_t)(seconds * 1000.0);
    return STATUS_GOOD;
}

int session_begin(struct session *session, const struct arguments *arguments)
{
    int status;

    *session = (struct session){.arguments = arguments, .as_of = NETMKT_LATEST, .format = NETMKT_FORMAT_TEXT};
    if (netmkt_settings_new(NULL, &session->settings) != NETMKT_OK)
        return fail_library(NULL);
    status = format_option(arguments, &session->format);
    if (status == STATUS_GOOD)
        status = unit_option(session);
    if (status == STATUS_GOOD)
        status = set_options(session);
    if (status == STATUS_GOOD)
        status = setting_option(session, "threads", "run.threads");
    if (status == STATUS_GOOD)
        status = limit_option(session);
    if (status == STATUS_GOOD)
        status = moment_option(session); /* a wrong date is told before the store is looked at */
    return status;
}

/* For a person: the line of the mistake, and a caret below it. */
static void show_place(const char *text, uint64_t at)
{
    const char *line = text + at;
    const char *end;

    if (!isatty(STDERR_FILENO))
        return;
    while (line > text && line[-1] != '\n')
        line--;
    end = line + strcspn(line, "\n");
    if (end - line > 200)
        return;
    fputs("  ", stderr);
    for (const char *p = line; p < end; p++)
        fputc((unsigned char)*p < 0x20 || *p == 0x7f ? ' ' : *p, stderr);
    fputs("\n  ", stderr);
    for (const char *p = line; p < text + at; p++)
        if (((unsigned char)*p & 0xc0) != 0x80)
            fputc(' ', stderr);
    fputs("^\n", stderr);
}

int read_segment(const struct session *session, const char *text, netmkt_segment **out)
{
    uint64_t at = 0;
    netmkt_status status;

    if (*text == '@')
        return netmkt_segment_load(session->store, text + 1, out) == NETMKT_OK ? STATUS_GOOD : fail_library("segment");
    status = netmkt_segment_parse(session->store, text, out, &at);

    if (status == NETMKT_OK)
        return STATUS_GOOD;
    (void)fail_library("segment");
    if (status != NETMKT_E_FORMAT && status != NETMKT_E_NOT_FOUND)
        return STATUS_FAILED;
    if (at <= strlen(text))
        show_place(text, at);
    return STATUS_USAGE;
}

/* --segment: the settings ask about its members alone. */
static int segment_option(struct session *session)
{
    const char *text = option_value(session->arguments, "segment");
    netmkt_segment *segment = NULL;
    int status = STATUS_GOOD;

    if (text == NULL)
        return STATUS_GOOD;
    status = read_segment(session, text, &segment);
    if (status == STATUS_GOOD && netmkt_segment_limit(session->store, segment, session->settings, session->as_of) != NETMKT_OK)
        status = fail_library("segment");
    netmkt_segment_free(segment);
    return status;
}

int session_store(struct session *session, const char *path, uint32_t flags)
{
    netmkt_store_options options;
    int status;

    netmkt_store_options_init(&options);
    options.flags = flags;
    if (wait_option(session->arguments, &options.lock_wait_ms) != STATUS_GOOD)
        return STATUS_USAGE;
    if (netmkt_store_open(path, &options, &session->store) != NETMKT_OK)
        return fail_library(NULL);
    session->facts.struct_size = sizeof session->facts;
    if (netmkt_store_stats(session->store, &session->facts) != NETMKT_OK)
        return fail_library(NULL);
    status = moment_option(session); /* again, now with the store's own days */
    return status == STATUS_GOOD ? segment_option(session) : status;
}

int session_open(struct session *session, const struct arguments *arguments, const char *path, uint32_t flags)
{
    int status = session_begin(session, arguments);

    return status == STATUS_GOOD ? session_store(session, path, flags) : status;
}

void session_close(struct session *session)
{
    netmkt_store_close(session->store);
    netmkt_settings_free(session->settings);
    session->store = NULL;
    session->settings = NULL;
}

uint64_t rows_wanted(const struct session *session, uint64_t standard)
{
    if (session->limited)
        return session->limit;
    return session->format == NETMKT_FORMAT_TEXT && !option_given(session->arguments, "all") ? standard : 0;
}

bool read_utc_offset(const char *text, int32_t *minutes)
{
    long long hours, rest = 0, total;
    const char *digits = text + 1;
    size_t length = strlen(text);
    char hour[3] = "";

    if (*text != '+' && *text != '-') {
        if (strcmp(text, "Z") != 0 && !read_whole(text, 0, 1439, &rest))
            return false;
        *minutes = (int32_t)rest;
        return true;
    }
    if (length != 3 && length != 5 && !(length == 6 && text[3] == ':'))
        return false;
    memcpy(hour, digits, 2);
    if (hour[0] < '0' || hour[0] > '9' || !read_whole(hour, 0, 23, &hours))
        return false;
    if (length > 3) {
        const char *minute = text + length - 2;

        if (*minute < '0' || *minute > '9' || !read_whole(minute, 0, 59, &rest))
            return false;
    }
    total = hours * 60 + rest;
    *minutes = (int32_t)(*text == '-' ? -total : total);
    return true;
}

char *printable(char *text)
{
    for (unsigned char *p = (unsigned char *)text; *p != '\0'; p++) {
        if (p[0] < 0x20 || p[0] == 0x7f)
            *p = '?';
        else if (p[0] == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0) /* U+0080 to U+009F */
            p[0] = p[1] = '?';
    }
    return text;
}

const char *moment_text(const struct session *session, char *buffer)
{
    int64_t moment = session->as_of;
    const char *given = option_value(session->arguments, "as-of");

    if (given != NULL)
        return given;
    moment = session->facts.last_ms + (int64_t)session->facts.day_offset_minutes * 60000;
    if (session->facts.events == 0 || netmkt_time_format(moment, buffer, 32) != NETMKT_OK)
        return "now: no events yet";
    buffer[10] = '\0'; /* the day alone */
    return buffer;
}

const char *unit_text(const struct session *session, char *buffer)
{
    double days = 0.0;

    (void)netmkt_settings_get_real(session->settings, "time.unit_days", &days);
    (void)snprintf(buffer, 48, "units of %g days", days);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (days == units[i].days)
            (void)snprintf(buffer, 48, "%ss", units[i].name);
    return buffer;
}

const char *currency_text(const struct session *session, char *buffer)
{
    bool said = strcmp(session->facts.currency, "XXX") != 0;

    (void)snprintf(buffer, 8, "%s%.3s", said ? " " : "", said ? session->facts.currency : "");
    return buffer;
}
