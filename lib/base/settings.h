/* Settings inside: one table of all names, a file a subject, an index a name. */
#ifndef NETMKT_BASE_SETTINGS_H
#define NETMKT_BASE_SETTINGS_H

#include <netmkt/settings.h>

#include "base/settings_cohort.h"
#include "base/settings_curve.h"
#include "base/settings_experiment.h"
#include "base/settings_maturity.h"
#include "base/settings_permission.h"
#include "base/settings_reach.h"
#include "base/settings_recommend.h"
#include "base/settings_relation.h"
#include "base/settings_response.h"
#include "base/settings_stage.h"
#include "base/settings_value.h"

/* X(identifier, "name", type, least, most, standard, "meaning"): a group a subject, in the order of docs/settings.md. */
#define NETMKT__SETTINGS(X)    \
    NETMKT__SETTINGS_VALUE(X)  \
    NETMKT__SETTINGS_STAGE(X)  \
    NETMKT__SETTINGS_RELATION(X) \
    NETMKT__SETTINGS_RESPONSE(X) \
    NETMKT__SETTINGS_COHORT(X) \
    NETMKT__SETTINGS_REACH(X) \
    NETMKT__SETTINGS_RECOMMEND(X) \
    NETMKT__SETTINGS_MATURITY(X) \
    NETMKT__SETTINGS_PERMISSION(X) \
    NETMKT__SETTINGS_EXPERIMENT(X) \
    NETMKT__SETTINGS_CURVE(X)

enum {
#define NETMKT__SETTING_INDEX(id, name, type, least, most, standard, meaning) NETMKT__SET_##id,
    NETMKT__SETTINGS(NETMKT__SETTING_INDEX)
#undef NETMKT__SETTING_INDEX
    NETMKT__SETTING_COUNT
};

/* The value of setting NETMKT__SET_...; `settings` NULL: its default. */
double netmkt__setting(const netmkt_settings *settings, int index);
uint32_t netmkt__setting_threads(const netmkt_settings *settings);
/* 1 if the settings limit the question to some customers. */
int netmkt__setting_limits(const netmkt_settings *settings);
/* The same settings about everybody, for a question behind the question: to be freed before the others are changed or freed. `settings` not NULL. */
netmkt_status netmkt__settings_unlimited(const netmkt_settings *settings, netmkt_settings **out);
/* Values and customers asked about (NULL: the defaults), without what is attached, for an object that lives on: netmkt_settings_free(). NULL after NETMKT_E_NOMEM. */
netmkt_status netmkt__settings_copy(const netmkt_settings *settings, netmkt_context *context, netmkt_settings **out);
/* 1 unless the settings limit the question to customers of whom this is none. */
int netmkt__setting_wants(const netmkt_settings *settings, uint64_t customer);
/* The index of a setting by name. NETMKT_E_NOT_FOUND: the message has the nearest name. */
netmkt_status netmkt__setting_index(const char *name, int *index);
netmkt_context *netmkt__settings_context(const netmkt_settings *settings);

/* An object of a floor above that the settings own, one of each sort: `release` frees it when another takes its place (NULL: none), or with them. */
enum { NETMKT__ATTACH_READINESS, NETMKT__ATTACH_PERMISSION, NETMKT__ATTACHMENTS };
typedef void (*netmkt__release)(netmkt_context *context, void *object);
void netmkt__settings_attach(netmkt_settings *settings, int sort, void *object, netmkt__release release);
const void *netmkt__settings_attached(const netmkt_settings *settings, int sort); /* NULL: none */
/* Clear keep[id - 1] of every customer among the first n whom the settings do not ask about. */
void netmkt__setting_limit(const netmkt_settings *settings, size_t n, uint8_t *keep);

#endif
