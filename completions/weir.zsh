#compdef weir
# SPDX-License-Identifier: MIT
# Completion of weir for zsh. What may stand at the cursor is asked of the program that is being
# completed: options, their values, and inside of a stage stages, functions, fields (see
# src/cli/complete.h).

_weir() {
    local weir=${~words[1]} current=$PREFIX kind token name summary
    local -a names shown suffix
    [[ -n $compstate[quote] ]] || current=${(Q)PREFIX}
    {
        IFS=$'\t' read -r kind token
        while IFS=$'\t' read -r name summary; do
            # Outside of quotes a blank would be written as "\ ".
            [[ -n $compstate[quote] ]] || name=${name% }
            names+=("$name")
            shown+=("${(r:18:)name} ${summary:+-- $summary}")
        done
    } < <($weir --complete "${(@Q)words[2,CURRENT-1]}" "$current" 2>/dev/null)
    # What stands before the token stays.
    if [[ -n $token ]]; then
        [[ $PREFIX == *"$token" ]] || return 1
        IPREFIX+=${PREFIX%"$token"}
    else
        IPREFIX+=$PREFIX
    fi
    PREFIX=$token
    [[ $kind != text ]] || suffix=(-S '')
    [[ $kind != files ]] || _files
    [[ ${#names} == 0 ]] || compadd -l -V weir "${suffix[@]}" -d shown -a names
}

_weir "$@"
