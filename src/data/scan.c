// SPDX-License-Identifier: MIT
#include "data/scan.h"

#include "base/cpu.h"
#include "base/mem.h"
#include "data/scan_level.h"
#include "data/text.h"

enum { CAPACITY_FIRST = 4096 };

void scan_init(struct scan *s)
{
    *s = (struct scan){0};
}

void scan_release(struct scan *s)
{
    mem_free(s->marks);
    mem_free(s->escapes);
    mem_free(s->faults);
    *s = (struct scan){0};
}

static void make_room(struct scan *s, size_t n)
{
    size_t need = n + SCAN_SLACK, capacity = s->capacity;
    if (capacity >= need)
        return;
    if (capacity == 0)
        capacity = CAPACITY_FIRST;
    while (capacity < need)
        capacity += capacity / 2;
    scan_release(s);              // nothing in it needs to be kept
    s->marks = mem_alloc(capacity * sizeof *s->marks);
    s->escapes = mem_alloc(capacity * sizeof *s->escapes);
    s->faults = mem_alloc(capacity * sizeof *s->faults);
    s->capacity = capacity;
}

static void scan_by_level(struct scan *s, const char *p, size_t n)
{
    switch (cpu_level()) {
#if defined(__x86_64__)
    case CPU_SSE:
        scan_sse(s, p, n);
        return;
    case CPU_AVX2:
        scan_avx2(s, p, n);
        return;
    case CPU_AVX512:
        scan_avx512(s, p, n);
        return;
#elif defined(__aarch64__)
    case CPU_NEON:
        scan_neon(s, p, n);
        return;
#endif
    default:
        scan_plain(s, p, n);
    }
}

void scan_chunk(struct scan *s, const char *p, size_t n)
{
    make_room(s, n);
    s->nmarks = s->nescapes = s->nfaults = s->settled = 0;
    scan_by_level(s, p, n);
    for (size_t i = 0; i < SCAN_BEYOND; i++)
        s->marks[s->nmarks + i] = (uint32_t)n - 1;
    s->escapes[s->nescapes] = s->faults[s->nfaults] = (uint32_t)n;
}

void scan_check_line(struct scan *s, const char *p, size_t start, size_t end)
{
    size_t good = text_utf8_fault(p + start, end - start);
    if (good < end - start)
        s->faults[s->nfaults++] = (uint32_t)(start + good);
}

static size_t line_start(const char *p, size_t at, size_t done)
{
    const char *before = memrchr(p + done, '\n', at - done);
    return before ? (size_t)(before - p) + 1 : done;
}

void scan_block_faults(struct scan *s, struct str text, size_t at)
{
    size_t end = at + SCAN_BLOCK < text.n ? at + SCAN_BLOCK : text.n;
    size_t start = s->settled > at ? s->settled : line_start(text.p, at, s->settled);
    while (start < end) {
        const char *newline = memchr(text.p + start, '\n', text.n - start);
        scan_check_line(s, text.p, start, (size_t)(newline - text.p));
        s->settled = start = (size_t)(newline - text.p) + 1;
    }
}
