# What channels cost: into a store, listed, and out again.
printf 'channel,day,amount,campaign\nemail,2026-01-05,10.50,spring\nemail,2026-01-05,2.50,spring\nsem,2026-01-06,7,\n' > spend.csv
printf 'customer,time,kind,amount\na,2026-01-07,order,20\n' > events.csv
expect 0 "a store" import shop.netmkt events.csv --currency EUR
expect 0 "none yet" spend shop.netmkt
line "$out" 1 "0 days of channels and campaigns"
expect 0 "read" spend shop.netmkt spend.csv
line "$out" 1 "3 rows, 2 days of channels and campaigns, 20.00 EUR"
expect 0 "list" spend shop.netmkt --format csv
line "$out" 1 "channel,campaign,day,amount"
line "$out" 2 "email,spring,2026-01-05,13.00"
line "$out" 3 "sem,,2026-01-06,7.00"
cp "$out" listed
expect 0 "again" spend shop.netmkt listed
expect 0 "as before" spend shop.netmkt --format csv
same "reading its own list changes nothing" "$out" listed
input=listed
expect 0 "standard input, on top" spend shop.netmkt - --add --format csv
line "$out" 1 "rows,records,rounded,amount"
line "$out" 2 "2,2,0,20.00"
input=
expect 0 "twice as much" spend shop.netmkt --format csv --limit 1
line "$out" 2 "email,spring,2026-01-05,26.00"
lines "$out" 2
expect 0 "export" export shop.netmkt --out all.csv
expect 0 "a copy" import copy.netmkt all.csv --currency EUR
expect 0 "list of the first" spend shop.netmkt --format csv
cp "$out" first
expect 0 "list of the copy" spend copy.netmkt --format csv
same "the export has it" "$out" first
printf 'channel,day,amount\nposter,2026-01-05,1\n' > unknown.csv
expect 1 "unknown channel" spend shop.netmkt unknown.csv
has "$err" "unknown.csv: line 2, column channel"
expect 0 "register" spend shop.netmkt unknown.csv --register
printf 'channel,day,amount\nemail,2026-13-05,1\n' > bad.csv
expect 1 "no such month" spend shop.netmkt bad.csv
has "$err" "line 2, column day"
: > empty.csv
expect 1 "empty file" spend shop.netmkt empty.csv
expect 1 "no file" spend shop.netmkt none.csv
expect 1 "no store" spend none.netmkt spend.csv
expect 1 "no store to list" spend none.netmkt
expect 1 "a directory" spend shop.netmkt .
expect 2 "add what" spend shop.netmkt --add
expect 2 "too many words" spend shop.netmkt spend.csv more
expect 0 "the rest stands" check shop.netmkt
