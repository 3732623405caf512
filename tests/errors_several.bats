# SPDX-License-Identifier: MIT
# All stages are checked before weir gives up: every mistake is told.
load helpers

@test "errors: two mistakes in two stages" {
    check_error 2 weir 'filtr a > 1 | head x' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a > 1 | head x
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
weir: head needs a number of rows
  filtr a > 1 | head x
                     ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'filter a = 1' 'window 5' 'count by' 3<<'ERR'
weir: a lone '=' does not compare
  filter a = 1
           ^
write '=='
weir: 'by' needs keys
  count by
          ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
weir: a duration needs a unit
  window 5
         ^
such as 5s or 5m; for a number of events write: window count 5
ERR
    check_error 2 weir 'set b = lwoer(a)' 'project c, c' 'drop a[0]' 3<<'ERR'
weir: unknown function 'lwoer'
  set b = lwoer(a)
          ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
weir: two fields would be called 'c'
  project c, c
             ^
'c' and 'c': give one of them another name with NAME = ...
weir: an element of an array cannot be dropped
  drop a[0]
       ^~~~
ERR
}

@test "errors: a mistake in the parts of one stage" {
    check_error 2 weir 'filter lwoer(a) == uper(b)' 3<<'ERR'
weir: unknown function 'lwoer'
  filter lwoer(a) == uper(b)
         ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
weir: unknown function 'uper'
  filter lwoer(a) == uper(b)
                     ^~~~
did you mean 'upper'? 'weir -h functions' lists them
ERR
    check_error 2 weir 'count where lwoer(a), sum(b, c) by d' 3<<'ERR'
weir: unknown function 'lwoer'
  count where lwoer(a), sum(b, c) by d
              ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
weir: sum wants 1 argument, this has 2
  count where lwoer(a), sum(b, c) by d
                        ^~~~~~~~~
usage: sum(x)
ERR
    check_error 2 weir 'project x = lower(1), y = abs("z")' 3<<'ERR'
weir: lower() wants a text, this is a whole number
  project x = lower(1), y = abs("z")
                    ^
weir: abs() wants a number or a duration, this is a text
  project x = lower(1), y = abs("z")
                                ^~~
ERR
}

@test "errors: a wrong stage does not hide the mistakes below it" {
    check_error 2 weir 'frobnicate a, b | filter a = 1 | hed 1' 3<<'ERR'
weir: unknown stage 'frobnicate'
  frobnicate a, b | filter a = 1 | hed 1
  ^~~~~~~~~~
'weir -h stages' lists them
weir: a lone '=' does not compare
  frobnicate a, b | filter a = 1 | hed 1
                             ^
write '=='
weir: unknown stage 'hed'
  frobnicate a, b | filter a = 1 | hed 1
                                   ^~~
did you mean 'head'? 'weir -h stages' lists them
ERR
}

@test "errors: what an earlier mistake makes unknown is not held against later stages" {
    check_error 2 weir 'count by lwoer(a) | filter count > 1' 3<<'ERR'
weir: unknown function 'lwoer'
  count by lwoer(a) | filter count > 1
           ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
ERR
    check_error 2 weir 'p = nosuch(a) by b | filter p > 1' 3<<'ERR'
weir: unknown aggregate 'nosuch'
  p = nosuch(a) by b | filter p > 1
      ^~~~~~
'weir -h aggregates' lists them
ERR
}

@test "errors: a | in a regex or a text does not end the stage" {
    check_error 2 weir 'filtr a =~ /x|y/ | hed 1' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a =~ /x|y/ | hed 1
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
weir: unknown stage 'hed'
  filtr a =~ /x|y/ | hed 1
                     ^~~
did you mean 'head'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'filtr "a|b" | hed 1' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr "a|b" | hed 1
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
weir: unknown stage 'hed'
  filtr "a|b" | hed 1
                ^~~
did you mean 'head'? 'weir -h stages' lists them
ERR
}

@test "errors: in -t and in the pipeline" {
    check_error 2 weir -t 'nosuch(ts)' 'filtr a' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
weir: unknown function 'nosuch'
  nosuch(ts)
  ^~~~~~
'weir -h functions' lists them
ERR
}

@test "errors: every wrong item of a list" {
    check_error 2 weir 'set 1 = 2, b = lower(a), 3 = 4' 3<<'ERR'
weir: set needs a field's name and '=' here
  set 1 = 2, b = lower(a), 3 = 4
      ^
usage: set NAME = EXPR, ...
weir: set needs a field's name and '=' here
  set 1 = 2, b = lower(a), 3 = 4
                           ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a = lwoer(x), b = a + 1, c = uper(b), d = c.e' 3<<'ERR'
weir: unknown function 'lwoer'
  set a = lwoer(x), b = a + 1, c = uper(b), d = c.e
          ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
weir: unknown function 'uper'
  set a = lwoer(x), b = a + 1, c = uper(b), d = c.e
                                   ^~~~
did you mean 'upper'? 'weir -h functions' lists them
ERR
    check_error 2 weir 'set a = x[5m], b = (c d), e = f' 3<<'ERR'
weir: expected a whole number or a text in quotes, not '5m'
  set a = x[5m], b = (c d), e = f
            ^~
for a stretch of time use a window: window 5m | rate(x) by KEY
weir: expected an operator or ')', not 'd'
  set a = x[5m], b = (c d), e = f
                        ^
ERR
    check_error 2 weir 'project lwoer(a), b = uper(b), c + 1' 3<<'ERR'
weir: unknown function 'lwoer'
  project lwoer(a), b = uper(b), c + 1
          ^~~~~
did you mean 'lower'? 'weir -h functions' lists them
weir: unknown function 'uper'
  project lwoer(a), b = uper(b), c + 1
                        ^~~~
did you mean 'upper'? 'weir -h functions' lists them
weir: an expression needs a name
  project lwoer(a), b = uper(b), c + 1
                                 ^~~~~
write NAME = c + 1
ERR
    check_error 2 weir 'rename a, b = c, d' 3<<'ERR'
weir: rename needs a field's name and '=' here
  rename a, b = c, d
         ^
usage: rename NEW = OLD, ...
weir: rename needs a field's name and '=' here
  rename a, b = c, d
                   ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'drop a[0], b, c[1]' 3<<'ERR'
weir: an element of an array cannot be dropped
  drop a[0], b, c[1]
       ^~~~
weir: an element of an array cannot be dropped
  drop a[0], b, c[1]
                ^~~~
ERR
    check_error 2 weir 'avgg(a), count, sun(b) by c, d' 3<<'ERR'
weir: unknown aggregate 'avgg'
  avgg(a), count, sun(b) by c, d
  ^~~~
did you mean 'avg'? 'weir -h aggregates' lists them
weir: unknown aggregate 'sun'
  avgg(a), count, sun(b) by c, d
                  ^~~
did you mean 'sum'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate avgg(b) where c > 1, sum(b) / 2, count by d' 3<<'ERR'
weir: unknown aggregate 'avgg'
  aggregate avgg(b) where c > 1, sum(b) / 2, count by d
            ^~~~
did you mean 'avg'? 'weir -h aggregates' lists them
weir: only an aggregate may stand here, no calculation
  aggregate avgg(b) where c > 1, sum(b) / 2, count by d
                                        ^
give it a name and calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'project a = {x: 1, y: 2}, b = 1 2' 3<<'ERR'
weir: '{' begins nothing here
  project a = {x: 1, y: 2}, b = 1 2
              ^
to keep some fields: project a, b; one in an object: set a.b = 1
ERR
    check_error 2 weir 'set a = b[, c = [1, 2, d = 3' 3<<'ERR'
weir: expected a whole number or a text in quotes, not ','
  set a = b[, c = [1, 2, d = 3
            ^
ERR
}
