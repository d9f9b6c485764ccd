#include "support/whole_session.h"

#include <check.h>
#include <string.h>

#include "support/store_digest.h"

#define DAY INT64_C(86400000)

static const char plain[] = "customer,time,kind,channel,campaign,amount,reference,city\n"
                            "ann,2024-01-03,order,website,spring,12.50,r1,Ghent\n"
                            "ann,2024-02-07,order,website,spring,9.00,r2,\n"
                            "ann,2024-03-11,return,website,,-9.00,r3,\n"
                            "bea,2024-01-05,view,email,spring,,r4,Bruges\n"
                            "bea,2024-01-09,order,email,autumn,40,r5,\n"
                            "bea,2024-01-30,order,sms,,38.75,r6,\n"
                            "cid,2024-02-01,register,website,,,r7,\"Sint-Niklaas, east\"\n"
                            "cid,2024-02-14,order,website,,5,r8,\n"
                            "dan,2024-02-20,complaint,sms,,,r9,\n"
                            "dan,2024-02-21,order,sms,,100,r10,\n";

static const char lines[] = "customer,date,invoice,quantity,price\n"
                            "ann,2024-04-01,100,2,3.10\n"
                            "ann,2024-04-01,100,1,0.99\n"
                            "eve,2024-04-02,101,5,2.00\n"
                            "eve,2024-04-20,102,-1,2.00\n"
                            "bea,2024-04-03,103,1,7.77\n"
                            "bea,2024-04-03,103,3,1.11\n";

netmkt_status whole_session_open(whole_session *session, uint32_t flags, netmkt_store **store)
{
    netmkt_store_options options;

    netmkt_store_options_init(&options);
    options.context = session->context;
    options.flags = flags;
    memcpy(options.currency, "EUR", 4);
    return netmkt_store_open(WHOLE_SESSION_PATH, &options, store);
}

void whole_session_close(whole_session *session)
{
    netmkt_store_close(session->reader);
    netmkt_store_close(session->store);
    session->reader = session->store = NULL;
}

static netmkt_status open_again(netmkt_store **store, whole_session *session, uint32_t flags)
{
    netmkt_store_close(*store);
    return whole_session_open(session, flags, store);
}

/* --- Writing */

static netmkt_status import_text(netmkt_store *store, const char *text, int orders)
{
    netmkt_import *import;
    netmkt_status status = netmkt_import_new(store, NULL, &import);

    if (status == NETMKT_OK && orders) {
        status = netmkt_import_map(import, "order", "invoice");
        if (status == NETMKT_OK)
            status = netmkt_import_map(import, "amount", "quantity*price");
    }
    for (size_t at = 0, size = strlen(text); status == NETMKT_OK && at < size; at += 100)
        status = netmkt_import_feed(import, text + at, size - at < 100 ? size - at : 100);
    if (status == NETMKT_OK)
        status = netmkt_import_finish(import, NULL);
    netmkt_import_free(import);
    return status;
}

static netmkt_status append(netmkt_store *store, netmkt_customer_id customer, int n)
{
    netmkt_event events[40];

    for (int i = 0; i < n; i++)
        events[i] = store_event(customer, (19800 + 3 * i) * DAY, NETMKT_KIND_ORDER, 1000 + 7 * i);
    return netmkt_event_append(store, events, sizeof *events, (size_t)n, NULL);
}

static netmkt_status put_and_append(netmkt_store *store, const char *key, int n)
{
    netmkt_customer_id id;
    netmkt_status status = netmkt_customer_put(store, key, &id);

    return status == NETMKT_OK ? append(store, id, n) : status;
}

static netmkt_status put_campaign(netmkt_store *store, size_t times)
{
    char text[4096];
    netmkt_status status = NETMKT_OK;

    memset(text, 't', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (size_t i = 0; i < times && status == NETMKT_OK; i++) {
        text[i % 4000] = 'T';
        status = netmkt_campaign_put(store, "spring", NULL, NULL, 0, text, text, NULL);
    }
    return status;
}

static netmkt_status change_and_commit(netmkt_store *store)
{
    netmkt_attribute_id points;
    netmkt_kind kind;
    netmkt_status status;

    netmkt_kind_init(&kind);
    status = netmkt_kind_define(store, "tasting", &kind, NULL);
    if (status == NETMKT_OK)
        status = netmkt_attribute_define(store, "points", NETMKT_TYPE_INT, &points);
    if (status == NETMKT_OK)
        status = put_and_append(store, "fay", 40);
    if (status == NETMKT_OK)
        status = netmkt_customer_set_int(store, 1, points, 77);
    if (status == NETMKT_OK)
        status = netmkt_customer_set_text(store, 2, NETMKT_ATTRIBUTE_CITY, "Kortrijk");
    if (status == NETMKT_OK)
        status = put_campaign(store, 2);
    return status == NETMKT_OK ? netmkt_store_commit(store) : status;
}

/* --- Reading */

static uint64_t mix(uint64_t digest, const void *bytes, size_t size)
{
    const unsigned char *p = bytes;

    for (size_t i = 0; i < size; i++)
        digest = (digest ^ p[i]) * UINT64_C(1099511628211);
    return digest;
}

static int32_t take_bytes(void *user, const char *bytes, size_t size)
{
    uint64_t *told = user;

    *told = mix(*told, bytes, size);
    return 0;
}

/* Adds what the table says to `told`, and frees it. */
static netmkt_status tell(netmkt_status status, netmkt_table *table, uint64_t *told)
{
    if (status == NETMKT_OK)
        status = netmkt_table_write(table, NETMKT_FORMAT_CSV, take_bytes, told);
    else
        ck_assert_ptr_null(table);
    netmkt_table_free(table);
    return status;
}

static netmkt_status read_events(netmkt_store *store, uint64_t *told)
{
    netmkt_event_cursor *cursor;
    netmkt_event event;
    netmkt_status status = netmkt_event_cursor_open(store, NULL, &cursor);

    if (status != NETMKT_OK)
        return status;
    while ((status = netmkt_event_cursor_next(cursor, &event)) == NETMKT_OK)
        *told = mix(*told, &event, sizeof event);
    netmkt_event_cursor_close(cursor);
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

static netmkt_status read_values(whole_session *session, const netmkt_settings *settings)
{
    static const double purchases[] = {.243, 4.414, .793, 2.426}, money[] = {6.25, 3.74, 15.45};
    netmkt_model *purchase, *spend = NULL;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_model_new(session->context, NETMKT_MODEL_MBGNBD, settings, 4, purchases, &purchase);

    if (status == NETMKT_OK)
        status = netmkt_model_new(session->context, NETMKT_MODEL_GAMMAGAMMA, settings, 3, money, &spend);
    if (status == NETMKT_OK) {
        status = netmkt_value_score_all(session->store, purchase, spend, settings, NETMKT_LATEST, &table);
        status = tell(status, table, &session->told);
    }
    table = NULL;
    if (status == NETMKT_OK) {
        status = netmkt_stage_classify_all(session->store, purchase, settings, NETMKT_LATEST, &table);
        status = tell(status, table, &session->told);
    }
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    return status;
}

static netmkt_status read_all(whole_session *session)
{
    netmkt_settings *settings;
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_settings_new(session->context, &settings);

    session->told = 1;
    if (status == NETMKT_OK)
        status = netmkt_settings_set_real(settings, "time.unit_days", 7.0);
    if (status == NETMKT_OK)
        status = read_events(session->store, &session->told);
    if (status == NETMKT_OK) {
        status = netmkt_summary_all(session->store, settings, NETMKT_LATEST, &table);
        status = tell(status, table, &session->told);
    }
    table = NULL;
    if (status == NETMKT_OK) {
        status = netmkt_rfm_all(session->store, settings, NETMKT_LATEST, &table);
        status = tell(status, table, &session->told);
    }
    if (status == NETMKT_OK && !session->brief)
        status = read_values(session, settings);
    netmkt_settings_free(settings);
    return status;
}

static netmkt_status export_all(whole_session *session)
{
    netmkt_export *e;
    char bytes[512];
    size_t length;
    netmkt_status status = netmkt_export_new(session->store, &e);

    session->told = 1;
    while (status == NETMKT_OK && (status = netmkt_export_next(e, bytes, sizeof bytes, &length)) == NETMKT_OK)
        session->told = mix(session->told, bytes, length);
    netmkt_export_free(e);
    return status == NETMKT_DONE ? NETMKT_OK : status;
}

/* --- The sessions */

static netmkt_status daily(whole_session *session, int step)
{
    netmkt_store *store = session->store;
    netmkt_status status;

    switch (step) {
    case 0:
        return open_again(&session->store, session, 0);
    case 11: /* what was not committed is dropped */
        status = store != NULL ? put_and_append(store, "hal", 2) : NETMKT_OK;
        return status == NETMKT_OK ? open_again(&session->store, session, 0) : status;
    case 1:
    case 12: /* all of it is there already */
        return import_text(store, plain, 0);
    case 2:
    case 13:
        return open_again(&session->reader, session, NETMKT_STORE_READ_ONLY);
    case 3:
        return change_and_commit(store);
    case 4:
        return import_text(store, lines, 1);
    case 5: /* there is more journal */
    case 7: /* there is another file */
        return netmkt_store_refresh(session->reader);
    case 6:
        status = put_and_append(store, "gus", 3);
        return status == NETMKT_OK ? netmkt_store_checkpoint(store) : status;
    case 8:
        return read_all(session);
    case 9:
        return netmkt_customer_merge(store, 1, 4);
    case 10:
        status = append(store, 2, 1);
        return status == NETMKT_OK ? netmkt_customer_erase(store, 3, NETMKT_ERASE_KEEP_EVENTS) : status;
    case 14:
        return netmkt_customer_erase(store, 2, 0);
    default:
        return export_all(session);
    }
}

static netmkt_status bulky(whole_session *session, int step)
{
    static const size_t times[] = {0, 90, 60, 0, 150}; /* of 8 KB: journal; journal, then a snapshot; a snapshot at once */
    netmkt_status status;

    if (step == 0)
        return open_again(&session->store, session, 0);
    if (step == 3)
        return open_again(&session->reader, session, NETMKT_STORE_READ_ONLY);
    if (step == 5)
        return netmkt_store_refresh(session->reader);
    status = put_and_append(session->store, "ann", step);
    if (status == NETMKT_OK)
        status = put_campaign(session->store, times[step]);
    return status == NETMKT_OK ? netmkt_store_commit(session->store) : status;
}

const session_kind whole_session_daily = {"daily", 16, daily};
const session_kind whole_session_bulky = {"bulky", 6, bulky};
