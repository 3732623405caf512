#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scrape.py ERR [SAMPLE...]   read the metrics of a weir whose standard error goes to the file ERR

Waits until it says where they are, reads the page, checks every line of it against the text format of Prometheus
(0.0.4), and prints it. With SAMPLEs, such as 'weir_events_total 3', it asks again until all stand there, for at most
30 seconds."""
import re
import sys
import time
import urllib.request

LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\n"])*"'
SAMPLE = re.compile(r'([a-zA-Z_:][a-zA-Z0-9_:]*)(\{%s(?:,%s)*\})? (\S+)$' % (LABEL, LABEL))


def check(page):
    """A family is its help, its type and its samples, together, and no sample comes twice."""
    assert page.endswith("\n")
    family, families, samples = None, set(), set()
    for line in page.splitlines():
        if line.startswith("# HELP "):
            family = line.split(" ")[2]
            assert family not in families, line
            families.add(family)
        elif line.startswith("# TYPE "):
            assert line.split(" ")[2] == family and line.split(" ")[3] in ("counter", "gauge"), line
            assert (line.split(" ")[3] == "counter") == family.endswith("_total"), line
        else:
            m = SAMPLE.match(line)
            assert m and m[1] == family, line
            names = re.findall(r'([a-zA-Z0-9_]+)="', m[2] or "")
            assert not any(n.startswith("__") for n in names), line
            assert m[0].rsplit(" ", 1)[0] not in samples, line
            samples.add(m[0].rsplit(" ", 1)[0])
            float(m[3])


def wait_for(found):
    limit = time.monotonic() + 30
    while not (result := found()):
        if time.monotonic() > limit:
            sys.exit("scrape.py: not within 30 s")
    return result


def main():
    place = wait_for(lambda: re.search(r"metrics are at (\S+)", open(sys.argv[1]).read()))[1]

    def look():
        with urllib.request.urlopen(place, timeout=30) as answer:
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
            page = answer.read().decode()
        check(page)
        return page if all("\n%s\n" % s in page for s in sys.argv[2:]) else None

    sys.stdout.write(wait_for(look))


main()
