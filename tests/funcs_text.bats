# SPDX-License-Identifier: MIT
# Functions of texts: trim substr reverse repeat pad format split join replace (of texts), encodings.
load helpers
load exprs

# event LENGTH CHARACTER   {"a":"..."} with that many of the character
event() {
    printf '{"a":"'
    head -c "$1" /dev/zero | tr '\0' "$2"
    printf '"}\n'
}

@test "text functions: null is null, and nothing is complained of" {
    for call in 'trim(a)' 'trim("x", a)' 'substr(a, 1)' 'substr("x", a)' 'substr("x", 0, a)' 'reverse(a)' \
        'repeat(a, 2)' 'repeat("x", a)' 'pad(a, 2)' 'pad("x", a)' 'pad("x", 2, a)' 'split(a, ",")' 'split("x", a)' \
        'join(a, ",")' 'join([1], a)' 'replace(a, "x", "y")' 'replace("x", a, "y")' 'replace("x", "x", a)' \
        'url_encode(a)' 'url_decode(a)' 'base64_encode(a)' 'base64_decode(a)'; do
        gives "$call" null || return
        gives "$call" null '{"a":null}' || return
    done
}

@test "text functions: another type is counted" {
    for call in 'trim(a)' 'trim("x", a)' 'replace("x", a, "y")' 'replace("x", "x", a)' 'url_encode(a)' 'url_decode(a)' \
        'base64_encode(a)' 'base64_decode(a)' 'split(a, ",")' 'split("x", a)' 'join([1], a)'; do
        errs "$call" '{"b":1} is not a text' '{"a":{"b":1}}' || return
    done
    errs 'join(a, ",")' '"x" is not an array' '{"a":"x"}'
    errs 'substr("x", a)' '1.5 is not a whole number' '{"a":1.5}'
    errs 'repeat("x", a)' '"2" is not a whole number' '{"a":"2"}'
    errs 'reverse(a)' '12 is of a wrong type here' '{"a":12}'
    errs 'pad(a, 2)' 'true is of a wrong type here' '{"a":true}'
}

@test "text functions: empty texts" {
    gives '[trim(a), substr(a, 0), substr(a, -1, 2), reverse(a), repeat(a, 1000000000000)]' '["","","","",""]' '{"a":""}'
    gives '[pad(a, 2), pad(a, 0), split(a, ","), split(a, ""), replace(a, "", "x")]' '["  ","",[""],[],""]' '{"a":""}'
    gives '[url_encode(a), url_decode(a), base64_encode(a), base64_decode(a)]' '["","","",""]' '{"a":""}'
    gives '[join(a, ","), reverse(a)]' '["",[]]' '{"a":[ ]}'
    gives 'format("")' '""'
}

@test "text functions: NUL and lone surrogates come through" {
    local odd='{"a":" \ud800\u0000\udc00é "}'
    gives 'trim(a)' '"\ud800\u0000\udc00é"' "$odd"
    gives 'reverse(a)' '" é\udc00\u0000\ud800 "' "$odd"
    gives 'substr(a, 1, 2)' '"\ud800\u0000"' "$odd"
    gives 'split(a, "")' '[" ","\ud800","\u0000","\udc00","é"," "]' "$odd"
    gives 'split(a, "\u0000")' '[" \ud800","\udc00é "]' "$odd"
    gives 'join(split(a, "\ud800"), "\ud800") == a' true "$odd"
    gives 'replace(a, "\udc00", "x")' '" \ud800\u0000xé "' "$odd"
    gives 'repeat(substr(a, 3, 1), 2)' '"\udc00\udc00"' "$odd"
    gives 'pad(a, 8, "\ud800")' '"\ud800\ud800 \ud800\u0000\udc00é "' "$odd"
    gives 'format("{:.4}|{:>7}", a, a)' '" \ud800\u0000\udc00|  \ud800\u0000\udc00é "' "$odd"
    gives 'base64_decode(base64_encode(a)) == a and url_decode(url_encode(a)) == a' true "$odd"
}

@test "trim: Unicode's white space, or the characters given" {
    gives 'trim(a)' '"x y"' '{"a":"\u00a0\u2003\t x y\u3000\r\n\u0085"}'
    gives 'trim(a)' '"​x"' '{"a":"​x"}'
    gives 'trim(a)' '""' '{"a":" \t "}'
    gives 'trim(a, "-é")' '"x-y"' '{"a":"é-x-y-é"}'
    gives 'trim(a, "")' '" x "' '{"a":" x "}'
    gives 'trim(a, a)' '""' '{"a":"abc"}'
}

@test "substr: from 0, from the end, and beyond it" {
    gives '[substr(a, 1), substr(a, 1, 1), substr(a, 0, 0), substr(a, 5), substr(a, 99, 1)]' '["bç😀e","b","","",""]' \
        '{"a":"ábç😀e"}'
    gives '[substr(a, -2), substr(a, -2, 1), substr(a, -99), substr(a, -99, 2)]' '["😀e","😀","ábç😀e","áb"]' '{"a":"ábç😀e"}'
    gives '[substr(a, 123456789012345678901), substr(a, -123456789012345678901, 1), substr(a, 1, 123456789012345678901)]' \
        '["","a","bc"]' '{"a":"abc"}'
    gives 'substr(a, -9223372036854775808)' '"abc"' '{"a":"abc"}'
    errs 'substr(a, 0, b)' '-1 is a negative length' '{"a":"abc","b":-1}'
    gives 'substr(a, 9, 9)' '"jklmnopqr"' '{"a":"abcdefghijklmnopqrstuvwxyz"}'
}

@test "reverse: code points, elements" {
    gives 'reverse(a)' '"😀çb́a"' '{"a":"a\u0301bç😀"}'
    gives 'reverse(a)' '"dcba"' '{"a":"abcd"}'
    gives 'reverse(a)' '[{"b":[1,2]},"x",1.50]' '{"a":[ 1.50 , "x",{"b" : [1, 2]}]}'
}

@test "repeat: n times, none below 1" {
    gives '[repeat(a, 3), repeat(a, 1), repeat(a, 0), repeat(a, -5), repeat(a, -123456789012345678901)]' \
        '["é-é-é-","é-","","",""]' '{"a":"é-"}'
}

@test "pad: to the left, with a negative width to the right" {
    gives '[pad(a, 5), pad(a, -5), pad(a, 2), pad(a, 0), pad(a, 4, "0"), pad(a, -4, "é")]' \
        '["  ábc","ábc  ","ábc","ábc","0ábc","ábcé"]' '{"a":"ábc"}'
    gives '[pad(7, 3, "0"), pad(1.5, 5), pad(123456789012345678901, -22, ".")]' '["007","  1.5","123456789012345678901."]'
    errs 'pad(a, 5, b)' '"" is not one character' '{"a":"x","b":""}'
    errs 'pad(a, 5, b)' '"ab" is not one character' '{"a":"x","b":"ab"}'
}

@test "text functions: a result of more than 16 MiB is null and counted" {
    local much='would make a result of more than 16 MiB'
    errs 'repeat("ab", n)' "8388609 $much" '{"n":8388609}'
    errs 'repeat("ab", n)' "9223372036854775807 $much" '{"n":9223372036854775807}'
    errs 'repeat("ab", n)' "123456789012345678901 $much" '{"n":123456789012345678901}'
    gives 'len(repeat("ab", n))' 16777216 '{"n":8388608}'
    errs 'pad("a", n)' "16777217 $much" '{"n":16777217}'
    errs 'pad("a", n, "é")' "8388610 $much" '{"n":8388610}'
    errs 'pad("a", n)' "-9223372036854775808 $much" '{"n":-9223372036854775808}'
    errs 'pad("a", n)' "-123456789012345678901 $much" '{"n":-123456789012345678901}'
    gives 'len(pad("a", n))' 16777216 '{"n":16777216}'
    event 5000 a >"$BATS_TEST_TMPDIR/a"
    check_output weir -i "$BATS_TEST_TMPDIR/a" 'project
        x = replace(a, "a", a), y = join(split(replace(a, "a", "aaa"), ""), a), z = len(replace(a, "a", "xyz"))' 3<<'OUT'
{"x":null,"y":null,"z":15000}
OUT
    [ "$(grep -c "$much" "$stderr")" = 2 ]
}

@test "split: a text, never a regex unless it is one" {
    gives 'split(a, ", ")' '["","a,b","c",""]' '{"a":", a,b, c, "}'
    gives 'split(a, ".")' '["a","b"]' '{"a":"a.b"}'
    gives 'split(a, a)' '["",""]' '{"a":"abc"}'
    gives 'split(a, "aa")' '["","a"]' '{"a":"aaa"}'
    gives 'split(a, b)' '["x","y"]' '{"a":"x|y","b":"|"}'
    gives 'split(a, "\"")' '["say ","hi\\","!"]' '{"a":"say \"hi\\\"!"}'
    gives 'get(split(a, "/"), -1)' '"c"' '{"a":"a/b/c"}'
    check_output weir 'set nested.nested.boo = split(level, "-")' <<'IN' 3<<'OUT'
{"level":"INFO","nested":{"nested":{"abc":10}}}
IN
{"level":"INFO","nested":{"nested":{"abc":10,"boo":["INFO"]}}}
OUT
}

@test "join: elements as str() writes them, null as nothing" {
    gives 'join(a, "-")' '"x-1--true-[1, 2]-2.5"' '{"a":["x",1,null,true,[1, 2],2.50]}'
    gives 'join(a, "\"")' '"é\"\\"' '{"a":["\u00e9","\\"]}'
    gives '[join(a, ""), join(a, "éé")]' '["ab","aééb"]' '{"a":["a","b"]}'
    keeps 'join(a, ",") == "b"' '{"a":["b"]}'
}

@test "replace: a text by a text, dollar signs and all" {
    gives 'replace(a, ", ", ":")' '":a,b:c:"' '{"a":", a,b, c, "}'
    gives '[replace(a, "a", "aa"), replace(a, "aa", "b"), replace(a, "x", "y"), replace(a, "", "y")]' \
        '["aaaaaa","ba","aaa","aaa"]' '{"a":"aaa"}'
    gives 'replace(a, ".", "$1\\1")' '"x$1\\1y"' '{"a":"x.y"}'
    gives 'replace(a, b, c)' '"x$0y"' '{"a":"x.y","b":".","c":"$0"}'
    gives 'replace(a, "x", "")' '"a\ny"' '{"a":"\u0061\nxy"}'
}

@test "format: placeholders in their order" {
    gives 'format("{} and {}!", a, b)' '"x and [1, 2]!"' '{"a":"x","b":[1, 2]}'
    gives 'format("{{}} {}{}", 1, true)' '"{} 1true"'
    gives 'format("{} {} {}", a, time("2024-05-01"), 90s)' '"null 2024-05-01T00:00:00Z 90"'
    gives 'format("no value")' '"no value"'
}

@test "format: numbers" {
    gives 'format("{:.2f} {:.2} {:.0f} {:f} {:.1f}", 2.5, 2.5, 2.5, 2.5, -0.04)' '"2.50 2.50 2 2.500000 -0.0"'
    gives 'format("{:.2f} {:.0f} {:.1f}", a, a, b)' '"7.00 7 123456789012345678901.0"' '{"a":7,"b":123456789012345678901}'
    gives 'format("{:e} {:.1e} {:.1e}", 12345.678, 7, a)' '"1.234568e+04 7.0e+00 1.2e+20"' '{"a":123456789012345678901}'
    gives 'format("{:x} {:x} {:04x} {:x}", 255, -255, 10, -9223372036854775808)' '"ff -ff 000a -8000000000000000"'
    gives 'format("{:5}|{:<5}|{:^5}|{:05}|{:05.1f}|{:0>5}|{:+>4}", 42, 42, 42, -42, -1.25, -42, 42)' \
        '"   42|42   | 42  |-0042|-01.2|00-42|++42"'
    gives 'format("{:.1f}s", 1500ms)' '"1.5s"'
    gives 'format("{:.100f}", 0.1)' '"0.1000000000000000055511151231257827021181583404541015625000000000000000000000000000000000000000000000"'
    errs 'format("{} {:.2f}", 1, a)' '"x" is not a number' '{"a":"x"}'
    errs 'format("{:x}", a)' '1.5 is not a whole number of 64 bits' '{"a":1.5}'
    errs 'format("{:f}", a)' 'null is out of range' '{"a":1e400}'
}

@test "format: texts" {
    gives 'format("{:6}|{:>6}|{:^6}|{:.2}|{:é>5.1}|{:3}", a, a, a, a, a, a)' '"ábcd  |  ábcd| ábcd |áb|ééééá|ábcd"' '{"a":"ábcd"}'
    gives 'format("{:06}|{:>6}|{:<>3}", a, b, a)' '"ab    |  true|<ab"' '{"a":"ab","b":true}'
}

@test "format: the template is checked before the run" {
    check_error 2 weir 'project o = format("{} {}", a)' 3<<'ERR'
weir: there is no value for this placeholder
  project o = format("{} {}", a)
                         ^~
ERR
    check_error 2 weir 'project o = format("{}", a, b)' 3<<'ERR'
weir: there is no placeholder for this value
  project o = format("{}", a, b)
                              ^
ERR
    check_error 2 weir 'project o = format("{:8q}", a)' 3<<'ERR'
weir: a placeholder is {} or {:[[FILL]ALIGN][WIDTH][.DIGITS][f|e|x]}
  project o = format("{:8q}", a)
                      ^~~~~
ERR
    check_error 2 weir 'project o = format("{0}", a)' 3<<'ERR'
weir: between the braces nothing or a colon is wanted
  project o = format("{0}", a)
                      ^~~
ERR
    check_error 2 weir 'project o = format("a { b", a)' 3<<'ERR'
weir: this { is not closed; a brace itself is written {{
  project o = format("a { b", a)
                        ^
ERR
    check_error 2 weir 'project o = format("a } b", a)' 3<<'ERR'
weir: this } closes nothing; a brace itself is written }}
  project o = format("a } b", a)
                        ^
ERR
    check_error 2 weir 'project o = format("{:99999}", a)' 3<<'ERR'
weir: the width is more than 10000
  project o = format("{:99999}", a)
                      ^~~~~~~~
ERR
    check_error 2 weir 'project o = format("{:.f}", a)' 3<<'ERR'
weir: behind the point a number up to 100 is wanted
  project o = format("{:.f}", a)
                      ^~~~~
ERR
    check_error 2 weir 'project o = format(a, b)' 3<<'ERR'
weir: the format must be a constant text
  project o = format(a, b)
                     ^
ERR
    check_error 2 weir 'project o = format("{}", 1mo)' 3<<'ERR'
weir: a month or a year has no fixed length
  project o = format("{}", 1mo)
                           ^~~
ERR
}

@test "url_encode, url_decode: every byte, and what is not encoded" {
    gives 'url_encode(a)' '"a%20%CE%BC%2F-_.~%25"' '{"a":"a μ/-_.~%"}'
    gives 'url_decode(a)' '"a μ ∰ 😎"' '{"a":"a%20%CE%BC%20%E2%88%B0%20%F0%9F%98%8E"}'
    gives 'url_decode(a)' '"äbçdë"' '{"a":"%c3%a4b%c3%a7d%c3%ab"}'
    gives 'url_decode(a)' '"100% 5%x %2 a+b%"' '{"a":"100%25 5%x %2 a+b%"}'
    gives 'url_decode(a)' '"\u0000\""' '{"a":"%00%22"}'
    errs 'url_decode(a)' '"%ff" does not decode to UTF-8' '{"a":"%ff"}'
    errs 'url_decode(a)' '"%C3" does not decode to UTF-8' '{"a":"%C3"}'
}

@test "base64: every length, both alphabets, padding or none" {
    gives '[base64_encode("a"), base64_encode("ab"), base64_encode("abc"), base64_encode("foóbar\n")]' \
        '["YQ==","YWI=","YWJj","Zm/Ds2Jhcgo="]'
    gives '[base64_decode("YQ=="), base64_decode("YWI"), base64_decode("YWJj"), base64_decode("Zm_Ds2Jhcgo")]' \
        '["a","ab","abc","foóbar\n"]'
    for bad in Y YWJ YQ= 'YQ===' 'Y=Q=' 'YW Jj' 'YWJjé' '====' YR==; do
        errs 'base64_decode(a)' "\"$bad\" is not base64" "{\"a\":\"$bad\"}" || return
    done
    errs 'base64_decode(a)' '"/w==" does not decode to UTF-8' '{"a":"/w=="}'
}

@test "text functions: long texts" {
    event 3000001 x >"$BATS_TEST_TMPDIR/long"
    check_output weir -i "$BATS_TEST_TMPDIR/long" 'project
        a = len(trim(a, "x")), b = len(reverse(a)), c = len(replace(a, "xx", "y")), d = len(split(a, "xx")),
        e = len(pad(a, 3000010)), f = len(base64_decode(base64_encode(a))), g = len(url_encode(a)), h = len(join(split(a, ""), ""))' 3<<'OUT'
{"a":0,"b":3000001,"c":1500001,"d":1500001,"e":3000010,"f":3000001,"g":3000001,"h":3000001}
OUT
}

@test "source: the name of the input, also of rows that were held" {
    cd "$BATS_TEST_TMPDIR"
    echo '{"a":1}' >one
    echo '{"a":2}' >two
    check_output weir -i one -i two 'tail 2 | set from = source()' 3<<'OUT'
{"a":1,"from":"one"}
{"a":2,"from":"two"}
OUT
    check_output weir -i two -i one 'count by s = source()' 3<<'OUT'
{"s":"two","count":1}
{"s":"one","count":1}
OUT
    check_output weir 'filter source() == "-"' <<<'{"a":1}' 3<<<'{"a":1}'
    check_output weir -i one -i two 'project source = source(), a | tail 1' 3<<<'{"source":"two","a":2}'
    check_error 2 weir 'count by a | set x = source()' 3<<'ERR'
weir: source() is of events as they came, and the rows here were made by a stage
  count by a | set x = source()
                       ^~~~~~~~
give it a name above that stage: set src = source() | ...
ERR
}
