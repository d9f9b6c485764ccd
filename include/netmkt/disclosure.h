/** @file disclosure.h  The log of disclosures: who got what about whom, when, and on what ground.
 *
 *  A disclosure on the ground of consent is refused unless the person has consented to it: to the purpose #NETMKT_PURPOSE_DISCLOSURE, by name, since a consent to "every purpose" is none
 *  to pass data on; a withdrawal of every purpose takes it back. The log is only ever added to. Erasing a customer leaves what was disclosed, when and to whom, of nobody named
 *  any more; merging gives his to the customer who stays. */
#ifndef NETMKT_DISCLOSURE_H
#define NETMKT_DISCLOSURE_H

#include <netmkt/consent.h>

NETMKT_BEGIN_DECLS

/** On what ground; the grounds of article 6 of the GDPR. */
enum {
    NETMKT_GROUND_CONSENT = 1,   /**< He agreed. */
    NETMKT_GROUND_CONTRACT = 2,  /**< A contract with him asks for it: the parcel service has his address. */
    NETMKT_GROUND_LAW = 3,       /**< The law asks for it. */
    NETMKT_GROUND_VITAL = 4,     /**< Somebody's life is at stake. */
    NETMKT_GROUND_PUBLIC = 5,    /**< A public task. */
    NETMKT_GROUND_INTEREST = 6   /**< A legitimate interest that outweighs his. */
};

/** Name of a ground: "consent", "contract", "law", "vital", "public", "interest"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_ground_name(int32_t ground);
/** Number of a ground by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_ground_by_name(const char *name);

/** One disclosure. Fill with netmkt_disclosure_init(). */
typedef struct netmkt_disclosure {
    uint32_t struct_size;        /**< sizeof(netmkt_disclosure). */
    int32_t ground;              /**< NETMKT_GROUND_... */
    netmkt_customer_id customer; /**< About whom. */
    int64_t time_ms;             /**< When. */
    const char *recipient;       /**< Who got it; UTF-8, 1 to 255 bytes, without control characters. */
    const char *data;            /**< What, such as "name and address"; not the data themselves. 1 to 1,023 bytes. */
} netmkt_disclosure;

/** Fill @p disclosure with size and zeros. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_disclosure_init(netmkt_disclosure *disclosure);

/** Whether data about a customer may be passed on by his consent at a moment.
 *  @param[in]  store      The store.
 *  @param[in]  customer   His id.
 *  @param[in]  when_ms    The moment.
 *  @param[out] permitted  1 if he has consented to disclosure, and not taken it back; 0 otherwise, and after a failure.
 *  @retval NETMKT_OK           Said.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_RANGE      The moment is not in the years 0001 to 9999.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_disclosure_permitted(netmkt_store *store, netmkt_customer_id customer, int64_t when_ms, int32_t *permitted);

/** Log disclosures, all or none: before the data leave the house.
 *  @param[in]  store   The store.
 *  @param[in]  first   The first. Copied, with its texts.
 *  @param[in]  stride  Bytes from one to the next; sizeof(netmkt_disclosure) for an array.
 *  @param[in]  n       How many.
 *  @retval NETMKT_OK             Logged; durable after netmkt_store_commit().
 *  @retval NETMKT_E_STATE        Refused: one is on the ground of consent, and the customer has not consented (the message has its number and the customer's id); or an earlier write failed.
 *  @retval NETMKT_E_INVALID      A NULL, or no such ground; the message has the number, as below.
 *  @retval NETMKT_E_NOT_FOUND    No such customer.
 *  @retval NETMKT_E_RANGE        A time that is not in the years 0001 to 9999; a text that is empty or too long.
 *  @retval NETMKT_E_FORMAT       A text is no UTF-8, or has control characters.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_READ_ONLY    Opened for reading.
 *  @retval NETMKT_E_NOMEM        Out of memory. Nothing changed after any failure.
 *  @par Threads  Any; changes the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_disclose(netmkt_store *store, const netmkt_disclosure *first, size_t stride, size_t n);

/** The log: a table with customer (text: key; "" of one who was erased), time, recipient, data, ground (text), in the order in which they were logged.
 *  @param[in]  customer  Of one; 0: of everybody.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK           Made.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such customer.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_disclosure_list(netmkt_store *store, netmkt_customer_id customer, netmkt_table **out);

NETMKT_END_DECLS
#endif
