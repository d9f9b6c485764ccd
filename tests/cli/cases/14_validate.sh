# How well a model foresaw what came.
expect 0 "simulate" simulate --customers 1500 --days 600 --seed 9 --out shop.csv
expect 0 "import" import shop shop.csv
last=$(sed 1d shop.csv | cut -d, -f2 | cut -c1-10 | sort | tail -1)
expect 0 "figures" validate shop --calibrate-to 2024-06-30 --format csv
line "$out" 1 "figure,value,perfect"
lines "$out" 10
has "$out" "rank_correlation,"
cp "$out" figures
expect 0 "the latest day is the end" validate shop --calibrate-to 2024-06-30 --to "$last" --threads 2 --format csv
same "to the latest day, with two threads" "$out" figures
expect 0 "as text" validate shop --calibrate-to 2024-06-30 --model mbgnbd
has "$out" "mbgnbd calibrated to 2024-06-30"
has "$out" "to $last"
expect 0 "by frequency" validate shop --calibrate-to 2024-06-30 --show frequency --format csv
line "$out" 1 "class,customers,actual,predicted,actual_mean,predicted_mean,mae"
lines "$out" 9
expect 0 "by recency" validate shop --calibrate-to 2024-06-30 --show recency --format csv
lines "$out" 7
expect 0 "tracking" validate shop --calibrate-to 2024-06-30 --show tracking --format csv
line "$out" 1 "week,end,actual,predicted,actual_sum,predicted_sum"
expect 0 "customers" validate shop --calibrate-to 2024-06-30 --show customers --format csv
line "$out" 1 "id,customer,x,t_x,T,actual,predicted"
awk -F, 'NR > 1 {n++; actual += $6} END {print "customers," n "," n; print "actual," actual "," actual}' "$out" > counted
sed -n 2,3p figures > said
same "the customers add up to the figures" counted said
expect 0 "customers as text" validate shop --calibrate-to 2024-06-30 --show customers
has "$out" "more rows"
expect 2 "no date" validate shop
expect 2 "no such date" validate shop --calibrate-to someday
expect 2 "no such end" validate shop --calibrate-to 2024-06-30 --to never
expect 2 "a spend model" validate shop --calibrate-to 2024-06-30 --model gammagamma
expect 2 "opportunities" validate shop --calibrate-to 2024-06-30 --model bgbb
expect 2 "show what" validate shop --calibrate-to 2024-06-30 --show all
expect 1 "nothing held out" validate shop --calibrate-to 2024-06-30 --to 2024-06-30
expect 1 "before the first purchase" validate shop --calibrate-to 1990-01-01
expect 0 "all models" validate shop --calibrate-to 2024-06-30 --model all --format csv
line "$out" 1 "model,log_likelihood,aic,bic,actual,predicted,mae,rmse,bias,rank_correlation,top_decile,ended"
lines "$out" 4
has "$out" "paretonbd,-"
has "$out" ",converged"
expect 2 "all models have no tables" validate shop --calibrate-to 2024-06-30 --model all --show tracking
expect 1 "nothing to calibrate" validate shop --calibrate-to 2001-01-01 --model all
expect 0 "margins of orders" value shop --set value.order_costs=1 --set value.margin=0.4 --format csv --limit 3
has "$out" "margin"
