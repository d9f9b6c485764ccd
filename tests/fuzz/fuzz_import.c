/* Fuzz target: CSV into a store.
 *
 * Property: whatever the bytes and the options, an import ends in NETMKT_OK or in a documented failure. Status, message,
 * report, the list of bad rows and what the store then holds depend neither on the pieces in which the bytes are fed, nor
 * on the blocks and pieces in which they are read, nor on the number of threads. A failure leaves the store as it was; the
 * report's counts add up; the last row needs no newline; what was imported can be exported, and imports to an equal store.
 *
 * Input: the bytes; then, from the end: flags (1 byte), delimiter (1), what is mapped (1), sizes of pieces and blocks
 * (2, 2), offset in minutes (2), default kind (1) and channel (1), digits of the currency (1). */
#include <netmkt/netmkt.h>

#include <stdio.h>
#include <string.h>

#include "fuzz/dump.h"
#include "fuzz/fuzz.h"
#include "io/import_state.h"

enum { MAP_PRODUCT = 1, MAP_ORDER = 2, TRANSLATE = 4, ATTRIBUTES = 8, HELD = 16, MAP_NOTHING = 32 };

static const netmkt_status import_errors[] = {NETMKT_E_FORMAT, NETMKT_E_NOT_FOUND, NETMKT_E_RANGE, NETMKT_E_EXISTS, NETMKT_OK};

typedef struct plan {
    const char *text;
    size_t size;
    netmkt_import_options options;
    int32_t exponent;
    int what;
    size_t feed, block, piece; /* bytes; feed 0: all at once */
} plan;

/* What can be seen of an import: dumped, to compare. */
typedef struct outcome {
    netmkt_status status;
    bytes problems, held;
    netmkt_import_report report;
} outcome;

static netmkt_store *new_store(const plan *p)
{
    netmkt_store_options options;
    netmkt_customer_id customer;
    netmkt_store *store;
    netmkt_event e;

    netmkt_store_options_init(&options);
    options.currency_exponent = p->exponent;
    REQUIRE(netmkt_store_open(NULL, &options, &store) == NETMKT_OK);
    if ((p->what & ATTRIBUTES) != 0) {
        REQUIRE(netmkt_attribute_define(store, "score", NETMKT_TYPE_REAL, NULL) == NETMKT_OK);
        REQUIRE(netmkt_attribute_define(store, "vip", NETMKT_TYPE_BOOL, NULL) == NETMKT_OK);
        REQUIRE(netmkt_attribute_define(store, "seen", NETMKT_TYPE_TIME, NULL) == NETMKT_OK);
        REQUIRE(netmkt_attribute_define(store, "note", NETMKT_TYPE_TEXT, NULL) == NETMKT_OK);
    }
    if ((p->what & HELD) != 0) {
        REQUIRE(netmkt_customer_put(store, "anna", &customer) == NETMKT_OK);
        REQUIRE(netmkt_customer_set_text(store, customer, NETMKT_ATTRIBUTE_CITY, "Bonn") == NETMKT_OK);
        netmkt_event_init(&e);
        e.customer = customer;
        e.kind = NETMKT_KIND_ORDER;
        e.time_ms = INT64_C(1700000000000);
        e.amount = INT64_MAX;
        REQUIRE(netmkt_reference_from_text("r1", e.reference) == NETMKT_OK);
        REQUIRE(netmkt_event_append(store, &e, sizeof e, 1, NULL) == NETMKT_OK);
    }
    REQUIRE(netmkt_store_commit(store) == NETMKT_OK);
    return store;
}

static netmkt_import *begin(const plan *p, netmkt_store *store)
{
    netmkt_import *import;

    REQUIRE(netmkt_import_new(store, &p->options, &import) == NETMKT_OK);
    import->block = p->block;
    import->piece = p->piece;
    if ((p->what & MAP_PRODUCT) != 0)
        REQUIRE(netmkt_import_map(import, "amount", "price*quantity") == NETMKT_OK);
    if ((p->what & MAP_ORDER) != 0)
        REQUIRE(netmkt_import_map(import, "order", "invoice") == NETMKT_OK);
    if ((p->what & MAP_NOTHING) != 0)
        REQUIRE(netmkt_import_map(import, "cost", "") == NETMKT_OK);
    if ((p->what & TRANSLATE) != 0) {
        REQUIRE(netmkt_import_translate(import, "kind", "sale", "order") == NETMKT_OK);
        REQUIRE(netmkt_import_translate(import, "kind", "x", "-") == NETMKT_OK);
        REQUIRE(netmkt_import_translate(import, "channel", "mail", "email") == NETMKT_OK);
        REQUIRE(netmkt_import_translate(import, "channel", "x", "-") == NETMKT_OK);
    }
    return import;
}

static void take_problems(netmkt_import *import, bytes *out)
{
    const char *message;
    uint64_t line;

    while (netmkt_import_problem(import, &line, &message) == NETMKT_OK) {
        bytes_add_number(out, line, 8);
        bytes_add(out, message, strlen(message) + 1);
    }
}

/* The counts of a report agree with each other, and with what the store had before. */
static void check_report(const plan *p, const netmkt_import_report *r, const netmkt_store_statistics *before, netmkt_store *store)
{
    netmkt_store_statistics after = {.struct_size = sizeof after};

    REQUIRE(netmkt_store_stats(store, &after) == NETMKT_OK && after.pending_events == 0);
    REQUIRE(r->bytes == p->size && r->rows > 0);
    REQUIRE(after.events == before->events + r->events && after.customers == before->customers + r->new_customers);
    REQUIRE(r->orders + r->returns <= r->events && r->without_customer <= r->skipped && r->new_customers <= r->customers);
    REQUIRE(r->events + r->repeated + r->left_out + r->skipped <= r->rows);
}

static void run(const plan *p, outcome *o)
{
    netmkt_store *store = new_store(p);
    netmkt_store_statistics before = {.struct_size = sizeof before};
    netmkt_import *import = begin(p, store);
    bytes untouched = {0};

    *o = (outcome){.report = {.struct_size = sizeof o->report}};
    REQUIRE(netmkt_store_stats(store, &before) == NETMKT_OK);
    dump_store(store, &untouched);
    for (size_t at = 0; at < p->size && o->status == NETMKT_OK;) {
        size_t n = p->feed > 0 && p->feed < p->size - at ? p->feed : p->size - at;

        o->status = netmkt_import_feed(import, p->text + at, n);
        at += n;
    }
    if (o->status == NETMKT_OK)
        o->status = netmkt_import_finish(import, &o->report);
    (void)fuzz_allowed(o->status, import_errors, "import");
    bytes_add(&o->problems, netmkt_last_error(), o->status == NETMKT_OK ? 0 : strlen(netmkt_last_error()));
    REQUIRE(netmkt_import_feed(import, "x", 1) == NETMKT_E_STATE);
    take_problems(import, &o->problems);
    netmkt_import_free(import);
    dump_store(store, &o->held);
    if (o->status == NETMKT_OK)
        check_report(p, &o->report, &before, store);
    else
        REQUIRE(bytes_equal(&o->held, &untouched));
    if (o->status == NETMKT_OK && p->feed == 0 && p->options.threads == 1)
        dump_export_returns(store, NULL);
    netmkt_store_close(store);
    bytes_free(&untouched);
}

static void outcome_free(outcome *o)
{
    bytes_free(&o->problems);
    bytes_free(&o->held);
}

/* One plan against the other: nothing that can be seen differs. */
static void require_like(const plan *p, const outcome *wanted)
{
    outcome o;

    run(p, &o);
    if (o.status != wanted->status || !bytes_equal(&o.problems, &wanted->problems))
        (void)fprintf(stderr, "fed by %zu, blocks of %zu, pieces of %zu, threads %u: %d \"%.*s\"; at once: %d \"%.*s\"\n", p->feed, p->block,
                      p->piece, p->options.threads, o.status, (int)o.problems.size, (const char *)o.problems.at, wanted->status,
                      (int)wanted->problems.size, (const char *)wanted->problems.at);
    REQUIRE(o.status == wanted->status);
    REQUIRE(bytes_equal(&o.problems, &wanted->problems));
    REQUIRE(memcmp(&o.report, &wanted->report, sizeof o.report) == 0);
    REQUIRE(bytes_equal(&o.held, &wanted->held));
    outcome_free(&o);
}

/* The last row counts as much with a newline as without one. */
static void check_last_newline(const plan *whole, outcome *wanted)
{
    plan p = *whole;
    bytes text = {0};

    if (p.size == 0 || p.text[p.size - 1] == '\n' || p.text[p.size - 1] == '\r')
        return;
    bytes_add(&text, p.text, p.size);
    bytes_add(&text, "\n", 1);
    p.text = (const char *)text.at;
    p.size = text.size;
    if (wanted->status == NETMKT_OK)
        wanted->report.bytes++;
    require_like(&p, wanted);
    bytes_free(&text);
}

static void take_options(fuzz_input *in, plan *p)
{
    static const uint8_t delimiters[] = {0, ',', ';', '\t', '|', 'a'};
    uint8_t flags = fuzz_take_byte(in);

    netmkt_import_options_init(&p->options);
    p->options.flags = flags & (NETMKT_IMPORT_SKIP | NETMKT_IMPORT_REGISTER);
    p->options.delimiter = delimiters[fuzz_take_byte(in) % sizeof delimiters];
    p->what = fuzz_take_byte(in);
    p->feed = 1 + (size_t)fuzz_take_number(in, 2) % 1000;
    p->block = 16 + (size_t)fuzz_take_number(in, 2) % 1000;
    p->piece = 1 + p->block / (1 + (flags >> 4)); /* the block's, to a 16th of it */
    p->options.utc_offset_minutes = (int32_t)(fuzz_take_number(in, 2) % 2879) - 1439;
    p->options.kind = (netmkt_kind_id)(1 + (NETMKT_KIND_ORDER - 1 + fuzz_take_byte(in)) % 26);
    p->options.channel = fuzz_take_byte(in) % 27;
    p->exponent = (2 + fuzz_take_byte(in)) % 10;
    p->text = (const char *)in->data;
    p->size = in->size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_input input = {data, size};
    plan p = {0}, whole;
    outcome o;

    take_options(&input, &p);
    whole = p;
    whole.feed = 0;
    whole.block = whole.piece = 1 << 16; /* more than an input has; the library's own blocks are of megabytes, which takes time */
    run(&whole, &o);
    require_like(&p, &o);
    p.options.threads = 2;
    p.feed = 0;
    require_like(&p, &o);
    check_last_newline(&whole, &o);
    outcome_free(&o);
    return 0;
}
