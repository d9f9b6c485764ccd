/* Real files through the import: CDNOW, the lines of a British online shop with all their dirt, a clickstream. What comes
 * out is compared with sums made here, by other code. */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "support/support.h"

#define PIECE 100000

static netmkt_store *store;
static netmkt_import *import;
static netmkt_import_report report;

static void begin(uint32_t flags)
{
    netmkt_import_options options;

    netmkt_import_options_init(&options);
    options.flags = flags;
    options.threads = 2;
    ck_assert_int_eq(netmkt_store_open(NULL, NULL, &store), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
}

static void map(const char *field, const char *column)
{
    ck_assert_int_eq(netmkt_import_map(import, field, column), NETMKT_OK);
}

static void read_all(FILE *file)
{
    static char buffer[PIECE];
    size_t got;

    report.struct_size = sizeof report;
    while ((got = fread(buffer, 1, sizeof buffer, file)) > 0)
        ck_assert_msg(netmkt_import_feed(import, buffer, got) == NETMKT_OK, "%s", netmkt_last_error());
    ck_assert_msg(netmkt_import_finish(import, &report) == NETMKT_OK, "%s", netmkt_last_error());
}

static void end(void)
{
    netmkt_import_free(import);
    netmkt_store_close(store);
}

/* The file behind a name that ends in .gz, unpacked by zcat; NULL, with a message, where there is none. */
static FILE *unpack(const char *name)
{
    const char *path = test_shared(name);
    char command[1100];

    if (path == NULL)
        return NULL;
    if (system("zcat --version >/dev/null 2>&1") != 0) {
        printf("skipped: there is no zcat\n");
        return NULL;
    }
    snprintf(command, sizeof command, "zcat '%s'", path);
    return popen(command, "r");
}

START_TEST(cdnow)
{
    const char *path = test_shared("data/cdnow_full.csv");
    netmkt_store_statistics stats = {.struct_size = sizeof stats};
    struct timespec t0, t1;
    int64_t first, last;
    FILE *file;

    if (path == NULL)
        return;
    file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t0);
    begin(0);
    read_all(file);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t1);
    (void)fclose(file);
    ck_assert_uint_eq(report.rows, 69659);
    ck_assert_uint_eq(report.events, 69659);
    ck_assert_uint_eq(report.orders, 69659);
    ck_assert_uint_eq(report.customers, 23570);
    ck_assert_uint_eq(report.new_customers, 23570);
    ck_assert_int_eq(netmkt_store_stats(store, &stats), NETMKT_OK);
    ck_assert_int_eq(netmkt_time_parse("1997-01-01", 10, 0, &first, NULL), NETMKT_OK);
    ck_assert_int_eq(netmkt_time_parse("1998-06-30", 10, 0, &last, NULL), NETMKT_OK);
    ck_assert_int_eq(stats.first_ms, first);
    ck_assert_int_eq(stats.last_ms, last);
    ck_assert_msg(t1.tv_sec - t0.tv_sec < 5, "the import took seconds of processor time");
    end();
}
END_TEST

/* A line of the shop as this test reads it: money in ten-thousandths of a pound. */
typedef struct line {
    char invoice[12];
    long customer;
    long long money;
} line;

typedef struct sums {
    size_t lines, without_customer, orders, returns, customers;
    long long pence;             /* of all orders and returns, each rounded */
    long long of_customer[20000];
} sums;

static int by_order(const void *a, const void *b)
{
    const line *x = a, *y = b;

    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return strcmp(x->invoice, y->invoice);
}

/* A decimal number times 10,000. */
static long long ten_thousandths(const char *text)
{
    long long value = 0;
    int behind = -1, negative = *text == '-';

    for (text += negative; *text != '\0'; text++) {
        if (*text == '.') {
            behind = 0;
            continue;
        }
        ck_assert(*text >= '0' && *text <= '9');
        value = value * 10 + (*text - '0');
        behind += behind >= 0;
    }
    ck_assert_int_le(behind, 4);
    for (int i = behind < 0 ? 0 : behind; i < 4; i++)
        value *= 10;
    return negative ? -value : value;
}

static void add_line(line *lines, size_t *n, char *text, sums *s)
{
    char *field[7], *at = text;

    text[strcspn(text, "\r\n")] = '\0';
    for (size_t i = 0; i < 7; i++) {
        field[i] = at;
        at = i < 6 ? strchr(at, ',') : at;
        ck_assert_ptr_nonnull(at);
        if (i < 6)
            *at++ = '\0';
    }
    s->lines++;
    if (field[5][0] == '\0') {
        s->without_customer++;
        return;
    }
    ck_assert_uint_lt(strlen(field[0]), sizeof lines[0].invoice);
    strcpy(lines[*n].invoice, field[0]);
    lines[*n].customer = strtol(field[5], NULL, 10);
    lines[*n].money = strtoll(field[2], NULL, 10) * ten_thousandths(field[4]);
    (*n)++;
}

/* The sums of the file, made without the library. */
static sums *sum_lines(FILE *file)
{
    line *lines = malloc(600000 * sizeof *lines);
    sums *s = calloc(1, sizeof *s);
    char text[400];
    size_t n = 0;

    ck_assert_ptr_nonnull(lines);
    ck_assert_ptr_nonnull(s);
    ck_assert_ptr_nonnull(fgets(text, sizeof text, file));
    while (fgets(text, sizeof text, file) != NULL)
        add_line(lines, &n, text, s);
    qsort(lines, n, sizeof *lines, by_order);
    for (size_t i = 0, j; i < n; i = j) {
        long long money = 0, pence;

        for (j = i; j < n && by_order(&lines[i], &lines[j]) == 0; j++)
            money += lines[j].money;
        pence = (llabs(money) + 50) / 100;
        pence = money < 0 ? -pence : pence;
        s->orders += money >= 0;
        s->returns += money < 0;
        s->customers += i == 0 || lines[i].customer != lines[i - 1].customer;
        s->pence += pence;
        s->of_customer[lines[i].customer] += pence;
    }
    free(lines);
    return s;
}

static void compare_money(const sums *s)
{
    netmkt_event e = {.struct_size = sizeof e};
    netmkt_event_cursor *cursor;
    uint64_t customers;
    long long *got, all = 0;

    ck_assert_int_eq(netmkt_customer_count(store, &customers), NETMKT_OK);
    got = calloc(customers + 1, sizeof *got);
    ck_assert_ptr_nonnull(got);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &e) == NETMKT_OK) {
        got[e.customer] += e.amount;
        all += e.amount;
    }
    netmkt_event_cursor_close(cursor);
    ck_assert_int_eq(all, s->pence);
    for (uint64_t id = 1; id <= customers; id++) {
        char key[256];

        ck_assert_int_eq(netmkt_customer_key(store, id, key, sizeof key, NULL), NETMKT_OK);
        ck_assert_msg(got[id] == s->of_customer[strtol(key, NULL, 10)], "customer %s", key);
    }
    free(got);
}

START_TEST(online_retail)
{
    FILE *file = unpack("data/online_retail_lines.csv.gz");
    sums *s;

    if (file == NULL)
        return;
    s = sum_lines(file);
    (void)pclose(file);
    for (int again = 0; again < 2; again++) { /* the second time nothing is new */
        if (again) {
            netmkt_import_options options;

            netmkt_import_free(import);
            netmkt_import_options_init(&options);
            options.flags = NETMKT_IMPORT_SKIP;
            ck_assert_int_eq(netmkt_import_new(store, &options, &import), NETMKT_OK);
        } else {
            begin(NETMKT_IMPORT_SKIP);
        }
        map("customer", "customer_id");
        map("time", "invoice_datetime");
        map("order", "invoice_no");
        map("amount", "quantity*unit_price_gbp");
        file = unpack("data/online_retail_lines.csv.gz");
        ck_assert_ptr_nonnull(file);
        read_all(file);
        (void)pclose(file);
        ck_assert_uint_eq(report.rows, 541909);
        ck_assert_uint_eq(report.rows, s->lines);
        ck_assert_uint_eq(report.without_customer, 135080);
        ck_assert_uint_eq(report.without_customer, s->without_customer);
        ck_assert_uint_eq(report.skipped, report.without_customer);
        ck_assert_uint_eq(report.customers, 4372);
        ck_assert_uint_eq(report.customers, s->customers);
        ck_assert_uint_eq(report.new_customers, again ? 0 : 4372);
        ck_assert_uint_eq(report.orders, again ? 0 : s->orders);
        ck_assert_uint_eq(report.returns, again ? 0 : s->returns);
        ck_assert_uint_eq(report.repeated, again ? s->orders + s->returns : 0);
        compare_money(s);
    }
    {
        char country[64];

        ck_assert_int_eq(netmkt_customer_get_text(store, 1, NETMKT_ATTRIBUTE_COUNTRY, country, sizeof country, NULL), NETMKT_OK);
        ck_assert_str_eq(country, "United Kingdom");
    }
    free(s);
    end();
}
END_TEST

/* As docs/import.md has it. */
static const char *const clicks[][2] = {
    {"home", "visit"},      {"promo_page", "view"}, {"catalog", "view"},        {"product_view", "view"},   {"compare", "view"},
    {"review_page", "view"}, {"filter_results", "search"}, {"add_to_cart", "cart"}, {"wishlist_add", "cart"}, {"purchase", "order"},
    {"support_chat", "inquiry"}, {"account_page", "visit"}, {"cart", "-"},      {"shipping_details", "-"},  {"payment_details", "-"},
    {"payment_error", "-"}, {"checkout_bug", "-"},  {"error_page", "-"},
};

START_TEST(clickstream)
{
    FILE *file = unpack("data/ecom_events.csv.gz");
    netmkt_event e = {.struct_size = sizeof e};
    size_t kinds[27] = {0}, channels[27] = {0};
    netmkt_event_cursor *cursor;

    if (file == NULL)
        return;
    begin(0);
    map("channel", "acquisition_channel");
    map("acquired_channel", "acquisition_channel");
    for (size_t i = 0; i < sizeof clicks / sizeof clicks[0]; i++)
        ck_assert_int_eq(netmkt_import_translate(import, "kind", clicks[i][0], clicks[i][1]), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_translate(import, "channel", "organic", "seo"), NETMKT_OK);
    ck_assert_int_eq(netmkt_import_translate(import, "channel", "paid_search", "sem"), NETMKT_OK);
    read_all(file);
    (void)pclose(file);
    ck_assert_uint_eq(report.rows, 31106);
    ck_assert_uint_eq(report.left_out, 1204 + 958 + 709 + 119 + 44 + 276);
    ck_assert_uint_eq(report.events, report.rows - report.left_out);
    ck_assert_uint_eq(report.orders, 470);
    ck_assert_uint_eq(report.customers, 600);
    ck_assert_int_eq(netmkt_event_cursor_open(store, NULL, &cursor), NETMKT_OK);
    while (netmkt_event_cursor_next(cursor, &e) == NETMKT_OK) {
        kinds[e.kind]++;
        channels[e.channel]++;
    }
    netmkt_event_cursor_close(cursor);
    ck_assert_uint_eq(kinds[NETMKT_KIND_VISIT], 2762 + 659);
    ck_assert_uint_eq(kinds[NETMKT_KIND_VIEW], 796 + 6521 + 6851 + 275 + 406);
    ck_assert_uint_eq(kinds[NETMKT_KIND_SEARCH], 4011 + 2610);
    ck_assert_uint_eq(kinds[NETMKT_KIND_CART], 1346 + 812);
    ck_assert_uint_eq(kinds[NETMKT_KIND_INQUIRY], 277);
    ck_assert_uint_eq(channels[0], 0);
    ck_assert_uint_gt(channels[NETMKT_CHANNEL_SEO], channels[NETMKT_CHANNEL_SEM]);
    ck_assert_uint_gt(channels[NETMKT_CHANNEL_DIRECT], 0);
    for (netmkt_customer_id id = 1; id <= 600; id++) {
        char name[64];
        netmkt_channel_id channel;

        ck_assert_int_eq(netmkt_customer_get_text(store, id, NETMKT_ATTRIBUTE_ACQUIRED_CHANNEL, name, sizeof name, NULL), NETMKT_OK);
        ck_assert_int_eq(netmkt_channel_by_name(store, name, &channel), NETMKT_OK); /* translated too */
    }
    end();
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("real data");
    TCase *tcase = tcase_create("real data");

    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, cdnow);
    tcase_add_test(tcase, online_retail);
    tcase_add_test(tcase, clickstream);
    suite_add_tcase(suite, tcase);
    return suite;
}
