# SPDX-License-Identifier: MIT
# Null and missing: both read as null, == and != are total, everything else lets null through.
load helpers
load exprs

@test "null: a missing field reads as null" {
    gives 'a' null '{}'
    gives 'a.b.c' null '{"a":5}'
    gives 'a.b' null '{"a":[1]}'
    gives 'a.b' null '{"a":"text"}'
    gives 'a[0]' null '{"a":{"0":1}}'
    gives 'type(a)' '"null"' '{}'
}

@test "null: exists() tells missing from null" {
    gives 'exists(a)' true '{"a":null}'
    gives 'exists(a)' false '{"b":1}'
    gives 'exists(a.b)' true '{"a":{"b":null}}'
    gives 'exists(a.b)' false '{"a":null}'
    gives 'exists(a[0])' true '{"a":[null]}'
    gives 'exists(a[1])' false '{"a":[null]}'
    gives 'exists(a[-1].b)' true '{"a":[{"b":0}]}'
}

@test "null: == and != are total" {
    gives 'null == null' true
    gives 'a == null' true '{}'
    gives 'a == b' true '{"a":null}'
    gives 'a != null' false '{}'
    gives 'a == null' false '{"a":0}'
    gives 'a == null' false '{"a":""}'
    gives 'a == null' false '{"a":false}'
    gives 'a == 1' false '{}'
    gives 'a != 1' true '{}'
    gives 'a == "1"' false '{"a":1}'
    gives 'a != "1"' true '{"a":1}'
    gives 'a == true' false '{"a":1}'
    gives 'a == [1]' false '{"a":1}'
}

@test "null: < and its kin with null are null" {
    gives 'a < 1' null '{}'
    gives 'a >= 1' null '{"a":null}'
    gives '1 > a' null '{}'
    gives 'null <= null' null
    gives 'a < b' null '{}'
}

@test "null: < and its kin between types are null, and no error" {
    gives 'a < b' null '{"a":1,"b":"2"}'
    gives 'a < b' null '{"a":false,"b":1}'
    gives 'a > b' null '{"a":[1],"b":{"x":1}}'
    gives 'a > 1' null '{"a":"2"}'
    gives 'a <= "x"' null '{"a":1}'
}

@test "null: three-valued and" {
    gives 'true and a' null '{}'
    gives 'a and true' null '{}'
    gives 'false and a' false '{}'
    gives 'a and false' false '{}'
    gives 'a and b' null '{}'
    gives 'true and true' true
}

@test "null: three-valued or" {
    gives 'true or a' true '{}'
    gives 'a or true' true '{}'
    gives 'false or a' null '{}'
    gives 'a or false' null '{}'
    gives 'a or b' null '{}'
    gives 'false or false' false
}

@test "null: three-valued not" {
    gives 'not a' null '{}'
    gives 'not (a > 1)' null '{}'
    gives 'not (a == 1)' true '{}'
}

@test "null: ?? steps in for null only" {
    gives 'a ?? 3' 3 '{}'
    gives 'a ?? 3' 3 '{"a":null}'
    gives 'a ?? 3' false '{"a":false}'
    gives 'a ?? 3' 0 '{"a":0}'
    gives 'a ?? 3' '""' '{"a":""}'
    gives 'a ?? 3' '[]' '{"a":[]}'
    gives 'a ?? b ?? 3' 2 '{"b":2}'
    gives 'a ?? b' null '{}'
    gives '(a > 1) ?? false' false '{}'
}

@test "null: arithmetic and calls pass it on, without an error" {
    gives 'a + 1' null '{}'
    gives '1 - a' null '{"a":null}'
    gives 'a + "x"' null '{}'
    gives '-a' null '{}'
    gives 'a * b' null '{}'
    gives 'lower(a)' null '{}'
    gives 'len(a)' null '{}'
    gives 'abs(a)' null '{}'
    gives 'time(a)' null '{}'
    gives 'contains(a, "x")' null '{}'
}

@test "null: in and regexes" {
    gives 'a in [1, null]' true '{}'
    gives 'a in [1]' false '{}'
    gives 'a not in [1]' true '{}'
    gives '1 in a' null '{}'
    gives 'a =~ /x/' null '{}'
    gives 'a !~ /x/' null '{}'
}

@test "null: the condition of if() being null is not true" {
    gives 'if(a, 1, 2)' 2 '{}'
    gives 'if(a > 1, 1, 2)' 2 '{}'
    gives 'if(not (a > 1), 1, 2)' 2 '{}'
}

@test "null: filter keeps only true" {
    keeps 'a' '{"a":true}'
    drops 'a' '{"a":false}'
    drops 'a' '{"a":null}'
    drops 'a' '{}'
    drops 'a > 1' '{}'
    drops 'not (a > 1)' '{}'
    keeps 'not (a == 1)' '{}'
}

@test "null: min, max and coalesce pass over it" {
    gives 'min(a, 3, 2)' 2 '{}'
    gives 'max(a, 3, 2)' 3 '{}'
    gives 'max(a, b)' null '{}'
    gives 'coalesce(a, b, 5)' 5 '{"b":null}'
    gives 'coalesce(a, false, 5)' false '{}'
}
