// SPDX-License-Identifier: MIT
// A table of CSV or TSV. The first record names the columns; one without a name gets its number.
#include "ops/table_internal.h"

#include "data/text.h"

static uint64_t count_newlines(struct str s)
{
    uint64_t n = 0;
    for (const char *p = s.p; (p = memchr(p, '\n', (size_t)(s.p + s.n - p))); p++)
        n++;
    return n;
}

static bool take_header(struct reading *r)
{
    struct arena *a = &r->t->arena;
    r->nnames = r->cuts.n;
    r->names = ARENA_ARRAY(a, struct str, r->nnames);
    for (size_t i = 0; i < r->nnames; i++) {
        struct str name = value_bytes(r->cuts.at[i].value);
        r->names[i] = name.n ? (struct str){arena_strndup(a, name.p, name.n), name.n}
                             : str_of(arena_printf(a, "%zu", i + 1));
        size_t column;
        if (!table_has_column(r, r->names[i], 0, &column))
            return false;
    }
    r->has_rows = true;           // a name that is missed is missed
    return true;
}

static bool add_record(struct reading *r)
{
    if (r->cuts.n != r->nnames)
        return table_fail_line(
            r, 0, arena_printf(&r->arena, "%zu fields where there are %zu columns", r->cuts.n,
                               r->nnames));
    table_begin_row(r);
    size_t guess = 0;
    for (size_t i = 0; i < r->nnames; i++) {
        r->cuts.at[i].name = r->names[i];
        if (!table_put(r, r->names[i], &guess, r->cuts.at[i].value))
            return false;
    }
    struct buf object;
    buf_init(&object);
    if (r->t->keeps_rows)
        cuts_write(&object, &r->cuts);
    bool ok = table_add_row(r, value_slice(VALUE_OBJECT, object.p, object.n));
    buf_release(&object);
    return ok;
}

static bool take_record(struct reading *r, struct str bytes)
{
    if (text_utf8_fault(bytes.p, bytes.n) < bytes.n)
        return table_fail_line(r, 0, "invalid UTF-8");
    return r->names ? add_record(r) : take_header(r);
}

static bool is_blank_line(struct str text)
{
    return text.p[0] == '\n' || (text.n > 1 && text.p[0] == '\r' && text.p[1] == '\n');
}

bool table_read_csv(struct reading *r, struct str text, bool is_end, size_t *used)
{
    *used = 0;
    while (*used < text.n) {
        struct str rest = {text.p + *used, text.n - *used};
        size_t n = rest.p[0] == '\n' ? 1 : 2;
        if (!is_blank_line(rest)) {
            r->cuts.n = 0;
            enum csv_result result = csv_read(r->csv, rest, is_end, &r->cuts, &n);
            if (result == CSV_MORE)
                break;
            if (result == CSV_BAD)
                return table_fail_line(r, 0, r->cuts.reason);
            if (!take_record(r, (struct str){rest.p, n}))
                return false;
        }
        r->lines += count_newlines((struct str){rest.p, n});
        *used += n;
    }
    arena_reset(&r->arena);
    return true;
}
