// SPDX-License-Identifier: MIT
// Text: UTF-8, and the escapes of JSON strings. In memory a lone surrogate (from an escape such as
// \ud800) is kept as its three bytes, the generalised UTF-8 that WTF-8 describes, so that it leaves
// as it came. Byte order is then code point order.
#ifndef DATA_TEXT_H
#define DATA_TEXT_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The offset of the first byte that is not part of valid UTF-8 (RFC 3629), or n.
size_t text_utf8_fault(const char *p, size_t n);

// The number of code points. Invalid bytes count one each.
size_t text_length(struct str s);

// The offset of code point number n (from 0), or s.n where there are no more than n.
size_t text_offset(struct str s, size_t n);

// Is it UTF-8, surrogates allowed, as texts are in memory?
bool text_is_sound(struct str s);

// White space (Unicode's property White_Space)?
bool text_is_space(uint32_t code);

// The first byte of the character that ends at `end` (start < end), in a text.
const char *text_before(const char *start, const char *end);

// The code point at p (end > p) and how many bytes it takes; an invalid byte is itself, one byte.
uint32_t text_decode(const char *p, const char *end, int *bytes);
// Write a code point (also a surrogate) as UTF-8; returns the bytes written, at most 4.
int text_encode(char *out, uint32_t code);

// Is the inside of a JSON string sound: every backslash begins a valid escape, no byte below 0x20,
// no bare quote? Returns the offset of the first fault, or n.
size_t text_escape_fault(const char *p, size_t n);

// Decode the inside of a sound JSON string. The result is in the arena, or is the input where there
// is nothing to decode. Surrogate pairs become one code point.
struct str text_unescape(struct arena *a, struct str s);

// Append a text as the inside of a JSON string: quote, backslash and controls escaped (short forms
// where JSON has them), lone surrogates as \udXXX, other bytes as they are.
void text_escape(struct buf *b, struct str s);

// Simple case mapping by code point: ASCII, Latin-1, Latin Extended-A, Greek, Cyrillic, Armenian
// and the Latin Extended Additional block; no locale, no length-changing special cases.
struct str text_lower(struct arena *a, struct str s);
struct str text_upper(struct arena *a, struct str s);

// The place of `needle` in `hay`, or NULL. An empty needle is at the start.
const char *text_find(struct str hay, struct str needle);

#endif
