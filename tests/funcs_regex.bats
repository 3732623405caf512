# SPDX-License-Identifier: MIT
# Functions with a regex: matches extract extract_all, and replace and split with one.
load helpers
load exprs

@test "regex functions: null, wrong types, empty texts" {
    for call in 'matches(a, /x/)' 'extract(a, /x/)' 'extract_all(a, /x/)' 'replace(a, /x/, "y")' 'replace("x", /x/, a)' 'split(a, /x/)'; do
        gives "$call" null || return
        errs "$call" '5 is not a text' '{"a":5}' || return
    done
    gives '[matches(a, /^$/), extract(a, /x*/), extract_all(a, /x*/), replace(a, /x*/, "y"), split(a, /x*/), split(a, /,/)]' \
        '[true,"",[""],"y",[""],[""]]' '{"a":""}'
}

@test "extract: the first group, else the whole match, else null" {
    gives '[extract(a, /\d+/), extract(a, /user (\w+)/), extract(a, /(\w+) (\w+)/), extract(a, /nobody/)]' \
        '["17","ann","user",null]' '{"a":"user ann 17"}'
    gives '[extract(a, /(\w+) (\w+)/, 2), extract(a, /(\w+) (\w+)/, 0), extract(a, /(?<u>\w+) (?<n>\w+)/, "n")]' \
        '["ann","user ann","ann"]' '{"a":"user ann 17"}'
    gives '[extract(a, /(x)|u/), extract(a, /(x)?user/, 1)]' '[null,null]' '{"a":"user"}'
    gives 'extract(a, "(\\d+)")' '"17"' '{"a":"user 17"}'
    gives 'extract(a, /ANN/i)' '"ann"' '{"a":"user ann 17"}'
    gives 'extract(a, /".*"/)' '"\"b\\\""' '{"a":"a \"b\\\" c"}'
}

@test "extract_all: every match, in order" {
    gives 'extract_all(a, /\d+/)' '["12","300"]' '{"a":"took 12 of 300 ms"}'
    gives 'extract_all(a, /(\w)=(\w)/)' '["a","b"]' '{"a":"a=1 b=2"}'
    gives 'extract_all(a, /(\w)=(\w)/, 2)' '["1","2"]' '{"a":"a=1 b=2"}'
    gives 'extract_all(a, /a|(b)/)' '[null,"b",null]' '{"a":"aba"}'
    gives 'extract_all(a, /x/)' '[]' '{"a":"aba"}'
    gives 'extract_all(a, /x*/)' '["","","xx","",""]' '{"a":"abxxç"}'
    gives 'extract_all(a, /^./)' '["a"]' '{"a":"aaa"}'
    gives 'extract_all(a, /^./m)' '["a","b"]' '{"a":"a\nb"}'
    gives 'extract_all(a, /(?<=a)b|\bc/)' '["b","c"]' '{"a":"ab c"}'
    gives 'extract_all(a, /a\K/)' '["",""]' '{"a":"aa"}'
}

@test "replace: every match; references to groups" {
    gives 'replace(a, /a/, "b")' '"bbbbb"' '{"a":"aaaaa"}'
    gives '[replace(a, /^.*a/, "b"), replace(a, /^.*?a/, "b")]' '["b","baa"]' '{"a":"aaa"}'
    gives 'replace(a, /(?<u>\w+)@(\w+)/, "$2<${u}>[$0]$$1$1st${2}$u.")' '"x<ann>[ann@x]$1annstxann."' '{"a":"ann@x"}'
    gives 'replace(a, /(x)|y/, "<$1>")' '"<><x>"' '{"a":"yx"}'
    gives 'replace(a, /x*/, "-")' '"-a-b--d-"' '{"a":"abxd"}'
    gives 'replace(a, /$/, "!")' '"é!"' '{"a":"é"}'
    gives 'replace(a, /\b/, "|")' '"é |b|"' '{"a":"é b"}'
    gives 'replace(a, /x/, "")' '"ab"' '{"a":"xaxbx"}'
    gives 'replace(a, /b/, c)' '"a$1c"' '{"a":"abc","c":"$1"}'
    gives 'replace(a, /\./, b)' '"x[.]y"' '{"a":"x.y","b":"[.]"}'
}

@test "replace: a wrong reference is refused before the run" {
    check_error 2 weir 'project o = replace(a, /(b)/, "x$2")' 3<<'ERR'
weir: the regex has no group '$2'
  project o = replace(a, /(b)/, "x$2")
                                  ^~
ERR
    check_error 2 weir 'project o = replace(a, /(b)/, "${who}")' 3<<'ERR'
weir: the regex has no group '${who}'
  project o = replace(a, /(b)/, "${who}")
                                 ^~~~~~
ERR
    check_error 2 weir 'project o = replace(a, /(b)/, "${1")' 3<<'ERR'
weir: the regex has no group '${1'
  project o = replace(a, /(b)/, "${1")
                                 ^~~
ERR
    check_error 2 weir 'project o = replace(a, /(b)/, "5 $")' 3<<'ERR'
weir: a dollar sign itself is written $$
  project o = replace(a, /(b)/, "5 $")
                                   ^
ERR
    check_error 2 weir 'project o = replace(a, /(b)/, "$99999999999999999999")' 3<<'ERR'
weir: the regex has no group '$99999999999999999999'
  project o = replace(a, /(b)/, "$99999999999999999999")
                                 ^~~~~~~~~~~~~~~~~~~~~
ERR
}

@test "extract: a wrong group or regex is refused before the run" {
    check_error 2 weir 'project o = extract(a, /(b)/, 2)' 3<<'ERR'
weir: the regex has 1 group
  project o = extract(a, /(b)/, 2)
                                ^
ERR
    check_error 2 weir 'project o = extract(a, /b/, -1)' 3<<'ERR'
weir: the regex has 0 groups
  project o = extract(a, /b/, -1)
                              ^~
ERR
    check_error 2 weir 'project o = extract_all(a, /(?<x>b)/, "y")' 3<<'ERR'
weir: the regex has no group 'y'
  project o = extract_all(a, /(?<x>b)/, "y")
                                        ^~~
ERR
    check_error 2 weir 'project o = extract(a, /(b)/, c)' 3<<'ERR'
weir: the group must be a constant number or name
  project o = extract(a, /(b)/, c)
                                ^
ERR
    check_error 2 weir 'project o = extract(a, b)' 3<<'ERR'
weir: a regex or a constant text is wanted here
  project o = extract(a, b)
                         ^
ERR
    check_error 2 weir 'project o = split(a, /(b/)' 3<<'ERR'
weir: bad regex: missing closing parenthesis
  project o = split(a, /(b/)
                          ^
ERR
}

@test "split: at every match" {
    gives 'split(a, /,\s*/)' '["a","b","c",""]' '{"a":"a, b,c,\n"}'
    gives 'split(a, /(,)/)' '["a","b"]' '{"a":"a,b"}'
    gives 'split(a, /x*/)' '["a","b","ç"]' '{"a":"axxbç"}'
    gives 'split(a, /(?=[A-Z])/)' '["some","Camel","Case"]' '{"a":"someCamelCase"}'
    gives 'split(a, /x/i)' '["","b",""]' '{"a":"xbX"}'
}

@test "regexes: lone surrogates match nothing, and come through" {
    local odd='{"a":"\ud800ab\udfff\u0000ab"}'
    gives 'extract(a, /^./)' null "$odd"
    gives 'extract_all(a, /./s)' '["a","b","\u0000","a","b"]' "$odd"
    gives 'replace(a, /ab/, "x")' '"\ud800x\udfff\u0000x"' "$odd"
    gives 'replace(a, /a|$/, "\ud801$0")' '"\ud800\ud801ab\udfff\u0000\ud801ab\ud801"' "$odd"
    gives 'split(a, /b/)' '["\ud800a","\udfff\u0000a",""]' "$odd"
    gives 'split(a, /(?=b)/)' '["\ud800a","b\udfff\u0000a","b"]' "$odd"
    gives '[matches(a, /b.*a/s), matches(a, /\x00a/), matches(a, /[^x]{5}/)]' '[false,true,false]' "$odd"
}

@test "regexes: one that explodes is given up and counted, and the next event is read" {
    {
        printf '{"a":"'
        head -c 50000 /dev/zero | tr '\0' a
        printf '!"}\n{"a":"aaa"}\n'
    } >"$BATS_TEST_TMPDIR/in"
    check_output timeout 10 "$WEIR" -i "$BATS_TEST_TMPDIR/in" 'project m = matches(a, /(a+)+$/), e = extract(a, /(a+)+$/),
        x = extract_all(a, /(a+)+$/), r = replace(a, /(a+)+$/, "-"), s = split(a, /(a+)+$/)' 3<<'OUT'
{"m":null,"e":null,"x":null,"r":null,"s":null}
{"m":true,"e":"aaa","x":["aaa"],"r":"-","s":["",""]}
OUT
    grep -qF 'made the regex give up' "$stderr" && grep -qF 'stage 1: 5 values did not fit' "$stderr"
}

@test "regexes: a result of more than 16 MiB is null and counted" {
    {
        printf '{"a":"'
        head -c 6000 /dev/zero | tr '\0' a
        printf '"}\n'
    } >"$BATS_TEST_TMPDIR/in"
    check_output weir -i "$BATS_TEST_TMPDIR/in" 'project r = replace(a, /a(?=(a*))/, "$1"), n = len(extract_all(a, /(?=(a))/))' 3<<'OUT'
{"r":null,"n":6000}
OUT
    grep -qF 'would make a result of more than 16 MiB' "$stderr"
}
