# SPDX-License-Identifier: MIT
# What can be seen from the types, before any event, to be wrong.
load helpers

@test "errors: a number where a duration is meant" {
    check_error 2 weir 'filter time(b) - time(a) > 5' 3<<'ERR'
weir: a duration and a whole number never compare
  filter time(b) - time(a) > 5
         ^~~~~~~~~~~~~~~~~~~~~
write 5s
ERR
    check_error 2 weir 'filter time(b) - time(a) > 0.5' 3<<'ERR'
weir: a duration and a number never compare
  filter time(b) - time(a) > 0.5
         ^~~~~~~~~~~~~~~~~~~~~~~
write 500ms
ERR
    check_error 2 weir 'filter 5 < time(b) - time(a)' 3<<'ERR'
weir: a whole number and a duration never compare
  filter 5 < time(b) - time(a)
         ^~~~~~~~~~~~~~~~~~~~~
write 5s
ERR
    check_error 2 weir 'filter time(b) - time(a) == 5' 3<<'ERR'
weir: a duration is never equal to a whole number
  filter time(b) - time(a) == 5
         ^~~~~~~~~~~~~~~~~~~~~~
write 5s
ERR
    check_error 2 weir 'filter time(a) + 5 > time(b)' 3<<'ERR'
weir: '+' does not work between a time and a whole number
  filter time(a) + 5 > time(b)
                 ^
write 5s
ERR
    check_error 2 weir 'set e = ewma(x, 30)' 3<<'ERR'
weir: ewma() wants a duration, this is a whole number
  set e = ewma(x, 30)
                  ^~
write 30s
ERR
    check_error 2 weir 'window 1m | filter window_end - window_start > 60' 3<<'ERR'
weir: a duration and a whole number never compare
  window 1m | filter window_end - window_start > 60
                     ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
write 60s
ERR
}

@test "errors: comparisons that are never true" {
    check_error 2 weir 'filter len(x) == "3"' 3<<'ERR'
weir: a whole number is never equal to a text
  filter len(x) == "3"
         ^~~~~~~~~~~~~
write 3, without the quotes
ERR
    check_error 2 weir 'filter lower(x) != 5' 3<<'ERR'
weir: a text is never equal to a whole number
  filter lower(x) != 5
         ^~~~~~~~~~~~~
write "5", or read the text: float(lower(x))
ERR
    check_error 2 weir 'filter (a > 1) == "true"' 3<<'ERR'
weir: true or false is never equal to a text
  filter (a > 1) == "true"
         ^~~~~~~~~~~~~~~~~
ERR
    check_error 2 weir 'filter time(a) == 1700000000' 3<<'ERR'
weir: a time is never equal to a whole number
  filter time(a) == 1700000000
         ^~~~~~~~~~~~~~~~~~~~~
write time(1700000000)
ERR
    check_error 2 weir 'filter time(a) > "soon"' 3<<'ERR'
weir: this is compared with a time, and is none
  filter time(a) > "soon"
                   ^~~~~~
times are written "2026-01-31T09:30:00Z"
ERR
    check_error 2 weir 'filter a > null' 3<<'ERR'
weir: nothing is less or greater than null: this is never true
  filter a > null
         ^~~~~~~~
write '== null' or '!= null'
ERR
    check_error 2 weir 'filter null <= a' 3<<'ERR'
weir: nothing is less or greater than null: this is never true
  filter null <= a
         ^~~~~~~~~
write '== null' or '!= null'
ERR
    check_error 2 weir 'filter if(a, "x", "y") == 1' 3<<'ERR'
weir: a text is never equal to a whole number
  filter if(a, "x", "y") == 1
         ^~~~~~~~~~~~~~~~~~~~
write "1", or read the text: float(if(a, "x", "y"))
ERR
}

@test "errors: a value where a condition is wanted" {
    check_error 2 weir 'filter status == 500 or 503' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  filter status == 500 or 503
                          ^~~
write status in [500, 503]
ERR
    check_error 2 weir 'filter len(x)' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  filter len(x)
         ^~~~~~
ERR
}

@test "errors: in: an element that is never met" {
    check_error 2 weir 'filter lower(x) in [1, "a"]' 3<<'ERR'
weir: a text is never equal to a whole number
  filter lower(x) in [1, "a"]
                      ^
write "1", or read the text: float(lower(x))
ERR
    check_error 2 weir 'filter len(x) not in ("1", 2)' 3<<'ERR'
weir: a whole number is never equal to a text
  filter len(x) not in ("1", 2)
                        ^~~
write 1, without the quotes
ERR
    check_error 2 weir 'filter x in "abc"' 3<<'ERR'
weir: 'in' wants an array, this is a text
  filter x in "abc"
              ^~~~~
to look for a part of a text: contains(text, part)
ERR
}

@test "errors: types go down the chain" {
    check_error 2 weir 'count | filter count == "3"' 3<<'ERR'
weir: a whole number is never equal to a text
  count | filter count == "3"
                 ^~~~~~~~~~~~
write 3, without the quotes
ERR
    check_error 2 weir 'count by k = lower(x) | filter k > 5' 3<<'ERR'
weir: a text and a whole number never compare
  count by k = lower(x) | filter k > 5
                                 ^~~~~
write "5", or read the text: float(k)
ERR
    check_error 2 weir 'set d = time(b) - time(a) | filter d > 5' 3<<'ERR'
weir: a duration and a whole number never compare
  set d = time(b) - time(a) | filter d > 5
                                     ^~~~~
write 5s
ERR
    check_error 2 weir 'project n = len(x) | filter n == "5"' 3<<'ERR'
weir: a whole number is never equal to a text
  project n = len(x) | filter n == "5"
                              ^~~~~~~~
write 5, without the quotes
ERR
    check_error 2 weir 'window 1m | count | filter window_start > 5' 3<<'ERR'
weir: a time and a whole number never compare
  window 1m | count | filter window_start > 5
                             ^~~~~~~~~~~~~~~~
write time(5)
ERR
    check_error 2 weir 'rename l = a | set l = lower(l) | filter l > 5' 3<<'ERR'
weir: a text and a whole number never compare
  rename l = a | set l = lower(l) | filter l > 5
                                           ^~~~~
write "5", or read the text: float(l)
ERR
    check_error 2 weir 'set n = delta(x) | filter n == "1"' 3<<'ERR'
weir: a number or a duration is never equal to a text
  set n = delta(x) | filter n == "1"
                            ^~~~~~~~
ERR
}

@test "errors: what may be true is let be" {
    for e in 'len(x) == null' 'lower(x) == len(y)' 'x == 1 or x == "1"' 'time(a) == "2026-01-01"' 'x ?? 1 == "a"' \
        '1 == "1"' 'x in [1, "a"]' 'avg == 2' 'x < "a"' 'int(x) == 1.5' 'a == []' 'len(x) in [1, null, 2.5]'; do
        run_kept weir "filter $e" </dev/null
        [ "$exit_status" = 0 ] || failed "$e"
    done
    check_output weir 'avg(x) | filter avg_x == 2' <<<$'{"x":1}\n{"x":3}' 3<<<'{"avg_x":2}'
    check_output weir 'set a = "x" | set a = 1 | filter a == 1' <<<'{}' 3<<<'{"a":1}'
    check_output weir 'set a.b = "x" | filter a.b == "x" and a != 5' <<<'{}' 3<<<'{"a":{"b":"x"}}'
}

@test "errors: a condition where an aggregate wants a number" {
    check_error 2 weir 'avg(a > 1) by s' 3<<'ERR'
weir: avg wants a number or a duration, this is true or false
  avg(a > 1) by s
      ^~~~~
if(condition, 1, 0) is a number; 'count where CONDITION' counts
ERR
    check_error 2 weir 'n = sum(not a)' 3<<'ERR'
weir: sum wants a number or a duration, this is true or false
  n = sum(not a)
          ^~~~~
if(condition, 1, 0) is a number; 'count where CONDITION' counts
ERR
}
