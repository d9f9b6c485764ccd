# Consents, and who may be contacted.
cat > shop.csv <<'END'
customer,time,kind,channel
ann,2026-01-05 09:00,visit,website
bob,2026-01-05 10:00,message,email
bob,2026-01-05 11:00,bounce,email
cid,2026-01-06 08:00,complaint,im
dan,2026-01-06 08:00,visit,website
END
cat > consents.csv <<'END'
customer,time,status,channel
ann,2026-01-01,granted,email
bob,2026-01-01,granted,email
cid,2026-01-01,confirmed,
END
expect 0 "import" import shop shop.csv
expect 0 "consents from a file" consent shop --read consents.csv
line "$out" 1 "3 consents added"
expect 0 "again" consent shop --read consents.csv
line "$out" 1 "0 consents added"
expect 0 "listed" consent shop --format csv
line "$out" 1 "customer,time,channel,purpose,status,source,proof,policy"
line "$out" 2 "ann,2026-01-01T00:00:00Z,email,,granted,,,"
lines "$out" 4
expect 0 "who may" permit shop --channel email --purpose sales_promotion --format csv
line "$out" 1 "customer,allowed,reasons,earliest"
line "$out" 3 "bob,0,suppressed,2027-01-05T11:00:00Z"
line "$out" 4 "cid,0,complaint request,2026-02-05T08:00:00Z"
line "$out" 5 "dan,0,consent,"
expect 0 "where he complained" permit shop --channel im --purpose sales_promotion --why cid
has "$out" "1 complaint of 2026-01-06T08:00:00Z"
expect 0 "as text" permit shop --channel email --purpose sales_promotion
has "$out" "1 of 4 customers may be contacted by email for sales_promotion as of 2026-01-06"
expect 0 "who may not" permit shop --channel email --purpose sales_promotion --refused
has "$out" "complaint request"
expect 0 "how many for what" permit shop --channel email --purpose sales_promotion --reasons --format csv
line "$out" 2 "consent,1"
expect 0 "service needs no consent" permit shop --channel email --purpose customer_service --segment 'key = dan' --format csv
has "$out" "dan,1,"
expect 0 "why" permit shop --channel email --purpose sales_promotion --why bob
line "$out" 1 "no, but from 2027-01-05T11:00:00Z"
has "$out" "1 bounce of 2026-01-05T11:00:00Z"
expect 0 "a term of segments" segment shop 'may_contact(email, sales_promotion)' --count
line "$out" 1 "1"
echo "everybody on email: channel_day 1" > rules
expect 0 "reserve" permit shop --channel email --purpose sales_promotion --as-of "2026-01-07 10:00" --rules rules --reserve
line "$out" 1 "1 message counted"
expect 0 "the cap holds" permit shop --channel email --purpose sales_promotion --as-of "2026-01-08 09:59:59" --rules rules --reserve --format csv
lines "$out" 1
expect 0 "and ends" permit shop --channel email --purpose sales_promotion --as-of "2026-01-08 10:00" --rules rules --reserve --format csv
line "$out" 2 "ann"
expect 0 "withdrawn" consent shop ann --say withdrawn --time 2026-01-09 --source letter
expect 0 "nobody is left" permit shop --channel email --purpose sales_promotion --as-of 2026-01-09 --reserve --format csv
lines "$out" 1
expect 0 "history of one" consent shop ann --format csv
line "$out" 3 "ann,2026-01-09T00:00:00Z,,,withdrawn,letter,,"
echo "everybody: dayy 1" > rules
expect 1 "a mistake in rules" permit shop --channel email --purpose brand --rules rules
has "$err" 'rules: line 1: there is no setting "dayy"; the nearest is "day"'
expect 1 "no such channel" permit shop --channel emial --purpose brand
expect 1 "no such campaign" permit shop --channel email --purpose brand --campaign none
expect 1 "unknown customer" permit shop --channel email --purpose brand --why eve
expect 2 "no purpose" permit shop --channel email
expect 2 "no such purpose" permit shop --channel email --purpose fun
expect 2 "without a time" permit shop --channel email --purpose brand --reserve
expect 2 "two answers" permit shop --channel email --purpose brand --why ann --refused
expect 2 "nobody to say it" consent shop --say granted --time 2026-01-01
expect 2 "no such status" consent shop ann --say maybe --time 2026-01-01
expect 2 "no time" consent shop ann --say granted
expect 1 "a bad file" consent shop --read shop.csv
# The suppression list.
expect 0 "no list" suppress shop
line "$out" 1 "0 entries"
expect 0 "of nobody's customer" suppress shop eve@example.com --add --time 2026-01-01
expect 0 "again" suppress shop eve@example.com --add --time 2026-01-01
line "$out" 1 "that entry is there already"
expect 0 "by hash" suppress shop eve@example.com --format csv
line "$out" 1 "hash,customer,time,channel,reason,state"
has "$out" ",,2026-01-01T00:00:00Z,,asked,suppressed"
ok "not by name" sh -c '! grep -q eve@example.com shop'
expect 0 "on a channel" suppress shop dan --add --channel im --reason list --time 2026-01-02
expect 0 "forbids" permit shop --channel im --purpose sales_promotion --why dan
has "$out" "on the suppression list (list) of 2026-01-02T00:00:00Z"
expect 0 "lifted" suppress shop dan --lift --channel im --time 2026-01-03
expect 0 "allows" permit shop --channel im --purpose sales_promotion --why dan --as-of 2026-01-04
has "$out" "not on the suppression list"
printf 'key,time,channel\nfay,2026-01-01,email\ngus,2026-01-01,\n' > list.csv
expect 0 "from a file" suppress shop --read list.csv
line "$out" 1 "2 entries added"
expect 0 "as text" suppress shop
line "$out" 1 "5 entries"
printf 'customer,time,kind,channel\nfay,2026-01-05,visit,website\n' > late.csv
expect 0 "she comes later" import shop late.csv
expect 0 "and is on it" permit shop --channel email --purpose brand --why fay
has "$out" "on the suppression list (asked) of 2026-01-01T00:00:00Z"
expect 0 "exported" export shop --out all.csv
expect 0 "imported" import copied all.csv
expect 0 "listed" suppress shop --format csv
cp "$out" list.one
expect 0 "the same list" suppress copied --format csv
same "the same" list.one "$out"
expect 0 "erased" erase shop bob
expect 0 "his bounce stays" suppress shop bob --format csv
has "$out" ",email,bounce,suppressed"
expect 0 "in his JSON" person shop dan
has "$out" '"reason": "list"'
printf 'customer,time,kind,channel\nmia,2026-01-05,visit,website\nnoa,2026-01-05,visit,website\n' > two.csv
expect 0 "two more" import shop two.csv
expect 0 "one of them suppressed" suppress shop mia --add --time 2026-01-01
expect 0 "merged" merge shop noa mia
expect 0 "his wish holds" permit shop --channel email --purpose brand --why noa
has "$out" "on the suppression list (asked)"
expect 0 "exported" export shop --out merged.csv
expect 0 "imported" import merged merged.csv
expect 0 "and still holds" permit merged --channel email --purpose brand --why noa
has "$out" "on the suppression list (asked)"
expect 0 "lifted by the key that stayed" suppress shop noa --lift --time 2026-01-02
expect 0 "for both" permit shop --channel email --purpose brand --why noa
has "$out" "not on the suppression list"
expect 2 "of nobody" suppress shop --add --time 2026-01-01
expect 2 "never" suppress shop ann --add
expect 2 "a wrong time" suppress shop ann --add --time soon
expect 2 "a wrong reason" suppress shop ann --add --time 2026-01-01 --reason fun
expect 2 "both" suppress shop ann --add --lift --time 2026-01-01
expect 2 "a file of one" suppress shop ann --read list.csv
expect 1 "no channel" suppress shop ann --add --time 2026-01-01 --channel emial
expect 1 "no file" suppress shop --read nowhere.csv
expect 1 "no store" suppress nowhere
printf 'key,time\nann,soon\n' > list.csv
expect 1 "a mistake in the file" suppress shop --read list.csv
has "$err" "list.csv: line 2, column time"
