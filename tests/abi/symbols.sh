#!/bin/sh
# The public headers, the version script and the shared library must name the same functions: symbols.sh BUILD CC
set -eu
build=$1
cc=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sh tests/abi/ffi_header.sh "$cc" | tr '\n' ' ' | grep -o 'netmkt_[a-z0-9_]* *(' | tr -d ' (' | sort -u > "$work/declared"
sed -n 's/^ *\(netmkt_[a-z0-9_]*\);$/\1/p' lib/netmkt.map | sort -u > "$work/map"
nm -D --defined-only "$build/libnetmkt.so" | awk '$2 ~ /[A-Z]/ && $3 !~ /^NETMKT_/ {sub(/@.*/, "", $3); print $3}' | sort -u > "$work/library"

failed=0
compare() {
    if ! diff -u "$work/$1" "$work/$2" > "$work/difference"; then
        echo "$1 and $2 differ (a change of the ABI is deliberate, and in CHANGELOG.md):" >&2
        grep '^[-+]netmkt' "$work/difference" >&2 || true
        failed=1
    fi
}
compare declared map
compare map library
# Inside a static archive every shared name carries the library's prefix.
nm -g --defined-only "$build/libnetmkt.a" 2>/dev/null | awk 'NF == 3 && $3 !~ /^(netmkt_|__)/ {print $3}' | sort -u > "$work/foreign"
if [ -s "$work/foreign" ]; then
    echo "names without the prefix netmkt_ in libnetmkt.a:" >&2
    cat "$work/foreign" >&2
    failed=1
fi
[ "$failed" -eq 0 ] && echo "ABI: $(wc -l < "$work/map") functions, the same in header, version script and library"
exit "$failed"
