# SPDX-License-Identifier: MIT
"""windows.py WEIR COUNT [SEED]   random streams through random windows, in weir and in a small model of them.

The model is slow and plain: each window keeps the list of its events, and what is in a row is counted anew from that
list. It was written from the promises about time, windows and order of output, not from the program. Prints what
differs, with the fewest lines that show it, and `N passed, N failed`.
"""
import fractions
import functools
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile

NS = 10**9
SIZES = ['1', '7', '64', '4096', '', '']
MOST = 2**63 - 1

# ---- values ----


def rank(v):
    if v is None or isinstance(v, bool):
        return [None, False, True].index(v)
    return 3 if isinstance(v, (int, float)) else {str: 4, list: 5, dict: 6}[type(v)]


def compare(a, b):
    """The order of all values."""
    if rank(a) != rank(b) or rank(a) < 3:
        return (rank(a) > rank(b)) - (rank(a) < rank(b))
    if isinstance(a, list):
        for x, y in zip(a, b):
            if compare(x, y):
                return compare(x, y)
        return (len(a) > len(b)) - (len(a) < len(b))
    if isinstance(a, dict):
        return compare(sorted(a), sorted(b)) or compare([a[k] for k in sorted(a)], [b[k] for k in sorted(b)])
    return (a > b) - (a < b)


def canon(v):
    """What equal keys share: 1 and 1.0 are one number, but true is none."""
    if isinstance(v, bool) or v is None or isinstance(v, str):
        return (type(v).__name__, v)
    if isinstance(v, (int, float)):
        return ('number', fractions.Fraction(v))
    if isinstance(v, list):
        return ('list',) + tuple(map(canon, v))
    return ('object',) + tuple((k, canon(v[k])) for k in sorted(v))


def is_number(v):
    return isinstance(v, (int, float)) and not isinstance(v, bool)


def rfc3339(ns):
    seconds, rest = divmod(ns, NS)
    days, seconds = divmod(seconds, 86400)
    year, day = 1970, days
    if days >= 0:
        while day >= 365 + leap(year):
            day -= 365 + leap(year)
            year += 1
    else:
        while day < 0:
            year -= 1
            day += 365 + leap(year)
    month = 0
    lengths = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while day >= lengths[month]:
        day -= lengths[month]
        month += 1
    text = '%04d-%02d-%02dT%02d:%02d:%02d' % (year, month + 1, day + 1, seconds // 3600, seconds // 60 % 60, seconds % 60)
    for digits in (3, 6, 9):
        if rest and rest % 10**(9 - digits) == 0:
            return text + '.%0*d' % (digits, rest // 10**(9 - digits)) + 'Z'
    return text + 'Z'


def leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length(ns):
    """A duration as the pipeline spells it."""
    sign, ns = ('-', -ns) if ns < 0 else ('', ns)
    for unit, n in (('h', 3600 * NS), ('m', 60 * NS), ('s', NS), ('ms', 10**6), ('us', 1000)):
        if ns % n == 0:
            return '%s%d%s' % (sign, ns // n, unit)
    return '%s%dns' % (sign, ns)


# ---- rows on their way ----


class Row:
    def __init__(self, fields, time, watermark, arrival=0):
        self.fields, self.time, self.watermark, self.arrival = fields, time, watermark, arrival


class Agg:
    """One aggregate: its text, the name of its column, what of a row counts, and the result."""

    def __init__(self, text, name, result, arg=None, where=None):
        self.text, self.name, self.result, self.arg, self.where = text, name, result, arg, where

    def of(self, rows, bounds):
        some = [(r, self.arg(r.fields) if self.arg else True) for r in rows if not self.where or self.where(r, bounds)]
        return self.result([(r, v) for r, v in some if v is not None])


def total(values):
    if not values:
        return None
    exact = sum(map(fractions.Fraction, values))
    return int(exact) if all(isinstance(x, int) for x in values) else float(exact)


def numbers(pairs):
    return [v for _, v in pairs if is_number(v)]


def agg_sum(pairs):
    return total(numbers(pairs))


def agg_avg(pairs):
    values = numbers(pairs)
    return float(sum(map(fractions.Fraction, values)) / len(values)) if values else None


def extreme(sign):
    def find(pairs):
        best = None
        for _, v in pairs:
            if best is None or compare(v, best) * sign > 0:
                best = v
        return best
    return find


def edge(last):
    def find(pairs):
        ordered = sorted(pairs, key=lambda p: (-MOST if p[0].time is None else p[0].time, p[0].arrival))
        return ordered[-1 if last else 0][1] if pairs else None
    return find


def agg_mode(pairs):
    counts = {}
    for _, v in pairs:
        counts.setdefault(canon(v), [0, v])[0] += 1
    return max(counts.values(), key=lambda c: c[0])[1] if counts else None


def agg_p50(pairs):
    values = sorted(numbers(pairs))
    half = len(values) // 2
    return (values[half] + values[~half]) / 2 if values else None


def agg_distinct(pairs):
    return len({canon(v) for _, v in pairs})


def agg_collect(pairs):
    return [v for _, (v,) in pairs] or None


def column(name):
    return lambda fields: fields.get(name)


def positive(name):
    return lambda row, bounds: is_number(row.fields.get(name)) and row.fields[name] > 0


def aggs_of(r, bounded):
    some = [('count()', 'count', len, None, None), ('sum(n)', 'sum_n', agg_sum, column('n'), None),
            ('sum(x)', 'sum_x', agg_sum, column('x'), None), ('avg(x)', 'avg_x', agg_avg, column('x'), None),
            ('min(s)', 'min_s', extreme(-1), column('s'), None), ('max(x)', 'max_x', extreme(1), column('x'), None),
            ('first(n)', 'first_n', edge(False), column('n'), None),
            ('last(s)', 'last_s', edge(True), column('s'), None),
            ('g = count(s)', 'g', len, column('s'), None), ('distinct(s)', 'distinct_s', agg_distinct, column('s'), None),
            ('mode(s)', 'mode_s', agg_mode, column('s'), None), ('p50(n)', 'p50_n', agg_p50, column('n'), None),
            ('collect(n)', 'collect_n', agg_collect, lambda fields: (fields.get('n'),), None),
            ('p = sum(x) where n > 0', 'p', agg_sum, column('x'), positive('n')),
            ('q = count() where j > 0', 'q', len, None, positive('j'))]
    found = [Agg('c = count()', 'c', len)] + [Agg(*a) for a in r.sample(some, r.randrange(0, 4))]
    if bounded:
        found.append(Agg('early = count() where time(t) - window_start < 2s', 'early', len, None,
                         lambda row, b: row.fields['t'] - b[0] < 2 * NS))
    return found


def later_aggs(r):
    some = [('sum(c)', 'sum_c', agg_sum, column('c'), None), ('max(c)', 'max_c', extreme(1), column('c'), None),
            ('last(c)', 'last_c', edge(True), column('c'), None)]
    return [Agg('rows = count()', 'rows', len)] + [Agg(*a) for a in r.sample(some, r.randrange(0, 3))]


def by_text(word, keys):
    return ' %s %s' % (word, ', '.join(keys)) if keys else ''


def key_of(row, keys):
    return tuple(canon(row.fields.get(k)) for k in keys)


def grouped(rows, keys):
    groups = {}
    for row in rows:
        groups.setdefault(key_of(row, keys), []).append(row)
    return groups


# ---- what works inside a window, on the rows of one that is complete ----


class Aggregate:
    def __init__(self, aggs, keys):
        self.aggs, self.keys = aggs, keys
        self.text = 'aggregate ' + ', '.join(a.text for a in aggs) + by_text('by', keys)

    def row(self, rows, bounds, pane=None):
        fields = {} if bounds is None else {'window_start': bounds[0], 'window_end': bounds[1]}
        if pane:
            fields['pane'] = pane
        for k in self.keys:
            fields[k] = rows[0].fields.get(k)
        for a in self.aggs:
            fields[a.name] = a.of(rows, bounds)
        return Row(fields, None, None)

    def work(self, rows, bounds):
        if not rows and bounds is None and not self.keys:
            return [self.row(rows, bounds)]
        return [self.row(some, bounds) for some in grouped(rows, self.keys).values()]

    def empty(self, key, bounds):
        row = Aggregate(self.aggs, []).row([], bounds)
        fields = {'window_start': bounds[0], 'window_end': bounds[1]}
        fields.update(zip(self.keys, key))
        fields.update(row.fields)
        return Row(fields, None, None)


class Ends:
    """head and tail."""

    def __init__(self, word, n, keys):
        self.word, self.n, self.keys = word, n, keys
        self.text = '%s %d' % (word, n) + by_text('per', keys)

    def work(self, rows, bounds):
        groups = grouped(rows, self.keys)
        kept = {id(row) for some in groups.values() for row in (some[:self.n] if self.word == 'head' else some[-self.n:])}
        return [Row(row.fields, 0, None, i) for i, row in enumerate(rows) if id(row) in kept]


class Dedup:
    def __init__(self, keys):
        self.keys, self.text = keys, 'dedup' + by_text('by', keys)

    def work(self, rows, bounds):
        firsts = {id(some[0]) for some in grouped(rows, self.keys).values()}
        return [Row(row.fields, 0, None, i) for i, row in enumerate(rows) if id(row) in firsts]


class Sort:
    def __init__(self, name):
        self.name, self.keys, self.text = name, [], 'sort ' + name

    def work(self, rows, bounds):
        order = functools.cmp_to_key(lambda a, b: compare(a.fields.get(self.name), b.fields.get(self.name)))
        return [Row(row.fields, 0, None, i) for i, row in enumerate(sorted(rows, key=order))]


class Filter:
    keys = None

    def __init__(self, text, test):
        self.text, self.test = text, test

    def work(self, rows, bounds):
        return [row for row in rows if self.test(row)]


# ---- windows ----


class Window:
    """A window stage and the stages inside it."""

    def __init__(self, spec, inside):
        self.__dict__.update(spec)
        self.inside, self.next = inside, None
        self.watermark = self.out = None      # heard, passed on
        self.late, self.arrivals = 0, 0
        self.open = {}                        # bounds -> rows; of sessions a list of them
        self.sessions = []
        self.waiting, self.counts = [], {}
        self.known, self.last = {}, None      # fill
        self.progress = {}                    # (bounds, key) -> [rows, has changed]
        self.over = self.begun = None
        self.spelling = {}

    # -- what all do --

    def give(self, fields, time):
        """A row that comes when its window closes comes as if time had gone on without a jump."""
        before = self.out
        if self.emit == 'final' and time is not None and (before is None or before < time):
            before = time
        self.next.push(Row(fields, time, before))

    def give_window(self, rows, bounds):
        """A complete window: through the stages inside it."""
        marked = []
        for row in rows:
            fields = {'window_start': bounds[0], 'window_end': bounds[1]}
            fields.update((k, v) for k, v in row.fields.items() if k not in fields)
            marked.append(Row(fields, row.time, None, row.arrival))
        for stage in self.inside:
            marked = stage.work(marked, bounds)
        for row in marked:
            self.give(row.fields, None if self.kind == 'count' else bounds[1] - 1)

    def pass_on(self, watermark):
        if watermark is not None and self.kind != 'global' and (self.out is None or self.out < watermark):
            self.out = watermark
            self.next.advance(watermark)

    def lowered(self, watermark):
        return None if watermark is None else watermark - self.delay

    def is_closed(self, end, watermark):
        return watermark is not None and end + self.lateness <= watermark

    def push(self, row):
        watermark = self.lowered(row.watermark)
        self.move(watermark)
        row = Row(row.fields, row.time, watermark, self.arrivals)
        self.arrivals += 1
        if row.time is None and self.kind not in ('count', 'global'):
            return                            # a bad event
        {'session': self.push_session, 'sliding': self.push_sliding, 'count': self.push_count}.get(
            self.kind, self.push_aligned)(row)

    def advance(self, watermark):
        self.move(self.lowered(watermark))

    def move(self, watermark):
        if watermark is None or (self.watermark is not None and watermark <= self.watermark):
            return
        before, self.watermark = self.watermark, watermark
        if self.emit != 'final':
            self.speak(before, watermark)
        self.close(watermark)
        self.pass_on(watermark if self.passes() else watermark - self.lateness)

    def finish(self):
        self.close(None)
        self.next.finish()

    def passes(self):
        """Rows go through at once where no stage below needs the whole window."""
        return not any(stage.keys is not None for stage in self.inside) and self.kind in ALIGNED + ('sliding',)

    def close(self, watermark):
        {'session': self.close_sessions, 'sliding': self.close_sliding, 'count': self.close_counts}.get(
            self.kind, self.close_aligned)(watermark)

    # -- aligned windows and the global one --

    def windows(self, t):
        if self.kind == 'global':
            return [None]
        if self.kind == 'cumulative':
            start = (t - self.offset) // self.size * self.size + self.offset
            ends = range(start + self.step, start + self.size + 1, self.step)
            return [(start, end) for end in ends if t < end]
        first = (t - self.offset - self.size) // self.step * self.step + self.offset
        starts = range(first, t + 1, self.step)
        return [(start, start + self.size) for start in starts if start <= t < start + self.size]

    def push_aligned(self, row):
        if self.kind == 'global':
            return self.take(row, None)
        windows = [w for w in self.windows(row.time) if not self.is_closed(w[1], row.watermark)]
        if not windows:
            self.late += 1
        for w in windows:
            self.take(row, w)

    def take(self, row, bounds):
        if self.passes() and bounds is not None:
            return self.pass_row(row, bounds)
        tests = []
        for stage in self.inside:
            if stage.keys is not None:
                break
            tests.append(stage)
        if not all(stage.test(row) for stage in tests):
            return
        self.open.setdefault(bounds, []).append(row)
        if self.emit != 'final':
            self.update(row, bounds, self.inside[-1])

    def pass_row(self, row, bounds):
        fields = {'window_start': bounds[0], 'window_end': bounds[1]}
        fields.update((k, v) for k, v in row.fields.items() if k not in fields)
        if all(stage.test(row) for stage in self.inside):
            self.next.push(Row(fields, row.time, row.watermark))

    def close_aligned(self, watermark):
        for bounds in sorted(self.open, key=lambda w: (w[1], w[0]) if w else ()):
            if watermark is not None and (bounds is None or not self.is_closed(bounds[1], watermark)):
                continue
            self.fill_before(bounds)
            if self.emit == 'final' or not self.has_fired(bounds):
                if self.emit == 'final':
                    self.give_whole(bounds)
                else:
                    self.give_panes(bounds, 'on-time')
            self.fill_window(bounds)
            self.over = self.open.pop(bounds)
        if self.kind == 'global' and watermark is None and not self.over and not self.inside[-1].keys:
            self.next.push(self.inside[-1].row([], None, 'on-time' if self.emit != 'final' else None))
        if watermark is not None:
            self.fill_until(watermark)

    def give_whole(self, bounds):
        rows = self.open.get(bounds, [])
        if bounds is not None:
            return self.give_window(rows, bounds)
        for stage in self.inside:
            rows = stage.work(rows, None)
        for row in rows:
            self.next.push(row)

    # -- emission before the close --

    def has_fired(self, bounds):
        return bounds is not None and self.watermark is not None and bounds[1] <= self.watermark

    def give_group(self, rows, bounds, pane):
        row = self.inside[-1].row(rows, bounds, pane)
        self.give(row.fields, bounds and bounds[1] - 1)

    def give_panes(self, bounds, pane, changed=None):
        for key, rows in grouped(self.open[bounds], self.inside[-1].keys).items():
            progress = self.progress[bounds, key]
            if pane == 'on-time' or progress[1]:
                self.give_group(rows, bounds, pane)
            progress[1] = False

    def update(self, row, bounds, aggregate):
        key = key_of(row, aggregate.keys)
        if self.begun is None:
            self.begun = row.time if row.watermark is None else row.watermark
        progress = self.progress.setdefault((bounds, key), [0, False])
        progress[0] += 1
        progress[1] = True
        pane = 'late' if self.has_fired(bounds) else 'early' if self.rows and progress[0] % self.rows == 0 else None
        if pane:
            self.give_group(grouped(self.open[bounds], aggregate.keys)[key], bounds, pane)

    def speak(self, before, now):
        """Ticks and fires between two watermarks, in the order of time; a fire before a tick."""
        due = []
        for bounds in self.open:
            if bounds is not None and bounds[1] <= now and (before is None or before < bounds[1]):
                due.append((bounds[1], 0, (bounds[1], bounds[0]), bounds))
            if self.tick:
                start = bounds[0] if bounds else 0
                since = before - start if before is not None and (bounds is None or before > start) else 0
                if bounds is None and self.begun is None:
                    continue
                if bounds is None:
                    since = max(since if before is not None else self.begun, self.begun)
                tick = start + (since // self.tick + 1) * self.tick
                if tick <= now and (bounds is None or tick < bounds[1]):
                    due.append((tick, 1, (bounds[1], bounds[0]) if bounds else (), bounds))
        for _, kind, _, bounds in sorted(due, key=lambda d: d[:3]):
            self.give_panes(bounds, 'early' if kind else 'on-time')

    # -- windows without events --

    def after(self, bounds):
        start, end = bounds
        if self.kind != 'cumulative':
            return (start + self.step, end + self.step)
        return (start, end + self.step) if end - start < self.size else (end, end + self.step)

    def give_missing(self, bounds):
        for key, (seen, values) in list(self.known.items()):
            if bounds[1] > seen + self.fill:
                del self.known[key]
            elif seen != bounds[1]:
                self.give(self.inside[-1].empty(values, bounds).fields, bounds[1] - 1)
        self.last = bounds

    def fill_before(self, bounds):
        while self.fill and self.known:
            between = self.after(self.last)
            if (between[1], between[0]) >= (bounds[1], bounds[0]):
                break
            self.give_missing(between)

    def fill_window(self, bounds):
        if not self.fill:
            return
        for key, (seen, _) in list(self.known.items()):
            if bounds[1] > seen + self.fill:
                del self.known[key]
        keys = self.inside[-1].keys
        for key, rows in grouped(self.open[bounds], keys).items():
            values = self.known[key][1] if key in self.known else [rows[0].fields.get(k) for k in keys]
            self.known[key] = (bounds[1], values)
        self.give_missing(bounds)

    def fill_until(self, watermark):
        while self.fill and self.known:
            between = self.after(self.last)
            if not self.is_closed(between[1], watermark):
                break
            self.give_missing(between)

    # -- sessions: [start, end, rows] of a key --

    def push_session(self, row):
        key, end = key_of(row, self.keys), row.time + (min(self.size, self.longest) if self.longest else self.size)
        mine = [s for s in self.sessions if s[3] == key]
        if self.longest:
            for s in mine:
                if s[0] <= row.time < s[1]:
                    s[1] = max(s[1], min(s[0] + self.longest, row.time + self.size))
                    s[2].append(row)
                    return
            mine = []
        joined = [s for s in mine if s[0] < end and row.time < s[1]]
        if not joined and self.is_closed(end, row.watermark):
            self.late += 1
            return
        rows = sorted([x for s in joined for x in s[2]] + [row], key=lambda x: x.arrival)
        merged = [min([row.time] + [s[0] for s in joined]), max([end] + [s[1] for s in joined]), rows, key]
        self.sessions = [s for s in self.sessions if s not in joined] + [merged]
        self.sessions.sort(key=lambda s: s[2][0].arrival)

    def close_sessions(self, watermark):
        done = [s for s in self.sessions if watermark is None or self.is_closed(s[1], watermark)]
        self.sessions = [s for s in self.sessions if s not in done]
        for s in sorted(done, key=lambda s: (s[1], s[0], s[2][0].arrival)):
            self.give_window(s[2], (s[0], s[1]))

    # -- sliding windows --

    def push_sliding(self, row):
        if self.is_closed(row.time + 1, row.watermark):
            self.late += 1
        elif self.passes():
            self.pass_row(row, (row.time - self.size, row.time))
        else:
            self.waiting.append([row.time, row.arrival, row, False])

    def close_sliding(self, watermark):
        if self.passes():
            return
        self.waiting.sort(key=lambda w: w[:2])
        keys = self.inside[-1].keys
        for w in self.waiting:
            if w[3] or watermark is not None and not self.is_closed(w[0] + 1, watermark):
                continue
            w[3] = True
            rows = [x[2] for x in sorted(self.waiting, key=lambda x: x[1])
                    if w[0] - self.size < x[0] <= w[0] and key_of(x[2], keys) == key_of(w[2], keys)]
            fields = {'window_start': w[0] - self.size, 'window_end': w[0]}
            fields.update((k, v) for k, v in w[2].fields.items() if k not in fields)
            for a in self.inside[-1].aggs:
                fields[a.name] = a.of(rows, None)
            self.give(fields, w[0])

    # -- count windows --

    def count_bounds(self, rows):
        times = [row.time for row in rows if row.time is not None]
        return (min(times), max(times)) if times else (None, None)

    def push_count(self, row):
        key = key_of(row, self.keys)
        if self.inside and isinstance(self.inside[0], Aggregate):
            first = self.spelling.setdefault(key, row)        # such a group never ends
            row.fields.update((k, first.fields.get(k)) for k in self.keys)
        rows = self.counts.setdefault(key, [])
        rows.append(row)
        if len(rows) == self.size:
            self.give_window(rows, self.count_bounds(rows))
            del rows[:self.step or self.size]

    def close_counts(self, watermark):
        if watermark is not None:
            return
        for rows in self.counts.values():
            if rows and not self.step:
                self.give_window(rows, self.count_bounds(rows))


ALIGNED = ('tumbling', 'hopping', 'cumulative')


class Sink:
    def __init__(self):
        self.rows = []

    def push(self, row):
        self.rows.append(row.fields)

    def advance(self, watermark):
        pass

    def finish(self):
        pass


def printed(fields):
    out = dict(fields)
    for name in ('window_start', 'window_end'):
        if out.get(name) is not None:
            out[name] = rfc3339(out[name])
    return out


def run_model(case, lines):
    sink = Sink()
    for a, b in zip(case.windows, case.windows[1:] + [sink]):
        a.__init__(a.spec, a.inside)
        a.next = b
    watermark, first = None, case.windows[0]
    for text in lines:
        try:
            fields = json.loads(text)
        except ValueError:
            continue
        if 't' in fields:
            fields['t'] += case.base
        row = Row(fields, fields.get('t'), watermark)
        if not case.before or case.before.test(row):
            first.push(row)
        if row.time is not None and (watermark is None or watermark < row.time - case.delay):
            watermark = row.time - case.delay
        if watermark is not None:
            first.advance(watermark)
    first.finish()
    return [printed(f) for f in sink.rows], sum(w.late for w in case.windows)


# ---- cases ----

FILTERS = [('filter n > 0', lambda row: is_number(row.fields.get('n')) and row.fields['n'] > 0),
           ('filter j == 1', lambda row: is_number(row.fields.get('j')) and row.fields['j'] == 1),
           ('filter exists(s)', lambda row: 's' in row.fields)]
COUNTED = ('filter c > 1', lambda row: row.fields['c'] > 1)


def window_spec(r, level):
    unit = r.choice([NS, NS, NS // 1000, 7 * NS]) * (4 if level else 1)
    kind = r.choice(['tumbling', 'tumbling', 'hopping', 'hopping', 'cumulative', 'session', 'session', 'sliding', 'count',
                     'global'])
    spec = {'kind': kind, 'size': unit * r.choice([1, 5, 10, 30]), 'step': 0, 'offset': 0, 'delay': 0, 'tick': 0,
            'rows': 0, 'fill': 0, 'emit': 'final', 'longest': 0, 'keys': [], 'lateness': 0}
    text = 'window '
    if kind == 'hopping':
        spec['step'] = max(unit // 10, spec['size'] // r.choice([1, 2, 5, 10]) + r.choice([0, 0, unit // 10]))
        spec['step'] = min(spec['step'], spec['size'])
        text += length(spec['size']) + ' every ' + length(spec['step'])
    elif kind == 'cumulative':
        spec['step'] = spec['size'] // r.choice([1, 2, 5])
        text += 'cumulative %s every %s' % (length(spec['size']), length(spec['step']))
    elif kind == 'count':
        spec['size'] = r.randrange(1, 8)
        text += 'count %d' % spec['size']
        if r.random() < .5:
            spec['step'] = r.randrange(1, spec['size'] + 1)
            text += ' every %d' % spec['step']
    elif kind == 'global':
        text += 'global'
    else:
        spec['step'] = spec['size']
        text += {'tumbling': '', 'session': 'session ', 'sliding': 'sliding '}[kind] + length(spec['size'])
    if kind == 'session' and r.random() < .3:
        spec['longest'] = unit * r.choice([3, 12, 60])
        text += ' max ' + length(spec['longest'])
    if kind in ALIGNED and r.random() < .3:
        spec['offset'] = r.choice([-1, 1]) * unit * r.choice([1, 3, 100]) // r.choice([1, 2])
        text += ' offset ' + length(spec['offset'])
    if kind not in ('count', 'global'):
        spec['lateness'] = None
        if r.random() < .5:
            spec['lateness'] = unit * r.choice([0, 1, 3, 20])
            text += ' lateness ' + length(spec['lateness'])
    return spec, text


def inside_of(r, spec, between):
    keys = r.choice([[], [], ['k'], ['k'], ['k', 'j'], ['j']])
    if spec['kind'] in ('sliding', 'count', 'global') and (spec['kind'] == 'global' or r.random() < .8):
        return [Aggregate(aggs_of(r, False), keys)], keys
    inside = []
    if spec['kind'] != 'count' and r.random() < .3:
        inside.append(Filter(*r.choice(FILTERS)))
    way = r.choice(['aggregate'] * 4 + ['twice', 'ends', 'ends', 'ends, aggregate', 'aggregate, ends', 'nothing'])
    if spec['kind'] == 'count':
        way = r.choice(['ends', 'nothing'])
    if spec['kind'] == 'sliding':
        way = 'nothing'
    if way == 'ends' or way.startswith('ends'):
        stage = Ends(r.choice(['head', 'tail']), r.randrange(1, 4), keys)
        other = r.random()
        if other < .2 and keys:
            stage = Dedup(keys)
        elif other < .4 and (not keys or spec['kind'] not in ('session', 'count')):
            stage = Sort(r.choice('ns'))
        inside.append(stage)
    if 'aggregate' in way:
        inside.append(Aggregate(aggs_of(r, r.random() < .25), keys))
    if way == 'twice':
        inside.append(Aggregate(aggs_of(r, False), keys))
        inside.append(Aggregate(later_aggs(r), keys[:1] if r.random() < .7 else []))
    if way == 'aggregate, ends':
        if r.random() < .5:
            inside.append(Filter(*COUNTED))
        inside.append(Ends(r.choice(['head', 'tail']), r.randrange(1, 4), keys[:r.randrange(2)]))
    return inside, keys


def emission(r, spec):
    """Only an aggregate, with filters before it, speaks before its window closes."""
    spec['emit'] = r.choice(['updates', 'ticks', 'rows'])
    if spec['emit'] == 'updates':
        return ' emit updates'
    if spec['emit'] == 'rows':
        spec['rows'] = r.randrange(1, 5)
        return ' emit every %d rows' % spec['rows']
    spec['tick'] = max(spec['size'] // r.choice([1, 3, 4]), NS // 2000) if spec['kind'] != 'global' else 3 * NS
    return ' emit every ' + length(spec['tick'])


class Case:
    def __init__(self, r):
        self.base = r.choice([0, 0, 1767225600 * NS, -86400 * NS, -7 * NS])
        self.delay, self.lateness = r.choice([0, 0, 1, 7]) * NS, r.choice([0, 0, 1, 5, 40]) * NS
        self.before = Filter(*r.choice(FILTERS)) if r.random() < .3 else None
        self.windows, self.stages = [], [self.before.text] if self.before else []
        self.add_window(r, None)
        if self.can_go_on() and r.random() < .35:
            self.add_window(r, self.windows[-1])
        self.args = ['-l', length(self.lateness), '--delay', length(self.delay)] + self.stages

    def can_go_on(self):
        w = self.windows[-1]
        if w.kind in ('count', 'global') or w.emit != 'final' or not isinstance(w.inside and w.inside[-1], Aggregate):
            return False
        return w.inside[-1].aggs[0].name == 'c'

    def add_window(self, r, above):
        spec, text = window_spec(r, above is not None)
        if above:
            if spec['kind'] == 'count':       # these rows need no time, but have one
                pass
            aggs, keys = later_aggs(r), above.inside[-1].keys[:r.randrange(2)]
            inside, spec['lateness'] = [Aggregate(aggs, keys)], spec['lateness'] or 0
        else:
            inside, keys = inside_of(r, spec, True)
            if spec['lateness'] is None:
                spec['lateness'] = self.lateness
            if r.random() < .15:
                spec['delay'] = self.delay + r.choice([0, 1, 9]) * NS
                text += ' delay ' + length(spec['delay'])
                spec['delay'] -= self.delay
        simple = inside and isinstance(inside[-1], Aggregate) and len([s for s in inside if s.keys is not None]) == 1
        held = above and above.kind == 'session'
        if simple and not held and spec['kind'] in ALIGNED + ('global',) and r.random() < .35:
            text += emission(r, spec)
        elif simple and not held and spec['kind'] in ALIGNED and r.random() < .15:
            spec['fill'] = spec['size'] * r.choice([1, 1, 2, 3]) + r.choice([0, 0, -1])
            spec['fill'] = max(spec['fill'], 1)
            text += ' fill for ' + length(spec['fill'])
        first = [s for s in inside if s.keys is not None]
        if spec['kind'] in ('session', 'count'):
            spec['keys'] = first[0].keys if first else []
            if r.random() < .3 and not (spec['kind'] == 'count' and isinstance(inside and inside[0], Aggregate)):
                spec['keys'] = r.choice([['k'], ['k', 'j'], ['j']]) if not above else keys
                text += by_text('by', spec['keys'])
        window = Window(spec, inside)
        window.spec = spec
        self.windows.append(window)
        self.stages += [text] + [s.text for s in inside]

    def names(self):
        return ('k',)


def value(r):
    return r.choice([r.randrange(-50, 50), r.randrange(10**17, 10**18), round(r.uniform(-9, 9), 2), r.uniform(-1e9, 1e9)])


def stream(r, base):
    """Lines in disorder, some without a time, a number or a key, some bad; 't' is in ns after the base."""
    step, disorder = r.choice([10, 100, 1000, 5000]), r.choice([0, 0, 2000, 20000, 90000])
    lines, gap = [], 0
    for i in range(r.choice([0, 1, 5, 25, 60, 100])):
        if r.random() < .02:
            gap += r.choice([10000, 100000, 10**9])
        t = max(0, gap + i * step + r.randrange(step) - r.randrange(disorder + 1))
        if r.random() < .3:
            t -= t % 1000
        e = {'t': t * 10**6, 'k': r.choice('abc'), 'j': r.randrange(2), 'n': r.randrange(-50, 50), 'x': value(r),
             's': r.choice(['', 'x', 'é', 'Z', 'aa'])}
        for name in 'tkjnxs':
            if r.random() < .02:
                del e[name]
            elif r.random() < .02 and name != 't':
                e[name] = r.choice([None, True, 'x', [1], {'a': 1}, 2, 1.0, 1, 2.0])
        lines.append(json.dumps(e, ensure_ascii=r.random() < .5))
        if r.random() < .02:
            lines.append(r.choice(['{"t":', '{"t":1}x']))
    return lines


def spelled(case, line, as_text):
    """The line as weir reads it: the time in full."""
    try:
        e = json.loads(line)
    except ValueError:
        return line
    if 't' in e:
        t = case.base + e['t']
        e['t'] = rfc3339(t) if as_text or t % NS else t // NS
    return json.dumps(e)


def same(got, want, name=None):
    """As JSON has it: 5 and 5.0 are one number, but a key is spelled as it came."""
    if isinstance(want, dict) and isinstance(got, dict):
        return list(got) == list(want) and all(same(got[k], want[k], k) for k in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(got) == len(want) and all(same(g, w, name) for g, w in zip(got, want))
    if isinstance(want, float) and type(got) in (int, float):
        return float(got) == want and (name not in ('k', 'j') or type(got) is float)
    return got == want and isinstance(got, bool) == isinstance(want, bool) and \
        (name not in ('k', 'j') or isinstance(got, type(want)))


def run_weir(weir, case, lines, size, as_text):
    folder = FOLDER
    late, env = os.path.join(folder, 'late'), dict(os.environ)
    if size:
        env['WEIR_TEST_READ_SIZE'] = size
    open(late, 'w').close()
    text = ''.join(spelled(case, x, as_text) + '\n' for x in lines)
    done = subprocess.run([weir, '-q', '-t', 't', '--late', late, '--bad', '/dev/null'] + case.args, input=text.encode(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, close_fds=False)
    if done.returncode != 0:
        return 'status %d: %s' % (done.returncode, done.stderr.decode()), None
    with open(late) as f:
        return [json.loads(x) for x in done.stdout.splitlines()], sum(1 for _ in f)


def with_times(rows, case):
    """The model's rows as weir prints them: an event's own time is spelled as it came."""
    return [{k: v for k, v in row.items() if k != 't'} for row in rows]


def differs(weir, case, lines, size, as_text):
    want, late = run_model(case, lines)
    got, got_late = run_weir(weir, case, lines, size, as_text)
    if isinstance(got, list) and got_late == late and same(with_times(got, case), with_times(want, case)):
        return None
    return want, late, got, got_late


def shrink(weir, case, lines, size, as_text):
    step = max(1, len(lines) // 2)
    while step:
        i = 0
        while i < len(lines):
            fewer = lines[:i] + lines[i + step:]
            if differs(weir, case, fewer, size, as_text):
                lines = fewer
            else:
                i += step
        step //= 2
    return lines


def try_seed(weir, seed):
    r = random.Random(seed)
    case = Case(r)
    lines, size, as_text = stream(r, case.base), r.choice(SIZES), r.random() < .5
    if not differs(weir, case, lines, size, as_text):
        return None
    lines = shrink(weir, case, lines, size, as_text)
    want, late, got, got_late = differs(weir, case, lines, size, as_text)
    text = 'seed %d, read size %s: weir -t t %s\n' % (seed, size or 'usual', ' '.join("'%s'" % a for a in case.args))
    text += ''.join('    %s\n' % spelled(case, x, as_text) for x in lines[:40])
    text += '  late: model %d, weir %s\n' % (late, got_late)
    show = [json.dumps(x)[:300] for x in want], [json.dumps(x)[:300] for x in got] if isinstance(got, list) else [got]
    return text + '  model:\n    ' + '\n    '.join(show[0][:30]) + '\n  weir:\n    ' + '\n    '.join(show[1][:30])


def set_up():
    global FOLDER
    keep = tempfile.TemporaryDirectory(dir='/dev/shm' if os.path.isdir('/dev/shm') else None)
    set_up.keep, FOLDER = keep, keep.name


def main():
    weir, count = sys.argv[1], int(sys.argv[2])
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    failed = 0
    with multiprocessing.Pool(None, set_up) as pool:
        seeds = range(first, first + count)
        for found in pool.imap_unordered(functools.partial(try_seed, weir), seeds, 50 if count > 200 else 1):
            if found:
                failed += 1
                if failed <= 10:
                    print(found, flush=True)
        pool.close()
        pool.join()
    print('%d passed, %d failed' % (count - failed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
