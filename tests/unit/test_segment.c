/* Segments: the language case by case, mistakes with their places, one form of the text, explanations, limits. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)

static netmkt_store *store;

static int64_t moment(const char *text)
{
    int64_t ms;

    ck_assert_int_eq(netmkt_time_parse(text, strlen(text), 0, &ms, NULL), NETMKT_OK);
    return ms;
}

static void event(netmkt_customer_id customer, netmkt_kind_id kind, const char *when, netmkt_channel_id channel, int64_t amount)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = customer;
    e.kind = kind;
    e.time_ms = moment(when);
    e.channel = channel;
    e.amount = amount;
    e.rating = kind == NETMKT_KIND_REVIEW ? 4000 : NETMKT_NO_RATING;
    ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
}

/* Four customers: ann has everything, bob a little, cid nothing but a key, dee is as ann but elsewhere. */
static void set_up(void)
{
    netmkt_store_options options;
    netmkt_attribute_id score, vip, seen, odd;
    netmkt_customer_id ann, bob, dee;
    netmkt_offer offer;

    netmkt_store_options_init(&options);
    memcpy(options.currency, "EUR", 4);
    options.currency_exponent = 2;
    ck_assert_int_eq(netmkt_store_open(NULL, &options, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "ann", &ann), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "bob", &bob), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "cid", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "dee", &dee), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, &score), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, &vip), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "seen", NETMKT_TYPE_TIME, &seen), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "orders", NETMKT_TYPE_INT, &odd), NETMKT_OK);
    netmkt_offer_init(&offer);
    ck_assert_int_eq(netmkt_offer_put(store, "big box", &offer, NULL), NETMKT_OK);
    netmkt_customer_set_text(store, ann, NETMKT_ATTRIBUTE_COUNTRY, "DE");
    netmkt_customer_set_text(store, bob, NETMKT_ATTRIBUTE_COUNTRY, "FR");
    netmkt_customer_set_text(store, dee, NETMKT_ATTRIBUTE_COUNTRY, "AT");
    netmkt_customer_set_text(store, ann, NETMKT_ATTRIBUTE_CITY, "Bad \"Ems\"");
    netmkt_customer_set_text(store, dee, NETMKT_ATTRIBUTE_CITY, "M\xc3\xb6" "dling");
    netmkt_customer_set_text(store, ann, NETMKT_ATTRIBUTE_INTERESTS, "golf; Wine tasting");
    netmkt_customer_set_text(store, ann, NETMKT_ATTRIBUTE_POSTAL_CODE, "01067");
    netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_BIRTH_YEAR, 1990);
    netmkt_customer_set_int(store, bob, NETMKT_ATTRIBUTE_BIRTH_YEAR, 2010);
    netmkt_customer_set_int(store, ann, NETMKT_ATTRIBUTE_INCOME, 4000050);
    netmkt_customer_set_real(store, ann, score, 2.5);
    netmkt_customer_set_int(store, ann, vip, 1);
    netmkt_customer_set_int(store, bob, vip, 0);
    netmkt_customer_set_int(store, ann, seen, moment("2026-01-31T12:00:00Z"));
    netmkt_customer_set_int(store, bob, odd, 77);
    event(ann, NETMKT_KIND_VISIT, "2026-01-10T10:00:00Z", NETMKT_CHANNEL_EMAIL, 0);
    event(ann, NETMKT_KIND_ORDER, "2026-01-11T10:00:00Z", NETMKT_CHANNEL_WEBSITE, 9000);
    event(ann, NETMKT_KIND_ORDER, "2026-03-01T10:00:00Z", NETMKT_CHANNEL_EMAIL, 3000);
    event(ann, NETMKT_KIND_ORDER, "2026-03-01T11:00:00Z", NETMKT_CHANNEL_EMAIL, 1000);
    event(ann, NETMKT_KIND_RETURN, "2026-03-05T10:00:00Z", NETMKT_CHANNEL_EMAIL, -500);
    event(ann, NETMKT_KIND_REVIEW, "2026-03-06T10:00:00Z", 0, 0);
    event(bob, NETMKT_KIND_VISIT, "2026-03-31T22:00:00Z", NETMKT_CHANNEL_SEO, 0);
    event(dee, NETMKT_KIND_ORDER, "2025-12-31T23:59:59Z", 0, 10000);
}

static void tear_down(void)
{
    netmkt_store_close(store);
}

/* The members as the letters of their names. */
static const char *members(const char *text)
{
    static char letters[8];
    static const char names[] = "abcd";
    netmkt_customer_id ids[4];
    netmkt_segment *segment;
    size_t n = 0;
    uint64_t count = 9;
    netmkt_status status = netmkt_segment_parse(store, text, &segment, NULL);

    ck_assert_msg(status == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    ck_assert_msg(netmkt_segment_ids(store, segment, NULL, NETMKT_LATEST, 4, ids, &n) == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    ck_assert_int_eq(netmkt_segment_count(store, segment, NULL, NETMKT_LATEST, &count), NETMKT_OK);
    ck_assert_uint_eq(count, n);
    for (size_t i = 0; i < n; i++)
        letters[i] = names[ids[i] - 1];
    letters[n] = '\0';
    for (netmkt_customer_id id = 1; id <= 4; id++) {
        int32_t result;

        ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, id, NETMKT_LATEST, &result), NETMKT_OK);
        ck_assert_int_eq(result == NETMKT_SEGMENT_YES, strchr(letters, names[id - 1]) != NULL);
    }
    netmkt_segment_free(segment);
    return letters;
}

/* Expression, members: as of 2026-03-31. */
static const char *const cases[][2] = {
    {"country = \"DE\"", "a"},
    {"country = DE", "a"},
    {"country = 'DE' or country = \"AT\"", "ad"},
    {"country != \"DE\"", "bd"},
    {"country <> \"DE\"", "bd"},
    {"not country = \"DE\"", "bd"},
    {"country in (DE, AT, XX)", "ad"},
    {"country not in (DE, AT)", "b"},
    {"country is missing", "c"},
    {"country is not missing", "abd"},
    {"not country is missing", "abd"},
    {"country > \"B\"", "ab"},
    {"country between \"A\" and \"DE\"", "ad"},
    {"country like \"d%\"", "a"},
    {"country not like \"d%\"", "bd"},
    {"city like 'm_dling'", "d"},
    {"city like '%\\%%'", ""},
    {"city = 'Bad \"Ems\"'", "a"},
    {"city = \"Bad \"\"Ems\"\"\"", "a"},
    {"interests has golf", "a"},
    {"interests has 'wine Tasting'", "a"},
    {"interests has wine", ""},
    {"postal_code = 01067", "a"},
    {"key in (ann, cid)", "ac"},
    {"key like '_e%'", "d"},
    {"age >= 18", "a"},
    {"age < 18", "b"},
    {"age = 36", "a"},
    {"not age >= 18", "b"},
    {"age >= 18 or age is missing", "acd"},
    {"age between 16 and 36", "ab"},
    {"birth_year in (1990, 2010)", "ab"},
    {"income > 40000", "a"},
    {"income = 40000.50 EUR", "a"},
    {"score = 2.5", "a"},
    {"score > -1e3", "a"},
    {"vip", "a"},
    {"not vip", "b"},
    {"vip = no", "b"},
    {"vip != yes or vip is missing", "bcd"},
    {"seen = 2026-01-31", "a"},
    {"seen = 2026-01-31T12:00:00Z", "a"},
    {"seen > 2026-01-31", ""},
    {"seen >= 2026-01-31", "a"},
    {"seen < 2026-02-01", "a"},
    {"seen between 2026-01-01 and 2026-01-31", "a"},
    {"attribute(\"orders\") = 77", "b"},
    {"orders >= 2", "a"},
    {"orders", "ad"},
    {"not visits", "cd"},
    {"visits(channel = email)", "a"},
    {"visits(channel = email) and days(order, since 2026-03-01)", "a"},
    {"orders = 0", "bc"},
    {"orders(last 90 days) >= 2", "a"},
    {"orders(last 31 days) = 2", "a"},
    {"orders(last 1 month) = 2", "a"},
    {"orders(since 2026-01-01) > 0", "a"},
    {"orders(before 2026-01-01) > 0", "d"},
    {"orders(until 2026-01-11) = 1", "ad"},
    {"orders(after 2026-01-11) = 2", "a"},
    {"orders(between 2025-12-31 and 2026-01-11) = 1", "ad"},
    {"orders(channel = email) = 2", "a"},
    {"orders(channel != email) = 1", "ad"},
    {"orders(channel in (email, website)) = 3", "a"},
    {"orders(channel not in (email, website)) = 1", "d"},
    {"orders(amount >= 30) = 2", "a"},
    {"orders(amount between 10 and 30, since 2026-03-01) = 2", "a"},
    {"orders(channel = email and amount < 20) = 1", "a"},
    {"orders(offer = 'big box') = 0", "abcd"},
    {"orders(initiator = customer) > 0", "ad"},
    {"events = 6", "a"},
    {"events(kind in (visit, review)) = 2", "a"},
    {"events(visit) = 1", "ab"},
    {"reviews(rating >= 4) = 1", "a"},
    {"rating(review) = 4", "a"},
    {"rating(review) is missing", "bcd"},
    {"revenue = 125", "a"},
    {"revenue(since 2026-01-01) > 100", "a"},
    {"ordered = 130", "a"},
    {"returned > 0", "a"},
    {"ordered > revenue", "a"},
    {"amount(order, channel = email) = 40", "a"},
    {"cost = 0", "abcd"},
    {"last(visit) < 30 days ago", "a"},
    {"last(visit) > 1 day ago", "b"},
    {"last(visit) = today", "b"},
    {"last() <= now", "abd"},
    {"first(order) = 2025-12-31", "d"},
    {"first(order) < last(order)", "a"},
    {"days(order) = 2", "a"},
    {"purchase_days = 2", "a"},
    {"orders_kept = 3", "a"},
    {"idle_days >= 30", "ad"},
    {"idle_days is missing", "bc"},
    {"deliveries = 0 and inquiries = 0 and searches = 0", "abcd"},
    {"readiness >= buy", "ad"},
    {"readiness = know", "b"},
    {"readiness between unaware and know", "bc"},
    {"lifecycle = none", "c"},
    {"lifecycle in (introduction, growth, maturity, decline)", "abd"},
    {"tier = 1", "a"},
    {"attention > 0", "abd"},
    {"relationship >= 0", "abd"},
    {"rfm is missing", "bc"},
    {"r >= 1 and f >= 1 and m >= 1", "ad"},
    {"true", "abcd"},
    {"false or not false and true", "abcd"},
    {"country = DE and (orders = 0 or orders >= 3)", "a"},
    {"NOT (country = DE OR country = FR) AND age IS MISSING", "d"},
};

START_TEST(test_language)
{
    ck_assert_msg(strcmp(members(cases[_i][0]), cases[_i][1]) == 0, "%s: %s instead of %s", cases[_i][0], members(cases[_i][0]), cases[_i][1]);
}
END_TEST

/* The text read back is the same text, and has the same members. */
START_TEST(test_one_form)
{
    char first[256];
    netmkt_segment *segment, *again;

    ck_assert_int_eq(netmkt_segment_parse(store, cases[_i][0], &segment, NULL), NETMKT_OK);
    ck_assert_msg(netmkt_segment_parse(store, netmkt_segment_text(segment), &again, NULL) == NETMKT_OK, "%s: %s", netmkt_segment_text(segment), netmkt_last_error());
    ck_assert_str_eq(netmkt_segment_text(segment), netmkt_segment_text(again));
    (void)snprintf(first, sizeof first, "%s", members(netmkt_segment_text(segment)));
    ck_assert_str_eq(first, cases[_i][1]);
    netmkt_segment_free(segment);
    netmkt_segment_free(again);
}
END_TEST

static const struct {
    const char *text, *form;
} forms[] = {
    {"country=DE", "country = \"DE\""},
    {"  ( ( orders>=2.0 ) )", "orders >= 2"},
    {"not(a_b = 1)", NULL},
    {"(age > 3 and orders = 1) or (age < 2)", "age > 3 and orders = 1 or age < 2"},
    {"(age > 3 or orders = 1) and age < 2", "(age > 3 or orders = 1) and age < 2"},
    {"orders(last 1 days,channel=email)>1", "orders(last 1 day, channel = email) > 1"},
    {"rfm = potential_loyalists", "rfm = \"potential loyalists\""},
    {"readiness >= \"like\"", "readiness >= like"},
    {"revenue > 10 EUR", "revenue > 10"},
    {"attribute(country) = 'x'", "attribute(\"country\") = \"x\""},
};

START_TEST(test_forms)
{
    netmkt_segment *segment;

    if (forms[_i].form == NULL) {
        ck_assert_int_eq(netmkt_segment_parse(store, forms[_i].text, &segment, NULL), NETMKT_E_NOT_FOUND);
        return;
    }
    ck_assert_int_eq(netmkt_segment_parse(store, forms[_i].text, &segment, NULL), NETMKT_OK);
    ck_assert_str_eq(netmkt_segment_text(segment), forms[_i].form);
    netmkt_segment_free(segment);
}
END_TEST

static const struct {
    const char *text;
    netmkt_status status;
    uint64_t at;
    const char *message; /* a part of it */
} mistakes[] = {
    {"", NETMKT_E_FORMAT, 0, "column 1: the expression ends where a condition"},
    {"contry = 1", NETMKT_E_NOT_FOUND, 0, "did you mean \"country\""},
    {"visit > 1", NETMKT_E_NOT_FOUND, 0, "did you mean \"visits\""},
    {"country =", NETMKT_E_FORMAT, 9, "column 10: the expression ends where a text"},
    {"country ~ 1", NETMKT_E_FORMAT, 8, "column 9: expected a comparison"},
    {"country", NETMKT_E_FORMAT, 7, "the expression ends where a comparison"},
    {"revenue", NETMKT_E_FORMAT, 7, "the expression ends where a comparison"},
    {"orders not", NETMKT_E_FORMAT, 10, "the expression ends where a comparison"},
    {"revenue like 'x'", NETMKT_E_FORMAT, 8, "expected a comparison"},
    {"orders > 'x'", NETMKT_E_FORMAT, 9, "expected a number, not 'x'"},
    {"orders > 1 2", NETMKT_E_FORMAT, 11, "\"and\", \"or\" or the end"},
    {"(orders > 1", NETMKT_E_FORMAT, 11, "\")\""},
    {"orders > 1 and and", NETMKT_E_FORMAT, 15, "expected a condition"},
    {"x = 1", NETMKT_E_NOT_FOUND, 0, "judgement \"x\""},
    {"orders > 1)", NETMKT_E_FORMAT, 10, "or the end, not )"},
    {"orders in 1", NETMKT_E_FORMAT, 10, "a list"},
    {"orders in (1 2)", NETMKT_E_FORMAT, 13, "\",\" or \")\""},
    {"orders between 1 or 2", NETMKT_E_FORMAT, 17, "\"and\""},
    {"orders is gone", NETMKT_E_FORMAT, 10, "\"missing\""},
    {"orders(channel = emial) > 1", NETMKT_E_NOT_FOUND, 17, "did you mean \"email\""},
    {"orders(campaign = x) > 1", NETMKT_E_NOT_FOUND, 18, "there is no campaign \"x\""},
    {"last(visti) > today", NETMKT_E_NOT_FOUND, 5, "did you mean \"visit\""},
    {"last > today", NETMKT_E_FORMAT, 5, "\"(\""},
    {"orders(last 5 dys) > 1", NETMKT_E_FORMAT, 14, "minutes, hours"},
    {"orders(last 1.5 months) > 1", NETMKT_E_FORMAT, 12, "whole"},
    {"orders(last -1 days) > 1", NETMKT_E_FORMAT, 12, "0 to 1000000"},
    {"seen < 30 days", NETMKT_E_FORMAT, 14, "\"ago\""},
    {"seen < 2026-02-30", NETMKT_E_FORMAT, 7, "no such date"},
    {"seen < 5", NETMKT_E_FORMAT, 8, "minutes, hours"},
    {"lifecycle = grow", NETMKT_E_NOT_FOUND, 12, "did you mean \"growth\""},
    {"lifecycle < growth", NETMKT_E_FORMAT, 12, "no order"},
    {"vip < yes", NETMKT_E_FORMAT, 6, "= or !="},
    {"vip = maybe", NETMKT_E_FORMAT, 6, "yes or no"},
    {"revenue > 5 USD", NETMKT_E_FORMAT, 12, "EUR"},
    {"age > last(visit)", NETMKT_E_FORMAT, 6, "do not compare"},
    {"city = 'x", NETMKT_E_FORMAT, 7, "closing quote"},
    {"city = '\xc3\xb6' and x = 1", NETMKT_E_NOT_FOUND, 16, "column 16:"},
    {"orders > 1e999", NETMKT_E_FORMAT, 9, "too large"},
    {"\xff", NETMKT_E_FORMAT, 0, "UTF-8"},
};

START_TEST(test_mistakes)
{
    netmkt_segment *segment = (netmkt_segment *)8;
    uint64_t at = 99;

    ck_assert_msg(netmkt_segment_parse(store, mistakes[_i].text, &segment, &at) == mistakes[_i].status, "%s: %s", mistakes[_i].text, netmkt_last_error());
    ck_assert_ptr_null(segment);
    ck_assert_msg(strstr(netmkt_last_error(), mistakes[_i].message) != NULL, "%s: %s", mistakes[_i].text, netmkt_last_error());
    ck_assert_msg(at == mistakes[_i].at, "%s: at %d, %s", mistakes[_i].text, (int)at, netmkt_last_error());
}
END_TEST

static netmkt_status parse_nested(int levels, const char *open, const char *close)
{
    char text[4096] = "";
    netmkt_segment *segment;
    netmkt_status status;

    for (int i = 0; i < levels; i++)
        strcat(text, open);
    strcat(text, "orders > 1");
    for (int i = 0; i < levels; i++)
        strcat(text, close);
    status = netmkt_segment_parse(store, text, &segment, NULL);
    netmkt_segment_free(segment);
    return status;
}

START_TEST(test_nesting_and_size_are_bounded)
{
    char *text = malloc(40000);
    netmkt_segment *segment;
    size_t used = 0;

    ck_assert_int_eq(parse_nested(64, "(", ")"), NETMKT_OK);
    ck_assert_int_eq(parse_nested(65, "(", ")"), NETMKT_E_FORMAT);
    ck_assert_int_eq(parse_nested(64, "not ", ""), NETMKT_OK);
    ck_assert_int_eq(parse_nested(65, "not ", ""), NETMKT_E_FORMAT);
    ck_assert_int_eq(parse_nested(33, "not (", ")"), NETMKT_E_FORMAT);
    for (int i = 0; i < 1000; i++)
        used += (size_t)sprintf(text + used, "%s%d", i == 0 ? "orders in (" : ", ", i);
    strcpy(text + used, ")");
    ck_assert_int_eq(netmkt_segment_parse(store, text, &segment, NULL), NETMKT_OK);
    netmkt_segment_free(segment);
    strcpy(text + used, ", 1)");
    ck_assert_int_eq(netmkt_segment_parse(store, text, &segment, NULL), NETMKT_E_FORMAT);
    memset(text, ' ', 16385);
    strcpy(text + 16385 - 4, "true");
    ck_assert_int_eq(netmkt_segment_parse(store, text, &segment, NULL), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_segment_parse(store, text + 1, &segment, NULL), NETMKT_OK);
    netmkt_segment_free(segment);
    free(text);
}
END_TEST

START_TEST(test_explanation)
{
    netmkt_segment *segment;
    char text[512], small[4];
    size_t length = 0;

    ck_assert_int_eq(netmkt_segment_parse(store, "country = DE and (age > 40 or not orders >= 2) and revenue > 1", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_explain(store, segment, NULL, 1, NETMKT_LATEST, text, sizeof text, &length), NETMKT_OK);
    ck_assert_str_eq(text, "no: country = \"DE\" and (age > 40 or not orders >= 2) and revenue > 1\n"
                           "  yes: country = \"DE\"; country is \"DE\"\n"
                           "  no: age > 40 or not orders >= 2\n"
                           "    no: age > 40; age is 36\n"
                           "    no: not orders >= 2\n"
                           "      yes: orders >= 2; orders is 3\n"
                           "  yes: revenue > 1; revenue is 125.00\n");
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_int_eq(netmkt_segment_explain(store, segment, NULL, 3, NETMKT_LATEST, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_ptr_nonnull(strstr(text, "  unknown: country = \"DE\"; country is missing\n"));
    ck_assert_int_eq(netmkt_segment_explain(store, segment, NULL, 1, NETMKT_LATEST, small, sizeof small, &length), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_segment_explain(store, segment, NULL, 9, NETMKT_LATEST, text, sizeof text, NULL), NETMKT_E_NOT_FOUND);
    netmkt_segment_free(segment);
}
END_TEST

START_TEST(test_unknown_is_told_apart)
{
    netmkt_segment *segment;
    int32_t result = 9;

    ck_assert_int_eq(netmkt_segment_parse(store, "age > 18 and orders = 0", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, 3, NETMKT_LATEST, &result), NETMKT_OK);
    ck_assert_int_eq(result, NETMKT_SEGMENT_UNKNOWN);
    ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, 4, NETMKT_LATEST, &result), NETMKT_OK);
    ck_assert_int_eq(result, NETMKT_SEGMENT_NO);
    netmkt_segment_free(segment);
}
END_TEST

START_TEST(test_moment_and_limits)
{
    netmkt_settings *settings;
    netmkt_segment *segment;
    netmkt_table *table;
    netmkt_customer_id ids[4];
    const void *keys;
    uint64_t some[] = {2, 3, 4}, count = 0;
    size_t n = 0;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(store, "orders >= 1", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_count(store, segment, NULL, moment("2026-01-01"), &count), NETMKT_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(netmkt_segment_count(store, segment, NULL, INT64_MIN, &count), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_segment_ids(store, segment, NULL, NETMKT_LATEST, 1, ids, &n), NETMKT_E_RANGE);
    ck_assert_uint_eq(n, 2);
    ck_assert_int_eq(netmkt_segment_members(store, segment, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(netmkt_table_column(table, "customer", NULL, &keys), NETMKT_OK);
    ck_assert_str_eq(((const char *const *)keys)[1], "dee");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, some, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_ids(store, segment, settings, NETMKT_LATEST, 4, ids, &n), NETMKT_OK);
    ck_assert(n == 1 && ids[0] == 4);
    ck_assert_int_eq(netmkt_segment_limit(store, segment, settings, NETMKT_LATEST), NETMKT_OK);
    ck_assert(netmkt_settings_asks_about(settings, 4) && !netmkt_settings_asks_about(settings, 2) && !netmkt_settings_asks_about(settings, 1));
    netmkt_segment_free(segment);
    netmkt_settings_free(settings);
}
END_TEST

/* Judgements are among everybody, even for who is not asked about. */
START_TEST(test_limits_do_not_change_judgements)
{
    static const char *const texts[] = {"tier = 1", "readiness >= buy", "r = 1", "attention > 0"};
    netmkt_settings *settings;
    uint64_t some[] = {4};

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_customers(settings, some, 1), NETMKT_OK);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        netmkt_segment *segment;
        int32_t result[2];

        ck_assert_int_eq(netmkt_segment_parse(store, texts[i], &segment, NULL), NETMKT_OK);
        for (netmkt_customer_id id = 1; id <= 4; id++) {
            ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, id, NETMKT_LATEST, &result[0]), NETMKT_OK);
            ck_assert_int_eq(netmkt_segment_test(store, segment, settings, id, NETMKT_LATEST, &result[1]), NETMKT_OK);
            ck_assert_int_eq(result[0], result[1]);
        }
        netmkt_segment_free(segment);
    }
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(test_misuse)
{
    netmkt_segment *segment;
    int32_t result;
    uint64_t count;

    ck_assert_int_eq(netmkt_segment_parse(NULL, "true", &segment, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_parse(store, NULL, &segment, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_parse(store, "true", NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_parse(store, "true", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, 1, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_test(store, NULL, NULL, 1, NETMKT_LATEST, &result), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_test(store, segment, NULL, 0, NETMKT_LATEST, &result), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_segment_count(NULL, segment, NULL, NETMKT_LATEST, &count), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_ids(store, segment, NULL, NETMKT_LATEST, 3, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_limit(store, segment, NULL, NETMKT_LATEST), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_segment_members(store, segment, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_ptr_null(netmkt_segment_text(NULL));
    netmkt_segment_free(segment);
    netmkt_segment_free(NULL);
}
END_TEST

START_TEST(test_judgements_that_cannot_be_made)
{
    netmkt_store *empty;
    netmkt_segment *segment;
    uint64_t count = 5;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &empty), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(empty, "clv > 1", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_count(empty, segment, NULL, NETMKT_LATEST, &count), NETMKT_E_DATA);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "values"));
    ck_assert_uint_eq(count, 5);
    netmkt_segment_free(segment);
    ck_assert_int_eq(netmkt_segment_parse(empty, "orders = 0", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_count(empty, segment, NULL, NETMKT_LATEST, &count), NETMKT_OK);
    ck_assert_uint_eq(count, 0);
    netmkt_segment_free(segment);
    netmkt_store_close(empty);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("segment");
    TCase *language = tcase_create("language");

    tcase_add_checked_fixture(language, set_up, tear_down);
    tcase_add_loop_test(language, test_language, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(language, test_one_form, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(language, test_forms, 0, (int)(sizeof forms / sizeof forms[0]));
    tcase_add_loop_test(language, test_mistakes, 0, (int)(sizeof mistakes / sizeof mistakes[0]));
    tcase_add_test(language, test_nesting_and_size_are_bounded);
    tcase_add_test(language, test_explanation);
    tcase_add_test(language, test_unknown_is_told_apart);
    tcase_add_test(language, test_moment_and_limits);
    tcase_add_test(language, test_limits_do_not_change_judgements);
    tcase_add_test(language, test_misuse);
    tcase_add_test(language, test_judgements_that_cannot_be_made);
    suite_add_tcase(suite, language);
    return suite;
}
