/* What every test program shares: main() runs the one suite that the file defines. */
#ifndef NETMKT_TESTS_SUPPORT_H
#define NETMKT_TESTS_SUPPORT_H

#include <check.h>

Suite *netmkt_suite(void); /* each test file defines it */

/* Path of a file of the shared reference data (such as "reference/bgnbd.csv"), or NULL with a message that the
 * test is skipped: looked up in $NETMKT_SHARED, else ../shared beside the project. Borrowed until the next call. */
const char *test_shared(const char *name);

/* A fresh empty directory for this test process, removed at exit with everything in it. Borrowed. */
const char *test_directory(void);

/* 1 where a checker makes everything slow (NETMKT_TEST_SLOW is set): long loops then take samples. */
int test_slow(void);

/* |got - want| <= tolerance * max(|want|, floor), said in full when not. */
void test_close(double got, double want, double tolerance, double floor_value, const char *what);

#endif
