/* Random expressions over a random store: matched by blocks, they give what looking at one customer after another by the definition gives;
 * whatever the threads, the order of events, the form of the text; and De Morgan's laws hold with unknowns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/support.h"

#define DAY INT64_C(86400000)
#define START INT64_C(1735689600000) /* 2025-01-01 */
#define AS_OF (START + 365 * DAY - 1)

enum { CUSTOMERS = 2150, EVENTS_MOST = 12, NO = 0, YES = 1, UNKNOWN = 2 };

typedef struct fact {
    int64_t time_ms, amount;
    netmkt_kind_id kind;
    netmkt_channel_id channel;
} fact;

typedef struct person {
    int there, country, vip; /* -1: no value */
    int64_t birth_year;      /* 0: none */
    double score;            /* below 0: none */
    int events;
    fact event[EVENTS_MOST];
} person;

static const char *const countries[] = {"DE", "AT", "FR", "Dk"};
static person people[CUSTOMERS];
static uint64_t state;

static uint32_t below(uint32_t n)
{
    uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) % n);
}

static void make_person(person *p)
{
    static const netmkt_kind_id kinds[] = {NETMKT_KIND_VISIT, NETMKT_KIND_ORDER, NETMKT_KIND_ORDER, NETMKT_KIND_RETURN, NETMKT_KIND_VIEW};

    *p = (person){.there = 1, .country = (int)below(5) - 1, .vip = (int)below(3) - 1};
    p->birth_year = below(4) == 0 ? 0 : 1940 + (int64_t)below(70);
    p->score = below(4) == 0 ? -1.0 : (double)below(8) / 4.0;
    p->events = (int)below(EVENTS_MOST + 1);
    for (int i = 0; i < p->events; i++) {
        fact *f = &p->event[i];

        f->kind = kinds[below(5)];
        f->channel = (netmkt_channel_id)below(4);
        f->time_ms = START + (int64_t)below(380) * DAY + (int64_t)below(86400000); /* some behind the moment */
        f->amount = f->kind == NETMKT_KIND_ORDER ? (int64_t)below(10000) : f->kind == NETMKT_KIND_RETURN ? -(int64_t)below(3000) : 0;
    }
}

static netmkt_store *make_store(int shuffled)
{
    netmkt_store *store;
    netmkt_attribute_id vip, score;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, &vip), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, &score), NETMKT_OK);
    for (int i = 0; i < CUSTOMERS; i++) {
        const person *p = &people[i];
        netmkt_customer_id id;
        char key[16];

        (void)snprintf(key, sizeof key, "k%d", i);
        ck_assert_int_eq(netmkt_customer_put(store, key, &id), NETMKT_OK);
        if (p->country >= 0)
            netmkt_customer_set_text(store, id, NETMKT_ATTRIBUTE_COUNTRY, countries[p->country]);
        if (p->vip >= 0)
            netmkt_customer_set_int(store, id, vip, p->vip);
        if (p->birth_year != 0)
            netmkt_customer_set_int(store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, p->birth_year);
        if (p->score >= 0.0)
            netmkt_customer_set_real(store, id, score, p->score);
    }
    for (int round = 0; round < EVENTS_MOST; round++) { /* interleaved, or customer by customer from behind */
        for (int i = 0; i < CUSTOMERS; i++) {
            int who = shuffled ? CUSTOMERS - 1 - i : i, which = shuffled ? EVENTS_MOST - 1 - round : round;
            netmkt_event e;

            if (which >= people[who].events)
                continue;
            netmkt_event_init(&e);
            e.customer = (netmkt_customer_id)who + 1;
            e.kind = people[who].event[which].kind;
            e.channel = people[who].event[which].channel;
            e.time_ms = people[who].event[which].time_ms;
            e.amount = people[who].event[which].amount;
            ck_assert_int_eq(netmkt_event_append(store, &e, sizeof e, 1, NULL), NETMKT_OK);
        }
    }
    return store;
}

/* --- expressions */

typedef struct node {
    int what; /* 0 to 9 a condition, 10 and, 11 or, 12 not */
    int op, filter;
    uint32_t number;
    struct node *left, *right;
} node;

static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
static const char *const filters[] = {"", "last 100 days", "channel = email", "since 2025-06-01, before 2025-09-01", "channel in (sem, seo) and last 6 months"};

static node *make_node(int depth)
{
    node *n = calloc(1, sizeof *n);

    ck_assert_ptr_nonnull(n);
    n->what = (int)below(depth > 0 ? 16 : 10);
    n->op = (int)below(6);
    n->filter = (int)below(5);
    n->number = below(100);
    if (n->what >= 10)
        n->what = n->what >= 14 ? 12 : 10 + n->what % 2;
    if (n->what >= 10)
        n->left = make_node(depth - 1);
    if (n->what == 10 || n->what == 11)
        n->right = make_node(depth - 1);
    return n;
}

static void free_node(node *n)
{
    if (n == NULL)
        return;
    free_node(n->left);
    free_node(n->right);
    free(n);
}

static void say(const node *n, char *text)
{
    char part[128] = "", brackets[64] = "";

    if (n->filter > 0)
        (void)snprintf(brackets, sizeof brackets, "(%s)", filters[n->filter]);
    switch (n->what) {
    case 0:
        (void)snprintf(part, sizeof part, "country %s \"%s\"", n->number % 2 ? "=" : "!=", countries[n->number % 4]);
        break;
    case 1:
        (void)snprintf(part, sizeof part, "country in (AT, \"xx\", %s)", countries[n->number % 4]);
        break;
    case 2:
        (void)snprintf(part, sizeof part, "country %s 'd%%'", n->number % 2 ? "like" : "not like");
        break;
    case 3:
        (void)snprintf(part, sizeof part, "%s is %smissing", n->number % 3 == 0 ? "country" : n->number % 3 == 1 ? "age" : "last(visit)", n->op % 2 ? "not " : "");
        break;
    case 4:
        (void)snprintf(part, sizeof part, "age %s %u", ops[n->op], n->number);
        break;
    case 5:
        (void)snprintf(part, sizeof part, "vip");
        break;
    case 6:
        (void)snprintf(part, sizeof part, "orders%s %s %u", brackets, ops[n->op], n->number % 5);
        break;
    case 7:
        (void)snprintf(part, sizeof part, "revenue%s %s %u", brackets, ops[n->op], n->number);
        break;
    case 8:
        (void)snprintf(part, sizeof part, "last(visit) %s %u days ago", n->op % 2 ? "<" : ">=", n->number);
        break;
    case 9:
        (void)snprintf(part, sizeof part, "score %s %u.25", ops[n->op], n->number % 2);
        break;
    default:
        strcat(text, n->what == 12 ? "not (" : "(");
        say(n->left, text);
        if (n->what != 12) {
            strcat(text, n->what == 10 ? ") and (" : ") or (");
            say(n->right, text);
        }
        strcat(text, ")");
        return;
    }
    strcat(text, part);
}

static int compare(int op, double a, double b)
{
    switch (op) {
    case 0:
        return a == b;
    case 1:
        return a != b;
    case 2:
        return a < b;
    case 3:
        return a <= b;
    case 4:
        return a > b;
    default:
        return a >= b;
    }
}

static int passes(const fact *f, int filter)
{
    if (f->time_ms > AS_OF)
        return 0;
    switch (filter) {
    case 1:
        return f->time_ms > AS_OF - 100 * DAY;
    case 2:
        return f->channel == NETMKT_CHANNEL_EMAIL;
    case 3:
        return f->time_ms >= START + 151 * DAY && f->time_ms < START + 243 * DAY;
    case 4:
        return (f->channel == NETMKT_CHANNEL_SEM || f->channel == NETMKT_CHANNEL_SEO) && f->time_ms > START + 181 * DAY - 1; /* 30 June: there is no 31st */
    default:
        return 1;
    }
}

static double count(const person *p, netmkt_kind_id kind, int filter, double *money, int64_t *last)
{
    double n = 0.0;

    *money = 0.0;
    *last = INT64_MIN;
    for (int i = 0; i < p->events; i++) {
        const fact *f = &p->event[i];

        if (!passes(f, filter))
            continue;
        if (f->kind == NETMKT_KIND_ORDER || f->kind == NETMKT_KIND_RETURN)
            *money += (double)f->amount / 100.0;
        if (f->kind == kind) {
            n++;
            *last = f->time_ms > *last ? f->time_ms : *last;
        }
    }
    return n;
}

static int eval(const node *n, const person *p)
{
    double money, orders = count(p, NETMKT_KIND_ORDER, n->filter, &money, &(int64_t){0}), unused;
    int64_t visit;
    int a, b;

    (void)count(p, NETMKT_KIND_VISIT, 0, &unused, &visit);
    switch (n->what) {
    case 0:
        return p->country < 0 ? UNKNOWN : (p->country == (int)(n->number % 4)) == (n->number % 2 != 0);
    case 1:
        return p->country < 0 ? UNKNOWN : p->country == 1 || p->country == (int)(n->number % 4);
    case 2:
        return p->country < 0 ? UNKNOWN : (p->country == 0 || p->country == 3) == (n->number % 2 != 0);
    case 3:
        a = n->number % 3 == 0 ? p->country < 0 : n->number % 3 == 1 ? p->birth_year == 0 : visit == INT64_MIN;
        return a == (n->op % 2 == 0);
    case 4:
        return p->birth_year == 0 ? UNKNOWN : compare(n->op, (double)(2025 - p->birth_year), n->number);
    case 5:
        return p->vip < 0 ? UNKNOWN : p->vip;
    case 6:
        return compare(n->op, orders, n->number % 5);
    case 7:
        return compare(n->op, money, n->number);
    case 8:
        if (visit == INT64_MIN)
            return UNKNOWN;
        return n->op % 2 ? visit < AS_OF - (int64_t)n->number * DAY : visit >= AS_OF - (int64_t)n->number * DAY;
    case 9:
        return p->score < 0.0 ? UNKNOWN : compare(n->op, p->score, n->number % 2 + 0.25);
    case 10:
        a = eval(n->left, p);
        b = eval(n->right, p);
        return a == NO || b == NO ? NO : a == YES && b == YES ? YES : UNKNOWN;
    case 11:
        a = eval(n->left, p);
        b = eval(n->right, p);
        return a == YES || b == YES ? YES : a == NO && b == NO ? NO : UNKNOWN;
    default:
        a = eval(n->left, p);
        return a == UNKNOWN ? UNKNOWN : !a;
    }
}

static size_t ids_of(netmkt_store *store, const netmkt_settings *settings, const char *text, netmkt_customer_id *ids, char *form, size_t room)
{
    netmkt_segment *segment;
    size_t n = 0;

    ck_assert_msg(netmkt_segment_parse(store, text, &segment, NULL) == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    ck_assert_msg(netmkt_segment_ids(store, segment, settings, AS_OF, CUSTOMERS, ids, &n) == NETMKT_OK, "%s: %s", text, netmkt_last_error());
    if (form != NULL)
        (void)snprintf(form, room, "%s", netmkt_segment_text(segment));
    netmkt_segment_free(segment);
    return n;
}

static int same(const netmkt_customer_id *a, const netmkt_customer_id *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

START_TEST(test_blocks_equal_one_by_one)
{
    static netmkt_customer_id got[CUSTOMERS], want[CUSTOMERS], other[CUSTOMERS];
    netmkt_store *store[2];
    netmkt_settings *threads;
    int rounds = test_slow() ? 20 : 150;

    state = 42;
    for (int i = 0; i < CUSTOMERS; i++)
        make_person(&people[i]);
    store[0] = make_store(0);
    store[1] = make_store(1);
    for (int i = 0; i < CUSTOMERS; i += 97) { /* holes: gone with their events */
        ck_assert_int_eq(netmkt_customer_erase(store[0], (netmkt_customer_id)i + 1, 0), NETMKT_OK);
        ck_assert_int_eq(netmkt_customer_erase(store[1], (netmkt_customer_id)i + 1, 0), NETMKT_OK);
        people[i].there = 0;
    }
    ck_assert_int_eq(netmkt_settings_new(NULL, &threads), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(threads, "run.threads", 3), NETMKT_OK);
    for (int round = 0; round < rounds; round++) {
        static char text[65536], form[65536], again[65536];
        node *n = make_node(1 + round % 6);
        size_t count_got, wanted = 0;

        text[0] = '\0';
        say(n, text);
        if (strlen(text) > 16000) {
            free_node(n);
            continue;
        }
        for (int i = 0; i < CUSTOMERS; i++)
            if (people[i].there && eval(n, &people[i]) == YES)
                want[wanted++] = (netmkt_customer_id)i + 1;
        count_got = ids_of(store[0], NULL, text, got, form, sizeof form);
        ck_assert_msg(count_got == wanted && same(got, want, wanted), "%s: %zu members instead of %zu", text, count_got, wanted);
        count_got = ids_of(store[1], threads, form, other, again, sizeof again);
        ck_assert_msg(count_got == wanted && same(other, want, wanted), "%s: with threads, in another order", text);
        ck_assert_str_eq(form, again);
        free_node(n);
    }
    netmkt_settings_free(threads);
    netmkt_store_close(store[0]);
    netmkt_store_close(store[1]);
}
END_TEST

/* not (a and b) is (not a) or (not b), and the other way round, for every customer: yes, no and unknown. */
START_TEST(test_de_morgan)
{
    netmkt_store *store;

    state = 7;
    for (int i = 0; i < CUSTOMERS; i++)
        make_person(&people[i]);
    store = make_store(0);
    for (int round = 0; round < 25; round++) {
        static char a[8192], b[8192], text[4][65536];
        netmkt_segment *segment[4];
        node *left = make_node(2), *right = make_node(2);

        a[0] = b[0] = '\0';
        say(left, a);
        say(right, b);
        (void)snprintf(text[0], sizeof text[0], "not ((%s) and (%s))", a, b);
        (void)snprintf(text[1], sizeof text[1], "not (%s) or not (%s)", a, b);
        (void)snprintf(text[2], sizeof text[2], "not ((%s) or (%s))", a, b);
        (void)snprintf(text[3], sizeof text[3], "not (%s) and not (%s)", a, b);
        for (int k = 0; k < 4; k++)
            ck_assert_int_eq(netmkt_segment_parse(store, text[k], &segment[k], NULL), NETMKT_OK);
        for (int i = 0; i < 60; i++) {
            int32_t result[4];
            netmkt_customer_id id = 1 + below(CUSTOMERS);

            for (int k = 0; k < 4; k++)
                ck_assert_int_eq(netmkt_segment_test(store, segment[k], NULL, id, AS_OF, &result[k]), NETMKT_OK);
            ck_assert_int_eq(result[0], result[1]);
            ck_assert_int_eq(result[2], result[3]);
        }
        for (int k = 0; k < 4; k++)
            netmkt_segment_free(segment[k]);
        free_node(left);
        free_node(right);
    }
    netmkt_store_close(store);
}
END_TEST

/* --- judgements */

/* Is the condition true of those rows of the report alone of which it should be? `text` for a column of texts, else above a number. */
static void check_judgement(netmkt_store *store, const netmkt_table *table, const char *column, const char *term, const char *text, double above)
{
    static netmkt_customer_id got[CUSTOMERS];
    const void *ids, *cells;
    char expression[128];
    size_t n, wanted = 0;
    int32_t type;

    if (text != NULL)
        (void)snprintf(expression, sizeof expression, "%s = \"%s\"", term, text);
    else
        (void)snprintf(expression, sizeof expression, "%s > %.6f", term, above);
    n = ids_of(store, NULL, expression, got, NULL, 0);
    ck_assert_int_eq(netmkt_table_column(table, "id", NULL, &ids), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, column, &type, &cells), NETMKT_OK);
    for (size_t row = 0; row < netmkt_table_rows(table); row++) {
        int is = text != NULL                      ? strcmp(((const char *const *)cells)[row], text) == 0
                 : type == NETMKT_COLUMN_REAL ? ((const double *)cells)[row] > above
                                              : (double)((const int64_t *)cells)[row] > above;

        if (!is)
            continue;
        ck_assert_msg(wanted < n && got[wanted] == (netmkt_customer_id)((const int64_t *)ids)[row], "%s: row %zu", expression, row);
        wanted++;
    }
    ck_assert_msg(wanted == n, "%s: %zu members instead of %zu", expression, n, wanted);
    ck_assert_msg(n > 0 || text != NULL, "%s: nobody", expression);
}

START_TEST(test_judgements_are_those_of_the_reports)
{
    static const char *const words[] = {"champions", "loyal", "potential loyalists", "new", "promising", "need attention", "about to sleep",
                                        "cannot lose them", "at risk", "hibernating", "lost"};
    netmkt_store *store;
    netmkt_table *table;

    state = 99;
    for (int i = 0; i < CUSTOMERS; i++)
        make_person(&people[i]);
    store = make_store(0);
    ck_assert_int_eq(netmkt_stage_classify_all(store, NULL, NULL, AS_OF, &table), NETMKT_OK);
    for (int32_t i = 0; netmkt_lifecycle_name(i) != NULL; i++)
        check_judgement(store, table, "lifecycle", "lifecycle", netmkt_lifecycle_name(i), 0);
    for (int32_t i = 0; netmkt_readiness_name(i) != NULL; i++)
        check_judgement(store, table, "readiness", "readiness", netmkt_readiness_name(i), 0);
    check_judgement(store, table, "p_active", "p_active", NULL, 0.5);
    check_judgement(store, table, "p_decline", "p_decline", NULL, 0.25);
    check_judgement(store, table, "p_growth", "p_growth", NULL, 0.25);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_value_score_all(store, NULL, NULL, NULL, AS_OF, &table), NETMKT_OK);
    check_judgement(store, table, "p_alive", "p_alive", NULL, 0.5);
    check_judgement(store, table, "clv", "clv", NULL, 50);
    check_judgement(store, table, "expected_purchases", "expected_purchases", NULL, 1);
    check_judgement(store, table, "expected_spend", "expected_spend", NULL, 40);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_rfm_all(store, NULL, AS_OF, &table), NETMKT_OK);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        check_judgement(store, table, "segment", "rfm", words[i], 0);
    check_judgement(store, table, "r", "r", NULL, 3);
    check_judgement(store, table, "f", "f", NULL, 2);
    check_judgement(store, table, "m", "m", NULL, 4);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_attention_all(store, NULL, AS_OF, &table), NETMKT_OK);
    check_judgement(store, table, "attention", "attention", NULL, 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_relationship_all(store, NULL, AS_OF, &table), NETMKT_OK);
    check_judgement(store, table, "score", "relationship", NULL, 30);
    netmkt_table_free(table);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("segment");
    TCase *expressions = tcase_create("expressions");

    tcase_set_timeout(expressions, 120);
    tcase_add_test(expressions, test_blocks_equal_one_by_one);
    tcase_add_test(expressions, test_de_morgan);
    tcase_add_test(expressions, test_judgements_are_those_of_the_reports);
    suite_add_tcase(suite, expressions);
    return suite;
}
