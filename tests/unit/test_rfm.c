/* RFM scores against their definition, and the names of segments. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netmkt/value.h>

#include "numeric/random.h"
#include "support/support.h"

#define N 700

static int64_t idle[N], frequency[N], money[N];

static void make(uint64_t seed, uint64_t range)
{
    netmkt__random random;

    netmkt__random_seed(&random, seed);
    for (size_t i = 0; i < N; i++) {
        idle[i] = (int64_t)netmkt__random_below(&random, 300);
        frequency[i] = (int64_t)netmkt__random_poisson(&random, 2.0);
        money[i] = (int64_t)netmkt__random_below(&random, range) - (int64_t)(range / 10);
    }
}

/* score = 1 + floor(scores * worse / peers), counted one by one among those of the same group. */
static unsigned defined_score(const int64_t *value, int fewer_is_better, const unsigned *group, size_t n, size_t i, unsigned scores)
{
    size_t worse = 0, peers = 0;

    for (size_t j = 0; j < n; j++) {
        if (group[j] != group[i])
            continue;
        peers++;
        worse += fewer_is_better ? value[j] > value[i] : value[j] < value[i];
    }
    return (unsigned)(1 + scores * worse / peers);
}

static void check_scores(size_t n, unsigned scores, int nested)
{
    uint8_t r[N], f[N], m[N];
    unsigned group[N] = {0};
    netmkt_settings *settings;

    ck_assert_int_eq(netmkt_settings_new(NULL, &settings), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "rfm.scores", scores), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(settings, "rfm.nested", nested), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_score(NULL, settings, n, idle, frequency, money, r, f, m), NETMKT_OK);
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(r[i], defined_score(idle, 1, group, n, i, scores));
    for (size_t i = 0; nested && i < n; i++)
        group[i] = r[i];
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(f[i], defined_score(frequency, 0, group, n, i, scores));
    for (size_t i = 0; nested && i < n; i++)
        group[i] = r[i] * 100U + f[i];
    for (size_t i = 0; i < n; i++)
        ck_assert_uint_eq(m[i], defined_score(money, 0, group, n, i, scores));
    netmkt_settings_free(settings);
}

START_TEST(test_definition)
{
    const uint64_t range[] = {3, 1000, UINT64_C(1) << 40};

    for (size_t k = 0; k < 3; k++) {
        make(k, range[k]);
        for (unsigned scores = 2; scores <= 10; scores += 4)
            for (int nested = 0; nested <= 1; nested++)
                check_scores(N, scores, nested);
        for (size_t n = 1; n < 12; n++) {
            check_scores(n, 5, 0);
            check_scores(n, 5, 1);
        }
    }
}
END_TEST

START_TEST(test_all_alike_are_lowest)
{
    uint8_t r[3], f[3], m[3];
    const int64_t same[3] = {4, 4, 4};

    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 3, same, same, same, r, f, m), NETMKT_OK);
    for (size_t i = 0; i < 3; i++) {
        ck_assert_uint_eq(r[i], 1);
        ck_assert_uint_eq(f[i], 1);
        ck_assert_uint_eq(m[i], 1);
    }
}
END_TEST

START_TEST(test_extreme_values)
{
    uint8_t r[4], m[4];
    const int64_t wide[4] = {INT64_MIN, INT64_MAX, 0, -1};

    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 4, wide, wide, wide, r, NULL, m), NETMKT_OK);
    ck_assert_uint_eq(m[0], 1);
    ck_assert_uint_eq(m[3], 2);
    ck_assert_uint_eq(m[2], 3);
    ck_assert_uint_eq(m[1], 4);
    ck_assert_uint_eq(r[0], 4);
    ck_assert_uint_eq(r[1], 1);
}
END_TEST

START_TEST(test_outputs_may_be_null)
{
    uint8_t alone[N], r[N], f[N], together[N];
    netmkt_settings *nested;

    make(5, 100);
    ck_assert_int_eq(netmkt_settings_new(NULL, &nested), NETMKT_OK);
    ck_assert_int_eq(netmkt_settings_set_real(nested, "rfm.nested", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_score(NULL, nested, N, idle, frequency, money, NULL, NULL, alone), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_score(NULL, nested, N, idle, frequency, money, r, f, together), NETMKT_OK);
    ck_assert_mem_eq(alone, together, N);
    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, N, idle, frequency, money, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 0, NULL, NULL, NULL, r, f, alone), NETMKT_OK);
    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 1, NULL, frequency, money, r, f, alone), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 1, idle, NULL, money, r, f, alone), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_rfm_score(NULL, NULL, 1, idle, frequency, NULL, r, f, alone), NETMKT_E_INVALID);
    netmkt_settings_free(nested);
}
END_TEST

START_TEST(test_segments)
{
    const struct {
        uint32_t r, f, m;
        const char *name;
    } want[] = {
        {5, 5, 5, "champions"},        {4, 4, 4, "champions"}, {5, 5, 3, "loyal"},          {3, 4, 5, "loyal"},
        {5, 3, 1, "potential loyalists"}, {4, 2, 5, "potential loyalists"}, {5, 1, 1, "new"}, {4, 1, 5, "promising"},
        {3, 2, 3, "need attention"},   {3, 1, 5, "about to sleep"}, {3, 3, 2, "about to sleep"}, {1, 5, 5, "cannot lose them"},
        {2, 4, 3, "at risk"},          {1, 3, 2, "at risk"},   {2, 1, 1, "hibernating"},    {1, 1, 1, "lost"},
        {1, 4, 1, "lost"},
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        ck_assert_str_eq(netmkt_rfm_segment(want[i].r, want[i].f, want[i].m, 5), want[i].name);
}
END_TEST

START_TEST(test_every_score_has_a_segment)
{
    for (uint32_t scores = 2; scores <= 10; scores++)
        for (uint32_t r = 1; r <= scores; r++)
            for (uint32_t f = 1; f <= scores; f++)
                for (uint32_t m = 1; m <= scores; m++)
                    ck_assert_ptr_nonnull(netmkt_rfm_segment(r, f, m, scores));
    for (uint32_t scores = 2; scores <= 10; scores++) {
        ck_assert_str_eq(netmkt_rfm_segment(scores, scores, scores, scores), "champions");
        ck_assert_str_eq(netmkt_rfm_segment(1, 1, 1, scores), "lost");
    }
    ck_assert_str_eq(netmkt_rfm_segment(10, 1, 1, 10), "new");
    ck_assert_str_eq(netmkt_rfm_segment(8, 2, 1, 10), "promising");
    ck_assert_ptr_null(netmkt_rfm_segment(0, 1, 1, 5));
    ck_assert_ptr_null(netmkt_rfm_segment(1, 6, 1, 5));
    ck_assert_ptr_null(netmkt_rfm_segment(1, 1, UINT32_MAX, 5));
    ck_assert_ptr_null(netmkt_rfm_segment(1, 1, 1, 0));
}
END_TEST

/* The first row of the guide's table that matches a score. */
static const char *documented(const char *const *rows, size_t n, unsigned r, unsigned f, unsigned m)
{
    static char name[32];

    for (size_t i = 0; i < n; i++) {
        const unsigned score[3] = {r, f, m};
        const char *at = strchr(rows[i] + 2, '|');
        int matches = 1;

        snprintf(name, sizeof name, "%.*s", (int)(at - rows[i] - 3), rows[i] + 2);
        for (int k = 0; k < 3; k++, at = strchr(at + 1, '|')) {
            unsigned least = (unsigned)(at[2] - '0'), most = at[3] == '-' ? (unsigned)(at[4] - '0') : least;

            matches &= score[k] >= least && score[k] <= most;
        }
        if (matches)
            return name;
    }
    return "none";
}

START_TEST(test_the_guide_has_the_same_table)
{
    static char text[65536];
    const char *rows[16], *at;
    size_t n = 0;
    FILE *file = fopen("docs/value.md", "r");

    if (file == NULL) {
        printf("skipped: docs/value.md is not here\n");
        return;
    }
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    (void)fclose(file);
    at = strstr(text, "| segment | R | F | M |");
    ck_assert_ptr_nonnull(at);
    at = strchr(strchr(at, '\n') + 1, '\n') + 1;
    for (; *at == '|' && n < 16; at = strchr(at, '\n') + 1)
        rows[n++] = at;
    ck_assert_uint_eq(n, 11);
    for (unsigned r = 1; r <= 5; r++)
        for (unsigned f = 1; f <= 5; f++)
            for (unsigned m = 1; m <= 5; m++)
                ck_assert_str_eq(netmkt_rfm_segment(r, f, m, 5), documented(rows, n, r, f, m));
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("rfm");
    TCase *tests = tcase_create("rfm");

    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, test_definition);
    tcase_add_test(tests, test_all_alike_are_lowest);
    tcase_add_test(tests, test_extreme_values);
    tcase_add_test(tests, test_outputs_may_be_null);
    tcase_add_test(tests, test_segments);
    tcase_add_test(tests, test_every_score_has_a_segment);
    tcase_add_test(tests, test_the_guide_has_the_same_table);
    suite_add_tcase(suite, tests);
    return suite;
}
