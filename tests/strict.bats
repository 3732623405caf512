# SPDX-License-Identifier: MIT
# --strict: the first bad line, late event or expression error ends the run; what was before it stands.
load helpers

@test "strict: a bad line" {
    check_output -s 1 weir --strict <<'IN' 3<<'OUT'
{"a":1}

{"a":
{"a":2}
IN
{"a":1}
OUT
    check_stderr 3<<'ERR'
weir: stopped by --strict: bad line, line 3 of standard input: column 6: an object that does not end on this line; jq -c . puts each object on one line
ERR
}

@test "strict: an expression error" {
    check_output -s 1 weir --strict 'set b = a - 1' <<'IN' 3<<'OUT'
{"a":1}
{"a":"x"}
bad
IN
{"a":1,"b":0}
OUT
    check_stderr 3<<'ERR'
weir: stopped by --strict: stage 1, line 2 of standard input: a - 1: "x" is of a wrong type here
ERR
}

@test "strict: the first in the order of the lines, whoever finds it" {
    check_output -s 1 weir --strict 'filter a - 1 > 0' 'project a' <<'IN' 3<<'OUT'
{"a":2}
bad
{"a":"x"}
IN
{"a":2}
OUT
    [[ $(<"$stderr") == "weir: stopped by --strict: bad line, line 2 "* ]]
    run_kept weir --strict 'set a = n - 1' 'set b = m - 1' <<'IN'
{"n":1,"m":"x"}
{"n":"x","m":1}
IN
    [[ $(<"$stderr") == "weir: stopped by --strict: stage 2, line 1 "* ]]
}

@test "strict: a late event; windows that were closed before it stand, open ones are not written" {
    check_output -s 1 weir --strict -t t -l 0s 'window 10s' 'count' <<'IN' 3<<'OUT'
{"t":1}
{"t":12}
{"t":2}
{"t":99}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
OUT
    check_stderr 3<<'ERR'
weir: stopped by --strict: late event, line 3 of standard input: too late: its window has closed
ERR
}

@test "strict: an event without a usable time" {
    check_error 1 weir --strict -t t 'window 10s' 'count' <<'IN' 3<<'ERR'
{"t":1}
{"t":"soon"}
IN
weir: stopped by --strict: bad event, line 2 of standard input: no event time: t is "soon"
ERR
}

@test "strict: an error in a row made when a window closes" {
    check_error 1 weir --strict -t t -l 0s 'window 10s' 'count by k' 'set b = k - 1' <<'IN' 3<<'ERR'
{"t":1,"k":"x"}
{"t":12,"k":1}
IN
weir: stopped by --strict: stage 3: k - 1: "x" is of a wrong type here
ERR
    check_error 1 weir --strict 'count by k' 'set b = k - 1' <<<'{"k":"x"}' 3<<'ERR'
weir: stopped by --strict: stage 2: k - 1: "x" is of a wrong type here
ERR
}

@test "strict: what a head does not need is not looked at" {
    check_output weir --strict 'head 1' <<'IN' 3<<'OUT'
{"a":1}
bad
IN
{"a":1}
OUT
}

@test "strict: nothing wrong, nothing said" {
    check_output weir --strict -t t 'window 10s' 'sum(a)' <<'IN' 3<<'OUT'
{"t":3,"a":1}
{"t":1,"a":null}
{"t":2}
IN
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","sum_a":1}
OUT
    check_stderr 3</dev/null
}

@test "strict: an error in the expression of -t stops the run, whatever the chunks" {
    printf '{"a":1}\n{"a":"y"}\n{"a":3}\n' >"$BATS_TEST_TMPDIR/in"
    for size in 1 4096; do
        WEIR_TEST_READ_SIZE=$size check_output -s 1 weir --strict -i "$BATS_TEST_TMPDIR/in" \
            -t '(a + 1) ?? 5' 'window 1m' 'project a' 3<<<'{"a":1}'
    done
}

@test "strict: a row whose key fails is not written" {
    check_output -s 1 weir --strict 'head 5 per a + 1' <<'IN' 3<<<'{"a":1}'
{"a":1}
{"a":"y"}
IN
}

@test "strict: an infinite argument or result is an error" {
    check_output -s 1 weir --strict 'set x = abs(a)' <<<'{"a":1e400}' 3</dev/null
    check_output -s 1 weir --strict 'sum(a)' <<<'{"a":1e400}' 3</dev/null
}
