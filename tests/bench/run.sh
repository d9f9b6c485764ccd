#!/bin/sh
# Run the benchmarks: run.sh BUILD. Data and peers come from the environment, and are skipped with a message where missing:
#   NETMKT_BENCH_LOG      CSV customer_id,timestamp,amount (10 million orders of 1 million customers)
#   NETMKT_BENCH_SUMMARY  CSV frequency,recency,T,monetary (1 million summaries, weeks)
#   NETMKT_BENCH_DUCKDB   folder where the npm package @duckdb/node-api and duck.mjs are
# docs/performance.md tells how to make them.
set -u
build=$1
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

missing() { echo "skipped: $1 (set $2)"; }

echo "== import, summaries, RFM"
if [ -r "${NETMKT_BENCH_LOG:-}" ]; then
    for threads in 1 $cores; do rm -f "$build/bench.netmkt"; "$build/tests/bench/bench_import" "$NETMKT_BENCH_LOG" "$build/bench.netmkt" "$threads" || exit 1; done; rm -f "$build"/bench.netmkt*
    if [ -d "${NETMKT_BENCH_DUCKDB:-}/node_modules/@duckdb/node-api" ]; then
        for threads in 1 $cores; do (cd "$NETMKT_BENCH_DUCKDB" && node duck.mjs "$NETMKT_BENCH_LOG" "$threads" load+query 3) || exit 1; done
    else
        missing "DuckDB beside it" NETMKT_BENCH_DUCKDB
    fi
else
    missing "import" NETMKT_BENCH_LOG
fi

echo "== models"
if [ -r "${NETMKT_BENCH_SUMMARY:-}" ]; then
    "$build/tests/bench/bench_model" "$NETMKT_BENCH_SUMMARY" || exit 1
else
    missing "models" NETMKT_BENCH_SUMMARY
fi

echo "== questions about everybody"
for threads in 1 $cores; do echo "$threads threads"; "$build/tests/bench/bench_breadth" 1000000 10 "$threads" || exit 1; done

echo "== journal"
"$build/tests/bench/bench_journal" "$build" || exit 1

echo "== durable appends"
"$build/tests/bench/bench_ingest" "$build" || exit 1
if ${CC:-cc} -O2 -std=gnu11 tests/bench/peer_ingest.c -o "$build/peer_ingest" -lsqlite3 -llmdb 2>/dev/null; then
    "$build/peer_ingest" "$build" || exit 1
else
    echo "skipped: SQLite and LMDB beside it (their development files are not here)"
fi

echo "== one large store"
"$build/tests/bench/bench_scale" "$build/scale.netmkt" ${NETMKT_BENCH_SCALE:-1000000} || exit 1

echo "== stages"
"$build/tests/bench/bench_stage"
