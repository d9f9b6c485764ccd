# Rules of retention.
cat > shop.csv <<'END'
customer,time,kind,channel,city
ann,2023-01-05 09:00,order,website,Ghent
ann,2026-01-05 09:00,visit,website,Ghent
bob,2023-02-05 10:00,order,website,Lagos
bob,2023-02-05 11:00,view,email,Lagos
cid,2026-01-06 08:00,visit,website,Oslo
END
expect 0 "import" import shop shop.csv
cat > rules <<'END'
# views go first
events view older than 14 months
attribute city of customers without events for 1 year
customers without events for 3 years
END
expect 0 "a dry run" retain shop rules --as-of 2026-01-31 --dry-run --format csv
line "$out" 1 "line,rule,customers,events,values,consents"
line "$out" 2 "2,events view older than 14 months,1,1,0,0"
line "$out" 3 "3,attribute city of customers without events for 1 year,1,0,1,0"
line "$out" 4 "4,customers without events for 3 years,0,0,0,0"
expect 0 "as text" retain shop rules --as-of 2026-02-28 --dry-run
line "$out" 1 "would be erased; without --dry-run it is"
expect 0 "nothing went" customer shop bob
expect 0 "done" retain shop rules --as-of 2026-02-28 --format csv
line "$out" 4 "4,customers without events for 3 years,1,1,0,0"
expect 1 "he is gone" customer shop bob
ok "nowhere in the file" sh -c '! grep -q Lagos shop'
expect 0 "one rule" retain shop --rule 'events all older than 1 year where city = Ghent' --as-of 2026-02-28
line "$out" 1 "erased"
has "$out" "events all older than 1 year where city = Ghent"
input=rules
expect 0 "from standard input" retain shop - --dry-run
input=
expect 2 "no rules" retain shop
expect 2 "no moment" retain shop rules
expect 2 "both" retain shop rules --rule 'customers without events'
expect 1 "no file" retain shop nowhere --dry-run
expect 1 "no store" retain nowhere rules --dry-run
echo "events veiw older than 1 day" > wrong
expect 1 "a mistake" retain shop wrong --as-of 2026-01-31
has "$err" "wrong: line 1: "
has "$err" "'view'"
expect 1 "one in a rule" retain shop --rule 'customers' --dry-run
has "$err" '--rule: line 1: "without events" or "where" is expected'
expect 1 "a mistake in a segment" retain shop --rule 'customers where ctiy = Ghent' --dry-run
