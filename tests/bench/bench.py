#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measure weir beside its peers on the same work, in turn, and compare their answers.

The data are made by gen.c, the same in every run. Peers are those of jq, gawk, mlr, DuckDB and
simdjson that are installed; DuckDB also by npm, into the data's folder or BENCH_NODE. gawk takes
the lines apart at their quotes and checks nothing; of simdjson it is the time of the extraction of
T1's three fields alone, without reading: neither does weir's work, they are marks.

Times are in seconds, the median and the least of the rounds; a tool that needs more than four
seconds has one round. MB/s and the ratios to weir are those of the least times: MB/s of CPU, ratios
of wall and of CPU time. Exit status: 1 if an answer differs or a tool fails. Speed never fails.
"""
import argparse
import json
import math
import os
import shlex
import shutil
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PEERS = ("simdjson", "duckdb", "gawk", "jq", "mlr")
KINDS = ("random", "short", "long", "huge", "wide", "deep", "escaped", "foreign", "spaced")
SEED = 42
SLOW = 4.0
GOAL_MBS, GOAL_PIPE_MBS, GOAL_RSS = 700, 2000, 32

T1 = ["filter status >= 500", "project ts, service, status"]
WEIR = {
    "T1": T1,
    "T2": ["-t", "ts", "-l", "3m", "window 1m", "aggregate n = count() by service"],
    "T3": ["aggregate n = count(), mean = avg(latency_ms), total = sum(bytes) by path"],
    "T4": ["aggregate n = count() by user_id"],
    "N1": ["filter level != 'debug'", "project user_id, service, cost = bytes * 0.908, ts"],
}
# What stages and functions cost on the same lines; no peer does the same.
STAGES = {
    "parse": ["parse msg /(?<verb>[a-z]+) (?<noun>[a-z]+)/", "count by verb"],
    "lower": ["set x = lower(service)"],
    "top": ["top 10 by latency_ms"],
    "dedup": ["dedup by trace_id"],
    "tumbling": ["-t", "ts", "-l", "3m", "window 1s",
                 "aggregate n = count(), sum(bytes) by service"],
    "hopping": ["-t", "ts", "-l", "3m", "window 1h every 1s",
                "aggregate n = count(), sum(bytes) by service"],
}
WEIR.update(STAGES)
# No T4: jq 1.6 copies the whole object with every new key.
JQ = {
    "T1": ["-c", "select(.status >= 500) | {ts, service, status}"],
    "T2": ["-nc", 'reduce inputs as $e ({}; .[$e.ts[0:16] + " " + $e.service] += 1)'
                  ' | to_entries[] | (.key / " ") as [$w, $s] | {w: $w, service: $s, n: .value}'],
    "N1": ["-c", 'select(.level != "debug") | {user_id, service, cost: (.bytes * 0.908), ts}'],
}
# Fields are counted by the quotes: $4 is the text of ts, $12 that of service, and so on.
AWK = {
    "T1": 'substr($27, 2, 3) >= "500" { print "{\\"ts\\":\\"" $4 "\\",\\"service\\":\\"" $12'
          ' "\\",\\"status\\":" substr($27, 2, 3) "}" }',
    "T2": '{ c[substr($4, 1, 16) "\\",\\"service\\":\\"" $12]++ }'
          ' END { for (k in c) print "{\\"w\\":\\"" k "\\",\\"n\\":" c[k] "}" }',
    "T3": '{ n[$24]++; t[$24] += substr($29, 2); b[$24] += substr($31, 2) }'
          ' END { for (k in n) printf "{\\"path\\":\\"%s\\",\\"n\\":%d,\\"mean\\":%.12g,'
          '\\"total\\":%d}\\n", k, n[k], t[k] / n[k], b[k] }',
    "T4": '{ c[$34]++ } END { for (k in c) print "{\\"user_id\\":\\"" k "\\",\\"n\\":" c[k] "}" }',
}
MLR = {
    "T1": "filter '$status >= 500' then cut -o -f ts,service,status",
    "T2": "put '$w = substr0($ts, 0, 15)' then count -o n -g w,service",
    "T3": "stats1 -a count,mean -f latency_ms -g path"
          " then rename latency_ms_count,n,latency_ms_mean,mean",
    "T4": "count -o n -g user_id",
}
SQL = {
    "T1": ("ts varchar, service varchar, status integer",
           "select ts, service, status from events where status >= 500"),
    "T2": ("ts varchar, service varchar",
           "select substr(ts, 1, 16) w, service, count(*) n from events group by all"),
    "T3": ("path varchar, latency_ms double, bytes bigint",
           "select path, count(*) n, avg(latency_ms) mean, sum(bytes) total from events"
           " group by path"),
    "T4": ("user_id varchar", "select user_id, count(*) n from events group by user_id"),
    "N1": ("user_id varchar, service varchar, bytes bigint, level varchar, ts varchar",
           "select user_id, service, bytes * 0.908 as cost, ts from events where level <> 'debug'"),
}


def rows(path):
    with open(path, encoding="utf-8") as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def is_close(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def keyed(task, path):
    """The answer of an aggregation: rows by their key."""
    if task == "T2":
        return {((r.get("w") or r["window_start"])[:16], r["service"]): (int(r["n"]),)
                for r in rows(path)}
    if task == "T4":
        return {r["user_id"]: (int(r["n"]),) for r in rows(path)}
    return {r["path"]: (int(r["n"]), float(r["mean"]), float(r.get("total", "nan")))
            for r in rows(path)}


def answer(task, path):
    """What a tool printed, in a form that is the same for all tools."""
    if task in STAGES:
        return {"rows": (sum(1 for _ in rows(path)),)}
    if task == "T1":
        return sorted((r["ts"], r["service"], int(r["status"])) for r in rows(path))
    if task == "N1":
        count, texts, costs = 0, 0, []
        for r in rows(path):
            count += 1
            texts += len(r["user_id"] + r["service"] + r["ts"])
            costs.append(float(r["cost"]))
        return {"all": (count, texts, math.fsum(costs))}
    return keyed(task, path)


def agree(a, b):
    """A total that one of them does not know (nan) is as good as any."""
    if isinstance(a, list):
        return a == b
    return set(a) == set(b) and all(
        is_close(x, y) or math.isnan(x) or math.isnan(y)
        for key in a for x, y in zip(a[key], b[key]))


class Tool:
    """One command in one row, and what its rounds cost."""

    def __init__(self, name, command, how="own"):
        self.name, self.command, self.how = name, command, how  # how: file, pipe or own
        self.wall, self.cpu, self.rss, self.status = [], [], 0, 0
        self.verdict = ""

    def run(self, bench, path, out):
        usage = [bench.usage, out + ".usage"] + self.command
        cat = None
        if self.how == "pipe":
            cat = subprocess.Popen(["cat", path], stdout=subprocess.PIPE)
            stdin = cat.stdout
        else:
            stdin = open(path if self.how == "file" else os.devnull, "rb")
        with stdin, open(out, "wb") as stdout, open(out + ".err", "wb") as stderr:
            subprocess.call(usage, stdin=stdin, stdout=stdout, stderr=stderr, env=bench.env)
        if cat:
            cat.wait()
        with open(out + ".usage", encoding="ascii") as f:
            wall, cpu, rss, status = f.read().split()
        self.wall.append(float(wall))
        self.cpu.append(float(cpu))
        self.rss = max(self.rss, int(rss) / 1024)
        self.status = self.status or int(status)

    def is_slow(self):
        return bool(self.wall) and self.wall[0] > SLOW


class Simdjson(Tool):
    """The harness says itself what the extraction took."""

    def run(self, bench, path, out):
        super().run(bench, path, out)
        with open(out, encoding="ascii") as f:
            said = f.read().split("\n")
        if len(said) > 1 and said[1].startswith("extraction: "):
            self.wall[-1], self.cpu[-1] = (float(x) for x in said[1].split()[1:3])


class Bench:
    """The tools, the data and what was found."""

    def __init__(self, args):
        self.args = args
        self.data = os.path.abspath(args.data)
        self.env = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
        self.differ = []
        self.goals = []
        self.wanted = set(args.peers.split(",")) if args.peers else set()
        for folder in (self.data, os.path.join(self.data, "out")):
            os.makedirs(folder, exist_ok=True)
        compiler = shlex.split(os.environ.get("CC") or "cc")
        self.gen = self.compile("gen.c", compiler, ["-D_GNU_SOURCE"])
        self.usage = self.compile("usage.c", compiler, ["-D_GNU_SOURCE"])
        if not self.gen or not self.usage:
            sys.exit("bench: no C compiler")
        self.simdjson = self.find_simdjson()
        self.duckdb = self.find_duckdb()

    def compile(self, source, compiler, flags, libs=()):
        """The program made of a source of this folder, or None."""
        path = os.path.join(HERE, source)
        program = os.path.join(self.data, os.path.splitext(source)[0])
        if os.path.exists(program) and os.path.getmtime(program) > os.path.getmtime(path):
            return program
        try:
            subprocess.run(compiler + ["-O2"] + flags + ["-o", program, path] + list(libs),
                           check=True, stderr=subprocess.DEVNULL if libs else None)
        except (OSError, subprocess.CalledProcessError):
            return None
        return program

    def find_simdjson(self):
        if "simdjson" not in self.wanted:
            return None
        compiler = shlex.split(os.environ.get("CXX") or "c++")
        return self.compile("simdjson.cpp", compiler, ["-march=native"], ["-lsimdjson"])

    def find_duckdb(self):
        """How a query is run, up to the query, or None."""
        if "duckdb" not in self.wanted:
            return None
        if shutil.which("duckdb"):
            return ["duckdb", "-batch", "-c"]
        folder = os.environ.get("BENCH_NODE") or os.path.join(self.data, "node")
        package = os.path.join(folder, "node_modules", "@duckdb", "node-api")
        if not os.path.isdir(package) and shutil.which("npm") and not os.environ.get("CI"):
            os.makedirs(folder, exist_ok=True)
            subprocess.call(["npm", "install", "--silent", "--prefix", folder, "@duckdb/node-api"])
        if not os.path.isdir(package) or not shutil.which("node"):
            return None
        return ["node", os.path.join(HERE, "duckdb.mjs"), os.path.abspath(folder), "2"]

    def make_data(self, kind):
        """The data of a kind and the answer of T1 that gen knows; made where missing, then read."""
        stem = os.path.join(self.data, "%s.%g" % (kind, self.args.mb))
        path, known = stem + ".ndjson", stem + ".answer"
        if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(self.gen):
            with open(path + ".part", "wb") as f:
                subprocess.check_call(
                    [self.gen, kind, str(int(self.args.mb * 1e6)), str(SEED), known], stdout=f)
            os.rename(path + ".part", path)
        lines = 0
        with open(path, "rb") as f:
            while True:
                block = f.read(1 << 20)
                if not block:
                    return path, known, lines
                lines += block.count(b"\n")

    def tools(self, task, kind, path):
        weir = [os.path.abspath(self.args.weir)] + WEIR[task]
        found = [Tool("weir", weir, "file")]
        if kind == "logs" and task == "T1":
            found.append(Tool("cat|weir", weir, "pipe"))
        if task == "T1" and self.simdjson:
            # simdjson must have the longest line in one piece.
            piece = 1 << (22 if kind == "huge" else 20)
            found.append(Simdjson("simdjson", [self.simdjson, path, str(piece)]))
        if task in SQL and self.duckdb and (kind == "logs" or self.args.all):
            found.append(Tool("duckdb", self.duckdb + [self.query(task, path)]))
        if kind == "logs" and task not in STAGES:
            found += self.text_tools(task, path)
        return found

    def query(self, task, path):
        columns, select = SQL[task]
        struct = ", ".join("%s: '%s'" % tuple(c.split()) for c in columns.split(", "))
        query = select.replace("events", "read_ndjson('%s', columns = {%s})" % (path, struct))
        if self.duckdb[0] == "duckdb":
            query = "copy (%s) to '/dev/stdout' (format json)" % query
        return query

    def text_tools(self, task, path):
        commands = []
        if task in AWK:
            commands.append(["gawk", '-F"', AWK[task], path])
        if task in JQ:
            commands.append(["jq"] + JQ[task] + [path])
        if task in MLR:
            commands.append(["mlr", "--ijsonl", "--ojsonl"] + shlex.split(MLR[task]) + [path])
        return [Tool(c[0], c) for c in commands if c[0] in self.wanted and shutil.which(c[0])]

    def out(self, name, tool):
        return os.path.join(self.data, "out", "%s.%s" % (name, tool.name.replace("|", "-")))

    def check(self, name, task, tools, known, lines):
        """Every tool's answer beside weir's; weir's T1 beside what gen knows."""
        want = None
        for tool in tools:
            path = self.out(name, tool)
            try:
                if tool.name == "weir":
                    want = got = answer(task, path)
                    same = task != "T1" or got == answer(task, known)
                elif tool.name == "simdjson":
                    size = sum(len((r[0] + r[1]).encode()) for r in want)
                    with open(path, encoding="ascii") as f:
                        said = f.readline().strip()
                    same = said == "%d lines, %d bytes, 0 errors" % (lines, size)
                else:
                    same = agree(want, answer(task, path))
                tool.verdict = "agrees" if same else "DIFFERS"
            except (OSError, ValueError, KeyError, TypeError) as e:
                tool.verdict = "UNREADABLE (%r)" % e
            if tool.status:
                tool.verdict += ", exit %d" % tool.status
            if tool.verdict != "agrees":
                self.differ.append("%s %s: %s" % (name, tool.name, tool.verdict))

    def row(self, name, task, kind):
        """Run one row of the table and print it; weir's tool is handed back."""
        path, known, lines = self.make_data(kind)
        tools = self.tools(task, kind, path)
        for _ in range(self.args.rounds):
            for tool in tools:
                if not tool.is_slow():
                    tool.run(self, path, self.out(name, tool))
        self.check(name, task, tools, known, lines)
        size, weir = os.path.getsize(path) / 1e6, tools[0]
        for tool in tools:
            self.print_tool(name, tool, weir, size)
        self.row_goals(name, {t.name: t for t in tools}, size)
        return weir

    @staticmethod
    def print_tool(name, tool, weir, size):
        ratio = ""
        if tool is not weir:
            ratio = "%6.2f %6.2f" % (min(tool.wall) / min(weir.wall), min(tool.cpu) / min(weir.cpu))
        print("%-8s %-9s %7.3f %7.3f %8.3f %7.3f %6.0f %6.0f  %13s  %s" % (
            name, tool.name, statistics.median(tool.wall), min(tool.wall),
            statistics.median(tool.cpu), min(tool.cpu), tool.rss, size / min(tool.cpu), ratio,
            tool.verdict), flush=True)

    def goal(self, what, value, unit, limit, at_least):
        met = value >= limit if at_least else value <= limit
        self.goals.append("%-28s %8.2f %-5s target %s %g: %s" % (
            what, value, unit, "at least" if at_least else "at most", limit,
            "ok" if met else "below" if at_least else "above"))

    def row_goals(self, name, tools, size):
        weir = tools["weir"]
        if name in KINDS or name in STAGES:
            self.goal(name, size / min(weir.cpu), "MB/s", GOAL_MBS, True)
        if name in ("T1", "T2"):
            self.goal(name + " memory", weir.rss, "MiB", GOAL_RSS, False)
        if "cat|weir" in tools:
            self.goal(name + " cat|weir, wall", size / min(tools["cat|weir"].wall), "MB/s",
                      GOAL_PIPE_MBS, True)
        if name == "T1" and "simdjson" in tools:
            self.goal("T1 CPU / simdjson's", min(weir.cpu) / min(tools["simdjson"].cpu), "", 1.15,
                      False)
        if name in ("T1", "T2") and "duckdb" in tools:
            duckdb = tools["duckdb"]
            self.goal(name + " CPU / DuckDB's", min(weir.cpu) / min(duckdb.cpu), "", 0.25, False)
            self.goal(name + " wall / DuckDB's", min(weir.wall) / min(duckdb.wall), "", 1, False)

    def run(self):
        print("%-8s %-9s %15s %16s %6s %6s  %13s\n%-8s %-9s %7s %7s %8s %7s %6s %6s  %6s %6s" % (
            "", "", "wall s", "CPU s", "RSS", "", "x weir",
            "row", "tool", "median", "least", "median", "least", "MiB", "MB/s", "wall", "CPU"))
        chosen = self.args.rows.split(",") if self.args.rows else list(WEIR) + list(KINDS)
        done = {}
        for name in chosen:
            in_order = name in WEIR
            done[name] = self.row(name, name if in_order else "T1", "logs" if in_order else name)
        if "T1" in done and "random" in done:
            self.goal("random / ordered keys, CPU",
                      min(done["random"].cpu) / min(done["T1"].cpu), "", 1.6, False)
        if "tumbling" in done and "hopping" in done:
            self.goal("hopping / tumbling windows, CPU",
                      min(done["hopping"].cpu) / min(done["tumbling"].cpu), "", 1.5, False)
        print("\n" + "\n".join(self.goals))
        if self.differ:
            print("answers differ:\n  " + "\n  ".join(self.differ))
            return 1
        print("answers: all agree")
        return 0


def arguments():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("weir", help="the program to measure")
    ap.add_argument("--data", default=os.environ.get("BENCH_DATA", "build/bench"),
                    help="folder for data and answers (BENCH_DATA, build/bench)")
    ap.add_argument("--mb", type=float, default=float(os.environ.get("BENCH_MB", "200")),
                    help="size of the data (BENCH_MB, 200)")
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--rows", help="only these, such as T1,random")
    ap.add_argument("--peers", default=",".join(PEERS),
                    help="only these (%(default)s); '' for none")
    ap.add_argument("--all", action="store_true", help="DuckDB for every kind of data")
    ap.add_argument("--quick", action="store_true",
                    help="20 MB, one round, no DuckDB and no Miller: whether all agree")
    args = ap.parse_args()
    if args.quick:
        args.rounds = 1
        args.mb = float(os.environ.get("BENCH_MB", "20"))
        args.peers = ",".join(p for p in args.peers.split(",") if p not in ("duckdb", "mlr"))
    known = list(WEIR) + list(KINDS)
    for name in args.rows.split(",") if args.rows else ():
        if name not in known:
            ap.error("no row %s; rows are %s" % (name, ", ".join(known)))
    return args


if __name__ == "__main__":
    sys.exit(Bench(arguments()).run())
