# The filter and the fit from a file of summaries, without any store.
cat > some.csv <<'END'
customer,x,t_x,T,m
4,2,30.43,38.86,22.35
"18, the ""other""",0,0,38.43,

7,5,3.5,38,10
END
parameters=r=0.2426,alpha=4.4136,a=0.793,b=2.426
spend=p=6.25,q=3.74,gamma=15.44
input=some.csv
expect 0 "score" score --parameters $parameters --horizon 39
lines "$out" 4
line "$out" 1 "customer,log_likelihood,p_alive,expected_purchases"
has "$out" '"18, the ""other""",'
title="P(alive) by the formula of the paper"
if awk -F, '$1 == 4 {p = 1 / (1 + 0.793 / (2.426 + 1) * exp((0.2426 + 2) * log((4.4136 + 38.86) / (4.4136 + 30.43)))); d = $3 / p - 1; ok = d < 1e-12 && d > -1e-12} END {exit !ok}' "$out"; then pass; else wrong "another"; fi
expect 0 "with money" score --model bgnbd --parameters $parameters --spend $spend --horizon 39 --discount 0.15
line "$out" 1 "customer,log_likelihood,p_alive,expected_purchases,expected_spend,clv"
title="E[M] = p (gamma + m x) / (p x + q - 1)"
if awk -F, '$1 == 4 {m = 6.25 * (15.44 + 22.35 * 2) / (6.25 * 2 + 2.74); d = $5 / m - 1; ok = d < 1e-12 && d > -1e-12} END {exit !ok}' "$out"; then pass; else wrong "another"; fi
cp "$out" once
printf 'T,note,recency,monetary,frequency,customer\r\n38.86,x,30.43,22.35,2,4\r\n' > others.csv
input=others.csv
expect 0 "other names, other order, other ends of lines" score --parameters $parameters --spend $spend --horizon 39 --discount 0.15
line "$out" 2 "$(sed -n 2p once)"
printf 'customer,x,t_x,n\na,3,4,6\n' > donors.csv
input=donors.csv
expect 0 "BG/BB" score --model bgbb --parameters alpha=1.204,beta=0.75,gamma=0.657,delta=2.783 --horizon 5
lines "$out" 2
expect 1 "half an opportunity" score --model bgbb --parameters alpha=1.204,beta=0.75,gamma=0.657,delta=2.783 --horizon 0.5
awk 'BEGIN {print "customer,x,t_x,T"; for (i = 0; i < 20000; i++) print i "," i % 7 "," (i % 7 ? 3 + i % 90 / 4 : 0) "," 30 + i % 50 / 2}' > many.csv
input=many.csv
expect 0 "many rows" score --parameters $parameters
cut -d, -f1 "$out" > order
cut -d, -f1 many.csv > want
same "in the order of the input, over several batches" order want
cp "$out" one
expect 0 "two threads" score --parameters $parameters --threads 2
same "threads change nothing" "$out" one

bad() { # TITLE PART-OF-MESSAGE CONTENTS
    printf "$3" > bad.csv
    input=bad.csv
    expect 1 "$1" score --parameters $parameters --spend $spend
    has "$err" "$2"
}
bad "no number" 'line 3: field 3: "two" is no number' 'customer,x,t_x,T,m\na,0,0,3,\nb,1,two,3,4\n'
bad "not a number" "is no number" 'customer,x,t_x,T,m\na,1,nan,3,4\n'
bad "impossible" "line 4: x = 1" 'customer,x,t_x,T,m\na,0,0,3,0\n\nb,1,4,3,4\n'
bad "a field too few" "line 2: 4 fields, the header has 5" 'customer,x,t_x,T,m\na,0,0,3\n'
bad "an open quote" "quotes" 'customer,x,t_x,T,m\n"a,0,0,3,4\n'
bad "a quote that ends early" "quotes" 'customer,x,t_x,T,m\n"a"b,0,0,3,4\n'
bad "empty" "empty" ''
bad "no header" "no column x" 'a,0,0,3,4\n'
bad "a column twice" "say the same" 'customer,x,frequency,t_x,T,m\n'
bad "no customer" "the columns customer" 'x,t_x,T,m\n'
bad "no money" "needs a column m" 'customer,x,t_x,T\n'
bad "control bytes" '"?[31m" is no number' 'customer,x,t_x,T,m\na,\033[31m,0,3,4\n'
printf 'customer,x,t_x,T\n' > none.csv
input=none.csv
expect 0 "a header alone" score --parameters $parameters
lines "$out" 1
input=
expect 2 "no parameters" score
expect 2 "a parameter missing" score --parameters r=1,alpha=2,a=3
expect 2 "a parameter twice" score --parameters r=1,r=2
expect 2 "no such parameter" score --parameters r=1,beta=2
expect 2 "no number" score --parameters r=much
expect 2 "a parameter of 0" score --parameters r=0,alpha=1,a=1,b=1
expect 2 "a spend model as purchase model" score --model gammagamma --parameters p=1,q=1,gamma=1
expect 2 "a negative horizon" score --parameters $parameters --horizon -1

awk 'BEGIN {print "x,t_x,T,weight"; for (i = 0; i < 500; i++) {x = i % 5 ? 0 : 1 + i % 3; print x "," (x ? 5 + i % 31 : 0) "," 36 + i % 9 ",1"}}' > rows.csv
awk -F, 'NR == 1 {print; next} {n[$1 "," $2 "," $3]++} END {for (k in n) print k "," n[k]}' rows.csv > grouped.csv
expect 0 "fit" fit --summaries rows.csv --format csv
cp "$out" fit
has "$out" "customers,500,"
expect 0 "fit of rows with weights" fit --summaries grouped.csv --format csv
same "weights are customers alike" "$out" fit
input=rows.csv
expect 0 "fit of standard input" fit --summaries - --format csv
same "standard input is a file" "$out" fit
input=
expect 0 "as text" fit --summaries rows.csv --unit month
has "$out" "bgnbd fitted to 500 customers of rows.csv, times in months"
expect 2 "neither store nor file" fit
expect 2 "both" fit rows.csv --summaries rows.csv
expect 2 "a moment" fit --summaries rows.csv --as-of 2020-01-01
expect 1 "no such file" fit --summaries nothing.csv
expect 1 "no spend" fit --summaries rows.csv --model gammagamma
sed '7s/.*/1,99,3,1/' rows.csv > wrong.csv
expect 1 "an impossible row" fit --summaries wrong.csv
has "$err" "wrong.csv: line 7: x = 1"
printf 'x,m\n1,5\n' > spend.csv
expect 1 "no times" fit --summaries spend.csv
shared=${NETMKT_SHARED:-$project/../shared}
if [ -r "$shared/data/donations.csv" ]; then
    expect 0 "BG/BB on the published donations" fit --model bgbb --summaries "$shared/data/donations.csv" --format csv
    has "$out" "customers,11104,"
    has "$out" "log_likelihood,-33225.58"
    has "$out" "alpha,1.203"
fi
