#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""live.py WEIR   what a live weir is measured by, each beside what the machine can do

Rows: what was measured, the figure, its limit, and whether it holds. A row says "noisy" where the machine is too busy
with other things, or in the same run too far from its own best, to tell. Exit status 1 if a row does not hold."""
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

weir = os.path.abspath(sys.argv[1])
failed = []


def row(what, figure, limit, holds, noise=False):
    busy = os.getloadavg()[0] > 0.75 * os.cpu_count() + 1
    verdict = "holds" if holds else "noisy" if noise or busy else "MISSED"
    if verdict == "MISSED":
        failed.append(what)
    print("%-48s %-22s %-22s %s" % (what, figure, limit, verdict), flush=True)


def start(*arguments, **more):
    return subprocess.Popen([weir, *arguments], **{"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL,
                                                   "stderr": subprocess.PIPE, **more})


def port_of(process):
    for line in process.stderr:
        if m := re.search(rb"listening on \S*:(\d+)", line):
            return int(m[1])
    sys.exit("live.py: weir does not listen")


# ---- one client over loopback ----

EVENT = (b'{"ts":"2026-03-02T09:16:%02d.141Z","level":"info","service":"checkout","host":"web-%d","method":"GET",'
         b'"path":"/item/%d","status":%d,"latency_ms":%d,"bytes":%d,"user":{"id":"u%d","plan":"free"},"msg":"done"}\n')


def events(n):
    return b"".join(EVENT % (i % 60, i % 7, i % 5000, 500 if i % 50 == 0 else 200, i % 977, i * 31 % 9999, i % 9973)
                    for i in range(n))


def send(port, data, times):
    with socket.create_connection(("127.0.0.1", port)) as s:
        for _ in range(times):
            s.sendall(data)


def socat_rate(data, times):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = subprocess.Popen(["socat", "-u", "-b", "262144", "TCP-LISTEN:%d,bind=127.0.0.1,reuseaddr" % port,
                             "OPEN:/dev/null"])
    while True:
        try:
            began = time.monotonic()
            send(port, data, times)
            break
        except ConnectionRefusedError:
            time.sleep(0.01)
    usage = os.wait4(sink.pid, 0)[2]
    return [len(data) * times / s / 1e6 for s in (time.monotonic() - began, usage.ru_utime + usage.ru_stime)]


def weir_rate(data, times):
    w = start("-i", "tcp-listen://:0", "status >= 500", "project ts, path, latency_ms")
    port, began = port_of(w), time.monotonic()
    send(port, data, times)
    # All has been taken when the counters say so.
    want = data.count(b"\n") * times
    while True:
        w.send_signal(10)
        for line in w.stderr:
            if m := re.match(rb"read +(\d+) lines", line):
                break
        if int(m[1]) == want:
            break
        time.sleep(0.005)
    took = time.monotonic() - began
    w.terminate()
    usage = os.wait4(w.pid, 0)[2]
    return [len(data) * times / s / 1e6 for s in (took, usage.ru_utime + usage.ru_stime)]


def bench_tcp():
    data = events(200000)
    pairs = [(socat_rate(data, 8), weir_rate(data, 8)) for _ in range(3)] if shutil.which("socat") else []
    if not pairs:
        return row("tcp: one client into filter and project", "no socat here", "", True)
    socat, own = ([max(p[i][k] for p in pairs) for k in (0, 1)] for i in (0, 1))
    spread = min(p[0][0] for p in pairs) < 0.7 * socat[0]
    return row("tcp: one client into filter and project", "%.0f MB/s (CPU: %.0f)" % tuple(own),
               "socat's %.0f (CPU: %.0f)" % tuple(socat), own[0] >= socat[0], spread)


# ---- datagrams ----

def bench_udp():
    seconds, a_second = 3, 100000
    w = start("-i", "udp-listen://:0?rcvbuf=8M", "count")
    port, sent, late = port_of(w), 0, 0
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    out.connect(("127.0.0.1", port))
    began = time.monotonic()
    while sent < seconds * a_second:
        due = min(seconds * a_second, int((time.monotonic() - began) * a_second))
        late = max(late, due - sent)
        while sent < due:
            out.send(b'{"n":%d}' % sent)
            sent += 1
    took = time.monotonic() - began
    time.sleep(0.2)
    w.terminate()
    text = w.stderr.read().decode()
    w.wait()
    lost = sum(int(n) for n in re.findall(r"dropped (\d+) datagram", text))
    row("udp: 100,000 small datagrams a second, lost", "%d of %d" % (lost, sent), "0", lost == 0,
        late > a_second / 20 or took > seconds * 1.1)


# ---- latency ----

def bench_pipe():
    r, w = os.pipe()
    p = start("filter n >= 0", stdin=r, stdout=subprocess.PIPE)
    out, took = p.stdout.fileno(), []
    for n in range(3000):
        began = time.monotonic_ns()
        os.write(w, b'{"n":%d}\n' % n)
        os.read(out, 4096)
        took.append(time.monotonic_ns() - began)
    os.close(w)
    p.wait()
    # The same through cat, which does nothing.
    r, w = os.pipe()
    cat, base = subprocess.Popen(["cat"], stdin=r, stdout=subprocess.PIPE), []
    for n in range(3000):
        began = time.monotonic_ns()
        os.write(w, b'{"n":%d}\n' % n)
        os.read(cat.stdout.fileno(), 4096)
        base.append(time.monotonic_ns() - began)
    os.close(w)
    os.close(r)
    cat.stdout.close()
    cat.kill()
    median, floor = statistics.median(took) / 1e3, statistics.median(base) / 1e3
    row("pipe: a line to its result, median", "%.0f us (cat: %.0f)" % (median, floor), "< 100 us", median < 100,
        floor > 50)


def bench_follow(folder):
    path, took, base = os.path.join(folder, "app.log"), [], []
    open(path, "w").close()
    p = start("-F", "-i", path, "filter n >= 0", stdout=subprocess.PIPE)
    with open(path, "a", buffering=1) as log:
        log.write('{"n":0}\n')
        p.stdout.readline()
        for n in range(300):
            time.sleep(0.002)                # it has gone to sleep again
            began = time.monotonic_ns()
            time.sleep(0.0005)
            base.append(time.monotonic_ns() - began - 500000)
            began = time.monotonic_ns()
            log.write('{"n":%d}\n' % n)
            p.stdout.readline()
            took.append(time.monotonic_ns() - began)
    p.terminate()
    p.wait()
    row("follow: a write to its result, 99 of 100", "%.2f ms" % (statistics.quantiles(took, n=100)[98] / 1e6),
        "< 5 ms", statistics.quantiles(took, n=100)[98] < 5e6, statistics.quantiles(base, n=100)[98] > 1e6)


def bench_start():
    def least(command):
        took = []
        for _ in range(60):
            began = time.monotonic_ns()
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
            took.append(time.monotonic_ns() - began)
        return min(took) / 1e6
    base, own = least(["true"]), least([weir, "filter a > 1 and b == \"x\""])
    row("start: a filter on nothing, beyond that of true", "%.1f ms" % (own - base), "< 3 ms", own - base < 3,
        base > 3)


def main():
    print("%-48s %-22s %-22s" % ("live", "measured", "limit"))
    with tempfile.TemporaryDirectory(prefix="weir-live-") as folder:
        bench_start()
        bench_pipe()
        bench_follow(folder)
        bench_udp()
        bench_tcp()
    sys.exit(1 if failed else 0)


main()
