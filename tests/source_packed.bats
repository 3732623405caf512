# SPDX-License-Identifier: MIT
# Files compressed by gzip and zstd.
# shellcheck disable=SC2002 # a pipe is what is tested
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    for n in {1..300}; do printf '{"n":%d,"pad":"%0900d"}\n' "$n" "$RANDOM"; done >in
    echo | gzip >empty.gz
    "$WEIR" -i empty.gz 2>/dev/null || skip "built without zlib"
}

need_zstd() {
    command -v zstd >/dev/null || skip "no zstd here"
    echo | zstd -q | "$WEIR" 2>/dev/null || skip "built without libzstd"
}

@test "gzip: by its first bytes, whatever the name, the reads, and the way in" {
    gzip <in >packed
    local size
    for size in 0 1 2 3 5 1000; do
        WEIR_TEST_READ_SIZE=$size weir -i packed | cmp - in
        WEIR_TEST_READ_SIZE=$size weir <packed | cmp - in
        cat packed | WEIR_TEST_READ_SIZE=$size weir | cmp - in
    done
    check_output weir -t n -i packed -i in count 3<<<'{"count":600}'
}

@test "gzip: first bytes that come one by one; text that begins like them is text" {
    gzip <in >packed
    { for i in 0 1 2 3; do dd if=packed bs=1 skip=$i count=1 status=none; done; tail -c +5 packed; } | weir | cmp - in
    printf '(' >in
    check_output weir --from text <in 3<<<'{"line":"("}'
    cat in | check_output weir --from text 3<<<'{"line":"("}'
    printf '(a)\n(b)' >in
    cat in | check_output weir --from text 3<<<$'{"line":"(a)"}\n{"line":"(b)"}'
}

@test "gzip: several members, nothing in some, zeros behind the last" {
    { head -n 100 in | gzip; : | gzip; tail -n +101 in | gzip -1; head -c 2000 /dev/zero; } >packed
    weir -i packed | cmp - in
    : | gzip >packed
    check_output weir -i packed 3</dev/null
}

@test "gzip: what ends in the middle or is damaged is an error, behind what came before" {
    gzip <in >packed
    head -c "$(($(wc -c <packed) / 2))" packed >half
    check_error 1 weir -i half 3<<'ERR'
weir: cannot read half: it ends in the middle of the compressed data
ERR
    head -n 1 "$stdout" | cmp - <(head -n 1 in)
    { gzip <in; echo '{}'; } >behind
    check_error 1 weir -i behind count 3<<'ERR'
weir: cannot read behind: the compressed data is damaged
ERR
    { head -c 3000 packed; head -c 200 /dev/zero | tr '\0' x; tail -c +3201 packed; } >damaged
    run_kept weir -i damaged
    [ "$exit_status" = 1 ]
    grep -qx 'weir: cannot read damaged: .*' "$stderr"
    head -n 1 "$stdout" | cmp - <(head -n 1 in)
}

@test "zstd: the same" {
    need_zstd
    zstd -q <in >packed
    local size
    for size in 0 1 3 1000; do
        WEIR_TEST_READ_SIZE=$size weir -i packed | cmp - in
        cat packed | WEIR_TEST_READ_SIZE=$size weir | cmp - in
    done
    { head -n 100 in | zstd -q; tail -n +101 in | zstd -q -19; } >packed
    weir -i packed | cmp - in
    head -c "$(($(wc -c <packed) / 2))" packed >half
    check_error 1 weir -i half 3<<'ERR'
weir: cannot read half: it ends in the middle of the compressed data
ERR
}

@test "gzip: a result is out before more comes" {
    mkfifo pipe rows
    weir -i pipe 'filter n < 3 | project n' >rows 3>&- &
    exec 8<rows 7>pipe
    head -n 2 in | gzip >&7
    read -r -t 60 row <&8
    [ "$row" = '{"n":1}' ]
    read -r -t 60 row <&8
    [ "$row" = '{"n":2}' ]
    exec 7>&-
    wait
}
