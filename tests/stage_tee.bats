# SPDX-License-Identifier: MIT
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "tee: the rows as they stand there, and passed on" {
    check_output weir 'filter a > 1 | tee mid | set b = a * 2 | drop a' <<<$'{"a":1}\n{"a":2}\n{"a": 3}' 3<<<$'{"b":4}\n{"b":6}'
    same_as_fd3 mid 3<<<$'{"a":2}\n{"a": 3}'
}

@test "tee: behind stages that made rows, and two of them" {
    check_output weir 'set x = 1 | tee one | count by a | tee two | filter count > 1' <<<$'{"a":1}\n{"a":2}\n{"a":1}' 3<<<'{"a":1,"count":2}'
    same_as_fd3 one 3<<<$'{"a":1,"x":1}\n{"a":2,"x":1}\n{"a":1,"x":1}'
    same_as_fd3 two 3<<<$'{"a":1,"count":2}\n{"a":2,"count":1}'
}

@test "tee: it appends, and a quoted name is fine" {
    echo '{"old":1}' >'my file'
    check_output weir "tee 'my file'" <<<'{"a":1}' 3<<<'{"a":1}'
    same_as_fd3 'my file' 3<<<$'{"old":1}\n{"a":1}'
}

@test "tee: standard output where no result goes there" {
    check_output weir -o out 'tee - | count' <<<$'{"a":1}\n{"a":2}' 3<<<$'{"a":1}\n{"a":2}'
    same_as_fd3 out 3<<<'{"count":2}'
    check_error 2 weir 'tee -' 3<<'ERR'
weir: the results go to standard output, too
  tee -
      ^
let them go elsewhere with -o FILE
ERR
}

@test "tee: nothing behind the row at which head stops" {
    seq 1 1000 | sed 's/.*/{"n":&}/' >in
    for size in 1 100 100000; do
        WEIR_TEST_READ_SIZE=$size weir 'tee mid | filter n % 2 == 0 | head 3' <in >out
        [ "$(cat out)" = $'{"n":2}\n{"n":4}\n{"n":6}' ]
        [ "$(tail -n 1 mid)" = '{"n":6}' ]
        [ "$(wc -l <mid)" = 6 ]
        rm mid
    done
    weir 'tail 700 | tee mid | head 600' <in >out
    cmp out mid
}

@test "tee: in the format of --to" {
    check_output weir --to csv 'tee mid | count by a' <<<$'{"a":1,"b":"x,y"}' 3<<<$'a,count\n1,1'
    same_as_fd3 mid 3<<<$'a,b\n1,"x,y"'
    rm mid
    check_output weir --to table 'count by a | tee mid | drop a' <<<$'{"a":"abc"}\n{"a":"x"}' 3<<<$'count\n    1\n    1'
    same_as_fd3 mid 3<<<$'a    count\nabc      1\nx        1'
    rm mid
    check_output weir --to csv 'count by a | tee mid' </dev/null 3<<<'a,count'
    same_as_fd3 mid 3<<<'a,count'
}

@test "tee: what cannot be written to" {
    check_error 1 weir 'tee missing/x' </dev/null 3<<'ERR'
weir: cannot open missing/x for writing: No such file or directory
ERR
    check_error 2 weir 'tee kafka://b:1/topic' 3<<'ERR'
weir: kafka:// is not in this version
  tee kafka://b:1/topic
      ^~~~~~~~~~~~~~~~~
ERR
    check_error 2 weir 'tee' 3<<'ERR'
weir: tee needs a destination
  tee
     ^
usage: tee DEST
ERR
    check_error 2 weir 'tee ""' 3<<'ERR'
weir: this is not the name of a file
  tee ""
      ^~
ERR
    echo '{"a":1}' >in
    check_error 1 weir -i in 'tee ./in' 3<<'ERR'
weir: cannot both read in and write to ./in: it is the same file
ERR
    [ "$(cat in)" = '{"a":1}' ]
}

@test "tee: a mistake elsewhere opens nothing" {
    check_error 2 weir 'tee mid | filtr a' </dev/null 3<<'ERR'
weir: unknown stage 'filtr'
  tee mid | filtr a
            ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
ERR
    [ ! -e mid ]
}

@test "tee: a full disk is a failure, with its name, and ends an endless input" {
    [ -e /dev/full ] || skip "no /dev/full here"
    check_error 1 weir -o other 'tee /dev/full' <<<'{"a":1}' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
    same_as_fd3 other 3<<<'{"a":1}'
    check_error 1 timeout 20 bash -c 'yes "{\"a\":1}" | "$WEIR" -o /dev/null "tee /dev/full"' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
}

@test "tee: written out before weir waits" {
    mkfifo in
    "$WEIR" 'tee mid | count' <in >out &
    exec 8>in
    echo '{"a":1}' >&8
    for _ in $(seq 200); do [ -s mid ] && break; sleep 0.1; done
    [ "$(cat mid)" = '{"a":1}' ]
    exec 8>&-
    wait
    [ "$(cat out)" = '{"count":1}' ]
}

@test "tee: many rows, whole" {
    seq 1 50000 | sed 's/.*/{"n":&,"text":"0123456789"}/' >in
    weir 'tee mid | filter n < 0' <in
    cmp in mid
}

@test "tee: in a window, each event once for each window it is in" {
    check_output weir -l 0s 'window 2m every 1m | tee mid | count | project count' <<<'{"ts":"2026-01-01T00:01:05Z"}' 3<<<$'{"count":1}\n{"count":1}'
    same_as_fd3 mid 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:02:00Z","ts":"2026-01-01T00:01:05Z"}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:03:00Z","ts":"2026-01-01T00:01:05Z"}
OUT
}
