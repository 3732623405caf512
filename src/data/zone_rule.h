// SPDX-License-Identifier: MIT
// The rule for summer time that a zone file ends in: the TZ of POSIX.1-2017, 8.3, with hours from
// -167 to 167 (RFC 8536, 3.3.1). A part of data/zone.c.
#ifndef DATA_ZONE_RULE_H
#define DATA_ZONE_RULE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

// The day of a change, as POSIX writes it: 'J' day 1 to 365 without a leap day, 'N' day 0 to 365,
// 'M' the week-th weekday of a month. And the time of that day on the wall, in seconds.
struct zone_rule_day {
    char form;
    int day, month, week;
    int32_t time;
};

struct zone_rule {
    int32_t standard, summer;     // seconds east of UTC
    struct str standard_letters, summer_letters;   // abbreviations; slices of the text
    bool has_summer;
    struct zone_rule_day begin, end;   // of summer time
};

// Read "CET-1CEST,M3.5.0,M10.5.0/3", as a whole.
bool zone_rule_read(struct str text, struct zone_rule *out);

// The instants (seconds since 1970 UTC) in a year at which summer time begins and ends.
void zone_rule_changes(const struct zone_rule *r, int64_t year, int64_t *begin, int64_t *end);

#endif
