/* The simulation's public functions: person after person as rows of CSV, in pieces of any size. A person depends on the
 * seed and on his number alone, so that the first of many are the same people as few. */
#include <netmkt/simulate.h>

#include <stdio.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "io/csv_row.h"
#include "io/shop.h"

#define LEAST_DAYS 30
#define MOST_DAYS 3650
#define MOST_CUSTOMERS 10000000
#define START INT64_C(1672531200000) /* 2023-01-01 */
#define DAY INT64_C(86400000)

enum {
    CUSTOMER,
    TIME,
    KIND,
    CHANNEL,
    CAMPAIGN,
    OFFER,
    AMOUNT,
    COST,
    RATING,
    REFERENCE,
    COUNTRY,
    CITY,
    BIRTH_YEAR,
    GENDER,
    COLUMNS
};

struct netmkt_simulation {
    netmkt_context *context;
    netmkt_simulation_options options;
    netmkt__person person;
    uint64_t number;     /* of the person whose deeds are under way, from 1; 0: the header */
    size_t next;         /* deed */
    netmkt__csv_row row;
    size_t given;        /* bytes of the row that were given */
};

void netmkt_simulation_options_init(netmkt_simulation_options *options)
{
    if (options == NULL)
        return;
    memset(options, 0, sizeof *options);
    options->struct_size = sizeof *options;
    options->days = 730;
    options->customers = 20000;
    options->seed = 1;
    options->start_ms = START;
}

static netmkt_status check_options(const netmkt_simulation_options *options)
{
    if (options->struct_size != sizeof *options)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "simulation options of %u bytes, this library knows %zu; use netmkt_simulation_options_init()",
                            options->struct_size, sizeof *options);
    if (options->days < LEAST_DAYS || options->days > MOST_DAYS)
        return netmkt__fail(NETMKT_E_RANGE, "%u days; %d to %d can be simulated", options->days, LEAST_DAYS, MOST_DAYS);
    if (options->customers < 1 || options->customers > MOST_CUSTOMERS)
        return netmkt__fail(NETMKT_E_RANGE, "%llu customers; 1 to %d can be simulated", (unsigned long long)options->customers, MOST_CUSTOMERS);
    if (options->start_ms < NETMKT_TIME_MIN || options->start_ms > NETMKT_TIME_MAX - (int64_t)options->days * DAY)
        return netmkt__fail(NETMKT_E_RANGE, "the simulation would leave the years 1 to 9999");
    return NETMKT_OK;
}

netmkt_status netmkt_simulation_new(netmkt_context *context, const netmkt_simulation_options *options, netmkt_simulation **out)
{
    netmkt_simulation_options defaults;
    netmkt_simulation *s;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    netmkt_simulation_options_init(&defaults);
    if (options == NULL)
        options = &defaults;
    status = check_options(options);
    if (status != NETMKT_OK)
        return status;
    s = netmkt__calloc(context, 1, sizeof *s);
    if (s == NULL)
        return netmkt__nomem();
    s->context = context;
    s->options = *options;
    s->person.context = context;
    s->person.start_ms = options->start_ms;
    s->person.end_ms = options->start_ms + (int64_t)options->days * DAY;
    s->row.context = context;
    s->row.columns = COLUMNS;
    *out = s;
    return NETMKT_OK;
}

void netmkt_simulation_free(netmkt_simulation *s)
{
    if (s == NULL)
        return;
    netmkt__free(s->context, s->person.deeds);
    netmkt__csv_row_free(&s->row);
    netmkt__free(s->context, s);
}

static netmkt_status header(netmkt_simulation *s)
{
    static const char *const names[COLUMNS] = {"customer", "time",   "kind",      "channel", "campaign", "offer",      "amount",
                                               "cost",     "rating", "reference", "country", "city",     "birth_year", "gender"};

    netmkt__csv_row_begin(&s->row);
    for (size_t i = 0; i < COLUMNS; i++)
        netmkt__csv_row_text(&s->row, i, names[i]);
    netmkt__csv_row_end(&s->row);
    return s->row.status;
}

/* Who he is: with his first deed only. */
static void put_person(netmkt_simulation *s)
{
    const netmkt__person *p = &s->person;

    netmkt__csv_row_text(&s->row, COUNTRY, p->city->country);
    netmkt__csv_row_text(&s->row, CITY, p->city->city);
    netmkt__csv_row_whole(&s->row, BIRTH_YEAR, p->birth_year);
    if (p->gender != 0)
        netmkt__csv_row_put(&s->row, GENDER, &p->gender, 1);
}

static netmkt_status deed_row(netmkt_simulation *s, size_t i)
{
    const netmkt__deed *deed = &s->person.deeds[i];
    netmkt__csv_row *row = &s->row;
    char text[64];
    int32_t year;

    netmkt__csv_row_begin(row);
    (void)snprintf(text, sizeof text, "c%06llu", (unsigned long long)s->number);
    netmkt__csv_row_text(row, CUSTOMER, text);
    netmkt__csv_row_time(row, TIME, deed->time_ms);
    netmkt__csv_row_text(row, KIND, netmkt_kind_name(deed->kind));
    if (deed->channel != 0)
        netmkt__csv_row_text(row, CHANNEL, netmkt_channel_name(deed->channel));
    if (deed->campaign) {
        const char *name = netmkt__shop_campaign(deed->time_ms, &year);

        (void)snprintf(text, sizeof text, "%d %s", (int)year, name);
        netmkt__csv_row_text(row, CAMPAIGN, text);
    }
    if (deed->offer != 0)
        netmkt__csv_row_text(row, OFFER, netmkt__shop_offers[deed->offer - 1].name);
    if (deed->amount != 0)
        netmkt__csv_row_money(row, AMOUNT, deed->amount, 2);
    if (deed->cost != 0)
        netmkt__csv_row_money(row, COST, deed->cost, 2);
    if (deed->rating != NETMKT_NO_RATING)
        netmkt__csv_row_thousandths(row, RATING, deed->rating);
    (void)snprintf(text, sizeof text, "c%06llu-%zu", (unsigned long long)s->number, i + 1);
    netmkt__csv_row_text(row, REFERENCE, text);
    if (i == 0)
        put_person(s);
    netmkt__csv_row_end(row);
    return row->status;
}

static netmkt_status next_row(netmkt_simulation *s)
{
    s->given = 0;
    if (s->number == 0 && s->next++ == 0)
        return header(s);
    while (s->number == 0 || s->next == s->person.count) {
        netmkt_status status;

        if (s->number == s->options.customers)
            return NETMKT_DONE;
        status = netmkt__person_live(&s->person, s->options.seed, ++s->number);
        s->next = 0;
        if (status != NETMKT_OK)
            return status;
    }
    return deed_row(s, s->next++);
}

netmkt_status netmkt_simulation_next(netmkt_simulation *s, char *buffer, size_t capacity, size_t *length)
{
    netmkt_status status = NETMKT_OK;

    if (length != NULL)
        *length = 0;
    if (s == NULL || buffer == NULL || length == NULL || capacity == 0)
        return netmkt__misuse("a simulation, and a buffer of at least one byte, are needed");
    while (*length < capacity) {
        size_t rest, part;

        if (s->given == s->row.size)
            status = next_row(s);
        if (status != NETMKT_OK) {
            s->row.size = s->given = 0;
            break;
        }
        rest = s->row.size - s->given;
        part = rest < capacity - *length ? rest : capacity - *length;
        memcpy(buffer + *length, s->row.bytes + s->given, part);
        s->given += part;
        *length += part;
    }
    if (status == NETMKT_DONE && *length > 0)
        return NETMKT_OK; /* the next call says that it was all */
    if (status < 0)
        *length = 0;
    return status;
}
