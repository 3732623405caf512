#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""time_cases.py WEIR

Compares the times of weir with those of Python's datetime and zoneinfo: for every zone of the system,
instants around the changes of its clock and anywhere in the years 1 to 9999, written by many directives,
taken apart, and read back from their wall time. Prints what differs; exit 1 if anything does.
"""
import datetime
import json
import random
import subprocess
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)
SECOND = datetime.timedelta(seconds=1)
# %Y, %C, %G and %s of Python depend on the platform, so they are made here.
FORMAT = '%y %g %m %b %B %d %e %j %a %A %u %w %H %k %I %l %p %P %M %S %f %U %W %V %z %Z'
WALL = '%Y-%m-%dT%H:%M:%S.%f'
PIPELINE = f'''set got = format_time(t, "%Y %C %G %s {FORMAT}"), parts = [year(t), month(t), day(t), hour(t), minute(t), second(t), weekday(t)],
    back = format_time(time(wall, "{WALL}"), "us")
| filter got != want or parts != want_parts or back != want_back'''


def instant(seconds, micros=0):
    return EPOCH + datetime.timedelta(seconds=seconds, microseconds=micros)


def micros(t):
    return (t - EPOCH) // datetime.timedelta(microseconds=1)


def changes(zone, first, last):
    """Seconds at which the clock of the zone changes, found by looking at every tenth day."""
    step, found = 864000, []
    at, offset = first, instant(first).astimezone(zone).utcoffset()
    while at < last:
        after = instant(at + step).astimezone(zone).utcoffset()
        low, high = at, at + step
        while after != offset and high - low > 1:
            middle = (low + high) // 2
            if instant(middle).astimezone(zone).utcoffset() == offset:
                low = middle
            else:
                high = middle
        if after != offset:
            found.append(high)
        at, offset = at + step, after
    return found


def read_back(wall, zone):
    """The instant of a wall time: the earlier of two; the end of a gap."""
    t = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if t.astimezone(zone).replace(tzinfo=None) == wall:
        return t
    late = t
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC).replace(microsecond=0)
    offset = late.astimezone(zone).utcoffset()
    low, high = micros(early) // 10**6 - 1, micros(late) // 10**6
    while high - low > 1:
        middle = (low + high) // 2
        if instant(middle).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return instant(high)


def case(t, zone, wall):
    local = t.astimezone(zone)
    want = local.strftime(FORMAT)
    parts = [local.year, local.month, local.day, local.hour, local.minute, local.second, local.isoweekday()]
    head = f'{local.year:04d} {local.year // 100:02d} {local.isocalendar()[0]:04d} {micros(t) // 10**6} '
    back = read_back(wall, zone)
    if wall.microsecond and back.astimezone(zone).replace(tzinfo=None) != wall:
        back += datetime.timedelta(microseconds=wall.microsecond)
    return {'t': t.astimezone(UTC).isoformat().replace('+00:00', 'Z'), 'want': head + want, 'want_parts': parts,
            'wall': f'{wall.year:04d}' + wall.strftime('-%m-%dT%H:%M:%S.%f'), 'want_back': micros(back)}


def cases(name, rng):
    zone = zoneinfo.ZoneInfo(name)
    seconds = [rng.randrange(-62135500000, 253402200000) for _ in range(40)]
    for change in rng.choices(changes(zone, -10**9, 3 * 10**9) or [0], k=20):
        seconds += [change, change - 1, change + rng.randrange(-9000, 9000)]
    for s in seconds:
        t = instant(s, rng.randrange(10**6))
        wall = t.astimezone(zone).replace(tzinfo=None, fold=0)
        if rng.random() < 0.5:
            wall += datetime.timedelta(seconds=rng.randrange(-7200, 7200))
        if t.astimezone(zone).utcoffset() % (60 * SECOND):
            continue            # weir writes offsets in minutes, as strftime of C does
        yield case(t, zone, wall)


def main():
    rng = random.Random(1)
    names = sorted(n for n in zoneinfo.available_timezones() if not n.startswith(('posix', 'right')))
    wrong = total = 0
    for name in rng.sample(names, min(len(names), int(sys.argv[2]) if len(sys.argv) > 2 else len(names))):
        lines = [json.dumps(c) for c in cases(name, rng)]
        total += len(lines)
        got = subprocess.run([sys.argv[1], '--tz', name, PIPELINE], input='\n'.join(lines), text=True,
                             capture_output=True, check=False)
        for line in (got.stdout + got.stderr).splitlines()[:3]:
            wrong += 1
            print(name, line)
    print(f'{total} times compared, {wrong} lines of differences')
    return wrong > 0 or total == 0


sys.exit(main())
