/* Out of memory at every single allocation of concentration, delivered value, attention, relationship, brand and novelty: each says so, gives
 * nothing half-made, and leaks nothing. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)

static void fill(netmkt_store *store)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT,   NETMKT_KIND_ORDER,     NETMKT_KIND_SURVEY,   NETMKT_KIND_REVIEW, NETMKT_KIND_INQUIRY,
                                           NETMKT_KIND_MESSAGE, NETMKT_KIND_SUBSCRIBE, NETMKT_KIND_COMPLAINT};
    netmkt_offer_id offer;

    ck_assert_int_eq(netmkt_offer_put(store, "lamp", NULL, &offer), NETMKT_OK);
    for (int i = 0; i < 300; i++) {
        netmkt_event event;
        char key[16];

        snprintf(key, sizeof key, "c%d", i % 40);
        netmkt_event_init(&event);
        ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
        event.kind = kinds[i % 8];
        event.time_ms = i * 7 % 500 * DAY;
        event.channel = (netmkt_channel_id)(i % 20);
        event.amount = event.kind == NETMKT_KIND_ORDER ? 100 + i : 0;
        event.offer = event.kind == NETMKT_KIND_ORDER ? offer : 0;
        event.rating = event.kind == NETMKT_KIND_SURVEY ? i % 11 * 1000 : NETMKT_NO_RATING;
        event.variant = (uint16_t)(event.kind == NETMKT_KIND_SURVEY && i % 16 == 2 ? 101 + i % 8 : 0);
        ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
    }
}

static const double some[] = {1, 2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2, 1};
static netmkt_context *context; /* of the arrays' functions */

static netmkt_status call_worth(netmkt_store *store, netmkt_table **out)
{
    return netmkt_concentration_values(store, NULL, NETMKT_WORTH_MARGIN, NETMKT_LATEST, out);
}

static netmkt_status call_concentration(netmkt_store *store, netmkt_table **out)
{
    netmkt_concentration c = {.struct_size = sizeof c, .total = -7};
    netmkt_status status = netmkt_concentration_store(store, NULL, NETMKT_WORTH_REVENUE, NETMKT_LATEST, &c);

    *out = NULL;
    ck_assert((status == NETMKT_OK) == !(c.total < 0));
    return status;
}

static netmkt_status call_lorenz(netmkt_store *store, netmkt_table **out)
{
    (void)store;
    return netmkt_concentration_lorenz(context, 16, some, 5, out);
}

static netmkt_status call_tiers(netmkt_store *store, netmkt_table **out)
{
    (void)store;
    return netmkt_concentration_tiers(context, 16, some, NETMKT_TIERS_BY_RANK, NULL, 0, NULL, out);
}

static netmkt_status call_compare(netmkt_store *store, netmkt_table **out)
{
    (void)store;
    return netmkt_delivered_compare(context, NULL, 2, NULL, some, NULL, out);
}

static netmkt_status call_improve(netmkt_store *store, netmkt_table **out)
{
    (void)store;
    return netmkt_delivered_improve(context, NULL, 2, some, NULL, 1, NULL, out);
}

static netmkt_status call_market(netmkt_store *store, netmkt_table **out)
{
    double share[2];

    (void)store;
    *out = NULL;
    return netmkt_delivered_market(context, NULL, 2, some, 2, some, share, NULL);
}

static netmkt_status call_weights(netmkt_store *store, netmkt_table **out)
{
    return netmkt_delivered_weights_all(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_attention(netmkt_store *store, netmkt_table **out)
{
    return netmkt_attention_all(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_one_attention(netmkt_store *store, netmkt_table **out)
{
    double attention;

    *out = NULL;
    return netmkt_attention_get(store, NULL, 3, NETMKT_LATEST, &attention);
}

static netmkt_status call_channels(netmkt_store *store, netmkt_table **out)
{
    return netmkt_attention_channels(store, NULL, 0, NETMKT_LATEST, out);
}

static netmkt_status call_relationships(netmkt_store *store, netmkt_table **out)
{
    return netmkt_relationship_all(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_relationship(netmkt_store *store, netmkt_table **out)
{
    netmkt_relationship r = {.struct_size = sizeof r, .score = -7};
    netmkt_status status = netmkt_relationship_get(store, NULL, 3, NETMKT_LATEST, &r);

    *out = NULL;
    ck_assert((status == NETMKT_OK) == (r.score >= 0));
    return status;
}

static netmkt_status call_brand(netmkt_store *store, netmkt_table **out)
{
    return netmkt_brand_months(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_novelty(netmkt_store *store, netmkt_table **out)
{
    return netmkt_novelty_months(store, NULL, NETMKT_LATEST, out);
}

static netmkt_status call_offers(netmkt_store *store, netmkt_table **out)
{
    return netmkt_novelty_offers(store, NULL, NETMKT_LATEST, out);
}

typedef netmkt_status (*call)(netmkt_store *store, netmkt_table **out);

static const call calls[] = {call_worth,     call_concentration, call_lorenz,        call_tiers,    call_compare,       call_improve,
                             call_market,    call_weights,       call_attention, call_one_attention, call_channels,
                             call_relationships, call_relationship, call_brand,     call_novelty,  call_offers};

static const char *text_of(const netmkt_table *table, char *buffer, size_t capacity)
{
    buffer[0] = '\0';
    if (table != NULL)
        ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, buffer, capacity, NULL), NETMKT_OK);
    return buffer;
}

START_TEST(test_every_allocation_fails)
{
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_store_options store_options;
    netmkt_store *store;
    netmkt_table *table;
    static char want[65536], got[65536];
    call run = calls[_i / 2];

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&store_options);
    store_options.context = context;
    ck_assert_int_eq(netmkt_store_open(NULL, &store_options, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(run(store, &table), NETMKT_OK); /* the store sorts its events at the first question */
    text_of(table, want, sizeof want);
    netmkt_table_free(table);
    memory.fail_on = _i % 2;
    for (uint64_t n = 1;; n++) {
        int64_t before = memory.blocks;
        netmkt_status status;

        memory.fail_at = memory.calls + n;
        status = run(store, &table);
        memory.fail_at = 0;
        if (status == NETMKT_OK) {
            ck_assert_uint_gt(n, 1); /* at least one allocation was failed */
            ck_assert_str_eq(text_of(table, got, sizeof got), want);
            netmkt_table_free(table);
            ck_assert_int_eq(memory.blocks, before);
            break;
        }
        ck_assert_int_eq(status, NETMKT_E_NOMEM);
        ck_assert_ptr_null(table);
        ck_assert_int_eq(memory.blocks, before);
    }
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("breadth_memory");
    TCase *tests = tcase_create("breadth_memory");

    tcase_add_loop_test(tests, test_every_allocation_fails, 0, 2 * (int)(sizeof calls / sizeof calls[0]));
    suite_add_tcase(suite, tests);
    return suite;
}
