# SPDX-License-Identifier: MIT
# The same input, pipeline and options give the same bytes, on every way out: whatever the sizes in
# which the input arrives, whichever instructions read it, and however many threads work on it.
# Each way to run takes every pipeline on one of the inputs, the next way on another; with WEIR_LAWS=all, as make laws
# sets it, on all of them.
load laws

setup_file() {
    export WANT=$BATS_FILE_TMPDIR/want INPUTS=$BATS_FILE_TMPDIR/inputs
    make_inputs "$INPUTS"
    export SHARES=3
    [ "${WEIR_LAWS-}" != all ] || SHARES=1
    WEIR_SIMD=plain observe_all "$WANT" "$INPUTS" from_file
}

# JOBS threads, where it is set.
from_file() {
    observe "$2" "$3" ${JOBS:+-j "$JOBS"} <"$1"
}

from_pipe() {
    observe "$2" "$3" ${JOBS:+-j "$JOBS"} < <(cat "$1")
}

same_as_want() { # FEED SHARE
    observe_share "$BATS_TEST_TMPDIR/got" "$INPUTS" "$1" "$2" "$SHARES"
    same_folders "$WANT" "$BATS_TEST_TMPDIR/got"
}

# Messages name bad lines only where --bad does not take them.
without_bad() {
    local args
    eval "args=($3)"
    "$WEIR" "${args[@]}" <"$1" >"$2/out" 2>"$2/err" 3>&- || echo $? >"$2/status"
}

@test "bytes: the pipelines of the laws are in order, and do meet what they should" {
    local i
    for i in "$WANT"/*/status; do
        [[ $(<"$i") = [01] ]] || { echo "$i: $(<"$i")"; cat "${i%status}err"; return 1; } >&2
    done
    [ -n "$(cat "$WANT"/*/late)" ] && [ -n "$(cat "$WANT"/*/bad)" ]
    grep -q 'stopped by --strict: late' "$WANT"/*/err
    grep -q 'stopped by --strict: bad line' "$WANT"/*/err
    grep -q 'stopped by --strict: stage' "$WANT"/*/err
}

@test "bytes: read by 1, one thread" {
    JOBS=1 WEIR_TEST_READ_SIZE=1 same_as_want from_file 0
}

@test "bytes: read by 7, three threads" {
    JOBS=3 WEIR_TEST_READ_SIZE=7 same_as_want from_file 1
}

@test "bytes: read by 600, eight threads" {
    JOBS=8 WEIR_TEST_READ_SIZE=600 same_as_want from_file 2
}

@test "bytes: read by 4096" {
    WEIR_TEST_READ_SIZE=4096 same_as_want from_file 0
}

@test "bytes: read by 1 MiB" {
    WEIR_TEST_READ_SIZE=1048576 same_as_want from_file 1
}

@test "bytes: from a pipe" {
    same_as_want from_pipe 2
}

@test "bytes: from a pipe, read by 7, two threads" {
    JOBS=2 WEIR_TEST_READ_SIZE=7 same_as_want from_pipe 0
}

# A machine without a level takes the best it has: then that one is tried twice.
@test "bytes: every level of vector instructions, read by 2000, two threads" {
    local level share=0
    for level in sse avx2 avx512 neon; do
        JOBS=2 WEIR_TEST_READ_SIZE=2000 WEIR_SIMD=$level same_as_want from_file $((share++))
        rm -r "$BATS_TEST_TMPDIR/got"
    done
}

@test "bytes: messages about bad lines, read by 1, 7, 4096" {
    local size
    observe_share "$BATS_TEST_TMPDIR/want" "$INPUTS" without_bad 0 "$SHARES"
    for size in 1 7 4096; do
        WEIR_TEST_READ_SIZE=$size observe_share "$BATS_TEST_TMPDIR/got" "$INPUTS" without_bad 0 "$SHARES"
        same_folders "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
    done
}

# All inputs at once, merged or in turn: the names in messages are those of the files.
merged() { # FOLDER PIPELINE
    mkdir -p "$1"
    observe "$1" "$2" -j "$JOBS" -i "$INPUTS/spoiled" -i "$INPUTS/clean" -i "$INPUTS/disordered" -i "$INPUTS/clean" </dev/null
}

@test "bytes: several files, read by 1, 7, 4096, one to four threads" {
    local size i share=0 jobs=([1]=3 [7]=2 [4096]=4) usual=$BATS_TEST_TMPDIR/usual got=$BATS_TEST_TMPDIR/got
    for i in "${!pipelines[@]}"; do
        JOBS=1 merged "$usual/$i" "${pipelines[i]}"
    done
    for size in 1 7 4096; do
        for ((i = share++ % SHARES; i < ${#pipelines[@]}; i += SHARES)); do
            JOBS=${jobs[size]} WEIR_TEST_READ_SIZE=$size merged "$got/$i" "${pipelines[i]}"
        done
        same_folders "$usual" "$got"
        rm -r "$got"
    done
    grep -q 'line .* of .*disordered' "$usual"/*/err
}

# A window over windows closes in the middle of a chunk too, and what then stops the run stops the
# counting of bad lines there.
@test "law: chained windows under a stop are the same for every read size" {
    awk 'BEGIN { for (i = 0; i < 400; i++) { print "{\"ts\":" 1767225600 + 30 * i "}"; if (i > 200) print "bad" } }' \
        >"$BATS_TEST_TMPDIR/in"
    first=
    for size in 1 7 100 4096 262144; do
        got=$(WEIR_TEST_READ_SIZE=$size weir -l 0s -i "$BATS_TEST_TMPDIR/in" \
            'window 1m | count | window 1h | sum(count) | window global | head 1' 2>&1; echo "status $?")
        [ "${first:=$got}" = "$got" ]
    done
}

@test "law: many small windows and wide objects take time in proportion" {
    awk 'BEGIN { for (i = 0; i < 200000; i++) printf "{\"ts\":%.0f}\n", 1767225600000 + i }' |
        timeout 20 "$WEIR" -l 1d 'window 1ms | count | window global | count' >"$BATS_TEST_TMPDIR/out"
    [ "$(cat "$BATS_TEST_TMPDIR/out")" = '{"count":200000}' ]
    awk 'BEGIN { printf "{\"a\":1"; for (i = 0; i < 60000; i++) printf ",\"k%d\":%d", i, i; print "}" }' |
        timeout 20 "$WEIR" 'rename z = k5 | project z' >"$BATS_TEST_TMPDIR/out"
    [ "$(cat "$BATS_TEST_TMPDIR/out")" = '{"z":5}' ]
}
