# SPDX-License-Identifier: MIT
load helpers
load peer

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "exec: a command for each row, the row on its standard input, and the row passed on" {
    check_output weir 'filter a > 1 | set b = 1' 'exec "cat >>got"' 'drop a' <<<$'{"a":1}\n{"a":2}\n{"a":3}' 3<<<$'{"b":1}\n{"b":1}'
    same_as_fd3 got 3<<<$'{"a":2,"b":1}\n{"a":3,"b":1}'
    check_output weir --to csv 'count by a' 'exec "cat >>made"' <<<'{"a":"x"}' 3<<<$'a,count\nx,1'
    same_as_fd3 made 3<<<'{"a":"x","count":1}'
    # What it prints goes to standard error; what a row says is never a command.
    check_output weir "exec 'cat; echo done'" <<<'{"a":"$(touch x)`touch y`"}' 3<<<'{"a":"$(touch x)`touch y`"}'
    check_stderr 3<<<$'{"a":"$(touch x)`touch y`"}\ndone'
    [ ! -e x ] && [ ! -e y ]
}

@test "exec: rows larger than a pipe, and commands that do not read them" {
    printf '{"a":"%0300000d"}\n' 1 2 3 >in
    check_output weir -i in -o /dev/null 'exec "cat >>got" jobs 1' 3</dev/null
    cmp got in
    check_output weir -i in -o /dev/null 'exec true jobs 3' 3</dev/null
    check_stderr 3</dev/null
}

@test "exec: with one job after the other, with several at most so many at once, started in order" {
    numbered 6 >in
    weir -i in -o /dev/null 'exec "cat >>got; rmdir busy 2>/dev/null && echo two >>got; mkdir busy; rmdir busy"'
    cmp got in
    # Each of three waits until three are at work: with less than three at once none would end.
    export WAIT='n=$(tr -dc 0-9); echo $n >>started; touch at.$n
        for i in $(seq 1000); do [ "$(ls | grep -c "^at\.")" -ge $(( (n + 2) / 3 * 3 )) ] && break; sleep 0.02; done
        [ "$(ls | grep -c "^at\.")" -le 6 ] || touch too.many'
    check_output weir -i in -o /dev/null 'exec "eval \"$WAIT\"" jobs 3 timeout 50s' 3</dev/null
    check_stderr 3</dev/null
    [ ! -e too.many ]
    [ "$(head -n 3 started | sort | tr -d '\n')" = 123 ]
    [ "$(tail -n 3 started | sort | tr -d '\n')" = 456 ]
}

@test "exec: what failed is told, counted and kept" {
    numbered 6 >in
    # shellcheck disable=SC2094 # weir and the check read it, nothing writes it
    check_output -s 3 weir -i in "exec 'read l; [ -z \"\$l\" ]'" 3<in
    check_stderr 3<<'ERR'
weir: stage 1, exec: the command ended with status 1
weir: stage 1, exec: the command ended with status 1
weir: stage 1, exec: the command ended with status 1
weir: stage 1, exec: the command failed for 6 of 6 rows
ERR
    check_output -s 0 weir -i in -o /dev/null 'exec "grep -q [135]" or dead' 3</dev/null
    same_as_fd3 dead 3<<<$'{"n":2}\n{"n":4}\n{"n":6}'
    check_output -s 3 weir -q -i in -o /dev/null 'exec "kill -9 $$"' 3</dev/null
    check_stderr 3</dev/null
    check_error 1 weir -i in -o /dev/null --strict 'exec "exit 7"' 3<<'ERR'
weir: stopped by --strict: stage 1, exec: the command ended with status 7
ERR
    check_error 3 weir -o /dev/null 'exec /no/such/command' <<<'{}' 3<<'ERR'
sh: 1: /no/such/command: not found
weir: stage 1, exec: the command ended with status 127
ERR
}

@test "exec: it is tried again, as often as it says" {
    numbered 2 >in
    check_output weir -i in -o /dev/null "exec 'echo x >>tries; [ \$(wc -l <tries) -ge 3 ] && cat >>got' retries 2 or dead" 3</dev/null
    cmp got in
    [ "$(wc -l <tries)" = 4 ] && [ ! -s dead ]
    check_output weir -i in -o /dev/null "exec 'echo x >>again; exit 1' retries 1 or dead" 3</dev/null
    [ "$(wc -l <again)" = 4 ]
    cmp dead in
}

@test "exec: a time limit ends the command and all it has started" {
    echo '{"n":1}' >in
    check_output -s 0 timeout 30 "$WEIR" -i in -o /dev/null "exec 'sleep 100 & echo \$! >pid; sleep 100' timeout 200ms or dead" 3</dev/null
    check_stderr 3<<<'weir: stage 1, exec: the command was over its time limit'
    cmp dead in
    gone() { ! kill -0 "$(cat pid)" 2>/dev/null || grep -q '^State:.Z' "/proc/$(cat pid)/status"; }
    wait_until gone
    # One that does not mind SIGTERM is killed.
    check_output -s 3 timeout 30 "$WEIR" -q -i in -o /dev/null "exec 'trap \"\" TERM; while :; do sleep 1; done' timeout 50ms" 3</dev/null
}

@test "exec: SIGTERM: what is at work has a little time, nothing is tried again, weir dies by it" {
    mkfifo in
    "$WEIR" -o out "exec 'touch begun; while [ ! -e go ]; do sleep 0.02; done; cat >>got'" <in 2>err &
    local pid=$! status=0
    exec 8>in
    echo '{"n":1}' >&8
    wait_until [ -e begun ]
    kill -TERM "$pid"
    touch go
    wait "$pid" || status=$?
    [ "$status" = 143 ]
    [ "$(cat got)" = '{"n":1}' ] && [ "$(cat out)" = '{"n":1}' ] && [ ! -s err ]
    rm begun go got
    "$WEIR" -o /dev/null "exec 'touch begun; exit 1' retries 1000 or dead" <in 2>err &
    pid=$!
    exec 8>in
    echo '{"n":2}' >&8
    wait_until [ -e begun ]
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" = 143 ] && [ "$(cat dead)" = '{"n":2}' ]
}

@test "exec: a second SIGTERM ends weir at once, and the commands with it" {
    "$WEIR" -o /dev/null "exec 'sleep 100 & echo \$! >>pids; exec sleep 100' jobs 2" <<<$'{"n":1}\n{"n":2}' 2>err &
    local pid=$! status=0 child
    two() { [ -e pids ] && [ "$(wc -l <pids)" = 2 ]; }
    wait_until two
    kill -TERM "$pid"
    while kill -TERM "$pid" 2>/dev/null; do :; done
    wait "$pid" || status=$?
    [ "$status" = 143 ] && [ ! -s err ]
    ended() { ! kill -0 "$child" 2>/dev/null || grep -q '^State:.Z' "/proc/$child/status"; }
    while read -r child; do wait_until ended; done <pids
}

@test "exec: nothing behind the row at which head stops" {
    seq 1 1000 | sed 's/.*/{"n":&}/' >in
    local size
    for size in 1 100000; do
        WEIR_TEST_READ_SIZE=$size weir 'exec "cat >>got" | filter n % 2 == 0 | head 2' <in >out
        [ "$(cat out)" = $'{"n":2}\n{"n":4}' ]
        [ "$(wc -l <got)" = 4 ]
        rm got
    done
}

@test "exec: signals and descriptors are as a command expects them" {
    # Without what bats has open, which would be passed on.
    bare() { python3 -c 'import subprocess, sys; sys.exit(subprocess.run(sys.argv[1:]).returncode)' "$@"; }
    check_output bare "$WEIR" -o out "tee mid | exec 'ls /proc/self/fd >fds' or dead" <<<'{}' 3</dev/null
    [ "$(tr '\n' ' ' <fds)" = '0 1 2 3 ' ] || failed "$(cat fds)"
    check_output weir -o /dev/null "exec 'grep SigIgn /proc/self/status >ign; grep SigBlk /proc/self/status >blk'" <<<'{}' 3</dev/null
    grep -q '0000000000000000' blk && [ $((0x$(awk '{ print $2 }' ign) & 0x1001000)) = 0 ]
}

@test "exec: what is wrong with it" {
    check_error 2 weir 'exec' 3<<'ERR'
weir: exec needs a command
  exec
      ^
usage: exec 'COMMAND' [jobs N] [timeout D] [retries N] [or DEST]
ERR
    check_error 2 weir 'exec " "' 3<<'ERR'
weir: this is no command
  exec " "
       ^~~
ERR
    check_error 2 weir 'exec "a" or tpc://x:1' 3<<'ERR'
weir: unknown kind of destination 'tpc'
  exec "a" or tpc://x:1
              ^~~~~~~~~
did you mean 'tcp'? 'weir -h destinations' lists them
ERR
    check_error 2 weir 'exec "a" jobs 2000' 3<<'ERR'
weir: more than 1000 commands at once
  exec "a" jobs 2000
                ^~~~
ERR
}
