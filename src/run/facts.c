// SPDX-License-Identifier: MIT
#include "run/facts.h"

#include "data/zone.h"
#include "funcs/func.h"
#include "lang/unparse.h"
#include "run/live.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>

// ---- texts ----

static const char *copy_buf(struct arena *a, struct buf *b)
{
    const char *text = arena_strndup(a, b->p, b->n);
    buf_release(b);
    return text;
}

static void add_name(struct arena *a, struct names *names, const char *name)
{
    const char **at = ARENA_ARRAY(a, const char *, names->n + 1);
    for (size_t i = 0; i < names->n; i++)
        at[i] = names->at[i];
    at[names->n++] = name;
    names->at = at;
}

static const char *length_text(struct arena *a, int64_t ns)
{
    struct buf b;
    buf_init(&b);
    duration_print(&b, (struct duration){.ns = ns});
    return copy_buf(a, &b);
}

static const char *joined(struct arena *a, const char *const *parts, size_t n)
{
    struct buf b;
    buf_init(&b);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", parts[i]);
    return copy_buf(a, &b);
}

// ---- stages ----

// Take the next line NAME<tab>TEXT; false at the end.
static bool take_line(struct arena *a, struct str *rest, struct fact *fact)
{
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    const char *tab = end ? memchr(rest->p, '\t', (size_t)(end - rest->p)) : NULL;
    if (!tab)
        return false;
    *fact = (struct fact){
        .name = arena_strndup(a, rest->p, (size_t)(tab - rest->p)),
        .value = arena_strndup(a, tab + 1, (size_t)(end - tab - 1)),
    };
    rest->n -= (size_t)(end + 1 - rest->p);
    rest->p = end + 1;
    return true;
}

static void take_described(struct arena *a, struct stage_facts *f, struct str described)
{
    struct fact fact;
    f->settings = ARENA_ARRAY(a, struct fact, described.n);   // more than there are lines
    while (take_line(a, &described, &fact)) {
        if (strcmp(fact.name, "keeps") == 0)
            f->keeps = strcmp(fact.value, "nothing") == 0 ? NULL : fact.value;
        else if (strcmp(fact.name, "speaks") == 0)
            f->speaks = fact.value;
        else if (strcmp(fact.name, "exempt") == 0)
            f->exempt = fact.value;
        else
            f->settings[f->nsettings++] = fact;
    }
}

static void gather_stage(struct facts *facts, struct stage_facts *f, const struct stage *s,
                         const struct stage_ast *ast)
{
    struct arena *a = facts->arena;
    struct buf text, described;
    buf_init(&text);
    buf_init(&described);
    unparse_stage(&text, ast);
    *f = (struct stage_facts){
        .name = s->row->syntax.name,
        .text = copy_buf(a, &text),
        .keeps = s->row->keeps,
        .speaks = s->row->speaks ? s->row->speaks : "at once",
        .exempt = s->row->exempt,
    };
    if (s->row->describe)
        s->row->describe(s, &described);
    take_described(a, f, (struct str){described.p, described.n});
    buf_release(&described);
}

static void gather_stages(struct facts *f, const struct plan *p)
{
    f->nstages = p->nstages;
    f->stages = ARENA_ARRAY(f->arena, struct stage_facts, (size_t)p->nstages);
    bool is_parallel = true;
    int i = 0;
    for (const struct stage_ast *ast = p->pipeline.first; ast; ast = ast->next, i++) {
        gather_stage(f, &f->stages[i], &p->stages[i], ast);
        f->stages[i].is_parallel = is_parallel = is_parallel && stage_is_parallel(&p->stages[i]);
    }
}

// ---- fields ----

static void gather_fields(struct facts *f, const struct field *parent, const char *above)
{
    for (const struct field *m = parent->first; m; m = m->next) {
        const char *name = arena_printf(f->arena, "%s%s%.*s", above, *above ? "." : "",
                                        (int)m->key.n, m->key.p);
        if (m->cell != CELL_NONE && m->asked)
            add_name(f->arena, &f->reads, name);
        gather_fields(f, m, name);
    }
}

// The tree has them newest first.
static void reverse(struct names *names)
{
    for (size_t i = 0; i < names->n / 2; i++) {
        const char *other = names->at[names->n - 1 - i];
        names->at[names->n - 1 - i] = names->at[i];
        names->at[i] = other;
    }
}

static void gather_columns(struct facts *f, const struct shape *shape)
{
    f->is_open = shape->is_open;
    f->is_changed = shape->edits != NULL;
    for (size_t i = 0; i < shape->ncolumns; i++)
        add_name(f->arena, &f->columns,
                 arena_strndup(f->arena, shape->columns[i].name.p, shape->columns[i].name.n));
}

// ---- what the input does not determine ----

static const char *impure_call(const struct node *node)
{
    if (!node)
        return NULL;
    const struct func_row *row = node->kind == NODE_CALL ? func_find(node->text) : NULL;
    if (row && row->impure)
        return row->name;
    const char *found = NULL;
    for (size_t i = 0; i < node->nargs && !found; i++)
        found = impure_call(node->args[i]);
    return found;
}

static const char *impure_stage(const struct stage_ast *ast)
{
    const char *found = NULL;
    for (int i = 0; ast->syntax->args[i].kind != ARG_END; i++)
        for (size_t k = 0; k < ast->args[i].nitems && !found; k++) {
            found = impure_call(ast->args[i].items[k].expr);
            if (!found)
                found = impure_call(ast->args[i].items[k].where);
        }
    return found;
}

static bool is_live(const char *input)
{
    struct stat st;
    return strcmp(input, "-") == 0 || (stat(input, &st) == 0 && !S_ISREG(st.st_mode));
}

static void gather_exempt(struct facts *f, const struct plan *p, const struct settings *settings)
{
    struct arena *a = f->arena;
    if (p->entry.is_used && p->entry.is_arrival)
        add_name(a, &f->exempt, "event time: the wall clock when a line is read");
    int i = 0;
    for (const struct stage_ast *ast = p->pipeline.first; ast; ast = ast->next, i++) {
        const char *call = impure_stage(ast);
        if (call)
            add_name(a, &f->exempt, arena_printf(a, "stage %d: %s()", i + 1, call));
        if (f->stages[i].exempt)
            add_name(a, &f->exempt, arena_printf(a, "stage %d: %s", i + 1, f->stages[i].exempt));
    }
    for (size_t k = 0; k < settings->ninputs && settings->ninputs > 1; k++)
        if (is_live(settings->inputs[k])) {
            add_name(a, &f->exempt,
                     "the order in which several inputs are read: not all are files");
            break;
        }
}

// ---- settings ----

static void add_setting(struct facts *f, const char *name, const char *value, const char *said)
{
    *VEC_PUSH(&f->settings) = (struct fact){name, value, said};
}

static void add_switch(struct facts *f, const char *name, bool is_on)
{
    add_setting(f, name, is_on ? "yes" : "no", NULL);
}

static const char *default_time(struct arena *a)
{
    struct buf b;
    buf_init(&b);
    buf_puts(&b, "the first of");
    for (int i = 0; i < TIME_FIELDS; i++)
        buf_printf(&b, " %s", time_fields[i]);
    buf_puts(&b, " that holds a time in the first event that has any");
    return copy_buf(a, &b);
}

static void add_time(struct facts *f, const struct plan *p)
{
    struct arena *a = f->arena;
    if (!p->entry.is_used)
        add_setting(f, "time", NULL, "not looked at where events enter: no stage needs it there");
    else if (p->entry.is_arrival)
        add_setting(f, "time", "arrival", "arrival: the wall clock when a line is read");
    else if (p->entry.expr)
        add_setting(f, "time",
                    arena_printf(a, "%.*s", (int)p->entry.expr->text.n, p->entry.expr->text.p),
                    NULL);
    else
        add_setting(f, "time", "default", default_time(a));
}

static const char *place(struct arena *a, const char *const *specs, size_t n, const char *standard)
{
    const char **parts = ARENA_ARRAY(a, const char *, n);
    for (size_t i = 0; i < n; i++)
        parts[i] = strcmp(specs[i], "-") == 0 ? standard : specs[i];
    return joined(a, parts, n);
}

static const char *size_text(struct arena *a, size_t bytes)
{
    static const struct {
        int shift;
        char letter;
    } units[] = {{30, 'G'}, {20, 'M'}, {10, 'k'}};
    for (int i = 0; i < 3; i++)
        if (bytes && bytes % ((size_t)1 << units[i].shift) == 0)
            return arena_printf(a, "%zu%c", bytes >> units[i].shift, units[i].letter);
    return arena_printf(a, "%zu", bytes);
}

static void gather_input(struct facts *f, const struct plan *p, const struct settings *s)
{
    struct arena *a = f->arena;
    add_setting(f, "input", joined(a, s->inputs, s->ninputs),
                place(a, s->inputs, s->ninputs, "standard input"));
    bool is_json = format_is_json(s->from.format);
    add_setting(f, "from", is_json ? "json" : format_name(s->from.format),
                is_json ? "json: one object a line" : NULL);
    add_setting(f, "max-line", size_text(a, s->max_line), NULL);
    add_time(f, p);
    add_setting(f, "delay", length_text(a, s->delay),
                arena_printf(a, "%s: the watermark is the largest event time seen%s%s",
                             length_text(a, s->delay), s->delay ? " - " : "",
                             s->delay ? length_text(a, s->delay) : ""));
    add_setting(f, "lateness", length_text(a, s->lateness), NULL);
    const char *idle = s->idle == LIVE_NEVER ? "never" : length_text(a, s->idle);
    add_setting(f, "skew", length_text(a, s->skew),
                arena_printf(a, "%s, of live inputs", length_text(a, s->skew)));
    add_setting(f, "idle", idle, arena_printf(a, "%s, of live inputs", idle));
    if (s->replay_speed > 0)
        add_setting(f, "replay", arena_printf(a, "%gx", s->replay_speed), NULL);
    add_setting(f, "tz", s->zone ? zone_name(s->zone) : "UTC", NULL);
}

static void gather_output(struct facts *f, const struct settings *s)
{
    struct arena *a = f->arena;
    add_setting(f, "output", joined(a, s->outputs, s->noutputs),
                place(a, s->outputs, s->noutputs, "standard output"));
    const struct output_format *to = s->format ? s->format : output_format_at(0);
    add_setting(f, "to", to->name, s->format ? NULL : "json: one object a line");
    add_setting(f, "time-format", s->time_text, NULL);
    add_setting(f, "late", s->late, s->late ? NULL : "counted, not kept");
    add_setting(f, "bad", s->bad, s->bad ? NULL : "counted, the first few shown");
    add_switch(f, "strict", s->strict);
    add_switch(f, "fail-empty", s->fail_empty);
    add_setting(f, "jobs", s->jobs ? arena_printf(f->arena, "%zu", s->jobs) : NULL,
                s->jobs ? NULL : "one for each processor, less one for pipes and sockets");
}

void facts_init(struct facts *f, struct arena *a, const struct plan *p,
                const struct settings *settings)
{
    *f = (struct facts){.arena = a};
    gather_stages(f, p);
    gather_fields(f, &p->fields.root, "");
    reverse(&f->reads);
    gather_columns(f, p->shape);
    gather_exempt(f, p, settings);
    gather_input(f, p, settings);
    gather_output(f, settings);
}

void facts_release(struct facts *f)
{
    VEC_FREE(&f->settings);
}
