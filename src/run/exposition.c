// SPDX-License-Identifier: MIT
#include "run/exposition.h"

#include "data/number.h"

#include <math.h>
#include <stdbool.h>

void exposition_family(struct buf *b, const char *name, const char *type, const char *help)
{
    buf_printf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void exposition_sample(struct buf *b, const char *name, const char *labels, double value)
{
    buf_puts(b, name);
    if (*labels)
        buf_printf(b, "{%s}", labels);
    buf_putc(b, ' ');
    exposition_put_number(b, value);
    buf_putc(b, '\n');
}

// Whoever scrapes may take NUL for the end.
void exposition_put_escaped(struct buf *b, struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        switch (text.p[i]) {
        case '\\':
            buf_puts(b, "\\\\");
            break;
        case '"':
            buf_puts(b, "\\\"");
            break;
        case '\n':
            buf_puts(b, "\\n");
            break;
        case '\0':
            buf_puts(b, "\xef\xbf\xbd");
            break;
        default:
            buf_putc(b, text.p[i]);
        }
}

void exposition_put_number(struct buf *b, double value)
{
    if (isnan(value))
        buf_puts(b, "NaN");
    else if (isinf(value))
        buf_puts(b, value > 0 ? "+Inf" : "-Inf");
    else
        b->n += number_write_double(buf_room(b, NUMBER_MAX), value);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char label_char(char c)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || is_digit(c) ? c : '_';
}

// Names with two underscores in front belong to Prometheus.
void exposition_put_label_name(struct buf *b, struct str name)
{
    for (; name.n > 1 && label_char(name.p[0]) == '_' && label_char(name.p[1]) == '_'; name.n--)
        name.p++;
    if (name.n == 0 || is_digit(name.p[0]))
        buf_putc(b, '_');
    for (size_t i = 0; i < name.n; i++)
        buf_putc(b, label_char(name.p[i]));
}
