# SPDX-License-Identifier: MIT
# Numbers: integers of any length are compared exactly, arithmetic is 64 bits or doubles, what is only
# passed on keeps its digits.
load helpers
load exprs

@test "numbers: what is only passed on keeps its digits" {
    gives 'a' 1.50e2 '{"a":1.50e2}'
    gives 'a' -0.0 '{"a":-0.0}'
    gives 'a' 1e999 '{"a":1e999}'
    gives 'a' 123456789012345678901234567890.10 '{"a":123456789012345678901234567890.10}'
    gives 'a' 1E5 '{"a":1E5}'
    gives 'a ?? 0' 1.0 '{"a":1.0}'
    gives 'if(true, a, 0)' 1.00 '{"a":1.00}'
    gives '[a]' '[1.0]' '{"a":1.0}'
}

@test "numbers: arithmetic of integers" {
    gives '7 + 3' 10
    gives '7 - 10' -3
    gives '7 * -3' -21
    gives 'a + 1' 9223372036854775807 '{"a":9223372036854775806}'
    gives 'a - 1' -9223372036854775808 '{"a":-9223372036854775807}'
}

@test "numbers: / is real division" {
    gives '7 / 2' 3.5
    gives '6 / 2' 3
    gives '-7 / 2' -3.5
    gives '1 / 3' 0.3333333333333333
    gives '9007199254740993 / 1' 9007199254740993
    gives '1.5 / 0.5' 3
}

@test "numbers: % has the sign of the dividend" {
    gives '7 % 3' 1
    gives '-7 % 3' -1
    gives '7 % -3' 1
    gives '-7 % -3' -1
    gives '7.5 % 2' 1.5
    gives '-7.5 % 2' -1.5
    gives 'a % b' 0 '{"a":-9223372036854775808,"b":-1}'
}

@test "numbers: division by zero is null, and no error" {
    gives '1 / 0' null
    gives '0 / 0' null
    gives 'a / b' null '{"a":1,"b":0}'
    gives 'a / b' null '{"a":1,"b":0.0}'
    gives 'a % b' null '{"a":1,"b":0}'
    gives 'a % b' null '{"a":1.5,"b":-0.0}'
}

@test "numbers: beyond 64 bits arithmetic goes on with doubles" {
    gives 'a + 1' 9223372036854776000 '{"a":9223372036854775807}'
    gives 'a - 1' -9223372036854776000 '{"a":-9223372036854775808}'
    gives 'a * a' 100000000000000000000 '{"a":10000000000}'
    gives '-a' 9223372036854776000 '{"a":-9223372036854775808}'
    gives 'a / b' 9223372036854776000 '{"a":-9223372036854775808,"b":-1}'
    gives 'a + 0' 123456789012345680000 '{"a":123456789012345678901}'
}

@test "numbers: a fraction or an exponent makes a double" {
    gives '0.1 + 0.2' 0.30000000000000004
    gives '1e2 + 0' 100
    gives '5 + 2.0' 7
    gives '1.0 * 3' 3
    gives 'type(a)' '"float"' '{"a":1.0}'
    gives 'type(a)' '"float"' '{"a":1e2}'
    gives 'type(a)' '"int"' '{"a":100}'
}

@test "numbers: doubles print as the shortest text that reads back the same" {
    gives 'a + 0' 0.1 '{"a":0.1}'
    gives 'a + 0' 0.1 '{"a":0.1000000000000000055}'
    gives 'a + 0' 5e-324 '{"a":4.9406564584124654e-324}'
    gives 'a + 0' 1.7976931348623157e+308 '{"a":1.7976931348623157e308}'
    gives 'a + 0' 9007199254740993 '{"a":9007199254740993}'
    gives 'a + 0' 9007199254740992 '{"a":9007199254740993.0}'
    gives 'a + 0' 123456789.125 '{"a":1.23456789125e8}'
}

@test "numbers: infinities become null and are counted" {
    errs 'a * 10' 'the result is beyond the range of numbers' '{"a":1e308}'
    errs 'a + 0' 'the result is beyond the range of numbers' '{"a":1e999}'
    errs '-a' 'the result is beyond the range of numbers' '{"a":1e999}'
    errs 'a - a' 'the result is beyond the range of numbers' '{"a":1e999}'
}

@test "numbers: 1 == 1.0, and they are one group" {
    gives '1 == 1.0' true
    gives 'a == 100' true '{"a":1e2}'
    gives 'a == 0' true '{"a":-0.0}'
    check_output weir 'count by a' <<'IN' 3<<'OUT'
{"a":1.0}
{"a":1}
{"a":10e-1}
{"a":2}
IN
{"a":1.0,"count":3}
{"a":2,"count":1}
OUT
}

@test "numbers: integers and doubles compare exactly" {
    gives 'a == b' false '{"a":9007199254740993,"b":9007199254740992.0}'
    gives 'a > b' true '{"a":9007199254740993,"b":9007199254740992.0}'
    gives 'a < b' true '{"a":9223372036854775807,"b":9223372036854775808.0}'
    gives 'a == b' true '{"a":9007199254740994,"b":9.007199254740994e15}'
}

@test "numbers: integers of any length compare exactly" {
    gives 'a == b' false '{"a":123456789012345678901234567890,"b":123456789012345678901234567891}'
    gives 'a < b' true '{"a":123456789012345678901234567890,"b":123456789012345678901234567891}'
    gives 'a < b' true '{"a":-123456789012345678901234567891,"b":-123456789012345678901234567890}'
    gives 'a > 9223372036854775807' true '{"a":9223372036854775808}'
    gives 'a == 123456789012345678901234567890' true '{"a":123456789012345678901234567890}'
    gives 'a > 1e308' true '{"a":1e999}'
    gives 'a < 123456789012345678901234567890' true '{"a":1e29}'
}

@test "numbers: integers beyond 64 bits in a pipeline keep their digits" {
    gives '123456789012345678901234567890' 123456789012345678901234567890
    gives '-9223372036854775808' -9223372036854775808
    gives '9223372036854775807' 9223372036854775807
    keeps 'a in [123456789012345678901234567890]' '{"a":123456789012345678901234567890}'
    drops 'a in [123456789012345678901234567891]' '{"a":123456789012345678901234567890}'
}

@test "numbers: the sign" {
    gives '-a' -5 '{"a":5}'
    gives '- -a' 5 '{"a":5}'
    gives '--5' 5
    gives '1 - -1' 2
    gives '5-3' 2
    gives '5 -3' 2
    gives 'a-b' 2 '{"a":5,"b":3}'
    gives '2 * -3' -6
}

@test "numbers: + and - and its kin want numbers" {
    errs 'a + 1' '"x" is of a wrong type here' '{"a":"x"}'
    errs 'a - b' '"x" is of a wrong type here' '{"a":"x","b":"y"}'
    errs 'a * 2' 'true is of a wrong type here' '{"a":true}'
    errs 'a / 2' '[1] is of a wrong type here' '{"a":[1]}'
    errs '-a' '"5" is not a number' '{"a":"5"}'
}

@test "numbers: abs floor ceil round" {
    gives 'abs(a)' 5 '{"a":-5}'
    gives 'abs(a)' 0.5 '{"a":-0.5}'
    gives 'floor(a)' -3 '{"a":-2.5}'
    gives 'ceil(a)' -2 '{"a":-2.5}'
    gives 'floor(a)' 123456789012345678901 '{"a":123456789012345678901}'
    gives 'round(a)' 3 '{"a":2.5}'
    gives 'round(a)' -3 '{"a":-2.5}'
    gives 'round(a, 2)' 2.68 '{"a":2.675001}'
    gives 'round(a, -2)' 1200 '{"a":1249}'
    gives 'round(a, 1)' 0.3 '{"a":0.25}'
}

@test "numbers: int float str" {
    gives 'int(a)' 2 '{"a":2.9}'
    gives 'int(a)' -2 '{"a":-2.9}'
    gives 'int(a)' 12 '{"a":"12"}'
    gives 'int(a)' 1 '{"a":true}'
    gives 'float(a)' 1.5 '{"a":"1.5"}'
    gives 'str(a)' '"1.5"' '{"a":1.5}'
    gives 'str(a)' '"true"' '{"a":true}'
    gives 'str(a)' '"123456789012345678901"' '{"a":123456789012345678901}'
    errs 'int(a)' '"12x" is not a number' '{"a":"12x"}'
    errs 'int(a)' '"007" is not a number' '{"a":"007"}'
    errs 'float(a)' '"+1" is not a number' '{"a":"+1"}'
}

@test "numbers: min and max go by the order of sort" {
    gives 'min(3, 1.5, 2)' 1.5
    gives 'max(a, b)' '"x"' '{"a":5,"b":"x"}'
    gives 'min(a, b)' 9007199254740992 '{"a":9007199254740993,"b":9007199254740992}'
}
