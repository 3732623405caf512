// SPDX-License-Identifier: MIT
// raw: bare text. Of an event its line as it came, whatever stages have set in it, as grep prints
// it; of a row of columns the values with tabs between, texts without quotes and escapes.
#include "data/format.h"

static bool raw_row(struct formatter *f, struct buf *out, struct arena *a, const struct row *row)
{
    const struct shape *shape = f->shape;
    if (shape->is_open) {
        struct str line = row_line(row, f->has_texts);
        buf_put(out, line.p, line.n);
    }
    for (size_t i = 0; !shape->is_open && i < shape->ncolumns; i++) {
        if (i > 0)
            buf_putc(out, '\t');
        write_bare(out, a, row->cells[shape->columns[i].cell], f->style);
    }
    buf_putc(out, '\n');
    return true;
}

const struct output_format format_raw = {
    .name = "raw",
    .summary = "an event's line as it came; of made rows the bare values, tabs between",
    .suffix = "txt",
    .example = "--to raw 'project msg'",
    .input = "{\"msg\":\"say \\\"hi\\\"\",\"n\":1}\n",
    .output = "say \"hi\"\n",
    .is_by_row = true,
    .row = raw_row,
};
