// SPDX-License-Identifier: MIT
// CSV and TSV as inputs. Unless the columns were named, the first record is the header. A column
// without a name gets its number, and one whose name there is already gets _2, _3 ... behind it.
#include "base/hash.h"
#include "base/map.h"
#include "data/csv.h"
#include "data/records.h"

// The names given out so far.
struct names {
    struct arena *arena;
    struct str *at;
    unsigned *suffix;             // the one to try first for the next column of that name
    struct map map;               // by hash of the name
};

static uint32_t find_name(const struct names *names, struct str name)
{
    uint32_t i;
    struct map_probe probe = map_probe(&names->map, hash_bytes(name.p, name.n));
    while ((i = map_next(&names->map, &probe)) != MAP_NONE)
        if (str_eq(names->at[i], name))
            break;
    return i;
}

// The name of column n (from 0), whose header is `text`.
static struct str unique_name(struct names *names, size_t n, struct str text)
{
    if (text.n == 0)
        text = str_of(arena_printf(names->arena, "%zu", n + 1));
    struct str name = text;
    uint32_t other = find_name(names, text);
    while (find_name(names, name) != MAP_NONE)
        name = str_of(arena_printf(names->arena, "%.*s_%u", (int)text.n, text.p,
                                   names->suffix[other]++));
    names->suffix[n] = 2;
    names->at[n] = name;
    map_add(&names->map, hash_bytes(name.p, name.n), (uint32_t)n);
    return name;
}

static void set_columns(struct records *r, const struct str *texts, size_t n)
{
    struct arena *a = &r->columns_arena;
    struct names names = {a, ARENA_ARRAY(a, struct str, n), ARENA_ARRAY(a, unsigned, n), {0}};
    map_init(&names.map);
    r->columns = ARENA_ARRAY(a, struct column, n);
    r->ncolumns = n;
    for (size_t i = 0; i < n; i++) {
        struct str name = unique_name(&names, i, texts[i]);
        r->columns[i] = column_make(a, name, records_cell(r, name));
        r->columns_size += r->columns[i].json.n;
    }
    map_release(&names.map);
}

static void take_header(struct records *r)
{
    struct str *names = arena_alloc(&r->columns_arena, r->cuts.n * sizeof *names);
    for (size_t i = 0; i < r->cuts.n; i++)
        names[i] = value_bytes(r->cuts.at[i].value);
    set_columns(r, names, r->cuts.n);
}

static const char *count_reason(struct records *r)
{
    return arena_printf(r->out->arena, "%zu field%s where there are %zu columns", r->cuts.n,
                        r->cuts.n == 1 ? "" : "s", r->ncolumns);
}

// What was cut out of these bytes is the header or a row.
static void take_record(struct records *r, struct str bytes)
{
    if (!records_check(r, bytes))
        return;
    if (!r->columns) {
        take_header(r);
        for (size_t i = 0; i < bytes.n; i++)
            r->out->chunk->lines += bytes.p[i] == '\n';
    } else if (r->cuts.n != r->ncolumns) {
        records_reject(r, bytes, bytes.n, count_reason(r));
    } else {
        records_add(r, bytes);
    }
}

static size_t read_records(struct records *r, const struct csv *csv, struct str text, bool is_end)
{
    size_t at = 0, used;
    if (!r->columns && r->format->nnames)
        set_columns(r, r->format->names, r->format->nnames);
    while (at < text.n && !r->stop) {
        struct str rest = {text.p + at, text.n - at};
        r->cuts.n = 0;
        if (rest.p[0] == '\n' || (rest.n > 1 && rest.p[0] == '\r' && rest.p[1] == '\n')) {
            at += rest.p[0] == '\n' ? 1 : 2;
            records_skip(r);
            continue;
        }
        enum csv_result result = csv_read(csv, rest, is_end, &r->cuts, &used);
        if (result == CSV_MORE)
            break;
        if (result == CSV_RECORD)
            take_record(r, (struct str){rest.p, used});
        else
            records_reject(r, (struct str){rest.p, used}, r->cuts.fault, r->cuts.reason);
        at += used;
    }
    return at;
}

size_t read_csv(struct records *r, struct str text, bool is_end)
{
    return read_records(r, &(struct csv){',', true, r->format->max_line}, text, is_end);
}

size_t read_tsv(struct records *r, struct str text, bool is_end)
{
    return read_records(r, &(struct csv){'\t', false, r->format->max_line}, text, is_end);
}
