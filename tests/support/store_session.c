#include "support/store_session.h"

#include <netmkt/disclosure.h>
#include <netmkt/retain.h>
#include <netmkt/suppression.h>

#include <string.h>

#include "support/store_digest.h"

/* To disclosure, with texts. */
static netmkt_status consent(netmkt_store *store, netmkt_customer_id customer)
{
    netmkt_consent c;

    netmkt_consent_init(&c);
    c.customer = customer;
    c.time_ms = 1000;
    c.purpose = NETMKT_PURPOSE_DISCLOSURE;
    c.status = NETMKT_CONSENT_CONFIRMED;
    c.source = "checkout";
    c.policy = "v3";
    return netmkt_consent_add(store, &c, sizeof c, 1, NULL);
}

static netmkt_status disclose(netmkt_store *store)
{
    netmkt_disclosure d[2];

    for (int i = 0; i < 2; i++) { /* about one who will be merged, and one who will be erased */
        netmkt_disclosure_init(&d[i]);
        d[i].customer = i == 0 ? 3 : 2;
        d[i].time_ms = 2000;
        d[i].ground = i == 0 ? NETMKT_GROUND_LAW : NETMKT_GROUND_CONSENT;
        d[i].recipient = "office";
        d[i].data = i == 0 ? "name" : "address";
    }
    return netmkt_disclose(store, d, sizeof *d, 2);
}

/* A customer who will be erased, and two who are none, one of them later lifted. */
static netmkt_status suppress(netmkt_store *store)
{
    static const char *const keys[] = {"second", "nobody", "neighbour", "neighbour"};
    netmkt_suppression s[4];

    for (int i = 0; i < 4; i++) {
        netmkt_suppression_init(&s[i]);
        s[i].key = keys[i];
        s[i].time_ms = 3000 + i;
        s[i].reason = NETMKT_SUPPRESSED_ASKED + i;
        s[i].channel = i == 1 ? NETMKT_CHANNEL_EMAIL : 0;
        s[i].lifted = i == 3;
    }
    return netmkt_suppression_add(store, s, sizeof *s, 4, NULL);
}

/* A value, and events of everybody. */
static netmkt_status retain(netmkt_store *store)
{
    static const char rules[] = "attribute city where key = first\nevents order older than 7 days";
    netmkt_retention *retention;
    netmkt_status status = netmkt_retention_parse(store, rules, strlen(rules), &retention);

    if (status == NETMKT_OK)
        status = netmkt_retain(store, retention, NULL, 7 * INT64_C(86400000) + 20, 0, NULL);
    netmkt_retention_free(retention);
    return status;
}

netmkt_status store_session_step(netmkt_store *store, int step)
{
    netmkt_kind kind;
    netmkt_channel_id used[2] = {NETMKT_CHANNEL_EMAIL, NETMKT_CHANNEL_SMS};
    netmkt_event e[40];
    netmkt_offer offer;

    switch (step) {
    case 0:
        return netmkt_customer_put(store, "first", NULL);
    case 1:
        return netmkt_customer_put(store, "second", NULL);
    case 2:
        netmkt_kind_init(&kind);
        return netmkt_kind_define(store, "tasting", &kind, NULL);
    case 3:
        return netmkt_channel_define(store, "kiosk", NETMKT_CHANNEL_TWO_WAY, NULL);
    case 4:
        return netmkt_campaign_put(store, "spring", NULL, used, 2, "everybody", "hello", NULL);
    case 5:
        return netmkt_offer_put(store, "tea", NULL, NULL);
    case 6:
    case 13:
    case 18:
        for (int i = 0; i < 40; i++) {
            e[i] = store_event(1 + (netmkt_customer_id)(i % 2), (step * 13 + 7 * i) % 40, NETMKT_KIND_ORDER, i);
            e[i].reference[0] = (uint64_t)(step * 20 + i + 1);
            e[i].campaign = 1;
        }
        return netmkt_event_append(store, e, sizeof *e, 40, NULL);
    case 7:
        return netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL);
    case 8:
        return netmkt_customer_set_real(store, 2, NETMKT_ATTRIBUTE_CUSTOM, 2.5);
    case 9:
        return netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Ghent");
    case 10:
    case 23:
        return netmkt_store_commit(store);
    case 11:
        return netmkt_customer_set_text(store, 1, NETMKT_ATTRIBUTE_CITY, "Antwerp");
    case 12:
    case 19:
        return consent(store, step == 12 ? 1 : 2);
    case 14:
        return netmkt_store_rollback(store);
    case 15:
        netmkt_offer_init(&offer);
        offer.price = 500;
        return netmkt_offer_put(store, "tea", &offer, NULL);
    case 16:
        return netmkt_store_checkpoint(store);
    case 17:
        return netmkt_customer_put(store, "third", NULL);
    case 20:
        return disclose(store);
    case 21:
        return netmkt_suppression_set_secret(store, "a secret of the session", 23);
    case 22:
        return suppress(store);
    case 24:
        return netmkt_customer_merge(store, 1, 3);
    case 25:
        return netmkt_customer_erase(store, 2, NETMKT_ERASE_KEEP_EVENTS);
    default:
        return retain(store);
    }
}

int store_session_commits(int step)
{
    return step == 10 || step == 16 || step >= 23;
}

int store_session_drops(int step)
{
    return step == 14;
}
