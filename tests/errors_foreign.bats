# SPDX-License-Identifier: MIT
# What people write who come from elsewhere, and names that are nearly right: each is told weir's way.
load helpers

@test "errors: from jq" {
    check_error 2 weir 'select(.status >= 500)' 3<<'ERR'
weir: unknown function 'select'
  select(.status >= 500)
  ^~~~~~
to keep events write filter EXPR; to keep fields, project a, b
ERR
    check_error 2 weir 'map(.a)' 3<<'ERR'
weir: unknown function 'map'
  map(.a)
  ^~~
no function takes an expression; 'unnest PATH' makes an event of each element
ERR
    check_error 2 weir '.[]' 3<<'ERR'
weir: expected a field's name after '.', not '['
  .[]
   ^
an element is tags[0]; 'unnest tags' makes an event of each
ERR
    check_error 2 weir 'project tags[]' 3<<'ERR'
weir: expected a whole number or a text in quotes, not ']'
  project tags[]
               ^
an element is tags[0]; 'unnest tags' makes an event of each
ERR
    check_error 2 weir 'set a = tags[1:3]' 3<<'ERR'
weir: a path holds no slices
  set a = tags[1:3]
                ^
an element is tags[0], the last one tags[-1]; a part of a text is substr(x, from, length)
ERR
    check_error 2 weir '{ts, x}' 3<<'ERR'
weir: '{' begins nothing here
  {ts, x}
  ^
to keep some fields: project a, b; one in an object: set a.b = 1
ERR
    check_error 2 weir 'set a = {x: 1, y: 2}, b = 3' 3<<'ERR'
weir: '{' begins nothing here
  set a = {x: 1, y: 2}, b = 3
          ^
to keep some fields: project a, b; one in an object: set a.b = 1
ERR
    check_error 2 weir '.a |= 5' 3<<'ERR'
weir: '|=' is no operator
  .a |= 5
     ^~
write set NAME = EXPR
ERR
    check_error 2 weir 'set a = .b // "none"' 3<<'ERR'
weir: '//' is no operator
  set a = .b // "none"
             ^~
write 'a ?? b' for null, or div(a, b)
ERR
    check_error 2 weir 'set a = "x: \(x)"' 3<<'ERR'
weir: '\(' is no escape
  set a = "x: \(x)"
              ^~
a text holds no expressions; join texts: "a " + str(x)
ERR
    check_error 2 weir 'del(.a)' 3<<'ERR'
weir: unknown function 'del'
  del(.a)
  ^~~
write the stage drop FIELD
ERR
    check_error 2 weir 'filter tonumber(a) > 5' 3<<'ERR'
weir: unknown function 'tonumber'
  filter tonumber(a) > 5
         ^~~~~~~~
write float(x), or int(x)
ERR
}

@test "errors: from awk and the shell's tools" {
    check_error 2 weir 'filter $1 > 5' 3<<'ERR'
weir: fields have no numbers
  filter $1 > 5
         ^~
write the field's name
ERR
    check_error 2 weir 'filter a ~ /x/' 3<<'ERR'
weir: '~' is no operator
  filter a ~ /x/
           ^
write '=~' to match a regex
ERR
    check_error 2 weir 'filter a && b' 3<<'ERR'
weir: '&&' is no operator
  filter a && b
           ^~
write 'and'
ERR
    check_error 2 weir 'filter a || b' 3<<'ERR'
weir: '||' is no operator
  filter a || b
           ^~
write 'or'
ERR
    check_error 2 weir 'filter !a' 3<<'ERR'
weir: '!' is no operator
  filter !a
         ^
write 'not'
ERR
    check_error 2 weir '/x/ { print }' 3<<'ERR'
weir: '{' begins nothing here
  /x/ { print }
      ^
to keep some fields: project a, b; one in an object: set a.b = 1
ERR
    check_error 2 weir 'print a' 3<<'ERR'
weir: unknown stage 'print'
  print a
  ^~~~~
rows that reach the end are written; to keep some fields: project a, b
ERR
    check_error 2 weir 'grep error' 3<<'ERR'
weir: unknown stage 'grep'
  grep error
  ^~~~
write filter FIELD =~ /regex/, or /regex/ alone for the whole line
ERR
    check_error 2 weir 'uniq a' 3<<'ERR'
weir: unknown stage 'uniq'
  uniq a
  ^~~~
write changed FIELD for neighbours, dedup by FIELD for all rows
ERR
    check_error 2 weir 'set a = a++' 3<<'ERR'
weir: '++' is no operator
  set a = a++
           ^~
write 'set NAME = NAME + 1'
ERR
}

@test "errors: from SQL" {
    check_error 2 weir 'filter a = 1' 3<<'ERR'
weir: a lone '=' does not compare
  filter a = 1
           ^
write '=='
ERR
    check_error 2 weir 'filter a <> 1' 3<<'ERR'
weir: '<>' is no operator
  filter a <> 1
           ^~
write '!='
ERR
    check_error 2 weir 'filter a LIKE "x%"' 3<<'ERR'
weir: unexpected 'LIKE'
  filter a LIKE "x%"
           ^~~~
write '=~ /regex/', or starts_with(text, start)
ERR
    check_error 2 weir 'filter a IS NOT NULL' 3<<'ERR'
weir: unexpected 'IS'
  filter a IS NOT NULL
           ^~
write '== null' or '!= null'
ERR
    check_error 2 weir 'filter a == 1 AND b == 2' 3<<'ERR'
weir: unexpected 'AND'
  filter a == 1 AND b == 2
                ^~~
write 'and', in small letters
ERR
    check_error 2 weir 'filter NOT a' 3<<'ERR'
weir: unexpected 'a'
  filter NOT a
             ^
write 'not', in small letters
ERR
    check_error 2 weir 'filter a IN (1, 2)' 3<<'ERR'
weir: unexpected 'IN'
  filter a IN (1, 2)
           ^~
write 'in', in small letters
ERR
    check_error 2 weir 'filter a BETWEEN 1 AND 5' 3<<'ERR'
weir: unexpected 'BETWEEN'
  filter a BETWEEN 1 AND 5
           ^~~~~~~
write 'x >= low and x <= high'
ERR
    check_error 2 weir 'count GROUP BY a' 3<<'ERR'
weir: unexpected 'GROUP'
  count GROUP BY a
        ^~~~~
write 'by KEY' behind an aggregate: count by KEY
ERR
    check_error 2 weir 'count by a ORDER BY count' 3<<'ERR'
weir: unexpected 'ORDER'
  count by a ORDER BY count
             ^~~~~
write a stage below: ... | sort EXPR desc
ERR
    check_error 2 weir 'ORDER BY a' 3<<'ERR'
weir: unknown stage 'ORDER'
  ORDER BY a
  ^~~~~
write sort EXPR desc
ERR
    check_error 2 weir 'count(*) by a' 3<<'ERR'
weir: '*' is no expression
  count(*) by a
        ^
write 'count()'
ERR
    check_error 2 weir 'sum(*) by a' 3<<'ERR'
weir: '*' is no expression
  sum(*) by a
      ^
write 'sum(FIELD)'
ERR
    check_error 2 weir 'sum(a) AS total by b' 3<<'ERR'
weir: unexpected 'AS'
  sum(a) AS total by b
         ^~
a name stands first: NAME = EXPR
ERR
    check_error 2 weir 'LIMIT 5' 3<<'ERR'
weir: unknown stage 'LIMIT'
  LIMIT 5
  ^~~~~
write head N
ERR
    check_error 2 weir 'count by a LIMIT 5' 3<<'ERR'
weir: unexpected 'LIMIT'
  count by a LIMIT 5
             ^~~~~
write a stage below: ... | head N
ERR
    check_error 2 weir 'SELECT a FROM b' 3<<'ERR'
weir: unknown stage 'SELECT'
  SELECT a FROM b
  ^~~~~~
write project a, b; aggregates stand alone: count() by KEY
ERR
    check_error 2 weir 'HAVING count > 5' 3<<'ERR'
weir: unknown stage 'HAVING'
  HAVING count > 5
  ^~~~~~
write filter EXPR below the aggregate: count by a | filter count > 5
ERR
    check_error 2 weir 'filter CASE WHEN a THEN 1 END' 3<<'ERR'
weir: unexpected 'WHEN'
  filter CASE WHEN a THEN 1 END
              ^~~~
write if(condition, a, b)
ERR
    check_error 2 weir 'count by (a, b)' 3<<'ERR'
weir: unexpected ','
  count by (a, b)
             ^
a list is written [a, b]; the keys of 'by', without brackets
ERR
    check_error 2 weir 'count(DISTINCT a)' 3<<'ERR'
weir: expected ',' or ')', not 'a'
  count(DISTINCT a)
                 ^
write distinct(x)
ERR
    check_error 2 weir 'filter ifnull(a, 1) > 2' 3<<'ERR'
weir: unknown function 'ifnull'
  filter ifnull(a, 1) > 2
         ^~~~~~
write a ?? b
ERR
}

@test "errors: from Miller" {
    check_error 2 weir 'filter $x > 5' 3<<'ERR'
weir: no value was given for '$x'
  filter $x > 5
         ^~
give it with --arg x=VALUE; a field is written without '$'
ERR
    check_error 2 weir 'set $y = $x + 1' 3<<'ERR'
weir: set needs a field's name and '=' here
  set $y = $x + 1
      ^~
a field's name stands without '$'
ERR
    check_error 2 weir 'put a = 1' 3<<'ERR'
weir: unknown stage 'put'
  put a = 1
  ^~~
write set NAME = EXPR
ERR
    check_error 2 weir 'stats1 count by a' 3<<'ERR'
weir: unknown stage 'stats1'
  stats1 count by a
  ^~~~~~
write the aggregates alone: count(), avg(x) by KEY
ERR
    check_error 2 weir 'step x' 3<<'ERR'
weir: unknown stage 'step'
  step x
  ^~~~
write set NAME = delta(x) by KEY, or prev(x), ewma(x, 1m)
ERR
}

@test "errors: from PromQL" {
    check_error 2 weir 'filter rate(x[5m]) > 1' 3<<'ERR'
weir: expected a whole number or a text in quotes, not '5m'
  filter rate(x[5m]) > 1
                ^~
for a stretch of time use a window: window 5m | rate(x) by KEY
ERR
    check_error 2 weir 'set r = increase(x) by k' 3<<'ERR'
weir: unknown function 'increase'
  set r = increase(x) by k
          ^~~~~~~~
write delta(x) by KEY
ERR
    check_error 2 weir 'set r = avg_over_time(x)' 3<<'ERR'
weir: unknown function 'avg_over_time'
  set r = avg_over_time(x)
          ^~~~~~~~~~~~~
write window 5m | avg(x) by KEY
ERR
}

@test "errors: from Flink and others" {
    check_error 2 weir 'count by w = TUMBLE(ts, 1m)' 3<<'ERR'
weir: unknown function 'TUMBLE'
  count by w = TUMBLE(ts, 1m)
               ^~~~~~
write a stage above: window 1m | count by KEY
ERR
    check_error 2 weir 'count by w = HOP(ts, INTERVAL 1 MINUTE)' 3<<'ERR'
weir: expected ',' or ')', not '1'
  count by w = HOP(ts, INTERVAL 1 MINUTE)
                                ^
a duration is written 5m
ERR
    check_error 2 weir 'window TUMBLE 1m' 3<<'ERR'
weir: unexpected 'TUMBLE'
  window TUMBLE 1m
         ^~~~~~
write window 1m
ERR
    check_error 2 weir 'window 1 minute' 3<<'ERR'
weir: unexpected 'minute'
  window 1 minute
           ^~~~~~
a duration is written 5m
ERR
    check_error 2 weir 'window 60s slide 10s' 3<<'ERR'
weir: unexpected 'slide'
  window 60s slide 10s
             ^~~~~
write 'every'
ERR
    check_error 2 weir 'summarize count() by a' 3<<'ERR'
weir: unknown stage 'summarize'
  summarize count() by a
  ^~~~~~~~~
write the aggregates alone: count(), avg(x) by KEY
ERR
    check_error 2 weir 'mean(x) by a' 3<<'ERR'
weir: unknown aggregate 'mean'
  mean(x) by a
  ^~~~
write avg(x)
ERR
    check_error 2 weir 'percentile(x, 95) by a' 3<<'ERR'
weir: unknown aggregate 'percentile'
  percentile(x, 95) by a
  ^~~~~~~~~~
write quantile(x, 0.95), or p95(x)
ERR
    check_error 2 weir 'set a = b ** 2' 3<<'ERR'
weir: '**' is no operator
  set a = b ** 2
            ^~
write 'pow(x, y)'
ERR
    check_error 2 weir 'set a = b ? 1 : 2' 3<<'ERR'
weir: '?' is no operator
  set a = b ? 1 : 2
            ^
write 'if(condition, a, b)', or 'a ?? b' for null
ERR
}

@test "errors: did you mean" {
    check_error 2 weir 'filtr a' 3<<'ERR'
weir: unknown stage 'filtr'
  filtr a
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'cuont by a' 3<<'ERR'
weir: unknown stage 'cuont'
  cuont by a
  ^~~~~
did you mean 'count'? 'weir -h stages' lists them
ERR
    check_error 2 weir 'avgg(a)' 3<<'ERR'
weir: unknown function 'avgg'
  avgg(a)
  ^~~~
did you mean 'avg'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'set a = lowr(x)' 3<<'ERR'
weir: unknown function 'lowr'
  set a = lowr(x)
          ^~~~
did you mean 'lower'? 'weir -h functions' lists them
ERR
    check_error 2 weir 'sun(a) by b' 3<<'ERR'
weir: unknown aggregate 'sun'
  sun(a) by b
  ^~~
did you mean 'sum'? 'weir -h aggregates' lists them
ERR
    check_error 2 weir 'window tumbing 1m' 3<<'ERR'
weir: unexpected 'tumbing'
  window tumbing 1m
         ^~~~~~~
did you mean 'tumbling'? usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window sesion 30s' 3<<'ERR'
weir: unexpected 'sesion'
  window sesion 30s
         ^~~~~~
did you mean 'session'? usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m emit update' 3<<'ERR'
weir: 'emit' needs 'final' or 'updates'
  window 1m emit update
                 ^~~~~~
did you mean 'updates'? usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'window 1m latenes 5s' 3<<'ERR'
weir: unexpected 'latenes'
  window 1m latenes 5s
            ^~~~~~~
did you mean 'lateness'? usage: window [KIND] LENGTH [every STEP] [CLAUSE ...]
ERR
    check_error 2 weir 'head 3 pr a' 3<<'ERR'
weir: unexpected 'pr'
  head 3 pr a
         ^~
did you mean 'per'? usage: head N [per EXPR, ...]
ERR
    check_error 2 weir 'count bye a' 3<<'ERR'
weir: unexpected 'bye'
  count bye a
        ^~~
did you mean 'by'? usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
    check_error 2 weir 'count wher a > 1' 3<<'ERR'
weir: unexpected 'wher'
  count wher a > 1
        ^~~~
did you mean 'where'? usage: aggregate [NAME =] AGG(...) [where EXPR], ... [by [NAME =] EXPR, ...]
ERR
}

@test "errors: comparisons in the words of other languages, at a stage's place" {
    check_error 2 weir 'path like "a%"' 3<<'ERR'
weir: unexpected 'like'
  path like "a%"
       ^~~~
write '=~ /regex/', or starts_with(text, start)
ERR
    check_error 2 weir 'user is null' 3<<'ERR'
weir: unexpected 'is'
  user is null
       ^~
write '== null' or '!= null'
ERR
    check_error 2 weir 'path contains "x" | count' 3<<'ERR'
weir: unexpected 'contains'
  path contains "x" | count
       ^~~~~~~~
write contains(text, part)
ERR
    check_error 2 weir 'status between 400 and 499' 3<<'ERR'
weir: unexpected 'between'
  status between 400 and 499
         ^~~~~~~
write 'x >= low and x <= high'
ERR
    check_error 2 weir 'cuont where a' 3<<'ERR'
weir: unknown stage 'cuont'
  cuont where a
  ^~~~~
did you mean 'count'? 'weir -h stages' lists them
ERR
}

@test "errors: sort by, as in SQL" {
    check_error 2 weir 'sort by rate desc' 3<<'ERR'
weir: unexpected 'rate'
  sort by rate desc
          ^~~~
without 'by': sort rate
ERR
    check_error 2 weir 'count by a | sort by count desc' 3<<'ERR'
weir: unexpected 'count'
  count by a | sort by count desc
                       ^~~~~
without 'by': sort count
ERR
    check_error 2 weir 'sort a b' 3<<'ERR'
weir: unexpected 'b'
  sort a b
         ^
usage: sort EXPR [asc|desc], ...
ERR
    check_output weir "sort by" <<"IN" 3<<"OUT"
{"by":2}
{"by":1}
IN
{"by":1}
{"by":2}
OUT
}

@test "errors: tables, running sums, slices" {
    check_error 2 weir 'lookup t.csv on a' 3<<'ERR'
weir: unknown stage 'lookup'
  lookup t.csv on a
  ^~~~~~
to add the columns of a table by a key: enrich FILE on KEY
ERR
    check_error 2 weir 'left join t.csv on a' 3<<'ERR'
weir: unknown stage 'left'
  left join t.csv on a
  ^~~~
to add the columns of a table by a key: enrich FILE on KEY
ERR
    check_error 2 weir 'set t = cumsum(x)' 3<<'ERR'
weir: unknown function 'cumsum'
  set t = cumsum(x)
          ^~~~~~
write window global emit every 1 rows | sum(x) by KEY
ERR
    check_error 2 weir 'set d = ts[:10]' 3<<'ERR'
weir: a path holds no slices
  set d = ts[:10]
             ^
an element is tags[0], the last one tags[-1]; a part of a text is substr(x, from, length)
ERR
}

@test "foreign: a window that is no stage of its own, a kind of window that is no stage" {
    for kind in session sliding; do
        run_kept weir "$kind 30s" count
        [ "$exit_status" = 2 ] && [ "$(tail -n 1 "$stderr")" = "write window $kind 30s" ] || failed "$kind"
    done
    check_error 2 weir 'count by window 1m' 3<<'ERR'
weir: unexpected '1m'
  count by window 1m
                  ^~
a window is a stage of its own, above: window 1m | count by KEY
ERR
    check_error 2 weir 'every 1m | count' 3<<'ERR'
weir: unexpected '1m'
  every 1m | count
        ^~
a window is a stage of its own, above: window 1m | count by KEY
ERR
}
