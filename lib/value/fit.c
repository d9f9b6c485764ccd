/* The search for a maximum: every start on the sample, then the best on all rows; then the limits. */
#include "value/fit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/model.h>

#include "base/status.h"

/* Logarithms of parameters stay in here: nobody's parameters lie outside, and likelihoods keep their digits inside. */
static const double BOX = 18.5;
static const double LONG_STEP = 6.9; /* a factor of about 1,000 */
static const double FALL_IN_SAMPLE = 30.0;

static void search(const netmkt__fit_problem *p, void *argument, double scale, const double *start, netmkt__optimum *out)
{
    double lower[NETMKT__FIT_MOST], upper[NETMKT__FIT_MOST];

    for (int i = 0; i < NETMKT__FIT_MOST; i++) {
        lower[i] = -BOX;
        upper[i] = BOX;
    }
    netmkt__maximise_newton(p->objective, argument, p->parameters, start, lower, upper, scale, out);
}

static int good(const netmkt__optimum *found)
{
    return found->ended == NETMKT__ENDED_CONVERGED || found->ended == NETMKT__ENDED_BOUND;
}

/* Whether a beats b: a good end beats a bad one, then the higher value. */
static int better(const netmkt__optimum *a, const netmkt__optimum *b)
{
    if (good(a) != good(b))
        return good(a);
    return a->value > b->value || isnan(b->value);
}

static void search_all_starts(const netmkt__fit_problem *p, void *argument, double scale, netmkt__optimum *best)
{
    for (int i = 0; i < p->starts; i++) {
        netmkt__optimum found;

        search(p, argument, scale, p->start[i], &found);
        if (i == 0 || better(&found, best))
            *best = found;
    }
}

/* What costs no likelihood: rounding, and far less than any test could tell. */
static double negligible(const netmkt__fit_problem *p)
{
    return 1e-4 + 1e-8 * p->scale_all;
}

/* The objective a long step towards the limit; -inf where already the sample falls by far more than chance could. */
static double far_value(const netmkt__fit_problem *p, const netmkt__optimum *best, const netmkt__limit *limit, double *theta)
{
    for (int i = 0; i < p->parameters; i++)
        theta[i] = best->theta[i] + LONG_STEP * limit->direction[i];
    if (p->sample != p->all &&
        p->objective(p->sample, best->theta, NULL, NULL) - p->objective(p->sample, theta, NULL, NULL) > FALL_IN_SAMPLE)
        return (double)-INFINITY;
    return p->objective(p->all, theta, NULL, NULL);
}

static int is_last(const netmkt__fit_problem *p, const netmkt__limit *limit)
{
    for (int i = 0; i < p->parameters; i++) {
        if (limit->direction[i] != 0)
            return 0;
    }
    return 1;
}

/* The limit that holds at the optimum, or NULL. Where the far point is better still, go there and search on. */
static const netmkt__limit *find_limit(const netmkt__fit_problem *p, netmkt__optimum *best)
{
    const netmkt__limit *limit = p->limits;
    int moves = 0;

    while (!is_last(p, limit)) {
        double theta[NETMKT__FIT_MOST], value = far_value(p, best, limit, theta);

        if (value > best->value + negligible(p) && moves < 4) {
            netmkt__optimum found;

            search(p, p->all, p->scale_all, theta, &found);
            moves++;
            if (good(&found) && found.value > best->value) {
                *best = found;
                limit = p->limits;
                continue;
            }
        }
        if (value >= best->value - negligible(p))
            return limit;
        limit++;
    }
    return NULL;
}

static void no_covariance(netmkt__fit_result *out, const char *note)
{
    out->ended = NETMKT_FIT_BOUNDARY;
    (void)snprintf(out->note, sizeof out->note, "%s", note);
    for (int i = 0; i < NETMKT__FIT_MOST * NETMKT__FIT_MOST; i++)
        out->covariance[i] = (double)NAN;
}

/* Parameters come in pairs, of purchases and of dropout. */
static int same_pair(const netmkt__limit *a, const netmkt__limit *b)
{
    for (int i = 0; i < NETMKT__FIT_MOST; i += 2) {
        if ((a->direction[i] != 0 || a->direction[i + 1] != 0) && (b->direction[i] != 0 || b->direction[i + 1] != 0))
            return 1;
    }
    return 0;
}

/* Name a second limit that holds too and concerns the other pair of parameters. */
static void add_other_limit(const netmkt__fit_problem *p, const netmkt__optimum *best, const netmkt__limit *first, netmkt__fit_result *out)
{
    for (const netmkt__limit *limit = first + 1; !is_last(p, limit); limit++) {
        double theta[NETMKT__FIT_MOST];

        if (same_pair(first, limit) || !(far_value(p, best, limit, theta) >= best->value - negligible(p)))
            continue;
        (void)snprintf(out->note, sizeof out->note, "%s; %s", first->note, limit->note);
        return;
    }
}

static void judge(const netmkt__fit_problem *p, netmkt__optimum *best, netmkt__fit_result *out)
{
    const netmkt__limit *limit = find_limit(p, best);
    double gradient[NETMKT__OPTIMISE_MAX], hessian[NETMKT__OPTIMISE_MAX * NETMKT__OPTIMISE_MAX];
    int n = p->parameters;

    memcpy(out->theta, best->theta, sizeof out->theta);
    out->value = best->value;
    out->iterations = (uint32_t)best->iterations;
    out->ended = NETMKT_FIT_CONVERGED;
    if (limit != NULL) {
        no_covariance(out, limit->note);
        add_other_limit(p, best, limit, out);
        return;
    }
    if (best->ended == NETMKT__ENDED_BOUND) {
        no_covariance(out, "a parameter ran to the end of the range searched; the data do not determine it");
        return;
    }
    (void)p->objective(p->all, best->theta, gradient, hessian);
    for (int i = 0; i < n * n; i++)
        hessian[i] = -hessian[i];
    if (netmkt__invert_spd(hessian, n) != 0) {
        no_covariance(out, "the likelihood is flat at its highest point; the data do not determine all parameters");
        return;
    }
    memcpy(out->covariance, hessian, (size_t)(n * n) * sizeof *hessian);
}

netmkt_status netmkt__fit_run(const netmkt__fit_problem *p, netmkt__fit_result *out)
{
    netmkt__optimum best, first;

    memset(out, 0, sizeof *out);
    search_all_starts(p, p->sample, p->scale_sample, &best);
    if (p->sample != p->all) {
        first = best;
        search(p, p->all, p->scale_all, first.theta, &best);
        if (!good(&best))
            search_all_starts(p, p->all, p->scale_all, &best);
    }
    if (!good(&best)) {
        double steepest = 0.0;

        for (int i = 0; i < p->parameters; i++)
            steepest = fmax(steepest, fabs(best.gradient[i]));
        return netmkt__fail(NETMKT_E_CONVERGE, "no optimum from any of %d starts: the best search stopped after %d iterations at ln L = %.10g with a gradient of %.3g",
                            p->starts, best.iterations, best.value, steepest);
    }
    judge(p, &best, out);
    return NETMKT_OK;
}
