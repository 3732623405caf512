// SPDX-License-Identifier: MIT
// Destinations: a buffer of rows in front of a kind of place. Each kind is a row in a table, next
// to its code in sink_NAME.c, listed in sinks.def. The run decides when to write (before it would
// wait, and when the buffer is full); a sink never waits for more to come.
//
// How a destination is named (io/url.h) is checked before the run, which then opens it.
#ifndef IO_SINK_H
#define IO_SINK_H

#include "base/attr.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/url.h"

#include <stdbool.h>

struct loop;
struct sink_kind;

struct sink {
    const struct sink_kind *kind;
    const char *name;             // for messages: "standard output", a path, an address
    const char *place;            // what stands behind the kind
    struct buf buf;               // append whole rows here; then sink_check()
    int fd;                       // of standard output and files; else -1
    bool is_gone;                 // its reader went away (EPIPE), or it has failed: what is
                                  // appended is thrown away
    char *failure;                // what went wrong, a sentence for the user; NULL: nothing has
    unsigned long long written;   // bytes handed over
    const char *suffix;           // what names of files made for it end in: "ndjson", "csv"
    struct buf header;            // of the rows in the buffer: what a file of them has to begin
                                  // with (csv). A new one stands in front of them, too, then
    struct loop *loop;            // where it waits
    struct arena *arena;          // for its settings
    void *state;                  // the kind's
};

enum { SINK_FULL = 64 * 1024 };

// What is wrong with a destination's name: sentences without a full stop, in the arena.
struct sink_fault {
    const char *error;
    const char *hint;             // what to write instead, or NULL
};

// Take a destination's name apart ("-", a path, KIND://PLACE?OPTION=VALUE) and check it, without
// touching what it names. `spec` must stay, as must the arena. False after a mistake, which is in
// *fault.
bool sink_init(struct sink *s, struct arena *a, const char *spec, struct sink_fault *fault);

// The same only to know if it is sound.
bool sink_check_spec(struct arena *a, const char *spec, struct sink_fault *fault);

// Open it, to be waited for in that loop. What cannot be opened is fatal().
void sink_open(struct sink *s, struct loop *loop);

// Hand everything over; where that goes on in the background, the sink holds no more than its limit
// of what is not done yet when this returns. A reader that went away sets is_gone; any other
// failure is kept in `failure`, for the caller to tell.
void sink_flush(struct sink *s);

// The same if the buffer is full.
static inline void sink_check(struct sink *s)
{
    if (s->buf.n >= SINK_FULL)
        sink_flush(s);
}

// Begin anew: a file that was renamed is made again under its name, a part of a folder is ended.
// What cannot be opened again is told, and the old one goes on.
void sink_reopen(struct sink *s);

// Flush and close, within the time that the kind allows itself. What fails is kept in `failure`.
void sink_close(struct sink *s);
// Forget a sink, closed or never opened.
void sink_release(struct sink *s);

// ---- kinds ----

struct sink_option {
    const char *name;
    const char *value;            // what its value is called; NULL: it has none
    const char *summary;          // one line, with the default
};

enum { SINK_OPTIONS_MAX = 8 };

// A name on its way into a sink.
struct sink_reading {
    struct sink *sink;
    struct url *url;
    struct sink_fault *fault;
};

struct sink_kind {
    const char *name;             // "tcp" of tcp://; "-" of standard output, which has no ://
    const char *usage;            // "tcp://HOST:PORT"
    const char *summary;          // one line
    const char *note;             // what else is to be known: a few sentences, or NULL
    struct sink_option options[SINK_OPTIONS_MAX];
    bool has_parts;               // what is written is cut into files, each with the header
    // Read place and options into a state of its own, in the sink's arena. NULL: there is no more
    // to them than a place. False after sink_wrong().
    bool (*init)(struct sink_reading *r);
    void (*open)(struct sink *s);
    // Take what is in the buffer, which is empty then.
    void (*flush)(struct sink *s);
    void (*reopen)(struct sink *s);           // NULL: that means nothing here
    void (*close)(struct sink *s);
};

// All kinds in the order of the help: i from 0, NULL at the end.
const struct sink_kind *sink_kind_at(int i);

// The name is wrong: note why. False.
bool sink_wrong(struct sink_reading *r, const char *hint, const char *format, ...)
    ATTR_PRINTF(3, 4);

// The value of an option, if it was given. False after sink_wrong().
bool sink_take_size(struct sink_reading *r, const char *name, size_t *bytes);
bool sink_take_duration(struct sink_reading *r, const char *name, int64_t *ns);
bool sink_take_flag(struct sink_reading *r, const char *name, bool *flag);

// Read the place as HOST:PORT or as a path, and give the sink its name without options: tcp://a:1.
struct net_place;
bool sink_take_place(struct sink_reading *r, struct net_place *place);

// How many lines there are in the text.
size_t sink_count_lines(struct str text);

// Note what went wrong, if nothing has before, and that the sink is of no more use.
void sink_fail(struct sink *s, const char *format, ...) ATTR_PRINTF(2, 3) ATTR_COLD;

#endif
