/* Fuzz target: rules of readiness as text.
 *
 * Property: no text crashes the parser; what it takes is written so that it reads back as the same rules, byte by byte the
 * same text; and a customer can be judged by them.
 *
 * Input: the text. */
#include <netmkt/netmkt.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

#define DAY INT64_C(86400000)

static char *print(const netmkt_readiness_rules *rules, size_t *length)
{
    char *text;

    REQUIRE(netmkt_readiness_rules_print(rules, NULL, 0, length) == NETMKT_E_RANGE);
    text = malloc(*length + 1);
    REQUIRE(text != NULL && netmkt_readiness_rules_print(rules, text, *length + 1, NULL) == NETMKT_OK);
    return text;
}

/* One customer with an event of every built-in kind. */
static void judge(const netmkt_readiness_rules *rules)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_event event;

    REQUIRE(netmkt_settings_new(NULL, &settings) == NETMKT_OK && netmkt_settings_set_readiness_rules(settings, rules) == NETMKT_OK);
    REQUIRE(netmkt_store_open(NULL, NULL, &store) == NETMKT_OK);
    netmkt_event_init(&event);
    REQUIRE(netmkt_customer_put(store, "c", &event.customer) == NETMKT_OK);
    for (event.kind = 1; event.kind <= NETMKT_KIND_BOUNCE; event.kind++) {
        event.time_ms = event.kind * DAY;
        event.rating = event.kind * 1000;
        event.channel = event.kind;
        event.amount = event.kind == NETMKT_KIND_ORDER ? 100 : 0;
        REQUIRE(netmkt_event_append(store, &event, sizeof event, 1, NULL) == NETMKT_OK);
    }
    REQUIRE(netmkt_stage_classify(store, NULL, settings, 1, NETMKT_LATEST, &stage) == NETMKT_OK);
    REQUIRE(stage.rule >= 0 && stage.rule <= netmkt_readiness_rules_count(rules) && (stage.rule == 0) == (stage.readiness == 0));
    netmkt_store_close(store);
    netmkt_settings_free(settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const netmkt_status allowed[] = {NETMKT_E_FORMAT, 0};
    netmkt_readiness_rules *rules, *again;
    size_t length, other;
    char *text, *second;

    if (!fuzz_allowed(netmkt_readiness_rules_parse(NULL, size > 0 ? (const char *)data : "", size, &rules), allowed, "parse")) {
        REQUIRE(rules == NULL);
        return 0;
    }
    text = print(rules, &length);
    REQUIRE(netmkt_readiness_rules_parse(NULL, text, length, &again) == NETMKT_OK);
    second = print(again, &other);
    REQUIRE(length == other && memcmp(text, second, length) == 0);
    judge(rules);
    free(text);
    free(second);
    netmkt_readiness_rules_free(rules);
    netmkt_readiness_rules_free(again);
    return 0;
}
