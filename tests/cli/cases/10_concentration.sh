# How unevenly customers pay, of five customers worth 1, 2, 7, 40 and 50.
cat > five.csv <<'END'
customer,time,kind,amount,cost
a,2024-01-01,order,1.00,0
b,2024-01-02,order,40.00,30
c,2024-01-03,order,2.00,0
d,2024-01-04,order,50.00,0
e,2024-01-05,order,7.00,0
END
expect 0 "import" import five five.csv --currency EUR
expect 0 "figures" concentration five --format csv
line "$out" 1 "figure,value"
line "$out" 2 "customers,5"
has "$out" "gini,0.544"
has "$out" "top_20,0.5"
has "$out" "customers_for_80,2"
expect 0 "as text" concentration five
has "$out" "5 customers make 100.00"
has "$out" "80 % are made by the best 2, 40.0 % of the customers"
has "$out" "total_share"
expect 0 "the curve" concentration five --show lorenz --format csv
line "$out" 1 "customers,lorenz,top"
lines "$out" 22
expect 0 "tiers" concentration five --show tiers --tiers 0.2,0.4 --format csv
lines "$out" 4
line "$out" 2 "1,1,0.2,50,50,50,0.5,50"
expect 0 "tiers by value" concentration five --show tiers --tier-values 40 --format csv
line "$out" 2 "1,2,0.4,40,50,90,0.9,45"
expect 0 "by margin, with a loss" concentration five --by margin --set value.margin=0.5
has "$out" "1 of them cost 10.00"
expect 0 "customers" concentration five --show customers --format json
has "$out" '"customer":"d","value":50'
expect 0 "at a moment" concentration five --as-of 2024-01-02 --format csv
line "$out" 2 "customers,2"
expect 1 "before anybody bought" concentration five --as-of 2023-01-01
expect 1 "no spend model can be fitted" concentration five --by clv
expect 2 "by what" concentration five --by luck
expect 2 "show what" concentration five --show all
expect 2 "tiers that fall" concentration five --tiers 0.5,0.1
expect 2 "tiers of words" concentration five --tiers some
expect 2 "two kinds of tiers" concentration five --tiers 0.5 --tier-values 5
