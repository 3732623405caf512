// SPDX-License-Identifier: MIT
// Inside the scan: its levels, and what they share about faults. Only scan*.c and the test of the
// levels include this file.
#ifndef DATA_SCAN_LEVEL_H
#define DATA_SCAN_LEVEL_H

#include "base/attr.h"
#include "base/str.h"
#include "data/scan.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The levels. Each appends to the scan's arrays, which are empty and have SCAN_SLACK elements more
// than there are bytes; the sentinels are the caller's.
enum { SCAN_SLACK = 72 };
void scan_plain(struct scan *s, const char *p, size_t n);
#if defined(__x86_64__)
void scan_sse(struct scan *s, const char *p, size_t n);
void scan_avx2(struct scan *s, const char *p, size_t n);
void scan_avx512(struct scan *s, const char *p, size_t n);
#elif defined(__aarch64__)
void scan_neon(struct scan *s, const char *p, size_t n);
#endif

enum { SCAN_BLOCK = 64 };

// Check the UTF-8 of the line [start, end), whose newline is at `end`.
void scan_check_line(struct scan *s, const char *p, size_t start, size_t end) ATTR_COLD;

// Something is wrong in or just before the block at `at`: find out the fault of every line that
// the block has a part of, unless that is done.
void scan_block_faults(struct scan *s, struct str text, size_t at) ATTR_COLD;

// For the levels by vectors: what must be inlined to be compiled for their instructions, and loops
// over the vectors of a block, which must not stay loops.
#define SCAN_HELPER static inline __attribute__((always_inline))
#if defined(__clang__)
#define SCAN_UNROLL _Pragma("unroll")
#else
#define SCAN_UNROLL _Pragma("GCC unroll 16")
#endif

#endif
