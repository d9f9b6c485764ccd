# The brand and the novelty of offers by month.
cat > shop.csv <<'END'
customer,time,kind,channel,campaign,offer,amount,rating
ann,2024-01-01,visit,direct,,,,
ann,2024-01-02,visit,sem,brand words,,,
ann,2024-01-03,visit,sem,shoes,,,
ann,2024-01-04,survey,,,,,9
bob,2024-01-05,survey,,,,,3
bob,2024-01-06,survey,,,,,10
bob,2024-01-07,order,website,,lamp,30.00,
bob,2024-06-07,order,website,,lamp,10.00,
bob,2024-06-08,order,website,,desk,30.00,
bob,2024-06-09,complaint,,,,,
END
expect 0 "import" import shop shop.csv --currency EUR
expect 0 "brand" brand shop --format csv
line "$out" 1 "month,active,visits,direct,branded,direct_share,branded_share,referrals,shares,referral_rate,share_rate,reviews,review_mean,promoters,passives,detractors,nps,nps_low,nps_high,orders,complaints,complaint_rate"
lines "$out" 8
has "$out" "2024-01,2,3,1,1,0.3333333333333333,0.3333333333333333,"
has "$out" ",2,0,1,33.33333333333333"
expect 0 "as text" brand shop
has "$out" "Brand as of 2024-06-09"
has_not "$out" "promoters"
expect 0 "with counts" brand shop --all
has "$out" "promoters"
expect 0 "as json" brand shop --as-of 2024-01-03 --format json
has "$out" '"month":"all"'
expect 0 "novelty" novelty shop --format csv
line "$out" 1 "month,orders,new_orders,revenue,offer_revenue,new_revenue,share"
line "$out" 2 "2024-01,1,1,30.00,30.00,30.00,1"
line "$out" 7 "2024-06,2,1,40.00,40.00,30.00,0.75"
line "$out" 8 "all,3,2,70.00,70.00,60.00,0.8571428571428571"
expect 0 "by offer" novelty shop --by offer --days 365 --format csv
line "$out" 1 "offer,since,orders,new_orders,revenue,new_revenue,share,last"
line "$out" 2 "lamp,2024-01-07T00:00:00Z,2,2,40.00,40.00,1,2024-06-07T00:00:00Z"
expect 0 "as text" novelty shop
expect 2 "by what" novelty shop --by week
expect 2 "wrong days" novelty shop --days 0
expect 1 "no store" brand nowhere
