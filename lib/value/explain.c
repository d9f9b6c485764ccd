/* A customer's value in words, each part beside the population's. */
#include "value/customer_value.h"

#include <math.h>
#include <string.h>

#include "base/number_text.h"
#include "base/settings.h"
#include "base/status.h"

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

/* What a customer who has bought once, just now, would be: the population before anything else is known of it. */
typedef struct newcomer {
    double expected, spend, clv; /* clv: NaN where it does not exist */
} newcomer;

static netmkt_status measure_newcomer(const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, newcomer *out)
{
    const double nothing = 0.0;
    netmkt_status status = netmkt_model_expected_new(purchase, netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON), &out->expected);

    if (status == NETMKT_OK)
        status = netmkt_model_spend(spend, 1, &nothing, &nothing, NULL, &out->spend);
    if (status != NETMKT_OK)
        return status;
    out->clv = NAN;
    if (isfinite(out->spend))
        status = netmkt_model_clv(purchase, spend, settings, 1, &nothing, &nothing, &nothing, &nothing, &out->clv);
    return status;
}

static void say_past(words *w, const netmkt_value *value, double unit_days)
{
    say(w, "bought on ");
    say_count(w, value->x + 1.0, " day", " days");
    say(w, ", last ");
    say_count(w, round((value->T - value->t_x) * unit_days * 10.0) / 10.0, " day ago", " days ago");
    if (value->x > 0.0) {
        say(w, ", first ");
        say_count(w, round(value->T * unit_days * 10.0) / 10.0, " day ago", " days ago");
    }
    say(w, "\nnet revenue so far ");
    say_number(w, value->revenue, 2);
    say(w, "\n");
}

static void say_purchases(words *w, const netmkt_value *value, const newcomer *other, double alive_once, const netmkt_settings *settings)
{
    double unit_days = netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);

    say(w, "alive with probability ");
    say_number(w, value->p_alive, 3);
    say(w, " (one known as long who bought once: ");
    say_number(w, alive_once, 3);
    say(w, ")\nexpects ");
    say_number(w, value->expected_purchases, 2);
    say(w, " purchase days in the next ");
    say_count(w, netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON),
              unit_days == 7.0 ? " week" : unit_days == 1.0 ? " day" : " unit",
              unit_days == 7.0 ? " weeks" : unit_days == 1.0 ? " days" : " units");
    if (unit_days != 7.0 && unit_days != 1.0) {
        say(w, " of ");
        say_number(w, unit_days, unit_days == floor(unit_days) ? 0 : 2);
        say(w, " days");
    }
    say(w, " (a new customer: ");
    say_number(w, other->expected, 2);
    say(w, ")\n");
}

static void say_money(words *w, const netmkt_value *value, const newcomer *other, const netmkt_settings *settings)
{
    say(w, "of ");
    say_number(w, value->expected_spend, 2);
    say(w, isfinite(other->spend) ? " each (population: " : " each (population: no mean exists");
    if (isfinite(other->spend))
        say_number(w, other->spend, 2);
    say(w, value->x > 0.0 ? "; his own mean: " : "");
    if (value->x > 0.0)
        say_number(w, value->m, 2);
    say(w, netmkt__setting(settings, NETMKT__SET_VALUE_INFINITE) != 0.0 ? ")\ndiscounted value of all the future " : ")\ndiscounted value ");
    say_number(w, value->clv, 2);
    say(w, " at ");
    say_number(w, netmkt__setting(settings, NETMKT__SET_VALUE_DISCOUNT) * 100.0, 1);
    say(w, " % a year and a margin of ");
    say_number(w, netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN) * 100.0, 1);
    say(w, " %");
    if (!isnan(other->clv)) {
        say(w, " (a new customer: ");
        say_number(w, other->clv, 2);
        say(w, ")");
    }
    say(w, "\n");
}

static netmkt_status say_all(words *w, const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                             const netmkt_settings *settings)
{
    const double never = 0.0;
    double alive_once;
    newcomer other;
    netmkt_status status;

    if (isnan(value->p_alive)) {
        say(w, "has not bought yet: there is nothing to value\n");
        return NETMKT_OK;
    }
    status = measure_newcomer(purchase, spend, settings, &other);
    if (status == NETMKT_OK)
        status = netmkt_model_score(purchase, 1, 1, &never, &never, &value->T, 0.0, NULL, &alive_once, NULL);
    if (status != NETMKT_OK)
        return status;
    say_past(w, value, netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS));
    say_purchases(w, value, &other, alive_once, settings);
    say_money(w, value, &other, settings);
    return NETMKT_OK;
}

netmkt_status netmkt_value_explain(const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                                   const netmkt_settings *settings, char *buffer, size_t capacity, size_t *length)
{
    words w = {buffer, capacity, 0};
    netmkt_status status;

    if (length != NULL)
        *length = 0;
    if (value == NULL || purchase == NULL || spend == NULL || (buffer == NULL && capacity > 0))
        return netmkt__misuse("value, purchase, spend and buffer are needed");
    if (value->struct_size != sizeof *value)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "value of %u bytes, this library knows %zu; fill it with netmkt_value_score()",
                            value->struct_size, sizeof *value);
    status = netmkt__value_check_models(purchase, spend, settings);
    if (status == NETMKT_OK)
        status = say_all(&w, value, purchase, spend, settings);
    if (capacity > 0)
        buffer[status == NETMKT_OK && w.length < capacity ? w.length : 0] = '\0';
    if (status != NETMKT_OK)
        return status;
    if (length != NULL)
        *length = w.length;
    if (w.length >= capacity)
        return netmkt__fail(NETMKT_E_RANGE, "the text has %zu bytes and a NUL; the buffer has room for %zu", w.length, capacity);
    return NETMKT_OK;
}
