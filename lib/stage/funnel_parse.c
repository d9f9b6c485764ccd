/* Steps from text. Every message has the position, from 1, and what was expected there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/channel.h>
#include <netmkt/time.h>

#include "base/context.h"
#include "base/status.h"
#include "base/text.h"
#include "stage/funnel.h"

enum { NAME_MOST = 255 };

typedef struct parser {
    netmkt_store *store;
    const char *text, *at;
    int32_t exponent;
    char name[NAME_MOST + 1]; /* the last one read */
    size_t name_at;           /* its position */
} parser;

static size_t position(const parser *p)
{
    return (size_t)(p->at - p->text) + 1;
}

static netmkt_status expected(const parser *p, const char *what)
{
    if (*p->at == '\0')
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: the steps end where %s should follow", position(p), what);
    return netmkt__fail(NETMKT_E_FORMAT, "position %zu: %s was expected, not \"%.12s\"", position(p), what, p->at);
}

static void skip_blanks(parser *p)
{
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\n' || *p->at == '\r')
        p->at++;
}

static int is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || (c & 0x80) != 0;
}

static netmkt_status add_letter(parser *p, size_t *length, char c)
{
    if (*length == NAME_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: a name of more than %d bytes", p->name_at, NAME_MOST);
    p->name[(*length)++] = c;
    return NETMKT_OK;
}

/* A plain or quoted name into p->name. */
static netmkt_status read_name(parser *p, const char *what)
{
    int quoted;
    size_t length = 0;
    netmkt_status status = NETMKT_OK;

    skip_blanks(p);
    p->name_at = position(p);
    quoted = *p->at == '"';
    p->at += quoted;
    while (status == NETMKT_OK && *p->at != '\0' && (quoted || is_plain(*p->at))) {
        if (quoted && *p->at == '"') {
            if (p->at[1] != '"')
                break;
            p->at++;
        }
        status = add_letter(p, &length, *p->at++);
    }
    if (status != NETMKT_OK)
        return status;
    if (quoted && *p->at != '"')
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: the quote is not closed", p->name_at);
    p->at += quoted;
    if (length == 0)
        return expected(p, what);
    p->name[length] = '\0';
    return NETMKT_OK;
}

static netmkt_status read_sign(parser *p, const char *sign)
{
    size_t length = strlen(sign);
    char what[8];

    skip_blanks(p);
    if (strncmp(p->at, sign, length) != 0) {
        (void)snprintf(what, sizeof what, "\"%s\"", sign);
        return expected(p, what);
    }
    p->at += length;
    return NETMKT_OK;
}

static netmkt_status read_number(parser *p, const char *what, unsigned long least, unsigned long most, unsigned long *out)
{
    char *end = p->name;
    netmkt_status status = read_name(p, what);

    if (status != NETMKT_OK)
        return status;
    *out = p->name[0] >= '0' && p->name[0] <= '9' && strlen(p->name) < 10 ? strtoul(p->name, &end, 10) : most + 1;
    if (*out > most || *out < least || *end != '\0')
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: %s is a whole number from %lu to %lu, not \"%.32s\"", p->name_at, what, least, most, p->name);
    return NETMKT_OK;
}

static netmkt_status at_name(const parser *p, netmkt_status status)
{
    return status == NETMKT_OK ? status : netmkt__prefix(status, "position %zu: ", p->name_at);
}

static netmkt_status read_amount(parser *p, netmkt__funnel_step *step)
{
    int32_t rounded = 0;
    netmkt_status status = read_sign(p, ">=");

    if (status == NETMKT_OK)
        status = read_name(p, "an amount of money");
    if (status != NETMKT_OK)
        return status;
    step->has_amount = 1;
    status = netmkt_money_parse(p->name, strlen(p->name), p->exponent, &step->amount, &rounded);
    if (status == NETMKT_OK && rounded)
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: more digits than the currency has: \"%.32s\"", p->name_at, p->name);
    return at_name(p, status);
}

static netmkt_status read_count(parser *p, netmkt__funnel_step *step)
{
    unsigned long number;
    netmkt_status status = read_sign(p, "=");

    if (status == NETMKT_OK)
        status = read_number(p, "count", 1, NETMKT__FUNNEL_EVENTS, &number);
    if (status == NETMKT_OK)
        step->count = (uint32_t)number;
    return status;
}

static netmkt_status read_variant(parser *p, netmkt__funnel_step *step)
{
    unsigned long number;
    netmkt_status status = read_sign(p, "=");

    if (status == NETMKT_OK)
        status = read_number(p, "variant", 0, UINT16_MAX, &number);
    if (status != NETMKT_OK)
        return status;
    step->variant = (uint16_t)number;
    step->has_variant = 1;
    return NETMKT_OK;
}

static netmkt_status read_condition(parser *p, netmkt__funnel_step *step)
{
    netmkt_status status = read_name(p, "channel, campaign, offer, variant, amount or count");
    char second;

    if (status != NETMKT_OK)
        return status;
    if (strcmp(p->name, "amount") == 0)
        return read_amount(p, step);
    if (strcmp(p->name, "count") == 0)
        return read_count(p, step);
    if (strcmp(p->name, "variant") == 0)
        return read_variant(p, step);
    if (strcmp(p->name, "channel") != 0 && strcmp(p->name, "campaign") != 0 && strcmp(p->name, "offer") != 0)
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: channel, campaign, offer, variant, amount or count was expected, not \"%.32s\"", p->name_at, p->name);
    second = p->name[1]; /* tells the three apart */
    status = read_sign(p, "=");
    if (status == NETMKT_OK)
        status = read_name(p, "a name");
    if (status != NETMKT_OK)
        return status;
    if (second == 'f')
        return at_name(p, netmkt_offer_by_name(p->store, p->name, &step->offer));
    return at_name(p, second == 'h' ? netmkt_channel_by_name(p->store, p->name, &step->channel) : netmkt_campaign_by_name(p->store, p->name, &step->campaign));
}

/* Behind the conditions if there are any, else behind the name: where the step's text ends. */
static netmkt_status read_conditions(parser *p, netmkt__funnel_step *step)
{
    const char *end = p->at;
    netmkt_status status = NETMKT_OK;

    skip_blanks(p);
    if (*p->at != '(') {
        p->at = end;
        return NETMKT_OK;
    }
    do {
        p->at++;
        status = read_condition(p, step);
        skip_blanks(p);
    } while (status == NETMKT_OK && *p->at == ',');
    return status == NETMKT_OK ? read_sign(p, ")") : status;
}

/* 1 if the last name read is that of a stage; "unaware" is none, since everybody has been. */
static int take_stage(const parser *p, netmkt__funnel_step *step)
{
    for (int32_t k = NETMKT_READINESS_UNAWARE + 1; netmkt_readiness_name(k) != NULL; k++) {
        if (strcmp(p->name, netmkt_readiness_name(k)) == 0)
            step->what = NETMKT__STEP_READINESS, step->stage = k;
    }
    for (int32_t k = NETMKT_LIFECYCLE_NONE + 1; netmkt_lifecycle_name(k) != NULL; k++) {
        if (strcmp(p->name, netmkt_lifecycle_name(k)) == 0)
            step->what = NETMKT__STEP_LIFECYCLE, step->stage = k;
    }
    return step->what != NETMKT__STEP_EVENT;
}

/* Behind the word "stage": a name in parentheses. */
static netmkt_status read_stage(parser *p, netmkt__funnel_step *step)
{
    netmkt_status status = read_sign(p, "(");

    if (status == NETMKT_OK)
        status = read_name(p, "a stage");
    if (status == NETMKT_OK && !take_stage(p, step))
        return netmkt__fail(NETMKT_E_NOT_FOUND, "position %zu: no stage \"%.32s\": know, trust, like, buy, loyal, advocate, introduction, growth, maturity or decline",
                            p->name_at, p->name);
    return status == NETMKT_OK ? read_sign(p, ")") : status;
}

/* An event with conditions, or a stage; of both names a kind's goes first. */
static netmkt_status read_what(parser *p, netmkt__funnel_step *step)
{
    int quoted = *p->at == '"';
    netmkt_status status = read_name(p, "a kind of event or a stage");

    if (status != NETMKT_OK)
        return status;
    if (!quoted && strcmp(p->name, "any") == 0)
        return read_conditions(p, step);
    status = netmkt_kind_by_name(p->store, p->name, &step->kind);
    if (status == NETMKT_E_NOT_FOUND && !quoted && strcmp(p->name, "stage") == 0)
        return read_stage(p, step);
    if (status == NETMKT_E_NOT_FOUND && !quoted && take_stage(p, step))
        return NETMKT_OK;
    return status == NETMKT_OK ? read_conditions(p, step) : at_name(p, status);
}

static netmkt_status read_step(parser *p, netmkt_context *context, netmkt__funnel_step *step)
{
    const char *from;
    netmkt_status status;

    skip_blanks(p);
    from = p->at;
    *step = (netmkt__funnel_step){.count = 1};
    status = read_what(p, step);
    if (status != NETMKT_OK)
        return status;
    step->text = netmkt__alloc(context, (size_t)(p->at - from) + 1, 1);
    if (step->text == NULL)
        return netmkt__nomem();
    memcpy(step->text, from, (size_t)(p->at - from));
    step->text[p->at - from] = '\0';
    skip_blanks(p);
    return NETMKT_OK;
}

/* The steps' events, one behind the other. */
static netmkt_status lay_out(netmkt_funnel *funnel)
{
    for (uint32_t step = 0; step < funnel->count; step++) {
        if (funnel->step[step].count > NETMKT__FUNNEL_EVENTS - funnel->events)
            return netmkt__fail(NETMKT_E_FORMAT, "the steps need more than %d events together", NETMKT__FUNNEL_EVENTS);
        for (uint32_t i = 0; i < funnel->step[step].count; i++)
            funnel->step_of[funnel->events++] = (uint8_t)step;
    }
    return NETMKT_OK;
}

static netmkt_status read_steps(parser *p, netmkt_funnel *funnel)
{
    netmkt_status status;

    for (;;) {
        if (funnel->count == NETMKT__FUNNEL_STEPS)
            return netmkt__fail(NETMKT_E_FORMAT, "position %zu: more than %d steps", position(p), NETMKT__FUNNEL_STEPS);
        status = read_step(p, funnel->context, &funnel->step[funnel->count]);
        if (status != NETMKT_OK)
            return status;
        funnel->stages += funnel->step[funnel->count].what != NETMKT__STEP_EVENT;
        funnel->count++;
        if (*p->at != '>')
            break;
        p->at++;
    }
    if (*p->at != '\0')
        return expected(p, "\">\", or the end,");
    if (funnel->count < 2)
        return netmkt__fail(NETMKT_E_FORMAT, "position %zu: a funnel has at least 2 steps: \"%.32s > ...\"", position(p), funnel->step[0].text);
    return lay_out(funnel);
}

netmkt_status netmkt_funnel_new(netmkt_store *store, const char *steps, netmkt_funnel **out)
{
    netmkt_store_statistics facts = {.struct_size = sizeof facts};
    parser p = {.store = store, .text = steps, .at = steps};
    netmkt_context *context;
    netmkt_funnel *funnel;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL || steps == NULL)
        return netmkt__misuse("store and steps are needed");
    if (!netmkt__utf8_valid(steps, strlen(steps)))
        return netmkt__fail(NETMKT_E_FORMAT, "the steps are no UTF-8");
    status = netmkt_store_stats(store, &facts);
    if (status != NETMKT_OK)
        return status;
    p.exponent = facts.currency_exponent;
    context = netmkt__store_context(store);
    funnel = netmkt__calloc(context, 1, sizeof *funnel);
    if (funnel == NULL)
        return netmkt__nomem();
    funnel->context = context;
    status = read_steps(&p, funnel);
    if (status == NETMKT_OK) {
        *out = funnel;
        funnel = NULL;
    }
    netmkt_funnel_free(funnel);
    return status;
}
