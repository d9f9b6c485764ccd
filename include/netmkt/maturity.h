/** @file maturity.h  How mature the marketing programme is: three stages, judged by ten indicators of what the store holds.
 *
 *  A business that markets over networks passes three stages: *marketing level*, where channels serve the functions of marketing and what happens on them is
 *  recorded; *organisational structure*, where it listens, answers and asks permission; *operation mode*, where it knows what earns the orders, keeps its customers,
 *  and tests what it decides. A stage is reached when each of its indicators, and the stages before it, are. docs/maturity.md has each formula.
 *
 *  Thresholds are settings (maturity.*). Their defaults are conventions to begin with, not measured norms. */
#ifndef NETMKT_MATURITY_H
#define NETMKT_MATURITY_H

#include <netmkt/settings.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Stages of a programme. */
enum {
    NETMKT_MATURITY_NONE = 0,         /**< Not even the first is reached. */
    NETMKT_MATURITY_MARKETING = 1,    /**< Marketing level. */
    NETMKT_MATURITY_ORGANISATION = 2, /**< Organisational structure. */
    NETMKT_MATURITY_OPERATION = 3     /**< Operation mode. */
};

/** Name of a stage: "none", "marketing_level", "organisational_structure", "operation_mode"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_maturity_name(int32_t stage);

/** Judge the programme by the events of the last maturity.window_days. A table, a row an indicator, in this order:
 *
 *  | stage | indicator | what it is |
 *  |---|---|---|
 *  | marketing_level | functions | how many of the eight functions have maturity.function_events events or more; of an event the campaign's function, else the kind's |
 *  | marketing_level | channels | how many channels have at least maturity.channel_share of the contacts whose channel is known |
 *  | marketing_level | measured | share of the contacts whose channel is known |
 *  | organisational_structure | two_way | share on two-way channels, of the contacts whose channel is known |
 *  | organisational_structure | answered | share of the requests answered within response.target_hours (response.h) |
 *  | organisational_structure | permission | share of the customers with a contact in the window who have given a permission, by an event or a consent (consent.h), and not withdrawn it |
 *  | organisational_structure | after_sales | share of the calls for service and the complaints that have an answer, however late |
 *  | operation_mode | attributed | share of the conversions with a touch on a known channel before them (path.*) |
 *  | operation_mode | retention | share of the customers active in the month before the last complete one who were active in the last, too |
 *  | operation_mode | tested | share of the campaigns in the window that had two variants or more |
 *
 *  A contact is an event that the customer or the business started. Requests that are open, but not for longer than the target, are left out of shares.
 *
 *  Columns: stage, indicator (text), value (real: a count or a share 0 to 1; NaN where the store cannot tell), threshold (real), reached (int: 1 if value is the
 *  threshold or more), missing (real: how many more functions, channels, contacts, ... would reach it if nothing else changed; 0 when reached, NaN where that cannot be
 *  said), evidence (text: the counts in words), advice (text: what would lift it; "" when reached).
 *  @param[in]  store     The store.
 *  @param[in]  settings  maturity.*, response.*, path.*, run.threads, customers asked about; or NULL.
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST; later events do not count.
 *  @param[out] stage     NETMKT_MATURITY_...: the highest stage reached; may be NULL. 0 after a failure.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Judged.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999, business closes before it opens, or a customer's money overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events of the window twice.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_maturity(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, int32_t *stage, netmkt_table **out);

NETMKT_END_DECLS
#endif
