# SPDX-License-Identifier: MIT
# The bench runs, and weir gives on every kind of data the answers that its peers and the generator
# give. How fast anything is, is not looked at.
load helpers

@test "bench: runs, and all answers agree" {
    command -v python3 >/dev/null || skip "no python3"
    export BENCH_MB=1 BENCH_DATA=$BATS_TEST_TMPDIR CI=true
    run_kept python3 "$PROJECT/tests/bench/bench.py" --quick --peers gawk,jq "$WEIR"
    cat "$stdout"
    [ "$exit_status" = 0 ] || failed "exit status $exit_status"
    [ "$(tail -n 1 "$stdout")" = "answers: all agree" ]
    # Every row has a line of weir's.
    for row in T1 T2 T3 T4 N1 random short long huge wide deep escaped foreign spaced; do
        grep -q "^$row  *weir .* agrees" "$stdout" || failed "no row $row"
    done
}

@test "bench: an answer that differs is found" {
    command -v python3 >/dev/null || skip "no python3"
    export BENCH_MB=0.1 BENCH_DATA=$BATS_TEST_TMPDIR CI=true
    cat >"$BATS_TEST_TMPDIR/forgetful" <<IN
#!/bin/sh
'$WEIR' "\$@" | tail -n +2
IN
    chmod +x "$BATS_TEST_TMPDIR/forgetful"
    run_kept python3 "$PROJECT/tests/bench/bench.py" --quick --rows T1 --peers '' \
        "$BATS_TEST_TMPDIR/forgetful"
    [ "$exit_status" = 1 ] || failed "exit status $exit_status"
    grep -q "^  T1 weir: DIFFERS" "$stdout"
}

@test "bench: the generator gives the same data for the same seed" {
    command -v cc >/dev/null || skip "no cc"
    cc -O1 -D_GNU_SOURCE -o "$BATS_TEST_TMPDIR/gen" "$PROJECT/tests/bench/gen.c"
    for kind in logs random short long huge wide deep escaped foreign spaced; do
        "$BATS_TEST_TMPDIR/gen" $kind 100000 7
    done >"$BATS_TEST_TMPDIR/data"
    run -0 cksum <"$BATS_TEST_TMPDIR/data"
    [ "$output" = "2677942284 1956950" ] || failed "$output"
}
