/* netmkt export: everything in a store as a CSV that imports into an equal store. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"

enum { PIECE = 1 << 20, SECRET_MOST = 4096, RANDOM_SECRET = 32 };

static int copy_out(netmkt_export *source, struct sink *sink)
{
    char *buffer = malloc(PIECE);
    netmkt_status result;
    size_t length;
    int status = STATUS_GOOD;

    if (buffer == NULL)
        return fail("out of memory");
    while (status == STATUS_GOOD && (result = netmkt_export_next(source, buffer, PIECE, &length)) != NETMKT_DONE)
        status = result == NETMKT_OK ? sink_write(sink, buffer, length) : fail_library(NULL);
    free(buffer);
    return status;
}

/* The secret: the whole of a file, or as many random bytes as a key needs, which nobody keeps. */
static int read_secret(const char *path, unsigned char *secret, size_t capacity, size_t *size)
{
    const char *source = path != NULL ? path : "/dev/urandom";
    FILE *file = fopen(source, "rb");
    int status = STATUS_GOOD;

    if (file == NULL)
        return fail("cannot read %s: %s", source, strerror(errno));
    (void)setvbuf(file, NULL, _IONBF, 0); /* no copy of it elsewhere, and no more than needed */
    *size = fread(secret, 1, path != NULL ? capacity : RANDOM_SECRET, file);
    if (ferror(file) || (path == NULL && *size != RANDOM_SECRET))
        status = fail("cannot read %s: %s", source, strerror(errno));
    (void)fclose(file);
    return status;
}

static int begin(const struct session *session, netmkt_export **source)
{
    unsigned char secret[SECRET_MOST + 1];
    const char *path = option_value(session->arguments, "secret");
    size_t size = 0;
    int status;

    if (!option_given(session->arguments, "pseudonymous"))
        return netmkt_export_new(session->store, source) == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
    status = read_secret(path, secret, sizeof secret, &size);
    if (status == STATUS_GOOD && netmkt_export_pseudonymous(session->store, secret, size, source) != NETMKT_OK)
        status = fail_library(path);
    explicit_bzero(secret, sizeof secret); /* memset() before the end of its life may be left out */
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct sink sink = {0};
    netmkt_export *source = NULL;
    int status;

    if (option_given(arguments, "secret") && !option_given(arguments, "pseudonymous"))
        return usage_error(arguments->command, "--secret goes with --pseudonymous");
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = begin(&session, &source);
    if (status == STATUS_GOOD)
        status = sink_open(&sink, option_value(arguments, "out"));
    if (status == STATUS_GOOD) {
        status = copy_out(source, &sink);
        status = sink_close(&sink, status == STATUS_GOOD);
    }
    netmkt_export_free(source);
    session_close(&session);
    return status;
}

const struct command command_export = {
    .name = "export",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .options = (const struct option[]){{"out", "FILE", "Write here; default: standard output."},
                                       {"pseudonymous", NULL, "Name nobody: keys and references by keyed hash, no personal attributes."},
                                       {"secret", "FILE", "The key of that hash: 16 to 4096 bytes. Default: random, and not kept."},
                                       {NULL, NULL, NULL}},
    .brief = "Everything in a store as CSV.",
    .details = "'netmkt import' of it into a new store, of the same currency and day offset, gives an equal store.",
    .run = run,
};
