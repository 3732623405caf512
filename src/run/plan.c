// SPDX-License-Identifier: MIT
#include "run/plan.h"

#include "base/hash.h"
#include "lang/parse.h"
#include "lang/unparse.h"
#include "ops/windowed.h"

static const struct stage_row *row_of(const struct stage_ast *ast)
{
    // The syntax is the first member of the row it belongs to.
    return (const struct stage_row *)(const void *)ast->syntax;
}

// -t: where events enter. `arrival` is the wall clock.
static void open_entry_time(struct plan *p, struct stage_open *o, struct parse *parse,
                            const struct source_text *text)
{
    if (str_is(text->text, "arrival")) {
        p->entry.is_arrival = true;
        return;
    }
    struct node *node = parse_expression(parse, text);
    struct expr *e = node ? check_expr(&o->check, node) : NULL;
    if (!e || !check_types(&o->check, e, node->span, TYPE_TIME | TYPE_STR | TYPE_NUM, "-t"))
        return;
    p->entry.expr = o->time = e;
    p->entry.is_used = false;
}

static void open_stage(struct plan *p, struct stage_open *o, const struct stage_ast *ast,
                       struct stage *s)
{
    bool has_entry_time = o->time_source == TIME_AT_ENTRY;
    s->sequences.has_time = o->time_source != TIME_ABSENT;
    o->check.sequences = s->row->takes_sequences ? &s->sequences : NULL;
    o->number = ast->number;
    if (!s->row->open(o, ast, &s->state))
        o->check.scope->is_unknown = true;
    if (s->sequences.uses_time && has_entry_time)
        p->entry.is_used = true;
    if (o->time_source == TIME_FROM_STAGE && !p->clock_stage)
        p->clock_stage = ast->number;
}

static void open_stages(struct plan *p, struct stage_open *o)
{
    struct stage *s = p->stages;
    for (struct stage_ast *ast = p->pipeline.first; ast; ast = ast->next, s++) {
        *s = (struct stage){
            .row = row_of(ast), .next = s + 1, .env = &p->env, .number = ast->number};
        struct window_link *above = o->link;
        open_stage(p, o, ast, s);
        if (above && o->link == above)
            window_note_between(above, s->row);
    }
}

// Which stages have one below them that listens to the watermark?
static void note_followers(struct plan *p)
{
    bool is_followed = false;
    for (int i = p->nstages; i-- > 0;) {
        p->stages[i].is_followed = is_followed;
        is_followed |= p->stages[i].row->advance != NULL;
    }
}

// The identity of a plan: the canonical text of its pipeline.
static void note_identity(struct plan *p)
{
    struct buf text;
    buf_init(&text);
    unparse_pipeline(&text, &p->pipeline);
    p->text = (struct str){arena_strndup(&p->arena, text.p, text.n), text.n};
    buf_release(&text);
}

static bool has_stdout(const struct settings *settings)
{
    for (size_t i = 0; i < settings->noutputs; i++)
        if (str_is(STR("-"), settings->outputs[i]))
            return true;
    return false;
}

void plan_build(struct plan *p, const struct settings *settings, struct diag *diag)
{
    *p = (struct plan){0};
    arena_init(&p->arena);
    fields_init(&p->fields, &p->arena);
    p->env.has_texts = !format_is_json(settings->from.format);
    if (p->env.has_texts)
        fields_add_cell(&p->fields);          // CELL_LINE
    p->entry.is_absent = !settings->time && !format_may_have_time(&settings->from);
    p->env.style = (struct write_style){settings->time_style, settings->time_format,
                                        settings->zone};
    p->env.strict = settings->strict;
    p->env.format = settings->format;
    struct scope scope;
    scope_init_input(&scope, &p->arena, &p->fields);
    struct parse parse = {&p->arena, diag, stage_syntaxes()};
    parse_pipeline(&parse, settings->pipeline, settings->npipeline, &p->pipeline);
    struct stage_open o = {
        .check = {.arena = &p->arena,
                  .diag = diag,
                  .scope = &scope,
                  .args = settings->args,
                  .nargs = settings->nargs,
                  .zone = settings->zone,
                  .style = &p->env.style,
                  .asking = ASK_FIELD},
        .window = {.kind = WINDOW_GLOBAL},
        .env = &p->env,
        .has_stdout = has_stdout(settings),
        .entry = &p->entry,
        .time_source = p->entry.is_absent ? TIME_ABSENT : TIME_AT_ENTRY,
        .lateness = settings->lateness,
        .delay = settings->delay,
        .keeps_text = settings->from.keeps_text,
        .seed = settings->seed,
    };
    for (const struct stage_ast *ast = p->pipeline.first; ast; ast = ast->next)
        p->nstages++;
    p->stages = ARENA_ARRAY(&p->arena, struct stage, (size_t)p->nstages + 1);
    if (settings->time)
        open_entry_time(p, &o, &parse, settings->time);
    if (diag->errors)
        scope.is_unknown = true;
    open_stages(p, &o);
    if (settings->replay_speed > 0 && !p->entry.is_arrival)
        p->entry.is_used = true;  // to pace it
    p->shape = scope_shape(&scope);
    p->env.is_revised = o.is_revised;
    note_followers(p);
    note_identity(p);
}

static void release_stage(struct stage *s)
{
    if (s->state && s->row->free)
        s->row->free(s);
    sequences_release(&s->sequences);
}

void plan_release(struct plan *p)
{
    for (int i = 0; i < p->nstages; i++)
        release_stage(&p->stages[i]);
    arena_release(&p->arena);
}

// Stages trust what they load, so all of it is checked before: a hash stands behind it.
void plan_save(const struct plan *p, struct buf *out)
{
    size_t from = out->n;
    pack_bytes(out, p->text.p, p->text.n);
    for (int i = 0; i < p->nstages; i++) {
        if (p->stages[i].row->save)
            p->stages[i].row->save(&p->stages[i], out);
        sequences_save(&p->stages[i].sequences, out);
    }
    lateness_save(&p->env.lateness, out);
    pack_u64(out, hash_bytes(out->p + from, out->n - from));
}

// Take the hash off the end; false if it is not that of the rest.
static bool is_sound(struct unpack *in)
{
    if (in->end - in->p < 8)
        return false;
    struct unpack hash = unpack_from(in->end - 8, 8);
    in->end -= 8;
    return unpack_u64(&hash) == hash_bytes(in->p, (size_t)(in->end - in->p));
}

bool plan_load(struct plan *p, struct unpack *in)
{
    if (!is_sound(in) || !str_eq(unpack_bytes(in), p->text))
        return false;
    for (int i = 0; i < p->nstages && !in->failed; i++) {
        if (p->stages[i].row->load)
            p->stages[i].row->load(&p->stages[i], in);
        sequences_load(&p->stages[i].sequences, in);
    }
    lateness_load(&p->env.lateness, in);
    return !in->failed && in->p == in->end;
}
