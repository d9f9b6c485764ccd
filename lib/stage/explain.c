/* Words for a stage: numbers are written without the C library's printf, which follows the locale. */
#include "stage/explain.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/number_text.h"
#include "base/status.h"
#include "stage/readiness.h"

/* A text under construction; what does not fit is left out, which NETMKT__STAGE_TEXT rules out. */
typedef struct words {
    char *text;
    size_t length;
} words;

static void say(words *w, const char *text)
{
    size_t length = strlen(text), room = NETMKT__STAGE_TEXT - 1 - w->length;

    if (length > room)
        length = room;
    memcpy(w->text + w->length, text, length);
    w->length += length;
    w->text[w->length] = '\0';
}

static void say_count(words *w, uint32_t count, const char *one, const char *many)
{
    char number[NETMKT__NUMBER_TEXT];

    netmkt__int_text(count, number);
    say(w, number);
    say(w, " ");
    say(w, count == 1 ? one : many);
}

static void say_real(words *w, double value, int32_t decimals)
{
    char number[NETMKT__NUMBER_TEXT];

    netmkt__rounded_text(value, decimals, number);
    say(w, number);
}

static void say_probability(words *w, const char *name, double p)
{
    say(w, name);
    say_real(w, round(p * 100.0) / 100.0, 2);
}

static void say_date(words *w, int64_t time_ms, int32_t day_offset)
{
    int32_t year, month, day;
    char date[48];

    netmkt__civil_from_days(netmkt__day_of(time_ms, day_offset), &year, &month, &day);
    (void)snprintf(date, sizeof date, "%04d-%02d-%02d", year, month, day);
    say(w, date);
}

static void say_reason(words *w, const netmkt_store *store, const netmkt_stage *stage, int with_date)
{
    const netmkt__readiness_rule *rule = &netmkt__readiness_rules[stage->rule - 1];
    const char *kind = netmkt__store_kind_name(store, stage->evidence_kind);
    const char *channel = netmkt__store_channel_name(store, stage->evidence_channel);

    say(w, rule->text);
    say(w, " (");
    say_count(w, stage->evidence_count, rule->unit, rule->units);
    say(w, ", the last");
    if (with_date) {
        say(w, " on ");
        say_date(w, stage->evidence_ms, netmkt__store_day_offset(store));
    }
    say(w, ": ");
    say(w, kind);
    if (channel[0] != '\0') {
        say(w, ", ");
        say(w, channel);
    }
    say(w, ")");
}

size_t netmkt__readiness_reason(const netmkt_store *store, const netmkt_stage *stage, int with_date, char *buffer)
{
    words w = {buffer, 0};

    buffer[0] = '\0';
    if (stage->rule == 0)
        say(&w, "nothing reached him yet");
    else
        say_reason(&w, store, stage, with_date);
    return w.length;
}

static void say_window(words *w, uint32_t days, double window, double rate, const char *when)
{
    say_count(w, days, "engagement day", "engagement days");
    say(w, " in the ");
    say_real(w, window, window == floor(window) ? 0 : 1);
    say(w, when);
    say_real(w, rate, 1);
    say(w, " in 30 days)");
}

static void say_lifecycle(words *w, const netmkt_stage *stage)
{
    say(w, "Lifecycle ");
    say(w, netmkt_lifecycle_name(stage->lifecycle));
    if (stage->lifecycle == NETMKT_LIFECYCLE_NONE) {
        say(w, ": no engagement yet.");
        return;
    }
    say(w, ": ");
    say_window(w, stage->days_recent, stage->window_days, stage->rate_recent, " days up to now (a rate of ");
    say(w, ", against ");
    say_window(w, stage->days_before, stage->before_days, stage->rate_before, " days before (");
    say_probability(w, "; still active with probability ", stage->p_active);
    say_probability(w, "; introduction ", stage->p_introduction);
    say_probability(w, ", growth ", stage->p_growth);
    say_probability(w, ", maturity ", stage->p_maturity);
    say_probability(w, ", decline ", stage->p_decline);
    say(w, ".");
}

static netmkt_status check(const netmkt_stage *stage)
{
    if (stage->struct_size != sizeof *stage)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "stage of %u bytes, this library knows %zu", stage->struct_size, sizeof *stage);
    if (netmkt_lifecycle_name(stage->lifecycle) == NULL || netmkt_readiness_name(stage->readiness) == NULL ||
        (stage->rule != 0 && netmkt_readiness_rule(stage->rule) == NULL) ||
        (stage->rule != 0 && (stage->evidence_ms < NETMKT_TIME_MIN || stage->evidence_ms > NETMKT_TIME_MAX)))
        return netmkt__misuse("the stage was not filled by netmkt_stage_classify()");
    return NETMKT_OK;
}

netmkt_status netmkt_stage_explain(netmkt_store *store, const netmkt_stage *stage, char *buffer, size_t capacity, size_t *length)
{
    char text[NETMKT__STAGE_TEXT], reason[NETMKT__STAGE_TEXT];
    words w = {text, 0};
    netmkt_status status;

    if (store == NULL || stage == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("store, stage and a buffer are needed");
    status = check(stage);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    (void)netmkt__readiness_reason(store, stage, 1, reason);
    netmkt__store_read_end(store);
    say_lifecycle(&w, stage);
    say(&w, "\nReadiness ");
    say(&w, netmkt_readiness_name(stage->readiness));
    say(&w, ": ");
    say(&w, reason);
    say(&w, ".");
    if (length != NULL)
        *length = w.length;
    if (w.length >= capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the explanation takes %zu bytes and a NUL, the buffer has %zu", w.length, capacity);
    memcpy(buffer, text, w.length + 1);
    return NETMKT_OK;
}
