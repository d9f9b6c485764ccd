/** @file event.h  Events: what passes between a customer and the business. Facts, never changed. */
#ifndef NETMKT_EVENT_H
#define NETMKT_EVENT_H

#include <netmkt/channel.h>
#include <netmkt/customer.h>

NETMKT_BEGIN_DECLS

/** Built-in kinds. Their numbers never change; registered ones start at #NETMKT_KIND_CUSTOM. */
enum {
    NETMKT_KIND_IMPRESSION = 1,   /**< an advertisement was shown */
    NETMKT_KIND_MESSAGE = 2,      /**< a message was sent to the customer */
    NETMKT_KIND_OPEN = 3,         /**< he opened it */
    NETMKT_KIND_CLICK = 4,        /**< he clicked */
    NETMKT_KIND_VISIT = 5,        /**< he came: to the website, the shop, the stand */
    NETMKT_KIND_VIEW = 6,         /**< he looked at an offer */
    NETMKT_KIND_SEARCH = 7,       /**< he searched */
    NETMKT_KIND_INQUIRY = 8,      /**< he asked */
    NETMKT_KIND_REPLY = 9,        /**< the business, or he, answered */
    NETMKT_KIND_REGISTER = 10,    /**< he opened an account */
    NETMKT_KIND_SUBSCRIBE = 11,   /**< he gave permission */
    NETMKT_KIND_UNSUBSCRIBE = 12, /**< he withdrew it */
    NETMKT_KIND_DOWNLOAD = 13,    /**< he downloaded */
    NETMKT_KIND_CART = 14,        /**< he put something into the cart or on his list */
    NETMKT_KIND_ORDER = 15,       /**< he bought; amount: what he pays */
    NETMKT_KIND_PAYMENT = 16,     /**< he paid */
    NETMKT_KIND_DELIVERY = 17,    /**< it was delivered */
    NETMKT_KIND_RETURN = 18,      /**< he gave it back; amount: negative */
    NETMKT_KIND_SERVICE = 19,     /**< he asked for service after the sale */
    NETMKT_KIND_RESOLUTION = 20,  /**< the business resolved it */
    NETMKT_KIND_REVIEW = 21,      /**< he reviewed; rating */
    NETMKT_KIND_SURVEY = 22,      /**< he answered a survey; rating 0 to 10 for recommendation */
    NETMKT_KIND_REFERRAL = 23,    /**< he brought somebody */
    NETMKT_KIND_SHARE = 24,       /**< he shared */
    NETMKT_KIND_COMPLAINT = 25,   /**< he complained */
    NETMKT_KIND_BOUNCE = 26,      /**< a message could not be delivered */
    NETMKT_KIND_CUSTOM = 256      /**< First number of a registered kind. */
};

/** Who started an event. */
enum {
    NETMKT_INITIATOR_DEFAULT = 0,  /**< As the kind has it. */
    NETMKT_INITIATOR_CUSTOMER = 1, /**< The customer. */
    NETMKT_INITIATOR_BUSINESS = 2, /**< The business. */
    NETMKT_INITIATOR_THIRD = 3     /**< Somebody else. */
};

/** No rating was given. */
#define NETMKT_NO_RATING INT32_MIN

/** Least time of an event: the first millisecond of the year 0001. */
#define NETMKT_TIME_MIN INT64_C(-62135596800000)
/** Most time of an event: the last millisecond of the year 9999. */
#define NETMKT_TIME_MAX INT64_C(253402300799999)
/** As a moment to judge at: the end of the day of the store's latest event. */
#define NETMKT_LATEST INT64_MAX

/** One event. Fill with netmkt_event_init(). */
typedef struct netmkt_event {
    uint32_t struct_size;        /**< sizeof(netmkt_event). */
    netmkt_kind_id kind;         /**< What happened. */
    netmkt_channel_id channel;   /**< Where; 0: unknown. */
    netmkt_customer_id customer; /**< To whom. */
    int64_t time_ms;             /**< Milliseconds since 1970-01-01 UTC, #NETMKT_TIME_MIN to #NETMKT_TIME_MAX. */
    int64_t amount;              /**< Minor units: of an order >= 0, of a return <= 0. */
    int64_t cost;                /**< What it cost the business, minor units. */
    netmkt_campaign_id campaign; /**< 0: none. */
    netmkt_offer_id offer;       /**< 0: none. */
    uint16_t variant;            /**< Variant of an experiment, 0: none. */
    uint8_t initiator;           /**< NETMKT_INITIATOR_... */
    uint8_t reserved;            /**< 0. */
    int32_t rating;              /**< In thousandths; #NETMKT_NO_RATING: none. */
    uint64_t reference[2];       /**< The embedder's own id of the event; 0, 0: none. The same reference is stored once. */
} netmkt_event;

/** Fill @p event with size and defaults: no rating, zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_event_init(netmkt_event *event);

/** A 128-bit reference for the embedder's own text id of an event; equal texts give equal references, in every store and version.
 *  @param[in]  text  NUL-terminated, not empty.
 *  @param[out] out   Two numbers, never both 0.
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or an empty text.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_reference_from_text(const char *text, uint64_t out[2]);

/** Append events, all or none. An event whose reference is in the store already, or earlier in the same call, is left out.
 *  @param[in]  store   The store.
 *  @param[in]  first   The first event. Copied.
 *  @param[in]  stride  Bytes from one to the next; sizeof(netmkt_event) for an array.
 *  @param[in]  n       How many.
 *  @param[out] added   How many were new; may be NULL.
 *  @retval NETMKT_OK             Appended; durable after netmkt_store_commit().
 *  @retval NETMKT_E_INVALID      A NULL, an unknown kind, channel, campaign, offer or initiator, reserved not 0.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        A time out of range; an order with a negative or a return with a positive amount; the message has the event's number.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_STATE        An earlier write failed.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_event_append(netmkt_store *store, const netmkt_event *first, size_t stride, size_t n, size_t *added);

/** Append events from columns, all or none: @p customer, @p time_ms and @p kind are needed, every other column may be NULL for its default.
 *  @p reference has two numbers an event. Rules and failures as netmkt_event_append().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_event_append_columns(netmkt_store *store, size_t n, const netmkt_customer_id *customer,
                                                     const int64_t *time_ms, const netmkt_kind_id *kind,
                                                     const netmkt_channel_id *channel, const int64_t *amount, const int64_t *cost,
                                                     const netmkt_campaign_id *campaign, const netmkt_offer_id *offer,
                                                     const uint16_t *variant, const uint8_t *initiator, const int32_t *rating,
                                                     const uint64_t *reference, size_t *added);

/** Which events a cursor gives; fill with netmkt_event_filter_init(). 0 in a field means any. */
typedef struct netmkt_event_filter {
    uint32_t struct_size;        /**< sizeof(netmkt_event_filter). */
    netmkt_kind_id kind;         /**< Only this kind. */
    netmkt_channel_id channel;   /**< Only this channel. */
    netmkt_customer_id customer; /**< Only this customer. */
    int64_t from_ms;             /**< At this moment or later; init: #NETMKT_TIME_MIN. */
    int64_t to_ms;               /**< At this moment or earlier; init: #NETMKT_TIME_MAX. */
    netmkt_campaign_id campaign; /**< Only this campaign. */
    netmkt_offer_id offer;       /**< Only this offer. */
} netmkt_event_filter;

/** Fill @p filter so that every event passes. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_event_filter_init(netmkt_event_filter *filter);

/** Reads events by customer (in the order of their ids), each customer's by time; equal times in an order that depends on
 *  the events alone. Gives the events present when it was opened, or later ones of customers it has not come to. One thread at a time. */
typedef struct netmkt_event_cursor netmkt_event_cursor;

/** Open a cursor.
 *  @param[in]  store   The store.
 *  @param[in]  filter  Copied; NULL for all events.
 *  @param[out] out     Owned by the caller: netmkt_event_cursor_close(). NULL after a failure.
 *  @retval NETMKT_OK             Open.
 *  @retval NETMKT_E_INVALID      A NULL, or a filter whose range is empty.
 *  @retval NETMKT_E_NOT_FOUND    The filter's customer is not there.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_event_cursor_open(netmkt_store *store, const netmkt_event_filter *filter, netmkt_event_cursor **out);
/** The next event; the initiator is always said, never DEFAULT. NETMKT_DONE at the end.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_event_cursor_next(netmkt_event_cursor *cursor, netmkt_event *out);
/** The next events, at most @p capacity, into the caller's columns; each may be NULL. @p count is 0 at the end, with NETMKT_DONE.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_event_cursor_next_columns(netmkt_event_cursor *cursor, size_t capacity, netmkt_customer_id *customer,
                                                          int64_t *time_ms, netmkt_kind_id *kind, netmkt_channel_id *channel,
                                                          int64_t *amount, int64_t *cost, netmkt_campaign_id *campaign,
                                                          netmkt_offer_id *offer, uint16_t *variant, uint8_t *initiator,
                                                          int32_t *rating, uint64_t *reference, size_t *count);
/** Close a cursor. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_event_cursor_close(netmkt_event_cursor *cursor);

/** Properties of a kind. */
typedef struct netmkt_kind {
    uint32_t struct_size; /**< sizeof(netmkt_kind). */
    int32_t function;     /**< NETMKT_FUNCTION_... that such an event serves. */
    int32_t initiator;    /**< Who starts it by default: NETMKT_INITIATOR_CUSTOMER, _BUSINESS or _THIRD. */
    uint32_t reserved;    /**< 0. */
    double weight;        /**< Engagement weight, 0 to 100: 0 says nothing about the customer's engagement. */
} netmkt_kind;

/** Fill @p kind with size and defaults: no function, the customer, weight 1. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_kind_init(netmkt_kind *kind);
/** Register a kind, or find it if it is there with the same properties. Failures as netmkt_channel_define().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_kind_define(netmkt_store *store, const char *name, const netmkt_kind *kind, netmkt_kind_id *out);
/** Find a kind by name; NETMKT_E_NOT_FOUND (with the nearest name) if there is none.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_kind_by_name(netmkt_store *store, const char *name, netmkt_kind_id *out);
/** Name and properties of a kind. @p name is borrowed until the store is closed; either may be NULL; in @p kind the caller sets struct_size.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_kind_get(netmkt_store *store, netmkt_kind_id id, const char **name, netmkt_kind *kind);
/** The next kind after @p id (0: the first), or NETMKT_DONE.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_kind_next(netmkt_store *store, netmkt_kind_id id, netmkt_kind_id *out);
/** Name of a built-in kind, without a store; NULL if it is none. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_kind_name(netmkt_kind_id id);

NETMKT_END_DECLS
#endif
