# SPDX-License-Identifier: MIT
"""model.py WEIR ORACLE COUNT [SEED]   random streams through random pipelines, in weir and in the reference model.

ORACLE is the folder of model.py, a slow reading of the design pages, which is run in this process. Only what the
two pages and the model agree on is asked for. Prints what differs, and `N passed, N failed`.
"""
import fractions
import json
import os
import random
import subprocess
import sys
import tempfile

SIZES = ['1', '7', '64', '4096', '']


def stamp(t):
    return '1970-01-%02dT%02d:%02d:%02d.%03dZ' % (1 + t // 86400000, t // 3600000 % 24, t // 60000 % 60, t // 1000 % 60,
                                                  t % 1000)


def value(r):
    return r.choice([r.randrange(-50, 50), r.randrange(10**17, 10**18), round(r.uniform(-9, 9), 2), r.uniform(-1e9, 1e9)])


def stream(r):
    """Lines in disorder, some without a time, a number or a key, some bad."""
    step, disorder, as_text = r.choice([100, 1000, 5000]), r.choice([0, 0, 2000, 20000, 90000]), r.random() < .5
    lines = []
    for i in range(r.choice([0, 1, 5, 60, 120])):
        t = max(0, i * step + r.randrange(step) - r.randrange(disorder + 1))
        e = {'t': stamp(t) if as_text else t / 1000, 'k': r.choice('abc'), 'j': r.randrange(2), 'n': r.randrange(-50, 50),
             'x': value(r), 's': r.choice(['', 'x', 'é', 'Z', 'aa'])}
        for name in 'tkjnxs':
            if r.random() < .03:
                del e[name]
            elif r.random() < .03 and name != 't':
                e[name] = r.choice([None, True, 'x', [1], {'a': 1}, 2])
        lines.append(json.dumps(e, ensure_ascii=r.random() < .5))
        if r.random() < .03:
            lines.append(r.choice(['{"t":', '', '{"t":1}x', '[]']))
    return '\n'.join(lines) + r.choice(['', '\n'])


def aggregates(r):
    some = ['count()', 'sum(n)', 'sum(x)', 'avg(n)', 'min(n)', 'max(x)', 'min(s)', 'c = count(x)',
            'd = count() where n > 0', 'e = sum(n) where j == 1 and n < 20', 'm = max(n - j)']
    keys = r.choice(['', '', ' by k', ' by k, j', ' by big = n > 0', ' by s'])
    return 'aggregate ' + ', '.join(r.sample(some, r.randrange(1, 5))) + keys, keys


def duration(r, least):
    return '%ds' % r.choice([d for d in (0, 1, 3, 10, 45, 60, 3600) if d >= least])


def pipeline(r):
    stages = []
    if r.random() < .4:
        stages.append(r.choice(['filter n > 0', 'filter k == "a" or s != "x"', 'filter exists(j)', 'set n = n * 2 + 1',
                                'filter k in ["a", "b"]', 'set z = coalesce(n, 0)']))
    if r.random() < .15:
        return stages + r.choice([['head 5'], ['head 2 per k'], [aggregates(r)[0]], ['project t, n, double = n * 2'],
                                  ['drop t, x'], ['rename key = k']])
    window = 'window ' + duration(r, 1)
    if r.random() < .3:
        window += ' offset ' + r.choice(['-', '']) + duration(r, 1)
    if r.random() < .4:
        window += ' lateness ' + duration(r, 0)
    stages.append(window)
    if r.random() < .15:
        return stages + [r.choice(['head 1', 'head 2 per k'])]
    text, keys = aggregates(r)
    stages.append(text)
    names = [x for x in ('k', 'j') if x in keys.split(' by ')[-1].replace(',', ' ').split()]
    if r.random() < .3:
        stages.append(r.choice(['window 5m', 'window 1h lateness 1s']))
        stages.append('aggregate rows = count()' + (' by ' + names[0] if names else ''))
    return stages


def same(got, want):
    """As JSON has it: 5 and 5.0 are one number, and a large double may be written without its exponent."""
    if isinstance(want, dict) and isinstance(got, dict):
        return list(got) == list(want) and all(same(got[k], want[k]) for k in want)
    if isinstance(want, list) and isinstance(got, list):
        return len(got) == len(want) and all(map(same, got, want))
    if isinstance(want, float) and type(got) in (int, float):
        return float(got) == want
    return got == want and isinstance(got, bool) == isinstance(want, bool)


def exact_sum(values):
    """The model rounds large integers before it adds them to doubles."""
    total = sum(map(fractions.Fraction, values))
    return int(total) if all(isinstance(x, int) for x in values) else float(total)


def run_weir(weir, args, text, size):
    with tempfile.TemporaryDirectory() as folder:
        late = os.path.join(folder, 'late')
        env = dict(os.environ)
        if size:
            env['WEIR_TEST_READ_SIZE'] = size
        done = subprocess.run([weir, '-q', '--late', late, '--bad', '/dev/null'] + args, input=text.encode(),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
        if done.returncode != 0:
            raise ValueError('status %d: %s' % (done.returncode, done.stderr.decode()))
        with open(late) as f:
            return [json.loads(x) for x in done.stdout.splitlines()], sum(1 for _ in f)


def main():
    weir, oracle, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    sys.dont_write_bytecode = True
    sys.path.insert(0, oracle)
    import model
    model.exact_sum = exact_sum
    failed = 0
    for seed in range(first, first + count):
        r = random.Random(seed)
        text, stages, size = stream(r), pipeline(r), r.choice(SIZES)
        args = ['-t', 't', '-l', duration(r, 0), '--delay', duration(r, 0)] + stages
        want, late = model.run(args, text)
        try:
            got, got_late = run_weir(weir, args, text, size)
        except ValueError as e:
            got, got_late = str(e), None
        if same(got, want) and got_late == len(late):
            continue
        failed += 1
        print('seed %d, read size %s: %s' % (seed, size or 'usual', args))
        print('  late: model %d, weir %s' % (len(late), got_late))
        print('  model: %s\n  weir:  %s' % (json.dumps(want)[:1500], json.dumps(got)[:1500]))
    print('%d passed, %d failed' % (count - failed, failed))
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
