# SPDX-License-Identifier: MIT
# Completion of weir for fish. The words are those of the program in the PATH, asked when they are
# needed.

# Was the last whole word one of these?
function __weir_after
    contains -- (commandline -opc)[-1] $argv
end

# Does the word at the cursor begin with a minus?
function __weir_at_option
    string match -q -- '-*' (commandline -ct)
end

# What the help calls the value of the last whole word; nothing if it takes none.
function __weir_value
    set -l last (commandline -opc)[-1]
    string match -q -- '-*' $last; or return
    weir --help options 2>/dev/null |
        string match -r -- "^ *(?:-., )?--[a-z-]+ +\[?[A-Z=]+\]?  " |
        string match -r -- "^ *(?:.*, )?$last(?:, --[a-z-]+)? +([A-Z=\[\]]+)" | tail -n 1
end

function __weir_takes_stage
    not __weir_at_option; and test -z (__weir_value)
end

function __weir_takes_file
    contains -- (__weir_value) SOURCE DEST FILE
end

complete -c weir -f
complete -c weir -F -n __weir_takes_file
complete -c weir -n __weir_at_option -a '(weir --list options 2>/dev/null)'
complete -c weir -n __weir_takes_stage -a '(weir --list stages 2>/dev/null)'
complete -c weir -n '__weir_after --list -h --help' -a 'stages functions aggregates options'
complete -c weir -n '__weir_after -h --help' \
    -a '(for what in stages functions aggregates; weir --list $what 2>/dev/null; end)'
