/** @file segment.h  Segments: expressions over what is known of customers, such as
 *  `country = "DE" and age >= 25 and orders(last 90 days) >= 2 and lifecycle = growth`.
 *
 *  docs/segments.md has the language and its grammar. In short: attributes by name, counts and sums of events with filters in brackets, judgements
 *  (stages, values, RFM, tier, attention, relationship), comparisons, `in`, `between`, `like`, `has`, `is missing`, `and`, `or`, `not`, brackets.
 *  A condition on a value that a customer does not have is unknown: neither it nor its `not` makes him a member.
 *
 *  A segment keeps its text; names are looked up in the store whenever it is evaluated, and "30 days ago" is counted from the moment given
 *  then. It never changes, may be shared by threads, and is evaluated with the settings given: judgements by their thresholds, `run.threads`
 *  threads (the result does not depend on them), the customers asked about. Everything is read at one moment of the store but the judgements,
 *  which are found first.
 *
 *  A mistake in an expression is NETMKT_E_FORMAT, or NETMKT_E_NOT_FOUND for a name: the message has the column (characters from 1), what was
 *  expected there, and the nearest known name. */
#ifndef NETMKT_SEGMENT_H
#define NETMKT_SEGMENT_H

#include <netmkt/event.h>
#include <netmkt/settings.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** A segment. */
typedef struct netmkt_segment netmkt_segment;

/** Whether a customer is in a segment. */
enum {
    NETMKT_SEGMENT_NO = 0,     /**< The expression is false for him. */
    NETMKT_SEGMENT_YES = 1,    /**< It is true. */
    NETMKT_SEGMENT_UNKNOWN = 2 /**< It turns on a value that he does not have: he is no member. */
};

/** Read an expression.
 *  @param[in]  store     The store whose attributes, kinds, channels and so on it names.
 *  @param[in]  text      The expression, UTF-8, at most 16,384 bytes, nested at most 64 levels, named segments included. Copied.
 *  @param[out] out       The segment, owned by the caller: netmkt_segment_free(). NULL after a failure.
 *  @param[out] error_at  After NETMKT_E_FORMAT and NETMKT_E_NOT_FOUND the byte of the mistake, from 0; else 0. May be NULL.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_FORMAT     No expression; the message has the column and what was expected.
 *  @retval NETMKT_E_NOT_FOUND  A name that the store does not know; the message has the column and the nearest name.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  The text.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_parse(netmkt_store *store, const char *text, netmkt_segment **out, uint64_t *error_at);

/** Release a segment. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_segment_free(netmkt_segment *segment);

/** Describe a segment: its expression in one form, with blanks, brackets and quotes where they belong; reading it back makes the same segment.
 *  Borrowed until the segment is freed. NULL for NULL.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API const char *netmkt_segment_text(const netmkt_segment *segment);

/** Is a customer in a segment?
 *  @param[in]  store     The store.
 *  @param[in]  segment   The segment.
 *  @param[in]  settings  Thresholds of the judgements asked for; or NULL. Whom they ask about does not matter for the answer.
 *  @param[in]  customer  His id.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] result    NETMKT_SEGMENT_...; unchanged after a failure.
 *  @retval NETMKT_OK           Found.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer, or a name in the expression is gone.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999, or a sum of money overflows.
 *  @retval NETMKT_E_DATA       A judgement cannot be made, as netmkt_value_score_all() says.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads     Any; reads the store.
 *  @par Complexity  The expression and the customer's events; with judgements those of everybody.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_test(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings,
                                             netmkt_customer_id customer, int64_t as_of_ms, int32_t *result);

/** Why a customer is in a segment or not: a line for each condition, indented as they are nested, with yes, no or unknown, and the customer's value.
 *  @param[out] buffer    Filled with the text and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Its bytes.
 *  @param[out] length    Bytes of the text without the NUL; may be NULL.
 *  @retval NETMKT_OK       Written. Other parameters and failures as netmkt_segment_test().
 *  @retval NETMKT_E_RANGE  The buffer is too small, too; @p length then says what is needed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_explain(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings,
                                                netmkt_customer_id customer, int64_t as_of_ms, char *buffer, size_t capacity, size_t *length);

/** How many customers are in a segment, of those asked about. Failures as netmkt_segment_test().
 *  @param[in]  store     The store.
 *  @param[in]  segment   The segment.
 *  @param[in]  settings  Thresholds of the judgements asked for, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] count     How many; unchanged after a failure.
 *  @par Complexity  Attributes a nanosecond or two a customer; events only of those about whom the attributes have not decided.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_count(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                              uint64_t *count);

/** The members' ids, ascending, of those asked about.
 *  @param[in]  capacity  Room in @p ids; netmkt_customer_count() is always enough.
 *  @param[out] ids       Filled; may be NULL if @p capacity is 0.
 *  @param[out] count     How many members there are; may be NULL. Set, too, where @p capacity is too small.
 *  @retval NETMKT_OK       Filled. Other parameters and failures as netmkt_segment_count().
 *  @retval NETMKT_E_RANGE  @p capacity is too small, too; nothing is filled.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_ids(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                            size_t capacity, netmkt_customer_id *ids, size_t *count);

/** The members: a table with id (int), customer (text: key), of those asked about. Parameters and failures as netmkt_segment_count().
 *  @param[out] out  The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_members(netmkt_store *store, const netmkt_segment *segment, const netmkt_settings *settings, int64_t as_of_ms,
                                                netmkt_table **out);

/** Save a segment in the store under a name, in place of the one that has it. Other expressions may then say `segment(name)`, which always is
 *  what is saved at that moment. Durable with the next netmkt_store_commit().
 *  @param[in] store    The store.
 *  @param[in] name     UTF-8, 1 to 63 bytes, without control characters, ',' and '='. Copied.
 *  @param[in] segment  The segment. Copied.
 *  @retval NETMKT_OK           Saved.
 *  @retval NETMKT_E_INVALID    A NULL, or no such name.
 *  @retval NETMKT_E_FORMAT     It would contain itself, or is no expression in this store any more.
 *  @retval NETMKT_E_NOT_FOUND  A name in it is not known here.
 *  @retval NETMKT_E_READ_ONLY  Opened for reading.
 *  @retval NETMKT_E_STATE      An earlier write failed.
 *  @retval NETMKT_E_NOMEM      Out of memory. Nothing has changed after any failure.
 *  @par Threads  Any; changes the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_save(netmkt_store *store, const char *name, const netmkt_segment *segment);

/** Load a saved segment.
 *  @param[in]  store  The store.
 *  @param[in]  name   Its name.
 *  @param[out] out    The segment, owned by the caller: netmkt_segment_free(). NULL after a failure.
 *  @retval NETMKT_OK           Loaded.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  None has this name.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_load(netmkt_store *store, const char *name, netmkt_segment **out);

/** Remove a saved segment. Expressions that name it are mistakes from then on. Durable with the next netmkt_store_commit(). Failures as
 *  netmkt_segment_save(), and NETMKT_E_NOT_FOUND: none has this name.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_remove(netmkt_store *store, const char *name);

/** The saved segments: a table with name, expression (text), in the order they were first saved.
 *  @param[in]  store  The store.
 *  @param[out] out    The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_list(netmkt_store *store, netmkt_table **out);

/** Make settings ask about a segment's members alone, of those that they asked about: netmkt_settings_set_customers() with netmkt_segment_ids().
 *  The settings are unchanged after a failure. Parameters and failures as netmkt_segment_count().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_segment_limit(netmkt_store *store, const netmkt_segment *segment, netmkt_settings *settings, int64_t as_of_ms);

NETMKT_END_DECLS
#endif
