# SPDX-License-Identifier: MIT
load helpers

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
