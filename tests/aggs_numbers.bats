# SPDX-License-Identifier: MIT
# Aggregates over numbers: variance, quantiles, histogram, delta, and their edges.
load helpers

# One event for each argument, its field x.
xs() {
    printf '{"x":%s}\n' "$@"
}

@test "stddev, variance: of a sample and of the whole" {
    check_output weir 'variance(x), variance_pop(x), stddev(x), stddev_pop(x)' < <(xs 2 4 4 4 5 5 7 9) 3<<'OUT'
{"variance_x":4.571428571428571,"variance_pop_x":4,"stddev_x":2.138089935299395,"stddev_pop_x":2}
OUT
    check_output weir 'variance(x), variance_pop(x), stddev(x), stddev_pop(x)' < <(xs 3 null) 3<<'OUT'
{"variance_x":null,"variance_pop_x":0,"stddev_x":null,"stddev_pop_x":0}
OUT
    check_output weir 'variance(x), stddev_pop(x)' </dev/null 3<<<'{"variance_x":null,"stddev_pop_x":null}'
}

@test "variance: nothing cancels, nothing overflows that need not" {
    check_output weir 'variance(x)' < <(xs 1000000000.1 1000000000.2 1000000000.3) 3<<<'{"variance_x":0.00999999284744509}'
    check_output weir 'variance(x)' < <(xs 9007199254740993 9007199254740992) 3<<<'{"variance_x":0.5}'
    check_output weir 'variance(x), stddev(x)' < <(xs 9223372036854775807 -9223372036854775808) 3<<'OUT'
{"variance_x":1.7014118346046923e+38,"stddev_x":13043817825332783000}
OUT
    check_output weir 'variance(x), stddev(x)' < <(xs 1e308 1e308 1e308) 3<<<'{"variance_x":0,"stddev_x":0}'
    check_output weir 'variance_pop(x), stddev_pop(x)' < <(xs 1e308 -1e308) 3<<<'{"variance_pop_x":null,"stddev_pop_x":1e+308}'
    check_output weir 'variance_pop(x), stddev_pop(x)' < <(xs 1e-308 3e-308) 3<<<'{"variance_pop_x":0,"stddev_pop_x":1e-308}'
    check_output weir 'stddev_pop(x)' < <(xs 123456789012345678901 123456789012345678901) 3<<<'{"stddev_pop_x":0}'
}

@test "variance: the order of events does not show" {
    local all=(1e16 0.1 -3 1e-9 7.25 123456789.123 -1e16 42) first second
    first=$(xs "${all[@]}" | weir 'variance(x), stddev(x), avg(x), sum(x)')
    second=$(xs "${all[@]}" | tac | weir 'variance(x), stddev(x), avg(x), sum(x)')
    [ "$first" = "$second" ]
}

@test "quantiles: exact while they are few" {
    check_output weir 'median(x), p25(x), p99(x), a = quantile(x, 0), b = quantile(x, 1)' < <(xs 5 1 null 3 2 4) 3<<'OUT'
{"median_x":3,"p25_x":2,"p99_x":4.96,"a":1,"b":5}
OUT
    check_output weir 'median(x), p5(x)' < <(xs 2 1) 3<<<'{"median_x":1.5,"p5_x":1.05}'
    check_output weir 'median(x), p9999(x)' < <(xs 7) 3<<<'{"median_x":7,"p9999_x":7}'
    check_output weir 'median(x)' </dev/null 3<<<'{"median_x":null}'
    check_output weir 'median(x)' < <(xs -1e308 1e308) 3<<<'{"median_x":0}'
    check_output weir 'p10(x)' < <(xs -0.0 -0.0) 3<<<'{"p10_x":0}'
}

@test "quantiles: of durations; not of durations and numbers together" {
    check_output weir 'set d = if(x == 1, 1s, 3s) | median(d)' < <(xs 1 2) 3<<<'{"median_d":2}'
    check_output weir 'set d = if(x == 1, 5s, x) | median(d)' < <(xs 1 2 3) 3<<<'{"median_d":null}'
}

@test "quantiles: within 0.4 % beyond 512 values, the ends exact, in any order of events" {
    seq 1000 3 100000 | sed 's/.*/{"x":&.5}/' >"$BATS_TEST_TMPDIR/up"
    local q='a = quantile(x, 0), p5(x), median(x), p99(x), p999(x), b = quantile(x, 1)'
    weir "$q" <"$BATS_TEST_TMPDIR/up" >"$BATS_TEST_TMPDIR/one"
    tac "$BATS_TEST_TMPDIR/up" | weir "$q" >"$BATS_TEST_TMPDIR/two"
    cmp "$BATS_TEST_TMPDIR/one" "$BATS_TEST_TMPDIR/two"
    check_output weir 'a == 1000.5 and b == 100000.5 or a == 1000.5 and b == 99999.5 | set ok = abs(p5_x / 5950.4 - 1) < 0.004
        and abs(median_x / 50500 - 1) < 0.004 and abs(p99_x / 99010 - 1) < 0.004 | project ok' \
        <"$BATS_TEST_TMPDIR/one" 3<<<'{"ok":true}'
}

@test "quantiles: integers below 256 stay exact" {
    check_output weir 'median(x), p99(x), p999(x)' 3<<<'{"median_x":100,"p99_x":198,"p999_x":200}' \
        < <(for _ in 1 2 3 4 5; do seq 0 200; done | sed 's/.*/{"x":&}/')
}

@test "numbers: values of other types are errors and left out" {
    check_output weir -q 'sum(x), median(x), stddev(x), delta(x)' 3<<<'{"sum_x":3,"median_x":1.5,"stddev_x":0.7071067811865476,"delta_x":1}' \
        < <(xs 1 '"7"' true '[3]' '{"a":1}' null 2 '"\ud800"' '"a\u0000b"')
    check_output weir -q 'sum(x), median(x), variance(x), m = count(x)' 3<<<'{"sum_x":1,"median_x":1,"variance_x":null,"m":1}' \
        < <(xs 1 1e400 -1e999)
}

@test "histogram: of one width" {
    check_output weir 'histogram(x, 10)' < <(xs 0 9 10 -1 -10 -11 25) 3<<'OUT'
{"histogram_x":[{"from":-20,"to":-10,"count":1},{"from":-10,"to":0,"count":2},{"from":0,"to":10,"count":2},{"from":10,"to":20,"count":1},{"from":20,"to":30,"count":1}]}
OUT
    check_output weir 'histogram(x, 0.5)' < <(xs 0.49 0.5 1) 3<<'OUT'
{"histogram_x":[{"from":0,"to":0.5,"count":1},{"from":0.5,"to":1,"count":1},{"from":1,"to":1.5,"count":1}]}
OUT
    check_output weir 'histogram(x, 1)' < <(xs 1e300 9223372036854775807 null) 3<<'OUT'
{"histogram_x":[{"from":9223372036854775807,"to":9223372036854776000,"count":1},{"from":1e+300,"to":1e+300,"count":1}]}
OUT
    check_output weir 'histogram(x, 1)' </dev/null 3<<<'{"histogram_x":null}'
}

@test "histogram: between bounds, all of them shown" {
    check_output weir 'histogram(x, 1, 5)' < <(xs 0 1 4.99 5) 3<<'OUT'
{"histogram_x":[{"from":null,"to":1,"count":1},{"from":1,"to":5,"count":2},{"from":5,"to":null,"count":1}]}
OUT
    check_output weir 'histogram(x, [1, 2.5])' < <(xs 1) 3<<'OUT'
{"histogram_x":[{"from":null,"to":1,"count":0},{"from":1,"to":2.5,"count":1},{"from":2.5,"to":null,"count":0}]}
OUT
}

@test "delta: the last less the first, by event time" {
    check_output weir -t t 'delta(x)' 3<<<'{"delta_x":5}' <<'IN'
{"t":"2026-01-01T00:00:02Z","x":9}
{"t":"2026-01-01T00:00:01Z","x":4}
{"t":"2026-01-01T00:00:01Z","x":7}
{"t":"2026-01-01T00:00:03Z","x":null}
IN
    check_output weir 'delta(x)' < <(xs 5) 3<<<'{"delta_x":0}'
    check_output weir 'delta(x)' < <(xs -9223372036854775808 9223372036854775807) 3<<<'{"delta_x":18446744073709551615}'
    check_output weir 'delta(x)' < <(xs 100000000000000000000001 1) 3<<<'{"delta_x":-100000000000000000000000}'
    check_output weir 'delta(x)' < <(xs 0.1 0.3) 3<<<'{"delta_x":0.19999999999999998}'
    check_output weir 'd = delta(time(x))' < <(xs '"2026-01-01"' '"2026-01-02"') 3<<<'{"d":86400}'
}

@test "avg: the exact sum by the count, rounded once, in any order of events" {
    check_output weir 'avg(x), sum(x)' < <(xs 1e308 1e308) 3<<<'{"avg_x":1e+308,"sum_x":null}'
    check_output weir 'avg(x)' < <(xs 9007199254740993 9007199254740993) 3<<<'{"avg_x":9007199254740992}'
    check_output weir 'avg(x)' < <(xs 9007199254740993 9007199254740994 9007199254740993) 3<<<'{"avg_x":9007199254740994}'
    check_output weir 'avg(x)' < <(xs 5e-324 5e-324 1e-323) 3<<<'{"avg_x":5e-324}'
    check_output weir 'avg(x)' < <(xs -5e-324 0 0) 3<<<'{"avg_x":0}'
}

@test "avg: what exact fractions say, for all kinds of numbers" {
    command -v python3 >/dev/null || skip "no python3"
    python3 - "$BATS_TEST_TMPDIR" <<'END'
import fractions, json, math, random, sys
r = random.Random(5)
kinds = [lambda: r.randrange(-9, 9), lambda: r.randrange(-10**18, 10**18), lambda: r.randrange(-10**40, 10**40),
         lambda: 2**53 + r.randrange(4), lambda: round(r.uniform(-100, 100), 2), lambda: r.uniform(-1, 1) * 10**r.randrange(-300, 300),
         lambda: r.uniform(-1, 1) * 1.5e308, lambda: r.randrange(-99, 99) * 5e-324, lambda: r.uniform(-1, 1) * 1e-305,
         lambda: math.ldexp(r.randrange(2**52, 2**53), -52), lambda: 9 * 10**307 + r.randrange(10**300)]
lines, want = [], []
for g in range(6000):
    some = r.sample(kinds, r.choice([1, 1, 1, 2, 3]))
    xs = [r.choice(some)() for _ in range(r.choice([1, 2, 3, 3, 5, 7, 49, 64]))]
    want.append(float(sum(map(fractions.Fraction, xs)) / len(xs)))
    lines += ['{"g":%d,"x":%s}\n' % (g, json.dumps(x)) for x in xs]
for name in 'ab':
    open(sys.argv[1] + '/' + name, 'w').writelines(lines)
    r.shuffle(lines)
open(sys.argv[1] + '/want', 'w').writelines('%d %s\n' % (g, (x + 0).hex()) for g, x in enumerate(want))
END
    for name in a b; do
        weir -q 'avg(x) by g | sort g' <"$BATS_TEST_TMPDIR/$name" | python3 -c '
import json, sys
for line in sys.stdin:
    e = json.loads(line)
    print(e["g"], (float(e["avg_x"]) + 0).hex())' >"$BATS_TEST_TMPDIR/got"
        cmp "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
    done
}
