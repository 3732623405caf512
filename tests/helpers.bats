# SPDX-License-Identifier: MIT
# The helpers themselves: a check that cannot fail would be worth nothing.
load helpers

complain() {
    cat
    echo "no" >&2
    return "$1"
}

@test "helpers: the same output passes" {
    check_output cat <<'IN' 3<<'OUT'
{"a":1}
IN
{"a":1}
OUT
}

@test "helpers: another output fails" {
    run ! check_output cat <<'IN' 3<<'OUT'
{"a":1}
IN
{"a":2}
OUT
    [[ $output == *'-{"a":2}'*'+{"a":1}'* ]]
}

@test "helpers: an unexpected exit status fails, an expected one passes" {
    run ! check_output complain 3 </dev/null 3</dev/null
    check_output -s 3 complain 3 </dev/null 3</dev/null
    check_stderr 3<<'ERR'
no
ERR
}

@test "helpers: errors are compared whole, with the exit status" {
    check_error 1 complain 1 <<'IN' 3<<'ERR'
kept
IN
no
ERR
    [ "$(cat "$stdout")" = kept ]
    run ! check_error 1 complain 4 </dev/null 3<<<no
    run ! check_error 1 complain 1 </dev/null 3<<<yes
}

@test "helpers: a usage error with output fails" {
    check_error 2 complain 2 </dev/null 3<<<no
    run ! check_error 2 complain 2 <<<text 3<<<no
}

@test "helpers: no expected text is a failure" {
    run ! check_output true
}
