# SPDX-License-Identifier: MIT
# A disk that is full: a small tmpfs, mounted where only the test sees it.
load helpers

# small_disk SIZE COMMAND...   run it with a tmpfs of that size on the folder disk
small_disk() {
    local size=$1 how
    shift
    mkdir -p disk
    for how in -rm -m; do            # as a user who is root there; as root
        if unshare $how mount -t tmpfs none disk 2>/dev/null; then
            # shellcheck disable=SC2016 # for the shell inside
            unshare $how sh -c 'mount -t tmpfs -o size="$1" none disk && shift && "$@"; s=$?; cp -R disk kept; exit $s' \
                sh "$size" "$@"
            return
        fi
    done
    return 99
}

# check_full COMMAND...   it ends with status 1; what was on the disk is in the folder kept
check_full() {
    rm -rf kept
    run_kept small_disk 64k "$@"
    [ "$exit_status" != 99 ] || skip "may not mount a tmpfs"
    [ "$exit_status" = 1 ] || failed "exit status $exit_status: $*"
}

# is_beginning FILE OF   whole lines, and some tens of KiB of them
is_beginning() {
    [ "$(wc -c <"$1")" -gt 50000 ] && [ "$(wc -c <"$1")" -le 65536 ] && head -n "$(wc -l <"$1")" "$2" | cmp - "$1"
}

# counted NAME   the number before that word in the counters
counted() {
    grep -o "[0-9]* $1" "$stderr" | head -n 1 | tr -dc 0-9
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    seq 1 20000 | sed 's/.*/{"ts":1700000000,"n":&}/' >in
}

@test "full disk: -o FILE: whole lines stay, the other outputs get their due, the counts add up" {
    check_full "$WEIR" -i in --stats -o disk/out -o other 'filter n % 2 == 0'
    grep -qx 'weir: cannot write to disk/out: No space left on device' "$stderr" || failed "no message"
    is_beginning kept/out other
    grep '"n":[0-9]*[02468]}' in | head -n "$(wc -l <other)" | cmp - other
    [ "$(counted rows)" = "$(wc -l <other)" ]
    [ "$(counted events)" = "$(awk '$2 == "filter" { print $4 + $5 }' "$stderr")" ]
    [ "$(awk '$2 == "filter" { print $4 }' "$stderr")" = "$(wc -l <other)" ]
}

@test "full disk: --late and --bad: what is kept is whole, and the run ends" {
    sed '1s/17/18/' in >late
    check_full "$WEIR" -i late -q --stats --late disk/out 'window 1m | count'
    grep -qx 'weir: cannot write to disk/out: No space left on device' "$stderr" || failed "no message"
    sed 1d late >behind
    is_beginning kept/out behind
    [ "$(counted events)" = "$(awk '$2 == "window" { print $4 + $6 }' "$stderr")" ]
    sed 's/}$//' in >bad
    check_full "$WEIR" -i bad -q --stats --bad disk/out
    grep -qx 'weir: cannot write to disk/out: No space left on device' "$stderr" || failed "no message"
    [ "$(tail -c 1 kept/out | od -An -c)" = '  \n' ] && [ "$(counted 'bad line')" -ge "$(wc -l <kept/out)" ]
    [ "$(sed 's/.*"line":\([0-9]*\).*/\1/' kept/out)" = "$(seq "$(wc -l <kept/out)")" ]
}

@test "full disk: dir://: the parts that are whole appear, the one that is not stays hidden" {
    check_full "$WEIR" -i in -o 'dir://disk/out?size=20k'
    grep -q '^weir: cannot write to disk/out/\..*-000003.ndjson.part: No space left on device$' "$stderr" || failed "no message"
    [ "$(printf '%s ' kept/out/*.ndjson | sed 's/[^ ]*-//g')" = '000001.ndjson 000002.ndjson ' ]
    cat kept/out/*.ndjson kept/out/.*.part >all
    head -n "$(wc -l <all)" in | cmp - all
}
