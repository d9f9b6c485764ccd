# Response times, who waits, communication profiles.
cat > shop.csv <<'END'
customer,time,kind,channel,initiator
ann,2026-01-05 09:00,inquiry,email,
ann,2026-01-05 10:00,reply,email,customer
ann,2026-01-05 12:00,reply,telephone,business
bob,2026-01-06 08:00,complaint,im,
cid,2026-01-06 20:00,service,email,
cid,2026-01-07 20:00,visit,website,
END
expect 0 "import" import shop shop.csv
expect 0 "response times" response shop --as-of "2026-01-07 20:00" --format csv
line "$out" 1 "group,requests,answered,open,within,share_within,low,high,median_hours,p90_hours,mean_hours,longest_hours"
lines "$out" 2
has "$out" "all,3,1,2,1,0.5,"
has "$out" ",,,3,36"
expect 0 "by channel" response shop --by channel --as-of "2026-01-07 20:00" --format csv
lines "$out" 4
has "$out" "im,1,0,1,0,0,"
expect 0 "business hours" response shop --set response.open_minute=540 --set response.close_minute=1020 --set response.work_days=31 --format csv
has "$out" ",3,16"
expect 0 "who waits" response shop --waiting --as-of "2026-01-07 20:00" --format csv
line "$out" 1 "customer,kind,channel,since,waited_hours,late"
line "$out" 2 "bob,complaint,im,2026-01-06T08:00:00Z,36,1"
line "$out" 3 "cid,service,email,2026-01-06T20:00:00Z,24,0"
expect 0 "with another target" response shop --waiting --target 4 --as-of "2026-01-07 20:00" --limit 1
has "$out" "Who waits as of"
has "$out" "... and 1 more row"
expect 2 "grouping" response shop --by day
expect 2 "both" response shop --by hour --waiting
expect 2 "target" response shop --target -1
expect 1 "closed for ever" response shop --set response.open_minute=600 --set response.close_minute=600
has "$err" "response.close_minute"
expect 1 "no store" response nowhere
expect 0 "profiles" profile shop --format csv
line "$out" 1 "customer,contacts,pull_share,reciprocity,one_to_one_share,two_way_share,channels,best_hour,best_weekday"
line "$out" 2 "ann,3,0.6666666666666666,1,1,1,2,9,0"
expect 0 "as text" profile shop
has "$out" "pull share"
expect 0 "by hour" profile shop ann --by hour --format csv
line "$out" 1 "hour,monday,tuesday,wednesday,thursday,friday,saturday,sunday,all"
line "$out" 11 "9,1,0,0,0,0,0,0,1"
expect 0 "by channel" profile shop --by channel --format csv
line "$out" 2 "im,1,1,1,0.16666666666666666,8,1"
expect 0 "one customer" profile shop cid
has "$out" "most active"
expect 1 "unknown customer" profile shop dora
expect 2 "customers of one" profile shop ann --by customer
