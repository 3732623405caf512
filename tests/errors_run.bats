# SPDX-License-Identifier: MIT
# Errors of expressions while a run goes on: shown with stage, line, expression and value, counted by
# stage and expression.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    for i in 1 2 3 4 5; do echo "{\"a\":\"x$i\",\"t\":$((i > 3))}"; done >in
}

# What is said of the two stages, the reasons left out.
said() {
    weir -i in 'set b = abs(a)' 'set c = if(t > 0, lower(t), 1), d = floor(a)' 2>&1 >out |
        sed -E 's/("x.*"|: 1) is .*/\1 .../'
}

@test "run errors: the first three of a stage, the first of each expression, all counted" {
    check_output said 3<<'ERR'
weir: stage 1, line 1 of in: abs(a): "x1" ...
weir: stage 2, line 1 of in: floor(a): "x1" ...
weir: stage 1, line 2 of in: abs(a): "x2" ...
weir: stage 2, line 2 of in: floor(a): "x2" ...
weir: stage 1, line 3 of in: abs(a): "x3" ...
weir: stage 2, line 3 of in: floor(a): "x3" ...
weir: stage 2, line 4 of in: lower(t): 1 ...
weir: stage 1: 5 values did not fit and became null
weir: stage 2: 7 values did not fit and became null: floor(a) (5), lower(t) (2)
ERR
    local size
    said >whole
    for size in 1 10 50; do
        WEIR_TEST_READ_SIZE=$size said | cmp whole -
    done
}

@test "run errors: --strict ends the run at the first" {
    run_kept weir --strict -i in 'set b = abs(a)'
    [ "$exit_status" = 1 ] && [ "$(wc -l <"$stderr")" = 1 ]
    grep -q '^weir: stopped by --strict: stage 1, line 1 of in: abs(a): "x1" ' "$stderr"
}

@test "run errors: a text that reads as a time or a number, where one was wanted" {
    reasons() {
        echo '{"t":"2026-01-01T00:00:00Z","n":"20","x":"abc","e":"2026-01-02"}' |
            weir 'set a = now() - t, b = n + 1, c = x * 2, d = e - t' 2>&1 >/dev/null |
            sed -n 's/^weir: stage 1, line 1 of standard input: //p'
    }
    check_output reasons 3<<'OUT'
now() - t: "2026-01-01T00:00:00Z" is a text here; time(x) reads it as a time
n + 1: "20" is a text here; float(x) reads it as a number
x * 2: "abc" is of a wrong type here
e - t: "2026-01-02" is a text here; time(x) reads it as a time
OUT
}
