// SPDX-License-Identifier: MIT
#include "run/report.h"

#include "base/fail.h"
#include "base/vec.h"
#include "data/text.h"
#include "data/time.h"
#include "data/write.h"

#include <stdlib.h>

enum {
    SHOWN = 3,                    // messages of a kind before only counting goes on
    TEXT_KEPT = 64 * 1024,        // bytes of a bad line in the bad output
    VALUE_SHOWN = 80,             // bytes of a value in a message
};

void report_init(struct report *r, struct plan *plan, struct sink *late, struct sink *bad)
{
    *r = (struct report){
        .late = late,
        .bad = bad,
        .lateness = &plan->env.lateness,
        .errors = ARENA_ARRAY(&plan->arena, uint64_t, (size_t)plan->nstages + 1),
        .stages = plan->stages,
        .nstages = plan->nstages,
        .arena = &plan->arena,
        .strict = plan->env.strict,
    };
}

static uint64_t line_of(const struct chunk *chunk, const struct finding *f)
{
    return chunk->base_line + f->line + 1;
}

// ---- messages ----

static void describe_error(struct buf *b, const struct chunk *chunk, const struct finding *f)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    if (f->stage == 0)            // before any stage
        buf_puts(b, "-t");
    else
        buf_printf(b, "stage %d", f->stage);
    if (f->line == LINE_NONE)
        buf_puts(b, ": ");
    else
        buf_printf(b, ", line %llu of %s: ", (unsigned long long)line_of(chunk, f), chunk->input);
    buf_printf(b, "%.*s: ", (int)f->expr.n, f->expr.p);
    size_t from = b->n;
    if (f->value.type == VALUE_MISSING)
        buf_puts(b, "the result");
    else
        write_value(b, f->value, &style);
    if (b->n - from > VALUE_SHOWN) {
        b->n = from + VALUE_SHOWN;
        while (b->n > from && ((unsigned char)b->p[b->n] & 0xC0) == 0x80)
            b->n--;
        buf_puts(b, "...");
    }
    buf_printf(b, " %s", f->reason);
}

static void describe(struct buf *b, const struct chunk *chunk, const struct finding *f)
{
    if (f->kind == FINDING_ERROR) {
        describe_error(b, chunk, f);
        return;
    }
    const char *kind = f->kind == FINDING_BAD_LINE    ? "bad line"
                       : f->kind == FINDING_BAD_EVENT ? "bad event"
                                                      : "late event";
    if (f->line == LINE_NONE)
        buf_printf(b, "%s: ", kind);
    else
        buf_printf(b, "%s, line %llu of %s: ", kind, (unsigned long long)line_of(chunk, f),
                   chunk->input);
    if (f->column)
        buf_printf(b, "column %u: ", f->column);
    buf_puts(b, f->reason);
}

static void show(const char *before, const struct chunk *chunk, const struct finding *f)
{
    struct buf b;
    buf_init(&b);
    describe(&b, chunk, f);
    warn("%s%s", before, buf_cstr(&b));
    buf_release(&b);
}

// ---- the bad output ----

static void put_base64(struct buf *out, struct str s)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        unsigned bits = (unsigned)(unsigned char)s.p[i] << 16;
        if (left > 1)
            bits |= (unsigned)(unsigned char)s.p[i + 1] << 8;
        if (left > 2)
            bits |= (unsigned char)s.p[i + 2];
        buf_putc(out, digits[bits >> 18]);
        buf_putc(out, digits[bits >> 12 & 63]);
        buf_putc(out, left > 1 ? digits[bits >> 6 & 63] : '=');
        buf_putc(out, left > 2 ? digits[bits & 63] : '=');
    }
}

// The text as a JSON string, with U+FFFD for what is not UTF-8; true if there was any.
static bool put_text(struct buf *out, struct str s)
{
    bool is_damaged = false;
    buf_putc(out, '"');
    for (;;) {
        size_t fault = text_utf8_fault(s.p, s.n);
        text_escape(out, (struct str){s.p, fault});
        if (fault == s.n)
            break;
        is_damaged = true;
        buf_puts(out, "\xef\xbf\xbd");
        s.p += fault + 1;
        s.n -= fault + 1;
    }
    buf_putc(out, '"');
    return is_damaged;
}

// The first n bytes of a text, or a few less where a character would be cut in two.
static struct str cut(struct str s, size_t n)
{
    if (s.n <= n)
        return s;
    for (size_t k = n; k > 0 && n - k < 3; k--) {
        unsigned char c = (unsigned char)s.p[k - 1];
        if ((c & 0xC0) != 0x80) {
            size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
            return (struct str){s.p, k - 1 + length > n ? k - 1 : n};
        }
    }
    return (struct str){s.p, n};
}

static void write_bad(struct report *r, const struct chunk *chunk, const struct finding *f)
{
    struct buf *out = &r->bad->buf;
    buf_puts(out, "{\"source\":");
    put_text(out, str_of(chunk->input));
    if (f->line == LINE_NONE)
        buf_puts(out, ",\"line\":null");
    else
        buf_printf(out, ",\"line\":%llu", (unsigned long long)line_of(chunk, f));
    buf_printf(out, ",\"column\":%u,\"error\":", f->column);
    put_text(out, str_of(f->reason));
    buf_puts(out, ",\"text\":");
    struct str kept = cut(f->text, TEXT_KEPT);
    if (put_text(out, kept)) {
        buf_puts(out, ",\"base64\":\"");
        put_base64(out, kept);
        buf_putc(out, '"');
    }
    buf_puts(out, "}\n");
    sink_check(r->bad);
}

// ---- commit ----

// What was found after the last line that was needed does not count: the same lines may not even
// have been read, had the chunk been smaller.
static bool counts(const struct chunk *chunk, const struct finding *f)
{
    return f->place == LINE_NONE || chunk->end_line == LINE_NONE || f->place <= chunk->end_line;
}

static void commit_late(struct report *r, const struct finding *f)
{
    lateness_count(r->lateness, f->needed);
    if (!r->late)
        return;
    buf_put(&r->late->buf, f->text.p, f->text.n);
    buf_putc(&r->late->buf, '\n');
    sink_check(r->late);
}

static struct faulty *find_faulty(struct report *r, const struct finding *f)
{
    struct faulty **at = &r->faulty;
    for (; *at; at = &(*at)->next)
        if ((*at)->stage == f->stage && str_eq((*at)->expr, f->expr))
            return *at;
    *at = ARENA_NEW(r->arena, struct faulty);
    (*at)->stage = f->stage;
    (*at)->expr = (struct str){arena_strndup(r->arena, f->expr.p, f->expr.n), f->expr.n};
    return *at;
}

// The first few of a stage are shown, and the first of each of its expressions.
static void commit_error(struct report *r, const struct chunk *chunk, const struct finding *f)
{
    bool is_first = find_faulty(r, f)->count++ == 0;
    if (r->errors[f->stage]++ < SHOWN || is_first)
        show("", chunk, f);
}

static void commit_finding(struct report *r, const struct chunk *chunk, const struct finding *f)
{
    if (f->kind == FINDING_ERROR) {
        commit_error(r, chunk, f);
        return;
    }
    if (f->kind == FINDING_LATE) {
        commit_late(r, f);
        return;
    }
    uint64_t *count = f->kind == FINDING_BAD_LINE ? &r->bad_lines : &r->bad_events;
    if (!r->bad && *count < SHOWN)
        show("", chunk, f);
    if (f->kind == FINDING_BAD_LINE && *count == 0)
        r->is_foreign = f->column == 1 && strcmp(f->reason, "not a JSON object") == 0;
    ++*count;
    if (r->bad)
        write_bad(r, chunk, f);
}

struct ordered {
    const struct finding *finding;
    size_t place;
};

struct findings {
    struct ordered *at;
    size_t n, cap;
};

static int by_line(const void *x, const void *y)
{
    const struct ordered *a = x, *b = y;
    if (a->finding->place != b->finding->place)
        return a->finding->place < b->finding->place ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

// Take out of the chunk what is found before that line, and what goes with no line of it.
static struct findings take_before(struct chunk *chunk, uint32_t before)
{
    struct findings taken = {0};
    struct finding *f = chunk->first;
    chunk->last = &chunk->first;
    for (; f; f = f->next) {
        struct ordered o = {f, taken.n};
        if (f->place >= before && f->place != LINE_NONE) {
            *chunk->last = f;
            chunk->last = &f->next;
        } else if (counts(chunk, f)) {
            *VEC_PUSH(&taken) = o;
        }
    }
    *chunk->last = NULL;
    return taken;
}

// The reader's findings and each stage's come in the order of the lines, one list after the other;
// they are told by line, those of rows made by stages with the line that brought the rows out.
bool report_commit(struct report *r, struct chunk *chunk, uint32_t before)
{
    if (!chunk->first)
        return false;
    struct findings taken = take_before(chunk, before);
    bool is_over = r->strict && taken.n;
    if (taken.n)
        qsort(taken.at, taken.n, sizeof *taken.at, by_line);
    if (is_over)
        show("stopped by --strict: ", chunk, taken.at[0].finding);
    for (size_t i = 0; i < taken.n && !is_over; i++)
        commit_finding(r, chunk, taken.at[i].finding);
    VEC_FREE(&taken);
    return is_over;
}

// ---- the end ----

static const char *plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

// Did all rows come to some stage without a time, which one before it may have made?
static bool are_all_untimed(const struct report *r)
{
    for (int i = 1; i < r->nstages; i++)
        if (r->stages[i].rows_bad && r->stages[i].rows_bad == r->stages[i].rows_in)
            return true;
    return false;
}

static void close_bad(const struct report *r)
{
    const char *kept = r->bad ? "" : " (--bad FILE keeps them)", *advice = "";
    if (r->is_foreign && r->stages[0].rows_in == 0)
        advice = "; for lines that are not JSON: --from text, logfmt, csv or tsv";
    if (r->bad_lines)
        warn("%llu bad line%s%s%s", (unsigned long long)r->bad_lines, plural(r->bad_lines), kept,
             advice);
    advice = are_all_untimed(r) ? "; if a stage makes the time, write behind it: time EXPR" : "";
    if (r->bad_events)
        warn("%llu bad event%s%s%s", (unsigned long long)r->bad_events, plural(r->bad_events), kept,
             advice);
}

static void close_late(const struct lateness *l)
{
    if (l->count == 0)
        return;
    struct buf most, all;
    buf_init(&most);
    buf_init(&all);
    duration_print(&most, (struct duration){lateness_to_keep(l, 99), 0});
    duration_print(&all, (struct duration){lateness_to_keep(l, 100), 0});
    if (str_eq((struct str){most.p, most.n}, (struct str){all.p, all.n}))
        warn("%llu event%s came too late; --lateness %s would have kept %s",
             (unsigned long long)l->count, plural(l->count), buf_cstr(&all),
             l->count == 1 ? "it" : "them all");
    else
        warn("%llu events came too late; --lateness %s would have kept 99 %% of them, %s all",
             (unsigned long long)l->count, buf_cstr(&most), buf_cstr(&all));
    buf_release(&most);
    buf_release(&all);
}

// Which expressions of the stage went wrong, and how often, where there are several.
static void put_faulty(struct buf *b, const struct report *r, int stage)
{
    int n = 0;
    for (const struct faulty *f = r->faulty; f; f = f->next)
        n += f->stage == stage;
    const char *before = ": ";
    for (const struct faulty *f = r->faulty; f && n > 1; f = f->next) {
        if (f->stage != stage)
            continue;
        buf_printf(b, "%s%.*s (%llu)", before, (int)f->expr.n, f->expr.p,
                   (unsigned long long)f->count);
        before = ", ";
    }
}

static void close_errors(const struct report *r, int stage)
{
    if (r->errors[stage] <= SHOWN)
        return;
    struct buf b;
    buf_init(&b);
    put_faulty(&b, r, stage);
    warn("stage %d: %llu values did not fit and became null%s", stage,
         (unsigned long long)r->errors[stage], buf_cstr(&b));
    buf_release(&b);
}

static void close_dropped(const struct report *r)
{
    for (int i = 0; i < r->nstages; i++) {
        const struct stage *s = &r->stages[i];
        if (s->rows_dropped)
            warn("stage %d: %s dropped %llu row%s", s->number, s->row->syntax.name,
                 (unsigned long long)s->rows_dropped, plural(s->rows_dropped));
    }
}

void report_close(const struct report *r, const struct stage_env *env)
{
    close_bad(r);
    for (int i = 1; i <= r->nstages; i++)
        close_errors(r, i);
    close_dropped(r);
    close_late(&env->lateness);
}
