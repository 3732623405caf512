// SPDX-License-Identifier: MIT
// The bytes of an extent lie at the end of its block, behind the beginning of its first line:
//
//     0 ......... begin ....... base ...................... end ...... capacity
//       room            line before |  lines               | the next one's
#include "io/extent.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

// Bytes before an extent that are read at once, in search of the beginning of its first line; the
// first of them come with the extent.
enum { BEFORE = 4096 };

static size_t base_of(const struct block *b)
{
    return b->capacity - (size_t)(b->to - b->from);
}

// Fill the block from `at` up to `end`.
static bool fill(struct block *b, int fd, size_t at, size_t end)
{
    uint64_t start = b->from - base_of(b);        // of the block, in the file; may be before it
    while (at < end) {
        ssize_t got = pread(fd, block_bytes(b) + at, end - at, (off_t)(start + at));
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        at += got > 0 ? (size_t)got : 0;
    }
    return true;
}

// Up to BEFORE bytes before `at`, as far as there are any, in the block and the file.
static size_t step_back(const struct block *b, size_t at)
{
    size_t base = base_of(b), least = b->from < base ? base - (size_t)b->from : 0;
    return at - least < BEFORE ? least : at - BEFORE;
}

// Where the line begins that `base` is in, of which all is there from `at` on; 0 where that is
// not to be found.
static size_t find_begin(struct block *b, int fd, size_t at)
{
    const char *bytes = block_bytes(b);
    for (size_t to = base_of(b), next;; to = at, at = next) {
        const char *newline = memrchr(bytes + at, '\n', to - at);
        if (newline)
            return (size_t)(newline - bytes) + 1;
        next = step_back(b, at);
        if (next == at || !fill(b, fd, next, at))
            return 0;
    }
}

bool extent_read(struct block *b, int fd, size_t max_line)
{
    size_t base = base_of(b), at = step_back(b, base);
    if (!fill(b, fd, at, b->capacity))
        return false;
    const char *bytes = block_bytes(b), *last = memrchr(bytes + base, '\n', b->capacity - base);
    struct str lines = {bytes + base, 0};
    if (last) {
        size_t begin = find_begin(b, fd, at);
        lines = (struct str){bytes + begin, (size_t)(last + 1 - bytes) - begin};
        if (!begin || lines_find_overlong(lines, max_line) < lines.n)
            return false;
    }
    b->text = lines;
    b->is_unread = false;
    return true;
}

uint64_t extent_text_end(const struct block *b)
{
    return b->from - base_of(b) + (uint64_t)(b->text.p + b->text.n - (const char *)(b + 1));
}
