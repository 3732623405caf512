# SPDX-License-Identifier: MIT
# Mistakes in aggregate stages: each message whole.
load helpers

@test "errors: aggregate wants aggregates" {
    check_error 2 weir aggregate 3<<'ERR'
weir: aggregate needs aggregates
  aggregate
           ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir agg 3<<'ERR'
weir: aggregate needs aggregates
  agg
     ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'aggregate by a' 3<<'ERR'
weir: unknown aggregate 'by'
  aggregate by a
            ^~
'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate 1' 3<<'ERR'
weir: only an aggregate may stand here
  aggregate 1
            ^
such as count or avg(x); 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate a' 3<<'ERR'
weir: unknown aggregate 'a'
  aggregate a
            ^
'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate lower(a)' 3<<'ERR'
weir: unknown aggregate 'lower'
  aggregate lower(a)
            ^~~~~
calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'aggregate count,' 3<<'ERR'
weir: aggregate needs aggregates
  aggregate count,
                  ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'aggregate "x"' 3<<'ERR'
weir: only an aggregate may stand here
  aggregate "x"
            ^~~
such as count or avg(x); 'weir -h aggregates' lists them
ERR
}

@test "errors: an unknown aggregate" {
    check_error 2 weir 'aggregate cuont' 3<<'ERR'
weir: unknown aggregate 'cuont'
  aggregate cuont
            ^~~~~
did you mean 'count'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate n = smu(a)' 3<<'ERR'
weir: unknown aggregate 'smu'
  aggregate n = smu(a)
                ^~~
did you mean 'sum'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'mx(a), sum(a)' 3<<'ERR'
weir: unknown aggregate 'mx'
  mx(a), sum(a)
  ^~
did you mean 'max'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'avrage(a) by b' 3<<'ERR'
weir: unknown aggregate 'avrage'
  avrage(a) by b
  ^~~~~~
'weir -h aggregates' lists them
ERR
    check_error 2 weir 'n = totl(a)' 3<<'ERR'
weir: unknown aggregate 'totl'
  n = totl(a)
      ^~~~
'weir -h aggregates' lists them
ERR
    check_error 2 weir 'middlest(a)' 3<<'ERR'
weir: unknown function 'middlest'
  middlest(a)
  ^~~~~~~~
'weir -h functions' lists them
ERR
}

@test "errors: how many arguments" {
    check_error 2 weir sum 3<<'ERR'
weir: sum wants 1 argument, this has 0
  sum
  ^~~
usage: sum(x)
ERR
    check_error 2 weir 'sum()' 3<<'ERR'
weir: sum wants 1 argument, this has 0
  sum()
  ^~~~~
usage: sum(x)
ERR
    check_error 2 weir 'sum(a, b)' 3<<'ERR'
weir: sum wants 1 argument, this has 2
  sum(a, b)
  ^~~~~~~~~
usage: sum(x)
ERR
    check_error 2 weir 'count(a, b)' 3<<'ERR'
weir: count wants at most 1 argument, this has 2
  count(a, b)
  ^~~~~~~~~~~
usage: count([x])
ERR
    check_error 2 weir 'avg by a' 3<<'ERR'
weir: avg wants 1 argument, this has 0
  avg by a
  ^~~
usage: avg(x)
ERR
    check_error 2 weir 'first(a, b)' 3<<'ERR'
weir: first wants 1 argument, this has 2
  first(a, b)
  ^~~~~~~~~~~
usage: first(x)
ERR
}

@test "errors: the type of an argument" {
    check_error 2 weir 'n = sum("a")' 3<<'ERR'
weir: sum wants a number or a duration, this is a text
  n = sum("a")
          ^~~
ERR
    check_error 2 weir 'n = avg(true)' 3<<'ERR'
weir: avg wants a number or a duration, this is true or false
  n = avg(true)
          ^~~~
ERR
    check_error 2 weir 'n = sum([a])' 3<<'ERR'
weir: sum wants a number or a duration, this is an array
  n = sum([a])
          ^~~
ERR
    check_error 2 weir 'n = sum(lower(a))' 3<<'ERR'
weir: sum wants a number or a duration, this is a text
  n = sum(lower(a))
          ^~~~~~~~
ERR
}

@test "errors: count(*)" {
    check_error 2 weir 'count(*)' 3<<'ERR'
weir: '*' is no expression
  count(*)
        ^
write 'count()'
ERR
    check_error 2 weir 'aggregate n = count(*) by a' 3<<'ERR'
weir: '*' is no expression
  aggregate n = count(*) by a
                      ^
write 'count()'
ERR
}

@test "errors: calculating with an aggregate" {
    check_error 2 weir 'aggregate n = count + 1' 3<<'ERR'
weir: only an aggregate may stand here, no calculation
  aggregate n = count + 1
                      ^
give it a name and calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'aggregate n = sum(a) / count()' 3<<'ERR'
weir: only an aggregate may stand here, no calculation
  aggregate n = sum(a) / count()
                       ^
give it a name and calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'aggregate n = 2 * count()' 3<<'ERR'
weir: only an aggregate may stand here
  aggregate n = 2 * count()
                ^
such as count or avg(x); 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'n = max(a) + 1' 3<<'ERR'
weir: only an aggregate may stand here, no calculation
  n = max(a) + 1
             ^
give it a name and calculate in a stage below: ... | set NAME = EXPR
ERR
}

@test "errors: an aggregate in another stage" {
    check_error 2 weir 'filter count() > 5' 3<<'ERR'
weir: 'count' is an aggregate, and stands only in an aggregate stage
  filter count() > 5
         ^~~~~
for example: aggregate count() by KEY
ERR
    check_error 2 weir 'set n = sum(a)' 3<<'ERR'
weir: 'sum' is an aggregate, and stands only in an aggregate stage
  set n = sum(a)
          ^~~
for example: aggregate sum(a) by KEY
ERR
    check_error 2 weir 'project n = count()' 3<<'ERR'
weir: 'count' is an aggregate, and stands only in an aggregate stage
  project n = count()
              ^~~~~
for example: aggregate count() by KEY
ERR
    check_error 2 weir 'count by n = sum(a)' 3<<'ERR'
weir: 'sum' is an aggregate, and stands only in an aggregate stage
  count by n = sum(a)
               ^~~
for example: aggregate sum(a) by KEY
ERR
}

@test "errors: an expression wants a name" {
    check_error 2 weir 'sum(a + 1)' 3<<'ERR'
weir: an aggregate of an expression needs a name
  sum(a + 1)
  ^~~~~~~~~~
write NAME = sum(a + 1)
ERR
    check_error 2 weir 'count(lower(a)) by b' 3<<'ERR'
weir: an aggregate of an expression needs a name
  count(lower(a)) by b
  ^~~~~~~~~~~~~~~
write NAME = count(lower(a))
ERR
    check_error 2 weir 'count by a + 1' 3<<'ERR'
weir: an expression needs a name
  count by a + 1
           ^~~~~
write NAME = a + 1
ERR
    check_error 2 weir 'count by lower(a), b' 3<<'ERR'
weir: an expression needs a name
  count by lower(a), b
           ^~~~~~~~
write NAME = lower(a)
ERR
}

@test "errors: where" {
    check_error 2 weir 'count where' 3<<'ERR'
weir: 'where' needs a condition
  count where
             ^
ERR
    check_error 2 weir 'count where, sum(a)' 3<<'ERR'
weir: expected an expression, not ','
  count where, sum(a)
             ^
ERR
    check_error 2 weir 'count where 1' 3<<'ERR'
weir: a condition wants true or false, this is a whole number
  count where 1
              ^
ERR
    check_error 2 weir 'count where a > 1 where b' 3<<'ERR'
weir: 'where' is given twice
  count where a > 1 where b
                    ^~~~~
write one condition: where a and b
ERR
    check_error 2 weir 'count by a where b > 1' 3<<'ERR'
weir: 'where' of an aggregate stands before 'by'
  count by a where b > 1
             ^~~~~
to keep some events only, use a stage before this one: filter EXPR | ...
ERR
    check_error 2 weir 'sum(a), count by b where c' 3<<'ERR'
weir: 'where' of an aggregate stands before 'by'
  sum(a), count by b where c
                     ^~~~~
to keep some events only, use a stage before this one: filter EXPR | ...
ERR
}

@test "errors: by" {
    check_error 2 weir 'count by' 3<<'ERR'
weir: 'by' needs keys
  count by
          ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'count by a,' 3<<'ERR'
weir: 'by' needs keys
  count by a,
             ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'count by a by b' 3<<'ERR'
weir: 'by' is given twice
  count by a by b
             ^~
ERR
    check_error 2 weir 'count b a' 3<<'ERR'
weir: unexpected 'b'
  count b a
        ^
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'count of a' 3<<'ERR'
weir: unexpected 'of'
  count of a
        ^~
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'sum(a) per b' 3<<'ERR'
weir: unexpected 'per'
  sum(a) per b
         ^~~
usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'count, by a' 3<<'ERR'
weir: unknown aggregate 'by'
  count, by a
         ^~
'weir -h aggregates' lists them
ERR
    check_error 2 weir 'count group by a' 3<<'ERR'
weir: unexpected 'group'
  count group by a
        ^~~~~
write 'by KEY' behind an aggregate: count by KEY
ERR
}

@test "errors: two columns of one name" {
    check_error 2 weir 'count, count' 3<<'ERR'
weir: two fields would be called 'count'
  count, count
         ^~~~~
'count' and 'count': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'sum(a.x), sum(b.x)' 3<<'ERR'
weir: two fields would be called 'sum_x'
  sum(a.x), sum(b.x)
            ^~~~~~~~
'sum(a.x)' and 'sum(b.x)': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'count by count' 3<<'ERR'
weir: two fields would be called 'count'
  count by count
  ^~~~~
'count' and 'count': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'count by a, a' 3<<'ERR'
weir: two fields would be called 'a'
  count by a, a
              ^
'a' and 'a': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'a = count by a' 3<<'ERR'
weir: two fields would be called 'a'
  a = count by a
  ^~~~~~~~~
'a' and 'a = count': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'count by a.x, b.x' 3<<'ERR'
weir: two fields would be called 'x'
  count by a.x, b.x
                ^~~
'a.x' and 'b.x': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'n = count, n = sum(a) by b' 3<<'ERR'
weir: two fields would be called 'n'
  n = count, n = sum(a) by b
             ^~~~~~~~~~
'n = count' and 'n = sum(a)': give one of them another name with NAME = ...
ERR
    check_error 2 weir 'avg_a = count, avg(a)' 3<<'ERR'
weir: two fields would be called 'avg_a'
  avg_a = count, avg(a)
                 ^~~~~~
'avg_a = count' and 'avg(a)': give one of them another name with NAME = ...
ERR
}

@test "errors: a name that is none" {
    check_error 2 weir 'aggregate a.b = count' 3<<'ERR'
weir: a plain name belongs before '=' here, not a path
  aggregate a.b = count
            ^~~
ERR
    check_error 2 weir 'aggregate 5 = count' 3<<'ERR'
weir: only an aggregate may stand here
  aggregate 5 = count
            ^
such as count or avg(x); 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'aggregate "n" = count' 3<<'ERR'
weir: only an aggregate may stand here
  aggregate "n" = count
            ^~~
such as count or avg(x); 'weir -h aggregates' lists them
ERR
}

@test "errors: names of the window" {
    check_error 2 weir 'window 1m | count by window_start' 3<<'ERR'
weir: 'window_start' is a name of the window's
  window 1m | count by window_start
                       ^~~~~~~~~~~~
ERR
    check_error 2 weir 'window 1m | window_end = count' 3<<'ERR'
weir: 'window_end' is a name of the window's
  window 1m | window_end = count
              ^~~~~~~~~~~~~~~~~~
ERR
}

@test "errors: a column that the rows do not have" {
    check_error 2 weir 'count by host | filter cuont > 1' 3<<'ERR'
weir: the rows here have no field 'cuont'
  count by host | filter cuont > 1
                         ^~~~~
did you mean 'count'?
ERR
    check_error 2 weir 'count by host | filter status > 1' 3<<'ERR'
weir: the rows here have no field 'status'
  count by host | filter status > 1
                         ^~~~~~
they have: host, count
ERR
    check_error 2 weir 'count by host | project host, n' 3<<'ERR'
weir: the rows here have no field 'n'
  count by host | project host, n
                                ^
they have: host, count
ERR
    check_error 2 weir 'count, avg(ms) by host | set x = avg' 3<<'ERR'
weir: the rows here have no field 'avg'
  count, avg(ms) by host | set x = avg
                                   ^~~
they have: host, count, avg_ms
ERR
    check_error 2 weir 'window 1m | count by host | filter windowstart > 1' 3<<'ERR'
weir: the rows here have no field 'windowstart'
  window 1m | count by host | filter windowstart > 1
                                     ^~~~~~~~~~~
did you mean 'window_start'?
ERR
    check_error 2 weir 'count by host | sum(cnt) by host' 3<<'ERR'
weir: the rows here have no field 'cnt'
  count by host | sum(cnt) by host
                      ^~~
they have: host, count
ERR
    check_error 2 weir 'count by host | drop host | filter host == 1' 3<<'ERR'
weir: the rows here have no field 'host'
  count by host | drop host | filter host == 1
                                     ^~~~
they have: count
ERR
}

@test "errors: a regex alone below rows that weir made" {
    check_error 2 weir 'count by a | /x/' 3<<'ERR'
weir: a regex alone is matched against the line as it came, and these rows were made by a stage above
  count by a | /x/
               ^~~
name the field: FIELD =~ /x/
ERR
    check_error 2 weir 'count by a | filter not /x/' 3<<'ERR'
weir: a regex alone is matched against the line as it came, and these rows were made by a stage above
  count by a | filter not /x/
                          ^~~
name the field: FIELD =~ /x/
ERR
}

@test "errors: a calculation where an aggregate stands" {
    check_error 2 weir 'n = count, p = round(p95(x)) by s' 3<<'ERR'
weir: unknown aggregate 'round'
  n = count, p = round(p95(x)) by s
                 ^~~~~
calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'a = sum(x), r = a / n by s' 3<<'ERR'
weir: unknown aggregate 'a'
  a = sum(x), r = a / n by s
                  ^
calculate in a stage below: ... | set NAME = EXPR
ERR
    check_error 2 weir 'r = sum(x) / count by s' 3<<'ERR'
weir: only an aggregate may stand here, no calculation
  r = sum(x) / count by s
             ^
give it a name and calculate in a stage below: ... | set NAME = EXPR
ERR
}
