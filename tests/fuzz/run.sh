#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# run.sh SECONDS   build the harnesses tests/fuzz/fuzz_*.c and run each for SECONDS on its corpus
# With libFuzzer where clang has it and CC names no other compiler, else with driver.c. What is found
# stays in build/fuzz/found; `build/fuzz/fuzz/fuzz_NAME FILE` (libFuzzer) runs one input again.
# Last: N passed, N failed
set -u
cd "${BASH_SOURCE[0]%/*}/../.." || exit 2
seconds=$1
make=${MAKE:-make}
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1

has_libfuzzer() {
    echo 'int LLVMFuzzerTestOneInput(const char *p, unsigned long n) { return !p && n; }' |
        $clang -fsanitize=fuzzer,address,undefined -x c -o /dev/null - 2>/dev/null
}

clang=clang
case ${CC-} in *clang*) clang=$CC ;; esac

build() {
    if [ "${CC-$clang}" = "$clang" ] && has_libfuzzer; then
        $make --no-print-directory -s FLAVOUR=fuzz CC="$clang" FUZZ_FLAGS=-fsanitize=fuzzer-no-link \
            FUZZ_LINK=-fsanitize=fuzzer fuzzers
    else
        echo 'without libFuzzer: a plain driver mutates the corpus'
        $make --no-print-directory -s FLAVOUR=fuzz FUZZ_DRIVER=build/fuzz/fuzz/driver.o fuzzers
    fi
}

fuzz() { # NAME   where NAME is the harness without fuzz_
    local corpus=(build/fuzz/corpus/"$1") options=() found=build/fuzz/found/$1-
    mkdir -p "${corpus[0]}"
    [ ! -d "tests/fuzz/corpus/$1" ] || corpus+=(tests/fuzz/corpus/"$1")
    [ ! -e "tests/fuzz/$1.dict" ] || options+=(-dict="tests/fuzz/$1.dict")
    build/fuzz/fuzz/fuzz_"$1" -max_total_time="$seconds" -seed=1 -timeout=10 -max_len=4096 \
        -print_final_stats=1 -artifact_prefix="$found" ${options[@]+"${options[@]}"} \
        "${corpus[@]}" >"build/fuzz/$1.log" 2>&1 </dev/null
}

if ! compgen -G 'tests/fuzz/fuzz_*.c' >/dev/null; then
    echo 'fuzz: no harness here'
    echo '0 passed, 0 failed'
    exit 0
fi
build || exit 1
mkdir -p build/fuzz/found
passed=0 failed=0
for source in tests/fuzz/fuzz_*.c; do
    name=${source##*/fuzz_}
    name=${name%.c}
    if fuzz "$name"; then
        runs=$(sed -n -e 's/^stat::number_of_executed_units: //p' -e 's/^\([0-9]*\) runs .*/\1/p' "build/fuzz/$name.log")
        echo "fuzz $name: ${runs:-some} runs"
        passed=$((passed + 1))
    else
        echo "fuzz $name: FAILED"
        tail -n 60 "build/fuzz/$name.log"
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
