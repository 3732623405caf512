// SPDX-License-Identifier: MIT
// Templates change nothing but the speed: whatever lines a chunk holds, rows and findings are those
// that a reader which has never seen another line gives for each line alone.
#include "tests/unit/check.h"

#include "data/extract.h"
#include "data/scan.h"

#include <stdlib.h>

static uint64_t state = 42;

static unsigned below(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % n);
}

// Lines of a few kinds: flat, nested, with arrays, repeated keys, spaces, escapes, CR, other
// alphabets.
static const char *const kinds[] = {
    "{\"ts\":\"2026-01-01T00:00:%02uZ\",\"level\":\"info\",\"status\":%u,\"ms\":%u.25,\"msg\":"
    "\"ok\"}\n",
    "{\"a\":{\"b\":%u,\"c\":[%u,2,{\"d\":null}]},\"status\":%u,\"t\":true}\n",
    "{\"status\":%u,\"status\":%u,\"a\":{\"b\":1},\"a\":{\"c\":%u}}\n",
    "{ \"ts\" : \"x\" , \"status\" : %u , \"a\" : { \"b\" : -%u.5e1 } , \"l\" : [ ] , \"n\" : %u "
    "}\n",
    "{\"msg\":\"a\\\"b\\\\c\\u00e9\",\"st\\u0061tus\":%u,\"tags\":[\"x\",\"y\"],\"k\":%u,\"ms\":%u}"
    "\r\n",
    "{\"msg\":\"\xc3\xa9\xe6\x9d\xb1\xf0\x9f\x98\x80 "
    "%u\",\"status\":false,\"ts\":\"%u\",\"a\":%u}\n",
    "{\"msg\":\"a much longer text than fits into one vector, so that the loop goes round "
    "%u\",\"e\":{},"
    "\"status\":%u,\"ms\":%u}\n",
    "{\"l\":[%u,-2, true,\"x\",1.5],\"a key whose text goes on for so long that it is compared "
    "piece by piece, in order\":%u,\"status\":%u}\n",
};
enum { KINDS = sizeof kinds / sizeof *kinds, ROOM = 1 << 20 };

// Members that lines have in any order, and more than once.
static const char *const members[] = {
    "\"ts\":\"x\"",   "\"status\":5",     "\"status\":\"6\"", "\"status\":70.25", "\"ms\":null",
    "\"ms\":-1.5",    "\"a\":{\"b\":1}",  "\"a\":[]",       "\"a\":2",          "\"tags\":{}",
    "\"t\":true",     "\"t\":[1, 2]",     "\"n\":12345678901", "\"msg\":\"\\n\"", "\"t\" : 0",
    "\"msg\":\"a b\"", "\"a\":{\"c\":\"d\"}", "\"b\":0.5",
};
enum { MEMBERS = sizeof members / sizeof *members };

static char text[ROOM + SCAN_PADDING];

static int print_kind(size_t at)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    return snprintf(text + at, ROOM - at, kinds[below(4) ? 0 : below(KINDS)], below(60),
                    below(1000), below(100));
#pragma GCC diagnostic pop
}

// Now and then many members.
static int print_members(size_t at)
{
    unsigned many = below(30) ? below(12) : below(200);
    int n = snprintf(text + at, ROOM - at, "{");
    for (unsigned i = 0; i < many; i++)
        n += snprintf(text + at + n, ROOM - at - (size_t)n, "%s%s", i ? "," : "",
                      members[below(MEMBERS)]);
    return n + snprintf(text + at + n, ROOM - at - (size_t)n, "}\n");
}

// Append a line to the text, damaged in one or two bytes now and then; returns its length.
static size_t add_line(size_t at, bool is_shuffled)
{
    static const char damage[] = "{}[]:,\"\\ \t0123-+.eEtfnx\x01\x80\xc3\xff";
    int n = is_shuffled ? print_members(at) : print_kind(at);
    if (below(6) == 0)
        for (unsigned k = 1 + below(2); k > 0; k--)
            text[at + below((unsigned)n - 1)] = damage[below(sizeof damage - 1)];
    return (size_t)n;
}

static struct fields fields;

static struct batch read_text(struct extract *x, struct arena *arena, struct chunk *chunk,
                              const char *p, size_t n)
{
    *chunk = (struct chunk){.arena = arena, .end_line = LINE_NONE, .moved_line = LINE_NONE};
    struct batch out = {.arena = arena, .chunk = chunk};
    extract_read(x, (struct str){p, n}, false, &out);
    return out;
}

static bool same_value(struct value a, struct value b)
{
    if (a.type != b.type || a.flags != b.flags)
        return false;
    if (!value_has_bytes(a))
        return a.type <= VALUE_NULL || a.i == b.i;
    return a.len == b.len && memcmp(a.p, b.p, a.len) == 0;
}

// The line alone, padded, by a reader that knows no other: is that what the chunk gave?
static bool agrees(const char *line, size_t n, const struct row *row, const struct finding *finding)
{
    char *alone = malloc(n + SCAN_PADDING);
    memcpy(alone, line, n);
    memset(alone + n, 'x', SCAN_PADDING);
    struct arena arena;
    arena_init(&arena);
    struct extract *x = extract_new(&fields);
    struct chunk chunk;
    struct batch out = read_text(x, &arena, &chunk, alone, n);
    bool same = out.nrows == (row ? 1u : 0u) && !chunk.first == !finding;
    for (int i = 0; same && row && i < fields.ncells; i++)
        same = same_value(out.rows[0].cells[i], row->cells[i]);
    if (same && row)
        same = out.rows[0].raw_len == row->raw_len && row->raw == line;
    if (same && finding)
        same = chunk.first->column == finding->column &&
               strcmp(chunk.first->reason, finding->reason) == 0;
    extract_free(x);
    arena_release(&arena);
    free(alone);
    return same;
}

static void check_chunk(struct extract *x, size_t n)
{
    struct arena arena;
    arena_init(&arena);
    struct chunk chunk;
    struct batch out = read_text(x, &arena, &chunk, text, n);
    const struct finding *f = chunk.first;
    size_t row = 0;
    uint32_t line = 0;
    for (size_t at = 0; at < n; line++) {
        size_t length = (size_t)((const char *)memchr(text + at, '\n', n - at) + 1 - (text + at));
        const struct row *r =
            row < out.nrows && out.rows[row].line == line ? &out.rows[row++] : NULL;
        const struct finding *found = f && f->line == line ? f : NULL;
        if (found)
            f = f->next;
        bool good = agrees(text + at, length, r, found);
        CHECK(good);
        if (!good)
            printf("line: %.*s", (int)length, text + at);
        at += length;
    }
    CHECK_INT(chunk.lines, line);
    CHECK_INT(row, out.nrows);
    arena_release(&arena);
}

int main(void)
{
    struct arena plan;
    arena_init(&plan);
    fields_init(&fields, &plan);
    struct str a[] = {STR("a"), STR("b")}, ac[] = {STR("a"), STR("c")};
    struct str names[] = {STR("status"), STR("ts"),   STR("msg"), STR("ms"),
                          STR("a"),      STR("tags"), STR("t")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        fields_want(&fields, &names[i], 1);
    fields_want(&fields, a, 2);
    fields_want(&fields, ac, 2);
    struct extract *x = extract_new(&fields);
    for (int round = 0; round < 300; round++) {
        size_t n = 0, want = round % 3 == 0 ? 500 : round % 3 == 1 ? 9000 : 40000;
        while (n < want)
            n += add_line(n, round % 5 == 0);
        check_chunk(x, n);
    }
    extract_free(x);
    arena_release(&plan);
    return check_done("template");
}
