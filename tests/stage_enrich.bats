# SPDX-License-Identifier: MIT
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cat >t.ndjson <<'IN'
{"id":1,"name":"ann","n":{"x":1}}
{"name":"bob","id":2.0,"extra":"\u0061\ud800\u0000"}

{"id":null,"name":"nobody"}
{"name":"no key"}
{"id":"x","name":"tx"}
  {"id":1,"name":"ann2"}  
{"id":[1, 2],"name":"list","id":[1,3]}
IN
}

@test "enrich: the columns of the row with the key; the last row counts" {
    check_output weir 'enrich t.ndjson on id' <<'IN' 3<<'OUT'
{"id":1,"name":"old","q":5}
{"id":2,"user":{"k":1.0}}
{"id":"\u0078"}
{"id":[1,3.0]}
{"id":[1,2]}
{"id":7,"name":"replaced, too"}
{"id":null}
{}
IN
{"id":1,"name":"ann2","q":5,"n":null,"extra":null}
{"id":2,"user":{"k":1.0},"name":"bob","n":null,"extra":"\u0061\ud800\u0000"}
{"id":"\u0078","name":"tx","n":null,"extra":null}
{"id":[1,3.0],"name":"list","n":null,"extra":null}
{"id":[1,2],"name":null,"n":null,"extra":null}
{"id":7,"name":null,"n":null,"extra":null}
{"id":null,"name":null,"n":null,"extra":null}
{"name":null,"n":null,"extra":null}
OUT
}

@test "enrich: another name of the key, an expression, a path" {
    check_output weir 'enrich t.ndjson on who = id | project who, name' <<<$'{"who":2}\n{"who":3}' 3<<<$'{"who":2,"name":"bob"}\n{"who":3,"name":null}'
    check_output weir 'enrich t.ndjson on user.id | project name' <<<'{"user":{"id":2}}' 3<<<'{"name":"bob"}'
    check_output weir 'enrich t.ndjson on a + 1 = id | project name' <<<$'{"a":1}\n{"a":"b"}' 3<<<$'{"name":"bob"}\n{"name":null}'
    check_stderr 3<<'ERR'
weir: stage 1, line 2 of standard input: a + 1: "b" is of a wrong type here
ERR
    check_output weir 'enrich t.ndjson on lower(name) = name | project id' <<<'{"name":"BOB"}' 3<<<'{"id":2.0}'
}

@test "enrich: the whole row under a name" {
    check_output weir 'enrich t.ndjson on id as u' <<<$'{"id":1,"u":5}\n{"id":2}\n{"id":9}' 3<<'OUT'
{"id":1,"u":{"id":1,"name":"ann2"}}
{"id":2,"u":{"name":"bob","id":2.0,"extra":"\u0061\ud800\u0000"}}
{"id":9,"u":null}
OUT
    check_output weir 'enrich t.ndjson on k = id as u | filter u.name == "ann2" | project k, u.id' <<<$'{"k":1}\n{"k":2}' 3<<<'{"k":1,"id":1}'
}

@test "enrich: the stages below know the columns" {
    check_output weir 'enrich t.ndjson on id | count by name' <<<$'{"id":1}\n{"id":2}\n{"id":1}\n{"id":5}' 3<<'OUT'
{"name":"ann2","count":2}
{"name":"bob","count":1}
{"name":null,"count":1}
OUT
    check_output weir 'count by id | enrich t.ndjson on id | project name, count' <<<$'{"id":1}\n{"id":2}\n{"id":1}' 3<<<$'{"name":"ann2","count":2}\n{"name":"bob","count":1}'
    check_error 2 weir 'count by id | enrich t.ndjson on id | project nam' 3<<'ERR'
weir: the rows here have no field 'nam'
  count by id | enrich t.ndjson on id | project nam
                                                ^~~
did you mean 'name'?
ERR
}

@test "enrich: two tables, and the same twice" {
    echo '{"name":"bob","age":50}' >ages
    check_output weir 'enrich t.ndjson on id | enrich ages on name | enrich t.ndjson on id as again | project id, age, again.name' <<<'{"id":2}' 3<<<'{"id":2,"age":50,"name":"bob"}'
}

@test "enrich: an empty table, a last line without a newline, a byte order mark, CR LF" {
    : >empty
    check_output weir 'enrich empty on id' <<<'{"id":1}' 3<<<'{"id":1}'
    check_output weir 'enrich empty on id as u' <<<'{"id":1}' 3<<<'{"id":1,"u":null}'
    printf '\n \n' >blank
    check_output weir 'enrich blank on id' <<<'{"id":1}' 3<<<'{"id":1}'
    printf '\xef\xbb\xbf{"id":1,"a":2}\r\n{"id":2,"a":3}' >marked
    check_output weir 'enrich marked on id' <<<$'{"id":1}\n{"id":2}' 3<<<$'{"id":1,"a":2}\n{"id":2,"a":3}'
    check_output weir 'enrich "marked" on id' <<<'{"id":2}' 3<<<'{"id":2,"a":3}'
    check_output bash -c '"$WEIR" "enrich /dev/fd/5 on id" <<<"{\"id\":2}" 5< <(cat marked)' 3<<<'{"id":2,"a":3}'
}

@test "enrich: what is wrong with the table" {
    check_error 2 weir 'enrich nope on id' 3<<'ERR'
weir: cannot read nope: No such file or directory
  enrich nope on id
         ^~~~
ERR
    check_error 2 weir 'enrich . on id' 3<<'ERR'
weir: cannot read .: Is a directory
  enrich . on id
         ^
ERR
    check_error 2 weir 'enrich t.ndjson on idd' 3<<'ERR'
weir: t.ndjson has no column 'idd'
  enrich t.ndjson on idd
                     ^~~
did you mean 'id'?
ERR
    check_error 2 weir 'enrich t.ndjson on id = user' 3<<'ERR'
weir: t.ndjson has no column 'user'
  enrich t.ndjson on id = user
                          ^~~~
it has: id, name, n, extra
ERR
    printf '{"id":1}\n\n{"id":2,}\n{"id":3}\n' >bad
    check_error 2 weir 'enrich bad on id' 3<<'ERR'
weir: bad, line 3: string or '}' expected near '}'
  enrich bad on id
         ^~~
ERR
    printf '{"id":1}\n{"id":"\xff"}\n' >bytes
    run_kept weir 'enrich bytes on id'
    [ "$exit_status" = 2 ]
    head -n 1 "$stderr" | grep -q '^weir: bytes, line 2: '
    python3 -c 'print("{\"id\":1," + ",".join("\"k%d\":%d" % (i, i) for i in range(1000)) + "}")' >wide
    check_error 2 weir 'enrich wide on id' 3<<'ERR'
weir: wide has more than 1000 columns
  enrich wide on id
         ^~~~
ERR
}

@test "enrich: how it is written" {
    check_error 2 weir 'enrich t.ndjson' 3<<'ERR'
weir: enrich needs 'on' and a key
  enrich t.ndjson
                 ^
usage: enrich FILE on EXPR [= NAME] [as NAME]
ERR
    check_error 2 weir 'enrich t.ndjson on id + 1' 3<<'ERR'
weir: this has no name by which to find the table's column
  enrich t.ndjson on id + 1
                     ^~~~~~
write it behind: on EXPR = NAME
ERR
    check_error 2 weir 'enrich t.ndjson on id = a.b' 3<<'ERR'
weir: the name of a column of the table belongs here
  enrich t.ndjson on id = a.b
                          ^~~
write it behind: on EXPR = NAME
ERR
    check_error 2 weir 'enrich t.ndjson on id = ' 3<<'ERR'
weir: 'on' needs a key
  enrich t.ndjson on id = 
                         ^
usage: enrich FILE on EXPR [= NAME] [as NAME]
ERR
    check_error 2 weir 'enrich t.ndjson on id as a.b' 3<<'ERR'
weir: one plain name belongs here
  enrich t.ndjson on id as a.b
                           ^~~
ERR
}

@test "enrich: --strict stops at the first key that is wrong" {
    check_error 1 weir --strict 'enrich t.ndjson on a + 1 = id | project name' <<<$'{"a":1}\n{"a":"b"}\n{"a":0}' 3<<'ERR'
weir: stopped by --strict: stage 1, line 2 of standard input: a + 1: "b" is of a wrong type here
ERR
    same_as_fd3 "$stdout" 3<<<'{"name":"bob"}'
}

@test "enrich: a large table against a join in python, every chunk size" {
    python3 - <<'PY'
import json, random
random.seed(11)
keys = [random.choice([i, float(i), str(i), None, True]) for i in range(20000)]
table = [{'k': k, 'v': i, 't': 'text %d' % i} for i, k in enumerate(keys)]
for row in table:
    if random.random() < .1: del row['t']
open('table', 'w').writelines(json.dumps(r) + '\n' for r in table)
index = {}
for r in table:
    if r['k'] is not None:
        index[(type(r['k']) in (int, float), r['k'])] = r
with open('in', 'w') as i, open('want', 'w') as w:
    for n in range(20000):
        k = random.choice([random.randrange(25000), float(random.randrange(25000)), str(random.randrange(25000)), None, True, False])
        r = index.get((type(k) in (int, float), k)) if k is not None else None
        i.write('{"k":%s,"n":%d}\n' % (json.dumps(k), n))
        w.write('{"k":%s,"n":%d,"v":%s,"t":%s}\n' % (json.dumps(k), n, json.dumps(r and r['v']), json.dumps(r and r.get('t'))))
PY
    weir 'enrich table on k' <in | cmp - want
    WEIR_TEST_READ_SIZE=100 weir 'enrich table on k' <in | cmp - want
}

@test "enrich: long values, 1,000 levels" {
    python3 -c '
print("{\"id\":1,\"long\":\"" + "x" * 3000000 + "\"}")
print("{\"id\":2,\"deep\":" + "[" * 1000 + "]" * 1000 + "}")' >long
    check_output weir 'enrich long on id | project n = len(long)' <<<'{"id":1}' 3<<<'{"n":3000000}'
    deep=$(python3 -c 'print("[" * 1000 + "]" * 1000)')
    check_output weir 'enrich long on id | project deep' <<<'{"id":2}' 3<<<"{\"deep\":$deep}"
}

@test "enrich: CSV, by its name or its first byte" {
    printf 'id,name,"a ""b"""\r\n1,"Smith, Ann",\r\n007,x,2.50\n\n2,"two\nlines",true\n1.0,last,-' >t.csv
    check_output weir 'enrich t.csv on id' <<<$'{"id":1}\n{"id":"007"}\n{"id":2.0}\n{"id":3}\n{"id":7}' 3<<'OUT'
{"id":1,"name":"last","a \"b\"":"-"}
{"id":"007","name":"x","a \"b\"":2.50}
{"id":2.0,"name":"two\nlines","a \"b\"":"true"}
{"id":3,"name":null,"a \"b\"":null}
{"id":7,"name":null,"a \"b\"":null}
OUT
    cp t.csv other
    check_output weir 'enrich other on id as r' <<<$'{"id":2}\n{"id":9}' 3<<'OUT'
{"id":2,"r":{"id":2,"name":"two\nlines","a \"b\"":"true"}}
{"id":9,"r":null}
OUT
    printf 'k\t\tv\nx\\ty\t1\tz\n' >t.tsv
    check_output weir 'enrich t.tsv on k' <<<'{"k":"x\ty"}' 3<<<'{"k":"x\ty","2":1,"v":"z"}'
    printf '\n\nk,v\n1,2\n' >blank
    check_output weir 'enrich blank on k' <<<'{"k":1}' 3<<<'{"k":1,"v":2}'
    printf 'k,v\n' >header.csv
    check_output weir 'enrich header.csv on k' <<<'{"k":1}' 3<<<'{"k":1,"v":null}'
}

@test "enrich: CSV that is none" {
    printf 'a,b\n1,2\n"x\ny",3,4\n' >bad.csv
    check_error 2 weir 'enrich bad.csv on a' 3<<'ERR'
weir: bad.csv, line 3: 3 fields where there are 2 columns
  enrich bad.csv on a
         ^~~~~~~
ERR
    printf 'a,b\n1,2\n1,"open\n' >bad.csv
    check_error 2 weir 'enrich bad.csv on a' 3<<'ERR'
weir: bad.csv, line 3: this quote is not closed
  enrich bad.csv on a
         ^~~~~~~
ERR
    printf 'a,b\n1,2\n1,\xff\n' >bad.csv
    check_error 2 weir 'enrich bad.csv on a' 3<<'ERR'
weir: bad.csv, line 3: invalid UTF-8
  enrich bad.csv on a
         ^~~~~~~
ERR
    printf 'a,b\n1,2\n' >t.csv
    check_error 2 weir 'enrich t.csv on c' 3<<'ERR'
weir: t.csv has no column 'c'
  enrich t.csv on c
                  ^
it has: a, b
ERR
}

@test "enrich: a CSV table that --to csv wrote, larger than one read" {
    python3 - >in <<'PY'
import json
for i in range(60000):
    print(json.dumps({'k': i, 't': 'text, "%d"\n' % i, 'f': i / 4}))
PY
    weir --to csv <in >t.csv
    weir 'project k | enrich t.csv on k' <in >out
    python3 - <<'PY'
import json
assert [json.loads(l) for l in open('out')] == [json.loads(l) for l in open('in')]
PY
}

# A table that changes while weir runs; the clock that tests set goes on by a second with each look.
live() { # STAGES
    mkfifo in out
    WEIR_TEST_NOW=1700000000000000000+1000000000 "$WEIR" "$@" <in >out 2>err 3>&- &
    pid=$!
    exec 7>in 8<out
}

asks() { # KEY ROW   the answer to a key
    local row
    echo "{\"id\":$1}" >&7
    read -r -t 30 row <&8
    [ "$row" = "$2" ] || { echo "got $row; $(cat err)"; return 1; } >&2
}

@test "enrich: a file that changes is read again, whole, before the next row" {
    echo '{"id":1,"v":"old"}' >t
    live 'enrich t on id'
    asks 1 '{"id":1,"v":"old"}'
    echo '{"id":1,"v":"new"}' >t.new && mv t.new t
    asks 1 '{"id":1,"v":"new"}'
    echo '{"id":2,"v":"more"}' >>t
    asks 2 '{"id":2,"v":"more"}'
    asks 1 '{"id":1,"v":"new"}'
    # Columns remain those of the start.
    echo '{"id":1,"w":"x"}' >t
    asks 1 '{"id":1,"v":null}'
    asks 2 '{"id":2,"v":null}'
    exec 7>&-
    wait "$pid"
    same_as_fd3 err 3<<<"weir: stage 1, enrich: t has a new column 'w', which this run does not know"
}

@test "enrich: a file that is broken or gone is told once, and the old table stays" {
    echo '{"id":1,"v":"old"}' >t
    live 'enrich t on id as t'
    asks 1 '{"id":1,"t":{"id":1,"v":"old"}}'
    echo '{"id":1,' >t
    asks 1 '{"id":1,"t":{"id":1,"v":"old"}}'
    asks 1 '{"id":1,"t":{"id":1,"v":"old"}}'
    rm t
    asks 1 '{"id":1,"t":{"id":1,"v":"old"}}'
    echo '{"key":1}' >t
    asks 1 '{"id":1,"t":{"id":1,"v":"old"}}'
    echo '{"id":1,"v":"back"}' >t
    asks 1 '{"id":1,"t":{"id":1,"v":"back"}}'
    exec 7>&-
    wait "$pid"
    [ "$(wc -l <err)" = 2 ]
    grep -q '^weir: stage 1, enrich: t, line 1: .*; the table read before stays$' err
    grep -qx "weir: stage 1, enrich: t has no column 'id'; the table read before stays" err
}

@test "enrich: SIGHUP lets it be read again; what is no file is read but once" {
    echo '{"id":1,"v":"old"}' >t
    mkfifo in out
    "$WEIR" 'enrich t on id' <in >out 2>err 3>&- &
    pid=$!
    exec 7>in 8<out
    asks 1 '{"id":1,"v":"old"}'
    rm t
    kill -HUP "$pid"
    for _ in $(seq 500); do [ ! -s err ] || break; sleep 0.02; done
    asks 1 '{"id":1,"v":"old"}'
    exec 7>&-
    wait "$pid"
    exec 8<&-
    same_as_fd3 err 3<<<'weir: stage 1, enrich: cannot read t: No such file or directory; the table read before stays'
    rm in out
    live "enrich '/dev/fd/9' on id" 9< <(echo '{"id":1,"v":"pipe"}')
    asks 1 '{"id":1,"v":"pipe"}'
    asks 1 '{"id":1,"v":"pipe"}'
    exec 7>&-
    wait "$pid"
}

@test "enrich: rows keep what they got when the table goes under them" {
    seq 1 20000 | sed 's/.*/{"id":&,"v":"text of &"}/' >t
    mkfifo in
    "$WEIR" 'enrich t on id' 'tail 5000' 'count by v' 'top 1 by count' <in >got 2>err 3>&- &
    pid=$!
    exec 7>in
    for _ in 1 2 3; do
        seq 1 20000 | sed 's/.*/{"id":&}/' >&7
        cp t t.new && mv t.new t
        kill -HUP "$pid"
    done
    exec 7>&-
    wait "$pid"
    [ "$(cat got)" = '{"v":"text of 15001","count":1}' ] && [ ! -s err ]
}
