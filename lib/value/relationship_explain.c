/* A relationship in words. */
#include <math.h>

#include "base/status.h"
#include "base/words.h"
#include "value/relationship.h"

static void begin(netmkt__words *w, const char *part, double value)
{
    netmkt__say(w, part);
    if (isnan(value))
        netmkt__say(w, "unknown");
    else
        netmkt__say_number(w, round(value * 100.0) / 100.0, 2);
    netmkt__say(w, ": ");
}

static void say_time(netmkt__words *w, const netmkt_relationship *r, const netmkt__bond_rules *rules)
{
    begin(w, "tenure ", r->tenure);
    netmkt__say(w, "known for ");
    netmkt__say_count(w, r->tenure_days, " day", " days");
    netmkt__say(w, " (half at ");
    netmkt__say_count(w, rules->tenure_days, ")\n", ")\n");
    begin(w, "rhythm ", r->rhythm);
    if (isnan(r->idle_days)) {
        netmkt__say(w, "has never acted\n");
        return;
    }
    netmkt__say(w, "acts every ");
    netmkt__say_count(w, r->gap_days, " day", " days");
    netmkt__say(w, ", last ");
    netmkt__say_count(w, r->idle_days, " day ago\n", " days ago\n");
}

static void say_exchange(netmkt__words *w, const netmkt_relationship *r, const netmkt__bond_rules *rules)
{
    begin(w, "reciprocity ", r->reciprocity);
    netmkt__say_count(w, (double)r->acts, " act", " acts");
    netmkt__say(w, " and ");
    netmkt__say_count(w, (double)r->messages, " message", " messages");
    netmkt__say(w, " to him in ");
    netmkt__say_count(w, rules->window_days, " day\n", " days\n");
    begin(w, "breadth ", r->breadth);
    netmkt__say_count(w, (double)r->channels, " channel (of ", " channels (of ");
    netmkt__say_number(w, rules->channels, 0);
    netmkt__say(w, "), ");
    netmkt__say_count(w, (double)r->permissions, " permission (of ", " permissions (of ");
    netmkt__say_number(w, rules->permissions, 0);
    netmkt__say(w, ")\n");
    begin(w, "answers ", r->answers);
    netmkt__say_count(w, (double)r->requests, " request", " requests");
    if (!isnan(r->wait_hours)) {
        netmkt__say(w, ", answered after ");
        netmkt__say_number(w, r->wait_hours, 1);
        netmkt__say(w, " hours (half at ");
        netmkt__say_count(w, rules->answer_hours, ")", ")");
    }
    netmkt__say(w, "\n");
}

netmkt_status netmkt_relationship_explain(const netmkt_relationship *relationship, const netmkt_settings *settings, char *buffer,
                                          size_t capacity, size_t *length)
{
    netmkt__words w = {buffer, capacity, 0};
    netmkt__bond_rules rules;

    if (relationship == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("relationship is needed, and a buffer where capacity is above 0");
    if (relationship->struct_size != sizeof *relationship)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "relationship of %u bytes, this library knows %zu; set struct_size",
                            relationship->struct_size, sizeof *relationship);
    netmkt__bond_rules_init(&rules, settings);
    netmkt__say(&w, "relationship ");
    if (isnan(relationship->score))
        netmkt__say(&w, "unknown");
    else
        netmkt__say_number(&w, relationship->score, 1);
    netmkt__say(&w, " of 100\n");
    say_time(&w, relationship, &rules);
    say_exchange(&w, relationship, &rules);
    return netmkt__say_end(&w, length);
}
