// SPDX-License-Identifier: MIT
#include "run/explain.h"

#include "data/text.h"
#include "run/facts.h"

#include <stdio.h>

// ---- for people ----

enum { INDENT = 2, NAME_WIDTH = 13, WIDTH = 98 };

// Words in lines of some width, each line but the first begun by `margin` spaces.
static void put_wrapped(struct buf *out, const char *text, int margin)
{
    int column = margin;
    while (*text) {
        int n = (int)strcspn(text, " ");
        if (column + n > WIDTH && column > margin) {
            while (out->n && out->p[out->n - 1] == ' ')
                out->n--;
            buf_printf(out, "\n%*s", margin, "");
            column = margin;
        }
        int gap = (int)strspn(text + n, " ");
        for (int i = 0; i < n + gap; i++)             // names may hold anything
            buf_putc(out, (unsigned char)text[i] < ' ' ? ' ' : text[i]);
        column += n + gap;
        text += n + gap;
    }
    buf_putc(out, '\n');
}

// NAME  TEXT under `margin`.
static void put_pair(struct buf *out, int margin, const char *name, const char *text)
{
    int width = NAME_WIDTH - INDENT;
    buf_printf(out, "%*s%-*s  ", margin, "", width, name);
    put_wrapped(out, text, margin + width + 2);
}

// A line of a stage: NAME TEXT under `margin`, where the first line has that already.
static void put_line(struct buf *out, bool *is_first, int margin, const char *name,
                     const char *text)
{
    enum { WORD = 8 };            // the longest usual name
    if (!*is_first)
        buf_printf(out, "%*s", margin, "");
    *is_first = false;
    buf_printf(out, "%-*s  ", WORD, name);
    put_wrapped(out, text, margin + WORD + 2);
}

// `width`: of the longest name of a stage.
static void put_stage(struct buf *out, int number, const struct stage_facts *s, int width)
{
    size_t from = out->n;
    buf_printf(out, "  %2d %-*s  ", number, width, s->name);
    int margin = (int)(out->n - from);
    bool is_first = true;
    for (size_t i = 0; i < s->nsettings; i++)
        put_line(out, &is_first, margin, s->settings[i].name, s->settings[i].value);
    if (!s->keeps && strcmp(s->speaks, "at once") == 0) {
        put_line(out, &is_first, margin, "keeps", "nothing, speaks at once");
        return;
    }
    put_line(out, &is_first, margin, "keeps", s->keeps ? s->keeps : "nothing");
    put_line(out, &is_first, margin, "speaks", s->speaks);
}

static void put_stages(struct buf *out, const struct facts *f)
{
    int width = 0;
    for (int i = 0; i < f->nstages; i++)
        if ((int)strlen(f->stages[i].name) > width)
            width = (int)strlen(f->stages[i].name);
    buf_puts(out, "\nstages\n");
    for (int i = 0; i < f->nstages; i++)
        put_stage(out, i + 1, &f->stages[i], width);
}

static void put_pipeline(struct buf *out, const struct facts *f)
{
    buf_puts(out, "pipeline\n");
    for (int i = 0; i < f->nstages; i++)
        buf_printf(out, "  %s%s\n", i ? "| " : "", f->stages[i].text);
    if (f->nstages == 0)
        buf_puts(out, "  none: the input is checked and passed on\n");
}

static void put_halves(struct buf *out, const struct facts *f)
{
    int n = 0;
    while (n < f->nstages && f->stages[n].is_parallel)
        n++;
    if (n == 1)
        buf_puts(out, "  stage 1 runs before the in-order half\n");
    else if (n > 1)
        buf_printf(out, "  stages 1 to %d run before the in-order half\n", n);
}

static void put_names(struct buf *out, const char *name, const struct names *names)
{
    struct buf text;
    buf_init(&text);
    for (size_t i = 0; i < names->n; i++)
        buf_printf(&text, "%s%s", i ? ", " : "", names->at[i]);
    put_pair(out, INDENT, name, buf_cstr(&text));
    buf_release(&text);
}

static void put_rows(struct buf *out, const struct facts *f)
{
    buf_puts(out, "\nfields\n");
    if (f->reads.n)
        put_names(out, "read", &f->reads);
    else
        put_pair(out, INDENT, "read", "none");
    const char *own =
        f->is_changed ? "the event's own, with the changes above" : "the event as it came";
    if (f->is_open)
        put_pair(out, INDENT, "written", own);
    else
        put_names(out, "written", &f->columns);
}

static void put_exempt(struct buf *out, const struct facts *f)
{
    buf_puts(out, "\nnot determined by the input\n");
    for (size_t i = 0; i < f->exempt.n; i++) {
        buf_printf(out, "  ");
        put_wrapped(out, f->exempt.at[i], INDENT);
    }
    if (f->exempt.n == 0)
        buf_puts(out, "  nothing: the same input gives the same output, byte for byte\n");
}

void explain_text(const struct plan *p, const struct settings *settings, struct buf *out)
{
    struct arena arena;
    struct facts f;
    arena_init(&arena);
    facts_init(&f, &arena, p, settings);
    put_pipeline(out, &f);
    if (f.nstages)
        put_stages(out, &f);
    put_halves(out, &f);
    put_rows(out, &f);
    put_exempt(out, &f);
    buf_puts(out, "\nsettings\n");
    for (size_t i = 0; i < f.settings.n; i++) {
        const struct fact *fact = &f.settings.at[i];
        put_pair(out, INDENT, fact->name, fact->said ? fact->said : fact->value);
    }
    facts_release(&f);
    arena_release(&arena);
}

// ---- for programs ----

static void put_text(struct buf *out, const char *text)
{
    if (!text) {
        buf_puts(out, "null");
        return;
    }
    buf_putc(out, '"');
    text_escape(out, str_of(text));
    buf_putc(out, '"');
}

static void put_member(struct buf *out, const char *name, const char *text)
{
    if (out->n && out->p[out->n - 1] != '{')
        buf_putc(out, ',');
    put_text(out, name);
    buf_putc(out, ':');
    put_text(out, text);
}

static void put_list(struct buf *out, const char *name, const struct names *names)
{
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < names->n; i++) {
        buf_puts(out, i ? "," : "");
        put_text(out, names->at[i]);
    }
    buf_putc(out, ']');
}

static void put_object(struct buf *out, const char *name, const struct fact *facts, size_t n)
{
    buf_printf(out, ",\"%s\":{", name);
    for (size_t i = 0; i < n; i++)
        put_member(out, facts[i].name, facts[i].value);
    buf_putc(out, '}');
}

static void put_stage_json(struct buf *out, int number, const struct stage_facts *s)
{
    buf_printf(out, "%s{\"number\":%d", number > 1 ? "," : "", number);
    put_member(out, "name", s->name);
    put_member(out, "text", s->text);
    buf_printf(out, ",\"parallel\":%s", s->is_parallel ? "true" : "false");
    put_member(out, "keeps", s->keeps);
    put_member(out, "speaks", s->speaks);
    put_member(out, "exempt", s->exempt);
    put_object(out, "settings", s->settings, s->nsettings);
    buf_putc(out, '}');
}

void explain_json(const struct plan *p, const struct settings *settings, struct buf *out)
{
    struct arena arena;
    struct facts f;
    arena_init(&arena);
    facts_init(&f, &arena, p, settings);
    buf_putc(out, '{');
    put_member(out, "pipeline", arena_strndup(&arena, p->text.p, p->text.n));
    buf_puts(out, ",\"stages\":[");
    for (int i = 0; i < f.nstages; i++)
        put_stage_json(out, i + 1, &f.stages[i]);
    buf_putc(out, ']');
    put_list(out, "reads", &f.reads);
    if (f.is_open)
        buf_puts(out, ",\"columns\":null");
    else
        put_list(out, "columns", &f.columns);
    put_list(out, "exempt", &f.exempt);
    put_object(out, "settings", f.settings.at, f.settings.n);
    buf_puts(out, "}\n");
    facts_release(&f);
    arena_release(&arena);
}
