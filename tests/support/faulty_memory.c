#include "support/faulty_memory.h"

#include <stdlib.h>

void *faulty_memory_allocate(void *user, void *pointer, size_t size)
{
    faulty_memory *memory = user;
    void *result;

    if (size == 0) {
        memory->blocks -= pointer != NULL;
        free(pointer);
        return NULL;
    }
    memory->calls++;
    if (memory->fail_at != 0 && (memory->calls == memory->fail_at || (memory->fail_on && memory->calls > memory->fail_at)))
        return NULL;
    result = realloc(pointer, size);
    if (result != NULL && pointer == NULL)
        memory->blocks++;
    return result;
}
