/* All that is known of one person: complete, in valid JSON, with what is derived apart. */
#include <netmkt/netmkt.h>

#include <stdlib.h>
#include <string.h>

#include "support/faulty_memory.h"
#include "support/support.h"

typedef struct text {
    char *bytes;
    size_t length, stop_at;
} text;

static int32_t collect(void *user, const char *bytes, size_t size)
{
    text *t = user;

    t->bytes = realloc(t->bytes, t->length + size + 1);
    ck_assert_ptr_nonnull(t->bytes);
    memcpy(t->bytes + t->length, bytes, size);
    t->length += size;
    t->bytes[t->length] = '\0';
    return t->stop_at != 0 && t->length >= t->stop_at;
}

static netmkt_store *open_store(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_store *store = NULL;

    netmkt_store_options_init(&options);
    options.context = context;
    memcpy(options.currency, "EUR", 4);
    options.day_offset_minutes = 60;
    if (netmkt_store_open(NULL, &options, &store) != NETMKT_OK)
        return NULL;
    return store;
}

/* One person with an attribute of every type and an event with every column; another who is not to be told of. */
static netmkt_status fill(netmkt_store *store, netmkt_customer_id *anna)
{
    netmkt_attribute_id score, vip, seen;
    netmkt_event events[3];
    netmkt_offer_id offer;
    netmkt_campaign_id campaign;
    netmkt_customer_id other;
    netmkt_status status = netmkt_customer_put(store, "anna \"A\"", anna);

    if (status == NETMKT_OK && (status = netmkt_customer_put(store, "bert", &other)) == NETMKT_OK &&
        (status = netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, &score)) == NETMKT_OK &&
        (status = netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, &vip)) == NETMKT_OK &&
        (status = netmkt_attribute_define(store, "seen", NETMKT_TYPE_TIME, &seen)) == NETMKT_OK &&
        (status = netmkt_campaign_put(store, "spring", NULL, NULL, 0, "", "", &campaign)) == NETMKT_OK &&
        (status = netmkt_offer_put(store, "tea\t1", NULL, &offer)) == NETMKT_E_INVALID &&
        (status = netmkt_offer_put(store, "tea", NULL, &offer)) == NETMKT_OK &&
        (status = netmkt_customer_set_text(store, *anna, NETMKT_ATTRIBUTE_CITY, "M\xc3\xbcnchen\n\x01\\")) == NETMKT_OK &&
        (status = netmkt_customer_set_int(store, *anna, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1980)) == NETMKT_OK &&
        (status = netmkt_customer_set_real(store, *anna, score, 0.25)) == NETMKT_OK &&
        (status = netmkt_customer_set_int(store, *anna, vip, 1)) == NETMKT_OK &&
        (status = netmkt_attribute_mark(store, seen, NETMKT_PERSONAL_NO)) == NETMKT_OK &&
        (status = netmkt_customer_set_int(store, *anna, seen, 1700000000000)) == NETMKT_OK &&
        (status = netmkt_customer_set_text(store, other, NETMKT_ATTRIBUTE_CITY, "Lagos")) == NETMKT_OK) {
        for (size_t i = 0; i < 3; i++) {
            netmkt_event_init(&events[i]);
            events[i].customer = i == 2 ? other : *anna;
            events[i].kind = NETMKT_KIND_VISIT;
            events[i].time_ms = 1700000000000 + (int64_t)i;
        }
        events[1].kind = NETMKT_KIND_ORDER;
        events[1].channel = NETMKT_CHANNEL_EMAIL;
        events[1].amount = 1234;
        events[1].cost = 5;
        events[1].campaign = campaign;
        events[1].offer = offer;
        events[1].variant = 2;
        events[1].initiator = NETMKT_INITIATOR_BUSINESS;
        events[1].rating = 4500;
        events[1].reference[0] = 0xabc;
        events[1].reference[1] = 1;
        status = netmkt_event_append(store, events, sizeof *events, 3, NULL);
    }
    if (status == NETMKT_OK)
        status = netmkt_suppression_set_secret(store, "sixteen bytes ok", 16); /* the hash below was made by Python's hmac */
    for (int i = 0; i < 2 && status == NETMKT_OK; i++) { /* of him, and of the other */
        netmkt_disclosure disclosure;
        netmkt_suppression suppression;
        netmkt_consent consent;

        netmkt_consent_init(&consent);
        consent.customer = i == 0 ? *anna : other;
        consent.time_ms = 1700000000000;
        consent.purpose = NETMKT_PURPOSE_DISCLOSURE;
        consent.status = NETMKT_CONSENT_GRANTED;
        consent.source = "checkout \"form\"";
        consent.policy = "v3";
        status = netmkt_consent_add(store, &consent, sizeof consent, 1, NULL);
        netmkt_disclosure_init(&disclosure);
        disclosure.customer = consent.customer;
        disclosure.time_ms = 1700000000001;
        disclosure.ground = NETMKT_GROUND_CONSENT;
        disclosure.recipient = i == 0 ? "partner" : "nobody else's";
        disclosure.data = "name";
        if (status == NETMKT_OK)
            status = netmkt_disclose(store, &disclosure, sizeof disclosure, 1);
        netmkt_suppression_init(&suppression);
        suppression.key = i == 0 ? "anna \"A\"" : "nobody";
        suppression.time_ms = disclosure.time_ms - 1;
        suppression.reason = NETMKT_SUPPRESSED_ASKED;
        suppression.lifted = i == 0;
        if (status == NETMKT_OK)
            status = netmkt_suppression_add(store, &suppression, sizeof suppression, 1, NULL);
    }
    return status;
}

static const char expected[] =
    "{\n"
    "  \"store\": {\n"
    "    \"currency\": \"EUR\",\n"
    "    \"currency_exponent\": 2,\n"
    "    \"day_offset_minutes\": 60\n"
    "  },\n"
    "  \"customer\": {\n"
    "    \"id\": 1,\n"
    "    \"key\": \"anna \\\"A\\\"\",\n"
    "    \"other_keys\": []\n"
    "  },\n"
    "  \"attributes\": [\n"
    "    {\"name\": \"city\",\"type\": \"text\",\"personal\": true,\"value\": \"M\xc3\xbcnchen\\n\\u0001\\\\\"},\n"
    "    {\"name\": \"birth_year\",\"type\": \"int\",\"personal\": true,\"value\": 1980},\n"
    "    {\"name\": \"score\",\"type\": \"real\",\"personal\": null,\"value\": 0.25},\n"
    "    {\"name\": \"vip\",\"type\": \"bool\",\"personal\": null,\"value\": true},\n"
    "    {\"name\": \"seen\",\"type\": \"time\",\"personal\": false,\"value\": \"2023-11-14T22:13:20Z\"}\n"
    "  ],\n"
    "  \"events\": [\n"
    "    {\"time\": \"2023-11-14T22:13:20Z\",\"kind\": \"visit\",\"channel\": null,\"campaign\": null,\"offer\": null,\"variant\": 0,"
    "\"initiator\": \"customer\",\"amount\": 0.00,\"cost\": 0.00,\"rating\": null,\"reference\": null},\n"
    "    {\"time\": \"2023-11-14T22:13:20.001Z\",\"kind\": \"order\",\"channel\": \"email\",\"campaign\": \"spring\",\"offer\": \"tea\",\"variant\": 2,"
    "\"initiator\": \"business\",\"amount\": 12.34,\"cost\": 0.05,\"rating\": 4.500,\"reference\": \"0000000000000abc0000000000000001\"}\n"
    "  ],\n"
    "  \"consents\": [\n"
    "    {\"time\": \"2023-11-14T22:13:20Z\",\"channel\": null,\"purpose\": \"disclosure\",\"status\": \"granted\",\"source\": \"checkout \\\"form\\\"\",\"proof\": null,\"policy\": \"v3\"}\n"
    "  ],\n"
    "  \"disclosures\": [\n"
    "    {\"time\": \"2023-11-14T22:13:20.001Z\",\"recipient\": \"partner\",\"data\": \"name\",\"ground\": \"consent\"}\n"
    "  ],\n"
    "  \"suppressions\": [\n"
    "    {\"hash\": \"4e0a5aa28d1eb4a6004c72f5ecca10146b56f08f38a1633141aaf82cbec83864\",\"time\": \"2023-11-14T22:13:20Z\",\"channel\": null,\"reason\": \"asked\",\"state\": \"lifted\"}\n"
    "  ],\n"
    "  \"derived\": {\n";

START_TEST(everything_that_went_in)
{
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id anna;
    text t = {0};

    ck_assert_int_eq(fill(store, &anna), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_OK);
    if (t.length > sizeof expected - 1)
        t.bytes[sizeof expected - 1] = '\0';
    ck_assert_str_eq(t.bytes, expected);
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

START_TEST(what_is_derived)
{
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id anna;
    text t = {0};
    const char *derived;

    ck_assert_int_eq(fill(store, &anna), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_OK);
    derived = strstr(t.bytes, "\"derived\"");
    ck_assert_ptr_nonnull(derived);
    ck_assert_ptr_nonnull(strstr(derived, "\"as_of\": \"2023-11-14T22:59:59.999Z\""));
    ck_assert_ptr_nonnull(strstr(derived, "\"readiness\": \""));
    ck_assert_ptr_nonnull(strstr(derived, "\"revenue\": 12.34"));
    ck_assert_ptr_nonnull(strstr(derived, "\"orders\": 1"));
    ck_assert_ptr_nonnull(strstr(derived, "\"value\": null"));
    ck_assert_ptr_nonnull(strstr(derived, "\"value_unknown\": \""));
    ck_assert_str_eq(t.bytes + t.length - 3, "\n}\n");
    free(t.bytes);
    /* before he did anything: all facts are still told, and nothing is derived from them */
    t = (text){0};
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, 0, collect, &t), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(t.bytes, "\"amount\": 12.34"));
    ck_assert_ptr_nonnull(strstr(t.bytes, "\"revenue\": 0.00"));
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

/* Keys that lead to him, and everything they brought; nobody else's. */
START_TEST(of_two_made_one)
{
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id anna;
    text t = {0};

    ck_assert_int_eq(fill(store, &anna), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "cleo", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_OK);
    ck_assert_ptr_null(strstr(t.bytes, "bert"));
    ck_assert_ptr_null(strstr(t.bytes, "Lagos"));
    free(t.bytes);
    t = (text){0};
    ck_assert_int_eq(netmkt_customer_merge(store, anna, 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_merge(store, anna, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(t.bytes, "\"other_keys\": [\"bert\",\"cleo\"]"));
    ck_assert_ptr_nonnull(strstr(t.bytes, "20.002Z"));
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

/* More events than any buffer holds: each once, by the writer's count of lines. */
START_TEST(many_events)
{
    enum { MANY = 5000 };
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id id;
    netmkt_event e;
    size_t seen = 0;
    text t = {0};

    ck_assert_int_eq(netmkt_customer_put(store, "much", &id), NETMKT_OK);
    netmkt_event_init(&e);
    e.customer = id;
    e.kind = NETMKT_KIND_VISIT;
    for (int i = 0; i < MANY; i++) {
        e.time_ms = 1000 * (int64_t)i;
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_person_write(store, NULL, id, NETMKT_LATEST, collect, &t), NETMKT_OK);
    for (const char *at = t.bytes; (at = strstr(at, "{\"time\"")) != NULL; at++)
        seen++;
    ck_assert_uint_eq(seen, MANY);
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

/* Sums that no number holds keep nothing else back. */
START_TEST(what_cannot_be_derived)
{
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id id;
    netmkt_event e;
    text t = {0};

    ck_assert_int_eq(netmkt_customer_put(store, "rich", &id), NETMKT_OK);
    netmkt_event_init(&e);
    e.customer = id;
    e.kind = NETMKT_KIND_ORDER;
    e.amount = INT64_MAX;
    for (e.time_ms = 1; e.time_ms < 4; e.time_ms++)
        ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, id, NETMKT_LATEST, collect, &t), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(t.bytes, "92233720368547758.07"));
    ck_assert_ptr_nonnull(strstr(t.bytes, "\"summary\": null"));
    ck_assert_ptr_nonnull(strstr(t.bytes, "\"summary_unknown\": \""));
    ck_assert_str_eq(t.bytes + t.length - 3, "\n}\n");
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = open_store(NULL);
    netmkt_customer_id anna;
    text t = {0};

    ck_assert_int_eq(fill(store, &anna), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(NULL, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, NULL, &t), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_person_write(store, NULL, 99, NETMKT_LATEST, collect, &t), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_customer_erase(store, 2, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_person_write(store, NULL, 2, NETMKT_LATEST, collect, &t), NETMKT_E_NOT_FOUND);
    ck_assert_uint_eq(t.length, 0);
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST - 1, collect, &t), NETMKT_E_RANGE);
    free(t.bytes);
    t = (text){.stop_at = 1};
    ck_assert_int_eq(netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t), NETMKT_E_CANCELLED);
    free(t.bytes);
    netmkt_store_close(store);
}
END_TEST

START_TEST(memory_runs_out)
{
    netmkt_status status = NETMKT_E_NOMEM;

    for (uint64_t n = 1; status == NETMKT_E_NOMEM && n < 3000; n++) {
        faulty_memory memory = {0};
        netmkt_context_options options;
        netmkt_context *context;
        netmkt_customer_id anna;
        netmkt_store *store;
        text t = {0};

        netmkt_context_options_init(&options);
        options.allocate = faulty_memory_allocate;
        options.allocate_user = &memory;
        ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
        store = open_store(context);
        ck_assert_int_eq(fill(store, &anna), NETMKT_OK);
        memory.fail_at = memory.calls + n;
        status = netmkt_person_write(store, NULL, anna, NETMKT_LATEST, collect, &t);
        memory.fail_at = 0;
        free(t.bytes);
        netmkt_store_close(store);
        netmkt_context_free(context);
        ck_assert_int_eq(memory.blocks, 0);
        ck_assert_msg(status == NETMKT_OK || status == NETMKT_E_NOMEM, "allocation %llu: %d", (unsigned long long)n, status);
    }
    ck_assert_int_eq(status, NETMKT_OK);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("person");
    TCase *tcase = tcase_create("person");

    tcase_add_test(tcase, everything_that_went_in);
    tcase_add_test(tcase, what_is_derived);
    tcase_add_test(tcase, of_two_made_one);
    tcase_add_test(tcase, many_events);
    tcase_add_test(tcase, what_cannot_be_derived);
    tcase_add_test(tcase, misuse);
    tcase_add_test(tcase, memory_runs_out);
    suite_add_tcase(suite, tcase);
    return suite;
}
