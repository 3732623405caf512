#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""soak.py WEIR SECONDS   all that a month brings, in minutes: rotation, reconnects, signals, slow readers at once

Four weirs run side by side, each with its load; signals hail on all of them, and metrics are scraped. At the end each
must have died by SIGTERM in order, its memory must not have grown, and every event must be accounted for: each that
was sent is in the output once, or was filtered, late or bad, which the counters tell, too.

    follow    a log that is rotated ten times a second; the output is a file that is rotated, too, by SIGHUP
    tcp       clients that come, send and go, some in the middle of a line; the output's reader is slow
    udp       datagrams of one to three lines
    windows   a fifo with late and bad lines, keys that come and go; rows to a slow reader, windows by event time
"""
import glob
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

stop = threading.Event()
is_long = float(sys.argv[2]) >= 60           # else memory says nothing yet
wrong = []


def complain(text):
    wrong.append(text)
    print("soak: " + text, flush=True)


def wait_for(found, what, limit=60):
    end = time.monotonic() + limit
    while not (result := found()):
        if time.monotonic() > end:
            raise SystemExit("soak: in vain for %s" % what)
        time.sleep(0.01)
    return result


class Weir:
    """A weir at work, and the load on it: feed() runs on a thread until stop is set, then settle() waits until all has
    been read, and check() looks at what came out."""

    def __init__(self, weir, folder, name):
        self.name, self.folder = name, os.path.join(folder, name)
        os.mkdir(self.folder)
        self.err = self.path("err")
        self.rss = []
        self.scrapes = 0
        self.sent = 0
        self.prepare()
        output = self.output()
        self.process = subprocess.Popen([weir, "--stats", *self.arguments()], cwd=self.folder,
                                        stdin=subprocess.DEVNULL, stdout=output, stderr=open(self.err, "wb"),
                                        start_new_session=True)
        if output != subprocess.DEVNULL:
            os.close(output)
        self.threads = [threading.Thread(target=self.guard, args=(f,), daemon=True)
                        for f in [self.feed, *self.more()]]

    # What the loads may redefine.
    def prepare(self):
        pass

    def output(self):
        return subprocess.DEVNULL

    def more(self):
        return []

    def path(self, name):
        return os.path.join(self.folder, name)

    def told(self, pattern):
        return re.findall(pattern, open(self.err, errors="replace").read())

    def guard(self, function):
        try:
            function()
        except Exception as e:               # of a thread nobody else would hear
            complain("%s: %s: %r" % (self.name, function.__name__, e))

    def begin(self):
        for t in self.threads:
            t.start()

    def hail(self):
        """A signal now and then; SIGCONT behind each SIGSTOP."""
        for s in random.choice([[signal.SIGUSR1], [signal.SIGHUP], [signal.SIGSTOP, signal.SIGCONT],
                                [signal.SIGUSR1, signal.SIGHUP, signal.SIGSTOP, signal.SIGUSR1, signal.SIGCONT]]):
            self.process.send_signal(s)

    def status(self, name):
        """A line of what the kernel says of the process; nothing once it has ended."""
        try:
            found = re.search(r"^%s:\s*(\w+)" % name, open("/proc/%d/status" % self.process.pid).read(), re.M)
        except FileNotFoundError:
            found = None
        return found[1] if found else ""

    def is_ready(self):
        """Whether it has got as far as to catch signals: one sent before that would end it."""
        if self.process.poll() is not None:
            raise SystemExit("soak: %s: ended at once: %s" % (self.name, open(self.err).read()[-500:]))
        return int(self.status("SigCgt") or "0", 16) >> (signal.SIGUSR1 - 1) & 1

    def look(self):
        rss = self.status("VmRSS")
        if rss:
            self.rss.append(int(rss))
        elif self.process.poll() is not None:
            raise SystemExit("soak: %s: ended by %d: %s" % (self.name, self.process.poll(), open(self.err).read()[-500:]))

    def counters(self):
        """The last ones told."""
        lines, events, bad = map(int, self.told(r"read +(\d+) lines?, \d+ bytes?: (\d+) events?, (\d+) bad lines?")[-1])
        late = untimed = 0
        table = open(self.err, errors="replace").read().rsplit("\nread ", 1)[-1]
        for row in re.findall(r"\n  \d+ \w+ +(\d+) +(\d+) +(\d+|-) +(\d+) +(\d+) +(\d+)", table):
            late += int(row[3])
            untimed += int(row[4])
        return lines, events, bad, late, untimed

    def settle(self):
        """Until the counters say that all that was sent has been read."""
        def all_read():
            told = len(self.told("\ntook"))
            self.process.send_signal(signal.SIGUSR1)
            wait_for(lambda: len(self.told("\ntook")) > told, "%s: counters" % self.name)
            return self.counters()[0] >= self.sent
        wait_for(all_read, "%s: the last of %d lines" % (self.name, self.sent), 120)

    def end(self):
        self.threads[0].join()
        if self.process.poll() is None:
            self.settle()
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return complain("%s: does not end" % self.name)
        for t in self.threads[1:]:
            t.join()
        if status != -signal.SIGTERM:
            complain("%s: status %d: %s" % (self.name, status, open(self.err).read()[-500:]))
        self.check()
        self.check_memory()
        return None

    def expect(self, what, got, wanted):
        if got != wanted:
            complain("%s: %s: %s instead of %s" % (self.name, what, got, wanted))

    def check_memory(self):
        """Of the second quarter and the last: where it grows it does so from the one to the other."""
        n = len(self.rss) // 4
        if n < 3:
            return
        before, after = max(self.rss[n:2 * n]), max(self.rss[-n:])
        print("soak: %-8s %9d lines, %d to %d kB, scraped %d times" %
              (self.name, self.sent, before, after, self.scrapes), flush=True)
        if is_long and after > before * 1.1 + 2048:
            complain("%s: memory grows: %d kB, then %d kB" % (self.name, before, after))


class Follow(Weir):
    def prepare(self):
        open(self.path("app.log"), "w").close()

    def arguments(self):
        return ["-F", "-i", "app.log", "-o", "out.ndjson", "n % 3 != 0", "set double = n * 2"]

    def feed(self):
        log, rotated, n = open(self.path("app.log"), "a"), time.monotonic(), 0
        while not stop.is_set():
            for _ in range(random.randrange(1, 200)):
                self.sent += 1
                log.write('{"n":%d,"pad":"%s"}\n' % (self.sent, "x" * random.randrange(100)))
            log.flush()
            if time.monotonic() - rotated > 0.1:
                # As logrotate does it: renamed, written to for a while yet, then the new one is opened.
                n += 1
                os.rename(self.path("app.log"), self.path("app.log.%d" % (n % 5)))
                new = open(self.path("app.log"), "a")
                self.sent += 1
                log.write('{"n":%d}\n' % self.sent)
                log.close()
                log, rotated = new, time.monotonic()
            time.sleep(0.005)
        log.close()

    def more(self):
        return [self.rotate_output]

    def rotate_output(self):
        n = 0
        while not stop.is_set():
            time.sleep(0.3)
            n += 1
            os.rename(self.path("out.ndjson"), self.path("out.%06d" % n))
            self.process.send_signal(signal.SIGHUP)
            wait_for(lambda: stop.is_set() or os.path.exists(self.path("out.ndjson")), "a new output")

    def check(self):
        seen = {}
        for name in glob.glob(self.path("out.*")):
            for line in open(name):
                event = json.loads(line)
                seen[event["n"]] = seen.get(event["n"], 0) + 1
                assert event["double"] == 2 * event["n"]
        wanted = {n for n in range(1, self.sent + 1) if n % 3}
        self.expect("events lost", sorted(wanted - set(seen))[:5], [])
        self.expect("events that were none", sorted(set(seen) - wanted)[:5], [])
        self.expect("events doubled", [n for n in seen if seen[n] > 1][:5], [])
        self.expect("counters", self.counters()[:3], (self.sent, self.sent, 0))


class SlowReader(Weir):
    """Reads the output by small pieces, with pauses."""

    def output(self):
        self.reader, writer = os.pipe()
        return writer

    def more(self):
        return [self.read_slowly]

    def read_slowly(self):
        self.got = bytearray()
        while piece := os.read(self.reader, 65536 if stop.is_set() else random.choice([100, 4096, 65536])):
            self.got += piece
            if not stop.is_set() and random.random() < 0.05:
                time.sleep(random.random() * 0.2)


class Tcp(SlowReader):
    def arguments(self):
        return ["-i", "tcp-listen://:0", "--metrics", ":0", "--bad", "bad", "n % 2 == 0 | project n"]

    def __init__(self, weir, folder, name):
        self.cut = 0
        super().__init__(weir, folder, name)

    def place(self):
        return int(wait_for(lambda: self.told(r"listening on 127\.0\.0\.1:(\d+)"), "tcp: a port")[0])

    def feed(self):
        port, clients = self.place(), []
        while not stop.is_set():
            while len(clients) < 20:
                clients.append(socket.create_connection(("127.0.0.1", port)))
            client = random.choice(clients)
            lines = []
            for _ in range(random.randrange(1, 100)):
                self.sent += 1
                lines.append('{"n":%d}\n' % self.sent)
            client.sendall("".join(lines).encode())
            if random.random() < 0.05:
                if random.random() < 0.5:
                    self.cut += 1
                    self.sent += 1
                    client.sendall(b'{"n":')
                client.close()
                clients.remove(client)
            time.sleep(0.002)
        for client in clients:
            client.close()

    def check(self):
        numbers = sorted(json.loads(line)["n"] for line in self.got.decode().splitlines())
        lines, events, bad, _, _ = self.counters()
        self.expect("lines read", lines, self.sent)
        self.expect("events and bad lines", (events, bad), (self.sent - self.cut, self.cut))
        self.expect("bad lines kept", sum(1 for _ in open(self.path("bad"))), self.cut)
        self.expect("a number twice", len(numbers), len(set(numbers)))
        if not all(n % 2 == 0 for n in numbers):
            complain("tcp: odd numbers")
        # An even number that was to be sent may have become the cut line's.
        even = self.sent // 2
        if not even - self.cut <= len(numbers) <= even:
            complain("tcp: %d rows of %d" % (len(numbers), even))


class Udp(Weir):
    def arguments(self):
        return ["-i", "udp-listen://:0?rcvbuf=4M", "--metrics", ":0", "-o", "out.ndjson", "n % 7 != 0"]

    def feed(self):
        port = int(wait_for(lambda: self.told(r"listening on 127\.0\.0\.1:(\d+)"), "udp: a port")[0])
        out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        while not stop.is_set():
            for _ in range(20):
                lines = []
                for _ in range(random.randrange(1, 4)):
                    self.sent += 1
                    lines.append('{"n":%d}' % self.sent)
                out.sendto("\n".join(lines).encode(), ("127.0.0.1", port))
            time.sleep(0.005)

    def check(self):
        numbers = [json.loads(line)["n"] for line in open(self.path("out.ndjson"))]
        self.expect("numbers", numbers, [n for n in range(1, self.sent + 1) if n % 7])
        self.expect("counters", self.counters()[:3], (self.sent, self.sent, 0))


class Windows(SlowReader):
    def prepare(self):
        os.mkfifo(self.path("in"))
        self.bad = self.filtered = 0

    def arguments(self):
        return ["-i", "in", "--metrics", ":0", "--late", "late", "--bad", "bad", "-t", "t", "-l", "1s", 'k != "x"',
                "window 1s", "count by k"]

    def feed(self):
        out, i = open(self.path("in"), "w"), 0
        while not stop.is_set():
            for _ in range(200):
                i += 1
                self.sent += 1
                k = random.choice(["x", "a", "b", "k%d" % (i // 1000)])
                if i % 101 == 0:
                    self.bad += 1
                    out.write("oops\n")
                else:
                    self.filtered += k == "x"
                    out.write('{"t":%.3f,"k":"%s"}\n' % (1e6 + i / 500 - (i % 53 == 0) * random.random() * 4, k))
            out.flush()
            time.sleep(0.005)
        self.out = out                        # open until the end, which is SIGTERM's

    def check(self):
        counted = sum(json.loads(line)["count"] for line in self.got.decode().splitlines())
        late = sum(1 for _ in open(self.path("late")))
        self.expect("bad lines kept", sum(1 for _ in open(self.path("bad"))), self.bad)
        self.expect("counters", self.counters(), (self.sent, self.sent - self.bad, self.bad, late, 0))
        self.expect("read = counted + filtered + late + bad", counted + self.filtered + late + self.bad, self.sent)
        if not late:
            complain("windows: nothing was late")
        self.out.close()


def scrape(w):
    place = w.told(r"metrics are at (\S+)")
    if not place:
        return
    try:
        with urllib.request.urlopen(place[0], timeout=30) as answer:
            page = answer.read().decode()
    except OSError as e:
        return complain("%s: scrape: %s" % (w.name, e))
    if "\nweir_events_total " not in page:
        complain("%s: no counters in the metrics" % w.name)
    w.scrapes += 1


def main():
    weir, seconds = os.path.abspath(sys.argv[1]), float(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="weir-soak-") as folder:
        weirs = [kind(weir, folder, kind.__name__.lower()) for kind in (Follow, Tcp, Udp, Windows)]
        for w in weirs:
            wait_for(w.is_ready, "%s: the beginning" % w.name)
            w.begin()
        end, step = time.monotonic() + seconds, min(1, seconds / 40)
        while time.monotonic() < end:
            time.sleep(step)
            for w in weirs:
                w.look()
                w.hail()
                scrape(w)
        stop.set()
        for w in weirs:
            w.end()
    if wrong:
        sys.exit("soak: %d things went wrong" % len(wrong))
    print("soak: sound")


main()
