// SPDX-License-Identifier: MIT
// table: columns aligned for people. Rows that come out together (those of a window that closes,
// those at the end of input) are held until they are all there, and make their columns as wide as
// they need; any other row is written when it comes. Columns never get narrower; a row that does
// not fit makes them wider, under a new header. No text is cut: what is longer than a column can
// become pushes the rest of its row aside.
//
// chart: the same, with a bar behind each row: the first column of numbers that are not keys. All
// bars have one scale, which stands in the header and only grows, as columns do.
#include "data/format.h"

#include "base/glyph.h"
#include "data/bar.h"
#include "data/header.h"
#include "data/number.h"
#include "data/text.h"
#include "data/time.h"

#include <math.h>

enum {
    ROWS_HELD = 1000,             // of one window, then they are written
    WIDTH_MAX = 60,               // cells of a column
    STEP = 4,                     // by which columns grow
    GAP = 2,                      // blanks between columns
};

struct table_cell {
    struct str text;              // as shown
    unsigned width;
    enum value_type type;
    double number;                // of a chart; NAN: the cell is none
};

struct table {
    struct header header;
    unsigned *widths;             // in the header's arena; 0: not known yet
    bool *is_right;               // numbers
    bool has_header;              // it has been written
    bool has_output;
    bool has_draft;               // the header stands in the draft
    bool has_bars;
    size_t drawn;                 // the column of which there are bars; SIZE_MAX: not known yet
    double scale;                 // the number at the end of the longest bar; 0: not known yet
    struct arena arena;           // of the rows held
    struct buf text;              // of the cell being made
    struct table_cell *held[ROWS_HELD];
    size_t nheld;
    int64_t start, end;           // the window of the rows held
};

// ---- cells ----

static void put_escaped(struct buf *out, struct glyph g)
{
    char at[16] = {(char)g.code};
    if (g.code < 0x20)
        text_escape(out, (struct str){at, 1});
    else
        buf_printf(out, "\\u%04x", g.code);
}

// Make of the text what is shown of it: controls and the like, on which a terminal would act, as
// escapes. Returns its width.
static unsigned show(struct buf *text, struct arena *a)
{
    unsigned width = 0;
    const char *p = arena_strndup(a, text->p, text->n), *end = p + text->n;
    buf_clear(text);
    for (struct glyph g; p < end; p += g.n) {
        size_t from = text->n;
        g = glyph_at(p, end);
        if (g.is_plain || g.code == 0xfffd)
            buf_put(text, p, g.n);
        else
            put_escaped(text, g);
        width += g.is_plain || g.code == 0xfffd ? g.cells : (unsigned)(text->n - from);
    }
    return width;
}

static bool is_plain_ascii(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < ' ' || p[i] > '~')
            return false;
    return true;
}

static bool is_number(enum value_type type)
{
    return type == VALUE_INT || type == VALUE_DOUBLE || type == VALUE_NUMBER ||
           type == VALUE_DURATION;
}

static double number_of(struct value v)
{
    if (!is_number((enum value_type)v.type))
        return NAN;
    double d = v.type == VALUE_DURATION ? (double)v.i / 1e9 : value_as_double(v);
    return isfinite(d) ? d : NAN;
}

// A null is a dash and an empty text a pair of quotes, so that every column has something in it. A
// calculated number has no more digits than a person can use.
static struct table_cell make_cell(struct table *t, struct value v, const struct write_style *style)
{
    struct table_cell cell = {.type = (enum value_type)v.type, .number = NAN};
    if (t->has_bars)
        cell.number = number_of(v);
    if (v.type == VALUE_DOUBLE && isfinite(v.d))
        v = value_double(number_round_15(v.d));
    struct buf *text = &t->text;
    buf_clear(text);
    if (value_is_null(v))
        buf_putc(text, '-');
    else if (v.type == VALUE_STR && v.len == 0)
        buf_puts(text, "\"\"");
    else
        write_bare(text, &t->arena, v, style);
    cell.width = (unsigned)text->n;
    if (!is_plain_ascii(text->p, text->n))
        cell.width = show(text, &t->arena);
    cell.text = (struct str){arena_strndup(&t->arena, text->p, text->n), text->n};
    return cell;
}


// ---- widths ----

// A column is one of numbers if all are that its first rows have in it.
static void find_sides(struct table *t)
{
    for (size_t c = 0; c < t->header.n; c++) {
        bool has_number = false, has_other = false;
        for (size_t i = 0; i < t->nheld; i++) {
            enum value_type type = t->held[i][c].type;
            has_number |= is_number(type);
            has_other |= !is_number(type) && type > VALUE_NULL;
        }
        t->is_right[c] = has_number && !has_other;
    }
}

static bool stands_right(const struct table *t, const struct table_cell *cell, size_t c)
{
    return t->is_right[c] && (cell->type <= VALUE_NULL || is_number(cell->type));
}

// Nothing comes behind it, so that the lines need not be filled up.
static bool is_last(const struct table *t, size_t c)
{
    return c + 1 == t->header.n && !t->has_bars;
}

// How wide the column must be for the rows held. Left-aligned, the last one needs nothing.
static unsigned width_needed(const struct table *t, size_t c)
{
    unsigned needed = 0;
    for (size_t i = 0; i < t->nheld; i++) {
        const struct table_cell *cell = &t->held[i][c];
        if (is_last(t, c) && !stands_right(t, cell, c))
            continue;
        unsigned width = cell->width < WIDTH_MAX ? cell->width : WIDTH_MAX;
        needed = width > needed ? width : needed;
    }
    return needed;
}

// True if some column became wider.
static bool widen(struct table *t)
{
    bool has_grown = false;
    for (size_t c = 0; c < t->header.n; c++) {
        unsigned needed = width_needed(t, c);
        if (needed <= t->widths[c])
            continue;
        has_grown = true;
        t->widths[c] = t->has_header ? (needed + STEP - 1) / STEP * STEP : needed;
    }
    return has_grown;
}

// ---- bars ----

// The first column with numbers, from that cell on.
static size_t find_numbers(const struct table *t, const struct shape *shape, int first_cell)
{
    for (size_t c = 0; c < t->header.n; c++) {
        bool is_key = c < shape->ncolumns && shape->columns[c].cell < first_cell;
        for (size_t i = 0; i < t->nheld && !is_key; i++)
            if (!isnan(t->held[i][c].number))
                return c;
    }
    return SIZE_MAX;
}

// True if the scale has become larger.
static bool widen_scale(struct table *t, const struct formatter *f)
{
    double largest = 0;
    if (t->drawn == SIZE_MAX)
        t->drawn = find_numbers(t, f->shape, f->first_measure);
    if (t->drawn == SIZE_MAX)
        t->drawn = find_numbers(t, f->shape, 0);
    for (size_t i = 0; i < t->nheld && t->drawn != SIZE_MAX; i++)
        if (fabs(t->held[i][t->drawn].number) > largest)
            largest = fabs(t->held[i][t->drawn].number);
    if (largest <= t->scale)
        return false;
    t->scale = bar_scale(largest);
    return true;
}

// ---- lines ----

static void put_blanks(struct buf *out, size_t n)
{
    if (n)
        memset(buf_room(out, n), ' ', n);
    out->n += n;
}

// Blanks are put before what comes next, so that none end a line.
static void put_cell(struct buf *out, const struct table_cell *cell, unsigned width, bool is_right,
                     size_t *blanks)
{
    unsigned pad = cell->width < width ? width - cell->width : 0;
    put_blanks(out, *blanks + (is_right ? pad : 0));
    buf_puts_str(out, cell->text);
    *blanks = GAP + (is_right ? 0 : pad);
}

// Returns the blanks that stand before what comes behind.
static size_t put_cells(const struct table *t, struct buf *out, const struct table_cell *cells)
{
    size_t blanks = 0;
    for (size_t c = 0; c < t->header.n; c++)
        put_cell(out, &cells[c], t->widths[c], stands_right(t, &cells[c], c), &blanks);
    return blanks;
}

static void put_line(const struct table *t, const struct formatter *f, struct buf *out,
                     const struct table_cell *cells)
{
    size_t blanks = put_cells(t, out, cells);
    double number = t->drawn < t->header.n ? cells[t->drawn].number : NAN;
    if (!isnan(number) && number != 0) {
        put_blanks(out, blanks);
        buf_puts(out, f->has_color ? "\033[36m" : "");
        bar_put(out, number, t->scale);
        buf_puts(out, f->has_color ? "\033[0m" : "");
    }
    buf_putc(out, '\n');
}

static struct table_cell *title_cells(struct table *t, const struct write_style *style)
{
    struct table_cell *cells = arena_alloc(&t->arena, t->header.n * sizeof *cells);
    for (size_t c = 0; c < t->header.n; c++) {
        cells[c] = make_cell(t, value_str(t->header.names[c]), style);
        cells[c].type = VALUE_NULL;           // on the side of its column
    }
    return cells;
}

static void put_header(struct table *t, struct formatter *f, struct buf *out,
                       const struct table_cell *titles)
{
    if (f->is_draft ? t->has_draft : t->has_output)
        buf_putc(out, '\n');
    t->has_header = t->has_output = true;
    t->has_draft = f->is_draft;
    buf_puts(out, f->has_color ? "\033[1m" : "");
    size_t blanks = put_cells(t, out, titles);
    if (t->scale > 0) {
        struct table_cell name = titles[t->drawn];
        if (t->drawn + 1 == t->header.n)      // it stands before the bars anyway
            name.text.n = name.width = 0;
        put_blanks(out, blanks);
        bar_put_scale(out, t->scale, name.text, name.width);
    }
    buf_puts(out, f->has_color ? "\033[0m\n" : "\n");
}

static void begin_columns(struct table *t, const struct table_cell *titles)
{
    find_sides(t);
    for (size_t c = 0; c < t->header.n; c++)
        if (!is_last(t, c) || t->is_right[c])
            t->widths[c] = titles[c].width < WIDTH_MAX ? titles[c].width : WIDTH_MAX;
}

static void table_flush(struct formatter *f, struct buf *out)
{
    struct table *t = f->state;
    if (t->nheld == 0)
        return;
    struct table_cell *titles = title_cells(t, f->style);
    if (!t->has_header)
        begin_columns(t, titles);
    bool has_grown = widen(t);
    if (t->has_bars && widen_scale(t, f))
        has_grown = true;
    if (has_grown || !t->has_header || (f->is_draft && !t->has_draft))
        put_header(t, f, out, titles);
    for (size_t i = 0; i < t->nheld; i++)
        put_line(t, f, out, t->held[i]);
    t->nheld = 0;
    arena_reset(&t->arena);
}

// ---- rows ----

static void begin_table(struct table *t, const struct headed *r)
{
    header_replace(&t->header, r);
    t->widths = ARENA_ARRAY(&t->header.arena, unsigned, r->n);
    t->is_right = ARENA_ARRAY(&t->header.arena, bool, r->n);
    t->has_header = false;
    t->drawn = SIZE_MAX;
    t->scale = 0;
}

// Does the row come with all others of its window at once? Then its time is the window's last
// instant, and it is of no line of the input. Rows at the end come at once, too.
static bool comes_in_company(const struct formatter *f, const struct row *row)
{
    if (row->line != LINE_NONE || f->is_revised)
        return false;
    return f->is_ending || (row->time < TIME_MAX && row->time + 1 == row->end);
}

static bool table_row(struct formatter *f, struct buf *out, struct arena *a, const struct row *row)
{
    struct table *t = f->state;
    struct headed r;
    bool fits = header_fits(&t->header, a, f->shape, row, &r);
    bool is_together = comes_in_company(f, row);
    if (r.n == 0)
        return true;              // there is nothing to be put under a header
    if (!fits || !is_together || row->start != t->start || row->end != t->end)
        table_flush(f, out);
    if (!fits)
        begin_table(t, &r);
    t->start = row->start;
    t->end = row->end;
    struct table_cell *cells = arena_alloc(&t->arena, r.n * sizeof *cells);
    for (size_t c = 0; c < r.n; c++)
        cells[c] = make_cell(t, r.values[c], f->style);
    t->held[t->nheld++] = cells;
    if (!is_together || t->nheld == ROWS_HELD)
        table_flush(f, out);
    return true;
}

static void table_begin(struct formatter *f)
{
    struct table *t = f->state = mem_zalloc(sizeof *t);
    t->drawn = SIZE_MAX;
    header_init(&t->header);
    arena_init(&t->arena);
}

static void chart_begin(struct formatter *f)
{
    table_begin(f);
    ((struct table *)f->state)->has_bars = true;
}

static void table_free(struct formatter *f)
{
    struct table *t = f->state;
    header_release(&t->header);
    arena_release(&t->arena);
    buf_release(&t->text);
    mem_free(t);
}

const struct output_format format_table = {
    .name = "table",
    .summary = "columns aligned for people",
    .suffix = "txt",
    .example = "--to table 'count, avg(ms) by path'",
    .input = "{\"path\":\"/\",\"ms\":2}\n{\"path\":\"/health\",\"ms\":11}\n",
    .output = "path     count  avg_ms\n/            1       2\n/health      1      11\n",
    .is_drawn = true,
    .begin = table_begin,
    .row = table_row,
    .flush = table_flush,
    .free = table_free,
};

const struct output_format format_chart = {
    .name = "chart",
    .summary = "a table with a bar behind each row: of the first number that is no key",
    .example = "--to chart 'count by path'",
    .input = "{\"path\":\"/\"}\n{\"path\":\"/health\"}\n{\"path\":\"/health\"}\n",
    .output = "path     count  0                                      2\n"
              "/            1  ████████████████████\n"
              "/health      2  ████████████████████████████████████████\n",
    .is_drawn = true,
    .begin = chart_begin,
    .row = table_row,
    .flush = table_flush,
    .free = table_free,
};
