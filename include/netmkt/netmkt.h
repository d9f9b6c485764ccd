/** @file netmkt.h  All of libnetmkt.
 *
 *  @mainpage libnetmkt
 *  An embeddable library for customer value: in which stage of the relationship is each customer, what is each worth, which
 *  channels earn their money?
 *
 *  Caveats first: one process writes to a store at a time (store.h); money is whole minor units of one currency a store; times
 *  are UTC milliseconds, and days are UTC days shifted by the store's day offset; nothing reads a clock, so every judgement is
 *  "as of" a moment that the caller names.
 *
 *  Begin with store.h, customer.h and event.h (facts in), then summary.h, value.h and stage.h (judgements out). model.h works
 *  without any store, on the caller's own arrays. */
#ifndef NETMKT_NETMKT_H
#define NETMKT_NETMKT_H

#include <netmkt/allocate.h>
#include <netmkt/api.h>
#include <netmkt/attribution.h>
#include <netmkt/brand.h>
#include <netmkt/channel.h>
#include <netmkt/cohort.h>
#include <netmkt/concentration.h>
#include <netmkt/consent.h>
#include <netmkt/context.h>
#include <netmkt/curves.h>
#include <netmkt/customer.h>
#include <netmkt/delivered.h>
#include <netmkt/diffusion.h>
#include <netmkt/disclosure.h>
#include <netmkt/engagement.h>
#include <netmkt/event.h>
#include <netmkt/experiment.h>
#include <netmkt/funnel.h>
#include <netmkt/future.h>
#include <netmkt/history.h>
#include <netmkt/import.h>
#include <netmkt/maturity.h>
#include <netmkt/model.h>
#include <netmkt/privacy.h>
#include <netmkt/path.h>
#include <netmkt/permission.h>
#include <netmkt/profile.h>
#include <netmkt/recommend.h>
#include <netmkt/response.h>
#include <netmkt/readiness.h>
#include <netmkt/retain.h>
#include <netmkt/returns.h>
#include <netmkt/rfm.h>
#include <netmkt/segment.h>
#include <netmkt/settings.h>
#include <netmkt/simulate.h>
#include <netmkt/spend.h>
#include <netmkt/stage.h>
#include <netmkt/state.h>
#include <netmkt/status.h>
#include <netmkt/store.h>
#include <netmkt/summary.h>
#include <netmkt/suppression.h>
#include <netmkt/table.h>
#include <netmkt/time.h>
#include <netmkt/validation.h>
#include <netmkt/value.h>

#endif
