/* The rules of readiness, lowest stage first, weakest evidence of a stage first. A rule's rank is its number in
 * netmkt_stage.rule: new rules of a stage change the numbers behind them, so they come with a new version only. */
#include "base/settings.h"
#include "stage/readiness.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

const netmkt__readiness_rule netmkt__readiness_rules[] = {
    {NETMKT_READINESS_KNOW, NETMKT__TALLY_REACHED, -1, 0, "event", "events", "was reached by a message or an advertisement"},
    {NETMKT_READINESS_KNOW, NETMKT__TALLY_ANYTHING, -1, 0, "event", "events", "had to do with the business"},
    {NETMKT_READINESS_KNOW, NETMKT__TALLY_REACTED, -1, 0, "event", "events", "opened a message or clicked"},
    {NETMKT_READINESS_KNOW, NETMKT__TALLY_CAME, -1, 0, "event", "events", "came, looked or searched"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_VISIT_DAYS, NETMKT__SET_READINESS_TRUST_VISITS, 0, "day", "days", "came back on another day"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_DOWNLOADED, -1, 0, "event", "events", "downloaded something"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_ANSWERED, -1, 0, "event", "events", "exchanged an answer with the business"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_ASKED, -1, 0, "event", "events", "asked the business"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_REGISTERED, -1, 0, "event", "events", "opened an account"},
    {NETMKT_READINESS_TRUST, NETMKT__TALLY_PERMITTED, -1, 0, "event", "events", "gave permission, and did not withdraw it"},
    {NETMKT_READINESS_LIKE, NETMKT__TALLY_LONG_LOOK, NETMKT__SET_READINESS_LONG_LOOK, 0, "view in a day", "views in a day", "took a long look at the offers"},
    {NETMKT_READINESS_LIKE, NETMKT__TALLY_CART, -1, 0, "event", "events", "put something into the cart or on a list"},
    {NETMKT_READINESS_LIKE, NETMKT__TALLY_PRAISED, -1, 0, "event", "events", "wrote a good review"},
    {NETMKT_READINESS_BUY, NETMKT__TALLY_ORDERED, -1, 0, "event", "events", "ordered, and kept it"},
    {NETMKT_READINESS_LOYAL, NETMKT__TALLY_ORDER_DAYS, NETMKT__SET_READINESS_LOYAL_ORDERS, NETMKT__RULE_ACTIVE, "day", "days",
     "orders again and again, and is active"},
    {NETMKT_READINESS_ADVOCATE, NETMKT__TALLY_SHARED, -1, NETMKT__RULE_NO_QUARREL, "event", "events", "shared with others"},
    {NETMKT_READINESS_ADVOCATE, NETMKT__TALLY_PROMOTED, -1, NETMKT__RULE_NO_QUARREL, "event", "events", "said that he recommends"},
    {NETMKT_READINESS_ADVOCATE, NETMKT__TALLY_REFERRED, -1, NETMKT__RULE_NO_QUARREL, "event", "events", "brought somebody"},
};

const int32_t netmkt__readiness_rule_count = (int32_t)COUNT(netmkt__readiness_rules);

const char *netmkt_readiness_rule(int32_t rule)
{
    return rule >= 1 && rule <= netmkt__readiness_rule_count ? netmkt__readiness_rules[rule - 1].text : NULL;
}

const char *netmkt_readiness_name(int32_t readiness)
{
    static const char *const names[] = {"unaware", "know", "trust", "like", "buy", "loyal", "advocate"};

    return readiness >= 0 && readiness < (int32_t)COUNT(names) ? names[readiness] : NULL;
}

const char *netmkt_lifecycle_name(int32_t lifecycle)
{
    static const char *const names[] = {"none", "introduction", "growth", "maturity", "decline"};

    return lifecycle >= 0 && lifecycle < (int32_t)COUNT(names) ? names[lifecycle] : NULL;
}
