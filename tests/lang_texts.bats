# SPDX-License-Identifier: MIT
# Texts: escapes, order by code point, NUL, lone surrogates, UTF-8; and regexes over them.
load helpers
load exprs

@test "texts: either quote" {
    gives '"it'\''s"' '"it'\''s"'
    gives "'say \"hi\"'" '"say \"hi\""'
    gives '""' '""'
    gives "''" '""'
}

@test "texts: JSON's escapes, in either quote" {
    gives '"\t\n\r\b\f\/\\\""' '"\t\n\r\b\f/\\\""'
    gives "'\\'\\u0041\\u00e9'" "\"'Aé\""
    gives '"\ud83d\ude00"' '"😀"'
    gives '"tab	inside"' '"tab\tinside"'
}

@test "texts: what is passed on is not respelled" {
    gives 'a' '"\u0061\/\u00e9"' '{"a":"\u0061\/\u00e9"}'
    gives 'a' '["\u0041",{"b" : 1}]' '{"a":["\u0041",{"b" : 1}]}'
    gives 'a ?? 1' '"\u0061"' '{"a":"\u0061"}'
}

@test "texts: what is made is written plainly, control characters escaped" {
    gives 'a + "x"' '"a/éx"' '{"a":"\u0061\/\u00e9"}'
    gives 'a + ""' '"\u0001\u001f\n\t\"\\"' '{"a":"\u0001\u001F\u000a\u0009\u0022\u005c"}'
    gives '"\u0000"' '"\u0000"'
}

@test "texts: escapes do not matter when texts are compared" {
    gives '"a" == "\u0061"' true
    gives 'a == "a"' true '{"a":"\u0061"}'
    gives 'a == b' true '{"a":"\u0061\/","b":"a/"}'
    gives 'a == "😀"' true '{"a":"\ud83d\ude00"}'
    gives 'a in ["x", "y"]' true '{"a":"\u0079"}'
    gives 'a != "y"' false '{"a":"\u0079"}'
    keeps 'a == "é"' '{"a":"\u00E9"}'
}

@test "texts: escapes do not matter for keys of objects and of groups" {
    gives 'a.b' 1 '{"a":{"\u0062":1}}'
    gives 'a' 1 '{"\u0061":1}'
    check_output weir 'count by a' <<'IN' 3<<'OUT'
{"a":"x"}
{"a":"\u0078"}
IN
{"a":"x","count":2}
OUT
}

@test "texts: order is that of code points" {
    gives '"a" < "b"' true
    gives '"a" < "B"' false
    gives '"Z" < "a"' true
    gives '"" < "a"' true
    gives '"a" < "aa"' true
    gives '"é" < "z"' false
    gives '"10" < "9"' true
    gives '"\uffff" < "😀"' true
    gives 'a < b' true '{"a":"\uffff","b":"\ud83d\ude00"}'
    gives 'a < b' true '{"a":"x","b":"x\u0000"}'
    gives 'a < b' true '{"a":"x\u0000y","b":"x\u0001"}'
}

@test "texts: + joins two" {
    gives 'a + b' '"xy"' '{"a":"x","b":"y"}'
    gives 'a + " " + b + "!"' '"x y!"' '{"a":"x","b":"y"}'
    gives '"" + ""' '""'
    gives 'a + b' '"\u0000\u0000"' '{"a":"\u0000","b":"\u0000"}'
    errs 'a + b' '1 is of a wrong type here' '{"a":"x","b":1}'
}

@test "texts: NUL is a character like any other" {
    gives 'len(a)' 3 '{"a":"x\u0000y"}'
    gives 'a' '"x\u0000y"' '{"a":"x\u0000y"}'
    gives 'a == "x"' false '{"a":"x\u0000y"}'
    gives 'a == "x\u0000y"' true '{"a":"x\u0000y"}'
    gives 'contains(a, "y")' true '{"a":"x\u0000y"}'
    gives 'upper(a)' '"X\u0000Y"' '{"a":"x\u0000y"}'
    gives 'a =~ /x\x00y/' true '{"a":"x\u0000y"}'
}

@test "texts: lone surrogates come through unharmed" {
    gives 'a' '"\ud83d"' '{"a":"\ud83d"}'
    gives 'a' '"\uDE00x"' '{"a":"\uDE00x"}'
    gives 'a + "x"' '"\ud83dx"' '{"a":"\ud83d"}'
    gives 'a == "\ud83d"' true '{"a":"\ud83d"}'
    gives 'a == "\ud83e"' false '{"a":"\ud83d"}'
    gives 'len(a)' 1 '{"a":"\ud83d"}'
    gives 'upper(a)' '"\ud83dX"' '{"a":"\ud83dx"}'
    gives 'a =~ /x/' true '{"a":"\ud83dx"}'
    gives '"\udc00"' '"\udc00"'
    check_output weir 'count by a' <<'IN' 3<<'OUT'
{"a":"\ud83d"}
{"a":"\uD83D"}
{"a":"\ude00"}
IN
{"a":"\ud83d","count":2}
{"a":"\ude00","count":1}
OUT
}

@test "texts: length is that of code points" {
    gives 'len(a)' 0 '{"a":""}'
    gives 'len(a)' 2 '{"a":"é😀"}'
    gives 'len(a)' 1 '{"a":"\ud83d\ude00"}'
    gives 'len(a)' 2 '{"a":"e\u0301"}'
}

@test "texts: lower and upper, letter by letter" {
    gives 'upper(a)' '"ÀÉΩЖ"' '{"a":"àéωж"}'
    gives 'lower(a)' '"àéωж1_"' '{"a":"ÀÉΩЖ1_"}'
    gives 'upper(a)' '"STRAßE"' '{"a":"straße"}'
    errs 'lower(a)' '5 is not a text' '{"a":5}'
}

@test "texts: contains, starts_with, ends_with" {
    gives 'contains(a, "b")' true '{"a":"abc"}'
    gives 'contains(a, "")' true '{"a":""}'
    gives 'contains(a, "ac")' false '{"a":"abc"}'
    gives 'contains(a, "\n")' true '{"a":"x\ny"}'
    gives 'contains(a, 2.0)' true '{"a":[1,2]}'
    gives 'starts_with(a, "ab")' true '{"a":"abc"}'
    gives 'starts_with(a, "abcd")' false '{"a":"abc"}'
    gives 'ends_with(a, "é")' true '{"a":"caf\u00e9"}'
    gives 'ends_with(a, "")' true '{"a":"x"}'
}

@test "texts: regexes" {
    gives 'a =~ /^x$/' true '{"a":"x"}'
    gives 'a !~ /x/' true '{"a":"y"}'
    gives 'a =~ /X/i' true '{"a":"x"}'
    gives 'a =~ /É/i' true '{"a":"é"}'
    gives 'a =~ /a\/b/' true '{"a":"a/b"}'
    gives 'a =~ /a|b/' true '{"a":"b"}'
    gives 'a =~ /^b$/m' true '{"a":"a\nb\nc"}'
    gives 'a =~ /^b$/' false '{"a":"a\nb\nc"}'
    gives 'a =~ /a.b/s' true '{"a":"a\nb"}'
    gives 'a =~ /a.b/' false '{"a":"a\nb"}'
    gives 'a =~ /a b # c/x' true '{"a":"ab"}'
    gives 'a =~ /^.$/' true '{"a":"\ud83d\ude00"}'
    gives 'a =~ /\d{3}-\d/' true '{"a":"555-1"}'
    gives 'a =~ /(?<=a)b/' true '{"a":"ab"}'
    gives 'a =~ //' true '{"a":""}'
    gives 'matches(a, /x/)' true '{"a":"axb"}'
}

@test "texts: a regex may be a constant text" {
    gives 'a =~ "^x$"' true '{"a":"x"}'
    gives 'a =~ "\\d"' true '{"a":"5"}'
    gives 'a !~ "a/b"' false '{"a":"a/b"}'
    check_output weir --arg re='^x' 'filter a =~ $re' <<'IN' 3<<'OUT'
{"a":"xy"}
{"a":"yx"}
IN
{"a":"xy"}
OUT
}

@test "texts: a regex over what is no text" {
    errs 'a =~ /5/' '5 is not a text' '{"a":5}'
    errs 'a !~ /5/' '["5"] is not a text' '{"a":["5"]}'
}

@test "texts: arrays and objects are compared by their values" {
    gives 'a == b' true '{"a":[1,"x"],"b":[1.0,"\u0078"]}'
    gives 'a == b' true '{"a":{"x":1,"y":[]},"b":{"y":[],"x":1}}'
    gives 'a == b' false '{"a":[1,2],"b":[2,1]}'
    gives 'a < b' true '{"a":[1,2],"b":[1,3]}'
    gives 'a < b' true '{"a":[1],"b":[1,0]}'
    gives 'a in b' true '{"a":[1],"b":[[1.0]]}'
}
