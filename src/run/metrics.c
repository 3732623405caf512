// SPDX-License-Identifier: MIT
#include "run/metrics.h"

#include "base/clock.h"
#include "base/fail.h"
#include "data/time.h"
#include "io/http.h"
#include "io/net.h"
#include "run/exposition.h"
#include "run/latest.h"
#include "run/run_internal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef WEIR_VERSION
#define WEIR_VERSION "unknown"
#endif

struct metrics {
    struct run *run;
    struct http *http;
    struct http_page page;
    struct latest latest;
    struct stage_load *loads;     // by stage, when the chain was at rest last
    double began;                 // seconds since 1970
};

// A family of numbers, which stand at that place in what has been counted of a thing: an input, a
// stage ... NaN: it has none.
struct family {
    const char *name, *type, *help;
    size_t place;
};

static const char counter[] = "counter", gauge[] = "gauge";

// What is counted of each of several things, or of the whole, which has no labels.
struct counted {
    const struct family *families;
    size_t nfamilies, nthings;
    void (*label)(const struct metrics *m, size_t i, struct buf *out);
    void (*count)(const struct metrics *m, size_t i, void *numbers);
    size_t size;                  // of the numbers of one
};

// ---- the run ----

struct run_numbers {
    double events, bad_lines, bad_events, late, rows, watermark, lag, cpu, memory, began;
};

static const struct family run_families[] = {
    {"weir_events_total", counter, "Events that were read.", offsetof(struct run_numbers, events)},
    {"weir_bad_lines_total", counter, "Lines that are no events.",
     offsetof(struct run_numbers, bad_lines)},
    {"weir_bad_events_total", counter, "Events without a usable time where one is needed.",
     offsetof(struct run_numbers, bad_events)},
    {"weir_late_events_total", counter, "Events that came too late.",
     offsetof(struct run_numbers, late)},
    {"weir_rows_total", counter, "Rows that were written.", offsetof(struct run_numbers, rows)},
    {"weir_watermark_seconds", gauge, "Event time up to which all is done, in seconds since 1970.",
     offsetof(struct run_numbers, watermark)},
    {"weir_watermark_lag_seconds", gauge, "How far that is behind the clock, of live input.",
     offsetof(struct run_numbers, lag)},
    {"process_cpu_seconds_total", counter, "Processor time.", offsetof(struct run_numbers, cpu)},
    {"process_resident_memory_bytes", gauge, "Memory in use.",
     offsetof(struct run_numbers, memory)},
    {"process_start_time_seconds", gauge, "When the run began, in seconds since 1970.",
     offsetof(struct run_numbers, began)},
};

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0
               ? seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime)
               : NAN;
}

static double resident_bytes(void)
{
    double pages = NAN;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%*s %lf", &pages) != 1)
        pages = NAN;
    if (f)
        fclose(f);
    return pages * (double)sysconf(_SC_PAGESIZE);
}

static double seconds_or_none(int64_t ns)
{
    return ns == TIME_NONE ? NAN : (double)ns / 1e9;
}

static void count_run(const struct metrics *m, size_t i, void *numbers)
{
    const struct run *r = m->run;
    (void)i;
    *(struct run_numbers *)numbers = (struct run_numbers){
        .events = (double)r->plan->stages[0].rows_in,
        .bad_lines = (double)r->report.bad_lines,
        .bad_events = (double)r->report.bad_events,
        .late = (double)r->plan->env.lateness.count,
        .rows = (double)r->plan->stages[r->plan->nstages].rows_in,
        .watermark = seconds_or_none(r->watermark),
        .lag = seconds_or_none(run_watermark_lag(r)),
        .cpu = cpu_seconds(),
        .memory = resident_bytes(),
        .began = m->began,
    };
}

// ---- inputs and outputs ----

static void label_named(struct buf *out, const char *kind, size_t i, const char *name)
{
    buf_printf(out, "%s=\"%zu\",name=\"", kind, i + 1);
    exposition_put_escaped(out, str_of(name));
    buf_putc(out, '"');
}

struct input_numbers {
    double lines, bytes, newest, ahead, is_idle, has_ended;
};

static const struct family input_families[] = {
    {"weir_input_lines_total", counter, "Lines read.", offsetof(struct input_numbers, lines)},
    {"weir_input_bytes_total", counter, "Bytes read.", offsetof(struct input_numbers, bytes)},
    {"weir_input_newest_event_seconds", gauge, "The latest event time, in seconds since 1970.",
     offsetof(struct input_numbers, newest)},
    {"weir_input_ahead_events_total", counter, "Events too far ahead of the clock (--skew).",
     offsetof(struct input_numbers, ahead)},
    {"weir_input_idle", gauge, "1 while nothing has come for so long that time goes on (--idle).",
     offsetof(struct input_numbers, is_idle)},
    {"weir_input_ended", gauge, "1 when it has ended.", offsetof(struct input_numbers, has_ended)},
};

static void label_input(const struct metrics *m, size_t i, struct buf *out)
{
    label_named(out, "input", i, input_name(&m->run->inputs[i]));
}

static void count_input(const struct metrics *m, size_t i, void *numbers)
{
    const struct input *in = &m->run->inputs[i];
    uint64_t lines, bytes;
    input_ahead(in, &lines, &bytes);
    *(struct input_numbers *)numbers = (struct input_numbers){
        .lines = (double)(in->lines - lines),
        .bytes = (double)(in->bytes - bytes),
        .newest = seconds_or_none(in->clock.largest),
        .ahead = (double)in->live.ahead,
        .is_idle = in->live.is_idle,
        .has_ended = in->has_ended,
    };
}

struct output_numbers {
    double bytes, is_gone;
};

static const struct family output_families[] = {
    {"weir_output_bytes_total", counter, "Bytes written: output, --late, --bad and tee.",
     offsetof(struct output_numbers, bytes)},
    {"weir_output_gone", gauge, "1 when its reader has gone, or it has failed.",
     offsetof(struct output_numbers, is_gone)},
};

static void label_output(const struct metrics *m, size_t i, struct buf *out)
{
    label_named(out, "output", i, m->run->sinks[i].name);
}

static void count_output(const struct metrics *m, size_t i, void *numbers)
{
    const struct sink *s = &m->run->sinks[i];
    *(struct output_numbers *)numbers = (struct output_numbers){(double)s->written, s->is_gone};
}

// ---- stages ----

struct stage_numbers {
    double in, out, dropped, late, untimed, errors, failed, bytes, windows, groups;
};

static const struct family stage_families[] = {
    {"weir_stage_rows_in_total", counter, "Rows that came.", offsetof(struct stage_numbers, in)},
    {"weir_stage_rows_out_total", counter, "Rows that left.", offsetof(struct stage_numbers, out)},
    {"weir_stage_rows_dropped_total", counter,
     "Rows that came and did not leave, but for late and untimed ones.",
     offsetof(struct stage_numbers, dropped)},
    {"weir_stage_late_total", counter, "Rows that came too late.",
     offsetof(struct stage_numbers, late)},
    {"weir_stage_untimed_total", counter, "Rows without a usable time.",
     offsetof(struct stage_numbers, untimed)},
    {"weir_stage_errors_total", counter, "Values that did not fit an expression.",
     offsetof(struct stage_numbers, errors)},
    {"weir_stage_failed_rows_total", counter, "Rows for which a command failed.",
     offsetof(struct stage_numbers, failed)},
    {"weir_stage_state_bytes", gauge, "Memory of what the stage holds.",
     offsetof(struct stage_numbers, bytes)},
    {"weir_stage_windows", gauge, "Open windows.", offsetof(struct stage_numbers, windows)},
    {"weir_stage_groups", gauge, "Groups in open windows.",
     offsetof(struct stage_numbers, groups)},
};

static void label_stage(const struct metrics *m, size_t i, struct buf *out)
{
    label_named(out, "stage", i, m->run->plan->stages[i].row->syntax.name);
}

static void count_stage(const struct metrics *m, size_t i, void *numbers)
{
    const struct stage *s = &m->run->plan->stages[i];
    const struct stage_load *load = &m->loads[i];
    bool has_state = s->row->state_bytes != NULL, is_counted = s->row->count_open != NULL;
    uint64_t dropped;
    bool is_known = stats_count_dropped(s, &dropped);
    *(struct stage_numbers *)numbers = (struct stage_numbers){
        .in = (double)s->rows_in,
        .out = (double)s->next->rows_in,
        .dropped = is_known ? (double)dropped : NAN,
        .late = (double)s->rows_late,
        .untimed = (double)s->rows_bad,
        .errors = (double)m->run->report.errors[i + 1],
        .failed = s->row->counts_failed ? (double)s->rows_failed : NAN,
        .bytes = has_state ? (double)load->bytes : NAN,
        .windows = is_counted ? (double)load->open.windows : NAN,
        .groups = is_counted ? (double)load->open.groups : NAN,
    };
}

// A page may be asked for while a stage hands on rows, in the middle of its work: what it holds is
// not looked at then.
static void look_at_loads(struct metrics *m)
{
    const struct plan *plan = m->run->plan;
    for (int i = 0; i < plan->nstages && !plan->env.chunk; i++)
        m->loads[i] = stats_load(&plan->stages[i]);
}

// ---- the page ----

// A family's samples stand together, whatever thing they are of.
static void put_counted(const struct metrics *m, const struct counted *c, struct buf *out)
{
    char *numbers = mem_alloc(c->nthings * c->size);
    struct buf *labels = mem_zalloc(c->nthings * sizeof *labels);
    for (size_t i = 0; i < c->nthings; i++) {
        c->count(m, i, numbers + i * c->size);
        if (c->label)
            c->label(m, i, &labels[i]);
    }
    for (size_t k = 0; k < c->nfamilies; k++) {
        const struct family *f = &c->families[k];
        exposition_family(out, f->name, f->type, f->help);
        for (size_t i = 0; i < c->nthings; i++) {
            double value = *(double *)(void *)(numbers + i * c->size + f->place);
            if (!isnan(value))
                exposition_sample(out, f->name, c->label ? buf_cstr(&labels[i]) : "", value);
        }
    }
    for (size_t i = 0; i < c->nthings; i++)
        buf_release(&labels[i]);
    mem_free(labels);
    mem_free(numbers);
}

static void make_page(void *owner, struct buf *out)
{
    struct metrics *m = owner;
    const struct run *r = m->run;
    const struct counted all[] = {
        {run_families, sizeof run_families / sizeof *run_families, 1, NULL, count_run,
         sizeof(struct run_numbers)},
        {input_families, sizeof input_families / sizeof *input_families, r->ninputs, label_input,
         count_input, sizeof(struct input_numbers)},
        {output_families, sizeof output_families / sizeof *output_families, r->nsinks,
         label_output, count_output, sizeof(struct output_numbers)},
        {stage_families, sizeof stage_families / sizeof *stage_families,
         (size_t)r->plan->nstages, label_stage, count_stage, sizeof(struct stage_numbers)},
    };
    look_at_loads(m);
    exposition_family(out, "weir_build_info", gauge, "The version of weir.");
    exposition_sample(out, "weir_build_info", "version=\"" WEIR_VERSION "\"", 1);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].nthings)
            put_counted(m, &all[i], out);
    latest_write(&m->latest, out);
}

// ---- serving ----

struct metrics *metrics_open(struct run *r)
{
    const char *place = r->settings->metrics, *why = NULL;
    if (!place)
        return NULL;
    struct net_place at = {.type = SOCK_STREAM, .listens = true};
    why = net_read_host_port(&at, &r->plan->arena, place);
    int listener = why ? -1 : net_listen(&at, -1, &why);
    if (listener < 0)
        fatal("--metrics %s: %s", place, why);
    char name[NET_TEXT_MAX];
    if (r->settings->verbose || strcmp(at.port, "0") == 0)
        warn("metrics are at http://%s/metrics", net_local(listener, name));
    struct metrics *m = mem_zalloc(sizeof *m);
    m->run = r;
    m->began = (double)clock_wall() / 1e9;
    m->loads = ARENA_ARRAY(&r->plan->arena, struct stage_load, (size_t)r->plan->nstages);
    m->page = (struct http_page){
        "/metrics", "text/plain; version=0.0.4; charset=utf-8", make_page, m};
    latest_begin(&m->latest, r->plan);
    m->http = http_open(&r->loop, listener, &m->page, &why);
    if (!m->http)
        fatal("--metrics %s: %s", place, why);
    return m;
}

void metrics_close(struct metrics *m)
{
    if (!m)
        return;
    http_close(m->http);
    latest_release(&m->latest);
    mem_free(m);
}
