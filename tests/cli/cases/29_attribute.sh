# Paths and attribution: from a store, from a file, from one the other.
printf 'customer,time,kind,channel,amount,campaign\nann,2026-01-01,visit,email,,spring\nann,2026-01-02,visit,seo,,\nann,2026-01-03,order,website,30,\nbob,2026-01-01,visit,email,,spring\nbob,2026-01-02,click,social,,\ncid,2026-01-05,order,telephone,12.50,\n' > events.csv
expect 0 "a store" import shop.netmkt events.csv
expect 0 "paths" paths shop.netmkt --format csv
line "$out" 1 "path,total_conversions,total_conversion_value,total_null"
line "$out" 2 "email > seo,1,30.00,0"
line "$out" 3 "email > social,0,0.00,1"
line "$out" 4 "telephone,1,12.50,0"
lines "$out" 4
cp "$out" paths.csv
expect 0 "attribute" attribute shop.netmkt --model markov --order 1 --format csv
line "$out" 1 "channel,conversions,value,removal_effect"
cp "$out" from_store
expect 0 "the paths' file" attribute --paths paths.csv --model markov --order 1 --format csv
same "a file of its paths says the same" "$out" from_store
input=paths.csv
expect 0 "standard input" attribute --paths - --format csv
same "so does standard input" "$out" from_store
input=
expect 0 "linear" attribute shop.netmkt --model linear --format csv
line "$out" 2 "email,0.5,15"
expect 0 "whole" attribute shop.netmkt --model linear --whole --format csv
line "$out" 2 "email,1,15.00"
expect 0 "all models" attribute shop.netmkt --model all
has "$out" "shapley_rate"
expect 0 "by campaign" attribute shop.netmkt --by campaign --model first --format csv
line "$out" 3 "spring,1,30"
expect 0 "touches" paths shop.netmkt --touches click --format csv
has "$out" "social,0,0.00,1"
expect 0 "a segment" paths shop.netmkt --segment 'orders >= 1' --format csv
lines "$out" 3
expect 0 "as it was" attribute shop.netmkt --as-of 2026-01-02 --format csv
has "$out" "email,0,0,0"
expect 0 "text" attribute shop.netmkt
has "$out" "check: the chain of order 1"
expect 0 "transitions" attribute shop.netmkt --transitions --format csv
has "$out" "(start),email,2,0.6666666666666666"
expect 0 "orders" attribute shop.netmkt --orders --set attribution.folds=2 --format csv
lines "$out" 5
expect 0 "the likeliest" attribute shop.netmkt --order auto --set attribution.folds=2
expect 0 "intervals" attribute shop.netmkt --intervals --format csv
line "$out" 1 "channel,conversions,conversions_low,conversions_high,value,value_low,value_high"
cp "$out" intervals
expect 0 "on two threads" attribute shop.netmkt --intervals --threads 2 --format csv
same "threads change nothing" "$out" intervals
expect 1 "too few paths" attribute shop.netmkt --orders
has "$err" "attribution.folds"
printf 'path,total_conversions,total_null\na > b,3,1\na > c,1,1\n' > hand.csv
expect 0 "by hand" attribute --paths hand.csv --format csv
line "$out" 2 "a,2,0,1"
line "$out" 3 "b,1.5,0,0.75"
line "$out" 4 "c,0.5,0,0.25"
printf 'path,total_conversions\na > > b,1\n' > bad.csv
expect 1 "an empty step" attribute --paths bad.csv
has "$err" "bad.csv: line 2: a step of the path has no name"
printf 'route,n\na,1\n' > bad.csv
expect 1 "other columns" attribute --paths bad.csv
has "$err" "no column path"
printf 'path,total_conversions\na,-1\n' > bad.csv
expect 1 "a negative count" attribute --paths bad.csv
has "$err" "line 2: total_conversions"
: > empty.csv
expect 1 "an empty file" paths --paths empty.csv
expect 1 "no file" paths --paths none.csv
expect 2 "no source" attribute
expect 2 "two sources" attribute shop.netmkt --paths hand.csv
expect 2 "a store's option" attribute --paths hand.csv --by campaign
expect 2 "an unknown model" attribute shop.netmkt --model best
expect 2 "an order too high" attribute shop.netmkt --order 5
expect 2 "an order of no chain" attribute shop.netmkt --model first --order 2
expect 1 "an unknown kind" paths shop.netmkt --touches clicks
has "$err" "click"
expect 2 "a file's digits" attribute shop.netmkt --digits 2
expect 2 "two answers" attribute shop.netmkt --orders --intervals
