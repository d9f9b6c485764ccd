/** @file settings.h  Thresholds and options by documented name. */
#ifndef NETMKT_SETTINGS_H
#define NETMKT_SETTINGS_H

#include <netmkt/context.h>

NETMKT_BEGIN_DECLS

/** A set of values for named settings, all at their defaults when new. One thread at a time while it is
 *  changed; any number of threads may read one that nobody changes. Functions that take settings accept
 *  NULL for the defaults. docs/settings.md lists every name; so does netmkt_settings_describe(). */
typedef struct netmkt_settings netmkt_settings;

enum {
    NETMKT_SETTING_REAL = 1, /**< A real number. */
    NETMKT_SETTING_INT = 2   /**< A whole number; yes and no are 1 and 0. */
};

/** What is known of one setting. */
typedef struct netmkt_setting_description {
    uint32_t struct_size; /**< sizeof(netmkt_setting_description); set by the caller. */
    int32_t type;         /**< NETMKT_SETTING_... */
    double least;         /**< Smallest value allowed. */
    double most;          /**< Largest value allowed. */
    double standard;      /**< Default. */
    const char *name;     /**< Such as "lifecycle.introduction_days"; borrowed for ever. */
    const char *meaning;  /**< One sentence with the unit; borrowed for ever. */
} netmkt_setting_description;

/** Make settings with every value at its default.
 *  @param[in]  context  Context, or NULL for the defaults.
 *  @param[out] out      Owned by the caller: netmkt_settings_free(). NULL after a failure.
 *  @retval NETMKT_OK         Made.
 *  @retval NETMKT_E_INVALID  @p out is NULL.
 *  @retval NETMKT_E_NOMEM    Out of memory.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_new(netmkt_context *context, netmkt_settings **out);

/** Release settings. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_settings_free(netmkt_settings *settings);

/** Set a value by name.
 *  @param[in] settings  The settings.
 *  @param[in] name      A name that netmkt_settings_describe() lists.
 *  @param[in] value     Within the setting's range; whole for a setting of type int.
 *  @retval NETMKT_OK           Set.
 *  @retval NETMKT_E_INVALID    An argument is NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such setting; the message has the nearest name. Nothing changed.
 *  @retval NETMKT_E_RANGE      Out of range, not finite, or not whole; the message has the range. Nothing changed.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_set_real(netmkt_settings *settings, const char *name, double value);

/** Set a value from text, as from a command line or file: a decimal number, or "yes" and "no" for 1 and 0.
 *  @retval NETMKT_E_FORMAT  No number; nothing changed. Otherwise as netmkt_settings_set_real().
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_set_text(netmkt_settings *settings, const char *name, const char *value);

/** Read a value by name.
 *  @param[in]  settings  The settings, or NULL for the defaults.
 *  @param[in]  name      A name.
 *  @param[out] out       The value.
 *  @retval NETMKT_OK           Read.
 *  @retval NETMKT_E_INVALID    An argument is NULL.
 *  @retval NETMKT_E_NOT_FOUND  No such setting.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_get_real(const netmkt_settings *settings, const char *name, double *out);

/** Ask about some customers only: reports count and list them alone, as if there were no others. Models, and what compares a customer
 *  with the population (RFM scores by rank, when an offer was first ordered), are still fitted to everybody. Functions whose settings say
 *  "customers asked about" do so; a question about one customer is answered whoever he is.
 *  @param[in] settings   The settings.
 *  @param[in] customers  Their ids, in any order; copied. NULL: everybody again.
 *  @param[in] n          How many; 0, with @p customers not NULL: nobody.
 *  @retval NETMKT_OK         Set.
 *  @retval NETMKT_E_INVALID  @p settings is NULL.
 *  @retval NETMKT_E_RANGE    An id is 0 or above 4294967295; nothing changed.
 *  @retval NETMKT_E_NOMEM    Out of memory; nothing changed.
 *  @par Complexity  A bit for every id up to the largest.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_set_customers(netmkt_settings *settings, const uint64_t *customers, size_t n);

/** Do the settings ask about a customer? For reports of the caller's own.
 *  @param[in] settings  The settings, or NULL, which ask about everybody.
 *  @param[in] customer  His id.
 *  @return 1 if they do, else 0.
 *  @par Threads  Any, while nobody changes the settings.
 *  @since 0.1 */
NETMKT_API int32_t netmkt_settings_asks_about(const netmkt_settings *settings, uint64_t customer);

/** How many settings there are: indexes 0 to count - 1 of netmkt_settings_describe().
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API size_t netmkt_settings_count(void);

/** Describe a setting by index, in the order of docs/settings.md.
 *  @param[in]     index  0 to netmkt_settings_count() - 1.
 *  @param[in,out] out    struct_size set by the caller; the rest is filled.
 *  @retval NETMKT_OK             Filled.
 *  @retval NETMKT_DONE           No such index.
 *  @retval NETMKT_E_INVALID      @p out is NULL.
 *  @retval NETMKT_E_UNSUPPORTED  Unknown struct_size.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_settings_describe(size_t index, netmkt_setting_description *out);

NETMKT_END_DECLS
#endif
