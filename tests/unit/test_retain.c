/* Retention: each form of rule by hand, ages and their edges, dry runs, mistakes in rules, what stays of whom goes, files, failures, many against one by one. */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/cells.h"
#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(20500) * DAY) /* 2026-02-16 00:00 */
#define EMAIL NETMKT_CHANNEL_EMAIL
#define WEBSITE NETMKT_CHANNEL_WEBSITE

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

static uint64_t events_in(netmkt_store *store)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};

    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    return stats.events;
}

static int is_there(netmkt_store *store, const char *key)
{
    netmkt_customer_id id;

    return netmkt_customer_find(store, key, &id) == NETMKT_OK;
}

/* Run rules; the table's first row must be as said, of as many rows as there are rules. */
static void runs(netmkt_store *store, const char *rules, int64_t when_ms, uint32_t flags, int64_t customers, int64_t events, int64_t values, int64_t consents)
{
    netmkt_retention *retention;
    netmkt_table *table;

    ck_assert_msg(netmkt_retention_parse(store, rules, strlen(rules), &retention) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_retain(store, retention, NULL, when_ms, flags, &table) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_int_eq(whole(table, "customers", 0), customers);
    ck_assert_int_eq(whole(table, "events", 0), events);
    ck_assert_int_eq(whole(table, "values", 0), values);
    ck_assert_int_eq(whole(table, "consents", 0), consents);
    netmkt_table_free(table);
    netmkt_retention_free(retention);
}

START_TEST(old_events)
{
    netmkt_store *store;
    netmkt_customer_id ann, bob;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ann = customer(store, "ann");
    bob = customer(store, "bob");
    happen(store, ann, NETMKT_KIND_VIEW, WEBSITE, NOW - 90 * DAY);     /* exactly as old: it stays */
    happen(store, ann, NETMKT_KIND_VIEW, WEBSITE, NOW - 90 * DAY - 1); /* older */
    happen(store, ann, NETMKT_KIND_CLICK, EMAIL, NOW - 200 * DAY);
    happen(store, ann, NETMKT_KIND_ORDER, WEBSITE, NOW - 300 * DAY);
    happen(store, bob, NETMKT_KIND_VIEW, EMAIL, NOW - 400 * DAY);
    happen(store, bob, NETMKT_KIND_VIEW, WEBSITE, NOW + DAY); /* later: not old */
    runs(store, "events view, click on website older than 90 days", NOW, NETMKT_RETAIN_DRY_RUN, 1, 1, 0, 0);
    ck_assert_uint_eq(events_in(store), 6);
    runs(store, "events view, click on website older than 90 days", NOW, 0, 1, 1, 0, 0);
    ck_assert_uint_eq(events_in(store), 5);
    runs(store, "events view, click on website older than 90 days", NOW, 0, 0, 0, 0, 0); /* and then nothing */
    runs(store, "events all on email older than 1 week", NOW, 0, 2, 2, 0, 0);
    ck_assert_uint_eq(events_in(store), 3);
    runs(store, "events all older than 90 days where key = ann # only hers", NOW, 0, 1, 1, 0, 0);
    ck_assert_uint_eq(events_in(store), 2);
    ck_assert(is_there(store, "ann"));
    netmkt_store_close(store);
}
END_TEST

/* "all" does not forget what somebody wishes, or that messages bounce; named kinds are. */
START_TEST(what_forbids_stays)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_UNSUBSCRIBE, NETMKT_KIND_COMPLAINT, NETMKT_KIND_BOUNCE, NETMKT_KIND_SUBSCRIBE};
    netmkt_permission p = {.struct_size = sizeof p};
    netmkt_settings *settings;
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.consent", 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "permission.bounce_days", 3000), NETMKT_OK);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char key[16];

        snprintf(key, sizeof key, "k%zu", i);
        happen(store, customer(store, key), kinds[i], EMAIL, NOW - 800 * DAY);
        happen(store, i + 1, NETMKT_KIND_VIEW, EMAIL, NOW - 850 * DAY);
    }
    runs(store, "events all on email older than 1 year", NOW, 0, 4, 4, 0, 0);
    for (netmkt_customer_id id = 1; id <= 4; id++) {
        ck_assert_int_eq(netmkt_may_contact(store, settings, id, EMAIL, NETMKT_FUNCTION_BRAND, 0, NOW, &p), NETMKT_OK);
        ck_assert_int_eq(p.allowed, id == 4);
    }
    runs(store, "events unsubscribe, complaint, bounce, subscribe older than 1 year", NOW, 0, 4, 4, 0, 0);
    ck_assert_uint_eq(events_in(store), 0);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

/* Months and years are the calendar's, in the store's day. */
START_TEST(calendar)
{
    static const struct {
        const char *rule, *when, *edge; /* an event at the edge stays, one before goes */
    } cases[] = {
        {"events all older than 1 month", "2026-03-31 12:00", "2026-02-28 12:00"},  {"events all older than 1 month", "2024-03-30 12:00", "2024-02-29 12:00"},
        {"events all older than 12 months", "2026-02-16 00:30", "2025-02-16 00:30"}, {"events all older than 1 year", "2024-02-29 06:00", "2023-02-28 06:00"},
        {"events all older than 100 years", "2026-02-16 00:30", "1926-02-16 00:30"}, {"events all older than 3 weeks", "2026-02-22 00:00", "2026-02-01 00:00"},
        {"events all older than 1 month", "2026-01-15 00:30", "2025-12-15 00:30"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        netmkt_store_options options;
        netmkt_store *store;
        netmkt_customer_id ann;
        int64_t when, edge;

        netmkt_store_options_init(&options);
        options.day_offset_minutes = 60;
        ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
        ann = customer(store, "ann");
        ck_assert_int_eq(netmkt_time_parse(cases[i].when, strlen(cases[i].when), 60, &when, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_time_parse(cases[i].edge, strlen(cases[i].edge), 60, &edge, NULL), NETMKT_OK);
        happen(store, ann, NETMKT_KIND_VIEW, WEBSITE, edge);
        happen(store, ann, NETMKT_KIND_VIEW, WEBSITE, edge - 1);
        runs(store, cases[i].rule, when, 0, 1, 1, 0, 0);
        ck_assert_uint_eq(events_in(store), 1);
        runs(store, "events all older than 9000 years", when, 0, 0, 0, 0, 0);
        netmkt_store_close(store);
    }
}
END_TEST

static void fill(netmkt_store *store)
{
    netmkt_customer_id old = customer(store, "old"), fresh = customer(store, "fresh"), none = customer(store, "none"), twin = customer(store, "twin");
    netmkt_consent consent;
    netmkt_disclosure disclosure;

    happen(store, old, NETMKT_KIND_ORDER, WEBSITE, NOW - 800 * DAY);
    happen(store, old, NETMKT_KIND_BOUNCE, EMAIL, NOW - 799 * DAY);
    happen(store, fresh, NETMKT_KIND_ORDER, WEBSITE, NOW - 900 * DAY);
    happen(store, fresh, NETMKT_KIND_VISIT, WEBSITE, NOW - 10 * DAY);
    happen(store, twin, NETMKT_KIND_VISIT, WEBSITE, NOW - 1000 * DAY);
    ck_assert_int_eq(netmkt_customer_set_text(store, old, NETMKT_ATTRIBUTE_CITY, "Secretville"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_int(store, old, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1980), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, fresh, NETMKT_ATTRIBUTE_CITY, "Ghent"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_set_text(store, none, NETMKT_ATTRIBUTE_CITY, "Lagos"), NETMKT_OK);
    netmkt_consent_init(&consent);
    consent.customer = old;
    consent.time_ms = NOW - 800 * DAY;
    consent.status = NETMKT_CONSENT_GRANTED;
    consent.purpose = NETMKT_PURPOSE_DISCLOSURE;
    ck_assert_int_eq(netmkt_consent_add(store, &consent, sizeof consent, 1, NULL), NETMKT_OK);
    netmkt_disclosure_init(&disclosure);
    disclosure.customer = old;
    disclosure.time_ms = NOW - 700 * DAY;
    disclosure.ground = NETMKT_GROUND_CONSENT;
    disclosure.recipient = "partner";
    disclosure.data = "name";
    ck_assert_int_eq(netmkt_disclose(store, &disclosure, sizeof disclosure, 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_merge(store, old, twin), NETMKT_OK);
}

static size_t rows_of(netmkt_store *store, netmkt_status (*list)(netmkt_store *, netmkt_customer_id, netmkt_table **))
{
    netmkt_table *table;
    size_t n;

    ck_assert_int_eq(list(store, 0, &table), NETMKT_OK);
    n = netmkt_table_rows(table);
    netmkt_table_free(table);
    return n;
}

START_TEST(idle_customers)
{
    int32_t reason;
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    runs(store, "customers without events for 2 years", NOW - 100 * DAY, 0, 0, 0, 0, 0); /* he had one less than two years before */
    runs(store, "customers without events for 2 years", NOW, NETMKT_RETAIN_DRY_RUN, 1, 3, 2, 1);
    ck_assert(is_there(store, "old"));
    runs(store, "customers without events for 2 years", NOW, 0, 1, 3, 2, 1);
    ck_assert(!is_there(store, "old"));
    ck_assert(!is_there(store, "twin")); /* with the keys that led to him */
    ck_assert(is_there(store, "fresh"));
    ck_assert(is_there(store, "none"));
    ck_assert_uint_eq(events_in(store), 2);
    ck_assert_uint_eq(rows_of(store, netmkt_consent_list), 0);
    ck_assert_uint_eq(rows_of(store, netmkt_disclosure_list), 1); /* of nobody named */
    ck_assert_int_eq(netmkt_suppression_state(store, "old", EMAIL, NOW, &reason, NULL), NETMKT_OK);
    ck_assert_int_eq(reason, NETMKT_SUPPRESSED_BOUNCE);
    ck_assert_int_eq(netmkt_suppression_state(store, "twin", EMAIL, NOW, &reason, NULL), NETMKT_OK);
    ck_assert_int_eq(reason, NETMKT_SUPPRESSED_BOUNCE);
    runs(store, "customers without events", NOW, 0, 1, 0, 1, 0);
    ck_assert(!is_there(store, "none"));
    runs(store, "customers anonymously where city = Ghent", NOW, 0, 1, 0, 1, 0);
    ck_assert(!is_there(store, "fresh"));
    ck_assert_uint_eq(events_in(store), 2); /* of nobody */
    runs(store, "events all older than 2 years", NOW, 0, 1, 1, 0, 0); /* his, too */
    ck_assert_uint_eq(events_in(store), 1);
    netmkt_store_close(store);
}
END_TEST

START_TEST(attributes)
{
    netmkt_store *store;
    netmkt_customer_id id;
    char city[32];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    runs(store, "attribute city of customers without events for 1 year", NOW, 0, 1, 0, 1, 0);
    ck_assert_int_eq(netmkt_customer_find(store, "old", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, id, NETMKT_ATTRIBUTE_CITY, city, sizeof city, NULL), NETMKT_DONE);
    ck_assert_int_eq(netmkt_customer_find(store, "fresh", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, id, NETMKT_ATTRIBUTE_CITY, city, sizeof city, NULL), NETMKT_OK);
    ck_assert_str_eq(city, "Ghent");
    runs(store, "attribute city of customers without events", NOW, 0, 1, 0, 1, 0);
    runs(store, "attribute birth_year where birth_year < 1990", NOW, 0, 1, 0, 1, 0);
    runs(store, "attribute birth_year where birth_year < 1990", NOW, 0, 0, 0, 0, 0);
    netmkt_store_close(store);
}
END_TEST

/* What two rules find counts for the first, and all are judged on the store as it was. */
START_TEST(several_rules)
{
    static const char rules[] = "# what the shop keeps\n"
                                "\n"
                                "events all older than 2 years   # first\n"
                                "attribute city of customers without events for 1 year\n"
                                "customers without events for 2 years\n"
                                "events view, order\n"
                                "    on website older than 3 days";
    netmkt_retention *retention;
    netmkt_settings *settings;
    netmkt_store *store;
    netmkt_table *table;
    netmkt_customer_id fresh;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_retention_parse(store, rules, sizeof rules - 1, &retention), NETMKT_E_FORMAT); /* a rule is one line */
    ck_assert_msg(strstr(netmkt_last_error(), "line 6: \"on\" or \"older than\" is expected, and the line ends") != NULL, "%s", netmkt_last_error());
    ck_assert_ptr_null(retention);
    ck_assert_int_eq(netmkt_retention_parse(store, rules, (size_t)(strstr(rules, "events view") - rules), &retention), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_find(store, "fresh", &fresh), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, &fresh, 1), NETMKT_OK); /* of some: nobody else is touched */
    ck_assert_int_eq(netmkt_retain(store, retention, settings, NOW, NETMKT_RETAIN_DRY_RUN, &table), NETMKT_OK);
    ck_assert_int_eq(whole(table, "events", 0), 1);
    ck_assert_int_eq(whole(table, "customers", 2), 0);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    ck_assert_int_eq(netmkt_retain(store, retention, NULL, NOW, 0, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 3);
    ck_assert_int_eq(whole(table, "line", 0), 3);
    ck_assert_int_eq(whole(table, "line", 2), 5);
    ck_assert_str_eq(text(table, "rule", 1), "attribute city of customers without events for 1 year");
    ck_assert_int_eq(whole(table, "events", 0), 3);
    ck_assert_int_eq(whole(table, "customers", 0), 2);
    ck_assert_int_eq(whole(table, "values", 1), 1);
    ck_assert_int_eq(whole(table, "customers", 2), 1);
    ck_assert_int_eq(whole(table, "events", 2), 1); /* the bounce; the others are counted above */
    ck_assert_int_eq(whole(table, "values", 2), 1); /* the year; the city above */
    netmkt_table_free(table);
    netmkt_retention_free(retention);
    ck_assert_uint_eq(events_in(store), 1);
    ck_assert(!is_there(store, "old"));
    netmkt_store_close(store);
}
END_TEST

START_TEST(mistakes)
{
    static const struct {
        const char *text, *message;
        netmkt_status status;
    } bad[] = {
        {"", "no rule", NETMKT_E_FORMAT},
        {"# nothing\n\n", "no rule", NETMKT_E_FORMAT},
        {"everything older than 1 day", "line 1: \"events\", \"customers\" or \"attribute\" is expected, not \"everything\"", NETMKT_E_FORMAT},
        {"\nevents", "line 2: a kind of events, or \"all\", is expected, and the line ends", NETMKT_E_FORMAT},
        {"events veiw older than 1 day", "did you mean 'view'", NETMKT_E_NOT_FOUND},
        {"events view on emial older than 1 day", "did you mean 'email'", NETMKT_E_NOT_FOUND},
        {"events view on email, older than 1 day", "line 1: ", NETMKT_E_NOT_FOUND},
        {"events view older 1 day", "\"than\" is expected, not \"1\"", NETMKT_E_FORMAT},
        {"events view older than", "an age such as 90 days is expected", NETMKT_E_FORMAT},
        {"events view older than many days", "an age such as 90 days is expected, not \"many\"", NETMKT_E_FORMAT},
        {"events view older than 0 days", "a whole number of days", NETMKT_E_FORMAT},
        {"events view older than 1.5 days", "a whole number of days", NETMKT_E_FORMAT},
        {"events view older than 1e9 days", "a whole number of days", NETMKT_E_FORMAT},
        {"events view older than nan days", "", NETMKT_E_FORMAT},
        {"events view older than 3 fortnights", "days, weeks, months or years is expected, not \"fortnights\"", NETMKT_E_FORMAT},
        {"events view older than 3 days today", "\"where\", or the end of the line, is expected, not \"today\"", NETMKT_E_FORMAT},
        {"customers", "\"without events\" or \"where\" is expected", NETMKT_E_FORMAT},
        {"customers anonymously", "\"without events\" or \"where\" is expected", NETMKT_E_FORMAT},
        {"customers without", "\"events\" is expected", NETMKT_E_FORMAT},
        {"customers without events for", "an age such as 90 days", NETMKT_E_FORMAT},
        {"attribute", "an attribute is expected", NETMKT_E_FORMAT},
        {"attribute city", "\"of customers\" or \"where\" is expected", NETMKT_E_FORMAT},
        {"attribute citty of customers without events", "did you mean 'city'", NETMKT_E_NOT_FOUND},
        {"attribute city of people", "\"customers without events\" is expected", NETMKT_E_FORMAT},
        {"customers where", "line 1, behind \"where\": ", NETMKT_E_FORMAT},
        {"customers without events\ncustomers where ctiy = Ghent", "line 2, behind \"where\": ", NETMKT_E_NOT_FOUND},
        {"events \"view older than 1 day", "a quotation mark is open", NETMKT_E_FORMAT},
        {"events \xff older than 1 day", "not UTF-8", NETMKT_E_FORMAT},
    };
    char many[65 * 40] = "";
    netmkt_retention *retention;
    netmkt_store *store;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        netmkt_status status = netmkt_retention_parse(store, bad[i].text, strlen(bad[i].text), &retention);

        ck_assert_msg(status == bad[i].status, "%s: %d, %s", bad[i].text, status, netmkt_last_error());
        ck_assert_msg(strstr(netmkt_last_error(), bad[i].message) != NULL, "%s: %s", bad[i].text, netmkt_last_error());
        ck_assert_ptr_null(retention);
    }
    for (int i = 0; i < 65; i++)
        strcat(many, "customers without events\n");
    ck_assert_int_eq(netmkt_retention_parse(store, many, strlen(many), &retention), NETMKT_E_FORMAT);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "line 65: more than 64 rules"));
    ck_assert_int_eq(netmkt_retention_parse(NULL, "x", 1, &retention), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_retention_parse(store, NULL, 1, &retention), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_retention_parse(store, "x", 1, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_retention_parse(store, many, 25, &retention), NETMKT_OK);
    ck_assert_int_eq(netmkt_retain(NULL, retention, NULL, NOW, 0, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_retain(store, NULL, NULL, NOW, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_retain(store, retention, NULL, NOW, 2, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_retain(store, retention, NULL, NETMKT_TIME_MIN - 1, 0, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_retain(store, retention, NULL, NETMKT_LATEST, 0, NULL), NETMKT_OK); /* of an empty store */
    netmkt_retention_free(retention);
    netmkt_retention_free(NULL);
    netmkt_store_close(store);
}
END_TEST

static int holds(const char *path, const char *word)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 20);
    size_t size, length = strlen(word);
    int found = 0;

    ck_assert(file != NULL && bytes != NULL);
    size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    for (size_t i = 0; i + length <= size && !found; i++)
        found = memcmp(bytes + i, word, length) == 0;
    free(bytes);
    return found;
}

START_TEST(files)
{
    static const char rules[] = "customers without events for 2 years";
    netmkt_store_options options;
    netmkt_retention *retention;
    netmkt_store *store, *reader;
    uint64_t digest;
    char path[4096];

    snprintf(path, sizeof path, "%s/retain.netmkt", test_directory());
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    fill(store);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert(holds(path, "Secretville"));
    netmkt_store_options_init(&options);
    options.flags = NETMKT_STORE_READ_ONLY;
    ck_assert_int_eq(netmkt_store_open(path, &options, &reader), NETMKT_OK);
    ck_assert_int_eq(netmkt_retention_parse(reader, rules, sizeof rules - 1, &retention), NETMKT_OK);
    ck_assert_int_eq(netmkt_retain(reader, retention, NULL, NOW, 0, NULL), NETMKT_E_READ_ONLY);
    ck_assert_int_eq(netmkt_retain(reader, retention, NULL, NOW, NETMKT_RETAIN_DRY_RUN, NULL), NETMKT_OK);
    netmkt_retention_free(retention);
    netmkt_store_close(reader);
    happen(store, customer(store, "late"), NETMKT_KIND_VISIT, WEBSITE, NOW); /* pending: committed with it */
    runs(store, rules, NOW, 0, 1, 3, 2, 1);
    digest = store_digest(store);
    netmkt_store_close(store);
    ck_assert(!holds(path, "Secretville"));
    ck_assert(!holds(path, "twin"));
    ck_assert(holds(path, "Ghent"));
    ck_assert_int_eq(netmkt_store_open(path, NULL, &store), NETMKT_OK);
    ck_assert_uint_eq(store_digest(store), digest);
    ck_assert(is_there(store, "late"));
    netmkt_store_close(store);
}
END_TEST

/* --- many at once, as one by one --- */

static uint64_t state = 88172645463325252u;

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 33) % n;
}

enum { PEOPLE = 60 };

static void fill_random(netmkt_store *store, uint64_t seed)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_BOUNCE, NETMKT_KIND_UNSUBSCRIBE};
    char key[16], city[16];

    state = seed * 2654435761u + 1;
    ck_assert_int_eq(netmkt_suppression_set_secret(store, "sixteen bytes ok", 16), NETMKT_OK);
    for (uint32_t i = 0; i < PEOPLE; i++) {
        netmkt_customer_id id;

        snprintf(key, sizeof key, "k%u", i);
        snprintf(city, sizeof city, "city %u", below(10));
        id = customer(store, key);
        ck_assert_int_eq(netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_CITY, city), NETMKT_OK);
        for (uint32_t n = below(6); n > 0; n--)
            happen(store, id, kinds[below(4)], below(2) == 0 ? EMAIL : 0, NOW - (int64_t)below(1000) * DAY);
    }
    for (uint32_t i = 0; i < PEOPLE / 6; i++)
        ck_assert_int_eq(netmkt_customer_merge(store, 1 + i, PEOPLE - i), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, 20, NETMKT_ERASE_KEEP_EVENTS), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, 21, 0), NETMKT_OK);
}

START_TEST(as_one_by_one)
{
    int anonymous = _i % 2;
    netmkt_store *store, *single;
    netmkt_segment *segment;
    netmkt_customer_id ids[PEOPLE];
    netmkt_table *many, *few;
    size_t count, length, erased = 0;
    char key[256];

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &single), NETMKT_OK);
    fill_random(store, (uint64_t)_i + 1);
    fill_random(single, (uint64_t)_i + 1);
    ck_assert_uint_eq(store_digest(store), store_digest(single));
    ck_assert_int_eq(netmkt_segment_parse(single, "visits >= 1", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_ids(single, segment, NULL, NOW, PEOPLE, ids, &count), NETMKT_OK);
    netmkt_segment_free(segment);
    ck_assert_uint_gt(count, 3);
    for (size_t i = 0; i < count; i++)
        if (netmkt_customer_key(single, ids[i], key, sizeof key, &length) == NETMKT_OK && length > 0) { /* who is nobody already stays so */
            ck_assert_int_eq(netmkt_customer_erase(single, ids[i], anonymous ? NETMKT_ERASE_KEEP_EVENTS : 0), NETMKT_OK);
            erased++;
        }
    {
        const char *rule = anonymous ? "customers anonymously where visits >= 1" : "customers where visits >= 1";
        netmkt_retention *retention;

        ck_assert_int_eq(netmkt_retention_parse(store, rule, strlen(rule), &retention), NETMKT_OK);
        ck_assert_int_eq(netmkt_retain(store, retention, NULL, NOW, 0, &many), NETMKT_OK);
        ck_assert_uint_eq((uint64_t)whole(many, "customers", 0), erased);
        netmkt_table_free(many);
        netmkt_retention_free(retention);
    }
    /* the order of the list of suppressions is that of erasing; all else is the same */
    ck_assert_uint_eq(events_in(store), events_in(single));
    ck_assert_int_eq(netmkt_suppression_list(store, NULL, &many), NETMKT_OK);
    ck_assert_int_eq(netmkt_suppression_list(single, NULL, &few), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(many), netmkt_table_rows(few));
    for (size_t i = 0; i < netmkt_table_rows(many); i++) {
        size_t found = 0;

        for (size_t k = 0; k < netmkt_table_rows(few); k++)
            found += strcmp(text(many, "hash", i), text(few, "hash", k)) == 0 && strcmp(text(many, "channel", i), text(few, "channel", k)) == 0 &&
                     strcmp(text(many, "reason", i), text(few, "reason", k)) == 0 && whole(many, "time", i) == whole(few, "time", k);
        ck_assert_uint_eq(found, 1);
    }
    netmkt_table_free(many);
    netmkt_table_free(few);
    for (netmkt_customer_id id = 1; id <= PEOPLE; id++) {
        char one[256] = "", other[256] = "";

        ck_assert_int_eq(netmkt_customer_key(store, id, one, sizeof one, NULL), netmkt_customer_key(single, id, other, sizeof other, NULL));
        ck_assert_str_eq(one, other);
    }
    netmkt_store_close(single);
    netmkt_store_close(store);
}
END_TEST

/* --- beside a writer --- */

enum { ORDERS = 3000 };

static void *append_orders(void *argument)
{
    netmkt_store *store = argument;
    netmkt_event e;
    intptr_t failed = 0;
    char key[32];

    for (int i = 0; i < ORDERS; i++) {
        netmkt_event_init(&e);
        e.customer = 1;
        e.kind = i % 2 == 0 ? NETMKT_KIND_ORDER : NETMKT_KIND_VIEW;
        e.time_ms = NOW - (int64_t)(i % 100) * DAY;
        failed += netmkt_event_append(store, &e, sizeof e, 1, NULL) != NETMKT_OK;
        if (i % 3 != 0)
            continue;
        snprintf(key, sizeof key, "new %d", i); /* members of the segment who are not there yet when it is counted */
        e.kind = NETMKT_KIND_ORDER;
        failed += netmkt_customer_put(store, key, &e.customer) != NETMKT_OK || netmkt_event_append(store, &e, sizeof e, 1, NULL) != NETMKT_OK;
    }
    return (void *)failed;
}

/* Whatever comes in meanwhile, no order is lost, and in the end no old view is left. */
START_TEST(beside_a_writer)
{
    static const char rule[] = "events view older than 10 days where orders >= 1";
    netmkt_retention *retention;
    netmkt_store *store;
    netmkt_segment *segment;
    pthread_t thread;
    void *failed;
    int32_t found;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    customer(store, "ann");
    ck_assert_int_eq(netmkt_retention_parse(store, rule, sizeof rule - 1, &retention), NETMKT_OK);
    ck_assert_int_eq(pthread_create(&thread, NULL, append_orders, store), 0);
    for (int i = 0; i < 50; i++) {
        netmkt_status status = netmkt_retain(store, retention, NULL, NOW, i % 2 == 0 ? 0 : NETMKT_RETAIN_DRY_RUN, NULL);

        ck_assert_msg(status == NETMKT_OK || status == NETMKT_E_STATE, "%s", netmkt_last_error());
    }
    ck_assert_int_eq(pthread_join(thread, &failed), 0);
    ck_assert_ptr_null(failed);
    ck_assert_int_eq(netmkt_retain(store, retention, NULL, NOW, 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(store, "orders = 1500 and views = 150", &segment, NULL), NETMKT_OK); /* five of every hundred days */
    ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, 1, NOW, &found), NETMKT_OK);
    ck_assert_int_eq(found, NETMKT_SEGMENT_YES);
    netmkt_segment_free(segment);
    netmkt_retention_free(retention);
    netmkt_store_close(store);
}
END_TEST

/* --- failures --- */

static const char failing_rules[] = "events all older than 500 days where orders >= 0\nattribute city of customers without events\ncustomers without events for 2 years";

static netmkt_status work(netmkt_context *context)
{
    netmkt_store_options options;
    netmkt_retention *retention = NULL;
    netmkt_store *store = NULL;
    netmkt_table *table = NULL;
    netmkt_event e;
    netmkt_status status;
    uint64_t before = 0;

    netmkt_store_options_init(&options);
    options.context = context;
    status = netmkt_store_open(NULL, &options, &store);
    netmkt_event_init(&e);
    e.kind = NETMKT_KIND_ORDER;
    e.time_ms = NOW - 800 * DAY;
    if (status == NETMKT_OK)
        status = netmkt_customer_put(store, "old", &e.customer);
    if (status == NETMKT_OK)
        status = netmkt_customer_set_text(store, e.customer, NETMKT_ATTRIBUTE_CITY, "Ghent");
    if (status == NETMKT_OK)
        status = netmkt_event_append(store, &e, sizeof e, 1, NULL);
    if (status == NETMKT_OK)
        status = netmkt_customer_put(store, "new", NULL);
    if (status == NETMKT_OK)
        status = netmkt_retention_parse(store, failing_rules, sizeof failing_rules - 1, &retention);
    if (status == NETMKT_OK) {
        before = events_in(store);
        status = netmkt_retain(store, retention, NULL, NOW, 0, &table);
        ck_assert(status == NETMKT_OK || (events_in(store) == before && is_there(store, "old") && table == NULL));
        ck_assert(status != NETMKT_OK || (events_in(store) == 0 && !is_there(store, "old")));
    }
    netmkt_table_free(table);
    netmkt_retention_free(retention);
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
        ck_assert_msg(status == NETMKT_OK || status == NETMKT_E_NOMEM, "%d: %s", status, netmkt_last_error());
    }
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("retain");
    TCase *tests = tcase_create("retain");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, old_events);
    tcase_add_test(tests, what_forbids_stays);
    tcase_add_test(tests, calendar);
    tcase_add_test(tests, idle_customers);
    tcase_add_test(tests, attributes);
    tcase_add_test(tests, several_rules);
    tcase_add_test(tests, mistakes);
    tcase_add_test(tests, files);
    tcase_add_loop_test(tests, as_one_by_one, 0, 10);
    tcase_add_test(tests, beside_a_writer);
    tcase_add_test(tests, failing_memory);
    suite_add_tcase(suite, tests);
    return suite;
}
