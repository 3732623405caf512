# SPDX-License-Identifier: MIT
# aggregate: each aggregate, where, by, names, over nothing, nulls, wrong types, exact sums.
load helpers

events() {
    cat <<'EVENTS'
{"k":"a","x":1,"o":{"y":1}}
{"k":"b","x":2.5}
{"k":"a","x":null}
{"x":7}
{"k":null,"x":10}
{"k":"a"}
EVENTS
}

@test "aggregate: count" {
    check_output weir 'aggregate count()' < <(events) 3<<<'{"count":6}'
    check_output weir 'count(x), count(k), count(o.y)' < <(events) 3<<<'{"count_x":4,"count_k":4,"count_y":1}'
    check_output weir 'count(x) where x > 2' < <(events) 3<<<'{"count_x":3}'
    check_output weir 'n = count(x > 2)' < <(events) 3<<<'{"n":4}'
}

@test "aggregate: sum and avg" {
    check_output weir 'sum(x), avg(x)' < <(events) 3<<<'{"sum_x":20.5,"avg_x":5.125}'
    check_output weir 's = sum(x * 2), a = avg(x + 1)' < <(events) 3<<<'{"s":41,"a":6.125}'
    check_output weir 'avg(x)' <<'IN' 3<<<'{"avg_x":1.5}'
{"x":1}
{"x":2}
IN
}

@test "aggregate: min and max" {
    check_output weir 'min(x), max(x)' < <(events) 3<<<'{"min_x":1,"max_x":10}'
    check_output weir 'min(k), max(k)' < <(events) 3<<<'{"min_k":"a","max_k":"b"}'
    check_output weir 'min(o), max(o)' < <(events) 3<<<'{"min_o":{"y":1},"max_o":{"y":1}}'
    check_output weir 'n = min(time(t)), m = max(time(t))' <<'IN' 3<<'OUT'
{"t":"2026-01-01T02:00:00+02:00"}
{"t":"2026-01-01T01:00:00Z"}
IN
{"n":"2026-01-01T00:00:00Z","m":"2026-01-01T01:00:00Z"}
OUT
}

@test "aggregate: min and max over mixed types go by the order of sort" {
    check_output weir 'min(x), max(x)' <<'IN' 3<<'OUT'
{"x":"text"}
{"x":[1]}
{"x":5}
{"x":true}
{"x":null}
IN
{"min_x":true,"max_x":[1]}
OUT
}

@test "aggregate: first and last go by arrival where there is no time, and skip null" {
    check_output weir 'first(x), last(x), first(k), last(o)' < <(events) 3<<'OUT'
{"first_x":1,"last_x":10,"first_k":"a","last_o":{"y":1}}
OUT
}

@test "aggregate: first and last go by event time, ties by arrival" {
    check_output weir -t t 'first(x), last(x)' <<'IN' 3<<'OUT'
{"t":3,"x":"c"}
{"t":1,"x":"a"}
{"t":9,"x":null}
{"t":1,"x":"a2"}
{"t":3,"x":"c2"}
{"t":2,"x":"b"}
IN
{"first_x":"a","last_x":"c2"}
OUT
}

@test "aggregate: over nothing, without by there is one row" {
    check_output weir 'count, count(x), sum(x), avg(x), min(x), max(x), first(x), last(x)' </dev/null 3<<'OUT'
{"count":0,"count_x":0,"sum_x":null,"avg_x":null,"min_x":null,"max_x":null,"first_x":null,"last_x":null}
OUT
    check_output weir 'count by k' </dev/null 3</dev/null
    check_output weir 'window 1m | count' </dev/null 3</dev/null
    check_output weir 'filter false | count' <<<'{"a":1}' 3<<<'{"count":0}'
}

@test "aggregate: over nulls only" {
    check_output weir 'count, count(x), sum(x), avg(x), min(x), max(x), first(x), last(x)' <<'IN' 3<<'OUT'
{"x":null}
{}
IN
{"count":2,"count_x":0,"sum_x":null,"avg_x":null,"min_x":null,"max_x":null,"first_x":null,"last_x":null}
OUT
}

@test "aggregate: by, in the order in which the groups first appeared" {
    check_output weir 'count, sum(x) by k' < <(events) 3<<'OUT'
{"k":"a","count":3,"sum_x":1}
{"k":"b","count":1,"sum_x":2.5}
{"k":null,"count":2,"sum_x":17}
OUT
}

@test "aggregate: by several keys, paths and expressions" {
    check_output weir 'count by k, o.y, big = x > 5' < <(events) 3<<'OUT'
{"k":"a","y":1,"big":false,"count":1}
{"k":"b","y":null,"big":false,"count":1}
{"k":"a","y":null,"big":null,"count":2}
{"k":null,"y":null,"big":true,"count":2}
OUT
}

@test "aggregate: any value can be a key, the first spelling is printed" {
    check_output weir 'count by x' <<'IN' 3<<'OUT'
{"x":1.0}
{"x":1}
{"x":"1"}
{"x":true}
{"x":null}
{}
{"x":[ 1]}
{"x":[1.0]}
{"x":{"a":1,"b":2}}
{"x":{"b":2.0,"a":1}}
{"x":"\u0061"}
{"x":"a"}
{"x":0}
{"x":-0.0}
{"x":123456789012345678901234567890}
{"x":123456789012345678901234567891}
IN
{"x":1.0,"count":2}
{"x":"1","count":1}
{"x":true,"count":1}
{"x":null,"count":2}
{"x":[ 1],"count":2}
{"x":{"a":1,"b":2},"count":2}
{"x":"\u0061","count":2}
{"x":0,"count":2}
{"x":123456789012345678901234567890,"count":1}
{"x":123456789012345678901234567891,"count":1}
OUT
}

# As they stand in the line, with an escape, and made by a function; to the end of the input.
@test "aggregate: texts of all lengths are keys, wherever they come from" {
    awk 'BEGIN {
        text = "abcdefghijklmnopqrstuvwxyz"
        for (n = 1; n <= 20; n++) {
            t = substr(text, 1, n)
            printf "{\"a\":\"%s?\"}\n{\"a\":\"\\u0061%s\"}\n{\"a\":\"%s\"}\n{\"a\":\"%s\"}\n",
                substr(t, 2), substr(t, 2), toupper(t), t
        }
        printf "{\"a\":\"\"}"
    }' >"$BATS_TEST_TMPDIR/in"
    check_output weir -i "$BATS_TEST_TMPDIR/in" 'count by k = lower(a) | n = count() by count' 3<<'OUT'
{"count":1,"n":21}
{"count":3,"n":20}
OUT
    check_output weir -i "$BATS_TEST_TMPDIR/in" 'count by a | n = count() by count' 3<<'OUT'
{"count":1,"n":41}
{"count":2,"n":20}
OUT
}

# Long lines lie in blocks that are given back to the system once they are through.
@test "aggregate: an empty text is a key, also when the line that had it first is gone" {
    local -x WEIR_TEST_READ_SIZE=4096
    check_output weir 'count by k' < <(printf '{"k":"","pad":"%300000s"}\n{"k":"a","pad":"%9000s"}\n{"k":""}\n' x x) 3<<'OUT'
{"k":"","count":2}
{"k":"a","count":1}
OUT
}

@test "aggregate: where belongs to one aggregate" {
    check_output weir 'n = count(), big = count() where x > 5, sum(x) where k == "a" by o.y' < <(events) 3<<'OUT'
{"y":1,"n":1,"big":0,"sum_x":1}
{"y":null,"n":5,"big":2,"sum_x":null}
OUT
    check_output weir 'count where x > 5 or k == "b"' < <(events) 3<<<'{"count":3}'
    check_output weir 'count where k' <<'IN' 3<<<'{"count":1}'
{"k":null}
{"k":false}
{"k":true}
IN
}

@test "aggregate: a where that drops everything leaves the group" {
    check_output weir 'count where x > 100 by k' < <(events) 3<<'OUT'
{"k":"a","count":0}
{"k":"b","count":0}
{"k":null,"count":0}
OUT
}

@test "aggregate: names: function and last part of the path" {
    check_output weir 'sum(o.y), avg(o["y"]), min(t[0]), max(`a b`), count(x)' <<<'{"o":{"y":1},"t":[2],"a b":3,"x":4}' 3<<'OUT'
{"sum_y":1,"avg_y":1,"min_t":2,"max_a b":3,"count_x":1}
OUT
    check_output weir 'total = sum(x), `how many` = count by `the key` = k' <<<'{"k":1,"x":2}' 3<<'OUT'
{"the key":1,"total":2,"how many":1}
OUT
}

@test "aggregate: a wrong type is passed over and counted" {
    check_output weir 'sum(x), avg(x), count(x)' <<'IN' 3<<'OUT'
{"x":1}
{"x":"2"}
{"x":3}
IN
{"sum_x":4,"avg_x":2,"count_x":3}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 2 of standard input: sum(x): "2" is of a wrong type for this aggregate
ERR
    # sum and avg of one column look at it once; delta for itself.
    check_output weir 'sum(x), delta(x)' <<<'{"x":"2"}' 3<<<'{"sum_x":null,"delta_x":null}'
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: sum(x): "2" is of a wrong type for this aggregate
weir: stage 1, line 1 of standard input: delta(x): "2" is of a wrong type for this aggregate
ERR
}

@test "aggregate: integers are summed exactly, of any length" {
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":18446744073709551614}'
{"x":9223372036854775807}
{"x":9223372036854775807}
IN
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":1}'
{"x":123456789012345678901234567890}
{"x":1}
{"x":-123456789012345678901234567890}
IN
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":-9223372036854775809}'
{"x":-9223372036854775808}
{"x":-1}
IN
}

@test "aggregate: doubles are summed without error and rounded once" {
    ten() { printf '{"x":0.1}\n%.0s' 1 2 3 4 5 6 7 8 9 10 | "$WEIR" "$@"; }
    check_output ten 'sum(x), avg(x)' 3<<<'{"sum_x":1,"avg_x":0.1}'
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":2}'
{"x":1e100}
{"x":1}
{"x":-1e100}
{"x":1.0}
IN
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":1e+308}'
{"x":1e308}
{"x":1e308}
{"x":-1e308}
IN
}

@test "aggregate: integers and doubles together" {
    check_output weir 'sum(x)' <<'IN' 3<<<'{"sum_x":9007199254740994}'
{"x":9007199254740993}
{"x":0.5}
{"x":0.5}
IN
    check_output weir 'min(x), max(x)' <<'IN' 3<<<'{"min_x":9007199254740992.0,"max_x":9007199254740993}'
{"x":9007199254740993}
{"x":9007199254740992.0}
IN
}

@test "aggregate: the order of events does not show in a sum" {
    for seed in 1 2 3; do
        shuffled() {
            seq 1 300 | awk '{ printf "{\"x\":%s}\n", 1 / $1 }' | shuf --random-source=<(yes "$seed") |
                "$WEIR" "$@"
        }
        check_output shuffled 'sum(x)' 3< <(seq 1 300 | awk '{ printf "{\"x\":%s}\n", 1 / $1 }' |
            "$WEIR" 'sum(x)')
    done
}

@test "aggregate: durations" {
    check_output weir 'd = sum(time(b) - time(a)), m = avg(time(b) - time(a)), n = max(time(b) - time(a))' <<'IN' 3<<'OUT'
{"a":"2026-01-01","b":"2026-01-02"}
{"a":"2026-01-01T00:00:00Z","b":"2026-01-01T00:00:01.5Z"}
IN
{"d":86401.5,"m":43200.75,"n":86400}
OUT
}

@test "aggregate: aggregates over aggregates" {
    check_output weir 'count by k | sum(count), groups = count' < <(events) 3<<<'{"sum_count":6,"groups":3}'
    check_output weir 'n = count by k | count by n | filter n == 1' < <(events) 3<<<'{"n":1,"count":1}'
}

@test "aggregate: in a window the bounds stand first, then keys, then aggregates" {
    check_output weir -l 1m 'window 1m | n = count, sum(x) by k' <<'IN' 3<<'OUT'
{"ts":"2026-01-01T00:00:10Z","k":"a","x":1}
{"ts":"2026-01-01T00:00:20Z","k":"b","x":2}
{"ts":"2026-01-01T00:01:10Z","k":"b","x":3}
{"ts":"2026-01-01T00:00:30Z","k":"a","x":4}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","k":"a","n":2,"sum_x":5}
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","k":"b","n":1,"sum_x":2}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","k":"b","n":1,"sum_x":3}
OUT
}

@test "aggregate: many groups" {
    many() { seq 1 30000 | sed 's/.*/{"n":&,"k":"key&"}/' | "$WEIR" "$@"; }
    check_output many 'count by k | groups = count, sum(count)' 3<<<'{"groups":30000,"sum_count":30000}'
    check_output many 'sum(n) by k = n % 3' 3<<'OUT'
{"k":1,"sum_n":149995000}
{"k":2,"sum_n":150005000}
{"k":0,"sum_n":150015000}
OUT
}

@test "aggregate: first, last, min and max only pass a number on, so it keeps its digits" {
    check_output weir 'first(a), last(a), min(a), max(a)' <<'IN' 3<<'OUT'
{"a":2.50}
{"a":1e1}
{"a":7.000}
IN
{"first_a":2.50,"last_a":7.000,"min_a":2.50,"max_a":1e1}
OUT
}

@test "aggregate: a group takes no more than its states, its key and what finds it" {
    seq 100000 | sed 's/.*/{"k":"user&","x":&}/' >"$BATS_TEST_TMPDIR/in"
    weir --stats -i "$BATS_TEST_TMPDIR/in" 'count, sum(x) by k' 2>&1 >/dev/null |
        awk '/ aggregate / { kib = $(NF - 3) * ($(NF - 2) == "MiB," ? 1024 : 1) }
             END { exit !(kib > 0 && kib * 1024 / 100000 < 142) }'
}
