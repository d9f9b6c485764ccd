/* netmkt recover: save what can be proved to be whole of a damaged store. */
#include <stdio.h>

#include "commands.h"
#include "common.h"

static int show_saved(const struct session *session, const netmkt_table *report)
{
    const netmkt_store_statistics *f = &session->facts;
    size_t lines = netmkt_table_rows(report);

    if (session->format != NETMKT_FORMAT_TEXT)
        return show_table(session, report);
    printf("%s has %llu customers and %llu events, currency %s\n", session->arguments->operands[1], (unsigned long long)f->customers,
           (unsigned long long)f->events, f->currency);
    if (lines == 0) {
        puts("nothing was damaged");
        return STATUS_GOOD;
    }
    printf("damaged, or left out (%zu):\n", lines);
    return show_table(session, report);
}

static int run(const struct arguments *arguments)
{
    struct session session;
    netmkt_table *report = NULL;
    int status = session_begin(&session, arguments);

    if (status == STATUS_GOOD && netmkt_store_recover(arguments->operands[0], arguments->operands[1], NULL, &report) != NETMKT_OK)
        status = fail_library(NULL);
    if (status == STATUS_GOOD)
        status = session_store(&session, arguments->operands[1], NETMKT_STORE_READ_ONLY);
    if (status == STATUS_GOOD)
        status = show_saved(&session, report);
    netmkt_table_free(report);
    session_close(&session);
    return status;
}

const struct command command_recover = {
    .name = "recover",
    .operands = "DAMAGED NEW",
    .least = 2,
    .most = 2,
    .shared = SHARE_FORMAT,
    .brief = "Save what is whole of a damaged store into a new one, and say what is not.",
    .details = "The damaged file is only read; nobody may be writing to it. Taken is what its checksums prove:\n"
               "every whole commit, and every section of the snapshot that means something without the others.\n"
               "Customers whose key is lost are called \"recovered customer\" and their number.",
    .run = run,
};
