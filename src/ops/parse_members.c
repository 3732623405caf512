// SPDX-License-Identifier: MIT
// json, logfmt and kv: each row's text becomes one line of JSON, an empty one where there is no
// text; the reader of JSON lines checks them and finds the members that are asked for.
#include "data/logfmt.h"
#include "data/scan.h"
#include "data/text.h"
#include "ops/parse.h"

static void make_reader(struct parse_stage *p)
{
    struct fields *fields = ARENA_NEW(&p->arena, struct fields);
    fields_init(fields, &p->arena);
    size_t n = 0;
    for (const struct scope_member *m = p->members->first; m; m = m->next)
        n++;
    p->wanted = ARENA_ARRAY(&p->arena, const struct scope_member *, n);
    for (const struct scope_member *m = p->members->first; m; m = m->next)
        p->wanted[fields_want(fields, &m->name, 1)] = m;
    p->nfields = n;
    p->extract = extract_new(fields);
}

// A newline is a blank between the tokens of JSON, and no more wrong than a carriage return within
// a text; so the value stays on its line.
static void put_json(struct buf *b, struct str text)
{
    char *to = buf_room(b, text.n);
    for (size_t i = 0; i < text.n; i++)
        to[i] = text.p[i] == '\n' ? '\r' : text.p[i];
    b->n += text.n;
}

// What is wrong with the text, or NULL.
static const char *put_line(struct parse_stage *p, struct batch *b, struct value v)
{
    p->cuts.n = 0;
    p->cuts.arena = b->arena;
    if (v.type != VALUE_STR)
        return NULL;
    struct str text = value_bytes(v);
    if (!p->cut)
        put_json(&p->lines, text);
    else if (!p->cut(p, text))
        return p->cuts.reason;
    else
        cuts_write(&p->lines, &p->cuts);
    return NULL;
}

struct parsed {
    struct value text;
    const char *fault;
};

// The texts of the rows, and in p->lines a line for each. False, with fewer rows, after a stop.
static struct parsed *put_lines(struct parse_stage *p, struct stage *s, struct batch *b)
{
    struct parsed *parsed = arena_alloc(b->arena, b->nrows * sizeof *parsed);
    struct eval ev = eval_begin(b, s->number);
    p->lines.n = 0;
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        struct value v = value_decode(b->arena, expr_eval(p->source, &ev));
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            b->nrows = i;
            break;
        }
        parsed[i].text = v;
        parsed[i].fault = put_line(p, b, v);
        buf_putc(&p->lines, '\n');
    }
    return parsed;
}

static struct value trimmed(const struct row *line)
{
    const char *p = line->raw, *end = p + line->raw_len;
    while (*p != '{')
        p++;
    while (end[-1] != '}')
        end--;
    return value_slice(VALUE_OBJECT, p, (size_t)(end - p));
}

// The row's fields, from the line made of its text; NULL where that is no object.
static void set_members(const struct parse_stage *p, struct row *row, const struct row *line)
{
    row->cells[p->object_cell] = line ? trimmed(line) : value_missing();
    for (size_t i = 0; i < p->nfields; i++) {
        const struct scope_member *m = p->wanted[i];
        struct value v = line ? line->cells[i] : value_missing();
        if (v.type == VALUE_MISSING && m->older != CELL_NONE)
            v = row->cells[m->older];
        row->cells[m->cell] = v;
    }
}

enum flow parse_push_members(struct stage *s, struct batch *b)
{
    struct parse_stage *p = s->state;
    struct chunk chunk = {.arena = b->arena, .moved_line = LINE_NONE, .end_line = LINE_NONE};
    struct batch lines = {.arena = b->arena, .chunk = &chunk};
    struct eval ev = eval_begin(b, s->number);
    size_t kept = 0, next = 0;
    if (!p->extract)
        make_reader(p);
    struct parsed *parsed = put_lines(p, s, b);
    char *text = arena_alloc(b->arena, p->lines.n + SCAN_PADDING);
    memcpy(text, p->lines.p ? p->lines.p : "", p->lines.n);
    extract_read(p->extract, (struct str){text, p->lines.n}, false, &lines);
    const struct finding *f = chunk.first;
    for (size_t i = 0; i < b->nrows; i++) {
        const struct row *line = NULL;
        ev.row = &b->rows[i];
        if (next < lines.nrows && lines.rows[next].line == i)
            line = &lines.rows[next++];
        set_members(p, &b->rows[i], line);
        for (; f && f->line <= i; f = f->next)
            parsed[i].fault = f->reason;
        if (line || parse_miss(p, s, &ev, parsed[i].text, parsed[i].fault))
            b->rows[kept++] = b->rows[i];
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            kept -= !line && p->on_miss == MISS_KEEP;
            break;
        }
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}
