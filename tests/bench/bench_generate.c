/* Data for the benchmarks, from a seed: generate log ROWS CUSTOMERS > log.csv (customer_id,timestamp,amount, in order of time, over
 * 156 weeks) or generate summaries CUSTOMERS > summaries.csv (frequency,recency,T,monetary, in weeks).
 * Purchases as BG/NBD has them, spend as Gamma-Gamma has it, with parameters like CDNOW's. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "numeric/random.h"

#define DAYS (156 * 7)

static double spend(netmkt__random *random)
{
    double rate = netmkt__random_gamma(random, 3.74, 15.44);

    return netmkt__random_gamma(random, 6.25, rate);
}

/* Each row: a customer, more often one who buys often; days in order, so that the file is in order of time. */
static void write_log(uint64_t rows, uint64_t customers)
{
    netmkt__random random;
    double *often = malloc((size_t)customers * sizeof *often), total = 0.0;
    int64_t first = netmkt__days_from_civil(2022, 1, 1);

    if (often == NULL)
        exit(1);
    netmkt__random_seed(&random, 2);
    for (uint64_t i = 0; i < customers; i++)
        often[i] = total += 0.05 + netmkt__random_gamma(&random, 1.2, 1.0);
    puts("customer_id,timestamp,amount");
    for (uint64_t row = 0; row < rows; row++) {
        double at = netmkt__random_uniform(&random) * total, amount = spend(&random);
        uint64_t low = 0, high = customers - 1;
        int32_t year, month, day;

        while (low < high) {
            uint64_t middle = (low + high) / 2;

            if (often[middle] < at)
                low = middle + 1;
            else
                high = middle;
        }
        if (row < customers)
            low = row; /* everybody buys at least once */
        netmkt__civil_from_days(first + (int64_t)((double)row / (double)rows * DAYS), &year, &month, &day);
        printf("%llu,%04d-%02d-%02d,%.2f\n", (unsigned long long)(low + 1), year, month, day, fmax(0.01, amount));
    }
    free(often);
}

static void write_summaries(uint64_t customers)
{
    netmkt__random random;

    netmkt__random_seed(&random, 13);
    puts("frequency,recency,T,monetary");
    for (uint64_t i = 0; i < customers; i++) {
        double rate = netmkt__random_gamma(&random, 0.243, 4.414), dropout = netmkt__random_beta(&random, 0.793, 2.426);
        double weeks = 27.0 + 12.0 * netmkt__random_uniform(&random), t = 0.0, sum = 0.0;
        int last = 0, x = 0, end = (int)(weeks * 7.0);

        for (;;) {
            int day;

            t += netmkt__random_exponential(&random, rate);
            if (!(t * 7.0 <= end))
                break;
            day = (int)(t * 7.0);
            if (day > last) {
                x++;
                last = day;
            }
            if (day > 0)
                sum += spend(&random);
            if (netmkt__random_uniform(&random) < dropout)
                break;
        }
        printf("%d,%.6f,%.6f,%.4f\n", x, last / 7.0, end / 7.0, x > 0 ? sum / x : 0.0);
    }
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "log") == 0 && strtoull(argv[3], NULL, 10) > 0)
        write_log(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10));
    else if (argc == 3 && strcmp(argv[1], "summaries") == 0)
        write_summaries(strtoull(argv[2], NULL, 10));
    else {
        fprintf(stderr, "usage: bench_generate log ROWS CUSTOMERS | bench_generate summaries CUSTOMERS\n");
        return 2;
    }
    return ferror(stdout) || fflush(stdout) != 0;
}
