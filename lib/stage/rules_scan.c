/* Scanner of rules. A rule ends with its line, unless the line ends with "and", a comma or a colon; "#" begins a remark. */
#include "stage/rules_scan.h"

#include <string.h>

#include "base/context.h"
#include "base/text.h"

enum { WORD_MOST = 255 };

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static int ends_word(char c)
{
    return is_blank(c) || c == '\n' || c == ',' || c == ':' || c == '"' || c == '#';
}

/* Pass blanks and remarks; 1 if a line's end was passed. */
static int pass_blanks(netmkt__scan *s)
{
    int lines = 0;

    for (; s->at < s->end; s->at++) {
        if (*s->at == '#') {
            const char *stop = memchr(s->at, '\n', (size_t)(s->end - s->at));

            s->at = stop != NULL ? stop : s->end;
            if (stop == NULL)
                break;
        }
        if (*s->at == '\n') {
            s->passed++;
            lines = 1;
        } else if (!is_blank(*s->at)) {
            break;
        }
    }
    return lines;
}

static netmkt_status take_quoted(netmkt__scan *s)
{
    const char *stop = s->at + 1;

    while (stop < s->end && *stop != '"' && *stop != '\n')
        stop++;
    if (stop == s->end || *stop != '"')
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: a quotation mark is open at the end of the line", s->line);
    s->type = NETMKT__SCAN_QUOTED;
    s->token = s->at + 1;
    s->length = (size_t)(stop - s->token);
    s->at = stop + 1;
    return NETMKT_OK;
}

static netmkt_status check_token(const netmkt__scan *s)
{
    if (s->length > WORD_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: a word of %zu bytes; %d are the most", s->line, s->length, (int)WORD_MOST);
    if (!netmkt__utf8_valid(s->token, s->length) || netmkt__has_control(s->token, s->length))
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: not UTF-8, or a control character", s->line);
    return NETMKT_OK;
}

netmkt_status netmkt__scan_next(netmkt__scan *s)
{
    int ended = pass_blanks(s);
    netmkt_status status = NETMKT_OK;

    s->token = s->at;
    s->length = 0;
    if (s->at == s->end) {
        s->type = NETMKT__SCAN_END;
        return NETMKT_OK;
    }
    if (ended && !s->open) {
        s->type = NETMKT__SCAN_LINE;
        return NETMKT_OK;
    }
    s->line += s->passed;
    s->passed = 0;
    if (*s->at == '"') {
        status = take_quoted(s);
    } else if (*s->at == ',' || *s->at == ':') {
        s->type = *s->at == ',' ? NETMKT__SCAN_COMMA : NETMKT__SCAN_COLON;
        s->length = 1;
        s->at++;
    } else {
        while (s->at < s->end && !ends_word(*s->at))
            s->at++;
        s->type = NETMKT__SCAN_WORD;
        s->length = (size_t)(s->at - s->token);
    }
    s->open = s->type == NETMKT__SCAN_COMMA || s->type == NETMKT__SCAN_COLON || netmkt__scan_is(s, "and");
    return status == NETMKT_OK ? check_token(s) : status;
}

int netmkt__scan_is(const netmkt__scan *s, const char *word)
{
    return s->type == NETMKT__SCAN_WORD && s->length == strlen(word) && memcmp(s->token, word, s->length) == 0;
}

netmkt_status netmkt__scan_wants(const netmkt__scan *s, const char *what)
{
    if (s->type == NETMKT__SCAN_END || s->type == NETMKT__SCAN_LINE)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: %s is expected, and the line ends", s->line, what);
    return netmkt__fail(NETMKT_E_FORMAT, "line %zu: %s is expected, not \"%.*s\"", s->line, what, (int)(s->length < 40 ? s->length : 40), s->token);
}

netmkt_status netmkt__scan_write(netmkt__scan *s, const char *bytes, size_t size)
{
    netmkt_status status = netmkt__grow(s->context, &s->text, &s->text_capacity, s->text_size + size, 1);

    if (status == NETMKT_OK && size > 0) {
        memcpy(s->text + s->text_size, bytes, size);
        s->text_size += size;
    }
    return status;
}

netmkt_status netmkt__scan_accept(netmkt__scan *s)
{
    int first = s->text_size == 0 || s->text[s->text_size - 1] == '\0';
    netmkt_status status = NETMKT_OK;

    if (!first && s->type != NETMKT__SCAN_COMMA)
        status = netmkt__scan_write(s, " ", 1);
    if (status == NETMKT_OK && s->type == NETMKT__SCAN_QUOTED)
        status = netmkt__scan_write(s, "\"", 1);
    if (status == NETMKT_OK)
        status = netmkt__scan_write(s, s->token, s->length);
    if (status == NETMKT_OK && s->type == NETMKT__SCAN_QUOTED)
        status = netmkt__scan_write(s, "\"", 1);
    return status == NETMKT_OK ? netmkt__scan_next(s) : status;
}
