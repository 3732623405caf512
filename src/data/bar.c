// SPDX-License-Identifier: MIT
#include "data/bar.h"

#include "data/number.h"

#include <math.h>

// `digit` times ten to the power of `exponent`, rounded once.
static double round_number(int digit, int exponent)
{
    struct buf text = {0};
    buf_printf(&text, "%de%d", digit, exponent);
    double d = number_read_double(text.p, text.n);
    buf_release(&text);
    return d;
}

double bar_scale(double largest)
{
    static const int digits[] = {1, 2, 5};
    int exponent;
    (void)frexp(largest, &exponent);
    exponent = (int)floor((exponent - 1) * 0.30102999566398120) - 1;      // log10(2); not above it
    for (;; exponent++)
        for (int i = 0; i < 3; i++) {
            double scale = round_number(digits[i], exponent);
            if (scale >= largest)
                return isfinite(scale) ? scale : largest;
        }
}

static void put_times(struct buf *out, const char *text, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        buf_puts(out, text);
}

void bar_put(struct buf *out, double x, double scale)
{
    static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    unsigned eighths = (unsigned)(fabs(x) / scale * (8 * BAR_CELLS) + 0.5);
    if (eighths == 0 && x != 0)
        eighths = 1;
    if (x < 0) {
        put_times(out, "▒", (eighths + 7) / 8);
        return;
    }
    put_times(out, "█", eighths / 8);
    buf_puts(out, parts[eighths % 8]);
}

static void put_blanks(struct buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_putc(out, ' ');
}

void bar_put_scale(struct buf *out, double scale, struct str name, size_t cells)
{
    char text[NUMBER_MAX];
    size_t n = number_write_double(text, scale), room = BAR_CELLS - 1 - n;
    if (cells + 2 > room)
        name.n = cells = 0;
    size_t before = (room - cells) / 2;
    buf_putc(out, '0');
    put_blanks(out, before);
    buf_puts_str(out, name);
    put_blanks(out, room - cells - before);
    buf_put(out, text, n);
}
