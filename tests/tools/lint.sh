#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lint.sh   everything that can be said of the sources without running them; what passed is quiet
# A tool that is missing is named and skipped, but fails where CI=true. Last: N passed, N failed
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
make=${MAKE:-make}
log=build/lint.log
mkdir -p build/cppcheck
passed=0 failed=0

check() { # NAME CMD...
    local name=$1
    shift
    if "$@" >"$log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        [ "$name" != sizes ] || cat "$log"
    else
        echo "$name:"
        cat "$log"
        failed=$((failed + 1))
    fi
}

# check_tool TOOL CMD...   the same, where TOOL is installed
check_tool() {
    if command -v "$1" >/dev/null; then
        check "$@"
    elif [ "${CI-}" = true ]; then
        echo "$1: not installed (make deps-lint)"
        failed=$((failed + 1))
    else
        echo "$1: skipped, not installed (make deps-lint)"
    fi
}

compile() { # COMPILER
    $make --no-print-directory -s -k FLAVOUR="lint-$1" CC="$1" CFLAGS=-g objects
}

# What is suppressed is misread: hexadecimal doubles such as 0x1p63, indexes, and the lifetime of what a
# struct points to when it is passed on by value (the compilers and the sanitizers watch those).
run_cppcheck() {
    cppcheck -q -j 2 --cppcheck-build-dir=build/cppcheck --std=c11 \
        --enable=warning,performance --inline-suppr --error-exitcode=1 \
        --suppress=missingIncludeSystem --suppress=unusedStructMember \
        --suppress=incorrectLogicOperator --suppress=legacyUninitvar \
        --suppress=returnDanglingLifetime --suppress=arrayIndexOutOfBoundsCond \
        -Isrc -I. -D__GNUC__=12 -D__x86_64__ src
}

# In bats files `$name` between single quotes is weir's, and variables come from the helpers.
run_shellcheck() {
    shopt -s nullglob
    shellcheck -x .ci/run tests/*.sh tests/*/*.sh tests/helpers.bash &&
        shellcheck -x -e SC2016,SC2030,SC2031,SC2154 tests/*.bats tests/laws/*.bats
}

pages=()
for page in man/*.[17]; do
    [ ! -e "$page" ] || pages+=("$page")
done

groff_pages() {
    local page said
    for page in "${pages[@]}"; do
        said=$(groff -ww -z -mandoc -Tutf8 "$page" 2>&1)
        [ -z "$said" ] || { echo "$said"; return 1; }
    done
}

# What a script under tests/tools prints is what stands in the source.
is_fresh() { # SCRIPT FILE
    python3 "$1" | diff -u "$2" -
}

# The pages of the manual that are made of the rows, as `make man` makes them.
are_pages_fresh() {
    local page
    $make --no-print-directory -s || return
    for page in stages functions aggregates; do
        ./weir --list "weir-$page.7" | diff -u "man/weir-$page.7" - || { echo "run: make man"; return 1; }
    done
}

check layers tests/tools/layers.sh
check sizes tests/tools/sizes.sh
check_tool gcc compile gcc
check_tool clang compile clang
check_tool cppcheck run_cppcheck
check_tool shellcheck run_shellcheck
check 'pages of the manual' are_pages_fresh
if [ ${#pages[@]} != 0 ]; then
    check_tool mandoc mandoc -Tlint -W warning "${pages[@]}"
    check_tool groff groff_pages
fi
if [ -e tests/tools/pow10.py ]; then
    check_tool python3 is_fresh tests/tools/pow10.py src/data/pow10.inc
fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
