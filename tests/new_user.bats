# SPDX-License-Identifier: MIT
# A walk of somebody who knows the shell and has just built weir: what is typed first, what weir says to
# it, and what works then; from the first look at a log to a pipeline that stays. Each block is a terminal's
# (see examples.bash).
load helpers
load examples
load sources

setup() {
    setup_examples
    cd "$examples" || return
    printf '%s\n' \
        '192.0.2.1 - - [02/Mar/2026:09:14:01 +0000] "GET /a HTTP/1.1" 200 512' \
        '192.0.2.2 - ann [02/Mar/2026:09:14:03 +0000] "GET /b HTTP/1.1" 500 12' \
        '192.0.2.1 - - [02/Mar/2026:09:14:50 +0000] "POST /b HTTP/1.1" 502 -' \
        '192.0.2.3 - - [02/Mar/2026:09:15:10 +0000] "GET /a HTTP/1.1" 200 90' \
        '192.0.2.1 - - [02/Mar/2026:09:15:11 +0000] "GET /c HTTP/1.1" 503 90' >access.log
    cp tests/demo/access.ndjson app.log
}

@test "new user: an access log: errors by the minute, and who comes most" {
    check_examples 7 <<'END'
$ weir -i access.log count
weir: bad line, line 1 of access.log: column 1: not a JSON object
weir: bad line, line 2 of access.log: column 1: not a JSON object
weir: bad line, line 3 of access.log: column 1: not a JSON object
{"count":0}
weir: 5 bad lines (--bad FILE keeps them); for lines that are not JSON: --from text, logfmt, csv or tsv
$ weir -i access.log --from clf count
weir: --from wants json, text, logfmt, csv, csv(NAME, ...), tsv or tsv(NAME, ...), not 'clf'; write --from text 'parse line as clf | time time'
$ weir -i access.log --from text 'parse line as clf' 'status >= 500' 'window 1m' count
weir: the rows here have no event time
  window 1m
  ^~~~~~~~~
no field of the input is known to be it; say what their time is: window ... on EXPR
$ weir -i access.log --from text 'parse line as clf' 'status >= 500' 'window 1m on time' count
{"window_start":"2026-03-02T09:14:00Z","window_end":"2026-03-02T09:15:00Z","count":2}
{"window_start":"2026-03-02T09:15:00Z","window_end":"2026-03-02T09:16:00Z","count":1}
$ weir -i access.log --from text 'parse line as clf' 'count by ip'
{"ip":null,"count":5}
weir: no event had 'ip'
$ weir -h clf | grep -A 1 'host ident'
    the bad output. clf is the Common and Combined Log Format of web servers: host ident user
    time method path protocol status bytes referer agent, with the time as in RFC 3339 and - as
$ weir -i access.log --from text 'parse line as clf' 'count by host' 'top 2 by count'
{"host":"192.0.2.1","count":3}
{"host":"192.0.2.2","count":1}
END
}

@test "new user: percentiles, a table joined in, a chart" {
    check_examples 7 <<'END'
$ weir -i app.log 'percentile(latency_ms, 50) by service'
weir: unknown aggregate 'percentile'
  percentile(latency_ms, 50) by service
  ^~~~~~~~~~
write quantile(x, 0.95), or p95(x)
$ weir -i app.log --to table 'p50(latency_ms), p95(latency_ms), max(latency_ms) by service' \
>     'set p95_latency_ms = round(p95_latency_ms)'
service   p50_latency_ms  p95_latency_ms  max_latency_ms
web                 28.4              65              87
cart                43.1            1564            1946
checkout           130.8            4469            4944
auth                21.7              60            71.8
$ printf 'country,name\nDE,Germany\nGB,Britain\n' >countries.csv
$ weir -i app.log 'join countries.csv on user.country' 'count by name'
weir: 'join' is not in this version
  join countries.csv on user.country
  ^~~~
to add the columns of a table by a key: enrich FILE on KEY
$ weir -i app.log 'enrich countries.csv on user.country' 'name != null' 'count by name'
{"name":"Germany","count":32}
{"name":"Britain","count":24}
$ weir -i app.log 'count by window 1m'
weir: unexpected '1m'
  count by window 1m
                  ^~
a window is a stage of its own, above: window 1m | count by KEY
$ weir -i app.log --to chart 'window 1m' 'failed = count where status >= 500' 'failed > 1 | drop window_end'
window_start          failed  0                                     10
2026-03-02T09:16:00Z      10  ████████████████████████████████████████
2026-03-02T09:17:00Z       6  ████████████████████████
END
}

@test "new user: CSV and back, repeats, sessions, the rate of a counter, what came late" {
    check_examples 11 <<'END'
$ printf 'name,age\nann,31\n"o, bob",7\n' >people.csv
$ weir --from csv -i people.csv 'set age = age + 1' | tee people.ndjson
{"name":"ann","age":32}
{"name":"o, bob","age":8}
$ weir --to csv -i people.ndjson
name,age
ann,32
"o, bob",8
$ printf '{"ts":"2026-01-01T00:00:0%sZ","user":"%s","bytes":%s}\n' 0 a 1 1 a 11 2 b 5 4 a 3 9 a 25 >clicks
$ weir -i clicks 'unique by user'
weir: unknown stage 'unique'
  unique by user
  ^~~~~~
write dedup by FIELD, or count by FIELD
$ weir -i clicks 'dedup by user within 5s' 'drop bytes'
{"ts":"2026-01-01T00:00:00Z","user":"a"}
{"ts":"2026-01-01T00:00:02Z","user":"b"}
{"ts":"2026-01-01T00:00:09Z","user":"a"}
$ weir -i clicks 'window session 4s' 'count by user' 'set seconds = window_end - window_start - 4s | drop window_end'
{"window_start":"2026-01-01T00:00:02Z","user":"b","count":1,"seconds":0}
{"window_start":"2026-01-01T00:00:00Z","user":"a","count":3,"seconds":4}
{"window_start":"2026-01-01T00:00:09Z","user":"a","count":1,"seconds":0}
$ weir -i clicks 'set per_second = rate(bytes) by user | drop ts'
{"user":"a","bytes":1,"per_second":null}
{"user":"a","bytes":11,"per_second":10}
{"user":"b","bytes":5,"per_second":null}
{"user":"a","bytes":3,"per_second":1}
{"user":"a","bytes":25,"per_second":4.4}
$ weir -i app.log -l 0s --late late.log 'window 1m' 'count' 'count < 40 | drop window_end'
{"window_start":"2026-03-02T09:17:00Z","count":39}
weir: 1 event came too late; --lateness 859ms would have kept it
$ weir -i late.log 'project ts, path'
{"ts":"2026-03-02T09:17:59.806Z","path":"/item/4711"}
$ weir -i app.log 'window 1m' 'count by service' 'head 1 | project window_start, service'
{"window_start":"2026-03-02T09:14:00Z","service":"web"}
{"window_start":"2026-03-02T09:15:00Z","service":"checkout"}
{"window_start":"2026-03-02T09:16:00Z","service":"web"}
{"window_start":"2026-03-02T09:17:00Z","service":"web"}
{"window_start":"2026-03-02T09:18:00Z","service":"auth"}
$ weir -i app.log 'window 1m' 'count by service' 'project window_start, service' | head -n 1
{"window_start":"2026-03-02T09:14:00Z","service":"web"}
END
}

# The log is not there yet; a reader that has enough ends it all.
@test "new user: a log that is watched, with a command for each alarm" {
    check_examples 2 <<'END'
$ weir -F -i live.log 'window 1m' 'failed = count where status >= 500' 'failed > 5' \
>     'project window_start, failed' "exec 'cat >>alerts'" 2>told | head -n 1 &
> until grep -q waiting told; do sleep 0.02; done 2>/dev/null
> cat app.log >>live.log
> wait
{"window_start":"2026-03-02T09:16:00Z","failed":10}
$ head -n 1 alerts
{"window_start":"2026-03-02T09:16:00Z","failed":10}
END
}

@test "new user: sensors that send datagrams" {
    check_error 2 weir -i udp://:0 count 3<<'ERR'
weir: 'udp://:0': unknown kind of source 'udp'; to take datagrams write udp-listen://[HOST]:PORT
ERR
    listen -i udp-listen://:0 'head 3 | n = count, max(c) by sensor'
    while kill -0 "$pid" 2>/dev/null; do
        echo '{"sensor":"attic","c":21.5}' >"/dev/udp/127.0.0.1/$port" || true
        sleep 0.02
    done 2>/dev/null
    wait "$pid"
    [ "$(cat out)" = '{"sensor":"attic","n":3,"max_c":21.5}' ]
}

@test "new user: a pipeline that stays, and what a scraper sees of it" {
    weir -q --metrics :0 count </dev/null 2>why >/dev/null || true
    ! grep -q 'built without libmicrohttpd' why || skip "no libmicrohttpd here"
    mkfifo events
    go --metrics :0 -F -i events 'window 1m' 'count by service'
    exec 7>events
    cat app.log >&7
    python3 "$PROJECT/tests/scrape.py" err 'weir_events_total 200' 'weir_row{column="count",service="web"} 17' >page
    exec 7>&-
    end
    [ "$(wc -l <out)" = 20 ]
}
