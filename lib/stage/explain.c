/* Words for a stage: numbers are written without the C library's printf, which follows the locale. */
#include "stage/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/status.h"
#include "base/words.h"
#include "stage/rules.h"

static void say_count(netmkt__words *w, uint32_t count, const char *one, const char *many)
{
    netmkt__say_number(w, count, 0);
    netmkt__say(w, " ");
    netmkt__say(w, count == 1 ? one : many);
}

static void say_probability(netmkt__words *w, const char *name, double p)
{
    netmkt__say(w, name);
    netmkt__say_number(w, round(p * 100.0) / 100.0, 2);
}

static void say_date(netmkt__words *w, int64_t time_ms, int32_t day_offset)
{
    int32_t year, month, day;
    char date[48];

    netmkt__civil_from_days(netmkt__day_of(time_ms, day_offset), &year, &month, &day);
    (void)snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
    netmkt__say(w, date);
}

static void say_evidence(netmkt__words *w, const netmkt__rule *rule, uint32_t count)
{
    int32_t unit = rule->condition[0].unit;

    if (unit == NETMKT__COUNT_DAYS)
        say_count(w, count, "day", "days");
    else
        say_count(w, count, "event", "events");
    netmkt__say(w, unit == NETMKT__COUNT_IN_A_DAY ? " in a day" : "");
}

static void say_reason(netmkt__words *w, const netmkt_store *store, const netmkt__rule *rule, const netmkt_stage *stage, int with_date)
{
    const char *kind = netmkt__store_kind_name(store, stage->evidence_kind);
    const char *channel = netmkt__store_channel_name(store, stage->evidence_channel);

    netmkt__say(w, rule->meaning);
    netmkt__say(w, " (");
    say_evidence(w, rule, stage->evidence_count);
    netmkt__say(w, ", the last");
    if (with_date) {
        netmkt__say(w, " on ");
        say_date(w, stage->evidence_ms, netmkt__store_day_offset(store));
    }
    netmkt__say(w, ": ");
    netmkt__say(w, kind);
    if (channel[0] != '\0') {
        netmkt__say(w, ", ");
        netmkt__say(w, channel);
    }
    netmkt__say(w, ")");
}

size_t netmkt__readiness_reason(const netmkt_store *store, const netmkt_readiness_rules *rules, const netmkt_stage *stage, int with_date,
                                char *buffer)
{
    netmkt__words w = {buffer, NETMKT__STAGE_TEXT, 0};

    if (stage->rule == 0)
        netmkt__say(&w, "nothing reached him yet");
    else
        say_reason(&w, store, &rules->rule[stage->rule - 1], stage, with_date);
    (void)netmkt__say_end(&w, NULL); /* names are short: it always fits */
    return w.length;
}

static void say_window(netmkt__words *w, uint32_t days, double window, double rate, const char *when)
{
    say_count(w, days, "engagement day", "engagement days");
    netmkt__say(w, " in the ");
    netmkt__say_number(w, window, window == floor(window) ? 0 : 1);
    netmkt__say(w, when);
    netmkt__say_number(w, rate, 1);
    netmkt__say(w, " in 30 days)");
}

static void say_lifecycle(netmkt__words *w, const netmkt_stage *stage)
{
    netmkt__say(w, "Lifecycle ");
    netmkt__say(w, netmkt_lifecycle_name(stage->lifecycle));
    if (stage->lifecycle == NETMKT_LIFECYCLE_NONE) {
        netmkt__say(w, ": no engagement yet.");
        return;
    }
    netmkt__say(w, ": ");
    say_window(w, stage->days_recent, stage->window_days, stage->rate_recent, " days up to now (a rate of ");
    netmkt__say(w, ", against ");
    say_window(w, stage->days_before, stage->before_days, stage->rate_before, " days before (");
    say_probability(w, "; still active with probability ", stage->p_active);
    say_probability(w, "; introduction ", stage->p_introduction);
    say_probability(w, ", growth ", stage->p_growth);
    say_probability(w, ", maturity ", stage->p_maturity);
    say_probability(w, ", decline ", stage->p_decline);
    netmkt__say(w, ".");
}

static netmkt_status check(const netmkt_settings *settings, const netmkt_stage *stage)
{
    if (stage->struct_size != sizeof *stage)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "stage of %u bytes, this library knows %zu", stage->struct_size, sizeof *stage);
    if (netmkt_lifecycle_name(stage->lifecycle) == NULL || netmkt_readiness_name(stage->readiness) == NULL ||
        (stage->rule != 0 && netmkt_readiness_rule(settings, stage->rule) == NULL) ||
        (stage->rule != 0 && (stage->evidence_ms < NETMKT_TIME_MIN || stage->evidence_ms > NETMKT_TIME_MAX)))
        return netmkt__misuse("the stage was not filled by netmkt_stage_classify()");
    return NETMKT_OK;
}

netmkt_status netmkt_stage_explain(netmkt_store *store, const netmkt_settings *settings, const netmkt_stage *stage, char *buffer,
                                   size_t capacity, size_t *length)
{
    netmkt__words w = {buffer, capacity, 0};
    char reason[NETMKT__STAGE_TEXT];
    netmkt_status status;

    if (store == NULL || stage == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("store, stage and a buffer are needed");
    status = check(settings, stage);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    (void)netmkt__readiness_reason(store, netmkt__rules_of(settings), stage, 1, reason);
    netmkt__store_read_end(store);
    say_lifecycle(&w, stage);
    netmkt__say(&w, "\nReadiness ");
    netmkt__say(&w, netmkt_readiness_name(stage->readiness));
    netmkt__say(&w, ": ");
    netmkt__say(&w, reason);
    netmkt__say(&w, ".");
    return netmkt__say_end(&w, length);
}
