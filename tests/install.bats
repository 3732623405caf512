# SPDX-License-Identifier: MIT
load helpers

# make install and uninstall of what is built already, into a folder of the test's own
make_there() {
    local flavour=release
    [ "$WEIR" = "$PROJECT/weir" ] || flavour=$(basename "${WEIR%/*}")
    make -s -C "$PROJECT" -o all FLAVOUR="$flavour" DESTDIR="$BATS_TEST_TMPDIR/root" "$@"
}

@test "install: everything where it is looked for; uninstall leaves nothing" {
    command -v make >/dev/null || skip 'no make here'
    make_there install PREFIX=/opt/weir >"$BATS_TEST_TMPDIR/said"
    cd "$BATS_TEST_TMPDIR/root/opt/weir"
    cmp bin/weir "$WEIR"
    [ -x bin/weir ]
    cmp share/man/man1/weir.1 "$PROJECT/man/weir.1"
    cmp share/bash-completion/completions/weir "$PROJECT/completions/weir.bash"
    cmp share/zsh/site-functions/_weir "$PROJECT/completions/weir.zsh"
    cmp share/fish/vendor_completions.d/weir.fish "$PROJECT/completions/weir.fish"
    [ "$(find . -type f -printf "$PWD/%P\n" | sort)" = "$(sort "$BATS_TEST_TMPDIR/said")" ]
    make_there uninstall PREFIX=/opt/weir
    [ -z "$(find . -type f)" ]
}

@test "install: folders of the distribution's own" {
    command -v make >/dev/null || skip 'no make here'
    make_there install PREFIX=/usr ZSHDIR=/usr/share/zsh/vendor-completions BINDIR=/bin >"$BATS_TEST_TMPDIR/said"
    grep -q root/usr/share/zsh/vendor-completions/_weir "$BATS_TEST_TMPDIR/said"
    [ -x "$BATS_TEST_TMPDIR/root/bin/weir" ]
}
