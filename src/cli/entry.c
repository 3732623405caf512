// SPDX-License-Identifier: MIT
#include "cli/entry.h"

#include "aggs/agg.h"
#include "cli/option_docs.h"
#include "cli/options.h"
#include "data/format.h"
#include "data/reader.h"
#include "funcs/func.h"
#include "io/sink.h"
#include "io/source.h"
#include "ops/stage.h"
#include "ops/window_rows.h"

#include <stdio.h>
#include <string.h>

static bool stage_entry(int i, struct entry *e)
{
    const struct stage_row *row = stage_at(i);
    if (!row)
        return false;
    const struct syntax *s = &row->syntax;
    *e = (struct entry){.name = s->name,
                        .also = s->alias,
                        .usage = s->usage,
                        .summary = s->summary,
                        .note = s->note,
                        .keeps = row->keeps ? row->keeps : "nothing",
                        .speaks = row->speaks ? row->speaks : "at once",
                        .exempt = row->exempt,
                        .example = s->example,
                        .input = s->input,
                        .output = s->output};
    return true;
}

static bool func_entry(int i, struct entry *e)
{
    const struct func_row *f = func_at(i);
    if (!f)
        return false;
    *e = (struct entry){.name = f->name,
                        .group = func_heading(f),
                        .usage = f->usage,
                        .summary = f->summary,
                        .note = f->note,
                        .example = f->example,
                        .input = f->input,
                        .output = f->output};
    return true;
}

static bool agg_entry(int i, struct entry *e)
{
    const struct agg_row *a = agg_at(i);
    if (!a)
        return false;
    *e = (struct entry){.name = a->name,
                        .usage = a->usage,
                        .summary = a->summary,
                        .note = a->note,
                        .example = a->example,
                        .input = a->input,
                        .output = a->output};
    return true;
}

static bool window_entry(int i, struct entry *e)
{
    const struct window_row *w = window_row_at(i);
    if (!w)
        return false;
    bool is_first_clause = !w->called && window_row_at(i - 1)->called;
    *e = (struct entry){.name = w->name,
                        .usage = w->usage,
                        .summary = w->summary,
                        .note = w->note,
                        .group = i == 0            ? "kinds"
                                 : is_first_clause ? "clauses, in any order"
                                                   : NULL,
                        .example = w->example,
                        .input = w->input,
                        .output = w->output};
    return true;
}

static bool input_format_entry(int i, struct entry *e)
{
    const struct format *format = format_at(i);
    if (!format)
        return false;
    const struct format_doc *doc = format_doc(format);
    *e = (struct entry){.name = format_name(format),
                        .summary = doc->summary,
                        .note = doc->note,
                        .group = i == 0 ? "of the input" : NULL,
                        .example = doc->example,
                        .input = doc->input,
                        .output = doc->output};
    snprintf(e->text, sizeof e->text, "--from %s", doc->usage);
    e->usage = e->text;
    return true;
}

static bool output_format_entry(int i, struct entry *e)
{
    const struct output_format *f = output_format_at(i);
    if (!f)
        return false;
    *e = (struct entry){.name = f->name,
                        .summary = f->summary,
                        .group = i == 0 ? "of the output" : NULL,
                        .example = f->example,
                        .input = f->input,
                        .output = f->output};
    snprintf(e->text, sizeof e->text, "--to %s", f->name);
    e->usage = e->text;
    return true;
}

static bool format_entry(int i, struct entry *e)
{
    int ninputs = 0;
    while (format_at(ninputs))
        ninputs++;
    return i < ninputs ? input_format_entry(i, e) : output_format_entry(i - ninputs, e);
}

// "-l, --lateness D"
static void put_option_usage(struct entry *e, const struct option *o)
{
    const char *value = o->value ? o->value : "";
    bool is_attached = !o->value || value[1] == '=';
    char letter[8] = "    ";
    if (o->letter) {
        snprintf(letter, sizeof letter, "-%c, ", o->letter);
        e->letter[0] = o->letter;
        e->also = e->letter;
    }
    snprintf(e->text, sizeof e->text, "%s--%s%s%s", letter, o->name, is_attached ? "" : " ", value);
    e->usage = e->text;
}

static bool option_entry(int i, struct entry *e)
{
    const struct option *o = option_at(i);
    if (!o)
        return false;
    static const struct option_doc none = {0};
    const struct option_doc *found = option_doc(o->name), *doc = found ? found : &none;
    *e = (struct entry){.name = o->name,
                        .summary = o->summary,
                        .group = o->group,
                        .note = doc->note,
                        .values = doc->values,
                        .example = doc->example,
                        .input = doc->input,
                        .output = doc->output};
    put_option_usage(e, o);
    return true;
}

static bool source_entry(int i, struct entry *e)
{
    const struct source_kind *kind = source_kind_at(i);
    if (!kind)
        return false;
    *e = (struct entry){.name = kind->name, .usage = kind->usage, .summary = kind->summary,
                        .note = kind->note, .example = kind->example};
    const struct source_option *o = kind->options;
    for (int k = 0; o && o[k].name && k < PARTS_MAX; k++)
        e->parts[k] = (struct entry_part){o[k].name, o[k].value, o[k].summary};
    return true;
}

static bool destination_entry(int i, struct entry *e)
{
    const struct sink_kind *kind = sink_kind_at(i);
    if (!kind)
        return false;
    *e = (struct entry){
        .name = kind->name, .usage = kind->usage, .summary = kind->summary, .note = kind->note};
    for (int k = 0; k < SINK_OPTIONS_MAX && kind->options[k].name; k++)
        e->parts[k] = (struct entry_part){kind->options[k].name, kind->options[k].value,
                                          kind->options[k].summary};
    return true;
}

static const struct registry registries[] = {
    {"stages", "stage", "", EXAMPLE_PIPELINE, stage_entry},
    {"functions", "function", "", EXAMPLE_EXPR, func_entry},
    {"aggregates", "aggregate", "", EXAMPLE_PIPELINE, agg_entry},
    {"windows", "window", "", EXAMPLE_PIPELINE, window_entry},
    {"formats", "format", "", EXAMPLE_PIPELINE, format_entry},
    {"sources", "source", "", EXAMPLE_SHOWN, source_entry},
    {"destinations", "destination", "", EXAMPLE_SHOWN, destination_entry},
    {"options", "option", "--", EXAMPLE_COMMAND, option_entry},
};

const struct registry *registry_at(int i)
{
    return (size_t)i < sizeof registries / sizeof *registries ? &registries[i] : NULL;
}

const struct registry *registry_find(const char *name)
{
    for (size_t i = 0; i < sizeof registries / sizeof *registries; i++)
        if (strcmp(registries[i].name, name) == 0)
            return &registries[i];
    return NULL;
}

bool registry_next(const struct registry *r, struct str name, int *i, struct entry *e)
{
    while (r->at((*i)++, e))
        if (str_is(name, e->name) || (e->also && str_is(name, e->also)))
            return true;
    return false;
}
