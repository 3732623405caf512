#!/bin/sh
# SPDX-License-Identifier: MIT
# sizes.sh [ROOT]
# The size budget of the C sources. Fails on a function above 80 lines or 5 parameters (unless a
# comment `// long:` with the reason stands right above it), on a line above 100 columns, a tab,
# blanks at a line's end, a file without its licence line. Warns of a file above 450 lines.
# Counts a function from the line its name is on to its closing brace.
cd "${1:-.}" || exit 2
# shellcheck disable=SC2016 # the dollars are those of awk
find src tests -type f -name '*.[ch]' | sort | LC_ALL=C xargs awk '
function complain(where, why) { print where ": " why; bad = 1 }
function file_done() {
    if (lines > 450 && file ~ /^src/) print file ": warning: " lines " lines, more than 450"
}
# Parameters in a head such as `int f(void (*g)(int, int), char *s)`: commas inside one parenthesis.
function parameters(head,    i, c, depth, n) {
    if (head ~ /\((void)?\)$/) return 0
    for (i = 1; i <= length(head); i++) {
        c = substr(head, i, 1)
        if (c == "(") depth++
        else if (c == ")") depth--
        else if (c == "," && depth == 1) n++
    }
    return n + 1
}
function function_done(    n) {
    n = FNR - start + 1
    if (file ~ /^src/) { sizes[++functions] = n; if (n > longest) { longest = n; longest_at = at } }
    if (n > 80 && !excused) complain(at, n " lines in a function, more than 80")
    inside = 0
}
FNR == 1 {
    file_done()
    file = FILENAME; inside = 0; head = ""; reason = 0; excused = 0
    if ($0 !~ /SPDX-License-Identifier: MIT/) complain(file ":1", "no licence line")
}
{ lines = FNR; total++; wide = $0; gsub(/[\200-\277]/, "", wide) }
length(wide) > 100 { complain(file ":" FNR, length(wide) " columns, more than 100") }
/\t/ { complain(file ":" FNR, "a tab") }
/[ \t\r]$/ { complain(file ":" FNR, "blank at the end of the line") }
inside && /^}/ { function_done(); head = ""; next }
inside { next }
/^\/\/ long: [^ ]/ { reason = 1 }
/^\{$/ && head ~ /\)$/ {
    inside = 1; excused = reason; reason = 0
    if (parameters(head) > 5 && !excused) complain(at, parameters(head) " parameters, more than 5")
    next
}
/^\/\// { head = ""; next }
/^[A-Za-z_]/ { head = $0; start = FNR; at = file ":" FNR; next }
/^[ \t]+[^ \t]/ && head != "" { sub(/^[ \t]+/, " "); head = head $0; next }
{ head = ""; reason = 0 }
END {
    file_done()
    for (i = 1; i <= functions; i++) by_size[sizes[i]]++
    for (i = 1; i <= longest; i++) {
        sum += by_size[i]
        if (!median && sum * 2 >= functions) median = i
        if (!ninety && sum * 10 >= functions * 9) ninety = i
    }
    printf "%d lines; %d functions under src: median %d lines, nine of ten within %d, longest %d",
        total, functions, median, ninety, longest
    print longest ? " (" longest_at ")" : ""
    exit bad
}'
