/* The context: what an embedder may replace, and the memory functions that go through it. */
#include "base/context.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/faulty_memory.h"
#include "support/support.h"

static netmkt_context *counting_context(faulty_memory *memory)
{
    netmkt_context_options options;
    netmkt_context *context;

    netmkt_context_options_init(&options);
    options.allocate = faulty_memory_allocate;
    options.allocate_user = memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    return context;
}

START_TEST(life)
{
    netmkt_context *context = NULL;
    faulty_memory memory = {0};

    ck_assert_int_eq(netmkt_context_new(NULL, &context), NETMKT_OK);
    ck_assert_ptr_nonnull(context);
    netmkt_context_free(context);
    netmkt_context_free(NULL);
    context = counting_context(&memory);
    ck_assert_int_eq(memory.blocks, 1);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

START_TEST(misuse)
{
    netmkt_context_options options;
    netmkt_context *context = (netmkt_context *)&options;
    faulty_memory memory = {.fail_at = 1};
    netmkt_io io;

    netmkt_context_options_init(NULL);
    netmkt_io_init(NULL);
    ck_assert_int_eq(netmkt_context_new(NULL, NULL), NETMKT_E_INVALID);
    netmkt_context_options_init(&options);
    ck_assert_uint_eq(options.struct_size, sizeof options);
    options.struct_size = sizeof options - 1;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_E_UNSUPPORTED);
    ck_assert_ptr_null(context);
    options.struct_size = sizeof options;
    options.allocate = faulty_memory_allocate;
    options.allocate_user = &memory;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_E_NOMEM);
    ck_assert_ptr_null(context);

    options.io = &io;
    netmkt_io_init(&io);
    ck_assert_uint_eq(io.struct_size, sizeof io);
    io.struct_size++;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_E_UNSUPPORTED);
    netmkt_io_init(&io);
    io.sync = NULL;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_E_INVALID);
    netmkt_io_init(&io);
    io.unmap = NULL; /* one of the pair is not enough */
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_E_INVALID);
    io.map = NULL;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt_context_free(context);
}
END_TEST

START_TEST(memory_limits)
{
    faulty_memory memory = {0};
    netmkt_context *contexts[] = {NULL, counting_context(&memory)};

    for (int i = 0; i < 2; i++) {
        netmkt_context *c = contexts[i];
        unsigned char *p = netmkt__alloc(c, 0, 8), *q;

        ck_assert_ptr_nonnull(p); /* nothing is still a block of its own */
        ck_assert_ptr_null(netmkt__alloc(c, SIZE_MAX, 2));
        ck_assert_ptr_null(netmkt__alloc(c, SIZE_MAX / 2 + 1, 2)); /* the product would be 0 */
        ck_assert_ptr_null(netmkt__calloc(c, SIZE_MAX / 2 + 1, 2));
        ck_assert_ptr_null(netmkt__realloc(c, p, SIZE_MAX / 2 + 1, 2));
        p = netmkt__realloc(c, p, 3, 1);
        ck_assert_ptr_nonnull(p);
        memcpy(p, "abc", 3);
        p = netmkt__realloc(c, p, 1000, 1);
        ck_assert_mem_eq(p, "abc", 3);
        q = netmkt__calloc(c, 7, 11);
        for (int k = 0; k < 77; k++)
            ck_assert_uint_eq(q[k], 0);
        netmkt__free(c, p);
        netmkt__free(c, q);
        netmkt__free(c, NULL);
    }
    netmkt_context_free(contexts[1]);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

START_TEST(growing)
{
    faulty_memory memory = {0};
    netmkt_context *context = counting_context(&memory);
    uint32_t *array = NULL;
    size_t capacity = 0, before;
    uint64_t calls;

    for (size_t n = 1; n <= 10000; n++) {
        ck_assert_int_eq(netmkt__grow(context, &array, &capacity, n, sizeof *array), NETMKT_OK);
        ck_assert_uint_ge(capacity, n);
        array[n - 1] = (uint32_t)n;
    }
    for (uint32_t n = 1; n <= 10000; n++)
        ck_assert_uint_eq(array[n - 1], n);
    ck_assert_uint_lt(memory.calls, 20); /* it doubles */
    before = capacity;
    calls = memory.calls;
    memory.fail_at = calls + 1;
    ck_assert_int_eq(netmkt__grow(context, &array, &capacity, capacity + 1, sizeof *array), NETMKT_E_NOMEM);
    ck_assert_int_eq(netmkt__grow(context, &array, &capacity, SIZE_MAX, sizeof *array), NETMKT_E_NOMEM);
    ck_assert_uint_eq(capacity, before);
    ck_assert_uint_eq(array[9999], 10000);
    netmkt__free(context, array);
    netmkt_context_free(context);
    ck_assert_int_eq(memory.blocks, 0);
}
END_TEST

static void take_line(void *user, int32_t level, const char *message)
{
    sprintf(user, "%d:%.90s", (int)level, message);
}

START_TEST(log_goes_to_the_embedder)
{
    netmkt_context_options options;
    netmkt_context *context;
    char line[100] = "";

    netmkt__log(NULL, NETMKT_LOG_ERROR, "to nobody");
    netmkt_context_options_init(&options);
    options.log = take_line;
    options.log_user = line;
    ck_assert_int_eq(netmkt_context_new(&options, &context), NETMKT_OK);
    netmkt__log(context, NETMKT_LOG_WARNING, "%d of %s", 3, "four");
    ck_assert_str_eq(line, "2:3 of four");
    netmkt_context_free(context);
}
END_TEST

/* The default table on a real file: each function's promise. */
START_TEST(posix_files)
{
    netmkt_io io;
    char path[300], other[300], buffer[16];
    int64_t file, second;
    uint64_t size;
    size_t n;
    int32_t current;
    const void *map;

    netmkt_io_init(&io);
    snprintf(path, sizeof path, "%s/file", test_directory());
    snprintf(other, sizeof other, "%s/other", test_directory());
    ck_assert_int_eq(io.open(io.user, path, NETMKT_IO_READ, &file), ENOENT);
    ck_assert_int_eq(io.open(io.user, path, NETMKT_IO_WRITE | NETMKT_IO_CREATE | NETMKT_IO_EXCLUSIVE, &file), 0);
    ck_assert_int_eq(io.open(io.user, path, NETMKT_IO_WRITE | NETMKT_IO_CREATE | NETMKT_IO_EXCLUSIVE, &second), EEXIST);
    ck_assert_int_eq(io.write(io.user, file, 3, "abc", 3, &n), 0);
    ck_assert_uint_eq(n, 3);
    ck_assert_int_eq(io.size(io.user, file, &size), 0);
    ck_assert_uint_eq(size, 6);
    ck_assert_int_eq(io.read(io.user, file, 2, buffer, sizeof buffer, &n), 0);
    ck_assert_uint_eq(n, 4);
    ck_assert_mem_eq(buffer, "\0abc", 4);
    ck_assert_int_eq(io.read(io.user, file, 6, buffer, sizeof buffer, &n), 0);
    ck_assert_uint_eq(n, 0);
    current = io.allocate(io.user, file, 10000);
    ck_assert(current == 0 || current == EOPNOTSUPP);
    ck_assert_int_eq(io.truncate(io.user, file, 4), 0);
    ck_assert_int_eq(io.sync(io.user, file), 0);
    ck_assert_int_eq(io.sync_directory(io.user, path), 0);
    ck_assert_int_eq(io.map(io.user, file, 4, &map), 0);
    ck_assert_mem_eq(map, "\0\0\0a", 4);
    ck_assert_int_eq(io.unmap(io.user, map, 4), 0);
    ck_assert_int_eq(io.lock(io.user, file), 0);
    ck_assert_int_eq(io.open(io.user, path, NETMKT_IO_READ, &second), 0);
    ck_assert_int_eq(io.lock(io.user, second), EWOULDBLOCK);
    ck_assert_int_eq(io.close(io.user, second), 0);
    ck_assert_int_eq(io.is_current(io.user, file, path, &current), 0);
    ck_assert_int_eq(current, 1);
    ck_assert_int_eq(io.is_current(io.user, file, other, &current), 0);
    ck_assert_int_eq(current, 0);
    ck_assert_int_eq(io.rename(io.user, path, other), 0);
    ck_assert_int_eq(io.rename(io.user, path, other), ENOENT);
    ck_assert_int_eq(io.is_current(io.user, file, other, &current), 0);
    ck_assert_int_eq(current, 1);
    ck_assert_int_eq(io.remove(io.user, other), 0);
    ck_assert_int_eq(io.remove(io.user, other), ENOENT);
    ck_assert_int_eq(io.close(io.user, file), 0);
    ck_assert_int_eq(io.open(io.user, test_directory(), NETMKT_IO_READ, &file), 0);
    ck_assert_int_eq(io.size(io.user, file, &size), EISDIR);
    ck_assert_int_eq(io.close(io.user, file), 0);
    ck_assert_int_eq(io.sync(io.user, -1), EBADF);
    ck_assert_int_eq(io.sync_directory(io.user, "/no/such/place"), ENOENT);
}
END_TEST

Suite *netmkt_suite(void)
{
    Suite *suite = suite_create("context");
    TCase *tests = tcase_create("all");

    tcase_add_test(tests, life);
    tcase_add_test(tests, misuse);
    tcase_add_test(tests, memory_limits);
    tcase_add_test(tests, growing);
    tcase_add_test(tests, log_goes_to_the_embedder);
    tcase_add_test(tests, posix_files);
    suite_add_tcase(suite, tests);
    return suite;
}
