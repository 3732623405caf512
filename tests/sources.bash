# SPDX-License-Identifier: MIT
# Weir at work on what others write, connect to or rotate. Nothing here sleeps to be right: each step waits until
# what it needs is so, and gives up after a time that a sound run never needs.

# go ARGS...   start weir, with rows in `out`, messages in `err` and its number in $pid
go() {
    "$WEIR" "$@" >out 2>err </dev/null 3>&- &
    pid=$!
}

# listen ARGS...   the same, until it listens at $port of 127.0.0.1
listen() {
    go "$@"
    wait_until listens
}

listens() {
    port=$(sed -n 's/^weir: listening on 127\.0\.0\.1:\([0-9]*\)$/\1/p' err)
    [ -n "$port" ]
}

wait_until() { # CMD...
    local limit=$((SECONDS + 60))
    until "$@"; do
        if [ $SECONDS -ge $limit ]; then
            echo "never: $*; rows: $(wc -l <out); standard error:"
            head -n 30 err
            return 1
        fi >&2
        sleep 0.02
    done
}

has_rows() { # N
    [ "$(wc -l <out)" -ge "$1" ]
}

says() { # TEXT
    grep -qF -- "$1" err
}

# has_read LINES   that many lines have been read, as weir tells when it is asked
has_read() {
    catches_usr1 || return
    kill -USR1 "$pid"
    grep -Eq "^read +$1 lines?," err
}

# Weir, and no longer the shell that becomes it, would not be killed by SIGUSR1, signal 10 on Linux.
catches_usr1() {
    [ "$(cat "/proc/$pid/comm")" = weir ] &&
        grep -Eq '^SigCgt:.*[2367abef]..$' "/proc/$pid/status"
}

# send TEXT   one client that says that and goes
send() {
    printf '%b' "$1" >"/dev/tcp/127.0.0.1/$port"
}

# end [STATUS]   SIGTERM ends it in order, with that status (143)
end() {
    local status=0
    kill -TERM "$pid" 2>/dev/null || true
    wait "$pid" || status=$?
    [ "$status" = "${1:-143}" ] || { echo "status $status: $(cat err)"; return 1; } >&2
}

# What --stats counted: lines read, events, bad lines; and that these add up.
counts() { # LINES EVENTS BAD
    grep -Eqx "read +$1 lines?, [0-9]+ bytes?: $2 events?, $3 bad lines?(, 0 blank lines)?" err ||
        { echo "not $*: $(cat err)"; return 1; } >&2
}
