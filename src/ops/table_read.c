// SPDX-License-Identifier: MIT
// A file becomes a table: it is read by pieces, and whole lines or records of CSV go into the rows.
#include "ops/table_internal.h"

#include "base/fail.h"
#include "base/suggest.h"
#include "data/scan.h"
#include "data/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef WEIR_TINY
enum { READ_SIZE = 16 };
#else
enum { READ_SIZE = 1 << 20 };
#endif

bool table_fail(const struct reading *r, const char *format, ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (r->wish->stage)
        warn("stage %d, enrich: %s; the table read before stays", r->wish->stage, text);
    else
        diag_error(r->diag, r->wish->span, "%s", text);
    return false;
}

bool table_fail_line(const struct reading *r, uint64_t line, const char *reason)
{
    return table_fail(r, "%s, line %llu: %s", r->wish->path,
                      (unsigned long long)(r->lines + line + 1), reason);
}

// ---- lines ----

static bool add_line(struct reading *r, const struct row *line)
{
    struct value object = value_slice(VALUE_OBJECT, line->raw, line->raw_len), key, v;
    while (*object.p != '{')
        object.p++, object.len--;
    while (object.p[object.len - 1] != '}')
        object.len--;
    if (line->raw_len > VALUE_MAX)
        return table_fail_line(r, line->line, "longer than 16 MiB");
    table_begin_row(r);
    size_t guess = 0;
    for (struct walk w = walk_begin(object); walk_member(&w, &key, &v);) {
        struct str name = value_bytes(value_decode(&r->arena, key));
        if (!table_put(r, name, &guess, v))
            return false;
    }
    return table_add_row(r, object);
}

static bool add_lines(struct reading *r, struct str text)
{
    struct chunk chunk = {.arena = &r->arena, .moved_line = LINE_NONE, .end_line = LINE_NONE};
    struct batch batch = {.arena = &r->arena, .chunk = &chunk};
    extract_read(r->extract, text, true, &batch);
    for (size_t i = 0; i < batch.nrows; i++)
        if (!add_line(r, &batch.rows[i]))
            return false;
    if (chunk.first)
        return table_fail_line(r, chunk.first->line, chunk.first->reason);
    r->lines += chunk.lines;
    arena_reset(&r->arena);
    return true;
}

// ---- the file ----

// Read more behind the bytes there are, padding behind them; 0 at the end, below 0 after a failure.
static ssize_t read_more(struct reading *r)
{
    for (;;) {
        char *to = buf_room(&r->bytes, READ_SIZE + SCAN_PADDING + 1);
        ssize_t n = read(r->fd, to, READ_SIZE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n > 0)
            r->bytes.n += (size_t)n;
        return n;
    }
}

// How far whole records go. False after a failure.
static bool use_text(struct reading *r, bool is_end, size_t *used)
{
    if (r->csv)
        return table_read_csv(r, (struct str){r->bytes.p, r->bytes.n}, is_end, used);
    const char *end = r->bytes.n ? memrchr(r->bytes.p, '\n', r->bytes.n) : NULL;
    *used = end ? (size_t)(end + 1 - r->bytes.p) : 0;
    return !end || add_lines(r, (struct str){r->bytes.p, *used});
}

// The whole records there are go into the table; what is left is moved to the front.
static bool use_records(struct reading *r, bool is_end)
{
    size_t used;
    if (!use_text(r, is_end, &used))
        return false;
    if (used == 0 && r->bytes.n > VALUE_MAX)
        return table_fail_line(r, 0, "longer than 16 MiB");
    r->bytes.n -= used;
    memmove(r->bytes.p, r->bytes.p + used, r->bytes.n);
    return true;
}

static bool ends_in(const char *path, const char *end)
{
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcasecmp(path + n - m, end) == 0;
}

// By the name of the file, or by the byte with which it begins.
static void find_format(struct reading *r)
{
    static const struct csv csv = {',', true, VALUE_MAX}, tsv = {'\t', false, VALUE_MAX};
    static const char *const json[] = {".json", ".ndjson", ".jsonl"};
    for (size_t i = 0; i < sizeof json / sizeof *json; i++)
        if (ends_in(r->wish->path, json[i]))
            return;
    size_t blank = 0;
    while (blank < r->bytes.n && strchr(" \t\r\n", r->bytes.p[blank]))
        blank++;
    if (ends_in(r->wish->path, ".tsv"))
        r->csv = &tsv;
    else if (ends_in(r->wish->path, ".csv") ||
             (blank < r->bytes.n && r->bytes.p[blank] != '{'))
        r->csv = &csv;
}

static void begin_text(struct reading *r)
{
    if (r->bytes.n >= 3 && memcmp(r->bytes.p, "\xef\xbb\xbf", 3) == 0) {
        r->bytes.n -= 3;
        memmove(r->bytes.p, r->bytes.p + 3, r->bytes.n);
    }
    find_format(r);
}

static bool read_all(struct reading *r)
{
    ssize_t n;
    bool has_begun = false;
    while ((n = read_more(r)) > 0) {
        if (!has_begun && r->bytes.n < 3)
            continue;
        if (!has_begun)
            begin_text(r);
        has_begun = true;
        if (!use_records(r, false))
            return false;
    }
    if (n < 0)
        return table_fail(r, "cannot read %s: %s", r->wish->path, strerror(errno));
    if (!has_begun)
        begin_text(r);
    if (r->bytes.n == 0)
        return true;
    if (r->bytes.p[r->bytes.n - 1] != '\n')
        buf_putc(&r->bytes, '\n');
    buf_room(&r->bytes, SCAN_PADDING);
    return use_records(r, true);
}

static bool open_file(struct reading *r)
{
    struct stat st;
    r->fd = open(r->wish->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (r->fd >= 0 && fstat(r->fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(r->fd);
        r->fd = -1;
        errno = EISDIR;
    }
    return r->fd >= 0 || table_fail(r, "cannot read %s: %s", r->wish->path, strerror(errno));
}

// A table without rows has no columns at all, and nobody misses one.
static bool check_key(const struct reading *r)
{
    if (r->has_key || !r->has_rows)
        return true;
    struct str key = r->wish->key;
    if (r->wish->stage)
        return table_fail(r, "%s has no column '%.*s'", r->wish->path, (int)key.n, key.p);
    struct suggest near = suggest_begin(key);
    struct buf names;
    buf_init(&names);
    for (size_t i = 1; i < r->t->names.n; i++) {
        suggest_offer(&near, r->t->names.at[i].p);
        buf_printf(&names, "%s%s", i > 1 ? ", " : "", r->t->names.at[i].p);
    }
    diag_error(r->diag, r->wish->key_span, "%s has no column '%.*s'", r->wish->path, (int)key.n,
               key.p);
    if (suggest_best(&near))
        diag_hint(r->diag, "did you mean '%s'?", suggest_best(&near));
    else
        diag_hint(r->diag, "it has: %s", buf_cstr(&names));
    buf_release(&names);
    return false;
}

struct table *table_read(struct diag *diag, const struct table_wish *wish)
{
    struct reading *r = mem_zalloc(sizeof *r);
    *r = (struct reading){.t = table_new(wish), .diag = diag, .wish = wish};
    arena_init(&r->arena);
    fields_init(&r->fields, &r->arena);
    r->cuts.arena = &r->arena;
    r->extract = extract_new(&r->fields);
    bool is_open = open_file(r);
    bool ok = is_open && read_all(r) && check_key(r);
    if (is_open)
        close(r->fd);
    struct table *t = r->t;
    extract_free(r->extract);
    cuts_release(&r->cuts);
    buf_release(&r->bytes);
    arena_release(&r->arena);
    mem_free(r);
    if (ok)
        return t;
    table_free(t);
    return NULL;
}
