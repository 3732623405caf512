#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run-all.sh BUILD WEIR [PART...]   all tests, or the PARTs named: unit bats laws oracle
# TEST_BATS names bats files to run instead of all, TEST_RUNNER a command that runs a unit program.
# BUILD is the folder of one flavour's objects, WEIR its program. What a part printed is kept in
# BUILD/tests; here stand what failed and the totals, in the last line all of them: N passed, N failed
set -u
cd "${BASH_SOURCE[0]%/*}/.." || exit 2
build=$1 weir=$PWD/${2#./}
shift 2
[ $# != 0 ] || set -- unit bats laws oracle

export WEIR=$weir WEIR_BUILD=$PWD/$build
export WEIR_SHARED=${WEIR_SHARED:-$PWD/../shared}
export ASAN_OPTIONS=halt_on_error=1:exitcode=99:detect_leaks=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
# python3 may be a wrapper that costs ten times what the interpreter does to start.
! python=$(python3 -c 'import os, sys; print(os.path.dirname(sys.executable))' 2>/dev/null) ||
    export PATH=$python:$PATH
export TSAN_OPTIONS=halt_on_error=1:exitcode=99
# Many tests wait for something: some more than there are processors run at once.
jobs=$(($(getconf _NPROCESSORS_ONLN) * 3 / 2))
logs=$build/tests
read -r -a bats_files <<<"${TEST_BATS-}"
[ ${#bats_files[@]} != 0 ] || bats_files=(tests/*.bats)
mkdir -p "$logs"
passed=0 failed=0

count() { # PART PASSED FAILED
    printf '%-7s %s passed, %s failed\n' "$1" "$2" "$3"
    passed=$((passed + $2)) failed=$((failed + $3))
}

# A part that ends with `N passed, N failed[, …]`; STATUS without a failed test is a failure too.
count_log() { # PART STATUS
    local line
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$logs/$1.log" | tail -n 1)
    read -r p _ f _ <<<"${line:-0 passed, 1 failed}"
    [ "$2" = 0 ] || [ "$f" != 0 ] || f=1
    count "$1" "$p" "$f"
}

run_unit() {
    tests/run-unit.sh "$build/unit" >"$logs/unit.log" 2>&1
    local status=$?
    grep -v -e ' checks passed$' -e '^[0-9]* passed, ' "$logs/unit.log"
    count_log unit $status
}

# Only the failed tests of a TAP file with what they printed.
tap_failures() {
    awk '/^(ok|not ok) /{ show = /^not/ } show' "$1"
}

# What a run of bats left: its TAP, and behind it a line with its status.
count_tap() { # TAP
    local ok bad planned status
    tap_failures "$1" | grep -v '^# status '
    sed -n '/^ok .* # skip/s/^ok [0-9]* /skipped: /p' "$1"
    skipped=$((skipped + $(grep -c '^ok .* # skip' "$1")))
    ok=$(grep -c '^ok ' "$1")
    bad=$(grep -c '^not ok ' "$1")
    planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$1" | head -n 1)
    status=$(sed -n 's/^# status //p' "$1")
    # Tests that never reported are failures, and so is a run that went wrong without naming one.
    [ "$((ok + bad))" = "${planned:-none}" ] || bad=$((bad + 1))
    [ "${status:-1}" = 0 ] || [ "$bad" != 0 ] || bad=1
    [ "$bad" = 0 ] || { echo "in $1:" && grep -v -e '^ok ' -e '^not ok ' -e '^#' -e '^1\.\.' "$1"; }
    all_ok=$((all_ok + ok)) all_bad=$((all_bad + bad))
}

# run_taps PART   count what lies in the part's folder
run_taps() {
    local skipped=0 all_ok=0 all_bad=0 tap
    for tap in "$logs/$1"/*.tap; do
        count_tap "$tap"
    done
    count "$1" $((all_ok - skipped)) "$all_bad"
}

# The tests of a file one after the other, files side by side, long ones first: that takes half the
# processor time of bats -j, which is for files that are few.
run_files() { # FOLDER FILE...
    local to=$1
    shift
    ls -S "$@" >"$to/files"
    # shellcheck disable=SC2016 # for the shell within
    xargs -P "$jobs" -I {} sh -c 'to=$1/$(basename "$2").tap
        bats --tap "$2" >"$to" 2>&1 </dev/null
        echo "# status $?" >>"$to"' sh "$to" {} <"$to/files"
}

# Few files with long tests: these side by side.
run_tests() { # FOLDER FILE...
    local to=$1/all.tap parallel=()
    shift
    ! parallel --version 2>/dev/null | grep -q GNU || parallel=(-j "$jobs")
    bats --tap ${parallel[@]+"${parallel[@]}"} "$@" >"$to" 2>&1 </dev/null
    echo "# status $?" >>"$to"
}

run_bats() { # PART HOW FILE...
    local part=$1 how=$2
    shift 2
    if [ ! -e "$1" ]; then
        echo "$part: none here"
    elif ! command -v bats >/dev/null; then
        echo "$part: bats is not installed (make deps)"
        count "$part" 0 1
    else
        rm -rf "${logs:?}/$part"
        mkdir -p "$logs/$part"
        "$how" "$logs/$part" "$@"
        run_taps "$part"
    fi
}

# The cases but those that contradict the language, each listed with the reason.
oracle_cases() {
    local about case
    for about in "$1"/*/*/about; do
        case=${about%/about}
        grep -q "^${case#"$1"/}[[:space:]]" tests/oracle-wrong.txt || printf '%s\n' "$case"
    done
}

run_oracle() {
    local oracle=$WEIR_SHARED/oracle
    if [ ! -x "$oracle/run-cases" ] || [ ! -e tests/oracle-needs.txt ]; then
        echo "oracle: skipped, no acceptance cases here"
        return
    fi
    local cases
    mapfile -t cases < <(oracle_cases "$oracle/cases")
    "$oracle/run-cases" -j "$jobs" --needs @tests/oracle-needs.txt "$weir" "${cases[@]}" \
        >"$logs/oracle.log" 2>&1 </dev/null
    local status=$?
    grep -v '^[0-9]* passed, ' "$logs/oracle.log"
    count_log oracle $status
}

for part; do
    case $part in
    unit) run_unit ;;
    # To look for leaks takes as long as all else of a short run, and to remember where memory was
    # taken a sixth: the other parts do both.
    bats) ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0:malloc_context_size=0 run_bats bats run_files "${bats_files[@]}" ;;
    laws) run_bats laws run_tests tests/laws/*.bats ;;
    oracle) run_oracle ;;
    *) echo "no such part: $part" && exit 2 ;;
    esac
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
