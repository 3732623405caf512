// SPDX-License-Identifier: MIT
// Text formats: the first byte chooses one, the rest is text. Inputs are read in one piece and line
// by line, with the same rows, findings and line numbers; what a row has become is valid JSON.
// Texts of fields are cut; what the cuts are written as is valid JSON, too.
#include "data/clf.h"
#include "data/json.h"
#include "data/kv.h"
#include "data/logfmt.h"
#include "data/reader.h"
#include "data/scan.h"
#include "data/text.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "%s\n", what);
    abort();
}

// ---- inputs ----

struct reading {
    struct reader *reader;
    struct arena arena;
    uint32_t lines;               // before this chunk
    bool is_json;                 // rows are made into JSON
    struct buf log;               // what came out
};

static void log_rows(struct reading *r, const struct batch *b)
{
    const struct finding *f = b->chunk->first;
    for (size_t i = 0; i <= b->nrows; i++) {
        const struct row *row = i < b->nrows ? &b->rows[i] : NULL;
        for (; f && (!row || f->line < row->line); f = f->next)
            buf_printf(&r->log, "%u bad %u: %s: %.*s\n", r->lines + f->line, f->column, f->reason,
                       (int)f->text.n, f->text.p);
        if (!row)
            break;
        struct value v;
        check(!r->is_json || json_parse((struct str){row->raw, row->raw_len}, &v),
              "a row is no JSON object");
        struct str line = row_line(row, b->chunk);
        buf_printf(&r->log, "%u ", r->lines + row->line);
        buf_put(&r->log, row->raw, row->raw_len);
        buf_put(&r->log, line.p, line.n);
        for (int c = 1; c < 4; c++)
            buf_printf(&r->log, " %d:%u", row->cells[c].type, row->cells[c].len);
        buf_putc(&r->log, '\n');
    }
}

static void read_piece(struct reading *r, struct str text, bool is_end)
{
    struct chunk chunk = {.arena = &r->arena, .has_texts = true, .end_line = LINE_NONE};
    struct batch batch = {.arena = &r->arena, .chunk = &chunk};
    reader_read(r->reader, text, is_end, &batch);
    log_rows(r, &batch);
    r->lines += chunk.lines;
    arena_reset(&r->arena);
}

static struct reading begin(const struct input_format *format, const struct fields *fields)
{
    struct reading r = {.reader = reader_new(format, fields), .is_json = fields->writes_lines};
    arena_init(&r.arena);
    buf_init(&r.log);
    return r;
}

static void end(struct reading *r)
{
    reader_free(r->reader);
    arena_release(&r->arena);
    buf_release(&r->log);
}

static void read_both(const struct input_format *format, struct str text, bool is_json)
{
    struct arena plan;
    struct fields fields;
    arena_init(&plan);
    fields_init(&fields, &plan);
    fields_add_cell(&fields);
    fields.writes_lines = is_json;
    fields_want(&fields, &STR("line"), 1);
    fields_want(&fields, &STR("a"), 1);
    fields_want(&fields, &STR("b"), 1);
    struct reading whole = begin(format, &fields), lines = begin(format, &fields);
    read_piece(&whole, text, true);
    for (size_t at = 0; at < text.n;) {
        const char *newline = memchr(text.p + at, '\n', text.n - at);
        size_t n = (size_t)(newline - text.p) + 1 - at;
        read_piece(&lines, (struct str){text.p + at, n}, false);
        at += n;
    }
    if (reader_is_waiting(lines.reader))
        read_piece(&lines, (struct str){"", 0}, true);
    check(whole.log.n == lines.log.n && memcmp(whole.log.p ? whole.log.p : "",
                                               lines.log.p ? lines.log.p : "", whole.log.n) == 0,
          "another result line by line");
    check(whole.lines == lines.lines, "another number of lines");
    end(&whole);
    end(&lines);
    arena_release(&plan);
}

// ---- texts ----

static void cut(int kind, struct str text)
{
    struct arena arena;
    arena_init(&arena);
    struct cuts cuts = {.arena = &arena};
    struct kv kv = {kind & 1 ? STR(", ") : STR(","), STR("=")};
    bool ok = kind < 2 ? kv_read(&kv, text, &cuts)
              : kind < 3 ? logfmt_read(text, &cuts) : clf_read(text, &cuts);
    check(kind < 3 || !ok || cuts.n == CLF_FIELDS, "another number of fields");
    check(ok || cuts.fault <= text.n, "a fault outside");
    struct buf json;
    buf_init(&json);
    cuts_write(&json, &cuts);
    struct value v;
    if (text_utf8_fault(text.p, text.n) == text.n)
        check(json_parse((struct str){json.p, json.n}, &v), "cuts that are no JSON");
    buf_release(&json);
    cuts_release(&cuts);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    int kind = data[0] & 15;
    char *text = mem_alloc(size + SCAN_PADDING);
    memcpy(text, data + 1, size - 1);
    if (kind < 4) {
        char *alone = mem_alloc(size);           // with nothing behind it
        memcpy(alone, text, size - 1);
        cut(kind, (struct str){alone, size - 1});
        mem_free(alone);
    } else {
        static const size_t limits[] = {5, 16, 1 << 20, 1 << 20};
        struct input_format format = {.format = format_at(1 + (kind & 3)),
                                      .max_line = limits[kind >> 2],
                                      .keeps_text = data[0] & 16};
        text[size - 1] = '\n';
        read_both(&format, (struct str){text, size}, data[0] & 32);
    }
    mem_free(text);
    return 0;
}
