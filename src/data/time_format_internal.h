// SPDX-License-Identifier: MIT
// Between the files of time_format. Private to data/.
#ifndef DATA_TIME_FORMAT_INTERNAL_H
#define DATA_TIME_FORMAT_INTERNAL_H

#include "data/time_format.h"

#include <stdint.h>

// A literal, white space, or a directive by its letter.
enum { ITEM_TEXT = '"', ITEM_SPACE = ' ', ITEM_POINT_FRACTION = '.' };

struct time_item {
    char what;
    char pad;                     // '0', '_', '-'
    unsigned char width;          // of a number; the digits of a fraction
    bool is_exact;                // a fraction of exactly `width` digits
    bool has_colon;               // %:z
    struct str text;              // of a literal
};

struct time_format {
    struct time_item *items;
    size_t n;
    size_t max;
    bool is_plain;
    uint64_t has;                 // bit c - '@' for each directive c
};

static inline uint64_t format_bit(char c)
{
    return UINT64_C(1) << ((unsigned)c - '@');
}

static inline bool format_has(const struct time_format *f, const char *letters)
{
    for (; *letters; letters++)
        if (f->has & format_bit(*letters))
            return true;
    return false;
}

extern const char *const month_names[12], *const weekday_names[7];   // from January, Monday

#endif
