# SPDX-License-Identifier: MIT
# Functions of objects, arrays and JSON texts: keys values get has set merge flatten to_json from_json.
load helpers
load exprs

# objects N   {"a":{"a":{... N deep
objects() {
    awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "{\"a\":"; printf "1"; for (i = 0; i < n; i++) printf "}"; print "" }'
}

@test "structure: null and wrong types" {
    for call in 'keys(a)' 'values(a)' 'has(a, "x")' 'set(b, a, 1)' 'flatten(a)' 'flatten(b, a)' 'merge(a)' \
        'merge(a, null)' 'from_json(a)' 'get(a, "x")' 'get(b, a)' 'has(b, a)'; do
        gives "$call" null '{"b":{"x":1}}' || return
        gives "$call" null '{"a":null,"b":{"x":1}}' || return
    done
    errs 'keys(a)' '[1] is not an object' '{"a":[1]}'
    errs 'values(a)' '"x" is not an object' '{"a":"x"}'
    errs 'merge(b, a)' '5 is not an object' '{"a":5,"b":{}}'
    errs 'set(a, "k", 1)' '[] is not an object' '{"a":[]}'
    errs 'set(a, b, 1)' '5 is not a text' '{"a":{},"b":5}'
    errs 'flatten(a)' 'true is of a wrong type here' '{"a":true}'
    errs 'get(a, b)' '1 is not a text, as the keys of an object are' '{"a":{"1":1},"b":1}'
    errs 'get(a, b)' '"0" is not a whole number, as the places of an array are' '{"a":[1],"b":"0"}'
    errs 'from_json(a)' '5 is not a text' '{"a":5}'
}

@test "structure: what is passed on keeps its spelling, white space goes" {
    local event='{"a":{ "x" : 1.50 , "\u0041":[ 1 , "a b\\\" " ], "z":{ } },"n":10.0,"t":"\u0041"}'
    gives 'values(a)' '[1.50,[1,"a b\\\" "],{}]' "$event"
    gives 'keys(a)' '["x","\u0041","z"]' "$event"
    gives 'set(a, "n", n)' '{"x":1.50,"\u0041":[1,"a b\\\" "],"z":{},"n":10.0}' "$event"
    gives 'set(a, t, t)' '{"x":1.50,"\u0041":"\u0041","z":{}}' "$event"
    gives 'merge(a)' '{"x":1.50,"\u0041":[1,"a b\\\" "],"z":{}}' "$event"
    gives 'get(a, "x")' 1.50 "$event"
    gives 'to_json(n)' '"10.0"' "$event"
}

@test "keys, values: in their order, a repeated key once" {
    gives '[keys(a), values(a)]' '[["b","a"],[3,2]]' '{"a":{"b":1,"a":2,"\u0062":3}}'
    gives '[keys(a), values(a)]' '[[],[]]' '{"a":{}}'
}

@test "get, has: keys, places, defaults" {
    local event='{"o":{"x.y":1,"n":null,"":2,"d":1,"d":2},"a":[10,null,30]}'
    gives '[get(o, "x.y"), get(o, ""), get(o, "d"), get(o, "q"), get(o, "q", "none"), get(o, "n", "none")]' \
        '[1,2,2,null,"none",null]' "$event"
    gives '[get(a, 0), get(a, -1), get(a, -3), get(a, 3), get(a, -4, 0), get(a, 1, 0), get(a, 123456789012345678901, 0)]' \
        '[10,30,10,null,0,null,0]' "$event"
    gives '[get(q, "x", 7), get(o, q, 7), get(q, "x")]' '[7,7,null]' "$event"
    gives '[has(o, "x.y"), has(o, "n"), has(o, "q"), has(a, 1), has(a, -3), has(a, 3), has(a, 123456789012345678901)]' \
        '[true,true,false,true,true,false,false]' "$event"
    gives 'has(o, "x") and has(o, "x\u0000")' false "$event"
}

@test "set: in place, or as the last; the name is no path" {
    gives 'set(a, "x", 2)' '{"x":2,"y":1}' '{"a":{"x":1,"y":1}}'
    gives 'set(a, "x.y", 2)' '{"x":1,"x.y":2}' '{"a":{"x":1}}'
    gives 'set(a, "x", null)' '{"x":null}' '{"a":{"x":1}}'
    gives 'set(a, "x", q)' '{"x":null}'
    gives 'set(a, "x", a)' '{"x":{"x":1}}' '{"a":{"x":1}}'
    gives 'set(a, "x", 3)' '{"x":3,"y":0}' '{"a":{"x":1,"y":0,"\u0078":2}}'
    gives 'set(a, "q\"\n\ud800", 1)' '{"q\"\n\ud800":1}' '{"a":{}}'
    check_output weir 'set a = set(a, "b", 1), set = 2' <<<'{"a":{}}' 3<<<'{"a":{"b":1},"set":2}'
}

@test "structure: functions named like stages and clauses, where a stage could stand" {
    keeps 'set(a, "k", 1) != a' '{"a":{}}'
    check_output weir 'set(a, "k", 1) != a | merge(a, b) == a and not has(a, "k")' <<<'{"a":{}}' 3<<<'{"a":{}}'
    check_output weir 'join(t, "-") == "x-y" | split("x-y", "-") == t | count by k = join(t, "+")' <<<'{"t":["x","y"]}' \
        3<<<'{"k":"x+y","count":1}'
    check_output weir 'set keys = keys(a), values = 1, get = get(a, "x"), set = has(a, "x")' <<<'{"a":{"x":2}}' \
        3<<<'{"a":{"x":2},"keys":["x"],"values":1,"get":2,"set":true}'
    check_output weir 'project format, replace = replace(format, "a", "b")' <<<'{"format":"a"}' 3<<<'{"format":"a","replace":"b"}'
}

@test "merge: the last value of a key, at its first place" {
    gives 'merge(a, b)' '{"k":2,"l":{"y":2},"m":3}' '{"a":{"k":1,"l":{"x":1}},"b":{"l":{"y":2},"m":3,"k":2}}'
    gives 'merge(a, b, a)' '{"k":1,"m":1}' '{"a":{"k":1},"b":{"k":2,"m":1}}'
    gives '[merge(a, b), merge(b, a, null)]' '[{},{}]' '{"a":{}}'
}

@test "flatten: objects by joined names, arrays by their elements" {
    gives 'flatten(a)' '{"x.y.z":1,"x.y.e":{},"x.w":[{"v":1}],"u":null}' '{"a":{"x":{"y":{"z":1,"e":{ }},"w":[{"v":1}]},"u":null}}'
    gives 'flatten(a, "")' '{"xy":1}' '{"a":{"x":{"y":1}}}'
    gives 'flatten(a, "\u0000\"")' '{"x\u0000\"y":1}' '{"a":{"x":{"y":1}}}'
    gives 'flatten(a)' '{"x.y":2}' '{"a":{"x":{"y":1},"x.y":2}}'
    gives 'flatten(a)' '{".":1,"\ud800.\"":2}' '{"a":{"":{"":1},"\ud800":{"\"":2}}}'
    gives 'flatten(a)' '[1,2,{"b":[3,[4]]},5]' '{"a":[1,[[2],[]],{"b":[3,[4]]},[[[5]]]]}'
    gives '[flatten(a), flatten(b)]' '[{},[]]' '{"a":{},"b":[[],[[]]]}'
}

@test "to_json, from_json: there and back" {
    gives 'to_json(a)' '"{\"x\":[1,\"é\\ud800\\n\"]}"' '{"a":{"x" : [1 , "é\ud800\n"]}}'
    gives '[to_json(q), to_json(null), to_json("x"), to_json(true), to_json(1.50), to_json(90s)]' \
        '["null","null","\"x\"","true","1.5","90"]'
    gives 'to_json(time("2024-05-01"))' '"\"2024-05-01T00:00:00Z\""'
    gives 'from_json(to_json(a))' '{"x":[1,"é\ud800\n"]}' '{"a":{"x" : [1 , "é\ud800\n"]}}'
    gives 'from_json(a)' '{"x":[1.50,1e400,123456789012345678901,{}]}' \
        '{"a":" {\n \"x\" : [1.50,\t1e400, 123456789012345678901 , { } ]\r\n}\n"}'
    gives 'from_json(a) + 1' 3 '{"a":" 2 "}'
    gives '[from_json("null"), from_json("true"), from_json("\"a\\u0041\""), from_json("[]")]' '[null,true,"a\u0041",[]]'
    gives 'get(from_json(a), "create_time")' '"2021-11-02 20:00:01"' '{"a":"{\"create_time\":\"2021-11-02 20:00:01\"}"}'
}

@test "from_json: what is not JSON is null and counted" {
    for bad in '' ' ' '[1' '1 2' '{x:1}' 'nul' '01' '[1,]' 'NaN'; do
        errs 'from_json(a)' "\"$bad\" is not JSON" "{\"a\":\"$bad\"}" || return
    done
    errs 'from_json(a)' '"\"\u0001\"" is not JSON' '{"a":"\"\u0001\""}'
    errs 'from_json(a)' '"{}\u0000" is not JSON' '{"a":"{}\u0000"}'
}

@test "structure: 1,000 deep" {
    objects 1000 | sed 's/^/{"a":/; s/$/}/' >"$BATS_TEST_TMPDIR/deep"
    check_output weir -i "$BATS_TEST_TMPDIR/deep" 'project k = keys(a), h = has(a, "a"), n = len(keys(flatten(a))),
        same = from_json(to_json(a)) == a, m = merge(a, a) == a, s = len(to_json(set(a, "a", 1))), t = to_json(get(a, "a")) == to_json(a)' 3<<'OUT'
{"k":["a"],"h":true,"n":1,"same":true,"m":true,"s":7,"t":false}
OUT
    [ ! -s "$stderr" ]
    objects 1024 | sed 's/"/\\"/g; s/^/{"a":"/; s/$/"}/' >"$BATS_TEST_TMPDIR/text"
    check_output weir -i "$BATS_TEST_TMPDIR/text" 'project n = len(from_json(a))' 3<<<'{"n":1}'
    objects 1025 | sed 's/"/\\"/g; s/^/{"a":"/; s/$/"}/' >"$BATS_TEST_TMPDIR/text"
    check_output weir -i "$BATS_TEST_TMPDIR/text" 'project n = from_json(a)' 3<<<'{"n":null}'
}

@test "structure: 100,000 keys" {
    awk 'BEGIN { printf "{\"a\":{"; for (i = 0; i < 100000; i++) printf "\"k%d\":%d,", i, i; print "\"k7\":-1}}" }' >"$BATS_TEST_TMPDIR/wide"
    check_output timeout 10 "$WEIR" -i "$BATS_TEST_TMPDIR/wide" 'project n = len(keys(a)), v = get(values(a), 7), g = get(a, "k99999"),
        m = len(merge(a, a)), f = len(flatten(a)), s = get(set(a, "k5", "x"), "k5"), h = has(a, "q"), j = from_json(to_json(a)) == a' 3<<'OUT'
{"n":100000,"v":-1,"g":99999,"m":100000,"f":100000,"s":"x","h":false,"j":true}
OUT
}

@test "structure: a result of more than 16 MiB is null and counted" {
    {
        printf '{"a":'
        for _ in {1..20}; do printf '{"%s":' "$(head -c 20000 /dev/zero | tr '\0' k)"; done
        printf '{'
        for i in {1..60}; do printf '"%d":1,' "$i"; done
        printf '"0":1}'
        printf '}%.0s' {1..20}
        printf '}\n'
    } >"$BATS_TEST_TMPDIR/in"
    check_output weir -i "$BATS_TEST_TMPDIR/in" 'project f = flatten(a)' 3<<<'{"f":null}'
    grep -qF 'would make a result of more than 16 MiB' "$stderr"
}
