/* The best split over whole steps. Where marginal returns fall, the steps that return most are taken one by one (Gross 1956: no exchange could be better then); else
 * dynamic programming over channels and steps (Bellman 1957), exact for curves of any form. */
#include <math.h>
#include <string.h>

#include "base/context.h"
#include "base/status.h"
#include "reach/allocate.h"

#define STEPS_MOST 1e7 /* taken one by one */
#define CELLS_MOST 1e8 /* of the table of choices */
#define WORK_MOST 2e9  /* additions of dynamic programming */

/* Steps beyond its least that a channel can take, at most `spare`. */
static uint32_t room_of(const netmkt__arm *arm, double step, uint32_t spare)
{
    double room = floor((arm->high - arm->low) / step + 1e-9);

    return room < (double)spare ? (uint32_t)room : spare;
}

static double gain_of(const netmkt__arm *arm, double step, uint32_t taken)
{
    return netmkt__arm_return(arm, arm->low + step * ((double)taken + 1.0)) - netmkt__arm_return(arm, arm->low + step * (double)taken);
}

/* --- one by one --- */

typedef struct offer {
    double gain;
    size_t channel;
} offer;

/* Larger gains first, of equal ones the channel that comes first. */
static int before(const offer *a, const offer *b)
{
    return a->gain > b->gain || (a->gain >= b->gain && a->channel < b->channel);
}

static void sift(offer *heap, size_t n, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1, best = at;
        offer moved = heap[at];

        if (child < n && before(&heap[child], &heap[best]))
            best = child;
        if (child + 1 < n && before(&heap[child + 1], &heap[best]))
            best = child + 1;
        if (best == at)
            return;
        heap[at] = heap[best];
        heap[best] = moved;
        at = best;
    }
}

static netmkt_status take_steps(const netmkt__split *split, double step, uint32_t spare, uint32_t *taken)
{
    offer *heap = netmkt__alloc(split->context, split->n, sizeof *heap);
    size_t n = 0;

    if (heap == NULL)
        return netmkt__nomem();
    for (size_t i = 0; i < split->n; i++) {
        if (room_of(&split->arm[i], step, spare) > 0)
            heap[n++] = (offer){gain_of(&split->arm[i], step, 0), i};
    }
    for (size_t i = n / 2; i-- > 0;)
        sift(heap, n, i);
    for (; spare > 0 && n > 0 && heap[0].gain > 0.0; spare--) {
        size_t i = heap[0].channel;

        taken[i]++;
        if (taken[i] < room_of(&split->arm[i], step, UINT32_MAX))
            heap[0].gain = gain_of(&split->arm[i], step, taken[i]);
        else
            heap[0] = heap[--n];
        sift(heap, n, 0);
    }
    netmkt__free(split->context, heap);
    return NETMKT_OK;
}

/* --- dynamic programming --- */

/* best[r]: the most that the channels so far return with r steps; choice[r]: what the last of them takes. */
static void add_channel(const netmkt__arm *arm, double step, uint32_t spare, const double *best, double *next, uint32_t *choice)
{
    uint32_t room = room_of(arm, step, spare);

    for (uint32_t r = 0; r <= spare; r++) {
        next[r] = -1.0;
        choice[r] = 0;
    }
    for (uint32_t k = 0; k <= room; k++) {
        double gain = netmkt__arm_return(arm, arm->low + step * (double)k);

        for (uint32_t r = k; r <= spare; r++) {
            if (best[r - k] + gain > next[r]) {
                next[r] = best[r - k] + gain;
                choice[r] = k;
            }
        }
    }
}

static netmkt_status plan_steps(const netmkt__split *split, double step, uint32_t spare, uint32_t *taken)
{
    size_t row = (size_t)spare + 1;
    double work = 0.0, *best, *next;
    uint32_t *choice;
    netmkt_status status = NETMKT_OK;

    for (size_t i = 0; i < split->n; i++)
        work += ((double)room_of(&split->arm[i], step, spare) + 1.0) * (double)row;
    if (work > WORK_MOST || (double)split->n * (double)row > CELLS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "%zu channels, some of them S-shaped, over %u steps take too long: a larger step, or 0 for any amounts", split->n, spare);
    best = netmkt__calloc(split->context, row, sizeof *best);
    next = netmkt__alloc(split->context, row, sizeof *next);
    choice = netmkt__alloc(split->context, split->n * row, sizeof *choice);
    if (best == NULL || next == NULL || choice == NULL)
        status = netmkt__nomem();
    for (size_t i = 0; status == NETMKT_OK && i < split->n; i++) {
        double *other = best;

        add_channel(&split->arm[i], step, spare, best, next, choice + i * row);
        best = next;
        next = other;
    }
    for (size_t i = split->n; status == NETMKT_OK && i-- > 0;) {
        taken[i] = choice[i * row + spare];
        spare -= taken[i];
    }
    netmkt__free(split->context, best);
    netmkt__free(split->context, next);
    netmkt__free(split->context, choice);
    return status;
}

netmkt_status netmkt__split_steps(netmkt__split *split, double step)
{
    double least = 0.0, room = 0.0, spare;
    uint32_t *taken;
    int falls = 1;
    netmkt_status status;

    for (size_t i = 0; i < split->n; i++) {
        least += split->arm[i].low;
        falls &= netmkt__arm_falls(&split->arm[i]);
        room += floor((split->arm[i].high - split->arm[i].low) / step + 1e-9);
    }
    spare = fmin(floor((split->budget - least) / step + 1e-9), room);
    if (spare > STEPS_MOST)
        return netmkt__fail(NETMKT_E_RANGE, "the budget has %.0f steps, at most %.0f can be: a larger step, or 0 for any amounts", spare, STEPS_MOST);
    taken = netmkt__calloc(split->context, split->n, sizeof *taken);
    if (taken == NULL)
        return netmkt__nomem();
    status = falls ? take_steps(split, step, (uint32_t)spare, taken) : plan_steps(split, step, (uint32_t)spare, taken);
    split->expected = split->multiplier = split->gap = 0.0;
    for (size_t i = 0; i < split->n && status == NETMKT_OK; i++) {
        split->amount[i] = split->arm[i].low + step * (double)taken[i];
        split->expected += netmkt__arm_return(&split->arm[i], split->amount[i]);
        if (taken[i] < room_of(&split->arm[i], step, UINT32_MAX))
            split->multiplier = fmax(split->multiplier, gain_of(&split->arm[i], step, taken[i]) / step);
    }
    netmkt__free(split->context, taken);
    return status;
}
