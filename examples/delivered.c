/* Delivered value without a store: our offer against a rival's, the price at which both are chosen equally, and what to improve. */
#include <stdio.h>

#include <netmkt/netmkt.h>

static int32_t print(void *user, const char *bytes, size_t size)
{
    (void)user;
    return fwrite(bytes, 1, size, stdout) == size ? 0 : 1;
}

int main(void)
{
    static const char *const names[] = {"ours", "theirs"};
    /* product, service, personnel, image; money, time, energy, psychic: what each is worth to the customer */
    static const double parts[2 * NETMKT_PARTS] = {103000, 7000, 0, 0, 100000, 0, 0, 0, 90000, 0, 0, 0, 90000, 0, 0, 0};
    static const double steps[NETMKT_PARTS] = {800, 1500, 500, 100, 1000, 0, 0, 0}; /* what the same money buys */
    netmkt_settings *settings = NULL;
    netmkt_table *offers = NULL, *improvements = NULL;
    double price;
    int done = netmkt_settings_new(NULL, &settings) == NETMKT_OK &&
               netmkt_settings_set_real(settings, "delivered.scale", 5000) == NETMKT_OK &&
               netmkt_delivered_compare(NULL, settings, 2, names, parts, NULL, &offers) == NETMKT_OK &&
               netmkt_delivered_improve(NULL, settings, 2, parts, NULL, 0, steps, &improvements) == NETMKT_OK &&
               netmkt_delivered_equal_price(parts, parts + NETMKT_PARTS, NULL, &price) == NETMKT_OK &&
               netmkt_table_write(offers, NETMKT_FORMAT_TEXT, print, NULL) == NETMKT_OK;

    if (done) {
        printf("\nat %.0f ours would be chosen as often as theirs\n\n", price);
        done = netmkt_table_write(improvements, NETMKT_FORMAT_TEXT, print, NULL) == NETMKT_OK;
    }
    if (!done)
        fprintf(stderr, "%s\n", netmkt_last_error());
    netmkt_table_free(offers);
    netmkt_table_free(improvements);
    netmkt_settings_free(settings);
    return done ? 0 : 1;
}
