# SPDX-License-Identifier: MIT
# Weir at work between two fifos, a line at a time, without sleeping: each step waits for what the one before
# must bring, and gives up after a time that a sound run never needs.

# Start weir: lines are written to fd 7, rows read from fd 8.
start() {
    cd "$BATS_TEST_TMPDIR" || return
    mkfifo in out
    "$WEIR" "$@" <in >out 2>err 3>&- &
    pid=$!
    exec 7>in 8<out
}

say() {
    printf '%s\n' "$1" >&7
}

hear() { # ROW
    local row
    read -r -t 30 row <&8 || { echo "no row; standard error: $(cat err)"; return 1; } >&2
    [ "$row" = "$1" ] || { echo "got $row"; return 1; } >&2
}

hear_end() {
    local row status=0
    read -r -t 30 row <&8 || status=$?
    [ "$status" = 1 ] && [ -z "$row" ]
}
