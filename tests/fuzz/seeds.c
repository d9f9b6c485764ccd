/* Writes the seeds that hold whole stores, made through the library: seeds CORPUS writes CORPUS/store/... in the small
 * form, and CORPUS/import/export_rich. */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <string.h>

#include "fuzz/container.h"
#include "fuzz/disk.h"
#include "fuzz/dump.h"
#include "fuzz/fuzz.h"

enum { EVERYTHING = 63, CAN_MAP = DISK_MAPS };

static void define(netmkt_store *store)
{
    const netmkt_channel_id channels[] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_CUSTOM};
    netmkt_campaign campaign;
    netmkt_offer offer;
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    kind.weight = 2.5;
    kind.function = NETMKT_FUNCTION_CUSTOMER_SERVICE;
    kind.initiator = NETMKT_INITIATOR_BUSINESS;
    REQUIRE(netmkt_kind_define(store, "fitting", &kind, NULL) == NETMKT_OK);
    REQUIRE(netmkt_channel_define(store, "podcast", NETMKT_CHANNEL_PUSH, NULL) == NETMKT_OK);
    netmkt_campaign_init(&campaign);
    campaign.function = NETMKT_FUNCTION_BRAND;
    campaign.budget = 100000;
    campaign.start_ms = 1;
    campaign.end_ms = 2;
    REQUIRE(netmkt_campaign_put(store, "spring", &campaign, channels, 2, "all", "\"50 %\"", NULL) == NETMKT_OK);
    netmkt_offer_init(&offer);
    offer.price = 999;
    offer.unit_cost = 500;
    REQUIRE(netmkt_offer_put(store, "lamp", &offer, NULL) == NETMKT_OK);
    REQUIRE(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL) == NETMKT_OK);
    REQUIRE(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, NULL) == NETMKT_OK);
    REQUIRE(netmkt_attribute_define(store, "seen", NETMKT_TYPE_TIME, NULL) == NETMKT_OK);
    REQUIRE(netmkt_attribute_define(store, "note", NETMKT_TYPE_TEXT, NULL) == NETMKT_OK);
}

static void add_customers(netmkt_store *store, int attributes)
{
    netmkt_customer_id a, b, c;

    REQUIRE(netmkt_customer_put(store, "anna", &a) == NETMKT_OK && netmkt_customer_put(store, "b\xc3\xb6rge", &b) == NETMKT_OK &&
            netmkt_customer_put(store, "c,\"", &c) == NETMKT_OK);
    if (!attributes)
        return;
    REQUIRE(netmkt_customer_set_text(store, a, NETMKT_ATTRIBUTE_CITY, "Bonn") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_text(store, b, NETMKT_ATTRIBUTE_CITY, "Bonn") == NETMKT_OK);
    REQUIRE(netmkt_customer_set_int(store, a, NETMKT_ATTRIBUTE_UTC_OFFSET, -90) == NETMKT_OK);
    REQUIRE(netmkt_customer_set_real(store, b, NETMKT_ATTRIBUTE_CUSTOM, 0.1) == NETMKT_OK);
    REQUIRE(netmkt_customer_set_int(store, c, NETMKT_ATTRIBUTE_CUSTOM + 1, 1) == NETMKT_OK);
    REQUIRE(netmkt_customer_set_int(store, a, NETMKT_ATTRIBUTE_CUSTOM + 2, -1) == NETMKT_OK);
    REQUIRE(netmkt_customer_set_text(store, c, NETMKT_ATTRIBUTE_CUSTOM + 3, "x") == NETMKT_OK);
    REQUIRE(netmkt_customer_unset(store, c, NETMKT_ATTRIBUTE_CUSTOM + 3) == NETMKT_OK);
}

static void add_event(netmkt_store *store, netmkt_customer_id customer, netmkt_kind_id kind, int64_t day, int64_t amount, int rich)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = customer;
    e.kind = kind;
    e.time_ms = day * 86400000 + amount;
    e.amount = amount;
    if (rich) {
        e.channel = NETMKT_CHANNEL_CUSTOM;
        e.cost = 3;
        e.campaign = 1;
        e.offer = 1;
        e.variant = 2;
        e.initiator = NETMKT_INITIATOR_THIRD;
        e.rating = 4500;
        e.reference[0] = (uint64_t)day;
        e.reference[1] = customer;
    }
    REQUIRE(netmkt_event_append(store, &e, sizeof e, 1, NULL) == NETMKT_OK);
}

static void add_events(netmkt_store *store, int rich)
{
    add_event(store, 2, NETMKT_KIND_ORDER, 19000, 1250, rich);
    add_event(store, 1, NETMKT_KIND_ORDER, 19010, 999, rich);
    add_event(store, 1, NETMKT_KIND_VISIT, 19001, 0, 0);
    add_event(store, 1, NETMKT_KIND_ORDER, 19005, 5000, 0);
    add_event(store, 1, NETMKT_KIND_RETURN, 19011, -1999, rich);
    if (rich)
        add_event(store, 3, NETMKT_KIND_CUSTOM, 19002, 7, 1);
}

/* Consents, disclosures, the suppression list with a hash of nobody's. */
static void add_persons(netmkt_store *store)
{
    netmkt_consent consent;
    netmkt_disclosure disclosure;
    netmkt_suppression suppression;

    netmkt_consent_init(&consent);
    consent.customer = 1;
    consent.time_ms = 86400000;
    consent.purpose = NETMKT_PURPOSE_DISCLOSURE;
    consent.status = NETMKT_CONSENT_CONFIRMED;
    consent.source = "shop";
    REQUIRE(netmkt_consent_add(store, &consent, sizeof consent, 1, NULL) == NETMKT_OK);
    netmkt_disclosure_init(&disclosure);
    disclosure.customer = 1;
    disclosure.time_ms = 86400001;
    disclosure.ground = NETMKT_GROUND_CONSENT;
    disclosure.recipient = "partner";
    disclosure.data = "name";
    REQUIRE(netmkt_disclose(store, &disclosure, sizeof disclosure, 1) == NETMKT_OK);
    REQUIRE(netmkt_suppression_set_secret(store, "a secret of seeds", 17) == NETMKT_OK);
    for (int i = 0; i < 3; i++) {
        netmkt_suppression_init(&suppression);
        suppression.key = i == 0 ? "anna" : "nobody";
        suppression.time_ms = 86400000 + i;
        suppression.channel = i == 0 ? NETMKT_CHANNEL_EMAIL : 0;
        suppression.reason = NETMKT_SUPPRESSED_ASKED + i;
        suppression.lifted = i == 2;
        REQUIRE(netmkt_suppression_add(store, &suppression, sizeof suppression, 1, NULL) == NETMKT_OK);
    }
}

/* One seed: the steps are letters, done one after the other. */
static void step(netmkt_store *store, char letter)
{
    switch (letter) {
    case 'd':
        define(store);
        break;
    case 'c':
        add_customers(store, 0);
        break;
    case 'a':
        add_customers(store, 1);
        break;
    case 'e':
        add_events(store, 0);
        break;
    case 'r':
        add_events(store, 1);
        break;
    case 'p':
        add_persons(store);
        break;
    case '|':
        REQUIRE(netmkt_store_commit(store) == NETMKT_OK);
        break;
    case '*':
        REQUIRE(netmkt_store_checkpoint(store) == NETMKT_OK);
        break;
    case 'x':
        REQUIRE(netmkt_customer_erase(store, 2, 0) == NETMKT_OK);
        break;
    case 'X':
        REQUIRE(netmkt_customer_erase(store, 2, NETMKT_ERASE_KEEP_EVENTS) == NETMKT_OK);
        break;
    default: /* 'm' */
        REQUIRE(netmkt_customer_merge(store, 1, 2) == NETMKT_OK);
        break;
    }
}

static void write_file(const char *folder, const char *name, const bytes *seed)
{
    char path[512];
    FILE *out;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    out = fopen(path, "wb");
    REQUIRE(out != NULL && fwrite(seed->at, 1, seed->size, out) == seed->size && fclose(out) == 0);
}

/* Without `settings` as fuzz_import.c has its stores. */
static netmkt_store *make_store(const disk *d, const char *steps, int settings)
{
    netmkt_store_options options;
    netmkt_store *store;

    netmkt_store_options_init(&options);
    options.context = d->context;
    options.flags = NETMKT_STORE_NO_AUTO_CHECKPOINT;
    if (settings) {
        memcpy(options.currency, "JPY", 4);
        options.currency_exponent = 0;
        options.day_offset_minutes = 540;
    }
    REQUIRE(netmkt_store_open("s", &options, &store) == NETMKT_OK);
    for (; *steps != '\0'; steps++)
        step(store, *steps);
    return store;
}

static void write_store(const char *folder, const char *name, const char *steps, int what)
{
    bytes small = {0};
    const uint8_t *file;
    char path[64];
    size_t size;
    disk d;

    disk_init(&d, NULL, 0, CAN_MAP, 16 << 20);
    netmkt_store_close(make_store(&d, steps, 1));
    file = disk_get(&d, "s", &size);
    container_write_small(file, size, &small);
    bytes_add_number(&small, (uint64_t)what, 1);
    bytes_add_number(&small, CAN_MAP, 1);
    (void)snprintf(path, sizeof path, "store/%s", name);
    write_file(folder, path, &small);
    bytes_free(&small);
    disk_end(&d);
}

/* With the options of fuzz_import.c that a new store has: all 0, an offset of 0. */
static void write_export(const char *folder, const char *name, const char *steps)
{
    static const uint8_t options[] = {0, 0, 0, 0x9f, 0x05, 40, 0, 12, 0, 0, 0, 0x20};
    netmkt_store *store;
    bytes text = {0};
    disk d;

    disk_init(&d, NULL, 0, CAN_MAP, 16 << 20);
    store = make_store(&d, steps, 0);
    dump_export(store, &text);
    bytes_add(&text, options, sizeof options);
    write_file(folder, name, &text);
    bytes_free(&text);
    netmkt_store_close(store);
    disk_end(&d);
}

int main(int count, char **arguments)
{
    static const struct {
        const char *name, *steps;
    } seeds[] = {
        {"new", ""}, {"customers", "c|"}, {"customers_snapshot", "c*"}, {"definitions", "d|"}, {"definitions_snapshot", "d*"},
        {"events", "c|e|"}, {"events_snapshot", "ce*"}, {"events_both", "ce*|e|"}, {"attributes", "da|"}, {"attributes_snapshot", "da*"},
        {"attributes_both", "da*a|"}, {"rich", "da|r|"}, {"rich_snapshot", "dar*"}, {"rich_both", "dar*e|"}, {"erased", "dar|x"},
        {"anonymous", "dar|X"}, {"merged", "dar|m"}, {"persons", "c|p|"}, {"persons_snapshot", "cp*"}, {"persons_merged", "cp|em"},
    };

    if (count != 2) {
        (void)fprintf(stderr, "usage: seeds FOLDER\n");
        return 2;
    }
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
        write_store(arguments[1], seeds[i].name, seeds[i].steps, EVERYTHING);
    write_store(arguments[1], "erased_keep", "dar*", 4 | 64);
    write_store(arguments[1], "erased_unmapped", "dar*", 1 | 4);
    write_export(arguments[1], "import/export_rich", "dar");
    return 0;
}
