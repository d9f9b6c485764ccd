/* A customer's value in words, each part beside the population's. */
#include "value/customer_value.h"

#include <math.h>

#include <netmkt/future.h>

#include "base/settings.h"
#include "base/status.h"
#include "base/words.h"
#include "value/margin.h"

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
        status = netmkt_model_clv(purchase, spend, settings, 1, &nothing, &nothing, &nothing, &nothing, NULL, &out->clv);
    return status;
}

static void say_past(netmkt__words *w, const netmkt_value *value, double unit_days)
{
    netmkt__say(w, "bought on ");
    netmkt__say_count(w, value->x + 1.0, " day", " days");
    netmkt__say(w, ", last ");
    netmkt__say_count(w, round((value->T - value->t_x) * unit_days * 10.0) / 10.0, " day ago", " days ago");
    if (value->x > 0.0) {
        netmkt__say(w, ", first ");
        netmkt__say_count(w, round(value->T * unit_days * 10.0) / 10.0, " day ago", " days ago");
    }
    netmkt__say(w, "\nnet revenue so far ");
    netmkt__say_number(w, value->revenue, 2);
    netmkt__say(w, "\n");
}

static void say_purchases(netmkt__words *w, const netmkt_value *value, const newcomer *other, double alive_once, const netmkt_settings *settings)
{
    double unit_days = netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS);

    netmkt__say(w, "alive with probability ");
    netmkt__say_number(w, value->p_alive, 3);
    netmkt__say(w, " (one known as long who bought once: ");
    netmkt__say_number(w, alive_once, 3);
    netmkt__say(w, ")\nexpects ");
    netmkt__say_number(w, value->expected_purchases, 2);
    netmkt__say(w, " purchase days in the next ");
    netmkt__say_count(w, netmkt__setting(settings, NETMKT__SET_VALUE_HORIZON),
              unit_days == 7.0 ? " week" : unit_days == 1.0 ? " day" : " unit",
              unit_days == 7.0 ? " weeks" : unit_days == 1.0 ? " days" : " units");
    if (unit_days != 7.0 && unit_days != 1.0) {
        netmkt__say(w, " of ");
        netmkt__say_number(w, unit_days, unit_days == floor(unit_days) ? 0 : 2);
        netmkt__say(w, " days");
    }
    netmkt__say(w, " (a new customer: ");
    netmkt__say_number(w, other->expected, 2);
    netmkt__say(w, ")\n");
}

/* How sure the value is, if the models' parameters were estimated and not given. */
static netmkt_status say_interval(netmkt__words *w, const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                                  const netmkt_settings *settings)
{
    double low, high;
    netmkt_status status = netmkt_model_clv_interval(purchase, spend, settings, 1, &value->x, &value->t_x, &value->T, &value->m, &value->margin, &low,
                                                     &high, NULL, NULL);

    if (status == NETMKT_E_DATA || (status == NETMKT_OK && (!isfinite(low) || !isfinite(high))))
        return NETMKT_OK;
    if (status != NETMKT_OK)
        return status;
    netmkt__say(w, " (");
    netmkt__say_number(w, netmkt__setting(settings, NETMKT__SET_VALUE_CONFIDENCE) * 100.0, 0);
    netmkt__say(w, " % interval ");
    netmkt__say_number(w, low, 2);
    netmkt__say(w, " to ");
    netmkt__say_number(w, high, 2);
    netmkt__say(w, ")");
    return NETMKT_OK;
}

static netmkt_status say_money(netmkt__words *w, const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend, const newcomer *other,
                               const netmkt_settings *settings)
{
    netmkt_status status;

    netmkt__say(w, "of ");
    netmkt__say_number(w, value->expected_spend, 2);
    netmkt__say(w, isfinite(other->spend) ? " each (population: " : " each (population: no mean exists");
    if (isfinite(other->spend))
        netmkt__say_number(w, other->spend, 2);
    netmkt__say(w, value->x > 0.0 ? "; his own mean: " : "");
    if (value->x > 0.0)
        netmkt__say_number(w, value->m, 2);
    netmkt__say(w, netmkt__setting(settings, NETMKT__SET_VALUE_INFINITE) != 0.0 ? ")\ndiscounted value of all the future " : ")\ndiscounted value ");
    netmkt__say_number(w, value->clv, 2);
    status = say_interval(w, value, purchase, spend, settings);
    if (status != NETMKT_OK)
        return status;
    netmkt__say(w, " at ");
    netmkt__say_number(w, netmkt__setting(settings, NETMKT__SET_VALUE_DISCOUNT) * 100.0, 1);
    netmkt__say(w, " % a year and a margin of ");
    netmkt__say_number(w, value->margin * 100.0, 1);
    netmkt__say(w, " %");
    if (netmkt__margins_own(settings)) {
        netmkt__say(w, " (population: ");
        netmkt__say_number(w, netmkt__setting(settings, NETMKT__SET_VALUE_MARGIN) * 100.0, 1);
        netmkt__say(w, " %)");
    }
    if (!isnan(other->clv)) {
        netmkt__say(w, " (a new customer: ");
        netmkt__say_number(w, other->clv, 2);
        netmkt__say(w, ")");
    }
    netmkt__say(w, "\n");
    return NETMKT_OK;
}

static netmkt_status say_all(netmkt__words *w, const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                             const netmkt_settings *settings)
{
    const double never = 0.0;
    double alive_once;
    newcomer other;
    netmkt_status status;

    if (isnan(value->p_alive)) {
        netmkt__say(w, "has not bought yet: there is nothing to value\n");
        return NETMKT_OK;
    }
    status = measure_newcomer(purchase, spend, settings, &other);
    if (status == NETMKT_OK)
        status = netmkt_model_score(purchase, 1, 1, &never, &never, &value->T, 0.0, NULL, &alive_once, NULL);
    if (status != NETMKT_OK)
        return status;
    say_past(w, value, netmkt__setting(settings, NETMKT__SET_TIME_UNIT_DAYS));
    say_purchases(w, value, &other, alive_once, settings);
    return say_money(w, value, purchase, spend, &other, settings);
}

netmkt_status netmkt_value_explain(const netmkt_value *value, const netmkt_model *purchase, const netmkt_model *spend,
                                   const netmkt_settings *settings, char *buffer, size_t capacity, size_t *length)
{
    netmkt__words w = {buffer, capacity, 0};
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
    if (status == NETMKT_OK)
        return netmkt__say_end(&w, length);
    if (capacity > 0)
        buffer[0] = '\0';
    return status;
}
