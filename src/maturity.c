/* netmkt maturity: in which of its three stages the marketing programme is, by ten indicators. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "common.h"

struct row {
    const char *stage, *indicator, *evidence, *advice;
    double value, threshold;
    bool reached;
};

static void show_value(const char *name, double value)
{
    bool count = strcmp(name, "functions") == 0 || strcmp(name, "channels") == 0;

    if (isnan(value))
        printf("%8s", "-");
    else if (count)
        printf("%8.0f", value);
    else
        printf("%6.1f %%", 100.0 * value);
}

static void show_row(const struct row *row)
{
    printf("  %-3s  %-12s ", row->reached ? "yes" : "no", row->indicator);
    show_value(row->indicator, row->value);
    fputs(" of ", stdout);
    show_value(row->indicator, row->threshold);
    printf("   %s\n", row->evidence);
    if (row->advice[0] != '\0')
        printf("       -> %s\n", row->advice);
}

/* "organisational_structure" as "Organisational structure". */
static void show_stage(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        putchar(at == name ? *at - 'a' + 'A' : *at == '_' ? ' ' : *at);
}

static int show_words(const struct session *session, const netmkt_table *table, int32_t stage)
{
    const char *const *stages = column_values(table, "stage"), *const *names = column_values(table, "indicator");
    const char *const *evidence = column_values(table, "evidence"), *const *advice = column_values(table, "advice");
    const double *values = column_values(table, "value"), *thresholds = column_values(table, "threshold");
    const int64_t *reached = column_values(table, "reached");
    char buffer[32];

    printf("Maturity as of %s: ", moment_text(session, buffer));
    if (stage == NETMKT_MATURITY_NONE) {
        puts("none of three stages is reached");
    } else {
        show_stage(netmkt_maturity_name(stage));
        printf(", stage %d of 3\n", (int)stage);
    }
    for (uint64_t i = 0; i < netmkt_table_rows(table); i++) {
        const struct row row = {stages[i], names[i], evidence[i], advice[i], values[i], thresholds[i], reached[i] != 0};

        if (i == 0 || strcmp(stages[i], stages[i - 1]) != 0) {
            puts("");
            show_stage(stages[i]);
            puts("");
        }
        show_row(&row);
    }
    return STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *table = NULL;
    int32_t stage;
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD && netmkt_maturity(session.store, session.settings, session.as_of, &stage, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = session.format == NETMKT_FORMAT_TEXT ? show_words(&session, table, stage) : show_table(&session, table);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_maturity = {
    .name = "maturity",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{NULL, NULL, NULL}},
    .brief = "In which of its three stages the marketing programme is, and what would lift it.",
    .details = "Marketing level, organisational structure, operation mode: each is reached when its indicators are at their thresholds\n"
               "(settings maturity.*) and the stages before it are reached. Behind an arrow: what would lift an indicator.",
    .run = run,
};
