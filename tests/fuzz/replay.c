/* Runs a fuzz target over files, without a fuzzer: replay_NAME FILE... Each file has a process of its own, so that one
 * that crashes, hangs or breaks the property is told by its name and the others still run. */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20, MOST_SECONDS = 60 };

/* The file's bytes in a block of just their size, so that a sanitizer sees a read behind them; NULL if it cannot be read. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(MOST_BYTES), *exact = NULL;

    *size = 0;
    if (file != NULL && bytes != NULL) {
        *size = fread(bytes, 1, MOST_BYTES, file);
        exact = ferror(file) ? NULL : malloc(*size > 0 ? *size : 1);
        if (exact != NULL)
            memcpy(exact, bytes, *size);
    }
    if (file != NULL)
        (void)fclose(file);
    free(bytes);
    return exact;
}

static int run(const char *path)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);

    if (bytes == NULL) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    (void)alarm(MOST_SECONDS);
    (void)LLVMFuzzerTestOneInput(bytes, size);
    free(bytes);
    return 0;
}

/* 1 if the target held on the file. */
static int passes(const char *path)
{
    int how = 0;
    pid_t child;

    (void)fflush(NULL);
    child = fork();
    if (child == 0)
        exit(run(path));
    if (child > 0 && waitpid(child, &how, 0) == child && WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return 1;
    if (child > 0 && WIFSIGNALED(how))
        (void)fprintf(stderr, "%s: failed (signal %d)\n", path, WTERMSIG(how));
    else
        (void)fprintf(stderr, "%s: failed\n", path);
    return 0;
}

int main(int count, char **arguments)
{
    const char *name = strrchr(arguments[0], '/');
    int passed = 0, failed = 0;

    for (int i = 1; i < count; i++) {
        if (passes(arguments[i]))
            passed++;
        else
            failed++;
    }
    printf("%s: %d passed, %d failed\n", name != NULL ? name + 1 : arguments[0], passed, failed);
    return failed > 0 || passed == 0;
}
