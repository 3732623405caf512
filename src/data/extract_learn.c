// SPDX-License-Identifier: MIT
// How a template is learned from a line that has been walked. Its pieces begin behind a value (or
// at the line's first bracket) and go up to the next value; the closing quote of a text and the
// opening quote of the next belong to the pieces, the newline to the last.
//
// Repeated keys are settled here, once: what was under a key before does not count, so its cell is
// taken from where it was and given to the later one.
#include "data/extract_template.h"

#include "data/extract_scalar.h"

enum {
    MOST_CHECKS = 512,            // longer lines are walked
    MOST_SCALARS = 256,
    MOST_OTHERS = 128,            // of each other kind
    MOST_DEPTH = 64,
    MOST_PATIENCE = 4096,         // misses between two lessons, where lessons do not pay
    TRIAL = 64,                   // misses after which a lesson without a hit is forgotten
    NEAR = 48,                    // bytes of a piece that may be looked at wherever a mark is
};

struct lesson {
    const struct reader *r;
    const uint32_t *marks;        // of the line
    size_t spare;                 // the cell for scalars that are not wanted
    struct place x;               // how far it has been learned
    struct place from;            // where the piece under way begins, and its first mark
    bool is_behind_scalar;        // that is, behind the last of the scalars
    bool too_much;
    uint32_t nlinks;
    struct template t;            // what has been learned; its arrays are these:
    struct check checks[MOST_CHECKS + 1], long_checks[MOST_OTHERS];
    struct text texts[MOST_OTHERS];
    struct scalar scalars[MOST_SCALARS];
    struct link links[MOST_OTHERS];
    struct capture captures[MOST_OTHERS];
};

// ---- pieces ----

// A place in the piece under way.
static struct spot spot_in_piece(const struct lesson *l, const char *at)
{
    const uint32_t *mark = l->from.mark;
    return (struct spot){(size_t)(mark - l->marks), at - (l->r->p + *mark)};
}

// Behind a scalar there may be no mark before the next.
static void end_link(struct lesson *l, const char *end)
{
    size_t n = (size_t)(end - l->from.at);
    struct scalar *s = &l->scalars[l->t.nscalars - 1];
    if (n > sizeof l->links->text.text || l->nlinks == MOST_OTHERS) {
        l->too_much = true;
        return;
    }
    if (s->nlinks++ == 0)
        s->link = l->nlinks;
    l->links[l->nlinks++] = (struct link){pattern_of(l->from.at, n), (uint32_t)n};
}

static void add_checks(struct lesson *l, const char *end)
{
    size_t n = (size_t)(end - l->from.at);
    struct spot at = spot_in_piece(l, l->from.at);
    // Each mark before this one took a byte at least: the piece cannot begin before the line.
    if (-at.away > (ptrdiff_t)(l->t.first + at.mark)) {
        l->too_much = true;
        return;
    }
    for (size_t i = 0; i < n && !l->too_much; i += 16, at.away += 16) {
        bool is_near = i < NEAR;
        uint32_t *count = is_near ? &l->t.nchecks : &l->t.nlong_checks;
        struct check *list = is_near ? l->checks : l->long_checks;
        if (*count == (is_near ? MOST_CHECKS : MOST_OTHERS))
            l->too_much = true;
        else
            list[(*count)++] = (struct check){pattern_of(l->from.at + i, n - i < 16 ? n - i : 16),
                                              at};
    }
}

// The piece under way goes up to `end`.
static void end_piece(struct lesson *l, const char *end)
{
    bool has_mark = l->r->p + *l->from.mark < end;
    if (!has_mark) {
        end_link(l, end);
        return;
    }
    if (l->is_behind_scalar)
        l->scalars[l->t.nscalars - 1].to = spot_in_piece(l, l->from.at);
    add_checks(l, end);
}

// ---- keys ----

static const struct wanted *find_wanted(const struct reader *r, const struct object *o,
                                        const uint32_t *m)
{
    struct value v = value_slice(VALUE_STR, r->p + m[0] + 1, m[1] - m[0] - 1);
    if (memchr(v.p, '\\', v.len))
        v.flags = STR_JSON | STR_ESCAPED;
    struct str text = value_bytes(value_decode(r->arena, v));
    for (size_t i = 0; i < o->n; i++)
        if (str_eq(o->members[i].key, text))
            return &o->members[i];
    return NULL;
}

// A repeated key: what was under it before does not count.
static void forget(struct lesson *l, const struct wanted *w)
{
    struct template *t = &l->t;
    uint32_t ntexts = 0, ncaptures = 0;
    for (uint32_t i = 0; i < t->ntexts; i++)
        if (w->cell == CELL_NONE || l->texts[i].cell != (size_t)w->cell)
            l->texts[ntexts++] = l->texts[i];
    for (uint32_t i = 0; i < t->ncaptures; i++)
        if (l->captures[i].cell != w->cell)
            l->captures[ncaptures++] = l->captures[i];
    t->ntexts = ntexts;
    t->ncaptures = ncaptures;
    for (uint32_t i = 0; i < t->nscalars; i++)
        if (w->cell != CELL_NONE && l->scalars[i].cell == (size_t)w->cell)
            l->scalars[i].cell = l->spare;
    for (size_t i = 0; w->inner && i < w->inner->n; i++)
        forget(l, &w->inner->members[i]);
}

// ---- values ----

static void learn_value(struct lesson *l, const struct wanted *w, int depth);

static void learn_text(struct lesson *l, int cell)
{
    struct template *t = &l->t;
    end_piece(l, l->x.at + 1);
    if (l->too_much || (cell != CELL_NONE && t->ntexts == MOST_OTHERS)) {
        l->too_much = true;
        return;
    }
    if (cell != CELL_NONE)
        l->texts[t->ntexts++] = (struct text){(size_t)(l->x.mark - l->marks), (size_t)cell};
    l->from = (struct place){l->r->p + l->x.mark[1], l->x.mark + 1};
    l->x = (struct place){l->from.at + 1, l->x.mark + 2};
    l->is_behind_scalar = false;
}

static void learn_scalar(struct lesson *l, int cell)
{
    struct template *t = &l->t;
    bool is_linked = l->r->p + *l->from.mark >= l->x.at;
    end_piece(l, l->x.at);
    if (!is_linked && t->nscalars == MOST_SCALARS)
        l->too_much = true;
    if (l->too_much)
        return;
    if (!is_linked)
        l->scalars[t->nscalars++] = (struct scalar){
            .from = spot_in_piece(l, l->x.at),
            .cell = cell == CELL_NONE ? l->spare : (size_t)cell,
        };
    struct value v;
    l->x.at = scalar_end(l->x.at, l->r->end, &v);
    l->from = l->x;
    l->is_behind_scalar = true;
}

// Over white space, and a comma if there is one.
static void next_member(struct lesson *l)
{
    l->x = skip_space(l->x);
    if (*l->x.at == ',') {
        l->x.at++;
        l->x = skip_space(l->x);
    }
}

// From a key to its value.
static void skip_key(struct lesson *l)
{
    l->x = skip_space((struct place){l->r->p + l->x.mark[1] + 1, l->x.mark + 2});
    l->x.at++;                    // the colon
    l->x = skip_space(l->x);
}

static void learn_object(struct lesson *l, const struct object *o, int depth)
{
    l->x.at++;
    for (next_member(l); *l->x.at != '}' && !l->too_much; next_member(l)) {
        const struct wanted *w = o ? find_wanted(l->r, o, l->x.mark) : NULL;
        if (w)
            forget(l, w);
        skip_key(l);
        learn_value(l, w, depth);
    }
    l->x.at++;
}

static void learn_array(struct lesson *l, int depth)
{
    l->x.at++;
    for (next_member(l); *l->x.at != ']' && !l->too_much; next_member(l))
        learn_value(l, NULL, depth);
    l->x.at++;
}

static void learn_container(struct lesson *l, const struct wanted *w, int depth)
{
    bool is_object = *l->x.at == '{';
    struct capture c = {.cell = w ? w->cell : CELL_NONE,
                        .is_object = is_object,
                        .open = spot_in_piece(l, l->x.at)};
    if (is_object)
        learn_object(l, w ? w->inner : NULL, depth + 1);
    else
        learn_array(l, depth + 1);
    if (l->too_much || c.cell == CELL_NONE)
        return;
    c.close = spot_in_piece(l, l->x.at);
    if (l->t.ncaptures == MOST_OTHERS)
        l->too_much = true;
    else
        l->captures[l->t.ncaptures++] = c;
}

static void learn_value(struct lesson *l, const struct wanted *w, int depth)
{
    char c = *l->x.at;
    if (c == '"')
        learn_text(l, w ? w->cell : CELL_NONE);
    else if (c != '{' && c != '[')
        learn_scalar(l, w ? w->cell : CELL_NONE);
    else if (depth == MOST_DEPTH)
        l->too_much = true;
    else
        learn_container(l, w, depth);
}

// ---- keeping ----

static void *keep_array(struct arena *a, const void *from, size_t size)
{
    return memcpy(arena_alloc(a, size), from, size);
}

static void keep_lesson(struct template *t, const struct lesson *l)
{
    struct arena *a = &t->arena;
    arena_reset(a);
    struct template kept = l->t;
    kept.checks = keep_array(a, l->checks, kept.nchecks * sizeof *kept.checks);
    kept.long_checks = keep_array(a, l->long_checks, kept.nlong_checks * sizeof *kept.checks);
    kept.texts = keep_array(a, l->texts, kept.ntexts * sizeof *kept.texts);
    kept.scalars = keep_array(a, l->scalars, kept.nscalars * sizeof *kept.scalars);
    kept.links = keep_array(a, l->links, l->nlinks * sizeof *kept.links);
    kept.captures = keep_array(a, l->captures, kept.ncaptures * sizeof *kept.captures);
    kept.arena = *a;
    *t = kept;
}

// Learn the line that begins here, if it is not too much.
static void learn_line(struct lesson *l, const struct object *root, struct place line)
{
    l->t.first = (uint32_t)(l->r->p + line.mark[0] - line.at);
    l->from = line;
    l->x = skip_space(line);
    learn_object(l, root, 0);
    l->x = skip_space(l->x);      // up to the newline
    l->t.nmarks = (uint32_t)(l->x.mark + 1 - line.mark);
    if (!l->too_much)
        end_piece(l, l->x.at + 1);
    if (l->t.nchecks % 2 == 0)
        l->checks[l->t.nchecks++] = (struct check){0};    // which is always passed
}

static void forget_all(struct templates *t)
{
    t->n = 0;
    t->recent = NULL;
}

// Lessons cost more than a walk: where they do not lead to hits they become rare, and are soon no
// longer tried.
static bool is_worth_it(struct templates *t)
{
    t->misses++;
    if (t->hits == 0 && t->misses >= TRIAL)
        forget_all(t);
    if (t->misses < t->patience)
        return false;
    bool paid = t->hits >= t->misses;
    if (t->hits == 0)
        forget_all(t);
    uint64_t longer = t->patience * 2;
    t->patience = paid ? 1 : longer < MOST_PATIENCE ? longer : MOST_PATIENCE;
    t->misses = t->hits = 0;
    return true;
}

static ATTR_NOINLINE void learn(struct templates *t, const struct reader *r, struct place line)
{
    struct lesson *l = mem_alloc(sizeof *l);
    memset(l, 0, offsetof(struct lesson, checks));
    l->r = r;
    l->marks = line.mark;
    l->t.ncells = t->ncells;
    l->spare = t->ncells - 1;
    learn_line(l, t->root, line);
    if (!l->too_much) {
        size_t victim = t->n < TEMPLATES ? t->n++ : t->next_victim++ % TEMPLATES;
        keep_lesson(&t->at[victim], l);
        t->recent = &t->at[victim];
    }
    mem_free(l);
}

void templates_learn(struct templates *t, const struct reader *r, struct place line)
{
    if (is_worth_it(t))
        learn(t, r, line);
}
