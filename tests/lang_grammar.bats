# SPDX-License-Identifier: MIT
# The grammar where it could be read in two ways: what ends a stage, what begins a regex, words that
# are names of stages or clauses and fields all the same, durations, pipeline files.
load helpers
load exprs

# pipeline TEXT   a pipeline file of that text; its path is in $file
pipeline() {
    file=$BATS_TEST_TMPDIR/pipeline
    printf '%s' "$1" >"$file"
}

# same_as STAGES ARG...   weir ARG... and weir 'STAGES' print the same, and something
same_as() {
    local want got in='{"a":1,"b":2,"s":"x|y","t":"2026-01-01"}'
    want=$(weir "$1" <<<"$in" 2>&1 3>&-)
    got=$(weir "${@:2}" <<<"$in" 2>&1 3>&-)
    if [ -z "$want" ] || [ "$got" != "$want" ]; then show "$in" "${*:2}" "$want" "$got"; fi
}

@test "grammar: arguments and | are the same" {
    same_as 'filter a == 1 | set c = a + b | project c' 'filter a == 1' 'set c = a + b' 'project c'
    same_as 'filter a == 1 | set c = a + b | project c' 'filter a == 1|set c = a + b' 'project c'
    same_as 'filter a == 1|set c=a+b|project c' 'filter a == 1' ' set c = a + b ' 'project c '
}

@test "grammar: a | in a text or a regex does not end the stage" {
    same_as 'project s' 'filter s == "x|y" | project s'
    same_as 'project s' "filter s == 'x|y' | project s"
    same_as 'project s' 'filter s =~ /^(x|z)/ | project s'
    same_as 'project s' 'filter s =~ /x|y/|project s'
    same_as 'project s' '/x.y|z/ | project s'
    same_as 'project n = 1' 'set `a|b` = 1 | project n = `a|b`'
}

@test "grammar: the end of an argument always ends the stage" {
    check_error 2 weir 'set c = (a' '+ b)' 3<<'ERR'
weir: this '(' is not closed
  set c = (a
          ^
weir: expected an expression, not '+'
  + b)
  ^
weir: each argument is a stage: put quotes around 'set c = (a + b)'
ERR
    check_error 2 weir 'count by' 'a' 3<<'ERR'
weir: 'by' needs keys
  count by
          ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
weir: each argument is a stage: put quotes around 'count by a'
ERR
}

@test "grammar: empty arguments are nothing" {
    same_as 'project a' '' 'project a' ' '
    check_output weir '' <<<'{"a":1}' 3<<<'{"a":1}'
}

@test "grammar: no stage at all checks the input and passes it on" {
    check_output -s 3 weir <<'IN' 3<<'OUT'
{"a" : 1.0}
nonsense
{"b":[ ]}
IN
{"a" : 1.0}
{"b":[ ]}
OUT
}

@test "grammar: aliases" {
    same_as 'filter a == 1' 'where a == 1'
    same_as 'project a, c = b' 'select a, c = b'
    same_as 'aggregate count by a' 'agg count by a'
}

@test "grammar: a stage that is just an expression is a filter" {
    same_as 'filter a == 1' 'a == 1'
    same_as 'filter (a == 1)' '(a == 1)'
    same_as 'filter not a == 2' 'not a == 2'
    same_as 'filter -a == -1' -- '-a == -1'
    same_as 'filter exists(a)' 'exists(a)'
    same_as 'filter a in [1]' 'a in [1]'
    same_as 'filter true' 'true'
    same_as 'filter "x" in ["x"]' '"x" in ["x"]'
    same_as 'filter .a == 1' '.a == 1'
    same_as 'filter `a` == 1' '`a` == 1'
}

@test "grammar: a regex where a condition is expected looks at the line as it came" {
    keeps '/"a" : 1/' '{"a" : 1}'
    drops '/"a":1/' '{"a" : 1}'
    keeps '/A/i and not /z/' '{"a" : 1}'
    check_output weir 'set b = 2 | drop a | /"a":1/ | /^\{/' <<<'{"a":1}' 3<<<'{"b":2}'
    check_output weir 'n = count() where /x/, m = count() where not /x/' <<'IN' 3<<'OUT'
{"a":"x"}
{"x":1}
{"a":"y"}
IN
{"n":2,"m":1}
OUT
}

@test "grammar: an aggregate at a stage's place" {
    same_as 'aggregate count' 'count'
    same_as 'aggregate count' 'count()'
    same_as 'aggregate count, sum(a) by b' 'count, sum(a) by b'
    same_as 'aggregate count where a == 1' 'count where a == 1'
    same_as 'aggregate n = count' 'n = count'
    same_as 'aggregate n = sum(a) by b' 'n = sum(a) by b'
    same_as 'aggregate n = sum(a), m = count by b' 'n = sum(a), m = count by b'
    same_as 'aggregate max(a)' 'max(a)'
    same_as 'aggregate n = max(a)' 'n = max(a)'
}

@test "grammar: with an operator after it, it is a filter" {
    keeps 'count > 5' '{"count":6}'
    check_output weir 'count > 5' <<<'{"count":6}' 3<<<'{"count":6}'
    check_output weir 'max(a, b) > 5' <<<'{"a":1,"b":6}' 3<<<'{"a":1,"b":6}'
    check_output weir 'min(a, b) == 1 and max(a, b) == 6' <<<'{"a":1,"b":6}' 3<<<'{"a":1,"b":6}'
    check_output weir 'sum in [1]' <<<'{"sum":1}' 3<<<'{"sum":1}'
    check_output weir '.count' <<<'{"count":true}' 3<<<'{"count":true}'
    check_output weir 'count by a | count > 1' <<'IN' 3<<'OUT'
{"a":1}
{"a":2}
{"a":1}
IN
{"a":1,"count":2}
OUT
}

@test "grammar: a name that is a function and an aggregate is each in its place" {
    check_output weir 'set m = max(a, b) | max(m), n = max(max(a, b))' <<'IN' 3<<'OUT'
{"a":1,"b":2}
{"a":4,"b":3}
IN
{"max_m":4,"n":4}
OUT
}

@test "grammar: a stage's name is a field if . [ ( or an operator follows" {
    for name in filter project set drop rename time window aggregate head tail where select agg; do
        check_output weir "$name > 5" "$name in [6]" "$name not in [5]" "$name * 2 == 12" \
            <<<"{\"$name\":6}" 3<<<"{\"$name\":6}"
        check_output weir "$name and true" ".$name" "filter $name" <<<"{\"$name\":true}" 3<<<"{\"$name\":true}"
        check_output weir "$name ?? true" <<<"{\"$name\":null}" 3<<<"{\"$name\":null}"
        check_output weir "$name =~ /x/" <<<"{\"$name\":\"x\"}" 3<<<"{\"$name\":\"x\"}"
        check_output weir "$name.x[0] == 1" "${name}['x'][0] == 1" \
            <<<"{\"$name\":{\"x\":[1]}}" 3<<<"{\"$name\":{\"x\":[1]}}"
    done
}

@test "grammar: so is the name of a stage of a later version" {
    check_output weir 'join > 5' <<<'{"join":6}' 3<<<'{"join":6}'
    check_output weir 'match.x == 1' <<<'{"match":{"x":1}}' 3<<<'{"match":{"x":1}}'
    check_output weir 'filter top == 1 and sort == 2' <<<'{"top":1,"sort":2}' 3<<<'{"top":1,"sort":2}'
}

@test "grammar: - and / after a stage's name belong to its argument" {
    check_error 2 weir 'head - 1 == 0' 3<<'ERR'
weir: head needs a number of rows
  head - 1 == 0
       ^
usage: head N [per EXPR, ...]
ERR
    check_output weir 'filter /x/' <<<'{"a":"x"}' 3<<<'{"a":"x"}'
    check_output weir 'filter -a == 1' <<<'{"a":-1}' 3<<<'{"a":-1}'
    check_output weir '.head - 1 == 0' <<<'{"head":1}' 3<<<'{"head":1}'
    check_output weir '.time / 2 == 3' <<<'{"time":6}' 3<<<'{"time":6}'
}

@test "grammar: a clause's word is a field where an operand is expected" {
    check_output weir 'count by by' <<<'{"by":1}' 3<<<'{"by":1,"count":1}'
    check_output weir 'sum(by) by by, where' <<<'{"by":1,"where":2}' 3<<<'{"by":1,"where":2,"sum_by":1}'
    check_output weir 'count where where by by' <<<'{"by":1,"where":true}' 3<<<'{"by":1,"count":1}'
    check_output weir 'head 1 per per' <<<'{"per":1}' 3<<<'{"per":1}'
    check_output weir 'project by, per, on' <<<'{"on":3,"by":1,"per":2}' 3<<<'{"by":1,"per":2,"on":3}'
    check_output weir 'window 1m on on' 'count' <<<'{"on":"2026-01-01"}' 3<<'OUT'
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-01-01T00:01:00Z","count":1}
OUT
}

@test "grammar: clauses in any order" {
    for clauses in 'on ts lateness 1s offset 30s emit final' 'emit final offset 30s lateness 1s on ts'; do
        check_output weir "window 1m $clauses" count <<<'{"ts":"2026-01-01"}' 3<<'OUT'
{"window_start":"2025-12-31T23:59:30Z","window_end":"2026-01-01T00:00:30Z","count":1}
OUT
    done
}

@test "grammar: / begins a regex only where an operand is expected" {
    gives 'a / b / c' 1 '{"a":6,"b":3,"c":2}'
    gives 'a /b/ c' 1 '{"a":6,"b":3,"c":2}'
    gives '(a)/2' 3 '{"a":6}'
    gives 'a[0]/2/3' 1 '{"a":[6]}'
    gives 'abs(a)/2' 3 '{"a":-6}'
    gives '12/2/3' 2
    gives 'a =~ /\//' true '{"a":"/"}'
    gives 'a=~/^b/' true '{"a":"b"}'
}

@test "grammar: durations" {
    gives '1h30m' 5400
    gives '1d12h' 129600
    gives '1w' 604800
    gives '1s500ms' 1.5
    gives 'a > 5m' null '{}'
}

@test "grammar: reserved are only and or not in true false null" {
    for word in where by per on asc desc as is like within case end emit every select from; do
        gives "$word" 1 "{\"$word\":1}"
    done
}

@test "grammar: texts, escapes and names in set, project and by" {
    check_output weir 'set `x y` = 1, ."z" = 2, w.`u v`.t = 3' <<<'{}' 3<<<'{"x y":1,"z":2,"w":{"u v":{"t":3}}}'
    check_output weir 'project `x y` = 1, ."\u0061" = 2' <<<'{}' 3<<<'{"x y":1,"a":2}'
    check_output weir 'count by `x y`, z."a b"' <<<'{"x y":1,"z":{"a b":2}}' 3<<<'{"x y":1,"a b":2,"count":1}'
    check_output weir '`my count` = count' <<<'{}' 3<<<'{"my count":1}'
}

@test "grammar: tags[0] is named tags" {
    check_output weir 'project tags[0]' <<<'{"tags":[1]}' 3<<<'{"tags":1}'
    check_output weir 'count by a.tags[-1]' <<<'{"a":{"tags":[1]}}' 3<<<'{"tags":1,"count":1}'
    check_output weir 'sum(tags[0])' <<<'{"tags":[1]}' 3<<<'{"sum_tags":1}'
}

@test "grammar: --arg" {
    check_output weir --arg min=5 --arg 'who=it"s | "' 'filter a >= $min' 'set b = $who' <<'IN' 3<<'OUT'
{"a":4}
{"a":5}
IN
{"a":5,"b":"it\"s | \""}
OUT
    check_output weir --arg x=007 --arg y=1e2 'project x = type($x), y = type($y)' <<<'{}' 3<<<'{"x":"str","y":"float"}'
}

@test "grammar: a pipeline file" {
    pipeline '#!/usr/bin/env -S weir -f
# comments at the start of a line
filter a == 1   # and after a space
set c = "a # b"

project c,
    d = a +
        b
'
    check_output weir -f "$file" <<'IN' 3<<'OUT'
{"a":1,"b":2}
{"a":2,"b":2}
IN
{"c":"a # b","d":3}
OUT
}

@test "grammar: a file goes on in the next line where brackets are open" {
    pipeline 'filter a in [
  1,
  2
]
set c = (a
  + b)
set d = max(a,
  b
)
project c, d'
    check_output weir -f "$file" <<<'{"a":1,"b":2}' 3<<<'{"c":3,"d":2}'
}

@test "grammar: a file goes on where the next line begins with | by per and or , within" {
    pipeline 'filter a == 1
    and b == 2
    or a == 3
| count
    , n = sum(b)
    by a
| head 1
    per a
'
    check_output weir -f "$file" <<<'{"a":1,"b":2}' 3<<<'{"a":1,"count":1,"n":2}'
}

@test "grammar: a file goes on after an operator or a comma, over comments and blank lines" {
    pipeline 'set c = a *   # times
  # what?

  b,
  d = not
  true |
# and then
  project c, d'
    check_output weir -f "$file" <<<'{"a":2,"b":3}' 3<<<'{"c":6,"d":false}'
}

@test "grammar: a newline ends a stage" {
    pipeline 'filter
a == 1'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:1: filter needs a condition
  filter
        ^
usage: filter EXPR
ERR
    pipeline 'set c = 1
+ 2'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:2: expected an expression, not '+'
  + 2
  ^
ERR
}

@test "grammar: texts and regexes do not go beyond their line" {
    pipeline 'set c = "a
filter c == 1'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:1: this '"' is not closed
  set c = "a
          ^~
ERR
    pipeline 'filter a =~ /x
count'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:1: this regex is not closed
  filter a =~ /x
              ^~
write '/' at its end
ERR
}

@test "grammar: # within a word, a text or a regex is no comment" {
    pipeline 'filter a =~ /x#y/
filter a == "x#y" # but this is'
    check_output weir -f "$file" <<<'{"a":"x#y"}' 3<<<'{"a":"x#y"}'
    pipeline 'set a = 1#2'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:1: unexpected '#'
  set a = 1#2
           ^
a comment begins at the start of a line or after a space
ERR
}

@test "grammar: files with CRLF, a byte order mark, nothing in them" {
    pipeline $'\xef\xbb\xbfset x = 1\r\nset y = 2\r\n'
    check_output weir -f "$file" <<<'{}' 3<<<'{"x":1,"y":2}'
    pipeline ''
    check_output weir -f "$file" <<<'{"a":1}' 3<<<'{"a":1}'
    pipeline $'# nothing\n\n  # at all'
    check_output weir -f "$file" <<<'{"a":1}' 3<<<'{"a":1}'
}

@test "grammar: files and arguments in their order" {
    pipeline 'set x = 1'
    check_output weir 'set y = 2' -f "$file" 'set z = 3' <<<'{}' 3<<<'{"y":2,"x":1,"z":3}'
}

@test "grammar: mistakes in files are told with file and line" {
    pipeline 'filter a == 1
# a comment
count by host,
   lwoer(user)
hed 5'
    check_error 2 weir -f "$file" 3<<ERR
weir: $file:5: unknown stage 'hed'
  hed 5
  ^~~
did you mean 'head'? 'weir -h stages' lists them
weir: $file:4: unknown function 'lwoer'
     lwoer(user)
     ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
ERR
}
