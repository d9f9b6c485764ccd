# Answers that cannot be written.
expect 0 "import" import shop "$data/orders.csv" --currency EUR
if [ -w /dev/full ]; then
    for words in "stage shop" "help" "customers shop --format csv" "export shop" "simulate --customers 2000"; do
        title="full device: $words"
        # shellcheck disable=SC2086
        "$tool" $words > /dev/full 2> "$err"
        status=$?
        : > "$out"
        if [ $status -eq 1 ]; then pass; else wrong "status $status"; fi
        has "$err" "netmkt: cannot write the answer"
        lines "$err" 1
    done
    expect 1 "file on a full device" simulate --customers 2000 --out /dev/full
fi
title="a reader that goes away is no news"
{ "$tool" simulate --customers 20000 2> "$err"; echo $? > status; } | head -1 > "$out"
if [ -s "$err" ]; then wrong "a message"; else pass; fi
if [ "$(cat status)" = 1 ]; then pass; else wrong "status $(cat status)"; fi
has "$out" "customer,time"

# A disk that is full in the middle: a limit on the size of files stands for it.
limited() { (
    trap '' XFSZ
    ulimit -f 8
    exec "$tool" "$@"
) > "$out" 2> "$err"; status=$?; }
if (ulimit -f 8) 2> /dev/null; then
    title="simulate onto a full disk"
    limited simulate --customers 2000 --out limited.csv
    if [ $status -eq 1 ]; then pass; else wrong "status $status"; fi
    lines "$err" 1
    has "$err" "cannot write limited.csv"
    ok "no part of the file is left" test ! -e limited.csv -a ! -e limited.csv.part
    expect 0 "a larger file" simulate --customers 2000 --out large.csv
    cp shop before
    for store in shop new; do
        title="import into $store on a full disk"
        limited import $store large.csv --currency EUR
        if [ $status -eq 1 ]; then pass; else wrong "status $status"; fi
        lines "$err" 1
    done
    ok "no new store is left" test ! -e new
    expect 0 "the other is whole" check shop
    has "$out" "4 customers, 9 events"
    expect 0 "and the same" export shop
    cp "$out" after.csv
    expect 0 "as before" export before
    same "the same facts" after.csv "$out"
fi
