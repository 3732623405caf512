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
