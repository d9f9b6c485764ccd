/* How fast a budget is split: channels with falling marginal returns, with steps, with thresholds among them; and how fast curves are fitted. Best of five runs. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <netmkt/netmkt.h>

enum { CHANNELS = 1000, RUNS = 5, WEEKS = 104, FITTED = 4 };

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double uniform(void)
{
    static uint64_t state = 1;

    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(state >> 11) / 9007199254740992.0;
}

static void split(const char *what, const netmkt_curve *curves, double step)
{
    netmkt_allocation a = {.struct_size = sizeof a};
    double best = INFINITY;

    for (int run = 0; run < RUNS; run++) {
        double begin = now();

        if (netmkt_allocate(NULL, CHANNELS, curves, NULL, 100000.0, step, &a, NULL) != NETMKT_OK) {
            (void)fprintf(stderr, "%s\n", netmkt_last_error());
            exit(EXIT_FAILURE);
        }
        best = fmin(best, now() - begin);
    }
    printf("%-44s %8.2f ms, returns %.6f%s\n", what, 1e3 * best, a.expected, a.proven ? ", proven" : "");
}

static void fit(void)
{
    static double spend[FITTED][WEEKS], returns[WEEKS];
    const double *columns[FITTED];
    double best = INFINITY;

    for (int c = 0; c < FITTED; c++) {
        double stock = 0.0;

        columns[c] = spend[c];
        for (int t = 0; t < WEEKS; t++) {
            spend[c][t] = 300.0 * uniform();
            stock = spend[c][t] + 0.3 * stock;
            returns[t] += (500.0 + 300.0 * c) * stock / (stock + 150.0) + 30.0 * (uniform() - 0.5);
        }
    }
    for (int run = 0; run < RUNS; run++) {
        double begin = now();

        if (netmkt_curves_fit_data(NULL, WEEKS, returns, FITTED, columns, NULL, NULL, NULL, NULL, NULL) != NETMKT_OK)
            exit(EXIT_FAILURE);
        best = fmin(best, now() - begin);
    }
    printf("%-44s %8.2f ms\n", "curves of 4 channels over 104 weeks, fitted", 1e3 * best);
}

int main(void)
{
    static netmkt_curve curves[CHANNELS];

    for (int i = 0; i < CHANNELS; i++) {
        netmkt_curve_init(&curves[i]);
        curves[i].top = 100.0 + 1000.0 * uniform();
        curves[i].half = 10.0 + 1000.0 * uniform();
        curves[i].shape = 0.3 + 0.7 * uniform();
    }
    split("1,000 channels, falling marginal returns", curves, 0.0);
    split("the same in steps of 10", curves, 10.0);
    for (int i = 0; i < CHANNELS; i++)
        curves[i].shape = 0.5 + 2.5 * uniform();
    split("1,000 channels, most of them S-shaped", curves, 0.0);
    fit();
    return EXIT_SUCCESS;
}
