/** @file context.h  Allocator, input and output, log: what an embedder may replace. */
#ifndef NETMKT_CONTEXT_H
#define NETMKT_CONTEXT_H

#include <netmkt/status.h>

NETMKT_BEGIN_DECLS

/** What the library takes from its surroundings. NULL wherever one is asked means the defaults:
 *  malloc, POSIX files, no log. Objects of different contexts share nothing. */
typedef struct netmkt_context netmkt_context;

/** Allocate, resize or release, like realloc: @p pointer NULL allocates, @p size 0 releases and
 *  returns NULL. Returns NULL when out of memory, with the old block untouched.
 *  Called from any thread that uses the library. */
typedef void *(*netmkt_allocate_function)(void *user, void *pointer, size_t size);

/** A line for the log; @p level is one of the NETMKT_LOG_ constants. Called on the calling thread, never under a lock. */
typedef void (*netmkt_log_function)(void *user, int32_t level, const char *message);

enum {
    NETMKT_LOG_ERROR = 1,   /**< Something failed that no caller was told of. */
    NETMKT_LOG_WARNING = 2, /**< Something is as it should not be, and was dealt with. */
    NETMKT_LOG_INFO = 3     /**< Something worth knowing, such as a checkpoint. */
};

/** Flags of netmkt_io.open. */
enum {
    NETMKT_IO_READ = 1,      /**< Open for reading. */
    NETMKT_IO_WRITE = 2,     /**< Open for writing. */
    NETMKT_IO_CREATE = 4,    /**< Create it if it is missing, mode 0600. */
    NETMKT_IO_EXCLUSIVE = 8  /**< With CREATE: fail with EEXIST if it is there. */
};

/** Every system call the store makes. Each function returns 0, or a positive errno value; @p file is what open gave.
 *  A replacement may encrypt, keep other media, or inject faults. All functions must be given but
 *  @c map and @c unmap, which may be NULL: then the snapshot is read into memory. Descriptors never
 *  reach child processes. */
typedef struct netmkt_io {
    uint32_t struct_size; /**< sizeof(netmkt_io). */
    uint32_t reserved;    /**< 0. */
    void *user;           /**< Passed to every function. */
    /** Open @p path with NETMKT_IO_ flags; @p file gets the number by which all other functions know it. */
    int32_t (*open)(void *user, const char *path, int32_t flags, int64_t *file);
    /** Close a file; its lock is given up. */
    int32_t (*close)(void *user, int64_t file);
    /** Read up to @p size bytes at @p offset; @p got may be less, 0 at the end of the file. */
    int32_t (*read)(void *user, int64_t file, uint64_t offset, void *buffer, size_t size, size_t *got);
    /** Write up to @p size bytes at @p offset; @p put may be less. */
    int32_t (*write)(void *user, int64_t file, uint64_t offset, const void *buffer, size_t size, size_t *put);
    /** Make the file's contents durable, with its size. */
    int32_t (*sync)(void *user, int64_t file);
    /** Cut or lengthen the file to @p size bytes; new ones read as 0. */
    int32_t (*truncate)(void *user, int64_t file, uint64_t size);
    /** Reserve space up to @p size without changing what is there (bytes beyond the end read as 0). */
    int32_t (*allocate)(void *user, int64_t file, uint64_t size);
    /** The file's size in bytes. */
    int32_t (*size)(void *user, int64_t file, uint64_t *size);
    /** A number that tells whether @p path still names the open @p file: 1 yes, 0 another file or none. */
    int32_t (*is_current)(void *user, int64_t file, const char *path, int32_t *current);
    /** Replace @p to by @p from, atomically. */
    int32_t (*rename)(void *user, const char *from, const char *to);
    /** Remove a name. */
    int32_t (*remove)(void *user, const char *path);
    /** Make the directory entry of @p path durable. */
    int32_t (*sync_directory)(void *user, const char *path);
    /** Take the one exclusive lock of the file, without waiting: EWOULDBLOCK if another has it.
     *  The system gives it up when the file is closed or the process dies. */
    int32_t (*lock)(void *user, int64_t file);
    /** Map the file's first @p size bytes for reading. */
    int32_t (*map)(void *user, int64_t file, size_t size, const void **address);
    /** Undo a map, with its address and size. */
    int32_t (*unmap)(void *user, const void *address, size_t size);
} netmkt_io;

/** Options of netmkt_context_new(); fill with netmkt_context_options_init(). */
typedef struct netmkt_context_options {
    uint32_t struct_size;              /**< sizeof(netmkt_context_options). */
    uint32_t reserved;                 /**< 0. */
    netmkt_allocate_function allocate; /**< NULL: realloc and free. */
    void *allocate_user;               /**< Passed to @c allocate. */
    netmkt_log_function log;           /**< NULL: no log. */
    void *log_user;                    /**< Passed to @c log. */
    const netmkt_io *io;               /**< NULL: POSIX. Copied. */
} netmkt_context_options;

/** Fill @p options with the size and the defaults. NULL is ignored.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API void netmkt_context_options_init(netmkt_context_options *options);

/** Make a context.
 *  @param[in]  options  Options, or NULL for the defaults. Copied.
 *  @param[out] out      The context, owned by the caller: netmkt_context_free(). NULL after a failure.
 *  @retval NETMKT_OK             Made.
 *  @retval NETMKT_E_INVALID      @p out is NULL, or the I/O table lacks a function.
 *  @retval NETMKT_E_UNSUPPORTED  A struct size this library does not know.
 *  @retval NETMKT_E_NOMEM        Out of memory.
 *  @par Threads  A context may be used from any number of threads.
 *  @since 0.1 */
NETMKT_API netmkt_status netmkt_context_new(const netmkt_context_options *options, netmkt_context **out);

/** Release a context, after everything made with it. NULL is ignored.
 *  @since 0.1 */
NETMKT_API void netmkt_context_free(netmkt_context *context);

/** Fill @p io with the default POSIX functions, for a table that replaces only some of them.
 *  @par Threads  Any.
 *  @since 0.1 */
NETMKT_API void netmkt_io_init(netmkt_io *io);

NETMKT_END_DECLS
#endif
