// SPDX-License-Identifier: MIT
// Changes to lines of JSON that keep most of them sound: tokens in the place of tokens, other
// digits, lines twice or in another place. Bytes are changed by the fuzzer's own mutations, half of
// the time.
#ifndef TESTS_FUZZ_MUTATE_LINES_H
#define TESTS_FUZZ_MUTATE_LINES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

// The bytes being changed, and a generator (Knuth's MMIX).
struct changed {
    uint8_t *p;
    size_t n, room;
    uint64_t state;
};

static size_t draw_below(struct changed *c, size_t n)
{
    c->state = c->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return n ? (size_t)(c->state >> 33) % n : 0;
}

// Put n bytes in place of the `gone` ones at `at`, if there is room.
static void put_at(struct changed *c, size_t at, size_t gone, const void *bytes, size_t n)
{
    if (c->n - gone + n > c->room)
        return;
    memmove(c->p + at + n, c->p + at + gone, c->n - at - gone);
    memcpy(c->p + at, bytes, n);
    c->n = c->n - gone + n;
}

// The line around `at`, with its newline if it has one.
static size_t line_at(const struct changed *c, size_t at, size_t *length)
{
    size_t from = at, to = at;
    while (from > 0 && c->p[from - 1] != '\n')
        from--;
    while (to < c->n && c->p[to] != '\n')
        to++;
    *length = to + (to < c->n) - from;
    return from;
}

// A line, as it is, before another.
static void copy_line(struct changed *c)
{
    size_t n, to_n, from = line_at(c, draw_below(c, c->n), &n);
    size_t to = line_at(c, draw_below(c, c->n), &to_n);
    uint8_t *copy = malloc(n + 1);
    if (!copy)
        abort();
    memcpy(copy, c->p + from, n);
    put_at(c, to, 0, copy, n);
    free(copy);
}

static const char *const changed_tokens[] = {
    "0", "-0", "-1", "7", "1.5", "1e3", "-2.50E-07", "12345678", "9223372036854775808", "1e400",
    "0.1e", "01", "true", "false", "null", "{}", "[]", "[ ]", "{ }", "[1,\"a\"]",
    "{\"b\":1,\"b\":2}", "\"\"", "\"text of more than sixteen bytes\"", "\"\\u00e9\\n\"",
    "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\x\"", "\"\xc3\xa9\"",
    "\"\xed\xa0\x80\"", "\"\xff\"", "\"\t\"", "\"a", "nul", "NaN",
};

// Another scalar, or an odd one, behind a colon.
static void change_value(struct changed *c)
{
    size_t at = draw_below(c, c->n), begin = at;
    while (at < c->n && c->p[at] != ':')
        at++;
    if (at == c->n)
        return;
    begin = ++at;
    while (at < c->n && !strchr(",}\n", c->p[at]) && c->p[at])
        at++;
    const char *token =
        changed_tokens[draw_below(c, sizeof changed_tokens / sizeof *changed_tokens)];
    put_at(c, begin, at - begin, token, strlen(token));
}

static void change_key(struct changed *c)
{
    static const char *const keys[] = {
        "\"a\"", "\"b\"", "\"n\"", "\"\\u0061\"", "\"\"", "\"text\"",
        "\"a key of more than eight\"", "\"\\u0000\"", "a", "\"\\\"\"",
    };
    size_t at = draw_below(c, c->n), begin;
    while (at < c->n && c->p[at] != ':')
        at++;
    begin = at;
    while (begin > 0 && !strchr("{,\n", c->p[begin - 1]) && c->p[begin - 1])
        begin--;
    if (at < c->n) {
        const char *key = keys[draw_below(c, sizeof keys / sizeof *keys)];
        put_at(c, begin, at - begin, key, strlen(key));
    }
}

static void change_digit(struct changed *c)
{
    size_t at = draw_below(c, c->n);
    while (at < c->n && (c->p[at] < '0' || c->p[at] > '9'))
        at++;
    if (at < c->n)
        c->p[at] = (uint8_t)('0' + draw_below(c, 10));
}

static void insert_text(struct changed *c)
{
    static const char *const texts[] = {
        " ", "\t", "\r", "\n", "\r\n", ",", ":", "{", "}", "[", "]", "\"", "\\", "\\\\", "\\u00",
        "\xc3\xa9", "\xe2\x82", "\xf0\x9f\x98\x80", "aaaaaaaaaaaaaaaa", ",\"a\":1", "{\"a\":",
        "\xef\xbb\xbf",
    };
    const char *text = texts[draw_below(c, sizeof texts / sizeof *texts)];
    put_at(c, draw_below(c, c->n + 1), 0, text, strlen(text));
}

static void deepen(struct changed *c)
{
    size_t at = draw_below(c, c->n), depth = 1 + draw_below(c, draw_below(c, 4) ? 8 : 1100);
    while (at < c->n && c->p[at] != ':')
        at++;
    if (at == c->n || c->n + 2 * depth > c->room)
        return;
    size_t end = ++at;
    while (end < c->n && !strchr(",}\n", c->p[end]) && c->p[end])
        end++;
    for (size_t i = 0; i < depth; i++) {
        put_at(c, end, 0, "]", 1);
        put_at(c, at, 0, "[", 1);
        end++;
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static void (*const changes[])(struct changed *c) = {
        copy_line,    change_value, change_value, change_key,
        change_digit, insert_text,  insert_text,  deepen,
    };
    struct changed c = {data, size, max_size, seed};
    if (size == 0 || draw_below(&c, 2))
        return LLVMFuzzerMutate(data, size, max_size);
    for (size_t i = 1 + draw_below(&c, 3); i > 0 && c.n > 0; i--)
        changes[draw_below(&c, sizeof changes / sizeof *changes)](&c);
    return c.n;
}

#endif
