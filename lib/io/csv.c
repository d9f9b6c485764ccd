/* The CSV tokenizer. One pass over the bytes marks delimiters, quotes and newlines, sixteen bytes a step; records are
 * then put together from the marks, so that the cost of a field hardly depends on its length.
 *
 * Invariants:
 *  1. A quote opens a quoted field only as the field's first byte; elsewhere in an unquoted field it is an ordinary byte.
 *  2. netmkt__csv_cut() and netmkt__csv_next() agree on where records end. */
#include "io/csv.h"

#include <string.h>

#include "base/status.h"
#include "base/text.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

size_t netmkt__csv_mark(const char *bytes, size_t size)
{
    return size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

netmkt_status netmkt__csv_check(const char *bytes, size_t size)
{
    if (size >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
        return netmkt__fail(NETMKT_E_FORMAT, "the file is in UTF-16: save it as UTF-8");
    if (size > 0 && memchr(bytes, '\0', size) != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "a NUL byte: this is no CSV file");
    if (!netmkt__utf8_valid(bytes, size))
        return netmkt__fail(NETMKT_E_FORMAT, "not UTF-8: this is no CSV file, or one in another encoding");
    return NETMKT_OK;
}

void netmkt__csv_begin(netmkt__csv *csv, char *bytes, size_t size, char delimiter)
{
    csv->bytes = bytes;
    csv->size = size;
    csv->at = 0;
    csv->line = 0;
    csv->indexed = 0;
    csv->next = 0;
    csv->count = 0;
    csv->delimiter = delimiter;
}

#if defined(__SSE2__)
static uint32_t sixteen(const char *bytes, __m128i delimiter)
{
    __m128i block = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i hit = _mm_or_si128(_mm_cmpeq_epi8(block, delimiter),
                               _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(block, _mm_set1_epi8('"'))));

    return (uint32_t)_mm_movemask_epi8(hit);
}

static unsigned lowest_bit(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

/* As many whole blocks of 64 bytes as the window has room for. */
static void index_blocks(netmkt__csv *csv)
{
    const __m128i delimiter = _mm_set1_epi8(csv->delimiter);

    while (csv->count <= NETMKT__CSV_WINDOW && csv->size - csv->indexed >= 64) {
        const char *p = csv->bytes + csv->indexed;
        uint64_t bits = (uint64_t)sixteen(p, delimiter) | (uint64_t)sixteen(p + 16, delimiter) << 16 |
                        (uint64_t)sixteen(p + 32, delimiter) << 32 | (uint64_t)sixteen(p + 48, delimiter) << 48;

        for (; bits != 0; bits &= bits - 1)
            csv->marks[csv->count++] = (uint32_t)(csv->indexed + lowest_bit(bits));
        csv->indexed += 64;
    }
}
#else
static void index_blocks(netmkt__csv *csv)
{
    (void)csv;
}
#endif

/* Fill the window anew, once every mark of it is used. */
static void index_more(netmkt__csv *csv)
{
    csv->next = 0;
    csv->count = 0;
    while (csv->count == 0 && csv->indexed < csv->size) {
        size_t end;

        index_blocks(csv);
        if (csv->count > 0)
            break;
        end = csv->size - csv->indexed > NETMKT__CSV_WINDOW ? csv->indexed + NETMKT__CSV_WINDOW : csv->size;
        for (; csv->indexed < end; csv->indexed++) {
            char c = csv->bytes[csv->indexed];

            if (c == csv->delimiter || c == '\n' || c == '"')
                csv->marks[csv->count++] = (uint32_t)csv->indexed;
        }
    }
}

/* Where the next mark is; the size, at the end. */
static inline size_t take_mark(netmkt__csv *csv)
{
    if (csv->next == csv->count) {
        index_more(csv);
        if (csv->count == 0)
            return csv->size;
    }
    return csv->marks[csv->next++];
}

/* The end of an unquoted field: quotes within it are ordinary bytes. */
static inline size_t plain_end(netmkt__csv *csv)
{
    size_t mark = take_mark(csv);

    while (mark < csv->size && csv->bytes[mark] == '"')
        mark = take_mark(csv);
    return mark;
}

static void undo_doubled(netmkt__csv_field *field)
{
    char *from = memchr(field->text, '"', field->length);
    char *to = from;
    char *end = field->text + field->length;

    while (from < end) {
        if (*from == '"')
            from++; /* the second of the pair follows */
        *to++ = *from++;
    }
    field->length = (uint32_t)(to - field->text);
}

/* A field whose first byte is the quote at `start`, the next mark. Returns where it ends. */
static size_t quoted_end(netmkt__csv *csv, size_t start, netmkt__csv_field *field)
{
    size_t mark = take_mark(csv); /* the opening quote itself */
    int doubled = 0;

    field->text = csv->bytes + start + 1;
    field->fault = NETMKT__CSV_GOOD;
    for (;;) {
        mark = take_mark(csv);
        if (mark >= csv->size) {
            field->length = (uint32_t)(csv->size - start - 1);
            field->fault = NETMKT__CSV_UNCLOSED;
            return csv->size;
        }
        if (csv->bytes[mark] == '\n')
            csv->line++;
        if (csv->bytes[mark] != '"')
            continue;
        if (mark + 1 >= csv->size || csv->bytes[mark + 1] != '"')
            break;
        (void)take_mark(csv);
        doubled = 1;
    }
    field->length = (uint32_t)(mark - start - 1);
    start = mark + 1;
    mark = plain_end(csv);
    if (mark != start && !(mark == start + 1 && csv->bytes[start] == '\r' && (mark == csv->size || csv->bytes[mark] == '\n')))
        field->fault = NETMKT__CSV_AFTER_QUOTE;
    if (doubled)
        undo_doubled(field);
    return mark;
}

int netmkt__csv_next(netmkt__csv *csv, netmkt__csv_field *fields, size_t capacity, size_t *count)
{
    netmkt__csv_field beyond;
    size_t start = csv->at;
    size_t n = 0;

    if (start >= csv->size)
        return 0;
    for (;;) {
        netmkt__csv_field *field = n < capacity ? &fields[n] : &beyond;
        size_t end;

        n++;
        if (start < csv->size && csv->bytes[start] == '"') {
            end = quoted_end(csv, start, field);
        } else {
            end = plain_end(csv);
            field->text = csv->bytes + start;
            field->length = (uint32_t)(end - start);
            field->fault = NETMKT__CSV_GOOD;
        }
        start = end + 1;
        if (end < csv->size && csv->bytes[end] != '\n')
            continue;
        if (field->length > 0 && field->text + field->length == csv->bytes + end && field->text[field->length - 1] == '\r')
            field->length--;
        break;
    }
    csv->line++;
    csv->at = start;
    *count = n;
    return 1;
}

/* The last newline before `limit`, at or after `from`; NULL if there is none. */
static const char *last_newline(const char *from, const char *limit)
{
    while (limit > from)
        if (*--limit == '\n')
            return limit;
    return NULL;
}

/* Note the ends of records within unquoted text: one at or behind every `step` bytes. */
static size_t cut_plain(const char *bytes, const char *from, const char *to, size_t step, size_t *ends, size_t n, size_t *last)
{
    const char *newline;

    for (;;) {
        const char *target = bytes + (n > 0 ? ends[n - 1] : 0) + step;

        if (target < from)
            target = from;
        newline = target < to ? memchr(target, '\n', (size_t)(to - target)) : NULL;
        if (newline == NULL)
            break;
        ends[n++] = (size_t)(newline - bytes) + 1;
    }
    newline = last_newline(from, to);
    if (newline != NULL)
        *last = (size_t)(newline - bytes) + 1;
    return n;
}

size_t netmkt__csv_cut(const char *bytes, size_t size, char delimiter, size_t step, size_t *ends, size_t capacity)
{
    const char *end = bytes + size;
    const char *from = bytes; /* unquoted text begins here */
    const char *look = bytes; /* the next quote is looked for from here */
    size_t n = 0;
    size_t last = 0;

    for (;;) {
        const char *quote = look < end ? memchr(look, '"', (size_t)(end - look)) : NULL;

        if (quote == NULL) {
            n = cut_plain(bytes, from, end, step, ends, n, &last);
            break;
        }
        look = quote + 1;
        if (quote > bytes && quote[-1] != delimiter && quote[-1] != '\n')
            continue; /* within an unquoted field */
        n = cut_plain(bytes, from, quote, step, ends, n, &last);
        do { /* over the quoted field, its doubled quotes taken in pairs */
            quote = look < end ? memchr(look, '"', (size_t)(end - look)) : NULL;
            look = quote != NULL ? quote + 2 : end;
        } while (quote != NULL && quote + 1 < end && quote[1] == '"');
        if (quote == NULL)
            break;
        from = quote + 1;
        look = from;
    }
    if (last > (n > 0 ? ends[n - 1] : 0) && n < capacity)
        ends[n++] = last;
    return n;
}

char netmkt__csv_delimiter(const char *header, size_t length)
{
    static const char choices[] = {',', ';', '\t'};
    size_t counts[sizeof choices] = {0};
    size_t best = 0;
    int quoted = 0;

    for (size_t i = 0; i < length; i++) {
        if (header[i] == '"')
            quoted = !quoted;
        for (size_t k = 0; k < sizeof choices && !quoted; k++)
            counts[k] += header[i] == choices[k];
    }
    for (size_t k = 1; k < sizeof choices; k++)
        if (counts[k] > counts[best])
            best = k;
    return choices[best];
}
