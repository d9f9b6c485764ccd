# Curves of adoption.
expect 0 "simulate" simulate --customers 2000 --days 700 --seed 3 --out shop.csv
expect 0 "import" import shop shop.csv
expect 0 "the audience" diffusion shop
has "$out" "Adoption as of"
has "$out" "imitation q"
has "$out" "stage now:"
has "$out" "ahead"
expect 0 "figures" diffusion shop --format csv
line "$out" 1 "periods,p,q,m,p_error,q_error,m_error,introduction_end,peak,maturity_end,peak_count,adopted,stage,ended"
lines "$out" 2
expect 0 "counts" diffusion shop --counts --period quarter --format csv
line "$out" 1 "period,start,adopters,cumulative"
expect 0 "forecast" diffusion shop --offer teapot --forecast --ahead 3 --confidence 0.8 --format csv
line "$out" 1 "ahead,expected,low,high,cumulative"
lines "$out" 4
expect 0 "a channel" diffusion shop --channel seo --period week
expect 1 "an unknown channel" diffusion shop --channel sea
expect 2 "two things" diffusion shop --channel seo --orders
expect 2 "a wrong period" diffusion shop --period hour
expect 2 "a wrong confidence" diffusion shop --confidence 2
expect 1 "too few periods" diffusion shop --period year
has "$err" "at least 4"
expect 1 "no store" diffusion nowhere
