# CSV into a store: what is taken, and what is refused with nothing changed.
expect 0 "import" import shop "$data/orders.csv" --currency EUR
has "$out" "9  rows read"
has "$out" "9  events added"
has "$out" "6  of them orders"
has "$out" "1  of them returns"
cp shop before
expect 0 "import again: every reference is known" import shop "$data/orders.csv" --format csv
line "$out" 1 "rows,events,orders,returns,customers,new_customers,repeated,left_out,skipped,without_customer,rounded,bytes"
has "$out" "9,0,0,0,4,0,9,0,0,0,0,"
input=$data/orders.csv
expect 0 "import from standard input" import piped - --format json
has "$out" '"events":9'
input=
ok "mode 0600" test "$(stat -c %a shop 2>/dev/null || stat -f %Lp shop)" = 600

# refused: status 1, one line, nothing left behind, an existing store as it was
cp shop good
refuse() { # TITLE TEXT-OF-MESSAGE FILE [OPTION...]
    refused_title=$1 text=$2 file=$3
    shift 3
    expect 1 "$refused_title, new store" import new "$file" "$@"
    has "$err" "$text"
    ok "$refused_title: no store left" test ! -e new
    expect 1 "$refused_title, existing store" import shop "$file" "$@"
    same "$refused_title: store as it was" shop good
}
printf 'customer,amount\na,1\n' > no_time.csv
refuse "missing column" "time" no_time.csv
printf 'when,amount\n2024-01-01,1\n' > no_customer.csv
refuse "missing customer" "customer" no_customer.csv --map time=when
printf 'customer,time,amount\na,2024-13-01,1\n' > bad_date.csv
refuse "wrong date" "line 2" bad_date.csv
printf 'customer,time,amount\na,2024-01-01,1e400\n' > bad_amount.csv
refuse "amount with an exponent" "amount" bad_amount.csv
printf 'customer,time,amount\na,2024-01-01,99999999999999999999\n' > large.csv
refuse "amount too large" "line 2" large.csv
printf 'customer,time,amount\n\377a,2024-01-01,1\n' > utf8.csv
refuse "invalid UTF-8" "UTF-8" utf8.csv
printf 'customer,time,kind\na,2024-01-01,purchased\n' > kind.csv
refuse "unknown kind" "purchased" kind.csv
printf 'customer,time,channel\na,2024-01-01,organic\n' > channel.csv
refuse "unknown channel" "organic" channel.csv
printf 'customer,time,amount\na,2024-01-01\n' > short.csv
refuse "row with too few fields" "line 2" short.csv
printf 'customer,time,amount\na,2024-01-01,"1\n' > quote.csv
refuse "quote without end" "line 2" quote.csv
: > empty.csv
refuse "empty file" "empty.csv" empty.csv
mkdir folder
refuse "a directory" "it is a directory" folder
refuse "missing file" "cannot read nothing.csv" nothing.csv
printf 'customer,time,amount\na,2024-01-01,1\nb,2024-01-01,x\n' > second_bad.csv
refuse "second row bad: the first is not imported either" "line 3" second_bad.csv

expect 1 "unwritable directory" import no/such/shop "$data/orders.csv"
expect 1 "another currency than the store's" import shop "$data/orders.csv" --currency USD
has "$err" "kept in EUR, not USD"
expect 1 "another day offset than the store's" import shop "$data/orders.csv" --day-offset 60
same "store as it was" shop good
expect 2 "wrong currency" import new "$data/orders.csv" --currency euro
expect 2 "wrong day offset" import new "$data/orders.csv" --day-offset 2000
expect 2 "wrong offset" import new "$data/orders.csv" --utc-offset 25:00
expect 2 "wrong delimiter" import new "$data/orders.csv" --delimiter ::
expect 2 "wrong on-error" import new "$data/orders.csv" --on-error ignore
expect 2 "unknown field" import new "$data/orders.csv" --map custmer=customer
has "$err" "customer"
expect 2 "map without equals sign" import new "$data/orders.csv" --map customer
expect 2 "translation to an unknown kind" import new "$data/orders.csv" --kinds visit=ordr
has "$err" "order"
expect 2 "translation to an unknown channel" import new "$data/orders.csv" --channels seo=seoo
expect 2 "unknown kind of rows without one" import new "$data/orders.csv" --kind ordr
ok "no store left by any" test ! -e new
ok "no lock left by any" test ! -e new-lock

# taken with options
printf 'client;bought at;qty;price\nx;2024-05-01 12:00;2;1.50\nx;2024-05-02;1;4\n' > lines.csv
expect 0 "mapped columns, product of two, semicolons" import mapped lines.csv --map "customer=client,time=bought at" --map amount=qty*price
expect 0 "what it made" summary mapped --all --format csv
has "$out" ",7.00,"
expect 0 "translated kinds" import kinds kind.csv --kinds purchased=order
expect 0 "a kind left out" import kinds kind.csv --kinds purchased=- --format csv
has "$out" "1,0,0,0,"
expect 0 "unknown names registered" import registered kind.csv --register
expect 0 "bad rows left out" import skip second_bad.csv --on-error skip
has "$err" "line 3"
has "$out" "1  bad rows left out"
expect 0 "threads change nothing" import threads "$data/orders.csv" --threads 2 --currency EUR
expect 0 "stage after one thread" stage shop --format csv
cp "$out" one.csv
expect 0 "stage after two" stage threads --format csv
same "one thread or two" one.csv "$out"
printf 'customer,time,amount\na,2024-01-01,10\n' > yen.csv
expect 0 "a currency without minor unit" import yen yen.csv --currency JPY
expect 0 "what it made" customers yen --format csv
has "$out" ",10"
