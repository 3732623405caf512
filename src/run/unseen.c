// SPDX-License-Identifier: MIT
#include "run/unseen.h"

#include "base/fail.h"
#include "base/suggest.h"
#include "data/json.h"
#include "data/walk.h"

enum {
    SAMPLE_MAX = 64 * 1024,       // bytes of an event that are kept to show what there was
    TOLD = 5,                     // fields named
    SHOWN = 10,                   // names shown that there were
};

// ---- what is wanted ----

static void add_wanted(struct unseen *u, const struct field *parent, const char *above)
{
    for (const struct field *m = parent->first; m; m = m->next) {
        const char *path = arena_printf(u->arena, "%s%s%.*s", above, *above ? "." : "",
                                        (int)m->key.n, m->key.p);
        if (m->asked == FIELD_ASKED)
            *VEC_PUSH(&u->wanted) = (struct wanted){m, path, false};
        add_wanted(u, m, path);
    }
}

void unseen_init(struct unseen *u, struct arena *arena, const struct fields *fields)
{
    *u = (struct unseen){.arena = arena};
    add_wanted(u, &fields->root, "");
    for (size_t i = 0; i < u->wanted.n / 2; i++) {   // the tree has the newest first
        struct wanted other = u->wanted.at[i];
        u->wanted.at[i] = u->wanted.at[u->wanted.n - 1 - i];
        u->wanted.at[u->wanted.n - 1 - i] = other;
    }
    u->nleft = u->wanted.n;
}

void unseen_release(struct unseen *u)
{
    VEC_FREE(&u->wanted);
}

// ---- what is there ----

static void keep_sample(struct unseen *u, struct str event)
{
    bool fits = event.p && event.n <= SAMPLE_MAX;
    u->sample.n = fits ? event.n : 0;
    u->sample.p = arena_strndup(u->arena, fits ? event.p : "", u->sample.n);
}

static uint32_t first_with(const struct batch *b, int cell)
{
    for (size_t i = 0; i < b->nrows; i++)
        if (b->rows[i].cells[cell].type != VALUE_MISSING)
            return b->rows[i].line;
    return LINE_NONE;
}

void unseen_find(const struct unseen *u, const struct batch *b, struct unseen_found *found)
{
    if (b->nrows == 0)
        return;
    found->first = (struct str){b->rows[0].raw, b->rows[0].raw_len};
    found->lines = arena_alloc(b->arena, u->wanted.n * sizeof *found->lines);
    for (size_t i = 0; i < u->wanted.n; i++)
        found->lines[i] = first_with(b, u->wanted.at[i].field->cell);
}

void unseen_settle(struct unseen *u, const struct unseen_found *found, uint32_t before,
                   uint32_t end)
{
    if (!found->lines)
        return;
    if (!u->sample.p)
        keep_sample(u, found->first);
    for (size_t i = 0; i < u->wanted.n; i++) {
        struct wanted *w = &u->wanted.at[i];
        uint32_t line = found->lines[i];
        if (w->is_seen || line >= before || line > end || line == LINE_NONE)
            continue;
        w->is_seen = true;
        u->nleft--;
    }
}

// ---- the end ----

// The first event, where it is JSON and was kept.
static struct value sample_object(const struct unseen *u)
{
    struct value v;
    bool is_object = json_parse(u->sample, &v) && v.type == VALUE_OBJECT;
    return is_object ? v : value_missing();
}

// Offer the names in an object; a name that goes on where the word ends, or the other way round,
// is near, too, however long the rest.
struct near {
    struct suggest suggest;
    const char *part;
    const char *dotted;           // a key of the whole name, dots and all
};

static bool is_part(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    return n >= 3 && memcmp(a.p, b.p, n) == 0;
}

static void offer_names(const struct unseen *u, struct value object, const char *above,
                        struct str path, struct near *near)
{
    struct value key, v;
    if (object.type != VALUE_OBJECT)
        return;
    struct walk w = walk_begin(object);
    while (walk_member(&w, &key, &v)) {
        const char *name =
            arena_printf(u->arena, "%s%s%.*s", above, *above ? "." : "", (int)key.len, key.p);
        if (str_is(path, name)) {
            bool is_dotted = !*above && memchr(key.p, '.', key.len);
            near->dotted = is_dotted ? name : near->dotted;
            continue;             // else of a repeated key, not the last one
        }
        suggest_offer(&near->suggest, name);
        if (!near->part && is_part(path, str_of(name)))
            near->part = name;
    }
}

// The name nearest to a path among those of the first event, and, for a path into an object, of
// the objects in it; quoted, or NULL.
static const char *nearest(const struct unseen *u, const struct wanted *w)
{
    struct value event = sample_object(u), key, v;
    struct str path = str_of(w->path);
    struct near near = {.suggest = suggest_begin(path)};
    offer_names(u, event, "", path, &near);
    if (event.type == VALUE_OBJECT && strchr(w->path, '.')) {
        struct walk walk = walk_begin(event);
        while (walk_member(&walk, &key, &v))
            offer_names(u, v, arena_strndup(u->arena, key.p, key.len), path, &near);
    }
    if (near.dotted)
        return arena_printf(u->arena, "`%s`, in backticks", near.dotted);
    const char *best = suggest_best(&near.suggest);
    return best ? arena_printf(u->arena, "'%s'", best)
           : near.part ? arena_printf(u->arena, "'%s'", near.part) : NULL;
}

static void put_seen(struct buf *b, struct value event)
{
    struct value key, v;
    int n = 0;
    if (event.type != VALUE_OBJECT)
        return;
    struct walk w = walk_begin(event);
    for (; n < SHOWN && walk_member(&w, &key, &v); n++)
        buf_printf(b, "%s%.*s", n ? ", " : "; the first one has ", (int)key.len, key.p);
    if (n == SHOWN && walk_member(&w, &key, &v))
        buf_puts(b, ", ...");
}

void unseen_tell(const struct unseen *u)
{
    if (u->nleft == 0 || !u->sample.p)
        return;
    struct buf b;
    buf_init(&b);
    size_t told = 0;
    for (size_t i = 0; i < u->wanted.n && told < TOLD; i++) {
        const struct wanted *w = &u->wanted.at[i];
        if (w->is_seen)
            continue;
        const char *near = nearest(u, w);
        buf_printf(&b, "%s'%s'", told++ ? ", " : "", w->path);
        if (near)
            buf_printf(&b, " (did you mean %s?)", near);
    }
    if (u->nleft > told)
        buf_printf(&b, " and %zu more", u->nleft - told);
    put_seen(&b, sample_object(u));
    warn("no event had %s", buf_cstr(&b));
    buf_release(&b);
}
