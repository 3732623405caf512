// SPDX-License-Identifier: MIT
// A line is read by a template: compare the pieces, check the numbers and literals between them,
// take what is wanted.
//
// Why this validates the line in full: the first piece begins where the line does, and the others
// where a mark says, so that between two of them there is a string without a mark in it (UTF-8 has
// been checked by the scan) or a number or literal, which is checked here, as are the escapes of
// the whole line; the pieces, equal byte for byte to those of a line that the walk has found sound,
// are the tokens between, and hold all the other marks. So the line's tokens are those of a sound
// line, with scalars in the places of scalars.
//
// Repeated keys need no care: learning says which occurrence counts, and the template fills the
// cells from the same places.
#include "data/extract_template.h"

#include "data/extract_scalar.h"

struct templates *templates_new(struct arena *a, const struct object *root, size_t ncells)
{
    struct templates *t = ARENA_NEW(a, struct templates);
    t->root = root;
    t->ncells = ncells;
    t->patience = 1;
    return t;
}

void templates_release(struct templates *t)
{
    for (size_t i = 0; i < TEMPLATES; i++)
        arena_release(&t->at[i].arena);
}

// What was filled in vain is missing again.
static ATTR_NOINLINE void clear_cells(const struct template *t, struct value *cells)
{
    memset((void *)cells, 0, t->ncells * sizeof *cells);
}

// The spot in the line whose first mark is m[0].
static ATTR_INLINE const char *spot_at(const struct reader *r, const uint32_t *m, struct spot s)
{
    return r->p + (m[s.mark] + (size_t)s.away);
}

// Does the line end after as many marks, at an offset up to `most`, and begin as far before the
// first of them?
static ATTR_INLINE bool has_size(const struct template *t, const struct reader *r,
                                 struct place line, uint32_t most)
{
    const uint32_t *m = line.mark;
    return t->nmarks <= (size_t)(r->marks_end - m) && m[t->nmarks - 1] <= most &&
           r->p[m[t->nmarks - 1]] == '\n' && r->p + m[0] == line.at + t->first;
}

// Is the line, which has the size, made of the template's pieces? Most that begin with the first
// one are, so there is nothing to be had by stopping early.
static ATTR_INLINE bool has_pieces(const struct template *t, const struct reader *r,
                                   const uint32_t *m)
{
    if (!pattern_is(&t->checks->text, r->p + (m[0] - t->first)))
        return false;
    pattern_differences sum = pattern_no_differences();
    const struct check *end = t->checks + t->nchecks;
    for (const struct check *c = t->checks + 1; c < end; c += 2) {
        pattern_compare(&c[0].text, spot_at(r, m, c[0].at), &sum);
        pattern_compare(&c[1].text, spot_at(r, m, c[1].at), &sum);
    }
    return pattern_is_none(sum);
}

// Have the long pieces the rest of their text? Each is compared up to its first difference, so that
// nothing far behind the line is looked at.
static ATTR_NOINLINE bool has_long_pieces(const struct template *t, const struct reader *r,
                                          const uint32_t *m)
{
    for (uint32_t i = 0; i < t->nlong_checks; i++)
        if (!pattern_is(&t->long_checks[i].text, spot_at(r, m, t->long_checks[i].at)))
            return false;
    return true;
}

// Over the scalars before this one that no mark is between; NULL where they are not as they should.
static ATTR_NOINLINE const char *follow_links(const struct template *t, const struct reader *r,
                                              const struct scalar *s, const char *at)
{
    const struct link *link = t->links + s->link;
    for (uint32_t i = 0; i < s->nlinks; i++, link++) {
        struct value v;
        at = scalar_end(at, r->end, &v);
        if (!at || !pattern_is(&link->text, at))
            return NULL;
        at += link->length;
    }
    return at;
}

static ATTR_INLINE bool read_scalars(const struct template *t, const struct reader *r,
                                     const uint32_t *m)
{
    for (const struct scalar *s = t->scalars, *end = s + t->nscalars; s < end; s++) {
        const char *at = spot_at(r, m, s->from);
        if (UNLIKELY(s->nlinks)) {
            at = follow_links(t, r, s, at);
            if (!at)
                return false;
        }
        if (UNLIKELY(!is_scalar(at, spot_at(r, m, s->to), &r->cells[s->cell])))
            return false;
    }
    return true;
}

static ATTR_INLINE void take_texts(const struct template *t, struct reader *r, const uint32_t *m)
{
    const char *p = r->p + 1;
    struct value *cells = r->cells;
    for (const struct text *x = t->texts, *end = x + t->ntexts; x < end; x++) {
        const uint32_t *mark = m + x->mark;
        cells[x->cell] = (struct value){.type = VALUE_STR,
                                        .flags = STR_JSON,
                                        .len = mark[1] - mark[0] - 1,
                                        .p = p + mark[0]};
    }
}

static void take_captures(const struct template *t, const struct reader *r, const uint32_t *m)
{
    for (uint32_t i = 0; i < t->ncaptures; i++) {
        const struct capture *c = &t->captures[i];
        const char *open = spot_at(r, m, c->open), *close = spot_at(r, m, c->close);
        r->cells[c->cell] = value_slice(c->is_object ? VALUE_OBJECT : VALUE_ARRAY, open,
                                        (size_t)(close - open));
    }
}

// Read the line by a template, if it ends at an offset up to `most`: the mark of its newline, or
// NULL where it is not like it. Its escapes are yet to be looked at.
static ATTR_INLINE const uint32_t *read_like(const struct template *t, struct reader *r,
                                             struct place line, uint32_t most)
{
    const uint32_t *m = line.mark;
    if (!has_size(t, r, line, most) || !has_pieces(t, r, m) ||
        (UNLIKELY(t->nlong_checks) && !has_long_pieces(t, r, m)))
        return NULL;
    if (UNLIKELY(!read_scalars(t, r, m))) {
        clear_cells(t, r->cells);
        return NULL;
    }
    take_texts(t, r, m);
    if (UNLIKELY(t->ncaptures))
        take_captures(t, r, m);
    return m + t->nmarks - 1;
}

// Check the escapes of the line whose first mark is m[0], which has been read by the template, and
// say which of its texts have some. The first escape behind the line, or NULL where one is not
// sound: then the line has not been read.
static ATTR_NOINLINE const uint32_t *take_escapes(const struct template *t, const char *p,
                                                  struct value *cells, const uint32_t *m,
                                                  const uint32_t *escape)
{
    const struct text *x = t->texts, *end = x + t->ntexts;
    for (; *escape < m[t->nmarks - 1]; escape++) {
        if (!escape_length(p + *escape)) {
            clear_cells(t, cells);
            return NULL;
        }
        while (x < end && m[x->mark + 1] < *escape)
            x++;
        if (x < end && m[x->mark] < *escape)
            cells[x->cell].flags |= STR_ESCAPED;
    }
    return escape;
}

bool templates_read_run(struct templates *t, struct pass *at)
{
    const struct template *like = t->recent;
    if (!like)
        return false;
    struct batch *out = at->out;
    struct reader r = at->reader;
    struct place line = {r.p + at->start, at->mark};
    const uint32_t *escape = at->escape, most = *at->fault;
    size_t room = at->capacity - out->nrows, nrows = 0;
    room = room < at->cells_left ? room : at->cells_left;
    for (; nrows < room; nrows++) {
        const uint32_t *newline = read_like(like, &r, line, most);
        if (newline && UNLIKELY(*escape < *newline)) {
            const uint32_t *next = take_escapes(like, r.p, r.cells, line.mark, escape);
            if (next)
                escape = next;
            else
                newline = NULL;
        }
        if (UNLIKELY(!newline))
            break;
        put_row(&out->rows[out->nrows + nrows], line_text(line.at, r.p + *newline),
                out->chunk->lines + (uint32_t)nrows, r.cells);
        r.cells += t->ncells;
        line = (struct place){r.p + *newline + 1, newline + 1};
    }
    t->hits += nrows;
    out->nrows += nrows;
    out->chunk->lines += (uint32_t)nrows;
    at->cells_left -= nrows;
    at->reader.cells = r.cells;
    at->escape = escape;
    at->start = (size_t)(line.at - r.p);
    at->mark = line.mark;
    return nrows == room;
}

const uint32_t *templates_read_other(struct templates *t, struct pass *at)
{
    struct place line = {at->reader.p + at->start, at->mark};
    struct value *cells = at->reader.cells;
    for (size_t i = 0; i < t->n; i++) {
        const struct template *other = &t->at[i];
        if (other == t->recent)
            continue;
        const uint32_t *newline = read_like(other, &at->reader, line, *at->fault);
        if (newline && take_escapes(other, at->reader.p, cells, at->mark, at->escape)) {
            t->recent = other;
            t->hits++;
            return newline;
        }
    }
    return NULL;
}
