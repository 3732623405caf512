#!/bin/sh
# SPDX-License-Identifier: MIT
# layers.sh [ROOT]
# Floors: a file under src/ includes its own folder or a lower floor, with the folder in the name;
# folders on one floor do not see each other. One outside library, one file.
cd "${1:-.}/src" || exit 2
floors='base data,io,state event,funcs,aggs lang ops run cli'
owners='xxhash.h=base/hash.c jansson.h=data/json.c microhttpd.h=io/http.c pcre2.h=data/regex.c'

find . -mindepth 2 -type f -name '*.[chd]*' | sed 's|^\./||' | sort |
    xargs grep -Hn '^[[:space:]]*#[[:space:]]*include' -- |
    awk -v floors="$floors" -v owners="$owners" '
function complain(why) { print "src/" $0 ": " why; bad = 1 }
BEGIN {
    n = split(floors, floor, " ")
    for (i = 1; i <= n; i++) {
        m = split(floor[i], name, ",")
        for (k = 1; k <= m; k++) height[name[k]] = i
    }
    n = split(owners, pair, " ")
    for (i = 1; i <= n; i++) { split(pair[i], side, "="); owner[side[1]] = side[2] }
}
{
    file = $0; sub(/:.*/, "", file)
    folder = file; sub(/\/.*/, "", folder)
    target = $0; sub(/^[^"<]*["<]/, "", target); sub(/[">].*/, "", target)
    from = target; sub(/\/.*/, "", from)
}
!(folder in height) { complain("folder " folder " has no floor"); next }
/include *</ {
    if (target in owner && owner[target] != file) complain("only " owner[target] " may include it")
    if (from in height) complain("project headers stand between quotes")
    next
}
target !~ /\// { complain("name the folder too"); next }
from != folder && (!(from in height) || height[from] >= height[folder]) {
    complain(folder " must not see " from)
}
END { exit bad }'
