# SPDX-License-Identifier: MIT
load helpers

@test "text: no field can be the event time, which is told before anything is read" {
    check_error 2 weir --from text 'parse line as clf' 'window 1m' count 3<<'ERR'
weir: the rows here have no event time
  window 1m
  ^~~~~~~~~
no field of the input is known to be it; say what their time is: window ... on EXPR
ERR
    check_error 2 weir --from text 'parse line as clf | dedup by host within 1m' 3<<'ERR'
weir: the rows here have no event time
  parse line as clf | dedup by host within 1m
                      ^~~~~
no field of the input is known to be it; say what their time is: time EXPR | dedup ...
ERR
    check_error 2 weir --from 'csv(day, n)' 'set r = rate(n)' 3<<'ERR'
weir: rate() goes by event time, and the rows here have none
  set r = rate(n)
          ^~~~~~~
say what their time is: time EXPR | ...
ERR
}

@test "text: the event time, said by a stage, the window or -t, or in the name of a column" {
    line='192.0.2.1 - - [02/Mar/2026:09:14:01 +0000] "GET /a HTTP/1.1" 200 512'
    row='{"window_start":"2026-03-02T09:14:00Z","window_end":"2026-03-02T09:15:00Z","count":1}'
    [ "$(weir --from text 'parse line as clf' 'time time' 'window 1m' count <<<"$line")" = "$row" ]
    [ "$(weir --from text 'parse line as clf' 'window 1m on time' count <<<"$line")" = "$row" ]
    [ "$(weir --from text -t line 'window 1m' count <<<2026-03-02T09:14:01Z)" = "$row" ]
    [ "$(weir --from 'csv(n, ts)' 'window 1m' count <<<7,2026-03-02T09:14:01Z)" = "$row" ]
}

@test "text: one field, line" {
    check_output weir --from text <<<$'hello "x"\n42\n  \n\ttab\r' 3<<'OUT'
{"line":"hello \"x\""}
{"line":"42"}
{"line":"\ttab"}
OUT
}

@test "text: a regex alone, and one on the field" {
    check_output weir --from text '/^b/' <<<$'a\nb' 3<<<'{"line":"b"}'
    check_output weir --from text 'filter line =~ /^b/ | set n = len(line)' <<<$'a\nbé' 3<<<'{"line":"bé","n":2}'
}

@test "text: other fields are missing, stages add them" {
    check_output weir --from text 'set x = y ?? 1, z = exists(y)' <<<'a' 3<<<'{"line":"a","x":1,"z":false}'
    check_output weir --from text 'count by line' <<<$'a\nb\na' 3<<<$'{"line":"a","count":2}\n{"line":"b","count":1}'
}

@test "text: invalid UTF-8 is a bad line, NUL and controls are characters" {
    check_output -s 3 weir --from text < <(printf 'a\0b\033\n\377x\n\355\240\200\nc') 3<<<$'{"line":"a\\u0000b\\u001b"}\n{"line":"c"}'
    check_stderr 3<<'ERR'
weir: bad line, line 2 of standard input: column 1: not valid UTF-8
weir: bad line, line 3 of standard input: column 1: not valid UTF-8
weir: 2 bad lines (--bad FILE keeps them)
ERR
}

@test "text: --strict ends at the first bad line" {
    check_output -s 1 weir --from text --strict < <(printf 'a\n\377\nb\n') 3<<<'{"line":"a"}'
    check_stderr 3<<<'weir: stopped by --strict: bad line, line 2 of standard input: column 1: not valid UTF-8'
}

@test "text: a line over the limit" {
    check_output -s 3 weir --from text --max-line 4 <<<$'1234\n12345\nab' 3<<<$'{"line":"1234"}\n{"line":"ab"}'
}

@test "text: errors show the line as it came" {
    check_error 0 weir --from text 'set x = abs(line)' <<<$'\n\n"a"' 3<<'ERR'
weir: stage 1, line 3 of standard input: abs(line): "\"a\"" is of a wrong type here
ERR
}

@test "text: head stops, in the order of the lines" {
    check_output weir --from text 'head 2' < <(yes 2>/dev/null) 3<<<$'{"line":"y"}\n{"line":"y"}'
}
