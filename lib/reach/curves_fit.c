/* Fitted curves as answers: how sure they are, what the data cannot tell, how well they foretell what they have not seen. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "base/text.h"
#include "numeric/student.h"
#include "numeric/symmetric.h"
#include "reach/curves.h"

#define UNTOLD 1e-10 /* an eigenvalue of the scaled information below which a direction is not determined */

static const char *const known_names[] = {"", "known", "uncertain", "constant", "nothing"};

const char *netmkt_curve_note(int32_t known)
{
    static const char *const notes[] = {"",
                                        "the data determine the curve",
                                        "the data allow very different curves: vary the spend more",
                                        "the spend hardly varied: the data cannot tell",
                                        "no return of this channel is to be seen"};

    return known >= NETMKT_CURVE_KNOWN && known <= NETMKT_CURVE_NOTHING ? notes[known] : "";
}

typedef struct fitting {
    netmkt__curves curves;
    netmkt__squares best;
    double error[NETMKT__SQUARES_MOST]; /* standard errors; NaN: not known */
    double quantile;
    double *foretold;
    netmkt_curves_fit fit;
} fitting;

/* --- how sure --- */

static int at_bound(const fitting *f, int i)
{
    double width = f->curves.upper[i] - f->curves.lower[i];

    return f->best.theta[i] - f->curves.lower[i] <= 1e-7 * width || f->curves.upper[i] - f->best.theta[i] <= 1e-7 * width;
}

/* Standard errors from J'J of the parameters that are free: by its eigenvalues, so that a direction of which nothing is known shows. */
static netmkt_status find_errors(fitting *f, double variance)
{
    int k = f->curves.k, n = 0, place[NETMKT__SQUARES_MOST];
    double size[NETMKT__SQUARES_MOST], values[NETMKT__SQUARES_MOST], *room = netmkt__alloc(f->curves.context, 2 * (size_t)(k * k), sizeof *room);

    if (room == NULL)
        return netmkt__nomem();
    for (int i = 0; i < k; i++) {
        f->error[i] = (double)NAN;
        if (f->best.normal[i * k + i] > 0.0 && !at_bound(f, i)) {
            size[n] = sqrt(f->best.normal[i * k + i]);
            place[n++] = i;
        }
    }
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            room[i * n + j] = f->best.normal[place[i] * k + place[j]] / size[i] / size[j];
    netmkt__eigen_symmetric(room, n, values, room + (size_t)(k * k));
    for (int i = 0; i < n; i++) {
        double sum = 0.0;

        for (int e = 0; e < n; e++) {
            double part = room[(size_t)(k * k) + (size_t)(i * n + e)];

            if (values[e] > UNTOLD)
                sum += part * part / values[e];
            else if (part * part > 1e-6)
                sum = (double)INFINITY;
        }
        f->error[place[i]] = sqrt(variance * sum) / size[i];
    }
    netmkt__free(f->curves.context, room);
    return NETMKT_OK;
}

static int32_t judge(const fitting *f, size_t c)
{
    int top = NETMKT__CURVE_AT(c, NETMKT__CURVE_TOP), half = NETMKT__CURVE_AT(c, NETMKT__CURVE_HALF);

    if (netmkt__curves_constant(&f->curves, c))
        return NETMKT_CURVE_CONSTANT;
    if (f->best.theta[top] <= 1e-9 * f->curves.scale)
        return NETMKT_CURVE_NOTHING;
    if (!(f->best.theta[top] > f->quantile * f->error[top]) || !(2.0 * f->quantile * f->error[half] <= log(10.0)))
        return NETMKT_CURVE_UNCERTAIN;
    for (int i = top; i <= half + 1; i++) { /* top, half, shape; a carry of 0 is as good as another */
        if (at_bound(f, i))
            return NETMKT_CURVE_UNCERTAIN;
    }
    return NETMKT_CURVE_KNOWN;
}

/* --- what it has not seen --- */

static netmkt_status hold_out(fitting *f, const netmkt_settings *settings)
{
    size_t n = f->curves.periods, last = (size_t)((double)n * netmkt__setting(settings, NETMKT__SET_CURVE_HOLDOUT)), first = n - last;
    double error = 0.0, plain = 0.0, percent = 0.0, mean = 0.0, counted = 0.0;
    netmkt__squares early;
    netmkt_status status;

    f->fit.holdout_error = f->fit.holdout_plain = f->fit.holdout_percent = (double)NAN;
    if (last == 0 || first < (size_t)f->curves.k + 2)
        return NETMKT_OK;
    status = netmkt__curves_search(&f->curves, first, netmkt__setting_threads(settings), &early);
    if (status == NETMKT_E_CONVERGE)
        return NETMKT_OK;
    if (status == NETMKT_OK)
        status = netmkt__curves_foretell(&f->curves, early.theta, f->foretold);
    if (status != NETMKT_OK)
        return status;
    for (size_t t = 0; t < first; t++)
        mean += f->curves.returns[t] / (double)first;
    for (size_t t = first; t < n; t++) {
        double rest = f->curves.returns[t] - f->foretold[t];

        error += rest * rest / (double)last;
        plain += (f->curves.returns[t] - mean) * (f->curves.returns[t] - mean) / (double)last;
        if (f->curves.returns[t] > 0.0) {
            percent += fabs(rest) / f->curves.returns[t];
            counted++;
        }
    }
    f->fit.holdout_error = sqrt(error);
    f->fit.holdout_plain = sqrt(plain);
    f->fit.holdout_percent = counted > 0.0 ? percent / counted : (double)NAN;
    return NETMKT_OK;
}

static netmkt_status fit_all(fitting *f, const netmkt_settings *settings)
{
    size_t n = f->curves.periods;
    double freedom = (double)n - (double)f->curves.k, variance, mean = 0.0, whole = 0.0;
    netmkt_status status;

    netmkt__curves_init(&f->curves);
    status = netmkt__curves_search(&f->curves, n, netmkt__setting_threads(settings), &f->best);
    if (status != NETMKT_OK)
        return status;
    freedom = (double)n - (double)f->curves.k;
    variance = f->best.sum / freedom;
    f->quantile = netmkt__student_quantile(freedom, 0.5 + 0.5 * netmkt__setting(settings, NETMKT__SET_CURVE_CONFIDENCE));
    status = find_errors(f, variance);
    for (size_t t = 0; t < n; t++)
        mean += f->curves.returns[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        whole += (f->curves.returns[t] - mean) * (f->curves.returns[t] - mean);
    f->fit.struct_size = sizeof f->fit;
    f->fit.periods = (uint32_t)n;
    f->fit.base = f->best.theta[0];
    f->fit.base_low = f->fit.base - f->quantile * f->error[0];
    f->fit.base_high = f->fit.base + f->quantile * f->error[0];
    f->fit.residual = sqrt(variance);
    f->fit.explained = whole > 0.0 ? fmax(0.0, 1.0 - f->best.sum / whole) : (double)NAN;
    return status == NETMKT_OK ? hold_out(f, settings) : status;
}

/* --- answers --- */

static netmkt_curve curve_of(const fitting *f, size_t c, const netmkt_settings *settings)
{
    const double *p = f->best.theta + NETMKT__CURVE_AT(c, 0);
    size_t n = f->curves.periods, last = (size_t)netmkt__setting(settings, NETMKT__SET_CURVE_TODAY);
    netmkt_curve curve;

    last = last < n ? last : n;
    netmkt_curve_init(&curve);
    curve.top = p[NETMKT__CURVE_TOP];
    curve.half = exp(p[NETMKT__CURVE_HALF]);
    curve.shape = exp(p[NETMKT__CURVE_SHAPE]);
    curve.carry = p[NETMKT__CURVE_CARRY];
    curve.today = 0.0;
    for (size_t t = n - last; t < n; t++)
        curve.today += f->curves.spend[c][t] / (double)last;
    return curve;
}

typedef struct columns {
    const char **channel, **known;
    double *value[12], *spend, *gain, *today, *marginal;
} columns;

static netmkt_status new_table(netmkt_context *context, size_t rows, columns *c, netmkt_table **out)
{
    static const char *const names[12] = {"top",   "top_low",   "top_high",   "half",  "half_low",  "half_high",
                                          "shape", "shape_low", "shape_high", "carry", "carry_low", "carry_high"};
    const netmkt__column_plan front[] = {{"channel", &c->channel, NETMKT_COLUMN_TEXT, 0}, {"known", &c->known, NETMKT_COLUMN_TEXT, 0}};
    const netmkt__column_plan behind[] = {{"spend", &c->spend, NETMKT_COLUMN_REAL, 0},
                                          {"return", &c->gain, NETMKT_COLUMN_REAL, 0},
                                          {"today", &c->today, NETMKT_COLUMN_REAL, 0},
                                          {"marginal", &c->marginal, NETMKT_COLUMN_REAL, 0}};
    netmkt_status status = netmkt__table_new(context, rows, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, front, 2);
    for (int i = 0; i < 12 && status == NETMKT_OK; i++)
        status = netmkt__table_add(*out, names[i], NETMKT_COLUMN_REAL, &c->value[i]);
    return status == NETMKT_OK ? netmkt__table_add_all(*out, behind, 4) : status;
}

/* Mean of what a channel returned, by its curve over the adstock that there was. */
static double mean_return(const fitting *f, size_t c, const netmkt_curve *curve)
{
    double stock = 0.0, sum = 0.0;
    netmkt_curve plain = *curve;

    plain.carry = 0.0; /* the adstock has it */
    for (size_t t = 0; t < f->curves.periods; t++) {
        stock = f->curves.spend[c][t] + curve->carry * stock;
        sum += netmkt_curve_return(&plain, stock);
    }
    return sum / (double)f->curves.periods;
}

static void fill_row(const fitting *f, const columns *t, size_t c, const netmkt_settings *settings)
{
    netmkt_curve curve = curve_of(f, c, settings);
    const double *p = f->best.theta + NETMKT__CURVE_AT(c, 0), *e = f->error + NETMKT__CURVE_AT(c, 0);

    t->known[c] = known_names[judge(f, c)];
    for (int i = 0; i < NETMKT__CURVE_PARAMETERS; i++) {
        int on_logs = i == NETMKT__CURVE_HALF || i == NETMKT__CURVE_SHAPE;
        double low = p[i] - f->quantile * e[i], high = p[i] + f->quantile * e[i];

        t->value[3 * i][c] = on_logs ? exp(p[i]) : p[i];
        t->value[3 * i + 1][c] = on_logs ? exp(low) : fmax(low, 0.0);
        t->value[3 * i + 2][c] = on_logs ? exp(high) : i == NETMKT__CURVE_CARRY ? fmin(high, 1.0) : high;
        if (isnan(e[i]))
            t->value[3 * i + 1][c] = t->value[3 * i + 2][c] = (double)NAN;
    }
    t->spend[c] = 0.0;
    for (size_t k = 0; k < f->curves.periods; k++)
        t->spend[c] += f->curves.spend[c][k] / (double)f->curves.periods;
    t->gain[c] = mean_return(f, c, &curve);
    t->today[c] = curve.today;
    t->marginal[c] = netmkt_curve_marginal(&curve, curve.today);
}

static netmkt_status make_table(const fitting *f, const char *const *names, const netmkt_settings *settings, netmkt_table **out)
{
    columns t;
    netmkt_status status = new_table(f->curves.context, f->curves.channels, &t, out);

    for (size_t c = 0; c < f->curves.channels && status == NETMKT_OK; c++) {
        if (names != NULL) {
            t.channel[c] = netmkt__table_copy(*out, names[c], strlen(names[c]));
            status = t.channel[c] != NULL ? NETMKT_OK : netmkt__nomem();
        }
        fill_row(f, &t, c, settings);
    }
    return status;
}

static netmkt_status check(size_t periods, const double *returns, size_t channels, const double *const *spend, const char *const *names)
{
    if (returns == NULL || spend == NULL)
        return netmkt__misuse("returns and spend are needed");
    if (channels < 1 || channels > NETMKT_CURVES_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "curves are fitted for 1 to %d channels, not %zu", NETMKT_CURVES_MOST, channels);
    if (periods > NETMKT__PERIODS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%zu periods, at most %d can be", periods, NETMKT__PERIODS_MOST);
    if (periods < NETMKT__CURVE_PARAMETERS * channels + 3)
        return netmkt__fail(NETMKT_E_DATA, "%zu periods; %zu channels need at least %zu", periods, channels, NETMKT__CURVE_PARAMETERS * channels + 3);
    for (size_t t = 0; t < periods; t++) {
        if (!isfinite(returns[t]))
            return netmkt__fail(NETMKT_E_RANGE, "the return of period %zu is not finite", t + 1);
    }
    for (size_t c = 0; c < channels; c++) {
        if (spend[c] == NULL || (names != NULL && (names[c] == NULL || !netmkt__utf8_valid(names[c], strlen(names[c])))))
            return netmkt__misuse("the spend of a channel, or its name, is NULL or no text");
        for (size_t t = 0; t < periods; t++) {
            if (!(spend[c][t] >= 0.0) || isinf(spend[c][t]))
                return netmkt__fail(NETMKT_E_RANGE, "the spend of channel %zu in period %zu is not 0 or more", c + 1, t + 1);
        }
    }
    return NETMKT_OK;
}

netmkt_status netmkt_curves_fit_data(netmkt_context *context, size_t periods, const double *returns, size_t channels, const double *const *spend,
                                     const char *const *names, const netmkt_settings *settings, netmkt_curves_fit *fit, netmkt_curve *curves,
                                     netmkt_table **out)
{
    netmkt_table *table = NULL;
    fitting *f;
    netmkt_status status;

    if (out != NULL)
        *out = NULL;
    if (fit != NULL && fit->struct_size != sizeof *fit)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "fit of %u bytes, this library knows %zu; set struct_size", fit->struct_size, sizeof *fit);
    status = check(periods, returns, channels, spend, names);
    if (status != NETMKT_OK)
        return status;
    f = netmkt__calloc(context, 1, sizeof *f);
    if (f == NULL)
        return netmkt__nomem();
    f->curves = (netmkt__curves){.context = context, .periods = periods, .channels = channels, .returns = returns, .spend = spend};
    f->foretold = netmkt__alloc(context, periods, sizeof *f->foretold);
    status = f->foretold != NULL ? fit_all(f, settings) : netmkt__nomem();
    if (status == NETMKT_OK && out != NULL)
        status = make_table(f, names, settings, &table);
    for (size_t c = 0; status == NETMKT_OK && curves != NULL && c < channels; c++)
        curves[c] = curve_of(f, c, settings);
    if (status == NETMKT_OK && fit != NULL)
        *fit = f->fit;
    if (status == NETMKT_OK && out != NULL)
        *out = table;
    else
        netmkt_table_free(table);
    netmkt__free(context, f->foretold);
    netmkt__free(context, f);
    return status;
}
