# Cohorts and movements.
cat > shop.csv <<'END'
customer,time,kind,channel,amount
ann,2026-01-05,visit,seo,
ann,2026-01-31,order,website,50.00
ann,2026-03-01,order,website,30.00
bob,2026-01-20,order,,20.00
cid,2026-03-10,visit,sem,
END
expect 0 "import" import shop shop.csv
expect 0 "cohorts" cohort shop --as-of 2026-03-31 --format csv
line "$out" 1 "cohort,customers,age,observed,active,retention,low,high,orders,revenue,value,cumulative"
lines "$out" 5
has "$out" "2026-01,2,2,2,1,0.5,"
has "$out" ",1,30.00,15,50"
expect 0 "before March is over" cohort shop --as-of 2026-03-30
has "$out" "Cohorts as of 2026-03-30"
has_not "$out" "30.00"
expect 0 "by channel" cohort shop --by channel --period quarter --as-of 2026-03-31 --format csv
has "$out" "sem,1,0,1,1,1,"
expect 0 "orders" cohort shop --from-order --orders --ages 1 --as-of 2026-03-31 --format csv
lines "$out" 2
expect 0 "movements" cohort shop --movements --as-of 2026-03-31 --format csv
line "$out" 1 "period,start,active,new,retained,resurrected,dormant,complete"
line "$out" 4 "2026-03,2026-03-01T00:00:00Z,2,1,0,1,0,1"
expect 2 "no such period" cohort shop --period decade
expect 2 "no such grouping" cohort shop --by city
expect 2 "ages" cohort shop --ages 0
expect 2 "movements by" cohort shop --movements --by channel
expect 1 "no store" cohort nowhere
