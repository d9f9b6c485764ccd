/* Segments of the caller's own, from text: "R F M name" by line, each of the three a score, a range, or "*". */
#include <netmkt/rfm.h>

#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/text.h"

enum { SEGMENTS_MOST = 1000, NAME_MOST = 63, SCORE_MOST = 10 };

typedef struct segment {
    uint8_t least[3], most[3];
    char name[NAME_MOST + 1];
} segment;

struct netmkt_rfm_segments {
    netmkt_context *context;
    segment *list;
    size_t count, capacity;
};

void netmkt_rfm_segments_free(netmkt_rfm_segments *segments)
{
    if (segments == NULL)
        return;
    netmkt__free(segments->context, segments->list);
    netmkt__free(segments->context, segments);
}

const char *netmkt_rfm_segments_name(const netmkt_rfm_segments *segments, uint32_t r, uint32_t f, uint32_t m)
{
    for (size_t i = 0; segments != NULL && i < segments->count; i++) {
        const segment *s = &segments->list[i];

        if (r >= s->least[0] && r <= s->most[0] && f >= s->least[1] && f <= s->most[1] && m >= s->least[2] && m <= s->most[2])
            return s->name;
    }
    return "";
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A score of 1 to 10 at *at; 0 if there is none. */
static unsigned read_score(const char **at, const char *end)
{
    unsigned score = 0, digits = 0;

    for (; *at < end && **at >= '0' && **at <= '9' && digits < 3; ++*at, digits++)
        score = score * 10 + (unsigned)(**at - '0');
    return digits > 0 && digits < 3 && score <= SCORE_MOST ? score : 0;
}

/* A range and the blanks behind it. */
static netmkt_status read_range(const char **at, const char *end, size_t line, uint8_t *least, uint8_t *most)
{
    const char *from = *at;
    unsigned low = 1, high = SCORE_MOST;

    if (*at < end && **at == '*') {
        ++*at;
    } else {
        low = high = read_score(at, end);
        if (*at < end && **at == '-') {
            ++*at;
            high = read_score(at, end);
        }
    }
    if (low == 0 || high < low || *at == end || !is_blank(**at))
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: \"%.*s\": a line is three ranges of scores from 1 to %d and a name, as in \"4-5 4-5 * loyal\"", line,
                            (int)(end - from < 40 ? end - from : 40), from, (int)SCORE_MOST);
    while (*at < end && is_blank(**at))
        ++*at;
    *least = (uint8_t)low;
    *most = (uint8_t)high;
    return NETMKT_OK;
}

static netmkt_status read_line(netmkt_rfm_segments *out, const char *at, const char *end, size_t line)
{
    segment s = {.name = ""};
    netmkt_status status = NETMKT_OK;

    while (at < end && is_blank(*at))
        at++;
    while (end > at && (is_blank(end[-1]) || end[-1] == '\r'))
        end--;
    if (at == end || *at == '#')
        return NETMKT_OK;
    for (int k = 0; k < 3 && status == NETMKT_OK; k++)
        status = read_range(&at, end, line, &s.least[k], &s.most[k]);
    if (status != NETMKT_OK)
        return status;
    if (end - at > NAME_MOST || !netmkt__utf8_valid(at, (size_t)(end - at)) || netmkt__has_control(at, (size_t)(end - at)))
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: a name is UTF-8 without control characters, of at most %d bytes", line, NAME_MOST);
    memcpy(s.name, at, (size_t)(end - at));
    if (out->count == SEGMENTS_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d segments", line, SEGMENTS_MOST);
    status = netmkt__grow(out->context, &out->list, &out->capacity, out->count + 1, sizeof *out->list);
    if (status == NETMKT_OK)
        out->list[out->count++] = s;
    return status;
}

netmkt_status netmkt_rfm_segments_parse(netmkt_context *context, const char *text, size_t length, netmkt_rfm_segments **out)
{
    const char *at = text, *end;
    netmkt_rfm_segments *made;
    netmkt_status status = NETMKT_OK;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (text == NULL)
        return netmkt__misuse("text is NULL");
    made = netmkt__calloc(context, 1, sizeof *made);
    if (made == NULL)
        return netmkt__nomem();
    made->context = context;
    end = text + length;
    for (size_t line = 1; status == NETMKT_OK && at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));

        status = read_line(made, at, newline != NULL ? newline : end, line);
        at = newline != NULL ? newline + 1 : end;
    }
    if (status == NETMKT_OK && made->count == 0)
        status = netmkt__fail(NETMKT_E_FORMAT, "line 1: the text names no segment");
    if (status == NETMKT_OK) {
        *out = made;
        made = NULL;
    }
    netmkt_rfm_segments_free(made);
    return status;
}
