/** @file funnel.h  Funnels: how far customers come through any ordered steps, how long it takes them, and where they drop.
 *
 *  Steps are written in a line, the first one first:
 *
 *      visit > cart > order
 *      message(channel = email, campaign = "spring sale") > click > order(amount >= 50.00, count = 2)
 *      any > inquiry > order
 *      know > trust > like > buy > loyal
 *
 *      steps     = step { ">" step } ;                 2 to 16 of them
 *      step      = kind [ "(" condition { "," condition } ")" ] | stage | "stage" "(" stage ")" ;
 *      kind      = name of a kind of event, or "any" ;
 *      stage     = "know" | "trust" | "like" | "buy" | "loyal" | "advocate"
 *                | "introduction" | "growth" | "maturity" | "decline" ;
 *      condition = "channel" "=" name | "campaign" "=" name | "offer" "=" name | "variant" "=" number
 *                | "amount" ">=" money | "count" "=" number ;
 *      name      = letters, digits, "_", "-" and "." , or any text in double quotes, doubled within ;
 *
 *  A customer goes through the steps in order, each by an event after the one before, all within funnel.window_days of the first. count = n asks for n such
 *  events, and the last of them counts. Of his ways through the one that comes farthest counts, of equal ones the first; a later start may so
 *  come farther than an earlier one. Events are in the total order of the store (docs/events.md), so that the same facts give the same ways.
 *
 *  A stage of readiness is passed at the first moment, from the step before on, at which the customer is at it or higher (stage.h, by the settings' rules); a stage of
 *  the lifecycle, at which he is in it. It is judged behind all events of the moment, and where time alone changes it: who is there already passes at once, and
 *  several stages may be passed in one moment. The event that brought a stage is before it, and serves no step behind it. As the first step a stage begins a way when
 *  it begins. Where a kind has the name of a stage it goes first: stage(trust) is the stage. */
#ifndef NETMKT_FUNNEL_H
#define NETMKT_FUNNEL_H

#include <netmkt/summary.h>

NETMKT_BEGIN_DECLS

/** Steps, read from text and bound to the kinds, channels, campaigns and offers of a store. Immutable; any number of threads may use it. */
typedef struct netmkt_funnel netmkt_funnel;

/** What customers are grouped by. */
enum {
    NETMKT_FUNNEL_ALL = 0,      /**< No groups. */
    NETMKT_FUNNEL_CHANNEL = 1,  /**< Channel of the first step; those without come last, as "". */
    NETMKT_FUNNEL_CAMPAIGN = 2, /**< Campaign of the first step, likewise. */
    NETMKT_FUNNEL_MONTH = 3     /**< Month of the customer's first event ever: "2026-11". */
};

/** Read steps.
 *  @param[in]  store  The store whose names they are.
 *  @param[in]  steps  The text. Borrowed for the call.
 *  @param[out] out    Owned by the caller: netmkt_funnel_free(). NULL after a failure.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    A NULL.
 *  @retval NETMKT_E_FORMAT     No such text; the message has the position (from 1) and what was expected.
 *  @retval NETMKT_E_NOT_FOUND  An unknown name; the message has its position and the nearest known name.
 *  @retval NETMKT_E_NOMEM      Out of memory.
 *  @par Threads  Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_funnel_new(netmkt_store *store, const char *steps, netmkt_funnel **out);

/** Release a funnel. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_funnel_free(netmkt_funnel *funnel);

/** How many steps it has; 0 for NULL.
 *  @since 0.1 */
NETMKT_API uint32_t netmkt_funnel_steps(const netmkt_funnel *funnel);

/** The text of step @p index (0-based) as it was written; NULL if there is none. Borrowed until the funnel is freed.
 *  @since 0.1 */
NETMKT_API const char *netmkt_funnel_step(const netmkt_funnel *funnel, uint32_t index);

/** How customers come through: a table with group (text), step (int, from 1), name (text), customers (int: who reached it), mature (int: those of them whose
 *  window is over), dropped (int: mature ones who came no farther), undecided (int: who came no farther yet, and still may), step_rate, low, high (real: mature ones
 *  of the mature at the step before, with Wilson's interval at funnel.confidence), total_rate (real: of the mature at the first step), days_quartile, days_median,
 *  days_upper (real: days from the step before until which a quarter, a half, three quarters of those who were there reach it, by Kaplan and Meier 1958 with
 *  the undecided as censored; NaN where fewer ever do), days_total (real: median from the first step). A row for each step of each group, groups in order; the
 *  last ones, "all", of all. Rates of nothing are NaN, as are step_rate and days of the first step.
 *  @param[in]  funnel    The steps.
 *  @param[in]  store     The store they were read for.
 *  @param[in]  settings  funnel.window_days, funnel.confidence, run.threads, customers asked about; for stages the rules of readiness and lifecycle.*; or NULL.
 *  @param[in]  by        NETMKT_FUNNEL_...
 *  @param[in]  as_of_ms  The moment, or #NETMKT_LATEST.
 *  @param[out] out       The table, owned by the caller: netmkt_table_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or an unknown grouping.
 *  @retval NETMKT_E_RANGE    The moment is not in the years 0001 to 9999.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store. The result does not depend on run.threads.
 *  @par Complexity  All events once, times the steps in the worst case, and a sort of the customers who began. With stages a customer is judged at each
 *                   moment at which one could move him: the square of his events in the worst case, and much more where the lifecycle is asked for.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_funnel_table(const netmkt_funnel *funnel, netmkt_store *store, const netmkt_settings *settings, int32_t by,
                                             int64_t as_of_ms, netmkt_table **out);

NETMKT_END_DECLS
#endif
