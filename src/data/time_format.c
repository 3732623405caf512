// SPDX-License-Identifier: MIT
// Compiling formats: the text becomes a list of literals and directives; those that stand for
// several are taken apart, and what a reader could not know is refused.
#include "data/time_format.h"

#include "data/time_format_internal.h"
#include "data/zone.h"

enum { ITEM_MAX = 24 };           // the most bytes of a directive; a year may have five digits

_Static_assert((int)ZONE_LETTERS_MAX <= (int)ITEM_MAX, "abbreviations fit");

const char *const month_names[12] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
const char *const weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                      "Friday", "Saturday", "Sunday"};

// Numbers: how wide, and padded with what.
static const struct number_field {
    char letter, pad;
    unsigned char width;
} number_fields[] = {
    {'Y', '0', 4}, {'C', '0', 2}, {'y', '0', 2}, {'G', '0', 4}, {'g', '0', 2}, {'m', '0', 2},
    {'d', '0', 2}, {'e', '_', 2}, {'j', '0', 3}, {'H', '0', 2}, {'k', '_', 2}, {'I', '0', 2},
    {'l', '_', 2}, {'M', '0', 2}, {'S', '0', 2}, {'U', '0', 2}, {'W', '0', 2}, {'V', '0', 2},
    {'u', '-', 1}, {'w', '-', 1}, {'s', '-', 1},
};

// Directives that stand for several, as in the C locale.
static const struct compound {
    char letter;
    const char *text;
} compounds[] = {
    {'F', "%Y-%m-%d"}, {'T', "%H:%M:%S"}, {'R', "%H:%M"},       {'D', "%m/%d/%y"},
    {'x', "%m/%d/%y"}, {'X', "%H:%M:%S"}, {'r', "%I:%M:%S %p"}, {'c', "%a %b %e %H:%M:%S %Y"},
};

struct compile {
    struct time_format *format;
    struct format_fault *fault;
    struct str text;
    size_t at;
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool refuse(struct compile *c, size_t from, const char *error, const char *hint)
{
    *c->fault = (struct format_fault){error, hint, from, c->at < c->text.n ? c->at : c->text.n};
    return false;
}

static void add_item(struct time_format *f, struct time_item item)
{
    f->items[f->n++] = item;
    f->max += item.what == ITEM_TEXT || item.what == ITEM_SPACE ? item.text.n : ITEM_MAX;
    for (size_t i = 0; i < item.text.n; i++) {
        unsigned char byte = (unsigned char)item.text.p[i];
        f->is_plain &= byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
    }
}

static void add_text(struct time_format *f, struct str s)
{
    for (size_t i = 0, from = 0; i < s.n; from = i) {
        bool blank = is_blank(s.p[i]);
        while (i < s.n && is_blank(s.p[i]) == blank)
            i++;
        add_item(f, (struct time_item){.what = blank ? ITEM_SPACE : ITEM_TEXT,
                                       .text = {s.p + from, i - from}});
    }
}

static const struct number_field *find_number(char letter)
{
    for (size_t i = 0; i < sizeof number_fields / sizeof *number_fields; i++)
        if (number_fields[i].letter == letter)
            return &number_fields[i];
    return NULL;
}

// What stands between % and the letter.
struct modifiers {
    char pad;                     // or 0
    bool has_colon, has_point;
    unsigned char digits;         // or 0
};

static struct modifiers take_modifiers(struct compile *c)
{
    struct modifiers m = {0};
    const char *end = c->text.p + c->text.n, *p = c->text.p + c->at;
    if (p < end && (*p == '-' || *p == '_' || *p == '0'))
        m.pad = *p++;
    if (p < end && *p == ':') {
        m.has_colon = true;
        p++;
    }
    if (p < end && *p == '.') {
        m.has_point = true;
        p++;
    }
    if (p < end && *p >= '1' && *p <= '9')
        m.digits = (unsigned char)(*p++ - '0');
    c->at = (size_t)(p - c->text.p);
    return m;
}

// The item of a directive; `what` 0 where there is none such.
static struct time_item item_of(char letter, struct modifiers m)
{
    struct time_item item = {.what = letter};
    const struct number_field *number = find_number(letter);
    bool is_plain = !m.has_colon && !m.has_point && !m.digits;
    if (number && is_plain) {
        item.pad = m.pad ? m.pad : number->pad;
        item.width = number->width;
        return item;
    }
    if (letter == 'f' && m.has_point && !m.pad && !m.has_colon && !m.digits) {
        item.what = ITEM_POINT_FRACTION;
        return item;
    }
    if (letter == 'N' && m.digits && !m.pad && !m.has_colon && !m.has_point) {
        item.width = m.digits;
        item.is_exact = true;
        return item;
    }
    if ((letter == 'f' || letter == 'N') && is_plain && !m.pad) {
        item.width = letter == 'f' ? 6 : 9;
        return item;
    }
    if (letter == 'z' && !m.pad && !m.digits && !m.has_point) {
        item.has_colon = m.has_colon;
        return item;
    }
    if (letter && strchr("aAbBhpPZ", letter) && is_plain && !m.pad)
        return item;
    return (struct time_item){0};
}

static const char *compound_of(char letter, struct modifiers m)
{
    if (m.pad || m.has_colon || m.has_point || m.digits)
        return NULL;
    for (size_t i = 0; i < sizeof compounds / sizeof *compounds; i++)
        if (compounds[i].letter == letter)
            return compounds[i].text;
    return NULL;
}

static void add_compound(struct time_format *f, const char *text)
{
    for (; *text; text++) {
        if (*text != '%') {
            add_text(f, (struct str){text, 1});
            continue;
        }
        text++;
        f->has |= format_bit(*text);
        add_item(f, item_of(*text, (struct modifiers){0}));
    }
}

// Behind a %.
static bool compile_directive(struct compile *c, struct arena *a)
{
    size_t from = c->at - 1;
    struct modifiers m = take_modifiers(c);
    if (c->at == c->text.n)
        return refuse(c, from, "the format ends in a % without its letter",
                      "a percent sign itself is %%");
    char letter = c->text.p[c->at++];
    if ((letter == '%' || letter == 'n' || letter == 't') && c->at == from + 2) {
        add_text(c->format, letter == '%' ? STR("%") : letter == 'n' ? STR("\n") : STR("\t"));
        return true;
    }
    const char *compound = compound_of(letter, m);
    struct time_item item = item_of(letter, m);
    if (compound) {
        add_compound(c->format, compound);
        return true;
    }
    if (!item.what) {
        // Not to cut a character in two.
        while (c->at < c->text.n && ((unsigned char)c->text.p[c->at] & 0xc0) == 0x80)
            c->at++;
        const char *error = arena_printf(a, "there is no '%.*s' in formats of times",
                                         (int)(c->at - from), c->text.p + from);
        return refuse(c, from, error, "those of strftime are known, and %f %N %3N %.f for "
                                      "fractions; 'weir -h format_time' says more");
    }
    if (item.what != ITEM_POINT_FRACTION)
        c->format->has |= format_bit(letter);
    add_item(c->format, item);
    return true;
}

// What a reader needs, and cannot do without.
static bool check_reading(struct compile *c)
{
    const struct time_format *f = c->format;
    c->at = c->text.n;
    if (format_has(f, "Cg"))
        return refuse(c, 0, "%C and %g can only be written", "read the year with %Y, %y or %G");
    if (format_has(f, "s"))
        return true;
    if (!format_has(f, "Yy") && !(format_has(f, "G") && format_has(f, "V")))
        return refuse(c, 0, "the format has no year",
                      "put the year before the text: time(\"2026 \" + x, \"%Y %b %d %H:%M:%S\")");
    if (format_has(f, "Il") && !format_has(f, "pP"))
        return refuse(c, 0, "the format has an hour of twelve and no %p", NULL);
    if (format_has(f, "pP") && !format_has(f, "Il"))
        return refuse(c, 0, "the format has %p and no hour of twelve",
                      "%I is the hour from 1 to 12, %H that from 0 to 23");
    return true;
}

const struct time_format *time_format_new(struct arena *a, struct str text, bool reads,
                                          struct format_fault *fault)
{
    struct time_format *f = ARENA_NEW(a, struct time_format);
    struct compile c = {.format = f, .fault = fault, .text = text};
    // A compound of two bytes, %c, makes thirteen items.
    f->items = ARENA_ARRAY(a, struct time_item, text.n * 7 + 1);
    f->is_plain = true;
    bool has_directive = false;
    while (c.at < text.n) {
        size_t from = c.at;
        while (c.at < text.n && text.p[c.at] != '%')
            c.at++;
        add_text(f, (struct str){text.p + from, c.at - from});
        if (c.at++ == text.n)
            break;
        has_directive = true;
        if (!compile_directive(&c, a))
            return NULL;
    }
    c.at = text.n;
    if (!has_directive) {
        refuse(&c, 0, "the format has nothing of a time in it",
               "for example: \"%Y-%m-%d %H:%M:%S\"");
        return NULL;
    }
    return reads && !check_reading(&c) ? NULL : f;
}

size_t time_format_max(const struct time_format *f)
{
    return f->max;
}

bool time_format_is_plain(const struct time_format *f)
{
    return f->is_plain;
}
