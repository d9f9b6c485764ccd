/* Rows of an export that are told as the store's own lists tell them: suppressions, consents, disclosures. */
#include "base/hex.h"
#include "io/export_state.h"
#include "io/records.h"

typedef struct told {
    const char *name; /* of a column of the list */
    size_t column;
} told;

/* Row i of a list: its columns, in the order of the export's. */
static netmkt_status put_listed(netmkt_export *e, const netmkt_table *list, size_t i, const char *record, const told *columns, size_t n)
{
    netmkt_status status = NETMKT_OK;

    netmkt__csv_row_begin(&e->row);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_RECORD, record);
    for (size_t t = 0; t < n && status == NETMKT_OK; t++) {
        const void *cells;

        status = netmkt_table_column(list, columns[t].name, NULL, &cells);
        if (status == NETMKT_OK && columns[t].column == NETMKT__EXPORT_TIME)
            netmkt__csv_row_time(&e->row, NETMKT__EXPORT_TIME, ((const int64_t *)cells)[i]);
        else if (status == NETMKT_OK && ((const char *const *)cells)[i][0] != '\0')
            netmkt__csv_row_text(&e->row, columns[t].column, ((const char *const *)cells)[i]);
    }
    if (status != NETMKT_OK)
        return status;
    netmkt__csv_row_end(&e->row);
    return e->row.status;
}

netmkt_status netmkt__export_consent(netmkt_export *e)
{
    static const told columns[] = {{"policy", NETMKT__EXPORT_NAME},   {"status", NETMKT__EXPORT_TYPE},       {"purpose", NETMKT__EXPORT_FUNCTION}, {"source", NETMKT__EXPORT_AUDIENCE},
                                   {"proof", NETMKT__EXPORT_CONTENT}, {"customer", NETMKT__EXPORT_CUSTOMER}, {"time", NETMKT__EXPORT_TIME},        {"channel", NETMKT__EXPORT_CHANNEL}};
    netmkt_status status = e->consents == NULL ? netmkt_consent_list(e->store, 0, &e->consents) : NETMKT_OK;
    size_t i = (size_t)e->next++;

    if (status != NETMKT_OK)
        return status;
    return i < netmkt_table_rows(e->consents) ? put_listed(e, e->consents, i, "consent", columns, sizeof columns / sizeof columns[0]) : NETMKT_DONE;
}

/* Those of customers who were erased are of nobody, and left out. */
netmkt_status netmkt__export_disclosure(netmkt_export *e)
{
    static const told columns[] = {{"ground", NETMKT__EXPORT_TYPE}, {"recipient", NETMKT__EXPORT_AUDIENCE}, {"data", NETMKT__EXPORT_CONTENT}, {"customer", NETMKT__EXPORT_CUSTOMER},
                                   {"time", NETMKT__EXPORT_TIME}};
    netmkt_status status = e->disclosures == NULL ? netmkt_disclosure_list(e->store, 0, &e->disclosures) : NETMKT_OK;
    const void *customers;
    size_t i;

    if (status == NETMKT_OK)
        status = netmkt_table_column(e->disclosures, "customer", NULL, &customers);
    if (status != NETMKT_OK)
        return status;
    do
        i = (size_t)e->next++;
    while (i < netmkt_table_rows(e->disclosures) && ((const char *const *)customers)[i][0] == '\0');
    return i < netmkt_table_rows(e->disclosures) ? put_listed(e, e->disclosures, i, "disclosure", columns, sizeof columns / sizeof columns[0]) : NETMKT_DONE;
}

/* What hashes are made with comes before them. */
static netmkt_status secret_row(netmkt_export *e)
{
    unsigned char secret[NETMKT_SUPPRESSION_SECRET_MOST];
    char text[2 * NETMKT_SUPPRESSION_SECRET_MOST + 1];
    size_t size;
    netmkt_status status = netmkt_suppression_secret(e->store, secret, &size);

    if (status != NETMKT_OK || size == 0)
        return status == NETMKT_OK ? NETMKT_DONE : status;
    netmkt__hex_write(secret, size, text);
    netmkt__csv_row_begin(&e->row);
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_RECORD, "secret");
    netmkt__csv_row_text(&e->row, NETMKT__EXPORT_CONTENT, text);
    netmkt__csv_row_end(&e->row);
    return e->row.status;
}

netmkt_status netmkt__export_suppression(netmkt_export *e)
{
    static const told columns[] = {{"reason", NETMKT__EXPORT_TYPE}, {"state", NETMKT__EXPORT_PROPERTIES}, {"hash", NETMKT__EXPORT_CONTENT}, {"time", NETMKT__EXPORT_TIME},
                                   {"channel", NETMKT__EXPORT_CHANNEL}};
    netmkt_status status = e->suppressions == NULL ? netmkt_suppression_list(e->store, NULL, &e->suppressions) : NETMKT_OK;
    size_t i = (size_t)e->next++;

    if (status != NETMKT_OK)
        return status;
    if (i == 0)
        return secret_row(e);
    return i <= netmkt_table_rows(e->suppressions) ? put_listed(e, e->suppressions, i - 1, "suppression", columns, sizeof columns / sizeof columns[0]) : NETMKT_DONE;
}
