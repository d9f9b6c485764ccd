/* How long an order log takes to become a durable store, then summaries, then RFM scores; with check sums of the result.
 *
 * bench_import FILE.csv STORE [THREADS]: STORE "-" keeps the store in memory. Prints seconds, sums and peak memory. */
#include <netmkt/netmkt.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define PIECE ((size_t)1 << 20)

static double now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void need(netmkt_status status, const char *what)
{
    if (status == NETMKT_OK)
        return;
    fprintf(stderr, "bench_import: %s: %s\n", what, netmkt_last_error());
    exit(EXIT_FAILURE);
}

static void *room(size_t n, size_t size)
{
    void *p = malloc((n > 0 ? n : 1) * size);

    if (p == NULL) {
        fprintf(stderr, "bench_import: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return p;
}

static void import_file(netmkt_store *store, const char *path, uint32_t threads)
{
    netmkt_import_report report = {.struct_size = sizeof report};
    netmkt_import_options options;
    netmkt_import *import;
    FILE *file = fopen(path, "rb");
    char *buffer = room(PIECE, 1);
    size_t got;

    if (file == NULL) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    (void)setvbuf(file, NULL, _IONBF, 0);
    netmkt_import_options_init(&options);
    options.threads = threads;
    need(netmkt_import_new(store, &options, &import), "import");
    while ((got = fread(buffer, 1, PIECE, file)) > 0)
        need(netmkt_import_feed(import, buffer, got), path);
    need(netmkt_import_finish(import, &report), path);
    netmkt_import_free(import);
    (void)fclose(file);
    free(buffer);
    printf("rows %llu, events %llu, customers %llu\n", (unsigned long long)report.rows, (unsigned long long)report.events,
           (unsigned long long)report.customers);
}

static void summaries(netmkt_store *store, netmkt_settings *settings)
{
    double sum_x = 0, sum_t_x = 0, sum_T = 0, sum_m = 0;
    uint64_t n, customers = 0;
    double *x, *t_x, *T, *m, t0;
    int64_t *revenue, *idle, *frequency;
    uint8_t *scores;

    need(netmkt_customer_count(store, &n), "count");
    x = room(n, sizeof *x);
    t_x = room(n, sizeof *t_x);
    T = room(n, sizeof *T);
    m = room(n, sizeof *m);
    revenue = room(n, sizeof *revenue);
    idle = room(n, sizeof *idle);
    frequency = room(n, sizeof *frequency);
    scores = room(n, 3);
    t0 = now();
    need(netmkt_summary_columns(store, settings, NETMKT_LATEST, n, x, t_x, T, m, revenue, idle), "summaries");
    printf("summaries  %.3f s\n", now() - t0);
    t0 = now();
    for (uint64_t i = 0; i < n; i++)
        frequency[i] = (int64_t)x[i] + 1;
    need(netmkt_rfm_score(NULL, settings, n, idle, frequency, revenue, scores, scores + n, scores + 2 * n), "scores");
    printf("rfm        %.3f s\n", now() - t0);
    for (uint64_t i = 0; i < n; i++) {
        if (isnan(T[i]))
            continue;
        customers++;
        sum_x += x[i];
        sum_t_x += t_x[i];
        sum_T += T[i];
        sum_m += m[i];
    }
    printf("customers %llu, sum of x %.0f, of recency %.0f days, of T %.0f days, mean monetary %.10f\n",
           (unsigned long long)customers, sum_x, sum_t_x, sum_T, sum_m / (double)(customers > 0 ? customers : 1));
    free(x);
    free(t_x);
    free(T);
    free(m);
    free(revenue);
    free(idle);
    free(frequency);
    free(scores);
}

int main(int argc, char **argv)
{
    uint32_t threads = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 1;
    netmkt_settings *settings;
    netmkt_store *store;
    struct rusage usage;
    double t0;

    if (argc < 3) {
        fprintf(stderr, "usage: bench_import FILE.csv STORE|- [THREADS]\n");
        return 2;
    }
    need(netmkt_settings_new(NULL, &settings), "settings");
    need(netmkt_settings_set_real(settings, "time.unit_days", 1), "settings");
    need(netmkt_settings_set_real(settings, "run.threads", threads), "settings");
    t0 = now();
    need(netmkt_store_open(argv[2][0] == '-' && argv[2][1] == '\0' ? NULL : argv[2], NULL, &store), argv[2]);
    import_file(store, argv[1], threads);
    printf("import     %.3f s\n", now() - t0);
    summaries(store, settings);
    printf("all        %.3f s\n", now() - t0);
    (void)getrusage(RUSAGE_SELF, &usage);
    printf("peak       %.0f MiB\n", (double)usage.ru_maxrss / 1024.0);
    netmkt_store_close(store);
    netmkt_settings_free(settings);
    return 0;
}
