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
# version bytes patched: without the header's checksum that is damage, with it a newer format (docs/file-format.md, 1.2 and 1.4)
cp shop version
printf '\002' | dd of=version bs=1 seek=16 conv=notrunc 2>/dev/null
bad version
if have python3; then
    python3 - shop newer <<'PATCH'
import struct, sys
data = bytearray(open(sys.argv[1], "rb").read())
data[16:20] = struct.pack("<I", 2)
crc = 0xFFFFFFFF
for byte in data[:4092]:
    crc ^= byte
    for _ in range(8):
        crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
data[4092:4096] = struct.pack("<I", crc ^ 0xFFFFFFFF)
open(sys.argv[2], "wb").write(data)
PATCH
    bad newer
    expect 1 "a newer format" stage newer
    has "$err" "version"
fi
: > nothing
bad nothing
cp shop flipped
printf '\377\000\377' | dd of=flipped bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
bad flipped
