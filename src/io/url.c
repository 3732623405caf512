// SPDX-License-Identifier: MIT
#include "io/url.h"

#include <string.h>

// The length of the kind before "://"; 0: there is none.
static size_t kind_length(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789+-");
    return strncmp(text + n, "://", 3) == 0 ? n : 0;
}

static void add_option(struct url *u, struct arena *a, struct str text)
{
    const char *equals = memchr(text.p, '=', text.n);
    struct url_option option = {.name = text, .value = ""};
    if (equals) {
        option.name.n = (size_t)(equals - text.p);
        option.value = arena_strndup(a, equals + 1, text.n - option.name.n - 1);
    }
    if (text.n)
        *VEC_PUSH(&u->options) = option;
}

void url_init(struct url *u, struct arena *a, const char *text)
{
    size_t kind = kind_length(text);
    *u = (struct url){.text = text, .kind = {text, kind}, .place = text};
    if (!kind)
        return;
    const char *place = text + kind + 3, *mark = strchr(place, '?');
    u->place = mark ? arena_strndup(a, place, (size_t)(mark - place)) : place;
    while (mark) {
        const char *name = mark + 1;
        mark = strchr(name, '&');
        add_option(u, a, (struct str){name, mark ? (size_t)(mark - name) : strlen(name)});
    }
}

void url_release(struct url *u)
{
    VEC_FREE(&u->options);
}

const char *url_take(struct url *u, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < u->options.n; i++) {
        if (!str_is(u->options.at[i].name, name))
            continue;
        u->options.at[i].is_taken = true;
        value = u->options.at[i].value;
    }
    return value;
}

const struct url_option *url_untaken(const struct url *u)
{
    for (size_t i = 0; i < u->options.n; i++)
        if (!u->options.at[i].is_taken)
            return &u->options.at[i];
    return NULL;
}

bool url_host_port(const char *place, struct arena *a, const char **host, const char **port)
{
    bool has_brackets = *place == '[';
    const char *begin = place + has_brackets, *end = strrchr(place, ':');
    if (has_brackets) {
        end = strchr(place, ']');
        if (!end || end[1] != ':')
            return false;
    }
    if (!end)
        return false;
    *port = has_brackets ? end + 2 : end + 1;
    *host = end > begin ? arena_strndup(a, begin, (size_t)(end - begin)) : NULL;
    return **port != '\0';
}
