# SPDX-License-Identifier: MIT
# What the laws share: pipelines and inputs with all that may go wrong in them, and a look at everything
# that a run lets out: rows, late events, bad lines, messages, exit status.
load ../helpers

# Options and stages, as a shell reads them.
pipelines=(
    ""
    "'filter n >= 500'"
    "'project ts, n, user.id, tags[0]'"
    "'set user.tier = \"gold\", msg = upper(msg)' 'drop tags' 'rename key = k'"
    "'set a = n + 1, b = msg - 1'"
    "'/boom|é/'"
    "'head 7'"
    "'filter n > 300 | head 2 per k'"
    "'tail 5'"
    "'tail 2 per k'"
    "'count by k'"
    "'aggregate count(), sum(n), avg(x), min(msg), max(n), first(n), last(msg) by k, user.id'"
    "'aggregate big = count() where n > 500, sum(x) by length = len(msg)'"
    "-t ts 'window 1m' 'count by k'"
    "-t ts -l 0s 'window 10s | aggregate n = count(), sum(x), first(n), last(n) by k'"
    "-t ts -l 0s 'window 10s | aggregate s = sum(n + 1) where x > 0, a = avg(n + 1), p50(n), p9 = quantile(n, 0.9) by k = k + 1'"
    "-t ts -l 20s --delay 7s 'window 30s offset -3s | count by k'"
    "-t ts -l 0s 'window 20s lateness 5s'"
    "-t ts -l 2s 'filter n > 100 | window 20s | head 2 per k'"
    "-t ts -l 2s 'window 20s | tail 2 per k | set late = window_end - time(ts)'"
    "-t ts -l 1s 'window 20s | count by k | window 1m | aggregate sum(count), max(count) by k'"
    "-t ts -l 0s 'window 20s | count by k | window 1m on window_start | sum(count)'"
    "-l 3s 'set at = time(ts) + 1s | time at | window 15s | count by k'"
    "-t ts -l 0s 'window 10s | count by k | set c = k - 1 | window global | head 3'"
    "-t ts -l 0s 'window 10s | window global | head 4'"
    "-t ts -l 0s 'window 10s | count by k | window global | tail 2'"
    "-t ts -l 1s 'window 10s | head 1 per k | window 1m on x | count by k'"
    "-t ts 'head 20 | window 10s | count'"
    "'top 3 by n'"
    "-t ts -l 2s 'window 20s | top 2 by x asc per k | window global | head 5'"
    "-t ts -l 1s 'window 10s | sort k, n desc | set c = k - 1'"
    "'sort msg desc, n | head 20'"
    "'dedup by k, n'"
    "'drop ts | dedup | head 9'"
    "-t ts -l 1s 'dedup by k within 3s'"
    "-t ts -l 2s 'window 20s | dedup by k | project k'"
    "--strict -t ts -l 0s 'dedup by k + 1 within 3s'"
    "'changed k | head 20'"
    "'changed n, big = x > 3 by k'"
    "-t ts -l 1s 'window 20s | count by k | changed count by k'"
    "-t ts -l 3s reorder"
    "-t ts -l 2s --delay 4s 'set c = k - 1 | reorder | head 20'"
    "-t ts -l 5s 'reorder | changed k | window 10s | count by k'"
    "-t ts -l 1s 'window 10s | reorder | head 3 | set late = window_end - time(ts)'"
    "--strict -t ts -l 1s 'reorder | project n'"
    "-t ts -l 5s 'silent 7s by k'"
    "-t ts -l 1s 'silent 3s by k, u = user.id | window 30s | count by state'"
    "-t ts -l 1s 'window 10s | count by k | silent 20s by k | head 30'"
    "'sample 30%'"
    "--seed 7 'sample 50% by k | drop ts'"
    "--strict 'changed n + 1 by k'"
    "-t ts -l 4s 'window 20s every 7s | aggregate count(), sum(x), first(n), last(msg) by k'"
    "-t ts -l 4s 'window 20s every 5s emit updates | filter n > 50 | count by k'"
    "-t ts -l 0s 'window cumulative 30s every 10s fill for 60s | count by k'"
    "-t ts -l 2s 'window session 3s | aggregate count(), max(x), collected = last(msg) by k'"
    "-t ts -l 2s 'window session 3s max 10s by k | filter n > 50 | aggregate count(), first(n)'"
    "-t ts -l 1s 'window session 3s | head 2 per k | window 20s emit every 3s | count by k'"
    "-t ts -l 3s 'window sliding 8s | aggregate count(), sum(n), min(msg) by k'"
    "-t ts 'window count 5 every 2 | aggregate count(), sum(x), last(n) by k'"
    "-t ts 'window count 4 by k | head 1'"
    "-t ts -l 3s 'window 20s emit every 3s | count by k'"
    "-t ts -l 3s 'window 20s every 10s emit every 3 rows | count by k'"
    "-t ts 'window global emit every 7s | count by k'"
    "-t ts -l 1s 'window 5s | filter n > 500 | tail 2 per k | count by k | window 20s emit every 3s | sum(count)'"
    "-t ts -l 0s 'window 20s every 10s'"
    "--strict 'filter n >= 0'"
    "--strict 'set a = n + 1'"
    "--strict -t ts -l 0s 'window 10s | count by k'"
    "--strict -t ts -l 1h 'set at = time(ts) | time at | window 10s | sum(n) by k'"
    "--max-line 200 'count by k'"
    "-q -t ts 'window 1m | count'"
    "-v 'window 1m | count'"
)

# Inputs in a folder, the same each time.
make_inputs() { # FOLDER
    mkdir -p "$1"
    python3 "$PROJECT/tests/laws/inputs.py" "$1"
}

# observe FOLDER PIPELINE [OPTION...]   run weir on standard input, put all it lets out into the FOLDER that is there,
# in which it runs, so that messages name no folder
observe() {
    local to=$1 args status=0 back=$PWD
    eval "args=($2)"
    shift 2
    cd "$to" || return
    "$WEIR" "$@" --late late --bad bad "${args[@]}" >out 2>err 3>&- || status=$?
    echo $status >status
    cd "$back" || return
}

# observe_all FOLDER INPUTS FEED   every pipeline on every input, which FEED hands to it
observe_all() {
    observe_share "$1" "$2" "$3" 0 1
}

# observe_share FOLDER INPUTS FEED SHARE N   the same for one of N shares; SHARE is any number
observe_share() {
    local to=$1 feed=$3 share=$4 n=$5 i j pipeline input
    local -a inputs=("$2"/*) picked=() folders=()
    for i in "${!pipelines[@]}"; do
        for j in "${!inputs[@]}"; do
            [ $(((i + j + share) % n)) = 0 ] || continue
            picked+=("$i $j") folders+=("$to/${inputs[j]##*/}-$i")
        done
    done
    mkdir -p "${folders[@]}"
    for i in "${!picked[@]}"; do
        read -r pipeline input <<<"${picked[i]}"
        "$feed" "${inputs[input]}" "${folders[i]}" "${pipelines[pipeline]}"
    done
}

# same_folders WANT GOT   what the folders in GOT hold is the same in WANT, but for the size of a file that -v tells;
# the first differences are shown
same_folders() {
    local found=$BATS_TEST_TMPDIR/differences
    diff -r -I '^weir: reading ' "$1" "$2" | grep -v -F "Only in $1: " >"$found" || return 0
    head -n 30 "$found" | cut -c 1-300 >&2
    return 1
}
