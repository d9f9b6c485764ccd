/* The handle of rules: ownership, description, text; and settings that hold a copy. */
#include "stage/rules.h"

#include <netmkt/stage.h>
#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/words.h"

static void release(netmkt_context *context, void *rules)
{
    (void)context;
    netmkt_readiness_rules_free(rules);
}

void netmkt_readiness_rules_free(netmkt_readiness_rules *rules)
{
    if (rules == NULL || rules == &netmkt__default_rules)
        return;
    netmkt__free(rules->context, (void *)(uintptr_t)rules->rule); /* ours: only the default rules are constant */
    netmkt__free(rules->context, rules->text);
    netmkt__free(rules->context, rules);
}

const netmkt_readiness_rules *netmkt__rules_of(const netmkt_settings *settings)
{
    const netmkt_readiness_rules *held = netmkt__settings_attached(settings, NETMKT__ATTACH_READINESS);

    return held != NULL ? held : &netmkt__default_rules;
}

static netmkt_status copy_rules(netmkt_context *context, const netmkt_readiness_rules *from, netmkt_readiness_rules **out)
{
    netmkt_readiness_rules *to = netmkt__calloc(context, 1, sizeof *to);
    netmkt__rule *rule = netmkt__alloc(context, from->count, sizeof *rule);
    char *text = netmkt__alloc(context, from->text_size, 1);

    if (to == NULL || rule == NULL || text == NULL) {
        netmkt__free(context, to);
        netmkt__free(context, rule);
        netmkt__free(context, text);
        return netmkt__nomem();
    }
    memcpy(rule, from->rule, from->count * sizeof *rule);
    if (from->text_size > 0)
        memcpy(text, from->text, from->text_size);
    for (size_t i = 0; from->text_size > 0 && i < from->count; i++) {
        rule[i].meaning = text + (rule[i].meaning - from->text);
        rule[i].text = text + (rule[i].text - from->text);
    }
    *to = (netmkt_readiness_rules){context, rule, from->count, text, from->text_size};
    *out = to;
    return NETMKT_OK;
}

netmkt_status netmkt_settings_set_readiness_rules(netmkt_settings *settings, const netmkt_readiness_rules *rules)
{
    netmkt_readiness_rules *copy = NULL;

    if (settings == NULL)
        return netmkt__misuse("settings is NULL");
    if (rules != NULL) {
        netmkt_status status = copy_rules(netmkt__settings_context(settings), rules, &copy);

        if (status != NETMKT_OK)
            return status;
    }
    netmkt__settings_attach(settings, NETMKT__ATTACH_READINESS, copy, release);
    return NETMKT_OK;
}

int32_t netmkt_readiness_rules_count(const netmkt_readiness_rules *rules)
{
    return (int32_t)(rules != NULL ? rules : &netmkt__default_rules)->count;
}

netmkt_status netmkt_readiness_rules_describe(const netmkt_readiness_rules *rules, int32_t rule, netmkt_readiness_rule_description *out)
{
    const netmkt_readiness_rules *from = rules != NULL ? rules : &netmkt__default_rules;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    if (out->struct_size != sizeof *out)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "netmkt_readiness_rule_description of %u bytes, this library knows %zu", out->struct_size,
                            sizeof *out);
    if (rule < 1 || (size_t)rule > from->count)
        return NETMKT_DONE;
    out->stage = from->rule[rule - 1].stage;
    out->meaning = from->rule[rule - 1].meaning;
    out->condition = from->rule[rule - 1].text;
    return NETMKT_OK;
}

netmkt_status netmkt_readiness_rules_print(const netmkt_readiness_rules *rules, char *buffer, size_t capacity, size_t *length)
{
    const netmkt_readiness_rules *from = rules != NULL ? rules : &netmkt__default_rules;
    netmkt__words w = {buffer, capacity, 0};

    if (buffer == NULL && capacity > 0)
        return netmkt__misuse("a buffer is needed");
    for (size_t i = 0; i < from->count; i++) {
        netmkt__say(&w, netmkt_readiness_name(from->rule[i].stage));
        netmkt__say(&w, " \"");
        netmkt__say(&w, from->rule[i].meaning);
        netmkt__say(&w, "\": ");
        netmkt__say(&w, from->rule[i].text);
        netmkt__say(&w, "\n");
    }
    return netmkt__say_end(&w, length);
}

const char *netmkt_readiness_rule(const netmkt_settings *settings, int32_t rule)
{
    const netmkt_readiness_rules *rules = netmkt__rules_of(settings);

    return rule >= 1 && (size_t)rule <= rules->count ? rules->rule[rule - 1].meaning : NULL;
}
