# SPDX-License-Identifier: MIT
load helpers

# heard TIME KEY ...
heard() {
    printf '{"t":%s,"k":"%s"}\n' "$@"
}

# told KEY STATE LAST_SEEN AT ...   what is written of changes, with --time-format s
told() {
    printf '{"k":"%s","state":"%s","last_seen":%s,"at":%s}\n' "$@"
}

silent() {
    "$WEIR" -t t --time-format s "$@"
}

@test "silent: after D without an event, and when it is back; only changes are rows" {
    check_output silent -l 0s 'silent 10s by k' < <(heard 0 a 5 b 12 b 13 a 20 b 25 a 26 a 50 b) 3< <(
        told a silent 0 10 a back 0 13 a silent 13 23 a back 13 25 b silent 20 30 a silent 26 36 b back 20 50
    )
    check_output silent 'silent 10s by k' </dev/null 3</dev/null
}

@test "silent: exactly D is silence, less is not" {
    check_output silent -l 0s 'silent 10s by k' < <(heard 0 a 10 a 19.9 a) 3< <(told a silent 0 10 a back 0 10)
}

@test "silent: at the end of input time has come as far as the newest event" {
    check_output silent -l 1h 'silent 10s by k' < <(heard 0 a 9 b) 3</dev/null
    check_output silent -l 1h 'silent 10s by k' < <(heard 0 a 10 b) 3< <(told a silent 0 10)
    check_output silent -l 1h 'filter k == "a" | silent 10s by k' < <(heard 0 a 10 b) 3< <(told a silent 0 10)
}

@test "silent: the order of arrival does not matter within the lateness" {
    heard 0 a 5 b 12 b 13 a 20 b 25 a 26 a 50 b 40 c 31 c 32 c >"$BATS_TEST_TMPDIR/in"
    silent -l 1h 'silent 10s by k' <"$BATS_TEST_TMPDIR/in" | sort >"$BATS_TEST_TMPDIR/want"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/want")" = 8 ]
    local seed
    for seed in 1 2 3 4 5 6 7 8 9; do
        python3 -c '
import random, sys
lines = sys.stdin.readlines(); random.Random(int(sys.argv[1])).shuffle(lines); print("".join(lines), end="")' \
            $seed <"$BATS_TEST_TMPDIR/in" | silent -l 1h 'silent 10s by k' | sort | cmp - "$BATS_TEST_TMPDIR/want"
    done
}

@test "silent: against a plain reading of what it says" {
    python3 - "$BATS_TEST_TMPDIR" <<'PY'
import random, sys
r = random.Random(5); rows = []; keys = {}; t = 0
with open(sys.argv[1] + "/in", "w") as f:
    events = []
    for i in range(20000):
        t += r.choice((0, 0, 1, 1, 2, 30 if i % 500 == 0 else 1))
        events.append((t + r.randrange(8), "k%d" % min(r.randrange(60), r.randrange(60))))
    high = -1
    for at, k in events:
        f.write('{"t":%d,"k":"%s"}\n' % (at, k))
        if at < high - 8: sys.exit("late: the test is wrong")
        high = max(high, at)
        keys.setdefault(k, []).append(at)
    for number, (k, times) in enumerate(keys.items()):
        times.sort(); last = times[0]
        for x in times[1:] + [None]:
            if x is None and last + 20 <= high or x is not None and x - last >= 20:
                rows.append((last + 20, number, 0, k, "silent", last))
                if x is not None: rows.append((x, number, 1, k, "back", last))
            last = x
rows.sort()
with open(sys.argv[1] + "/want", "w") as f:
    for at, _, _, k, state, last in rows:
        f.write('{"k":"%s","state":"%s","last_seen":%d,"at":%d}\n' % (k, state, last, at))
PY
    [ "$(wc -l <"$BATS_TEST_TMPDIR/want")" -gt 1000 ]
    check_output silent -l 8s 'silent 20s by k' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
    WEIR_TEST_READ_SIZE=100 check_output silent -l 8s 'silent 20s by k | filter true' <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
}

@test "silent: told at once when time has passed" {
    check_output silent -l 2s 'silent 10s by k | head 1' < <(
        heard 0 a 12 b
        hold_open
    ) 3< <(told a silent 0 10)
}

@test "silent: keys of any kind, by several, named" {
    check_output silent -l 0s 'silent 10s by u = user.id, k' <<'IN' 3<<'OUT'
{"t":0,"user":{"id":1},"k":"caf\u00e9"}
{"t":5,"user":{"id":1.0},"k":"café"}
{"t":5}
{"t":20,"user":{"id":[1]},"k":"\ud800\u0000"}
IN
{"u":1,"k":"caf\u00e9","state":"silent","last_seen":5,"at":15}
{"u":null,"k":null,"state":"silent","last_seen":5,"at":15}
OUT
}

@test "silent: rows have a time, so a window may follow; on the rows of windows" {
    check_output silent -l 0s 'silent 10s by k | window 20s | count by state | project window_start, state, count' \
        < <(heard 0 a 5 b 12 b 13 a 20 b 25 a 26 a 50 b) 3<<'OUT'
{"window_start":0,"state":"silent","count":1}
{"window_start":0,"state":"back","count":1}
{"window_start":20,"state":"silent","count":3}
{"window_start":20,"state":"back","count":1}
{"window_start":40,"state":"back","count":1}
OUT
    check_output silent -l 0s 'window 10s | count by k | silent 15s by k | project k, state' < <(heard 0 a 5 b 12 b 25 b 35 b) 3<<'OUT'
{"k":"a","state":"silent"}
OUT
}

@test "silent: late and bad events" {
    check_output -s 3 silent -l 1s --late "$BATS_TEST_TMPDIR/late" 'silent 10s by k' < <(heard 0 a 30 b 5 a '"x"' a 31 b) \
        3< <(told a silent 0 10)
    [ "$(<"$BATS_TEST_TMPDIR/late")" = "$(heard 5 a)" ]
    check_stderr 3<<'ERR'
weir: bad event, line 4 of standard input: no event time: t is "x"
weir: 1 bad event (--bad FILE keeps them)
weir: 1 event came too late; --lateness 25s would have kept it
ERR
    check_output -s 1 silent --strict -l 1s 'silent 10s by k' < <(heard 0 a 30 b 5 a) 3< <(told a silent 0 10)
}

@test "silent: 100,000 keys" {
    keys() { awk 'BEGIN { for (i = 0; i < 200000; i++) print "{\"t\":" i / 1000 ",\"k\":" i % 100000 "}" }'; }
    check_output silent -l 1s 'silent 50s by k | count by state' < <(keys) 3<<'OUT'
{"state":"silent","count":150000}
{"state":"back","count":100000}
OUT
}

@test "silent: mistakes" {
    check_error 2 weir 'silent 5s' 3<<'ERR'
weir: silent needs 'by' and keys
  silent 5s
           ^
usage: silent D by [NAME =] EXPR, ...
ERR
    check_error 2 weir 'silent 5 by k' 3<<'ERR'
weir: a duration needs a unit
  silent 5 by k
         ^
such as 5s or 5m; there are ns us ms s m h d w mo y
ERR
    check_error 2 weir 'silent 1mo by k' 3<<'ERR'
weir: a month or a year has no fixed length
  silent 1mo by k
         ^~~
ERR
    check_error 2 weir 'silent 5s by state' 3<<'ERR'
weir: 'state' is a name of the stage's own
  silent 5s by state
               ^~~~~
give the key another name with NAME = ...
ERR
    check_error 2 weir 'count by k | silent 5s by k' 3<<'ERR'
weir: the rows here have no event time
  count by k | silent 5s by k
               ^~~~~~
they were made without a window; say what their time is: time EXPR | silent ...
ERR
}
