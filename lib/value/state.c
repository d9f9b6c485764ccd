/* The state of a fit: customers are sorted, alike ones counted, and sorted arrays merged. What is added goes to a state of
 * its own first, so that a failure leaves the caller's as it was. */
#include "value/state.h"

#include <string.h>

#include "base/context.h"
#include "base/settings.h"
#include "base/status.h"
#include "summary/customers.h"

enum { CHUNK = 65536 }; /* rows sorted at a time */

netmkt_status netmkt_state_new(netmkt_context *context, int32_t exponent, netmkt_state **out)
{
    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    if (exponent < 0 || exponent > 9)
        return netmkt__fail(NETMKT_E_INVALID, "money has 0 to 9 digits behind the point, not %d", (int)exponent);
    *out = netmkt__calloc(context, 1, sizeof **out);
    if (*out == NULL)
        return netmkt__nomem();
    (*out)->context = context;
    (*out)->exponent = exponent;
    return NETMKT_OK;
}

void netmkt_state_free(netmkt_state *state)
{
    for (int h = 0; state != NULL && h < NETMKT__HISTOGRAMS; h++)
        netmkt__free(state->context, state->histogram[h].row);
    if (state != NULL)
        netmkt__free(state->context, state);
}

uint64_t netmkt_state_customers(const netmkt_state *state)
{
    return state != NULL ? state->histogram[NETMKT__PURCHASES].customers : 0;
}

int netmkt__state_compare(const netmkt__state_row *a, const netmkt__state_row *b)
{
    for (int k = 0; k < 3; k++)
        if (a->key[k] != b->key[k])
            return a->key[k] < b->key[k] ? -1 : 1;
    return 0;
}

/* --- merging --- */

/* Two sorted arrays into one; returns its rows. */
static size_t merge_rows(const netmkt__state_row *a, size_t na, const netmkt__state_row *b, size_t nb, netmkt__state_row *out)
{
    size_t i = 0, j = 0, n = 0;

    while (i < na && j < nb) {
        int order = netmkt__state_compare(&a[i], &b[j]);

        out[n] = order <= 0 ? a[i] : b[j];
        if (order == 0)
            out[n].count += b[j].count;
        n++;
        i += order <= 0;
        j += order >= 0;
    }
    for (; i < na; i++)
        out[n++] = a[i];
    for (; j < nb; j++)
        out[n++] = b[j];
    return n;
}

netmkt_status netmkt_state_merge(netmkt_state *state, const netmkt_state *other)
{
    netmkt__histogram merged[NETMKT__HISTOGRAMS] = {{NULL, 0, 0}};
    netmkt_status status = NETMKT_OK;

    if (state == NULL || other == NULL)
        return netmkt__misuse("state and other are needed");
    if (state->exponent != other->exponent)
        return netmkt__fail(NETMKT_E_INVALID, "the money of one state has %d digits behind the point, that of the other %d", (int)state->exponent,
                            (int)other->exponent);
    for (int h = 0; h < NETMKT__HISTOGRAMS && status == NETMKT_OK; h++) {
        const netmkt__histogram *a = &state->histogram[h], *b = &other->histogram[h];

        merged[h].customers = a->customers + b->customers; /* each at most 2^53 */
        if (merged[h].customers > NETMKT__STATE_CUSTOMERS)
            status = netmkt__fail(NETMKT_E_RANGE, "a state of %llu customers would be too large: 2^53 at most", (unsigned long long)merged[h].customers);
        else if ((merged[h].row = netmkt__alloc(state->context, a->rows + b->rows, sizeof *merged[h].row)) == NULL)
            status = netmkt__nomem();
        else
            merged[h].rows = merge_rows(a->row, a->rows, b->row, b->rows, merged[h].row);
    }
    for (int h = 0; h < NETMKT__HISTOGRAMS; h++) {
        netmkt__histogram drop = status == NETMKT_OK ? state->histogram[h] : merged[h];

        if (status == NETMKT_OK)
            state->histogram[h] = merged[h];
        netmkt__free(state->context, drop.row);
    }
    return status;
}

/* Sort n rows and count alike ones together, by merging runs of doubling length between `row` and `room`; returns the
 * rows left, in `row`. */
static size_t sort_rows(netmkt__state_row *row, netmkt__state_row *room, size_t *run, size_t n)
{
    size_t runs = n;

    for (size_t i = 0; i < n; i++)
        run[i] = 1;
    while (runs > 1) {
        size_t from = 0, to = 0, made = 0;

        for (size_t r = 0; r < runs; r += 2) {
            size_t second = r + 1 < runs ? run[r + 1] : 0;
            size_t length = merge_rows(row + from, run[r], row + from + run[r], second, room + to);

            from += run[r] + second;
            to += length;
            run[made++] = length;
        }
        memcpy(row, room, to * sizeof *row);
        runs = made;
    }
    return n > 0 ? run[0] : 0;
}

/* --- adding --- */

/* Customers that wait to be sorted in. */
typedef struct adder {
    netmkt_state *into;
    netmkt__state_row *row[NETMKT__HISTOGRAMS], *room;
    size_t *run;
    size_t count[NETMKT__HISTOGRAMS];
} adder;

static void adder_free(adder *a)
{
    netmkt_context *context = a->into != NULL ? a->into->context : NULL;

    for (int h = 0; h < NETMKT__HISTOGRAMS; h++)
        netmkt__free(context, a->row[h]);
    netmkt__free(context, a->room);
    netmkt__free(context, a->run);
    netmkt_state_free(a->into);
}

static netmkt_status adder_new(const netmkt_state *like, size_t rows, adder *a)
{
    size_t size = rows < CHUNK ? rows : CHUNK;
    netmkt_status status = netmkt_state_new(like->context, like->exponent, &a->into);

    if (status != NETMKT_OK)
        return status;
    for (int h = 0; h < NETMKT__HISTOGRAMS; h++)
        a->row[h] = netmkt__alloc(like->context, size, sizeof *a->row[h]);
    a->room = netmkt__alloc(like->context, size, sizeof *a->room);
    a->run = netmkt__alloc(like->context, size, sizeof *a->run);
    return a->row[0] != NULL && a->row[1] != NULL && a->room != NULL && a->run != NULL ? NETMKT_OK : netmkt__nomem();
}

/* Sort in what waits. */
static netmkt_status flush(adder *a)
{
    netmkt_state part = {.context = a->into->context, .exponent = a->into->exponent};

    for (int h = 0; h < NETMKT__HISTOGRAMS; h++) {
        netmkt__histogram *histogram = &part.histogram[h];

        histogram->row = a->row[h];
        histogram->rows = sort_rows(a->row[h], a->room, a->run, a->count[h]);
        a->count[h] = 0;
        for (size_t i = 0; i < histogram->rows; i++)
            histogram->customers += histogram->row[i].count; /* netmkt_state_update() has checked their sum */
    }
    return netmkt_state_merge(a->into, &part);
}

static netmkt_status add(adder *a, int64_t x, int64_t t_x, int64_t T, const int64_t *money, uint64_t count)
{
    netmkt_status status = NETMKT_OK;

    if (count == 0)
        return NETMKT_OK;
    a->row[NETMKT__PURCHASES][a->count[NETMKT__PURCHASES]++] = (netmkt__state_row){{x, t_x, T}, count};
    if (money != NULL)
        a->row[NETMKT__SPENDS][a->count[NETMKT__SPENDS]++] = (netmkt__state_row){{x, x > 0 ? *money : 0, 0}, count};
    if (a->count[NETMKT__PURCHASES] == CHUNK)
        status = flush(a);
    return status;
}

static netmkt_status finish(adder *a, netmkt_state *state)
{
    netmkt_status status = flush(a);

    return status == NETMKT_OK ? netmkt_state_merge(state, a->into) : status;
}

static netmkt_status check(size_t n, const int64_t *x, const int64_t *t_x, const int64_t *T, const uint64_t *count)
{
    uint64_t customers = 0;

    for (size_t i = 0; i < n; i++) {
        if (x[i] < 0 || x[i] > NETMKT__STATE_MOST || t_x[i] < 0 || t_x[i] > T[i] || T[i] > NETMKT__STATE_MOST || (x[i] == 0 && t_x[i] != 0))
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: x = %lld, t_x = %lld, T = %lld: needs x >= 0 and 0 <= t_x <= T, all up to 10^15, and t_x = 0 where x = 0",
                                i, (long long)x[i], (long long)t_x[i], (long long)T[i]);
        if (count != NULL && count[i] > NETMKT__STATE_CUSTOMERS - customers)
            return netmkt__fail(NETMKT_E_RANGE, "row %zu: the count %llu makes more than 2^53 customers", i, (unsigned long long)count[i]);
        customers += count != NULL ? count[i] : 1;
    }
    return NETMKT_OK;
}

netmkt_status netmkt_state_update(netmkt_state *state, size_t n, const int64_t *x, const int64_t *t_x, const int64_t *T, const int64_t *money,
                                  const uint64_t *count)
{
    adder a = {.into = NULL};
    netmkt_status status;

    if (state == NULL || (n > 0 && (x == NULL || t_x == NULL || T == NULL)))
        return netmkt__misuse("state, x, t_x and T are needed");
    status = check(n, x, t_x, T, count);
    if (status == NETMKT_OK)
        status = adder_new(state, n, &a);
    for (size_t i = 0; status == NETMKT_OK && i < n; i++)
        status = add(&a, x[i], t_x[i], T[i], money != NULL ? &money[i] : NULL, count != NULL ? count[i] : 1);
    if (status == NETMKT_OK)
        status = finish(&a, state);
    adder_free(&a);
    return status;
}

/* With the read lock held. */
static netmkt_status add_store(adder *a, const netmkt_store *store, const netmkt__moment *moment)
{
    netmkt__scratch scratch = {.context = netmkt__store_context(store)};
    netmkt__netting netting = {.context = scratch.context};
    netmkt_status status = NETMKT_OK;

    for (netmkt_customer_id id = 1; status == NETMKT_OK && id <= netmkt__store_customers(store); id++) {
        netmkt__events events;
        netmkt__purchases p;

        status = netmkt__store_events(store, id, &scratch, &events);
        if (status == NETMKT_OK)
            status = netmkt__purchases_of(&events, moment->as_of_ms, moment->day_offset, &netting, &p);
        if (status == NETMKT_E_RANGE)
            (void)netmkt__prefix(status, "customer %llu: ", (unsigned long long)id);
        if (status == NETMKT_OK && p.days > 0)
            status = add(a, (int64_t)p.days - 1, p.last_day - p.first_day, moment->day - p.first_day, &p.repeat_money, 1);
    }
    netmkt__netting_free(&netting);
    netmkt__scratch_free(&scratch);
    return status;
}

netmkt_status netmkt_state_update_store(netmkt_state *state, netmkt_store *store, int64_t as_of_ms)
{
    adder a = {.into = NULL};
    netmkt__moment moment;
    netmkt_status status;

    if (state == NULL || store == NULL)
        return netmkt__misuse("state and store are needed");
    status = netmkt__store_read(store, 1);
    if (status != NETMKT_OK)
        return status;
    if (netmkt__store_exponent(store) != state->exponent)
        status = netmkt__fail(NETMKT_E_INVALID, "the store's money has %d digits behind the point, the state's %d", (int)netmkt__store_exponent(store),
                              (int)state->exponent);
    if (status == NETMKT_OK)
        status = netmkt__moment_of(store, NULL, as_of_ms, &moment);
    if (status == NETMKT_OK)
        status = adder_new(state, CHUNK, &a);
    if (status == NETMKT_OK)
        status = add_store(&a, store, &moment);
    netmkt__store_read_end(store);
    if (status == NETMKT_OK)
        status = finish(&a, state);
    adder_free(&a);
    return status;
}
