# SPDX-License-Identifier: MIT
# Loaded by every bats file: the program under test, and checks that keep command, input and
# expected output together:
#
#   check_output weir 'filter a > 1' <<'IN' 3<<'OUT'
#   {"a":1}
#   {"a":2}
#   IN
#   {"a":2}
#   OUT
#
#   check_error 2 weir 'filtr a' 3<<'ERR'
#   weir: unknown stage 'filtr'
#   ERR
#
# After a check, the files $stdout and $stderr hold what the command printed.
bats_require_minimum_version 1.5.0

PROJECT=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
SHARED=${WEIR_SHARED:-$PROJECT/../shared}
: "${WEIR:=$PROJECT/weir}"
export PROJECT SHARED WEIR TZ=UTC LC_ALL=C

# A test that gives no input reads nothing, also when run by hand.
if [ -t 0 ]; then exec </dev/null; fi

weir() {
    "$WEIR" "$@"
}

# Skip the test when the material of that path (below $SHARED) is not there.
need_shared() {
    [ -e "$SHARED/$1" ] || skip "no $1 here"
}

# Write nothing more, but leave the standard output open. (Who has bats' descriptor 3 is waited for.)
hold_open() {
    exec sleep 100 3>&-
}

# run_kept CMD...   run, keep both outputs and the exit status
run_kept() {
    stdout=$BATS_TEST_TMPDIR/stdout
    stderr=$BATS_TEST_TMPDIR/stderr
    exit_status=0
    "$@" >"$stdout" 2>"$stderr" 3>&- || exit_status=$?
}

# Say what went wrong and what the command had to say.
failed() {
    echo "$1"
    if [ -s "$stderr" ]; then
        echo "standard error:"
        head -n 50 "$stderr"
    fi
    return 1
} >&2

# same_as_fd3 FILE   FILE is, byte for byte, what file descriptor 3 holds
same_as_fd3() {
    local expected got nul=
    # Mostly it is, and then no process is needed to tell. A read that succeeds met a NUL.
    if IFS= read -r -d '' expected <&3; then
        nul='\0'
    elif [ -n "$expected" ] && ! IFS= read -r -d '' got <"$1" && [ "$expected" = "$got" ]; then
        return 0
    fi 2>/dev/null
    { printf "%s$nul" "$expected" && cat <&3; } >"$1.expected" || failed "no expected text: give 3<<'OUT'" || return
    diff -u --label expected --label got "$1.expected" "$1" >&2
}

# check_output [-s STATUS] CMD...   standard output is fd 3, and the exit status STATUS (0)
check_output() {
    local want=0
    if [ "$1" = -s ]; then
        want=$2
        shift 2
    fi
    run_kept "$@"
    [ "$exit_status" = "$want" ] || failed "exit status $exit_status, expected $want: $*" || return
    same_as_fd3 "$stdout" || failed "another output: $*"
}

# check_error STATUS CMD...   standard error is fd 3; with STATUS 2 nothing stands on the other
check_error() {
    local want=$1
    shift
    run_kept "$@"
    same_as_fd3 "$stderr" || failed "another message: $*" || return
    [ "$exit_status" = "$want" ] || failed "exit status $exit_status, expected $want: $*" || return
    [ "$want" != 2 ] || [ ! -s "$stdout" ] || failed "output beside a usage error: $*"
}

# check_stderr   the standard error of the last check is fd 3
check_stderr() {
    same_as_fd3 "$stderr"
}
