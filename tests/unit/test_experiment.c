/* Experiments from counts, samples and values: figures of R 4.2 (prop.test, fisher.test, t.test, power.*, p.adjust, chisq.test, integrate), properties,
 * guarantees by simulation, errors. */
#include <float.h>
#include <math.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "reach/experiment.h"
#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define CLOSE(got, want) test_close(got, want, 1e-9, 1e-300, #got)

static netmkt_rates compare(uint64_t k0, uint64_t n0, uint64_t k1, uint64_t n1, const netmkt_settings *settings)
{
    const uint64_t conversions[2] = {k0, k1}, trials[2] = {n0, n1};
    netmkt_rates r = {.struct_size = sizeof r};

    ck_assert_msg(netmkt_rates_compare(conversions, trials, settings, &r) == NETMKT_OK, "%s", netmkt_last_error());
    return r;
}

/* prop.test(c(k1, k0), c(n1, n0), correct = FALSE and TRUE), fisher.test(matrix(c(k0, n0 - k0, k1, n1 - k1), 2)) */
START_TEST(tests_of_rates)
{
    static const struct {
        uint64_t k0, n0, k1, n1;
        double chi, p, corrected, p_corrected, exact;
    } r[] = {
        {200, 1000, 240, 1000, 4.662004662004662, 0.03083716782890424, 4.431818181818182, 0.0352749119712933, 0.03520079139626365},
        {3, 20, 11, 25, 4.360023041474654, 0.03679180763496943, 3.111895161290322, 0.07772247551705468, 0.05358137490865791},
        {0, 10, 5, 12, 5.392156862745099, 0.02022745370857704, 3.280588235294118, 0.07010379867252391, 0.03964456596035539},
        {15, 100000, 31, 120000, 3.062234488291558, 0.08013140495936305, 2.565935064419926, 0.1091879795852578, 0.10243729467049},
        {1, 7, 6, 7, 7.142857142857143, 0.007526315166457892, 4.571428571428571, 0.03250944464571958, 0.02913752913752919},
        {12000, 1000000, 12500, 1000000, 10.33063187309852, 0.00130840405566081, 10.28935066813362, 0.001338001659050403, 0.001337541658587419},
        {2, 4, 2, 4, 0, 1, 0, 1, 1},
    };

    for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
        netmkt_rates got = compare(r[i].k0, r[i].n0, r[i].k1, r[i].n1, NULL), back = compare(r[i].k1, r[i].n1, r[i].k0, r[i].n0, NULL);

        CLOSE(got.chi_square, r[i].chi);
        CLOSE(got.p, r[i].p);
        CLOSE(got.chi_square_corrected, r[i].corrected);
        CLOSE(got.p_corrected, r[i].p_corrected);
        CLOSE(got.p_exact, r[i].exact);
        CLOSE(back.p_exact, r[i].exact);
        CLOSE(back.difference, -got.difference);
        CLOSE(back.difference_low, -got.difference_high);
        CLOSE(back.p_better, 1.0 - got.p_better);
    }
    CLOSE(compare(200, 1000, 240, 1000, NULL).z, 2.15916758543765);
    CLOSE(compare(200, 1000, 240, 1000, NULL).p, .0308371678289042);
    CLOSE(compare(200, 1000, 240, 1000, NULL).ratio, 1.2);
}
END_TEST

/* Newcombe (1998), table II, method 10: 56/70 against 48/80, 9/10 against 3/10, 10/10 against 0/10, 0/10 against 0/10. */
START_TEST(intervals_of_a_difference)
{
    static const struct {
        uint64_t k1, n1, k0, n0;
        double low, high;
    } r[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {10, 10, 0, 10, 0.6075, 1.0}, {0, 10, 0, 10, -0.2775, 0.2775},
             {5, 56, 0, 29, -0.0381, 0.1926}};

    for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
        netmkt_rates got = compare(r[i].k0, r[i].n0, r[i].k1, r[i].n1, NULL);

        ck_assert_msg(fabs(got.difference_low - r[i].low) < 5.1e-5 && fabs(got.difference_high - r[i].high) < 5.1e-5, "%zu: %.5f to %.5f", i,
                      got.difference_low, got.difference_high);
    }
}
END_TEST

START_TEST(extremes)
{
    netmkt_rates none = compare(0, 0, 0, 0, NULL), zeros = compare(0, 50, 0, 60, NULL), all = compare(50, 50, 60, 60, NULL);
    netmkt_rates huge = compare(UINT64_C(200000000), UINT64_C(1000000000), UINT64_C(200040000), UINT64_C(1000000000), NULL);
    netmkt_rates far = compare(0, UINT64_C(1000000000), UINT64_C(1000000000), UINT64_C(1000000000), NULL);

    ck_assert(isnan(none.rate[0]) && isnan(none.p) && isnan(none.p_exact) && isnan(none.p_always));
    CLOSE(none.p_better, 0.5);
    ck_assert(isnan(zeros.p) && isnan(zeros.ratio) && zeros.difference == 0.0);
    CLOSE(zeros.p_exact, 1.0);
    CLOSE(all.p_exact, 1.0);
    CLOSE(all.ratio, 1.0);
    ck_assert(zeros.difference_low < 0.0 && zeros.difference_high > 0.0);
    ck_assert(huge.p_exact > 0.9 * huge.p && huge.p_exact < 1.1 * huge.p); /* where the normal approximation holds */
    ck_assert(huge.p_better > 0.98 && huge.p_better < 0.99);
    CLOSE(huge.p_better, 0.9873235946778871); /* integrate() over 12 standard deviations */
    ck_assert(far.p_exact == 0.0 && far.p_better == 1.0 && far.loss[1] < 1e-12);
}
END_TEST

/* integrate(function(x) dbeta(x, a2, b2) * pbeta(x, a1, b1), 0, 1) */
START_TEST(probability_to_be_best)
{
    netmkt_settings *settings;
    double a[5] = {21, 25, 19, 30, 2}, b[5] = {201, 198, 190, 240, 30}, best[5], loss[5], sum = 0.0, least = 1.0;
    netmkt_rates r;

    CLOSE(compare(200, 1000, 240, 1000, NULL).p_better, 0.9845373460239722);
    CLOSE(compare(3, 20, 11, 25, NULL).p_better, 0.9797244887214838);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.prior", 1.5), NETMKT_OK);
    CLOSE(compare(0, 10, 5, 12, settings).p_better, 0.9792917982103663);
    /* with half a success and none seen the density is not bounded; by symmetry and by closed form: P(X < Y), X ~ B(1/2, 1/2), Y ~ B(3/2, 1/2) */
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.prior", 0.5), NETMKT_OK);
    CLOSE(compare(0, 0, 0, 0, settings).p_better, 0.5);
    r = compare(0, 0, 1, 1, settings);
    CLOSE(r.p_better, 0.5 + 2.0 / (M_PI * M_PI));
    CLOSE(r.loss[0] - r.loss[1], 0.75 - 0.5); /* the difference of the losses is that of the means */
    netmkt__beta_best(5, a, b, best, loss);
    for (int i = 0; i < 5; i++) {
        sum += best[i];
        least = fmin(least, loss[i]);
        CLOSE(loss[i] - loss[0], a[0] / (a[0] + b[0]) - a[i] / (a[i] + b[i]));
    }
    CLOSE(sum, 1.0);
    ck_assert(least > 0.0);
    /* a rate known to 1e-5 beside one hardly known: no step is missed */
    a[0] = 3e8, b[0] = 7e8, a[1] = 2, b[1] = 3;
    netmkt__beta_best(2, a, b, best, loss);
    CLOSE(best[0] + best[1], 1.0);
    test_close(best[0], 0.3483, 1e-7, 1, "I_.3(2, 3)"); /* as if it were .3 exactly: pbeta(.3, 2, 3) */
    netmkt_settings_free(settings);
}
END_TEST

/* t.test(sleep$extra[11:20], sleep$extra[1:10]) */
START_TEST(tests_of_means)
{
    static const double one[] = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}, two[] = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
    netmkt_means m = {.struct_size = sizeof m};
    netmkt_sample a, b, same = {5, 1.0, 0.0};
    double sum = 0.0, squares = 0.0;

    ck_assert_int_eq(netmkt_sample_of(one, 10, &a), NETMKT_OK);
    ck_assert_int_eq(netmkt_sample_of(two, 10, &b), NETMKT_OK);
    CLOSE(a.deviation, 1.789009657759163);
    ck_assert_int_eq(netmkt_means_compare(&a, &b, NULL, &m), NETMKT_OK);
    CLOSE(m.t, 1.860813467486853);
    CLOSE(m.df, 17.7764735161785);
    CLOSE(m.p, 0.07939414018735817);
    CLOSE(m.difference_low, -0.2054832307117102);
    CLOSE(m.difference_high, 3.36548323071171);
    ck_assert(m.p_always > m.p && m.always_low < m.difference_low && m.always_high > m.difference_high); /* looking at any time has its price */
    for (int i = 0; i < 10; i++) {
        sum += two[i];
        squares += two[i] * two[i];
    }
    ck_assert_int_eq(netmkt_sample_from_sums(10, sum, squares, &b), NETMKT_OK);
    CLOSE(b.mean, 2.33);
    CLOSE(b.deviation, 2.002248735796829);
    ck_assert_int_eq(netmkt_means_compare(&same, &same, NULL, &m), NETMKT_OK);
    ck_assert(isnan(m.t) && isnan(m.p) && m.p_always == 1.0 && m.difference_low == 0.0 && m.difference_high == 0.0);
}
END_TEST

/* power.prop.test(n = 50, p1 = .5, p2 = .75), (p1 = .5, p2 = .75, power = .9), (n = 5000, p1 = .1, power = .8); power.t.test(n = 20, delta = 1),
 * (power = .9, delta = 1), (n = 20, power = .9), (n = 2, delta = 3), (n = 1e5, delta = .01); tol = 1e-12 */
START_TEST(power)
{
    double other = .75, n = 50, p = NAN;

    ck_assert_int_eq(netmkt_power_rates(.5, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(p, 0.7401659013313879);
    p = .9, n = NAN;
    ck_assert_int_eq(netmkt_power_rates(.5, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(n, 76.70692845177744);
    other = NAN, n = 5000, p = .8;
    ck_assert_int_eq(netmkt_power_rates(.1, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(other, 0.1174399148097978);
    other = 1, n = 20, p = NAN;
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(p, 0.8689528016924978);
    n = NAN, p = .9;
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(n, 22.02109557009384);
    other = NAN, n = 20, p = .9;
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(other, 1.051993126658328);
    other = 3, n = 2, p = NAN;
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(p, 0.3873893502008108);
    other = .02, n = 1e5, p = NAN;
    ck_assert_int_eq(netmkt_power_means(2, &other, &n, &p, NULL), NETMKT_OK);
    CLOSE(p, 0.6087617796907918);
    /* errors leave everything as it was */
    other = .1, n = NAN, p = .8;
    ck_assert_int_eq(netmkt_power_rates(.1, &other, &n, &p, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_power_rates(0, &other, &n, &p, NULL), NETMKT_E_RANGE);
    p = NAN;
    ck_assert_int_eq(netmkt_power_rates(.2, &other, &n, &p, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_power_rates(.2, NULL, &n, &p, NULL), NETMKT_E_INVALID);
    other = NAN, n = 2, p = .9999;
    ck_assert_int_eq(netmkt_power_rates(.9, &other, &n, &p, NULL), NETMKT_E_RANGE);
    ck_assert(isnan(other) && n == 2 && p == .9999);
    p = .01;
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, &p, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_power_means(-1, &other, &n, &p, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_power_means(1, &other, &n, NULL, NULL), NETMKT_E_INVALID);
}
END_TEST

/* p.adjust(c(.01, .04, .03, .005), "holm"), chisq.test(c(5000, 5200, 4900)), chisq.test(c(900, 110), p = c(.9, .1)) */
START_TEST(several)
{
    static const uint64_t conversions[] = {100, 120, 140, 90}, trials[] = {1000, 1000, 1000, 1000}, split[] = {5000, 5200, 4900}, uneven[] = {900, 110};
    static const double weights[] = {9, 1}, wrong[] = {1, 0};
    double p[5] = {.01, NAN, .04, .03, .005}, chi, sum = 0.0;
    netmkt_table *table;

    netmkt__holm(5, p);
    CLOSE(p[0], .03);
    ck_assert(isnan(p[1]));
    CLOSE(p[2], .06);
    CLOSE(p[3], .06);
    CLOSE(p[4], .02);
    ck_assert_int_eq(netmkt_split_check(3, split, NULL, &chi, &p[0]), NETMKT_OK);
    CLOSE(chi, 9.271523178807948);
    CLOSE(p[0], 0.009698717784221333);
    ck_assert_int_eq(netmkt_split_check(2, uneven, weights, &chi, &p[0]), NETMKT_OK);
    CLOSE(chi, 0.8910891089108911);
    CLOSE(p[0], 0.3451823403172716);
    ck_assert_int_eq(netmkt_split_check(2, uneven, wrong, &chi, &p[0]), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_split_check(1, uneven, NULL, &chi, &p[0]), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_split_check(2, NULL, NULL, &chi, &p[0]), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_rates(NULL, 4, conversions, trials, NULL, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 4);
    ck_assert(isnan(real(table, "p", 0)) && isnan(real(table, "difference", 0)) && isnan(real(table, "p_always", 0)));
    for (size_t i = 0; i < 4; i++) {
        netmkt_rates r = compare(conversions[0], trials[0], conversions[i], trials[i], NULL);

        if (i > 0)
            CLOSE(real(table, "p", i), r.p);
        CLOSE(real(table, "rate", i), r.rate[1]);
        ck_assert_int_eq(whole(table, "variant", i), (int64_t)i + 1);
        sum += real(table, "p_best", i);
    }
    CLOSE(sum, 1.0);
    CLOSE(real(table, "p_holm", 2), 3.0 * real(table, "p", 2));
    ck_assert(real(table, "loss", 2) < real(table, "loss", 1));
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_experiment_rates(NULL, 1, conversions, trials, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_experiment_rates(NULL, 65, conversions, trials, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_experiment_rates(NULL, 4, trials, conversions, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "variant 1"));
    ck_assert_int_eq(netmkt_experiment_rates(NULL, 4, NULL, conversions, NULL, &table), NETMKT_E_INVALID);
}
END_TEST

START_TEST(several_means)
{
    const netmkt_sample samples[] = {{100, 10, 3}, {120, 11, 4}, {90, 10.5, 2}}, few[] = {{100, 10, 3}, {1, 11, 4}};
    netmkt_means m = {.struct_size = sizeof m};
    netmkt_sample sample;
    netmkt_table *table;
    double values[2] = {1, NAN};

    ck_assert_int_eq(netmkt_experiment_means(NULL, 3, samples, NULL, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_means_compare(&samples[0], &samples[1], NULL, &m), NETMKT_OK);
    CLOSE(real(table, "p", 1), m.p);
    CLOSE(real(table, "p_holm", 1), 2.0 * m.p);
    ck_assert(isnan(real(table, "t", 0)));
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_experiment_means(NULL, 2, few, NULL, &table), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "variant 2"));
    ck_assert_int_eq(netmkt_means_compare(&few[1], &few[0], NULL, &m), NETMKT_E_RANGE);
    m.struct_size = 4;
    ck_assert_int_eq(netmkt_means_compare(&few[0], &few[0], NULL, &m), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_sample_of(values, 2, &sample), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "value 2"));
    ck_assert_int_eq(netmkt_sample_of(NULL, 2, &sample), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_sample_of(NULL, 0, &sample), NETMKT_OK);
    ck_assert(sample.n == 0.0 && isnan(sample.mean));
    ck_assert_int_eq(netmkt_sample_from_sums(10, 100, 900, &sample), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_sample_from_sums(1, 5, 25, &sample), NETMKT_OK);
    ck_assert(isnan(sample.deviation));
}
END_TEST

/* Of 400 experiments without an effect, looked at after every ten customers, few ever say p_always <= .05; and the interval always holds 0 in as many. */
START_TEST(looking_often)
{
    static const double rates[] = {0.02, 0.3};
    int experiments = test_slow() ? 40 : 400;

    for (size_t k = 0; k < 2; k++) {
        netmkt__random random;
        int alarms = 0, fixed = 0, left = 0;

        netmkt__random_seed(&random, 7 + k);
        for (int e = 0; e < experiments; e++) {
            uint64_t conversions[2] = {0, 0}, trials[2] = {0, 0};
            int alarm = 0, by_z = 0, out = 0;

            for (int look = 0; look < 200; look++) {
                netmkt_rates r = {.struct_size = sizeof r};
                double error, pooled;

                for (int i = 0; i < 10; i++) {
                    int side = i % 2;

                    trials[side]++;
                    conversions[side] += netmkt__random_uniform(&random) < rates[k];
                }
                {
                    double p, low, high, variance = 0.0, tau;

                    for (int i = 0; i < 2; i++) {
                        double rate = ((double)conversions[i] + 1.0) / ((double)trials[i] + 2.0);

                        variance += rate * (1.0 - rate) / (double)trials[i];
                    }
                    pooled = ((double)conversions[0] + (double)conversions[1] + 1.0) / ((double)trials[0] + (double)trials[1] + 2.0);
                    tau = 0.1 * sqrt(pooled * (1.0 - pooled));
                    r.difference = (double)conversions[1] / (double)trials[1] - (double)conversions[0] / (double)trials[0];
                    netmkt__always_valid(r.difference, variance, tau, 0.95, &p, &low, &high);
                    alarm |= p <= 0.05;
                    out |= low > 0.0 || high < 0.0;
                    if (look == 150) { /* what is published is what was computed here */
                        netmkt_rates published = compare(conversions[0], trials[0], conversions[1], trials[1], NULL);

                        CLOSE(published.p_always, p);
                        CLOSE(published.always_low, low);
                    }
                }
                error = sqrt(pooled * (1.0 - pooled) * (1.0 / (double)trials[0] + 1.0 / (double)trials[1]));
                by_z |= fabs(r.difference) > 1.959964 * error;
            }
            alarms += alarm;
            fixed += by_z;
            left += out;
        }
        ck_assert_msg(alarms <= experiments / 20 + experiments / 50, "%d of %d", alarms, experiments);
        ck_assert_int_eq(alarms, left);             /* the interval excludes 0 just when the test says so */
        ck_assert_int_gt(fixed, experiments / 8);   /* as a plain test does not hold its level */
    }
}
END_TEST

/* Money of which nine tenths are 0: intervals hold the true difference about as often as they say; any threads give the same. */
START_TEST(bootstrap)
{
    enum { N = 200 };
    double control[N], other[N], low, high, p, low2, high2, p2;
    int rounds = test_slow() ? 10 : 150, held = 0;
    netmkt_settings *settings;
    netmkt__random random;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.replicates", 400), NETMKT_OK);
    netmkt__random_seed(&random, 3);
    for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < N; i++) {
            control[i] = netmkt__random_uniform(&random) < 0.1 ? netmkt__random_exponential(&random, 0.02) : 0.0;
            other[i] = netmkt__random_uniform(&random) < 0.1 ? 10.0 + netmkt__random_exponential(&random, 0.02) : 0.0;
        }
        ck_assert_int_eq(netmkt_means_bootstrap(control, N, other, N, settings, &low, &high, &p), NETMKT_OK);
        held += low <= 1.0 && high >= 1.0; /* .1 x 60 - .1 x 50 */
        ck_assert(low < high && p > 0.0 && p <= 1.0);
    }
    ck_assert_msg(test_slow() || (held >= 0.88 * rounds && held < rounds), "%d of %d", held, rounds);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 5), NETMKT_OK);
    ck_assert_int_eq(netmkt_means_bootstrap(control, N, other, N, settings, &low2, &high2, &p2), NETMKT_OK);
    ck_assert(low == low2 && high == high2 && p == p2);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.seed", 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_means_bootstrap(control, N, other, N, settings, &low2, &high2, &p2), NETMKT_OK);
    ck_assert(low != low2);
    for (int i = 0; i < N; i++)
        other[i] = control[i] + 100.0;
    ck_assert_int_eq(netmkt_means_bootstrap(control, N, other, N, settings, &low, &high, &p), NETMKT_OK);
    ck_assert(low > 90.0 && high < 110.0);
    CLOSE(p, 2.0 / 401.0);
    ck_assert_int_eq(netmkt_means_bootstrap(control, 1, other, N, settings, &low, &high, &p), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_means_bootstrap(NULL, N, other, N, settings, &low, &high, &p), NETMKT_E_INVALID);
    other[3] = INFINITY;
    ck_assert_int_eq(netmkt_means_bootstrap(control, N, other, N, settings, &low, &high, &p), NETMKT_E_RANGE);
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(misuse_and_failing_memory)
{
    const uint64_t conversions[2] = {1, 2}, trials[2] = {10, 10}, many[2] = {1, UINT64_C(1) << 60};
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_rates r = {.struct_size = 8, .p = 7.0};
    netmkt_table *table;
    netmkt_status status = NETMKT_E_NOMEM;

    ck_assert_int_eq(netmkt_rates_compare(conversions, trials, NULL, &r), NETMKT_E_UNSUPPORTED);
    r.struct_size = sizeof r;
    ck_assert_int_eq(netmkt_rates_compare(trials, conversions, NULL, &r), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_rates_compare(conversions, many, NULL, &r), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_rates_compare(NULL, trials, NULL, &r), NETMKT_E_INVALID);
    ck_assert(r.p == 7.0);
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_experiment_rates(context, 2, conversions, trials, NULL, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
    }
    netmkt_table_free(table);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("experiment");
    TCase *tests = tcase_create("experiment");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, tests_of_rates);
    tcase_add_test(tests, intervals_of_a_difference);
    tcase_add_test(tests, extremes);
    tcase_add_test(tests, probability_to_be_best);
    tcase_add_test(tests, tests_of_means);
    tcase_add_test(tests, power);
    tcase_add_test(tests, several);
    tcase_add_test(tests, several_means);
    tcase_add_test(tests, looking_often);
    tcase_add_test(tests, bootstrap);
    tcase_add_test(tests, misuse_and_failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
