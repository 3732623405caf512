# SPDX-License-Identifier: MIT
# Completion of weir for bash. The words are those of the program that is being completed, asked when
# they are needed.

# _weir_value WEIR OPTION   what the help calls the option's value; nothing if it takes none
_weir_value() {
    "$1" --help options 2>/dev/null | while read -r first second third _; do
        [[ $first == *, ]] || third=$second second=$first first=
        [[ $second == "$2" || $first == "$2," ]] || continue
        [[ $third =~ ^\[?[A-Z=]+\]?$ ]] && echo "$third"
        break
    done
}

# _weir_names WEIR WHAT...   names from these lists
_weir_names() {
    local what
    for what in "${@:2}"; do
        "$1" --list "$what" 2>/dev/null | cut -f1
    done
}

_weir() {
    local weir=$1 cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} value='' words='' kind=word word
    local lists='stages functions aggregates options'
    # --name=value comes as three words.
    if [[ $cur == = ]]; then
        cur=''
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    cur=${cur#[\'\"]}
    [[ $prev != -* ]] || value=$(_weir_value "$weir" "$prev")
    COMPREPLY=()
    case $value in
    SOURCE | DEST | FILE) kind='file' ;;
    WHAT) words=$lists ;;
    '[TOPIC]') words="$lists $(_weir_names "$weir" stages functions aggregates)" ;;
    '') [[ $cur == -* ]] && words=$(_weir_names "$weir" options) || words=$(_weir_names "$weir" stages) ;;
    *) return ;;
    esac
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <(if [[ $kind == file ]]; then compgen -f -- "$cur"; else compgen -W "$words" -- "$cur"; fi)
    [[ $kind != file ]] || compopt -o filenames 2>/dev/null
}

complete -F _weir weir
