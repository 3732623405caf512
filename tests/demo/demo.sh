#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# demo.sh WEIR   three pipelines over five minutes of a shop's log, in which a payment provider fails
set -eu
weir=$(cd "$(dirname "$1")" && pwd)/${1##*/}
cd "${BASH_SOURCE[0]%/*}"

# show WORDS STAGE...   say what is asked, print the command, run it
show() {
    printf '# %s\n$ weir' "$1"
    shift
    printf " '%s'" "$@"
    printf ' <tests/demo/access.ndjson\n'
    "$weir" "$@" <access.ndjson
    echo
}

show 'Which requests took longer than four seconds, and whose were they?' \
    'filter latency_ms > 4000' 'project ts, service, status, path, user.id'

show 'In which minutes did which service fail, and how often? (some events come late)' \
    'window 1m' \
    'aggregate requests = count(), errors = count() where status >= 500, slowest = max(latency_ms) by service' \
    'filter errors > 0'

show 'The last three server errors, in seconds, without what need not be seen' \
    'filter status >= 500' 'set seconds = latency_ms / 1000' 'drop latency_ms, bytes, user' 'tail 3'
