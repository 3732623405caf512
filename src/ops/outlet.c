// SPDX-License-Identifier: MIT
#include "ops/outlet.h"

void outlet_begin_format(struct formatter *f, const struct stage_env *env,
                         const struct output_format *format, const struct shape *shape)
{
    formatter_init(f, format ? format : output_format_at(0), shape, &env->style);
    f->has_color = env->has_color;
    f->has_texts = env->has_texts;
    f->strict = env->strict;
    f->first_measure = env->first_measure;
    f->is_revised = env->is_revised;
}

void outlet_init(struct outlet *o, const struct stage_env *env,
                 const struct output_format *format, const struct shape *shape)
{
    outlet_begin_format(&o->formatter, env, format, shape);
}

static bool check_dest(struct stage_open *o, const struct arg *dest, const char *spec)
{
    struct sink_fault fault;
    if (dest->text.n == 0 || memchr(dest->text.p, '\0', dest->text.n)) {
        diag_error(o->check.diag, dest->span, "this is not the name of a file");
        return false;
    }
    if (!sink_check_spec(o->check.arena, spec, &fault)) {
        diag_error(o->check.diag, dest->span, "%s", fault.error);
        if (fault.hint)
            diag_hint(o->check.diag, "%s", fault.hint);
        return false;
    }
    if (!str_is(dest->text, "-") || !o->has_stdout)
        return true;
    diag_error(o->check.diag, dest->span, "the results go to standard output, too");
    diag_hint(o->check.diag, "let them go elsewhere with -o FILE");
    return false;
}

bool outlet_claim(struct outlet *o, struct stage_open *open, const struct arg *dest)
{
    const char *spec = arena_strndup(open->check.arena, dest->text.p, dest->text.n);
    if (!check_dest(open, dest, spec))
        return false;
    o->dest = spec;
    struct outlet **last = &open->env->outlets;
    while (*last)
        last = &(*last)->next;
    *last = o;
    return true;
}

void outlet_release(struct outlet *o)
{
    formatter_release(&o->formatter);
}

static void flush_sinks(struct outlet *o)
{
    for (size_t k = 0; k < o->nsinks; k++)
        sink_flush(&o->sinks[k]);
}

static bool has_parts(const struct outlet *o)
{
    for (size_t k = 0; k < o->nsinks; k++)
        if (o->sinks[k].kind->has_parts)
            return true;
    return false;
}

// The rows from `from` on stand under a new header: the sinks get to know it between the rows
// before and those.
static void tell_header(struct outlet *o, size_t from)
{
    struct buf *first = &o->sinks[0].buf, rows;
    buf_init(&rows);
    buf_put(&rows, first->p + from, first->n - from);
    first->n = from;
    flush_sinks(o);
    for (size_t k = 0; k < o->nsinks; k++) {
        buf_clear(&o->sinks[k].header);
        buf_puts_str(&o->sinks[k].header, o->formatter.header);
    }
    buf_put(first, rows.p, rows.n);
    buf_release(&rows);
}

// What the first sink has got from `from` on is copied to the others.
static void share(struct outlet *o, size_t from)
{
    const struct buf *first = &o->sinks[0].buf;
    if (UNLIKELY(o->formatter.headers != o->headers) && has_parts(o)) {
        tell_header(o, from);
        from = 0;
    }
    o->headers = o->formatter.headers;
    for (size_t k = 1; k < o->nsinks; k++)
        buf_put(&o->sinks[k].buf, first->p + from, first->n - from);
}

// To be asked between batches, however rows come to be text: where rows and bad lines go to one
// place, when each is written shows there.
static void flush_if_full(struct outlet *o)
{
    if (o->sinks[0].buf.n >= SINK_FULL)
        flush_sinks(o);
}

// Rows are written in the place of a picture. Returns from where on there are rows; if there are
// none it stays.
static size_t hide_picture(const struct outlet *o)
{
    if (o->screen)
        screen_hide(o->screen, &o->sinks[0].buf);
    return o->sinks[0].buf.n;
}

static void keep_picture(const struct outlet *o, size_t before, size_t rows)
{
    struct buf *first = &o->sinks[0].buf;
    if (!o->screen || first->n > rows || rows == before)
        return;
    first->n = before;
    o->screen->is_shown = true;
}

static void refuse(struct batch *b, const struct row *row)
{
    struct finding finding = {
        .kind = FINDING_BAD_EVENT,
        .line = row->line,
        .reason = "its columns are not those of the header",
        .text = {row->raw, row->raw ? row->raw_len : 0},
    };
    chunk_add_finding(b->arena, b->chunk, &finding);
    b->chunk->stop = true;
}

void outlet_write(struct outlet *o, const struct stage_env *env, struct batch *b)
{
    struct formatter *f = &o->formatter;
    struct buf *first = &o->sinks[0].buf;
    f->is_ending = env->is_ending;
    for (size_t i = 0; i < b->nrows; i++) {
        size_t from = first->n, rows = hide_picture(o);
        bool has_place = formatter_row(f, first, b->arena, &b->rows[i]);
        keep_picture(o, from, rows);
        if (!has_place) {
            refuse(b, &b->rows[i]);
            b->nrows = i;
            break;
        }
        if (o->nsinks > 1 || f->headers != o->headers)
            share(o, from);
        if (UNLIKELY(first->n >= SINK_FULL) && has_parts(o))
            flush_sinks(o);       // files are cut between rows
    }
    o->rows += b->nrows;
    flush_if_full(o);
}

// Files of parts are cut between rows.
bool outlet_takes_text(const struct outlet *o)
{
    return o->formatter.format->is_by_row && !has_parts(o);
}

// Where nothing is held the buffers change places.
void outlet_put(struct outlet *o, struct buf *text, size_t nrows)
{
    struct buf *first = &o->sinks[0].buf;
    size_t from = first->n;
    if (from == 0) {
        struct buf empty = *first;
        *first = *text;
        *text = empty;
    } else {
        buf_put(first, text->p, text->n);
    }
    share(o, from);
    o->rows += nrows;
    flush_if_full(o);
}

void outlet_flush(struct outlet *o)
{
    size_t from = o->sinks[0].buf.n, rows = hide_picture(o);
    formatter_flush(&o->formatter, &o->sinks[0].buf);
    keep_picture(o, from, rows);
    share(o, from);
}

void outlet_end(struct outlet *o)
{
    size_t from = o->sinks[0].buf.n, rows = hide_picture(o);
    formatter_end(&o->formatter, &o->sinks[0].buf);
    keep_picture(o, from, rows);
    share(o, from);
}
