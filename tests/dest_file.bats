# SPDX-License-Identifier: MIT
# Destinations: how they are named, and files.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "destinations: what is wrong with a name is told before anything is opened" {
    check_error 2 weir -o out -o fiel://x 3<<'ERR'
weir: 'fiel://x': unknown kind of destination 'fiel'; did you mean 'file'? 'weir -h destinations' lists them
ERR
    check_error 2 weir -o 'file://x?truncat' 3<<'ERR'
weir: 'file://x?truncat': unknown option 'truncat' of file://; did you mean 'truncate'?
ERR
    check_error 2 weir --late 'file://x?truncate=1' --bad file:// 3<<'ERR'
weir: 'file://x?truncate=1': 'truncate' wants no value
weir: 'file://': there is no place to write to; write FILE, file://PATH
ERR
    check_error 2 weir 'tee file://x?truncat' 3<<'ERR'
weir: unknown option 'truncat' of file://
  tee file://x?truncat
      ^~~~~~~~~~~~~~~~
did you mean 'truncate'?
ERR
    [ -z "$(find . -mindepth 1 ! -name '*std*')" ]
}

@test "destinations: file:// with truncate, a plain name keeps its question mark" {
    echo old >a
    check_output weir -o 'file://a?truncate' -o 'b?truncate' -o "file://$PWD/c" <<<'{"a":1}' 3</dev/null
    same_as_fd3 a 3<<<'{"a":1}'
    same_as_fd3 'b?truncate' 3<<<'{"a":1}'
    same_as_fd3 c 3<<<'{"a":1}'
}

@test "destinations: a file that is renamed is written on" {
    mkfifo in
    "$WEIR" -o out <in 2>err &
    exec 8>in
    echo '{"a":1}' >&8
    for _ in $(seq 500); do [ -s out ] && break; sleep 0.02; done
    mv out old
    echo '{"a":2}' >&8
    exec 8>&-
    wait
    same_as_fd3 old 3<<<$'{"a":1}\n{"a":2}'
    [ ! -e out ] && [ ! -s err ]
}

# Under a limit on the size of files a write fails in the middle of a line.
limited() { # COMMAND...
    (ulimit -f 64; "$@")
}

@test "destinations: a file that can grow no more ends in a whole line, told with its name" {
    seq 1 100000 | sed 's/.*/{"n":&}/' >in
    for dest in '-o out' '-o /dev/null --late out' '-o /dev/null --bad out'; do
        rm -f out
        case $dest in
        *--late*) sed 's/.*/{"ts":1700000000,"x":&}/; 1s/17/18/' in >events && set -- 'window 1m | count' ;;
        *--bad*) sed 's/.*/bad/' in >events && set -- ;;
        *) cp in events && set -- ;;
        esac
        # shellcheck disable=SC2086 # words
        run_kept limited "$WEIR" -i events $dest "$@"
        [ "$exit_status" = 1 ] || failed "exit status $exit_status: $dest"
        grep -qx 'weir: cannot write to out: File too large' "$stderr" || failed "$dest"
        [ "$(wc -c <out)" -gt 60000 ] && [ "$(wc -c <out)" -le 65536 ]
        [ "$(tail -c 1 out | od -An -c)" = '  \n' ]
        head -n "$(wc -l <out)" in >first
        [[ $dest != '-o out' ]] || cmp first out
    done
}

@test "destinations: SIGHUP makes a renamed file anew; nothing is lost, nothing doubled" {
    mkfifo in
    "$WEIR" -o out --bad bad 'tee mid' <in 2>err &
    local pid=$!
    exec 8>in
    for n in 1 2 3; do
        printf '{"a":%s}\nbad %s\n' $n $n >&8
        for _ in $(seq 500); do [ -s out ] && [ -s mid ] && [ -s bad ] && break; sleep 0.02; done
        mv out out.$n && mv mid mid.$n && mv bad bad.$n
        kill -HUP $pid
        for _ in $(seq 500); do [ -e out ] && [ -e mid ] && [ -e bad ] && break; sleep 0.02; done
    done
    exec 8>&-
    wait $pid
    [ "$(cat out.1 out.2 out.3 out)" = $'{"a":1}\n{"a":2}\n{"a":3}' ]
    [ "$(cat mid.1 mid.2 mid.3 mid)" = $'{"a":1}\n{"a":2}\n{"a":3}' ]
    [ "$(cat bad.1 bad.2 bad.3 bad | wc -l)" = 3 ]
    grep -q '"line":2,' bad.1 && grep -q '"line":6,' bad.3
    [ "$(cat err)" = 'weir: 3 bad lines' ] || failed "said: $(cat err)"
}

@test "destinations: what cannot be opened again is told, and the old file is written on" {
    mkdir there && mkfifo in
    "$WEIR" -o there/out <in 2>err &
    local pid=$!
    exec 8>in
    echo '{"a":1}' >&8
    for _ in $(seq 500); do [ -s there/out ] && break; sleep 0.02; done
    mv there gone
    kill -HUP $pid
    for _ in $(seq 500); do [ -s err ] && break; sleep 0.02; done
    echo '{"a":2}' >&8
    exec 8>&-
    wait $pid
    same_as_fd3 gone/out 3<<<$'{"a":1}\n{"a":2}'
    same_as_fd3 err 3<<'ERR'
weir: cannot open there/out again: No such file or directory; the old file is written on
ERR
}
