/* Random sequences of operations against a simple model: in memory and in a file, with commits, rollbacks, checkpoints,
 * reopening, erasing and merging. After every few operations the store must say exactly what the model says. */
#include <netmkt/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

#define CUSTOMERS 48
#define EVENTS 6000
#define NAMES 12

typedef struct person {
    char key[32];
    int state; /* 0 alive, 1 erased, 2 anonymous, 3 merged */
    netmkt_customer_id into;
    int64_t since, year;       /* 0: none */
    char city[32];             /* "": none */
} person;

typedef struct model {
    netmkt_customer_id customers;
    person person[CUSTOMERS + 1];
    size_t events;
    netmkt_event event[EVENTS];
    uint32_t kinds, channels, campaigns, offers;
    int64_t budget[NAMES + 1], price[NAMES + 1];
} model;

typedef struct world {
    netmkt_store *store;
    const char *path; /* NULL: in memory */
    model now, committed;
    uint64_t random;
} world;

static uint64_t draw(world *w, uint64_t below)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (w->random >> 11) % below;
}

/* --- Comparison */

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_events(const void *left, const void *right)
{
    const netmkt_event *a = left, *b = right;
    int r = by_number((int64_t)a->customer, (int64_t)b->customer);

    r = r != 0 ? r : by_number(a->time_ms, b->time_ms);
    r = r != 0 ? r : by_number(a->kind, b->kind);
    r = r != 0 ? r : by_number(a->channel, b->channel);
    r = r != 0 ? r : by_number(a->campaign, b->campaign);
    r = r != 0 ? r : by_number(a->offer, b->offer);
    r = r != 0 ? r : by_number(a->variant, b->variant);
    r = r != 0 ? r : by_number(a->initiator, b->initiator);
    r = r != 0 ? r : by_number(a->amount, b->amount);
    r = r != 0 ? r : by_number(a->cost, b->cost);
    r = r != 0 ? r : by_number(a->rating, b->rating);
    if (r == 0 && a->reference[0] != b->reference[0])
        r = a->reference[0] < b->reference[0] ? -1 : 1;
    if (r == 0 && a->reference[1] != b->reference[1])
        r = a->reference[1] < b->reference[1] ? -1 : 1;
    return r;
}

static void same_events(world *w)
{
    static netmkt_event sorted[EVENTS];
    netmkt_event_cursor *cursor;
    netmkt_event event;
    size_t i = 0;

    memcpy(sorted, w->now.event, w->now.events * sizeof *sorted);
    qsort(sorted, w->now.events, sizeof *sorted, compare_events);
    ck_assert_int_eq(netmkt_event_cursor_open(w->store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &event) == NETMKT_OK) {
        ck_assert_uint_lt(i, w->now.events);
        ck_assert_msg(memcmp(&event, &sorted[i], sizeof event) == 0, "event %zu differs", i);
        i++;
    }
    ck_assert_uint_eq(i, w->now.events);
    netmkt_event_cursor_close(cursor);
}

static void same_person(world *w, netmkt_customer_id id)
{
    const person *p = &w->now.person[id];
    netmkt_customer_id found;
    char text[64];
    int64_t number;
    size_t length;

    if (p->state == 0) {
        ck_assert_int_eq(netmkt_customer_key(w->store, id, text, sizeof text, &length), NETMKT_OK);
        ck_assert_str_eq(text, p->key);
        ck_assert_int_eq(netmkt_customer_find(w->store, p->key, &found), NETMKT_OK);
        ck_assert_uint_eq(found, id);
        ck_assert_int_eq(netmkt_customer_get_int(w->store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, &number), p->year != 0 ? NETMKT_OK : NETMKT_DONE);
        ck_assert_int_eq(number, p->year);
        ck_assert_int_eq(netmkt_customer_get_int(w->store, id, NETMKT_ATTRIBUTE_SINCE, &number), p->since != 0 ? NETMKT_OK : NETMKT_DONE);
        ck_assert_int_eq(number, p->since);
        ck_assert_int_eq(netmkt_customer_get_text(w->store, id, NETMKT_ATTRIBUTE_CITY, text, sizeof text, &length),
                         p->city[0] != '\0' ? NETMKT_OK : NETMKT_DONE);
        if (p->city[0] != '\0')
            ck_assert_str_eq(text, p->city);
        return;
    }
    ck_assert_int_eq(netmkt_customer_key(w->store, id, text, sizeof text, &length), NETMKT_E_NOT_FOUND);
    if (p->state == 3) {
        ck_assert_int_eq(netmkt_customer_find(w->store, p->key, &found), NETMKT_OK);
        ck_assert_uint_eq(found, p->into);
    }
}

static void same(world *w)
{
    netmkt_store_statistics figures = {.struct_size = sizeof figures};
    netmkt_campaign campaign = {.struct_size = sizeof campaign};
    netmkt_offer offer = {.struct_size = sizeof offer};
    uint64_t customers;

    ck_assert_int_eq(netmkt_customer_count(w->store, &customers), NETMKT_OK);
    ck_assert_uint_eq(customers, w->now.customers);
    for (netmkt_customer_id id = 1; id <= customers; id++)
        same_person(w, id);
    ck_assert_int_eq(netmkt_store_stats(w->store, &figures), NETMKT_OK);
    ck_assert_uint_eq(figures.events, w->now.events);
    ck_assert_uint_eq(figures.kinds, 26 + w->now.kinds);
    ck_assert_uint_eq(figures.channels, 26 + w->now.channels);
    ck_assert_uint_eq(figures.campaigns, w->now.campaigns);
    ck_assert_uint_eq(figures.offers, w->now.offers);
    for (uint32_t i = 1; i <= w->now.campaigns; i++) {
        ck_assert_int_eq(netmkt_campaign_get(w->store, i, &campaign, NULL, NULL, NULL, NULL, 0, NULL), NETMKT_OK);
        ck_assert_int_eq(campaign.budget, w->now.budget[i]);
    }
    for (uint32_t i = 1; i <= w->now.offers; i++) {
        ck_assert_int_eq(netmkt_offer_get(w->store, i, &offer, NULL), NETMKT_OK);
        ck_assert_int_eq(offer.price, w->now.price[i]);
    }
    same_events(w);
}

/* --- Operations, each on store and model */

static void put_customer(world *w)
{
    char key[32];
    netmkt_customer_id id, expected = 0;

    snprintf(key, sizeof key, "k%d", (int)draw(w, 2 * CUSTOMERS));
    for (netmkt_customer_id i = 1; i <= w->now.customers; i++)
        if (strcmp(w->now.person[i].key, key) == 0)
            expected = w->now.person[i].state == 3 ? w->now.person[i].into : i;
    if (expected == 0 && w->now.customers == CUSTOMERS)
        return;
    ck_assert_int_eq(netmkt_customer_put(w->store, key, &id), NETMKT_OK);
    if (expected == 0) {
        expected = ++w->now.customers;
        strcpy(w->now.person[expected].key, key);
    }
    ck_assert_uint_eq(id, expected);
}

static netmkt_customer_id somebody(world *w)
{
    for (int tries = 0; tries < 20 && w->now.customers != 0; tries++) {
        netmkt_customer_id id = 1 + draw(w, w->now.customers);

        if (w->now.person[id].state == 0)
            return id;
    }
    return 0;
}

static netmkt_event random_event(world *w, netmkt_customer_id customer)
{
    netmkt_event e;

    netmkt_event_init(&e);
    e.customer = customer;
    e.time_ms = (int64_t)draw(w, 40) * 1000;
    e.kind = (netmkt_kind_id)(1 + draw(w, 26));
    e.initiator = (uint8_t)(1 + draw(w, 3));
    if (w->now.kinds != 0 && draw(w, 4) == 0)
        e.kind = (netmkt_kind_id)(NETMKT_KIND_CUSTOM + draw(w, w->now.kinds));
    if (draw(w, 2) == 0)
        e.channel = (netmkt_channel_id)draw(w, 27);
    if (w->now.channels != 0 && draw(w, 6) == 0)
        e.channel = (netmkt_channel_id)(NETMKT_CHANNEL_CUSTOM + draw(w, w->now.channels));
    if (draw(w, 3) == 0)
        e.campaign = (netmkt_campaign_id)draw(w, w->now.campaigns + 1);
    if (draw(w, 3) == 0)
        e.offer = (netmkt_offer_id)draw(w, w->now.offers + 1);
    if (draw(w, 8) == 0)
        e.variant = (uint16_t)draw(w, 3);
    if (draw(w, 2) == 0)
        e.amount = e.kind == NETMKT_KIND_RETURN ? -(int64_t)draw(w, 5) : (int64_t)draw(w, 5);
    if (draw(w, 8) == 0)
        e.cost = (int64_t)draw(w, 5) - 2;
    if (draw(w, 8) == 0)
        e.rating = (int32_t)draw(w, 5) * 1000;
    if (draw(w, 2) == 0) {
        e.reference[0] = 1 + draw(w, 900);
        e.reference[1] = draw(w, 2);
    }
    return e;
}

static int known_reference(const model *m, const netmkt_event *e)
{
    for (size_t i = 0; i < m->events; i++)
        if (memcmp(m->event[i].reference, e->reference, sizeof e->reference) == 0)
            return 1;
    return 0;
}

static void append(world *w)
{
    netmkt_event batch[200];
    size_t n = draw(w, 10) == 0 ? draw(w, 200) : draw(w, 6), new_ones = 0, added;
    netmkt_customer_id one = somebody(w);

    if (one == 0 || w->now.events + n > EVENTS)
        return;
    for (size_t i = 0; i < n; i++) {
        netmkt_customer_id other = draw(w, 3) == 0 ? one : somebody(w);

        batch[i] = random_event(w, other != 0 ? other : one);
        if (batch[i].reference[0] != 0 && known_reference(&w->now, &batch[i]))
            continue;
        w->now.event[w->now.events++] = batch[i];
        new_ones++;
    }
    ck_assert_int_eq(netmkt_event_append(w->store, batch, sizeof *batch, n, &added), NETMKT_OK);
    ck_assert_uint_eq(added, new_ones);
}

static void set_attribute(world *w)
{
    netmkt_customer_id id = somebody(w);
    person *p = &w->now.person[id];

    if (id == 0)
        return;
    switch (draw(w, 5)) {
    case 0:
        p->year = 1900 + (int64_t)draw(w, 100);
        ck_assert_int_eq(netmkt_customer_set_int(w->store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR, p->year), NETMKT_OK);
        break;
    case 1:
        p->since = 1 + (int64_t)draw(w, 100);
        ck_assert_int_eq(netmkt_customer_set_int(w->store, id, NETMKT_ATTRIBUTE_SINCE, p->since), NETMKT_OK);
        break;
    case 2:
        p->year = 0;
        ck_assert_int_eq(netmkt_customer_unset(w->store, id, NETMKT_ATTRIBUTE_BIRTH_YEAR), NETMKT_OK);
        break;
    case 3:
        p->city[0] = '\0';
        ck_assert_int_eq(netmkt_customer_unset(w->store, id, NETMKT_ATTRIBUTE_CITY), NETMKT_OK);
        break;
    default:
        snprintf(p->city, sizeof p->city, "city %d", (int)draw(w, 20));
        ck_assert_int_eq(netmkt_customer_set_text(w->store, id, NETMKT_ATTRIBUTE_CITY, p->city), NETMKT_OK);
    }
}

static void define(world *w)
{
    char name[32];
    uint32_t number = (uint32_t)draw(w, NAMES);
    netmkt_kind kind;
    netmkt_campaign campaign;
    netmkt_offer offer;
    uint32_t id;

    switch (draw(w, 4)) {
    case 0:
        if (w->now.kinds == NAMES)
            return;
        netmkt_kind_init(&kind);
        snprintf(name, sizeof name, "kind %u", w->now.kinds++);
        ck_assert_int_eq(netmkt_kind_define(w->store, name, &kind, NULL), NETMKT_OK);
        return;
    case 1:
        if (w->now.channels == NAMES)
            return;
        snprintf(name, sizeof name, "channel %u", w->now.channels++);
        ck_assert_int_eq(netmkt_channel_define(w->store, name, NETMKT_CHANNEL_PUSH, NULL), NETMKT_OK);
        return;
    case 2:
        netmkt_campaign_init(&campaign);
        campaign.budget = (int64_t)draw(w, 1000);
        number = number < w->now.campaigns ? number + 1 : (w->now.campaigns < NAMES ? ++w->now.campaigns : NAMES);
        snprintf(name, sizeof name, "campaign %u", number);
        w->now.budget[number] = campaign.budget;
        ck_assert_int_eq(netmkt_campaign_put(w->store, name, &campaign, NULL, 0, NULL, "words", &id), NETMKT_OK);
        ck_assert_uint_eq(id, number);
        return;
    default:
        netmkt_offer_init(&offer);
        offer.price = (int64_t)draw(w, 1000);
        number = number < w->now.offers ? number + 1 : (w->now.offers < NAMES ? ++w->now.offers : NAMES);
        snprintf(name, sizeof name, "offer %u", number);
        w->now.price[number] = offer.price;
        ck_assert_int_eq(netmkt_offer_put(w->store, name, &offer, &id), NETMKT_OK);
        ck_assert_uint_eq(id, number);
    }
}

static void commit(world *w)
{
    if (draw(w, 4) == 0)
        ck_assert_int_eq(netmkt_store_checkpoint(w->store), NETMKT_OK);
    else
        ck_assert_int_eq(netmkt_store_commit(w->store), NETMKT_OK);
    w->committed = w->now;
}

static void roll_back(world *w)
{
    ck_assert_int_eq(netmkt_store_rollback(w->store), NETMKT_OK);
    w->now = w->committed;
}

static void open_again(world *w)
{
    if (w->path == NULL)
        return;
    netmkt_store_close(w->store);
    ck_assert_int_eq(netmkt_store_check(w->path, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_open(w->path, NULL, &w->store), NETMKT_OK);
    w->now = w->committed;
}

static void forget(world *w, netmkt_customer_id id, int keep_events)
{
    size_t kept = 0;
    person *p = &w->now.person[id];

    for (netmkt_customer_id i = 1; i <= w->now.customers; i++)
        if (w->now.person[i].state == 3 && w->now.person[i].into == id) {
            w->now.person[i].state = 1;
            w->now.person[i].key[0] = '\0';
        }
    memset(p, 0, sizeof *p);
    p->state = keep_events ? 2 : 1;
    for (size_t i = 0; i < w->now.events; i++) {
        if (w->now.event[i].customer == id && !keep_events)
            continue;
        w->now.event[kept] = w->now.event[i];
        if (w->now.event[i].customer == id)
            memset(w->now.event[kept].reference, 0, sizeof w->now.event[kept].reference);
        kept++;
    }
    w->now.events = kept;
}

static void erase(world *w)
{
    netmkt_customer_id id = somebody(w);
    int keep_events = (int)draw(w, 2);

    if (id == 0)
        return;
    ck_assert_int_eq(netmkt_customer_erase(w->store, id, keep_events ? NETMKT_ERASE_KEEP_EVENTS : 0), NETMKT_OK);
    forget(w, id, keep_events);
    w->committed = w->now;
}

static void merge(world *w)
{
    netmkt_customer_id keep = somebody(w), drop = somebody(w);
    person *to, *from;

    if (keep == 0 || drop == 0 || keep == drop)
        return;
    ck_assert_int_eq(netmkt_customer_merge(w->store, keep, drop), NETMKT_OK);
    to = &w->now.person[keep];
    from = &w->now.person[drop];
    if (to->year == 0)
        to->year = from->year;
    if (to->since == 0)
        to->since = from->since;
    if (to->city[0] == '\0')
        strcpy(to->city, from->city);
    for (netmkt_customer_id i = 1; i <= w->now.customers; i++)
        if (w->now.person[i].state == 3 && w->now.person[i].into == drop)
            w->now.person[i].into = keep;
    from->state = 3;
    from->into = keep;
    for (size_t i = 0; i < w->now.events; i++)
        if (w->now.event[i].customer == drop)
            w->now.event[i].customer = keep;
    w->committed = w->now;
}

static void step(world *w)
{
    uint64_t what = draw(w, 100);

    if (what < 15)
        put_customer(w);
    else if (what < 50)
        append(w);
    else if (what < 65)
        set_attribute(w);
    else if (what < 75)
        define(w);
    else if (what < 85)
        commit(w);
    else if (what < 90)
        roll_back(w);
    else if (what < 95)
        open_again(w);
    else if (what < 96)
        erase(w);
    else if (what < 97)
        merge(w);
    else
        same_events(w); /* which may settle what is pending */
    if (draw(w, 3) == 0)
        same(w);
}

static void run(const char *path, uint64_t seed, int steps)
{
    static world w;

    memset(&w, 0, sizeof w);
    w.path = path;
    w.random = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
    ck_assert_int_eq(netmkt_store_open(path, NULL, &w.store), NETMKT_OK);
    for (int i = 0; i < steps; i++)
        step(&w);
    same(&w);
    netmkt_store_close(w.store);
}

START_TEST(in_memory)
{
    for (uint64_t seed = 1; seed <= 40; seed++)
        run(NULL, seed, 300);
}
END_TEST

START_TEST(in_file)
{
    char path[256];

    for (uint64_t seed = 1; seed <= 25; seed++) {
        snprintf(path, sizeof path, "%s/store-%d", test_directory(), (int)seed);
        run(path, seed + 1000, 300);
    }
}
END_TEST

/* --- Many customers, few events each: in order, no event lost, and rollback takes back exactly what was pending. */

#define MANY 100000
#define ROUND 150000

static void append_round(world *w, uint32_t counts[MANY + 1], int64_t *sum)
{
    static netmkt_customer_id customer[ROUND];
    static int64_t time_ms[ROUND], amount[ROUND];
    static netmkt_kind_id kind[ROUND];

    for (size_t i = 0; i < ROUND; i++) {
        customer[i] = 1 + draw(w, MANY);
        time_ms[i] = (int64_t)draw(w, i % 2 == 0 ? 50 : 1000000);
        amount[i] = (int64_t)draw(w, 1000);
        kind[i] = NETMKT_KIND_PAYMENT;
        counts[customer[i]]++;
        *sum += amount[i];
    }
    ck_assert_int_eq(netmkt_event_append_columns(w->store, ROUND, customer, time_ms, kind, NULL, amount, NULL, NULL, NULL, NULL, NULL, NULL,
                                                 NULL, NULL), NETMKT_OK);
}

static void check_many(world *w, const uint32_t counts[MANY + 1], int64_t sum)
{
    static uint32_t found[MANY + 1];
    netmkt_customer_id customer[1000], last = 0;
    int64_t time_ms[1000], amount[1000], last_ms = 0, total = 0;
    netmkt_event_cursor *cursor;
    size_t n;

    memset(found, 0, sizeof found);
    ck_assert_int_eq(netmkt_event_cursor_open(w->store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next_columns(cursor, 1000, customer, time_ms, NULL, NULL, amount, NULL, NULL, NULL, NULL, NULL, NULL, NULL, &n) == NETMKT_OK)
        for (size_t i = 0; i < n; i++) {
            ck_assert(customer[i] > last || (customer[i] == last && time_ms[i] >= last_ms));
            last = customer[i];
            last_ms = time_ms[i];
            found[last]++;
            total += amount[i];
        }
    netmkt_event_cursor_close(cursor);
    ck_assert_int_eq(total, sum);
    ck_assert_mem_eq(found, counts, sizeof found);
}

START_TEST(many_customers)
{
    static uint32_t counts[MANY + 1], committed[MANY + 1];
    static world w;
    int64_t sum = 0, committed_sum;
    char key[32];

    w.random = 99;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &w.store), NETMKT_OK);
    for (int i = 0; i < MANY; i++) {
        snprintf(key, sizeof key, "%d", i);
        ck_assert_int_eq(netmkt_customer_put(w.store, key, NULL), NETMKT_OK);
    }
    append_round(&w, counts, &sum);
    check_many(&w, counts, sum);
    append_round(&w, counts, &sum);
    ck_assert_int_eq(netmkt_store_commit(w.store), NETMKT_OK);
    memcpy(committed, counts, sizeof counts);
    committed_sum = sum;
    append_round(&w, counts, &sum);
    check_many(&w, counts, sum);
    append_round(&w, counts, &sum);
    check_many(&w, counts, sum);
    ck_assert_int_eq(netmkt_store_rollback(w.store), NETMKT_OK);
    check_many(&w, committed, committed_sum);
    netmkt_store_close(w.store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("store property");
    TCase *tests = tcase_create("model");

    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, in_memory);
    tcase_add_test(tests, in_file);
    tcase_add_test(tests, many_customers);
    suite_add_tcase(suite, tests);
    return suite;
}
