/* netmkt allocate: the split of a budget over channels that returns most. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "curves.h"

enum { BUDGETS = 9 };

/* "email=100" for one of the list's channels. */
static int read_bound(const struct arguments *arguments, const char *option, const char *text, struct curve_list *list)
{
    const char *sign = strrchr(text, '=');
    double amount;

    if (sign == NULL || !read_real(sign + 1, &amount))
        return usage_error(arguments->command, "--%s needs CHANNEL=AMOUNT, not \"%.64s\"", option, text);
    for (size_t i = 0; i < list->count; i++) {
        if (strlen(list->names[i]) != (size_t)(sign - text) || strncmp(list->names[i], text, (size_t)(sign - text)) != 0)
            continue;
        *(strcmp(option, "least") == 0 ? &list->curves[i].least : &list->curves[i].most) = amount;
        return STATUS_GOOD;
    }
    return usage_error(arguments->command, "--%s: no curve of a channel \"%.*s\"", option, (int)(sign - text), text);
}

/* Where the data cannot tell the amount stays as it is; the rest is said. */
static void hold_unknown(const struct session *session, struct curve_list *list, const netmkt_table *table)
{
    const char *const *known = column_values(table, "known");

    for (size_t i = 0; known != NULL && i < list->count; i++) {
        if (strcmp(known[i], "constant") == 0) {
            list->curves[i].least = list->curves[i].most = list->curves[i].today;
            if (session->format == NETMKT_FORMAT_TEXT)
                printf("%s stays at %.2f: its spend hardly varied, so that the data cannot tell what it returns\n", list->names[i], list->curves[i].today);
        } else if (strcmp(known[i], "uncertain") == 0 && session->format == NETMKT_FORMAT_TEXT) {
            printf("%s: the curve is uncertain\n", list->names[i]);
        }
    }
}

static int read_bounds(const struct arguments *arguments, struct curve_list *list)
{
    int status = STATUS_GOOD;

    for (size_t i = 0; i < arguments->given_count && status == STATUS_GOOD; i++) {
        const char *name = arguments->given[i].option->name;

        if (strcmp(name, "least") == 0 || strcmp(name, "most") == 0)
            status = read_bound(arguments, name, arguments->given[i].value, list);
    }
    return status;
}

static void show_summary(const netmkt_allocation *a, double budget)
{
    printf("Budget %.2f a period: %.2f spent returns %.2f", budget, a->spent, a->expected);
    printf("; one unit more would return %.4f\n", a->multiplier);
    if (!isnan(a->today_spent))
        printf("Today %.2f returns %.2f; split best, the same money would return %.2f more\n", a->today_spent, a->today_expected, a->opportunity_cost);
    if (!a->proven)
        printf("Not proven: another split may return up to %.2f more\n", a->gap);
    puts("");
}

/* What budgets around this one return. */
static int show_budgets(const struct session *session, const struct curve_list *list, double budget, double step)
{
    double budgets[BUDGETS];
    netmkt_table *table = NULL;
    int status;

    for (int i = 0; i < BUDGETS; i++)
        budgets[i] = budget * (0.25 * i);
    if (netmkt_allocate_budgets(NULL, list->count, list->curves, BUDGETS, budgets, step, &table) != NETMKT_OK)
        return fail_library(NULL);
    status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int show_split(const struct session *session, const struct curve_list *list, double budget, double step)
{
    netmkt_allocation summary = {.struct_size = sizeof summary};
    netmkt_table *table = NULL;
    int status;

    if (netmkt_allocate(NULL, list->count, list->curves, (const char *const *)list->names, budget, step, &summary, &table) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT)
        show_summary(&summary, budget);
    status = show_table(session, table);
    netmkt_table_free(table);
    return status;
}

static int read_amount(const struct arguments *arguments, const char *option, double *out)
{
    if (option_given(arguments, option) && (!read_real(option_value(arguments, option), out) || !(*out >= 0.0)))
        return usage_error(arguments->command, "--%s needs an amount, 0 or more, not \"%.64s\"", option, option_value(arguments, option));
    return STATUS_GOOD;
}

static int run(const struct arguments *arguments)
{
    const char *file = option_value(arguments, "curves");
    bool store = arguments->operand_count > 0;
    struct curve_list list = {.count = 0};
    double budget = 0.0, step = 0.0;
    netmkt_table *table = NULL;
    struct session session;
    int status;

    if (store + (file != NULL) + option_given(arguments, "data") != 1)
        return usage_error(arguments->command, "give one of a STORE, --data and --curves");
    if (!option_given(arguments, "budget"))
        return usage_error(arguments->command, "--budget is needed");
    status = read_amount(arguments, "budget", &budget);
    if (status == STATUS_GOOD)
        status = read_amount(arguments, "step", &step);
    if (status != STATUS_GOOD)
        return status;
    status = store ? session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY) : session_begin(&session, arguments);
    if (status == STATUS_GOOD)
        status = file != NULL ? curves_read(file, &list) : curves_fit(&session, &list, NULL, &table);
    if (status == STATUS_GOOD && table != NULL)
        hold_unknown(&session, &list, table);
    if (status == STATUS_GOOD)
        status = read_bounds(arguments, &list);
    if (status == STATUS_GOOD)
        status = option_given(arguments, "budgets") ? show_budgets(&session, &list, budget, step) : show_split(&session, &list, budget, step);
    netmkt_table_free(table);
    curves_free(&list);
    session_close(&session);
    return status;
}

const struct command command_allocate = {
    .name = "allocate",
    .operands = "[STORE]",
    .least = 0,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"budget", "AMOUNT", "What may be spent a period."},
                                       {"curves", "FILE.csv", "Curves from a file: channel,top,half[,shape,carry,least,most,today]; else they are fitted."},
                                       {"data", "FILE.csv", "Periods to fit them to from a file: a column return, and one of spend for each channel."},
                                       {"period", "day|week|month", "Length of the store's periods; default week."},
                                       {"least", "CHANNEL=AMOUNT", "At least so much on a channel; may be given again."},
                                       {"most", "CHANNEL=AMOUNT", "At most so much; may be given again."},
                                       {"step", "AMOUNT", "Amounts are multiples of it; default any amounts."},
                                       {"budgets", NULL, "What budgets from none to twice this one return, instead of the split."},
                                       {NULL, NULL, NULL}},
    .brief = "The split of a budget over channels that returns most, and what today's split costs.",
    .details = "marginal: what one unit more on the channel returns; equal where no bound binds.\n"
               "Believe a split no more than its curves: see 'netmkt curves'.",
    .run = run,
};
