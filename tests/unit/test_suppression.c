/* The suppression list: what is said of whom, permission by it, people who are no customers, erasing, merging, files, failures. */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define START INT64_C(1767225600000) /* 2026-01-01 */
#define EMAIL NETMKT_CHANNEL_EMAIL
#define SMS NETMKT_CHANNEL_SMS
#define PROMOTION NETMKT_FUNCTION_SALES_PROMOTION
#define SERVICE NETMKT_FUNCTION_CUSTOMER_SERVICE

static netmkt_suppression entry(const char *key, int32_t reason, netmkt_channel_id channel, int64_t time_ms, int32_t lifted)
{
    netmkt_suppression s;

    netmkt_suppression_init(&s);
    s.key = key;
    s.reason = reason;
    s.channel = channel;
    s.time_ms = time_ms;
    s.lifted = lifted;
    return s;
}

static void suppress(netmkt_store *store, const char *key, int32_t reason, netmkt_channel_id channel, int64_t time_ms, int32_t lifted)
{
    netmkt_suppression s = entry(key, reason, channel, time_ms, lifted);
    size_t added = 9;

    ck_assert_msg(netmkt_suppression_add(store, &s, sizeof s, 1, &added) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_uint_eq(added, 1);
}

static void holds(netmkt_store *store, const char *key, netmkt_channel_id channel, int64_t when_ms, int32_t reason, int64_t since_ms)
{
    int32_t found = 9;
    int64_t since = 9;

    ck_assert_msg(netmkt_suppression_state(store, key, channel, when_ms, &found, &since) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(found, reason);
    ck_assert_int_eq(since, since_ms);
}

static netmkt_customer_id customer(netmkt_store *store, const char *key)
{
    netmkt_customer_id id;

    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
    return id;
}

static void happen(netmkt_store *store, netmkt_customer_id who, netmkt_kind_id kind, netmkt_channel_id channel, int64_t time_ms)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = who;
    e.kind = kind;
    e.channel = channel;
    e.time_ms = time_ms;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* Consent and waiting aside: what of suppression forbids. */
static netmkt_permission ask(netmkt_store *store, netmkt_settings *settings, netmkt_customer_id who, netmkt_channel_id channel, int32_t purpose, int64_t when_ms)
{
    netmkt_permission p = {.struct_size = sizeof p};

    ck_assert_int_eq(netmkt_may_contact(store, settings, who, channel, purpose, 0, when_ms, &p), NETMKT_OK);
    return p;
}

static netmkt_settings *quiet_settings(void)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.consent", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.complaint_days", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.request_days", 0), NETMKT_OK);
    return settings;
}

static size_t entries_of(netmkt_store *store, const char *key)
{
    netmkt_table *table;
    size_t n;

    ck_assert_msg(netmkt_suppression_list(store, key, &table) == NETMKT_OK, "%s", netmkt_last_error());
    n = netmkt_table_rows(table);
    netmkt_table_free(table);
    return n;
}

START_TEST(the_latest_holds)
{
    netmkt_suppression twice;
    netmkt_store *store;
    size_t added = 9;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    holds(store, "ann", EMAIL, START, 0, INT64_MIN); /* without a list */
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    holds(store, "ann", EMAIL, START - 1, 0, INT64_MIN);
    holds(store, "ann", EMAIL, START, NETMKT_SUPPRESSED_ASKED, START);
    holds(store, "ann", SMS, START, 0, INT64_MIN);
    holds(store, "bob", EMAIL, START, 0, INT64_MIN);
    suppress(store, "ann", NETMKT_SUPPRESSED_LIST, 0, START + 2 * DAY, 0);
    holds(store, "ann", SMS, START + 2 * DAY, NETMKT_SUPPRESSED_LIST, START + 2 * DAY);
    holds(store, "ann", EMAIL, START + 2 * DAY, NETMKT_SUPPRESSED_LIST, START + 2 * DAY);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START + 3 * DAY, 1);
    holds(store, "ann", EMAIL, START + 3 * DAY, 0, START + 3 * DAY);
    holds(store, "ann", SMS, START + 3 * DAY, NETMKT_SUPPRESSED_LIST, START + 2 * DAY);
    suppress(store, "ann", NETMKT_SUPPRESSED_OTHER, EMAIL, START + 3 * DAY, 0); /* of one moment what suppresses */
    holds(store, "ann", EMAIL, START + 3 * DAY, NETMKT_SUPPRESSED_OTHER, START + 3 * DAY);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START + DAY, 1); /* known later, of an earlier time */
    holds(store, "ann", EMAIL, START + 2 * DAY - 1, 0, START + DAY);
    holds(store, "ann", EMAIL, START + 3 * DAY, NETMKT_SUPPRESSED_OTHER, START + 3 * DAY);
    twice = entry("ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    ck_assert_int_eq(netmkt_suppression_add(store, &twice, sizeof twice, 1, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 0);
    ck_assert_uint_eq(entries_of(store, NULL), 5);
    ck_assert_uint_eq(entries_of(store, "ann"), 5);
    ck_assert_uint_eq(entries_of(store, "bob"), 0);
    netmkt_store_close(store);
}
END_TEST

START_TEST(permission)
{
    netmkt_settings *settings = quiet_settings();
    netmkt_permission p;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id ann, bob;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0); /* before she is a customer */
    suppress(store, "bob", NETMKT_SUPPRESSED_BOUNCE, EMAIL, START, 0);
    ann = customer(store, "ann");
    bob = customer(store, "bob");
    p = ask(store, settings, ann, EMAIL, PROMOTION, START);
    ck_assert_uint_eq(p.reasons, NETMKT_AGAINST_SUPPRESSED);
    ck_assert_int_eq(p.earliest_ms, NETMKT_NEVER);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START - 1).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, ann, SMS, PROMOTION, START).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, SERVICE, START).reasons, 0); /* exempt */
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, SERVICE, START).reasons, NETMKT_AGAINST_SUPPRESSED); /* it would not arrive */
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.suppression_exempt", 0), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, SERVICE, START).reasons, NETMKT_AGAINST_SUPPRESSED);
    ck_assert_int_eq(netmkt_contact_explain(store, settings, ann, EMAIL, PROMOTION, 0, START, &table), NETMKT_OK);
    for (size_t i = 0; i < netmkt_table_rows(table); i++)
        if (strcmp(text(table, "reason", i), "suppressed") == 0)
            ck_assert_str_eq(text(table, "evidence", i), "on the suppression list (asked) of 2026-01-01T00:00:00Z");
    netmkt_table_free(table);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, 0, START + DAY, 1);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY - 1).reasons, NETMKT_AGAINST_SUPPRESSED);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(complaints_and_bounces)
{
    netmkt_settings *settings = quiet_settings();
    netmkt_consent c;
    netmkt_store *store;
    netmkt_customer_id ann;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ann = customer(store, "ann");
    happen(store, ann, NETMKT_KIND_COMPLAINT, EMAIL, START);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START - 1).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START).reasons, NETMKT_AGAINST_SUPPRESSED);
    ck_assert_int_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 4000 * DAY).earliest_ms, NETMKT_NEVER);
    ck_assert_uint_eq(ask(store, settings, ann, SMS, PROMOTION, START).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, SERVICE, START).reasons, 0);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.complaints", 2), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY).reasons, 0);
    happen(store, ann, NETMKT_KIND_COMPLAINT, EMAIL, START + DAY);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.complaints", 0), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY).reasons, 0);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.complaints", 1), NETMKT_OK);
    happen(store, ann, NETMKT_KIND_SUBSCRIBE, EMAIL, START + DAY); /* at the moment of the complaint: it holds */
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    netmkt_consent_init(&c);
    c.customer = ann;
    c.time_ms = START + 2 * DAY;
    c.purpose = PROMOTION;
    c.channel = EMAIL;
    c.status = NETMKT_CONSENT_GRANTED;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 2 * DAY - 1).reasons, NETMKT_AGAINST_SUPPRESSED);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 2 * DAY).reasons, 0); /* she wants it again, for this purpose */
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, NETMKT_FUNCTION_BRAND, START + 2 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    happen(store, ann, NETMKT_KIND_COMPLAINT, EMAIL, START + 3 * DAY);
    happen(store, ann, NETMKT_KIND_BOUNCE, EMAIL, START + 3 * DAY);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 3 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    suppress(store, "ann", NETMKT_SUPPRESSED_OTHER, EMAIL, START + 3 * DAY, 1); /* at the same moment: not lifted */
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 3 * DAY).reasons, 0);
    happen(store, ann, NETMKT_KIND_BOUNCE, EMAIL, START + 4 * DAY);
    ck_assert_int_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 4 * DAY).earliest_ms, START + 369 * DAY);
    suppress(store, "ann", NETMKT_SUPPRESSED_BOUNCE, EMAIL, START + 5 * DAY, 1);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 5 * DAY).reasons, 0);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(hashes_and_secrets)
{
    unsigned char hash[NETMKT_SUPPRESSION_HASH], other[NETMKT_SUPPRESSION_HASH], secret[NETMKT_SUPPRESSION_SECRET_MOST];
    netmkt_suppression s;
    netmkt_store *store, *second;
    size_t size = 9;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &second), NETMKT_OK);
    ck_assert_int_eq(netmkt_suppression_secret(store, secret, &size), NETMKT_OK);
    ck_assert_uint_eq(size, 0);
    ck_assert_int_eq(netmkt_suppression_hash(store, "ann", hash), NETMKT_E_STATE);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, 0, START, 0); /* makes a secret */
    ck_assert_int_eq(netmkt_suppression_secret(store, secret, &size), NETMKT_OK);
    ck_assert_uint_eq(size, 32);
    ck_assert_int_eq(netmkt_suppression_hash(store, "ann", hash), NETMKT_OK);
    ck_assert_int_eq(netmkt_suppression_hash(store, "bob", other), NETMKT_OK);
    ck_assert_int_ne(memcmp(hash, other, sizeof hash), 0);
    /* another store with the same secret understands the hashes */
    s = entry(NULL, NETMKT_SUPPRESSED_LIST, EMAIL, START, 0);
    s.hash = hash;
    ck_assert_int_eq(netmkt_suppression_add(second, &s, sizeof s, 1, NULL), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_suppression_set_secret(second, secret, size), NETMKT_OK);
    customer(second, "eve");
    customer(second, "ann");
    ck_assert_int_eq(netmkt_suppression_add(second, &s, sizeof s, 1, NULL), NETMKT_OK);
    s.hash = other;
    ck_assert_int_eq(netmkt_suppression_add(second, &s, sizeof s, 1, NULL), NETMKT_OK);
    customer(second, "bob");
    holds(second, "ann", EMAIL, START, NETMKT_SUPPRESSED_LIST, START);
    holds(second, "bob", EMAIL, START, NETMKT_SUPPRESSED_LIST, START);
    holds(second, "eve", EMAIL, START, 0, INT64_MIN);
    ck_assert_int_eq(netmkt_suppression_set_secret(second, secret, size), NETMKT_OK); /* the same */
    ck_assert_int_eq(netmkt_suppression_set_secret(second, secret, 16), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_suppression_set_secret(second, secret, 15), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_suppression_set_secret(second, secret, 65), NETMKT_E_RANGE);
    netmkt_store_rollback(second);
    ck_assert_uint_eq(entries_of(second, NULL), 0);
    ck_assert_int_eq(netmkt_suppression_secret(second, secret, &size), NETMKT_OK);
    ck_assert_uint_eq(size, 0);
    netmkt_store_close(second);
    netmkt_store_close(store);
}
END_TEST

START_TEST(erased_and_merged)
{
    netmkt_settings *settings = quiet_settings();
    netmkt_consent c;
    netmkt_store *store;
    netmkt_customer_id ann, bob, cid, dan, fay;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ann = customer(store, "ann");
    bob = customer(store, "bob");
    cid = customer(store, "cid");
    dan = customer(store, "dan");
    fay = customer(store, "fay");
    suppress(store, "bob", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    ck_assert_int_eq(netmkt_customer_merge(store, ann, bob), NETMKT_OK);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START).reasons, NETMKT_AGAINST_SUPPRESSED);
    holds(store, "ann", EMAIL, START, NETMKT_SUPPRESSED_ASKED, START);
    ck_assert_uint_eq(entries_of(store, "ann"), 1);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START + DAY, 1); /* lifted by the other key: they are one */
    holds(store, "bob", EMAIL, START + DAY, 0, START + DAY);
    suppress(store, "bob", NETMKT_SUPPRESSED_LIST, EMAIL, START + 2 * DAY, 0);
    holds(store, "ann", EMAIL, START + 2 * DAY, NETMKT_SUPPRESSED_LIST, START + 2 * DAY);
    /* erased: the hashes stay, and each key has all of them */
    ck_assert_int_eq(netmkt_customer_erase(store, ann, 0), NETMKT_OK);
    ck_assert_uint_eq(entries_of(store, "ann"), 3);
    ck_assert_uint_eq(entries_of(store, "bob"), 3);
    holds(store, "bob", EMAIL, START + 2 * DAY, NETMKT_SUPPRESSED_LIST, START + 2 * DAY);
    holds(store, "ann", EMAIL, START + DAY, 0, START + DAY);
    bob = customer(store, "bob"); /* he comes again */
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, PROMOTION, START + 2 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    ann = customer(store, "ann");
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, PROMOTION, START + 2 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    /* what events and consents said of them becomes entries */
    happen(store, cid, NETMKT_KIND_BOUNCE, EMAIL, START);
    happen(store, cid, NETMKT_KIND_COMPLAINT, SMS, START + 1);
    happen(store, cid, NETMKT_KIND_UNSUBSCRIBE, NETMKT_CHANNEL_TELEPHONE, START + 2);
    ck_assert_int_eq(netmkt_customer_erase(store, cid, 0), NETMKT_OK);
    ck_assert_uint_eq(entries_of(store, "cid"), 3);
    holds(store, "cid", EMAIL, START + DAY, NETMKT_SUPPRESSED_BOUNCE, START);
    holds(store, "cid", SMS, START + DAY, NETMKT_SUPPRESSED_COMPLAINT, START + 1);
    holds(store, "cid", NETMKT_CHANNEL_TELEPHONE, START + DAY, NETMKT_SUPPRESSED_WITHDRAWN, START + 2);
    holds(store, "cid", NETMKT_CHANNEL_LETTER, START + DAY, 0, INT64_MIN);
    /* of somebody who was reached again, wrote again and agreed again nothing remains */
    happen(store, dan, NETMKT_KIND_BOUNCE, EMAIL, START);
    happen(store, dan, NETMKT_KIND_VISIT, EMAIL, START + 1);
    happen(store, dan, NETMKT_KIND_COMPLAINT, SMS, START);
    happen(store, dan, NETMKT_KIND_UNSUBSCRIBE, SMS, START + 1);
    happen(store, dan, NETMKT_KIND_SUBSCRIBE, SMS, START + 2);
    ck_assert_int_eq(netmkt_customer_erase(store, dan, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    ck_assert_uint_eq(entries_of(store, "dan"), 0);
    /* everything withdrawn, one channel wanted again */
    netmkt_consent_init(&c);
    c.customer = fay;
    c.time_ms = START;
    c.status = NETMKT_CONSENT_WITHDRAWN;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    c.time_ms = START + DAY;
    c.channel = EMAIL;
    c.status = NETMKT_CONSENT_GRANTED;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, fay, 0), NETMKT_OK);
    holds(store, "fay", SMS, START + 2 * DAY, NETMKT_SUPPRESSED_WITHDRAWN, START);
    holds(store, "fay", EMAIL, START + 2 * DAY, NETMKT_SUPPRESSED_WITHDRAWN, START); /* her consent is gone with her */
    fay = customer(store, "fay");
    ck_assert_uint_eq(ask(store, settings, fay, EMAIL, PROMOTION, START + 3 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    happen(store, fay, NETMKT_KIND_SUBSCRIBE, EMAIL, START + 4 * DAY); /* she comes again, and agrees again */
    ck_assert_uint_eq(ask(store, settings, fay, EMAIL, PROMOTION, START + 4 * DAY).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, fay, SMS, PROMOTION, START + 4 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    suppress(store, "fay", NETMKT_SUPPRESSED_ASKED, 0, START - DAY, 0); /* what she asked for is lifted by no consent, whatever was said between */
    ck_assert_uint_eq(ask(store, settings, fay, EMAIL, PROMOTION, START + 4 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static char *whole_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 20);

    ck_assert(file != NULL && bytes != NULL);
    *size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

/* Erasing takes nothing back that forbade: not by an older lift, nor by another entry, nor because it named a purpose. */
START_TEST(erasing_permits_nothing)
{
    netmkt_settings *settings = quiet_settings();
    netmkt_consent c;
    netmkt_store *store;
    netmkt_customer_id ann, bob, cid;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ann = customer(store, "ann");
    happen(store, ann, NETMKT_KIND_UNSUBSCRIBE, EMAIL, START);
    suppress(store, "ann", NETMKT_SUPPRESSED_OTHER, 0, START + DAY, 1); /* lifts bounces and complaints, no withdrawal */
    bob = customer(store, "bob");
    suppress(store, "bob", NETMKT_SUPPRESSED_ASKED, 0, START - DAY, 0);
    happen(store, bob, NETMKT_KIND_UNSUBSCRIBE, 0, START);
    happen(store, bob, NETMKT_KIND_SUBSCRIBE, EMAIL, START + DAY);
    cid = customer(store, "cid");
    netmkt_consent_init(&c);
    c.customer = cid;
    c.time_ms = START;
    c.purpose = PROMOTION;
    c.status = NETMKT_CONSENT_WITHDRAWN;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    for (netmkt_customer_id id = 1; id <= 3; id++) {
        ck_assert_int_eq(ask(store, settings, id, EMAIL, PROMOTION, START + 2 * DAY).allowed, 0);
        ck_assert_int_eq(netmkt_customer_erase(store, id, 0), NETMKT_OK);
    }
    ck_assert_int_eq(ask(store, settings, customer(store, "ann"), EMAIL, PROMOTION, START + 2 * DAY).allowed, 0);
    ck_assert_int_eq(ask(store, settings, customer(store, "bob"), EMAIL, PROMOTION, START + 2 * DAY).allowed, 0);
    cid = customer(store, "cid");
    ck_assert_int_eq(ask(store, settings, cid, EMAIL, PROMOTION, START + 2 * DAY).allowed, 0);
    c.customer = cid;
    c.time_ms = START + 3 * DAY;
    c.status = NETMKT_CONSENT_GRANTED;
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    ck_assert_int_eq(ask(store, settings, cid, EMAIL, PROMOTION, START + 3 * DAY).allowed, 1);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Neither a later entry of another reason nor a lift before it hides a bounce, or revives one. */
START_TEST(bounces_apart)
{
    netmkt_settings *settings = quiet_settings();
    netmkt_store *store;
    netmkt_customer_id ann, bob;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ann = customer(store, "ann");
    suppress(store, "ann", NETMKT_SUPPRESSED_BOUNCE, EMAIL, START, 0);
    suppress(store, "ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START + DAY, 0);
    ck_assert_uint_eq(ask(store, settings, ann, EMAIL, SERVICE, START + DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    bob = customer(store, "bob");
    happen(store, bob, NETMKT_KIND_BOUNCE, EMAIL, START);
    suppress(store, "bob", NETMKT_SUPPRESSED_BOUNCE, EMAIL, START + DAY, 1);
    suppress(store, "bob", NETMKT_SUPPRESSED_ASKED, EMAIL, START + 2 * DAY, 0);
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, SERVICE, START + 2 * DAY).reasons, 0);
    ck_assert_uint_eq(ask(store, settings, bob, EMAIL, PROMOTION, START + 2 * DAY).reasons, NETMKT_AGAINST_SUPPRESSED);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void close_and_open(const char *path, netmkt_store **store)
{
    netmkt_store_close(*store);
    ck_assert_msg(netmkt_store_open(path, NULL, store) == NETMKT_OK, "%s", netmkt_last_error());
}

/* Journal, snapshot, rollback and recovery; and that nobody's key is in the file who is no customer. */
START_TEST(kept)
{
    char path[4096], rescued[4096 + 8], *bytes;
    size_t size;
    netmkt_store *store;
    netmkt_customer_id late;

    snprintf(path, sizeof path, "%s/suppressions.netmkt", test_directory());
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    suppress(store, "somebody@example.com", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    suppress(store, "late", NETMKT_SUPPRESSED_COMPLAINT, 0, START, 0);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    late = customer(store, "late");
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    holds(store, "late", SMS, START, NETMKT_SUPPRESSED_COMPLAINT, START);
    customer(store, "other"); /* takes the number */
    late = customer(store, "late");
    suppress(store, "third", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    customer(store, "other");
    late = customer(store, "late");
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    for (int pass = 0; pass < 3; pass++) { /* from the journal, from a snapshot, from a file with damage */
        netmkt_settings *settings = quiet_settings();

        close_and_open(path, &store);
        ck_assert_uint_eq(entries_of(store, NULL), 2);
        holds(store, "somebody@example.com", EMAIL, START, NETMKT_SUPPRESSED_ASKED, START);
        holds(store, "late", SMS, START, NETMKT_SUPPRESSED_COMPLAINT, START);
        ck_assert_uint_eq(ask(store, settings, late, SMS, PROMOTION, START).reasons, NETMKT_AGAINST_SUPPRESSED);
        ck_assert_uint_eq(ask(store, settings, late - 1, SMS, PROMOTION, START).reasons, 0);
        netmkt_settings_free(settings);
        if (pass == 0)
            ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    }
    netmkt_store_close(store);
    bytes = whole_file(path, &size);
    for (size_t i = 0; i + 8 < size; i++)
        ck_assert_int_ne(memcmp(bytes + i, "somebody", 8), 0);
    free(bytes);
    snprintf(rescued, sizeof rescued, "%s.saved", path);
    ck_assert_msg(netmkt_store_recover(path, rescued, NULL, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(netmkt_store_open(rescued, NULL, &store), NETMKT_OK);
    ck_assert_uint_eq(entries_of(store, NULL), 2);
    holds(store, "late", SMS, START, NETMKT_SUPPRESSED_COMPLAINT, START);
    netmkt_store_close(store);
}
END_TEST

START_TEST(csv)
{
    static const char good[] = "key,time,channel,reason,state\n"
                               "ann,2026-01-01,email,,\n"
                               "bob,2026-01-02,,list,suppressed\n"
                               "\"o'hara, pat\",2026-01-03 10:00,sms,bounce,lifted\n";
    static const struct {
        const char *text, *message;
        netmkt_status status;
    } bad[] = {
        {"time\n2026-01-01\n", "neither a column key nor a column hash", NETMKT_E_NOT_FOUND},
        {"key\nann\n", "time", NETMKT_E_NOT_FOUND},
        {"key,time\nann,\n", "line 2, column time: it is missing", NETMKT_E_FORMAT},
        {"key,time\nann,soon\n", "line 2, column time", NETMKT_E_FORMAT},
        {"key,time\n,2026-01-01\n", "line 2, column key: there is neither a key nor a hash", NETMKT_E_FORMAT},
        {"key,time,reason\nann,2026-01-01,fun\n", "\"fun\" is none of asked, bounce", NETMKT_E_FORMAT},
        {"key,time,state\nann,2026-01-01,on\n", "\"on\" is neither suppressed nor lifted", NETMKT_E_FORMAT},
        {"key,time,channel\nann,2026-01-01,fax\n", "fax", NETMKT_E_NOT_FOUND},
        {"hash,time\nabcd,2026-01-01\n", "\"abcd\" is no hash of 64 hexadecimal digits", NETMKT_E_FORMAT},
        {"hash,time\n0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,2026-01-01\n", "line 2, column hash: the store has no secret", NETMKT_E_STATE},
        {"key,time\n\xff\xfe,2026-01-01\n", "not UTF-8", NETMKT_E_FORMAT},
    };
    netmkt_store *store, *second;
    netmkt_table *table;
    netmkt_export *export;
    netmkt_import *import;
    char *told;
    size_t added = 9, size = 0, part;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        netmkt_status status = netmkt_suppression_read(store, bad[i].text, strlen(bad[i].text), &added);

        ck_assert_msg(status == bad[i].status, "%zu: %d, %s", i, status, netmkt_last_error());
        ck_assert_msg(strstr(netmkt_last_error(), bad[i].message) != NULL, "%zu: %s", i, netmkt_last_error());
        ck_assert_uint_eq(added, 0);
        ck_assert_uint_eq(entries_of(store, NULL), 0);
    }
    ck_assert_msg(netmkt_suppression_read(store, good, sizeof good - 1, &added) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_uint_eq(added, 3);
    holds(store, "ann", EMAIL, START + DAY, NETMKT_SUPPRESSED_ASKED, START);
    holds(store, "bob", SMS, START + DAY, NETMKT_SUPPRESSED_LIST, START + DAY);
    holds(store, "o'hara, pat", SMS, START + 3 * DAY, 0, START + 2 * DAY + 10 * 3600000);
    ck_assert_int_eq(netmkt_suppression_read(store, good, sizeof good - 1, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 0);
    /* what the list writes, reads again */
    customer(store, "ann");
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_suppression_list(store, NULL, &table), NETMKT_OK);
    ck_assert_str_eq(text(table, "customer", 0), "ann");
    ck_assert_str_eq(text(table, "customer", 1), "");
    ck_assert_str_eq(text(table, "channel", 1), "");
    ck_assert_str_eq(text(table, "channel", 2), "sms");
    ck_assert_str_eq(text(table, "reason", 2), "bounce");
    ck_assert_str_eq(text(table, "state", 2), "lifted");
    ck_assert_uint_eq(strlen(text(table, "hash", 2)), 64);
    netmkt_table_free(table);
    /* and so does an export, secret and all; one by pseudonyms says nothing of it */
    told = malloc(1 << 16);
    ck_assert_int_eq(netmkt_export_new(store, &export), NETMKT_OK);
    while (netmkt_export_next(export, told + size, (1 << 16) - size, &part) == NETMKT_OK)
        size += part;
    netmkt_export_free(export);
    told[size] = '\0';
    ck_assert_ptr_nonnull(strstr(told, "\nsecret,"));
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &second), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(second, NULL, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, told, size) == NETMKT_OK && netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    ck_assert_uint_eq(entries_of(second, NULL), 3);
    holds(second, "ann", EMAIL, START + DAY, NETMKT_SUPPRESSED_ASKED, START);
    holds(second, "bob", SMS, START + DAY, NETMKT_SUPPRESSED_LIST, START + DAY);
    netmkt_store_close(second);
    size = 0;
    ck_assert_int_eq(netmkt_export_pseudonymous(store, "a secret of sixteen", 16, &export), NETMKT_OK);
    while (netmkt_export_next(export, told + size, (1 << 16) - size, &part) == NETMKT_OK)
        size += part;
    netmkt_export_free(export);
    told[size] = '\0';
    ck_assert_ptr_null(strstr(told, "\nsecret,"));
    ck_assert_ptr_null(strstr(told, "\nsuppression,"));
    free(told);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    static const unsigned char hash[NETMKT_SUPPRESSION_HASH];
    unsigned char out[NETMKT_SUPPRESSION_HASH];
    char longest[300];
    netmkt_suppression s = entry("ann", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0), both[2], bad;
    netmkt_store *store;
    netmkt_table *table;
    int32_t reason = 9;
    size_t size;

    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
#define REFUSED(change, status)                                                            \
    do {                                                                                   \
        bad = s;                                                                           \
        change;                                                                            \
        ck_assert_int_eq(netmkt_suppression_add(store, &bad, sizeof bad, 1, NULL), status); \
    } while (0)
    REFUSED(bad.struct_size = 8, NETMKT_E_UNSUPPORTED);
    REFUSED(bad.reason = 0, NETMKT_E_INVALID);
    REFUSED(bad.reason = 7, NETMKT_E_INVALID);
    REFUSED(bad.key = NULL, NETMKT_E_INVALID);
    REFUSED(bad.hash = hash, NETMKT_E_STATE);
    REFUSED(bad.key = "", NETMKT_E_FORMAT);
    REFUSED(bad.key = longest, NETMKT_E_FORMAT);
    REFUSED(bad.key = "\xff", NETMKT_E_FORMAT);
    REFUSED(bad.channel = 60000, NETMKT_E_INVALID);
    REFUSED(bad.lifted = 2, NETMKT_E_INVALID);
    REFUSED(bad.time_ms = INT64_MAX, NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_suppression_secret(store, out, &size), NETMKT_OK);
    ck_assert_uint_eq(size, 0); /* no failure made one */
    both[0] = s;
    both[1] = s;
    both[1].reason = 9;
    ck_assert_int_eq(netmkt_suppression_add(store, both, sizeof s, 2, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "suppression 1: "));
    ck_assert_int_eq(netmkt_suppression_add(store, both, 3, 2, NULL), NETMKT_E_INVALID);
    ck_assert_uint_eq(entries_of(store, NULL), 0);
    ck_assert_int_eq(netmkt_suppression_add(NULL, &s, sizeof s, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_add(store, NULL, sizeof s, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_add(store, NULL, 0, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_suppression_set_secret(store, NULL, 32), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_secret(store, out, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_hash(store, NULL, out), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_hash(store, "", out), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_suppression_state(store, "ann", 0, START, &reason, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(reason, 0);
    ck_assert_int_eq(netmkt_suppression_state(store, "ann", EMAIL, INT64_MAX, &reason, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_suppression_state(store, "", EMAIL, START, &reason, NULL), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_suppression_state(store, NULL, EMAIL, START, &reason, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_list(store, "", &table), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_suppression_list(NULL, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_suppression_list(store, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_suppression_read(store, NULL, 1, NULL), NETMKT_E_INVALID);
    ck_assert_str_eq(netmkt_suppressed_name(NETMKT_SUPPRESSED_LIST), "list");
    ck_assert_ptr_null(netmkt_suppressed_name(0));
    ck_assert_int_eq(netmkt_suppressed_by_name("other"), NETMKT_SUPPRESSED_OTHER);
    ck_assert_int_eq(netmkt_suppressed_by_name(""), -1);
    netmkt_suppression_init(NULL);
    netmkt_store_close(store);
}
END_TEST

static netmkt_status work(netmkt_context *context)
{
    static const char file[] = "key,time\nann,2026-01-01\nbob,2026-01-01\n";
    netmkt_store_options options;
    netmkt_store *store = NULL;
    netmkt_table *table = NULL;
    netmkt_suppression s = entry("dan", NETMKT_SUPPRESSED_ASKED, EMAIL, START, 0);
    netmkt_customer_id ann = 0;
    int32_t reason;
    netmkt_status status;

    netmkt_store_options_init(&options);
    options.context = context;
    status = netmkt_store_open(NULL, &options, &store);
    if (status == NETMKT_OK)
        status = netmkt_suppression_read(store, file, sizeof file - 1, NULL);
    if (status == NETMKT_OK)
        status = netmkt_customer_put(store, "ann", &ann);
    if (status == NETMKT_OK) {
        status = netmkt_suppression_add(store, &s, sizeof s, 1, NULL);
        if (status != NETMKT_OK && netmkt_suppression_list(store, NULL, &table) == NETMKT_OK) {
            ck_assert_uint_eq(netmkt_table_rows(table), 2);
            netmkt_table_free(table);
            table = NULL;
        }
    }
    if (status == NETMKT_OK)
        status = netmkt_suppression_list(store, NULL, &table);
    netmkt_table_free(table);
    if (status == NETMKT_OK) {
        status = netmkt_customer_erase(store, ann, 0);
        ck_assert_int_eq(netmkt_suppression_state(store, "ann", EMAIL, START, &reason, NULL), NETMKT_OK);
        ck_assert_int_eq(reason, NETMKT_SUPPRESSED_ASKED);
    }
    netmkt_store_close(store);
    return status;
}

START_TEST(failing_memory)
{
    struct faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_status status = NETMKT_E_NOMEM;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    for (uint64_t n = 1; status != NETMKT_OK; n++) {
        memory.fail_at = memory.calls + n;
        status = work(context);
        memory.fail_at = 0;
        ck_assert(status == NETMKT_OK || status == NETMKT_E_NOMEM);
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("suppression");
    TCase *tests = tcase_create("suppression");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_latest_holds);
    tcase_add_test(tests, permission);
    tcase_add_test(tests, complaints_and_bounces);
    tcase_add_test(tests, hashes_and_secrets);
    tcase_add_test(tests, erased_and_merged);
    tcase_add_test(tests, erasing_permits_nothing);
    tcase_add_test(tests, bounces_apart);
    tcase_add_test(tests, kept);
    tcase_add_test(tests, csv);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
