# SPDX-License-Identifier: MIT
# The live recipes of the README, run as written (but for the port, which the system chooses here).
load helpers
load sources

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    mkdir bin
    ln -s "$WEIR" bin/weir
}

# The lines in the README's blocks of sh.
sh_lines() {
    awk '/^```sh$/ { inside = 1; next } /^```$/ { inside = 0 } inside' "$PROJECT/README.md"
}

# shellcheck disable=SC2034 # $pid is for those in sources.bash
# recipe N   start the Nth command of the README that begins with `weir -` in a block of sh
recipe() {
    local line
    line=$(sh_lines | grep '^weir -' | sed -n "$1p" | sed 's/\*:5140/:0/')
    [ -n "$line" ] || { echo "no recipe $1" >&2; return 1; }
    PATH=$PWD/bin:$PATH bash -c "exec $line" >out 2>err </dev/null 3>&- &
    pid=$!
}

@test "readme: a log that is rotated, watched with a command" {
    recipe 1
    printf '{"ts":"2026-03-02T10:00:%02dZ","level":"error","service":"shop"}\n' {1..8} >app.log
    printf '{"ts":"2026-03-02T10:00:%02dZ","level":"error","service":"shop"}\n' {9..11} >>app.log
    wait_until has_read 11
    mv app.log app.log.1
    printf '{"ts":"2026-03-02T10:0%d:00Z","level":"error","service":"cart"}\n' 1 2 >app.log
    wait_until test -s alerts
    end
    [ "$(cat alerts)" = "$(cat out)" ]
    same_as_fd3 out 3<<'OUT'
{"window_start":"2026-03-02T10:00:00Z","window_end":"2026-03-02T10:01:00Z","service":"shop","count":11}
OUT
}

@test "readme: sensors that send datagrams" {
    recipe 2
    wait_until listens
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for value in 1, 2, 6:
    s.sendto(b"{\"sensor\":\"hall\",\"value\":%d}" % value, ("127.0.0.1", int(sys.argv[1])))' "$port"
    wait_until has_read 3
    end
    sed -E 's/.*("sensor".*)/\1/' out >plain
    same_as_fd3 plain 3<<<'"sensor":"hall","count":3,"avg_value":3,"max_value":6}'
}

@test "readme: what others print, through a fifo" {
    # What stands before it in a comment is run, too, with another kubectl.
    printf '%s\n' '#!/bin/sh' '[ "$*" = "logs -f deploy/shop" ]' \
        "printf 'level=warn msg=\"disk is full\"\\nlevel=info\\n'" >bin/kubectl
    chmod +x bin/kubectl
    PATH=$PWD/bin:$PATH bash -c "$(sh_lines | sed -n 's/^#.*through a fifo: //p')" 3>&-
    recipe 3
    wait_until has_rows 1
    printf 'level=warn msg=again' >events
    wait_until has_rows 2
    end
    same_as_fd3 out 3<<'OUT'
{"level":"warn","msg":"disk is full"}
{"level":"warn","msg":"again"}
OUT
}

@test "readme: there is no live recipe but these" {
    [ "$(sh_lines | grep -vc '^#\|^make \|^$')" = 3 ]
}
