# SPDX-License-Identifier: MIT
# A weir that was built without the libraries that it can do without: it says so, where it is asked
# for what they are for, and does everything else.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    local build=${WEIR%/*}
    [ "$build" != "$PROJECT" ] || build=$PROJECT/build/release
    WEIR=$build/bare/weir
    # make check builds it, and without it fails; who runs this file by hand may do without.
    [ -x "$WEIR" ] || [ -n "${WEIR_BUILD-}" ] || skip "make ${WEIR#"$PROJECT/"} has not been run"
}

@test "without libraries: compressed input and parts, metrics" {
    local kind library
    for kind in gzip:zlib zstd:libzstd; do
        library=${kind#*:} kind=${kind%:*}
        check_error 2 weir -o "dir://out?$kind" 3<<<"weir: 'dir://out?$kind': this weir was built without $library"
        command -v "$kind" >/dev/null || continue
        echo '{"a":1}' | "$kind" -c >in
        check_error 1 weir -i in 3<<<"weir: in is compressed ($kind), and this weir was built without $library"
        check_error 1 weir <in 3<<<"weir: standard input is compressed ($kind), and this weir was built without $library"
    done
    check_error 2 weir --metrics :0 3<<'ERR'
weir: --metrics :0: this weir was built without libmicrohttpd
ERR
}

@test "without libraries: all else is there" {
    check_output weir -o dir://out -o - <<<'{"a":1}' 3<<<'{"a":1}'
    [ "$(cat out/*)" = '{"a":1}' ]
}
