/* What stands between the brackets of a count: kinds, times, channels and so on, all of which must be so. */
#include "audience/segment_parser.h"

#include <string.h>

#include "base/status.h"
#include "store/store.h"

enum { LIST_MOST = 1000 };

static const struct {
    const char *word;
    int32_t what;
} named[] = {{"kind", NETMKT__PART_KIND},   {"channel", NETMKT__PART_CHANNEL},     {"campaign", NETMKT__PART_CAMPAIGN},
             {"offer", NETMKT__PART_OFFER}, {"initiator", NETMKT__PART_INITIATOR}, {"variant", NETMKT__PART_VARIANT},
             {"amount", NETMKT__PART_AMOUNT}, {"cost", NETMKT__PART_COST},         {"rating", NETMKT__PART_RATING}};

static const struct {
    const char *word;
    int32_t what;
} times[] = {{"since", NETMKT__PART_SINCE}, {"after", NETMKT__PART_AFTER}, {"until", NETMKT__PART_UNTIL}, {"before", NETMKT__PART_BEFORE}};

static const char *const initiators[] = {"", "customer", "business", "third"};

/* How many numbers there are of what a part looks at, the name of each, and what it is called. */
static uint32_t numbers_of(const netmkt__parser *p, int32_t what)
{
    switch (what) {
    case NETMKT__PART_KIND:
        return netmkt__store_kinds(p->store);
    case NETMKT__PART_CHANNEL:
        return netmkt__store_channels(p->store);
    case NETMKT__PART_CAMPAIGN:
        return p->store->records.campaigns.names.map.count + 1;
    case NETMKT__PART_OFFER:
        return p->store->records.offers.names.map.count + 1;
    default:
        return sizeof initiators / sizeof initiators[0];
    }
}

static const char *name_of(const netmkt__parser *p, int32_t what, uint32_t number)
{
    switch (what) {
    case NETMKT__PART_KIND:
        return netmkt__store_kind_name(p->store, (netmkt_kind_id)number);
    case NETMKT__PART_CHANNEL:
        return netmkt__store_channel_name(p->store, (netmkt_channel_id)number);
    case NETMKT__PART_CAMPAIGN:
        return number > 0 ? p->store->records.campaigns.names.texts[number - 1] : "";
    case NETMKT__PART_OFFER:
        return number > 0 ? p->store->records.offers.names.texts[number - 1] : "";
    default:
        return initiators[number];
    }
}

static netmkt_status unknown(netmkt__parser *p, int32_t what, size_t at, const char *name)
{
    uint32_t count = numbers_of(p, what), used = 0;
    const char **names = netmkt__tree_room(p->tree, (size_t)count * sizeof *names);

    if (names == NULL)
        return netmkt__nomem();
    for (uint32_t i = 1; i < count; i++)
        if (name_of(p, what, i)[0] != '\0')
            names[used++] = name_of(p, what, i);
    return netmkt__parser_unknown(p, at, named[what].word, name, names, used);
}

/* A name of a kind, channel and so on: its number. */
static netmkt_status read_name(netmkt__parser *p, netmkt__filter_part *part, netmkt__segment_value *value)
{
    uint32_t count = numbers_of(p, part->what);

    *value = (netmkt__segment_value){.kind = NETMKT__VALUE_TEXT, .at = p->now.at};
    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "a name");
    value->text = netmkt__parser_word(p, &value->length);
    if (value->text == NULL)
        return netmkt__nomem();
    for (uint32_t i = 1; i < count; i++) {
        if (strcmp(name_of(p, part->what, i), value->text) != 0 || value->length == 0)
            continue;
        value->code = i;
        return NETMKT_OK;
    }
    return unknown(p, part->what, value->at, value->text);
}

static netmkt_status read_one(netmkt__parser *p, netmkt__filter_part *part, netmkt__segment_value *value)
{
    int32_t type = part->what == NETMKT__PART_AMOUNT || part->what == NETMKT__PART_COST ? NETMKT__IS_MONEY : NETMKT__IS_NUMBER;

    return part->what <= NETMKT__PART_INITIATOR ? read_name(p, part, value) : netmkt__parser_value(p, NULL, type, value);
}

/* "( value, value )". */
static netmkt_status read_list(netmkt__parser *p, netmkt__filter_part *part)
{
    if (!netmkt__parser_take_sign(p, '('))
        return netmkt__parser_expected(p, "\"(\" and a list");
    do {
        netmkt__segment_value *grown = NULL;
        netmkt_status status;

        if (part->count == LIST_MOST)
            return netmkt__parser_wrong(p, p->now.at, "a list has at most 1000 values");
        if ((part->count & (part->count - 1)) == 0) { /* full at 0, 1, 2, 4, ... */
            grown = netmkt__tree_room(p->tree, (part->count == 0 ? 1 : 2 * (size_t)part->count) * sizeof *grown);
            if (grown == NULL)
                return netmkt__nomem();
            if (part->count > 0)
                memcpy(grown, part->values, part->count * sizeof *grown);
            part->values = grown;
        }
        status = read_one(p, part, &part->values[part->count]);
        if (status != NETMKT_OK)
            return status;
        part->count++;
    } while (netmkt__parser_take_sign(p, ','));
    return netmkt__parser_take_sign(p, ')') ? NETMKT_OK : netmkt__parser_expected(p, "\",\" or \")\"");
}

static netmkt_status room_for(netmkt__parser *p, netmkt__filter_part *part, uint32_t count)
{
    part->values = netmkt__tree_room(p->tree, count * sizeof *part->values);
    part->count = count;
    return part->values != NULL ? NETMKT_OK : netmkt__nomem();
}

/* channel = email; rating >= 4; kind in (visit, view); variant between 1 and 3. */
static netmkt_status read_comparison(netmkt__parser *p, netmkt__filter_part *part)
{
    netmkt_status status;

    netmkt__parser_next(p);
    part->negated = netmkt__parser_take(p, "not");
    if (netmkt__parser_take(p, "in")) {
        part->op = NETMKT__OP_IN;
        return read_list(p, part);
    }
    if (part->what > NETMKT__PART_INITIATOR && netmkt__parser_take(p, "between")) {
        part->op = NETMKT__OP_BETWEEN;
        status = room_for(p, part, 2);
        if (status == NETMKT_OK)
            status = read_one(p, part, &part->values[0]);
        if (status == NETMKT_OK && !netmkt__parser_take(p, "and"))
            return netmkt__parser_expected(p, "\"and\"");
        return status == NETMKT_OK ? read_one(p, part, &part->values[1]) : status;
    }
    if (part->negated)
        return netmkt__parser_expected(p, "\"in\"");
    if (!netmkt__parser_comparison(p, &part->op))
        return netmkt__parser_expected(p, "a comparison or \"in\"");
    if (part->what <= NETMKT__PART_INITIATOR && part->op != NETMKT__OP_EQ && part->op != NETMKT__OP_NE)
        return netmkt__parser_wrong(p, p->now.at, "names are compared with = or !=");
    status = room_for(p, part, 1);
    return status == NETMKT_OK ? read_one(p, part, &part->values[0]) : status;
}

static void narrow(netmkt__event_filter *filter, int64_t from_ms, int64_t to_ms)
{
    filter->from_ms = from_ms > filter->from_ms ? from_ms : filter->from_ms;
    filter->to_ms = to_ms < filter->to_ms ? to_ms : filter->to_ms;
}

static netmkt_status read_moments(netmkt__parser *p, netmkt__event_filter *filter, netmkt__filter_part *part)
{
    netmkt__segment_value *value;
    netmkt_status status;

    netmkt__parser_next(p);
    status = room_for(p, part, part->what == NETMKT__PART_BETWEEN ? 2 : 1);
    if (status != NETMKT_OK)
        return status;
    value = part->values;
    status = part->what == NETMKT__PART_WINDOW ? netmkt__parser_span(p, value) : netmkt__parser_value(p, NULL, NETMKT__IS_TIME, value);
    if (status == NETMKT_OK && part->what == NETMKT__PART_BETWEEN) {
        if (!netmkt__parser_take(p, "and"))
            return netmkt__parser_expected(p, "\"and\"");
        status = netmkt__parser_value(p, NULL, NETMKT__IS_TIME, value + 1);
    }
    if (status != NETMKT_OK)
        return status;
    switch (part->what) {
    case NETMKT__PART_WINDOW:
    case NETMKT__PART_AFTER:
        narrow(filter, value->high_ms + 1, INT64_MAX);
        break;
    case NETMKT__PART_SINCE:
        narrow(filter, value->low_ms, INT64_MAX);
        break;
    case NETMKT__PART_UNTIL:
        narrow(filter, INT64_MIN, value->high_ms);
        break;
    case NETMKT__PART_BEFORE:
        narrow(filter, INT64_MIN, value->low_ms - 1);
        break;
    default:
        narrow(filter, value[0].low_ms, value[1].high_ms);
        break;
    }
    return NETMKT_OK;
}

/* Which numbers pass: a table. */
static netmkt_status fill_numbers(netmkt__parser *p, netmkt__filter_part *part)
{
    uint32_t count = numbers_of(p, part->what);
    int without = part->op == NETMKT__OP_NE || part->negated;

    part->numbers = netmkt__tree_room(p->tree, count);
    if (part->numbers == NULL)
        return netmkt__nomem();
    memset(part->numbers, without, count);
    for (uint32_t i = 0; i < part->count; i++)
        part->numbers[part->values[i].code] = (uint8_t)!without;
    return NETMKT_OK;
}

static netmkt_status read_part(netmkt__parser *p, netmkt__event_filter *filter, netmkt__filter_part *part)
{
    netmkt_status status;

    if (netmkt__parser_at(p, "last")) {
        part->what = NETMKT__PART_WINDOW;
        return read_moments(p, filter, part);
    }
    if (netmkt__parser_at(p, "between")) {
        part->what = NETMKT__PART_BETWEEN;
        return read_moments(p, filter, part);
    }
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (netmkt__parser_at(p, times[i].word)) {
            part->what = times[i].what;
            return read_moments(p, filter, part);
        }
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (!netmkt__parser_at(p, named[i].word))
            continue;
        part->what = named[i].what;
        filter->plain &= part->what <= NETMKT__PART_CHANNEL;
        status = read_comparison(p, part);
        return status == NETMKT_OK && part->what <= NETMKT__PART_INITIATOR ? fill_numbers(p, part) : status;
    }
    part->what = NETMKT__PART_KIND;
    part->op = NETMKT__OP_TRUE; /* the kind alone */
    if (p->now.kind != NETMKT__TOKEN_NAME && p->now.kind != NETMKT__TOKEN_TEXT)
        return netmkt__parser_expected(p, "a kind of event, or last, since, until, channel and so on");
    status = room_for(p, part, 1);
    if (status == NETMKT_OK)
        status = read_name(p, part, &part->values[0]);
    return status == NETMKT_OK ? fill_numbers(p, part) : status;
}

netmkt_status netmkt__parser_filter(netmkt__parser *p, netmkt__event_filter *filter)
{
    netmkt__filter_part **end = &filter->parts;

    if (netmkt__parser_take_sign(p, ')'))
        return NETMKT_OK;
    do {
        netmkt__filter_part *part = netmkt__tree_room(p->tree, sizeof *part);
        netmkt_status status;

        if (part == NULL)
            return netmkt__nomem();
        status = read_part(p, filter, part);
        if (status != NETMKT_OK)
            return status;
        *end = part;
        end = &part->next;
    } while (netmkt__parser_take_sign(p, ',') || netmkt__parser_take(p, "and"));
    return netmkt__parser_take_sign(p, ')') ? NETMKT_OK : netmkt__parser_expected(p, "\",\" or \")\"");
}
