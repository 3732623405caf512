// SPDX-License-Identifier: MIT
// Text: UTF-8 checked against the table of RFC 3629 for all sequences of up to three bytes, escapes
// there and back, case mapping.
#include "base/mem.h"
#include "data/text.h"
#include "tests/unit/check.h"

static struct arena arena;

static const char *cstr(struct str s)
{
    return arena_strndup(&arena, s.p, s.n);
}

static bool between(int c, int first, int last)
{
    return c >= first && c <= last;
}

// The length of the valid sequence at s, by the grammar of RFC 3629; 0 if there is none.
static int rfc_length(const unsigned char *s)
{
    if (s[0] < 0x80)
        return 1;
    if (between(s[0], 0xc2, 0xdf))
        return between(s[1], 0x80, 0xbf) ? 2 : 0;
    if (between(s[0], 0xe0, 0xef)) {
        int first = s[0] == 0xe0 ? 0xa0 : 0x80, last = s[0] == 0xed ? 0x9f : 0xbf;
        return between(s[1], first, last) && between(s[2], 0x80, 0xbf) ? 3 : 0;
    }
    int first = s[0] == 0xf0 ? 0x90 : 0x80, last = s[0] == 0xf4 ? 0x8f : 0xbf;
    return between(s[0], 0xf0, 0xf4) && between(s[1], first, last) &&
           between(s[2], 0x80, 0xbf) && between(s[3], 0x80, 0xbf) ? 4 : 0;
}

// All sequences of three bytes, each with ten different fourth ones.
static void test_utf8_sequences(void)
{
    static const unsigned char fourths[] = {0, 'a', 0x7f, 0x80, 0x9f, 0xbf, 0xc0, 0xe0, 0xf0, 0xff};
    long wrong = 0;
    for (unsigned x = 0; x < 1u << 24; x++) {
        unsigned char s[4] = {(unsigned char)(x >> 16), (unsigned char)(x >> 8), (unsigned char)x};
        for (size_t i = 0; i < sizeof fourths; i++) {
            s[3] = fourths[i];
            int want = rfc_length(s);
            size_t n = want ? (size_t)want : 4;
            wrong += text_utf8_fault((const char *)s, n) != (size_t)want;
            if (s[0] < 0xf0)
                break;
        }
    }
    CHECK_INT(wrong, 0);
}

static void test_code_points(void)
{
    long wrong = 0;
    for (uint32_t code = 0; code <= 0x10ffff; code++) {
        char s[4];
        int n = text_encode(s, code), bytes;
        wrong += text_decode(s, s + n, &bytes) != code || bytes != n;
        wrong += text_length((struct str){s, (size_t)n}) != 1;
        bool is_surrogate = between((int)code, 0xd800, 0xdfff);
        wrong += text_utf8_fault(s, (size_t)n) != (is_surrogate ? 0 : (size_t)n);
        if (n > 1) {              // cut off: an invalid byte
            wrong += text_decode(s, s + n - 1, &bytes) != (unsigned char)s[0] || bytes != 1;
            wrong += text_utf8_fault(s, (size_t)n - 1) != 0;
        }
    }
    CHECK_INT(wrong, 0);
}

static size_t fault(const char *s)
{
    return text_utf8_fault(s, strlen(s));
}

static void test_utf8_positions(void)
{
    CHECK_INT(fault(""), 0);
    CHECK_INT(fault("plain ASCII, long enough for eights"), 35);
    CHECK_INT(fault("gr\xc3\xbc\xc3\x9f" "e \xe2\x82\xac \xf0\x9f\x98\x80!"), 17);
    CHECK_INT(fault("0123456789\xff" "0123456789"), 10);
    CHECK_INT(fault("0123456789abcde\xe2\x82"), 15);
    CHECK_INT(fault("abc\xed\xa0\x80"), 3);
    CHECK_INT(fault("\xc0\x80"), 0);
    CHECK_INT(fault("a\xf4\x90\x80\x80"), 1);
    CHECK_INT(text_length(STR("")), 0);
    CHECK_INT(text_length(STR("0123456789")), 10);
    CHECK_INT(text_length(STR("0123456789\xe2\x82\xac\xe2\x82 \xff\xff")), 16);
}

static size_t escape_fault(const char *s)
{
    return text_escape_fault(s, strlen(s));
}

static void test_escape_faults(void)
{
    CHECK_INT(escape_fault(""), 0);
    CHECK_INT(escape_fault("plain text of some length"), 25);
    CHECK_INT(escape_fault("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D"), 28);
    CHECK_INT(escape_fault("tab\there"), 3);
    CHECK_INT(escape_fault("0123456789\"x"), 10);
    CHECK_INT(escape_fault("abc\\"), 3);
    CHECK_INT(escape_fault("abc\\x41"), 3);
    CHECK_INT(escape_fault("ab\\u12g4"), 2);
    CHECK_INT(escape_fault("ab\\u123"), 2);
    CHECK_INT(escape_fault("ab\\'"), 2);
    CHECK_INT(escape_fault("\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4 \x7f"), 11);
    CHECK_INT(text_escape_fault("a\0b", 3), 1);
    CHECK_INT(text_escape_fault("a\\\0", 3), 1);
}

static void check_unescape(const char *s, struct str want)
{
    struct str got = text_unescape(&arena, str_of(s));
    CHECK(str_eq(got, want));
}

static void test_unescape(void)
{
    struct str same = STR("nothing to do");
    CHECK(text_unescape(&arena, same).p == same.p);
    check_unescape("\\\"\\\\\\/\\b\\f\\n\\r\\t", STR("\"\\/\b\f\n\r\t"));
    check_unescape("a\\u0041\\u00e9\\u20aC.", STR("aA\xc3\xa9\xe2\x82\xac."));
    check_unescape("\\u0000x", STR("\0x"));
    check_unescape("\\ud83d\\ude00", STR("\xf0\x9f\x98\x80"));
    check_unescape("\\uDBFF\\uDFFF", STR("\xf4\x8f\xbf\xbf"));
    check_unescape("\\ud83d", STR("\xed\xa0\xbd"));
    check_unescape("\\ud83dx", STR("\xed\xa0\xbdx"));
    check_unescape("\\ud83d\\n\\ude00", STR("\xed\xa0\xbd\n\xed\xb8\x80"));
    check_unescape("\\ud83d\\u0041", STR("\xed\xa0\xbd" "A"));
    check_unescape("\\ud83d\\ud83d\\ude00", STR("\xed\xa0\xbd\xf0\x9f\x98\x80"));
    check_unescape("\\ude00\\ud83d", STR("\xed\xb8\x80\xed\xa0\xbd"));
}

static const char *escape(struct str s)
{
    struct buf b;
    buf_init(&b);
    text_escape(&b, s);
    const char *copy = arena_strndup(&arena, b.p ? b.p : "", b.n);
    buf_release(&b);
    return copy;
}

static void test_escape(void)
{
    CHECK_STR(escape(STR("")), "");
    CHECK_STR(escape(STR("plain text of some length")), "plain text of some length");
    CHECK_STR(escape(STR("\"\\/\b\f\n\r\t")), "\\\"\\\\/\\b\\f\\n\\r\\t");
    CHECK_STR(escape(STR("\0\x1f\x7f\x0b")), "\\u0000\\u001f\x7f\\u000b");
    CHECK_STR(escape(STR("0123456789\n0123456789")), "0123456789\\n0123456789");
    CHECK_STR(escape(STR("\xed\xa0\xbdx")), "\\ud83dx");
    CHECK_STR(escape(STR("\xed\xbf\xbf")), "\\udfff");
    CHECK_STR(escape(STR("\xed\x95\x9c \xf0\x9f\x98\x80")), "\xed\x95\x9c \xf0\x9f\x98\x80");
    CHECK_STR(escape(STR("\xed\xa0")), "\xed\xa0");
}

// Escaping a text of every length, with each byte at each place, leads to sound text and back.
static void test_escape_round_trip(void)
{
    long wrong = 0;
    struct buf b;
    buf_init(&b);
    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < 20; at++) {
            char s[20];
            memset(s, 'x', sizeof s);
            s[at] = (char)c;
            buf_clear(&b);
            text_escape(&b, (struct str){s, sizeof s});
            wrong += text_escape_fault(b.p, b.n) != b.n;
            struct str back = text_unescape(&arena, (struct str){b.p, b.n});
            wrong += !str_eq(back, (struct str){s, sizeof s});
        }
    }
    buf_release(&b);
    CHECK_INT(wrong, 0);
}

static const char *lower(const char *s)
{
    return cstr(text_lower(&arena, str_of(s)));
}

static const char *upper(const char *s)
{
    return cstr(text_upper(&arena, str_of(s)));
}

static void test_case(void)
{
    CHECK_STR(lower(""), "");
    CHECK_STR(lower("@AMZ[`amz{ 0123 GET /INDEX.HTML"), "@amz[`amz{ 0123 get /index.html");
    CHECK_STR(upper("@AMZ[`amz{ 0123 get /index.html"), "@AMZ[`AMZ{ 0123 GET /INDEX.HTML");
    CHECK_STR(lower("ÄÖÜ ÀÉÎÕ ×÷ ẞ Ÿ Ł Đ Ž"), "äöü àéîõ ×÷ ß ÿ ł đ ž");
    CHECK_STR(upper("äöüß àéîõ ×÷ ÿ ł đ ž ŉ ĸ µ ı ſ"), "ÄÖÜß ÀÉÎÕ ×÷ Ÿ Ł Đ Ž ŉ ĸ Μ I S");
    CHECK_STR(lower("ΑΒΓ ΆΈΉΊΌΎΏ ΣΑΣ Ϊ İ"), "αβγ άέήίόύώ σασ ϊ i");
    CHECK_STR(upper("αβγ άέήίόύώ σας ΐ ϐϑϕϖϰϱϵ ϲ"), "ΑΒΓ ΆΈΉΊΌΎΏ ΣΑΣ ΐ ΒΘΦΠΚΡΕ Ϲ");
    CHECK_STR(lower("ПРИВЕТ Ё Ґ Ӏ Ӂ Ӯ Ԧ ԱԲՖ ՙ"), "привет ё ґ ӏ ӂ ӯ ԧ աբֆ ՙ");
    CHECK_STR(upper("привет ё ґ ӏ ӂ ӯ ԧ աբֆ և"), "ПРИВЕТ Ё Ґ Ӏ Ӂ Ӯ Ԧ ԱԲՖ և");
    CHECK_STR(lower("Ế Ḁ Ỿ ẖ 中文 😀"), "ế ḁ ỿ ẖ 中文 😀");
    CHECK_STR(upper("ế ḁ ỿ ẖ ẛ 中文 😀"), "Ế Ḁ Ỿ ẖ Ṡ 中文 😀");
    CHECK_STR(upper("a\xff\xe2\x82z\xed\xa0\xbd"), "A\xff\xe2\x82Z\xed\xa0\xbd");
}

// A letter goes to the other case and stays there; a mapping needs no more bytes than its source.
static void test_case_laws(void)
{
    long wrong = 0, changed = 0;
    for (uint32_t code = 0; code < 0x3000; code++) {
        char s[4];
        struct str text = {s, (size_t)text_encode(s, code)};
        struct str small = text_lower(&arena, text), capital = text_upper(&arena, text);
        wrong += small.n > text.n || capital.n > text.n;
        wrong += !str_eq(text_lower(&arena, small), small);
        wrong += !str_eq(text_upper(&arena, capital), capital);
        wrong += !str_eq(small, text) && !str_eq(capital, text);
        changed += !str_eq(small, text) || !str_eq(capital, text);
    }
    CHECK_INT(wrong, 0);
    CHECK_INT(changed, 981);
}

static void test_find(void)
{
    struct str hay = STR("a needle in a hay\0stack");
    CHECK(text_find(hay, STR("needle")) == hay.p + 2);
    CHECK(text_find(hay, STR("")) == hay.p);
    CHECK(text_find(hay, STR("stack")) == hay.p + 18);
    CHECK(text_find(hay, STR("needles")) == NULL);
    CHECK(text_find(STR("ab"), STR("abc")) == NULL);
    CHECK(text_find((struct str){NULL, 0}, STR("")) != NULL);
    CHECK(text_find((struct str){NULL, 0}, STR("x")) == NULL);
}

static void test_offsets(void)
{
    struct str s = STR("\xc3\xa1" "bcdefghijklmnop\xed\xa0\x80\xf0\x9f\x98\x80!");
    CHECK_INT(text_offset(s, 0), 0);
    CHECK_INT(text_offset(s, 1), 2);
    CHECK_INT(text_offset(s, 16), 17);
    CHECK_INT(text_offset(s, 17), 20);
    CHECK_INT(text_offset(s, 18), 24);
    CHECK_INT(text_offset(s, 19), 25);
    CHECK_INT(text_offset(s, SIZE_MAX), 25);
    CHECK_INT(text_offset((struct str){NULL, 0}, 3), 0);
    const char *p = s.p + s.n;
    for (int i = 0; i < 19; i++)
        p = text_before(s.p, p);
    CHECK(p == s.p);
    CHECK(text_before(s.p, s.p + 24) == s.p + 20);
    CHECK(text_before(s.p, s.p + 20) == s.p + 17);
}

static void test_sound(void)
{
    CHECK(text_is_sound(STR("a\xed\xa0\x80\xc3\xa1\xed\xbf\xbf")));
    CHECK(text_is_sound((struct str){NULL, 0}));
    CHECK(!text_is_sound(STR("a\xff")));
    CHECK(!text_is_sound(STR("\xed\xa0")));
    CHECK(!text_is_sound(STR("\xc0\x80")));
    CHECK(!text_is_sound(STR("\xf4\x90\x80\x80")));
    int spaces = 0;
    for (uint32_t code = 0; code < 0x11000; code++)
        spaces += text_is_space(code);
    CHECK_INT(spaces, 25);        // Unicode's White_Space has 25 members
}

int main(void)
{
    arena_init(&arena);
    test_utf8_sequences();
    test_code_points();
    test_utf8_positions();
    test_escape_faults();
    test_unescape();
    test_escape();
    test_escape_round_trip();
    test_case();
    test_case_laws();
    test_find();
    test_offsets();
    test_sound();
    arena_release(&arena);
    return check_done("text");
}
