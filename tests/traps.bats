# SPDX-License-Identifier: MIT
# What users of other languages and tools type first gets a message of its own.
load helpers

@test "traps: && || and !" {
    check_error 2 weir 'filter a > 1 && b < 2' 3<<'ERR'
weir: '&&' is no operator
  filter a > 1 && b < 2
               ^~
write 'and'
ERR
    check_error 2 weir 'a > 1 || b < 2' 3<<'ERR'
weir: '||' is no operator
  a > 1 || b < 2
        ^~
write 'or'
ERR
    check_error 2 weir 'filter !a' 3<<'ERR'
weir: '!' is no operator
  filter !a
         ^
write 'not'
ERR
    check_error 2 weir 'filter !(a == 1)' 3<<'ERR'
weir: '!' is no operator
  filter !(a == 1)
         ^
write 'not'
ERR
    check_error 2 weir ' a & b' 3<<'ERR'
weir: '&' is no operator
   a & b
     ^
write 'and'
ERR
}

@test "traps: a lone =" {
    check_error 2 weir 'filter status = 500' 3<<'ERR'
weir: a lone '=' does not compare
  filter status = 500
                ^
write '=='
ERR
    check_error 2 weir 'status = 500' 3<<'ERR'
weir: a lone '=' does not compare
  status = 500
         ^
write '==', or 'set NAME = EXPR' to set a field
ERR
    check_error 2 weir 'filter a > 1 and b = 2' 3<<'ERR'
weir: a lone '=' does not compare
  filter a > 1 and b = 2
                     ^
write '=='
ERR
    check_error 2 weir 'if(a = 1, b, c)' 3<<'ERR'
weir: a lone '=' does not compare
  if(a = 1, b, c)
       ^
write '=='
ERR
}

@test "traps: == where = is meant" {
    check_error 2 weir 'set a == 1' 3<<'ERR'
weir: set needs a field's name and '=' here
  set a == 1
      ^
usage: set NAME = EXPR, ...
ERR
}

@test "traps: <> of SQL" {
    check_error 2 weir 'filter status <> 500' 3<<'ERR'
weir: '<>' is no operator
  filter status <> 500
                ^~
write '!='
ERR
}

@test "traps: words of SQL" {
    check_error 2 weir 'filter a is not null' 3<<'ERR'
weir: unexpected 'is'
  filter a is not null
           ^~
write '== null' or '!= null'
ERR
    check_error 2 weir 'filter a like "x%"' 3<<'ERR'
weir: unexpected 'like'
  filter a like "x%"
           ^~~~
write '=~ /regex/', or starts_with(text, start)
ERR
    check_error 2 weir 'filter a between 1 and 5' 3<<'ERR'
weir: unexpected 'between'
  filter a between 1 and 5
           ^~~~~~~
write 'x >= low and x <= high'
ERR
    check_error 2 weir 'count(*)' 3<<'ERR'
weir: '*' is no expression
  count(*)
        ^
write 'count()'
ERR
    check_error 2 weir 'project a as b' 3<<'ERR'
weir: unexpected 'as'
  project a as b
            ^~
a name stands first: NAME = EXPR
ERR
}

@test "traps: typographic quotes and signs" {
    check_error 2 weir 'filter level == “error”' 3<<'ERR'
weir: a typographic quote
  filter level == “error”
                  ^
write a plain quote, " or '
ERR
    # shellcheck disable=SC1112
    check_error 2 weir 'filter level == ‘error’' 3<<'ERR'
weir: a typographic quote
  filter level == ‘error’
                  ^
write a plain quote, " or '
ERR
    check_error 2 weir 'filter a ≥ 5' 3<<'ERR'
weir: '≥' is no operator
  filter a ≥ 5
           ^
write '>='
ERR
    check_error 2 weir 'filter a ≠ 5' 3<<'ERR'
weir: '≠' is no operator
  filter a ≠ 5
           ^
write '!='
ERR
    check_error 2 weir 'filter a == 5 − 1' 3<<'ERR'
weir: a typographic minus
  filter a == 5 − 1
                ^
write a plain '-'
ERR
    check_error 2 weir 'filter a > 5 and b' 3<<'ERR'
weir: a space or control character that is not plain
  filter a > 5 and b
              ^
write a plain space
ERR
}

@test "traps: ; and newlines between stages" {
    check_error 2 weir 'filter a; head 1' 3<<'ERR'
weir: ';' does not end a stage
  filter a; head 1
          ^
write '|' between two stages
ERR
}

@test "traps: the shell ate the quotes" {
    check_error 2 weir 'filter level == error"' 3<<'ERR'
weir: this '"' is not closed
  filter level == error"
                       ^
ERR
}

@test "traps: a file where a stage is expected" {
    cd "$BATS_TEST_TMPDIR"
    echo '{"a":1}' >app.log
    check_error 2 weir count app.log 3<<'ERR'
weir: 'app.log' is a file, and stands where a stage is expected; to read it write -i app.log, for a field of that name .app.log
ERR
    check_error 2 weir 'filter a > 0' ./app.log 3<<'ERR'
weir: './app.log' is a file, and stands where a stage is expected; to read it write -i ./app.log
ERR
    check_output weir -i app.log count 3<<<'{"count":1}'
    echo '{"a":1}' >access_log
    check_error 2 weir 'filter a > 0' access_log 3<<'ERR'
weir: 'access_log' is a file, and stands where a stage is expected; to read it write -i access_log, for a field of that name .access_log
ERR
    check_output weir .access_log 3<<<'{"access_log":true}' <<<'{"access_log":true}'
    echo 'a file that is called like a stage' >count
    check_output weir -i app.log count 3<<<'{"count":1}'
    check_output weir 'app.log == null' </dev/null 3</dev/null
}

@test "traps: pretty-printed input" {
    check_output -s 3 weir 'filter a > 0' <<'IN' 3</dev/null
{
  "a": 1
}
IN
    check_stderr 3<<'ERR'
weir: bad line, line 1 of standard input: column 2: an object that does not end on this line; jq -c . puts each object on one line
weir: bad line, line 2 of standard input: column 3: a piece of a pretty-printed object; jq -c . puts each object on one line
weir: bad line, line 3 of standard input: column 1: a piece of a pretty-printed object; jq -c . puts each object on one line
weir: 3 bad lines (--bad FILE keeps them)
ERR
}

@test "traps: an array of events" {
    check_output -s 3 weir 'filter a > 0' <<'IN' 3</dev/null
[{"a":1},{"a":2}]
IN
    check_stderr 3<<'ERR'
weir: bad line, line 1 of standard input: column 1: an array where an object was expected; jq -c '.[]' puts each element on one line
weir: 1 bad line (--bad FILE keeps them)
ERR
}

@test "traps: an array of events, one on a line" {
    check_output -s 3 weir 'filter a > 0' <<'IN' 3<<'OUT'
[
{"a":1},
{"a":2}
]
IN
{"a":2}
OUT
    [ "$(grep -c "jq -c '.\[\]' puts each element on one line" "$stderr")" = 2 ]
}

@test "traps: quotes left out" {
    check_error 2 weir window 1m 3<<'ERR'
weir: a tumbling window needs a length
  window
  ^~~~~~
for example: window 1m
weir: a condition wants true or false, this is a duration
  1m
  ^~
weir: each argument is a stage: put quotes around 'window 1m'
ERR
}
