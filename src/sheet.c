/* Reading a CSV file whole: its bytes are cut into cells where they stand. */
#include "sheet.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

enum { PIECE = 65536, BYTES_MOST = 64 << 20, COLUMNS_MOST = 256 };

static int read_bytes(struct sheet *sheet, FILE *file, const char *path, size_t *size)
{
    size_t room = 0, got;

    *size = 0;
    do {
        if (*size + PIECE + 1 > room) {
            char *larger = realloc(sheet->bytes, room = 2 * room + PIECE + 1);

            if (larger == NULL)
                return fail("out of memory");
            sheet->bytes = larger;
        }
        got = fread(sheet->bytes + *size, 1, PIECE, file);
        *size += got;
        if (*size > BYTES_MOST)
            return fail("%s: longer than %d bytes", path, BYTES_MOST);
    } while (got > 0);
    if (ferror(file))
        return fail("%s: %s", path, strerror(errno));
    sheet->bytes[*size] = '\0';
    if (strlen(sheet->bytes) != *size)
        return fail("%s: a byte 0 in it; this is no CSV file", path);
    return STATUS_GOOD;
}

/* Cut one cell off the text, and take away its quotes. The byte behind it (',', '\n', 0) is returned; -1 for a quote that is wrong. */
static int cut_cell(char **at, char **cell, size_t *line)
{
    char *from = *at, *to = *at;
    int end;

    *cell = to;
    if (*from == '"') {
        for (from++; *from != '"' || from[1] == '"'; from++) {
            if (*from == '\0')
                return -1;
            *line += *from == '\n';
            from += *from == '"';
            *to++ = *from;
        }
        from++;
    } else {
        size_t length = strcspn(from, ",\r\n");

        from += length;
        to += length;
    }
    if (*from == '\r' && (from[1] == '\n' || from[1] == '\0'))
        from++;
    end = *from;
    if (end != ',' && end != '\n' && end != '\0')
        return -1;
    *at = from + (end != '\0');
    *to = '\0';
    *line += end == '\n';
    return end;
}

static int add_cell(struct sheet *sheet, size_t count, char *cell, size_t *room)
{
    if (count == *room) {
        char **larger = realloc(sheet->cells, (*room = 2 * *room + 256) * sizeof *larger);

        if (larger == NULL)
            return fail("out of memory");
        sheet->cells = larger;
    }
    sheet->cells[count] = cell;
    return STATUS_GOOD;
}

static int note_row(struct sheet *sheet, size_t line)
{
    size_t *larger = realloc(sheet->lines, (sheet->rows + 1) * sizeof *larger);

    if (larger == NULL)
        return fail("out of memory");
    sheet->lines = larger;
    sheet->lines[sheet->rows++] = line;
    return STATUS_GOOD;
}

static int cut_rows(struct sheet *sheet, const char *path)
{
    char *at = sheet->bytes;
    size_t line = 1, count = 0, room = 0;

    if (strncmp(at, "\xef\xbb\xbf", 3) == 0)
        at += 3;
    while (*at != '\0') {
        size_t begin = line, columns = 0;
        int end;

        if (*at == '\n' || (*at == '\r' && at[1] == '\n')) { /* an empty line */
            at += 1 + (*at == '\r');
            line++;
            continue;
        }
        do {
            char *cell;

            end = cut_cell(&at, &cell, &line);
            if (end < 0)
                return fail("%s: line %zu: a quotation mark that is not closed, or stands within a cell", path, begin);
            if (++columns > COLUMNS_MOST)
                return fail("%s: line %zu: more than %d columns", path, begin, COLUMNS_MOST);
            if (add_cell(sheet, count++, cell, &room) != STATUS_GOOD)
                return STATUS_FAILED;
        } while (end == ',');
        if (sheet->rows == 0)
            sheet->columns = columns;
        if (columns != sheet->columns)
            return fail("%s: line %zu: %zu columns, but the header has %zu", path, begin, columns, sheet->columns);
        if (note_row(sheet, begin) != STATUS_GOOD)
            return STATUS_FAILED;
    }
    return sheet->rows > 0 ? STATUS_GOOD : fail("%s: empty; a header is needed", path);
}

int sheet_read(struct sheet *sheet, const char *path)
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "rb");
    size_t size;
    int status;

    *sheet = (struct sheet){NULL, NULL, NULL, 0, 0};
    if (file == NULL)
        return fail("%s: %s", path, strerror(errno));
    status = read_bytes(sheet, file, path, &size);
    if (!standard)
        (void)fclose(file);
    return status == STATUS_GOOD ? cut_rows(sheet, path) : status;
}

void sheet_free(struct sheet *sheet)
{
    free(sheet->bytes);
    free(sheet->cells);
    free(sheet->lines);
    *sheet = (struct sheet){NULL, NULL, NULL, 0, 0};
}
