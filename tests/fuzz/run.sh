# Usage: run.sh BUILD NAME SECONDS: fuzz one target. What it finds goes to BUILD/corpus/NAME; a failure's input to BUILD/NAME-*.
set -eu
build=$1 name=$2 seconds=$3
mkdir -p "$build/corpus/$name"
case $name in
import | store) length=4096 ;;
*) length=1024 ;;
esac
dictionary=tests/fuzz/$name.dict
[ -f "$dictionary" ] && set -- -dict="$dictionary" || set --
"$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" -max_len=$length -rss_limit_mb=1024 -timeout=10 -print_final_stats=1 \
    -artifact_prefix="$build/$name-" -verbosity=1 "$@" "$build/corpus/$name" "tests/fuzz/corpus/$name"
