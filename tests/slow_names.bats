# SPDX-License-Identifier: MIT
# A resolver that does not answer, in a network and with files of its own.
load helpers

@test "names: one that is looked up again for long holds up nothing else" {
    cd "$BATS_TEST_TMPDIR" || return
    echo '127.0.0.1 there' >hosts
    printf 'nameserver 127.0.0.1\noptions timeout:60 attempts:1\n' >resolv.conf
    ! grep -s '^hosts:' /etc/nsswitch.conf | grep -qv 'files dns$' || skip "names are not asked of DNS here"
    unshare -rmn mount --bind hosts /etc/hosts 2>/dev/null || skip "may not have a network of its own"
    unshare -rmn sh -c 'mount --bind hosts /etc/hosts && mount --bind resolv.conf /etc/resolv.conf && exec python3 - "$1"' \
        sh "$WEIR" <<'PY'
import fcntl, os, signal, socket, struct, subprocess, sys, time

names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(names, 0x8914, struct.pack("16sh14x", b"lo", 0x49))        # SIOCSIFFLAGS: up, running
names.bind(("127.0.0.1", 53))
names.settimeout(30)
server = socket.create_server(("127.0.0.1", 0))
there = "tcp://there:%d" % server.getsockname()[1]
weir = subprocess.Popen([sys.argv[1], "-q", "-i", "-", "-i", there, "-o", "out", "-o", there + "?linger=1ms"],
                        stdin=subprocess.PIPE, stderr=open("err", "w"))


def wait_for(text):
    began = time.monotonic()
    while open("out").read() != text:
        if time.monotonic() > began + 30:
            sys.exit("out is '%s', not '%s'; %s" % (open("out").read(), text, open("err").read()))
        time.sleep(0.01)


both = [server.accept()[0] for _ in range(2)]
both[0].sendall(b'{"a":1}\n')
both[1].sendall(b'{"a":1}\n')           # of the two one is an output, which listens to nothing
wait_for('{"a":1}\n')
open("hosts", "w").close()
server.close()
for connection in both:
    connection.close()
asked = {names.recvfrom(512)[1] for _ in range(2)}
weir.stdin.write(b'{"a":2}\n')
weir.stdin.flush()
wait_for('{"a":1}\n{"a":2}\n')
weir.send_signal(signal.SIGTERM)
assert weir.wait(30) == 1, weir.returncode
said = open("err").read()
assert "%s: 1 row could not be delivered" % there in said, said
PY
}
