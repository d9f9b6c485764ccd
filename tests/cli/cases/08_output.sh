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
has "$out" "customer,time"
