// SPDX-License-Identifier: MIT
// Growing arrays of any type: `VEC(int) v = {0}; *VEC_PUSH(&v) = 3; v.at[0]; VEC_FREE(&v)`.
// The memory is the heap's; pointers into a vector die when it grows.
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/mem.h"

#include <stddef.h>

#define VEC(type)                                                                                \
    struct {                                                                                     \
        type *at;                                                                                \
        size_t n, cap;                                                                           \
    }

// Make room for one more element, count it, and give its address (contents undefined).
#define VEC_PUSH(v)                                                                              \
    ((void)((v)->n < (v)->cap ||                                                                 \
            ((v)->cap = (v)->cap ? (v)->cap * 2 : 8,                                             \
             (v)->at = mem_realloc((v)->at, (v)->cap * sizeof *(v)->at), 0)),                    \
     &(v)->at[(v)->n++])

#define VEC_FREE(v) (mem_free((v)->at), (v)->at = NULL, (v)->n = (v)->cap = 0)

#endif
