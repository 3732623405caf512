# SPDX-License-Identifier: MIT
# Calendar windows against window_calendar.tsv: zone, window, a time in it, its start and end, as Python's
# zoneinfo has them (of cumulative windows the first and the last). Days of 23 and 25 hours, midnights that do
# not exist or exist twice, weeks from Monday, months, leap years, before 1970.
load helpers

@test "window: calendar windows are those of zoneinfo" {
    local table=$PROJECT/tests/window_calendar.tsv zone window n=0
    while IFS=$'\t' read -r zone window; do
        awk -F'\t' -v z="$zone" -v w="$window" '$1 == z && $2 == w' "$table" >"$BATS_TEST_TMPDIR/want"
        cut -f 3 "$BATS_TEST_TMPDIR/want" | uniq | sed 's/.*/{"t":"&"}/' >"$BATS_TEST_TMPDIR/in"
        weir -l 36500d -t t "window $window tz \"$zone\"" <"$BATS_TEST_TMPDIR/in" |
            sed 's/[^:]*:"\([^"]*\)","[^:]*:"\([^"]*\)","t":"\([^"]*\)"}/\3\t\1\t\2/' |
            awk -F'\t' -v cumulative="$window" '
                cumulative !~ /^cumulative/ { print; next }
                $1 != time { if (n > 1) print last; print; n = 0 }
                { time = $1; last = $0; n++ }
                END { if (n > 1) print last }' |
            diff <(cut -f 3- "$BATS_TEST_TMPDIR/want") - >&2 || { echo "window $window tz $zone" >&2; return 1; }
        n=$((n + 1))
    done < <(cut -f 1,2 "$table" | uniq)
    [ "$n" = 41 ]
}

@test "window: calendar windows close and fire like others" {
    check_output weir -l 0s -t t 'window 1d tz "Europe/Berlin" emit updates' 'count' <<'IN' 3<<'OUT'
{"t":"2025-10-25T22:00:00Z"}
{"t":"2025-10-26T22:59:59Z"}
{"t":"2025-10-26T23:00:00Z"}
{"t":"2025-10-26T22:00:00Z"}
IN
{"window_start":"2025-10-25T22:00:00Z","window_end":"2025-10-26T23:00:00Z","pane":"on-time","count":2}
{"window_start":"2025-10-26T23:00:00Z","window_end":"2025-10-27T23:00:00Z","pane":"on-time","count":1}
OUT
    check_output weir -t t 'window 1mo fill for 62d' 'count' <<'IN' 3<<'OUT'
{"t":"2026-01-31T00:00:00Z"}
{"t":"2026-06-01T00:00:00Z"}
IN
{"window_start":"2026-01-01T00:00:00Z","window_end":"2026-02-01T00:00:00Z","count":1}
{"window_start":"2026-02-01T00:00:00Z","window_end":"2026-03-01T00:00:00Z","count":0}
{"window_start":"2026-03-01T00:00:00Z","window_end":"2026-04-01T00:00:00Z","count":0}
{"window_start":"2026-06-01T00:00:00Z","window_end":"2026-07-01T00:00:00Z","count":1}
OUT
    check_output weir -t t --tz Europe/Berlin 'window 1d' 'count' <<<'{"t":"2026-03-29T10:00:00Z"}' 3<<'OUT'
{"window_start":"2026-03-28T23:00:00Z","window_end":"2026-03-29T22:00:00Z","count":1}
OUT
}
