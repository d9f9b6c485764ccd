# RFM by cut points and segments of one's own.
cat > five.csv <<'END'
customer,time,kind,amount
a,2024-01-01,order,1.00
b,2024-03-02,order,40.00
c,2024-03-03,order,2.00
c,2024-03-30,order,60.00
d,2024-03-31,order,50.00
END
printf '# mine\n3 * * here\n* * 2-3 spent\n' > mine.txt
expect 0 "import" import five five.csv
cuts="--recency-cuts 7,30 --frequency-cuts 2,3 --money-cuts 10,50.00"
expect 0 "cuts and segments" rfm five $cuts --segments mine.txt --format csv
line "$out" 2 "a,90,1,1.00,1,1,1,"
line "$out" 3 "b,29,1,40.00,2,1,2,spent"
line "$out" 4 "c,1,2,62.00,3,2,3,here"
line "$out" 5 "d,0,1,50.00,3,1,3,here"
expect 0 "as text" rfm five --segments mine.txt
expect 2 "cuts of one only" rfm five --recency-cuts 7,30
expect 2 "cuts of words" rfm five --recency-cuts some --frequency-cuts 1 --money-cuts 1
expect 2 "half a day" rfm five --recency-cuts 7.5 --frequency-cuts 2 --money-cuts 1
expect 2 "too many" rfm five --recency-cuts 1,2,3,4,5,6,7,8,9,10
expect 2 "an empty number" rfm five --recency-cuts 7,,8
expect 1 "falling cuts" rfm five --recency-cuts 30,7 --frequency-cuts 2,3 --money-cuts 1,2
expect 1 "no such file" rfm five --segments none.txt
printf '1 1 1 a\nwrong\n' > wrong.txt
expect 1 "a wrong line" rfm five --segments wrong.txt
has "$err" "wrong.txt: line 2"
