# The demo: on a made-up shop, and on a file of the user's own.
expect 0 "demo on a file" demo --data "$data/orders.csv" --store shop --currency EUR
has "$out" "rows 9: events 9, customers 4, orders 6, returns 1"
has "$out" "Lifecycle"
has "$out" "Readiness"
has "$out" "Value"
has "$out" "Channels"
has "$out" "One customer explained"
has "$out" "kept in shop"
expect 0 "demo again replaces its own store" demo --data "$data/orders.csv" --store shop --currency EUR
has "$out" "rows 9: events 9"
expect 0 "import" import mine "$data/orders.csv" --currency EUR
cp mine kept
expect 1 "a store that no demo made" demo --data "$data/orders.csv" --store mine
has "$err" "was not made by netmkt demo"
same "it is as it was" mine kept
expect 1 "a missing file" demo --data nothing.csv --store other
ok "no store left" test ! -e other
printf 'who,day,amount\nx,2024-01-01,5\nx,2024-01-20,7\ny,2024-01-02,oops\n' > own.csv
expect 0 "few columns, one bad row" demo --data own.csv --map customer=who,time=day
has "$err" "line 4"
has "$out" "1 bad rows left out"
has_not "$out" "Channels"
expect 2 "a column that cannot be mapped" demo --data own.csv --map custmer=who
expect 1 "a missing column" demo --data own.csv --map customer=whom,time=day
LANG=de_DE.UTF-8
export LANG
expect 0 "charts in UTF-8" demo --data "$data/orders.csv"
has "$out" "█"
unset LANG
expect 0 "charts in ASCII" demo --data "$data/orders.csv"
has_not "$out" "█"
has "$out" "###"
expect 0 "the made-up shop" demo
has "$out" "customers 20000"
has "$out" "the next 52 weeks of"
