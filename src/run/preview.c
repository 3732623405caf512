// SPDX-License-Identifier: MIT
#include "run/preview.h"

#include "base/clock.h"
#include "base/fail.h"
#include "run/interrupt.h"
#include "run/run_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PERIOD 100000000          // ns between pictures, at least
enum { SHARE = 10 };              // pictures take at most one part in so many of the time

static struct run *drawing;                   // whose picture messages come before
static volatile sig_atomic_t was_disturbed;   // the terminal's size may be another; it may have
                                              // been someone else's meanwhile
static volatile sig_atomic_t was_stopped;

static void on_resize(int number)
{
    was_disturbed = 1;
    if (number == SIGCONT)
        was_stopped = 1;
}

// A message comes behind the rows and before the next picture.
static void make_way(void)
{
    preview_hide(&drawing->preview, drawing);
}

// ---- whether ----

static bool holds_rows(const struct plan *plan)
{
    for (int i = 0; i < plan->nstages; i++)
        if (plan->stages[i].row->keeps && plan->stages[i].row->finish)
            return true;
    return false;
}

static bool can_draw(const struct run *r)
{
    const struct output_format *format = r->settings->format;
    if (!format || !format->is_drawn || !r->plan->env.has_color || r->noutputs != 1)
        return false;
    for (size_t i = 1; i < r->nsinks; i++)
        if (isatty(r->sinks[i].fd))
            return false;         // others write there, too
    return screen_is_one(r->sinks[0].fd);
}

void preview_init(struct preview *p, struct run *r)
{
    *p = (struct preview){.is_on = can_draw(r) && holds_rows(r->plan)};
    if (!p->is_on)
        return;
    screen_init(&p->screen, r->sinks[0].fd);
    screen_measure(&p->screen);
    p->due = clock_steady() + PERIOD;
    p->watermark = r->watermark;
    r->writer.outlet.screen = &p->screen;
    drawing = r;
    if (isatty(STDERR_FILENO))
        say_after(make_way);
    struct sigaction action = {.sa_handler = on_resize, .sa_flags = SA_RESTART};
    sigaction(SIGWINCH, &action, NULL);
    sigaction(SIGCONT, &action, NULL);
}

// ---- when ----

static bool has_news(const struct preview *p, const struct run *r)
{
    return was_disturbed || r->plan->stages[0].rows_in != p->rows ||
           r->watermark != p->watermark;
}

bool preview_is_due(const struct preview *p, const struct run *r)
{
    return p->is_on && has_news(p, r) && clock_steady() >= p->due;
}

int64_t preview_patience(const struct preview *p, const struct run *r)
{
    if (!p->is_on || !has_news(p, r) || clock_is_set())
        return -1;
    int64_t left = p->due - clock_steady();
    return left > 0 ? left : 0;
}

// ---- the copy ----

// The copy of the process: play the end, into `fd`. What would go elsewhere goes nowhere.
static void play_end(struct run *r, int fd)
{
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    warn_silence();
    say_after(NULL);
    for (size_t i = 0; i < r->nsinks; i++) {
        r->sinks[i].is_gone = i > 0;
        buf_clear(&r->sinks[i].buf);
    }
    r->sinks[0].fd = fd;
    r->plan->env.is_rehearsal = true;
    r->writer.outlet.screen = NULL;
    r->writer.outlet.formatter.is_draft = true;
    struct arena arena;
    struct chunk chunk = run_begin_pause(r, &arena);
    run_end_stages(r, &chunk);
    sink_flush(&r->sinks[0]);
    _exit(0);
}

// All that comes from the copy. A signal that ends the run ends this, too.
static void take_text(struct screen *s, int fd, pid_t copy)
{
    static const char title[] = "\033[2m---- so far ----\033[0m\n";
    char piece[16 * 1024];
    ssize_t n;
    bool has_begun = false;
    while ((n = read(fd, piece, sizeof piece)) != 0) {
        if (n < 0 && errno == EINTR && !interrupt_number())
            continue;
        if (n < 0)
            break;
        if (!has_begun)
            screen_take(s, title, sizeof title - 1);
        has_begun = true;
        screen_take(s, piece, (size_t)n);
    }
    if (n < 0)
        kill(copy, SIGKILL);
}

// True if the copy has said all there is.
static bool end_copy(pid_t copy)
{
    int status = 0;
    while (waitpid(copy, &status, 0) < 0)
        if (errno != EINTR)
            return errno == ECHILD;           // children are reaped by the system
    return status == 0;
}

// False if there is no picture: the copy was ended by a signal, or could not be made.
static bool take_picture(struct preview *p, struct run *r)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    screen_begin(&p->screen);
    pid_t copy = fork();
    if (copy == 0)
        play_end(r, ends[1]);
    close(ends[1]);
    if (copy > 0)
        take_text(&p->screen, ends[0], copy);
    close(ends[0]);
    screen_end(&p->screen);
    return copy > 0 && end_copy(copy);
}

// ---- drawing ----

static void renew(struct preview *p, struct run *r, struct buf *out)
{
    int64_t began = clock_steady();
    was_disturbed = 0;
    p->rows = r->plan->stages[0].rows_in;
    p->watermark = r->watermark;
    if (was_stopped)
        p->screen.is_shown = false;
    was_stopped = 0;
    bool is_sized = screen_measure(&p->screen);
    if (take_picture(p, r) && (is_sized || screen_is_new(&p->screen)))
        screen_draw(&p->screen, out);
    int64_t now = clock_steady(), rest = (now - began) * (SHARE - 1);
    p->due = now + (rest > PERIOD ? rest : PERIOD);
}

void preview_update(struct preview *p, struct run *r)
{
    if (!p->is_on || r->is_over)
        return;
    struct buf *out = &r->sinks[0].buf;
    if (preview_is_due(p, r))
        renew(p, r, out);
    screen_put_back(&p->screen, out);
}

void preview_hide(struct preview *p, struct run *r)
{
    if (!p->is_on)
        return;
    screen_hide(&p->screen, &r->sinks[0].buf);
    sink_flush(&r->sinks[0]);
}

void preview_end(struct preview *p, struct run *r)
{
    if (!p->is_on)
        return;
    screen_hide(&p->screen, &r->sinks[0].buf);
    p->is_on = false;
    r->writer.outlet.screen = NULL;
    say_after(NULL);
}

void preview_release(struct preview *p)
{
    screen_release(&p->screen);
}
