/* Cutting an expression into words. Never fails: what is no word is a BAD one. */
#include "audience/segment_lex.h"

#include <string.h>

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static size_t digits(const char *text, size_t length, size_t at)
{
    size_t n = 0;

    while (at + n < length && is_digit(text[at + n]))
        n++;
    return n;
}

/* Length of a date, with its time if there is one, that begins at `at`; 0 if there is none. */
static size_t date(const char *text, size_t length, size_t at)
{
    size_t n = 10;

    if (digits(text, length, at) != 4 || at + n > length || text[at + 4] != '-' || digits(text, length, at + 5) != 2 || text[at + 7] != '-' ||
        digits(text, length, at + 8) != 2)
        return 0;
    if (at + n < length && (text[at + n] == 'T' || text[at + n] == 't'))
        while (at + n < length && (is_digit(text[at + n]) || begins_name(text[at + n]) || strchr(":.+-", text[at + n]) != NULL) && text[at + n] != '\0')
            n++;
    return n;
}

static size_t number(const char *text, size_t length, size_t at)
{
    size_t sign = text[at] == '-' || text[at] == '+', whole = digits(text, length, at + sign), n = sign + whole, part;

    if (at + n < length && text[at + n] == '.') {
        part = digits(text, length, at + n + 1);
        if (whole + part == 0)
            return 0;
        n += 1 + part;
    } else if (whole == 0) {
        return 0;
    }
    if (at + n < length && (text[at + n] == 'e' || text[at + n] == 'E')) {
        size_t power = n + 1 + (at + n + 1 < length && (text[at + n + 1] == '-' || text[at + n + 1] == '+'));

        part = digits(text, length, at + power);
        n = part > 0 ? power + part : n;
    }
    return n;
}

/* With both quotes; 0 if it does not end. */
static size_t quoted(const char *text, size_t length, size_t at)
{
    char quote = text[at];

    for (size_t i = at + 1; i < length; i++) {
        if (text[i] != quote)
            continue;
        if (i + 1 < length && text[i + 1] == quote)
            i++;
        else
            return i + 1 - at;
    }
    return 0;
}

static netmkt__token sign_token(const char *text, size_t length, size_t at)
{
    netmkt__token token = {NETMKT__TOKEN_SIGN, text[at], at, 1};
    char next = at + 1 < length ? text[at + 1] : '\0';

    switch (text[at]) {
    case '(':
    case ')':
    case ',':
        break;
    case '=':
        token.length += next == '=';
        break;
    case '<':
    case '>':
        if (next == '=') {
            token.sign += NETMKT__SIGN_OR_EQUAL;
            token.length = 2;
        } else if (text[at] == '<' && next == '>') {
            token.sign = '!';
            token.length = 2;
        }
        break;
    case '!':
        token.length = 2;
        if (next == '=')
            break;
        token.length = 1;
        token.kind = NETMKT__TOKEN_BAD;
        break;
    default:
        token.kind = NETMKT__TOKEN_BAD;
        break;
    }
    return token;
}

netmkt__token netmkt__segment_token(const char *text, size_t length, size_t at)
{
    size_t n;

    while (at < length && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r'))
        at++;
    if (at >= length)
        return (netmkt__token){NETMKT__TOKEN_END, 0, length, 0};
    if (begins_name(text[at])) {
        for (n = 1; at + n < length && (begins_name(text[at + n]) || is_digit(text[at + n])); n++)
            ;
        return (netmkt__token){NETMKT__TOKEN_NAME, 0, at, n};
    }
    if (text[at] == '"' || text[at] == '\'') {
        n = quoted(text, length, at);
        return n > 0 ? (netmkt__token){NETMKT__TOKEN_TEXT, 0, at, n} : (netmkt__token){NETMKT__TOKEN_BAD, 0, at, length - at};
    }
    n = date(text, length, at);
    if (n > 0)
        return (netmkt__token){NETMKT__TOKEN_DATE, 0, at, n};
    n = number(text, length, at);
    if (n > 0)
        return (netmkt__token){NETMKT__TOKEN_NUMBER, 0, at, n};
    return sign_token(text, length, at);
}

int netmkt__token_is(const char *text, const netmkt__token *token, const char *word)
{
    if (token->kind != NETMKT__TOKEN_NAME || strlen(word) != token->length)
        return 0;
    for (size_t i = 0; i < token->length; i++) {
        char c = text[token->at + i];

        if ((c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c) != word[i])
            return 0;
    }
    return 1;
}
