// SPDX-License-Identifier: MIT
#include "io/sink.h"

#include "base/suggest.h"
#include "io/amount.h"
#include "io/net.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// ---- the table ----

#define SINK(name) extern const struct sink_kind sink_##name;
#include "io/sinks.def"
#undef SINK

static const struct sink_kind *const kinds[] = {
#define SINK(name) &sink_##name,
#include "io/sinks.def"
#undef SINK
    NULL,
};

const struct sink_kind *sink_kind_at(int i)
{
    return kinds[i];
}

// What has no kind is standard output or a file.
static const struct sink_kind *find_kind(const struct url *u)
{
    if (u->kind.n == 0)
        return strcmp(u->place, "-") == 0 ? &sink_stdout : &sink_file;
    for (int i = 0; kinds[i]; i++)
        if (str_is(u->kind, kinds[i]->name))
            return kinds[i];
    return NULL;
}

// ---- mistakes ----

// A sentence in the arena.
static const char *sentence(struct arena *a, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    size_t n = (size_t)vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_alloc(a, n + 1);
    vsnprintf(text, n + 1, format, args);
    return text;
}

bool sink_wrong(struct sink_reading *r, const char *hint, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    r->fault->error = sentence(r->sink->arena, format, args);
    va_end(args);
    r->fault->hint = hint;
    return false;
}

static bool is_reserved(struct str kind)
{
    return str_is(kind, "kafka") || str_is(kind, "prom");
}

static bool wrong_kind(struct sink_reading *r)
{
    struct str kind = r->url->kind;
    struct suggest near = suggest_begin(kind);
    for (int i = 0; kinds[i]; i++)
        suggest_offer(&near, kinds[i]->name);
    if (is_reserved(kind))
        return sink_wrong(r, NULL, "%.*s:// is not in this version", (int)kind.n, kind.p);
    const char *best = suggest_best(&near), *hint = "'weir -h destinations' lists them";
    if (best)
        hint = arena_printf(r->sink->arena, "did you mean '%s'? %s", best, hint);
    return sink_wrong(r, hint, "unknown kind of destination '%.*s'", (int)kind.n, kind.p);
}

// What the kind's options are, for a hint.
static const char *option_names(struct arena *a, const struct sink_kind *kind)
{
    const char *names = "it has:";
    for (int i = 0; kind->options[i].name; i++) {
        const struct sink_option *o = &kind->options[i];
        names = arena_printf(a, "%s%s %s%s%s", names, i ? "," : "", o->name, o->value ? "=" : "",
                             o->value ? o->value : "");
    }
    return kind->options[0].name ? names : "it has no options";
}

static bool wrong_option(struct sink_reading *r, const struct url_option *option)
{
    const struct sink_kind *kind = r->sink->kind;
    struct suggest near = suggest_begin(option->name);
    for (int i = 0; kind->options[i].name; i++)
        suggest_offer(&near, kind->options[i].name);
    const char *hint = option_names(r->sink->arena, kind), *best = suggest_best(&near);
    if (best)
        hint = arena_printf(r->sink->arena, "did you mean '%s'?", best);
    return sink_wrong(r, hint, "unknown option '%.*s' of %s://", (int)option->name.n,
                      option->name.p, kind->name);
}

static bool wrong_value(struct sink_reading *r, const char *name, const char *wants)
{
    return sink_wrong(r, NULL, "'%s' wants %s", name, wants);
}

bool sink_take_size(struct sink_reading *r, const char *name, size_t *bytes)
{
    const char *value = url_take(r->url, name);
    return !value || amount_read_size(value, bytes) ||
           wrong_value(r, name, "a size below 4G such as 64k or 16M");
}

bool sink_take_duration(struct sink_reading *r, const char *name, int64_t *ns)
{
    const char *value = url_take(r->url, name);
    return !value || amount_read_duration(value, ns) ||
           wrong_value(r, name, "a duration such as 30s or 1h30m");
}

bool sink_take_flag(struct sink_reading *r, const char *name, bool *flag)
{
    const char *value = url_take(r->url, name);
    *flag = value != NULL;
    return !value || !*value || wrong_value(r, name, "no value");
}

bool sink_take_place(struct sink_reading *r, struct net_place *place)
{
    struct sink *s = r->sink;
    const char *why = strcmp(s->kind->name, "unix") == 0
                          ? net_read_path(place, s->place)
                          : net_read_host_port(place, s->arena, s->place);
    s->name = arena_printf(s->arena, "%s://%s", s->kind->name, s->place);
    return !why || sink_wrong(r, NULL, "%s", why);
}

// ---- life ----

static bool read_name(struct sink_reading *r)
{
    struct sink *s = r->sink;
    s->kind = find_kind(r->url);
    s->place = r->url->place;
    if (!s->kind)
        return wrong_kind(r);
    if (!*s->place)
        return sink_wrong(r, arena_printf(s->arena, "write %s", s->kind->usage),
                          "there is no place to write to");
    if (s->kind->init && !s->kind->init(r))
        return false;
    const struct url_option *unknown = url_untaken(r->url);
    return !unknown || wrong_option(r, unknown);
}

bool sink_init(struct sink *s, struct arena *a, const char *spec, struct sink_fault *fault)
{
    struct url url;
    *s = (struct sink){.name = spec, .fd = -1, .suffix = "ndjson", .arena = a};
    url_init(&url, a, spec);
    struct sink_reading r = {s, &url, fault};
    bool is_sound = read_name(&r);
    url_release(&url);
    return is_sound;
}

bool sink_check_spec(struct arena *a, const char *spec, struct sink_fault *fault)
{
    struct sink s;
    return sink_init(&s, a, spec, fault);
}

void sink_open(struct sink *s, struct loop *loop)
{
    s->loop = loop;
    s->kind->open(s);
}

void sink_flush(struct sink *s)
{
    if (s->buf.n && !s->is_gone)
        s->kind->flush(s);
    buf_clear(&s->buf);
}

void sink_reopen(struct sink *s)
{
    if (s->is_gone || !s->kind->reopen)
        return;
    sink_flush(s);
    s->kind->reopen(s);
}

void sink_close(struct sink *s)
{
    sink_flush(s);
    s->kind->close(s);
}

void sink_release(struct sink *s)
{
    buf_release(&s->buf);
    buf_release(&s->header);
    mem_free(s->failure);
}

size_t sink_count_lines(struct str text)
{
    size_t n = 0;
    const char *p = text.p, *end = text.p + text.n;
    for (; p < end && (p = memchr(p, '\n', (size_t)(end - p))); p++)
        n++;
    return n;
}

void sink_fail(struct sink *s, const char *format, ...)
{
    s->is_gone = true;
    if (s->failure)
        return;
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t n = (size_t)vsnprintf(NULL, 0, format, again);
    va_end(again);
    s->failure = mem_alloc(n + 1);
    vsnprintf(s->failure, n + 1, format, args);
    va_end(args);
}
