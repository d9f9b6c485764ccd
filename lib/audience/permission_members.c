/* Which settings are in force for a customer: those given, and what the rules say of the saved segments he is in. */
#include <math.h>
#include <string.h>

#include "audience/permission.h"
#include "audience/segment.h"
#include "base/calendar.h"
#include "base/context.h"
#include "base/status.h"

enum { SETTINGS = NETMKT__SET_PERMISSION_SUPPRESSION_EXEMPT - NETMKT__SET_PERMISSION_DAY + 1 };

#define VALUE(name) value[NETMKT__SET_PERMISSION_##name - NETMKT__SET_PERMISSION_DAY]

const int64_t netmkt__cap_ms[NETMKT__CAPS] = {NETMKT__DAY_MS, 7 * NETMKT__DAY_MS, 30 * NETMKT__DAY_MS, NETMKT__DAY_MS, 7 * NETMKT__DAY_MS,
                                             30 * NETMKT__DAY_MS, INT64_MAX};

static void set_limits(const double *value, const netmkt__contact *contact, netmkt__contact_limits *out)
{
    uint32_t served = UINT32_C(1) << (contact->purpose - 1);
    int push = (netmkt__store_channel_properties(contact->store, contact->channel) & NETMKT_CHANNEL_PUSH) != 0;
    int exempt = ((uint32_t)VALUE(EXEMPT) & served) != 0, never_quiet = ((uint32_t)VALUE(QUIET_EXEMPT) & served) != 0;
    int suppression_exempt = ((uint32_t)VALUE(SUPPRESSION_EXEMPT) & served) != 0;

    out->back_ms = 0;
    for (int c = 0; c < NETMKT__CAPS; c++) {
        out->cap[c] = exempt || (c == NETMKT__CAPS - 1 && contact->campaign == 0) ? -1 : (int64_t)value[c];
        if (out->cap[c] >= 0 && out->back_ms < netmkt__cap_ms[c])
            out->back_ms = netmkt__cap_ms[c];
    }
    out->quiet_from_ms = (int64_t)VALUE(QUIET_FROM) * 60000;
    out->quiet_to_ms = never_quiet ? out->quiet_from_ms : (int64_t)VALUE(QUIET_TO) * 60000;
    out->quiet_days = never_quiet ? 0 : (uint32_t)VALUE(QUIET_DAYS);
    out->complaint_ms = exempt ? 0 : llround(VALUE(COMPLAINT) * (double)NETMKT__DAY_MS);
    out->request_ms = exempt ? 0 : llround(VALUE(REQUEST) * (double)NETMKT__DAY_MS);
    if (out->back_ms < out->complaint_ms)
        out->back_ms = out->complaint_ms;
    if (out->back_ms < out->request_ms)
        out->back_ms = out->request_ms;
    out->exempt = (uint32_t)VALUE(EXEMPT);
    out->age = (int32_t)VALUE(AGE);
    out->named = ((uint32_t)VALUE(CONSENT_EXEMPT) & served) != 0;
    out->consent = !out->named && (VALUE(CONSENT) == 2.0 || (VALUE(CONSENT) == 1.0 && push));
    out->confirmed = VALUE(CONFIRMED) != 0.0;
    out->consent_ms = llround(VALUE(CONSENT_DAYS) * (double)NETMKT__DAY_MS);
    out->bounces = (uint32_t)VALUE(BOUNCES);
    out->complaints = suppression_exempt ? 0 : (uint32_t)VALUE(COMPLAINTS);
    out->listed = !suppression_exempt;
    out->bounce_ms = llround(VALUE(BOUNCE_DAYS) * (double)NETMKT__DAY_MS);
    out->age_unknown = VALUE(AGE_UNKNOWN) != 0.0;
}

void netmkt__contact_limits_of(const netmkt_settings *settings, const netmkt__contact *contact, uint32_t members, netmkt__contact_limits *out)
{
    const netmkt_permission_rules *rules = netmkt__permission_rules_of(settings);
    double value[SETTINGS];

    for (int i = 0; i < SETTINGS; i++)
        value[i] = netmkt__setting(settings, NETMKT__SET_PERMISSION_DAY + i);
    for (size_t i = 0; rules != NULL && i < rules->count; i++) {
        const netmkt__permission_value *v = &rules->value[i];

        if ((v->segment < 0 || (members >> v->segment & 1) != 0) && (v->channel == 0 || v->channel == contact->channel))
            value[v->setting - NETMKT__SET_PERMISSION_DAY] = v->value;
    }
    set_limits(value, contact, out);
}

/* --- who is in which segment --- */

/* The segments, a bit each, whose members are told something about the channel; 0: about any. */
static uint32_t segments_of(const netmkt_permission_rules *rules, netmkt_channel_id channel)
{
    uint32_t bits = 0;

    for (size_t i = 0; rules != NULL && i < rules->count; i++)
        if (rules->value[i].segment >= 0 && (channel == 0 || rules->value[i].channel == 0 || rules->value[i].channel == channel))
            bits |= UINT32_C(1) << rules->value[i].segment;
    return bits;
}

/* Load a saved segment, which must not ask for permission: that would go round in circles. */
static netmkt_status load_segment(netmkt_store *store, const char *name, netmkt_segment **out)
{
    netmkt__segment_tree tree = {.context = NULL};
    uint32_t asks;
    size_t at;
    netmkt_status status = netmkt_segment_load(store, name, out);

    if (status == NETMKT_OK)
        status = netmkt__store_read(store, 0);
    if (status != NETMKT_OK)
        return status;
    status = netmkt__segment_read(store, (*out)->text, NULL, 0, &tree, &at);
    asks = tree.permits.count;
    netmkt__tree_free(&tree);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK && asks > 0)
        return netmkt__fail(NETMKT_E_FORMAT, "it asks may_contact() itself; rules need segments that do not");
    return status;
}

netmkt_status netmkt__permission_member(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, netmkt_customer_id customer,
                                        int64_t when_ms, uint32_t *members)
{
    const netmkt_permission_rules *rules = netmkt__permission_rules_of(settings);
    netmkt_status status = NETMKT_OK;

    *members = 0;
    for (uint32_t left = segments_of(rules, channel); left != 0 && status == NETMKT_OK; left &= left - 1) {
        int i = __builtin_ctz(left);
        netmkt_segment *segment = NULL;
        int32_t result = NETMKT_SEGMENT_NO;

        status = load_segment(store, rules->segment[i], &segment);
        if (status == NETMKT_OK)
            status = netmkt_segment_test(store, segment, settings, customer, when_ms, &result);
        if (status != NETMKT_OK)
            status = netmkt__prefix(status, "rules of permission, segment %.64s: ", rules->segment[i]);
        netmkt_segment_free(segment);
        *members |= (uint32_t)(result == NETMKT_SEGMENT_YES) << i;
    }
    return status;
}

static netmkt_status add_members(netmkt_store *store, const netmkt_settings *settings, const char *name, int64_t when_ms, uint32_t bit, size_t n,
                                 const netmkt_customer_id *customers, uint32_t *members)
{
    netmkt_segment *segment = NULL;
    netmkt_settings *asked = NULL;
    netmkt_status status = load_segment(store, name, &segment);

    if (status == NETMKT_OK)
        status = netmkt__settings_unlimited(settings, &asked);
    if (status == NETMKT_OK)
        status = netmkt_segment_limit(store, segment, asked, when_ms);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        if (netmkt__setting_wants(asked, customers != NULL ? customers[i] : i + 1))
            members[i] |= bit;
    netmkt_settings_free(asked);
    netmkt_segment_free(segment);
    return status == NETMKT_OK ? NETMKT_OK : netmkt__prefix(status, "rules of permission, segment %.64s: ", name);
}

netmkt_status netmkt__permission_members(netmkt_store *store, const netmkt_settings *settings, netmkt_channel_id channel, int64_t when_ms, size_t n,
                                         const netmkt_customer_id *customers, uint32_t *members)
{
    const netmkt_permission_rules *rules = netmkt__permission_rules_of(settings);
    netmkt_status status = NETMKT_OK;

    memset(members, 0, n * sizeof *members);
    for (uint32_t left = segments_of(rules, channel); left != 0 && status == NETMKT_OK; left &= left - 1) {
        int i = __builtin_ctz(left);

        status = add_members(store, settings, rules->segment[i], when_ms, UINT32_C(1) << i, n, customers, members);
    }
    return status;
}
