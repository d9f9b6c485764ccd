/** @file channel.h  Channels, campaigns and offers. */
#ifndef NETMKT_CHANNEL_H
#define NETMKT_CHANNEL_H

#include <netmkt/store.h>

NETMKT_BEGIN_DECLS

/** Built-in channels. Their numbers never change; registered ones start at #NETMKT_CHANNEL_CUSTOM. */
enum {
    NETMKT_CHANNEL_SEM = 1,             /**< "sem": search engine marketing, paid */
    NETMKT_CHANNEL_SEO = 2,             /**< "seo": organic search results */
    NETMKT_CHANNEL_FORUM = 3,           /**< "forum" */
    NETMKT_CHANNEL_BLOG = 4,            /**< "blog" */
    NETMKT_CHANNEL_MICROBLOG = 5,       /**< "microblog" */
    NETMKT_CHANNEL_NEWS = 6,            /**< "news": news text */
    NETMKT_CHANNEL_B2B = 7,             /**< "b2b": B2B platform */
    NETMKT_CHANNEL_IM = 8,              /**< "im": instant messaging */
    NETMKT_CHANNEL_EBOOK = 9,           /**< "ebook" */
    NETMKT_CHANNEL_EMAIL = 10,          /**< "email" */
    NETMKT_CHANNEL_ADVERTISING = 11,    /**< "advertising": display advertising */
    NETMKT_CHANNEL_AFFILIATE = 12,      /**< "affiliate": ad alliance */
    NETMKT_CHANNEL_RSS = 13,            /**< "rss" */
    NETMKT_CHANNEL_TOOLBAR = 14,        /**< "toolbar": browser toolbar */
    NETMKT_CHANNEL_WEBSITE = 15,        /**< "website": the shop's own */
    NETMKT_CHANNEL_SEARCH_ENGINE = 16,  /**< "search_engine": search in general, paid or not */
    NETMKT_CHANNEL_LETTER = 17,         /**< "letter" */
    NETMKT_CHANNEL_TELEPHONE = 18,      /**< "telephone" */
    NETMKT_CHANNEL_FACE_TO_FACE = 19,   /**< "face_to_face" */
    NETMKT_CHANNEL_TELEVISION = 20,     /**< "television" */
    NETMKT_CHANNEL_RADIO = 21,          /**< "radio" */
    NETMKT_CHANNEL_PRESS = 22,          /**< "press": books and press */
    NETMKT_CHANNEL_DIRECT = 23,         /**< "direct": came by himself, without a known referrer */
    NETMKT_CHANNEL_SOCIAL = 24,         /**< "social": social network */
    NETMKT_CHANNEL_SMS = 25,            /**< "sms" */
    NETMKT_CHANNEL_APP = 26,            /**< "app": mobile application */
    NETMKT_CHANNEL_CUSTOM = 256         /**< First number of a registered channel. */
};

/** Properties of a channel. */
enum {
    NETMKT_CHANNEL_PUSH = 1,        /**< The business starts it; else pull. */
    NETMKT_CHANNEL_TWO_WAY = 2,     /**< The customer can answer on it; else one-way. */
    NETMKT_CHANNEL_ONE_TO_ONE = 4,  /**< Addressed to one person; else broadcast. */
    NETMKT_CHANNEL_TRADITIONAL = 8, /**< Off line; else online. */
    NETMKT_CHANNEL_REAL_TIME = 16   /**< Both sides are there at once. */
};

/** The eight functions of network marketing, for campaigns and kinds of events. */
enum {
    NETMKT_FUNCTION_NONE = 0,
    NETMKT_FUNCTION_BRAND = 1,               /**< network brand */
    NETMKT_FUNCTION_WEBSITE_PROMOTION = 2,   /**< website promotion */
    NETMKT_FUNCTION_INFORMATION_RELEASE = 3, /**< information release */
    NETMKT_FUNCTION_SALES_PROMOTION = 4,     /**< sales promotion */
    NETMKT_FUNCTION_ONLINE_SALES = 5,        /**< online sales */
    NETMKT_FUNCTION_CUSTOMER_SERVICE = 6,    /**< customer service */
    NETMKT_FUNCTION_CUSTOMER_RELATIONSHIP = 7,/**< customer relationship */
    NETMKT_FUNCTION_ONLINE_RESEARCH = 8      /**< online research */
};

/** Name of a function, such as "sales_promotion"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_function_name(int32_t function);
/** Number of a function by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_function_by_name(const char *name);

/** Register a channel, or find it if it is there with the same properties.
 *  @param[in]  store       The store.
 *  @param[in]  name        UTF-8, 1 to 63 bytes, no control characters, no ',' or '='. Copied.
 *  @param[in]  properties  NETMKT_CHANNEL_PUSH and kin, or'ed.
 *  @param[out] out         Its number; may be NULL.
 *  @retval NETMKT_OK           Registered, or there.
 *  @retval NETMKT_E_INVALID    A NULL, a wrong name, an unknown property.
 *  @retval NETMKT_E_EXISTS     There with other properties.
 *  @retval NETMKT_E_RANGE      65,279 are registered already.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_channel_define(netmkt_store *store, const char *name, uint32_t properties, netmkt_channel_id *out);
/** Find a channel by name; NETMKT_E_NOT_FOUND (with the nearest name) if there is none.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_channel_by_name(netmkt_store *store, const char *name, netmkt_channel_id *out);
/** Name and properties of a channel. @p name is borrowed until the store is closed; either may be NULL. NETMKT_E_NOT_FOUND: no such number.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_channel_get(netmkt_store *store, netmkt_channel_id id, const char **name, uint32_t *properties);
/** The next channel after @p id (0: the first), or NETMKT_DONE.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_channel_next(netmkt_store *store, netmkt_channel_id id, netmkt_channel_id *out);
/** Name of a built-in channel, without a store; NULL if it is none. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_channel_name(netmkt_channel_id id);

/** A campaign, without its texts. */
typedef struct netmkt_campaign {
    uint32_t struct_size; /**< sizeof(netmkt_campaign). */
    int32_t function;     /**< NETMKT_FUNCTION_... */
    int64_t budget;       /**< Minor units, >= 0; 0: not given. */
    int64_t start_ms;     /**< First moment; 0: not given. */
    int64_t end_ms;       /**< Last moment; 0: open. */
} netmkt_campaign;

/** Fill @p campaign with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_campaign_init(netmkt_campaign *campaign);

/** Add a campaign, or replace what is known of the one with that name.
 *  @param[in]  store     The store.
 *  @param[in]  name      UTF-8, 1 to 255 bytes, no control characters. Copied.
 *  @param[in]  campaign  Its figures, or NULL for none. Copied.
 *  @param[in]  channels  Channel numbers it uses, @p channel_count of them; may be NULL if that is 0. Copied.
 *  @param[in]  channel_count  At most 64.
 *  @param[in]  audience  "To whom", in words; or NULL. Copied. At most 4,095 bytes of UTF-8, as @p content.
 *  @param[in]  content   "What is said", in words; or NULL. Copied.
 *  @param[out] out       Its number; may be NULL.
 *  @retval NETMKT_OK             Stored.
 *  @retval NETMKT_E_INVALID      A NULL, an unknown function or channel, a negative budget, an end before the start, a wrong name.
 *  @retval NETMKT_E_FORMAT       No UTF-8, or too long.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_campaign_put(netmkt_store *store, const char *name, const netmkt_campaign *campaign,
                                             const netmkt_channel_id *channels, size_t channel_count,
                                             const char *audience, const char *content, netmkt_campaign_id *out);
/** Find a campaign by name; NETMKT_E_NOT_FOUND if there is none.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_campaign_by_name(netmkt_store *store, const char *name, netmkt_campaign_id *out);
/** What is known of a campaign; numbers run from 1 to that of the last. NETMKT_DONE: no such number.
 *  Texts are borrowed until the campaign is replaced or the store is closed ("" if not given). Every output may be NULL; in
 *  @p campaign the caller sets struct_size. At most @p capacity channels are copied; @p channel_count says how many there are.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_campaign_get(netmkt_store *store, netmkt_campaign_id id, netmkt_campaign *campaign, const char **name,
                                             const char **audience, const char **content, netmkt_channel_id *channels,
                                             size_t capacity, size_t *channel_count);

/** An offer, without its name: a product, a bundle, a plan. */
typedef struct netmkt_offer {
    uint32_t struct_size; /**< sizeof(netmkt_offer). */
    uint32_t reserved;    /**< 0. */
    int64_t price;        /**< Minor units, >= 0; 0: not given. */
    int64_t unit_cost;    /**< What it costs the business, minor units; 0: not given. */
    int64_t start_ms;     /**< On sale since; 0: not given. */
    int64_t end_ms;       /**< On sale until; 0: open. */
} netmkt_offer;

/** Fill @p offer with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_offer_init(netmkt_offer *offer);
/** Add an offer, or replace what is known of the one with that name. Failures as netmkt_campaign_put().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_offer_put(netmkt_store *store, const char *name, const netmkt_offer *offer, netmkt_offer_id *out);
/** Find an offer by name; NETMKT_E_NOT_FOUND if there is none.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_offer_by_name(netmkt_store *store, const char *name, netmkt_offer_id *out);
/** What is known of an offer; numbers run from 1 to that of the last. NETMKT_DONE: no such number. @p name is borrowed until the store is closed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_offer_get(netmkt_store *store, netmkt_offer_id id, netmkt_offer *offer, const char **name);

NETMKT_END_DECLS
#endif
