# SPDX-License-Identifier: MIT
# Aggregates over values of any type: distinct, approx_distinct, mode, top, collect, collect_set,
# min_by and max_by, any and every.
load helpers

xs() {
    printf '{"x":%s}\n' "$@"
}

# Values that are equal though written differently, and others.
alike() {
    xs 1 '"a"' 1.0 '"\u0061"' 1e0 true '[1]' '[1.0]' '{"a":1,"b":2}' '{"b":2,"a":1}' null 100000000000000000000 1e20 '""'
}

@test "distinct, approx_distinct: equal as in groups, nulls left out" {
    check_output weir 'distinct(x), approx_distinct(x)' < <(alike) 3<<<'{"distinct_x":7,"approx_distinct_x":7}'
    check_output weir 'distinct(x), approx_distinct(x)' </dev/null 3<<<'{"distinct_x":0,"approx_distinct_x":0}'
    check_output weir 'distinct(x)' < <(xs '"\ud800"' '"\ud801"' '"\ud800"' '"a\u0000b"' '"a\u0000c"') 3<<<'{"distinct_x":4}'
}

@test "distinct, approx_distinct: many values" {
    seq 200000 | sed 's/.*/{"x":"user-&"}/' >"$BATS_TEST_TMPDIR/many"
    check_output weir 'distinct(x), a = approx_distinct(x) | set a = abs(a / 200000 - 1) < 0.04' \
        < <(cat "$BATS_TEST_TMPDIR/many" "$BATS_TEST_TMPDIR/many") 3<<<'{"distinct_x":200000,"a":true}'
    check_output weir 'approx_distinct(x)' < <(head -768 "$BATS_TEST_TMPDIR/many") 3<<<'{"approx_distinct_x":768}'
}

@test "mode: the most frequent, of several the first, as first written" {
    check_output weir 'mode(x)' < <(xs 2 1.0 1 2 3) 3<<<'{"mode_x":2}'
    check_output weir 'mode(x)' < <(xs 3 1.0 1) 3<<<'{"mode_x":1.0}'
    check_output weir 'mode(x)' < <(xs null null '"\u0061"' '"a"') 3<<<'{"mode_x":"a"}'
    check_output weir 'mode(x)' </dev/null 3<<<'{"mode_x":null}'
}

@test "top: by count, ties by first arrival" {
    check_output weir 'top(x, 2)' < <(xs '"c"' '"a"' '"b"' '"b"' '"a"' null) 3<<'OUT'
{"top_x":[{"value":"a","count":2},{"value":"b","count":2}]}
OUT
    check_output weir 'top(x, 10)' < <(xs '"\"q\"\n"' '[1, 2]' '"\ud800"') 3<<'OUT'
{"top_x":[{"value":"\"q\"\n","count":1},{"value":[1, 2],"count":1},{"value":"\ud800","count":1}]}
OUT
    check_output weir 'top(x, 3)' </dev/null 3<<<'{"top_x":null}'
    check_output weir 'top(k, 1) by x' 3<<'OUT' <<'IN'
{"x":1,"top_k":[{"value":"a","count":2}]}
OUT
{"x":1,"k":"a"}
{"x":1,"k":"a"}
IN
}

@test "top: beyond the bound counts come with their error" {
    { seq 5000; yes 7 | head -3000; seq 5000; yes 9 | head -2000; } | sed 's/.*/{"x":&}/' >"$BATS_TEST_TMPDIR/many"
    check_output weir 't = top(x, 2) | set a = t[0], b = t[1] | set ok = a.value == 7 and b.value == 9
        and a.count >= 3002 and a.count - a.error <= 3002 and a.error <= 30 | project ok' \
        <"$BATS_TEST_TMPDIR/many" 3<<<'{"ok":true}'
}

@test "collect: by arrival, nulls kept, bounded" {
    check_output weir 'collect(x), n = collect(x, 2)' < <(xs 1 null '"a\"b"' '[1, 2]' 1.0) 3<<'OUT'
{"collect_x":[1,null,"a\"b",[1, 2],1.0],"n":[1,null]}
OUT
    check_output weir 'collect(y)' < <(xs 1) 3<<<'{"collect_y":[null]}'
    check_output weir 'collect(y)' </dev/null 3<<<'{"collect_y":null}'
    check_output weir 'c = collect(x) | set n = len(c), last = c[-1] | drop c' < <(seq 100000 | sed 's/.*/{"x":&}/') 3<<<'{"n":100000,"last":100000}'
    check_output weir 'c = collect(time(x))' < <(xs '"2026-01-01T01:00:00+01:00"') 3<<<'{"c":["2026-01-01T00:00:00Z"]}'
}

@test "collect: deep values" {
    local deep
    deep=$(printf '[%.0s' {1..1000})$(printf ']%.0s' {1..1000})
    check_output weir 'n = count, c = collect(x, 1), s = collect_set(x), d = distinct(x) | project n, d' < <(xs "$deep" "$deep") 3<<<'{"n":2,"d":1}'
}

@test "collect_set: in order of first arrival, as first written" {
    check_output weir 'collect_set(x), n = collect_set(x, 3)' < <(alike) 3<<'OUT'
{"collect_set_x":[1,"a",true,[1],{"a":1,"b":2},100000000000000000000,""],"n":[1,"a",true]}
OUT
    check_output weir 'collect_set(x)' < <(xs null) 3<<<'{"collect_set_x":null}'
}

@test "min_by, max_by: the first of several, x may be null, y may not" {
    check_output weir 'min_by(k, x), max_by(k, x)' 3<<<'{"min_by_k":"b","max_by_k":null}' <<'IN'
{"k":"a","x":5}
{"k":"b","x":1}
{"k":"c","x":1.0}
{"x":9}
{"k":"d","x":9}
{"k":"e","x":null}
IN
    check_output weir 'max_by(k, x)' 3<<<'{"max_by_k":1.50}' <<'IN'
{"k":1.50,"x":"text"}
{"k":2,"x":7}
IN
    check_output weir 'min_by(x, y)' </dev/null 3<<<'{"min_by_x":null}'
}

@test "any, every: nulls do not count" {
    check_output weir 'any(x), every(x)' < <(xs true null) 3<<<'{"any_x":true,"every_x":true}'
    check_output weir 'any(x), every(x)' < <(xs false true) 3<<<'{"any_x":true,"every_x":false}'
    check_output weir 'any(x), every(x)' < <(xs false) 3<<<'{"any_x":false,"every_x":false}'
    check_output weir 'any(x), every(x)' < <(xs null) 3<<<'{"any_x":null,"every_x":null}'
    check_output weir -q 'any(x), every(x)' < <(xs 1 '"true"') 3<<<'{"any_x":null,"every_x":null}'
}

@test "values: each with a where of its own" {
    check_output weir 'a = collect(x) where x > 1, b = mode(x) where x < 0, n = distinct(x) where x >= 1' < <(xs 1 2 3) 3<<'OUT'
{"a":[2,3],"b":null,"n":3}
OUT
}
