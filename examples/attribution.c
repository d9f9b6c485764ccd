/* Attribution without a store: two shards count their customers' paths, a third merges what they send, and says which channels have earned the
 * orders: by the last touch, and by removal effects in a Markov chain. */
#include <stdio.h>
#include <stdlib.h>

#include <netmkt/netmkt.h>

static int32_t print(void *user, const char *bytes, size_t size)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

/* What a shard does: count, and write the state as bytes. */
static netmkt_status count(const uint64_t *conversions, const int64_t *value, const uint64_t *nulls, void **bytes, size_t *size)
{
    static const char *const names[] = {"search", "email", "display"};
    static const uint64_t begin[] = {0, 2, 4, 5}; /* display > search; search > email; email */
    static const uint32_t step[] = {2, 0, 0, 1, 1};
    netmkt_attribution *state = NULL;
    netmkt_status status = netmkt_attribution_new(NULL, 2, NULL, 0, &state);

    *bytes = NULL;
    if (status == NETMKT_OK)
        status = netmkt_attribution_update(state, 3, begin, step, NULL, 3, names, conversions, value, nulls);
    if (status == NETMKT_OK) {
        (void)netmkt_attribution_serialize(state, NULL, 0, size); /* how many bytes? */
        *bytes = malloc(*size);
        status = *bytes != NULL ? netmkt_attribution_serialize(state, *bytes, *size, NULL) : NETMKT_E_NOMEM;
    }
    netmkt_attribution_free(state);
    return status;
}

/* What the third does. */
static netmkt_status merge(netmkt_attribution *all, const void *bytes, size_t size)
{
    netmkt_attribution *part = NULL;
    netmkt_status status = netmkt_attribution_deserialize(NULL, bytes, size, &part);

    if (status == NETMKT_OK)
        status = netmkt_attribution_merge(all, part);
    netmkt_attribution_free(part);
    return status;
}

static netmkt_status show(const netmkt_attribution *all, int32_t model)
{
    netmkt_attribution_check check = {.struct_size = sizeof check};
    netmkt_table *table = NULL;
    netmkt_status status = netmkt_attribution_credit(all, model, NULL, &table, &check);

    if (status == NETMKT_OK) {
        printf("%s: %llu orders, credited %.10g\n", netmkt_attribution_model_name(model), (unsigned long long)check.conversions, check.credited);
        status = netmkt_table_write(table, NETMKT_FORMAT_TEXT, print, NULL);
        printf("\n");
    }
    netmkt_table_free(table);
    return status;
}

int main(void)
{
    static const uint64_t west[] = {30, 10, 25}, east[] = {12, 8, 40}, none[] = {300, 120, 400};
    static const int64_t west_value[] = {150000, 40000, 90000}, east_value[] = {66000, 30000, 150000};
    netmkt_attribution *all = NULL;
    void *first = NULL, *second = NULL;
    size_t first_size = 0, second_size = 0;
    int good = count(west, west_value, none, &first, &first_size) == NETMKT_OK && count(east, east_value, none, &second, &second_size) == NETMKT_OK &&
               netmkt_attribution_new(NULL, 2, NULL, 0, &all) == NETMKT_OK && merge(all, first, first_size) == NETMKT_OK &&
               merge(all, second, second_size) == NETMKT_OK && show(all, NETMKT_ATTRIBUTION_LAST) == NETMKT_OK && show(all, NETMKT_ATTRIBUTION_MARKOV) == NETMKT_OK;

    if (!good)
        fprintf(stderr, "attribution: %s\n", netmkt_last_error());
    netmkt_attribution_free(all);
    free(first);
    free(second);
    return good ? 0 : 1;
}
