/* Make the golden files of the format: make FOLDER. See README.md beside this file. */
#include <netmkt/netmkt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/endian.h"
#include "support/store_complete.h"

enum { MOST = 1 << 20, PAGE = 4096 };

static char path[1024];
static const char *folder;

static const char *in_folder(const char *name)
{
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int fail(const char *what)
{
    fprintf(stderr, "make: %s: %s\n", what, netmkt_last_error());
    return EXIT_FAILURE;
}

static int put(const char *name, const unsigned char *bytes, size_t size)
{
    FILE *file = fopen(in_folder(name), "wb");
    int good = file != NULL && fwrite(bytes, 1, size, file) == size;

    return file != NULL && fclose(file) == 0 && good;
}

static size_t get(const char *name, unsigned char *bytes)
{
    FILE *file = fopen(in_folder(name), "rb");
    size_t size = file != NULL ? fread(bytes, 1, MOST, file) : 0;

    if (file != NULL)
        (void)fclose(file);
    return size;
}

/* A store as it is left by a process that was killed: a commit behind those the slots speak of, half of another one, zeros. */
static size_t crashed(unsigned char *bytes, size_t size)
{
    size_t last = size - 24, more = 700;

    memcpy(bytes + size, bytes + last - 100, 100); /* what stood in memory: no frame in its place */
    memset(bytes + size + 100, 0, more);
    return size + 100 + more;
}

static int make_stores(void)
{
    netmkt_store_options options;
    netmkt_store *store;

    if (store_complete_make(in_folder("v1-complete.netmkt"), 1) != NETMKT_OK || store_complete_make(in_folder("v1-journal.netmkt"), 0) != NETMKT_OK)
        return 0;
    netmkt_store_options_init(&options);
    memcpy(options.currency, "JPY", 4);
    options.currency_exponent = 0;
    if (netmkt_store_open(in_folder("v1-empty.netmkt"), &options, &store) != NETMKT_OK)
        return 0;
    netmkt_store_close(store);
    return 1;
}

static int make_damaged(unsigned char *bytes, size_t size)
{
    unsigned char *copy = malloc(MOST);
    int good = copy != NULL;

    memcpy(copy, bytes, size);
    copy[PAGE - 1] ^= 1;
    good = good && put("refuse-header.netmkt", copy, size);
    memcpy(copy, bytes, size);
    copy[3 * PAGE + 1200] ^= 128;
    good = good && put("refuse-snapshot.netmkt", copy, size);
    memcpy(copy, bytes, size);
    copy[size - 200] ^= 4;
    good = good && put("refuse-journal.netmkt", copy, size);
    good = good && put("refuse-short.netmkt", bytes, size - 300);
    memcpy(copy, bytes, size);
    copy[16] = 2; /* a later version, whose checksum is right */
    netmkt__put_u32(copy + PAGE - 4, netmkt__crc32c(0, copy, PAGE - 4));
    good = good && put("refuse-newer.netmkt", copy, size);
    good = good && put("refuse-foreign.netmkt", (const unsigned char *)"SQLite format 3", 16);
    good = good && put("refuse-nothing.netmkt", bytes, 0);
    memcpy(copy, bytes, size);
    good = good && put("v1-crashed.netmkt", copy, crashed(copy, size));
    free(copy);
    return good;
}

int main(int argc, char **argv)
{
    static const char *const locks[] = {"v1-complete.netmkt-lock", "v1-journal.netmkt-lock", "v1-empty.netmkt-lock"};
    unsigned char *bytes = malloc(MOST);
    size_t size;

    if (argc != 2 || bytes == NULL) {
        fprintf(stderr, "usage: make FOLDER\n");
        return 2;
    }
    folder = argv[1];
    if (!make_stores())
        return fail("cannot make the stores; is there one already?");
    size = get("v1-complete.netmkt", bytes);
    if (size < 4 * PAGE || !make_damaged(bytes, size))
        return fail("cannot write");
    for (size_t i = 0; i < sizeof locks / sizeof *locks; i++)
        (void)unlink(in_folder(locks[i]));
    free(bytes);
    return EXIT_SUCCESS;
}
