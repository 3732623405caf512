#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run-unit.sh DIR   run the unit programs DIR/test_*, one for each tests/unit/test_*.c
# A program that reads test vectors gets their path as its argument, where they are there.
# Prints a line a program, what failed, and the totals. TEST_RUNNER is put before each (qemu-aarch64).
set -u
cd "${BASH_SOURCE[0]%/*}/.." || exit 2
dir=$1
material=${WEIR_SHARED:-../shared}/material

# The vectors of a program (its name without test_), if it has any.
vectors() {
    case $1 in
    number) echo "$material/json/numbers/json_numbers.tsv.gz" ;;
    time) echo "$material/timestamps/vectors.ndjson" ;;
    extract | json) echo "$material/json/JSONTestSuite/test_parsing" ;;
    esac
}

# A path to read; what is packed is unpacked under build/ once.
unpacked() { # PATH
    local to
    to=build/vectors/$(basename "$1" .gz)
    case $1 in
    *.gz)
        mkdir -p build/vectors
        [ -e "$to" ] || { gzip -dc "$1" >"$to.$$" && mv "$to.$$" "$to"; } || return
        echo "$to"
        ;;
    *) echo "$1" ;;
    esac
}

run() { # NAME
    local path command
    path=$(vectors "$1")
    command=(${TEST_RUNNER:+"$TEST_RUNNER"} "$dir/test_$1")
    [ -n "$path" ] || { "${command[@]}"; return; }
    [ -e "$path" ] || { echo "$1: without vectors, no $path here" && "${command[@]}"; return; }
    "${command[@]}" "$(unpacked "$path")"
}

passed=0 failed=0
for source in tests/unit/test_*.c; do
    [ -e "$source" ] || continue
    name=$(basename "$source" .c)
    if run "${name#test_}" </dev/null; then
        passed=$((passed + 1))
    else
        echo "FAIL $dir/$name"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
