// SPDX-License-Identifier: MIT
// Time zones from the system's zoneinfo files (TZif, RFC 8536) in $TZDIR or /usr/share/zoneinfo,
// read once per zone; no process-wide TZ. Past the last transition of a file its POSIX rule is
// followed.
#ifndef DATA_ZONE_H
#define DATA_ZONE_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct zone;

// The zone of that name ("Europe/Berlin", "UTC", or a fixed offset such as "+02:00"), or NULL if
// the system does not know it. Lives as long as the process; the same name gives the same pointer.
// May be called from any thread.
const struct zone *zone_find(struct str name);

// Seconds east of UTC at an instant (seconds since 1970 UTC).
int32_t zone_offset(const struct zone *z, int64_t utc_seconds);

// The instant of a wall time (seconds as if the wall were UTC). A wall time that exists twice is
// the earlier instant; one that does not exist is the first instant after the gap.
int64_t zone_to_utc(const struct zone *z, int64_t wall_seconds);

// The abbreviation in force at an instant ("CEST", "-03"), for people: many zones share one. It has
// at most ZONE_LETTERS_MAX bytes, which need no escape in JSON. Of a fixed offset it is the zone's
// name.
enum { ZONE_LETTERS_MAX = 15 };
const char *zone_letters(const struct zone *z, int64_t utc_seconds);

// The instant of a wall time that stands beside an abbreviation: of a wall time that exists twice
// the one at which it is in force. False where it never is at that wall time.
bool zone_to_utc_by(const struct zone *z, int64_t wall_seconds, struct str letters, int64_t *utc);

const char *zone_name(const struct zone *z);

#endif
