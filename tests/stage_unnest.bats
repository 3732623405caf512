# SPDX-License-Identifier: MIT
load helpers

@test "unnest: an event for each element, in its place" {
    check_output weir 'unnest a' <<'IN' 3<<'OUT'
{"i":1,"a":[1.50, "x\u0061", {"k":1}, [2], null, true],"z":9}
{"i":2,"a":[]}
{"i":3}
{"i":4,"a":null}
{"i":5,"a":"single"}
{"a":{"k":[1]}}
IN
{"i":1,"a":1.50,"z":9}
{"i":1,"a":"x\u0061","z":9}
{"i":1,"a":{"k":1},"z":9}
{"i":1,"a":[2],"z":9}
{"i":1,"a":null,"z":9}
{"i":1,"a":true,"z":9}
{"i":5,"a":"single"}
{"a":{"k":[1]}}
OUT
}

@test "unnest: as a name, in the array's place" {
    check_output weir 'unnest tags as tag' <<<$'{"i":1,"tags":["a","b"],"z":2}\n{"tags":"c","tag":7}' 3<<'OUT'
{"i":1,"tag":"a","z":2}
{"i":1,"tag":"b","z":2}
{"tag":"c"}
OUT
    check_output weir 'unnest a as `odd name`' <<<'{"a":[1]}' 3<<<'{"odd name":1}'
    check_output weir 'unnest a as b | set c = b + 1, d = a' <<<'{"a":[1,2]}' 3<<<$'{"b":1,"c":2,"d":null}\n{"b":2,"c":3,"d":null}'
}

@test "unnest: or keep" {
    check_output weir 'unnest a or keep' <<<$'{"a":[]}\n{"b":1}\n{"a":null}\n{"a":[1]}' 3<<<$'{"a":null}\n{"b":1,"a":null}\n{"a":null}\n{"a":1}'
    check_output weir 'unnest a as x or keep' <<<$'{"a":[],"b":1}\n{"b":1}' 3<<<$'{"x":null,"b":1}\n{"b":1,"x":null}'
    check_output weir 'unnest a or keep as x' <<<'{"a":[]}' 3<<<'{"x":null}'
}

@test "unnest: inside an object" {
    check_output weir 'unnest u.tags' <<<$'{"u":{"tags":[1,2],"k":0},"z":1}\n{"u":5}\n{"u":{"tags":7}}' 3<<'OUT'
{"u":{"tags":1,"k":0},"z":1}
{"u":{"tags":2,"k":0},"z":1}
{"u":{"tags":7}}
OUT
    check_output weir 'unnest u.v.w as x' <<<'{"u":{"v":{"w":[1,2]}}}' 3<<<$'{"u":{"v":{}},"x":1}\n{"u":{"v":{}},"x":2}'
    check_output weir 'unnest u.t or keep' <<<$'{"u":null}\n{}\n{"u":{}}\n{"u":5}' 3<<<$'{"u":{"t":null}}\n{"u":{"t":null}}\n{"u":{"t":null}}\n{"u":5}'
}

@test "unnest: below itself, below rows of columns, before an aggregate" {
    check_output weir 'unnest a | unnest a' <<<'{"a":[[1,2],[],[3]]}' 3<<<$'{"a":1}\n{"a":2}\n{"a":3}'
    check_output weir 'unnest a | unnest b' <<<'{"a":[1,2],"b":["x","y"]}' 3<<'OUT'
{"a":1,"b":"x"}
{"a":1,"b":"y"}
{"a":2,"b":"x"}
{"a":2,"b":"y"}
OUT
    check_output weir 'project n, l = [n, n + 1] | unnest l as m' <<<$'{"n":1}\n{"n":5}' 3<<<$'{"n":1,"m":1}\n{"n":1,"m":2}\n{"n":5,"m":5}\n{"n":5,"m":6}'
    check_output weir 'unnest t | count by t' <<<$'{"t":["a","b"]}\n{"t":["b"]}' 3<<<$'{"t":"a","count":1}\n{"t":"b","count":2}'
}

@test "unnest: in a window, events keep their time" {
    check_output weir -l 0s 'unnest t | window 1m | count by t' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:01Z","t":["a","b"]}
{"ts":"2026-01-01T00:01:01Z","t":["b","b"]}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","t":"a","count":1}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","t":"b","count":1}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","t":"b","count":2}
OUT
    check_output weir -l 0s 'window 1m | unnest t' <<<'{"ts":"2026-01-01T00:00:01Z","t":["a","b"]}' 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","ts":"2026-01-01T00:00:01Z","t":"a"}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","ts":"2026-01-01T00:00:01Z","t":"b"}
OUT
}

@test "unnest: head below it stops at the right element and line" {
    cd "$BATS_TEST_TMPDIR"
    seq 1 300 | sed 's/.*/{"n":&,"a":[1,2,3,4,5]}/' >in
    echo oops >>in
    for size in 1 50 1000000; do
        check_output env WEIR_TEST_READ_SIZE=$size "$WEIR" 'unnest a | head 7 | project n, a' <in 3<<'OUT'
{"n":1,"a":1}
{"n":1,"a":2}
{"n":1,"a":3}
{"n":1,"a":4}
{"n":1,"a":5}
{"n":2,"a":1}
{"n":2,"a":2}
OUT
        check_stderr 3</dev/null
    done
    check_output timeout 20 bash -c 'yes "{\"a\":[1,2]}" | "$WEIR" "unnest a | head 3"' 3<<<$'{"a":1}\n{"a":2}\n{"a":1}'
}

@test "unnest: the cutting of the input does not show, errors included" {
    cd "$BATS_TEST_TMPDIR"
    python3 - >in <<'PY'
import json, random
random.seed(5)
for i in range(400):
    n = random.choice([0, 1, 2, 3, 10, 511, 512, 513, 1100]) if i % 40 == 0 else random.randrange(4)
    print(json.dumps({'i': i, 'a': [random.choice([1, 2, 'x', None]) for _ in range(n)]}))
PY
    for stages in 'unnest a' 'unnest a | set b = a + 1' 'unnest a | set b = a + 1 | filter b > 1 | head 600' 'unnest a | filter a + 1 > 2 | tee t | head 200'; do
        rm -f t
        weir "$stages" <in >whole 2>whole.err
        [ ! -e t ] || mv t whole.t
        for size in 1 13 4096; do
            WEIR_TEST_READ_SIZE=$size weir "$stages" <in >got 2>got.err
            cmp got whole
            cmp got.err whole.err
            if [ -e t ]; then cmp t whole.t && rm t; fi
        done
    done
}

@test "unnest: 100,000 elements, 1,000 levels, lone surrogates, NUL" {
    python3 -c 'print("{\"a\":[%s],\"b\":1}" % ",".join(map(str, range(100000))))' | weir 'unnest a' | awk -F'[:,]' '$2 != NR - 1 { exit 1 } END { exit NR != 100000 }'
    deep=$(python3 -c 'print("[" * 1000 + "]" * 1000)')
    check_output weir 'unnest a' <<<"{\"a\":$deep}" 3<<<"{\"a\":${deep:1:-1}}"
    check_output weir 'unnest a' <<<'{"a":["\ud800","x\u0000y", ""]}' 3<<<$'{"a":"\\ud800"}\n{"a":"x\\u0000y"}\n{"a":""}'
}

@test "unnest: mistakes" {
    check_error 2 weir 'unnest a[0]' 3<<'ERR'
weir: an element of an array cannot stand here
  unnest a[0]
         ^~~~
ERR
    check_error 2 weir 'unnest a, b' 3<<'ERR'
weir: unnest takes one path
  unnest a, b
            ^
ERR
    check_error 2 weir 'unnest a as b.c' 3<<'ERR'
weir: a plain name belongs here, not a path
  unnest a as b.c
              ^~~
ERR
    check_error 2 weir 'unnest a or drop' 3<<'ERR'
weir: 'or' needs 'keep'
  unnest a or drop
              ^~~~
usage: unnest PATH [as NAME] [or keep]
ERR
    check_error 2 weir 'count by a | unnest b' 3<<'ERR'
weir: the rows here have no field 'b'
  count by a | unnest b
                      ^
they have: a, count
ERR
}
