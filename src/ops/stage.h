// SPDX-License-Identifier: MIT
// The stage interface. A stage is a row in a table next to its code: how it is written
// (lang/syntax.h) and what it does. Rows of events come in batches and leave in batches; time
// travels in the same channel: advance(watermark) after the rows that moved it.
//
//     open      the checked arguments become a state; the scope becomes that of the rows that leave
//     push      take a batch (the stage may change it), give rows to the next stage
//     advance   the watermark is now so (never back); pass it on, lowered by what the stage holds
//     finish    there is no more input: give out what is held
//     save/load the state to and from bytes, between batches
//
// A stage without state leaves what it does not need NULL: advance and finish are then passed on.
#ifndef OPS_STAGE_H
#define OPS_STAGE_H

#include "base/pack.h"
#include "data/batch.h"
#include "data/write.h"
#include "event/disorder.h"
#include "event/window.h"
#include "lang/expr.h"
#include "lang/sequence.h"
#include "lang/syntax.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum flow {
    FLOW_MORE,
    FLOW_DONE,                    // nothing that could still come would matter: stop reading
};

struct loop;
struct outlet;

// What the stages at work share. All of it belongs to the in-order half of the run.
struct stage_env {
    struct write_style style;
    struct lateness lateness;     // the events that came too late
    struct disorder *disorder;    // --stats: counted by a clock in the chain; NULL: not
    struct chunk *chunk;          // what is being worked on: findings go there; NULL: nothing is
    const struct output_format *format;  // --to; NULL is JSON
    bool has_color;               // of what is written to the outputs
    bool has_texts;               // the input is not JSON (see row_line)
    int first_measure;            // the cell of the last aggregate stage's first aggregate
    bool is_revised;              // of the rows that leave the last stage, some replace others
    struct outlet *outlets;       // what stages write to besides, by `next`
    struct loop *loop;            // where the run waits
    bool is_rehearsal;            // a copy of the process plays the end (run/preview.h): nothing
                                  // is to be done that would be seen outside
    bool is_ending;               // there is no more input: rows that come now are the last ones
    bool strict;
    bool has_failed;              // a stage has found what ends the run, and said it
};

struct stage {
    const struct stage_row *row;
    struct stage *next;           // the last one is the writer, whose next is NULL
    void *state;
    struct stage_env *env;
    int number;                   // its place in the pipeline, from 1
    bool is_followed;             // some stage below listens to the watermark
    struct sequences sequences;   // what its calls of sequence functions remember
    uint64_t rows_in, rows_bad, rows_late;
    uint64_t rows_dropped;        // by a limit, which is told at the end
    uint64_t rows_failed;         // a command failed for them ...
    uint64_t rows_kept;           // ... and they were kept
};

// What is looked at, where events enter, to know their time.
struct entry_time {
    const struct expr *expr;      // NULL: the default fields, or arrival
    bool is_arrival;              // the wall clock when the line was read
    bool is_used;                 // some stage needs event time
    bool is_absent;               // no field of the input can be one of the default fields
};

// Where the time of the rows at some place of the chain comes from.
enum time_source {
    TIME_AT_ENTRY,                // struct entry_time
    TIME_FROM_STAGE,              // a clock in the chain
    TIME_OF_WINDOW,               // rows made when a window closed: its last instant
    TIME_ABSENT,                  // rows made without a window, or see entry_time.is_absent
};

// What a stage has when it is opened, before the run.
struct stage_open {
    struct check check;           // its scope is that of the rows that come; open() makes it that
                                  // of the rows that leave
    int number;
    struct window window;         // of the window stage above; WINDOW_GLOBAL if there is none
    struct window_link *link;     // to that stage, while rows come from it (ops/windowed.h)
    bool is_revised;              // rows that come may be replaced by later ones
    struct stage_env *env;
    bool has_stdout;              // the outputs are, or hold, standard output
    struct entry_time *entry;
    enum time_source time_source;
    const struct expr *time;      // the expression that told the time, if one did: for messages
    int64_t lateness;             // for windows below that give none, ns
    int64_t delay;                // for clocks below, ns
    bool keeps_text;              // --text: numbers in text formats stay text
    uint64_t seed;                // of what is drawn
};

// What a stage has open: windows (0 where there are none), and groups in all of them.
struct open_count {
    uint64_t windows, groups;
};

struct stage_row {
    struct syntax syntax;         // first: the parser's table is made of these
    bool makes_rows;              // what leaves is not what came: rows of its own
    bool is_stateless;            // a function of the batch alone (but see stage_is_parallel)
    bool multiplies;              // of one row it may make any number: not ahead of those that
                                  // may stop it
    bool keeps_rows;              // each row that comes leaves, once
    bool keeps_fields;            // rows leave with the fields with which they came
    bool takes_sequences;         // each expression is evaluated once for each row that comes, in
                                  // order: sequence functions may stand in them
    bool may_end;                 // its push may say FLOW_DONE in the middle of a batch
    bool counts_failed;           // it fills rows_failed
    const char *keeps;            // what it keeps in memory, for help and --explain: "the last
                                  // value of each key"; NULL: nothing
    const char *speaks;           // when its rows come out: "when the window closes"; NULL: at once
    const char *late;             // why a row is late here; NULL: its window has closed
    const char *exempt;           // what of it is not determined by the input; NULL: nothing
    // False after a mistake, which has been reported.
    bool (*open)(struct stage_open *o, const struct stage_ast *ast, void **state);
    enum flow (*push)(struct stage *s, struct batch *b);
    // The part of push() that is a function of the batch alone, done before the turn of its rows:
    // sets b->prepared, and may be left out. In any thread: it changes nothing but the batch, and
    // looks at nothing that push() changes. NULL: there is no such part.
    void (*prepare)(const struct stage *s, struct batch *b);
    enum flow (*advance)(struct stage *s, int64_t watermark);
    void (*finish)(struct stage *s);
    void (*save)(const struct stage *s, struct buf *out);
    void (*load)(struct stage *s, struct unpack *in);
    void (*free)(struct stage *s);
    // Where is_stateless, but the state changes with each batch: one for another thread, and its
    // end. NULL: the state is only read.
    void *(*copy)(const struct stage *s);
    void (*free_copy)(struct stage *s);
    // Rows are about to come, or (is_asked) the user wants it: has what the stage reads besides
    // changed? Called by the run's own thread; others may be in push() meanwhile. NULL: it reads
    // nothing.
    void (*refresh)(struct stage *s, bool is_asked);
    // Bytes of state held now, for --stats. NULL where `keeps` is.
    size_t (*state_bytes)(const struct stage *s);
    // What is open now, for --stats. NULL: nothing that could be counted.
    void (*count_open)(const struct stage *s, struct open_count *count);
    // What this use of the stage has settled, for --explain: lines "NAME<tab>TEXT\n"
    // (ops/describe.h). `keeps`, `speaks` and `exempt` take the place of the row's text; any other
    // name is a setting; to keep "nothing" is to have no text. NULL: the row's texts say it all.
    void (*describe)(const struct stage *s, struct buf *out);
};

// ---- the chain ----

static inline enum flow stage_push(struct stage *s, struct batch *b)
{
    if (b->nrows == 0)
        return FLOW_MORE;
    s->rows_in += b->nrows;
    return s->row->push(s, b);
}

// Prepare rows that are to be pushed to a stage.
static inline void stage_prepare(const struct stage *s, struct batch *b)
{
    if (b->nrows && s->row->prepare)
        s->row->prepare(s, b);
}

// For a stage whose rows have an effect outside: may a stage below end the reading in the middle of
// a batch, behind which no row may have had it? Then push row by row, each when `effect` has had
// it.
bool stage_may_end_below(const struct stage *s);
enum flow stage_push_stepping(struct stage *s, struct batch *b,
                              void (*effect)(struct stage *s, struct batch *one));

// Hand the watermark (not TIME_NONE) to a stage: to its own advance, or on to the next.
enum flow stage_advance(struct stage *s, int64_t watermark);
// Finish a stage and those below it, in order.
void stage_finish(struct stage *s);

// May it run on batches in any order, ahead of the in-order half? Not where it calls a sequence
// function.
static inline bool stage_is_parallel(const struct stage *s)
{
    return s->row->is_stateless && !s->row->multiplies && !s->sequences.first;
}

// Bytes of state that it holds now.
size_t stage_state_bytes(const struct stage *s);

// ---- the table ----

// The table for the parser, made of the rows' syntax.
const struct syntax_table *stage_syntaxes(void);
// All rows in the order of the list, from 0; NULL at the end.
const struct stage_row *stage_at(int i);

#endif
