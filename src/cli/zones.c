// SPDX-License-Identifier: MIT
#include "cli/zones.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Folders hold zones whose names begin with that of the folder. Names of zones and their folders
// are capitalised; what else lies there (posix, right, zone.tab, leapseconds) is not.
static void add_folder(struct names *names, const char *root, const char *below)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", root, below);
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = entries[i]->d_name;
        char inner[300];
        snprintf(inner, sizeof inner, "%s%s%s", below, *below ? "/" : "", name);
        if (isupper((unsigned char)*name) && entries[i]->d_type == DT_DIR)
            add_folder(names, root, inner);
        else if (isupper((unsigned char)*name))
            names_add(names, str_of(inner));
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

void zones_add(struct names *names)
{
    const char *folder = getenv("TZDIR");
    add_folder(names, folder && *folder ? folder : "/usr/share/zoneinfo", "");
}
