// SPDX-License-Identifier: MIT
// How a template is learned from a line that has been walked. Its pieces begin behind a value (or
// at the line's first bracket) and go up to the next value; the closing quote of a text and the
// opening quote of the next belong to the pieces, the newline to the last.
//
// Repeated keys are settled here, once: what was under a key before does not count, so its cell is
// taken from the piece that has it and given to the later one.
#include "data/extract_template.h"

enum {
    MOST_VALUES = 512,            // longer lines are walked
    MOST_TEXT = 16 * 1024,        // bytes of pieces in a template
    MOST_DEPTH = 64,
    MOST_PATIENCE = 4096,         // misses between two lessons, where lessons do not pay
};

struct lesson {
    const struct reader *r;
    const uint32_t *m, *end;      // the marks still to be read, the newline's
    struct piece pieces[MOST_VALUES + 1];
    size_t npieces;
    size_t nwords;
    uint32_t text[MOST_VALUES + 1];          // offsets of the pieces in the chunk
    struct capture captures[MOST_VALUES];
    size_t ncaptures;
    bool too_much;
};

static size_t words_in(size_t length)
{
    return length <= 16 ? 2 : (length + 7) / 8;
}

// The piece under way begins at the mark l->m, or at the closing quote before it.
static void begin_piece(struct lesson *l, bool behind_text)
{
    l->pieces[l->npieces] = (struct piece){.cell = CELL_NONE};
    l->text[l->npieces] = *l->m - behind_text;
}

// The piece under way goes up to the offset `to` of the chunk.
static void end_piece(struct lesson *l, size_t to)
{
    struct piece *s = &l->pieces[l->npieces++];
    s->length = (uint32_t)(to - l->text[l->npieces - 1]);
    s->nwords = (uint32_t)words_in(s->length);
    s->first_word = (uint32_t)l->nwords;
    l->nwords += s->nwords;
    if (l->nwords > MOST_TEXT / 8 || l->npieces >= MOST_VALUES)
        l->too_much = true;
}

static const struct wanted *find_wanted(const struct reader *r, const struct object *o,
                                        const uint32_t *m)
{
    const char *end = r->p + m[1];
    while (end[-1] != '"')
        end--;
    struct str key = {r->p + m[0] + 1, (size_t)(end - r->p) - m[0] - 2};
    struct value v = value_slice(VALUE_STR, key.p, key.n);
    if (memchr(key.p, '\\', key.n))
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

static void learn_value(struct lesson *l, const struct wanted *w, int depth);

static void learn_scalar(struct lesson *l, const struct wanted *w)
{
    bool is_text = l->r->p[*l->m] == '"';
    end_piece(l, *l->m + is_text);
    struct piece *s = &l->pieces[l->npieces - 1];
    s->is_text = is_text;
    if (w)
        s->cell = w->cell;
    l->m++;
    // The value must end right at the next mark, as it has to in every line like this one.
    char behind = l->r->p[*l->m - 1];
    if (is_text ? behind != '"' : behind == ' ' || behind == '\t' || behind == '\r')
        l->too_much = true;
    if (!l->too_much)
        begin_piece(l, is_text);
}

static void learn_object(struct lesson *l, const struct object *o, int depth)
{
    l->m++;
    while (l->r->p[*l->m] != '}' && !l->too_much) {
        const struct wanted *w = o ? find_wanted(l->r, o, l->m) : NULL;
        if (w)
            forget(l, w);
        l->m += 2;                // the key and its colon
        learn_value(l, w, depth);
        if (l->r->p[*l->m] == ',')
            l->m++;
    }
    l->m++;
}

static void learn_array(struct lesson *l, int depth)
{
    l->m++;
    while (l->r->p[*l->m] != ']' && !l->too_much) {
        learn_value(l, NULL, depth);
        if (l->r->p[*l->m] == ',')
            l->m++;
    }
    l->m++;
}

static void learn_value(struct lesson *l, const struct wanted *w, int depth)
{
    char c = l->r->p[*l->m];
    if (c != '{' && c != '[') {
        learn_scalar(l, w);
        return;
    }
    if (depth == MOST_DEPTH)
        l->too_much = true;
    struct capture capture = {.cell = w ? w->cell : CELL_NONE,
                              .is_object = c == '{',
                              .open_piece = (uint32_t)l->npieces,
                              .open_at = *l->m - l->text[l->npieces]};
    if (l->too_much)
        return;
    if (c == '{')
        learn_object(l, w ? w->inner : NULL, depth + 1);
    else
        learn_array(l, depth + 1);
    if (l->too_much || capture.cell == CELL_NONE)
        return;
    capture.close_piece = (uint32_t)l->npieces;
    capture.close_at = l->m[-1] + 1 - l->text[l->npieces];
    l->captures[l->ncaptures++] = capture;
}

static void copy_words(struct word *to, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i += 8, to++) {
        size_t part = n - i < 8 ? n - i : 8;
        memcpy(&to->text, text + i, part);
        memset(&to->mask, 0xff, part);
    }
}

static void keep_lesson(struct template *t, const struct lesson *l)
{
    t->npieces = l->npieces;
    t->pieces = ARENA_ARRAY(&t->arena, struct piece, l->npieces);
    memcpy(t->pieces, l->pieces, l->npieces * sizeof *t->pieces);
    t->words = ARENA_ARRAY(&t->arena, struct word, l->nwords);
    for (size_t i = 0; i < l->npieces; i++)
        copy_words(t->words + l->pieces[i].first_word, l->r->p + l->text[i], l->pieces[i].length);
    t->ncaptures = l->ncaptures;
    t->captures = ARENA_ARRAY(&t->arena, struct capture, l->ncaptures);
    memcpy(t->captures, l->captures, l->ncaptures * sizeof *t->captures);
    for (int i = 0; i < 2; i++)
        t->places[i] = ARENA_ARRAY(&t->arena, const char *, l->npieces);
}

// Lessons cost more than a walk: where they do not lead to hits they become rare.
static bool is_worth_it(struct templates *t)
{
    t->misses++;
    if (t->misses < t->patience)
        return false;
    bool paid = t->hits >= t->misses;
    t->patience = paid ? 1 : t->patience * 2 < MOST_PATIENCE ? t->patience * 2 : MOST_PATIENCE;
    t->misses = t->hits = 0;
    return true;
}

void templates_learn(struct templates *t, const struct reader *r, const uint32_t *m,
                     const uint32_t *end)
{
    if (end - m > 4 * MOST_VALUES || !is_worth_it(t))
        return;
    struct lesson *l = mem_zalloc(sizeof *l);
    l->r = r;
    l->m = m;
    l->end = end;
    begin_piece(l, false);
    learn_object(l, t->root, 0);
    if (!l->too_much && l->m == end) {
        end_piece(l, (size_t)*end + 1);
        size_t victim = t->n < TEMPLATES ? t->n++ : t->next_victim++ % TEMPLATES;
        arena_reset(&t->at[victim].arena);
        keep_lesson(&t->at[victim], l);
        t->recent = victim;
    }
    mem_free(l);
}
