# Made-up shops.
expect 0 "simulate to standard output" simulate --customers 50 --seed 3 --days 90
cp "$out" first.csv
has first.csv "customer,time,kind,channel"
expect 0 "simulate to a file" simulate --customers 50 --seed 3 --days 90 --out second.csv
same "the same seed, the same bytes" first.csv second.csv
ok "no part of the file left" test ! -e second.csv.part
expect 0 "simulate to a dash" simulate --customers 50 --seed 3 --days 90 --out -
same "a dash is standard output" first.csv "$out"
expect 0 "another seed" simulate --customers 50 --seed 4 --days 90
title="another seed, other bytes"
if cmp -s first.csv "$out"; then wrong "equal"; else pass; fi
expect 2 "no customers" simulate --customers 0
has "$err" "--customers needs a whole number of 1 to 10000000"
expect 2 "customers that are no number" simulate --customers ten
expect 2 "too few days" simulate --days 29
expect 2 "negative seed" simulate --seed -1
expect 1 "directory that is not there" simulate --customers 10 --out no/such/file.csv
has "$err" "cannot write no/such/file.csv"
mkdir folder
expect 1 "a directory" simulate --customers 10 --out folder
