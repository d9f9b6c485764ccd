/* netmkt customer: all that is known of one customer: in words and tables as text, one row of figures as csv and json. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "portrait.h"
#include "rules.h"

enum { TEXT_MOST = 4096, EVENTS_SHOWN = 10 };

/* A column of its name; "attribute_" before it if a figure has that name already. */
static int add_attribute(netmkt_table *table, const char *name, const char *text)
{
    char longer[96];
    netmkt_status status = netmkt_table_add(table, name, NETMKT_COLUMN_TEXT, &text);

    if (status == NETMKT_E_EXISTS) {
        (void)snprintf(longer, sizeof longer, "attribute_%s", name);
        status = netmkt_table_add(table, longer, NETMKT_COLUMN_TEXT, &text);
    }
    return status == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

/* Every attribute the customer has: printed as a line, or added to `table` as a column. */
static int attributes(const struct session *session, netmkt_customer_id customer, netmkt_table *table)
{
    char *buffer = malloc(TEXT_MOST);
    netmkt_attribute_id id;
    int32_t type;
    const char *name;
    int status = buffer != NULL ? STATUS_GOOD : fail("out of memory");

    for (uint32_t i = 0; status == STATUS_GOOD && netmkt_attribute_describe(session->store, i, &id, &type, &name) == NETMKT_OK; i++) {
        const char *text = attribute_text(session->store, customer, id, type, buffer, TEXT_MOST);
        uint32_t personal = NETMKT_PERSONAL_UNSAID;

        if (text == NULL)
            continue;
        if (!option_given(session->arguments, "personal") && netmkt_attribute_personal(session->store, id, &personal) == NETMKT_OK &&
            personal == NETMKT_PERSONAL_YES)
            (void)snprintf(buffer, TEXT_MOST, "(personal)");
        if (table == NULL)
            printf("  %-18s %s\n", name, printable(buffer));
        else
            status = add_attribute(table, name, text);
    }
    free(buffer);
    return status;
}

static int add_summary(netmkt_table *table, const netmkt_summary *s)
{
    const int64_t x = s->x, orders = (int64_t)s->orders, returns = (int64_t)s->returns, events = (int64_t)s->events;

    if (netmkt_table_add(table, "x", NETMKT_COLUMN_INT, &x) != NETMKT_OK || netmkt_table_add(table, "t_x", NETMKT_COLUMN_REAL, &s->t_x) != NETMKT_OK ||
        netmkt_table_add(table, "T", NETMKT_COLUMN_REAL, &s->T) != NETMKT_OK || netmkt_table_add(table, "m", NETMKT_COLUMN_REAL, &s->m) != NETMKT_OK ||
        netmkt_table_add(table, "events", NETMKT_COLUMN_INT, &events) != NETMKT_OK ||
        netmkt_table_add(table, "first_event", NETMKT_COLUMN_TIME, &s->first_event_ms) != NETMKT_OK ||
        netmkt_table_add(table, "last_event", NETMKT_COLUMN_TIME, &s->last_event_ms) != NETMKT_OK ||
        netmkt_table_add(table, "orders", NETMKT_COLUMN_INT, &orders) != NETMKT_OK ||
        netmkt_table_add(table, "returns", NETMKT_COLUMN_INT, &returns) != NETMKT_OK ||
        netmkt_table_add(table, "revenue", NETMKT_COLUMN_MONEY, &s->revenue) != NETMKT_OK ||
        netmkt_table_add(table, "cost", NETMKT_COLUMN_MONEY, &s->cost) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

static int add_stage(const struct session *session, netmkt_table *table, const netmkt_stage *s)
{
    const char *lifecycle = netmkt_lifecycle_name(s->lifecycle), *readiness = netmkt_readiness_name(s->readiness);
    const char *rule = netmkt_readiness_rule(session->settings, s->rule);

    rule = rule != NULL ? rule : "";
    if (netmkt_table_add(table, "lifecycle", NETMKT_COLUMN_TEXT, &lifecycle) != NETMKT_OK ||
        netmkt_table_add(table, "p_introduction", NETMKT_COLUMN_REAL, &s->p_introduction) != NETMKT_OK ||
        netmkt_table_add(table, "p_growth", NETMKT_COLUMN_REAL, &s->p_growth) != NETMKT_OK ||
        netmkt_table_add(table, "p_maturity", NETMKT_COLUMN_REAL, &s->p_maturity) != NETMKT_OK ||
        netmkt_table_add(table, "p_decline", NETMKT_COLUMN_REAL, &s->p_decline) != NETMKT_OK ||
        netmkt_table_add(table, "p_active", NETMKT_COLUMN_REAL, &s->p_active) != NETMKT_OK ||
        netmkt_table_add(table, "readiness", NETMKT_COLUMN_TEXT, &readiness) != NETMKT_OK ||
        netmkt_table_add(table, "readiness_rule", NETMKT_COLUMN_TEXT, &rule) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

/* The value's columns; without a value where the data cannot say. */
static int add_value(netmkt_table *table, const struct session *session, netmkt_customer_id customer)
{
    netmkt_model *purchase = NULL, *spend = NULL;
    netmkt_value v = {.struct_size = sizeof v};
    double low = (double)NAN, high = (double)NAN;
    int status = STATUS_GOOD;

    if (netmkt_model_fit_store(session->store, NETMKT_MODEL_BGNBD, session->settings, session->as_of, &purchase) != NETMKT_OK ||
        netmkt_model_fit_store(session->store, NETMKT_MODEL_GAMMAGAMMA, session->settings, session->as_of, &spend) != NETMKT_OK ||
        netmkt_value_score(session->store, purchase, spend, session->settings, customer, session->as_of, &v) != NETMKT_OK) {
        note("value: %s", netmkt_last_error());
        v.p_alive = v.expected_purchases = v.expected_spend = v.clv = v.margin = (double)NAN;
    } else if (!isnan(v.p_alive)) { /* without it where a fit ended at a border */
        (void)netmkt_model_clv_interval(purchase, spend, session->settings, 1, &v.x, &v.t_x, &v.T, &v.m, &v.margin, &low, &high, NULL, NULL);
    }
    if (netmkt_table_add(table, "p_alive", NETMKT_COLUMN_REAL, &v.p_alive) != NETMKT_OK ||
        netmkt_table_add(table, "expected_purchases", NETMKT_COLUMN_REAL, &v.expected_purchases) != NETMKT_OK ||
        netmkt_table_add(table, "expected_spend", NETMKT_COLUMN_REAL, &v.expected_spend) != NETMKT_OK ||
        netmkt_table_add(table, "margin", NETMKT_COLUMN_REAL, &v.margin) != NETMKT_OK ||
        netmkt_table_add(table, "clv", NETMKT_COLUMN_REAL, &v.clv) != NETMKT_OK ||
        netmkt_table_add(table, "clv_low", NETMKT_COLUMN_REAL, &low) != NETMKT_OK ||
        netmkt_table_add(table, "clv_high", NETMKT_COLUMN_REAL, &high) != NETMKT_OK)
        status = fail_library(NULL);
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    return status;
}

static int show_row(const struct session *session, netmkt_customer_id customer, const char *key)
{
    netmkt_summary summary = {.struct_size = sizeof summary};
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_table *table = NULL;
    int status = STATUS_GOOD;

    if (netmkt_summary_get(session->store, session->settings, customer, session->as_of, &summary) != NETMKT_OK ||
        netmkt_stage_classify(session->store, NULL, session->settings, customer, session->as_of, &stage) != NETMKT_OK ||
        netmkt_table_new(NULL, 1, session->facts.currency_exponent, &table) != NETMKT_OK ||
        netmkt_table_add(table, "customer", NETMKT_COLUMN_TEXT, &key) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = add_summary(table, &summary);
    if (status == STATUS_GOOD)
        status = add_stage(session, table, &stage);
    if (status == STATUS_GOOD)
        status = add_value(table, session, customer);
    if (status == STATUS_GOOD)
        status = attributes(session, customer, table);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int events_table(const struct session *session, const netmkt_event *events, size_t n, netmkt_table **out)
{
    const char *kind[EVENTS_SHOWN], *channel[EVENTS_SHOWN], *campaign[EVENTS_SHOWN], *offer[EVENTS_SHOWN];
    int64_t time[EVENTS_SHOWN], amount[EVENTS_SHOWN], cost[EVENTS_SHOWN];
    double rating[EVENTS_SHOWN];

    for (size_t i = 0; i < n; i++) {
        const netmkt_event *e = &events[i];

        kind[i] = channel[i] = campaign[i] = offer[i] = "";
        (void)netmkt_kind_get(session->store, e->kind, &kind[i], NULL);
        if (e->channel != 0)
            (void)netmkt_channel_get(session->store, e->channel, &channel[i], NULL);
        if (e->campaign != 0)
            (void)netmkt_campaign_get(session->store, e->campaign, NULL, &campaign[i], NULL, NULL, NULL, 0, NULL);
        if (e->offer != 0)
            (void)netmkt_offer_get(session->store, e->offer, NULL, &offer[i]);
        time[i] = e->time_ms;
        amount[i] = e->amount;
        cost[i] = e->cost;
        rating[i] = e->rating == NETMKT_NO_RATING ? (double)NAN : e->rating / 1000.0;
    }
    if (netmkt_table_new(NULL, n, session->facts.currency_exponent, out) != NETMKT_OK ||
        netmkt_table_add(*out, "time", NETMKT_COLUMN_TIME, time) != NETMKT_OK || netmkt_table_add(*out, "kind", NETMKT_COLUMN_TEXT, kind) != NETMKT_OK ||
        netmkt_table_add(*out, "channel", NETMKT_COLUMN_TEXT, channel) != NETMKT_OK ||
        netmkt_table_add(*out, "campaign", NETMKT_COLUMN_TEXT, campaign) != NETMKT_OK ||
        netmkt_table_add(*out, "offer", NETMKT_COLUMN_TEXT, offer) != NETMKT_OK ||
        netmkt_table_add(*out, "amount", NETMKT_COLUMN_MONEY, amount) != NETMKT_OK ||
        netmkt_table_add(*out, "cost", NETMKT_COLUMN_MONEY, cost) != NETMKT_OK || netmkt_table_add(*out, "rating", NETMKT_COLUMN_REAL, rating) != NETMKT_OK)
        return fail_library(NULL);
    return STATUS_GOOD;
}

/* The last events, the latest first. */
static int show_events(const struct session *session, netmkt_customer_id customer)
{
    netmkt_event ring[EVENTS_SHOWN], latest[EVENTS_SHOWN], event;
    netmkt_event_filter filter;
    netmkt_event_cursor *cursor = NULL;
    netmkt_table *table = NULL;
    netmkt_status result;
    uint64_t seen = 0;
    size_t n;
    int status;

    netmkt_event_filter_init(&filter);
    netmkt_event_init(&event);
    filter.customer = customer;
    if (session->as_of < filter.to_ms)
        filter.to_ms = session->as_of;
    if (netmkt_event_cursor_open(session->store, &filter, &cursor) != NETMKT_OK)
        return fail_library(NULL);
    while ((result = netmkt_event_cursor_next(cursor, &event)) == NETMKT_OK)
        ring[seen++ % EVENTS_SHOWN] = event;
    netmkt_event_cursor_close(cursor);
    if (result != NETMKT_DONE)
        return fail_library(NULL);
    n = seen < EVENTS_SHOWN ? (size_t)seen : EVENTS_SHOWN;
    for (size_t i = 0; i < n; i++)
        latest[i] = ring[(seen - 1 - i) % EVENTS_SHOWN];
    printf("\nLast events (%zu of %llu)\n", n, (unsigned long long)seen);
    status = events_table(session, latest, n, &table);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int show_activity(const struct session *session, netmkt_customer_id customer)
{
    netmkt_table *kinds = NULL, *channels = NULL;
    int status = STATUS_GOOD;

    if (netmkt_summary_kinds(session->store, customer, session->as_of, &kinds) != NETMKT_OK ||
        netmkt_summary_channels(session->store, session->settings, customer, session->as_of, &channels) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD) {
        puts("\nBy kind");
        status = show_table(session, kinds);
    }
    if (status == STATUS_GOOD) {
        puts("\nBy channel");
        status = show_table(session, channels);
    }
    netmkt_table_free(kinds);
    netmkt_table_free(channels);
    return status;
}

static int show_purchases(const struct session *session, netmkt_customer_id customer)
{
    netmkt_summary s = {.struct_size = sizeof s};
    char money[32], first[32], last[32], unit[48], currency[8];

    if (netmkt_summary_get(session->store, session->settings, customer, session->as_of, &s) != NETMKT_OK ||
        netmkt_money_format(s.revenue, session->facts.currency_exponent, money, sizeof money) != NETMKT_OK)
        return fail_library(NULL);
    printf("  events %llu, orders %llu, returns %llu, revenue %s%s\n", (unsigned long long)s.events, (unsigned long long)s.orders,
           (unsigned long long)s.returns, money, currency_text(session, currency));
    if (s.purchase_days > 0 && netmkt_time_format(s.first_ms, first, sizeof first) == NETMKT_OK &&
        netmkt_time_format(s.last_ms, last, sizeof last) == NETMKT_OK)
        printf("  bought on %llu days from %.10s to %.10s; x %u, t_x %.2f, T %.2f %s, m %.2f\n",
               (unsigned long long)s.purchase_days, first, last, (unsigned)s.x, s.t_x, s.T, unit_text(session, unit), s.m);
    return STATUS_GOOD;
}

static int show_portrait(const struct session *session, netmkt_customer_id customer, const char *key)
{
    char buffer[32];
    int status;

    printf("Customer %s as of %s\n", key, moment_text(session, buffer));
    status = attributes(session, customer, NULL);
    if (status == STATUS_GOOD)
        status = show_purchases(session, customer);
    if (status == STATUS_GOOD) {
        puts("\nIn words");
        status = portrait_words(session, customer, NULL, NULL, NULL, "  ");
    }
    if (status == STATUS_GOOD)
        status = show_activity(session, customer);
    if (status == STATUS_GOOD)
        status = show_events(session, customer);
    return status;
}

/* --alive DAYS: P(alive) every so many days since his first purchase. */
static int show_path(const struct session *session, netmkt_customer_id customer)
{
    netmkt_summary summary = {.struct_size = sizeof summary};
    netmkt_model *purchase = NULL;
    netmkt_table *table = NULL;
    long long days = 0;
    int status = STATUS_GOOD;

    if (!read_whole(option_value(session->arguments, "alive"), 1, 36500, &days))
        return usage_error(session->arguments->command, "--alive needs a whole number of days, 1 to 36500, not \"%.64s\"",
                           option_value(session->arguments, "alive"));
    if (netmkt_summary_get(session->store, session->settings, customer, session->as_of, &summary) != NETMKT_OK)
        return fail_library(NULL);
    if (summary.purchase_days == 0)
        return fail("he has not bought yet: there is no history");
    if (netmkt_model_fit_store(session->store, NETMKT_MODEL_BGNBD, session->settings, session->as_of, &purchase) != NETMKT_OK ||
        netmkt_value_alive_path(session->store, purchase, session->settings, customer, summary.first_ms, session->as_of,
                                days * INT64_C(86400000), &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_table(session, table);
    netmkt_table_free(table);
    netmkt_model_free(purchase);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_customer_id customer = 0;
    char key[256]; /* a merged customer's is another than was asked for */
    int status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);

    if (status == STATUS_GOOD)
        status = rules_option(&session);
    if (status == STATUS_GOOD && (netmkt_customer_find(session.store, arguments->operands[1], &customer) != NETMKT_OK ||
                                  netmkt_customer_key(session.store, customer, key, sizeof key, NULL) != NETMKT_OK))
        status = fail_library(NULL);
    if (status == STATUS_GOOD && option_given(arguments, "alive"))
        status = show_path(&session, customer);
    else if (status == STATUS_GOOD)
        status = session.format == NETMKT_FORMAT_TEXT ? show_portrait(&session, customer, printable(key)) : show_row(&session, customer, key);
    session_close(&session);
    return status;
}

const struct command command_customer = {
    .name = "customer",
    .operands = "STORE CUSTOMER",
    .least = 2,
    .most = 2,
    .shared = SHARE_JUDGEMENT,
    .options = (const struct option[]){{"alive", "DAYS", "Instead, P(alive) every so many days since his first purchase (BG/NBD)."},
                                       {"personal", NULL, "Show the values of personal attributes."},
                                       RULES_OPTION,
                                       {NULL, NULL, NULL}},
    .brief = "All that is known of one customer, with stage and value explained.",
    .details = "Attributes (of personal ones only that they are there), purchases, stage and value in words, activity by kind\n"
               "and channel, the last events.",
    .run = run,
};
