# SPDX-License-Identifier: MIT
load helpers

@test "dedup: by a key, the first of each" {
    check_output weir 'dedup by k' <<'IN' 3<<'OUT'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":"a","n":3}
{"k":null,"n":4}
{"n":5}
{"k":"caf\u00e9","n":6}
{"k":"café","n":7}
{"k":1,"n":8}
{"k":1.0,"n":9}
{"k":"1","n":10}
{"k":1e0,"n":11}
IN
{"k":"a","n":1}
{"k":"b","n":2}
{"k":null,"n":4}
{"k":"caf\u00e9","n":6}
{"k":1,"n":8}
{"k":"1","n":10}
OUT
    check_output weir 'dedup by k' </dev/null 3</dev/null
}

@test "dedup: by several keys, whose borders count" {
    check_output weir 'dedup by a, b | project n' <<'IN' 3< <(printf '{"n":%s}\n' 1 2 3 5)
{"a":"x","b":"yz","n":1}
{"a":"xy","b":"z","n":2}
{"a":"x","n":3}
{"a":"x","b":null,"n":4}
{"b":"x","n":5}
{"a":"x","b":"yz","n":6}
IN
}

@test "dedup: without by, whole events by value" {
    check_output weir 'dedup' 3<<'OUT' <<'IN'
{"a":1,"b":[1,{"x":2,"y":3}]}
{"b":[1,{"x":2,"y":3}],"a":2}
{"a":1,"b":[1,{"x":2}]}
{"a":2,"a":1}
{"a":null}
{}
{"A":1}
OUT
{"a":1,"b":[1,{"x":2,"y":3}]}
 { "b" : [1.0, {"y":3,"x":2}] , "a" : 1e0 } 
{"b":[1,{"x":2,"y":3}],"a":2}
{"a":1,"b":[1,{"x":2}]}
{"a":2,"a":1}
{"\u0061":1}
{"a":null}
{}
{ }
{"A":1}
IN
}

@test "dedup: whole rows that stages changed or made" {
    check_output weir 'drop n | dedup' <<'IN' 3<<'OUT'
{"k":"a","n":1}
{"k":"a","n":2}
{"n":3,"k":"b"}
IN
{"k":"a"}
{"k":"b"}
OUT
    check_output weir 'project k, m = n % 2 | dedup' <<'IN' 3<<'OUT'
{"k":"a","n":1}
{"k":"a","n":3}
{"k":"a","n":4}
{"k":null,"n":4}
{"n":4}
IN
{"k":"a","m":1}
{"k":"a","m":0}
{"k":null,"m":0}
OUT
    check_output weir --time-format s 'project t = time(t) | dedup' <<'IN' 3<<'OUT'
{"t":"2026-01-01T00:00:00.1Z"}
{"t":"2026-01-01T00:00:00.2Z"}
{"t":"2026-01-01T01:00:00.1+01:00"}
IN
{"t":1767225600}
{"t":1767225600}
OUT
}

@test "dedup: keys of every kind" {
    kinds() {
        printf '{"k":%s}\n' null true false 0 -0 0.0 1e999 -1e999 12345678901234567890 12345678901234567890.0 \
            123456789012345678901234567890 1e300 '""' '"\u0000"' '"\ud800"' '"\ud800\udc00"' '"𐀀"' '[]' '[[]]' '{}' \
            '{"a":1,"b":2}' '{"b":2,"a":1}' '[1,2]' '[12]' '["1","2"]' '"[1,2]"'
    }
    check_output weir 'dedup by k' < <(kinds; kinds) 3<<'OUT'
{"k":null}
{"k":true}
{"k":false}
{"k":0}
{"k":1e999}
{"k":-1e999}
{"k":12345678901234567890}
{"k":12345678901234567890.0}
{"k":123456789012345678901234567890}
{"k":1e300}
{"k":""}
{"k":"\u0000"}
{"k":"\ud800"}
{"k":"\ud800\udc00"}
{"k":[]}
{"k":[[]]}
{"k":{}}
{"k":{"a":1,"b":2}}
{"k":[1,2]}
{"k":[12]}
{"k":["1","2"]}
{"k":"[1,2]"}
OUT
}

@test "dedup: 300,000 keys, each three times; deep and huge ones" {
    many() { awk 'BEGIN { for (r = 0; r < 3; r++) for (i = 0; i < 300000; i++) print "{\"k\":\"key" i * 7 % 300000 "\"}" }'; }
    check_output weir 'dedup by k | count' < <(many) 3<<<'{"count":300000}'
    deep() { python3 -c '
for i in range(4): print("{\"k\":" + "[" * 1000 + str(i // 2) + "]" * 1000 + "}")
for i in range(4): print("{\"k\":\"" + "x" * (5000000 + i // 2) + "\"}")'; }
    check_output weir 'dedup by k | count' < <(deep) 3<<<'{"count":4}'
}

@test "dedup: within, repeats are less than D of event time away, on either side" {
    check_output weir -t t -l 1h 'dedup by k within 10s | project n' <<'IN' 3< <(printf '{"n":%s}\n' 1 3 4 6 9)
{"t":100,"k":"a","n":1}
{"t":109,"k":"a","n":2}
{"t":110,"k":"a","n":3}
{"t":110,"k":"b","n":4}
{"t":119,"k":"a","n":5}
{"t":50,"k":"a","n":6}
{"t":59.999,"k":"a","n":7}
{"t":90.001,"k":"a","n":8}
{"t":90,"k":"a","n":9}
IN
}

@test "dedup: within, alone on the stream or among others the same" {
    check_output weir -t t 'dedup by k within 10s | project n' <<'IN' 3< <(printf '{"n":%s}\n' 1 2)
{"t":0,"k":"a","n":1}
{"t":12,"k":"a","n":2}
IN
}

@test "dedup: within, older than lateness and D is late" {
    check_output weir -t t -l 5s --late "$BATS_TEST_TMPDIR/late" 'dedup by k within 10s | project n' <<'IN' 3< <(printf '{"n":%s}\n' 1 2 4)
{"t":0,"k":"a","n":1}
{"t":100,"k":"b","n":2}
{"t":84.9,"k":"c","n":3}
{"t":85,"k":"d","n":4}
IN
    [ "$(<"$BATS_TEST_TMPDIR/late")" = '{"t":84.9,"k":"c","n":3}' ]
    check_stderr 3<<'ERR'
weir: 1 event came too late; --lateness 6s would have kept it
ERR
}

@test "dedup: within, an event without a time is bad" {
    check_output -s 3 weir -t t 'dedup by k within 10s' <<'IN' 3<<<'{"t":1,"k":"a"}'
{"t":1,"k":"a"}
{"t":"x","k":"b"}
{"k":"b"}
IN
    check_stderr 3<<'ERR'
weir: bad event, line 2 of standard input: no event time: t is "x"
weir: bad event, line 3 of standard input: no event time: t is missing
weir: 2 bad events (--bad FILE keeps them)
ERR
}

# 400,000 keys pass, a few thousand are known at any time.
@test "dedup: within, what is gone by is forgotten" {
    many() { awk 'BEGIN { for (i = 0; i < 400000; i++) print "{\"t\":" 1000000000 + int(i / 1000) ",\"k\":\"a key of some length, so that it shows " i "\"}" }'; }
    many >"$BATS_TEST_TMPDIR/in"
    check_output weir -t t -l 1s 'dedup by k within 2s | count' <"$BATS_TEST_TMPDIR/in" 3<<<'{"count":400000}'
    [ "$WEIR" = "$PROJECT/weir" ] || skip "the memory of a usual build is measured"
    peak() { # PIPELINE
        python3 -c '
import resource, subprocess, sys
subprocess.run(sys.argv[2:], stdin=open(sys.argv[1]), stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$BATS_TEST_TMPDIR/in" "$WEIR" -t t -l 1s "$1"
    }
    [ $(($(peak 'dedup by k within 2s') + 15000)) -lt "$(peak 'dedup by k')" ]
}

@test "dedup: in a window, the first of each key, when it closes" {
    check_output weir -l 0s 'window 1m | dedup by k | project window_start, n' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a","n":1}
{"ts":"2026-01-01T00:00:20Z","k":"a","n":2}
{"ts":"2026-01-01T00:00:30Z","k":"b","n":3}
{"ts":"2026-01-01T00:01:10Z","k":"a","n":4}
IN
{"window_start":"2026-01-01T00:00:00Z","n":1}
{"window_start":"2026-01-01T00:00:00Z","n":3}
{"window_start":"2026-01-01T00:01:00Z","n":4}
OUT
    check_output weir -l 0s 'window 1m | project k | dedup | window 1h | count' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a","n":1}
{"ts":"2026-01-01T00:00:20Z","k":"a","n":2}
{"ts":"2026-01-01T00:01:10Z","k":"a","n":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T01:00:00Z","count":2}
OUT
}

@test "dedup: within works on the rows that come out of windows" {
    check_output weir -l 0s 'window 1m | count by k | dedup by k within 3m | project window_start' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a"}
{"ts":"2026-01-01T00:01:10Z","k":"a"}
{"ts":"2026-01-01T00:02:10Z","k":"a"}
{"ts":"2026-01-01T00:03:10Z","k":"a"}
IN
{"window_start":"2026-01-01T00:00:00Z"}
{"window_start":"2026-01-01T00:03:00Z"}
OUT
}

@test "dedup: head below it stops the reading" {
    check_output weir 'dedup by k | head 2' < <(
        printf '{"k":%s}\n' 1 1 2
        hold_open
    ) 3< <(printf '{"k":%s}\n' 1 2)
}

@test "dedup: --strict" {
    check_output -s 1 weir --strict 'dedup by k + 1' < <(printf '{"k":%s}\n' 1 1 '"x"' 2) 3<<<'{"k":1}'
    grep -q '^weir: stopped by --strict: stage 1, line 3 of standard input: k + 1: "x"' "$stderr"
    check_error 1 weir --strict -l 0s -t t 'dedup by k within 1s' < <(printf '{"t":%s,"k":1}\n' 10 5) 3<<'ERR'
weir: stopped by --strict: late event, line 2 of standard input: too late: its key may have been forgotten
ERR
}

@test "dedup: mistakes" {
    check_error 2 weir 'dedup k' 3<<'ERR'
weir: unexpected 'k'
  dedup k
        ^
usage: dedup [by EXPR, ...] [within D]
ERR
    check_error 2 weir 'dedup by k within 1mo' 3<<'ERR'
weir: a month or a year has no fixed length
  dedup by k within 1mo
                    ^~~
ERR
    check_error 2 weir 'dedup by k within 0s' 3<<'ERR'
weir: 'within' needs a length above zero
  dedup by k within 0s
                    ^~
ERR
    check_error 2 weir 'count by k | dedup by k within 1s' 3<<'ERR'
weir: the rows here have no event time
  count by k | dedup by k within 1s
               ^~~~~
they were made without a window; say what their time is: time EXPR | dedup ...
ERR
}
