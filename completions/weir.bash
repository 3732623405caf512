# SPDX-License-Identifier: MIT
# Completion of weir for bash. What may stand at the cursor is asked of the program that is being
# completed: options, their values, and inside of a stage stages, functions, fields (see
# src/cli/complete.h).

# The words up to the cursor without their quotes, one for each argument of the program.
_weir_words() {
    local i word
    _weir_line=()
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        # --name=value comes as three words.
        if [[ $i -gt 1 && ( $word == = || ${COMP_WORDS[i - 1]} == = ) && ${_weir_line[-1]} == --* ]]; then
            _weir_line[-1]+=$word
            continue
        fi
        case $word in
        \'*) word=${word#\'} word=${word%\'} ;;
        \"*) word=${word#\"} word=${word%\"} word=${word//\\\"/\"} word=${word//\\\$/\$} ;;
        esac
        _weir_line+=("$word")
    done
}

# What all of them begin with.
_weir_common() {
    local common=$1 word
    for word; do
        while [[ $word != "$common"* ]]; do common=${common%?}; done
    done
    printf '%s' "$common"
}

_weir() {
    local kind token name common before cur _weir_line names=()
    _weir_words
    {
        IFS=$'\t' read -r kind token
        while IFS=$'\t' read -r name _; do names+=("$name"); done
    } < <("$1" --complete "${_weir_line[@]}" 2>/dev/null)
    COMPREPLY=()
    # Words are completed from the last break on, and what stands there in quotes from the quote on.
    cur=${_weir_line[-1]}
    [[ $cur != --*=* ]] || cur=${cur#*=}
    before=${cur%"$token"}
    if [[ $kind == files ]]; then
        while IFS= read -r name; do COMPREPLY+=("$before$name"); done < <(compgen -f -- "$token")
        [[ -n $before ]] || compopt -o filenames 2>/dev/null
    fi
    if [[ $kind != text ]]; then
        COMPREPLY+=("${names[@]}")
    elif [[ ${#names[@]} -gt 0 ]]; then
        common=$(_weir_common "${names[@]}"; echo .) common=${common%.}
        compopt -o nospace 2>/dev/null
        # A word that is complete would be closed by its quote, and of several the ones before it in
        # the stage would be shown: so there are two that differ at their end, or the names alone.
        if [[ $common == "$token" && ${#names[@]} -gt 1 ]]; then
            COMPREPLY=("${names[@]}" ' ')
        else
            COMPREPLY=("$before$common" "$before$common ")
        fi
    fi
}

complete -F _weir weir
