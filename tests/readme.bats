# SPDX-License-Identifier: MIT
# What the README shows is what happens.
load helpers
load examples

# The blocks marked ```console, with an empty line behind each.
console_blocks() {
    awk '/^```console$/ { inside = 1; next } /^```$/ { if (inside) print ""; inside = 0 } inside' "$1"
}

@test "readme: every example prints what stands below it" {
    setup_examples
    check_examples 5 < <(console_blocks "$PROJECT/README.md")
}

@test "readme: its make targets are in the Makefile" {
    run_kept make -s -C "$PROJECT" help
    local name
    grep -oE 'make [a-z]+( [a-z]+)?' "$PROJECT/README.md" | tr ' ' '\n' | grep -vx make | sort -u >"$BATS_TEST_TMPDIR/names"
    while read -r name; do
        grep -q "^ *$name " "$stdout" || grep -q "^$name:" "$PROJECT/Makefile" ||
            failed "no target '$name'"
    done <"$BATS_TEST_TMPDIR/names"
}

@test "readme: the files it names are there" {
    local name
    for name in $(grep -oE '`(src|tests|man)/[a-z_./]+`' "$PROJECT/README.md" | tr -d '`' | sort -u); do
        [ -e "$PROJECT/$name" ] || failed "no file '$name'"
    done
}
