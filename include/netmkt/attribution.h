/** @file attribution.h  Attribution: which channels have earned the conversions, and their money. */
#ifndef NETMKT_ATTRIBUTION_H
#define NETMKT_ATTRIBUTION_H

#include <netmkt/settings.h>
#include <netmkt/store.h>
#include <netmkt/table.h>

NETMKT_BEGIN_DECLS

/** Models of attribution. Their numbers never change. */
enum {
    NETMKT_ATTRIBUTION_FIRST = 1,           /**< "first": the first step has it all. */
    NETMKT_ATTRIBUTION_LAST = 2,            /**< "last": the last one. */
    NETMKT_ATTRIBUTION_LAST_NON_DIRECT = 3, /**< "last_non_direct": the last one that is not "direct"; where there is no other, the last. */
    NETMKT_ATTRIBUTION_LINEAR = 4,          /**< "linear": all steps the same. */
    NETMKT_ATTRIBUTION_POSITION = 5,        /**< "position": first, last, and the rest among those between (40, 40, 20 %). */
    NETMKT_ATTRIBUTION_TIME_DECAY = 6,      /**< "time_decay": a weight that halves with the time before the conversion. */
    NETMKT_ATTRIBUTION_MARKOV = 7,          /**< "markov": removal effects in a Markov chain of order 1 to 4, solved exactly. */
    NETMKT_ATTRIBUTION_SHAPLEY = 8,         /**< "shapley": Shapley's value of the game whose coalitions win the paths that they cover. */
    NETMKT_ATTRIBUTION_SHAPLEY_RATE = 9     /**< "shapley_rate": of the game whose coalitions win the conversion rate of those paths. */
};

/** Name of a model, such as "markov"; NULL for an unknown number. Borrowed for ever.
 *  @since 0.1 */
NETMKT_API const char *netmkt_attribution_model_name(int32_t model);
/** Number of a model by name; -1 if there is none.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_attribution_model_by_name(const char *name);

/** What attribution needs to know of paths: counts in whole numbers, by model. Its size goes by the different transitions, lengths and
 *  channels, not by the paths (of #NETMKT_ATTRIBUTION_SHAPLEY_RATE by the different sets of channels). States of parts of the customers merge exactly, in any
 *  order. One thread at a time while it is changed; any number may read one that nobody changes. */
typedef struct netmkt_attribution netmkt_attribution;

/** Make an empty state.
 *  @param[in]  context   Context, or NULL.
 *  @param[in]  exponent  Digits of the minor unit of its money, 0 to 9.
 *  @param[in]  settings  attribution.order, attribution.half_life_days and attribution.half_life_steps, which are part of what is
 *                        counted; or NULL. Copied.
 *  @param[in]  models    For which models: the sum of 1 << NETMKT_ATTRIBUTION_...; 0 for all.
 *  @param[out] out       The state, owned by the caller: netmkt_attribution_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  @p out is NULL, a wrong exponent, or a bit that is no model.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_new(netmkt_context *context, int32_t exponent, const netmkt_settings *settings, uint32_t models,
                                                netmkt_attribution **out);

/** Release a state. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_attribution_free(netmkt_attribution *attribution);

/** Add paths from arrays. Path i has the steps begin[i] to begin[i + 1] - 1; step k is the channel named names[step[k]].
 *  @param[in] attribution  The state. Unchanged after a failure.
 *  @param[in] n            Paths.
 *  @param[in] begin        n + 1 ascending numbers. Borrowed for the call, as all below.
 *  @param[in] step         Numbers of names.
 *  @param[in] time_ms      When each step was, ascending within a path; or NULL: time decay then counts steps.
 *  @param[in] name_count   How many names.
 *  @param[in] names        Channels: UTF-8 of 1 to 511 bytes, without control characters, none twice.
 *  @param[in] conversions  How often each path led to a conversion; or NULL for once.
 *  @param[in] value        Money of these conversions together, minor units, >= 0; or NULL for none.
 *  @param[in] nulls        How often each path led to none; or NULL for never.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, @p begin descends, a path without a step, a step that is no name, times that descend, a wrong name.
 *  @retval NETMKT_E_RANGE    A negative value, a value without a conversion, more than 65,535 channels or 2^53 paths or steps, or a sum of
 *                            money that overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  The steps, and the size of the state: add many at once.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_update(netmkt_attribution *attribution, size_t n, const uint64_t *begin, const uint32_t *step,
                                                   const int64_t *time_ms, size_t name_count, const char *const *names,
                                                   const uint64_t *conversions, const int64_t *value, const uint64_t *nulls);

/** Add the paths of a store's customers, as they were at a moment: their touches up to each conversion, or to none (docs/reach.md).
 *  @param[in] attribution  The state. Unchanged after a failure.
 *  @param[in] store        The store.
 *  @param[in] settings     path.*, run.threads, and about whom is asked; or NULL.
 *  @param[in] as_of_ms     The moment, or #NETMKT_LATEST.
 *  @retval NETMKT_OK         Added.
 *  @retval NETMKT_E_INVALID  A NULL, or the store's money has another exponent than the state's.
 *  @retval NETMKT_E_RANGE    The moment, more than 65,535 steps of different name, or a sum that overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  O(events); the result does not depend on run.threads.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_update_store(netmkt_attribution *attribution, netmkt_store *store, const netmkt_settings *settings,
                                                         int64_t as_of_ms);

/** Add the paths of another state.
 *  @param[in] attribution  The state. Unchanged after a failure.
 *  @param[in] other        What is added; may be @p attribution itself, which is then doubled.
 *  @retval NETMKT_OK         Merged.
 *  @retval NETMKT_E_INVALID  A NULL, or they count different things: models, exponents, orders or half-lives differ.
 *  @retval NETMKT_E_RANGE    Too many paths or channels, or a sum that overflows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Complexity  The sizes of both.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_merge(netmkt_attribution *attribution, const netmkt_attribution *other);

/** Write a state as bytes (docs/reach.md has the form). Equal states have equal bytes, however they came about.
 *  @param[in]  attribution  The state.
 *  @param[out] buffer       Filled if @p capacity suffices; may be NULL if it is 0.
 *  @param[in]  capacity     Bytes in it.
 *  @param[out] size         Bytes needed; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_INVALID  @p attribution is NULL, or the buffer is.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p size says what is needed.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_serialize(const netmkt_attribution *attribution, void *buffer, size_t capacity, size_t *size);

/** Make a state from the bytes of netmkt_attribution_serialize(). Safe with any bytes.
 *  @param[in]  context  Context, or NULL.
 *  @param[in]  bytes    The bytes. Borrowed for the call.
 *  @param[in]  size     How many.
 *  @param[out] out      The state, owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL.
 *  @retval NETMKT_E_CORRUPT  No state, or a damaged one.
 *  @retval NETMKT_E_VERSION  Of a newer version than this library knows.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_deserialize(netmkt_context *context, const void *bytes, size_t size, netmkt_attribution **out);

/** What a state has counted, and whether the model's credits agree with it. Fill struct_size. */
typedef struct netmkt_attribution_check {
    uint32_t struct_size;          /**< sizeof(netmkt_attribution_check). */
    int32_t order;                 /**< Of the chain; 0 with other models. */
    uint32_t channels;             /**< Different channels on paths. */
    uint32_t states;               /**< Of the chain, with its start. */
    uint64_t transitions;          /**< Different ones from state to state. */
    uint64_t conversions;          /**< Of all paths with a step. */
    uint64_t nulls;                /**< Paths without a conversion. */
    int64_t value;                 /**< Money of the conversions, minor units. */
    uint64_t unattributed;         /**< Conversions that no step led to: not in @p conversions. */
    int64_t unattributed_value;    /**< Their money, minor units. */
    double credited;               /**< Sum of the channels' conversions. */
    double credited_value;         /**< Sum of their money, minor units. */
    double probability;            /**< Of a conversion, counted: conversions over all paths; NaN without a path. */
    double chain_probability;      /**< Of a conversion, by the chain's solution; NaN with other models. */
    double mean_value;             /**< Money per path, minor units, counted; NaN without a path. */
    double chain_mean_value;       /**< The same by the chain's solution; NaN with other models. */
} netmkt_attribution_check;

/** The credit of each channel.
 *  @param[in]  attribution  The state.
 *  @param[in]  model        NETMKT_ATTRIBUTION_..., one that the state counts for.
 *  @param[in]  settings     attribution.position_*, attribution.whole, attribution.samples, attribution.seed, run.threads; or NULL.
 *  @param[out] out          A row a channel, in order of their names: channel (text), conversions (real; with attribution.whole int), value (real, in whole
 *                           units of the currency; with attribution.whole money); of Markov removal_effect and removal_effect_value, the shares of
 *                           conversions and of money that would be lost without the channel; of the conversion-rate game conversions_error
 *                           and value_error, the standard errors of sampling (0 where it is exact). Owned by the caller. NULL after a failure.
 *  @param[out] check        Self-checks; may be NULL. The caller sets struct_size.
 *  @retval NETMKT_OK             Attributed. Credits add up to the totals.
 *  @retval NETMKT_E_INVALID      A NULL, no such model, or one that the state does not count for.
 *  @retval NETMKT_E_RANGE        Shares of the position model that add up to more than 1.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @retval NETMKT_E_CONVERGE     A chain too large to be solved directly, and paths too long for the iteration.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Complexity  Markov: chains of up to some hundred states O(states^3), larger ones O(channels * transitions * iterations).
 *  @par Source  Markov: Anderl, Becker, von Wangenheim, Schumann (2016), removal effects. Shapley: Zhao, Mahboobi, Bagheri (2018) for the set game.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_credit(const netmkt_attribution *attribution, int32_t model, const netmkt_settings *settings,
                                                   netmkt_table **out, netmkt_attribution_check *check);

/** The transitions of the chain.
 *  @param[in]  attribution  A state that counts for #NETMKT_ATTRIBUTION_MARKOV.
 *  @param[out] out          A row a transition: from ("(start)", or channels, the newest last), to ("(conversion)" and "(null)" are ends), count, probability.
 *                           Owned by the caller. NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  A NULL, or the state has no chain.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_attribution_transitions(const netmkt_attribution *attribution, netmkt_table **out);

/** Shapley's value of any game.
 *  @param[in]  players  1 to 24.
 *  @param[in]  worth    2^players finite numbers: of the coalition whose members are the bits of the index; worth[0] is subtracted from all.
 *  @param[out] value    One number a player; they add up to worth of all less worth[0].
 *  @retval NETMKT_OK         Computed.
 *  @retval NETMKT_E_INVALID  A NULL, or a wrong number of players.
 *  @retval NETMKT_E_RANGE    A worth that is not finite.
 *  @par Complexity  O(players * 2^players).
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_shapley_value(int32_t players, const double *worth, double *value);

NETMKT_END_DECLS
#endif
