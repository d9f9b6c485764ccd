/* What the special functions share with each other, and with nobody else. */
#ifndef NETMKT_NUMERIC_SPECIAL_PARTS_H
#define NETMKT_NUMERIC_SPECIAL_PARTS_H

/* Stirling's formula with its remainder is exact to the last bit from here on. */
#define NETMKT__STIRLING_FROM 15.0

/* ln(1 + x) - x for x > -1, exact where x is small. */
double netmkt__log1p_minus(double x);

/* The remainder of Stirling's formula: ln G(x) - [(x - 1/2) ln x - x + ln(2 pi) / 2], x >= NETMKT__STIRLING_FROM. */
double netmkt__stirling_rest(double x);

/* a ln a - a - ln G(a), a > 0. */
double netmkt__gamma_norm(double a);

/* ln of x^a e^-x / G(a), a > 0, x > 0. */
double netmkt__log_gamma_term(double a, double x);

/* a ln(a / (a + b)) + b ln(b / (a + b)) - ln B(a, b), a and b > 0: without cancellation, whatever their size. */
double netmkt__beta_norm(double a, double b);

/* A quantity that falls from 0 as one walks away from where one stands; `distance` >= 0. */
typedef double (*netmkt__fall)(const void *argument, double distance);

/* The integral of exp(-fall(s)) over s from 0 to `limit`, for a smooth convex fall with the given slope and
 * curvature at 0, such as the tail of a density with one narrow peak. */
double netmkt__tail_integral(netmkt__fall fall, const void *argument, double slope, double curvature, double limit);

/* A positive function exp(log_value(v)) on the whole line: analytic in a strip, one peak, and exactly exponential
 * (rising with slope `rise`, falling with slope `fall`) outside of [left, right]. */
typedef struct netmkt__line {
    double (*log_value)(const void *argument, double v);
    double (*weight)(const void *argument, double v); /* NULL: none */
    const void *argument;
    double peak, curvature;
    double left, rise;
    double right, fall;
} netmkt__line;

/* ln of the integral over the line; *mean gets the mean of the weight under the integrand (when there is one). */
double netmkt__log_line_integral(const netmkt__line *line, double *mean);

#endif
