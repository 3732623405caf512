# SPDX-License-Identifier: MIT
# Completion of weir for fish. What may stand at the cursor is asked of the program in the PATH:
# options, their values, and inside of a stage stages, functions, fields (see src/cli/complete.h).

# fish completes whole words, so each candidate begins with what stands before the token.
function __weir_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string collect --no-trim-newlines)
    set current (string replace -r '\n$' '' -- $current | string collect --no-trim-newlines)
    set -l quote (string match -r '^[\'"]' -- $current)
    set -l word (string replace -r '^[\'"]' '' -- $current | string collect)
    set -l lines (weir --complete $words[2..] "$word" 2>/dev/null)
    set -l head (string split \t -- $lines[1])
    set -l before (string sub -l (math (string length -- "$word") - (string length -- "$head[2]")) -- "$word")
    if test "$head[1]" = files
        for path in (__fish_complete_path "$head[2]")
            printf '%s%s\n' "$before" $path
        end
    end
    for line in $lines[2..]
        set -l parts (string split -m 1 \t -- $line)
        # Outside of quotes a blank would be written as "\ ".
        test -n "$quote"; or set parts[1] (string trim -r -- $parts[1])
        printf '%s%s\t%s\n' "$before" "$parts[1]" "$parts[2]"
        # fish would close the quote behind the only one there is: so there are two.
        if test "$head[1]" = text -a -n "$quote" -a (count $lines) = 2
            printf '%s%s \t%s\n' "$before" "$parts[1]" "$parts[2]"
        end
    end
end

complete -c weir -f -a '(__weir_complete)'
