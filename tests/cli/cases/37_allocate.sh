# Curves of response and allocation.
awk 'BEGIN {
    srand(5); print "period,return,email,radio"
    for (t = 0; t < 60; t++) {
        a = (t * 37 % 11) * 20; b = (t * 53 % 7) * 40; za = a + 0.3 * za; zb = b
        printf "w%d,%.6f,%.2f,%.2f\n", t, 200 + 1000 * za / (za + 150) + 500 * zb * zb / (zb * zb + 10000), a, b
    }
}' > weeks.csv
expect 0 "curves" curves --data weeks.csv --format csv
line "$out" 1 "channel,known,top,top_low,top_high,half,half_low,half_high,shape,shape_low,shape_high,carry,carry_low,carry_high,spend,return,today,marginal"
has "$out" "email,known,1000.0"
has "$out" "radio,known,"
cp "$out" curves.csv
expect 0 "as text" curves --data weeks.csv
has "$out" "60 periods; without any spend 200.00 a period"
has "$out" "Foretelling the last periods from the others: off by 0.00"
expect 0 "a split" allocate --curves curves.csv --budget 300
has "$out" "Budget 300.00 a period: 300.00 spent returns"
has "$out" "split best, the same money would return"
expect 0 "the same by fitting" allocate --data weeks.csv --budget 300 --format csv
line "$out" 1 "channel,amount,expected,marginal,bound,today,today_expected,today_marginal"
lines "$out" 3
expect 0 "bounds and steps" allocate --curves curves.csv --budget 300 --most email=100 --least radio=150 --step 50 --format csv
has "$out" "email,100,"
has "$out" ",most,"
expect 0 "budgets" allocate --curves curves.csv --budget 200 --budgets --format csv
lines "$out" 10
has "$out" "400,400,"
printf 'channel,top,half\na,100,100\nb,400,100\n' > two.csv
expect 0 "few columns" allocate --curves two.csv --budget 300 --format csv
has "$out" "b,233.3333333333333"
expect 1 "too little" allocate --curves two.csv --budget 10 --least a=20
has "$err" "10.00 less"
expect 2 "an unknown channel" allocate --curves two.csv --budget 10 --least c=20
expect 2 "no amount" allocate --curves two.csv --budget 10 --least a
expect 2 "no budget" allocate --curves two.csv
expect 2 "nothing to split by" allocate --budget 10
printf 'channel,half\na,100\n' > bad.csv
expect 1 "no top" allocate --curves bad.csv --budget 10
printf 'channel,top,half\na,x,100\n' > bad.csv
expect 1 "no number" allocate --curves bad.csv --budget 10
has "$err" "line 2"
printf 'return,email\n1,2\n' > bad.csv
expect 1 "too few periods" curves --data bad.csv
has "$err" "at least 7"
printf 'email\n1\n' > bad.csv
expect 1 "no return" curves --data bad.csv
expect 1 "no file" curves --data nowhere.csv
expect 2 "both" curves shop --data weeks.csv
expect 0 "simulate" simulate --customers 2000 --days 700 --seed 3 --out shop.csv
expect 0 "import" import shop shop.csv
expect 0 "a store's weeks" curves shop --periods --format csv
has "$out" "period,start,return,"
expect 0 "a store's curves" curves shop --set curve.holdout=0
has "$out" "uncertain"
expect 1 "nothing spent" curves shop --as-of 2001-01-01
has "$err" "nothing was spent"
