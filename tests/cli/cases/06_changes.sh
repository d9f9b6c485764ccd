# Merge, erase, export.
expect 0 "import" import shop "$data/orders.csv" --currency EUR
expect 0 "export" export shop
cp "$out" all.csv
expect 0 "export to a file" export shop --out again.csv
same "both exports" all.csv again.csv
expect 1 "export to a directory that is not there" export shop --out no/such.csv
expect 0 "import of the export" import copy all.csv --currency EUR
for command in stage summary rfm channels customers; do
    expect 0 "$command of the first" $command shop --format csv
    cp "$out" answer
    expect 0 "$command of the copy" $command copy --format csv
    same "$command is equal in the copy" answer "$out"
done
cp shop before
expect 1 "merge with nobody" merge shop anna nobody
expect 1 "merge with himself" merge shop anna anna
expect 1 "erase nobody" erase shop nobody
expect 1 "merge in no store" merge missing anna bert
ok "none made" test ! -e missing
same "store as it was" shop before
expect 0 "merge" merge shop anna bert
has "$out" "one customer now"
expect 0 "the dropped key leads to the other" customer shop bert --format csv
has "$out" "anna"
expect 0 "check" check shop
has "$out" "3 customers, 9 events"
expect 0 "erase with the events kept" erase shop dora --keep-anonymous-events
expect 0 "check" check shop
has "$out" "9 events"
expect 1 "she is gone" customer shop dora
expect 0 "erase" erase shop cleo
expect 0 "check" check shop
has "$out" "7 events"
title="no byte of her is left"
if grep -q cleo shop || grep -q Ivoire shop; then wrong "still in the file"; else pass; fi
# Waiting for another writer: util-linux's flock holds the lock as one would.
expect 2 "no number of seconds" erase shop anna --wait long
expect 2 "less than no time" merge shop anna bert --wait -1
if have flock; then
    flock shop-lock sleep 1 &
    holder=$!
    while flock -n shop-lock true; do :; done
    expect 1 "erase beside a writer" erase shop anna
    has "$err" "another process"
    expect 1 "import beside a writer, after a wait" import shop "$data/orders.csv" --wait 0.05
    expect 0 "check beside a writer" check shop
    expect 0 "import after a wait" import shop "$data/orders.csv" --wait 60
    wait "$holder"
fi
