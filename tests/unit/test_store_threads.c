/* Threads: while one writes to a store, others read it, through the same handle and through their own.
 *
 * Every call that appends gives each of the customers one order of the same amount, and every commit has three such
 * calls. So whoever reads through the writer's handle finds equal sums, after any call; whoever has a handle of his own
 * finds numbers of orders that divide by three; and nobody else finds a customer who never was committed. Besides: bulk
 * functions give the same bytes for any number of threads. */
#include <netmkt/netmkt.h>

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/store_digest.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CUSTOMERS 8
#define CALLS 3 /* in a commit */
#define ROUNDS 150
#define LEAST_LOOKS 5 /* of every reader, however slow */
#define MOST_CUSTOMERS 4096
#define PASSER_BY "passer-by" /* never committed */

typedef struct world {
    char path[256];
    netmkt_store *store; /* the writer's */
    netmkt_model *purchase, *spend;
    atomic_int over;
} world;

typedef struct witness witness;

struct witness {
    pthread_t thread;
    world *world;
    void (*look)(witness *w);
    netmkt_store *own;
    uint64_t commits, orders; /* seen last through `own` */
    atomic_int looks;
    char failure[300]; /* what it saw first that may not be; asserted by the main thread */
};

static void complain(witness *w, const char *format, ...)
{
    va_list arguments;

    if (w->failure[0] != '\0')
        return;
    va_start(arguments, format);
    (void)vsnprintf(w->failure, sizeof w->failure, format, arguments);
    va_end(arguments);
    atomic_store(&w->world->over, 1);
}

static int good(witness *w, netmkt_status status, const char *what)
{
    if (status != NETMKT_OK)
        complain(w, "%s: %s: %s", what, netmkt_status_name(status), netmkt_last_error());
    return status == NETMKT_OK;
}

/* --- The writer */

static netmkt_status append_call(netmkt_store *store, uint64_t number)
{
    netmkt_event events[CUSTOMERS];

    for (uint64_t i = 0; i < CUSTOMERS; i++) /* often before what is there already */
        events[i] = store_event(i + 1, (int64_t)(number * 7919 % 700) * DAY, NETMKT_KIND_ORDER, 100 + (int64_t)(number % 50));
    return netmkt_event_append(store, events, sizeof *events, CUSTOMERS, NULL);
}

/* A customer with events, who is erased before others could see him. */
static netmkt_status pass_by(netmkt_store *store)
{
    netmkt_event events[CUSTOMERS];
    netmkt_customer_id id;
    netmkt_status status = netmkt_customer_put(store, PASSER_BY, &id);

    for (int i = 0; i < CUSTOMERS; i++)
        events[i] = store_event(id, i * DAY, NETMKT_KIND_VIEW, 0);
    if (status == NETMKT_OK)
        status = netmkt_event_append(store, events, sizeof *events, CUSTOMERS, NULL);
    return status == NETMKT_OK ? netmkt_customer_erase(store, id, 0) : status;
}

static netmkt_status write_round(netmkt_store *store, uint64_t round)
{
    netmkt_status status = NETMKT_OK;

    for (uint64_t i = 0; i < CALLS && status == NETMKT_OK; i++)
        status = append_call(store, round * CALLS + i);
    if (status == NETMKT_OK)
        status = round % 11 == 5 ? netmkt_store_checkpoint(store) : netmkt_store_commit(store);
    if (status == NETMKT_OK && round % 3 == 1) {
        status = append_call(store, round);
        if (status == NETMKT_OK)
            status = netmkt_customer_put(store, PASSER_BY, NULL);
        if (status == NETMKT_OK)
            status = netmkt_store_rollback(store);
    }
    return status == NETMKT_OK && round % 16 == 9 ? pass_by(store) : status;
}

/* --- What the readers look at */

/* Equal sums of all customers; *orders is of one. */
static int equal_sums(witness *w, netmkt_store *store, uint64_t *orders)
{
    int64_t revenue[MOST_CUSTOMERS] = {0};
    netmkt_table *table;
    const void *column = NULL;
    int32_t type;

    *orders = 0;
    if (!good(w, netmkt_summary_columns(store, NULL, NETMKT_LATEST, MOST_CUSTOMERS, NULL, NULL, NULL, NULL, revenue, NULL), "summaries"))
        return 0;
    for (int i = 1; i < CUSTOMERS; i++)
        if (revenue[i] != revenue[0])
            complain(w, "revenue %lld of customer %d, %lld of the first", (long long)revenue[i], i + 1, (long long)revenue[0]);
    if (!good(w, netmkt_summary_all(store, NULL, NETMKT_LATEST, &table), "summary"))
        return 0;
    if (netmkt_table_rows(table) > 0 && good(w, netmkt_table_column(table, "orders", &type, &column), "column")) {
        for (size_t i = 0; i < netmkt_table_rows(table); i++)
            if (((const int64_t *)column)[i] != ((const int64_t *)column)[0])
                complain(w, "%lld orders in row %d, %lld in the first", (long long)((const int64_t *)column)[i], (int)i,
                         (long long)((const int64_t *)column)[0]);
        *orders = (uint64_t)((const int64_t *)column)[0];
    }
    netmkt_table_free(table);
    return 1;
}

static void look_same_summaries(witness *w)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    uint64_t orders;

    (void)equal_sums(w, w->world->store, &orders);
    if (good(w, netmkt_store_stats(w->world->store, &figures), "stats") && figures.events % CUSTOMERS != 0)
        complain(w, "half a call: %d events", (int)figures.events);
}

/* All rows of one column of a bulk function are alike, since all customers are. */
static void alike(witness *w, netmkt_status status, netmkt_table *table, const char *name)
{
    const void *column;
    int32_t type;

    if (!good(w, status, name))
        return;
    if (good(w, netmkt_table_column(table, name, &type, &column), name))
        for (size_t i = 1; i < netmkt_table_rows(table); i++)
            if (memcmp((const char *)column + 8 * i, column, 8) != 0)
                complain(w, "%s differs in row %d", name, (int)i);
    netmkt_table_free(table);
}

static void look_same_values(witness *w)
{
    world *o = w->world;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_rfm_all(o->store, NULL, NETMKT_LATEST, &table);

    alike(w, status, table, "money");
    status = netmkt_value_score_all(o->store, o->purchase, o->spend, NULL, NETMKT_LATEST, &table);
    alike(w, status, table, "m");
    status = netmkt_stage_classify_all(o->store, o->purchase, NULL, NETMKT_LATEST, &table);
    if (good(w, status, "stages"))
        netmkt_table_free(table);
}

static void look_same_cursor(witness *w)
{
    netmkt_event_cursor *cursor;
    netmkt_event e;
    netmkt_customer_id last = 0;
    int64_t last_ms = 0;
    netmkt_status status;
    char key[256];

    if (!good(w, netmkt_event_cursor_open(w->world->store, NULL, &cursor), "cursor"))
        return;
    while ((status = netmkt_event_cursor_next(cursor, &e)) == NETMKT_OK) {
        if (e.customer < last || (e.customer == last && e.time_ms < last_ms))
            complain(w, "an event of customer %d behind one of %d", (int)e.customer, (int)last);
        last = e.customer;
        last_ms = e.time_ms;
    }
    if (status != NETMKT_DONE)
        (void)good(w, status, "next event");
    netmkt_event_cursor_close(cursor);
    if (good(w, netmkt_customer_key(w->world->store, CUSTOMERS, key, sizeof key, NULL), "key") && strcmp(key, "c8") != 0)
        complain(w, "key %s", key);
}

/* Only commits, whole, and later ones later. */
static void look_at_commits(witness *w, netmkt_store *store)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    netmkt_customer_id id;
    uint64_t orders;

    if (!equal_sums(w, store, &orders) || !good(w, netmkt_store_stats(store, &figures), "stats"))
        return;
    if (orders % CALLS != 0 || figures.events != orders * CUSTOMERS || figures.pending_events != 0)
        complain(w, "half a commit: %d orders, %d events", (int)orders, (int)figures.events);
    if (netmkt_customer_find(store, PASSER_BY, &id) != NETMKT_E_NOT_FOUND)
        complain(w, "a customer who was not committed");
    if (figures.commits < w->commits || orders < w->orders)
        complain(w, "commit %d after %d", (int)figures.commits, (int)w->commits);
    w->commits = figures.commits;
    w->orders = orders;
}

static void look_own(witness *w)
{
    if (good(w, netmkt_store_refresh(w->own), "refresh"))
        look_at_commits(w, w->own);
}

static void look_anew(witness *w)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_READ_ONLY;
    if (good(w, netmkt_store_open(w->world->path, &options, &store), "open"))
        look_at_commits(w, store);
    netmkt_store_close(store);
}

static void *look_on(void *user)
{
    witness *w = user;

    while (!atomic_load(&w->world->over)) {
        w->look(w);
        (void)atomic_fetch_add(&w->looks, 1);
    }
    return NULL;
}

static void world_up(world *o)
{
    static const double purchases[] = {.243, 4.414, .793, 2.426}, money[] = {6.25, 3.74, 15.45};

    snprintf(o->path, sizeof o->path, "%s/threads", test_directory());
    ck_assert_int_eq(netmkt_store_open(o->path, NULL, &o->store), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_MBGNBD, NULL, 4, purchases, &o->purchase), NETMKT_OK);
    ck_assert_int_eq(netmkt_model_new(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, 3, money, &o->spend), NETMKT_OK);
    for (int i = 1; i <= CUSTOMERS; i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        ck_assert_int_eq(netmkt_customer_put(o->store, key, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_store_commit(o->store), NETMKT_OK);
}

static void world_down(world *o)
{
    netmkt_model_free(o->purchase);
    netmkt_model_free(o->spend);
    netmkt_store_close(o->store);
    ck_assert_int_eq(netmkt_store_check(o->path, NULL), NETMKT_OK);
}

static int all_looked(witness *witnesses, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (atomic_load(&witnesses[i].looks) < LEAST_LOOKS)
            return 0;
    return 1;
}

START_TEST(readers_while_one_writes)
{
    static void (*const looks[])(witness *) = {look_same_summaries, look_same_values, look_same_cursor, look_own, look_own, look_anew};
    enum { WITNESSES = sizeof looks / sizeof *looks };
    static witness witnesses[WITNESSES];
    static world o;
    netmkt_store_options options;
    netmkt_status status = NETMKT_OK;
    uint64_t rounds = getenv("NETMKT_TEST_SLOW") != NULL ? 4 * ROUNDS : ROUNDS;

    world_up(&o);
    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_READ_ONLY;
    for (size_t i = 0; i < WITNESSES; i++) {
        witnesses[i].world = &o;
        witnesses[i].look = looks[i];
        if (looks[i] == look_own)
            ck_assert_int_eq(netmkt_store_open(o.path, &options, &witnesses[i].own), NETMKT_OK);
        ck_assert_int_eq(pthread_create(&witnesses[i].thread, NULL, look_on, &witnesses[i]), 0);
    }
    for (uint64_t round = 0; status == NETMKT_OK && !atomic_load(&o.over) && (round < rounds || !all_looked(witnesses, WITNESSES)); round++)
        status = write_round(o.store, round);
    ck_assert_msg(status == NETMKT_OK, "%s", netmkt_last_error());
    atomic_store(&o.over, 1);
    for (size_t i = 0; i < WITNESSES; i++) {
        ck_assert_int_eq(pthread_join(witnesses[i].thread, NULL), 0);
        ck_assert_msg(witnesses[i].failure[0] == '\0', "reader %d: %s", (int)i, witnesses[i].failure);
        if (witnesses[i].own != NULL) {
            look_own(&witnesses[i]);
            ck_assert_uint_eq(witnesses[i].orders % CALLS, 0);
            ck_assert_uint_ge(witnesses[i].orders, CALLS * rounds);
            netmkt_store_close(witnesses[i].own);
        }
    }
    world_down(&o);
}
END_TEST

/* --- The same bytes for any number of threads */

#define SIMULATED 16000
#define SIMULATED_DAYS 60

typedef struct text {
    char *bytes;
    size_t size, capacity;
} text;

static int32_t add_text(void *user, const char *bytes, size_t size)
{
    text *t = user;

    if (t->size + size > t->capacity) {
        t->capacity = 2 * (t->size + size);
        t->bytes = realloc(t->bytes, t->capacity);
        ck_assert_ptr_nonnull(t->bytes);
    }
    memcpy(t->bytes + t->size, bytes, size);
    t->size += size;
    return 0;
}

static text simulated(void)
{
    netmkt_simulation_options options;
    netmkt_simulation *simulation;
    text t = {NULL, 0, 0};
    char bytes[65536];
    size_t length;

    netmkt_simulation_options_init(&options);
    options.customers = SIMULATED;
    options.days = SIMULATED_DAYS;
    ck_assert_int_eq(netmkt_simulation_new(NULL, &options, &simulation), NETMKT_OK);
    while (netmkt_simulation_next(simulation, bytes, sizeof bytes, &length) == NETMKT_OK)
        (void)add_text(&t, bytes, length);
    netmkt_simulation_free(simulation);
    return t;
}

static netmkt_store *imported(const text *csv, uint32_t threads)
{
    netmkt_import_options options;
    netmkt_import *import;
    netmkt_store *store;

    netmkt_import_options_init(&options);
    options.threads = threads;
    options.flags = NETMKT_IMPORT_REGISTER;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, csv->bytes, csv->size) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    return store;
}

static netmkt_status revenues(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_concentration_values(store, settings, NETMKT_WORTH_REVENUE, as_of_ms, out);
}

static netmkt_status lifetime_values(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_value_score_all(store, NULL, NULL, settings, as_of_ms, out);
}

static netmkt_status stages(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_stage_classify_all(store, NULL, settings, as_of_ms, out);
}

static netmkt_status stage_counts(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    return netmkt_stage_counts(store, NULL, settings, as_of_ms, out);
}

/* The columns of the summaries, as a table of their bits. */
static netmkt_status columns(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    static double x[SIMULATED], t_x[SIMULATED], T[SIMULATED], m[SIMULATED];
    static int64_t revenue[SIMULATED], idle[SIMULATED];
    netmkt_status status = netmkt_summary_columns(store, settings, as_of_ms, SIMULATED, x, t_x, T, m, revenue, idle);

    *out = NULL;
    if (status == NETMKT_OK)
        status = netmkt_table_new(NULL, SIMULATED, 2, out);
    if (status == NETMKT_OK) {
        ck_assert_int_eq(netmkt_table_add(*out, "x", NETMKT_TYPE_REAL, x), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(*out, "t_x", NETMKT_TYPE_REAL, t_x), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(*out, "T", NETMKT_TYPE_REAL, T), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(*out, "m", NETMKT_TYPE_REAL, m), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(*out, "revenue", NETMKT_TYPE_INT, revenue), NETMKT_OK);
        ck_assert_int_eq(netmkt_table_add(*out, "idle", NETMKT_TYPE_INT, idle), NETMKT_OK);
    }
    return status;
}

typedef netmkt_status (*bulk)(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out);

static text told(netmkt_store *store, bulk function, uint32_t threads)
{
    netmkt_settings *settings;
    netmkt_table *table;
    text t = {NULL, 0, 0};

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", threads), NETMKT_OK);
    ck_assert_msg(function(store, settings, NETMKT_LATEST, &table) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_table_write(table, NETMKT_FORMAT_CSV, add_text, &t), NETMKT_OK);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    return t;
}

START_TEST(any_number_of_threads)
{
    static const bulk functions[] = {netmkt_summary_all, columns, netmkt_rfm_all, lifetime_values, stages, stage_counts, revenues,
                                     netmkt_attention_all, netmkt_relationship_all, netmkt_delivered_weights_all};
    static const uint32_t threads[] = {2, 7};
    text csv = simulated();
    netmkt_store *store = imported(&csv, 1);
    uint64_t digest = store_digest(store);

    for (int i = 0; i < 2; i++) {
        netmkt_store *other = imported(&csv, threads[i]);

        ck_assert_msg(store_digest(other) == digest, "an import with %u threads", threads[i]);
        netmkt_store_close(other);
    }
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++) {
        text one = told(store, functions[k], 1);

        for (int i = 0; i < 2; i++) {
            text other = told(store, functions[k], threads[i]);

            ck_assert_msg(one.size == other.size && memcmp(one.bytes, other.bytes, one.size) == 0, "bulk function %d with %u threads",
                          (int)k, threads[i]);
            free(other.bytes);
        }
        free(one.bytes);
    }
    netmkt_store_close(store);
    free(csv.bytes);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store threads");
    TCase *tests = tcase_create("threads");

    tcase_set_timeout(tests, 600);
    tcase_add_test(tests, readers_while_one_writes);
    tcase_add_test(tests, any_number_of_threads);
    suite_add_tcase(suite, tests);
    return suite;
}
