// SPDX-License-Identifier: MIT
// The table of kinds, and what all sources do: streams that have something to read stand in a
// queue; who has given a block goes to its end, who is dry leaves it and is watched again.
#include "io/source.h"

#include "base/fail.h"
#include "base/suggest.h"
#include "io/amount.h"
#include "io/source_internal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SOURCE(name) extern const struct source_kind source_##name;
#include "io/sources.def"
#undef SOURCE

static const struct source_kind *const kinds[] = {
#define SOURCE(name) &source_##name,
#include "io/sources.def"
#undef SOURCE
    NULL,
};

const struct source_kind *source_kind_at(int i)
{
    return kinds[i];
}

// ---- what -i says ----

// Is the kind written KIND://PLACE?
static bool is_named(const struct source_kind *kind)
{
    return strstr(kind->usage, "://") != NULL;
}

static const struct source_kind *find_kind(const struct url *url)
{
    if (!url->kind.n)
        return strcmp(url->place, "-") == 0 ? &source_stdin : &source_file;
    for (int i = 0; kinds[i]; i++)
        if (is_named(kinds[i]) && str_is(url->kind, kinds[i]->name))
            return kinds[i];
    return NULL;
}

static const char *wrong_kind(struct arena *a, struct str name)
{
    if (str_is(name, "kafka"))
        return "kafka:// is not in this version";
    if (str_is(name, "udp"))
        return "unknown kind of source 'udp'; to take datagrams write udp-listen://[HOST]:PORT";
    if (str_is(name, "file"))
        return "unknown kind of source 'file'; write the path alone";
    struct suggest near = suggest_begin(name);
    for (int i = 0; kinds[i]; i++)
        if (is_named(kinds[i]))
            suggest_offer(&near, kinds[i]->name);
    const char *best = suggest_best(&near);
    const char *hint = best ? arena_printf(a, "did you mean '%s'? ", best) : "";
    return arena_printf(a, "unknown kind of source '%.*s'; %s'weir -h sources' lists them",
                        (int)name.n, name.p, hint);
}

static const char *option_names(struct arena *a, const struct source_kind *kind)
{
    const char *names = "it has";
    for (const struct source_option *o = kind->options; o && o->name; o++)
        names = arena_printf(a, "%s%s %s%s%s", names, o == kind->options ? "" : ",", o->name,
                             o->value ? "=" : "", o->value ? o->value : "");
    return kind->options ? names : "it has none";
}

static const char *wrong_option(struct arena *a, const struct source_kind *kind, struct str name)
{
    struct suggest near = suggest_begin(name);
    for (const struct source_option *o = kind->options; o && o->name; o++)
        suggest_offer(&near, o->name);
    const char *best = suggest_best(&near), *hint = option_names(a, kind);
    if (best)
        hint = arena_printf(a, "did you mean '%s'?", best);
    return arena_printf(a, "unknown option '%.*s' of %s://; %s", (int)name.n, name.p, kind->name,
                        hint);
}

// NULL, or what is wrong with the text.
static const char *read_text(struct source *s, const char *text)
{
    struct url url;
    url_init(&url, &s->arena, text);
    s->text = s->title = text;
    s->kind = find_kind(&url);
    const char *wrong = s->kind ? NULL : wrong_kind(&s->arena, url.kind);
    if (!wrong && s->kind->read)
        wrong = s->kind->read(s, &url);
    if (!wrong && url_untaken(&url))
        wrong = wrong_option(&s->arena, s->kind, url_untaken(&url)->name);
    url_release(&url);
    return wrong;
}

bool source_check(const char *text)
{
    struct source s = {0};
    arena_init(&s.arena);
    const char *wrong = read_text(&s, text);
    if (wrong)
        warn("'%s': %s", text, wrong);
    arena_release(&s.arena);
    return !wrong;
}

bool source_is_file(const char *text)
{
    struct arena a;
    struct url url;
    arena_init(&a);
    url_init(&url, &a, text);
    bool is_file = find_kind(&url) == &source_file;
    url_release(&url);
    arena_release(&a);
    return is_file;
}

const char *option_count(struct source *s, struct url *url, const char *name, size_t *out)
{
    const char *value = url_take(url, name);
    char *end;
    if (!value)
        return NULL;
    unsigned long n = strtoul(value, &end, 10);
    if (*value < '1' || *value > '9' || *end || n > INT32_MAX)
        return arena_printf(&s->arena, "%s wants a number above 0, not '%s'", name, value);
    *out = n;
    return NULL;
}

const char *option_duration(struct source *s, struct url *url, const char *name, int64_t *ns)
{
    const char *value = url_take(url, name);
    if (!value || amount_read_duration(value, ns))
        return NULL;
    return arena_printf(&s->arena, "%s wants a duration such as 30s or 1h30m, not '%s'", name,
                        value);
}

// ---- streams ----

static void watch_again(struct stream *t)
{
    enum stream_wake wake = t->kind->wake;
    if (wake == WAKE_ALWAYS)
        stream_wake(t);
    else if (wake != WAKE_TOLD && !t->is_watched)
        loop_add(t->source->setup.loop, &t->watch, t->fd, POLLIN);
    t->is_watched |= wake == WAKE_POLL || wake == WAKE_POLL_EACH;
}

// What is ready is watched no more: it would only cut the next wait short.
static void stop_watching(struct stream *t)
{
    if (t->is_watched)
        loop_remove(t->source->setup.loop, &t->watch);
    t->is_watched = false;
}

static void stream_ready(struct watch *w, short revents)
{
    (void)revents;
    struct stream *t = (struct stream *)((char *)w - offsetof(struct stream, watch));
    stop_watching(t);
    stream_wake(t);
}

void stream_wake(struct stream *t)
{
    struct source *s = t->source;
    if (t->is_ready || t->has_ended)
        return;
    t->is_ready = true;
    t->next_ready = NULL;
    if (s->ready)
        s->last_ready->next_ready = t;
    else
        s->ready = t;
    s->last_ready = t;
}

// The one whose turn it is, which leaves the queue.
static struct stream *take_ready(struct source *s)
{
    struct stream *t = s->ready;
    if (!t)
        return NULL;
    s->ready = t->next_ready;
    t->is_ready = false;
    return t;
}

static ssize_t stream_read(void *from, char *into, size_t n)
{
    struct stream *t = from;
    size_t most = UNLIKELY(t->nbefore) && t->nbefore < n ? t->nbefore : n;
    ssize_t got = t->kind->read(t, into, most);
    if (UNLIKELY(t->nbefore) && got > 0)
        t->nbefore -= (size_t)got;
    t->was_short = got < (ssize_t)n;
    return got;
}

ssize_t stream_read_fd(struct stream *t, char *into, size_t n)
{
    return read(t->fd, into, n);
}

void *stream_new(struct source *s, const struct stream_kind *kind, size_t size, int fd,
                 const char *name)
{
    struct stream *t = mem_zalloc(size);
    char *copy = mem_alloc(strlen(name) + 1);
    t->name = t->title = strcpy(copy, name);
    t->cut = "cut off by a closing socket";
    t->source = s;
    t->kind = kind;
    t->fd = fd;
    t->watch.ready = stream_ready;
    t->framer = framer_new(&(struct framer_setup){
        .read = stream_read,
        .from = t,
        .pool = &s->pool,
        .max_line = s->setup.max_line,
        .reads_once = kind->wake != WAKE_ALWAYS,
        .cuts_end = kind->cuts_end,
    });
    t->next = s->streams;
    s->streams = t;
    if (kind->wake == WAKE_POLL_EACH)
        watch_again(t);
    else
        stream_wake(t);
    return t;
}

void stream_close_fd(struct stream *t)
{
    stop_watching(t);
    if (t->fd > STDIN_FILENO)     // standard input stays: no other file shall get its number
        close(t->fd);
    t->fd = -1;
}

static void stream_free(struct stream *t)
{
    struct stream **at = &t->source->streams;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    if (t->kind->release)
        t->kind->release(t);
    framer_free(t->framer);
    mem_free((char *)t->name);
    mem_free(t);
}

// ---- sources ----

void source_open(struct source *s, const struct source_setup *setup, const char *text)
{
    *s = (struct source){.setup = *setup};
    arena_init(&s->arena);
    block_pool_init(&s->pool, setup->read_size);
    const char *wrong = read_text(s, text);
    if (wrong)
        bug("'%s' was sound before: %s", text, wrong);
    if (setup->follows && s->kind == &source_file)
        s->kind = &source_follow;
    s->kind->open(s);
}

void source_close(struct source *s)
{
    while (s->streams) {
        stream_close_fd(s->streams);
        stream_free(s->streams);
    }
    if (s->kind->close)
        s->kind->close(s);
    block_pool_release(&s->pool);
    arena_release(&s->arena);
}

static struct block *give(struct stream *t, struct block *block)
{
    block->stream = t;
    t->nblocks++;
    return block;
}

// Behind its last line comes a block that says so.
static struct block *end_stream(struct stream *t)
{
    struct block *last = give(t, block_take(&t->source->pool, 0));
    last->is_last = true;
    t->has_ended = true;
    stop_watching(t);
    t->kind->ended(t, framer_error(t->framer));
    return last;
}

// After a read: it may have more at once, or has to be asked.
static void stand_again(struct stream *t)
{
    bool holds = framer_holds(t->framer) || (t->kind->holds && t->kind->holds(t));
    bool is_asked = t->kind->wake == WAKE_POLL_EACH || (t->kind->wake == WAKE_POLL && t->was_short);
    if (holds || !is_asked)
        stream_wake(t);
    else
        watch_again(t);
}

// After a read that brought nothing.
static void dry(struct stream *t)
{
    if (t->kind->holds && t->kind->holds(t))
        stream_wake(t);
    else
        watch_again(t);
}

static enum framer_result read_stream(struct stream *t, struct block **out)
{
    return stream_gives_extents(t) ? stream_next_extent(t, out) : framer_read(t->framer, out);
}

enum source_result source_next(struct source *s, struct block **out)
{
    for (struct stream *t; (t = take_ready(s));) {
        switch (read_stream(t, out)) {
        case FRAMER_BLOCK:
            *out = give(t, *out);
            stand_again(t);
            return SOURCE_BLOCK;
        case FRAMER_WAIT:
            if (s->streams->next)
                framer_rest(t->framer);
            dry(t);
            break;
        case FRAMER_END:
            *out = end_stream(t);
            return SOURCE_BLOCK;
        }
        if (t->kind->wake == WAKE_ALWAYS)
            return SOURCE_WAIT;   // a signal broke a read off, or it waits for its extents
    }
    return s->is_over ? SOURCE_END : SOURCE_WAIT;
}

void source_recycle(struct source *s, struct block *block)
{
    struct stream *t = block->stream;
    block_recycle(&s->pool, block);
    if (--t->nblocks == 0 && t->has_ended)
        stream_free(t);
}

const char *source_error(const struct source *s)
{
    return s->error;
}

void source_place(const struct source *s, uint64_t *done, uint64_t *size)
{
    const struct stream *t = s->is_regular && !s->is_over ? s->streams : NULL;
    off_t at = !t ? -1 : t->is_apart ? (off_t)t->settled : lseek(t->fd, 0, SEEK_CUR);
    *done = at >= 0 ? (uint64_t)at : s->size;
    *size = s->size;
}

bool source_reads(const struct source *s, const struct stat *file)
{
    struct stat st;
    for (const struct stream *t = s->streams; t; t = t->next)
        if (t->fd >= 0 && fstat(t->fd, &st) == 0 && S_ISREG(st.st_mode) &&
            st.st_dev == file->st_dev && st.st_ino == file->st_ino)
            return true;
    return false;
}

void source_tell(struct source *s)
{
    if (s->kind->tell)
        s->kind->tell(s);
}
