# SPDX-License-Identifier: MIT
# Functions of times and durations. How times are read without a format: lang_times.bats.
load helpers
load exprs

# refuses EXPR <<ERR   the pipeline is refused, and what is printed stands in fd 3
refuses() {
    check_error 2 weir "project out = $1" </dev/null
}

@test "time functions: times agree with Python's zoneinfo, in many zones and directives" {
    command -v python3 >/dev/null || skip "no python3 here"
    python3 -c 'import zoneinfo, sys; sys.exit(not zoneinfo.available_timezones())' ||
        skip "no zones here"
    python3 "$PROJECT/tests/tools/time_cases.py" "$WEIR" 60
}

@test "format_time: directives" {
    a='{"t":"2026-03-09T05:06:07.012345678Z"}'
    gives 'format_time(t, "%Y-%m-%dT%H:%M:%SZ")' '"2026-03-09T05:06:07Z"' "$a"
    gives 'format_time(t, "%F %T|%D %R|%x %X")' '"2026-03-09 05:06:07|03/09/26 05:06|03/09/26 05:06:07"' "$a"
    gives 'format_time(t, "%c|%r")' '"Mon Mar  9 05:06:07 2026|05:06:07 AM"' "$a"
    gives 'format_time(t, "%C %y %G %g %V %u %w %U %W %j")' '"20 26 2026 26 11 1 1 10 10 068"' "$a"
    gives 'format_time(t, "%A %a %B %b %h")' '"Monday Mon March Mar Mar"' "$a"
    gives 'format_time(t, "%e|%k|%l|%I|%p|%P")' '" 9| 5| 5|05|AM|am"' "$a"
    gives 'format_time(t, "%-d|%-H|%_m|%0e|%-j|%_j")' '"9|5| 3|09|68| 68"' "$a"
    gives 'format_time(t, "%f|%N|%3N|%6N|%9N|%1N|%S%.f")' '"012345|012345678|012|012345|012345678|0|07.012345678"' "$a"
    gives 'format_time(t, "%s %z %:z %Z %%")' '"1773032767 +0000 +00:00 UTC %"' "$a"
    gives 'format_time(t, "a%nb%tc\"\\")' '"a\nb\tc\"\\"' "$a"
    gives 'format_time(t, "%.f")' '""' '{"t":1773032767}'
    gives 'format_time(t, "%S%.f")' '"07.500"' '{"t":1773032767.5}'
}

@test "format_time: the ends of the years" {
    gives 'format_time(t, "%F %G-W%V-%u %U %W %j")' '"2021-01-03 2020-W53-7 01 00 003"' '{"t":"2021-01-03"}'
    gives 'format_time(t, "%F %G-W%V-%u %U %W %j")' '"2024-12-31 2025-W01-2 52 53 366"' '{"t":"2024-12-31"}'
    gives 'format_time(t, "%c", "+14:00")' '"Sat Jan  1 13:59:59 10000"' '{"t":"9999-12-31T23:59:59Z"}'
    gives 'format_time(t, "%F %C%y", "-12:00")' '"0000-12-31 0000"' '{"t":"0001-01-01T00:00:00Z"}'
    gives 'format_time(t, "%s")' '"-62135596800"' '{"t":"0001-01-01T00:00:00Z"}'
}

@test "format_time: zones" {
    a='{"t":"2026-07-01T12:00:00Z"}'
    gives 'format_time(t, "%H:%M %Z %z", "Europe/Berlin")' '"14:00 CEST +0200"' "$a"
    gives 'format_time(t, "%H:%M %Z %:z", "America/St_Johns")' '"09:30 NDT -02:30"' "$a"
    gives 'format_time(t, "%H:%M %Z %z", "+05:45")' '"17:45 +05:45 +0545"' "$a"
    gives 'format_time(t, "%Z", "America/Sao_Paulo")' '"-03"' "$a"
    gives 'format_time(t, "%H:%M", null)' '"12:00"' "$a"
    run -0 weir --tz Asia/Kathmandu 'project t = format_time(t, "%R %Z")' <<<"$a"
    [ "$output" = '{"t":"17:45 +0545"}' ]
}

@test "format_time: by name" {
    a='{"t":"2026-07-01T12:00:00.5Z"}'
    gives 'format_time(t, "s")' 1782907200 "$a"
    gives 'format_time(t, "ms")' 1782907200500 "$a"
    gives 'format_time(t, "us")' 1782907200500000 "$a"
    gives 'format_time(t, "ns")' 1782907200500000000 "$a"
    gives 'format_time(t, "ns")' -62135596800000000000 '{"t":"0001-01-01"}'
    gives 'format_time(t, "rfc3339")' '"2026-07-01T12:00:00.500Z"' "$a"
    gives 'format_time(t, "rfc3339", "Europe/Berlin")' '"2026-07-01T14:00:00.500+02:00"' "$a"
}

@test "format_time: what is no time" {
    gives 'format_time(t, "%F")' null '{"t":null}'
    gives 'format_time(t, "%F")' null
    errs 'format_time(t, "%F")' '"" is not a time' '{"t":""}'
    errs 'format_time(t, "%F")' '[1] is of a wrong type here' '{"t":[1]}'
    errs 'format_time(t, "%F")' 'true is of a wrong type here' '{"t":true}'
    errs 'format_time(t, "%F")' '"\u0000" is not a time' '{"t":"\u0000"}'
    errs 'format_time(t, "%F")' '"\ud800" is not a time' '{"t":"\ud800"}'
}

@test "format_time: a wrong format is shown where it is wrong" {
    refuses 'format_time(t, "%Y-%Q")' 3<<'ERR'
weir: there is no '%Q' in formats of times
  project out = format_time(t, "%Y-%Q")
                                   ^~
those of strftime are known, and %f %N %3N %.f for fractions; 'weir -h format_time' says more
ERR
    refuses 'format_time(t, "%")' 3<<'ERR'
weir: the format ends in a % without its letter
  project out = format_time(t, "%")
                                ^
a percent sign itself is %%
ERR
    refuses 'format_time(t, "iso")' 3<<'ERR'
weir: 'iso' is not a format of times
  project out = format_time(t, "iso")
                               ^~~~~
formats are s, ms, us, ns, rfc3339 and those of strftime: "%Y-%m-%d %H:%M:%S"
ERR
    refuses 'format_time(t, "")' 3<<'ERR'
weir: '' is not a format of times
  project out = format_time(t, "")
                               ^~
formats are s, ms, us, ns, rfc3339 and those of strftime: "%Y-%m-%d %H:%M:%S"
ERR
    refuses 'format_time(t, f)' 3<<'ERR'
weir: the format must be a constant text
  project out = format_time(t, f)
                               ^
ERR
    refuses 'format_time(t, "%é")' 3<<'ERR'
weir: there is no '%é' in formats of times
  project out = format_time(t, "%é")
                                ^~
those of strftime are known, and %f %N %3N %.f for fractions; 'weir -h format_time' says more
ERR
}

@test "time functions: an unknown zone is shown with a hint" {
    refuses 'hour(t, "Mars/Olympus")' 3<<'ERR'
weir: 'Mars/Olympus' is not a time zone this system knows
  project out = hour(t, "Mars/Olympus")
                        ^~~~~~~~~~~~~~
names are those of the system's zoneinfo, such as Europe/Berlin; +02:00 is one too
ERR
    refuses 'hour(t, z)' 3<<'ERR'
weir: the time zone must be a constant text
  project out = hour(t, z)
                        ^
such as "Europe/Berlin", in quotes
ERR
}

# reads FORMAT TEXT TIME [TZ]   the text is read as that time
reads() {
    gives "time(a, \"$1\"${4:+, \"$4\"})" "\"$3\"" "{\"a\":\"$2\"}"
}

# reads_not FORMAT TEXT [TZ]
reads_not() {
    errs "time(a, \"$1\"${3:+, \"$3\"})" "\"$2\" is not a time of this format" "{\"a\":\"$2\"}"
}

@test "time with a format: dates and clocks" {
    reads '%d/%b/%Y:%H:%M:%S %z' '10/Oct/2000:13:55:36 -0700' 2000-10-10T20:55:36Z
    reads '%Y%m%d%H%M%S%3N' 20260102030405678 2026-01-02T03:04:05.678Z
    reads '%m/%d/%Y %I:%M:%S %p' '07/04/2026 12:30:00 am' 2026-07-04T00:30:00Z
    reads '%m/%d/%Y %l:%M %p' '07/04/2026  1:30 PM' 2026-07-04T13:30:00Z
    reads '%a %b %e %H:%M:%S %Z %Y' 'mon JUN  1 04:05:06 UTC 2026' 2026-06-01T04:05:06Z
    reads '%A, %d %B %Y' 'Tuesday, 30 June 2015' 2015-06-30T00:00:00Z
    reads '%F %T' '2026-01-02 03:04:05' 2026-01-02T03:04:05Z
    reads '%F %T%.f' '2026-01-02 03:04:05' 2026-01-02T03:04:05Z
    reads '%F %T%.f' '2026-01-02 03:04:05,25' 2026-01-02T03:04:05.250Z
    reads '%F %T.%f' '2026-01-02 03:04:05.1234567891' 2026-01-02T03:04:05.123456789Z
    reads '%Y' 2026 2026-01-01T00:00:00Z
    reads '%Y-%j' 2024-366 2024-12-31T00:00:00Z
    reads '%G-W%V-%u' 2020-W53-7 2021-01-03T00:00:00Z
    reads '%G-W%V' 2025-W01 2024-12-30T00:00:00Z
    reads '%Y %U %w' '2026 01 0' 2026-01-04T00:00:00Z
    reads '%Y %W %a' '2026 00 Thu' 2026-01-01T00:00:00Z
    reads '%d.%m.%y' 01.02.69 1969-02-01T00:00:00Z
    reads '%d.%m.%y' 01.02.68 2068-02-01T00:00:00Z
    reads '%e.%-m.%Y' 1.2.2026 2026-02-01T00:00:00Z
    reads '%s' 1700000000 2023-11-14T22:13:20Z
    reads '%s%.f' -1.5 1969-12-31T23:59:59.500Z
    reads '%F%n%T' '2026-01-02   03:04:05' 2026-01-02T03:04:05Z
    reads '%F %T' '2016-12-31 23:59:60' 2016-12-31T23:59:59.999999999Z
    reads '100%% %Y é' '100% 2026 é' 2026-01-01T00:00:00Z
}

@test "time with a format: numbers are read by their digits" {
    gives 'time(a, "%Y%m%d")' '"2026-01-31T00:00:00Z"' '{"a":20260131}'
    gives 'time(a, "%s.%3N")' '"2023-11-14T22:13:20.250Z"' '{"a":1700000000.250}'
    gives 'format_time(a, "ns")' 1700000000123456789 '{"a":1700000000.123456789}'
    gives 'duration(a)' 1700000000.123456789 '{"a":1700000000.123456789}'
}

@test "time with a format: offsets and zones" {
    for z in Z z +00:00 -0000 +00; do
        reads '%F %T%z' "2026-01-02 03:04:05$z" 2026-01-02T03:04:05Z
    done
    reads '%F %T %z' '2026-01-02 03:04:05 +05:45' 2026-01-01T21:19:05Z
    reads '%F %T %:z' '2026-01-02 03:04:05 -0230' 2026-01-02T05:34:05Z
    reads '%F %T' '2026-07-02 03:04:05' 2026-07-02T01:04:05Z Europe/Berlin
    reads '%F %T %z' '2026-07-02 03:04:05 +00' 2026-07-02T03:04:05Z Europe/Berlin
    reads '%F %T' '2026-03-29 02:30:00' 2026-03-29T01:00:00Z Europe/Berlin
    reads '%F %T' '2026-10-25 02:30:00' 2026-10-25T00:30:00Z Europe/Berlin
    reads '%F %T %Z' '2026-10-25 02:30:00 CEST' 2026-10-25T00:30:00Z Europe/Berlin
    reads '%F %T %Z' '2026-10-25 02:30:00 CET' 2026-10-25T01:30:00Z Europe/Berlin
    reads '%F %T %Z' '2026-10-25 02:30:00 GMT' 2026-10-25T02:30:00Z Europe/Berlin
    reads_not '%F %T %Z' '2026-07-25 02:30:00 CET' Europe/Berlin
    reads_not '%F %T %Z' '2026-07-25 02:30:00 PDT'
    reads_not '%F %T%z' '2026-01-02 03:04:05'
    reads_not '%F %T%z' '2026-01-02 03:04:05+24:00'
    reads_not '%F %T%z' '2026-01-02 03:04:05+0160'
    reads_not '%F %T%z' '2026-01-02 03:04:05+01:'
}

@test "time with a format: what is not of it" {
    for a in '' 2026 2026-13-01 2026-02-30 2025-02-29 '2026-01-01 ' x2026-01-01 26-01-01 0000-01-01 2026-00-01 \
        '2026-01-0\u0000' '\ud800'; do
        reads_not '%Y-%m-%d' "$a"
    done
    reads_not '%F %T' '2026-01-01 24:00:00'
    reads_not '%F %T' '2026-01-01 12:00:60'
    reads_not '%F %I %p' '2026-01-01 13 PM'
    reads_not '%F %I %p' '2026-01-01 0 AM'
    reads_not '%Y-%j' 2025-366
    reads_not '%G-W%V-%u' 2025-W53-1
    reads_not '%Y %W %u' '2026 00 1'
    reads_not '%s' 999999999999
    reads_not '%d %b %Y' '01 Foo 2026'
    reads_not '%F %T.%f' '2026-01-02 03:04:05.'
    gives 'time(a, "%Y")' null '{"a":null}'
    errs 'time(a, "%Y")' '{} is of a wrong type here' '{"a":{}}'
}

@test "time with a format: one that tells no time is refused" {
    refuses 'time(a, "%b %d %H:%M:%S")' 3<<'ERR'
weir: the format has no year
  project out = time(a, "%b %d %H:%M:%S")
                         ^~~~~~~~~~~~~~
put the year before the text: time("2026 " + x, "%Y %b %d %H:%M:%S")
ERR
    gives 'time("2026 " + a, "%Y %b %d %H:%M:%S")' '"2026-01-02T03:04:05Z"' '{"a":"Jan  2 03:04:05"}'
    refuses 'time(a, "%F %I:%M")' 3<<'ERR'
weir: the format has an hour of twelve and no %p
  project out = time(a, "%F %I:%M")
                         ^~~~~~~~
ERR
    refuses 'time(a, "%F %H:%M %p")' 3<<'ERR'
weir: the format has %p and no hour of twelve
  project out = time(a, "%F %H:%M %p")
                         ^~~~~~~~~~~
%I is the hour from 1 to 12, %H that from 0 to 23
ERR
    refuses 'time(a, "%C%y")' 3<<'ERR'
weir: %C and %g can only be written
  project out = time(a, "%C%y")
                         ^~~~
read the year with %Y, %y or %G
ERR
}

@test "time functions: parts" {
    a='{"t":"2024-02-29T23:59:58.999Z"}'
    gives '[year(t), month(t), day(t), hour(t), minute(t), second(t), weekday(t)]' '[2024,2,29,23,59,58,4]' "$a"
    gives '[year(t, "Asia/Tokyo"), month(t, "Asia/Tokyo"), day(t, "Asia/Tokyo")]' '[2024,3,1]' "$a"
    gives '[hour(t, "Asia/Kolkata"), minute(t, "Asia/Kolkata"), second(t, "Asia/Kolkata")]' '[5,29,58]' "$a"
    gives '[year(t), hour(t), weekday(t)]' '[1969,23,3]' '{"t":-1}'
    gives '[year(t), month(t), weekday(t)]' '[1,1,1]' '{"t":"0001-01-01"}'
    gives '[year(t), hour(t, "-11:00"), second(t)]' '[9999,12,59]' '{"t":"9999-12-31T23:59:59Z"}'
    gives 'hour(t, null)' 23 "$a"
    gives 'weekday(t)' 7 '{"t":"2026-11-22"}'
    gives 'hour(t)' null '{"t":null}'
    errs 'hour(t)' '"soon" is not a time' '{"t":"soon"}'
    errs 'weekday(t)' '"" is not a time' '{"t":""}'
    errs 'year(t)' '1e300 is not a time' '{"t":1e300}'
    errs 'year(t)' 'false is of a wrong type here' '{"t":false}'
    run -0 weir --tz America/New_York 'project h = hour(t)' <<<"$a"
    [ "$output" = '{"h":18}' ]
}

@test "duration: texts and numbers" {
    gives 'duration(a)' 90 '{"a":90}'
    gives 'duration(a)' 0.1 '{"a":0.1}'
    gives 'duration(a)' -1.000000001 '{"a":-1.000000001}'
    gives 'duration(a)' 90 '{"a":"90"}'
    gives 'duration(a)' 5400 '{"a":"1h30m"}'
    gives 'duration(a)' 5400 '{"a":"1h 30m"}'
    gives 'duration(a)' 3723.5 '{"a":"1h2m3.5s"}'
    gives 'duration(a)' -0.0015 '{"a":"-1.5ms"}'
    gives 'duration(a)' 0.000012 '{"a":"12µs"}'
    gives 'duration(a)' 0.000012 '{"a":"12μs"}'
    gives 'duration(a)' 1209600 '{"a":"2w"}'
    gives 'duration(a)' 5400 '{"a":"PT1H30M"}'
    gives 'duration(a)' 129600.25 '{"a":"P1DT12H0,25S"}'
    gives 'duration(a)' -604800 '{"a":"-P1W"}'
    gives 'duration(a)' 3723.5 '{"a":"01:02:03.5"}'
    gives 'duration(a)' 360000 '{"a":"100:00:00"}'
    gives 'duration(time(b) - time(a))' 86400 '{"a":"2026-01-01","b":"2026-01-02"}'
    gives 'type(duration(a))' '"duration"' '{"a":1}'
    gives 'duration(a) > 1m' true '{"a":"61s"}'
    gives 'duration(a)' null '{"a":null}'
}

@test "duration: what is none" {
    for a in '' - 5x 1h30 h 1mo 1y 02:03 1:2:3 01:60:00 01:00:60 01:003:05 ' 1h' '1h ' P PT P1 P1H PT1M1H P1Y P1M PT1.S \
        '1h\u0000' '\ud800' 1e300 9223372037s 99999999999999999999999999999999999999999h; do
        errs 'duration(a)' "\"$a\" is not a duration" "{\"a\":\"$a\"}"
    done
    errs 'duration(a)' '9223372037 seconds are beyond the range of durations' '{"a":9223372037}'
    errs 'duration(a)' '1e300 seconds are beyond the range of durations' '{"a":1e300}'
    errs 'duration(a)' '[] is of a wrong type here' '{"a":[]}'
}

@test "now: the wall clock" {
    export WEIR_TEST_NOW=1700000000123456789
    gives 'now()' '"2023-11-14T22:13:20.123456789Z"'
    gives 'now() - time(a) > 1h' true '{"a":"2023-11-14T20:00:00Z"}'
    gives 'truncate(now(), 1h)' '"2023-11-14T22:00:00Z"'
}

@test "truncate: calendar units and zones" {
    gives 'truncate(a, 1w)' '"2026-11-19T00:00:00Z"' '{"a":"2026-11-22T10:00:00Z"}'
    gives 'truncate(a, 1w, "UTC")' '"2026-11-16T00:00:00Z"' '{"a":"2026-11-22T10:00:00Z"}'
    gives 'truncate(a, 1mo, "America/New_York")' '"2026-03-01T05:00:00Z"' '{"a":"2026-03-31T10:00:00Z"}'
    gives 'truncate(a, 1y, "Asia/Tokyo")' '"2025-12-31T15:00:00Z"' '{"a":"2026-03-31T10:00:00Z"}'
    gives 'truncate(a, 1d, "America/Sao_Paulo")' '"2018-11-04T03:00:00Z"' '{"a":"2018-11-04T10:00:00Z"}'
    gives 'truncate(a, 1h, "Asia/Kathmandu")' '"2026-01-01T00:15:00Z"' '{"a":"2026-01-01T01:00:00Z"}'
    gives 'truncate(a, 1d, null)' '"2026-01-01T00:00:00Z"' '{"a":"2026-01-01T01:00:00Z"}'
    gives 'truncate(a, 1h)' null '{"a":null}'
    errs 'truncate(a, 1h)' '"x" is not a time' '{"a":"x"}'
    errs 'truncate(a, 1h)' '{} is of a wrong type here' '{"a":{}}'
}

@test "--time-format: a format of strftime, also inside of arrays and objects" {
    check_output weir --tz Europe/Berlin --time-format '%d.%m.%Y %H:%M "%Z"' \
        'set t = time(a), l = [time(a), [time(a)]], o.x = time(a), b = null' 3<<'OUT' <<'IN'
{"a":"2026-07-01T00:00:00Z","o":{"y":1,"x":"01.07.2026 02:00 \"CEST\""},"t":"01.07.2026 02:00 \"CEST\"","l":["01.07.2026 02:00 \"CEST\"",["01.07.2026 02:00 \"CEST\""]],"b":null}
OUT
{"a":"2026-07-01T00:00:00Z","o":{"y":1}}
IN
}
