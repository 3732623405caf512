// SPDX-License-Identifier: MIT
// filter: keep the events for which a condition is true.
#include "ops/stage.h"

static bool filter_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    *state = check_condition(&o->check, ast->args[0].items[0].expr);
    return *state != NULL;
}

static enum flow filter_push(struct stage *s, struct batch *b)
{
    const struct expr *condition = s->state;
    struct eval ev = eval_begin(b, s->number);
    size_t kept = 0;
    for (size_t i = 0; i < b->nrows; i++) {
        ev.row = &b->rows[i];
        struct value v = expr_eval(condition, &ev);
        if (UNLIKELY(v.type != VALUE_BOOL && !value_is_null(v)))
            eval_error(&ev, condition->text, v, "is not true or false");
        if (UNLIKELY(ev.stopped)) {
            b->chunk->stop = true;
            break;
        }
        if (!value_is_true(v))
            continue;
        if (kept != i)
            b->rows[kept] = b->rows[i];
        kept++;
    }
    b->nrows = kept;
    return stage_push(s->next, b);
}

const struct stage_row stage_filter = {
    .syntax = {
        .name = "filter",
        .alias = "where",
        .usage = "filter EXPR",
        .summary = "keep the events for which EXPR is true (null is not true)",
        .note = "A condition alone is a filter: status >= 500. A /regex/ alone is looked for in "
                "the whole line as it came: /timeout|refused/; not below a stage that made new "
                "rows.",
        .example = "filter status >= 500",
        .input = "{\"status\":200}\n{\"status\":503}\n{\"msg\":\"no status\"}\n",
        .output = "{\"status\":503}\n",
        .args = {{.kind = ARG_EXPR, .what = "a condition"}},
    },
    .is_stateless = true,
    .keeps_fields = true,
    .takes_sequences = true,
    .open = filter_open,
    .push = filter_push,
};
