// SPDX-License-Identifier: MIT
// The scan: what is marked, and that all levels of this machine mark the same.
#include "base/cpu.h"
#include "base/mem.h"
#include "data/scan.h"
#include "data/scan_level.h"
#include "tests/unit/check.h"

static struct scan plain, other;

static const struct {
    enum cpu_level level;
    const char *name;
    void (*scan)(struct scan *s, const char *p, size_t n);
} levels[] = {
    {CPU_PLAIN, "plain", scan_plain},
#if defined(__x86_64__)
    {CPU_SSE, "sse", scan_sse},
    {CPU_AVX2, "avx2", scan_avx2},
    {CPU_AVX512, "avx512", scan_avx512},
#elif defined(__aarch64__)
    {CPU_NEON, "neon", scan_neon},
#endif
};

static void scan_with(struct scan *s, size_t level, const char *p, size_t n)
{
    scan_chunk(s, p, n);          // makes the room
    s->nmarks = s->nescapes = s->nfaults = s->settled = 0;
    levels[level].scan(s, p, n);
}

static void same_array(const char *what, const uint32_t *a, size_t na, const uint32_t *b,
                       size_t nb)
{
    CHECK_INT(nb, na);
    for (size_t i = 0; i < na && i < nb; i++)
        if (a[i] != b[i]) {
            printf("%s: the offset %u where %u was expected\n", what, b[i], a[i]);
            CHECK(false);
            return;
        }
}

static void compare_levels(const char *p, size_t n)
{
    int before = check_failures;
    scan_with(&plain, 0, p, n);
    for (size_t i = 1; i < sizeof levels / sizeof *levels; i++) {
        if (!cpu_has(levels[i].level))
            continue;
        scan_with(&other, i, p, n);
        same_array("marks", plain.marks, plain.nmarks, other.marks, other.nmarks);
        same_array("escapes", plain.escapes, plain.nescapes, other.escapes, other.nescapes);
        same_array("faults", plain.faults, plain.nfaults, other.faults, other.nfaults);
        if (check_failures != before) {
            printf("level %s differs on %zu bytes\n", levels[i].name, n);
            return;
        }
    }
}

// --- what is marked ---

// A text, and for each of its bytes: m where there is a mark, e an escape, f a fault.
static const char *const pictures[][2] = {
    {"{\"a\": 12, \"b\":[true]}\n", " m m      m m        m"},
    {"\"x\\\"y\" z\n", "m e  m  m"},
    {"a\"b\"c 1 \n", " m m    m"},
    {"\\\"a\\\\\"b\"\n", "e  e m mm"},
    {"{\"a\n{\"b\"}\n", " m m m m m"},
    {"\"\x01\x02\" \x01\n", "mmmm mm"},
    {"\"\xc3\xa9\xff\" \n", "m  fm m"},
    {"\xe2\x82\n\"\\\n1\n", "f mmem m"},
    {" \t\r\n\f\n", " mmmmm"},
};

static void draw(const char *text, size_t n, char *out)
{
    scan_chunk(&other, text, n);
    memset(out, ' ', n);
    out[n] = '\0';
    for (size_t i = 0; i < other.nmarks; i++)
        out[other.marks[i]] = 'm';
    for (size_t i = 0; i < other.nescapes; i++)
        out[other.escapes[i]] = 'e';
    for (size_t i = 0; i < other.nfaults; i++)
        out[other.faults[i]] = 'f';
    CHECK_INT(other.escapes[other.nescapes], n);
    CHECK_INT(other.faults[other.nfaults], n);
}

static void test_pictures(void)
{
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        char text[100 + SCAN_PADDING] = {0}, out[100];
        size_t n = strlen(pictures[i][0]);
        memcpy(text, pictures[i][0], n);
        draw(text, n, out);
        CHECK_STR(out, pictures[i][1]);
    }
}

// --- levels ---

static uint64_t seed = 7;

static unsigned below(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

static const char *const pieces[] = {
    "{\"key\":\"value\",\"n\":[1,2.5,true,null]}", "\"", "\\", "\\\\", "\\\"", "\n", "\n", "\n",
    " ", "\t", "\r\n", "{}", "[1]", ":", ",", "abc", "12", "\x01", "\f", "\x1a", "\x7f", "\xc3\xa9",
    "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xed\xa0\x80",
    "\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\x80",
    "\"\xf0\x9f\x98\x80 text with an emoji and some more bytes behind it\"",
    "                                                                      ",
    "\"a long plain text that goes over the end of a block of sixty-four bytes, surely\":",
};

// Text put together of pieces, of about n bytes; half the pieces come from the first `kinds`.
static size_t compose(char *out, size_t n, unsigned kinds)
{
    size_t at = 0, npieces = sizeof pieces / sizeof *pieces;
    while (at < n) {
        const char *piece = pieces[below(2) ? below(kinds) : below((unsigned)npieces)];
        memcpy(out + at, piece, strlen(piece));
        at += strlen(piece);
    }
    out[at++] = '\n';
    return at;
}

static void test_composed(void)
{
    static char text[4096];
    for (int i = 0; i < 20000; i++)
        compare_levels(text, compose(text, below(400), 1 + below(38)));
    for (int i = 0; i < 300; i++)
        compare_levels(text, compose(text, 2000 + below(1500), 1 + below(38)));
}

static void test_random_bytes(void)
{
    static char text[1000 + SCAN_PADDING];
    for (int i = 0; i < 20000; i++) {
        size_t n = 1 + below(300);
        unsigned range = below(2) ? 256 : 128;
        for (size_t k = 0; k < n; k++)
            text[k] = (char)below(range);
        text[n - 1] = '\n';
        compare_levels(text, n);
    }
}

// All pairs, and some triples, of bytes from 0x80 up at every place around the end of a block.
static void test_utf8(void)
{
    static char text[128 + SCAN_PADDING];
    static const unsigned char third[] = {'a', '\n', 0x80, 0x8f, 0x90, 0xa0, 0xbf, 0xc2, 0xff};
    for (unsigned a = 0x80; a < 0x100; a++)
        for (unsigned b = 0x70; b < 0x100; b++)
            for (size_t c = 0; c < sizeof third; c++) {
                size_t at = 56 + below(10);
                memset(text, 'x', sizeof text);
                text[0] = '"';
                text[at] = (char)a;
                text[at + 1] = (char)b;
                text[at + 2] = (char)third[c];
                text[at + 3] = (char)third[below(sizeof third)];
                text[100] = '\n';
                compare_levels(text, 101);
            }
}

int main(void)
{
    scan_init(&plain);
    scan_init(&other);
    test_pictures();
    test_composed();
    test_random_bytes();
    test_utf8();
    scan_release(&plain);
    scan_release(&other);
    return check_done("scan");
}
