# SPDX-License-Identifier: MIT
# The same input, pipeline and options give the same bytes, on every way out: whatever the sizes in
# which the input arrives, whichever instructions read it, and however many threads work on it.
load laws

setup_file() {
    export WANT=$BATS_FILE_TMPDIR/want INPUTS=$BATS_FILE_TMPDIR/inputs
    make_inputs "$INPUTS"
    WEIR_SIMD=plain observe_all "$WANT" "$INPUTS" from_file
}

# JOBS threads, where it is set.
from_file() {
    observe "$2" "$3" ${JOBS:+-j "$JOBS"} <"$1"
}

from_pipe() {
    observe "$2" "$3" ${JOBS:+-j "$JOBS"} < <(cat "$1")
}

same_as_want() {
    observe_all "$BATS_TEST_TMPDIR/got" "$INPUTS" "$1"
    same_folders "$WANT" "$BATS_TEST_TMPDIR/got"
}

# Messages name bad lines only where --bad does not take them.
without_bad() {
    local args
    eval "args=($3)"
    mkdir -p "$2"
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
    JOBS=1 WEIR_TEST_READ_SIZE=1 same_as_want from_file
}

@test "bytes: read by 7, three threads" {
    JOBS=3 WEIR_TEST_READ_SIZE=7 same_as_want from_file
}

@test "bytes: read by 600, eight threads" {
    JOBS=8 WEIR_TEST_READ_SIZE=600 same_as_want from_file
}

@test "bytes: read by 4096" {
    WEIR_TEST_READ_SIZE=4096 same_as_want from_file
}

@test "bytes: read by 1 MiB" {
    WEIR_TEST_READ_SIZE=1048576 same_as_want from_file
}

@test "bytes: from a pipe" {
    same_as_want from_pipe
}

@test "bytes: from a pipe, read by 7, two threads" {
    JOBS=2 WEIR_TEST_READ_SIZE=7 same_as_want from_pipe
}

# A machine without a level takes the best it has: then that one is tried twice.
@test "bytes: every level of vector instructions, read by 2000, two threads" {
    local level
    for level in sse avx2 avx512 neon; do
        JOBS=2 WEIR_TEST_READ_SIZE=2000 WEIR_SIMD=$level same_as_want from_file
        rm -r "$BATS_TEST_TMPDIR/got"
    done
}

@test "bytes: messages about bad lines, read by 1, 7, 4096" {
    local size
    observe_all "$BATS_TEST_TMPDIR/want" "$INPUTS" without_bad
    for size in 1 7 4096; do
        WEIR_TEST_READ_SIZE=$size observe_all "$BATS_TEST_TMPDIR/got" "$INPUTS" without_bad
        same_folders "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
    done
}

# All inputs at once, merged or in turn: the names in messages are those of the files.
merged() {
    observe "$2" "$3" ${JOBS:+-j "$JOBS"} -i "$INPUTS/spoiled" -i "$INPUTS/clean" -i "$INPUTS/disordered" -i "$INPUTS/clean" </dev/null
}

@test "bytes: several files, read by 1, 7, 4096, one to four threads" {
    local size i jobs=([0]=1 [1]=3 [7]=2 [4096]=4)
    for size in '' 1 7 4096; do
        for i in "${!pipelines[@]}"; do
            JOBS=${jobs[${size:-0}]} WEIR_TEST_READ_SIZE=$size merged "" "$BATS_TEST_TMPDIR/${size:-usual}/$i" "${pipelines[i]}"
        done
        same_folders "$BATS_TEST_TMPDIR/usual" "$BATS_TEST_TMPDIR/${size:-usual}"
    done
    grep -q 'line .* of .*disordered' "$BATS_TEST_TMPDIR"/usual/*/err
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
