// SPDX-License-Identifier: MIT
#include "cli/list.h"

#include "base/fail.h"
#include "base/str.h"
#include "cli/entry.h"
#include "cli/manual.h"
#include "cli/topics.h"

#include <stdio.h>
#include <string.h>

static void list_registry(const struct registry *r)
{
    struct entry e;
    for (int i = 0; r->at(i, &e); i++)
        printf("%s%s\t%s\t%s\n", r->dashes, e.name, e.usage + strspn(e.usage, " "), e.summary);
}

static void list_topics(void)
{
    for (int i = 0; topic_at(i); i++)
        printf("%s\t-h %s\t%s\n", topic_at(i)->name, topic_at(i)->name, topic_at(i)->summary);
}

static void refuse(const char *what)
{
    struct buf names;
    buf_init(&names);
    for (int i = 0; registry_at(i); i++)
        buf_printf(&names, "%s%s", i ? ", " : "", registry_at(i)->name);
    warn("--list wants %s or topics, not '%s'", buf_cstr(&names), what);
    buf_release(&names);
}

bool list_print(const char *what)
{
    const struct registry *r = registry_find(what);
    if (r) {
        list_registry(r);
    } else if (strcmp(what, "topics") == 0) {
        list_topics();
    } else if (!manual_print(what)) {
        refuse(what);
        return false;
    }
    return true;
}
