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
    s->nmarks = s->nescapes = s->nfaults = s->nlines = 0;
    scan_by_level(s, p, n);
    s->marks[s->nmarks] = s->escapes[s->nescapes] = s->faults[s->nfaults] = (uint32_t)n;
}

uint64_t scan_restart(uint64_t inside, uint64_t newline)
{
    for (uint64_t hit; (hit = inside & newline) != 0;)
        inside ^= ~UINT64_C(0) << __builtin_ctzll(hit);
    return inside;
}

// The first control byte in a string of the line, or the end of the line if a string goes past it.
static size_t string_fault(const char *p, size_t start, size_t end)
{
    bool in_string = false;
    for (size_t i = start; i < end; i++) {
        if (p[i] == '\\' && (p[i + 1] == '"' || p[i + 1] == '\\'))
            i++;
        else if (p[i] == '"')
            in_string = !in_string;
        else if (in_string && (unsigned char)p[i] < 0x20)
            return i;
    }
    return in_string ? end : UINT32_MAX;
}

uint32_t scan_line_fault(const char *p, size_t start, size_t end, bool strings)
{
    size_t fault = strings ? string_fault(p, start, end) : UINT32_MAX;
    size_t utf8 = start + text_utf8_fault(p + start, end - start);
    if (utf8 < end && utf8 < fault)
        fault = utf8;
    return (uint32_t)fault;
}

static size_t line_start(const char *p, size_t at, size_t done)
{
    const char *before = memrchr(p + done, '\n', at - done);
    return before ? (size_t)(before - p) + 1 : done;
}

void scan_block_faults(struct scan *s, struct str text, size_t at, size_t *done)
{
    size_t end = at + SCAN_BLOCK < text.n ? at + SCAN_BLOCK : text.n;
    size_t start = *done > at ? *done : line_start(text.p, at, *done);
    while (start < end) {
        const char *newline = memchr(text.p + start, '\n', text.n - start);
        uint32_t fault = scan_line_fault(text.p, start, (size_t)(newline - text.p), true);
        if (fault != UINT32_MAX)
            s->faults[s->nfaults++] = fault;
        *done = start = (size_t)(newline - text.p) + 1;
    }
}
