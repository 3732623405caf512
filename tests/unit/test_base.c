// SPDX-License-Identifier: MIT
// The containers of base/: arenas, buffers, vectors, the hash index, the heap, packing.
#include "tests/unit/check.h"

#include "base/hash.h"
#include "base/heap.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/suggest.h"
#include "base/vec.h"

static uint64_t state = 7;

static unsigned below(unsigned n)
{
    state = hash_word(state + 0x9e3779b97f4a7c15u);
    return (unsigned)(state % n);
}

static void test_arena(void)
{
    struct arena a;
    arena_init(&a);
    char *blocks[400];
    size_t sizes[400];
    for (int i = 0; i < 400; i++) {
        sizes[i] = i % 50 == 0 ? 100000 : below(200);
        blocks[i] = arena_alloc(&a, sizes[i]);
        CHECK((uintptr_t)blocks[i] % 16 == 0);
        memset(blocks[i], i & 0x7f, sizes[i]);
    }
    for (int i = 0; i < 400; i++)
        for (size_t k = 0; k < sizes[i]; k += 37)
            CHECK_INT(blocks[i][k], i & 0x7f);
    size_t held = arena_bytes(&a);
    arena_reset(&a);
    CHECK(arena_bytes(&a) <= held);
    CHECK_STR(arena_strndup(&a, "abcdef", 3), "abc");
    CHECK_STR(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    arena_release(&a);
    CHECK_INT(arena_bytes(&a), 0);
}

static void test_resize(void)
{
    struct arena a;
    arena_init(&a);
    char *p = arena_alloc(&a, 10);
    CHECK(arena_resize(&a, p, 10, 30));
    memset(p, 1, 30);
    char *q = arena_alloc(&a, 8);
    memset(q, 2, 8);
    CHECK(q >= p + 30 || q < p);
    CHECK_INT(p[29], 1);
    CHECK(!arena_resize(&a, p, 30, 60));
    CHECK(!arena_resize(&a, q, 8, 1 << 20));
    CHECK(arena_resize(&a, q, 8, 0));
    CHECK(arena_alloc(&a, 1) == (void *)(q + 16));
    arena_release(&a);
}

// Buffers that grow by turns in one arena, so that hardly any can grow in place.
static void test_buf_in_arena(void)
{
    struct arena a;
    arena_init(&a);
    struct buf b[3];
    for (int k = 0; k < 3; k++)
        buf_init_in(&b[k], &a);
    for (int i = 0; i < 3000; i++)
        buf_putc(&b[i % 3], (char)('a' + i % 3));
    for (int k = 0; k < 3; k++) {
        struct str s = buf_take(&b[k]);
        CHECK_INT(s.n, 1000);
        for (size_t i = 0; i < s.n; i++)
            CHECK_INT(s.p[i], 'a' + k);
        CHECK_INT(b[k].n, 0);
    }
    struct str none = buf_take(&b[0]);
    CHECK(none.n == 0 && none.p != NULL);
#ifndef WEIR_TINY                  // whose blocks have no room for two
    size_t held = arena_bytes(&a);
    for (int i = 0; i < 10000; i++) {
        buf_put(&b[0], "xyz", 3);
        buf_take(&b[0]);          // what was not used goes back
    }
    CHECK(arena_bytes(&a) <= held + 400000);
#endif
    arena_release(&a);
}

static void test_buf_and_vec(void)
{
    struct buf b;
    buf_init(&b);
    for (int i = 0; i < 1000; i++)
        buf_printf(&b, "%d,", i);
    CHECK_INT(b.n, 3890);
    buf_clear(&b);
    buf_puts(&b, "a");
    buf_putc(&b, 'b');
    buf_put(&b, NULL, 0);
    CHECK_STR(buf_cstr(&b), "ab");
    buf_release(&b);
    VEC(int) v = {0};
    for (int i = 0; i < 100; i++)
        *VEC_PUSH(&v) = i * i;
    CHECK_INT(v.n, 100);
    CHECK_INT(v.at[99], 9801);
    VEC_FREE(&v);
    CHECK_INT(v.n, 0);
}

// Hashes with few bits, so that runs are long and wrap around.
static uint64_t weak_hash(unsigned key)
{
    return key % 23;
}

static bool map_has(const struct map *m, unsigned key)
{
    struct map_probe probe = map_probe(m, weak_hash(key));
    uint32_t i;
    while ((i = map_next(m, &probe)) != MAP_NONE)
        if (i == key)
            return true;
    return false;
}

// What stands at the first place for a hash is nothing, or an entry of that hash that is there.
static bool map_first_is_right(const struct map *m, const bool *there, unsigned key)
{
    uint32_t i = map_first(m, map_probe(m, weak_hash(key)));
    return i == MAP_NONE || (there[i] && weak_hash(i) == weak_hash(key));
}

static void test_map(void)
{
    enum { KEYS = 300 };
    static bool there[KEYS];
    struct map m;
    map_init(&m);
    CHECK(!map_has(&m, 1));
    for (int round = 0; round < 20000; round++) {
        unsigned key = below(KEYS);
        if (there[key])
            map_remove(&m, weak_hash(key), key);
        else
            map_add(&m, weak_hash(key), key);
        there[key] = !there[key];
        if (round % 500 == 0)
            for (unsigned k = 0; k < KEYS; k++)
                CHECK(map_has(&m, k) == there[k] && map_first_is_right(&m, there, k));
    }
    map_clear(&m);
    CHECK_INT(m.n, 0);
    CHECK(!map_has(&m, 5));
    map_add(&m, weak_hash(5), 5);
    CHECK_INT(map_first(&m, map_probe(&m, weak_hash(5))), 5);
    map_release(&m);
}

// Texts of each length, the same and with one byte another.
static void test_same_bytes(void)
{
    for (size_t n = 0; n <= 40; n++) {
        char *a = mem_alloc(n), *b = mem_alloc(n);
        for (size_t i = 0; i < n; i++)
            a[i] = b[i] = (char)('a' + i);
        CHECK(same_bytes(a, b, n));
        for (size_t i = 0; i < n; i++) {
            b[i] ^= (char)0x80;
            CHECK(!same_bytes(a, b, n));
            b[i] = a[i];
        }
        mem_free(a);
        mem_free(b);
    }
}

// Where more can be read than there is, that does not count.
static void test_sixteen(void)
{
    char roomy[2 * SIXTEEN];
    for (size_t n = 0; n <= SIXTEEN; n++) {
        memset(roomy, 'x', sizeof roomy);
        char *exact = mem_alloc(n);
        for (size_t i = 0; i < n; i++)
            roomy[i] = exact[i] = (char)(0xf0 + i);
        struct sixteen a = load_sixteen(roomy, n), b = load_sixteen_of(exact, n);
        CHECK(a.low == b.low && a.high == b.high);
        CHECK(hash_sixteen(a, n) == hash_sixteen(b, n));
        CHECK(n == 0 || hash_sixteen(a, n) != hash_sixteen(load_sixteen(roomy, n - 1), n - 1));
        mem_free(exact);
    }
    struct sixteen none = load_sixteen(roomy, 0);
    CHECK(hash_sixteen(none, 0) != hash_sixteen(none, 1));        // a byte 0
}

static void test_heap(void)
{
    struct heap h;
    heap_init(&h);
    for (int i = 0; i < 2000; i++)
        heap_push(&h, below(50), NULL);
    struct heap_entry last = {.key = INT64_MIN};
    while (h.n > 0) {
        struct heap_entry e = heap_pop(&h);
        CHECK(e.key > last.key || (e.key == last.key && e.order > last.order));
        last = e;
    }
    heap_release(&h);
}

static void test_pack(void)
{
    struct buf b;
    buf_init(&b);
    pack_u8(&b, 200);
    pack_u64(&b, UINT64_MAX - 1);
    pack_i64(&b, INT64_MIN);
    pack_double(&b, -0.1);
    pack_bytes(&b, "a\0b", 3);
    for (size_t n = 0; n <= b.n; n++) {
        struct unpack u = unpack_from(b.p, n);
        bool whole = n == b.n;
        uint8_t small = unpack_u8(&u);
        uint64_t large = unpack_u64(&u);
        int64_t least = unpack_i64(&u);
        double d = unpack_double(&u);
        struct str s = unpack_bytes(&u);
        CHECK(u.failed == !whole);
        CHECK(!whole || (small == 200 && large == UINT64_MAX - 1 && least == INT64_MIN));
        CHECK(!whole || (d < -0.09 && d > -0.11 && s.n == 3 && memcmp(s.p, "a\0b", 3) == 0));
    }
    buf_release(&b);
}

static const char *nearest(const char *word)
{
    struct suggest s = suggest_begin(str_of(word));
    suggest_offer(&s, "filter");
    suggest_offer(&s, "project");
    suggest_offer(&s, "p99");
    return suggest_best(&s) ? suggest_best(&s) : "";
}

static void test_suggest(void)
{
    CHECK_STR(nearest("fliter"), "filter");
    CHECK_STR(nearest("Projekt"), "project");
    CHECK_STR(nearest("p9"), "p99");
    CHECK_STR(nearest("window"), "");
}

int main(void)
{
    test_arena();
    test_resize();
    test_buf_in_arena();
    test_buf_and_vec();
    test_map();
    test_same_bytes();
    test_sixteen();
    test_heap();
    test_pack();
    test_suggest();
    return check_done("base");
}
