// SPDX-License-Identifier: MIT
#include "funcs/time_args.h"

#include "data/zone.h"

bool prepare_zone(struct prepare *p, int i, const struct zone **zone)
{
    *zone = p->zone;
    if (i >= p->nargs || (p->is_const[i] && value_is_null(p->args[i])))
        return true;
    p->error_arg = i;
    if (!p->is_const[i]) {
        p->error = "the time zone must be a constant text";
        p->hint = "such as \"Europe/Berlin\", in quotes";
        return false;
    }
    struct value name = p->args[i];
    *zone = zone_find(value_bytes(name));
    if (*zone)
        return true;
    p->error = arena_printf(p->arena, "'%.*s' is not a time zone this system knows", (int)name.len,
                            name.p);
    p->hint = "names are those of the system's zoneinfo, such as Europe/Berlin; +02:00 is one too";
    return false;
}
