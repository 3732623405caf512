// SPDX-License-Identifier: MIT
// exec: run a shell command for each row, the row on its standard input, and pass the row on.
//
// A slot is a row's command from its first try to its end, so at most as many commands are at work
// as there are slots, and they start in the order of the rows. A row that finds no slot free waits
// for one, which holds the input back.
#include "base/clock.h"
#include "base/fail.h"
#include "io/child.h"
#include "io/loop.h"
#include "io/net.h"
#include "ops/describe.h"
#include "ops/outlet.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { COMMAND, JOBS, TIMEOUT, RETRIES, OR };     // the places of the arguments in the syntax below

enum { SHOWN = 3 };               // failures told one by one
#define SECOND 1000000000ll
#define TIMEOUT_USUAL (60 * SECOND)
#define GRACE (2 * SECOND)        // between SIGTERM and SIGKILL
#define END_LIMIT (5 * SECOND)    // for each command once a signal has asked for the end
#define LOOK_AGAIN SECOND         // for such a signal that came just before the wait

enum slot_state {
    SLOT_FREE,
    SLOT_RUNNING,
    SLOT_ENDING,                  // over its time: SIGTERM has been sent
    SLOT_PAUSING,                 // between two tries
};

struct slot {
    struct exec *exec;
    enum slot_state state;
    struct child child;
    struct buf row;               // as the command reads it
    size_t written;
    bool is_watched;              // `input` is in the loop
    struct watch input;
    struct timer timer;           // of its limit, of the pause
    struct backoff backoff;
    int64_t tries;                // so far
};

struct exec {
    struct stage *stage;
    struct outlet outlet;         // how rows are written; with a sink: the dead letters
    const char *command;
    struct slot *slots;
    size_t nslots;
    int64_t timeout, retries;
    struct watch ends;            // of children
    bool has_begun, is_stepping;
    bool is_hurried;              // a signal has asked for the end
    uint64_t late;                // rows whose command failed at last because of its time limit
};

static void start(struct slot *slot);

static struct loop *loop_of(const struct exec *e)
{
    return e->stage->env->loop;
}

// ---- the row to the command ----

static void stop_feeding(struct slot *slot)
{
    if (slot->is_watched)
        loop_remove(loop_of(slot->exec), &slot->input);
    slot->is_watched = false;
    child_close_input(&slot->child);
}

// A command that does not read its input is none the worse for it.
static void feed(struct slot *slot)
{
    ssize_t n = 0;
    while (slot->written < slot->row.n && (n >= 0 || errno == EINTR)) {
        n = write(slot->child.input, slot->row.p + slot->written, slot->row.n - slot->written);
        if (n > 0)
            slot->written += (size_t)n;
    }
    if (n >= 0 || errno != EAGAIN) {
        stop_feeding(slot);
    } else if (!slot->is_watched) {
        slot->is_watched = true;
        loop_add(loop_of(slot->exec), &slot->input, slot->child.input, POLLOUT);
    }
}

static void on_input(struct watch *w, short revents)
{
    (void)revents;
    feed((struct slot *)(void *)((char *)w - offsetof(struct slot, input)));
}

// ---- the end of a try ----

static void keep_row(struct slot *slot)
{
    struct outlet *o = &slot->exec->outlet;
    if (!o->nsinks)
        return;
    buf_put(&o->sinks[0].buf, slot->row.p, slot->row.n);
    sink_check(&o->sinks[0]);
    slot->exec->stage->rows_kept++;
}

static void give_up(struct slot *slot, const char *why)
{
    struct exec *e = slot->exec;
    struct stage *s = e->stage;
    if (s->env->strict && !s->env->has_failed)
        complain("stopped by --strict: stage %d, exec: the command %s", s->number, why);
    else if (!s->env->strict && s->rows_failed < SHOWN)
        warn("stage %d, exec: the command %s", s->number, why);
    s->env->has_failed |= s->env->strict;
    s->rows_failed++;
    keep_row(slot);
    slot->state = SLOT_FREE;
}

static void try_failed(struct slot *slot, const char *why)
{
    struct exec *e = slot->exec;
    if (slot->tries > e->retries || e->is_hurried) {
        give_up(slot, why);
        return;
    }
    slot->state = SLOT_PAUSING;
    loop_arm(loop_of(e), &slot->timer, clock_steady() + backoff_next(&slot->backoff));
}

static void settle(struct slot *slot, int status)
{
    char why[64];
    bool is_late = slot->state == SLOT_ENDING;
    stop_feeding(slot);
    loop_disarm(loop_of(slot->exec), &slot->timer);
    slot->state = SLOT_FREE;
    if (!is_late && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return;
    slot->exec->late += is_late && slot->tries > slot->exec->retries;
    if (is_late)
        snprintf(why, sizeof why, "was over its time limit");
    else if (WIFEXITED(status))
        snprintf(why, sizeof why, "ended with status %d", WEXITSTATUS(status));
    else
        snprintf(why, sizeof why, "was ended by signal %d", WTERMSIG(status));
    try_failed(slot, why);
}

static void look_for_ends(struct exec *e)
{
    int status;
    for (size_t i = 0; i < e->nslots; i++) {
        struct slot *slot = &e->slots[i];
        bool is_at_work = slot->state == SLOT_RUNNING || slot->state == SLOT_ENDING;
        if (is_at_work && child_has_ended(&slot->child, &status))
            settle(slot, status);
    }
}

static void on_ends(struct watch *w, short revents)
{
    (void)revents;
    child_note_ends();
    look_for_ends((struct exec *)(void *)((char *)w - offsetof(struct exec, ends)));
}

// ---- time ----

static void on_timer(struct timer *t)
{
    struct slot *slot = (struct slot *)(void *)((char *)t - offsetof(struct slot, timer));
    if (slot->state == SLOT_PAUSING) {
        start(slot);
        return;
    }
    child_signal(&slot->child, slot->state == SLOT_RUNNING ? SIGTERM : SIGKILL);
    slot->state = SLOT_ENDING;
    loop_arm(loop_of(slot->exec), t, clock_steady() + GRACE);
}

static int64_t limit_of(const struct exec *e)
{
    return e->is_hurried && e->timeout > END_LIMIT ? END_LIMIT : e->timeout;
}

static void start(struct slot *slot)
{
    slot->tries++;
    slot->written = 0;
    int err = child_start(&slot->child, slot->exec->command);
    if (err) {
        char why[128];
        snprintf(why, sizeof why, "could not be started: %s", strerror(err));
        try_failed(slot, why);
        return;
    }
    slot->state = SLOT_RUNNING;
    loop_arm(loop_of(slot->exec), &slot->timer, clock_steady() + limit_of(slot->exec));
    feed(slot);
}

// A signal has asked for the end: nothing is tried again, and commands have little time left.
static void hurry(struct exec *e)
{
    e->is_hurried = true;
    int64_t end = clock_steady() + END_LIMIT;
    for (size_t i = 0; i < e->nslots; i++) {
        struct slot *slot = &e->slots[i];
        if (slot->state == SLOT_PAUSING) {
            loop_disarm(loop_of(e), &slot->timer);
            give_up(slot, "had not succeeded when weir was to end");
        } else if (slot->state == SLOT_RUNNING && slot->timer.due > end) {
            loop_arm(loop_of(e), &slot->timer, end);
        }
    }
}

static void wait_once(struct exec *e)
{
    if (!e->is_hurried && loop_wants_end(loop_of(e)))
        hurry(e);
    (void)loop_wait_held(loop_of(e), LOOK_AGAIN);
}

// ---- rows ----

static void begin(struct exec *e, struct stage *s)
{
    e->has_begun = true;
    e->stage = s;
    e->is_stepping = stage_may_end_below(s);
    e->slots = mem_zalloc(e->nslots * sizeof *e->slots);
    for (size_t i = 0; i < e->nslots; i++) {
        struct slot *slot = &e->slots[i];
        slot->exec = e;
        slot->input = (struct watch){.ready = on_input, .while_held = true};
        slot->timer = (struct timer){.fire = on_timer, .while_held = true};
        buf_init(&slot->row);
    }
    e->ends = (struct watch){.ready = on_ends, .while_held = true};
    loop_add(loop_of(e), &e->ends, child_ends(), POLLIN);
}

static struct slot *free_slot(struct exec *e)
{
    for (;;) {
        for (size_t i = 0; i < e->nslots; i++)
            if (e->slots[i].state == SLOT_FREE)
                return &e->slots[i];
        wait_once(e);
    }
}

static void run_rows(struct stage *s, struct batch *b)
{
    struct exec *e = s->state;
    for (size_t i = 0; i < b->nrows && !s->env->has_failed; i++) {
        struct slot *slot = free_slot(e);
        buf_clear(&slot->row);
        (void)formatter_row(&e->outlet.formatter, &slot->row, b->arena, &b->rows[i]);
        slot->tries = 0;
        slot->backoff = (struct backoff){0};
        start(slot);
    }
}

static enum flow exec_push(struct stage *s, struct batch *b)
{
    struct exec *e = s->state;
    if (s->env->is_rehearsal)
        return stage_push(s->next, b);
    if (!e->has_begun)
        begin(e, s);
    if (e->is_stepping)
        return stage_push_stepping(s, b, run_rows);
    run_rows(s, b);
    return stage_push(s->next, b);
}

static bool is_at_work(const struct exec *e)
{
    for (size_t i = 0; i < e->nslots; i++)
        if (e->slots[i].state != SLOT_FREE)
            return true;
    return false;
}

static void exec_finish(struct stage *s)
{
    struct exec *e = s->state;
    if (s->env->is_rehearsal)
        return;
    while (e->has_begun && is_at_work(e))
        wait_once(e);
    if (s->rows_failed > SHOWN && !s->env->strict)
        warn("stage %d, exec: the command failed for %llu of %llu rows%s", s->number,
             (unsigned long long)s->rows_failed, (unsigned long long)s->rows_in,
             e->late == s->rows_failed ? ", each time by its time limit" : "");
}

// A run that has failed does not wait for what it has begun.
static void exec_free(struct stage *s)
{
    struct exec *e = s->state;
    for (size_t i = 0; e->has_begun && i < e->nslots; i++) {
        struct slot *slot = &e->slots[i];
        if (slot->state == SLOT_RUNNING || slot->state == SLOT_ENDING) {
            child_close_input(&slot->child);
            child_signal(&slot->child, SIGTERM);
            child_forget(&slot->child);
        }
        buf_release(&slot->row);
    }
    mem_free(e->slots);
    outlet_release(&e->outlet);
}

// ---- the plan ----

static bool check_command(struct stage_open *o, const struct arg *command)
{
    size_t blank = 0;
    while (blank < command->text.n && strchr(" \t\n", command->text.p[blank]))
        blank++;
    if (blank < command->text.n && !memchr(command->text.p, '\0', command->text.n))
        return true;
    diag_error(o->check.diag, command->span, "this is no command");
    return false;
}

static bool exec_open(struct stage_open *o, const struct stage_ast *ast, void **state)
{
    const struct arg *args = ast->args;
    struct exec *e = ARENA_NEW(o->check.arena, struct exec);
    if (!check_command(o, &args[COMMAND]))
        return false;
    *e = (struct exec){
        .command = arena_strndup(o->check.arena, args[COMMAND].text.p, args[COMMAND].text.n),
        .nslots = args[JOBS].given ? (size_t)args[JOBS].number : 1,
        .timeout = args[TIMEOUT].given ? args[TIMEOUT].duration.ns : TIMEOUT_USUAL,
        .retries = args[RETRIES].given ? args[RETRIES].number : 0,
    };
    if (e->nslots > 1000) {
        diag_error(o->check.diag, args[JOBS].span, "more than 1000 commands at once");
        return false;
    }
    if (args[OR].given && !outlet_claim(&e->outlet, o, &args[OR]))
        return false;
    outlet_init(&e->outlet, o->env, NULL, scope_shape(o->check.scope));
    if (o->check.scope->uses_bounds)
        *o->check.scope->uses_bounds = true;      // it shows them
    *state = e;
    return true;
}

static void exec_describe(const struct stage *s, struct buf *out)
{
    const struct exec *e = s->state;
    describe_line(out, "jobs", "%zu", e->nslots);
    buf_puts(out, "timeout\t");
    describe_length(out, e->timeout);
    buf_putc(out, '\n');
    describe_line(out, "retries", "%lld", (long long)e->retries);
    describe_line(out, "failed", "%s", e->outlet.dest ? e->outlet.dest : "counted, status 3");
}

const struct stage_row stage_exec = {
    .syntax = {
        .name = "exec",
        .usage = "exec 'COMMAND' [jobs N] [timeout D] [retries N] [or DEST]",
        .summary = "run a shell command for each row, the row on its standard input",
        .note = "The row is one line of JSON, and is passed on unchanged. Up to N commands "
                "('jobs', 1) are at work at once; they start in the order of the rows, and a "
                "row that would be one more waits, which holds the input back. What the "
                "command prints goes to standard error. One that is not done after D "
                "('timeout', 1m) is ended, with all it has started. If it fails, by its time "
                "or a status other than 0, it is tried again N times ('retries', 0) after "
                "growing pauses from 100ms to 30s. A row for which it failed at last is told "
                "and counted and goes to DEST as it stands here; without DEST the exit status "
                "is 3. At the end weir waits for all commands; after SIGTERM or SIGINT for at "
                "most 5s each, without another try; a second such signal ends weir at once, and "
                "the commands with it. The command is given rows as data, never as text of the "
                "command.",
        .example = "-o /dev/null 'exec \"sed s/^/run:/\" jobs 2'",
        .input = "{\"host\":\"web-1\",\"state\":\"silent\"}\n",
        .output = "run:{\"host\":\"web-1\",\"state\":\"silent\"}\n",
        .args = {
            [COMMAND] = {.kind = ARG_TEXT, .what = "a command"},
            [JOBS] = {.kind = ARG_COUNT, .keyword = "jobs", .what = "a number of commands"},
            [TIMEOUT] = {.kind = ARG_DURATION, .keyword = "timeout", .what = "a time limit"},
            [RETRIES] = {.kind = ARG_COUNT, .keyword = "retries", .what = "a number of tries"},
            [OR] = {.kind = ARG_TEXT, .keyword = "or", .what = "a destination"},
        },
    },
    .keeps_rows = true,
    .keeps_fields = true,
    .counts_failed = true,
    .exempt = "what the commands do, and when",
    .open = exec_open,
    .push = exec_push,
    .finish = exec_finish,
    .free = exec_free,
    .describe = exec_describe,
};
