/* A CRM that has its own order table, and keeps it: it summarises its orders itself (in SQL this is one GROUP BY), hands
 * four arrays of numbers to the library, and gets scores back. No store, no file, no personal data passed on.
 *   cc embed_in_crm.c $(pkg-config --cflags --libs libnetmkt) -o embed_in_crm */
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>

enum { CUSTOMERS = 500, TODAY = 364 }; /* days are numbered from 0 */

/* The CRM's table, sorted by customer and day, as a query would give it. Here it is made up. */
struct order {
    int customer, day;
    double amount;
};

static unsigned draw(unsigned *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

static size_t read_orders(struct order *orders)
{
    unsigned state = 7;
    size_t n = 0;

    for (int customer = 0; customer < CUSTOMERS; customer++) {
        int gap = 7 + (int)draw(&state, 90), level = 10 + (int)draw(&state, 60);

        for (int day = (int)draw(&state, 180); day <= TODAY; day += 1 + (int)draw(&state, 2u * (unsigned)gap)) {
            orders[n++] = (struct order){customer, day, level * (0.5 + draw(&state, 100) / 100.0)};
            if (draw(&state, 5) == 0)
                break; /* gone */
        }
    }
    return n;
}

/* x: repeat purchase days; t_x, T: weeks from the first purchase to the last, and to today; m: mean of the repeat days. */
static void summarise(const struct order *orders, size_t n, double *x, double *t_x, double *T, double *m)
{
    for (size_t i = 0; i < n;) {
        int customer = orders[i].customer, first = orders[i].day, last = first;
        double repeat = 0.0;

        x[customer] = 0.0;
        for (; i < n && orders[i].customer == customer; i++) {
            if (orders[i].day != last)
                x[customer] += 1.0;
            if (orders[i].day != first)
                repeat += orders[i].amount;
            last = orders[i].day;
        }
        t_x[customer] = (last - first) / 7.0;
        T[customer] = (TODAY - first) / 7.0;
        m[customer] = x[customer] > 0.0 ? repeat / x[customer] : 0.0;
    }
}

int main(void)
{
    static struct order orders[CUSTOMERS * (TODAY + 1)];
    static double x[CUSTOMERS], t_x[CUSTOMERS], T[CUSTOMERS], m[CUSTOMERS], alive[CUSTOMERS], expected[CUSTOMERS], clv[CUSTOMERS];
    netmkt_model *purchase = NULL, *spend = NULL;
    size_t n = read_orders(orders);
    int status = 1;

    summarise(orders, n, x, t_x, T, m);
    if (netmkt_model_fit_summaries(NULL, NETMKT_MODEL_BGNBD, NULL, CUSTOMERS, x, t_x, T, NULL, NULL, &purchase) != NETMKT_OK ||
        netmkt_model_fit_summaries(NULL, NETMKT_MODEL_GAMMAGAMMA, NULL, CUSTOMERS, x, NULL, NULL, m, NULL, &spend) != NETMKT_OK ||
        netmkt_model_score(purchase, 1, CUSTOMERS, x, t_x, T, 52.0, NULL, alive, expected) != NETMKT_OK ||
        netmkt_model_clv(purchase, spend, NULL, CUSTOMERS, x, t_x, T, m, NULL, clv) != NETMKT_OK) {
        fprintf(stderr, "embed_in_crm: %s\n", netmkt_last_error());
        goto done;
    }
    printf("%zu orders of %d customers; the next 52 weeks:\n customer  x    t_x      T  P(alive)  purchases     CLV\n", n, CUSTOMERS);
    for (int i = 0; i < 10; i++) /* here the CRM would write them back into its own table */
        printf("%9d %2.0f %6.1f %6.1f %9.3f %10.2f %7.2f\n", i, x[i], t_x[i], T[i], alive[i], expected[i], clv[i]);
    status = 0;
done:
    netmkt_model_free(purchase);
    netmkt_model_free(spend);
    return status;
}
