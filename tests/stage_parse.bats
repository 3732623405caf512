# SPDX-License-Identifier: MIT
load helpers

@test "parse: named groups become fields, numbers are numbers" {
    check_output weir 'parse msg /took (?<ms>\d+) ms(, (?<rows>\S*) rows)?/' 3<<'OUT' <<'IN'
{"msg":"query took 12 ms","ms":12,"rows":null}
{"msg":"took 7 ms, 3 rows","rows":3,"ms":7}
{"msg":"took 007 ms, +1 rows","ms":"007","rows":"+1"}
{"msg":"took 1 ms,  rows","ms":1,"rows":""}
OUT
{"msg":"query took 12 ms"}
{"msg":"took 7 ms, 3 rows","rows":0}
{"msg":"took 007 ms, +1 rows"}
{"msg":"took 1 ms,  rows"}
IN
    check_output weir --text 'parse a /(?<b>.*)/' <<<'{"a":"12"}' 3<<<'{"a":"12","b":"12"}'
}

@test "parse: groups in their order, flags, slashes and bars in the regex, its own field replaced" {
    check_output weir 'parse p /^\/(?<z>A|B)\/(?<a>\w+)|x/i | drop q' <<<'{"p":"/b/c","q":1}' 3<<<'{"p":"/b/c","z":"b","a":"c"}'
    check_output weir 'parse p /(?<p>\d+)/' <<<'{"p":"x 12","q":1}' 3<<<'{"p":12,"q":1}'
    check_output weir 'parse a.b /(?<c>.)$/' <<<'{"a":{"b":"xy"}}' 3<<<'{"a":{"b":"xy"},"c":"y"}'
    check_output weir 'parse a /(?J)(?<n>\d)a|(?<n>\d)b/' <<<$'{"a":"1a"}\n{"a":"2b"}' 3<<<$'{"a":"1a","n":1}\n{"a":"2b","n":2}'
}

@test "parse: what does not match is kept with nulls and counted" {
    check_output weir 'parse a /(?<x>\d+)(?<y>b)?/ | set n = 1' <<'IN' 3<<'OUT'
{"a":"none","x":7}
{"a":null}
{}
{"a":5}
{"a":["1"]}
IN
{"a":"none","x":null,"y":null,"n":1}
{"a":null,"x":null,"y":null,"n":1}
{"x":null,"y":null,"n":1}
{"a":5,"x":null,"y":null,"n":1}
{"a":["1"],"x":null,"y":null,"n":1}
OUT
    check_stderr 3<<'ERR'
weir: stage 1, line 1 of standard input: a: "none" does not match
weir: stage 1, line 2 of standard input: a: null does not match
weir: stage 1, line 3 of standard input: a: null does not match
weir: stage 1: 5 values did not fit and became null
ERR
}

@test "parse: or drop, or bad" {
    check_output weir 'parse a /(?<x>\d+)/ or drop' <<<$'{"a":"q"}\n{"a":"1"}\n{}' 3<<<'{"a":"1","x":1}'
    [ ! -s "$stderr" ]
    check_output weir --bad "$BATS_TEST_TMPDIR/bad" 'parse a /(?<x>\d+)/ or bad' <<<$'{"a":"q"}\n{"a":"1"}\n{}' 3<<<'{"a":"1","x":1}'
    diff "$BATS_TEST_TMPDIR/bad" - <<'OUT'
{"source":"standard input","line":1,"column":0,"error":"a does not match","text":"{\"a\":\"q\"}"}
{"source":"standard input","line":3,"column":0,"error":"a does not match","text":"{}"}
OUT
    check_error 3 weir --from text 'parse line as logfmt or bad' <<<$'a=1\n=' 3<<'ERR'
weir: bad event, line 2 of standard input: line is not logfmt: a '=' without a key
weir: 1 bad event (--bad FILE keeps them)
ERR
    check_output -s 3 weir 'count by a | parse a /(?<x>\d+)/ or bad' <<<$'{"a":"q"}\n{"a":"1"}' 3<<<'{"a":"1","count":1,"x":1}'
}

@test "parse: --strict ends at the first text that does not match" {
    local stage
    for stage in 'parse a /(?<x>\d)/' 'parse a as json' 'parse a /(?<x>\d)/ or bad' 'parse a as logfmt or bad'; do
        check_output -s 1 weir --strict "$stage | project k" <<<$'{"a":"=","k":1}\n{"a":"{}","k":2}' 3</dev/null
        grep -q 'stopped by --strict' "$stderr"
    done
    check_output weir --strict 'parse a as json or drop | project k' <<<$'{"a":"=","k":1}\n{"a":"{}","k":2}' 3<<<'{"k":2}'
}

@test "parse: texts with escapes, NUL, lone surrogates" {
    check_output weir 'parse a /^(?<x>.*)-(?<y>.*)$/s' <<'IN' 3<<'OUT'
{"a":"q\"\n-\u0000\u00e9"}
{"a":"\ud800-1"}
IN
{"a":"q\"\n-\u0000\u00e9","x":"q\"\n","y":"\u0000é"}
{"a":"\ud800-1","x":null,"y":null}
OUT
    check_output weir 'parse a as kv("-", ":") | drop a' <<<'{"a":"k\ud800:\u0000\ud800-b:2"}' 3<<<'{"k\ud800":"\u0000\ud800","b":2}'
}

@test "parse: in rows that stages made" {
    check_output weir 'project a | parse a /(?<x>\d+)(?<y>.)?/ | set z = x + 1' <<<'{"a":"12","b":1}' 3<<<'{"a":"12","x":12,"y":null,"z":13}'
    check_output weir 'count by a | parse a as csv(b, count)' <<<'{"a":"u,v"}' 3<<<'{"a":"u,v","count":"v","b":"u"}'
}

@test "parse: expressions below see the fields" {
    check_output weir 'parse m /(?<k>\w)=(?<v>\d+)/ or drop | sum(v) by k' 3<<<$'{"k":"a","sum_v":4}\n{"k":"b","sum_v":2}' <<'IN'
{"m":"a=1"}
{"m":"b=2"}
{"m":"a=3"}
IN
    check_output weir 'parse m as logfmt | window 1m on t | sum(v)' 3<<'OUT' <<'IN'
{"window_start":"2025-01-01T00:00:00Z","window_end":"2025-01-01T00:01:00Z","sum_v":3}
OUT
{"m":"t=2025-01-01T00:00:00Z v=1"}
{"m":"t=2025-01-01T00:00:59Z v=2"}
IN
}

@test "parse as json: members are merged into the event" {
    check_output weir 'parse js as json' <<'IN' 3<<'OUT'
{"id":1,"js":"{\"a\":1.50,\"id\":[ 2 ],\"js\":null}","z":0}
{"js":" {\n\"a\" : {\"b\":\"\\u0041\"}\n} "}
{"js":"{}"}
IN
{"id":[ 2 ],"js":null,"z":0,"a":1.50}
{"js":" {\n\"a\" : {\"b\":\"\\u0041\"}\n} ","a":{"b":"\u0041"}}
{"js":"{}"}
OUT
}

@test "parse as json: a name means the member, else what it meant before" {
    check_output weir 'set x = 5 | parse js as json | project x, y = x + 1, b.c, e = exists(q), js2 = len(js)' 3<<'OUT' <<'IN'
{"x":1,"y":2,"c":{"d":3},"e":true,"js2":34}
{"x":5,"y":6,"c":9,"e":false,"js2":2}
OUT
{"js":"{\"x\":1,\"b\":{\"c\":{\"d\":3}},\"q\":null}"}
{"js":"{}","b":{"c":9}}
IN
    check_output weir 'parse a as json | parse b as json | drop a, b' <<<'{"a":"{\"b\":\"{\\\"c\\\":1,\\\"d\\\":2}\",\"c\":3}"}' 3<<<'{"c":1,"d":2}'
    check_output weir 'drop x | parse a as json | set y = x' <<<$'{"a":"{}","x":1}\n{"a":"{\\"x\\":2}","x":1}' 3<<<$'{"a":"{}","y":null}\n{"a":"{\\"x\\":2}","x":2,"y":2}'
}

@test "parse as json: stages below change merged fields" {
    check_output weir 'parse a as json | drop a, p | rename r = q | set s = s + 1, n.m = 1' \
        <<<'{"a":"{\"p\":1,\"q\":2,\"s\":3,\"n\":{}}","s":0}' 3<<<'{"s":4,"r":2,"n":{"m":1}}'
    check_output weir 'parse a as json | drop a | project q, *' <<<'{"a":"{\"p\":1,\"q\":2}","s":0}' 3<<<'{"q":2,"s":0,"p":1}'
    check_output weir 'parse a as json | tail 1 | drop a' <<<'{"a":"{\"p\":1}","s":0}' 3<<<'{"s":0,"p":1}'
}

@test "parse as json: what is no object does not match" {
    check_output weir 'parse a as json' <<'IN' 3<<'OUT'
{"a":"[1]"}
{"a":"{\"x\":\"y\nz\"}"}
{"a":"  "}
{"a":"{} {}"}
{"a":"{\"x\":\"\ud800\"}"}
{"a":{"x":1}}
IN
{"a":"[1]"}
{"a":"{\"x\":\"y\nz\"}"}
{"a":"  "}
{"a":"{} {}"}
{"a":"{\"x\":\"\ud800\"}"}
{"a":{"x":1}}
OUT
    grep -q '6 values did not fit' "$stderr"
    check_output -s 3 weir --from text 'parse line as json or bad | drop line' <<<$'{"a":1}\nlog line\n{"a":' 3<<<'{"a":1}'
}

@test "parse as json: depth and width" {
    awk 'BEGIN { for (i = 0; i < 1000; i++) printf "{\"a\":"; printf "1"; for (i = 0; i < 1000; i++) printf "}"; print "" }' |
        weir --from text 'parse line as json | project a' >"$BATS_TEST_TMPDIR/out"
    [ "$(wc -c <"$BATS_TEST_TMPDIR/out")" = 6002 ]
    awk 'BEGIN { printf "{\"x\":\"{"; for (i = 0; i < 100000; i++) printf "\\\"k%d\\\":%d,", i, i; printf "\\\"z\\\":1}\""
         for (i = 0; i < 100000; i++) printf ",\"k%d\":0", i; print "}" }' |
        timeout 20 "$WEIR" 'parse x as json | drop x' >"$BATS_TEST_TMPDIR/out"
    grep -q '"k99998":99998,"k99999":99999,"z":1}$' "$BATS_TEST_TMPDIR/out"
}

@test "parse as logfmt, kv, csv" {
    check_output weir 'parse a as logfmt | drop a' <<<'{"a":"x=1 y=\"b \\\"c\\\"\" z","z":5}' 3<<<'{"z":null,"x":1,"y":"b \"c\""}'
    check_output weir 'parse a as kv(";", ": ") | drop a' <<<'{"a":" x y: 1 ; z: \"p;q\";; "}' 3<<<'{"x y":1,"z":"p;q"}'
    check_output weir 'parse a as kv | project b, a' <<<'{"a":"b=1,a = x=y"}' 3<<<'{"b":1,"a":"x=y"}'
    check_output weir 'parse a as kv(",", "=") or drop' 3</dev/null <<'IN'
{"a":"b"}
{"a":"=1"}
{"a":"b=\"x"}
{"a":"b=\"x\"y"}
IN
    check_output weir 'parse a as csv(x, "y z", a)' <<<'{"a":"\"p,\"\"q\"\"\",,3"}' 3<<<'{"a":3,"x":"p,\"q\"","y z":""}'
    check_output weir 'parse a as csv(x) or drop' <<<$'{"a":"1,2"}\n{"a":"\\"1\\n2\\""}\n{"a":"1\\n2"}\n{"a":"\\"1"}' 3<<<$'{"a":"\\"1\\n2\\"","x":"1\\n2"}'
}

@test "parse as clf: common, combined, and odd requests" {
    check_output weir --from text 'parse line as clf | drop line, time, host, ident' 3<<'OUT' <<'IN'
{"user":"frank","method":"GET","path":"/a.gif","protocol":"HTTP/1.0","status":200,"bytes":2326,"referer":null,"agent":null}
{"user":"john doe","method":"POST","path":"/a b","protocol":"HTTP/1.1","status":304,"bytes":null,"referer":"http://x/","agent":"say \"hi\\"}
{"user":null,"method":"GET","path":"/old","protocol":null,"status":200,"bytes":1,"referer":null,"agent":"x"}
{"user":null,"method":null,"path":null,"protocol":null,"status":408,"bytes":0,"referer":null,"agent":null}
{"user":null,"method":null,"path":"\\x16\\x03 \\x01","protocol":null,"status":400,"bytes":0,"referer":null,"agent":"-x"}
OUT
127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326
::1 id john doe [10/Oct/2000:13:55:36 -0700] "POST /a b HTTP/1.1" 304 - "http://x/" "say \"hi\\" more
h - - [10/Oct/2000:13:55:36 -0700] "GET /old" 200 1 "-" "x"
h - - [10/Oct/2000:13:55:36 -0700] "-" 408 0 "-" "-"
h - - [10/Oct/2000:13:55:36 -0700] "\x16\x03 \x01" 400 0 "-" "-x"
IN
    check_output weir --from text 'parse line as clf | project time, ms = time(time) - time("2000-10-10T20:55:36Z")' \
        <<<'h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1' 3<<<'{"time":"2000-10-10T13:55:36-07:00","ms":0}'
    check_output weir --from text 'parse line as clf or drop' 3</dev/null <<'IN'
h - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1
h - - [10/Okt/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1
h - - [10/Oct/2000:13:55:36 -0700 "GET / HTTP/1.0" 200 1
h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0 200 1
h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200
h - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 1 "x"y
IN
}

@test "parse as clf: 10,000 lines of a real log" {
    need_shared material/data/elastic-logs/apache_logs.log
    weir --from text -i "$SHARED/material/data/elastic-logs/apache_logs.log" 'parse line as clf or drop | count() by method' |
        sort >"$BATS_TEST_TMPDIR/out"
    # One line's agent is not closed.
    awk 'NR != 8899 { n[substr($6, 2)]++ } END { for (m in n) printf "{\"method\":\"%s\",\"count\":%d}\n", m, n[m] }' \
        "$SHARED/material/data/elastic-logs/apache_logs.log" | sort | diff - "$BATS_TEST_TMPDIR/out"
    check_output weir --from text -i "$SHARED/material/data/elastic-logs/apache_logs.log" \
        'parse line as clf or drop | count, sum(bytes), max_time = max(time(time))' 3< <(
        awk 'NR != 8899 { n++; if ($10 != "-") s += $10 } END { printf "{\"count\":%d,\"sum_bytes\":%.0f,", n, s }' \
            "$SHARED/material/data/elastic-logs/apache_logs.log"
        echo '"max_time":"2015-05-20T21:05:59Z"}')
}

@test "parse: mistakes" {
    check_error 2 weir 'parse msg /(a)/' 3<<'ERR'
weir: this regex has no named group, so it makes no field
  parse msg /(a)/
            ^~~~~
name a group: (?<NAME>...); to keep what matches: filter FIELD =~ /regex/
ERR
    check_error 2 weir 'parse msg /(?<a>x)(?<a>y)/' 3<<'ERR'
weir: bad regex: two groups have the same name; where only one of them can match, put (?J) first
  parse msg /(?<a>x)(?<a>y)/
                         ^
ERR
    check_error 2 weir 'parse msg as jsno' 3<<'ERR'
weir: unknown format 'jsno'
  parse msg as jsno
               ^~~~
did you mean 'json'?
ERR
    check_error 2 weir 'parse msg' 3<<'ERR'
weir: parse needs a regex or a format
  parse msg
           ^
usage: parse PATH /regex/ [or drop|or bad], or parse PATH as FORMAT [or drop|or bad]
ERR
    check_error 2 weir 'parse msg as csv' 3<<'ERR'
weir: csv needs the names of its columns here
  parse msg as csv
               ^~~
such as csv(a, b, c)
ERR
    check_error 2 weir 'project msg | parse msg as json' 3<<'ERR'
weir: the fields of json are not known before the run, and these rows have only those of a stage above
  project msg | parse msg as json
                             ^~~~
parse before that stage
ERR
    check_error 2 weir 'parse msg as kv(",")' 3<<'ERR'
weir: kv takes what stands between pairs, and between key and value
  parse msg as kv(",")
               ^~~~~~~
such as kv(",", "=")
ERR
    check_error 2 weir 'parse msg /(?<a>x)/ or die' 3<<'ERR'
weir: 'or' needs 'drop' or 'bad'
  parse msg /(?<a>x)/ or die
                         ^~~
usage: parse PATH /regex/ [or drop|or bad], or parse PATH as FORMAT [or drop|or bad]
ERR
}

@test "parse: the same for every size of the reads" {
    local size
    awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"a\":\"%s\",\"i\":%d}\n", i % 5 ? "{\\\"n\\\":" i ",\\\"i\\\":\\\"x\\\"}" : "bad " i, i }' \
        >"$BATS_TEST_TMPDIR/in"
    for size in 1 7 4096 262144; do
        WEIR_TEST_READ_SIZE=$size weir -i "$BATS_TEST_TMPDIR/in" --bad "$BATS_TEST_TMPDIR/bad.$size" \
            'parse a /(?<k>.*)/ | parse a as json or bad | filter n != 7' >"$BATS_TEST_TMPDIR/out.$size"
        cmp "$BATS_TEST_TMPDIR/out.$size" "$BATS_TEST_TMPDIR/out.1"
        cmp "$BATS_TEST_TMPDIR/bad.$size" "$BATS_TEST_TMPDIR/bad.1"
    done
    [ -s "$BATS_TEST_TMPDIR/bad.1" ]
}
