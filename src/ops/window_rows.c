// SPDX-License-Identifier: MIT
#include "ops/window_rows.h"

#include <stddef.h>

#define AT(time, rest) "{\"ts\":\"2026-01-01T" time "Z\"" rest "}\n"
#define ROW(start, end, rest)                                                                      \
    "{\"window_start\":\"2026-01-01T" start "Z\",\"window_end\":\"2026-01-01T" end "Z\"" rest "}"  \
                                                                                              "\n"

static const struct window_row rows[] = {
    {
        .name = "tumbling",
        .called = "a tumbling",
        .kind = WINDOW_TUMBLING,
        .usage = "window [tumbling] LENGTH",
        .summary = "side by side, without gaps: window 1m",
        .note =
            "Aligned to 1970-01-01T00:00:00Z, so minutes, hours and days are those of UTC. 'tz' "
            "makes days and longer those of a calendar; mo and y always are.",
        .example = "'window 1m' 'count'",
        .input = AT("00:00:10", "") AT("00:00:50", "") AT("00:01:05", ""),
        .output =
            ROW("00:00:00", "00:01:00", ",\"count\":2") ROW("00:01:00", "00:02:00", ",\"count\":1"),
    },
    {
        .name = "hopping",
        .called = "a hopping",
        .kind = WINDOW_HOPPING,
        .usage = "window [hopping] LENGTH every STEP",
        .summary = "overlapping, one begins at every STEP: window 5m every 1m",
        .note = "Each event is in several windows. Aligned as tumbling ones are.",
        .example = "'window 2m every 1m' 'count'",
        .input = AT("00:01:30", "") AT("00:02:30", ""),
        .output = ROW("00:00:00", "00:02:00", ",\"count\":1")
            ROW("00:01:00", "00:03:00", ",\"count\":2") ROW("00:02:00", "00:04:00", ",\"count\":1"),
    },
    {
        .name = "session",
        .called = "a session",
        .kind = WINDOW_SESSION,
        .usage = "window session GAP [max LENGTH] [by EXPR, ...]",
        .summary = "until no event of the key has come for GAP: window session 30s",
        .note = "window_end is the time of the last event + GAP. An event exactly GAP after it "
                "begins a new session. The key is that of 'by', or else that of the first stage "
                "below which has one. With 'max' a session also ends when it is so long, which is "
                "judged in order of arrival.",
        .example = "'window session 30s' 'count by user'",
        .input = AT("00:00:00", ",\"user\":\"ann\"") AT("00:00:20", ",\"user\":\"ann\"")
            AT("00:01:00", ",\"user\":\"ann\""),
        .output = ROW("00:00:00", "00:00:50", ",\"user\":\"ann\",\"count\":2")
            ROW("00:01:00", "00:01:30", ",\"user\":\"ann\",\"count\":1"),
    },
    {
        .name = "cumulative",
        .called = "a cumulative",
        .kind = WINDOW_CUMULATIVE,
        .usage = "window cumulative LENGTH every STEP",
        .summary = "growing by STEP, anew at every LENGTH: window cumulative 1d every 1h",
        .note =
            "Windows begin together at every LENGTH and end one STEP after the other. LENGTH is "
            "a whole number of steps.",
        .example = "'window cumulative 4h every 2h' 'count'",
        .input = AT("01:30:00", "") AT("03:10:00", ""),
        .output =
            ROW("00:00:00", "02:00:00", ",\"count\":1") ROW("00:00:00", "04:00:00", ",\"count\":2"),
    },
    {
        .name = "sliding",
        .called = "a sliding",
        .kind = WINDOW_SLIDING,
        .usage = "window sliding LENGTH",
        .summary = "for each event the LENGTH up to and including it: window sliding 5m",
        .note = "For an aggregate right below it. Each event comes out once, with what its group "
                "had in that stretch, in order of event time. Events of one time see each other.",
        .example = "'window sliding 1m' 'sum(n)' 'drop window_start, window_end'",
        .input = AT("00:00:00", ",\"n\":1") AT("00:00:20", ",\"n\":2") AT("00:01:00", ",\"n\":3"),
        .output = AT("00:00:00", ",\"n\":1,\"sum_n\":1") AT("00:00:20", ",\"n\":2,\"sum_n\":3")
            AT("00:01:00", ",\"n\":3,\"sum_n\":5"),
    },
    {
        .name = "count",
        .called = "a count",
        .kind = WINDOW_COUNT,
        .usage = "window count N [every N] [by EXPR, ...]",
        .summary = "N events of a group, in order of arrival: window count 100",
        .note =
            "The bounds are the times of its first and last event, null where there is no time. "
            "What is left at the end of input is a short window, unless they overlap (every). "
            "A time is not needed.",
        .example = "'window count 2' 'sum(n)'",
        .input = AT("00:00:00", ",\"n\":1") AT("00:00:20", ",\"n\":2") AT("00:01:00", ",\"n\":3"),
        .output =
            ROW("00:00:00", "00:00:20", ",\"sum_n\":3") ROW("00:01:00", "00:01:00", ",\"sum_n\":3"),
    },
    {
        .name = "global",
        .called = "a global",
        .kind = WINDOW_GLOBAL,
        .usage = "window global",
        .summary = "everything, closed by the end of input; what holds without a window stage",
        .note = "For use with 'emit every'.",
        .example = "'window global emit every 2 rows' 'sum(n)'",
        .input = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n",
        .output = "{\"pane\":\"early\",\"sum_n\":3}\n{\"pane\":\"on-time\",\"sum_n\":6}\n",
    },
    {
        .name = "on",
        .usage = "window ... on EXPR",
        .summary = "the event time; short for a time stage before the window",
        .note = "'on arrival' is the wall clock at which a line was read.",
        .example = "'window 1m on at' 'count'",
        .input = "{\"at\":\"2026-01-01T00:00:10Z\"}\n",
        .output = ROW("00:00:00", "00:01:00", ",\"count\":1"),
    },
    {
        .name = "offset",
        .usage = "window ... offset D",
        .summary = "shift the windows by D, which may be negative",
        .example = "'window 1h offset 15m' 'count'",
        .input = AT("01:10:00", "") AT("01:20:00", ""),
        .output =
            ROW("00:15:00", "01:15:00", ",\"count\":1") ROW("01:15:00", "02:15:00", ",\"count\":1"),
    },
    {
        .name = "tz",
        .usage = "window ... tz ZONE",
        .summary = "windows of the calendar there, in place of --tz",
        .note =
            "Days begin at local midnight, weeks on Monday, months on the 1st; a day may have 23 "
            "or 25 hours.",
        .example = "'window 1d tz Europe/Berlin' 'count'",
        .input = AT("22:59:00", "") AT("23:01:00", ""),
        .output =
            "{\"window_start\":\"2025-12-31T23:00:00Z\",\"window_end\":\"2026-01-01T23:00:00Z\","
            "\"count\":1}\n"
            "{\"window_start\":\"2026-01-01T23:00:00Z\",\"window_end\":\"2026-01-02T23:00:00Z\","
            "\"count\":1}\n",
    },
    {
        .name = "delay",
        .usage = "window ... delay D",
        .summary = "lower the watermark of this window by D, in place of --delay",
        .example = "'window 1m delay 10s lateness 0s' 'count'",
        .input = AT("00:00:55", "") AT("00:01:05", "") AT("00:00:59", ""),
        .output =
            ROW("00:00:00", "00:01:00", ",\"count\":2") ROW("00:01:00", "00:02:00", ",\"count\":1"),
    },
    {
        .name = "lateness",
        .usage = "window ... lateness D",
        .summary = "keep the window open for late events for so long, in place of -l",
        .example = "'window 1m lateness 30s' 'count'",
        .input = AT("00:00:55", "") AT("00:01:25", "") AT("00:00:59", ""),
        .output =
            ROW("00:00:00", "00:01:00", ",\"count\":2") ROW("00:01:00", "00:02:00", ",\"count\":1"),
    },
    {
        .name = "emit",
        .usage = "window ... emit final|updates|every D|every N rows",
        .summary =
            "when rows come out: once at the close (final, the default), or before and again",
        .note =
            "'updates': a row when the watermark reaches the window's end, and again, whole, for "
            "each event that comes until it closes. 'every D': besides, rows of the groups that "
            "have changed at each such tick of event time, counted from the window's start. "
            "'every N rows': besides, a row at each Nth event of a group. The field pane says "
            "which it is: early, on-time or late. A row replaces the earlier one of its window "
            "and keys.",
        .example = "'window 1m emit updates' 'count | drop window_end'",
        .input = AT("00:00:55", "") AT("00:01:02", "") AT("00:00:59", ""),
        .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"pane\":\"on-time\",\"count\":1}\n"
                  "{\"window_start\":\"2026-01-01T00:00:00Z\",\"pane\":\"late\",\"count\":2}\n"
                  "{\"window_start\":\"2026-01-01T00:01:00Z\",\"pane\":\"on-time\",\"count\":1}\n",
    },
    {
        .name = "fill",
        .usage = "window ... fill for D",
        .summary = "a row also for the windows in which a known group had no event",
        .note = "Until the group has been away for D. Counts are 0, what needs a value is null.",
        .example = "'window 1m fill for 1h' 'count by host | drop window_end'",
        .input = AT("00:00:10", ",\"host\":\"a\"") AT("00:02:10", ",\"host\":\"a\""),
        .output = "{\"window_start\":\"2026-01-01T00:00:00Z\",\"host\":\"a\",\"count\":1}\n"
                  "{\"window_start\":\"2026-01-01T00:01:00Z\",\"host\":\"a\",\"count\":0}\n"
                  "{\"window_start\":\"2026-01-01T00:02:00Z\",\"host\":\"a\",\"count\":1}\n",
    },
};

const struct window_row *window_row_at(int i)
{
    return (size_t)i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}

const char *window_kind_called(enum window_kind kind)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].called && rows[i].kind == kind)
            return rows[i].called;
    return "a";
}
