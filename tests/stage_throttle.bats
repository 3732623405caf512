# SPDX-License-Identifier: MIT
# The clock is the test's: it stands still, or goes on by a step with each line read.
load helpers

@test "throttle: the first N pass, the rest is dropped and counted" {
    export WEIR_TEST_NOW=1767225600000000000
    check_output weir 'throttle 2 per 1s' < <(printf '{"n":%s}\n' 1 2 3 4 5) 3< <(printf '{"n":%s}\n' 1 2)
    check_stderr 3<<'ERR'
weir: stage 1: throttle dropped 3 rows
ERR
    check_output weir 'filter true | throttle 4 per 1s' < <(printf '{"n":%s}\n' 1 2 3 4 5) 3< <(printf '{"n":%s}\n' 1 2 3 4)
    check_stderr 3<<'ERR'
weir: stage 2: throttle dropped 1 row
ERR
    check_output weir 'throttle 5 per 1s' < <(printf '{"n":%s}\n' 1 2 3 4 5) 3< <(printf '{"n":%s}\n' 1 2 3 4 5)
    check_stderr 3</dev/null
    check_output weir 'throttle 5 per 1s' </dev/null 3</dev/null
}

@test "throttle: by a key, each of them" {
    WEIR_TEST_NOW=1767225600000000000 check_output weir 'throttle 1 per 1h by k' 3<<'OUT' <<'IN'
{"k":"a","n":1}
{"k":"b","n":2}
{"k":null,"n":4}
OUT
{"k":"a","n":1}
{"k":"b","n":2}
{"k":"a","n":3}
{"k":null,"n":4}
{"n":5}
{"k":"\u0061","n":6}
IN
}

# 400 ms from line to line: in no second more than two.
@test "throttle: in no stretch of D more than N" {
    export WEIR_TEST_NOW=1767225600000000000+400000000 WEIR_TEST_READ_SIZE=1
    check_output weir 'throttle 2 per 1s' < <(printf '{"n":%s}\n' 1 2 3 4 5 6 7 8) 3< <(printf '{"n":%s}\n' 1 2 4 5 7 8)
    check_output weir 'throttle 1 per 800ms' < <(printf '{"n":%s}\n' 1 2 3 4 5 6) 3< <(printf '{"n":%s}\n' 1 3 5)
    check_output weir 'throttle 100 per 2m | count' < <(seq 250 | sed 's/.*/{"n":&}/') 3<<<'{"count":100}'
    check_output weir 'throttle 100 per 40s | count' < <(seq 250 | sed 's/.*/{"n":&}/') 3<<<'{"count":250}'
}

@test "throttle: a clock that is set back does not stop it" {
    export WEIR_TEST_NOW=1767225600000000000+-5000000000 WEIR_TEST_READ_SIZE=1
    check_output weir 'throttle 1 per 1s' < <(printf '{"n":%s}\n' 1 2 3) 3< <(printf '{"n":%s}\n' 1 2 3)
}

@test "throttle: 100,000 keys" {
    keys() { awk 'BEGIN { for (i = 0; i < 300000; i++) print "{\"k\":" i % 100000 "}" }'; }
    WEIR_TEST_NOW=1767225600000000000 check_output weir 'throttle 2 per 1s by k | count' < <(keys) 3<<<'{"count":200000}'
}

@test "throttle: --strict" {
    check_output -s 1 weir --strict 'throttle 9 per 1s by k + 1' < <(printf '{"k":%s}\n' 1 '"x"' 2) 3<<<'{"k":1}'
    grep -q '^weir: stopped by --strict: stage 1, line 2 of standard input: k + 1: "x"' "$stderr"
}

@test "throttle: mistakes" {
    check_error 2 weir 'throttle 3' 3<<'ERR'
weir: throttle needs 'per' and a duration
  throttle 3
            ^
usage: throttle N per D [by EXPR, ...]
ERR
    check_error 2 weir 'throttle 3 per 10' 3<<'ERR'
weir: a duration needs a unit
  throttle 3 per 10
                 ^~
such as 10s or 10m; there are ns us ms s m h d w mo y
ERR
    check_error 2 weir 'throttle 3 per 1mo' 3<<'ERR'
weir: a month or a year has no fixed length
  throttle 3 per 1mo
                 ^~~
ERR
    check_error 2 weir 'throttle 0 per 1s' 3<<'ERR'
weir: a whole number from 1 up belongs here
  throttle 0 per 1s
           ^
usage: throttle N per D [by EXPR, ...]
ERR
}
