// SPDX-License-Identifier: MIT
// parse: fields from a text, by a regex with named groups or by a format.
#include "base/suggest.h"
#include "data/clf.h"
#include "data/logfmt.h"
#include "data/regex.h"
#include "ops/parse.h"

enum { SOURCE, REGEX, FORMAT, OR };

// ---- at work ----

static void reject(const struct parse_stage *p, struct stage *s, struct eval *ev,
                   const char *detail)
{
    struct batch *b = ev->batch;
    const struct row *row = ev->row;
    struct finding f = {.kind = FINDING_BAD_EVENT, .line = row->line, .stage = s->number};
    f.reason = arena_printf(b->arena, "%.*s %s%s%s", (int)p->source->text.n, p->source->text.p,
                            p->miss, detail ? ": " : "", detail ? detail : "");
    f.text = row_line(row, b->chunk->has_texts);
    struct buf made;
    buf_init(&made);
    if (!row->raw) {
        write_row(&made, b->arena, p->shape, row, &s->env->style);
        f.text = (struct str){made.p, made.n - 1};
    }
    chunk_add_finding(b->arena, b->chunk, &f);
    buf_release(&made);
    s->rows_bad++;
    ev->stopped |= b->strict;
}

bool parse_miss(const struct parse_stage *p, struct stage *s, struct eval *ev, struct value v,
                const char *detail)
{
    if (p->on_miss == MISS_KEEP)
        eval_error(ev, p->source->text, value_is_null(v) ? value_null() : v, p->miss);
    else if (p->on_miss == MISS_BAD)
        reject(p, s, ev, detail);
    return p->on_miss == MISS_KEEP;
}

// The groups of the match just made. What stood between quotes in JSON as it is still may.
static void set_groups(const struct parse_stage *p, struct row *row, struct value text)
{
    const size_t *bounds = regex_bounds();
    for (size_t i = 0; i < p->nfields; i++) {
        const struct parse_field *field = &p->fields[i];
        size_t from = bounds[2 * field->group], to = bounds[2 * field->group + 1];
        struct value v = value_null();
        if (from <= to && to != SIZE_MAX) {
            v = cuts_value(&p->cuts, (struct str){text.p + from, to - from});
            v.flags = v.type == VALUE_STR ? text.flags : 0;
        } else if (field->is_again) {
            continue;
        }
        row->cells[field->cell] = v;
    }
}

static void set_nulls(const struct parse_stage *p, struct row *row)
{
    for (size_t i = 0; i < p->nfields; i++)
        row->cells[p->fields[i].cell] = value_null();
}

// True where the text matches; its fields are set then. *detail says why it does not, if more can
// be said than that.
static bool set_fields(struct parse_stage *p, struct row *row, struct value v, const char **detail)
{
    *detail = NULL;
    if (v.type != VALUE_STR)
        return false;
    if (p->regex) {
        enum regex_result result = regex_match(p->regex, value_bytes(v));
        if (result == REGEX_YES)
            set_groups(p, row, v);
        else if (result == REGEX_GAVE_UP)
            *detail = "the regex gave up";
        return result == REGEX_YES;
    }
    p->cuts.n = 0;
    if (!p->cut(p, value_bytes(v))) {
        *detail = p->cuts.reason;
        return false;
    }
    for (size_t i = 0; i < p->nfields; i++)
        row->cells[p->fields[i].cell] = p->cuts.at[i].value;
    return true;
}

static enum flow push_fields(struct stage *s, struct batch *b)
{
    struct parse_stage *p = s->state;
    struct eval ev = eval_begin(b, s->number);
    size_t kept = 0;
    p->cuts.arena = b->arena;
    for (size_t i = 0; i < b->nrows; i++) {
        struct row *row = &b->rows[i];
        const char *detail;
        ev.row = row;
        struct value v = value_decode(b->arena, expr_eval(p->source, &ev));
        bool is_kept = true;
        if (!set_fields(p, row, v, &detail)) {
            set_nulls(p, row);
            is_kept = parse_miss(p, s, &ev, v, detail);
        }
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        if (is_kept)
            b->rows[kept++] = *row;
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

static enum flow parse_push(struct stage *s, struct batch *b)
{
    const struct parse_stage *p = s->state;
    return p->members ? parse_push_members(s, b) : push_fields(s, b);
}

// What it changes while it works.
static void release_tools(struct parse_stage *p)
{
    cuts_release(&p->cuts);
    extract_free(p->extract);
    buf_release(&p->lines);
    arena_release(&p->arena);
}

static void parse_free(struct stage *s)
{
    struct parse_stage *p = s->state;
    release_tools(p);
    regex_free(p->regex);
}

static void *parse_copy(const struct stage *s)
{
    const struct parse_stage *from = s->state;
    struct parse_stage *p = mem_alloc(sizeof *p);
    *p = *from;
    p->cuts = (struct cuts){.keeps_text = from->cuts.keeps_text};
    p->extract = NULL;
    buf_init(&p->lines);
    arena_init(&p->arena);
    return p;
}

static void parse_free_copy(struct stage *s)
{
    release_tools(s->state);
    mem_free(s->state);
}

// ---- formats ----

static bool cut_csv(struct parse_stage *p, struct str text)
{
    size_t used;
    if (csv_read(&p->csv, text, true, &p->cuts, &used) == CSV_BAD)
        return false;
    if (used == text.n && p->cuts.n == p->nfields)
        return true;
    return cuts_fail(&p->cuts, 0, used < text.n ? "more than a line" : "another number of fields");
}

static bool cut_clf(struct parse_stage *p, struct str text)
{
    return clf_read(text, &p->cuts);
}

static bool cut_logfmt(struct parse_stage *p, struct str text)
{
    return logfmt_read(text, &p->cuts);
}

static bool cut_kv(struct parse_stage *p, struct str text)
{
    return kv_read(&p->kv, text, &p->cuts);
}

// ---- opening ----

static void add_field(struct stage_open *o, struct parse_stage *p, struct str name, unsigned group)
{
    p->fields[p->nfields++] = (struct parse_field){scope_add_cell(o->check.scope), group, false};
    scope_set(o->check.scope, name, p->fields[p->nfields - 1].cell);
}

static bool open_regex(struct stage_open *o, const struct node *node, struct parse_stage *p)
{
    p->regex = check_regex(&o->check, node->span, node->text, node->flags);
    if (!p->regex)
        return false;
    struct str name, before;
    unsigned group, unused;
    size_t n = 0;
    while (regex_name(p->regex, n, &name, &group))
        n++;
    if (n == 0) {
        diag_error(o->check.diag, node->span,
                   "this regex has no named group, so it makes no field");
        diag_hint(o->check.diag,
                  "name a group: (?<NAME>...); to keep what matches: filter FIELD =~ /regex/");
        return false;
    }
    p->miss = "does not match";
    p->fields = ARENA_ARRAY(o->check.arena, struct parse_field, n);
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        regex_name(p->regex, i, &name, &group);
        while (k < i && regex_name(p->regex, k, &before, &unused) && !str_eq(before, name))
            k++;
        if (k == i)
            add_field(o, p, name, group);
        else
            p->fields[p->nfields++] = (struct parse_field){p->fields[k].cell, group, true};
    }
    return true;
}

static bool no_arguments(struct stage_open *o, const struct arg *format)
{
    if (format->nitems == 0)
        return true;
    diag_error(o->check.diag, format->items[0].span, "%.*s takes nothing in parentheses",
               (int)format->text.n, format->text.p);
    return false;
}

// The name of a column: a name, or a text.
static bool column_name(struct stage_open *o, const struct item *item, struct str *name)
{
    const struct node *node = item->expr;
    bool is_name = node->kind == NODE_PATH && node->nsteps == 1;
    bool is_text = node->kind == NODE_CONST && node->value.type == VALUE_STR;
    if (is_name || is_text) {
        *name = is_name ? node->steps[0].key : value_bytes(node->value);
        return true;
    }
    diag_error(o->check.diag, item->span, "the name of a column belongs here");
    return false;
}

static bool open_csv(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    size_t n = format->nitems;
    struct str *names = ARENA_ARRAY(o->check.arena, struct str, n);
    if (n == 0) {
        diag_error(o->check.diag, format->span, "csv needs the names of its columns here");
        diag_hint(o->check.diag, "such as csv(a, b, c)");
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!column_name(o, &format->items[i], &names[i]))
            return false;
        for (size_t k = 0; k < i; k++)
            if (str_eq(names[k], names[i])) {
                diag_error(o->check.diag, format->items[i].span, "there is a column '%.*s' already",
                           (int)names[i].n, names[i].p);
                return false;
            }
    }
    p->csv = (struct csv){',', true, SIZE_MAX - 1};
    p->cut = cut_csv;
    p->fields = ARENA_ARRAY(o->check.arena, struct parse_field, n);
    for (size_t i = 0; i < n; i++)
        add_field(o, p, names[i], 0);
    return true;
}

static bool open_clf(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    if (!no_arguments(o, format))
        return false;
    p->cut = cut_clf;
    p->fields = ARENA_ARRAY(o->check.arena, struct parse_field, CLF_FIELDS);
    for (int i = 0; i < CLF_FIELDS; i++)
        add_field(o, p, str_of(clf_names[i]), 0);
    return true;
}

// The fields of an object: nobody knows their names, so the row must be an event.
static bool open_members(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    struct scope *scope = o->check.scope;
    if (!scope->shape.is_open) {
        diag_error(o->check.diag, format->span,
                   "the fields of %.*s are not known before the run, and these rows have only "
                   "those of a stage above",
                   (int)format->text.n, format->text.p);
        diag_hint(o->check.diag, "parse before that stage");
        return false;
    }
    p->object_cell = scope_add_cell(scope);
    p->members = scope_merge(scope, p->object_cell);
    return true;
}

static bool open_json(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    p->miss = "is not a JSON object";
    return no_arguments(o, format) && open_members(o, format, p);
}

static bool open_logfmt(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    p->cut = cut_logfmt;
    return no_arguments(o, format) && open_members(o, format, p);
}

static bool separator(struct stage_open *o, const struct item *item, struct str *out)
{
    const struct node *node = item->expr;
    if (node->kind == NODE_CONST && node->value.type == VALUE_STR && node->value.len) {
        *out = value_bytes(node->value);
        return true;
    }
    diag_error(o->check.diag, item->span, "a text that separates belongs here");
    return false;
}

static bool open_kv(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    p->kv = (struct kv){STR(","), STR("=")};
    p->cut = cut_kv;
    if (format->nitems != 0 && format->nitems != 2) {
        diag_error(o->check.diag, format->span,
                   "kv takes what stands between pairs, and between key and value");
        diag_hint(o->check.diag, "such as kv(\",\", \"=\")");
        return false;
    }
    if (format->nitems && (!separator(o, &format->items[0], &p->kv.pair) ||
                           !separator(o, &format->items[1], &p->kv.key)))
        return false;
    return open_members(o, format, p);
}

static const struct {
    const char *name, *miss;
    bool (*open)(struct stage_open *o, const struct arg *format, struct parse_stage *p);
} formats[] = {
    {"json", "is not a JSON object", open_json},
    {"logfmt", "is not logfmt", open_logfmt},
    {"csv", "is not a record of these columns", open_csv},
    {"clf", "is not a line of an access log", open_clf},
    {"kv", "is not pairs of keys and values", open_kv},
};

static bool open_format(struct stage_open *o, const struct arg *format, struct parse_stage *p)
{
    struct suggest near = suggest_begin(format->text);
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (str_is(format->text, formats[i].name)) {
            p->miss = formats[i].miss;
            return formats[i].open(o, format, p);
        }
        suggest_offer(&near, formats[i].name);
    }
    struct span name = {format->span.source, format->span.from,
                        format->span.from + (uint32_t)format->text.n};
    diag_error(o->check.diag, name, "unknown format '%.*s'", (int)format->text.n, format->text.p);
    if (suggest_best(&near))
        diag_hint(o->check.diag, "did you mean '%s'?", suggest_best(&near));
    else
        diag_hint(o->check.diag, "there are json, logfmt, csv(a, b), clf and kv(\",\", \"=\")");
    return false;
}

static bool one_way(struct stage_open *o, const struct stage_ast *ast)
{
    bool has_regex = ast->args[REGEX].given, has_format = ast->args[FORMAT].given;
    if (has_regex != has_format)
        return true;
    if (has_regex) {
        diag_error(o->check.diag, ast->args[FORMAT].span, "a regex or a format, not both");
    } else {
        struct span end = {ast->span.source, ast->args[SOURCE].span.to,
                           ast->args[SOURCE].span.to + 1};
        diag_error(o->check.diag, end, "parse needs a regex or a format");
        diag_hint(o->check.diag, "usage: %s", ast->syntax->usage);
    }
    return false;
}

static bool parse_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    if (!one_way(o, ast))
        return false;
    struct parse_stage *p = ARENA_NEW(o->check.arena, struct parse_stage);
    const struct node *path = ast->args[SOURCE].items[0].expr;
    p->source = check_expr(&o->check, path);
    if (!p->source || !check_types(&o->check, p->source, path->span, TYPE_STR, "parse"))
        return false;
    arena_init(&p->arena);
    buf_init(&p->lines);
    *state = p;
    p->cuts.keeps_text = o->keeps_text;
    if (!o->check.scope->has_line)
        p->shape = scope_shape(o->check.scope);
    if (ast->args[OR].given)
        p->on_miss = str_is(ast->args[OR].text, "drop") ? MISS_DROP : MISS_BAD;
    if (ast->args[REGEX].given)
        return open_regex(o, ast->args[REGEX].items[0].expr, p);
    return open_format(o, &ast->args[FORMAT], p);
}

const struct stage_row stage_parse = {
    .syntax = {
        .name = "parse",
        .usage = "parse PATH /regex/ [or drop|or bad], or parse PATH as FORMAT [or drop|or bad]",
        .summary = "fields from a text, by a regex with named groups or by a format: json, logfmt, "
                   "csv(a, b), clf, kv(\",\", \"=\")",
        .note = "The fields replace those of the same name. Text that reads as a JSON number is "
                "a number, unless --text is given. A group that took no part is null. A text "
                "that does not match, or no text, is counted, and the event kept with nulls; 'or "
                "drop' drops it, 'or bad' sends it to the bad output. clf is the Common and "
                "Combined Log Format of web servers: host ident user time method path protocol "
                "status bytes referer agent, with the time as in RFC 3339 and - as null; a "
                "request that is not three words is a path. What goes by that time, as windows do, "
                "stands behind the stage 'time time'. kv takes what stands between pairs, "
                "and what stands between key and value. The fields of json, logfmt and kv are "
                "known only when the event is there, so these do not stand below project or "
                "aggregate.",
        .example = "parse msg /took (?<ms>\\d+) ms(, (?<rows>\\d+) rows)?/",
        .input = "{\"msg\":\"query took 12 ms\"}\n{\"msg\":\"took 7 ms, 3 rows\",\"rows\":0}\n",
        .output = "{\"msg\":\"query took 12 ms\",\"ms\":12,\"rows\":null}\n"
                  "{\"msg\":\"took 7 ms, 3 rows\",\"rows\":3,\"ms\":7}\n",
        .args = {[SOURCE] = {.kind = ARG_PATH, .what = "the field to parse"},
                 [REGEX] = {.kind = ARG_REGEX, .flags = ARG_OPTIONAL, .what = "a regex"},
                 [FORMAT] = {.kind = ARG_FORMAT,
                             .keyword = "as",
                             .what = "a format: json, logfmt, csv(a, b), clf or kv(\",\", \"=\")"},
                 [OR] = {.kind = ARG_CHOICE,
                         .keyword = "or",
                         .choices = "drop bad",
                         .what = "'drop' or 'bad'"}},
    },
    .is_stateless = true,
    .open = parse_open,
    .push = parse_push,
    .free = parse_free,
    .copy = parse_copy,
    .free_copy = parse_free_copy,
};
