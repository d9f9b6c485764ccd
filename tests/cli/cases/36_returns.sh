# Returns.
cat > shop.csv <<'END'
customer,time,kind,channel,amount,cost
a,2026-01-01,click,email,,0.50
a,2026-01-03,order,website,100.00,
b,2026-01-02,visit,seo,,
b,2026-01-04,order,website,60.00,
c,2026-02-05,order,,30.00,
END
expect 0 "import" import shop shop.csv
printf 'channel,day,amount\nemail,2026-01-02,10.00\n' > spend.csv
expect 0 "spend" spend shop spend.csv
expect 0 "by channel" returns shop --format csv
line "$out" 1 "group,impressions,touches,visits,orders,revenue,margin,cost,touch_rate,touch_rate_low,touch_rate_high,visit_rate,visit_rate_low,visit_rate_high,return_on_spend,profit,cost_per_order,acquired,cost_per_acquired,clv,clv_to_cost,payback_days"
has "$out" "email,0,1,0,1,100,100,10.5,1,"
has "$out" "seo,0,1,1,1,60,60,0,"
has "$out" "all,0,2,1,3,190,190,10.5,"
expect 0 "as text" returns shop --model markov
has "$out" "Returns by channel as of 2026-02-05, orders credited by the model markov"
expect 0 "by month" returns shop --by month --since 2026-02-01 --format csv
has "$out" "2026-02,"
has_not "$out" "2026-01,"
expect 0 "a segment" segment shop 'orders >= 1 and visits >= 1' --save visitors
expect 0 "by segment" returns shop --by segment --format csv
has "$out" "visitors,0,1,1,1,60,60,0,"
has "$out" "all,0,2,1,3,190,190,10.5,"
lines "$out" 3
expect 2 "an unknown model" returns shop --model best
expect 2 "an unknown grouping" returns shop --by city
expect 2 "a wrong time" returns shop --since soon
expect 1 "no store" returns nowhere
expect 1 "nobody bought again" returns shop --clv
