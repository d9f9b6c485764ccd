/* Parser of rules: recursive descent, a function a piece of the grammar in docs/stages.md. */
#include <string.h>

#include "base/context.h"
#include "stage/rules_parser.h"
#include "store/view.h"

enum { MEANING_MOST = 120 };

/* --- events --- */

/* "at least" | "at most" | "below" | "above", and a number. */
static netmkt_status read_rating(netmkt__parser *p, netmkt__matcher *m)
{
    netmkt__rule_number *number = &m->low;
    netmkt_status status;

    if (netmkt__scan_is(&p->scan, "at")) {
        status = netmkt__scan_accept(&p->scan);
        if (status != NETMKT_OK)
            return status;
        if (netmkt__scan_is(&p->scan, "most"))
            number = &m->high;
        else if (!netmkt__scan_is(&p->scan, "least"))
            return netmkt__scan_wants(&p->scan, "\"least\" or \"most\"");
        m->flags |= number == &m->low ? NETMKT__MATCH_LEAST : NETMKT__MATCH_MOST;
    } else if (netmkt__scan_is(&p->scan, "below")) {
        number = &m->high;
        m->flags |= NETMKT__MATCH_BELOW;
    } else if (netmkt__scan_is(&p->scan, "above")) {
        m->flags |= NETMKT__MATCH_ABOVE;
    } else {
        return netmkt__scan_wants(&p->scan, "\"at least\", \"at most\", \"above\" or \"below\"");
    }
    status = netmkt__scan_accept(&p->scan);
    return status == NETMKT_OK ? netmkt__parse_number(p, -1e6, 1e6, 0, number) : status;
}

static netmkt_status read_initiator(netmkt__parser *p, netmkt__matcher *m)
{
    if (netmkt__scan_is(&p->scan, "customer"))
        m->flags |= NETMKT__MATCH_CUSTOMER;
    else if (netmkt__scan_is(&p->scan, "business"))
        m->flags |= NETMKT__MATCH_BUSINESS;
    else
        return netmkt__scan_wants(&p->scan, "\"customer\" or \"business\"");
    return netmkt__scan_accept(&p->scan);
}

/* One filter of single events, if there is one: *taken. */
static netmkt_status read_filter(netmkt__parser *p, netmkt__matcher *m, int *taken)
{
    int kept = netmkt__scan_is(&p->scan, "kept"), on = netmkt__scan_is(&p->scan, "on");
    int rated = netmkt__scan_is(&p->scan, "rated"), by = netmkt__scan_is(&p->scan, "by");
    netmkt_status status;

    *taken = kept || on || rated || by;
    if (!*taken)
        return NETMKT_OK;
    status = netmkt__scan_accept(&p->scan);
    if (status != NETMKT_OK)
        return status;
    if (kept) {
        m->flags |= NETMKT__MATCH_KEPT;
        return NETMKT_OK;
    }
    if (by)
        return read_initiator(p, m);
    if (rated)
        return read_rating(p, m);
    m->flags |= NETMKT__MATCH_CHANNEL;
    return netmkt__parse_ids(p, 1, &m->channels);
}

/* KIND {"," KIND} | "any" ["but" KIND {"," KIND}] */
static netmkt_status read_kinds(netmkt__parser *p, netmkt__matcher *m)
{
    netmkt_status status;

    m->given = 1;
    if (!netmkt__scan_is(&p->scan, "any"))
        return netmkt__parse_ids(p, 0, &m->kinds);
    m->kinds.all_but = 1;
    status = netmkt__scan_accept(&p->scan);
    if (status != NETMKT_OK || !netmkt__scan_is(&p->scan, "but"))
        return status;
    status = netmkt__scan_accept(&p->scan);
    return status == NETMKT_OK ? netmkt__parse_ids(p, 0, &m->kinds) : status;
}

static netmkt_status read_filters(netmkt__parser *p, netmkt__matcher *m)
{
    netmkt_status status = NETMKT_OK;
    int taken = 1;

    while (status == NETMKT_OK && taken)
        status = read_filter(p, m, &taken);
    return status;
}

/* "within" N "days", "less" KINDS, "after" "last" EVENTS: what is said of the whole count. */
static netmkt_status read_count_filter(netmkt__parser *p, netmkt__condition *c, int *taken)
{
    int within = netmkt__scan_is(&p->scan, "within"), less = netmkt__scan_is(&p->scan, "less"), after = netmkt__scan_is(&p->scan, "after");
    netmkt_status status;

    *taken = within || less || after;
    if (!*taken)
        return NETMKT_OK;
    if (less && c->unit != NETMKT__COUNT_EVENTS)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: \"less\" takes back events; it cannot be said of days", p->scan.line);
    status = netmkt__scan_accept(&p->scan);
    if (status != NETMKT_OK)
        return status;
    if (within) {
        status = netmkt__parse_number(p, 1.0, 36500.0, 1, &c->within);
        return status == NETMKT_OK ? netmkt__parse_word(p, "days") : status;
    }
    if (less) {
        c->takes_back = 1;
        return netmkt__parse_ids(p, 0, &c->less);
    }
    status = netmkt__parse_word(p, "last");
    if (status == NETMKT_OK)
        status = read_kinds(p, &c->after);
    return status == NETMKT_OK ? read_filters(p, &c->after) : status;
}

static netmkt_status read_events(netmkt__parser *p, netmkt__condition *c)
{
    netmkt_status status = read_kinds(p, &c->of);
    int taken = 1;

    while (status == NETMKT_OK && taken) {
        int more = 0;

        status = read_filters(p, &c->of);
        if (status == NETMKT_OK)
            status = read_count_filter(p, c, &more);
        taken = more;
    }
    return status;
}

/* --- conditions --- */

/* Behind "at least": N ["days of" | "in a day of"] */
static netmkt_status read_least(netmkt__parser *p, netmkt__condition *c)
{
    netmkt_status status = netmkt__parse_word(p, "least");

    if (status == NETMKT_OK)
        status = netmkt__parse_number(p, 1.0, 1e6, 1, &c->number);
    if (status != NETMKT_OK)
        return status;
    if (netmkt__scan_is(&p->scan, "days")) {
        c->unit = NETMKT__COUNT_DAYS;
        status = netmkt__scan_accept(&p->scan);
        return status == NETMKT_OK ? netmkt__parse_word(p, "of") : status;
    }
    if (!netmkt__scan_is(&p->scan, "in"))
        return NETMKT_OK;
    c->unit = NETMKT__COUNT_IN_A_DAY;
    status = netmkt__scan_accept(&p->scan);
    if (status == NETMKT_OK)
        status = netmkt__parse_word(p, "a");
    if (status == NETMKT_OK)
        status = netmkt__parse_word(p, "day");
    return status == NETMKT_OK ? netmkt__parse_word(p, "of") : status;
}

static netmkt_status read_active(netmkt__parser *p, netmkt__condition *c)
{
    netmkt_status status = netmkt__scan_accept(&p->scan);

    if (status != NETMKT_OK)
        return status;
    c->what = netmkt__scan_is(&p->scan, "below") ? NETMKT__ACTIVE_BELOW : NETMKT__ACTIVE_LEAST;
    if (c->what == NETMKT__ACTIVE_LEAST && !netmkt__scan_is(&p->scan, "at"))
        return netmkt__scan_wants(&p->scan, "\"at least\" or \"below\"");
    status = netmkt__scan_accept(&p->scan);
    if (status == NETMKT_OK && c->what == NETMKT__ACTIVE_LEAST)
        status = netmkt__parse_word(p, "least");
    return status == NETMKT_OK ? netmkt__parse_number(p, 0.0, 1.0, 0, &c->number) : status;
}

static netmkt_status read_condition(netmkt__parser *p, netmkt__condition *c)
{
    netmkt_status status = NETMKT_OK;

    *c = (netmkt__condition){.number = {1.0, -1, 0}, .within = {0.0, -1, 0}};
    c->of.low.setting = c->of.high.setting = c->after.low.setting = c->after.high.setting = -1;
    if (netmkt__scan_is(&p->scan, "active"))
        return read_active(p, c);
    if (netmkt__scan_is(&p->scan, "no")) {
        c->what = NETMKT__HAS_NO;
        status = netmkt__scan_accept(&p->scan);
        if (status == NETMKT_OK && netmkt__scan_is(&p->scan, "later")) {
            c->what = NETMKT__HAS_NO_LATER;
            status = netmkt__scan_accept(&p->scan);
        }
    } else if (netmkt__scan_is(&p->scan, "at")) {
        status = netmkt__scan_accept(&p->scan);
        if (status == NETMKT_OK)
            status = read_least(p, c);
    }
    return status == NETMKT_OK ? read_events(p, c) : status;
}

static netmkt_status read_conditions(netmkt__parser *p, netmkt__rule *rule)
{
    for (;;) {
        netmkt__condition *c = &rule->condition[rule->conditions];
        netmkt_status status = NETMKT_OK;

        if (rule->conditions == NETMKT__CONDITIONS_MOST)
            return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d conditions; make two rules", p->scan.line, NETMKT__CONDITIONS_MOST);
        status = read_condition(p, c);
        if (status != NETMKT_OK)
            return status;
        if (rule->conditions++ == 0 && c->what != NETMKT__HAS)
            return netmkt__fail(NETMKT_E_FORMAT, "line %zu: the first condition names the events that are the evidence; put it before \"no\" and \"active\"",
                                p->scan.line);
        if (p->scan.type == NETMKT__SCAN_END || p->scan.type == NETMKT__SCAN_LINE)
            return NETMKT_OK;
        if (!netmkt__scan_is(&p->scan, "and"))
            return netmkt__scan_wants(&p->scan, "\"and\", a filter of events, or the end of the line");
        status = netmkt__scan_accept(&p->scan);
        if (status != NETMKT_OK)
            return status;
    }
}

/* --- rules --- */

static netmkt_status read_meaning(netmkt__parser *p)
{
    netmkt_status status;

    if (p->scan.type != NETMKT__SCAN_QUOTED || p->scan.length == 0)
        return netmkt__scan_wants(&p->scan, "what the rule means, in quotation marks,");
    if (p->scan.length > MEANING_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: what a rule means has at most %d bytes, not %zu", p->scan.line, (int)MEANING_MOST, p->scan.length);
    status = netmkt__scan_write(&p->scan, p->scan.token, p->scan.length);
    if (status == NETMKT_OK)
        status = netmkt__scan_write(&p->scan, "", 1);
    if (status == NETMKT_OK)
        status = netmkt__scan_next(&p->scan);
    if (status == NETMKT_OK && p->scan.type != NETMKT__SCAN_COLON)
        return netmkt__scan_wants(&p->scan, "a colon");
    return status == NETMKT_OK ? netmkt__scan_next(&p->scan) : status;
}

static netmkt_status read_rule(netmkt__parser *p)
{
    netmkt__rule *rule;
    netmkt_status status = netmkt__grow(p->scan.context, &p->rule, &p->capacity, p->count + 1, sizeof *p->rule);

    if (status != NETMKT_OK)
        return status;
    if (p->count == NETMKT__RULES_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d rules", p->scan.line, NETMKT__RULES_MOST);
    rule = &p->rule[p->count];
    memset(rule, 0, sizeof *rule);
    status = netmkt__parse_stage(p, &rule->stage);
    if (status == NETMKT_OK)
        status = read_meaning(p);
    if (status == NETMKT_OK)
        status = read_conditions(p, rule);
    if (status == NETMKT_OK)
        status = netmkt__scan_write(&p->scan, "", 1);
    p->count += status == NETMKT_OK;
    return status;
}

/* Point each rule at its texts, which lie in the order of reading; then order by stage. */
static void settle(netmkt__parser *p)
{
    const char *at = p->scan.text;

    for (size_t i = 0; i < p->count; i++) {
        p->rule[i].meaning = at;
        at += strlen(at) + 1;
        p->rule[i].text = at;
        at += strlen(at) + 1;
    }
    for (size_t i = 1; i < p->count; i++) {
        netmkt__rule moved = p->rule[i];
        size_t k = i;

        for (; k > 0 && p->rule[k - 1].stage > moved.stage; k--)
            p->rule[k] = p->rule[k - 1];
        p->rule[k] = moved;
    }
}

static netmkt_status read_all(netmkt__parser *p)
{
    netmkt_status status = netmkt__scan_next(&p->scan);

    for (;;) {
        while (status == NETMKT_OK && p->scan.type == NETMKT__SCAN_LINE)
            status = netmkt__scan_next(&p->scan);
        if (status != NETMKT_OK || p->scan.type == NETMKT__SCAN_END)
            break;
        status = read_rule(p);
    }
    if (status == NETMKT_OK && p->count == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "no rule: a rule is a line such as buy \"ordered, and kept it\": order kept");
    return status;
}

netmkt_status netmkt_readiness_rules_parse(netmkt_store *store, const char *text, size_t length, netmkt_readiness_rules **out)
{
    netmkt_readiness_rules *rules;
    netmkt__parser p = {.store = store};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (text == NULL)
        return netmkt__misuse("text is NULL");
    p.scan = (netmkt__scan){.at = text, .end = text + length, .line = 1, .open = 1};
    p.scan.context = store != NULL ? netmkt__store_context(store) : NULL;
    rules = netmkt__calloc(p.scan.context, 1, sizeof *rules);
    if (rules == NULL)
        return netmkt__nomem();
    status = read_all(&p);
    if (status != NETMKT_OK) {
        netmkt__free(p.scan.context, p.rule);
        netmkt__free(p.scan.context, p.scan.text);
        netmkt__free(p.scan.context, rules);
        return status;
    }
    settle(&p);
    *rules = (netmkt_readiness_rules){p.scan.context, p.rule, p.count, p.scan.text, p.scan.text_size};
    *out = rules;
    return NETMKT_OK;
}
