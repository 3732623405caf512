# SPDX-License-Identifier: MIT
# What disorder may not change: events shuffled within the lateness give the rows of sorted ones; those that
# come later are counted, in --late, and in no row; and no line gets lost.
load laws

# Events of 2000 s in three keys, shuffled so that none comes more than SECONDS after a later one.
shuffled() { # SEED SECONDS
    python3 - "$1" "$2" <<'END'
import random, sys
r, most = random.Random(sys.argv[1]), float(sys.argv[2])
events = [(i * 2 + r.random(), i) for i in range(1000)]
for t, i in sorted(events, key=lambda e: e[0] + r.uniform(0, most)):
    print('{"t":%.3f,"k":"%s","n":%d,"x":%.2f}' % (t, 'abc'[i * 7 % 3], i, i / 7))
END
}

windows=(-t t 'window 10s' 'aggregate count(), sum(n), sum(x), avg(x), min(n), max(x), first(n), last(n) by k')

@test "lateness: shuffled within it, the same set of rows as sorted" {
    local seed
    cd "$BATS_TEST_TMPDIR"
    shuffled 0 0 >sorted
    "$WEIR" -l 0s "${windows[@]}" <sorted | sort >want
    [ "$(wc -l <want)" = 600 ]
    for seed in {1..10}; do
        shuffled "$seed" 17.9 >in
        run ! cmp -s in sorted
        "$WEIR" -l 18s "${windows[@]}" <in 2>err | sort | diff want - >&2
        [ ! -s err ]
        # Delay does what lateness does.
        "$WEIR" -l 0s --delay 18s "${windows[@]}" <in 2>err | sort | diff want - >&2
        [ ! -s err ]
    done
}

@test "lateness: beyond it, what is late is counted, in --late, and in no row" {
    local seed late
    cd "$BATS_TEST_TMPDIR"
    for seed in {1..10}; do
        rm -f late
        shuffled "$seed" 60 >in
        "$WEIR" -l 3s --late late "${windows[@]}" <in >out 2>err
        late=$(wc -l <late)
        [ "$late" -gt 0 ]
        grep -q "^weir: $late events came too late" err
        [ "$(sort late | uniq -d | wc -l)" = 0 ]
        # The rows are those of the events that are not late, in order.
        grep -v -x -F -f late in >kept
        [ "$(wc -l <kept)" = $((1000 - late)) ]
        "$WEIR" -l 1h "${windows[@]}" <kept | sort >want
        sort out | diff want - >&2
    done
}

@test "lateness: with the lateness that the advice names nothing is late" {
    local seed advice
    cd "$BATS_TEST_TMPDIR"
    for seed in {1..10}; do
        shuffled "$seed" 60 >in
        "$WEIR" -l 0s -t t 'window 10s | count' <in 2>err >out
        advice=$(sed 's/ would have kept them all$//; s/ all$//; s/.* //' err)
        "$WEIR" -l "$advice" -t t 'window 10s | count' <in 2>err >out
        [ ! -s err ]
    done
}

@test "lateness: rows, late events and bad lines add up to the lines read" {
    local input stages rows
    make_inputs "$BATS_TEST_TMPDIR/in"
    cd "$BATS_TEST_TMPDIR"
    for input in in/*; do
        for stages in 'window 7s lateness 1s | count by k | window global | sum(count)' \
            'window 1s lateness 0s | count | window global | sum(count)' \
            'window 30s lateness 2s | head 100000 per k | window global | count' \
            'window 30s lateness 2s | window global | count'; do
            rm -f late bad
            touch late bad
            rows=$("$WEIR" -q -t ts --late late --bad bad "$stages" <"$input" | grep -o '[0-9]*' | tail -n 1)
            [ $((rows + $(wc -l <late) + $(wc -l <bad))) = "$(grep -a -c '[^[:space:]]' "$input")" ]
        done
    done
}

@test "lateness: several files merged give the rows of one that is sorted" {
    cd "$BATS_TEST_TMPDIR"
    shuffled 0 0 >sorted
    awk 'NR % 3 == 0' sorted >a
    awk 'NR % 3 == 1' sorted >b
    awk 'NR % 3 == 2' sorted >c
    "$WEIR" -l 0s "${windows[@]}" <sorted >want
    check_output weir -l 0s -i b -i c -i a "${windows[@]}" 3<want
    check_stderr 3</dev/null
    "$WEIR" -l 0s -i b -i c -i a -t t 'window 1h | project t, k, n, x' >all
    diff <(sed 's/\.000*\([,}]\)/\1/' sorted) <(sed 's/\.000*\([,}]\)/\1/' all) >&2
}

# The lines of standard input, none more than SECONDS after a later one.
shuffle() { # SEED SECONDS
    python3 -c '
import json, random, sys
r, most = random.Random(sys.argv[1]), float(sys.argv[2])
sys.stdout.writelines(sorted(sys.stdin, key=lambda line: json.loads(line)["t"] + r.uniform(0, most)))' "$1" "$2"
}

@test "lateness: shuffled within it, the same set of rows, for every kind of window" {
    local seed window
    local -a windows=('window 20s every 5s' 'window 20s every 7s' 'window cumulative 1m every 15s' \
        'window session 5s' 'window session 20s by k' 'window sliding 30s' \
        'window 1d every 6h tz "Europe/Berlin"' 'window 10s offset -3s')
    local aggs
    aggs='count(), sum(x), avg(x), stddev(x), p50(x), p99(n), d = distinct(n % 7), min(n), first(n), last(n)'
    aggs+=', max_by(n, x)'
    cd "$BATS_TEST_TMPDIR"
    shuffled 0 0 >sorted
    for window in "${windows[@]}"; do
        "$WEIR" -t t -l 0s "$window" "aggregate $aggs by k" <sorted 2>err | sort >want
        [ -s want ] && [ ! -s err ]
        for seed in 1 2 3; do
            shuffle "$seed" 17.9 <sorted >in
            "$WEIR" -t t -l 18s "$window" "aggregate $aggs by k" <in 2>err | sort | diff want - >&2
            [ ! -s err ]
        done
    done
}

@test "windows: a hopping window is the merge of the tumbling ones in it" {
    cd "$BATS_TEST_TMPDIR"
    shuffled 5 17.9 >in
    "$WEIR" -t t -l 18s 'window 5s' \
        'aggregate c = count(), s = sum(n), lo = min(n), hi = max(n) by k' \
        'project at = window_start, k, c, s, lo, hi' <in >slices
    "$WEIR" -t at 'window 20s every 5s' \
        'aggregate count = sum(c), sum_n = sum(s), min_n = min(lo), max_n = max(hi) by k' <slices 2>err | sort >want
    "$WEIR" -t t -l 18s 'window 20s every 5s' 'aggregate count(), sum(n), min(n), max(n) by k' <in |
        sort | diff want - >&2
    [ -s want ] && [ ! -s err ]
}
