/* The brand by month: one pass over all events, whole numbers only, so that nothing depends on the order they are added in. */
#include <netmkt/brand.h>

#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "base/table.h"
#include "store/store.h"
#include "summary/customers.h"
#include "summary/survey.h"
#include "value/crowd.h"
#include "value/months.h"
#include "value/promoters.h"

#define MONTHS_SHARED 4096 /* with more of them, one part alone counts */

enum { VISITS, DIRECT, BRANDED, REFERRALS, SHARES, REVIEWS, PROMOTERS, PASSIVES, DETRACTORS, ORDERS, COMPLAINTS, ACTIVE, EVENTS, COUNTS };

typedef struct tally {
    int64_t count[COUNTS];
    int64_t rating_sum; /* of reviews, thousandths */
} tally;

enum { IS_DIRECT = 1, IS_SEARCH = 2, IS_BRANDED = 4 };

/* What a pass needs, looked up once. */
typedef struct census {
    netmkt_context *context;
    netmkt__months months;
    netmkt__promoter_rules promoters;
    uint8_t *channel;   /* IS_... of each channel number */
    uint8_t *campaign;  /* 1: branded, of each campaign number */
    tally *tallies;     /* months + 1 (all) a part */
    size_t parts;
    int64_t as_of_ms;
    uint32_t survey_variant;
    uint32_t reserved;
} census;

static int begins_with_brand(const char *name)
{
    static const char brand[] = "brand";

    for (size_t i = 0; brand[i] != '\0'; i++)
        if ((name[i] | 0x20) != brand[i]) /* the ASCII letters' capitals differ in this bit; a NUL ends it */
            return 0;
    return 1;
}

static netmkt_status look_up_names(const netmkt_store *store, census *c)
{
    uint32_t channels = netmkt__store_channels(store);
    const netmkt__names *campaigns = &store->records.campaigns.names;

    c->channel = netmkt__calloc(c->context, channels, 1);
    c->campaign = netmkt__calloc(c->context, (size_t)campaigns->map.count + 1, 1);
    if (c->channel == NULL || c->campaign == NULL)
        return netmkt__nomem();
    for (uint32_t i = 0; i < channels; i++)
        c->channel[i] = begins_with_brand(netmkt__store_channel_name(store, (netmkt_channel_id)i)) ? IS_BRANDED : 0;
    c->channel[NETMKT_CHANNEL_DIRECT] |= IS_DIRECT;
    c->channel[NETMKT_CHANNEL_SEM] |= IS_SEARCH;
    c->channel[NETMKT_CHANNEL_SEO] |= IS_SEARCH;
    c->channel[NETMKT_CHANNEL_SEARCH_ENGINE] |= IS_SEARCH;
    for (uint32_t i = 0; i < campaigns->map.count; i++)
        c->campaign[i + 1] = (uint8_t)begins_with_brand(campaigns->texts[i]);
    return NETMKT_OK;
}

static netmkt_status census_init(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, census *c)
{
    netmkt__moment moment;
    int64_t first = store->records.events.first_ms, last;
    netmkt_status status;

    *c = (census){.context = netmkt__store_context(store)};
    status = netmkt__moment_of(store, settings, as_of_ms, &moment);
    if (status != NETMKT_OK)
        return status;
    c->as_of_ms = moment.as_of_ms;
    c->survey_variant = (uint32_t)netmkt__setting(settings, NETMKT__SET_DELIVERED_SURVEY);
    netmkt__promoter_rules_init(&c->promoters, settings);
    last = netmkt__store_last_ms(store) < moment.as_of_ms ? netmkt__store_last_ms(store) : moment.as_of_ms;
    status = netmkt__months_new(c->context, first, last, moment.day_offset, &c->months);
    if (status == NETMKT_OK)
        status = look_up_names(store, c);
    if (status != NETMKT_OK)
        return status;
    c->parts = netmkt__crowd_parts(store, c->months.count > MONTHS_SHARED ? 1 : NETMKT__CROWD_PARTS);
    c->tallies = netmkt__calloc(c->context, (c->parts + 1) * (c->months.count + 1), sizeof *c->tallies);
    return c->tallies != NULL ? NETMKT_OK : netmkt__nomem();
}

static void census_free(census *c)
{
    netmkt__months_free(&c->months);
    netmkt__free(c->context, c->channel);
    netmkt__free(c->context, c->campaign);
    netmkt__free(c->context, c->tallies);
}

static void count_visit(const census *c, const netmkt__events *events, size_t i, tally *t)
{
    uint8_t channel = events->channel != NULL ? c->channel[events->channel[i]] : 0;
    uint32_t campaign = events->campaign != NULL ? events->campaign[i] : 0;

    t->count[VISITS]++;
    t->count[DIRECT] += (channel & IS_DIRECT) != 0;
    t->count[BRANDED] += (channel & IS_BRANDED) != 0 || ((channel & IS_SEARCH) != 0 && c->campaign[campaign]);
}

static void count_survey(const census *c, const netmkt__events *events, size_t i, tally *t)
{
    int32_t rating = events->rating != NULL ? events->rating[i] : NETMKT_NO_RATING;

    if (rating < 0 || rating > 10000 || netmkt__survey_part(events, i, c->survey_variant) >= 0)
        return;
    t->count[rating >= c->promoters.promoter ? PROMOTERS : rating <= c->promoters.detractor ? DETRACTORS : PASSIVES]++;
}

static void count_event(const census *c, const netmkt__events *events, size_t i, tally *t)
{
    switch (events->kind[i]) {
    case NETMKT_KIND_VISIT:
        count_visit(c, events, i, t);
        break;
    case NETMKT_KIND_SURVEY:
        count_survey(c, events, i, t);
        break;
    case NETMKT_KIND_REVIEW:
        if (events->rating != NULL && events->rating[i] != NETMKT_NO_RATING) {
            t->count[REVIEWS]++;
            t->rating_sum += events->rating[i];
        }
        break;
    case NETMKT_KIND_REFERRAL:
        t->count[REFERRALS]++;
        break;
    case NETMKT_KIND_SHARE:
        t->count[SHARES]++;
        break;
    case NETMKT_KIND_ORDER:
        t->count[ORDERS]++;
        break;
    case NETMKT_KIND_COMPLAINT:
        t->count[COMPLAINTS]++;
        break;
    default:
        break;
    }
}

static netmkt_status count_customer(void *argument, size_t part, netmkt_customer_id customer, const netmkt__events *events)
{
    const census *c = argument;
    tally *of_month = c->tallies + part * (c->months.count + 1), *t = of_month;
    int64_t month_end = INT64_MIN; /* most events are of the month of the one before */
    int active = 0, ever = 0;

    (void)customer;
    for (size_t i = 0; i < events->n; i++) {
        if (events->time_ms[i] >= month_end) {
            size_t month = netmkt__month_of(&c->months, events->time_ms[i]);

            month_end = c->months.start[month + 1];
            t = of_month + month;
            active = 0;
        }
        t->count[EVENTS]++;
        if (!active && events->initiator[i] == NETMKT_INITIATOR_CUSTOMER) {
            t->count[ACTIVE]++;
            active = ever = 1;
        }
        count_event(c, events, i, t);
    }
    of_month[c->months.count].count[ACTIVE] += ever;
    return NETMKT_OK;
}

/* All parts into the first; all months but "active" into the last row. */
static void add_up(const census *c)
{
    size_t rows = c->months.count + 1;
    tally *all = c->tallies + c->months.count;

    for (size_t part = 1; part < c->parts; part++) {
        for (size_t row = 0; row < rows; row++) {
            for (int k = 0; k < COUNTS; k++)
                c->tallies[row].count[k] += c->tallies[part * rows + row].count[k];
            c->tallies[row].rating_sum += c->tallies[part * rows + row].rating_sum;
        }
    }
    for (size_t row = 0; row < c->months.count; row++) {
        for (int k = 0; k < COUNTS; k++)
            all->count[k] += k != ACTIVE ? c->tallies[row].count[k] : 0;
        all->rating_sum += c->tallies[row].rating_sum;
    }
}

typedef struct brand_columns {
    const char **month;
    int64_t *count[COUNTS]; /* those that are shown */
    double *direct_share, *branded_share, *referral_rate, *share_rate, *review_mean, *nps, *low, *high, *complaint_rate;
} brand_columns;

static double rate(int64_t part, int64_t of)
{
    return of > 0 ? (double)part / (double)of : NAN;
}

static void fill_row(const census *c, const brand_columns *b, size_t row)
{
    const int64_t *count = c->tallies[row].count;
    netmkt_promoters p = {.promoters = (uint64_t)count[PROMOTERS], .passives = (uint64_t)count[PASSIVES], .detractors = (uint64_t)count[DETRACTORS]};

    for (int k = 0; k < COUNTS; k++)
        if (b->count[k] != NULL)
            b->count[k][row] = count[k];
    b->direct_share[row] = rate(count[DIRECT], count[VISITS]);
    b->branded_share[row] = rate(count[BRANDED], count[VISITS]);
    b->referral_rate[row] = rate(count[REFERRALS], count[ACTIVE]);
    b->share_rate[row] = rate(count[SHARES], count[ACTIVE]);
    b->review_mean[row] = rate(c->tallies[row].rating_sum, count[REVIEWS]) / 1000.0;
    netmkt__promoters_fill(c->promoters.confidence, &p);
    b->nps[row] = p.score;
    b->low[row] = p.low;
    b->high[row] = p.high;
    b->complaint_rate[row] = rate(count[COMPLAINTS], count[ORDERS]);
}

static netmkt_status new_table(const census *c, brand_columns *b, netmkt_table **out)
{
    const netmkt__column_plan plan[] = {
        {"month", &b->month, NETMKT_COLUMN_TEXT, 0},
        {"active", &b->count[ACTIVE], NETMKT_COLUMN_INT, 0},
        {"visits", &b->count[VISITS], NETMKT_COLUMN_INT, 0},
        {"direct", &b->count[DIRECT], NETMKT_COLUMN_INT, 0},
        {"branded", &b->count[BRANDED], NETMKT_COLUMN_INT, 0},
        {"direct_share", &b->direct_share, NETMKT_COLUMN_REAL, 0},
        {"branded_share", &b->branded_share, NETMKT_COLUMN_REAL, 0},
        {"referrals", &b->count[REFERRALS], NETMKT_COLUMN_INT, 0},
        {"shares", &b->count[SHARES], NETMKT_COLUMN_INT, 0},
        {"referral_rate", &b->referral_rate, NETMKT_COLUMN_REAL, 0},
        {"share_rate", &b->share_rate, NETMKT_COLUMN_REAL, 0},
        {"reviews", &b->count[REVIEWS], NETMKT_COLUMN_INT, 0},
        {"review_mean", &b->review_mean, NETMKT_COLUMN_REAL, 0},
        {"promoters", &b->count[PROMOTERS], NETMKT_COLUMN_INT, 0},
        {"passives", &b->count[PASSIVES], NETMKT_COLUMN_INT, 0},
        {"detractors", &b->count[DETRACTORS], NETMKT_COLUMN_INT, 0},
        {"nps", &b->nps, NETMKT_COLUMN_REAL, 0},
        {"nps_low", &b->low, NETMKT_COLUMN_REAL, 0},
        {"nps_high", &b->high, NETMKT_COLUMN_REAL, 0},
        {"orders", &b->count[ORDERS], NETMKT_COLUMN_INT, 0},
        {"complaints", &b->count[COMPLAINTS], NETMKT_COLUMN_INT, 0},
        {"complaint_rate", &b->complaint_rate, NETMKT_COLUMN_REAL, 0},
    };
    netmkt_status status;

    memset(b, 0, sizeof *b);
    status = netmkt__table_new(c->context, c->months.count + 1, 0, out);
    return status == NETMKT_OK ? netmkt__table_add_all(*out, plan, sizeof plan / sizeof plan[0]) : status;
}

/* Months before the first event and after the last, which erased customers may have left, go. */
static netmkt_status trim(const census *c, netmkt_table *table)
{
    uint8_t *keep = netmkt__calloc(c->context, c->months.count + 1, 1);
    size_t first = 0, end = c->months.count;

    if (keep == NULL)
        return netmkt__nomem();
    while (first < end && c->tallies[first].count[EVENTS] == 0)
        first++;
    while (end > first && c->tallies[end - 1].count[EVENTS] == 0)
        end--;
    for (size_t i = 0; i <= c->months.count; i++)
        keep[i] = (i >= first && i < end) || i == c->months.count;
    netmkt__table_keep(table, keep);
    netmkt__free(c->context, keep);
    return NETMKT_OK;
}

static netmkt_status brand(const netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    brand_columns columns;
    census c;
    netmkt_status status = census_init(store, settings, as_of_ms, &c);

    if (status == NETMKT_OK)
        status = netmkt__crowd_walk_wanted(store, settings, c.parts, c.as_of_ms, count_customer, &c);
    if (status == NETMKT_OK) {
        add_up(&c);
        status = new_table(&c, &columns, out);
    }
    if (status == NETMKT_OK) {
        for (size_t row = 0; row <= c.months.count; row++)
            fill_row(&c, &columns, row);
        status = netmkt__months_names(&c.months, *out, columns.month);
    }
    if (status == NETMKT_OK)
        status = trim(&c, *out);
    census_free(&c);
    return status;
}

netmkt_status netmkt_brand_months(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, netmkt_table **out)
{
    netmkt_table *table = NULL;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (store == NULL)
        return netmkt__misuse("store is NULL");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    status = brand(store, settings, as_of_ms, &table);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK) {
        *out = table;
        table = NULL;
    }
    netmkt_table_free(table);
    return status;
}
