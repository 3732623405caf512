# SPDX-License-Identifier: MIT
# --explain: the plan told whole, for people and for programs, without reading or writing anything.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "explain: a usual pipeline, with every default" {
    check_output weir --explain 'status >= 500' 'window 1m' 'count by service' 3<<'OUT'
pipeline
  filter status >= 500
  | window 1m
  | aggregate count by service

stages
   1 filter     keeps     nothing, speaks at once
   2 window     window    tumbling, 1m, aligned to 1970-01-01T00:00:00Z
                closes    when the watermark reaches the window's end + 5s
                lateness  5s
                keeps     nothing, speaks at once
   3 aggregate  keeps     the state of each group in each open window
                speaks    when the watermark reaches the window's end + 5s
  stage 1 runs before the in-order half

fields
  read         status, service
  written      window_start, window_end, service, count

not determined by the input
  nothing: the same input gives the same output, byte for byte

settings
  input        standard input
  from         json: one object a line
  max-line     16M
  time         the first of @timestamp timestamp time ts datetime date that holds a time in the
               first event that has any
  delay        0s: the watermark is the largest event time seen
  lateness     5s
  skew         5m, of live inputs
  idle         5s, of live inputs
  tz           UTC
  output       standard output
  to           json: one object a line
  time-format  rfc3339
  late         counted, not kept
  bad          counted, the first few shown
  strict       no
  fail-empty   no
  jobs         one for each processor, less one for pipes and sockets
OUT
}

@test "explain: no pipeline" {
    check_output weir '--explain=text' 3<<'OUT'
pipeline
  none: the input is checked and passed on

fields
  read         none
  written      the event as it came

not determined by the input
  nothing: the same input gives the same output, byte for byte

settings
  input        standard input
  from         json: one object a line
  max-line     16M
  time         not looked at where events enter: no stage needs it there
  delay        0s: the watermark is the largest event time seen
  lateness     5s
  skew         5m, of live inputs
  idle         5s, of live inputs
  tz           UTC
  output       standard output
  to           json: one object a line
  time-format  rfc3339
  late         counted, not kept
  bad          counted, the first few shown
  strict       no
  fail-empty   no
  jobs         one for each processor, less one for pipes and sockets
OUT
}

@test "explain: settings that are given" {
    check_output weir --explain -i a.ndjson -i - -t 'time(at, "ms")' --tz Europe/Berlin -l 0s --delay 2s --max-line 64k --time-format ms -o out --late late --bad bad --strict --fail-empty 'project user.id, at, x = y ?? 0' 'window 1h offset -15m lateness 90s' 'tail 2 per id' 'set w = 1' 'head 3' 3<<'OUT'
pipeline
  project user.id, at, x = y ?? 0
  | window 1h offset -15m lateness 1m30s
  | tail 2 per id
  | set w = 1
  | head 3

stages
   1 project  keeps     nothing, speaks at once
   2 window   window    tumbling, 1h, aligned to 1970-01-01T00:00:00Z - 15m
              closes    when the watermark reaches the window's end + 1m30s
              lateness  1m30s
              keeps     nothing, speaks at once
   3 tail     keeps     the last 2 of each key in each open window
              speaks    when the watermark reaches the window's end + 1m30s
   4 set      keeps     nothing, speaks at once
   5 head     keeps     the first 3 in each open window
              speaks    when the watermark reaches the window's end
  stage 1 runs before the in-order half

fields
  read         at, user.id, y
  written      window_start, window_end, id, at, x, w

not determined by the input
  the order in which several inputs are read: not all are files

settings
  input        a.ndjson, standard input
  from         json: one object a line
  max-line     64k
  time         time(at, "ms")
  delay        2s: the watermark is the largest event time seen - 2s
  lateness     0s
  skew         5m, of live inputs
  idle         5s, of live inputs
  tz           Europe/Berlin
  output       out
  to           json: one object a line
  time-format  ms
  late         late
  bad          bad
  strict       yes
  fail-empty   yes
  jobs         one for each processor, less one for pipes and sockets
OUT
}

@test "explain: a clock in the chain, and the wall clock" {
    check_output weir --explain 'set t = time(day + "T" + hour)' 'window 10s on t' 'head 1 per host' 3<<'OUT'
pipeline
  set t = time(day + "T" + hour)
  | window 10s on t
  | head 1 per host

stages
   1 set     keeps     nothing, speaks at once
   2 window  window    tumbling, 10s, aligned to 1970-01-01T00:00:00Z
             closes    when the watermark reaches the window's end + 5s
             lateness  5s
             time      t, taken here
             keeps     nothing, speaks at once
   3 head    keeps     the first 1 of each key in each open window
             speaks    when the watermark reaches the window's end + 5s
  stage 1 runs before the in-order half

fields
  read         day, hour, host
  written      the event's own, with the changes above

not determined by the input
  nothing: the same input gives the same output, byte for byte

settings
  input        standard input
  from         json: one object a line
  max-line     16M
  time         not looked at where events enter: no stage needs it there
  delay        0s: the watermark is the largest event time seen
  lateness     5s
  skew         5m, of live inputs
  idle         5s, of live inputs
  tz           UTC
  output       standard output
  to           json: one object a line
  time-format  rfc3339
  late         counted, not kept
  bad          counted, the first few shown
  strict       no
  fail-empty   no
  jobs         one for each processor, less one for pipes and sockets
OUT
}

@test "explain: as JSON" {
    check_output weir --explain=json -t arrival 'status >= 500 | window 1m | count by service' 3<<'OUT'
{"pipeline":"filter status >= 500 | window 1m | aggregate count by service","stages":[{"number":1,"name":"filter","text":"filter status >= 500","parallel":true,"keeps":null,"speaks":"at once","exempt":null,"settings":{}},{"number":2,"name":"window","text":"window 1m","parallel":false,"keeps":null,"speaks":"at once","exempt":null,"settings":{"window":"tumbling, 1m, aligned to 1970-01-01T00:00:00Z","closes":"when the watermark reaches the window's end + 5s","lateness":"5s"}},{"number":3,"name":"aggregate","text":"aggregate count by service","parallel":false,"keeps":"the state of each group in each open window","speaks":"when the watermark reaches the window's end + 5s","exempt":null,"settings":{}}],"reads":["status","service"],"columns":["window_start","window_end","service","count"],"exempt":["event time: the wall clock when a line is read"],"settings":{"input":"-","from":"json","max-line":"16M","time":"arrival","delay":"0s","lateness":"5s","skew":"5m","idle":"5s","tz":"UTC","output":"-","to":"json","time-format":"rfc3339","late":null,"bad":null,"strict":"no","fail-empty":"no","jobs":null}}
OUT
}

# stage PIPELINE   what is told of the stages, without those of which there is nothing to tell
stages() {
    weir --explain "$1" | sed -n '/^stages/,/^$/{ /^stages/d; /^$/d; /nothing, speaks at once/d; p; }'
}

@test "explain: each kind of window, and when its rows come" {
    check_output stages 'window 5m every 1m emit every 10s | count by a' 3<<'OUT'
   1 window     window    hopping, 5m every 1m, aligned to 1970-01-01T00:00:00Z
                closes    when the watermark reaches the window's end + 5s
                lateness  5s
   2 aggregate  keeps     the state of each group in each open window
                speaks    every 10s of event time, when the watermark reaches the window's end,
                          again for each event until that + 5s
OUT
    check_output stages 'window session 30s max 1h by user | set b = 1 | tail 1' 3<<'OUT'
   1 window  window    session, until nothing has come for 30s, at most 1h
             closes    when the watermark reaches the window's end + 5s
             lateness  5s
             by        user
             keeps     the rows of each open window
             speaks    when the watermark reaches the window's end + 5s
   3 tail    keeps     the last 1 in each open window
             speaks    when the watermark reaches the window's end
OUT
    check_output stages 'window session 30s | count by user' 3<<'OUT'
   1 window     window    session, until nothing has come for 30s
                closes    when the watermark reaches the window's end + 5s
                lateness  5s
   2 aggregate  keeps     the state of each group in each open window
                speaks    when the watermark reaches the window's end + 5s
OUT
    check_output stages 'window count 10 every 5 | sum(x)' 3<<'OUT'
   1 window     window    count, 10 events of a group, every 5
   2 aggregate  keeps     one state in each open window
                speaks    when 5 events of the group are there
OUT
    check_output stages 'window count 10 | head 1 per x' 3<<'OUT'
   1 window  window    count, 10 events of a group
             by        x
             keeps     the rows of each open window
             speaks    when 10 events of the group are there, the rest at the end of input
   2 head    keeps     the first 1 of each key in each open window
             speaks    when 10 events of the group are there, the rest at the end of input
OUT
    check_output stages 'window sliding 5m lateness 0s | avg(x)' 3<<'OUT'
   1 window     window    sliding, up to and including each event the last 5m
                closes    when the watermark reaches the event's time
                lateness  0s
   2 aggregate  keeps     one state in each open window
                speaks    when the watermark reaches the event's time
OUT
    check_output stages 'window 1d tz "Europe/Berlin" fill for 3d delay 2s | count by h' 3<<'OUT'
   1 window     window    tumbling, 1d, by the calendar of Europe/Berlin
                closes    when the watermark reaches the window's end + 5s
                lateness  5s
                fill      empty windows of a group, until it has been away for 3d
                delay     2s: the watermark from above, less that
   2 aggregate  keeps     the state of each group in each open window
                speaks    when the watermark reaches the window's end + 5s
OUT
    check_output stages 'window cumulative 1d every 1h emit updates | count' 3<<'OUT'
   1 window     window    cumulative, up to 1d every 1h, aligned to 1970-01-01T00:00:00Z
                closes    when the watermark reaches the window's end + 5s
                lateness  5s
   2 aggregate  keeps     one state in each open window
                speaks    when the watermark reaches the window's end, again for each event until
                          that + 5s
OUT
    check_output stages 'window global emit every 10 rows | count' 3<<'OUT'
   1 window     window    global: everything, closed by the end of input
   2 aggregate  keeps     one state
                speaks    every 10 events of a group, at the end of input
OUT
}

# canonical ARG...   the pipeline in canonical form, out of the JSON
canonical() {
    local pipeline
    pipeline=$(weir --explain=json "$@")
    pipeline=${pipeline#'{"pipeline":"'}
    pipeline=${pipeline%%'","stages":'*}
    pipeline=${pipeline//\\\"/\"}
    printf '%s\n' "${pipeline//\\\\/\\}"
}

@test "explain: the canonical pipeline is the same plan" {
    local pipeline once
    while IFS= read -r pipeline; do
        once=$(canonical "$pipeline")
        [ "$(canonical "$once")" = "$once" ] || failed "not the same again: $once"
        diff <(weir --explain=json "$pipeline") <(weir --explain=json "$once") || failed "another plan: $once"
    done <<'IN'
status >= 500 | window 1m | count by service
where msg =~ /a\/b|"c"/i and not (x or y) | agg n=count() where z=='q"', p = avg(a.b) by `odd key`, k = lower(h)
select *, m = -a % 2, b = [1,2.50] | rename a=b, b=a | drop c.d, .count
set t = time(a,"ms") + 1h30m, s = "it's" | window tumbling 90s on t offset -5s lateness 0s emit final | tail 3 per x,y | head 1
/timeout|refused/ | x in (1,"2",null) | y not in [a, b] | z ?? 1 == null
IN
}

@test "explain: nothing is read, no output is opened" {
    echo '{"a":1}' >in
    run_kept weir --explain -i missing -o out --late late --bad bad 'head 1'
    [ "$exit_status" = 0 ]
    [ ! -e out ] && [ ! -e late ] && [ ! -e bad ] && [ ! -s "$stderr" ]
    { weir --explain 'head 1' >plan && cat; } <in >rest
    cmp in rest
    mkfifo fifo
    run_kept timeout 10 "$WEIR" --explain -i fifo 'head 1'
    [ "$exit_status" = 0 ]
}

@test "explain: mistakes are told as ever" {
    check_error 2 weir --explain 'filtr a' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
ERR
    check_error 2 weir --explain=xml 'head 1' 3<<'ERR'
weir: --explain wants text or json, not 'xml'
ERR
}

@test "explain: the standard output that takes nothing" {
    [ -e /dev/full ] || skip "no /dev/full here"
    weir --explain >/dev/full 2>err && false
    grep -q 'cannot write to standard output' err
}

@test "explain: where stages write to" {
    weir --explain 'tee tcp://a:1' 'exec "x" jobs 2 or dead' 'exec "y"' | sed -n '/^stages/,/^$/p' | diff - <(cat <<'OUT'
stages
   1 tee   to        tcp://a:1
           keeps     nothing, speaks at once
   2 exec  jobs      2
           timeout   1m
           retries   0
           failed    dead
           keeps     nothing, speaks at once
   3 exec  jobs      1
           timeout   1m
           retries   0
           failed    counted, status 3
           keeps     nothing, speaks at once

OUT
    )
}
