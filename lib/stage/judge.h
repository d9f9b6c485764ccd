/* A judge: everything that many customers' stages need, resolved once; and a worker, the room that one thread needs.
 *
 * Invariants:
 *  1. A judge is made and used under the store's read lock, and does not change while customers are judged.
 *  2. A customer's stage depends on his events, the judge's model, settings and moment alone. */
#ifndef NETMKT_STAGE_JUDGE_H
#define NETMKT_STAGE_JUDGE_H

#include "stage/readiness.h"
#include "stage/returns.h"
#include "stage/trend.h"

/* Customers a task: fixed, so that results are the same for any number of threads. */
#define NETMKT__STAGE_BLOCK 16384

typedef struct netmkt__judge {
    netmkt_store *store;
    netmkt_context *context;
    int64_t as_of_ms;
    uint8_t *counts;                      /* by kind, owned */
    netmkt__engagement_rules engagement;
    netmkt__lifecycle_rules lifecycle;    /* after netmkt__judge_use() */
    netmkt__readiness_view readiness;
    double parameter[4];                  /* of the engagement model: r, alpha (weeks), a, b */
    double hysteresis;                    /* margin of probability; 0: none */
    int64_t hysteresis_days;
    int64_t readiness_alone;              /* 1: the lifecycle is not asked for, and stays NONE */
    const netmkt_settings *settings;      /* must outlive the judge, unchanged */
} netmkt__judge;

typedef struct netmkt__judge_worker {
    netmkt__scratch scratch;
    netmkt__returns returns;
    netmkt__trend_slot *slots; /* NULL: none */
} netmkt__judge_worker;

/* NETMKT_E_RANGE: the moment is not in the years 0001 to 9999. NETMKT_E_NOMEM. Free it in every case. */
netmkt_status netmkt__judge_init(netmkt__judge *judge, netmkt_store *store, const netmkt_settings *settings, int64_t as_of_ms);
void netmkt__judge_free(netmkt__judge *judge);

/* Judge with this model. NETMKT_E_INVALID: it is not MBG/NBD. */
netmkt_status netmkt__judge_use(netmkt__judge *judge, const netmkt_model *model, const netmkt_settings *settings);

void netmkt__judge_worker_init(netmkt__judge_worker *worker, const netmkt__judge *judge);
/* For many customers in a row. NETMKT_E_NOMEM: as it was. */
netmkt_status netmkt__judge_worker_remember(netmkt__judge_worker *worker, const netmkt__judge *judge);
void netmkt__judge_worker_free(netmkt__judge_worker *worker);

/* One customer's events up to the moment, which of them are lost orders, and his engagement days. */
netmkt_status netmkt__judge_read(const netmkt__judge *judge, netmkt__judge_worker *worker, netmkt_customer_id customer,
                                 netmkt__events *events, const uint8_t **lost, netmkt__engagement *engagement);

/* One customer's stage; out->struct_size is kept. */
netmkt_status netmkt__judge_customer(const netmkt__judge *judge, netmkt__judge_worker *worker, netmkt_customer_id customer,
                                     netmkt_stage *out);

/* The same of events already read, all of them, at any moment. */
netmkt_status netmkt__judge_at(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t as_of_ms,
                               netmkt_stage *out);

/* After a judgement of `all` at a moment: the first later moment at which the stages can be others, by an event or by time alone;
 * INT64_MAX: never. Perhaps too early, never too late. */
netmkt_status netmkt__judge_next(const netmkt__judge *judge, netmkt__judge_worker *worker, const netmkt__events *all, int64_t as_of_ms,
                                 int64_t *next_ms);

/* P(active) on a day of a customer with engagement days. */
double netmkt__judge_p_active(const netmkt__judge *judge, const netmkt__engagement *engagement, int64_t day);

/* What a task does with the customers first to last, both included. */
typedef netmkt_status (*netmkt__judge_block)(void *argument, netmkt__judge_worker *worker, netmkt_customer_id first,
                                             netmkt_customer_id last);

/* 1 if the store has the customer, and the settings ask about him. */
int netmkt__judge_wants(const netmkt__judge *judge, netmkt_customer_id customer);

/* Run over all customers of the store by blocks, on several threads. */
netmkt_status netmkt__judge_all(const netmkt__judge *judge, uint32_t threads, netmkt__judge_block run, void *argument);

#endif
