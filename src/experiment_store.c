/* netmkt experiment of a store's campaign, and the planning of one. */
#include <math.h>
#include <stdio.h>

#include "experiment.h"
#include "lists.h"

static const char *const metrics[] = {"rate", "money"};

static void describe(const struct session *session, const netmkt_experiment *experiment)
{
    const char *name = option_value(session->arguments, "campaign");
    unsigned long long undecided = 0, mixed = 0;
    char buffer[32];

    for (size_t i = 0; i < netmkt_experiment_variants(experiment); i++) {
        netmkt_variant v = {.struct_size = sizeof v};

        if (netmkt_experiment_variant(experiment, i, &v) != NETMKT_OK)
            return;
        undecided += v.undecided;
        mixed += v.mixed;
    }
    printf("Experiment %s as of %s: %llu customers whose window is not over, %llu who met several variants\n\n",
           name != NULL ? name : option_value(session->arguments, "exposure"), moment_text(session, buffer), undecided, mixed);
}

static int show(const struct session *session, const netmkt_experiment *experiment, size_t metric)
{
    uint64_t trials[NETMKT_VARIANTS_MOST];
    double weights[NETMKT_VARIANTS_MOST];
    size_t n = netmkt_experiment_variants(experiment);
    netmkt_table *table = NULL;
    bool split;
    int status = experiment_shares(session->arguments, n, weights, &split);

    if (status != STATUS_GOOD)
        return status;
    if (netmkt_experiment_compare(experiment, (int32_t)metric, session->settings, &table) != NETMKT_OK)
        return fail_library(NULL);
    for (size_t i = 0; i < n; i++) {
        netmkt_variant v = {.struct_size = sizeof v};

        if (netmkt_experiment_variant(experiment, i, &v) != NETMKT_OK)
            status = fail_library(NULL);
        trials[i] = v.customers;
    }
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT) {
        describe(session, experiment);
        experiment_split(trials, n, split ? weights : NULL);
    }
    if (status == STATUS_GOOD)
        status = experiment_show(session, table, metric == NETMKT_METRIC_MONEY);
    netmkt_table_free(table);
    return status;
}

int experiment_store(struct session *session)
{
    const struct arguments *arguments = session->arguments;
    const char *goal = option_value(arguments, "goal"), *exposed = option_value(arguments, "exposure"), *name = option_value(arguments, "campaign");
    netmkt_experiment *experiment = NULL;
    netmkt_campaign_id campaign = 0;
    netmkt_kind_id kind = 0, exposure = 0;
    size_t metric = NETMKT_METRIC_RATE;
    int status;

    if (option_given(arguments, "metric") && !read_choice(arguments, "metric", metrics, sizeof metrics / sizeof metrics[0], &metric))
        return STATUS_USAGE;
    status = setting_option(session, "window", "experiment.window_days");
    if (status != STATUS_GOOD)
        return status;
    if ((name != NULL && netmkt_campaign_by_name(session->store, name, &campaign) != NETMKT_OK) ||
        (exposed != NULL && netmkt_kind_by_name(session->store, exposed, &exposure) != NETMKT_OK) ||
        (goal != NULL && netmkt_kind_by_name(session->store, goal, &kind) != NETMKT_OK) ||
        netmkt_experiment_read(session->store, session->settings, campaign, exposure, kind, session->as_of, &experiment) != NETMKT_OK)
        return fail_library(NULL);
    status = show(session, experiment, metric);
    netmkt_experiment_free(experiment);
    return status;
}

/* --- planning --- */

/* A figure of an option, NaN if it was not given. */
static int read_figure(const struct arguments *arguments, const char *option, double *out)
{
    *out = (double)NAN;
    if (option_given(arguments, option) && !read_real(option_value(arguments, option), out))
        return usage_error(arguments->command, "--%s needs a number, not \"%.64s\"", option, option_value(arguments, option));
    return STATUS_GOOD;
}

static int show_plan(const struct session *session, double lift, double size, double power)
{
    const double values[] = {lift, size, ceil(size), power};
    static const char *const names[] = {"lift", "size", "size_whole", "power"};
    netmkt_table *table = NULL;
    netmkt_status made;
    int status;

    if (session->format == NETMKT_FORMAT_TEXT) {
        printf("%.0f customers of each variant find a difference of %.6g with a probability of %.4g\n", ceil(size - 1e-9), lift, power);
        return STATUS_GOOD;
    }
    made = netmkt_table_new(NULL, 1, 0, &table);
    for (size_t i = 0; i < sizeof values / sizeof values[0] && made == NETMKT_OK; i++)
        made = netmkt_table_add(table, names[i], NETMKT_COLUMN_REAL, &values[i]);
    status = made == NETMKT_OK ? show_table(session, table) : fail_library(NULL);
    netmkt_table_free(table);
    return status;
}

int experiment_plan(const struct session *session)
{
    const struct arguments *arguments = session->arguments;
    double base, deviation, lift, size, power, other;
    int status = read_figure(arguments, "base", &base);
    netmkt_status found;

    if (status == STATUS_GOOD)
        status = read_figure(arguments, "deviation", &deviation);
    if (status == STATUS_GOOD)
        status = read_figure(arguments, "lift", &lift);
    if (status == STATUS_GOOD)
        status = read_figure(arguments, "size", &size);
    if (status == STATUS_GOOD)
        status = read_figure(arguments, "power", &power);
    if (status != STATUS_GOOD)
        return status;
    if (isnan(base) == isnan(deviation))
        return usage_error(arguments->command, "--plan needs --base, the control's rate, or --deviation");
    if (isnan(power) && (isnan(lift) != isnan(size)))
        power = 0.8;
    if (isnan(lift) + isnan(size) + isnan(power) != 1)
        return usage_error(arguments->command, "--plan needs two of --lift, --size and --power");
    other = base + lift;
    found = isnan(base) ? netmkt_power_means(deviation, &lift, &size, &power, session->settings)
                        : netmkt_power_rates(base, &other, &size, &power, session->settings);
    if (found != NETMKT_OK)
        return fail_library(NULL);
    return show_plan(session, isnan(base) ? lift : other - base, size, power);
}
