// SPDX-License-Identifier: MIT
// libmicrohttpd without a thread of its own: it has an epoll descriptor, which is watched like any
// other, and says when it wants to look at its clients again.
//
// It is loaded when it is asked for: with the libraries that it needs for encryption it would more
// than double the time in which every weir starts.
#include "io/http.h"

#include <unistd.h>

#ifdef WEIR_HTTPD

#include "base/clock.h"
#include "base/mem.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <poll.h>
#include <string.h>

enum {
    CLIENTS = 16,
    SILENCE = 30,                 // s
};

// What is used of it.
static struct {
    __typeof__(&MHD_start_daemon) start_daemon;
    __typeof__(&MHD_stop_daemon) stop_daemon;
    __typeof__(&MHD_get_daemon_info) get_daemon_info;
    __typeof__(&MHD_run) run;
    __typeof__(&MHD_get_timeout) get_timeout;
    __typeof__(&MHD_create_response_from_buffer) create_response;
    __typeof__(&MHD_add_response_header) add_header;
    __typeof__(&MHD_queue_response) queue_response;
    __typeof__(&MHD_destroy_response) destroy_response;
} mhd;

struct http {
    struct watch watch;           // first: it becomes the whole again
    struct timer timer;
    struct loop *loop;
    struct MHD_Daemon *daemon;
    const struct http_page *page;
};

bool http_is_available(void)
{
    return true;
}

// ---- loading ----

// Its calls have been as they are since version 0.9.
#define LIBRARY "libmicrohttpd.so.12"

static bool load(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    const struct {
        const char *name;
        void *place;
    } wanted[] = {
        {"MHD_start_daemon", &mhd.start_daemon},
        {"MHD_stop_daemon", &mhd.stop_daemon},
        {"MHD_get_daemon_info", &mhd.get_daemon_info},
        {"MHD_run", &mhd.run},
        {"MHD_get_timeout", &mhd.get_timeout},
        {"MHD_create_response_from_buffer", &mhd.create_response},
        {"MHD_add_response_header", &mhd.add_header},
        {"MHD_queue_response", &mhd.queue_response},
        {"MHD_destroy_response", &mhd.destroy_response},
    };
    for (size_t i = 0; library && i < sizeof wanted / sizeof *wanted; i++) {
        void *found = dlsym(library, wanted[i].name);
        if (!found)
            return false;
        memcpy(wanted[i].place, &found, sizeof found);   // POSIX: they are of one size
    }
    return library != NULL;
}

// ---- answers ----

static enum MHD_Result answer_text(struct MHD_Connection *c, unsigned status, const char *text)
{
    struct MHD_Response *r =
        mhd.create_response(strlen(text), (void *)(size_t)text, MHD_RESPMEM_PERSISTENT);
    if (!r)
        return MHD_NO;
    mhd.add_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, "text/plain; charset=utf-8");
    if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
        mhd.add_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result result = mhd.queue_response(c, status, r);
    mhd.destroy_response(r);
    return result;
}

static enum MHD_Result answer_page(struct MHD_Connection *c, const struct http_page *page)
{
    struct buf text;
    buf_init(&text);
    page->make(page->owner, &text);
    struct MHD_Response *r = mhd.create_response(text.n, text.p, MHD_RESPMEM_MUST_COPY);
    buf_release(&text);
    if (!r)
        return MHD_NO;
    mhd.add_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, page->type);
    enum MHD_Result result = mhd.queue_response(c, MHD_HTTP_OK, r);
    mhd.destroy_response(r);
    return result;
}

// Called with the head of a request, with each piece of its body, which nobody wants, and at the
// end, when it is answered.
// long: the parameters are those of libmicrohttpd
static enum MHD_Result answer(void *owner, struct MHD_Connection *c, const char *path,
                              const char *method, const char *version, const char *body,
                              size_t *nbody, void **state)
{
    struct http *h = owner;
    (void)version, (void)body;
    if (!*state || *nbody) {
        *state = h;
        *nbody = 0;
        return MHD_YES;
    }
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return answer_text(c, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET\n");
    if (strcmp(path, h->page->path) != 0)
        return answer_text(c, MHD_HTTP_NOT_FOUND, "not found; there is /metrics\n");
    return answer_page(c, h->page);
}

// ---- in the loop ----

static void work(struct http *h)
{
    MHD_UNSIGNED_LONG_LONG left;  // ms
    mhd.run(h->daemon);
    if (mhd.get_timeout(h->daemon, &left) == MHD_YES)
        loop_arm(h->loop, &h->timer, clock_steady() + (int64_t)left * 1000000);
    else
        loop_disarm(h->loop, &h->timer);
}

static void on_ready(struct watch *w, short revents)
{
    (void)revents;
    work((struct http *)(void *)w);
}

static void on_time(struct timer *t)
{
    work((struct http *)(void *)((char *)t - offsetof(struct http, timer)));
}

struct http *http_open(struct loop *loop, int listener, const struct http_page *page,
                       const char **why)
{
    if (!load()) {
        *why = "cannot load " LIBRARY;
        close(listener);
        return NULL;
    }
    struct http *h = mem_zalloc(sizeof *h);
    *h = (struct http){.watch.ready = on_ready, .timer.fire = on_time, .loop = loop, .page = page};
    h->daemon = mhd.start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, answer, h, MHD_OPTION_LISTEN_SOCKET,
                                 listener, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CLIENTS,
                                 MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE, MHD_OPTION_END);
    const union MHD_DaemonInfo *info =
        h->daemon ? mhd.get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
    if (!info) {
        *why = "libmicrohttpd does not start";
        close(listener);
        mem_free(h);
        return NULL;
    }
    loop_add(loop, &h->watch, info->epoll_fd, POLLIN);
    return h;
}

void http_close(struct http *h)
{
    if (!h)
        return;
    loop_remove(h->loop, &h->watch);
    loop_disarm(h->loop, &h->timer);
    mhd.stop_daemon(h->daemon);
    mem_free(h);
}

#else

bool http_is_available(void)
{
    return false;
}

struct http *http_open(struct loop *loop, int listener, const struct http_page *page,
                       const char **why)
{
    (void)loop, (void)page;
    *why = "this weir was built without libmicrohttpd";
    close(listener);
    return NULL;
}

void http_close(struct http *h)
{
    (void)h;
}

#endif
