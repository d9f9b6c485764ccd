/* Attribution: every model against exact figures, the chain's solvers against each other, whole numbers, misuse. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "numeric/absorb.h"
#include "numeric/random.h"
#include "reach/credits.h"
#include "support/cells.h"
#include "support/support.h"

#define CLOSE(got, want) test_close(got, want, 1e-13, 1, #got)

static netmkt_settings *settings;

static void setup(void)
{
    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
}

static void teardown(void)
{
    netmkt_settings_free(settings);
}

static void set(const char *name, double value)
{
    ck_assert_int_eq(netmkt_settings_set_real(settings, name, value), NETMKT_OK);
}

/* A state of the paths in a CSV. */
static netmkt_attribution *state_of(const char *csv)
{
    netmkt_attribution *state;
    netmkt_path_import *import;

    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 0, &state), NETMKT_OK);
    ck_assert_int_eq(netmkt_path_import_new(state, NULL, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_path_import_feed(import, csv, strlen(csv)), NETMKT_OK);
    ck_assert_int_eq(netmkt_path_import_finish(import, NULL), NETMKT_OK);
    netmkt_path_import_free(import);
    return state;
}

static netmkt_table *credit(const netmkt_attribution *state, int32_t model, netmkt_attribution_check *check)
{
    netmkt_table *table;

    ck_assert_int_eq(netmkt_attribution_credit(state, model, settings, &table, check), NETMKT_OK);
    return table;
}

/* Conversions and value of each channel, in order of names, against n pairs. */
static void expect(const netmkt_attribution *state, int32_t model, size_t n, const double (*want)[2])
{
    netmkt_attribution_check check = {.struct_size = sizeof check};
    netmkt_table *table = credit(state, model, &check);
    const double *conversions = cells(table, "conversions"), *value = cells(table, "value");

    ck_assert_uint_eq(netmkt_table_rows(table), n);
    for (size_t i = 0; i < n; i++) {
        test_close(conversions[i], want[i][0], 1e-13, 1, netmkt_attribution_model_name(model));
        test_close(value[i], want[i][1], 1e-13, 1, netmkt_attribution_model_name(model));
    }
    test_close(check.credited, (double)check.conversions, 1e-13, 1, "the sum of credits");
    test_close(check.credited_value, (double)check.value, 1e-13, 1, "the sum of their money");
    netmkt_table_free(table);
}

static const char HAND[] = "path,total_conversions,total_conversion_value,total_null\na > b,3,30,1\na > c,1,10,1\n";

START_TEST(by_hand)
{
    netmkt_attribution *state = state_of(HAND);
    netmkt_attribution_check check = {.struct_size = sizeof check};
    netmkt_table *table = credit(state, NETMKT_ATTRIBUTION_MARKOV, &check);
    const double *effect = cells(table, "removal_effect"), *of_value = cells(table, "removal_effect_value");
    const char *const *channel = cells(table, "channel");

    ck_assert_str_eq(channel[0], "a");
    ck_assert_str_eq(channel[2], "c");
    CLOSE(effect[0], 1.0);
    CLOSE(effect[1], 0.75);
    CLOSE(effect[2], 0.25);
    CLOSE(of_value[1], 0.75);
    CLOSE(check.probability, 2.0 / 3);
    CLOSE(check.chain_probability, 2.0 / 3);
    CLOSE(check.mean_value, 4000.0 / 6);
    CLOSE(check.chain_mean_value, 4000.0 / 6);
    ck_assert_int_eq(check.order, 1);
    ck_assert_uint_eq(check.states, 4);
    ck_assert_uint_eq(check.transitions, 3);
    ck_assert_uint_eq(check.channels, 3);
    ck_assert_uint_eq(check.conversions, 4);
    ck_assert_uint_eq(check.nulls, 2);
    ck_assert_int_eq(check.value, 4000);
    expect(state, NETMKT_ATTRIBUTION_MARKOV, 3, (const double[][2]){{2, 20}, {1.5, 15}, {.5, 5}});
    netmkt_table_free(table);
    netmkt_attribution_free(state);
    state = state_of("path,total_conversions\na,4\na > b,6\n");
    expect(state, NETMKT_ATTRIBUTION_SHAPLEY, 2, (const double[][2]){{7, 0}, {3, 0}});
    netmkt_attribution_free(state);
}
END_TEST

static const char SHOP[] = "path,total_conversions,total_conversion_value,total_null\n"
                           "search > email > search,5,250,7\n"
                           "email,2,30,20\n"
                           "display > email,3,120,11\n"
                           "display > display > search > direct,4,400,2\n"
                           "direct,6,90,31\n"
                           "search > direct > search > direct,1,75,3\n"
                           "social > display > email > social,2,64,9\n";

/* direct, display, email, search, social: computed in exact fractions (Python) from the definitions: the chain by solving it anew without each
 * channel, the game by all orders of channels. */
START_TEST(exact_figures)
{
    static const double markov[][5][2] = {{{6.87707692878329, 356.9075922661271},
                                           {3.2358943643722755, 130.8972613459148},
                                           {5.18684694883455, 194.21256726123858},
                                           {5.4802117461068285, 265.65418244475444},
                                           {2.2199700119030568, 81.32839668196509}},
                                          {{5.708483754512636, 248.4763655013249},
                                           {4.1516245487364625, 206.25737242499358},
                                           {6.227436823104693, 204.05846653560133},
                                           {5.189530685920578, 318.8413539618771},
                                           {1.7229241877256318, 51.366441576203094}},
                                          {{5.75, 242.0420482930891},
                                           {4.704545454545455, 250.18151540383013},
                                           {6.2727272727272725, 198.77435470441299},
                                           {5.2272727272727275, 310.5849292256453},
                                           {1.0454545454545454, 27.417152373022482}}};
    netmkt_attribution *state;

    for (int order = 1; order <= 3; order++) {
        set("attribution.order", order);
        state = state_of(SHOP);
        expect(state, NETMKT_ATTRIBUTION_MARKOV, 5, markov[order - 1]);
        netmkt_attribution_free(state);
    }
    state = state_of(SHOP);
    expect(state, NETMKT_ATTRIBUTION_FIRST, 5, (const double[][2]){{6, 90}, {7, 520}, {2, 30}, {6, 325}, {2, 64}});
    expect(state, NETMKT_ATTRIBUTION_LAST, 5, (const double[][2]){{11, 565}, {0, 0}, {5, 150}, {5, 250}, {2, 64}});
    expect(state, NETMKT_ATTRIBUTION_LAST_NON_DIRECT, 5, (const double[][2]){{6, 90}, {0, 0}, {5, 150}, {10, 725}, {2, 64}});
    expect(state, NETMKT_ATTRIBUTION_LINEAR, 5, (const double[][2]){{7.5, 227.5}, {4, 276}, {17.0 / 3, 568.0 / 3}, {29.0 / 6, 1825.0 / 6}, {1, 32}});
    expect(state, NETMKT_ATTRIBUTION_POSITION, 5, (const double[][2]){{8.1, 287.5}, {3.7, 266.4}, {4.7, 146.4}, {4.9, 277.5}, {1.6, 51.2}});
    expect(state, NETMKT_ATTRIBUTION_TIME_DECAY, 5,
           (const double[][2]){{8.8, 353.3333333333333}, {2.066666666666667, 128.53333333333333}, {5.961904761904762, 198.4952380952381},
                               {4.9714285714285715, 310.23809523809524}, {1.2, 38.4}});
    expect(state, NETMKT_ATTRIBUTION_SHAPLEY, 5,
           (const double[][2]){{47.0 / 6, 1565.0 / 6}, {3.5, 644.0 / 3}, {20.0 / 3, 709.0 / 3}, {13.0 / 3, 1775.0 / 6}, {2.0 / 3, 64.0 / 3}});
    expect(state, NETMKT_ATTRIBUTION_SHAPLEY_RATE, 5,
           (const double[][2]){{9.958310563043899, 253.95733524857874}, {1.9938478641519253, 210.38048497646008}, {6.699891348814022, 181.90440104836622},
                               {4.403358226172763, 391.6684419952159}, {-0.055408002182609446, -8.910663268620977}});
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(weights_of_rules)
{
    netmkt_attribution *state;
    netmkt_table *table;

    set("attribution.position_first", 1);
    set("attribution.position_last", 0);
    set("attribution.half_life_steps", 0.5);
    state = state_of("path,total_conversions\na > b > c,21\nc > a,3\n");
    expect(state, NETMKT_ATTRIBUTION_POSITION, 3, (const double[][2]){{21, 0}, {0, 0}, {3, 0}});
    expect(state, NETMKT_ATTRIBUTION_TIME_DECAY, 3, (const double[][2]){{1 + 2.4, 0}, {4, 0}, {16 + .6, 0}});
    set("attribution.position_last", 0.5);
    ck_assert_int_eq(netmkt_attribution_credit(state, NETMKT_ATTRIBUTION_POSITION, settings, &table, NULL), NETMKT_E_RANGE);
    ck_assert_ptr_null(table);
    set("attribution.position_first", 0);
    set("attribution.position_last", 0);
    expect(state, NETMKT_ATTRIBUTION_POSITION, 3, (const double[][2]){{1.5, 0}, {21, 0}, {1.5, 0}});
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(who_came_by_himself)
{
    netmkt_attribution *state = state_of("path,total_conversions\nemail > Direct,1\nseo > (direct)/spring > DIRECT,2\ndirectory > (none),4\ndirect > direct,8\n");

    /* (direct)/spring, (none), DIRECT, Direct, direct, directory, email, seo */
    expect(state, NETMKT_ATTRIBUTION_LAST_NON_DIRECT, 8, (const double[][2]){{0, 0}, {0, 0}, {0, 0}, {0, 0}, {8, 0}, {4, 0}, {1, 0}, {2, 0}});
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(any_game)
{
    double worth[8] = {0, 7, 6, 15, 4, 7, 9, 19}, value[24]; /* O 1, F 2, D 4 */
    double *large = calloc(UINT32_C(1) << 24, sizeof *large);

    ck_assert_int_eq(netmkt_shapley_value(3, worth, value), NETMKT_OK);
    CLOSE(value[0], 46.0 / 6);
    CLOSE(value[1], 49.0 / 6);
    CLOSE(value[2], 19.0 / 6);
    ck_assert_int_eq(netmkt_shapley_value(1, worth, value), NETMKT_OK);
    CLOSE(value[0], 7);
    ck_assert_int_eq(netmkt_shapley_value(0, worth, value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_shapley_value(25, worth, value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_shapley_value(3, NULL, value), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_shapley_value(3, worth, NULL), NETMKT_E_INVALID);
    worth[5] = NAN;
    ck_assert_int_eq(netmkt_shapley_value(3, worth, value), NETMKT_E_RANGE);
    if (!test_slow()) { /* unanimity of all 24 */
        ck_assert_ptr_nonnull(large);
        large[(UINT32_C(1) << 24) - 1] = 24.0;
        ck_assert_int_eq(netmkt_shapley_value(24, large, value), NETMKT_OK);
        for (int i = 0; i < 24; i++)
            CLOSE(value[i], 1.0);
    }
    free(large);
}
END_TEST

/* --- the rate game where it is sampled --- */

enum { MANY = 17 };

START_TEST(sampled_game)
{
    static double worth[1 << MANY];
    static uint64_t conversions[1 << MANY], all[1 << MANY];
    char csv[8192];
    size_t at = (size_t)snprintf(csv, sizeof csv, "path,total_conversions,total_null\n");
    double exact[MANY], sum = 0.0, total = 0.0;
    netmkt__random random;
    netmkt_attribution *state;
    netmkt_table *table, *again;
    const double *got, *error;

    netmkt__random_seed(&random, 5);
    for (int p = 0; p < 60; p++) {
        uint32_t set_of = 0;
        uint64_t c = netmkt__random_below(&random, 9), none = netmkt__random_below(&random, 30) + 1;
        int steps = p < MANY ? 1 : 1 + (int)netmkt__random_below(&random, 4);

        for (int i = 0; i < steps; i++) {
            uint32_t channel = p < MANY ? (uint32_t)p : (uint32_t)netmkt__random_below(&random, MANY);

            at += (size_t)snprintf(csv + at, sizeof csv - at, "%sc%02u", i > 0 ? ">" : "", (unsigned)channel);
            set_of |= UINT32_C(1) << channel;
        }
        at += (size_t)snprintf(csv + at, sizeof csv - at, ",%u,%u\n", (unsigned)c, (unsigned)none);
        conversions[set_of] += c;
        all[set_of] += c + none;
        total += (double)c;
    }
    for (uint32_t i = 0; i < MANY; i++)
        for (uint32_t s = 0; s < UINT32_C(1) << MANY; s++)
            if (s >> i & 1) {
                conversions[s] += conversions[s ^ UINT32_C(1) << i];
                all[s] += all[s ^ UINT32_C(1) << i];
            }
    for (uint32_t s = 0; s < UINT32_C(1) << MANY; s++)
        worth[s] = all[s] > 0 ? (double)conversions[s] / (double)all[s] : 0.0;
    ck_assert_int_eq(netmkt_shapley_value(MANY, worth, exact), NETMKT_OK);
    for (int i = 0; i < MANY; i++)
        sum += exact[i];
    state = state_of(csv);
    table = credit(state, NETMKT_ATTRIBUTION_SHAPLEY_RATE, NULL);
    got = cells(table, "conversions");
    error = cells(table, "conversions_error");
    for (int i = 0; i < MANY; i++) {
        ck_assert_double_gt(error[i], 0.0);
        ck_assert_msg(fabs(got[i] - exact[i] / sum * total) < 4.5 * error[i], "channel %d: %g, exactly %g, error %g", i, got[i], exact[i] / sum * total, error[i]);
    }
    again = credit(state, NETMKT_ATTRIBUTION_SHAPLEY_RATE, NULL);
    ck_assert_mem_eq(got, cells(again, "conversions"), MANY * sizeof *got);
    netmkt_table_free(again);
    set("attribution.seed", 2);
    again = credit(state, NETMKT_ATTRIBUTION_SHAPLEY_RATE, NULL);
    ck_assert_mem_ne(got, cells(again, "conversions"), MANY * sizeof *got);
    netmkt_table_free(again);
    netmkt_table_free(table);
    netmkt_attribution_free(state);
}
END_TEST

/* --- whole numbers --- */

START_TEST(whole_numbers)
{
    netmkt_attribution *state = state_of("path,total_conversions,total_conversion_value,total_null\na > b > c,1,0.01,0\na > b,1,10.00,3\n");
    netmkt_table *table;
    const int64_t *n;
    int32_t type;

    set("attribution.whole", 1);
    table = credit(state, NETMKT_ATTRIBUTION_LINEAR, NULL);
    ck_assert_int_eq(netmkt_table_column(table, "conversions", &type, (const void **)&n), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_COLUMN_INT);
    ck_assert_int_eq(n[0], 1); /* 5/6, 5/6, 1/3 */
    ck_assert_int_eq(n[1], 1);
    ck_assert_int_eq(n[2], 0);
    ck_assert_int_eq(netmkt_table_column(table, "value", &type, (const void **)&n), NETMKT_OK);
    ck_assert_int_eq(type, NETMKT_COLUMN_MONEY);
    ck_assert_int_eq(n[0] + n[1] + n[2], 1001);
    ck_assert_int_eq(n[0], 501); /* 500 1/3 each, 1/3: equal remainders, the first has it */
    netmkt_table_free(table);
    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
        table = credit(state, model, NULL);
        n = cells(table, "conversions");
        ck_assert_int_eq(n[0] + n[1] + n[2], 2);
        n = cells(table, "value");
        ck_assert_int_eq(n[0] + n[1] + n[2], 1001);
        netmkt_table_free(table);
    }
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(largest_remainders)
{
    int64_t out[3];

    ck_assert_int_eq(netmkt__largest_remainders(NULL, 3, (const double[]){-0.5, 1.75, 0.75}, 2, out), NETMKT_OK);
    ck_assert_int_eq(out[0], -1);
    ck_assert_int_eq(out[1], 2);
    ck_assert_int_eq(out[2], 1);
    ck_assert_int_eq(netmkt__largest_remainders(NULL, 3, (const double[]){1, 1, 1}, 10, out), NETMKT_OK); /* whatever rounding has done */
    ck_assert_int_eq(out[0] + out[1] + out[2], 10);
    ck_assert_int_eq(netmkt__largest_remainders(NULL, 3, (const double[]){4, 4, 4}, 1, out), NETMKT_OK);
    ck_assert_int_eq(out[0] + out[1] + out[2], 1);
    ck_assert_int_eq(netmkt__largest_remainders(NULL, 0, NULL, 0, out), NETMKT_OK);
}
END_TEST

/* --- the chain's solvers --- */

static netmkt_attribution *random_state(uint64_t seed, int channels, int paths, double go_on)
{
    netmkt_attribution *state;
    netmkt__random random;
    uint16_t step[4096], number;
    char name[16];

    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 1 << NETMKT_ATTRIBUTION_MARKOV, &state), NETMKT_OK);
    netmkt__random_seed(&random, seed);
    for (int i = 0; i < channels; i++) {
        int length = snprintf(name, sizeof name, "c%03d", i);

        ck_assert_int_eq(netmkt__attribution_channel(state, name, (size_t)length, &number), NETMKT_OK);
    }
    for (int p = 0; p < paths; p++) {
        size_t n = 0;
        int converted = netmkt__random_uniform(&random) < 0.3;

        do
            step[n++] = (uint16_t)(1 + netmkt__random_below(&random, 1 + netmkt__random_below(&random, (uint64_t)channels)));
        while (n < 4096 && netmkt__random_uniform(&random) < go_on);
        ck_assert_int_eq(netmkt__attribution_add(state, n, step, NULL, (uint64_t)converted, (uint64_t)!converted,
                                                 converted ? netmkt__random_below(&random, 10000) : 0),
                         NETMKT_OK);
    }
    return state;
}

static void compare_solvers(int order, double go_on)
{
    netmkt_attribution *state;
    netmkt__ranks ranks;
    netmkt__chain chain;
    netmkt__markov direct, iterated = {.context = NULL};

    set("attribution.order", order);
    state = random_state(7, order == 1 ? 40 : 6, 3000, go_on);
    ck_assert_int_eq(netmkt__ranks_new(state, &ranks), NETMKT_OK);
    ck_assert_int_eq(netmkt__chain_new(state, &ranks, &chain), NETMKT_OK);
    ck_assert_int_eq(netmkt__markov_solve(&chain, order, 1, &direct), NETMKT_OK);
    for (int k = 0; k < NETMKT__MEASURES; k++)
        iterated.effect[k] = calloc(ranks.count, sizeof *iterated.effect[k]);
    ck_assert_int_eq(netmkt__markov_iterate(&chain, order, 3, &iterated), NETMKT_OK);
    for (int k = 0; k < NETMKT__MEASURES; k++) {
        test_close(iterated.whole[k], direct.whole[k], 1e-12, 1e-300, "whole");
        test_close(direct.whole[k], (double)state->totals.n[k == 0 ? NETMKT__CONVERSIONS : NETMKT__VALUE] / 3000.0, 1e-12, 1e-300, "as counted");
        for (uint32_t i = 0; i < ranks.count; i++)
            test_close(iterated.effect[k][i], direct.effect[k][i], 1e-11, 1e-300, "effect");
        free(iterated.effect[k]);
    }
    netmkt__markov_free(&direct);
    netmkt__chain_free(&chain);
    netmkt__ranks_free(&ranks);
    netmkt_attribution_free(state);
}

START_TEST(solvers_agree)
{
    compare_solvers(1, 0.75);
    compare_solvers(1, 0.99);
    compare_solvers(2, 0.75);
    compare_solvers(3, 0.6);
}
END_TEST

START_TEST(elimination_keeps_small_numbers)
{
    /* 0 and 1 pass a path to each other all but for ever: the way out is 1e-15. Differences would lose it. */
    double q[] = {0, 1, 1 - 1e-15, 0}, absorb[] = {0, 1e-15}, b[] = {0, 1e-15};

    ck_assert_int_eq(netmkt__absorb_solve(2, q, absorb, 1, b), 1);
    test_close(b[0], 1.0, 1e-15, 1, "it ends at last");
    ck_assert_int_eq(netmkt__absorb_solve(1, (double[]){1}, (double[]){0}, 1, (double[]){1}), 0);
}
END_TEST

START_TEST(very_long_and_very_many)
{
    netmkt_attribution *state;
    netmkt_attribution_check check = {.struct_size = sizeof check};
    netmkt_table *table;
    size_t steps = 1000000, channels = test_slow() ? 3000 : 65535;
    uint16_t *step = malloc(steps * sizeof *step), number;
    char name[16];

    ck_assert_ptr_nonnull(step);
    set("attribution.order", 2);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 0, &state), NETMKT_OK);
    ck_assert_int_eq(netmkt__attribution_channel(state, "a", 1, &number), NETMKT_OK);
    ck_assert_int_eq(netmkt__attribution_channel(state, "b", 1, &number), NETMKT_OK);
    for (size_t i = 0; i < steps; i++)
        step[i] = (uint16_t)(1 + i % 2);
    ck_assert_int_eq(netmkt__attribution_add(state, steps, step, NULL, 1, 0, 999), NETMKT_OK);
    table = credit(state, NETMKT_ATTRIBUTION_MARKOV, &check);
    test_close(check.chain_probability, 1.0, 1e-12, 1, "probability");
    CLOSE(((const double *)cells(table, "conversions"))[0], 0.5);
    netmkt_table_free(table);
    netmkt_attribution_free(state);

    set("attribution.order", 1);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 1 << NETMKT_ATTRIBUTION_MARKOV | 1 << NETMKT_ATTRIBUTION_LINEAR, &state), NETMKT_OK);
    for (size_t i = 0; i < channels; i++) {
        int length = snprintf(name, sizeof name, "%05zu", i);

        ck_assert_int_eq(netmkt__attribution_channel(state, name, (size_t)length, &step[i]), NETMKT_OK);
    }
    if (channels == 65535)
        ck_assert_int_eq(netmkt__attribution_channel(state, "more", 4, &number), NETMKT_E_RANGE);
    for (size_t i = 0; i < channels; i++)
        ck_assert_int_eq(netmkt__attribution_add(state, 1, &step[i], NULL, 1, i % 3, 0), NETMKT_OK);
    table = credit(state, NETMKT_ATTRIBUTION_LINEAR, &check);
    CLOSE(check.credited, (double)channels);
    ck_assert_uint_eq(netmkt_table_rows(table), channels);
    netmkt_table_free(table);
    netmkt_attribution_free(state);
    free(step);
}
END_TEST

/* --- transitions --- */

START_TEST(transitions)
{
    netmkt_attribution *state;
    netmkt_table *table;
    char text[512];

    set("attribution.order", 2);
    state = state_of(HAND);
    ck_assert_int_eq(netmkt_attribution_transitions(state, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    ck_assert_str_eq(text, "from,to,count,probability\n(start),a,6,1\na,a > b,4,0.6666666666666666\na,a > c,2,0.3333333333333333\n"
                           "a > b,(conversion),3,0.75\na > b,(null),1,0.25\na > c,(conversion),1,0.5\na > c,(null),1,0.5\n");
    netmkt_table_free(table);
    netmkt_attribution_free(state);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 1 << NETMKT_ATTRIBUTION_FIRST, &state), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_transitions(state, &table), NETMKT_E_INVALID);
    ck_assert_ptr_null(table);
    netmkt_attribution_free(state);
}
END_TEST

/* --- arrays --- */

START_TEST(from_arrays)
{
    static const uint64_t begin[] = {0, 2, 4}, conversions[] = {3, 1}, nulls[] = {1, 1};
    static const uint32_t step[] = {0, 1, 0, 2};
    static const int64_t value[] = {3000, 1000}, time_ms[] = {0, 604800000, 0, 0};
    static const char *const names[] = {"a", "b", "c"};
    netmkt_attribution *state;

    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 0, &state), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_update(state, 2, begin, step, time_ms, 3, names, conversions, value, nulls), NETMKT_OK);
    expect(state, NETMKT_ATTRIBUTION_MARKOV, 3, (const double[][2]){{2, 20}, {1.5, 15}, {.5, 5}});
    expect(state, NETMKT_ATTRIBUTION_TIME_DECAY, 3, (const double[][2]){{1.5, 15}, {2, 20}, {.5, 5}});
    ck_assert_int_eq(netmkt_attribution_update(state, 2, begin, step, NULL, 3, names, NULL, NULL, NULL), NETMKT_OK);
    expect(state, NETMKT_ATTRIBUTION_FIRST, 3, (const double[][2]){{6, 40}, {0, 0}, {0, 0}});
    ck_assert_int_eq(netmkt_attribution_update(state, 0, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL), NETMKT_OK);
    netmkt_attribution_free(state);
}
END_TEST

static void refuse(netmkt_status want, const uint64_t *begin, const uint32_t *step, const int64_t *time_ms, size_t names, const char *const *name,
                   const uint64_t *conversions, const int64_t *value)
{
    netmkt_attribution *state = state_of(HAND);

    ck_assert_int_eq(netmkt_attribution_update(state, 2, begin, step, time_ms, names, name, conversions, value, NULL), want);
    expect(state, NETMKT_ATTRIBUTION_MARKOV, 3, (const double[][2]){{2, 20}, {1.5, 15}, {.5, 5}}); /* unchanged */
    netmkt_attribution_free(state);
}

START_TEST(wrong_arrays)
{
    static const uint64_t begin[] = {0, 2, 4}, none[] = {0, 2, 2}, back[] = {0, 2, 1}, huge[] = {1, UINT64_C(1) << 54}, zero[] = {1, 0};
    static const uint32_t step[] = {0, 1, 0, 2}, beyond[] = {0, 1, 0, 3};
    static const int64_t negative[] = {1, -1}, falling[] = {0, 1, 2, 1}, beyond_time[] = {0, 1, 2, INT64_MAX}, much[] = {INT64_MAX, 5}, value[] = {1, 1};
    static const char *const names[] = {"a", "b", "c"}, *const twice[] = {"a", "b", "a"}, *const empty[] = {"a", "", "c"}, *const bad[] = {"a", "\xff", "c"},
                      *const missing[] = {"a", NULL, "c"}, *const control[] = {"a", "b\n", "c"};

    refuse(NETMKT_E_INVALID, NULL, step, NULL, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, NULL, NULL, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, NULL, NULL, NULL);
    refuse(NETMKT_E_INVALID, none, step, NULL, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, back, step, NULL, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, beyond, NULL, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, falling, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, beyond_time, 3, names, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, twice, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, empty, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, bad, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, control, NULL, NULL);
    refuse(NETMKT_E_INVALID, begin, step, NULL, 3, missing, NULL, NULL);
    refuse(NETMKT_E_RANGE, begin, step, NULL, 3, names, NULL, negative);
    refuse(NETMKT_E_RANGE, begin, step, NULL, 3, names, huge, NULL);
    refuse(NETMKT_E_RANGE, begin, step, NULL, 3, names, NULL, much);
    refuse(NETMKT_E_RANGE, begin, step, NULL, 3, names, zero, value);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "path 1"));
}
END_TEST

START_TEST(misuse)
{
    netmkt_attribution *state = state_of(HAND), *other;
    netmkt_attribution_check check = {.struct_size = 4};
    netmkt_table *table;

    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 10, NULL, 0, &other), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_new(NULL, -1, NULL, 0, &other), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 1, &other), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 1 << 10, &other), NETMKT_E_INVALID);
    ck_assert_ptr_null(other);
    ck_assert_int_eq(netmkt_attribution_credit(NULL, 1, NULL, &table, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_credit(state, 1, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_credit(state, 0, NULL, &table, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_credit(state, 10, NULL, &table, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_credit(state, 1, NULL, &table, &check), NETMKT_E_UNSUPPORTED);
    ck_assert_ptr_null(table);
    ck_assert_int_eq(netmkt_attribution_transitions(NULL, &table), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_transitions(state, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_update(NULL, 0, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_merge(state, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_merge(NULL, state), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, NULL, 1 << NETMKT_ATTRIBUTION_FIRST, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_credit(other, NETMKT_ATTRIBUTION_LAST, NULL, &table, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_attribution_merge(state, other), NETMKT_E_INVALID);
    netmkt_attribution_free(other);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 3, NULL, 0, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_merge(state, other), NETMKT_E_INVALID);
    netmkt_attribution_free(other);
    set("attribution.order", 2);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 0, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_merge(state, other), NETMKT_E_INVALID);
    netmkt_attribution_free(other);
    set("attribution.order", 1);
    set("attribution.half_life_days", 3);
    ck_assert_int_eq(netmkt_attribution_new(NULL, 2, settings, 0, &other), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribution_merge(state, other), NETMKT_E_INVALID);
    netmkt_attribution_free(other);
    netmkt_attribution_free(NULL);
    netmkt_attribution_free(state);
}
END_TEST

START_TEST(nothing_to_attribute)
{
    netmkt_attribution *state = state_of("path,total_conversions,total_null\na > b,0,5\nb,0,0\n");
    netmkt_attribution_check check = {.struct_size = sizeof check};

    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++)
        expect(state, model, 2, (const double[][2]){{0, 0}, {0, 0}});
    netmkt_attribution_free(state);
    state = state_of("path,total_conversions\n");
    for (int32_t model = 1; model <= NETMKT_ATTRIBUTION_SHAPLEY_RATE; model++) {
        netmkt_table *table = credit(state, model, &check);

        ck_assert_uint_eq(netmkt_table_rows(table), 0);
        ck_assert(isnan(check.probability));
        netmkt_table_free(table);
    }
    netmkt_attribution_free(state);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("attribution");
    TCase *tests = tcase_create("attribution");

    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, by_hand);
    tcase_add_test(tests, exact_figures);
    tcase_add_test(tests, weights_of_rules);
    tcase_add_test(tests, who_came_by_himself);
    tcase_add_test(tests, any_game);
    tcase_add_test(tests, sampled_game);
    tcase_add_test(tests, whole_numbers);
    tcase_add_test(tests, largest_remainders);
    tcase_add_test(tests, solvers_agree);
    tcase_add_test(tests, elimination_keeps_small_numbers);
    tcase_add_test(tests, very_long_and_very_many);
    tcase_add_test(tests, transitions);
    tcase_add_test(tests, from_arrays);
    tcase_add_test(tests, wrong_arrays);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, nothing_to_attribute);
    suite_add_tcase(suite, tests);
    return suite;
}
