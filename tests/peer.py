# SPDX-License-Identifier: MIT
# peer.py KIND HOW...   the other end of a destination, for tests. Prints the port (or the path) when it
# listens, then does one thing after the other and ends; what was sent to each connection is in got.1, got.2 ...
#
# KIND: tcp, tcp:PORT, unix:PATH, udp.  HOW, for tcp and unix:
#   all        accept, read to the end
#   BYTES      accept, read so many bytes or a few more, then close
#   reset BYTES  the same with a reset (tcp)
#   hold FILE  accept, read nothing until FILE is there, then read to the end
#   gone       stop listening until the next HOW
#   until FILE wait until FILE is there
# For udp: N   receive N datagrams, each a file got.K
import os, socket, struct, sys, time


def wait_for(path):
    for _ in range(3000):
        if os.path.exists(path):
            return
        time.sleep(0.01)
    sys.exit("no " + path)


def listen(kind, port):
    if kind.startswith("unix:"):
        if os.path.exists(kind[5:]):
            os.unlink(kind[5:])
        s = socket.socket(socket.AF_UNIX)
        s.bind(kind[5:])
    else:
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", port))
    s.listen(8)
    s.settimeout(30)
    return s


def read(c, n, limit):
    with open("got.%d" % n, "wb") as out:
        size = 0
        while limit is None or size < limit:
            data = c.recv(65536)
            if not data:
                break
            size += len(data)
            out.write(data)
            out.flush()


def stream(kind, todo):
    port = int(kind[4:]) if kind.startswith("tcp:") else 0
    s = listen(kind, port)
    name = s.getsockname()
    port = name[1] if isinstance(name, tuple) else 0
    print(port or name, flush=True)
    n = 0
    while todo:
        how = todo.pop(0)
        if how == "gone":
            s.close()
            s = None
            continue
        if how == "until":
            wait_for(todo.pop(0))
            continue
        if s is None:
            s = listen(kind, port)
        n += 1
        c, _ = s.accept()
        c.settimeout(30)
        if how == "hold":
            wait_for(todo.pop(0))
        if how == "reset":
            read(c, n, int(todo.pop(0)))
            c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            read(c, n, int(how) if how.isdigit() else None)
        c.close()


def datagrams(count):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    s.bind(("127.0.0.1", 0))
    s.settimeout(30)
    print(s.getsockname()[1], flush=True)
    for n in range(1, count + 1):
        with open("got.%d" % n, "wb") as out:
            out.write(s.recv(65536))


if sys.argv[1] == "udp":
    datagrams(int(sys.argv[2]))
else:
    stream(sys.argv[1], sys.argv[2:])
