# SPDX-License-Identifier: MIT
# What the manual shows is what happens, and it names everything that there is. The examples of the
# pages that are made of rows are run with the rows (tests/unit/test_rows.c).
load helpers
load examples

page=$PROJECT/man/weir.1

# The displays that begin with a command, as they are printed, with an empty line behind each.
displays() {
    awk '/^\.Bd -literal/ { inside = 1; next } /^\.Ed/ { if (shown) print ""; inside = shown = 0; next }
         inside && /^\$ / { shown = 1 } shown' "$1" |
        sed -e "s/\\\\(aq/'/g" -e 's/\\(ga/`/g' -e 's/\\(dq/"/g' -e 's/\\(ha/^/g' -e 's/\\(ti/~/g' -e 's/\\-/-/g' -e 's/\\&//g' -e 's/\\e/\\/g'
}

@test "man: every example prints what stands below it" {
    setup_examples
    ln -s tests/demo/access.ndjson "$examples/app.ndjson"
    check_examples 30 < <(displays "$page")
}

@test "man: each step of the tutorial prints what stands below it, one after the other" {
    setup_examples
    check_examples 13 < <(displays "$PROJECT/man/weir-tutorial.7")
    [ "$(grep -c '^\.Ss [0-9]*\. ' "$PROJECT/man/weir-tutorial.7")" = 10 ]
}

@test "man: the pages that are made of rows are those of this program" {
    local list
    for list in stages functions aggregates; do
        weir --list weir-$list.7 | diff -u "$PROJECT/man/weir-$list.7" - || failed "run 'make man'"
    done
}

@test "man: every stage, function, aggregate, window, option and destination is in it" {
    local list name
    for list in stages functions aggregates; do
        for name in $(weir --list $list | cut -f1); do
            grep -qE "^\.It Ic $name( |$)" "$PROJECT/man/weir-$list.7" || failed "no $name in $list"
        done
    done
    for name in $(weir --list stages | cut -f1); do
        grep -qE "^\.Ic .*$name( |$)" "$page" || failed "no stage $name"
    done
    weir --list windows | cut -f3 | while read -r summary; do
        tr '\n' ' ' <"$PROJECT/man/weir-stages.7" | sed 's/\\-/-/g' | grep -qiF -e "${summary%%[\'(]*}" ||
            failed "no window '$summary'"
    done
    for name in $(weir --list options | cut -f1); do
        grep -qE "^\.It .*Fl -${name#--}( |$)" "$page" || failed "no option $name"
    done
}

# has_entry SECTION USAGE   an entry of that section is about what is used so: KIND://..., or options and names
has_entry() {
    local tag
    case $2 in
    *://*) tag="Cm $(grep -oE '[a-z-]+://' <<<"$2")" ;;
    -F*) tag='Fl F' ;;
    -) tag='(Fl|Sq -)$' ;;
    *) tag='Ar file' ;;
    esac
    sed -n "/^\.Sh $1\$/,/^\.Sh [^$]/p" "$page" | sed -n '2,$p' | grep -qE "^\.It (.*, )?$tag"
}

@test "man: every kind of source and of destination has its entry" {
    local list usage n=0
    for list in sources destinations; do
        while read -r usage; do
            n=$((n + 1))
            has_entry ${list^^} "$usage" || failed "no entry of $usage in ${list^^}"
        done < <(weir --list $list | cut -f2)
    done
    [ "$n" -ge 14 ]
}

@test "man: it has no options that are not there" {
    local name
    weir --list options | cut -f1 >"$BATS_TEST_TMPDIR/options"
    grep -oE 'Fl -[a-z][a-z-]*' "$page" | cut -c5- | sort -u >"$BATS_TEST_TMPDIR/named"
    while read -r name; do
        grep -qx -e "--$name" "$BATS_TEST_TMPDIR/options" || failed "no option --$name"
    done <"$BATS_TEST_TMPDIR/named"
}

# The pairs of commands that do the same, a pair a line with a tab between; lines that go on are joined.
pairs() {
    sed -n '/^\.Ss The same in other words/,/^\.Ss What differs from jq/p' "$page" |
        awk '/^\.Bd/ { inside = 1; next } /^\.Ed/ { inside = 0; print ""; next } inside' |
        sed -e "s/\\\\(aq/'/g" -e 's/\\e/\\/g' -e 's/\\&//g' |
        awk '!NF { if (pair != "") print pair; pair = ""; next }
             /^    / { sub(/ \\$/, "", pair); sub(/^ +/, " "); pair = pair $0; next }
             { pair = pair (pair == "" ? "" : "\t") $0 }'
}

# The values of each row, whatever their names and order; a row a line, sorted.
values() {
    jq -Rc '(fromjson? // split(" ")) | if type == "object" then [.[]] elif type == "array" then .
        else [.] end | map(tostring) | sort' | sort
}

@test "man: what is asked of weir instead is the same" {
    cd "$BATS_TEST_TMPDIR"
    local theirs ours n=0
    while IFS=$'\t' read -r theirs ours; do
        n=$((n + 1))
        theirs=${theirs//FILE/"$PROJECT/tests/demo/access.ndjson"}
        ours=${ours//FILE/"$PROJECT/tests/demo/access.ndjson"}
        bash -c "weir() { '$WEIR' \"\$@\"; }; $ours" >our_rows || failed "it fails: $ours"
        [ -s our_rows ] || failed "nothing comes of $ours"
        [ "${theirs%% *}" != SELECT ] || continue
        command -v jq >/dev/null && command -v "${theirs%% *}" >/dev/null || continue
        bash -c "$theirs" >their_rows || failed "it fails: $theirs"
        diff <(values <their_rows) <(values <our_rows) || failed "not the same: $theirs"
    done < <(pairs)
    [ "$n" -ge 18 ] || failed "only $n pairs"
}
