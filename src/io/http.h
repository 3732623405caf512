// SPDX-License-Identifier: MIT
// A small HTTP server in the loop: one page, made anew for each request. Optional (libmicrohttpd).
#ifndef IO_HTTP_H
#define IO_HTTP_H

#include "base/str.h"
#include "io/loop.h"

#include <stdbool.h>

struct http;

struct http_page {
    const char *path;             // "/metrics"; any other is not found
    const char *type;             // its media type
    void (*make)(void *owner, struct buf *out);
    void *owner;
};

// Was weir built with it?
bool http_is_available(void);

// Serve the page to who connects to the listening descriptor, which is taken over, whenever the
// loop is waited for. The page must stay. Few clients are served at once, and none that is silent
// for long. NULL: it cannot, with the reason in *why; the descriptor is closed then.
struct http *http_open(struct loop *loop, int listener, const struct http_page *page,
                       const char **why);
void http_close(struct http *h);

#endif
