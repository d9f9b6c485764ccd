/* The two slots that say what is durable. One is written while the other stays, so that one is always valid. */
#include "journal/internal.h"

#include "base/status.h"

netmkt_status netmkt__slots_read(netmkt__journal *journal)
{
    netmkt_status status;
    netmkt__slot slots[2];
    size_t got;
    int newest;

    status = netmkt__file_read(journal, NETMKT__PAGE, journal->page, 2 * NETMKT__PAGE, &got);
    if (status != NETMKT_OK)
        return status;
    if (got < 2 * NETMKT__PAGE)
        return netmkt__damaged(journal, NETMKT__PAGE + got, "the file ends within its head");
    for (int i = 0; i < 2; i++)
        slots[i] = netmkt__slot_decode(journal->page + (size_t)i * NETMKT__PAGE, journal->header.salt);
    newest = slots[1].sequence > slots[0].sequence; /* an invalid one has sequence 0 */
    if (!slots[newest].valid)
        return netmkt__damaged(journal, NETMKT__PAGE, "neither of the two slots is valid");
    if (slots[newest].end < journal->header.journal_start || slots[newest].end % 8 != 0 || slots[0].sequence == slots[1].sequence)
        return netmkt__damaged(journal, NETMKT__PAGE * (1 + (uint64_t)newest), "impossible slot");
    journal->slots[0] = slots[0];
    journal->slots[1] = slots[1];
    journal->newest = newest;
    return NETMKT_OK;
}

netmkt_status netmkt__slot_write(netmkt__journal *journal)
{
    netmkt_status status = NETMKT_OK;
    int which = !journal->newest;
    netmkt__slot slot = {journal->slots[journal->newest].sequence + 1, journal->end, journal->commits, journal->check, 1};

    if (slot.sequence == 0) /* only a made-up file has counted so far */
        return netmkt__fail(NETMKT_E_RANGE, "%s: no number is left for another slot; export the store into a new one", journal->path);
    if (journal->size <= journal->end) {
        status = netmkt__file_truncate(journal, journal->end + NETMKT__PAGE);
        if (status == NETMKT_OK)
            status = netmkt__file_sync(journal);
        if (status != NETMKT_OK)
            return status;
    }
    netmkt__slot_encode(journal->page, &slot, journal->header.salt);
    status = netmkt__file_write(journal, journal->file, journal->path, NETMKT__PAGE * (1 + (uint64_t)which), journal->page, NETMKT__PAGE);
    if (status == NETMKT_OK)
        status = netmkt__file_sync(journal);
    if (status != NETMKT_OK)
        return status;
    journal->slots[which] = slot;
    journal->newest = which;
    return NETMKT_OK;
}
