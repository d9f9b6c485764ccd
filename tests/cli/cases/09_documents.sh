# Every command has a man page that names each of its options; groff has nothing to say about any.
: > "$out"
"$tool" help | sed -n 's/^  \([a-z]*\)  .*/\1/p' > commands
while read -r command; do
    page=$project/man/netmkt-$command.1
    ok "man page of $command" test -f "$page"
    "$tool" help "$command" | sed -n 's/^  --\([a-z-]*\).*/\1/p' > options
    while read -r option; do
        title="man page of $command names --$option"
        if grep -q "^\.It Fl -$option" "$page"; then pass; else wrong "not there"; fi
    done < options
    title="netmkt(1) names $command"
    if grep -q "netmkt-$command 1" "$project/man/netmkt.1"; then pass; else wrong "not there"; fi
done < commands
if have groff; then
    for page in "$project"/man/*.[13]; do
        groff -ww -mdoc -Tutf8 "$page" > /dev/null 2> "$err"
        title="groff on $(basename "$page")"
        if [ -s "$err" ]; then wrong "it warns"; else pass; fi
    done
fi
# The program in the README is the one in examples/.
sed -n '/^```c$/,/^```$/p' "$project/README.md" | sed '/^```/d' > readme.c
sed -n '/^#include/,$p' "$project/examples/quickstart.c" > example.c
same "README and examples/quickstart.c" readme.c example.c
