// SPDX-License-Identifier: MIT
// Arenas: alignment, what survives a reset, and room for nothing.
#include "base/mem.h"
#include "tests/unit/check.h"

static void test_nothing(void)
{
    struct arena a = {0};
    CHECK(arena_alloc(&a, 0) != NULL);
    arena_release(&a);
    CHECK(arena_zalloc(&a, 0) != NULL);
    CHECK_STR(arena_strndup(&a, "x", 0), "");
    arena_release(&a);
    CHECK_INT(arena_bytes(&a), 0);
}

static void test_pieces(void)
{
    struct arena a;
    arena_init(&a);
    char *last = NULL;
    for (size_t size = 1; size < 5000; size += size / 7 + 1) {
        char *p = arena_alloc(&a, size);
        CHECK_INT((uintptr_t)p % 16, 0);
        memset(p, 'x', size);
        CHECK(p != last);
        last = p;
    }
    arena_reset(&a);
    CHECK(arena_bytes(&a) > 0);
    size_t kept = arena_bytes(&a);
    const char *zeros = arena_zalloc(&a, 40);
    for (int i = 0; i < 40; i++)
        CHECK_INT(zeros[i], 0);
    CHECK_STR(arena_printf(&a, "%d %s", 7, "days"), "7 days");
    CHECK(arena_bytes(&a) >= kept);
    arena_release(&a);
}

// Who uses as much in each round asks for memory in the first one only.
static void test_settled(void)
{
    struct arena a;
    size_t bytes[4];
    arena_init(&a);
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 3000; i++)
            memset(arena_alloc(&a, 1000), 'x', 1000);
        bytes[round] = arena_bytes(&a);
        arena_reset(&a);
    }
#ifndef WEIR_TINY
    CHECK_INT(bytes[1], bytes[0]);
    CHECK(arena_bytes(&a) == bytes[0]);
#endif
    CHECK_INT(bytes[3], bytes[1]);
    arena_release(&a);
}

// What is in use is left alone, and only what the newest block has is swept.
static void test_claimed(void)
{
    struct arena a;
    arena_init(&a);
    CHECK_INT(arena_used(&a), 0);
    arena_claim(&a, 100);
    char *p = arena_alloc(&a, 16);
    memcpy(p, "0123456789abcde", 16);
    CHECK(arena_used(&a) >= 16);
    arena_claim(&a, SIZE_MAX);
    CHECK_STR(p, "0123456789abcde");
    arena_reset(&a);
    CHECK_INT(arena_used(&a), 0);
    arena_release(&a);
}

static void count(void *p)
{
    ++*(int *)p;
}

static void test_deferred(void)
{
    struct arena a;
    int first = 0, second = 0;
    arena_init(&a);
    arena_defer(&a, count, &first);
    arena_reset(&a);
    arena_reset(&a);
    CHECK_INT(first, 1);
    arena_defer(&a, count, &first);
    arena_defer(&a, count, &second);
    arena_release(&a);
    CHECK_INT(first, 2);
    CHECK_INT(second, 1);
}

int main(void)
{
    test_deferred();
    test_nothing();
    test_pieces();
    test_settled();
    test_claimed();
    return check_done("mem");
}
