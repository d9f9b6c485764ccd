#!/bin/sh
# Run the benchmarks: run.sh BUILD. Data is generated into BUILD unless the environment names it; peers are skipped with a
# message where they are missing:
#   NETMKT_BENCH_LOG      CSV customer_id,timestamp,amount; else 10 million orders of 1 million customers are made
#   NETMKT_BENCH_SUMMARY  CSV frequency,recency,T,monetary, in weeks; else 1 million summaries are made
#   NETMKT_BENCH_PATHS    CSV path,total_conversions,total_conversion_value,total_null; else a million paths are made
#   NETMKT_BENCH_DUCKDB   folder in which the npm package @duckdb/node-api is installed
#   NETMKT_BENCH_SCALE    customers of the one large store, 10 events each; 1000000
set -u
build=$1
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)

missing() { echo "skipped: $1 (set $2)"; }

log=${NETMKT_BENCH_LOG:-$build/bench.log.csv}
[ -r "$log" ] || "$build/tests/bench/bench_generate" log 10000000 1000000 > "$log" || exit 1
summaries=${NETMKT_BENCH_SUMMARY:-$build/bench.summaries.csv}
[ -r "$summaries" ] || "$build/tests/bench/bench_generate" summaries 1000000 > "$summaries" || exit 1

echo "== import, summaries, RFM"
for threads in 1 $cores; do
    rm -f "$build/bench.netmkt"
    "$build/tests/bench/bench_import" "$log" "$build/bench.netmkt" "$threads" || exit 1
done
rm -f "$build"/bench.netmkt*
if [ -d "${NETMKT_BENCH_DUCKDB:-}/node_modules/@duckdb/node-api" ]; then
    script=$(cd "$(dirname "$0")" && pwd)/duckdb.mjs
    log=$(cd "$(dirname "$log")" && pwd)/$(basename "$log")
    for threads in 1 $cores; do (cd "$NETMKT_BENCH_DUCKDB" && node "$script" "$log" "$threads") || exit 1; done
else
    missing "DuckDB beside it" NETMKT_BENCH_DUCKDB
fi

echo "== models"
"$build/tests/bench/bench_model" "$summaries" || exit 1

echo "== questions about everybody"
for threads in 1 $cores; do echo "$threads threads"; "$build/tests/bench/bench_breadth" 1000000 10 "$threads" || exit 1; done

echo "== segments"
for threads in 1 $cores; do echo "$threads threads"; "$build/tests/bench/bench_segment" 1000000 10 "$threads" || exit 1; done

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

echo "== recommendations"
for threads in 1 $cores; do echo "$threads threads"; "$build/tests/bench/bench_recommend" 1000000 10 "$threads" || exit 1; done

echo "== permission"
for threads in 1 $cores; do echo "$threads threads"; "$build/tests/bench/bench_permission" 1000000 10 "$threads" || exit 1; done

echo "== attribution"
"$build/tests/bench/bench_attribution" "${NETMKT_BENCH_PATHS:-}" 10000000 1

echo "== allocation"
"$build/tests/bench/bench_allocate"
