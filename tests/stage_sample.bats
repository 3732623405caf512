# SPDX-License-Identifier: MIT
load helpers

many() {
    awk 'BEGIN { for (i = 0; i < 100000; i++) print "{\"n\":" i ",\"k\":\"k" i % 1000 "\"}" }'
}

# between LOW HIGH CMD...   the count that the command prints
between() {
    local count
    count=$("${@:3}" < <(many) | sed 's/.*:\(.*\)}/\1/')
    if [ "$count" -lt "$1" ] || [ "$count" -gt "$2" ]; then
        echo "$count" >&2
        return 1
    fi
}

@test "sample: about so many rows, the same each time" {
    between 9600 10400 weir 'sample 10% | count'
    between 420 580 weir 'sample 0.5% | count'
    between 100000 100000 weir 'sample 100% | count'
    weir 'sample 20%' < <(many) >"$BATS_TEST_TMPDIR/want"
    check_output weir 'sample 20%' < <(many) 3<"$BATS_TEST_TMPDIR/want"
    check_output weir --seed 0 'sample 20%' < <(many) 3<"$BATS_TEST_TMPDIR/want"
    WEIR_TEST_READ_SIZE=4096 check_output weir 'sample 20%' < <(many) 3<"$BATS_TEST_TMPDIR/want"
}

@test "sample: another seed, another sample; a larger share holds the smaller one" {
    weir 'sample 20%' < <(many) >"$BATS_TEST_TMPDIR/a"
    weir --seed 1 'sample 20%' < <(many) >"$BATS_TEST_TMPDIR/b"
    run ! cmp -s "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    weir 'sample 30%' < <(many) | sort >"$BATS_TEST_TMPDIR/c"
    [ -z "$(sort "$BATS_TEST_TMPDIR/a" | comm -23 - "$BATS_TEST_TMPDIR/c")" ]
}

@test "sample: by a key, all of it or nothing, wherever it comes" {
    check_output weir 'sample 30% by k | count by k | filter count != 100' < <(many) 3</dev/null
    between 230 370 weir 'sample 30% by k | count by k | count'
    weir 'sample 30% by k' < <(many) | sort >"$BATS_TEST_TMPDIR/a"
    many | tac | "$WEIR" 'filter n >= 0 | sample 30% by k' | sort | cmp - "$BATS_TEST_TMPDIR/a"
}

@test "sample: equal keys are one, of every kind" {
    local seed
    for seed in 1 2 3 4 5 6 7 8; do
        check_output weir --seed $seed 'sample 50% by k | count by k | filter count != 2' 3</dev/null \
            < <(printf '{"k":%s}\n' null '"caf\u00e9"' '"café"' 1 1.0 '{"a":1,"b":2}' '{"b":2,"a":1}'; echo '{}')
    done
}

@test "sample: --strict" {
    run_kept weir --strict 'sample 100% by k + 1' < <(printf '{"k":%s}\n' 1 1 '"x"' 2)
    [ "$exit_status" = 1 ] && [ "$(wc -l <"$stdout")" = 2 ]
    grep -q '^weir: stopped by --strict: stage 1, line 3 of standard input: k + 1: "x"' "$stderr"
}

@test "sample: in a pipeline file the sign ends the line" {
    printf 'sample 100%%\ncount\n' >"$BATS_TEST_TMPDIR/p"
    check_output weir -f "$BATS_TEST_TMPDIR/p" < <(many) 3<<<'{"count":100000}'
}

@test "sample: mistakes" {
    check_error 2 weir 'sample' 3<<'ERR'
weir: sample needs a percentage such as 10%
  sample
        ^
usage: sample N% [by EXPR]
ERR
    check_error 2 weir 'sample 10' 3<<'ERR'
weir: a percentage is wanted here
  sample 10
         ^~
such as 10%
ERR
    check_error 2 weir 'sample 0%' 3<<'ERR'
weir: a percentage is above 0 and at most 100
  sample 0%
         ^~
ERR
    check_error 2 weir 'sample 100.5% by k' 3<<'ERR'
weir: a percentage is above 0 and at most 100
  sample 100.5% by k
         ^~~~~~
ERR
    check_error 2 weir --seed x 'sample 1%' 3<<'ERR'
weir: --seed wants a whole number below 2^64, not 'x'
ERR
    check_error 2 weir --seed -1 'sample 1%' 3<<'ERR'
weir: --seed wants a whole number below 2^64, not '-1'
ERR
}
