/* netmkt delivered: delivered value of competing offers, choice shares, equal prices, and what to improve. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "sheet.h"

/* The offers, and how they are weighed. */
struct contest {
    size_t count;
    const char **names;  /* borrowed */
    double *parts;       /* NETMKT_PARTS an offer */
    double weights[NETMKT_PARTS], steps[NETMKT_PARTS];
};

static bool is_weights(const char *name)
{
    return strcmp(name, "weights") == 0 || strcmp(name, "weight") == 0;
}

static int find_columns(const struct sheet *sheet, const char *path, size_t *name, size_t *part)
{
    *name = sheet->columns;
    for (size_t i = 0; i < NETMKT_PARTS; i++)
        part[i] = sheet->columns;
    for (size_t column = 0; column < sheet->columns; column++) {
        const char *title = sheet_cell(sheet, 0, column);
        int32_t which = netmkt_part_by_name(title);
        size_t *place = which >= 0 ? &part[which] : name;

        if (which < 0 && strcmp(title, "offer") != 0)
            return fail("%s: unknown column \"%.64s\"; there are offer, product, service, personnel, image, money, time, energy, psychic", path, title);
        if (*place != sheet->columns)
            return fail("%s: column \"%.64s\" is there twice", path, title);
        *place = column;
    }
    return *name < sheet->columns ? STATUS_GOOD : fail("%s: no column \"offer\"", path);
}

static int read_row(const struct sheet *sheet, const char *path, size_t row, const size_t *column, double standard, double *parts)
{
    for (int32_t i = 0; i < NETMKT_PARTS; i++) {
        const char *text = column[i] < sheet->columns ? sheet_cell(sheet, row, column[i]) : "";

        parts[i] = standard; /* for no column, and for an empty cell */
        if (*text != '\0' && !read_real(text, &parts[i]))
            return fail("%s: line %zu: %s is no number: \"%.64s\"", path, sheet->lines[row], netmkt_part_name(i), text);
    }
    return STATUS_GOOD;
}

static int read_contest(const struct sheet *sheet, const char *path, struct contest *contest)
{
    size_t name, column[NETMKT_PARTS];
    int status = find_columns(sheet, path, &name, column);

    if (status != STATUS_GOOD)
        return status;
    contest->names = malloc(sheet->rows * sizeof *contest->names);
    contest->parts = malloc(sheet->rows * NETMKT_PARTS * sizeof *contest->parts);
    if (contest->names == NULL || contest->parts == NULL)
        return fail("out of memory");
    for (size_t row = 1; status == STATUS_GOOD && row < sheet->rows; row++) {
        const char *offer = sheet_cell(sheet, row, name);

        if (is_weights(offer)) {
            status = read_row(sheet, path, row, column, 1.0, contest->weights);
        } else {
            status = read_row(sheet, path, row, column, 0.0, contest->parts + contest->count * NETMKT_PARTS);
            contest->names[contest->count++] = offer;
        }
    }
    if (status == STATUS_GOOD && contest->count == 0)
        return fail("%s: no offers", path);
    return status;
}

/* "product=2,money=0.5": numbers of 0 or more. */
static int read_parts(const struct arguments *arguments, const char *option, double *out)
{
    const char *text = option_value(arguments, option);

    while (text != NULL && *text != '\0') {
        size_t length = strcspn(text, ","), equals = strcspn(text, "=");
        char name[32], number[64];
        int32_t part = -1;

        if (equals < length && equals < sizeof name && length - equals <= sizeof number) {
            memcpy(name, text, equals);
            name[equals] = '\0';
            memcpy(number, text + equals + 1, length - equals - 1);
            number[length - equals - 1] = '\0';
            part = netmkt_part_by_name(name);
        }
        if (part < 0 || !read_real(number, &out[part]) || out[part] < 0.0)
            return usage_error(arguments->command, "--%s is PART=NUMBER, and more of them behind commas, of 0 or more; not \"%.*s\"", option,
                               (int)(length < 64 ? length : 64), text);
        text += length + (text[length] == ',');
    }
    return STATUS_GOOD;
}

static int store_weights(struct session *session, double *weights)
{
    const char *path = option_value(session->arguments, "store");
    int status;

    if (path == NULL)
        return STATUS_GOOD;
    status = session_store(session, path, NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && netmkt_delivered_weights(session->store, session->settings, 0, NULL, session->as_of, weights, NULL) != NETMKT_OK)
        status = fail_library(path);
    return status;
}

static int show_improvements(const struct session *session, const struct contest *contest, const char *name)
{
    netmkt_table *table = NULL;
    size_t offer = 0;
    int status;

    while (offer < contest->count && strcmp(contest->names[offer], name) != 0)
        offer++;
    if (offer == contest->count) {
        const char *nearest = nearest_name(name, contest->names, contest->count);

        return nearest != NULL ? fail("there is no offer \"%.64s\"; the nearest is \"%.64s\"", name, nearest) : fail("there is no offer \"%.64s\"", name);
    }
    if (netmkt_delivered_improve(NULL, session->settings, contest->count, contest->parts, contest->weights, offer, contest->steps, &table) !=
        NETMKT_OK)
        status = fail_library(NULL);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int show_contest(const struct session *session, const struct contest *contest)
{
    const char *improve = option_value(session->arguments, "improve");
    netmkt_table *table = NULL;
    int status;

    if (improve != NULL)
        return show_improvements(session, contest, improve);
    if (netmkt_delivered_compare(NULL, session->settings, contest->count, contest->names, contest->parts, contest->weights, &table) != NETMKT_OK)
        status = fail_library(NULL);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct sheet sheet = {NULL, NULL, NULL, 0, 0};
    struct contest contest = {.weights = {1, 1, 1, 1, 1, 1, 1, 1}, .steps = {1, 1, 1, 1, 1, 1, 1, 1}};
    const char *path = arguments->operands[0];
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = setting_option(&session, "scale", "delivered.scale");
    if (status == STATUS_GOOD)
        status = read_parts(arguments, "steps", contest.steps);
    if (status == STATUS_GOOD)
        status = read_parts(arguments, "weights", contest.weights); /* a wrong one is told before a file is read */
    if (status == STATUS_GOOD)
        status = sheet_read(&sheet, path);
    if (status == STATUS_GOOD)
        status = read_contest(&sheet, path, &contest);
    if (status == STATUS_GOOD)
        status = store_weights(&session, contest.weights);
    if (status == STATUS_GOOD)
        status = read_parts(arguments, "weights", contest.weights); /* and stands above all others */
    if (status == STATUS_GOOD)
        status = show_contest(&session, &contest);
    free(contest.names);
    free(contest.parts);
    sheet_free(&sheet);
    session_close(&session);
    return status;
}

const struct command command_delivered = {
    .name = "delivered",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"weights", "PART=W,...", "Weights of parts; those not named keep that of the file or the store, else 1."},
                                       {"store", "STORE", "Weights from the answers to surveys in a store."},
                                       {"improve", "OFFER", "What an improvement of each part of this offer brings, instead."},
                                       {"steps", "PART=N,...", "How far the same effort improves each part; default 1."},
                                       {"scale", "N", "Difference of delivered value that makes an offer e times as likely; default 1."},
                                       {NULL, NULL, NULL}},
    .brief = "Delivered value of competing offers, choice shares, equal prices.",
    .details = "FILE is CSV (- is standard input): offer, product, service, personnel, image (values), money, time, energy,\n"
               "psychic (costs). An offer named \"weights\" holds the weights. Columns that are left out are 0.",
    .run = run,
};
