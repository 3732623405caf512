// SPDX-License-Identifier: MIT
// A zone is a list of spans, each from an instant to the next with one offset. The spans come from
// the transitions of a TZif file (RFC 8536) and, after the last of these, from the rule in its
// footer, which is spelled out for 402 years. The calendar repeats every 400 years, so any later
// time is looked up in the last 400 of them. Daylight flags are not kept. Files that count leap
// seconds ("right/...") are refused, for times here are POSIX times.
#include "data/zone.h"

#include "base/hash.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/vec.h"
#include "data/time.h"
#include "data/zone_rule.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DAY = 86400,
    NAME_MAX_BYTES = 100,
    FILE_MAX_BYTES = 1 << 20,
    HEAD_BYTES = 44,
    OFFSET_LIMIT = 26 * 3600,     // RFC 8536 bids offsets to stay within -25 and +26 hours
    FIRST_YEAR = 1600,            // before it a zone without transitions has its standard time
    RULE_YEARS = 402,
    NEAR_SHIFT = 22,
    NEAR_COUNT = 1024,            // to the year 2106
};

#define CYCLE_SECONDS (INT64_C(146097) * DAY)   // 400 years

struct span {
    int64_t from;                 // seconds since 1970 UTC
    int32_t offset;               // seconds east of UTC
    uint32_t letters;             // the number of its abbreviation
};

struct letters {
    char text[ZONE_LETTERS_MAX + 1];
};

struct zone {
    struct str name;              // with a NUL after it
    VEC(struct span) spans;       // ascending; the first begins at INT64_MIN
    VEC(struct letters) letters;
    int64_t repeats_from;         // later times are looked up 400 years earlier
    uint32_t near[NEAR_COUNT];    // the spans in force at 1970 and every 48.5 days from then on
};

// The number of an abbreviation among those of the zone. What RFC 8536 does not allow in one
// becomes '?'.
static uint32_t add_letters(struct zone *z, struct str s)
{
    struct letters new = {""};
    for (size_t i = 0; i < s.n && i < ZONE_LETTERS_MAX; i++) {
        char c = s.p[i], letter = (char)(c | 0x20);
        bool is_sound = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
                        c == '-' || c == ':';
        new.text[i] = is_sound ? c : '?';
    }
    for (size_t i = 0; i < z->letters.n; i++)
        if (memcmp(&z->letters.at[i], &new, sizeof new) == 0)
            return (uint32_t)i;
    *VEC_PUSH(&z->letters) = new;
    return (uint32_t)z->letters.n - 1;
}

static void add_span(struct zone *z, int64_t from, int32_t offset, struct str letters)
{
    uint32_t number = add_letters(z, letters);
    *VEC_PUSH(&z->spans) = (struct span){from, offset, number};
}

// A change by the rule; those before the last transition of the file are not asked for. Where
// summer time never ends, an end and the next begin coincide: the later of the two holds.
static void add_change(struct zone *z, int64_t after, int64_t from, const struct span *to)
{
    int64_t last = z->spans.at[z->spans.n - 1].from;
    if (from > after)
        *VEC_PUSH(&z->spans) = (struct span){from < last ? last : from, to->offset, to->letters};
}

static void add_rule_years(struct zone *z, const struct zone_rule *r)
{
    int64_t after = z->spans.at[z->spans.n - 1].from, year = FIRST_YEAR;
    int month, day;
    struct span standard = {0, r->standard, add_letters(z, r->standard_letters)};
    struct span summer = {0, r->summer, add_letters(z, r->summer_letters)};
    if (after != INT64_MIN)
        civil_from_days(after / DAY, &year, &month, &day);
    for (int64_t y = year - 1; y <= year + RULE_YEARS; y++) {
        int64_t begin, end;
        zone_rule_changes(r, y, &begin, &end);
        if (begin > end)
            add_change(z, after, end, &standard);
        add_change(z, after, begin, &summer);
        if (begin <= end)
            add_change(z, after, end, &standard);
    }
    z->repeats_from = civil_to_days(year + RULE_YEARS - 1, 1, 1) * DAY;
}

// --- the file ---

static uint32_t big32(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

static int64_t big64(const char *p)
{
    return (int64_t)((uint64_t)big32(p) << 32 | big32(p + 4));
}

// One of the one or two blocks of a file.
struct block {
    const char *times, *kinds, *types, *letters, *end;
    size_t time_bytes;            // of one transition time
    uint32_t time_count, type_count, leap_count, letter_count;
};

// Find the parts of the block whose header is at `at`. False if it is not all there.
static bool read_block(const char *at, const char *end, size_t time_bytes, struct block *b)
{
    if (end - at < HEAD_BYTES || memcmp(at, "TZif", 4) != 0)
        return false;
    uint64_t ut = big32(at + 20), standard = big32(at + 24), letters = big32(at + 40);
    b->leap_count = big32(at + 28);
    b->time_count = big32(at + 32);
    b->type_count = big32(at + 36);
    b->time_bytes = time_bytes;
    uint64_t times = b->time_count * (uint64_t)time_bytes, types = b->type_count * UINT64_C(6);
    uint64_t size = times + b->time_count + types + letters + ut + standard +
                    b->leap_count * (uint64_t)(time_bytes + 4);
    if (size > (uint64_t)(end - at) - HEAD_BYTES)
        return false;
    b->times = at + HEAD_BYTES;
    b->kinds = b->times + times;
    b->types = b->kinds + b->time_count;
    b->letters = b->types + types;
    b->letter_count = (uint32_t)letters;
    b->end = b->times + size;
    return true;
}

static bool add_typed_span(struct zone *z, const struct block *b, int64_t from, unsigned type)
{
    if (type >= b->type_count)
        return false;
    const char *at = b->types + type * 6;
    int32_t offset = (int32_t)big32(at);
    unsigned first = (unsigned char)at[5];
    if (first >= b->letter_count)
        return false;
    const char *letters = b->letters + first;
    add_span(z, from, offset, (struct str){letters, strnlen(letters, b->letter_count - first)});
    return offset > -OFFSET_LIMIT && offset < OFFSET_LIMIT;
}

static bool add_transitions(struct zone *z, const struct block *b)
{
    if (b->leap_count || !add_typed_span(z, b, INT64_MIN, 0))
        return false;
    for (uint32_t i = 0; i < b->time_count; i++) {
        const char *p = b->times + i * b->time_bytes;
        int64_t from = b->time_bytes == 8 ? big64(p) : (int32_t)big32(p);
        // Far beyond all calendars there is nothing to change (and nothing to calculate with).
        if (from < -(INT64_C(1) << 59) || from > INT64_C(1) << 40)
            return false;
        if (from <= z->spans.at[z->spans.n - 1].from)
            return false;
        if (!add_typed_span(z, b, from, (unsigned char)b->kinds[i]))
            return false;
    }
    return true;
}

// The footer: a rule between newlines; an empty one says nothing about later times.
static bool add_footer(struct zone *z, const char *at, const char *end)
{
    if (end - at < 2 || *at != '\n')
        return false;
    at++;
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    if (!stop)
        return false;
    struct zone_rule rule;
    if (stop == at)
        return true;
    if (!zone_rule_read((struct str){at, (size_t)(stop - at)}, &rule))
        return false;
    if (rule.has_summer)
        add_rule_years(z, &rule);
    return true;
}

static bool read_zone(struct zone *z, struct str file)
{
    const char *end = file.p + file.n;
    struct block b;
    if (!read_block(file.p, end, 4, &b))
        return false;
    if (file.p[4] == '\0')       // version 1
        return add_transitions(z, &b);
    return read_block(b.end, end, 8, &b) && add_transitions(z, &b) && add_footer(z, b.end, end);
}

// A name is a path below the folder of zones, each part of it beginning with a letter.
static bool is_file_name(struct str name)
{
    bool begin = true;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i], letter = (char)(c | 0x20);
        bool is_letter = letter >= 'a' && letter <= 'z';
        bool is_other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+';
        if (!is_letter && (begin || (!is_other && c != '/')))
            return false;
        begin = c == '/';
    }
    return !begin && name.n <= NAME_MAX_BYTES;
}

static bool read_file(struct str name, struct buf *out)
{
    const char *folder = getenv("TZDIR");
    struct buf path;
    buf_init(&path);
    buf_printf(&path, "%s/%.*s", folder && *folder ? folder : "/usr/share/zoneinfo", (int)name.n,
               name.p);
    FILE *f = fopen(buf_cstr(&path), "rbe");
    buf_release(&path);
    if (!f)
        return false;
    out->n = fread(buf_room(out, FILE_MAX_BYTES), 1, FILE_MAX_BYTES, f);
    fclose(f);
    return true;
}

static bool load_file(struct zone *z, struct str name)
{
    struct buf file;
    buf_init(&file);
    bool good = is_file_name(name) && read_file(name, &file) &&
                read_zone(z, (struct str){file.p, file.n});
    buf_release(&file);
    return good;
}

// --- the zones in use ---

// "UTC", "Z", "+02:00", "+0200", "+02".
static bool read_fixed(struct str name, int32_t *offset)
{
    *offset = 0;
    if (str_is(name, "UTC") || str_is(name, "Z"))
        return true;
    if (name.n < 3 || name.n > 6 || name.n == 4 || (name.p[0] != '+' && name.p[0] != '-'))
        return false;
    if (name.n == 6 && name.p[3] != ':')
        return false;
    char digits[4] = {name.p[1], name.p[2], '0', '0'};
    if (name.n > 3)
        memcpy(digits + 2, name.p + name.n - 2, 2);
    for (int i = 0; i < 4; i++)
        if (digits[i] < '0' || digits[i] > '9')
            return false;
    int hour = (digits[0] - '0') * 10 + digits[1] - '0';
    int minute = (digits[2] - '0') * 10 + digits[3] - '0';
    *offset = (name.p[0] == '-' ? -60 : 60) * (hour * 60 + minute);
    return hour < 24 && minute < 60;
}

// Walk along the spans once; those are ascending.
static void note_near(struct zone *z)
{
    uint32_t span = 0;
    for (int64_t i = 0; i < NEAR_COUNT; i++) {
        while (span + 1 < z->spans.n && z->spans.at[span + 1].from <= i << NEAR_SHIFT)
            span++;
        z->near[i] = span;
    }
}

static struct zone *load_zone(struct str name)
{
    struct zone *z = mem_zalloc(sizeof *z);
    z->repeats_from = INT64_MAX;
    int32_t offset;
    if (read_fixed(name, &offset)) {
        add_span(z, INT64_MIN, offset, str_is(name, "Z") ? STR("UTC") : name);
    } else if (!load_file(z, name)) {
        VEC_FREE(&z->spans);
        VEC_FREE(&z->letters);
        mem_free(z);
        return NULL;
    }
    note_near(z);
    char *copy = mem_zalloc(name.n + 1);
    memcpy(copy, name.p, name.n);
    z->name = (struct str){copy, name.n};
    return z;
}

static pthread_mutex_t zones_lock = PTHREAD_MUTEX_INITIALIZER;
static struct map zones_by_name;
static VEC(struct zone *) zones;

static const struct zone *find_locked(struct str name)
{
    uint64_t hash = hash_bytes(name.p, name.n);
    struct map_probe probe = map_probe(&zones_by_name, hash);
    for (uint32_t i; (i = map_next(&zones_by_name, &probe)) != MAP_NONE;)
        if (str_eq(zones.at[i]->name, name))
            return zones.at[i];
    struct zone *z = load_zone(name);
    if (z) {
        map_add(&zones_by_name, hash, (uint32_t)zones.n);
        *VEC_PUSH(&zones) = z;
    }
    return z;
}

const struct zone *zone_find(struct str name)
{
    pthread_mutex_lock(&zones_lock);
    const struct zone *z = find_locked(name);
    pthread_mutex_unlock(&zones_lock);
    return z;
}

const char *zone_name(const struct zone *z)
{
    return z->name.p;
}

// How many seconds earlier to look a time up.
static int64_t cycles_before(const struct zone *z, int64_t seconds)
{
    if (LIKELY(seconds < z->repeats_from))
        return 0;
    return ((seconds - z->repeats_from) / CYCLE_SECONDS + 1) * CYCLE_SECONDS;
}

static const struct span *find_span(const struct zone *z, int64_t seconds)
{
    const struct span *first = z->spans.at, *last = first + z->spans.n - 1;
    if (LIKELY((uint64_t)seconds >> NEAR_SHIFT < NEAR_COUNT)) {
        for (first += z->near[seconds >> NEAR_SHIFT]; first < last && first[1].from <= seconds;)
            first++;
        return first;
    }
    for (size_t n = z->spans.n; n > 1;) {
        size_t half = n / 2;
        first = first[half].from <= seconds ? first + half : first;
        n -= half;
    }
    return first;
}

int32_t zone_offset(const struct zone *z, int64_t utc_seconds)
{
    return find_span(z, utc_seconds - cycles_before(z, utc_seconds))->offset;
}

int64_t zone_to_utc(const struct zone *z, int64_t wall_seconds)
{
    int64_t cycles = cycles_before(z, wall_seconds);
    int64_t wall = wall_seconds - cycles;
    const struct span *last = z->spans.at + z->spans.n - 1;
    // The first span that ends after the wall time; if it begins after it, that is a gap.
    const struct span *span = find_span(z, wall - OFFSET_LIMIT);
    while (span < last && wall - span->offset >= span[1].from)
        span++;
    int64_t utc = wall - span->offset;
    return (utc < span->from ? span->from : utc) + cycles;
}

const char *zone_letters(const struct zone *z, int64_t utc_seconds)
{
    const struct span *span = find_span(z, utc_seconds - cycles_before(z, utc_seconds));
    return z->letters.at[span->letters].text;
}

bool zone_to_utc_by(const struct zone *z, int64_t wall_seconds, struct str letters, int64_t *utc)
{
    int64_t cycles = cycles_before(z, wall_seconds);
    int64_t wall = wall_seconds - cycles;
    const struct span *end = z->spans.at + z->spans.n;
    const struct span *span = find_span(z, wall - OFFSET_LIMIT);
    for (; span < end && span->from <= wall + OFFSET_LIMIT; span++) {
        *utc = wall - span->offset;
        bool is_in = *utc >= span->from && (span + 1 == end || *utc < span[1].from);
        if (is_in && str_is(letters, z->letters.at[span->letters].text)) {
            *utc += cycles;
            return true;
        }
    }
    return false;
}
