# A damaged store: what is whole of it goes to a new one.
expect 0 "import" import shop "$data/orders.csv" --currency EUR
expect 0 "export" export shop
cp "$out" all.csv
expect 0 "recover a whole store" recover shop copy
line "$out" 1 "copy has 4 customers and 9 events, currency EUR"
line "$out" 2 "nothing was damaged"
expect 0 "export of the new one" export copy
same "nothing is lost" all.csv "$out"
expect 0 "recover as csv" recover shop copy-csv --format csv
line "$out" 1 "offset,part,events,what"
lines "$out" 1
cp copy kept
expect 1 "the new name is taken" recover shop copy
same "which is left alone" copy kept
expect 1 "nothing to recover" recover missing another
expect 1 "no store" recover "$data/orders.csv" another
ok "nothing was made" test ! -e another
expect 2 "where to" recover shop
# The header's magic bytes, and a slot: all is found again.
cp shop magic
printf 'NETMKT' | dd of=magic bs=1 conv=notrunc 2> /dev/null
printf 'garbage' | dd of=magic bs=1 seek=4200 conv=notrunc 2> /dev/null
expect 1 "check of it" check magic
expect 0 "recover it" recover magic magic-new
has "$out" "put right"
has "$out" "slot"
expect 0 "export" export magic-new
same "nothing is lost either" all.csv "$out"
# The last part of the file: what stood there is gone, and said to be.
size=$(wc -c < shop)
head -c $((size - 100)) shop > short
expect 0 "recover a short file" recover short short-new --format csv
title="a line says what is lost"
if [ "$(wc -l < "$out")" -gt 1 ]; then pass; else wrong "it does not"; fi
expect 0 "the new store is whole" check short-new
