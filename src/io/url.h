// SPDX-License-Identifier: MIT
// The text that names a source or a destination taken apart: KIND://PLACE?NAME=VALUE&NAME. What has
// no kind is a file's name, or - for standard input or output, in which nothing is cut off.
#ifndef IO_URL_H
#define IO_URL_H

#include "base/mem.h"
#include "base/str.h"
#include "base/vec.h"

#include <stdbool.h>

struct url_option {
    struct str name;
    const char *value;            // "" where there is none
    bool is_taken;
};

struct url {
    const char *text;             // the whole, as it was given
    struct str kind;              // empty: a file
    const char *place;            // what stands between kind and options
    VEC(struct url_option) options;
};

// Take it apart. `text` must stay; the rest lives in the arena but for the list of options.
void url_init(struct url *u, struct arena *a, const char *text);
void url_release(struct url *u);

// The value of an option ("" where it has none), which is known then; NULL if it was not given. Of
// a repeated one the last counts.
const char *url_take(struct url *u, const char *name);

// An option that nobody has taken, that is, one that the kind does not know; NULL: none.
const struct url_option *url_untaken(const struct url *u);

// HOST:PORT taken apart, in the arena: *host is NULL where it is empty, an IPv6 address stands in
// brackets, which are left out. False: there is no port.
bool url_host_port(const char *place, struct arena *a, const char **host, const char **port);

#endif
