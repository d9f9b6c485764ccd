/* Import: what rows become, names of columns, orders from lines, bad input that changes nothing. */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

static netmkt_store *store;
static netmkt_import_options options;
static netmkt_import_report report;
static const char *maps[8][2];          /* field, column; ends with NULL */
static const char *translations[8][3];  /* what, from, to */
static size_t piece;                    /* bytes fed at a time; 0: all */

static void setup(void)
{
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    netmkt_import_options_init(&options);
    memset(maps, 0, sizeof maps);
    memset(translations, 0, sizeof translations);
    piece = 0;
}

static void teardown(void)
{
    netmkt_store_close(store);
}

static netmkt_status begin(netmkt_import **import)
{
    netmkt_status status = netmkt_import_new(store, &options, import);

    for (size_t i = 0; status == NETMKT_OK && i < 8 && maps[i][0] != NULL; i++)
        status = netmkt_import_map(*import, maps[i][0], maps[i][1]);
    for (size_t i = 0; status == NETMKT_OK && i < 8 && translations[i][0] != NULL; i++)
        status = netmkt_import_translate(*import, translations[i][0], translations[i][1], translations[i][2]);
    return status;
}

/* Import bytes with the options, maps and translations set. */
static netmkt_status import_bytes(const char *bytes, size_t size)
{
    netmkt_import *import = NULL;
    netmkt_status status = begin(&import);

    memset(&report, 0, sizeof report);
    report.struct_size = sizeof report;
    for (size_t at = 0; status == NETMKT_OK && at < size;) {
        size_t part = piece > 0 && piece < size - at ? piece : size - at;

        status = netmkt_import_feed(import, bytes + at, part);
        at += part;
    }
    if (status == NETMKT_OK)
        status = netmkt_import_finish(import, &report);
    netmkt_import_free(import);
    return status;
}

static netmkt_status import_text(const char *text)
{
    return import_bytes(text, strlen(text));
}

static const char *name_of_kind(netmkt_kind_id id)
{
    const char *name;

    ck_assert_int_eq(netmkt_kind_get(store, id, &name, NULL), NETMKT_OK);
    return name;
}

/* Every event as "key time kind channel campaign offer variant initiator amount cost rating", one a line. */
static const char *events(void)
{
    static char out[16384];
    netmkt_event_cursor *cursor;
    netmkt_event e = {.struct_size = sizeof e};
    size_t at = 0;

    out[0] = '\0';
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &e) == NETMKT_OK && at + 600 < sizeof out) {
        const char *channel = "", *campaign = "", *offer = "";
        char key[256], time[32], rating[16] = "";

        ck_assert_int_eq(netmkt_customer_key(store, e.customer, key, sizeof key, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_time_format(e.time_ms, time, sizeof time), NETMKT_OK);
        if (e.channel != 0)
            ck_assert_int_eq(netmkt_channel_get(store, e.channel, &channel, NULL), NETMKT_OK);
        if (e.campaign != 0)
            ck_assert_int_eq(netmkt_campaign_get(store, e.campaign, NULL, &campaign, NULL, NULL, NULL, 0, NULL), NETMKT_OK);
        if (e.offer != 0)
            ck_assert_int_eq(netmkt_offer_get(store, e.offer, NULL, &offer), NETMKT_OK);
        if (e.rating != NETMKT_NO_RATING)
            snprintf(rating, sizeof rating, " r%d", e.rating);
        at += (size_t)snprintf(out + at, sizeof out - at, "%s %s %s %s|%s|%s %u %lld %lld%s\n", key, time, name_of_kind(e.kind), channel, campaign,
                               offer, e.variant, (long long)e.amount, (long long)e.cost, rating);
    }
    netmkt_event_cursor_close(cursor);
    return out;
}

/* The import fails with that status and a message that holds the words; the store stays empty and usable. */
static void refused_bytes(const char *bytes, size_t size, netmkt_status wanted, const char *words)
{
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_status status = import_bytes(bytes, size);

    if (status != wanted || strstr(netmkt_last_error(), words) == NULL)
        ck_abort_msg("%.*s: got %s, \"%s\"; wanted %s, \"%s\"", (int)(size < 80 ? size : 80), bytes, netmkt_status_name(status), netmkt_last_error(),
                     netmkt_status_name(wanted), words);
    ck_assert_ptr_null(strchr(netmkt_last_error(), '\n'));
    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.customers, 0);
    ck_assert_uint_eq(stats.events, 0);
    ck_assert_uint_eq(stats.pending_events, 0);
    ck_assert_uint_eq(stats.campaigns, 0);
    ck_assert_uint_eq(stats.kinds, 26);
}

static void refused(const char *text, netmkt_status wanted, const char *words)
{
    refused_bytes(text, strlen(text), wanted, words);
}

START_TEST(plain_orders)
{
    ck_assert_int_eq(import_text("customer,date,quantity,amount\n00001,1997-01-01,1,11.77\n00002,1997-01-12,1,12.00\n00002,1997-01-12,5,77.00\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "00001 1997-01-01T00:00:00Z order || 0 1177 0\n"
                               "00002 1997-01-12T00:00:00Z order || 0 1200 0\n"
                               "00002 1997-01-12T00:00:00Z order || 0 7700 0\n");
    ck_assert_uint_eq(report.rows, 3);
    ck_assert_uint_eq(report.events, 3);
    ck_assert_uint_eq(report.orders, 3);
    ck_assert_uint_eq(report.returns, 0);
    ck_assert_uint_eq(report.customers, 2);
    ck_assert_uint_eq(report.new_customers, 2);
    ck_assert_uint_eq(report.bytes, 105);
}
END_TEST

START_TEST(every_field)
{
    ck_assert_int_eq(import_text("User ID;Event-Time;event;channel;campaign;product;variant;initiator;Total;cost;rating;event_id;country;birth_year\n"
                                 "anna;2024-02-29T13:45:00+01:00;review;email;spring;\"lamp; red\";2;business;;0.25;4.5;r1;DE;1980\n"
                                 "anna;2024-03-01 10:00;visit;;;;;;;;;r2;;\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "anna 2024-02-29T12:45:00Z review email|spring|lamp; red 2 0 25 r4500\n"
                               "anna 2024-03-01T10:00:00Z visit || 0 0 0\n");
    {
        char country[8];
        int64_t year;

        ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_COUNTRY, country, sizeof country, NULL), NETMKT_OK);
        ck_assert_str_eq(country, "DE");
        ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_BIRTH_YEAR, &year), NETMKT_OK);
        ck_assert_int_eq(year, 1980);
    }
    ck_assert_uint_eq(report.orders, 0);
    ck_assert_uint_eq(report.events, 2);
}
END_TEST

START_TEST(a_reference_is_that_of_its_text)
{
    netmkt_event e = {.struct_size = sizeof e};
    netmkt_event_cursor *cursor;
    uint64_t reference[2];

    ck_assert_int_eq(import_text("customer,time,reference\na,2024-01-01,order 17\n"), NETMKT_OK);
    ck_assert_int_eq(netmkt_reference_from_text("order 17", reference), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e), NETMKT_OK);
    ck_assert_int_eq(memcmp(e.reference, reference, sizeof reference), 0);
    netmkt_event_cursor_close(cursor);
    ck_assert_int_eq(import_text("customer,time,reference\na,2024-01-01,order 17\na,2024-01-01,order 18\n"), NETMKT_OK);
    ck_assert_uint_eq(report.events, 1);
    ck_assert_uint_eq(report.repeated, 1);
    ck_assert_uint_eq(report.orders, 1);
}
END_TEST

START_TEST(shapes_of_files)
{
    static const char *const same[] = {
        "customer,date,amount\na,2024-01-02,1.00\nb,2024-01-03,2\n",
        ("\xef\xbb\xbf" "customer,date,amount\na,2024-01-02,1.00\nb,2024-01-03,2\n"),
        "customer,date,amount\r\na,2024-01-02,1.00\r\nb,2024-01-03,2\r\n",
        "customer,date,amount\na,2024-01-02,1.00\nb,2024-01-03,2",
        "\"customer\",\"date\",\"amount\"\n\"a\",\"2024-01-02\",\"1.00\"\n\"b\",2024-01-03,\"2\"\n",
        "customer;date;amount\na;2024-01-02;1.00\nb;2024-01-03;2\n",
        "customer\tdate\tamount\na\t2024-01-02\t1.00\nb\t2024-01-03\t2\n",
        "customer,date,amount\n\na,2024-01-02,1.00\n\n\nb,2024-01-03,2\n\n",
        "note,customer,date,amount\n\"two\nlines\",a,2024-01-02,1.00\n\"a \"\"word\"\"\",b,2024-01-03,2\n",
    };

    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        for (piece = 0; piece < 4; piece++) {
            ck_assert_msg(import_text(same[i]) == NETMKT_OK, "%zu: %s", i, netmkt_last_error());
            ck_assert_str_eq(events(), "a 2024-01-02T00:00:00Z order || 0 100 0\nb 2024-01-03T00:00:00Z order || 0 200 0\n");
            teardown();
            ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
        }
    }
}
END_TEST

START_TEST(times_and_offsets)
{
    options.utc_offset_minutes = 120;
    ck_assert_int_eq(import_text("customer,time\na,2024-01-02\na,2024-01-02T03:04:05\na,2024-01-02T03:04:05Z\na,2024-01-31T00:30\na,2024-02-29 23:59:59.250\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T22:00:00Z order || 0 0 0\n"
                               "a 2024-01-02T01:04:05Z order || 0 0 0\n"
                               "a 2024-01-02T03:04:05Z order || 0 0 0\n"
                               "a 2024-01-30T22:30:00Z order || 0 0 0\n"
                               "a 2024-02-29T21:59:59.250Z order || 0 0 0\n");
}
END_TEST

START_TEST(money_is_exact)
{
    ck_assert_int_eq(import_text("customer,time,amount\na,2024-01-01,0.1\na,2024-01-02,-0.295\na,2024-01-03,90071992547409.93\na,2024-01-04,92233720368547758.07\n"
                                 "a,2024-01-05,+7\na,2024-01-06,0.005\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 10 0\n"
                               "a 2024-01-02T00:00:00Z return || 0 -30 0\n"
                               "a 2024-01-03T00:00:00Z order || 0 9007199254740993 0\n"
                               "a 2024-01-04T00:00:00Z order || 0 9223372036854775807 0\n"
                               "a 2024-01-05T00:00:00Z order || 0 700 0\n"
                               "a 2024-01-06T00:00:00Z order || 0 1 0\n");
    ck_assert_uint_eq(report.rounded, 2);
    ck_assert_uint_eq(report.orders, 5);
    ck_assert_uint_eq(report.returns, 1);
}
END_TEST

START_TEST(products_are_exact)
{
    maps[0][0] = "amount";
    maps[0][1] = "quantity*price";
    ck_assert_int_eq(import_text("customer,time,quantity,price\na,2024-01-01,3,0.335\na,2024-01-02,-2,1.10\na,2024-01-03,0.5,0.01\na,2024-01-04,1.50,1.50\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 101 0\n"
                               "a 2024-01-02T00:00:00Z return || 0 -220 0\n"
                               "a 2024-01-03T00:00:00Z order || 0 1 0\n"
                               "a 2024-01-04T00:00:00Z order || 0 225 0\n");
    ck_assert_uint_eq(report.rounded, 2);
}
END_TEST

START_TEST(a_quantity_is_not_multiplied_by_itself)
{
    ck_assert_int_eq(import_text("customer,time,quantity,amount\na,2024-01-01,3,10.00\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 1000 0\n");
}
END_TEST

static void map_lines(void)
{
    maps[0][0] = "order";
    maps[0][1] = "invoice";
    maps[1][0] = "amount";
    maps[1][1] = "quantity*price";
}

START_TEST(lines_make_orders)
{
    static const char lines[] = "invoice,customer,time,quantity,price,product\n"
                                "1,a,2024-01-01T10:01,3,0.335,x\n"
                                "2,a,2024-01-02T09:00,1,5,x\n"
                                "1,a,2024-01-01T10:00,1,0.333,x\n"  /* 1.005 + 0.333 = 1.338: rounded once; the earliest time */
                                "1,b,2024-01-01T11:00,1,2,y\n"      /* the same number of another customer */
                                "2,a,2024-01-02T09:00,-2,5,y\n"     /* together a return */
                                ",b,2024-01-05,1,1,z\n";            /* no order: an event of its own */

    map_lines();
    ck_assert_int_eq(import_text(lines), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T10:00:00Z order ||x 0 134 0\n"
                               "a 2024-01-02T09:00:00Z return || 0 -500 0\n"
                               "b 2024-01-01T11:00:00Z order ||y 0 200 0\n"
                               "b 2024-01-05T00:00:00Z order ||z 0 100 0\n");
    ck_assert_uint_eq(report.rows, 6);
    ck_assert_uint_eq(report.events, 4);
    ck_assert_uint_eq(report.orders, 3);
    ck_assert_uint_eq(report.returns, 1);
    ck_assert_uint_eq(report.rounded, 1);

    ck_assert_int_eq(import_text(lines), NETMKT_OK); /* again: only the line without order is new */
    ck_assert_uint_eq(report.events, 1);
    ck_assert_uint_eq(report.repeated, 3);
    ck_assert_uint_eq(report.new_customers, 0);
    ck_assert_uint_eq(report.customers, 2);
}
END_TEST

START_TEST(an_order_has_the_reference_of_its_text_and_customer)
{
    netmkt_event e = {.struct_size = sizeof e};
    netmkt_event_cursor *cursor;
    uint64_t reference[2];

    map_lines();
    ck_assert_int_eq(import_text("invoice,customer,time,quantity,price\n17,anna,2024-01-01,1,1\n"), NETMKT_OK);
    ck_assert_int_eq(netmkt_reference_from_text("17\x1f" "anna", reference), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    ck_assert_int_eq(netmkt_event_cursor_next(cursor, &e), NETMKT_OK);
    ck_assert_int_eq(memcmp(e.reference, reference, sizeof reference), 0);
    netmkt_event_cursor_close(cursor);
}
END_TEST

START_TEST(kinds_and_channels_by_name)
{
    refused("customer,time,kind\na,2024-01-01,ordr\n", NETMKT_E_NOT_FOUND, "line 2, column kind: ");
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "order")); /* the nearest name */
    refused("customer,time,channel\na,2024-01-01,emial\n", NETMKT_E_NOT_FOUND, "line 2, column channel: ");
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "email"));
    options.flags = NETMKT_IMPORT_REGISTER;
    ck_assert_int_eq(import_text("customer,time,kind,channel\na,2024-01-01,webinar,podcast\na,2024-01-02,webinar,podcast\na,2024-01-03,order,email\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z webinar podcast|| 0 0 0\n"
                               "a 2024-01-02T00:00:00Z webinar podcast|| 0 0 0\n"
                               "a 2024-01-03T00:00:00Z order email|| 0 0 0\n");
}
END_TEST

START_TEST(translations_of_names)
{
    static const char *const wanted[][3] = {{"kind", "purchase", "order"}, {"kind", "ping", "-"}, {"channel", "paid", "sem"}, {"channel", "none", "-"}};

    memcpy(translations, wanted, sizeof wanted);
    ck_assert_int_eq(import_text("customer,time,kind,channel,amount\na,2024-01-01,purchase,paid,5\nb,no time,ping,??,1e400\na,2024-01-02,visit,none,\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order sem|| 0 500 0\na 2024-01-02T00:00:00Z visit || 0 0 0\n");
    ck_assert_uint_eq(report.left_out, 1);
    ck_assert_uint_eq(report.rows, 3);
    ck_assert_uint_eq(report.customers, 1);
}
END_TEST

START_TEST(standard_kind_and_channel)
{
    options.kind = NETMKT_KIND_VISIT;
    options.channel = NETMKT_CHANNEL_WEBSITE;
    ck_assert_int_eq(import_text("customer,time,kind,amount\na,2024-01-01,,-5\na,2024-01-02,order,5\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z visit website|| 0 -500 0\na 2024-01-02T00:00:00Z order website|| 0 500 0\n");
}
END_TEST

START_TEST(bad_files)
{
    refused("", NETMKT_E_FORMAT, "empty");
    refused("\xef\xbb\xbf", NETMKT_E_FORMAT, "empty");
    refused("customer,date,amount\n", NETMKT_E_FORMAT, "no row");
    refused("customer,date,amount", NETMKT_E_FORMAT, "no row");
    refused("date,amount\n2024-01-01,1\n", NETMKT_E_NOT_FOUND, "the columns are date, amount");
    refused("customer,amount\na,1\n", NETMKT_E_NOT_FOUND, "known as the time");
    refused("garbage\nmore garbage\n", NETMKT_E_NOT_FOUND, "the columns are garbage");
    refused("customer,date,timestamp\na,2024-01-01,2024-01-01\n", NETMKT_E_FORMAT, "\"date\" and \"timestamp\" may both be the time");
    refused("customer,date,\"amount\na,2024-01-01,1\n", NETMKT_E_FORMAT, "quotes");
    refused_bytes("customer,date\0,amount\na,2024-01-01,1\n", 37, NETMKT_E_FORMAT, "NUL");
    refused_bytes("\x7f" "ELF\x02\x01\x01\0\0\0\0\0", 12, NETMKT_E_FORMAT, "NUL");
    refused_bytes("\xff\xfe" "c\0u\0s\0t\0", 10, NETMKT_E_FORMAT, "UTF-16");
    refused("customer,d\xe4te\na,2024-01-01\n", NETMKT_E_FORMAT, "not UTF-8");
}
END_TEST

START_TEST(bad_rows)
{
    refused("customer,date,amount\na,2024-02-30,1\n", NETMKT_E_RANGE, "line 2, column date: ");
    refused("customer,date,amount\na,2024-02-28,1\na,02/28/2024,1\n", NETMKT_E_FORMAT, "line 3, column date: ");
    refused("customer,date,amount\na,,1\n", NETMKT_E_FORMAT, "line 2, column date: the time is missing");
    refused("customer,date,amount\n,2024-01-01,1\n", NETMKT_E_FORMAT, "line 2, column customer: the customer is missing");
    refused("customer,date,amount\na,2024-01-01,1e400\n", NETMKT_E_FORMAT, "line 2, column amount: ");
    refused("customer,date,amount\na,2024-01-01,nan\n", NETMKT_E_FORMAT, "line 2, column amount: ");
    refused("customer,date,amount\na,2024-01-01,\"12,50\"\n", NETMKT_E_FORMAT, "line 2, column amount: ");
    refused("customer,date,amount\na,2024-01-01,\n", NETMKT_E_FORMAT, "line 2, column amount: the amount is missing");
    refused("customer,date,amount\na,2024-01-01,99999999999999999999\n", NETMKT_E_RANGE, "line 2, column amount: ");
    refused("customer,date,kind,amount\na,2024-01-01,order,-1\n", NETMKT_E_RANGE, "an order with a negative amount");
    refused("customer,date,kind,amount\na,2024-01-01,return,1\n", NETMKT_E_RANGE, "a return with a positive amount");
    refused("customer,date,amount\na,2024-01-01\n", NETMKT_E_FORMAT, "line 2: 2 fields, the header has 3");
    refused("customer,date,amount\na,2024-01-01,1,2\n", NETMKT_E_FORMAT, "line 2: 4 fields, the header has 3");
    refused("customer,date,amount\na,2024-01-01,1\n\"b,2024-01-01,1\n", NETMKT_E_FORMAT, "line 3: a quote");
    refused("customer,date,amount\n\"a\"x,2024-01-01,1\n", NETMKT_E_FORMAT, "line 2, column customer: text behind a closing quote");
    refused("customer,date,amount\na\xff,2024-01-01,1\n", NETMKT_E_FORMAT, "line 2, column customer: not UTF-8");
    refused_bytes("customer,date,amount\na,2024-01-01,1\nb\0c,2024-01-01,1\n", 54, NETMKT_E_FORMAT, "line 3, column customer: a NUL byte");
    refused("customer,date,note\n\"a\",2024-01-01,\"x\ny\"\nb,2024-13-01,z\n", NETMKT_E_RANGE, "line 4, column date: ");
    refused("customer,date,rating\na,2024-01-01,five\n", NETMKT_E_FORMAT, "line 2, column rating: ");
    refused("customer,date,variant\na,2024-01-01,65536\n", NETMKT_E_RANGE, "line 2, column variant: ");
    refused("customer,date,initiator\na,2024-01-01,me\n", NETMKT_E_FORMAT, "line 2, column initiator: ");
    refused("customer,date,birth_year\na,2024-01-01,1980.5\n", NETMKT_E_FORMAT, "line 2, column birth_year: ");
    refused("customer,date,utc_offset\na,2024-01-01,1440\n", NETMKT_E_RANGE, "line 2, column utc_offset: ");
}
END_TEST

START_TEST(long_keys)
{
    char text[400] = "customer,date\n";
    size_t at = strlen(text);

    memset(text + at, 'k', 255);
    strcpy(text + at + 255, ",2024-01-01\n");
    ck_assert_int_eq(import_text(text), NETMKT_OK);
    teardown();
    setup();
    memset(text + at, 'k', 256);
    strcpy(text + at + 256, ",2024-01-01\n");
    refused(text, NETMKT_E_FORMAT, "line 2, column customer: a key of 256 bytes");
}
END_TEST

START_TEST(bad_rows_are_listed)
{
    static const char text[] = "customer,date,amount,country\na,2024-01-01,1,DE\n,2024-01-02,2,DE\nb,2024-02-30,3,FR\nb,2024-01-03,4,FR\nc,2024-01-04\n";
    netmkt_import *import;
    const char *message;
    uint64_t line;

    options.flags = NETMKT_IMPORT_SKIP;
    ck_assert_int_eq(begin(&import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_DONE);
    ck_assert_int_eq(netmkt_import_feed(import, text, sizeof text - 1), NETMKT_OK);
    report.struct_size = sizeof report;
    ck_assert_int_eq(netmkt_import_finish(import, &report), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_OK);
    ck_assert_uint_eq(line, 3);
    ck_assert_str_eq(message, "line 3, column customer: the customer is missing");
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_OK);
    ck_assert_uint_eq(line, 4);
    ck_assert_ptr_eq(strstr(message, "line 4, column date: "), message);
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_OK);
    ck_assert_str_eq(message, "line 6: 2 fields, the header has 4");
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_DONE);
    ck_assert_ptr_null(message);
    netmkt_import_free(import);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 100 0\nb 2024-01-03T00:00:00Z order || 0 400 0\n");
    ck_assert_uint_eq(report.rows, 5);
    ck_assert_uint_eq(report.skipped, 3);
    ck_assert_uint_eq(report.without_customer, 1);
    ck_assert_uint_eq(report.customers, 2);
    ck_assert_uint_eq(report.events, 2);
}
END_TEST

/* What the store alone can refuse is found later than what a row tells, and listed in the order of lines all the same. */
START_TEST(bad_rows_are_listed_in_their_order)
{
    static const char text[] = "customer,date,channel\na,2024-01-01,x=y\nb,no,email\nc,2024-01-01,x=z\nd,2024-01-01,podcast\n";
    netmkt_import *import;
    const char *message;
    uint64_t line;

    options.flags = NETMKT_IMPORT_SKIP | NETMKT_IMPORT_REGISTER;
    ck_assert_int_eq(begin(&import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_feed(import, text, sizeof text - 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(import, NULL), NETMKT_OK);
    for (uint64_t wanted = 2; wanted <= 4; wanted++) {
        ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_OK);
        ck_assert_uint_eq(line, wanted);
    }
    ck_assert_int_eq(netmkt_import_problem(import, &line, &message), NETMKT_DONE);
    netmkt_import_free(import);
    ck_assert_str_eq(events(), "d 2024-01-01T00:00:00Z order podcast|| 0 0 0\n");
}
END_TEST

START_TEST(attributes_keep_what_is_not_said)
{
    char city[16];

    ck_assert_int_eq(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(import_text("customer,time,City,VIP,score\na,2024-01-01,Bern,yes,1.5e-3\na,2024-01-02,,,\n"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, city, sizeof city, NULL), NETMKT_OK);
    ck_assert_str_eq(city, "Bern");
    {
        int64_t vip;
        double score;

        ck_assert_int_eq(netmkt_customer_get_int(store, 1, NETMKT_ATTRIBUTE_CUSTOM, &vip), NETMKT_OK);
        ck_assert_int_eq(vip, 1);
        ck_assert_int_eq(netmkt_customer_get_real(store, 1, NETMKT_ATTRIBUTE_CUSTOM + 1, &score), NETMKT_OK);
        ck_assert(score == 1.5e-3);
    }
    ck_assert_int_eq(import_text("customer,time,city\na,2024-01-03,Basel\n"), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_CITY, city, sizeof city, NULL), NETMKT_OK);
    ck_assert_str_eq(city, "Basel");
}
END_TEST

START_TEST(columns_said)
{
    netmkt_import *import;

    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_map(import, "amuont", "x"), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "\"amount\""));
    ck_assert_int_eq(netmkt_import_map(import, "cuntry", "x"), NETMKT_E_NOT_FOUND);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "\"country\""));
    ck_assert_int_eq(netmkt_import_map(import, NULL, "x"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_map(import, "amount", NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_map(NULL, "amount", "x"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_translate(import, "campaign", "a", "b"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_translate(import, "kind", "a", "b"), NETMKT_E_NOT_FOUND);
    ck_assert_int_eq(netmkt_import_translate(import, "kind", NULL, "order"), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_feed(import, "x", 1), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_map(import, "amount", "x"), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_import_translate(import, "kind", "a", "order"), NETMKT_E_STATE);
    netmkt_import_free(import);

    maps[0][0] = "amount";
    maps[0][1] = "totl";
    refused("customer,date,total\na,2024-01-01,1\n", NETMKT_E_NOT_FOUND, "no column \"totl\" for amount; the columns are customer, date, total");
    maps[0][1] = "total*nothing";
    refused("customer,date,total\na,2024-01-01,1\n", NETMKT_E_NOT_FOUND, "no column \"nothing\" for amount");
    maps[0][0] = "time";
    maps[0][1] = "date";
    maps[1][0] = "amount";
    maps[1][1] = "";
    maps[2][0] = "country";
    maps[2][1] = "land";
    ck_assert_int_eq(import_text("customer,date,timestamp,total,land\na,2024-01-01,x,y,CH\n"), NETMKT_OK);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 0 0\n");
}
END_TEST

START_TEST(misuse_and_states)
{
    netmkt_import_report wrong = {.struct_size = 4};
    netmkt_import *import = NULL;
    netmkt_customer_id id;

    ck_assert_int_eq(netmkt_import_new(NULL, NULL, &import), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_new(store, NULL, NULL), NETMKT_E_INVALID);
    options.struct_size = 4;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_UNSUPPORTED);
    netmkt_import_options_init(&options);
    options.flags = 64;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_UNSUPPORTED);
    netmkt_import_options_init(&options);
    options.utc_offset_minutes = 1440;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_INVALID);
    netmkt_import_options_init(&options);
    options.kind = 200;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_INVALID);
    netmkt_import_options_init(&options);
    options.delimiter = '"';
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_INVALID);
    netmkt_import_options_init(&options);
    options.reserved[1] = 1;
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_E_INVALID);
    ck_assert_ptr_null(import);
    ck_assert_int_eq(netmkt_customer_put(store, "pending", &id), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_feed(NULL, "x", 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_feed(import, NULL, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_feed(import, NULL, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(NULL, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_import_finish(import, &wrong), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_import_feed(import, "customer,date\na,2024-01-01\n", 27), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(import, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_finish(import, NULL), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_import_feed(import, "x", 1), NETMKT_E_STATE);
    netmkt_import_free(import);
    ck_assert_str_eq(events(), "a 2024-01-01T00:00:00Z order || 0 0 0\n");
    netmkt_import_free(NULL);
}
END_TEST

/* An import that is freed before its end leaves nothing behind. */
START_TEST(freed_before_the_end)
{
    size_t rows = 300000;
    char *text = malloc(rows * 24 + 64), *at = text;
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    netmkt_import *import;

    ck_assert_ptr_nonnull(text);
    at += sprintf(at, "customer,date,amount,offer\n");
    for (size_t i = 0; i < rows; i++)
        at += sprintf(at, "%zu,2024-01-02,1.5,o%zu\n", i % 1000, i % 7);
    ck_assert_int_eq(begin(&import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_feed(import, text, (size_t)(at - text)), NETMKT_OK);
    netmkt_import_free(import);
    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.events, 0);
    ck_assert_uint_eq(stats.customers, 0);
    ck_assert_uint_eq(stats.offers, 0);

    memcpy(at - 10, "x,", 2); /* a bad last row, long after whole blocks were taken in */
    ck_assert_int_ne(import_bytes(text, (size_t)(at - text)), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    ck_assert_uint_eq(stats.events, 0);
    ck_assert_uint_eq(stats.customers, 0);
    free(text);
}
END_TEST

START_TEST(a_quote_that_is_never_closed)
{
    size_t size = (size_t)20 << 20;
    char *text = malloc(size);

    ck_assert_ptr_nonnull(text);
    memset(text, 'x', size);
    memcpy(text, "customer,date\na,2024-01-01\n\"", 28);
    for (size_t i = 100; i < size; i += 50)
        text[i] = '\n';
    refused_bytes(text, size, NETMKT_E_FORMAT, "line 3: ");
    options.flags = NETMKT_IMPORT_SKIP; /* nobody knows where the rows end */
    refused_bytes(text, 1000, NETMKT_E_FORMAT, "line 3: a quote");
    free(text);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("import");
    TCase *tcase = tcase_create("import");

    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_set_timeout(tcase, 60);
    tcase_add_test(tcase, plain_orders);
    tcase_add_test(tcase, every_field);
    tcase_add_test(tcase, a_reference_is_that_of_its_text);
    tcase_add_test(tcase, shapes_of_files);
    tcase_add_test(tcase, times_and_offsets);
    tcase_add_test(tcase, money_is_exact);
    tcase_add_test(tcase, products_are_exact);
    tcase_add_test(tcase, a_quantity_is_not_multiplied_by_itself);
    tcase_add_test(tcase, lines_make_orders);
    tcase_add_test(tcase, an_order_has_the_reference_of_its_text_and_customer);
    tcase_add_test(tcase, kinds_and_channels_by_name);
    tcase_add_test(tcase, translations_of_names);
    tcase_add_test(tcase, standard_kind_and_channel);
    tcase_add_test(tcase, bad_files);
    tcase_add_test(tcase, bad_rows);
    tcase_add_test(tcase, long_keys);
    tcase_add_test(tcase, bad_rows_are_listed);
    tcase_add_test(tcase, bad_rows_are_listed_in_their_order);
    tcase_add_test(tcase, attributes_keep_what_is_not_said);
    tcase_add_test(tcase, columns_said);
    tcase_add_test(tcase, misuse_and_states);
    tcase_add_test(tcase, freed_before_the_end);
    tcase_add_test(tcase, a_quote_that_is_never_closed);
    suite_add_tcase(suite, tcase);
    return suite;
}
