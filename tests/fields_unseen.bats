# SPDX-License-Identifier: MIT
# A field that the pipeline asks for and no event had is told at the end, once.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    printf '%s\n' '{"ts":1767225600,"latency_ms":5,"user":{"id":1,"mail":"x"}}' '{"ts":1767225601,"b":null}' >in
}

# unseen WORDS ARG...   the closing line over the two events
unseen() {
    local want=$1
    shift
    run_kept weir -i in "$@"
    [ "$(grep '^weir: no event had' "$stderr")" = "${want:+weir: no event had $want}" ] ||
        failed "expected '$want' of: $*"
}

@test "unseen: said once, with what is near and what there is" {
    local has='; the first one has ts, latency_ms, user'
    unseen "'latency' (did you mean 'latency_ms'?)$has" 'filter latency > 5'
    unseen "'usr.id' (did you mean 'user.id'?)$has" 'project usr.id'
    unseen "'user.ip' (did you mean 'user.id'?)$has" 'count by user.ip'
    unseen "'zzz'$has" 'set x = zzz + 1'
    unseen "'x', 'y', 'z'$has" 'max(x) where y > 1 by z'
    unseen "'at'$has" -t at 'window 1m' 'count'
    unseen "'old'$has" 'rename new = old'
    unseen "'a', 'c', 'd', 'e', 'f' and 2 more$has" 'set x = [a, c, d, e, f, g, h]'
    unseen "'k'$has" 'head 5 per k'
}

@test "unseen: not for what some event had, be it null, whatever its place" {
    unseen '' 'filter latency_ms > 1' 'project user.id'
    unseen '' 'filter b == 1'
    unseen '' 'filter false and b == 1'
    unseen '' 'count by user.mail' 'filter mail == "x"'
}

@test "unseen: not where the pipeline is ready for it, nor for fields of its own" {
    unseen '' 'filter exists(x)'
    unseen '' 'set y = x ?? 0'
    unseen '' 'set y = coalesce(x, z, 1)'
    unseen '' 'filter x == null or null != z'
    unseen '' 'set y = if(exists(x), x, 0)'
    unseen '' 'drop x, user.y'
    unseen '' 'set x = 1, user.y = 2' 'filter x == 1 and user.y == 2'
    unseen '' 'rename x = latency_ms' 'filter x > 1'
    unseen '' 'window 1m' 'count' 'filter count > 1 and window_start < "2026"'
    unseen "'d'; the first one has ts, latency_ms, user" 'set y = x ?? d'
}

@test "unseen: nothing without an event, nor with -q" {
    run_kept weir 'filter x > 1' </dev/null
    [ ! -s "$stderr" ]
    run_kept weir 'filter x > 1' <<<oops
    [ "$(grep -c 'no event had' "$stderr")" = 0 ]
    run_kept weir -q -i in 'filter x > 1'
    [ ! -s "$stderr" ]
}

@test "unseen: odd names, long lists, texts beside it" {
    check_error 0 weir 'filter x > 1' <<<'{"a b":1,"\u0007":2,"c":3,"d":3,"e":3,"f":3,"g":3,"h":3,"i":3,"j":3,"k":3}' 3<<'ERR'
weir: no event had 'x'; the first one has a b, \u0007, c, d, e, f, g, h, i, j, ...
ERR
    check_error 0 weir 'filter `a c` > 1' <<<'{"a b":1}' 3<<'ERR'
weir: no event had 'a c' (did you mean 'a b'?); the first one has a b
ERR
    check_error 0 weir 'filter x > 1' <<<'{}' 3<<'ERR'
weir: no event had 'x'
ERR
    printf '{"big":"%070000d"}\n' 0 >big
    check_error 0 weir -i big 'filter x > 1' 3<<'ERR'
weir: no event had 'x'
ERR
}

@test "unseen: what was read beyond the end of head does not count, however the input is cut" {
    printf '{"a":1}\n{"a":2}\n{"x":3}\n' >late
    local size
    for size in 1 5 8 16 4096; do
        WEIR_TEST_READ_SIZE=$size check_error 0 weir -i late 'filter a > 0 or x > 5' 'head 2' 3<<'ERR'
weir: no event had 'x'; the first one has a
ERR
        WEIR_TEST_READ_SIZE=$size check_error 0 weir -i late 'filter a > 0 or x > 1' 'head 3' 3</dev/null
    done
}

@test "unseen: one input of several has it" {
    echo '{"ts":1767225602,"x":1}' >other
    check_error 0 weir -i in -i other 'x > 1' 3</dev/null
    check_error 0 weir -i in -i other 'window 1m' 'max(x), min(y)' 3<<'ERR'
weir: no event had 'y'; the first one has ts, latency_ms, user
ERR
}

@test "unseen fields: a key with dots in it" {
    printf '{"log.level":"x","log":{"a":1}}\n' >"$BATS_TEST_TMPDIR/in"
    check_said() { { weir -i "$BATS_TEST_TMPDIR/in" "$1" >/dev/null; } 2>&1; }
    check_output check_said 'count by log.level' 3<<'OUT'
weir: no event had 'log.level' (did you mean `log.level`, in backticks?); the first one has log.level, log
OUT
    check_output check_said 'count by `log.level`' 3</dev/null
}
