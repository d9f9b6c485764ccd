/* One large store: times to append, checkpoint, open and summarise, and memory. bench_scale FILE [CUSTOMERS [EVENTS_EACH]] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <netmkt/netmkt.h>

#define BATCH 1000000

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(netmkt_status status, const char *what)
{
    if (status == NETMKT_OK)
        return;
    fprintf(stderr, "%s: %s\n", what, netmkt_last_error());
    exit(1);
}

static void report(const char *what, double since)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    printf("%-12s %8.3f s   peak %ld MiB\n", what, now() - since, usage.ru_maxrss / 1024);
    fflush(stdout);
}

static uint64_t mixed(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return z ^ (z >> 27);
}

static void add_customers(netmkt_store *store, uint64_t customers)
{
    char key[32];

    for (uint64_t i = 0; i < customers; i++) {
        snprintf(key, sizeof key, "%llu", (unsigned long long)(i + 1));
        need(netmkt_customer_put(store, key, NULL), key);
    }
}

static void append(netmkt_store *store, uint64_t customers, uint64_t events)
{
    netmkt_customer_id *customer = malloc(BATCH * sizeof *customer);
    int64_t *time_ms = malloc(BATCH * sizeof *time_ms), *amount = malloc(BATCH * sizeof *amount);
    netmkt_kind_id *kind = malloc(BATCH * sizeof *kind);
    netmkt_channel_id *channel = malloc(BATCH * sizeof *channel);

    if (customer == NULL || time_ms == NULL || amount == NULL || kind == NULL || channel == NULL)
        exit(1);
    for (uint64_t done = 0; done < events;) {
        size_t n = events - done < BATCH ? (size_t)(events - done) : BATCH;

        for (size_t i = 0; i < n; i++) {
            uint64_t r = mixed(done + i);

            customer[i] = 1 + r % customers;
            time_ms[i] = INT64_C(1640995200000) + (int64_t)((done + i) * (UINT64_C(94608000000) / events));
            kind[i] = (r >> 50) % 4 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
            channel[i] = (netmkt_channel_id)(1 + ((r >> 40) & 7));
            amount[i] = kind[i] == NETMKT_KIND_ORDER ? (int64_t)((r >> 44) % 20000) : 0;
        }
        need(netmkt_event_append_columns(store, n, customer, time_ms, kind, channel, amount, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
             "append");
        done += n;
    }
    free(customer);
    free(time_ms);
    free(amount);
    free(kind);
    free(channel);
}

int main(int argc, char **argv)
{
    uint64_t customers = argc > 2 ? strtoull(argv[2], NULL, 10) : 1000000;
    uint64_t events = customers * (argc > 3 ? strtoull(argv[3], NULL, 10) : 10);
    netmkt_store_statistics statistics = {.struct_size = sizeof statistics};
    netmkt_store *store;
    int64_t *revenue;
    double *x, start;

    if (argc < 2) {
        fprintf(stderr, "usage: bench_scale FILE [CUSTOMERS [EVENTS_EACH]]\n");
        return 2;
    }
    (void)remove(argv[1]);
    printf("%llu events of %llu customers\n", (unsigned long long)events, (unsigned long long)customers);
    need(netmkt_store_open(argv[1], NULL, &store), argv[1]);
    start = now();
    add_customers(store, customers);
    report("customers", start);
    start = now();
    append(store, customers, events);
    report("append", start);
    start = now();
    need(netmkt_store_commit(store), "commit");
    report("commit", start);
    start = now();
    need(netmkt_store_checkpoint(store), "checkpoint");
    report("checkpoint", start);
    netmkt_store_close(store);
    start = now();
    need(netmkt_store_open(argv[1], NULL, &store), argv[1]);
    report("open", start);
    need(netmkt_store_stats(store, &statistics), "stats");
    printf("resident     %8.1f bytes/event, file %.1f bytes/event\n", (double)statistics.memory_bytes / (double)events,
           (double)statistics.file_bytes / (double)events);
    x = malloc(customers * sizeof *x);
    revenue = malloc(customers * sizeof *revenue);
    if (x == NULL || revenue == NULL)
        return 1;
    start = now();
    need(netmkt_summary_columns(store, NULL, NETMKT_LATEST, (size_t)customers, x, NULL, NULL, NULL, revenue, NULL), "summaries");
    report("summaries", start);
    netmkt_store_close(store);
    free(x);
    free(revenue);
    (void)remove(argv[1]);
    return 0;
}
