// SPDX-License-Identifier: MIT
// The lines that stages' describe() is made of: NAME<tab>TEXT, for people and programs alike.
#ifndef OPS_DESCRIBE_H
#define OPS_DESCRIBE_H

#include "base/attr.h"
#include "base/str.h"
#include "event/window.h"

#include <stdint.h>

// One line: a line end in the text, and any other control byte, becomes a space.
void describe_line(struct buf *out, const char *name, const char *format, ...) ATTR_PRINTF(3, 4);

// What a window is, and when it closes: several lines.
void describe_window(struct buf *out, const struct window *w);

// `speaks` of a stage that gives out rows for that window.
void describe_window_speech(struct buf *out, const struct window *w);

// A length such as 1m30s, or -5s.
void describe_length(struct buf *out, int64_t ns);

#endif
