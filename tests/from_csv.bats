# SPDX-License-Identifier: MIT
load helpers

@test "csv: the first record names the columns, numbers are numbers" {
    check_output weir --from csv <<'IN' 3<<'OUT'
id,name,ms
1,ann,2.50
2,bob,-1e3
007,+1,NaN
IN
{"id":1,"name":"ann","ms":2.50}
{"id":2,"name":"bob","ms":-1e3}
{"id":"007","name":"+1","ms":"NaN"}
OUT
    check_output weir --from csv 'filter ms > 1 | project n = ms * 2' <<'IN' 3<<<'{"n":5}'
id,ms
1,2.50
2,1
IN
}

@test "csv: --text keeps numbers as text" {
    check_output weir --from csv --text 'filter a == "1"' <<<$'a,b\n1,2' 3<<<'{"a":"1","b":"2"}'
}

@test "csv: quotes, doubled quotes, separators and newlines in quotes" {
    check_output weir --from csv <<'IN' 3<<'OUT'
a,"b ""x""",c
"1","say ""hi""","x, y"
"two
lines",5" pipe,"
"
"","""",""""""
IN
{"a":1,"b \"x\"":"say \"hi\"","c":"x, y"}
{"a":"two\nlines","b \"x\"":"5\" pipe","c":"\n"}
{"a":"","b \"x\"":"\"","c":"\"\""}
OUT
}

@test "csv: CR LF, a byte order mark, blank lines, no newline at the end" {
    check_output weir --from csv < <(printf '\357\273\277a,b\r\n1,"x\r\ny"\r\n\r\n\n3,"4"\r\n5,6') 3<<'OUT'
{"a":1,"b":"x\r\ny"}
{"a":3,"b":4}
{"a":5,"b":6}
OUT
    check_output weir --from csv <<<$'a\n""\n x \n' 3<<<$'{"a":""}\n{"a":" x "}'
}

@test "csv: columns without a name and columns of one name" {
    check_output weir --from csv <<<$'a,,a,a_2,\n1,2,3,4,5' 3<<<'{"a":1,"2":2,"a_2":3,"a_2_2":4,"5":5}'
    check_output weir --from csv 'project x = `5`' <<<$'a,,a,a_2,\n1,2,3,4,5' 3<<<'{"x":5}'
}

@test "csv: columns named on the command line" {
    check_output weir --from 'csv(a, b c)' <<<'1,2' 3<<<'{"a":1,"b c":2}'
    check_output weir --from 'tsv(x)' <<<$'1\n2' 3<<<$'{"x":1}\n{"x":2}'
}

@test "csv: a wrong number of fields is a bad line" {
    check_output weir --from csv --bad "$BATS_TEST_TMPDIR/bad" <<'IN' 3<<<$'{"a":1,"b":2}\n{"a":4,"b":5}'
a,b
1,2
1,"2
",3
7
4,5
IN
    diff "$BATS_TEST_TMPDIR/bad" - <<'OUT'
{"source":"standard input","line":3,"column":0,"error":"3 fields where there are 2 columns","text":"1,\"2\n\",3"}
{"source":"standard input","line":5,"column":0,"error":"1 field where there are 2 columns","text":"7"}
OUT
    check_error 3 weir --from csv <<<$'a,b\n1' 3<<'ERR'
weir: bad line, line 2 of standard input: 1 field where there are 2 columns
weir: 1 bad line (--bad FILE keeps them)
ERR
}

@test "csv: an unclosed quote costs up to the next newline, whatever the size of the reads" {
    local size
    for size in 1 7 4096; do
        WEIR_TEST_READ_SIZE=$size check_output -s 3 weir --from csv \
            < <(printf 'a,b\n1,"x\ny"\n"q,1\n2,3\n4,5\n') 3<<'OUT'
{"a":1,"b":"x\ny"}
{"a":2,"b":3}
{"a":4,"b":5}
OUT
        check_stderr 3<<'ERR'
weir: bad line, line 4 of standard input: column 1: this quote is not closed
weir: 1 bad line (--bad FILE keeps them)
ERR
        WEIR_TEST_READ_SIZE=$size check_output -s 3 weir --from csv \
            <<<$'a,b\n5,"x\n6,7\n8,"y"z\n9,"y"' 3<<<$'{"a":6,"b":7}\n{"a":9,"b":"y"}'
        check_stderr 3<<'ERR'
weir: bad line, line 2 of standard input: text behind a closing quote
weir: bad line, line 4 of standard input: column 6: text behind a closing quote
weir: 2 bad lines (--bad FILE keeps them)
ERR
    done
}

@test "csv: a record may be as long as --max-line, and no longer" {
    local size
    for size in 1 7 4096; do
        WEIR_TEST_READ_SIZE=$size check_output -s 3 weir --from csv --max-line 16 \
            <<<$'a,b\n1,"3456789\n1234"\n1,"3456789\n12345"\n5,6\n' 3<<<$'{"a":1,"b":"3456789\\n1234"}\n{"a":5,"b":6}'
        check_stderr 3<<'ERR'
weir: bad line, line 4 of standard input: column 3: this quote is not closed within --max-line
weir: bad line, line 5 of standard input: 1 field where there are 2 columns
weir: 2 bad lines (--bad FILE keeps them)
ERR
        # A line over the limit ends the record before it.
        WEIR_TEST_READ_SIZE=$size check_output -s 3 weir --from csv --max-line 16 \
            <<<$'a,b\n1,"x\n12345678901234567890\n"\n5,6' 3<<<'{"a":5,"b":6}'
        check_stderr 3<<'ERR'
weir: bad line, line 2 of standard input: column 3: this quote is not closed
weir: bad line, line 3 of standard input: longer than --max-line (16 bytes)
weir: bad line, line 4 of standard input: column 1: this quote is not closed
weir: 3 bad lines (--bad FILE keeps them)
ERR
    done
}

@test "csv: invalid UTF-8 is a bad line, NUL is a character" {
    check_output -s 3 weir --from csv < <(printf 'a,b\n1,\377\n2,\0\303\251\n') 3<<<'{"a":2,"b":"\u0000é"}'
    check_stderr 3<<'ERR'
weir: bad line, line 2 of standard input: column 3: not valid UTF-8
weir: 1 bad line (--bad FILE keeps them)
ERR
}

@test "csv: --bad and --late keep the record as it came, lines are those of its beginning" {
    check_output weir --from csv -l 0s --late "$BATS_TEST_TMPDIR/late" 'window 1m | count' <<'IN' 3<<'OUT'
time,msg
2025-01-01T00:00:00Z,a
2025-01-01T00:05:00Z,b
"2025-01-01T00:00:01Z","late
one"
IN
{"window_start":"2025-01-01T00:00:00Z","window_end":"2025-01-01T00:01:00Z","count":1}
{"window_start":"2025-01-01T00:05:00Z","window_end":"2025-01-01T00:06:00Z","count":1}
OUT
    diff "$BATS_TEST_TMPDIR/late" - <<<$'"2025-01-01T00:00:01Z","late\none"'
    check_error 3 weir --from csv 'window 1m | count' <<<$'time,m\nx,"\n"\n2025-01-01,b\ny,c' 3<<'ERR'
weir: bad event, line 2 of standard input: no event time: none of @timestamp timestamp time ts datetime date is a time (-t names another)
weir: bad event, line 5 of standard input: no event time: none of @timestamp timestamp time ts datetime date is a time (-t names another)
weir: 2 bad events (--bad FILE keeps them)
ERR
}

@test "csv: a regex alone means the record as it came, also where it was held" {
    check_output weir --from csv '/^1,"/' <<<$'a,b\n1,"x"\n1,x' 3<<<'{"a":1,"b":"x"}'
    check_output weir --from csv 'tail 2 | /^1,"/ | set a = 5' <<<$'a,b\n1,"x"\n1,x' 3<<<'{"a":5,"b":"x"}'
}

@test "csv: each input has its own header" {
    printf 'a,b\n1,2\n' >"$BATS_TEST_TMPDIR/one"
    printf 'b,a\n1,2\n' >"$BATS_TEST_TMPDIR/two"
    check_output weir --from csv -i "$BATS_TEST_TMPDIR/one" -i "$BATS_TEST_TMPDIR/two" 'project a, b' \
        3<<<$'{"a":1,"b":2}\n{"a":2,"b":1}'
    check_output weir --from csv <<<'a,b' 3</dev/null
}

@test "csv: 100,000 columns, of one name or of many" {
    awk 'BEGIN { for (i = 0; i < 100000; i++) printf "c,"; print "c"; for (i = 0; i < 100000; i++) printf "%d,", i; print 7 }' |
        timeout 10 "$WEIR" --from csv 'project c, c_100001' >"$BATS_TEST_TMPDIR/out"
    diff "$BATS_TEST_TMPDIR/out" - <<<'{"c":0,"c_100001":7}'
}

@test "tsv: tabs, escapes, quotes are nothing special" {
    check_output weir --from tsv < <(printf 'a\tb\n1\\t2\t"x"\nq\\\\n\\n\\r\\x\t\r\n\t\n') 3<<'OUT'
{"a":"1\t2","b":"\"x\""}
{"a":"q\\n\n\r\\x","b":""}
{"a":"","b":""}
OUT
}

@test "from: what is no format" {
    local value
    for value in xml 'csv(' 'csv()' 'csv(a' 'csv(a,)' 'text(a)' ''; do
        check_error 2 weir --from "$value" \
            3<<<"weir: --from wants json, text, logfmt, csv, csv(NAME, ...), tsv or tsv(NAME, ...), not '$value'"
    done
}

@test "csv: the same for every size of the reads" {
    awk 'BEGIN { srand(1); print "a,b,c"
        for (i = 0; i < 3000; i++) {
            r = int(rand() * 12)
            if (r == 0) printf "%d,\"x\ny \"\"%d\"\"\",z\r\n", i, i
            else if (r == 1) printf "%d,\"open,%d\n", i, i
            else if (r == 2) printf "\"\n\n\n\",%d,\"\"\n", i
            else if (r == 3) printf "\n"
            else if (r == 4) printf "%d,\"a\"b,1\n", i
            else if (r == 5) printf "%d,1\n", i
            else printf "%d,plain,\"q,%d\"\n", i, i
        } }' >"$BATS_TEST_TMPDIR/in"
    local size
    for size in 1 7 100 4096 262144; do
        WEIR_TEST_READ_SIZE=$size weir --from csv -i "$BATS_TEST_TMPDIR/in" --bad "$BATS_TEST_TMPDIR/bad.$size" \
            'set n = a' >"$BATS_TEST_TMPDIR/out.$size"
        cmp "$BATS_TEST_TMPDIR/out.$size" "$BATS_TEST_TMPDIR/out.1"
        cmp "$BATS_TEST_TMPDIR/bad.$size" "$BATS_TEST_TMPDIR/bad.1"
    done
    [ -s "$BATS_TEST_TMPDIR/bad.1" ] && [ "$(wc -l <"$BATS_TEST_TMPDIR/out.1")" -gt 1500 ]
}
