# SPDX-License-Identifier: MIT
"""inputs.py FOLDER   write the inputs of the laws: the same bytes each time."""
import json
import random
import sys

BAD = ['{"n":1', '{"n":01}', '[1,2]', '"text"', 'nonsense', '{"a":"\tb"}', '{"a":1}{"b":2}', '{"a":1,}',
       "{'a':1}", '{"a":nul}', '{"msg":"never closed', '{"a":"\\x"}', '\x00', '{"a":"b\\"}', 'null',
       '{"k":"a","n":"boom","ts":' + '[' * 1030 + ']' * 1030 + '}']
TEXTS = ['plain', 'boom', 'with "quotes" and \\ backslash', 'é', '\U0001f600', '', 'tab\tand\nnewline', 'a' * 150]


def stamp(t):
    return '2026-01-01T%02d:%02d:%02d.%03dZ' % (t // 3600000, t // 60000 % 60, t // 1000 % 60, t % 1000)


def event(r, t):
    e = {'ts': stamp(t), 'k': r.choice('abcd'), 'n': r.randrange(1000), 'x': round(r.uniform(-5, 5), 3),
         'user': {'id': r.randrange(3), 'names': ['x', {'y': None}]}, 'msg': r.choice(TEXTS),
         'tags': r.choice([[], ['t1'], ['t1', 't2'], 'none'])}
    if r.random() < .1:
        e['k'] = r.choice([1, 1.0, None, True, [1, {'z': 2}]])
    if r.random() < .05:
        e['n'] = r.choice(['12', None, 12345678901234567890123, 1e300])
    if r.random() < .05:
        del e[r.choice(list(e))]
    return json.dumps(e, ensure_ascii=r.random() < .3, separators=r.choice([(',', ':'), (', ', ': ')]))


def times(r, n, step, disorder):
    return [int(i * step + r.uniform(-disorder, 0)) + 100000 for i in range(n)]


def clean(r):
    return '\n'.join(event(r, t) for t in times(r, 150, 700, 0)) + '\n'


def disordered(r):
    return '\r\n'.join(event(r, t) for t in times(r, 150, 700, 25000))


def spoiled(r):
    lines = []
    for t in times(r, 130, 900, 8000):
        while r.random() < .2:
            lines.append(r.choice(BAD + ['', '   ', '\r']))
        lines.append(event(r, t))
        if r.random() < .03:
            lines.append('{"ts":"yesterday","k":"a"}')
    return '\ufeff' + '\n'.join(lines) + '\n{"ts":"2026-01-01T00:02:00Z","k":"half'


def main():
    for name, make in (('clean', clean), ('disordered', disordered), ('spoiled', spoiled)):
        text = make(random.Random(name)).encode()
        if name == 'spoiled':
            lines = text.split(b'\n')
            lines.insert(20, b'{"k":"\xff\xfe"}')
            lines.insert(40, b'{"k":"\xc0\x80","n":1}')
            text = b'\n'.join(lines)
        with open(sys.argv[1] + '/' + name, 'wb') as f:
            f.write(text)


main()
