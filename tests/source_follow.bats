# SPDX-License-Identifier: MIT
# -F: files that grow, are rotated, cut back, removed, and are not there yet.
load helpers
load sources

setup() {
    [ -r /proc/self/status ] || skip "no /proc here"
    cd "$BATS_TEST_TMPDIR" || return
}

# rows N...   wait for as many rows as there are numbers, which are their `n`
rows() {
    wait_until has_rows $#
    [ "$(sed 's/[^0-9]//g' out | tr '\n' ' ')" = "$* " ] || { cat out err >&2; false; }
}

@test "follow: a file that grows; a partial line waits until it is whole" {
    printf '{"n":1}\n{"n":2}\n{"n"' >log
    go -F -i log 'head 5'
    rows 1 2
    printf ':3}\n' >>log
    rows 1 2 3
    printf '{"n":4}' >>log
    printf '\n{"n":5}\n' >>log
    wait "$pid"
    rows 1 2 3 4 5
    [ ! -s err ]
}

@test "follow: renamed and made anew: the old one is read to its end, then the new one" {
    printf '{"n":1}\n' >log
    go -F -i log --stats
    rows 1
    mv log log.1
    printf '{"n":2}\n' >>log.1               # the writer has it open still
    rows 1 2
    : >log
    printf '{"n":3}\n' >>log.1
    rows 1 2 3
    printf '{"n":4}\n' >log
    rows 1 2 3 4
    printf '{"n":5}\n' >>log.1               # another writer, slow to notice
    rows 1 2 3 4 5
    end
    counts 5 5 0
}

@test "follow: line numbers and names are those of each file" {
    printf '{"n":1}\noops\n' >log
    go -F -i log 'set s = source()'
    wait_until says 'bad line, line 2 of log'
    mv log log.1
    printf 'oops\n{"n":2}\n' >log
    wait_until says 'bad line, line 1 of log'
    wait_until has_rows 2
    end
    same_as_fd3 out 3<<'OUT'
{"n":1,"s":"log"}
{"n":2,"s":"log"}
OUT
}

@test "follow: cut back (copytruncate), or written anew: read from the start; what was half is bad" {
    printf '{"n":1}\n{"n":2}\n' >log
    go -F -i log
    rows 1 2
    cp log log.1 && : >log
    printf '{"n":3}\n' >>log
    rows 1 2 3
    printf '{"n"' >>log
    kill -STOP "$pid"                        # it is longer than before when we look, and another text
    printf '{"m":4}\n{"m":5}\n{"m":6}\n' >log
    kill -CONT "$pid"
    rows 1 2 3 4 5 6
    printf '{"n":7}\n{"n"' >>log
    rows 1 2 3 4 5 6 7
    : >log
    wait_until says 'bad line, line 5 of log: cut off where the file was cut back'
    end
    says 'log: it was cut back or written anew, and is read from its start'
}

@test "follow: removed, and there again" {
    printf '{"n":1}\n' >log
    go -F -i log
    rows 1
    rm log
    wait_until says 'log: No such file or directory; waiting for it'
    printf '{"n":2}\n' >log
    rows 1 2
    end
    says 'log: it is there again'
}

@test "follow: a file and a folder that are not there yet" {
    go -F -i folder/log 'head 1'
    wait_until says 'folder/log: No such file or directory; waiting for it'
    mkdir folder
    printf '{"n":1}\n' >folder/log
    wait "$pid"
    rows 1
}

@test "follow: a pattern: files that come later, those that are renamed, compressed ones" {
    printf '{"n":1}\n' >a.log
    go -F -i '*.log*' --bad bad
    rows 1
    printf '{"n":2}\n' >b.log
    rows 1 2
    printf '{"n":3}\n' >other
    mv a.log a.log.1                          # matches still: it is the same file
    printf '{"n":4}\n' >a.log
    rows 1 2 4
    gzip <a.log.1 >a.log.2.gz && rm a.log.1
    wait_until says 'a.log.2.gz: it is compressed (gzip), which is not followed'
    printf '{"n":5}\n' >>b.log
    rows 1 2 4 5
    mv other c.log
    rows 1 2 4 5 3
    end
    [ ! -s bad ]
}

@test "follow: a fifo is kept open; a line that lacks its newline is whole when its writer has gone" {
    mkfifo fifo
    go -F -i fifo 'head 4'
    printf '{"n":1}\n{"n":2}' >fifo
    rows 1 2
    printf '{"n":3}\n' >fifo
    rows 1 2 3
    printf '{"n":4}\n' >fifo
    wait "$pid"
    rows 1 2 3 4
}

@test "follow: files under other names while nobody looks are not missed, whatever the order of their names" {
    printf '{"n":0}\n' >log
    go -F -i log --stats
    rows 0
    kill -STOP "$pid"
    for n in 1 2 3 4 5; do
        for k in 5 4 3 2 1; do [ ! -e log.$k ] || mv log.$k log.$((k + 1)); done
        mv log log.1
        printf '{"n":%d}\n' $n >log
    done
    kill -CONT "$pid"
    rows 0 1 2 3 4 5
    end
    counts 6 6 0
}

@test "follow: rotated ten times a second and more under load, nothing lost or doubled" {
    : >log
    go -F -i log --stats 'aggregate count(), min(n), max(n), sum(n)'
    python3 - <<'PY'
import os, time
n = 0
begin = time.monotonic()
for turn in range(30):
    with open("log", "a") as f:
        for _ in range(200):
            for _ in range(5):
                f.write('{"n":%d}\n' % n)
                n += 1
            f.flush()
    os.rename("log", "log.%d" % turn)
    if turn % 2:
        os.unlink("log.%d" % (turn - 1))     # gone under our hands, but we have it open
    open("log", "a").close()
    time.sleep(max(0, begin + 0.03 * (turn + 1) - time.monotonic()))
with open("log", "a") as f:
    f.write('{"n":%d}\n' % n)
PY
    wait_until has_read 30001
    end
    same_as_fd3 out 3<<<'{"count":30001,"min_n":0,"max_n":30000,"sum_n":450015000}'
    counts 30001 30001 0
}

@test "follow: cut back while it is read" {
    python3 -c 'for n in range(200000): print("{\"n\":%d}" % n)' >log
    go -F -i log --stats count
    wait_until has_read 200000
    : >log
    printf '{"n":1}\n' >>log
    wait_until has_read 200001
    end
    same_as_fd3 out 3<<<'{"count":200001}'
    counts 200001 200001 0
}

@test "follow: it is refused to write to what is read" {
    printf '{"n":1}\n' >log
    check_error 1 weir -F -i log -o log 3<<'ERR'
weir: cannot both read log and write to log: it is the same file
ERR
}

@test "follow: event time goes on by the clock while nothing comes" {
    printf '{"ts":1767225601}\n' >log
    WEIR_TEST_NOW=1767225600000000000+1000000000 go -F -i log 'window 10s' 'count | project count'
    wait_until has_rows 1
    end
    same_as_fd3 out 3<<<'{"count":1}'
}
