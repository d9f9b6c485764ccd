/* A relationship in words. */
#include <math.h>
#include <string.h>

#include "base/number_text.h"
#include "base/status.h"
#include "value/relationship.h"

/* Text being written into the caller's buffer; what does not fit is only counted. */
typedef struct words {
    char *buffer;
    size_t capacity, length;
} words;

static void say(words *w, const char *text)
{
    size_t size = strlen(text);

    if (w->length + size < w->capacity)
        memcpy(w->buffer + w->length, text, size);
    w->length += size;
}

static void say_number(words *w, double value, int32_t decimals)
{
    char text[NETMKT__NUMBER_TEXT];

    (void)netmkt__rounded_text(value, decimals, text);
    say(w, text);
}

static void say_count(words *w, double count, const char *one, const char *more)
{
    say_number(w, count, count == floor(count) ? 0 : 1);
    say(w, count == 1.0 ? one : more);
}

static void begin(words *w, const char *part, double value)
{
    say(w, part);
    if (isnan(value))
        say(w, "unknown");
    else
        say_number(w, round(value * 100.0) / 100.0, 2);
    say(w, ": ");
}

static void say_time(words *w, const netmkt_relationship *r, const netmkt__bond_rules *rules)
{
    begin(w, "tenure ", r->tenure);
    say(w, "known for ");
    say_count(w, r->tenure_days, " day", " days");
    say(w, " (half at ");
    say_count(w, rules->tenure_days, ")\n", ")\n");
    begin(w, "rhythm ", r->rhythm);
    if (isnan(r->idle_days)) {
        say(w, "has never acted\n");
        return;
    }
    say(w, "acts every ");
    say_count(w, r->gap_days, " day", " days");
    say(w, ", last ");
    say_count(w, r->idle_days, " day ago\n", " days ago\n");
}

static void say_exchange(words *w, const netmkt_relationship *r, const netmkt__bond_rules *rules)
{
    begin(w, "reciprocity ", r->reciprocity);
    say_count(w, (double)r->acts, " act", " acts");
    say(w, " and ");
    say_count(w, (double)r->messages, " message", " messages");
    say(w, " to him in ");
    say_count(w, rules->window_days, " day\n", " days\n");
    begin(w, "breadth ", r->breadth);
    say_count(w, (double)r->channels, " channel (of ", " channels (of ");
    say_number(w, rules->channels, 0);
    say(w, "), ");
    say_count(w, (double)r->permissions, " permission (of ", " permissions (of ");
    say_number(w, rules->permissions, 0);
    say(w, ")\n");
    begin(w, "answers ", r->answers);
    say_count(w, (double)r->requests, " request", " requests");
    if (!isnan(r->wait_hours)) {
        say(w, ", answered after ");
        say_number(w, r->wait_hours, 1);
        say(w, " hours (half at ");
        say_count(w, rules->answer_hours, ")", ")");
    }
    say(w, "\n");
}

netmkt_status netmkt_relationship_explain(const netmkt_relationship *relationship, const netmkt_settings *settings, char *buffer,
                                          size_t capacity, size_t *length)
{
    words w = {buffer, capacity, 0};
    netmkt__bond_rules rules;

    if (relationship == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("relationship is needed, and a buffer where capacity is above 0");
    if (relationship->struct_size != sizeof *relationship)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "relationship of %u bytes, this library knows %zu; set struct_size",
                            relationship->struct_size, sizeof *relationship);
    netmkt__bond_rules_init(&rules, settings);
    say(&w, "relationship ");
    if (isnan(relationship->score))
        say(&w, "unknown");
    else
        say_number(&w, relationship->score, 1);
    say(&w, " of 100\n");
    say_time(&w, relationship, &rules);
    say_exchange(&w, relationship, &rules);
    if (length != NULL)
        *length = w.length;
    if (w.length >= w.capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the text has %zu bytes and a NUL, the buffer %zu", w.length, capacity);
    buffer[w.length] = '\0';
    return NETMKT_OK;
}
