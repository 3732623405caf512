# SPDX-License-Identifier: MIT
# What the shells offer: first what the program says that may stand there, then the scripts, typed at
# real shells in a terminal (tests/tools/typed.py).
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp "$PROJECT/tests/demo/access.ndjson" app.ndjson
}

# offered WORD...   the names that may complete the last word, in one line
offered() {
    weir --complete "$@" | tail -n +2 | cut -f1 | sed 's/ $//' | paste -sd ' ' -
}

@test "completions: everything that has a row is offered where it may stand" {
    diff <(weir --complete '' | tail -n +2 | cut -f1 | tr -d ' (' | sort -u) \
        <({ weir --list stages && weir --list aggregates; } | cut -f1 | sort -u)
    diff <(weir --complete - | tail -n +2 | cut -f1 | sort) <(weir --list options | cut -f1 | sort)
    local name
    for name in $(weir --list functions | cut -f1); do
        weir --complete "set x = $name" | cut -f1 | grep -qxF "$name(" || failed "no function $name"
    done
    for name in $(weir --list windows | cut -f1 | sort -u); do
        weir --complete "window $name" | cut -f1 | grep -qE "^$name( |$)" ||
            weir --complete "window 1m $name" | cut -f1 | grep -qE "^$name( |$)" || failed "no window $name"
    done
    diff <({ weir --complete --to '' && weir --complete --from ''; } | grep -v '^words' | cut -f1 | sort -u) \
        <(weir --list formats | cut -f1 | sort -u)
    diff <(weir --complete -i '' | tail -n +2 | cut -f1) \
        <(weir --list sources | cut -f2 | grep -oE '^[a-z-]+://')
    diff <(weir --complete -o '' | tail -n +2 | cut -f1) \
        <(weir --list destinations | cut -f2 | grep -v file: | grep -oE '^[a-z-]+://')
}

@test "completions: in a stage what may follow there" {
    [ "$(offered 'fil')" = filter ]
    [ "$(offered 'head 3 | fil')" = filter ]
    [ "$(offered 'filter a > 3 and "x|y" != b | win')" = window ]
    [ "$(offered 'window cum')" = cumulative ]
    [ "$(offered 'window 1m em')" = 'emit emit every' ]
    [ "$(offered 'window 1m emit ')" = 'final updates' ]
    [ "$(offered 'window 1d tz Europe/Berl')" = Europe/Berlin ]
    [ "$(offered 'top 3 ')" = 'by per asc desc' ]
    [ "$(offered 'count ')" = 'by where' ]
    [ "$(offered 'avg(ms) wh')" = where ]
    [ "$(offered 'n = count, m = med')" = 'median(' ]
    [ "$(offered 'set x = trunc')" = 'truncate(' ]
    [ "$(offered 'dedup wi')" = within ]
}

@test "completions: nothing in a text, a regex or a number" {
    [ "$(offered 'filter x == "fil')" = '' ]
    [ "$(offered 'filter x =~ /fil')" = '' ]
    [ "$(offered 'parse line /fil')" = '' ]
    [ "$(offered 'window 1')" = '' ]
    [ "$(offered --lateness '')" = '' ]
}

@test "completions: fields of the first lines of the input" {
    [ "$(offered -i app.ndjson 'filter us')" = 'user user.id user.country user.plan' ]
    [ "$(offered -i app.ndjson 'sort ')" = 'ts level service method path status latency_ms bytes user user.id user.country user.plan' ]
    [ "$(offered -i app.ndjson -t t)" = 'ts type( trim( to_json( time( truncate(' ]
    printf 'city,n\nOslo,1\n' >a.csv
    [ "$(offered --from csv -i a.csv 'sort ')" = 'city n' ]
    [ "$(offered --from text -i a.csv 'sort ')" = line ]
    printf '{"a":{"b":{"c":{"d":{"e":1}}}},"odd key":1,"@t":2}\n{"n":1}' >deep.ndjson
    [ "$(offered -i deep.ndjson 'sort ')" = 'a a.b a.b.c a.b.c.d @t n' ]
}

@test "completions: fields that stages have made, and not those that are gone" {
    [ "$(offered -i app.ndjson 'window 1m' 'count by service' 'sort ')" = 'window_start window_end service count' ]
    [ "$(offered -i app.ndjson 'count by service | sort ')" = 'service count' ]
    [ "$(offered -i app.ndjson 'set slow = status > 5 | drop service | project sl')" = slow ]
    [ "$(offered -i app.ndjson 'drop service | project serv')" = '' ]
    [ "$(offered -i app.ndjson 'filtr a' 'project bytes, laten')" = latency_ms ]
}

@test "completions: a fifo, a folder, a file that is not there or no JSON do no harm" {
    mkfifo fifo
    head -c 100000 /dev/urandom >noise
    : >empty
    local file
    for file in fifo . nowhere noise empty /dev/null -; do
        [ "$(timeout 60 "$WEIR" --complete -i $file 'count by trunc' 2>&1 | cut -f1)" = "$(printf 'text\ntruncate(')" ]
    done
    timeout 60 "$WEIR" --complete -f fifo 'count by a' >/dev/null
    [ "$(timeout 60 "$WEIR" --complete -i app.ndjson 'enrich fifo on a' 'count by serv' | cut -f1)" = "$(printf 'text\nservice')" ]
}

@test "completions: values of options" {
    [ "$(offered --color '')" = 'auto always never' ]
    [ "$(offered --explain=)" = 'text json' ]
    [ "$(offered --tz Europe/Berl)" = Europe/Berlin ]
    [ "$(offered --to=ta)" = table ]
    [ "$(offered -h clam)" = clamp ]
    [ "$(offered --list for)" = formats ]
    [ "$(weir --complete -i a | head -n 1)" = "$(printf 'files\ta')" ]
    [ "$(weir --complete --bad=a | head -n 1)" = "$(printf 'files\ta')" ]
    [ "$(weir --complete 'enrich dir/a' | head -n 1)" = "$(printf 'files\tdir/a')" ]
    [ "$(offered -- --la)" = '' ]
}

# type_at SHELL   the same things typed at each shell
type_at() {
    command -v "$1" >/dev/null || skip "no $1 here"
    mkdir -p bin
    ln -sf "$WEIR" bin/weir
    HOME=$PWD PATH=$PWD/bin:$PATH python3 "$PROJECT/tests/tools/typed.py" "$1" "$PROJECT/completions/weir.$1" <<'CASES'
weir --late<TAB>n<TAB>1s => <--lateness><1s>
weir -i app<TAB>'filter sta<TAB>tus<TAB> > 3' => <-i><app.ndjson><filter status > 3>
weir 'fil<TAB>a > 3 | win<TAB>1m la<TAB>5s' => <filter a > 3 | window 1m lateness 5s>
weir -i app.ndjson "count by serv<TAB>" => <-i><app.ndjson><count by service>
weir -i app.ndjson 'count by service' 'top 3 by cou<TAB>' => <-i><app.ndjson><count by service><top 3 by count>
weir 'avg(ms), approx_d<TAB>user)' => <avg(ms), approx_distinct(user)>
weir --to tab<TAB>--tz=Europe/Berl<TAB>count => <--to><table><--tz=Europe/Berlin><count>
weir -h wind<TAB>s => <-h><windows>
CASES
}

@test "completions: typed at bash" {
    type_at bash
}

@test "completions: typed at zsh" {
    type_at zsh
}

@test "completions: typed at fish" {
    type_at fish
}
