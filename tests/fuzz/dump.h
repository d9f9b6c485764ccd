/* All that a store tells, as bytes to compare: two stores that hold the same give the same. */
#ifndef NETMKT_TESTS_FUZZ_DUMP_H
#define NETMKT_TESTS_FUZZ_DUMP_H

#include <netmkt/store.h>

#include "fuzz/container.h"

/* Settings, definitions, customers with their attributes, events; through every function that reads, which must agree. */
void dump_store(netmkt_store *store, bytes *out);
/* What is computed of it: summaries of customers, kinds, channels, RFM. Sums may overflow; then it must be said everywhere. */
void dump_answers(netmkt_store *store, bytes *out);
/* The store as CSV. */
void dump_export(netmkt_store *store, bytes *out);
/* Exported as CSV, imported into a store of the same settings, exported again: the same text. */
void dump_export_returns(netmkt_store *store, netmkt_context *context);

#endif
