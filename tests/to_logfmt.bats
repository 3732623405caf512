# SPDX-License-Identifier: MIT
load helpers

@test "logfmt: values bare and quoted" {
    check_output weir --to logfmt <<'IN' 3<<'OUT'
{"level":"info","msg":"all is well","took":1.50,"ok":true}
{"a":"x=y","b":"say \"hi\"","c":"back\\slash","d":"t\tn\n","e":"日本","f":"a,b"}
{"back":"a \\ b","del":"\u007f","esc":"\u001b[0m"}
IN
level=info msg="all is well" took=1.50 ok=true
a="x=y" b="say \"hi\"" c=back\slash d="t\tn\n" e=日本 f=a,b
back="a \\ b" del="" esc="\u001b[0m"
OUT
}

@test "logfmt: null is nothing, an empty text is two quotes" {
    check_output weir --to logfmt 'project a, b, c' <<<'{"a":null,"c":""}' 3<<<'a= b= c=""'
}

@test "logfmt: arrays and objects are JSON" {
    check_output weir --to logfmt <<<'{"a":[1,2],"b":{"c":1},"d":[],"e":["x"]}' 3<<<'a=[1,2] b="{\"c\":1}" d=[] e="[\"x\"]"'
}

@test "logfmt: keys that cannot be" {
    check_output weir --to logfmt <<<'{"a b":1,"c=d":2,"":3,"\"":4,"é":5,"\u0001":6}' 3<<<'a_b=1 c_d=2 _=3 _=4 é=5 _=6'
}

@test "logfmt: repeated keys, edits, rows of columns" {
    check_output weir --to logfmt <<<'{"a":1,"b":2,"\u0061":3}' 3<<<'a=3 b=2'
    check_output weir --to logfmt 'set c = a | drop a' <<<'{"a":1,"b":2}' 3<<<'b=2 c=1'
    check_output weir --to logfmt 'count by h' <<<'{"h":"x y"}' 3<<<'h="x y" count=1'
    check_output weir --to logfmt <<<'{}' 3</dev/null
}

@test "logfmt: lone surrogates, 1,000 levels, 100,000 keys" {
    check_output weir --to logfmt <<<'{"a":"\udfff","b":"x\u0000"}' 3<<<'a=� b="x\u0000"'
    deep=$(python3 -c 'print("[" * 1000 + "]" * 1000)')
    check_output weir --to logfmt <<<"{\"a\":$deep}" 3<<<"a=$deep"
    python3 -c 'print("{" + ",".join("\"k%d\":%d" % (i, i) for i in range(100000)) + "}")' | weir --to logfmt |
        tr ' ' '\n' | tail -n 1 | grep -qx 'k99999=99999'
}
