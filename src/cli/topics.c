// SPDX-License-Identifier: MIT
#include "cli/topics.h"

#include <stddef.h>

static const struct topic topics[] = {
    {"expressions",
     "fields      status   user.id   tags[0]   tags[-1]   `odd key`   .count\n"
     "values      12   1.5e3   \"text\"   'text'   true   false   null   [1, 2]   $NAME\n"
     "durations   250ms   30s   5m   1h30m   7d   (units ns us ms s m h d w; mo y)\n"
     "logic       and   or   not\n"
     "compare     ==   !=   <   <=   >   >=   in (1, 2)   not in [1, 2]\n"
     "regex       field =~ /^GET/i   field !~ /x/   /x/ alone: the whole line\n"
     "null        a ?? b   exists(a)\n"
     "arithmetic  +   -   *   /   %   (+ also joins texts; times and durations work too)\n"
     "calls       lower(msg)   if(status >= 500, \"bad\", \"ok\")   (weir -h functions)\n"
     "\n"
     "Two texts compare as texts, also where they read as times: ts >= time(\"2026-03-02\") and\n"
     "time(ts) - prev(time(ts)) go by time. s == 200 is false where s is the text \"200\".\n"
     "A missing field reads as null. == and != are always true or false; < and its kin are null\n"
     "with null or between types; filter keeps only true. A wrong type gives null, and is told."},
    {"time",
     "event time\n"
     "    Looked at only if a stage needs it. Where it comes from, in this order:\n"
     "      on EXPR, time EXPR   in the pipeline\n"
     "      -t EXPR              where events enter; -t arrival is the wall clock\n"
     "      by itself            the first of @timestamp timestamp time ts datetime date that\n"
     "                           holds a time in the first event that has any (-v says which)\n"
     "    A time is a text as in RFC 3339 or a number since 1970 in s, ms, us or ns, by its size.\n"
     "    time(x, \"ms\") and time(x, \"%d/%b/%Y:%H:%M:%S %z\") leave no doubt; --tz is for texts\n"
     "    without an offset.\n"
     "watermark\n"
     "    The largest event time seen, less --delay. It moves with every event, never back.\n"
     "    A window closes when the watermark reaches its end + lateness (-l, 5s). Events whose\n"
     "    window has closed are late: counted, written to --late, in no result.\n"
     "    weir --stats shows how far events come behind; weir --explain the rules in force."},
    {"windows",
     "A window stage puts each event into a window [start, end) of event time; window_start and\n"
     "window_end are names below it, and the first fields of its rows.\n"
     "    window 1m                       side by side, aligned to 1970-01-01T00:00:00Z\n"
     "    window 5m every 1m              overlapping: each event is in five of them\n"
     "    window cumulative 1d every 1h   growing by the hour, anew each day\n"
     "    window session 30s [max 1h]     until no event of the group has come for 30 s\n"
     "    window sliding 5m               for each event the 5 minutes up to it\n"
     "    window count 100 [every 10]     by number of events of the group\n"
     "    window global                   everything; what holds without a window stage\n"
     "    clauses: on EXPR, offset D, tz ZONE, delay D, lateness D, fill for D, emit final,\n"
     "             emit updates, emit every D, emit every N rows\n"
     "Inside the window above them work aggregate, top, sort, head, tail and dedup: their rows\n"
     "come out when the watermark reaches the window's end + lateness, or at the end of input.\n"
     "Other stages pass rows on at once. The rows of a window have its last instant as their\n"
     "time, so a longer window may follow:\n"
     "    window 1m | count by host | window 1h | max(count) by host\n"
     "More: weir -h window, weir -h time, weir --explain"},
    {"sources",
     "-i SOURCE, repeatable\n"
     "    -                standard input (the default)\n"
     "    FILE             a file, a fifo or a device\n"
     "    Several regular files are merged by event time if a stage needs time, else read one\n"
     "    after the other. Of other inputs whichever has something to say is read.\n"
     "-o DEST, repeatable; --late DEST, --bad DEST\n"
     "    -                standard output (the default of -o)\n"
     "    FILE             appended to\n"
     "    All outputs get the same. A result is written as soon as it is known."},
};

const struct topic *topic_at(int i)
{
    return (size_t)i < sizeof topics / sizeof *topics ? &topics[i] : NULL;
}
