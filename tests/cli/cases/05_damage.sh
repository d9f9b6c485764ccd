# Files that are no stores, or damaged ones: told in one line, and left as they are.
expect 0 "import" import shop "$data/orders.csv" --currency EUR
expect 0 "check" check shop
has "$out" "shop is whole: 4 customers, 9 events"
expect 0 "check as json" check shop --format json
has "$out" '"events":9'
expect 0 "check as csv" check shop --format csv
expect 1 "check of nothing" check missing
expect 1 "stage of nothing" stage missing
ok "nothing was made" test ! -e missing
mkdir folder
expect 1 "stage of a directory" stage folder
expect 1 "import into a directory" import folder "$data/orders.csv"
expect 1 "check of a directory" check folder

size=$(wc -c < shop)
bad() { # FILE: refused by reading, checking and writing commands, and left as it is
    cp "$1" kept
    expect 1 "stage of $1" stage "$1"
    expect 1 "check of $1" check "$1"
    expect 1 "import into $1" import "$1" "$data/orders.csv"
    expect 1 "erase in $1" erase "$1" anna
    same "$1 is as it was" "$1" kept
}
head -c $((size / 2)) shop > half
bad half
head -c 10 shop > stump
bad stump
printf '\177ELF and more bytes of some other program, enough of them to look at: %0200d' 7 > other
bad other
cp "$data/orders.csv" text
bad text
# the first bytes are magic and version: one of a newer format
magic=$(sed -n 's/.*cli-version-offset: *\([0-9]*\).*/\1/p' "$project/docs/file-format.md" 2>/dev/null)
cp shop newer
printf '\377' | dd of=newer bs=1 seek="${magic:-8}" conv=notrunc 2>/dev/null
bad newer
cp shop flipped
printf '\377\000\377' | dd of=flipped bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
bad flipped
