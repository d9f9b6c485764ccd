# Funnels.
cat > shop.csv <<'END'
customer,time,kind,channel,amount
ann,2026-01-01,visit,seo,
ann,2026-01-02,cart,,
ann,2026-01-05,order,,50.00
bob,2026-01-03,visit,sem,
cid,2026-03-30,visit,seo,
END
expect 0 "import" import shop shop.csv
expect 0 "a funnel" funnel shop "visit > cart > order" --window 30 --format csv
line "$out" 1 "group,step,name,customers,mature,dropped,undecided,step_rate,low,high,total_rate,days_quartile,days_median,days_upper,days_total"
lines "$out" 4
has "$out" "all,1,visit,3,2,1,1,"
has "$out" "all,3,order,1,1,0,0,1,"
expect 0 "as text, by channel" funnel shop "visit > order(amount >= 50)" --by channel
has "$out" "Funnel as of 2026-03-30"
has "$out" "order(amount >= 50)"
has "$out" "sem"
expect 0 "through stages" funnel shop "know > buy" --format csv
has "$out" "all,1,know,3,"
expect 0 "rules of one's own" rules
grep -v '^#' "$out" > own.rules
expect 0 "through stages by them" funnel shop "visit > trust > order" --rules own.rules
expect 1 "no such rules" funnel shop "know > buy" --rules nowhere.rules
expect 1 "one step" funnel shop visit
has "$err" "at least 2 steps"
expect 1 "an unknown kind" funnel shop "visit > ordr"
has "$err" "position 9"
has "$err" "order"
expect 2 "no steps" funnel shop
expect 2 "a wrong grouping" funnel shop "visit > order" --by city
expect 2 "a wrong window" funnel shop "visit > order" --window 0
expect 1 "no store" funnel nowhere "visit > order"
