/* netmkt curves: what each channel returns for what is spent on it, fitted to periods. */
#include "curves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "lists.h"
#include "sheet.h"

static const char *const period_names[] = {"day", "week", "month"};

/* --- periods --- */

/* A file: a column "return", one for each channel; "period" and "start" are only labels. */
static int read_file(const char *path, netmkt_table **out)
{
    struct sheet sheet = {.bytes = NULL};
    double *values = NULL;
    netmkt_table *table = NULL;
    int status = sheet_read(&sheet, path);
    netmkt_status made = NETMKT_OK;

    if (status == STATUS_GOOD && sheet.rows < 2)
        status = fail("%s: no periods below the header", path);
    if (status == STATUS_GOOD) {
        values = malloc(sheet.rows * sizeof *values);
        made = netmkt_table_new(NULL, sheet.rows - 1, 0, &table);
        if (values == NULL)
            status = fail("out of memory");
    }
    for (size_t c = 0; status == STATUS_GOOD && made == NETMKT_OK && c < sheet.columns; c++) {
        const char *name = sheet_cell(&sheet, 0, c);

        if (strcmp(name, "period") == 0 || strcmp(name, "start") == 0)
            continue;
        for (size_t row = 1; status == STATUS_GOOD && row < sheet.rows; row++) {
            if (!read_real(sheet_cell(&sheet, row, c), &values[row - 1]))
                status = fail("%s: line %zu: %s needs a number, not \"%.40s\"", path, sheet.lines[row], name, sheet_cell(&sheet, row, c));
        }
        if (status == STATUS_GOOD)
            made = netmkt_table_add(table, name, NETMKT_COLUMN_REAL, values);
    }
    if (status == STATUS_GOOD && made != NETMKT_OK)
        status = fail_library(path);
    sheet_free(&sheet);
    free(values);
    if (status != STATUS_GOOD) {
        netmkt_table_free(table);
        table = NULL;
    }
    *out = table;
    return status;
}

int periods_read(struct session *session, struct periods *periods)
{
    const struct arguments *arguments = session->arguments;
    const char *path = option_value(arguments, "data");
    size_t period = NETMKT_PERIOD_WEEK - 1;
    int status = STATUS_GOOD;

    *periods = (struct periods){.count = 0};
    if (option_given(arguments, "period") && !read_choice(arguments, "period", period_names, sizeof period_names / sizeof period_names[0], &period))
        return STATUS_USAGE;
    if (path != NULL)
        status = read_file(path, &periods->table);
    else if (netmkt_curves_data(session->store, session->settings, (int32_t)period + 1, session->as_of, &periods->table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status != STATUS_GOOD)
        return status;
    periods->count = netmkt_table_rows(periods->table);
    periods->spend = calloc(netmkt_table_columns(periods->table) + 1, sizeof *periods->spend);
    periods->names = calloc(netmkt_table_columns(periods->table) + 1, sizeof *periods->names);
    if (periods->spend == NULL || periods->names == NULL)
        return fail("out of memory");
    for (size_t c = 0; c < netmkt_table_columns(periods->table); c++) {
        const char *name = netmkt_table_column_name(periods->table, c);
        const void *data;
        int32_t type;

        if (netmkt_table_column(periods->table, name, &type, &data) != NETMKT_OK)
            return fail_library(NULL);
        if (type != NETMKT_COLUMN_REAL)
            continue;
        if (strcmp(name, "return") == 0) {
            periods->returns = data;
            continue;
        }
        periods->names[periods->channels] = name;
        periods->spend[periods->channels++] = data;
    }
    return periods->returns != NULL ? STATUS_GOOD : fail("%s: no column \"return\"", path);
}

void periods_free(struct periods *periods)
{
    netmkt_table_free(periods->table);
    free(periods->spend);
    free(periods->names);
}

/* --- curves --- */

static char *copy(const char *text)
{
    char *out = malloc(strlen(text) + 1);

    if (out != NULL)
        (void)strcpy(out, text);
    return out;
}

static int list_new(struct curve_list *list, size_t count)
{
    *list = (struct curve_list){.count = count};
    list->curves = calloc(count + 1, sizeof *list->curves);
    list->names = calloc(count + 1, sizeof *list->names);
    return list->curves != NULL && list->names != NULL ? STATUS_GOOD : fail("out of memory");
}

void curves_free(struct curve_list *list)
{
    for (size_t i = 0; list->names != NULL && i < list->count; i++)
        free(list->names[i]);
    free(list->curves);
    free(list->names);
}

int curves_fit(struct session *session, struct curve_list *list, netmkt_curves_fit *fit, netmkt_table **table)
{
    struct periods periods;
    int status = periods_read(session, &periods);

    *list = (struct curve_list){.count = 0};
    if (status == STATUS_GOOD)
        status = list_new(list, periods.channels);
    if (status == STATUS_GOOD && netmkt_curves_fit_data(NULL, periods.count, periods.returns, periods.channels, periods.spend, periods.names, session->settings, fit,
                                                        list->curves, table) != NETMKT_OK)
        status = fail_library(NULL);
    for (size_t i = 0; status == STATUS_GOOD && i < periods.channels; i++) {
        list->names[i] = copy(periods.names[i]);
        if (list->names[i] == NULL)
            status = fail("out of memory");
    }
    periods_free(&periods);
    return status;
}

int curves_read(const char *path, struct curve_list *list)
{
    static const char *const fields[] = {"top", "half", "shape", "carry", "least", "most", "today"};
    struct sheet sheet = {.bytes = NULL};
    int status = sheet_read(&sheet, path);
    unsigned seen = 0;

    *list = (struct curve_list){.count = 0};
    if (status == STATUS_GOOD)
        status = list_new(list, sheet.rows - 1);
    for (size_t i = 0; status == STATUS_GOOD && i < list->count; i++)
        netmkt_curve_init(&list->curves[i]);
    for (size_t c = 0; status == STATUS_GOOD && c < sheet.columns; c++) {
        const char *name = sheet_cell(&sheet, 0, c);

        for (size_t row = 1; status == STATUS_GOOD && row < sheet.rows; row++) {
            netmkt_curve *curve = &list->curves[row - 1];
            double *const places[] = {&curve->top, &curve->half, &curve->shape, &curve->carry, &curve->least, &curve->most, &curve->today};
            const char *text = sheet_cell(&sheet, row, c);

            if (strcmp(name, "channel") == 0 && (list->names[row - 1] = copy(text)) == NULL)
                status = fail("out of memory");
            for (size_t k = 0; status == STATUS_GOOD && k < sizeof fields / sizeof fields[0]; k++) {
                if (strcmp(name, fields[k]) != 0)
                    continue;
                seen |= 1u << k;
                if (text[0] != '\0' && !read_real(text, places[k]))
                    status = fail("%s: line %zu: %s needs a number, not \"%.40s\"", path, sheet.lines[row], name, text);
            }
        }
    }
    if (status == STATUS_GOOD && ((seen & 3) != 3 || list->count == 0 || list->names[0] == NULL))
        status = fail("%s: columns channel, top and half are needed, and a line for each channel", path);
    sheet_free(&sheet);
    return status;
}

/* --- the command --- */

static const char *const shown[] = {"channel", "known", "top", "top_low", "top_high", "half", "shape", "carry", "spend", "return", "marginal"};

static void show_fit(const netmkt_curves_fit *fit)
{
    printf("%u periods; without any spend %.2f a period", (unsigned)fit->periods, fit->base);
    if (!isnan(fit->base_low))
        printf(" (%.2f to %.2f)", fit->base_low, fit->base_high);
    printf("; the curves explain %.1f %% of what varies\n", 100.0 * fit->explained);
    if (!isnan(fit->holdout_error))
        printf("Foretelling the last periods from the others: off by %.2f, and by %.2f with nothing but their mean%s\n", fit->holdout_error, fit->holdout_plain,
               fit->holdout_error < fit->holdout_plain ? "" : ": the fit is no good");
    puts("");
}

static void show_notes(const netmkt_table *table)
{
    static const char *const known[] = {"", "known", "uncertain", "constant", "nothing"};
    const char *const *channel = column_values(table, "channel"), *const *state = column_values(table, "known");

    puts("");
    for (uint64_t i = 0; i < netmkt_table_rows(table); i++) {
        for (int32_t k = NETMKT_CURVE_UNCERTAIN; k <= NETMKT_CURVE_NOTHING; k++) {
            if (strcmp(state[i], known[k]) == 0)
                printf("%s: %s\n", channel[i], netmkt_curve_note(k));
        }
    }
}

static int run(const struct arguments *arguments)
{
    netmkt_curves_fit fit = {.struct_size = sizeof fit};
    bool store = arguments->operand_count > 0;
    struct curve_list list = {.count = 0};
    netmkt_table *table = NULL;
    struct session session;
    int status;

    if (store == option_given(arguments, "data"))
        return usage_error(arguments->command, "give a STORE, or --data FILE");
    status = store ? session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY) : session_begin(&session, arguments);
    if (status == STATUS_GOOD && option_given(arguments, "periods")) {
        struct periods periods;

        status = periods_read(&session, &periods);
        if (status == STATUS_GOOD)
            status = show_table(&session, periods.table);
        periods_free(&periods);
    } else if (status == STATUS_GOOD) {
        status = curves_fit(&session, &list, &fit, &table);
        if (status == STATUS_GOOD && session.format == NETMKT_FORMAT_TEXT) {
            show_fit(&fit);
            status = show_columns(&session, table, shown, sizeof shown / sizeof shown[0], NULL, 0, 0);
            show_notes(table);
        } else if (status == STATUS_GOOD) {
            status = show_table(&session, table);
        }
    }
    netmkt_table_free(table);
    curves_free(&list);
    session_close(&session);
    return status;
}

const struct command command_curves = {
    .name = "curves",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"period", "day|week|month", "Length of the store's periods; default week."},
                                       {"data", "FILE.csv", "Periods from a file instead: a column return, and one of spend for each channel."},
                                       {"periods", NULL, "Show the periods themselves, not the curves."},
                                       {NULL, NULL, NULL}},
    .brief = "What each channel returns for what is spent on it: carry-over, saturation, and whether the data can tell.",
    .details = "return = base + top * z^shape / (z^shape + half^shape) by channel, z the spend with what is carried over.\n"
               "As csv it is what 'netmkt allocate --curves' reads.",
    .run = run,
};
