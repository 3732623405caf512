# SPDX-License-Identifier: MIT
# Paths: keys, elements of arrays, odd names, the leading dot.
load helpers
load exprs

@test "paths: keys" {
    gives 'a' 1 '{"a":1}'
    gives 'a.b.c' 1 '{"a":{"b":{"c":1}}}'
    gives 'a.b' '{"c":1}' '{"a":{"b":{"c":1}}}'
    gives '@timestamp' 1 '{"@timestamp":1}'
    gives '_a1.b_2' 1 '{"_a1":{"b_2":1}}'
    gives 'größe.名前' 1 '{"größe":{"名前":1}}'
    gives 'A' null '{"a":1}'
}

@test "paths: elements of arrays" {
    gives 'tags[0]' 1 '{"tags":[1,2,3]}'
    gives 'tags[-1]' 3 '{"tags":[1,2,3]}'
    gives 'tags[-3]' 1 '{"tags":[1,2,3]}'
    gives 'tags[3]' null '{"tags":[1,2,3]}'
    gives 'tags[-4]' null '{"tags":[1,2,3]}'
    gives 'tags[0]' null '{"tags":[]}'
    gives 'tags[0].x[1]' 7 '{"tags":[{"x":[1,7]}]}'
    gives 'm[1][0]' 3 '{"m":[[1,2],[3,4]]}'
    gives 'tags[ 1 ]' 2 '{"tags":[1,2,3]}'
}

@test "paths: an index wants an array, a key an object" {
    gives 'a[0]' null '{"a":{"0":1}}'
    gives 'a[0]' null '{"a":"text"}'
    gives 'a["0"]' null '{"a":[1]}'
    gives 'a["0"]' 1 '{"a":{"0":1}}'
}

@test "paths: odd names, in three spellings" {
    gives '`odd key`' 1 '{"odd key":1}'
    gives '."odd key"' 1 '{"odd key":1}'
    gives 'a["odd key"]' 1 '{"a":{"odd key":1}}'
    gives 'a.`odd key`.c' 1 '{"a":{"odd key":{"c":1}}}'
    gives 'a."odd key".c' 1 '{"a":{"odd key":{"c":1}}}'
    gives "a.'odd key'" 1 '{"a":{"odd key":1}}'
    gives '`5xx`' 1 '{"5xx":1}'
    gives '`a.b`' 1 '{"a.b":1,"a":{"b":2}}'
    gives '."a.b"' 1 '{"a.b":1,"a":{"b":2}}'
    gives '."\u0061\n"' 1 '{"a\n":1}'
    gives '`it"s`' 1 '{"it\"s":1}'
    gives '.""' 1 '{"":1}'
    gives '"odd key"' '"odd key"' '{"odd key":1}'
}

@test "paths: a leading dot is allowed" {
    gives '.a' 1 '{"a":1}'
    gives '.a.b[0]' 1 '{"a":{"b":[1]}}'
    keeps '.status >= 500' '{"status":503}'
}

@test "paths: a leading dot always means a field" {
    gives '.count' 1 '{"count":1}'
    gives '.time' 1 '{"time":1}'
    gives '.not' 1 '{"not":1}'
    gives '.null' 1 '{"null":1}'
    gives '.in.and' 1 '{"in":{"and":1}}'
    gives 'a.true' 1 '{"a":{"true":1}}'
    gives 'not .not' true '{"not":false}'
}

@test "paths: names of functions, aggregates and clauses are fields too" {
    gives 'lower' 1 '{"lower":1}'
    gives 'count' 1 '{"count":1}'
    gives 'by' 1 '{"by":1}'
    gives 'where' 1 '{"where":1}'
    gives 'lower(lower)' '"x"' '{"lower":"X"}'
    gives 'TRUE' null '{"true":1}'
}

@test "paths: of repeated keys the last one counts" {
    gives 'a' 2 '{"a":1,"a":2}'
    gives 'a.b' 2 '{"a":{"b":1},"a":{"b":2}}'
    gives 'a.b' 2 '{"a":{"b":1,"b":2}}'
    gives 'a.b' null '{"a":{"b":1},"a":5}'
    gives 'a.b' null '{"a":{"b":1},"a":{"c":2}}'
    gives 'a' 2 '{"a":1,"\u0061":2}'
}

@test "paths: the same field under several paths of one expression" {
    gives '[a, a.b, a.b.c, a.d]' '[{"b":{"c":1},"d":2},{"c":1},1,2]' '{"a":{"b":{"c":1},"d":2}}'
    gives 'a.b + a.b' 6 '{"a":{"b":3}}'
    gives '[a[0], a[-1], a]' '[1,2,[1,2]]' '{"a":[1,2]}'
}

@test "paths: many fields, in another order than in the event" {
    gives '[z, a, m, a.x, q]' '[1,{"x":2},3,2,null]' '{"a":{"x":2},"m":3,"n":0,"z":1}'
}

@test "paths: bad shapes are told" {
    check_error 2 weir 'filter a.1 > 0' 3<<'ERR'
weir: a key that begins with a digit needs quotes
  filter a.1 > 0
           ^
write ."1", or [1] for an element of an array
ERR
    check_error 2 weir 'filter a[b] > 0' 3<<'ERR'
weir: expected a whole number or a text in quotes, not 'b'
  filter a[b] > 0
           ^
ERR
    check_error 2 weir 'filter lower(a).b' 3<<'ERR'
weir: a path begins with a field
  filter lower(a).b
                 ^
'get(value, key)' looks into any other value
ERR
    check_error 2 weir 'filter a.' 3<<'ERR'
weir: expected a field's name after '.' here
  filter a.
           ^
ERR
    check_error 2 weir 'filter a[0' 3<<'ERR'
weir: this '[' is not closed
  filter a[0
          ^
ERR
    check_error 2 weir 'filter a . b' 3<<'ERR'
weir: unexpected '.'
  filter a . b
           ^
usage: filter EXPR
ERR
}
