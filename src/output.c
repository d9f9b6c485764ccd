/* Answers: tables and bytes on standard output or in files, with every write checked. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"

static int32_t write_output(void *user, const char *bytes, size_t size)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

int finish_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    if (errno != EPIPE)
        (void)fail("cannot write the answer: %s", strerror(errno));
    return STATUS_FAILED;
}

int show_table(const struct session *session, const netmkt_table *table)
{
    netmkt_status status = netmkt_table_write(table, session->format, write_output, NULL);

    if (status == NETMKT_E_CANCELLED)
        return STATUS_FAILED; /* finish_output() says why */
    return status == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

int show_columns(const struct session *session, const netmkt_table *table, const char *const *columns, size_t count,
                 const uint64_t *rows, uint64_t row_count, uint64_t limit)
{
    netmkt_table *part = NULL;
    uint64_t all = rows != NULL ? row_count : netmkt_table_rows(table);
    uint64_t shown = limit != 0 && limit < all ? limit : all;
    int status;

    if (netmkt_table_select(table, columns, count, rows, (size_t)shown, &part) != NETMKT_OK)
        return fail_library(NULL);
    status = show_table(session, part);
    if (shown < all && session->format == NETMKT_FORMAT_TEXT)
        printf("... and %llu more rows (--all shows them, --limit N the first N)\n", (unsigned long long)(all - shown));
    netmkt_table_free(part);
    return status;
}

const void *column_values(const netmkt_table *table, const char *name)
{
    const void *data = NULL;

    if (netmkt_table_column(table, name, NULL, &data) != NETMKT_OK)
        (void)fail_library(NULL);
    return data;
}

struct rank {
    double key;
    uint64_t row;
};

static int by_key(const void *a, const void *b)
{
    const struct rank *left = a, *right = b;

    if (left->key > right->key)
        return -1;
    if (left->key < right->key)
        return 1;
    return left->row < right->row ? -1 : left->row > right->row;
}

uint64_t *rows_by(const netmkt_table *table, const char *column)
{
    size_t n = netmkt_table_rows(table);
    struct rank *ranks = malloc((n + 1) * sizeof *ranks);
    uint64_t *rows = malloc((n + 1) * sizeof *rows);
    uint64_t *sorted = NULL;
    const void *data = NULL;
    int32_t type = 0;

    if (ranks == NULL || rows == NULL) {
        (void)fail("out of memory for %zu rows", n);
        goto done;
    }
    if (netmkt_table_column(table, column, &type, &data) != NETMKT_OK) {
        (void)fail_library(NULL);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        double key = type == NETMKT_COLUMN_REAL ? ((const double *)data)[i] : (double)((const int64_t *)data)[i];

        ranks[i] = (struct rank){key == key ? key : -1e308, i}; /* no value: last */
    }
    qsort(ranks, n, sizeof *ranks, by_key);
    for (size_t i = 0; i < n; i++)
        rows[i] = ranks[i].row;
    sorted = rows;
    rows = NULL;
done:
    free(ranks);
    free(rows);
    return sorted;
}

/* A name that stands for something other than a regular file (a pipe, a terminal, /dev/null) is written directly. */
static bool is_special(const char *path)
{
    struct stat facts;

    return stat(path, &facts) == 0 && !S_ISREG(facts.st_mode);
}

int sink_open(struct sink *sink, const char *path)
{
    *sink = (struct sink){.path = path};
    if (path == NULL || strcmp(path, "-") == 0) {
        sink->file = stdout;
        sink->path = NULL;
        return STATUS_GOOD;
    }
    if (!is_special(path)) {
        size_t size = strlen(path) + sizeof ".part";

        sink->temporary = malloc(size);
        if (sink->temporary == NULL)
            return fail("out of memory");
        (void)snprintf(sink->temporary, size, "%s.part", path);
    }
    sink->file = fopen(sink->temporary != NULL ? sink->temporary : path, "wb");
    if (sink->file != NULL)
        return STATUS_GOOD;
    free(sink->temporary);
    sink->temporary = NULL;
    return fail("cannot write %s: %s", path, strerror(errno));
}

int sink_write(struct sink *sink, const char *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, sink->file) == size)
        return STATUS_GOOD;
    return sink->path == NULL ? STATUS_FAILED : fail("cannot write %s: %s", sink->path, strerror(errno));
}

int sink_close(struct sink *sink, bool complete)
{
    int status = complete ? STATUS_GOOD : STATUS_FAILED;

    if (sink->file == NULL || sink->path == NULL)
        return status;
    if (fclose(sink->file) != 0 && complete)
        status = fail("cannot write %s: %s", sink->path, strerror(errno));
    if (sink->temporary != NULL) {
        if (status == STATUS_GOOD && rename(sink->temporary, sink->path) != 0)
            status = fail("cannot write %s: %s", sink->path, strerror(errno));
        if (status != STATUS_GOOD)
            (void)unlink(sink->temporary);
    }
    free(sink->temporary);
    sink->temporary = NULL;
    sink->file = NULL;
    return status;
}
