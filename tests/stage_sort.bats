# SPDX-License-Identifier: MIT
load helpers

events() {
    printf '%s\n' '{"k":"b","n":1}' '{"k":"a","n":9}' '{"k":"a","n":3}' '{"k":null,"n":9}' '{"n":5}' '{"k":"b","n":2}'
}

@test "sort: by one key, equals as they came" {
    check_output weir 'sort n' < <(events) 3<<'OUT'
{"k":"b","n":1}
{"k":"b","n":2}
{"k":"a","n":3}
{"n":5}
{"k":"a","n":9}
{"k":null,"n":9}
OUT
    check_output weir 'sort n desc' < <(events) 3<<'OUT'
{"k":"a","n":9}
{"k":null,"n":9}
{"n":5}
{"k":"a","n":3}
{"k":"b","n":2}
{"k":"b","n":1}
OUT
    check_output weir 'sort n' </dev/null 3</dev/null
}

@test "sort: by several keys, each its way; missing and null first" {
    check_output weir 'sort k, n desc' < <(events) 3<<'OUT'
{"k":null,"n":9}
{"n":5}
{"k":"a","n":9}
{"k":"a","n":3}
{"k":"b","n":2}
{"k":"b","n":1}
OUT
    check_output weir 'sort k desc, n asc | head 2' < <(events) 3<<'OUT'
{"k":"b","n":1}
{"k":"b","n":2}
OUT
}

@test "sort: by an expression, evaluated once" {
    check_output weir 'sort n % 3, n | project n' < <(events) 3<<'OUT'
{"n":3}
{"n":9}
{"n":9}
{"n":1}
{"n":2}
{"n":5}
OUT
    run_kept weir 'sort k + 1' < <(printf '%s\n' '{"k":"a"}' '{"k":"b"}')
    [ "$(grep -c 'k + 1: ' "$stderr")" = 2 ]
}

@test "sort: types, numbers exactly, texts by code point" {
    values() {
        printf '{"v":%s}\n' true 1 '"x"' '[1]' '{"a":1}' 12345678901234567891 12345678901234567890 1.5 \
            1e999 '"\ud800"' '"\u0000"' '""' null false '"caf\u00e9"' '"café"' -1e999 '[]' '{}' '[null]'
    }
    check_output weir 'sort v' < <(values) 3<<'OUT'
{"v":null}
{"v":false}
{"v":true}
{"v":-1e999}
{"v":1}
{"v":1.5}
{"v":12345678901234567890}
{"v":12345678901234567891}
{"v":1e999}
{"v":""}
{"v":"\u0000"}
{"v":"caf\u00e9"}
{"v":"café"}
{"v":"x"}
{"v":"\ud800"}
{"v":[]}
{"v":[null]}
{"v":[1]}
{"v":{}}
{"v":{"a":1}}
OUT
}

@test "sort: many rows, as a stable sort elsewhere puts them" {
    many() { awk 'BEGIN { srand(7); for (i = 0; i < 30000; i++) print "{\"n\":" int(rand() * 1000) ",\"s\":\"" int(rand() * 50) "\",\"i\":" i "}" }'; }
    many | python3 -c '
import json, sys
rows = [(json.loads(l), l) for l in sys.stdin]
rows.sort(key=lambda r: r[0]["s"], reverse=True)
rows.sort(key=lambda r: r[0]["n"])
for r in rows: print(r[1], end="")' >"$BATS_TEST_TMPDIR/want"
    check_output weir 'sort n, s desc' < <(many) 3<"$BATS_TEST_TMPDIR/want"
}

@test "sort: deep nesting and huge texts" {
    deep() { python3 -c '
for n in 3, 1, 2: print("{\"v\":" + "[" * 1000 + str(n) + "]" * 1000 + ",\"n\":%d}" % n)
for n in 5, 4: print("{\"v\":\"" + "x" * 1000000 * n + "\",\"n\":%d}" % n)'; }
    check_output weir 'sort v | project n' < <(deep) 3< <(printf '{"n":%s}\n' 4 5 1 2 3)
}

@test "sort: in a window, when it closes" {
    check_output weir -l 5s 'window 1m | sort n desc | project window_start, n' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","n":1}
{"ts":"2026-01-01T00:01:02Z","n":7}
{"ts":"2026-01-01T00:00:20Z","n":2}
{"ts":"2026-01-01T00:01:10Z","n":9}
IN
{"window_start":"2026-01-01T00:00:00Z","n":2}
{"window_start":"2026-01-01T00:00:00Z","n":1}
{"window_start":"2026-01-01T00:01:00Z","n":9}
{"window_start":"2026-01-01T00:01:00Z","n":7}
OUT
    check_output weir -l 0s 'window 1m | count by k | sort count desc, k | head 1 | project k, count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"b"}
{"ts":"2026-01-01T00:00:11Z","k":"a"}
{"ts":"2026-01-01T00:01:11Z","k":"c"}
IN
{"k":"a","count":1}
{"k":"c","count":1}
OUT
}

@test "sort: mistakes" {
    check_error 2 weir 'sort' 3<<'ERR'
weir: sort needs an expression
  sort
      ^
usage: sort EXPR [asc|desc], ...
ERR
    check_error 2 weir 'sort a descending' 3<<'ERR'
weir: unexpected 'descending'
  sort a descending
         ^~~~~~~~~~
usage: sort EXPR [asc|desc], ...
ERR
}
