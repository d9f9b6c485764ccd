/* netmkt recommend: on which channel to write, at which hour, with which offer. */
#include "commands.h"
#include "common.h"
#include "lists.h"
#include "rules.h"

enum { ROWS_SHOWN = 20, WORDS = 2048 };

enum answer { CUSTOMER, CHANNEL, OFFER, RATE };

static const char *const answers[] = {"customer", "channel", "offer", "rate"};
static const char *const brief[] = {"customer", "channel", "expected", "messages", "responses", "second", "second_expected", "hour", "offer", "offer_share"};

static int show_words(const struct session *session, const netmkt_recommender *recommender, netmkt_customer_id customer)
{
    char words[WORDS];

    if (netmkt_recommender_explain(recommender, session->store, customer, session->as_of, words, sizeof words, NULL) != NETMKT_OK)
        return fail_library(NULL);
    printf("%s\n", words);
    return STATUS_GOOD;
}

static int show_answer(const struct session *session, const netmkt_recommender *recommender, netmkt_customer_id customer, enum answer by)
{
    netmkt_table *table = NULL;
    netmkt_status made;
    int status;

    if (by == CUSTOMER)
        made = netmkt_recommender_all(recommender, session->store, session->as_of, &table);
    else if (by == CHANNEL)
        made = netmkt_recommender_channels(recommender, session->store, customer, session->as_of, &table);
    else if (by == OFFER)
        made = netmkt_recommender_offers(recommender, session->store, customer, session->as_of, &table);
    else
        made = netmkt_recommender_rates(recommender, session->store, &table);
    if (made != NETMKT_OK)
        status = fail_library(NULL);
    else if (by == CUSTOMER && session->format == NETMKT_FORMAT_TEXT)
        status = show_columns(session, table, brief, sizeof brief / sizeof brief[0], NULL, 0, rows_wanted(session, ROWS_SHOWN));
    else
        status = show_columns(session, table, NULL, 0, NULL, 0, session->limited ? session->limit : 0);
    netmkt_table_free(table);
    return status;
}

/* Ask for permission as --purpose, --campaign and --any say: *recommender becomes one that does. */
static int ask_permission(const struct session *session, netmkt_recommender **recommender)
{
    const char *purpose = option_value(session->arguments, "purpose"), *name = option_value(session->arguments, "campaign");
    int32_t which = option_given(session->arguments, "any") ? NETMKT_RECOMMEND_ANY : NETMKT_RECOMMEND_PERMITTED;
    netmkt_campaign_id campaign = 0;
    netmkt_recommender *asking = NULL;

    if (purpose == NULL)
        return STATUS_GOOD;
    if ((name != NULL && netmkt_campaign_by_name(session->store, name, &campaign) != NETMKT_OK) ||
        netmkt_recommender_permit(*recommender, session->settings, netmkt_function_by_name(purpose), campaign, which, &asking) != NETMKT_OK)
        return fail_library(NULL);
    netmkt_recommender_free(*recommender);
    *recommender = asking;
    return STATUS_GOOD;
}

static int recommend(const struct session *session, netmkt_customer_id customer, enum answer by)
{
    netmkt_recommender *recommender;
    char buffer[32];
    int status;

    if (netmkt_recommender_new(session->store, session->settings, session->as_of, &recommender) != NETMKT_OK)
        return fail_library(NULL);
    status = ask_permission(session, &recommender);
    if (status == STATUS_GOOD && session->format == NETMKT_FORMAT_TEXT && by != RATE) {
        printf("Recommendation as of %s\n\n", moment_text(session, buffer));
        status = show_words(session, recommender, customer);
    }
    if (status == STATUS_GOOD)
        status = show_answer(session, recommender, customer, by);
    netmkt_recommender_free(recommender);
    return status;
}

static int run(const struct arguments *arguments)
{
    const char *key = arguments->operand_count > 1 ? arguments->operands[1] : NULL, *purpose;
    size_t by = key != NULL ? CHANNEL : CUSTOMER;
    netmkt_customer_id customer = 0;
    struct session session;
    int status;

    if (option_given(arguments, "by") && !read_choice(arguments, "by", answers, sizeof answers / sizeof answers[0], &by))
        return STATUS_USAGE;
    if (key != NULL && by != CHANNEL && by != OFFER)
        return usage_error(arguments->command, "of one customer there is --by channel and --by offer");
    purpose = option_value(arguments, "purpose");
    if (purpose == NULL && (option_given(arguments, "campaign") || option_given(arguments, "any") || option_given(arguments, "rules")))
        return usage_error(arguments->command, "--campaign, --rules and --any need --purpose");
    if (purpose != NULL && netmkt_function_by_name(purpose) < NETMKT_FUNCTION_BRAND)
        return usage_error(arguments->command, "--purpose is one of the eight functions, such as sales_promotion, not \"%s\"", purpose);
    status = session_open(&session, arguments, arguments->operands[0], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD && key != NULL && netmkt_customer_find(session.store, key, &customer) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = permission_rules_option(&session);
    if (status == STATUS_GOOD)
        status = recommend(&session, customer, (enum answer)by);
    session_close(&session);
    return status;
}

const struct command command_recommend = {
    .name = "recommend",
    .operands = "STORE [KEY]",
    .least = 1,
    .most = 2,
    .shared = SHARE_FORMAT | SHARE_MOMENT | SHARE_SETTINGS | SHARE_THREADS | SHARE_SEGMENT,
    .options = (const struct option[]){{"by", "customer|channel|offer|rate",
                                        "A row for each of these; default customer, or channel for one customer; rate: what was learned."},
                                       {"purpose", "PURPOSE", "Leave out channels on which this, such as sales_promotion, is not permitted at the moment."},
                                       {"campaign", "NAME", "Of this campaign, for its cap; needs --purpose."},
                                       PERMISSION_RULES_OPTION,
                                       {"any", NULL, "Keep all channels, with what forbids them and until when; needs --purpose."},
                                       {"all", NULL, "Every customer, not only the first 20 (csv and json always have all)."},
                                       {"limit", "N", "Only the first N rows."},
                                       {NULL, NULL, NULL}},
    .brief = "On which channel to write, at which local hour, with which offer; and why.",
    .details = "expected: the share of messages to be answered within recommend.answer_days, his own shrunk to that of his segment and\n"
               "channel. hour: local, -1 if nothing is known. Offers: by delivered value, from surveys on their parts.",
    .run = run,
};
