// SPDX-License-Identifier: MIT
#include "cli/from.h"

#include "base/fail.h"
#include "data/text.h"

static struct str trim(struct str s)
{
    while (s.n && s.p[0] == ' ') {
        s.p++;
        s.n--;
    }
    while (s.n && s.p[s.n - 1] == ' ')
        s.n--;
    return s;
}

// The names between commas, up to the closing parenthesis, which is the last byte.
static bool read_names(struct arena *a, struct str text, struct input_format *from)
{
    if (text.n == 0 || text.p[text.n - 1] != ')' || text_utf8_fault(text.p, text.n) < text.n)
        return false;
    struct str *names = ARENA_ARRAY(a, struct str, text.n);
    const char *end = text.p + text.n - 1;
    for (const char *p = text.p; p <= end; p++) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *to = comma ? comma : end;
        struct str name = trim((struct str){p, (size_t)(to - p)});
        if (name.n == 0)
            return false;
        names[from->nnames++] = name;
        p = to;
    }
    from->names = names;
    return true;
}

bool from_read(struct arena *a, const char *value, struct input_format *from)
{
    size_t n = strcspn(value, "(");
    from->names = NULL;
    from->nnames = 0;
    for (int i = 0; format_at(i); i++) {
        const struct format *format = format_at(i);
        if (!str_eq((struct str){value, n}, str_of(format_name(format))))
            continue;
        from->format = format;
        if (value[n] == '\0' ||
            (format_takes_names(format) && read_names(a, str_of(value + n + 1), from)))
            return true;
    }
    warn("--from wants json, text, logfmt, csv, csv(NAME, ...), tsv or tsv(NAME, ...), not '%s'%s",
         value,
         strcmp(value, "clf") == 0 ? "; write --from text 'parse line as clf | time time'" : "");
    return false;
}
