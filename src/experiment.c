/* netmkt experiment: variants against a control, from a store's campaign, from counts or from means; and how large an experiment must be. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "common.h"
#include "experiment.h"
#include "lists.h"

/* --- several numbers in an option --- */

/* "200/1000,240/1000"; false if it is none. */
static bool read_counts(const char *text, uint64_t *conversions, uint64_t *trials, size_t *count)
{
    *count = 0;
    for (;;) {
        char *end;

        if (*count == NETMKT_VARIANTS_MOST || *text < '0' || *text > '9')
            return false;
        conversions[*count] = strtoull(text, &end, 10);
        if (*end != '/' || end[1] < '0' || end[1] > '9')
            return false;
        trials[(*count)++] = strtoull(end + 1, &end, 10);
        if (*end == '\0')
            return true;
        if (*end != ',')
            return false;
        text = end + 1;
    }
}

/* "100:9.50:3.1,120:10.2:3.3": size, mean, deviation. */
static bool read_samples(const char *text, netmkt_sample *samples, size_t *count)
{
    *count = 0;
    for (;;) {
        double *const figure[3] = {&samples[*count].n, &samples[*count].mean, &samples[*count].deviation};

        for (int i = 0; i < 3; i++) {
            size_t length = strcspn(text, ":,");
            char number[64];

            if (length >= sizeof number || (i < 2) != (text[length] == ':'))
                return false;
            memcpy(number, text, length);
            number[length] = '\0';
            if (!read_real(number, figure[i]))
                return false;
            text += length + (text[length] != '\0');
        }
        (*count)++;
        if (*text == '\0')
            return text[-1] != ',';
        if (*count == NETMKT_VARIANTS_MOST)
            return false;
    }
}

/* --- answers --- */

void experiment_split(const uint64_t *trials, size_t n, const double *weights)
{
    double p;

    if (netmkt_split_check(n, trials, weights, NULL, &p) != NETMKT_OK || isnan(p))
        return;
    if (p < 0.001)
        printf("Traffic: does not split as it was meant to (p %.3g): assignment or recording is broken, and what is below not to be believed\n\n", p);
    else
        printf("Traffic: splits as it was meant to (p %.3g)\n\n", p);
}

/* A sentence on each variant against the control. */
static void show_words(const struct session *session, const netmkt_table *table, const char *what)
{
    const int64_t *variant = column_values(table, "variant");
    const double *p = column_values(table, "p_holm"), *difference = column_values(table, "difference");
    const double *always = column_values(table, "p_always");
    double confidence = 0.95, alpha;

    if (netmkt_settings_get_real(session->settings, "experiment.confidence", &confidence) != NETMKT_OK)
        return;
    alpha = 1.0 - confidence;

    puts("");
    for (uint64_t i = 1; i < netmkt_table_rows(table); i++) {
        printf("Variant %lld: ", (long long)variant[i]);
        if (isnan(p[i]))
            printf("nothing to tell it from the control by\n");
        else if (p[i] <= alpha)
            printf("%s %s than the control's (corrected p %.3g)%s\n", what, difference[i] > 0.0 ? "higher" : "lower", p[i],
                   always[i] <= alpha ? ", whenever one looks" : "; that holds for one look at a size fixed before, not for repeated ones");
        else
            printf("not told from the control (corrected p %.3g)\n", p[i]);
    }
}

static const char *const rate_columns[] = {"variant", "trials", "conversions", "rate", "low", "high", "difference", "difference_low", "difference_high", "p", "p_exact",
                                           "p_always", "p_best", "loss"};
static const char *const mean_columns[] = {"variant", "n", "mean", "deviation", "difference", "difference_low", "difference_high", "t", "df", "p", "p_always"};

int experiment_show(const struct session *session, const netmkt_table *table, bool money)
{
    const char *const *columns = money ? mean_columns : rate_columns;
    size_t count = money ? sizeof mean_columns / sizeof mean_columns[0] : sizeof rate_columns / sizeof rate_columns[0];
    int status;

    if (session->format != NETMKT_FORMAT_TEXT)
        return show_table(session, table);
    status = show_columns(session, table, columns, count, NULL, 0, 0);
    if (status == STATUS_GOOD)
        show_words(session, table, money ? "a mean that is" : "a rate that is");
    return status;
}

int experiment_shares(const struct arguments *arguments, size_t n, double *weights, bool *given)
{
    const char *text = option_value(arguments, "split");
    size_t shares;

    *given = text != NULL;
    if (text == NULL || (read_reals(text, weights, NETMKT_VARIANTS_MOST, &shares) && shares == n))
        return STATUS_GOOD;
    return usage_error(arguments->command, "--split needs a share for each of the %zu variants, such as 50,50, not \"%.64s\"", n, text);
}

static int given_counts(const struct session *session)
{
    const char *text = option_value(session->arguments, "counts");
    uint64_t conversions[NETMKT_VARIANTS_MOST], trials[NETMKT_VARIANTS_MOST];
    double weights[NETMKT_VARIANTS_MOST];
    netmkt_table *table = NULL;
    bool split;
    size_t n;
    int status;

    if (!read_counts(text, conversions, trials, &n))
        return usage_error(session->arguments->command, "--counts needs conversions/trials of each variant, such as 200/1000,240/1000, not \"%.64s\"", text);
    status = experiment_shares(session->arguments, n, weights, &split);
    if (status != STATUS_GOOD)
        return status;
    if (netmkt_experiment_rates(NULL, n, conversions, trials, session->settings, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        experiment_split(trials, n, split ? weights : NULL);
    status = experiment_show(session, table, false);
    netmkt_table_free(table);
    return status;
}

static int given_means(const struct session *session)
{
    const char *text = option_value(session->arguments, "means");
    netmkt_sample samples[NETMKT_VARIANTS_MOST];
    netmkt_table *table = NULL;
    size_t n;
    int status;

    if (!read_samples(text, samples, &n))
        return usage_error(session->arguments->command, "--means needs size:mean:deviation of each variant, such as 100:9.5:3,120:10.1:3.2, not \"%.64s\"", text);
    if (netmkt_experiment_means(NULL, n, samples, session->settings, &table) != NETMKT_OK)
        return fail_library(NULL);
    status = experiment_show(session, table, true);
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    static const char *const ways[] = {"counts", "means", "plan"};
    bool store = arguments->operand_count > 0;
    struct session session;
    int status, given = store;

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
        given += option_given(arguments, ways[i]);
    if (given != 1)
        return usage_error(arguments->command, "give one of a STORE with --campaign or --exposure, --counts, --means and --plan");
    if (store != (option_given(arguments, "campaign") || option_given(arguments, "exposure")))
        return usage_error(arguments->command, "a STORE goes with --campaign or --exposure, and they with it");
    status = store ? session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY) : session_begin(&session, arguments);
    if (status == STATUS_GOOD && store)
        status = experiment_store(&session);
    else if (status == STATUS_GOOD && option_given(arguments, "counts"))
        status = given_counts(&session);
    else if (status == STATUS_GOOD && option_given(arguments, "means"))
        status = given_means(&session);
    else if (status == STATUS_GOOD)
        status = experiment_plan(&session);
    session_close(&session);
    return status;
}

const struct command command_experiment = {
    .name = "experiment",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"campaign", "NAME", "The campaign of the store whose variants are compared."},
                                       {"exposure", "KIND", "The kind of event that exposes a customer to a variant; default any of the campaign."},
                                       {"goal", "KIND", "The kind of event that converts; default order."},
                                       {"metric", "rate|money", "What is compared; default rate. Of money the intervals are by bootstrap, too."},
                                       {"window", "DAYS", "Days from the first contact in which what he does counts; default 30."},
                                       {"counts", "K/N,K/N,...", "Conversions and trials of the variants instead, the control first."},
                                       {"means", "N:MEAN:SD,...", "Sizes, means and standard deviations instead."},
                                       {"split", "W,W,...", "Shares in which the traffic was meant to split; default equal."},
                                       {"plan", NULL, "How large an experiment must be, or what it can tell: with two of --size, --power and --lift."},
                                       {"base", "RATE", "With --plan: the rate of the control; or --deviation."},
                                       {"deviation", "SD", "With --plan: the standard deviation of what is measured."},
                                       {"lift", "D", "With --plan: the difference to be found, absolute."},
                                       {"size", "N", "With --plan: customers of each variant."},
                                       {"power", "P", "With --plan: probability to find it; default 0.8 where --size or --lift is asked for."},
                                       {NULL, NULL, NULL}},
    .brief = "Variants against a control: how sure, how much, and how large an experiment must be.",
    .details = "The first variant is the control. p is of the test at a size fixed before; p_always may be looked at as often as one likes.\n"
               "p_best is the probability to be the best, loss what choosing the variant is expected to lose.",
    .run = run,
};
