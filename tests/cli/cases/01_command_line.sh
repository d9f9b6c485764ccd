# Commands, options, operands.
expect 2 "no command"
has "$err" "netmkt help"
expect 2 "unknown command" stag
has "$err" 'unknown command "stag"; the nearest is "stage"'
expect 2 "unknown command far from any" xyzzyx
has "$err" "'netmkt help' lists them"
expect 2 "unknown option" stage s --formt csv
has "$err" "unknown option --formt; the nearest is --format"
expect 2 "unknown option with a value" stage s --formt=csv
has "$err" "the nearest is --format"
expect 2 "unknown option far from any" stage s --zzzzzzzz
has "$err" "'netmkt help stage' lists them"
expect 2 "short option" stage s -f
has "$err" "options begin with two dashes"
expect 2 "missing value" stage s --format
has "$err" "--format needs a value"
expect 2 "value of a switch" stage s --all=yes
has "$err" "--all takes no value"
expect 2 "missing operand" stage
has "$err" "netmkt stage STORE"
expect 2 "one of two operands" import s
has "$err" "netmkt import STORE FILE.csv"
expect 2 "operand too much" stage a b
has "$err" '"b" is too much'
expect 2 "wrong format" stage s --format xml
has "$err" '--format is text, csv or json, not "xml"'
expect 2 "wrong unit" summary s --unit fortnight
has "$err" "--unit is day, week, month, year or a number of days"
expect 2 "unit out of range" summary s --unit -3
expect 2 "date that does not exist" stage s --as-of 2024-02-30
has "$err" "--as-of"
expect 2 "no date" stage s --as-of yesterday
expect 2 "setting without value" stage s --set lifecycle.certainty
has "$err" "NAME=VALUE"
expect 2 "unknown setting" stage s --set lifecycle.certain=1
has "$err" "lifecycle.certainty"
expect 2 "setting out of range" stage s --set lifecycle.certainty=7
expect 2 "setting that is no number" stage s --set lifecycle.certainty=much
expect 2 "threads that are no number" stage s --threads many
expect 2 "too many threads" stage s --threads 1000
expect 2 "unknown model" fit s --model magic
has "$err" "bgnbd"
expect 2 "no purchase model" value s --model gammagamma
expect 2 "horizon that is no number" value s --horizon 1e400
expect 2 "top that is no number" value s --top x
expect 2 "help for no command" help xyzzyx

expect 0 "help" help
has "$out" "import"
expect 0 "help as an option" --help
has "$out" "exit status 0: done, 1: failed, 2: wrong command line"
expect 0 "version" version
has "$out" "netmkt 0."
expect 0 "version as an option" --version
expect 0 "help of a command as an option" import --help
cp "$out" by-option
expect 0 "help of a command" help import
same "both helps are one" by-option "$out"
has "$out" "--map FIELD=COLUMN,..."
expect 0 "help with other words wrong or missing" stage -h

# Every command of the list has help, and an unknown option is refused by each.
"$tool" help | sed -n 's/^  \([a-z]*\)  .*/\1/p' > commands
lines commands "$(find "$project/man" -name 'netmkt-*.1' | wc -l)"
while read -r command; do
    expect 0 "help of $command" help "$command"
    has "$out" "netmkt $command"
    has "$out" "--help"
    expect 2 "unknown option of $command" "$command" --no-such-option-there
done < commands
