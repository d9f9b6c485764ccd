/* Splits of a budget: known figures, against brute force on small cases, equal marginal returns, bounds, steps, today, errors, failing memory. */
#include <math.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define CLOSE(got, want) test_close(got, want, 1e-12, 1e-300, #got)

static netmkt_curve curve(double top, double half, double shape)
{
    netmkt_curve c;

    netmkt_curve_init(&c);
    c.top = top;
    c.half = half;
    c.shape = shape;
    return c;
}

START_TEST(known_figures)
{
    const double spend[5] = {100, 100, 100, 100, 100}, want[5] = {100, 150, 175, 187.5, 193.75};
    netmkt_curve c = curve(1, 100, 3), carried = curve(1, 200, 3);
    double out[5];

    ck_assert_int_eq(netmkt_adstock(spend, 5, 0.5, out), NETMKT_OK);
    for (int i = 0; i < 5; i++)
        CLOSE(out[i], want[i]);
    CLOSE(netmkt_curve_return(&c, 50), 1.0 / 9.0);
    CLOSE(netmkt_curve_return(&c, 100), 0.5);
    CLOSE(netmkt_curve_return(&c, 200), 8.0 / 9.0);
    CLOSE(netmkt_curve_return(&c, 0) + 1.0, 1.0);
    CLOSE(netmkt_curve_return(&c, INFINITY), 1.0);
    carried.carry = 0.5; /* evenly spent, twice as much works */
    CLOSE(netmkt_curve_return(&carried, 50), 1.0 / 9.0);
    CLOSE(netmkt_curve_marginal(&c, 100), 3.0 / 400.0); /* top shape / (4 half) */
    for (double x = 1.0; x < 1e4; x *= 1.7)
        test_close(netmkt_curve_marginal(&c, x), (netmkt_curve_return(&c, x * 1.0001) - netmkt_curve_return(&c, x * 0.9999)) / (x * 0.0002), 1e-6, 1e-12, "slope");
    c = curve(5, 10, 1);
    CLOSE(netmkt_curve_marginal(&c, 0), 0.5);
    c = curve(5, 10, .5);
    ck_assert(isinf(netmkt_curve_marginal(&c, 0)));
    c = curve(5, 10, 2);
    ck_assert(netmkt_curve_marginal(&c, 0) == 0.0);
    ck_assert(isnan(netmkt_curve_return(&c, -1)) && isnan(netmkt_curve_return(NULL, 1)));
    c.half = 0;
    ck_assert(isnan(netmkt_curve_return(&c, 1)) && isnan(netmkt_curve_marginal(&c, 1)));
    netmkt_curve_init(NULL);
    ck_assert_int_eq(netmkt_adstock(spend, 5, 1.0, out), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_adstock(NULL, 5, 0.5, out), NETMKT_E_INVALID);
}
END_TEST

static netmkt_allocation split(size_t n, const netmkt_curve *curves, double budget, double step, double *amount)
{
    netmkt_allocation a = {.struct_size = sizeof a};
    netmkt_table *table;
    double sum = 0.0;

    ck_assert_msg(netmkt_allocate(NULL, n, curves, NULL, budget, step, &a, &table) == NETMKT_OK, "%s", netmkt_last_error());
    for (size_t i = 0; i < n; i++) {
        amount[i] = real(table, "amount", i);
        ck_assert(amount[i] >= curves[i].least - 1e-9 && amount[i] <= curves[i].most + 1e-9);
        CLOSE(real(table, "expected", i) + 1.0, netmkt_curve_return(&curves[i], amount[i]) + 1.0);
        sum += real(table, "expected", i);
    }
    test_close(a.expected, sum, 1e-12, 1e-12, "expected");
    ck_assert(a.spent <= budget * (1.0 + 1e-12));
    netmkt_table_free(table);
    return a;
}

/* The two ways of one unit: sqrt-like curves of known optimum. With shape 1: amounts where top half / (half + x)^2 are equal. */
START_TEST(by_hand)
{
    netmkt_curve c[3] = {curve(100, 100, 1), curve(400, 100, 1), curve(100, 100, 1)};
    netmkt_table *table;
    double x[3];
    netmkt_allocation a = split(2, c, 300, 0, x);

    /* (100 + x1) / (100 + x0) = sqrt(400 / 100): 100 + x0 = 500 / 3 */
    CLOSE(x[0], 200.0 / 3.0);
    CLOSE(x[1], 700.0 / 3.0);
    CLOSE(a.multiplier, 100.0 * 100.0 / (500.0 / 3.0) / (500.0 / 3.0));
    ck_assert(a.proven == 1 && isnan(a.today_spent) && isnan(a.opportunity_cost));
    c[1].most = 200;
    a = split(2, c, 300, 0, x);
    CLOSE(x[1], 200.0);
    CLOSE(x[0], 100.0);
    CLOSE(a.multiplier, 0.25);
    c[0].least = 150;
    a = split(2, c, 300, 0, x);
    CLOSE(x[0], 150.0);
    CLOSE(x[1], 150.0);
    c[0].today = 200;
    c[1].today = 100;
    c[1].most = INFINITY;
    c[0].least = 0;
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, (const char *const[]){"email", "sem"}, 150, 0, &a, &table), NETMKT_OK);
    CLOSE(a.today_spent, 300.0);
    CLOSE(a.today_expected, 100.0 * 2.0 / 3.0 + 400.0 / 2.0);
    CLOSE(a.opportunity_cost, (100.0 * (200.0 / 3.0) / (500.0 / 3.0) + 400.0 * (700.0 / 3.0) / (1000.0 / 3.0)) - a.today_expected);
    ck_assert_str_eq(text(table, "channel", 1), "sem");
    CLOSE(real(table, "today_marginal", 0), 100.0 * 100.0 / 300.0 / 300.0);
    netmkt_table_free(table);
    /* more money than bounds allow; none at all */
    c[0].most = 10;
    c[1].most = 20;
    a = split(2, c, 300, 0, x);
    CLOSE(a.spent, 30.0);
    ck_assert(a.multiplier == 0.0);
    a = split(2, c, 0, 0, x);
    ck_assert(a.spent == 0.0 && a.expected == 0.0);
    /* a threshold: two alike, money for one */
    c[0] = c[1] = curve(100, 50, 4);
    a = split(2, c, 60, 0, x);
    ck_assert((x[0] == 0.0 && x[1] == 60.0) || (x[0] == 60.0 && x[1] == 0.0));
    ck_assert_int_eq((int)a.proven, 1);
}
END_TEST

static netmkt_curve any_curve(netmkt__random *random, int s_shaped, double most)
{
    netmkt_curve c = curve(10 + 100 * netmkt__random_uniform(random), 5 + 60 * netmkt__random_uniform(random),
                           s_shaped ? 1 + 4 * netmkt__random_uniform(random) : .3 + .7 * netmkt__random_uniform(random));

    c.carry = netmkt__random_below(random, 2) ? 0.8 * netmkt__random_uniform(random) : 0.0;
    if (netmkt__random_below(random, 3) == 0)
        c.least = floor(0.2 * most * netmkt__random_uniform(random));
    if (netmkt__random_below(random, 3) == 0)
        c.most = c.least + floor(most * netmkt__random_uniform(random));
    return c;
}

/* The best of two channels, the rest with the second: a grid, then golden section around its best points. */
static double best_of_two(const netmkt_curve *c, double budget)
{
    enum { GRID = 4000 };
    double from = fmax(c[0].least, budget - c[1].most), to = fmin(c[0].most, budget - c[1].least), best = -1.0;

    for (int i = 0; i <= GRID; i++) {
        double low = from + (to - from) * fmax(0, i - 1) / GRID, high = from + (to - from) * fmin(GRID, i + 1) / GRID, at = from + (to - from) * i / GRID;
        double value = netmkt_curve_return(&c[0], at) + netmkt_curve_return(&c[1], budget - at);

        if (value < best - 1e-3 * fabs(best))
            continue;
        best = fmax(best, value);
        for (int k = 0; k < 60; k++) {
            double a = high - 0.618 * (high - low), b = low + 0.618 * (high - low);
            double va = netmkt_curve_return(&c[0], a) + netmkt_curve_return(&c[1], budget - a), vb = netmkt_curve_return(&c[0], b) + netmkt_curve_return(&c[1], budget - b);

            best = fmax(best, fmax(va, vb));
            *(va > vb ? &high : &low) = va > vb ? b : a;
        }
    }
    return best;
}

START_TEST(against_brute_force)
{
    netmkt__random random;
    int tried = 0;

    netmkt__random_seed(&random, 11);
    for (int round = 0; round < (test_slow() ? 10 : 200); round++) {
        double budget = 20 + 200 * netmkt__random_uniform(&random), x[2], best;
        netmkt_curve c[2] = {any_curve(&random, round % 3 != 0, budget), any_curve(&random, round % 3 == 2, budget)};
        netmkt_allocation a;

        if (c[0].least + c[1].least > budget || c[0].most + c[1].most < budget)
            continue;
        a = split(2, c, budget, 0, x);
        best = best_of_two(c, budget);
        ck_assert_msg(fabs(a.expected - best) <= 1e-8 * best, "round %d: %.15g, brute force %.15g", round, a.expected, best);
        ck_assert_int_eq((int)a.proven, 1);
        CLOSE(a.spent, budget);
        tried++;
    }
    ck_assert(test_slow() || tried > 100);
}
END_TEST

/* Every way to deal steps to channels. */
static double best_of_steps(const netmkt_curve *c, size_t n, double budget, double step)
{
    double best = -1.0;

    if (n == 0)
        return 0.0;
    for (double x = ceil(c->least / step - 1e-9) * step; x <= fmin(c->most, budget) + 1e-9; x += step) {
        double rest = best_of_steps(c + 1, n - 1, budget - x, step);

        if (rest >= 0.0)
            best = fmax(best, netmkt_curve_return(c, x) + rest);
    }
    return best;
}

START_TEST(against_every_deal)
{
    netmkt__random random;

    netmkt__random_seed(&random, 12);
    for (int round = 0; round < (test_slow() ? 10 : 150); round++) {
        double budget = 60 + 60 * netmkt__random_uniform(&random), step = 5, x[4], best;
        netmkt_curve c[4];
        netmkt_allocation a;

        for (int i = 0; i < 4; i++)
            c[i] = any_curve(&random, round % 2, budget / 2);
        best = best_of_steps(c, 4, budget, step);
        if (best < 0.0)
            continue;
        {
            netmkt_allocation failed = {.struct_size = sizeof failed};

            if (netmkt_allocate(NULL, 4, c, NULL, budget, step, &failed, NULL) == NETMKT_E_RANGE)
                continue; /* bounds without a multiple between them */
        }
        a = split(4, c, budget, step, x);
        test_close(a.expected, best, 1e-12, 1e-12, "every deal");
        for (int i = 0; i < 4; i++)
            ck_assert(fabs(x[i] / step - floor(x[i] / step + 0.5)) < 1e-9);
    }
}
END_TEST

/* Many channels: marginal returns are the multiplier where no bound binds, not above it at the least, not below it at the most; money is in order. */
START_TEST(equal_marginal_returns)
{
    enum { N = 300 };
    static netmkt_curve c[N];
    netmkt_allocation a = {.struct_size = sizeof a};
    netmkt__random random;
    netmkt_table *table;
    int free_ones = 0;
    double before = 0.0;

    netmkt__random_seed(&random, 13);
    for (int i = 0; i < N; i++)
        c[i] = any_curve(&random, 0, 60);
    ck_assert_int_eq(netmkt_allocate(NULL, N, c, NULL, 6000, 0, &a, &table), NETMKT_OK);
    for (size_t i = 0; i < N; i++) {
        const char *bound = text(table, "bound", i);
        double marginal = real(table, "marginal", i);

        if (bound[0] == '\0')
            test_close(marginal, a.multiplier, 1e-8, 1, "marginal");
        else if (bound[0] == 'l' && c[i].most > c[i].least)
            ck_assert(marginal <= a.multiplier * (1.0 + 1e-8));
        else if (bound[0] == 'm')
            ck_assert(marginal >= a.multiplier * (1.0 - 1e-8));
        free_ones += bound[0] == '\0';
    }
    ck_assert_int_gt(free_ones, N / 4);
    netmkt_table_free(table);
    {
        const double budgets[] = {3000, 4000, 5000, 6000};

        ck_assert_int_eq(netmkt_allocate_budgets(NULL, N, c, 4, budgets, 0, &table), NETMKT_OK);
        for (size_t i = 0; i < 4; i++) { /* more money returns more, and each unit less */
            ck_assert(real(table, "expected", i) > before);
            ck_assert(i == 0 || real(table, "multiplier", i) < real(table, "multiplier", i - 1));
            before = real(table, "expected", i);
        }
        CLOSE(before, a.expected);
        netmkt_table_free(table);
    }
}
END_TEST

START_TEST(errors)
{
    netmkt_curve c[2] = {curve(100, 100, 1), curve(100, 100, 2)}, bad;
    netmkt_allocation a = {.struct_size = 8, .expected = 7};
    netmkt_table *table = (netmkt_table *)c;
    const char *const names[2] = {"a", "\xff"};
    const double budgets[1] = {-1};

    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, 10, 0, &a, &table), NETMKT_E_UNSUPPORTED);
    ck_assert_ptr_null(table);
    a.struct_size = sizeof a;
    ck_assert_int_eq(netmkt_allocate(NULL, 2, NULL, NULL, 10, 0, &a, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_allocate(NULL, 0, c, NULL, 10, 0, &a, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, names, 10, 0, &a, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, -1, 0, &a, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, NAN, 0, &a, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, 10, -1, &a, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, 1e9, 1, &a, &table), NETMKT_E_RANGE); /* too many steps */
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "step"));
    c[0].least = 80;
    c[1].least = 40;
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, 100, 0, &a, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "20.00 less"));
    c[1].least = 41;
    c[1].most = 49;
    ck_assert_int_eq(netmkt_allocate(NULL, 2, c, NULL, 500, 50, &a, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "channel 2"));
    for (int i = 0; i < 8; i++) {
        double *const field[8] = {&bad.top, &bad.half, &bad.shape, &bad.carry, &bad.least, &bad.most, &bad.today, &bad.half};
        const double value[8] = {-1, 0, 0, 1, -1, -1, -1, NAN};

        bad = curve(1, 1, 1);
        *field[i] = value[i];
        ck_assert_int_eq(netmkt_allocate(NULL, 1, &bad, NULL, 10, 0, &a, &table), NETMKT_E_RANGE);
        ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "channel 1"));
    }
    ck_assert(a.expected == 7.0);
    ck_assert_int_eq(netmkt_allocate_budgets(NULL, 1, c, 1, budgets, 0, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_allocate_budgets(NULL, 1, c, 1, NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_allocate_budgets(NULL, 1, c, 1, budgets, 0, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_allocate(NULL, 1, c, NULL, 500, 0, NULL, NULL), NETMKT_OK);
}
END_TEST

START_TEST(failing_memory)
{
    netmkt_curve c[3] = {curve(100, 30, 1), curve(90, 20, 3), curve(120, 50, 2)};
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;

    for (int i = 0; i < 3; i++)
        c[i].today = 10;
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (int which = 0; which < 3; which++) {
        netmkt_status status = NETMKT_E_NOMEM;
        const double budgets[2] = {50, 100};

        for (uint64_t n = 1; status != NETMKT_OK; n++) {
            netmkt_allocation a = {.struct_size = sizeof a};
            netmkt_table *table;

            memory.fail_at = memory.calls + n;
            status = which < 2 ? netmkt_allocate(context, 3, c, (const char *const[]){"a", "b", "c"}, 100, which * 5.0, &a, &table)
                               : netmkt_allocate_budgets(context, 3, c, 2, budgets, 5, &table);
            memory.fail_at = 0;
            ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
            netmkt_table_free(table);
        }
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("allocate");
    TCase *tests = tcase_create("allocate");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, known_figures);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, against_brute_force);
    tcase_add_test(tests, against_every_deal);
    tcase_add_test(tests, equal_marginal_returns);
    tcase_add_test(tests, errors);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
