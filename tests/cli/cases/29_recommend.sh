# Channels, hours and offers that are recommended.
cat > mail.csv <<'END'
customer,time,kind,channel,offer,variant,rating
anna,2026-01-05T09:00:00Z,message,email,,,
anna,2026-01-05T19:10:00Z,click,email,,,
anna,2026-01-15T09:00:00Z,message,email,,,
anna,2026-01-15T19:20:00Z,click,email,,,
anna,2026-01-25T09:00:00Z,message,sms,,,
anna,2026-01-26T19:00:00Z,survey,,teapot,101,4
bert,2026-01-05T09:00:00Z,message,sms,,,
bert,2026-01-05T10:00:00Z,click,sms,,,
bert,2026-01-15T09:00:00Z,message,email,,,
bert,2026-02-15T10:00:00Z,survey,,cup,101,3
END
expect 0 "import" import mailed mail.csv
expect 0 "one customer" recommend mailed anna
has "$out" "Recommendation as of 2026-02-15"
has "$out" "he answered 2 of 2 messages"
has "$out" "hour: 19 to 20 o'clock of his local time"
has "$out" "offer: teapot"
expect 0 "one customer's channels" recommend mailed anna --format csv
line "$out" 1 "channel,expected,low,high,prior,messages,responses,uses,hour,hour_share"
lines "$out" 3
has "$out" "email,"
expect 0 "one customer's offers" recommend mailed anna --by offer --format csv
line "$out" 1 "offer,share,value,cost,delivered,rated,own"
lines "$out" 3
expect 0 "everybody" recommend mailed --format csv
line "$out" 1 "id,customer,channel,expected,prior,messages,responses,second,second_expected,hour,hour_share,offer,offer_share"
lines "$out" 3
expect 0 "everybody in words" recommend mailed
has "$out" "they answered"
expect 0 "a segment" recommend mailed --segment 'key = "bert"' --format csv
lines "$out" 2
has "$out" "bert,sms"
expect 0 "what was learned" recommend mailed --by rate --format csv
lines "$out" 5
expect 0 "the first row" recommend mailed --limit 1 --format csv
lines "$out" 2
expect 0 "before anything" recommend mailed --as-of 2025-01-01
has "$out" "channel: unknown"
expect 0 "what is permitted" recommend mailed anna --purpose sales_promotion
has "$out" "channel: none is permitted"
has "$out" "left out email"
has "$out" "consent; never, as things stand"
expect 0 "any, with reasons" recommend mailed anna --purpose sales_promotion --any --format csv
line "$out" 1 "channel,expected,low,high,prior,messages,responses,uses,hour,hour_share,reasons,earliest"
lines "$out" 3
expect 0 "a segment's shares" recommend mailed --by channel --purpose sales_promotion --set permission.consent=0 --format csv
line "$out" 1 "channel,expected,low,high,prior,messages,responses,uses,hour,hour_share,customers,permitted"
lines "$out" 3
echo "everybody on email: consent 0" > rules
expect 0 "by rules" recommend mailed anna --purpose sales_promotion --rules rules --format csv
has "$out" "email"
echo "everybody on email: consnet 0" > rules
expect 1 "a mistake in rules" recommend mailed anna --purpose sales_promotion --rules rules
has "$err" 'rules: line 1: there is no setting "consnet"'
expect 2 "rules without purpose" recommend mailed --rules rules
expect 1 "no such campaign" recommend mailed --purpose sales_promotion --campaign spring
expect 2 "no such purpose" recommend mailed --purpose fun
expect 2 "any without purpose" recommend mailed --any
expect 1 "nobody of that name" recommend mailed nobody
expect 2 "all customers of one" recommend mailed anna --by customer
expect 2 "by something else" recommend mailed --by day
expect 1 "no store" recommend nowhere
