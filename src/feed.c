/* Feeding files and simulations to an import. The file is read in large pieces with read(2); nothing of an import that
 * fails is kept. */
#include "feed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 4 << 20, PAIR_MOST = 512 };

/* Call `use` for every FIELD=COLUMN of every occurrence of an option. */
static int each_pair(struct feed *feed, netmkt_import *import, const char *option,
                     netmkt_status (*use)(netmkt_import *import, const char *name, const char *value))
{
    const struct command *command = feed->arguments->command;
    const char *list;

    for (size_t i = 0; (list = option_repeated(feed->arguments, option, i)) != NULL; i++) {
        while (*list != '\0') {
            char pair[PAIR_MOST];
            size_t length = strcspn(list, ",");
            char *equals;

            if (length >= sizeof pair)
                return usage_error(command, "--%s: \"%.64s...\" is too long", option, list);
            memcpy(pair, list, length);
            pair[length] = '\0';
            equals = strchr(pair, '=');
            if (equals == NULL || equals == pair)
                return usage_error(command, "--%s needs NAME=VALUE,NAME=VALUE, not \"%.64s\"", option, pair);
            *equals = '\0';
            if (use(import, pair, equals + 1) != NETMKT_OK)
                return usage_error(command, "--%s: %s", option, netmkt_last_error());
            list += length + (list[length] == ',');
        }
    }
    return STATUS_GOOD;
}

static netmkt_status use_kind(netmkt_import *import, const char *from, const char *to)
{
    return netmkt_import_translate(import, "kind", from, to);
}

static netmkt_status use_channel(netmkt_import *import, const char *from, const char *to)
{
    return netmkt_import_translate(import, "channel", from, to);
}

static int delimiter_option(struct feed *feed)
{
    const char *value = option_value(feed->arguments, "delimiter");

    if (value == NULL)
        return STATUS_GOOD;
    if (strcmp(value, "\\t") == 0 || strcmp(value, "tab") == 0)
        value = "\t";
    if (value[0] == '\0' || value[1] != '\0')
        return usage_error(feed->arguments->command, "--delimiter needs one character (or tab), not \"%.16s\"", value);
    feed->options.delimiter = (uint8_t)value[0];
    return STATUS_GOOD;
}

int feed_begin(struct feed *feed, const struct arguments *arguments, bool skip)
{
    const char *value = option_value(arguments, "on-error");
    long long threads = 1;

    *feed = (struct feed){.arguments = arguments, .problems_most = UINT64_MAX};
    netmkt_import_options_init(&feed->options);
    if (value != NULL && strcmp(value, "stop") != 0 && strcmp(value, "skip") != 0)
        return usage_error(arguments->command, "--on-error is stop or skip, not \"%.64s\"", value);
    if (option_given(arguments, "personal"))
        feed->options.flags |= NETMKT_IMPORT_PERSONAL;
    if (value != NULL ? strcmp(value, "skip") == 0 : skip)
        feed->options.flags |= NETMKT_IMPORT_SKIP;
    value = option_value(arguments, "utc-offset");
    if (value != NULL && !read_utc_offset(value, &feed->options.utc_offset_minutes))
        return usage_error(arguments->command, "--utc-offset is such as +01:00 or -0530, not \"%.64s\"", value);
    value = option_value(arguments, "threads");
    if (value != NULL && !read_whole(value, 0, 256, &threads))
        return usage_error(arguments->command, "--threads needs a number of 0 to 256, not \"%.64s\"", value);
    feed->options.threads = (uint32_t)threads;
    return delimiter_option(feed);
}

int feed_import(struct feed *feed, netmkt_store *store, netmkt_import **import)
{
    const char *kind = option_value(feed->arguments, "kind");
    const char *channel = option_value(feed->arguments, "channel");
    int status;

    if (kind != NULL && netmkt_kind_by_name(store, kind, &feed->options.kind) != NETMKT_OK)
        return usage_error(feed->arguments->command, "--kind: %s", netmkt_last_error());
    if (channel != NULL && netmkt_channel_by_name(store, channel, &feed->options.channel) != NETMKT_OK)
        return usage_error(feed->arguments->command, "--channel: %s", netmkt_last_error());
    if (netmkt_import_new(store, &feed->options, import) != NETMKT_OK)
        return fail_library(NULL);
    status = each_pair(feed, *import, "map", netmkt_import_map);
    if (status == STATUS_GOOD)
        status = each_pair(feed, *import, "kinds", use_kind);
    if (status == STATUS_GOOD)
        status = each_pair(feed, *import, "channels", use_channel);
    return status;
}

/* Tell the bad rows left out since the last call. */
static void show_problems(struct feed *feed, netmkt_import *import, const char *name)
{
    const char *message;
    uint64_t line;

    while (netmkt_import_problem(import, &line, &message) == NETMKT_OK)
        if (feed->problems_shown++ < feed->problems_most)
            note("%s: %s", name, message);
}

/* The import's failure, with the option that helps where there is one. */
static int fail_import(const struct feed *feed, const char *name, netmkt_status status)
{
    const char *message = netmkt_last_error();
    const char *advice = "";
    bool in_header = strncmp(message, "line 1:", 7) == 0;

    if (status == NETMKT_E_NOT_FOUND && !in_header)
        advice = "; --kinds and --channels translate names, --register adds them";
    else if ((status == NETMKT_E_FORMAT || status == NETMKT_E_RANGE) && strncmp(message, "line ", 5) == 0 && !in_header &&
             (feed->options.flags & NETMKT_IMPORT_SKIP) == 0)
        advice = "; --on-error skip leaves bad rows out";
    return fail("%s: %s%s", name, message, advice);
}

struct progress {
    bool shown;     /* standard error is a terminal */
    double started, last;
    uint64_t total; /* bytes of the file; 0: not known */
};

static double seconds(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void show_progress(struct progress *progress, uint64_t done)
{
    static const char bar[] = "##############################";
    double now = seconds();
    double rate = (double)done / (now - progress->started + 1e-9) / 1e6;

    if (!progress->shown || now - progress->last < 0.1)
        return;
    progress->last = now;
    if (progress->total > 0) {
        double share = (double)done / (double)progress->total;
        int filled = (int)((share < 1.0 ? share : 1.0) * (double)(sizeof bar - 1));

        fprintf(stderr, "\r[%-30.*s] %3.0f %%  %.0f MB  %.0f MB/s ", filled, bar, share * 100.0, (double)done / 1e6, rate);
    } else
        fprintf(stderr, "\r%.0f MB  %.0f MB/s ", (double)done / 1e6, rate);
}

static void end_progress(const struct progress *progress)
{
    if (progress->shown && progress->last > 0.0)
        fprintf(stderr, "\r%64s\r", "");
}

int feed_open(const char *name)
{
    struct stat facts;
    int file = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);

    if (file < 0)
        (void)fail("cannot read %s: %s", name, strerror(errno));
    else if (fstat(file, &facts) == 0 && S_ISDIR(facts.st_mode)) {
        (void)fail("cannot read %s: it is a directory; give a CSV file", name);
        (void)close(file);
        file = -1;
    }
    return file;
}

int feed_file(struct feed *feed, netmkt_import *import, int file, const char *name)
{
    struct progress progress = {.shown = isatty(STDERR_FILENO) == 1, .started = seconds()};
    char *buffer = malloc(PIECE);
    struct stat facts;
    netmkt_status result;
    uint64_t done = 0;
    ssize_t got = 1;
    int status = STATUS_GOOD;

    if (buffer == NULL)
        return fail("out of memory");
    if (fstat(file, &facts) == 0 && S_ISREG(facts.st_mode))
        progress.total = (uint64_t)facts.st_size;
    while (status == STATUS_GOOD && got > 0) {
        got = read(file, buffer, PIECE);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            status = fail("cannot read %s: %s", name, strerror(errno));
        else if (got > 0 && (result = netmkt_import_feed(import, buffer, (size_t)got)) != NETMKT_OK) {
            end_progress(&progress);
            status = fail_import(feed, name, result);
        } else if (got > 0) {
            done += (uint64_t)got;
            show_progress(&progress, done);
            show_problems(feed, import, name);
        }
    }
    end_progress(&progress);
    free(buffer);
    return status;
}

int feed_simulation(netmkt_import *import, const netmkt_simulation_options *options)
{
    netmkt_simulation *simulation = NULL;
    char *buffer = malloc(PIECE);
    netmkt_status result = NETMKT_OK;
    int status = STATUS_GOOD;
    size_t length;

    if (buffer == NULL)
        return fail("out of memory");
    if (netmkt_simulation_new(NULL, options, &simulation) != NETMKT_OK)
        status = fail_library(NULL);
    while (status == STATUS_GOOD && (result = netmkt_simulation_next(simulation, buffer, PIECE, &length)) == NETMKT_OK)
        if (netmkt_import_feed(import, buffer, length) != NETMKT_OK)
            status = fail_library("simulation");
    if (status == STATUS_GOOD && result != NETMKT_DONE)
        status = fail_library("simulation");
    netmkt_simulation_free(simulation);
    free(buffer);
    return status;
}

int feed_finish(struct feed *feed, netmkt_import *import, const char *name, netmkt_import_report *report)
{
    netmkt_status result;

    *report = (netmkt_import_report){.struct_size = sizeof *report};
    result = netmkt_import_finish(import, report);
    if (result != NETMKT_OK)
        return fail_import(feed, name, result);
    show_problems(feed, import, name);
    return STATUS_GOOD;
}

/* Currencies whose minor unit is not a hundredth (ISO 4217). */
static int32_t currency_digits(const char *code)
{
    static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    static const char three[] = "BHD IQD JOD KWD LYD OMR TND";
    static const char four[] = "CLF UYW";

    if (strstr(none, code) != NULL)
        return 0;
    if (strstr(three, code) != NULL)
        return 3;
    return strstr(four, code) != NULL ? 4 : 2;
}

int creation_options(const struct arguments *arguments, netmkt_store_options *options)
{
    const char *currency = option_value(arguments, "currency");
    const char *offset = option_value(arguments, "day-offset");
    long long minutes;

    netmkt_store_options_init(options);
    if (currency != NULL) {
        if (strlen(currency) != 3 || strspn(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3)
            return usage_error(arguments->command, "--currency needs three capital letters such as EUR, not \"%.16s\"", currency);
        memcpy(options->currency, currency, 4);
        options->currency_exponent = currency_digits(currency);
    }
    if (offset != NULL) {
        if (!read_whole(offset, -1439, 1439, &minutes))
            return usage_error(arguments->command, "--day-offset needs minutes of -1439 to 1439, not \"%.64s\"", offset);
        options->day_offset_minutes = (int32_t)minutes;
    }
    return STATUS_GOOD;
}

void discard_store(const char *path)
{
    size_t size = strlen(path) + sizeof "-lock";
    char *lock = malloc(size);

    (void)unlink(path);
    if (lock != NULL) {
        (void)snprintf(lock, size, "%s-lock", path);
        (void)unlink(lock);
    }
    free(lock);
}

enum { WHOLE_PIECE = 1 << 16 };

char *feed_whole(const char *name, size_t *size)
{
    int file = feed_open(name);
    char *bytes = NULL, *larger;
    size_t capacity = 0;
    ssize_t got = 1;

    *size = 0;
    while (file >= 0 && got > 0) {
        if (*size == capacity) {
            capacity = capacity == 0 ? WHOLE_PIECE : 2 * capacity;
            larger = realloc(bytes, capacity);
            if (larger == NULL) {
                (void)fail("out of memory");
                break;
            }
            bytes = larger;
        }
        do
            got = read(file, bytes + *size, capacity - *size);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            (void)fail("cannot read %s: %s", name, strerror(errno));
        *size += got > 0 ? (size_t)got : 0;
    }
    if (file > STDIN_FILENO)
        (void)close(file);
    if (file >= 0 && got == 0)
        return bytes;
    free(bytes);
    return NULL;
}
