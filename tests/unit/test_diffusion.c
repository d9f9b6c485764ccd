/* Bass's curve: exact curves are found again, also cut at their peak; coverage under noise; borders; data that cannot tell; counts from a store. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/least_squares.h"
#include "numeric/student.h"
#include "numeric/random.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define MARKET 12345.0

static double counts[1000];

static netmkt_bass curve(double p, double q, size_t n)
{
    netmkt_bass bass = {.struct_size = sizeof bass, .p = p, .q = q, .m = MARKET};

    ck_assert_int_eq(netmkt_bass_curve(&bass, 1, n, counts), NETMKT_OK);
    return bass;
}

static netmkt_bass fit(size_t n)
{
    netmkt_bass bass = {.struct_size = sizeof bass};

    ck_assert_msg(netmkt_bass_fit(n, counts, &bass) == NETMKT_OK, "%s", netmkt_last_error());
    return bass;
}

START_TEST(exact_curves_are_found_again)
{
    static const double P[] = {1e-4, .001, .005, .03, .1}, Q[] = {.002, .05, .2, .38, .8};

    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < 5; j++) {
            double peak = Q[j] > P[i] ? -log(P[i] / Q[j]) / (P[i] + Q[j]) : 20.0;
            const double ends[] = {2.5 * peak + 8.0, ceil(peak), 0.8 * peak}; /* whole, cut at the peak, and before it */

            for (int cut = 0; cut < 3; cut++) {
                size_t n = ends[cut] < 5.0 ? 5 : ends[cut] > 400.0 ? 400 : (size_t)ends[cut];
                netmkt_bass b;

                (void)curve(P[i], Q[j], n);
                b = fit(n);
                test_close(b.p, P[i], 1e-6, 0.0, "p");
                test_close(b.q, Q[j], 1e-6, 0.0, "q");
                test_close(b.m, MARKET, 1e-6, 0.0, "m");
            }
        }
    }
}
END_TEST

/* Adopters are the model's own differential equation, n(t) = (p + q N/m) (m - N); borders where its curvature turns. */
START_TEST(curve_and_borders)
{
    netmkt_bass b = curve(.03, .38, 40);
    const int steps = 20000;
    double adopted = 0.0, cumulative = 0.0;

    for (int i = 0; i < 40; i++) { /* by the midpoint rule of second order */
        for (int s = 0; s < steps; s++) {
            double rate = (.03 + .38 * adopted / MARKET) * (MARKET - adopted), half = adopted + 0.5 / steps * rate;

            adopted += (.03 + .38 * half / MARKET) * (MARKET - half) / steps;
        }
        cumulative += counts[i];
        test_close(cumulative, adopted, 1e-7, 0.0, "F");
    }
    b = fit(40);
    ck_assert_int_eq(b.ended, NETMKT_BASS_CONVERGED);
    ck_assert_int_eq(b.stage, NETMKT_LIFECYCLE_DECLINE);
    test_close(b.peak, 6.1926191977031122, 1e-9, 0.0, "T*");
    test_close(b.introduction_end, 2.9805267661791692, 1e-9, 0.0, "T1");
    test_close(b.maturity_end, 9.4047116292270552, 1e-9, 0.0, "T2");
    test_close(b.peak_count, MARKET * .41 * .41 / (4 * .38), 1e-7, 0.0, "n(T*)");
    ck_assert_int_eq(fit(2 + 3).stage, NETMKT_LIFECYCLE_GROWTH);
    ck_assert_int_eq(fit(8).stage, NETMKT_LIFECYCLE_MATURITY);
    (void)curve(.1, .05, 30);
    b = fit(30);
    ck_assert(isnan(b.peak) && isnan(b.peak_count) && b.stage == NETMKT_LIFECYCLE_DECLINE);
    (void)curve(.001, .4, 30);
    ck_assert_int_eq(fit(9).stage, NETMKT_LIFECYCLE_INTRODUCTION);
}
END_TEST

typedef struct coverage {
    int runs, p, q, m, next;
} coverage;

/* Noise of a constant size, or of the size of counts; parameters' and the next period's intervals of 95 %. */
static coverage simulate(double p, double q, size_t n, int poisson, int runs)
{
    double truth[64];
    coverage c = {runs, 0, 0, 0, 0};

    (void)curve(p, q, n + 1);
    memcpy(truth, counts, (n + 1) * sizeof *truth);
    for (int run = 0; run < runs; run++) {
        netmkt__random random;
        netmkt_bass b;
        netmkt_table *table;
        const void *low, *high;
        double t = netmkt__student_quantile((double)n - 3.0, 0.975), next;

        netmkt__random_seed(&random, (uint64_t)run + 1);
        for (size_t i = 0; i < n; i++)
            counts[i] = poisson ? (double)netmkt__random_poisson(&random, truth[i]) : fmax(truth[i] + 20.0 * netmkt__random_normal(&random), 0.0);
        next = poisson ? (double)netmkt__random_poisson(&random, truth[n]) : truth[n] + 20.0 * netmkt__random_normal(&random);
        b = fit(n);
        c.p += fabs(b.p - p) <= t * b.p_error;
        c.q += fabs(b.q - q) <= t * b.q_error;
        c.m += fabs(b.m - MARKET) <= t * b.m_error;
        ck_assert_int_eq(netmkt_bass_forecast(NULL, &b, 0.95, 1, &table), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_column(table, "low", NULL, &low), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_column(table, "high", NULL, &high), NETMKT_OK);
        c.next += next >= *(const double *)low && next <= *(const double *)high;
        netmkt_table_free(table);
    }
    return c;
}

static int between(int hits, int runs, double low, double high)
{
    return hits >= low * runs && hits <= high * runs;
}

START_TEST(intervals_cover)
{
    int runs = test_slow() ? 60 : 400;

    for (int poisson = 0; poisson < 2; poisson++) {
        coverage c = simulate(.01, .35, 20, poisson, runs);

        printf("coverage of 95 %% intervals, %s noise: p %.3f, q %.3f, m %.3f, next period %.3f\n", poisson ? "Poisson" : "constant", (double)c.p / runs,
               (double)c.q / runs, (double)c.m / runs, (double)c.next / runs);
        ck_assert(between(c.q, runs, 0.88, 1.0) && between(c.m, runs, 0.88, 1.0) && between(c.p, runs, 0.85, 1.0));
        ck_assert(between(c.next, runs, 0.85, 1.0));
    }
}
END_TEST

START_TEST(data_that_cannot_tell)
{
    netmkt_bass b;
    netmkt__random random;

    netmkt__random_seed(&random, 5);
    for (int i = 0; i < 12; i++) /* grows by a fifth each period, far from any end */
        counts[i] = floor(100.0 * pow(1.2, i) * (1.0 + 0.03 * netmkt__random_normal(&random)));
    b = fit(12);
    ck_assert_int_ne(b.ended, NETMKT_BASS_CONVERGED);
    ck_assert_int_gt((int64_t)strlen(netmkt_bass_note(b.ended)), 10);
    for (int i = 0; i < 30; i++) /* nobody imitates */
        counts[i] = 1000.0 * (exp(-0.1 * i) - exp(-0.1 * (i + 1)));
    b = fit(30);
    ck_assert_int_eq(b.ended, NETMKT_BASS_BOUNDARY);
    test_close(b.p, 0.1, 1e-5, 0.0, "p");
    ck_assert(isnan(b.q_error) && isnan(b.peak));
    for (int i = 0; i < 10; i++) /* all at once */
        counts[i] = i == 0 ? 500.0 : 0.0;
    ck_assert_int_eq(fit(10).ended, NETMKT_BASS_BOUNDARY);
    for (int i = 0; i < 10; i++) /* the same each period */
        counts[i] = 50.0;
    ck_assert_int_ne(fit(10).ended, NETMKT_BASS_CONVERGED);
    ck_assert_str_eq(netmkt_bass_note(0), "");
}
END_TEST

START_TEST(refused)
{
    netmkt_bass b = {.struct_size = sizeof b}, small = {.struct_size = 8}, bad = curve(.03, .38, 10);
    netmkt_table *table = NULL;
    double one;

    ck_assert_int_eq(netmkt_bass_fit(3, counts, &b), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_bass_fit(10, NULL, &b), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_fit(10, counts, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_fit(10, counts, &small), NETMKT_E_UNSUPPORTED);
    counts[4] = -1.0;
    ck_assert_int_eq(netmkt_bass_fit(10, counts, &b), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "period 5"));
    counts[4] = (double)NAN;
    ck_assert_int_eq(netmkt_bass_fit(10, counts, &b), NETMKT_E_RANGE);
    memset(counts, 0, sizeof counts);
    ck_assert_int_eq(netmkt_bass_fit(10, counts, &b), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_bass_curve(NULL, 1, 1, &one), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_curve(&bad, 0, 1, &one), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_curve(&bad, 1, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_curve(&small, 1, 1, &one), NETMKT_E_UNSUPPORTED);
    bad.p = 0.0;
    ck_assert_int_eq(netmkt_bass_curve(&bad, 1, 1, &one), NETMKT_E_RANGE);
    (void)curve(.03, .38, 20);
    b = fit(20);
    ck_assert_int_eq(netmkt_bass_forecast(NULL, &b, 0.3, 1, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_bass_forecast(NULL, &b, 0.9, 100001, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_bass_forecast(NULL, NULL, 0.9, 1, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_forecast(NULL, &b, 0.9, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_bass_forecast(NULL, &b, 0.9, 0, &table), NETMKT_OK);
    netmkt_table_free(table);
}
END_TEST

/* R: qt(c(.975, .95, .001), c(17, 1, 3)). */
START_TEST(student)
{
    test_close(netmkt__student_quantile(17, 0.975), 2.1098155778331806, 1e-12, 0.0, "t");
    test_close(netmkt__student_quantile(1, 0.95), 6.3137515146750376, 1e-12, 0.0, "t");
    test_close(netmkt__student_quantile(3, 0.001), -10.214531852407385, 1e-12, 0.0, "t");
    ck_assert(fabs(netmkt__student_quantile(5, 0.5)) < 1e-7);
}
END_TEST

static void put(netmkt_store *store, const char *key, int day, netmkt_kind_id kind, netmkt_channel_id channel, netmkt_offer_id offer)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = day * DAY;
    e.channel = channel;
    e.offer = offer;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

static int64_t whole(const netmkt_table *table, const char *name, size_t row)
{
    const void *data;

    ck_assert_int_eq(netmkt_table_column(table, name, NULL, &data), NETMKT_OK);
    return ((const int64_t *)data)[row];
}

static netmkt_status ask(netmkt_store *store, int32_t what, uint32_t id, netmkt_table **table)
{
    return netmkt_diffusion_counts(store, NULL, what, id, NETMKT_PERIOD_WEEK, 27 * DAY - 1, table); /* 1970-01-26 was a Monday: day 25 */
}

START_TEST(from_a_store)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_offer_id tea;
    netmkt_offer offer;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_AUDIENCE, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_offer_init(&offer);
    ck_assert_int_eq(netmkt_offer_put(store, "tea", &offer, &tea), NETMKT_OK);
    put(store, "ann", 1, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO, 0);
    put(store, "ann", 12, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL, tea);
    put(store, "bob", 13, NETMKT_KIND_ORDER, NETMKT_CHANNEL_SEO, 0);
    put(store, "bob", 20, NETMKT_KIND_ORDER, NETMKT_CHANNEL_SEO, tea);
    put(store, "cid", 26, NETMKT_KIND_VISIT, NETMKT_CHANNEL_EMAIL, tea); /* in a week that is not over, and no order */
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_AUDIENCE, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 4);
    ck_assert(whole(table, "adopters", 0) == 1 && whole(table, "adopters", 2) == 1 && whole(table, "cumulative", 3) == 2);
    netmkt_table_free(table);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_ORDER, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2); /* from the first adopter's week on */
    ck_assert_int_eq(whole(table, "adopters", 0), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_CHANNEL, NETMKT_CHANNEL_EMAIL, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "cumulative", netmkt_table_rows(table) - 1), 1);
    netmkt_table_free(table);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_OFFER, tea, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "cumulative", netmkt_table_rows(table) - 1), 2);
    netmkt_table_free(table);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_CAMPAIGN, 1, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_OFFER, 9, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_CHANNEL, 200, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(store, NETMKT_ADOPTION_AUDIENCE, 1, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(store, 5, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(NULL, 0, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(ask(store, 0, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_diffusion_counts(store, NULL, 0, 0, 9, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = ask(store, NETMKT_ADOPTION_AUDIENCE, 0, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
        netmkt_table_free(table);
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("diffusion");
    TCase *tests = tcase_create("diffusion");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, exact_curves_are_found_again);
    tcase_add_test(tests, curve_and_borders);
    tcase_add_test(tests, intervals_cover);
    tcase_add_test(tests, data_that_cannot_tell);
    tcase_add_test(tests, refused);
    tcase_add_test(tests, student);
    tcase_add_test(tests, from_a_store);
    suite_add_tcase(suite, tests);
    return suite;
}
