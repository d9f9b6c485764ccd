/* The model of returns by period, its slopes, and the search for its optimum from starts that are the same each time. */
#include "reach/curves.h"

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "base/thread.h"
#include "numeric/random.h"

enum { GRID = 12, MORE = 12 };

/* The model at one set of parameters: each channel's adstock and its slope by carry, period by period. */
typedef struct model {
    const netmkt__curves *curves;
    double *stock, *by_carry; /* periods x channels */
    size_t periods;
} model;

static void prepare(const model *m, const double *theta)
{
    size_t channels = m->curves->channels;

    for (size_t c = 0; c < channels; c++) {
        double carry = theta[NETMKT__CURVE_AT(c, NETMKT__CURVE_CARRY)], stock = 0.0, slope = 0.0;

        for (size_t t = 0; t < m->periods; t++) {
            slope = stock + carry * slope;
            stock = m->curves->spend[c][t] + carry * stock;
            m->stock[t * channels + c] = stock;
            m->by_carry[t * channels + c] = slope;
        }
    }
}

/* Return of period t; the adstock is prepared when a new set of parameters begins with the first period. */
static double value_at(void *argument, const double *theta, size_t t, double *slope)
{
    const model *m = argument;
    size_t channels = m->curves->channels;
    double value = theta[0];

    if (t == 0)
        prepare(m, theta);
    slope[0] = 1.0;
    for (size_t c = 0; c < channels; c++) {
        const double *p = theta + NETMKT__CURVE_AT(c, 0);
        double *s = slope + NETMKT__CURVE_AT(c, 0), z = m->stock[t * channels + c], shape = exp(p[NETMKT__CURVE_SHAPE]), u, h, steep;

        if (!(z > 0.0)) {
            s[0] = s[1] = s[2] = s[3] = 0.0;
            continue;
        }
        u = shape * (log(z) - p[NETMKT__CURVE_HALF]);
        h = 1.0 / (1.0 + exp(-u));
        steep = p[NETMKT__CURVE_TOP] * h / (1.0 + exp(u));
        value += p[NETMKT__CURVE_TOP] * h;
        s[NETMKT__CURVE_TOP] = h;
        s[NETMKT__CURVE_HALF] = -steep * shape;
        s[NETMKT__CURVE_SHAPE] = steep * u;
        s[NETMKT__CURVE_CARRY] = steep * shape / z * m->by_carry[t * channels + c];
    }
    return value;
}

static netmkt_status model_init(const netmkt__curves *curves, size_t periods, model *m)
{
    *m = (model){.curves = curves, .periods = periods};
    m->stock = netmkt__alloc(curves->context, 2 * periods * curves->channels, sizeof *m->stock);
    if (m->stock == NULL)
        return netmkt__nomem();
    m->by_carry = m->stock + periods * curves->channels;
    return NETMKT_OK;
}

netmkt_status netmkt__curves_foretell(const netmkt__curves *curves, const double *theta, double *out)
{
    double slope[NETMKT__SQUARES_MOST];
    model m;
    netmkt_status status = model_init(curves, curves->periods, &m);

    for (size_t t = 0; status == NETMKT_OK && t < curves->periods; t++)
        out[t] = value_at(&m, theta, t, slope);
    netmkt__free(curves->context, m.stock);
    return status;
}

/* --- bounds and starts --- */

/* The mean of what a channel spent in periods with spend; 0 without. */
static double mean_spend(const netmkt__curves *curves, size_t c)
{
    double sum = 0.0, n = 0.0;

    for (size_t t = 0; t < curves->periods; t++) {
        sum += curves->spend[c][t];
        n += curves->spend[c][t] > 0.0;
    }
    return n > 0.0 ? sum / n : 0.0;
}

int netmkt__curves_constant(const netmkt__curves *curves, size_t channel)
{
    double low = curves->spend[channel][0], high = low;

    for (size_t t = 1; t < curves->periods; t++) {
        low = fmin(low, curves->spend[channel][t]);
        high = fmax(high, curves->spend[channel][t]);
    }
    return high - low <= 0.05 * high;
}

void netmkt__curves_init(netmkt__curves *curves)
{
    double largest = 0.0, least = INFINITY;

    for (size_t t = 0; t < curves->periods; t++) {
        largest = fmax(largest, fabs(curves->returns[t]));
        least = fmin(least, curves->returns[t]);
    }
    curves->scale = largest > 0.0 ? largest : 1.0;
    curves->k = NETMKT__CURVE_AT(curves->channels, 0);
    curves->lower[0] = fmin(0.0, 2.0 * least);
    curves->upper[0] = 2.0 * curves->scale;
    for (size_t c = 0; c < curves->channels; c++) {
        double *low = curves->lower + NETMKT__CURVE_AT(c, 0), *high = curves->upper + NETMKT__CURVE_AT(c, 0), seen = fmax(mean_spend(curves, c), 1e-300);

        low[NETMKT__CURVE_TOP] = 0.0;
        high[NETMKT__CURVE_TOP] = netmkt__curves_constant(curves, c) ? 0.0 : 50.0 * curves->scale;
        low[NETMKT__CURVE_HALF] = log(seen / 50.0);
        high[NETMKT__CURVE_HALF] = log(seen * 20.0) + log(5.0); /* what is carried over makes the adstock several times the spend */
        low[NETMKT__CURVE_SHAPE] = log(0.3);
        high[NETMKT__CURVE_SHAPE] = log(5.0);
        low[NETMKT__CURVE_CARRY] = 0.0;
        high[NETMKT__CURVE_CARRY] = 0.95;
    }
}

/* Start number `number`: first a grid that is the same for all channels, then seeded ones of their own. */
static void start_at(const netmkt__curves *curves, size_t number, double *theta)
{
    static const double carries[] = {0.05, 0.3, 0.6}, shapes[] = {1.0, 2.2}, halves[] = {0.6, 2.0};
    netmkt__random random;
    double least = curves->scale;

    netmkt__random_seed(&random, 1 + number);
    for (size_t t = 0; t < curves->periods; t++)
        least = fmin(least, curves->returns[t]);
    theta[0] = fmin(fmax(least, curves->lower[0]), curves->upper[0]);
    for (size_t c = 0; c < curves->channels; c++) {
        double *p = theta + NETMKT__CURVE_AT(c, 0), carry, shape, half;

        if (number < GRID) {
            carry = carries[number % 3];
            shape = shapes[number / 3 % 2];
            half = halves[number / 6];
        } else {
            carry = 0.8 * netmkt__random_uniform(&random);
            shape = 0.6 * exp(1.6 * netmkt__random_uniform(&random));
            half = 0.3 * exp(2.3 * netmkt__random_uniform(&random));
        }
        p[NETMKT__CURVE_TOP] = fmax(curves->scale - least, 1e-3 * curves->scale) / (double)curves->channels;
        p[NETMKT__CURVE_HALF] = log(fmax(mean_spend(curves, c), 1e-300) * half / (1.0 - carry));
        p[NETMKT__CURVE_SHAPE] = log(shape);
        p[NETMKT__CURVE_CARRY] = carry;
    }
    for (int i = 0; i < curves->k; i++)
        theta[i] = fmin(fmax(theta[i], curves->lower[i]), curves->upper[i]);
}

typedef struct starts {
    const netmkt__curves *curves;
    size_t periods;
    netmkt__squares *found;
} starts;

static netmkt_status search_from(void *argument, size_t number)
{
    const starts *s = argument;
    double theta[NETMKT__SQUARES_MOST];
    model m;
    netmkt_status status = model_init(s->curves, s->periods, &m);

    if (status != NETMKT_OK)
        return status;
    start_at(s->curves, number, theta);
    netmkt__least_squares(value_at, &m, s->periods, s->curves->returns, s->curves->k, theta, s->curves->lower, s->curves->upper, &s->found[number]);
    netmkt__free(s->curves->context, m.stock);
    return NETMKT_OK;
}

netmkt_status netmkt__curves_search(const netmkt__curves *curves, size_t periods, uint32_t threads, netmkt__squares *out)
{
    starts s = {curves, periods, netmkt__alloc(curves->context, GRID + MORE, sizeof *s.found)};
    size_t best = GRID + MORE;
    netmkt_status status = s.found != NULL ? netmkt__parallel(threads, GRID + MORE, search_from, &s) : netmkt__nomem();

    for (size_t i = 0; status == NETMKT_OK && i < GRID + MORE; i++) {
        if (isfinite(s.found[i].sum) && (best == GRID + MORE || s.found[i].sum < s.found[best].sum))
            best = i;
    }
    if (status == NETMKT_OK && best == GRID + MORE)
        status = netmkt__fail(NETMKT_E_CONVERGE, "no curves fit these returns");
    if (status == NETMKT_OK)
        *out = s.found[best];
    netmkt__free(curves->context, s.found);
    return status;
}
