/* Rules of retention: lines that say what is erased when it is how old. docs/privacy.md has the language. */
#include "audience/retention.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/number_text.h"
#include "base/status.h"
#include "stage/rules_scan.h"

enum { NAME_MOST = 255, AGE_MOST = 100000 };

typedef struct parser {
    netmkt__scan scan;
    netmkt_store *store;
    netmkt_retention *retention;
    netmkt__retain_rule *rule;
} parser;

static netmkt_status expect(parser *p, const char *word, const char *what)
{
    return netmkt__scan_is(&p->scan, word) ? netmkt__scan_next(&p->scan) : netmkt__scan_wants(&p->scan, what);
}

/* --- names --- */

/* A name, or what is wrong with the token; *line is where it stands. */
static netmkt_status take_name(parser *p, const char *what, char name[NAME_MOST + 1], size_t *line)
{
    *line = p->scan.line;
    if ((p->scan.type != NETMKT__SCAN_WORD && p->scan.type != NETMKT__SCAN_QUOTED) || p->scan.length == 0 || p->scan.length > NAME_MOST)
        return netmkt__scan_wants(&p->scan, what);
    memcpy(name, p->scan.token, p->scan.length);
    name[p->scan.length] = '\0';
    return netmkt__scan_next(&p->scan);
}

typedef netmkt_status (*find_name)(netmkt_store *store, const char *name, uint16_t *out);

/* "all" | NAME { "," NAME }: numbers into `out`, *count 0 for all. */
static netmkt_status read_names(parser *p, const char *what, find_name find, uint16_t *out, size_t *count)
{
    char name[NAME_MOST + 1];
    size_t line;
    netmkt_status status = NETMKT_OK;

    *count = 0;
    if (netmkt__scan_is(&p->scan, "all"))
        return netmkt__scan_next(&p->scan);
    while (status == NETMKT_OK) {
        if (*count == NETMKT__RETAIN_NAMES)
            return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d names", p->scan.line, NETMKT__RETAIN_NAMES);
        status = take_name(p, what, name, &line);
        if (status == NETMKT_OK && (status = find(p->store, name, &out[*count])) != NETMKT_OK)
            return netmkt__prefix(status, "line %zu: ", line);
        ++*count;
        if (status != NETMKT_OK || p->scan.type != NETMKT__SCAN_COMMA)
            return status;
        status = netmkt__scan_next(&p->scan);
    }
    return status;
}

/* --- ages --- */

static netmkt_status read_age(parser *p)
{
    static const struct {
        const char *one, *many;
        int unit, factor;
    } units[] = {{"day", "days", NETMKT__RETAIN_DAYS, 1},
                 {"week", "weeks", NETMKT__RETAIN_DAYS, 7},
                 {"month", "months", NETMKT__RETAIN_MONTHS, 1},
                 {"year", "years", NETMKT__RETAIN_MONTHS, 12}};
    double number = 0.0;
    netmkt_status status;

    if (p->scan.type != NETMKT__SCAN_WORD || netmkt__real_parse(p->scan.token, p->scan.length, &number) != NETMKT_OK)
        return netmkt__scan_wants(&p->scan, "an age such as 90 days");
    if (!(number >= 1.0 && number <= AGE_MOST) || number != floor(number))
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: an age is a whole number of days, weeks, months or years, 1 to %d", p->scan.line, AGE_MOST);
    status = netmkt__scan_next(&p->scan);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (netmkt__scan_is(&p->scan, units[i].one) || netmkt__scan_is(&p->scan, units[i].many)) {
            p->rule->unit = units[i].unit;
            p->rule->age = (int32_t)number * units[i].factor;
            return netmkt__scan_next(&p->scan);
        }
    return netmkt__scan_wants(&p->scan, "days, weeks, months or years");
}

/* "without events" ["for" age] */
static netmkt_status read_without(parser *p)
{
    netmkt_status status = expect(p, "without", "\"without events\"");

    if (status == NETMKT_OK)
        status = expect(p, "events", "\"events\"");
    p->rule->whom = NETMKT__RETAIN_NEVER;
    if (status != NETMKT_OK || !netmkt__scan_is(&p->scan, "for"))
        return status;
    p->rule->whom = NETMKT__RETAIN_IDLE;
    status = netmkt__scan_next(&p->scan);
    return status == NETMKT_OK ? read_age(p) : status;
}

/* --- what --- */

static netmkt_status read_events(parser *p)
{
    netmkt__retain_rule *rule = p->rule;
    netmkt_status status = read_names(p, "a kind of events, or \"all\",", netmkt_kind_by_name, rule->kind, &rule->kinds);

    if (status == NETMKT_OK && netmkt__scan_is(&p->scan, "on")) {
        status = netmkt__scan_next(&p->scan);
        if (status == NETMKT_OK)
            status = read_names(p, "a channel, or \"all\",", netmkt_channel_by_name, rule->channel, &rule->channels);
    }
    if (status == NETMKT_OK)
        status = expect(p, "older", rule->channels == 0 ? "\"on\" or \"older than\"" : "\"older than\"");
    if (status == NETMKT_OK)
        status = expect(p, "than", "\"than\"");
    return status == NETMKT_OK ? read_age(p) : status;
}

static netmkt_status read_customers(parser *p)
{
    netmkt_status status = NETMKT_OK;

    if (netmkt__scan_is(&p->scan, "without"))
        status = read_without(p);
    if (status == NETMKT_OK && netmkt__scan_is(&p->scan, "anonymously")) {
        p->rule->anonymous = 1;
        status = netmkt__scan_next(&p->scan);
    }
    if (status == NETMKT_OK && p->rule->whom == NETMKT__RETAIN_ANYBODY && !netmkt__scan_is(&p->scan, "where"))
        return netmkt__scan_wants(&p->scan, "\"without events\" or \"where\"");
    return status;
}

static netmkt_status read_attribute(parser *p)
{
    char name[NAME_MOST + 1];
    size_t line;
    netmkt_status status = take_name(p, "an attribute", name, &line);

    if (status != NETMKT_OK)
        return status;
    status = netmkt_attribute_by_name(p->store, name, &p->rule->attribute);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "line %zu: ", line);
    if (netmkt__scan_is(&p->scan, "of")) {
        status = netmkt__scan_next(&p->scan);
        if (status == NETMKT_OK)
            status = expect(p, "customers", "\"customers without events\"");
        return status == NETMKT_OK ? read_without(p) : status;
    }
    return netmkt__scan_is(&p->scan, "where") ? NETMKT_OK : netmkt__scan_wants(&p->scan, "\"of customers\" or \"where\"");
}

/* The rest of the line, up to a remark, is an expression. */
static netmkt_status read_where(parser *p)
{
    netmkt__scan *s = &p->scan;
    size_t line = s->line, length = 0, rest = (size_t)(s->end - s->at);
    int quoted = 0;
    char *text;
    netmkt_status status;

    for (; length < rest && s->at[length] != '\n' && (quoted || s->at[length] != '#'); length++)
        quoted ^= s->at[length] == '"';
    text = netmkt__alloc(s->context, length + 1, 1);
    if (text == NULL)
        return netmkt__nomem();
    memcpy(text, s->at, length);
    text[length] = '\0';
    status = strlen(text) == length ? netmkt_segment_parse(p->store, text, &p->rule->where, NULL)
                                    : netmkt__fail(NETMKT_E_FORMAT, "there is a NUL in the expression");
    netmkt__free(s->context, text);
    if (status != NETMKT_OK)
        return netmkt__prefix(status, "line %zu, behind \"where\": ", line);
    s->at += length;
    return netmkt__scan_next(s);
}

/* --- rules --- */

/* The rule as it was written, on one line and without remarks: what was read since its first word. */
static netmkt_status keep_text(parser *p, const char *from)
{
    const char *stop = p->scan.at;
    size_t length = 0;
    int quoted = 0;
    char *text = netmkt__alloc(p->scan.context, (size_t)(stop - from) + 1, 1);

    if (text == NULL)
        return netmkt__nomem();
    for (; from < stop; from++) {
        quoted ^= *from == '"';
        if (!quoted && *from == '#')
            while (from + 1 < stop && *from != '\n')
                from++;
        if (!quoted && (*from == ' ' || *from == '\t' || *from == '\r' || *from == '\n' || *from == '#')) {
            if (length > 0 && text[length - 1] != ' ')
                text[length++] = ' ';
        } else {
            text[length++] = *from;
        }
    }
    length -= length > 0 && text[length - 1] == ' ';
    text[length] = '\0';
    p->rule->text = text;
    return NETMKT_OK;
}

static netmkt_status read_rule(parser *p)
{
    netmkt_retention *retention = p->retention;
    const char *from = p->scan.token;
    netmkt_status status;

    if (retention->count == NETMKT_RETENTION_RULES)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d rules", p->scan.line, NETMKT_RETENTION_RULES);
    p->rule = &retention->rule[retention->count++];
    p->rule->line = p->scan.line;
    if (netmkt__scan_is(&p->scan, "events"))
        p->rule->what = NETMKT__RETAIN_EVENTS;
    else if (netmkt__scan_is(&p->scan, "customers"))
        p->rule->what = NETMKT__RETAIN_CUSTOMERS;
    else if (netmkt__scan_is(&p->scan, "attribute"))
        p->rule->what = NETMKT__RETAIN_ATTRIBUTE;
    else
        return netmkt__scan_wants(&p->scan, "\"events\", \"customers\" or \"attribute\"");
    status = netmkt__scan_next(&p->scan);
    if (status == NETMKT_OK)
        status = p->rule->what == NETMKT__RETAIN_EVENTS ? read_events(p) : p->rule->what == NETMKT__RETAIN_CUSTOMERS ? read_customers(p) : read_attribute(p);
    if (status == NETMKT_OK && netmkt__scan_is(&p->scan, "where"))
        status = read_where(p);
    if (status == NETMKT_OK && p->scan.type != NETMKT__SCAN_END && p->scan.type != NETMKT__SCAN_LINE)
        status = netmkt__scan_wants(&p->scan, p->rule->where == NULL ? "\"where\", or the end of the line," : "the end of the line");
    return status == NETMKT_OK ? keep_text(p, from) : status;
}

static netmkt_status read_all(parser *p)
{
    netmkt_status status = netmkt__scan_next(&p->scan);

    for (;;) {
        while (status == NETMKT_OK && p->scan.type == NETMKT__SCAN_LINE) {
            p->scan.open = 1; /* the next token begins a rule */
            status = netmkt__scan_next(&p->scan);
        }
        if (status != NETMKT_OK || p->scan.type == NETMKT__SCAN_END)
            return status;
        status = read_rule(p);
    }
}

netmkt_status netmkt_retention_parse(netmkt_store *store, const char *text, size_t length, netmkt_retention **out)
{
    parser p = {.store = store};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || text == NULL)
        return netmkt__misuse("store and text are needed");
    p.scan = (netmkt__scan){.at = text, .end = text + length, .line = 1, .open = 1};
    p.scan.context = netmkt__store_context(store);
    p.retention = netmkt__calloc(p.scan.context, 1, sizeof *p.retention);
    if (p.retention == NULL)
        return netmkt__nomem();
    p.retention->context = p.scan.context;
    status = read_all(&p);
    if (status == NETMKT_OK && p.retention->count == 0)
        status = netmkt__fail(NETMKT_E_FORMAT, "no rule: a rule is a line such as events view older than 14 months");
    if (status != NETMKT_OK) {
        netmkt_retention_free(p.retention);
        return status;
    }
    *out = p.retention;
    return NETMKT_OK;
}

void netmkt_retention_free(netmkt_retention *retention)
{
    for (size_t i = 0; retention != NULL && i < retention->count; i++) {
        netmkt_segment_free(retention->rule[i].where);
        netmkt__free(retention->context, retention->rule[i].text);
    }
    if (retention != NULL)
        netmkt__free(retention->context, retention);
}
