#!/bin/sh
# The command-line tool, as a user meets it: run.sh TOOL. Each file in cases/ is a part; every part starts with an empty
# directory of its own as the current one. Helpers:
#
#   expect STATUS TITLE WORD...   run the tool; its answer is in $out, its messages in $err. After a failure (1, 2) there must
#                                 be exactly one line of messages, beginning with "netmkt", and no answer.
#   has FILE TEXT                 the file has this text (fixed string)
#   line FILE N TEXT              its line N is exactly this text
#   lines FILE N                  it has N lines
#   same TITLE FILE FILE          equal contents
#   ok TITLE COMMAND...           any command that must succeed
set -u
[ $# -eq 1 ] || { echo "usage: run.sh TOOL" >&2; exit 2; }
tool=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
here=$(cd "$(dirname "$0")" && pwd)
data=$here/data
project=$(cd "$here/../.." && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
out=$work/out
err=$work/err
passed=0
failed=0
title=

pass() { passed=$((passed + 1)); }
wrong() {
    failed=$((failed + 1))
    echo "FAILED $part: $title: $1" >&2
    sed 's/^/    out: /' "$out" | head -5 >&2
    sed 's/^/    err: /' "$err" | head -5 >&2
}

expect() {
    want=$1
    title=$2
    shift 2
    "$tool" "$@" > "$out" 2> "$err" < "${input:-/dev/null}"
    status=$?
    if [ "$status" -ne "$want" ]; then
        wrong "status $status, not $want: netmkt $*"
    elif [ "$want" -ne 0 ] && { [ "$(wc -l < "$err")" -ne 1 ] || ! grep -q '^netmkt[: ]' "$err"; }; then
        wrong "not one line of message: netmkt $*"
    elif [ "$want" -ne 0 ] && [ -s "$out" ]; then
        wrong "an answer beside the failure: netmkt $*"
    else
        pass
    fi
}

has() { if grep -qF -e "$2" "$1"; then pass; else wrong "no \"$2\""; fi; }
has_not() { if grep -qF -e "$2" "$1"; then wrong "has \"$2\""; else pass; fi; }
line() { if [ "$(sed -n "$2p" "$1")" = "$3" ]; then pass; else wrong "line $2 is not \"$3\""; fi; }
lines() { if [ "$(wc -l < "$1")" -eq "$2" ]; then pass; else wrong "$(wc -l < "$1") lines, not $2"; fi; }
same() { title=$1; if cmp -s "$2" "$3"; then pass; else wrong "$2 and $3 differ"; fi; }
ok() { title=$1; shift; if "$@" > /dev/null 2>&1; then pass; else wrong "$*"; fi; }
have() { command -v "$1" > /dev/null 2>&1; }

unset LC_ALL LC_CTYPE LANG
for case in "$here"/cases/*.sh; do
    part=$(basename "$case" .sh)
    mkdir "$work/$part" && cd "$work/$part" || exit 1
    input=
    : > "$out"
    : > "$err"
    . "$case"
    cd "$work" || exit 1
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
