// SPDX-License-Identifier: MIT
// Sizes and durations as they are written in options.
#ifndef IO_AMOUNT_H
#define IO_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Bytes from 1 to below 4G, with an optional k, M or G (powers of 1024; KiB, MB and the like mean
// the same).
bool amount_read_size(const char *text, size_t *bytes);

// A duration above 0 such as 250ms, 30s, 5m or 1h30m, in ns.
bool amount_read_duration(const char *text, int64_t *ns);

#endif
