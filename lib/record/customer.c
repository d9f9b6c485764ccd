/* Customers: keys, ids, and the copies that erasing and merging make. */
#include "record/customer.h"

#include "base/status.h"
#include "base/text.h"

#define BLOCK 256

void netmkt__customers_init(netmkt__customers *customers, netmkt_context *context)
{
    memset(customers, 0, sizeof *customers);
    netmkt__map_init(&customers->keys, context);
}

void netmkt__customers_free(netmkt__customers *customers)
{
    netmkt_context *context = customers->keys.context;

    netmkt__free(context, customers->redirect);
    netmkt__map_free(&customers->keys);
    netmkt__customers_init(customers, context);
}

netmkt_status netmkt__key_check(const char *key, size_t length)
{
    if (length == 0)
        return netmkt__fail(NETMKT_E_FORMAT, "the customer's key is empty");
    if (length > NETMKT__KEY_MOST)
        return netmkt__fail(NETMKT_E_FORMAT, "the customer's key has %zu bytes; at most %d are allowed", length, NETMKT__KEY_MOST);
    if (!netmkt__utf8_valid(key, length))
        return netmkt__fail(NETMKT_E_FORMAT, "the customer's key is no UTF-8 text");
    return NETMKT_OK;
}

static netmkt_customer_id resolve(const netmkt__customers *customers, uint32_t number)
{
    uint32_t redirect;

    if (number == NETMKT__MAP_NONE)
        return 0;
    redirect = netmkt__customer_redirect(customers, (netmkt_customer_id)number + 1);
    return redirect != 0 ? redirect : (netmkt_customer_id)number + 1; /* the indexed ones are alive or merged */
}

netmkt_customer_id netmkt__customer_by_key(const netmkt__customers *customers, const char *key, size_t length)
{
    return resolve(customers, netmkt__map_find(&customers->keys, key, length));
}

void netmkt__customers_by_keys(const netmkt__customers *customers, size_t n, const char *const *keys, const uint32_t *lengths,
                               netmkt_customer_id *out)
{
    uint32_t numbers[BLOCK];

    for (size_t done = 0; done < n; done += BLOCK) {
        size_t m = n - done < BLOCK ? n - done : BLOCK;

        netmkt__map_find_many(&customers->keys, m, keys + done, lengths + done, numbers);
        for (size_t i = 0; i < m; i++)
            out[done + i] = resolve(customers, numbers[i]);
    }
}

netmkt_customer_id netmkt__customer_add(netmkt__customers *customers, const char *key, size_t length)
{
    return (netmkt_customer_id)netmkt__map_add(&customers->keys, key, length) + 1;
}

/* All keys but those of, or leading to, customers who go. */
static netmkt_status copy_keys(const netmkt__customers *from, const netmkt__fates *fates, netmkt__customers *to)
{
    const netmkt__map *keys = &from->keys;
    netmkt_status status = netmkt__map_reserve(&to->keys, keys->count, netmkt__map_bytes(keys) - keys->count);

    if (status != NETMKT_OK)
        return status;
    for (uint32_t i = 0; i < keys->count; i++) {
        netmkt_customer_id id = (netmkt_customer_id)i + 1;
        uint32_t redirect = netmkt__customer_redirect(from, id);
        int gone = netmkt__fate(fates, redirect != 0 ? redirect : id) != NETMKT__STAYS;

        (void)netmkt__map_add(&to->keys, netmkt__map_text(keys, i), gone ? 0 : netmkt__map_length(keys, i));
    }
    return NETMKT_OK;
}

static netmkt_status copy_redirect(const netmkt__customers *from, netmkt__customers *to)
{
    to->redirect = netmkt__calloc(from->keys.context, from->keys.count, sizeof *to->redirect);
    if (to->redirect == NULL)
        return netmkt__nomem();
    if (from->redirect_count != 0)
        memcpy(to->redirect, from->redirect, from->redirect_count * sizeof *to->redirect);
    to->redirect_count = from->keys.count;
    return NETMKT_OK;
}

static netmkt_status copy(const netmkt__customers *from, const netmkt__fates *fates, netmkt__customers *to)
{
    netmkt_status status;

    netmkt__customers_init(to, from->keys.context);
    status = copy_keys(from, fates, to);
    if (status == NETMKT_OK)
        status = copy_redirect(from, to);
    if (status != NETMKT_OK) {
        netmkt__customers_free(to);
        return status;
    }
    to->holes = from->holes;
    to->mark = from->mark;
    return NETMKT_OK;
}

netmkt_status netmkt__customers_erased(const netmkt__customers *from, const netmkt__fates *fates, netmkt__customers *to)
{
    netmkt_status status = copy(from, fates, to);

    for (uint32_t i = 0; status == NETMKT_OK && i < to->redirect_count; i++) {
        uint32_t *redirect = &to->redirect[i];
        int fate = netmkt__fate(fates, *redirect != 0 ? *redirect : (netmkt_customer_id)i + 1);

        if (fate == NETMKT__STAYS)
            continue;
        to->holes += *redirect == 0; /* merged ones are counted already */
        *redirect = *redirect == 0 && fate == NETMKT__GOES_ANONYMOUS ? NETMKT__CUSTOMER_ANONYMOUS : NETMKT__CUSTOMER_ERASED;
    }
    return status;
}

netmkt_status netmkt__customers_merged(const netmkt__customers *from, netmkt_customer_id keep, netmkt_customer_id drop, netmkt__customers *to)
{
    const netmkt__fates nobody = {NULL, 0};
    netmkt_status status = copy(from, &nobody, to);

    if (status != NETMKT_OK)
        return status;
    for (uint32_t i = 0; i < to->redirect_count; i++)
        if (to->redirect[i] == drop)
            to->redirect[i] = (uint32_t)keep;
    to->redirect[drop - 1] = (uint32_t)keep;
    to->holes++;
    return NETMKT_OK;
}

/* Each redirect must agree with the key, and lead to somebody alive. */
static netmkt_status check_redirect(const netmkt__map *keys, const uint32_t *redirect, uint64_t count, uint32_t *holes)
{
    for (uint64_t i = 0; i < count; i++) {
        uint32_t to = redirect[i];
        int forgotten = to == NETMKT__CUSTOMER_ERASED || to == NETMKT__CUSTOMER_ANONYMOUS;

        if (to == 0)
            continue;
        ++*holes;
        if (forgotten != (netmkt__map_length(keys, (uint32_t)i) == 0))
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %llu is erased and has a key, or neither", (unsigned long long)i + 1);
        if (!forgotten && (to > keys->count || (to <= count && redirect[to - 1] != 0)))
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %llu was merged into %u, who is not there", (unsigned long long)i + 1, to);
    }
    return NETMKT_OK;
}

static netmkt_status check_keys(const netmkt__map *keys, const uint32_t *redirect, uint64_t redirect_count)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        size_t length = netmkt__map_length(keys, i);

        if (length > NETMKT__KEY_MOST || (length == 0 && (i >= redirect_count || redirect[i] == 0)))
            return netmkt__fail(NETMKT_E_CORRUPT, "customer %u has a key of %zu bytes", i + 1, length);
    }
    return NETMKT_OK;
}

netmkt_status netmkt__customers_load(netmkt__customers *customers, const char *bytes, uint64_t size, const uint64_t *offsets,
                                     uint64_t count, const uint32_t *redirect, uint64_t redirect_count)
{
    netmkt_status status = netmkt__map_load(&customers->keys, bytes, size, offsets, count);

    if (status == NETMKT_OK && redirect_count > count)
        status = netmkt__fail(NETMKT_E_CORRUPT, "more redirections than customers");
    if (status == NETMKT_OK)
        status = check_keys(&customers->keys, redirect, redirect_count);
    if (status == NETMKT_OK)
        status = check_redirect(&customers->keys, redirect, redirect_count, &customers->holes);
    if (status == NETMKT_OK && redirect_count != 0) {
        customers->redirect = netmkt__alloc(customers->keys.context, (size_t)redirect_count, sizeof *redirect);
        if (customers->redirect == NULL)
            status = netmkt__nomem();
    }
    if (status != NETMKT_OK) {
        netmkt__customers_free(customers);
        return status;
    }
    if (redirect_count != 0)
        memcpy(customers->redirect, redirect, (size_t)redirect_count * sizeof *redirect);
    customers->redirect_count = (uint32_t)redirect_count;
    customers->mark = customers->keys.count;
    return NETMKT_OK;
}
