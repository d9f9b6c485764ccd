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
has "$out" '{"name": "city","type": "text","personal": true,"value": "Ghent"}'
has "$out" '"amount": 100.00'
has "$out" '"value_unknown"'
expect 0 "into a file" person shop ann --out ann.json --as-of 2026-01-31
has ann.json '"time": "2026-03-05T10:00:00Z"'
has ann.json '"as_of": "2026-01-31T23:59:59.999Z"'
expect 1 "unknown customer" person shop ann2
expect 2 "no customer" person shop
expect 1 "no store" person nowhere ann
expect 1 "no folder" person shop ann --out nowhere/ann.json
# Who got what.
expect 1 "refused without consent" disclose shop ann --to partner --data "name" --ground consent --time 2026-02-01
has "$err" "has not consented to disclosure"
expect 0 "no log yet" disclose shop --format csv
lines "$out" 1
expect 0 "a contract" disclose shop ann --to "parcel service" --data "name and address" --ground contract --time 2026-02-01
has "$out" "1 disclosures to parcel service logged"
expect 0 "consent" consent shop ann --say granted --purpose disclosure --time 2026-01-01
expect 0 "of a segment those who agreed" disclose shop --segment true --to partner --data name --ground consent --time 2026-02-01
has "$out" "1 disclosures to partner logged; 1 customers have not consented, and are left out"
expect 0 "whose data may go" disclose shop --segment true --to partner --data name --ground consent --time 2026-02-02 --format csv
lines "$out" 2
line "$out" 2 "ann"
expect 0 "the log" disclose shop ann --format csv
line "$out" 1 "customer,time,recipient,data,ground"
lines "$out" 4
expect 0 "in his JSON" person shop ann
has "$out" '"recipient": "parcel service"'
has "$out" '"purpose": "disclosure"'
expect 0 "exported" export shop --out all.csv
has all.csv "parcel service"
expect 0 "imported" import copied all.csv
expect 0 "the same log" disclose copied ann --format csv
lines "$out" 4
expect 0 "taken back before, as he said later" consent shop ann --say withdrawn --purpose disclosure --time 2026-01-15
expect 0 "exported all the same" export shop --out later.csv
expect 0 "what was logged stays so" import logged later.csv
expect 0 "the same log again" disclose logged ann --format csv
lines "$out" 4
expect 0 "nothing of it by pseudonyms" export shop --pseudonymous --out some.csv
has_not some.csv "parcel service"
expect 2 "no ground" disclose shop ann --to x --data y --time 2026-02-01
expect 2 "an unknown ground" disclose shop ann --to x --data y --time 2026-02-01 --ground fun
expect 2 "about nobody" disclose shop --to x --data y --time 2026-02-01 --ground law
expect 2 "a wrong time" disclose shop ann --to x --data y --time soon --ground law
expect 1 "unknown customer" disclose shop dora --to x --data y --time 2026-02-01 --ground law
# Personal attributes: marked, and shown only to whom asks.
expect 0 "redacted" customer shop ann
has "$out" "city               (personal)"
has_not "$out" Ghent
expect 0 "redacted as JSON" customer shop ann --format json
has_not "$out" Ghent
expect 0 "asked for" customer shop ann --personal
has "$out" "city               Ghent"
expect 0 "what is personal" attributes shop --format csv
has "$out" "city,text,yes"
has "$out" "country,text,no"
expect 0 "said otherwise" attributes shop --impersonal city --personal country
expect 0 "kept" attributes shop --format csv
has "$out" "city,text,no"
has "$out" "country,text,yes"
expect 0 "shown now" customer shop ann
has "$out" "city               Ghent"
expect 0 "exported" export shop --out shop.all
has shop.all "attribute,city,text,,,,,,impersonal"
expect 0 "imported" import again shop.all
expect 0 "as it was said" attributes again --format csv
has "$out" "country,text,yes"
expect 0 "taken back" attributes shop --unsaid city --unsaid country
expect 0 "by themselves" attributes shop --format csv
has "$out" "city,text,yes"
expect 1 "unknown attribute" attributes shop --personal citty
has "$err" "did you mean 'city'"
cat > born.csv <<'END'
customer,time,birth_year
ann,2026-01-05,about1990
END
expect 1 "a bad value is not shown" import shop born.csv
has_not "$err" about1990
has "$err" "birth_year"
expect 1 "unless asked" import shop born.csv --personal
has "$err" about1990
# An export that names nobody.
expect 0 "pseudonymous" export shop --pseudonymous --out nobody.csv
has_not nobody.csv ",ann,"
has_not nobody.csv Ghent
has nobody.csv "100.00"
expect 0 "another time" export shop --pseudonymous --out nobody2.csv
ok "other names" sh -c '! cmp -s nobody.csv nobody2.csv'
printf 'a secret of some length' > secret
expect 0 "own secret" export shop --pseudonymous --secret secret --out known.csv
expect 0 "own secret again" export shop --pseudonymous --secret secret --out known2.csv
same "the same names" known.csv known2.csv
expect 0 "imports" import nobody nobody.csv
expect 0 "as many" customers nobody --format csv
lines "$out" 3
printf 'short' > short
expect 1 "a short secret" export shop --pseudonymous --secret short
has "$err" "5 bytes"
expect 1 "no secret" export shop --pseudonymous --secret nowhere
expect 2 "a secret for nothing" export shop --secret secret
