# SPDX-License-Identifier: MIT
# For tests of expressions: many small ones, each with its value beside it.

# show EVENT STAGE EXPECTED GOT   what went wrong
show() {
    printf '%-10s%s\n' over "$1" weir "$2" expected "$3" got "$4" >&2
    return 1
}

# run_stage STAGE EVENT   the row and what is complained of, but that the one event lacks a field
run_stage() {
    weir "$1" <<<"$2" 2>&1 3>&- | sed '/^weir: no event had /d'
}

# gives EXPR VALUE [EVENT]   over the EVENT ({}) EXPR is, as JSON, VALUE; nothing is complained of
gives() {
    local stage="project out = $1" event=${3:-"{}"} got
    got=$(run_stage "$stage" "$event")
    [ "$got" = "{\"out\":$2}" ] || show "$event" "$stage" "{\"out\":$2}" "$got"
}

# errs EXPR COMPLAINT EVENT   over the EVENT EXPR is null, with this COMPLAINT behind the place and EXPR
errs() {
    local stage="project out = $1" got want
    got=$(run_stage "$stage" "$3")
    want="weir: stage 1, line 1 of standard input: $1: $2"$'\n{"out":null}'
    [ "$got" = "$want" ] || show "$3" "$stage" "$want" "$got"
}

# keeps CONDITION EVENT   the EVENT passes the filter, as it came
keeps() {
    local got
    got=$(run_stage "filter $1" "$2")
    [ "$got" = "$2" ] || show "$2" "filter $1" "$2" "$got"
}

# drops CONDITION EVENT   the EVENT does not pass the filter; nothing is complained of
drops() {
    local got
    got=$(run_stage "filter $1" "$2")
    [ -z "$got" ] || show "$2" "filter $1" nothing "$got"
}
