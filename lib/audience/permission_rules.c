/* Rules of permission: lines that change settings for a saved segment or on a channel. docs/permission.md has the language. */
#include <string.h>

#include "audience/permission.h"
#include "base/context.h"
#include "base/nearest.h"
#include "base/number_text.h"
#include "base/status.h"
#include "stage/rules_scan.h"

#define PREFIX "permission."

enum { NAME_MOST = 63, SETTING_MOST = 40 };

typedef struct parser {
    netmkt__scan scan;
    netmkt_store *store;
    netmkt_permission_rules *rules;
    size_t capacity;
    int32_t segment;            /* of the line; -1: everybody */
    netmkt_channel_id channel;  /* 0: any */
} parser;

/* --- the left side --- */

static const char *channel_at(const void *unused, size_t i)
{
    (void)unused;
    return netmkt_channel_name((netmkt_channel_id)(i + 1));
}

/* A name, or what is wrong with the token. */
static netmkt_status take_name(parser *p, const char *what, char *name)
{
    if ((p->scan.type != NETMKT__SCAN_WORD && p->scan.type != NETMKT__SCAN_QUOTED) || p->scan.length == 0 || p->scan.length > NAME_MOST)
        return netmkt__scan_wants(&p->scan, what);
    memcpy(name, p->scan.token, p->scan.length);
    name[p->scan.length] = '\0';
    return netmkt__scan_next(&p->scan);
}

static netmkt_status read_channel(parser *p)
{
    char name[NAME_MOST + 1];
    size_t line;
    netmkt_status status = netmkt__scan_next(&p->scan);
    const char *nearest;

    line = p->scan.line;
    if (status == NETMKT_OK)
        status = take_name(p, "a channel", name);
    if (status != NETMKT_OK)
        return status;
    for (netmkt_channel_id id = 1; netmkt_channel_name(id) != NULL; id++)
        if (strcmp(netmkt_channel_name(id), name) == 0)
            p->channel = id;
    if (p->channel == 0 && p->store != NULL && netmkt_channel_by_name(p->store, name, &p->channel) == NETMKT_OK)
        return NETMKT_OK;
    if (p->channel != 0)
        return NETMKT_OK;
    nearest = netmkt__nearest(name, channel_at, NULL);
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: there is no channel \"%s\"; the nearest is \"%s\"", line, name, nearest);
    return netmkt__fail(NETMKT_E_FORMAT, "line %zu: there is no channel \"%s\"", line, name);
}

static netmkt_status read_segment(parser *p)
{
    netmkt_permission_rules *rules = p->rules;
    char name[NAME_MOST + 1];
    netmkt_status status = netmkt__scan_next(&p->scan);

    if (status == NETMKT_OK)
        status = take_name(p, "the name of a saved segment", name);
    if (status != NETMKT_OK)
        return status;
    for (size_t i = 0; i < rules->segments; i++)
        if (strcmp(rules->segment[i], name) == 0)
            p->segment = (int32_t)i;
    if (p->segment >= 0)
        return NETMKT_OK;
    if (rules->segments == NETMKT__PERMISSION_SEGMENTS)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d segments", p->scan.line, NETMKT__PERMISSION_SEGMENTS);
    memcpy(rules->segment[rules->segments], name, sizeof name);
    p->segment = (int32_t)rules->segments++;
    return NETMKT_OK;
}

/* "everybody" | "segment" NAME, ["on" CHANNEL], ":" */
static netmkt_status read_whom(parser *p)
{
    netmkt_status status = NETMKT_OK;

    p->segment = -1;
    p->channel = 0;
    if (netmkt__scan_is(&p->scan, "segment"))
        status = read_segment(p);
    else if (netmkt__scan_is(&p->scan, "everybody"))
        status = netmkt__scan_next(&p->scan);
    else
        return netmkt__scan_wants(&p->scan, "\"everybody\" or \"segment\"");
    if (status == NETMKT_OK && netmkt__scan_is(&p->scan, "on"))
        status = read_channel(p);
    if (status == NETMKT_OK && p->scan.type != NETMKT__SCAN_COLON)
        return netmkt__scan_wants(&p->scan, p->channel == 0 ? "\"on\" or a colon" : "a colon");
    return status == NETMKT_OK ? netmkt__scan_next(&p->scan) : status;
}

/* --- settings and values --- */

static const char *setting_at(const void *unused, size_t i)
{
    static const char *const names[] = {
#define NAME(id, name, type, least, most, standard, meaning) name,
        NETMKT__SETTINGS_PERMISSION(NAME)
#undef NAME
    };

    (void)unused;
    return i < sizeof names / sizeof names[0] ? names[i] + sizeof PREFIX - 1 : NULL;
}

static netmkt_status read_setting(parser *p, int32_t *setting)
{
    char name[SETTING_MOST + 1];
    const char *nearest;

    if (p->scan.type != NETMKT__SCAN_WORD || p->scan.length > SETTING_MOST)
        return netmkt__scan_wants(&p->scan, "a setting such as day, without \"permission.\",");
    memcpy(name, p->scan.token, p->scan.length);
    name[p->scan.length] = '\0';
    for (size_t i = 0; setting_at(NULL, i) != NULL; i++) {
        if (strcmp(setting_at(NULL, i), name) == 0) {
            *setting = NETMKT__SET_PERMISSION_DAY + (int32_t)i;
            return netmkt__scan_next(&p->scan);
        }
    }
    nearest = netmkt__nearest(name, setting_at, NULL);
    if (nearest != NULL)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: there is no setting \"%s\"; the nearest is \"%s\"", p->scan.line, name, nearest);
    return netmkt__scan_wants(&p->scan, "a setting such as day, without \"permission.\",");
}

static int is_cap(int32_t setting)
{
    return setting - NETMKT__SET_PERMISSION_DAY < NETMKT__CAPS;
}

static int is_minute(int32_t setting)
{
    return setting == NETMKT__SET_PERMISSION_QUIET_FROM || setting == NETMKT__SET_PERMISSION_QUIET_TO;
}

/* Behind the hours of a time of day: a colon was read. */
static netmkt_status read_minutes(parser *p, double *value)
{
    double minutes = 0.0;
    netmkt_status status = netmkt__scan_next(&p->scan);

    if (status != NETMKT_OK)
        return status;
    if (p->scan.type != NETMKT__SCAN_WORD || p->scan.length != 2 || netmkt__real_parse(p->scan.token, p->scan.length, &minutes) != NETMKT_OK ||
        minutes < 0.0 || minutes > 59.0)
        return netmkt__scan_wants(&p->scan, "minutes, two digits,");
    *value = *value * 60.0 + minutes;
    return netmkt__scan_next(&p->scan);
}

static netmkt_status read_value(parser *p, int32_t setting, double *value)
{
    netmkt_status status = NETMKT_OK;

    if (netmkt__scan_is(&p->scan, "yes") || netmkt__scan_is(&p->scan, "no"))
        *value = netmkt__scan_is(&p->scan, "yes");
    else if (is_cap(setting) && netmkt__scan_is(&p->scan, "none"))
        *value = -1.0;
    else if (p->scan.type != NETMKT__SCAN_WORD || netmkt__real_parse(p->scan.token, p->scan.length, value) != NETMKT_OK)
        return netmkt__scan_wants(&p->scan, is_cap(setting) ? "a number or \"none\"" : is_minute(setting) ? "a time such as 21:30" : "a number");
    status = netmkt__scan_next(&p->scan);
    if (status == NETMKT_OK && is_minute(setting) && p->scan.type == NETMKT__SCAN_COLON)
        status = read_minutes(p, value);
    return status;
}

/* The ranges are those of the settings, which know how to check them. */
static netmkt_status check_value(const parser *p, int32_t setting, double value, size_t line)
{
    char name[sizeof PREFIX + SETTING_MOST];
    netmkt_settings *settings;
    netmkt_status status = netmkt_settings_new(p->scan.context, &settings);

    if (status != NETMKT_OK)
        return status;
    memcpy(name, PREFIX, sizeof PREFIX);
    memcpy(name + sizeof PREFIX - 1, setting_at(NULL, (size_t)(setting - NETMKT__SET_PERMISSION_DAY)),
           strlen(setting_at(NULL, (size_t)(setting - NETMKT__SET_PERMISSION_DAY))) + 1);
    status = netmkt_settings_set_real(settings, name, value);
    netmkt_settings_free(settings);
    return status == NETMKT_E_RANGE ? netmkt__prefix(status, "line %zu: ", line) : status;
}

static netmkt_status read_item(parser *p)
{
    netmkt_permission_rules *rules = p->rules;
    int32_t setting = 0;
    double value = 0.0;
    size_t line = p->scan.line;
    netmkt_status status = netmkt__grow(p->scan.context, &rules->value, &p->capacity, rules->count + 1, sizeof *rules->value);

    if (status == NETMKT_OK)
        status = read_setting(p, &setting);
    if (status == NETMKT_OK)
        status = read_value(p, setting, &value);
    if (status == NETMKT_OK)
        status = check_value(p, setting, value, line);
    if (status != NETMKT_OK)
        return status;
    if (rules->count == NETMKT__PERMISSION_VALUES)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d values", line, NETMKT__PERMISSION_VALUES);
    rules->value[rules->count++] = (netmkt__permission_value){.value = value, .setting = setting, .segment = p->segment, .channel = p->channel};
    return NETMKT_OK;
}

static netmkt_status read_line(parser *p)
{
    netmkt_status status = read_whom(p);

    for (;;) {
        if (status == NETMKT_OK)
            status = read_item(p);
        if (status != NETMKT_OK || p->scan.type == NETMKT__SCAN_END || p->scan.type == NETMKT__SCAN_LINE)
            return status;
        if (p->scan.type != NETMKT__SCAN_COMMA)
            return netmkt__scan_wants(&p->scan, "a comma, or the end of the line,");
        status = netmkt__scan_next(&p->scan);
    }
}

static netmkt_status read_all(parser *p)
{
    netmkt_status status = netmkt__scan_next(&p->scan);

    for (;;) {
        while (status == NETMKT_OK && p->scan.type == NETMKT__SCAN_LINE)
            status = netmkt__scan_next(&p->scan);
        if (status != NETMKT_OK || p->scan.type == NETMKT__SCAN_END)
            return status;
        status = read_line(p);
    }
}

netmkt_status netmkt_permission_rules_parse(netmkt_store *store, const char *text, size_t length, netmkt_permission_rules **out)
{
    parser p = {.store = store};
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (text == NULL)
        return netmkt__misuse("text is NULL");
    p.scan = (netmkt__scan){.at = text, .end = text + length, .line = 1, .open = 1};
    p.scan.context = store != NULL ? netmkt__store_context(store) : NULL;
    p.rules = netmkt__calloc(p.scan.context, 1, sizeof *p.rules);
    if (p.rules == NULL)
        return netmkt__nomem();
    p.rules->context = p.scan.context;
    status = read_all(&p);
    if (status == NETMKT_OK && p.rules->count == 0)
        status = netmkt__fail(NETMKT_E_FORMAT, "no rule: a rule is a line such as segment vip on email: channel_day 3");
    if (status != NETMKT_OK) {
        netmkt_permission_rules_free(p.rules);
        return status;
    }
    *out = p.rules;
    return NETMKT_OK;
}

/* --- the handle --- */

void netmkt_permission_rules_free(netmkt_permission_rules *rules)
{
    if (rules != NULL) {
        netmkt__free(rules->context, rules->value);
        netmkt__free(rules->context, rules);
    }
}

static void release(netmkt_context *context, void *rules)
{
    (void)context;
    netmkt_permission_rules_free(rules);
}

netmkt_status netmkt_settings_set_permission_rules(netmkt_settings *settings, const netmkt_permission_rules *rules)
{
    netmkt_permission_rules *copy = NULL;
    netmkt_context *context;

    if (settings == NULL)
        return netmkt__misuse("settings is NULL");
    context = netmkt__settings_context(settings);
    if (rules != NULL) {
        copy = netmkt__alloc(context, 1, sizeof *copy);
        if (copy == NULL)
            return netmkt__nomem();
        *copy = *rules;
        copy->context = context;
        copy->value = netmkt__alloc(context, rules->count, sizeof *copy->value);
        if (copy->value == NULL) {
            netmkt__free(context, copy);
            return netmkt__nomem();
        }
        memcpy(copy->value, rules->value, rules->count * sizeof *copy->value);
    }
    netmkt__settings_attach(settings, NETMKT__ATTACH_PERMISSION, copy, release);
    return NETMKT_OK;
}

const netmkt_permission_rules *netmkt__permission_rules_of(const netmkt_settings *settings)
{
    return netmkt__settings_attached(settings, NETMKT__ATTACH_PERMISSION);
}
