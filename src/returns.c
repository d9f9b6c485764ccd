/* netmkt returns: what channels, campaigns, offers and months have cost, and what they have brought. */
#include <string.h>

#include "commands.h"
#include "common.h"
#include "lists.h"

static const char *const groupings[] = {"channel", "campaign", "offer", "month", "segment"};
static const char *const brief[] = {"group",    "impressions", "touches", "visits",   "orders",         "revenue",           "margin",
                                    "cost",     "touch_rate",  "profit",  "return_on_spend", "cost_per_order", "cost_per_acquired", "payback_days"};

static int read_model(const struct arguments *arguments, int32_t *model)
{
    const char *name = option_value(arguments, "model");

    *model = NETMKT_ATTRIBUTION_LAST;
    if (name == NULL)
        return STATUS_GOOD;
    for (int32_t i = 1; netmkt_attribution_model_name(i) != NULL; i++) {
        if (strcmp(netmkt_attribution_model_name(i), name) == 0) {
            *model = i;
            return STATUS_GOOD;
        }
    }
    return usage_error(arguments->command, "--model is one of those of netmkt attribute, such as last, linear or markov, not \"%.64s\"", name);
}

static int read_since(const struct session *session, int64_t *from_ms)
{
    const char *text = option_value(session->arguments, "since");

    *from_ms = NETMKT_TIME_MIN;
    if (text != NULL && netmkt_time_parse(text, strlen(text), session->facts.day_offset_minutes, from_ms, NULL) != NETMKT_OK)
        return usage_error(session->arguments->command, "--since needs a date or time, not \"%.64s\"", text);
    return STATUS_GOOD;
}

static int show(const struct session *session, int32_t model, int32_t by)
{
    netmkt_table *table = NULL;
    int64_t from_ms;
    char buffer[32];
    int status = read_since(session, &from_ms);

    if (status != STATUS_GOOD)
        return status;
    if ((by > NETMKT_RETURNS_BY_MONTH ? netmkt_returns_by_segment(session->store, session->settings, model, from_ms, session->as_of, &table)
                                      : netmkt_returns(session->store, session->settings, model, by, from_ms, session->as_of, &table)) != NETMKT_OK)
        return fail_library(NULL);
    if (session->format == NETMKT_FORMAT_TEXT) {
        printf("Returns by %s as of %s, orders credited by the model %s\n\n", groupings[by - 1], moment_text(session, buffer), netmkt_attribution_model_name(model));
        status = show_columns(session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, 0);
    } else {
        status = show_table(session, table);
    }
    netmkt_table_free(table);
    return status;
}

static int run(const struct arguments *arguments)
{
    struct session session;
    size_t by = NETMKT_RETURNS_BY_CHANNEL - 1;
    int32_t model;
    int status = read_model(arguments, &model);

    if (status != STATUS_GOOD)
        return status;
    if (option_given(arguments, "by") && !read_choice(arguments, "by", groupings, sizeof groupings / sizeof groupings[0], &by))
        return STATUS_USAGE;
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && option_given(arguments, "clv") && netmkt_settings_set_real(session.settings, "returns.clv", 1.0) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = show(&session, model, (int32_t)by + 1);
    session_close(&session);
    return status;
}

const struct command command_returns = {
    .name = "returns",
    .operands = "STORE",
    .least = 1,
    .most = 1,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_UNIT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "channel|campaign|offer|month|segment", "A row for each of these; default channel. Of a segment: each saved one."},
                                       {"model", "NAME", "How orders are credited to the touches before them, as of netmkt attribute; default last."},
                                       {"since", "DATE|TIME", "Events and orders from this moment on; default all."},
                                       {"clv", NULL, "The lifetime value of the acquired, too; models of value are fitted."},
                                       {NULL, NULL, NULL}},
    .brief = "What channels, campaigns, offers and months have cost, and what they have brought.",
    .details = "Cost: of events and of spend records. acquired: customers' first orders. payback_days: until the margin of the acquired has\n"
               "covered the cost. csv and json have intervals and all columns; a segment at a time with --segment.",
    .run = run,
};
