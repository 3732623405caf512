# SPDX-License-Identifier: MIT
# Open windows on a terminal: lines come by a fifo, the screen is read.
load helpers
load terminal

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkfifo in
}

teardown() {
    close_terminal
}

start() { # COLUMNS ROWS WEIR'S ARGUMENTS, quoted for the shell
    open_terminal "$1" "$2" "weir -i in --to table ${*:3}"
    exec 7>in
}

shows() { # TEXT
    screen >seen
    grep -q "$1" seen
}

say() {
    printf '%s\n' "$@" >&7
}

@test "live table: open windows below, closed ones scroll up, nothing is left behind" {
    start 60 12 "-l 0s 'window 1m | count by h | drop window_end'"
    say '{"ts":"2026-01-01T00:00:01Z","h":"a"}' '{"ts":"2026-01-01T00:00:02Z","h":"b"}'
    see 3<<'SCREEN'
---- so far ----
window_start          h  count
2026-01-01T00:00:00Z  a      1
2026-01-01T00:00:00Z  b      1
SCREEN
    say '{"ts":"2026-01-01T00:00:03Z","h":"a"}'
    see 3<<'SCREEN'
---- so far ----
window_start          h  count
2026-01-01T00:00:00Z  a      2
2026-01-01T00:00:00Z  b      1
SCREEN
    say '{"ts":"2026-01-01T00:01:00Z","h":"c"}'
    see 3<<'SCREEN'
window_start          h  count
2026-01-01T00:00:00Z  a      2
2026-01-01T00:00:00Z  b      1
---- so far ----
window_start          h  count
2026-01-01T00:01:00Z  c      1
SCREEN
    exec 7>&-
    see 3<<'SCREEN'
window_start          h  count
2026-01-01T00:00:00Z  a      2
2026-01-01T00:00:00Z  b      1
2026-01-01T00:01:00Z  c      1
status 0
SCREEN
}

@test "live table: what stages below an aggregate keep is seen, too, and nothing of it goes elsewhere" {
    start 60 12 "'count by h | top 2 by count | tee copy | exec \"echo run >>ran\"'"
    say '{"h":"a"}' '{"h":"b"}' '{"h":"b"}' '{"h":"c"}'
    see 3<<'SCREEN'
---- so far ----
h  count
b      2
a      1
SCREEN
    say '{"h":"c"}' '{"h":"c"}'
    see 3<<'SCREEN'
---- so far ----
h  count
c      3
b      2
SCREEN
    [ ! -s copy ]
    [ ! -e ran ]
    exec 7>&-
    see 3<<'SCREEN'
h  count
c      3
b      2
status 0
SCREEN
    [ "$(cat ran)" = $'run\nrun' ]
    [ "$(cat copy)" = $'h  count\nc      3\nb      2' ]
}

@test "live table: cut to the terminal, which may change its size" {
    start 24 7 "'count by name, id'"
    for i in 1 2 3 4 5 6 7; do
        say '{"name":"日本語 and more of it","id":'"$i"'}'
    done
    see 3<<'SCREEN'
---- so far ----
name                   …
日本語 and more of it  …
日本語 and more of it  …
日本語 and more of it  …
... 4 more
SCREEN
    on_terminal resize-window -x 40 -y 9
    see 3<<'SCREEN'
---- so far ----
name                   id  count
日本語 and more of it   1      1
日本語 and more of it   2      1
日本語 and more of it   3      1
日本語 and more of it   4      1
日本語 and more of it   5      1
... 2 more
SCREEN
    on_terminal resize-window -x 20 -y 9
    see 3<<'SCREEN'
---- so far ----
name               …
日本語 and more of …
日本語 and more of …
日本語 and more of …
日本語 and more of …
日本語 and more of …
... 2 more
SCREEN
}

@test "live table: messages stand above" {
    start 60 12 "'count by h'"
    say '{"h":"a"}'
    see 3<<'SCREEN'
---- so far ----
h  count
a      1
SCREEN
    say 'no JSON' '{"h":"a"}'
    see 3<<'SCREEN'
weir: bad line, line 2 of in: column 1: not a JSON object
---- so far ----
h  count
a      2
SCREEN
}

@test "live table: a signal ends it in order, a second one at once" {
    start 60 12 "'count by h'"
    say '{"h":"a"}'
    see 3<<'SCREEN'
---- so far ----
h  count
a      1
SCREEN
    on_terminal send-keys C-c
    see 3<<'SCREEN'
h  count
a      1
status 130
SCREEN
}

# What a terminal gets from a command, all of it. The clock runs fast: a picture is due at once.
record() {
    rm -f in && mkfifo in
    open_terminal 60 12 "WEIR_TEST_NOW=0+1000000000 $*"
    on_terminal pipe-pane 'cat >record'
    exec 7>in
    say '{"h":"a"}' 'none'
    wait_for shows 'line 2'
    say 'none'                    # which is read when what was to be drawn has been
    wait_for shows 'line 3'
    exec 7>&-
    wait_for shows status
    close_terminal
}

@test "live table: none with --color never, NO_COLOR, on a terminal that cannot move its cursor, of other formats" {
    local command
    record "weir -i in --to table 'tail 1'"
    grep 'so far' record
    for command in 'weir --to table --color never' 'NO_COLOR=1 weir --to table' 'TERM=dumb weir --to table' \
        'weir --to csv'; do
        record "$command -i in 'tail 1'"
        grep h record
        run ! grep 'so far' record
    done
    record "weir -i in --to table 'set a = 1'"      # which keeps nothing
    run ! grep 'so far' record
}
