# SPDX-License-Identifier: MIT
# Loaded beside the helpers by the tests of documents. An example is a block of lines as a terminal
# shows them: `$ command`, perhaps going on in lines with `> ` before them, then all that it prints
# (both outputs, as they come). Commands run in a folder that has the project's tests/ and nothing
# else, with weir in the PATH; what they write stays for those below.

# Prepare that folder: $examples.
setup_examples() {
    examples=$BATS_TEST_TMPDIR/examples
    mkdir -p "$examples" "$BATS_TEST_TMPDIR/bin"
    ln -s "$PROJECT/tests" "$examples/tests"
    ln -s "$WEIR" "$BATS_TEST_TMPDIR/bin/weir"
}

# run_example COMMAND EXPECTED-FILE
run_example() {
    local got=$BATS_TEST_TMPDIR/got
    (cd "$examples" && PATH=$BATS_TEST_TMPDIR/bin:$PATH bash -c "$1") \
        >"$got" 2>&1 </dev/null 3>&- || true
    diff -u --label "expected of: $1" --label got "$2" "$got" >&2
}

# check_examples MIN   run those on standard input, where an empty line ends a block; at least MIN of them
check_examples() {
    local command='' expected=$BATS_TEST_TMPDIR/expected n=0 status=0 line
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '> '*) command+=$'\n'${line#> } && continue ;;
        '$ '* | '')
            [ -z "$command" ] || run_example "$command" "$expected" || status=1
            command=${line#\$ }
            [ -z "$command" ] || n=$((n + 1))
            : >"$expected"
            ;;
        *)
            [ -n "$command" ] || { echo "output without a command: $line" >&2; return 1; }
            printf '%s\n' "$line" >>"$expected"
            ;;
        esac
    done < <(cat && echo)
    [ "$n" -ge "$1" ] || { echo "only $n examples found" >&2; return 1; }
    return $status
}
