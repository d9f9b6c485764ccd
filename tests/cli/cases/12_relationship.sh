# Relationships and attention of three customers.
cat > shop.csv <<'END'
customer,time,kind,channel,initiator
ann,2024-01-01,order,website,
ann,2024-01-11,visit,seo,
ann,2024-01-11,subscribe,email,
ann,2024-01-31,inquiry,email,
ann,2024-01-31T12:00:00,reply,email,business
bob,2024-01-05,message,email,
cid,2024-01-31,visit,seo,
END
expect 0 "import" import shop shop.csv
expect 0 "all" relationship shop --format csv
line "$out" 1 "customer,score,tenure,rhythm,reciprocity,breadth,answers,tenure_days,gap_days,idle_days,wait_hours,acts,messages,requests,channels,permissions"
lines "$out" 4
grep '^ann,' "$out" > row
cp "$out" one
expect 0 "threads" relationship shop --threads 2 --format csv
same "one thread or two" one "$out"
expect 0 "one customer" relationship shop ann --format csv
sed 1d "$out" > own
same "one customer as in all" row own
expect 0 "in words" relationship shop ann
has "$out" "relationship "
has "$out" "tenure 0.06: known for 30 days (half at 365)"
has "$out" "answers 0.71: 1 request, answered after 12.0 hours (half at 24)"
has "$out" "breadth 1.00: 3 channels (of 3), 1 permission (of 1)"
expect 0 "as text" relationship shop
has "$out" "reciprocity"
expect 0 "the first" relationship shop --limit 1
has "$out" "and 2 more rows"
expect 0 "attention" relationship shop --show attention --as-of 2024-01-31T00:00:00Z --format csv
line "$out" 1 "customer,attention,share,events,last"
lines "$out" 3
expect 0 "by channel" relationship shop --show channels --as-of 2024-01-31T00:00:00Z --half-life 10 --format csv
has "$out" "website,0.375,"
expect 0 "a customer's channels" relationship shop cid --show channels --as-of 2024-01-31T00:00:00Z --format csv
line "$out" 2 "seo,1,1,1"
expect 1 "nobody" relationship shop dan
expect 2 "show what" relationship shop --show love
expect 2 "a wrong half-life" relationship shop --half-life 0
expect 2 "attention of one" relationship shop ann --show attention
