# SPDX-License-Identifier: MIT
# What the shells offer. The words come from the program, so only the ways to them are tested.
load helpers

# complete_words WORD...   what bash offers for the last word
complete_words() {
    bash -c '
        . "$PROJECT/completions/weir.bash"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _weir "$WEIR"
        printf "%s\n" "${COMPREPLY[@]}"' bash weir "$@"
}

@test "completions: bash offers options" {
    check_output complete_words --time 3<<'OUT'
--time
--time-format
OUT
    check_output complete_words -i in.ndjson --la 3<<'OUT'
--lateness
--late
OUT
}

@test "completions: bash offers every option" {
    run_kept complete_words -
    weir --list options | cut -f1 | diff - "$stdout"
}

@test "completions: bash offers stages, also within a quote" {
    check_output complete_words fil 3<<'OUT'
filter
OUT
    check_output complete_words -q "'wi" 3<<'OUT'
window
OUT
}

@test "completions: bash offers files behind an option that takes one" {
    cd "$BATS_TEST_TMPDIR"
    touch a.ndjson a.weir b.ndjson
    local option
    for option in -i -o -f --input --late; do
        complete_words $option a | sort >got
        diff - got <<'OUT'
a.ndjson
a.weir
OUT
    done
    check_output complete_words --bad = b 3<<'OUT'
b.ndjson
OUT
}

@test "completions: bash offers topics behind --help, lists behind --list" {
    check_output complete_words -h trunc 3<<'OUT'
truncate
OUT
    check_output complete_words --list = 3<<'OUT'
stages
functions
aggregates
options
OUT
}

@test "completions: bash offers nothing where it knows nothing" {
    check_output complete_words --lateness '' 3<<'OUT'

OUT
}

@test "completions: zsh and fish can read theirs" {
    if command -v zsh >/dev/null; then zsh -n "$PROJECT/completions/weir.zsh"; fi
    if command -v fish >/dev/null; then fish -n "$PROJECT/completions/weir.fish"; fi
}

@test "completions: fish offers options, stages and topics" {
    command -v fish >/dev/null || skip "no fish here"
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$WEIR" "$BATS_TEST_TMPDIR/bin/weir"
    offer() {
        HOME=$BATS_TEST_TMPDIR PATH=$BATS_TEST_TMPDIR/bin:$PATH fish --no-config -c \
            "source $PROJECT/completions/weir.fish; complete -C '$1'" | cut -f1
    }
    check_output offer 'weir --time-' 3<<'OUT'
--time-format
OUT
    check_output offer 'weir fil' 3<<'OUT'
filter
OUT
    check_output offer 'weir -h trunc' 3<<'OUT'
truncate
OUT
}
