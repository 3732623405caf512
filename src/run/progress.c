// SPDX-License-Identifier: MIT
#include "run/progress.h"

#include "base/clock.h"
#include "base/fail.h"
#include "base/str.h"

#include <stdio.h>
#include <unistd.h>

#define SECOND 1000000000
#define PAUSE (SECOND / 5)        // between two drawings, and before the first

// What is on the terminal is the process's, not a run's.
static size_t columns_drawn;

void progress_begin(struct progress *p, uint64_t size)
{
    *p = (struct progress){.is_on = size > 0 && isatty(STDERR_FILENO), .size = size};
    p->began = p->drawn = clock_steady();
    if (p->is_on)
        say_after(progress_hide);
}

int64_t progress_due(const struct progress *p)
{
    return p->is_on ? p->drawn + PAUSE : INT64_MAX;
}

bool progress_is_due(const struct progress *p)
{
    return p->is_on && clock_steady() >= progress_due(p);
}

static void put_length(struct buf *b, double seconds)
{
    unsigned long long s = (unsigned long long)(seconds + 0.5);
    if (s >= 3600)
        buf_printf(b, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
    else
        buf_printf(b, "%llu:%02llu", s / 60, s % 60);
}

// A file that grows meanwhile is never done for more than all of it.
static void put_line(struct buf *b, const struct progress *p, uint64_t done)
{
    double seconds = (double)(p->drawn - p->began) / SECOND;
    double rate = seconds > 0 ? (double)done / seconds : 0;
    uint64_t read = done < p->size ? done : p->size;
    buf_printf(b, "%3.0f %%", 100.0 * (double)read / (double)p->size);
    if (rate > 0) {
        buf_printf(b, "  %.1f MB/s  ", rate / 1e6);
        put_length(b, (double)(p->size - read) / rate);
        buf_puts(b, " left");
    }
}

void progress_draw(struct progress *p, uint64_t done)
{
    struct buf b;
    buf_init(&b);
    p->drawn = clock_steady();
    put_line(&b, p, done);
    size_t columns = b.n;
    while (b.n < columns_drawn)   // over what stands there
        buf_putc(&b, ' ');
    buf_putc(&b, '\r');
    fwrite(b.p, 1, b.n, stderr);
    columns_drawn = columns;
    buf_release(&b);
}

void progress_hide(void)
{
    if (columns_drawn)
        fprintf(stderr, "%*s\r", (int)columns_drawn, "");
    columns_drawn = 0;
}
