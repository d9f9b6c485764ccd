/* Newton and BFGS in one search: both climb along M^-1 g, where g is the gradient and M a positive definite
 * stand-in for minus the Hessian: Newton's from its eigenvalues (negative ones turned round), BFGS's from the
 * gradients seen.
 *
 * Invariants: the value never falls from one iterate to the next; no iterate leaves the box; a parameter at its
 * bound whose gradient points outward is held there and takes no part in the step. */
#include "numeric/optimise.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "numeric/symmetric.h"

#define MAX NETMKT__OPTIMISE_MAX

enum { ITERATIONS = 500, HALVINGS = 60 };

static const double STEP_MOST = 3.0;        /* longest move of a parameter in one iteration */
static const double GRADIENT_DONE = 1e-9;   /* of scale: converged */
static const double GRADIENT_NOISE = 1e-5;  /* of scale: converged if rounding allows no further rise */
static const double SUFFICIENT_RISE = 1e-4; /* Armijo's constant */
static const double AT_BOUND = 1e-12;
static const double ROUNDING = 1e-12;       /* of the value: rises that a comparison of values cannot see */

enum { STUCK, MOVED, AT_ROUNDING };

typedef struct search {
    netmkt__objective objective;
    netmkt__objective_hessian with_hessian; /* NULL: BFGS */
    void *argument;
    int n;
    const double *lower, *upper;
    double scale;
    double m[MAX * MAX]; /* stands for minus the Hessian */
    int known;           /* BFGS: m has seen a gradient difference */
    double last[MAX];    /* Newton: the move before */
    double room;         /* of the present step: how many of it the box allows */
    netmkt__optimum *at;
} search;

static double evaluate(search *s, const double *theta, double *gradient, double *hessian)
{
    double value;

    s->at->evaluations++;
    value = s->with_hessian != NULL ? s->with_hessian(s->argument, theta, gradient, hessian)
                                    : s->objective(s->argument, theta, gradient);
    if (isnan(value))
        return -INFINITY;
    if (gradient != NULL) {
        for (int i = 0; i < s->n; i++) {
            if (!isfinite(gradient[i]))
                return -INFINITY;
        }
    }
    return value;
}

/* In the box, and at the bound where it is but rounding away. */
static double within(const search *s, int i, double value)
{
    if (s->lower != NULL && value < s->lower[i] + AT_BOUND * fmax(1.0, fabs(s->lower[i])))
        return s->lower[i];
    if (s->upper != NULL && value > s->upper[i] - AT_BOUND * fmax(1.0, fabs(s->upper[i])))
        return s->upper[i];
    return value;
}

static int held(const search *s, int i)
{
    const netmkt__optimum *at = s->at;

    return (s->lower != NULL && at->theta[i] <= s->lower[i] && at->gradient[i] < 0.0) ||
           (s->upper != NULL && at->theta[i] >= s->upper[i] && at->gradient[i] > 0.0);
}

/* step = M^-1 g over the parameters that are free, 0 for the others; shortened to STEP_MOST. */
static void solve(const search *s, const int *is_free, double *step)
{
    double a[MAX * MAX], v[MAX * MAX], values[MAX], most = 0.0, longest = 0.0;
    int free_index[MAX], k = 0;

    for (int i = 0; i < s->n; i++) {
        step[i] = 0.0;
        if (is_free[i])
            free_index[k++] = i;
    }
    for (int i = 0; i < k; i++) {
        for (int j = 0; j < k; j++)
            a[i * k + j] = s->m[free_index[i] * s->n + free_index[j]];
    }
    netmkt__eigen_symmetric(a, k, values, v);
    for (int i = 0; i < k; i++)
        most = fmax(most, fabs(values[i]));
    for (int i = 0; i < k; i++) {
        double along = 0.0, curvature = fmax(fabs(values[i]), fmax(1e-12 * most, DBL_MIN / DBL_EPSILON));

        for (int j = 0; j < k; j++)
            along += v[j * k + i] * s->at->gradient[free_index[j]];
        for (int j = 0; j < k; j++)
            step[free_index[j]] += v[j * k + i] * along / curvature;
    }
    for (int i = 0; i < s->n; i++)
        longest = fmax(longest, fabs(step[i]));
    for (int i = 0; longest > STEP_MOST && i < s->n; i++)
        step[i] *= STEP_MOST / longest;
}

/* How many of its steps parameter i may go before its bound. */
static double room(const search *s, int i, double step)
{
    if (step < 0.0 && s->lower != NULL)
        return (s->lower[i] - s->at->theta[i]) / step;
    if (step > 0.0 && s->upper != NULL)
        return (s->upper[i] - s->at->theta[i]) / step;
    return DBL_MAX;
}

/* The step, shortened as a whole where a bound comes first: cut off in one parameter alone it would leave its direction
 * and need not climb. A parameter at its bound that would be pushed out is held. */
static void climb_direction(search *s, double *step)
{
    int is_free[MAX] = {0}, pushed;

    for (int i = 0; i < s->n; i++)
        is_free[i] = !held(s, i);
    do {
        solve(s, is_free, step);
        pushed = 0;
        s->room = DBL_MAX;
        for (int i = 0; i < s->n; i++) {
            double steps = room(s, i, step[i]);

            if (is_free[i] && steps <= 0.0) {
                is_free[i] = 0;
                pushed = 1;
            }
            s->room = fmin(s->room, steps);
        }
    } while (pushed);
    if (s->room < 1.0) {
        for (int i = 0; i < s->n; i++)
            step[i] *= s->room;
        s->room = 1.0;
    }
}

/* BFGS update of M from a step and the fall of the gradient over it, damped after Powell so that M stays
 * positive definite. */
static void learn(search *s, const double *step, const double *fall)
{
    double ms[MAX], sms = 0.0, sy = 0.0, yy = 0.0, damp = 1.0, r[MAX], sr = 0.0;
    int n = s->n;

    for (int i = 0; i < n; i++) {
        sy += step[i] * fall[i];
        yy += fall[i] * fall[i];
    }
    if (!s->known && sy > 0.0) {
        for (int i = 0; i < n * n; i++)
            s->m[i] = i % (n + 1) == 0 ? yy / sy : 0.0;
        s->known = 1;
    }
    for (int i = 0; i < n; i++) {
        ms[i] = 0.0;
        for (int j = 0; j < n; j++)
            ms[i] += s->m[i * n + j] * step[j];
        sms += ms[i] * step[i];
    }
    if (!(sms > 0.0))
        return;
    if (sy < 0.2 * sms)
        damp = 0.8 * sms / (sms - sy);
    for (int i = 0; i < n; i++) {
        r[i] = damp * fall[i] + (1.0 - damp) * ms[i];
        sr += step[i] * r[i];
    }
    if (!(sr > 0.0))
        return;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            s->m[i * n + j] += r[i] * r[j] / sr - ms[i] * ms[j] / sms;
    }
}

/* M so that the next step goes straight up the slope, and no further than 1 in any parameter. */
static void forget_curvature(search *s)
{
    double steepest = DBL_MIN / DBL_EPSILON;
    int n = s->n;

    for (int i = 0; i < n; i++)
        steepest = fmax(steepest, fabs(s->at->gradient[i]));
    for (int i = 0; i < n * n; i++)
        s->m[i] = i % (n + 1) == 0 ? steepest : 0.0;
    s->known = 0;
}

static void set_curvature(search *s, const double *hessian)
{
    if (s->with_hessian == NULL)
        return;
    for (int i = 0; i < s->n * s->n; i++) {
        if (!isfinite(hessian[i])) {
            forget_curvature(s);
            return;
        }
        s->m[i] = -hessian[i];
    }
}

/* A place tried, with its derivatives. */
typedef struct place {
    double theta[MAX], value, gradient[MAX], hessian[MAX * MAX];
} place;

/* 1: moved away from the iterate; 0: the box or rounding allows no move. */
static int try_place(search *s, const double *step, double length, place *out, double *rise)
{
    int moved = 0;

    *rise = 0.0;
    for (int i = 0; i < s->n; i++) {
        out->theta[i] = within(s, i, s->at->theta[i] + length * step[i]);
        *rise += s->at->gradient[i] * (out->theta[i] - s->at->theta[i]);
        moved |= out->theta[i] != s->at->theta[i];
    }
    if (moved)
        out->value = evaluate(s, out->theta, out->gradient, s->with_hessian != NULL ? out->hessian : NULL);
    return moved;
}

/* Newton's steps along a ridge that never ends stay as long as they were, while near an optimum they shrink fast. */
static int is_on_a_ridge(const search *s, const double *step)
{
    double along = 0.0, before = 0.0, longest = 0.0;

    for (int i = 0; i < s->n; i++) {
        along += step[i] * s->last[i];
        before += s->last[i] * s->last[i];
        longest = fmax(longest, fabs(step[i]));
    }
    return s->with_hessian != NULL && before > 0.0 && along > 0.6 * before && longest > 0.3;
}

/* Go on along the step, twice as far each time, while the value rises. */
static void go_on(search *s, const double *step, place *best)
{
    double length = 1.0, rise;
    place next;

    while ((length *= 2.0) <= fmin(16.0, s->room) && try_place(s, step, length, &next, &rise) && isfinite(next.value) && next.value > best->value)
        *best = next;
}

/* Largest gradient among the parameters not held. */
static double steepness(const search *s)
{
    double steepest = 0.0;

    for (int i = 0; i < s->n; i++)
        steepest = held(s, i) ? steepest : fmax(steepest, fabs(s->at->gradient[i]));
    return steepest;
}

static void move_to(search *s, const place *next)
{
    netmkt__optimum *at = s->at;
    double step[MAX], fall[MAX];

    for (int i = 0; i < s->n; i++) {
        step[i] = next->theta[i] - at->theta[i];
        fall[i] = at->gradient[i] - next->gradient[i];
        at->theta[i] = next->theta[i];
        at->gradient[i] = next->gradient[i];
    }
    at->value = next->value;
    if (s->with_hessian == NULL)
        learn(s, step, fall);
    set_curvature(s, next->hessian);
}

/* The last digits, where values no longer differ: whole steps while they make the gradient smaller. */
static void polish(search *s)
{
    for (int i = 0; i < 4; i++) {
        netmkt__optimum before = *s->at;
        double step[MAX], rise, steep = steepness(s);
        place next = {.value = 0.0};

        climb_direction(s, step);
        if (!try_place(s, step, 1.0, &next, &rise) || !isfinite(next.value))
            return;
        before.evaluations = s->at->evaluations;
        move_to(s, &next);
        if (steepness(s) >= 0.5 * steep) {
            if (steepness(s) > steep)
                *s->at = before;
            return;
        }
    }
}

/* One iteration. */
static int climb(search *s)
{
    double step[MAX], length = 1.0, rise = 0.0;
    netmkt__optimum *at = s->at;
    place next = {.value = 0.0};
    int halvings = 0;

    climb_direction(s, step);
    for (int i = 0; i < s->n; i++)
        rise += at->gradient[i] * step[i];
    if (rise <= ROUNDING * fmax(1.0, fabs(at->value)) && steepness(s) <= GRADIENT_NOISE * s->scale)
        return AT_ROUNDING;
    for (;; length *= halvings > 3 ? 0.25 : 0.5) {
        if (++halvings > HALVINGS || !try_place(s, step, length, &next, &rise))
            return STUCK;
        if (isfinite(next.value) && next.value >= at->value + SUFFICIENT_RISE * rise && next.value >= at->value)
            break;
    }
    if (halvings == 1 && is_on_a_ridge(s, step))
        go_on(s, step, &next);
    for (int i = 0; i < s->n; i++)
        s->last[i] = length * step[i];
    move_to(s, &next);
    return MOVED;
}

static int32_t ended_well(const search *s)
{
    for (int i = 0; i < s->n; i++) {
        if (held(s, i))
            return NETMKT__ENDED_BOUND;
    }
    return NETMKT__ENDED_CONVERGED;
}

static void run(search *s, const double *start)
{
    double hessian[MAX * MAX] = {0};
    netmkt__optimum *at = s->at;
    int stuck = 0, moved;

    memset(at, 0, sizeof *at);
    for (int i = 0; i < s->n; i++)
        at->theta[i] = within(s, i, start[i]);
    at->ended = NETMKT__ENDED_FAILED;
    at->value = evaluate(s, at->theta, at->gradient, s->with_hessian != NULL ? hessian : NULL);
    if (!isfinite(at->value))
        return;
    forget_curvature(s);
    set_curvature(s, hessian);
    for (; at->iterations < ITERATIONS; at->iterations++) {
        if (steepness(s) <= GRADIENT_DONE * s->scale) {
            at->ended = ended_well(s);
            return;
        }
        moved = climb(s);
        if (moved == MOVED) {
            stuck = 0;
            continue;
        }
        if (moved == AT_ROUNDING)
            polish(s);
        if (moved == AT_ROUNDING || steepness(s) <= GRADIENT_NOISE * s->scale) {
            at->ended = ended_well(s);
            return;
        }
        if (stuck++ > 0)
            return;
        forget_curvature(s); /* once more, straight up the slope */
    }
    at->ended = NETMKT__ENDED_LIMIT;
}

void netmkt__maximise(netmkt__objective objective, void *argument, int n, const double *start,
                      const double *lower, const double *upper, double scale, netmkt__optimum *out)
{
    search s = {.objective = objective, .argument = argument, .n = n, .lower = lower, .upper = upper, .scale = scale, .at = out};

    run(&s, start);
}

void netmkt__maximise_newton(netmkt__objective_hessian objective, void *argument, int n, const double *start,
                             const double *lower, const double *upper, double scale, netmkt__optimum *out)
{
    search s = {.with_hessian = objective, .argument = argument, .n = n, .lower = lower, .upper = upper, .scale = scale, .at = out};

    run(&s, start);
}

void netmkt__hessian(netmkt__objective objective, void *argument, int n, const double *theta, double *hessian)
{
    for (int i = 0; i < n; i++) {
        double h = 1e-3 * fmax(1.0, fabs(theta[i])), slope[2][MAX];

        for (int halved = 0; halved < 2; halved++, h *= 0.5) {
            double up[MAX], down[MAX], at[MAX];

            memcpy(at, theta, (size_t)n * sizeof *at);
            at[i] = theta[i] + h;
            (void)objective(argument, at, up);
            at[i] = theta[i] - h;
            (void)objective(argument, at, down);
            for (int j = 0; j < n; j++)
                slope[halved][j] = (up[j] - down[j]) / (2.0 * h);
        }
        for (int j = 0; j < n; j++)
            hessian[i * n + j] = (4.0 * slope[1][j] - slope[0][j]) / 3.0;
    }
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++)
            hessian[i * n + j] = hessian[j * n + i] = 0.5 * (hessian[i * n + j] + hessian[j * n + i]);
    }
}
