# SPDX-License-Identifier: MIT
# Sequence functions: prev delta rate ewma zscore row_number, with `by`.
load helpers

@test "sequences: prev, null at first, per key, n rows back" {
    check_output weir 'set p = prev(x), q = prev(x) by k, r = prev(x, 2)' <<'IN' 3<<'OUT'
{"k":"a","x":1}
{"k":"b","x":"two"}
{"k":"a","x":[3]}
{"k":"b","x":4.50}
IN
{"k":"a","x":1,"p":null,"q":null,"r":null}
{"k":"b","x":"two","p":1,"q":null,"r":null}
{"k":"a","x":[3],"p":"two","q":1,"r":1}
{"k":"b","x":4.50,"p":[3],"q":"two","r":"two"}
OUT
}

@test "sequences: prev remembers null and missing, as null, and keeps every spelling" {
    check_output weir 'project p = prev(x)' <<'IN' 3<<'OUT'
{"x":1.50}
{"x":null}
{}
{"x":"\ud800\u0000\n"}
{"x":12345678901234567890123}
{"x":{"a" : [1e3]}}
{"x":true}
{}
IN
{"p":null}
{"p":1.50}
{"p":null}
{"p":null}
{"p":"\ud800\u0000\n"}
{"p":12345678901234567890123}
{"p":{"a" : [1e3]}}
{"p":true}
OUT
    check_output weir 'set t = time(s) | project p = prev(t), d = delta(t)' <<'IN' 3<<'OUT'
{"s":"2026-01-01T00:00:00.5Z"}
{"s":"2026-01-01T00:00:10Z"}
{"s":"2026-01-01T00:00:09Z"}
IN
{"p":null,"d":null}
{"p":"2026-01-01T00:00:00.500Z","d":9.5}
{"p":"2026-01-01T00:00:10Z","d":-1}
OUT
}

@test "sequences: prev far back" {
    seq -f '{"i":%.0f}' 5000 >"$BATS_TEST_TMPDIR/in"
    check_output weir 'set p = prev(i, 1000) | filter i in [999, 1000, 1001, 3500, 5000]' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"i":999,"p":null}
{"i":1000,"p":null}
{"i":1001,"p":1}
{"i":3500,"p":2500}
{"i":5000,"p":4000}
OUT
}

@test "sequences: keys of every type; 1 and 1.0 are one, missing and null too, escapes read" {
    check_output weir 'project k, n = row_number() by k' <<'IN' 3<<'OUT'
{"k":"a"}
{"k":"\u0061"}
{"k":1}
{"k":1.0}
{"k":null}
{}
{"k":[1,{"x":2}]}
{"k":[1.0,{"x":2}]}
{"k":""}
{"k":"\ud800"}
{"k":"\u0000"}
{"k":"\ud800"}
IN
{"k":"a","n":1}
{"k":"\u0061","n":2}
{"k":1,"n":1}
{"k":1.0,"n":2}
{"k":null,"n":1}
{"k":null,"n":2}
{"k":[1,{"x":2}],"n":1}
{"k":[1.0,{"x":2}],"n":2}
{"k":"","n":1}
{"k":"\ud800","n":1}
{"k":"\u0000","n":1}
{"k":"\ud800","n":2}
OUT
    check_output weir 'project n = row_number() by [a, b.c]' <<'IN' 3<<'OUT'
{"a":1,"b":{"c":1}}
{"a":1,"b":{"c":2}}
{"a":1,"b":{"c":1}}
{"a":2,"b":{"c":1}}
IN
{"n":1}
{"n":1}
{"n":2}
{"n":1}
OUT
}

@test "sequences: a key nested a thousand deep, and 100,000 keys" {
    deep=$(printf '[%.0s' {1..1000})$(printf ']%.0s' {1..1000})
    check_output weir 'project n = row_number() by k' 3<<'OUT' < <(printf '{"k":%s}\n' "$deep" "$deep" '[]')
{"n":1}
{"n":2}
{"n":1}
OUT
    check_output weir 'filter row_number() by k == 2 and delta(i) by k != 100000' 'count' 3<<<'{"count":0}' \
        < <(seq 200000 | awk '{ printf "{\"k\":\"key%d\",\"i\":%d}\n", $1 % 100000, $1 }')
    check_output weir 'filter row_number() by k == 2' 'count' 3<<<'{"count":100000}' \
        < <(seq 200000 | awk '{ printf "{\"k\":\"key%d\",\"i\":%d}\n", $1 % 100000, $1 }')
}

@test "sequences: delta is exact on integers, null beside null, and counts what is no number" {
    check_output weir 'project d = delta(x)' <<'IN' 3<<'OUT'
{"x":9007199254740993}
{"x":9007199254740992}
{"x":0.5}
{"x":null}
{"x":3}
{"x":"7"}
{"x":8}
{"x":12345678901234567890}
{"x":12345678901234567890}
IN
{"d":null}
{"d":-1}
{"d":-9007199254740992}
{"d":null}
{"d":null}
{"d":null}
{"d":null}
{"d":12345678901234567000}
{"d":0}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 6 of standard input: delta(x): "7" is of a wrong type here
ERR
}

@test "sequences: delta of what changes its type is counted" {
    check_output weir 'set t = if(x > 2, time(x), x)' 'project d = delta(t)' <<'IN' 3<<'OUT'
{"x":1}
{"x":3}
{"x":5}
IN
{"d":null}
{"d":null}
{"d":2}
OUT
    check_stderr 3<<'ERR'
weir: stage 2, line 2 of standard input: delta(t): "1970-01-01T00:00:03Z" is of another type than the value before it
ERR
}

@test "sequences: rate per second of event time; a counter that falls has begun again at 0" {
    check_output weir 'set r = rate(n) by k | project n, r' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:00Z","k":"a","n":100}
{"ts":"2026-01-01T00:00:01Z","k":"b","n":7}
{"ts":"2026-01-01T00:00:10Z","k":"a","n":150}
{"ts":"2026-01-01T00:00:10.1Z","k":"a","n":153}
{"ts":"2026-01-01T00:00:20.1Z","k":"a","n":30}
{"ts":"2026-01-01T00:00:20.1Z","k":"a","n":31}
{"ts":"2026-01-01T00:00:15Z","k":"a","n":32}
{"ts":"2026-01-01T00:00:16Z","k":"a","n":32.5}
{"ts":"2026-01-01T00:00:17Z","k":"a","n":null}
{"ts":"2026-01-01T00:00:18Z","k":"a","n":50}
{"ts":"2026-01-01T00:00:19Z","k":"a","n":50}
IN
{"n":100,"r":null}
{"n":7,"r":null}
{"n":150,"r":5}
{"n":153,"r":30}
{"n":30,"r":3}
{"n":31,"r":null}
{"n":32,"r":null}
{"n":32.5,"r":0.5}
{"n":null,"r":null}
{"n":50,"r":null}
{"n":50,"r":0}
OUT
}

@test "sequences: rate where there is no time is null, and counted" {
    check_output weir -t t 'project r = rate(n)' <<'IN' 3<<'OUT'
{"t":1,"n":1}
{"n":2}
{"t":3,"n":3}
{"t":5,"n":4}
IN
{"r":null}
{"r":null}
{"r":null}
{"r":0.5}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 2 of standard input: rate(n): 2 has no event time
ERR
}

# 1, then 4 after one half-life: (1/2 + 4) / (1/2 + 1) = 3; a value that comes late weighs what its time says.
@test "sequences: ewma by event time, in whatever order" {
    check_output weir -t t 'project e = ewma(x, 10s)' <<'IN' 3<<'OUT'
{"t":0,"x":1}
{"t":10,"x":4}
{"t":10,"x":null}
{"t":10,"x":"9"}
{"t":5000,"x":7}
{"t":5000,"x":9}
IN
{"e":1}
{"e":3}
{"e":null}
{"e":null}
{"e":7}
{"e":8}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 4 of standard input: ewma(x, 10s): "9" is not a number
ERR
    check_output weir -t t 'set e = ewma(x, 10s) | tail 1 | project e' 3<<<'{"e":3}' <<'IN'
{"t":10,"x":4}
{"t":0,"x":1}
IN
}

@test "sequences: zscore against the values before, of the sample" {
    check_output weir 'project z = zscore(x, 3)' <<'IN' 3<<'OUT'
{"x":0.1}
{"x":0.1}
{"x":0.1}
{"x":0.2}
{"x":null}
{"x":1}
{"x":3}
{"x":100}
{"x":101}
IN
{"z":null}
{"z":null}
{"z":null}
{"z":null}
{"z":null}
{"z":15.01110699893027}
{"z":5.203177813676041}
{"z":68.36679918475949}
{"z":1.1721914618732618}
OUT
}

@test "sequences: and, or, if, ??, coalesce, in and calls leave no row out" {
    cat >"$BATS_TEST_TMPDIR/in" <<'IN'
{"a":1,"n":1}
{"a":0,"n":2}
{"a":null,"n":3}
{"a":1,"n":4}
IN
    check_output weir 'project x = a == 1 and prev(n) == 3, y = a != 1 or prev(n) == 3, z = if(a == 1, prev(n), 0), v = coalesce(a, prev(n)), w = a ?? prev(n), u = a in [1, prev(n)], t = round(a, prev(n))' <"$BATS_TEST_TMPDIR/in" 3<<'OUT'
{"x":false,"y":false,"z":null,"v":1,"w":1,"u":true,"t":null}
{"x":false,"y":true,"z":0,"v":0,"w":0,"u":false,"t":0}
{"x":false,"y":true,"z":0,"v":2,"w":2,"u":false,"t":null}
{"x":true,"y":true,"z":3,"v":1,"w":1,"u":true,"t":1}
OUT
}

@test "sequences: a filter sees every row that reaches it, not those dropped above" {
    check_output weir 'filter x > 1 | filter prev(x) != x' 3<<'OUT' <<'IN'
{"x":2}
{"x":3}
OUT
{"x":2}
{"x":1}
{"x":2}
{"x":3}
{"x":3}
IN
    check_output weir 'prev(x) by k == 1' 3<<<'{"k":1,"x":5}' <<<$'{"k":1,"x":1}\n{"k":2,"x":3}\n{"k":1,"x":5}'
}

@test "sequences: over the rows that windows make, across windows" {
    check_output weir -l 0s 'window 10s | count by k | set d = delta(count) by k, r = rate(count) by k | drop window_end' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:00Z","k":"a"}
{"ts":"2026-01-01T00:00:01Z","k":"b"}
{"ts":"2026-01-01T00:00:10Z","k":"a"}
{"ts":"2026-01-01T00:00:11Z","k":"a"}
{"ts":"2026-01-01T00:00:20Z","k":"a"}
IN
{"window_start":"2026-01-01T00:00:00Z","k":"a","count":1,"d":null,"r":null}
{"window_start":"2026-01-01T00:00:00Z","k":"b","count":1,"d":null,"r":null}
{"window_start":"2026-01-01T00:00:10Z","k":"a","count":2,"d":1,"r":0.1}
{"window_start":"2026-01-01T00:00:20Z","k":"a","count":1,"d":-1,"r":0.1}
OUT
}

@test "sequences: a name that is both is the aggregate where one is wanted" {
    check_output weir 'filter delta(x) > 1' <<<$'{"x":1}\n{"x":3}' 3<<<'{"x":3}'
    check_output weir 'prev(x) by k >= 1' <<<$'{"x":1,"k":1}\n{"x":9,"k":2}\n{"x":3,"k":1}' 3<<<'{"x":3,"k":1}'
}

@test "sequences: where they cannot stand" {
    check_error 2 weir 'total = sum(prev(n)) by k' 3<<'ERR'
weir: prev() remembers the rows before, and cannot stand here
  total = sum(prev(n)) by k
              ^~~~~~~
set a field in a stage before: set NAME = prev(n) | ...
ERR
    for p in 'count by j = prev(n)' 'count where prev(n) > 1' 'head 1 per prev(n)' 'time prev(n)' 'window 1m on prev(n)'; do
        run_kept weir "$p" </dev/null
        [ "$exit_status" = 2 ] && grep -q 'prev() remembers the rows before, and cannot stand here' "$stderr" || failed "$p"
    done
    check_error 2 weir -t 'prev(n)' count 3<<'ERR'
weir: prev() remembers the rows before, and cannot stand here
  prev(n)
  ^~~~~~~
set a field in a stage before: set NAME = prev(n) | ...
ERR
    check_error 2 weir 'count by k | set r = rate(count)' 3<<'ERR'
weir: rate() goes by event time, and the rows here have none
  count by k | set r = rate(count)
                       ^~~~~~~~~~~
say what their time is: time EXPR | ...
ERR
}

@test "sequences: wrong arguments" {
    check_error 2 weir 'set a = prev(n, 0), b = 1' 3<<'ERR'
weir: a number from 1 to 1000000 is wanted here
  set a = prev(n, 0), b = 1
                  ^
ERR
    check_error 2 weir 'set a = prev(n, m)' 3<<'ERR'
weir: a constant whole number is wanted here
  set a = prev(n, m)
                  ^
ERR
    check_error 2 weir 'set a = zscore(n, 1)' 3<<'ERR'
weir: a number from 2 to 100000 is wanted here
  set a = zscore(n, 1)
                    ^
ERR
    check_error 2 weir 'set a = ewma(n, 1mo)' 3<<'ERR'
weir: a month or a year has no fixed length
  set a = ewma(n, 1mo)
                  ^~~
ERR
    check_error 2 weir 'set a = ewma(n, 0s)' 3<<'ERR'
weir: a constant duration above zero is wanted here, such as 5m
  set a = ewma(n, 0s)
                  ^~
ERR
    check_error 2 weir 'set a = delta("x")' 3<<'ERR'
weir: delta() wants a number or a time or a duration, this is a text
  set a = delta("x")
                ^~~
ERR
}

@test "sequences: by takes one path, or a list" {
    check_error 2 weir 'set a = prev(n) by' 3<<'ERR'
weir: 'by' of prev() needs a field, or a list of keys
  set a = prev(n) by
                    ^
write by a, or by [a, b]
ERR
    check_error 2 weir 'set a = prev(n) by []' 3<<'ERR'
weir: 'by' of prev() needs a key
  set a = prev(n) by []
                     ^~
ERR
    check_error 2 weir 'set a = prev(n) by lower(k)' 3<<'ERR'
weir: unexpected '('
  set a = prev(n) by lower(k)
                          ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a = prev(n) by k, j' 3<<'ERR'
weir: set needs a field's name and '=' here
  set a = prev(n) by k, j
                        ^
several keys stand in a list: by [a, b]
ERR
    check_error 2 weir 'set a = lower(n) by k' 3<<'ERR'
weir: unexpected 'by'
  set a = lower(n) by k
                   ^~
'by' goes with aggregates, and with functions that remember rows: prev(x) by KEY
ERR
    check_error 2 weir 'set a = prv(n) by k' 3<<'ERR'
weir: unknown function 'prv'
  set a = prv(n) by k
          ^~~
did you mean 'prev'? 'weir -h functions' lists them
ERR
}
