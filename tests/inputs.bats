# SPDX-License-Identifier: MIT
# Inputs: files merged by event time or read in turn, fifos, and the shapes that lines come in.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

@test "inputs: files are merged by event time where a stage needs time; ties in the order given" {
    printf '{"t":1,"f":"a"}\n{"t":20,"f":"a"}\n{"t":30,"f":"a"}\n' >a
    printf '{"t":1,"f":"b"}\n{"t":2,"f":"b"}\n{"t":20,"f":"b"}\n{"t":31,"f":"b"}\n' >b
    check_output weir -t t -l 0s -i a -i b 'window 1h' 'project t, f' 3<<'OUT'
{"t":1,"f":"a"}
{"t":1,"f":"b"}
{"t":2,"f":"b"}
{"t":20,"f":"a"}
{"t":20,"f":"b"}
{"t":30,"f":"a"}
{"t":31,"f":"b"}
OUT
    check_output weir -t t -l 0s -i b -i a 'window 1h' 'project t, f' 3<<'OUT'
{"t":1,"f":"b"}
{"t":1,"f":"a"}
{"t":2,"f":"b"}
{"t":20,"f":"b"}
{"t":20,"f":"a"}
{"t":30,"f":"a"}
{"t":31,"f":"b"}
OUT
}

@test "inputs: files one after the other in time, given the other way round, have no late events" {
    printf '{"ts":"2026-01-01T00:00:0%d.5Z"}\n' 1 2 3 >first
    printf '{"ts":"2026-01-01T00:0%d:00Z"}\n' 1 2 3 >second
    check_output weir -l 0s -i second -i first 'window 1m' 'count' 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":3}
{"window_start":"2026-01-01T00:01:00Z","window_end":"2026-01-01T00:02:00Z","count":1}
{"window_start":"2026-01-01T00:02:00Z","window_end":"2026-01-01T00:03:00Z","count":1}
{"window_start":"2026-01-01T00:03:00Z","window_end":"2026-01-01T00:04:00Z","count":1}
OUT
    check_stderr 3</dev/null
}

@test "inputs: the watermark is the least of the inputs', one that has ended no longer counts" {
    # b is out of order: 3 comes while a stands at 100, but b itself only at 12.
    printf '{"t":1}\n{"t":100}\n' >a
    printf '{"t":12}\n{"t":3}\n{"t":200}\n{"t":5}\n' >b
    check_output weir -t t -l 5s --late late -i a -i b 'window 10s' 'count' 3<<'OUT'
{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T00:00:10Z","count":2}
{"window_start":"1970-01-01T00:00:10Z","window_end":"1970-01-01T00:00:20Z","count":1}
{"window_start":"1970-01-01T00:01:40Z","window_end":"1970-01-01T00:01:50Z","count":1}
{"window_start":"1970-01-01T00:03:20Z","window_end":"1970-01-01T00:03:30Z","count":1}
OUT
    same_as_fd3 late 3<<<'{"t":5}'
}

@test "inputs: each input has its own default time field" {
    printf '{"ts":"2026-01-01T00:00:10Z"}\n{"ts":"2026-01-01T00:00:30Z"}\n' >a
    printf '{"time":"2026-01-01T00:00:20Z","ts":null}\n' >b
    check_output weir -l 0s -i a -i b 'window 10s' 'project window_start' 3<<'OUT'
{"window_start":"2026-01-01T00:00:10Z"}
{"window_start":"2026-01-01T00:00:20Z"}
{"window_start":"2026-01-01T00:00:30Z"}
OUT
}

@test "inputs: a bad line goes with the line before it" {
    printf '{"t":1}\nbad 1\n{"t":30}\nbad 2\n' >a
    printf 'bad 3\n{"t":2}\n{"t":3}\nbad 4\n' >b
    check_output weir -q -t t --bad bad -i a -i b 'window 1h' 'project t' 3<<'OUT'
{"t":1}
{"t":2}
{"t":3}
{"t":30}
OUT
    same_as_fd3 bad 3<<'BAD'
{"source":"b","line":1,"column":1,"error":"not a JSON object","text":"bad 3"}
{"source":"a","line":2,"column":1,"error":"not a JSON object","text":"bad 1"}
{"source":"b","line":4,"column":1,"error":"not a JSON object","text":"bad 4"}
{"source":"a","line":4,"column":1,"error":"not a JSON object","text":"bad 2"}
BAD
    rm bad
    check_output weir -q -t t --bad bad -i a -i b 'window 1h | window global | head 2 | project t' 3<<'OUT'
{"t":1}
{"t":2}
OUT
    same_as_fd3 bad 3<<'BAD'
{"source":"b","line":1,"column":1,"error":"not a JSON object","text":"bad 3"}
{"source":"a","line":2,"column":1,"error":"not a JSON object","text":"bad 1"}
BAD
}

@test "inputs: without need of time they are read one after the other" {
    printf '{"t":9}\n' >a
    printf '{"t":1}' >b
    printf '{"t":5}\n' >c
    check_output weir -t t -i a -i b -i c 3<<'OUT'
{"t":9}
{"t":1}
{"t":5}
OUT
    check_output weir -i c -i - -i a <b 3<<'OUT'
{"t":5}
{"t":1}
{"t":9}
OUT
}

@test "inputs: a fifo, by name" {
    mkfifo fifo
    printf '{"a":1}\n{"a":2}\n' >fifo &
    check_output weir -i fifo 'filter a > 1' 3<<<'{"a":2}'
    wait
}

@test "inputs: two fifos, both to the end" {
    mkfifo one two
    for i in {1..100}; do echo "{\"t\":$i}"; done >one &
    for i in {1..100}; do echo "{\"t\":$i}"; done >two &
    check_output weir -t t -i one -i two 'window 1h' 'count' \
        3<<<'{"window_start":"1970-01-01T00:00:00Z","window_end":"1970-01-01T01:00:00Z","count":200}'
    wait
}

@test "inputs: nothing at all" {
    check_output weir </dev/null 3</dev/null
    check_output weir 'count' </dev/null 3<<<'{"count":0}'
    check_output weir -t t 'window 1m' 'count' </dev/null 3</dev/null
    check_output weir -i /dev/null -i /dev/null 'aggregate count(), sum(a)' 3<<<'{"count":0,"sum_a":null}'
    check_output weir 'count by k' </dev/null 3</dev/null
}

@test "inputs: no newline at the end, CR LF, blank lines, a byte order mark" {
    printf '\xef\xbb\xbf{"a":1}\r\n\n  \t\n\r\n{"a":2}\n{"a":3}' >in
    check_output weir <in 3<<'OUT'
{"a":1}
{"a":2}
{"a":3}
OUT
    printf '\n\n{"a":2}\r' >in
    check_output weir 'count by a' <in 3<<<'{"a":2,"count":1}'
    printf '\xef\xbb\xbf' >in
    check_output weir <in 3</dev/null
    printf '{"a":1}\n\xef\xbb\xbf{"a":2}\n' >in
    check_output -s 3 weir <in 3<<<'{"a":1}'
}

@test "inputs: each file may begin with a byte order mark" {
    printf '\xef\xbb\xbf{"a":1}\n' >a
    check_output weir -i a -i a 3<<'OUT'
{"a":1}
{"a":1}
OUT
}

@test "inputs: blank lines count as lines" {
    printf '\n\r\n   \nbad\n' >in
    check_output weir -q --bad - <in \
        3<<<'{"source":"standard input","line":4,"column":1,"error":"not a JSON object","text":"bad"}'
}

@test "inputs: --max-line: longer ones are bad lines, the longest allowed is not" {
    local name
    name=$(printf 'x%.0s' {1..93})
    printf '{"a":"%s"}\n{"a":"%sy"}\n{"a":1}\n' "$name" "$name" >in   # 101 and 102 bytes
    check_output weir --max-line 101 --bad bad <in 3<<OUT
{"a":"$name"}
{"a":1}
OUT
    same_as_fd3 bad 3<<BAD
{"source":"standard input","line":2,"column":0,"error":"longer than --max-line (101 bytes)","text":"{\"a\":\"${name}y\"}"}
BAD
}

@test "inputs: --max-line with lines of many megabytes, also at the end without a newline" {
    { echo '{"a":1}'; head -c 20000000 /dev/zero | tr '\0' x; echo; echo '{"a":2}'; head -c 5000000 /dev/zero | tr '\0' x; } >in
    check_output -s 3 weir <in 3<<'OUT'
{"a":1}
{"a":2}
OUT
    check_output weir -q --max-line 1k --bad - <in 'count' 3<<<"$(
        text=$(head -c 65536 /dev/zero | tr '\0' x)
        for line in 2 4; do
            echo "{\"source\":\"standard input\",\"line\":$line,\"column\":0,\"error\":\"longer than --max-line (1024 bytes)\",\"text\":\"$text\"}"
        done
        echo '{"count":2}')"
}

@test "inputs: a line of a megabyte that is allowed" {
    { printf '{"a":"'; head -c 1000000 /dev/zero | tr '\0' x; echo '","b":7}'; } >in
    check_output weir <in 3<in
    check_output weir 'set n = len(a) | project n, b' <in 3<<<'{"n":1000000,"b":7}'
}

@test "inputs: a missing file, a folder" {
    check_error 1 weir -i missing 3<<'ERR'
weir: cannot open missing: No such file or directory
ERR
    mkdir folder
    check_error 1 weir -i folder 3<<'ERR'
weir: cannot read folder: Is a directory
ERR
    check_error 1 weir <folder 3<<'ERR'
weir: cannot read standard input: Is a directory
ERR
}

@test "inputs: weir count app.log, where app.log is a file" {
    echo '{}' >app.log
    check_error 2 weir count app.log 3<<'ERR'
weir: 'app.log' is a file, and stands where a stage is expected; to read it write -i app.log, for a field of that name .app.log
ERR
}

@test "inputs: files are merged by a time field that a stage only kept" {
    cd "$BATS_TEST_TMPDIR" || exit
    printf '{"ts":"2026-01-01T00:00:00Z"}\n{"ts":"2026-01-01T01:00:00Z"}\n' | tee a >b
    check_output weir -i a -i b 'project ts | window 1m on ts | count | project count' 3<<'OUT'
{"count":2}
{"count":2}
OUT
}

@test "inputs: a file that is cut back while it is read: what was read is whole, and the counts add up" {
    local pid status=0
    seq 1 300000 | sed 's/.*/{"n":&}/' >in
    mkfifo out
    exec 8<>out                   # nobody reads yet
    "$WEIR" -i in -q --stats >out 2>err 3>&- 8>&- &
    pid=$!
    # It has read something, and waits for its reader.
    while ! grep -q '^State:.S' "/proc/$pid/status" || [ "$(awk '/^rchar/ { print $2 }' "/proc/$pid/io")" -lt 200000 ]; do sleep 0.01; done
    : >in
    cat <out >got 3>&- 8>&- &
    exec 8>&-
    wait "$pid" || status=$?
    wait
    [ "$status" = 0 ] || [ "$status" = 3 ]        # a line may have been cut in two
    seq 1 300000 | sed 's/.*/{"n":&}/' | head -n "$(wc -l <got)" | cmp - got
    [ "$(wc -l <got)" -lt 300000 ]
    sed -n 's/^read *\([0-9]*\) .*: \([0-9]*\) events*, \([0-9]*\) bad.*/\1 \2 \3/p' err >counted
    read -r lines events bad <counted
    [ "$lines" = $((events + bad)) ] && [ "$events" = "$(wc -l <got)" ] && [ "$bad" -le 1 ]
}

@test "inputs: a read that fails does not cost the rows before it" {
    [ -r /proc/self/mem ] || skip "no /proc/self/mem here"
    printf '{"a":1}\noops\n' >good
    check_error 1 weir -i good -i /proc/self/mem --bad bad 'filter true' 3<<'ERR'
weir: cannot read /proc/self/mem: Input/output error
ERR
    same_as_fd3 "$stdout" 3<<<'{"a":1}'
    same_as_fd3 bad 3<<'BAD'
{"source":"good","line":2,"column":1,"error":"not a JSON object","text":"oops"}
BAD
    check_error 1 weir -t a -i good -i /proc/self/mem --bad bad 'window 10s' 'count' 3<<'ERR'
weir: cannot read /proc/self/mem: Input/output error
ERR
    same_as_fd3 "$stdout" 3</dev/null
}
