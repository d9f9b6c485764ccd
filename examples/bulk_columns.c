/* A million events by columns: what a program does that has its data in arrays already. No call an event, no struct an event.
 *   cc bulk_columns.c $(pkg-config --cflags --libs libnetmkt) -o bulk_columns; ./bulk_columns [STORE] */
#include <math.h>
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CUSTOMERS = 100000, EVENTS = 1000000 };

/* The caller's columns. */
struct columns {
    char *key_bytes;       /* all keys, one behind the other */
    uint64_t *key_offset;  /* CUSTOMERS + 1 of them */
    netmkt_customer_id *id;/* of each key */
    netmkt_customer_id *customer;
    int64_t *time_ms, *amount;
    netmkt_kind_id *kind;
    netmkt_channel_id *channel;
};

static int allocate(struct columns *c)
{
    c->key_bytes = malloc((size_t)CUSTOMERS * 16);
    c->key_offset = malloc((CUSTOMERS + 1) * sizeof *c->key_offset);
    c->id = malloc(CUSTOMERS * sizeof *c->id);
    c->customer = malloc(EVENTS * sizeof *c->customer);
    c->time_ms = malloc(EVENTS * sizeof *c->time_ms);
    c->amount = malloc(EVENTS * sizeof *c->amount);
    c->kind = malloc(EVENTS * sizeof *c->kind);
    c->channel = malloc(EVENTS * sizeof *c->channel);
    return c->key_bytes && c->key_offset && c->id && c->customer && c->time_ms && c->amount && c->kind && c->channel;
}

static void release(struct columns *c)
{
    free(c->key_bytes);
    free(c->key_offset);
    free(c->id);
    free(c->customer);
    free(c->time_ms);
    free(c->amount);
    free(c->kind);
    free(c->channel);
}

static void make_keys(struct columns *c)
{
    c->key_offset[0] = 0;
    for (uint64_t i = 0; i < CUSTOMERS; i++) {
        char *at = c->key_bytes + c->key_offset[i];

        c->key_offset[i + 1] = c->key_offset[i] + (uint64_t)snprintf(at, 16, "C%07llu", (unsigned long long)i);
    }
}

static void make_events(struct columns *c)
{
    const int64_t start = INT64_C(1672531200000), day = INT64_C(86400000); /* 2023-01-01 */
    uint32_t state = 1;

    for (size_t i = 0; i < EVENTS; i++) {
        state = state * 1664525u + 1013904223u;
        c->customer[i] = c->id[(state >> 4) % CUSTOMERS];
        c->time_ms[i] = start + (int64_t)(i * 365 / EVENTS) * day + (int64_t)(state % 86400u) * 1000;
        c->kind[i] = state % 4 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT;
        c->amount[i] = c->kind[i] == NETMKT_KIND_ORDER ? 500 + (int64_t)(state >> 20) : 0;
        c->channel[i] = state % 8 < 5 ? NETMKT_CHANNEL_WEBSITE : NETMKT_CHANNEL_APP;
    }
}

/* Results are columns too: borrowed from the table. */
static int show(netmkt_store *store)
{
    netmkt_table *table = NULL;
    const void *lifecycle, *p_active;
    double sum = 0.0;
    size_t growing = 0, known = 0, n;

    if (netmkt_stage_classify_all(store, NULL, NULL, NETMKT_LATEST, &table) != NETMKT_OK ||
        netmkt_table_column(table, "lifecycle", NULL, &lifecycle) != NETMKT_OK ||
        netmkt_table_column(table, "p_active", NULL, &p_active) != NETMKT_OK) {
        netmkt_table_free(table);
        return 0;
    }
    n = netmkt_table_rows(table);
    for (size_t i = 0; i < n; i++) {
        growing += strcmp(((const char *const *)lifecycle)[i], "growth") == 0;
        if (!isnan(((const double *)p_active)[i])) { /* no value: he has not done anything yet */
            sum += ((const double *)p_active)[i];
            known++;
        }
    }
    printf("%zu customers: %zu in growth, mean P(active) %.3f\n", n, growing, known > 0 ? sum / (double)known : 0.0);
    netmkt_table_free(table);
    return 1;
}

int main(int argc, char **argv)
{
    struct columns c = {0};
    netmkt_store *store = NULL;
    size_t added = 0;
    int status = 1;

    if (!allocate(&c)) {
        fprintf(stderr, "bulk_columns: out of memory\n");
        goto done;
    }
    make_keys(&c);
    if (netmkt_store_open(argc > 1 ? argv[1] : NULL, NULL, &store) != NETMKT_OK ||
        netmkt_customer_put_many(store, CUSTOMERS, c.key_bytes, c.key_offset, c.id) != NETMKT_OK)
        goto failed;
    make_events(&c);
    if (netmkt_event_append_columns(store, EVENTS, c.customer, c.time_ms, c.kind, c.channel, c.amount, NULL, NULL, NULL, NULL, NULL, NULL,
                                    NULL, &added) != NETMKT_OK ||
        netmkt_store_commit(store) != NETMKT_OK)
        goto failed;
    printf("%zu events added\n", added);
    if (show(store)) {
        status = 0;
        goto done;
    }
failed:
    fprintf(stderr, "bulk_columns: %s\n", netmkt_last_error());
done:
    netmkt_store_close(store);
    release(&c);
    return status;
}
