/* netmkt diffusion: the life of an audience, a channel, a campaign or an offer, by Bass's curve. */
#include <math.h>
#include <stdlib.h>

#include "commands.h"
#include "common.h"
#include "lists.h"

static const char *const periods[] = {"day", "week", "month", "quarter", "year"};

struct wanted {
    int32_t what, period;
    uint32_t id;
    size_t ahead;
    double confidence;
};

/* What is adopted: by one of the options, else the audience. */
static int read_what(const struct session *session, struct wanted *wanted)
{
    const char *channel = option_value(session->arguments, "channel"), *campaign = option_value(session->arguments, "campaign");
    const char *offer = option_value(session->arguments, "offer");
    bool orders = option_given(session->arguments, "orders");
    netmkt_status found = NETMKT_OK;
    uint16_t number = 0;

    if ((channel != NULL) + (campaign != NULL) + (offer != NULL) + orders > 1)
        return usage_error(session->arguments->command, "give one of --channel, --campaign, --offer and --orders");
    wanted->what = orders ? NETMKT_ADOPTION_ORDER : NETMKT_ADOPTION_AUDIENCE;
    if (channel != NULL) {
        wanted->what = NETMKT_ADOPTION_CHANNEL;
        found = netmkt_channel_by_name(session->store, channel, &number);
        wanted->id = number;
    } else if (campaign != NULL) {
        wanted->what = NETMKT_ADOPTION_CAMPAIGN;
        found = netmkt_campaign_by_name(session->store, campaign, &wanted->id);
    } else if (offer != NULL) {
        wanted->what = NETMKT_ADOPTION_OFFER;
        found = netmkt_offer_by_name(session->store, offer, &wanted->id);
    }
    return found == NETMKT_OK ? STATUS_GOOD : fail_library(NULL);
}

static int read_options(const struct arguments *arguments, struct wanted *wanted)
{
    size_t period = NETMKT_PERIOD_MONTH - 1;
    long long ahead = 12;

    wanted->confidence = 0.95;
    if (option_given(arguments, "period") && !read_choice(arguments, "period", periods, sizeof periods / sizeof periods[0], &period))
        return STATUS_USAGE;
    if (option_given(arguments, "ahead") && !read_whole(option_value(arguments, "ahead"), 0, 100000, &ahead))
        return usage_error(arguments->command, "--ahead needs a whole number of periods, 0 to 100000, not \"%.64s\"", option_value(arguments, "ahead"));
    if (option_given(arguments, "confidence") &&
        (!read_real(option_value(arguments, "confidence"), &wanted->confidence) || !(wanted->confidence >= 0.5 && wanted->confidence <= 0.999999)))
        return usage_error(arguments->command, "--confidence is 0.5 to 0.999999, not \"%.64s\"", option_value(arguments, "confidence"));
    wanted->period = (int32_t)period + 1;
    wanted->ahead = (size_t)ahead;
    return STATUS_GOOD;
}

static void show_figure(const char *name, double value, double error, int digits)
{
    if (isnan(error))
        printf("  %-22s %12.*f\n", name, digits, value);
    else
        printf("  %-22s %12.*f  (standard error %.*f)\n", name, digits, value, digits, error);
}

static void show_bass(const netmkt_bass *bass, const char *period)
{
    printf("  %u %ss, %.0f adopters: %s\n", (unsigned)bass->periods, period, bass->adopted, netmkt_bass_note(bass->ended));
    show_figure("innovation p", bass->p, bass->p_error, 6);
    show_figure("imitation q", bass->q, bass->q_error, 6);
    show_figure("market m", bass->m, bass->m_error, 0);
    if (!isnan(bass->peak)) {
        printf("  growth begins after %.1f %ss, the peak is after %.1f (%.0f a %s), decline begins after %.1f\n", bass->introduction_end, period, bass->peak,
               bass->peak_count, period, bass->maturity_end);
    }
    printf("  stage now: %s\n\n", netmkt_lifecycle_name(bass->stage));
}

/* As csv and json: one row of figures. */
static int show_row(const struct session *session, const netmkt_bass *b)
{
    static const char *const names[] = {"p", "q", "m", "p_error", "q_error", "m_error", "introduction_end", "peak", "maturity_end", "peak_count", "adopted"};
    const double values[] = {b->p, b->q, b->m, b->p_error, b->q_error, b->m_error, b->introduction_end, b->peak, b->maturity_end, b->peak_count, b->adopted};
    static const char *const endings[] = {"", "converged", "uncertain", "boundary"};
    const char *stage = netmkt_lifecycle_name(b->stage), *ended = endings[b->ended];
    const int64_t count = b->periods;
    netmkt_table *table = NULL;
    netmkt_status made = netmkt_table_new(NULL, 1, 0, &table);
    int status;

    if (made == NETMKT_OK)
        made = netmkt_table_add(table, "periods", NETMKT_COLUMN_INT, &count);
    for (size_t i = 0; made == NETMKT_OK && i < sizeof values / sizeof values[0]; i++)
        made = netmkt_table_add(table, names[i], NETMKT_COLUMN_REAL, &values[i]);
    if (made == NETMKT_OK)
        made = netmkt_table_add(table, "stage", NETMKT_COLUMN_TEXT, &stage);
    if (made == NETMKT_OK)
        made = netmkt_table_add(table, "ended", NETMKT_COLUMN_TEXT, &ended);
    status = made == NETMKT_OK ? show_table(session, table) : fail_library(NULL);
    netmkt_table_free(table);
    return status;
}

static int fit(const netmkt_table *counts, netmkt_bass *bass)
{
    size_t n = netmkt_table_rows(counts);
    const int64_t *adopters = column_values(counts, "adopters");
    double *real = malloc((n + 1) * sizeof *real);
    int status = STATUS_GOOD;

    if (real == NULL)
        return fail("out of memory");
    for (size_t i = 0; i < n; i++)
        real[i] = (double)adopters[i];
    if (netmkt_bass_fit(n, real, bass) != NETMKT_OK)
        status = fail_library(NULL);
    free(real);
    return status;
}

static int show(const struct session *session, const struct wanted *wanted)
{
    netmkt_bass bass = {.struct_size = sizeof bass};
    netmkt_table *counts = NULL, *forecast = NULL;
    bool text = session->format == NETMKT_FORMAT_TEXT, future = option_given(session->arguments, "forecast");
    char buffer[32];
    int status = STATUS_GOOD;

    if (netmkt_diffusion_counts(session->store, session->settings, wanted->what, wanted->id, wanted->period, session->as_of, &counts) != NETMKT_OK)
        return fail_library(NULL);
    if (option_given(session->arguments, "counts")) {
        status = show_table(session, counts);
        netmkt_table_free(counts);
        return status;
    }
    status = fit(counts, &bass);
    if (status == STATUS_GOOD && (text || future) && netmkt_bass_forecast(NULL, &bass, wanted->confidence, wanted->ahead, &forecast) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD && text) {
        printf("Adoption as of %s\n\n", moment_text(session, buffer));
        show_bass(&bass, periods[wanted->period - 1]);
    }
    if (status == STATUS_GOOD)
        status = forecast != NULL ? show_table(session, forecast) : show_row(session, &bass);
    netmkt_table_free(counts);
    netmkt_table_free(forecast);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct wanted wanted = {0};
    struct session session;
    int status = read_options(arguments, &wanted);

    if (status != STATUS_GOOD)
        return status;
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = read_what(&session, &wanted);
    if (status == STATUS_GOOD)
        status = show(&session, &wanted);
    session_close(&session);
    return status;
}

const struct command command_diffusion = {
    .name = "diffusion",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"channel", "NAME", "Adoption of this channel: a customer's first event on it; default: his first event of all."},
                                       {"campaign", "NAME", "Of this campaign."},
                                       {"offer", "NAME", "Of this offer: his first order of it."},
                                       {"orders", NULL, "Of buying: his first order."},
                                       {"period", "day|week|month|quarter|year", "Length of periods; default month."},
                                       {"ahead", "N", "Periods of forecast; default 12."},
                                       {"confidence", "C", "Of the forecast's interval; default 0.95."},
                                       {"forecast", NULL, "The forecast as csv and json, too, instead of the curve's figures."},
                                       {"counts", NULL, "The adopters by period instead."},
                                       {NULL, NULL, NULL}},
    .brief = "The life of an audience, channel, campaign or offer: Bass's curve, its stage and forecast.",
    .details = "First events by period are fitted by Bass's model: innovation p, imitation q, market m, with standard errors;\n"
               "introduction, growth, maturity and decline by its turning points. Says when the data cannot tell.",
    .run = run,
};
