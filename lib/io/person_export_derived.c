/* What the library concludes about one person, as members of JSON. */
#include <netmkt/stage.h>
#include <netmkt/summary.h>
#include <netmkt/value.h>

#include "base/context.h"
#include "base/status.h"
#include "io/person_export.h"
#include "store/view.h"

/* What the data cannot give is no reason to keep back the rest: null, and why, in its place. */
static netmkt_status put_unknown(netmkt__person_export *p, const char *name, const char *why, netmkt_status status)
{
    if (status == NETMKT_E_NOMEM)
        return status;
    netmkt__json_string(&p->json, name, NULL);
    netmkt__json_string(&p->json, why, netmkt_last_error());
    return NETMKT_OK;
}

static netmkt_status put_summary(netmkt__person_export *p)
{
    int32_t exponent = p->facts.currency_exponent;
    netmkt_summary s = {.struct_size = sizeof s};
    netmkt_status status = netmkt_summary_get(p->store, p->settings, p->customer, p->as_of_ms, &s);
    netmkt__json *json = &p->json;

    if (status != NETMKT_OK)
        return put_unknown(p, "summary", "summary_unknown", status);
    netmkt__json_open(json, "summary", '{');
    netmkt__json_whole(json, "x", s.x);
    netmkt__json_real(json, "t_x", s.t_x);
    netmkt__json_real(json, "T", s.T);
    netmkt__json_real(json, "m", s.m);
    netmkt__json_time(json, "first_order", s.first_ms);
    netmkt__json_time(json, "last_order", s.last_ms);
    netmkt__json_money(json, "revenue", s.revenue, exponent);
    netmkt__json_money(json, "ordered", s.ordered, exponent);
    netmkt__json_money(json, "returned", s.returned, exponent);
    netmkt__json_whole(json, "orders", (int64_t)s.orders);
    netmkt__json_whole(json, "orders_kept", (int64_t)s.orders_kept);
    netmkt__json_whole(json, "returns", (int64_t)s.returns);
    netmkt__json_whole(json, "purchase_days", (int64_t)s.purchase_days);
    netmkt__json_whole(json, "events", (int64_t)s.events);
    netmkt__json_time(json, "first_event", s.first_event_ms);
    netmkt__json_time(json, "last_event", s.last_event_ms);
    netmkt__json_real(json, "gap_mean", s.gap_mean);
    netmkt__json_real(json, "gap_max", s.gap_max);
    netmkt__json_real(json, "idle", s.idle);
    netmkt__json_money(json, "cost", s.cost, exponent);
    netmkt__json_money(json, "order_cost", s.order_cost, exponent);
    netmkt__json_close(json, '}');
    return NETMKT_OK;
}

/* The explanation as the member "in_words". */
static netmkt_status put_stage_words(netmkt__person_export *p, const netmkt_stage *stage)
{
    netmkt_context *context = netmkt__store_context(p->store);
    netmkt_status status;
    size_t length = 0;
    char *text;

    (void)netmkt_stage_explain(p->store, p->settings, stage, NULL, 0, &length);
    text = netmkt__alloc(context, length + 1, 1);
    if (text == NULL)
        return netmkt__nomem();
    status = netmkt_stage_explain(p->store, p->settings, stage, text, length + 1, &length);
    if (status == NETMKT_OK)
        netmkt__json_string(&p->json, "in_words", text);
    netmkt__free(context, text);
    return status;
}

static netmkt_status put_stage(netmkt__person_export *p)
{
    netmkt_stage s = {.struct_size = sizeof s};
    netmkt_status status = netmkt_stage_classify(p->store, NULL, p->settings, p->customer, p->as_of_ms, &s);
    netmkt__json *json = &p->json;

    if (status != NETMKT_OK)
        return put_unknown(p, "stage", "stage_unknown", status);
    netmkt__json_time(json, "as_of", s.as_of_ms);
    netmkt__json_open(json, "stage", '{');
    netmkt__json_string(json, "lifecycle", netmkt_lifecycle_name(s.lifecycle));
    netmkt__json_real(json, "p_introduction", s.p_introduction);
    netmkt__json_real(json, "p_growth", s.p_growth);
    netmkt__json_real(json, "p_maturity", s.p_maturity);
    netmkt__json_real(json, "p_decline", s.p_decline);
    netmkt__json_real(json, "p_active", s.p_active);
    netmkt__json_string(json, "readiness", netmkt_readiness_name(s.readiness));
    status = put_stage_words(p, &s);
    netmkt__json_close(json, '}');
    return status;
}

static netmkt_status put_value(netmkt__person_export *p)
{
    netmkt_model *purchase = NULL, *spend = NULL;
    netmkt_value v = {.struct_size = sizeof v};
    netmkt_status status = netmkt_model_fit_store(p->store, NETMKT_MODEL_BGNBD, p->settings, p->as_of_ms, &purchase);

    if (status == NETMKT_OK)
        status = netmkt_model_fit_store(p->store, NETMKT_MODEL_GAMMAGAMMA, p->settings, p->as_of_ms, &spend);
    if (status == NETMKT_OK)
        status = netmkt_value_score(p->store, purchase, spend, p->settings, p->customer, p->as_of_ms, &v);
    if (status == NETMKT_OK) {
        netmkt__json_open(&p->json, "value", '{');
        netmkt__json_string(&p->json, "models", "BG/NBD, Gamma-Gamma");
        netmkt__json_real(&p->json, "p_alive", v.p_alive);
        netmkt__json_real(&p->json, "expected_purchases", v.expected_purchases);
        netmkt__json_real(&p->json, "expected_spend", v.expected_spend);
        netmkt__json_real(&p->json, "margin", v.margin);
        netmkt__json_real(&p->json, "clv", v.clv);
        netmkt__json_close(&p->json, '}');
    } else {
        status = put_unknown(p, "value", "value_unknown", status);
    }
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    return status;
}

netmkt_status netmkt__person_derived(netmkt__person_export *p)
{
    netmkt_status status = put_stage(p);

    if (status == NETMKT_OK)
        status = put_summary(p);
    return status == NETMKT_OK ? put_value(p) : status;
}
