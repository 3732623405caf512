# SPDX-License-Identifier: MIT
# A day of Wikipedia edits by hour and channel, beside a count made in Python.
load helpers

@test "wikiticker: 24 hours of rows agree with a count made another way" {
    need_shared material/data/wikiticker
    local file
    file=$(ls "$SHARED"/material/data/wikiticker/*.ndjson.gz)
    gzip -dc "$file" >"$BATS_TEST_TMPDIR/in"
    python3 - "$BATS_TEST_TMPDIR/in" >"$BATS_TEST_TMPDIR/want" <<'END'
import json, sys
hours = {}
for line in open(sys.argv[1], encoding='utf-8'):
    e = json.loads(line)
    group = hours.setdefault(e['time'][:13], {}).setdefault(e['channel'], [0, None])
    group[0] += 1
    if e.get('added') is not None:
        group[1] = (group[1] or 0) + e['added']
assert len(hours) == 24
for hour in sorted(hours):
    day, h = hour.split('T')
    end = '%s%02d' % (day + 'T', int(h) + 1) if h != '23' else '2015-09-13T00'
    for channel, (edits, added) in hours[hour].items():
        print('{"window_start":"%s:00:00Z","window_end":"%s:00:00Z","channel":%s,"edits":%d,"added":%s}' %
              (hour, end, json.dumps(channel), edits, json.dumps(added)))
END
    check_output weir -t time 'window 1h' 'aggregate edits = count(), added = sum(added) by channel' \
        <"$BATS_TEST_TMPDIR/in" 3<"$BATS_TEST_TMPDIR/want"
    check_stderr 3</dev/null
}
