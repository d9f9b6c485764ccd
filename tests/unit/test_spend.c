/* Spend records: put, add, list, commits, rollback, journal, snapshot, recovery, a CSV in and an export out. */
#include <stdio.h>
#include <string.h>

#include <netmkt/netmkt.h>

#include "support/faulty_memory.h"
#include "support/store_digest.h"
#include "support/support.h"

#define PATH_MOST 512

static netmkt_store *store;

static netmkt_spend row(netmkt_channel_id channel, netmkt_campaign_id campaign, int32_t day, int64_t amount)
{
    netmkt_spend spend;

    netmkt_spend_init(&spend);
    spend.channel = channel;
    spend.campaign = campaign;
    spend.day = day;
    spend.amount = amount;
    return spend;
}

static netmkt_status put(netmkt_channel_id channel, netmkt_campaign_id campaign, int32_t day, int64_t amount)
{
    netmkt_spend spend = row(channel, campaign, day, amount);

    return netmkt_spend_put(store, &spend, sizeof spend, 1);
}

static netmkt_status add(netmkt_channel_id channel, netmkt_campaign_id campaign, int32_t day, int64_t amount)
{
    netmkt_spend spend = row(channel, campaign, day, amount);

    return netmkt_spend_add(store, &spend, sizeof spend, 1);
}

static int64_t amount(netmkt_channel_id channel, netmkt_campaign_id campaign, int32_t day)
{
    netmkt_spend spend = row(channel, campaign, day, -1);
    netmkt_status status = netmkt_spend_get(store, &spend);

    ck_assert_int_eq(status, spend.amount != 0 ? NETMKT_OK : NETMKT_DONE);
    return spend.amount;
}

/* The list as CSV. */
static const char *listed(netmkt_store *of)
{
    static char text[4096];
    netmkt_table *table;

    ck_assert_int_eq(netmkt_spend_list(of, &table), NETMKT_OK);
    ck_assert_int_eq(netmkt_table_text(table, NETMKT_FORMAT_CSV, text, sizeof text, NULL), NETMKT_OK);
    netmkt_table_free(table);
    return text;
}

static netmkt_status read_text(const char *text, uint32_t flags, netmkt_spend_report *report)
{
    return netmkt_spend_read(store, text, strlen(text), flags, report);
}

static const char *path_of(const char *name)
{
    static char path[2][PATH_MOST];
    static int which;

    which = !which;
    (void)snprintf(path[which], sizeof path[which], "%s/%s", test_directory(), name);
    return path[which];
}

static void open_store(const char *path, uint32_t flags)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    memcpy(options.currency, "EUR", 4);
    options.flags = flags | NETMKT_STORE_NO_AUTO_CHECKPOINT;
    ck_assert_msg(netmkt_store_open(path, &options, &store) == NETMKT_OK, "%s", netmkt_last_error());
}

static void set_up(void)
{
    open_store(NULL, 0);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
}

static void tear_down(void)
{
    netmkt_store_close(store);
    store = NULL;
}

START_TEST(test_put_and_add)
{
    ck_assert_int_eq(put(NETMKT_CHANNEL_EMAIL, 0, 100, 500), NETMKT_OK);
    ck_assert_int_eq(put(NETMKT_CHANNEL_EMAIL, 1, 100, 70), NETMKT_OK);
    ck_assert_int_eq(put(0, 1, NETMKT_SPEND_DAY_MIN, 1), NETMKT_OK);
    ck_assert_int_eq(put(0, 0, NETMKT_SPEND_DAY_MAX, INT64_MAX), NETMKT_OK);
    ck_assert_int_eq(put(NETMKT_CHANNEL_EMAIL, 0, 100, 600), NETMKT_OK);
    ck_assert_int_eq(amount(NETMKT_CHANNEL_EMAIL, 0, 100), 600);
    ck_assert_int_eq(amount(NETMKT_CHANNEL_EMAIL, 1, 100), 70);
    ck_assert_int_eq(amount(NETMKT_CHANNEL_EMAIL, 1, 101), 0);
    ck_assert_int_eq(add(NETMKT_CHANNEL_EMAIL, 0, 100, 5), NETMKT_OK);
    ck_assert_int_eq(add(NETMKT_CHANNEL_EMAIL, 0, 100, -25), NETMKT_OK);
    ck_assert_int_eq(amount(NETMKT_CHANNEL_EMAIL, 0, 100), 580);
    ck_assert_str_eq(listed(store), "channel,campaign,day,amount\n,spring,0001-01-01,0.01\nemail,,1970-04-11,5.80\nemail,spring,1970-04-11,0.70\n"
                                    ",,9999-12-31,92233720368547758.07\n");
    ck_assert_int_eq(put(NETMKT_CHANNEL_EMAIL, 0, 100, 0), NETMKT_OK);
    ck_assert_int_eq(put(NETMKT_CHANNEL_EMAIL, 0, 999, 0), NETMKT_OK);
    ck_assert_int_eq(amount(NETMKT_CHANNEL_EMAIL, 0, 100), 0);
    ck_assert_str_eq(listed(store), "channel,campaign,day,amount\n,spring,0001-01-01,0.01\nemail,spring,1970-04-11,0.70\n,,9999-12-31,92233720368547758.07\n");
}
END_TEST

START_TEST(test_all_or_none)
{
    netmkt_spend rows[3] = {row(10, 0, 1, 5), row(10, 0, 1, 7), row(999, 0, 1, 5)};

    ck_assert_int_eq(put(10, 0, 1, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_INVALID);
    ck_assert_ptr_nonnull(strstr(netmkt_last_error(), "spend record 2"));
    ck_assert_int_eq(amount(10, 0, 1), 3);
    rows[2] = row(10, 0, NETMKT_SPEND_DAY_MAX + 1, 1);
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_RANGE);
    rows[2] = row(10, 0, NETMKT_SPEND_DAY_MIN - 1, 1);
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_RANGE);
    rows[2] = row(10, 2, 1, 1);
    ck_assert_int_eq(netmkt_spend_add(store, rows, sizeof *rows, 3), NETMKT_E_INVALID);
    rows[2] = row(10, 0, 1, -16);
    ck_assert_int_eq(netmkt_spend_add(store, rows, sizeof *rows, 3), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_RANGE);
    rows[2] = row(10, 0, 1, INT64_MAX);
    ck_assert_int_eq(netmkt_spend_add(store, rows, sizeof *rows, 3), NETMKT_E_RANGE);
    rows[2].reserved = 1;
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_INVALID);
    rows[2].struct_size = 8;
    ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(netmkt_spend_get(store, &rows[2]), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(amount(10, 0, 1), 3);
    rows[2] = row(10, 0, 1, -15);
    ck_assert_int_eq(netmkt_spend_add(store, rows, sizeof *rows, 3), NETMKT_OK);
    ck_assert_int_eq(amount(10, 0, 1), 0);
    ck_assert_int_eq(netmkt_spend_put(store, rows, 4, 2), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_put(store, NULL, sizeof *rows, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_spend_put(store, NULL, sizeof *rows, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_put(NULL, rows, sizeof *rows, 1), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_get(NULL, rows), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_get(store, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_list(store, NULL), NETMKT_E_INVALID);
}
END_TEST

START_TEST(test_rollback)
{
    ck_assert_int_eq(put(10, 0, 1, 3), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    for (int round = 0; round < 3; round++) {
        ck_assert_int_eq(put(10, 0, 1, 4), NETMKT_OK);
        ck_assert_int_eq(add(10, 0, 1, 4), NETMKT_OK);
        ck_assert_int_eq(put(10, 1, 1, 9), NETMKT_OK);
        ck_assert_int_eq(put(10, 1, 1, 0), NETMKT_OK);
        ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK);
        ck_assert_str_eq(listed(store), "channel,campaign,day,amount\nemail,,1970-01-02,0.03\n");
    }
}
END_TEST

/* Whether it comes from the journal, from a snapshot or through recovery, it is the same; and merging and erasing leave it. */
START_TEST(test_file)
{
    const char *want;
    uint64_t digest;
    char copy[1024];

    tear_down();
    open_store(path_of("spend"), NETMKT_STORE_MUST_CREATE);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_put(store, "b", NULL), NETMKT_OK);
    ck_assert_int_eq(put(NETMKT_CHANNEL_CUSTOM, 1, 5, 10), NETMKT_OK);
    ck_assert_int_eq(put(10, 0, 6, 20), NETMKT_OK);
    ck_assert_int_eq(put(11, 0, 7, 30), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(add(10, 0, 6, 5), NETMKT_OK);
    ck_assert_int_eq(put(11, 0, 7, 0), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    (void)snprintf(copy, sizeof copy, "%s", listed(store));
    want = "channel,campaign,day,amount\nkiosk,spring,1970-01-06,0.10\nemail,,1970-01-07,0.25\n";
    ck_assert_str_eq(copy, want);
    digest = store_digest(store);
    for (int round = 0; round < 3; round++) {
        tear_down();
        open_store(path_of("spend"), NETMKT_STORE_MUST_EXIST);
        ck_assert_str_eq(listed(store), want);
        ck_assert_uint_eq(store_digest(store), digest);
        if (round == 0)
            ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
        if (round == 1)
            ck_assert_int_eq(put(10, 0, 8, 5), NETMKT_OK); /* lost: not committed */
    }
    ck_assert_int_eq(netmkt_customer_merge(store, 1, 2), NETMKT_OK);
    ck_assert_int_eq(netmkt_customer_erase(store, 1, 0), NETMKT_OK);
    ck_assert_str_eq(listed(store), want);
    ck_assert_int_eq(put(10, 0, 8, 5), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    (void)snprintf(copy, sizeof copy, "%s", listed(store));
    tear_down();
    ck_assert_int_eq(netmkt_store_recover(path_of("spend"), path_of("recovered"), NULL, NULL), NETMKT_OK);
    open_store(path_of("recovered"), NETMKT_STORE_MUST_EXIST);
    ck_assert_str_eq(listed(store), copy);
}
END_TEST

/* Break the byte at the first place where the file has these bytes. */
static void damage(const char *path, const void *what, size_t size)
{
    static unsigned char bytes[1 << 20];
    FILE *file = fopen(path, "r+b");
    size_t length, at = 0;

    ck_assert_ptr_nonnull(file);
    length = fread(bytes, 1, sizeof bytes, file);
    while (at + size <= length && memcmp(bytes + at, what, size) != 0)
        at++;
    ck_assert_uint_le(at + size, length);
    ck_assert_int_eq(fseek(file, (long)at, SEEK_SET), 0);
    ck_assert_int_eq(fputc(bytes[at] ^ 0x55, file), bytes[at] ^ 0x55);
    ck_assert_int_eq(fclose(file), 0);
}

/* A damaged file: what it says of spend is there as far as it means the same. */
static void recover_without(const char *name, const void *what, size_t size, int checkpoint, const char *want)
{
    char path[PATH_MOST], to[PATH_MOST + 16];

    (void)snprintf(path, sizeof path, "%s", path_of(name));
    (void)snprintf(to, sizeof to, "%s-recovered", path);
    tear_down();
    open_store(path, NETMKT_STORE_MUST_CREATE);
    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_campaign_put(store, "spring", NULL, NULL, 0, NULL, NULL, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_channel_define(store, "kiosk", 0, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    {
        netmkt_spend rows[3] = {row(NETMKT_CHANNEL_CUSTOM, 0, 5, 10), row(10, 1, 6, 20), row(10, 0, 7, 0x1234567)};

        ck_assert_int_eq(netmkt_spend_put(store, rows, sizeof *rows, 3), NETMKT_OK);
    }
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    if (checkpoint)
        ck_assert_int_eq(netmkt_store_checkpoint(store), NETMKT_OK);
    tear_down();
    damage(path, what, size);
    ck_assert_msg(netmkt_store_recover(path, to, NULL, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    open_store(to, NETMKT_STORE_MUST_EXIST);
    ck_assert_str_eq(listed(store), want);
}

START_TEST(test_recover)
{
    static const char nothing[] = "channel,campaign,day,amount\n";
    static const unsigned char own[] = {0x67, 0x45, 0x23, 0x01};

    recover_without("a", "kiosk", 5, 1, "channel,campaign,day,amount\nemail,spring,1970-01-07,0.20\nemail,,1970-01-08,190887.43\n");
    recover_without("b", "spring", 6, 1, "channel,campaign,day,amount\nkiosk,,1970-01-06,0.10\nemail,,1970-01-08,190887.43\n");
    recover_without("c", own, sizeof own, 1, nothing);
    recover_without("d", "kiosk", 5, 0, "channel,campaign,day,amount\nemail,,1970-01-08,190887.43\n");
    recover_without("e", own, sizeof own, 0, nothing);
}
END_TEST

START_TEST(test_read)
{
    netmkt_spend_report report = {.struct_size = sizeof report};

    ck_assert_int_eq(read_text("\xef\xbb\xbf" "Date;note;Channel;campaign;Spend\r\n2026-01-05;x;email;spring;10.00\r\n2026-01-05;;email;spring;-2.50\r\n\r\n"
                               "2026-01-06T23:30:00Z;;;winter;1.005\r\n2026-01-06;\"a;b\";\"kiosk\";;3",
                               0, &report),
                     NETMKT_OK);
    ck_assert_uint_eq(report.rows, 4);
    ck_assert_uint_eq(report.records, 3);
    ck_assert_uint_eq(report.rounded, 1);
    ck_assert_int_eq(report.amount, 1000 - 250 + 101 + 300);
    ck_assert_str_eq(listed(store), "channel,campaign,day,amount\nemail,spring,2026-01-05,7.50\n,winter,2026-01-06,1.01\nkiosk,,2026-01-06,3.00\n");
    ck_assert_int_eq(netmkt_store_rollback(store), NETMKT_OK); /* it is committed */
    ck_assert_int_eq(read_text("channel,day,amount\nkiosk,2026-01-06,4\n", 0, NULL), NETMKT_OK);
    ck_assert_int_eq(read_text("channel,day,amount\nkiosk,2026-01-06,-1\n", NETMKT_SPEND_ADD, NULL), NETMKT_OK);
    ck_assert_int_eq(read_text("channel,day,amount\nposter,2026-01-06,4\n", NETMKT_SPEND_REGISTER, NULL), NETMKT_OK);
    ck_assert_str_eq(listed(store), "channel,campaign,day,amount\nemail,spring,2026-01-05,7.50\n,winter,2026-01-06,1.01\nkiosk,,2026-01-06,3.00\n"
                                    "poster,,2026-01-06,4.00\n");
}
END_TEST

START_TEST(test_read_errors)
{
    static const struct {
        const char *text;
        netmkt_status status;
        const char *says;
    } wrong[] = {
        {"", NETMKT_E_FORMAT, "empty"},
        {"\xef\xbb\xbf", NETMKT_E_FORMAT, "empty"},
        {"channel,day,amount\n", NETMKT_E_FORMAT, "no row"},
        {"channel,day\nemail,2026-01-01\n", NETMKT_E_NOT_FOUND, "\"amount\""},
        {"channel,amount\nemail,1\n", NETMKT_E_NOT_FOUND, "\"day\""},
        {"day,amount\n2026-01-01,1\n", NETMKT_E_NOT_FOUND, "\"channel\""},
        {"channel,day,date,amount\nemail,2026-01-01,1,1\n", NETMKT_E_FORMAT, "two columns"},
        {"channel,day,amount\nemail,2026-01-01,1\ne-mail,2026-01-01,1\n", NETMKT_E_NOT_FOUND, "line 3, column channel"},
        {"channel,day,amount\nemail,2026-02-30,1\n", NETMKT_E_RANGE, "line 2, column day"},
        {"channel,day,amount\nemail,,1\n", NETMKT_E_FORMAT, "the day is missing"},
        {"channel,day,amount\nemail,2026-01-01,\n", NETMKT_E_FORMAT, "the amount is missing"},
        {"channel,day,amount\nemail,2026-01-01,x\n", NETMKT_E_FORMAT, "line 2, column amount"},
        {"channel,day,amount\nemail,2026-01-01\n", NETMKT_E_FORMAT, "line 2: 2 fields, the header has 3"},
        {"channel,day,amount\n\"email\"x,2026-01-01,1\n", NETMKT_E_FORMAT, "quotes"},
        {"channel,day,amount\nemail,2026-01-01,\"1\n", NETMKT_E_FORMAT, "quotes"},
        {"channel,day,amount\nemail,2026-01-01,-1\n", NETMKT_E_RANGE, "2026-01-01"},
        {"channel,day,amount\nemail,2026-01-01,92233720368547758.07\nemail,2026-01-02,0.01\n", NETMKT_E_RANGE, "line 3"},
        {"channel,campaign,day,amount\nemail,a\tb,2026-01-01,1\n", NETMKT_E_FORMAT, "line 2, column campaign"},
        {"channel,day,amount\nema\xff,2026-01-01,1\n", NETMKT_E_FORMAT, "UTF-8"},
        {"\xff\xfe" "c", NETMKT_E_FORMAT, "UTF-16"},
    };
    netmkt_spend_report report = {.struct_size = 3};
    uint64_t before = store_digest(store);

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(read_text(wrong[i].text, 0, NULL) == wrong[i].status, "%zu: %s", i, netmkt_last_error());
        ck_assert_msg(strstr(netmkt_last_error(), wrong[i].says) != NULL, "%zu: %s", i, netmkt_last_error());
        ck_assert_uint_eq(store_digest(store), before); /* also campaigns and channels */
    }
    ck_assert_int_eq(read_text("channel,day,amount\nx\ty,2026-01-01,1\n", NETMKT_SPEND_REGISTER, NULL), NETMKT_E_FORMAT);
    ck_assert_int_eq(read_text("channel,day,amount\nemail,2026-01-01,-1\n", NETMKT_SPEND_ADD, NULL), NETMKT_E_RANGE);
    ck_assert_int_eq(netmkt_spend_read(store, "a\0b", 3, 0, NULL), NETMKT_E_FORMAT);
    ck_assert_int_eq(netmkt_spend_read(NULL, "", 0, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(netmkt_spend_read(store, NULL, 1, 0, NULL), NETMKT_E_INVALID);
    ck_assert_int_eq(read_text("channel,day,amount\nemail,2026-01-01,1\n", 4, NULL), NETMKT_E_UNSUPPORTED);
    ck_assert_int_eq(read_text("channel,day,amount\nemail,2026-01-01,1\n", 0, &report), NETMKT_E_UNSUPPORTED);
    ck_assert_uint_eq(store_digest(store), before);
    ck_assert_int_eq(put(10, 0, 1, 5), NETMKT_OK);
    ck_assert_int_eq(read_text("channel,day,amount\nemail,2026-01-01,1\n", 0, NULL), NETMKT_E_STATE);
    ck_assert_int_eq(amount(10, 0, 1), 5);
}
END_TEST

/* An import is a commit of its own: spend and saved segments that wait must not go with it. */
START_TEST(test_import_waits)
{
    netmkt_import *import;
    netmkt_segment *segment;

    ck_assert_int_eq(put(10, 0, 1, 5), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(put(10, 0, 1, 6), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_parse(store, "orders > 1", &segment, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_segment_save(store, "some", segment), NETMKT_OK);
    netmkt_segment_free(segment);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_E_STATE);
    ck_assert_int_eq(netmkt_store_commit(store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    netmkt_import_free(import);
}
END_TEST

START_TEST(test_export)
{
    char text[8192], before[1024];
    size_t length = 0, part;
    netmkt_export *export;
    netmkt_import *import;
    uint64_t digest;

    ck_assert_int_eq(netmkt_customer_put(store, "a", NULL), NETMKT_OK);
    ck_assert_int_eq(put(NETMKT_CHANNEL_CUSTOM, 1, 20000, 1234), NETMKT_OK);
    ck_assert_int_eq(put(10, 0, NETMKT_SPEND_DAY_MIN, 1), NETMKT_OK);
    ck_assert_int_eq(put(0, 1, 20001, 7), NETMKT_OK);
    (void)snprintf(before, sizeof before, "%s", listed(store));
    digest = store_digest(store);
    ck_assert_int_eq(netmkt_export_new(store, &export), NETMKT_OK);
    while (netmkt_export_next(export, text + length, 7, &part) == NETMKT_OK)
        length += part;
    netmkt_export_free(export);
    tear_down();
    open_store(NULL, 0);
    ck_assert_int_eq(netmkt_import_new(store, NULL, &import), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_feed(import, text, length), NETMKT_OK);
    ck_assert_msg(netmkt_import_finish(import, NULL) == NETMKT_OK, "%s", netmkt_last_error());
    netmkt_import_free(import);
    ck_assert_str_eq(listed(store), before);
    ck_assert_uint_eq(store_digest(store), digest);
}
END_TEST

/* Each allocation fails in turn: nothing is changed, nothing leaks. */
START_TEST(test_memory)
{
    static const char text[] = "channel,campaign,day,amount\nposter,summer,2026-01-05,1\nemail,,2026-01-06,2\nposter,summer,2026-01-05,3\n";
    faulty_memory memory = {0};
    netmkt_context_options options;
    netmkt_context *context;
    netmkt_table *table;
    uint64_t before;

    tear_down();
    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    {
        netmkt_store_options opening;

        netmkt_store_options_init(&opening);
        opening.context = context;
        ck_assert_int_eq(netmkt_store_open(NULL, &opening, &store), NETMKT_OK);
    }
    before = store_digest(store);
    for (uint64_t n = 1;; n++) {
        netmkt_status status;

        memory.calls = 0;
        memory.fail_at = n;
        status = netmkt_spend_read(store, text, sizeof text - 1, NETMKT_SPEND_REGISTER, NULL);
        memory.fail_at = 0;
        if (status == NETMKT_OK)
            break;
        ck_assert_int_eq(status, NETMKT_E_NOMEM);
        ck_assert_uint_eq(store_digest(store), before);
    }
    for (uint64_t n = 1;; n++) {
        netmkt_status status;

        memory.calls = 0;
        memory.fail_at = n;
        status = netmkt_spend_list(store, &table);
        memory.fail_at = 0;
        if (status == NETMKT_OK)
            break;
        ck_assert_int_eq(status, NETMKT_E_NOMEM);
        ck_assert_ptr_null(table);
    }
    ck_assert_uint_eq(netmkt_table_rows(table), 2);
    netmkt_table_free(table);
    tear_down();
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("spend");
    TCase *spend = tcase_create("spend");

    tcase_add_checked_fixture(spend, set_up, tear_down);
    tcase_add_test(spend, test_put_and_add);
    tcase_add_test(spend, test_all_or_none);
    tcase_add_test(spend, test_rollback);
    tcase_add_test(spend, test_file);
    tcase_add_test(spend, test_recover);
    tcase_add_test(spend, test_read);
    tcase_add_test(spend, test_read_errors);
    tcase_add_test(spend, test_import_waits);
    tcase_add_test(spend, test_export);
    tcase_add_test(spend, test_memory);
    suite_add_tcase(suite, spend);
    return suite;
}
