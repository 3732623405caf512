# SPDX-License-Identifier: MIT
# The other ends of destinations: see peer.py.

# start_peer KIND HOW...   in the background; $at is its port or path, $peer its process
start_peer() {
    rm -f peer.at
    python3 "$PROJECT/tests/peer.py" "$@" >peer.at 2>peer.err 3>&- &
    peer=$!
    wait_until [ -s peer.at ]
    at=$(cat peer.at)
}

# wait_until CMD...   until it succeeds, for at most 30 s
wait_until() {
    for _ in $(seq 1500); do
        ! "$@" || return 0
        sleep 0.02
    done
    echo "in vain: $*; $(cat peer.err err 2>/dev/null)" >&2
    return 1
}

numbered() { # N   so many events
    seq 1 "$1" | sed 's/.*/{"n":&}/'
}
