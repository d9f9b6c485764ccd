# The published fits of the CDNOW sample (Fader, Hardie, Lee 2005), from the purchase log to the answer.
shared=${NETMKT_SHARED:-$project/../shared}
if [ -r "$shared/data/cdnow_sample.csv" ]; then
    expect 0 "import" import shop "$shared/data/cdnow_sample.csv" --currency USD
    figure() { # NAME VALUE: rounded to as many digits as the value has
        digits=${2#*.}
        title="$1 is $2"
        got=$(awk -F, -v name="$1" -v digits="${#digits}" '$1 == name {printf "%.*f", digits, $2}' "$out")
        if [ "$got" = "$2" ]; then pass; else wrong "it is $got"; fi
    }
    expect 0 "BG/NBD" fit shop --model bgnbd --as-of 1997-09-30 --unit week --format csv
    figure r 0.2426
    figure alpha 4.4136
    figure a 0.7929
    figure b 2.4259
    figure log_likelihood -9582.4292
    figure customers 2357.0
    expect 0 "Gamma-Gamma" fit shop --model gammagamma --as-of 1997-09-30 --format csv
    figure p 6.250
    figure q 3.744
    figure gamma 15.44
    figure customers 946.0
    expect 0 "summary" summary shop --as-of 1997-09-30 --unit week --format csv
    lines "$out" 2358
    title="2,457 repeat purchase days, 946 customers with one"
    if [ "$(awk -F, 'NR > 1 {n += $2; c += $2 > 0} END {print n, c}' "$out")" = "2457 946" ]; then pass; else wrong "not so"; fi
else
    echo "skipped: the published figures (no $shared/data/cdnow_sample.csv)" >&2
fi
