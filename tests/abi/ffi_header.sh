#!/bin/sh
# Write the public declarations without a single preprocessor directive: ffi_header.sh CC
# The C types of <stddef.h> and <stdint.h> are left to the reader, who knows them.
set -eu
cc=$1
empty=$(mktemp -d)
trap 'rm -rf "$empty"' EXIT
: > "$empty/stddef.h"
: > "$empty/stdint.h"
echo "/* libnetmkt: the public declarations for readers of plain C declarations; made from include/netmkt. */"
$cc -E -P -nostdinc -I"$empty" -Iinclude -DNETMKT_API= include/netmkt/netmkt.h | sed -e 's/^ *//' -e '/^$/d'
