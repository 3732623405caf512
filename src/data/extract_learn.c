// SPDX-License-Identifier: MIT
// How a template is learned from a line that has been walked. Its pieces begin behind a value (or
// at the line's first bracket) and go up to the next value; the closing quote of a text and the
// opening quote of the next belong to the pieces, the newline to the last.
//
// Repeated keys are settled here, once: what was under a key before does not count, so its cell is
// taken from the piece that has it and given to the later one.
#include "data/extract_template.h"

#include "data/extract_scalar.h"

enum {
    MOST_VALUES = 512,            // longer lines are walked
    MOST_WORDS = 1024,
    MOST_DEPTH = 64,
    MOST_PATIENCE = 4096,         // misses between two lessons, where lessons do not pay
};

struct lesson {
    const struct reader *r;
    struct place x;               // how far it has been learned
    const char *from;             // where the piece under way begins
    struct piece pieces[MOST_VALUES + 1];
    size_t npieces;
    struct pattern words[MOST_WORDS];
    size_t nwords;
    struct capture captures[MOST_VALUES];
    size_t ncaptures;
    bool too_much;
};

// The piece under way goes up to `end`; it is the one before a value that goes to `cell`.
static void end_piece(struct lesson *l, const char *end, int cell)
{
    size_t n = (size_t)(end - l->from), words = n / 16;
    if (l->npieces == MOST_VALUES || l->nwords + words > MOST_WORDS) {
        l->too_much = true;
        return;
    }
    l->pieces[l->npieces++] = (struct piece){
        .text = pattern_of(l->from, n < 16 ? n : 16),
        .length = (uint32_t)n,
        .more = (uint32_t)l->nwords,
        .cell = cell,
    };
    for (size_t at = 16; at < n; at += 16)
        l->words[l->nwords++] = pattern_of(l->from + at, n - at < 16 ? n - at : 16);
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
    for (size_t i = 0; i < l->npieces; i++)
        if (w->cell != CELL_NONE && l->pieces[i].cell == w->cell)
            l->pieces[i].cell = CELL_NONE;
    size_t kept = 0;
    for (size_t i = 0; i < l->ncaptures; i++)
        if (l->captures[i].cell != w->cell)
            l->captures[kept++] = l->captures[i];
    l->ncaptures = kept;
    for (size_t i = 0; w->inner && i < w->inner->n; i++)
        forget(l, &w->inner->members[i]);
}

// ---- values ----

static void learn_value(struct lesson *l, const struct wanted *w, int depth);

static void learn_text(struct lesson *l, int cell)
{
    end_piece(l, l->x.at + 1, cell);
    if (l->too_much)
        return;
    l->pieces[l->npieces - 1].is_text = true;
    l->from = l->r->p + l->x.mark[1];
    l->x = (struct place){l->from + 1, l->x.mark + 2};
}

static void learn_scalar(struct lesson *l, int cell)
{
    end_piece(l, l->x.at, cell);
    struct value v;
    l->from = l->x.at = scalar_end(l->x.at, l->r->end, &v);
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
                        .open_piece = (uint32_t)l->npieces,
                        .open_at = (uint32_t)(l->x.at - l->from)};
    if (is_object)
        learn_object(l, w ? w->inner : NULL, depth + 1);
    else
        learn_array(l, depth + 1);
    if (l->too_much || c.cell == CELL_NONE)
        return;
    c.close_piece = (uint32_t)l->npieces;
    c.close_at = (uint32_t)(l->x.at - l->from);
    l->captures[l->ncaptures++] = c;
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

static void *keep_array(struct template *t, const void *from, size_t size)
{
    return memcpy(arena_alloc(&t->arena, size), from, size);
}

static void keep_lesson(struct template *t, const struct lesson *l)
{
    arena_reset(&t->arena);
    t->npieces = l->npieces;
    t->pieces = keep_array(t, l->pieces, l->npieces * sizeof *t->pieces);
    t->words = keep_array(t, l->words, l->nwords * sizeof *t->words);
    t->ncaptures = l->ncaptures;
    t->captures = keep_array(t, l->captures, l->ncaptures * sizeof *t->captures);
    for (int i = 0; i < LANES; i++)
        t->places[i] = ARENA_ARRAY(&t->arena, const char *, l->npieces);
}

// Lessons cost more than a walk: where they do not lead to hits they become rare.
static bool is_worth_it(struct templates *t)
{
    t->misses++;
    if (t->misses < t->patience)
        return false;
    bool paid = t->hits >= t->misses;
    if (t->hits == 0)
        t->n = t->recent = t->usual = 0;  // to try them was for nothing
    t->patience = paid ? 1 : t->patience * 2 < MOST_PATIENCE ? t->patience * 2 : MOST_PATIENCE;
    t->misses = t->hits = 0;
    return true;
}

void templates_learn(struct templates *t, const struct reader *r, struct place line)
{
    if (!is_worth_it(t))
        return;
    struct lesson *l = mem_zalloc(sizeof *l);
    l->r = r;
    l->x = skip_space(line);
    l->from = line.at;
    learn_object(l, t->root, 0);
    l->x = skip_space(l->x);      // up to the newline
    if (!l->too_much)
        end_piece(l, l->x.at + 1, CELL_NONE);
    if (!l->too_much) {
        size_t victim = t->n < TEMPLATES ? t->n++ : t->next_victim++ % TEMPLATES;
        keep_lesson(&t->at[victim], l);
        t->recent = victim;
    }
    mem_free(l);
}
