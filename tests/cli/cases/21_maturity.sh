# Maturity of the programme.
expect 0 "simulate" simulate --customers 2000 --days 700 --seed 3 --out shop.csv
expect 0 "import" import shop shop.csv
expect 0 "as text" maturity shop
line "$out" 1 "Maturity as of 2024-11-30: Marketing level, stage 1 of 3"
has "$out" "Organisational structure"
has "$out" "  no   tested"
has "$out" "       -> test 2 more campaigns with two variants"
expect 0 "as a table" maturity shop --format csv
line "$out" 1 "stage,indicator,value,threshold,reached,missing,evidence,advice"
lines "$out" 11
has "$out" "operation_mode,tested,0,0.25,0,2,0 of 5 campaigns had two variants or more,test 2 more campaigns with two variants"
expect 0 "another threshold" maturity shop --set maturity.channels=40
line "$out" 1 "Maturity as of 2024-11-30: none of three stages is reached"
expect 0 "a segment" maturity shop --segment 'orders >= 2' --format json
has "$out" '"indicator":"retention"'
expect 0 "before anything happened" maturity shop --as-of 2001-01-01
has "$out" "no contacts in the window"
expect 1 "no such store" maturity nowhere
expect 2 "no such setting" maturity shop --set maturity.chanels=3
has "$err" "maturity.channels"
expect 2 "no store" maturity
expect 2 "an unknown option" maturity shop --by month
