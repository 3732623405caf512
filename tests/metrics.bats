# SPDX-License-Identifier: MIT
# --metrics: what Prometheus reads, read back. scrape.py checks the format of each page.
load helpers
load fifos

setup() {
    if ! "$WEIR" --metrics :0 </dev/null 2>"$BATS_TEST_TMPDIR/why"; then
        grep -q 'built without libmicrohttpd' "$BATS_TEST_TMPDIR/why" && skip "no libmicrohttpd here"
        return 1
    fi
}

scrape() { # SAMPLE...   the page goes to the file `page`
    python3 "$PROJECT/tests/scrape.py" err "$@" >page
}

# The samples of a family.
samples() { # NAME
    grep "^$1[{ ]" page
}

@test "metrics: counters of the run, its inputs, outputs and stages add up" {
    start --metrics :0 --late late --bad bad -t t -l 0s 'filter k != "x"' 'window 10s' 'count by k'
    say '{"t":1,"k":"a"}'
    say '{"t":2,"k":"x"}'
    say '{"t":12,"k":"b"}'
    say 'oops'
    say '{"t":3,"k":"a"}'
    say '{"k":"a"}'
    hear '{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","k":"a","count":1}'
    scrape 'weir_input_lines_total{input="1",name="standard input"} 6'
    diff - <(grep -v '^#\|process_\|build_info\|state_bytes\|bytes' page) <<'OUT'
weir_events_total 5
weir_bad_lines_total 1
weir_bad_events_total 1
weir_late_events_total 1
weir_rows_total 1
weir_watermark_seconds 12
weir_input_lines_total{input="1",name="standard input"} 6
weir_input_newest_event_seconds{input="1",name="standard input"} 12
weir_input_ahead_events_total{input="1",name="standard input"} 0
weir_input_idle{input="1",name="standard input"} 0
weir_input_ended{input="1",name="standard input"} 0
weir_output_gone{output="1",name="standard output"} 0
weir_output_gone{output="2",name="late"} 0
weir_output_gone{output="3",name="bad"} 0
weir_stage_rows_in_total{stage="1",name="filter"} 5
weir_stage_rows_in_total{stage="2",name="window"} 4
weir_stage_rows_in_total{stage="3",name="aggregate"} 2
weir_stage_rows_out_total{stage="1",name="filter"} 4
weir_stage_rows_out_total{stage="2",name="window"} 2
weir_stage_rows_out_total{stage="3",name="aggregate"} 1
weir_stage_rows_dropped_total{stage="1",name="filter"} 1
weir_stage_rows_dropped_total{stage="2",name="window"} 0
weir_stage_late_total{stage="1",name="filter"} 0
weir_stage_late_total{stage="2",name="window"} 1
weir_stage_late_total{stage="3",name="aggregate"} 0
weir_stage_untimed_total{stage="1",name="filter"} 0
weir_stage_untimed_total{stage="2",name="window"} 1
weir_stage_untimed_total{stage="3",name="aggregate"} 0
weir_stage_errors_total{stage="1",name="filter"} 0
weir_stage_errors_total{stage="2",name="window"} 0
weir_stage_errors_total{stage="3",name="aggregate"} 0
weir_stage_windows{stage="3",name="aggregate"} 1
weir_stage_groups{stage="3",name="aggregate"} 1
weir_row{column="count",k="a"} 1
weir_rows_left_out_total 0
weir_row_window_end_seconds 10
OUT
    samples weir_output_bytes_total | grep -qx "weir_output_bytes_total{output=\"2\",name=\"late\"} $(wc -c <late)"
    samples weir_output_bytes_total | grep -qx "weir_output_bytes_total{output=\"3\",name=\"bad\"} $(wc -c <bad)"
    ! command -v promtool >/dev/null || promtool check metrics <page
    exec 7>&-
    hear '{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","k":"b","count":1}'
    hear_end
    wait "$pid"
}

@test "metrics: the latest rows: those of the window that ends last, each number, keys as labels" {
    start --metrics :0 -t t -l 0s 'window 10s' 'n = count, avg(x), last(s), at = max(time(t)) by k, odd' 'filter n > 100'
    say '{"t":1,"k":"a","odd":true,"x":1.5,"s":"text"}'
    say '{"t":2,"k":"b","odd":null,"x":null}'
    say '{"t":12,"k":"a","odd":1e3,"x":7}'
    scrape weir_row_window_end_seconds\ 10
    diff - <(samples weir_row) <<'OUT'
weir_row{column="n",k="a",odd="true"} 1
weir_row{column="avg_x",k="a",odd="true"} 1.5
weir_row{column="at",k="a",odd="true"} 1
weir_row{column="n",k="b",odd=""} 1
weir_row{column="at",k="b",odd=""} 2
OUT
    say '{"t":25}'
    scrape weir_row_window_end_seconds\ 20
    diff - <(samples weir_row) <<'OUT'
weir_row{column="n",k="a",odd="1e3"} 1
weir_row{column="avg_x",k="a",odd="1e3"} 7
weir_row{column="at",k="a",odd="1e3"} 12
OUT
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "metrics: of sessions and sliding windows the last row of each group stays, updates replace" {
    start --metrics :0 -t t -l 0s 'window session 5s by k' 'count by k'
    for e in '1,"k":"a"' '2,"k":"a"' '3,"k":"b"' '100,"k":"c"'; do say "{\"t\":$e}"; done
    scrape 'weir_row{column="count",k="b"} 1'
    diff - <(samples weir_row) <<<$'weir_row{column="count",k="a"} 2\nweir_row{column="count",k="b"} 1'
    exec 7>&-
    wait "$pid"
    rm in out
    # The keys of a sliding window are no columns: they may be any expression.
    start --metrics :0 -t t -l 0s 'window sliding 5s' 'count by upper(k), .o["x y"]'
    say '{"t":1,"k":"a","o":{"x y":1}}'
    say '{"t":2,"k":"A","o":{"x y":1}}'
    say '{"t":3,"k":"b"}'
    say '{"t":4,"k":"b"}'
    scrape 'weir_row{column="count",upper_k_="B",x_y=""} 1'
    diff - <(samples weir_row) <<<$'weir_row{column="count",upper_k_="A",x_y="1"} 2\nweir_row{column="count",upper_k_="B",x_y=""} 1'
    exec 7>&-
    wait "$pid"
    rm in out
    start --metrics :0 -t t -l 1h 'window 10s emit updates' 'count by k'
    for e in 1 12 2 3; do say "{\"t\":$e,\"k\":\"a\"}"; done
    scrape 'weir_row{column="count",k="a"} 3'
    exec 7>&-
    wait "$pid"
}

@test "metrics: any text is a label's value, any name a label's name" {
    start --metrics :0 -t t -l 0s 'window 10s' 'count by `1st` = k, column = k, __x = k, `ä b` = k, a = k, `a!` = k, `a?` = k'
    printf '%s\n' '{"t":1,"k":"q\"b\\n\nz\u0000ü\ud800"}' '{"t":12}' >&7
    scrape weir_row_window_end_seconds\ 10
    v='"q\"b\\n\nz�ü�"'
    [ "$(samples weir_row)" = "weir_row{column=\"count\",_1st=$v,column_2=$v,_x=$v,_b=$v,a=$v,a_=$v,a__2=$v} 1" ] ||
        { samples weir_row; false; }
    ! command -v promtool >/dev/null || promtool check metrics <page
    exec 7>&-
    wait "$pid"
}

@test "metrics: the number of rows is bounded, and told" {
    start --metrics :0 -t t -l 0s 'window 10s' 'count, sum(n) by n' 'filter false'
    seq 5100 | sed 's/.*/{"t":1,"n":&}/' >&7
    say '{"t":12,"n":0}'
    scrape weir_rows_left_out_total\ 100
    [ "$(samples weir_row | wc -l)" = 10000 ]
    grep -qx 'weir: --metrics: rows have more than 10000 numbers; groups beyond that are left out' err
    say '{"t":25}'
    scrape weir_row_window_end_seconds\ 20
    [ "$(samples weir_row | wc -l)" = 2 ]
    exec 7>&-
    wait "$pid"
}

@test "metrics: answered in the middle of a flood, and of a file" {
    cd "$BATS_TEST_TMPDIR"
    yes '{"a":1}' | "$WEIR" --metrics :0 'filter false' >out 2>err 3>&- &
    pid=$!
    scrape
    kill -TERM $pid
    wait $pid || true
    yes '{"ts":1,"a":1}' | head -n 400000 >big
    for _ in {1..20}; do set -- "$@" -i big; done
    # In small pieces, so that it is not read before anybody has asked.
    WEIR_TEST_READ_SIZE=16 "$WEIR" --metrics :0 "$@" 'count by a' >out 2>err 3>&- &
    pid=$!
    scrape 'weir_input_ended{input="20",name="big"} 0'
    kill -TERM $pid
    wait $pid || [ $? = 143 ]
    grep -Eqx '\{"a":1,"count":[0-9]+\}' out
}

@test "metrics: other requests: what is not there, what is not asked so, who says nothing" {
    start --metrics 127.0.0.1:0
    scrape
    python3 - "$(sed -n 's/.*at //p' err)" <<'PY'
import http.client, re, socket, sys
host, port = re.match(r"http://([0-9.]+):(\d+)/", sys.argv[1]).groups()
silent = [socket.create_connection((host, port)) for _ in range(8)]
silent[0].sendall(b"GET /met")
silent[1].close()
def ask(method, path, body=None):
    c = http.client.HTTPConnection(host, port, timeout=30)
    c.request(method, path, body)
    a = c.getresponse()
    return a.status, a.read()
assert ask("GET", "/")[0] == 404
assert ask("GET", "/metrics?x=1")[0] == 200
assert ask("POST", "/metrics", b"x" * 100000)[0] == 405
assert ask("DELETE", "/metrics")[0] == 405
assert ask("HEAD", "/metrics") == (200, b"")
c = http.client.HTTPConnection(host, port, timeout=30)
for _ in range(3):                    # on one connection
    c.request("GET", "/metrics")
    assert c.getresponse().read().startswith(b"# HELP")
raw = socket.create_connection((host, port))
raw.sendall(b"\x00\xffnonsense\r\n\r\n")
PY
    say '{"a":1}'
    hear '{"a":1}'
    exec 7>&-
    hear_end
    wait "$pid"
}

@test "metrics: a place that is wrong or taken" {
    check_error 2 weir --metrics 9100 3<<'ERR'
weir: --metrics 9100: the port is missing: it is written [HOST]:PORT
ERR
    check_error 2 weir --metrics :x 3<<'ERR'
weir: --metrics :x: the port is a number up to 65535 (0: one that is free)
ERR
    start --metrics :0
    scrape
    local port
    port=$(sed -n 's|.*:\([0-9]*\)/.*|\1|p' err)
    run_kept weir --metrics ":$port" </dev/null
    [ "$exit_status" = 1 ]
    grep -q "^weir: --metrics :$port: .*in use" "$stderr" || { cat "$stderr"; false; }
    exec 7>&-
    wait "$pid"
}
