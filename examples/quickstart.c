/* From nothing to the first judgement: a customer's events, and in which stage she is.
 *   cc quickstart.c $(pkg-config --cflags --libs libnetmkt) -o quickstart */
#include <netmkt/netmkt.h>
#include <stdio.h>

int main(void)
{
    static const char events[] = "customer,time,kind,channel,amount\n"
                                 "anna,2024-03-01,visit,seo,\n"
                                 "anna,2024-03-02,order,website,49.90\n"
                                 "anna,2024-03-20,order,email,25.00\n";
    netmkt_store *store = NULL; /* in memory; a file name keeps it */
    netmkt_import *import = NULL;
    netmkt_customer_id anna;
    netmkt_stage stage = {.struct_size = sizeof stage};
    char why[1024];
    int good = netmkt_store_open(NULL, NULL, &store) == NETMKT_OK && netmkt_import_new(store, NULL, &import) == NETMKT_OK &&
               netmkt_import_feed(import, events, sizeof events - 1) == NETMKT_OK &&
               netmkt_import_finish(import, NULL) == NETMKT_OK && netmkt_customer_find(store, "anna", &anna) == NETMKT_OK &&
               netmkt_stage_classify(store, NULL, NULL, anna, NETMKT_LATEST, &stage) == NETMKT_OK &&
               netmkt_stage_explain(store, NULL, &stage, why, sizeof why, NULL) == NETMKT_OK;

    if (good)
        printf("%s, %s\n%s\n", netmkt_lifecycle_name(stage.lifecycle), netmkt_readiness_name(stage.readiness), why);
    else
        fprintf(stderr, "quickstart: %s\n", netmkt_last_error());
    netmkt_import_free(import);
    netmkt_store_close(store);
    return good ? 0 : 1;
}
