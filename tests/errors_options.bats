# SPDX-License-Identifier: MIT
# Mistakes on the command line: each message whole.
load helpers

@test "errors: an unknown option" {
    check_error 2 weir --outpt 3<<'ERR'
weir: unknown option '--outpt'; did you mean '--output'? ('weir -h' lists them)
ERR
    check_error 2 weir --frobnicate 3<<'ERR'
weir: unknown option '--frobnicate' ('weir -h' lists them)
ERR
    check_error 2 weir -x 3<<'ERR'
weir: unknown option '-x' ('weir -h' lists them; a stage that begins with a minus stands behind --)
ERR
    check_error 2 weir -qx 3<<'ERR'
weir: unknown option '-x' ('weir -h' lists them; a stage that begins with a minus stands behind --)
ERR
    check_error 2 weir --line 3<<'ERR'
weir: unknown option '--line' ('weir -h' lists them)
ERR
}

@test "errors: an option that wants a value" {
    check_error 2 weir -o 3<<'ERR'
weir: the option '--output' wants a value: --output DEST
ERR
    check_error 2 weir --output 3<<'ERR'
weir: the option '--output' wants a value: --output DEST
ERR
    check_error 2 weir -t 3<<'ERR'
weir: the option '--time' wants a value: --time EXPR
ERR
    check_error 2 weir --lateness 3<<'ERR'
weir: the option '--lateness' wants a value: --lateness D
ERR
    check_error 2 weir --arg 3<<'ERR'
weir: the option '--arg' wants a value: --arg NAME=VALUE
ERR
}

@test "errors: an option that takes no value" {
    check_error 2 weir --quiet=yes 'head 1' 3<<'ERR'
weir: the option '--quiet' takes no value
ERR
    check_error 2 weir --strict=1 'head 1' 3<<'ERR'
weir: the option '--strict' takes no value
ERR
}

@test "errors: a duration" {
    check_error 2 weir -l 5 'head 1' 3<<'ERR'
weir: --lateness wants a duration such as 5s or 1m30s, not '5'
ERR
    check_error 2 weir -l soon 'head 1' 3<<'ERR'
weir: --lateness wants a duration such as 5s or 1m30s, not 'soon'
ERR
    check_error 2 weir --lateness -5s 'head 1' 3<<'ERR'
weir: --lateness wants a duration such as 5s or 1m30s, not '-5s'
ERR
    check_error 2 weir --delay 1mo 'head 1' 3<<'ERR'
weir: --delay wants a duration such as 5s or 1m30s, not '1mo'
ERR
    check_error 2 weir --delay '' 'head 1' 3<<'ERR'
weir: --delay wants a duration such as 5s or 1m30s, not ''
ERR
}

@test "errors: a size" {
    check_error 2 weir --max-line x 'head 1' 3<<'ERR'
weir: --max-line wants a size below 4G such as 64k or 16M, not 'x'
ERR
    check_error 2 weir --max-line 0 'head 1' 3<<'ERR'
weir: --max-line wants a size below 4G such as 64k or 16M, not '0'
ERR
    check_error 2 weir --max-line -1 'head 1' 3<<'ERR'
weir: --max-line wants a size below 4G such as 64k or 16M, not '-1'
ERR
}

@test "errors: a time zone" {
    check_error 2 weir --tz Europe/Berln 'head 1' 3<<'ERR'
weir: unknown time zone 'Europe/Berln' (names are those of the system's zoneinfo, such as Europe/Berlin)
ERR
    check_error 2 weir --tz '' 'head 1' 3<<'ERR'
weir: unknown time zone '' (names are those of the system's zoneinfo, such as Europe/Berlin)
ERR
    check_error 2 weir --tz ../../etc/passwd 'head 1' 3<<'ERR'
weir: unknown time zone '../../etc/passwd' (names are those of the system's zoneinfo, such as Europe/Berlin)
ERR
}

@test "errors: a time format" {
    check_error 2 weir --time-format rfc 'head 1' 3<<'ERR'
weir: --time-format wants rfc3339, s, ms, us, ns or a format as strftime has, not 'rfc'
ERR
}

@test "errors: --arg" {
    check_error 2 weir --arg x 'head 1' 3<<'ERR'
weir: --arg wants NAME=VALUE, not 'x'
ERR
    check_error 2 weir --arg =x 'head 1' 3<<'ERR'
weir: --arg wants NAME=VALUE, not '=x'
ERR
}

@test "errors: --list and --help" {
    run_kept weir --list stage
    [ "$exit_status" = 2 ] && [ ! -s "$stdout" ]
    grep -qE "^weir: --list wants stages, functions, .* or topics, not 'stage'$" "$stderr"
    check_error 2 weir -h filtr 3<<'ERR'
weir: there is no help on 'filtr'; did you mean 'filter'?
ERR
    check_error 2 weir -h qqqqqq 3<<'ERR'
weir: there is no help on 'qqqqqq'; 'weir -h topics' names what there is
ERR
}

@test "errors: -t is an expression" {
    check_error 2 weir -t '' 'head 1' 3<<'ERR'
weir: expected an expression here
  
  ^
ERR
    check_error 2 weir -t 'ts ts' 'head 1' 3<<'ERR'
weir: expected the end of the expression, not 'ts'
  ts ts
     ^~
ERR
    check_error 2 weir -t 'nope(ts)' 'head 1' 3<<'ERR'
weir: unknown function 'nope'
  nope(ts)
  ^~~~
'weir -h functions' lists them
ERR
    check_error 2 weir -t true 'head 1' 3<<'ERR'
weir: -t wants a number or a text or a time, this is true or false
  true
  ^~~~
ERR
    check_error 2 weir -t 5m 'head 1' 3<<'ERR'
weir: -t wants a number or a text or a time, this is a duration
  5m
  ^~
ERR
    check_error 2 weir -t /x/ 'head 1' 3<<'ERR'
weir: a regex alone is a condition on the whole line; here a value is wanted
  /x/
  ^~~
match a field with FIELD =~ /x/
ERR
    check_error 2 weir -t 'ts | head 1' 'head 1' 3<<'ERR'
weir: expected the end of the expression here
  ts | head 1
    ^
ERR
}

@test "errors: a pipeline file that is not there" {
    check_error 2 weir -f no-such-file 3<<'ERR'
weir: cannot read the pipeline file no-such-file: No such file or directory
ERR
}

@test "errors: options of a later version" {
    check_error 2 weir --state x 'head 1' 3<<'ERR'
weir: the option '--state' is not in this version
ERR
    check_error 2 weir --spool x 'head 1' 3<<'ERR'
weir: the option '--spool' is not in this version
ERR
    check_error 2 weir --stats=often 'head 1' 3<<'ERR'
weir: --stats wants a duration such as 5s or 1m30s, not 'often'
ERR
    check_error 2 weir --explain=flink 'head 1' 3<<'ERR'
weir: --explain wants text or json, not 'flink'
ERR
    check_error 2 weir --color=no 'head 1' 3<<'ERR'
weir: --color wants auto, always or never, not 'no'
ERR
    check_error 2 weir -j 0 'head 1' 3<<'ERR'
weir: -j wants a number from 1 to 256, not '0'
ERR
    check_error 2 weir --jobs=+4 'head 1' 3<<'ERR'
weir: -j wants a number from 1 to 256, not '+4'
ERR
}

@test "errors: sources and destinations of a later version" {
    check_error 2 weir -i kafka://b/t 'head 1' 3<<'ERR'
weir: 'kafka://b/t': kafka:// is not in this version
ERR
    check_error 2 weir -o prom://x 'head 1' 3<<'ERR'
weir: 'prom://x': prom:// is not in this version
ERR
}

@test "errors: --arg that is no UTF-8" {
    check_error 2 weir --arg $'a=\xff' 3<<<$'weir: --arg wants UTF-8, which \'a=\xff\' is not'
}

@test "errors: --max-line with a sign or a space" {
    local size
    for size in -1 +1 ' 1' ''; do
        check_error 2 weir "--max-line=$size" 3<<ERR
weir: --max-line wants a size below 4G such as 64k or 16M, not '$size'
ERR
    done
}

@test "errors: options of other tools" {
    check_error 2 weir --icsv 3<<'ERR'
weir: unknown option '--icsv'; write --from csv
ERR
    check_error 2 weir --opprint 3<<'ERR'
weir: unknown option '--opprint'; write --to table
ERR
    check_error 2 weir --timezone=UTC 3<<'ERR'
weir: unknown option '--timezone'; write --tz ZONE
ERR
    check_error 2 weir --output-format=csv 3<<'ERR'
weir: unknown option '--output-format'; write --to FORMAT
ERR
    check_error 2 weir --from clf 3<<'ERR'
weir: --from wants json, text, logfmt, csv, csv(NAME, ...), tsv or tsv(NAME, ...), not 'clf'; write --from text 'parse line as clf | time time'
ERR
}

@test "errors: no help on it" {
    check_error 2 weir -h lag 3<<'ERR'
weir: there is no help on 'lag'; write set NAME = prev(x) by KEY
ERR
    check_error 2 weir -h join_ 3<<'ERR'
weir: there is no help on 'join_'; did you mean 'join'?
ERR
    check_error 2 weir -h lookup 3<<'ERR'
weir: there is no help on 'lookup'; to add the columns of a table by a key: enrich FILE on KEY
ERR
}
