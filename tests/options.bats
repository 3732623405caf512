# SPDX-License-Identifier: MIT
# What each option does, and what it says when it is used wrongly.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "options: long and short, with the value behind, after = or as the next word" {
    printf '{"t":1,"a":1}\n{"t":12,"a":2}\n{"t":3,"a":3}\n' >in
    local late='{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":1}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}'
    check_output weir -i in -t t -l 0s 'window 10s' 'count' 3<<<"$late"
    check_output weir -iin -tt -l0s 'window 10s' 'count' 3<<<"$late"
    check_output weir --input in --time t --lateness 0s 'window 10s' 'count' 3<<<"$late"
    check_output weir --input=in --time=t --lateness=0s 'window 10s' 'count' 3<<<"$late"
    check_output weir 'window 10s' -qi in 'count' -tt -l 0s 3<<<"$late"
}

@test "options: -- ends them; a lone - is standard input" {
    check_output weir -i - -- 'a > 1' <<<'{"a":2}' 3<<<'{"a":2}'
    check_output weir -o - -- '-a < -1' <<<'{"a":2}' 3<<<'{"a":2}'
}

@test "options: -f FILE, with comments and lines that go on" {
    cat >pipeline <<'END'
# busiest keys
filter a > 0   # only these
  and a < 9
| set b = a +
    1
project a,
  b
END
    check_output weir -f pipeline <<'IN' 3<<'OUT'
{"a":0}
{"a":5,"c":1}
{"a":9}
IN
{"a":5,"b":6}
OUT
    check_error 2 weir -f missing 3<<'ERR'
weir: cannot read the pipeline file missing: No such file or directory
ERR
}

@test "options: -f in a script" {
    printf '#!/usr/bin/env -S %s -f\nfilter a > 1\n' "$WEIR" >script
    chmod +x script
    check_output ./script <<<'{"a":2}' 3<<<'{"a":2}'
    echo '{"a":3}' >in
    check_output ./script -i in 3<<<'{"a":3}'
}

@test "options: --arg: a number where it reads as one, else a text" {
    check_output weir --arg min=2 --arg 'name=it'\''s "x"' 'filter a >= $min' 'set n = $name' <<'IN' 3<<'OUT'
{"a":1}
{"a":2}
IN
{"a":2,"n":"it's \"x\""}
OUT
    check_output weir --arg v=007 --arg w=-1.50 --arg e= 'project a = type($v), b = $w, c = $e' <<<'{}' \
        3<<<'{"a":"str","b":-1.5,"c":""}'
    check_error 2 weir --arg min 3<<'ERR'
weir: --arg wants NAME=VALUE, not 'min'
ERR
    check_error 2 weir --arg =1 3<<'ERR'
weir: --arg wants NAME=VALUE, not '=1'
ERR
}

@test "options: --time-format" {
    local style want
    while read -r style want; do
        check_output weir --time-format "$style" -t t 'window 1m' 'project s = window_start, t = time(t), d = time(t) - window_start' \
            <<<'{"t":"2026-01-01T00:00:01.5Z"}' 3<<<"$want"
    done <<'END'
rfc3339 {"s":"2026-01-01T00:00:00Z","t":"2026-01-01T00:00:01.500Z","d":1.5}
s {"s":1767225600,"t":1767225601,"d":1.5}
ms {"s":1767225600000,"t":1767225601500,"d":1.5}
us {"s":1767225600000000,"t":1767225601500000,"d":1.5}
ns {"s":1767225600000000000,"t":1767225601500000000,"d":1.5}
END
    check_error 2 weir --time-format iso 3<<'ERR'
weir: --time-format wants rfc3339, s, ms, us, ns or a format as strftime has, not 'iso'
ERR
}

@test "options: durations and sizes that are none" {
    check_error 2 weir -l 5 3<<'ERR'
weir: --lateness wants a duration such as 5s or 1m30s, not '5'
ERR
    check_error 2 weir --delay -1s 3<<'ERR'
weir: --delay wants a duration such as 5s or 1m30s, not '-1s'
ERR
    check_error 2 weir --lateness 1mo 3<<'ERR'
weir: --lateness wants a duration such as 5s or 1m30s, not '1mo'
ERR
    check_error 2 weir --max-line 0 3<<'ERR'
weir: --max-line wants a size below 4G such as 64k or 16M, not '0'
ERR
    check_error 2 weir --max-line 5x 3<<'ERR'
weir: --max-line wants a size below 4G such as 64k or 16M, not '5x'
ERR
}

@test "options: sizes" {
    local size
    printf '{"a":"%s"}\n' "$(printf 'x%.0s' {1..1016})" >in     # 1024 bytes
    for size in 1024 1k 1KiB 1kB 1M; do
        check_output weir --max-line $size <in 3<in
    done
    check_output -s 3 weir --max-line 1023 <in 3</dev/null
}

@test "options: an unknown time zone" {
    check_error 2 weir --tz Europe/Nowhere 3<<'ERR'
weir: unknown time zone 'Europe/Nowhere' (names are those of the system's zoneinfo, such as Europe/Berlin)
ERR
}

@test "options: -q is quiet about data, not about mistakes and failures" {
    check_output -s 3 weir -q 'set b = a - 1' <<'IN' 3<<'OUT'
bad
{"a":"x"}
IN
{"a":"x","b":null}
OUT
    check_stderr 3</dev/null
    check_error 1 weir -q -i missing 3<<'ERR'
weir: cannot open missing: No such file or directory
ERR
    check_error 2 weir -q 'filter a >' 3<<'ERR'
weir: expected an expression here
  filter a >
            ^
ERR
}

@test "options: unknown ones, with what was meant; those of later versions" {
    check_error 2 weir --latenes 5s 3<<'ERR'
weir: unknown option '--latenes'; did you mean '--lateness'? ('weir -h' lists them)
ERR
    check_error 2 weir -z 3<<'ERR'
weir: unknown option '-z' ('weir -h' lists them; a stage that begins with a minus stands behind --)
ERR
    check_error 2 weir --state dir 3<<'ERR'
weir: the option '--state' is not in this version
ERR
}

@test "options: a value that is missing, one too many" {
    check_error 2 weir -i 3<<'ERR'
weir: the option '--input' wants a value: --input SOURCE
ERR
    check_error 2 weir --strict=yes 3<<'ERR'
weir: the option '--strict' takes no value
ERR
}

@test "options: -V, -h and --list go to standard output" {
    run_kept weir -V
    [ "$exit_status" = 0 ] && [[ $(<"$stdout") =~ ^weir\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
    run_kept weir -h
    [ "$exit_status" = 0 ] && [ ! -s "$stderr" ] && grep -q -- '--lateness' "$stdout"
    run_kept weir -h window
    [ "$exit_status" = 0 ] && grep -q 'window \[KIND\]' "$stdout"
    run_kept weir --list stages
    [ "$exit_status" = 0 ] && grep -q '^filter' "$stdout"
}

@test "options: -f - takes the pipeline from standard input" {
    echo '{"a":1}' >in
    check_output weir -f - -i in <<<'set b = 2' 3<<<'{"a":1,"b":2}'
    check_error 2 weir -f - -i in <<<'filtr a' 3<<'ERR'
weir: standard input:1: unknown stage 'filtr'
  filtr a
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
ERR
    check_error 2 weir -f - <<<'set b = 2' 3<<'ERR'
weir: '-f -' leaves no standard input to read events from: -i FILE names another
ERR
}

@test "options: -h explains expressions, and each option by its name" {
    weir -h expressions | grep -q 'not in \[1, 2\]'
    check_output weir -h fail-empty 3<<'OUT'
--fail-empty
    exit with 1 if nothing was written
    As grep does.

example:
    weir -i events.ndjson --fail-empty 'a > 5' || echo nothing
where events.ndjson holds
    {"a":1}
prints
    nothing
OUT
    weir -h --fail-empty | cmp - "$stdout"
    weir -h -q | head -n 1 | grep -qx -e '-q, --quiet'
    check_error 2 weir -h latness 3<<'ERR'
weir: there is no help on 'latness'; did you mean 'lateness'?
ERR
}

@test "options: -v says what was opened" {
    cd "$BATS_TEST_TMPDIR"
    echo '{"a":1}' >in
    check_output weir -v -i in -i /dev/null -o out --late late --bad bad 'tee copy' 3</dev/null
    check_stderr 3<<'ERR'
weir: reading in, 8 bytes
weir: reading /dev/null
weir: writing to out
weir: writing to late
weir: writing to bad
weir: writing to copy
ERR
}
