# Rules of readiness: shown, checked, judged by.
expect 0 "the default rules" rules
has "$out" 'buy "ordered, and kept it": order kept'
cp "$out" default.rules
expect 0 "they read back" rules --rules default.rules
same "as the same text" default.rules "$out"
expect 0 "a store for them" import rules.netmkt "$data/orders.csv"
expect 0 "stages by default" stage rules.netmkt --format csv
cp "$out" stages.csv
expect 0 "and by the same rules from a file" stage rules.netmkt --format csv --rules default.rules
same "are the same" stages.csv "$out"
printf 'advocate "bought at all": order\n' > mine.rules
expect 0 "other rules" stage rules.netmkt --format csv --rules mine.rules
has "$out" "bought at all"
printf '\nbuy "bought": ordr\n' > wrong.rules
expect 1 "a mistyped name" stage rules.netmkt --rules wrong.rules
has "$err" 'wrong.rules: line 2: a kind of event is expected, not "ordr"; the nearest is "order"'
expect 1 "no such file" rules --rules nowhere.rules
has "$err" "nowhere.rules"
expect 2 "a store, and no file" rules rules.netmkt
