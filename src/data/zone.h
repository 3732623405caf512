// SPDX-License-Identifier: MIT
// Time zones from the system's zoneinfo files (TZif, RFC 8536) in $TZDIR or /usr/share/zoneinfo,
// read once per zone; no process-wide TZ. Past the last transition of a file its POSIX rule is
// followed.
#ifndef DATA_ZONE_H
#define DATA_ZONE_H

#include "base/str.h"

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

const char *zone_name(const struct zone *z);

#endif
