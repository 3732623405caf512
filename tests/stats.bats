# SPDX-License-Identifier: MIT
# --stats: what was counted, and that it adds up.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export WEIR_TEST_NOW=1767225600000000000       # nothing takes any time
}

# Without the memory, which is another each time.
told() {
    sed '/^memory/d' "$stderr"
}

@test "stats: a simple chain: read = written + dropped + late + untimed" {
    cat >in <<'IN'
{"ts":"2026-01-01T00:00:00Z","a":1}
bad
{"ts":"2026-01-01T00:00:20Z","a":2}

{"ts":"2026-01-01T00:00:01Z","a":3}
{"ts":"2026-01-01T00:00:19Z","a":0}
{"a":5}
{"ts":"2026-01-01T00:00:20Z","a":"x"}
{"ts":"2026-01-01T00:00:21.5Z","a":7}
IN
    run_kept weir -q --stats -l 1s -i in 'filter a > 0' 'window 10s' 'set b = a'
    [ "$exit_status" = 3 ] || failed "status $exit_status"
    told | diff <(cat <<'OUT'
read       9 lines, 233 bytes: 7 events, 1 bad line, 1 blank line
  stage                in        out    dropped       late    untimed     errors  state, at most
  1 filter              7          5          2          0          0          0
  2 window              5          3          0          1          1          0
  3 set                 3          3          0          0          0          0
written    3 rows
watermark  2026-01-01T00:00:21.500Z
behind     p50 0s, p90 19s, p99 19s, all 19s (2 events of 6 came behind a later one)
took       0.000 s
OUT
    ) -
    grep -Eq '^memory     [0-9.]+ [KM]iB, at most$' "$stderr" || failed "no memory"
}

@test "stats: what a stage holds, and its errors" {
    run_kept weir --stats 'set b = a + 1' 'count by a' 'tail 1' <<'IN'
{"a":1}
{"a":"x"}
{"a":"y"}
IN
    sed -n 's/ [0-9.]* KiB/ SIZE/p; /written/p; /watermark\|behind/p' "$stderr" | diff - <(cat <<'OUT'
  2 aggregate           3          3          -          0          0          0  SIZE, 3 groups
written    1 row
OUT
    )
    grep -Eq '^  1 set +3 +3 +0 +0 +0 +2$' "$stderr" || failed "errors are not counted"
    grep -Eq '^  3 tail +3 +1 +2 +0 +0 +0' "$stderr" || failed "no tail"
}

@test "stats: open windows" {
    for s in 1 2 11 12 21 30; do echo "{\"ts\":$((1767225600 + s)),\"h\":$((s % 2))}"; done |
        { run_kept weir --stats 'window 10s' 'count by h' && told; } |
        grep -E '^  2 aggregate +6 +6 +- .*, [0-9]+ groups in [0-9]+ windows$'
}

@test "stats: without a need for time nothing is said of it; -q leaves it, no stage is no table" {
    run_kept weir --stats <<<'{"ts":1767225600}'
    told | diff <(cat <<'OUT'
read       1 line, 18 bytes: 1 event, 0 bad lines, 0 blank lines
written    1 row
took       0.000 s
OUT
    ) -
}

@test "stats: a clock in the chain is looked at, too" {
    run_kept weir --stats 'set t = time(a)' 'window 1m on t' <<'IN'
{"a":1767225630}
{"a":1767225600}
IN
    grep -qx 'behind     p50 0s, p90 30s, p99 30s, all 30s (1 event of 2 came behind a later one)' "$stderr"
}

@test "stats: several inputs are summed; merged or not, they add up" {
    seq 1767225600 2 1767229600 | sed 's/.*/{"ts":&}/' >a
    seq 1767225601 3 1767229600 | sed 's/.*/{"ts":&}/' >b
    run_kept weir --stats -i a -i b 'window 1m' 'count'
    local lines
    lines=$(cat a b | wc -l)
    grep -q "^read       $lines lines, $(cat a b | wc -c) bytes: $lines events" "$stderr"
    grep -q "^behind     p50 0s, p90 0s, p99 0s, all 0s (0 events of $lines " "$stderr"
    [ "$(grep -o '"count":[0-9]*' "$stdout" | awk -F: "{ n += \$2 } END { print n }")" = "$lines" ]
}

@test "stats: the counters do not depend on the cutting of the input" {
    for i in {1..200}; do echo "{\"ts\":$((1767225600 + i * 37 % 101)),\"a\":$((i % 7))}"; done >in
    echo oops >>in
    weir -i in --stats 'a > 2' 'window 10s' 'count by a' >all 2>counted || true
    local size
    for size in 1 7 100 4096; do
        WEIR_TEST_READ_SIZE=$size weir -i in --stats 'a > 2' 'window 10s' 'count by a' >got 2>said || true
        cmp all got
        # What is open is looked at between reads.
        diff <(sed 's/  [0-9.]* [KM]*i*B, .*//' counted) <(sed 's/  [0-9.]* [KM]*i*B, .*//' said)
    done
}

@test "stats: every so often, while reading" {
    unset WEIR_TEST_NOW
    seq 100 | sed 's/.*/{"a":&}/' >in
    WEIR_TEST_READ_SIZE=100 run_kept weir -i in --stats=1ns 'a > 50'
    [ "$(grep -c ^read "$stderr")" -gt 3 ] || failed "not often"
    [ "$(grep -c ^took "$stderr")" = "$(grep -c ^read "$stderr")" ]
    ! grep ^read "$stderr" | head -n 1 | grep blank || failed "the first one has not seen all"
    grep ^read "$stderr" | tail -n 1 | grep -q blank || failed "the last one has seen all"
    # The counters only grow, to the last ones.
    grep ^read "$stderr" | sed 's|.*: ||; s| event.*||' | sort -nc
    grep ^read "$stderr" | tail -n 1 | grep -q ': 100 events'
    run_kept weir -i in --stats=1h 'a > 50'
    [ "$(grep -c ^read "$stderr")" = 1 ]
}

# The counters of the last run against what it wrote: lines = events + bad + blank, what each stage got = what it
# passed on + dropped + late + untimed, and these are the lines of the outputs.
adds_up() {
    local lines events bad blank written late untimed
    read -r lines events bad blank < <(sed -n 's/^read *\([0-9]*\) .*: \([0-9]*\) .*, \([0-9]*\) bad .*, \([0-9]*\) blank .*/\1 \2 \3 \4/p' "$stderr")
    [ "$lines" = $((events + bad + blank)) ] || failed "lines" || return
    written=$(sed -n 's/^written *\([0-9]*\) .*/\1/p' "$stderr")
    [ "$written" = "$(wc -l <"$stdout")" ] || failed "written" || return
    read -r late untimed < <(awk '/^  [0-9]+ / {
        if ($5 != "-" && $3 != $4 + $5 + $6 + $7) print "stage", $1
        if (seen++ && $3 != out) print "between", $1
        out = $4; late += $6; untimed += $7
    } END { print late + 0, untimed + 0 }' "$stderr")
    [ "$late" = "$(wc -l <late)" ] || failed "late: $late" || return
    [ $((bad + untimed)) = "$(wc -l <bad)" ] || failed "bad: $bad + $untimed"
}

@test "stats: counts add up, whatever the pipeline" {
    local args
    for i in {1..3000}; do
        case $((i % 100)) in
        7) echo oops ;;
        13) echo ;;
        21) echo '{"k":"untimed"}' ;;
        *) echo "{\"ts\":$((1767225600 + i / 10 - (i % 37 == 0) * 60)),\"k\":\"k$((i % 5))\",\"n\":$i,\"a\":[1,2]}" ;;
        esac
    done >in
    while read -r args; do
        rm -f late bad
        run_kept weir -q --stats -l 5s --late late --bad bad -i in "$args"
        [ "$exit_status" = 0 ] || failed "status $exit_status: $args"
        adds_up || failed "does not add up: $args"
        grep -q '^  1 [a-z]* *2940 ' "$stderr" || failed "not all came: $args"
    done <<'PIPELINES'
filter n > 1000
n > 10 | window 10s | count by k
window 10s emit updates | count by k | count > 2
window 30s every 10s | count, p50(n) by k | sort count
window session 3s by k | count by k
reorder | set d = n + 1 | drop a
dedup by k within 10s | project k
unnest a | window 1m | sum(a)
changed k | sample 50% by k | tail 20
top 3 by n per k
silent 20s by k
rename m = n | set x = upper(m) | n ?? 1 == 1
PIPELINES
}

@test "stats: the destinations, where there are more than standard output, and commands that failed" {
    run_kept weir --stats -q -o out -o - --bad bad 'tee mid' 'exec "exit 1" or dead' <<<$'{"a":1}\n{"a":2}\nbad'
    [ "$exit_status" = 0 ] || failed "status $exit_status"
    sed -n '/^written/,/^memory/{ /^memory/d; p; }' "$stderr" | diff - <(cat <<OUT
written    2 rows
         bytes  destination
            16  out
            16  standard output
  $(printf %12s "$(wc -c <bad)")  bad
            16  mid
            16  dead
OUT
    )
    grep -Eq '^  2 exec +2 +2 +0 +0 +0 +0  2 failed rows$' "$stderr" || failed "no failed rows"
    run_kept weir --stats -q -o out 'exec "exit 1"' <<<'{"a":1}'
    [ "$exit_status" = 3 ] && grep -q '  1 failed row$' "$stderr"
}

# What was read behind the line that ends the run is not counted, however much comes at once.
@test "stats: lines and bytes up to where the run ends" {
    awk 'BEGIN { for (i = 0; i < 900; i++) print i == 500 ? "{\"n\":" : "{\"ts\":" i ",\"n\":" (i == 400 ? "\"x\"" : i) "}" }' >in
    local size lines
    counted() { # LINES ARG...
        lines=$1
        shift
        run_kept weir --stats --strict -q "$@" <in
        grep -q "^read       $lines lines, $(head -n "$lines" in | wc -c) bytes: " "$stderr" || failed "$size $*: not $lines lines"
    }
    for size in 100 8192 262144; do
        local -x WEIR_TEST_READ_SIZE=$size
        counted 501 -t n+0 'n > -1'
        counted 401 -t n+1 'window 1h | count'
        counted 401 'set z = n + 1'
        counted 300 'head 300'
        counted 501 --from text 'parse line as json | head 800'
    done
}
