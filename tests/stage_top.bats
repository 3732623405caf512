# SPDX-License-Identifier: MIT
load helpers

events() {
    printf '%s\n' '{"k":"a","n":1}' '{"k":"b","n":9}' '{"k":"a","n":3}' '{"k":null,"n":9}' '{"n":5}' \
        '{"k":"b","n":2}' '{"k":"a","n":null}' '{"k":"c"}'
}

@test "top: the N largest, from the largest down; of equals the earlier; null never" {
    check_output weir 'top 3 by n' < <(events) 3<<'OUT'
{"k":"b","n":9}
{"k":null,"n":9}
{"n":5}
OUT
    check_output weir 'top 1 by n' < <(events) 3<<<'{"k":"b","n":9}'
    check_output weir 'top 100 by n desc | count' < <(events) 3<<<'{"count":6}'
    check_output weir 'top 3 by n' </dev/null 3</dev/null
    check_output weir 'top 1 by n' <<<' {"n" : 1.50} ' 3<<<' {"n" : 1.50} '
}

@test "top: asc, the N smallest" {
    check_output weir 'top 2 by n asc' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
OUT
}

@test "top: per, of each key, keys as they first came" {
    check_output weir 'top 1 by n per k' < <(events) 3<<'OUT'
{"k":"a","n":3}
{"k":"b","n":9}
{"k":null,"n":9}
OUT
    check_output weir 'top 1 by n asc per k, n > 4' < <(events) 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":9}
{"n":5}
{"k":"b","n":2}
OUT
}

@test "top: by an expression, by a list" {
    check_output weir 'top 1 by -n' < <(events) 3<<<'{"k":"a","n":1}'
    check_output weir 'top 2 by [k ?? "z", n] | project k, n' < <(events) 3<<'OUT'
{"k":null,"n":9}
{"k":null,"n":5}
OUT
}

@test "top: types rank as they sort, numbers exactly" {
    values() {
        printf '{"v":%s}\n' true 1 '"x"' '[1]' '{"a":1}' 12345678901234567891 12345678901234567890 \
            1e999 '"\ud800"' '"\u0000"' '""' null false '"caf\u00e9"'
    }
    check_output weir 'top 20 by v' < <(values) 3<<'OUT'
{"v":{"a":1}}
{"v":[1]}
{"v":"\ud800"}
{"v":"x"}
{"v":"caf\u00e9"}
{"v":"\u0000"}
{"v":""}
{"v":1e999}
{"v":12345678901234567891}
{"v":12345678901234567890}
{"v":1}
{"v":true}
{"v":false}
OUT
    check_output weir 'top 2 by v asc' < <(values) 3<<'OUT'
{"v":false}
{"v":true}
OUT
}

# What was kept must have been copied, and the places be used again.
@test "top: of many, in any order" {
    many() { awk 'BEGIN { for (i = 0; i < 20000; i++) print "{\"n\":" (i * 7919) % 20011 ",\"pad\":\"" substr("xxxxxxxxxxxxxxxxxxxx", 1, i % 20) "\"}" }'; }
    many | python3 -c '
import json, sys
rows = [l for l in sys.stdin]
for l in sorted(rows, key=lambda l: -json.loads(l)["n"])[:500]: print(l, end="")' >"$BATS_TEST_TMPDIR/want"
    check_output weir 'top 500 by n' < <(many) 3<"$BATS_TEST_TMPDIR/want"
    check_output weir 'set k = n % 3 | top 1 by n per k | project k, n | sort k' < <(many) 3<<'OUT'
{"k":0,"n":20010}
{"k":1,"n":20008}
{"k":2,"n":20009}
OUT
}

@test "top: 100,000 keys, deep nesting, a huge text" {
    keys() { awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"k\":" i % 100000 ",\"n\":" i "}" }'; }
    check_output weir 'top 1 by n per k | min(n), max(n), count' < <(keys) \
        3<<<'{"min_n":100000,"max_n":199999,"count":100000}'
    deep() { python3 -c 'print("{\"v\":" + "[" * 1000 + "1" + "]" * 1000 + "}\n{\"v\":" + "[" * 1000 + "2" + "]" * 1000 + "}")'; }
    check_output weir 'top 1 by v | project n = len(v)' < <(deep) 3<<<'{"n":1}'
    huge() { python3 -c 'print("{\"v\":\"" + "x" * 5000000 + "\"}\n{\"v\":\"y\"}\n{\"v\":\"" + "x" * 5000001 + "\"}")'; }
    check_output weir 'top 3 by v | project n = len(v)' < <(huge) 3<<'OUT'
{"n":1}
{"n":5000001}
{"n":5000000}
OUT
}

@test "top: in a window, of each, when it closes; rows stay in the window" {
    check_output weir -l 0s 'window 1m | count by service, path | top 1 by count per service | tail 3' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","service":"a","path":"/x"}
{"ts":"2026-01-01T00:00:20Z","service":"a","path":"/y"}
{"ts":"2026-01-01T00:00:30Z","service":"a","path":"/y"}
{"ts":"2026-01-01T00:00:40Z","service":"b","path":"/z"}
{"ts":"2026-01-01T00:01:10Z","service":"b","path":"/w"}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","service":"a","path":"/y","count":2}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","service":"b","path":"/z","count":1}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","service":"b","path":"/w","count":1}
OUT
    check_output weir -l 0s 'window 1m | top 1 by n | window 1h | sum(n)' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","n":1}
{"ts":"2026-01-01T00:00:20Z","n":2}
{"ts":"2026-01-01T00:01:10Z","n":3}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","sum_n":5}
OUT
}

@test "top: rows come out at the moment the window closes" {
    check_output weir -l 0s 'window 1m | top 1 by n | project n | window global | head 1' < <(
        printf '%s\n' '{"ts":"2026-01-01T00:00:10Z","n":1}' '{"ts":"2026-01-01T00:01:10Z","n":2}'
        hold_open
    ) 3<<<'{"n":1}'
}

@test "top: --strict stops at a value that does not fit" {
    check_output -s 1 weir --strict 'top 1 by n + 1' < <(printf '%s\n' '{"n":1}' '{"n":"x"}') 3</dev/null
    grep -q '^weir: stopped by --strict: stage 1, line 2 of standard input: n + 1: "x"' "$stderr"
}

@test "top: mistakes" {
    check_error 2 weir 'top 3' 3<<'ERR'
weir: top needs 'by' and an expression
  top 3
       ^
usage: top N by EXPR [asc|desc] [per EXPR, ...]
ERR
    check_error 2 weir 'top by n' 3<<'ERR'
weir: top needs a number of rows
  top by n
      ^~
usage: top N by EXPR [asc|desc] [per EXPR, ...]
ERR
    check_error 2 weir 'top 3 by a, b' 3<<'ERR'
weir: top goes by one expression
  top 3 by a, b
              ^
[a, b] compares by a, then by b; 'sort ... | head 3' takes several
ERR
    check_error 2 weir 'count by a | top 3 by b' 3<<'ERR'
weir: the rows here have no field 'b'
  count by a | top 3 by b
                        ^
they have: a, count
ERR
}

events_of_sessions() {
    printf '{"ts":"2026-01-01T00:%s","k":"%s","n":%s}\n' 00:00Z a 1 00:10Z b 2 00:20Z a 3 01:30Z a 4 01:35Z b 1
}

@test "top: in windows that overlap, in sessions of its keys, in windows by count" {
    check_output weir -l 0s 'window 2m every 1m | top 1 by n | project window_start, n' < <(events_of_sessions) 3<<'OUT'
{"window_start":"2025-12-31T23:59:00Z","n":3}
{"window_start":"2026-01-01T00:00:00Z","n":4}
{"window_start":"2026-01-01T00:01:00Z","n":4}
OUT
    check_output weir -l 0s 'window session 30s | top 1 by n per k | project window_start, k, n' < <(events_of_sessions) 3<<'OUT'
{"window_start":"2026-01-01T00:00:10Z","k":"b","n":2}
{"window_start":"2026-01-01T00:00:00Z","k":"a","n":3}
{"window_start":"2026-01-01T00:01:30Z","k":"a","n":4}
{"window_start":"2026-01-01T00:01:35Z","k":"b","n":1}
OUT
    check_output weir 'window count 2 | top 1 by n | project n' < <(events_of_sessions) 3< <(printf '{"n":%s}\n' 2 4 1)
}

@test "top: below rows that may be replaced" {
    check_error 2 weir 'window 1m emit updates | count by k | top 1 by count' 3<<'ERR'
weir: the rows here may be replaced by later ones, and top cannot take back what it has made of them
  window 1m emit updates | count by k | top 1 by count
                                        ^~~
let the window above 'emit final'
ERR
}
