/* Funnels through stages: by hand, against every possible way with stages judged one by one, the language, threads, failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static void put(netmkt_store *store, const char *key, int64_t time_ms, netmkt_kind_id kind, netmkt_channel_id channel)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.channel = channel;
    e.amount = kind == NETMKT_KIND_ORDER ? 1000 : 0;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

static netmkt_table *table_of(netmkt_store *store, const char *steps, const netmkt_settings *settings, int32_t by, int64_t as_of_ms)
{
    netmkt_funnel *funnel;
    netmkt_table *table;

    ck_assert_msg(netmkt_funnel_new(store, steps, &funnel) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_funnel_table(funnel, store, settings, by, as_of_ms, &table) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_funnel_free(funnel);
    return table;
}

/* Ann visits, registers two days later, puts something into the cart after one more, and buys after two more. Bob orders at once: he is at every stage up to buy
 * in that moment. Cid only visits. */
static void fill(netmkt_store *store)
{
    put(store, "ann", 0, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO);
    put(store, "ann", 2 * DAY, NETMKT_KIND_REGISTER, NETMKT_CHANNEL_WEBSITE);
    put(store, "ann", 3 * DAY, NETMKT_KIND_CART, NETMKT_CHANNEL_WEBSITE);
    put(store, "ann", 5 * DAY, NETMKT_KIND_ORDER, NETMKT_CHANNEL_WEBSITE);
    put(store, "bob", 4 * DAY, NETMKT_KIND_ORDER, NETMKT_CHANNEL_EMAIL);
    put(store, "cid", 1 * DAY, NETMKT_KIND_VISIT, NETMKT_CHANNEL_SEO);
}

START_TEST(by_hand)
{
    netmkt_store *store;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    table = table_of(store, "know > trust > like > buy", NULL, NETMKT_FUNNEL_ALL, 200 * DAY);
    ck_assert_uint_eq(netmkt_table_rows(table), 4);
    ck_assert_str_eq(text(table, "name", 1), "trust");
    ck_assert_int_eq(whole(table, "customers", 0), 3);
    ck_assert_int_eq(whole(table, "customers", 1), 2);
    ck_assert_int_eq(whole(table, "dropped", 0), 1); /* Cid */
    ck_assert_int_eq(whole(table, "customers", 3), 2);
    CLOSE(real(table, "days_median", 1), 2.0); /* Bob 0, Ann 2, Cid never */
    CLOSE(real(table, "days_quartile", 1), 0.0);
    CLOSE(real(table, "days_median", 2), 0.0); /* Bob 0, Ann 1 */
    CLOSE(real(table, "step_rate", 1), 2.0 / 3.0);
    netmkt_table_free(table);
    /* the event of a stage's moment is before it: Bob's order is none after he came to trust; Ann's is */
    table = table_of(store, "trust > order", NULL, NETMKT_FUNNEL_ALL, 200 * DAY);
    ck_assert_int_eq(whole(table, "customers", 0), 2);
    ck_assert_int_eq(whole(table, "customers", 1), 1);
    CLOSE(real(table, "days_median", 1), 3.0);
    netmkt_table_free(table);
    /* a stage lasts: who is there already passes at once */
    table = table_of(store, "cart > trust > order", NULL, NETMKT_FUNNEL_ALL, 200 * DAY);
    ck_assert_int_eq(whole(table, "customers", 2), 1);
    CLOSE(real(table, "days_median", 1), 0.0);
    CLOSE(real(table, "days_total", 2), 2.0);
    netmkt_table_free(table);
    /* groups by the event at which the first stage came */
    table = table_of(store, "buy > stage(decline)", NULL, NETMKT_FUNNEL_CHANNEL, 200 * DAY);
    ck_assert_str_eq(text(table, "group", 0), "email");
    ck_assert_str_eq(text(table, "group", 2), "website");
    ck_assert_str_eq(text(table, "name", 1), "stage(decline)");
    netmkt_table_free(table);
    /* before it happened */
    table = table_of(store, "know > trust > like > buy", NULL, NETMKT_FUNNEL_ALL, 2 * DAY);
    ck_assert_int_eq(whole(table, "customers", 0), 2);
    ck_assert_int_eq(whole(table, "customers", 1), 1);
    ck_assert_int_eq(whole(table, "customers", 3), 0);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

/* --- against every way --- */

enum { MOST_EVENTS = 12, MOST_MOMENTS = 160 };

typedef struct step {
    netmkt_kind_id kind;           /* 0: a stage */
    int32_t readiness, lifecycle; /* the one that is not 0 */
} step;

typedef struct life {
    const step *steps;
    uint32_t count;
    int64_t window;
    size_t events, moments;
    int64_t time[MOST_EVENTS], moment[MOST_MOMENTS];
    netmkt_kind_id kind[MOST_EVENTS];
    netmkt_stage stage[MOST_MOMENTS];
} life;

static int is_there(const step *s, const netmkt_stage *stage)
{
    return s->readiness != 0 ? stage->readiness >= s->readiness : stage->lifecycle == s->lifecycle;
}

/* The farthest step from k on, by events from number `event`, and stages from moment number `from`. */
static uint32_t farthest(const life *l, uint32_t k, size_t event, size_t from, int64_t start_ms)
{
    const step *s = &l->steps[k];
    uint32_t best = k;

    if (k == l->count)
        return k;
    for (size_t i = event; s->kind != 0 && i < l->events; i++) {
        int64_t start = k == 0 ? l->time[i] : start_ms;
        size_t m = 0;
        uint32_t there;

        if (l->kind[i] != s->kind || l->time[i] - start > l->window)
            continue;
        while (l->moment[m] < l->time[i])
            m++;
        there = farthest(l, k + 1, i + 1, m, start);
        best = there > best ? there : best;
    }
    for (size_t m = from; s->kind == 0 && m < l->moments; m++) {
        int64_t start = k == 0 ? l->moment[m] : start_ms;
        size_t i = 0;
        uint32_t there;

        if (!is_there(s, &l->stage[m]) || l->moment[m] - start > l->window)
            continue;
        if (k == 0 && m > 0 && is_there(s, &l->stage[m - 1]))
            continue; /* a way begins where the stage does */
        while (i < l->events && l->time[i] <= l->moment[m])
            i++;
        there = farthest(l, k + 1, i > event ? i : event, m, start);
        best = there > best ? there : best;
        if (k > 0)
            break; /* later is no better */
    }
    return best;
}

static void judge_life(life *l, netmkt_store *store, const netmkt_model *model, netmkt_customer_id customer, int64_t as_of_ms)
{
    int64_t day = (l->time[0] / DAY + 1) * DAY;

    l->moments = 0;
    for (size_t i = 0; day <= as_of_ms || i < l->events;) {
        int64_t ms = i < l->events && l->time[i] <= day ? l->time[i] : day;

        ck_assert(l->moments < MOST_MOMENTS);
        l->moment[l->moments] = ms;
        l->stage[l->moments].struct_size = sizeof l->stage[0];
        ck_assert_int_eq(netmkt_stage_classify(store, model, NULL, customer, ms, &l->stage[l->moments]), NETMKT_OK);
        l->moments++;
        while (i < l->events && l->time[i] == ms)
            i++;
        day += day == ms ? DAY : 0;
    }
}

static const struct {
    const char *text;
    uint32_t count;
    step steps[4];
} funnels[] = {
    {"know > trust > like > buy", 4, {{0, NETMKT_READINESS_KNOW, 0}, {0, NETMKT_READINESS_TRUST, 0}, {0, NETMKT_READINESS_LIKE, 0}, {0, NETMKT_READINESS_BUY, 0}}},
    {"visit > trust > order", 3, {{NETMKT_KIND_VISIT, 0, 0}, {0, NETMKT_READINESS_TRUST, 0}, {NETMKT_KIND_ORDER, 0, 0}}},
    {"trust > visit > buy > visit", 4, {{0, NETMKT_READINESS_TRUST, 0}, {NETMKT_KIND_VISIT, 0, 0}, {0, NETMKT_READINESS_BUY, 0}, {NETMKT_KIND_VISIT, 0, 0}}},
    {"introduction > decline > visit", 3, {{0, 0, NETMKT_LIFECYCLE_INTRODUCTION}, {0, 0, NETMKT_LIFECYCLE_DECLINE}, {NETMKT_KIND_VISIT, 0, 0}}},
    {"order > loyal", 2, {{NETMKT_KIND_ORDER, 0, 0}, {0, NETMKT_READINESS_LOYAL, 0}}},
};

static void live(life *l, netmkt_store *store, const char *key, uint32_t *seed)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT,       NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_CART, NETMKT_KIND_SUBSCRIBE,
                                           NETMKT_KIND_UNSUBSCRIBE, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN};
    int64_t time = 0;

    l->events = 1 + (*seed >> 8) % (MOST_EVENTS - 1);
    for (size_t i = 0; i < l->events; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        time += (*seed >> 30) == 0 ? 0 : (int64_t)(*seed >> 22) % 300 * (DAY / 20);
        l->time[i] = time;
        l->kind[i] = kinds[(*seed >> 12) % 8];
        if (i > 0 && time == l->time[i - 1] && l->kind[i] < l->kind[i - 1]) { /* the total order: by kind at one moment */
            l->time[i] = ++time;
        }
        put(store, key, l->time[i], l->kind[i], 0);
    }
}

START_TEST(against_every_way)
{
    enum { CUSTOMERS = 120 };
    static life lives[CUSTOMERS];
    int customers = test_slow() ? 20 : CUSTOMERS;
    uint32_t seed = 5;
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_model *model;
    int64_t as_of_ms = 110 * DAY - 1, passed = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int c = 0; c < customers; c++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", c);
        live(&lives[c], store, key, &seed);
    }
    ck_assert_int_eq(netmkt_stage_model(store, settings, as_of_ms, &model), NETMKT_OK);
    for (int c = 0; c < customers; c++)
        judge_life(&lives[c], store, model, (netmkt_customer_id)c + 1, as_of_ms);
    for (size_t f = 0; f < sizeof funnels / sizeof *funnels; f++) {
        for (int window = 10; window <= 400; window += 130) {
            int64_t want[4] = {0, 0, 0, 0};
            netmkt_table *table;

            ck_assert_int_eq(netmkt_settings_set_real(settings, "funnel.window_days", window), NETMKT_OK);
            table = table_of(store, funnels[f].text, settings, NETMKT_FUNNEL_ALL, as_of_ms);
            for (int c = 0; c < customers; c++) {
                uint32_t reached;

                lives[c].steps = funnels[f].steps;
                lives[c].count = funnels[f].count;
                lives[c].window = window * DAY;
                reached = farthest(&lives[c], 0, 0, 0, 0);
                for (uint32_t k = 0; k < reached; k++)
                    want[k]++;
            }
            for (uint32_t k = 0; k < funnels[f].count; k++) {
                ck_assert_msg(whole(table, "customers", k) == want[k], "%s, %d days: step %u has %lld, not %lld", funnels[f].text, window, (unsigned)k + 1,
                              (long long)whole(table, "customers", k), (long long)want[k]);
                passed += k > 0 ? want[k] : 0;
            }
            netmkt_table_free(table);
        }
    }
    ck_assert(passed > (test_slow() ? 20 : 200)); /* it was no test of nothing */
    netmkt_model_free(model);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(language)
{
    static const struct {
        const char *steps;
        netmkt_status status;
        const char *says;
    } bad[] = {
        {"know > trus", NETMKT_E_NOT_FOUND, "position 8"},
        {"know > unaware", NETMKT_E_NOT_FOUND, "position 8"},
        {"know > stage(unaware)", NETMKT_E_NOT_FOUND, "position 14: no stage \"unaware\""},
        {"know > stage", NETMKT_E_FORMAT, "\"(\""},
        {"know > stage(", NETMKT_E_FORMAT, "a stage"},
        {"know > stage(trust", NETMKT_E_FORMAT, "\")\""},
        {"know > trust(count = 2)", NETMKT_E_FORMAT, "position 13"},
        {"know > \"trust\"", NETMKT_E_NOT_FOUND, "position 8"},
    };
    netmkt_funnel *funnel;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_kind kind;
    netmkt_kind_id trust;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(netmkt_funnel_new(store, bad[i].steps, &funnel) == bad[i].status, "%s: %s", bad[i].steps, netmkt_last_error());
        ck_assert_ptr_null(funnel);
        ck_assert_msg(strstr(netmkt_last_error(), bad[i].says) != NULL, "\"%s\" does not say \"%s\"", netmkt_last_error(), bad[i].says);
    }
    /* a kind goes before the stage of its name; stage(...) says that it is one */
    netmkt_kind_init(&kind);
    ck_assert_int_eq(netmkt_kind_define(store, "trust", &kind, &trust), NETMKT_OK);
    fill(store);
    put(store, "cid", 9 * DAY, trust, 0);
    table = table_of(store, "know > trust", NULL, NETMKT_FUNNEL_ALL, 200 * DAY);
    ck_assert_int_eq(whole(table, "customers", 1), 1);
    netmkt_table_free(table);
    table = table_of(store, "know > stage ( trust )", NULL, NETMKT_FUNNEL_ALL, 200 * DAY);
    ck_assert_int_ge(whole(table, "customers", 1), 2);
    ck_assert_str_eq(text(table, "name", 1), "stage ( trust )");
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

START_TEST(threads)
{
    static const char *const columns[] = {"customers", "mature", "dropped", "undecided", "step_rate", "days_median", "days_total"};
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *one, *many;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    for (int i = 0; i < (test_slow() ? 3000 : 20000); i++) {
        char key[16];

        snprintf(key, sizeof key, "c%d", (i * 7919) % 6001);
        put(store, key, (int64_t)(i * 48271LL % 4000) * (DAY / 10),
            i % 7 == 0 ? NETMKT_KIND_ORDER : i % 3 == 0 ? NETMKT_KIND_CART : NETMKT_KIND_VISIT, (netmkt_channel_id)(i % 4));
    }
    one = table_of(store, "know > like > growth > buy", settings, NETMKT_FUNNEL_CHANNEL, NETMKT_LATEST);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    many = table_of(store, "know > like > growth > buy", settings, NETMKT_FUNNEL_CHANNEL, NETMKT_LATEST);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        ck_assert_mem_eq(cells(one, columns[k]), cells(many, columns[k]), 8 * netmkt_table_rows(one));
    netmkt_table_free(one);
    netmkt_table_free(many);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options open;
    netmkt_context *context;
    netmkt_store *store;
    netmkt_funnel *funnel;
    netmkt_table *table;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_funnel_new(store, "know > growth > buy", &funnel), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_funnel_table(funnel, store, NULL, NETMKT_FUNNEL_MONTH, NETMKT_LATEST, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
        netmkt_table_free(table);
    }
    netmkt_funnel_free(funnel);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("funnel through stages");
    TCase *tests = tcase_create("funnel through stages");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, against_every_way);
    tcase_add_test(tests, language);
    tcase_add_test(tests, threads);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
