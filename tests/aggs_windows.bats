# SPDX-License-Identifier: MIT
# Aggregates that look at the window or at time: rate, share, ewma.
load helpers

loads() {
    cat <<'IN'
{"t":"2026-01-01T00:00:00Z","h":"a","x":10}
{"t":"2026-01-01T00:00:20Z","h":"b","x":30}
{"t":"2026-01-01T00:00:10Z","h":"a","x":20}
{"t":"2026-01-01T00:01:30Z","h":"b","x":5}
IN
}

@test "rate: per second of the window" {
    check_output weir -t t -l 1m 'window 1m | rate, rate(x) by h | drop window_end' < <(loads) 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","h":"a","rate":0.03333333333333333,"rate_x":0.5}
{"window_start":"2026-01-01T00:00:00Z","h":"b","rate":0.016666666666666666,"rate_x":0.5}
{"window_start":"2026-01-01T00:01:00Z","h":"b","rate":0.016666666666666666,"rate_x":0.08333333333333333}
OUT
}

@test "rate: without a window of the time that all groups span" {
    check_output weir -t t 'rate, rate(x) by h' < <(loads) 3<<'OUT'
{"h":"a","rate":0.022222222222222223,"rate_x":0.3333333333333333}
{"h":"b","rate":0.022222222222222223,"rate_x":0.3888888888888889}
OUT
    check_output weir -t t 'rate' < <(loads | head -1) 3<<<'{"rate":null}'
    check_output weir 'rate' 3<<<'{"rate":null}' <<<'{"x":1}'
    check_output weir 'rate(x)' </dev/null 3<<<'{"rate_x":null}'
}

@test "share: of the events of the window, of its sum" {
    check_output weir -t t -l 1m 'window 1m | share, share(x) by h | drop window_end' < <(loads) 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","h":"a","share":0.6666666666666666,"share_x":0.5}
{"window_start":"2026-01-01T00:00:00Z","h":"b","share":0.3333333333333333,"share_x":0.5}
{"window_start":"2026-01-01T00:01:00Z","h":"b","share":1,"share_x":1}
OUT
}

@test "share: with a where of its own, of nothing, of a sum of 0" {
    check_output weir 'n = share() where x > 10, m = share(x) where x > 100 by h' < <(loads) 3<<'OUT'
{"h":"a","n":0.5,"m":null}
{"h":"b","n":0.5,"m":null}
OUT
    check_output weir 'share(x)' 3<<<'{"share_x":null}' <<'IN'
{"x":1}
{"x":-1}
IN
    check_output weir 'share' </dev/null 3<<<'{"share":null}'
}

@test "ewma: weights halve by event time, not by arrival" {
    check_output weir -t t 'ewma(x, 10s)' 3<<<'{"ewma_x":3}' <<'IN'
{"t":"2026-01-01T00:00:10Z","x":4}
{"t":"2026-01-01T00:00:00Z","x":1}
IN
    check_output weir -t t 'ewma(x, 1ns)' < <(loads) 3<<<'{"ewma_x":5}'
    check_output weir -t t 'ewma(x, 1000d)' <<<'{"t":"2026-01-01T00:00:10Z","x":4.5}' 3<<<'{"ewma_x":4.5}'
    check_output weir 'ewma(x, 10s)' 3<<<'{"ewma_x":null}' <<<'{"x":1}'
}

@test "share, rate: beside others that keep the same" {
    check_output weir -t t 's = sum(x), a = share(x), b = share(x), c = share(x) where x > 5, r = rate(x), q = rate(x) by h' < <(loads) 3<<'OUT'
{"h":"a","s":30,"a":0.46153846153846156,"b":0.46153846153846156,"c":0.5,"r":0.3333333333333333,"q":0.3333333333333333}
{"h":"b","s":35,"a":0.5384615384615384,"b":0.5384615384615384,"c":0.5,"r":0.3888888888888889,"q":0.3888888888888889}
OUT
}

@test "share: refused where the whole is not common to all groups, or where rows are revised" {
    check_error 2 weir -t t 'window session 30s | share by h' 3<<'ERR'
weir: a share wants a window that all groups have in common
  window session 30s | share by h
                       ^~~~~
such as window 1m, or none
ERR
    check_error 2 weir -t t 'window 1m emit updates | count, share by h' 3<<'ERR'
weir: a share changes with every event of another group
  window 1m emit updates | count, share by h
                                  ^~~~~
use it with emit final
ERR
}

@test "aggregates that share a state: the same as each alone" {
    local all=(sum avg median p99 stddev variance_pop count 'quantile(x, 0.3)') one
    for one in "${all[@]}"; do
        [[ $one == *\(* ]] || one="$one(x)"
        weir -t t -l 1m "window 1m every 30s | v = $one where x < 25 by h" < <(loads)
    done >"$BATS_TEST_TMPDIR/alone"
    weir -t t -l 1m 'window 1m every 30s | a = sum(x) where x < 25, b = avg(x) where x < 25, c = median(x) where x < 25,
        d = p99(x) where x < 25, e = stddev(x) where x < 25, f = variance_pop(x) where x < 25, g = count(x) where x < 25,
        h2 = quantile(x, 0.3) where x < 25, other = sum(x), p50(x) by h' < <(loads) >"$BATS_TEST_TMPDIR/together"
    for one in a b c d e f g h2; do
        weir "project window_start, window_end, h, v = $one" <"$BATS_TEST_TMPDIR/together"
    done | diff "$BATS_TEST_TMPDIR/alone" -
}
