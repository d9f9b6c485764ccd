# Fitted models in files of their own.
expect 0 "simulate" simulate --customers 2000 --days 400 --seed 7 --out shop.csv
expect 0 "import" import shop shop.csv
expect 0 "fit and save" fit shop --unit day --save bgnbd.model
expect 0 "fit and save the spend model" fit shop --model gammagamma --save spend.model --format csv
line bgnbd.model 1 "netmkt-model 1"
has bgnbd.model "unit_days 1"
expect 0 "value by fits" value shop --unit day --format csv
cp "$out" fitted
expect 0 "value by files: the unit is the model's" value shop --purchase-model bgnbd.model --spend-model spend.model --format csv
same "files and fits agree" "$out" fitted
expect 1 "another unit" value shop --purchase-model bgnbd.model --unit week
expect 2 "a file and a kind" value shop --purchase-model bgnbd.model --model bgnbd
expect 1 "a spend model for purchases" value shop --purchase-model spend.model
has "$err" "spend.model holds gammagamma, which is the spend model"
expect 1 "a purchase model for spend" value shop --spend-model bgnbd.model
expect 1 "no such file" value shop --spend-model none.model
expect 1 "a directory" value shop --spend-model .
sed 's/^ended .*/ended well/' bgnbd.model > bad.model
expect 1 "no model" value shop --purchase-model bad.model
has "$err" "bad.model: line 5: ended"
head -c 10000 /dev/zero > zeros
expect 1 "too long" value shop --purchase-model zeros
expect 1 "nowhere to save" fit shop --save none/there.model
expect 0 "summaries" summary shop --unit day --format csv
cp "$out" summaries.csv
input=summaries.csv
expect 0 "score by files" score --purchase-model bgnbd.model --spend-model spend.model
cut -d, -f1 "$out" > order
cut -d, -f1 fitted > want
same "the same customers" order want
awk -F, 'NR == FNR {p[$1] = $6; c[$1] = $9; next} FNR > 1 && (p[$1] - $3 > 1e-12 || $3 - p[$1] > 1e-12 || c[$1] - $6 > 1e-9 * $6 || $6 - c[$1] > 1e-9 * $6) {bad++} END {print bad + 0}' fitted "$out" > difference
line difference 1 0
expect 0 "saved from a filter, fitted to the same" fit --summaries - --unit day --save again.model
grep -v "^origin" again.model > one
grep -v "^origin" bgnbd.model > two
same "a fit from summaries is the store's" one two
has again.model "origin summaries"
expect 2 "both purchase models" score --purchase-model bgnbd.model --parameters r=1,alpha=1,a=1,b=1
expect 2 "both spend models" score --purchase-model bgnbd.model --spend p=1,q=2,gamma=3 --spend-model spend.model
expect 2 "a kind beside a file" score --purchase-model bgnbd.model --model bgnbd
expect 2 "a unit beside a file" score --purchase-model bgnbd.model --unit day
