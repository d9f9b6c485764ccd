/* Experiments from a store: by hand, who is left out, windows, limits, threads, errors, failing memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-12, 1, #got)

static netmkt_customer_id put(netmkt_store *store, const char *key, int64_t time_ms, netmkt_kind_id kind, netmkt_campaign_id campaign, uint16_t variant, int64_t amount)
{
    netmkt_event e;

    netmkt_event_init(&e);
    ck_assert_int_eq(netmkt_customer_put(store, key, &e.customer), NETMKT_OK);
    e.kind = kind;
    e.time_ms = time_ms;
    e.campaign = campaign;
    e.variant = variant;
    e.amount = amount;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    return e.customer;
}

/* a and b meet variant 3, c and d variant 1, e both, f lately; g meets the campaign without variant, h another campaign. */
static netmkt_campaign_id fill(netmkt_store *store)
{
    netmkt_campaign_id spring, autumn;

    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, &spring), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "autumn", NULL, NULL, 0, NULL, NULL, &autumn), NETMKT_OK);
    put(store, "a", 0, NETMKT_KIND_ORDER, 0, 0, 9900); /* before he met it */
    put(store, "a", DAY, NETMKT_KIND_MESSAGE, spring, 3, 0);
    put(store, "a", 3 * DAY, NETMKT_KIND_ORDER, 0, 0, 1000);
    put(store, "a", 4 * DAY, NETMKT_KIND_RETURN, 0, 0, -400);
    put(store, "a", 31 * DAY, NETMKT_KIND_ORDER, 0, 0, 50);     /* the last moment of the window */
    put(store, "a", 31 * DAY + 1, NETMKT_KIND_ORDER, 0, 0, 70); /* behind it */
    put(store, "b", DAY, NETMKT_KIND_IMPRESSION, spring, 3, 0);
    put(store, "b", DAY, NETMKT_KIND_VISIT, spring, 3, 0);
    put(store, "c", 2 * DAY, NETMKT_KIND_MESSAGE, spring, 1, 0);
    put(store, "c", 2 * DAY, NETMKT_KIND_ORDER, spring, 1, 3000);
    put(store, "d", 2 * DAY, NETMKT_KIND_MESSAGE, spring, 1, 0);
    put(store, "e", 2 * DAY, NETMKT_KIND_MESSAGE, spring, 1, 0);
    put(store, "e", 80 * DAY, NETMKT_KIND_MESSAGE, spring, 3, 0);
    put(store, "f", 90 * DAY, NETMKT_KIND_MESSAGE, spring, 3, 0);
    put(store, "f", 91 * DAY, NETMKT_KIND_ORDER, 0, 0, 800);
    put(store, "g", DAY, NETMKT_KIND_MESSAGE, spring, 0, 0);
    put(store, "h", DAY, NETMKT_KIND_MESSAGE, autumn, 2, 0);
    return spring;
}

static netmkt_variant variant_of(const netmkt_experiment *experiment, size_t index)
{
    netmkt_variant v = {.struct_size = sizeof v};

    ck_assert_int_eq(netmkt_experiment_variant(experiment, index, &v), NETMKT_OK);
    return v;
}

START_TEST(by_hand)
{
    netmkt_settings *settings;
    netmkt_experiment *experiment;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_campaign_id spring;
    netmkt_variant v;
    const double *values;
    size_t n;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    spring = fill(store);
    ck_assert_int_eq(netmkt_experiment_read(store, settings, spring, 0, 0, 100 * DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(netmkt_experiment_variants(experiment), 2);
    v = variant_of(experiment, 0);
    ck_assert_uint_eq(v.variant, 1);
    ck_assert(v.customers == 2 && v.conversions == 1 && v.undecided == 0 && v.mixed == 1);
    CLOSE(v.money.mean, 15.0);
    v = variant_of(experiment, 1);
    ck_assert_uint_eq(v.variant, 3);
    ck_assert(v.customers == 2 && v.conversions == 1 && v.undecided == 1 && v.mixed == 0);
    values = netmkt_experiment_values(experiment, 1, &n);
    ck_assert_uint_eq(n, 2);
    CLOSE(values[0], 6.5); /* 10.00 - 4.00 + 0.50 */
    CLOSE(values[1], 0.0);
    ck_assert_int_eq(netmkt_experiment_compare(experiment, NETMKT_METRIC_RATE, settings, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "variant", 1), 3);
    ck_assert_int_eq(whole(table, "undecided", 1), 1);
    CLOSE(real(table, "p_exact", 1), 1.0);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_experiment_compare(experiment, NETMKT_METRIC_MONEY, settings, &table), NETMKT_OK);
    CLOSE(real(table, "difference", 1), 3.25 - 15.0);
    ck_assert(isnan(real(table, "boot_low", 0)) && real(table, "boot_low", 1) < -11.75);
    ck_assert_int_eq(whole(table, "mixed", 0), 1);
    netmkt_table_free(table);
    netmkt_experiment_free(experiment);
    /* all who met it; those who came last; another goal */
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.open", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "experiment.mixed", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_experiment_read(store, settings, spring, 0, NETMKT_KIND_VISIT, 100 * DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(variant_of(experiment, 0).customers, 3);
    ck_assert_uint_eq(variant_of(experiment, 1).customers, 3);
    ck_assert_uint_eq(variant_of(experiment, 1).conversions, 1);
    netmkt_experiment_free(experiment);
    /* by a kind of event, whatever the campaign: b's visit alone of the variants above, and h not at all */
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, 0, NETMKT_KIND_VISIT, 0, 100 * DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(netmkt_experiment_variants(experiment), 1);
    ck_assert_uint_eq(variant_of(experiment, 0).customers, 1);
    netmkt_experiment_free(experiment);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, 0, 0, 0, 100 * DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(netmkt_experiment_variants(experiment), 3); /* h met variant 2 of another campaign */
    ck_assert_uint_eq(variant_of(experiment, 1).customers, 1);
    netmkt_experiment_free(experiment);
    /* before e met the other variant */
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, 50 * DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(variant_of(experiment, 0).customers, 3);
    netmkt_experiment_free(experiment);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, -DAY, &experiment), NETMKT_OK);
    ck_assert_uint_eq(netmkt_experiment_variants(experiment), 0);
    ck_assert_int_eq(netmkt_experiment_compare(experiment, 0, NULL, &table), NETMKT_E_DATA);
    ck_assert_ptr_null(table);
    netmkt_experiment_free(experiment);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(threads_and_limits)
{
    static netmkt_customer_id even[20000];
    netmkt_settings *settings;
    netmkt_experiment *one, *many;
    netmkt_store *store;
    netmkt_campaign_id spring;
    size_t evens = 0, n, m;
    uint64_t all = 0;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, &spring), NETMKT_OK);
    for (int i = 0; i < 12000; i++) {
        netmkt_customer_id id;
        char key[16];

        snprintf(key, sizeof key, "c%d", i);
        id = put(store, key, i * 1000, NETMKT_KIND_MESSAGE, spring, (uint16_t)(1 + i % 3), 0);
        if (i % 2 == 0)
            even[evens++] = id;
        if (i % 5 == 0)
            put(store, key, i * 1000 + DAY, NETMKT_KIND_ORDER, 0, 0, i);
    }
    ck_assert_int_eq(netmkt_experiment_read(store, settings, spring, 0, 0, 100 * DAY, &one), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "run.threads", 7), NETMKT_OK);
    ck_assert_int_eq(netmkt_experiment_read(store, settings, spring, 0, 0, 100 * DAY, &many), NETMKT_OK);
    for (size_t k = 0; k < 3; k++) {
        netmkt_variant a = variant_of(one, k), b = variant_of(many, k);

        ck_assert_mem_eq(&a, &b, sizeof a);
        ck_assert_mem_eq(netmkt_experiment_values(one, k, &n), netmkt_experiment_values(many, k, &m), 8 * n);
        ck_assert_uint_eq(n, m);
        all += a.customers;
    }
    ck_assert_uint_eq(all, 12000);
    netmkt_experiment_free(many);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, even, evens), NETMKT_OK);
    ck_assert_int_eq(netmkt_experiment_read(store, settings, spring, 0, 0, 100 * DAY, &many), NETMKT_OK);
    ck_assert_uint_eq(variant_of(many, 0).customers + variant_of(many, 1).customers + variant_of(many, 2).customers, 6000);
    netmkt_experiment_free(one);
    netmkt_experiment_free(many);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(errors)
{
    netmkt_variant v = {.struct_size = 4};
    netmkt_experiment *experiment = NULL;
    netmkt_table *table;
    netmkt_store *store;
    netmkt_campaign_id spring, many;
    size_t n = 7;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    spring = fill(store);
    ck_assert_int_eq(netmkt_experiment_read(NULL, NULL, spring, 0, 0, DAY, &experiment), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, DAY, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 900, DAY, &experiment), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 900, 0, DAY, &experiment), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, 99, 0, 0, DAY, &experiment), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, INT64_MAX - 1, &experiment), NETMKT_E_RANGE);
    ck_assert_ptr_null(experiment);
    ck_assert_uint_eq(netmkt_experiment_variants(NULL), 0);
    ck_assert_ptr_null(netmkt_experiment_values(NULL, 0, &n));
    ck_assert_uint_eq(n, 0);
    netmkt_experiment_free(NULL);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, 100 * DAY, &experiment), NETMKT_OK);
    ck_assert_int_eq(netmkt_experiment_variant(experiment, 0, &v), NETMKT_E_UNSUPPORTED);
    v.struct_size = sizeof v;
    ck_assert_int_eq(netmkt_experiment_variant(experiment, 2, &v), NETMKT_DONE);
    ck_assert_int_eq(netmkt_experiment_variant(experiment, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_compare(experiment, 2, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_experiment_compare(NULL, 0, NULL, &table), NETMKT_E_INVALID);
    netmkt_experiment_free(experiment);
    ck_assert_int_eq(netmkt_campaign_put(store, "many", NULL, NULL, 0, NULL, NULL, &many), NETMKT_OK);
    for (int i = 0; i <= NETMKT_VARIANTS_MOST; i++) {
        char key[16];

        snprintf(key, sizeof key, "m%d", i);
        put(store, key, DAY, NETMKT_KIND_MESSAGE, many, (uint16_t)(65535 - 7 * i), 0);
    }
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, many, 0, 0, 100 * DAY, &experiment), NETMKT_E_RANGE);
    ck_assert_ptr_null(experiment);
    put(store, "a", 5 * DAY, NETMKT_KIND_ORDER, 0, 0, INT64_MAX - 5);
    put(store, "a", 6 * DAY, NETMKT_KIND_ORDER, 0, 0, 6000);
    ck_assert_int_eq(netmkt_experiment_read(store, NULL, spring, 0, 0, 100 * DAY, &experiment), NETMKT_E_RANGE);
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
    netmkt_experiment *experiment;
    netmkt_table *table = NULL;
    netmkt_campaign_id spring;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &open, &store), NETMKT_OK);
    spring = fill(store);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_experiment_read(store, NULL, spring, 0, 0, NETMKT_LATEST, &experiment);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && experiment == NULL));
    }
    status = NETMKT_E_NOMEM;
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = netmkt_experiment_compare(experiment, NETMKT_METRIC_MONEY, NULL, &table);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || (status == NETMKT_E_NOMEM && table == NULL));
    }
    netmkt_table_free(table);
    netmkt_experiment_free(experiment);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("experiment from a store");
    TCase *tests = tcase_create("experiment from a store");

    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, threads_and_limits);
    tcase_add_test(tests, errors);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
