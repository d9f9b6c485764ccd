/* Reading the journal: commit after commit is verified whole, then handed over; what follows the last one is judged.
 *
 * A reader may race with a writer: what looks damaged may only have been half written when it was read. So damage is
 * reported only after the place was read again, when it was proved that the commit there had been complete (5.4).
 * Cost: each byte is read and summed once; memory for the largest commit. */
#include "journal/internal.h"

#include <string.h>

#include "base/endian.h"

#define READ_STEP ((size_t)256 * 1024)
#define ATTEMPTS 3
#define FARTHEST_COMMIT (UINT64_C(1) << 32) /* numbers farther ahead are chance, not a frame */

/* A part of the file in memory, from `start` on. Starts at a multiple of 8, so payloads are aligned. */
typedef struct window {
    unsigned char *bytes;
    size_t capacity, filled;
    uint64_t start;
} window;

static void window_drop(window *w, uint64_t keep)
{
    uint64_t drop = keep - w->start;

    if (drop > 0 && drop < w->filled)
        memmove(w->bytes, w->bytes + drop, w->filled - (size_t)drop);
    w->filled = drop < w->filled ? w->filled - (size_t)drop : 0;
    w->start = keep;
}

/* Make [offset, offset + need) available, dropping what lies before `keep`; *p is NULL if the file ends before. */
static netmkt_status window_get(netmkt__journal *journal, window *w, uint64_t keep, uint64_t offset, uint64_t need, const unsigned char **p)
{
    netmkt_status status;
    uint64_t file_size, wanted;
    size_t got;

    *p = NULL;
    if (offset + need > w->start + w->filled) {
        status = netmkt__file_size(journal, &file_size);
        if (status != NETMKT_OK)
            return status;
        if (need > file_size || offset > file_size - need)
            return NETMKT_OK;
        window_drop(w, keep);
        wanted = offset - w->start + need + READ_STEP;
        if (wanted > file_size - w->start)
            wanted = file_size - w->start;
        if (wanted > SIZE_MAX)
            return netmkt__nomem();
        status = netmkt__grow(journal->context, &w->bytes, &w->capacity, (size_t)wanted, 1);
        if (status == NETMKT_OK)
            status = netmkt__file_read(journal, w->start + w->filled, w->bytes + w->filled, (size_t)wanted - w->filled, &got);
        if (status != NETMKT_OK)
            return status;
        w->filled += got;
        if (offset + need > w->start + w->filled) /* it was cut meanwhile */
            return NETMKT_OK;
    }
    *p = w->bytes + (offset - w->start);
    return NETMKT_OK;
}

/* Read the commit at E whole; *end is where it ends, or 0 if there is none, with *bad the place. */
static netmkt_status read_commit(netmkt__journal *journal, window *w, uint64_t *end, uint64_t *bad, uint32_t *check)
{
    netmkt_status status;
    const unsigned char *p;
    netmkt__frame frame;
    uint64_t offset = journal->end;

    *end = 0;
    *check = journal->check;
    for (;;) {
        *bad = offset;
        status = window_get(journal, w, journal->end, offset, NETMKT__FRAME_HEADER, &p);
        if (status != NETMKT_OK || p == NULL)
            return status;
        if (!netmkt__frame_decode(p, journal->header.salt, &frame) || frame.commit != journal->commits + 1)
            return NETMKT_OK;
        if (frame.type == NETMKT__COMMIT_TYPE && offset == journal->end)
            return NETMKT_OK;
        status = window_get(journal, w, journal->end, offset, netmkt__frame_bytes(frame.size), &p);
        if (status != NETMKT_OK || p == NULL || !netmkt__frame_good(p, &frame, *check))
            return status;
        *check = frame.check;
        offset += netmkt__frame_bytes(frame.size);
        if (frame.type == NETMKT__COMMIT_TYPE) {
            *end = offset;
            return NETMKT_OK;
        }
    }
}

/* Give the owner the commit from E to `end`, which the window holds, and move E. */
static netmkt_status hand_over(netmkt__journal *journal, window *w, uint64_t end, uint32_t check, const netmkt__journal_reader *reader)
{
    netmkt_status status = NETMKT_OK;
    const unsigned char *p = w->bytes + (journal->end - w->start);
    const unsigned char *last = w->bytes + (end - w->start) - NETMKT__FRAME_HEADER;

    while (p < last && status == NETMKT_OK) {
        uint32_t size = netmkt__get_u32(p);

        if (reader != NULL && reader->record != NULL)
            status = reader->record(reader->user, netmkt__get_u32(p + 4), p + NETMKT__FRAME_HEADER, size);
        p += netmkt__frame_bytes(size);
    }
    if (status == NETMKT_OK && reader != NULL && reader->committed != NULL)
        status = reader->committed(reader->user);
    if (status != NETMKT_OK)
        return status;
    journal->end = end;
    journal->check = check;
    journal->commits++;
    return NETMKT_OK;
}

/* Where the frames of the commit after E end that follow E without gap, as far as their headers are good: what lies within
 * them is their payload, whatever it looks like. */
static netmkt_status begun_until(netmkt__journal *journal, window *w, uint64_t file_size, uint64_t *until)
{
    netmkt_status status = NETMKT_OK;
    const unsigned char *p;
    netmkt__frame frame = {0};

    *until = journal->end;
    while (frame.type != NETMKT__COMMIT_TYPE) {
        status = window_get(journal, w, *until, *until, NETMKT__FRAME_HEADER, &p);
        if (status != NETMKT_OK || p == NULL || !netmkt__frame_decode(p, journal->header.salt, &frame) ||
            frame.commit != journal->commits + 1 || netmkt__frame_bytes(frame.size) > file_size - *until)
            break;
        *until += netmkt__frame_bytes(frame.size);
    }
    return status;
}

/* Look behind E for a frame of a commit after the next one: *later is where, or 0. Notes whether the tail is zeros. */
static netmkt_status find_later(netmkt__journal *journal, window *w, uint64_t *later)
{
    netmkt_status status;
    const unsigned char *p;
    netmkt__frame frame;
    uint64_t file_size, from, least = journal->commits + 2;
    int any = 0;

    *later = 0;
    status = netmkt__file_size(journal, &file_size);
    w->filled = 0;
    w->start = journal->end;
    if (status == NETMKT_OK)
        status = begun_until(journal, w, file_size, &from);
    if (status != NETMKT_OK)
        return status;
    w->filled = 0;
    w->start = journal->end;
    for (uint64_t offset = journal->end; offset < file_size && *later == 0;) {
        uint64_t n = file_size - offset < READ_STEP ? file_size - offset : READ_STEP;

        status = window_get(journal, w, offset, offset, n, &p);
        if (status != NETMKT_OK)
            return status;
        if (p == NULL)
            break;
        any = any || p[0] != 0 || memcmp(p, p + 1, (size_t)n - 1) != 0; /* all bytes are 0 if the first is and all are alike */
        for (uint64_t i = 0; i + NETMKT__FRAME_HEADER <= n && *later == 0; i += 8) {
            uint64_t commit = netmkt__get_u64(p + i + 8);

            if (commit - least < FARTHEST_COMMIT && offset + i >= from && netmkt__frame_decode(p + i, journal->header.salt, &frame) &&
                netmkt__frame_bytes(frame.size) <= file_size - offset - i)
                *later = offset + i;
        }
        offset += n < READ_STEP ? n : n - NETMKT__FRAME_HEADER; /* a header may lie across the border */
    }
    journal->tail = any;
    return NETMKT_OK;
}

/* Having come from `before` to E: a slot that speaks of E must agree, and its end may not be passed over. */
static netmkt_status check_slot(const netmkt__journal *journal, uint64_t before)
{
    const netmkt__slot *slot = &journal->slots[journal->newest];
    int agrees;

    if (journal->end == slot->end)
        agrees = journal->commits == slot->commits && journal->check == slot->check;
    else
        agrees = journal->end < slot->end || before >= slot->end;
    return agrees ? NETMKT_OK : netmkt__damaged(journal, slot->end, "the journal is not the one that a slot speaks of");
}

/* An invalid slot is the trace of a crash only if the file is longer than E (2.5). */
static netmkt_status check_slots(netmkt__journal *journal)
{
    netmkt_status status = NETMKT_OK;

    for (int i = 0; i < ATTEMPTS; i++) {
        uint64_t before, after;

        if (journal->slots[0].valid && journal->slots[1].valid)
            return NETMKT_OK;
        if ((status = netmkt__file_size(journal, &before)) != NETMKT_OK || (status = netmkt__slots_read(journal)) != NETMKT_OK ||
            (status = netmkt__file_size(journal, &after)) != NETMKT_OK)
            return status;
        if (before > journal->end || after > journal->end)
            return NETMKT_OK;
    }
    return netmkt__damaged(journal, NETMKT__PAGE * (uint64_t)(journal->slots[0].valid ? 2 : 1), "wrong checksum of a slot");
}

/* Nothing was begun behind E: zeros, or the end of the file. */
static netmkt_status nothing_begun(netmkt__journal *journal, window *w, int *nothing)
{
    static const unsigned char zeros[NETMKT__FRAME_HEADER];
    const unsigned char *p;
    netmkt_status status = window_get(journal, w, journal->end, journal->end, NETMKT__FRAME_HEADER, &p);

    *nothing = status == NETMKT_OK && (p == NULL || memcmp(p, zeros, sizeof zeros) == 0);
    return status;
}

netmkt_status netmkt__scan(netmkt__journal *journal, const netmkt__journal_reader *reader, int again)
{
    netmkt_status status;
    window w = {.start = journal->end};
    uint64_t end, bad, later = 0;
    uint32_t check;
    int nothing;

    status = check_slot(journal, journal->end);
    while (status == NETMKT_OK) {
        uint64_t before = journal->end;

        status = read_commit(journal, &w, &end, &bad, &check);
        if (status != NETMKT_OK)
            break;
        if (end != 0) {
            later = 0;
            status = hand_over(journal, &w, end, check, reader);
            if (status == NETMKT_OK)
                status = check_slot(journal, before);
            continue;
        }
        if (journal->end < journal->slots[journal->newest].end || later != 0) {
            status = netmkt__damaged(journal, bad, "a commit that was complete is not any more");
            break;
        }
        status = again ? nothing_begun(journal, &w, &nothing) : NETMKT_OK;
        if (status != NETMKT_OK || (again && nothing))
            break;
        status = find_later(journal, &w, &later);
        w.filled = 0;
        w.start = journal->end;
        if (status == NETMKT_OK && later == 0) {
            status = check_slots(journal);
            break;
        }
    }
    netmkt__free(journal->context, w.bytes);
    return status;
}
