# SPDX-License-Identifier: MIT
# Help: topics, groups of options, notes, what stages keep, colours.
load helpers

@test "help: every topic that the overview names is there, and no line is long" {
    local topic n=0
    for topic in '' $(weir -h | sed -n '/^more:/,$s/-h \([a-z]*\),/\n\1\n/gp' | grep -x '[a-z]*' | grep -vx and); do
        run_kept weir -h ${topic:+"$topic"}
        [ "$exit_status" = 0 ] && [ -s "$stdout" ] && [ ! -s "$stderr" ] || failed "no help on '$topic'"
        n=$((n + 1))
    done
    [ "$n" -ge 7 ] || failed "only $n topics"
    for topic in expressions time windows sources; do
        weir -h $topic | awk 'length > 110 { print; bad = 1 } END { exit bad }'
    done
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

@test "help: each stage, function and aggregate has an entry, in lines that are not long" {
    local name
    for name in $({ weir --list stages && weir --list functions && weir --list aggregates; } | cut -f1 | sort -u); do
        run_kept weir -h "$name"
        [ "$exit_status" = 0 ] || failed "no help on $name"
        grep -q '^example:' "$stdout" || failed "no example of $name"
    done
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

@test "help: kinds of windows and formats are found by their names" {
    local word
    for word in tumbling session sliding cumulative global; do
        weir -h $word | cmp - <(weir -h windows)
    done
    for word in csv logfmt table; do
        weir -h $word | cmp - <(weir -h formats)
    done
    weir -h clf | grep -q '^parse PATH as FORMAT\|parse PATH /regex/'
    weir -h formats | grep -q '^of the input (--from):'
}
