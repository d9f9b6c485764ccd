/* netmkt concentration: how unevenly customers pay, and tiers of them. */
#include <string.h>

#include "commands.h"
#include "common.h"
#include "lists.h"

enum { CUTS_MOST = 64, LORENZ_STEPS = 20 };

enum answer { FIGURES, TIERS, LORENZ, CUSTOMERS, BOTH };

static const char *const answers[] = {"figures", "tiers", "lorenz", "customers"};
static const char *const worths[] = {"revenue", "margin", "clv"}; /* in the order of NETMKT_WORTH_... */

struct wanted {
    int32_t worth, by;
    enum answer answer;
    const char *cut_text;
    double cuts[CUTS_MOST];
    size_t cut_count;
};

static int read_options(const struct session *session, struct wanted *wanted)
{
    const struct arguments *arguments = session->arguments;
    const char *ranks = option_value(arguments, "tiers"), *values = option_value(arguments, "tier-values");
    size_t place;

    *wanted = (struct wanted){NETMKT_WORTH_REVENUE, NETMKT_TIERS_BY_RANK, session->format == NETMKT_FORMAT_TEXT ? BOTH : FIGURES, NULL, {0}, 0};
    if (option_value(arguments, "by") != NULL) {
        if (!read_choice(arguments, "by", worths, sizeof worths / sizeof worths[0], &place))
            return STATUS_USAGE;
        wanted->worth = (int32_t)place + NETMKT_WORTH_REVENUE;
    }
    if (option_value(arguments, "show") != NULL) {
        if (!read_choice(arguments, "show", answers, sizeof answers / sizeof answers[0], &place))
            return STATUS_USAGE;
        wanted->answer = (enum answer)place;
    }
    if (ranks != NULL && values != NULL)
        return usage_error(arguments->command, "--tiers and --tier-values exclude each other");
    if (values != NULL)
        wanted->by = NETMKT_TIERS_BY_VALUE;
    wanted->cut_text = values != NULL ? values : ranks;
    if (wanted->cut_text != NULL && !read_reals(wanted->cut_text, wanted->cuts, CUTS_MOST, &wanted->cut_count))
        return usage_error(arguments->command, "--%s needs up to %d numbers with commas between, not \"%.64s\"", values != NULL ? "tier-values" : "tiers",
                           CUTS_MOST, wanted->cut_text);
    return STATUS_GOOD;
}

static int show_figures(const struct session *session, const netmkt_concentration *c)
{
    static const char *const names[] = {"customers", "negative", "total",            "gained",       "lost", "gini",
                                        "top_20",    "top_30",   "customers_for_80", "share_for_80", "peak"};
    const double figures[] = {(double)c->customers, (double)c->negative, c->total,  c->gained, c->lost, c->gini, c->top_20, c->top_30,
                              (double)c->customers_for_80, c->share_for_80, c->peak};
    netmkt_table *table = NULL;
    int status;

    if (netmkt_table_new(NULL, sizeof figures / sizeof figures[0], 0, &table) != NETMKT_OK ||
        netmkt_table_add(table, "figure", NETMKT_COLUMN_TEXT, names) != NETMKT_OK ||
        netmkt_table_add(table, "value", NETMKT_COLUMN_REAL, figures) != NETMKT_OK)
        status = fail_library(NULL);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static void say_figures(const struct session *session, const struct wanted *wanted, const netmkt_concentration *c)
{
    char buffer[32];

    printf("Concentration of %s as of %s; %s\n\n", worths[wanted->worth - 1], moment_text(session, buffer), session->facts.currency);
    printf("%llu customers make %.2f\n", (unsigned long long)c->customers, c->total);
    if (c->negative > 0)
        printf("%llu of them cost %.2f\n", (unsigned long long)c->negative, -c->lost);
    printf("Gini coefficient %.4f (0: all alike, 1: one has all)\n", c->gini);
    if (!(c->total > 0.0)) {
        printf("no shares of a total that is not above 0\n\n");
        return;
    }
    printf("the best 20 %% make %.1f %%, the best 30 %% make %.1f %%\n", 100.0 * c->top_20, 100.0 * c->top_30);
    printf("80 %% are made by the best %llu, %.1f %% of the customers\n", (unsigned long long)c->customers_for_80, 100.0 * c->share_for_80);
    if (c->negative > 0)
        printf("those who cost nothing make %.1f %% of the total\n", 100.0 * c->peak);
    printf("\n");
}

static int make_tiers(const struct session *session, const struct wanted *wanted, size_t n, const double *values, netmkt_table **out)
{
    netmkt_status made = netmkt_concentration_tiers(NULL, n, values, wanted->by, wanted->cut_text != NULL ? wanted->cuts : NULL,
                                                    wanted->cut_count, NULL, out);

    if (made == NETMKT_E_RANGE && wanted->cut_text != NULL)
        return usage_error(session->arguments->command, "--%s: %s", wanted->by == NETMKT_TIERS_BY_RANK ? "tiers" : "tier-values",
                           netmkt_last_error());
    return made == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

static int show_curve(const struct session *session, size_t n, const double *values)
{
    netmkt_table *table = NULL;
    int status;

    if (netmkt_concentration_lorenz(NULL, n, values, LORENZ_STEPS, &table) != NETMKT_OK)
        status = fail_library(NULL);
    else
        status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int show_both(const struct session *session, const struct wanted *wanted, size_t n, const double *values, const netmkt_table *tiers)
{
    netmkt_concentration c = {.struct_size = sizeof c};

    if (netmkt_concentration_measure(NULL, n, values, &c) != NETMKT_OK)
        return fail_library(NULL);
    say_figures(session, wanted, &c);
    return show_table(session, tiers);
}

static int show_answer(const struct session *session, const struct wanted *wanted, const netmkt_table *table)
{
    netmkt_concentration c = {.struct_size = sizeof c};
    const double *values = column_values(table, "value");
    size_t n = netmkt_table_rows(table);
    netmkt_table *tiers = NULL;
    int status;

    if (values == NULL)
        return STATUS_FAILED;
    if (wanted->answer == CUSTOMERS)
        return show_table(session, table);
    if (wanted->answer == LORENZ)
        return show_curve(session, n, values);
    if (wanted->answer == TIERS || wanted->answer == BOTH) {
        status = make_tiers(session, wanted, n, values, &tiers);
        if (status == STATUS_GOOD && wanted->answer == TIERS)
            status = show_table(session, tiers);
        if (status == STATUS_GOOD && wanted->answer == BOTH)
            status = show_both(session, wanted, n, values, tiers);
        netmkt_table_free(tiers);
        return status;
    }
    if (netmkt_concentration_measure(NULL, n, values, &c) != NETMKT_OK)
        return fail_library(NULL);
    return show_figures(session, &c);
}

static int run(const struct arguments *arguments)
{
    struct session session;
    struct wanted wanted;
    netmkt_table *table = NULL;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD)
        status = read_options(&session, &wanted);
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && netmkt_concentration_values(session.store, session.settings, wanted.worth, session.as_of, &table) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show_answer(&session, &wanted, table);
    netmkt_table_free(table);
    session_close(&session);
    return status;
}

const struct command command_concentration = {
    .name = "concentration",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_JUDGEMENT | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "revenue|margin|clv", "What customers are compared by; default revenue."},
                                       {"show", "figures|tiers|lorenz|customers", "One answer only; default figures and tiers as text, else figures."},
                                       {"tiers", "SHARE,SHARE,...", "Where tiers end, as shares of the customers; default 0.01,0.05,0.2."},
                                       {"tier-values", "VALUE,VALUE,...", "Where tiers end, as values, the highest first."},
                                       {NULL, NULL, NULL}},
    .brief = "How unevenly customers pay: Gini, share of the best, Lorenz curve, tiers.",
    .details = "revenue: orders less returns; margin: that times setting value.margin, less the cost of events;\n"
               "clv: lifetime value. Losses count as what they are.",
    .run = run,
};
