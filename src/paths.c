/* netmkt paths: the different paths of customers to a conversion, or to none. */
#include "commands.h"
#include "source.h"

enum { STANDARD_ROWS = 25 };

static int show(struct source *source)
{
    const struct session *session = &source->session;
    netmkt_paths *paths = NULL;
    netmkt_table *table = NULL;
    int status = source_list(source, &paths);

    if (status == STATUS_GOOD && netmkt_paths_table(paths, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT)
        printf("%zu paths, %zu different\n\n", netmkt_paths_count(paths), netmkt_table_rows(table));
    if (status == STATUS_GOOD)
        status = show_columns(session, table, NULL, 0, NULL, 0, rows_wanted(session, STANDARD_ROWS));
    netmkt_table_free(table);
    netmkt_paths_free(paths);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct source source;
    int status = source_open(&source, arguments);

    if (status == STATUS_GOOD)
        status = show(&source);
    source_close(&source);
    return status;
}

const struct command command_paths = {
    .name = "paths",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_SEGMENT,
    .options = (const struct option[]){{"all", NULL, "All paths as text too (csv and json always have them)."}, {"limit", "N", "Only the first N paths."}, SOURCE_OPTIONS, {NULL, NULL, NULL}},
    .brief = "Customers' paths: touches up to each conversion, or to none.",
    .details = "Equal paths are one row, the most frequent first. The csv is what --paths reads.",
    .run = run,
};
