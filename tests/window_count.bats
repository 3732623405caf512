# SPDX-License-Identifier: MIT
# Windows by number of events: what their rows bring about belongs to the line that closed the
# window, however the input was cut.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cat >in <<'IN'
{"k":"a"}
{"k":"b"}
{"k
{"k":"c"}
{"k":"d"}
[1]
{"k":"e"}
IN
}

# each_size PIPELINE STATUS   what it says is the same with reads of each size (said.SIZE)
each_size() {
    local size
    for size in 4096 1 7; do
        WEIR_TEST_READ_SIZE=$size run_kept weir -i in "$1"
        [ "$exit_status" = "$2" ] || failed "exit status $exit_status with reads of $size: $1"
        cat "$stderr" "$stdout" >"said.$size"
        cmp said.4096 "said.$size" || failed "otherwise with reads of $size: $1"
    done
}

@test "count window: nothing after the line that gave 'head' its last row counts" {
    each_size 'window count 2 | count | head 1' 0
    [ "$(cat said.1)" = '{"window_start":null,"window_end":null,"count":2}' ]
    each_size 'window count 2 | window count 2 | count | head 1' 0
    each_size 'window count 2 every 1 | count | head 2' 3
    grep -q '^weir: 1 bad line ' said.1
}

@test "count window: findings about its rows stand between the bad lines" {
    each_size 'window count 2 | set n = abs(k)' 3
    [ "$(grep -n 'bad line, line 3' said.1 | cut -d: -f1)" = 3 ]
    each_size 'window count 2 | max(k) | set n = abs(max_k)' 3
    [ "$(grep -n 'bad line, line 3' said.1 | cut -d: -f1)" = 2 ]
}

@test "emit every N rows: findings about its rows stand between the bad lines" {
    sed 's/^{/&"t":1,/' in >timed && mv timed in
    each_size 'window 1m on t emit every 2 rows | max(k) | set n = abs(max_k)' 3
    [ "$(grep -n 'bad line, line 3' said.1 | cut -d: -f1)" = 2 ]
}
