#include "support/store_complete.h"

#include <string.h>

#include <netmkt/disclosure.h>
#include <netmkt/segment.h>
#include <netmkt/spend.h>
#include <netmkt/suppression.h>

#include "support/store_digest.h"

#define STARTED INT64_C(1700000000000)
#define DAY INT64_C(86400000)

static int good(netmkt_status *first, netmkt_status status)
{
    if (*first == NETMKT_OK)
        *first = status;
    return *first == NETMKT_OK;
}

/* Events that use every column, and one that uses none but the needed ones. */
static netmkt_status events(netmkt_store *store, netmkt_customer_id customer, int from, int n)
{
    netmkt_status status = NETMKT_OK;

    for (int i = from; i < from + n && status == NETMKT_OK; i++) {
        netmkt_event e = store_event(customer, STARTED + i * DAY, i % 3 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VISIT, 0);

        if (i % 3 == 0)
            e.amount = 1000 + 7 * i;
        if (i % 3 == 1)
            e.kind = NETMKT_KIND_CUSTOM;
        if (i % 4 != 0) {
            e.channel = i % 2 == 0 ? NETMKT_CHANNEL_EMAIL : NETMKT_CHANNEL_CUSTOM;
            e.cost = i;
            e.campaign = 1 + (netmkt_campaign_id)(i % 2);
            e.offer = 1;
            e.variant = (uint16_t)(i % 3);
            e.initiator = (uint8_t)(1 + i % 3);
            e.rating = i % 5 == 0 ? -500 * i : NETMKT_NO_RATING;
            (void)netmkt_reference_from_text(i % 2 == 0 ? "even" : "odd", e.reference);
            e.reference[1] += customer * 1000 + (uint64_t)i;
        }
        status = netmkt_event_append(store, &e, sizeof e, 1, NULL);
    }
    return status;
}

static netmkt_status definitions(netmkt_store *store)
{
    netmkt_channel_id used[2] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_CUSTOM};
    netmkt_status status = NETMKT_OK;
    netmkt_campaign campaign;
    netmkt_offer offer;
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    kind.weight = 2.5;
    netmkt_campaign_init(&campaign);
    campaign.budget = 100000;
    campaign.start_ms = STARTED;
    netmkt_offer_init(&offer);
    offer.price = 1999;
    (void)good(&status, netmkt_kind_define(store, "tasting", &kind, NULL));
    (void)good(&status, netmkt_channel_define(store, "kiosk", NETMKT_CHANNEL_TWO_WAY, NULL));
    (void)good(&status, netmkt_campaign_put(store, "spring", &campaign, used, 2, "everybody", "tea is back", NULL));
    (void)good(&status, netmkt_campaign_put(store, "autumn", NULL, NULL, 0, "", "", NULL));
    (void)good(&status, netmkt_offer_put(store, "tea", &offer, NULL));
    (void)good(&status, netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL));
    (void)good(&status, netmkt_attribute_define(store, "nickname", NETMKT_TYPE_TEXT, NULL));
    (void)good(&status, netmkt_attribute_define(store, "member", NETMKT_TYPE_BOOL, NULL));
    return status;
}

static netmkt_status people(netmkt_store *store)
{
    static const char *const keys[] = {"anna", "bert", "cleo", "dora", "Zo\xc3\xab"};
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        netmkt_customer_id id = 0;

        if (!good(&status, netmkt_customer_put(store, keys[i], &id)))
            break;
        (void)good(&status, netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_CITY, i % 2 == 0 ? "Ghent" : "Lagos"));
        (void)good(&status, netmkt_customer_set_int(store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1960 + (int64_t)i));
        (void)good(&status, netmkt_customer_set_real(store, id, NETMKT_ATTRIBUTE_CUSTOM, 0.5 * (double)i));
        (void)good(&status, netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_CUSTOM + 1, i == 0 ? "" : keys[i]));
        (void)good(&status, netmkt_customer_set_int(store, id, NETMKT_ATTRIBUTE_CUSTOM + 2, i % 2 == 0));
        (void)good(&status, events(store, id, (int)i, 6));
    }
    return status;
}

/* Consents, a disclosure and suppressions: of one who stays, of one who will be merged, of one who will be erased, of nobody. */
static netmkt_status wishes(netmkt_store *store)
{
    static const char *const keys[] = {"anna", "bert", "cleo", "nobody"};
    netmkt_status status = netmkt_suppression_set_secret(store, "a secret for tests", 18);
    netmkt_disclosure disclosure;

    for (int i = 0; i < 4; i++) {
        netmkt_suppression suppression;
        netmkt_consent consent;

        netmkt_suppression_init(&suppression);
        suppression.key = keys[i];
        suppression.reason = NETMKT_SUPPRESSED_ASKED + i;
        suppression.channel = i % 2 == 0 ? NETMKT_CHANNEL_CUSTOM : 0;
        suppression.time_ms = STARTED + i;
        (void)good(&status, netmkt_suppression_add(store, &suppression, sizeof suppression, 1, NULL));
        netmkt_consent_init(&consent);
        consent.customer = 1 + (netmkt_customer_id)i;
        consent.channel = i % 2 == 0 ? NETMKT_CHANNEL_CUSTOM : NETMKT_CHANNEL_EMAIL;
        consent.purpose = i;
        consent.status = NETMKT_CONSENT_CONFIRMED;
        consent.time_ms = STARTED + i;
        consent.source = keys[i];
        (void)good(&status, netmkt_consent_add(store, &consent, sizeof consent, 1, NULL));
    }
    netmkt_disclosure_init(&disclosure);
    disclosure.customer = 1;
    disclosure.ground = NETMKT_GROUND_LAW;
    disclosure.time_ms = STARTED;
    disclosure.recipient = "office";
    disclosure.data = "orders";
    (void)good(&status, netmkt_disclose(store, &disclosure, sizeof disclosure, 1));
    return status;
}

/* A saved segment, what days cost, and what is said of an attribute. */
static netmkt_status notes(netmkt_store *store)
{
    netmkt_segment *segment = NULL;
    netmkt_spend spend;
    netmkt_status status = netmkt_segment_parse(store, "orders >= 2 and visits(channel = kiosk) >= 1", &segment, NULL);

    (void)good(&status, netmkt_segment_save(store, "regulars", segment));
    netmkt_segment_free(segment);
    netmkt_spend_init(&spend);
    spend.channel = NETMKT_CHANNEL_CUSTOM;
    spend.campaign = 1;
    spend.day = 19700;
    spend.amount = 2500;
    (void)good(&status, netmkt_spend_put(store, &spend, sizeof spend, 1));
    (void)good(&status, netmkt_attribute_mark(store, NETMKT_ATTRIBUTE_CUSTOM, NETMKT_PERSONAL_YES));
    return status;
}

static netmkt_status first(netmkt_store *store, int snapshot)
{
    netmkt_status status = definitions(store);

    (void)good(&status, people(store));
    (void)good(&status, wishes(store));
    (void)good(&status, notes(store));
    (void)good(&status, netmkt_store_commit(store));
    if (!snapshot)
        return status;
    (void)good(&status, netmkt_customer_merge(store, 1, 2));
    (void)good(&status, netmkt_customer_erase(store, 3, 0));
    (void)good(&status, netmkt_customer_erase(store, 4, NETMKT_ERASE_KEEP_EVENTS));
    return status;
}

netmkt_status store_complete_first(netmkt_store *store)
{
    return first(store, 1);
}

netmkt_status store_complete_more(netmkt_store *store, int commit)
{
    netmkt_status status = NETMKT_OK;
    netmkt_offer offer;
    netmkt_kind kind;

    netmkt_kind_init(&kind);
    switch (commit) {
    case 0:
        (void)good(&status, netmkt_customer_put(store, "emil", NULL));
        (void)good(&status, netmkt_customer_put(store, "fay", NULL));
        (void)good(&status, events(store, 6, 10, 6));
        break;
    case 1:
        (void)good(&status, netmkt_attribute_define(store, "visits", NETMKT_TYPE_INT, NULL));
        (void)good(&status, netmkt_customer_set_int(store, 1, NETMKT_ATTRIBUTE_CUSTOM + 3, -7));
        (void)good(&status, netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Antwerp"));
        (void)good(&status, netmkt_customer_unset(store, 5, NETMKT_ATTRIBUTE_BIRTH_YEAR));
        break;
    case 2:
        netmkt_offer_init(&offer);
        offer.price = 2499;
        offer.unit_cost = 900;
        (void)good(&status, netmkt_offer_put(store, "tea", &offer, NULL));
        (void)good(&status, netmkt_campaign_put(store, "spring", NULL, NULL, 0, "friends", "again", NULL));
        (void)good(&status, netmkt_kind_define(store, "workshop", &kind, NULL));
        (void)good(&status, netmkt_channel_define(store, "fair", 0, NULL));
        break;
    default:
        (void)good(&status, events(store, 7, 20, 5));
        (void)good(&status, events(store, 1, 20, 5));
    }
    return status;
}

static netmkt_status fill(netmkt_store *store, int snapshot, int commits)
{
    netmkt_status status = first(store, snapshot);

    for (int i = 0; i < commits && status == NETMKT_OK; i++) {
        status = store_complete_more(store, i);
        (void)good(&status, netmkt_store_commit(store));
    }
    return status;
}

static void settings(netmkt_store_options *options)
{
    netmkt_store_options_init(options);
    memcpy(options->currency, "EUR", 4);
    options->day_offset_minutes = 60;
    options->flags = NETMKT_STORE_NO_AUTO_CHECKPOINT;
}

netmkt_status store_complete_make(const char *path, int snapshot)
{
    netmkt_store_options options;
    netmkt_store *store;
    netmkt_status status;

    settings(&options);
    options.flags |= NETMKT_STORE_MUST_CREATE;
    status = netmkt_store_open(path, &options, &store);
    if (status == NETMKT_OK)
        status = fill(store, snapshot, STORE_COMPLETE_COMMITS);
    netmkt_store_close(store);
    return status;
}

netmkt_status store_complete_in_memory(int snapshot, int commits, netmkt_store **out)
{
    netmkt_store_options options;
    netmkt_status status;

    settings(&options);
    status = netmkt_store_open(NULL, &options, out);
    return status == NETMKT_OK ? fill(*out, snapshot, commits) : status;
}
