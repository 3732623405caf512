# SPDX-License-Identifier: MIT
# Help: topics, groups of options, notes, what stages keep, colours.
load helpers

@test "help: every topic that the overview names is there, and no line is long" {
    local topic n=0
    for topic in '' topics $(weir -h | sed -n '/^more:/,$p' | grep -oE -e '-h [a-z]+,' | sed 's/-h //;s/,//'); do
        run_kept weir -h ${topic:+"$topic"}
        [ "$exit_status" = 0 ] && [ -s "$stdout" ] && [ ! -s "$stderr" ] || failed "no help on '$topic'"
        awk 'length > 100 { print; bad = 1 } END { exit bad }' "$stdout" || failed "long lines in '$topic'"
        n=$((n + 1))
    done
    [ "$n" -ge 12 ] || failed "only $n topics"
}

@test "help: all that --list names has help of its own, with an example" {
    local list
    for list in $(weir --list nothing 2>&1 | sed 's/.*wants //; s/, not.*//; s/,\| or//g'); do
        [ "$list" != topics ] || continue
        weir --list "$list" | cut -f1 | while read -r name; do
            run_kept weir -h "$name"
            [ "$exit_status" = 0 ] || failed "no help on $name"
            [ "$list" = destinations ] || grep -q '^example:' "$stdout" || failed "no example of $name"
        done || return
    done
    weir --list topics | cut -f1 | while read -r name; do weir -h "$name" >/dev/null; done
}

@test "help: lists for programs have a name, a usage and a summary in each line" {
    local list
    for list in stages functions aggregates windows formats destinations options topics; do
        weir --list $list | awk -F '\t' 'NF != 3 || !$1 || !$2 || !$3 { print; bad = 1 } END { exit bad || !NR }'
    done
    weir --list options | grep -qx -- '--quiet	-q, --quiet	say nothing about bad lines, late events and errors'
}

@test "help: words that have no entry lead to one" {
    local word
    for word in watermark operators null clf strftime stdin exit updates live recipes percentiles; do
        weir -h $word >/dev/null
    done
    weir -h watermark | cmp - <(weir -h time | sed -n '/^event time$/,$p')
}

@test "help: options stand in groups" {
    diff <(weir -h options | grep '^ [a-z]') - <<'OUT'
 pipeline
 input
 time
 output
 run
 help
OUT
}

@test "help: a stage says what it keeps and when it speaks" {
    weir -h filter | grep -qx '    keeps nothing, speaks at once'
    weir -h aggregate | grep -qx '    keeps the state of each group in each open window'
    weir -h aggregate | grep -qx '    speaks when the window closes; without a window, at the end of input'
}

@test "help: time is a stage, a function and a topic: all of them" {
    run_kept weir -h time
    grep -q '^time EXPR' "$stdout" && grep -q '^time(x' "$stdout" && grep -q '^watermark' "$stdout"
}

@test "help: what was meant" {
    check_error 2 weir -h windws 3<<'ERR'
weir: there is no help on 'windws'; did you mean 'windows'?
ERR
    check_error 2 weir -h sorces 3<<'ERR'
weir: there is no help on 'sorces'; did you mean 'sources'?
ERR
}

@test "help: --color colours marks; not by itself into a file, nor where it is unwanted" {
    printf "\033[1mweir:\033[0m expected an expression here\n  a >\n     \033[1;31m^\033[0m\n" >"$BATS_TEST_TMPDIR/coloured"
    check_error 2 weir --color always 'a >' 3<"$BATS_TEST_TMPDIR/coloured"
    local when
    for when in auto never; do
        check_error 2 weir --color=$when 'a >' 3<<'ERR'
weir: expected an expression here
  a >
     ^
ERR
    done
    command -v script >/dev/null || skip "no terminal to be had"
    script -qec "TERM=xterm '$WEIR' 'a >'" /dev/null | grep -q "$(printf '\033')"
    [ "$(script -qec "NO_COLOR=1 TERM=xterm '$WEIR' 'a >'" /dev/null | grep -c "$(printf '\033')")" = 0 ]
}

@test "help: kinds of windows, their clauses, and formats by their names" {
    local word
    for word in tumbling session sliding cumulative global offset fill; do
        weir -h $word | grep -q '^window .*'
        weir -h windows | grep -qF "$(weir -h $word | head -n 1)"
    done
    run_kept weir -h csv
    grep -qx -e '--from csv, csv(NAME, ...)' "$stdout" && grep -qx -e '--to csv' "$stdout"
    weir -h clf | grep -q '^parse PATH as FORMAT\|parse PATH /regex/'
    weir -h formats | grep -qx ' of the input'
}

# What the everyday tasks read: a minute of failures, the minutes behind it, and one event that is late.
make_logs() {
    printf 'id,country\n1,DE\n' >users.csv
    printf 'name,age\nann,31\n' >people.csv
    echo '{"name":"ann","age":31}' >people.ndjson
    echo '{"ts":1,"host":"a","bytes":7}' >counters.ndjson
    echo '192.0.2.1 - - [02/Mar/2026:09:14:01 +0000] "GET /a HTTP/1.1" 500 512' >access.log
    local event='"ip":"192.0.2.1","path":"/","status":500,"ms":7,"user_id":1,"request_id":"%s","user":"ann"'
    # shellcheck disable=SC2059 # the event is a format
    printf "{\"ts\":\"2026-03-02T09:14:00Z\",$event}\n" 1 2 3 4 5 6 7 8 9 10 11 >app.ndjson
    printf "{\"ts\":\"2026-03-02T09:1%sZ\",$event}\n" 6:00 12 4:30 13 >>app.ndjson
    cp app.ndjson clicks.ndjson
}

@test "help: the everyday tasks of 'weir -h examples' work as they stand" {
    cd "$BATS_TEST_TMPDIR"
    make_logs
    local command n=0
    while IFS= read -r command; do
        n=$((n + 1))
        # What follows a file is given one with an end.
        bash -c "weir() { '$WEIR' \"\${@/#-F/-v}\"; }; $command" >rows 2>said </dev/null && [ -s rows ] ||
            failed "it does not work: $command: $(cat said)"
        ! grep -E 'bad|no event had' said || failed "it has something to say: $command"
    done < <(weir -h examples | sed -e ':a' -e '/\\$/{N;s/\\\n *//;ba' -e '}' | sed -n 's/^    //p')
    [ "$n" -ge 10 ] || failed "only $n tasks"
    [ "$(cat alerts)" = '{"window_start":"2026-03-02T09:14:00Z","window_end":"2026-03-02T09:15:00Z","failed":11,"was":null}' ]
    [ "$(wc -l <late.ndjson)" = 1 ]
}
