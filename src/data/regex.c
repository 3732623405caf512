// SPDX-License-Identifier: MIT
// A regex is the code alone. Its memory is taken from the arena, so that nothing but the machine
// code of the JIT (which regex_free returns) outlives it or is lost. What a match changes, its
// groups and the stack of the JIT, is the thread's, one for all regexes.
#include "data/regex.h"

#include "base/fail.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Steps of backtracking after which a match is given up: some milliseconds. Patterns that explode
// on hostile texts must not hold up the stream.
enum { MATCH_LIMIT = 1000000 };
// What the JIT may use, in bytes; and the matcher without it, in KiB.
enum { STACK_FIRST = 32 << 10, STACK_MOST = 1 << 20, HEAP_LIMIT = 20 << 10 };

struct regex {
    pcre2_code *code;
    uint32_t groups;              // with the whole match
    bool has_jit;
};

// What a thread needs to match.
struct bench {
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    pcre2_match_data *data;
    uint32_t room;                // groups that there is room for
};

static _Thread_local struct bench bench;

static void *take(size_t size, void *arena)
{
    return arena_alloc(arena, size);
}

static void leave(void *p ATTR_UNUSED, void *arena ATTR_UNUSED)
{
}

static uint32_t options_of(struct str flags)
{
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    for (size_t i = 0; i < flags.n; i++)
        switch (flags.p[i]) {
        case 'i':
            options |= PCRE2_CASELESS;
            break;
        case 'm':
            options |= PCRE2_MULTILINE;
            break;
        case 's':
            options |= PCRE2_DOTALL;
            break;
        case 'x':
            options |= PCRE2_EXTENDED;
            break;
        default:
            bug("no such flag of a regex: %c", flags.p[i]);
        }
    return options;
}

static const char *message(struct arena *a, int code)
{
    if (code == PCRE2_ERROR_DUPLICATE_SUBPATTERN_NAME)
        return "two groups have the same name; where only one of them can match, put (?J) first";
    char *text = arena_alloc(a, 256);
    if (pcre2_get_error_message(code, (PCRE2_UCHAR *)text, 256) < 0)
        return "is not a regex";
    return text;
}

struct regex *regex_new(struct arena *a, struct str pattern, struct str flags, const char **error,
                        size_t *fault)
{
    pcre2_general_context *general = pcre2_general_context_create(take, leave, a);
    pcre2_compile_context *compile = pcre2_compile_context_create(general);
    int code;
    struct regex *r = ARENA_NEW(a, struct regex);
    r->code = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, options_of(flags), &code, fault,
                            compile);
    if (!r->code) {
        *error = message(a, code);
        return NULL;
    }
    pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &r->groups);
    r->groups++;
    r->has_jit = pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE) == 0;
    return r;
}

void regex_free(struct regex *r)
{
    if (r)
        pcre2_code_free(r->code);
}

static void *need(void *p)
{
    if (!p)
        fatal("out of memory");
    return p;
}

static ATTR_COLD void make_bench(const struct regex *r)
{
    if (!bench.context) {
        bench.context = need(pcre2_match_context_create(NULL));
        pcre2_set_match_limit(bench.context, MATCH_LIMIT);
        pcre2_set_heap_limit(bench.context, HEAP_LIMIT);
    }
    if (r->has_jit && !bench.stack) {
        bench.stack = need(pcre2_jit_stack_create(STACK_FIRST, STACK_MOST, NULL));
        pcre2_jit_stack_assign(bench.context, NULL, bench.stack);
    }
    if (bench.room < r->groups) {
        pcre2_match_data_free(bench.data);
        bench.data = need(pcre2_match_data_create(r->groups, NULL));
        bench.room = r->groups;
    }
}

void regex_end_thread(void)
{
    pcre2_match_data_free(bench.data);
    pcre2_jit_stack_free(bench.stack);
    pcre2_match_context_free(bench.context);
    bench = (struct bench){0};
}

static enum regex_result match_from(const struct regex *r, struct str text, size_t from,
                                    uint32_t options)
{
    if (UNLIKELY(bench.room < r->groups || (r->has_jit && !bench.stack)))
        make_bench(r);
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.n ? text.p : "");
    // pcre2_jit_match leaves out the checks of its arguments, which is most of a short match.
    int n = (r->has_jit ? pcre2_jit_match : pcre2_match)(r->code, subject, text.n, from, options,
                                                         bench.data, bench.context);
    if (n >= 0)
        return REGEX_YES;
    return n == PCRE2_ERROR_NOMATCH ? REGEX_NO : REGEX_GAVE_UP;
}

enum regex_result regex_match(const struct regex *r, struct str text)
{
    return match_from(r, text, 0, 0);
}

enum regex_result regex_next(const struct regex *r, struct str text, struct regex_place *place)
{
    bool was_empty = place->has_matched && place->from == place->to;
    uint32_t options = was_empty ? PCRE2_NOTEMPTY_ATSTART : 0;
    enum regex_result result = match_from(r, text, place->to, options);
    if (result != REGEX_YES)
        return result;
    size_t from, to;
    // With \K a match can begin before the last one's end; there is no going on from there.
    if (!regex_group(r, 0, &from, &to) || from < place->to || (was_empty && to == place->to))
        return REGEX_NO;
    *place = (struct regex_place){from, to, true};
    return REGEX_YES;
}

// The name table is sorted by name: of each entry, how many have a lower number? Those of one
// number come in the order of the table.
bool regex_name(const struct regex *r, size_t i, struct str *name, unsigned *group)
{
    uint32_t count, size;
    PCRE2_SPTR table;
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t k = 0; k < count; k++) {
        const unsigned char *entry = table + (size_t)k * size;
        size_t rank = 0;
        for (uint32_t j = 0; j < count; j++) {
            int order = memcmp(table + (size_t)j * size, entry, 2);
            rank += order < 0 || (order == 0 && j < k);
        }
        if (rank != i)
            continue;
        *group = (unsigned)entry[0] << 8 | entry[1];
        *name = str_of((const char *)entry + 2);
        return true;
    }
    return false;
}

const size_t *regex_bounds(void)
{
    return pcre2_get_ovector_pointer(bench.data);
}

bool regex_group(const struct regex *r, unsigned n, size_t *from, size_t *to)
{
    if (n >= r->groups)
        return false;
    const PCRE2_SIZE *bounds = regex_bounds() + 2 * (size_t)n;
    if (bounds[0] == PCRE2_UNSET || bounds[1] == PCRE2_UNSET || bounds[0] > bounds[1])
        return false;
    *from = bounds[0];
    *to = bounds[1];
    return true;
}

unsigned regex_groups(const struct regex *r)
{
    return r->groups - 1;
}

int regex_group_named(const struct regex *r, struct str name)
{
    enum { NAME_MOST = 32 };      // PCRE2's own limit
    char text[NAME_MOST + 1];
    if (name.n > NAME_MOST || (name.n && memchr(name.p, '\0', name.n)))
        return -1;
    if (name.n)
        memcpy(text, name.p, name.n);
    text[name.n] = '\0';
    int number = pcre2_substring_number_from_name(r->code, (PCRE2_SPTR)text);
    return number > 0 ? number : -1;
}
