/* A segment's tree as text, in one form: what reads it back makes the same tree. */
#include "audience/segment_tree.h"

#include <string.h>

#include "base/number_text.h"

static const char *const operators[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};

/* Words that mean something where a name could stand. */
static const char *const reserved[] = {"and", "or", "not", "in", "between", "like", "has", "is", "missing", "true", "false", "segment", "attribute",
                                       "last", "since", "after", "until", "before", "kind", "channel", "campaign", "offer", "initiator", "variant",
                                       "amount", "cost", "rating", "may_contact"};

static int is_plain(const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        char c = text[i];

        if (!((c >= 'a' && c <= 'z') || c == '_' || (i > 0 && ((c >= '0' && c <= '9')))))
            return 0;
    }
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(text, reserved[i]) == 0)
            return 0;
    return text[0] != '\0';
}

static void say_quoted(const char *text, netmkt__words *words)
{
    netmkt__say(words, "\"");
    for (; *text != '\0'; text++) {
        char character[3] = {*text, *text == '"' ? '"' : '\0', '\0'};

        netmkt__say(words, character);
    }
    netmkt__say(words, "\"");
}

static void say_name(const char *name, netmkt__words *words)
{
    if (is_plain(name))
        netmkt__say(words, name);
    else
        say_quoted(name, words);
}

static void say_real(double number, netmkt__words *words)
{
    char text[NETMKT__NUMBER_TEXT];

    (void)netmkt__real_text(number, text);
    netmkt__say(words, text);
}

static void say_span(const netmkt__segment_value *value, netmkt__words *words)
{
    static const char *const units[NETMKT__UNITS] = {" minute", " hour", " day", " week", " month", " year"};

    say_real(value->number, words);
    netmkt__say(words, units[value->unit]);
    netmkt__say(words, value->number == 1.0 ? "" : "s");
}

/* How texts are written. */
enum { QUOTED, NAMED, LISTED /* a word of a list: nothing else can stand there */ };

static void say_value(const netmkt__segment_value *value, int names, netmkt__words *words)
{
    switch (value->kind) {
    case NETMKT__VALUE_NUMBER:
        say_real(value->number, words);
        break;
    case NETMKT__VALUE_TEXT:
        if (names == LISTED && strchr(value->text, ' ') == NULL)
            netmkt__say(words, value->text);
        else
            (names == QUOTED ? say_quoted : say_name)(value->text, words);
        break;
    case NETMKT__VALUE_AGO:
        say_span(value, words);
        netmkt__say(words, " ago");
        break;
    case NETMKT__VALUE_NOW:
        netmkt__say(words, "now");
        break;
    case NETMKT__VALUE_TODAY:
        netmkt__say(words, "today");
        break;
    default:
        netmkt__say(words, value->text);
        break;
    }
}

static void say_list(const netmkt__segment_value *values, size_t count, int names, netmkt__words *words)
{
    netmkt__say(words, "(");
    for (size_t i = 0; i < count; i++) {
        netmkt__say(words, i > 0 ? ", " : "");
        say_value(&values[i], names, words);
    }
    netmkt__say(words, ")");
}

/* Operator and values, of a test or of a part of a filter. */
static void say_comparison(int32_t op, int negated, const netmkt__segment_value *values, size_t count, int names, netmkt__words *words)
{
    if (op <= NETMKT__OP_GE) {
        netmkt__say(words, operators[op]);
        say_value(values, names, words);
        return;
    }
    netmkt__say(words, negated ? " not" : "");
    if (op == NETMKT__OP_IN) {
        netmkt__say(words, " in ");
        say_list(values, count, names, words);
        return;
    }
    netmkt__say(words, op == NETMKT__OP_BETWEEN ? " between " : op == NETMKT__OP_LIKE ? " like " : " has ");
    say_value(&values[0], names, words);
    if (op == NETMKT__OP_BETWEEN) {
        netmkt__say(words, " and ");
        say_value(&values[1], names, words);
    }
}

static void say_part(const netmkt__filter_part *part, netmkt__words *words)
{
    static const char *const names[] = {"kind", "channel", "campaign", "offer", "initiator", "variant", "amount", "cost", "rating"};
    static const char *const moments[] = {"last ", "since ", "after ", "until ", "before ", "between "};

    if (part->what < NETMKT__PART_IS && part->op == NETMKT__OP_TRUE) {
        say_name(part->values[0].text, words);
    } else if (part->what < NETMKT__PART_IS) {
        netmkt__say(words, names[part->what]);
        say_comparison(part->op, part->negated, part->values, part->count, NAMED, words);
    } else {
        netmkt__say(words, moments[part->what - NETMKT__PART_WINDOW]);
        if (part->what == NETMKT__PART_WINDOW)
            say_span(&part->values[0], words);
        else
            say_value(&part->values[0], NAMED, words);
        if (part->what == NETMKT__PART_BETWEEN) {
            netmkt__say(words, " and ");
            say_value(&part->values[1], NAMED, words);
        }
    }
}

void netmkt__segment_say_term(const netmkt__term *term, netmkt__words *words)
{
    if (term->from == NETMKT__FROM_ATTRIBUTE && (term->brackets || !is_plain(term->name))) {
        netmkt__say(words, "attribute(");
        say_quoted(term->name, words);
        netmkt__say(words, ")");
        return;
    }
    netmkt__say(words, term->name);
    if (term->from == NETMKT__FROM_PERMISSION) {
        netmkt__say(words, "(");
        say_name(term->words[0], words);
        netmkt__say(words, ", ");
        netmkt__say(words, term->words[1]);
        netmkt__say(words, ")");
        return;
    }
    if (!term->brackets)
        return;
    netmkt__say(words, "(");
    for (const netmkt__filter_part *part = term->filter->parts; part != NULL; part = part->next) {
        say_part(part, words);
        netmkt__say(words, part->next != NULL ? ", " : "");
    }
    netmkt__say(words, ")");
}

static void say_test(const netmkt__segment_node *node, netmkt__words *words)
{
    int names = node->term->type == NETMKT__IS_TEXT ? QUOTED : LISTED;

    netmkt__segment_say_term(node->term, words);
    if (node->op == NETMKT__OP_TRUE)
        return;
    if (node->op == NETMKT__OP_MISSING) {
        netmkt__say(words, node->negated ? " is not missing" : " is missing");
    } else if (node->other != NULL) {
        netmkt__say(words, operators[node->op]);
        netmkt__segment_say_term(node->other, words);
    } else {
        say_comparison(node->op, node->negated, node->values, node->count, names, words);
    }
}

static void say_within(const netmkt__segment_node *node, int brackets, netmkt__words *words)
{
    netmkt__say(words, brackets ? "(" : "");
    netmkt__segment_say(node, words);
    netmkt__say(words, brackets ? ")" : "");
}

void netmkt__segment_say(const netmkt__segment_node *node, netmkt__words *words)
{
    switch (node->kind) {
    case NETMKT__NODE_AND:
    case NETMKT__NODE_OR:
        for (const netmkt__segment_node *child = node->child; child != NULL; child = child->next) {
            say_within(child, child->kind == NETMKT__NODE_OR || child->kind == node->kind, words);
            netmkt__say(words, child->next == NULL ? "" : node->kind == NETMKT__NODE_AND ? " and " : " or ");
        }
        break;
    case NETMKT__NODE_NOT:
        netmkt__say(words, "not ");
        say_within(node->child, node->child->kind == NETMKT__NODE_AND || node->child->kind == NETMKT__NODE_OR, words);
        break;
    case NETMKT__NODE_SEGMENT:
        netmkt__say(words, "segment(");
        say_name(node->name, words);
        netmkt__say(words, ")");
        break;
    case NETMKT__NODE_TEST:
        say_test(node, words);
        break;
    default:
        netmkt__say(words, node->kind == NETMKT__NODE_TRUE ? "true" : "false");
        break;
    }
}
