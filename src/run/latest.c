// SPDX-License-Identifier: MIT
#include "run/latest.h"

#include "base/fail.h"
#include "base/hash.h"
#include "data/number.h"
#include "data/time.h"
#include "data/write.h"
#include "run/exposition.h"

#include <math.h>

// ---- names of labels ----

static bool is_taken(const struct latest *l, int n, const struct buf *label)
{
    static const char column[] = ",column=\"";
    if (label->n == sizeof column - 1 && memcmp(label->p, column, label->n) == 0)
        return true;
    for (int i = 0; i < n; i++) {
        const struct buf *other = &l->key_labels[i];
        if (other->n == label->n && memcmp(other->p, label->p, label->n) == 0)
            return true;
    }
    return false;
}

// Two keys whose names are one label's are told apart by a number.
static void name_label(struct latest *l, int i)
{
    struct buf *label = &l->key_labels[i];
    int number = 1;
    do {
        buf_clear(label);
        buf_putc(label, ',');
        exposition_put_label_name(label, l->rows.key_names[i]);
        if (number > 1)
            buf_printf(label, "_%d", number);
        buf_puts(label, "=\"");
        number++;
    } while (is_taken(l, i, label));
}

// ---- taking rows ----

static bool read_number(struct value v, double *out)
{
    v = value_resolve(v);
    switch (v.type) {
    case VALUE_BOOL:
    case VALUE_INT:
        *out = (double)v.i;
        return true;
    case VALUE_DOUBLE:
        *out = v.d;
        return true;
    case VALUE_NUMBER:
        *out = number_read_double(v.p, v.len);
        return true;
    case VALUE_TIME:
        *out = (double)v.i + v.len / 1e9;
        return true;
    case VALUE_DURATION:
        *out = (double)v.i / 1e9;
        return true;
    default:
        return false;
    }
}

// The values of the row's keys. What is wrong with an expression has been told by the aggregate.
static const struct value *keys_of(const struct latest *l, const struct batch *b,
                                   const struct row *row)
{
    if (l->rows.key_cell != CELL_NONE)
        return &row->cells[l->rows.key_cell];
    struct chunk untold = {.arena = b->arena};
    struct batch alone = {.arena = b->arena, .chunk = &untold};
    struct eval ev = eval_begin(&alone, 0);
    ev.row = row;
    struct value *keys = keys_room(b->arena, l->rows.keys);
    keys_eval(l->rows.keys, &ev, keys);
    return keys;
}

static void put_labels(const struct latest *l, struct buf *out, struct arena *a,
                       const struct value *keys)
{
    static const struct write_style style = {.time = TIME_RFC3339};
    struct buf text;
    buf_init(&text);
    for (int i = 0; i < l->rows.keys->n; i++) {
        buf_clear(&text);
        if (!value_is_null(keys[i]))
            write_bare(&text, a, keys[i], &style);
        buf_put(out, l->key_labels[i].p, l->key_labels[i].n);
        exposition_put_escaped(out, (struct str){text.p, text.n});
        buf_putc(out, '"');
    }
    buf_release(&text);
}

static struct latest_row *find_row(const struct latest *l, const struct buf *labels, uint64_t hash)
{
    struct map_probe probe = map_probe(&l->map, hash);
    for (uint32_t i; (i = map_next(&l->map, &probe)) != MAP_NONE;) {
        struct latest_row *row = &l->list.at[i];
        if (row->nlabels == labels->n && memcmp(row->labels, labels->p, labels->n) == 0)
            return row;
    }
    return NULL;
}

static struct latest_row *add_row(struct latest *l, const struct buf *labels, uint64_t hash)
{
    size_t n = (size_t)l->rows.n;
    if ((l->list.n + 1) * n > LATEST_MAX) {
        if (l->left_out++ == 0)
            warn("--metrics: rows have more than %d numbers; groups beyond that are left out",
                 LATEST_MAX);
        return NULL;
    }
    map_add(&l->map, hash, (uint32_t)l->list.n);
    struct latest_row *row = VEC_PUSH(&l->list);
    *row = (struct latest_row){.labels = arena_strndup(&l->arena, labels->p, labels->n),
                               .nlabels = labels->n,
                               .hash = hash,
                               .values = arena_alloc(&l->arena, n * sizeof *row->values)};
    return row;
}

static void forget_all(struct latest *l)
{
    map_clear(&l->map);
    l->list.n = 0;
    arena_reset(&l->arena);
}

// Is the row one of the latest window? What comes later for one before it is not.
static bool belongs(struct latest *l, const struct row *row)
{
    if (!l->is_common || row->end == l->end)
        return true;
    if (row->end < l->end)
        return false;
    forget_all(l);
    l->end = row->end;
    return true;
}

static void take_row(struct latest *l, const struct batch *b, const struct row *from)
{
    if (!belongs(l, from))
        return;
    struct buf labels;
    buf_init(&labels);
    put_labels(l, &labels, b->arena, keys_of(l, b, from));
    uint64_t hash = hash_bytes(labels.p, labels.n);
    struct latest_row *row = find_row(l, &labels, hash);
    if (!row)
        row = add_row(l, &labels, hash);
    for (int i = 0; row && i < l->rows.n; i++)
        if (!read_number(from->cells[l->rows.cell + i], &row->values[i]))
            row->values[i] = NAN;
    buf_release(&labels);
}

static enum flow latest_push(struct stage *s, struct batch *b)
{
    struct latest *l = s->state;
    for (size_t i = 0; i < b->nrows; i++)
        take_row(l, b, &b->rows[i]);
    return stage_push(s->next, b);
}

static const struct stage_row latest_row = {.syntax = {.name = "metrics"}, .push = latest_push};

// ---- the whole ----

static struct stage *last_aggregate(struct plan *plan, struct aggregate_rows *rows)
{
    for (int i = plan->nstages; i-- > 0;)
        if (aggregate_rows(&plan->stages[i], rows))
            return &plan->stages[i];
    return NULL;
}

void latest_begin(struct latest *l, struct plan *plan)
{
    *l = (struct latest){.end = TIME_NONE};
    arena_init(&l->arena);
    map_init(&l->map);
    struct stage *aggregate = l->aggregate = last_aggregate(plan, &l->rows);
    if (!aggregate)
        return;
    enum window_kind kind = l->rows.window->kind;
    l->is_common = kind == WINDOW_TUMBLING || kind == WINDOW_HOPPING || kind == WINDOW_CUMULATIVE;
    l->key_labels = ARENA_ARRAY(&plan->arena, struct buf, (size_t)l->rows.keys->n);
    for (int i = 0; i < l->rows.keys->n; i++)
        name_label(l, i);
    l->tap = (struct stage){
        .row = &latest_row, .next = aggregate->next, .state = l, .env = &plan->env};
    aggregate->next = &l->tap;
}

void latest_release(struct latest *l)
{
    if (l->aggregate)
        l->aggregate->next = l->tap.next;
    for (int i = 0; l->aggregate && i < l->rows.keys->n; i++)
        buf_release(&l->key_labels[i]);
    VEC_FREE(&l->list);
    map_release(&l->map);
    arena_release(&l->arena);
}

void latest_write(const struct latest *l, struct buf *out)
{
    if (!l->aggregate)
        return;
    exposition_family(out, "weir_row", "gauge",
                      "The latest row of each group of the last aggregate, by column.");
    for (size_t i = 0; i < l->list.n; i++)
        for (int k = 0; k < l->rows.n; k++) {
            const struct latest_row *row = &l->list.at[i];
            if (isnan(row->values[k]))
                continue;
            buf_puts(out, "weir_row{column=\"");
            exposition_put_escaped(out, l->rows.names[k]);
            buf_putc(out, '"');
            buf_put(out, row->labels, row->nlabels);
            buf_puts(out, "} ");
            exposition_put_number(out, row->values[k]);
            buf_putc(out, '\n');
        }
    exposition_family(out, "weir_rows_left_out_total", "counter",
                      "Rows of groups for which weir_row had no room.");
    exposition_sample(out, "weir_rows_left_out_total", "", (double)l->left_out);
    if (l->end == TIME_NONE)
        return;
    exposition_family(out, "weir_row_window_end_seconds", "gauge",
                      "The end of the window of weir_row, in seconds since 1970.");
    exposition_sample(out, "weir_row_window_end_seconds", "", (double)l->end / 1e9);
}
