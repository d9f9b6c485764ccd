/* Indicators of maturity: each a count or a share beside its threshold, with its evidence and what would lift it, in words. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "audience/maturity.h"
#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/view.h"

enum { INDICATORS = 10, WORDS = 400 };

static const char *const stages[] = {"none", "marketing_level", "organisational_structure", "operation_mode"};

const char *netmkt_maturity_name(int32_t stage)
{
    return stage >= NETMKT_MATURITY_NONE && stage <= NETMKT_MATURITY_OPERATION ? stages[stage] : NULL;
}

typedef struct indicator {
    const char *name;
    int32_t stage;
    double value, threshold, missing;
    char evidence[WORDS], advice[WORDS];
} indicator;

typedef struct judgement {
    const netmkt__maturity_rules *rules;
    const netmkt__maturity_counts *counts;
    indicator row[INDICATORS];
    int n;
} judgement;

static indicator *begin(judgement *j, int32_t stage, const char *name, int setting)
{
    indicator *row = &j->row[j->n++];

    *row = (indicator){.name = name, .stage = stage, .value = NAN, .missing = NAN};
    row->threshold = netmkt__setting(j->rules->settings, setting);
    return row;
}

static void say(char *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Add words to those there are; what does not fit is left out. */
static void say(char *words, const char *format, ...)
{
    size_t used = strlen(words);
    va_list list;

    va_start(list, format);
    (void)vsnprintf(words + used, WORDS - used, format, list);
    va_end(list);
}

static int reached(const indicator *row)
{
    return row->value >= row->threshold;
}

/* --- counts --- */

static void judge_functions(judgement *j)
{
    indicator *row = begin(j, NETMKT_MATURITY_MARKETING, "functions", NETMKT__SET_MATURITY_FUNCTIONS);
    double least = netmkt__setting(j->rules->settings, NETMKT__SET_MATURITY_FUNCTION_EVENTS);
    int served = 0;

    for (int f = 1; f < NETMKT__FUNCTIONS; f++) {
        served += (double)j->counts->function[f] >= least;
        say(row->evidence, "%s%s %llu", f > 1 ? ", " : "", netmkt_function_name(f), (unsigned long long)j->counts->function[f]);
    }
    row->value = served;
    row->missing = fmax(0.0, row->threshold - served);
    if (reached(row))
        return;
    say(row->advice, "serve %.0f more, with %.0f events or more each, of:", row->missing, least);
    for (int f = 1; f < NETMKT__FUNCTIONS; f++) {
        if ((double)j->counts->function[f] < least)
            say(row->advice, " %s", netmkt_function_name(f));
    }
}

static void judge_channels(judgement *j)
{
    indicator *row = begin(j, NETMKT_MATURITY_MARKETING, "channels", NETMKT__SET_MATURITY_CHANNELS);
    double least = netmkt__setting(j->rules->settings, NETMKT__SET_MATURITY_CHANNEL_SHARE);
    uint32_t used = 0, known = 0;

    for (uint32_t c = 1; c < j->rules->channels; c++) {
        known += j->counts->channel[c] > 0;
        used += j->counts->channel[c] > 0 && (double)j->counts->channel[c] >= least * (double)j->counts->with_channel;
    }
    row->value = used;
    row->missing = fmax(0.0, row->threshold - used);
    say(row->evidence, "%u channels have %g %% or more of %llu contacts, of %u in all", (unsigned)used, 100.0 * least,
        (unsigned long long)j->counts->with_channel, (unsigned)known);
    if (!reached(row))
        say(row->advice, "bring %.0f more channels to %g %% of the contacts each", row->missing, 100.0 * least);
}

/* --- shares --- */

/* How many more would reach the threshold: of the same whole, or (grows) each making the whole larger, too. */
static double wanting(double part, double whole, double threshold, int grows)
{
    double more = ceil((threshold * whole - part) / (grows ? 1.0 - threshold : 1.0) - 1e-9);

    return threshold >= 1.0 && grows && part < whole ? NAN : more; /* what is amiss stays amiss */
}

typedef struct words {
    const char *evidence; /* behind "3 of 4 " */
    const char *none;     /* where there is nothing to judge by */
    const char *advice, *more; /* before and behind the number that is missing */
    const char *begin;    /* what to do where there is nothing */
} words;

static void judge_share(judgement *j, int32_t stage, const char *name, int setting, uint64_t part, uint64_t whole, int grows, words w)
{
    indicator *row = begin(j, stage, name, setting);

    if (whole == 0) {
        say(row->evidence, "%s", w.none);
        say(row->advice, "%s", w.begin);
        return;
    }
    row->value = (double)part / (double)whole;
    say(row->evidence, "%llu of %llu %s", (unsigned long long)part, (unsigned long long)whole, w.evidence);
    row->missing = reached(row) ? 0.0 : wanting((double)part, (double)whole, row->threshold, grows);
    if (!reached(row) && isnan(row->missing))
        say(row->advice, "a threshold of 100 %% is reached only when what is amiss has left the window");
    else if (!reached(row))
        say(row->advice, "%s %.0f more %s", w.advice, row->missing, w.more);
}

static void judge_marketing(judgement *j)
{
    const netmkt__maturity_counts *c = j->counts;

    judge_functions(j);
    judge_channels(j);
    judge_share(j, NETMKT_MATURITY_MARKETING, "measured", NETMKT__SET_MATURITY_MEASURED, c->with_channel, c->contacts, 0,
                (words){"contacts have a known channel", "no contacts in the window", "name the channel of", "contacts",
                        "record what passes between customers and the business"});
}

static void judge_organisation(judgement *j)
{
    const netmkt__maturity_counts *c = j->counts;

    judge_share(j, NETMKT_MATURITY_ORGANISATION, "two_way", NETMKT__SET_MATURITY_TWO_WAY, c->two_way, c->with_channel, 1,
                (words){"contacts were on channels where both can speak", "no contacts on known channels in the window",
                        "have", "contacts on two-way channels", "use channels on which customers can answer"});
    judge_share(j, NETMKT_MATURITY_ORGANISATION, "answered", NETMKT__SET_MATURITY_ANSWERED, c->within, c->requests, 1,
                (words){"requests were answered in time", "no requests in the window whose fate is known",
                        "answer", "requests in time", "record inquiries, and the replies to them"});
    judge_share(j, NETMKT_MATURITY_ORGANISATION, "permission", NETMKT__SET_MATURITY_PERMISSION, c->permitted, c->customers, 0,
                (words){"customers with a contact have given a permission that is in force", "no contacts in the window",
                        "win the permission of", "customers", "record what passes between customers and the business"});
    judge_share(j, NETMKT_MATURITY_ORGANISATION, "after_sales", NETMKT__SET_MATURITY_AFTER_SALES, c->closed, c->after_sales, 0,
                (words){"calls for service and complaints were answered", "no calls for service and no complaints in the window",
                        "answer", "of those that are open", "record calls for service and complaints, and their resolutions"});
}

static void judge_operation(judgement *j)
{
    const netmkt__maturity_counts *c = j->counts;
    uint64_t campaigns = 0, tested = 0;

    for (uint32_t k = 1; k < j->rules->campaigns; k++) {
        campaigns += c->campaign[k].seen;
        tested += c->campaign[k].variants == NETMKT__VARIANTS;
    }
    judge_share(j, NETMKT_MATURITY_OPERATION, "attributed", NETMKT__SET_MATURITY_ATTRIBUTED, c->attributed, c->conversions, 0,
                (words){"conversions followed a touch on a known channel", "no conversions in the window",
                        "record the touches before", "conversions", "record orders, and the clicks and visits before them"});
    judge_share(j, NETMKT_MATURITY_OPERATION, "retention", NETMKT__SET_MATURITY_RETENTION, c->retained, c->month_before, 0,
                (words){"customers active in a month were active in the next", "nobody was active in the month before the last complete one",
                        "keep", "of a month's customers active", "two complete months of events are needed"});
    judge_share(j, NETMKT_MATURITY_OPERATION, "tested", NETMKT__SET_MATURITY_TESTED, tested, campaigns, 0,
                (words){"campaigns had two variants or more", "no campaigns in the window", "test", "campaigns with two variants",
                        "mark contacts with their campaign and its variant"});
}

static int32_t stage_of(const judgement *j)
{
    int32_t lowest = NETMKT_MATURITY_OPERATION + 1; /* the first stage that is not reached */

    for (int i = 0; i < j->n; i++) {
        if (!reached(&j->row[i]) && j->row[i].stage < lowest)
            lowest = j->row[i].stage;
    }
    return lowest - 1;
}

static netmkt_status fill(const judgement *j, netmkt_table **out)
{
    const char **stage, **name, **evidence, **advice;
    double *value, *threshold, *missing;
    int64_t *is_reached;
    const netmkt__column_plan plan[] = {
        {"stage", &stage, NETMKT_COLUMN_TEXT, 0},        {"indicator", &name, NETMKT_COLUMN_TEXT, 0},
        {"value", &value, NETMKT_COLUMN_REAL, 0},        {"threshold", &threshold, NETMKT_COLUMN_REAL, 0},
        {"reached", &is_reached, NETMKT_COLUMN_INT, 0},  {"missing", &missing, NETMKT_COLUMN_REAL, 0},
        {"evidence", &evidence, NETMKT_COLUMN_TEXT, 0},  {"advice", &advice, NETMKT_COLUMN_TEXT, 0},
    };
    netmkt_status status = netmkt__table_new(j->rules->context, (size_t)j->n, 0, out);

    if (status == NETMKT_OK)
        status = netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]);
    for (int i = 0; i < j->n && status == NETMKT_OK; i++) {
        const indicator *row = &j->row[i];

        stage[i] = stages[row->stage];
        name[i] = row->name;
        value[i] = row->value;
        threshold[i] = row->threshold;
        missing[i] = row->missing;
        is_reached[i] = reached(row);
        evidence[i] = netmkt__table_copy(*out, row->evidence, strlen(row->evidence));
        advice[i] = netmkt__table_copy(*out, row->advice, strlen(row->advice));
        if (evidence[i] == NULL || advice[i] == NULL)
            status = netmkt__nomem();
    }
    return status;
}

netmkt_status netmkt__maturity_table(const netmkt__maturity_rules *rules, const netmkt__maturity_counts *counts, int32_t *stage, netmkt_table **out)
{
    judgement j = {.rules = rules, .counts = counts};

    judge_marketing(&j);
    judge_organisation(&j);
    judge_operation(&j);
    *stage = stage_of(&j);
    return fill(&j, out);
}

netmkt_status netmkt_maturity(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int32_t *stage, netmkt_table **out)
{
    netmkt__maturity_counts counts = {.contacts = 0};
    netmkt__maturity_rules rules;
    netmkt_table *table = NULL;
    int32_t judged = NETMKT_MATURITY_NONE;
    netmkt_status status;

    if (stage != NULL)
        *stage = NETMKT_MATURITY_NONE;
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__maturity_rules_init(store, settings, as_of_ms, &rules);
    if (status == NETMKT_OK)
        status = netmkt__maturity_count(&rules, &counts);
    if (status == NETMKT_OK)
        status = netmkt__maturity_table(&rules, &counts, &judged, &table);
    netmkt__maturity_counts_free(&rules, &counts);
    netmkt__maturity_rules_free(&rules);
    netmkt__store_read_end(store);
    if (status != NETMKT_OK) {
        netmkt_table_free(table);
        return status;
    }
    if (stage != NULL)
        *stage = judged;
    *out = table;
    return NETMKT_OK;
}
