# SPDX-License-Identifier: MIT
# Mistakes in expressions: each message whole.
load helpers

@test "errors: an unknown function" {
    check_error 2 weir 'filter lwoer(a) == 1' 3<<'ERR'
weir: unknown function 'lwoer'
  filter lwoer(a) == 1
         ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
ERR
    check_error 2 weir 'filter p9(a) > 1' 3<<'ERR'
weir: unknown function 'p9'
  filter p9(a) > 1
         ^~
did you mean 'p99'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'filter nosuchfunction(a)' 3<<'ERR'
weir: unknown function 'nosuchfunction'
  filter nosuchfunction(a)
         ^~~~~~~~~~~~~~
'weir -h functions' lists them
ERR
    check_error 2 weir 'filter regex(a)' 3<<'ERR'
weir: unknown function 'regex'
  filter regex(a)
         ^~~~~
'weir -h functions' lists them
ERR
}

@test "errors: how many arguments" {
    check_error 2 weir 'filter lower() == 1' 3<<'ERR'
weir: lower() wants 1 argument, this has 0
  filter lower() == 1
         ^~~~~~~
usage: lower(text)
ERR
    check_error 2 weir 'filter lower(a, b) == 1' 3<<'ERR'
weir: lower() wants 1 argument, this has 2
  filter lower(a, b) == 1
         ^~~~~~~~~~~
usage: lower(text)
ERR
    check_error 2 weir 'filter contains(a)' 3<<'ERR'
weir: contains() wants 2 arguments, this has 1
  filter contains(a)
         ^~~~~~~~~~~
usage: contains(text, part) or contains(array, value)
ERR
    check_error 2 weir 'filter if(a, b)' 3<<'ERR'
weir: if() wants 3 arguments, this has 2
  filter if(a, b)
         ^~~~~~~~
usage: if(condition, a, b)
ERR
    check_error 2 weir 'filter if(a, b, c, d)' 3<<'ERR'
weir: if() wants 3 arguments, this has 4
  filter if(a, b, c, d)
         ^~~~~~~~~~~~~~
usage: if(condition, a, b)
ERR
    check_error 2 weir 'filter round(a, 1, 2) > 1' 3<<'ERR'
weir: round() wants at most 2 arguments, this has 3
  filter round(a, 1, 2) > 1
         ^~~~~~~~~~~~~~
usage: round(x[, digits])
ERR
    check_error 2 weir 'filter coalesce()' 3<<'ERR'
weir: coalesce() wants at least 1 argument, this has 0
  filter coalesce()
         ^~~~~~~~~~
usage: coalesce(x, ...)
ERR
    check_error 2 weir 'filter truncate(a) > b' 3<<'ERR'
weir: truncate() wants at least 2 arguments, this has 1
  filter truncate(a) > b
         ^~~~~~~~~~~
usage: truncate(t, step[, tz])
ERR
    check_error 2 weir 'filter exists()' 3<<'ERR'
weir: exists() wants 1 argument, this has 0
  filter exists()
         ^~~~~~~~
usage: exists(path)
ERR
}

@test "errors: the type of an argument" {
    check_error 2 weir 'filter lower(5) == a' 3<<'ERR'
weir: lower() wants a text, this is a whole number
  filter lower(5) == a
               ^
ERR
    check_error 2 weir 'filter abs("x") > 1' 3<<'ERR'
weir: abs() wants a number or a duration, this is a text
  filter abs("x") > 1
             ^~~
ERR
    check_error 2 weir 'filter len(5) > 1' 3<<'ERR'
weir: len() wants a text or an array or an object, this is a whole number
  filter len(5) > 1
             ^
ERR
    check_error 2 weir 'filter contains(5, a)' 3<<'ERR'
weir: contains() wants a text or an array, this is a whole number
  filter contains(5, a)
                  ^
ERR
    check_error 2 weir 'filter truncate(a, 5) > b' 3<<'ERR'
weir: truncate() wants a duration, this is a whole number
  filter truncate(a, 5) > b
                     ^
write 5s
ERR
    check_error 2 weir 'filter exists(1)' 3<<'ERR'
weir: exists() wants a field
  filter exists(1)
                ^
ERR
    check_error 2 weir 'filter exists(lower(a))' 3<<'ERR'
weir: exists() wants a field
  filter exists(lower(a))
                ^~~~~~~~
ERR
    check_error 2 weir 'filter if(1, a, b)' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  filter if(1, a, b)
            ^
ERR
}

@test "errors: types that operators do not take" {
    check_error 2 weir 'filter a + 1 == "x" - 1' 3<<'ERR'
weir: '-' does not work with a text
  filter a + 1 == "x" - 1
                  ^~~
ERR
    check_error 2 weir 'filter a == true * 2' 3<<'ERR'
weir: '*' does not work with true or false
  filter a == true * 2
              ^~~~
ERR
    check_error 2 weir 'filter a > 1h + 1' 3<<'ERR'
weir: '+' does not work between a duration and a whole number
  filter a > 1h + 1
                ^
write 1s
ERR
    check_error 2 weir 'filter 5 and a' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  filter 5 and a
         ^
ERR
    check_error 2 weir 'filter not "x"' 3<<'ERR'
weir: a condition wants true or false, this is a text
  filter not "x"
             ^~~
ERR
    check_error 2 weir 'filter a or 5m' 3<<'ERR'
weir: a condition wants true or false, this is a duration
  filter a or 5m
              ^~
ERR
    check_error 2 weir 'filter a == -"x"' 3<<'ERR'
weir: '-' wants a number or a duration, this is a text
  filter a == -"x"
               ^~~
ERR
    check_error 2 weir 'filter a in 5' 3<<'ERR'
weir: 'in' wants an array, this is a whole number
  filter a in 5
              ^
ERR
    check_error 2 weir 'filter a == [1] + [2]' 3<<'ERR'
weir: '+' does not work with an array
  filter a == [1] + [2]
              ^~~
ERR
    check_error 2 weir 'filter lower(a) + 1 == 2' 3<<'ERR'
weir: '+' does not work between a text and a whole number
  filter lower(a) + 1 == 2
                  ^
write "1", or read the text: float(lower(a))
ERR
}

@test "errors: types that never compare" {
    check_error 2 weir 'filter 1 < "a"' 3<<'ERR'
weir: a whole number and a text never compare
  filter 1 < "a"
         ^~~~~~~
ERR
    check_error 2 weir 'filter lower(a) > 5' 3<<'ERR'
weir: a text and a whole number never compare
  filter lower(a) > 5
         ^~~~~~~~~~~~
write "5", or read the text: float(lower(a))
ERR
    check_error 2 weir 'filter len(a) >= "5"' 3<<'ERR'
weir: a whole number and a text never compare
  filter len(a) >= "5"
         ^~~~~~~~~~~~~
write 5, without the quotes
ERR
    check_error 2 weir 'filter 1h > 3600' 3<<'ERR'
weir: a duration and a whole number never compare
  filter 1h > 3600
         ^~~~~~~~~
write 3600s
ERR
    check_error 2 weir 'filter time(a) < 5' 3<<'ERR'
weir: a time and a whole number never compare
  filter time(a) < 5
         ^~~~~~~~~~~
write time(5)
ERR
    check_error 2 weir 'filter time(a) > 5m' 3<<'ERR'
weir: a time and a duration never compare
  filter time(a) > 5m
         ^~~~~~~~~~~~
a time less a time is a duration
ERR
    check_error 2 weir 'filter (a > 1) > 1' 3<<'ERR'
weir: true or false and a whole number never compare
  filter (a > 1) > 1
         ^~~~~~~~~~~
ERR
}

@test "errors: constants that make no value" {
    check_error 2 weir 'filter a == time("soon")' 3<<'ERR'
weir: this value is not a time
  filter a == time("soon")
              ^~~~~~~~~~~~
ERR
    check_error 2 weir 'filter a == int("x")' 3<<'ERR'
weir: this value is not a number
  filter a == int("x")
              ^~~~~~~~
ERR
    check_error 2 weir 'filter a > 1e308 * 10' 3<<'ERR'
weir: this value is beyond the range of numbers
  filter a > 1e308 * 10
             ^~~~~~~~~~
ERR
    check_error 2 weir 'filter a == time(99, "days")' 3<<'ERR'
weir: 'days' is not a format of times
  filter a == time(99, "days")
                       ^~~~~~
formats are s, ms, us, ns, rfc3339 and those of strftime: "%Y-%m-%d %H:%M:%S"
ERR
}

@test "errors: what stands where an operand is wanted" {
    check_error 2 weir filter 3<<'ERR'
weir: filter needs a condition
  filter
        ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter a ==' 3<<'ERR'
weir: expected an expression here
  filter a ==
             ^
ERR
    check_error 2 weir 'filter a and' 3<<'ERR'
weir: expected an expression here
  filter a and
              ^
ERR
    check_error 2 weir 'filter a + * b' 3<<'ERR'
weir: expected an expression, not '*'
  filter a + * b
             ^
ERR
    check_error 2 weir 'filter (a' 3<<'ERR'
weir: this '(' is not closed
  filter (a
         ^
ERR
    check_error 2 weir 'filter a)' 3<<'ERR'
weir: unexpected ')'
  filter a)
          ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter lower(a' 3<<'ERR'
weir: this '(' is not closed
  filter lower(a
              ^
ERR
    check_error 2 weir 'filter lower(a,)' 3<<'ERR'
weir: expected an expression, not ')'
  filter lower(a,)
                 ^
ERR
    check_error 2 weir 'filter [1, 2' 3<<'ERR'
weir: this '[' is not closed
  filter [1, 2
         ^
ERR
    check_error 2 weir 'filter ()' 3<<'ERR'
weir: expected an expression, not ')'
  filter ()
          ^
ERR
    check_error 2 weir 'filter a in' 3<<'ERR'
weir: expected an expression here
  filter a in
             ^
ERR
    check_error 2 weir 'filter a not b' 3<<'ERR'
weir: unexpected 'not'
  filter a not b
           ^~~
usage: filter EXPR
ERR
    check_error 2 weir 'filter and' 3<<'ERR'
weir: expected an expression here
  filter and
            ^
ERR
}

@test "errors: texts" {
    check_error 2 weir 'filter a == "x' 3<<'ERR'
weir: this '"' is not closed
  filter a == "x
              ^~
ERR
    check_error 2 weir 'filter a == '"'"'x' 3<<'ERR'
weir: this "'" is not closed
  filter a == 'x
              ^~
ERR
    check_error 2 weir 'filter a == "\x"' 3<<'ERR'
weir: '\x' is no escape
  filter a == "\x"
               ^~
JSON's escapes are: \" \\ \/ \b \f \n \r \t \uXXXX; a backslash itself is \\
ERR
    check_error 2 weir 'filter a == "\u12"' 3<<'ERR'
weir: '\u' is no escape
  filter a == "\u12"
               ^~
JSON's escapes are: \" \\ \/ \b \f \n \r \t \uXXXX; a backslash itself is \\
ERR
    # shellcheck disable=SC1003
    check_error 2 weir 'filter a == "\' 3<<'ERR'
weir: this '"' is not closed
  filter a == "\
              ^~
ERR
    check_error 2 weir 'filter `a == 1' 3<<'ERR'
weir: this '`' is not closed
  filter `a == 1
         ^~~~~~~
ERR
    check_error 2 weir 'filter a == "\q" and b == '"'"'\z'"'"'' 3<<'ERR'
weir: '\q' is no escape
  filter a == "\q" and b == '\z'
               ^~
JSON's escapes are: \" \\ \/ \b \f \n \r \t \uXXXX; a backslash itself is \\
ERR
}

@test "errors: numbers and durations" {
    check_error 2 weir 'filter a > 5xx' 3<<'ERR'
weir: '5xx' is neither a number nor a duration
  filter a > 5xx
             ^~~
durations are written 250ms, 1h30m, 7d; a field of this name is written `5xx`, in backticks
ERR
    check_error 2 weir 'filter a > 1.5h' 3<<'ERR'
weir: '1.5h' is neither a number nor a duration
  filter a > 1.5h
             ^~~~
durations are whole numbers of ns us ms s m h d w mo y: 1h30m
ERR
    check_error 2 weir 'filter a > 1h30' 3<<'ERR'
weir: '1h30' is neither a number nor a duration
  filter a > 1h30
             ^~~~
durations are written 250ms, 1h30m, 7d; a field of this name is written `1h30`, in backticks
ERR
    check_error 2 weir 'filter a > 007' 3<<'ERR'
weir: a number does not begin with 0
  filter a > 007
             ^~~
digits that are a text stand in quotes
ERR
    check_error 2 weir 'filter a > 1.' 3<<'ERR'
weir: unexpected '.'
  filter a > 1.
              ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter a > .5' 3<<'ERR'
weir: a key that begins with a digit needs quotes
  filter a > .5
              ^
write ."5", or 0.5 for a number
ERR
    check_error 2 weir 'filter a > 1mo' 3<<'ERR'
weir: a month or a year has no fixed length
  filter a > 1mo
             ^~~
calendar lengths go into truncate() and windows; write 30d or 365d here
ERR
    check_error 2 weir 'filter a > 1y2d' 3<<'ERR'
weir: a month or a year has no fixed length
  filter a > 1y2d
             ^~~~
calendar lengths go into truncate() and windows; write 30d or 365d here
ERR
    check_error 2 weir 'filter a > 1_000' 3<<'ERR'
weir: '1_000' is neither a number nor a duration
  filter a > 1_000
             ^~~~~
durations are written 250ms, 1h30m, 7d; a field of this name is written `1_000`, in backticks
ERR
    check_error 2 weir 'filter a > 0x10' 3<<'ERR'
weir: '0x10' is neither a number nor a duration
  filter a > 0x10
             ^~~~
durations are written 250ms, 1h30m, 7d; a field of this name is written `0x10`, in backticks
ERR
    check_error 2 weir 'filter a > 99999999999999999999h' 3<<'ERR'
weir: '99999999999999999999h' is neither a number nor a duration
  filter a > 99999999999999999999h
             ^~~~~~~~~~~~~~~~~~~~~
durations are written 250ms, 1h30m, 7d; a field of this name is written `99999999999999999999h`, in backticks
ERR
    check_error 2 weir 'filter a > 1M' 3<<'ERR'
weir: '1M' is neither a number nor a duration
  filter a > 1M
             ^~
durations are written 250ms, 1h30m, 7d; a field of this name is written `1M`, in backticks
ERR
}

@test "errors: regexes" {
    check_error 2 weir 'filter a =~ /x' 3<<'ERR'
weir: this regex is not closed
  filter a =~ /x
              ^~
write '/' at its end
ERR
    check_error 2 weir 'filter a =~ /(/' 3<<'ERR'
weir: bad regex: missing closing parenthesis
  filter a =~ /(/
                ^
ERR
    check_error 2 weir 'filter a =~ /a(b/' 3<<'ERR'
weir: bad regex: missing closing parenthesis
  filter a =~ /a(b/
                  ^
ERR
    check_error 2 weir 'filter a =~ "["' 3<<'ERR'
weir: bad regex: missing terminating ] for character class
  filter a =~ "["
                ^
ERR
    check_error 2 weir 'filter a =~ /x/q' 3<<'ERR'
weir: a regex has no flag 'q'
  filter a =~ /x/q
                 ^
there are i (ignore case), m (^ and $ at lines), s (. takes newlines), x (spaces mean nothing)
ERR
    check_error 2 weir 'filter matches(a, /x/ig)' 3<<'ERR'
weir: a regex has no flag 'g'
  filter matches(a, /x/ig)
                        ^
there are i (ignore case), m (^ and $ at lines), s (. takes newlines), x (spaces mean nothing)
ERR
    check_error 2 weir /x/g 3<<'ERR'
weir: a regex has no flag 'g'
  /x/g
     ^
there are i (ignore case), m (^ and $ at lines), s (. takes newlines), x (spaces mean nothing)
ERR
    check_error 2 weir 'filter a =~ b' 3<<'ERR'
weir: a regex or a constant text is wanted here
  filter a =~ b
              ^
to look for the text of a field: contains(a, b)
ERR
    check_error 2 weir 'filter a =~ lower("x") + b' 3<<'ERR'
weir: a regex or a constant text is wanted here
  filter a =~ lower("x") + b
              ^~~~~~~~~~~~~~
to look for the text of a field: contains(a, b)
ERR
    check_error 2 weir 'filter a =~ 5' 3<<'ERR'
weir: a regex or a constant text is wanted here
  filter a =~ 5
              ^
to look for the text of a field: contains(a, b)
ERR
    check_error 2 weir 'filter matches(a, /(?<n>x/)' 3<<'ERR'
weir: bad regex: missing closing parenthesis
  filter matches(a, /(?<n>x/)
                           ^
ERR
    check_error 2 weir 'filter a =~ /*/' 3<<'ERR'
weir: bad regex: quantifier does not follow a repeatable item
  filter a =~ /*/
               ^
ERR
    check_error 2 weir 'filter a == /x/' 3<<'ERR'
weir: a regex alone is a condition on the whole line; here a value is wanted
  filter a == /x/
              ^~~
match a field with FIELD =~ /x/
ERR
    check_error 2 weir 'set x = /y/' 3<<'ERR'
weir: a regex alone is a condition on the whole line; here a value is wanted
  set x = /y/
          ^~~
match a field with FIELD =~ /y/
ERR
    check_error 2 weir 'filter a =~' 3<<'ERR'
weir: expected an expression here
  filter a =~
             ^
ERR
    check_error 2 weir 'filter 5 =~ /5/' 3<<'ERR'
weir: a regex wants a text, this is a whole number
  filter 5 =~ /5/
         ^
ERR
    check_error 2 weir 'filter a =~ /a\/(/' 3<<'ERR'
weir: bad regex: missing closing parenthesis
  filter a =~ /a\/(/
                  ^
ERR
}

@test "errors: lists" {
    check_error 2 weir 'filter a in (1, 2' 3<<'ERR'
weir: this '(' is not closed
  filter a in (1, 2
              ^
ERR
    check_error 2 weir 'filter a in [1 2]' 3<<'ERR'
weir: expected ',' or ']', not '2'
  filter a in [1 2]
                 ^
ERR
    check_error 2 weir 'filter a in (1,)' 3<<'ERR'
weir: expected an expression, not ')'
  filter a in (1,)
                 ^
ERR
    check_error 2 weir 'filter a in (1, 2) + 1' 3<<'ERR'
weir: the parentheses after 'in' are a list
  filter a in (1, 2) + 1
                     ^
no operator goes with a list
ERR
    check_error 2 weir 'filter (a, b) == 1' 3<<'ERR'
weir: unexpected ','
  filter (a, b) == 1
           ^
a list is written [a, b]; the keys of 'by', without brackets
ERR
}

@test "errors: paths" {
    check_error 2 weir 'filter a. > 1' 3<<'ERR'
weir: expected a field's name after '.', not '>'
  filter a. > 1
            ^
ERR
    check_error 2 weir 'filter a.1 > 1' 3<<'ERR'
weir: a key that begins with a digit needs quotes
  filter a.1 > 1
           ^
write ."1", or [1] for an element of an array
ERR
    check_error 2 weir 'filter a[ > 1' 3<<'ERR'
weir: expected a whole number or a text in quotes, not '>'
  filter a[ > 1
            ^
ERR
    check_error 2 weir 'filter a[1.5] > 1' 3<<'ERR'
weir: expected a whole number or a text in quotes, not '1.5'
  filter a[1.5] > 1
           ^~~
ERR
    check_error 2 weir 'filter a[b] > 1' 3<<'ERR'
weir: expected a whole number or a text in quotes, not 'b'
  filter a[b] > 1
           ^
ERR
    check_error 2 weir 'filter a[1 > 1' 3<<'ERR'
weir: expected ']', not '>'
  filter a[1 > 1
             ^
ERR
    check_error 2 weir 'filter a[99999999999999999999] > 1' 3<<'ERR'
weir: expected a whole number or a text in quotes, not '99999999999999999999'
  filter a[99999999999999999999] > 1
           ^~~~~~~~~~~~~~~~~~~~
ERR
    check_error 2 weir 'filter lower(a)[0] == 1' 3<<'ERR'
weir: a path begins with a field
  filter lower(a)[0] == 1
                 ^
'get(value, key)' looks into any other value
ERR
    check_error 2 weir 'filter (a).b == 1' 3<<'ERR'
weir: a path begins with a field
  filter (a).b == 1
            ^
'get(value, key)' looks into any other value
ERR
}

@test "errors: --arg" {
    check_error 2 weir 'filter a > $x' 3<<'ERR'
weir: no value was given for '$x'
  filter a > $x
             ^~
give it with --arg x=VALUE; a field is written without '$'
ERR
    check_error 2 weir --arg limit=5 'filter a > $limt' 3<<'ERR'
weir: no value was given for '$limt'
  filter a > $limt
             ^~~~~
did you mean '$limit'?
ERR
    check_error 2 weir --arg x=a 'filter $x > 5' 3<<'ERR'
weir: a text and a whole number never compare
  filter $x > 5
         ^~~~~~
ERR
    check_error 2 weir 'filter $ > 1' 3<<'ERR'
weir: a name must follow '$'
  filter $ > 1
         ^
'--arg NAME=VALUE' gives $NAME its value
ERR
    check_error 2 weir 'filter a > $1' 3<<'ERR'
weir: fields have no numbers
  filter a > $1
             ^~
write the field's name
ERR
}

@test "errors: signs that are no operator" {
    check_error 2 weir 'filter a ~ b' 3<<'ERR'
weir: '~' is no operator
  filter a ~ b
           ^
write '=~' to match a regex
ERR
    check_error 2 weir 'filter a ^ 2 > 1' 3<<'ERR'
weir: '^' is no operator
  filter a ^ 2 > 1
           ^
write 'pow(x, y)'
ERR
    check_error 2 weir 'filter a ? b : c' 3<<'ERR'
weir: '?' is no operator
  filter a ? b : c
           ^
write 'if(condition, a, b)', or 'a ?? b' for null
ERR
    check_error 2 weir 'filter a := 1' 3<<'ERR'
weir: unexpected ':'
  filter a := 1
           ^
a name stands before '=': NAME = EXPR
ERR
    check_error 2 weir 'filter a === 1' 3<<'ERR'
weir: '===' is no operator
  filter a === 1
           ^~~
write '=='
ERR
    check_error 2 weir 'filter a !== 1' 3<<'ERR'
weir: '!==' is no operator
  filter a !== 1
           ^~~
write '!='
ERR
    check_error 2 weir 'filter a \ b' 3<<'ERR'
weir: unexpected '\'
  filter a \ b
           ^
ERR
    check_error 2 weir 'filter a; b' 3<<'ERR'
weir: ';' does not end a stage
  filter a; b
          ^
write '|' between two stages
ERR
    check_error 2 weir 'filter a == {}' 3<<'ERR'
weir: '{' begins nothing here
  filter a == {}
              ^
to keep some fields: project a, b; one in an object: set a.b = 1
ERR
    check_error 2 weir 'filter a # b' 3<<'ERR'
weir: unexpected '#'
  filter a # b
           ^
comments stand in pipeline files
ERR
}

@test "errors: words of SQL and other languages" {
    check_error 2 weir 'filter a is null' 3<<'ERR'
weir: unexpected 'is'
  filter a is null
           ^~
write '== null' or '!= null'
ERR
    check_error 2 weir 'filter a like "x%"' 3<<'ERR'
weir: unexpected 'like'
  filter a like "x%"
           ^~~~
write '=~ /regex/', or starts_with(text, start)
ERR
    check_error 2 weir 'filter a between 1 and 2' 3<<'ERR'
weir: unexpected 'between'
  filter a between 1 and 2
           ^~~~~~~
write 'x >= low and x <= high'
ERR
    check_error 2 weir 'filter a AND b' 3<<'ERR'
weir: unexpected 'AND'
  filter a AND b
           ^~~
write 'and', in small letters
ERR
    check_error 2 weir 'filter a or not' 3<<'ERR'
weir: expected an expression here
  filter a or not
                 ^
ERR
    check_error 2 weir 'select a from b' 3<<'ERR'
weir: unexpected 'from'
  select a from b
           ^~~~
the input is standard input, or -i FILE
ERR
    check_error 2 weir 'select a where b' 3<<'ERR'
weir: unexpected 'where'
  select a where b
           ^~~~~
write a stage before this one: filter EXPR | ...
ERR
}
