/* Names and numbers of the language of rules: kinds, channels, stages, words that must be there. */
#include <math.h>
#include <netmkt/stage.h>
#include <string.h>

#include "base/nearest.h"
#include "base/number_text.h"
#include "base/settings.h"
#include "base/status.h"
#include "stage/rules_parser.h"

enum { NAME_ROOM = 256 };

/* --- names --- */

static const char *kind_at(const void *unused, size_t i)
{
    (void)unused;
    return netmkt_kind_name((netmkt_kind_id)(i + 1));
}

static const char *channel_at(const void *unused, size_t i)
{
    (void)unused;
    return netmkt_channel_name((netmkt_channel_id)(i + 1));
}

static const char *stage_at(const void *unused, size_t i)
{
    (void)unused;
    return netmkt_readiness_name((int32_t)i + 1);
}

static netmkt_status unknown_name(const netmkt__parser *p, const char *what, const char *name, netmkt__name_at name_at)
{
    const char *nearest = netmkt__nearest(name, name_at, NULL);

    if (nearest == NULL)
        return netmkt__scan_wants(&p->scan, what);
    return netmkt__fail(NETMKT_E_FORMAT, "line %zu: %s is expected, not \"%.40s\"; the nearest is \"%s\"", p->scan.line, what, name, nearest);
}

/* The token as text with a NUL; 0 if it is no name. */
static int name_of(const netmkt__parser *p, char name[NAME_ROOM])
{
    if ((p->scan.type != NETMKT__SCAN_WORD && p->scan.type != NETMKT__SCAN_QUOTED) || p->scan.length >= NAME_ROOM)
        return 0;
    memcpy(name, p->scan.token, p->scan.length);
    name[p->scan.length] = '\0';
    return 1;
}

static int find_name(const char *name, netmkt__name_at name_at, uint32_t *id)
{
    const char *known;

    for (size_t i = 0; (known = name_at(NULL, i)) != NULL; i++) {
        if (strcmp(known, name) == 0) {
            *id = (uint32_t)i + 1;
            return 1;
        }
    }
    return 0;
}

static netmkt_status read_id(netmkt__parser *p, int channel, uint32_t *id)
{
    netmkt__name_at names = channel ? channel_at : kind_at;
    const char *what = channel ? "a channel" : "a kind of event";
    uint16_t found = 0;
    char name[NAME_ROOM];

    if (!name_of(p, name))
        return netmkt__scan_wants(&p->scan, what);
    if (find_name(name, names, id))
        return NETMKT_OK;
    if (p->store == NULL || (channel ? netmkt_channel_by_name(p->store, name, &found) : netmkt_kind_by_name(p->store, name, &found)) != NETMKT_OK)
        return unknown_name(p, what, name, names);
    *id = found;
    return NETMKT_OK;
}

static netmkt_status add_id(const netmkt__parser *p, netmkt__id_set *set, uint32_t id)
{
    if (id < 64) {
        set->low |= UINT64_C(1) << id;
        return NETMKT_OK;
    }
    if (set->others == NETMKT__IDS_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "line %zu: more than %d registered names in a list", p->scan.line, NETMKT__IDS_MOST);
    set->other[set->others++] = (uint16_t)id;
    return NETMKT_OK;
}

/* NAME {"," NAME} */
netmkt_status netmkt__parse_ids(netmkt__parser *p, int channel, netmkt__id_set *set)
{
    for (;;) {
        uint32_t id = 0;
        netmkt_status status = read_id(p, channel, &id);

        if (status == NETMKT_OK)
            status = add_id(p, set, id);
        if (status == NETMKT_OK)
            status = netmkt__scan_accept(&p->scan);
        if (status != NETMKT_OK || p->scan.type != NETMKT__SCAN_COMMA)
            return status;
        status = netmkt__scan_accept(&p->scan);
        if (status != NETMKT_OK)
            return status;
    }
}

netmkt_status netmkt__parse_word(netmkt__parser *p, const char *word)
{
    char quoted[32] = "\"";

    if (netmkt__scan_is(&p->scan, word))
        return netmkt__scan_accept(&p->scan);
    (void)strncat(quoted, word, sizeof quoted - 3);
    (void)strcat(quoted, "\"");
    return netmkt__scan_wants(&p->scan, quoted);
}

/* --- numbers --- */

netmkt_status netmkt__parse_number(netmkt__parser *p, double least, double most, int whole, netmkt__rule_number *out)
{
    const netmkt__scan *s = &p->scan;
    char name[NAME_ROOM];
    int index = -1;
    double value = 0.0;

    if (s->type != NETMKT__SCAN_WORD || !name_of(p, name))
        return netmkt__scan_wants(s, "a number, or the name of a setting,");
    if (strchr("0123456789+-.", name[0]) == NULL) {
        netmkt_status status = netmkt__setting_index(name, &index);

        if (status != NETMKT_OK)
            return netmkt__prefix(NETMKT_E_FORMAT, "line %zu: ", s->line);
    } else {
        netmkt_status status = netmkt__real_parse(s->token, s->length, &value);

        if (status != NETMKT_OK)
            return netmkt__prefix(NETMKT_E_FORMAT, "line %zu: ", s->line);
        if (!(value >= least && value <= most) || (whole && value != floor(value)))
            return netmkt__fail(NETMKT_E_FORMAT, "line %zu: a %snumber from %g to %g is expected, not %.40s", s->line, whole ? "whole " : "", least, most,
                                name);
    }
    *out = (netmkt__rule_number){value, index, 0};
    return netmkt__scan_accept(&p->scan);
}

netmkt_status netmkt__parse_stage(netmkt__parser *p, int32_t *out)
{
    static const char what[] = "a stage (know, trust, like, buy, loyal or advocate)";
    char name[NAME_ROOM];
    uint32_t stage;

    if (p->scan.type != NETMKT__SCAN_WORD || !name_of(p, name))
        return netmkt__scan_wants(&p->scan, what);
    if (!find_name(name, stage_at, &stage))
        return unknown_name(p, what, name, stage_at);
    *out = (int32_t)stage;
    return netmkt__scan_next(&p->scan);
}
