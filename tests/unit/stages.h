// SPDX-License-Identifier: MIT
// A small table of stages for tests of the parser alone, every kind of argument in it.
#ifndef TESTS_UNIT_STAGES_H
#define TESTS_UNIT_STAGES_H

#include "lang/syntax.h"

static const struct syntax stage_filter = {
    .name = "filter", .alias = "where", .usage = "filter EXPR",
    .args = {{.kind = ARG_EXPR, .what = "a condition"}},
};
static const struct syntax stage_project = {
    .name = "project", .alias = "select", .usage = "project [NAME =] EXPR, ...",
    .args = {{.kind = ARG_ITEMS, .flags = ARG_STAR, .what = "fields"}},
};
static const struct syntax stage_set = {
    .name = "set", .usage = "set NAME = EXPR, ...",
    .args = {{.kind = ARG_ASSIGNS, .what = "NAME = EXPR"}},
};
static const struct syntax stage_drop = {
    .name = "drop", .usage = "drop PATH, ...",
    .args = {{.kind = ARG_PATHS, .what = "a field"}},
};
static const struct syntax stage_rename = {
    .name = "rename", .usage = "rename NEW = OLD, ...",
    .args = {{.kind = ARG_RENAMES, .what = "NEW = OLD"}},
};
static const struct syntax stage_head = {
    .name = "head", .usage = "head N [per EXPR, ...]",
    .args = {{.kind = ARG_COUNT, .what = "a number of rows"},
             {.kind = ARG_EXPRS, .keyword = "per", .what = "an expression"}},
};
static const struct syntax stage_tail = {
    .name = "tail", .usage = "tail [N] [per EXPR, ...]",
    .args = {{.kind = ARG_COUNT, .flags = ARG_OPTIONAL, .what = "a number of rows"},
             {.kind = ARG_EXPRS, .keyword = "per", .what = "an expression"}},
};
static const struct syntax stage_top = {
    .name = "top", .usage = "top N by EXPR [asc|desc]",
    .args = {{.kind = ARG_COUNT, .what = "a number of rows"},
             {.kind = ARG_SORT_KEYS, .keyword = "by", .flags = ARG_REQUIRED,
              .what = "an expression"}},
};
static const struct syntax stage_sort = {
    .name = "sort", .usage = "sort EXPR [asc|desc], ...",
    .args = {{.kind = ARG_SORT_KEYS, .what = "an expression"}},
};
static const struct syntax stage_time = {
    .name = "time", .usage = "time EXPR",
    .args = {{.kind = ARG_EXPR, .what = "an expression"}},
};
static const struct syntax stage_parse = {
    .name = "parse", .usage = "parse PATH /regex/ or as FORMAT [or drop|or bad]",
    .args = {{.kind = ARG_PATH, .what = "a field"},
             {.kind = ARG_REGEX, .flags = ARG_OPTIONAL, .what = "a regex"},
             {.kind = ARG_FORMAT, .keyword = "as", .what = "a format"},
             {.kind = ARG_CHOICE, .keyword = "or", .choices = "drop bad", .what = "a word"}},
};
static const struct syntax stage_window = {
    .name = "window", .usage = "window [tumbling|hopping] DURATION [every DURATION] ...",
    .args = {{.kind = ARG_CHOICE, .flags = ARG_OPTIONAL, .choices = "tumbling hopping",
              .what = "a kind of window"},
             {.kind = ARG_DURATION, .what = "a length"},
             {.kind = ARG_DURATION, .keyword = "every", .what = "a duration"},
             {.kind = ARG_EXPRS, .keyword = "by", .what = "an expression"},
             {.kind = ARG_SIGNED_DURATION, .keyword = "offset", .what = "a duration"},
             {.kind = ARG_DURATION, .keyword = "lateness", .what = "a duration"},
             {.kind = ARG_TEXT, .keyword = "tz", .what = "a time zone"},
             {.kind = ARG_DURATION, .keyword = "fill for", .what = "a duration"}},
};
static const struct syntax stage_aggregate = {
    .name = "aggregate", .alias = "agg", .usage = "aggregate [NAME =] AGG(...) ... [by EXPR, ...]",
    .args = {{.kind = ARG_AGGS, .what = "an aggregate"},
             {.kind = ARG_ITEMS, .keyword = "by", .what = "an expression"}},
};

static const struct syntax *const stage_rows[] = {
    &stage_filter, &stage_project, &stage_set, &stage_drop, &stage_rename, &stage_head,
    &stage_tail, &stage_top, &stage_sort, &stage_time, &stage_parse, &stage_window,
    &stage_aggregate, NULL,
};
static const char *const stage_reserved[] = {"join", "match", NULL};
static const struct syntax_table stage_table = {stage_rows, stage_reserved};

#endif
