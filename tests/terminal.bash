# SPDX-License-Identifier: MIT
# A real terminal (tmux) whose screen is read. Nothing sleeps to be right: what is to be seen is waited for, and
# a sound run never needs the time after which that is given up.

# open_terminal COLUMNS ROWS COMMAND...   run a shell command on a new terminal, in the test's folder
open_terminal() {
    command -v tmux >/dev/null || skip "no tmux here"
    cd "$BATS_TEST_TMPDIR" || return
    on_terminal new-session -d -x "$1" -y "$2" \
        "PATH='${WEIR%/*}':\$PATH; trap : INT; ${*:3}; echo status \$?; cat" 3>&- 7>&- 8>&-
}

on_terminal() {
    TMUX='' LC_ALL=C.UTF-8 tmux -u -S "$BATS_TEST_TMPDIR/tmux" -f /dev/null "$@"
}

close_terminal() {
    on_terminal kill-server 2>/dev/null || true
}

# What stands on the terminal, without the empty lines at its end.
screen() {
    on_terminal capture-pane -p 2>/dev/null | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}'
}

# wait_for CMD...   until it succeeds
wait_for() {
    local end=$((SECONDS + 30))
    until "$@"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "waited in vain: $*" >&2
            return 1
        fi
        sleep 0.05
    done
}

is_seen() {
    screen >seen
    cmp -s wanted seen
}

# see   wait until the screen is fd 3
see() {
    cat <&3 >wanted
    wait_for is_seen || diff -u --label expected --label got wanted seen >&2
}
