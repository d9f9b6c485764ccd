/* Durable appends, one thread: events a second at a commit every 1, 100 and 10,000 events, with and without references, and
 * beside each the plain write() and fdatasync() of as many bytes. bench_ingest FOLDER [SCALE] */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <netmkt/netmkt.h>

#define CUSTOMERS 100000

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

static uint64_t mixed(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

typedef struct batch {
    netmkt_customer_id *customer;
    int64_t *time_ms, *amount;
    netmkt_kind_id *kind;
    netmkt_channel_id *channel;
    uint64_t *reference;
} batch;

static void fill(batch *b, size_t first, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t r = mixed(first + i);

        b->customer[i] = 1 + r % CUSTOMERS;
        b->time_ms[i] = INT64_C(1700000000000) + (int64_t)(first + i) * 1000;
        b->amount[i] = (int64_t)((r >> 44) % 20000);
        b->kind[i] = NETMKT_KIND_ORDER;
        b->channel[i] = (netmkt_channel_id)(1 + ((r >> 40) & 3));
        b->reference[2 * i] = r;
        b->reference[2 * i + 1] = first + i;
    }
}

static netmkt_store *fresh_store(const char *path, uint32_t flags)
{
    netmkt_store_options options;
    netmkt_store *store;
    char key[32];

    (void)remove(path);
    netmkt_store_options_init(&options);
    options.flags = flags;
    need(netmkt_store_open(path, &options, &store), path);
    for (int i = 0; i < CUSTOMERS; i++) {
        snprintf(key, sizeof key, "c%d", i);
        need(netmkt_customer_put(store, key, NULL), key);
    }
    need(netmkt_store_commit(store), "commit");
    return store;
}

/* Seconds for `total` events in batches of `size`; *bytes: what the journal grew by, right without checkpoints between. */
static double ingest(const char *path, uint32_t flags, size_t size, size_t total, int references, uint64_t *bytes)
{
    batch b = {malloc(size * 8), malloc(size * 8), malloc(size * 8), malloc(size * 2), malloc(size * 2), malloc(size * 16)};
    netmkt_store_statistics before = {.struct_size = sizeof before}, after = {.struct_size = sizeof after};
    netmkt_store *store = fresh_store(path, flags);
    double start;

    if (b.customer == NULL || b.time_ms == NULL || b.amount == NULL || b.kind == NULL || b.channel == NULL || b.reference == NULL)
        exit(1);
    need(netmkt_store_stats(store, &before), "stats");
    start = now();
    for (size_t done = 0; done < total; done += size) {
        fill(&b, done, size);
        need(netmkt_event_append_columns(store, size, b.customer, b.time_ms, b.kind, b.channel, b.amount, NULL, NULL, NULL, NULL, NULL, NULL,
                                         references ? b.reference : NULL, NULL),
             "append");
        need(netmkt_store_commit(store), "commit");
    }
    start = now() - start;
    need(netmkt_store_stats(store, &after), "stats");
    *bytes = after.journal_bytes - before.journal_bytes;
    netmkt_store_close(store);
    (void)remove(path);
    free(b.customer);
    free(b.time_ms);
    free(b.amount);
    free(b.kind);
    free(b.channel);
    free(b.reference);
    return start;
}

/* The floor: one write() and one fdatasync() of the same bytes a commit, appended to a file. */
static double plain(const char *path, size_t commits, size_t bytes)
{
    char *buffer = calloc(1, bytes);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    double start = now();

    if (buffer == NULL || file < 0)
        exit(1);
    memset(buffer, 'x', bytes);
    for (size_t i = 0; i < commits; i++)
        if (write(file, buffer, bytes) != (ssize_t)bytes || fdatasync(file) != 0)
            exit(1);
    start = now() - start;
    close(file);
    (void)remove(path);
    free(buffer);
    return start;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {1, 100, 10000}, totals[] = {20000, 400000, 4000000};
    size_t scale = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 1;
    char store[512], file[512];

    if (argc < 2) {
        fprintf(stderr, "usage: bench_ingest FOLDER [SCALE]\n");
        return 2;
    }
    snprintf(store, sizeof store, "%s/ingest.netmkt", argv[1]);
    snprintf(file, sizeof file, "%s/ingest.plain", argv[1]);
    for (int references = 0; references < 2; references++) {
        for (size_t k = 0; k < 3; k++) {
            size_t total = totals[k] * scale, commits = total / sizes[k];
            uint64_t bytes;
            size_t each;
            double seconds, floor_seconds;

            (void)ingest(store, NETMKT_STORE_NO_AUTO_CHECKPOINT, sizes[k], 8 * sizes[k], references, &bytes);
            each = (size_t)(bytes / 8);
            seconds = ingest(store, 0, sizes[k], total, references, &bytes);
            floor_seconds = plain(file, commits, each);
            printf("commit every %5zu%s  %10.0f events/s  %6.1f bytes/event  plain write+fdatasync %10.0f events/s  ratio %.2f\n", sizes[k],
                   references ? ", references" : "            ", (double)total / seconds, (double)each / (double)sizes[k],
                   (double)total / floor_seconds, floor_seconds / seconds);
            fflush(stdout);
        }
    }
    return 0;
}
