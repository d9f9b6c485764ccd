# Histories and transitions.
expect 0 "a shop for histories" simulate --customers 300 --days 400 --seed 3 --out history.csv
expect 0 "its store" import history.netmkt history.csv
expect 0 "over time" history history.netmkt --format csv
has "$out" "period,end,axis,stage,customers,share"
expect 0 "over time as text" history history.netmkt --period quarter
has "$out" "Customers by stage at the end of each quarter"
expect 0 "the keys" customers history.netmkt --format csv --limit 1
key=$(sed -n 2p "$out" | cut -d, -f1)
expect 0 "of one" history history.netmkt "$key" --format csv
has "$out" "time,axis,from,to,cause,kind,channel,reason"
has "$out" ",lifecycle,none,introduction,event,"
expect 1 "of nobody" history history.netmkt nobody-at-all
has "$err" "nobody-at-all"
expect 2 "of one by period" history history.netmkt "$key" --period week
has "$err" "without KEY"
expect 2 "no such period" history history.netmkt --period fortnight
has "$err" "--period is day, week, month, quarter or year"
expect 2 "no such day" history history.netmkt --from 2026-02-30
has "$err" "--from"
expect 0 "transitions as text" transitions history.netmkt
has "$out" "Chance to reach buy before decline"
expect 0 "transitions" transitions history.netmkt --period week --format csv --threads 1
has "$out" "period,axis,from,to,customers,probability"
has "$out" "all,readiness,"
cp "$out" one.csv
expect 0 "on four threads" transitions history.netmkt --period week --format csv --threads 4
same "they are the same" one.csv "$out"
expect 0 "prospects" transitions history.netmkt --prospects --goal trust --format csv
has "$out" "stage,observed,chance,periods,in_unaware,in_know,in_trust,in_like,in_buy,in_loyal"
expect 2 "no such goal" transitions history.netmkt --goal rich
has "$err" "--goal is know, trust, like, buy, loyal or advocate"
