/** @file readiness.h  Rules of readiness as data: which evidence puts a customer into which stage.
 *
 *  A rule is a line: a stage, what its evidence means in quotes, a colon, and conditions joined by "and". The highest stage of which a
 *  rule holds is the customer's; of several rules of a stage that hold, the last of the text is named.
 *
 *      know  "came":              visit, view, search
 *      trust "came back":         at least 2 days of visit, view, search
 *      buy   "ordered, kept it":  order kept
 *      loyal "buys often":        at least 3 order kept within 365 days and active at least 0.5
 *
 *  docs/stages.md has the whole language, and the default rules event by event. */
#ifndef NETMKT_READINESS_H
#define NETMKT_READINESS_H

#include <netmkt/settings.h>
#include <netmkt/store.h>

NETMKT_BEGIN_DECLS

/** Rules of readiness. Immutable: any number of threads may use them. */
typedef struct netmkt_readiness_rules netmkt_readiness_rules;

/** One rule. */
typedef struct netmkt_readiness_rule_description {
    uint32_t struct_size;  /**< sizeof(netmkt_readiness_rule_description); set by the caller. */
    int32_t stage;         /**< NETMKT_READINESS_... */
    const char *meaning;   /**< What its evidence means, such as "ordered, and kept it". Borrowed until the rules are freed. */
    const char *condition; /**< Its conditions as text. Borrowed until the rules are freed. */
} netmkt_readiness_rule_description;

/** Read rules from text.
 *  @param[in]  store   For the names of kinds and channels that its embedder registered, whose numbers the rules then hold; NULL: built-in
 *                      names alone.
 *  @param[in]  text    UTF-8. Borrowed for the call.
 *  @param[in]  length  Its bytes.
 *  @param[out] out     The rules, owned by the caller: netmkt_readiness_rules_free(). NULL after a failure.
 *  @retval NETMKT_OK         Read.
 *  @retval NETMKT_E_INVALID  @p text or @p out is NULL.
 *  @retval NETMKT_E_FORMAT   Something else than a rule, none, or more than 200; the message has the line, what is expected there, and of a
 *                            mistyped name the nearest known one.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @par Threads     Any; reads the store.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_readiness_rules_parse(netmkt_store *store, const char *text, size_t length, netmkt_readiness_rules **out);

/** Release rules. NULL is ignored. Settings that were given them keep their own copy.
 *  @since 0.1 */
NETMKT_API void netmkt_readiness_rules_free(netmkt_readiness_rules *rules);

/** How many rules there are; NULL: of the default ones. Rules are numbered from 1 to that, in the order of the text.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_readiness_rules_count(const netmkt_readiness_rules *rules);

/** Describe a rule.
 *  @param[in]     rules  The rules; NULL: the default ones.
 *  @param[in]     rule   Its number, from 1.
 *  @param[in,out] out    struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_DONE           No such rule.
 *  @retval NETMKT_E_INVALID      @p out is NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_readiness_rules_describe(const netmkt_readiness_rules *rules, int32_t rule, netmkt_readiness_rule_description *out);

/** Write rules as text that netmkt_readiness_rules_parse() reads as the same rules.
 *  @param[in]  rules     The rules; NULL: the default ones.
 *  @param[out] buffer    UTF-8 and a NUL, if @p capacity holds them; may be NULL if it is 0.
 *  @param[in]  capacity  Bytes of the buffer.
 *  @param[out] length    Bytes of the text, without the NUL; may be NULL.
 *  @retval NETMKT_OK         Written.
 *  @retval NETMKT_E_RANGE    The buffer is too small; @p length says what is needed, less the NUL.
 *  @retval NETMKT_E_INVALID  No buffer.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_readiness_rules_print(const netmkt_readiness_rules *rules, char *buffer, size_t capacity, size_t *length);

/** Judge by these rules wherever the settings are given: stages, counts, histories, and what is built on them.
 *  @param[in] settings  The settings.
 *  @param[in] rules     The rules, copied; NULL: the default ones again.
 *  @retval NETMKT_OK         Set.
 *  @retval NETMKT_E_INVALID  @p settings is NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory; nothing changed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_set_readiness_rules(netmkt_settings *settings, const netmkt_readiness_rules *rules);

NETMKT_END_DECLS
#endif
