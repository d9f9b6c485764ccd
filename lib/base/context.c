/* Memory, I/O and log through what the embedder gave; `context` NULL means malloc, POSIX, no log. */
#include "base/context.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/posix_io.h"
#include "base/status.h"

struct netmkt_context {
    netmkt_allocate_function allocate;
    void *allocate_user;
    netmkt_log_function log;
    void *log_user;
    netmkt_io io;
};

static void *default_allocate(void *user, void *pointer, size_t size)
{
    (void)user;
    if (size == 0) {
        free(pointer);
        return NULL;
    }
    return realloc(pointer, size);
}

void netmkt_context_options_init(netmkt_context_options *options)
{
    if (options == NULL)
        return;
    memset(options, 0, sizeof *options);
    options->struct_size = sizeof *options;
}

void netmkt_io_init(netmkt_io *io)
{
    if (io != NULL)
        *io = *netmkt__posix_io();
}

static netmkt_status check_io(const netmkt_io *io)
{
    if (io->struct_size != sizeof *io)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "I/O table of %u bytes, this library knows %zu", io->struct_size, sizeof *io);
    if (io->open == NULL || io->close == NULL || io->read == NULL || io->write == NULL || io->sync == NULL ||
        io->truncate == NULL || io->allocate == NULL || io->size == NULL || io->is_current == NULL ||
        io->rename == NULL || io->remove == NULL || io->sync_directory == NULL || io->lock == NULL ||
        (io->map == NULL) != (io->unmap == NULL))
        return netmkt__misuse("the I/O table lacks a function; start from netmkt_io_init()");
    return NETMKT_OK;
}

netmkt_status netmkt_context_new(const netmkt_context_options *options, netmkt_context **out)
{
    netmkt_context_options defaults;
    netmkt_context *context;
    netmkt_status status;

    if (out == NULL)
        return netmkt__misuse("out is NULL");
    *out = NULL;
    netmkt_context_options_init(&defaults);
    if (options == NULL)
        options = &defaults;
    if (options->struct_size != sizeof *options)
        return netmkt__fail(NETMKT_E_UNSUPPORTED, "context options of %u bytes, this library knows %zu; use netmkt_context_options_init()",
                            options->struct_size, sizeof *options);
    status = options->io != NULL ? check_io(options->io) : NETMKT_OK;
    if (status != NETMKT_OK)
        return status;
    defaults = *options;
    if (defaults.allocate == NULL)
        defaults.allocate = default_allocate;
    context = defaults.allocate(defaults.allocate_user, NULL, sizeof *context);
    if (context == NULL)
        return netmkt__nomem();
    context->allocate = defaults.allocate;
    context->allocate_user = defaults.allocate_user;
    context->log = defaults.log;
    context->log_user = defaults.log_user;
    context->io = defaults.io != NULL ? *defaults.io : *netmkt__posix_io();
    *out = context;
    return NETMKT_OK;
}

void netmkt_context_free(netmkt_context *context)
{
    if (context != NULL)
        (void)context->allocate(context->allocate_user, context, 0);
}

static void *resize(netmkt_context *context, void *pointer, size_t size)
{
    if (context == NULL)
        return default_allocate(NULL, pointer, size);
    return context->allocate(context->allocate_user, pointer, size);
}

void *netmkt__realloc(netmkt_context *context, void *pointer, size_t count, size_t size)
{
    if (size != 0 && count > (size_t)PTRDIFF_MAX / size)
        return NULL;
    return resize(context, pointer, count * size != 0 ? count * size : 1);
}

void *netmkt__alloc(netmkt_context *context, size_t count, size_t size)
{
    return netmkt__realloc(context, NULL, count, size);
}

void *netmkt__calloc(netmkt_context *context, size_t count, size_t size)
{
    void *pointer;

    if (size != 0 && count > (size_t)PTRDIFF_MAX / size)
        return NULL;
    if (context == NULL) /* calloc has fresh pages zeroed by the system for free */
        return calloc(count != 0 ? count : 1, size != 0 ? size : 1);
    pointer = netmkt__realloc(context, NULL, count, size);
    if (pointer != NULL)
        memset(pointer, 0, count * size);
    return pointer;
}

void netmkt__free(netmkt_context *context, void *pointer)
{
    if (pointer != NULL)
        (void)resize(context, pointer, 0);
}

netmkt_status netmkt__grow(netmkt_context *context, void *pointer_to_pointer, size_t *capacity, size_t need, size_t size)
{
    void *pointer;
    size_t larger = *capacity;

    if (need <= *capacity)
        return NETMKT_OK;
    larger = larger > (size_t)PTRDIFF_MAX / 2 ? need : larger * 2;
    if (larger < need)
        larger = need;
    if (larger < 16)
        larger = 16;
    memcpy(&pointer, pointer_to_pointer, sizeof pointer);
    pointer = netmkt__realloc(context, pointer, larger, size);
    if (pointer == NULL)
        return netmkt__nomem();
    memcpy(pointer_to_pointer, &pointer, sizeof pointer);
    *capacity = larger;
    return NETMKT_OK;
}

const netmkt_io *netmkt__io(const netmkt_context *context)
{
    return context != NULL ? &context->io : netmkt__posix_io();
}

void netmkt__log(const netmkt_context *context, int32_t level, const char *format, ...)
{
    char line[512];
    va_list arguments;

    if (context == NULL || context->log == NULL)
        return;
    va_start(arguments, format);
    (void)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    context->log(context->log_user, level, line);
}
