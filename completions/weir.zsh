#compdef weir
# SPDX-License-Identifier: MIT
# Completion of weir for zsh. The words are those of the program that is being completed, asked when
# they are needed.

# What the help calls the value of an option; nothing if it takes none.
_weir_value() {
    $1 --help options 2>/dev/null | sed -n -E \
        -e "s/^  (-., |    )$2 (\\[?[A-Z=]+\\]?)  .*/\\2/p" -e "s/^  $2, --[a-z-]+ (\\[?[A-Z=]+\\]?)  .*/\\1/p"
}

# _weir_offer WEIR WHAT   the names of a list, with their summaries
_weir_offer() {
    local -a pairs
    pairs=(${(f)"$($1 --list $2 2>/dev/null | sed -e 's/:/\\:/g' -e $'s/\t/:/')"})
    _describe -t $2 $2 pairs
}

_weir() {
    local weir=${~words[1]} previous=$words[CURRENT-1] value= what
    local -a lists=(stages functions aggregates options)
    if compset -P '--[a-z-]##='; then
        previous=${IPREFIX%=}
        previous=--${previous##*--}
    fi
    [[ $previous != -* ]] || value=$(_weir_value $weir $previous)
    case $value in
    (SOURCE|DEST|FILE) _files ;;
    (WHAT) _describe -t lists list lists ;;
    ('[TOPIC]')
        _describe -t lists list lists
        for what in stages functions aggregates; _weir_offer $weir $what
        ;;
    ('')
        if [[ $PREFIX == -* ]]; then
            _weir_offer $weir options
        else
            _weir_offer $weir stages
        fi
        ;;
    (*) _message $value ;;
    esac
}

_weir "$@"
