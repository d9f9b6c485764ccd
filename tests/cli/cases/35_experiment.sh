# Experiments: from counts, means and a store; plans.
expect 0 "counts" experiment --counts 200/1000,240/1000 --format csv
line "$out" 1 "variant,trials,conversions,rate,low,high,difference,difference_low,difference_high,ratio,ratio_low,ratio_high,z,p,p_holm,p_corrected,p_exact,p_always,always_low,always_high,p_best,loss"
has "$out" "2.15916758543"
has "$out" "0.0308371678289"
expect 0 "as text" experiment --counts 200/1000,240/1000
has "$out" "Traffic: splits as it was meant to"
has "$out" "a rate that is higher than the control's (corrected p 0.0308)"
expect 0 "a broken split" experiment --counts 200/1000,240/1300 --split 50,50
has "$out" "not to be believed"
expect 0 "an uneven split" experiment --counts 20/900,3/110 --split 9,1
has "$out" "p 0.345"
expect 0 "means" experiment --means 10:0.75:1.789009657759163,10:2.33:2.002248735796829 --format csv
has "$out" "1.86081346748"
expect 0 "size" experiment --plan --base 0.5 --lift 0.25 --power 0.9
has "$out" "77 customers of each variant find a difference of 0.25 with a probability of 0.9"
expect 0 "power" experiment --plan --deviation 1 --lift 1 --size 20 --format csv
has "$out" "1,20,20,0.8689528"
expect 0 "least difference" experiment --plan --base 0.1 --size 5000
has "$out" "0.0174399"
cat > shop.csv <<'END'
customer,time,kind,campaign,variant,amount
a,2026-01-01,message,spring,1,
a,2026-01-03,order,,,10.00
b,2026-01-01,message,spring,1,
c,2026-01-01,message,spring,2,
c,2026-01-04,order,,,30.00
d,2026-01-01,message,spring,2,
d,2026-01-05,order,,,20.00
e,2026-01-01,message,spring,1,
e,2026-01-02,message,spring,2,
f,2026-03-01,message,spring,2,
g,2026-03-02,visit,,,
END
expect 0 "import" import shop shop.csv
expect 0 "from a store" experiment shop --campaign spring --format csv
has "$out" "1,2,1,0.5,"
has "$out" "2,2,2,1,"
expect 0 "as text, with those left out" experiment shop --campaign spring
has "$out" "1 customers whose window is not over, 1 who met several variants"
expect 0 "money" experiment shop --campaign spring --metric money --format csv
has "$out" ",boot_low,boot_high,boot_p,undecided,mixed"
has "$out" "2,2,25,7.07106781"
expect 0 "another goal and window" experiment shop --campaign spring --goal visit --window 5
expect 0 "those whose window is open" experiment shop --campaign spring --set experiment.open=1 --format csv
has "$out" "2,3,2,"
expect 0 "by a kind of event" experiment shop --exposure message --format csv
has "$out" "2,2,2,1,"
expect 1 "an unknown kind that exposes" experiment shop --exposure mesage
expect 2 "a kind without a store" experiment --exposure message --counts 1/2,1/2
expect 1 "an unknown campaign" experiment shop --campaign sprng
expect 1 "an unknown goal" experiment shop --campaign spring --goal ordr
expect 1 "one variant" experiment shop --campaign spring --as-of 2025-01-01
has "$err" "at least 2 are needed"
expect 1 "more conversions than trials" experiment --counts 5/4,1/2
has "$err" "variant 1"
expect 1 "one of counts" experiment --counts 5/10
expect 2 "no counts" experiment --counts 5
expect 2 "a wrong mean" experiment --means 5:4
expect 2 "nothing" experiment
expect 2 "two ways" experiment --plan --counts 1/2,1/2
expect 2 "a store without campaign" experiment shop
expect 2 "a split of others" experiment --counts 1/2,1/2 --split 1,2,3
expect 2 "a plan of nothing" experiment --plan
expect 2 "a plan of all" experiment --plan --base 0.1 --lift 0.1 --size 10 --power 0.9
expect 2 "a wrong metric" experiment shop --campaign spring --metric fun
expect 1 "out of reach" experiment --plan --base 0.9 --size 2 --power 0.99999
