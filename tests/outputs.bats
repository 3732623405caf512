# SPDX-License-Identifier: MIT
# Outputs: files appended to, several at once, full disks, readers that go away.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "outputs: -o FILE is created, and appended to" {
    check_output weir -o out <<<'{"a":1}' 3</dev/null
    check_output weir -o out <<<'{"a":2}' 3</dev/null
    same_as_fd3 out 3<<'OUT'
{"a":1}
{"a":2}
OUT
}

@test "outputs: several get the same" {
    check_output weir -o one -o - -o two 'filter a > 1' <<'IN' 3<<<'{"a":2}'
{"a":1}
{"a":2}
IN
    same_as_fd3 one 3<<<'{"a":2}'
    same_as_fd3 two 3<<<'{"a":2}'
}

@test "outputs: many rows into several, whole" {
    seq 1 50000 | sed 's/.*/{"n":&,"text":"0123456789"}/' >in
    check_output weir -o one -o two <in 3</dev/null
    cmp one in
    cmp two in
}

@test "outputs: what cannot be opened" {
    check_error 1 weir -o missing/out </dev/null 3<<'ERR'
weir: cannot open missing/out for writing: No such file or directory
ERR
    check_error 1 weir --late missing/late </dev/null 3<<'ERR'
weir: cannot open missing/late for writing: No such file or directory
ERR
    check_error 1 weir --bad . </dev/null 3<<'ERR'
weir: cannot open . for writing: Is a directory
ERR
}

@test "outputs: a full disk is a failure, with its name" {
    [ -e /dev/full ] || skip "no /dev/full here"
    check_error 1 weir -o /dev/full <<<'{"a":1}' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
    to_full() { "$WEIR" "$@" >/dev/full; }
    check_error 1 to_full <<<'{"a":1}' 3<<'ERR'
weir: cannot write to standard output: No space left on device
ERR
    check_error 1 to_full -V 3<<'ERR'
weir: cannot write to standard output
ERR
    check_error 1 weir --bad /dev/full <<<'bad' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
}

@test "outputs: a reader that goes away ends weir quietly, by SIGPIPE" {
    local status
    seq 1 100000 | sed 's/.*/{"n":&}/' >in
    { "$WEIR" <in 2>err || echo $? >status; } | head -n 1 >first
    [ "$(cat first)" = '{"n":1}' ]
    [ ! -s err ]
    [ "$(cat status)" = 141 ]
}

@test "outputs: a reader that goes away, of an endless input" {
    { yes '{"a":1}' | "$WEIR" 2>err || true; } | head -n 2 >first
    [ "$(cat first)" = $'{"a":1}\n{"a":1}' ]
    [ ! -s err ]
}

@test "outputs: a reader that goes away while there is nothing to write" {
    local status
    mkfifo in out
    exec 7<>in
    { "$WEIR" <in >out 2>err 3>&- 7>&- || echo $? >status; } &
    exec 8<out
    echo '{"n":1}' >&7
    read -r -t 30 row <&8
    [ "$row" = '{"n":1}' ]
    exec 8<&-                     # no more is written, and the input does not end
    wait
    [ ! -s err ]
    [ "$(cat status)" = 141 ]
}

@test "outputs: one of two readers goes away; the other gets all" {
    seq 1 100000 | sed 's/.*/{"n":&}/' >in
    "$WEIR" -o - -o out <in 2>err | head -n 1 >first
    cmp out in
    [ ! -s err ]
}

@test "outputs: head ends an endless input at once" {
    check_output timeout 20 bash -c 'yes "{\"a\":1}" | "$WEIR" "head 3"' 3<<'OUT'
{"a":1}
{"a":1}
{"a":1}
OUT
    check_output timeout 20 bash -c 'yes "{\"a\":1}" | "$WEIR" "set b = 2 | head 1 | project b"' 3<<<'{"b":2}'
}

@test "outputs: --fail-empty, like grep -q" {
    check_output weir --fail-empty 'filter a > 0' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output -s 1 weir --fail-empty 'filter a > 1' <<<'{"a":1}' 3</dev/null
    check_stderr 3</dev/null
    check_output -s 1 weir --fail-empty </dev/null 3</dev/null
}

@test "outputs: a full disk does not cost the other outputs what is due to them" {
    [ -e /dev/full ] || skip "no /dev/full here"
    check_error 1 weir -o /dev/full -o other --bad bad <<'IN' 3<<'ERR'
{"a":1}
oops
{"a":2}
IN
weir: cannot write to /dev/full: No space left on device
ERR
    same_as_fd3 other 3<<'OUT'
{"a":1}
{"a":2}
OUT
    same_as_fd3 bad 3<<'BAD'
{"source":"standard input","line":2,"column":1,"error":"not a JSON object","text":"oops"}
BAD
    check_error 1 weir --bad /dev/full -o - <<<$'{"a":1}\noops' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
    same_as_fd3 "$stdout" 3<<<'{"a":1}'
}

@test "outputs: a full disk ends an endless input" {
    [ -e /dev/full ] || skip "no /dev/full here"
    check_error 1 timeout 20 bash -c 'yes "{\"a\":1}" | "$WEIR" -o /dev/full -o /dev/null' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
    check_error 1 timeout 20 bash -c 'yes oops | "$WEIR" --bad /dev/full' 3<<'ERR'
weir: cannot write to /dev/full: No space left on device
ERR
}

@test "outputs: closed standard descriptors are not taken by files" {
    without_stderr() { "$WEIR" "$@" 2>&-; }
    check_output -s 3 without_stderr -o out <<<$'{"a":1}\noops' 3</dev/null
    same_as_fd3 out 3<<<'{"a":1}'
    without_stdin() { "$WEIR" "$@" <&-; }
    echo '{"a":1}' >in
    rm out
    check_output without_stdin -i in -o out 3</dev/null
    same_as_fd3 out 3<<<'{"a":1}'
    check_error 1 without_stdin -o out2 3<<'ERR'
weir: cannot read standard input: Bad file descriptor
ERR
    [ ! -s out2 ]
    without_stdout() { "$WEIR" "$@" >&-; }
    check_error 1 without_stdout </dev/null 3<<'ERR'
weir: cannot open standard output for writing: Bad file descriptor
ERR
    check_error 1 without_stdout -V 3<<'ERR'
weir: cannot write to standard output
ERR
    check_output without_stdout -i in -o out3 3</dev/null
    same_as_fd3 out3 3<<<'{"a":1}'
    without_any() { "$WEIR" "$@" <&- >&- 2>&-; }
    check_output -s 3 without_any -i in -i bad -o out4 3</dev/null 4< <(echo oops >bad)
    same_as_fd3 out4 3<<<'{"a":1}'
}

@test "outputs: a file that is an input, too, is refused" {
    local row='{"a":1}'
    echo "$row" >in
    ln in link
    check_error 1 weir -i in -o link 3<<'ERR'
weir: cannot both read in and write to link: it is the same file
ERR
    check_error 1 weir -i /dev/null -i in --late ./in 3<<'ERR'
weir: cannot both read in and write to ./in: it is the same file
ERR
    from_link() { "$WEIR" "$@" <"link"; }
    check_error 1 from_link -o other --bad in 3<<'ERR'
weir: cannot both read standard input and write to in: it is the same file
ERR
    appended() { "$WEIR" "$@" >>in; }
    check_error 1 appended -i in 3<<'ERR'
weir: cannot both read in and write to standard output: it is the same file
ERR
    [ "$(cat in)" = "$row" ]
    check_output weir -i /dev/null -o /dev/null 3</dev/null
}
