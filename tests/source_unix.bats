# SPDX-License-Identifier: MIT
# unix-listen:// and unix://
load helpers
load sources

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# say_to PATH TEXT   one client of a Unix socket
say_to() {
    python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode())' "$1" "$2"
}

@test "unix-listen: clients, the mode of the socket, which is gone at the end" {
    go -i 'unix-listen://socket?mode=0620' 'set from = source()'
    wait_until test -S socket
    [ "$(stat -c %a socket)" = 620 ]
    say_to socket $'{"a":1}\n'
    wait_until has_rows 1
    say_to socket $'{"a":2}\n'
    wait_until has_rows 2
    end
    same_as_fd3 out 3<<'OUT'
{"a":1,"from":"unix-listen://socket?mode=0620#1"}
{"a":2,"from":"unix-listen://socket?mode=0620#2"}
OUT
    [ ! -e socket ]
}

@test "unix-listen: a socket that is left over is replaced; one that is listened at, or another file, is not" {
    python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'
    [ -S socket ]
    go -i unix-listen://socket 'head 1'
    wait_until eval 'say_to socket "" 2>/dev/null'
    check_error 1 weir -i unix-listen://socket 3<<'ERR'
weir: cannot listen on unix-listen://socket: Address already in use
ERR
    say_to socket $'{"a":1}\n'
    wait "$pid"
    same_as_fd3 out 3<<<'{"a":1}'
    [ ! -e socket ]
    echo kept >file
    check_error 1 weir -i unix-listen://file 3<<'ERR'
weir: cannot listen on unix-listen://file: Address already in use
ERR
    [ "$(cat file)" = kept ]
}

@test "unix: connects, and again when the connection ends" {
    python3 - 3>&- <<'PY' &
import os, socket
server = socket.socket(socket.AF_UNIX)
server.bind("made")
server.listen()
os.rename("made", "socket")
for n in range(2):
    server.accept()[0].sendall(b'{"a":%d}\n' % n)
PY
    go -i unix://socket 'head 2'             # perhaps before the socket is there
    wait "$pid"
    wait
    same_as_fd3 out 3<<'OUT'
{"a":0}
{"a":1}
OUT
}
