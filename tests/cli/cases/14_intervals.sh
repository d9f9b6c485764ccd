# How sure values are, and values without a horizon.
expect 0 "events" simulate --customers 800 --out events.csv
expect 0 "import" import shop events.csv
expect 0 "no intervals unless asked for" value shop --format csv
line "$out" 1 "customer,x,t_x,T,m,p_alive,expected_purchases,expected_spend,clv,revenue,clv_share,revenue_share,margin,r,f,m_score,segment"
expect 0 "intervals" value shop --interval 0.9 --set value.draws=30 --format csv
has "$out" ",clv,clv_low,clv_high,revenue,"
cp "$out" first
expect 0 "the same from the library, with threads" value shop --set value.draws=30 --set value.confidence=0.9 --threads 2 --format csv
same "intervals" first "$out"
awk -F , 'NR > 1 && !($10 <= $9 && $9 <= $11) { bad = 1 } END { exit bad }' first || wrong "an interval without its value"
expect 0 "the total" value shop --interval 0.9 --set value.draws=30
has "$out" "with 90 % probability"
has "$out" "clv_high"
expect 0 "all the future" value shop --infinite
has "$out" "Value of all the future as of"
expect 1 "all the future needs a discount" value shop --infinite --discount 0
has "$err" "value.discount_rate"
expect 2 "an interval is a share" value shop --interval 90
has "$err" "0.5 to 0.9999"
expect 0 "models compared" fit shop --model all --format csv
line "$out" 1 "model,index,parameters,log_likelihood,aic,bic,aic_weight,ended"
lines "$out" 4
has "$out" "paretonbd,2,4,-"
expect 2 "all cannot be saved" fit shop --model all --save file
expect 2 "all from standard input" fit --summaries - --model all
key=$(awk -F , 'NR > 1 && $2 > 2 { print $1; exit }' first)
expect 0 "along a history" customer shop "$key" --alive 30 --format csv
line "$out" 1 "time,x,t_x,T,p_alive"
expect 2 "a history by no days" customer shop "$key" --alive 0
expect 0 "who is left out" fit shop --model gammagamma --left-out --format csv
line "$out" 1 "id,customer,x,m,reason"
has "$out" "no repeat purchase"
expect 2 "left out of what" fit shop --left-out
