/* The default rules, weakest evidence first: constants, so that whoever uses them allocates and parses nothing. */
#include <netmkt/event.h>
#include <netmkt/stage.h>

#include "base/settings.h"
#include "stage/rules.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

#define K(kind) (UINT64_C(1) << NETMKT_KIND_##kind)
#define NUMBER(v) {(v), -1, 0}
#define SETTING(id) {0.0, NETMKT__SET_##id, 0}
#define NOTHING {.low = NUMBER(0.0), .high = NUMBER(0.0)}
#define EVENTS(set) {.kinds = {.low = (set)}, .low = NUMBER(0.0), .high = NUMBER(0.0), .given = 1}
#define HAS(set) {.number = NUMBER(1.0), .within = NUMBER(0.0), .of = EVENTS(set), .after = NOTHING}
#define COUNTS(set, setting, u) {.unit = (u), .number = SETTING(setting), .within = NUMBER(0.0), .of = EVENTS(set), .after = NOTHING}

/* An event of these kinds, and nothing more is asked. */
#define SIMPLE(name, set, says, text_) {NETMKT_READINESS_##name, 1, says, text_, {HAS(set)}}

#define CAME (K(VISIT) | K(VIEW) | K(SEARCH))
#define KEPT_ORDERS {.kinds = {.low = K(ORDER)}, .low = NUMBER(0.0), .high = NUMBER(0.0), .flags = NETMKT__MATCH_KEPT, .given = 1}
#define SURVEY_FROM(setting) \
    {.kinds = {.low = K(SURVEY)}, .low = SETTING(setting), .high = NUMBER(0.0), .flags = NETMKT__MATCH_LEAST, .given = 1}
#define SURVEY_BELOW(setting) \
    {.kinds = {.low = K(SURVEY)}, .low = NUMBER(0.0), .high = SETTING(setting), .flags = NETMKT__MATCH_BELOW, .given = 1}
#define SURVEY_UP_TO(setting) \
    {.kinds = {.low = K(SURVEY)}, .low = NUMBER(0.0), .high = SETTING(setting), .flags = NETMKT__MATCH_MOST, .given = 1}

#define NO_COMPLAINT {.what = NETMKT__HAS_NO_LATER, .number = NUMBER(1.0), .within = NUMBER(0.0), .of = EVENTS(K(COMPLAINT)), .after = EVENTS(K(RESOLUTION))}
#define NO_DETRACTOR \
    {.what = NETMKT__HAS_NO_LATER, .number = NUMBER(1.0), .within = NUMBER(0.0), .of = SURVEY_UP_TO(READINESS_DETRACTOR), .after = NOTHING}
#define NO_QUARREL " and no later complaint after last resolution and no later survey rated at most readiness.detractor_rating"

static const netmkt__rule rules[] = {
    SIMPLE(KNOW, K(IMPRESSION), "was reached by an advertisement", "impression"),
    {NETMKT_READINESS_KNOW, 1, "was reached by a message", "message less bounce",
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .of = EVENTS(K(MESSAGE)), .after = NOTHING, .less = {.low = K(BOUNCE)}, .takes_back = 1}}},
    {NETMKT_READINESS_KNOW, 1, "had to do with the business", "any but impression, message, bounce",
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .after = NOTHING,
       .of = {.kinds = {.low = K(IMPRESSION) | K(MESSAGE) | K(BOUNCE), .all_but = 1}, .low = NUMBER(0.0), .high = NUMBER(0.0), .given = 1}}}},
    SIMPLE(KNOW, K(OPEN) | K(CLICK), "opened a message or clicked", "open, click"),
    SIMPLE(KNOW, CAME, "came, looked or searched", "visit, view, search"),
    {NETMKT_READINESS_TRUST, 1, "came back on another day", "at least readiness.trust_visit_days days of visit, view, search",
     {COUNTS(CAME, READINESS_TRUST_VISITS, NETMKT__COUNT_DAYS)}},
    SIMPLE(TRUST, K(DOWNLOAD), "downloaded something", "download"),
    SIMPLE(TRUST, K(REPLY), "exchanged an answer with the business", "reply"),
    SIMPLE(TRUST, K(INQUIRY) | K(SERVICE), "asked the business", "inquiry, service"),
    SIMPLE(TRUST, K(REGISTER), "opened an account", "register"),
    {NETMKT_READINESS_TRUST, 1, "gave permission, and did not withdraw it", "subscribe after last unsubscribe",
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .of = EVENTS(K(SUBSCRIBE)), .after = EVENTS(K(UNSUBSCRIBE))}}},
    {NETMKT_READINESS_LIKE, 1, "took a long look at the offers", "at least readiness.long_look_views in a day of view",
     {COUNTS(K(VIEW), READINESS_LONG_LOOK, NETMKT__COUNT_IN_A_DAY)}},
    SIMPLE(LIKE, K(CART), "put something into the cart or on a list", "cart"),
    {NETMKT_READINESS_LIKE, 1, "wrote a good review", "review rated at least readiness.good_rating",
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .after = NOTHING,
       .of = {.kinds = {.low = K(REVIEW)}, .low = SETTING(READINESS_GOOD_REVIEW), .high = NUMBER(0.0), .flags = NETMKT__MATCH_LEAST, .given = 1}}}},
    {NETMKT_READINESS_BUY, 1, "ordered, and kept it", "order kept",
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .of = KEPT_ORDERS, .after = NOTHING}}},
    {NETMKT_READINESS_LOYAL, 2, "orders again and again, and is active",
     "at least readiness.loyal_purchase_days days of order kept and active at least readiness.loyal_p_active",
     {{.unit = NETMKT__COUNT_DAYS, .number = SETTING(READINESS_LOYAL_ORDERS), .within = NUMBER(0.0), .of = KEPT_ORDERS, .after = NOTHING},
      {.what = NETMKT__ACTIVE_LEAST, .number = SETTING(READINESS_LOYAL_ACTIVE), .within = NUMBER(0.0), .of = NOTHING, .after = NOTHING}}},
    {NETMKT_READINESS_ADVOCATE, 3, "shared with others", "share" NO_QUARREL, {HAS(K(SHARE)), NO_COMPLAINT, NO_DETRACTOR}},
    {NETMKT_READINESS_ADVOCATE, 3, "said that he recommends",
     "survey rated at least readiness.promoter_rating after last survey rated below readiness.promoter_rating" NO_QUARREL,
     {{.number = NUMBER(1.0), .within = NUMBER(0.0), .of = SURVEY_FROM(READINESS_PROMOTER), .after = SURVEY_BELOW(READINESS_PROMOTER)},
      NO_COMPLAINT, NO_DETRACTOR}},
    {NETMKT_READINESS_ADVOCATE, 3, "brought somebody", "referral" NO_QUARREL, {HAS(K(REFERRAL)), NO_COMPLAINT, NO_DETRACTOR}},
};

const netmkt_readiness_rules netmkt__default_rules = {NULL, rules, COUNT(rules), NULL, 0};

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
