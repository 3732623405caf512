# SPDX-License-Identifier: MIT
# Destinations: dir://, parts that appear when they are whole.
load helpers
load peer

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    export WEIR_TEST_NOW=1700000000000000000      # 2023-11-14T22:13:20Z
}

# The part at hand in the folder out has bytes.
has_part() {
    [ -s "$(echo out/.*.part)" ]
}

# holds N FOLDER [NAME]   so many files, the hidden ones too, or those whose names match
holds() {
    [ "$(find "$2" -mindepth 1 -name "${3-*}" | wc -l)" = "$1" ]
}

@test "destinations: dir:// parts by size, the same whatever the pieces of the input" {
    local size
    numbered 3000 >in
    for size in 1 777 100000; do
        WEIR_TEST_READ_SIZE=$size weir -i in -o "dir://out$size?size=10k"
    done
    diff -r out1 out777 && diff -r out1 out100000
    # Each ends behind the row that fills it.
    [ "$(ls -A out1)" = "$(printf '20231114T221320Z-%06d.ndjson\n' 1 2 3 4)" ] || failed "$(ls -A out1)"
    cat out1/* | cmp - in
    [ "$(wc -c <out1/20231114T221320Z-000001.ndjson)" -ge 10240 ]
    [ "$(head -c -1 out1/20231114T221320Z-000001.ndjson | sed '$d' | wc -c)" -lt 10240 ]
}

@test "destinations: dir:// what is there is not overwritten, and no part is empty" {
    check_output weir -o dir://out <<<'{"a":1}' 3</dev/null
    check_output weir -o dir://out <<<'{"a":2}' 3</dev/null
    check_output weir -o dir://out -o dir://out <<<'{"a":3}' 3</dev/null
    check_output weir -o dir://out </dev/null 3</dev/null
    [ "$(cat out/20231114T221320Z-00000{1,2,3,4}.ndjson)" = $'{"a":1}\n{"a":2}\n{"a":3}\n{"a":3}' ]
    holds 4 out
}

@test "destinations: dir:// in csv each part has the header, once, and other columns a part of their own" {
    printf '{"a":%s,"b":"x\\ny"}\n' 1 2 3 4 >in
    printf '{"c":%s}\n' 5 6 >>in
    weir -i in --to csv -o - >whole
    check_output weir -i in --to csv -o 'dir://out?size=14' -o - 3<whole
    holds 3 out
    local part=out/20231114T221320Z-00000
    same_as_fd3 ${part}1.csv 3<<<$'a,b\n1,"x\ny"\n2,"x\ny"'
    same_as_fd3 ${part}2.csv 3<<<$'a,b\n3,"x\ny"\n4,"x\ny"'
    same_as_fd3 ${part}3.csv 3<<<$'c\n5\n6'
    check_output weir --to tsv -o dir://two 'project a' <<<'{"a":1}' 3</dev/null
    same_as_fd3 two/20231114T221320Z-000001.tsv 3<<<$'a\n1'
}

@test "destinations: dir:// a part is hidden until it is whole; the end of the run makes it so" {
    unset WEIR_TEST_NOW
    mkfifo in
    "$WEIR" -o 'dir://out?every=1h' <in 2>err &
    local pid=$!
    exec 8>in
    echo '{"a":1}' >&8
    wait_until has_part
    [ -z "$(ls out)" ]
    exec 8>&-
    wait "$pid"
    [ "$(cat out/*)" = '{"a":1}' ] && holds 1 out
    [ ! -s err ]
}

@test "destinations: dir:// the clock ends parts, also when nothing comes, at multiples of the time" {
    # Each look at the clock finds it 10 ms later.
    export WEIR_TEST_NOW=1700000000000000000+10000000
    mkfifo in
    "$WEIR" -o 'dir://out?every=1m' <in 2>err 3>&- &
    local pid=$! n part minute last=
    exec 8>in
    for n in 1 2 3; do
        echo "{\"a\":$n}" >&8
        wait_until holds $n out '[!.]*'
        holds $n out                  # nothing has been begun
    done
    exec 8>&-
    wait "$pid"
    [ ! -s err ] && holds 3 out
    for part in out/*; do
        minute=${part%??Z*}
        [ "$minute" != "$last" ] || failed "two parts begun in one minute: $(ls out)"
        last=$minute
    done
    [ "$(cat out/*)" = $'{"a":1}\n{"a":2}\n{"a":3}' ]
}

@test "destinations: dir:// SIGHUP and SIGTERM end the part at hand" {
    unset WEIR_TEST_NOW
    mkfifo in
    "$WEIR" -o dir://out <in 2>err &
    local pid=$! status=0
    exec 8>in
    echo '{"a":1}' >&8
    wait_until has_part
    kill -HUP "$pid"
    wait_until holds 1 out "[!.]*"
    echo '{"a":2}' >&8
    wait_until has_part
    kill -TERM "$pid"
    wait "$pid" || status=$?
    [ "$status" = 143 ]
    [ "$(cat out/*)" = $'{"a":1}\n{"a":2}' ]
    holds 2 out
}

@test "destinations: dir:// what a killed run left is told and kept, what another run works at is not" {
    unset WEIR_TEST_NOW
    mkfifo in
    "$WEIR" -o dir://out <in &
    local pid=$!
    exec 8>in
    echo '{"a":1}' >&8
    wait_until has_part
    check_output weir -o dir://out <<<'{"a":2}' 3</dev/null
    check_stderr 3</dev/null
    kill -KILL "$pid"
    wait "$pid" || true
    exec 8>&-
    run_kept weir -o dir://out <<<'{"a":3}'
    [ "$exit_status" = 0 ]
    grep -qx 'weir: out/\.[0-9TZ-]*\.ndjson\.part was left unfinished by a run that was killed; it stays as it is' "$stderr"
    [ "$(cat out/.*.part)" = '{"a":1}' ]
}

@test "destinations: dir:// what cannot be written is told with its name; the part stays hidden" {
    numbered 100000 >in
    limited() { (ulimit -f 64; "$@"); }
    run_kept limited "$WEIR" -i in -o dir://out
    [ "$exit_status" = 1 ]
    same_as_fd3 "$stderr" 3<<<'weir: cannot write to out/.20231114T221320Z-000001.ndjson.part: File too large'
    [ "$(ls -A out)" = .20231114T221320Z-000001.ndjson.part ]
    head -n "$(wc -l <out/.*.part)" in | cmp - out/.*.part
    check_error 1 weir -o dir://in 3<<'ERR'
weir: cannot open the folder in: Not a directory
ERR
    check_error 1 weir -o dir://missing/out 3<<'ERR'
weir: cannot make the folder missing/out: No such file or directory
ERR
    check_error 2 weir -o 'dir://out?zstd&gzip' -o 'dir://out?every=x' 3<<'ERR'
weir: 'dir://out?zstd&gzip': 'zstd' and 'gzip' exclude each other
weir: 'dir://out?every=x': 'every' wants a duration such as 30s or 1h30m
ERR
}

@test "destinations: dir:// compressed parts are read by zstd and gzip, and by weir" {
    local how
    numbered 100000 >in
    for how in zstd:zst gzip:gz; do
        run_kept weir -i in -o "dir://out.$how?${how%:*}&size=500k"
        ! grep -q 'built without' "$stderr" || continue
        [ "$exit_status" = 0 ] && [ ! -s "$stderr" ]
        [ "$(ls -A "out.$how")" = "$(printf '%s\n' "20231114T221320Z-00000"{1..3}".ndjson.${how#*:}")" ]
        for part in "out.$how"/*; do "${how%:*}" -dc <"$part"; done | cmp - in
        for part in "out.$how"/*; do weir -i "$part" </dev/null; done | cmp - in
        [ "$(cat "out.$how"/* | wc -c)" -lt 700000 ]
    done
}
