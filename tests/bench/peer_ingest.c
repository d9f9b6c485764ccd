/* Durable appends in SQLite and LMDB, to stand beside bench_ingest: peer_ingest FOLDER. Built by run.sh where both are installed. */
#include <lmdb.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void need(int result, const char *what)
{
    if (result == 0)
        return;
    fprintf(stderr, "%s: %d\n", what, result);
    exit(1);
}

static uint32_t customer_of(size_t i)
{
    return (uint32_t)(1 + (i * UINT64_C(0x9e3779b97f4a7c15) >> 20) % 100000);
}

/* Write-ahead log, synchronous = FULL: durable at each commit. */
static double with_sqlite(const char *folder, size_t size, size_t total)
{
    char path[512], side[520];
    sqlite3_stmt *insert;
    sqlite3 *db;
    double start;

    snprintf(path, sizeof path, "%s/peer.sqlite", folder);
    (void)remove(path);
    need(sqlite3_open(path, &db), path);
    need(sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event(customer INTEGER, time INTEGER, kind INTEGER, "
                          "channel INTEGER, amount INTEGER)", NULL, NULL, NULL), "create");
    need(sqlite3_prepare_v2(db, "INSERT INTO event VALUES(?, ?, ?, ?, ?)", -1, &insert, NULL), "prepare");
    start = now();
    for (size_t done = 0; done < total; done += size) {
        need(sqlite3_exec(db, "BEGIN", NULL, NULL, NULL), "begin");
        for (size_t i = done; i < done + size; i++) {
            sqlite3_bind_int64(insert, 1, customer_of(i));
            sqlite3_bind_int64(insert, 2, 1700000000000 + (sqlite3_int64)i * 1000);
            sqlite3_bind_int(insert, 3, 15);
            sqlite3_bind_int(insert, 4, (int)(1 + i % 4));
            sqlite3_bind_int(insert, 5, (int)(i % 20000));
            need(sqlite3_step(insert) != SQLITE_DONE, "insert");
            sqlite3_reset(insert);
        }
        need(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), "commit");
    }
    start = now() - start;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    (void)remove(path);
    snprintf(side, sizeof side, "%s-wal", path);
    (void)remove(side);
    snprintf(side, sizeof side, "%s-shm", path);
    (void)remove(side);
    return start;
}

/* Keys in ascending order, MDB_APPEND: its fastest way; a sync a commit. */
static double with_lmdb(const char *folder, size_t size, size_t total)
{
    char path[512], side[520];
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi db;
    double start;

    snprintf(path, sizeof path, "%s/peer.lmdb", folder);
    snprintf(side, sizeof side, "%s-lock", path);
    (void)remove(path);
    need(mdb_env_create(&env), "env");
    need(mdb_env_set_mapsize(env, (size_t)4 << 30), "mapsize");
    need(mdb_env_open(env, path, MDB_NOSUBDIR, 0600), path);
    need(mdb_txn_begin(env, NULL, 0, &txn), "begin");
    need(mdb_dbi_open(txn, NULL, 0, &db), "dbi");
    need(mdb_txn_commit(txn), "commit");
    start = now();
    for (size_t done = 0; done < total; done += size) {
        need(mdb_txn_begin(env, NULL, 0, &txn), "begin");
        for (size_t i = done; i < done + size; i++) {
            uint64_t number = __builtin_bswap64((uint64_t)i);
            uint32_t event[6] = {customer_of(i), (uint32_t)i, 0, 15, (uint32_t)(1 + i % 4), (uint32_t)(i % 20000)};
            MDB_val key = {sizeof number, &number}, value = {sizeof event, event};

            need(mdb_put(txn, db, &key, &value, MDB_APPEND), "put");
        }
        need(mdb_txn_commit(txn), "commit");
    }
    start = now() - start;
    mdb_env_close(env);
    (void)remove(path);
    (void)remove(side);
    return start;
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {1, 100, 10000}, totals[] = {20000, 400000, 4000000};

    if (argc < 2) {
        fprintf(stderr, "usage: peer_ingest FOLDER\n");
        return 2;
    }
    for (size_t k = 0; k < 3; k++) {
        printf("LMDB, commit every %5zu    %10.0f events/s\n", sizes[k], (double)totals[k] / with_lmdb(argv[1], sizes[k], totals[k]));
        printf("SQLite, commit every %5zu  %10.0f events/s\n", sizes[k], (double)(totals[k] / 4) / with_sqlite(argv[1], sizes[k], totals[k] / 4));
        fflush(stdout);
    }
    return 0;
}
