/* Reading summaries. A record is looked for in the buffer; when its end is not there, more is read. Numbers of up to 15
 * digits become doubles by one exact division, the others through strtod(). */
#include "summaries.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"

enum { BUFFER_FIRST = 1 << 18, RECORD_MOST = 1 << 20, FIELDS_MOST = 64, NUMBER_MOST = 63, CUSTOMER = -2, UNWANTED = -1 };

static const struct {
    const char *name;
    int column;
} known[] = {
    {"customer", CUSTOMER},   {"x", COLUMN_X},         {"frequency", COLUMN_X},      {"t_x", COLUMN_T_X},      {"recency", COLUMN_T_X},
    {"T", COLUMN_T},          {"n", COLUMN_T},         {"m", COLUMN_M},              {"monetary", COLUMN_M},   {"monetary_value", COLUMN_M},
    {"weight", COLUMN_WEIGHT}, {"count", COLUMN_WEIGHT}, {"customers", COLUMN_WEIGHT},
};

struct span {
    const char *text;
    size_t length;
};

enum { SHOWN = 40 };

/* The beginning of a field for a message, without control bytes; `buffer` holds SHOWN + 1. */
static const char *shown(struct span field, char *buffer)
{
    size_t n = field.length < SHOWN ? field.length : SHOWN;

    for (size_t i = 0; i < n; i++)
        buffer[i] = (unsigned char)field.text[i] < 32 || field.text[i] == 127 ? '?' : field.text[i];
    buffer[n] = '\0';
    return buffer;
}

/* --- records --- */

/* Read more bytes behind those that wait. */
static int fill(struct summaries *s)
{
    size_t got;

    if (s->at != 0)
        memmove(s->buffer, s->buffer + s->at, s->end - s->at);
    s->end -= s->at;
    s->at = 0;
    if (s->end == s->capacity) {
        size_t capacity = s->capacity == 0 ? BUFFER_FIRST : s->capacity * 2;
        char *grown = s->capacity < RECORD_MOST ? realloc(s->buffer, capacity) : NULL;

        if (grown == NULL && s->capacity >= RECORD_MOST)
            return fail("%s: line %llu: a record is longer than %d bytes (is a quote not closed?)", s->name, s->line, (int)RECORD_MOST);
        if (grown == NULL)
            return fail("out of memory");
        s->buffer = grown;
        s->capacity = capacity;
    }
    got = fread(s->buffer + s->end, 1, s->capacity - s->end, s->file);
    s->end += got;
    if (got == 0 && ferror(s->file))
        return fail("cannot read %s: %s", s->name, strerror(errno));
    s->ended = got == 0;
    return STATUS_GOOD;
}

/* Length of the record at `at` without its end of line, and with it; false if its end is not in the buffer. */
static bool find_end(const struct summaries *s, size_t *length, size_t *whole)
{
    const char *from = s->buffer + s->at, *newline = memchr(from, '\n', s->end - s->at);
    const char *quote = newline != NULL ? memchr(from, '"', (size_t)(newline - from)) : NULL;
    bool quoted = false;

    if (newline != NULL && quote != NULL) {
        newline = NULL;
        for (const char *p = quote; p < s->buffer + s->end && newline == NULL; p++) {
            quoted ^= *p == '"';
            if (*p == '\n' && !quoted)
                newline = p;
        }
    }
    if (newline == NULL && !s->ended)
        return false;
    *whole = newline != NULL ? (size_t)(newline - from) + 1 : s->end - s->at;
    *length = newline != NULL ? *whole - 1 : *whole;
    if (*length > 0 && from[*length - 1] == '\r')
        --*length;
    return true;
}

/* Cut a record into fields, quotes kept; returns how many, or 0 with a message. */
static size_t split(const struct summaries *s, const char *text, size_t length, struct span *fields)
{
    const char *end = text + length;
    size_t n = 0;

    for (;;) {
        const char *from = text;

        if (n == FIELDS_MOST) {
            (void)fail("%s: line %llu: more than %d fields", s->name, s->line, (int)FIELDS_MOST);
            return 0;
        }
        if (text < end && *text == '"') {
            for (text++; text < end && (*text != '"' || (text + 1 < end && text[1] == '"')); text++)
                text += *text == '"';
            if (text >= end || (text + 1 < end && text[1] != ',')) {
                (void)fail("%s: line %llu: field %zu: its quotes do not end where the field ends", s->name, s->line, n + 1);
                return 0;
            }
            text++;
        } else {
            while (text < end && *text != ',')
                text++;
        }
        fields[n++] = (struct span){from, (size_t)(text - from)};
        if (text >= end)
            return n;
        text++;
    }
}

/* The next record that is not empty: its fields, in the buffer until the next call. *n 0: the end. */
static int next_record(struct summaries *s, struct span *fields, size_t *n, unsigned long long *line)
{
    for (;;) {
        size_t length, whole;
        const char *text;

        if (!find_end(s, &length, &whole)) {
            if (fill(s) != STATUS_GOOD)
                return STATUS_FAILED;
            continue;
        }
        *n = 0;
        if (whole == 0)
            return STATUS_GOOD;
        text = s->buffer + s->at;
        *line = s->line;
        if (length > 0) {
            *n = split(s, text, length, fields);
            if (*n == 0)
                return STATUS_FAILED;
        }
        for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + whole - p))) != NULL; p++)
            s->line++;
        s->at += whole;
        if (length > 0)
            return STATUS_GOOD;
    }
}

static struct span unquoted(struct span field)
{
    if (field.length >= 2 && field.text[0] == '"')
        return (struct span){field.text + 1, field.length - 2};
    return field;
}

/* --- the header --- */

static int column_named(struct span field)
{
    field = unquoted(field);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strlen(known[i].name) == field.length && memcmp(known[i].name, field.text, field.length) == 0)
            return known[i].column;
    return UNWANTED;
}

static int read_header(struct summaries *s)
{
    struct span fields[FIELDS_MOST];
    unsigned long long line;
    char text[SHOWN + 1];

    if (next_record(s, fields, &s->fields, &line) != STATUS_GOOD)
        return STATUS_FAILED;
    if (s->fields == 0)
        return fail("%s is empty: it needs a header such as customer,x,t_x,T", s->name);
    for (size_t i = 0; i < s->fields; i++) {
        int column = s->of_field[i] = column_named(fields[i]);
        bool *has = column >= 0 ? &s->has[column] : &s->has_customer;

        if (column == UNWANTED)
            continue;
        if (*has)
            return fail("%s: line %llu: two columns say the same, the second is \"%s\"", s->name, line, shown(unquoted(fields[i]), text));
        *has = true;
    }
    return s->has[COLUMN_X] ? STATUS_GOOD : fail("%s: line %llu: the header has no column x; it needs one such as customer,x,t_x,T", s->name, line);
}

int summaries_open(struct summaries *s, const char *path)
{
    *s = (struct summaries){.name = path, .line = 1};
    if (strcmp(path, "-") == 0)
        s->name = "standard input";
    s->file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    if (s->file == NULL)
        return fail("cannot open %s: %s", path, strerror(errno));
    if (fill(s) != STATUS_GOOD)
        return STATUS_FAILED;
    if (s->end >= 3 && memcmp(s->buffer, "\xEF\xBB\xBF", 3) == 0)
        s->at = 3; /* byte order mark */
    return read_header(s);
}

void summaries_close(struct summaries *s)
{
    if (s->file != NULL && s->file != stdin)
        (void)fclose(s->file);
    free(s->buffer);
    *s = (struct summaries){.file = NULL};
}

/* --- rows --- */

static bool slow_number(struct span field, double *out)
{
    char text[NUMBER_MOST + 1], *end;

    if (field.length == 0 || field.length > NUMBER_MOST)
        return false;
    for (size_t i = 0; i < field.length; i++)
        if ((field.text[i] < '0' || field.text[i] > '9') && (field.text[i] == '\0' || strchr("+-.eE", field.text[i]) == NULL))
            return false;
    memcpy(text, field.text, field.length);
    text[field.length] = '\0';
    *out = strtod(text, &end);
    return *end == '\0' && end != text && isfinite(*out);
}

static bool read_number(struct span field, double *out)
{
    static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
    unsigned long long digits = 0;
    size_t point = field.length;

    if (field.length == 0 || field.length > 16)
        return slow_number(field, out);
    for (size_t i = 0; i < field.length; i++) {
        unsigned digit = (unsigned)(field.text[i] - '0');

        if (digit <= 9)
            digits = digits * 10 + digit;
        else if (field.text[i] == '.' && point == field.length)
            point = i;
        else
            return slow_number(field, out);
    }
    if (field.length - (point < field.length) > 15 || field.length - (point < field.length) == 0)
        return slow_number(field, out);
    *out = (double)digits / power[point < field.length ? field.length - point - 1 : 0];
    return true;
}

static int grow(struct batch *b)
{
    size_t capacity = b->capacity == 0 ? 8192 : b->capacity * 2;
    void *grown;

    for (int c = 0; c < SUMMARY_COLUMNS; c++) {
        grown = realloc(b->column[c], capacity * sizeof(double));
        if (grown == NULL)
            return fail("out of memory for %zu rows", capacity);
        b->column[c] = grown;
    }
    grown = realloc(b->line, capacity * sizeof *b->line);
    if (grown == NULL)
        return fail("out of memory for %zu rows", capacity);
    b->line = grown;
    grown = realloc(b->customer_end, capacity * sizeof *b->customer_end);
    if (grown == NULL)
        return fail("out of memory for %zu rows", capacity);
    b->customer_end = grown;
    b->capacity = capacity;
    return STATUS_GOOD;
}

static int keep_customer(struct batch *b, struct span field, size_t used)
{
    if (used + field.length > b->customers_capacity) {
        size_t capacity = (used + field.length) * 2;
        char *grown = realloc(b->customers, capacity);

        if (grown == NULL)
            return fail("out of memory");
        b->customers = grown;
        b->customers_capacity = capacity;
    }
    memcpy(b->customers + used, field.text, field.length);
    b->customer_end[b->count] = used + field.length;
    return STATUS_GOOD;
}

static int take_row(const struct summaries *s, const struct span *fields, unsigned long long line, bool append, struct batch *b)
{
    size_t used = b->count > 0 ? b->customer_end[b->count - 1] : 0;
    char text[SHOWN + 1];

    for (int c = 0; c < SUMMARY_COLUMNS; c++)
        b->column[c][b->count] = c == COLUMN_WEIGHT ? 1.0 : 0.0;
    b->line[b->count] = line;
    b->customer_end[b->count] = used;
    for (size_t i = 0; i < s->fields; i++) {
        struct span field = fields[i];
        int column = s->of_field[i];

        if (column == CUSTOMER && !append && keep_customer(b, field, used) != STATUS_GOOD)
            return STATUS_FAILED;
        if (column < 0)
            continue;
        field = unquoted(field);
        if (field.length == 0 && column == COLUMN_M)
            continue;
        if (!read_number(field, &b->column[column][b->count]))
            return fail("%s: line %llu: field %zu: \"%s\" is no number", s->name, line, i + 1, shown(field, text));
    }
    b->count++;
    return STATUS_GOOD;
}

int summaries_read(struct summaries *s, size_t most, bool append, struct batch *b)
{
    if (!append)
        b->count = 0;
    for (size_t rows = 0; rows < most; rows++) {
        struct span fields[FIELDS_MOST];
        unsigned long long line;
        size_t n;

        if (next_record(s, fields, &n, &line) != STATUS_GOOD)
            return STATUS_FAILED;
        if (n == 0)
            break;
        if (n != s->fields)
            return fail("%s: line %llu: %zu fields, the header has %zu", s->name, line, n, s->fields);
        if (b->count == b->capacity && grow(b) != STATUS_GOOD)
            return STATUS_FAILED;
        if (take_row(s, fields, line, append, b) != STATUS_GOOD)
            return STATUS_FAILED;
    }
    return STATUS_GOOD;
}

void batch_free(struct batch *b)
{
    for (int c = 0; c < SUMMARY_COLUMNS; c++)
        free(b->column[c]);
    free(b->line);
    free(b->customers);
    free(b->customer_end);
    *b = (struct batch){.count = 0};
}

int summaries_fail(const struct summaries *s, const struct batch *b)
{
    const char *message = netmkt_last_error();
    unsigned long long row;
    int length = 0;

    if (sscanf(message, "row %llu: %n", &row, &length) == 1 && length > 0 && row < b->count)
        return fail("%s: line %llu: %s", s->name, b->line[row], message + length);
    return fail("%s: %s", s->name, message);
}
