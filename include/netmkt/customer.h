/** @file customer.h  Customers and their attributes, built-in and custom. */
#ifndef NETMKT_CUSTOMER_H
#define NETMKT_CUSTOMER_H

#include <netmkt/store.h>

NETMKT_BEGIN_DECLS

/** Types of attributes. */
enum {
    NETMKT_TYPE_INT = 1,  /**< int64_t. */
    NETMKT_TYPE_REAL = 2, /**< double, finite. */
    NETMKT_TYPE_TEXT = 3, /**< UTF-8, at most 4,095 bytes. */
    NETMKT_TYPE_TIME = 4, /**< int64_t, milliseconds since 1970-01-01 UTC. */
    NETMKT_TYPE_BOOL = 5  /**< 0 or 1, in the int functions. */
};

/** Built-in attributes. Their numbers never change; custom ones start at #NETMKT_ATTRIBUTE_CUSTOM. */
enum {
    NETMKT_ATTRIBUTE_NAME = 1,              /**< text: the person's name */
    NETMKT_ATTRIBUTE_EMAIL = 2,             /**< text: e-mail address */
    NETMKT_ATTRIBUTE_PHONE = 3,             /**< text: telephone number */
    NETMKT_ATTRIBUTE_COUNTRY = 4,           /**< text: ISO 3166 code or name */
    NETMKT_ATTRIBUTE_REGION = 5,            /**< text */
    NETMKT_ATTRIBUTE_CITY = 6,              /**< text */
    NETMKT_ATTRIBUTE_POSTAL_CODE = 7,       /**< text */
    NETMKT_ATTRIBUTE_LANGUAGE = 8,          /**< text: BCP 47 tag */
    NETMKT_ATTRIBUTE_BIRTH_YEAR = 9,        /**< int */
    NETMKT_ATTRIBUTE_GENDER = 10,           /**< text */
    NETMKT_ATTRIBUTE_INCOME = 11,           /**< int: per year, minor units */
    NETMKT_ATTRIBUTE_OCCUPATION = 12,       /**< text */
    NETMKT_ATTRIBUTE_EDUCATION = 13,        /**< text */
    NETMKT_ATTRIBUTE_INTERESTS = 14,        /**< text: separated by ';' */
    NETMKT_ATTRIBUTE_COMPANY = 15,          /**< text */
    NETMKT_ATTRIBUTE_UTC_OFFSET = 16,       /**< int: minutes east of UTC, -1439 to 1439 */
    NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL = 17, /**< text: name of a channel */
    NETMKT_ATTRIBUTE_ACQUIRED_CAMPAIGN = 18,/**< text: name of a campaign */
    NETMKT_ATTRIBUTE_SINCE = 19,            /**< time: known since, if before his first event */
    NETMKT_ATTRIBUTE_CUSTOM = 256           /**< First number of a custom attribute. */
};

/** Find a customer by key, or add him.
 *  @param[in]  store  The store.
 *  @param[in]  key    The embedder's own id: UTF-8, 1 to 255 bytes, no NUL. Copied.
 *  @param[out] out    His id; may be NULL. 0 after a failure.
 *  @retval NETMKT_OK           Found or added.
 *  @retval NETMKT_E_INVALID    @p store or @p key is NULL.
 *  @retval NETMKT_E_FORMAT     The key is empty, too long or no UTF-8.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_put(netmkt_store *store, const char *key, netmkt_customer_id *out);

/** Find a customer by key.
 *  @retval NETMKT_OK           Found.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_INVALID    An argument is NULL.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_find(netmkt_store *store, const char *key, netmkt_customer_id *out);

/** Find many customers, or add them, in one call.
 *  @param[in]  store    The store.
 *  @param[in]  n        How many.
 *  @param[in]  bytes    The keys' bytes, one behind the other.
 *  @param[in]  offsets  n + 1 offsets into @p bytes: key i is bytes[offsets[i]] to bytes[offsets[i + 1]] - 1.
 *  @param[out] out      n ids.
 *  @retval NETMKT_OK  All found or added. A failure as netmkt_customer_put(), with the key's number; then none is added.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_put_many(netmkt_store *store, size_t n, const char *bytes, const uint64_t *offsets,
                                                  netmkt_customer_id *out);

/** Highest id given out: ids run from 1 to this; erased and merged ones are holes.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_count(netmkt_store *store, uint64_t *out);

/** A customer's key.
 *  @param[in]  store     The store.
 *  @param[in]  customer  His id.
 *  @param[out] buffer    Filled with the key and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes in @p buffer; 256 always suffice.
 *  @param[out] length    Bytes of the key, without the NUL; may be NULL.
 *  @retval NETMKT_OK           Copied.
 *  @retval NETMKT_E_RANGE      The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer, erased, or merged into another.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_key(netmkt_store *store, netmkt_customer_id customer, char *buffer, size_t capacity, size_t *length);

/** Make one customer of two: the events and missing attributes of @p drop go to @p keep; its key leads to @p keep from then on.
 *  Commits, with all that is pending, through a checkpoint.
 *  @retval NETMKT_OK           Merged and durable.
 *  @retval NETMKT_E_INVALID    A NULL, or twice the same customer.
 *  @retval NETMKT_E_NOT_FOUND  One of them is not there.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading. Others as netmkt_store_checkpoint().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_merge(netmkt_store *store, netmkt_customer_id keep, netmkt_customer_id drop);

/** Flags of netmkt_customer_erase(). */
enum {
    NETMKT_ERASE_KEEP_EVENTS = 1 /**< Keep the events, without reference, as those of a customer without key and attributes. */
};

/** Forget a customer: key, attributes and events. Commits, with all that is pending, through a checkpoint,
 *  after which the bytes are nowhere in the file. His id is never used again.
 *  @param[in] store     The store.
 *  @param[in] customer  His id.
 *  @param[in] flags     0 or #NETMKT_ERASE_KEEP_EVENTS.
 *  @retval NETMKT_OK           Forgotten.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_INVALID    @p store is NULL, or an unknown flag. Others as netmkt_store_checkpoint().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_erase(netmkt_store *store, netmkt_customer_id customer, uint32_t flags);

/** Define a custom attribute, or find it if it is defined with the same type.
 *  @param[in]  store  The store.
 *  @param[in]  name   A letter, then letters, digits, '_'; 1 to 63 bytes of ASCII. Copied.
 *  @param[in]  type   NETMKT_TYPE_...
 *  @param[out] out    Its number; may be NULL.
 *  @retval NETMKT_OK           Defined, or there.
 *  @retval NETMKT_E_INVALID    A NULL, a wrong name or type.
 *  @retval NETMKT_E_EXISTS     There with another type.
 *  @retval NETMKT_E_RANGE      65,280 are defined already.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribute_define(netmkt_store *store, const char *name, int32_t type, netmkt_attribute_id *out);

/** Find an attribute by name; NETMKT_E_NOT_FOUND (with the nearest name) if there is none.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribute_by_name(netmkt_store *store, const char *name, netmkt_attribute_id *out);

/** Describe the attribute of rank @p index (0-based, built-in ones first).
 *  @param[out] id    Its number; may be NULL.
 *  @param[out] type  NETMKT_TYPE_...; may be NULL.
 *  @param[out] name  Borrowed until the store is closed; may be NULL.
 *  @retval NETMKT_OK    Described.
 *  @retval NETMKT_DONE  No such rank.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribute_describe(netmkt_store *store, uint32_t index, netmkt_attribute_id *id, int32_t *type, const char **name);

/** Is an attribute personal: does it tell who somebody is, or what he is like? */
enum {
    NETMKT_PERSONAL_UNSAID = 0, /**< Nobody has said. To say it takes back what was said. */
    NETMKT_PERSONAL_YES = 1,    /**< Redacted in logs, errors and reports unless asked for, and in no pseudonymous export. */
    NETMKT_PERSONAL_NO = 2      /**< Neither. */
};

/** Say whether an attribute is personal; durable with the next commit. The built-in ones are so by themselves, until something else is said: name,
 *  email, phone, city, postal_code, birth_year, gender, income, occupation, education, interests and company are personal, the others not.
 *  An attribute of which nobody has said anything is shown in reports, and is in no pseudonymous export.
 *  @param[in] store      The store.
 *  @param[in] attribute  The attribute's number.
 *  @param[in] personal   NETMKT_PERSONAL_...
 *  @retval NETMKT_OK           Said.
 *  @retval NETMKT_E_INVALID    A NULL, or an unknown value of @p personal. Nothing changed, as after each failure.
 *  @retval NETMKT_E_NOT_FOUND  No such attribute.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribute_mark(netmkt_store *store, netmkt_attribute_id attribute, uint32_t personal);

/** Whether an attribute is personal, as netmkt_attribute_mark() said it, or as it is by itself.
 *  @param[in]  store      The store.
 *  @param[in]  attribute  The attribute's number.
 *  @param[out] personal   NETMKT_PERSONAL_...; UNSAID after a failure.
 *  @retval NETMKT_OK           Filled.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such attribute.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribute_personal(netmkt_store *store, netmkt_attribute_id attribute, uint32_t *personal);

/** Set a text attribute of a customer.
 *  @param[in] store      The store.
 *  @param[in] customer   His id.
 *  @param[in] attribute  The attribute's number.
 *  @param[in] value      UTF-8, at most 4,095 bytes. Copied.
 *  @retval NETMKT_OK           Set.
 *  @retval NETMKT_E_INVALID    A NULL, or the attribute has another type. Nothing changed, as after each failure.
 *  @retval NETMKT_E_NOT_FOUND  No such customer or attribute.
 *  @retval NETMKT_E_FORMAT     No UTF-8, or too long.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_set_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, const char *value);

/** Set an int, time or bool attribute of a customer.
 *  @param[in] store      The store.
 *  @param[in] customer   His id.
 *  @param[in] attribute  The attribute's number.
 *  @param[in] value      The number; milliseconds since 1970-01-01 UTC for a time, 0 or 1 for a bool.
 *  @retval NETMKT_OK           Set.
 *  @retval NETMKT_E_INVALID    A NULL, or the attribute has another type. Nothing changed, as after each failure.
 *  @retval NETMKT_E_NOT_FOUND  No such customer or attribute.
 *  @retval NETMKT_E_RANGE      A bool that is not 0 or 1, a time or UTC offset out of range.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_set_int(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int64_t value);

/** Set a real attribute of a customer.
 *  @param[in] store      The store.
 *  @param[in] customer   His id.
 *  @param[in] attribute  The attribute's number.
 *  @param[in] value      A finite number.
 *  @retval NETMKT_OK           Set.
 *  @retval NETMKT_E_INVALID    A NULL, or the attribute has another type. Nothing changed, as after each failure.
 *  @retval NETMKT_E_NOT_FOUND  No such customer or attribute.
 *  @retval NETMKT_E_RANGE      Not finite.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_set_real(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, double value);

/** Take an attribute's value away; fine if there was none. Failures as netmkt_customer_set_int().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_unset(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute);

/** Read a text attribute of a customer.
 *  @param[in]  store      The store.
 *  @param[in]  customer   His id.
 *  @param[in]  attribute  The attribute's number.
 *  @param[out] buffer     Filled with the text and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity   Bytes in @p buffer; 4,096 always suffice.
 *  @param[out] length     Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK           Copied.
 *  @retval NETMKT_DONE         He has no value for it.
 *  @retval NETMKT_E_RANGE      The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID    A NULL, or the attribute has another type.
 *  @retval NETMKT_E_NOT_FOUND  No such customer or attribute.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_get_text(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute,
                                                  char *buffer, size_t capacity, size_t *length);
/** Read an int, time or bool attribute of a customer into @p out. NETMKT_DONE if he has none; failures as netmkt_customer_get_text().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_get_int(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, int64_t *out);
/** Read a real attribute of a customer into @p out. NETMKT_DONE if he has none; failures as netmkt_customer_get_text().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_customer_get_real(netmkt_store *store, netmkt_customer_id customer, netmkt_attribute_id attribute, double *out);

NETMKT_END_DECLS
#endif
