# SPDX-License-Identifier: MIT
# Signals on the way of a run: none is lost, none kills that should not, and the end stays in order. Nothing
# sleeps: each step waits for what the one before must bring.
load helpers
load fifos

# Wait until a command holds.
until_true() {
    local limit=$((SECONDS + 30))
    until "$@"; do
        [ $SECONDS -lt $limit ] || { echo "never: $*; standard error: $(cat err)"; return 1; } >&2
    done
}

# Weir has begun to take that signal (it is no longer the shell that becomes it).
takes() { # NUMBER
    local mask
    [ "$(cat "/proc/$pid/comm")" = weir ] || return
    mask=$(sed -n 's/^SigCgt:\t*//p' "/proc/$pid/status")
    [ $((0x${mask:-0} >> ($1 - 1) & 1)) = 1 ]
}

need_proc() {
    [ -r /proc/self/status ] || skip "no /proc here"
}

told() { # LINES that begin with "written"
    [ "$(grep -c '^written' err)" = "$1" ]
}

@test "signals: SIGUSR1 tells the counters, without --stats and with -q, and the run goes on" {
    start -q -t t 'window 10s' 'count by k'
    say '{"t":1,"k":"a"}'
    say '{"t":2,"k":"b"}'
    say '{"t":16,"k":"b"}'
    hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","count":1}'
    hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"b","count":1}'
    kill -USR1 "$pid"
    until_true told 1
    grep -q '^read       3 lines, [0-9]* bytes: 3 events, 0 bad lines$' err
    grep -Eq '^  stage .* state now$' err
    grep -Eq '^  2 aggregate +3 +2 .*B, 1 group in 1 window$' err
    say '{"t":30,"k":"b"}'
    hear '{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"b","count":1}'
    kill -USR1 "$pid"
    until_true told 2
    grep -q '^took .*; of late ' err
    exec 7>&-
    hear '{"window_start":"1970-01-01T00:00:30Z","window_end":"1970-01-01T00:00:40Z","k":"b","count":1}'
    hear_end
    wait "$pid"
    told 2
}

@test "signals: SIGUSR1 is answered in the middle of a flood" {
    need_proc
    cd "$BATS_TEST_TMPDIR"
    yes '{"a":1}' | "$WEIR" 'filter false' >out 2>err 3>&- &
    pid=$!
    until_true takes 10
    kill -USR1 $pid
    until_true told 1
    kill -USR1 $pid
    until_true told 2
    kill -TERM $pid
    local status=0
    wait $pid || status=$?
    [ $status = 143 ]
}

@test "signals: SIGHUP does not kill, also while a fifo is being opened, and where nothing is to be reopened" {
    need_proc
    cd "$BATS_TEST_TMPDIR"
    mkfifo in out
    setsid "$WEIR" -i in >out 2>err 3>&- &
    pid=$!
    exec 8<out
    until_true takes 1
    kill -HUP "$pid"
    exec 7>in
    say '{"a":1}'
    hear '{"a":1}'
    kill -HUP "$pid"
    say '{"a":2}'
    hear '{"a":2}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "signals: those that are ignored when weir starts stay so" {
    need_proc
    cd "$BATS_TEST_TMPDIR"
    mkfifo in out
    (trap '' HUP USR1 TERM; exec "$WEIR" <in >out 2>err 3>&-) &
    pid=$!
    exec 7>in 8<out
    say '{"a":1}'
    hear '{"a":1}'
    kill -HUP "$pid"
    kill -USR1 "$pid"
    kill -TERM "$pid"
    say '{"a":2}'
    hear '{"a":2}'
    exec 7>&-
    hear_end
    wait "$pid"
    [ ! -s err ]
}

# Weir on a terminal that goes: python3 holds the other side.
@test "signals: when its terminal goes, weir closes what is open and dies by SIGHUP" {
    cd "$BATS_TEST_TMPDIR"
    mkfifo in
    python3 - "$WEIR" <<'PY'
import os, pty, signal, sys
pid, master = pty.fork()
if pid == 0:
    os.dup2(os.open("out", os.O_WRONLY | os.O_CREAT, 0o666), 1)
    os.dup2(os.open("err", os.O_WRONLY | os.O_CREAT, 0o666), 2)
    os.execv(sys.argv[1], [sys.argv[1], "-i", "in", "-t", "t", "window 10s", "count", "project count"])
writer = open("in", "w")
writer.write('{"t":1}\n{"t":16}\n')
writer.flush()
while "count" not in open("out").read():
    pass
os.close(master)
_, status = os.waitpid(pid, 0)
assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGHUP, status
PY
    diff - out <<<$'{"count":1}\n{"count":1}'
    [ ! -s err ] || { cat err; false; }
}

@test "signals: SIGSTOP and SIGCONT are harmless, while it waits and while it works" {
    need_proc
    local n
    cd "$BATS_TEST_TMPDIR"
    start 'set b = a + 1'
    for n in 1 2 3; do
        kill -STOP "$pid"
        say "{\"a\":$n}"
        kill -CONT "$pid"
        hear "{\"a\":$n,\"b\":$((n + 1))}"
    done
    exec 7>&-
    hear_end
    wait "$pid"
    seq 300000 | sed 's/.*/{"a":&}/' >big
    "$WEIR" -i big 'sum(a)' >sum 2>err 3>&- &
    pid=$!
    for n in 1 2 3 4 5; do kill -STOP $pid && kill -CONT $pid || break; done 2>/dev/null
    wait $pid
    diff - sum <<<'{"sum_a":45000150000}'
}

@test "signals: a hail of SIGUSR1, SIGHUP, SIGSTOP and SIGCONT loses no event, and SIGTERM ends in order" {
    need_proc
    cd "$BATS_TEST_TMPDIR"
    mkfifo in
    setsid "$WEIR" -i in --bad bad --late late -t t -l 0s 'filter k != "x"' 'window 1s' 'count by k' >out 2>err 3>&- &
    pid=$!
    python3 - $pid <<'PY'
import os, signal, sys
pid, out, sent = int(sys.argv[1]), open("in", "w"), 0
for i in range(40000):
    out.write('{"t":%d,"k":"%s"}\n' % (i // 100 - (i % 97 == 0) * 5, "abx"[i % 3]))
    if i % 1000 == 0:
        out.write("no event\n")
        out.flush()
        for s in signal.SIGUSR1, signal.SIGHUP, signal.SIGSTOP, signal.SIGCONT, signal.SIGUSR1:
            os.kill(pid, s)
out.flush()
# Until all has been counted, which is later than when it has been read.
import time
limit = time.monotonic() + 60
while ": 40000 events" not in open("err").read() and time.monotonic() < limit:
    os.kill(pid, signal.SIGUSR1)
    time.sleep(0.01)
os.kill(pid, signal.SIGTERM)
PY
    local status=0
    wait $pid || status=$?
    [ $status = 143 ]
    # read = counted + filtered + late, and the bad lines
    local counted late
    counted=$(grep -o '"count":[0-9]*' out | awk -F: '{ n += $2 } END { print n }')
    late=$(wc -l <late)
    [ $((counted + 13333 + late)) = 40000 ] || { echo "$counted + 13333 + $late"; false; }
    [ "$(wc -l <bad)" = 40 ]
    [ "$late" -gt 0 ]
}

@test "signals: the wall clock set back an hour: counters are told, time of arrival stands, nothing is lost" {
    local clock=1767225600000000000+1000000000-3600000000000@12 n
    # The readings of the clock go on, by a second each; after the twelfth the wall clock is an hour behind.
    cd "$BATS_TEST_TMPDIR"
    for n in {1..30}; do echo "{\"n\":$n}"; done >in
    WEIR_TEST_NOW=$clock WEIR_TEST_READ_SIZE=9 run_kept weir --idle never --late late --stats=5s -t arrival -l 0s \
        'window 10s' 'count | project window_start, count' <in
    [ "$exit_status" = 0 ]
    [ "$(grep -o '"count":[0-9]*' "$stdout" | awk -F: '{ n += $2 } END { print n }')" = 30 ]
    [ ! -s late ]
    run ! grep -v '^{"window_start":"2026-01-01T00:0' "$stdout"
    [ "$(grep -c ^took "$stderr")" -gt 3 ]
    run ! grep '^took *-' "$stderr"
}

@test "signals: the wall clock set back an hour: what is ahead of it now is counted, said, and moves no watermark" {
    local clock=1767225600000000000+1000000000-3600000000000@20 n
    cd "$BATS_TEST_TMPDIR"
    for n in {10..69}; do echo "{\"ts\":$((1767225600 + n))}"; done >in
    WEIR_TEST_NOW=$clock WEIR_TEST_READ_SIZE=18 run_kept weir --late late -l 0s 'window 10s' 'count | project count' < <(cat in)
    [ "$exit_status" = 0 ]
    [ "$(grep -o '"count":[0-9]*' "$stdout" | awk -F: '{ n += $2 } END { print n }')" = 60 ]
    [ ! -s late ]
    grep -q 'ahead of the clock here, so it does not move the watermark (--skew)$' "$stderr"
    grep -Eq '^weir: [0-9]+ events were too far ahead of the clock' "$stderr"
}
