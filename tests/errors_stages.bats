# SPDX-License-Identifier: MIT
# Mistakes in stages: each message whole. An unknown stage, and what each stage lacks or has too much of.
load helpers

@test "errors: an unknown stage, with a suggestion" {
    check_error 2 weir 'filtr a > 1' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a > 1
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'filter a > 1 | projct a' 3<<'ERR'
weir: unknown stage 'projct'
  filter a > 1 | projct a
                 ^~~~~~
did you mean 'project'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'agregate count by a' 3<<'ERR'
weir: unknown stage 'agregate'
  agregate count by a
  ^~~~~~~~
did you mean 'aggregate'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'hed 5' 3<<'ERR'
weir: unknown stage 'hed'
  hed 5
  ^~~
did you mean 'head'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'sumarize x' 3<<'ERR'
weir: unknown stage 'sumarize'
  sumarize x
  ^~~~~~~~
'weir -h stages' lists them
ERR
}

@test "errors: an unknown stage, without" {
    check_error 2 weir 'frobnicate a' 3<<'ERR'
weir: unknown stage 'frobnicate'
  frobnicate a
  ^~~~~~~~~~
'weir -h stages' lists them
ERR
    check_error 2 weir 'grep /x/' 3<<'ERR'
weir: unknown stage 'grep'
  grep /x/
  ^~~~
write filter FIELD =~ /regex/, or /regex/ alone for the whole line
ERR
}

@test "errors: a stage of a later version" {
    check_error 2 weir 'join other on a' 3<<'ERR'
weir: 'join' is not in this version
  join other on a
  ^~~~
to add the columns of a table by a key: enrich FILE on KEY
ERR
    check_error 2 weir 'count by a | alert count > 3' 3<<'ERR'
weir: 'alert' is not in this version
  count by a | alert count > 3
               ^~~~~
to run a command for each row: exec 'COMMAND'
ERR
    check_error 2 weir 'match a where b' 3<<'ERR'
weir: 'match' is not in this version
  match a where b
  ^~~~~
'weir -h stages' lists what is
ERR
    check_error 2 weir 'cdc debezium' 3<<'ERR'
weir: 'cdc' is not in this version
  cdc debezium
  ^~~
'weir -h stages' lists what is
ERR
    check_error 2 weir 'cdc debezium' 3<<'ERR'
weir: 'cdc' is not in this version
  cdc debezium
  ^~~
'weir -h stages' lists what is
ERR
}

@test "errors: a stage is missing" {
    check_error 2 weir '| head 1' 3<<'ERR'
weir: a stage is missing before '|'
  | head 1
  ^
ERR
    check_error 2 weir 'head 1 |' 3<<'ERR'
weir: a stage is missing after '|'
  head 1 |
          ^
ERR
    check_error 2 weir 'head 1 | | head 2' 3<<'ERR'
weir: a stage is missing after '|'
  head 1 | | head 2
          ^
ERR
    check_error 2 weir 'head 1' '|' 3<<'ERR'
weir: a stage is missing before '|'
  |
  ^
weir: a stage is missing after '|'
  |
   ^
ERR
}

@test "errors: filter" {
    check_error 2 weir filter 3<<'ERR'
weir: filter needs a condition
  filter
        ^
usage: filter EXPR
ERR
    check_error 2 weir where 3<<'ERR'
weir: filter needs a condition
  where
       ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter a b' 3<<'ERR'
weir: unexpected 'b'
  filter a b
           ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter a, b' 3<<'ERR'
weir: unexpected ','
  filter a, b
          ^
usage: filter EXPR
ERR
    check_error 2 weir 'filter a > 1 by b' 3<<'ERR'
weir: unexpected 'by'
  filter a > 1 by b
               ^~
'by' goes with aggregates, and with functions that remember rows: prev(x) by KEY
ERR
    check_error 2 weir 'filter 1' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  filter 1
         ^
ERR
    check_error 2 weir 'filter "x"' 3<<'ERR'
weir: a condition wants true or false, this is a text
  filter "x"
         ^~~
ERR
    check_error 2 weir 'filter 5m' 3<<'ERR'
weir: a condition wants true or false, this is a duration
  filter 5m
         ^~
ERR
    check_error 2 weir 'filter [a]' 3<<'ERR'
weir: a condition wants true or false, this is an array
  filter [a]
         ^~~
ERR
    check_error 2 weir 'filter lower(a)' 3<<'ERR'
weir: a condition wants true or false, this is a text
  filter lower(a)
         ^~~~~~~~
ERR
}

@test "errors: project" {
    check_error 2 weir project 3<<'ERR'
weir: project needs fields
  project
         ^
usage: project [NAME =] EXPR, ...
ERR
    check_error 2 weir select 3<<'ERR'
weir: project needs fields
  select
        ^
usage: project [NAME =] EXPR, ...
ERR
    check_error 2 weir 'project a,' 3<<'ERR'
weir: project needs fields
  project a,
            ^
usage: project [NAME =] EXPR, ...
ERR
    check_error 2 weir 'project , a' 3<<'ERR'
weir: expected an expression, not ','
  project , a
          ^
ERR
    check_error 2 weir 'project a b' 3<<'ERR'
weir: unexpected 'b'
  project a b
            ^
usage: project [NAME =] EXPR, ...
ERR
    check_error 2 weir 'project a as b' 3<<'ERR'
weir: unexpected 'as'
  project a as b
            ^~
a name stands first: NAME = EXPR
ERR
    check_error 2 weir 'project a + 1' 3<<'ERR'
weir: an expression needs a name
  project a + 1
          ^~~~~
write NAME = a + 1
ERR
    check_error 2 weir 'project lower(a)' 3<<'ERR'
weir: an expression needs a name
  project lower(a)
          ^~~~~~~~
write NAME = lower(a)
ERR
    check_error 2 weir 'project *, *' 3<<'ERR'
weir: '*' stands for the rest once only
  project *, *
             ^
ERR
    check_error 2 weir 'project a.b = 1' 3<<'ERR'
weir: a plain name belongs before '=' here, not a path
  project a.b = 1
          ^~~
ERR
    check_error 2 weir 'project "a"' 3<<'ERR'
weir: an expression needs a name
  project "a"
          ^~~
write NAME = "a"
ERR
    check_error 2 weir 'project $' 3<<'ERR'
weir: a name must follow '$'
  project $
          ^
'--arg NAME=VALUE' gives $NAME its value
ERR
    check_error 2 weir 'project a = ' 3<<'ERR'
weir: expected an expression here
  project a = 
             ^
ERR
}

@test "errors: project: two fields of one name" {
    check_error 2 weir 'project a, b, a' 3<<'ERR'
weir: two fields would be called 'a'
  project a, b, a
                ^
'a' and 'a': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'project a.x, b.x' 3<<'ERR'
weir: two fields would be called 'x'
  project a.x, b.x
               ^~~
'a.x' and 'b.x': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'project a, a = 1' 3<<'ERR'
weir: two fields would be called 'a'
  project a, a = 1
             ^~~~~
'a' and 'a = 1': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'project a[0], a[1]' 3<<'ERR'
weir: two fields would be called 'a'
  project a[0], a[1]
                ^~~~
'a[0]' and 'a[1]': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'project count, *, n.count' 3<<'ERR'
weir: two fields would be called 'count'
  project count, *, n.count
                    ^~~~~~~
'count' and 'n.count': give one of them another name with NAME = ...
ERR
}

@test "errors: set" {
    check_error 2 weir set 3<<'ERR'
weir: set needs NAME = EXPR
  set
     ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a' 3<<'ERR'
weir: set needs a field's name and '=' here
  set a
      ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a = ' 3<<'ERR'
weir: expected an expression here
  set a = 
         ^
ERR
    check_error 2 weir 'set a == 1' 3<<'ERR'
weir: set needs a field's name and '=' here
  set a == 1
      ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set 1 = 2' 3<<'ERR'
weir: set needs a field's name and '=' here
  set 1 = 2
      ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a[0] = 1' 3<<'ERR'
weir: an element of an array cannot stand before '='
  set a[0] = 1
      ^~~~
ERR
    check_error 2 weir 'set a = 1 b = 2' 3<<'ERR'
weir: unexpected 'b'
  set a = 1 b = 2
            ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set a = 1,' 3<<'ERR'
weir: set needs NAME = EXPR
  set a = 1,
            ^
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set lower(a) = 1' 3<<'ERR'
weir: set needs a field's name and '=' here
  set lower(a) = 1
      ^~~~~
usage: set NAME = EXPR, ...
ERR
    check_error 2 weir 'set = 1' 3<<'ERR'
weir: a lone '=' does not compare
  set = 1
      ^
write '==', or 'set NAME = EXPR' to set a field
ERR
}

@test "errors: drop" {
    check_error 2 weir drop 3<<'ERR'
weir: drop needs fields
  drop
      ^
usage: drop PATH, ...
ERR
    check_error 2 weir 'drop a,' 3<<'ERR'
weir: drop needs fields
  drop a,
         ^
usage: drop PATH, ...
ERR
    check_error 2 weir 'drop a b' 3<<'ERR'
weir: unexpected 'b'
  drop a b
         ^
usage: drop PATH, ...
ERR
    check_error 2 weir 'drop *' 3<<'ERR'
weir: drop needs fields
  drop *
       ^
usage: drop PATH, ...
ERR
    check_error 2 weir 'drop a[0]' 3<<'ERR'
weir: an element of an array cannot be dropped
  drop a[0]
       ^~~~
ERR
    check_error 2 weir 'drop '"'"'a'"'"'' 3<<'ERR'
weir: drop needs fields
  drop 'a'
       ^~~
usage: drop PATH, ...
ERR
    check_error 2 weir 'drop a = 1' 3<<'ERR'
weir: a lone '=' does not compare
  drop a = 1
         ^
write '=='
ERR
    check_error 2 weir 'drop lower(a)' 3<<'ERR'
weir: unexpected '('
  drop lower(a)
            ^
usage: drop PATH, ...
ERR
}

@test "errors: rename" {
    check_error 2 weir rename 3<<'ERR'
weir: rename needs NEW = OLD
  rename
        ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'rename a' 3<<'ERR'
weir: rename needs a field's name and '=' here
  rename a
         ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'rename a =' 3<<'ERR'
weir: rename needs NEW = OLD
  rename a =
            ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'rename a = b.c' 3<<'ERR'
weir: only a field of the event itself can be renamed
  rename a = b.c
             ^~~
to move a field out of an object, set the new one and drop the old one
ERR
    check_error 2 weir 'rename a.b = c' 3<<'ERR'
weir: only a field of the event itself can be renamed
  rename a.b = c
         ^~~
to move a field out of an object, set the new one and drop the old one
ERR
    check_error 2 weir 'rename a = b c' 3<<'ERR'
weir: unexpected 'c'
  rename a = b c
               ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'rename a = b, a = c' 3<<'ERR'
weir: two fields would be called 'a'
  rename a = b, a = c
                ^~~~~
'a = b' and 'a = c': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'rename a = b, c = b' 3<<'ERR'
weir: 'b' is renamed twice
  rename a = b, c = b
                ^~~~~
ERR
    check_error 2 weir 'rename a = 1' 3<<'ERR'
weir: rename needs NEW = OLD
  rename a = 1
             ^
usage: rename NEW = OLD, ...
ERR
    check_error 2 weir 'rename a = b + 1' 3<<'ERR'
weir: unexpected '+'
  rename a = b + 1
               ^
usage: rename NEW = OLD, ...
ERR
}

@test "errors: head" {
    check_error 2 weir head 3<<'ERR'
weir: head needs a number of rows
  head
      ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head x' 3<<'ERR'
weir: head needs a number of rows
  head x
       ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 0' 3<<'ERR'
weir: a whole number from 1 up belongs here
  head 0
       ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head -1' 3<<'ERR'
weir: head needs a number of rows
  head -1
       ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 1.5' 3<<'ERR'
weir: a whole number from 1 up belongs here
  head 1.5
       ^~~
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 1e3' 3<<'ERR'
weir: a whole number from 1 up belongs here
  head 1e3
       ^~~
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 5m' 3<<'ERR'
weir: head needs a number of rows
  head 5m
       ^~
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 3 4' 3<<'ERR'
weir: unexpected '4'
  head 3 4
         ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 3 by a' 3<<'ERR'
weir: unexpected 'by'
  head 3 by a
         ^~
did you mean 'per'? usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 3 per' 3<<'ERR'
weir: 'per' needs keys
  head 3 per
            ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 3 per a,' 3<<'ERR'
weir: 'per' needs keys
  head 3 per a,
               ^
usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'head 3 per a per b' 3<<'ERR'
weir: 'per' is given twice
  head 3 per a per b
               ^~~
ERR
    check_error 2 weir 'head 99999999999999999999' 3<<'ERR'
weir: a whole number from 1 up belongs here
  head 99999999999999999999
       ^~~~~~~~~~~~~~~~~~~~
usage: head N [per EXPR, ...]
ERR
}

@test "errors: tail" {
    check_error 2 weir tail 3<<'ERR'
weir: tail needs a number of rows
  tail
      ^
usage: tail N [per EXPR, ...]
ERR
    check_error 2 weir 'tail x' 3<<'ERR'
weir: tail needs a number of rows
  tail x
       ^
usage: tail N [per EXPR, ...]
ERR
    check_error 2 weir 'tail 0' 3<<'ERR'
weir: a whole number from 1 up belongs here
  tail 0
       ^
usage: tail N [per EXPR, ...]
ERR
    check_error 2 weir 'tail 3 per' 3<<'ERR'
weir: 'per' needs keys
  tail 3 per
            ^
usage: tail N [per EXPR, ...]
ERR
    check_error 2 weir 'tail 3 pr a' 3<<'ERR'
weir: unexpected 'pr'
  tail 3 pr a
         ^~
did you mean 'per'? usage: tail N [per EXPR, ...]
ERR
}

@test "errors: time" {
    check_error 2 weir time 3<<'ERR'
weir: time needs a time
  time
      ^
usage: time EXPR
ERR
    check_error 2 weir 'time a b' 3<<'ERR'
weir: unexpected 'b'
  time a b
         ^
usage: time EXPR
ERR
    check_error 2 weir 'time true' 3<<'ERR'
weir: time wants a number or a text or a time, this is true or false
  time true
       ^~~~
ERR
    check_error 2 weir 'time [a]' 3<<'ERR'
weir: time wants a number or a text or a time, this is an array
  time [a]
       ^~~
ERR
    check_error 2 weir 'time 5m' 3<<'ERR'
weir: time wants a number or a text or a time, this is a duration
  time 5m
       ^~
ERR
    check_error 2 weir 'time a > 5, b' 3<<'ERR'
weir: unexpected ','
  time a > 5, b
            ^
usage: time EXPR
ERR
    check_error 2 weir 'time /x/' 3<<'ERR'
weir: a regex alone is a condition on the whole line; here a value is wanted
  time /x/
       ^~~
match a field with FIELD =~ /x/
ERR
}

@test "errors: window" {
    check_error 2 weir window 3<<'ERR'
weir: a tumbling window needs a length
  window
  ^~~~~~
for example: window 1m
ERR
    check_error 2 weir 'window 5' 3<<'ERR'
weir: a duration needs a unit
  window 5
         ^
such as 5s or 5m; for a number of events write: window count 5
ERR
    check_error 2 weir 'window 0s' 3<<'ERR'
weir: a window needs a length above zero
  window 0s
         ^~
ERR
    check_error 2 weir 'window -1m' 3<<'ERR'
weir: unexpected '-'
  window -1m
         ^
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m 2m' 3<<'ERR'
weir: unexpected '2m'
  window 1m 2m
            ^~
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window tumbling' 3<<'ERR'
weir: a tumbling window needs a length
  window tumbling
  ^~~~~~~~~~~~~~~
for example: window 1m
ERR
    check_error 2 weir 'window foo' 3<<'ERR'
weir: unexpected 'foo'
  window foo
         ^~~
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window "1m"' 3<<'ERR'
weir: unexpected '"1m"'
  window "1m"
         ^~~~
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m foo' 3<<'ERR'
weir: unexpected 'foo'
  window 1m foo
            ^~~
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m ofset 5s' 3<<'ERR'
weir: unexpected 'ofset'
  window 1m ofset 5s
            ^~~~~
did you mean 'offset'? usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m offset' 3<<'ERR'
weir: 'offset' needs a duration
  window 1m offset
                  ^
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m on' 3<<'ERR'
weir: 'on' needs a time
  window 1m on
              ^
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m lateness 5' 3<<'ERR'
weir: a duration needs a unit
  window 1m lateness 5
                     ^
such as 5s or 5m; there are ns us ms s m h d w mo y
ERR
    check_error 2 weir 'window 1m lateness -5s' 3<<'ERR'
weir: 'lateness' needs a duration
  window 1m lateness -5s
                     ^
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m on a on b' 3<<'ERR'
weir: 'on' is given twice
  window 1m on a on b
                 ^~
ERR
    check_error 2 weir 'window 1m emit' 3<<'ERR'
weir: 'emit' needs 'final' or 'updates'
  window 1m emit
                ^
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m emit often' 3<<'ERR'
weir: 'emit' needs 'final' or 'updates'
  window 1m emit often
                 ^~~~~
usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m on true' 3<<'ERR'
weir: time wants a number or a text or a time, this is true or false
  window 1m on true
               ^~~~
ERR
}

@test "errors: window global takes no more" {
    check_error 2 weir 'window global 5m' 3<<'ERR'
weir: a global window has no use for this
  window global 5m
                ^~
ERR
}

@test "errors: windows that make no sense" {
    check_error 2 weir 'window hopping 1m every 2m' 3<<'ERR'
weir: a step longer than the window leaves events out
  window hopping 1m every 2m
                          ^~
filter them, or make the window as long as the step
ERR
    check_error 2 weir 'window 1d every 1ms' 3<<'ERR'
weir: each event would be in more than a million windows
  window 1d every 1ms
                  ^~~
make the step longer
ERR
    check_error 2 weir 'window 1mo every 1d' 3<<'ERR'
weir: a calendar window has to be a whole number of its steps
  window 1mo every 1d
                   ^~
ERR
    check_error 2 weir 'window cumulative 1h every 25m' 3<<'ERR'
weir: the window has to be a whole number of its steps
  window cumulative 1h every 25m
                             ^~~
ERR
    check_error 2 weir 'window cumulative 1h' 3<<'ERR'
weir: this window needs 'every' and a step
  window cumulative 1h
  ^~~~~~~~~~~~~~~~~~~~
for example: window cumulative 1d every 1h
ERR
    check_error 2 weir 'window session 30s every 5s' 3<<'ERR'
weir: a session window has no use for this
  window session 30s every 5s
                           ^~
ERR
    check_error 2 weir 'window session 1mo' 3<<'ERR'
weir: a month or a year has no fixed length
  window session 1mo
                 ^~~
write 30d or 365d here
ERR
    check_error 2 weir 'window count 3 by k, n | count by j' 3<<'ERR'
weir: a count window and its aggregate have their keys in common
  window count 3 by k, n | count by j
                           ^~~~~~~~~~
write 'by k, n' here, or leave out the window's own 'by'
ERR
    check_error 2 weir 'window count 3 by k | head 2 | count by k' 3<<'ERR'
weir: a count window and its aggregate stand side by side
  window count 3 by k | head 2 | count by k
                                 ^~~~~
put what stands between them before the window
ERR
    check_error 2 weir 'window count' 3<<'ERR'
weir: a count window needs a number of events
  window count
  ^~~~~~~~~~~~
for example: window count 100
ERR
    check_error 2 weir 'window count 10 every 20' 3<<'ERR'
weir: a step longer than the window leaves events out
  window count 10 every 20
                        ^~
ERR
    check_error 2 weir 'window count 10 every 5s' 3<<'ERR'
weir: a step of this window is a number of events, such as 10
  window count 10 every 5s
                        ^~
ERR
    check_error 2 weir 'window sliding' 3<<'ERR'
weir: a sliding window needs a length
  window sliding
  ^~~~~~~~~~~~~~
for example: window sliding 5m
ERR
    check_error 2 weir 'window 1m tz "No/Where"' 3<<'ERR'
weir: the system knows no time zone of this name
  window 1m tz "No/Where"
               ^~~~~~~~~~
a name such as "Europe/Berlin", or an offset such as "+02:00"
ERR
    check_error 2 weir 'window 1m emit every 5' 3<<'ERR'
weir: is this a number of rows, or a duration?
  window 1m emit every 5
                       ^
write: emit every 100 rows, or: emit every 10s
ERR
    check_error 2 weir 'window session 5s emit updates' 3<<'ERR'
weir: this window has no bounds before it closes, so nothing can be emitted early
  window session 5s emit updates
                         ^~~~~~~
ERR
    check_error 2 weir 'window 1m emit updates fill for 1h' 3<<'ERR'
weir: 'fill for' goes with 'emit final'
  window 1m emit updates fill for 1h
                                  ^~
ERR
    check_error 2 weir 'window 1m max 5m' 3<<'ERR'
weir: a tumbling window has no use for this
  window 1m max 5m
                ^~
ERR
    check_error 2 weir 'window 1m by k' 3<<'ERR'
weir: a tumbling window has no use for this
  window 1m by k
               ^
keys stand with the aggregate: window 1m | count by KEY
ERR
    check_error 2 weir 'window global lateness 5s' 3<<'ERR'
weir: a global window has no use for this
  window global lateness 5s
                         ^~
ERR
    check_error 2 weir 'window 1m emit updates | top3 = count | count' 3<<'ERR'
weir: the rows here may be replaced by later ones, and aggregate cannot take back what it has made of them
  window 1m emit updates | top3 = count | count
                                          ^~~~~
let the window above 'emit final'
ERR
    check_error 2 weir 'window 1m emit updates | head 3' 3<<'ERR'
weir: head speaks when its window closes: only an aggregate can emit before that
  window 1m emit updates | head 3
                           ^~~~
ERR
    check_error 2 weir 'window sliding 5m | head 3' 3<<'ERR'
weir: a sliding window is for an aggregate: each event has a window of its own
  window sliding 5m | head 3
                      ^~~~
ERR
    check_error 2 weir 'window sliding 5m | filter a > 1 | count' 3<<'ERR'
weir: a sliding window and its aggregate stand side by side
  window sliding 5m | filter a > 1 | count
                                     ^~~~~
filter before the window
ERR
    check_error 2 weir 'window count 5 | count by window_start' 3<<'ERR'
weir: the bounds of a count window are not known before its row is made
  window count 5 | count by window_start
                   ^~~~~~~~~~~~~~~~~~~~~
use window_start and window_end in a stage below
ERR
    check_error 2 weir --delay 5s 'window 1m delay 1s' 3<<'ERR'
weir: this is shorter than --delay, which holds for all
  window 1m delay 1s
                  ^~
ERR
}

@test "errors: a window below rows that have no time" {
    check_error 2 weir 'count | window 1m' 3<<'ERR'
weir: the rows here have no event time
  count | window 1m
          ^~~~~~~~~
they were made without a window; say what their time is: window ... on EXPR
ERR
}

@test "errors: an event's time below rows without it" {
    check_error 2 weir 'count | time arrival' 3<<'ERR'
weir: arrival can only be the time of the input's events
  count | time arrival
               ^~~~~~~
put it before the first stage that needs time, or use -t arrival
ERR
}

@test "errors: half of a clause of two words" {
    check_error 2 weir 'window 1m fill | count' 3<<'ERR'
weir: unexpected 'fill'
  window 1m fill | count
            ^~~~
the clause is 'fill for': usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
}
