# Delivered value of offers: a worked example, weights, improvements, and files that are wrong.
cat > offers.csv <<'END'
offer,product,service,money
ours,103000,7000,100000
"theirs, used",90000,,90000
END
expect 0 "offers" delivered offers.csv --scale 5000 --format csv
line "$out" 1 "offer,value,cost,delivered,ratio,share,equal_price"
has "$out" "ours,110000,100000,10000,1.1,0.88079707797788"
has "$out" '"theirs, used",90000,90000,0,1,0.11920292202211'
has "$out" ",80000"
expect 0 "as text" delivered offers.csv
has "$out" "equal_price"
expect 0 "improvements" delivered offers.csv --improve ours --steps service=1000,money=2000 --scale 5000 --format csv
line "$out" 1 "part,weight,level,step,delivered_gain,share_gain,share_slope,rank"
lines "$out" 9
has "$out" "money,1,100000,2000,2000,"
expect 0 "weights from an option" delivered offers.csv --weights service=0,money=0.5 --format csv
has "$out" "ours,103000,50000,53000"
(cat offers.csv; echo "weights,1,0,0.5") > weighed.csv
expect 0 "weights from a row" delivered weighed.csv --format csv
has "$out" "ours,103000,50000,53000"
expect 0 "an option stands above a row" delivered weighed.csv --weights money=1 --format csv
has "$out" "ours,103000,100000,3000"
cat > answers.csv <<'END'
customer,time,kind,variant,rating
a,2024-01-01,survey,101,9
a,2024-01-02,survey,105,3
END
expect 0 "import" import asked answers.csv
expect 0 "weights from a store" delivered offers.csv --store asked --format csv
has "$out" "ours,161500,50000,111500"
expect 1 "nobody was asked then" delivered offers.csv --store asked --as-of 2023-01-01
expect 1 "no such store" delivered offers.csv --store nowhere
input=offers.csv
expect 0 "standard input" delivered - --format json
has "$out" '"offer":"ours"'
input=
expect 1 "no file" delivered nowhere.csv
expect 1 "no such offer" delivered offers.csv --improve our
has "$err" "the nearest is \"ours\""
expect 2 "a wrong weight" delivered offers.csv --weights money=-1
expect 2 "no part" delivered offers.csv --weights price=1
expect 2 "a wrong step" delivered offers.csv --steps 5
expect 2 "a wrong scale" delivered offers.csv --scale 0
expect 2 "no operand" delivered
wrong_file() { printf "$2" > wrong.csv; expect 1 "$1" delivered wrong.csv; }
wrong_file "empty" ""
wrong_file "no offers" "offer,product\n"
wrong_file "an unknown column" "offer,price\na,1\n"
wrong_file "a column twice" "offer,money,money\na,1,1\n"
wrong_file "no column offer" "product,money\n1,2\n"
wrong_file "no number" "offer,money\na,much\n"
has "$err" "line 2"
wrong_file "too few cells" "offer,money\na\n"
wrong_file "an open quotation mark" 'offer,money\n"a,1\n'
wrong_file "a byte 0" 'offer,money\n\000\n'
