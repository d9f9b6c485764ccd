# Segments: who, how many, why; and reports of one.
cat > shop.csv <<'END'
customer,time,kind,channel,amount,country,birth_year
ann,2026-01-05 09:00,order,email,100,DE,1990
ann,2026-03-05 10:00,order,website,20,DE,1990
bob,2026-03-06 08:00,order,email,30,FR,2012
cid,2026-03-07 20:00,visit,website,,,
END
expect 0 "import" import shop shop.csv
expect 0 "members" segment shop 'orders >= 1' --format csv
line "$out" 1 "customer"
line "$out" 2 "ann"
line "$out" 3 "bob"
lines "$out" 3
expect 0 "as text" segment shop 'country=DE'
line "$out" 1 'country = "DE"'
line "$out" 2 "1 of 3 customers"
expect 0 "how many" segment shop 'age >= 18 or age is missing' --count
line "$out" 1 "2"
expect 0 "at a moment" segment shop 'orders >= 1' --as-of 2026-01-31 --count
line "$out" 1 "1"
expect 0 "numbers" segment shop 'key = cid' --ids --format csv
line "$out" 2 "3,cid"
expect 0 "in one form" segment shop '( orders(channel=email)>0 )' --describe
line "$out" 1 "orders(channel = email) > 0"
expect 0 "why" segment shop 'country = DE and orders > 2' --why ann
line "$out" 1 'no: country = "DE" and orders > 2'
line "$out" 3 "  no: orders > 2; orders is 2"
expect 1 "why nobody" segment shop 'orders > 2' --why zoe
expect 2 "a mistake" segment shop 'contry = DE'
line "$err" 1 'netmkt: segment: column 1: there is no attribute, count or judgement "contry"; did you mean "country"?'
expect 2 "no expression" segment shop
expect 0 "customers of a segment" customers shop --segment 'country = DE' --format csv
lines "$out" 2
expect 0 "channels of a segment" channels shop --segment 'country = DE' --format csv
line "$out" 2 "email,1,1,1,100.00,0.00"
expect 0 "summary of a segment" summary shop --segment 'country = FR' --format csv
lines "$out" 2
expect 0 "stages of a segment" stage shop --segment 'visits > 0' --format csv
lines "$out" 2
expect 0 "a segment of nobody" brand shop --segment 'false'
expect 2 "a mistake in --segment" stage shop --segment 'orders >='
has "$err" "column 10"
for report in cohort concentration delivered funnel history novelty profile relationship response rfm stage summary transitions validate value diffusion; do
    "$tool" help $report > "$out"
    title="netmkt $report takes --segment"
    if grep -q -e '--segment' "$out"; then pass; else wrong "it does not"; fi
done
expect 0 "save" segment shop 'orders>=2' --save loyal
line "$out" 1 "loyal: orders >= 2"
expect 0 "saved one" segment shop @loyal --format csv
line "$out" 2 "ann"
expect 0 "saved one in another" segment shop 'not segment(loyal)' --count
line "$out" 1 "2"
expect 0 "report of a saved one" customers shop --segment @loyal --format csv
lines "$out" 2
expect 1 "a segment of itself" segment shop 'segment(loyal)' --save loyal
expect 0 "list" segment shop --list --format csv
line "$out" 2 "loyal,orders >= 2"
expect 0 "remove" segment shop --remove loyal
expect 1 "remove again" segment shop --remove loyal
expect 1 "no such saved one" segment shop @loyal
expect 2 "list of an expression" segment shop 'true' --list
expect 2 "nothing to save" segment shop --save x
expect 2 "both" segment shop 'true' --save x --list
