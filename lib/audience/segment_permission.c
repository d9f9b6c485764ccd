/* may_contact(CHANNEL, PURPOSE) in a segment: a yes or no, found for everybody before the segment is matched, as judgements are. */
#include <string.h>

#include "audience/permission.h"
#include "audience/segment_match.h"
#include "audience/segment_parser.h"
#include "base/context.h"
#include "base/status.h"
#include "store/store.h"

enum { PURPOSES = NETMKT_FUNCTION_ONLINE_RESEARCH };

/* A channel by name: *out, and its name. */
static netmkt_status read_channel(netmkt__parser *p, netmkt_channel_id *out, const char **word)
{
    uint32_t count = netmkt__store_channels(p->store), used = 0;
    size_t length, at = p->now.at;
    const char **names;

    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "a channel");
    *word = netmkt__parser_word(p, &length);
    names = netmkt__tree_room(p->tree, (size_t)count * sizeof *names);
    if (*word == NULL || names == NULL)
        return netmkt__nomem();
    *out = length > 0 ? netmkt__channel_find(&p->store->records.channels, *word, length) : 0;
    if (*out != 0)
        return NETMKT_OK;
    for (uint32_t i = 1; i < count; i++)
        if (netmkt__store_channel_name(p->store, (netmkt_channel_id)i)[0] != '\0')
            names[used++] = netmkt__store_channel_name(p->store, (netmkt_channel_id)i);
    return netmkt__parser_unknown(p, at, "channel", *word, names, used);
}

static netmkt_status read_purpose(netmkt__parser *p, int32_t *out, const char **word)
{
    const char *names[PURPOSES];
    size_t length, at = p->now.at;

    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "a purpose, such as sales_promotion");
    *word = netmkt__parser_word(p, &length);
    if (*word == NULL)
        return netmkt__nomem();
    for (int32_t i = 1; i <= PURPOSES; i++) {
        names[i - 1] = netmkt_function_name(i);
        if (strcmp(names[i - 1], *word) == 0) {
            *out = i;
            return NETMKT_OK;
        }
    }
    return netmkt__parser_unknown(p, at, "purpose", *word, names, PURPOSES);
}

/* The place of a question among those that the segment asks. */
static netmkt_status place_of(netmkt__parser *p, size_t at, netmkt_channel_id channel, int32_t purpose, uint32_t *place)
{
    netmkt__segment_permits *permits = &p->tree->permits;

    for (*place = 0; *place < permits->count; ++*place)
        if (permits->channel[*place] == channel && permits->purpose[*place] == purpose)
            return NETMKT_OK;
    if (permits->count == NETMKT__SEGMENT_PERMITS)
        return netmkt__parser_wrong(p, at, "a segment asks for at most 16 different permissions, named segments included");
    permits->channel[permits->count] = channel;
    permits->purpose[permits->count++] = purpose;
    return NETMKT_OK;
}

netmkt_status netmkt__parser_permission(netmkt__parser *p, netmkt__term *term)
{
    const char **words = netmkt__tree_room(p->tree, 2 * sizeof *words);
    netmkt_channel_id channel = 0;
    int32_t purpose = 0;
    size_t at = p->now.at;
    netmkt_status status;

    if (words == NULL)
        return netmkt__nomem();
    term->from = NETMKT__FROM_PERMISSION;
    term->type = NETMKT__IS_BOOL;
    term->name = "may_contact";
    term->words = words;
    if (!netmkt__parser_take_sign(p, '('))
        return netmkt__parser_expected(p, "\"(\", a channel and a purpose");
    status = read_channel(p, &channel, &words[0]);
    if (status == NETMKT_OK && !netmkt__parser_take_sign(p, ','))
        return netmkt__parser_expected(p, "\",\" and a purpose");
    if (status == NETMKT_OK)
        status = read_purpose(p, &purpose, &words[1]);
    if (status == NETMKT_OK && !netmkt__parser_take_sign(p, ')'))
        return netmkt__parser_expected(p, "\")\"");
    return status == NETMKT_OK ? place_of(p, at, channel, purpose, &term->index) : status;
}

/* --- answers --- */

netmkt_status netmkt__permits_find(netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms, const netmkt__segment_permits *permits,
                                   netmkt__segment_judgements *out)
{
    netmkt_status status = NETMKT_OK;

    for (uint32_t i = 0; i < permits->count && status == NETMKT_OK; i++) {
        out->permit[i] = netmkt__alloc(out->context, out->n, 1);
        if (out->permit[i] == NULL)
            return netmkt__nomem();
        status = netmkt__permit_first(store, settings, permits->channel[i], permits->purpose[i], as_of_ms, out->n, out->permit[i]);
    }
    return status == NETMKT_OK ? NETMKT_OK : netmkt__prefix(status, "the segment asks for permission: ");
}
