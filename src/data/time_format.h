// SPDX-License-Identifier: MIT
// Times by a format of the user: the directives of strftime() and strptime() (POSIX.1-2017), with
// what GNU date and Python add to them, compiled once. No locale: names are English.
//
//   %Y %C %y %G %g   year, century, year of it; year of the ISO week   %m %b %B %h   month
//   %d %e %j         day of the month, of the year                     %a %A %u %w   weekday
//   %H %k %I %l %p %P %M %S %s   the clock; seconds since 1970         %U %W %V      week
//   %f %N %3N %.f    micro-, nanoseconds, that many digits, a point and 0, 3, 6 or 9 digits
//   %z %:z %Z        +0200, +02:00, CEST                               %% %n %t
//   %F %T %R %D %r %c %x %X   for several; %-d %_d %0d choose no, blank and zero padding
//
// Reading wants the whole text. White space in the format matches any amount of it, none too;
// padding of numbers may be left out; names may be in any case; %f and %N take 1 to 9 digits and
// more, %.f may match nothing; %z also takes Z and a colon. %y is 1969 to 2068, as in POSIX.
#ifndef DATA_TIME_FORMAT_H
#define DATA_TIME_FORMAT_H

#include "base/mem.h"
#include "base/str.h"
#include "data/value.h"

#include <stdbool.h>
#include <stddef.h>

struct time_format;
struct zone;

// What was wrong with a format: a sentence, perhaps advice, and the bytes of the format at fault.
struct format_fault {
    const char *error, *hint;
    size_t from, to;
};

// Compile a format for writing, or for reading, which wants at least a year. NULL if it is wrong.
// The text is borrowed.
const struct time_format *time_format_new(struct arena *a, struct str text, bool reads,
                                          struct format_fault *fault);

// The most bytes that a time takes.
size_t time_format_max(const struct time_format *f);
// May all that it writes stand between quotes in JSON as it is?
bool time_format_is_plain(const struct time_format *f);

// Write a VALUE_TIME as the clock of the zone (NULL: UTC) shows it; returns the length.
size_t time_format_write(const struct time_format *f, struct value t, const struct zone *zone,
                         char *out);

// Read a time; without %z, %s or %Z it is one of the zone (NULL: UTC). False if the text is not of
// that format, or is no time in the years 0001 to 9999.
bool time_format_read(const struct time_format *f, struct str s, const struct zone *zone,
                      struct value *t);

#endif
