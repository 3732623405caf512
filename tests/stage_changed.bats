# SPDX-License-Identifier: MIT
load helpers

@test "changed: only where the value differs from the last one" {
    check_output weir 'changed s' <<'IN' 3<<'OUT'
{"s":1,"n":1}
{"s":1.0,"n":2}
{"s":2,"n":3}
{"n":4}
{"s":null,"n":5}
{"s":"","n":6}
{"s":1,"n":7}
IN
{"s":1,"n":1,"was":null}
{"s":2,"n":3,"was":1}
{"n":4,"was":2}
{"s":"","n":6,"was":null}
{"s":1,"n":7,"was":""}
OUT
    check_output weir 'changed s' </dev/null 3</dev/null
}

@test "changed: by a key" {
    check_output weir 'changed state by host' <<'IN' 3<<'OUT'
{"host":"a","state":"up"}
{"host":"b","state":"up"}
{"host":"a","state":"up"}
{"state":"up"}
{"host":"a","state":"down"}
{"host":null,"state":"up"}
{"host":"b","state":"down"}
IN
{"host":"a","state":"up","was":null}
{"host":"b","state":"up","was":null}
{"state":"up","was":null}
{"host":"a","state":"down","was":"up"}
{"host":"b","state":"down","was":"up"}
OUT
}

@test "changed: several values, an object of the old ones" {
    check_output weir 'changed user.name, big = n > 5, tags by k' <<'IN' 3<<'OUT'
{"k":1,"user":{"name":"a\u0000b"},"n":1,"tags":[1,2]}
{"k":1,"user":{"name":"a\u0000b","x":1},"n":2,"tags":[ 1, 2.0 ]}
{"k":1,"user":{"name":"c"},"n":2,"tags":[1,2]}
{"k":1,"user":{"name":"c"},"n":9}
{"k":1,"user":{"name":"c"},"n":9,"tags":{}}
IN
{"k":1,"user":{"name":"a\u0000b"},"n":1,"tags":[1,2],"was":null}
{"k":1,"user":{"name":"c"},"n":2,"tags":[1,2],"was":{"name":"a\u0000b","big":false,"tags":[1,2]}}
{"k":1,"user":{"name":"c"},"n":9,"was":{"name":"c","big":false,"tags":[1,2]}}
{"k":1,"user":{"name":"c"},"n":9,"tags":{},"was":{"name":"c","big":true,"tags":null}}
OUT
}

@test "changed: an event's own field 'was' is replaced; below other stages" {
    check_output weir 'changed s | set old = was' <<'IN' 3<<'OUT'
{"was":7,"s":1}
{"was":8,"s":2}
IN
{"was":null,"s":1,"old":null}
{"was":1,"s":2,"old":1}
OUT
    check_output weir 'set t = time(ts) | changed truncate(t, 1m) | project was' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z"}
{"ts":"2026-01-01T00:00:20Z"}
{"ts":"2026-01-01T00:01:20Z"}
IN
{"was":null}
{"was":"2026-01-01T00:00:00Z"}
OUT
}

@test "changed: every kind of value" {
    values() {
        printf '{"v":%s}\n' true true false 0 -0 12345678901234567890 12345678901234567891 '"\ud800"' '"\ud800"' \
            '"caf\u00e9"' '"café"' '{"a":1,"b":2}' '{"b":2,"a":1}' '[]' 1e999
    }
    check_output weir 'changed v | project v, was' < <(values) 3<<'OUT'
{"v":true,"was":null}
{"v":false,"was":true}
{"v":0,"was":false}
{"v":12345678901234567890,"was":0}
{"v":12345678901234567891,"was":12345678901234567890}
{"v":"\ud800","was":12345678901234567891}
{"v":"caf\u00e9","was":"\ud800"}
{"v":{"a":1,"b":2},"was":"caf\u00e9"}
{"v":[],"was":{"a":1,"b":2}}
{"v":1e999,"was":[]}
OUT
}

@test "changed: on the rows that come out of windows" {
    check_output weir -l 0s 'window 1m | count by k | changed count by k | project window_start, count, was' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a"}
{"ts":"2026-01-01T00:01:10Z","k":"a"}
{"ts":"2026-01-01T00:02:10Z","k":"a"}
{"ts":"2026-01-01T00:02:20Z","k":"a"}
IN
{"window_start":"2026-01-01T00:00:00Z","count":1,"was":null}
{"window_start":"2026-01-01T00:02:00Z","count":2,"was":1}
OUT
}

@test "changed: 100,000 keys; values that grow and shrink; deep ones" {
    keys() { awk 'BEGIN { for (i = 0; i < 300000; i++) print "{\"k\":" i % 100000 ",\"v\":" int(i / 200000) "}" }'; }
    check_output weir 'changed v by k | count' < <(keys) 3<<<'{"count":200000}'
    sizes() { python3 -c '
for n in 1, 100000, 0, 5, 2000000, 3: print("{\"v\":\"" + "x" * n + "\"}")
for n in 1, 1, 2: print("{\"v\":" + "[" * 1000 + str(n) + "]" * 1000 + "}")'; }
    check_output weir 'changed v | project n = len(v), w = len(was)' < <(sizes) 3<<'OUT'
{"n":1,"w":null}
{"n":100000,"w":1}
{"n":0,"w":100000}
{"n":5,"w":0}
{"n":2000000,"w":5}
{"n":3,"w":2000000}
{"n":1,"w":3}
{"n":1,"w":1}
OUT
}

@test "changed: --strict" {
    check_output -s 1 weir --strict 'changed v + 1' < <(printf '{"v":%s}\n' 1 1 '"x"' 2) 3<<<'{"v":1,"was":null}'
    grep -q '^weir: stopped by --strict: stage 1, line 3 of standard input: v + 1: "x"' "$stderr"
}

@test "changed: mistakes" {
    check_error 2 weir 'changed' 3<<'ERR'
weir: changed needs an expression
  changed
         ^
usage: changed [NAME =] EXPR, ... [by EXPR, ...]
ERR
    check_error 2 weir 'changed a.x, b.x' 3<<'ERR'
weir: two fields would be called 'x'
  changed a.x, b.x
               ^~~
'a.x' and 'b.x': give one of them another name with NAME = ...
ERR
    run_kept weir 'changed a + 1, b'
    [ "$exit_status" = 2 ]
    check_output weir 'changed a + 1' <<<'{"a":1}' 3<<<'{"a":1,"was":null}'
}

# Each row leaves a window that overlaps others once for each; an aggregate below counts those.
@test "changed: between a window and its aggregate" {
    check_output weir -l 0s 'window 2m every 1m | changed k | count | project count' 3< <(printf '{"count":%s}\n' 3 1) < <(
        printf '{"ts":"2026-01-01T00:%s","k":"%s"}\n' 00:00Z a 00:10Z b 00:40Z a 01:30Z a 02:30Z b
    )
    check_error 2 weir 'window sliding 1m | changed n' 3<<'ERR'
weir: a sliding window is for an aggregate: each event has a window of its own
  window sliding 1m | changed n
                      ^~~~~~~
ERR
}
