# SPDX-License-Identifier: MIT
# -j: how many threads there are shows in nothing that comes out. The laws (tests/laws/bytes.bats) see to that
# for many pipelines; here is what works on state of its own in each thread.
load helpers
load fifos

setup_file() {
    export IN=$BATS_FILE_TMPDIR/in TABLE=$BATS_FILE_TMPDIR/table.ndjson
    awk 'BEGIN {
        for (i = 0; i < 4000; i++) {
            if (i % 997 == 500) { print "{\"n\":" i ",}"; continue }
            if (i % 397 == 0) print ""
            printf "{\"ts\":%d,\"n\":%s,\"host\":\"web-%d\",", 1767225600 + (i * 7 + i * i % 13) / 5, i % 211 ? i : "\"x\"", i % 5
            printf "\"msg\":\"took %d ms%s\",\"kv\":\"a=%d,b=%d\",\"list\":[%d,%d]}\n", i % 300, i % 3 ? "" : ", 7 rows", i, i % 9, i % 4, i
        }
    }' >"$IN"
    printf '{"host":"web-%d","rack":"a%d"}\n' 0 0 1 1 2 2 3 3 >"$TABLE"
}

# All that comes out, with that many threads and small reads.
observed() { # JOBS ARG...
    local jobs=$1 err=$BATS_TEST_TMPDIR/err status=0
    shift
    WEIR_TEST_READ_SIZE=8192 "$WEIR" -j "$jobs" --stats "$@" <"$IN" 2>"$err" 3>&- || status=$?
    grep -v -e '^took' -e '^memory' "$err"
    echo "status $status"
}

same_for_all_jobs() {
    local want
    want=$(observed 1 "$@")
    [ "${#want}" -gt 100 ]
    for jobs in 2 3 8; do
        diff <(echo "$want") <(observed $jobs "$@") || { echo "-j $jobs $*"; return 1; }
    done
}

@test "jobs: regexes, each thread matches by itself" {
    same_for_all_jobs 'filter msg =~ /^took (\d+) ms/ | set a = extract(msg, /(\d+) rows/), b = replace(msg, /(\w+) ms/, "<$1>")' \
        'project n, a, b, c = split(kv, /[,=]/), d = extract_all(kv, /\d/)'
}

@test "jobs: parse, by a regex and by formats" {
    same_for_all_jobs 'parse msg /took (?<ms>\d+) ms(, (?<rows>\d+) rows)?/ | project ms, rows'
    same_for_all_jobs 'parse kv as kv(",", "=") or bad | filter b > 3 | set c = a + 1'
    same_for_all_jobs 'parse msg as json or drop | count'
    same_for_all_jobs --from text 'parse line as json | project n, host'
}

@test "jobs: a table, times, errors, fields that no event has" {
    same_for_all_jobs "enrich $TABLE on host | set t = format_time(ts, \"%H:%M\", \"Europe/Berlin\"), bad = n + 1" 'nosuch ?? true'
    same_for_all_jobs -t 'n + 1' 'window 1h | count'
    same_for_all_jobs 'project source(), nosuch, n' 'head 2100'
}

@test "jobs: where time is settled by the first events, and late ones" {
    same_for_all_jobs -v -l 0s 'filter n > 1000 | window 1m | aggregate count(), sum(n) by host'
    same_for_all_jobs -l 0s --delay 1s 'filter n > 3990 | window 10s | count'
    same_for_all_jobs --strict -l 1s 'filter n > 10 | window 10s | count'
}

# What is wrong with a row is told when its turn comes, and not where it is late or left out.
@test "jobs: keys and arguments that are wrong, also of late events" {
    local wrong='aggregate s = sum(n + 1), a = avg(n + 1), big = count() where n + 1 > 9, p95(n), most = max(len(msg)) by k = host, m = n - 1 > 2000'
    same_for_all_jobs "$wrong" 'set later = m'
    same_for_all_jobs -l 0s "window 10s | $wrong | head 900"
    same_for_all_jobs -l 0s "window 1m every 20s | filter n > 2 | $wrong"
    same_for_all_jobs --strict -l 1h "window 1m | $wrong"
}

@test "jobs: formats of the input and the output" {
    same_for_all_jobs --to csv 'project n, host'
    same_for_all_jobs --to raw 'n > 5'
    same_for_all_jobs --to logfmt 'project n, msg, list'
    same_for_all_jobs --from logfmt 'count'
    same_for_all_jobs --from 'csv(a, b, c)' 'project a'
    same_for_all_jobs 'unnest list as x | filter x > 2 | project x'
}

# Threads read a file for themselves as long as its lines are of a usual length, and cut it as it is cut by one.
@test "jobs: lines that are longer than what is read at once" {
    local usual=$IN long=$BATS_TEST_TMPDIR/long
    local -x IN=$BATS_TEST_TMPDIR/in
    awk 'BEGIN { for (i = 0; i < 9000; i++) s = s "0123456789"; printf "{\"ts\":1767225601,\"n\":7,\"msg\":\"%s\"}\n", s }' >"$long"
    cat "$usual" "$long" "$usual" "$long" "$usual" | head -c 1300000 >"$IN"
    same_for_all_jobs 'set msg = len(msg) | count by msg'
    same_for_all_jobs --max-line 50000 'project n' 'head 2000'
    same_for_all_jobs --max-line 50000 -l 1h 'filter n > 3 | window 1m | count by host'
    same_for_all_jobs --strict --max-line 50000 'count'
    same_for_all_jobs --max-line 120 'count by host'
    same_for_all_jobs --bad - 'filter n != 7'
    same_for_all_jobs -i "$IN" -i "$usual" -i "$IN" --bad - 'filter n != 7'
}

# The memory of a usual build is what counts.
@test "jobs: many merged files are not all read ahead" {
    local i files=() rounds=8
    [ "$WEIR" = "$PROJECT/weir" ] || rounds=1
    cd "$BATS_TEST_TMPDIR"
    for ((i = 0; i < rounds; i++)); do cat "$IN"; done | grep -v '^{"n":[0-9]*,}' >f0
    for i in {1..16}; do ln f0 "f$i"; files+=(-i "f$i"); done
    run -0 --separate-stderr weir -j 8 -t ts -l 100h --stats "${files[@]}" 'window 1h' 'count' 'window global' 'sum(count)'
    [[ $stderr =~ memory\ +([0-9]+) ]]
    [ "${BASH_REMATCH[1]}" -lt 110 ] || [ $rounds = 1 ]
}

@test "jobs: who reads no more ends the run" {
    run bash -c '"$WEIR" -j 3 -i "$IN" -i "$IN" -i "$IN" -i "$IN" "n >= 1" 2>/dev/null | head -n 1'
    [ "$output" = "$(sed -n 3p "$IN")" ]
}

@test "jobs: a result of a trickle comes out at once" {
    export WEIR_TEST_READ_SIZE=16
    start -j 4 'n > 1'
    for i in 2 3 4 5 6 7 8 9; do
        say "{\"n\":$i}"
        say '{"n":0}'
        hear "{\"n\":$i}"
    done
    exec 7>&-
    hear_end
    wait "$pid"
}

# How many threads weir has when it has read some full blocks from a fifo.
threads_of() { # ARG...
    export WEIR_TEST_READ_SIZE=16
    start "$@" 'n > 1'
    for i in 2 3 4 5 6 7 8 9; do
        say "{\"n\":$i}"
        hear "{\"n\":$i}"
    done
    threads=$(awk '/^Threads:/ { print $2 }' "/proc/$pid/status")
    exec 7>&-
    hear_end
    wait "$pid"
    rm in out
}

@test "jobs: who writes into a pipe keeps a processor, unless -j is given" {
    # Of more than two processors a trickle would not need all: here are two of them.
    local two
    two=$(sed -n 's/^Cpus_allowed_list:[^0-9]*//p' /proc/self/status | tr , '\n' | awk -F- '
        { for (i = $1; i <= $NF; i++) print i }' | head -n 2 | paste -s -d ,)
    [ "$(nproc)" -le 2 ] || taskset -cp "$two" $BASHPID
    threads_of -j 1
    local least=$threads          # a sanitizer may have one of its own
    threads_of
    [ "$threads" = "$least" ]
    threads_of -j 2
    [ "$threads" = $((least + 1)) ]
}
