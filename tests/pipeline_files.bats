# SPDX-License-Identifier: MIT
# Pipelines in files: comments, lines that go on, scripts, and mistakes told with file and line.
load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

# canonical   the pipeline file on standard input, in canonical form
canonical() {
    cat >file.weir
    weir --explain -f file.weir | sed -n '2,/^$/{ s/^  //; /./p; }' | paste -sd' '
}

# reads CANONICAL   the file on standard input is that pipeline
reads() {
    local got
    got=$(canonical)
    [ "$got" = "$1" ] || { echo "expected: $1"; echo "got:      $got"; false; } >&2
}

@test "files: a newline ends a stage" {
    printf 'a > 1\nset b = 2\nhead 1' | reads 'filter a > 1 | set b = 2 | head 1'
    printf 'a > 1\r\n\r\n  set b = 2  \r\n' | reads 'filter a > 1 | set b = 2'
    printf '\n\n\thead 1\n\n\n' | reads 'head 1'
    printf 'set b = a\n/x/\nhead 1' | reads 'set b = a | filter /x/ | head 1'
    printf 'project *\nhead 1' | reads 'project * | head 1'
}

@test "files: a line goes on behind a comma, an operator, and within brackets" {
    printf 'set a = 1,\n  b = 2' | reads 'set a = 1, b = 2'
    printf 'set a =\n1 +\n2' | reads 'set a = 1 + 2'
    printf 'a > 1 and\nnot\nexists(b)' | reads 'filter a > 1 and not exists(b)'
    printf 'a in\n[1,\n2\n]' | reads 'filter a in [1, 2]'
    printf 'set a = (1\n+\n\n2)\nhead 1' | reads 'set a = 1 + 2 | head 1'
    printf 'set a = max(1\n,\nb)\nhead 1' | reads 'set a = max(1, b) | head 1'
    printf 'x ??\n0 > 1' | reads 'filter x ?? 0 > 1'
    printf 'set a = b *\n2' | reads 'set a = b * 2'
    printf 'head 1 |\n\nhead 2' | reads 'head 1 | head 2'
}

@test "files: a line goes on where the next begins with |, a comma, by, per, and, or, within" {
    printf 'head 1\n| head 2\n\n  | head 3' | reads 'head 1 | head 2 | head 3'
    printf 'count\n  by a\n  , b' | reads 'aggregate count by a, b'
    printf 'head 1\nper a' | reads 'head 1 per a'
    printf 'a > 1\nand b > 1\n or c' | reads 'filter a > 1 and b > 1 or c'
    # A name that only begins like one of them is a stage of its own.
    printf 'head 1\nbytes > 1\norder' | reads 'head 1 | filter bytes > 1 | filter order'
}

@test "files: comments, at the start of a line or behind a space" {
    printf '#!/usr/bin/env -S weir -f\n# one\nhead 1 # two\n  # three\n| head 2\n#' | reads 'head 1 | head 2'
    printf 'a > 1 and # both\n# of them\nb > 1' | reads 'filter a > 1 and b > 1'
    printf 'count\n# between\nby a' | reads 'aggregate count by a'
    printf 'set a = (1 # in brackets\n+ 2)' | reads 'set a = 1 + 2'
}

@test "files: a # in texts, names and regexes is none" {
    printf 'set a = "x # y", b = %s\n' "'# z'" | reads 'set a = "x # y", b = "# z"'
    printf 'a =~ / # x/ # but this is' | reads 'filter a =~ / # x/'
    printf '/ #/\nhead 1' | reads 'filter / #/ | head 1'
    printf '`a # b` > 1' | reads 'filter `a # b` > 1'
    check_error 2 weir 'head 1 # no file' 3<<'ERR'
weir: unexpected '#'
  head 1 # no file
         ^
comments stand in pipeline files
ERR
}

@test "files: a byte order mark at the start, no end of line at the end, nothing at all" {
    printf '\xef\xbb\xbfhead 1' | reads 'head 1'
    : | reads 'none: the input is checked and passed on'
    printf '# nothing\n' | reads 'none: the input is checked and passed on'
}

@test "files: mistakes with file, line and marks" {
    printf '#!/usr/bin/env -S weir -f\n\na > 1\nfiltr b > 2   # here\nset c = a b\n' >p.weir
    check_error 2 weir -f p.weir 3<<'ERR'
weir: p.weir:4: unknown stage 'filtr'
  filtr b > 2   # here
  ^~~~~
did you mean 'filter'? 'weir -h stages' lists them
weir: p.weir:5: unexpected 'b'
  set c = a b
            ^
usage: set NAME = EXPR, ...
ERR
    printf 'set a = 1 +\n  # nothing follows\n' >p.weir
    run_kept weir -f p.weir
    [ "$exit_status" = 2 ] && grep -q '^weir: p.weir:' "$stderr"
    printf 'count by a#b\n' >p.weir
    check_error 2 weir -f p.weir 3<<'ERR'
weir: p.weir:1: unexpected '#'
  count by a#b
            ^
a comment begins at the start of a line or after a space
ERR
    printf 'set a = "x\ny"\n' >p.weir
    run_kept weir -f p.weir
    [ "$exit_status" = 2 ] && grep -q "^weir: p.weir:1: this '\"' is not closed" "$stderr"
    printf 'head 1\n|\n| head 2\n' >p.weir
    run_kept weir -f p.weir
    [ "$exit_status" = 2 ] && grep -q '^weir: p.weir:2: a stage is missing' "$stderr"
    printf 'head 1\n\xff\n' >p.weir
    run_kept weir -f p.weir
    [ "$exit_status" = 2 ] && grep -q '^weir: p.weir:2: this byte is not UTF-8' "$stderr"
}

@test "files: a mistake that only the types show has its place, too" {
    printf 'a > 1\nset b = 1 + "x"\n' >p.weir
    check_error 2 weir -f p.weir 3<<'ERR'
weir: p.weir:2: '+' does not work between a whole number and a text
  set b = 1 + "x"
            ^
ERR
}

@test "files: stages of the command line stand before and behind; no quotes are missing there" {
    echo 'set b = a' >p.weir
    check_output weir 'set a = 1' -f p.weir 'set c = b' <<<'{}' 3<<<'{"a":1,"b":1,"c":1}'
    printf 'set b = a |' >p.weir
    check_error 2 weir -f p.weir 'head 1' 3<<'ERR'
weir: p.weir:1: a stage is missing after '|'
  set b = a |
             ^
ERR
}

@test "files: several -f, in their order" {
    echo 'set b = a' >one
    echo 'set c = b' >two
    check_output weir -f one -f two <<<'{"a":1}' 3<<<'{"a":1,"b":1,"c":1}'
}

@test "files: a script takes options and stages of its own" {
    printf '#!/usr/bin/env -S %s --arg least=2 -f\n# what is large\na >= $least\n' "$WEIR" >large
    chmod +x large
    printf '{"a":%s}\n' 1 2 3 >in
    check_output ./large <in 3<<<$'{"a":2}\n{"a":3}'
    check_output ./large -i in 'head 1' 3<<<'{"a":2}'
    check_output ./large -i in --arg least=3 3<<<'{"a":3}'
    check_output -s 1 ./large --fail-empty --arg least=4 -i in 3</dev/null
    check_output ./large -i in -o out 3</dev/null
    [ "$(cat out)" = $'{"a":2}\n{"a":3}' ]
    run_kept ./large --explain
    [ "$exit_status" = 0 ] && grep -q '^  filter a >= $least$' "$stdout"
}

@test "files: one that cannot be read" {
    check_error 2 weir -f none.weir 3<<'ERR'
weir: cannot read the pipeline file none.weir: No such file or directory
ERR
    mkdir folder
    check_error 2 weir -f folder 3<<'ERR'
weir: cannot read the pipeline file folder: Is a directory
ERR
}
