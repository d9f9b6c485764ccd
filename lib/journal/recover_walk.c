/* Recovery of the journal: whole commits are handed over; behind a damaged place the next frame whose header is good by
 * its own checksum is looked for, and the chain of checks goes on from there.
 *
 * A frame is proved by two of three: its check by the frame before it, its contents by the check, its header by its own
 * checksum. So damage in a frame's check, or in its header's checksum, loses nothing. What is found behind a gap cannot
 * be proved itself, but what follows it can. Cost: each byte is summed a few times at most. */
#include <string.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "journal/salvage.h"

#define FARTHEST_COMMIT (UINT64_C(1) << 32) /* numbers farther ahead are chance, not a frame */

typedef struct walk {
    netmkt__salvage *s;
    uint64_t at;      /* where the next commit begins */
    uint32_t before;  /* check of the frame before it */
    int known;        /* `before` is */
    int numbered;     /* `commits` is */
    uint64_t commits; /* number of the last one, whole or not */
} walk;

static int possible(const netmkt__salvage *s, uint64_t at, const netmkt__frame *frame)
{
    if (frame->type == NETMKT__COMMIT_TYPE ? frame->size != 0 : frame->type == 0 || frame->type > NETMKT__MOST_TYPE)
        return 0;
    return frame->size <= NETMKT__MOST_PAYLOAD && netmkt__frame_bytes(frame->size) <= s->size - at;
}

/* A commit frame is known in advance but for the damage: its own check or its header's checksum must agree. */
static int commit_frame_proved(const netmkt__salvage *s, uint64_t at, uint32_t before, uint64_t commit, netmkt__frame *frame)
{
    unsigned char proper[NETMKT__FRAME_HEADER];

    netmkt__frame_start(proper, NETMKT__COMMIT_TYPE, 0);
    (void)netmkt__frame_seal(proper, commit, before, s->header.salt);
    if (memcmp(proper + 16, s->bytes + at + 16, 4) != 0 && memcmp(proper + 20, s->bytes + at + 20, 4) != 0)
        return 0;
    return netmkt__frame_decode(proper, s->header.salt, frame);
}

/* Is there a frame in its place? `commit`: the number it must have if it is a commit frame, 0: not known. */
static int frame_proved(const netmkt__salvage *s, uint64_t at, uint32_t before, uint64_t commit, netmkt__frame *frame)
{
    unsigned char head[NETMKT__FRAME_HEADER];

    if (at > s->size || s->size - at < NETMKT__FRAME_HEADER)
        return 0;
    memcpy(head, s->bytes + at, sizeof head);
    (void)netmkt__frame_decode(head, s->header.salt, frame);
    if (possible(s, at, frame)) {
        uint32_t check = netmkt__frame_check(s->bytes + at, frame->size, before);

        if (check == frame->check)
            return 1;
        netmkt__put_u32(head + 16, check);
        if (netmkt__frame_decode(head, s->header.salt, frame))
            return 1;
    }
    return commit != 0 && commit_frame_proved(s, at, before, commit, frame);
}

static int follows(const walk *w, uint64_t commit)
{
    return w->numbered ? commit - w->commits - 1 < FARTHEST_COMMIT : commit != 0;
}

/* The commit at w->at, if it is whole: its number, else 0. *end, *check: behind it; else of the last good frame. */
static uint64_t whole_commit(const walk *w, uint64_t *end, uint32_t *check)
{
    netmkt__frame frame;
    uint64_t commit = 0;

    *end = w->at;
    *check = w->before;
    while (frame_proved(w->s, *end, *check, commit, &frame)) {
        if (commit == 0 && !follows(w, frame.commit))
            return 0;
        if (commit != 0 && frame.commit != commit)
            return 0;
        commit = frame.commit;
        *check = frame.check;
        *end += netmkt__frame_bytes(frame.size);
        if (frame.type == NETMKT__COMMIT_TYPE)
            return commit;
    }
    return 0;
}

static void place(walk *w, uint64_t at, uint32_t before, uint64_t commits)
{
    w->at = at;
    w->before = before;
    w->known = 1;
    w->commits = commits;
    w->numbered = 1;
}

static netmkt_status hand_over(walk *w, uint64_t commit, uint64_t end, uint32_t check)
{
    const netmkt__salvager *to = w->s->to;
    netmkt_status status = NETMKT_OK;

    if (w->numbered && commit > w->commits + 1)
        status = to->lost(to->user, w->commits + 1, commit - 1, w->at);
    for (uint64_t at = w->at; at < end - NETMKT__FRAME_HEADER && status == NETMKT_OK;) {
        const unsigned char *p = w->s->bytes + at;
        uint32_t size = netmkt__get_u32(p);

        status = to->record(to->user, commit, at, netmkt__get_u32(p + 4), p + NETMKT__FRAME_HEADER, size);
        at += netmkt__frame_bytes(size);
    }
    place(w, end, check, commit);
    return status;
}

static netmkt_status leave(const walk *w, uint64_t at, const netmkt__frame *frame)
{
    const netmkt__salvager *to = w->s->to;

    if (frame->type == NETMKT__COMMIT_TYPE)
        return NETMKT_OK;
    return to->left(to->user, frame->type, w->s->bytes + at + NETMKT__FRAME_HEADER, frame->size);
}

/* The next header that is good by its own checksum, from `at` on; the file's size if there is none. */
static uint64_t find_header(const walk *w, uint64_t at, netmkt__frame *frame)
{
    const netmkt__salvage *s = w->s;

    for (; at <= s->size && s->size - at >= NETMKT__FRAME_HEADER; at += 8)
        if (follows(w, netmkt__get_u64(s->bytes + at + 8)) && netmkt__frame_decode(s->bytes + at, s->header.salt, frame) &&
            possible(s, at, frame))
            return at;
    return s->size;
}

static int all_zero(const netmkt__salvage *s, uint64_t from)
{
    while (from < s->size && s->bytes[from] == 0)
        from++;
    return from >= s->size;
}

/* No header is good any more from `bad` on; the commit at `begin` is not whole. */
static netmkt_status end_of_file(walk *w, uint64_t begin, uint64_t bad)
{
    const netmkt__salvager *to = w->s->to;
    const netmkt__slot *slot = &w->s->slot;
    netmkt_status status = NETMKT_OK;
    int something = bad > begin || !all_zero(w->s, bad);

    w->at = w->s->size;
    if (bad < w->s->size && !all_zero(w->s, bad))
        status = to->left(to->user, 0, w->s->bytes + bad, (size_t)(w->s->size - bad));
    if (status != NETMKT_OK)
        return status;
    if (slot->valid && (!w->numbered || slot->commits > w->commits)) {
        uint64_t first = w->numbered ? w->commits + 1 : slot->commits;

        w->commits = slot->commits;
        w->numbered = 1;
        return to->lost(to->user, first, slot->commits, begin);
    }
    return something ? to->lost(to->user, 1, 0, begin) : NETMKT_OK;
}

/* Read on in the chain within a commit that is not whole. *on: where it ends, or breaks again; 1 if it ended. */
static int rest_of_commit(walk *w, netmkt__frame *frame, uint64_t *on, uint32_t *check, netmkt_status *status)
{
    for (;;) {
        uint64_t commit = frame->commit;

        *status = leave(w, *on, frame);
        *on += netmkt__frame_bytes(frame->size);
        *check = frame->check;
        if (*status != NETMKT_OK || frame->type == NETMKT__COMMIT_TYPE)
            return 1;
        if (!frame_proved(w->s, *on, *check, commit, frame))
            return 0;
    }
}

/* The commit at w->at is not whole: its frames are good up to `bad`. Go on behind it. */
static netmkt_status skip(walk *w, uint64_t bad)
{
    const netmkt__salvager *to = w->s->to;
    uint64_t begin = w->at, at = begin, last;
    netmkt__frame frame;
    netmkt_status status = NETMKT_OK;
    uint32_t check = 0;

    while (at < bad && status == NETMKT_OK) {
        frame.type = netmkt__get_u32(w->s->bytes + at + 4);
        frame.size = netmkt__get_u32(w->s->bytes + at);
        status = leave(w, at, &frame);
        at += netmkt__frame_bytes(frame.size);
    }
    for (;;) {
        uint64_t found = find_header(w, at, &frame);

        if (status != NETMKT_OK)
            return status;
        if (found == w->s->size)
            return end_of_file(w, begin, at);
        if (!w->known && netmkt__frame_good(w->s->bytes + found, &frame, w->s->header.salt)) {
            place(w, found, w->s->header.salt, frame.commit - 1); /* the first frame of the journal */
            return NETMKT_OK;
        }
        if (found > at)
            status = to->left(to->user, 0, w->s->bytes + at, (size_t)(found - at));
        at = found;
        last = frame.commit;
        if (status == NETMKT_OK && rest_of_commit(w, &frame, &at, &check, &status))
            break;
    }
    if (status == NETMKT_OK)
        status = to->lost(to->user, w->numbered ? w->commits + 1 : last, last, begin);
    place(w, at, check, last);
    return status;
}

netmkt_status netmkt__salvage_walk(netmkt__salvage *s)
{
    walk w = {.s = s, .at = NETMKT__PREFIX, .before = s->header.salt, .known = s->proved || s->count > 0, .numbered = s->proved};
    netmkt_status status = NETMKT_OK;

    if (s->proved || s->count > 0)
        w.at = s->header.journal_start;
    if (s->proved)
        w.commits = s->header.commits;
    while (status == NETMKT_OK && w.at < s->size) {
        uint64_t end = w.at, commit = 0;
        uint32_t check;

        if (w.known)
            commit = whole_commit(&w, &end, &check);
        status = commit != 0 ? hand_over(&w, commit, end, check) : skip(&w, end);
    }
    if (status == NETMKT_OK && s->slot.valid && w.numbered && s->slot.commits > w.commits)
        status = s->to->lost(s->to->user, w.commits + 1, s->slot.commits, s->size);
    return status;
}
