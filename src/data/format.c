// SPDX-License-Identifier: MIT
#include "data/format.h"

#define FORMAT(name) extern const struct output_format format_##name;
#include "data/formats.def"
#undef FORMAT

static const struct output_format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "data/formats.def"
#undef FORMAT
    NULL,
};

const struct output_format *output_format_at(int i)
{
    return formats[i];
}

const struct output_format *output_format_find(struct str name)
{
    for (int i = 0; formats[i]; i++)
        if (str_is(name, formats[i]->name))
            return formats[i];
    return NULL;
}

void formatter_init(struct formatter *f, const struct output_format *format,
                    const struct shape *shape, const struct write_style *style)
{
    *f = (struct formatter){.format = format, .shape = shape, .style = style};
    if (format->begin)
        format->begin(f);
}

void formatter_release(struct formatter *f)
{
    if (f->format->free)
        f->format->free(f);
}

void formatter_end(struct formatter *f, struct buf *out)
{
    formatter_flush(f, out);
    if (f->format->end)
        f->format->end(f, out);
}
