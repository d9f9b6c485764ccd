# All that is known of one person.
cat > shop.csv <<'END'
customer,time,kind,channel,amount,city
ann,2026-01-05 09:00,order,email,100,Ghent
ann,2026-03-05 10:00,visit,website,,Ghent
bob,2026-03-06 08:00,order,email,30,Lagos
END
expect 0 "import" import shop shop.csv
expect 0 "as JSON" person shop ann
has "$out" '"key": "ann"'
has "$out" '{"name": "city","type": "text","value": "Ghent"}'
has "$out" '"amount": 100.00'
has "$out" '"value_unknown"'
expect 0 "into a file" person shop ann --out ann.json --as-of 2026-01-31
has ann.json '"time": "2026-03-05T10:00:00Z"'
has ann.json '"as_of": "2026-01-31T23:59:59.999Z"'
expect 1 "unknown customer" person shop ann2
expect 2 "no customer" person shop
expect 1 "no store" person nowhere ann
expect 1 "no folder" person shop ann --out nowhere/ann.json
