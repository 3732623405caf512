# SPDX-License-Identifier: MIT
# --progress: a line on a terminal, which python3 plays. The clock is the test's: each reading is half a second
# later.
load helpers

# on_terminal FILE CMD...   run CMD with standard error on a terminal, what is drawn there goes to FILE
on_terminal() {
    python3 - "$@" <<'PY'
import os, pty, subprocess, sys
master, slave = pty.openpty()
run = subprocess.Popen(sys.argv[2:], stderr=slave, stdin=subprocess.DEVNULL)
os.close(slave)
drawn = b""
try:
    while piece := os.read(master, 65536):
        drawn += piece
except OSError:                       # all have closed it
    pass
open(sys.argv[1], "wb").write(drawn.replace(b"\r\n", b"\n"))
sys.exit(run.wait())
PY
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    for n in {101..140}; do printf '{"n":%d,"pad":"%082d"}\n' "$n" 0; done >in    # 101 bytes each
}

# The last drawing, and nothing behind it but what takes it away.
@test "progress: percent, pace and time left, drawn in place and gone at the end" {
    WEIR_TEST_NOW=0+500000000 WEIR_TEST_READ_SIZE=1000 on_terminal drawn "$WEIR" -j 1 --progress -i in 'filter n > 138' >out
    [ "$(wc -l <out)" = 2 ]
    [ "$(wc -l <drawn)" = 0 ]
    tr '\r' '\n' <drawn >lines
    grep -Eqx ' (25|50) %  0.0 MB/s  0:0[0-9] left *' lines       # a block may be read ahead
    grep -Eqx '100 %  0.0 MB/s  0:00 left *' lines
    tail -n 1 lines | grep -Eqx ' +'
    # As many spaces as the line was long.
    [ "$(tail -n 1 lines | wc -c)" = "$(tail -n 2 lines | head -n 1 | wc -c)" ]
}

@test "progress: messages stand by themselves" {
    echo oops >>in
    echo '{"n":222}' >>in
    WEIR_TEST_NOW=0+500000000 WEIR_TEST_READ_SIZE=1000 on_terminal drawn "$WEIR" -j 1 --progress --stats -i in 'filter n > 138' >out || true
    tr '\r' '\n' <drawn | grep -qx 'weir: bad line, line 41 of in: column 1: not a JSON object'
    tr '\r' '\n' <drawn | grep -qx 'read       42 lines, 4055 bytes: 41 events, 1 bad line, 0 blank lines'
}

@test "progress: of several files, all of them" {
    cp in more
    for time in '' 'window 1m on time(n) | count'; do
        WEIR_TEST_NOW=0+500000000 WEIR_TEST_READ_SIZE=1000 on_terminal drawn "$WEIR" -j 1 --progress -i in -i more "${time:-n > 138}" >out
        tr '\r' '\n' <drawn | grep -q '^ 50 %'
        tr '\r' '\n' <drawn | grep -q '^100 %'
        ! tr '\r' '\n' <drawn | grep '^1[1-9]. %'
    done
}

@test "progress: nothing where standard error is no terminal, the input no file, or rows go to the terminal" {
    export WEIR_TEST_NOW=0+500000000 WEIR_TEST_READ_SIZE=1000
    run_kept weir --progress -i in 'filter n > 138'
    [ ! -s "$stderr" ]
    on_terminal drawn sh -c 'cat in | "$0" --progress "filter n > 138" >out' "$WEIR"
    [ ! -s drawn ] && [ "$(wc -l <out)" = 2 ]
    on_terminal drawn sh -c '"$0" --progress -i in "filter n > 138" >&2' "$WEIR"
    [ "$(wc -l <drawn)" = 2 ] && ! grep % drawn
    on_terminal drawn sh -c '"$0" --progress -i in -i /dev/null "filter n > 138" >out' "$WEIR"
    [ ! -s drawn ]
    on_terminal drawn "$WEIR" -j 1 --progress -i /dev/stdin </dev/null
    [ ! -s drawn ]
}
