/* Delivered value: Kotler's worked example, shares, equal prices, improvements against their definition, weights from surveys, misuse. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/random.h"
#include "support/support.h"

#define DAY INT64_C(86400000)
#define CLOSE(got, want) test_close(got, want, 1e-13, 1, #got)

static const double *reals(const netmkt_table *table, const char *name)
{
    const void *data;
    int32_t type;

    ck_assert_int_eq(netmkt_table_column(table, name, &type, &data), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_COLUMN_REAL);
    return data;
}

static const int64_t *ints(const netmkt_table *table, const char *name)
{
    const void *data;

    ck_assert_int_eq(netmkt_table_column(table, name, NULL, &data), NETMKT_OK);
    return data;
}

static netmkt_settings *scaled(double scale)
{
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "delivered.scale", scale), NETMKT_OK);
    return settings;
}

/* A tractor of 90,000, 7,000 for durability, 6,000 for reliability, 5,000 for service, 2,000 for the warranty, sold for 100,000. */
static const double tractor[NETMKT_PARTS] = {103000, 7000, 0, 0, 100000, 0, 0, 0};
static const double rival_tractor[NETMKT_PARTS] = {90000, 0, 0, 0, 90000, 0, 0, 0};

START_TEST(test_worked_example)
{
    double value, cost, delivered, ratio, share;

    ck_assert_int_eq(netmkt_delivered_measure(NULL, 1, tractor, NULL, &value, &cost, &delivered, &ratio, &share), NETMKT_OK);
    CLOSE(value, 110000);
    CLOSE(cost, 100000);
    CLOSE(delivered, 10000);
    CLOSE(ratio, 1.1);
    CLOSE(share, 1);
}
END_TEST

START_TEST(test_shares_and_weights)
{
    const double parts[] = {3, 2, 1, 1, 4, 1, 0, 0, /* 7 - 5 */ 5, 0, 0, 0, 2, 1, 1, 1 /* 5 - 5 */};
    const double weights[] = {2, 1, 1, 0, 1, 3, 0, 1}; /* 9 - 7 and 10 - 6 */
    netmkt_settings *settings = scaled(2);
    double delivered[2], share[2];

    ck_assert_int_eq(netmkt_delivered_measure(settings, 2, parts, NULL, NULL, NULL, delivered, NULL, share), NETMKT_OK);
    CLOSE(delivered[0], 2);
    CLOSE(delivered[1], 0);
    CLOSE(share[0], 1 / (1 + exp(-1)));
    CLOSE(share[0] + share[1], 1);
    ck_assert_int_eq(netmkt_delivered_measure(settings, 2, parts, weights, NULL, NULL, delivered, NULL, share), NETMKT_OK);
    CLOSE(delivered[0], 2);
    CLOSE(delivered[1], 4);
    CLOSE(share[1], 1 / (1 + exp(-1)));
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(test_shares_of_far_values)
{
    double parts[3 * NETMKT_PARTS] = {0}, share[3], ratio[3];

    parts[0] = 1e300;
    parts[NETMKT_PARTS] = 1e300;
    parts[2 * NETMKT_PARTS + 4] = 1e307;
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 3, parts, NULL, NULL, NULL, NULL, ratio, share), NETMKT_OK);
    CLOSE(share[0], 0.5);
    CLOSE(share[1], 0.5);
    ck_assert(share[2] == 0.0);
    ck_assert(isnan(ratio[0]) && ratio[2] == 0.0); /* nothing is paid: no ratio */
}
END_TEST

START_TEST(test_compare)
{
    const char *const names[] = {"ours", "theirs"};
    double both[2 * NETMKT_PARTS], price;
    netmkt_settings *settings = scaled(1000);
    netmkt_table *table;
    const void *text;

    memcpy(both, tractor, sizeof tractor);
    memcpy(both + NETMKT_PARTS, rival_tractor, sizeof rival_tractor);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, settings, 2, names, both, NULL, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_column(table, "offer", NULL, &text), NETMKT_OK);
    ck_assert_str_eq(((const char *const *)text)[1], "theirs");
    CLOSE(reals(table, "value")[1], 90000);
    CLOSE(reals(table, "cost")[0], 100000);
    CLOSE(reals(table, "delivered")[0], 10000);
    CLOSE(reals(table, "ratio")[1], 1);
    CLOSE(reals(table, "share")[0], 1 / (1 + exp(-10)));
    CLOSE(reals(table, "equal_price")[0], 110000);
    CLOSE(reals(table, "equal_price")[1], 80000);
    ck_assert_int_eq(netmkt_delivered_equal_price(tractor, rival_tractor, NULL, &price), NETMKT_OK);
    CLOSE(price, 110000);
    both[4] = price; /* at this price they are chosen equally */
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, settings, 2, NULL, both, NULL, &table), NETMKT_OK);
    CLOSE(reals(table, "share")[0], 0.5);
    ck_assert_int_eq(netmkt_table_column(table, "offer", NULL, &text), NETMKT_OK);
    ck_assert_str_eq(((const char *const *)text)[1], "2");
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, settings, 1, names, both, NULL, &table), NETMKT_OK);
    ck_assert(isnan(reals(table, "equal_price")[0]));
    netmkt_table_free(table);
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(test_equal_price_with_weights)
{
    const double offer[] = {4, 2, 0, 0, 99, 1, 0, 0}, rival[] = {1, 1, 1, 1, 3, 1, 1, 1}, weights[] = {1, 2, 1, 1, 0.5, 3, 0, 0};
    double price, parts[16], share[2];

    ck_assert_int_eq(netmkt_delivered_equal_price(offer, rival, weights, &price), NETMKT_OK);
    CLOSE(price, ((4 + 4 - 3) - (1 + 2 + 1 + 1 - 1.5 - 3)) / 0.5);
    memcpy(parts, offer, sizeof offer);
    memcpy(parts + 8, rival, sizeof rival);
    parts[NETMKT_PART_MONEY] = price;
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 2, parts, weights, NULL, NULL, NULL, NULL, share), NETMKT_OK);
    CLOSE(share[0], 0.5);
}
END_TEST

/* Every gain is the difference that the improved offer makes. */
static void check_improvements(const netmkt_settings *settings, size_t offers, const double *parts, const double *weights, size_t offer,
                               const double *steps)
{
    double before[4], after[4], changed[4 * NETMKT_PARTS];
    netmkt_table *table;

    ck_assert_int_eq(netmkt_delivered_improve(NULL, settings, offers, parts, weights, offer, steps, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), NETMKT_PARTS);
    ck_assert_int_eq(netmkt_delivered_measure(settings, offers, parts, weights, NULL, NULL, NULL, NULL, before), NETMKT_OK);
    for (int i = 0; i < NETMKT_PARTS; i++) {
        double step = steps != NULL ? steps[i] : 1.0, level = parts[offer * NETMKT_PARTS + (size_t)i];
        double *at = &changed[offer * NETMKT_PARTS + (size_t)i];
        int64_t rank = 1;

        memcpy(changed, parts, offers * NETMKT_PARTS * sizeof *parts);
        if (i >= NETMKT_PART_MONEY && step > level)
            step = fmax(level, 0);
        *at += i < NETMKT_PART_MONEY ? step : -step;
        ck_assert_int_eq(netmkt_delivered_measure(settings, offers, changed, weights, NULL, NULL, NULL, NULL, after), NETMKT_OK);
        CLOSE(reals(table, "step")[i], step);
        CLOSE(reals(table, "delivered_gain")[i], step * (weights != NULL ? weights[i] : 1));
        CLOSE(reals(table, "share_gain")[i], after[offer] - before[offer]);
        for (int k = 0; k < NETMKT_PARTS; k++)
            rank += reals(table, "delivered_gain")[k] > reals(table, "delivered_gain")[i];
        ck_assert_int_eq(ints(table, "rank")[i], rank);
        memcpy(changed, parts, offers * NETMKT_PARTS * sizeof *parts);
        *at += 1e-6;
        ck_assert_int_eq(netmkt_delivered_measure(settings, offers, changed, weights, NULL, NULL, NULL, NULL, after), NETMKT_OK);
        test_close(reals(table, "share_slope")[i], (after[offer] - before[offer]) / 1e-6, 1e-6, 1, "slope");
    }
    netmkt_table_free(table);
}

START_TEST(test_improvements)
{
    const double steps[] = {0.5, 2, 0, 1e-9, 3, 1, 1, 9};
    double parts[4 * NETMKT_PARTS], weights[NETMKT_PARTS];
    netmkt_settings *settings = scaled(1.5);
    netmkt__random random;

    netmkt__random_seed(&random, 2);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 4 * NETMKT_PARTS; i++)
            parts[i] = 5 * netmkt__random_uniform(&random) - (i % 5 == 0 ? 0.5 : 0.0);
        for (int i = 0; i < NETMKT_PARTS; i++)
            weights[i] = netmkt__random_uniform(&random);
        for (size_t offer = 0; offer < 4; offer++) {
            check_improvements(settings, 4, parts, weights, offer, steps);
            check_improvements(NULL, 4, parts, NULL, offer, NULL);
        }
        check_improvements(settings, 1, parts, weights, 0, steps); /* without rivals nothing can be won */
    }
    netmkt_settings_free(settings);
}
END_TEST

START_TEST(test_improvements_of_far_values)
{
    double parts[2 * NETMKT_PARTS] = {0}, steps[NETMKT_PARTS] = {1e306, 1e306, 1, 0, 0, 0, 0, 0};
    netmkt_settings *settings = scaled(1e-12);
    netmkt_table *table;

    parts[NETMKT_PARTS] = 1e306;
    for (size_t offer = 0; offer < 2; offer++) {
        ck_assert_int_eq(netmkt_delivered_improve(NULL, settings, 2, parts, NULL, offer, steps, &table), NETMKT_OK);
        for (int i = 0; i < NETMKT_PARTS; i++)
            ck_assert(reals(table, "share_gain")[i] >= 0.0 && reals(table, "share_gain")[i] <= 1.0);
        netmkt_table_free(table);
    }
    netmkt_settings_free(settings);
    parts[0] = parts[NETMKT_PARTS] = 0;
    steps[0] = 800; /* beyond what exp() can hold */
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 2, parts, NULL, 0, steps, &table), NETMKT_OK);
    CLOSE(reals(table, "share_gain")[0], 0.5);
    netmkt_table_free(table);
}
END_TEST

START_TEST(test_market)
{
    const double parts[] = {2, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0};
    const double weights[] = {1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 3, 0, 1, 1, 1, 1, 1, 1};
    double share[2];
    uint32_t best[3];

    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 2, parts, 3, weights, share, best), NETMKT_OK);
    CLOSE(share[0], (1 / (1 + exp(-2)) + 1 / (1 + exp(2)) + 1 / (1 + exp(-6))) / 3);
    CLOSE(share[0] + share[1], 1);
    ck_assert(best[0] == 0 && best[1] == 1 && best[2] == 0);
    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 2, parts, 0, weights, share, best), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 0, parts, 3, weights, share, best), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 2, NULL, 3, weights, share, best), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 2, parts, 3, NULL, share, best), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_market(NULL, NULL, 2, parts, 3, weights, NULL, NULL), NETMKT_OK);
}
END_TEST

static void answer(netmkt_store *store, const char *key, int64_t day, uint32_t variant, netmkt_offer_id offer, int32_t rating)
{
    netmkt_event event;

    netmkt_event_init(&event);
    ck_assert_int_eq(netmkt_customer_put(store, key, &event.customer), NETMKT_OK);
    event.kind = NETMKT_KIND_SURVEY;
    event.time_ms = day * DAY;
    event.variant = (uint16_t)variant;
    event.offer = offer;
    event.rating = rating;
    ck_assert_int_eq(netmkt_event_append(store, &event, sizeof event, 1, NULL), NETMKT_OK);
}

static netmkt_store *surveyed(netmkt_offer_id *lamp)
{
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_offer_put(store, "lamp", NULL, lamp), NETMKT_OK);
    answer(store, "ann", 1, 101, 0, 2000); /* changed later */
    answer(store, "ann", 2, 101, 0, 9000);
    answer(store, "ann", 2, 105, 0, 3000);
    answer(store, "bob", 3, 105, 0, 8000);
    answer(store, "bob", 4, 108, 0, 4000);
    answer(store, "bob", 5, 0, 0, 10000);   /* recommendation, no part */
    answer(store, "bob", 5, 109, 0, 10000); /* beyond the parts */
    answer(store, "bob", 5, 102, 0, -1000); /* no answer */
    answer(store, "bob", 5, 103, 0, NETMKT_NO_RATING);
    answer(store, "cid", 6, 101, *lamp, 7500);
    answer(store, "dan", 7, 101, *lamp, 6500);
    answer(store, "dan", 7, 104, *lamp, 0);
    answer(store, "eve", 8, 101, 0, 0);     /* says nothing */
    return store;
}

START_TEST(test_weights_from_surveys)
{
    const double want[] = {1.25, 1, 1, 1, (0.5 + 4.0 / 3) / 2, 1, 1, (1 + 2.0 / 3) / 2};
    const netmkt_customer_id some[] = {2, 5};
    netmkt_offer_id lamp;
    netmkt_store *store = surveyed(&lamp);
    double weights[NETMKT_PARTS];
    uint64_t answers[NETMKT_PARTS];

    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, NULL, NETMKT_LATEST, weights, answers), NETMKT_OK);
    for (int i = 0; i < NETMKT_PARTS; i++)
        CLOSE(weights[i], want[i]);
    ck_assert(answers[0] == 1 && answers[1] == 0 && answers[4] == 2 && answers[7] == 1);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 2, some, NETMKT_LATEST, weights, answers), NETMKT_OK);
    CLOSE(weights[4], 4.0 / 3);
    CLOSE(weights[0], 1);
    ck_assert_uint_eq(answers[0], 0);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, NULL, DAY, weights, NULL), NETMKT_OK); /* ann's first answer alone */
    CLOSE(weights[0], 1);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_levels_from_surveys)
{
    netmkt_offer_id lamp, desk;
    netmkt_store *store = surveyed(&lamp);
    double levels[NETMKT_PARTS];
    uint64_t answers[NETMKT_PARTS];

    ck_assert_int_eq(netmkt_delivered_levels(store, NULL, lamp, 0, NULL, NETMKT_LATEST, levels, answers), NETMKT_OK);
    CLOSE(levels[0], 7);
    ck_assert(levels[3] == 0.0 && isnan(levels[1]));
    ck_assert(answers[0] == 2 && answers[3] == 1);
    ck_assert_int_eq(netmkt_offer_put(store, "desk", NULL, &desk), NETMKT_OK);
    ck_assert_int_eq(netmkt_delivered_levels(store, NULL, desk, 0, NULL, NETMKT_LATEST, levels, answers), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_levels(store, NULL, 0, 0, NULL, NETMKT_LATEST, levels, answers), NETMKT_E_INVALID);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_weights_of_each_customer)
{
    netmkt_offer_id lamp;
    netmkt_store *store = surveyed(&lamp);
    netmkt_settings *settings;
    netmkt_table *table;

    ck_assert_int_eq(netmkt_delivered_weights_all(store, NULL, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    ck_assert_int_eq(ints(table, "answers")[1], 2);
    CLOSE(reals(table, "product")[0], 1.5);
    CLOSE(reals(table, "money")[0], 0.5);
    CLOSE(reals(table, "psychic")[1], 2.0 / 3);
    CLOSE(reals(table, "image")[1], 1);
    netmkt_table_free(table);
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "delivered.survey_variant", 7), NETMKT_OK); /* nobody was asked so */
    ck_assert_int_eq(netmkt_delivered_weights_all(store, settings, NETMKT_LATEST, &table), NETMKT_OK);
    ck_assert_uint_eq(netmkt_table_rows(table), 0);
    netmkt_table_free(table);
    netmkt_settings_free(settings);
    netmkt_store_close(store);
}
END_TEST

START_TEST(test_names)
{
    for (int32_t i = 0; i < NETMKT_PARTS; i++)
        ck_assert_int_eq(netmkt_part_by_name(netmkt_part_name(i)), i);
    ck_assert_str_eq(netmkt_part_name(NETMKT_PART_PSYCHIC), "psychic");
    ck_assert_ptr_null(netmkt_part_name(-1));
    ck_assert_ptr_null(netmkt_part_name(NETMKT_PARTS));
    ck_assert_int_eq(netmkt_part_by_name("price"), -1);
    ck_assert_int_eq(netmkt_part_by_name(NULL), -1);
}
END_TEST

START_TEST(test_misuse)
{
    const double bad[NETMKT_PARTS] = {0, 0, NAN}, huge[NETMKT_PARTS] = {DBL_MAX}, minus[NETMKT_PARTS] = {0, -1}, zeros[NETMKT_PARTS] = {0};
    const double tiny_money[NETMKT_PARTS] = {1, 1, 1, 1, 1e-306, 1, 1, 1};
    const netmkt_customer_id nobody = 99;
    const char *const no_name[] = {NULL};
    double share = 7, price = 7, weights[NETMKT_PARTS] = {7};
    netmkt_offer_id lamp;
    netmkt_store *store = surveyed(&lamp);
    netmkt_table *table;

    ck_assert_int_eq(netmkt_delivered_measure(NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, &share), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 1, bad, NULL, NULL, NULL, NULL, NULL, &share), NETMKT_E_RANGE);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "personnel"));
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 1, huge, NULL, NULL, NULL, NULL, NULL, &share), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 1, zeros, minus, NULL, NULL, NULL, NULL, &share), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_measure(NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, &share), NETMKT_OK);
    ck_assert(share == 7);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, NULL, 1, NULL, zeros, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, NULL, 1, no_name, zeros, NULL, &table), NETMKT_E_FORMAT);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_delivered_compare(NULL, NULL, 1, NULL, bad, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_equal_price(NULL, zeros, NULL, &price), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_equal_price(zeros, NULL, NULL, &price), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_equal_price(zeros, zeros, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_equal_price(zeros, bad, NULL, &price), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_equal_price(zeros, zeros, zeros, &price), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_equal_price(tractor, zeros, tiny_money, &price), NETMKT_E_RANGE);
    ck_assert(price == 7);
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 1, zeros, NULL, 0, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 1, NULL, NULL, 0, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 1, zeros, NULL, 1, NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 1, zeros, NULL, 0, minus, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_improve(NULL, NULL, 1, bad, NULL, 0, NULL, &table), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_delivered_weights(NULL, NULL, 0, NULL, NETMKT_LATEST, weights, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, NULL, NETMKT_LATEST, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 1, &nobody, NETMKT_LATEST, weights, NULL), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, &nobody, NETMKT_LATEST, weights, NULL), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, NULL, 0, weights, NULL), NETMKT_E_DATA);
    ck_assert_int_eq(netmkt_delivered_weights(store, NULL, 0, NULL, INT64_MIN, weights, NULL), NETMKT_E_RANGE);
    ck_assert(weights[0] == 7);
    ck_assert_int_eq(netmkt_delivered_weights_all(NULL, NULL, NETMKT_LATEST, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_weights_all(store, NULL, NETMKT_LATEST, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_delivered_weights_all(store, NULL, INT64_MIN, &table), NETMKT_E_RANGE);
    netmkt_store_close(store);
}
END_TEST

/* A survey on a part is no answer on recommendation: it makes nobody an advocate. */
START_TEST(test_parts_are_no_recommendation)
{
    netmkt_stage stage = {.struct_size = sizeof stage};
    netmkt_store *store;

    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    answer(store, "ann", 1, 101, 0, 10000);
    answer(store, "bob", 1, 0, 0, 10000);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 1, NETMKT_LATEST, &stage), NETMKT_OK);
    ck_assert_int_ne(stage.readiness, NETMKT_READINESS_ADVOCATE);
    ck_assert_int_eq(netmkt_stage_classify(store, NULL, NULL, 2, NETMKT_LATEST, &stage), NETMKT_OK);
    ck_assert_int_eq(stage.readiness, NETMKT_READINESS_ADVOCATE);
    netmkt_store_close(store);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("delivered");
    TCase *tests = tcase_create("delivered");

    tcase_add_test(tests, test_worked_example);
    tcase_add_test(tests, test_shares_and_weights);
    tcase_add_test(tests, test_shares_of_far_values);
    tcase_add_test(tests, test_compare);
    tcase_add_test(tests, test_equal_price_with_weights);
    tcase_add_test(tests, test_improvements);
    tcase_add_test(tests, test_improvements_of_far_values);
    tcase_add_test(tests, test_market);
    tcase_add_test(tests, test_weights_from_surveys);
    tcase_add_test(tests, test_levels_from_surveys);
    tcase_add_test(tests, test_weights_of_each_customer);
    tcase_add_test(tests, test_names);
    tcase_add_test(tests, test_misuse);
    tcase_add_test(tests, test_parts_are_no_recommendation);
    suite_add_tcase(suite, tests);
    return suite;
}
