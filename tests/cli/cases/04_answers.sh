# Answers from a simulated shop, in each format.
expect 0 "simulate" simulate --customers 2000 --seed 5 --out shop.csv
expect 0 "import" import shop shop.csv --currency EUR
cp shop before

json() { # the answer is JSON
    if have python3; then ok "$1: is JSON" python3 -c 'import json,sys; json.load(open(sys.argv[1]))' "$out"; fi
}

expect 0 "summary" summary shop --as-of 2024-06-30 --unit week --format csv
line "$out" 1 "customer,x,t_x,T,m"
expect 0 "summary with all columns" summary shop --all --format csv
has "$out" "id,customer,x,t_x,T,m,first,last,revenue,ordered,returned,orders,orders_kept,returns,purchase_days,events,gap_mean,gap_max,idle,cost"
expect 0 "summary, three rows" summary shop --limit 3 --format csv
lines "$out" 4
expect 0 "summary as text" summary shop --limit 3
expect 0 "summary as json" summary shop --limit 3 --format json
json "summary"
expect 0 "unit in days" summary shop --unit 7 --limit 3 --format csv
cp "$out" seven
expect 0 "unit by name" summary shop --unit week --limit 3 --format csv
same "a week is 7 days" seven "$out"
expect 0 "unit day" summary shop --unit day --limit 3 --format csv
title="a day is no week"
if cmp -s seven "$out"; then wrong "equal"; else pass; fi

for model in bgnbd mbgnbd paretonbd; do
    expect 0 "fit $model" fit shop --model $model --format csv
    line "$out" 1 "parameter,estimate,standard_error"
    lines "$out" 8
    has "$out" "log_likelihood,-"
    title="fit $model has converged, with an empty standard error"
    if grep -qx 'converged,1,' "$out"; then pass; else wrong "no line converged,1,"; fi
done
expect 0 "fit gammagamma" fit shop --model gammagamma --format csv
lines "$out" 7
expect 0 "fit as text" fit shop
has "$out" "bgnbd fitted to"
has "$out" "log-likelihood"
expect 0 "fit as json" fit shop --format json
json "fit"
expect 1 "fit before the first event" fit shop --as-of 1990-01-01
expect 1 "a model that needs opportunities" fit shop --model bgbb

expect 0 "value" value shop --horizon 39 --unit week --discount 0.1 --margin 0.3 --format csv
line "$out" 1 "customer,x,t_x,T,m,p_alive,expected_purchases,expected_spend,clv,revenue,clv_share,revenue_share,margin,r,f,m_score,segment"
expect 0 "value, top 5" value shop --top 5 --format csv
lines "$out" 6
title="the top comes first"
if sed 1d "$out" | cut -d, -f9 | sort -c -r -g 2>/dev/null; then pass; else wrong "not sorted by clv"; fi
expect 0 "value as text" value shop
has "$out" "more rows"
expect 0 "value as json" value shop --top 3 --format json --model paretonbd
json "value"

expect 0 "stage" stage shop --format csv
line "$out" 1 "customer,lifecycle,p_introduction,p_growth,p_maturity,p_decline,readiness,reason"
lines "$out" 2001
expect 0 "stage as text" stage shop
has "$out" "introduction"
has "$out" "and 1980 more rows"
expect 0 "stage, all as text" stage shop --all
has_not "$out" "more rows"
expect 0 "stage as json" stage shop --format json
json "stage"
expect 0 "stage with a setting" stage shop --set lifecycle.introduction_days=5000 --format csv

expect 0 "rfm" rfm shop --format csv
line "$out" 1 "customer,recency_days,frequency,money,r,f,m,segment"
expect 0 "rfm as text" rfm shop
has "$out" "segment"
expect 0 "rfm as json" rfm shop --format json
json "rfm"
expect 0 "channels" channels shop --format csv
line "$out" 1 "channel,customers,events,orders,revenue,cost"
expect 0 "channels as text" channels shop
has "$out" "email"
expect 0 "channels as json" channels shop --format json
json "channels"
expect 0 "customers" customers shop --format csv
line "$out" 1 "customer,first,last,events,orders,revenue"
lines "$out" 2001
key=$(sed -n 2p "$out" | cut -d, -f1)
expect 0 "customers as text" customers shop --limit 2
expect 0 "customers as json" customers shop --format json
json "customers"
expect 0 "customer" customer shop "$key"
has "$out" "Customer $key"
has "$out" "Last events"
expect 0 "customer as csv" customer shop "$key" --format csv
lines "$out" 2
has "$out" "lifecycle"
expect 0 "customer as json" customer shop "$key" --format json
json "customer"
expect 1 "a customer who is not there" customer shop nobody
expect 0 "settings" settings --format csv
line "$out" 1 "name,type,least,most,default,meaning"
expect 0 "settings as text" settings
has "$out" "value.horizon = 52"
expect 0 "settings as json" settings --format json
json "settings"
expect 0 "threads" stage shop --threads 2 --format csv
cp "$out" two
expect 0 "one thread" stage shop --format csv
same "one thread or two" two "$out"
same "no question changed the store" shop before
# What stands in the data cannot move a terminal's cursor.
printf 'customer,time,city\n"a\033[31mred",2024-01-01,\302\233Ghent\n' > escape.csv
expect 0 "import of control characters" import escapes escape.csv
expect 0 "customers" customers escapes
has "$out" "a?[31mred"
expect 0 "customer" customer escapes "$(printf 'a\033[31mred')" --personal
has "$out" "Customer a?[31mred"
has "$out" "??Ghent"
