// SPDX-License-Identifier: MIT
#include "ops/outlet.h"

void outlet_init(struct outlet *o, const struct stage_env *env, const struct shape *shape)
{
    const struct output_format *format = env->format ? env->format : output_format_at(0);
    formatter_init(&o->formatter, format, shape, &env->style);
    o->formatter.has_color = env->has_color;
    o->formatter.has_texts = env->has_texts;
    o->formatter.strict = env->strict;
    o->formatter.is_revised = env->is_revised;
}

void outlet_release(struct outlet *o)
{
    formatter_release(&o->formatter);
}

// What the first sink has got from `from` on is copied to the others.
static void share(struct outlet *o, size_t from)
{
    const struct buf *first = &o->sinks[0].buf;
    for (size_t k = 1; k < o->nsinks; k++)
        buf_put(&o->sinks[k].buf, first->p + from, first->n - from);
    if (first->n >= SINK_FULL)
        for (size_t k = 0; k < o->nsinks; k++)
            sink_flush(&o->sinks[k]);
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
        if (o->nsinks > 1 || first->n >= SINK_FULL)
            share(o, from);
    }
    o->rows += b->nrows;
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
