/* Times of fits and scores on summaries from a file of frequency,recency,T,monetary (given as argument). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <netmkt/model.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double *column(size_t n)
{
    double *values = malloc(n * sizeof *values);

    if (values == NULL) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return values;
}

typedef struct data {
    size_t n;
    double *x, *t_x, *T, *m;
} data;

static int load(const char *path, size_t most, data *d)
{
    char line[256];
    FILE *file = fopen(path, "r");

    if (file == NULL || fgets(line, sizeof line, file) == NULL)
        return 0;
    d->x = column(most);
    d->t_x = column(most);
    d->T = column(most);
    d->m = column(most);
    for (d->n = 0; d->n < most && fgets(line, sizeof line, file) != NULL; d->n++) {
        if (sscanf(line, "%lf,%lf,%lf,%lf", &d->x[d->n], &d->t_x[d->n], &d->T[d->n], &d->m[d->n]) != 4)
            break;
    }
    fclose(file);
    return d->n > 0;
}

static netmkt_model *fit(const data *d, int32_t kind, const netmkt_settings *settings)
{
    netmkt_model *model = NULL;
    netmkt_fit known = {.struct_size = sizeof known};
    double from = now();

    if (netmkt_model_fit_summaries(NULL, kind, settings, d->n, d->x, d->t_x, d->T, d->m, NULL, &model) != NETMKT_OK) {
        printf("%-10s %s\n", netmkt_model_name(kind), netmkt_last_error());
        return NULL;
    }
    from = now() - from;
    (void)netmkt_model_fit_get(model, &known);
    printf("fit   %-10s %8.3f s  ln L %.6f  customers %llu  distinct %llu  iterations %u ", netmkt_model_name(kind), from, known.log_likelihood,
           (unsigned long long)known.customers, (unsigned long long)known.distinct, known.iterations);
    for (uint32_t i = 0; i < known.parameters; i++) {
        double value = 0.0, error = 0.0;

        (void)netmkt_model_parameter(model, netmkt_model_parameter_name(kind, i), &value, &error);
        printf(" %s %.10g (%.5g)", netmkt_model_parameter_name(kind, i), value, error);
    }
    printf(" %s\n", netmkt_model_note(model));
    return model;
}

static void score(const data *d, const netmkt_model *purchase, const netmkt_model *spend, const netmkt_settings *settings, uint32_t threads, const char *name)
{
    double *a = column(d->n), *b = column(d->n), *c = column(d->n), from, sum[3] = {0.0, 0.0, 0.0};

    memset(a, 0, d->n * sizeof *a);
    memset(b, 0, d->n * sizeof *b);
    memset(c, 0, d->n * sizeof *c);
    from = now();
    if (netmkt_model_score(purchase, threads, d->n, d->x, d->t_x, d->T, 52.0, NULL, a, b) != NETMKT_OK)
        printf("%s\n", netmkt_last_error());
    printf("score %-10s %8.3f s  P(alive), E[Y(52)]\n", name, now() - from);
    from = now();
    if (spend != NULL && netmkt_model_clv(purchase, spend, settings, d->n, d->x, d->t_x, d->T, d->m, NULL, c) != NETMKT_OK)
        printf("%s\n", netmkt_last_error());
    printf("score %-10s %8.3f s  CLV", name, now() - from);
    for (size_t i = 0; i < d->n; i++) {
        sum[0] += a[i];
        sum[1] += b[i];
        sum[2] += c[i];
    }
    printf("  sums %.10g %.10g %.10g\n", sum[0], sum[1], sum[2]);
    free(a);
    free(b);
    free(c);
}

int main(int argc, char **argv)
{
    static const int32_t KINDS[] = {NETMKT_MODEL_BGNBD, NETMKT_MODEL_MBGNBD, NETMKT_MODEL_PARETONBD};
    uint32_t threads = argc > 2 ? (uint32_t)atoi(argv[2]) : 1;
    netmkt_settings *settings = NULL;
    netmkt_model *spend;
    data d;

    if (argc < 2 || !load(argv[1], argc > 3 ? (size_t)atol(argv[3]) : 10000000, &d)) {
        fprintf(stderr, "usage: bench_model SUMMARIES.csv [THREADS [ROWS]]\n");
        return 2;
    }
    if (netmkt_settings_new(NULL, &settings) != NETMKT_OK || netmkt_settings_set_real(settings, "run.threads", threads) != NETMKT_OK)
        return 1;
    printf("%zu customers, %u threads\n", d.n, threads);
    spend = fit(&d, NETMKT_MODEL_GAMMAGAMMA, settings);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
        netmkt_model *purchase = fit(&d, KINDS[i], settings);

        if (purchase != NULL)
            score(&d, purchase, spend, settings, threads, netmkt_model_name(KINDS[i]));
        netmkt_model_free(purchase);
    }
    for (size_t i = 0; i < d.n; i++)
        d.T[i] += (double)i * 1e-9; /* no two customers alike */
    printf("all distinct:\n");
    {
        netmkt_model *purchase = fit(&d, NETMKT_MODEL_BGNBD, settings);

        if (purchase != NULL)
            score(&d, purchase, spend, settings, threads, "bgnbd");
        netmkt_model_free(purchase);
    }
    netmkt_model_free(spend);
    netmkt_settings_free(settings);
    free(d.x);
    free(d.t_x);
    free(d.T);
    free(d.m);
    return 0;
}
