/* Consents: what holds at a moment, by hand; kept through commit, rollback, checkpoint, merging and erasing; lists, errors, failing memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/support.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define START (INT64_C(20454) * DAY) /* 2026-01-01 */
#define EMAIL NETMKT_CHANNEL_EMAIL
#define PROMOTION NETMKT_FUNCTION_SALES_PROMOTION
#define SERVICE NETMKT_FUNCTION_CUSTOMER_SERVICE

static void say(netmkt_store *store, netmkt_customer_id customer, int32_t status, netmkt_channel_id channel, int32_t purpose, int64_t time_ms)
{
    netmkt_consent c;

    netmkt_consent_init(&c);
    c.customer = customer;
    c.status = status;
    c.channel = channel;
    c.purpose = purpose;
    c.time_ms = time_ms;
    c.source = "form";
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
}

static void event(netmkt_store *store, netmkt_kind_id kind, netmkt_channel_id channel, int64_t time_ms)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = 1;
    e.kind = kind;
    e.channel = channel;
    e.time_ms = time_ms;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

static void holds(netmkt_store *store, netmkt_customer_id customer, netmkt_channel_id channel, int32_t purpose, int64_t when_ms, int32_t want, int64_t want_since)
{
    int64_t since;
    int32_t status;

    ck_assert_int_eq(netmkt_consent_state(store, customer, channel, purpose, when_ms, &status, &since), NETMKT_OK);
    ck_assert_int_eq(status, want);
    ck_assert_int_eq(since, want_since);
}

static netmkt_store *open_store(const char *path)
{
    netmkt_store *store;

    ck_assert_msg(netmkt_store_open(path, NULL, &store) == NETMKT_OK, "%s", netmkt_last_error());
    return store;
}

static netmkt_customer_id customer(netmkt_store *store, const char *key)
{
    netmkt_customer_id id;

    ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
    return id;
}

START_TEST(the_latest_holds_and_of_a_moment_the_strictest)
{
    netmkt_store *store = open_store(NULL);

    (void)customer(store, "ann");
    holds(store, 1, EMAIL, PROMOTION, START, NETMKT_CONSENT_UNKNOWN, INT64_MIN);
    say(store, 1, NETMKT_CONSENT_GRANTED, EMAIL, PROMOTION, START + DAY);
    say(store, 1, NETMKT_CONSENT_REQUESTED, EMAIL, PROMOTION, START); /* known later */
    holds(store, 1, EMAIL, PROMOTION, START - 1, NETMKT_CONSENT_UNKNOWN, INT64_MIN);
    holds(store, 1, EMAIL, PROMOTION, START, NETMKT_CONSENT_REQUESTED, START);
    holds(store, 1, EMAIL, PROMOTION, START + DAY - 1, NETMKT_CONSENT_REQUESTED, START);
    holds(store, 1, EMAIL, PROMOTION, START + DAY, NETMKT_CONSENT_GRANTED, START + DAY);
    holds(store, 1, EMAIL, SERVICE, START + DAY, NETMKT_CONSENT_UNKNOWN, INT64_MIN);
    holds(store, 1, NETMKT_CHANNEL_SMS, PROMOTION, START + DAY, NETMKT_CONSENT_UNKNOWN, INT64_MIN);
    say(store, 1, NETMKT_CONSENT_CONFIRMED, EMAIL, 0, START + 2 * DAY);
    holds(store, 1, EMAIL, SERVICE, START + 2 * DAY, NETMKT_CONSENT_CONFIRMED, START + 2 * DAY);
    say(store, 1, NETMKT_CONSENT_WITHDRAWN, 0, 0, START + 2 * DAY); /* at the same moment */
    holds(store, 1, EMAIL, PROMOTION, START + 2 * DAY, NETMKT_CONSENT_WITHDRAWN, START + 2 * DAY);
    event(store, NETMKT_KIND_SUBSCRIBE, EMAIL, START + 3 * DAY);
    holds(store, 1, EMAIL, PROMOTION, START + 3 * DAY, NETMKT_CONSENT_GRANTED, START + 3 * DAY);
    holds(store, 1, NETMKT_CHANNEL_SMS, PROMOTION, START + 3 * DAY, NETMKT_CONSENT_WITHDRAWN, START + 2 * DAY);
    event(store, NETMKT_KIND_UNSUBSCRIBE, 0, START + 3 * DAY); /* the same moment again, on all channels */
    holds(store, 1, EMAIL, PROMOTION, START + 3 * DAY, NETMKT_CONSENT_WITHDRAWN, START + 3 * DAY);
    say(store, 1, NETMKT_CONSENT_UNKNOWN, EMAIL, PROMOTION, START + 4 * DAY);
    holds(store, 1, EMAIL, PROMOTION, NETMKT_LATEST, NETMKT_CONSENT_WITHDRAWN, START + 3 * DAY); /* the end of the latest event's day */
    holds(store, 1, EMAIL, PROMOTION, START + 4 * DAY, NETMKT_CONSENT_UNKNOWN, START + 4 * DAY);
    netmkt_store_close(store);
}
END_TEST

static uint32_t against(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int32_t purpose, int64_t when_ms, int64_t earliest)
{
    netmkt_permission p = {.struct_size = sizeof p};

    ck_assert_int_eq(netmkt_may_contact(store, settings, 1, channel, purpose, 0, when_ms, &p), NETMKT_OK);
    ck_assert_int_eq(p.earliest_ms, earliest);
    return p.reasons;
}

static void set(netmkt_settings *settings, const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

START_TEST(permission_asks_for_consent)
{
    netmkt_store *store = open_store(NULL);
    netmkt_settings *settings;
    int64_t t = START;

    (void)customer(store, "ann");
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    ck_assert_uint_eq(against(store, settings, EMAIL, SERVICE, t, t), 0);                       /* service needs none */
    ck_assert_uint_eq(against(store, settings, NETMKT_CHANNEL_WEBSITE, PROMOTION, t, t), 0);    /* he comes by himself */
    set(settings, "permission.consent", 2);
    ck_assert_uint_eq(against(store, settings, NETMKT_CHANNEL_WEBSITE, PROMOTION, t, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    set(settings, "permission.consent", 1);
    say(store, 1, NETMKT_CONSENT_REQUESTED, EMAIL, 0, t);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    say(store, 1, NETMKT_CONSENT_GRANTED, EMAIL, 0, t + HOUR);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + HOUR - 1, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + HOUR, t + HOUR), 0);
    set(settings, "permission.confirmed", 1);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + HOUR, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    say(store, 1, NETMKT_CONSENT_CONFIRMED, EMAIL, PROMOTION, t + 2 * HOUR);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + 2 * HOUR, t + 2 * HOUR), 0);
    set(settings, "permission.consent_days", 30);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + 2 * HOUR + 30 * DAY - 1, t + 2 * HOUR + 30 * DAY - 1), 0);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + 2 * HOUR + 30 * DAY, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    say(store, 1, NETMKT_CONSENT_WITHDRAWN, 0, 0, t + 3 * HOUR);
    ck_assert_uint_eq(against(store, settings, NETMKT_CHANNEL_WEBSITE, PROMOTION, t + 3 * HOUR, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    ck_assert_uint_eq(against(store, settings, EMAIL, SERVICE, t + 3 * HOUR, t + 3 * HOUR), 0); /* the parcel is still announced */
    say(store, 1, NETMKT_CONSENT_WITHDRAWN, 0, SERVICE, t + 4 * HOUR);
    ck_assert_uint_eq(against(store, settings, EMAIL, SERVICE, t + 4 * HOUR, NETMKT_NEVER), NETMKT_AGAINST_CONSENT);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(bounces_suppress_their_channel)
{
    netmkt_store *store = open_store(NULL);
    netmkt_settings *settings;
    int64_t t = START;

    (void)customer(store, "ann");
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    say(store, 1, NETMKT_CONSENT_GRANTED, 0, 0, t - DAY);
    event(store, NETMKT_KIND_BOUNCE, EMAIL, t);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t - 1, t - 1), 0);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t, t + 365 * DAY), NETMKT_AGAINST_SUPPRESSED);
    ck_assert_uint_eq(against(store, settings, NETMKT_CHANNEL_SMS, PROMOTION, t, t), 0);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + 365 * DAY, t + 365 * DAY), 0);
    set(settings, "permission.bounces", 2);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t, t), 0);
    event(store, NETMKT_KIND_BOUNCE, EMAIL, t + DAY);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + DAY, t + 365 * DAY), NETMKT_AGAINST_SUPPRESSED);
    event(store, NETMKT_KIND_OPEN, EMAIL, t + 2 * DAY); /* it arrives again */
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + 2 * DAY, t + 2 * DAY), 0);
    set(settings, "permission.bounces", 0);
    ck_assert_uint_eq(against(store, settings, EMAIL, PROMOTION, t + DAY, t + DAY), 0);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

static void fill(netmkt_store *store)
{
    netmkt_consent c;

    (void)customer(store, "ann");
    (void)customer(store, "bob");
    netmkt_consent_init(&c);
    c.customer = 2;
    c.time_ms = START + HOUR;
    c.status = NETMKT_CONSENT_CONFIRMED;
    c.channel = EMAIL;
    c.purpose = PROMOTION;
    c.source = "checkout form";
    c.proof = "192.0.2.1, \"Yes, write to me\"";
    c.policy = "2026-01";
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, NULL), NETMKT_OK);
    say(store, 1, NETMKT_CONSENT_WITHDRAWN, 0, 0, START + DAY);
    say(store, 1, NETMKT_CONSENT_GRANTED, 0, SERVICE, START);
}

static void check_filled(netmkt_store *store)
{
    netmkt_table *table;

    ck_assert_int_eq(netmkt_consent_list(store, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "customer", 0), "ann");
    ck_assert_int_eq(whole(table, "time", 0), START);
    ck_assert_str_eq(text(table, "channel", 0), "");
    ck_assert_str_eq(text(table, "purpose", 0), "customer_service");
    ck_assert_str_eq(text(table, "status", 0), "granted");
    ck_assert_str_eq(text(table, "source", 0), "form");
    ck_assert_str_eq(text(table, "proof", 0), "");
    ck_assert_str_eq(text(table, "status", 1), "withdrawn");
    ck_assert_str_eq(text(table, "purpose", 1), "");
    ck_assert_str_eq(text(table, "customer", 2), "bob");
    ck_assert_str_eq(text(table, "channel", 2), "email");
    ck_assert_str_eq(text(table, "status", 2), "confirmed");
    ck_assert_str_eq(text(table, "proof", 2), "192.0.2.1, \"Yes, write to me\"");
    ck_assert_str_eq(text(table, "policy", 2), "2026-01");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_consent_list(store, 2, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 1);
    netmkt_table_free(table);
}

static size_t rows_of(netmkt_store *store)
{
    netmkt_table *table;
    size_t rows;

    ck_assert_int_eq(netmkt_consent_list(store, 0, &table), NETMKT_OK);
    rows = netmkt_table_rows(table);
    netmkt_table_free(table);
    return rows;
}

START_TEST(kept_in_the_file)
{
    netmkt_store *store;
    char path[512];
    size_t added = 9;
    netmkt_consent c;

    snprintf(path, sizeof path, "%s/consent.netmkt", test_directory());
    store = open_store(path);
    fill(store);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    say(store, 1, NETMKT_CONSENT_GRANTED, EMAIL, 0, START + 9 * DAY);
    ck_assert_uint_eq(rows_of(store), 4);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    check_filled(store);
    netmkt_store_close(store);
    store = open_store(path); /* from the journal */
    check_filled(store);
    ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    netmkt_store_close(store);
    store = open_store(path); /* from the snapshot */
    check_filled(store);
    netmkt_consent_init(&c);
    c.customer = 1;
    c.status = NETMKT_CONSENT_WITHDRAWN;
    c.time_ms = START + DAY;
    c.source = "form";
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, &added), NETMKT_OK); /* it is there */
    ck_assert_uint_eq(added, 0);
    c.source = "letter";
    ck_assert_int_eq(netmkt_consent_add(store, &c, sizeof c, 1, &added), NETMKT_OK);
    ck_assert_uint_eq(added, 1);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    netmkt_store_close(store);
    store = open_store(path); /* from both */
    ck_assert_uint_eq(rows_of(store), 4);
    netmkt_store_close(store);
}
END_TEST

static int file_has(const char *path, const char *needle)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    size_t n, length = strlen(needle);
    int found = 0;

    ck_assert_ptr_nonnull(file);
    n = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    for (size_t i = 0; i + length <= n; i++)
        found |= memcmp(bytes + i, needle, length) == 0;
    free(bytes);
    return found;
}

START_TEST(merged_and_erased)
{
    netmkt_store *store;
    netmkt_table *table;
    char path[512];

    snprintf(path, sizeof path, "%s/erase.netmkt", test_directory());
    store = open_store(path);
    fill(store);
    say(store, 2, NETMKT_CONSENT_WITHDRAWN, 0, 0, START + DAY); /* as Ann said */
    ck_assert_int_eq(netmkt_customer_merge(store, 1, 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_consent_list(store, 1, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_str_eq(text(table, "source", 1), "checkout form");
    netmkt_table_free(table);
    holds(store, 1, EMAIL, PROMOTION, START + HOUR, NETMKT_CONSENT_CONFIRMED, START + HOUR);
    say(store, customer(store, "cid"), NETMKT_CONSENT_GRANTED, EMAIL, 0, START);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert(file_has(path, "checkout form"));
    ck_assert_int_eq(netmkt_customer_erase(store, 1, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    ck_assert_uint_eq(rows_of(store), 1);
    ck_assert(!file_has(path, "checkout form"));
    ck_assert(!file_has(path, "192.0.2.1"));
    netmkt_store_close(store);
    store = open_store(path);
    ck_assert_uint_eq(rows_of(store), 1);
    netmkt_store_close(store);
}
END_TEST

START_TEST(misuse)
{
    netmkt_store *store = open_store(NULL);
    netmkt_consent c[2];
    netmkt_table *table;
    char long_text[300];
    int32_t status;
    size_t added;

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    (void)customer(store, "ann");
    for (int i = 0; i < 2; i++) {
        netmkt_consent_init(&c[i]);
        c[i].customer = 1;
        c[i].status = NETMKT_CONSENT_GRANTED;
    }
    ck_assert_int_eq(netmkt_consent_add(NULL, c, sizeof *c, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_add(store, NULL, sizeof *c, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_add(store, c, 4, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_add(store, NULL, 0, 0, &added), NETMKT_OK);
    c[1].customer = 2;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_NOT_FOUND);
    ck_assert_str_eq(netmkt_last_error(), "consent 1: there is no customer 2");
    c[1].customer = 1;
    c[1].channel = 999;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_INVALID);
    c[1].channel = 0;
    c[1].purpose = 10;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_INVALID);
    c[1].purpose = 0;
    c[1].status = 5;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_INVALID);
    c[1].status = 0;
    c[1].time_ms = NETMKT_TIME_MAX + 1;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_RANGE);
    c[1].time_ms = 0;
    c[1].source = long_text;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_RANGE);
    c[1].source = "a\nb";
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_FORMAT);
    c[1].source = "\xff";
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_FORMAT);
    c[1].source = NULL;
    c[1].reserved = 1;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_INVALID);
    c[1].struct_size = 1;
    ck_assert_int_eq(netmkt_consent_add(store, c, sizeof *c, 2, &added), NETMKT_E_UNSUPPORTED);
    ck_assert_uint_eq(added, 0);
    ck_assert_uint_eq(rows_of(store), 0); /* all or none */
    ck_assert_int_eq(netmkt_consent_state(NULL, 1, EMAIL, PROMOTION, START, &status, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_state(store, 1, EMAIL, PROMOTION, START, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_state(store, 1, 0, PROMOTION, START, &status, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_state(store, 1, EMAIL, 0, START, &status, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_state(store, 2, EMAIL, PROMOTION, START, &status, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_consent_state(store, 1, EMAIL, PROMOTION, START, &status, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_consent_list(NULL, 0, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_list(store, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_list(store, 2, &table), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_null(table);
    ck_assert_str_eq(netmkt_consent_name(NETMKT_CONSENT_CONFIRMED), "confirmed");
    ck_assert_ptr_null(netmkt_consent_name(5));
    ck_assert_ptr_null(netmkt_consent_name(-1));
    ck_assert_int_eq(netmkt_consent_by_name("withdrawn"), NETMKT_CONSENT_WITHDRAWN);
    ck_assert_int_eq(netmkt_consent_by_name("maybe"), -1);
    ck_assert_int_eq(netmkt_consent_by_name(NULL), -1);
    netmkt_store_close(store);
}
END_TEST

static void read_csv(netmkt_store *store, const char *csv, netmkt_status want, const char *message, size_t want_added)
{
    size_t added = 99;

    ck_assert_int_eq(netmkt_consent_read(store, csv, strlen(csv), &added), want);
    if (message != NULL)
        ck_assert_str_eq(netmkt_last_error(), message);
    ck_assert_uint_eq(added, want_added);
}

START_TEST(from_csv_and_back)
{
    static const char csv[] = "customer,time,channel,purpose,status,source,proof,policy\n"
                              "ann,2026-01-01T00:00:00Z,,customer_service,granted,form,,\n"
                              "ann,2026-01-02T00:00:00Z,,,withdrawn,form,,\n"
                              "bob,2026-01-01T01:00:00Z,email,sales_promotion,confirmed,checkout form,\"192.0.2.1, \"\"Yes, write to me\"\"\",2026-01\n";
    netmkt_store *store = open_store(NULL);
    netmkt_table *table;
    char back[1024];

    read_csv(store, csv, NETMKT_OK, NULL, 3);
    check_filled(store);
    read_csv(store, csv, NETMKT_OK, NULL, 0); /* twice is as good as once */
    ck_assert_int_eq(netmkt_consent_list(store, 0, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, back, sizeof back, NULL), NETMKT_OK);
    netmkt_table_free(table);
    ck_assert_uint_eq(rows_of(store), 3);
    netmkt_store_close(store);
    store = open_store(NULL);
    read_csv(store, back, NETMKT_OK, NULL, 3);
    check_filled(store);
    read_csv(store, "", NETMKT_E_FORMAT, "the file is empty", 0);
    read_csv(store, "customer,time\n", NETMKT_E_NOT_FOUND, "line 1: there is no column \"status\"", 0);
    read_csv(store, "customer,time,status,time\n", NETMKT_E_FORMAT, "line 1: two columns hold the time", 0);
    read_csv(store, "customer,time,status\n", NETMKT_E_FORMAT, "there is a header, but no row", 0);
    read_csv(store, "customer,time,status\neve,2026-01-01,maybe\n", NETMKT_E_FORMAT,
             "line 2, column status: \"maybe\" is none of unknown, requested, granted, confirmed, withdrawn", 0);
    read_csv(store, "customer,time,status,purpose\neve,2026-01-01,granted,\nfay,2026-01-01,granted,sales\n", NETMKT_E_FORMAT,
             "line 3, column purpose: there is no purpose \"sales\"", 0);
    read_csv(store, "customer,time,status\neve,,granted\n", NETMKT_E_FORMAT, "line 2, column time: it is missing", 0);
    read_csv(store, "customer,time,status\neve,2026-01-01\n", NETMKT_E_FORMAT, "line 2: 2 fields, the header has 3", 0);
    ck_assert_uint_eq(rows_of(store), 3); /* nothing of a bad file */
    {
        uint64_t customers;

        ck_assert_int_eq(netmkt_customer_count(store, &customers), NETMKT_OK);
        ck_assert_uint_eq(customers, 2);
    }
    (void)customer(store, "gil");
    read_csv(store, csv, NETMKT_E_STATE, "the store has uncommitted work: commit it or roll it back before consents are read", 0);
    ck_assert_int_eq(netmkt_consent_read(NULL, csv, 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_consent_read(store, NULL, 1, NULL), NETMKT_E_INVALID);
    netmkt_store_close(store);
}
END_TEST

typedef struct page {
    char text[1 << 16];
    size_t length;
} page;

static int32_t take(void *user, const char *bytes, size_t size)
{
    page *p = user;

    ck_assert_uint_lt(p->length + size, sizeof p->text);
    memcpy(p->text + p->length, bytes, size);
    p->length += size;
    p->text[p->length] = '\0';
    return 0;
}

/* Export a store as CSV, by pseudonyms or not. */
static void export_to(netmkt_store *store, int pseudonymous, page *out)
{
    netmkt_export *e;
    size_t got = 1;

    if (pseudonymous)
        ck_assert_int_eq(netmkt_export_pseudonymous(store, "0123456789abcdef0123456789abcdef", 32, &e), NETMKT_OK);
    else
        ck_assert_int_eq(netmkt_export_new(store, &e), NETMKT_OK);
    for (out->length = 0; got > 0; out->length += got)
        (void)netmkt_export_next(e, out->text + out->length, sizeof out->text - 1 - out->length, &got);
    out->text[out->length] = '\0';
    netmkt_export_free(e);
}

START_TEST(exported_restored_and_told_to_the_person)
{
    netmkt_store *store = open_store(NULL), *other;
    static page first, again;
    netmkt_import *import;

    fill(store);
    event(store, NETMKT_KIND_VISIT, EMAIL, START);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    export_to(store, 0, &first);
    ck_assert_ptr_nonnull(strstr(first.text, "checkout form"));
    other = open_store(NULL);
    ck_assert_int_eq(netmkt_import_new(other, NULL, &import), NETMKT_OK);
    ck_assert_msg(netmkt_import_feed(import, first.text, first.length) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    check_filled(other);
    export_to(other, 0, &again);
    ck_assert_str_eq(again.text, first.text);
    export_to(store, 1, &again);
    ck_assert_ptr_null(strstr(again.text, "consent"));
    ck_assert_ptr_null(strstr(again.text, "checkout form"));
    again.length = 0;
    ck_assert_int_eq(netmkt_person_write(store, NULL, 2, NETMKT_LATEST, take, &again), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(again.text, "192.0.2.1, \\\"Yes, write to me\\\""));
    ck_assert_ptr_nonnull(strstr(again.text, "\"policy\""));
    ck_assert_ptr_nonnull(strstr(again.text, "\"confirmed\""));
    netmkt_store_close(other);
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
    netmkt_table *table;
    char path[512];

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_store_options_init(&open);
    open.context = context;
    snprintf(path, sizeof path, "%s/memory.netmkt", test_directory());
    ck_assert_int_eq(netmkt_store_open(path, &open, &store), NETMKT_OK);
    for (int which = 0; which < 4; which++) {
        if (which == 0) {
            (void)customer(store, "ann");
            (void)customer(store, "bob");
        }
        for (uint64_t n = 1;; n++) {
            netmkt_consent c[3];
            netmkt_status status = NETMKT_OK;
            static const char *const sources[3] = {"one", "two", "three"};

            for (int i = 0; i < 3; i++) {
                netmkt_consent_init(&c[i]);
                c[i].customer = 1 + (netmkt_customer_id)(i % 2);
                c[i].source = sources[i];
                c[i].status = NETMKT_CONSENT_GRANTED;
            }
            memory.fail_at = memory.calls + n;
            if (which == 0)
                status = netmkt_consent_add(store, c, sizeof *c, 3, NULL);
            else if (which == 1)
                status = netmkt_consent_list(store, 0, &table);
            else if (which == 2)
                status = netmkt_store_checkpoint(store);
            else
                status = netmkt_customer_merge(store, 1, 2);
            memory.fail_at = 0;
            if (which == 1)
                netmkt_table_free(table);
            if (status == NETMKT_OK)
                break;
            ck_assert_int_eq(status, NETMKT_E_NOMEM);
            ck_assert_uint_eq(rows_of(store), which == 0 ? 0 : 3);
        }
    }
    ck_assert_uint_eq(rows_of(store), 3);
    netmkt_store_close(store);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("consent");
    TCase *tests = tcase_create("consent");

    tcase_add_test(tests, the_latest_holds_and_of_a_moment_the_strictest);
    tcase_add_test(tests, permission_asks_for_consent);
    tcase_add_test(tests, bounces_suppress_their_channel);
    tcase_add_test(tests, kept_in_the_file);
    tcase_add_test(tests, merged_and_erased);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, from_csv_and_back);
    tcase_add_test(tests, exported_restored_and_told_to_the_person);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
