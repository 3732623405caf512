// SPDX-License-Identifier: MIT
// Linear probing at a load of at most 3/4. A slot holds 24 bits of the hash, so that another key is
// hardly ever looked at, and 40 bits for the place of its record, from 1. A record is the length of
// the key in groups of 7 bits, its time in timed sets, and its bytes. When the table is full the
// log is gone through from its start: what is to be forgotten is taken out, and the table is made
// anew, larger if that did not free half of it. So the memory is never much more than twice what
// has to be known, and forgetting costs nothing where keys come.
#include "ops/seen.h"

#include "base/fail.h"
#include "base/hash.h"
#include "base/mem.h"

#define PLACE_BITS 40
#define PLACE_MASK ((UINT64_C(1) << PLACE_BITS) - 1)
#define LENGTH_MAX 10             // bytes of a length

#ifdef WEIR_TINY
enum { FIRST_SLOTS = 4 };
#else
enum { FIRST_SLOTS = 256 };
#endif

void seen_init(struct seen *s)
{
    *s = (struct seen){.horizon = INT64_MIN};
    buf_init(&s->log);
}

void seen_release(struct seen *s)
{
    mem_free(s->slots);
    buf_release(&s->log);
    seen_init(s);
}

// ---- records ----

struct record {
    struct str bytes;
    int64_t time;
    size_t end;                   // of the record in the log
};

static struct record record_at(const struct seen *s, size_t place)
{
    const char *p = s->log.p + place;
    struct record r = {.time = 0};
    unsigned shift = 0;
    for (; *p & 0x80; p++, shift += 7)
        r.bytes.n |= (size_t)(*p & 0x7f) << shift;
    r.bytes.n |= (size_t)*p++ << shift;
    if (s->is_timed) {
        memcpy(&r.time, p, sizeof r.time);
        p += sizeof r.time;
    }
    r.bytes.p = p;
    r.end = (size_t)(p - s->log.p) + r.bytes.n;
    return r;
}

static size_t put_record(struct seen *s, const struct seen_key *key)
{
    size_t place = s->log.n, n = key->bytes.n;
    char *p = buf_room(&s->log, LENGTH_MAX + sizeof key->time + n);
    for (; n >= 0x80; n >>= 7)
        *p++ = (char)(n | 0x80);
    *p++ = (char)n;
    if (s->is_timed) {
        memcpy(p, &key->time, sizeof key->time);
        p += sizeof key->time;
    }
    memcpy(p, key->bytes.p, key->bytes.n);
    s->log.n = (size_t)(p - s->log.p) + key->bytes.n;
    return place;
}

// ---- the table ----

static uint64_t slot_of(uint64_t hash, size_t place)
{
    if (place >= PLACE_MASK)
        fatal("more than a terabyte of keys");
    return (hash & ~PLACE_MASK) | (place + 1);
}

static void put_slot(struct seen *s, uint64_t hash, size_t place)
{
    size_t at = (size_t)hash & s->mask;
    while (s->slots[at])
        at = (at + 1) & s->mask;
    s->slots[at] = slot_of(hash, place);
    s->n++;
}

// Move what is to be known together; how many keys that is.
static size_t forget(struct seen *s)
{
    size_t n = 0, kept = 0;
    for (size_t place = 0; place < s->log.n;) {
        struct record r = record_at(s, place);
        if (r.time >= s->horizon) {
            memmove(s->log.p + kept, s->log.p + place, r.end - place);
            kept += r.end - place;
            n++;
        }
        place = r.end;
    }
    s->log.n = kept;
    return n;
}

static void make_room(struct seen *s)
{
    size_t left = s->is_timed ? forget(s) : s->n, slots = s->slots ? s->mask + 1 : FIRST_SLOTS;
    while (left * 8 >= slots * 3)
        slots *= 2;
    mem_free(s->slots);
    s->slots = mem_zalloc(slots * sizeof *s->slots);
    s->mask = slots - 1;
    s->n = 0;
    for (size_t place = 0; place < s->log.n;) {
        struct record r = record_at(s, place);
        put_slot(s, hash_bytes(r.bytes.p, r.bytes.n), place);
        place = r.end;
    }
}

static bool is_repeat(const struct seen *s, const struct record *r, const struct seen_key *key)
{
    if (r->bytes.n != key->bytes.n || !same_bytes(r->bytes.p, key->bytes.p, key->bytes.n))
        return false;
    if (!s->is_timed)
        return true;
    int64_t apart;
    return r->time >= s->horizon && !__builtin_sub_overflow(key->time, r->time, &apart) &&
           apart < s->within && apart > -s->within;
}

bool seen_add(struct seen *s, const struct seen_key *key)
{
    if (UNLIKELY(!s->slots || (s->n + 1) * 4 > (s->mask + 1) * 3))
        make_room(s);
    size_t at = (size_t)key->hash & s->mask;
    for (; s->slots[at]; at = (at + 1) & s->mask) {
        if ((s->slots[at] ^ key->hash) & ~PLACE_MASK)
            continue;
        struct record r = record_at(s, (size_t)(s->slots[at] & PLACE_MASK) - 1);
        if (is_repeat(s, &r, key))
            return false;
    }
    s->slots[at] = slot_of(key->hash, put_record(s, key));
    s->n++;
    return true;
}

size_t seen_bytes(const struct seen *s)
{
    return s->log.cap + (s->slots ? (s->mask + 1) * sizeof *s->slots : 0);
}

// ---- saved state ----

static bool is_known(const struct seen *s, const struct record *r)
{
    return !s->is_timed || r->time >= s->horizon;
}

void seen_save(const struct seen *s, struct buf *out)
{
    struct record r = {0};
    uint64_t n = 0;
    for (; r.end < s->log.n; n += is_known(s, &r))
        r = record_at(s, r.end);
    pack_i64(out, s->horizon);
    pack_u64(out, n);
    for (r.end = 0; r.end < s->log.n;) {
        r = record_at(s, r.end);
        if (!is_known(s, &r))
            continue;
        pack_i64(out, r.time);
        pack_bytes(out, r.bytes.p, r.bytes.n);
    }
}

// Without looking for repeats: they were none when they were saved.
void seen_load(struct seen *s, struct unpack *in)
{
    s->horizon = unpack_i64(in);
    for (uint64_t n = unpack_u64(in); n > 0 && !in->failed; n--) {
        struct seen_key key = {.time = unpack_i64(in)};
        key.bytes = unpack_bytes(in);
        (void)put_record(s, &key);
        s->n++;
    }
    if (s->n)
        make_room(s);
}
